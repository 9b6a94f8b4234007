# %% [markdown]
# # Exercise 11: iris
#
# You read a file of flowers and refuse a broken one, train a ready-made classifier and a network of your own, and
# measure what they can do. The two parts of chapter 11 show each idea.
#
# **Time**: about 50 minutes. **Points**: 10, half a point for most tests.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and run the
#   cell. Then run the tests below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("confusion")` (with the name of the task) explains an answer, and what else would
#   have done.
# - In questions, a comment in the cell lists the names to set. Letters need quotes: `"a"`.

# %% setup="imports"
import tempfile
from itertools import pairwise

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import lessonlib.tf1 as tf
from lessonlib import data, viz

torch.set_num_threads(1)  # small tensors: a second thread would only be waited for

# %% [markdown]
# ## 1. Read a file with a header line
#
# The text of a file looks like this:
#
# ```
# 3,2,small,large
# 0.5,1.0,0
# 4.0,3.5,1
# 0.25,1,0
# ```
#
# The header says: 3 rows, 2 features, then the names of the classes. Each row has its features and at the end
# its class. Write `read_flowers(text)`. It returns **three things**: the features (n, d), the classes (n,) as
# integers, and the list of the class names.
#
# It must stop with a **`ValueError`** when
#
# - there are more or fewer rows than the header says, or
# - a row has more or fewer values than the features and one class.
#
# Any number of features and classes is possible. The text may or may not end with a line break.


# %% task="read_flowers"
def read_flowers(text):
    """text: a whole file, as one string. Returns features (n, d), classes (n,), list of class names."""
    ### BEGIN SOLUTION
    header, *lines = text.splitlines()
    count, features, *names = header.split(",")
    rows = [[float(value) for value in line.split(",")] for line in lines]
    if len(rows) != int(count):
        raise ValueError(f"{len(rows)} rows, but the header says {count}")
    if any(len(row) != int(features) + 1 for row in rows):
        raise ValueError(f"a row does not have {features} features and a class")
    table = np.array(rows)
    return table[:, :-1].astype(np.float32), table[:, -1].astype(np.int64), names
    ### END SOLUTION


# %% [markdown] hints="read_flowers"
# - when "a lost line raises no error": Count the rows that you read, and compare with the first number of the
#   header.
# - when "a lost value raises another error": Something else stopped first, and in other words. Look at the length of
#   each row before you use its values.
# - when "a lost value raises no error": A row that is too short was read as if it were complete. Compare its length
#   with the second number of the header.
# 1. Section 2 of the chapter explains the header.
# 2. `splitlines` makes lines of a text and `split(",")` makes values of a line. The values are still text.
# 3. Keep the header apart from the rest. Compare the number of the rows with its first value, and the length of
#    each row with its second value plus 1. Then make an array; the last column is the class.

# %% [markdown] solution="read_flowers"
# The header is cut into its parts with one star: `count, features, *names`. Both checks come *before* the array is
# made, because rows of different lengths would stop NumPy with an error that says nothing about the file. The standard
# library's `csv` reads the lines just as well, and so does `np.loadtxt`, which refuses ragged rows with a `ValueError`
# of its own; then only the shape is left to compare with the header.

# %% test="read_values" points=0.5
# read_flowers gives the features, the classes and the names.
import numpy as np

from lessonlib.check import answer, expect, fresh


def check(text, X, y, names):
    got = answer.read_flowers(text)
    returned = isinstance(got, list) and len(got) == 3
    expect.that(returned, "read_flowers does not return three things.", hint="return X, y, names")
    expect.close(np.array(got[0], dtype=float), X, what="the features", hint="All columns but the last.")
    classes = np.array(got[1])
    expect.that(
        bool(classes.dtype.kind in "iu"), "The classes are not integers.", hint="Convert them to int."
    )
    expect.equal(classes.tolist(), list(y), what="the classes", hint="The last value of each row.")
    expect.equal(list(got[2]), list(names), what="the class names", hint="All after the first two values.")


small = ("3,2,small,large\n0.5,1.0,0\n4.0,3.5,1\n0.25,1,0\n", [[0.5, 1], [4, 3.5], [0.25, 1]], [0, 1, 0])
for text, X, y in (small, (small[0].strip(), *small[1:])):
    check(text, X, y, ["small", "large"])
rng = fresh.rng()
for n, d, k in ((1, 1, 2), (5, 4, 3), (12, 3, 5)):
    X, y = rng.integers(0, 80, size=(n, d)) / 10, rng.integers(0, k, size=n)
    names = [f"kind {i}" for i in range(k)]
    rows = [",".join([*map(str, x), str(label)]) for x, label in zip(X.tolist(), y.tolist(), strict=True)]
    check("\n".join([",".join([str(n), str(d), *names]), *rows]), X, y.tolist(), names)

# %% test="read_refuses_rows" points=0.5
# read_flowers takes a file with as many rows as its header says, and refuses one with too few or too many.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
X, rows = rng.integers(0, 80, size=(9, 2)) / 10, int(rng.integers(3, 7))
lines = [f"{a},{b},{k % 2}" for k, (a, b) in enumerate(X.tolist())]
got = answer.read_flowers("\n".join([f"{rows},2,a,b", *lines[:rows]]))
expect.that(isinstance(got, list) and len(got) == 3, "read_flowers does not return three things.")
expect.close(np.array(got[0], dtype=float), X[:rows], what="the features of a right file")
advice = f"The header says {rows} rows. How many did you read?"
for count, what in ((rows - 1, "a lost line"), (rows + 1, "an extra line"), (9, "extra lines")):
    text = "\n".join([f"{rows},2,a,b", *lines[:count]])
    expect.raises(lambda text=text: answer.read_flowers(text), "ValueError", what=what, hint=advice)

# %% test="read_refuses_columns" points=0.5
# read_flowers takes rows with as many values as the header says, and refuses rows with too few or too many.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
n, d = rng.integers(3, 7, size=2).tolist()
X = (rng.integers(0, 80, size=(n, d)) / 10).tolist()
right = [",".join(map(str, [*row, k % 2])) for k, row in enumerate(X)]
got = answer.read_flowers("\n".join([f"{n},{d},a,b", *right]))
expect.that(isinstance(got, list) and len(got) == 3, "read_flowers does not return three things.")
expect.close(np.array(got[0], dtype=float), X, what="the features of a right file")
advice = f"The header says {d} features: each row has {d + 1} values. Raise a ValueError when one has not."
short = [line.partition(",")[2] if k == 1 else line for k, line in enumerate(right)]
for lines, what in ((short, "a lost value"), ([f"9,{line}" for line in right], "an extra value in all rows")):
    text = "\n".join([f"{n},{d},a,b", *lines])
    expect.raises(lambda text=text: answer.read_flowers(text), "ValueError", what=what, hint=advice)

# %% [markdown]
# ## 2. Count the parameters
#
# Write `count_parameters`: how many weights **and** biases does a multilayer perceptron with layers of these
# sizes have? For `(4, 10, 3)` it is 4·10 + 10 + 10·3 + 3 = 83.


# %% task="count_parameters"
def count_parameters(sizes):
    """sizes: numbers of neurons, inputs first, such as (4, 10, 3). Returns an integer."""
    ### BEGIN SOLUTION
    return sum(before * after + after for before, after in pairwise(sizes))
    ### END SOLUTION


# %% [markdown] hints="count_parameters"
# - when "got:      70": These are the weights. Each neuron after the inputs has a bias, too.
# 1. Section 3 of the chapter counts them for the network 4-10-20-10-3.
# 2. Go through the pairs of neighbours. From m to n neurons: m times n weights. And n biases.
# 3. A loop over `range(1, len(sizes))` gives the position of the second neuron layer of each pair; add up
#    there.

# %% [markdown] solution="count_parameters"
# Each pair of neighbours, m neurons and then n, adds m · n weights and n biases. `pairwise` gives the pairs without
# any counting of positions. The inputs have no biases, so a sum over `sizes` would count too many. (m + 1) · n is the
# same number: a bias is one more weight, of an input that is always 1. PyTorch can count, too:
# `sum(p.numel() for p in net.parameters())`.

# %% test="parameters" points=0.5
# count_parameters counts weights and biases.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import flowers

advice = "Weights between neighbours, and one bias for each neuron that is not an input."
for sizes, want in (((4, 10, 3), 83), ((4, 10, 20, 10, 3), 513)):
    expect.equal(answer.count_parameters(sizes), want, what=f"count_parameters({sizes})", hint=advice)
rng = fresh.rng()
drawn = [tuple(rng.integers(1, 90, size=layers).tolist()) for layers in (2, 3, 4, 6)]
for sizes in ((2, 1), (1, 1, 1, 1), (784, 256, 256, 10), *drawn):
    want = flowers.count_parameters(sizes)
    expect.equal(answer.count_parameters(sizes), want, what=f"count_parameters({sizes})", hint=advice)

# %% [markdown]
# ## 3. What does the classifier do?
#
# Answer without running code, then check yourself.
#
# `q3_steps`: A program makes a `DNNClassifier` with `model_dir="flowers"` (a new folder), calls
# `fit(..., steps=1000)`, and ends. Then you run a second program with the same folder and the same network. It
# calls `fit(..., steps=500)`. Which global step does `evaluate` give there? A number.
#
# `q3_wrong`: The accuracy on 40 test flowers is 0.9. How many flowers were wrong? A number.
#
# `q3_input`: Why does `fit` take a *function* that makes tensors, and not tensors?
#
# - a. A function is faster than a tensor.
# - b. So that the classifier cannot see the labels.
# - c. The classifier builds its own graph, and the tensors must be made inside it.
# - d. So that the flowers come in another order in each step.
#
# `q3_border`: Five networks with different random starts give a new flower these probabilities of *virginica*:
# 0.82, 0.90, 0.84, 0.38, 0.54. The rest goes to *versicolor*. What is an honest report?
#
# - a. It is *virginica*. A network does not make mistakes when its accuracy is above 90%.
# - b. It is *versicolor*, because the smallest number decides.
# - c. Nothing can be said at all, so it may as well be *setosa*.
# - d. Probably *virginica*, but it lies near the border to *versicolor*.

# %% task="questions"
# Make the names q3_steps and q3_wrong (numbers), q3_input and q3_border (letters).
### BEGIN SOLUTION
q3_steps = 1500
q3_wrong = 4
q3_input = "c"
q3_border = "d"
### END SOLUTION

# %% [markdown] hints="questions"
# - when "q3_steps": The folder remembers. Does the second program start again?
# - when "q3_input": Remember what lesson 2 says about tensors of another graph.
# - when "q3_border": Four of the five networks agree. Does that make the flower certain, or impossible to judge?
# 1. Sections 3 to 7 of the chapter, in its two parts.
# 2. A checkpoint holds the weights and the global step. `fit` continues from the newest one.
# 3. With 30 flowers, an accuracy of 0.8 means 24 right and 6 wrong. After 200 steps and 50 more, the step
#    is 250.

# %% [markdown] solution="questions"
# The folder holds the weights *and* the global step, so the second program goes on from 1000. An accuracy is a share
# of right answers: the rest of the 40 flowers were wrong. The last two questions share an idea with the chapter's two
# parts: what is made outside the classifier's graph is useless inside it, and a class without its probability hides
# how near the border is.

# %% test="question_numbers" points=0.5
# The global step after two programs, and the number of wrong flowers.
from lessonlib.check import answer, expect

advice = "What is in the folder when the second program starts?"
expect.sealed(answer.q3_steps, "11_steps", "465820c47e044cf1", what="q3_steps", hint=advice)
advice = "The share of wrong answers is 1 minus the accuracy."
expect.sealed(answer.q3_wrong, "11_wrong", "203ef1319d4d1997", what="q3_wrong", hint=advice)

# %% [markdown] why="11_steps" answer=1500
# 1000 steps are in the checkpoint, and `fit(steps=500)` makes 500 *more*. With `max_steps=500` the second program
# would do nothing at all.

# %% [markdown] why="11_wrong" answer=4
# 0.9 of 40 are 36 right ones, so 4 were wrong.

# %% test="question_choices" points=0.5
# Why input functions exist, and what to report about a flower at the border.
from lessonlib.check import answer, expect

advice = "In which graph do tensors live that you make before?"
expect.sealed(answer.q3_input, "11_input", "c96534aa9c2152f5", what="q3_input", options="abcd", hint=advice)
advice = "What do the five networks agree about, and what not?"
expect.sealed(
    answer.q3_border, "11_border", "67b74a57cbefe130", what="q3_border", options="abcd", hint=advice
)

# %% [markdown] why="11_input" answer="c"
# `c`: each call of the classifier builds a new graph, and calls your function inside it. Speed (`a`) plays no part;
# the labels are in the tensors, too (`b`); and whether the order changes (`d`) depends on what the function does.

# %% [markdown] why="11_border" answer="d"
# `d`: four of five say *virginica*, with a mean of 0.70. `a` trusts one accuracy for every flower, `b` trusts the one
# network that disagrees, and `c` forgets what all five agree about: it is not *setosa*.

# %% [markdown]
# ## 4. Confusion matrix and recall
#
# - `confusion(y_true, y_hat, num_classes)`: a table (num_classes, num_classes). Row = **true** class, column =
#   **predicted** class, each entry a count. Classes that never occur have a row or column of zeros.
# - `recalls(table)`: for such a table, the recall of each class, (num_classes,): of the examples that *are* of
#   this class, the share that was predicted right. (In the tests each class occurs.)


# %% task="confusion"
def confusion(y_true, y_hat, num_classes):
    """y_true, y_hat: integer arrays (n,). Returns counts, (num_classes, num_classes)."""
    ### BEGIN SOLUTION
    table = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(table, (y_true, y_hat), 1)
    return table
    ### END SOLUTION


def recalls(table):
    """table: array of counts (k, k), rows are true classes. Returns the recall of each class, (k,)."""
    ### BEGIN SOLUTION
    return table.diagonal() / table.sum(axis=1)
    ### END SOLUTION


# %% [markdown] hints="confusion"
# - when "the table of": Are the true classes the rows? Are there equal pairs which you count only once?
# - when "the recall of each class": Divide by the number of examples that *are* of the class. The sum of a column
#   counts those that were *called* so: that gives the precision.
# 1. Section 4 of the chapter.
# 2. Start with a table of zeros. Go through the pairs, and add 1 at the place of the pair. The recall of a class
#    is its diagonal entry, divided by the sum of its row.
# 3. A loop with `zip` gives pairs of a true and a predicted class. `np.diag` of a table is its diagonal;
#    `axis=0` would sum each column.

# %% [markdown] solution="confusion"
# `np.add.at` adds 1 for *each* pair, also for equal ones. The trap is `table[y_true, y_hat] += 1`, which runs and
# counts equal pairs only once. A loop with `zip` does as well, and so do `sklearn.metrics.confusion_matrix` (with
# `labels`, or classes that never occur are missing) and a product of one-hot matrices. A row of the table holds the
# examples that *are* of the class, so the recall divides by sums over `axis=1`.

# %% test="confusion_table" points=1
# confusion counts pairs of true and predicted classes.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import flowers

advice = "The row is the true class, the column the predicted one."
y_true, y_hat = np.array([0, 1, 1, 2, 2, 2]), np.array([0, 1, 2, 2, 2, 1])
want = [[1, 0, 0], [0, 1, 1], [0, 1, 2]]
expect.close(answer.confusion(y_true, y_hat, 3), want, what="the table of six examples", hint=advice)
expect.close(
    answer.confusion(np.array([1, 1, 1]), np.array([0, 0, 1]), 3),
    [[0, 0, 0], [2, 1, 0], [0, 0, 0]],
    what="the table of three examples of class 1",
    hint=advice,
)
rng = fresh.rng()
for n, k in ((50, 2), (200, 5)):
    y_true, y_hat = rng.integers(0, k, size=n), rng.integers(0, k, size=n)
    want = flowers.confusion(y_true, y_hat, k)
    expect.close(answer.confusion(y_true, y_hat, k), want, what=f"the table of {n} examples", hint=advice)

# %% test="recall_values" points=0.5
# recalls gives the recall of each class.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import flowers

advice = "Right answers of a class, divided by the number of examples that are of it."
rng = fresh.rng()
drawn = [rng.integers(1, 30, size=(k, k)) for k in (2, 5)]
for table in ([[10, 0, 0], [0, 9, 1], [0, 4, 6]], [[3, 1], [0, 8]], *drawn):
    table = np.array(table)
    want = flowers.recalls(table)
    what = f"the recall of each class of {table.tolist()}"
    expect.close(answer.recalls(table), want, what=what, hint=advice)

# %% [markdown]
# ## 5. One scale for all features
#
# Write `standardise(train, new)`. It returns **two** tables: the training rows and the new rows, both
# standardised with the mean and the standard deviation of the **training rows**. The standard deviation is the
# one of `np.std` (divided by n).


# %% task="standardise"
def standardise(train, new):
    """train: array (n, d), new: array (m, d). Returns both in the new scale, (n, d) and (m, d)."""
    ### BEGIN SOLUTION
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / deviation, (new - mean) / deviation
    ### END SOLUTION


# %% [markdown] hints="standardise"
# - when "one new row": Which numbers are subtracted from the new row, and which divide it? If they come from this row
#   itself, a single flower always becomes zeros.
# - when "the mean of each column": Is there one mean for the whole table, or one for each column?
# - when "the deviation of each column": The mean is right. By what must each column be divided?
# 1. Section 8 of the chapter.
# 2. Each *column* has its own mean and its own deviation. Take them from the training rows, once.
# 3. `axis=0` gives one number for each column. The same two rows of numbers go into both results.

# %% [markdown] solution="standardise"
# Mean and deviation are taken from the training rows, once, and used for both tables. New rows with their own mean
# would use knowledge that a single new flower cannot have. Two traps: without `axis=0` all columns share one mean;
# and `torch.std` divides by n - 1 unless you say `correction=0`. `StandardScaler().fit(train)` of scikit-learn, and
# then `transform` for both tables, is the same.

# %% test="standardise_train" points=0.5
# The training rows get mean 0 and standard deviation 1 in each column.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
train, new = rng.normal([5, 300, -2], [1, 40, 0.1], size=(50, 3)), rng.normal(size=(4, 3))
got = answer.standardise(train, new)
returned = isinstance(got, list) and len(got) == 2
expect.that(returned, "standardise does not return two tables.", hint="Training rows, then new rows.")
expect.shape(got[0], (50, 3), what="the training rows")
rows = np.array(got[0], dtype=float)
advice = "Each column has its own mean and deviation: axis=0."
expect.close(rows.mean(axis=0), np.zeros(3), what="the mean of each column", atol=1e-4, hint=advice)
expect.close(rows.std(axis=0), np.ones(3), what="the deviation of each column", atol=1e-3, hint=advice)
for k in range(3):  # a rising straight line leads from the old numbers of a column to the new ones
    line = np.polyfit(train[:, k], rows[:, k], 1)
    what = f"column {k}, as the old one in another scale,"
    expect.close(rows[:, k], np.polyval(line, train[:, k]), what=what, atol=1e-3, hint=advice)
    turned = "Which of the two is subtracted from the other?"
    expect.that(line[0] > 0, f"In column {k}, larger numbers become smaller ones.", hint=turned)

# %% test="standardise_new" points=0.5
# New rows are standardised with the numbers of the training rows.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import flowers

rng = fresh.rng()
advice = "Use the mean and the deviation of the training rows here, too."
for m, what in ((1, "one new row"), (6, "six new rows")):
    train, new = rng.normal([5, 30], [1, 4], size=(40, 2)), rng.normal([6, 20], [1, 4], size=(m, 2))
    want = flowers.standardised(train, new)
    with np.errstate(all="ignore"):
        got = answer.standardise(train, new)
    returned = isinstance(got, list) and len(got) == 2
    expect.that(returned, "standardise does not return two tables.", hint="Training rows, then new rows.")
    expect.close(got[1], want, what=what, rtol=1e-4, atol=1e-4, hint=advice)

# %% [markdown]
# ## 6. A ready-made classifier
#
# Write `trained_classifier`. It makes a `tf.contrib.learn.DNNClassifier` with these hidden layers, trains it for
# `steps` steps, all rows in each step, and returns the classifier. Each call is a **new experiment**: nothing that an
# earlier call learned may be used. (The tests read the checkpoints in its `model_dir`.)
#
# Leave the other settings as they are. (If you like, take another optimizer that learns in some hundred steps, or tanh
# in place of ReLU.)


# %% task="trained_classifier"
def trained_classifier(X, y, hidden_units, n_classes, steps):
    """X: float32 array (n, d), y: int64 array (n,). Returns a DNNClassifier after `steps` steps."""
    ### BEGIN SOLUTION
    classifier = tf.contrib.learn.DNNClassifier(
        feature_columns=[tf.contrib.layers.real_valued_column("", dimension=X.shape[1])],
        hidden_units=hidden_units,
        n_classes=n_classes,
        model_dir=tempfile.mkdtemp(),
    )
    classifier.fit(input_fn=lambda: (tf.constant(X), tf.constant(y)), steps=steps)
    return classifier
    ### END SOLUTION


# %% [markdown] hints="trained_classifier"
# - when "classifier after 5 steps": If there are more steps than were asked for, a classifier went on where an
#   earlier one stopped. In which folder do yours keep their checkpoints?
# - when "by the weights": The network in the checkpoint does not know all three kinds. Did it see all rows, each with
#   its own class?
# - when "model.ckpt-400": There is no checkpoint after 400 steps. Does your program pass `steps` on to `fit`?
# 1. Section 3 of the chapter makes such a classifier, section 6 says what its folder does.
# 2. The number of features comes from X. The folder must be a new one in each call.
# 3. `tempfile.mkdtemp()` makes a new folder. The dimension of the feature column is the second number of the
#    shape of X. The input function has no arguments and returns two constants.

# %% [markdown] solution="trained_classifier"
# All that differs from one data set to the next is an argument: the number of features comes from `X`, the rest is
# passed on. The input function makes the constants inside the classifier's graph. `tempfile.mkdtemp()` gives each call
# a folder of its own, so nothing is remembered; leaving `model_dir` out has the same effect. `fit(x=X, y=y,
# steps=steps)`, other optimizers, and a column of one number for each feature are right, too.

# %% test="classifier_learns" points=1
# The classifier learns three kinds of flowers from all rows: its weights and its predictions say so.
import numpy as np
from safetensors.numpy import load_file
from scipy.special import softmax

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
y, y_new = np.repeat([0, 1, 2], [10, 40, 10]), np.arange(30) % 3
centres = np.array([[-1.0, 1, -1, -1], [0, -1, 0.5, 0], [1, 0, 1, 1.5]])
layers = ["hiddenlayer_0", "hiddenlayer_1", "logits"]
advice = "Does fit get all rows and their classes, and the steps?"
# Of 2,000 starts, 3 could not learn, because too many ReLU units were 0. Three in a row do not happen.
for _ in range(3):
    kinds, signs = centres[rng.permutation(3)], rng.choice([-1, 1], size=4)
    X, X_new = (
        ((kinds[k] + rng.normal(scale=0.2, size=(len(k), 4))) * signs).astype(np.float32) for k in (y, y_new)
    )
    classifier = answer.trained_classifier(X, y, [16, 12], 3, 400)
    expect.that(hasattr(classifier, "model_dir"), "trained_classifier does not return a DNNClassifier.")
    folder = classifier.model_dir
    folder = folder if isinstance(folder, str) else folder.as_posix()
    saved = load_file(answer.file(f"{folder}/model.ckpt-400.safetensors"))
    weights = [(saved[f"{layer}/kernel"], saved[f"{layer}/bias"]) for layer in layers]
    expect.equal([w.shape for w, _ in weights], [(4, 16), (16, 12), (12, 3)], what="the kernels")
    said = np.array(list(classifier.predict(x=X_new)), dtype=float)
    expect.shape(said, (30,), what="the predictions for 30 new flowers")
    found = []
    for activation in (lambda z: np.maximum(z, 0), np.tanh):  # the one that predicts as the classifier does
        h = X_new
        for kernel, bias in weights[:-1]:
            h = activation(h @ kernel + bias)
        p = softmax(h @ weights[-1][0] + weights[-1][1], axis=1)
        y_hat = p.argmax(axis=1)
        means = np.mean(said == y_hat), p[range(30), y_new].mean(), np.mean(y_hat == y_new)
        found.append(tuple(map(float, means)))
    agreement, sureness, right = max(found)
    if sureness > 0.75 and right > 0.9:  # without training, 2,000 starts were all below 0.6
        break
what = "the mean probability of the right class of 30 new flowers, by the weights"
expect.between(sureness, 0.75, 1, what=what, hint=advice)
what = "the share of right answers for 30 new flowers, by the weights"
expect.between(right, 0.9, 1, what=what, hint=advice)
what = "the share of 30 predictions that are those of the weights"
expect.between(agreement, 0.95, 1, what=what)

# %% test="classifier_folders" points=0.5
# Each call starts a new experiment with these steps, also with other sizes.
import re

import numpy as np
from safetensors.numpy import load_file

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
X, y = rng.normal(size=(20, 4)).astype(np.float32), np.arange(20) % 3
advice = "The second call has to start again, in a folder of its own."
folders = set()
for which, d, hidden, k, steps in (
    ("first", 4, [16, 12], 3, 5),
    ("second", 4, [16, 12], 3, 5),
    ("third", 2, [int(rng.integers(4, 9))], 2, int(rng.integers(2, 5))),
):
    classifier = answer.trained_classifier(X[:, :d], y % k, hidden, k, steps)
    expect.that(hasattr(classifier, "model_dir"), "trained_classifier does not return a DNNClassifier.")
    folder = classifier.model_dir
    folder = folder if isinstance(folder, str) else folder.as_posix()
    names = answer.files(f"{folder}/model.ckpt-*.safetensors")
    newest = max((int(re.findall(r"-(\d+)\.", name)[-1]) for name in names), default=0)
    what = f"the global step of the {which} classifier after {steps} steps"
    expect.equal(newest, steps, what=what, hint=advice)
    saved = load_file(answer.file(f"{folder}/model.ckpt-{newest}.safetensors"))
    expect.equal(saved["global_step"], steps, what=what, hint=advice)
    shapes = [saved[f"{layer}/kernel"].shape for layer in ("hiddenlayer_0", "logits")]
    expect.equal(
        shapes, [(d, hidden[0]), (hidden[-1], k)], what=f"the kernels of {d} features and {k} classes"
    )
    folders.add(folder)
expect.equal(len(folders), 3, what="the number of folders of three classifiers", hint=advice)

# %% [markdown]
# ## 7. Your own network
#
# Write `make_network(sizes, seed)` in PyTorch: a multilayer perceptron with layers of these sizes, inputs first.
# There is a ReLU after each hidden layer, and nothing after the last layer. It starts with random weights. The same
# seed gives the same weights, another seed gives others.


# %% task="make_network"
def make_network(sizes, seed):
    """sizes: such as (4, 10, 20, 10, 3). Returns an nn.Module: rows (n, sizes[0]) -> scores (n, sizes[-1])."""
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    layers = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])
    ### END SOLUTION


# %% [markdown] hints="make_network"
# - when "a score below 0": ReLU makes numbers below 0 to 0. Is there one after the last layer?
# - when "add up to 1": Softmax belongs to the loss, and to whoever asks for probabilities.
# - when "the scores of sizes": All shapes fit, so look between the layers: is there a ReLU after each hidden one?
# - when "with the same seed": The first weights are random. When are they drawn, and when is the seed set?
# - when "the same weights": Is the seed an argument, or always the same number?
# 1. Section 7 of the chapter has such a network; its weights are drawn when a layer is made.
# 2. A linear layer for each pair of sizes, with ReLU between two of them. The last pair has no ReLU.
# 3. First the seed. Then a list: for each pair a linear layer and a ReLU. Leave out its last entry, and give the rest
#    to `nn.Sequential`, with a star.

# %% [markdown] solution="make_network"
# `nn.Linear` draws its weights when it is made, so the seed is set before the first layer. The list gets a ReLU after
# each layer and loses the last one: the scores of the output layer may be negative, and the loss holds the softmax. A
# class with an `nn.ModuleList`, the library's `MLP`, or weights drawn with a `torch.Generator` of your own are as
# good.

# %% test="network_scores" points=0.5
# make_network has layers of these sizes, with ReLU between them, and gives scores.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import flowers
from lessonlib.models import MLP

torch.manual_seed(fresh.seed)
rows = torch.randn(200, 4)
for sizes in ((4, 10, 20, 5, 3), (4, 7, 2), (4, 3)):
    net = answer.make_network(sizes, 0)
    expect.that(hasattr(net, "state_dict"), "make_network does not return an nn.Module.")
    theirs, ours = net.state_dict(), MLP(sizes)
    got, want = (
        sorted(list(np.shape(part)) for part in parts.values()) for parts in (theirs, ours.state_dict())
    )
    expect.equal(got, want, what=f"the shapes of weights and biases of sizes {sizes}")
    state = {name: 2 * part for name, part in ours.state_dict().items()}
    state[f"layers.{len(sizes) - 2}.bias"] = torch.linspace(
        -2, 2, sizes[-1]
    )  # so that scores have both signs
    ours.load_state_dict(state)
    by_shape = {tuple(part.shape): part for part in state.values()}
    net.load_state_dict({name: by_shape[np.shape(part)] for name, part in theirs.items()})
    net.eval()
    got, want = net(rows), ours(rows).detach().numpy()
    expect.shape(got, want.shape, what=f"the scores of 200 rows, sizes {sizes},")
    scores = np.array(got, dtype=float)
    sums_to_one = bool(np.allclose(scores.sum(axis=1), 1, atol=1e-4))
    message = "The outputs of each row add up to 1: they are probabilities."
    expect.that(not sums_to_one, message, hint="Return the output of the last linear layer.")
    message = "No output is below 0, but with these weights there must be a score below 0."
    expect.that(bool((scores < 0).any()), message, hint="Nothing comes after the last layer.")
    what = f"the scores of sizes {sizes}, with weights that this test has set,"
    expect.close(scores, want, what=what, rtol=1e-4, atol=1e-5, hint="ReLU after each hidden layer.")

# %% test="network_seed" points=0.5
# make_network draws random weights, which the seed decides.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
seed, another = rng.choice(1000, 2, replace=False).tolist()
found = []
for one in (seed, seed, another):
    net = answer.make_network((4, 30, 3), one)
    expect.that(hasattr(net, "state_dict"), "make_network does not return an nn.Module.")
    state = net.state_dict()
    expect.equal(
        sorted(list(np.shape(part)) for part in state.values()),
        [[3], [3, 30], [30], [30, 4]],
        what="the shapes of weights and biases of sizes (4, 30, 3)",
    )
    by_shape = {np.shape(part): np.array(part, dtype=float) for part in state.values()}
    found.append(np.concatenate([by_shape[30, 4].ravel(), by_shape[3, 30].ravel()]))
first, again, other = found
expect.close(again, first, what="the weights of two networks with the same seed", hint="Set the seed first.")
message = "Two seeds give the same weights."
expect.that(not bool(np.isclose(first, other).all()), message, hint="Use the argument.")
spread = float(np.std(first))
expect.between(spread, 1e-4, 3, what="the standard deviation of the first weights", hint="Random, and not 0.")

# %% [markdown]
# ## 8. Train it
#
# Write `train(net, X, y, steps, learning_rate)`. It trains **any** network in place and returns nothing.
#
# - Each step takes all rows. The loss is the mean cross-entropy of the scores.
# - The optimizer is the one of section 3 of the chapter, `torch.optim.Adagrad` with sums that start at 0.1.
# - The network is in training mode in each step. (It may come in evaluation mode, and it may have dropout.)


# %% task="train"
def train(net, X, y, steps, learning_rate):
    """X: float32 tensor (n, d), in one scale already, y: int64 tensor (n,). Changes the weights of net."""
    ### BEGIN SOLUTION
    optimizer = torch.optim.Adagrad(net.parameters(), lr=learning_rate, initial_accumulator_value=0.1)
    net.train()
    for _ in range(steps):
        loss = F.cross_entropy(net(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    ### END SOLUTION


# %% [markdown] hints="train"
# - when "as they were before the training": Whose parameters does the optimizer get, and does it make its steps?
# - when "the number of steps": Count how often the loop runs.
# - when "the number of rows": Each step takes all rows, without a rest.
# - when "not in training mode": Somebody may give you a network in evaluation mode. Which method switches dropout on?
# - when "Step 1 is not": The very first step is wrong, so compare the loss (scores or probabilities? mean or sum?)
#   and the optimizer (which one, which learning rate, where do its sums start?) with the task.
# - when "Step 2 is not": The first step is right, the second is not. What is left over from the first, or what was
#   forgotten after it?
# 1. Section 7 of the chapter has this optimizer in a table; lesson 4, section 11 has the loop.
# 2. The optimizer is made once, before the loop. In the loop stand the loss and the three calls that you know from
#    lesson 4.
# 3. `initial_accumulator_value` is the argument for the first value of the sums. `cross_entropy` takes scores and the
#    numbers of the classes, and gives a mean.

# %% [markdown] solution="train"
# The optimizer is made once, because its sums of squares must live as long as the training; one that is made in each
# step forgets them. `F.cross_entropy` takes scores (a softmax before it would be applied twice) and gives the mean
# over all rows. `zero_grad` may stand anywhere before `backward` of the next step. `nn.CrossEntropyLoss()`, or
# `nll_loss` of `log_softmax`, are the same loss.

# %% test="train_rows" points=0.5
# train makes so many steps, each in training mode and with all rows.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import flowers
from lessonlib.check.references.training_steps import steps_of

rng = fresh.rng()
X, y = flowers.numbered_rows(rng, 45, 4), torch.tensor(rng.integers(3, size=45))
net = answer.send(flowers.recording_layer)(4, 3)  # it notes which rows come, and stays where your code runs
steps = int(rng.integers(5, 9))
answer.train(net, X, y, steps, 0.1)
run = steps_of(net)
expect.equal(len(run.batches), steps, what="the number of steps")
expect.equal([len(batch) for batch in run.batches], [45] * steps, what="the number of rows in each step")
complete = all(sorted(batch) == list(range(45)) for batch in run.batches)
expect.that(complete, "The rows of a step are not the rows of X, each one once.")
message = "The network is not in training mode in each step: its dropout would be off."
expect.that(all(run.in_training), message, hint="It may come in evaluation mode.")

# %% test="train_steps" points=0.5
# Each step of train is one of Adagrad with this learning rate on the mean cross-entropy.
import torch

from lessonlib.check import answer, fresh
from lessonlib.check.references import flowers
from lessonlib.check.references.training_steps import steps_of

rng = fresh.rng()
X, y = flowers.numbered_rows(rng, 40, 5), torch.tensor(rng.integers(4, size=40))
for learning_rate in (0.05, float(rng.uniform(0.1, 0.3))):
    net = answer.send(flowers.recording_layer)(5, 4)  # it notes its weights before each step
    answer.train(net, X, y, 6, learning_rate)
    flowers.check_adagrad(steps_of(net), X, y, learning_rate)

# %% [markdown]
# ## 9. Probabilities in any unit
#
# A network was trained with the *standardised* training rows. Write `predictor(net, X)`, which returns a **function
# that gives probabilities**, one row of them for each flower; each row has the sum 1.
#
# - `X` holds the training rows as they were measured, in any unit: the numbers may be very large or very small. New
#   flowers come in the same unit. The function brings them to the scale that the network knows. (You may use
#   `standardise`.)
# - Dropout is off when the network predicts, even if it comes in training mode.


# %% task="predictor"
def predictor(net, X):
    """net: rows in the new scale -> scores; X: float32 array (n, d), the rows with which it was trained.

    Returns a function: float32 array (m, d) -> probabilities (m, classes).
    """

    ### BEGIN SOLUTION
    def probabilities(rows):
        net.eval()
        with torch.no_grad():
            return torch.softmax(net(torch.tensor(standardise(X, rows)[1])), dim=1)

    return probabilities
    ### END SOLUTION


# %% [markdown] hints="predictor"
# - when "the sum of each row": The network gives scores. Which function makes probabilities of them, and along which
#   axis?
# - when "for 8 new flowers are not right": Each row adds up to 1, so look at what goes into the network: the new rows
#   in the scale of X. Then count how often softmax is applied.
# - when "in training mode": The network may still be in the mode in which it was trained. Which method switches
#   dropout off?
# 1. Sections 7 and 8 of the chapter.
# 2. A function inside a function knows the names of the outer one: there the training rows are at hand.
# 3. In the inner function: evaluation mode, the new rows in the scale of X, the scores without gradients, and softmax
#    along the classes, which are the second axis.

# %% [markdown] solution="predictor"
# The inner function keeps `net` and `X`, so that a caller only needs to hand over flowers, in the old unit. The scale
# is that of the training rows; then a single flower has one, too. `net.eval()` stands *inside*, because somebody may
# train the network further before asking. Softmax runs along the classes (`dim=1`), once: applied twice, it makes all
# answers look undecided. Mean and deviation can also be calculated once, outside the inner function.

# %% test="predictor_values" points=0.5
# predictor gives the probabilities of new flowers, whatever the unit.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import flowers

rng = fresh.rng()
scale = "Bring new rows to the scale of the training rows."
for factor in (1, 0.0001, 10_000):
    X = (factor * rng.normal([5.8, 3.0, 3.7, 1.2], [0.8, 0.4, 1.7, 0.7], size=(60, 4))).astype(np.float32)
    new = (factor * rng.normal([6.5, 3.2, 2.0, 1.8], [0.8, 0.4, 1.7, 0.7], size=(8, 4))).astype(np.float32)
    net = answer.send(flowers.recording_layer)(4, 3)
    weights = net.state_dict()
    predict = answer.predictor(net, X)
    expect.that(callable(predict), "predictor does not return a function.")
    for rows, what in ((new, "8 new flowers"), (new[:1], "one new flower")):
        got = predict(rows)
        expect.shape(got, (len(rows), 3), what=f"the probabilities for {what}", hint="One for each class.")
        sums = np.array(got, dtype=float).sum(axis=1)
        advice = "Apply softmax to the scores, along the classes."
        expect.close(sums, np.ones(len(rows)), what="the sum of each row", atol=1e-4, hint=advice)
        want = flowers.probabilities(weights, flowers.standardised(X.astype(float), rows))
        expect.close(got, want, what=f"the probabilities for {what}", rtol=1e-3, atol=1e-4, hint=scale)

# %% test="predictor_mode" points=0.5
# predictor drops nothing, also when the network was in training mode.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import flowers


def network_with_dropout():
    from torch import nn

    return nn.Sequential(nn.Dropout(0.5), nn.Linear(4, 3))


rng = fresh.rng()
X = rng.normal(5, 2, size=(50, 4)).astype(np.float32)
net = answer.send(network_with_dropout)()
weights = net.state_dict()
predict = answer.predictor(net, X)
expect.that(callable(predict), "predictor does not return a function.")
want = flowers.probabilities(weights, flowers.standardised(X.astype(float), X))
net.train()
got = predict(X)
what = "the probabilities of a network that was in training mode"
expect.shape(got, (50, 3), what=what)
expect.close(got, want, what=what, rtol=1e-3, atol=1e-4, hint="Without dropout: in evaluation mode.")

# %% [markdown]
# **Look.** Your network on the petals alone, with the borders that it learned. Where would you not trust it?

# %%
iris = data.iris()
petals = iris.train.X[:, 2:].numpy()
net = make_network((2, 10, 10, 3), seed=0)
train(net, torch.tensor(standardise(petals, petals)[0]), iris.train.y, steps=300, learning_rate=0.05)
predict = predictor(net, petals)
viz.decision_boundary(
    lambda points: predict(points.numpy()),
    petals,
    iris.train.y,
    iris.class_names,
    feature_names=iris.feature_names[2:],
    title="The borders that your network learned, and the training flowers",
)

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: give your network the four measurements of both new flowers
# of the chapter, with ten different seeds. How far apart are the probabilities?
