# %% [markdown]
# # 8. Logistic regression with mini-batches
#
# The earlier lessons gave you the parts: a graph, placeholders, checkpoints, summaries. Now you put them
# together in one program that could run for days: it trains in small batches, saves its work, survives a
# power cut, and shows its curves. The model stays small, so that you can see everything.
#
# **After this lesson you can**
#
# - turn a score into a probability, and measure how wrong a probability is, without ever meeting `log(0)`;
# - build a model's graph in a function, with name scopes, and feed it mini-batches through placeholders;
# - save checkpoints while you train, and go on after an interruption exactly where you stopped;
# - write TensorBoard summaries and read them back;
# - judge a classifier by precision, recall and the ROC curve, and choose a threshold;
# - choose a learning rate and a batch size from learning curves;
# - write the same program with PyTorch modules.
#
# **Time**: about 75 minutes, and 40 to 60 minutes for the exercise. **Needs**: lesson 2 (graphs and
# sessions). Lessons 3, 5 and 6 help. No GPU, no network.

# %%
import math
import os
import signal
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from safetensors.numpy import load_file
from safetensors.torch import load_model, save_model
from sklearn.metrics import precision_score, recall_score, roc_auc_score
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import nn
from torch.utils.tensorboard import SummaryWriter

import lessonlib.tf1 as tf
from lessonlib import viz
from lessonlib.data import moons

FAST = os.environ.get("LESSONLIB_FAST") == "1"
work = Path(tempfile.mkdtemp(prefix="lesson_08_"))  # all files of this lesson go here

# %% [markdown]
# ## 1. The problem: two moons
#
# Each point has two features, `x1` and `x2`, and a class: 0 (upper moon) or 1 (lower moon). We want to
# predict the class of new points. The data is cut in three parts, and each part has one job:
#
# | part | job |
# | --- | --- |
# | train, 600 points | the model learns from these |
# | validation, 200 | we compare models and settings on these |
# | test, 200 | we look at these once, at the very end |

# %%
data = moons(n=1000, noise=0.2, seed=42)


def columns(split):
    """X float32 (m, 2) and y float32 (m, 1): one row for each point."""
    return split.X.numpy(), split.y.numpy().astype(np.float32).reshape(-1, 1)


X_train, y_train = columns(data.train)
X_val, y_val = columns(data.validation)
X_test, y_test = columns(data.test)
assert (len(X_train), len(X_val), len(X_test)) == (600, 200, 200)

viz.scatter(data.train.X, data.train.y, data.class_names)

# %% [markdown]
# ## 2. The idea: a score, then a probability
#
# Linear regression computes a weighted sum of the features. Here we call it the **score** or the **logit**:
#
# $$z = w_1 x_1 + w_2 x_2 + b$$
#
# A score can be any number, but a probability lies between 0 and 1. The **logistic function** (also called
# **sigmoid**) turns one into the other:
#
# $$p = \sigma(z) = \frac{1}{1 + e^{-z}}$$

# %%
viz.activations(["logistic"], low=-8, high=8)


# %%
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


for z in (-4, -1, 0, 1, 4):
    print(f"score {z:2d} -> probability {sigmoid(z):.3f}")
assert sigmoid(0) == 0.5
assert np.isclose(sigmoid(-3), 1 - sigmoid(3))

# %% [markdown]
# We read $p$ as "the probability of class 1", and predict class 1 when $p \ge 0.5$. The table shows: that
# is the same as $z \ge 0$. All points with $z = 0$ form a straight line, the **decision boundary**. So
# logistic regression is a *linear* classifier, in spite of its curved function.
#
# ## 3. How wrong is a probability? The log loss
#
# **The problem.** To train, we need one number that says how wrong the probabilities are.
#
# **The idea.** Look at the probability that the model gave to the class that came true. Take minus its
# logarithm. A sure and right answer costs almost nothing. A sure and *wrong* answer costs a lot. The mean
# over all examples is the **log loss** (also: binary cross-entropy):
#
# $$L = -\frac{1}{m} \sum_{i=1}^{m} \Big( y_i \log p_i + (1 - y_i) \log (1 - p_i) \Big)$$

# %%
for p in (0.99, 0.9, 0.5, 0.1, 0.01):
    print(f"class 1 came true, the model said p = {p:4}: loss {-np.log(p):.3f}")

y_true, p = np.array([1, 0, 1]), np.array([0.9, 0.2, 0.6])
by_formula = -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))
by_hand = (-np.log(0.9) - np.log(0.8) - np.log(0.6)) / 3
print(f"log loss of three examples: {by_formula:.4f}")
assert np.isclose(by_formula, by_hand)

# %% [markdown]
# ### What goes wrong: `log(0)`
#
# The formula is right, but a computer cannot follow it. $\sigma(z)$ is $1 / (1 + e^{-z})$. In `float32`, the
# next number above 1 is about $1.2 \cdot 10^{-7}$ away, so that $1 + e^{-z}$ is rounded to exactly 1 as soon as
# $e^{-z}$ is less than half of this. This happens from a score of about 16.6 on. Then $p$ is 1, $1 - p$ is 0, and
# its logarithm is minus infinity. Below, the true class is 0, and the score gets larger and larger.

# %%
tf.reset_default_graph()
z = tf.placeholder(tf.float32, shape=(None,), name="z")
p = tf.sigmoid(z)
from_probability = -tf.log(1.0 - p)  # the formula, for y = 0
from_logit = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.zeros_like(z), logits=z)
slopes = [tf.gradients(loss, z)[0] for loss in (from_probability, from_logit)]

scores = np.array([0, 5, 15, 18, 100], dtype=np.float32)
with tf.Session() as sess:
    naive, stable, (naive_slope, stable_slope) = sess.run(
        [from_probability, from_logit, slopes], feed_dict={z: scores}
    )

print("score   by the formula (slope)   from the logit (slope)")
for row in zip(scores, naive, naive_slope, stable, stable_slope, strict=True):
    print("{:5.0f} {:15.4f} {:8.4f} {:15.4f} {:8.4f}".format(*row))

# %% [markdown]
# By the formula, the loss of a very wrong answer is infinite, and its slope is not a number (`nan`): the
# optimizer would turn all weights into `nan` in one step. At a score of 15 the loss is already inaccurate.
# From the logit, all values are right: the loss is about $z$, the slope about 1.
#
# **How does it work?** Put $\sigma$ into the formula and simplify on paper, before the computer rounds:
#
# $$L = \log(1 + e^{z}) - y z = \max(z, 0) - y z + \log\left(1 + e^{-|z|}\right)$$
#
# In the last form, $e^{-|z|}$ lies between 0 and 1. Nothing can overflow, and the logarithm never sees a 0.

# %%
assert np.isinf(naive[3:]).all()
assert np.isnan(naive_slope[3:]).all()
assert np.isfinite([stable, stable_slope]).all()

by_last_form = np.maximum(scores, 0) + np.log1p(np.exp(-np.abs(scores)))  # y = 0
assert np.allclose(stable, by_last_form)
assert np.allclose(stable_slope, sigmoid(scores))  # the slope is p - y
print("largest difference to the last form:", np.abs(stable - by_last_form).max())

# %% proof
with tf.Session() as sess:
    below_one, rounded = sess.run(p, feed_dict={z: np.array([16.6, 16.65], dtype=np.float32)})
assert below_one < 1 == rounded
assert np.isclose(np.spacing(np.float32(1)), 1.2e-7, rtol=0.01)
assert np.isclose(-np.log(np.spacing(np.float32(1)) / 2), 16.6, atol=0.05)

# %% [markdown]
# **Remember**: compute the loss from *logits*. Use the probability only to show it to people. The slope is
# simple, too: $\partial L / \partial z = p - y$, how much the model is wrong.
#
# ## 4. The graph in a function, with name scopes
#
# **The problem.** We will need this model often: with other features, another learning rate, in a program
# that trains and in one that only predicts.
#
# **The idea.** A function builds the graph and returns its important parts. **Name scopes** put the nodes
# into four groups: `inputs`, `model`, `loss`, `train`.


# %%
def logistic_regression(n_features, learning_rate, seed=42):
    """Add logistic regression to the default graph and return its parts."""
    with tf.name_scope("inputs"):
        X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
        y = tf.placeholder(tf.float32, shape=(None, 1), name="y")
    with tf.name_scope("model"):
        w = tf.Variable(tf.random_uniform((n_features, 1), -1.0, 1.0, seed=seed), name="w")
        b = tf.Variable(tf.zeros((1,)), name="b")
        logits = tf.add(tf.matmul(X, w), b, name="logits")  # (m, 1)
        p = tf.sigmoid(logits, name="p")  # (m, 1)
    with tf.name_scope("loss"):
        losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits)  # (m, 1)
        loss = tf.reduce_mean(losses, name="log_loss")
    with tf.name_scope("train"):
        global_step = tf.Variable(0, trainable=False, name="global_step")
        optimizer = tf.train.GradientDescentOptimizer(learning_rate)
        step = optimizer.minimize(loss, global_step=global_step)
    init = tf.global_variables_initializer()
    return SimpleNamespace(
        X=X, y=y, w=w, b=b, logits=logits, p=p, loss=loss, global_step=global_step, step=step, init=init
    )


tf.reset_default_graph()
model = logistic_regression(n_features=2, learning_rate=0.5)
for part in (model.X, model.w, model.p, model.loss):
    print(part)
print("variables:", [variable.name for variable in tf.global_variables()])

# %% [markdown]
# The name of each node starts with its scope. TensorBoard draws a scope as one box that you can open. Here
# is the same graph inline. Only what `loss` needs is drawn.

# %%
groups = {operation.name.split("/")[0] for operation in tf.get_default_graph().operations}
assert {"inputs", "model", "loss", "train"} <= groups
viz.computation_graph(tf.get_default_graph(), fetches=[model.loss])

# %% [markdown]
# ## 5. Mini-batches through placeholders
#
# **The problem.** One step on all 600 rows is exact, but it costs 600 rows of work. With 600 million rows,
# one small step would take very long.
#
# **The idea.** Estimate the gradient from a few rows, a **mini-batch**. The estimate is noisy, but you get
# many steps for the price of one. One pass through all rows is an **epoch**. Three rules:
#
# 1. shuffle before each epoch, so that the batches differ;
# 2. use every row once in each epoch (the last batch may be smaller);
# 3. fix the seed, so that you can repeat the run.


# %%
def minibatches(X, y, batch_size, epoch, seed=0):
    """The rows of one epoch in random order, `batch_size` at a time."""
    order = np.random.default_rng([seed, epoch]).permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


sizes = [len(X_batch) for X_batch, _ in minibatches(X_train, y_train, batch_size=64, epoch=0)]
print(sizes, "rows in the batches,", sum(sizes), "in the epoch")

used = np.concatenate([X_batch for X_batch, _ in minibatches(X_train, y_train, batch_size=64, epoch=0)])
assert sum(sizes) == len(X_train)
assert np.array_equal(np.sort(used, axis=0), np.sort(X_train, axis=0))  # each row once
again = np.concatenate([X_batch for X_batch, _ in minibatches(X_train, y_train, batch_size=64, epoch=0)])
other = np.concatenate([X_batch for X_batch, _ in minibatches(X_train, y_train, batch_size=64, epoch=1)])
assert np.array_equal(used, again)
assert not np.array_equal(used, other)

# %% [markdown]
# The placeholders have shape `(None, 2)` and `(None, 1)`. `None` stands for any number of rows, so the same
# graph takes a batch of 64, the last batch of 24, or the whole validation set.
#
# **How noisy is the estimate?** We compare the gradient of single batches with the gradient of all 600
# rows.

# %%
gradient = tf.gradients(model.loss, model.w)[0]
with tf.Session() as sess:
    sess.run(model.init)
    exact = sess.run(gradient, feed_dict={model.X: X_train, model.y: y_train})
    for batch_size in (5, 50, 300):
        batches = minibatches(X_train, y_train, batch_size, epoch=0)
        estimates = [sess.run(gradient, feed_dict={model.X: X, model.y: y}) for X, y in batches]
        error = np.mean([np.linalg.norm(estimate - exact) for estimate in estimates])
        print(f"batches of {batch_size:3d}: mean error of the gradient {error:.3f}")
        assert np.allclose(np.mean(estimates, axis=0), exact, atol=1e-5)  # right on average
print(f"length of the exact gradient: {np.linalg.norm(exact):.3f}")

# %% [markdown]
# Larger batches give better estimates. *On average* even small batches are right: the mean over an epoch is
# the exact gradient (here all batches have the same size).
#
# ## 6. Train
#
# Each step feeds one batch and runs `model.step`. After each epoch we write the validation loss down.

# %%
with tf.Session() as sess:
    sess.run(model.init)
    history = {"train": [], "validation": []}
    for epoch in range(40):
        for X_batch, y_batch in minibatches(X_train, y_train, 50, epoch):
            sess.run(model.step, feed_dict={model.X: X_batch, model.y: y_batch})
        history["train"].append(sess.run(model.loss, feed_dict={model.X: X_train, model.y: y_train}))
        history["validation"].append(sess.run(model.loss, feed_dict={model.X: X_val, model.y: y_val}))
    w, b, steps = sess.run([model.w, model.b, model.global_step])

linear_accuracy = np.mean((X_val @ w + b >= 0) == (y_val == 1))
print(f"{steps} steps, validation accuracy {linear_accuracy:.1%}")
assert steps == 40 * 12
viz.learning_curves(history, x="epoch", y="log loss")

# %%
viz.decision_boundary(
    lambda X: sigmoid(X.numpy() @ w + b), data.validation.X, data.validation.y, data.class_names
)

# %% [markdown]
# The curve is flat at the end, so more training would not help. The model is too simple: no straight line
# can separate the moons.
#
# ## 7. Better features
#
# **The idea.** The model is linear *in its features*. So give it more features: the products $x_1^2$, $x_1
# x_2$, ..., $x_2^3$. A line in the nine-dimensional space of these features is a curve in the plane. The
# graph needs no change. Only `n_features` is 9 now.


# %%
def polynomial(X):
    """All products of x1 and x2 up to degree 3: (m, 2) -> (m, 9)."""
    a, b = X[:, :1], X[:, 1:]
    return np.hstack([a, b, a * a, a * b, b * b, a**3, a * a * b, a * b * b, b**3])


F_train, F_val, F_test = polynomial(X_train), polynomial(X_val), polynomial(X_test)

tf.reset_default_graph()
model = logistic_regression(n_features=9, learning_rate=0.5)
with tf.Session() as sess:
    sess.run(model.init)
    for epoch in range(80):
        for X_batch, y_batch in minibatches(F_train, y_train, 50, epoch):
            sess.run(model.step, feed_dict={model.X: X_batch, model.y: y_batch})
    w, b = sess.run([model.w, model.b])

accuracy = np.mean((F_val @ w + b >= 0) == (y_val == 1))
print(f"validation accuracy {accuracy:.1%}, with the two plain features it was {linear_accuracy:.1%}")
assert accuracy > linear_accuracy + 0.08
viz.decision_boundary(
    lambda X: sigmoid(polynomial(X.numpy()) @ w + b), data.validation.X, data.validation.y, data.class_names
)

# %% [markdown]
# The boundary bends around the moons. You chose these features by hand. In lesson 9, a hidden layer
# *learns* its features.
#
# ## 8. Checkpoints at intervals and at the end
#
# **The problem.** Variables live in a session. When the program ends, or the computer stops, they are gone.
#
# **The idea.** A **saver** writes all variables to a file, a **checkpoint**: at regular steps, and once at
# the end. Three things matter:
#
# - `tf.train.Saver()` takes the variables that exist *at that moment*. Make it last, also after
#   `global_step`.
# - `global_step=` puts the step into the file's name.
# - `max_to_keep` limits how many are kept. The oldest goes first.

# %%
tf.reset_default_graph()
model = logistic_regression(n_features=9, learning_rate=0.5)
saver = tf.train.Saver(max_to_keep=3)


def validation_loss(sess):
    return sess.run(model.loss, feed_dict={model.X: F_val, model.y: y_val})


def train(sess, folder, until, batch_size=50, save_every=100, interrupt_at=None):
    """Train from the session's global step to step `until`. Yields the validation loss after each step."""
    steps_per_epoch = math.ceil(len(F_train) / batch_size)
    step = sess.run(model.global_step)
    while step < until:
        epoch, batches_done = divmod(step, steps_per_epoch)
        for number, (X_batch, y_batch) in enumerate(minibatches(F_train, y_train, batch_size, epoch)):
            if number < batches_done or step >= until:
                continue  # this batch was used before the restart, or we are done
            _, step = sess.run(
                [model.step, model.global_step], feed_dict={model.X: X_batch, model.y: y_batch}
            )
            if step % save_every == 0:
                saver.save(sess, str(folder / "moons.ckpt"), global_step=step)
            yield validation_loss(sess)
            if step == interrupt_at:
                signal.raise_signal(signal.SIGINT)  # what Ctrl-C or the stop button sends
    saver.save(sess, str(folder / "final.ckpt"))


with tf.Session() as sess:
    sess.run(model.init)
    undisturbed = list(train(sess, work / "undisturbed", until=600))
    final_weights = sess.run(model.w)

for file in sorted((work / "undisturbed").iterdir()):
    print(f"{file.name:28} {file.stat().st_size:4d} bytes")
print("latest:", Path(tf.train.latest_checkpoint(str(work / "undisturbed"))).name)

# %% [markdown]
# There is one checkpoint every 100 steps and a final one. Only the last three are kept. The small file
# `checkpoint` says which one is the latest. The checkpoints are **safetensors** files: names and numbers,
# no program code, so it is safe to open one that somebody else sends you.

# %%
for name, value in load_file(work / "undisturbed" / "final.ckpt.safetensors").items():
    print(f"{name:20} shape {value.shape}, {value.dtype}")

# %% [markdown]
# **A second program** could now predict without any training. It builds the same graph, restores, and runs
# `p`. It does *not* run `init`: restored variables have their values already.

# %%
with tf.Session() as sess:
    saver.restore(sess, str(work / "undisturbed" / "final.ckpt"))
    print("three new points:", sess.run(model.p, feed_dict={model.X: F_test[:3]}).ravel().round(3))
    assert np.array_equal(sess.run(model.w), final_weights)

# %% [markdown]
# ## 9. Going on after an interruption
#
# Now a real interruption. At step 250 the cell sends itself the signal of the stop button. Python raises
# `KeyboardInterrupt` in the middle of the training. The session is closed, and its variables are lost.

# %%
before = []
try:
    with tf.Session() as sess:
        sess.run(model.init)
        for loss in train(sess, work / "cut", until=600, interrupt_at=250):
            before.append(loss)
except KeyboardInterrupt:
    print(f"interrupted after {len(before)} steps")

latest = tf.train.latest_checkpoint(str(work / "cut"))
print("on disk:", Path(latest).name)
assert len(before) == 250
assert Path(latest).name == "moons.ckpt-200"
viz.learning_curves({"first run": before}, y="validation loss")

# %% [markdown]
# The last checkpoint is that of step 200, so 50 steps of work are lost. That is the price of saving every
# 100 steps: save more often when a step is expensive. A program that can be restarted asks first whether
# there is a checkpoint:


# %%
def open_session(folder):
    """A session with the latest checkpoint of `folder`, or freshly initialised when there is none."""
    sess = tf.Session()
    latest = tf.train.latest_checkpoint(str(folder))
    if latest:
        saver.restore(sess, latest)
    else:
        sess.run(model.init)
    return sess


with open_session(work / "cut") as sess:
    restarted_at = sess.run(model.global_step)
    after = list(train(sess, work / "cut", until=600))
    resumed_weights = sess.run(model.w)

print(f"went on at step {restarted_at}, ended at step {restarted_at + len(after)}")
assert np.array_equal(resumed_weights, final_weights)
together = before[:restarted_at] + after
assert np.array_equal(together, undisturbed)
viz.learning_curves({"undisturbed": undisturbed, "first and second run": together}, y="validation loss")

# %% [markdown]
# The second run starts at step 200. The curve of both runs together lies on the curve of the undisturbed
# training, step by step. The final weights are the same, bit for bit. This works because *everything* that
# training needs is saved or can be computed again: the weights and the global step are in the checkpoint,
# and the order of the batches follows from the epoch number.
#
# **Three mistakes to know.** Running `init` after `restore` throws the restored values away. A saver made
# before `global_step` does not save it: the weights come back, but nobody knows the step any more. And one
# saver counts all its checkpoints together: with `max_to_keep=3`, the second training deleted the files of
# the first, in another folder. Make one saver for each training.

# %%
checkpoint = tf.train.latest_checkpoint(str(work / "cut"))
with tf.Session() as sess:
    saver.restore(sess, checkpoint)
    print("the step after restore:", sess.run(model.global_step))
    sess.run(model.init)
    print("the step after restore and init:", sess.run(model.global_step))
    assert sess.run(model.global_step) == 0

early_saver = tf.train.Saver([model.w, model.b])  # the variables that existed before global_step
with tf.Session() as sess:
    early_saver.restore(sess, checkpoint)
    assert np.array_equal(sess.run(model.w), final_weights)
    try:
        sess.run(model.global_step)
    except tf.errors.FailedPreconditionError as error:
        print(type(error).__name__, "-", str(error).splitlines()[0])
    else:
        raise AssertionError("the step should be unknown")

print("files left of the first training:", [file.name for file in (work / "undisturbed").iterdir()])
assert not list((work / "undisturbed").glob("*.safetensors"))

# %% [markdown]
# ## 10. Summaries for TensorBoard
#
# **The problem.** You want to *see* the training while it runs, without printing thousands of numbers.
#
# **The idea.** A **summary** is a node that packs a value for TensorBoard. `merge_all` joins all summaries
# into one node, and a `FileWriter` appends its output to an **event file**. Give the writer the graph, too.

# %%
tf.reset_default_graph()
model = logistic_regression(n_features=9, learning_rate=0.5)
with tf.name_scope("watch"):
    accuracy = tf.reduce_mean(tf.cast(tf.equal(model.logits >= 0, model.y >= 0.5), tf.float32))
    tf.summary.scalar("log_loss", model.loss)
    tf.summary.scalar("accuracy", accuracy)
    tf.summary.histogram("weights", model.w)
summary = tf.summary.merge_all()

writer = tf.summary.FileWriter(str(work / "log"), tf.get_default_graph())
with tf.Session() as sess:
    sess.run(model.init)
    for epoch in range(40):
        for X_batch, y_batch in minibatches(F_train, y_train, 50, epoch):
            sess.run(model.step, feed_dict={model.X: X_batch, model.y: y_batch})
        packed, step = sess.run([summary, model.global_step], feed_dict={model.X: F_val, model.y: y_val})
        writer.add_summary(packed, global_step=step)
    last_loss = sess.run(model.loss, feed_dict={model.X: F_val, model.y: y_val})
writer.close()
for file in (work / "log").iterdir():
    print(file.name)

# %% [markdown]
# In JupyterLab, `%load_ext tensorboard` and then `%tensorboard --logdir PATH` open TensorBoard below a
# cell; in a terminal it is `tensorboard --logdir PATH`. Where no port can be opened, read the event files
# with TensorBoard's own reader and draw the curves inline:

# %%
events = EventAccumulator(str(work / "log")).Reload()
print("scalars:", events.Tags()["scalars"], " histograms:", events.Tags()["histograms"])
curves = {tag: [point.value for point in events.Scalars(tag)] for tag in events.Tags()["scalars"]}
assert [point.step for point in events.Scalars("watch/log_loss")] == list(range(12, 481, 12))
assert np.isclose(curves["watch/log_loss"][-1], last_loss)
viz.learning_curves(curves, x="step", y="on the validation set", every=12)

# %%
boxes = sorted({node.name.split("/")[0] for node in events.Graph().node if "/" in node.name})
print("boxes in TensorBoard's picture of the graph:", boxes)
assert {"inputs", "model", "loss", "train", "watch"} <= set(boxes)

# %% [markdown]
# ## 11. What one step really does
#
# `minimize` added the nodes of the backward pass to the graph. A session turns what a run needs into
# straight PyTorch code. You can read it (we leave out a common beginning of the names):

# %%
with tf.Session() as sess:
    plan = sess.plan(model.step, feed_dict={model.X: F_train[:50], model.y: y_train[:50]})
print(plan.source[plan.source.index("def program") :].replace("train_gradients_", ""))

# %% [markdown]
# Three lines go forward, to the losses. The next ones go backward, and among them is the slope that we met
# in section 3: `sigmoid(logits)` minus `y`. Then the transposed features times this slope is the gradient
# of `w`. At the end, `w`, `b` and `global_step` get their new values. The value of the loss itself is not
# computed: nobody asked for it.

# %%
assert "torch.sub(" in plan.source
assert plan.source.count("torch.matmul(") == 2  # one forward, one backward
assert "mean(loss" not in plan.source.replace("spread_mean", "")

# %% [markdown]
# ## 12. Precision, recall and the ROC curve
#
# **The problem.** Accuracy counts all mistakes alike. But a missed illness and a false alarm are different
# mistakes.
#
# **The idea.** Count four cases. "Positive" means class 1, and a row is *called* positive when $p \ge$
# threshold.
#
# | | called positive | called negative |
# | --- | --- | --- |
# | **is positive** | true positive (TP) | false negative (FN) |
# | **is negative** | false positive (FP) | true negative (TN) |
#
# - **Precision** = TP / (TP + FP): how many alarms were real?
# - **Recall** = TP / (TP + FN): how many real cases gave an alarm?

# %%
tf.reset_default_graph()
model = logistic_regression(n_features=9, learning_rate=0.5)
saver = tf.train.Saver()
with open_session(work / "cut") as sess:  # a program that only predicts: nothing is trained here
    p_val = sess.run(model.p, feed_dict={model.X: F_val}).ravel()
is_positive = y_val.ravel() == 1


def precision_and_recall(is_positive, p, threshold):
    called_positive = p >= threshold
    hits = np.sum(called_positive & is_positive)
    return hits / np.sum(called_positive), hits / np.sum(is_positive)


print("threshold  precision  recall")
for threshold in (0.1, 0.3, 0.5, 0.7, 0.9):
    precision, recall = precision_and_recall(is_positive, p_val, threshold)
    print(f"{threshold:9} {precision:10.3f} {recall:7.3f}")
    assert np.isclose(precision, precision_score(is_positive, p_val >= threshold))
    assert np.isclose(recall, recall_score(is_positive, p_val >= threshold))

# %% [markdown]
# A low threshold finds every positive, with more false alarms. A high threshold gives fewer false alarms
# and misses more. The training does not choose the threshold. *You* choose it, from what each mistake
# costs.
#
# **The ROC curve** shows all thresholds at once: for each, the recall (up) against the share of negatives
# that gave a false alarm (right). A perfect model goes through the upper left corner. Guessing follows the
# diagonal. The **AUC** is the area under the curve: 1 is perfect, 0.5 is guessing.

# %%
tf.reset_default_graph()
plain = logistic_regression(n_features=2, learning_rate=0.5)
with tf.Session() as sess:
    sess.run(plain.init)
    for epoch in range(40):
        for X_batch, y_batch in minibatches(X_train, y_train, 50, epoch):
            sess.run(plain.step, feed_dict={plain.X: X_batch, plain.y: y_batch})
    p_plain = sess.run(plain.p, feed_dict={plain.X: X_val}).ravel()

auc_plain, auc_polynomial = roc_auc_score(is_positive, p_plain), roc_auc_score(is_positive, p_val)
print(f"AUC: plain features {auc_plain:.3f}, polynomial features {auc_polynomial:.3f}")
assert auc_polynomial > auc_plain
viz.roc({"plain features": (is_positive, p_plain), "polynomial features": (is_positive, p_val)})

# %% [markdown]
# ## 13. Learning rate and batch size
#
# **The problem.** The learning rate and the batch size are **hyper-parameters**: the training does not
# learn them.
#
# **The idea.** Train with several values, everything else equal (same starting weights, same order of
# rows), and compare the *validation* curves. First the learning rate, from much too small to much too
# large.


# %%
def curve(learning_rate, batch_size, epochs):
    """Validation loss after each epoch."""
    with tf.Graph().as_default():
        model = logistic_regression(9, learning_rate)
        with tf.Session() as sess:
            sess.run(model.init)
            losses = []
            for epoch in range(epochs):
                for X_batch, y_batch in minibatches(F_train, y_train, batch_size, epoch):
                    sess.run(model.step, feed_dict={model.X: X_batch, model.y: y_batch})
                losses.append(float(sess.run(model.loss, feed_dict={model.X: F_val, model.y: y_val})))
    return losses


epochs = 15 if FAST else 40
rates = {f"lr={rate}": curve(rate, 50, epochs) for rate in (0.01, 0.3, 5, 100)}
for name, losses in rates.items():
    print(f"{name:8} last loss {losses[-1]:.3f}, largest step up {max(np.diff(losses)):.3f}")
viz.learning_curves(rates, x="epoch", y="validation loss", log_y=True)

# %% [markdown]
# Read the shapes, not only the last numbers:
#
# - `lr=0.01` still falls in every epoch, and is far from the bottom: too **small** (or the training is too
#   short);
# - `lr=5` falls fast and then stays low: **good** (0.3 would come there, too, but much later);
# - `lr=100` jumps up and down: too **large**. The loss stays finite, because we compute it from logits.
#
# The widget below holds more rates. Move its slider: each curve comes to the front, with its numbers in
# words.

# %%
assert min(rates, key=lambda name: rates[name][-1]) == "lr=5"
assert max(np.diff(rates["lr=0.01"])) < 0  # it falls in each epoch
assert max(np.diff(rates["lr=100"])) > 5 * max(np.diff(rates["lr=5"]))  # it jumps

more_rates = {f"lr={rate}": curve(rate, 50, epochs) for rate in (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)}
viz.learning_rate_explorer(more_rates, x="epoch", y="validation loss")

# %% [markdown]
# Now the batch size, with a learning rate of 0.5. We count in epochs (how often did we look at the data?),
# and we also measure seconds.

# %%
sizes = {}
for batch_size in (10, 50, 600):
    start = time.perf_counter()
    losses = curve(0.5, batch_size, epochs)
    seconds = time.perf_counter() - start
    steps = epochs * math.ceil(len(F_train) / batch_size)
    print(f"batch size {batch_size:3d}: {steps:4d} steps in {seconds:.2f} s, last loss {losses[-1]:.3f}")
    sizes[f"batch size {batch_size}"] = losses
assert sizes["batch size 10"][-1] < sizes["batch size 50"][-1] < sizes["batch size 600"][-1]
viz.learning_curves(sizes, x="epoch", y="validation loss")

# %% [markdown]
# Small batches make more steps in one epoch, so they learn more from the same number of epochs. But each
# step has a fixed cost (Python, the session, starting the operations), so they need more *seconds*. Batches
# of 20 to 200 are a usual compromise.
#
# **The last look.** We chose on the validation set: the learning rate 5 of the first race, and batches of 50, with
# which that race was run. A network with these two, trained for 40 epochs, is our final model. Now, once, the test
# set:

# %%
tf.reset_default_graph()
model = logistic_regression(n_features=9, learning_rate=5.0)
with tf.Session() as sess:
    sess.run(model.init)
    start_w = sess.run(model.w)
    for epoch in range(40):
        for X_batch, y_batch in minibatches(F_train, y_train, 50, epoch):
            sess.run(model.step, feed_dict={model.X: X_batch, model.y: y_batch})
    graph_w, p_test = sess.run([model.w, model.p], feed_dict={model.X: F_test})

test_accuracy = np.mean((p_test >= 0.5) == (y_test == 1))
print(f"test accuracy {test_accuracy:.1%}")
assert test_accuracy > 0.95

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
optimizer = torch.optim.SGD(module.parameters(), lr=5.0)

with SummaryWriter(work / "torch_log") as torch_writer:
    for epoch in range(40):
        for X_batch, y_batch in minibatches(F_train, y_train, 50, epoch):
            optimizer.zero_grad()
            loss = loss_function(module(torch.from_numpy(X_batch)), torch.from_numpy(y_batch))
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            loss = loss_function(module(torch.from_numpy(F_val)), torch.from_numpy(y_val))
        torch_writer.add_scalar("log_loss", loss.item(), global_step=(epoch + 1) * 12)

save_model(module, work / "module.safetensors")
module_w = module.linear.weight.detach().numpy().T
print("largest difference between the weights of both ways:", np.abs(module_w - graph_w).max())
assert np.allclose(module_w, graph_w, atol=1e-2)

# %% [markdown]
# The same start, the same batches, the same formula: the same weights, up to rounding. The checkpoint and
# the curve can be read back:

# %%
loaded = LogisticRegression(n_features=9)
load_model(loaded, work / "module.safetensors")
with torch.no_grad():
    assert torch.equal(loaded(torch.from_numpy(F_test)), module(torch.from_numpy(F_test)))

torch_events = EventAccumulator(str(work / "torch_log")).Reload()
torch_curve = [point.value for point in torch_events.Scalars("log_loss")]
viz.learning_curves({"PyTorch, lr=5": torch_curve}, x="epoch", y="validation loss")

# %% [markdown]
# ## 15. What to expect on a GPU
#
# Nothing faster. One step of this model multiplies a (50, 9) matrix by a (9, 1) vector: 450 multiplications
# forward, about as many backward. A CPU does that in less than a microsecond. A GPU could do it at once,
# too, but *starting* an operation on a GPU costs some microseconds, and one step starts dozens of them. The
# cell measures a step here, and on your GPU if you have one.


# %%
def microseconds_per_step(device, rows, features, steps=50 if FAST else 200):
    torch.manual_seed(0)
    layer = nn.Linear(features, 1).to(device)
    X, y = torch.randn(rows, features, device=device), torch.ones(rows, 1, device=device)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    for step in range(steps + 10):
        if step == 10:  # the first steps warm up
            start = time.perf_counter()
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(layer(X), y)
        loss.backward()
        optimizer.step()
    loss.item()  # waits until a GPU is done
    return 1e6 * (time.perf_counter() - start) / steps


for device in ["cpu"] + ["cuda"] * torch.cuda.is_available():
    small, large = microseconds_per_step(device, 50, 9), microseconds_per_step(device, 5000, 1000, steps=20)
    assert device != "cpu" or large < 1000 * small
    print(f"{device}: 50 x 9 takes {small:.0f} microseconds a step, 5000 x 1000 takes {large:.0f}")

# %% [markdown]
# On the CPU, the second model has about 10,000 times as much arithmetic as the first, but it takes far less
# than 10,000 times as long: the small model spends its time on the *start* of operations, not on
# arithmetic. A GPU helps when the arithmetic is the larger part: wide layers, images, large batches
# (lessons 12 and 14).
#
# ## Summary
#
# - Logistic regression: a linear score $z$, and $p = \sigma(z)$. Its boundary is linear in its features;
#   polynomial features bend it.
# - The log loss is computed **from logits**. From probabilities, `log(0)` gives infinity and `nan`.
# - A function builds the graph; name scopes group it; placeholders with `None` rows take any batch.
# - An epoch uses every row once, shuffled. Batches give noisy gradients that are right on average.
# - A saver, made last, saves at intervals and at the end. To go on: restore the latest checkpoint, do not
#   run `init`, and count on from `global_step`.
# - Summaries go through a `FileWriter` into event files, which TensorBoard and `EventAccumulator` read.
# - Precision and recall depend on the threshold; the ROC curve shows all thresholds.
# - Compare hyper-parameters by validation curves. Look at the test set once.
#
# ## Terms
#
# | English | Korean | meaning |
# | --- | --- | --- |
# | logistic regression | 로지스틱 회귀 | linear classifier that gives a probability |
# | logit, score | 로짓, 점수 | the weighted sum before the logistic function |
# | logistic function, sigmoid | 로지스틱 함수, 시그모이드 | $1 / (1 + e^{-z})$ |
# | log loss, cross-entropy | 로그 손실, 크로스 엔트로피 | how wrong the probabilities are (section 3) |
# | decision boundary | 결정 경계 | where the model changes its mind |
# | mini-batch | 미니배치 | the rows of one training step |
# | epoch | 에포크 | one pass through all training rows |
# | name scope | 이름 범위 | a common prefix for the names of related nodes |
# | checkpoint | 체크포인트 | the variables of a session, saved in a file |
# | to restore | 복원 | to load a checkpoint into a session |
# | global step | 전역 스텝 | the number of training steps done so far, kept in a variable |
# | summary, event file | 서머리, 이벤트 파일 | values written down for TensorBoard |
# | learning curve | 학습 곡선 | loss or accuracy over steps or epochs |
# | precision | 정밀도 | share of the called positives that are positive |
# | recall | 재현율 | share of the positives that are called positive |
# | threshold | 임곗값 | the probability from which on we say "class 1" |
# | ROC curve | ROC 곡선 | recall against false alarms, for all thresholds |
# | hyper-parameter | 하이퍼파라미터 | a setting that the training does not learn |
# | learning rate | 학습률 | how far one step goes along the gradient |
#
# **Now you**: [exercise 8](../exercises/08_logistic_regression/08_logistic_regression.ipynb), about 50
# minutes. There you write the complete program yourself. In
# [lesson 9](09a_neurons_and_perceptrons.ipynb), such a unit becomes one neuron of a network.
