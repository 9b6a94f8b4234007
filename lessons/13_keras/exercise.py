# %% [markdown]
# # Exercise 13: Keras
#
# You build and compile Keras models, prepare a table for them, draw a ROC curve by hand, and train a network that is
# judged fairly. The two parts of chapter 13 show each idea.
#
# **Time**: about 50 minutes. **Points**: 10, half a point for each test.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and run the
#   cell. Then run the tests below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("roc")` (with the name of the task) explains an answer, and what else would have
#   done.
# - In questions, a comment in the cell lists the names to set. Letters need quotes: `"a"`.
# - Cells with imports and helpers are given and locked. Run them, too.

# %% setup="imports"
import os

os.environ["KERAS_BACKEND"] = "torch"
os.environ["KERAS_TORCH_DEVICE"] = "cpu"  # such a small network is not faster on a GPU

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

# %% [markdown] solution="questions"
# `Flatten` gives 600 numbers, so the hidden layer has 600 · 50 + 50 parameters, and the last one 50 · 4 + 4 more; the
# dropout has none, and takes no inputs away. 1,000 rows in batches of 32 are 31 full batches and one of 8. Of the
# choices: the weights belong to the model, not to `fit`; `validation_split` looks at the place of a row and at nothing
# else; several yes or no are several sigmoids; and 1.46 is what softmax twice leaves of a perfect answer.

# %% test="question_numbers" points=0.5
# The parameters of the model, and the steps of an epoch.
from lessonlib.check import answer, expect

advice = "Flatten makes 20 times 30 numbers. Weights and biases."
expect.sealed(answer.q1_hidden, "13_hidden", "47181cd9c42c9ce9", what="q1_hidden", hint=advice)
advice = "Add both Dense layers. Which layers have no parameters?"
expect.sealed(answer.q1_total, "13_total", "beff89ea44358173", what="q1_total", hint=advice)
advice = "The batch size is 32 if you say none. The last batch may be smaller."
expect.sealed(answer.q1_steps, "13_steps", "ef617bb455ba4fc8", what="q1_steps", hint=advice)

# %% test="question_choices" points=0.5
# What a second fit does, which rows validation_split takes, and which loss fits.
from lessonlib.check import answer, expect

for name, digest, advice in (
    ("q1_again", "36ac278eeabc2c59", "Section 6 of the chapter calls fit twice."),
    ("q1_split", "c9b1f6e6eaee955d", "Section 6 of the chapter does it with the digits."),
    ("q1_topics", "5201a7bf36b0d0a1", "Each topic is a question of its own."),
    ("q1_stuck", "a26af781add63ed4", "Section 5 of the chapter says which mistake has this loss."),
):
    key = name.replace("q1", "13")
    expect.sealed(answer.at(name), key, digest, what=name, options="abcd", hint=advice)

# %% [markdown] why="13_again" answer="b"
# `b`: the weights belong to the model, and only building it again makes new ones. Not `a`: `fit` never draws weights.
# Not `c` or `d`: `fit` does not know that it has been called before, and counts its five epochs from 1.

# %% [markdown] why="13_split" answer="c"
# `c`: the last tenth of the rows, and these are of the last class. Not `a`: `fit` shuffles what is left, after the cut.
# Not `b`: nothing is stratified. Not `d`: the rows are kept aside.

# %% [markdown] why="13_topics" answer="d"
# `d`: five sigmoids answer five questions. Not `a` and `b`: with softmax the outputs share the sum 1, so two topics
# cannot both be certain. Not `c`: one output answers one question.

# %% [markdown] why="13_stuck" answer="a"
# `a`: probabilities from 0 to 1 go through softmax once more, so ten classes cannot get below 1.46. With `b` the loss
# is meaningless, but has no such floor; `c` is an error; dropout (`d`) disturbs, but knows no such number.

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
# - when "the shapes of the weights": Which sizes do the two dense layers have? Nothing else has weights.
# - when "the probabilities of five examples": Is there ReLU after the first dense layer, and softmax after the
#   second?
# - when "the share of hidden numbers": Where does the dropout stand? It must come between the two dense layers, with
#   the rate that is given.
# 1. Section 2 of the chapter builds such a model in four ways.
# 2. Five lines of a list are enough: the input shape, one layer that flattens, two dense ones, and dropout between
#    them.
# 3. `keras.Sequential` takes the list. Each size comes from an argument of the function; the first dense layer has
#    ReLU as activation, the last one softmax.

# %% [markdown] solution="build_classifier"
# Each size comes from an argument, and the dropout stands behind the hidden layer, since it is the *hidden* numbers
# that are dropped. Nothing has to be switched off for `predict`: Keras tells each layer whether it is in a training.
# The functional way and a subclass are as right; in a subclass, hand `training` on if your `call` takes it. ReLU may be
# a layer of its own, and `layers.Reshape((-1,))` flattens as well.

# %% test="build_forward" points=0.5
# The model has the right weights, gives softmax of ReLU, and drops nothing when it predicts.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.classification import scores, softmax

rng = fresh.rng()
drawn = ((4, int(rng.integers(5, 9))), int(rng.integers(10, 20)), int(rng.integers(3, 7)))
for shape, hidden, classes in (((3, 5), 7, 4), ((6,), 9, 2), drawn):
    what = f"for {shape}, {hidden}, {classes}"
    model = answer.build_classifier(shape, hidden, classes, 0.5)
    X = rng.normal(size=(5, *shape)).astype(np.float32)
    model.predict(X, verbose=0)  # a subclass makes its weights now
    inputs, weights = int(np.prod(shape)), model.get_weights()
    got = sorted(list(np.shape(w)) for w in weights)
    want = sorted([[inputs, hidden], [hidden], [hidden, classes], [classes]])
    advice = "Flatten, Dense(hidden), Dropout, Dense(num_classes)."
    expect.equal(got, want, what=f"the shapes of the weights {what}", hint=advice)
    ours = [
        rng.normal(size=part).astype(np.float32)
        for part in ((inputs, hidden), hidden, (hidden, classes), classes)
    ]
    by_shape = {part.shape: part for part in ours}
    model.set_weights([by_shape[np.shape(w)] for w in weights])
    want = softmax(scores(X.reshape(5, inputs), ours))
    advice = "ReLU in the hidden layer, softmax in the last, nothing else."
    what = f"the probabilities of five examples {what}, with weights that this test has set,"
    expect.close(model.predict(X, verbose=0), want, what=what, rtol=1e-3, atol=1e-5, hint=advice)

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
    model.compile("adam", loss)
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

# %% [markdown] solution="compile_for"
# Two questions decide: how are the labels written, and who applies softmax or sigmoid? `y.ndim` tells one-hot rows, the
# number of outputs tells yes or no from class numbers. `from_logits` must be True exactly when the model gives scores:
# a wrong one raises no error. A name such as `"sparse_categorical_crossentropy"` does for probabilities only, since a
# name has no options.

# %% test="loss_of_probabilities" points=0.5
# The loss fits each of the three codings, for a model that gives probabilities.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.classification import cross_entropy


def model_of_ours(outputs, activation):
    import keras

    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(outputs, activation=activation)])


make = answer.send(model_of_ours)
rng = fresh.rng()
# Small numbers: Keras clips probabilities at 1e-7, which scores that are 16 apart would reach.
X, yes, classes = rng.uniform(-1, 1, (9, 4)).astype(np.float32), np.arange(9) % 2, rng.permutation(9) % 3
advice = "Which loss wants one-hot rows, which class numbers, which 0 and 1?"
for what, outputs, activation, y in (
    ("class numbers", 3, "softmax", classes),
    ("one-hot rows", 3, "softmax", np.eye(3, dtype=np.float32)[classes]),
    ("0 and 1", 1, "sigmoid", yes),
    ("class numbers of two classes", 2, "softmax", yes),
):
    model = make(outputs, activation)
    W, b = (rng.uniform(-1, 1, size).astype(np.float32) for size in ((4, outputs), (outputs,)))
    model.set_weights([W, b])
    answer.compile_for(model, y, "probabilities")
    z = X @ W + b
    z = np.hstack([np.zeros_like(z), z]) if outputs == 1 else z
    want = cross_entropy(z, y.argmax(axis=1) if y.ndim == 2 else y)
    got = float(np.ravel(model.evaluate(X, y, verbose=0))[0])
    expect.close(got, want, what=f"the loss for {what}", rtol=1e-3, hint=advice)

# %% test="loss_of_scores" points=0.5
# The loss applies softmax or sigmoid when the model gives scores.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.classification import cross_entropy


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
    got = float(np.ravel(model.evaluate(X, labels, verbose=0))[0])
    expect.close(got, cross_entropy(z, y), what=f"the loss for scores and {what}", rtol=1e-3, hint=advice)

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

# %% [markdown] solution="dummy_columns"
# One comparison of a column of values with a row of categories makes the whole table; the first category is left out,
# and its rows become zeros. Just because zeros have a meaning, an unknown value must be refused before. A loop with
# `categories.index(value)` raises the `ValueError` by itself; `np.eye(k)[codes][:, 1:]` is a third way.

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
# - The rows are chosen at random. The same seed gives the same rows, another seed gives others.
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

# %% [markdown] solution="split"
# Each class is shuffled and cut by itself, so its share is right whatever the chance; `np.setdiff1d` gives the rows
# that are left. In `prepare` the order of the steps is the point: split first, then take mean and deviation from the
# training rows, then use them for both parts. `train_test_split(np.arange(n), test_size=share, stratify=y,
# random_state=seed)` and scikit-learn's `StandardScaler`, fitted to the training rows, do the same.

# %% test="split_complete" points=0.5
# Each row is in one part, chosen at random, and the same seed gives the same rows.
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

# %% [markdown] solution="roc"
# Each different score is a threshold once, so rows with equal scores come in together without any special case. The
# mean of `score >= threshold` over the rows of a class is the rate of this class. A trapezoid is its width times the
# mean of its two heights: where a tie makes a slanted step, a rectangle would be wrong. Sorting and `np.cumsum`, as in
# the chapter, is faster for many rows; `np.trapezoid(tpr, fpr)` is the area, too.

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
two = len(got) == 2 if isinstance(got, list) else np.shape(got)[:1] == (2,)
expect.that(two, "roc does not return two arrays.", hint="fpr, then tpr.")
for what, ours, want in zip(("fpr", "tpr"), got, ([0, 0, 0.5, 0.5, 1], [0, 0.5, 0.5, 1, 1]), strict=True):
    expect.close(np.array(ours, dtype=float), want, what=f"{what} of four rows", hint=advice)
rng = fresh.rng()
for n in (5, 80):
    y, score = rng.permutation(np.arange(n) % 2), rng.permutation(np.linspace(-2, 3, n))
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
two = len(got) == 2 if isinstance(got, list) else np.shape(got)[:1] == (2,)
expect.that(two, "roc does not return two arrays.", hint="fpr, then tpr.")
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
# ## 7. A network for tables
#
# Write `make_network`. It builds **and compiles** a Keras model for rows whose columns have very different units:
#
# 1. it takes the rows **as they are**, and standardises each column *inside*, with the mean and the standard deviation
#    of `X_train`;
# 2. a dense layer of 16 neurons with ReLU;
# 3. a dense layer that gives `num_classes` probabilities.
#
# Compile it with Adam and the learning rate 0.05, the cross-entropy for class numbers, and the metric `"accuracy"`. The
# first weights are Keras's own random ones; the same seed gives the same, another seed gives others.


# %% task="make_network"
def make_network(X_train, num_classes, seed):
    """X_train: float32 (n, d). Returns a compiled Keras model: (m, d) -> probabilities (m, num_classes)."""
    ### BEGIN SOLUTION
    keras.utils.set_random_seed(seed)
    scale = layers.Normalization()
    scale.adapt(X_train)
    model = keras.Sequential(
        [
            keras.Input(X_train.shape[1:]),
            scale,
            layers.Dense(16, activation="relu"),
            layers.Dense(num_classes, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
    ### END SOLUTION


# %% [markdown] hints="make_network"
# - when "probabilities of new rows": One column has numbers of some thousands. Which layer brings all columns to one
#   size, and which rows must it have seen? Is everything behind it as in the list?
# - when "the loss that evaluate": Is it a mean over the rows? Softmax belongs into the model or into the loss, not into
#   both.
# - when "changes in the first step": Adam's first step changes each weight by the learning rate. Which one does your
#   model have?
# - when "with the same seed": The first weights are random. Set the seed before you make the layers.
# - when "the same first weights": Does the argument `seed` reach the line that sets it?
# 1. Section 8 of the chapter has the layer that standardises; section 10 has such a network for the tumours.
# 2. First the seed, then a `Normalization` layer that has seen the training rows, then the chain, then `compile`.
# 3. `keras.utils.set_random_seed`, `adapt` with the training rows, `Sequential` with that layer in front. The optimizer
#    is `keras.optimizers.Adam` with a number; a name in quotes would have the learning rate 0.001.

# %% [markdown] solution="make_network"
# The seed comes first, because each `Dense` layer draws its weights as soon as it knows its input. `adapt` stores mean
# and variance in the model, so whoever uses it later hands over raw numbers. `"adam"` in quotes would have the learning
# rate 0.001, so the optimizer is an object here. `Normalization(mean=..., variance=...)` with NumPy's numbers is as
# right, and so is a last layer without softmax *followed by* a softmax layer.

# %% test="network_forward" points=0.5
# The network standardises with the numbers of the training rows, then gives softmax of ReLU.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.classification import scores, softmax

rng = fresh.rng()
for columns, classes in ((5, 3), (int(rng.integers(6, 10)), int(rng.integers(4, 6)))):
    size, middle = 10.0 ** rng.uniform(-2, 3, columns), rng.normal(size=columns)
    X = ((rng.normal(size=(40, columns)) + middle) * size).astype(np.float32)
    new = ((2 * rng.normal(size=(30, columns)) + middle) * size).astype(np.float32)
    model = answer.make_network(X, classes, 3)
    ours = [0.3 * rng.normal(size=part) for part in ((columns, 16), 16, (16, classes), classes)]
    by_shape = {part.shape: part.astype(np.float32) for part in ours}
    what = f"for {columns} columns and {classes} classes"
    model.predict(X[:2], verbose=0)  # a subclass makes its weights now
    theirs = model.get_weights()
    found = [np.shape(w) in by_shape for w in theirs]
    message = f"The network {what} has no weights of the right shapes."
    expect.that(sum(found) == 4, message, hint="Two Dense layers, of 16 and of num_classes neurons.")
    model.set_weights(
        [by_shape[np.shape(w)] if ok else np.array(w) for w, ok in zip(theirs, found, strict=True)]
    )
    X, new = X.astype(float), new.astype(float)
    want = softmax(scores((new - X.mean(axis=0)) / X.std(axis=0), ours))
    got = model.predict(new.astype(np.float32), verbose=0)
    what = f"the probabilities of new rows {what}, with weights that this test has set,"
    advice = "Standardise inside, with the numbers of X_train; then ReLU, then softmax."
    expect.close(got, want, what=what, rtol=1e-2, atol=1e-3, hint=advice)

# %% test="network_compiled" points=0.5
# The network is compiled with the mean cross-entropy, accuracy, and Adam with the learning rate 0.05.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.classification import cross_entropy, descend, scores

rng = fresh.rng()
new = None
while new is None:  # until no hidden number is so near to 0 that rounding decides about its slope
    X = rng.normal(size=(40, 5)).astype(np.float32)
    y = rng.permutation(40) % 3
    rows = (X - X.mean(axis=0, dtype=float)) / X.std(axis=0, dtype=float)
    ours = [0.3 * rng.normal(size=part) for part in ((5, 16), 16, (16, 3), 3)]
    new = descend(rows, y, ours, 1.0, 1)
slopes = {part.shape: part - after for part, after in zip(ours, new, strict=True)}
model = answer.make_network(X, 3, int(rng.integers(1000)))
model.predict(X[:2], verbose=0)  # a subclass makes its weights now
by_shape = {part.shape: part.astype(np.float32) for part in ours}
before = model.get_weights()
found = [np.shape(w) in by_shape for w in before]
expect.that(sum(found) == 4, "The network has no weights of the right shapes.", hint="See the test above.")
before = [by_shape[np.shape(w)] if ok else np.array(w) for w, ok in zip(before, found, strict=True)]
model.set_weights(before)
measured = np.ravel(model.evaluate(X, y, verbose=0))
expect.shape(measured, (2,), what="what evaluate returns", hint="The loss, and one metric: the accuracy.")
z = scores(rows, ours)
advice = "The mean of -log p of the right class. Softmax once."
expect.close(measured[0], cross_entropy(z, y), what="the loss that evaluate returns", rtol=1e-2, hint=advice)
share = float(np.mean(z.argmax(axis=1) == y))
expect.close(measured[1], share, what="the accuracy that evaluate returns", atol=0.06)
model.train_on_batch(X, y)
advice = "keras.optimizers.Adam takes the learning rate."
for old, after in zip(before, model.get_weights(), strict=True):
    if old.shape in slopes:
        slope = slopes[old.shape]
        clear = np.abs(slope) > 1e-3
        what = f"the changes in the first step, of the weights {old.shape},"
        want = -0.05 * np.sign(slope[clear])
        expect.close((np.array(after) - old)[clear], want, what=what, atol=1e-3, hint=advice)

# %% test="network_seed" points=0.5
# The same seed gives the same first weights, which are random; another seed gives others.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.classification import scores, softmax

rng = fresh.rng()
X, seed = rng.normal(size=(20, 5)).astype(np.float32), int(rng.integers(1000))
found = []
for one in (seed, seed, seed + 1):
    model = answer.make_network(X, 3, one)
    p = model.predict(X, verbose=0)
    by_shape = {np.shape(w): np.array(w, dtype=float) for w in model.get_weights()}
    weights = [by_shape[part] for part in ((5, 16), (16,), (16, 3), (3,)) if part in by_shape]
    expect.that(len(weights) == 4, "The network has no weights of the right shapes.", hint="5, 16, 3.")
    want = softmax(scores((X - X.mean(axis=0)) / X.std(axis=0), weights))
    expect.close(p, want, what="the probabilities, with the first weights,", rtol=1e-2, atol=1e-3)
    found.append(np.concatenate([weights[0].ravel(), weights[2].ravel()]))
first, again, other = found
what = "the first weights of two networks with the same seed"
expect.close(again, first, what=what, hint="Set the seed first in the function.")
message = f"Seeds {seed} and {seed + 1} give the same first weights."
expect.that(
    not np.array_equal(first, other), message, hint="Is the seed an argument, or always the same number?"
)
message = "The first weights are not random: most of them are equal."
expect.that(len(np.unique(first)) > 100, message, hint="Leave the layers as Keras makes them.")

# %% [markdown]
# ## 8. Train and test
#
# Write `train_and_test`. It gets a **compiled** model and trains it in place:
#
# - `epochs` times, each training row once in an epoch, in mini-batches of 16 rows (the last one may be smaller);
# - in a new random order in each epoch. The seed alone decides about the order;
# - with the optimizer and the loss that the model was compiled with.
#
# It returns one number: the accuracy on the **test** rows, after the training.


# %% task="train_and_test"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    """X: float32 (n, d), y: int64 (n,). Trains the model, and returns its accuracy on the test rows."""
    ### BEGIN SOLUTION
    keras.utils.set_random_seed(seed)
    model.fit(X_train, y_train, epochs=epochs, batch_size=16, verbose=0)
    return model.evaluate(X_test, y_test, verbose=0)[1]
    ### END SOLUTION


# %% [markdown] hints="train_and_test"
# - when "as they were before the training": Is it the model of the argument that is trained?
# - when "do not have the right sizes": Compare the two lists. Is the size of a mini-batch the one of the task? Is an
#   epoch missing, or are there rows too many or too few?
# - when "does not take each row once": All batches have the right sizes. Do some rows come twice?
# - when "in the order in which they were given": Nothing is shuffled. `fit` does it, if you let it.
# - when "in the same order": The same order is used in each epoch. Draw a new one.
# - when "takes the rows in another order": The order is random, and nothing sets the seed.
# - when "Two seeds": Does `seed` reach the line that sets the seed?
# - when "Step 1, with 16": The very first step is wrong, so look at the loss. Does it get probabilities, and the class
#   of each row?
# - when "Step 2, with 16": The first step is right, the second is not. What is left over from the first?
# - when "Step 3, with 8": Only the smaller mini-batch makes a wrong step. Is the loss a mean over its rows?
# - when "largest change of a weight": The model came with its optimizer. Do you compile it again?
# - when "not in training mode": In a loop of your own, tell the model that it is trained.
# - when "the accuracy that you return": On which rows did you measure, and how: as in a training, or after it?
# 1. Sections 6 and 7 of the chapter.
# 2. One line sets the seed, one line trains, one line measures.
# 3. `keras.utils.set_random_seed`; `fit` with the training rows and two numbers by name; `evaluate` with the test rows
#    gives the loss and the accuracy.

# %% [markdown] solution="train_and_test"
# Three lines, since `fit` shuffles in each epoch, keeps the last small batch, and clears the gradients; and `evaluate`
# measures without dropout, after the training, on the rows that you give. What you can still get wrong are the
# arguments: `batch_size` is 32 by itself, `shuffle=False` and `validation_split` change which rows come, and a second
# `compile` throws away the optimizer. A loop with `train_on_batch` and `np.random.default_rng(seed).permutation` is as
# right.

# %% test="batches" points=0.5
# Each epoch takes each training row once, 16 at a time, in a new order that depends on the seed alone.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.keras_steps import numbered_rows, recording_classifier
from lessonlib.check.references.training_steps import steps_of

rng = fresh.rng()
X, y = numbered_rows(rng, 56, 4), rng.permutation(56) % 3  # the last 16 are the test rows
seed, another = rng.choice(1000, 2, replace=False).tolist()
runs = []
for one in (seed, seed, another):
    model = answer.send(recording_classifier)(4, 3, 0.05)  # it notes which rows come
    answer.train_and_test(model, X[:40], y[:40], X[40:], y[40:], 3, one)
    runs.append(steps_of(model, "rows"))
    runs[-1].check_batches(40, 16, 3)
first, again, other = (run.orders(3) for run in runs)
message = "The rows come in the order in which they were given."
expect.that(first[0] != sorted(first[0]), message, hint="Shuffle them in each epoch.")
message = "Two epochs take the rows in the same order."
expect.that(first[0] != first[1] != first[2], message, hint="Seed once, before the first epoch.")
message = "A second training with the same seed takes the rows in another order."
expect.that(first == again, message, hint="The seed must decide the order.")
message = "Two seeds give the same order of the rows."
expect.that(first != other, message, hint="The order must depend on the seed.")

# %% test="steps" points=0.5
# Each step is one of the model's own optimizer, on the mean cross-entropy of a mini-batch, in training mode.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.keras_steps import numbered_rows, recording_classifier
from lessonlib.check.references.training_steps import steps_of

rng = fresh.rng()
X, y = numbered_rows(rng, 56, 4), rng.permutation(56) % 3  # the last 16 are the test rows
lr = round(float(rng.uniform(0.02, 0.1)), 3)
model = answer.send(recording_classifier)(4, 3, lr)  # it notes its weights before each step
answer.train_and_test(model, X[:40], y[:40], X[40:], y[40:], 2, int(rng.integers(1000)))
run = steps_of(model, "rows")
run.check_adam(torch.tensor(X), torch.tensor(y), lr)
message = "The model is not in training mode in each step: its dropout would be off."
expect.that(all(run.in_training), message, hint="fit does this; in your own loop, say training=True.")

# %% test="accuracy_on_test_rows" points=0.5
# The accuracy is the one on the test rows, as the model predicts after the training.
import numpy as np

from lessonlib.check import answer, expect, fresh


def model_of_ours():
    """Sure of each row; while training it says the opposite. Its steps are so small that nothing changes."""
    import keras
    import numpy as np

    class Known(keras.Model):
        def __init__(self):
            super().__init__()
            self.layer = keras.layers.Dense(3)

        def call(self, x, training=False):
            scores = self.layer(x)
            return keras.ops.softmax(-scores if training else scores)

    model = Known()
    model(np.zeros((1, 3), dtype=np.float32))
    model.layer.set_weights([10 * np.eye(3, dtype=np.float32), np.zeros(3, dtype=np.float32)])
    optimizer = keras.optimizers.SGD(1e-6)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


rng = fresh.rng()
y = rng.permutation(73) % 3
X = (np.eye(3)[y] + rng.uniform(-0.3, 0.3, size=(73, 3))).astype(np.float32)
wrong = int(rng.integers(4, 9))
labels = y[48:].copy()
labels[:wrong] = (labels[:wrong] + 1) % 3  # these test rows are labelled wrong
advice = "evaluate, with X_test and y_test, after fit."
got = answer.train_and_test(answer.send(model_of_ours)(), X[:48], y[:48], X[48:], labels, 1, 7)
expect.close(got, 1 - wrong / 25, what="the accuracy that you return", atol=1e-4, hint=advice)

# %% [markdown]
# **Look.** All your parts together: a network that learns from only 57 tumours, and its ROC curve beside the one of a
# single column. At which false positive rate would you work, if you were a doctor?

# %%
from sklearn.datasets import load_breast_cancer

tumours = load_breast_cancer()
malignant = (tumours.target == 0).astype(np.int64)
train, test = split_rows(malignant, 0.9, seed=13)
rows = tumours.data.astype(np.float32)
model = make_network(rows[train], 2, seed=13)
accuracy = train_and_test(
    model, rows[train], malignant[train], rows[test], malignant[test], epochs=15, seed=13
)
score = model.predict(rows[test], verbose=0)[:, 1]
print(f"accuracy {accuracy:.3f}, area {area(*roc(malignant[test], score)):.4f}")
viz.roc({"network": (malignant[test], score), "texture alone": (malignant[test], rows[test][:, 1])})

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: train the network with ten seeds. How far apart are the ten
# areas under the curve? Which difference between two models would you believe?
