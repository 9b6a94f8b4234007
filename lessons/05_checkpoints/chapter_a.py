# %% [markdown]
# # 5a. Checkpoints: write down what was learned
#
# A training takes minutes, hours or weeks, and all that it has learned lives in the memory of one program. When that
# program ends, it is gone. So the values are written to a file, a **checkpoint**. In the first part of this lesson you
# save and restore them, look into the file with your own eyes, and go on with a training as if nothing had happened.
#
# **After this chapter you can**
#
# - say why variables die with their session, and save and restore them with a `Saver`;
# - read a checkpoint file byte by byte, and understand the errors when graph and file do not fit;
# - read training data from a CSV file;
# - count training steps with a global step, and go on from a checkpoint without any difference;
# - say what a network without biases can never learn.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lesson 2 (graphs
# and sessions) and lesson 4 (classification). No GPU, no network.

# %%
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save

import lessonlib.tf1 as tf
from lessonlib import data, viz

# All files of this chapter go into a new folder:
work = Path(tempfile.mkdtemp(prefix="lesson_05a_"))

# %% [markdown]
# ## 1. Variables die with the session
#
# A graph says *how* to compute. The values of its variables are not in the graph but in the session. Here a variable
# `a` starts at 1, and each run of `b` adds 1. We run `b` twice in a first session, and twice in a second one.

# %%
tf.reset_default_graph()
a = tf.Variable(1, name="a")
b = tf.assign(a, a + 1)

for session in ("first", "second"):
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(f"{session} session:", sess.run(b), sess.run(b))

# %% proof
import pytest

for _ in range(2):
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        assert [int(sess.run(b)), int(sess.run(b))] == [2, 3]

# %% [markdown]
# The second session counts 2, 3 again, and does not go on with 4. When the first one closed, its 3 was thrown away.
# Now imagine that `a` is the weights of a network after a week of training.
#
# **Your turn.** A third session runs the initializer, and then `b` five times. What does the last run give? Set
# `fifth`.

# %% try="fifth"
fifth = ...

# %% solution="fifth"
fifth = 6

# %% [markdown] solution="fifth"
# The initializer sets `a` to 1, and five runs add 5. What the other sessions did plays no part.

# %% [markdown] hints="fifth"
# - when "got:      8": The 3 of the other session is gone. With which value does this one begin?
# - when "got:      5": The first run gives 2 already.
# 1. Begin with what the initializer gives, and add 1 five times.

# %% check="fifth"
expect.predicted(fifth, 6, what="The fifth value", hint="Begin with the value of the initializer.")

# %% wrong="fifth" message="got:      8"
fifth = 8

# %% wrong="fifth" message="got:      5"
fifth = 5

# %% proof
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    assert [int(sess.run(b)) for _ in range(5)][-1] == 6

# %% [markdown]
# ## 2. Save and restore
#
# A **`Saver`** writes the values of all variables to a file, and reads them back into a session. Make it at the end of
# the graph, when all variables are there.

# %%
saver = tf.train.Saver()

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print("first session: ", sess.run(b), sess.run(b))
    path = saver.save(sess, str(work / "counter" / "model.ckpt"))

with tf.Session() as sess:
    saver.restore(sess, path)  # no initializer
    print("second session:", sess.run(b), sess.run(b))

# %% proof
with tf.Session() as sess:
    saver.restore(sess, path)
    assert [int(sess.run(b)), int(sess.run(b))] == [4, 5]
with tf.Session() as sess, pytest.raises(tf.errors.FailedPreconditionError):
    sess.run(a)

# %% [markdown]
# Now the second session goes on with 4, 5. `save` returns the path of the checkpoint, and `restore` takes it. Since
# `restore` gives every variable its value, no initializer is needed. Without either of the two, running `a` is a
# `FailedPreconditionError`: a variable without a value.
#
# **Your turn.** A session initialises, runs `b` twice, *saves*, and runs `b` three times more. Another session
# restores that checkpoint and runs `b` once. What does it give? Set `after_restore`.

# %% try="after_restore"
after_restore = ...

# %% solution="after_restore"
after_restore = 4

# %% [markdown] solution="after_restore"
# The file holds the value at the moment of `save`, 3. What the session did afterwards was never written down.

# %% [markdown] hints="after_restore"
# - when "got:      7": Which of the runs came after `save`?
# - when "got:      3": That is the value in the file. One run follows.
# 1. A checkpoint is a photograph. Which value was in `a` when it was taken?

# %% check="after_restore"
expect.predicted(after_restore, 4, what="The value", hint="The file keeps the moment of `save`.")

# %% wrong="after_restore" message="got:      7"
after_restore = 7

# %% wrong="after_restore" message="got:      3"
after_restore = 3

# %% [markdown]
# **Your turn.** This program should restore *if* there is a checkpoint, and initialise if not. There is one, but
# `found` is 1 instead of 3, without any error. Repair it.

# %% try="repair_order"
init = tf.global_variables_initializer()
with tf.Session() as sess:
    if tf.train.checkpoint_exists(path):
        saver.restore(sess, path)
    sess.run(init)
    found = int(sess.run(a))

# %% solution="repair_order"
init = tf.global_variables_initializer()
with tf.Session() as sess:
    if tf.train.checkpoint_exists(path):
        saver.restore(sess, path)
    else:
        sess.run(init)
    found = int(sess.run(a))

# %% [markdown] solution="repair_order"
# An initializer that runs *after* `restore` destroys what was restored. Before it, it does no harm: many programs
# always initialise first, and then restore if there is a file.

# %% [markdown] hints="repair_order"
# - when "got:      1": Something still sets `a` to 1 after it was restored.
# - when "got:      4": Read the variable, do not add to it.
# 1. Two lines give `a` a value. The later one wins.

# %% check="repair_order"
expect.equal(found, 3, what="found", hint="Whatever sets the variable last, wins.")

# %% wrong="repair_order" message="got:      1"
with tf.Session() as sess:
    saver.restore(sess, path)
    sess.run(a.initializer)
    found = int(sess.run(a))

# %% wrong="repair_order" message="got:      4"
with tf.Session() as sess:
    saver.restore(sess, path)
    found = int(sess.run(b))

# %% [markdown]
# ### Save at intervals
#
# A long program saves many times: at regular intervals, and once at the end. This one learns the slope of a line. It
# saves every 100 epochs to one path, and the final value to another.

# %%
tf.reset_default_graph()
line = data.line()
x = tf.constant(line.train.X.numpy(), name="x")  # (3, 1)
y = tf.constant(line.train.y.numpy(), name="y")  # (3, 1)
start = tf.random_uniform((1, 1), -1.0, 1.0, seed=5)
theta = tf.Variable(start, name="theta")
mse = tf.reduce_mean(tf.square(tf.matmul(x, theta) - y), name="mse")
descent = tf.train.GradientDescentOptimizer(0.001).minimize(mse)
saver = tf.train.Saver()

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(301):
        if epoch % 100 == 0:
            saver.save(sess, str(work / "line" / "my_model.ckpt"))
        sess.run(descent)
    final = saver.save(sess, str(work / "line" / "final.ckpt"))
    print("theta:", sess.run(theta).item())

for file in sorted((work / "line").iterdir()):
    print(file.name)

# %% proof
names = {file.name for file in (work / "line").iterdir()}
both = {f"{name}.ckpt.{end}" for name in ("my_model", "final") for end in ("safetensors", "meta")}
assert names == {"checkpoint", *both}

# %% [markdown]
# Four saves went to `my_model.ckpt`, but there is one such file: each save replaced the one before. To keep several,
# number them, as section 5 does.
#
# ## 3. What is in a checkpoint?
#
# A save writes three files: `final.ckpt.safetensors` with names and values of the variables; `final.ckpt.meta` with the
# graph; and `checkpoint`, a short text that names the newest checkpoint and all that are kept.
#
# > **TensorFlow 1** splits the values into two files, `.index` and `.data-00000-of-00001`; the safetensors file is this
# > library's. In both you pass the same path, `final.ckpt`, to `save` and `restore`.
#
# A safetensors file is simple enough to read by hand. Its first 8 bytes are a number, the length of a header. The
# header is JSON and says for each name which dtype, which shape, and where its bytes are. All that follows is numbers.

# %%
raw = Path(final + ".safetensors").read_bytes()
length = int.from_bytes(raw[:8], "little")
header, numbers = json.loads(raw[8 : 8 + length]), raw[8 + length :]
for name, entry in header.items():
    print(f"{name}: {entry}")
begin, end = header["theta"]["data_offsets"]
print("theta, by hand:", np.frombuffer(numbers[begin:end], np.float32))

# %% proof
by_hand = np.frombuffer(numbers[begin:end], np.float32)
with tf.Session() as sess:
    saver.restore(sess, final)
    assert by_hand == load_file(final + ".safetensors")["theta"] == sess.run(theta)

# %% [markdown]
# **Your turn.** `blob` holds the bytes of a checkpoint with a `W` and a `b`. The last line reads the wrong bytes. Let
# `b_read` be the values of `b`.

# %% try="read_bytes"
blob = save({"W": np.float32([[1, 2], [3, 4]]), "b": np.float32([7, 8])})
size = int.from_bytes(blob[:8], "little")
entries, floats = json.loads(blob[8 : 8 + size]), blob[8 + size :]
b_read = np.frombuffer(floats[0:8], np.float32)

# %% solution="read_bytes"
blob = save({"W": np.float32([[1, 2], [3, 4]]), "b": np.float32([7, 8])})
size = int.from_bytes(blob[:8], "little")
entries, floats = json.loads(blob[8 : 8 + size]), blob[8 + size :]
begin, end = entries["b"]["data_offsets"]
b_read = np.frombuffer(floats[begin:end], np.float32)

# %% [markdown] solution="read_bytes"
# `W` has four numbers of 4 bytes and comes first, so `b` lies at the bytes 16 to 24. Reading the place from the header
# is right for every file.

# %% [markdown] hints="read_bytes"
# - when "wrong shape": You have read more than `b`, or less. Where does it end?
# - when "b_read is not right": Those are numbers of `W`. Where does `b` begin?
# 1. Print `entries`. Each name has its `data_offsets`: the first byte, and the byte after the last.

# %% check="read_bytes"
expect.close(b_read, [7, 8], what="b_read", hint="Two numbers of 4 bytes each.")

# %% wrong="read_bytes" message="wrong shape"
blob = save({"W": np.float32([[1, 2], [3, 4]]), "b": np.float32([7, 8])})
size = int.from_bytes(blob[:8], "little")
entries, floats = json.loads(blob[8 : 8 + size]), blob[8 + size :]
b_read = np.frombuffer(floats, np.float32)

# %% wrong="read_bytes" message="b_read is not right"
blob = save({"W": np.float32([[1, 2], [3, 4]]), "b": np.float32([7, 8])})
size = int.from_bytes(blob[:8], "little")
entries, floats = json.loads(blob[8 : 8 + size]), blob[8 + size :]
b_read = np.frombuffer(floats[8:16], np.float32)

# %% [markdown]
# So a checkpoint is **a table from names to arrays**, and `restore` looks for each variable of the saver *by its name*.
# A name that is not in the table is a `NotFoundError`; a shape that differs is an `InvalidArgumentError`. What the
# table has and no variable asks for is left alone.
#
# **Your turn.** A file holds `W` (2, 3), `b` (3,) and `step` (). A graph has `W` (2, 3), `b` (1, 3) and `rate` ().
# Which variables cannot be restored, and why? Set `trouble`, such as `{"W": "NotFoundError"}`.

# %% try="trouble"
trouble = ...

# %% solution="trouble"
trouble = {"b": "InvalidArgumentError", "rate": "NotFoundError"}

# %% [markdown] solution="trouble"
# `b` is found, but (1, 3) is not (3,). Nobody in the file is called `rate`. And nobody in the graph asks for `step`.

# %% [markdown] hints="trouble"
# - when "step": The graph has no `step`, so `restore` never looks for it.
# - when "trouble lacks": Compare name *and* shape of each variable of the graph.
# 1. Go through the variables of the *graph*, one by one, and look each up in the file.

# %% check="trouble"
expect.that(isinstance(trouble, dict), "trouble is not a dictionary.", hint="Variable to error.")
for name in trouble:
    message = f"trouble has {name!r}, which can be restored or is not asked for."
    expect.that(name in ("b", "rate"), message)
expect.that(len(trouble) == 2, "trouble lacks a variable.", hint="Compare names and shapes.")
expect.predicted(trouble["b"], "InvalidArgumentError", what="The error of b")
expect.predicted(trouble["rate"], "NotFoundError", what="The error of rate")

# %% wrong="trouble" message="step"
trouble = {"b": "InvalidArgumentError", "step": "NotFoundError"}

# %% wrong="trouble" message="trouble lacks"
trouble = {"rate": "NotFoundError"}

# %% proof
with tf.Graph().as_default(), tf.Session() as sess:
    shapes = {"W": (2, 3), "b": (3,), "step": ()}
    held = [tf.Variable(tf.zeros(shape), name=name) for name, shape in shapes.items()]
    sess.run(tf.global_variables_initializer())
    three = tf.train.Saver().save(sess, str(work / "three" / "m.ckpt"))
with tf.Graph().as_default(), tf.Session() as sess:
    W3, b3, rate3 = (
        tf.Variable(tf.zeros(shape), name=name)
        for name, shape in {"W": (2, 3), "b": (1, 3), "rate": ()}.items()
    )
    tf.train.Saver([W3]).restore(sess, three)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.train.Saver([b3]).restore(sess, three)
    with pytest.raises(tf.errors.NotFoundError):
        tf.train.Saver([rate3]).restore(sess, three)

# %% [markdown]
# **A common mistake.** In `tf.Variable(tf.zeros((1, 1), name="theta"))` the name stands *inside* the inner bracket. The
# zeros are called `theta`, and the variable gets the name `Variable`. All goes well until another program, without the
# mistake, wants to read the file: `Key Variable not found in checkpoint`.
#
# If names differ and you cannot change the file, tell the saver. A dictionary says which name *in the file* belongs to
# which variable. (A list, `Saver([W1, b1])`, takes only these from the file, and leaves the others alone.)

# %%
tf.reset_default_graph()
slope = tf.Variable(tf.zeros((1, 1), name="theta"))
renaming = tf.train.Saver({"theta": slope})
with tf.Session() as sess:
    renaming.restore(sess, final)
    print(slope.op.name, "has the value of theta:", sess.run(slope))

# %% proof
with tf.Session() as sess:
    renaming.restore(sess, final)
    assert slope.op.name == "Variable"
    assert sess.run(slope) == by_hand
    with pytest.raises(tf.errors.NotFoundError, match="Key Variable not found in checkpoint"):
        tf.train.Saver().restore(sess, final)

# %% [markdown]
# ## 4. Data in a file
#
# Data, too, comes from files. A **CSV** file is a text with a line for each row and commas between the values. Here is
# one with the six animals of lesson 4: fur, wings, and then the class as a one-hot vector (other, mammal, bird). A line
# that begins with `#` is a comment.

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
form = {"delimiter": ",", "dtype": np.float32, "encoding": "utf-8"}
table = np.loadtxt(csv, ndmin=2, **form)  # (6, 5)
x_data, y_data = table[:, :2], table[:, 2:]  # (6, 2), (6, 3)
viz.matrix(x_data, "->", y_data, title="Two features, and the class")

# %% proof
assert (table.shape, x_data.shape, y_data.shape) == ((6, 5), (6, 2), (6, 3))
assert np.array_equal(y_data.argmax(axis=1), data.animals().train.y.numpy())
columns = np.loadtxt(csv, unpack=True, **form)
assert columns.shape == (5, 6)
assert np.array_equal(columns[:2].T, x_data)

# %% [markdown]
# `encoding="utf-8"` reads the file in the same way on every computer, also when its comment is Korean.
#
# > **Old programs** often read with `unpack=True`, which gives the *columns*, (5, 6), and transpose back. Slices of
# > rows do it in one step.
#
# **Your turn.** Another file has the class *first*, as a number from 0 to 2, and then three features. Repair the last
# line: `features` should be (2, 3) and `labels` (2, 1).

# %% try="columns"
rows = np.loadtxt(["2, 0.5, 0.1, 9", "0, 0.7, 0.3, 8"], delimiter=",")
features, labels = rows[:, :2], rows[:, 2:]

# %% solution="columns"
rows = np.loadtxt(["2, 0.5, 0.1, 9", "0, 0.7, 0.3, 8"], delimiter=",")
features, labels = rows[:, 1:], rows[:, :1]

# %% [markdown] solution="columns"
# `rows[:, :1]` keeps the labels a column. `rows[:, 0]` has the same numbers in a vector, (2,), which would broadcast
# against a column (lesson 3).

# %% [markdown] hints="columns"
# - when "(2,)": An index takes a dimension away, a slice keeps it.
# - when "features has the wrong shape": How many features has a row, and where do they begin?
# 1. Two slices of the form `[:, from:to]`. The class is the first column.

# %% check="columns"
expect.shape(features, (2, 3), what="features", hint="All columns but the first.")
expect.shape(labels, (2, 1), what="labels", hint="A slice keeps the column a column.")
expect.close(features, [[0.5, 0.1, 9], [0.7, 0.3, 8]], what="features")
expect.close(labels, [[2], [0]], what="labels")

# %% wrong="columns" message="(2,)"
rows = np.loadtxt(["2, 0.5, 0.1, 9", "0, 0.7, 0.3, 8"], delimiter=",")
features, labels = rows[:, 1:], rows[:, 0]

# %% wrong="columns" message="features has the wrong shape"
rows = np.loadtxt(["2, 0.5, 0.1, 9", "0, 0.7, 0.3, 8"], delimiter=",")
features, labels = rows[:, 2:], rows[:, :1]

# %% [markdown]
# **Your turn.** `np.loadtxt` reads a file with the single line `1, 0, 0, 1, 0`, *without* `ndmin=2`. Set
# `one_row_shape` to the shape of the result, a tuple.

# %% try="one_row"
one_row_shape = ...

# %% solution="one_row"
one_row_shape = (5,)

# %% [markdown] solution="one_row"
# `loadtxt` drops dimensions of size 1, and then `table[:, :2]` is an error. A program that has worked for months stops
# on the day when somebody sends a single row. `ndmin=2` keeps a table a table.

# %% [markdown] hints="one_row"
# - when "[1, 5]": That would be so *with* `ndmin=2`.
# 1. What is the shape of a vector with five numbers?

# %% check="one_row"
expect.predicted(one_row_shape, (5,), what="one_row_shape", hint="No table: what is left?")

# %% wrong="one_row" message="[1, 5]"
one_row_shape = (1, 5)

# %% proof
assert np.loadtxt(["1, 0, 0, 1, 0"], delimiter=",").shape == (5,)
assert np.loadtxt(["1, 0, 0, 1, 0"], delimiter=",", ndmin=2).shape == (1, 5)

# %% [markdown]
# ## 5. The global step
#
# When you go on with a training, you want to know how many steps it has made. A Python counter dies with the program.
# So the count becomes a variable, the **global step**, which is saved and restored with the weights. Give it to
# `minimize`, and each training step adds 1. It is `trainable=False`: the optimizer must not treat it as a weight.
#
# The network has two hidden layers of 10 and 20 neurons, with biases or, to make a point below, without.


# %%
def network(X, bias):
    """Logits for three classes: X (n, 2) -> 10 -> 20 -> (n, 3)."""
    sizes, h = (2, 10, 20, 3), X
    for k in (1, 2, 3):
        shape = (sizes[k - 1], sizes[k])
        start = tf.random_uniform(shape, -1.0, 1.0, seed=k)
        z = tf.matmul(h, tf.Variable(start, name=f"W{k}"))
        if bias:
            z = z + tf.Variable(tf.zeros(shape[1:]), name=f"b{k}")
        h = tf.nn.relu(z)
    return z  # no ReLU after the last layer


def training_graph(bias):
    """The parts of a graph: inputs, cost, probabilities, step, count."""
    X = tf.placeholder(tf.float32, shape=(None, 2), name="X")
    Y = tf.placeholder(tf.float32, shape=(None, 3), name="Y")
    logits = network(X, bias)
    cross_entropy = tf.nn.softmax_cross_entropy_with_logits_v2
    cost = tf.reduce_mean(cross_entropy(labels=Y, logits=logits))
    global_step = tf.Variable(0, trainable=False, name="global_step")
    adam = tf.train.AdamOptimizer(learning_rate=0.01)
    train = adam.minimize(cost, global_step=global_step)
    return X, Y, cost, tf.nn.softmax(logits), train, global_step


tf.reset_default_graph()
X, Y, cost, _, train, global_step = training_graph(bias=False)
saver = tf.train.Saver(max_to_keep=3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(5):
        sess.run(train, {X: x_data, Y: y_data})
        saver.save(sess, str(work / "steps" / "dnn.ckpt"), global_step)

print((work / "steps" / "checkpoint").read_text(encoding="utf-8"))

# %% proof
names = sorted(file.stem for file in (work / "steps").glob("*.safetensors"))
assert names == ["dnn.ckpt-3", "dnn.ckpt-4", "dnn.ckpt-5"]
assert [one.op.name for one in tf.trainable_variables()] == ["W1", "W2", "W3"]

# %% [markdown]
# `save(sess, path, global_step)` adds the step to the path. `max_to_keep=3` keeps the last three and deletes older
# ones; without it five are kept, with `None` all. The text file `checkpoint` lists them, so that a program can ask:

# %%
state = tf.train.get_checkpoint_state(str(work / "steps"))
latest = tf.train.latest_checkpoint(str(work / "steps"))
print("kept:", [Path(one).name for one in state.all_model_checkpoint_paths])
print("latest:", Path(latest).name)
for name, array in load_file(latest + ".safetensors").items():
    print(f"{name:12} {array.shape}")

# %% proof
assert state.model_checkpoint_path == latest
assert tf.train.get_checkpoint_state(str(work / "nothing")) is None
assert tf.train.latest_checkpoint(str(work / "nothing")) is None
in_file = set(load_file(latest + ".safetensors"))
slots = {f"W{k}/{slot}" for k in (1, 2, 3) for slot in ("Adam", "Adam_1")}
assert in_file == {"W1", "W2", "W3", *slots, "Adam/step", "global_step"}

# %% [markdown]
# **Your turn.** A program with a plain `tf.train.Saver()` saves at the steps 100, 200, ..., 800. Which checkpoints are
# there at the end? Set `kept` to a list of steps.

# %% try="kept"
kept = ...

# %% solution="kept"
kept = [400, 500, 600, 700, 800]

# %% [markdown] solution="kept"
# Without a word about it, the last five stay. Each further save deletes the oldest.

# %% [markdown] hints="kept"
# - when "[600, 700, 800]": Three were kept above because we said so. What does a saver do by itself?
# - when "[100, 200, 300, 400, 500]": Which ones are deleted, the oldest or the newest?
# 1. How many does a saver keep when it is not told?

# %% check="kept"
expect.predicted(kept, [400, 500, 600, 700, 800], what="The list of steps", hint="The newest ones stay.")

# %% wrong="kept" message="[600, 700, 800]"
kept = [600, 700, 800]

# %% wrong="kept" message="[100, 200, 300, 400, 500]"
kept = [100, 200, 300, 400, 500]

# %% proof
with tf.Graph().as_default(), tf.Session() as sess:
    tf.Variable(0.0, name="v")
    sess.run(tf.global_variables_initializer())
    plain = tf.train.Saver()
    for step in range(100, 900, 100):
        plain.save(sess, str(work / "plain" / "v.ckpt"), step)
stems = [file.stem for file in (work / "plain").glob("*.safetensors")]
assert sorted(stems) == [f"v.ckpt-{step}" for step in (400, 500, 600, 700, 800)]

# %% [markdown]
# The file holds more than weights. For each weight matrix there are two more arrays of its shape, `W1/Adam` and
# `W1/Adam_1`: Adam remembers an average of past gradients and one of their squares (lesson 10).
#
# > **TensorFlow 1** gives these two the same names. `Adam/step`, which counts the optimizer's steps, is a name of this
# > library: TensorFlow saves `beta1_power` and `beta2_power` instead, from which the same count follows.
#
# **Your turn.** A network has a million weights, float32. How many megabytes (millions of bytes) do the weights and
# Adam's averages take in a checkpoint? Set `megabytes`.

# %% try="megabytes"
megabytes = ...

# %% solution="megabytes"
megabytes = 12

# %% [markdown] solution="megabytes"
# A million numbers of 4 bytes for the weights, as many for the average of the gradients, and as many for that of their
# squares. A file that is only for predicting needs a third.

# %% [markdown] hints="megabytes"
# - when "got:      4": Those are the weights. What else has the size of the weights?
# - when "got:      8": Adam keeps *two* averages.
# - when "got:      3": Those are the numbers, in millions. How many bytes has each?
# 1. How many arrays of a million numbers are there, and how many bytes has a float32?

# %% check="megabytes"
expect.predicted(megabytes, 12, what="The size", hint="Arrays times numbers times bytes.")

# %% wrong="megabytes" message="got:      4"
megabytes = 4

# %% wrong="megabytes" message="got:      8"
megabytes = 8

# %% wrong="megabytes" message="got:      3"
megabytes = 3

# %% [markdown]
# ## 6. Continue from a checkpoint
#
# A program that can continue asks first: is there a checkpoint? If so, it restores; if not, it initialises. So the
# same program serves for the first run and for all later ones. Here it is as a function, so that we can start it often.
# Each call builds its own graph and session: nothing stays but the files.


# %%
def program(folder, steps, bias=False, only_weights=False):
    """Train `steps` more steps.

    Returns the step and the cost after each, and the probabilities."""
    with tf.Graph().as_default(), tf.Session() as sess:
        X, Y, cost, probabilities, train, count = training_graph(bias)
        some = [*tf.trainable_variables(), count] if only_weights else None
        saver = tf.train.Saver(some)  # None: all variables

        latest = tf.train.latest_checkpoint(str(folder))
        if only_weights or not latest:
            sess.run(tf.global_variables_initializer())
        if latest:
            saver.restore(sess, latest)

        feed, history = {X: x_data, Y: y_data}, []
        for _ in range(steps):
            sess.run(train, feed)
            step, now = sess.run([count, cost], feed)
            history.append((int(step), float(now)))
        saver.save(sess, str(folder / "dnn.ckpt"), count)
        return history, sess.run(probabilities, feed)


shutil.rmtree(work / "animals", ignore_errors=True)  # begin at step 0
for run in ("first", "second"):
    for step, now in program(work / "animals", steps=2)[0]:
        print(f"{run} run: step {step}, cost {now:.3f}")

# %% proof
assert program(work / "animals", steps=1)[0][0][0] == 5

# %% [markdown]
# The second run goes on where the first one stopped, and the cost goes on falling.
#
# **Your turn.** A folder holds a checkpoint of step 40. You start the program with `steps=25`, and then once more.
# Which steps stand in the names of the two new files? Set `new_steps` to a list.

# %% try="new_steps"
new_steps = ...

# %% solution="new_steps"
new_steps = [65, 90]

# %% [markdown] solution="new_steps"
# The global step comes from the file, and the program makes 25 *more* steps each time.

# %% [markdown] hints="new_steps"
# - when "[25, 50]": The first start restores. With which step does it begin?
# - when "[65, 65]": The second start finds a newer checkpoint than the first.
# 1. The global step is a variable: `restore` gives it the value of the file.

# %% check="new_steps"
expect.predicted(new_steps, [65, 90], what="The list of steps", hint="Each start adds 25.")

# %% wrong="new_steps" message="[25, 50]"
new_steps = [25, 50]

# %% wrong="new_steps" message="[65, 65]"
new_steps = [65, 65]

# %% [markdown]
# ### What happens without Adam's memory?
#
# Compare three trainings of 60 steps: one program without a stop; six programs of 10 steps each that save everything;
# and six that save only the weights and the step.

# %%
for name in ("one_run", "complete", "weights"):
    shutil.rmtree(work / name, ignore_errors=True)  # begin at step 0


def costs_of(name, programs, steps, **options):
    costs = []
    for _ in range(programs):
        history, _ = program(work / name, steps, **options)
        costs += [cost for _, cost in history]
    return costs


undisturbed = costs_of("one_run", programs=1, steps=60)
complete = costs_of("complete", programs=6, steps=10)
weights = costs_of("weights", programs=6, steps=10, only_weights=True)
print("everything saved: equal to the undisturbed training?", complete == undisturbed)
print("only the weights: equal?                            ", weights == undisturbed)
curves = {"without a stop": undisturbed, "only weights saved": weights}
title = "After each stop the forgetful training takes another way"
viz.learning_curves(curves, y="cost", title=title)

# %% proof
assert complete == undisturbed  # not close: equal
assert weights[:10] == undisturbed[:10]
assert weights[10:] != undisturbed[10:]
assert weights[-1] < undisturbed[-1]

# %% [markdown]
# With everything saved, the interrupted training is *equal* to the undisturbed one, in every digit. With only the
# weights, Adam starts again from an empty memory at steps 11, 21, 31 and so on, and the curve leaves the other one. By
# chance it ends a little lower here, but it is another training, which depends on when you stopped, and no message
# tells you. **Save everything that the training changes.**
#
# ### A network without biases
#
# Without biases a network looks simpler. What does that cost?

# %%
for name in ("no_bias", "with_bias"):
    shutil.rmtree(work / name, ignore_errors=True)
history, without = program(work / "no_bias", steps=500)
history_bias, with_bias = program(work / "with_bias", steps=500, bias=True)
print("fur wings class  without biases         with biases")
for x, label, p, q in zip(x_data, y_data.argmax(1), without, with_bias, strict=True):
    print(f"{x[0]:3.0f} {x[1]:5.0f} {label:5}  {p.round(3)!s:22} {q.round(3)}")
print(f"cost: {history[-1][1]:.3f} without, {history_bias[-1][1]:.5f} with biases")

# %% proof
assert np.allclose(without[[0, 3, 4]], 1 / 3)
assert (without.argmax(axis=1) == y_data.argmax(axis=1)).all()
floor = 3 / 6 * np.log(3)
assert round(floor, 3) == 0.549
assert floor <= history[-1][1] < floor + 0.001
assert history_bias[-1][1] < 0.001

# %% [markdown]
# Look at the animals with neither fur nor wings, (0, 0). Each layer multiplies zeros by weights, so the logits are (0,
# 0, 0) whatever the weights are, and softmax says 1/3 for each class. **This network can never learn these three
# rows.**
#
# Its accuracy is 100% all the same. That is luck: in a tie `argmax` takes the first class, which happens to be right.
# The cost tells the truth. Three of six rows cost $-\ln \frac13 = \ln 3$ for ever, so the mean cannot fall below
# $\frac{3}{6} \ln 3 = 0.549$.
#
# **Your turn.** A network without biases chooses among *four* classes. Of 8 training rows, 2 are all zeros. What is the
# lowest possible mean cost? Set `lowest`, with two decimals.

# %% try="lowest"
lowest = ...

# %% solution="lowest"
lowest = 2 / 8 * np.log(4)

# %% [markdown] solution="lowest"
# Four equal logits give 1/4 each, and the row costs ln 4 = 1.39. Two of eight rows have this cost, and the others can
# come near 0: 0.35.

# %% [markdown] hints="lowest"
# - when "1.39": That is the cost of *one* such row. The mean is over all eight.
# - when "0.27": With four classes, which probability is left for each?
# 1. The probability of the right class; minus its logarithm; the share of such rows.

# %% check="lowest"
expect.predicted(lowest, 2 / 8 * 1.3862944, what="The lowest cost", hint="2 of 8 rows have a fixed cost.")

# %% wrong="lowest" message="1.39"
lowest = 1.39

# %% wrong="lowest" message="0.27"
lowest = 0.27

# %% proof
assert round(2 / 8 * np.log(4), 2) == 0.35
assert round(np.log(4), 2) == 1.39

# %% [markdown]
# ## Summary
#
# - Values live in the session and die with it. A `Saver`, made last, writes them to a checkpoint.
# - Restore *or* initialise. An initializer after `restore` destroys the restored values.
# - A checkpoint is a table from names to arrays. Give variables good names, and build the same model.
# - The global step counts in a variable, so that it is saved. `max_to_keep` limits the files.
# - To go on without a difference, save everything that training changes: weights, optimizer, step.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | checkpoint | 체크포인트 | the values of a training, saved in a file |
# | to save | 저장 | to write the values to a file |
# | to restore | 복원 | to read them into a session or a model |
# | global step | 전역 스텝 | the number of training steps so far, kept in a variable |
# | optimizer state | 최적화 상태 | what the optimizer remembers, such as Adam's averages |
# | bias | 편향 | the number that a neuron adds to its weighted sum |

# %% [markdown]
# ## Read on
#
# - M. Abadi and others, *TensorFlow: a system for large-scale machine learning*, OSDI (2016), section 4.3: why
#   checkpoints are made by the user's program and not by the system.
# - Hugging Face, *Safetensors* (documentation, 2025): the format of the file that you read by hand, on one page.
# - D. P. Kingma and J. Ba, *Adam: a method for stochastic optimization*, ICLR (2015): what the two averages are for.
# - A. Géron, *Hands-On Machine Learning with Scikit-Learn and TensorFlow* (first edition, 2017), chapter 9: savers and
#   restoring in programs of that time.
#
# **Open questions**, without a grade:
#
# 1. A checkpoint finds values by name. What would be gained, and what lost, if it found them by their place in the
#    list of variables?
# 2. Weights are numbers with 7 digits. Could a checkpoint be saved with fewer, and still go on without a visible
#    difference? Would you dare to do so for Adam's averages?
#
# **Next**: {{next}}, the second part of this lesson.
