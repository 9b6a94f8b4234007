# %% [markdown]
# # 6b. TensorBoard: see what is wrong
#
# What was written down in the first part is now looked at in three ways: in TensorBoard, inside JupyterLab, and in
# pictures that you draw yourself. They will show what is wrong with two networks, and one of them has an accuracy of
# 100%.
#
# **After this chapter you can**
#
# - write the graph into an event file, and keep several runs apart;
# - draw the curves of event files where no TensorBoard can run;
# - start TensorBoard inside JupyterLab, and stop it again;
# - see in a curve or a histogram what is wrong with a network;
# - do all of this from PyTorch.
#
# **Time**: {{time}}, with the practice, and 40 to 60 minutes for the exercise. **Needs**: {{previous}}. No GPU, no
# network. The sections are numbered on from there.

# %%
import tempfile
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from tensorboard.backend.event_processing.event_accumulator import (
    EventAccumulator,
)
from torch import nn
from torch.utils.tensorboard import SummaryWriter

import lessonlib.tf1 as tf
from lessonlib import data, training, viz

np.set_printoptions(precision=3, suppress=True)
# All files of this chapter go into a new folder:
work = Path(tempfile.mkdtemp(prefix="lesson_06b_"))

animals = data.animals()
x_data = animals.train.X.numpy()  # (6, 2): fur, wings
y_data = np.eye(3, dtype=np.float32)[animals.train.y.numpy()]  # (6, 3)

# %% [markdown]
# ## 7. The graph in TensorBoard
#
# Here is the network of the first part again, now with biases if you want them. It keeps three things more, which we
# need below: the layers' outputs, the animals' losses, and the learning rate as an argument.


# %%
def animal_network(biases=True, learning_rate=0.01):
    """A network 2 - 10 - 20 - 3 in a graph of its own."""
    net = SimpleNamespace(graph=tf.Graph(), weights=[], layers=[])
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
                if biases:
                    values = values + tf.Variable(tf.zeros(shape[1:]), name="b")
                if name != "output":
                    values = tf.nn.relu(values, name="relu")
            net.weights.append(W)
            net.layers.append(values)
        with tf.name_scope("loss"):
            cross_entropy = tf.nn.softmax_cross_entropy_with_logits_v2
            net.losses = cross_entropy(labels=net.Y, logits=values)  # (n,)
            net.cost = tf.reduce_mean(net.losses, name="cost")
        with tf.name_scope("evaluation"):
            hits = tf.equal(tf.argmax(values, axis=1), tf.argmax(net.Y, axis=1))
            net.accuracy = tf.reduce_mean(tf.cast(hits, tf.float32))
        with tf.name_scope("optimizer"):
            net.global_step = tf.Variable(0, trainable=False, name="step")
            adam = tf.train.AdamOptimizer(learning_rate)
            net.train = adam.minimize(net.cost, global_step=net.global_step)
        net.init = tf.global_variables_initializer()
    return net


# %% [markdown]
# Give the `FileWriter` a graph as its second argument, and it goes into the event file, too. TensorBoard draws it in
# the tab *Graphs*. A scope is one box there, and a double click opens it. `viz` folds scopes in the same way:

# %%
net = animal_network()
tf.summary.FileWriter(work / "map", net.graph).close()

drawn = EventAccumulator(str(work / "map")).Reload().Graph()
boxes = Counter(node.name.split("/")[0] for node in drawn.node)
print(len(drawn.node), "nodes in these boxes:", dict(boxes))
title = "A scope is one box: the map of a graph"
viz.computation_graph(net.graph, title=title)

# %% proof
assert {"input", "layer1", "layer2", "output", "loss", "optimizer"} <= set(boxes)
assert len(drawn.node) == len(net.graph.operations)

# %% [markdown]
# **Your turn.** The writer takes the graph *as it is at that moment*. This file lacks the node `product`. Repair
# the cell, so that it holds both nodes.

# %% try="graph_last"
folder = tempfile.mkdtemp(dir=work)
with tf.Graph().as_default() as graph:
    six = tf.constant(6.0, name="six")
    tf.summary.FileWriter(folder, graph).close()
    product = tf.multiply(six, 7.0, name="product")

# %% solution="graph_last"
folder = tempfile.mkdtemp(dir=work)
with tf.Graph().as_default() as graph:
    six = tf.constant(6.0, name="six")
    product = tf.multiply(six, 7.0, name="product")
tf.summary.FileWriter(folder, product.graph).close()

# %% [markdown] solution="graph_last"
# Build everything first, the optimizer and the summaries too, and make the writer last. In a program
# `FileWriter(folder, sess.graph)` is a good habit: the graph of the session is the one that runs.

# %% [markdown] hints="graph_last"
# - when "no node named product": What is in the graph when the writer is made?
# - when "no graph": The writer must get the graph, and be closed.
# 1. Change the order of two lines.

# %% check="graph_last"
events = EventAccumulator(str(folder)).Reload()
expect.that(bool(events.Tags()["graph"]), "The file holds no graph.", hint="Give it to the writer.")
found = {node.name for node in events.Graph().node}
expect.that("product" in found, "The file has no node named product.", hint="Make the writer last.")

# %% wrong="graph_last" message="no node named product"
folder = tempfile.mkdtemp(dir=work)
with tf.Graph().as_default() as graph:
    six = tf.constant(6.0, name="six")
    with tf.summary.FileWriter(folder, graph):
        pass
    product = tf.multiply(six, 7.0, name="product")

# %% wrong="graph_last" message="no graph"
folder = tempfile.mkdtemp(dir=work)
with tf.Graph().as_default() as graph:
    six = tf.constant(6.0, name="six")
    product = tf.multiply(six, 7.0, name="product")
tf.summary.FileWriter(folder).close()

# %% [markdown]
# ## 8. One folder for each run
#
# **The problem.** You change the learning rate and train again. Which curve is better?
#
# **The idea.** One **run** is one training. Each run gets a folder of its own, and all of these lie in one. TensorBoard
# takes the outer folder and draws the runs in one picture, with a colour each. A good name says what is special about
# the run. The function below does all that you have seen so far.


# %%
def train_and_log(net, folder, steps=100):
    """Write scalars, histograms and the graph. Returns the losses, (6,)."""
    with net.graph.as_default():
        tf.summary.scalar("cost", net.cost)
        tf.summary.scalar("accuracy", net.accuracy)
        scalars = tf.summary.merge_all()
        histograms = []
        for k in (1, 2):
            W, outputs = net.weights[k - 1], net.layers[k - 1]
            histograms += [
                tf.summary.histogram(f"layer{k}/weights", W),
                tf.summary.histogram(f"layer{k}/activations", outputs),
            ]
        histograms = tf.summary.merge(histograms)
    feed = {net.X: x_data, net.Y: y_data}
    with (
        tf.Session(graph=net.graph) as sess,
        tf.summary.FileWriter(folder, sess.graph) as writer,
    ):
        sess.run(net.init)
        for _ in range(steps):
            sess.run(net.train, feed)
            packed, step = sess.run([scalars, net.global_step], feed)
            writer.add_summary(packed, step)
            if step % 10 == 0:
                writer.add_summary(sess.run(histograms, feed), step)
        return sess.run(net.losses, feed)


runs = work / "runs"
for rate in (0.001, 0.01, 0.1, 1.0):
    train_and_log(animal_network(learning_rate=rate), runs / f"lr={rate}")
losses = train_and_log(animal_network(biases=False), runs / "no biases")
print([path.name for path in sorted(runs.iterdir())])

# %% proof
assert all(len(list(path.iterdir())) == 1 for path in runs.iterdir())

# %% [markdown]
# An **activation** is what a neuron gives out. They are written beside the weights; section 11 needs them.
#
# **Your turn.** What if two runs share a folder? A program of three steps runs twice with the same folder. Which steps
# does a reader find there, in the order in which they were written? Set `steps_found` to a list.

# %% try="shared_folder"
steps_found = ...

# %% solution="shared_folder"
steps_found = [1, 2, 3, 1, 2, 3]

# %% [markdown] solution="shared_folder"
# TensorBoard takes all files of a folder for *one* training and joins their points. The line jumps back from the end of
# the first run to the start of the second: a zigzag. A training that goes on from a checkpoint *should* write into the
# same folder, because its steps go on, too.

# %% [markdown] hints="shared_folder"
# - when "[1, 2, 3]": The second run makes a file of its own. Nothing is overwritten.
# - when "[1, 2, 3, 4, 5, 6]": There is no checkpoint. With which step does the second run begin?
# 1. Each run writes a file. The reader reads both.

# %% check="shared_folder"
expect.predicted(steps_found, [1, 2, 3, 1, 2, 3], what="The list", hint="Two files, one folder.")

# %% wrong="shared_folder" message="[1, 2, 3]"
steps_found = [1, 2, 3]

# %% wrong="shared_folder" message="[1, 2, 3, 4, 5, 6]"
steps_found = [1, 2, 3, 4, 5, 6]

# %% proof
one_point = tf.summary.scalar("cost", 0.5)
with tf.Session() as sess:
    one_point = sess.run(one_point)
for _ in range(2):
    with tf.summary.FileWriter(work / "shared") as writer:
        for step in (1, 2, 3):
            writer.add_summary(one_point, step)
mixed = EventAccumulator(str(work / "shared")).Reload().Scalars("cost")
assert sorted(point.step for point in mixed) == [1, 1, 2, 2, 3, 3]

# %% [markdown]
# ## 9. The same curves without TensorBoard
#
# TensorBoard is a web server. Some computers do not allow one, and a report on paper cannot hold one. The event files
# are there all the same. This function reads one curve of every run:


# %%
def curves(folder, tag):
    """The values of a scalar in each run: {name of the run: list}."""
    found = {}
    for path in sorted(folder.iterdir()):
        events = EventAccumulator(str(path)).Reload()
        if tag in events.Tags()["scalars"]:
            found[path.name] = [point.value for point in events.Scalars(tag)]
    return found


cost_curves = curves(runs, "cost")
for name, values in cost_curves.items():
    first, middle, last = values[0], values[49], values[-1]
    print(f"{name:10} cost {first:6.3f}, then {middle:6.3f}, at last {last:9.6f}")
viz.learning_rate_explorer(cost_curves, y="cost")

# %% proof
assert list(cost_curves) == ["lr=0.001", "lr=0.01", "lr=0.1", "lr=1.0", "no biases"]
assert all(len(values) == 100 for values in cost_curves.values())
last_costs = {name: values[-1] for name, values in cost_curves.items()}
assert min(last_costs, key=last_costs.get) == "lr=0.1"
assert np.all(np.diff(cost_curves["lr=0.001"]) < 0)  # it falls until the end
assert max(cost_curves["lr=1.0"]) > 10
assert round(last_costs["lr=1.0"], 3) == 1.011
assert round(last_costs["no biases"], 2) == 0.55
assert np.ptp(cost_curves["no biases"][40:]) < 0.003  # flat

# %% [markdown]
# Choose a run: its curve comes to the front, and a sentence tells what it does. Try the logarithmic axis, too.
#
# `lr=0.001` still falls at the end: the learning rate is too small, or the training too short. `lr=1.0` jumps to more
# than 10 and then stands still at 1.011: too large. `no biases` stands still at 0.55 since step 40 or so; more steps
# will not help it. Section 11 finds out why.
#
# **Your turn.** `finished` has the curves of three other trainings. `best` should be the name of the run that *ends*
# with the lowest cost. The cell chooses another one. Repair it.

# %% try="best_at_the_end"
finished = {"slow": [3.0, 2.0, 1.5], "good": [3.0, 1.0, 0.7], "jumps": [3.0, 0.2, 2.0]}
best = min(finished, key=lambda name: min(finished[name]))

# %% solution="best_at_the_end"
finished = {"slow": [3.0, 2.0, 1.5], "good": [3.0, 1.0, 0.7], "jumps": [3.0, 0.2, 2.0]}
best = min(finished, key=lambda name: finished[name][-1])

# %% [markdown] solution="best_at_the_end"
# The weights that you have in the end belong to the last point. The low point of `jumps` would be worth something only
# if a checkpoint of that step existed (lesson 5).

# %% [markdown] hints="best_at_the_end"
# - when "jumps": It was low once. Where does it end?
# - when "0.7": This is a cost. The name of the run is wanted.
# 1. Which index has the last value of a list?

# %% check="best_at_the_end"
expect.equal(best, "good", what="best", hint="Compare the last values.")

# %% wrong="best_at_the_end" message="jumps"
finished = {"slow": [3.0, 2.0, 1.5], "good": [3.0, 1.0, 0.7], "jumps": [3.0, 0.2, 2.0]}
best = min(finished, key=lambda name: sorted(finished[name])[0])

# %% wrong="best_at_the_end" message="0.7"
finished = {"slow": [3.0, 2.0, 1.5], "good": [3.0, 1.0, 0.7], "jumps": [3.0, 0.2, 2.0]}
best = min(values[-1] for values in finished.values())

# %% [markdown]
# ## 10. TensorBoard inside JupyterLab
#
# One call starts TensorBoard on a folder of runs, and shows it below the cell. It takes some seconds:

# %%
board = viz.open_tensorboard(runs)
board

# %% proof
import json
import time
import urllib.request

opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy
served, deadline = {}, time.monotonic() + 60
while board.url and set(served) != set(cost_curves) and time.monotonic() < deadline:
    with opener.open(board.url + "data/plugin/scalars/tags") as reply:
        served = json.load(reply)
assert not board.url or set(served) == set(cost_curves)
assert all(set(tags) == {"accuracy", "cost"} for tags in served.values())

# %% [markdown]
# Play with it for some minutes:
#
# - *Scalars*: switch runs on and off, and move **smoothing** to 0 to see what was written.
# - *Graphs*: the input is at the bottom here. Open `layer1` with a double click.
# - *Distributions* and *Histograms*: compare `layer2/activations` of `lr=0.1` and `lr=1.0`.
#
# The server is a program of its own. It ends with `board.stop()`, or with the kernel. It needs a **port**, a numbered
# door through which programs connect. Where no port can be opened, you see a sentence instead of the frame, and section
# 9 has the same curves. If JupyterLab runs on another computer, `127.0.0.1` in your browser is *your* computer: you
# need a tunnel (`ssh -L PORT:localhost:PORT HOST`).
#
# > **In any notebook**, also without this library, `%load_ext tensorboard` and then `%tensorboard --logdir FOLDER` do
# > the same; in a terminal it is `tensorboard --logdir FOLDER`. That server goes on until somebody ends it.
#
# ### Smoothing
#
# A curve of mini-batches trembles. TensorBoard draws a smoothed line over it, at first with the weight 0.6: each point
# is a mean of all points so far, in which older ones count less and less.


# %%
def smoothed(values, weight=0.6):
    """What TensorBoard draws: means in which older points have less weight."""
    mean, shown = 0.0, []
    for count, value in enumerate(values, start=1):
        mean = weight * mean + (1 - weight) * value
        shown.append(mean / (1 - weight**count))  # the weights add up to 1
    return shown


jump = [1.0] * 10 + [0.0] * 10
title = "Smoothing makes a slope of a step"
two = {"written": jump, "smoothed": smoothed(jump)}
viz.learning_curves(two, x="point", y="value", title=title)

# %% proof
assert np.allclose(smoothed([2.0] * 5), 2.0)
assert np.allclose(smoothed([0.0, 0.0, 1.0])[-1], 0.4 / (1 - 0.6**3))

# %% [markdown]
# **Your turn.** A cost falls from 1 to 0 between the first point and the second. What does TensorBoard draw at the
# *second* point, with the weight 0.6? Set `second_point`, with three decimals.

# %% try="second_point"
second_point = ...

# %% solution="second_point"
second_point = 0.375

# %% [markdown] solution="second_point"
# The mean is 0.4 after the first point, and 0.6 times 0.4, or 0.24, after the second. Divided by 1 - 0.36 this is
# 0.375. So a smoothed curve comes late, and a single bad point may vanish in it. Look at the raw curve before you
# judge.

# %% [markdown] hints="second_point"
# - when "240": This is the mean before the division.
# - when "600": The first point counts less: its weight is 0.4 times 0.6.
# 1. Follow the loop of `smoothed` with paper and pencil, for two values.

# %% check="second_point"
expect.that(isinstance(second_point, (int, float)), "second_point is not a number.", hint="Such as 0.5.")
thousandths = round(1000 * second_point)
expect.predicted(thousandths, 375, what="1000 times second_point", hint="Follow the loop.")

# %% wrong="second_point" message="240"
second_point = 0.24

# %% wrong="second_point" message="600"
second_point = 0.6

# %% proof
assert np.isclose(smoothed([1.0, 0.0])[1], 0.375)

# %% [markdown]
# ## 11. What the pictures tell
#
# **A curve that stops too high.** `no biases` stands still at 0.55. Which animals are wrong? The loss of each one
# tells:

# %%
print("losses:", losses, "  log(3) =", np.log(3).round(3))
pair = {name: cost_curves[name] for name in ("lr=0.01", "no biases")}
title = "With biases the cost goes on falling"
viz.learning_curves(pair, y="cost", title=title)

# %% proof
assert np.allclose(losses[[0, 3, 4]], np.log(3))
assert np.isclose(last_costs["no biases"], np.log(3) / 2, atol=0.002)
assert last_costs["lr=0.01"] < 0.02
right = curves(runs, "accuracy")["no biases"]
assert right[-1] == 1

# %% [markdown]
# The three animals with no fur and no wings have the loss log(3), always. Their features are 0 and 0, and without
# biases zero times any weight is zero: all scores are 0, and softmax gives 1/3 to each class. No training can change
# that. Three of six animals with log(3) make a cost of at least log(3)/2 = 0.549.
#
# And the accuracy of 100%? Luck. For three equal scores, `argmax` takes the first class, and the first class happens to
# be the right one. The curve saw what the accuracy hid.
#
# **Neurons that are dead.** `lr=1.0` stands still at 1.011, and it *has* biases. What do the 20 neurons of layer 2 give
# out? We read the histograms as in the first part, each number at the middle of its bin.


# %%
def numbers_by_step(folder, tag):
    """The numbers behind the histograms in a folder: {step: numbers}."""
    events = EventAccumulator(str(folder), size_guidance={"histograms": 0}).Reload()
    found = {}
    for event in events.Histograms(tag):
        histogram = event.histogram_value
        limits = np.array(histogram.bucket_limit)
        lower = np.concatenate([[histogram.min], limits[:-1]])
        middles = np.clip((lower + limits) / 2, histogram.min, histogram.max)
        counts = np.array(histogram.bucket, dtype=int)
        found[event.step] = np.repeat(middles, counts)
    return found


tag, at_the_end = "layer2/activations", {}
for name in ("lr=0.1", "lr=1.0"):
    by_step = numbers_by_step(runs / name, tag)
    zeros = [np.mean(np.abs(numbers) < 1e-9) for numbers in by_step.values()]
    print(f"{name}: share of zeros at the steps 10, 20, ..., 100:")
    print("   ", *(f"{share:.0%}" for share in zeros))
    at_the_end[name] = by_step[100]
title = "Activations of layer 2 at step 100: with lr=1.0 all are 0"
viz.histograms(at_the_end, title=title)

# %% proof
assert np.all(np.abs(at_the_end["lr=1.0"]) < 1e-9)
assert np.mean(np.abs(at_the_end["lr=0.1"]) < 1e-9) < 0.9

# %% [markdown]
# With `lr=1.0`, all 20 neurons give 0 for all animals. The first steps were so large that all weighted sums became
# negative. ReLU makes 0 of them, and its slope there is 0, too. So no gradient reaches the weights: the neurons are
# **dead**, and they stay dead. (Lesson 4 met one dead neuron. Here it is a whole layer.)
#
# **Your turn.** `outputs` has a row for each example and a column for each of four neurons. `dead` should be the number
# of neurons that are 0 for *all* examples. The cell counts too many. Repair it.

# %% try="count_the_dead"
outputs = np.array([[0, 2, 0, 0], [0, 0, 1, 0], [0, 3, 0, 0]])
dead = int((outputs == 0).any(axis=0).sum())

# %% solution="count_the_dead"
outputs = np.array([[0, 2, 0, 0], [0, 0, 1, 0], [0, 3, 0, 0]])
dead = int((outputs == 0).all(axis=0).sum())

# %% [markdown] solution="count_the_dead"
# A neuron that is silent for some examples is a good neuron: it tells them apart from the others. Dead is one that is
# silent for all.

# %% [markdown] hints="count_the_dead"
# - when "got:      4": Each neuron is 0 for some example. Is each one 0 for *all*?
# - when "got:      0": This looks along the rows. A neuron is a column.
# 1. `any` asks for one zero. Which method asks for zeros only?

# %% check="count_the_dead"
expect.equal(dead, 2, what="dead", hint="A dead neuron is 0 for all examples.")

# %% wrong="count_the_dead" message="got:      4"
outputs = np.array([[0, 2, 0, 0], [0, 0, 1, 0], [0, 3, 0, 0]])
dead = int((outputs < 1).any(axis=0).sum())

# %% wrong="count_the_dead" message="got:      0"
outputs = np.array([[0, 2, 0, 0], [0, 0, 1, 0], [0, 3, 0, 0]])
dead = int((outputs < 1).all(axis=1).sum())

# %% [markdown]
# What is left in this network are the biases of the output layer. The best that they can do is to give each class its
# share of the animals, 3/6, 1/6 and 2/6. This costs $-\sum_k p_k \ln p_k = 1.011$. The number is explained.

# %% proof
shares = y_data.mean(axis=0)
assert np.allclose(shares, [3 / 6, 1 / 6, 2 / 6])
assert np.isclose(last_costs["lr=1.0"], -np.sum(shares * np.log(shares)), atol=0.001)
assert round(float(-np.sum(shares * np.log(shares))), 3) == 1.011

# %% [markdown]
# **Your turn.** Other data has three classes with the shares 1/2, 1/4 and 1/4. At which cost does a dead network stand
# still there? Set `dead_cost`, with two decimals.

# %% try="dead_cost"
dead_cost = ...

# %% solution="dead_cost"
dead_cost = -(np.log(1 / 2) / 2 + np.log(1 / 4) / 4 + np.log(1 / 4) / 4)

# %% [markdown] solution="dead_cost"
# It is 1.04, a little less than log(3) = 1.10, the cost of calling all classes equally likely. If a curve stands still
# at this number, the network does not look at its inputs.

# %% [markdown] hints="dead_cost"
# - when "1.1": This is log(3), for three classes of equal shares.
# - when "1.5": This is the same sum with logarithms to the base 2.
# 1. Each class has the share $p$ and the loss $-\ln p$. Take the mean.

# %% check="dead_cost"
expect.predicted(dead_cost, 1.0397, what="The cost", hint="Shares times losses, added.")

# %% wrong="dead_cost" message="1.1"
dead_cost = 1.1

# %% wrong="dead_cost" message="1.5"
dead_cost = 1.5

# %% proof
assert np.isclose(-(np.log(1 / 2) / 2 + np.log(1 / 4) / 2), 1.0397, atol=1e-4)
assert round(np.log(3), 2) == 1.10

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
# PyTorch has no summary nodes, because it has no graph to put them in. Its `SummaryWriter` takes a number and a step.
# The event files are the same, and so is TensorBoard.
#
# | graph | PyTorch |
# | --- | --- |
# | `tf.summary.scalar`, `run`, `add_summary` | `add_scalar(tag, number, step)` |
# | `tf.summary.histogram`, `run`, `add_summary` | `add_histogram(tag, tensor, step)` |
# | `merge_all` | not needed |
# | the global step, a variable | an ordinary number, which you count |

# %%
torch.manual_seed(6)
first, second = nn.Linear(2, 10), nn.Linear(10, 20)
model = nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), nn.Linear(20, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
X, y = animals.train.X, animals.train.y

with SummaryWriter(runs / "PyTorch") as writer:
    for step in range(1, 101):
        loss = nn.functional.cross_entropy(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            after = nn.functional.cross_entropy(model(X), y)
        writer.add_scalar("cost", after, step)
        if step % 10 == 0:
            for name, parameter in model.named_parameters():
                writer.add_histogram(name.replace(".", "/"), parameter, step)

cost_curves = curves(runs, "cost")
pair = {name: cost_curves[name] for name in ("lr=0.01", "PyTorch")}
title = "Two libraries, two starts, one kind of curve"
viz.learning_curves(pair, y="cost", title=title)

# %% proof
assert len(cost_curves["PyTorch"]) == 100
assert np.isclose(cost_curves["PyTorch"][-1], after.item())
assert loss > after  # `loss` is from before the step
assert cost_curves["PyTorch"][-1] < 0.02

# %% [markdown]
# The new run stands beside the old ones, although another library wrote it. (The curves differ a little: the networks
# start from different random weights.) In TensorBoard above, `PyTorch` appears after a click on the reload button.
#
# `loss` is from before the step, so for the cost *after* it the loop calculates again, without gradients. Many programs
# write `loss` and save the second calculation. That is fine if the whole curve is meant so, and if you know it.
#
# **Your turn.** Complete the line: write the value `1 / epoch` under the tag `loss` at each epoch.

# %% try="torch_points"
folder = tempfile.mkdtemp(dir=work)
with SummaryWriter(folder) as writer:
    for epoch in range(1, 5):
        writer.add_scalar("loss", 1 / epoch)

# %% solution="torch_points"
folder = tempfile.mkdtemp(dir=work)
with SummaryWriter(folder) as writer:
    for epoch in range(1, 5):
        writer.add_scalar("loss", 1 / epoch, epoch)

# %% [markdown] solution="torch_points"
# Without a step all points stand at 0, as with `add_summary`. There is no global step that counts for you.

# %% [markdown] hints="torch_points"
# - when "[0, 0, 0, 0]": `add_scalar` takes a third argument.
# - when "The values": First the number, then the step.
# 1. `add_scalar(tag, number, step)`.

# %% check="torch_points"
points = EventAccumulator(str(folder)).Reload().Scalars("loss")
expect.equal([point.step for point in points], [1, 2, 3, 4], what="The steps", hint="Hand the epoch over.")
values = [point.value for point in points]
expect.close(values, [1, 1 / 2, 1 / 3, 1 / 4], what="The values", hint="Write 1 / epoch.")

# %% wrong="torch_points" message="[0, 0, 0, 0]"
folder = tempfile.mkdtemp(dir=work)
with SummaryWriter(folder) as writer:
    for epoch in range(1, 5):
        writer.add_scalar("loss", 1 / epoch, 0)

# %% wrong="torch_points" message="The values"
folder = tempfile.mkdtemp(dir=work)
with SummaryWriter(folder) as writer:
    for epoch in range(1, 5):
        writer.add_scalar("loss", epoch, epoch)

# %% [markdown]
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
print(events.Tags()["scalars"], "in", len(events.Scalars("loss")), "epochs")

# %% proof
assert [point.step for point in events.Scalars("loss")] == list(range(1, 21))
board.stop()

# %% [markdown]
# **On a GPU** a number must travel to the CPU before it can be written, and the GPU must have finished its work first.
# So do not log each step there; every 10th or 100th is enough.
#
# ## Summary
#
# - A `FileWriter` takes the graph as its second argument, as it is at that moment: make the writer last.
# - One folder for each run. TensorBoard takes the outer folder and compares.
# - Event files can be read and drawn anywhere. TensorBoard needs a port; `board.stop()` ends it.
# - Smoothing hides. Look at the raw curve before you judge.
# - Pictures find what a last number hides: a missing bias, a dead layer, a wrong learning rate.
# - In PyTorch a `SummaryWriter` writes the same files, and you count the steps yourself.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | run | 실행 | one training, in a folder of its own |
# | log folder | 로그 폴더 | the folder that TensorBoard looks at |
# | activation | 활성값 | what a neuron gives out |
# | dead neuron | 죽은 뉴런 | its ReLU is 0 for all examples, so it cannot learn |
# | port | 포트 | a numbered door through which programs connect |
# | smoothing | 평활화 | a mean of points, in which older ones count less |

# %% [markdown]
# ## Read on
#
# - PyTorch, *torch.utils.tensorboard* (documentation, 2025): all that a `SummaryWriter` can write: images, graphs,
#   embeddings.
# - A. Karpathy, *A recipe for training neural networks* (blog, 2019): what to look at, and in which order, before you
#   believe a curve.
# - X. Glorot and Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks*, AISTATS
#   (2010): histograms of activations, layer by layer, show why deep networks did not learn.
# - L. Lu, Y. Shin, Y. Su and G. Karniadakis, *Dying ReLU and initialization: theory and numerical examples*,
#   Communications in Computational Physics 28 (2020): how whole networks die, and how to start them better.
#
# **Open questions**, without a grade:
#
# 1. The network without biases had an accuracy of 100%. Which number would you have logged to notice that it guesses?
# 2. You train 200 networks at once. Nobody can look at 200 curves. What would you let a program look for?
#
# **Next**: practise in [exercise 6](../exercises/06_tensorboard/06_tensorboard.ipynb). In {{next}}, one function
# builds a part of the graph again and again.
