# %% [markdown]
# # Exercise 11: iris
#
# You read a file of flowers and refuse a broken one, train a ready-made classifier and one of your own, and
# measure what they can do. Chapter 11 shows each idea.
#
# **Time**: about 40 minutes. **Points**: 10. Each test below says what it checks.
#
# How to work:
#
# - Write your answer in place of the line that raises `NotImplementedError`. Run the cell, then run the
#   test below it.
# - A failed test says what it got, what it expected, and a hint. Run it as often as you like.
# - Stuck? Run `hint()` in a cell of your own. It helps with the test that failed last: first it says where to
#   look, then the idea, and at last nearly the answer.

# %% setup="imports"
import tempfile
from itertools import pairwise

import numpy as np
import torch
from torch import nn

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
# The number of features and of classes may be any. The text may end with a line break or without one.


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
# - when "a lost value raises another error": NumPy stopped later, and in other words. Look at the length of each
#   row before you make an array.
# 1. Section 2 of the chapter explains the header.
# 2. `splitlines` makes lines of a text and `split(",")` makes values of a line. The values are still text.
# 3. Keep the header apart from the rest. Compare the number of the rows with its first value, and the length of
#    each row with its second value plus 1. Then make an array; the last column is the class.

# %% test="read_values" points=1
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

# %% test="parameters" points=1
# count_parameters counts weights and biases.
from itertools import pairwise

import torch
from torch import nn

from lessonlib.check import answer, expect, fresh

advice = "Weights between neighbours, and one bias for each neuron that is not an input."
for sizes, want in (((4, 10, 3), 83), ((4, 10, 20, 10, 3), 513)):
    expect.equal(answer.count_parameters(sizes), want, what=f"count_parameters({sizes})", hint=advice)
rng = fresh.rng()
drawn = [tuple(rng.integers(1, 90, size=layers).tolist()) for layers in (2, 3, 4, 6)]
for sizes in ((2, 1), (1, 1, 1, 1), (784, 256, 256, 10), *drawn):
    with torch.device("meta"):
        layers = [nn.Linear(a, b) for a, b in pairwise(sizes)]
    want = sum(p.numel() for layer in layers for p in layer.parameters())
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
# `q3_input`: Why do we give `fit` a *function* that makes tensors, and not tensors?
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
# 1. Sections 3 to 7 of the chapter.
# 2. A checkpoint holds the weights and the global step. `fit` continues from the newest one.
# 3. With 30 flowers, an accuracy of 0.8 means 24 right and 6 wrong. After 200 steps and 50 more, the step
#    is 250.

# %% test="question_numbers" points=0.5
# The global step after two programs, and the number of wrong flowers.
from lessonlib.check import answer, expect

advice = "What is in the folder when the second program starts?"
expect.sealed(answer.q3_steps, "11_steps", "465820c47e044cf1", what="q3_steps", hint=advice)
advice = "The share of wrong answers is 1 minus the accuracy."
expect.sealed(answer.q3_wrong, "11_wrong", "203ef1319d4d1997", what="q3_wrong", hint=advice)

# %% test="question_choices" points=0.5
# Why input functions exist, and what to report about a flower at the border.
from lessonlib.check import answer, expect

advice = "In which graph do tensors live that you make before?"
expect.sealed(answer.q3_input, "11_input", "c96534aa9c2152f5", what="q3_input", options="abcd", hint=advice)
advice = "What do the five networks agree about, and what not?"
expect.sealed(
    answer.q3_border, "11_border", "67b74a57cbefe130", what="q3_border", options="abcd", hint=advice
)

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

# %% test="confusion_table" points=1
# confusion counts pairs of true and predicted classes.
import numpy as np

from lessonlib.check import answer, expect, fresh

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
    want = np.bincount(y_true * k + y_hat, minlength=k * k).reshape(k, k)
    expect.close(answer.confusion(y_true, y_hat, k), want, what=f"the table of {n} examples", hint=advice)

# %% test="recall_values" points=0.5
# recalls gives the recall of each class.
import numpy as np

from lessonlib.check import answer, expect, fresh

advice = "The diagonal, divided by the sums of the rows."
rng = fresh.rng()
drawn = [rng.integers(1, 30, size=(k, k)) for k in (2, 5)]
for table in ([[10, 0, 0], [0, 9, 1], [0, 4, 6]], [[3, 1], [0, 8]], *drawn):
    table = np.array(table)
    want = [row[i] / sum(row) for i, row in enumerate(table.tolist())]
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
# - when "one new row": The new row was measured against itself. A single flower would always become zeros.
# 1. The end of section 7 of the chapter.
# 2. Each *column* has its own mean and its own deviation. Take them from the training rows, once.
# 3. `axis=0` gives one number for each column. The same two rows of numbers go into both results.

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
for k in range(3):  # a straight line leads from the old numbers of a column to the new ones
    line = np.polyval(np.polyfit(train[:, k], rows[:, k], 1), train[:, k])
    expect.close(
        rows[:, k], line, what=f"column {k}, as the old one in another scale,", atol=1e-3, hint=advice
    )

# %% test="standardise_new" points=0.5
# New rows are standardised with the numbers of the training rows.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
advice = "Use the mean and the deviation of the training rows here, too."
for m, what in ((1, "one new row"), (6, "six new rows")):
    train, new = rng.normal([5, 30], [1, 4], size=(40, 2)), rng.normal([6, 20], [1, 4], size=(m, 2))
    want = np.array([(row - train.mean(axis=0)) / train.std(axis=0) for row in new])
    with np.errstate(all="ignore"):
        got = answer.standardise(train, new)
    returned = isinstance(got, list) and len(got) == 2
    expect.that(returned, "standardise does not return two tables.", hint="Training rows, then new rows.")
    expect.close(got[1], want, what=what, rtol=1e-4, atol=1e-4, hint=advice)

# %% [markdown]
# ## 6. A ready-made classifier
#
# Write `trained_classifier`. It makes a `tf.contrib.learn.DNNClassifier` with these hidden layers, trains it for
# `steps` steps on all rows, and returns the classifier. Each call is a **new experiment**: nothing that an
# earlier call learned may be used. (The tests read the checkpoints in its `model_dir`.)


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
# - when "classifier after 5 steps": The second call went on where the first one stopped. In which
#   folder do your classifiers keep their checkpoints?
# 1. Section 3 of the chapter makes such a classifier, section 6 says what its folder does.
# 2. The number of features comes from X. The folder must be a new one in each call.
# 3. `tempfile.mkdtemp()` makes a new folder. The dimension of the feature column is the second number of the
#    shape of X. The input function has no arguments and returns two constants.

# %% test="classifier_learns" points=1
# The classifier learns three classes of flowers: its weights and its predictions say so.
import numpy as np
from safetensors.numpy import load_file
from scipy.special import softmax

from lessonlib.check import answer, expect, fresh

rng, y = fresh.rng(), np.arange(90) % 3
centres = np.array([[-1.0, 1, -1, -1], [0, -1, 0.5, 0], [1, 0, 1, 1.5]])
layers = [*(f"hiddenlayer_{k}" for k in range(3)), "logits"]
advice = "Does fit get all rows and their classes, and the steps?"
for _ in range(3):  # one start in some thousands cannot learn: its ReLU units are all 0
    X = (centres[rng.permutation(3)][y] + rng.normal(scale=0.2, size=(90, 4))) * rng.choice([-1, 1], size=4)
    X = X.astype(np.float32)
    classifier = answer.trained_classifier(X[:60], y[:60], [10, 20, 10], 3, 150)
    expect.that(hasattr(classifier, "model_dir"), "trained_classifier does not return a DNNClassifier.")
    folder = classifier.model_dir
    folder = folder if isinstance(folder, str) else folder.as_posix()
    saved = load_file(answer.file(f"{folder}/model.ckpt-150.safetensors"))
    weights = [(saved[f"{layer}/kernel"], saved[f"{layer}/bias"]) for layer in layers]
    expect.equal([w.shape for w, _ in weights], [(4, 10), (10, 20), (20, 10), (10, 3)], what="the kernels")
    found = []
    for activation in (lambda z: np.maximum(z, 0), np.tanh):
        h = X[60:]
        for kernel, bias in weights[:-1]:
            h = activation(h @ kernel + bias)
        p = softmax(h @ weights[-1][0] + weights[-1][1], axis=1)
        found.append((float(p[range(30), y[60:]].mean()), p.argmax(axis=1)))
    sureness, y_hat = max(found, key=lambda pair: pair[0])
    if sureness > 0.75:  # trained: above 0.9; without training, below 0.6
        break
what = "the mean probability of the right class of 30 new flowers, by the weights"
expect.between(sureness, 0.75, 1, what=what, hint=advice)
said = np.array(list(classifier.predict(x=X[60:])), dtype=float)
what = "the share of 30 predictions that are those of the weights"
expect.between(float(np.mean(said == y_hat)), 0.95, 1, what=what)

# %% test="classifier_folders" points=0.5
# Each call starts a new experiment, also with other sizes.
import re

import numpy as np
from safetensors.numpy import load_file

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
X, y = rng.normal(size=(20, 4)).astype(np.float32), np.arange(20) % 3
advice = "The second call has to start again, in a folder of its own."
folders = set()
for which, d, hidden, k, steps in (
    ("first", 4, 10, 3, 5),
    ("second", 4, 10, 3, 5),
    ("third", 2, int(rng.integers(4, 9)), 2, int(rng.integers(2, 5))),
):
    classifier = answer.trained_classifier(X[:, :d], y % k, [hidden], k, steps)
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
    expect.equal(shapes, [(d, hidden), (hidden, k)], what=f"the kernels of {d} features and {k} classes")
    folders.add(folder)
expect.equal(len(folders), 3, what="the number of folders of three classifiers", hint=advice)

# %% [markdown]
# ## 7. Your own network, with probabilities
#
# Write `train_mlp` in PyTorch (or as a graph, if you prefer). It trains a multilayer perceptron and returns a
# **function that gives probabilities**: each row has the sum 1.
#
# - Somebody may measure in micrometres or in units of 100 metres: standardise the features **inside** (also those of
#   new rows).
# - The same seed must give the same probabilities. Another seed starts from other random weights.
# - 200 steps with all rows are enough. Adam with a learning rate of 0.02 is a good choice.


# %% task="train_mlp"
def train_mlp(X, y, sizes, seed):
    """X: float32 array (n, d), y: int64 array (n,), sizes: such as (4, 10, 20, 10, 3); d is sizes[0].

    Returns a function: float32 array (m, d) -> probabilities (m, sizes[-1]).
    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    layers = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
    net = nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    inputs, labels = torch.tensor(standardise(X, X)[0]), torch.tensor(y)
    for _ in range(200):
        loss = nn.functional.cross_entropy(net(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def probabilities(rows):
        with torch.no_grad():
            return torch.softmax(net(torch.tensor(standardise(X, rows)[1])), dim=1)

    return probabilities
    ### END SOLUTION


# %% [markdown] hints="train_mlp"
# - when "the sum of each row": The network gives scores. Which function makes probabilities of them?
# - when "in units of 100 metres": Bring the features to one scale before they go into the network, in training and for
#   new rows.
# - when "with the same seed": The first weights are random. Set the seed before you make the layers.
# 1. Section 7 of the chapter; lesson 4, section 11 has the loop.
# 2. A linear layer for each pair of sizes, ReLU between them, nothing after the last. The loss takes scores;
#    softmax comes only in the function that you return.
# 3. First the seed. Then mean and deviation of X, the layers, Adam, and 200 times the four lines of the loop. The
#    returned function uses the same mean and deviation, and `torch.softmax(..., dim=1)`.

# %% test="mlp_probabilities" points=1
# The network learns three kinds of flowers and gives probabilities.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
centres = np.array([[5.0, 3.4, 1.5, 0.2], [5.9, 2.8, 4.3, 1.3], [6.6, 3.0, 5.6, 2.1]])[rng.permutation(3)]
y = np.arange(150) % 3
X = (centres[y] + rng.normal(scale=0.15, size=(150, 4))).astype(np.float32)
for seed in rng.integers(1000, size=3).tolist():  # a start that cannot learn is rare, but there is one
    predict = answer.train_mlp(X[:120], y[:120], (4, 10, 20, 10, 3), seed)
    expect.that(callable(predict), "train_mlp does not return a function.")
    got = predict(X[120:])
    expect.shape(
        got, (30, 3), what="the probabilities of 30 flowers", hint="One for each class, not the class."
    )
    p = np.array(got, dtype=float)
    advice = "Apply softmax to the scores, along the classes."
    expect.close(p.sum(axis=1), np.ones(30), what="the sum of each row", atol=1e-4, hint=advice)
    expect.between(float(p.min()), 0, 1, what="the smallest probability", hint=advice)
    share = float(np.mean(p.argmax(axis=1) == y[120:]))
    if share > 0.85:
        break
expect.between(share, 0.85, 1, what="the share of right answers", hint="Does the loss fall in each step?")

# %% test="mlp_units" points=0.5
# The network learns in any unit: large ones and micrometres.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
centres = np.array([[5.0, 3.4, 1.5, 0.2], [5.9, 2.8, 4.3, 1.3], [6.6, 3.0, 5.6, 2.1]])[rng.permutation(3)]
y = np.arange(150) % 3
X = centres[y] + rng.normal(scale=0.15, size=(150, 4))
advice = "Standardise inside, with the numbers of the training rows."
for factor, unit in ((0.0001, "units of 100 metres"), (10_000, "micrometres")):
    rows = (factor * X).astype(np.float32)
    for seed in rng.integers(1000, size=3).tolist():  # a start that cannot learn is rare, but there is one
        predict = answer.train_mlp(rows[:120], y[:120], (4, 8, 3), seed)
        expect.that(callable(predict), "train_mlp does not return a function.")
        new = [rows[120:][y[120:] == kind] for kind in range(3)]  # each kind by itself has another mean
        right = []
        for kind, some in enumerate(new):
            got = predict(some)
            expect.shape(got, (10, 3), what=f"the probabilities of 10 flowers in {unit}")
            right.extend(np.array(got).argmax(axis=1) == kind)
        share = float(np.mean(right))
        if share > 0.85:
            break
    expect.between(share, 0.85, 1, what=f"the share of right answers in {unit}", hint=advice)

# %% test="mlp_seed" points=0.5
# The same seed gives the same probabilities, another seed gives others.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
centres = np.array([[5.0, 3.4, 1.5, 0.2], [5.9, 2.8, 4.3, 1.3], [6.6, 3.0, 5.6, 2.1]])[rng.permutation(3)]
y = np.arange(90) % 3
X = (centres[y] + rng.normal(scale=0.15, size=(90, 4))).astype(np.float32)
seed = int(rng.integers(1000))
found = []
for one in (seed, seed, seed + 1):
    predict = answer.train_mlp(X[:60], y[:60], (4, 6, 3), one)
    expect.that(callable(predict), "train_mlp does not return a function.")
    got = predict(X[60:])
    expect.shape(got, (30, 3), what="the probabilities of 30 flowers")
    found.append(np.array(got, dtype=float))
first, again, other = found
what = "the probabilities of two trainings with the same seed"
expect.close(again, first, what=what, hint="Set the seed first in the function.")
advice = "Is the seed an argument, or always the same number?"
message = f"Seeds {seed} and {seed + 1} give the same probabilities."
expect.that(not np.array_equal(first, other), message, hint=advice)
share = max(float(np.mean(p.argmax(axis=1) == y[60:])) for p in (first, other))
expect.between(share, 0.6, 1, what="the share of right answers with the better seed")

# %% [markdown]
# **Look.** Your network on the petals alone, with the borders that it learned. Where would you not trust it?

# %%
flowers = data.iris()
petals = flowers.train.X[:, 2:]
predict = train_mlp(petals.numpy(), flowers.train.y.numpy(), (2, 10, 10, 3), seed=0)
viz.decision_boundary(
    lambda points: predict(points.numpy()),
    petals,
    flowers.train.y,
    flowers.class_names,
    feature_names=flowers.feature_names[2:],
)

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: give your network the four measurements of both new flowers
# of the chapter, with ten different seeds. How far apart are the probabilities?
