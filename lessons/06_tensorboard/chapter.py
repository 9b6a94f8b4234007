# %% [markdown]
# # 6. TensorBoard
#
# A training can take hours, and it says almost nothing while it runs. TensorBoard shows what happens inside:
# curves of the cost, how the weights spread, a map of the graph. In this lesson you write down what a network
# does, and look at it in three ways: in TensorBoard, inside JupyterLab, and in pictures that you draw yourself.
# The pictures will show what is wrong with two networks, and one of them has an accuracy of 100%.
#
# **After this lesson you can**
#
# - name the parts of a graph with name scopes, and predict the full name of a node;
# - write scalars and histograms into event files, each at its step;
# - write the graph into the same file, and keep several runs apart;
# - read event files in Python and draw their curves, where no TensorBoard can run;
# - start TensorBoard inside JupyterLab, and stop it again;
# - see in a curve or a histogram what is wrong with a network;
# - do all of this from PyTorch.
#
# **Time**: about 75 minutes, and 45 minutes for the exercise. **Needs**: lessons 2 (graphs and sessions) and 4
# (the animals). Lesson 5 (checkpoints) helps. No GPU, no network.

# %%
import atexit
import json
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from IPython.display import IFrame, display
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import nn
from torch.utils.tensorboard import SummaryWriter

import lessonlib.tf1 as tf
from lessonlib import data, training, viz

work = Path(tempfile.mkdtemp(prefix="lesson_06_"))  # all files of this lesson go here
np.set_printoptions(precision=3, suppress=True)

# %% [markdown]
# ## 1. The problem: a network that says nothing
#
# Here are the six animals of lesson 4 again, and the network that the document trains on them: 2 features, layers
# of 10 and 20 neurons with ReLU, 3 classes. It has no biases, and Adam trains it for 100 steps.

# %%
animals = data.animals()
x_data = animals.train.X.numpy()  # (6, 2): fur, wings
y_data = np.eye(3, dtype=np.float32)[animals.train.y.numpy()]  # (6, 3): one-hot rows

tf.reset_default_graph()
tf.set_random_seed(6)
X = tf.placeholder(tf.float32)
Y = tf.placeholder(tf.float32)
W1 = tf.Variable(tf.random_uniform((2, 10), -1.0, 1.0))
L1 = tf.nn.relu(tf.matmul(X, W1))
W2 = tf.Variable(tf.random_uniform((10, 20), -1.0, 1.0))
L2 = tf.nn.relu(tf.matmul(L1, W2))
W3 = tf.Variable(tf.random_uniform((20, 3), -1.0, 1.0))
scores = tf.matmul(L2, W3)
cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=scores))
train = tf.train.AdamOptimizer(0.01).minimize(cost)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(100):
        sess.run(train, {X: x_data, Y: y_data})
    last_cost, last_scores = sess.run([cost, scores], {X: x_data, Y: y_data})

last_accuracy = np.mean(last_scores.argmax(axis=1) == y_data.argmax(axis=1))
print(f"cost {last_cost:.3f}, accuracy {last_accuracy:.0%}")
assert last_accuracy == 1
assert 0.549 < last_cost < 0.56

# %% [markdown]
# All six animals are right. But is this network good? Two numbers cannot tell:
#
# - Was the cost still falling at the end, or did it stop long ago?
# - The cost is 0.55. Why not 0?
# - Did all layers learn? Do all neurons do something?
#
# The graph does not help either. Its nodes have names, but nobody can work with them:

# %%
names = [operation.name for operation in tf.get_default_graph().operations]
print(
    len(names),
    "operations, among them",
    [name for name in names if "MatMul" in name or "Variable" in name][:12],
)
assert {"MatMul", "MatMul_1", "MatMul_2", "Variable", "Variable_1", "Variable_2"} <= set(names)

# %% [markdown]
# ## 2. Name scopes
#
# **The problem.** Which layer is `MatMul_2`? A real network has thousands of nodes.
#
# **The idea.** A **name scope** puts a common beginning before the names of related nodes, as a folder does for
# files. Everything that you make inside `with tf.name_scope("loss"):` has a name that starts with `loss/`.

# %%
tf.reset_default_graph()
y_pred = tf.placeholder(tf.float32, (None,), name="y_pred")
y = tf.placeholder(tf.float32, (None,), name="y")

with tf.name_scope("loss"):
    error = y_pred - y
    mse = tf.reduce_mean(tf.square(error), name="mse")

print(error.op.name, "   ", mse.op.name)
assert (error.op.name, mse.op.name) == ("loss/sub", "loss/mse")
viz.computation_graph(tf.get_default_graph(), fetches=[mse])

# %% [markdown]
# The frame in the picture is the scope. Note three things:
#
# - The name in the graph comes from `name=`, or else from the operation (`sub`). The name of the *Python variable*
#   (`error`) does not matter.
# - The name of an operation is `loss/mse`. The name of its tensor has a number behind it: `loss/mse:0`.
# - Names are unique. A name that is taken gets a number: `sub_1`. This holds for scopes, too.

# %%
with tf.name_scope("loss"):  # the second scope of this name
    again = tf.subtract(y_pred, y, name="error")
    twice = tf.subtract(y_pred, y, name="error")
    with tf.name_scope("inner"):
        deep = tf.abs(again, name="size")

for node in (again, twice, deep):
    print(node.op.name)
assert again.op.name == "loss_1/error"
assert twice.op.name == "loss_1/error_1"
assert deep.op.name == "loss_1/inner/size"

# %% [markdown]
# **What goes wrong.** In a notebook you run a cell again, and everything in it is added to the graph a second time,
# under new names: `loss_1`, `loss_2`. So start with a new graph: `tf.reset_default_graph()`, or a `tf.Graph()` of
# its own in a function, as below. (Name scopes do not name variables that come from `tf.get_variable`. Lesson 7
# shows the scopes that do.)
#
# Here is the document's network with scopes. Each layer has one, the cost has one, and so has the optimizer.
# `biases` is off, as in the document; we will need it later.


# %%
def animal_network(biases=False, learning_rate=0.01, seed=6):
    """A network 2 - 10 - 20 - 3 in a graph of its own."""
    net = SimpleNamespace(graph=tf.Graph(), weights=[], layers=[])
    with net.graph.as_default():
        tf.set_random_seed(seed)
        with tf.name_scope("input"):
            net.X = values = tf.placeholder(tf.float32, (None, 2), name="X")
            net.Y = tf.placeholder(tf.float32, (None, 3), name="Y")
        for name, inputs, outputs in (("layer1", 2, 10), ("layer2", 10, 20), ("output", 20, 3)):
            with tf.name_scope(name):
                W = tf.Variable(tf.random_uniform((inputs, outputs), -1.0, 1.0), name="W")
                values = tf.matmul(values, W)  # (m, outputs)
                if biases:
                    values = values + tf.Variable(tf.zeros((outputs,)), name="b")
                if name != "output":
                    values = tf.nn.relu(values, name="relu")
            net.weights.append(W)
            net.layers.append(values)
        with tf.name_scope("loss"):
            net.losses = tf.nn.softmax_cross_entropy_with_logits_v2(labels=net.Y, logits=values)  # (m,)
            net.cost = tf.reduce_mean(net.losses, name="cost")
        with tf.name_scope("evaluation"):
            right = tf.equal(tf.argmax(values, axis=1), tf.argmax(net.Y, axis=1))
            net.accuracy = tf.reduce_mean(tf.cast(right, tf.float32), name="accuracy")
        with tf.name_scope("optimizer"):
            net.global_step = tf.Variable(0, trainable=False, name="global_step")
            optimizer = tf.train.AdamOptimizer(learning_rate)
            net.train = optimizer.minimize(net.cost, global_step=net.global_step)
        net.init = tf.global_variables_initializer()
    return net


net = animal_network()
feed = {net.X: x_data, net.Y: y_data}
print([variable.name for variable in net.weights], net.cost.name)
assert net.cost.name == "loss/cost:0"
viz.computation_graph(net.graph, fetches=[net.cost])

# %% [markdown]
# Read it from top to bottom: input, layer1, layer2, output, loss. The optimizer and the accuracy are not there,
# because `cost` does not need them.
#
# **What goes wrong** with scopes: they rename variables, and a checkpoint (lesson 5) knows its variables by their
# names. The document saves a network without scopes into the folder `./model`. Its next program is the same network
# with scopes, and looks into the same folder:

# %%
checkpoint = str(work / "dnn.ckpt")
with tf.Graph().as_default(), tf.Session() as sess:
    W1 = tf.Variable([1.0])  # its name is Variable
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, checkpoint)

missing = None
with tf.Graph().as_default(), tf.Session() as sess:
    with tf.name_scope("layer1"):
        W1 = tf.Variable([1.0], name="W1")  # its name is layer1/W1
    try:
        tf.train.Saver().restore(sess, checkpoint)
    except tf.errors.NotFoundError as error:
        missing = str(error).splitlines()[0].replace(str(work), "...")
print(missing)
assert missing.startswith("Key layer1/W1 not found in checkpoint")

# %% [markdown]
# So choose names and scopes early, and keep the checkpoints of each program in a folder of its own.
#
# ## 3. Scalars
#
# **The problem.** We want the cost of *every* step, not only the last one.
#
# **The idea.** A **summary** is a node that packs a value for TensorBoard. `tf.summary.scalar` packs one number
# under a **tag**, the name of its curve. When you run it, you get bytes, not a number:

# %%
with net.graph.as_default():
    cost_summary = tf.summary.scalar("cost", net.cost)

with tf.Session(graph=net.graph) as sess:
    sess.run(net.init)
    packed, value = sess.run([cost_summary, net.cost], feed)
print(packed, "packs", value)
assert b"cost" in packed

# %% [markdown]
# You can see the tag `cost` in the bytes; the last four of them are the number.
#
# A **`FileWriter`** writes such bytes into an **event file** in a folder. It makes the folder when it is missing.

# %%
folder = work / "first"
costs = []
with tf.Session(graph=net.graph) as sess:
    sess.run(net.init)
    writer = tf.summary.FileWriter(folder)
    for step in range(1, 21):
        sess.run(net.train, feed)
        packed, value = sess.run([cost_summary, net.cost], feed)
        writer.add_summary(packed, global_step=step)
        costs.append(value)
    writer.close()

for file in folder.iterdir():
    print(file.name, file.stat().st_size, "bytes")

# %% [markdown]
# The file's name holds the time and the computer, so two runs never overwrite each other. The file is for
# programs, not for people. TensorBoard's own reader, the **`EventAccumulator`**, shows what is in it:

# %%
events = EventAccumulator(str(folder)).Reload()
print(events.Tags()["scalars"])
for point in events.Scalars("cost")[:3]:
    print(f"step {point.step}: {point.value:.4f}")
assert np.allclose([point.value for point in events.Scalars("cost")], costs)

viz.learning_curves({"cost": [point.value for point in events.Scalars("cost")]}, x="step", y="cost")

# %% [markdown]
# That is the whole way: graph, summary, writer, event file, reader, picture. TensorBoard does the last two for you.
#
# **What goes wrong.**
#
# 1. *The tag is not the one you wrote.* A tag gets the scope, and it must be unique like every name:

# %%
with tf.Graph().as_default():
    with tf.name_scope("loss"):
        cost = tf.constant(0.5, name="cost")  # takes the name loss/cost
        summary = tf.summary.scalar("cost", cost)  # so this one becomes loss/cost_1
    with tf.name_scope("optimizer"):
        elsewhere = tf.summary.scalar("cost", cost)
print(summary.op.name, "   ", elsewhere.op.name)
assert (summary.op.name, elsewhere.op.name) == ("loss/cost_1", "optimizer/cost")

# %% [markdown]
# In the document, the curve is called `optimizer/cost`, because the summary is made inside that scope. TensorBoard
# uses the part before the `/` to group curves. That is useful when you choose it, and confusing when you do not.
#
# 2. *The last points are missing.* The writer collects events and writes them in the background: TensorFlow's up to
#    two minutes later, ours after a moment. A program that crashes loses what is not written yet. The document never
#    closes its writer. Call `flush()` when you want to look, and `close()` at the end, or write
#    `with tf.summary.FileWriter(folder) as writer:`, which closes by itself.
#
# ## 4. Points need a step
#
# The second argument of `add_summary` says where on the x axis a point stands. Leave it out, and all points stand
# at 0: TensorBoard shows a vertical line, or one dot.

# %%
with tf.Session(graph=net.graph) as sess, tf.summary.FileWriter(work / "no_step") as writer:
    sess.run(net.init)
    for _ in range(3):
        sess.run(net.train, feed)
        writer.add_summary(sess.run(cost_summary, feed))  # no step

points = EventAccumulator(str(work / "no_step")).Reload().Scalars("cost")
print([(point.step, round(point.value, 3)) for point in points])
assert [point.step for point in points] == [0, 0, 0]

# %% [markdown]
# The best step is the **global step** of lesson 5: a variable that the optimizer counts up. It is saved in the
# checkpoint, so a training that goes on later continues its curve at step 101, not at 1.
#
# Get it and the summary in *one* run, but *after* the training step, in a run of its own. When you fetch both
# together with the training step, the point and its place on the x axis need not belong together. This library
# has a rule: the cost comes from before the update, and the global step from after it.

# %%
with tf.Session(graph=net.graph) as sess:
    sess.run(net.init)
    before = sess.run(net.cost, feed)
    _, together, step = sess.run([net.train, net.cost, net.global_step], feed)
    after = sess.run(net.cost, feed)
print(f"before {before:.4f}, fetched together {together:.4f} at step {step}, after {after:.4f}")
assert together == before > after
assert step == 1

# %% [markdown]
# **TensorFlow 1 does not promise this.** When a run both changes a variable and fetches it, or a value made from
# it, and no control dependency orders the two, you may get the old value or the new one. A program that does
# not fetch them together is right with both.
#
# (The document calls `sess.run` five times for each step: train, step, cost, summary, step again. Two are enough.)
#
# ## 5. One node for all summaries
#
# **The problem.** With ten summaries, you would have to fetch ten nodes and add each one.
#
# **The idea.** The graph keeps a list of its summaries. `tf.summary.merge_all()` makes one node that packs all of
# them. `tf.summary.merge([...])` does it for those that you choose.

# %%
with net.graph.as_default():
    tf.summary.scalar("accuracy", net.accuracy)
    scalars = tf.summary.merge_all()

with tf.Session(graph=net.graph) as sess, tf.summary.FileWriter(work / "merged") as writer:
    sess.run(net.init)
    for _ in range(10):
        sess.run(net.train, feed)
        packed, step = sess.run([scalars, net.global_step], feed)
        writer.add_summary(packed, step)

events = EventAccumulator(str(work / "merged")).Reload()
print(events.Tags()["scalars"])
assert sorted(events.Tags()["scalars"]) == ["accuracy", "cost"]

# %% [markdown]
# **What goes wrong.** `merge_all` looks into the **default graph**, at the moment of the call. Summaries that come
# later are not in it. When there are none, it returns `None`, and the error comes only later, from `sess.run`:

# %%
with tf.Graph().as_default():
    nothing = tf.summary.merge_all()
    with tf.Session() as sess:
        try:
            sess.run(nothing)
        except TypeError as error:
            print("TypeError:", error)
assert nothing is None

# %% [markdown]
# ## 6. Histograms
#
# A scalar says how good the network is. It does not say *which part* of it learned. For that we look at all weights
# of a layer at once: how many are near 0, how many are large? A **histogram** sorts numbers into **bins** and counts
# them. `tf.summary.histogram` does so with a tensor of any shape. We take the weights, and also what the hidden
# neurons give out, their **activations**.

# %%
with net.graph.as_default():
    histograms = tf.summary.merge(
        [
            tf.summary.histogram("layer1/weights", net.weights[0]),
            tf.summary.histogram("layer2/weights", net.weights[1]),
            tf.summary.histogram("layer1/activations", net.layers[0]),
            tf.summary.histogram("layer2/activations", net.layers[1]),
        ]
    )

with tf.Session(graph=net.graph) as sess, tf.summary.FileWriter(work / "document") as writer:
    sess.run(net.init)
    first_weights = sess.run(net.weights[0])
    for _ in range(100):
        sess.run(net.train, feed)
        packed, step = sess.run([scalars, net.global_step], feed)
        writer.add_summary(packed, step)
        if step % 10 == 0:
            large, last_weights = sess.run([histograms, net.weights[0]], feed)
            writer.add_summary(large, step)

print(f"two scalars take {len(packed)} bytes, four histograms {len(large)}")
assert len(large) > 100 * len(packed)

# %% [markdown]
# Histograms are large. So we write the scalars at each step, and the histograms at every tenth step.
#
# What does a histogram hold? Not the numbers themselves, only the counts, with the limits of the bins, and the
# smallest and the largest number. The bins are narrow near 0 and wide far from it: each limit is 1.1 times the one
# before. One trap waits in the reader: to save memory, the `EventAccumulator` keeps only the *last* histogram of a
# tag. `size_guidance={"histograms": 0}` means "keep all".

# %%
careless = EventAccumulator(str(work / "document")).Reload()
events = EventAccumulator(str(work / "document"), size_guidance={"histograms": 0}).Reload()
print("kept by default:", len(careless.Histograms("layer1/weights")))
print("kept with 0:    ", len(events.Histograms("layer1/weights")))
assert len(careless.Histograms("layer1/weights")) == 1
assert [event.step for event in events.Histograms("layer1/weights")] == list(range(10, 101, 10))

last = events.Histograms("layer1/weights")[-1].histogram_value
print(
    f"{last.num:.0f} numbers from {last.min:.3f} to {last.max:.3f}, in {np.count_nonzero(last.bucket)} bins"
)
assert (last.num, np.sum(last.bucket)) == (20, 20)
assert np.isclose(last.max, last_weights.max())
assert np.isclose(last.bucket_limit[-1] / last.bucket_limit[-2], 1.1)

# %% [markdown]
# To draw such a histogram with bins of equal width, we put each count at the middle of its bin. So we know each
# number to about 5%, which is enough for a picture.


# %%
def numbers_in(histogram):
    """The numbers behind a histogram, each moved to the middle of its bin."""
    limits, counts = np.array(histogram.bucket_limit), np.array(histogram.bucket, dtype=int)
    lower = np.concatenate([[histogram.min], limits[:-1]])
    middles = np.clip((lower + limits) / 2, histogram.min, histogram.max)
    return np.repeat(middles, counts)


approximate = numbers_in(last)
assert np.allclose(approximate, np.sort(last_weights, axis=None), rtol=0.06)

tags = ("layer1/weights", "layer2/weights")
viz.histograms({tag: numbers_in(events.Histograms(tag)[-1].histogram_value) for tag in tags}, bins=15)

# %% [markdown]
# TensorBoard shows histograms over time in two ways: as hills behind each other (tab *Histograms*), and as bands
# around the middle number (tab *Distributions*). Here are the bands:

# %%
weights_by_step = {0: first_weights} | {
    event.step: numbers_in(event.histogram_value) for event in events.Histograms("layer1/weights")
}
assert np.median(np.abs(weights_by_step[40] - weights_by_step[100])) < 0.01
viz.distributions(weights_by_step, y="weight of layer 1", title="layer1/weights")

# %% [markdown]
# The line is the median: half of the weights lie above it, half below. The weights move a little in the first 30
# steps; then most of them stay. This layer has nearly finished. We look at the activations in section 11.
#
# ## 7. The graph in TensorBoard
#
# Give the `FileWriter` a graph as its second argument, and it goes into the event file, too. TensorBoard draws it in
# the tab *Graphs*. A scope is one box there; a double click opens it.

# %%
with tf.summary.FileWriter(work / "map", net.graph):
    pass

drawn = EventAccumulator(str(work / "map")).Reload().Graph()
boxes = Counter(node.name.split("/")[0] for node in drawn.node)
print(len(drawn.node), "nodes in these boxes:", dict(boxes))
assert {"input", "layer1", "layer2", "output", "loss", "optimizer"} <= set(boxes)
assert len(drawn.node) == len(net.graph.operations)

with net.graph.as_default():
    tf.constant(0.0, name="too_late")
assert len(drawn.node) == len(net.graph.operations) - 1  # the file does not have it

# %% [markdown]
# Here is the same graph inline, with most scopes folded:

# %%
viz.computation_graph(net.graph)

# %% [markdown]
# **What goes wrong.** The writer takes the graph *as it is at that moment*: `too_late` is not in the file. Build
# everything first, the summaries and the optimizer too, and make the writer last. `FileWriter(folder, sess.graph)`,
# as the document has it, is a good habit: the graph of the session is the one that runs.
#
# ## 8. One folder for each run
#
# **The problem.** You change the learning rate and train again. Which curve is better?
#
# **The idea.** One **run** is one training. Each run gets a folder of its own, and all of these folders lie in one.
# TensorBoard takes the outer folder and draws the runs in one picture, with one colour each. A good name says what
# is special about the run. The function below does everything that we have seen so far:


# %%
def train_and_log(net, folder, steps=100):
    """Log scalars at each step, histograms at each tenth, and the graph. Returns the animals' losses."""
    with net.graph.as_default():
        tf.summary.scalar("cost", net.cost)
        tf.summary.scalar("accuracy", net.accuracy)
        scalars = tf.summary.merge_all()
        kinds = {"weights": net.weights, "activations": net.layers[:-1]}
        histograms = tf.summary.merge(
            [
                tf.summary.histogram(f"layer{number}/{kind}", tensor)
                for kind, tensors in kinds.items()
                for number, tensor in enumerate(tensors, start=1)
            ]
        )
    feed = {net.X: x_data, net.Y: y_data}
    with tf.Session(graph=net.graph) as sess, tf.summary.FileWriter(folder, sess.graph) as writer:
        sess.run(net.init)
        for _ in range(steps):
            sess.run(net.train, feed)
            packed, step = sess.run([scalars, net.global_step], feed)
            writer.add_summary(packed, step)
            if step % 10 == 0:
                writer.add_summary(sess.run(histograms, feed), step)
        return sess.run(net.losses, feed)


runs = work / "runs"
rates = (0.001, 0.01, 0.1, 1.0)
for rate in rates:
    train_and_log(animal_network(biases=True, learning_rate=rate), runs / f"lr={rate}")
losses = train_and_log(animal_network(biases=False, learning_rate=0.01), runs / "no biases")
for path in sorted(runs.iterdir()):
    print(path.name, [file.stat().st_size for file in path.iterdir()], "bytes")

# %% [markdown]
# **What goes wrong** when two runs share one folder: TensorBoard takes their files for *one* training, and joins
# their points into one line. It jumps from the end of the first run back to the start of the second. You see a
# zigzag. This happens when you start a program twice with the same folder, as `./logs` in the document.

# %%
for seed in (1, 2):
    with tf.summary.FileWriter(work / "shared") as writer:
        for step in (1, 2, 3):
            with tf.Graph().as_default(), tf.Session() as sess:
                writer.add_summary(sess.run(tf.summary.scalar("cost", 1.0 / (seed * step))), step)

mixed = EventAccumulator(str(work / "shared")).Reload().Scalars("cost")
print([(point.step, round(point.value, 2)) for point in mixed])
assert [point.step for point in mixed] == [1, 2, 3, 1, 2, 3]

# %% [markdown]
# (A training that goes on from a checkpoint *should* write into the same folder: its steps go on, too.)
#
# ## 9. The same curves without TensorBoard
#
# TensorBoard is a web server. Some computers do not allow one, and a report on paper cannot hold one. The event
# files are there all the same. This function reads one curve of every run:


# %%
def curves(folder, tag):
    """The values of a scalar, for each run in the folder: {name of the run: list of values}."""
    found = {}
    for path in sorted(folder.iterdir()):
        events = EventAccumulator(str(path)).Reload()
        if tag in events.Tags()["scalars"]:
            found[path.name] = [point.value for point in events.Scalars(tag)]
    return found


cost_curves = curves(runs, "cost")
assert list(cost_curves) == ["lr=0.001", "lr=0.01", "lr=0.1", "lr=1.0", "no biases"]
assert all(len(values) == 100 for values in cost_curves.values())
viz.learning_rate_explorer(cost_curves, y="cost")

# %% [markdown]
# Choose a run: its curve comes to the front, and a sentence tells what it does. Try the logarithmic axis, too. Then
# answer for yourself, before you read on:
#
# 1. Which learning rate is too small, which is too large?
# 2. Where does `no biases` end? Would it get better in 1,000 steps?

# %%
last_costs = {name: values[-1] for name, values in cost_curves.items()}
for name, values in cost_curves.items():
    print(
        f"{name:10} cost {values[0]:6.3f} at first, {values[49]:6.3f} in the middle, {values[-1]:9.6f} at last"
    )
assert min(last_costs, key=last_costs.get) == "lr=0.1"
assert cost_curves["lr=0.001"][-1] < cost_curves["lr=0.001"][-2]  # it still falls
assert max(cost_curves["lr=1.0"]) > 10
assert abs(cost_curves["no biases"][49] - cost_curves["no biases"][-1]) < 0.002  # flat for 50 steps

# %% [markdown]
# `lr=0.001` still falls at the end: too small, or the training was too short. `lr=1.0` jumps to more than 10 and then
# stands still at 1.011: too large. `no biases` stands still at 0.55 since step 40 or so. More steps will not help
# it. Section 11 finds out why.
#
# ## 10. TensorBoard inside JupyterLab
#
# In a terminal, `tensorboard --logdir FOLDER` starts the server and prints an address, often `http://localhost:6006`.
# In a notebook, two lines show it below the cell:
#
# ```
# %load_ext tensorboard
# %tensorboard --logdir FOLDER
# ```
#
# Two things are good to know. The server goes on when you close the notebook, until somebody ends it. And it needs a
# **port**, a door for connections. Where none can be opened, the two lines give a long error or an empty
# frame. So we start the same program ourselves: we look at the door first, and we stop the server at the end.


# %%
def can_connect():
    """Whether one program on this computer can reach another one through a port."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname(), timeout=5).close()
    except OSError:
        return False
    return True


def start_tensorboard(folder, seconds=90):
    """TensorBoard as a process of its own, and its address. Both are None where it cannot start."""
    if not can_connect():
        return None, None
    messages = work / "tensorboard.txt"
    options = ["--logdir", str(folder), "--host", "127.0.0.1", "--port", "0", "--load_fast", "false"]
    with messages.open("wb") as file:
        command = [sys.executable, "-m", "tensorboard.main", *options]
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
    atexit.register(process.kill)  # it never outlives the notebook
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        if found := re.search(r"http://\S+/", messages.read_text(encoding="utf-8", errors="replace")):
            return process, found[0]
        time.sleep(0.2)
    process.kill()
    return None, None


tensorboard, address = start_tensorboard(runs)
if address:
    print(f"TensorBoard is at {address}")
    display(IFrame(address, width="100%", height=650))
else:
    print("No port can be opened here, so TensorBoard does not start. Section 9 shows the same curves.")

# %% [markdown]
# If you ran all cells at once, the frame says that data could not be loaded: the server has stopped by now. Run
# the cell above again.
#
# `--port 0` takes any free port, so that two notebooks do not get in each other's way. If you work on a computer far
# away, "localhost" in your browser is *your* computer: you need a tunnel (`ssh -L PORT:localhost:PORT HOST`) or
# JupyterLab's proxy.
#
# Play with it for some minutes:
#
# - *Scalars*: TensorBoard smooths the curves, at first by 0.6. Move **smoothing** to 0 to see what you wrote. Switch
#   runs on and off.
# - *Distributions* and *Histograms*: compare `layer2/activations` of `lr=0.1` and `lr=1.0`.
# - *Graphs*: the input is at the bottom here. Open `layer1` with a double click.
# - *Time series*: the same curves and histograms on one page.
#
# A server answers programs, too. We ask it what it has found:


# %%
def ask(address, what, seconds=60):
    """What TensorBoard answers, as soon as it has read its files."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy
    deadline = time.monotonic() + seconds
    while not (reply := json.load(opener.open(address + what))) and time.monotonic() < deadline:
        time.sleep(0.2)
    return reply


if address:
    served = ask(address, "data/plugin/scalars/tags")
    for run in sorted(served):
        print(run, sorted(served[run]))
    assert set(served) <= set(cost_curves)
    assert all(set(tags) <= {"accuracy", "cost"} for tags in served.values())

# %% [markdown]
# ## 11. What the pictures tell
#
# **A curve that stops too high.** `no biases`, the document's network, stands still at 0.55. Which animals are
# wrong? The loss of each one tells:

# %%
print("losses:", losses, "  log(3) =", np.log(3).round(3))
assert np.allclose(losses[[0, 3, 4]], np.log(3))
assert np.isclose(last_costs["no biases"], np.log(3) / 2, atol=0.002)

# %% [markdown]
# The three animals with no fur and no wings have the loss log(3), always. Their features are 0 and 0. Without biases,
# zero times any weight is zero: all scores are 0, and softmax gives 1/3 to each class. No training can change that.
# Three of six animals with log(3) make a cost of at least log(3)/2 = 0.549.
#
# And the accuracy of 100%? Luck. For three equal scores, `argmax` takes the first class, and the first class happens to
# be the right one. The curve saw what the accuracy hid. The repair is a bias:

# %%
print(f"with biases {last_costs['lr=0.01']:.3f}, without {last_costs['no biases']:.3f}")
assert last_costs["lr=0.01"] < 0.02
viz.learning_curves({name: cost_curves[name] for name in ("lr=0.01", "no biases")}, y="cost")

# %% [markdown]
# **Neurons that are dead.** `lr=1.0` stands still at 1.011, and it *has* biases. Now the histograms help. What do the
# 20 neurons of layer 2 give out?


# %%
def all_histograms(folder, tag):
    """{step: numbers} of a histogram in the event files of a folder."""
    events = EventAccumulator(str(folder), size_guidance={"histograms": 0}).Reload()
    return {event.step: numbers_in(event.histogram_value) for event in events.Histograms(tag)}


activations = {f"lr={rate}": all_histograms(runs / f"lr={rate}", "layer2/activations") for rate in (0.1, 1.0)}
for name, by_step in activations.items():
    zeros = [f"{np.mean(np.abs(numbers) < 1e-9):.0%}" for numbers in by_step.values()]
    print(f"{name}: share of zeros at steps 10, 20, ..., 100:", *zeros)
assert np.mean(np.abs(activations["lr=1.0"][100]) < 1e-9) == 1
assert np.mean(np.abs(activations["lr=0.1"][100]) < 1e-9) < 0.9
viz.histograms(
    {name: by_step[100] for name, by_step in activations.items()}, title="layer2/activations at step 100"
)

# %% [markdown]
# With `lr=1.0`, all 20 neurons give 0 for all animals. The first steps were so large that all weighted sums became
# negative. ReLU makes 0 of them, and its slope there is 0, too. So no gradient reaches the weights: the neurons are
# **dead**, and they stay dead. (Lesson 4 met one dead neuron. Here it is a whole layer.)
#
# What is left are the biases of the output layer. The best that they can do is to give each class its share of the
# animals: 3/6, 1/6 and 2/6. That explains the number 1.011:

# %%
shares = y_data.mean(axis=0)
print(
    "shares:", shares, "  best cost without looking at the animal:", -np.sum(shares * np.log(shares)).round(4)
)
assert np.isclose(last_costs["lr=1.0"], -np.sum(shares * np.log(shares)), atol=0.001)

# %% [markdown]
# Some pictures worth remembering:
#
# | you see | think of |
# | --- | --- |
# | a curve that falls until the last step | train longer, or with a larger learning rate |
# | a curve that jumps, or grows | the learning rate is too large |
# | a curve that is flat, but too high | the model cannot do better, or its neurons are dead |
# | a vertical line | the step was forgotten |
# | a zigzag | two runs in one folder |
# | a curve with the name `cost_1` | a cell ran twice, or the name was taken |
# | a histogram with all numbers at 0 | dead neurons |
# | weights that never move | a layer that the optimizer does not reach |
#
# ## 12. The PyTorch way
#
# PyTorch has no summary nodes, because it has no graph to put them in. Its `SummaryWriter` takes a number and a step
# directly. The event files are the same, and so is TensorBoard.
#
# | graph | PyTorch |
# | --- | --- |
# | `tf.summary.scalar`, `run`, `add_summary` | `add_scalar(tag, number, step)` |
# | `tf.summary.histogram`, `run`, `add_summary` | `add_histogram(tag, tensor, step)` |
# | `merge_all` | not needed |
# | `FileWriter(folder, graph)` | `add_graph(model, example)`; it is old and warns |
# | the global step, a variable | an ordinary number, which you count |

# %%
torch.manual_seed(6)
model = nn.Sequential(nn.Linear(2, 10), nn.ReLU(), nn.Linear(10, 20), nn.ReLU(), nn.Linear(20, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
X_torch, y_torch = animals.train.X, animals.train.y

torch_costs = []
with SummaryWriter(runs / "PyTorch") as writer:
    for step in range(1, 101):
        loss = nn.functional.cross_entropy(model(X_torch), y_torch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            after = nn.functional.cross_entropy(model(X_torch), y_torch)
        torch_costs.append(after.item())
        writer.add_scalar("cost", after, step)
        if step % 10 == 0:
            for name, parameter in model.named_parameters():
                writer.add_histogram(name.replace(".", "/"), parameter, step)

cost_curves = curves(runs, "cost")
assert np.allclose(cost_curves["PyTorch"], torch_costs)
assert cost_curves["PyTorch"][-1] < 0.02
viz.learning_curves({name: cost_curves[name] for name in ("lr=0.01", "PyTorch")}, y="cost")

# %% [markdown]
# The new run stands beside the old ones, although another library wrote it. (The two curves differ a little: they
# start from different random weights.) If TensorBoard is still open, click on its reload button: `PyTorch` appears.
#
# - `with SummaryWriter(...)` closes the file. Without a folder, it makes one in `runs/`, named by date and computer.
# - `loss` is from before the step. For the cost *after* it, calculate again, without gradients.
# - Give every run its folder, here too.
#
# **Shorter still**: `training.fit` writes its whole history into a folder with `log_dir=`.

# %%
training.seed_everything(6)
small = nn.Sequential(nn.Linear(2, 10), nn.ReLU(), nn.Linear(10, 3))
training.fit(
    small,
    animals,
    nn.functional.cross_entropy,
    torch.optim.Adam(small.parameters(), lr=0.05),
    num_epochs=20,
    batch_size=6,
    seed=6,
    log_dir=work / "fit",
    progress=False,
)
events = EventAccumulator(str(work / "fit")).Reload()
print(events.Tags()["scalars"], "of epochs", [point.step for point in events.Scalars("loss")])
assert [point.step for point in events.Scalars("loss")] == list(range(1, 21))

# %% [markdown]
# **On a GPU**, a number must travel to the CPU before it can be written, and the GPU's queue must run empty first. So
# do not log each step there; every 10th or 100th is enough.
#
# **At the end**, we stop TensorBoard:

# %%
if tensorboard:
    tensorboard.terminate()
    print("TensorBoard has stopped, with status", tensorboard.wait())

# %% [markdown]
# ## Summary
#
# - A name scope puts a common beginning before names. Names are unique: the second `loss` is `loss_1`.
# - A summary is a node that packs a value under a tag. `merge_all` makes one node of all summaries, or `None`.
# - A `FileWriter` writes the bytes into an event file: with a step, once in a folder, and closed at the end.
# - Train first; then fetch summary and global step in a second run.
# - Histograms show weights and activations. They are large; write them less often.
# - One folder for each run. TensorBoard takes the outer folder and compares.
# - `EventAccumulator` reads event files anywhere. With `size_guidance={"histograms": 0}` it keeps all histograms.
# - Pictures find what a last number hides: a missing bias, a dead layer, a wrong learning rate.
# - In PyTorch, a `SummaryWriter` writes the same files.
#
# ## Terms
#
# | English | Korean | meaning |
# | --- | --- | --- |
# | name scope | 이름 범위 | a common beginning for the names of related nodes |
# | summary | 서머리 | a value, packed for TensorBoard |
# | tag | 태그 | the name of a curve or a histogram |
# | event file | 이벤트 파일 | the file that summaries are written to |
# | log folder | 로그 폴더 | the folder that TensorBoard looks at |
# | run | 실행 | one training, in a folder of its own |
# | global step | 전역 스텝 | number of training steps done so far |
# | scalar | 스칼라 | a single number |
# | histogram, bin | 히스토그램, 구간 | numbers sorted into intervals and counted; one interval |
# | distribution | 분포 | how numbers spread |
# | median | 중앙값 | half of the numbers are larger, half are smaller |
# | activation | 활성값 | what a neuron gives out |
# | dead neuron | 죽은 뉴런 | its ReLU is 0 for all examples, so it cannot learn |
# | port | 포트 | a numbered door through which programs connect |
#
# ## Next
#
# Practise in [exercise 6](../exercises/06_tensorboard/06_tensorboard.ipynb). In [lesson
# 7](07a_modularity.ipynb), one function builds a part of the graph again and again.
