# %% [markdown]
# # 4b. Classification: a network that gets stuck, and one that does not
#
# Now we put the pieces together, and the result disappoints. You will look into its numbers, find out why, and repair
# it. Then comes a hidden layer: when does a network need one, and how large should it be?
#
# **After this chapter you can**
#
# - train a classifier with one layer and with two layers, as a graph and in PyTorch;
# - recognise a network that is stuck, and find the reason in its numbers;
# - say what one layer cannot learn;
# - choose the number of hidden units by an experiment.
#
# **Time**: {{time}}, with the practice, and about 60 minutes for the exercise. **Needs**: {{previous}}. No GPU, no
# internet connection. The sections are numbered on from there.

# %%
from types import SimpleNamespace

import numpy as np
import torch
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import data, training, viz
from lessonlib.models import MLP
from lessonlib.training import train_many_starts

torch.set_num_threads(1)  # for such small tensors a second one only waits

animals = data.animals()
X_animals, y_animals = animals.train.X, animals.train.y  # for PyTorch
x_data, classes = X_animals.numpy(), y_animals.numpy()  # (6, 2), (6,)
y_data = np.eye(3, dtype=np.float32)[classes]  # (6, 3): one-hot rows
names = {"class_names": animals.class_names, "feature_names": animals.feature_names}

# %% [markdown]
# ## 8. One layer gets stuck
#
# One layer, **ReLU** on its sums, softmax, cross-entropy, and 100 steps of gradient descent with the learning rate
# 0.01. The accuracy comes from the predicted class (`argmax` of a row of probabilities): is it `equal` to the right
# one, yes or no, `cast` to 1 and 0, and the mean of that.


# %%
def one_layer(relu, learning_rate=0.01, seed=10):
    """The network in a new default graph. Returns its nodes."""
    tf.reset_default_graph()
    tf.set_random_seed(seed)
    X = tf.placeholder(tf.float32, shape=(None, 2), name="X")
    Y = tf.placeholder(tf.float32, shape=(None, 3), name="Y")
    W = tf.Variable(tf.random_uniform((2, 3), -1.0, 1.0), name="W")
    b = tf.Variable(tf.zeros((3,)), name="b")
    z = tf.add(tf.matmul(X, W), b, name="z")
    p = tf.nn.softmax(tf.nn.relu(z) if relu else z, name="p")
    losses = -tf.reduce_sum(Y * tf.log(p), axis=1)
    cost = tf.reduce_mean(losses, name="cost")
    train = tf.train.GradientDescentOptimizer(learning_rate).minimize(cost)
    is_right = tf.equal(tf.argmax(p, axis=1), tf.argmax(Y, axis=1))
    accuracy = tf.reduce_mean(tf.cast(is_right, tf.float32))
    ends = {"z": z, "p": p, "accuracy": accuracy, "W": W, "b": b}
    return SimpleNamespace(X=X, Y=Y, cost=cost, train=train, ends=ends)


def run_steps(net, steps):
    """The costs of all steps, and what `ends` are after the last one."""
    feed = {net.X: x_data, net.Y: y_data}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        costs = [sess.run([net.cost, net.train], feed)[0] for _ in range(steps)]
        return costs, sess.run(net.ends, feed)


short_costs, short = run_steps(one_layer(relu=True), 100)
print(f"cost {short_costs[0]:.3f} -> {short_costs[-1]:.3f}")
print("predicted:", short["p"].argmax(axis=1), "  right:", classes)
print(f"accuracy {short['accuracy']:.1%}")

# %% proof
assert np.isclose(short["accuracy"], 4 / 6)

# %% [markdown]
# Four of six: 66.7%. Does patience help? We train ten times as long, with a learning rate ten times as large.

# %%
stuck_costs, stuck = run_steps(one_layer(relu=True, learning_rate=0.1), 1000)
print(f"accuracy {stuck['accuracy']:.1%}, cost {stuck_costs[-1]:.4f}")
curves = {"one layer with ReLU": stuck_costs, "no idea at all": [np.log(3)] * 1000}
viz.learning_curves(curves, y="cost", title="Ten times the patience: it hardly helps")

# %% proof
assert np.isclose(stuck["accuracy"], 4 / 6)
assert 5 / 6 * np.log(3) < stuck_costs[-1] < np.log(3)

# %% [markdown]
# No: still 66.7%, and the cost does not go to 0. The network is stuck. Is it because there is only one layer? It is
# not: in section 2 we solved this very problem with one layer, by hand. So look at the numbers: on the left the sums
# $z$ after the training, on the right what ReLU and softmax make of them.

# %%
title = "Columns: other, mammal, bird. All sums of `other` are 0 or less"
viz.matrix(stuck["z"], "ReLU, softmax:", stuck["p"], title=title)

# %% proof
assert (stuck["z"][:, 0] <= 0).all()
assert np.allclose(stuck["p"][[0, 2, 3, 4, 5]], 1 / 3, atol=1e-4)
assert stuck["p"][1].argmax() == 1

# %% [markdown]
# The neuron for `other` is **dead**. ReLU turns all its sums into the score 0, and no gradient comes back. For five of
# the six animals *all three* scores are 0, or as good as 0, so each class gets 1/3: their loss is log(3), and will
# stay there. The network knows nothing about them! The three `other` animals count as right only because `argmax`
# gives the first place at a tie, and `other` happens to be class 0.
#
# **Your turn.** Five animals keep the loss log(3). Suppose that the sixth becomes perfect. Set `lowest_cost` to the
# cost that this network approaches.

# %% try="lowest_cost"
lowest_cost = ...

# %% solution="lowest_cost"
lowest_cost = 5 / 6 * np.log(3)

# %% [markdown] solution="lowest_cost"
# The mean of five times 1.0986 and once 0 is 0.9155. A cost that settles near the logarithm of the number of classes
# is a warning: nothing has been learned.

# %% [markdown] hints="lowest_cost"
# - when "got:      1.09": Only five of the six animals have this loss.
# - when "got:      5.49": That is the sum. The cost is a mean.
# 1. Six losses: five are log(3), and one is 0.

# %% check="lowest_cost"
import numpy as np

expect.predicted(lowest_cost, float(5 / 6 * np.log(3)), what="The cost", hint="The mean of six losses.")

# %% wrong="lowest_cost" message="got:      1.09"
lowest_cost = np.log(3)

# %% wrong="lowest_cost" message="got:      5.49"
lowest_cost = 5 * np.log(3)

# %% [markdown]
# **This is no accident of one seed.** At (0, 0) the weights are multiplied by 0, so the sum of `other` is its bias,
# which starts at 0. There the slope of ReLU is 0: these three animals teach nothing. All others push `other` *down*.
# So its bias never rises above 0, and `other` never wins. We test it with 200 random starts.

# %%
with_relu = train_many_starts((2, 3), X_animals, y_animals, lr=0.1, num_steps=1000, last_activation="relu")
without = train_many_starts((2, 3), X_animals, y_animals, lr=0.1, num_steps=1000)
shares = {"with ReLU": with_relu.all_right, "without ReLU": without.all_right}
other = with_relu.probabilities[:, 0, 0]  # at (0, 0), of all starts
print(f"with ReLU, `other` at (0, 0) gets at most {other.max():.4f}")
title = "How many of 200 starts have all six right?"
viz.learning_curves(shares, y="share of the starts", title=title)

# %% proof
assert other.max() <= 1 / 3 + 1e-6
assert 0.25 < with_relu.all_right[-1] < 0.36
assert without.all_right[-1] == 1
assert without.probabilities[:, 0, 0].min() > 0.9

# %% [markdown]
# With ReLU about three in ten starts reach "100%". But not one gives `other` more than 1/3 at (0, 0): those answers
# are ties. **An accuracy can hide this, so look at the cost and the probabilities, too.**
#
# **The repair: no activation before the softmax.** Softmax needs scores that can be negative, to say "surely not this
# class". Without the ReLU *every* start gets all six right, and each gives `other` more than 0.9 at (0, 0). It is
# still one layer: straight lines can separate these classes.

# %%
repaired_costs, repaired = run_steps(one_layer(relu=False, learning_rate=0.1), 1000)
print(f"accuracy {repaired['accuracy']:.1%}, cost {repaired_costs[-1]:.3f}")


def straight_scores(points):
    return points @ torch.tensor(repaired["W"]) + torch.tensor(repaired["b"])


title = "One layer without ReLU: three regions, straight borders"
viz.decision_boundary(straight_scores, X_animals, y_animals, **names, title=title)

# %% proof
assert repaired["accuracy"] == 1
assert repaired_costs[-1] < 0.1

# %% [markdown]
# > **An old program.** The first network of this section is that of an older introduction to TensorFlow 1. It explains
# > the 66.7% by the single layer, and adds a second one. As you have seen, the reason is the ReLU before the softmax.
#
# **Your turn.** This PyTorch model is to give scores for `nn.CrossEntropyLoss`. Repair it.

# %% try="scores_model"
scores_model = nn.Sequential(nn.Linear(2, 3), nn.ReLU())

# %% solution="scores_model"
scores_model = nn.Sequential(nn.Linear(2, 3))

# %% [markdown] solution="scores_model"
# The last layer ends with its sums. The loss applies softmax, and wants scores of any sign. `nn.Linear(2, 3)` alone is
# the same model.

# %% [markdown] hints="scores_model"
# - when "is never negative": A score must be able to say "surely not this class".
# - when "no straight layer": The negative scores are there, but something still bends or shrinks them.
# 1. What stands behind the last linear layer of a classifier?

# %% check="scores_model"
import torch

points = 20 * torch.randn(1000, 2, generator=torch.Generator().manual_seed(0))
with torch.no_grad():
    plus, minus, zero = (scores_model(rows) for rows in (points, -points, 0 * points))
expect.that(plus.min().item() < 0, "A score of this model is never negative.", hint="Softmax comes later.")
bent = (plus + minus - 2 * zero).abs().max().item() > 0.01
expect.that(not bent, "This is no straight layer.", hint="No activation before the softmax.")

# %% wrong="scores_model" message="is never negative"
scores_model = nn.Sequential(nn.Linear(2, 3), nn.Softmax(dim=1))

# %% wrong="scores_model" message="no straight layer"
scores_model = nn.Sequential(nn.Linear(2, 3), nn.LeakyReLU())

# %% [markdown]
# **Your turn.** The accuracy is the share of *rows* that are right. This function counts something else. Repair it.


# %% try="accuracy_of"
def accuracy_of(p, y):
    """p: probabilities (n, k), y: one-hot rows (n, k)."""
    return np.mean(p.round() == y)


# %% solution="accuracy_of"
def accuracy_of(p, y):
    """p: probabilities (n, k), y: one-hot rows (n, k)."""
    return np.mean(p.argmax(axis=1) == y.argmax(axis=1))


# %% [markdown] solution="accuracy_of"
# The stub compares all the numbers of the table. With ten classes a network that always says 0 everywhere would have
# 90%.

# %% [markdown] hints="accuracy_of"
# - when "got:      0.33333333": That looks along the columns. Each *row* is one example.
# - when "got:      0.83333333": That is the share of numbers in the table, not of rows.
# 1. Get the class from both rows first. Section 4 has the function.

# %% check="accuracy_of"
import numpy as np

table = np.array([[0.6, 0.3, 0.1], [0.4, 0.35, 0.25], [0.2, 0.5, 0.3], [0.1, 0.2, 0.7]])
got = accuracy_of(table, np.eye(3)[[0, 0, 2, 2]])
expect.close(got, 0.75, what="The accuracy", hint="Three of these four rows are right.")


# %% wrong="accuracy_of" message="got:      0.33333333"
def accuracy_of(p, y):
    return np.mean(p.argmax(axis=0) == y.argmax(axis=0))


# %% wrong="accuracy_of" message="got:      0.83333333"
def accuracy_of(p, y):
    return np.mean((p > 0.5) == y)


# %% [markdown]
# ## 9. Two layers and Adam
#
# Many classes cannot be separated by straight lines. So put a **hidden layer** between the inputs and the outputs. Its
# neurons make new features out of the old ones, and the output layer separates these. A network with two or more
# hidden layers is a **deep neural network**, and training it is **deep learning**. Ours has only one, but another
# would be built and trained in the same way.

# %%
title = "2 features, 10 hidden units, 3 classes"
hidden_names = [["fur", "wings"], [""] * 10, ["0", "1", "2"]]
viz.network((2, 10, 3), names=hidden_names, title=title)

# %% [markdown]
# The matrices are (2, 10) and (10, 3). The outer numbers are given by the features and the classes; the inner one is
# our choice. The *hidden* layer needs an activation (section 3), the *output* layer has none.
#
# **Your turn.** A network has 4 features, 8 hidden units and 3 classes. Set `num_parameters` to the number of all its
# weights and biases.

# %% try="num_parameters"
num_parameters = ...

# %% solution="num_parameters"
num_parameters = 67

# %% [markdown] solution="num_parameters"
# 4 x 8 weights and 8 biases, then 8 x 3 weights and 3 biases: 32 + 8 + 24 + 3.

# %% [markdown] hints="num_parameters"
# - when "got:      56": Those are the weights. What does each neuron have besides?
# 1. Write down the shapes of the four arrays.

# %% check="num_parameters"
expect.predicted(num_parameters, 67, what="The number", hint="Two matrices, two biases.")

# %% wrong="num_parameters" message="got:      56"
num_parameters = 56

# %% proof
assert sum(parameter.numel() for parameter in MLP((4, 8, 3)).parameters()) == 67

# %% [markdown]
# We also change the optimizer. Gradient descent has one learning rate for all weights, so a weight with a small
# gradient hardly moves. **Adam** keeps, for each weight, a running mean of its gradients and of their squares, and
# divides the one by the root of the other. Its first step is as long as the learning rate, whatever the gradient.
# Lesson 10 compares optimizers; today we just use it.


# %%
def two_layers(hidden, learning_rate=0.01, seed=1):
    """The network in a new default graph. Returns its nodes."""
    tf.reset_default_graph()
    tf.set_random_seed(seed)
    X = tf.placeholder(tf.float32, shape=(None, 2), name="X")
    Y = tf.placeholder(tf.float32, shape=(None, 3), name="Y")
    with tf.name_scope("hidden"):
        W1 = tf.Variable(tf.random_uniform((2, hidden), -1.0, 1.0), name="W")
        b1 = tf.Variable(tf.zeros((hidden,)), name="b")
        h = tf.nn.relu(tf.matmul(X, W1) + b1)  # (m, hidden)
    with tf.name_scope("output"):
        W2 = tf.Variable(tf.random_uniform((hidden, 3), -1.0, 1.0), name="W")
        b2 = tf.Variable(tf.zeros((3,)), name="b")
        z = tf.matmul(h, W2) + b2  # (m, 3), no activation
    losses = tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=z)
    cost = tf.reduce_mean(losses, name="cost")
    train = tf.train.AdamOptimizer(learning_rate).minimize(cost)
    ends = {"z": z, "weights": [W1, b1, W2, b2]}
    return SimpleNamespace(X=X, Y=Y, cost=cost, train=train, ends=ends)


net = two_layers(hidden=10)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    first_weights = sess.run(net.ends["weights"])
    feed = {net.X: x_data, net.Y: y_data}
    deep_costs = [sess.run([net.cost, net.train], feed)[0] for _ in range(100)]
    answers = sess.run(net.ends["z"], feed).argmax(axis=1)
print(f"cost {deep_costs[0]:.3f} -> {deep_costs[-1]:.3f}; answers {answers}")
viz.computation_graph(tf.get_default_graph(), fetches=[net.cost])

# %% proof
assert answers.tolist() == classes.tolist()
w = torch.tensor([1.0, 1.0], requires_grad=True)
adam = torch.optim.Adam([w], lr=0.01)
(w * torch.tensor([0.002, -5.0])).sum().backward()
adam.step()
assert torch.allclose(w, torch.tensor([0.99, 1.01]), atol=1e-5)

# %% [markdown]
# **Your turn.** The gradient of a weight is 0.002, and the learning rate is 0.01. How far does the weight move in the
# very first step? Set `by_descent` and `by_adam` to the two lengths.

# %% try="first_steps"
by_descent = ...
by_adam = ...

# %% solution="first_steps"
by_descent = 0.00002
by_adam = 0.01

# %% [markdown] solution="first_steps"
# Descent multiplies learning rate and gradient. Adam's two means are the gradient and its square at first, and 0.002
# divided by the root of 0.002 squared is 1.

# %% [markdown] hints="first_steps"
# - when "Adam moves": What is left of the gradient after dividing it by the root of its square?
# - when "descent moves": A step of gradient descent is learning rate *times* gradient.
# 1. One of them does not care how small the gradient is.

# %% check="first_steps"
expect.predicted(by_descent, 0.00002, what="How far descent moves it", hint="Rate times gradient.")
expect.predicted(by_adam, 0.01, what="How far Adam moves it", hint="Read the sentences about Adam again.")

# %% wrong="first_steps" message="Adam moves"
by_descent = 0.00002
by_adam = 0.00002

# %% wrong="first_steps" message="descent moves"
by_descent = 0.01
by_adam = 0.01

# %% [markdown]
# Which of the changes helped? Five networks, 200 starts each, all with 100 steps and the learning rate 0.01. Only the
# first one has ReLU before the softmax.

# %%
descent, adam = torch.optim.SGD, torch.optim.Adam
five = {
    "one layer with ReLU, descent": ((2, 3), descent, "relu"),
    "one layer, descent": ((2, 3), descent, "identity"),
    "two layers, descent": ((2, 10, 3), descent, "identity"),
    "one layer, Adam": ((2, 3), adam, "identity"),
    "two layers, Adam": ((2, 10, 3), adam, "identity"),
}
setting = {"lr": 0.01, "num_steps": 100}
shares = {}
for name, (sizes, kind, last) in five.items():
    how = {"optimizer": kind, "last_activation": last, **setting}
    shares[name] = train_many_starts(sizes, X_animals, y_animals, **how).all_right
viz.learning_curves(shares, y="share of the starts", title="Adam helps, and so does a layer")

# %% proof
at_end = {name: share[-1] for name, share in shares.items()}
assert list(at_end.values()) == sorted(at_end.values())
assert at_end["one layer with ReLU, descent"] < 0.03
assert abs(at_end["two layers, descent"] - 0.28) < 0.03
assert abs(at_end["one layer, Adam"] - 0.53) < 0.03
assert abs(at_end["two layers, Adam"] - 0.98) < 0.03

# %% [markdown]
# Compare two curves at a time, with one difference between them. After 100 steps descent with two layers has all six
# right from about 28% of its starts, Adam with one layer from 53%, and Adam with two layers from 98%. Ten hidden units
# give the optimizer many ways to move the scores. So two layers with Adam are much *faster* here. For these animals
# they are not *necessary*. When are they?
#
# ### What one layer cannot do
#
# Two classes that lie like moons have no straight border. We train one layer and two layers on the same points, this
# time with the library's `MLP` and `fit`. `MLP((2, 2))` has two inputs, two classes, and no hidden layer.

# %%
moons = data.moons(n=500, noise=0.15, seed=4)


def train_on_moons(sizes, seed=0):
    """A trained MLP, and its accuracy on the validation points."""
    training.seed_everything(seed)
    model = MLP(sizes)
    history = training.fit(
        model,
        moons,
        nn.CrossEntropyLoss(),
        torch.optim.Adam(model.parameters(), lr=0.02),
        num_epochs=60,
        batch_size=100,
        seed=seed,
        metrics=[training.accuracy],
        progress=False,
    )
    return model, history["validation_accuracy"][-1]


unseen = moons.validation
straight, straight_accuracy = train_on_moons((2, 2))
title = f"One layer: {straight_accuracy:.0%} of the validation points"
viz.decision_boundary(straight.predict, unseen.X, unseen.y, moons.class_names, title=title)

# %%
bent, bent_accuracy = train_on_moons((2, 16, 2))
title = f"Two layers: {bent_accuracy:.0%}"
viz.decision_boundary(bent.predict, unseen.X, unseen.y, moons.class_names, title=title)

# %% proof
assert bent_accuracy > straight_accuracy + 0.05
assert abs(straight_accuracy - 0.88) < 0.03

# %% [markdown]
# *This* is a limit of one layer: no more steps, other optimizer or other start would help. **Play with it.** Press
# *Train*, then change the learning rate or the optimizer. To see one layer, write `MLP((2, 2))` into the cell and run
# it again.

# %%
viz.playground(lambda: MLP((2, 16, 2)), moons, lr=0.02, batch_size=100, seed=0)

# %% [markdown]
# **Your turn.** Four animals lie at (0, 0), (1, 0), (0, 1) and (1, 1). Class 1 are those with ... `a` fur or wings, or
# both; `b` exactly one of the two; `c` both; `d` fur, but no wings. Which of these can *one* layer separate? Set
# `one_layer_can` to a list of letters.

# %% try="one_layer_can"
one_layer_can = ...

# %% solution="one_layer_can"
one_layer_can = ["a", "c", "d"]

# %% [markdown] solution="one_layer_can"
# In `a`, `c` and `d` one corner of the square is cut off by a straight line. In `b`, two opposite corners belong
# together: this is XOR, which lesson 9 comes back to.

# %% [markdown] hints="one_layer_can"
# - when "cannot separate": Draw the square, and mark the two corners that have exactly one. Is there a line?
# - when "more of the four": Cut off a single corner. Does it matter which one it is?
# 1. Draw the four points for each case, and look for one straight line with class 1 on one side.

# %% check="one_layer_can"
advice = "Is there a straight line with class 1 on one side, and all others on the other?"
expect.that("b" not in one_layer_can, "One of these one layer cannot separate.", hint=advice)
expect.that(len(set(one_layer_can) & {"a", "c", "d"}) == 3, "One layer can do more of the four.", hint=advice)

# %% wrong="one_layer_can" message="cannot separate"
one_layer_can = ["a", "b", "c", "d"]

# %% wrong="one_layer_can" message="more of the four"
one_layer_can = ["a", "c"]

# %% proof
corners = torch.tensor([[0.0, 0], [1, 0], [0, 1], [1, 1]])
for letter, labels in {"a": (0, 1, 1, 1), "b": (0, 1, 1, 0), "c": (0, 0, 0, 1), "d": (0, 1, 0, 0)}.items():
    trained = train_many_starts(
        (2, 2), corners, torch.tensor(labels), lr=0.1, num_steps=400, optimizer=adam, num_starts=20
    )
    assert trained.all_right[-1] == (letter != "b"), letter

# %% [markdown]
# ## 10. How many hidden units?
#
# The number of hidden neurons (**hidden units**) is a **hyper-parameter**. How do we choose it? By an experiment:
# several values, everything else equal, from several starts.

# %%
by_size = {}
for hidden in (1, 2, 5, 10, 20):
    how = {"lr": 0.01, "num_steps": 150, "optimizer": adam}
    starts = train_many_starts((2, hidden, 3), X_animals, y_animals, **how)
    by_size[f"{hidden} hidden"] = starts.all_right
viz.learning_curves(by_size, y="share of the starts", title="More units, more chances")

# %% proof
last = [share[-1] for share in by_size.values()]
assert last == sorted(last)
assert last[0] < 0.05
assert abs(last[1] - 0.35) < 0.03
assert last[3] > 0.95

# %% [markdown]
# With one hidden unit hardly any start succeeds in 150 steps, with two about 35%, with ten or more nearly all. Two
# units *could* solve the problem, but one of them may be dead from the start. More units are more chances.
#
# **Your turn.** You train the network with two hidden units from 5 different starts and keep the best. Each start
# succeeds with probability 0.35. Set `at_least_one` to the probability that at least one of the five does.

# %% try="at_least_one"
at_least_one = ...

# %% solution="at_least_one"
at_least_one = 1 - 0.65**5

# %% [markdown] solution="at_least_one"
# All five fail with probability 0.65 to the power of 5, which is 0.116; the rest is 0.884. Several starts are a cheap
# remedy. But a report of the best of five should say that it is the best of five.

# %% [markdown] hints="at_least_one"
# - when "got:      1.75": A probability is at most 1.
# - when "got:      0.005": That is the probability that all five succeed.
# 1. With which probability do all five fail?

# %% check="at_least_one"
expect.predicted(at_least_one, 1 - 0.65**5, what="The probability", hint="All but: they all fail.")

# %% wrong="at_least_one" message="got:      1.75"
at_least_one = 5 * 0.35

# %% wrong="at_least_one" message="got:      0.005"
at_least_one = 0.35**5

# %% [markdown]
# Is more always better? On the moons we look at the points that the network has not seen (the validation set), from
# three starts each:

# %%
print("hidden  parameters   validation accuracy: mean (lowest)")
means = {}
for hidden in (1, 2, 4, 16, 64):
    accuracies = [train_on_moons((2, hidden, 2), seed)[1] for seed in range(3)]
    size = sum(part.numel() for part in MLP((2, hidden, 2)).parameters())
    means[hidden] = np.mean(accuracies)
    print(f"{hidden:6} {size:11} {means[hidden]:17.1%} ({min(accuracies):.1%})")

# %% proof
assert means[16] > means[4] + 0.05
assert abs(means[64] - means[16]) < 0.02
assert sum(part.numel() for part in MLP((2, 16, 2)).parameters()) == 82

# %% [markdown]
# From 16 units to 64 the accuracy hardly changes, but there are four times as many weights to store and to train. A
# network that is much too large can also learn the training points by heart and fail on new ones: **over-fitting**,
# which lessons 5 and 10 show. A good habit: start small, and double the size until the *validation* accuracy stops
# growing.
#
# **Your turn.** The last line chooses a size by looking at the wrong numbers. Repair it.

# %% try="choose_size"
train_accuracy = {4: 0.91, 16: 0.98, 256: 1.0}
validation_accuracy = {4: 0.90, 16: 0.97, 256: 0.93}
best_size = max(train_accuracy, key=train_accuracy.get)

# %% solution="choose_size"
train_accuracy = {4: 0.91, 16: 0.98, 256: 1.0}
validation_accuracy = {4: 0.90, 16: 0.97, 256: 0.93}
best_size = max(validation_accuracy, key=validation_accuracy.get)

# %% [markdown] solution="choose_size"
# The largest network knows all its training points, and fewer of the new ones than the middle one does: it over-fits.
# The training accuracy nearly always grows with the size, so it cannot choose.

# %% [markdown] hints="choose_size"
# - when "got:      256": That size is best on points that it has seen.
# - when "got:      4": `max` or `min`?
# 1. Which accuracy tells you about *new* points?

# %% check="choose_size"
expect.predicted(best_size, 16, what="The size", hint="New points decide.")

# %% wrong="choose_size" message="got:      256"
train_accuracy = {4: 0.91, 16: 0.98, 256: 1.0}
validation_accuracy = {4: 0.90, 16: 0.97, 256: 0.93}
best_size = max(train_accuracy)

# %% wrong="choose_size" message="got:      4"
train_accuracy = {4: 0.91, 16: 0.98, 256: 1.0}
validation_accuracy = {4: 0.90, 16: 0.97, 256: 0.93}
best_size = min(validation_accuracy, key=validation_accuracy.get)

# %% [markdown]
# ## 11. The PyTorch way
#
# | graph | PyTorch |
# | --- | --- |
# | `tf.Variable` and `tf.matmul(X, W) + b` | `nn.Linear(2, 10)` |
# | `tf.nn.relu` | `nn.ReLU()` |
# | `softmax_cross_entropy_with_logits_v2`, `reduce_mean` | `nn.CrossEntropyLoss()` |
# | one-hot rows | class numbers (`int64`) |
# | `AdamOptimizer(0.01).minimize(cost)` | `torch.optim.Adam`, `zero_grad`, `backward`, `step` |
#
# We start with the weights of the graph in section 9, to compare.

# %%
model = nn.Sequential(nn.Linear(2, 10), nn.ReLU(), nn.Linear(10, 3))
with torch.no_grad():
    for parameter, value in zip(model.parameters(), first_weights, strict=True):
        parameter.copy_(torch.from_numpy(value.T))  # nn.Linear keeps W transposed
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

torch_costs = []
for _ in range(100):
    loss = loss_function(model(X_animals), y_animals)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    torch_costs.append(loss.item())
apart = np.abs(np.array(torch_costs) - deep_costs).max()
print(f"cost {torch_costs[0]:.3f} -> {torch_costs[-1]:.3f}")
print(f"largest difference from the graph: {apart:.1e}")

# %% proof
assert np.allclose(torch_costs, deep_costs, atol=1e-3)

# %% [markdown]
# The costs are the same in each of the 100 steps, but for rounding. To predict, take `argmax` of the scores. For
# probabilities apply softmax *now*, outside of the model:

# %%
four = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
with torch.no_grad():
    p = torch.softmax(model(four), dim=1)
for (fur, wings), row in zip(four.tolist(), p, strict=True):
    answer = animals.class_names[row.argmax()]
    print(f"fur {fur:.0f}, wings {wings:.0f}: {answer}, {row.max():.2f}")

# %% proof
assert p.argmax(dim=1).tolist() == [0, 1, 2, 2]

# %% [markdown]
# **Your turn.** `p_bird` should be the probability of "bird", the last class, for each of three animals. The line
# runs, and mixes up the animals. Repair it.

# %% try="p_bird"
scores = torch.tensor([[2.0, 0.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 4.0]])
p_bird = torch.softmax(scores, dim=0)[:, 2]

# %% solution="p_bird"
scores = torch.tensor([[2.0, 0.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 4.0]])
p_bird = torch.softmax(scores, dim=1)[:, 2]

# %% [markdown] solution="p_bird"
# With `dim=0` the three animals share one probability of being a bird. `dim=-1`, the last axis, is right for any
# number of axes, as long as the classes come last.

# %% [markdown] hints="p_bird"
# - when "got:      0.017": Softmax is still taken down the columns.
# 1. Along which axis must the sum be 1?

# %% check="p_bird"
import torch

want = torch.softmax(torch.tensor([[2.0, 0, 0], [0, 3, 0], [0, 0, 4]]), dim=1)[:, 2]
expect.close(p_bird[0].item(), want[0].item(), what="Its first number", rtol=1e-3, hint="Rows are animals.")
expect.close(p_bird, want, what="p_bird", rtol=1e-3, hint="Rows are animals.")

# %% wrong="p_bird" message="got:      0.017"
scores = torch.tensor([[2.0, 0.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 4.0]])
p_bird = scores.softmax(dim=0)[:, 2]

# %% [markdown]
# **Your turn.** This training runs, and the loss stays where it is. Repair it.

# %% try="whose_parameters"
points, kinds = torch.tensor([[-1.0], [1.0]]), torch.tensor([0, 1])
small = nn.Linear(1, 2)
steps = torch.optim.Adam(nn.Linear(1, 2).parameters(), lr=0.1)
for _ in range(100):
    steps.zero_grad()
    small_loss = nn.functional.cross_entropy(small(points), kinds)
    small_loss.backward()
    steps.step()

# %% solution="whose_parameters"
points, kinds = torch.tensor([[-1.0], [1.0]]), torch.tensor([0, 1])
small = nn.Linear(1, 2)
steps = torch.optim.Adam(small.parameters(), lr=0.1)
for _ in range(100):
    steps.zero_grad()
    small_loss = nn.functional.cross_entropy(small(points), kinds)
    small_loss.backward()
    steps.step()

# %% [markdown] solution="whose_parameters"
# The optimizer held the parameters of a second, forgotten network. The same happens when the model is made anew after
# its optimizer. (`training.fit` refuses such a pair.)

# %% [markdown] hints="whose_parameters"
# - when "The loss is": Whose parameters does the optimizer move?
# 1. Count the networks that this cell makes.

# %% check="whose_parameters"
expect.between(small_loss.item(), 0, 0.05, what="The loss", hint="Which parameters does a step change?")

# %% wrong="whose_parameters" message="The loss is"
points, kinds = torch.tensor([[-1.0], [1.0]]), torch.tensor([0, 1])
small = nn.Linear(1, 2)
steps = torch.optim.Adam(small.parameters(), lr=0.1)
small = nn.Linear(1, 2)
for _ in range(100):
    steps.zero_grad()
    small_loss = nn.functional.cross_entropy(small(points), kinds)
    small_loss.backward()
    steps.step()

# %% proof
import pytest

stranger = torch.optim.Adam(MLP((2, 2)).parameters())
with pytest.raises(ValueError, match="none of the parameters"):
    training.fit(MLP((2, 2)), moons, nn.CrossEntropyLoss(), stranger, num_epochs=1, batch_size=100)

# %% [markdown]
# Shorter still: `MLP((2, 10, 3))` is this model, and `training.fit` is this loop. A **GPU** has nothing to do with six
# rows. It pays when there are many rows or wide layers, or many networks side by side, as in section 8.
#
# ## Summary
#
# - ReLU before the softmax can kill a neuron for good. The output layer of a classifier has no activation.
# - Look at costs and probabilities, not at the accuracy alone. A cost near log(number of classes) means: nothing
#   learned.
# - One layer draws straight borders. A hidden layer bends them.
# - Adam's steps do not depend on the size of the gradient.
# - The number of hidden units is a hyper-parameter: experiment, from several starts, and compare on validation data.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | hidden layer, hidden unit | 은닉층, 은닉 뉴런 | a layer between inputs and outputs, and a neuron of it |
# | deep neural network | 심층 신경망 | a network with two or more hidden layers |
# | hyper-parameter | 하이퍼파라미터 | a setting that you choose before the training |
# | validation set | 검증 세트 | examples that choose, but do not train |
# | over-fitting | 과적합 | learning by heart, and failing on new examples |

# %% [markdown]
# ## Read on
#
# - D. P. Kingma and J. Ba, *Adam: a method for stochastic optimization*, ICLR (2015): the optimizer, on two pages.
# - X. Glorot, A. Bordes and Y. Bengio, *Deep sparse rectifier neural networks*, AISTATS (2011): why ReLU works, and
#   what becomes of its dead units.
# - G. Cybenko, *Approximation by superpositions of a sigmoidal function*, Mathematics of Control, Signals and Systems
#   2 (1989): one hidden layer can come near any continuous function.
# - M. Nielsen, *Neural Networks and Deep Learning* (2015), chapter 4: the same, as pictures to play with.
#
# **Open questions**, without a grade:
#
# 1. From many starts some networks fail. Would you rather change the network, the start, or the optimizer?
# 2. One hidden layer is enough in theory. Why do people build networks with a hundred?
#
# **Now you**: [exercise 4](../exercises/04_classification/04_classification.ipynb), about 60 minutes. **Next**:
# {{next}}, in which the trained network survives the end of the program.
