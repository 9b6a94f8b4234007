# %% [markdown]
# # 5b. Checkpoints: two programs, the best one, and a crash
#
# A checkpoint is more than a safety copy. It carries a model from the program that trains to the one that predicts. It
# lets you go back to the moment when the model was best. And when the power fails, it is all that you have.
#
# **After this chapter you can**
#
# - write one program that trains and another one that predicts;
# - see over-fitting in a network with too many layers, and pick the best checkpoint, not the last;
# - resume after a crash, and end with exactly the same weights;
# - save and load a training in PyTorch, without its two usual traps;
# - choose between `torch.save` and safetensors, and say why a file can be dangerous.
#
# **Time**: {{time}}, with the practice, and 40 to 60 minutes for the exercise. **Needs**: {{previous}}. No GPU, no
# network. The sections are numbered on from there.

# %%
import copy
import inspect
import shutil
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

import ipywidgets
import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import data, viz
from lessonlib.training import fit

# All files of this chapter go into a new folder:
work = Path(tempfile.mkdtemp(prefix="lesson_05b_"))

# %% [markdown]
# ## 7. Two programs: train and predict
#
# The program that predicts runs somewhere else: on a web server, on a phone. It has no training data, no optimizer and
# no time to train. So there are three files. `animal_model.py` holds the network of the first part. `train.py` trains
# it and saves. `predict.py` restores and predicts. The checkpoint is all that goes from the one to the other.
#
# We write real programs now, and start each in a process of its own. Here are the model, and the program that trains.


# %%
def network(X):
    """Logits for three classes: X (n, 2) -> 10 -> 20 -> (n, 3)."""
    sizes, h = (2, 10, 20, 3), X
    for k in (1, 2, 3):
        shape = (sizes[k - 1], sizes[k])
        start = tf.random_uniform(shape, -1.0, 1.0, seed=k)
        W = tf.Variable(start, name=f"W{k}")
        b = tf.Variable(tf.zeros(shape[1:]), name=f"b{k}")
        z = tf.matmul(h, W) + b
        h = tf.nn.relu(z)
    return z  # no ReLU after the last layer


imports = "import lessonlib.tf1 as tf\n\n\n"
model_file = work / "animal_model.py"
model_file.write_text(imports + inspect.getsource(network), encoding="utf-8")

TRAIN = '''"""python train.py FOLDER STEPS [CRASH_AT]: until STEPS are done in total."""
import os
import sys

import lessonlib.tf1 as tf
import numpy as np
from animal_model import network
from lessonlib.data import animals

folder, until, *crash_at = sys.argv[1], *map(int, sys.argv[2:])
rows = animals().train
X = tf.placeholder(tf.float32, shape=(None, 2), name="X")
y = tf.placeholder(tf.int64, shape=(None,), name="y")
losses = tf.nn.sparse_softmax_cross_entropy_with_logits(
    labels=y, logits=network(X)
)
global_step = tf.Variable(0, trainable=False, name="global_step")
adam = tf.train.AdamOptimizer(learning_rate=0.01)
train = adam.minimize(tf.reduce_mean(losses), global_step=global_step)
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
        sess.run(train, {X: rows.X.numpy(), y: rows.y.numpy()})
        step = sess.run(global_step)
        if step % 50 == 0 or step == until:
            path = saver.save(sess, folder + "/dnn.ckpt", global_step)
            print("saved", path, flush=True)
        if step in crash_at:
            os._exit(1)  # ends at once: no `except`, no `finally`
'''
(work / "train.py").write_text(TRAIN, encoding="utf-8")


def start(*command):
    """Run a Python program in its own process; show what it prints."""
    words = [sys.executable, *map(str, command)]
    done = subprocess.run(words, cwd=work, capture_output=True, encoding="utf-8")
    print(done.stdout + done.stderr + f"exit status {done.returncode}")
    return done


trained = start("train.py", "model", 200)

# %% proof
import pytest

assert (trained.returncode, trained.stderr) == (0, "")
assert trained.stdout.split()[:4] == ["start", "at", "step", "0"]

# %% [markdown]
# The program that trains is done, and its memory is gone. The one that predicts has no labels, no cost, no optimizer.
# Its saver knows only the weights and biases, and takes only these from the file.

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
probabilities = tf.nn.softmax(network(X))
with tf.Session() as sess:
    tf.train.Saver().restore(sess, latest)
    answer = sess.run(probabilities, {X: [[fur, wings]]})[0]
for name, p in zip(["other", "mammal", "bird"], answer):
    print(f"{name:6} {p:6.1%}")
'''
(work / "predict.py").write_text(PREDICT, encoding="utf-8")
predicted = start("predict.py", "model", 1, 0)

# %% proof
assert (predicted.returncode, predicted.stderr) == (0, "")
assert float(predicted.stdout.split()[3].rstrip("%")) > 95  # a mammal
latest = tf.train.latest_checkpoint(str(work / "model"))
with tf.Graph().as_default() as graph, tf.Session() as sess:
    tf.train.import_meta_graph(latest + ".meta").restore(sess, latest)
    assert sess.run("global_step:0") == 200
    assert sum(operation.type == "MatMul" for operation in graph.operations) >= 3

# %% [markdown]
# If the two programs built different networks, `restore` would say which name or shape does not fit. Both import
# `animal_model.py`, so they cannot differ. (Another way: the `.meta` file holds the whole graph.
# `tf.train.import_meta_graph(latest + ".meta")` builds it again, and tensors are found by their names:
# `sess.run("global_step:0")`.)
#
# **Your turn.** `predict.py` gets checkpoints from somebody else. Which of these names must such a file have: `W2`,
# `W2/Adam`, `b3`, `global_step`? Set `needed` to a list of names.

# %% try="needed"
needed = ...

# %% solution="needed"
needed = ["W2", "b3"]

# %% [markdown] solution="needed"
# The graph of `predict.py` has no optimizer and no step, so its saver never looks for theirs. Files for predicting are
# often written without them: they are a third as large.

# %% [markdown] hints="needed"
# - when "global_step": Does predict.py have a variable of this name?
# - when "Adam": Who makes these variables, and is it in predict.py?
# 1. A saver looks for the variables of *its own* graph. Which does `network` make?

# %% check="needed"
expect.that(isinstance(needed, list), "needed is not a list of texts.", hint='Such as ["W2"].')
expect.predicted(sorted(needed), ["W2", "b3"], what="The list", hint="Whose variables are they?")

# %% wrong="needed" message="global_step"
needed = ["W2", "b3", "global_step"]

# %% wrong="needed" message="Adam"
needed = ["W2", "W2/Adam", "b3"]

# %% [markdown]
# **Your turn.** This program should predict with the checkpoint `latest`. It runs, and its answers are nonsense. Change
# one line.

# %% try="random_weights"
latest = tf.train.latest_checkpoint(str(work / "model"))
with tf.Graph().as_default(), tf.Session() as sess:
    X = tf.placeholder(tf.float32, shape=(None, 2))
    logits = network(X)
    sess.run(tf.global_variables_initializer())
    scores = sess.run(logits, {X: [[0, 0], [1, 0], [1, 1], [0, 1]]})
classes = scores.argmax(axis=1)

# %% solution="random_weights"
latest = tf.train.latest_checkpoint(str(work / "model"))
with tf.Graph().as_default(), tf.Session() as sess:
    X = tf.placeholder(tf.float32, shape=(None, 2))
    logits = network(X)
    tf.train.Saver().restore(sess, latest)
    scores = sess.run(logits, {X: [[0, 0], [1, 0], [1, 1], [0, 1]]})
classes = scores.argmax(axis=1)

# %% [markdown] solution="random_weights"
# The initializer gives random weights, and random weights answer, too. Nothing warns you: the graph is right, only the
# values are not. A program that predicts needs no initializer at all.

# %% [markdown] hints="random_weights"
# - when "classes is not right": With which weights does the program answer? It never reads the file.
# 1. One line gives the variables their values. Let a saver do that.

# %% check="random_weights"
expect.close(classes, [0, 1, 2, 2], what="classes", hint="Take the weights from the checkpoint.")

# %% wrong="random_weights" message="classes is not right"
latest = tf.train.latest_checkpoint(str(work / "model"))
with tf.Graph().as_default(), tf.Session() as sess:
    X = tf.placeholder(tf.float32, shape=(None, 2))
    logits = network(X)
    tf.train.Saver().restore(sess, latest)
    sess.run(tf.global_variables_initializer())
    scores = sess.run(logits, {X: [[0, 0], [1, 0], [1, 1], [0, 1]]})
classes = scores.argmax(axis=1)

# %% [markdown]
# ## 8. Too many layers
#
# More layers help with hard problems, but more is not always better. A large network has so many weights that it can
# *memorise* the training rows, with all their noise, and then does worse on new ones. This is **over-fitting**.
#
# Six animals cannot show it, because there are no others to test. So we take two moons: only 40 noisy points to learn
# from, and 200 others for validation. A small network and a deep one each save a checkpoint every 10 steps.

# %%
moons = data.moons(n=100, noise=0.3, seed=3)
others = data.moons(n=1000, noise=0.3, seed=4)
X_few, y_few = moons.train.X.numpy()[:40], moons.train.y.numpy()[:40]
X_new, y_new = others.validation.X.numpy(), others.validation.y.numpy()


class Moons:
    """A network in a graph of its own, with a session."""

    def __init__(self, sizes, folder):
        self.path = str(work / folder / "moons.ckpt")
        with tf.Graph().as_default() as graph:
            self.X = tf.placeholder(tf.float32, shape=(None, 2), name="X")
            self.y = tf.placeholder(tf.int64, shape=(None,), name="y")
            h = self.X
            for k, (inputs, n) in enumerate(pairwise(sizes)):
                reach = (1 / inputs) ** 0.5
                shape = (inputs, n)
                start = tf.random_uniform(shape, -reach, reach, seed=6 + k)
                W = tf.Variable(start, name=f"W{k}")
                b = tf.Variable(tf.zeros((n,)), name=f"b{k}")
                self.logits = tf.matmul(h, W) + b
                h = tf.nn.relu(self.logits)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(
                labels=self.y,
                logits=self.logits,
            )
            self.cost = tf.reduce_mean(losses)
            adam = tf.train.AdamOptimizer(learning_rate=0.01)
            self.train = adam.minimize(self.cost)
            self.saver = tf.train.Saver(max_to_keep=None)  # keep all
            self.sess = tf.Session(graph=graph)
            self.sess.run(tf.global_variables_initializer())

    def cost_of(self, X, y):
        return float(self.sess.run(self.cost, {self.X: X, self.y: y}))

    def learn(self):
        """300 steps. Returns the costs at each of the 30 saves."""
        feed = {self.X: X_few, self.y: y_few}
        curves = {"training": [], "validation": []}
        for step in range(1, 301):
            self.sess.run(self.train, feed)
            if step % 10 == 0:
                self.saver.save(self.sess, self.path, step)
                curves["training"].append(self.cost_of(X_few, y_few))
                curves["validation"].append(self.cost_of(X_new, y_new))
        return curves


small = Moons((2, 8, 2), "small").learn()
deep_net = Moons((2, 32, 32, 32, 32, 2), "deep")
deep = deep_net.learn()
curves = {f"small, {name}": curve for name, curve in small.items()}
curves |= {f"deep, {name}": curve for name, curve in deep.items()}
title = "The deep network learns its 40 rows by heart"
viz.learning_curves(curves, y="cost", every=10, title=title)

# %% proof
assert deep["training"][-1] < 0.03 < small["training"][-1]
assert deep["validation"][-1] > 2 * deep["validation"][0]
assert small["validation"][-1] < deep["validation"][-1] / 2
assert small["validation"][-1] > small["training"][-1]

# %% [markdown]
# The deep network makes its *training* cost almost 0. Its *validation* cost falls for a short time and then rises far
# above its start: the network becomes sure of wrong answers. The small network over-fits, too, but far less.
#
# **Your turn.** How many weights and biases has a network with the sizes 2, 32, 32 and 2? Set `parameters`.

# %% try="parameters"
parameters = ...

# %% solution="parameters"
parameters = (2 * 32 + 32) + (32 * 32 + 32) + (32 * 2 + 2)

# %% [markdown] solution="parameters"
# 96 + 1,056 + 66 = 1,218. The deep network above has even 3,330, for 40 points with two coordinates each. It *can*
# give every point its own rule.

# %% [markdown] hints="parameters"
# - when "got:      1152": Those are the weights. Each neuron also has a bias.
# - when "got:      66": Each neuron has a weight for *each* input.
# 1. A layer from 2 to 32 has 2 x 32 weights and 32 biases. Add up three layers.

# %% check="parameters"
expect.predicted(parameters, 1218, what="The number of parameters", hint="Three layers, each with biases.")

# %% wrong="parameters" message="got:      1152"
parameters = 1152

# %% wrong="parameters" message="got:      66"
parameters = 66

# %% proof
with deep_net.sess.graph.as_default():
    shapes = [variable.shape.as_list() for variable in tf.trainable_variables()]
assert sum(int(np.prod(shape)) for shape in shapes) == 3330

# %% [markdown]
# **Look at it.** Move the slider through the 30 checkpoints of the deep network, with the mouse or the arrow keys. Each
# position restores one of them. Early, the boundary is simple. Later, it bends around single points.


# %%
def scores_of(rows):
    return deep_net.sess.run(deep_net.logits, {deep_net.X: rows.numpy()})


def boundary(step):
    deep_net.saver.restore(deep_net.sess, f"{deep_net.path}-{step}")
    title = f"Step {step}: the regions of the deep network"
    names = moons.class_names
    return viz.decision_boundary(scores_of, X_few, y_few, names, title=title)


steps = range(10, 301, 10)
slider = ipywidgets.SelectionSlider(
    options=steps,
    value=10,
    description="step",
)
viz.Explorer([slider], lambda: boundary(slider.value), lambda: boundary(300))

# %% [markdown]
# **The best checkpoint is not the last one.** We have them all: restore each, measure it on the validation rows, take
# the lowest.

# %%
measured = {}
for step in steps:
    deep_net.saver.restore(deep_net.sess, f"{deep_net.path}-{step}")
    right = (scores_of(torch.from_numpy(X_new)).argmax(1) == y_new).mean()
    measured[step] = deep_net.cost_of(X_new, y_new), right

best = min(measured, key=lambda step: measured[step][0])
for name, step in (("best", best), ("last", steps[-1])):
    now, right = measured[step]
    print(f"{name}: step {step:3}, cost {now:.3f}, {right:.1%} right")

# %% proof
assert np.allclose([now for now, _ in measured.values()], deep["validation"])
assert measured[300][0] > 3 * measured[best][0]
assert measured[best][1] - measured[300][1] < 0.1

# %% [markdown]
# The *share* of right answers changes much less than the cost, which sees how sure the network is of its wrong ones.
# (We chose with the validation rows, so their numbers are a little too good. A final number needs rows that played no
# part: lesson 8.)
#
# **Your turn.** The dictionaries hold the costs at four steps. The last line picks a checkpoint for new rows, and
# picks the wrong one. Repair it.

# %% try="pick"
training = {10: 0.61, 20: 0.35, 30: 0.12, 40: 0.03}
validation = {10: 0.66, 20: 0.41, 30: 0.58, 40: 1.70}
best_step = min(training, key=training.get)

# %% solution="pick"
training = {10: 0.61, 20: 0.35, 30: 0.12, 40: 0.03}
validation = {10: 0.66, 20: 0.41, 30: 0.58, 40: 1.70}
best_step = min(validation, key=validation.get)

# %% [markdown] solution="pick"
# The training cost nearly always falls, so its lowest value is that of the last step: the most over-fitted network of
# all. New rows are like the validation rows.

# %% [markdown] hints="pick"
# - when "got:      40": That is the step with the lowest *training* cost, or the highest of all.
# - when "got:      10": At step 10 the network has learned little. Do you take the smallest *key*?
# 1. Which of the two dictionaries tells how the network does on rows that it has not seen?

# %% check="pick"
expect.equal(best_step, 20, what="best_step", hint="Which rows are like new ones?")

# %% wrong="pick" message="got:      40"
validation = {10: 0.66, 20: 0.41, 30: 0.58, 40: 1.70}
best_step = max(validation, key=validation.get)

# %% wrong="pick" message="got:      10"
validation = {10: 0.66, 20: 0.41, 30: 0.58, 40: 1.70}
best_step = min(validation)

# %% [markdown]
# To stop when the validation cost no longer falls is called **early stopping**. A curve has small bumps, so one has
# **patience**: one stops only after several saves without a new lowest cost, and takes the checkpoint of the lowest.
#
# **Your turn.** The validation costs of the saves 1 to 7 are 0.9, 0.5, 0.6, 0.4, 0.7, 0.8, 0.3. The training stops
# after *two* saves in a row without a new lowest cost. Which save is taken? Set `taken`.

# %% try="patience"
taken = ...

# %% solution="patience"
taken = 4

# %% [markdown] solution="patience"
# Save 3 is the first without a new lowest cost, but save 4 is a new one. Saves 5 and 6 are two in a row: stop, and
# restore save 4. Save 7 would have been better, and nobody will ever know.

# %% [markdown] hints="patience"
# - when "got:      2": The bump at save 3 is a single one. The patience is two.
# - when "got:      7": Does the training get that far?
# - when "got:      6": There it stops. Which checkpoint does it take?
# 1. Keep the lowest cost so far, and count the saves since.

# %% check="patience"
expect.predicted(taken, 4, what="The save", hint="The lowest cost before the stop.")

# %% wrong="patience" message="got:      2"
taken = 2

# %% wrong="patience" message="got:      7"
taken = 7

# %% wrong="patience" message="got:      6"
taken = 6

# %% [markdown]
# ## 9. Crash and resume
#
# A power cut, a full memory, a computer that is restarted at night: `try` and `with` do not help, since the process
# ends without any warning. Our program can really crash. With 130 as its last argument it ends itself after step 130,
# without any clean-up. Then we start it again, without that argument.

# %%
shutil.rmtree(work / "crashed", ignore_errors=True)  # begin at step 0
crashed = start("train.py", "crashed", 200, 130)
resumed = start("train.py", "crashed", 200)

straight_file = work / "model" / "dnn.ckpt-200.safetensors"
resumed_file = work / "crashed" / "dnn.ckpt-200.safetensors"
same = straight_file.read_bytes() == resumed_file.read_bytes()
print("equal to the training without a crash, byte for byte:", same)

# %% proof
assert crashed.returncode == 1
assert resumed.stdout.split()[:4] == ["start", "at", "step", "100"]
assert same
listed = tf.train.get_checkpoint_state(str(work / "crashed")).all_model_checkpoint_paths
assert [Path(one).name for one in listed] == ["dnn.ckpt-150", "dnn.ckpt-200"]
assert (work / "crashed" / "dnn.ckpt-50.safetensors").exists()

# %% [markdown]
# The steps 101 to 130 were lost and made again; a crash costs at most the steps since the last save. Both trainings
# end with the same file, byte for byte. What made this possible?
#
# | what training uses | where it is |
# | --- | --- |
# | weights and biases | in the checkpoint |
# | the optimizer's memory | in the checkpoint: the saver takes *all* variables |
# | how many steps were made | in the checkpoint: `global_step` |
# | the order of the rows | here always all; with mini-batches, make it from the step number |
#
# On a GPU the last digits may differ, because some operations there add numbers in a changing order. And a detail: a
# new saver counts only its own checkpoints. The files of steps 50 and 100 stay; `max_to_keep` never deletes them.
#
# **Your turn.** Each step should learn from three of twelve rows. After a crash, step 7 must get the *same* rows as
# before. Repair the function.


# %% try="batch_at"
def batch_at(step):
    """The numbers of three of twelve rows, for this step."""
    rng = np.random.default_rng()
    return rng.choice(12, size=3, replace=False)


# %% solution="batch_at"
def batch_at(step):
    """The numbers of three of twelve rows, for this step."""
    rng = np.random.default_rng(step)
    return rng.choice(12, size=3, replace=False)


# %% [markdown] solution="batch_at"
# The generator is made from the step, so a step always draws the same, and other steps draw otherwise. With a seed of
# your own it is `default_rng([seed, step])`. The other way is to save the state of the generator in the checkpoint.

# %% [markdown] hints="batch_at"
# - when "twice": Without an argument, `default_rng` draws other numbers in each call.
# - when "all steps": With a fixed seed each step learns from the same three rows.
# 1. From what could the generator be made, so that it depends on the step and on nothing else?

# %% check="batch_at"
import numpy as np

drawn = [sorted(np.ravel(batch_at(step)).tolist()) for step in range(20)]
again = [sorted(np.ravel(batch_at(step)).tolist()) for step in range(20)]
expect.that(
    drawn == again,
    "batch_at(step), asked twice, gives other rows.",
    hint="Only the step may decide.",
)
expect.that(
    len(set(map(tuple, drawn))) > 10,
    "batch_at gives the same rows for all steps, or for nearly all.",
    hint="Other steps, other rows.",
)
expect.that(
    all(len(set(rows)) == 3 and set(rows) <= set(range(12)) for rows in drawn),
    "batch_at does not give three different numbers from 0 to 11.",
)


# %% wrong="batch_at" message="twice"
def batch_at(step):
    return np.random.default_rng().choice(12, size=3, replace=False)


# %% wrong="batch_at" message="all steps"
def batch_at(step):
    return np.random.default_rng(0).choice(12, size=3, replace=False)


# %% [markdown]
# How often should one save? Often enough that you can accept the loss, and not so often that saving takes more time
# than training.
#
# **Your turn.** A step takes 0.1 seconds and a save 10 seconds. You save every 100 steps. Which share of the whole time
# goes to saving? Set `share` to a number from 0 to 1.

# %% try="share"
share = ...

# %% solution="share"
share = 0.5

# %% [markdown] solution="share"
# 100 steps take 10 seconds, and the save takes as long again. Every 10,000 steps it would be 1%, and a crash would cost
# 17 minutes at most.

# %% [markdown] hints="share"
# - when "got:      1": The *whole* time is that of the steps and that of the save together.
# - when "got:      0.0": How long do 100 steps take, in seconds?
# 1. Time of the save, divided by the time from one save to the end of the next.

# %% check="share"
expect.predicted(share, 0.5, what="The share", hint="From one save to the next: steps and save.")

# %% wrong="share" message="got:      1"
share = 1

# %% wrong="share" message="got:      0.0"
share = 0.01

# %% proof
assert 10 / (100 * 0.1 + 10) == 0.5
assert round(10 / (10_000 * 0.1 + 10), 2) == 0.01
assert round((10_000 * 0.1 + 10) / 60) == 17

# %% [markdown]
# ### A damaged file
#
# What if the crash comes *during* a save? `save` writes to a temporary file first and renames it when it is complete,
# so the old checkpoint stays until the new one is whole. Still, a disk can damage a file. We cut one in two.

# %%
resumed_file.write_bytes(resumed_file.read_bytes()[:500])

state = tf.train.get_checkpoint_state(str(work / "crashed"))
with tf.Graph().as_default(), tf.Session() as sess:
    network(tf.placeholder(tf.float32, shape=(None, 2)))
    saver = tf.train.Saver()
    for path in reversed(state.all_model_checkpoint_paths):
        try:
            saver.restore(sess, path)
        except tf.errors.DataLossError:
            print(Path(path).name, "is damaged")
        else:
            print(Path(path).name, "is restored")
            break

# %% proof
assert Path(path).name == "dnn.ckpt-150"

# %% [markdown]
# The damage is found, and an older checkpoint helps: one more reason to keep several.
#
# ## 10. The PyTorch way
#
# A PyTorch module keeps its values itself. `state_dict()` is the table from names to tensors. The optimizer has one,
# too. There is no saver: you decide what goes into the file.

# %%
animals = data.animals()


def new_training(seed=5):
    torch.manual_seed(seed)
    layers = nn.Linear(2, 10), nn.ReLU(), nn.Linear(10, 3)
    model = nn.Sequential(*layers)
    return model, torch.optim.Adam(model.parameters(), lr=0.05)


def train_steps(model, optimizer, steps):
    losses = []
    for _ in range(steps):
        scores = model(animals.train.X)
        loss = nn.functional.cross_entropy(scores, animals.train.y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


model, optimizer = new_training()
before = train_steps(model, optimizer, 20)
states = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
torch.save({**states, "step": 20}, work / "training.pt")
straight = train_steps(model, optimizer, 20)  # goes on without a stop

for name, value in model.state_dict().items():
    print(f"{name:9} {tuple(value.shape)}")

# %% [markdown]
# A new program builds the same objects, with other random weights, and loads. (A file that was saved on a GPU loads on
# any computer with `map_location="cpu"`.)
#
# **Your turn.** The program below should go on exactly as `straight` did. One line is missing, and nothing complains.

# %% try="load_both"
model, optimizer = new_training(seed=99)
saved = torch.load(work / "training.pt")
model.load_state_dict(saved["model"])
resumed_losses = train_steps(model, optimizer, 20)

# %% solution="load_both"
model, optimizer = new_training(seed=99)
saved = torch.load(work / "training.pt")
model.load_state_dict(saved["model"])
optimizer.load_state_dict(saved["optimizer"])
resumed_losses = train_steps(model, optimizer, 20)

# %% [markdown] solution="load_both"
# The optimizer's table brings Adam's averages and its step count back. Without it the first loss is right and the next
# ones are not, as in section 6.

# %% [markdown] hints="load_both"
# - when "resumed_losses is not right": Is the first loss right and the second not? The weights are back. What else was
#   saved?
# 1. Two objects were saved, each with its own table.

# %% check="load_both"
expect.close(resumed_losses, straight, what="resumed_losses", rtol=1e-4, hint="Load all that was saved.")

# %% wrong="load_both" message="resumed_losses is not right"
model, optimizer = new_training(seed=99)
saved = torch.load(work / "training.pt")
optimizer.load_state_dict(saved["optimizer"])
resumed_losses = train_steps(model, optimizer, 20)

# %% [markdown]
# | graph | PyTorch |
# | --- | --- |
# | `tf.train.Saver()` takes all variables | you list model, optimizer, step |
# | `saver.save(sess, path, global_step)` | `torch.save({...}, path)` |
# | `saver.restore(sess, path)` | `model.load_state_dict(torch.load(path)["model"])` |
# | `NotFoundError`, `InvalidArgumentError` | `RuntimeError` with the missing keys or wrong shapes |
#
# **Your turn.** This program keeps "the best weights so far" and trains on. At the end it should still have them.
# Repair the line that keeps them; `copy` is imported.

# %% try="keep_best"
model, optimizer = new_training()
first_weight = model[0].weight[0, 0].item()
best_weights = model.state_dict()
train_steps(model, optimizer, 5)

# %% solution="keep_best"
model, optimizer = new_training()
first_weight = model[0].weight[0, 0].item()
best_weights = copy.deepcopy(model.state_dict())
train_steps(model, optimizer, 5)

# %% [markdown] solution="keep_best"
# `state_dict()` does not copy. Its tensors *are* the weights, so the table goes on changing with the training. `{name:
# value.clone() for name, value in ...}` does it, too. A shallow `copy.copy` does not: it copies the table and keeps the
# tensors.

# %% [markdown] hints="keep_best"
# - when "have changed": The table is new, perhaps. Are its tensors?
# 1. A second name for a tensor is no copy (lesson 1). What does `copy` have for nested things?

# %% check="keep_best"
expect.that(
    abs(best_weights["0.weight"][0, 0].item() - first_weight) < 1e-9,
    "The kept weights have changed with the training.",
    hint="Keep a copy.",
)
expect.that(
    abs(model[0].weight[0, 0].item() - first_weight) > 1e-9,
    "The model did not train.",
    hint="Leave the last line as it is.",
)

# %% wrong="keep_best" message="have changed"
model, optimizer = new_training()
first_weight = model[0].weight[0, 0].item()
best_weights = copy.copy(model.state_dict())
train_steps(model, optimizer, 5)

# %% [markdown]
# You need not write all this each time. `fit` of this course takes `checkpoint=`, saves everything after each epoch,
# and goes on when the file is there:

# %%
file = work / "fit.safetensors"
file.unlink(missing_ok=True)  # begin at epoch 1
for num_epochs in (3, 5):
    model, optimizer = new_training()
    history = fit(
        model,
        animals,
        nn.CrossEntropyLoss(),
        optimizer,
        num_epochs=num_epochs,
        batch_size=6,
        checkpoint=file,
        progress=False,
    )
    print(f"until epoch {num_epochs}:", np.round(history["loss"], 3))

# %% proof
assert np.allclose(history["loss"], before[:5], rtol=1e-4)

# %% [markdown]
# ## 11. `torch.save` against safetensors
#
# `torch.save` uses **pickle**, Python's way to write objects. A pickle is not a table of numbers. It is a small program
# that builds objects, and it may call any function while it is read. So a checkpoint from the internet can run code on
# your computer. See it yourself; this harmless one writes a file.


# %%
class Surprise:
    def __reduce__(self):  # what pickle calls to read the object again
        text = "I ran while you loaded a model."
        return Path.write_text, (work / "surprise.txt", text)


gift = {"weights": torch.zeros(2), "extra": Surprise()}
torch.save(gift, work / "gift.pt")

torch.load(work / "gift.pt", weights_only=False)
print((work / "surprise.txt").read_text(encoding="utf-8"))

# %% proof
import pickle

(work / "surprise.txt").unlink()
with pytest.raises(pickle.UnpicklingError):
    torch.load(work / "gift.pt")
assert not (work / "surprise.txt").exists()

# %% [markdown]
# Since version 2.6, `torch.load` reads only tensors and plain containers (`weights_only=True` is the default) and
# refuses the rest. Older versions, and everybody who writes `weights_only=False`, run the code. **Never load a pickle
# that you do not trust.**
#
# **Your turn.** Four files hold `a`: a dictionary of tensors; `b`: a whole `nn.Linear` object; `c`: `{"step": 30,
# "note": "good"}`; `d`: a `pathlib.Path`. Which does `torch.load(file)` refuse? Set `refused` to a list of letters.

# %% try="refused"
refused = ...

# %% solution="refused"
refused = ["b", "d"]

# %% [markdown] solution="refused"
# Numbers, texts and dictionaries are plain, tensors are allowed. For a `Linear` or a `Path` a class would be called,
# and `torch.load` cannot know what it does. That is why one saves `model.state_dict()` and not `model`.

# %% [markdown] hints="refused"
# - when "['b']": One more file holds an object of a class.
# - when "'c'": Are texts and numbers objects that can run code?
# 1. Which of the four are made of nothing but tensors, numbers, texts and containers?

# %% check="refused"
expect.that(isinstance(refused, (list, set, tuple)), "refused is not a list.", hint='Such as ["a"].')
expect.predicted(sorted(refused), ["b", "d"], what="The list of files", hint="Tensors and plain data pass.")

# %% wrong="refused" message="['b']"
refused = ["b"]

# %% wrong="refused" message="'c'"
refused = ["b", "c", "d"]

# %% proof
for letter, thing in {
    "a": {"w": torch.ones(1)},
    "b": nn.Linear(2, 2),
    "c": {"step": 30, "note": "good"},
    "d": Path("x"),
}.items():
    torch.save(thing, work / "thing.pt")
    if letter in "ac":
        torch.load(work / "thing.pt")
    else:
        with pytest.raises(pickle.UnpicklingError):
            torch.load(work / "thing.pt")

# %% [markdown]
# **safetensors** cannot run anything, by design: the file has names, shapes and numbers (section 3), and nothing else.
# A program can read the header alone, and then one tensor, or some rows of one, from a file of many gigabytes.

# %%
model, optimizer = new_training()
made = {"made by": "lesson 5"}
save_file(model.state_dict(), work / "model.safetensors", metadata=made)

with safe_open(work / "model.safetensors", framework="pt") as file:
    print("names:", list(file.keys()), " metadata:", file.metadata())
    two_rows = file.get_slice("2.weight")[:2]
print("two rows of 2.weight:", tuple(two_rows.shape))

# %% proof
from safetensors.torch import load_file, save_model

assert torch.equal(two_rows, model[2].weight[:2])
with pytest.raises(ValueError):
    save_file(optimizer.state_dict(), work / "optimizer.safetensors")
tied = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))
tied[1].weight = tied[0].weight
with pytest.raises(RuntimeError):
    save_file(tied.state_dict(), work / "tied.safetensors")
save_model(tied, work / "tied.safetensors")
assert "1.weight" not in load_file(work / "tied.safetensors")

# %% [markdown]
# **Your turn.** A matrix of shape (50, 10) in float32 begins at byte 0 of the numbers. How many bytes must be read for
# its first two rows? Set `bytes_read`.

# %% try="bytes_read"
bytes_read = ...

# %% solution="bytes_read"
bytes_read = 2 * 10 * 4

# %% [markdown] solution="bytes_read"
# Rows lie one after the other, so two rows are the first 20 numbers, 80 bytes. Two *columns* would be scattered over
# the whole matrix.

# %% [markdown] hints="bytes_read"
# - when "got:      20": Those are the numbers. How many bytes has each?
# - when "got:      2000": That is the whole matrix.
# 1. A row has 10 numbers, a float32 has 4 bytes.

# %% check="bytes_read"
expect.predicted(bytes_read, 80, what="The number of bytes", hint="Rows times columns times bytes.")

# %% wrong="bytes_read" message="got:      20"
bytes_read = 20

# %% wrong="bytes_read" message="got:      2000"
bytes_read = 2000

# %% [markdown]
# It is a flat table, so two things do not fit in directly. An optimizer's table is nested: flatten it to named tensors
# first, as `fit` and our `Saver` do. And two layers that *share* one tensor are refused by `save_file`; `save_model`
# writes the shared tensor once.
#
# | | `torch.save` | safetensors |
# | --- | --- | --- |
# | holds | nearly any Python object | tensors with names; texts as metadata |
# | code in the file | possible: load only what you trust | impossible |
# | read one tensor of many | `mmap=True` helps | yes, also a slice |
# | other languages | Python with PyTorch | Rust, JavaScript, C++ and more |
#
# **A simple rule**: give models to others, and take them from others, as safetensors. For your own training on your own
# disk, both are good.

# %% [markdown]
# ## Summary
#
# - Training and predicting are two programs. They share the model's code and the checkpoint.
# - Too many layers memorise noise. The checkpoint with the lowest *validation* cost is the best one.
# - After a crash, start the same program again. You lose the steps since the last save.
# - In PyTorch, save and load the tables of model *and* optimizer. `state_dict()` does not copy.
# - `torch.save` is a pickle: load only what you trust. safetensors holds numbers only.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | over-fitting | 과적합 | learning the training rows by heart, noise included |
# | validation data | 검증 데이터 | rows that are not trained on, to compare models |
# | early stopping | 조기 종료 | to stop when the validation cost no longer falls |
# | to resume | 이어서 학습하기 | to continue a training where it stopped |
# | state dict | 상태 사전 | PyTorch's table from names to tensors |
# | pickle | 피클 | Python's format for objects; it can run code when it is read |

# %% [markdown]
# ## Read on
#
# - L. Prechelt, *Early stopping - but when?*, in Neural Networks: Tricks of the Trade (1998): patience, measured on
#   many problems.
# - I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning* (2016), section 7.8: early stopping as a way to hold a
#   network back.
# - PyTorch, *Saving and loading models* (tutorial, 2025): `state_dict`, devices, and what else one may save.
# - Hugging Face, *Safetensors* (documentation, 2025): the format, and why there is no pickle in it.
# - J. W. Young, *A first order approximation to the optimum checkpoint interval*, Communications of the ACM 17 (1974):
#   how often to save, as a formula.
#
# **Open questions**, without a grade:
#
# 1. Over-fitting begins when the validation cost rises. Why may the share of right answers go on rising for a while?
# 2. The training of a large model runs on thousands of computers, and some computer breaks every few hours. Where would
#    you keep the checkpoints, and how would you write them without stopping all of them?
#
# **Now you**: [exercise 5](../exercises/05_checkpoints/05_checkpoints.ipynb), 40 to 60 minutes. **Next**: {{next}},
# which shows a training while it runs.
