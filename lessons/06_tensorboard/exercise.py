# %% [markdown]
# # Exercise 6: TensorBoard
#
# You predict names, build a network with name scopes and summaries, log its training, read event files back, and do
# the same in PyTorch. At the end you find out what went wrong in some trainings.
#
# **Time**: 40 to 60 minutes. **Points**: 10, half a point for each test.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and run the
#   cell. Then run the tests below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("build_network")` (with the name of the task) explains an answer, and what else
#   would have done.
# - In questions, a comment in the cell lists the names to set. Letters need quotes: `"a"`.
# - The functions in the next cell are for you, to try yours with; the tests have their own. They write into the folder
#   `logs`, which you may delete at any time.

# %% setup="imports"
import math
from pathlib import Path

import numpy as np
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import nn
from torch.utils.tensorboard import SummaryWriter

import lessonlib.tf1 as tf


def tiny_network(start):
    """One variable w. Each training step halves its distance to the target."""
    graph = tf.Graph()
    with graph.as_default():
        target = tf.placeholder(tf.float32, (), name="target")
        w = tf.Variable(float(start), name="w")
        cost = tf.square(w - target, name="distance")
        tf.summary.scalar("cost", cost)
        global_step = tf.Variable(0, trainable=False, name="global_step")
        train = tf.train.GradientDescentOptimizer(0.25).minimize(cost, global_step=global_step)
        parts = {"graph": graph, "target": target, "cost": cost, "global_step": global_step, "train": train}
        return parts | {"init": tf.global_variables_initializer(), "summary": tf.summary.merge_all()}


def write_scalars(folder, tag, points):
    """Write (step, value) pairs into an event file in the folder."""
    with SummaryWriter(folder) as writer:
        for step, value in points:
            writer.add_scalar(tag, value, step)


def write_histograms(folder, tag, tables):
    """Write (step, numbers) pairs into an event file in the folder."""
    with SummaryWriter(folder) as writer:
        for step, numbers in tables:
            writer.add_histogram(tag, np.array(numbers), step)


def small_model(seed):
    """A network 2 - 4 - 3 with random weights that follow the seed."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 3))


# %% [markdown]
# ## 1. Names
#
# Answer without running the program, then check yourself.
#
# ```
# tf.reset_default_graph()
# with tf.name_scope("net"):
#     start = tf.constant(1.0, name="a")
#     with tf.name_scope("part"):
#         b = tf.add(start, 1.0, name="sum")
# with tf.name_scope("net"):
#     c = tf.multiply(start, 2.0, name="a")
# d = tf.constant(2.0, name="a")
# with tf.name_scope("loss"):
#     cost = tf.square(d, name="cost")
#     first = tf.summary.scalar("cost", cost)
# second = tf.summary.scalar("cost", cost)
# third = tf.summary.scalar("cost", d)
# ```
#
# - `q1_names`: the names of the operations of `start`, `b`, `c` and `d`, in this order: a list of four texts, as
#   `start.op.name` gives them.
# - `q1_tags`: the tags of `first`, `second` and `third`: a list of three texts.

# %% task="names"
# q1_names, q1_tags = a list of four texts, a list of three texts
### BEGIN SOLUTION
q1_names = ["net/a", "net/part/sum", "net_1/a", "a"]
q1_tags = ["loss/cost_1", "cost", "cost_1"]
### END SOLUTION

# %% [markdown] hints="names"
# - when "q1_names[0]": The name in the graph comes from `name=`, not from the Python variable. Scopes come before
#   it, with a slash behind each.
# - when "q1_tags[0]": What else has the name `cost` in this scope? It was there first.
# 1. Section 2 of the chapter has the names; section 3 has the tags, under "What goes wrong".
# 2. A name is free or taken. If the full name is taken, it gets a number, and so does a scope that is opened a
#    second time. The same name in two different scopes is no problem.
# 3. If two scopes `x` and an operation `y` in each of them were made, they would be called `x/y` and `x_1/y`. A tag
#    is a name like all others.

# %% [markdown] solution="names"
# Two rules give all seven names. A name is made of the open scopes and of what `name=` says, whatever Python calls the
# node. And a name that is taken gets a number: the second scope `net` becomes `net_1`, and inside it `a` is free again.
# A tag is the name of its summary: in the scope `loss` the node `cost` was there first, so the tag is `loss/cost_1`;
# outside of it `cost` is free once. Names with `:0`, as tensors have them, are right, too.

# %% test="names_of_nodes" points=0.5
# The names of four operations.
from lessonlib.check import answer, expect

seals = ["8b280efcd64c5282", "9485a2887a5b515a", "2b976f4332ea53a9", "46a98ed38a17f957"]
got = answer.q1_names
expect.that(isinstance(got, list) and len(got) == 4, "q1_names is not a list of four texts.")
for k, seal in enumerate(seals):
    expect.that(isinstance(got[k], str), f"q1_names[{k}] is not a text.")
    advice = "Scopes first, then what name= says. What is taken gets a number."
    name = got[k].removesuffix(":0")
    expect.sealed(name, f"06_name_{k}", seal, what=f"q1_names[{k}]", hint=advice)

# %% test="names_of_tags" points=0.5
# The tags of three summaries.
from lessonlib.check import answer, expect

seals = ["b7c37303e3f2e523", "39a7b4adacccfb2b", "b41698c22a2d9e9b"]
got = answer.q1_tags
expect.that(isinstance(got, list) and len(got) == 3, "q1_tags is not a list of three texts.")
for k, seal in enumerate(seals):
    expect.that(isinstance(got[k], str), f"q1_tags[{k}] is not a text.")
    advice = "A tag follows the rules of names: with the scope, and with a number when the name is taken."
    expect.sealed(got[k].removesuffix(":0"), f"06_tag_{k}", seal, what=f"q1_tags[{k}]", hint=advice)

# %% [markdown]
# ## 2. A network with scopes and summaries
#
# Build a classifier in a graph of its own: 2 features, one hidden layer with ReLU, 3 classes. It has these name
# scopes:
#
# | scope | what is in it |
# | --- | --- |
# | `input` | the placeholders `X` (None, 2) and `Y` (None, 3), float32; Y is one-hot |
# | `hidden` | the variables `W` (2, hidden) and `b` (hidden,), and what calculates the layer |
# | `output` | the variables `W` (hidden, 3) and `b` (3,), and what calculates the scores (no activation) |
# | `train` | the variable `global_step`, and everything that the Adam optimizer makes |
#
# So the variables are `hidden/W`, `hidden/b`, `output/W`, `output/b` and `train/global_step`. All variables,
# placeholders and matrix products lie in these scopes. Weights start with random numbers from -1 to 1, all equally
# likely. They follow `seed`: the same seed gives the same weights again. Biases start with 0.
#
# It has three summaries, with **exactly** these tags (where you make the cost and the accuracy is up to you):
#
# | tag | kind | of what |
# | --- | --- | --- |
# | `loss/cost` | scalar | the mean cross-entropy |
# | `loss/accuracy` | scalar | the share of right answers, from 0 to 1 |
# | `hidden/weights` | histogram | `hidden/W` |
#
# Return a dictionary with the entries `graph`, `X`, `Y`, `cost`, `accuracy`, `global_step`, `train` (makes one step),
# `summary` (all three summaries in one node) and `init`.


# %% task="build_network"
def build_network(hidden, learning_rate=0.01, seed=1):
    """A network 2 - hidden - 3 in a graph of its own. Returns the dictionary that the text describes."""
    ### BEGIN SOLUTION
    graph = tf.Graph()
    with graph.as_default():
        with tf.name_scope("input"):
            X = tf.placeholder(tf.float32, (None, 2), name="X")
            Y = tf.placeholder(tf.float32, (None, 3), name="Y")
        with tf.name_scope("hidden"):
            W1 = tf.Variable(tf.random_uniform((2, hidden), -1.0, 1.0, seed=seed), name="W")
            b1 = tf.Variable(tf.zeros((hidden,)), name="b")
            rows = tf.nn.relu(tf.matmul(X, W1) + b1)
            tf.summary.histogram("weights", W1)
        with tf.name_scope("output"):
            W2 = tf.Variable(tf.random_uniform((hidden, 3), -1.0, 1.0, seed=seed + 1), name="W")
            b2 = tf.Variable(tf.zeros((3,)), name="b")
            scores = tf.matmul(rows, W2) + b2
        with tf.name_scope("loss"):
            cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=scores))
            right = tf.equal(tf.argmax(scores, axis=1), tf.argmax(Y, axis=1))
            accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
            tf.summary.scalar("cost", cost)
            tf.summary.scalar("accuracy", accuracy)
        with tf.name_scope("train"):
            global_step = tf.Variable(0, trainable=False, name="global_step")
            train = tf.train.AdamOptimizer(learning_rate).minimize(cost, global_step=global_step)
        summary = tf.summary.merge_all()
        init = tf.global_variables_initializer()
    return {
        "graph": graph,
        "X": X,
        "Y": Y,
        "cost": cost,
        "accuracy": accuracy,
        "global_step": global_step,
        "train": train,
        "summary": summary,
        "init": init,
    }
    ### END SOLUTION


# %% [markdown] hints="build_network"
# - when "outside of the scopes": The optimizer makes many nodes, for the gradients too. The scope must be open while
#   it does.
# - when "loss/cost_1": The name `loss/cost` was taken when the summary came. By what? Give that node another name, or
#   make it elsewhere.
# - when "with the seed": Random operations take `seed=`; or the graph gets it once, by `tf.set_random_seed`, before
#   they are made.
# - when "the smallest start value": `tf.random_uniform` takes the limits. Without them it draws from 0 to 1.
# - when "the summary cost": The mean over the rows is wanted, and the loss of TensorFlow that takes `logits` applies
#   softmax itself.
# - when "in the first step": The step of Adam has the length that the argument `learning_rate` says.
# - when "The node for all summaries": `merge_all` looks into the default graph. Is your graph the default
#   one at that moment?
# 1. Section 2 of the chapter builds such a network, sections 3, 5 and 6 add the summaries.
# 2. A summary gets the scope that is open when it is made, as every other node. So you can make it right beside what
#    it shows.
# 3. Inside `with graph.as_default():`, open the scopes one after the other. In the scope `train`:
#    a variable with `trainable=False`, and `minimize(..., global_step=...)`. At the end, one node for all summaries.

# %% [markdown] solution="build_network"
# Each scope stays open while its nodes are made; the one that is easily closed too early is `train`, since `minimize`
# makes many nodes for the gradients and for Adam's averages. The summaries stand inside the scopes, so their tags get
# the right beginning; this works because the nodes of cost and accuracy have other names. `merge_all` comes last, while
# the graph is still the default one. As good: all summaries at the end with full tags, `tf.summary.scalar("loss/cost",
# cost)`; `tf.summary.merge([...])`; `tf.set_random_seed(seed)` in place of seeds for each operation.

# %% test="network_scopes" points=0.5
# Variables, placeholders and matrix products lie in their scopes.
import lessonlib.tf1 as tf
from lessonlib.check import answer, expect
from lessonlib.check.graphs import fetch_graph

hidden = 5
graph = fetch_graph(answer.build_network(hidden), "graph")["graph"]  # a copy of it
kinds = {operation.name: operation.type for operation in graph.operations}
variables = {variable.op.name: variable.shape.as_list() for variable in graph.get_collection("variables")}
shapes = {"hidden/W": [2, hidden], "hidden/b": [hidden], "output/W": [hidden, 3], "output/b": [3]}
shapes |= {"train/global_step": []}
for name in ["input/X", "input/Y", *shapes]:
    advice = "The scope comes from tf.name_scope, the rest from name=."
    expect.that(name in kinds, f"The graph has no node with the name {name}.", hint=advice)
for name, shape in shapes.items():
    expect.that(name in variables, f"{name} is not a variable.", hint="Use tf.Variable.")
    expect.equal(variables[name], shape, what=f"the shape of {name} with {hidden} hidden units")
outside = [
    name
    for name, kind in kinds.items()
    if kind.startswith(("Variable", "Placeholder", "MatMul"))
    and name.split("/")[0] not in ("input", "hidden", "output", "train")
]
expect.equal(
    outside[:3],
    [],
    what="the variables, placeholders and matrix products outside of the scopes",
    hint="Everything, the optimizer too, is made while its scope is open.",
)

# %% test="network_tags" points=0.5
# The three summaries have their tags, all in one node.
import numpy as np
from tensorboard.compat.proto.summary_pb2 import Summary

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect
from lessonlib.check.graphs import fetch_graph

result = answer.build_network(4)
expect.that(isinstance(result, dict), "build_network does not return a dictionary.")
expect.that(
    result.get("summary") is not None,
    "The node for all summaries is not there: the entry summary is None.",
    hint="merge_all() gives None when the default graph has no summaries.",
)
net = fetch_graph(result, "X", "Y", "summary", "init")
with tf.Session(graph=net["graph"]) as sess:
    sess.run(net["init"])
    packed = sess.run(net["summary"], {net["X"]: np.zeros((2, 2)), net["Y"]: np.eye(3)[:2]})
expect.that(isinstance(packed, bytes), "The entry summary does not give summaries.", hint="Use merge_all().")
tags = sorted(value.tag for value in Summary.FromString(packed).value)
advice = "A tag gets the open scope, and a number when the name is taken."
expect.equal(tags, ["hidden/weights", "loss/accuracy", "loss/cost"], what="the tags, sorted", hint=advice)

# %% test="network_summaries" points=0.5
# The summaries hold the mean cross-entropy, the accuracy, and the weights of the hidden layer.
import numpy as np
from tensorboard.compat.proto.summary_pb2 import Summary

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph
from lessonlib.check.references import classification

rng = fresh.rng()
for hidden, rows in ((6, 8), (3, 1), (9, 25)):
    net = fetch_graph(answer.build_network(hidden), "X", "Y", "summary", "init")
    labels = rng.integers(0, 3, size=rows)
    shapes = {"hidden/W:0": (2, hidden), "hidden/b:0": hidden, "output/W:0": (hidden, 3), "output/b:0": 3}
    weights = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    x = rng.normal(scale=2, size=(3 * rows, 2)).astype(np.float32)
    lead = np.diff(np.sort(classification.scores(x, list(weights.values())), axis=1))[:, -1]
    x = x[np.sort(np.argsort(lead)[-rows:])]  # rows of which rounding does not decide the class
    feed = {net["X"]: x, net["Y"]: np.eye(3, dtype=np.float32)[labels]}
    with tf.Session(graph=net["graph"]) as sess:
        sess.run(net["init"])
        packed = sess.run(net["summary"], {**feed, **weights})
    scores = classification.scores(x, list(weights.values()))
    want_cost = classification.cross_entropy(scores, labels)
    want_accuracy = float((scores.argmax(axis=1) == labels).mean())
    values = {value.tag.split("/")[-1]: value for value in Summary.FromString(packed).value}
    for name, want in (("cost", want_cost), ("accuracy", want_accuracy)):
        expect.that(name in values, f"There is no summary with {name} at the end of its tag.")
        what = f"the summary {name} of {rows} rows"
        advice = "The mean over the rows, of scores that have not been through softmax."
        expect.close(values[name].simple_value, want, what=what, rtol=1e-3, atol=1e-4, hint=advice)
    expect.that("weights" in values, "There is no summary with weights at the end of its tag.")
    histogram = values["weights"].histo
    expect.close(
        [histogram.num, histogram.min, histogram.max],
        [2 * hidden, weights["hidden/W:0"].min(), weights["hidden/W:0"].max()],
        what="how many numbers the histogram holds, the smallest and the largest of them",
        rtol=1e-4,
        hint="The histogram shows the variable hidden/W.",
    )

# %% test="network_starts" points=0.5
# The weights start with random numbers from -1 to 1 that follow the seed, the biases with 0.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph

names = ["hidden/W:0", "hidden/b:0", "output/W:0", "output/b:0"]


def start_values(seed):
    """What the four variables start with."""
    net = fetch_graph(answer.build_network(40, seed=seed), "init")
    with tf.Session(graph=net["graph"]) as sess:
        sess.run(net["init"])
        return dict(zip(names, sess.run(names), strict=True))


seed = int(fresh.rng().integers(1, 1000))
first, again, other = start_values(seed), start_values(seed), start_values(seed + 1)
for name in ("hidden/W:0", "output/W:0"):
    start, label = first[name], name[:-2]
    expect.between(start.min(), -1, -0.5, what=f"the smallest start value of {label}", hint="From -1 to 1.")
    expect.between(start.max(), 0.5, 1, what=f"the largest start value of {label}", hint="From -1 to 1.")
    what = f"{label}, built a second time with the seed {seed},"
    expect.close(again[name], start, what=what, hint="Give the random numbers the seed.")
    same = bool(np.isclose(other[name], start).all())
    expect.that(not same, f"{label} is the same with the seed {seed} and with the seed {seed + 1}.")
for name in ("hidden/b:0", "output/b:0"):
    expect.close(first[name], np.zeros(first[name].shape), what=f"the start values of {name[:-2]}")

# %% test="network_trains" points=0.5
# A training step is one of Adam, down the slope of the cost, and counts the global step.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph

rng = fresh.rng()
net = fetch_graph(
    answer.build_network(12, learning_rate=0.05), "X", "Y", "cost", "global_step", "train", "init"
)
labels = rng.integers(0, 3, 20)
feed = {net["X"]: rng.normal(size=(20, 2)), net["Y"]: np.eye(3)[labels]}
names = ["hidden/W:0", "hidden/b:0", "output/W:0", "output/b:0"]
weights = [net["graph"].get_tensor_by_name(name) for name in names]
with net["graph"].as_default():
    slopes = tf.gradients(net["cost"], weights)
advice = "Make the cost from the scores, and the scores from the weights."
expect.that(not any(slope is None for slope in slopes), "The cost depends on no weights.", hint=advice)
with tf.Session(graph=net["graph"]) as sess:
    sess.run(net["init"])
    before, gradients = sess.run([weights, slopes], feed)
    sess.run(net["train"], feed)
    after = sess.run(weights)
    for _ in range(4):
        sess.run(net["train"], feed)
    step = int(sess.run(net["global_step"]))
for name, old, new, slope in zip(names, before, after, gradients, strict=True):
    clear = np.abs(slope) > 1e-4
    what = f"how {name[:-2]} moves in the first step (learning rate 0.05)"
    advice = "Adam's first step is as long as the learning rate, against the slope."
    expect.close((new - old)[clear], -0.05 * np.sign(slope[clear]), what=what, rtol=0.02, hint=advice)
advice = "Give minimize the global step."
expect.equal(step, 5, what="the global step after 5 training steps", hint=advice)

# %% [markdown]
# ## 3. Train and log
#
# Write `train_and_log(net, feed, folder, steps, every)`. `net` is a dictionary with the entries `graph`, `init`,
# `train`, `summary` and `global_step`, as in task 2 or from `tiny_network`. `feed` is what each run needs. The function
#
# - opens a session for the graph, initialises the variables and trains for `steps` steps;
# - after each `every`-th step (for `every=3`: after steps 3, 6, 9, ...) writes the summary at the **global step**. It
#   shows the state *after* this training step;
# - writes **one** event file in `folder`, with the graph in it. When the function returns, the file is complete.


# %% task="train_and_log"
def train_and_log(net, feed, folder, steps, every):
    """Train for `steps` steps and write the summary after each `every`-th of them."""
    ### BEGIN SOLUTION
    with tf.Session(graph=net["graph"]) as sess, tf.summary.FileWriter(folder, net["graph"]) as writer:
        sess.run(net["init"])
        for _ in range(steps):
            sess.run(net["train"], feed)
            step = sess.run(net["global_step"])
            if step % every == 0:
                writer.add_summary(sess.run(net["summary"], feed), global_step=step)
    ### END SOLUTION


# %% [markdown] hints="train_and_log"
# - when "the number of event files": Each `FileWriter` makes a file. How often is yours made?
# - when "the steps of the curve": `add_summary` takes a second argument.
# - when "the first value of the curve": Every step trains, also those that write nothing.
# - when "before the training step": A run that trains and fetches the summary at once shows the old state here, and
#   with TensorFlow the old or the new one. Two runs are right with both.
# 1. Sections 3 and 4 of the chapter; section 8 has such a function.
# 2. Make the writer once, before the loop. In the loop: first a run that trains; then, if it is time, a run for the
#    summary; then `add_summary` with the step.
# 3. `with tf.Session(graph=?) as sess, tf.summary.FileWriter(?, ?) as writer:` opens both and closes both. The
#    remainder of the division, `number % every`, is 0 when it is time.

# %% [markdown] solution="train_and_log"
# The writer is made once, before the loop, since each writer makes a file; `with` closes it, so that nothing is still
# waiting when the function returns. The training step and the summary are two runs: a run that does both may pack the
# cost of before the update. The global step, a variable, says where the point stands; a number that you count yourself
# from 1 is as good here, but a training that goes on from a checkpoint would begin at 1 again. Instead of the second
# argument of `FileWriter`, `writer.add_graph(net["graph"])` would do.

# %% test="log_steps" points=0.5
# The points stand at every `every`-th global step.
import secrets

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import send_graph


def tiny(start, rate):
    """A network of this test's own, in the learner's process: each step takes w nearer to the target."""
    graph = tf.Graph()
    with graph.as_default():
        target = tf.placeholder(tf.float32, (), name="target")
        w = tf.Variable(start, name="w", dtype=tf.float32)
        cost = tf.square(w - target, name="distance")
        tf.summary.scalar("cost", cost)
        step = tf.Variable(0, trainable=False, name="global_step")
        train = tf.train.GradientDescentOptimizer(rate).minimize(cost, global_step=step)
        net = {"graph": graph, "target": target, "cost": cost, "global_step": step, "train": train}
        net |= {"init": tf.global_variables_initializer(), "summary": tf.summary.merge_all()}
    return send_graph(answer, net)


for steps, every in ((12, 3), (7, 1), (10, 4)):
    folder = f"logs/check_{secrets.token_hex(4)}"
    start, rate = (float(number) for number in fresh.rng().uniform([3, 0.05], [6, 0.2]))
    net = tiny(start, rate)
    answer.train_and_log(net, {net["target"]: 1.0}, folder, steps, every)
    files = [answer.file(name) for name in answer.files(f"{folder}/*tfevents*")]
    expect.that(bool(files), "There is no event file in the folder.", hint="Make the FileWriter with folder.")
    events = EventAccumulator(str(files[0].parent)).Reload()
    advice = "Add the summary in the loop, and close the writer before the function returns."
    expect.that("cost" in events.Tags()["scalars"], "The event file holds no points.", hint=advice)
    got = sorted(point.step for point in events.Scalars("cost"))
    what = f"the steps of the curve, for {steps} training steps and every={every}"
    advice = "Give add_summary the value of the global step."
    expect.equal(got, list(range(every, steps + 1, every)), what=what, hint=advice)
    costs = np.array([(start - 1) ** 2 * (1 - 2 * rate) ** (2 * step) for step in range(steps + 1)])
    for point in events.Scalars("cost"):
        known = bool(np.isclose(point.value, costs, rtol=1e-3).any())
        expect.that(known, f"The curve holds {point.value:.6g}, which is the cost after no step.")

# %% test="log_values" points=0.5
# The points show the cost after the training step.
import secrets

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import send_graph


def tiny(start, rate):
    """A network of this test's own, in the learner's process: each step takes w nearer to the target."""
    graph = tf.Graph()
    with graph.as_default():
        target = tf.placeholder(tf.float32, (), name="target")
        w = tf.Variable(start, name="w", dtype=tf.float32)
        cost = tf.square(w - target, name="distance")
        tf.summary.scalar("cost", cost)
        step = tf.Variable(0, trainable=False, name="global_step")
        train = tf.train.GradientDescentOptimizer(rate).minimize(cost, global_step=step)
        net = {"graph": graph, "target": target, "cost": cost, "global_step": step, "train": train}
        net |= {"init": tf.global_variables_initializer(), "summary": tf.summary.merge_all()}
    return send_graph(answer, net)


rng = fresh.rng()
for steps, every in ((6, 1), (8, 2)):
    folder = f"logs/check_{secrets.token_hex(4)}"
    start, target, rate = (float(number) for number in rng.uniform([3, -3, 0.05], [6, 0, 0.2]))
    net = tiny(start, rate)
    answer.train_and_log(net, {net["target"]: target}, folder, steps, every)
    files = [answer.file(name) for name in answer.files(f"{folder}/*tfevents*")]
    expect.that(bool(files), "There is no event file in the folder.", hint="Make the FileWriter with folder.")
    events = EventAccumulator(str(files[0].parent)).Reload()
    expect.that(
        "cost" in events.Tags()["scalars"], "The event file holds no points.", hint="Close the writer."
    )
    got = [point.value for point in sorted(events.Scalars("cost"), key=lambda point: point.step)]
    distances = [(start - target) * (1 - 2 * rate) ** step for step in range(every, steps + 1, every)]
    expect.equal(len(got), len(distances), what=f"the number of points, for {steps} steps and every={every}")
    advice = "In every step, train in one run; when it is time, fetch the summary in the next one."
    want = [distance**2 for distance in distances]
    early = every == 1 and bool(np.isclose(got[0] * (1 - 2 * rate) ** 2, want[0], rtol=1e-3))
    expect.that(not early, "The first point shows the cost before the training step.", hint=advice)
    expect.close(got[0], want[0], what="the first value of the curve", rtol=1e-3, hint=advice)
    expect.close(got, want, what="the values of the curve", rtol=1e-3, hint=advice)

# %% test="log_graph" points=0.5
# The event file holds the graph.
import secrets

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect
from lessonlib.check.graphs import send_graph


def tiny(start, rate, name):
    """A network of this test's own, in the learner's process: each step takes w nearer to the target."""
    graph = tf.Graph()
    with graph.as_default():
        target = tf.placeholder(tf.float32, (), name="target")
        w = tf.Variable(start, name="w", dtype=tf.float32)
        cost = tf.square(w - target, name=name)
        tf.summary.scalar("cost", cost)
        step = tf.Variable(0, trainable=False, name="global_step")
        train = tf.train.GradientDescentOptimizer(rate).minimize(cost, global_step=step)
        net = {"graph": graph, "target": target, "cost": cost, "global_step": step, "train": train}
        net |= {"init": tf.global_variables_initializer(), "summary": tf.summary.merge_all()}
    return send_graph(answer, net)


folder, name = f"logs/check_{secrets.token_hex(4)}", f"distance_{secrets.token_hex(4)}"
net = tiny(5, 0.25, name)
answer.train_and_log(net, {net["target"]: 1.0}, folder, 2, 1)
files = [answer.file(name) for name in answer.files(f"{folder}/*tfevents*")]
expect.that(bool(files), "There is no event file in the folder.", hint="Make the FileWriter with folder.")
events = EventAccumulator(str(files[0].parent)).Reload()
advice = "Give the FileWriter the graph, and close it."
expect.that(bool(events.Tags()["graph"]), "The event file holds no graph.", hint=advice)
names = {node.name for node in events.Graph().node}
expect.that(name in names, "The graph in the event file is not the graph of net.", hint=advice)

# %% test="log_one_file" points=0.5
# One call makes one event file, which is complete.
import secrets

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import send_graph


def tiny(start, rate):
    """A network of this test's own, in the learner's process: each step takes w nearer to the target."""
    graph = tf.Graph()
    with graph.as_default():
        target = tf.placeholder(tf.float32, (), name="target")
        w = tf.Variable(start, name="w", dtype=tf.float32)
        cost = tf.square(w - target, name="distance")
        tf.summary.scalar("cost", cost)
        step = tf.Variable(0, trainable=False, name="global_step")
        train = tf.train.GradientDescentOptimizer(rate).minimize(cost, global_step=step)
        net = {"graph": graph, "target": target, "cost": cost, "global_step": step, "train": train}
        net |= {"init": tf.global_variables_initializer(), "summary": tf.summary.merge_all()}
    return send_graph(answer, net)


folder = f"logs/check_{secrets.token_hex(4)}"
start, rate = (float(number) for number in fresh.rng().uniform([3, 0.05], [6, 0.2]))
net = tiny(start, rate)
answer.train_and_log(net, {net["target"]: 1.0}, folder, 9, 3)
names = answer.files(f"{folder}/**/*tfevents*")
advice = "Make the FileWriter once, before the loop."
expect.equal(len(names), 1, what="the number of event files", hint=advice)
events = EventAccumulator(str(answer.file(names[0]))).Reload()
count = len(events.Scalars("cost")) if "cost" in events.Tags()["scalars"] else 0
advice = "Use with, or call close()."
expect.equal(count, 3, what="the number of points in it, right after the call", hint=advice)
costs = np.array([(start - 1) ** 2 * (1 - 2 * rate) ** (2 * step) for step in range(10)])
for point in events.Scalars("cost"):
    known = bool(np.isclose(point.value, costs, rtol=1e-3).any())
    expect.that(known, f"The curve holds {point.value:.6g}, which is the cost after no step.")

# %% [markdown]
# ## 4. Read event files
#
# **`read_curve(folder, tag)`** returns the steps and the values of a scalar: two lists of the same length. A training
# that crashed and went on from a checkpoint has written some steps **twice**. Then the point that was written *later*
# counts. Each step occurs once in your result, and the steps are in rising order.
#
# **`read_ranges(folder, tag)`** returns one row for **each** histogram in the folder: a list of `[step, smallest
# number, largest number]`.


# %% task="read_events"
def read_curve(folder, tag):
    """The steps and the values of a scalar, each step once."""
    ### BEGIN SOLUTION
    events = EventAccumulator(str(folder)).Reload()
    last = {point.step: point.value for point in events.Scalars(tag)}
    steps = sorted(last)
    return steps, [last[step] for step in steps]
    ### END SOLUTION


def read_ranges(folder, tag):
    """[step, smallest, largest] of each histogram with this tag."""
    ### BEGIN SOLUTION
    events = EventAccumulator(str(folder), size_guidance={"histograms": 0}).Reload()
    return [
        [event.step, event.histogram_value.min, event.histogram_value.max] for event in events.Histograms(tag)
    ]
    ### END SOLUTION


# %% [markdown] hints="read_events"
# - when "after a crash": Some steps are there twice. A dictionary keeps one value for each key, the one that came
#   last.
# - when "the number of rows": The reader keeps only the last histogram, unless you tell it something else.
# 1. Sections 3 and 6 of the chapter use the `EventAccumulator`.
# 2. Points come in the order in which they were written. Make a dictionary from them, then sort its keys. For
#    histograms, look at `size_guidance`.
# 3. With `size_guidance={"histograms": ?}` all of them stay. Each event has a `step` and a `histogram_value`, which
#    has `min` and `max`.

# %% [markdown] solution="read_events"
# The reader gives the points in the order in which they were written. A dictionary from step to value keeps the one
# that came last, which is the one of the training that went on; sorting its keys brings the steps in order. Without
# `size_guidance` the reader keeps one histogram of each tag, and 10,000 points of a scalar; 0 means all. For very
# long curves, add `"scalars": 0`. NumPy arrays instead of lists are right, too.

# %% test="read_curve_simple" points=0.5
# read_curve gives the steps and values of one scalar.
import secrets
import tempfile
from pathlib import Path

import numpy as np
from torch.utils.tensorboard import SummaryWriter

from lessonlib.check import answer, expect, fresh


def send_scalars(folder, tag, points):
    """An event file with (step, value) pairs, put into the folder."""
    with tempfile.TemporaryDirectory() as own:
        with SummaryWriter(own) as writer:
            for step, value in points:
                writer.add_scalar(tag, value, step)
        for path in Path(own).iterdir():
            answer.send_file(f"{folder}/{path.name}", path.read_bytes())


rng = fresh.rng()
for count in (1, 6, 40):
    folder = f"logs/check_{secrets.token_hex(4)}"
    steps = np.cumsum(rng.integers(1, 9, size=count)).tolist()
    values = rng.normal(size=count).round(3).tolist()
    send_scalars(folder, "loss", list(zip(steps, values, strict=True)))
    send_scalars(f"{folder}_other", "accuracy", [(1, 0.5)])
    got = answer.read_curve(folder, "loss")
    expect.that(isinstance(got, list) and len(got) == 2, "read_curve does not return steps and values.")
    expect.close(got[0], steps, what=f"the steps of {count} point(s)")
    expect.close(got[1], values, what=f"the values of {count} point(s)")

# %% test="read_curve_resumed" points=0.5
# After a crash, the later point of a step counts.
import secrets
import tempfile
from pathlib import Path

import numpy as np
from torch.utils.tensorboard import SummaryWriter

from lessonlib.check import answer, expect, fresh


def send_scalars(folder, tag, points):
    """An event file with (step, value) pairs, put into the folder."""
    with tempfile.TemporaryDirectory() as own:
        with SummaryWriter(own) as writer:
            for second, (step, value) in enumerate(
                points
            ):  # no two at one time, also where clocks are coarse
                writer.add_scalar(tag, value, step, walltime=1.7e9 + second)
        for path in Path(own).iterdir():
            answer.send_file(f"{folder}/{path.name}", path.read_bytes())


first, second = fresh.rng().uniform(1, 9, (2, 4)).round(3)
points = [*zip((10, 20, 30, 40), first, strict=True), *zip((30, 40, 50), second[1:], strict=True)]
folder = f"logs/check_{secrets.token_hex(4)}"
send_scalars(folder, "loss", points)
got = answer.read_curve(folder, "loss")
expect.that(isinstance(got, list) and len(got) == 2, "read_curve does not return steps and values.")
expect.shape(got[0], (5,), what="the steps after a crash", hint="Each step occurs once.")
advice = "Steps 30 and 40 were written twice."
expect.close(got[0], [10, 20, 30, 40, 50], what="the steps after a crash", hint=advice)
advice = "What was written later counts."
want = np.concatenate([first[:2], second[1:]])
expect.close(got[1], want, what="the values after a crash", hint=advice)

# %% test="read_all_histograms" points=0.5
# read_ranges gives the range of each histogram.
import secrets
import tempfile
from pathlib import Path

from torch.utils.tensorboard import SummaryWriter

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
tables = [(step, rng.normal(scale=step, size=30)) for step in (1, 5, 10, 15)]
folder = f"logs/check_{secrets.token_hex(4)}"
with tempfile.TemporaryDirectory() as own:
    with SummaryWriter(own) as writer:
        for step, numbers in tables:
            writer.add_histogram("weights", numbers, step)
    for path in Path(own).iterdir():
        answer.send_file(f"{folder}/{path.name}", path.read_bytes())
got = answer.read_ranges(folder, "weights")
expect.that(hasattr(got, "__len__"), "read_ranges does not return rows.")
want = [[step, numbers.min(), numbers.max()] for step, numbers in tables]
advice = 'size_guidance={"histograms": 0} keeps all.'
expect.equal(len(got), 4, what="the number of rows for four histograms", hint=advice)
expect.close(got, want, what="the rows [step, smallest, largest]", rtol=1e-4)

# %% [markdown]
# ## 5. The best run
#
# Write `best_run(folder, tag)`. Each folder inside `folder` is a run. Return the **name** of the run whose **last**
# value of the scalar is the smallest. Runs that do not have this scalar do not count, and neither do runs that end
# with a number that is not finite (`nan`, `inf`): their training broke. When no run is left, raise a `ValueError`.


# %% task="best_run"
def best_run(folder, tag):
    """The name of the run with the smallest last value of a scalar."""
    ### BEGIN SOLUTION
    last = {}
    for path in Path(folder).iterdir():
        events = EventAccumulator(str(path)).Reload()
        if tag in events.Tags()["scalars"]:
            value = events.Scalars(tag)[-1].value
            if math.isfinite(value):
                last[path.name] = value
    if not last:
        raise ValueError(f"no run in {folder} ends with a finite {tag}")
    return min(last, key=last.get)
    ### END SOLUTION


# %% [markdown] hints="best_run"
# - when "that ended badly": A comparison with `nan` is always False, so `min` may keep it. Leave such runs out first.
# - when "the best of three": Look at the last point of each curve, not at the lowest one.
# 1. Section 9 of the chapter goes through the runs in a folder.
# 2. Collect a dictionary {name of the run: last value}. Put in only what counts. Then take the key with the smallest
#    value.
# 3. `if not found: raise ValueError(...)` comes before the choice. `min(found, key=...)` looks at the values of a
#    dictionary but returns a key; `math.isfinite` knows which numbers are good.

# %% [markdown] solution="best_run"
# First collect what counts, then compare. `nan` must go before the comparison: `nan < 2` and `nan > 2` are both False,
# so `min` may keep it or not, as the order of the runs has it. Minus infinity would even win. The *last* value counts,
# since the weights at the end belong to it. A loop that remembers the best name so far is as good, and `np.isfinite`
# does what `math.isfinite` does.

# %% test="best_of_three" points=0.5
# best_run names the run with the smallest last value.
import secrets
import tempfile
from pathlib import Path

from torch.utils.tensorboard import SummaryWriter

from lessonlib.check import answer, expect, fresh


def send_scalars(folder, tag, points):
    """An event file with (step, value) pairs, put into the folder."""
    with tempfile.TemporaryDirectory() as own:
        with SummaryWriter(own) as writer:
            for step, value in points:
                writer.add_scalar(tag, value, step)
        for path in Path(own).iterdir():
            answer.send_file(f"{folder}/{path.name}", path.read_bytes())


folder = f"logs/check_{secrets.token_hex(4)}"
names = [f"{letter}_{secrets.token_hex(3)}" for letter in fresh.rng().permutation(["a", "b", "c"])]
curves = [[3.0, 2.0, 1.5], [3.0, 1.0, 0.75], [3.0, 0.25, 2.0]]  # slow, good, jumps
for name, values in zip(names, curves, strict=True):
    send_scalars(f"{folder}/{name}", "loss", list(enumerate(values, start=1)))
    send_scalars(f"{folder}/{name}", "speed", [(1, values[0])])
got = answer.best_run(folder, "loss")
expect.equal(got, names[1], what="the best of three runs", hint="The last value decides, not the lowest.")

# %% test="best_of_broken" points=0.5
# Runs without this scalar, and runs that end with nan, do not count.
import secrets
import tempfile
from pathlib import Path

from torch.utils.tensorboard import SummaryWriter

from lessonlib.check import answer, expect, fresh


def send_scalars(folder, tag, points):
    """An event file with (step, value) pairs, put into the folder."""
    with tempfile.TemporaryDirectory() as own:
        with SummaryWriter(own) as writer:
            for step, value in points:
                writer.add_scalar(tag, value, step)
        for path in Path(own).iterdir():
            answer.send_file(f"{folder}/{path.name}", path.read_bytes())


nan, inf = float("nan"), float("inf")
folder = f"logs/check_{secrets.token_hex(4)}"
curves = [[1.0, nan], [3.0, 2.0], [2.0, -inf], [nan, 2.5], [nan, nan]]
names = [f"{letter}_{secrets.token_hex(3)}" for letter in fresh.rng().permutation(list("abcde"))]
for name, values in zip(names, curves, strict=True):
    send_scalars(f"{folder}/{name}", "loss", list(enumerate(values, start=1)))
send_scalars(f"{folder}/f", "accuracy", [(1, 0.5)])
advice = "Leave out what is not finite before you compare."
expect.equal(
    answer.best_run(folder, "loss"), names[1], what="the best of runs, some that ended badly", hint=advice
)
expect.raises(
    lambda: answer.best_run(folder, "speed"), "ValueError", what="best_run with a tag that no run has"
)

# %% [markdown]
# ## 6. The PyTorch way
#
# Write `log_training(model, X, y, folder, epochs, learning_rate)`. It trains `model` (which gives scores) with plain
# gradient descent, `torch.optim.SGD`, on all rows at once: one update an epoch. The loss is the mean cross-entropy.
# After epoch 1, 2, ..., `epochs` it writes, with one `SummaryWriter` for `folder`, at the number of the epoch:
#
# - the scalar `loss`: the loss **after** the update of this epoch;
# - a histogram of each parameter, with the name that `model.named_parameters()` gives it as its tag (`0.weight`, ...).
#
# `X` is float32 (n, 2), `y` is int64 (n,). When the function returns, the file is complete.


# %% task="log_training"
def log_training(model, X, y, folder, epochs, learning_rate):
    """Train `model` and log its loss and its parameters after each epoch."""
    ### BEGIN SOLUTION
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    with SummaryWriter(folder) as writer:
        for epoch in range(1, epochs + 1):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X), y).backward()
            optimizer.step()
            with torch.no_grad():
                loss = nn.functional.cross_entropy(model(X), y)
            writer.add_scalar("loss", loss, epoch)
            for name, parameter in model.named_parameters():
                writer.add_histogram(name, parameter, epoch)
    ### END SOLUTION


# %% [markdown] hints="log_training"
# - when "the epochs of the curve": The first epoch has the number 1.
# - when "the same after all epochs": `backward` only calculates gradients. Who makes the step?
# - when "before the update": This is the loss that gave the gradients. Calculate it again after the step.
# - when "after the first epoch": Four things decide it: all rows take part; `cross_entropy` gets scores, and applies
#   softmax itself; it takes the mean; and the optimizer gets the learning rate of the argument.
# - when "after all epochs": PyTorch adds new gradients to the old ones. Who clears them?
# 1. Section 12 of the chapter.
# 2. In each epoch: clear the gradients, calculate the loss, go backward, update; then calculate the loss once more,
#    and write. `model.named_parameters()` gives pairs of a name and a parameter.
# 3. `writer.add_scalar(?, ?, epoch)` once, `writer.add_histogram(?, ?, epoch)` for each pair. Let `range` begin at 1,
#    and open the writer with `with`.

# %% [markdown] solution="log_training"
# The loss is calculated twice in each epoch. The first one gives the gradients, the second one, without gradients, is
# what stands in the curve: the state after the update. `zero_grad` comes before `backward`, since PyTorch adds
# gradients up. The epoch is an ordinary number that begins at 1, and `with` closes the file. To save time, the second
# loss may be kept and serve as the first one of the next epoch; `torch.autograd.grad` with `parameter -=
# learning_rate * gradient` is the same step by hand.

# %% test="torch_loss" points=0.5
# The loss after each epoch stands at its epoch.
import secrets

import numpy as np
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.epochs import epochs_of

rng = fresh.rng()
for epochs, rate in ((5, 0.5), (8, 0.1)):
    X, y = rng.normal(size=(20, 2)).astype(np.float32), rng.integers(0, 3, 20)
    folder = f"logs/check_{secrets.token_hex(4)}"
    model = answer.nn.Sequential(answer.nn.Linear(2, 4), answer.nn.Tanh(), answer.nn.Linear(4, 3))
    before, *want = [epoch.loss for epoch in epochs_of(model.state_dict(), X, y, rate, epochs)]
    answer.log_training(model, torch.from_numpy(X), torch.from_numpy(y), folder, epochs, rate)
    files = [answer.file(name) for name in answer.files(f"{folder}/*tfevents*")]
    expect.that(bool(files), "There is no event file in the folder.", hint="Give SummaryWriter the folder.")
    events = EventAccumulator(str(files[0].parent)).Reload()
    advice = "Use add_scalar in each epoch, and close the writer."
    expect.that(
        "loss" in events.Tags()["scalars"], "The event file holds no scalar with the tag loss.", hint=advice
    )
    curve = events.Scalars("loss")
    expect.equal([p.step for p in curve], list(range(1, epochs + 1)), what="the epochs of the curve")
    flat = len({p.value for p in curve}) == 1
    expect.that(not flat, "The loss is the same after all epochs.", hint="Which call changes the parameters?")
    nearer = abs(curve[0].value - before) < abs(curve[0].value - want[0])
    early = bool(nearer and np.isclose(curve[0].value, before, rtol=1e-4))
    advice = "First update, then calculate the loss that you write."
    expect.that(not early, "The curve begins with the loss before the update.", hint=advice)
    advice = "One step of SGD with this learning rate on the mean cross-entropy of all rows."
    expect.close(curve[0].value, want[0], what="the loss after the first epoch", rtol=1e-3, hint=advice)
    advice = "Clear the gradients in each epoch; plain gradient descent has no momentum."
    expect.close([p.value for p in curve], want, what="the loss after all epochs", rtol=1e-3, hint=advice)

# %% test="torch_histograms" points=0.5
# Each parameter has a histogram at each epoch, of its values after the update.
import secrets

import numpy as np
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.epochs import epochs_of

rng = fresh.rng()
X, y = rng.normal(size=(10, 2)).astype(np.float32), rng.integers(0, 3, 10)
folder = f"logs/check_{secrets.token_hex(4)}"
model = answer.nn.Sequential(answer.nn.Linear(2, 4), answer.nn.Tanh(), answer.nn.Linear(4, 3))
history = epochs_of(model.state_dict(), X, y, 0.5, 3)[1:]
answer.log_training(model, torch.from_numpy(X), torch.from_numpy(y), folder, 3, 0.5)
files = [answer.file(name) for name in answer.files(f"{folder}/*tfevents*")]
expect.that(bool(files), "There is no event file in the folder.", hint="Give SummaryWriter the folder.")
events = EventAccumulator(str(files[0].parent), size_guidance={"histograms": 0}).Reload()
tags = ["0.bias", "0.weight", "2.bias", "2.weight"]
expect.equal(sorted(events.Tags()["histograms"]), tags, what="the tags of the histograms, sorted")
for tag in tags:
    points = events.Histograms(tag)
    expect.equal([p.step for p in points], [1, 2, 3], what=f"the epochs of the histogram {tag}")
    for point, epoch in zip(points, history, strict=True):
        got = [point.histogram_value.num, point.histogram_value.min, point.histogram_value.max]
        values = epoch.parameters[tag]
        what = f"how many numbers {tag} has after epoch {point.step}, the smallest and the largest of them"
        advice = "Write the parameter after the update, in each epoch."
        want = [values.size, values.min(), values.max()]
        expect.close(got, want, what=what, rtol=1e-3, atol=1e-4, hint=advice)

# %% [markdown]
# ## 7. Read the signs
#
# Choose one letter for each.
#
# `q7_line`: All points of a curve stand above each other at one place of the x axis. Why?
#
# - `a`: The learning rate is 0.
# - `b`: `add_summary` got no step.
# - `c`: The writer was not closed.
# - `d`: The cost is constant.
#
# `q7_zigzag`: A curve goes from step 1 to step 100, then a straight line goes back to step 1, and it starts again. Why?
#
# - `a`: The learning rate is too large.
# - `b`: The summaries were fetched together with the training step.
# - `c`: Two trainings wrote into the same folder.
# - `d`: The graph was written twice.
#
# `q7_dead`: The cost is flat. A histogram of `relu` outputs of the only hidden layer holds zeros only, for all
# examples. Plain gradient descent trains on. What can still change?
#
# - `a`: All weights and biases.
# - `b`: The weights before the ReLU only.
# - `c`: The weights after the ReLU only.
# - `d`: Only the biases of the layer after the ReLU.
#
# `q7_floor`: A classifier with **4 classes** has no biases at all. Of **8** examples, **2** have only zeros as
# features. What is the smallest mean cross-entropy that training can come near to? A number with at least two
# decimals.

# %% task="signs"
# q7_line, q7_zigzag, q7_dead, q7_floor = three letters and a number
### BEGIN SOLUTION
q7_line = "b"
q7_zigzag = "c"
q7_dead = "d"
q7_floor = 2 / 8 * math.log(4)
### END SOLUTION

# %% [markdown] hints="signs"
# - when "q7_floor": What are the scores of an example with zeros only, when nothing is added to them? Then what does
#   softmax make of them? All other examples can come to a loss near 0.
# 1. Sections 4, 8 and 11 of the chapter.
# 2. For the dead layer: the gradient of a weight is a product with its input, and with the slope of what comes after
#    it. Which of these are 0? What is the input of a bias?
# 3. In the chapter, 3 of 6 animals had a loss of log(3) each. Count again with the numbers of this task.

# %% [markdown] solution="signs"
# The first two are about how a file was written, the others about what a network can learn. A gradient reaches a
# weight through its input and through the slope of what comes after it. In a dead layer the slope is 0, so nothing
# below moves; its outputs are 0, so the weights above do not move; only a bias, whose input is always 1, still can.
# Without biases an example of zeros has equal scores, 1/4 for each of four classes, and the loss log(4) = 1.39. Two
# of eight have it, and the others can come near to 0: 2/8 times 1.39 is 0.35.

# %% test="sign_choices" points=0.5
# The reasons for three signs.
from lessonlib.check import answer, expect

for name, seal in (
    ("q7_line", "6984cd4185602db8"),
    ("q7_zigzag", "e0e7ac8a649c9325"),
    ("q7_dead", "604d546ce48d4b37"),
):
    expect.sealed(getattr(answer, name), f"06_{name}", seal, what=name, options="abcd")

# %% [markdown] why="06_q7_line" answer="b"
# `b`: without a step all points stand at 0. Not `a` and `d`: these curves are flat, from the left to the right. Not
# `c`: then the last points are missing.

# %% [markdown] why="06_q7_zigzag" answer="c"
# `c`: the files of one folder are joined to one line, and the second training begins at step 1 again. Not `a`: a large
# learning rate makes a curve jump up and down, never back to an earlier step. Not `b`: the curve would be off by one
# step. Not `d`: the graph has no points.

# %% [markdown] why="06_q7_dead" answer="d"
# `d`: the input of a bias is always 1, and no ReLU comes after the last layer. Not `b`: the slope of each ReLU is 0, so
# no gradient comes through. Not `c`: the gradient of these weights is a product with the layer's outputs, which are all
# 0. So not `a`, either.

# %% test="sign_floor" points=0.5
# The smallest cost without biases.
from lessonlib.check import answer, expect

got = answer.q7_floor
expect.between(got, 0, 2, what="q7_floor")
advice = "Two examples always have the same loss. The mean goes over all eight."
expect.sealed(round(float(got), 2), "06_floor", "f5abbf6921af7066", what="q7_floor, rounded", hint=advice)

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: train three networks of task 2 with different learning rates into
# three folders, and open them with `viz.open_tensorboard("logs")` (from `lessonlib import viz`). Which one would
# `best_run` choose, and do you agree?
