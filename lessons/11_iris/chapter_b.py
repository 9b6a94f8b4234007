# %% [markdown]
# # 11b. Iris: open the classifier, and doubt it
#
# A ready-made classifier is a box. Here you find out what it remembers, open it, and build the same network in
# PyTorch. Then come the questions that an accuracy does not answer: how sure is it, what if somebody measures in
# millimetres, and would something much simpler have done?
#
# **After this chapter you can**
#
# - say what the folder of a classifier remembers, and what goes wrong when you forget it;
# - bring its weights into a PyTorch network that gives the same answers;
# - train that network in PyTorch, from several random starts, and report how sure it is;
# - standardise features with the numbers of the training rows;
# - compare a network with a baseline.
#
# **Time**: {{time}}, with the practice, and 50 minutes for the exercise. **Needs**: {{previous}}. No GPU, no network.
# The sections are numbered on from there.

# %%
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import data, training, viz
from lessonlib.models import MLP

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # with so little data, a second thread only waits
folder = Path(tempfile.mkdtemp(prefix="lesson_11b_"))

flowers = data.iris()
files = data.iris_csv_files(folder)
load = tf.contrib.learn.datasets.base.load_csv_with_header
training_set, test_set = (load(file, target_dtype=int, features_dtype=np.float32) for file in files)
new_flowers = np.array(
    [[6.4, 3.2, 4.5, 1.5], [5.8, 3.1, 5.0, 1.7]],
    dtype=np.float32,
)

# %% [markdown]
# ## 6. The folder remembers
#
# This is the classifier of the first part. It keeps what it learned in `model_dir`.


# %%
def iris_classifier(model_dir, hidden_units=(10, 20, 10)):
    """For 4 features and 3 classes; it keeps its checkpoints in model_dir."""
    column = tf.contrib.layers.real_valued_column("", dimension=4)
    return tf.contrib.learn.DNNClassifier(
        feature_columns=[column],
        hidden_units=hidden_units,
        n_classes=3,
        model_dir=str(model_dir),
    )


def training_input():
    tf.set_random_seed(11)
    return tf.constant(training_set.data), tf.constant(training_set.target)


home = folder / "iris_model"
classifier = iris_classifier(home)
classifier.fit(input_fn=training_input, steps=500)

again = iris_classifier(home)  # a new object with the old folder, no fit
print(list(classifier.predict(x=new_flowers)))
print(list(again.predict(x=new_flowers)))

# %% proof
import pytest

assert list(classifier.predict(x=new_flowers)) == list(again.predict(x=new_flowers))
assert next(again.predict(x=new_flowers)) == 1

# %% [markdown]
# The second object has learned nothing, and knows everything. Another program can predict in this way without any
# training, as in lesson 5. But the same memory is a trap. Run your program twice, and the second run does not start
# again. It **goes on**:

# %%
again.fit(input_fn=training_input, steps=10)
state = again.evaluate(x=test_set.data, y=test_set.target)
print("global step:", int(state["global_step"]))

# %% proof
assert state["global_step"] == 510
with pytest.raises(tf.errors.InvalidArgumentError):
    iris_classifier(home, hidden_units=(10, 5)).fit(input_fn=training_input, steps=1)
with pytest.raises(ValueError, match="call fit first"):
    iris_classifier(folder / "nothing").predict(x=new_flowers)

# %% [markdown]
# The results of the two runs differ, and you wonder why. The other trap tells you at once: if you change
# `hidden_units` and keep the folder, the old weights do not fit, and `fit` stops with an error. For each new
# experiment, take a new folder.
#
# **Your turn.** This program stands for two runs of yours. It should end with 20 steps altogether, however often you
# run it, and it ends with 40. Change one line.

# %% try="stop_at"
memory = tempfile.mkdtemp()
for _run in (1, 2):
    mine = iris_classifier(memory)
    mine.fit(input_fn=training_input, steps=20)

# %% solution="stop_at"
memory = tempfile.mkdtemp()
for _run in (1, 2):
    mine = iris_classifier(memory)
    mine.fit(input_fn=training_input, max_steps=20)

# %% [markdown] solution="stop_at"
# `steps` are steps *more*, `max_steps` is the global step at which training ends. The second run finds it reached and
# does nothing. A new folder in each run is another way, `mine = iris_classifier(tempfile.mkdtemp())`: then each run
# trains anew.

# %% [markdown] hints="stop_at"
# - when "got:      40": The second run made 20 steps more. `fit` has another argument that counts from the beginning.
# - when "got:      10": Half as many steps in each run is right for two runs only. And for three?
# 1. Either nothing is remembered, or `fit` is told where to stop.

# %% check="stop_at"
measured = mine.evaluate(x=test_set.data, y=test_set.target)
reached = int(measured["global_step"])
expect.equal(reached, 20, what="The global step after two runs", hint="steps, or max_steps?")
once_more = iris_classifier(mine.model_dir)
expect.equal(
    int(once_more.evaluate(x=test_set.data, y=test_set.target)["global_step"]),
    20,
    what="The step in the folder",
)

# %% wrong="stop_at" message="got:      40"
mine = iris_classifier(tempfile.mkdtemp())
for _run in (1, 2):
    mine.fit(input_fn=training_input, steps=20)

# %% wrong="stop_at" message="got:      10"
mine = iris_classifier(tempfile.mkdtemp())
mine.fit(input_fn=training_input, steps=10)

# %% [markdown]
# ### Look inside
#
# The checkpoint is a safetensors file, so we can open it. Every variable has a name and a shape:

# %%
checkpoint = load_file(home / "model.ckpt-510.safetensors")
for name, value in sorted(checkpoint.items()):
    print(f"{name:32} {value.shape}")

# %% proof
learned = {name: value for name, value in checkpoint.items() if name.endswith(("kernel", "bias"))}
assert sum(value.size for value in learned.values()) == 513
assert checkpoint["hiddenlayer_1/kernel"].shape == (10, 20)
sums = [value for name, value in checkpoint.items() if "Adagrad" in name]
assert len(sums) == 8
assert all((value >= np.float32(0.1)).all() for value in sums)

# %% [markdown]
# A `kernel` is the matrix of a layer's weights. The names with `Adagrad` are the sums $s$ of section 3, which the
# optimizer needs to go on. (File format and names are those of this library; TensorFlow's differ a little.) There is
# nothing secret in a ready-made classifier: it is the network of lesson 4 with two more hidden layers.
#
# **Your turn.** A classifier for 7 features has the hidden layers 12 and 5. What is the shape of
# `hiddenlayer_1/kernel`? Set `kernel_shape` to a tuple.

# %% try="kernel_shape"
kernel_shape = ...

# %% solution="kernel_shape"
kernel_shape = (12, 5)

# %% [markdown] solution="kernel_shape"
# Layers are counted from 0. `hiddenlayer_0` leads from 7 features to 12 neurons, `hiddenlayer_1` from 12 to 5. Rows
# are inputs, columns are neurons, as in `X @ W`.

# %% [markdown] hints="kernel_shape"
# - when "[5, 12]": That is PyTorch's order: neurons first. A kernel stands on the right of `X @ W`.
# - when "[7, 12]": That is layer 0.
# 1. From how many neurons to how many does the second hidden layer lead?

# %% check="kernel_shape"
expect.predicted(kernel_shape, (12, 5), what="The shape", hint="Layers are counted from 0.")

# %% wrong="kernel_shape" message="[5, 12]"
kernel_shape = (5, 12)

# %% wrong="kernel_shape" message="[7, 12]"
kernel_shape = (7, 12)

# %% [markdown]
# ## 7. The PyTorch way
#
# If it is the same network, then its weights must work in PyTorch. The library's `MLP` has linear layers with ReLU
# between them. We fill it with the weights of the checkpoint:

# %%
SIZES = (4, 10, 20, 10, 3)
names = [*(f"hiddenlayer_{k}" for k in range(3)), "logits"]
network = MLP(SIZES)
with torch.no_grad():
    for layer, name in zip(network.layers, names, strict=True):
        kernel = torch.from_numpy(checkpoint[f"{name}/kernel"])
        layer.weight.copy_(kernel.T)  # nn.Linear keeps it transposed
        layer.bias.copy_(torch.from_numpy(checkpoint[f"{name}/bias"]))
    scores = network(flowers.test.X)

from_graph = classifier.predict_proba(x=test_set.data, as_iterable=False)
difference = scores.softmax(dim=1).numpy() - from_graph
print(f"largest difference: {abs(difference).max():.0e}")

# %% proof
assert abs(difference).max() < 1e-5
assert (scores.argmax(dim=1).numpy() == from_graph.argmax(axis=1)).all()

# %% [markdown]
# The same network, but for rounding in the last digit.
#
# **Your turn.** Here a small layer comes from a checkpoint. The matrix is square, so nothing complains, and the scores
# are wrong. Repair the last line.

# %% try="transposed"
small_kernel = torch.tensor([[1.0, 2.0], [0.0, 1.0]])
small_layer = nn.Linear(2, 2, bias=False)
small_layer.weight = nn.Parameter(small_kernel)

# %% solution="transposed"
small_kernel = torch.tensor([[1.0, 2.0], [0.0, 1.0]])
small_layer = nn.Linear(2, 2, bias=False)
small_layer.weight = nn.Parameter(small_kernel.T)

# %% [markdown] solution="transposed"
# `nn.Linear` calculates `x @ weight.T`. Where the two sizes of a layer differ, a forgotten `.T` stops with an error;
# in a square layer it does not.

# %% [markdown] hints="transposed"
# - when "the scores are not right": For the row (1, 0) a kernel gives its *first row*. What does your layer give?
# 1. A kernel has inputs as rows, the weight of `nn.Linear` has neurons as rows.

# %% check="transposed"
expect.close(
    small_layer(torch.tensor([[1.0, 0.0], [0.0, 1.0]])),
    [[1, 2], [0, 1]],
    what="the scores",
    hint="One of the two is transposed.",
)

# %% wrong="transposed" message="the scores are not right"
small_layer = nn.Linear(2, 2, bias=False)
small_layer.weight = nn.Parameter(torch.tensor([[1.0, 2.0], [0.0, 1.0]]))

# %% [markdown]
# ### Train it in PyTorch
#
# | `DNNClassifier` | PyTorch |
# | --- | --- |
# | `hidden_units=[10, 20, 10]`, `n_classes=3` | `MLP((4, 10, 20, 10, 3))` |
# | input function | `Dataset` with mini-batches |
# | `fit(..., steps=500)` | a loop, or `training.fit` |
# | Adagrad, 0.05 | `torch.optim.Adagrad(..., lr=0.05, initial_accumulator_value=0.1)` |
# | `evaluate` | `training.evaluate` |
# | `predict` | `argmax` of the scores |
# | `model_dir` | `checkpoint=...`, if you want it |
#
# Here the training rows are divided once more: 90 to learn from, and 30 for **validation**, to watch while we train
# and to choose settings. With the 30 test flowers we neither train nor choose; they only measure.


# %%
def train(sizes, seed, dataset=flowers):
    """An MLP with layers of these sizes after 60 epochs, and its history."""
    training.seed_everything(seed)
    model = MLP(sizes)
    adagrad = torch.optim.Adagrad(
        model.parameters(),
        lr=0.05,
        initial_accumulator_value=0.1,
    )
    history = training.fit(
        model,
        dataset,
        nn.CrossEntropyLoss(),
        adagrad,
        num_epochs=60,
        batch_size=10,
        seed=seed,
        metrics=[training.accuracy],
        progress=False,
    )
    return model, history


model, history = train(SIZES, seed=0)
losses = {
    "training": history["loss"],
    "validation": history["validation_loss"],
}
title = "Both losses fall: nothing is learned by heart yet"
viz.learning_curves(losses, x="epoch", y="loss", title=title)

# %% proof
assert len(history["loss"]) == 60
assert history["validation_accuracy"][-1] >= 0.9
assert history["loss"][-1] < 0.2 * history["loss"][0]
assert history["validation_loss"][-1] < 0.2 * history["validation_loss"][0]

# %% [markdown]
# Nine mini-batches of 10 flowers make one epoch, 60 epochs make 540 steps.
#
# **Your turn.** 90 flowers in mini-batches of 40, for 10 epochs. The smaller rest counts as a mini-batch. How many
# steps is that? Set `step_count`.

# %% try="step_count"
step_count = ...

# %% solution="step_count"
step_count = 30

# %% [markdown] solution="step_count"
# 40, 40 and 10: three steps in an epoch. The last one weighs its ten flowers as much as another step its forty, so
# some people drop it (`drop_last=True` of a `DataLoader`).

# %% [markdown] hints="step_count"
# - when "got:      20": The ten flowers that are left make a mini-batch, too.
# - when "got:      22": Steps are counted in whole numbers, epoch by epoch.
# 1. How many mini-batches does one epoch have?

# %% check="step_count"
expect.predicted(step_count, 30, what="The number of steps", hint="Count the mini-batches of one epoch.")

# %% wrong="step_count" message="got:      20"
step_count = 20

# %% wrong="step_count" message="got:      22"
step_count = 22.5

# %% [markdown]
# ### How sure is it?
#
# Softmax makes probabilities of the scores. The same network, the same data, five random starts:

# %%
new = torch.from_numpy(new_flowers)
runs = [model, *(train(SIZES, seed)[0] for seed in range(1, 5))]
print("start   right   P(versicolor): first flower   second flower")
for seed, net in enumerate(runs):
    right = training.accuracy(flowers.test.y, net.predict(flowers.test.X))
    with torch.no_grad():
        p = torch.softmax(net(new), dim=1)
    print(f"{seed:5} {right:7.1%} {p[0, 1]:28.2f} {p[1, 1]:15.2f}")

# %% proof
with torch.no_grad():
    versicolor = torch.stack([torch.softmax(net(new), dim=1)[:, 1] for net in runs])
assert versicolor[:, 0].min() > 0.9
assert versicolor[:, 1].min() < 0.2
assert versicolor[:, 1].max() > 0.5
assert (versicolor[:, 1] > 0.5).sum() == 1
rights = [training.accuracy(flowers.test.y, net.predict(flowers.test.X)) for net in runs]
assert max(rights) - min(rights) > 0.1

# %% [markdown]
# All five agree about the first flower. About the second, the probability moves widely from start to start, and one
# network even prefers *versicolor*. So the honest answer is: *probably virginica, but not sure*. When a decision
# matters, report the probability and not the class alone.
#
# The accuracies differ, too: the random start alone can cost several of 30 flowers. One run is not a result.
#
# **Your turn.** The last line should give the probabilities of the three species for each of two flowers. Its
# *columns* add up to 1, not its rows. Repair it.

# %% try="along_classes"
two_scores = torch.tensor([[0.0, 2.0, 1.0], [0.0, 2.0, 3.0]])
shares = torch.softmax(two_scores, dim=0)

# %% solution="along_classes"
two_scores = torch.tensor([[0.0, 2.0, 1.0], [0.0, 2.0, 3.0]])
shares = torch.softmax(two_scores, dim=1)

# %% [markdown] solution="along_classes"
# Classes are the second axis, `dim=1`, and also the last one, `dim=-1`. Along `dim=0` the *flowers* would compete with
# each other: both would have the same share of *setosa*, one half.

# %% [markdown] hints="along_classes"
# - when "the sum of each row": Between what should the probability be divided: flowers, or classes?
# - when "shares are not right": The rows add up to 1, but is that softmax?
# 1. `dim` is the axis along which the results add up to 1.

# %% check="along_classes"
expect.shape(shares, (2, 3), what="shares")
sums = np.array(shares).sum(axis=1)
expect.close(sums, [1, 1], what="the sum of each row", hint="Which axis are the classes?")
want = torch.softmax(torch.tensor([[0.0, 2.0, 1.0], [0.0, 2.0, 3.0]]), dim=1)
expect.close(shares, want, what="the shares", hint="softmax, along the classes")

# %% wrong="along_classes" message="the sum of each row"
shares = torch.softmax(torch.tensor([[0.0, 2.0, 1.0], [0.0, 2.0, 3.0]]), dim=0)

# %% wrong="along_classes" message="shares are not right"
raw = torch.tensor([[0.0, 2.0, 1.0], [0.0, 2.0, 3.0]])
shares = raw / raw.sum(dim=1, keepdim=True)

# %% [markdown]
# Sure does not mean right. Somebody measures in **millimetres**, so that all numbers are ten times as large as in the
# training. The network is far outside of what it knows, and sounds surer than ever:

# %%
for unit, factor in (("centimetres", 1), ("millimetres", 10)):
    with torch.no_grad():
        p = torch.softmax(model(factor * flowers.test.X), dim=1)
    right = (p.argmax(dim=1) == flowers.test.y).float().mean()
    sure = p.max(dim=1).values.mean()
    print(f"{unit}: {right:.0%} right, mean probability {sure:.3f}")

# %% proof
surer = []
for net in runs:
    with torch.no_grad():
        mm, cm = (torch.softmax(net(factor * flowers.test.X), dim=1) for factor in (10, 1))
    surer.append(bool(mm.max(dim=1).values.mean() > cm.max(dim=1).values.mean()))
    surer.append(bool((mm.argmax(dim=1) == flowers.test.y).float().mean() < 0.95))
assert sum(surer) >= 9
with torch.no_grad():
    mm, cm = (torch.softmax(model(factor * flowers.test.X), dim=1) for factor in (10, 1))
assert mm.max(dim=1).values.mean() > max(0.97, cm.max(dim=1).values.mean())
assert (mm.argmax(dim=1) == flowers.test.y).float().mean() < 0.9

# %% [markdown]
# ## 8. One scale for all features
#
# A common habit saves much trouble: **standardise** each feature. Subtract its mean and divide by its standard
# deviation. Then every feature has mean 0 and standard deviation 1, whatever its unit was.
#
# One rule is important. Take mean and deviation from the **training rows only**, and use these same two rows of
# numbers for the validation flowers, the test flowers and each new flower:

# %%
mean = flowers.train.X.mean(dim=0)
deviation = flowers.train.X.std(dim=0, correction=0)
print("mean     ", mean.numpy())
print("deviation", deviation.numpy())

standard = (flowers.test.X - mean) / deviation
print("one test flower:", standard[0].numpy())

# %% proof
scaled = (flowers.train.X - mean) / deviation
assert torch.allclose(scaled.mean(dim=0), torch.zeros(4), atol=1e-5)
assert torch.allclose(scaled.std(dim=0, correction=0), torch.ones(4), atol=1e-5)
millimetres = 10 * flowers.train.X
assert torch.allclose(
    (10 * flowers.test.X - millimetres.mean(dim=0)) / millimetres.std(dim=0, correction=0),
    standard,
    atol=1e-4,
)
one = flowers.test.X[:1]
assert ((one - one.mean(dim=0)) == 0).all()

# %% [markdown]
# If the training rows are in millimetres, so are mean and deviation, and the result is the same. And a new flower with
# its *own* mean? A single flower minus itself is (0, 0, 0, 0), whatever it was.
#
# **Your turn.** A feature of four training flowers is 2, 4, 6 and 8. What becomes of a new flower that has 9? Set
# `in_new_scale`, exact to a hundredth.

# %% try="in_new_scale"
in_new_scale = ...

# %% solution="in_new_scale"
in_new_scale = (9 - 5) / 5**0.5

# %% [markdown] solution="in_new_scale"
# The mean is 5, the squares of the distances are 9, 1, 1 and 9, their mean 5. So the new flower lies 1.79 standard
# deviations above the mean. It need not lie between -1 and 1: nothing limits the new scale.

# %% [markdown] hints="in_new_scale"
# - when "got:      0": That is the new flower in its own scale.
# - when "got:      0.8": You divided by the mean of the squares. The deviation is its root.
# - when "got:      1.549": You divided the squares by n - 1. Here we divide by n, as `correction=0` says.
# 1. First the mean of the four, then the root of the mean of the squared distances.

# %% check="in_new_scale"
expect.predicted(
    in_new_scale, 4 / 5**0.5, what="The number", hint="Subtract the mean, divide by the deviation."
)

# %% wrong="in_new_scale" message="got:      0"
in_new_scale = 0

# %% wrong="in_new_scale" message="got:      0.8"
in_new_scale = 0.8

# %% wrong="in_new_scale" message="got:      1.549"
in_new_scale = 1.549

# %% [markdown]
# ## 9. Is it good?
#
# More than 90% sounds good. Compared with what? A **baseline** is the simplest thing that could work. We take two: a
# rule with two numbers, read from the first picture of this lesson, and one layer without hidden neurons.


# %%
def by_rule(X):
    """Small petals: setosa. Petals wider than 1.65 cm: virginica."""
    petal_length, petal_width = X[:, 2], X[:, 3]
    others = torch.where(petal_width > 1.65, 2, 1)
    return torch.where(petal_length < 2.5, 0, others)


one_layer, _ = train((4, 3), seed=0)
rivals = {
    "two numbers": by_rule,
    "one layer": one_layer.predict,
    "10-20-10": model.predict,
}
print("             validation    test")
for name, predict in rivals.items():
    validation, test = (
        training.accuracy(part.y, predict(part.X)) for part in (flowers.validation, flowers.test)
    )
    print(f"{name:12} {validation:10.1%} {test:7.1%}")

# %% proof
for part in (flowers.train, flowers.validation, flowers.test):
    assert training.accuracy(part.y, by_rule(part.X)) > 0.93
for predict in rivals.values():
    assert training.accuracy(flowers.validation.y, predict(flowers.validation.X)) > 0.9
by_two_numbers = training.accuracy(flowers.test.y, by_rule(flowers.test.X))
assert abs(by_two_numbers - np.mean(rights)) < 2.5 / 30
assert min(rights) < by_two_numbers

# %% [markdown]
# The network is not clearly better than two numbers! Differences of one or two flowers out of 30 are noise, and one of
# the five starts above was worse than the rule. A deep network is not *needed* for the iris flowers. They are a good
# place to learn the steps, because you can check every result by eye. In lesson 12, with pictures, a rule with two
# numbers will not help you.
#
# **Your turn.** Make a baseline of your own: *one* number, the petal length. Choose the two limits so that more than
# 90% of the training flowers are right. (The first picture of part a helps: *versicolor* begins at 3.5, *virginica*
# at 4.8.)

# %% try="one_number"
low, high = 1.0, 4.0
length = flowers.train.X[:, 2]
guess = torch.where(length < low, 0, torch.where(length < high, 1, 2))

# %% solution="one_number"
low, high = 2.5, 4.85
length = flowers.train.X[:, 2]
guess = torch.where(length < low, 0, torch.where(length < high, 1, 2))

# %% [markdown] solution="one_number"
# Any `low` in the gap between 2 and 3.5 recognises every *setosa*. `high` lies in the small region where both other
# species occur, from 4.8 to 5.1; a few flowers stay on the wrong side wherever you cut.

# %% [markdown] hints="one_number"
# - when "of the setosa": Set `low` between the longest petal of a *setosa*, 1.9, and the shortest of the others, 3.5.
# - when "of all": Some *versicolor* and *virginica* are on the wrong side. Where do most *versicolor* end?
# 1. `low` belongs into the gap; `high` is a little larger than the shortest petal of a *virginica*.

# %% check="one_number"
truth, guesses = np.array(data.iris().train.y), np.array(guess)
expect.shape(guesses, (90,), what="guess")
of_setosa = bool((guesses[truth == 0] == 0).all())
expect.that(of_setosa, "Some of the setosa are not recognised.", hint="Move low.")
share = float(np.mean(guesses == truth))
expect.that(share > 0.9, f"Only {share:.0%} of all are right.", hint="Move high, or low.")

# %% wrong="one_number" message="of the setosa"
low, high = 1.5, 4.85
length = flowers.train.X[:, 2]
guess = torch.where(length < low, 0, torch.where(length < high, 1, 2))

# %% wrong="one_number" message="of all"
low, high = 2.5, 4.2
length = flowers.train.X[:, 2]
guess = torch.where(length < low, 0, torch.where(length < high, 1, 2))

# %% proof
for high in (4.7, 4.8, 4.85, 5.0, 5.1):
    length = flowers.train.X[:, 2]
    guess = torch.where(length < 2.5, 0, torch.where(length < high, 1, 2))
    assert 0.9 < (guess == flowers.train.y).float().mean() < 1
low_end = [flowers.train.X[flowers.train.y == k, 2].min() for k in range(3)]
assert abs(low_end[1] - 3.5) < 0.06
assert abs(low_end[2] - 4.8) < 0.06
assert abs(flowers.train.X[flowers.train.y == 1, 2].max() - 5.1) < 0.06
assert abs(flowers.train.X[flowers.train.y == 0, 2].max() - 1.9) < 0.06

# %% [markdown]
# Now *see* what a network of this depth makes of the petals. The still shows its borders; press *Train* to watch them
# grow, and change the learning rate or the optimizer.


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
viz.playground(lambda: MLP((2, 10, 20, 10, 3)), petals, batch_size=30)

# %% [markdown]
# The regions go on for ever: a petal of 9 cm gets an answer, too, and a sure one.
#
# > **On a GPU** there is nothing to gain here: 120 rows and 513 parameters are less work than starting a calculation
# > on it.
#
# ## Summary
#
# - `fit(input_fn, steps)` goes on from the newest checkpoint of `model_dir`; `max_steps` counts from the beginning. A
#   new experiment needs a new folder.
# - Kernels are (inputs, neurons), the weights of `nn.Linear` are (neurons, inputs). With the weights of its
#   checkpoint, a PyTorch network answers as the classifier does.
# - Softmax along the classes gives probabilities. Look at several random starts before you call something a result.
# - Far from its training rows a network is wrong and sure.
# - Standardise with mean and deviation of the training rows, new flowers as well.
# - Compare with a baseline before you are proud.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | kernel | 커널 | the matrix of a layer's weights in TensorFlow, (inputs, neurons) |
# | training, validation, test set | 훈련, 검증, 테스트 데이터 | to learn from, to choose with, to measure at the end |
# | random start | 무작위 초깃값 | the first weights, which the seed decides |
# | standardise | 표준화 | bring a feature to mean 0 and standard deviation 1 |
# | baseline | 기준 모델 | the simplest solution to compare with |

# %% [markdown]
# ## Read on
#
# - L. Grinsztajn, E. Oyallon and G. Varoquaux, *Why do tree-based models still outperform deep learning on typical
#   tabular data?*, Advances in Neural Information Processing Systems 35 (2022): tables such as ours, and what to try
#   first.
# - C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, *On calibration of modern neural networks*, International
#   Conference on Machine Learning (2017): how far a probability of softmax can be trusted.
# - M. Hein, M. Andriushchenko and J. Bitterwolf, *Why ReLU networks yield high-confidence predictions far away from
#   the training data and how to mitigate the problem*, Conference on Computer Vision and Pattern Recognition (2019):
#   the millimetres, as a theorem.
# - R. C. Holte, *Very simple classification rules perform well on most commonly used datasets*, Machine Learning 11
#   (1993): baselines with a single feature, on the iris flowers, too.
#
# **Open questions**, without a grade:
#
# 1. How should a program for florists answer when somebody measures a rose?
# 2. You try 20 settings and keep the one with the best validation accuracy. Why is that accuracy too good, and what
#    would you report?
#
# **Practise** in [exercise 11](../exercises/11_iris/11_iris.ipynb). **Next**: {{next}}. There the inputs are pictures
# of handwritten digits: 784 features instead of 4.
