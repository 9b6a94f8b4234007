# %% [markdown]
# # 11a. Iris: a ready-made classifier
#
# Until now you built each network yourself. Here you take a **ready-made classifier** to real measurements: read a
# file, train, measure, and ask about two flowers that nobody has labelled. The second part opens the classifier, and
# builds the same network in PyTorch.
#
# **After this chapter you can**
#
# - read a CSV file whose first line describes it, and see to it that a broken file is refused;
# - train a `DNNClassifier` with three hidden layers, measure it, and predict with it;
# - count the weights and biases of a multilayer perceptron;
# - read a confusion matrix, and say what an accuracy on 30 flowers can tell and what it cannot.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lessons 4
# (classification), 5 (checkpoints) and 10 (training well). No GPU, no network.

# %%
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch

import lessonlib.tf1 as tf
from lessonlib import data, viz

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # with so little data, a second thread only waits
folder = Path(tempfile.mkdtemp(prefix="lesson_11a_"))

# %% [markdown]
# ## 1. Three kinds of iris
#
# An iris is a flower. The botanist Edgar Anderson measured 50 plants of each of three species: *setosa*, *versicolor*
# and *virginica*. In 1936 Ronald Fisher used his table to show how classes can be separated, and courses have used it
# ever since.
#
# A flower has **sepals** (the outer leaves, 꽃받침) and **petals** (the inner ones, 꽃잎). For each flower we know four
# numbers, in centimetres: length and width of a sepal, length and width of a petal. From these four **features** we
# want to predict the species.

# %%
flowers = data.iris()
print(flowers)
columns = flowers.train.X.T
for name, column in zip(flowers.feature_names, columns, strict=True):
    low, high = column.min(), column.max()
    print(f"{name:18} from {low:.1f} to {high:.1f}")

viz.scatter(
    flowers.train.X[:, 2:],
    flowers.train.y,
    flowers.class_names,
    feature_names=flowers.feature_names[2:],
    title="Petals: setosa stands alone, the other two touch",
)

# %% [markdown]
# Keep this picture in mind: it explains nearly all results of this lesson. Now the same flowers by their sepals:

# %%
viz.scatter(
    flowers.train.X[:, :2],
    flowers.train.y,
    flowers.class_names,
    feature_names=flowers.feature_names[:2],
    title="Sepals: versicolor and virginica lie in one cloud",
)

# %% proof
import pytest

X, y = flowers.train.X, flowers.train.y
assert (len(X), len(flowers.validation.X), len(flowers.test.X)) == (90, 30, 30)
assert X[y == 0, 2].max() < 1.95 < 3.45 < X[y == 1, 2].min()  # the petal length alone tells setosa
assert X[y == 1, 2].max() > X[y == 2, 2].min()
assert X[y == 0, 0].max() > X[y == 1, 0].min()  # the sepal length does not

# %% [markdown]
# **Your turn.** One number is enough to recognise *setosa*. The last line uses the wrong column of the table, and
# finds none. Repair it: `is_setosa` should be true for all *setosa*, and for no other flower.

# %% try="small_petals"
measured = flowers.train.X  # sepal length, width, petal length, width
is_setosa = measured[:, 0] < 2.5

# %% solution="small_petals"
measured = flowers.train.X  # sepal length, width, petal length, width
is_setosa = measured[:, 2] < 2.5

# %% [markdown] solution="small_petals"
# Petals of *setosa* are at most 1.9 cm long in these rows, all others at least 3.5. The petal width, `measured[:, 3] <
# 0.8`, works just as well. Sepals do not.

# %% [markdown] hints="small_petals"
# - when "other flowers": Some flowers of other species pass your test. Look at the first picture: which feature
#   leaves a gap?
# - when "none": No sepal is that short. In which columns are the petals?
# 1. The first picture has two axes. Each of them leaves a wide gap between *setosa* and the rest.

# %% check="small_petals"
marks = np.array(is_setosa)
expect.that(marks.shape == (90,), "is_setosa does not have a value for each of 90 flowers.")
setosa = np.array(data.iris().train.y) == 0
expect.that(bool(marks.any()), "is_setosa is true for none of the flowers.", hint="Take another column.")
expect.that(not bool(marks[~setosa].any()), "is_setosa is true for other flowers, too.", hint="Mind the gap.")
expect.equal(int(marks.sum()), int(setosa.sum()), what="the number of setosa found")

# %% wrong="small_petals" message="none"
is_setosa = flowers.train.X[:, 0] < 2.5

# %% wrong="small_petals" message="other flowers"
is_setosa = flowers.train.X[:, 1] < 3.5

# %% [markdown]
# ## 2. The file and its header line
#
# Data comes in files, and files come broken: half downloaded, a line lost, a column too many. A training with such a
# file runs without an error, and learns something wrong. Therefore the first line of a good file, its **header**, says
# what follows, so that a program can count and compare.

# %%
training_file, test_file = data.iris_csv_files(folder)
for file in (training_file, test_file):
    lines = file.read_text(encoding="utf-8").splitlines()
    start = "\n    ".join([*lines[:4], "..."])
    print(f"{file.name}, {len(lines)} lines:\n    {start}")

# %% [markdown]
# Read the header from the left: 120 rows, 4 features, then the names of the classes. Each other line has four numbers
# and, at its end, the class: 0 is the first name, 1 the second, 2 the third.
#
# > **A common mistake.** The header does not say in which *order* the features come, and descriptions of these files
# > often list the width before the length. In the file the length comes first, both times. You can check it: a petal
# > of an iris is much longer than wide.
#
# The reader needs to know the types of the numbers:

# %%
load = tf.contrib.learn.datasets.base.load_csv_with_header
training_set = load(training_file, target_dtype=int, features_dtype=np.float32)
test_set = load(test_file, target_dtype=int, features_dtype=np.float32)

for name, table in (("training", training_set), ("test", test_set)):
    print(f"{name:8}", table.data.shape, np.bincount(table.target))

# %% proof
assert test_file.read_text(encoding="utf-8").startswith("30,4,setosa,versicolor,virginica\n")
assert training_file.read_text(encoding="utf-8").startswith("120,4,setosa,versicolor,virginica\n")
assert (training_set.data[:, 2] > training_set.data[:, 3]).all()  # column 2 is the petal length
assert np.bincount(training_set.target).tolist() == [40, 40, 40]
assert np.bincount(test_set.target).tolist() == [10, 10, 10]
both_parts = np.concatenate([flowers.train.X, flowers.validation.X])
assert np.allclose(np.sort(training_set.data, axis=0), np.sort(both_parts, axis=0))
assert np.allclose(test_set.data, flowers.test.X)

# %% [markdown]
# `data` holds the features, `target` the classes, with equal shares in both files. That is no accident: our copy of
# the table was mixed with a fixed seed and divided **class by class**, 120 flowers to learn from and 30 to test.
# (Other courses use other splits, so do not compare your results with theirs.)
#
# **Your turn.** In the original table the flowers are sorted by species, 50 of each. Somebody takes the *last* 30 rows
# for the test, without mixing. How many flowers of each species are left for the training? Set `left` to a list of
# three numbers.

# %% try="sorted_rows"
left = ...

# %% solution="sorted_rows"
left = [50, 50, 20]

# %% [markdown] solution="sorted_rows"
# All 30 test flowers are *virginica*. Such a test says nothing about the other two, and the training sees few
# *virginica*.

# %% [markdown] hints="sorted_rows"
# - when "[40, 40, 40]": That is the result of dividing class by class. Here nobody did.
# 1. The last 50 rows of the table are all *virginica*. Where do the 30 come from?

# %% check="sorted_rows"
expect.predicted(left, [50, 50, 20], what="The list", hint="The rows are sorted.")

# %% wrong="sorted_rows" message="[40, 40, 40]"
left = [40, 40, 40]

# %% [markdown]
# A copy of the file loses its last line. The reader counts, and refuses:

# %%
broken = folder / "broken.csv"
lines = training_file.read_text(encoding="utf-8").splitlines()
broken.write_text("\n".join(lines[:-1]), encoding="utf-8")
try:
    load(broken, target_dtype=int, features_dtype=np.float32)
except ValueError as error:
    print(str(error).replace(str(folder), "..."))

# %% proof
with pytest.raises(ValueError, match="119"):
    load(broken, target_dtype=int, features_dtype=np.float32)
for text in ("2,2,a,b\n1,2,0\n3,4,5,1\n", "3,2,a,b\n1,2,0\n3,4,1\n"):
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.csv"):
        load(broken, target_dtype=int, features_dtype=np.float32)
for text in ("2,2,a,b\n1,2,0\n3,4,1\n", "2,1,a,b,c\n9,0\n9,0\n"):
    broken.write_text(text, encoding="utf-8")
    assert len(load(broken, target_dtype=int, features_dtype=np.float32).data) == 2

# %% [markdown]
# **Your turn.** Which of these four files are refused?
#
# | a | b | c | d |
# | --- | --- | --- | --- |
# | `2,2,x,y` | `2,2,x,y` | `3,2,x,y` | `2,1,x,y,z` |
# | `1,2,0` | `1,2,0` | `1,2,0` | `9,0` |
# | `3,4,1` | `3,4,5,1` | `3,4,1` | `9,0` |
#
# Set `refused` to a list of letters, such as `["a"]`.

# %% try="refused"
refused = ...

# %% solution="refused"
refused = ["b", "c"]

# %% [markdown] solution="refused"
# In b, one row has three features and not two; c has two rows and not three. In d the class *z* never occurs, and that
# is allowed: the header names the classes that there *are*, not those that you happened to find.

# %% [markdown] hints="refused"
# - when "'d'": d has two rows, and each has one feature and a class. Must every class occur?
# - when "['c']": c is right. Count the values of each row of the others, too.
# 1. Compare two things: the number of rows with the first number, the length of each row with the second.

# %% check="refused"
letters = sorted(refused) if isinstance(refused, (list, tuple, set)) else refused
expect.predicted(letters, ["b", "c"], what="The list", hint="Count rows, then the values of each row.")

# %% wrong="refused" message="'d'"
refused = ["b", "c", "d"]

# %% wrong="refused" message="['c']"
refused = ["c"]

# %% [markdown]
# ## 3. A classifier with three hidden layers
#
# In lesson 4 you wrote weights, layers, cost, optimizer, session and loop yourself. These parts look alike in all
# classifiers, so somebody has written them once. You say only what is different: how many features, how many hidden
# layers and how large, how many classes. Our network has the sizes 4, 10, 20, 10, 3:

# %%
SIZES = (4, 10, 20, 10, 3)
title = "Three hidden layers make four layers of weights"
viz.network(SIZES, title=title)

# %% [markdown]
# Each line is a weight. (Of large layers, only some neurons are drawn.) From a layer with $m$ neurons to one with $n$
# neurons lead $m \cdot n$ weights, and each of the $n$ neurons has a bias:

# %%
parameters = 0
for before, after in pairwise(SIZES):
    weights = before * after
    print(f"{before:3} -> {after:3}: {weights:4} weights, {after:3} biases")
    parameters += weights + after
print(parameters, "parameters for", len(training_set.data), "flowers")

# %% proof
assert parameters == 513
assert len(training_set.data) == 120

# %% [markdown]
# More parameters than flowers! Such a network *could* learn its flowers by heart (lesson 10), so we need flowers that
# it has never seen: the test file.
#
# **Your turn.** How many parameters does a network with the sizes 4, 8, 3 have? Set `how_many`.

# %% try="how_many"
how_many = ...

# %% solution="how_many"
how_many = 4 * 8 + 8 + 8 * 3 + 3

# %% [markdown] solution="how_many"
# 32 + 8 + 24 + 3 = 67. You can also count the bias as one more weight of each neuron: 5 · 8 + 9 · 3.

# %% [markdown] hints="how_many"
# - when "got:      56": Those are the weights. Eleven neurons also have a bias.
# - when "got:      71": The four inputs are no neurons with a bias.
# 1. Two layers of weights: from 4 to 8 and from 8 to 3.

# %% check="how_many"
expect.predicted(how_many, 67, what="The number of parameters", hint="Weights and biases, layer by layer.")

# %% wrong="how_many" message="got:      56"
how_many = 56

# %% wrong="how_many" message="got:      71"
how_many = 71

# %% [markdown]
# Now the classifier. A **feature column** says what the input holds: here one column of 4 real numbers.


# %%
def iris_classifier(model_dir):
    """For 4 features and 3 classes; it keeps its checkpoints in model_dir."""
    column = tf.contrib.layers.real_valued_column("", dimension=4)
    return tf.contrib.learn.DNNClassifier(
        feature_columns=[column],
        hidden_units=[10, 20, 10],
        n_classes=3,
        model_dir=str(model_dir),
    )


classifier = iris_classifier(folder / "iris_model")

# %% [markdown]
# ### Input functions
#
# The classifier builds its own graph. Tensors that you make *now* would live in another graph, and lesson 2 showed
# that graphs do not mix. So you do not give it tensors, but a **function** that makes them, and the classifier calls
# it inside its graph. Such an **input function** has no arguments and returns features and classes.
#
# Inside it we also set the seed, because a seed belongs to a graph. With it, all results below are the same in each
# run.


# %%
def training_input():
    tf.set_random_seed(11)
    return tf.constant(training_set.data), tf.constant(training_set.target)


def test_input():
    return tf.constant(test_set.data), tf.constant(test_set.target)


classifier.fit(input_fn=training_input, steps=500)
files = (folder / "iris_model").iterdir()
print(*sorted(file.name for file in files), sep="\n")

# %% [markdown]
# `fit` made 500 steps. In each one it used all 120 flowers, since our input function gives them all. At the end it
# saved a checkpoint.
#
# **Your turn.** Somebody wrote this input function for two flowers of class 1. `fit` would take the classes for
# measurements. Repair its last line.


# %% try="own_input"
def two_flowers():
    X = tf.constant([[5.7, 2.8, 4.1, 1.3], [5.6, 2.9, 3.6, 1.3]])
    y = tf.constant([1, 1])
    return y, X


# %% solution="own_input"
def two_flowers():
    X = tf.constant([[5.7, 2.8, 4.1, 1.3], [5.6, 2.9, 3.6, 1.3]])
    y = tf.constant([1, 1])
    return X, y


# %% [markdown] solution="own_input"
# Features first, then classes, as in `fit(x, y)` of most libraries. The order is all that tells one from the other.

# %% [markdown] hints="own_input"
# - when "not a pair": Return two things, with a comma between them.
# - when "the features have": Which of the two does an input function return first?
# 1. Look at the `return` lines of the two input functions above.

# %% check="own_input"
with tf.Graph().as_default():
    pair = two_flowers()
    is_pair = isinstance(pair, tuple) and len(pair) == 2
    expect.that(is_pair, "What two_flowers returns is not a pair.", hint="return features, classes")
    got, want = (str([int(size) for size in part.shape]) for part in pair), ("[2, 4]", "[2]")
    for what, size, right in zip(("features", "classes"), got, want, strict=True):
        message = f"the {what} have the shape {size}, not {right}."
        expect.that(size == right, message, hint="Features come first.")


# %% wrong="own_input" message="the features have"
def two_flowers():
    X = tf.constant([[5.7, 2.8, 4.1, 1.3], [5.6, 2.9, 3.6, 1.3]])
    return tf.constant([1, 1]), X


# %% wrong="own_input" message="not a pair"
def two_flowers():
    return tf.constant([[5.7, 2.8, 4.1, 1.3], [5.6, 2.9, 3.6, 1.3]])


# %% [markdown]
# ### The optimizer
#
# The optimizer of a `DNNClassifier` is **Adagrad** with the learning rate 0.05, if you do not choose another. For each
# weight it adds up the squares of its gradients, and divides the step by the root of this sum:
#
# $$s \leftarrow s + g^2 \qquad\qquad w \leftarrow w - 0.05 \cdot \frac{g}{\sqrt{s}}$$
#
# Weights with large gradients get smaller steps, and all steps become smaller with time. TensorFlow starts $s$ at 0.1,
# not at 0: this keeps the first steps short where gradients are small. (From $s = 0$ the first step of *every* weight
# would be 0.05 long, however small its gradient is.)

# %% proof
with tf.Graph().as_default(), tf.Session() as sess:
    v = tf.Variable([1.0, 1.0])
    update = tf.train.AdagradOptimizer(0.05).minimize(tf.reduce_sum(v * [3.0, 0.01]))
    sess.run(tf.global_variables_initializer())
    sess.run(update)
    g = np.array([3.0, 0.01])
    np.testing.assert_allclose(sess.run(v), 1 - 0.05 * g / np.sqrt(0.1 + g**2), rtol=1e-5)
for start, first in ((0.1, 0.0016), (0.0, 0.05)):
    p = torch.nn.Parameter(torch.ones(()))
    adagrad = torch.optim.Adagrad([p], lr=0.05, initial_accumulator_value=start)
    (0.01 * p).backward()
    adagrad.step()
    assert abs(1 - p.item() - first) < 0.0001

# %% [markdown]
# **Your turn.** Three steps of one weight whose gradient is always 2. The program prints three equal steps, but
# Adagrad's become shorter. Repair one line.

# %% try="adagrad"
s, steps = 0.1, []
for g in (2.0, 2.0, 2.0):
    s = g**2
    steps.append(0.05 * g / s**0.5)
print(steps)

# %% solution="adagrad"
s, steps = 0.1, []
for g in (2.0, 2.0, 2.0):
    s = s + g**2
    steps.append(0.05 * g / s**0.5)
print(steps)

# %% [markdown] solution="adagrad"
# The sum grows: 4.1, 8.1, 12.1. `s += g**2` is the same. With a constant gradient the steps shrink like
# $1 / \sqrt{\text{number of steps}}$, so Adagrad slows down, but never stops.

# %% [markdown] hints="adagrad"
# - when "are all equal": The sum forgets what it was before. Which line should remember it?
# - when "starts at 0.1": Your steps become shorter, but even the first one is not right. Where does the sum start?
# 1. The formula on the left has $s$ on both sides of the arrow.

# %% check="adagrad"
expect.shape(steps, (3,), what="steps")
alike = bool(np.allclose(steps, steps[0]))
expect.that(not alike, "The three steps are all equal.", hint="Add the squares up.")
first_right = bool(np.isclose(steps[0], 0.1 / 4.1**0.5))
expect.that(
    first_right, "The first step is not that of a sum which starts at 0.1.", hint="0.1 and then 4 more."
)
expect.close(steps, 0.1 / np.sqrt([4.1, 8.1, 12.1]), what="steps", hint="Each step adds 4 to the sum.")

# %% wrong="adagrad" message="are all equal"
steps = [0.05, 0.05, 0.05]

# %% wrong="adagrad" message="starts at 0.1"
s, steps = 0.0, []
for g in (2.0, 2.0, 2.0):
    s = s + g**2
    steps.append(0.05 * g / s**0.5)

# %% [markdown]
# ## 4. Evaluate
#
# Did it learn, and does it work for flowers that it has not seen? Ask for their classes, and count. The **accuracy**
# is the share of right answers. `steps=1` means: take the data of the input function once. It gives all flowers at
# once.

# %%
on_training = classifier.evaluate(input_fn=training_input, steps=1)
on_test = classifier.evaluate(input_fn=test_input, steps=1)
for name, result in (("training", on_training), ("test", on_test)):
    accuracy, loss = result["accuracy"], result["loss"]
    print(f"{name:9} accuracy {accuracy:.1%}   loss {loss:.3f}")

# %% proof
assert on_test["global_step"] == 500
assert on_training["accuracy"] > 0.95
assert round(on_test["accuracy"] * 30) == 29
assert on_training["loss"] < on_test["loss"] < 0.2 < np.log(3)
from scipy.stats import binomtest

interval = binomtest(29, 30).proportion_ci(method="wilson")
assert np.allclose([interval.low, interval.high], [0.83, 0.99], atol=0.005)
assert round(100 / 30, 1) == 3.3

# %% [markdown]
# The loss is the mean cross-entropy of lesson 4. A network that knows nothing, and gives each species 1/3, has log 3 =
# 1.10.
#
# **What 30 flowers can tell.** One flower is 1/30 = 3.3%. "96.7% is better than 93.3%" means to trust a single flower.
# And the 30 are a sample: if 29 of 30 are right, then the share among *all* irises lies between 83% and 99%, with 95%
# confidence (Wilson's interval). So compare two networks on the same flowers only, and do not believe a difference of
# one or two.
#
# **Your turn.** A network has an accuracy of 0.96 on 150 flowers. How many of them were wrong? Set `number_wrong`.

# %% try="number_wrong"
number_wrong = ...

# %% solution="number_wrong"
number_wrong = 6

# %% [markdown] solution="number_wrong"
# 4% of 150. With so many flowers, a single one counts only 0.7%.

# %% [markdown] hints="number_wrong"
# - when "got:      144": Those were right.
# 1. The share of wrong answers is 1 - 0.96.

# %% check="number_wrong"
got = round(number_wrong, 6) if isinstance(number_wrong, float) else number_wrong
expect.predicted(got, 6, what="The number", hint="0.04 of 150.")

# %% wrong="number_wrong" message="got:      144"
number_wrong = 144

# %% [markdown]
# ### Which flowers were wrong?
#
# The accuracy hides *which* mistakes were made. A **confusion matrix** counts, for each true class (row), how often
# each class was predicted (column). Right answers stand on the diagonal.

# %%
answers = classifier.predict(x=test_set.data)
predicted = np.array(list(answers))
for i in np.flatnonzero(predicted != test_set.target):
    true = flowers.class_names[test_set.target[i]]
    said = flowers.class_names[predicted[i]]
    print(f"{test_set.data[i]} is {true}, predicted {said}")
viz.confusion_matrix(
    test_set.target,
    predicted,
    flowers.class_names,
    title="No setosa is mistaken for another species",
)

# %% proof
assert np.isclose((predicted == test_set.target).mean(), on_test["accuracy"])
assert (predicted[test_set.target == 0] == 0).all()
assert (test_set.target[predicted == 0] == 0).all()

# %% [markdown]
# Mistakes are made only between the two species that touch each other in the picture of section 1. Two numbers for
# each class can be read from the matrix:
#
# - From its *row*, the **recall**: of the flowers that *are* virginica, what share was found?
# - From its *column*, the **precision**: of the flowers that were *called* virginica, what share is right?
#
# **Your turn.** Another network made this table. What is the **precision** of *virginica*? Set `precision`.
#
# | true \ predicted | setosa | versicolor | virginica |
# | --- | ---: | ---: | ---: |
# | **setosa** | 10 | 0 | 0 |
# | **versicolor** | 0 | 8 | 2 |
# | **virginica** | 0 | 4 | 6 |

# %% try="precision"
precision = ...

# %% solution="precision"
precision = 6 / 8

# %% [markdown] solution="precision"
# Eight flowers were called *virginica*, and six of them are. The recall is lower, 6 / 10: this network says
# *virginica* too seldom.

# %% [markdown] hints="precision"
# - when "got:      0.6": That is the recall: the row. Which flowers were *called* virginica?
# 1. Look down the last column, and add up.

# %% check="precision"
expect.predicted(precision, 0.75, what="The precision", hint="Right ones, divided by the sum of the column.")

# %% wrong="precision" message="got:      0.6"
precision = 6 / 10

# %% [markdown]
# **What can go wrong.** The network does not know what its inputs mean. Somebody measures the petals first, and puts
# them into the first two columns. There is no error; only the answers are worth nothing:

# %%
petals_first = test_set.data[:, [2, 3, 0, 1]]
mixed_up = classifier.evaluate(x=petals_first, y=test_set.target)
print(f"right order  {on_test['accuracy']:.1%}")
print(f"petals first {mixed_up['accuracy']:.1%}")

# %% proof
assert mixed_up["accuracy"] < 0.5
shares = []
for seed in (1, 2):

    def other_start(seed=seed):
        tf.set_random_seed(seed)
        return tf.constant(training_set.data), tf.constant(training_set.target)

    other = iris_classifier(folder / f"start_{seed}").fit(input_fn=other_start, steps=300)
    assert other.evaluate(input_fn=test_input, steps=1)["accuracy"] > 0.85
    assert other.evaluate(x=petals_first, y=test_set.target)["accuracy"] < 0.5

# %% [markdown]
# (For arrays, `x=` and `y=` are the short way, without an input function.)
#
# ## 5. Two new flowers
#
# That is what it was all for. We find two flowers, measure them, and do not know their species:

# %%
new_flowers = np.array(
    [[6.4, 3.2, 4.5, 1.5], [5.8, 3.1, 5.0, 1.7]],
    dtype=np.float32,
)
answers = classifier.predict(input_fn=lambda: tf.constant(new_flowers))
classes = list(answers)
print(classes, [flowers.class_names[k] for k in classes])

# %% proof
assert classes[0] == 1
assert classes[1] in (1, 2)
assert list(answers) == []
assert not isinstance(answers, list)

# %% [markdown]
# `predict` gives an **iterator**, since there could be millions of rows. `list` collects the answers. An iterator can
# be read only *once*, so keep the list.
#
# **Your turn.** Two flowers, two answers. What does the program print? Set `printed` to that number.
#
# ```
# answers = classifier.predict(x=new_flowers)
# first = next(answers)
# print(len(list(answers)))
# ```

# %% try="read_once"
printed = ...

# %% solution="read_once"
printed = 1

# %% [markdown] solution="read_once"
# `next` takes the first answer away, so `list` collects what is left. A second `list(answers)` would be empty.

# %% [markdown] hints="read_once"
# - when "got:      2": An iterator does not go back to its start.
# - when "got:      0": `next` takes one answer only.
# 1. How many answers have been taken when `list` begins?

# %% check="read_once"
expect.predicted(printed, 1, what="The number", hint="One has been read already.")

# %% wrong="read_once" message="got:      2"
printed = 2

# %% wrong="read_once" message="got:      0"
printed = 0

# %% proof
answers = classifier.predict(x=new_flowers)
first = next(answers)
assert len(list(answers)) == 1

# %% [markdown]
# Are the answers right? Look where the two flowers stand among the others:

# %%
splits = (flowers.train, flowers.validation, flowers.test)
every_X = torch.cat([split.X for split in splits])
every_y = torch.cat([split.y for split in splits])
for flower in torch.from_numpy(new_flowers):
    distance = (every_X - flower).norm(dim=1)
    print("new flower", flower.numpy())
    for i in distance.argsort()[:3]:
        name = flowers.class_names[every_y[i]]
        print(f"    {distance[i]:.2f} cm away: {name}")

both = torch.cat([every_X, torch.from_numpy(new_flowers)])
marked = torch.cat([every_y, torch.tensor([3, 3])])
viz.scatter(
    both[:, 2:],
    marked,
    (*flowers.class_names, "the two new ones"),
    feature_names=flowers.feature_names[2:],
    title="One new flower is old, the other lies at the border",
)

# %% proof
first, second = ((every_X - torch.from_numpy(flower)).norm(dim=1) for flower in new_flowers)
assert first.min() < 1e-6
assert (training_set.data == new_flowers[0]).all(axis=1).sum() == 1
assert set(every_y[second.argsort()[:3]].tolist()) == {1, 2}

# %% [markdown]
# Two surprises. (The two flowers come from an old and much copied program.)
#
# - The first "new" flower is **not new**: it is in the training file, at a distance of 0.00. To be right about a
#   flower that one has learned proves nothing.
# - The second one lies at the border, and its nearest neighbours belong to *both* species. Nobody knows the right
#   answer, and a network with another random start may give another one. The bare class hides this; the next part asks
#   for probabilities.
#
# ## Summary
#
# - A header line that counts rows and features lets a reader refuse a broken file. It does not say the order of the
#   features.
# - `DNNClassifier(feature_columns, hidden_units, n_classes, model_dir)` builds, trains and saves a network. An input
#   function makes the tensors inside its graph.
# - 4-10-20-10-3 has 513 parameters. Adagrad divides each step by the root of a sum of squares, which starts at 0.1.
# - `evaluate` gives accuracy, loss and global step; `predict` gives an iterator, to be read once.
# - One of 30 test flowers is 3.3%. Look at the confusion matrix: the row gives the recall, the column the precision.
# - A network does not notice that its columns were exchanged.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | iris; sepal, petal | 붓꽃; 꽃받침, 꽃잎 | the flower; its outer and inner leaves |
# | header | 헤더 | first line of a file, which describes the rest |
# | feature column | 특징 열 | says what the inputs of a classifier are |
# | input function | 입력 함수 | makes features and labels inside the classifier's graph |
# | multilayer perceptron (MLP) | 다층 퍼셉트론 | network of full layers with activations between them |
# | parameter | 매개변수 | a weight or a bias |
# | evaluate, predict | 평가, 예측 | measure on known classes; answer for unknown ones |
# | iterator | 반복자 | gives values one after the other, once |
# | confusion matrix | 혼동 행렬 | counts of true and predicted classes |
# | recall, precision | 재현율, 정밀도 | share of a class that was found; share of a prediction that is right |

# %% [markdown]
# ## Read on
#
# - R. A. Fisher, *The use of multiple measurements in taxonomic problems*, Annals of Eugenics 7 (1936), pages 179 to
#   188: the table, and a straight cut through it. (The journal was one of the eugenics movement, to which Fisher
#   belonged.)
# - E. Anderson, *The species problem in Iris*, Annals of the Missouri Botanical Garden 23 (1936): the man who
#   measured.
# - J. Duchi, E. Hazan and Y. Singer, *Adaptive subgradient methods for online learning and stochastic optimization*,
#   Journal of Machine Learning Research 12 (2011): Adagrad.
# - L. D. Brown, T. T. Cai and A. DasGupta, *Interval estimation for a binomial proportion*, Statistical Science 16
#   (2001): what 29 of 30 can tell.
#
# **Open questions**, without a grade:
#
# 1. You may measure 30 more irises. Would you rather put them into the training file or into the test file?
# 2. A florist wants to know the species from a photo taken with a phone. What would have to be measured, and by whom?
#
# **Next**: {{next}}, the second part of this lesson.
