# %% [markdown]
# # Exercise 4: classification
#
# You write the parts of a classifier, put them together in a graph and in PyTorch, and explain a network that
# is stuck. Chapters 4a and 4b show each idea.
#
# **Time**: about 60 minutes. **Points**: 10, half a point for most tests.
#
# How to work:
#
# - Write your answer in place of the line that raises `NotImplementedError`. Run the cell, then run the tests
#   below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("bats")` (with the name of the task) explains an answer, and what else would
#   have done.

# %% setup="imports"
import numpy as np
import torch
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import data, viz

# %% [markdown]
# ## 1. One layer by hand
#
# Four animals, with the features fur and wings (1: yes, 0: no). This time the animal with both is a **bat**, so
# it is a mammal:
#
# | fur | wings | class |
# | --- | --- | --- |
# | 0 | 0 | 0, other |
# | 1 | 0 | 1, mammal |
# | 0 | 1 | 2, bird |
# | 1 | 1 | 1, mammal |
#
# Choose weights and biases of **one layer** without an activation, `scores = x @ bat_W + bat_b`. In each row,
# the score of the right class must be larger than the two others by at least 0.5.
#
# - `bat_W`: 2 rows (fur, wings) and 3 columns (other, mammal, bird). `bat_b`: 3 numbers.

# %% task="bats"
# Make the two names bat_W and bat_b.
### BEGIN SOLUTION
bat_W = [[-4, 4, 0], [-4, 0, 2]]
bat_b = [2, -2, -1]
### END SOLUTION

# %% [markdown] hints="bats"
# - when "fur 1, wings 1": The bat is the hard one. Fur must count more for a mammal than wings count for a
#   bird.
# 1. Section 2 of the chapter chooses such weights for other labels.
# 2. Each column is a neuron. It should like the features of its class (positive weight) and dislike the
#    others. The bias of `other` must win when both features are 0.
# 3. Start with the weights of the chapter and calculate the three scores of the bat. Then let wings not
#    speak against a mammal any more, and speak only weakly for a bird.

# %% [markdown] solution="bats"
# Each column is a neuron. Fur gives a mammal 4, wings give a bird 2, and the bias of `other` wins when both are 0. The
# bat has both: its mammal score is 4 - 2 and its bird score 2 - 1, so fur counts for more than wings. Many other
# numbers do, such as 3 for fur in the column of mammals, 2 for wings in that of birds, 1 as the bias of `other`, and 0
# elsewhere. If all numbers are multiplied by 10, the leads are ten times as large, and softmax is much surer.

# %% test="bats_right" points=0.5
# With these weights, the right class has the largest score for each of the four animals.
import numpy as np

from lessonlib.check import answer, expect

expect.shape(answer.bat_W, (2, 3), what="bat_W", hint="Two features, three classes.")
expect.shape(answer.bat_b, (3,), what="bat_b", hint="One bias for each class.")
W, b = np.array(answer.bat_W, dtype=float), np.array(answer.bat_b, dtype=float)
names = ["other", "mammal", "bird"]
for fur, wings, right in ((0, 0, 0), (1, 0, 1), (0, 1, 2), (1, 1, 1)):
    scores = np.array([fur, wings]) @ W + b
    lead = float(scores[right] - np.delete(scores, right).max())
    message = f"For fur {fur}, wings {wings}, {names[right]} does not lead by 0.5 or more."
    expect.that(lead >= 0.5, message, hint=f"The scores are {np.round(scores, 2).tolist()}.")

# %% [markdown]
# ## 2. One-hot labels
#
# Write `one_hot` with NumPy. A class that does not exist (below 0, or `num_classes` and more) must stop with a
# `ValueError`. (`tf.one_hot` would give a row of zeros, which nobody notices.)


# %% task="one_hot"
def one_hot(labels, num_classes):
    """labels: integer array (n,) -> array (n, num_classes) of the numbers 0 and 1."""
    ### BEGIN SOLUTION
    if ((labels < 0) | (labels >= num_classes)).any():
        raise ValueError(f"labels are {labels.tolist()}, expected 0 to {num_classes - 1}")
    return np.eye(num_classes)[labels]
    ### END SOLUTION


# %% [markdown] hints="one_hot"
# - when "raises no error": A negative number counts from the end in Python, so `rows[-1]` is a row, and no error
#   comes. Look at the labels before you use them.
# - when "raises another error": NumPy stopped, but later and in other words. Look at the labels first, and
#   raise your own `ValueError`.
# 1. Section 4 of the chapter makes such rows in three ways.
# 2. Row k of the identity matrix is the one-hot row of class k. An array of integers in square brackets picks
#    many rows at once.
# 3. First compare the labels with both ends, and use `.any()`; `raise ValueError("...")` stops. Then pick rows
#    of `np.eye(...)`.

# %% [markdown] solution="one_hot"
# Row $k$ of the identity matrix is the one-hot row of class $k$, and an array of integers in square brackets picks
# many rows at once. The labels are looked at first, since -1 would silently pick the last row, and a label that is too
# large would stop with NumPy's own `IndexError`. Comparing does it, too: `labels[:, None] == np.arange(num_classes)`
# is True at the right places. PyTorch's `F.one_hot` is as good, after the same look at the labels.

# %% test="one_hot_rows" points=0.25
# one_hot gives one row for each label, with a 1 at its place.
import numpy as np

from lessonlib.check import answer, expect, fresh

expect.close(answer.one_hot(np.array([2, 0]), 3), [[0, 0, 1], [1, 0, 0]], what="one_hot([2, 0], 3)")
### BEGIN HIDDEN TESTS
rng = fresh.rng()
for n, k in ((1, 2), (7, 5), (30, 10)):
    labels = rng.integers(0, k, size=n)
    want = (labels.reshape(-1, 1) == np.arange(k)).astype(float)
    expect.close(answer.one_hot(labels, k), want, what=f"one_hot({labels.tolist()}, {k})")
### END HIDDEN TESTS

# %% test="one_hot_refuses" points=0.25
# one_hot refuses classes that do not exist, and no others.
import numpy as np

from lessonlib.check import answer, expect

for labels, k in (([0, 3], 3), ([1, -1], 3), ([9, 0, 2], 4)):
    wrong = np.array(labels)
    expect.raises(
        lambda wrong=wrong, k=k: answer.one_hot(wrong, k),
        "ValueError",
        what=f"one_hot({labels}, {k})",
        hint=f"With {k} classes, labels go from 0 to {k - 1}.",
    )
    rows = answer.one_hot(np.array([k - 1, 0]), k)
    expect.close(rows, np.eye(k)[[k - 1, 0]], what=f"one_hot([{k - 1}, 0], {k})")

# %% [markdown]
# ## 3. Reduce along an axis
#
# Answer without running code, then check yourself.
#
# `t` is a tensor of shape (6, 4, 3). `q3_shapes` is a list of four shapes (tuples), those of
#
# 1. `tf.reduce_sum(t, axis=1)`
# 2. `tf.reduce_max(t, axis=[0, 2])`
# 3. `tf.reduce_mean(t, axis=2, keepdims=True)`
# 4. `tf.reduce_sum(t)`
#
# `s` is the table `[[3.0, 1.0], [2.0, 5.0], [4.0, 0.0]]`. Write as lists of numbers:
#
# - `q3_max`: `tf.reduce_max(s, axis=0)`
# - `q3_mean`: `tf.reduce_mean(s, axis=1)`
#
# For 6 animals and 3 classes, `tf.reduce_mean(-tf.reduce_sum(Y * tf.log(p), axis=1))` is 0.9. By mistake,
# somebody writes `axis=0` instead of `axis=1`.
#
# - `q3_wrong_axis`: What is the result now? A number.

# %% task="axes"
# Make the four names q3_shapes, q3_max, q3_mean and q3_wrong_axis.
### BEGIN SOLUTION
q3_shapes = [(6, 3), (4,), (6, 4, 1), ()]
q3_max = [4.0, 5.0]
q3_mean = [2.0, 3.5, 2.0]
q3_wrong_axis = 1.8
### END SOLUTION

# %% [markdown] hints="axes"
# - when "shape number": The axis that is named goes away, and all others stay in their order. With keepdims
#   it stays, with length 1.
# - when "q3_max": Axis 0 counts the rows. If it goes away, one number is left for each *column*.
# 1. Section 5 of the chapter; section 7 has the cost.
# 2. For the wrong axis: the sum of all 18 terms is the same. The only question is by how many the mean
#    divides it: by the animals or by the classes?
# 3. With 4 animals and 2 classes, a cost of 0.5 would come from terms that sum to 2. Divided by 2 classes,
#    that is 1.

# %% [markdown] solution="axes"
# The axis that is named goes away, the others keep their order: (6, 4, 3) without axis 1 is (6, 3), and without axes 0
# and 2 it is (4,). With `keepdims` axis 2 stays, with length 1. Without an axis nothing is left: `()`. For the wrong
# axis, the sum over all 18 terms is the same, 0.9 x 6 = 5.4; divided by 3 classes instead of 6 animals it is 1.8. The
# cost is too large by a constant factor, so the training still runs, with steps that are too long: nobody notices.

# %% test="axis_shapes" points=0.5
# The shapes after reducing.
from lessonlib.check import answer, expect

seals = ["373c67b76fcbee91", "62febe832eee612a", "7335e14da6a3d408", "730d3924c73fe851"]
got = answer.q3_shapes
expect.that(isinstance(got, list) and len(got) == 4, "q3_shapes is not a list of four shapes.")
for number, (shape, seal) in enumerate(zip(got, seals, strict=True)):
    what = f"shape number {number + 1} in q3_shapes"
    expect.that(isinstance(shape, list), f"{what} is not a tuple.", hint="(7) is a number, (7,) is a tuple.")
    expect.sealed(
        str(tuple(shape)), f"04_shape_{number}", seal, what=what, hint="The axis that you name goes away."
    )

# %% test="axis_values" points=0.5
# The values after reducing, and the cost along the wrong axis.
import numpy as np

from lessonlib.check import answer, expect

for name, key, seal in (
    ("q3_max", "04_column_max", "0589103855e03e56"),
    ("q3_mean", "04_row_means", "9507aafa5ed93e02"),
):
    got = getattr(answer, name)
    expect.that(isinstance(got, (list, np.ndarray)), f"{name} is not a list of numbers.")
    expect.that(np.array(got).dtype.kind in "iuf", f"{name} is not a list of numbers.")
    numbers = str(np.array(got, dtype=float).tolist())
    expect.sealed(numbers, key, seal, what=name, hint="axis=0 goes down the columns, axis=1 along the rows.")
expect.sealed(
    answer.q3_wrong_axis,
    "04_wrong_axis",
    "192806ca4b2703f3",
    what="q3_wrong_axis",
    hint="The sum of all terms stays the same. How many numbers does the mean divide by now?",
)

# %% [markdown]
# ## 4. Softmax
#
# Write `softmax` for rows of scores. It must also work for large scores such as 1000 or -1000: no `nan`.


# %% task="softmax"
def softmax(z):
    """Scores (n, k) -> probabilities (n, k). Each row has the sum 1."""
    ### BEGIN SOLUTION
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% [markdown] hints="softmax"
# - when "each row has the sum 1": You divided by the sums of the columns, or by the sum of all numbers. Each
#   *row* is one example.
# - when "is not finite": `exp(1000)` is infinite, and infinite divided by infinite is not a number. Make the
#   scores smaller first; only their differences matter.
# 1. Section 6 of the chapter.
# 2. Subtract the largest score of each row, so that the largest is 0. Then `exp`, and divide by the sum of the
#    row. `keepdims=True` lets a table be divided row by row.
# 3. For columns it would be `powers / powers.sum(axis=0, keepdims=True)`; for rows it is another axis. The
#    largest of each row comes from `.max(...)` with the same two options.

# %% [markdown] solution="softmax"
# Only differences of scores matter, so each row may give up its largest score; then the largest power is 1, and
# nothing overflows. `keepdims=True` keeps largest scores and sums as columns, so that each row meets its own. With the
# largest score of the *whole* table, a row of much smaller scores becomes 0 divided by 0.
# `torch.softmax(torch.tensor(z), dim=1)` and `tf.nn.softmax` in a session are right as well.

# %% test="softmax_values" points=0.5
# softmax makes probabilities of each row.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import classification

rng = fresh.rng()
for n, k in ((4, 3), (1, 2), (5, 10), (3, 3)):
    z = rng.normal(scale=2, size=(n, k))
    expect.close(
        answer.softmax(z),
        classification.softmax(z),
        what=f"softmax of {n} rows with {k} scores",
        rtol=1e-4,
        hint="exp of the scores, divided by the sum of the row: each row has the sum 1.",
    )

# %% test="softmax_large" points=0.5
# softmax stays right for very large and very small scores.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import classification

rng = fresh.rng()
fixed = np.array([[1000.0, 1000.0, -1000.0], [1000.0, 0.0, 3.0], [-1000.0, -1000.0, -1000.0]])
for z in (fixed, rng.normal(scale=2, size=(4, 3)) + np.array([[900.0], [-900.0], [1200.0], [-1500.0]])):
    expect.close(
        answer.softmax(z),
        classification.softmax(z),
        what="softmax of scores around 1000 and -1000",
        rtol=1e-4,
        hint="Subtract the largest score of each row before exp.",
    )

# %% [markdown]
# ## 5. Cross-entropy
#
# Write the cost from **scores**: the mean over the rows of $-\sum_k y_k \log p_k$, with $p$ = softmax of the
# scores. It must stay finite and right for scores such as 1000.


# %% task="cross_entropy"
def cross_entropy(z, y):
    """z: scores (n, k), y: one-hot rows (n, k), both float arrays. Returns one number, the mean loss."""
    ### BEGIN SOLUTION
    z = z - z.max(axis=1, keepdims=True)
    losses = np.log(np.exp(z).sum(axis=1)) - (y * z).sum(axis=1)
    return losses.mean()
    ### END SOLUTION


# %% [markdown] hints="cross_entropy"
# - when "with two rows": The loss of each row is one number; the cost is their *mean*, not their sum, and not
#   the mean of all single terms.
# - when "around 1000": A probability was rounded to 0, and then came the logarithm. Do not calculate the
#   probability at all.
# 1. Section 7 of the chapter, with the formula that needs no probability.
# 2. The loss of one row is: logarithm of the sum of `exp` of its scores, minus the score of the right class.
#    It does not change when you subtract the same number from all scores of the row.
# 3. First subtract the largest of each row, as in softmax. Then `np.log(...)` of the row sums of `np.exp(z)`.
#    The score of the right class is the row sum of `y * z`. At last take the mean.

# %% [markdown] solution="cross_entropy"
# Minus the logarithm of softmax is the logarithm of the sum of `exp`, minus the score of the right class: no
# probability is calculated, so none is rounded to 0. Moving a row by its largest score changes both parts by the same
# amount. The row sum of `y * z` picks the right score. `tf.reduce_logsumexp` and `torch.logsumexp` subtract the
# largest score by themselves, and `nn.CrossEntropyLoss()` does the whole at once.

# %% test="cross_entropy_value" points=0.5
# cross_entropy is the mean loss of the rows.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import classification

advice = "One loss for each row (sum over the classes), then the mean over the rows."
rng = fresh.rng()
for n, k in ((2, 3), (1, 4), (20, 10)):
    z, labels = rng.normal(scale=2, size=(n, k)), rng.integers(0, k, size=n)
    want = classification.cross_entropy(z, labels)
    count = "two rows" if n == 2 else f"{n} row(s)"
    what = f"cross_entropy with {count} and {k} classes"
    expect.close(answer.cross_entropy(z, np.eye(k)[labels]), want, what=what, rtol=1e-4, hint=advice)

# %% test="cross_entropy_large" points=0.5
# cross_entropy stays right for very large and very small scores.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import classification

rng = fresh.rng()
for z in (
    np.array([[1000.0, 0.0, 0.0], [0.0, 0.0, 0.0]]),
    np.array([[0.0, 1000.0, 0.0], [-1000.0, -1000.0, -1000.0]]),
    rng.uniform(-1500, 1500, size=(2, 3)),
):
    labels = np.array([0, int(rng.integers(0, 3))])
    expect.close(
        answer.cross_entropy(z, np.eye(3)[labels]),
        classification.cross_entropy(z, labels),
        what="cross_entropy of scores around 1000",
        rtol=1e-4,
        hint="log(sum of exp(z)) minus the right score, with the row's largest score subtracted first.",
    )

# %% [markdown]
# ## 6. A network with a hidden layer, as a graph
#
# Build the network of the chapter's section 9: 2 features, a hidden layer with **ReLU**, 3 classes. Weights
# start with random numbers from -1 to 1, which depend on `seed` alone; biases start with 0. The cost is the mean
# cross-entropy; the optimizer is **Adam**. Everything lives in a graph of its own. Return a dictionary with these
# entries:
#
# | key | what |
# | --- | --- |
# | `graph` | the graph |
# | `X`, `Y` | placeholders (None, 2) and (None, 3), float32; Y is one-hot |
# | `weights` | list of four variables: weights (2, hidden), biases (hidden,), weights (hidden, 3), biases (3,) |
# | `scores` | the scores (m, 3), before any softmax |
# | `cost` | one number, made from `scores` and `Y`; right for large scores, such as 500, too |
# | `accuracy` | share of right answers, from 0 to 1, made from `scores` and `Y` |
# | `train` | the operation that makes one step |
# | `init` | the operation that initialises all variables |


# %% task="hidden_network"
def hidden_network(hidden, learning_rate=0.01, seed=1):
    """A network 2 - hidden - 3 in a graph of its own. Returns the dictionary that the table describes."""
    ### BEGIN SOLUTION
    graph = tf.Graph()
    with graph.as_default():
        X = tf.placeholder(tf.float32, shape=(None, 2))
        Y = tf.placeholder(tf.float32, shape=(None, 3))
        W1 = tf.Variable(tf.random_uniform((2, hidden), -1.0, 1.0, seed=seed))
        b1 = tf.Variable(tf.zeros((hidden,)))
        W2 = tf.Variable(tf.random_uniform((hidden, 3), -1.0, 1.0, seed=seed + 1))
        b2 = tf.Variable(tf.zeros((3,)))
        scores = tf.matmul(tf.nn.relu(tf.matmul(X, W1) + b1), W2) + b2
        cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=scores))
        is_right = tf.equal(tf.argmax(scores, axis=1), tf.argmax(Y, axis=1))
        accuracy = tf.reduce_mean(tf.cast(is_right, tf.float32))
        train = tf.train.AdamOptimizer(learning_rate).minimize(cost)
        init = tf.global_variables_initializer()
    return {
        "graph": graph,
        "X": X,
        "Y": Y,
        "weights": [W1, b1, W2, b2],
        "scores": scores,
        "cost": cost,
        "accuracy": accuracy,
        "train": train,
        "init": init,
    }
    ### END SOLUTION


# %% [markdown] hints="hidden_network"
# - when "start of the first weights": Between -1 and 1, and another one for each weight: `tf.random_uniform` makes
#   them, if you give it a shape.
# - when "seeds 5 and 6": Does your `seed` reach the random numbers? Either the graph or each random node takes it.
# - when "ReLU behind the hidden layer": Look at both layers again, each with its sums and its activation.
# - when "Is softmax applied twice": The function with `logits` in its name applies softmax itself. Give it the
#   scores as they are.
# - when "axis=1": `argmax` must look along the classes of each example. Without an axis it takes axis 0.
# - when "Adam's first step": The first step of Adam changes a weight by about the learning rate, whatever the
#   gradient. Which optimizer did you take?
# 1. Section 9 of the chapter builds this network.
# 2. Open the graph with `with graph.as_default():`. Then the placeholders, two layers, cost, accuracy, the
#    optimizer, and the initialiser *last*, so that it knows all variables (Adam makes some, too).
# 3. A layer is `tf.matmul(inputs, W) + b`. Use `tf.nn.relu` once, `softmax_cross_entropy_with_logits_v2` with
#    its mean, `argmax` of two things along axis 1, `equal`, `cast`, mean, and `minimize`.

# %% [markdown] solution="hidden_network"
# ReLU stands behind the hidden layer only: the output layer hands its sums to a loss that applies softmax itself. That
# also keeps the cost finite for scores such as 500. The accuracy compares the places of the largest score and of the
# 1, both along the classes (`axis=1`). The initialiser comes last, since Adam makes variables, too. Instead of a seed
# for each random node, `tf.set_random_seed(seed)` inside the graph is enough; `tf.layers.dense` would be shorter, and
# the sparse loss with `tf.argmax(Y, axis=1)` gives the same cost.

# %% test="network_start" points=0.5
# Weights start with random numbers from -1 to 1 that depend on the seed, and biases with 0.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect
from lessonlib.check.graphs import fetch_graph

starts = []
for seed in (5, 5, 6):
    net = fetch_graph(
        answer.hidden_network(200, seed=seed), "weights", "init"
    )  # a copy, which this test can run
    expect.equal(len(net["weights"]), 4, what="the number of variables in weights")
    with tf.Session(graph=net["graph"]) as sess:
        sess.run(net["init"])
        starts.append([sess.run(variable) for variable in net["weights"]])
shapes = [(2, 200), (200,), (200, 3), (3,)]
for value, shape in zip(starts[0], shapes, strict=True):
    expect.shape(value, shape, what="one of the four weights (with 200 hidden units)")
for what, value in (
    ("the start of the first weights", starts[0][0]),
    ("the start of the others", starts[0][2]),
):
    expect.between(float(np.min(value)), -1, -0.9, what=f"the lowest number at {what}")
    expect.between(float(np.max(value)), 0.9, 1, what=f"the highest number at {what}")
    middle = float(np.mean(np.abs(value) < 0.5))
    expect.between(middle, 0.35, 0.65, what=f"the share of numbers between -0.5 and 0.5 at {what}")
for biases in (starts[0][1], starts[0][3]):
    expect.close(biases, np.zeros(len(biases)), what="the start of the biases")
for k in (0, 2):
    expect.close(starts[1][k], starts[0][k], what="the start of a second network with the same seed")
same = [bool(np.allclose(starts[2][k], starts[0][k])) for k in (0, 2)]
expect.that(
    not any(same), "Two networks with the seeds 5 and 6 start with the same weights.", hint="Use seed."
)

# %% test="network_scores" points=0.5
# The scores are those of a hidden layer with ReLU and an output layer without activation.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph
from lessonlib.check.references import classification

rng = fresh.rng()
for hidden, rows in ((10, 5), (4, 1)):
    net = fetch_graph(answer.hidden_network(hidden), "X", "Y", "weights", "scores", "init")
    for part, want in (("X", [None, 2]), ("Y", [None, 3])):
        expect.equal(net[part].shape.as_list(), want, what=f"the shape of {part}")
    x = rng.normal(scale=2, size=(rows, 2)).astype(np.float32)
    shapes = [(2, hidden), (hidden,), (hidden, 3), (3,)]
    got = [variable.shape.as_list() for variable in net["weights"]]
    expect.equal(
        got, [list(shape) for shape in shapes], what=f"the shapes of weights ({hidden} hidden units)"
    )
    weights = [rng.normal(size=shape).astype(np.float32) for shape in shapes]
    with tf.Session(graph=net["graph"]) as sess:
        sess.run(net["init"])
        feed = dict(zip(net["weights"], weights, strict=True))
        scores = sess.run(net["scores"], {net["X"]: x, **feed})
    what = f"the scores of {rows} row(s), {hidden} hidden units"
    advice = "ReLU behind the hidden layer, no activation behind the output layer."
    want = classification.scores(x, weights)
    expect.close(scores, want, what=what, rtol=1e-3, atol=1e-3, hint=advice)

# %% test="network_cost" points=0.5
# The cost is the mean cross-entropy of the scores.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph
from lessonlib.check.references import classification

net = fetch_graph(answer.hidden_network(6), "X", "Y", "scores", "cost", "init")
rng = fresh.rng()
with tf.Session(graph=net["graph"]) as sess:
    sess.run(net["init"])
    for rows, scale in ((4, 1), (30, 3), (5, 200)):
        scores, labels = rng.normal(scale=scale, size=(rows, 3)).astype(np.float32), rng.integers(0, 3, rows)
        want = classification.cross_entropy(scores, labels)
        feed = {net["scores"]: scores, net["Y"]: np.eye(3, dtype=np.float32)[labels], net["X"]: scores[:, :2]}
        got = sess.run(net["cost"], feed)
        what = f"the cost of {rows} rows of scores of size {scale}"
        advice = "Cross-entropy straight from the scores, then the mean. Is softmax applied twice?"
        expect.close(got, want, what=what, rtol=1e-4, atol=1e-5, hint=advice)

# %% test="network_accuracy" points=0.5
# The accuracy is the share of rows whose largest score is at the right class.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph

net = fetch_graph(answer.hidden_network(6), "X", "Y", "scores", "accuracy", "init")
rng = fresh.rng()
with tf.Session(graph=net["graph"]) as sess:
    sess.run(net["init"])
    for rows, right in ((4, 3), (10, 0), (8, 8), (25, int(rng.integers(1, 25)))):
        scores = rng.normal(size=(rows, 3)).astype(np.float32)
        labels = (scores.argmax(axis=1) + (np.arange(rows) >= right)) % 3
        feed = {net["scores"]: scores, net["Y"]: np.eye(3, dtype=np.float32)[labels], net["X"]: scores[:, :2]}
        got = sess.run(net["accuracy"], feed)
        what = f"the accuracy when {right} of {rows} rows are right"
        advice = "Compare the two argmax along axis=1, cast to float32, take the mean (from 0 to 1)."
        expect.close(got, right / rows, what=what, rtol=1e-4, hint=advice)

# %% test="network_learns" points=0.5
# Each training step is one of Adam, down the slope of the cost.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph

rng = fresh.rng()
net = fetch_graph(
    answer.hidden_network(30, learning_rate=0.02, seed=5), "X", "Y", "weights", "cost", "train", "init"
)
x, labels = rng.normal(size=(12, 2)).astype(np.float32), rng.integers(0, 3, 12)
feed = {net["X"]: x, net["Y"]: np.eye(3, dtype=np.float32)[labels]}
with net["graph"].as_default():
    slopes = tf.gradients(net["cost"], net["weights"])
advice = "Make the cost from the scores, and the scores from the weights."
expect.that(not any(slope is None for slope in slopes), "The cost depends on no weights.", hint=advice)
means, squares = [0.0] * 4, [0.0] * 4  # what Adam remembers of each slope
with tf.Session(graph=net["graph"]) as sess:
    sess.run(net["init"])
    for step in range(1, 11):
        before, gradients = sess.run([net["weights"], slopes], feed)
        sess.run(net["train"], feed)
        after = sess.run(net["weights"])
        if step == 1:
            moved = max(float(np.abs(new - old).max()) for new, old in zip(after, before, strict=True))
            advice = "Adam's first step is as long as the learning rate. Use it in minimize."
            what = "the largest change of a weight in one step (lr 0.02)"
            expect.between(moved, 0.019, 0.021, what=what, hint=advice)
        for k, slope in enumerate(gradients):
            means[k], squares[k] = 0.9 * means[k] + 0.1 * slope, 0.999 * squares[k] + 0.001 * slope**2
            mean, square = means[k] / (1 - 0.9**step), squares[k] / (1 - 0.999**step)
            clear = np.sqrt(square) > 1e-4  # where rounding and Adam's epsilon do not matter
            want = (before[k] - 0.02 * mean / (np.sqrt(square) + 1e-7))[clear]
            what = f"number {k + 1} of the weights after step {step}"
            advice = "Adam with its usual settings."
            expect.close(after[k][clear], want, what=what, rtol=1e-2, atol=1e-3, hint=advice)

# %% [markdown]
# **Look.** Your network on the six animals (the points), and the regions that it learned:

# %%
animals = data.animals()
net = hidden_network(20)
with tf.Session(graph=net["graph"]) as sess:
    sess.run(net["init"])
    feed = {net["X"]: animals.train.X.numpy(), net["Y"]: one_hot(animals.train.y.numpy(), 3)}
    costs = [sess.run([net["cost"], net["train"]], feed)[0] for _ in range(200)]
    picture = viz.decision_boundary(
        lambda points: sess.run(net["scores"], {net["X"]: points.numpy()}),
        animals.train.X,
        animals.train.y,
        animals.class_names,
        feature_names=animals.feature_names,
    )
print(f"cost {costs[0]:.3f} -> {costs[-1]:.3f}")
picture

# %% [markdown]
# ## 7. A network that is stuck
#
# The first network of the chapter's section 8 has one layer, ReLU on its sums, then softmax. Biases start at 0.
# It learns the six animals of the chapter (three of them are class 0, `other`), and stops at 66.7%.
#
# `q7_reason`: Why does `other` never get more than 1/3 for an animal with neither fur nor wings?
#
# - a. One layer cannot separate these classes.
# - b. The sum of its neuron never gets above 0, and there ReLU has no slope to push it up.
# - c. Softmax of three scores cannot give more than 1/3 to the first class.
# - d. The learning rate is too large.
#
# `q7_repair`: Which change lets this network get all six right *and* be sure of it, from any start?
#
# - a. No ReLU before the softmax, and enough steps.
# - b. Softmax twice.
# - c. One hundred times as many steps, nothing else.
# - d. The sum of the losses instead of their mean.
#
# `q7_tie`: A broken network gives three equal scores for every animal. Predictions are made with NumPy's `argmax`.
# What is the accuracy on the six animals? A number from 0 to 1.
#
# `q7_no_idea`: A network for **ten** classes gives equal scores, too. What is its cross-entropy? Round to two
# decimals.

# %% task="stuck"
# Make the names q7_reason and q7_repair (letters), q7_tie and q7_no_idea (numbers).
### BEGIN SOLUTION
q7_reason = "b"
q7_repair = "a"
q7_tie = 0.5
q7_no_idea = 2.30
### END SOLUTION

# %% [markdown] hints="stuck"
# - when "q7_reason": Could a layer without ReLU do it? Section 8 tests that with many starts, and looks at
#   the sums `z`.
# - when "q7_tie": With equal numbers, `argmax` gives the first place. Which class is that, and how many animals
#   have it?
# 1. Section 8 of the chapter, and the logarithms of section 7.
# 2. A dead neuron gets no gradient, so time does not help it. And the loss of a right class that got the
#    probability p is minus the logarithm of p.
# 3. For three classes and no idea, the cost is log(3) = 1.10. How much is it for ten? Always the same class as
#    answer is right as often as this class occurs.

# %% [markdown] solution="stuck"
# At (0, 0) the sum of `other` is its bias, which starts at 0, where ReLU has no slope; the other animals only push it
# down. So only a change that lets a gradient through helps. With three equal scores `argmax` always gives class 0,
# which three of six animals have: 0.5. And a right class that gets 1/10 costs log(10), about 2.30. The chapter's
# section 2 shows by hand that one layer is enough for these animals.

# %% test="stuck_choices" points=0.5
# The reason why the network is stuck, and the repair.
from lessonlib.check import answer, expect

advice = "Look at the sums z in section 8, and at the slope of ReLU."
expect.sealed(
    answer.q7_reason, "04_reason", "d5a7a520a2bd264a", what="q7_reason", options="abcd", hint=advice
)
advice = "What must change so that a gradient comes back?"
expect.sealed(
    answer.q7_repair, "04_repair", "cdac6cb8cd530325", what="q7_repair", options="abcd", hint=advice
)

# %% [markdown] why="04_reason" answer="b"
# `b`: a dead neuron. Not `a`, since section 2 of the chapter solves the problem with one layer; not `c`, since softmax
# of 5, 0, 0 gives the first class nearly 1; not `d`, since a smaller rate leaves the slope at 0.

# %% [markdown] why="04_repair" answer="a"
# `a` lets the gradient through, also where sums are negative. `b` makes the costs worse, `c` waits for a slope that
# stays 0, and `d` only makes the steps longer.

# %% test="stuck_numbers" points=0.5
# The accuracy by ties, and the cost of a network without any idea.
from lessonlib.check import answer, expect

advice = "argmax of equal numbers is the first place."
expect.sealed(answer.q7_tie, "04_tie_accuracy", "3e2f6e9fd72ddfa3", what="q7_tie", hint=advice)
expect.between(answer.q7_no_idea, 0, 100, what="q7_no_idea")
rounded = round(answer.q7_no_idea, 2)
advice = "Each class gets 1/10. Take minus the (natural) logarithm."
expect.sealed(rounded, "04_no_idea", "f78db652da2ece1d", what="q7_no_idea", hint=advice)

# %% [markdown]
# ## 8. Gradient descent, step by step
#
# Write `descend`, which trains a network with one hidden layer from *given* weights. `weights` is a list of four
# float32 arrays: (d, hidden), (hidden,), (hidden, num_classes) and (num_classes,), as in task 6. The hidden layer has
# ReLU. Take `num_steps` steps of plain gradient descent on the **mean** cross-entropy, with all rows in each step, and
# return the list of the four arrays (or tensors) after the last step. PyTorch is the shortest way.


# %% task="descend"
def descend(X, y, weights, learning_rate, num_steps):
    """X: float32 (n, d), y: int64 (n,). Returns the four arrays after num_steps steps."""
    ### BEGIN SOLUTION
    X, y = torch.as_tensor(X), torch.as_tensor(y)
    parts = [torch.tensor(part, requires_grad=True) for part in weights]
    W1, b1, W2, b2 = parts
    optimizer = torch.optim.SGD(parts, lr=learning_rate)
    for _ in range(num_steps):
        scores = torch.relu(X @ W1 + b1) @ W2 + b2
        loss = nn.functional.cross_entropy(scores, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return [part.detach() for part in parts]
    ### END SOLUTION


# %% [markdown] hints="descend"
# - when "after 1 step": Already the first step is another one. Is the loss the mean over the rows, and does the step
#   have the learning rate of the argument? Does softmax come only once, inside the loss?
# - when "after 2 steps": The first step is right, the second is not. What happens to the old slopes, and how many
#   steps do you take?
# 1. Section 11 of chapter 4b has the loop, section 8 of chapter 3a its three calls.
# 2. Make a tensor with `requires_grad=True` of each array. In each step: the scores from these tensors, the loss from
#    the scores, and the three calls of an optimizer that holds all four.
# 3. `torch.optim.SGD` is plain descent. `nn.functional.cross_entropy` takes scores and class numbers, and the mean.

# %% [markdown] solution="descend"
# The four tensors are leaves with `requires_grad=True`, and the optimizer holds exactly these. Scores go into the loss
# as they are, since `cross_entropy` applies softmax itself and takes the mean. Without `zero_grad` the first step is
# right and all later ones are not. `torch.autograd.grad(loss, parts)` with four subtractions needs no optimizer; by
# hand, in NumPy, the slope of the scores is `(softmax(scores) - one_hot(y, k)) / len(X)`. `torch.tensor` copies;
# `torch.from_numpy` would let the steps change the arrays of the caller.

# %% test="descent_steps" points=0.5
# The weights after 1, 2 and 12 steps are those of gradient descent on the mean cross-entropy.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import classification

rng = fresh.rng()
for steps, features, hidden, classes, rate in (
    (1, 2, 4, 3, 0.5),
    (2, 3, 5, 2, 0.8),
    (12, 2, 4, 4, 0.2),
):
    want = None
    while want is None:  # until no hidden sum is so near to 0 that rounding decides
        X = rng.normal(size=(9, features)).astype(np.float32)
        y = rng.integers(0, classes, 9)
        shapes = ((features, hidden), (hidden,), (hidden, classes), (classes,))
        weights = [rng.uniform(-1, 1, shape).astype(np.float32) for shape in shapes]
        want = classification.descend(X, y, weights, rate, steps)
    got = answer.descend(X, y, weights, rate, steps)
    expect.that(isinstance(got, list) and len(got) == 4, "descend does not return four arrays.")
    count = f"{steps} step" + "s" * (steps > 1)
    for number, (mine, right) in enumerate(zip(got, want, strict=True)):
        what = f"array {number + 1} after {count} (learning rate {rate})"
        advice = "Weights minus learning rate times the slopes of the mean cross-entropy, in each step."
        expect.close(mine, right, what=what, rtol=1e-3, atol=1e-3, hint=advice)

# %% [markdown]
# ## 9. A classifier for any classes
#
# Write `train_classifier`. It trains a network with **one hidden layer** on the cross-entropy of the examples and
# returns a function that predicts **probabilities**. Use PyTorch or a graph, as you like; you choose the optimizer and
# the learning rate. The first weights depend on `seed` alone: the same seed gives the same network. The features are
# numbers between about -3 and 3. Training must not take longer than some seconds: 300 steps with all rows are enough.


# %% task="train_classifier"
def train_classifier(X, y, num_classes, hidden=32, seed=0):
    """X: float32 array (n, d), y: int64 array (n,) of classes from 0 to num_classes - 1.

    Returns a function that takes float32 (m, d) and returns the probabilities of the classes, (m, num_classes).
    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(X.shape[1], hidden), nn.ReLU(), nn.Linear(hidden, num_classes))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.03)
    X, y = torch.as_tensor(X), torch.as_tensor(y)
    for _ in range(300):
        loss = nn.functional.cross_entropy(net(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def predict(rows):
        with torch.no_grad():
            return torch.softmax(net(torch.as_tensor(rows)), dim=1)

    return predict
    ### END SOLUTION


# %% [markdown] hints="train_classifier"
# - when "straight borders": As good as a single layer can be. Is there an activation between the two
#   layers?
# - when "the sum 1": Return probabilities, not scores. Softmax, along the classes, comes when you *predict*.
# - when "predictions for": Return a number for each class, not one class for each row.
# - when "100 equal rows": For rows that cannot be told apart, the best probabilities are the shares of the classes. A
#   loss that applies softmax to something that has been through it learns others.
# - when "same seed": Something random does not depend on `seed`. Set the seed *inside* the function, before the
#   weights are made.
# - when "other seeds": Does `seed` reach the first weights?
# 1. Section 11 of chapter 4b has the loop in PyTorch, section 9 the graph.
# 2. Sizes: d inputs, `hidden`, `num_classes`. In each step: scores, cross-entropy, zero_grad, backward, step.
#    The function that you return is defined inside, and uses the trained network.
# 3. Take `nn.Sequential` of linear, ReLU, linear, Adam with a learning rate of about 0.03, and
#    `nn.CrossEntropyLoss`, which takes scores and class numbers. To predict, apply softmax along the classes.

# %% [markdown] solution="train_classifier"
# The loss gets the scores, and softmax comes only in `predict`: with softmax in both places the network would still
# choose the right classes, but its probabilities would be wrong. For equal rows cross-entropy is lowest where the
# probabilities are the shares of the classes. The seed is set inside, so each call begins anew. Instead of ReLU a tanh
# does as well, and instead of Adam gradient descent with momentum and a rate of 0.3, or a graph with its own session.

# %% test="classifier_quadrants" points=0.5
# Classes without straight borders are learned: at least 90% right on new points.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()


def quadrants(n):
    """Points in four squares: two opposite squares are class 0, the other two are class 1."""
    side = rng.integers(0, 2, size=(n, 2))
    X = (2 * side - 1) * rng.uniform(0.3, 2, size=(n, 2))
    return X.astype(np.float32), side[:, 0] ^ side[:, 1]


X, y = quadrants(300)
predict = answer.train_classifier(X, y, 2)
X_new, y_new = quadrants(400)
got = predict(X_new)
expect.shape(got, (400, 2), what="the predictions for 400 rows", hint="A probability for each class.")
got = np.asarray(got)
advice = "Softmax makes probabilities of the scores, along the classes."
expect.that(
    bool((got >= 0).all()) and np.allclose(got.sum(axis=1), 1, atol=1e-3),
    "Not each row of the predictions holds probabilities with the sum 1.",
    hint=advice,
)
share = float(np.mean(got.argmax(axis=1) == y_new))
advice = "With straight borders, only about half are right. Is there a ReLU? Does the loss fall?"
expect.between(share, 0.9, 1, what="the share of right answers on 400 new points", hint=advice)

# %% test="classifier_any_size" points=0.5
# Other numbers of features, classes and hidden units work, too; with one hidden unit there is not much to learn.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for features, classes, hidden in ((4, 5, 16), (1, 2, 24)):
    centres = 2 * np.eye(max(features, classes))[:classes, :features] - 1
    labels = rng.integers(0, classes, size=400)
    X = (centres[labels] + rng.normal(scale=0.15, size=(400, features))).astype(np.float32)
    predict = answer.train_classifier(X[:200], labels[:200], classes, hidden=hidden)
    got = predict(X[200:])
    expect.shape(
        got, (200, classes), what="the predictions for 200 rows", hint="A probability for each class."
    )
    share = float(np.mean(np.asarray(got).argmax(axis=1) == labels[200:]))
    what = f"the share of right answers with {features} feature(s) and {classes} classes"
    expect.between(share, 0.9, 1, what=what, hint="Use X.shape[1], num_classes and hidden for the sizes.")
side = np.arange(400).reshape(-1, 1) // [1, 2] % 2  # as many points in each of the four squares
X = ((2 * side - 1) * rng.uniform(0.3, 2, size=(400, 2))).astype(np.float32)
y = side[:, 0] ^ side[:, 1]
got = np.asarray(answer.train_classifier(X[:200], y[:200], 2, hidden=1)(X[200:]))
share = float(np.mean(got.argmax(axis=1) == y[200:]))
what = "the share of right answers in four squares with one hidden unit"
expect.between(share, 0, 0.92, what=what, hint="One unit has one border. Is `hidden` the size of the layer?")

# %% test="classifier_chances" points=0.5
# For rows that cannot be told apart it predicts how often each class occurs; and the seed decides about the weights.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
shares = rng.permutation([0.5, 0.3, 0.2])
row = rng.uniform(0.2, 0.6, (1, 2)).astype(np.float32)
X, y = np.repeat(row, 100, axis=0), np.repeat([0, 1, 2], (100 * shares).round().astype(int))
got = answer.train_classifier(X, y, 3, hidden=4)(row)  # few: on equal rows, many with a long step overshoot
expect.shape(got, (1, 3), what="the predictions for 1 row", hint="A probability for each class.")
what = f"the prediction for 100 equal rows of the classes 0, 1 and 2 in the shares {shares.tolist()}"
advice = (
    "Cross-entropy is lowest at these shares. Is softmax applied once in training, and once in predicting?"
)
expect.close(got, shares[None], what=what, rtol=0, atol=0.05, hint=advice)

X = rng.uniform(-2, 2, (60, 2)).astype(np.float32)
y = rng.integers(0, 2, 60)
first, again, other = (np.asarray(answer.train_classifier(X, y, 2, seed=seed)(3 * X)) for seed in (4, 4, 5))
advice = "Set it inside the function."
expect.close(
    again, first, what="the predictions of a second network with the same seed", atol=1e-3, hint=advice
)
different = float(np.abs(other - first).max()) > 1e-3
expect.that(
    different, "Networks with other seeds predict the same.", hint="The first weights depend on seed."
)

# %% [markdown]
# ## 10. How many hidden units?
#
# You trained networks of several sizes, each from several starts, and wrote the validation accuracies down:
#
# ```
# results = {
#     1: [0.61, 0.85, 0.50],
#     4: [0.97, 0.85, 0.86],
#     16: [0.99, 0.98, 0.99],
#     64: [0.99, 0.99, 0.99],
# }
# ```
#
# Write `choose_hidden`: it returns the **smallest** number of hidden units whose **mean** accuracy is at most
# `tolerance` below the best mean. Here that is 16 for a tolerance of 0.01. (The sizes may come in any order.)


# %% task="choose_hidden"
def choose_hidden(results, tolerance=0.01):
    """results: {hidden units: list of accuracies}. Returns a number of hidden units, one of the keys."""
    ### BEGIN SOLUTION
    means = {hidden: np.mean(accuracies) for hidden, accuracies in results.items()}
    best = max(means.values())
    return min(hidden for hidden, mean in means.items() if mean >= best - tolerance)
    ### END SOLUTION


# %% [markdown] hints="choose_hidden"
# - when "one lucky start": Compare the means. The best single accuracy may be luck.
# - when "the smallest that is nearly": You return the best size. A smaller one may be nearly as good, and costs
#   less.
# 1. Section 10 of the chapter compares sizes by the mean over several starts.
# 2. Three steps: the mean for each size, the best of these means, and then the smallest size that is near
#    enough to the best.
# 3. A dictionary of means is a good start. `max` of its values is the best. Then take `min` over the sizes
#    whose mean is large enough.

# %% [markdown] solution="choose_hidden"
# One mean for each size, so that a lucky start counts only a third; then the best mean sets the mark, and the
# *smallest* size that comes near enough wins. It has fewer weights to store and to train, and is less likely to
# over-fit. A loop over `sorted(results)` that returns the first size above the mark does the same. The trap is
# `max(means, key=means.get)`: the best size, even if it is better by a hair.

# %% test="choose_hidden_rule" points=0.5
# The smallest size is chosen whose mean is near enough to the best mean.
from lessonlib.check import answer, expect, fresh

results = {1: [0.61, 0.85, 0.5], 4: [0.97, 0.85, 0.86], 16: [0.99, 0.98, 0.99], 64: [0.99, 0.99, 0.99]}
advice = "Is it the smallest that is nearly as good as the best?"
expect.equal(answer.choose_hidden(results), 16, what="choose_hidden of the example", hint=advice)
lucky = {2: [1.0, 0.5, 0.5], 8: [0.9, 0.9, 0.9]}
advice = "Is it the mean that counts, not one lucky start?"
expect.equal(
    answer.choose_hidden(lucky), 8, what="choose_hidden when 2 units had one lucky start", hint=advice
)
edge = {2: [0.5, 0.5], 8: [0.75, 0.75]}
advice = "At most `tolerance` below the best: the edge belongs to it."
got = answer.choose_hidden(edge, tolerance=0.25)
expect.equal(got, 2, what="choose_hidden at the edge of the tolerance", hint=advice)
### BEGIN HIDDEN TESTS
unsorted = {32: [0.9, 0.92], 8: [0.895, 0.915], 2: [0.6, 0.7], 4: [0.85, 0.87]}
for tolerance, want in ((0.001, 32), (0.02, 8), (0.06, 4), (0.5, 2)):
    got = answer.choose_hidden(unsorted, tolerance=tolerance)
    what = f"choose_hidden of {unsorted} with tolerance {tolerance}"
    expect.equal(got, want, what=what, hint="The tolerance is an argument; the sizes may come in any order.")
rng = fresh.rng()
for _ in range(5):
    sizes = rng.choice(range(1, 100), 4, replace=False).tolist()
    steps = dict(zip(sizes, (0.5, 0.6, 0.7, 0.8), strict=True))
    results = {size: [level - 0.02, level + 0.02] for size, level in steps.items()}
    want = min(size for size in sizes if steps[size] >= 0.7 - 0.05)
    got = answer.choose_hidden(results, tolerance=0.15)
    expect.equal(got, want, what=f"choose_hidden of {results} with tolerance 0.15", hint=advice)
### END HIDDEN TESTS

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: train your classifier on `data.moons()`, with few hidden
# units and with many. How many are enough?
