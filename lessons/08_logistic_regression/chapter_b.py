# %% [markdown]
# # 8b. Logistic regression: the program that survives a power cut
#
# A training can run for days. Then somebody trips over the cable. In this part the model of the first part becomes a
# program that saves its work, goes on exactly where it stopped, and shows its curves. With it you look for a learning
# rate and a batch size, and write the same again with PyTorch modules.
#
# **After this chapter you can**
#
# - save checkpoints while you train, and go on after an interruption without a trace;
# - write TensorBoard summaries and read them back;
# - choose a learning rate and a batch size by validation curves, and judge the choice once on the test set;
# - write the program with PyTorch modules.
#
# **Time**: {{time}}, with the practice, and 40 to 60 minutes for the exercise. **Needs**: {{previous}}; lessons 5 and
# 6 help. No GPU, no network. The sections are numbered on from there.

# %%
import math
import signal
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from safetensors.numpy import load_file
from safetensors.torch import load_model, save_model
from tensorboard.backend.event_processing.event_accumulator import (
    EventAccumulator,
)
from torch import nn
from torch.utils.tensorboard import SummaryWriter

import lessonlib.tf1 as tf
from lessonlib import viz
from lessonlib.data import moons

work = Path(tempfile.mkdtemp(prefix="lesson_08_"))  # all files go here

# %% [markdown]
# From the first part we need the data, with its nine features, the model, and the mini-batches:


# %%
def polynomial(X):
    """All products of x1 and x2 up to degree 3: (m, 2) -> (m, 9)."""
    a, b = X[:, :1], X[:, 1:]
    products = [a, b, a * a, a * b, b * b, a**3, a * a * b, a * b * b, b**3]
    return np.hstack(products)


def columns(split):
    """The features, float32 (m, 9), and the classes, float32 (m, 1)."""
    y = split.y.numpy().astype(np.float32).reshape(-1, 1)
    return polynomial(split.X.numpy()), y


def logistic_regression(n_features, learning_rate, seed=42):
    """Add logistic regression to the default graph. Returns its parts."""
    with tf.name_scope("inputs"):
        X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
        y = tf.placeholder(tf.float32, shape=(None, 1), name="y")
    with tf.name_scope("model"):
        start = tf.random_uniform((n_features, 1), -1.0, 1.0, seed=seed)
        w = tf.Variable(start, name="w")
        b = tf.Variable(tf.zeros((1,)), name="b")
        logits = tf.add(tf.matmul(X, w), b, name="logits")  # (m, 1)
        p = tf.sigmoid(logits, name="p")  # (m, 1)
    with tf.name_scope("loss"):
        losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits)
        loss = tf.reduce_mean(losses, name="log_loss")
    with tf.name_scope("train"):
        global_step = tf.Variable(0, trainable=False, name="global_step")
        optimizer = tf.train.GradientDescentOptimizer(learning_rate)
        step = optimizer.minimize(loss, global_step=global_step)
    parts = {"X": X, "y": y, "w": w, "b": b, "logits": logits, "p": p}
    parts |= {"loss": loss, "global_step": global_step, "step": step}
    return SimpleNamespace(**parts, init=tf.global_variables_initializer())


def minibatches(X, y, batch_size, epoch, seed=0):
    """The rows of one epoch in random order, `batch_size` at a time."""
    order = np.random.default_rng([seed, epoch]).permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


data = moons(n=1000, noise=0.2, seed=42)
F_train, y_train = columns(data.train)
F_val, y_val = columns(data.validation)
F_test, y_test = columns(data.test)
print("train", F_train.shape, "validation", F_val.shape, "test", F_test.shape)

# %% [markdown]
# ## 9. Checkpoints at intervals and at the end
#
# Variables live in a session. When the program ends, or the computer stops, they are gone. A **saver** writes all
# variables to a file, a **checkpoint**: at regular steps, and once at the end. Three things matter:
#
# - `tf.train.Saver()` takes the variables that exist *at that moment*. Make it last, also after `global_step`.
# - `global_step=` puts the step into the file's name.
# - `max_to_keep` limits how many are kept. The oldest goes first.


# %%
tf.reset_default_graph()
model = logistic_regression(n_features=9, learning_rate=0.5)
saver = tf.train.Saver(max_to_keep=3)
steps_per_epoch = math.ceil(len(F_train) / 50)  # 12


def take_step(sess, X, y):
    """One step on a batch. Returns the new global step."""
    fetches = [model.step, model.global_step]
    return sess.run(fetches, feed_dict={model.X: X, model.y: y})[1]


def train(sess, folder, until, save_every=100):
    """Train from the session's global step on. Yields step and loss."""
    step = sess.run(model.global_step)
    while step < until:
        epoch, done = divmod(step, steps_per_epoch)
        batches = list(minibatches(F_train, y_train, 50, epoch))
        for X, y in batches[done : done + until - step]:
            step = take_step(sess, X, y)
            if step % save_every == 0:
                saver.save(sess, str(folder / "moons.ckpt"), global_step=step)
            yield step, sess.run(model.loss, {model.X: F_val, model.y: y_val})
    saver.save(sess, str(folder / "final.ckpt"))


with tf.Session() as sess:
    sess.run(model.init)
    undisturbed = [loss for _, loss in train(sess, work / "whole", until=600)]
    final_weights = sess.run(model.w)

for file in sorted((work / "whole").iterdir()):
    print(f"{file.name:28} {file.stat().st_size:4d} bytes")

# %% proof
import pytest

assert len(undisturbed) == 600
kept = {file.name for file in (work / "whole").glob("*.safetensors")}
assert kept == {f"{name}.safetensors" for name in ("moons.ckpt-500", "moons.ckpt-600", "final.ckpt")}
assert Path(tf.train.latest_checkpoint(str(work / "whole"))).name == "final.ckpt"

# %% [markdown]
# There was a checkpoint every 100 steps, and a final one; the last three are left. The small file `checkpoint` says
# which one is the latest; `tf.train.latest_checkpoint(folder)` reads it. The checkpoints are **safetensors** files:
# names and numbers, no program code, so opening one that somebody else sends you cannot start a program.
#
# > **TensorFlow 1** writes checkpoints in a format of its own, several files for each. That `Saver` writes safetensors
# > is this library's choice.
#
# **Your turn.** A saver with `max_to_keep=2` saves at the steps 100, 200, 300, 400 and 500. Which are left on disk?
# Set `steps_left` to a list of steps.

# %% try="kept"
steps_left = ...

# %% solution="kept"
steps_left = [400, 500]

# %% [markdown] solution="kept"
# The two latest. TensorFlow 1 keeps five if you say nothing.

# %% [markdown] hints="kept"
# - when "[100, 200]": The *oldest* goes first.
# 1. How many may stay, and which of them goes when a new one comes?

# %% check="kept"
got = sorted(steps_left) if isinstance(steps_left, (list, tuple, set)) else steps_left
expect.predicted(got, [400, 500], what="The list of steps", hint="Two stay.")
del got

# %% wrong="kept" message="[100, 200]"
steps_left = [100, 200]

# %% proof
import inspect

assert inspect.signature(tf.train.Saver.__init__).parameters["max_to_keep"].default == 5

# %% [markdown]
# **A second program** could now predict without any training. It builds the same graph, restores, and runs `p`. It
# does *not* run `init`: restored variables have their values already.

# %%
final = work / "whole" / "final.ckpt"
for name, value in load_file(f"{final}.safetensors").items():
    print(f"{name:20} shape {value.shape}, {value.dtype}")
with tf.Session() as sess:
    saver.restore(sess, str(final))
    p_new = sess.run(model.p, feed_dict={model.X: F_val[:3]})
print("three probabilities:", p_new.ravel().round(3))

# %% proof
assert set(load_file(f"{final}.safetensors")) == {"model/w", "model/b", "train/global_step"}
with tf.Session() as sess:
    saver.restore(sess, str(final))
    assert np.array_equal(sess.run(model.w), final_weights)

# %% [markdown]
# **Your turn.** This saver forgets the step. Run the cell, look at the names, and repair it: move the line of the
# saver, and tell it which variables it should save.

# %% try="early_saver"
with tf.Graph().as_default(), tf.Session() as sess:
    weight = tf.Variable(1.0, name="weight")
    small_saver = tf.train.Saver()
    counter = tf.Variable(0, name="step")
    sess.run(tf.global_variables_initializer())
    small_file = small_saver.save(sess, str(work / "small.ckpt"))
print(list(load_file(f"{small_file}.safetensors")))

# %% solution="early_saver"
with tf.Graph().as_default(), tf.Session() as sess:
    weight = tf.Variable(1.0, name="weight")
    counter = tf.Variable(0, name="step")
    small_saver = tf.train.Saver([weight, counter])
    sess.run(tf.global_variables_initializer())
    small_file = small_saver.save(sess, str(work / "small.ckpt"))
print(list(load_file(f"{small_file}.safetensors")))

# %% [markdown] solution="early_saver"
# The saver takes the variables that exist when it is made, so make it last. Then `tf.train.Saver()` is enough; a list
# says what is wanted, and a variable that does not exist yet raises an error.

# %% [markdown] hints="early_saver"
# - when "['step']": Now only the step is saved.
# 1. In which line is the saver made, and which variables exist by then?

# %% check="early_saver"
from safetensors.numpy import load_file

names = sorted(load_file(f"{small_file}.safetensors"))
expect.equal(names, ["step", "weight"], what="The list of saved names", hint="Make the saver last.")

# %% wrong="early_saver" message="['step']"
with tf.Graph().as_default(), tf.Session() as sess:
    weight = tf.Variable(1.0, name="weight")
    counter = tf.Variable(0, name="step")
    small_saver = tf.train.Saver([counter])
    sess.run(tf.global_variables_initializer())
    small_file = small_saver.save(sess, str(work / "small.ckpt"))

# %% [markdown]
# ## 10. Going on after an interruption
#
# Now a real interruption. At step 250 the cell sends itself the signal of the stop button. Python raises
# `KeyboardInterrupt` in the middle of the training. The session is closed, and its variables are lost. A program that
# can be started again asks first whether there is a checkpoint:


# %%
def open_session(folder):
    """A session with the latest checkpoint of `folder`, or a fresh one."""
    sess = tf.Session()
    latest = tf.train.latest_checkpoint(str(folder))
    if latest:
        saver.restore(sess, latest)
    else:
        sess.run(model.init)
    return sess


saver = tf.train.Saver(max_to_keep=3)  # a saver of its own for each training
first, second = {}, {}
try:
    with open_session(work / "cut") as sess:
        for step, loss in train(sess, work / "cut", until=600):
            first[step] = loss
            if step == 250:
                signal.raise_signal(signal.SIGINT)  # the stop button
except KeyboardInterrupt:
    latest = tf.train.latest_checkpoint(str(work / "cut"))
    print(f"interrupted at step {step}; on disk: {Path(latest).name}")

with open_session(work / "cut") as sess:
    print("goes on at step", sess.run(model.global_step))
    second.update(train(sess, work / "cut", until=600))
    resumed_weights = sess.run(model.w)

curves = {"undisturbed": undisturbed, "both runs": list((first | second).values())}
title = "Both runs together lie on the undisturbed curve"
viz.learning_curves(curves, y="validation loss", title=title)

# %% proof
assert (max(first), min(second), max(second)) == (250, 201, 600)
assert Path(latest).name == "moons.ckpt-200"
assert np.array_equal(resumed_weights, final_weights)
assert curves["both runs"] == undisturbed

# %% [markdown]
# The last checkpoint was that of step 200, so 50 steps of work were lost. That is the price of saving every 100 steps:
# save more often when a step is expensive. The second run starts at step 200, and its curve continues that of an
# undisturbed training, step by step. The final weights are the same, bit for bit. This works because *everything* that
# training needs is saved or can be calculated again: weights and step are in the checkpoint, and the order of the
# batches follows from the number of the epoch.
#
# **Your turn.** An epoch has 12 steps. A training goes on at step 200. Which epoch is this (counted from 0), and how
# many batches of it were used already? Set `epoch_now` and `batches_used`.

# %% try="place_in_epoch"
epoch_now = ...
batches_used = ...

# %% solution="place_in_epoch"
epoch_now = 16
batches_used = 8

# %% [markdown] solution="place_in_epoch"
# `divmod(200, 12)`: 16 whole epochs, numbers 0 to 15, are 192 steps, and 8 batches of epoch 16 have been used.
# Starting the epoch anew would use these 8 twice and go on at another place.

# %% [markdown] hints="place_in_epoch"
# - when "got:      17": The first epoch has the number 0.
# 1. How many whole epochs fit into 200 steps, and how many steps are left?

# %% check="place_in_epoch"
expect.predicted(epoch_now, 16, what="The epoch", hint="Count from 0.")
expect.predicted(batches_used, 8, what="The number of batches", hint="What is left after whole epochs?")

# %% wrong="place_in_epoch" message="got:      17"
epoch_now = 17
batches_used = 8

# %% [markdown]
# **Three mistakes to know.** Running `init` after `restore` throws the restored values away. A saver made before
# `global_step` does not save it: the weights come back, but nobody knows the step any more. And one saver counts all
# its checkpoints together: with `max_to_keep=3` a second training would delete the files of the first one, even in
# another folder. Make one saver for each training.

# %% proof
with tf.Session() as sess:
    saver.restore(sess, str(final))
    assert sess.run(model.global_step) == 600
    sess.run(model.init)
    assert sess.run(model.global_step) == 0
with tf.Session() as sess:
    tf.train.Saver([model.w, model.b]).restore(sess, str(final))
    assert np.array_equal(sess.run(model.w), final_weights)
    with pytest.raises(tf.errors.FailedPreconditionError, match="train/global_step"):
        sess.run(model.global_step)
with tf.Session() as sess:
    sess.run(model.init)
    one_for_both = tf.train.Saver(max_to_keep=1)
    for folder in ("first", "second"):
        one_for_both.save(sess, str(work / folder / "a.ckpt"), global_step=1)
    assert not list((work / "first").glob("*.safetensors"))

# %% [markdown]
# **Your turn.** This function should open a session from a checkpoint, if one is given. The variables always come back
# as they were at the start. Repair it.


# %% try="reopen"
def reopen(checkpoint, saver, init):
    sess = tf.Session()
    if checkpoint:
        saver.restore(sess, checkpoint)
    sess.run(init)
    return sess


# %% solution="reopen"
def reopen(checkpoint, saver, init):
    sess = tf.Session()
    if checkpoint:
        saver.restore(sess, checkpoint)
    else:
        sess.run(init)
    return sess


# %% [markdown] solution="reopen"
# Whatever runs last wins. So it would also do to initialise first, always, and then restore.

# %% [markdown] hints="reopen"
# - when "without a checkpoint": Without a checkpoint somebody has to initialise.
# 1. Which of the two calls overwrites the other?

# %% check="reopen"
import lessonlib.tf1 as tf

with tf.Graph().as_default():
    counter = tf.Variable(0, name="step")
    keeper, init = tf.train.Saver(), tf.global_variables_initializer()
    with tf.Session() as sess:
        sess.run(init)
        counter.load(77, sess)
        path = keeper.save(sess, str(work / "reopen.ckpt"))
    for checkpoint, want, case in ((path, 77, "with a checkpoint"), (None, 0, "without a checkpoint")):
        with reopen(checkpoint, keeper, init) as sess:
            try:
                step = int(sess.run(counter))
            except tf.errors.FailedPreconditionError:
                step = None
        expect.equal(step, want, what=f"The global step {case}", hint="The last call wins.")


# %% wrong="reopen" message="without a checkpoint"
def reopen(checkpoint, saver, init):
    sess = tf.Session()
    if checkpoint:
        saver.restore(sess, checkpoint)
    return sess


# %% [markdown]
# ## 11. Summaries for TensorBoard
#
# You want to *see* the training while it runs, without printing thousands of numbers. A **summary** is a node that
# packs a value for TensorBoard. `merge_all` joins all summaries into one node, and a `FileWriter` appends its output
# to an **event file**. Give the writer the graph, too.

# %%
tf.reset_default_graph()
model = logistic_regression(n_features=9, learning_rate=0.5)
with tf.name_scope("watch"):
    right = tf.equal(model.logits >= 0, model.y >= 0.5)
    accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
    tf.summary.scalar("log_loss", model.loss)
    tf.summary.scalar("accuracy", accuracy)
    tf.summary.histogram("weights", model.w)
summary = tf.summary.merge_all()

log = str(work / "log")
writer = tf.summary.FileWriter(log, tf.get_default_graph())
with tf.Session() as sess:
    sess.run(model.init)
    for epoch in range(40):
        for X, y in minibatches(F_train, y_train, 50, epoch):
            take_step(sess, X, y)
        feed = {model.X: F_val, model.y: y_val}
        packed, step, last_loss = sess.run([summary, model.global_step, model.loss], feed)
        writer.add_summary(packed, global_step=step)
writer.close()

# %% [markdown]
# In JupyterLab, `%load_ext tensorboard` and then `%tensorboard --logdir PATH` open TensorBoard below a cell; in a
# terminal it is `tensorboard --logdir PATH` (lesson 6). TensorBoard's own reader gives the same numbers to a program,
# and the boxes that it would draw:

# %%
events = EventAccumulator(log).Reload()
nodes = [node.name for node in events.Graph().node if "/" in node.name]
print("boxes:", sorted({name.split("/")[0] for name in nodes}))
tags = events.Tags()["scalars"]
curves = {tag: [point.value for point in events.Scalars(tag)] for tag in tags}
title = "The loss still falls when the accuracy hardly moves"
viz.learning_curves(curves, x="step", y="validation", every=12, title=title)

# %% proof
assert {"inputs", "model", "loss", "train", "watch"} <= {name.split("/")[0] for name in nodes}
assert [point.step for point in events.Scalars("watch/log_loss")] == list(range(12, 481, 12))
assert np.isclose(curves["watch/log_loss"][-1], last_loss)
assert np.ptp(curves["watch/accuracy"][20:]) < 0.03
assert curves["watch/log_loss"][-1] < 0.85 * curves["watch/log_loss"][20]

# %% [markdown]
# **Your turn.** Another training has 1,000 rows and batches of 300, and writes a summary after each epoch. At which
# global step does its *third* point stand? Set `third_step`.

# %% try="third_point"
third_step = ...

# %% solution="third_point"
third_step = 12

# %% [markdown] solution="third_point"
# Four steps an epoch, since the last batch of 100 counts, too. A point without a step stands at step 0, and a curve of
# such points is a vertical heap.

# %% [markdown] hints="third_point"
# - when "got:      3": That is the number of the epoch. The axis counts steps.
# - when "got:      9": How many batches do 1,000 rows make?
# 1. Steps of one epoch, times three.

# %% check="third_point"
expect.predicted(third_step, 12, what="The step", hint="How many steps has an epoch?")

# %% wrong="third_point" message="got:      3"
third_step = 3

# %% wrong="third_point" message="got:      9"
third_step = 9

# %% [markdown]
# ## 12. What one step really does
#
# `minimize` added the nodes of the backward pass to the graph. In this library a session turns what a run needs into
# plain PyTorch code, which you can read (a common beginning of the names is left out):

# %%
feed = {model.X: F_train[:50], model.y: y_train[:50]}
with tf.Session() as sess:
    plan = sess.plan(model.step, feed_dict=feed)
program = plan.source[plan.source.index("def program") :]
print(program.replace("train_gradients_", ""))

# %% proof
assert "torch.sub(" in plan.source
assert plan.source.count("torch.matmul(") == 2  # one forward, one backward
assert "mean(loss" not in plan.source.replace("spread_mean", "")
with tf.Session() as sess:
    loss_alone = sess.plan(model.loss, feed_dict=feed).source
assert loss_alone.count("torch.matmul(") == 1
assert "mean(" in loss_alone

# %% [markdown]
# Three lines go forward, to the losses. The next ones go backward, and among them is the slope of section 3:
# `sigmoid(logits)` minus `y`. Then the transposed features times this slope give the gradient of `w`. At the end `w`,
# `b` and `global_step` get their new values. The mean loss itself is not calculated, since nobody asked for it.
#
# **Your turn.** How many matrix products does a run of `model.loss` alone need? Set `products_of_loss`.

# %% try="products"
products_of_loss = ...

# %% solution="products"
products_of_loss = 1

# %% [markdown] solution="products"
# Only `X` times `w`. The second product belongs to the gradient, which the loss does not need: a run calculates what
# its fetches depend on, and nothing else.

# %% [markdown] hints="products"
# - when "got:      2": Which of the two products does the loss depend on?
# 1. Look for `torch.matmul` in the program. Which call goes forward?

# %% check="products"
expect.predicted(products_of_loss, 1, what="The number of products", hint="Forward only.")

# %% wrong="products" message="got:      2"
products_of_loss = 2

# %% [markdown]
# ## 13. Learning rate and batch size
#
# The learning rate and the batch size are **hyper-parameters**: the training does not learn them. Train with several
# values, everything else equal (same starting weights, same order of the rows), and compare the *validation* curves.
# First the learning rate, from much too small to much too large. Move the slider: each curve comes to the front, with
# its numbers in words.


# %%
def curve(learning_rate, batch_size, epochs=40):
    """The validation loss after each epoch."""
    with tf.Graph().as_default(), tf.Session() as sess:
        model = logistic_regression(9, learning_rate)
        sess.run(model.init)
        losses = []
        for epoch in range(epochs):
            for X, y in minibatches(F_train, y_train, batch_size, epoch):
                sess.run(model.step, feed_dict={model.X: X, model.y: y})
            loss = sess.run(model.loss, {model.X: F_val, model.y: y_val})
            losses.append(float(loss))
        return losses


rates = {rate: curve(rate, 50) for rate in (0.01, 0.1, 0.3, 1, 5, 10, 30, 100)}
best_rate = min(rates, key=lambda rate: rates[rate][-1])
print("the curve that ends lowest has the learning rate", best_rate)
named = {f"lr={rate}": losses for rate, losses in rates.items()}
viz.learning_rate_explorer(named, x="epoch", y="validation loss")

# %% proof
last = {rate: losses[-1] for rate, losses in rates.items()}
largest_step_up = {rate: max(np.diff(losses)) for rate, losses in rates.items()}
assert best_rate == 5
assert largest_step_up[0.01] < 0  # it falls in each epoch
assert last[0.01] > 0.35 > 5 * last[5] - 0.02
assert largest_step_up[100] > 1
assert largest_step_up[5] < 0.02
assert last[0.3] > 2 * last[5]
assert abs(last[10] - last[5]) < 0.003
assert np.isfinite(rates[100]).all()

# %% [markdown]
# Read the shapes, not only the last numbers:
#
# - `lr=0.01` still falls in every epoch, and is far from the bottom: too **small**, or the training is too short;
# - `lr=5` falls fast and then stays low: **good**. `lr=10` ends less than 0.003 above it, and `lr=0.3` would come
#   there, too, but much later;
# - `lr=100` jumps up and down by more than 1: too **large**. The loss stays finite, because we calculate it from
#   logits.
#
# **Your turn.** `best_of_three` should be the learning rate whose curve *ends* lowest. The line finds another one.
# Repair it.

# %% try="ends_lowest"
trials = {
    0.1: [0.60, 0.41, 0.33],
    1: [0.50, 0.26, 0.21],
    10: [0.30, 0.19, 0.24],
}
best_of_three = min(trials, key=lambda rate: min(trials[rate]))

# %% solution="ends_lowest"
trials = {
    0.1: [0.60, 0.41, 0.33],
    1: [0.50, 0.26, 0.21],
    10: [0.30, 0.19, 0.24],
}
best_of_three = min(trials, key=lambda rate: trials[rate][-1])

# %% [markdown] solution="ends_lowest"
# What you hand over is the model at the end. The lowest point of a curve that jumps is partly luck; it counts only if
# you saved a checkpoint there, and restore it.

# %% [markdown] hints="ends_lowest"
# - when "got:      0.1": This curve ends *highest*.
# 1. Which number of the list is the loss at the end?

# %% check="ends_lowest"
expect.predicted(best_of_three, 1, what="best_of_three", hint="Compare the last numbers.")

# %% wrong="ends_lowest" message="got:      0.1"
trials = {0.1: [0.60, 0.41, 0.33], 1: [0.50, 0.26, 0.21], 10: [0.30, 0.19, 0.24]}
best_of_three = max(trials, key=lambda rate: trials[rate][-1])

# %% [markdown]
# Now the batch size, with the learning rate that we chose. We count in epochs (how often did we look at the data?),
# and also measure seconds.

# %%
sizes = {}
for batch_size in (10, 50, 200, 600):
    begin = time.perf_counter()
    sizes[batch_size] = curve(best_rate, batch_size)
    seconds = time.perf_counter() - begin
    steps = 40 * math.ceil(len(F_train) / batch_size)
    print(f"batch size {batch_size:3d}: {steps:4d} steps in {seconds:.2f} s,", end=" ")
    print(f"last loss {sizes[batch_size][-1]:.3f}")
best_size = min(sizes, key=lambda size: sizes[size][-1])
named = {f"batch size {size}": losses for size, losses in sizes.items()}
title = "Large batches make too few steps, small ones are noisy"
viz.learning_curves(named, x="epoch", y="validation loss", log_y=True, title=title)

# %% proof
assert best_size == 50
assert sizes[600][-1] > sizes[200][-1] > sizes[10][-1] > sizes[50][-1]
assert max(np.diff(sizes[10][5:])) > 2 * max(np.diff(sizes[50][5:]))
assert [40 * math.ceil(600 / size) for size in sizes] == [2400, 480, 120, 40]

# %% [markdown]
# Small batches make more steps in one epoch, so they learn more from the same number of epochs. But their gradients
# are noisier, so with a large learning rate they jump more; and each step has a fixed cost (Python, the session,
# starting the operations), so they need more *seconds*. Batches of 20 to 200 are a usual compromise for such a small
# model.
#
# **Your turn.** Three models were compared. Which one do you hand over? Set `chosen` to a letter.
#
# | model | training accuracy | validation accuracy | test accuracy |
# | --- | ---: | ---: | ---: |
# | `a` | 99.5% | 96.0% | 97.5% |
# | `b` | 98.0% | 97.5% | 97.0% |
# | `c` | 99.0% | 96.5% | 98.0% |

# %% try="choose_model"
chosen = ...

# %% solution="choose_model"
chosen = "b"

# %% [markdown] solution="choose_model"
# Validation rows are there to choose by. Whoever takes `c` has chosen by the test rows, and 98% then promises too
# much: with enough models one of them is lucky on any 200 rows. The honest promise for `b` is 97%.

# %% [markdown] hints="choose_model"
# - when "got:      'c'": The test rows are there to judge the choice, not to make it.
# - when "got:      'a'": These rows are those that the model has learned from.
# 1. Section 1 has a table with the job of each part.

# %% check="choose_model"
expect.predicted(chosen, "b", what="The choice", hint="By which rows do we choose?")

# %% wrong="choose_model" message="got:      'c'"
chosen = "c"

# %% wrong="choose_model" message="got:      'a'"
chosen = "a"

# %% [markdown]
# **The last look.** The final model uses what we chose on the validation rows: `best_rate`, `best_size`, 40 epochs.
# Now, once, the test set:

# %%
tf.reset_default_graph()
model = logistic_regression(n_features=9, learning_rate=best_rate)
with tf.Session() as sess:
    sess.run(model.init)
    start_w = sess.run(model.w)
    for epoch in range(40):
        for X, y in minibatches(F_train, y_train, best_size, epoch):
            take_step(sess, X, y)
    final_w, p_test = sess.run([model.w, model.p], {model.X: F_test})

test_accuracy = np.mean((p_test >= 0.5) == (y_test == 1))
print(f"test accuracy {test_accuracy:.1%}")

# %% proof
assert round(100 * test_accuracy, 1) == 97.5

# %% [markdown]
# 97.5% of 200 rows are 195. With so few rows, chance alone moves such a number by about one percentage point
# ($\sqrt{0.975 \cdot 0.025 / 200}$ is 1.1%), so nobody should care about its second digit.
#
# **Your turn.** Another model gets 90% of 900 test rows right. By how many percentage points does chance move this
# number? Set `points_of_chance`.

# %% try="chance"
points_of_chance = ...

# %% solution="chance"
points_of_chance = 1

# %% [markdown] solution="chance"
# $\sqrt{0.9 \cdot 0.1 / 900} = 0.3 / 30 = 0.01$. For half of that you need four times as many rows. Two models that
# differ by half a point on these rows have not been told apart.

# %% [markdown] hints="chance"
# - when "got:      0.01": Right, as a share. In percentage points?
# 1. The formula stands above: the share that is right, times the share that is wrong, divided by the number of rows.

# %% check="chance"
expect.predicted(points_of_chance, 1, what="The number of points", hint="Root, then percent.")

# %% wrong="chance" message="got:      0.01"
points_of_chance = 0.01

# %% proof
assert round(100 * np.sqrt(0.975 * 0.025 / 200), 1) == 1.1
assert np.isclose(np.sqrt(0.9 * 0.1 / 900), 0.01)
assert np.sum((p_test >= 0.5) == (y_test == 1)) == 195

# %% [markdown]
# ## 14. The PyTorch way
#
# Today one writes the same program with a module, a loss and a loop. The parts correspond one to one:
#
# | graph | PyTorch |
# | --- | --- |
# | `logistic_regression()` builds nodes | a class that inherits from `nn.Module` |
# | placeholder and `feed_dict` | an ordinary argument |
# | `sigmoid_cross_entropy_with_logits`, `reduce_mean` | `nn.BCEWithLogitsLoss` (takes logits, too) |
# | `minimize` | `loss.backward()` and `optimizer.step()` |
# | `Saver` | `safetensors` (`save_model`, `load_model`) |
# | `summary`, `FileWriter` | `SummaryWriter` |


# %%
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, X):
        return self.linear(X)  # logits, (m, 1)


module = LogisticRegression(n_features=9)
with torch.no_grad():  # the same start as the graph above
    module.linear.weight.copy_(torch.from_numpy(start_w.T))
    module.linear.bias.zero_()
loss_function = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(module.parameters(), lr=best_rate)
validation_rows, validation_y = torch.from_numpy(F_val), torch.from_numpy(y_val)

with SummaryWriter(work / "torch_log") as torch_writer:
    for epoch in range(40):
        for X, y in minibatches(F_train, y_train, best_size, epoch):
            logits = module(torch.from_numpy(X))
            optimizer.zero_grad()
            loss_function(logits, torch.from_numpy(y)).backward()
            optimizer.step()
        with torch.no_grad():
            loss = loss_function(module(validation_rows), validation_y)
        torch_writer.add_scalar("log_loss", loss.item(), global_step=epoch)

save_model(module, work / "module.safetensors")
module_w = module.linear.weight.detach().numpy().T
difference = np.abs(module_w - final_w).max()
print(f"largest difference between the weights of both ways: {difference:.1e}")

# %% proof
assert np.allclose(module_w, final_w, atol=1e-2)
loaded = LogisticRegression(n_features=9)
load_model(loaded, work / "module.safetensors")
assert torch.equal(loaded(validation_rows), module(validation_rows))
torch_events = EventAccumulator(str(work / "torch_log")).Reload()
assert np.allclose([point.value for point in torch_events.Scalars("log_loss")], rates[5], atol=1e-3)

# %% [markdown]
# The same start, the same batches, the same formula: the same weights, up to rounding. `load_model` brings the module
# back in another program, and TensorBoard shows the curve.
#
# **Your turn.** This training makes the mistake that is made most often with this loss, and raises no error. Repair
# one line, so that `sure` becomes a large score.

# %% try="sigmoid_twice"
score = torch.zeros(1, requires_grad=True)
for _ in range(200):
    p_of_row = torch.sigmoid(score)
    loss = nn.BCEWithLogitsLoss()(p_of_row, torch.ones(1))
    (slope,) = torch.autograd.grad(loss, score)
    score = (score - 10 * slope).detach().requires_grad_()
sure = score.item()
print(f"score {sure:.2f}, loss {loss.item():.3f}")

# %% solution="sigmoid_twice"
score = torch.zeros(1, requires_grad=True)
for _ in range(200):
    loss = nn.BCEWithLogitsLoss()(score, torch.ones(1))
    (slope,) = torch.autograd.grad(loss, score)
    score = (score - 10 * slope).detach().requires_grad_()
sure = score.item()
print(f"score {sure:.2f}, loss {loss.item():.3f}")

# %% [markdown] solution="sigmoid_twice"
# The loss applies the sigmoid itself. With two of them the probability can never exceed $\sigma(1) = 0.73$, so the
# loss stays above 0.31, however sure the model becomes. `nn.BCELoss` on probabilities would do, too, but it meets
# `log(0)`.

# %% [markdown] hints="sigmoid_twice"
# - when "the loss is": Is the sigmoid still applied twice?
# 1. Which of the two, scores or probabilities, does `BCEWithLogitsLoss` want?

# %% check="sigmoid_twice"
message = f"With the score {sure:.2f} the loss is {loss.item():.3f}, but a sure and right answer costs almost nothing."
expect.that(loss.item() < 0.01, message, hint="The loss wants logits.")
expect.between(sure, 5, 20, what="sure", hint="Keep the steps and the learning rate as they are.")

# %% wrong="sigmoid_twice" message="the loss is"
score = torch.zeros(1, requires_grad=True)
for _ in range(400):
    loss = nn.BCEWithLogitsLoss()(torch.sigmoid(score), torch.ones(1))
    (slope,) = torch.autograd.grad(loss, score)
    score = (score - 10 * slope).detach().requires_grad_()
sure = score.item()

# %% [markdown]
# ## 15. What to expect on a GPU
#
# Nothing faster. One step of this model multiplies a (50, 9) matrix by a (9, 1) vector: 450 multiplications forward,
# about as many backward. *Starting* an operation takes longer than that on every device, and one step starts dozens of
# them. The cell measures a step here, and on your GPU if you have one.


# %%
def microseconds_per_step(device, rows, features, steps=50):
    layer = nn.Linear(features, 1).to(device)
    X = torch.randn(rows, features, device=device)
    y = torch.ones(rows, 1, device=device)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    for repeats in (10, steps):  # the first 10 steps warm up
        begin = time.perf_counter()
        for _ in range(repeats):
            optimizer.zero_grad()
            loss = nn.functional.binary_cross_entropy_with_logits(layer(X), y)
            loss.backward()
            optimizer.step()
        loss.item()  # waits until a GPU is done
    return 1e6 * (time.perf_counter() - begin) / steps


for device in ["cpu"] + ["cuda"] * torch.cuda.is_available():
    small = microseconds_per_step(device, 50, 9)
    large = microseconds_per_step(device, 5000, 1000, steps=20)
    print(f"{device}: {small:.0f} microseconds a step with 50 x 9,", end=" ")
    print(f"{large:.0f} with 5000 x 1000")

# %% proof
assert 5000 * 1000 > 10_000 * 50 * 9
assert microseconds_per_step("cpu", 5000, 1000, steps=20) < 5_000 * microseconds_per_step("cpu", 50, 9)

# %% [markdown]
# The second model has over 10,000 times as much arithmetic as the first, but on a CPU it takes far less than 10,000
# times as long: the small one spends its time on the *start* of operations. A GPU helps when arithmetic is the larger
# part: wide layers, images, large batches (lessons 12 and 14).
#
# ## Summary
#
# - A saver, made last, saves at intervals and at the end. To go on: restore the latest checkpoint, do not run `init`
#   after it, and count on from `global_step`.
# - Summaries go through a `FileWriter` into event files, each point at its step. TensorBoard and `EventAccumulator`
#   read them.
# - A run calculates what its fetches depend on, and nothing else.
# - Compare hyper-parameters by validation curves, train the final model with what you chose, and look at the test set
#   once.
# - In PyTorch `BCEWithLogitsLoss` takes logits. A sigmoid before it raises no error, and spoils the training.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | checkpoint | 체크포인트 | the variables of a session, saved in a file |
# | to restore | 복원 | to load a checkpoint into a session |
# | global step | 전역 스텝 | the number of training steps done so far, kept in a variable |
# | summary, event file | 서머리, 이벤트 파일 | values written down for TensorBoard |
# | learning curve | 학습 곡선 | loss or accuracy over steps or epochs |
# | learning rate | 학습률 | how far one step goes along the gradient |
# | hyper-parameter | 하이퍼파라미터 | a setting that the training does not learn |

# %% [markdown]
# ## Read on
#
# - D. Masters and C. Luschi, *Revisiting small batch training for deep neural networks*, arXiv:1804.07612 (2018):
#   small batches, measured on images.
# - J. Bergstra and Y. Bengio, *Random search for hyper-parameter optimization*, Journal of Machine Learning Research
#   13 (2012): why random trials beat a grid.
# - I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning* (2016), chapter 11: how to choose a learning rate, and
#   what to look at first.
# - PyTorch documentation, *Saving and loading models* (read 2025): `state_dict`, and what else a checkpoint should
#   hold.
#
# **Open questions**, without a grade:
#
# 1. Our order of the rows follows from the number of the epoch. What must be saved if it came from one long stream of
#    random numbers?
# 2. How often should a training of ten days save its work, if saving takes one minute and the computer fails once a
#    month?
#
# **Now you**: [exercise 8](../exercises/08_logistic_regression/08_logistic_regression.ipynb), about 50 minutes. There
# you write the complete program yourself. **Next**: {{next}}, in which such a unit becomes a neuron of a network.
