# %% [markdown]
# # 6a. TensorBoard: write down what a training does
#
# A training can take hours, and it says almost nothing while it runs. TensorBoard shows what happens inside: curves of
# the cost, how the weights spread, a map of the graph. It can show only what a program has written down. In this first
# part of the lesson you name the parts of a graph, and write numbers and histograms into files, each at its step.
#
# **After this chapter you can**
#
# - name the parts of a graph with name scopes, and predict the full name of a node;
# - write scalars and histograms into event files, each at its step;
# - pack all summaries of a graph into one node;
# - read event files in Python, and draw what is in them.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lessons 2 (graphs
# and sessions) and 4 (the animals). Lesson 5 (checkpoints) helps. No GPU, no network.

# %%
import tempfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import (
    EventAccumulator,
)

import lessonlib.tf1 as tf
from lessonlib import data, viz

np.set_printoptions(precision=3, suppress=True)
# All files of this chapter go into a new folder:
work = Path(tempfile.mkdtemp(prefix="lesson_06a_"))

animals = data.animals()
x_data = animals.train.X.numpy()  # (6, 2): fur, wings
y_data = np.eye(3, dtype=np.float32)[animals.train.y.numpy()]  # (6, 3)

# %% [markdown]
# ## 1. The problem: a network that says nothing
#
# Here are the six animals of lesson 4 again, and a network for them: 2 features, layers of 10 and 20 neurons with ReLU,
# 3 classes. It has no biases, and Adam trains it for 100 steps.

# %%
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
cross_entropy = tf.nn.softmax_cross_entropy_with_logits_v2
cost = tf.reduce_mean(cross_entropy(labels=Y, logits=scores))
train = tf.train.AdamOptimizer(0.01).minimize(cost)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(100):
        sess.run(train, {X: x_data, Y: y_data})
    last_cost, last_scores = sess.run([cost, scores], {X: x_data, Y: y_data})

right = last_scores.argmax(axis=1) == y_data.argmax(axis=1)
print(f"cost {last_cost:.3f}, accuracy {right.mean():.0%}")
names = [operation.name for operation in tf.get_default_graph().operations]
some = [name for name in names if "Mat" in name][:4]
print(len(names), "operations, among them", some)

# %% proof
import pytest

assert right.all()
assert 0.549 < last_cost < 0.56
assert {"MatMul", "MatMul_1", "MatMul_2", "Variable", "Variable_1", "Variable_2"} <= set(names)

# %% [markdown]
# All six animals are right. But is this a good network? Two numbers cannot tell. Was the cost still falling at the end,
# or did it stop long ago? It is 0.55; why not 0? Did all layers learn, and do all neurons do something?
#
# The graph does not help, either. Its nodes have names, but nobody can work with `MatMul_2`.
#
# ## 2. Name scopes
#
# **The problem.** Which layer is `MatMul_2`? A real network has thousands of nodes.
#
# **The idea.** A **name scope** puts a common beginning in front of the names of related nodes, as a folder does for
# files. Everything that you make inside `with tf.name_scope("loss"):` has a name that starts with `loss/`.

# %%
tf.reset_default_graph()
y_pred = tf.placeholder(tf.float32, (None,), name="y_pred")
y = tf.placeholder(tf.float32, (None,), name="y")

with tf.name_scope("loss"):
    error = y_pred - y
    mse = tf.reduce_mean(tf.square(error), name="mse")

print(error.op.name, "   ", mse.op.name)
title = "The frame is the scope loss"
viz.computation_graph(tf.get_default_graph(), fetches=[mse], title=title)

# %% proof
assert (error.op.name, mse.op.name, mse.name) == ("loss/sub", "loss/mse", "loss/mse:0")

# %% [markdown]
# Note three things:
#
# - The name in the graph comes from `name=`, or else from the operation (`sub`). The name of the *Python variable*
#   (`error`) does not matter.
# - The name of an operation is `loss/mse`. The name of its tensor has a number behind it: `loss/mse:0`.
# - Names are unique. A name that is taken gets a number, such as `sub_1`. This holds for scopes, too.
#
# **Your turn.** This code runs in a new graph. Which name has the operation of `size`? Set `size_name`, a text.
#
# ```
# v = tf.constant([1.0, -2.0], name="v")
# with tf.name_scope("report"):
#     with tf.name_scope("part"):
#         size = tf.abs(v, name="length")
# ```

# %% try="nested_scopes"
size_name = ...

# %% solution="nested_scopes"
size_name = "report/part/length"

# %% [markdown] solution="nested_scopes"
# All open scopes, from the outer one to the inner one, and then `name=`. That Python calls it `size` plays no part.

# %% [markdown] hints="nested_scopes"
# - when "report/part/size": This is Python's name for it. What does `name=` say?
# - when "part/length": How many scopes are open?
# 1. Write the open scopes from the outside to the inside, with slashes between them, and then the name.

# %% check="nested_scopes"
advice = "Scopes first, then what name= says."
expect.predicted(size_name, "report/part/length", what="The name", hint=advice)

# %% wrong="nested_scopes" message="report/part/size"
size_name = "report/part/size"

# %% wrong="nested_scopes" message="part/length"
size_name = "part/length"

# %% proof
with tf.Graph().as_default():
    v = tf.constant([1.0, -2.0], name="v")
    with tf.name_scope("report"), tf.name_scope("part"):
        assert tf.abs(v, name="length").op.name == "report/part/length"

# %% [markdown]
# **What goes wrong.** In a notebook you run a cell again, and everything in it is added to the graph a second time,
# under new names:

# %%
for attempt in ("first", "second"):
    with tf.name_scope("loss"):  # there is a scope of this name above
        again = tf.subtract(y_pred, y, name="error")
        twice = tf.subtract(y_pred, y, name="error")
    print(f"{attempt} time: {again.op.name}, {twice.op.name}")

# %% proof
assert (again.op.name, twice.op.name) == ("loss_2/error", "loss_2/error_1")

# %% [markdown]
# So begin with an empty graph: `tf.reset_default_graph()`, or a `tf.Graph()` of its own in a function. (Name scopes do
# not name variables that come from `tf.get_variable`. Lesson 7 shows the scopes that do.)
#
# **Your turn.** A layer's variables should be called `layer1/W` and `layer1/b`. Change the cell so that they are.

# %% try="whole_layer"
small = tf.Graph()
with small.as_default():
    with tf.name_scope("layer1"):
        W = tf.Variable(tf.zeros((2, 3)), name="W")
    with tf.name_scope("layer1"):
        b = tf.Variable(tf.zeros((3,)), name="b")

# %% solution="whole_layer"
small = tf.Graph()
with small.as_default(), tf.name_scope("layer1"):
    W = tf.Variable(tf.zeros((2, 3)), name="W")
    b = tf.Variable(tf.zeros((3,)), name="b")

# %% [markdown] solution="whole_layer"
# A scope that is opened a second time is a second scope, `layer1_1`. Keep what belongs together in one `with`. A name
# that ends in a slash, `tf.name_scope("layer1/")`, opens the old scope again.

# %% [markdown] hints="whole_layer"
# - when "layer1_1/b": How often is the scope opened?
# - when "got:      ['layer1/W', 'b']": `b` is made outside of the scope.
# 1. One `with tf.name_scope(...)` can hold many lines.

# %% check="whole_layer"
found = [variable.op.name for variable in (W, b)]
expect.equal(found, ["layer1/W", "layer1/b"], what="The names", hint="Open the scope once.")

# %% wrong="whole_layer" message="layer1_1/b"
small = tf.Graph()
with small.as_default():
    with tf.name_scope("layer1"):
        W = tf.Variable(tf.zeros((2, 3)), name="W")
    with tf.name_scope("layer1"):
        b = tf.Variable(tf.zeros(3), name="b")

# %% wrong="whole_layer" message="['layer1/W', 'b']"
small = tf.Graph()
with small.as_default():
    with tf.name_scope("layer1"):
        W = tf.Variable(tf.zeros((2, 3)), name="W")
    b = tf.Variable(tf.zeros((3,)), name="b")

# %% proof
with tf.Graph().as_default():
    with tf.name_scope("layer1"):
        tf.zeros(())
    with tf.name_scope("layer1/"):
        assert tf.Variable(0.0, name="b").op.name == "layer1/b"

# %% [markdown]
# Here is the network with scopes. Each layer has one, and so have the cost, the accuracy and the optimizer.


# %%
def animal_network(learning_rate=0.01):
    """A network 2 - 10 - 20 - 3, without biases, in a graph of its own."""
    net = SimpleNamespace(graph=tf.Graph(), weights=[])
    with net.graph.as_default():
        tf.set_random_seed(6)
        with tf.name_scope("input"):
            net.X = values = tf.placeholder(tf.float32, (None, 2), name="X")
            net.Y = tf.placeholder(tf.float32, (None, 3), name="Y")
        sizes = {"layer1": (2, 10), "layer2": (10, 20), "output": (20, 3)}
        for name, shape in sizes.items():
            with tf.name_scope(name):
                W = tf.Variable(tf.random_uniform(shape, -1.0, 1.0), name="W")
                values = tf.matmul(values, W)  # (n, neurons)
                if name != "output":
                    values = tf.nn.relu(values, name="relu")
            net.weights.append(W)
        with tf.name_scope("loss"):
            losses = cross_entropy(labels=net.Y, logits=values)  # (n,)
            net.cost = tf.reduce_mean(losses, name="cost")
        with tf.name_scope("evaluation"):
            hits = tf.equal(tf.argmax(values, axis=1), tf.argmax(net.Y, axis=1))
            net.accuracy = tf.reduce_mean(tf.cast(hits, tf.float32))
        with tf.name_scope("optimizer"):
            net.global_step = tf.Variable(0, trainable=False, name="step")
            adam = tf.train.AdamOptimizer(learning_rate)
            net.train = adam.minimize(net.cost, global_step=net.global_step)
        net.init = tf.global_variables_initializer()
    return net


net = animal_network()
feed = {net.X: x_data, net.Y: y_data}
title = "From the input at the top to the cost at the bottom"
viz.computation_graph(net.graph, fetches=[net.cost], title=title)

# %% proof
assert net.cost.name == "loss/cost:0"
assert [W.op.name for W in net.weights] == ["layer1/W", "layer2/W", "output/W"]

# The same names in a checkpoint, and what happens when a program changes them:
checkpoint = str(work / "dnn.ckpt")
with tf.Graph().as_default(), tf.Session() as sess:
    tf.Variable([1.0])  # its name is Variable
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, checkpoint)
with tf.Graph().as_default(), tf.Session() as sess:
    with tf.name_scope("layer1"):
        tf.Variable([1.0], name="W")
    with pytest.raises(tf.errors.NotFoundError, match="Key layer1/W not found in checkpoint"):
        tf.train.Saver().restore(sess, checkpoint)

# %% [markdown]
# The optimizer and the accuracy are not in the picture, because `cost` does not need them.
#
# **What goes wrong.** Scopes rename variables, and a checkpoint (lesson 5) finds variables by their names. If you add
# scopes to a program that has saved already, `restore` says `Key layer1/W not found in checkpoint`. Choose scopes
# early, and keep the checkpoints of each program in a folder of its own.
#
# ## 3. Scalars
#
# **The problem.** We want the cost of *every* step, not only the last one.
#
# **The idea.** A **summary** is a node that packs a value for TensorBoard. `tf.summary.scalar` packs one number under a
# **tag**, the name of its curve. When you run it, you get bytes:

# %%
with net.graph.as_default():
    cost_summary = tf.summary.scalar("cost", net.cost)

with tf.Session(graph=net.graph) as sess:
    sess.run(net.init)
    packed, value = sess.run([cost_summary, net.cost], feed)
print(packed, "packs", value)

# %% proof
assert b"cost" in packed
assert packed[-4:] == np.float32(value).tobytes()

# %% [markdown]
# You can see the tag `cost` in the bytes; the last four of them are the number. A **`FileWriter`** puts such bytes into
# an **event file** in a folder, which it makes if it is missing. The name of the file holds the time and the computer.

# %%
costs = []
with tf.Session(graph=net.graph) as sess:
    sess.run(net.init)
    with tf.summary.FileWriter(work / "first") as writer:
        for step in range(1, 21):
            sess.run(net.train, feed)
            packed, value = sess.run([cost_summary, net.cost], feed)
            writer.add_summary(packed, global_step=step)
            costs.append(value)

for file in (work / "first").iterdir():
    print(file.name, file.stat().st_size, "bytes")

# %% [markdown]
# The file is for programs, not for people. TensorBoard's own reader, the **`EventAccumulator`**, shows what is in it:

# %%
events = EventAccumulator(str(work / "first")).Reload()
points = events.Scalars("cost")
print(events.Tags()["scalars"])
for point in points[:3]:
    print(f"step {point.step}: {point.value:.4f}")
curve = {"cost": [point.value for point in points]}
title = "The cost, read from the event file"
viz.learning_curves(curve, x="step", y="cost", title=title)

# %% proof
assert np.allclose(curve["cost"], costs)
assert [point.step for point in points] == list(range(1, 21))
assert len(list((work / "first").iterdir())) == 1

# %% [markdown]
# That is the whole way: graph, summary, writer, event file, reader, picture. TensorBoard does the last two for you.
#
# Two things go wrong often.
#
# *The last points are missing.* A writer collects events, and writes them in the background: TensorFlow's when ten are
# waiting, or after two minutes. A program that crashes loses what is not written yet. Call `flush()` when you want to
# look, and `close()` at the end, or write `with tf.summary.FileWriter(folder) as writer:`, which closes by itself.
#
# *The tag is not the one you wrote.* A tag gets the scope, and it must be unique, as every name. TensorBoard uses the
# part in front of the `/` to group curves. That is useful if you choose it, and confusing if you do not.
#
# **Your turn.** In a new graph, which tag has this summary? Set `tag`, a text.
#
# ```
# with tf.name_scope("loss"):
#     cost = tf.constant(0.5, name="cost")
#     summary = tf.summary.scalar("cost", cost)
# ```

# %% try="taken_tag"
tag = ...

# %% solution="taken_tag"
tag = "loss/cost_1"

# %% [markdown] solution="taken_tag"
# The constant took the name `loss/cost`, so the summary becomes `loss/cost_1`. Give the node another name, or make the
# summary elsewhere. In a scope `optimizer` the same line makes the tag `optimizer/cost`.

# %% [markdown] hints="taken_tag"
# - when "got:      'loss/cost'": This is the name of the constant. Two nodes never share a name.
# - when "got:      'cost'": The summary is made inside a scope.
# 1. A tag follows the rules of names. Which names are taken when the summary comes?

# %% check="taken_tag"
expect.predicted(tag, "loss/cost_1", what="The tag", hint="Scope, name, and is it free?")

# %% wrong="taken_tag" message="loss/cost"
tag = "loss/cost"

# %% wrong="taken_tag" message="cost"
tag = "cost"

# %% proof
with tf.Graph().as_default():
    with tf.name_scope("loss"):
        named = tf.constant(0.5, name="cost")
        assert tf.summary.scalar("cost", named).op.name == "loss/cost_1"
    with tf.name_scope("optimizer"):
        assert tf.summary.scalar("cost", named).op.name == "optimizer/cost"

# %% [markdown]
# ## 4. Points need a step
#
# The second argument of `add_summary` says where on the x axis a point stands.
#
# **Your turn.** This training forgets it: all three points stand at 0, and TensorBoard shows a vertical line. Repair
# it, so that they stand at 1, 2 and 3.

# %% try="add_steps"
folder = tempfile.mkdtemp(dir=work)
with tf.Session(graph=net.graph) as sess, tf.summary.FileWriter(folder) as writer:
    sess.run(net.init)
    for _ in range(3):
        sess.run(net.train, feed)
        writer.add_summary(sess.run(cost_summary, feed))

# %% solution="add_steps"
folder = tempfile.mkdtemp(dir=work)
with tf.Session(graph=net.graph) as sess, tf.summary.FileWriter(folder) as writer:
    sess.run(net.init)
    for step in range(1, 4):
        sess.run(net.train, feed)
        writer.add_summary(sess.run(cost_summary, feed), step)

# %% [markdown] solution="add_steps"
# After the first training step the number of steps done is 1. `range(3)` with `step + 1` is right, too.

# %% [markdown] hints="add_steps"
# - when "got:      [0, 0, 0]": `add_summary` takes a second argument.
# - when "got:      [0, 1, 2]": How many steps are done when the first point is written?
# 1. Hand the step to `add_summary`, and look at where the loop begins.

# %% check="add_steps"
points = EventAccumulator(str(folder)).Reload().Scalars("cost")
found = [point.step for point in points]
expect.equal(found, [1, 2, 3], what="The steps", hint="How many training steps are done?")

# %% wrong="add_steps" message="[0, 0, 0]"
folder = tempfile.mkdtemp(dir=work)
with tf.Session(graph=net.graph) as sess, tf.summary.FileWriter(folder) as writer:
    sess.run(net.init)
    for _ in range(1, 4):
        sess.run(net.train, feed)
        writer.add_summary(sess.run(cost_summary, feed))

# %% wrong="add_steps" message="[0, 1, 2]"
folder = tempfile.mkdtemp(dir=work)
with tf.Session(graph=net.graph) as sess, tf.summary.FileWriter(folder) as writer:
    sess.run(net.init)
    for step in range(3):
        sess.run(net.train, feed)
        writer.add_summary(sess.run(cost_summary, feed), step)

# %% [markdown]
# The best step is the **global step** of lesson 5: a variable that the optimizer counts up. It is saved in the
# checkpoint, so a training that goes on later continues its curve at step 101, not at 1.
#
# **When do you fetch the summary?** *After* the training step, in a run of its own, together with the global step. What
# happens if one run does it all?

# %%
with tf.Session(graph=net.graph) as sess:
    sess.run(net.init)
    before = sess.run(net.cost, feed)
    everything = [net.train, net.cost, net.global_step]
    _, together, step = sess.run(everything, feed)
    after = sess.run(net.cost, feed)
print(f"before {before:.4f}, after {after:.4f}")
print(f"together {together:.4f}, at step {step}")

# %% proof
assert together == before > after
assert step == 1

# %% [markdown]
# The cost of *before* the update stands at a step that counts *after* it. The curve is off by one, and nothing says so.
#
# > **A rule of this library, not a promise of TensorFlow 1.** Here a value that a run fetches comes from before the
# > update, and the global step from after it. When a TensorFlow run both changes a variable and fetches it, or
# > something made from it, and no control dependency orders the two, you may get the old value or the new one.
#
# A program that does not fetch them together is right with both.
#
# **Your turn.** Here `w` is 4, the cost is $w^2$, and each training step halves `w`. A program trains in one run,
# fetches the summary of the cost and the global step in the next one, and goes on so. Which values stand in the curve
# at the steps 1 and 2? Set `in_curve` to a list.

# %% try="in_curve"
in_curve = ...

# %% solution="in_curve"
in_curve = [4, 1]

# %% [markdown] solution="in_curve"
# After the first step `w` is 2 and the cost 4, after the second `w` is 1 and the cost 1. The 16 of the start is not in
# the curve; to have it, write one summary at step 0, before the loop.

# %% [markdown] hints="in_curve"
# - when "[16, 4]": These are the costs before each step.
# - when "[2, 1]": This is `w`. The summary packs the cost.
# 1. First train, then square what `w` has become.

# %% check="in_curve"
expect.predicted(in_curve, [4, 1], what="The list", hint="Train first, then look.")

# %% wrong="in_curve" message="[16, 4]"
in_curve = [16, 4]

# %% wrong="in_curve" message="[2, 1]"
in_curve = [2, 1]

# %% proof
with tf.Graph().as_default(), tf.Session() as sess:
    w4 = tf.Variable(4.0)
    squared, halved = tf.square(w4), tf.assign(w4, w4 / 2)
    sess.run(tf.global_variables_initializer())
    seen = []
    for _ in range(2):
        sess.run(halved)
        seen.append(float(sess.run(squared)))
    assert seen == [4, 1]

# %% [markdown]
# ## 5. One node for all summaries
#
# **The problem.** With ten summaries, you would have to fetch ten nodes and add each one.
#
# **The idea.** The graph keeps a list of its summaries. `tf.summary.merge_all()` makes one node that packs all of them.
# `tf.summary.merge([...])` does so for those that you choose.

# %%
with net.graph.as_default():
    tf.summary.scalar("accuracy", net.accuracy)
    scalars = tf.summary.merge_all()

merged = work / "merged"
with tf.Session(graph=net.graph) as sess, tf.summary.FileWriter(merged) as writer:
    sess.run(net.init)
    for _ in range(10):
        sess.run(net.train, feed)
        packed, step = sess.run([scalars, net.global_step], feed)
        writer.add_summary(packed, step)

events = EventAccumulator(str(merged)).Reload()
print(events.Tags()["scalars"])

# %% proof
assert sorted(events.Tags()["scalars"]) == ["accuracy", "cost"]
assert [point.step for point in events.Scalars("accuracy")] == list(range(1, 11))
with tf.Graph().as_default(), tf.Session() as sess:
    nothing = tf.summary.merge_all()
    assert nothing is None
    with pytest.raises(TypeError):
        sess.run(nothing)

# %% [markdown]
# `merge_all` looks into the **default graph**, at the moment of the call. If there are no summaries, it returns `None`,
# and the error comes only later, from `sess.run`.
#
# **Your turn.** How many summaries does `everything` pack? Set `num_packed`.
#
# ```
# tf.summary.scalar("cost", 0.5)
# accuracy = tf.summary.scalar("accuracy", 0.9)
# everything = tf.summary.merge_all()
# tf.summary.scalar("learning_rate", 0.01)
# ```

# %% try="merge_early"
num_packed = ...

# %% solution="merge_early"
num_packed = 2

# %% [markdown] solution="merge_early"
# The merged node knows the summaries that exist when it is made. What comes later is never written, and no message says
# so. So `merge_all` stands at the end of the graph. `merge([accuracy])` would pack one.

# %% [markdown] hints="merge_early"
# - when "got:      3": Was the third one there when `merge_all` ran?
# - when "got:      1": `merge_all` takes all summaries of the graph, also those without a name in Python.
# 1. Read the lines from the top, and stop at `merge_all`.

# %% check="merge_early"
expect.predicted(num_packed, 2, what="The number", hint="Which ones are there at that moment?")

# %% wrong="merge_early" message="got:      3"
num_packed = 3

# %% wrong="merge_early" message="got:      1"
num_packed = 1

# %% proof
from tensorboard.compat.proto.summary_pb2 import Summary

with tf.Graph().as_default(), tf.Session() as sess:
    tf.summary.scalar("cost", 0.5)
    tf.summary.scalar("accuracy", 0.9)
    everything = tf.summary.merge_all()
    tf.summary.scalar("learning_rate", 0.01)
    assert len(Summary.FromString(sess.run(everything)).value) == 2

# %% [markdown]
# ## 6. Histograms
#
# A scalar says how good the network is. It does not say *which part* of it learned. For that we look at all weights of
# a layer at once: how many are near 0, how many are large? A **histogram** sorts numbers into **bins** and counts them.
# `tf.summary.histogram` does so with a tensor of any shape.

# %%
with net.graph.as_default():
    histograms = tf.summary.merge(
        [
            tf.summary.histogram("layer1/weights", net.weights[0]),
            tf.summary.histogram("layer2/weights", net.weights[1]),
        ]
    )

folder = work / "weights"
with tf.Session(graph=net.graph) as sess, tf.summary.FileWriter(folder) as writer:
    sess.run(net.init)
    first_weights = sess.run(net.weights[0])
    for _ in range(100):
        sess.run(net.train, feed)
        packed, step = sess.run([scalars, net.global_step], feed)
        writer.add_summary(packed, step)
        if step % 10 == 0:
            large, last_weights = sess.run([histograms, net.weights[0]], feed)
            writer.add_summary(large, step)

print(f"two scalars take {len(packed)} bytes, two histograms {len(large)}")

# %% proof
assert len(large) > 50 * len(packed)

# %% [markdown]
# Histograms are large. So we write the scalars at each step, and the histograms at every tenth step.
#
# **Your turn.** A training of 95 steps writes histograms as above, at every tenth step. How many does the file hold for
# each tag? Set `in_file`.

# %% try="in_file"
in_file = ...

# %% solution="in_file"
in_file = 9

# %% [markdown] solution="in_file"
# They are written at the steps 10, 20, ..., 90. The last five steps have none; a program that wants the end, too,
# writes once more after the loop.

# %% [markdown] hints="in_file"
# - when "got:      10": Would there be one at step 100?
# - when "got:      95": Those are the scalars.
# 1. Which steps up to 95 can be divided by ten?

# %% check="in_file"
expect.predicted(in_file, 9, what="The number", hint="Count 10, 20, 30, ...")

# %% wrong="in_file" message="got:      10"
in_file = 10

# %% wrong="in_file" message="got:      95"
in_file = 95

# %% [markdown]
# A histogram does not hold the numbers themselves, only the counts, the limits of the bins, and the smallest and the
# largest number. The bins are narrow near 0 and wide far from it: each limit is 1.1 times the one before. One trap
# waits in the reader: to save memory, the `EventAccumulator` keeps only the *last* histogram of a tag.
# `size_guidance={"histograms": 0}` means "keep all".

# %%
careless = EventAccumulator(str(folder)).Reload()
events = EventAccumulator(str(folder), size_guidance={"histograms": 0}).Reload()
print("kept by default:", len(careless.Histograms("layer1/weights")))
print("kept with 0:    ", len(events.Histograms("layer1/weights")))

last = events.Histograms("layer1/weights")[-1].histogram_value
bins = np.count_nonzero(last.bucket)
print(f"{last.num:.0f} numbers in {bins} bins, {last.min:.3f} to {last.max:.3f}")

# %% proof
assert len(careless.Histograms("layer1/weights")) == 1
kept_steps = [event.step for event in events.Histograms("layer1/weights")]
assert kept_steps == list(range(10, 101, 10))
assert (last.num, np.sum(last.bucket)) == (20, 20)
assert np.isclose(last.max, last_weights.max())
assert np.isclose(last.bucket_limit[-1] / last.bucket_limit[-2], 1.1)

# %% [markdown]
# To draw it with bins of equal width, we put each number at the middle of its bin. So we know it to about 5%, which is
# enough for a picture.


# %%
def numbers_in(histogram):
    """The numbers behind a histogram, each at the middle of its bin."""
    limits = np.array(histogram.bucket_limit)
    lower = np.concatenate([[histogram.min], limits[:-1]])
    middles = np.clip((lower + limits) / 2, histogram.min, histogram.max)
    return np.repeat(middles, np.array(histogram.bucket, dtype=int))


at_the_end = {
    tag: numbers_in(events.Histograms(tag)[-1].histogram_value)
    for tag in ("layer1/weights", "layer2/weights")
}
title = "The weights of two layers after 100 steps"
viz.histograms(at_the_end, bins=15, title=title)

# %% proof
ordered = np.sort(last_weights, axis=None)
assert np.allclose(at_the_end["layer1/weights"], ordered, rtol=0.06)

# %% [markdown]
# **Your turn.** A histogram has the limits 1.0, 1.1, 1.21 and the counts 0, 3, 2: each limit is the *upper* end of its
# bin. Its smallest number is 1.02, its largest 1.2. At which value does `numbers_in` put the last two numbers? Set
# `middle`.

# %% try="middle_of_bin"
middle = ...

# %% solution="middle_of_bin"
middle = 1.155

# %% [markdown] solution="middle_of_bin"
# They lie between 1.1 and 1.21, so the middle is 1.155. It is at most 5% away from the true numbers: a bin is 10% wide.

# %% [markdown] hints="middle_of_bin"
# - when "1050": This is the bin of the first three numbers.
# - when "1210": This is the end of the bin.
# 1. Between which two limits do they lie?

# %% check="middle_of_bin"
expect.that(isinstance(middle, (int, float)), "middle is not a number.", hint="Such as 0.5.")
expect.predicted(round(1000 * middle), 1155, what="1000 times middle", hint="Between two limits.")

# %% wrong="middle_of_bin" message="1050"
middle = 1.05

# %% wrong="middle_of_bin" message="1210"
middle = 1.21

# %% proof
made = SimpleNamespace(bucket_limit=[1.0, 1.1, 1.21], bucket=[0, 3, 2], min=1.02, max=1.2)
assert np.allclose(numbers_in(made), [1.05] * 3 + [1.155] * 2)

# %% [markdown]
# TensorBoard shows histograms over time in two ways: as hills behind each other (tab *Histograms*), and as bands around
# the middle number (tab *Distributions*). Here are the bands. The line is the median: half of the weights lie above it.

# %%
by_step = {0: first_weights}
for event in events.Histograms("layer1/weights"):
    by_step[event.step] = numbers_in(event.histogram_value)
title = "layer1/weights: they move for 30 steps, then hardly"
viz.distributions(by_step, y="weight of layer 1", title=title)

# %% proof
assert np.median(np.abs(by_step[40] - by_step[100])) < 0.01

# %% [markdown]
# This layer has nearly finished after 30 steps or so, and the training runs for 100.
#
# ## Summary
#
# - A name scope puts a common beginning in front of names. Names are unique: the second `loss` is `loss_1`.
# - A summary is a node that packs a value under a tag. A `FileWriter` puts the bytes into an event file, with a step.
# - Train first; then fetch summary and global step in a second run. `merge_all`, called last, packs all summaries.
# - Histograms show weights. They are large; write them less often.
# - `EventAccumulator` reads event files. With `size_guidance={"histograms": 0}` it keeps all histograms.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | name scope | 이름 범위 | a common beginning for the names of related nodes |
# | summary | 서머리 | a value, packed for TensorBoard |
# | tag | 태그 | the name of a curve or a histogram |
# | event file | 이벤트 파일 | the file that summaries are written to |
# | global step | 전역 스텝 | the number of training steps so far, kept in a variable |
# | scalar | 스칼라 | a single number |
# | histogram, bin | 히스토그램, 구간 | numbers sorted into intervals and counted; one interval |
# | distribution | 분포 | how numbers spread |
# | median | 중앙값 | half of the numbers are larger, half are smaller |

# %% [markdown]
# ## Read on
#
# - M. Abadi and others, *TensorFlow: large-scale machine learning on heterogeneous distributed systems*, arXiv (2016),
#   section 9.1: why TensorBoard was made, and how it folds a graph of 36,000 nodes.
# - K. Wongsuphasawat and others, *Visualizing dataflow graphs of deep learning models in TensorFlow*, IEEE Transactions
#   on Visualization and Computer Graphics 24 (2018): how scopes become boxes that open.
# - D. W. Scott, *On optimal and data-based histograms*, Biometrika 66 (1979): how wide a bin should be.
# - TensorFlow, *TensorBoard* (documentation, 2024): the guides for scalars, graphs and histograms.
#
# **Open questions**, without a grade:
#
# 1. Bins that grow by 10% suit weights. For which numbers would they be a bad choice?
# 2. A curve has a million points, and a screen 1,000 columns. Which points would you keep?
#
# **Next**: {{next}}, the second part of this lesson.
