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
# The model has two dense layers of the right sizes, and no other weights; they decide what it says.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
advice = "Flatten, Dense(hidden), Dropout, Dense(num_classes)."
drawn = ((4, int(rng.integers(5, 9))), int(rng.integers(10, 20)), int(rng.integers(3, 7)))
for shape, hidden, classes in (((3, 5), 7, 4), ((6,), 9, 2), drawn):
    what = f"for {shape}, {hidden}, {classes}"
    model = answer.build_classifier(shape, hidden, classes, 0.5)
    X = rng.uniform(0, 1, size=(40, *shape)).astype(np.float32)
    model.predict(X, verbose=0)  # a subclass makes its weights now
    inputs, weights = int(np.prod(shape)), model.get_weights()
    got = sorted(list(np.shape(w)) for w in weights)
    want = sorted([[inputs, hidden], [hidden], [hidden, classes], [classes]])
    expect.equal(got, want, what=f"the shapes of the weights {what}", hint=advice)
    # All hidden numbers are above 0, so that ReLU changes nothing; and softmax does not change which score is largest.
    W, b, V = (
        rng.uniform(0, 1, (inputs, hidden)),
        rng.uniform(0, 1, hidden),
        rng.normal(size=(hidden, classes)),
    )
    scores = (X.reshape(40, inputs) @ W + b) @ V
    c = -scores.mean(axis=0)
    new = {part.shape: part.astype(np.float32) for part in (W, b, V, c)}
    model.set_weights([new[np.shape(w)] for w in weights])
    first, second = np.sort(scores + c)[:, ::-1][:, :2].T
    clear = first - second > 0.01
    y_hat = np.array(model.predict(X, verbose=0)).argmax(axis=1)
    what = f"the most probable classes {what}, with weights that this test has set,"
    expect.equal(y_hat[clear], (scores + c).argmax(axis=1)[clear], what=what, hint=advice)

# %% test="build_forward" points=0.5
# The model gives softmax of ReLU, and no dropout when it predicts.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
X = rng.normal(size=(5, 4, 3)).astype(np.float32)
model = answer.build_classifier((4, 3), 8, 5, 0.5)
model.predict(X, verbose=0)
weights = {np.shape(w): rng.normal(size=np.shape(w)).astype(np.float32) for w in model.get_weights()}
expect.that(
    sorted(weights) == [(5,), (8,), (8, 5), (12, 8)],
    "The weights have other shapes.",
    hint="See the test above.",
)
model.set_weights([weights[np.shape(w)] for w in model.get_weights()])
hidden = np.maximum(X.reshape(5, 12) @ weights[12, 8] + weights[8,], 0)
e = np.exp(hidden @ weights[8, 5] + weights[5,])
want = e / e.sum(axis=1, keepdims=True)
advice = "ReLU in the hidden layer, softmax in the last, nothing else."
got = model.predict(X, verbose=0)
expect.close(got, want, what="the probabilities of five examples", rtol=1e-4, atol=1e-5, hint=advice)

# %% test="build_dropout" points=0.5
# While training, the share `rate` of the hidden numbers is 0, and the others are larger by 1 / (1 - rate).
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
advice = "Dropout(rate) stands between the dense layers."
for rate in (0.25, 0.6, round(float(rng.uniform(0.3, 0.7)), 2)):
    X = np.tile(rng.uniform(0, 1, size=4), (1000, 1)).astype(np.float32)
    model = answer.build_classifier((4,), 12, 2, rate)
    model.predict(X[:2], verbose=0)
    W, b = rng.uniform(0.1, 1, size=(4, 12)), rng.uniform(0.1, 1, size=12)
    # The first score adds up 1, 2, 4, 8 ... for the hidden numbers that are left: it tells which ones they are.
    V = np.stack([2.0 ** np.arange(12) / (X[0] @ W + b), np.zeros(12)], axis=1)
    weights = {part.shape: part.astype(np.float32) for part in (W, b, V / 512, np.zeros(2))}
    shapes = [np.shape(w) for w in model.get_weights()]
    expect.that(
        sorted(shapes) == sorted(weights), "The weights have other shapes.", hint="See the test above."
    )
    model.set_weights([weights[shape] for shape in shapes])
    p = np.array(model(X, training=True), dtype=float)
    left = 512 * (1 - rate) * np.log(p[:, 0] / p[:, 1])
    ones = (left.round().astype(int)[:, None] >> np.arange(12)) & 1
    what = f"the share of hidden numbers that are 0 while training, at rate {rate}"
    expect.between(float(1 - ones.mean()), rate - 0.06, rate + 0.06, what=what, hint=advice)
    what = f"the numbers that are left, added up, at rate {rate}"
    expect.close(left, left.round(), what=what, atol=0.2, hint=advice)

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

from lessonlib.check import answer, expect, fresh


def model_of_ours(outputs, activation):
    import keras

    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(outputs, activation=activation)])


make = answer.send(model_of_ours)
rng = fresh.rng()
X, yes, classes = rng.normal(size=(9, 4)).astype(np.float32), np.arange(9) % 2, rng.permutation(9) % 3
advice = "Which loss wants one-hot rows, which class numbers, which 0 and 1?"
for what, outputs, activation, y in (
    ("class numbers", 3, "softmax", classes),
    ("one-hot rows", 3, "softmax", np.eye(3, dtype=np.float32)[classes]),
    ("0 and 1", 1, "sigmoid", yes),
    ("class numbers of two classes", 2, "softmax", yes),
):
    model = make(outputs, activation)
    W, b = rng.normal(size=(4, outputs)).astype(np.float32), rng.normal(size=outputs).astype(np.float32)
    model.set_weights([W, b])
    answer.compile_for(model, y, "probabilities")
    z = X @ W + b
    z = np.hstack([np.zeros_like(z), z]) if outputs == 1 else z
    right = z[np.arange(9), y.argmax(axis=1) if y.ndim == 2 else y]
    want = (np.log(np.exp(z).sum(axis=1)) - right).mean()
    got = float(np.ravel(model.evaluate(X, y, verbose=0))[0])
    expect.close(got, want, what=f"the loss for {what}", rtol=1e-3, hint=advice)

# %% test="loss_of_scores" points=0.5
# The loss applies softmax or sigmoid when the model gives scores.
import numpy as np

from lessonlib.check import answer, expect, fresh


def model_of_ours(outputs):
    import keras

    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(outputs)])


make = answer.send(model_of_ours)
rng = fresh.rng()
X, y = rng.normal(size=(8, 4)).astype(np.float32), rng.permutation(8) % 2
advice = "from_logits=True, but only for scores."
for what, outputs, labels in (
    ("class numbers", 3, y),
    ("one-hot rows", 3, np.eye(3, dtype=np.float32)[y]),
    ("0 and 1", 1, y),
):
    model = make(outputs)
    W, b = rng.normal(size=(4, outputs)).astype(np.float32), rng.normal(size=outputs).astype(np.float32)
    model.set_weights([W, b])
    answer.compile_for(model, labels, "scores")
    z = X @ W + b
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

from lessonlib.check import answer, expect, fresh

advice = "categories[1:] are the columns, in this order."
values, categories = ["red", "blue", "green", "blue"], ["green", "red", "blue"]
want = [[1, 0], [0, 1], [0, 0], [0, 1]]
got = np.array(answer.dummy_columns(values, categories), dtype=float)
expect.close(got, want, what=f"dummy_columns({values}, {categories})", hint=advice)
rng = fresh.rng()
for n, k in ((1, 2), (30, 5)):
    categories = [f"kind {i}" for i in rng.permutation(k)]
    codes = rng.integers(0, k, size=n)
    got = np.array(answer.dummy_columns([categories[c] for c in codes], categories), dtype=float)
    expect.close(
        got, np.eye(k)[codes][:, 1:], what=f"the columns of {n} values and {k} categories", hint=advice
    )

# %% test="dummy_unknown" points=0.5
# A value that is not among the categories is refused, and no other.
import numpy as np

from lessonlib.check import answer, expect, fresh

advice = "Neither a row of zeros nor another error: raise ValueError."
codes = np.append(fresh.rng().permutation(6) % 2, 1)
right = [("green", "red")[code] for code in codes]
got = np.array(answer.dummy_columns(right, ["green", "red"]), dtype=float).reshape(7, -1)
apart = (got[:, None] != got[None]).any(axis=2)
message = "Without an unknown value, red and green do not have different rows."
expect.that(bool((apart == (codes[:, None] != codes)).all()), message)
for values in (["red", "pink"], ["pink"], [*right, "pink"], ["Red", *right]):
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

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
y, seed = rng.permutation(60) % 2, int(rng.integers(1000))
parts = [answer.split_rows(y, 0.25, one) for one in (seed, seed, seed + 1)]
for part in parts:
    returned = isinstance(part, list) and len(part) == 2
    expect.that(returned, "split_rows does not return two arrays.", hint="Training, then test.")
train, test = (np.ravel(rows) for rows in parts[0])
advice = "Training and test together are all rows, each once."
expect.equal(sorted([*train.tolist(), *test.tolist()]), list(range(60)), what="all row numbers", hint=advice)
expect.between(
    len(test), 13, 17, what="the rows in the test at share 0.25", hint="The test is the second array."
)
tests = [sorted(np.ravel(part[1]).tolist()) for part in parts]
expect.equal(
    tests[1], tests[0], what="the test rows with the same seed", hint="Give the seed to the generator."
)
message = f"Seeds {seed} and {seed + 1} give the same test rows."
expect.that(tests[2] != tests[0], message, hint="Is the seed an argument?")

# %% test="split_stratified" points=0.5
# Each class has its share in the test.
import numpy as np

from lessonlib.check import answer, expect, fresh

advice = "Stratify: cut each class by itself."
rng = fresh.rng()
y = rng.permutation([0] * 60 + [1] * 12 + [2] * 28)
for seed in rng.integers(1000, size=6).tolist():
    part = answer.split_rows(y, 0.25, seed)
    returned = isinstance(part, list) and len(part) == 2
    expect.that(returned, "split_rows does not return two arrays.", hint="Training, then test.")
    rows = sorted(np.concatenate([np.ravel(one) for one in part]).tolist())
    expect.equal(rows, list(range(100)), what="all row numbers", hint="Each row is in one part.")
    test = np.ravel(part[1]).astype(int)
    for label, want in ((0, 15), (1, 3), (2, 7)):
        got = int((y[test] == label).sum())
        what = f"rows of class {label} in the test, seed {seed}"
        expect.between(got, want - 1, want + 1, what=what, hint=advice)

# %% test="prepare_no_leak" points=0.5
# Both parts are standardised with the numbers of the training rows.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
X = rng.normal([5, 300, -2], [1, 40, 0.1], size=(24, 3))
y = (X[:, 0].argsort().argsort() > 11).astype(np.int64)  # larger numbers in the first column: another label
parts = answer.prepare(X, y, 0.25, 7)
returned = isinstance(parts, list) and len(parts) == 4
expect.that(returned, "prepare does not return four arrays.", hint="X, X, y, y.")
X_train, X_test, y_train, y_test = (np.array(part, dtype=float) for part in parts)
both = np.vstack([X_train, X_test])
expect.shape(both, (24, 3), what="both X together", hint="The two X come first, then the two y.")
advice = "Mean and deviation come from the training rows, and go into both parts."
raw, scaled = np.sort(X, axis=0), np.sort(both, axis=0)
for k in range(3):
    line = np.polyval(np.polyfit(raw[:, k], scaled[:, k], 1), raw[:, k])
    expect.close(scaled[:, k], line, what=f"column {k} on one scale", atol=1e-3, hint=advice)
mixed = both[:, 0][np.concatenate([y_train, y_test]).argsort(kind="stable")]
zeros = int((y == 0).sum())
expect.that(
    bool(mixed[:zeros].max() < mixed[zeros:].min()),
    "Rows and labels do not belong together any more.",
    hint="Take the same row numbers for X and y.",
)
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

from lessonlib.check import answer, expect, fresh


def roc_of(y, score):
    with answer.calls_of("sklearn.metrics") as calls:
        points = answer.roc(y, score)
    expect.equal(
        calls, {"sklearn.metrics": 0}, what="the calls of sklearn.metrics", hint="Write it with NumPy."
    )
    return points


advice = "From the highest score to the lowest, and (0, 0) before all."
y, score = np.array([1, 0, 1, 0]), np.array([0.9, 0.8, 0.4, 0.1])
got = roc_of(y, score)
expect.that(isinstance(got, list) and len(got) == 2, "roc does not return two arrays.", hint="fpr, then tpr.")
for what, ours, want in zip(("fpr", "tpr"), got, ([0, 0, 0.5, 0.5, 1], [0, 0.5, 0.5, 1, 1]), strict=True):
    expect.close(np.array(ours, dtype=float), want, what=f"{what} of four rows", hint=advice)
rng = fresh.rng()
for n in (5, 80):
    y, score = rng.permutation(np.arange(n) % 2), rng.normal(size=n)
    want = roc_curve(y, score, drop_intermediate=False)[:2]
    for what, ours, theirs in zip(("fpr", "tpr"), roc_of(y, score), want, strict=True):
        expect.close(np.array(ours, dtype=float), theirs, what=f"{what} of {n} rows", hint=advice)

# %% test="roc_ties" points=0.5
# Rows with equal scores make one point.
import numpy as np
from sklearn.metrics import roc_curve

from lessonlib.check import answer, expect, fresh


def roc_of(y, score):
    with answer.calls_of("sklearn.metrics") as calls:
        points = answer.roc(y, score)
    expect.equal(
        calls, {"sklearn.metrics": 0}, what="the calls of sklearn.metrics", hint="Write it with NumPy."
    )
    return points


advice = "One point for each different score, however many rows have it."
y, score = np.array([1, 0, 1, 0, 0]), np.array([2, 2, 1, 1, 0])
got = roc_of(y, score)
expect.that(isinstance(got, list) and len(got) == 2, "roc does not return two arrays.", hint="fpr, then tpr.")
for what, ours, want in zip(("fpr", "tpr"), got, ([0, 1 / 3, 2 / 3, 1], [0, 0.5, 1, 1]), strict=True):
    expect.close(np.array(ours, dtype=float), want, what=f"{what} of five rows with ties", hint=advice)
rng = fresh.rng()
for n, levels in ((6, 1), (50, 4), (90, 20)):
    y, score = rng.permutation(np.arange(n) % 2), rng.integers(-levels, levels + 1, size=n) / 4
    want = roc_curve(y, score, drop_intermediate=False)[:2]
    for what, ours, theirs in zip(("fpr", "tpr"), roc_of(y, score), want, strict=True):
        expect.close(np.array(ours, dtype=float), theirs, what=f"{what} of {n} rows with ties", hint=advice)

# %% test="roc_area" points=0.5
# The area under the points is a sum of trapezoids.
import numpy as np
from sklearn.metrics import roc_auc_score, roc_curve

from lessonlib.check import answer, expect, fresh


def area_of(fpr, tpr):
    with answer.calls_of("sklearn.metrics") as calls:
        size = answer.area(fpr, tpr)
    expect.equal(
        calls, {"sklearn.metrics": 0}, what="the calls of sklearn.metrics", hint="Write it with NumPy."
    )
    return size


advice = "The width of each step, times the mean of its two heights."
for fpr, tpr, want in (
    ([0, 1], [0, 1], 0.5),
    ([0, 0, 1], [0, 1, 1], 1.0),
    ([0, 0.5, 1], [0, 0.75, 1], 0.625),
):
    got = area_of(np.array(fpr, dtype=float), np.array(tpr, dtype=float))
    expect.close(got, want, what=f"the area under {tpr} at {fpr}", hint=advice)
rng = fresh.rng()
for levels in (3, 50):
    y, score = rng.permutation(np.arange(40) % 2), rng.integers(0, levels, size=40)
    got = area_of(*roc_curve(y, score)[:2])
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
# The model learns three classes, whatever the units, and gives probabilities that come from its weights.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
y = np.arange(160) % 3
centres = np.array([[0, 2, 0, 1], [2, 0, 0, 1], [0, 0, 2, 1]])[rng.permutation(3)]
X = (centres[y] + rng.normal(scale=0.3, size=(160, 4))) * [0.001, 1, 3000, 50] + [0, 0, 9000, 2]
X = X.astype(np.float32)
for seed in rng.integers(1000, size=3).tolist():  # a start that cannot learn is rare, but there is one
    got = answer.experiment(X[:64], y[:64], X[64:96], y[64:96], 20, seed)
    returned = isinstance(got, list) and len(got) == 2
    expect.that(returned, "experiment does not return two things.", hint="The model, the accuracy.")
    model = got[0]
    p = np.array(model.predict(X[96:], verbose=0), dtype=float)
    expect.shape(p, (64, 3), what="what the model gives for 64 rows", hint="One probability for each class.")
    sums = p.sum(axis=1)
    expect.close(sums, np.ones(64), what="the sum of each row", atol=1e-4, hint="Softmax in the last layer.")
    share = float(np.mean(p.argmax(axis=1) == y[96:]))
    if share > 0.9:
        break
advice = "Normalise inside, with adapt. Epochs and learning rate?"
expect.between(share, 0.9, 1, what="the share of right answers on new rows", hint=advice)
model.set_weights([np.zeros_like(w) for w in model.get_weights()])
p = np.array(model.predict(X[96:], verbose=0), dtype=float)
what = "the probabilities of a model whose weights are all 0, for different rows,"
expect.close(p, np.tile(p[0], (64, 1)), what=what, atol=1e-5, hint="Return the Keras model that was trained.")

# %% test="experiment_honest" points=0.5
# The accuracy is the one on the test rows.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
y = np.arange(73) % 3
X = (4 * np.eye(3)[y] + rng.normal(scale=0.3, size=(73, 3))).astype(np.float32)
labels = y.copy()
labels[48:58] = (y[48:58] + 1) % 3  # 10 of the 25 test rows are labelled wrong
for seed in rng.integers(1000, size=3).tolist():  # a start that cannot learn is rare, but there is one
    got = answer.experiment(X[:48], y[:48], X[48:], labels[48:], 20, seed)
    returned = isinstance(got, list) and len(got) == 2
    expect.that(returned, "experiment does not return two things.", hint="The model, the accuracy.")
    y_hat = np.array(got[0].predict(X, verbose=0)).argmax(axis=1)
    learned = float(np.mean(y_hat[:48] == y[:48]))
    if learned > 0.8:
        break
expect.between(learned, 0.8, 1, what="the accuracy on the training rows, which are easy")
want = float(np.mean(y_hat[48:] == labels[48:]))
advice = "Evaluate on X_test and y_test."
expect.close(got[1], want, what="the accuracy that you return", atol=1e-4, hint=advice)

# %% test="experiment_seed" points=0.5
# The same seed gives the same model, another seed gives another.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
y, seed = np.arange(72) % 3, int(rng.integers(1000))
X = (3 * np.eye(3)[y] + rng.normal(scale=0.3, size=(72, 3))).astype(np.float32)
found = []
for one in (seed, seed, seed + 1):
    got = answer.experiment(X[:48], y[:48], X[48:], y[48:], 10, one)
    returned = isinstance(got, list) and len(got) == 2
    expect.that(returned, "experiment does not return two things.", hint="The model, the accuracy.")
    p = np.array(got[0].predict(X[48:], verbose=0), dtype=float)
    expect.shape(p, (24, 3), what="what the model gives for 24 rows")
    found.append(p)
first, again, other = found
what = "the probabilities of two trainings with the same seed"
expect.close(again, first, what=what, hint="Set the seed first in the function.")
advice = "Is the seed an argument, or always the same number?"
message = f"Seeds {seed} and {seed + 1} give the same probabilities."
expect.that(not np.array_equal(first, other), message, hint=advice)
share = max(float(np.mean(p.argmax(axis=1) == y[48:])) for p in (first, other))
expect.between(share, 0.8, 1, what="the share of right answers with the better seed")

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
