# %% [markdown]
# # 5. Checkpoints
#
# A training takes minutes, hours or weeks. What it has learned lives in the memory of one program. When
# that program ends, or the computer stops, everything is gone. In this lesson you write the values to a
# file, a **checkpoint**. Then you go on from it, predict from it in another program, and survive a crash.
#
# **After this lesson you can**
#
# - say why variables die with their session, and save and restore them with a `Saver`;
# - look into a checkpoint file, and understand the errors when graph and file do not fit;
# - read training data from a file such as `data.csv`;
# - count training steps with `global_step`, and continue a training from a checkpoint;
# - write one program that trains and another that predicts;
# - see over-fitting in a network with too many layers, and pick the best checkpoint, not the last;
# - resume after a crash, and end with exactly the same weights;
# - save a PyTorch training, and choose between `torch.save` and safetensors.
#
# **Time**: about 75 minutes, and 40 to 60 minutes for the exercise. **Needs**: lesson 2 (graphs and
# sessions) and lesson 4 (classification). No GPU, no network.

# %%
import copy
import inspect
import json
import pickle
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import ipywidgets
import numpy as np
import torch
from safetensors import safe_open
from safetensors.numpy import load_file
from safetensors.torch import load_file as load_tensors
from safetensors.torch import save_file, save_model
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import data, viz
from lessonlib.training import fit

work = Path(tempfile.mkdtemp(prefix="lesson_05_"))  # all files of this lesson go here

# %% [markdown]
# ## 1. Variables die with the session
#
# **The problem.** A graph says *how* to compute. The values of its variables are not in the graph, they
# are in the session. Here a variable `a` starts at 1, and each run of `b` adds 1. We run `b` twice, in a
# first session and then in a second one.

# %%
tf.reset_default_graph()
a = tf.Variable(1, name="a")
b = tf.assign(a, a + 1)

seen = []
for session in ("first", "second"):
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        seen.append([int(sess.run(b)), int(sess.run(b))])
    print(f"{session} session: {seen[-1]}")
assert seen == [[2, 3], [2, 3]]

# %% [markdown]
# The second session counts 2, 3 again. It does not continue with 4. The first session closed, and its 3
# was thrown away. The second session ran the initializer, so `a` was 1 again.
#
# Think of `a` as the weights of a network after a week of training. This is why we need files.
#
# ## 2. Save and restore
#
# **The idea.** A **`Saver`** writes the values of all variables to a file, and reads them back into a
# session. Make it at the end of the graph, when all variables are there.

# %%
tf.reset_default_graph()
a = tf.Variable(1, name="a")
b = tf.assign(a, a + 1)
saver = tf.train.Saver()

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print("first session: ", sess.run(b), sess.run(b))
    path = saver.save(sess, str(work / "counter" / "model.ckpt"))

with tf.Session() as sess:
    saver.restore(sess, path)  # no initializer
    after = [int(sess.run(b)), int(sess.run(b))]
    print("second session:", *after)
assert after == [4, 5]

# %% [markdown]
# Now the second session continues with 4, 5. Three things to notice:
#
# - `save` returns the path of the checkpoint, and `restore` takes it.
# - `restore` gives every variable its value, so no initializer is needed. The Korean document
#   that this example comes from runs the initializer first, which does no harm. (It also has `restore` and
#   `print` on one line without a separator. That is a syntax error: they are two lines.)
# - The order matters. An initializer that runs *after* `restore` destroys what was restored:

# %%
with tf.Session() as sess:
    saver.restore(sess, path)
    print("after restore:             a =", sess.run(a))
    sess.run(tf.global_variables_initializer())
    print("after restore, initialised: a =", sess.run(a))
    assert sess.run(a) == 1

with tf.Session() as sess:  # neither of the two
    try:
        sess.run(a)
    except tf.errors.FailedPreconditionError as error:
        print(type(error).__name__, "-", str(error).splitlines()[0])
    else:
        raise AssertionError("a variable without a value should be an error")

# %% [markdown]
# ### Save at intervals
#
# A long program saves many times: at regular intervals, and once at the end. Here is the pattern of
# another of the documents, on three points of a line. It saves every 100 epochs to the same path, and the final
# parameters to another path.

# %%
tf.reset_default_graph()
line = data.line()
x = tf.constant(line.train.X.numpy(), name="x")  # (3, 1)
y = tf.constant(line.train.y.numpy(), name="y")  # (3, 1)
theta = tf.Variable(tf.random_uniform((1, 1), -1.0, 1.0, seed=5), name="theta")
mse = tf.reduce_mean(tf.square(tf.matmul(x, theta) - y), name="mse")
training_op = tf.train.GradientDescentOptimizer(0.001).minimize(mse)
saver = tf.train.Saver()

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(301):
        if epoch % 100 == 0:
            saver.save(sess, str(work / "line" / "my_model.ckpt"))
        sess.run(training_op)
    best_theta = sess.run(theta)
    final = saver.save(sess, str(work / "line" / "my_model_final.ckpt"))

with tf.Session() as sess:
    saver.restore(sess, final)
    assert np.array_equal(sess.run(theta), best_theta)
    print("theta, restored:", sess.run(theta).item(), " MSE:", sess.run(mse))
for file in sorted((work / "line").iterdir()):
    print(file.name)

# %% [markdown]
# Four saves went to `my_model.ckpt`, but there is one such file: each save replaced the one before. If you
# want to keep several, number them. Section 5 shows how.
#
# ## 3. What is in a checkpoint?
#
# Each save writes three files:
#
# | file | what it holds |
# | --- | --- |
# | `my_model.ckpt.safetensors` | names and values of the variables |
# | `my_model.ckpt.meta` | the graph |
# | `checkpoint` | a short text: the newest checkpoint, and all that are kept |
#
# (The original TensorFlow splits the values into two files, `.index` and `.data-00000-of-00001`. You pass
# the same path, `my_model.ckpt`, to `save` and `restore` in both.)
#
# A safetensors file is simple enough to read by hand. The first 8 bytes are a number: the length of a
# header. The header is JSON. It says for each name which dtype, which shape, and where its bytes are.

# %%
raw = Path(final + ".safetensors").read_bytes()
length = int.from_bytes(raw[:8], "little")
header = json.loads(raw[8 : 8 + length])
for name, entry in header.items():
    print(f"{name}: {entry}")

start, end = header["theta"]["data_offsets"]
value = np.frombuffer(raw[8 + length :][start:end], dtype=np.float32)
print("theta, by hand:", value)
assert value == load_file(final + ".safetensors")["theta"] == best_theta

# %% [markdown]
# So a checkpoint is **a table from names to arrays**. `restore` looks for each variable of the saver *by
# its name*. That explains the errors that you will meet. We build two other graphs and restore the same
# file.


# %%
def try_restore(*variables):
    with tf.Session() as sess:
        try:
            tf.train.Saver(list(variables)).restore(sess, final)
        except (tf.errors.NotFoundError, tf.errors.InvalidArgumentError) as error:
            print(f"{type(error).__name__}: {str(error).replace(str(work), '...')}\n")
            return type(error)
        return None


tf.reset_default_graph()
wider = tf.Variable(tf.zeros((2, 1)), name="theta")
assert try_restore(wider) is tf.errors.InvalidArgumentError

tf.reset_default_graph()
forgotten = tf.Variable(tf.zeros((1, 1), name="theta"))  # the name went to zeros
assert forgotten.op.name == "Variable"
assert try_restore(forgotten) is tf.errors.NotFoundError

# %% [markdown]
# The second case is a mistake of the document: in `tf.Variable(tf.random_uniform(..., name="theta"))` the
# name is *inside* the inner bracket. The random values are called `theta`, and the variable gets the name
# `Variable`. That works as long as every program has the same mistake. Give each variable its own name.
#
# If names differ and you cannot change the file, tell the saver. A dictionary says which name in the file
# belongs to which variable:

# %%
renaming = tf.train.Saver({"theta": forgotten})
with tf.Session() as sess:
    renaming.restore(sess, final)
    assert np.array_equal(sess.run(forgotten), best_theta)
    print("the variable", forgotten.op.name, "has the value of theta:", sess.run(forgotten))

# %% [markdown]
# ## 4. Data in a file
#
# So far the six animals of lesson 4 stood in the program. Real data comes from files. The document's
# `data.csv` has one line for each animal: fur, wings, and then the class as a one-hot vector (other,
# mammal, bird). The first line begins with `#`, so it is a comment.

# %%
csv = work / "data.csv"
csv.write_text(
    """# fur, wings, other, mammal, bird
0, 0, 1, 0, 0
1, 0, 0, 1, 0
1, 1, 0, 0, 1
0, 0, 1, 0, 0
0, 0, 1, 0, 0
0, 1, 0, 0, 1
""",
    encoding="utf-8",
)


def read_animals(file):
    """The features, float32 (n, 2), and the one-hot classes, float32 (n, 3)."""
    table = np.loadtxt(file, delimiter=",", dtype=np.float32, ndmin=2, encoding="utf-8")  # (n, 5)
    return table[:, :2], table[:, 2:]


x_data, y_data = read_animals(csv)
assert x_data.shape == (6, 2)
assert y_data.shape == (6, 3)
assert np.array_equal(y_data.argmax(axis=1), data.animals().train.y.numpy())
viz.matrix(x_data, "->", y_data)

# %% [markdown]
# The document reads with `unpack=True`, which gives the columns, (5, 6), and then transposes back. Slices
# of the rows do the same in one step:

# %%
columns = np.loadtxt(csv, delimiter=",", unpack=True, dtype="float32")
print("with unpack=True:", columns.shape)
assert np.array_equal(np.transpose(columns[0:2]), x_data)
assert np.array_equal(np.transpose(columns[2:]), y_data)

# %% [markdown]
# Two arguments save you trouble later. `ndmin=2` keeps a table also when the file has a single row.
# `encoding="utf-8"` reads the file in the same way on every computer. The original file has a Korean
# comment, and without this argument a Windows computer may refuse it.

# %%
one_row = work / "one.csv"
one_row.write_text("1, 0, 0, 1, 0\n", encoding="utf-8")
print("one row, without ndmin:", np.loadtxt(one_row, delimiter=",").shape)
print("one row, with ndmin=2: ", np.loadtxt(one_row, delimiter=",", ndmin=2).shape)
assert read_animals(one_row)[0].shape == (1, 2)

# %% [markdown]
# ## 5. The global step
#
# **The problem.** When you continue a training, you want to know how many steps it has made so far. A
# Python counter dies with the program, like everything else.
#
# **The idea.** Keep the count in a variable, the **global step**. Then it is saved and restored together
# with the weights. Give it to `minimize`: each training step adds 1. It is `trainable=False`, because the
# optimizer must not change it as if it were a weight.
#
# Here is the network of the document: two hidden layers with 10 and 20 neurons, **without biases**. We
# come back to that choice below.


# %%
def network(X, bias):
    """Logits for three classes: X (n, 2) -> 10 -> 20 -> (n, 3)."""
    sizes = (2, 10, 20, 3)
    h = X
    for k in range(1, 4):
        start = tf.random_uniform((sizes[k - 1], sizes[k]), -1.0, 1.0, seed=k)
        z = tf.matmul(h, tf.Variable(start, name=f"W{k}"))  # (n, sizes[k])
        if bias:
            z = z + tf.Variable(tf.zeros((sizes[k],)), name=f"b{k}")
        h = tf.nn.relu(z)
    return z  # no ReLU after the last layer


tf.reset_default_graph()
X = tf.placeholder(tf.float32, shape=(None, 2), name="X")
Y = tf.placeholder(tf.float32, shape=(None, 3), name="Y")
logits = network(X, bias=False)
cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=logits))
global_step = tf.Variable(0, trainable=False, name="global_step")
train_op = tf.train.AdamOptimizer(learning_rate=0.01).minimize(cost, global_step=global_step)
saver = tf.train.Saver(max_to_keep=3)

print("trainable:", [variable.op.name for variable in tf.trainable_variables()])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(5):
        sess.run(train_op, feed_dict={X: x_data, Y: y_data})
        print("saved", Path(saver.save(sess, str(work / "steps" / "dnn.ckpt"), global_step=global_step)).name)

# %% [markdown]
# `save(..., global_step=global_step)` adds the step to the path. `max_to_keep=3` keeps the last three, and
# deletes the older ones (if you do not say it, five are kept; `None` keeps all). The text file
# `checkpoint` knows which ones are there. You do not need to read it yourself:

# %%
print((work / "steps" / "checkpoint").read_text(encoding="utf-8"))
state = tf.train.get_checkpoint_state(str(work / "steps"))
kept = [Path(checkpoint).name for checkpoint in state.all_model_checkpoint_paths]
assert kept == ["dnn.ckpt-3", "dnn.ckpt-4", "dnn.ckpt-5"]
assert tf.train.latest_checkpoint(str(work / "steps")) == state.model_checkpoint_path
assert tf.train.get_checkpoint_state(str(work / "nothing")) is None

for name, value in load_file(state.model_checkpoint_path + ".safetensors").items():
    print(f"{name:12} {value.shape}")

# %% [markdown]
# The file holds more than weights. There is `global_step`, and for each weight matrix two more arrays of
# the same shape, `W1/Adam` and `W1/Adam_1`. They belong to the optimizer: Adam remembers an average of
# past gradients and of their squares (lesson 10). TensorFlow gives them the same names. `Adam/step` counts
# the optimizer's steps; this name is our library's. TensorFlow saves the two powers `beta1_power` and
# `beta2_power` instead, from which the same count follows. The next section shows why all this must be saved.

# %% proof
in_file = set(load_file(state.model_checkpoint_path + ".safetensors"))
assert {"W1", "W1/Adam", "W1/Adam_1", "Adam/step", "global_step"} <= in_file
assert not any("beta" in name for name in in_file)

# %% [markdown]
# ## 6. Continue from a checkpoint
#
# **The idea.** A program that can continue asks first: is there a checkpoint? If yes, it restores. If no,
# it initialises. So one program serves for the first run and for all later ones. The document's program
# makes two more training steps each time it is started. Here it is as a function, so that we can start it
# several times. Each call builds its own graph and its own session: nothing stays but the files.


# %%
def program(folder, steps=2, bias=False, only_weights=False):
    """Train `steps` more steps. Returns the step and the cost after each, and the logits at the end."""
    with tf.Graph().as_default(), tf.Session() as sess:
        X = tf.placeholder(tf.float32, shape=(None, 2), name="X")
        Y = tf.placeholder(tf.float32, shape=(None, 3), name="Y")
        logits = network(X, bias)
        cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=logits))
        global_step = tf.Variable(0, trainable=False, name="global_step")
        train_op = tf.train.AdamOptimizer(learning_rate=0.01).minimize(cost, global_step=global_step)
        chosen = [*tf.trainable_variables(), global_step] if only_weights else tf.global_variables()
        saver = tf.train.Saver(chosen)

        ckpt = tf.train.get_checkpoint_state(str(folder))
        if only_weights or not ckpt:
            sess.run(tf.global_variables_initializer())
        if ckpt and tf.train.checkpoint_exists(ckpt.model_checkpoint_path):
            saver.restore(sess, ckpt.model_checkpoint_path)

        feed = {X: x_data, Y: y_data}
        history = []
        for _ in range(steps):
            sess.run(train_op, feed_dict=feed)
            history.append((int(sess.run(global_step)), float(sess.run(cost, feed_dict=feed))))
        saver.save(sess, str(folder / "dnn.ckpt"), global_step=global_step)
        return history, sess.run(logits, feed_dict=feed)


begins = []
for run in ("first", "second"):
    history, _ = program(work / "animals")
    begins.append(history[0][0])
    for step, value in history:
        print(f"{run} run: step {step}, cost {value:.3f}")
assert begins[1] == begins[0] + 2

# %% [markdown]
# The second run continues where the first one stopped, and the cost goes on falling. Run the cell once more:
# now the steps are 5 to 8.
#
# ### What happens without Adam's memory?
#
# Compare three trainings of 60 steps: one program that runs without a stop; 6 programs of 10 steps each,
# which save everything; and 6 programs which save only the weights and the step.

# %%
complete, weights_only = [], []
for name in ("one_run", "complete", "weights"):
    shutil.rmtree(work / name, ignore_errors=True)  # begin at step 0, also when this cell runs again
undisturbed = [value for _, value in program(work / "one_run", steps=60)[0]]
for _ in range(6):
    complete += [value for _, value in program(work / "complete", steps=10)[0]]
    weights_only += [value for _, value in program(work / "weights", steps=10, only_weights=True)[0]]

assert complete == undisturbed  # not close: equal
assert weights_only[:10] == undisturbed[:10]
assert weights_only[10:] != undisturbed[10:]
print(f"cost after 60 steps: {undisturbed[-1]:.4f}, {complete[-1]:.4f}, {weights_only[-1]:.4f}")
viz.learning_curves(
    {"without a stop, or everything saved": undisturbed, "only the weights saved": weights_only}, y="cost"
)

# %% [markdown]
# With everything saved, the interrupted training is *equal* to the undisturbed one, in every digit. When
# only the weights are saved, Adam starts again from an empty memory at steps 11, 21, 31 and so on: the
# curve leaves the other one. By chance it is even a little lower here. But it is *another* training, which
# depends on when you stopped, and no message tells you. **Save everything that the training changes.**
#
# ### A network without biases
#
# The document leaves the biases out, because the network is then easier to read. What does this cost?

# %%
history, outputs = program(work / "no_bias", steps=500)
history_bias, outputs_bias = program(work / "with_bias", steps=500, bias=True)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


print("fur wings   class   without biases           with biases")
for row, label, p, q in zip(
    x_data, y_data.argmax(axis=1), softmax(outputs), softmax(outputs_bias), strict=True
):
    print(f"{row[0]:3.0f} {row[1]:5.0f} {label:7}    {np.round(p, 3)!s:24} {np.round(q, 3)}")
print(f"cost after 500 steps: {history[-1][1]:.4f} without biases, {history_bias[-1][1]:.4f} with")

# %% [markdown]
# Look at the animals with no fur and no wings, $(0, 0)$. Without biases, each layer multiplies zeros by
# weights. The logits are $(0, 0, 0)$, whatever the weights are, and softmax says $1/3$ for each class.
# **This network can never learn these three rows.**
#
# The document still reports 100% correct. That is luck: in a tie, `argmax` takes the first class, and the
# first class happens to be the right one here. The cost tells the truth. Three of six rows cost
# $-\ln \frac13 = \ln 3$ for ever, so the mean cannot fall below $\frac{3}{6} \ln 3 = 0.549$.

# %%
assert np.array_equal(outputs[0], np.zeros(3))
assert (outputs.argmax(axis=1) == y_data.argmax(axis=1)).all()  # "100%"
floor = 3 / 6 * np.log(3)
assert floor <= history[-1][1] < floor + 0.001
assert history_bias[-1][1] < 0.001
print(f"the floor: {floor:.4f}")

# %% [markdown]
# ## 7. Two programs: train and predict
#
# **The problem.** The program that predicts runs somewhere else: on a web server, on a phone. It has no
# training data, no optimizer and no time to train.
#
# **The idea.** Three files. The model is shared. One program trains and saves. Another one restores and
# predicts. The checkpoint is all that goes from the first to the second.
#
# We write real programs now, and start each in a process of its own.

# %%
programs = work / "programs"
shutil.rmtree(programs, ignore_errors=True)
programs.mkdir()
(programs / "animal_model.py").write_text(
    "import lessonlib.tf1 as tf\n\n\n" + inspect.getsource(network), encoding="utf-8"
)

TRAIN = '''"""python train.py FOLDER STEPS [CRASH_AT]: train until STEPS steps are done in total."""
import os
import sys

import numpy as np
import lessonlib.tf1 as tf
from animal_model import network

folder, until, *crash_at = sys.argv[1], *map(int, sys.argv[2:])
table = np.loadtxt("../data.csv", delimiter=",", dtype=np.float32, ndmin=2, encoding="utf-8")

X = tf.placeholder(tf.float32, shape=(None, 2), name="X")
Y = tf.placeholder(tf.float32, shape=(None, 3), name="Y")
logits = network(X, bias=True)
cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=logits))
global_step = tf.Variable(0, trainable=False, name="global_step")
train_op = tf.train.AdamOptimizer(learning_rate=0.01).minimize(cost, global_step=global_step)
saver = tf.train.Saver()

with tf.Session() as sess:
    latest = tf.train.latest_checkpoint(folder)
    if latest:
        saver.restore(sess, latest)
    else:
        sess.run(tf.global_variables_initializer())
    step = sess.run(global_step)
    print("start at step", step)
    while step < until:
        _, step = sess.run([train_op, global_step], feed_dict={X: table[:, :2], Y: table[:, 2:]})
        if step % 50 == 0 or step == until:
            print("saved", saver.save(sess, folder + "/dnn.ckpt", global_step=step), flush=True)
        if step in crash_at:
            os._exit(1)  # the process ends at once: no `except`, no `finally`
'''
(programs / "train.py").write_text(TRAIN, encoding="utf-8")


def start(*command):
    """Run a Python program in a process of its own, and show what it prints."""
    done = subprocess.run(
        [sys.executable, *map(str, command)], cwd=programs, capture_output=True, text=True, encoding="utf-8"
    )
    print(done.stdout.rstrip(), f"(exit status {done.returncode})")
    assert not done.stderr, done.stderr
    return done


trained = start("train.py", "model", 200)
assert trained.returncode == 0
# %% [markdown]
# The training program is done, and its memory is gone. Now a program that only predicts. It has no labels,
# no cost, no optimizer. Its saver knows only the weights and biases, and takes only these from the
# checkpoint. What it does not ask for (`global_step`, Adam's memory) stays in the file.

# %%
PREDICT = '''"""python predict.py FOLDER FUR WINGS: what animal is this?"""
import sys

import lessonlib.tf1 as tf
from animal_model import network

folder, fur, wings = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
latest = tf.train.latest_checkpoint(folder)
if latest is None:
    sys.exit(f"There is no checkpoint in {folder}. Run train.py first.")

X = tf.placeholder(tf.float32, shape=(None, 2), name="X")
probability = tf.nn.softmax(network(X, bias=True))
with tf.Session() as sess:
    tf.train.Saver().restore(sess, latest)
    for name, p in zip(["other", "mammal", "bird"], sess.run(probability, feed_dict={X: [[fur, wings]]})[0]):
        print(f"{name:6} {p:6.1%}")
'''
(programs / "predict.py").write_text(PREDICT, encoding="utf-8")
done = start("predict.py", "model", 1, 0)
assert float(done.stdout.split()[3].rstrip("%")) > 95  # a mammal

# %% [markdown]
# **What would go wrong?** If the two programs built different networks, `restore` would say which name or
# shape does not fit (section 3). That is why both import `animal_model.py`: they cannot differ.
#
# There is another way. The `.meta` file holds the whole graph, so a program can read the graph instead of
# building it. Tensors are then found by their names:

# %%
latest = tf.train.latest_checkpoint(str(programs / "model"))
with tf.Graph().as_default() as graph, tf.Session() as sess:
    restored = tf.train.import_meta_graph(latest + ".meta")
    restored.restore(sess, latest)
    names = [operation.name for operation in graph.operations if operation.type == "MatMul"]
    print("matrix products of the imported graph:", names[:3])
    assert sess.run("global_step:0") == 200

# %% [markdown]
# ## 8. Too many layers
#
# More layers and more neurons help with hard problems. But more is not always better. A large network has
# so many weights that it can *memorise* the training rows, with all their noise. It then does worse
# on new rows. This is **over-fitting**.
#
# Six animals cannot show it, because there are no other animals to test. So we take the two moons: only 40
# noisy points to learn from, and 200 others for validation. We train a small network and a deep one. With
# checkpoints every 10 steps we can look at all earlier states afterwards.

# %%
moons, others = data.moons(n=100, noise=0.3, seed=3), data.moons(n=1000, noise=0.3, seed=4)
X_few, y_few = moons.train.X.numpy()[:40], moons.train.y.numpy()[:40]
X_new, y_new = others.validation.X.numpy(), others.validation.y.numpy()


def moon_graph(sizes):
    """A network with `sizes` neurons in its layers, in a graph of its own. Returns its parts."""
    with tf.Graph().as_default() as graph:
        X = tf.placeholder(tf.float32, shape=(None, sizes[0]), name="X")
        y = tf.placeholder(tf.int64, shape=(None,), name="y")
        h = X
        for k in range(1, len(sizes)):
            reach = (1 / sizes[k - 1]) ** 0.5
            start = tf.random_uniform((sizes[k - 1], sizes[k]), -reach, reach, seed=5 + k)
            W, b = tf.Variable(start, name=f"W{k}"), tf.Variable(tf.zeros((sizes[k],)), name=f"b{k}")
            z = tf.matmul(h, W) + b
            h = tf.nn.relu(z)
        cost = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=z))
        train_op = tf.train.AdamOptimizer(learning_rate=0.01).minimize(cost)
        init, saver = tf.global_variables_initializer(), tf.train.Saver(max_to_keep=None)
    return graph, X, y, z, cost, train_op, init, saver


def train_moons(sizes, folder):
    """Train 300 steps, save every 10. Returns the cost on the 40 rows and on the 200, at each save."""
    graph, X, y, _, cost, train_op, init, saver = moon_graph(sizes)
    curves = {"training": [], "validation": []}
    with tf.Session(graph=graph) as sess:
        sess.run(init)
        for step in range(1, 301):
            sess.run(train_op, feed_dict={X: X_few, y: y_few})
            if step % 10 == 0:
                saver.save(sess, str(work / folder / "moons.ckpt"), global_step=step, write_meta_graph=False)
                curves["training"].append(float(sess.run(cost, feed_dict={X: X_few, y: y_few})))
                curves["validation"].append(float(sess.run(cost, feed_dict={X: X_new, y: y_new})))
    return curves


SMALL, DEEP = (2, 8, 2), (2, 32, 32, 32, 32, 2)
small, deep = train_moons(SMALL, "small"), train_moons(DEEP, "deep")
for name, curves in (("small", small), ("deep", deep)):
    print(f"{name:5}: training {curves['training'][-1]:.3f}, validation {curves['validation'][-1]:.3f}")
viz.learning_curves(
    {
        "small, training": small["training"],
        "small, validation": small["validation"],
        "deep, training": deep["training"],
        "deep, validation": deep["validation"],
    },
    y="cost",
    every=10,
)

# %% [markdown]
# The deep network makes its *training* cost almost 0. Its *validation* cost falls for a short time and
# then rises far above its start: the network becomes sure of wrong answers. The small network
# over-fits, too, but far less.
#
# **Look at it.** Move the slider through the 30 checkpoints of the deep network. Each position restores
# one checkpoint. Early, the boundary is simple. Later, it bends around single points.

# %%
graph, X, y, z, cost, *_, saver = moon_graph(DEEP)
film = tf.Session(graph=graph)  # stays open: the slider needs it


def scores(rows):
    return film.run(z, feed_dict={X: rows.numpy()})  # (n, 2)


def boundary(step):
    saver.restore(film, str(work / "deep" / f"moons.ckpt-{step}"))
    title = f"deep network, step {step}"
    return viz.decision_boundary(scores, X_few, y_few, moons.class_names, title=title)


slider = ipywidgets.SelectionSlider(options=range(10, 301, 10), value=10, description="step")
viz.Explorer([slider], lambda: boundary(slider.value), still=lambda: boundary(300))

# %% [markdown]
# **The best checkpoint is not the last one.** We have them all, so we can choose: restore each, measure it
# on the validation rows, take the lowest.

# %%
measured = {}
for checkpoint in tf.train.get_checkpoint_state(str(work / "deep")).all_model_checkpoint_paths:
    saver.restore(film, checkpoint)
    value, logits = film.run([cost, z], feed_dict={X: X_new, y: y_new})
    measured[checkpoint] = value, (logits.argmax(axis=1) == y_new).mean()
assert np.allclose([value for value, _ in measured.values()], deep["validation"])

best = min(measured, key=lambda checkpoint: measured[checkpoint][0])
last = list(measured)[-1]
for name, checkpoint in (("best", best), ("last", last)):
    value, share = measured[checkpoint]
    print(
        f"{name}: {Path(checkpoint).name}, validation cost {value:.3f}, {share:.1%} of the new points right"
    )
assert measured[last][0] > 3 * measured[best][0]
assert small["validation"][-1] < deep["validation"][-1] / 2

# %% [markdown]
# To stop when the validation cost no longer falls is called **early stopping**. Lesson 10 has more means
# against over-fitting. Note that the *share* of right answers changes much less than the cost. The cost
# sees how sure the network is of its wrong answers. (We chose with the validation rows, so their numbers
# are a little too good. A final number needs rows that played no part: see lesson 8.)
#
# ## 9. Crash and resume
#
# **The problem.** A power cut, a full disk, a computer that is restarted at night. `try` and `with` do not
# help, because the process ends without any warning.
#
# Our training program can really crash: `os._exit(1)` ends the process after step 130, without any clean-up. It
# saved at steps 50 and 100.

# %%
shutil.rmtree(programs / "crashed", ignore_errors=True)  # begin at step 0
crashed = start("train.py", "crashed", 200, 130)
assert crashed.returncode == 1
assert Path(tf.train.latest_checkpoint(str(programs / "crashed"))).name == "dnn.ckpt-100"

# %% [markdown]
# The steps 101 to 130 are lost. A crash costs at most the steps since the last save. So save often enough
# that you can accept the loss, and not so often that saving takes more time than training.
#
# To resume, start the same program again, in a terminal for example. It finds the checkpoint and goes on at
# step 100. Here we use the function `program` of section 6. It does the same, and needs no new process.

# %%
history, _ = program(programs / "crashed", steps=100, bias=True)
print("first step after the crash:", history[0][0], " last step:", history[-1][0])
assert history[0][0] == 101

straight = (programs / "model" / "dnn.ckpt-200.safetensors").read_bytes()
interrupted = (programs / "crashed" / "dnn.ckpt-200.safetensors").read_bytes()
print("the checkpoints of step 200 are equal, byte for byte:", straight == interrupted)
assert straight == interrupted

listed = tf.train.get_checkpoint_state(str(programs / "crashed")).all_model_checkpoint_paths
print("listed:", [Path(path).name for path in listed])
print("files: ", sorted(file.stem for file in (programs / "crashed").glob("*.safetensors")))
assert [Path(path).name for path in listed] == ["dnn.ckpt-200"]
assert (programs / "crashed" / "dnn.ckpt-50.safetensors").exists()

# %% [markdown]
# The training of section 7 had no crash. Both end with the same file, byte for byte. What made this
# possible?
#
# | what training uses | where it is |
# | --- | --- |
# | weights and biases | in the checkpoint |
# | the optimizer's memory | in the checkpoint, because the saver takes *all* variables |
# | how many steps were made | in the checkpoint: `global_step` |
# | the order of the rows | here always all rows; with mini-batches, make it from the step number (lesson 8) |
#
# On a GPU the last digits may differ, because some operations there add numbers in a changing order.
#
# The last lines of the output show a detail: a new saver counts only its own checkpoints. The files of
# steps 50 and 100 stay, but `max_to_keep` will never delete them. `saver.recover_last_checkpoints(paths)`
# tells a saver of older ones.
#
# ### A damaged file
#
# What if the crash comes *during* a save? A half-written file would be worse than none. So `save` writes
# to a temporary file first, and renames it when it is complete: the old checkpoint stays until the new one
# is whole. A disk can damage a file all the same. We cut one:

# %%
paths = list(tf.train.get_checkpoint_state(str(programs / "model")).all_model_checkpoint_paths)
newest = Path(paths[-1] + ".safetensors")
newest.write_bytes(newest.read_bytes()[:500])

with tf.Graph().as_default(), tf.Session() as sess:
    network(tf.placeholder(tf.float32, shape=(None, 2)), bias=True)
    step = tf.Variable(0, trainable=False, name="global_step")
    saver = tf.train.Saver()
    for path in reversed(paths):  # the newest first
        try:
            saver.restore(sess, path)
        except tf.errors.DataLossError as error:
            print(type(error).__name__, "-", str(error).splitlines()[0].replace(str(work), "..."))
        else:
            print("restored", Path(path).name)
            break
    assert sess.run(step) == 150

# %% [markdown]
# The damage is found, and an older checkpoint helps. This is one more reason to keep several.
#
# ## 10. The PyTorch way
#
# A PyTorch module keeps its values itself. `state_dict()` is the table from names to tensors. The
# optimizer has a `state_dict()` as well. There is no saver: you decide what goes into the file.


# %%
def new_training(seed=5):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(2, 10), nn.ReLU(), nn.Linear(10, 20), nn.ReLU(), nn.Linear(20, 3))
    return model, torch.optim.Adam(model.parameters(), lr=0.01)


def train_steps(model, optimizer, steps):
    rows, classes = torch.from_numpy(x_data), torch.from_numpy(y_data)
    losses = []
    for _ in range(steps):
        loss = nn.functional.cross_entropy(model(rows), classes)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


model, optimizer = new_training()
straight = train_steps(model, optimizer, 60)

model, optimizer = new_training()
before = train_steps(model, optimizer, 30)
torch.save(
    {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": 30}, work / "training.pt"
)
for name, value in model.state_dict().items():
    print(f"{name:9} {tuple(value.shape)}")

# %% [markdown]
# A new program builds the same objects, with other random weights. Then it loads.

# %%
model, optimizer = new_training(seed=99)
saved = torch.load(work / "training.pt")
model.load_state_dict(saved["model"])
optimizer.load_state_dict(saved["optimizer"])
resumed = train_steps(model, optimizer, 60 - saved["step"])
assert before + resumed == straight

model, optimizer = new_training(seed=99)
model.load_state_dict(saved["model"])  # and Adam's memory is forgotten
forgetful = train_steps(model, optimizer, 60 - saved["step"])
assert forgetful != resumed
viz.learning_curves(
    {"model and optimizer loaded": before + resumed, "only the model loaded": before + forgetful},
    log_y=True,
)

# %% [markdown]
# The same lesson as in section 6: with the optimizer, both halves fit together exactly.
#
# | graph | PyTorch |
# | --- | --- |
# | `tf.train.Saver()` takes all variables | you list model, optimizer, step |
# | `saver.save(sess, path, global_step)` | `torch.save({...}, path)` |
# | `saver.restore(sess, path)` | `model.load_state_dict(torch.load(path)["model"])` |
# | build the same graph first | build the same model first |
# | `NotFoundError`, `InvalidArgumentError` | `RuntimeError` with the missing keys or wrong shapes |
#
# A file that was saved on a GPU loads on any computer with `torch.load(path, map_location="cpu")`.
#
# **A trap.** `state_dict()` does not copy. Its tensors *are* the weights. If you keep it in memory as "the
# best weights so far", it goes on changing with the training. Make a copy:

# %%
model, optimizer = new_training()
kept, copied = model.state_dict(), copy.deepcopy(model.state_dict())
train_steps(model, optimizer, 5)
print("the kept table changed:", not torch.equal(kept["0.weight"], copied["0.weight"]))
assert torch.equal(kept["0.weight"], model[0].weight)
assert not torch.equal(copied["0.weight"], model[0].weight)

# %% [markdown]
# You do not have to write this each time. `fit` of this course takes `checkpoint=`, saves everything after
# each epoch, and goes on when the file is there:

# %%
(work / "fit.safetensors").unlink(missing_ok=True)
for num_epochs in (3, 5):
    model, optimizer = new_training()
    history = fit(
        model,
        data.animals(),
        nn.CrossEntropyLoss(),
        optimizer,
        num_epochs=num_epochs,
        batch_size=6,
        checkpoint=work / "fit.safetensors",
        progress=False,
    )
    print(f"until epoch {num_epochs}:", [round(value, 3) for value in history["loss"]])
assert np.allclose(history["loss"], straight[:5])

# %% [markdown]
# ## 11. `torch.save` against safetensors
#
# `torch.save` uses **pickle**, Python's way to write objects. A pickle is not a table of numbers. It is a
# small program that builds objects, and it may call any function while it is read. So a checkpoint from
# the internet can run code on your computer. See it yourself: this harmless one writes a file.


# %%
(work / "surprise.txt").unlink(missing_ok=True)


class Surprise:
    def __reduce__(self):  # what pickle calls when this object is read again
        return Path.write_text, (work / "surprise.txt", "I ran while you loaded a model.")


torch.save({"model": model.state_dict(), "extra": Surprise()}, work / "gift.pt")
assert not (work / "surprise.txt").exists()

try:
    torch.load(work / "gift.pt")
except pickle.UnpicklingError as error:
    print("refused:", str(error).split(".")[0])
else:
    raise AssertionError("torch.load should refuse this file")
assert not (work / "surprise.txt").exists()

torch.load(work / "gift.pt", weights_only=False)
print("weights_only=False:", (work / "surprise.txt").read_text(encoding="utf-8"))

# %% [markdown]
# Since PyTorch 2.6, `torch.load` reads only tensors and plain containers (`weights_only=True` is the
# default), and refuses the rest. Older versions, and everybody who writes `weights_only=False`, run the
# code. **Never load a pickle that you do not trust.**
#
# **safetensors** cannot do this by design: the file has names, shapes and numbers (section 3), and nothing
# else.

# %%
model, optimizer = new_training()
save_file(model.state_dict(), work / "model.safetensors", metadata={"made by": "lesson 5", "step": "0"})
loaded = load_tensors(work / "model.safetensors")
assert all(torch.equal(loaded[name], value) for name, value in model.state_dict().items())

with safe_open(work / "model.safetensors", framework="pt") as file:  # reads the header only
    print("names:", list(file.keys()))
    print("metadata:", file.metadata())
    two_rows = file.get_slice("2.weight")[:2]  # reads two rows of one matrix
assert torch.equal(two_rows, model[2].weight[:2])

# %% [markdown]
# You can look into a file of many gigabytes, and load one layer, or a part of one, without the rest. But
# safetensors is a flat table of tensors. Two things do not fit in it directly:

# %%
try:
    save_file(optimizer.state_dict(), work / "optimizer.safetensors")
except ValueError as error:
    print("an optimizer:", str(error).splitlines()[0])
else:
    raise AssertionError("nested dictionaries should not fit")

tied = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))
tied[1].weight = tied[0].weight  # two names for one tensor
try:
    save_file(tied.state_dict(), work / "tied.safetensors")
except RuntimeError as error:
    print("shared weights:", str(error).strip().splitlines()[0])
else:
    raise AssertionError("shared tensors should not fit")
save_model(tied, work / "tied.safetensors")  # writes the shared tensor once
assert "1.weight" not in load_tensors(work / "tied.safetensors")

# %% [markdown]
# | | `torch.save` | safetensors |
# | --- | --- | --- |
# | holds | nearly any Python object | tensors with names; texts as metadata |
# | code in the file | possible: load only what you trust | impossible |
# | read one tensor of many | `mmap=True` helps | yes, also a slice |
# | other languages | Python with PyTorch | Rust, JavaScript, C++ and more |
# | optimizer and step | directly | flatten to named tensors first, as `fit` and our `Saver` do |
#
# **A simple rule**: give models to others, and take them from others, as safetensors. For your own
# training on your own disk, both are good.
#
# ## Summary
#
# - Values live in the session and die with it. A `Saver`, made last, writes them to a checkpoint.
# - Restore *or* initialise. An initializer after `restore` destroys the restored values.
# - A checkpoint is a table from names to arrays. Give variables good names, and build the same model.
# - The global step counts in a variable, so that it is saved. `max_to_keep` limits the files.
# - To continue exactly, save everything that training changes: weights, optimizer, step.
# - Training and predicting are two programs. They share the model's code and the checkpoint.
# - Too many layers memorise noise. The checkpoint with the lowest validation cost is the best one.
# - After a crash, start the same program again. You lose the steps since the last save.
# - `torch.save` is a pickle: load only what you trust. safetensors holds numbers only.
#
# ## Terms
#
# | English | Korean | meaning |
# | --- | --- | --- |
# | checkpoint | 체크포인트 | the values of a training, saved in a file |
# | to save | 저장 | to write the values to a file |
# | to restore | 복원 | to read them into a session or a model |
# | global step | 전역 스텝 | the number of training steps so far, kept in a variable |
# | to resume | 이어서 학습하기 | to continue a training where it stopped |
# | optimizer state | 최적화 상태 | what the optimizer remembers, such as Adam's averages |
# | bias | 편향 | the number that a neuron adds to its weighted sum |
# | over-fitting | 과적합 | memorising the training rows, noise included |
# | validation data | 검증 데이터 | rows that are not trained on, to compare models |
# | early stopping | 조기 종료 | to stop when the validation cost no longer falls |
# | state dict | 상태 사전 | PyTorch's table from names to tensors |
# | pickle | 피클 | Python's format for objects; it can run code when it is read |
#
# **Now you**: [exercise 5](../exercises/05_checkpoints/05_checkpoints.ipynb), 40 to 60 minutes. Then
# [lesson 6](06_tensorboard.ipynb) shows a training while it runs.
