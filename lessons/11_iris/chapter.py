# %% [markdown]
# # 11. Iris
#
# Until now you built each network yourself. In this lesson you use a **ready-made classifier** on real
# measurements: you read a file, train, measure, and ask about two flowers. Then you open the classifier, look
# at its weights, and build the same network in PyTorch.
#
# **After this lesson you can**
#
# - read a CSV file whose first line describes it, and check that the file holds what it says;
# - train a `DNNClassifier` with three hidden layers, measure it, and predict with it;
# - say what its folder remembers, and what goes wrong when you forget this folder;
# - count the weights and biases of a multilayer perceptron;
# - read a confusion matrix, and say what an accuracy on 30 flowers can tell and what it cannot;
# - build and train the same network in PyTorch, and see how sure it is.
#
# **Time**: about 70 minutes, and 40 minutes for the exercise. **Needs**: lessons 4 (classification), 5
# (checkpoints) and 10 (training well). No GPU, no network.

# %%
import os
import tempfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import data, training, viz
from lessonlib.models import MLP

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # our tensors are so small that a second thread would only be waited for
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # train for a shorter time, when the course is tested
folder = Path(tempfile.mkdtemp())

# %% [markdown]
# ## 1. Three kinds of iris
#
# An iris is a flower. Edgar Anderson measured three species of it, 50 plants of each: *setosa*, *versicolor* and
# *virginica*. Ronald Fisher used the table in 1936 to show how to separate classes. Many courses use it to
# this day.
#
# A flower has **sepals** (outer leaves, 꽃받침) and **petals** (inner leaves, 꽃잎). For each flower we know four
# numbers, in centimetres: length and width of a sepal, length and width of a petal. From these four
# **features** we want to predict the species.

# %%
flowers = data.iris()
print(flowers)
for name, column in zip(flowers.feature_names, flowers.train.X.T, strict=True):
    print(f"{name:18} from {column.min():.1f} to {column.max():.1f}, mean {column.mean():.2f}")
viz.scatter(
    flowers.train.X[:, 2:], flowers.train.y, flowers.class_names, feature_names=flowers.feature_names[2:]
)

# %% [markdown]
# These are the petals. *Setosa* stands alone: its petals are small. *Versicolor* and *virginica* touch each
# other. Keep this picture in mind; it explains nearly all results of this lesson. Now the sepals:

# %%
viz.scatter(
    flowers.train.X[:, :2], flowers.train.y, flowers.class_names, feature_names=flowers.feature_names[:2]
)

# %% [markdown]
# By the sepals alone, it is hard to tell *versicolor* from *virginica*. The network will have to find out which
# features help.
#
# ## 2. The file and its header line
#
# **The problem.** Data comes in files, and files come broken: half downloaded, a line lost, a column too many.
# The training then runs without an error, and learns something wrong.
#
# **The idea.** The first line of the file, its **header**, says what follows. Then a program can count and
# compare. The document downloads two such files. Their address is dead today, so we write them from the copy
# of the data that comes with the course.

# %%
training_file, test_file = data.iris_csv_files(folder)
for file in (training_file, test_file):
    lines = file.read_text(encoding="utf-8").splitlines()
    print(f"{file.name}, {len(lines)} lines:", *lines[:4], "...", sep="\n    ")
assert lines[0] == "30,4,setosa,versicolor,virginica"

# %% [markdown]
# Read the header from the left: 30 rows, 4 features, then the names of the classes. Each other line has four
# numbers and at its end the class: 0 is the first name, 1 the second, 2 the third.
#
# **In which order are the features?** The header does not say it. The document lists them as sepal *width*,
# sepal *length*, petal *width*, petal *length*. That is wrong: in the file, the length comes first both
# times. We can check it: a petal of an iris is much longer than wide.
#
# **The graph way** has a reader. It needs to know the types of the numbers:

# %%
load = tf.contrib.learn.datasets.base.load_csv_with_header
training_set = load(filename=training_file, target_dtype=int, features_dtype=np.float32)
test_set = load(filename=test_file, target_dtype=int, features_dtype=np.float32)

print("training:", training_set.data.shape, training_set.data.dtype, training_set.target.shape)
print("test:    ", test_set.data.shape, test_set.data.dtype, test_set.target.shape)
print("flowers of each class:", np.bincount(training_set.target), np.bincount(test_set.target))
assert (training_set.data[:, 2] > training_set.data[:, 3]).all()  # column 2 is the petal length

# %% [markdown]
# `data` holds the features, `target` the classes. Each class has the same share in both files. This is no
# accident: the rows were mixed and divided class by class. In the original table the flowers are sorted by
# species. Without mixing, the last 30 rows would all be *virginica*, and the test would say nothing about the
# others.
#
# **What can go wrong.** We lose the last line of a copy. The reader counts, and refuses:

# %%
broken = folder / "broken.csv"
lines = training_file.read_text(encoding="utf-8").splitlines()
broken.write_text("\n".join(lines[:-1]), encoding="utf-8")
try:
    load(filename=broken, target_dtype=int, features_dtype=np.float32)
except ValueError as error:
    print(str(error).replace(str(folder), "..."))
else:
    raise AssertionError("expected an error")

# %% [markdown]
# **Two more repairs of the document.** It writes the bytes that it downloads into a file that was opened for
# text (`open(..., "w")`); Python 3 refuses this. And it asks for `np.int`, which NumPy has removed. Write `int`.
#
# ## 3. A classifier with three hidden layers
#
# **The problem.** In lesson 4 you wrote weights, layers, cost, optimizer, session and loop yourself. All
# classifiers look alike in these parts. Why write them again?
#
# **The idea.** A ready-made classifier. You say only what is different: how many features, how many hidden
# layers and how large, how many classes. The network has the sizes 4, 10, 20, 10, 3:

# %%
SIZES = (4, 10, 20, 10, 3)
viz.network(SIZES, title="4 features, three hidden layers, 3 classes")

# %% [markdown]
# Three *hidden* layers make *four* layers with weights, because the output layer has weights, too. From a layer
# with $m$ neurons to one with $n$ neurons lead $m \cdot n$ weights, and each of the $n$ neurons has a bias:

# %%
parameters = 0
for before, after in pairwise(SIZES):
    print(f"{before:3} -> {after:3}: {before * after:4} weights + {after:3} biases")
    parameters += before * after + after
print("together", parameters, "parameters for", len(training_set.data), "flowers")
assert parameters == 513

# %% [markdown]
# More parameters than flowers! Such a network *could* learn its flowers by heart. So we need flowers that it has
# never seen: the test file.
#
# Now the classifier. A **feature column** says what the input holds: here one column, of 4 real numbers.


# %%
def iris_classifier(model_dir, hidden_units=(10, 20, 10)):
    """A classifier for 4 features and 3 classes that keeps its checkpoints in model_dir."""
    return tf.contrib.learn.DNNClassifier(
        feature_columns=[tf.contrib.layers.real_valued_column("", dimension=4)],
        hidden_units=hidden_units,
        n_classes=3,
        model_dir=str(model_dir),
    )


classifier = iris_classifier(folder / "iris_model")

# %% [markdown]
# ### Input functions
#
# The classifier builds its own graph. Tensors that you make *now* would live in another graph, and lesson 2
# showed that graphs do not mix. So you give it not tensors, but a **function** that makes them. The classifier
# calls it inside its graph. This is an **input function**: without arguments, it returns features and classes.
#
# Inside of the function we also set the seed, because a seed belongs to a graph. Then the first weights, and
# all results below, are the same in each run.


# %%
def training_input():
    tf.set_random_seed(11)
    return tf.constant(training_set.data), tf.constant(training_set.target)


def test_input():
    return tf.constant(test_set.data), tf.constant(test_set.target)


STEPS = 500 if FAST else 2000
classifier.fit(input_fn=training_input, steps=STEPS)
print(sorted(file.name for file in (folder / "iris_model").iterdir()))

# %% [markdown]
# `fit` made 2000 steps. In each one it used all 120 flowers, as our input function gives them all. At the end
# it saved a checkpoint. The optimizer is **Adagrad** with the learning rate 0.05. It adds up the squares of
# each weight's gradients, and divides the step by the root of this sum:
#
# $$s \leftarrow s + g^2 \qquad\qquad w \leftarrow w - 0.05 \cdot \frac{g}{\sqrt{s}}$$
#
# $s$ starts at 0.1, in TensorFlow as here: this keeps the first steps small where the gradients are small.
# (From $s = 0$ the first step of every weight would be 0.05 long, however small its gradient is.) So weights with
# large gradients get smaller steps, and all steps become smaller with time.

# %% proof
with tf.Graph().as_default(), tf.Session() as sess:
    v = tf.Variable([1.0, 1.0])
    update = tf.train.AdagradOptimizer(0.05).minimize(tf.reduce_sum(v * [3.0, 0.01]))
    sess.run(tf.global_variables_initializer())
    sess.run(update)
    g = np.array([3.0, 0.01])
    np.testing.assert_allclose(sess.run(v), 1 - 0.05 * g / np.sqrt(0.1 + g**2), rtol=1e-5)

# %% [markdown]
# ## 4. Evaluate
#
# **The problem.** Did it learn, and does it work for flowers that it has not seen?
#
# **The idea.** Ask for the classes of the test flowers and count. The **accuracy** is the share of right
# answers. `steps=1` means: call the input function's data once. It already gives all 30 flowers.

# %%
on_training = classifier.evaluate(input_fn=training_input, steps=1)
on_test = classifier.evaluate(input_fn=test_input, steps=1)
for name, result in (("training", on_training), ("test", on_test)):
    print(f"{name:9} accuracy {result['accuracy']:.4f}   loss {result['loss']:.4f}")
assert on_test["global_step"] == STEPS
assert on_test["accuracy"] >= 0.9

# %% [markdown]
# The loss is the mean cross-entropy of lesson 4. With log(3) = 1.10 the network would know nothing.
#
# **What 30 flowers can tell.** One flower is 1/30 = 3.3%. So the accuracy jumps: 28 right are 93.3%, 29 are
# 96.7%. To say "96.7% is better than 93.3%" means to trust one single flower. And another split into 120 and 30
# flowers has other test flowers: compare two networks only on the same ones. (The files that the document
# downloads are TensorFlow's own split, not ours.)
#
# ### Which flowers were wrong?
#
# The accuracy hides *which* mistakes were made. A **confusion matrix** counts, for each true class (row), how
# often each class was predicted (column). Right answers stand on the diagonal.

# %%
predicted = np.array(list(classifier.predict(input_fn=lambda: tf.constant(test_set.data))))
wrong = np.flatnonzero(predicted != test_set.target)
for i in wrong:
    true, said = flowers.class_names[test_set.target[i]], flowers.class_names[predicted[i]]
    print(f"flower {i}: {test_set.data[i]} is {true}, predicted {said}")
assert np.isclose(1 - len(wrong) / 30, on_test["accuracy"])
assert (predicted[test_set.target == 0] == 0).all()
viz.confusion_matrix(test_set.target, predicted, flowers.class_names)

# %% [markdown]
# All *setosa* are right. Mistakes are made only between the two species that touch each other in the picture
# of section 1. From a row of the matrix you get the **recall** of a class: of the flowers that *are*
# versicolor, which share was found? From a column you get the **precision**: of the flowers that were *called*
# versicolor, which share is right?

# %%
table = np.zeros((3, 3), dtype=int)
np.add.at(table, (test_set.target, predicted), 1)
recall = table.diagonal() / table.sum(axis=1)
precision = table.diagonal() / table.sum(axis=0)
for k, name in enumerate(flowers.class_names):
    print(f"{name:11} recall {recall[k]:.2f}   precision {precision[k]:.2f}")
assert np.isclose(table.diagonal().sum() / table.sum(), on_test["accuracy"])

# %% [markdown]
# **What can go wrong.** Suppose somebody believes the document's list of features and measures the width
# first. The network does not know what its inputs mean. It makes more mistakes, but gives no error:

# %%
width_first = test_set.data[:, [1, 0, 3, 2]]
swapped = classifier.evaluate(x=width_first, y=test_set.target)["accuracy"]
print(f"right order {on_test['accuracy']:.1%}, width first {swapped:.1%}")
assert swapped < on_test["accuracy"]

# %% [markdown]
# (For arrays, `x=` and `y=` are a short way: without an input function.)
#
# ## 5. Two new flowers
#
# Now the purpose of it all. We find two flowers and measure them, but do not know their species:


# %%
def new_flowers():
    return np.array([[6.4, 3.2, 4.5, 1.5], [5.8, 3.1, 5.0, 1.7]], dtype=np.float32)


answers = classifier.predict(input_fn=new_flowers)
print(type(answers).__name__)
classes = list(answers)
print("classes:", classes, "->", [flowers.class_names[k] for k in classes])
assert classes[0] == 1
assert classes[1] in (1, 2)
assert list(answers) == []

# %% [markdown]
# `predict` gives an **iterator**, because there could be millions of rows. `list` collects the answers. An
# iterator can be read only *once*: the second `list` in the cell is empty. Keep the list.
#
# Are they right? Look where the two flowers stand between the others:

# %%
every_X = torch.cat([flowers.train.X, flowers.validation.X, flowers.test.X])
every_y = torch.cat([flowers.train.y, flowers.validation.y, flowers.test.y])
for flower in torch.from_numpy(new_flowers()):
    distance = (every_X - flower).norm(dim=1)
    print("new flower", flower.numpy())
    for i in distance.argsort()[:4]:
        print(f"    {distance[i]:.2f} cm away: {every_X[i].numpy()} {flowers.class_names[every_y[i]]}")

both = torch.cat([every_X, torch.from_numpy(new_flowers())])
marked = torch.cat([every_y, torch.tensor([3, 3])])
viz.scatter(
    both[:, 2:], marked, (*flowers.class_names, "the two new ones"), feature_names=flowers.feature_names[2:]
)

# %% [markdown]
# Two surprises:
#
# - The first "new" flower is **not new**. Its distance to one of the 150 flowers is 0.00: the document took it
#   from the data. To be right on a training flower is no proof of anything.
# - The second one lies near the border. Its nearest neighbours are of *both* species. Nobody knows the
#   right answer, and a network with another random start may answer differently. The bare class hides this.
#   Section 7 asks for probabilities.

# %%
in_training = (training_set.data == new_flowers()[0]).all(axis=1)
print("rows of the training file that are equal to the first new flower:", in_training.sum())
assert in_training.sum() == 1

# %% [markdown]
# ## 6. The folder remembers
#
# The classifier keeps what it learned in `model_dir`. This is useful: another program can predict without any
# training, as in lesson 5. Here is a *new* classifier with the *old* folder:

# %%
restored = iris_classifier(folder / "iris_model")
assert list(restored.predict(input_fn=new_flowers)) == classes
print("a new object, no fit:", classes)

# %% [markdown]
# **What can go wrong (1).** Run the document's program twice. The second run does not start again. It *goes
# on*, and makes 4000 steps together. The accuracy of the two runs differs, and you wonder why.

# %%
restored.fit(input_fn=training_input, steps=10)
step = restored.evaluate(input_fn=test_input, steps=1)["global_step"]
print("global step:", step)
assert step == STEPS + 10

# %% [markdown]
# **What can go wrong (2).** You change `hidden_units` and keep the folder. The old weights do not fit:

# %%
try:
    iris_classifier(folder / "iris_model", hidden_units=(10, 5)).fit(input_fn=training_input, steps=1)
except tf.errors.InvalidArgumentError as error:
    print(str(error).replace(str(folder), "...").splitlines()[0])
else:
    raise AssertionError("expected an error")

# %% [markdown]
# For each new experiment, take a new folder (or delete the old one).
#
# ### Look inside
#
# The checkpoint is a safetensors file, so we can open it. Every variable has its name and its shape:

# %%
checkpoint = load_file(folder / "iris_model" / f"model.ckpt-{STEPS}.safetensors")
for name, value in sorted(checkpoint.items()):
    print(f"{name:32} {value.shape}")
learned = {name: value for name, value in checkpoint.items() if name.endswith(("kernel", "bias"))}
assert sum(value.size for value in learned.values()) == parameters

# %% [markdown]
# `kernel` is the matrix of the weights. The names with `Adagrad` are the sums $s$ of section 3: the optimizer
# needs them to go on. There is nothing secret in the ready-made classifier. It is the network of lesson 4 with
# two more hidden layers.
#
# ## 7. The PyTorch way
#
# If it is the same network, then its weights must work in PyTorch. The library's `MLP` has linear layers with
# ReLU between them. Fill it with the weights of the checkpoint:

# %%
network = MLP(SIZES)
layers = ["hiddenlayer_0", "hiddenlayer_1", "hiddenlayer_2", "logits"]
with torch.no_grad():
    for layer, name in zip(network.layers, layers, strict=True):
        layer.weight.copy_(torch.from_numpy(checkpoint[f"{name}/kernel"].T))  # nn.Linear keeps it transposed
        layer.bias.copy_(torch.from_numpy(checkpoint[f"{name}/bias"]))
    scores = network(torch.from_numpy(test_set.data))

print("same answers:", np.array_equal(scores.argmax(dim=1), predicted))
assert np.array_equal(scores.argmax(dim=1), predicted)

# %% [markdown]
# The same 30 answers. And now we can ask for more than a class: softmax of the scores gives probabilities.

# %%
with torch.no_grad():
    sure = torch.softmax(network(torch.from_numpy(new_flowers())), dim=1)
for flower, row in zip(new_flowers(), sure, strict=True):
    shares = ", ".join(f"{name} {p:.3f}" for name, p in zip(flowers.class_names, row, strict=True))
    print(flower, "->", shares)

# %% [markdown]
# ### Train it in PyTorch
#
# | `DNNClassifier` | PyTorch |
# | --- | --- |
# | `hidden_units=[10, 20, 10]`, `n_classes=3` | `MLP((4, 10, 20, 10, 3))` |
# | input function | `Dataset` with mini-batches |
# | `fit(..., steps=2000)` | a loop, or `training.fit` |
# | Adagrad, 0.05 | `torch.optim.Adagrad(..., lr=0.05, initial_accumulator_value=0.1)` |
# | `evaluate` | `training.evaluate` |
# | `predict` | `argmax` of the scores |
# | `model_dir` | `checkpoint=...`, if you want it |
#
# Here the training rows are divided once more: 90 to learn from, and 30 for **validation**, to watch while we
# train and to choose settings. We neither train nor choose with the 30 test flowers; they only measure.


# %%
def train(sizes, seed, dataset=flowers, num_epochs=60):
    """An MLP with layers of these sizes, trained on the dataset, and its history."""
    training.seed_everything(seed)
    model = MLP(sizes)
    history = training.fit(
        model,
        dataset,
        nn.CrossEntropyLoss(),
        torch.optim.Adagrad(model.parameters(), lr=0.05, initial_accumulator_value=0.1),
        num_epochs=num_epochs,
        batch_size=10,
        seed=seed,
        metrics=[training.accuracy],
        progress=False,
    )
    return model, history


model, history = train(SIZES, seed=0)
print(f"validation accuracy {history['validation_accuracy'][-1]:.1%}")
assert history["validation_accuracy"][-1] >= 0.9
viz.learning_curves(
    {"training": history["loss"], "validation": history["validation_loss"]}, x="epoch", y="loss"
)

# %% [markdown]
# Both losses fall together, so nothing is learned by heart yet. Nine mini-batches make one epoch, 60 epochs
# make 540 steps.
#
# **How sure is it?** The same network, the same data, five random starts:

# %%
runs = [(model, history), *(train(SIZES, seed) for seed in range(1, 5))]
print("seed   test accuracy   P(versicolor): first flower   second flower")
accuracies, second = [], []
for seed, (net, _) in enumerate(runs):
    measured = training.evaluate(net, flowers.test, nn.CrossEntropyLoss(), [training.accuracy])
    with torch.no_grad():
        p = torch.softmax(net(torch.from_numpy(new_flowers())), dim=1)
    accuracies.append(measured["accuracy"])
    second.append(p[1, 1].item())
    print(f"{seed:4}   {measured['accuracy']:12.1%}   {p[0, 1]:28.2f}   {p[1, 1]:13.2f}")
print(f"mean accuracy {np.mean(accuracies):.1%}, from {min(accuracies):.1%} to {max(accuracies):.1%}")
assert np.mean(accuracies) >= 0.9
assert min(second) < 0.3
assert max(second) > 0.5

# %% [markdown]
# All of them agree about the first flower. About the second, the probability moves much from start to start,
# and one of the networks even prefers *versicolor*. So the honest answer is: *probably virginica, but not
# sure*. When a decision matters, report the probability, not the class alone.
#
# The accuracies differ, too: the random start alone can cost several of 30 flowers. One run is not a result.
#
# **What can go wrong.** Somebody measures in **millimetres**. All numbers are ten times as large as in the
# training. The network is far outside of what it knows, and still sounds sure:

# %%
with torch.no_grad():
    p = torch.softmax(model(10 * flowers.test.X), dim=1)
share = (p.argmax(dim=1) == flowers.test.y).float().mean()
sure_of_it = p.max(dim=1).values.mean()
print(f"millimetres: {share:.1%} right; mean of the largest probabilities: {sure_of_it:.1%}")
assert sure_of_it > 0.9
assert share < 0.9

# %% [markdown]
# ### One scale for all features
#
# A common habit saves much trouble: **standardise** each feature. Subtract its mean and divide by its standard
# deviation. Then all features have mean 0 and standard deviation 1, whatever the unit was.
#
# One rule is important: take mean and deviation from the **training rows only**, and use these same two rows of
# numbers for the validation flowers, the test flowers and each new flower. Test flowers with their *own* mean
# would tell the network something that it could not know for one new flower:

# %%
mean, deviation = flowers.train.X.mean(dim=0), flowers.train.X.std(dim=0, correction=0)
standard = (flowers.train.X - mean) / deviation
print(
    "training rows: mean",
    standard.mean(dim=0).numpy().round(3),
    "deviation",
    standard.std(dim=0, correction=0).numpy(),
)
one = flowers.test.X[:1]
print("one flower with the training numbers:", ((one - mean) / deviation).numpy())
print("one flower with its own mean:        ", (one - one.mean(dim=0)).numpy())
assert torch.allclose(standard.mean(dim=0), torch.zeros(4), atol=1e-5)
assert torch.allclose(standard.std(dim=0, correction=0), torch.ones(4), atol=1e-5)

# %% [markdown]
# With its own mean, each single flower becomes (0, 0, 0, 0).
#
# ## 8. Is it good?
#
# **The problem.** More than 90% sounds good. Compared with what?
#
# **The idea.** A **baseline**: the simplest thing that could work. We take two. The first is a rule with two
# numbers, read from the picture of section 1. The second is one layer without hidden neurons.


# %%
def by_rule(X):
    """Small petals are setosa; petals wider than 1.65 cm are virginica."""
    return torch.where(X[:, 2] < 2.5, 0, torch.where(X[:, 3] < 1.65, 1, 2))


one_layer, _ = train((4, 3), seed=0)
models = {"two numbers": by_rule, "one layer": one_layer.predict, "10-20-10": model.predict}
print("                validation   test")
for name, predict in models.items():
    validation, test = (
        training.accuracy(part.y, predict(part.X)) for part in (flowers.validation, flowers.test)
    )
    print(f"{name:14} {validation:11.1%} {test:7.1%}")
    assert validation >= 0.85

# %% [markdown]
# The network is not clearly better than two numbers! Differences of one or two flowers out of 30 are noise,
# and with another random start the same network had 83% above.
# The iris flowers are an easy problem: a deep network is not *needed* here. It is a good place to learn the
# steps, because you can check every result by eye. In lesson 12, a rule with two numbers will not help you.
#
# To see the borders, we train a network of the same depth on the petals alone:


# %%
def petals_of(split):
    return data.Split(split.X[:, 2:], split.y)


petals = replace(
    flowers,
    train=petals_of(flowers.train),
    validation=petals_of(flowers.validation),
    test=petals_of(flowers.test),
    feature_names=flowers.feature_names[2:],
)
on_petals, _ = train((2, 10, 20, 10, 3), seed=0, dataset=petals)
viz.decision_boundary(
    on_petals,
    petals.validation.X,
    petals.validation.y,
    petals.class_names,
    feature_names=petals.feature_names,
    title="the borders that the network learned, and the validation flowers",
)

# %% [markdown]
# Watch the borders while they are learned. Press *Train*, then change the learning rate or the optimizer:

# %%
viz.playground(lambda: MLP((2, 10, 20, 10, 3)), petals, lr=0.02, batch_size=30, seed=0)

# %% [markdown]
# **On a GPU** all this would be slower: 120 rows and 513 parameters are so little work that starting it takes
# longer than doing it.
#
# ## Summary
#
# - A header line that counts rows and features lets a reader find a broken file. It does not say the order of
#   the features; in this file the length comes before the width, other than in the document.
# - `DNNClassifier(feature_columns, hidden_units, n_classes, model_dir)` builds, trains and saves a network.
#   Input functions make its tensors inside its own graph.
# - `fit(input_fn, steps)` goes on from the newest checkpoint of `model_dir`. A new experiment needs a new folder.
# - `evaluate` gives accuracy, loss and global step. `predict` gives an iterator, to be read once.
# - 4-10-20-10-3 has 513 parameters. Its weights give the same answers in PyTorch.
# - One of 30 test flowers is 3.3%. Look at the confusion matrix, and at several random starts.
# - The first "new" flower is in the training file; the second lies near the border. Ask for probabilities.
# - A network does not notice swapped columns or another unit. Standardise with numbers from the training rows.
# - Compare with a baseline before you are proud.
#
# ## Terms
#
# | English | Korean | meaning |
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
# | training, validation, test set | 훈련, 검증, 테스트 데이터 | to learn from, to choose with, to measure at the end |
# | standardise | 표준화 | bring a feature to mean 0 and standard deviation 1 |
# | baseline | 기준 모델 | the simplest solution to compare with |
#
# ## Next
#
# Practise in [exercise 11](../exercises/11_iris/11_iris.ipynb). In [lesson 12](12_mnist_mlp.ipynb), the inputs
# are pictures of handwritten digits: 784 features in place of 4.
