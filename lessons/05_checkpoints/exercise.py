# %% [markdown]
# # Exercise 5: checkpoints
#
# You predict what programs print, read data from a file, write a training that can be continued, write the
# program that only predicts, and choose the best of many checkpoints. Then you do the same in PyTorch.
#
# **Time**: 40 to 60 minutes. **Points**: 10, half a point for most tests.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and
#   run the cell. Then run the tests below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("read_table")` (with the name of the task) explains an answer, and what else would
#   have done.
# - In questions, a comment in the cell lists the names to set. Letters need quotes: `"a"`. Where it says
#   *choose all*, write a list: `["a", "b"]`.
# - Cells with imports and helpers are given and locked. Run them, too. All files go to the folder `runs/`.

# %% setup="imports"
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import viz

shutil.rmtree("runs", ignore_errors=True)  # old checkpoints would be continued: start without any
Path("runs").mkdir()


# %% setup="helpers"
def write_csv(file, rows):
    """A CSV file with a comment in its first line, and one line for each row of numbers."""
    lines = ["# fur, wings, and then the class", *(", ".join(f"{value:g}" for value in row) for row in rows)]
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    Path(file).write_text("\n".join(lines) + "\n", encoding="utf-8")


def build(seed=42):
    """The network 2 -> 10 -> 20 -> 3 in a graph of its own: graph, X, Y, logits, cost. No training part."""
    graph = tf.Graph()
    with graph.as_default():
        X = tf.placeholder(tf.float32, shape=(None, 2), name="X")
        Y = tf.placeholder(tf.float32, shape=(None, 3), name="Y")
        sizes, h = (2, 10, 20, 3), X
        for k in (1, 2, 3):
            shape = (sizes[k - 1], sizes[k])
            W = tf.Variable(tf.random_uniform(shape, -1.0, 1.0, seed=seed + k), name=f"W{k}")
            b = tf.Variable(tf.random_uniform(shape[1:], -0.5, 0.5, seed=seed + 10 * k), name=f"b{k}")
            logits = tf.matmul(h, W) + b
            h = tf.nn.relu(logits)
        cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=logits))
    return SimpleNamespace(graph=graph, X=X, Y=Y, logits=logits, cost=cost)


animals = [
    [0, 0, 1, 0, 0],
    [1, 0, 0, 1, 0],
    [1, 1, 0, 0, 1],
    [0, 0, 1, 0, 0],
    [0, 0, 1, 0, 0],
    [0, 1, 0, 0, 1],
]
write_csv("runs/data.csv", animals)

# %% [markdown]
# ## 1. What does it print?
#
# Predict the four numbers A, B, C and D. Then run the code in a cell of your own, if you like.
#
# ```python
# a = tf.Variable(10, name="a")
# double = tf.assign(a, a * 2)
# init = tf.global_variables_initializer()
# saver = tf.train.Saver()
#
# with tf.Session() as sess:
#     sess.run(init)
#     sess.run(double)
#     path = saver.save(sess, "runs/a.ckpt")
#     print(sess.run(double))  # A
#
# with tf.Session() as sess:
#     sess.run(init)
#     print(sess.run(double))  # B
#
# with tf.Session() as sess:
#     saver.restore(sess, path)
#     sess.run(double)
#     print(sess.run(double))  # C
#
# with tf.Session() as sess:
#     saver.restore(sess, path)
#     sess.run(init)
#     print(sess.run(a))  # D
# ```

# %% task="prints"
# print_a, print_b, print_c, print_d = four numbers
### BEGIN SOLUTION
print_a, print_b, print_c, print_d = 40, 20, 80, 10
### END SOLUTION

# %% [markdown] hints="prints"
# - when "print_b": The second session does not know the first one. With which value does it begin?
# - when "print_c": Which value was in `a` when `save` ran? What happened later in that session is not in the
#   file.
# 1. Sections 1 and 2 of the chapter run such programs.
# 2. Follow the value of `a` through each session. It begins with what init or restore gives it. The file
#    keeps the value of the moment of `save`.
# 3. At `save`, one doubling was done. In the last session, two lines give `a` a value: the later one wins.

# %% [markdown] solution="prints"
# Two rules are enough. A session knows only what happened in it, so the second one begins again at 10 and prints 20.
# And a checkpoint holds the values at the moment of `save`, 20: the doubling to 40 came later. The third session
# begins with this 20 and doubles it twice. In the last one `init` comes after `restore`, and whatever sets a variable
# last wins: 10.

# %% test="in_sessions" points=0.5
# print_a and print_b: the values in a first session and in a second one.
from lessonlib.check import answer, expect

advice = "A variable keeps its value inside one session. A new session knows nothing of it."
expect.sealed(answer.print_a, "q1_a", "c39051627c74eca3", what="print_a", hint=advice)
expect.sealed(answer.print_b, "q1_b", "b28544698e5bc19e", what="print_b", hint=advice)

# %% test="after_restore" points=0.5
# print_c and print_d: the values after restore, and after restore and init.
from lessonlib.check import answer, expect

advice = "The file has the value of the moment of `save`. Whatever sets `a` last, wins."
expect.sealed(answer.print_c, "q1_c", "a154b8ff2cecc339", what="print_c", hint=advice)
expect.sealed(answer.print_d, "q1_d", "b76a8d46d8f27ef9", what="print_d", hint=advice)

# %% [markdown]
# ## 2. Data from a file
#
# Write `read_table(file, num_features)` for files like `runs/data.csv`: values with commas between them,
# and a first line with `#` that is a comment. It returns two NumPy arrays, both `float32`:
#
# - `X`, shape `(n, num_features)`: the first columns;
# - `Y`, shape `(n, k)`: all columns after them.
#
# A file with a single row gives `X` of shape `(1, num_features)`.


# %% task="read_table"
def read_table(file, num_features):
    """X float32 (n, num_features) and Y float32 (n, k) from a CSV file."""
    ### BEGIN SOLUTION
    table = np.loadtxt(file, delimiter=",", dtype=np.float32, ndmin=2, encoding="utf-8")
    return table[:, :num_features], table[:, num_features:]
    ### END SOLUTION


# %% [markdown] hints="read_table"
# - when "X of a file with one row": `np.loadtxt` gives a plain vector when there is only one row. One
#   argument keeps the table a table.
# - when "the shape of X": Are rows and columns exchanged? With `unpack=True` you get the columns.
# 1. Section 4 of the chapter reads such a file.
# 2. `np.loadtxt` skips lines with `#`. Then cut the table after the first columns.
# 3. `np.loadtxt(..., delimiter=?, dtype=?, ndmin=?)`, and two slices of the form `[:, from:to]`.

# %% [markdown] solution="read_table"
# `loadtxt` skips what follows a `#`, and the two slices cut the table between two columns. `ndmin=2` is the line that
# is easily forgotten: without it a file with one row comes as a vector, and the slices fail on the day when somebody
# sends a single row. The dtype is said at once, so nothing has to be converted. `np.genfromtxt` with `np.atleast_2d`,
# or `split(",")` line by line, reads the same file; with `unpack=True` you get columns and have to transpose them
# back.

# %% test="table_values" points=0.5
# X has the first columns, Y has the others, in the order of the rows.
import secrets

import numpy as np

from lessonlib.check import answer, expect, fresh

cases = [(6, 2, 3), (4, 3, 2)]
### BEGIN HIDDEN TESTS
cases += [(5, 1, 5), (9, 4, 1)]
### END HIDDEN TESTS
rng = fresh.rng()
for n, num_features, k in cases:
    rows = rng.integers(0, 9, size=(n, num_features + k)).astype(float)
    file = f"runs/check_{secrets.token_hex(4)}.csv"
    lines = [", ".join(f"{value:g}" for value in row) for row in rows]
    answer.send_file(file, "\n".join(["# features, and then the class", *lines]) + "\n")
    got = answer.read_table(file, num_features)
    expect.that(isinstance(got, list) and len(got) == 2, "read_table does not return X and Y.")
    case = f"{n} rows of {num_features} features and {k} more columns"
    expect.equal(list(np.shape(got[0])), [n, num_features], what=f"the shape of X ({case})")
    expect.equal(list(np.shape(got[1])), [n, k], what=f"the shape of Y ({case})")
    expect.close(got[0], rows[:, :num_features], what=f"X ({case})", hint="X takes the first columns.")
    expect.close(got[1], rows[:, num_features:], what=f"Y ({case})", hint="Y takes the columns after X.")

# %% test="table_form" points=0.5
# A file with one row gives tables, too, and both arrays are float32.
import secrets

import numpy as np

from lessonlib.check import answer, expect, fresh

row = fresh.rng().integers(0, 9, 5)
file = f"runs/check_{secrets.token_hex(4)}.csv"
answer.send_file(file, f"# fur, wings, and then the class\n{', '.join(map(str, row))}\n")
got = answer.read_table(file, 2)
expect.that(isinstance(got, list) and len(got) == 2, "read_table does not return X and Y.")
X, Y = got
expect.shape(X, (1, 2), what="X of a file with one row", hint="np.loadtxt has an argument ndmin.")
expect.shape(Y, (1, 3), what="Y of a file with one row", hint="np.loadtxt has an argument ndmin.")
expect.close(np.hstack([X, Y]), [row], what="the values of a file with one row")
for name, array in (("X", X), ("Y", Y)):
    dtype = str(np.asarray(array).dtype)
    expect.equal(dtype, "float32", what=f"the dtype of {name}", hint="The graph computes in float32.")

# %% [markdown]
# ## 3. A training that counts and saves
#
# `build()` in the helpers makes a network without a training part. Write
# `add_training(net, learning_rate, keep=3)`. It adds four parts to the graph of `net`, as attributes:
#
# | part | what |
# | --- | --- |
# | `net.global_step` | variable, starts at 0, not trainable, named exactly `global_step` |
# | `net.train` | one step of **Adam** on `net.cost`; it also adds 1 to `net.global_step` |
# | `net.init` | initialises all variables |
# | `net.saver` | saves *everything* that a training needs to continue exactly; keeps the last `keep` |
#
# The lines around your answer make the graph of `net` the default graph, and return `net`.


# %% task="add_training"
def add_training(net, learning_rate, keep=3):
    """Add global_step, train, init and saver to the graph of `net`, and return `net`."""
    with net.graph.as_default():
        ### BEGIN SOLUTION
        net.global_step = tf.Variable(0, trainable=False, name="global_step")
        optimizer = tf.train.AdamOptimizer(learning_rate)
        net.train = optimizer.minimize(net.cost, global_step=net.global_step)
        net.init = tf.global_variables_initializer()
        net.saver = tf.train.Saver(max_to_keep=keep)
        ### END SOLUTION
    return net


# %% [markdown] hints="add_training"
# - when "the global step after 3 steps": Nothing adds to the step. `minimize` takes it as an argument.
# - when "weights of the next step": The weights came back, but the next step was another one. What does Adam
#   remember, and is it in the file?
# - when "does not hold global_step": A saver takes the variables that exist at the moment when it is made.
# - when "the checkpoints in the folder": How many checkpoints stay is an argument of the saver.
# 1. Section 5 of the chapter has all four parts.
# 2. The order matters: first the step, then the optimizer (it makes more variables), then init and saver.
# 3. The step is a `tf.Variable` that starts at 0, with `trainable=` and `name=`. `minimize` takes the cost
#    and `global_step=`. `tf.train.Saver` without a list takes all variables; `max_to_keep=` limits the
#    files.

# %% [markdown] solution="add_training"
# The order is the point. `minimize` adds variables for Adam's averages, and a saver takes the variables that exist when
# it is made. So step and optimizer come first, `init` and the saver last. `trainable=False` keeps the step out of the
# gradients; `minimize(..., global_step=...)` adds 1 in each run. `tf.train.get_or_create_global_step()` makes such a
# variable, and `compute_gradients` with `apply_gradients` are the two halves of `minimize`.

# %% test="step_counts" points=0.5
# Each training step is one of Adam with the given learning rate, and adds 1 to global_step.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph, send_graph

graph = tf.Graph()
with graph.as_default():  # a network of this test's own
    X, Y = tf.placeholder(tf.float32, (None, 2)), tf.placeholder(tf.float32, (None, 3))
    logits = tf.layers.dense(tf.layers.dense(X, 5, activation=tf.nn.tanh), 3)  # with ReLU all units may rest
    cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=logits))
parts = {"graph": graph, "X": X, "Y": Y, "logits": logits, "cost": cost}
rng = fresh.rng()
for lr in (0.01, float(rng.uniform(0.1, 0.3))):
    sent = answer.SimpleNamespace(**send_graph(answer, parts))
    net = fetch_graph(answer.add_training(sent, lr), "X", "Y", "global_step", "train", "init")  # a copy of it
    name = net["global_step"].op.name
    expect.equal(name, "global_step", what="the name of net.global_step", hint="Use name=.")
    weights = [v for v in net["graph"].get_collection("trainable_variables") if v.dtype.name == "float32"]
    feed = {net["X"]: rng.random((8, 2)), net["Y"]: np.eye(3)[rng.integers(0, 3, 8)]}
    with tf.Session(graph=net["graph"]) as sess:
        sess.run(net["init"])
        expect.equal(int(sess.run(net["global_step"])), 0, what="the global step before the first step")
        before = sess.run(weights)
        sess.run(net["train"], feed)
        moved = [float(np.abs(new - old).max()) for new, old in zip(sess.run(weights), before, strict=True)]
        advice = "Adam's first step moves each value by about the learning rate."
        what = f"the largest move of each variable in the first step (learning rate {lr:.3f})"
        expect.close(moved, [lr] * 4, what=what, rtol=0.02, hint=advice)
        for _ in range(2):
            sess.run(net["train"], feed)
        advice = "Give minimize() the argument global_step=."
        expect.equal(int(sess.run(net["global_step"])), 3, what="the global step after 3 steps", hint=advice)

# %% test="complete" points=0.5
# After restoring into a new session, the next training step is exactly the one that was due.
import tempfile

import numpy as np
from safetensors.numpy import load_file

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph, send_graph

graph = tf.Graph()
with graph.as_default():  # a network of this test's own
    X, Y = tf.placeholder(tf.float32, (None, 2)), tf.placeholder(tf.float32, (None, 3))
    logits = tf.layers.dense(tf.layers.dense(X, 5, activation=tf.nn.relu), 3)
    cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=logits))
parts = {"graph": graph, "X": X, "Y": Y, "logits": logits, "cost": cost}
sent = answer.SimpleNamespace(**send_graph(answer, parts))
net = fetch_graph(answer.add_training(sent, 0.05), "X", "Y", "train", "init", "saver")  # a copy of it
weights = net["graph"].get_collection("trainable_variables")
rng = fresh.rng()
feed = {net["X"]: rng.random((8, 2)), net["Y"]: np.eye(3)[rng.integers(0, 3, 8)]}
with tempfile.TemporaryDirectory() as folder:
    with tf.Session(graph=net["graph"]) as sess:
        sess.run(net["init"])
        for _ in range(5):
            sess.run(net["train"], feed)
        path = net["saver"].save(sess, f"{folder}/dnn.ckpt")
        sess.run(net["train"], feed)
        want = sess.run(weights)
    saved = load_file(f"{path}.safetensors")
    for name in [*(variable.op.name for variable in weights), "global_step"]:
        advice = "Make the saver last, without a list of variables."
        expect.that(name in saved, f"The checkpoint does not hold {name}.", hint=advice)
    expect.equal(int(saved["global_step"]), 5, what="the global step in the checkpoint of step 5")
    with tf.Session(graph=net["graph"]) as sess:
        sess.run(net["init"])  # for what is not in the file
        net["saver"].restore(sess, path)
        sess.run(net["train"], feed)
        got = sess.run(weights)
advice = "Adam's memory belongs in the checkpoint, too: save all variables."
for new, due in zip(got, want, strict=True):
    expect.close(new, due, what="the weights of the next step", rtol=1e-4, atol=1e-5, hint=advice)

# %% test="keeps_the_last" points=0.5
# Of many checkpoints, the last `keep` stay.
import tempfile
from pathlib import Path

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph, send_graph

graph = tf.Graph()
with graph.as_default():  # a network of this test's own
    X, Y = tf.placeholder(tf.float32, (None, 2)), tf.placeholder(tf.float32, (None, 3))
    logits = tf.layers.dense(tf.layers.dense(X, 5, activation=tf.nn.relu), 3)
    cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=logits))
parts = {"graph": graph, "X": X, "Y": Y, "logits": logits, "cost": cost}
for keep in (2, int(fresh.rng().integers(4, 6))):
    sent = answer.SimpleNamespace(**send_graph(answer, parts))
    net = fetch_graph(answer.add_training(sent, 0.01, keep=keep), "init", "saver")  # a copy of it
    with tempfile.TemporaryDirectory() as folder:
        with tf.Session(graph=net["graph"]) as sess:
            sess.run(net["init"])
            for step in range(7, 13):
                net["saver"].save(sess, f"{folder}/dnn.ckpt", global_step=step)
        files = [path.name for path in Path(folder).glob("*.safetensors")]
    kept = sorted(int(name.split("ckpt-")[1].split(".")[0]) for name in files)
    want = list(range(13 - keep, 13))
    advice = "The argument is max_to_keep."
    expect.equal(kept, want, what=f"the checkpoints in the folder, with keep={keep},", hint=advice)

# %% [markdown]
# ## 4. Continue
#
# Write `continue_training(folder, X, Y, steps)`, the program that can be started again and again:
#
# - It makes `add_training(build(), 0.01)` and a session.
# - If `folder` has a checkpoint, it restores the latest. If not, it initialises.
# - It makes `steps` **more** training steps with all rows of `X` and `Y`.
# - It saves `folder/dnn.ckpt` with the global step in the name, and closes the session.
# - It returns two numbers: the global step, and the cost of `X` and `Y` after the last step.


# %% task="continue_training"
def continue_training(folder, X, Y, steps):
    """Train `steps` more steps from the latest checkpoint of `folder`. Returns the global step and the cost."""
    ### BEGIN SOLUTION
    net = add_training(build(), 0.01)
    with tf.Session(graph=net.graph) as sess:
        latest = tf.train.latest_checkpoint(folder)
        if latest:
            net.saver.restore(sess, latest)
        else:
            sess.run(net.init)
        feed_dict = {net.X: X, net.Y: Y}
        for _ in range(steps):
            sess.run(net.train, feed_dict=feed_dict)
        net.saver.save(sess, f"{folder}/dnn.ckpt", global_step=net.global_step)
        return int(sess.run(net.global_step)), float(sess.run(net.cost, feed_dict=feed_dict))
    ### END SOLUTION


# %% [markdown] hints="continue_training"
# - when "the global step of the second run": The second run should go on from the first. Was its checkpoint
#   found and restored, and did nothing run `init` after that? Does the file's name have the step?
# - when "'dnn.ckpt-7.safetensors'": The step must be in the file's name: `save` has an argument for it.
# 1. Section 6 of the chapter has this program, with `get_checkpoint_state`. Section 7 has it with
#    `latest_checkpoint`.
# 2. Restore *or* initialise, never both. Then a loop of `steps` steps, then save, then the two numbers.
# 3. `tf.train.latest_checkpoint(...)` gives a path or None. `save(..., global_step=...)` takes the variable
#    itself. Ask the session for the step and the cost, and turn them into `int` and `float`.

# %% [markdown] solution="continue_training"
# Restore *or* initialise: an `init` after `restore` would throw the restored values away, and a missing one would leave
# the variables without values in the first run. (To initialise always, and restore afterwards, is right, too.) The loop
# makes `steps` more steps, whatever the count in the file is. The cost is asked for *after* the last step; fetched
# together with `net.train` it may be the one before it. With `global_step=` each run writes a file of its own.

# %% test="first_run" points=0.5
# A first run trains `steps` steps, saves them, and returns the step and the cost of what it saved.
import secrets

import numpy as np
from safetensors.numpy import load_file

from lessonlib.check import answer, expect, fresh

folder = f"runs/check_{secrets.token_hex(4)}"
rng = fresh.rng()
X, classes = rng.random((12, 2)).astype(np.float32), rng.integers(0, 3, 12)
got = answer.continue_training(folder, X, np.eye(3, dtype=np.float32)[classes], 7)
expect.shape(got, (2,), what="what continue_training returns", hint="Return the step and the cost.")
expect.close(got[0], 7, what="the global step of the first run", hint="Make `steps` steps.")
names = [name.rpartition("/")[2] for name in answer.files(f"{folder}/*.safetensors")]
advice = "Save folder/dnn.ckpt once, at the end, with global_step=."
expect.equal(names, ["dnn.ckpt-7.safetensors"], what="the list of checkpoints", hint=advice)

v = load_file(answer.file(f"{folder}/dnn.ckpt-7.safetensors"))
expect.that("global_step" in v, "The checkpoint does not hold global_step.", hint="See part 3.")
expect.equal(int(v["global_step"]), 7, what="the global step in the file", hint="Save after the last step.")
h = np.maximum(np.maximum(X @ v["W1"] + v["b1"], 0) @ v["W2"] + v["b2"], 0)
z = h @ v["W3"] + v["b3"]
want = float(np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(12), classes]))
advice = "Ask for net.cost after the last step, with X and Y."
expect.close(got[1], want, what="the cost of the first run", rtol=1e-3, atol=1e-5, hint=advice)

# %% test="second_run" points=0.5
# A second run goes on from the checkpoint of the first, as it stands in the file.
import secrets

import numpy as np
from safetensors.numpy import load_file, save

from lessonlib.check import answer, expect, fresh

folder = f"runs/check_{secrets.token_hex(4)}"
rng = fresh.rng()
X, Y = rng.random((12, 2)).astype(np.float32), np.eye(3, dtype=np.float32)[rng.integers(0, 3, 12)]
first = answer.continue_training(folder, X, Y, 9)
second = answer.continue_training(folder, X, Y, 4)
other = answer.continue_training(f"{folder}_new", X, Y, 2)
for got in (first, second, other):
    expect.shape(got, (2,), what="what continue_training returns", hint="Return the step and the cost.")
advice = "If there is a checkpoint, restore it, and do not run init."
expect.close(second[0], 13, what="the global step of the second run (9 steps, then 4)", hint=advice)
expect.close(other[0], 2, what="the global step of a first run in another folder")

names = answer.files(f"{folder}_new/*.safetensors")
expect.equal(len(names), 1, what="the number of checkpoints after one run")
v = load_file(answer.file(names[0]))
expect.that("global_step" in v, "The checkpoint does not hold global_step.", hint="See part 3.")
step = int(rng.integers(100, 900))
v["global_step"] = np.full_like(v["global_step"], step)
v["W2"] = v["W2"] + rng.uniform(5, 9)  # weights that no training has
answer.send_file(names[0], save(v))
third = answer.continue_training(f"{folder}_new", X, Y, 3)
what = f"the global step, 3 steps after the checkpoint was changed to step {step}"
expect.close(third[0], step + 3, what=what, hint=advice)
saved = [load_file(answer.file(name)) for name in answer.files(f"{folder}_new/*.safetensors")]
last = [table["W2"] for table in saved if int(table["global_step"]) == step + 3]
expect.equal(len(last), 1, what=f"the number of checkpoints of step {step + 3}")
what = "W2, 3 steps after it was changed in the checkpoint"
expect.close(last[0], v["W2"], what=what, rtol=0, atol=0.5, hint=advice)

# %% test="undisturbed" points=0.5
# Three short runs end with the same values as one long run, which are those of Adam.
import secrets

import numpy as np
from safetensors.numpy import load_file

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh

folder = f"runs/check_{secrets.token_hex(4)}"
rng = fresh.rng()
x, y = rng.random((12, 2)).astype(np.float32), np.eye(3, dtype=np.float32)[rng.integers(0, 3, 12)]
long = answer.continue_training(f"{folder}/long", x, y, 15)
short = [answer.continue_training(f"{folder}/short", x, y, steps) for steps in (4, 5, 6)][-1]
for got in (long, short):
    expect.shape(got, (2,), what="what continue_training returns", hint="Return the step and the cost.")
advice = "Everything that training changes must be saved and restored: weights, step, and Adam's memory."
expect.close(short, long, what="step and cost after 4 + 5 + 6 steps", rtol=1e-4, hint=advice)

with tf.Graph().as_default(), tf.Session() as sess:  # the network of `build`, and the same training
    X, Y = tf.placeholder(tf.float32, (None, 2)), tf.placeholder(tf.float32, (None, 3))
    sizes, h, weights = (2, 10, 20, 3), X, {}
    for k in (1, 2, 3):
        shape = (sizes[k - 1], sizes[k])
        weights[f"W{k}"] = tf.Variable(tf.random_uniform(shape, -1.0, 1.0, seed=42 + k))
        weights[f"b{k}"] = tf.Variable(tf.random_uniform(shape[1:], -0.5, 0.5, seed=42 + 10 * k))
        logits = tf.matmul(h, weights[f"W{k}"]) + weights[f"b{k}"]
        h = tf.nn.relu(logits)
    cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=logits))
    train = tf.train.AdamOptimizer(0.01).minimize(cost)
    sess.run(tf.global_variables_initializer())
    for _ in range(15):
        sess.run(train, {X: x, Y: y})
    want = sess.run(weights)
for run, case in (("long", "15 steps"), ("short", "4 + 5 + 6 steps")):
    got = load_file(answer.file(f"{folder}/{run}/dnn.ckpt-15.safetensors"))
    for name in ("W1", "b2", "W3"):
        expect.close(got[name], want[name], what=f"{name} after {case}", rtol=1e-3, atol=1e-4, hint=advice)

# %% [markdown]
# **Look.** Thirty short runs on the animals, one after the other.

# %%
X_animals, Y_animals = read_table("runs/data.csv", 2)
costs = [continue_training("runs/animals", X_animals, Y_animals, 5)[1] for _ in range(30)]
viz.learning_curves({"thirty programs of 5 steps": costs}, every=5, y="cost")

# %% [markdown]
# ## 5. Predict
#
# Write `predict(folder, X)`, the second program. It restores the latest checkpoint of `folder`, and returns
# the predicted class of each row of `X`: 0, 1 or 2, as an array or a list of `n` whole numbers.
#
# - It does not train, and it does not save: the folder stays as it is.
# - The checkpoint may come from somebody else, and hold only the weights and biases. So build no training
#   part here.
# - Without a checkpoint it raises `FileNotFoundError`, with the name of the folder in the message.


# %% task="predict"
def predict(folder, X):
    """The class (0, 1 or 2) of each row of X (n, 2), by the latest checkpoint of `folder`."""
    ### BEGIN SOLUTION
    latest = tf.train.latest_checkpoint(folder)
    if latest is None:
        raise FileNotFoundError(f"there is no checkpoint in {folder}: train first")
    net = build()
    with net.graph.as_default(), tf.Session() as sess:
        tf.train.Saver().restore(sess, latest)
        return sess.run(net.logits, feed_dict={net.X: X}).argmax(axis=1)
    ### END SOLUTION


# %% [markdown] hints="predict"
# - when "Key global_step not found": Your graph has a `global_step`, but the checkpoint has only weights and
#   biases. A program that predicts builds no training part.
# - when "the classes by the checkpoint of step 10": Another checkpoint was used, or none. Which one is the
#   newest? Do not sort names: as texts, 9 comes after 10. And do not initialise after restoring.
# - when "no error": Without a checkpoint there is nothing to predict with. Say so by raising an error.
# 1. Section 7 of the chapter has the program that predicts.
# 2. Find the latest checkpoint, or raise. Build only the network. A saver that is made in this graph knows
#    only weights and biases. The class is the place of the largest logit.
# 3. Make the `tf.train.Saver()` while the graph of `net` is the default graph. `argmax` needs the axis of
#    the classes.

# %% [markdown] solution="predict"
# Without a checkpoint there is nothing to predict with, so the first thing is to look for one and to say clearly if
# there is none: random weights would answer as well, and nobody would notice. A graph without a training part has
# only weights and biases, so its saver asks for nothing else, and the file may come from somebody who never saved
# Adam's averages. `argmax` of the logits needs no softmax, which does not change their order. You could also read the
# file with `load_file` and multiply in NumPy.

# %% test="classes_of_newest" points=0.5
# The classes are those of the weights in the latest checkpoint.
import secrets

import numpy as np
from safetensors.numpy import save

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()


def send_checkpoints(folder, steps):
    """Checkpoints with other random weights at each of `steps`, as a Saver writes them. Returns the weights."""
    shapes = {"W1": (2, 10), "b1": 10, "W2": (10, 20), "b2": 20, "W3": (20, 3), "b3": 3}
    tables = {}
    for step in steps:
        tables[step] = {name: rng.uniform(-1, 1, s).astype(np.float32) for name, s in shapes.items()}
        answer.send_file(f"{folder}/dnn.ckpt-{step}.safetensors", save(tables[step]))
    lines = [f'model_checkpoint_path: "dnn.ckpt-{steps[-1]}"']
    lines += [f'all_model_checkpoint_paths: "dnn.ckpt-{step}"' for step in steps]
    answer.send_file(f"{folder}/checkpoint", "\n".join(lines) + "\n")
    return tables


def logits(v, X):
    h = np.maximum(np.maximum(X @ v["W1"] + v["b1"], 0) @ v["W2"] + v["b2"], 0)
    return h @ v["W3"] + v["b3"]


counts = [60]
### BEGIN HIDDEN TESTS
counts += [2, 200]
### END HIDDEN TESTS
for n in counts:
    classes = set()
    while len(classes) < 2:  # weights that give all rows one class would check little
        folder = f"runs/check_{secrets.token_hex(4)}"
        newest = send_checkpoints(folder, [8, 9, 10])[10]
        X = rng.normal(scale=2, size=(4 * n, 2)).astype(np.float32)
        sorted_logits = np.sort(logits(newest, X), axis=1)
        X = X[sorted_logits[:, 2] - sorted_logits[:, 1] > 1e-3][:n]  # no ties
        want = logits(newest, X).argmax(axis=1)
        classes = set(want.tolist())
    what = f"the classes by the checkpoint of step 10 ({len(X)} rows)"
    advice = "Restore tf.train.latest_checkpoint(folder), and take the largest logit of each row."
    expect.close(answer.predict(folder, X), want, what=what, hint=advice)

# %% test="only_reads" points=0.5
# Predicting gives classes, and leaves the folder with the checkpoints as it was.
import secrets

import numpy as np
from safetensors.numpy import save

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()


def send_checkpoints(folder, steps):
    """Checkpoints with other random weights at each of `steps`, as a Saver writes them. Returns the weights."""
    shapes = {"W1": (2, 10), "b1": 10, "W2": (10, 20), "b2": 20, "W3": (20, 3), "b3": 3}
    tables = {}
    for step in steps:
        tables[step] = {name: rng.uniform(-1, 1, s).astype(np.float32) for name, s in shapes.items()}
        answer.send_file(f"{folder}/dnn.ckpt-{step}.safetensors", save(tables[step]))
    lines = [f'model_checkpoint_path: "dnn.ckpt-{steps[-1]}"']
    lines += [f'all_model_checkpoint_paths: "dnn.ckpt-{step}"' for step in steps]
    answer.send_file(f"{folder}/checkpoint", "\n".join(lines) + "\n")
    return tables


def logits(v, X):
    h = np.maximum(np.maximum(X @ v["W1"] + v["b1"], 0) @ v["W2"] + v["b2"], 0)
    return h @ v["W3"] + v["b3"]


want, lead = np.zeros(5), np.zeros(5)
while len(set(want.tolist())) < 2 or lead.min() < 1e-3:  # ties say nothing
    folder = f"runs/check_{secrets.token_hex(4)}"
    newest = send_checkpoints(folder, [1, 2])[2]
    X = rng.normal(scale=2, size=(5, 2)).astype(np.float32)
    want = logits(newest, X).argmax(axis=1)
    lead = np.diff(np.sort(logits(newest, X), axis=1))[:, -1]
before = {name: answer.file(name).read_bytes() for name in answer.files(f"{folder}/*")}
got = answer.predict(folder, X)
after = {name: answer.file(name).read_bytes() for name in answer.files(f"{folder}/*")}
advice = "predict() does not save."
expect.equal(sorted(after), sorted(before), what="the list of files after predict", hint=advice)
expect.that(after == before, "predict changed a file in the folder.", hint=advice)
expect.close(got, want, what="the classes of 5 rows")

# %% test="no_checkpoint" points=0.5
# Without a checkpoint, predict raises a FileNotFoundError that names the folder; with one, it does not.
import secrets

import numpy as np
from safetensors.numpy import save

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()


def send_checkpoints(folder, steps):
    """Checkpoints with other random weights at each of `steps`, as a Saver writes them. Returns the weights."""
    shapes = {"W1": (2, 10), "b1": 10, "W2": (10, 20), "b2": 20, "W3": (20, 3), "b3": 3}
    tables = {}
    for step in steps:
        tables[step] = {name: rng.uniform(-1, 1, s).astype(np.float32) for name, s in shapes.items()}
        answer.send_file(f"{folder}/dnn.ckpt-{step}.safetensors", save(tables[step]))
    lines = [f'model_checkpoint_path: "dnn.ckpt-{steps[-1]}"']
    lines += [f'all_model_checkpoint_paths: "dnn.ckpt-{step}"' for step in steps]
    answer.send_file(f"{folder}/checkpoint", "\n".join(lines) + "\n")
    return tables


def logits(v, X):
    h = np.maximum(np.maximum(X @ v["W1"] + v["b1"], 0) @ v["W2"] + v["b2"], 0)
    return h @ v["W3"] + v["b3"]


folder = f"runs/check_{secrets.token_hex(4)}"
X = rng.normal(scale=2, size=(5, 2)).astype(np.float32)
expect.raises(
    lambda: answer.predict(folder, X),
    "FileNotFoundError",
    match=folder.rpartition("/")[2],
    what="predict in a folder without a checkpoint",
    hint="latest_checkpoint returns None when there is none.",
)
want, lead = np.zeros(5), np.zeros(5)
while len(set(want.tolist())) < 2 or lead.min() < 1e-3:  # ties say nothing
    z = logits(send_checkpoints(folder, [3])[3], X)
    want, lead = z.argmax(axis=1), np.diff(np.sort(z, axis=1))[:, -1]
expect.close(answer.predict(folder, X), want, what="the classes once there is a checkpoint")

# %% [markdown]
# ## 6. A network without biases
#
# Take the network of the chapter *without* biases: 2, 10, 20 and 3 neurons, ReLU after the two hidden
# layers. A table has 10 rows of three classes. In 7 rows both features are 0, and these 7 rows belong to
# the **last** class, `[0, 0, 1]`. Set
#
# - `logit_at_zero`: the largest logit that the network can give for the row (0, 0);
# - `probability_at_zero`: what softmax makes of the logits of (0, 0), for the right class, with 3 decimals;
# - `cost_floor`: no training can bring the mean cross-entropy of all 10 rows below this; 3 decimals;
# - `share_right`: which share of the 7 rows does `argmax` get right? A number from 0 to 1. (In a tie,
#   `argmax` takes the first.)

# %% task="no_biases"
# logit_at_zero, probability_at_zero, cost_floor, share_right = four numbers
### BEGIN SOLUTION
logit_at_zero, probability_at_zero, cost_floor, share_right = 0, 0.333, 0.769, 0
### END SOLUTION

# %% [markdown] hints="no_biases"
# - when "cost_floor": The 7 rows cost the same, whatever the weights are. The other 3 can come near 0. And
#   the mean is over all 10.
# - when "share_right": All logits are equal, so `argmax` takes the first class. Is that the right one here?
# 1. Section 6 of the chapter, *A network without biases*.
# 2. What does a matrix product make of zeros? What does ReLU make of 0? Then softmax of equal numbers, and
#    minus the logarithm of that probability.
# 3. For three equal logits, each class gets one third. The cost of such a row is the natural logarithm of
#    3. Seven of ten rows have it.

# %% [markdown] solution="no_biases"
# Zeros times weights are zeros, and ReLU of 0 is 0, so all three logits of (0, 0) are 0, whatever was learned.
# Softmax of three equal numbers is 1/3 each, and such a row costs ln 3 = 1.099. Seven of ten rows cost this for ever
# and the others can come near 0, so the mean stays above 0.7 ln 3 = 0.769. In the tie `argmax` takes class 0, and the
# right one is the last: 0 of 7. In the chapter the same tie looked like 100%.

# %% test="floor" points=0.5
# The logit, the probability, the lowest cost, and the share of right answers at (0, 0).
from lessonlib.check import answer, expect

for name, key, digest, advice in (
    ("logit_at_zero", "q6_logit", "a9ba77bf773546b9", "Zeros times weights, three times."),
    ("probability_at_zero", "q6_probability", "06298b15073bc6cf", "Softmax of three equal logits."),
    ("cost_floor", "q6_floor", "22000df89d8c79e3", "7 rows have a fixed cost, 3 can come near 0."),
    ("share_right", "q6_share", "653daaf3af6f57f7", "In a tie, argmax takes the first class."),
):
    value = getattr(answer, name)
    expect.between(value, -1e9, 1e9, what=name)
    expect.sealed(round(float(value), 3) + 0.0, key, digest, what=name, hint=advice)

# %% [markdown]
# ## 7. The best checkpoint
#
# Write `best_step(folder, X, Y)`. A folder has several checkpoints. Restore each one that the state file
# lists, and measure the cost of `X` and `Y` (validation rows). Return the **step** of the checkpoint with
# the lowest cost, as a whole number. The checkpoints hold only weights and biases; the step is in their
# names, after the last `-`.


# %% task="best_step"
def best_step(folder, X, Y):
    """The step of the checkpoint in `folder` with the lowest cost on X (n, 2) and Y (n, 3)."""
    ### BEGIN SOLUTION
    net = build()
    costs = {}
    with net.graph.as_default(), tf.Session() as sess:
        reader = tf.train.Saver()
        for path in tf.train.get_checkpoint_state(folder).all_model_checkpoint_paths:
            reader.restore(sess, path)
            costs[path] = sess.run(net.cost, feed_dict={net.X: X, net.Y: Y})
    best = min(costs, key=costs.get)
    return int(best.rpartition("-")[2])
    ### END SOLUTION


# %% [markdown] hints="best_step"
# - when "the step with the lowest cost": Is that the last one, or the one with the *highest* cost? Restore
#   each checkpoint before you measure.
# 1. Section 8 of the chapter chooses the best checkpoint.
# 2. One graph, one session, one saver. For each path of the state file: restore, measure, note. Then take
#    the path with the lowest number.
# 3. `get_checkpoint_state(...)` has a list `all_model_checkpoint_paths`. Keep the costs in a dictionary with
#    the paths as keys. `min(d, key=d.get)` gives the key with the lowest value.

# %% [markdown] solution="best_step"
# One graph, one session and one saver do for all checkpoints; each `restore` replaces the values of the one before.
# What counts is the cost on *validation* rows, and its smallest value, not the last file and not the largest step.
# The step stands behind the last `-` of the path, so `rpartition` finds it even if a folder has such a sign in its
# name. A pair `(cost, step)` for each path and `min` of the pairs would do, too.

# %% test="best_of_all" points=1
# The step with the lowest cost is found, wherever it stands in the list.
import secrets

import numpy as np
from safetensors.numpy import save

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()


def logits(v, X):
    h = np.maximum(np.maximum(X @ v["W1"] + v["b1"], 0) @ v["W2"] + v["b2"], 0)
    return h @ v["W3"] + v["b3"]


def draw(steps):
    """Random weights for each of `steps`, 15 rows with classes, and the cost and the right classes at each step."""
    shapes = {"W1": (2, 10), "b1": 10, "W2": (10, 20), "b2": 20, "W3": (20, 3), "b3": 3}
    tables = {s: {k: rng.uniform(-1, 1, n).astype(np.float32) for k, n in shapes.items()} for s in steps}
    X, classes = rng.normal(size=(15, 2)).astype(np.float32), rng.integers(0, 3, 15)
    z = {step: logits(v, X) for step, v in tables.items()}
    losses = {s: np.log(np.exp(z[s]).sum(axis=1)) - z[s][range(15), classes] for s in steps}
    costs = {step: round(float(loss.mean()), 4) for step, loss in losses.items()}
    return tables, X, classes, costs, {s: (z[s].argmax(axis=1) == classes).sum() for s in steps}


def send_checkpoints(folder, tables):
    """The checkpoints, as a Saver writes them."""
    for step, table in tables.items():
        answer.send_file(f"{folder}/dnn.ckpt-{step}.safetensors", save(table))
    lines = [f'model_checkpoint_path: "dnn.ckpt-{list(tables)[-1]}"']
    lines += [f'all_model_checkpoint_paths: "dnn.ckpt-{step}"' for step in tables]
    answer.send_file(f"{folder}/checkpoint", "\n".join(lines) + "\n")


cases = [([10, 20, 30, 40], 0), ([5, 50, 500], 1), ([10, 20, 30, 40], 3)]
### BEGIN HIDDEN TESTS
cases += [([9, 10, 11], 0), (sorted(rng.choice(range(50, 999), 4, replace=False).tolist()), 2), ([3], 0)]
### END HIDDEN TESTS
for steps, place in cases:
    best, others = steps[place], [*steps[:place], *steps[place + 1 :]]
    while True:  # until the best has the lowest cost by far, and another one has more right classes
        tables, X, classes, costs, right = draw(steps)
        clear = all(costs[best] < costs[s] - 0.01 for s in others)
        if clear and (not others or right[best] < max(right[s] for s in others)):
            break
    folder = f"runs/check_{secrets.token_hex(4)}"
    send_checkpoints(folder, tables)
    got = answer.best_step(folder, X, np.eye(3, dtype=np.float32)[classes])
    what = f"the step with the lowest cost, of the costs {costs},"
    expect.close(got, best, what=what, hint="Restore each, measure each.")

# %% [markdown]
# ## 8. A crash
#
# A training saves a checkpoint after every 200 steps (200, 400, ...) with `max_to_keep=3`. The power fails
# when 1130 steps are done. Set
#
# - `steps_kept`: the steps of the checkpoints in the folder now, a list;
# - `resume_at`: the global step right after the restart has restored;
# - `steps_lost`: how many steps must be made again.

# %% task="crash"
# steps_kept = a list of numbers
# resume_at, steps_lost = two numbers
### BEGIN SOLUTION
steps_kept = [600, 800, 1000]
resume_at, steps_lost = 1000, 130
### END SOLUTION

# %% [markdown] hints="crash"
# - when "steps_kept": Write all saves before the crash in a row. The last `max_to_keep` of them are there.
# 1. Sections 5 and 9 of the chapter.
# 2. When was the last save before step 1130? Each save deletes the oldest when there are too many.
# 3. The saves are at 200, 400, 600 and so on. The restart goes on from the last; the rest of the way to
#    1130 is lost.

# %% [markdown] solution="crash"
# Saves are at 200, 400, 600, 800 and 1,000; the next would have been 1,200. The saver keeps the last three. A restart
# restores 1,000, and the 130 steps from there to the crash are made again. Saving every 50 steps would have lost 30.

# %% test="lost" points=0.5
# The checkpoints that are left, the step of the restart, and the steps that are lost.
from lessonlib.check import answer, expect

advice = "Saves at 200, 400, ..., and only the last three stay."
expect.sealed(answer.steps_kept, "q8_kept", "9cb9f916f2702e7f", what="steps_kept", hint=advice)
advice = "A restart restores the latest checkpoint."
expect.sealed(answer.resume_at, "q8_resume", "d6f7bb2ce571590a", what="resume_at", hint=advice)
advice = "From the last save to the crash."
expect.sealed(answer.steps_lost, "q8_lost", "20ef4ec26581bb79", what="steps_lost", hint=advice)

# %% [markdown]
# ## 9. The PyTorch way
#
# Write two functions for a training in PyTorch.
#
# - `save_training(file, model, optimizer, step)` writes all that is needed to continue to **one** file,
#   exactly at the path `file`.
# - `load_training(file, model, optimizer)` puts everything back into a *new* model and a *new* optimizer of
#   the same kind, and returns the step.
#
# Use `torch.save` or safetensors. The file must load with `torch.load(file)` as it is (which refuses
# objects other than tensors and plain containers), or be a safetensors file.
#
# The next cell has a training to try them with: `model, optimizer = new_training(1)`.

# %% setup="torch_helpers"
torch_X = torch.tensor(animals, dtype=torch.float32)[:, :2]
torch_Y = torch.tensor(animals, dtype=torch.float32)[:, 2:]


def new_training(seed):
    """A new model with random weights, and a new optimizer for it."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(2, 10), nn.ReLU(), nn.Linear(10, 3))
    return model, torch.optim.Adam(model.parameters(), lr=0.05)


def train_steps(model, optimizer, steps):
    """The losses of `steps` training steps on the animals, a list."""
    losses = []
    for _ in range(steps):
        loss = nn.functional.cross_entropy(model(torch_X), torch_Y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% task="torch_checkpoint"
def save_training(file, model, optimizer, step):
    """Write the training to `file`."""
    ### BEGIN SOLUTION
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}, file)
    ### END SOLUTION


def load_training(file, model, optimizer):
    """Put the training in `file` into model and optimizer. Returns the step."""
    ### BEGIN SOLUTION
    saved = torch.load(file)
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    return saved["step"]
    ### END SOLUTION


# %% [markdown] hints="torch_checkpoint"
# - when "the losses after loading": Compare the lists. If the first loss is right and later ones are not,
#   the optimizer began again without its memory. If already the first is wrong, the weights are not back.
# - when "cannot be loaded": The file holds a whole model object. Save tables of tensors: `state_dict()`.
# 1. Section 10 of the chapter saves and loads a training.
# 2. Model and optimizer both have `state_dict()` and `load_state_dict(...)`. The step is a plain number.
# 3. One dictionary with three entries goes to `torch.save`. `torch.load` gives it back: hand each entry to
#    its owner, and return the step.

# %% [markdown] solution="torch_checkpoint"
# A training is three things: weights, the optimizer's memory, and the count. A state dict is made of tensors and plain
# containers, so `torch.load` reads it without running foreign code; a whole model object is refused. `load_state_dict`
# copies into the new objects that the caller made. Without the optimizer's part the first loss would be right and the
# second one not. A flat safetensors file with names such as `model.0.weight` would do, too, with more lines.

# %% test="torch_resumes" points=0.5
# A loaded training goes on with exactly the losses of an undisturbed one.
import secrets

import torch

from lessonlib.check import answer, expect, fresh


def training_of_ours():
    """A new model with random weights, and a new optimizer for it."""
    from torch import nn, optim

    model = nn.Sequential(nn.Linear(2, 10), nn.ReLU(), nn.Linear(10, 3))
    return model, optim.Adam(model.parameters(), lr=0.05)


def steps_of_ours(model, optimizer, X, y, steps):
    """The losses of `steps` training steps."""
    from torch import nn

    losses = []
    for _ in range(steps):
        loss = nn.functional.cross_entropy(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# They run beside your code:
training_of_ours, steps_of_ours = map(answer.send, (training_of_ours, steps_of_ours))
rng = fresh.rng()
X, y = torch.as_tensor(rng.normal(size=(9, 2)), dtype=torch.float32), torch.as_tensor(rng.integers(0, 3, 9))
trainings = []
for before in (10, 25):
    file, (model, optimizer) = f"runs/check_{secrets.token_hex(4)}", training_of_ours()
    steps_of_ours(model, optimizer, X, y, before)
    answer.save_training(f"{file}.pt", model, optimizer, before)
    answer.send_file(f"{file}_copy.pt", answer.file(f"{file}.pt").read_bytes())  # only the file tells
    trainings.append((before, f"{file}_copy.pt", steps_of_ours(model, optimizer, X, y, 12)))
for before, file, want in trainings:
    model, optimizer = training_of_ours()
    step = answer.load_training(file, model, optimizer)
    expect.that(step is not None, "load_training returns nothing.", hint="Return the step.")
    expect.close(step, before, what="the step that load_training returns")
    got = steps_of_ours(model, optimizer, X, y, 12)
    advice = "Save and load the model's state and the optimizer's state."
    expect.close(got, want, what=f"the losses after loading at step {before}", rtol=1e-3, hint=advice)

# %% test="torch_file" points=0.5
# The file holds the weights, opens without running foreign code, and is what load_training reads.
import io
import pickle
import secrets

import safetensors.torch
import torch
from safetensors import SafetensorError, safe_open

from lessonlib.check import answer, expect, fresh


def training_of_ours():
    """A new model with random weights, and a new optimizer that has made one step."""
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(2, 10), nn.ReLU(), nn.Linear(10, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    model(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    return model, optimizer


file = f"runs/check_{secrets.token_hex(4)}.pt"
model, optimizer = answer.send(training_of_ours)()
weights = {name: torch.from_numpy(value) for name, value in model.state_dict().items()}
answer.save_training(file, model, optimizer, 3)
advice = "Save state_dict(), not the model object."
path = answer.file(file)
try:
    saved, metadata = safetensors.torch.load_file(path), safe_open(path, "pt").metadata()
except SafetensorError:
    metadata = "none: it is a file of torch.save"
    try:
        saved = torch.load(path, weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError):
        saved = None
expect.that(saved is not None, "The file cannot be loaded without running foreign code.", hint=advice)
shift, found = float(fresh.rng().uniform(1, 2)), set()


def shifted(part):
    """`part` of the file, in which the weights are larger by `shift`."""
    if isinstance(part, dict):
        return {key: shifted(value) for key, value in part.items()}
    if isinstance(part, (list, tuple)):
        return type(part)(map(shifted, part))
    for name, value in weights.items():
        same_shape = isinstance(part, torch.Tensor) and part.shape == value.shape
        if same_shape and torch.allclose(part.double(), value.double()):
            found.add(name)
            return part.detach() + shift
    return part


changed = shifted(saved)
for name in weights:
    expect.that(name in found, f"The weights {name} are not in the file.", hint=advice)
if metadata is None or isinstance(metadata, dict):
    content = safetensors.torch.save(changed, metadata)
else:
    buffer = io.BytesIO()
    torch.save(changed, buffer)
    content = buffer.getvalue()
answer.send_file(file, content)
model, optimizer = answer.send(training_of_ours)()
answer.load_training(file, model, optimizer)
for name, value in model.state_dict().items():
    what = f"{name} after loading a file in which it is larger by {shift:.3f}"
    expect.close(value, weights[name] + shift, what=what, hint="Take the weights from the file.")

# %% [markdown]
# ## 10. Choices
#
# `q10_pickle`: Which are true? *Choose all.*
#
# - a. Loading a pickle can run code that somebody put into the file.
# - b. Loading a safetensors file can run code that somebody put into the file.
# - c. Since version 2.6, `torch.load(file)` refuses objects other than tensors and plain containers.
# - d. `torch.load(file, weights_only=False)` is safe for files whose name ends in `.pt`.
#
# `q10_overfit`: A deep network has the training cost 0.02. Its validation cost fell to 0.37 at step 20 and
# has risen to 2.6 since. You have all checkpoints. What gives the best predictions for new rows?
#
# - a. train longer, until the training cost is 0
# - b. add two more layers
# - c. restore the checkpoint of step 20
# - d. restore the checkpoint with the lowest training cost
#
# `q10_error`: `restore` says `Key Variable not found in checkpoint`, which has `W1`, `b1` and others. Why?
#
# - a. The file is damaged.
# - b. In this program, a variable was made without its name.
# - c. The initializer did not run before `restore`.
# - d. A variable has another shape than in the file.

# %% task="choices"
# q10_pickle = a list of letters
# q10_overfit, q10_error = two letters
### BEGIN SOLUTION
q10_pickle = ["a", "c"]
q10_overfit, q10_error = "c", "b"
### END SOLUTION

# %% [markdown] hints="choices"
# - when "q10_overfit": A low *training* cost says nothing about new rows. Which number does?
# - when "q10_error": The message says which name the program looked for. Who gave this name?
# 1. Sections 3, 8 and 11 of the chapter.
# 2. A pickle is a program, safetensors a table. New rows are like validation rows. `restore` looks for
#    variables by their names.
# 3. Two of the four about files are true: one says what can happen, one says what protects you. `Variable`
#    is the name that a variable gets when you give it none.

# %% [markdown] solution="choices"
# A pickle is a small program, and safetensors a table of numbers: that decides the first question. New rows are like
# validation rows, so the checkpoint with the lowest *validation* cost wins. And `Variable` is the name that a variable
# gets when nobody names it. Each explanation below the test says why the other letters are wrong.

# %% test="chosen" points=0.5
# What a file can do, which checkpoint to take, and what an error means.
from lessonlib.check import answer, expect

for name, digest, advice in (
    ("q10_pickle", "bfcee8f517c70f2c", "Section 11 of the chapter tries it."),
    ("q10_overfit", "e80eff0c6938bacb", "New rows are like the validation rows."),
    ("q10_error", "7199dea751975e14", "Section 3 of the chapter shows this error."),
):
    expect.sealed(getattr(answer, name), name, digest, what=name, options="abcd", hint=advice)

# %% [markdown] why="q10_pickle" answer=["a", "c"]
# `a`: a pickle may call any function while it is read. `c`: this is what protects you, since it is the default. Not
# `b`: a safetensors file has names, shapes and numbers only. Not `d`: the name of a file says nothing about what is
# in it.

# %% [markdown] why="q10_overfit" answer="c"
# `c`: at step 20 the network did best on rows that it had not seen. Not `a` and `b`: both make it fit the training rows
# even more. Not `d`: the lowest training cost is that of the most over-fitted network.

# %% [markdown] why="q10_error" answer="b"
# `b`: `Variable` is the name that TensorFlow gives when there is none. Not `a`: a damaged file is a `DataLossError`.
# Not `c`: `restore` needs no initializer. Not `d`: another shape is an `InvalidArgumentError`, and the name is found.

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: interrupt `continue_training` with the stop button
# while it makes 100,000 steps. What is lost? Change it so that it saves every 1,000 steps.
