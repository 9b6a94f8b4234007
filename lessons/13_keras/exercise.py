# %% [markdown]
# # Exercise 13: Keras
#
# You build and compile Keras models, prepare a table for them, and draw a ROC curve by hand. Chapter 13 shows each
# idea.
#
# **Time**: about 45 minutes. **Points**: 10. Each test below says what it checks.
#
# How to work:
#
# - Write your answer in place of the line that raises `NotImplementedError`. Run the cell, then run the
#   test below it.
# - A failed test says what it got, what it expected, and a hint. Run it as often as you like.
# - Stuck? Run `hint()` in a cell of your own. It helps with the test that failed last: first it says where to
#   look, then the idea, and at last nearly the answer.

# %% setup="imports"
import os

os.environ["KERAS_BACKEND"] = "torch"
os.environ["KERAS_TORCH_DEVICE"] = "cpu"  # so small a network is not faster on a GPU

import keras
import numpy as np
import torch
from keras import layers

from lessonlib import viz

torch.set_num_threads(1)  # small tensors: a second thread would only be waited for

# %% [markdown]
# ## 1. Read a model
#
# Answer without running code, then check yourself.
#
# ```
# net = keras.Sequential([keras.Input((20, 30))])
# net.add(layers.Flatten())
# net.add(layers.Dense(50, activation="relu"))
# net.add(layers.Dropout(0.5))
# net.add(layers.Dense(4, activation="softmax"))
# ```
#
# Numbers:
#
# - `q1_hidden`: the parameters of `Dense(50)`.
# - `q1_total`: the parameters of the whole model.
# - `q1_steps`: `fit` gets 1,000 rows and no batch size. How many steps make one epoch?
#
# Letters:
#
# `q1_again`: One cell builds and compiles the model. The next cell has only `net.fit(X, y, epochs=5)`. You run
# this second cell twice. What does the second run do?
#
# - a. It starts again with new random weights.
# - b. It goes on with the weights of the first run.
# - c. It stops with an error, because the model is trained already.
# - d. Nothing, because the five epochs are over.
#
# `q1_split`: The rows are sorted by class. You call `fit(..., validation_split=0.1)`. What happens?
#
# - a. `fit` shuffles all rows first, so the order plays no role.
# - b. `fit` takes the same share of each class for the validation.
# - c. The validation gets only rows of the last class or classes.
# - d. The validation rows are trained with, too.
#
# `q1_topics`: An article may belong to **several** of five topics at once. The labels have the shape (n, 5), with
# 1 for each topic that it has. What fits?
#
# - a. `Dense(5, activation="softmax")` and `categorical_crossentropy`
# - b. `Dense(5, activation="softmax")` and `sparse_categorical_crossentropy`
# - c. `Dense(1, activation="sigmoid")` and `binary_crossentropy`
# - d. `Dense(5, activation="sigmoid")` and `binary_crossentropy`
#
# `q1_stuck`: A model for ten classes becomes quite accurate, but its loss does not fall below 1.46. Why?
#
# - a. The model ends with softmax, and the loss has `from_logits=True`.
# - b. The model gives scores, and the loss has `from_logits=False`.
# - c. The labels are one-hot, and the loss is `sparse_categorical_crossentropy`.
# - d. The dropout is too strong.

# %% task="questions"
# Make the names q1_hidden, q1_total, q1_steps (numbers), q1_again, q1_split, q1_topics, q1_stuck (letters).
### BEGIN SOLUTION
q1_hidden = 30050
q1_total = 30254
q1_steps = 32
q1_again = "b"
q1_split = "c"
q1_topics = "d"
q1_stuck = "a"
### END SOLUTION

# %% [markdown] hints="questions"
# - when "q1_hidden": How many numbers come out of `Flatten`? And each neuron has a bias.
# - when "q1_again": The weights belong to the model. Who makes new ones?
# - when "q1_topics": Softmax lets the outputs share the sum 1. Is it the right thing when several answers are true?
# 1. Sections 3, 5 and 6 of the chapter.
# 2. A dense layer from m to n numbers has m times n weights and n biases; `Dropout` and `Flatten` have none. An epoch
#    uses each row once, and the last batch may be small.
# 3. For 8 x 8 images and 32 neurons: 64 times 32, and 32 more. 100 rows in batches of 32 are 4 steps. Sections 5
#    and 6 show the four situations one after the other.

# %% test="question_numbers" points=0.5
# The parameters of the model, and the steps of an epoch.
from lessonlib.check import answer, expect

advice = "Flatten makes 20 times 30 numbers. Weights and biases."
expect.sealed(answer.q1_hidden, "13_hidden", "47181cd9c42c9ce9", what="q1_hidden", hint=advice)
advice = "Add both Dense layers. Which layers have no parameters?"
expect.sealed(answer.q1_total, "13_total", "beff89ea44358173", what="q1_total", hint=advice)
advice = "The batch size is 32 if you say none. The last batch may be smaller."
expect.sealed(answer.q1_steps, "13_steps", "ef617bb455ba4fc8", what="q1_steps", hint=advice)

# %% test="question_fit" points=0.5
# What a second fit does, and which rows validation_split takes.
from lessonlib.check import answer, expect

advice = "Section 6 of the chapter calls fit twice."
expect.sealed(answer.q1_again, "13_again", "36ac278eeabc2c59", what="q1_again", options="abcd", hint=advice)
advice = "Section 6 of the chapter does it with the digits."
expect.sealed(answer.q1_split, "13_split", "c9b1f6e6eaee955d", what="q1_split", options="abcd", hint=advice)

# %% test="question_losses" points=0.5
# Which loss fits several topics, and what a loss that stays near 1.46 means.
from lessonlib.check import answer, expect

advice = "Each topic is a question of its own."
expect.sealed(
    answer.q1_topics, "13_topics", "5201a7bf36b0d0a1", what="q1_topics", options="abcd", hint=advice
)
advice = "Where does the chapter calculate 1.461?"
expect.sealed(answer.q1_stuck, "13_stuck", "a26af781add63ed4", what="q1_stuck", options="abcd", hint=advice)

# %% [markdown]
# ## 2. Build a model
#
# Write `build_classifier`. It returns a Keras model, built in **any of the three ways**, which
#
# 1. makes one row of numbers of each example;
# 2. has a dense layer with `hidden` neurons and ReLU;
# 3. sets the share `rate` of the hidden numbers to 0 while training;
# 4. has a dense layer that gives `num_classes` probabilities.
#
# Do not compile it.


# %% task="build_classifier"
def build_classifier(input_shape, hidden, num_classes, rate):
    """input_shape: of one example, such as (28, 28). Returns a Keras model: (n, *input_shape) -> (n, num_classes)."""
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Flatten(),
            layers.Dense(hidden, activation="relu"),
            layers.Dropout(rate),
            layers.Dense(num_classes, activation="softmax"),
        ]
    )
    ### END SOLUTION


# %% [markdown] hints="build_classifier"
# - when "the probabilities of five examples": Is there ReLU after the first dense layer, and softmax after the
#   second?
# - when "the share of hidden numbers": Where does the dropout stand? It must come between the two dense layers, with
#   the rate that is given.
# 1. Section 2 of the chapter builds such a model in four ways.
# 2. Five lines of a list are enough: the input shape, one layer that flattens, two dense ones, and dropout between
#    them.
# 3. `keras.Sequential` takes the list. Each size comes from an argument of the function; the first dense layer has
#    ReLU as activation, the last one softmax.

# %% test="build_parameters" points=0.5
# The model has two dense layers of the right sizes, and no other weights.
import numpy as np

from lessonlib.check import answer, expect

advice = "Flatten, Dense(hidden), Dropout, Dense(num_classes)."
for shape, hidden, classes in (((3, 5), 7, 4), ((6,), 9, 2)):
    model = answer.build_classifier(shape, hidden, classes, 0.5)
    model.predict(np.zeros((2, *shape), dtype=np.float32), verbose=0)  # a subclass makes its weights now
    got = sorted(list(w.shape) for w in model.get_weights())
    want = sorted([[int(np.prod(shape)), hidden], [hidden], [hidden, classes], [classes]])
    expect.equal(got, want, what=f"the shapes of the weights for {shape}, {hidden}, {classes}", hint=advice)

# %% test="build_forward" points=0.5
# The model gives softmax of ReLU, and no dropout when it predicts.
import numpy as np

from lessonlib.check import answer, expect

rng = np.random.default_rng(1301)
X = rng.normal(size=(5, 4, 3)).astype(np.float32)
model = answer.build_classifier((4, 3), 8, 5, 0.5)
model.predict(X, verbose=0)
weights = {w.shape: rng.normal(size=w.shape).astype(np.float32) for w in model.get_weights()}
expect.that(
    sorted(weights) == [(5,), (8,), (8, 5), (12, 8)],
    "The weights have other shapes.",
    hint="See the test above.",
)
model.set_weights([weights[w.shape] for w in model.get_weights()])
hidden = np.maximum(X.reshape(5, 12) @ weights[12, 8] + weights[8,], 0)
e = np.exp(hidden @ weights[8, 5] + weights[5,])
want = e / e.sum(axis=1, keepdims=True)
advice = "ReLU in the hidden layer, softmax in the last, nothing else."
got = model.predict(X, verbose=0)
expect.close(got, want, what="the probabilities of five examples", rtol=1e-4, atol=1e-5, hint=advice)

# %% test="build_dropout" points=0.5
# While training, the share `rate` of the hidden numbers is 0.
import numpy as np

from lessonlib.check import answer, expect

advice = "Dropout(rate) stands between the dense layers."
for rate in (0.25, 0.6):
    X = np.ones((1000, 4), dtype=np.float32)
    model = answer.build_classifier((4,), 400, 2, rate)
    model.predict(X[:2], verbose=0)
    # All 400 hidden numbers are 1, and the first score is their mean: its spread shows how many are 0.
    weights = {(4, 400): np.zeros((4, 400)), (400,): np.ones(400), (2,): np.zeros(2)}
    weights[400, 2] = np.tile([1 / 400, 0], (400, 1))
    shapes = [w.shape for w in model.get_weights()]
    expect.that(
        sorted(shapes) == sorted(weights), "The weights have other shapes.", hint="See the test above."
    )
    model.set_weights([weights[shape].astype(np.float32) for shape in shapes])
    p = np.array(model(X, training=True), dtype=float)
    means = np.log(p[:, 0] / p[:, 1])
    odds = 400 * np.var(means)
    what = f"the share of hidden numbers that are 0 while training, at rate {rate}"
    expect.between(float(odds / (1 + odds)), rate - 0.06, rate + 0.06, what=what, hint=advice)

# %% [markdown]
# ## 3. The loss that fits
#
# `small_model` makes a model for you. Write `compile_for(model, y, gives)`. It **compiles the model** with the
# cross-entropy that fits the labels. It need not return anything.
#
# - `gives` is `"probabilities"` (the model ends with softmax or sigmoid) or `"scores"` (it ends with neither).
# - `y` has one of three codings: **one-hot** rows (n, k); **class numbers** (n,) for a model with two or more
#   outputs; **0 and 1** (n,) for a model with *one* output.
#
# `model.output_shape[-1]` is the number of outputs. Optimizer and metrics are free.


# %% setup="small_model"
def small_model(outputs, activation):
    """A model of one layer: (n, 4) -> (n, outputs)."""
    keras.utils.set_random_seed(13)
    return keras.Sequential([keras.Input((4,)), layers.Dense(outputs, activation=activation)])


# %% task="compile_for"
def compile_for(model, y, gives):
    """y: NumPy array of labels, gives: "probabilities" or "scores". Compiles the model."""
    ### BEGIN SOLUTION
    from_logits = gives == "scores"
    if y.ndim == 2:
        loss = keras.losses.CategoricalCrossentropy(from_logits=from_logits)
    elif model.output_shape[-1] == 1:
        loss = keras.losses.BinaryCrossentropy(from_logits=from_logits)
    else:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    ### END SOLUTION


# %% [markdown] hints="compile_for"
# - when "must have the same shape": One-hot rows went into a loss that wants class numbers, or the other way round.
#   Look at the number of axes of y.
# - when "for scores": The model has no softmax or sigmoid. Who applies it?
# 1. The two tables of section 5 of the chapter.
# 2. Three codings, three losses. `y.ndim` tells one-hot rows from the others; the number of outputs tells 0 and 1
#    from class numbers. For scores the loss has to apply softmax or sigmoid itself.
# 3. Choose one of the three classes of `keras.losses` in an `if`, and give it `from_logits`, which is True only for
#    scores. Then one call of `model.compile`.

# %% test="loss_of_probabilities" points=1
# The loss fits each of the three codings, for a model that gives probabilities.
import numpy as np

from lessonlib.check import answer, expect

rng = np.random.default_rng(1302)
X, yes = rng.normal(size=(9, 4)).astype(np.float32), np.array([0, 1, 1, 0, 1, 0, 0, 1, 1])
classes = np.array([0, 2, 1, 2, 2, 0, 1, 1, 0])
advice = "Which loss wants one-hot rows, which class numbers, which 0 and 1?"
for what, outputs, activation, y in (
    ("class numbers", 3, "softmax", classes),
    ("one-hot rows", 3, "softmax", np.eye(3, dtype=np.float32)[classes]),
    ("0 and 1", 1, "sigmoid", yes),
    ("class numbers of two classes", 2, "softmax", yes),
):
    model = answer.small_model(outputs, activation)
    answer.compile_for(model, y, "probabilities")
    p = np.array(model.predict(X, verbose=0), dtype=float)
    p = np.hstack([1 - p, p]) if outputs == 1 else p
    right = p[np.arange(9), y.argmax(axis=1) if y.ndim == 2 else y]
    got = float(np.ravel(model.evaluate(X, y, verbose=0))[0])
    expect.close(got, -np.log(right).mean(), what=f"the loss for {what}", rtol=1e-3, hint=advice)

# %% test="loss_of_scores" points=0.5
# The loss applies softmax or sigmoid when the model gives scores.
import numpy as np

from lessonlib.check import answer, expect

rng = np.random.default_rng(1303)
X, y = rng.normal(size=(8, 4)).astype(np.float32), np.array([0, 1, 1, 0, 1, 0, 0, 1])
advice = "from_logits=True, but only for scores."
for what, outputs, labels in (
    ("class numbers", 3, y),
    ("one-hot rows", 3, np.eye(3, dtype=np.float32)[y]),
    ("0 and 1", 1, y),
):
    model = answer.small_model(outputs, None)
    answer.compile_for(model, labels, "scores")
    z = np.array(model.predict(X, verbose=0), dtype=float)
    z = np.hstack([np.zeros_like(z), z]) if outputs == 1 else z
    want = (np.log(np.exp(z).sum(axis=1)) - z[np.arange(8), y]).mean()
    got = float(np.ravel(model.evaluate(X, labels, verbose=0))[0])
    expect.close(got, want, what=f"the loss for scores and {what}", rtol=1e-3, hint=advice)

# %% [markdown]
# ## 4. Dummy coding by hand
#
# Write `dummy_columns(values, categories)`. The **first** category is the base and gets no column. Each other one
# gets a column, in the order of `categories`, with 1 where the value is this category and 0 elsewhere.
#
# A value that is not among the categories must raise a **`ValueError`**. (Zeros would mean the base category.)


# %% task="dummy_columns"
def dummy_columns(values, categories):
    """values: list of n strings, categories: list of k strings. Returns an array (n, k - 1) of 0 and 1."""
    ### BEGIN SOLUTION
    unknown = set(values) - set(categories)
    if unknown:
        raise ValueError(f"unknown categories: {sorted(unknown)}")
    return (np.array(values)[:, None] == np.array(categories[1:])).astype(np.float32)
    ### END SOLUTION


# %% [markdown] hints="dummy_columns"
# - when "has the wrong shape": The base category has no column, so there is one column less than categories.
# - when "raises no error": Check before you fill the table: is each value one of the categories?
# 1. Section 9 of the chapter.
# 2. Compare each value with each category but the first. True and False are the ones and zeros that you need.
# 3. `np.array(values)` as a column, compared by `==` with the other categories as a row, gives a table. Convert it
#    to float. Before that, raise ValueError for a value that is not in the list.

# %% test="dummy_values" points=0.5
# Each category but the first has its column.
import numpy as np

from lessonlib.check import answer, expect

advice = "categories[1:] are the columns, in this order."
values, categories = ["red", "blue", "green", "blue"], ["green", "red", "blue"]
want = [[1, 0], [0, 1], [0, 0], [0, 1]]
got = np.array(answer.dummy_columns(values, categories), dtype=float)
expect.close(got, want, what=f"dummy_columns({values}, {categories})", hint=advice)
rng = np.random.default_rng(1304)
for n, k in ((1, 2), (30, 5)):
    categories = [f"kind {i}" for i in rng.permutation(k)]
    codes = rng.integers(0, k, size=n)
    got = np.array(answer.dummy_columns([categories[c] for c in codes], categories), dtype=float)
    expect.close(
        got, np.eye(k)[codes][:, 1:], what=f"the columns of {n} values and {k} categories", hint=advice
    )

# %% test="dummy_unknown" points=0.5
# A value that is not among the categories is refused.
from lessonlib.check import answer, expect

advice = "Neither a row of zeros nor another error: raise ValueError."
for values in (["red", "pink"], ["pink"]):
    expect.raises(
        lambda values=values: answer.dummy_columns(values, ["green", "red"]),
        "ValueError",
        what=f"dummy_columns({values}, ['green', 'red'])",
        hint=advice,
    )

# %% [markdown]
# ## 5. A split without a leak
#
# Two functions. You may use scikit-learn, or write them by hand.
#
# `split_rows(y, share, seed)` returns **two** arrays of row numbers: for training and for test.
#
# - Each row number is in exactly one of them. About `share` of the rows are in the test.
# - It is **stratified**: of *each class*, the share `share` goes into the test (one row more or less is allowed).
# - The rows are chosen by lot. The same seed gives the same rows, another seed gives others.
#
# `prepare(X, y, share, seed)` splits the rows and returns **four** arrays in this order: X for training, X for test, y
# for training, y for test. Both X are **standardised with the mean and the standard deviation (`np.std`) of the
# training rows**, column by column.


# %% task="split"
def split_rows(y, share, seed):
    """y: class numbers (n,). Returns row numbers: training (m,), test (n - m,)."""
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    test = []
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == label))
        test.extend(rows[: round(share * len(rows))])
    return np.setdiff1d(np.arange(len(y)), test), np.array(test)
    ### END SOLUTION


def prepare(X, y, share, seed):
    """X: (n, d), y: (n,). Returns standardised X for training and for test, then y for training and for test."""
    ### BEGIN SOLUTION
    train, test = split_rows(y, share, seed)
    mean, deviation = X[train].mean(axis=0), X[train].std(axis=0)
    return (X[train] - mean) / deviation, (X[test] - mean) / deviation, y[train], y[test]
    ### END SOLUTION


# %% [markdown] hints="split"
# - when "of class": The rows of the rare class fall where they like. Cut each class by itself.
# - when "the mean of each training column": Mean and deviation were taken from other rows than the training rows.
# - when "one scale": The test rows have a scale of their own. A row with the same numbers must get the same result
#   in both parts.
# 1. Section 10 of the chapter.
# 2. For each class: find its rows, mix them with a generator that has the seed, cut. In `prepare`, first split, then
#    calculate the mean.
# 3. `np.flatnonzero(y == label)` gives the rows of a class. Collect the first part of each mixed class for the
#    test, the rest for training. scikit-learn's `train_test_split` can divide `np.arange(n)` with `stratify`.

# %% test="split_complete" points=0.5
# Each row is in one part, by lot, and the same seed gives the same rows.
import numpy as np

from lessonlib.check import answer, expect

y = np.arange(60) % 2
parts = [answer.split_rows(y, 0.25, seed) for seed in (1, 1, 2)]
expect.that(len(parts[0]) == 2, "split_rows does not return two arrays.", hint="Training, then test.")
train, test = (np.array(rows) for rows in parts[0])
advice = "Training and test together are all rows, each once."
expect.equal(sorted([*train.tolist(), *test.tolist()]), list(range(60)), what="all row numbers", hint=advice)
expect.between(
    len(test), 13, 17, what="the rows in the test at share 0.25", hint="The test is the second array."
)
tests = [sorted(np.array(part[1]).tolist()) for part in parts]
expect.equal(
    tests[1], tests[0], what="the test rows with the same seed", hint="Give the seed to the generator."
)
expect.that(tests[2] != tests[0], "Seeds 1 and 2 give the same test rows.", hint="Is the seed an argument?")

# %% test="split_stratified" points=0.5
# Each class has its share in the test.
import numpy as np

from lessonlib.check import answer, expect

advice = "Stratify: cut each class by itself."
rng = np.random.default_rng(1305)
y = rng.permutation([0] * 60 + [1] * 12 + [2] * 28)
for seed in range(6):
    test = np.array(answer.split_rows(y, 0.25, seed)[1])
    for label, want in ((0, 15), (1, 3), (2, 7)):
        got = int((y[test] == label).sum())
        what = f"rows of class {label} in the test, seed {seed}"
        expect.between(got, want - 1, want + 1, what=what, hint=advice)

# %% test="prepare_no_leak" points=0.5
# Both parts are standardised with the numbers of the training rows.
import numpy as np

from lessonlib.check import answer, expect

rng = np.random.default_rng(1306)
X = rng.normal([5, 300, -2], [1, 40, 0.1], size=(24, 3))
y = (X[:, 0] > 5).astype(np.int64)  # so that the labels show whether rows and labels still belong together
parts = answer.prepare(X, y, 0.25, 7)
expect.that(len(parts) == 4, "prepare does not return four arrays.", hint="X, X, y, y.")
X_train, X_test, y_train, y_test = (np.array(part, dtype=float) for part in parts)
both = np.vstack([X_train, X_test])
expect.shape(both, (24, 3), what="both X together", hint="The two X come first, then the two y.")
mixed = both[:, 0][np.concatenate([y_train, y_test]).argsort(kind="stable")]
zeros = int((y == 0).sum())
expect.that(
    bool(mixed[:zeros].max() < mixed[zeros:].min()),
    "Rows and labels do not belong together any more.",
    hint="Take the same row numbers for X and y.",
)
advice = "Mean and deviation come from the training rows, and go into both parts."
raw, scaled = np.sort(X, axis=0), np.sort(both, axis=0)
for k in range(3):
    line = np.polyval(np.polyfit(raw[:, k], scaled[:, k], 1), raw[:, k])
    expect.close(scaled[:, k], line, what=f"column {k} on one scale", atol=1e-3, hint=advice)
expect.close(
    X_train.mean(axis=0), np.zeros(3), what="the mean of each training column", atol=1e-4, hint=advice
)
expect.close(X_train.std(axis=0), np.ones(3), what="the deviation of each column", atol=1e-3, hint=advice)

# %% [markdown]
# ## 6. The ROC curve by hand
#
# - `roc(y_true, score)` returns **two** arrays: false positive rates and true positive rates, from (0, 0) to
#   (1, 1). There is **one point for each different score**, and before them the point (0, 0). Rows with equal scores
#   come in together.
# - `area(fpr, tpr)`: the area under these points, as a sum of trapezoids.
#
# Both classes occur in `y_true`. A score may be any number, also a negative one. Write it with NumPy, without
# `sklearn.metrics`.


# %% task="roc"
def roc(y_true, score):
    """y_true: 0 and 1, (n,). score: larger means rather class 1, (n,). Returns fpr and tpr, both (points,)."""
    ### BEGIN SOLUTION
    thresholds = np.unique(score)[::-1]  # each different score once, from high to low
    called = score >= thresholds[:, None]  # (n,) >= (points, 1) -> (points, n)
    tpr, fpr = called[:, y_true == 1].mean(axis=1), called[:, y_true == 0].mean(axis=1)
    return np.append(0, fpr), np.append(0, tpr)
    ### END SOLUTION


def area(fpr, tpr):
    """fpr, tpr: as roc returns them. Returns a number."""
    ### BEGIN SOLUTION
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)
    ### END SOLUTION


# %% [markdown] hints="roc"
# - when "with ties": Rows with the same score must make one point together. How many points do you have, and how
#   many different scores?
# - when "the area under": A rectangle takes the height at one side only. A trapezoid takes the mean of both.
# 1. Section 11 of the chapter.
# 2. Each different score is a threshold once: call all rows with at least this score positive, and take the two
#    shares. `np.unique` gives the different scores, from low to high.
# 3. From the highest threshold to the lowest: the mean of `score >= t` over the rows of class 1 is the one rate, over
#    the rows of class 0 the other. Put a 0 before both. For the area: width times mean height, added up.

# %% test="roc_points" points=0.5
# The points of the curve, when all scores are different.
import numpy as np
from sklearn.metrics import roc_curve

from lessonlib.check import answer, expect

advice = "From the highest score to the lowest, and (0, 0) before all."
y, score = np.array([1, 0, 1, 0]), np.array([0.9, 0.8, 0.4, 0.1])
for what, got, want in zip(
    ("fpr", "tpr"), answer.roc(y, score), ([0, 0, 0.5, 0.5, 1], [0, 0.5, 0.5, 1, 1]), strict=True
):
    expect.close(np.array(got, dtype=float), want, what=f"{what} of four rows", hint=advice)
rng = np.random.default_rng(1307)
for n in (5, 80):
    y, score = rng.permutation(np.arange(n) % 2), rng.normal(size=n)
    want = roc_curve(y, score, drop_intermediate=False)[:2]
    for what, ours, theirs in zip(("fpr", "tpr"), answer.roc(y, score), want, strict=True):
        expect.close(np.array(ours, dtype=float), theirs, what=f"{what} of {n} rows", hint=advice)

# %% test="roc_ties" points=0.5
# Rows with equal scores make one point.
import numpy as np
from sklearn.metrics import roc_curve

from lessonlib.check import answer, expect

advice = "One point for each different score, however many rows have it."
y, score = np.array([1, 0, 1, 0, 0]), np.array([2, 2, 1, 1, 0])
for what, got, want in zip(
    ("fpr", "tpr"), answer.roc(y, score), ([0, 1 / 3, 2 / 3, 1], [0, 0.5, 1, 1]), strict=True
):
    expect.close(np.array(got, dtype=float), want, what=f"{what} of five rows with ties", hint=advice)
rng = np.random.default_rng(1308)
for n, levels in ((6, 1), (50, 4), (90, 20)):
    y, score = rng.permutation(np.arange(n) % 2), rng.integers(-levels, levels + 1, size=n) / 4
    want = roc_curve(y, score, drop_intermediate=False)[:2]
    for what, ours, theirs in zip(("fpr", "tpr"), answer.roc(y, score), want, strict=True):
        expect.close(np.array(ours, dtype=float), theirs, what=f"{what} of {n} rows with ties", hint=advice)

# %% test="roc_area" points=0.5
# The area under the points is a sum of trapezoids.
import numpy as np
from sklearn.metrics import roc_auc_score, roc_curve

from lessonlib.check import answer, expect

advice = "The width of each step, times the mean of its two heights."
for fpr, tpr, want in (
    ([0, 1], [0, 1], 0.5),
    ([0, 0, 1], [0, 1, 1], 1.0),
    ([0, 0.5, 1], [0, 0.75, 1], 0.625),
):
    got = answer.area(np.array(fpr, dtype=float), np.array(tpr, dtype=float))
    expect.close(got, want, what=f"the area under {tpr} at {fpr}", hint=advice)
rng = np.random.default_rng(1309)
for levels in (3, 50):
    y, score = rng.permutation(np.arange(40) % 2), rng.integers(0, levels, size=40)
    got = answer.area(*roc_curve(y, score)[:2])
    expect.close(got, roc_auc_score(y, score), what="the area under a random curve", hint=advice)

# %% [markdown]
# ## 7. An honest experiment
#
# Write `experiment`. It builds, compiles and trains a Keras model and returns **two things**: the model, and its
# accuracy on the **test** rows.
#
# - The labels are class numbers from 0. The model gives a probability for each class.
# - The columns have very different units. The model takes the rows **as they are**: normalise *inside* the model, with
#   numbers from the training rows.
# - The same seed gives the same model. Another seed starts from other random weights.
# - `epochs`: how often each training row is used. A hidden layer of 16 neurons and Adam with the learning rate 0.05
#   are enough.


# %% task="experiment"
def experiment(X_train, y_train, X_test, y_test, epochs, seed):
    """X: float32 (n, d), y: int64 (n,). Returns the trained model and its accuracy on the test rows."""
    ### BEGIN SOLUTION
    keras.utils.set_random_seed(seed)
    scale = layers.Normalization()
    scale.adapt(X_train)
    model = keras.Sequential(
        [
            keras.Input(X_train.shape[1:]),
            scale,
            layers.Dense(16, activation="relu"),
            layers.Dense(int(y_train.max()) + 1, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(X_train, y_train, epochs=epochs, verbose=0)
    return model, model.evaluate(X_test, y_test, verbose=0)[1]
    ### END SOLUTION


# %% [markdown] hints="experiment"
# - when "right answers on new rows": One column has numbers of some thousands. Is there a layer in your model that
#   brings all columns to one size? Is the learning rate the one of the task?
# - when "the accuracy that you return": It was measured on other rows than the test rows.
# - when "with the same seed": The first weights are random. Set the seed before you make the layers.
# 1. Sections 6, 7 and 8 of the chapter; the end of section 10 has such a network.
# 2. First the seed, then a `Normalization` layer that has seen the training rows, then the chain, compile, fit. Measure
#    with `evaluate`.
# 3. `keras.utils.set_random_seed`, `adapt` with the training rows, `Sequential` with that layer in front.
#    `evaluate` gives loss and accuracy: return the second of them, for the test rows.

# %% test="experiment_learns" points=0.5
# The model learns three classes, whatever the units, and gives probabilities.
import numpy as np

from lessonlib.check import answer, expect

rng = np.random.default_rng(1310)
y = np.arange(160) % 3
centres = np.array([[0, 2, 0, 1], [2, 0, 0, 1], [0, 0, 2, 1]])
X = ((centres[y] + rng.normal(scale=0.4, size=(160, 4))) * [0.001, 1, 3000, 50] + [0, 0, 9000, 2]).astype(
    np.float32
)
model = answer.experiment(X[:64], y[:64], X[64:96], y[64:96], 20, 1)[0]
p = np.array(model.predict(X[96:], verbose=0), dtype=float)
expect.shape(p, (64, 3), what="what the model gives for 64 rows", hint="One probability for each class.")
expect.close(
    p.sum(axis=1), np.ones(64), what="the sum of each row", atol=1e-4, hint="Softmax in the last layer."
)
share = float(np.mean(p.argmax(axis=1) == y[96:]))
advice = "Normalise inside, with adapt. Epochs and learning rate?"
expect.between(share, 0.9, 1, what="the share of right answers on new rows", hint=advice)

# %% test="experiment_honest" points=0.5
# The accuracy is the one on the test rows.
import numpy as np

from lessonlib.check import answer, expect

rng = np.random.default_rng(1311)
X, y = (
    rng.normal(size=(57, 6)).astype(np.float32),
    rng.permutation(np.arange(57) % 3),
)  # nothing to learn but by heart
model, accuracy = answer.experiment(X[:32], y[:32], X[32:], y[32:], 8, 2)
want = float(np.mean(np.array(model.predict(X[32:], verbose=0)).argmax(axis=1) == y[32:]))
advice = "Evaluate on X_test and y_test."
expect.close(accuracy, want, what="the accuracy that you return", atol=1e-4, hint=advice)

# %% test="experiment_seed" points=0.5
# The same seed gives the same model, another seed gives another.
import numpy as np

from lessonlib.check import answer, expect

rng = np.random.default_rng(1312)
X, y = rng.normal(size=(24, 3)).astype(np.float32), np.arange(24) % 2
first, again, other = (
    np.array(
        answer.experiment(X[:16], y[:16], X[16:], y[16:], 2, seed)[0].predict(X[16:], verbose=0), dtype=float
    )
    for seed in (3, 3, 4)
)
what = "the probabilities of two trainings with the same seed"
expect.close(again, first, what=what, hint="Set the seed first in the function.")
advice = "Is the seed an argument, or always the same number?"
expect.that(not np.array_equal(first, other), "Seeds 3 and 4 give the same probabilities.", hint=advice)

# %% [markdown]
# **Look.** All your parts together: a network that learns from only 57 tumours, and its ROC curve beside the one of a
# single column. At which false positive rate would you work, if you were a doctor?

# %%
from sklearn.datasets import load_breast_cancer

tumours = load_breast_cancer()
malignant = (tumours.target == 0).astype(np.int64)
train, test = split_rows(malignant, 0.9, seed=13)
rows = tumours.data.astype(np.float32)
model, accuracy = experiment(rows[train], malignant[train], rows[test], malignant[test], epochs=15, seed=13)
score = model.predict(rows[test], verbose=0)[:, 1]
print(f"accuracy {accuracy:.3f}, area {area(*roc(malignant[test], score)):.4f}")
viz.roc({"network": (malignant[test], score), "texture alone": (malignant[test], rows[test][:, 1])})

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: train the network with ten seeds. How far apart are the ten
# areas under the curve? Which difference between two models would you believe?
