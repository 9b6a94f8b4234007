# %% [markdown]
# # 13b. Keras: tables and a fair test
#
# Pixels all have the same range, and MNIST comes with its test images. A table of your own has neither: each column has
# its unit, some columns are words, and nobody has set test rows aside. Here you prepare such a table, judge a network
# by more than its accuracy, and look at the PyTorch below Keras.
#
# **After this chapter you can**
#
# - normalise inputs, and say which of two troubles is the size and which the loss;
# - write categories as numbers, and divide rows into training and test without a leak;
# - calculate a ROC curve and its area yourself;
# - use a Keras model as the PyTorch module that it is.
#
# **Time**: {{time}}, with the practice, and 50 minutes for the exercise. **Needs**: {{previous}}, and lesson 8
# (precision and recall). No GPU, no network. The sections are numbered on from there.

# %%
import os

os.environ["KERAS_BACKEND"] = "torch"
os.environ["KERAS_TORCH_DEVICE"] = "cpu"

import keras
import numpy as np
import torch
from keras import layers
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import viz

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # a second thread does not help small tensors

# %% [markdown]
# ## 8. Normalise the inputs
#
# What happens without the division by 255? Three trainings, with the same first weights:

# %%
(digits, labels), _ = tf.keras.datasets.mnist.load_data()


def trained(scale, from_logits=False):
    """Loss and accuracy after 5 epochs; 1,500 digits, divided by scale."""
    keras.utils.set_random_seed(0)
    last = None if from_logits else "softmax"
    net = keras.Sequential([keras.Input((28, 28)), layers.Flatten()])
    net.add(layers.Dense(128, activation="relu"))
    net.add(layers.Dense(10, activation=last))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    net.compile("adam", loss, metrics=["accuracy"])
    X = digits[:1500] / np.float32(scale)
    done = net.fit(X, labels[:1500], epochs=5, verbose=0).history
    return done["loss"][-1], done["accuracy"][-1]


pixels = {
    "0 to 255": trained(1),
    "0 to 255, from_logits": trained(1, from_logits=True),
    "0 to 1": trained(255),
}
for name, (loss, accuracy) in pixels.items():
    print(f"{name:22} loss {loss:6.2f}   accuracy {accuracy:.3f}")

# %% proof
plain, with_logits, divided = pixels.values()
assert plain[0] > with_logits[0] > divided[0]
assert divided[0] < 0.7
assert plain[1] < with_logits[1]
assert plain[1] + 0.1 < divided[1]

# %% [markdown]
# The first weights of a layer are made for inputs of about size 1. With pixels up to 255 the scores are some hundred
# times too large, and softmax gives 0 or 1. Then *two* things go wrong:
#
# - **The cut.** Keras cuts probabilities at $10^{-7}$ before the logarithm, and a number that is cut has no slope to
#   learn from. With `from_logits=True` nothing is cut. This is what "numerically better" meant in section 5: the second
#   line is better *without* any division.
# - **The size.** What the third line gains over the second comes from smaller numbers: a step of the same length
#   changes the scores less.
#
# In a table each column has its own unit. Here are measurements of 569 tumours (bundled with scikit-learn), 30 numbers
# for each, and the question "malignant, yes or no?".

# %%
tumours = load_breast_cancer()
X = tumours.data.astype(np.float32)
y = (tumours.target == 0).astype(np.int64)  # 1: malignant (in the file: 0)
print(X.shape, f"malignant: {y.sum()} of {len(y)} = {y.mean():.1%}")
low, high = X.min(axis=0), X.max(axis=0)
for k in (0, 3, 4):
    print(f"{tumours.feature_names[k]:16} {low[k]:8.3f} to {high[k]:8.3f}")

# %% proof
assert X.shape == (569, 30)
assert y.sum() == 212

# %% [markdown]
# So each column is **standardised**: subtract its mean, divide by its standard deviation.
#
# **Your turn.** Standardise the *columns* of this table. The line in the cell runs, and is wrong.

# %% try="columns"
table = np.array([[1.0, 1000.0], [2.0, 3000.0], [3.0, 2000.0]])
standard = (table - table.mean()) / table.std()

# %% solution="columns"
table = np.array([[1.0, 1000.0], [2.0, 3000.0], [3.0, 2000.0]])
standard = (table - table.mean(axis=0)) / table.std(axis=0)

# %% [markdown] solution="columns"
# `axis=0` goes down the rows, so there is one mean and one deviation for each column. One mean for the whole table
# leaves the first column almost constant. `layers.Normalization` adapted to the table gives the same.

# %% [markdown] hints="columns"
# - when "(largest difference, at [0, 0])": Both need one number for each column: the mean, and the deviation.
# - when "largest difference, at [0, 1]": These are the rows. Along which axis must the mean run?
# 1. `mean` and `std` take an axis.

# %% check="columns"
side = 1.5**0.5
want = [[-side, -side], [0, side], [side, 0]]
expect.close(standard, want, what="standard", rtol=1e-3, hint="axis=0.")

# %% wrong="columns" message="(largest difference, at [0, 0])"
table = np.array([[1.0, 1000.0], [2.0, 3000.0], [3.0, 2000.0]])
standard = (table - table.mean(axis=0)) / table.std()

# %% wrong="columns" message="largest difference, at [0, 1]"
table = np.array([[1.0, 1000.0], [2.0, 3000.0], [3.0, 2000.0]])
standard = (table - table.mean(axis=1, keepdims=True)) / table.std(axis=1, keepdims=True)

# %% [markdown]
# Keras has a layer for it: `adapt` reads mean and variance from the rows you give, and the model then takes the raw
# numbers. Nobody can forget the step later, and it is saved with the model.

# %%
scale = layers.Normalization()
scale.adapt(X[:400])  # pretend that these are the training rows
scaled = scale(X[:400]).numpy()
print("mean", scaled.mean(axis=0)[:4], "deviation", scaled.std(axis=0)[:4])

# %% proof
assert np.allclose(scaled, (X[:400] - X[:400].mean(axis=0)) / X[:400].std(axis=0), atol=1e-3)

# %% [markdown]
# **Your turn.** In the training rows a column has the mean 50 and the deviation 10; in the test rows its mean is 60. A
# *test* row has 75. What does the layer make of it? Set `scaled_value`.

# %% try="scaled_value"
scaled_value = ...

# %% solution="scaled_value"
scaled_value = (75 - 50) / 10

# %% [markdown] solution="scaled_value"
# The layer knows the training rows only. That is right: 75 must mean the same in both parts, and for a single new row
# there is no other mean at all.

# %% [markdown] hints="scaled_value"
# - when "got:      1.5": Whose mean did you subtract?
# 1. Which rows were given to `adapt`?

# %% check="scaled_value"
expect.predicted(scaled_value, 2.5, what="The number", hint="Mean and deviation of the training rows.")

# %% wrong="scaled_value" message="got:      1.5"
scaled_value = (75 - 60) / 10

# %% [markdown]
# ## 9. Dummy coding
#
# A network takes numbers. What is "autumn"? With spring 0, summer 1, autumn 2 and winter 3, winter counts three times
# as much as summer: the numbers have an order and distances that the seasons do not have. A café counts its guests, and
# fits a line:

# %%
categories = ["spring", "summer", "autumn", "winter"]
seasons = np.array(categories * 3)
guests = np.array([30, 80, 36, 10, 34, 84, 32, 12, 32, 76, 34, 8.0])
means = [guests[seasons == name].mean() for name in categories]
line = np.polyval(np.polyfit(np.arange(12) % 4, guests, 1), range(4))
curves, names = {"guests": means, "line": line}, ("season", "guests")
title = "A line cannot go up in summer and down again"
viz.lines(range(4), curves, names=names, title=title)

# %% [markdown]
# The idea: one column for each category, with 1 where it is this category and 0 elsewhere. This is the one-hot code of
# lesson 4, now for *inputs*. By hand it is one comparison:

# %%
columns = (seasons[:, None] == np.array(categories)).astype(np.float32)
print(columns[:4])  # (12, 1) == (4,) -> (12, 4)

# %% proof
assert means == [32, 80, 34, 10]
assert np.array_equal(columns, np.eye(4)[np.arange(12) % 4])
assert np.array_equal(columns, keras.utils.to_categorical(np.arange(12) % 4, 4))

# %% [markdown]
# **One column too many.** The four columns always add up to 1, so the fourth says nothing new: three zeros must be
# winter. With a bias there is then no *unique* solution: add 5 to all four weights, take 5 from the bias, and nothing
# changes. Statisticians call it the **dummy variable trap**, and leave one category out. This is **dummy coding**:
# $k-1$ columns for $k$ categories. The missing one is the **base category**, with only zeros.
#
# **Your turn.** Sizes of shirts, with the base category `"S"`. Repair the second line, so that `shirts` has the two
# dummy columns M and L.

# %% try="shirts"
sizes = np.array(["S", "L", "M", "S"])
shirts = (sizes[:, None] == np.array(["S", "M", "L"])).astype(float)

# %% solution="shirts"
sizes = np.array(["S", "L", "M", "S"])
shirts = (sizes[:, None] == np.array(["M", "L"])).astype(float)

# %% [markdown] solution="shirts"
# `[:, 1:]` of the three columns is the same. An unknown size would silently become a row of zeros, that is, an S:
# whoever writes such a function should refuse it.

# %% [markdown] hints="shirts"
# - when "largest difference": Which column stands first?
# 1. Does the base category have a column? Leave out one name of the list.

# %% check="shirts"
expect.close(shirts, [[0, 0], [0, 1], [1, 0], [0, 0]], what="shirts", hint="Columns M and L.")

# %% wrong="shirts" message="largest difference"
sizes = np.array(["S", "L", "M", "S"])
shirts = (sizes[:, None] == np.array(["S", "M"])).astype(float)

# %% [markdown]
# Now the weights can be read. The bias is the mean of the base category, here spring, and each weight is a difference
# to it:

# %%
dummies = np.hstack([np.ones((12, 1)), columns[:, 1:]])
weights = np.linalg.solve(dummies.T @ dummies, dummies.T @ guests)
for name, weight in zip(["bias", *categories[1:]], weights, strict=True):
    print(f"{name:8} {weight:6.1f}")

# %% proof
assert np.allclose(weights, [32, 48, 2, -22])
assert np.linalg.matrix_rank(dummies) == 4
all_four = np.hstack([np.ones((12, 1)), columns])
assert np.linalg.matrix_rank(all_four) == 4 < all_four.shape[1]
shifted = all_four @ [1, 2, 3, 4, 5]
assert np.allclose(all_four @ [-4, 7, 8, 9, 10], shifted)
for_winter = np.hstack([np.ones((12, 1)), columns[:, :3]])
assert np.allclose(np.linalg.solve(for_winter.T @ for_winter, for_winter.T @ guests), [10, 22, 70, 24])

# %% [markdown]
# **Your turn.** Now *winter* is the base category. Which bias and which weight of summer come out? Set `bias` and
# `summer`.

# %% try="base"
bias = ...
summer = ...

# %% solution="base"
bias = 10
summer = 70

# %% [markdown] solution="base"
# Winter has 10 guests, summer 80. Each base gives other weights and the same predictions: choose the one that you want
# to compare with.

# %% [markdown] hints="base"
# - when "got:      48": That is the difference to spring.
# - when "got:      80": This is the mean of summer itself. A weight is a difference.
# 1. The bias is what is predicted when all columns are 0.

# %% check="base"
expect.predicted(bias, 10, what="The bias", hint="It is the mean of the base category.")
expect.predicted(summer, 70, what="The weight of summer", hint="Bias and weight add up to its mean.")

# %% wrong="base" message="got:      48"
bias = 10
summer = 48

# %% wrong="base" message="got:      80"
bias = 10
summer = 80

# %% [markdown]
# A network that learns by small steps finds *one* of the many solutions, so $k$ columns are fine there. **Labels** for
# `categorical_crossentropy` always need $k$. `keras.utils.to_categorical` counts the columns from the largest label.
#
# **Your turn.** There are five classes, and the largest one is missing in these rows. Repair the line, so that `coded`
# has five columns.

# %% try="five_classes"
coded = keras.utils.to_categorical([0, 3, 1])

# %% solution="five_classes"
coded = keras.utils.to_categorical([0, 3, 1], num_classes=5)

# %% [markdown] solution="five_classes"
# A part of the data without the last class would get too few columns, and labels that start at 1 get one too many. So
# always give the number. `np.eye(5)[[0, 3, 1]]` is the same.

# %% [markdown] hints="five_classes"
# - when "(3, 4)": The largest class is 4. How many are there, with class 0?
# 1. There is a second argument.

# %% check="five_classes"
expect.close(coded, np.eye(5)[[0, 3, 1]], what="coded", hint="Give the number of classes.")

# %% wrong="five_classes" message="(3, 4)"
coded = keras.utils.to_categorical([0, 3, 1], num_classes=4)

# %% proof
assert keras.utils.to_categorical([0, 1]).shape == (2, 2)
assert keras.utils.to_categorical([1, 2, 3]).shape == (3, 4)

# %% [markdown]
# ## 10. Train and test split
#
# A network can learn rows by heart, so we need rows that it has never seen. Choose them at random: shuffle the row
# numbers, and cut. 37% of the tumours are malignant, but by chance a small test part can have many more or fewer. Here
# are 1,000 test parts of 57 rows:

# %%
rng = np.random.default_rng(0)
shares = [y[rng.permutation(569)[:57]].mean() for _ in range(1000)]
print(f"test parts from {min(shares):.1%} to {max(shares):.1%}")
title = "From a quarter to a half, by chance"
viz.histograms({"share of malignant tumours": shares}, bins=20, title=title)

# %% proof
assert min(shares) < 0.25
assert max(shares) > 0.5

# %% [markdown]
# **Your turn.** The rows are to be shuffled. Repair what belongs together no longer: each row of `rows` must keep its
# label.

# %% try="together"
rng = np.random.default_rng(0)
rows, answers = np.array([[10], [11], [12], [13]]), np.array([0, 1, 2, 3])
rows, answers = rng.permutation(rows), rng.permutation(answers)

# %% solution="together"
rng = np.random.default_rng(0)
rows, answers = np.array([[10], [11], [12], [13]]), np.array([0, 1, 2, 3])
order = rng.permutation(4)
rows, answers = rows[order], answers[order]

# %% [markdown] solution="together"
# Shuffle the row *numbers* once, and take both by them. `sklearn.utils.shuffle(rows, answers)` and `train_test_split`
# do so, too. With two permutations nothing fails: the network just finds nothing to learn.

# %% [markdown] hints="together"
# - when "another label": Two calls of `permutation` give two orders.
# - when "not shuffled": They belong together now. But they stand as before.
# 1. Make one order of the numbers 0 to 3, and use it twice.

# %% check="together"
both = np.column_stack([np.ravel(rows), np.ravel(answers)])
expect.that(sorted(both[:, 0].tolist()) == [10, 11, 12, 13], "A row is missing.")
expect.that(bool((both[:, 0] == both[:, 1] + 10).all()), "Some row has another label than before.")
expect.that(both[:, 1].tolist() != [0, 1, 2, 3], "The rows are not shuffled.")

# %% wrong="together" message="another label"
rng = np.random.default_rng(0)
rows, answers = np.array([[10], [11], [12], [13]]), np.array([0, 1, 2, 3])
rows, answers = rows[rng.permutation(4)], answers[rng.permutation(4)]

# %% wrong="together" message="not shuffled"
rows, answers = np.array([[10], [11], [12], [13]]), np.array([0, 1, 2, 3])

# %% [markdown]
# A **stratified** split cuts each class by itself, so that each part has the same shares. In scikit-learn this is one
# argument:

# %%
X_fit, X_new, y_fit, y_new = train_test_split(X, y, test_size=0.25, stratify=y, random_state=0)
print(f"malignant: {y_fit.mean():.1%} and {y_new.mean():.1%}")


# %% proof
def stratified(labels, share, seed):
    rng = np.random.default_rng(seed)
    test = [
        rng.permutation(np.flatnonzero(labels == k))[: round(share * (labels == k).sum())]
        for k in np.unique(labels)
    ]
    test = np.concatenate(test)
    return np.setdiff1d(np.arange(len(labels)), test), test


assert (len(X_fit), len(X_new)) == (426, 143)
for seed in range(5):
    train_rows, test_rows = stratified(y, 0.25, seed)
    assert abs(y[test_rows].mean() - y.mean()) < 0.01
    assert y[test_rows].sum() == 53
assert abs(y_new.mean() - y.mean()) < 0.01

# %% [markdown]
# ### A leak
#
# What is calculated with *all* rows knows something about the test rows: a **data leak**. With a mean the harm is
# small. When *columns are chosen* with all rows, it is not. Watch: 100 rows of pure noise, with random labels. Nobody
# can predict them; honest is 50%.


# %%
def ten_best(X, y):
    """The ten columns whose means differ most between the classes."""
    difference = X[y == 1].mean(axis=0) - X[y == 0].mean(axis=0)
    return np.abs(difference).argsort()[-10:]


def share_right(seed, leak):
    """The accuracy on 40 test rows of noise, by its ten best columns."""
    rng = np.random.default_rng(seed)
    noise, coins = rng.normal(size=(100, 2000)), rng.permutation(100) % 2
    train, test = np.arange(60), np.arange(60, 100)
    looked_at = np.arange(100) if leak else train
    best = ten_best(noise[looked_at], coins[looked_at])
    judge = LogisticRegression().fit(noise[train][:, best], coins[train])
    return judge.score(noise[test][:, best], coins[test])


leaky, honest = ([share_right(k, leak) for k in range(20)] for leak in (True, False))
print(f"columns chosen with all rows: {np.mean(leaky):.0%} right")
print(f"with the training rows only:  {np.mean(honest):.0%} right")

# %% proof
assert np.mean(leaky) > 0.7
assert 0.4 < np.mean(honest) < 0.6

# %% [markdown]
# The rule: **split first; whatever learns from rows (means, categories, chosen columns, weights) may see only the
# training rows.** So in the network for the tumours, the layer inside is adapted to `X_fit`:


# %%
def tumour_network(normalise):
    keras.utils.set_random_seed(3)
    net = keras.Sequential([keras.Input((30,))])
    if normalise:
        scale = layers.Normalization()
        scale.adapt(X_fit)
        net.add(scale)
    net.add(layers.Dense(32, activation="relu"))
    net.add(layers.Dense(1, activation="sigmoid"))
    adam = keras.optimizers.Adam(0.01)
    net.compile(adam, "binary_crossentropy", metrics=["accuracy"])
    net.fit(X_fit, y_fit, epochs=15, batch_size=64, verbose=0)
    return net


net, raw = tumour_network(True), tumour_network(False)
for name, one in (("normalised", net), ("raw numbers", raw)):
    accuracy = one.evaluate(X_new, y_new, verbose=0)[1]
    print(f"{name:12} {accuracy:.3f} right")
print(f"always benign {1 - y_new.mean():.3f} right")

# %% [markdown]
# With the raw numbers the sigmoid is 0 or 1 for almost every tumour, and its slope there is 0. So the second network
# stops learning at once, says the same about all tumours, and is no better than the **baseline** "always benign".

# %% proof
accuracies = [one.evaluate(X_new, y_new, verbose=0)[1] for one in (net, raw)]
assert accuracies[0] > 0.93
called = raw.predict(X_new, verbose=0) > 0.5
assert called.all() or not called.any()
assert accuracies[1] <= 1 - y_new.mean() + 1e-6

# %% [markdown]
# **Your turn.** A stratified test part takes 25% of the tumours; 212 of the 569 are malignant. How many malignant ones
# are in the test part? Set `malignant_in_test`.

# %% try="malignant_in_test"
malignant_in_test = ...

# %% solution="malignant_in_test"
malignant_in_test = 53

# %% [markdown] solution="malignant_in_test"
# A quarter of the class, whatever the other class does. The test part has 142 or 143 rows, and 53 of them are 37%, as
# in the whole table.

# %% [markdown] hints="malignant_in_test"
# - when "got:      71": That is half of the test part. The classes are not equally large.
# 1. Each class is cut by itself.

# %% check="malignant_in_test"
expect.predicted(malignant_in_test, 53, what="The number", hint="A quarter of one class.")

# %% wrong="malignant_in_test" message="got:      71"
malignant_in_test = 71

# %% [markdown]
# ## 11. The ROC curve
#
# The network gives a probability. From which one on do we say "malignant"? To miss a tumour is worse than a false
# alarm, so 0.5 need not be right. Try *all* thresholds. For each, take two shares (lesson 8):
#
# - **true positive rate** (TPR, recall): of the positives, how many are called positive?
# - **false positive rate** (FPR): of the negatives, how many are called positive?
#
# Move the threshold, and watch both, and the point on the curve:

# %%
score = net.predict(X_new, verbose=0).ravel()  # (n, 1) -> (n,)
viz.threshold_explorer(y_new, score)

# %% [markdown]
# The points (FPR, TPR) make the ROC curve. By hand: sort the rows by their score, and start with a threshold above all
# scores. Nothing is called positive: the point (0, 0). Then lower the threshold row by row. A positive row moves the
# point up, a negative row moves it to the right, until (1, 1).
#
# **Your turn.** Four rows with the scores 0.9, 0.7, 0.4 and 0.2 have the labels 1, 0, 1 and 0. The threshold is 0.4: a
# row with this score or more is called positive. Set `fpr` and `tpr`.

# %% try="one_point"
fpr = ...
tpr = ...

# %% solution="one_point"
fpr = 0.5
tpr = 1.0

# %% [markdown] solution="one_point"
# Three rows are called positive: both positives, and one of the two negatives. Each rate has its own denominator, the
# size of its class; so neither depends on how many rows the other class has.

# %% [markdown] hints="one_point"
# - when "0.33": You divided by the rows that are called positive. How many negative rows are there?
# - when "got:      0.25": You divided by all rows.
# 1. Write down the three rows that are called positive, with their labels.

# %% check="one_point"
expect.predicted(fpr, 0.5, what="fpr", hint="Of the negatives.")
expect.predicted(tpr, 1.0, what="tpr", hint="Of the positives.")

# %% wrong="one_point" message="0.33"
fpr = 1 / 3
tpr = 2 / 3

# %% wrong="one_point" message="got:      0.25"
fpr = 1 / 4
tpr = 2 / 4

# %% [markdown]
# **Ties.** Rows with the *same* score come in together, because no threshold can part them. So a point stays only where
# the next score is another one.


# %%
def roc(y_true, score):
    """FPR and TPR, from (0, 0) to (1, 1): a point for each different score."""
    order = np.argsort(-score, kind="stable")
    y_sorted, s = y_true[order], score[order]
    last_of_its_score = np.append(np.diff(s) != 0, True)
    tpr = np.cumsum(y_sorted)[last_of_its_score] / y_true.sum()
    fpr = np.cumsum(1 - y_sorted)[last_of_its_score] / (1 - y_true).sum()
    return np.append(0, fpr), np.append(0, tpr)


def area_under(fpr, tpr):
    """The area below the points, as a sum of trapezoids."""
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)


few_y = np.array([1, 1, 0, 1, 0, 0])
few_score = np.array([0.9, 0.7, 0.7, 0.6, 0.3, 0.1])
print(np.stack(roc(few_y, few_score)))
print(f"area {area_under(*roc(few_y, few_score)):.3f}")

# %% proof
from sklearn.metrics import roc_auc_score, roc_curve

rng = np.random.default_rng(4)
cases = [(y_new, score)]
cases += [(rng.permutation(np.arange(60) % 2), rng.integers(0, k, 60) / k) for k in (3, 10, 1000)]
for truth, s in cases:
    theirs = roc_curve(truth, s, drop_intermediate=False)
    assert np.allclose(roc(truth, s), theirs[:2])
    assert np.isclose(area_under(*roc(truth, s)), roc_auc_score(truth, s))
one, two = (points[2] - points[1] for points in roc(few_y, few_score))
assert one > 0 < two

# %% [markdown]
# The second step goes up *and* right: a positive and a negative row share the score 0.7.
#
# The **AUC** (area under the curve) has a simple meaning: take one positive and one negative row at random. It is the
# probability that the positive one has the higher score; a tie counts half.
#
# **Your turn.** The positive rows have the scores 0.9 and 0.4, the negative ones 0.7, 0.2 and 0.4. Count pairs: set
# `auc`.

# %% try="auc"
auc = ...

# %% solution="auc"
auc = (3 + 1 + 0.5) / 6

# %% [markdown] solution="auc"
# 0.9 is above all three. 0.4 is above 0.2, below 0.7, and equal to 0.4, which counts half. Only the *order* of the
# scores counts: their cubes give the same area.

# %% [markdown] hints="auc"
# - when "0.66": What does the tie count?
# - when "0.83": A tie is not a win.
# 1. There are six pairs.

# %% check="auc"
expect.predicted(auc, 0.75, what="The area", hint="Six pairs, one of them a tie.")

# %% wrong="auc" message="0.66"
auc = 4 / 6

# %% wrong="auc" message="0.83"
auc = 5 / 6

# %% proof
assert roc_auc_score([1, 1, 0, 0, 0], [0.9, 0.4, 0.7, 0.2, 0.4]) == 0.75
positive, negative = score[y_new == 1], score[y_new == 0]
higher = (positive[:, None] > negative).mean() + 0.5 * (positive[:, None] == negative).mean()
assert np.isclose(higher, area_under(*roc(y_new, score)))
assert np.isclose(area_under(*roc(y_new, score.astype(float) ** 3)), higher)

# %% [markdown]
# Any number that grows with the danger is a score, even a single column:

# %%
candidates = {
    "network": score,
    "radius alone": X_new[:, 0],
    "smoothness alone": X_new[:, 4],
}
title = "The network is nearer to the upper left corner"
viz.roc({name: (y_new, s) for name, s in candidates.items()}, title=title)

# %% [markdown]
# Two mistakes: with *classes* (0 and 1) in place of scores the curve has one corner, and its area is too small; and a
# softmax with two outputs has its score in column 1, column 0 gives 1 minus the area. And like any number from 143
# rows, an AUC has noise: do not choose between 0.991 and 0.993.

# %% proof
areas = {name: area_under(*roc(y_new, s)) for name, s in candidates.items()}
assert areas["network"] > areas["radius alone"] > areas["smoothness alone"]
assert area_under(*roc(y_new, (score >= 0.5) * 1.0)) < areas["network"]
assert np.isclose(area_under(*roc(y_new, 1 - score)), 1 - areas["network"])

# %% [markdown]
# ## 12. Keras runs on PyTorch here
#
# With this backend, a Keras model **is** a `torch.nn.Module`. Its weights are PyTorch parameters, its outputs are
# tensors with gradients.
#
# | Keras | PyTorch |
# | --- | --- |
# | `Dense(10)` after 128 neurons | `nn.Linear(128, 10)` |
# | `call` | `forward` |
# | `from_logits=True` and class numbers | `nn.CrossEntropyLoss()` |
# | `compile` and `fit` | a loop, or `training.fit` of lesson 11 |
# | `predict` | `model.eval()`, `torch.no_grad()`, then the model |
# | dropout by `training=True` | dropout by `model.train()` |

# %%
keras.utils.set_random_seed(5)
small = keras.Sequential([keras.Input((4,)), layers.Dense(6, "relu")])
small.add(layers.Dense(3))
x = torch.randn(5, 4)
print(isinstance(small, nn.Module), small(x).dtype, small(x).requires_grad)
kernel = small.layers[0].kernel.value
print("kernel", tuple(kernel.shape), type(kernel).__name__)

# %% proof
assert isinstance(small, nn.Module)
assert isinstance(kernel, nn.Parameter)
assert small(x).requires_grad
assert isinstance(small.predict(x, verbose=0), np.ndarray)

# %% [markdown]
# **Your turn.** Keras stores a kernel as (inputs, outputs), `nn.Linear` as (outputs, inputs). Set `weight` to the
# weight of an `nn.Linear(4, 6)` with the same numbers as `kernel`. The line in the cell gives the right shape, and
# wrong numbers.

# %% try="weight"
weight = kernel.reshape(6, 4)

# %% solution="weight"
weight = kernel.T

# %% [markdown] solution="weight"
# `reshape` leaves the numbers in their order and cuts the rows anew, `.T` exchanges rows and columns.
# `kernel.permute(1, 0)` is the same.

# %% [markdown] hints="weight"
# - when "largest difference": The shape is right, but did the numbers move?
# - when "wrong shape": This is Keras's order.
# 1. Which operation makes rows of columns?

# %% check="weight"
want = kernel.detach().numpy().T
expect.close(weight, want, what="weight", hint="Transpose.")

# %% wrong="weight" message="largest difference"
weight = kernel.view(6, 4)

# %% wrong="weight" message="wrong shape"
weight = kernel

# %% [markdown]
# One trap: Keras's dropout does not listen to PyTorch's `model.train()`. In a loop of your own, say
# `model(x, training=True)`. Apart from this you can mix both: one step of `fit` and one step of a PyTorch loop give the
# same weights, and `keras.layers.TorchModuleWrapper` puts a PyTorch module into a Keras model.

# %% proof
twin = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 3))
with torch.no_grad():
    for ours, theirs in ((twin[0], small.layers[0]), (twin[2], small.layers[1])):
        ours.weight.copy_(theirs.kernel.value.T)
        ours.bias.copy_(theirs.bias.value)
assert torch.allclose(small(x), twin(x), atol=1e-6)
classes = torch.tensor([0, 2, 1, 1, 0])
small.compile(keras.optimizers.SGD(0.1), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
small.fit(x.numpy(), classes.numpy(), batch_size=5, epochs=1, verbose=0)
optimizer = torch.optim.SGD(twin.parameters(), lr=0.1)
nn.functional.cross_entropy(twin(x), classes).backward()
optimizer.step()
assert torch.allclose(small.layers[0].kernel.value.T, twin[0].weight, atol=1e-6)
assert torch.allclose(small(x), twin(x), atol=1e-5)
with_dropout = keras.Sequential([keras.Input((4,)), layers.Dropout(0.5)])
with_dropout.train()  # PyTorch's switch
assert torch.equal(with_dropout(x), x)
assert not torch.equal(with_dropout(x, training=True), x)
assert keras.layers.TorchModuleWrapper(nn.Linear(4, 2))(x).shape == (5, 2)

# %% [markdown]
# **Keep it.** `net.save("tumours.keras")` writes layers, weights and what you compiled into one file, the numbers of
# `Normalization` as well, and `keras.models.load_model("tumours.keras")` reads it.
#
# **On a GPU**: without the line `KERAS_TORCH_DEVICE`, Keras takes the GPU by itself when PyTorch finds one. A tensor on
# the GPU needs `.cpu()` before `.numpy()`. How much faster `fit` is there is not measured for these small networks.

# %% proof
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "tumours.keras"
    net.save(path)
    restored = keras.models.load_model(path)
assert np.array_equal(restored.predict(X_new, verbose=0).ravel(), score)

# %% [markdown]
# ## Summary
#
# - Normalise, with numbers from the training rows. Scores with `from_logits=True` are not cut, and still learn better
#   from normalised inputs.
# - Dummy coding: k - 1 columns; the missing one is the base. Labels need k columns.
# - Split first, then learn anything from rows. Stratify when classes are unequal or rows are few.
# - A ROC curve is sorted scores and two counters; equal scores are one point. AUC: how often a positive row stands
#   above a negative one.
# - A Keras model on this backend is an `nn.Module`.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | normalisation | 정규화 | bring inputs to a common size |
# | dummy coding | 더미 코딩 | k - 1 columns for k categories |
# | base category | 기준 범주 | the category without a column |
# | train/test split, stratified | 훈련/테스트 분할, 층화 | rows divided at random; class by class |
# | data leak | 데이터 누수 | test rows have a say in training |
# | ROC curve, AUC | ROC 곡선, 곡선 아래 면적 | TPR against FPR for all thresholds; the area below |
# | true/false positive rate | 참/거짓 양성 비율 | share of positives/negatives that are called positive |
# | tie | 동점 | equal scores |

# %% [markdown]
# ## Read on
#
# - T. Fawcett, *An introduction to ROC analysis*, Pattern Recognition Letters 27 (2006): the curve, its area, ties and
#   costs, in one paper.
# - T. Hastie, R. Tibshirani and J. Friedman, *The Elements of Statistical Learning*, 2nd edition, Springer (2009),
#   section 7.10: "the wrong and right way to do cross-validation" is the leak of section 10.
# - S. Kaufman, S. Rosset, C. Perlich and O. Stitelman, *Leakage in data mining: formulation, detection, and avoidance*,
#   ACM Transactions on Knowledge Discovery from Data 6 (2012): leaks that won competitions.
# - *scikit-learn User Guide*, scikit-learn.org (read 2026), "Common pitfalls and recommended practices": scaling and
#   choosing columns inside of a split.
#
# **Open questions**, without a grade:
#
# 1. Several tumours may come from one patient, or from one hospital. Is a random split of the rows still fair?
# 2. A missed tumour costs more than a false alarm. Who should choose the threshold, and from which numbers?
#
# **Now you**: [exercise 13](../exercises/13_keras/13_keras.ipynb), about 50 minutes. **Next**: {{next}}, in which the
# network no longer flattens the image: it looks at it through small filters.
