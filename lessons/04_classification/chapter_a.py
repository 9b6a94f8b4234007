# %% [markdown]
# # 4a. Classification: from features to probabilities
#
# Lesson 3 predicted a number. Now we predict a *kind*: is this animal a mammal, a bird, or something else? This first
# part collects the pieces of a network that answers such a question: the neuron, its activation, the labels, and a
# measure of how wrong an answer is. The second part puts them together, and sees them fail.
#
# **After this chapter you can**
#
# - calculate an artificial neuron by hand, and say what its activation function is for;
# - write classes as one-hot rows, and get them back;
# - reduce an array along the axis that you want;
# - turn scores into probabilities with softmax;
# - measure with cross-entropy how wrong they are, without infinite losses.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lessons 2 (graphs
# and sessions) and 3 (gradient descent). No GPU, no internet
# connection.

# %%
import numpy as np
import torch
from torch.nn import functional as F

import lessonlib.tf1 as tf
from lessonlib import data, viz

np.set_printoptions(precision=3, suppress=True)

# %% [markdown]
# ## 1. The problem: six animals
#
# We know two things about an animal: whether it has fur, and whether it has wings (1 means yes, 0 means no). From
# these two **features** we want to predict its **class**. That is **classification**.

# %%
animals = data.animals()
x_data = animals.train.X.numpy()  # (6, 2): fur, wings
classes = animals.train.y.numpy()  # (6,): 0 other, 1 mammal, 2 bird
print("features:", x_data.tolist())
print("classes: ", classes.tolist())

title = "Six animals: three of them lie at (0, 0)"
names = {"class_names": animals.class_names, "feature_names": animals.feature_names}
viz.scatter(animals.train.X, animals.train.y, **names, title=title)

# %% proof
assert animals.class_names == ("other", "mammal", "bird")
assert (x_data == 0).all(axis=1).sum() == 3
assert classes[(x_data == 1).all(axis=1)].tolist() == [2]

# %% [markdown]
# Three of the six animals have neither fur nor wings. The data calls them `other`, class 0. One has fur *and* wings,
# and is called a bird. Six rows are far too few for real work, but you can follow every number.
#
# The **accuracy** of a classifier is the share of its answers that are right, from 0 to 1.
#
# **Your turn.** Before you build anything clever, know what a stupid rule achieves. This one always answers `other`.
# Set `baseline` to its accuracy on the six animals.

# %% try="baseline"
baseline = ...

# %% solution="baseline"
baseline = 0.5

# %% [markdown] solution="baseline"
# Three of six animals are `other`. A network that has learned nothing can reach this number, too, and section 8 will
# show one that hides behind it.

# %% [markdown] hints="baseline"
# - when "got:      3": That counts the right answers. The accuracy is their *share*.
# 1. How many of the six animals have class 0?

# %% check="baseline"
expect.predicted(baseline, 0.5, what="The accuracy", hint="Right answers, divided by all answers.")

# %% wrong="baseline" message="got:      3"
baseline = 3

# %% proof
assert (classes == 0).mean() == 0.5

# %% [markdown]
# ## 2. The artificial neuron
#
# We need a small machine that says how much the features speak for one class, such as "bird". An **artificial neuron**
# multiplies each input by a **weight**, adds everything up together with a **bias**, and sends the sum through an
# **activation function** $f$:
#
# $$z = w_1 x_1 + w_2 x_2 + b \qquad\qquad y = f(z)$$
#
# A positive weight says that this input speaks *for* the class, a negative one that it speaks *against* it. The bias
# is what the neuron thinks before it has seen anything. Here is a neuron for "bird". Its activation is the sigmoid,
# which turns any number into one between 0 and 1.


# %%
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


weights, bias = np.array([0.0, 4.0]), -2.0  # fur: no matter, wings: much
for x in ([0, 0], [1, 0], [0, 1], [1, 1]):
    z = x @ weights + bias
    print(f"fur {x[0]}, wings {x[1]}:  z = {z:4.1f}  y = {sigmoid(z):.2f}")

# %% proof
birds = sigmoid(x_data @ weights + bias) > 0.5
assert birds.tolist() == (classes == 2).tolist()

# %% [markdown]
# **Your turn.** Choose the weights (fur, wings) and the bias of a neuron for "mammal": its sum must be above 0 for
# an animal with fur and no wings, and below 0 for the three other kinds. Set `mammal_weights` and `mammal_bias`.

# %% try="mammal_neuron"
mammal_weights = [0.0, 0.0]
mammal_bias = 0.0

# %% solution="mammal_neuron"
mammal_weights = [4.0, -4.0]
mammal_bias = -2.0

# %% [markdown] solution="mammal_neuron"
# Fur speaks for a mammal, wings against it, and the bias says "no" to an animal without both. Any numbers with the
# same signs will do, if the weight of fur is larger than minus the bias, and wings take that away again.

# %% [markdown] hints="mammal_neuron"
# - when "fur 1, wings 1": Wings have to speak against a mammal, at least as loudly as fur speaks for it.
# - when "fur 0, wings 0": With both features 0 only the bias is left.
# 1. Which sign must the bias have, and which one each weight?

# %% check="mammal_neuron"
for fur, wings, sign in ((1, 0, 1), (0, 0, -1), (0, 1, -1), (1, 1, -1)):
    total = fur * mammal_weights[0] + wings * mammal_weights[1] + mammal_bias
    expect.that(
        sign * total > 0,
        f"For fur {fur}, wings {wings} the sum is {total:g}.",
        hint="Above 0 for fur without wings, below 0 for all others.",
    )

# %% wrong="mammal_neuron" message="fur 1, wings 1"
mammal_weights = [4.0, 0.0]
mammal_bias = -2.0

# %% wrong="mammal_neuron" message="fur 0, wings 0"
mammal_weights = [4.0, -4.0]
mammal_bias = 0.0

# %% [markdown]
# **Three neurons, one layer.** We need one neuron for each class, and all three look at the same two inputs. Such a
# group is a **layer**. The weights of one neuron stand in one *column* of a matrix $W$, so the whole layer is one
# matrix product, for all animals at once:
#
# $$Z = X W + b \qquad\qquad (6, 2) \cdot (2, 3) + (3) \to (6, 3)$$

# %%
W_by_hand = [[-4.0, 4.0, 0.0], [-4.0, -4.0, 4.0]]  # columns: 3 classes
b_by_hand = [2.0, -2.0, -2.0]

tf.reset_default_graph()
X = tf.placeholder(tf.float32, shape=(None, 2), name="X")
z = tf.add(tf.matmul(X, tf.constant(W_by_hand)), b_by_hand, name="z")
with tf.Session() as sess:
    by_hand = sess.run(z, feed_dict={X: x_data})

title = "In each row the largest score stands in the right column"
viz.matrix(x_data, "@", W_by_hand, "+", b_by_hand, "=", by_hand, title=title)

# %% proof
assert np.array_equal(by_hand.argmax(axis=1), classes)
assert by_hand.shape == (6, 3)

# %% [markdown]
# Each row of the result is an animal, each column a class. So weights that solve the problem *exist*, in one layer.
# Remember this for section 8. To **learn** means to find such weights from examples instead of choosing them.
#
# **Your turn.** A layer of 5 neurons looks at 4 features. Predict the shape of its matrix $W$, and that of its result
# for 30 rows. Set both names to tuples.

# %% try="layer_shapes"
shape_of_W = ...
shape_of_Z = ...

# %% solution="layer_shapes"
shape_of_W = (4, 5)
shape_of_Z = (30, 5)

# %% [markdown] solution="layer_shapes"
# One column for each neuron, one row for each feature: (30, 4) times (4, 5) is (30, 5). The bias has the shape (5,),
# and broadcasting adds it to each row.

# %% [markdown] hints="layer_shapes"
# - when "got:      [5, 4]": In `X @ W` the features of $X$ are summed over. So they count the *rows* of $W$.
# 1. Write the two shapes side by side: the inner numbers must be equal, the outer ones are the result.

# %% check="layer_shapes"
expect.predicted(shape_of_W, (4, 5), what="The shape of W", hint="A neuron is a column.")
expect.predicted(shape_of_Z, (30, 5), what="The shape of Z", hint="A row for each example.")

# %% wrong="layer_shapes" message="got:      [5, 4]"
shape_of_W = (5, 4)
shape_of_Z = (30, 5)

# %% [markdown]
# ## 3. Activation functions
#
# A weighted sum can only add and stretch. Put two layers of weighted sums one after the other, and you get *one* layer
# of weighted sums: $(X W_1) W_2 = X (W_1 W_2)$. So each sum is sent through a function that is not a straight line,
# the **activation function**. These three come first:
#
# | name | formula | values | mostly used for |
# | --- | --- | --- | --- |
# | sigmoid (logistic) | $1 / (1 + e^{-z})$ | 0 to 1 | one probability at the output |
# | tanh | $(e^{z} - e^{-z}) / (e^{z} + e^{-z})$ | -1 to 1 | recurrent networks (lesson 16) |
# | ReLU | $\max(z, 0)$ | 0 and more | hidden layers |

# %% proof
rng = np.random.default_rng(0)
W1, W2 = rng.normal(size=(2, 10)), rng.normal(size=(10, 3))
assert np.allclose((x_data @ W1) @ W2, x_data @ (W1 @ W2))

# %%
viz.activations(["logistic", "tanh", "relu"])

# %% [markdown]
# Look at the right side, the *slopes*. Gradient descent needs them: a weight moves only if there is a slope on the way
# from the loss to this weight. The sigmoid has a slope of at most 0.25, and almost none far from 0. ReLU has slope 1
# for all positive sums, and 0 for all others. **Play with it**: choose a function and move the point.

# %%
viz.activation_explorer("relu", z=-1.0)

# %% proof
tf.reset_default_graph()
z = tf.constant([-2.0, -0.5, 0.0, 0.5, 2.0])
outputs = {"sigmoid": tf.nn.sigmoid(z), "tanh": tf.nn.tanh(z), "relu": tf.nn.relu(z)}
slopes = {name: tf.gradients(output, z)[0] for name, output in outputs.items()}
with tf.Session() as sess:
    values, slope_values = sess.run([outputs, slopes])
assert slope_values["relu"].tolist() == [0, 0, 0, 1, 1]
assert slope_values["sigmoid"].max() == slope_values["sigmoid"][2] == 0.25
torch_z = torch.tensor([-2.0, 0.0, 2.0], requires_grad=True)
assert torch.autograd.grad(F.relu(torch_z).sum(), torch_z)[0].tolist() == [0, 0, 1]

# %% [markdown]
# For $z \le 0$ ReLU sends no gradient back (at exactly 0, TensorFlow and PyTorch both say 0). If a neuron's sum is
# negative for *all* examples, nothing can change its weights any more. It is a **dead** neuron.
#
# **Your turn.** A ReLU neuron has the weights 2 (fur) and -1 (wings) and the bias -3. For all four kinds of animals
# its sum is negative. Set `alive_bias` to the smallest *whole* number for the bias with which at least one sum is
# above 0.

# %% try="alive_bias"
alive_bias = ...

# %% solution="alive_bias"
alive_bias = -1

# %% [markdown] solution="alive_bias"
# The largest weighted sum is 2, of an animal with fur and no wings, so the bias must be above -2. With -2 the sum is
# exactly 0, where the slope is 0, too.

# %% [markdown] hints="alive_bias"
# - when "got:      -2": With this bias the largest sum is exactly 0. Is that above 0?
# 1. Calculate $2 x_1 - x_2$ for the four kinds. Which is the largest?

# %% check="alive_bias"
expect.predicted(alive_bias, -1, what="The bias", hint="What is the largest sum without a bias?")

# %% wrong="alive_bias" message="got:      -2"
alive_bias = -2

# %% [markdown]
# ReLU has relatives with a slope below 0, too: leaky ReLU (lesson 9), and two smooth ones, which large networks often
# use today. **SiLU** (also *swish*) is $z \cdot \sigma(z)$, where $\sigma$ is the sigmoid. **GELU** is $z \cdot
# \Phi(z)$, where $\Phi$ is the distribution function of the normal distribution. Beyond 6 on either side both differ
# from ReLU by less than 0.02.

# %%
z = torch.linspace(-4, 4, 161)
smooth = {"ReLU": F.relu(z), "SiLU": F.silu(z), "GELU": F.gelu(z)}
title = "SiLU and GELU: ReLU with a rounded corner"
viz.lines(z, smooth, names=("z", "activation"), title=title)

# %% proof
far = torch.cat([torch.linspace(-50, -6, 200), torch.linspace(6, 50, 200)])
silu, gelu = far * torch.sigmoid(far), far * torch.distributions.Normal(0.0, 1.0).cdf(far)
assert torch.allclose(silu, F.silu(far), atol=1e-5)
assert torch.allclose(gelu, F.gelu(far), atol=1e-5)
assert max((silu - far.relu()).abs().max(), (gelu - far.relu()).abs().max()) < 0.02
below = torch.tensor([-1.0, -0.5], requires_grad=True)
for function in (F.silu, F.gelu):
    assert (torch.autograd.grad(function(below).sum(), below)[0] != 0).all()

# %% [markdown]
# **Your turn.** This function should be a network with a hidden ReLU layer. It runs, but it is only one layer in
# disguise. Repair it.

# %% try="hidden_relu"
first, second = np.array([[1.0, -1.0]]), np.array([[1.0], [1.0]])


def network(x):
    hidden = x @ first
    return hidden @ second


# %% solution="hidden_relu"
first, second = np.array([[1.0, -1.0]]), np.array([[1.0], [1.0]])


def network(x):
    hidden = np.maximum(x @ first, 0)
    return hidden @ second


# %% [markdown] solution="hidden_relu"
# Now the network calculates $|x|$, which no straight line can do. Without the activation its weights, 1 and -1,
# cancel: it says 0 for every x. `(x @ first).clip(min=0)` does as well.

# %% [markdown] hints="hidden_relu"
# - when "got:      0": The two neurons cancel each other. Is the activation there, between the layers?
# - when "got:      -2": The hidden sums must keep what is positive. Look at the sign again: $\max(z, 0)$.
# 1. ReLU acts on the sums of the hidden layer, before the second matrix. NumPy's `maximum` compares number by number.

# %% check="hidden_relu"
import numpy as np

for x in (2.0, -2.0, 3.0):
    got = float(network(np.array([[x]]))[0, 0])
    expect.close(got, abs(x), what=f"The network at x = {x:g}", hint="ReLU keeps what is positive.")


# %% wrong="hidden_relu" message="got:      0"
first, second = np.array([[1.0, -1.0]]), np.array([[1.0], [1.0]])


def network(x):
    return np.maximum((x @ first) @ second, 0)


# %% wrong="hidden_relu" message="got:      -2"
first, second = np.array([[1.0, -1.0]]), np.array([[1.0], [1.0]])


def network(x):
    hidden = np.minimum(x @ first, 0)
    return hidden @ second


# %% [markdown]
# ## 4. One-hot labels
#
# The classes are 0, 1, 2. As *numbers* they would say that a bird is twice a mammal. That is nonsense. So give each
# class its own place in a row: 1 at the place of the right class and 0 elsewhere, a **one-hot** row. All classes are
# now equally far from each other, and a row reads as probabilities: 100% for the right class.

# %%
tf.reset_default_graph()
one_hot = tf.one_hot(classes, depth=3)
with tf.Session() as sess:
    y_data = sess.run(one_hot)  # (6, 3)
viz.matrix(y_data, title="A row for each animal: other, mammal, bird")

# %% proof
import pytest

assert np.array_equal(y_data, np.eye(3)[classes])
assert np.array_equal(y_data, F.one_hot(animals.train.y, num_classes=3))
assert np.array_equal(y_data.argmax(axis=1), classes)
with tf.Session() as sess:
    assert sess.run(tf.one_hot([3, -1], depth=3)).tolist() == [[0, 0, 0], [0, 0, 0]]
    assert sess.run(tf.argmax([[0.5, 0.5, 0.5]], axis=1)) == [0]
with pytest.raises(RuntimeError):
    F.one_hot(torch.tensor([3]), num_classes=3)
with pytest.raises(IndexError):
    np.eye(3)[[3]]
assert np.eye(3)[-1].tolist() == [0, 0, 1]
assert np.argmax([0.5, 0.5, 0.5]) == torch.tensor([0.5, 0.5, 0.5]).argmax() == 0

# %% [markdown]
# NumPy makes the same rows from the identity matrix, `np.eye(3)[classes]`; PyTorch has `F.one_hot`. `argmax` goes
# back: it gives the *place* of the largest number in each row.
#
# Two traps. A class that does not exist: `tf.one_hot` makes a row of zeros of it, without any error; NumPy and PyTorch
# stop, but in NumPy -1 counts from the end. And a tie: if all numbers of a row are equal, NumPy's and PyTorch's
# `argmax` give the first place, 0.
#
# > **This library, not TensorFlow.** At a tie `tf.argmax` gives the first place here. TensorFlow 1 does not promise
# > which of the equal places it gives.
#
# **Your turn.** These labels come from a file that counts its classes from 1 to 3. The line runs, but its rows have an
# empty column. Repair it, so that `rows` has the shape (4, 3).

# %% try="counts_from_one"
labels = np.array([1, 3, 2, 3])
rows = np.eye(4)[labels]

# %% solution="counts_from_one"
labels = np.array([1, 3, 2, 3])
rows = np.eye(3)[labels - 1]

# %% [markdown] solution="counts_from_one"
# Libraries count classes from 0. `np.eye(4)[labels][:, 1:]` gives the same rows. With `np.eye(4)` a network would get
# a fourth output that is never right.

# %% [markdown] hints="counts_from_one"
# - when "wrong shape": How many classes are there? That many columns are needed.
# - when "rows are not right": Which column stands for the first class? Did you cut off the right one?
# 1. Make the labels count from 0 first.

# %% check="counts_from_one"
want = [[1, 0, 0], [0, 0, 1], [0, 1, 0], [0, 0, 1]]
expect.close(rows, want, what="The rows", hint="The label 1 is the first of three classes.")

# %% wrong="counts_from_one" message="wrong shape"
labels = np.array([1, 3, 2, 3])
rows = np.eye(4)[labels - 1]

# %% wrong="counts_from_one" message="rows are not right"
labels = np.array([1, 3, 2, 3])
rows = np.eye(4)[labels][:, :3]

# %% [markdown]
# ## 5. Reduce along an axis
#
# Soon we must add up each row of a table, and then take the mean of all rows. A `reduce_...` function goes along one
# **axis** and combines all numbers that it meets into a single one; the axis disappears. `axis=0` goes *down*, over
# the rows: one result for each column. `axis=1` goes *right*: one result for each row. Without an axis, all numbers
# together become one.

# %%
table = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], dtype=np.float32)
tf.reset_default_graph()
t = tf.constant(table)  # (2, 3)
nodes = {
    "axis=0": tf.reduce_sum(t, axis=0),
    "axis=1": tf.reduce_sum(t, axis=1),
    "axis=1, keepdims": tf.reduce_sum(t, axis=1, keepdims=True),
    "no axis": tf.reduce_sum(t),
}
with tf.Session() as sess:
    sums = sess.run(nodes)
for name, node in nodes.items():
    print(f"{name:16} {node.shape!s:7} {sums[name].tolist()}")
viz.matrix(table, "sum, axis=0:", sums["axis=0"], title="Axis 0 goes down")

# %% proof
family = {
    "sum": (tf.reduce_sum, np.sum, torch.sum),
    "prod": (tf.reduce_prod, np.prod, torch.prod),
    "min": (tf.reduce_min, np.min, torch.amin),
    "max": (tf.reduce_max, np.max, torch.amax),
    "mean": (tf.reduce_mean, np.mean, torch.mean),
    "logsumexp": (
        tf.reduce_logsumexp,
        lambda a, axis: np.log(np.exp(a).sum(axis=axis)),
        torch.logsumexp,
    ),
}
with tf.Session() as sess:
    for reduce, by_numpy, by_torch in family.values():
        result = sess.run(reduce(t, axis=1))
        assert np.allclose(result, by_numpy(table, axis=1))
        assert np.allclose(result, by_torch(torch.tensor(table), dim=1))
    assert sess.run(tf.reduce_all(t > 2, axis=1)).tolist() == [False, True]
    assert sess.run(tf.reduce_any(t > 2, axis=1)).tolist() == [True, True]

# %% [markdown]
# The axis that you name is the axis that *goes away*: from (2, 3), `axis=0` takes the 2 away and leaves (3,). With
# `keepdims=True` it stays, with length 1, and then a table can be divided by its sums row by row.
#
# The family: `reduce_sum`, `_prod`, `_min`, `_max`, `_mean`, `_all` and `_any` for true and false, and `_logsumexp`,
# which is $\log \sum e^x$. In PyTorch they are methods, such as `t.sum(dim=1)` and `t.amax(dim=1)`.
#
# **Your turn.** Each row of `shares` should have the sum 1. The line runs and is wrong. Repair it.

# %% try="row_shares"
counts = np.array([[1.0, 1.0, 2.0], [3.0, 0.0, 1.0], [5.0, 5.0, 0.0]])
shares = counts / counts.sum(axis=1)

# %% solution="row_shares"
counts = np.array([[1.0, 1.0, 2.0], [3.0, 0.0, 1.0], [5.0, 5.0, 0.0]])
shares = counts / counts.sum(axis=1, keepdims=True)

# %% [markdown] solution="row_shares"
# The sums of the rows have the shape (3,), and broadcasting lays them along the *columns*. Because the table is
# square, nobody complains. As a column, (3, 1), each sum meets its own row. `counts.sum(axis=1)[:, None]` is the same.

# %% [markdown] hints="row_shares"
# - when "Each column has": Which axis should go away, and which one should stay?
# - when "shares are not right": Print `counts.sum(axis=1)`. Does each sum meet its own row?
# 1. Keep the axis, with length 1.

# %% check="row_shares"
import numpy as np

by_column = bool(np.allclose(np.sum(shares, axis=0), 1))
expect.that(not by_column, "Each column has the sum 1, not each row.")
want = [[0.25, 0.25, 0.5], [0.75, 0, 0.25], [0.5, 0.5, 0]]
expect.close(shares, want, what="The shares", hint="Each row has the sum 1.")

# %% wrong="row_shares" message="shares are not right"
counts = np.array([[1.0, 1.0, 2.0], [3.0, 0.0, 1.0], [5.0, 5.0, 0.0]])
shares = counts / counts.sum()

# %% wrong="row_shares" message="Each column has the sum 1"
counts = np.array([[1.0, 1.0, 2.0], [3.0, 0.0, 1.0], [5.0, 5.0, 0.0]])
shares = counts / counts.sum(axis=0)

# %% [markdown]
# ## 6. Softmax
#
# The three neurons give three **scores** for an animal, also called **logits**: any numbers, such as 2, 1 and -1. We
# want three probabilities, positive and with the sum 1. Make all scores positive with $e^z$, then divide by their sum.
# This is **softmax**:
#
# $$p_k = \frac{e^{z_k}}{e^{z_1} + e^{z_2} + e^{z_3}}$$
#
# Equal scores give equal probabilities. A larger score gets a larger share, and takes it from the others. **Play with
# it.** (The *temperature* divides all scores before the softmax. Ours is always 1.)

# %%
viz.softmax_explorer((2.0, 1.0, -1.0), class_names=animals.class_names)


# %% proof
def softmax(z):
    powers = np.exp(z)
    return powers / powers.sum(axis=1, keepdims=True)


scores = np.array([[2.0, 1.0, -1.0], [0.0, 0.0, 0.0], [5.0, 1.0, -1.0]])
assert np.allclose(softmax(scores).sum(axis=1), 1)
assert np.allclose(softmax(scores), torch.softmax(torch.tensor(scores), dim=1))
assert np.allclose(softmax(scores + 10), softmax(scores))
large = np.array([[1000.0, 999.0, 0.0]])
with np.errstate(over="ignore", invalid="ignore"):
    assert np.isnan(softmax(large)).any()
assert softmax(large - 1000).round(2).tolist() == [[0.73, 0.27, 0]]
assert np.allclose(torch.softmax(torch.tensor(large), dim=1), softmax(large - 1000))
tf.reset_default_graph()
with tf.Session() as sess:
    assert np.allclose(sess.run(tf.nn.softmax(large)), softmax(large - 1000))

# %% [markdown]
# Only the *differences* of the scores matter: add 10 to all of them, and the probabilities stay as they are. This has
# a use. $e^{1000}$ is too large for a computer, so the formula as it stands makes `nan` of the scores 1000, 999 and 0.
# First subtract the largest score of the row: 0, -1 and -1000 give 0.73, 0.27 and 0. Libraries do that for you.
#
# **Which axis?** The classes stand in columns, so each *row* must have the sum 1. With `axis=0` the animals would
# share one probability, and no error would tell you.
#
# **Your turn.** This softmax is right for small scores only. Change one line, so that it survives any scores.


# %% try="safe_softmax"
def safe_softmax(z):
    """Scores (n, k) -> probabilities (n, k)."""
    powers = np.exp(z)
    return powers / powers.sum(axis=1, keepdims=True)


# %% solution="safe_softmax"
def safe_softmax(z):
    """Scores (n, k) -> probabilities (n, k)."""
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


# %% [markdown] solution="safe_softmax"
# Each row has a largest score of its own. With the largest of the *whole* table, a row of much smaller scores would
# become 0 divided by 0.

# %% [markdown] hints="safe_softmax"
# - when "row of small scores": The largest score of the whole table is too much for the other rows.
# - when "row of large scores": What is `np.exp(1000.0)`?
# 1. `max` takes the same two options as `sum` does in the last line.

# %% check="safe_softmax"
import numpy as np

with np.errstate(all="ignore"):
    rows_of_p = safe_softmax(np.array([[1000.0, 1000.0], [0.0, 0.0]]))
expect.close(rows_of_p[0], [0.5, 0.5], what="The row of large scores", hint="Only differences matter.")
expect.close(rows_of_p[1], [0.5, 0.5], what="The row of small scores", hint="Each row for itself.")


# %% wrong="safe_softmax" message="row of small scores"
def safe_softmax(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum(axis=1, keepdims=True)


# %% wrong="safe_softmax" message="row of large scores"
def safe_softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=1)[:, None]


# %% [markdown]
# ## 7. Cross-entropy
#
# Training needs one number: how wrong are the probabilities? Look at the probability that the *right* class got, and
# take minus its logarithm. With a one-hot row $y$ this is a sum in which all terms but one are 0:
#
# $$L = -\sum_k y_k \log p_k$$
#
# This is the **cross-entropy** of the two rows: the right one, $y$, and the predicted one, $p$. The **cost** is the
# mean of the losses of all animals.

# %%
p_right = np.linspace(0.01, 1, 100)
title = "Sure and right costs nothing; sure and wrong costs a lot"
axes = ("probability of the right class", "loss")
viz.lines(p_right, {"cross-entropy": -np.log(p_right)}, names=axes, title=title)

# %% proof
assert -np.log([0.9, 0.1, 0.01]).round(2) @ [1, 0, 0] == 0.11
assert -np.log([0.1, 0.01]).round(1) @ [1, 0] == 2.3
assert round(-np.log(0.01), 1) == 4.6
assert round(np.log(3), 4) == 1.0986

# %% [markdown]
# A probability of 0.9 costs 0.11, 0.1 costs 2.3, and 0.01 costs 4.6. A network for three classes that has no idea
# gives 1/3 to each, which costs log(3) = 1.0986. Remember this number.
#
# **Your turn.** Two animals: the right class of the first got 0.5, that of the second 0.25. Set `cost_of_two` to the
# cost (the logarithm is the natural one, `np.log`).

# %% try="cost_of_two"
cost_of_two = ...

# %% solution="cost_of_two"
cost_of_two = -(np.log(0.5) + np.log(0.25)) / 2

# %% [markdown] solution="cost_of_two"
# The losses are 0.693 and 1.386, and their mean is 1.040. It is not the loss of the mean probability: -log(0.375) is
# 0.981.

# %% [markdown] hints="cost_of_two"
# - when "got:      2.07": That is the sum of the two losses.
# - when "got:      0.98": First the logarithm of each probability, then the mean.
# 1. A loss is minus the logarithm of a probability below 1, so it is positive.

# %% check="cost_of_two"
import numpy as np

want = float(-np.log([0.5, 0.25]).mean())
expect.predicted(cost_of_two, want, what="The cost", hint="Two losses, one mean.")

# %% wrong="cost_of_two" message="got:      2.07"
cost_of_two = -(np.log(0.5) + np.log(0.25))

# %% wrong="cost_of_two" message="got:      0.98"
cost_of_two = -np.log((0.5 + 0.25) / 2)

# %% [markdown]
# **In a graph**, `reduce_sum` goes along the classes (`axis=1`), then `reduce_mean` over the animals. That is the
# formula, and it has a hole: a very small probability is rounded to 0, `log(0)` is minus infinity, and `0 * log(0)` is
# not a number. One such row spoils the cost, and then all weights. So hand over the *scores* to a function that takes
# both steps at once, with $L = \log \sum_k e^{z_k} - z_{right}$ (there is `logsumexp` again):

# %%
tf.reset_default_graph()
z = tf.constant([[200.0, 0.0, 0.0], [2.0, 1.0, -1.0]])
y = tf.constant([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
two_steps = -tf.reduce_sum(y * tf.log(tf.nn.softmax(z)), axis=1)
in_one = tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=z)
with tf.Session() as sess:
    print("softmax, then log:", sess.run(two_steps))
    print("in one step:      ", sess.run(in_one))
    print("the cost:         ", sess.run(tf.reduce_mean(in_one)))

# %% proof
sparse = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[2, 0], logits=z)
slope = tf.gradients(in_one, z)[0]
with tf.Session() as sess:
    separate, together, of_classes, slope, p = sess.run([two_steps, in_one, sparse, slope, tf.nn.softmax(z)])
assert not np.isfinite(separate[0])
assert np.allclose(together, [200, 0.3490], atol=1e-3)
assert np.array_equal(together, of_classes)
assert np.allclose(slope, p - [[0, 0, 1], [1, 0, 0]], atol=1e-6)
in_torch = F.cross_entropy(torch.tensor([[200.0, 0, 0], [2, 1, -1]]), torch.tensor([2, 0]))
assert np.isclose(in_torch, together.mean())
assert np.isclose(separate[1], together[1])

# %% [markdown]
# PyTorch's `F.cross_entropy(scores, classes)` takes class numbers, and the mean, too.
#
# > **TensorFlow 1.** `tf.nn.sparse_softmax_cross_entropy_with_logits` takes class numbers, too. The one without
# > `_v2` is older, and sends no gradient into the labels.
#
# **The slope is simple**: for each score it is $p_k - y_k$. Each class is pushed as much as it is wrong.
#
# **Your turn.** The probabilities are 0.7, 0.2 and 0.1, and the *second* class is right. Set `slopes_of_scores` to the
# slopes of the loss along the three scores.

# %% try="slopes_of_scores"
slopes_of_scores = ...

# %% solution="slopes_of_scores"
slopes_of_scores = [0.7, -0.8, 0.1]

# %% [markdown] solution="slopes_of_scores"
# Descent goes against the slope: the second score rises the most, and the first, which was wrongly the favourite,
# falls. The sum is always 0.

# %% [markdown] hints="slopes_of_scores"
# - when "-0.7": These have the signs of the *step*. The slope is $p - y$.
# 1. Write the one-hot row of the second class, and subtract it.

# %% check="slopes_of_scores"
expect.predicted(slopes_of_scores, [0.7, -0.8, 0.1], what="The slopes", hint="p minus y.")

# %% wrong="slopes_of_scores" message="-0.7"
slopes_of_scores = [-0.7, 0.8, -0.1]

# %% [markdown]
# **Softmax once.** A function that wants scores applies softmax itself. Give it probabilities, and softmax is applied
# twice. There is no error, but then even a perfect answer looks bad: for three classes the cost cannot fall below
# 0.55.
#
# **Your turn.** This cost is too high although every answer is right and sure. Repair the line.

# %% try="softmax_once"
sure = torch.tensor([[20.0, 0.0, 0.0], [0.0, 0.0, 20.0]])
cost_sure = F.cross_entropy(torch.softmax(sure, dim=1), torch.tensor([0, 2]))

# %% solution="softmax_once"
sure = torch.tensor([[20.0, 0.0, 0.0], [0.0, 0.0, 20.0]])
cost_sure = F.cross_entropy(sure, torch.tensor([0, 2]))

# %% [markdown] solution="softmax_once"
# Scores go in as they are. If you want softmax yourself, take `F.nll_loss(torch.log_softmax(sure, dim=1), ...)`: it
# takes logarithms of probabilities.

# %% [markdown] hints="softmax_once"
# - when "got:      0.55": That is the cost of a perfect answer with softmax twice.
# - when "got:      -1": `nll_loss` wants the *logarithms* of the probabilities.
# 1. Which of the two functions in the line should go?

# %% check="softmax_once"
expect.close(float(cost_sure), 0, what="The cost", atol=1e-3, hint="Softmax once.")

# %% wrong="softmax_once" message="got:      0.55"
sure = torch.tensor([[20.0, 0.0, 0.0], [0.0, 0.0, 20.0]])
cost_sure = F.cross_entropy(sure.softmax(dim=1), torch.tensor([0, 2]))

# %% wrong="softmax_once" message="got:      -1"
sure = torch.tensor([[20.0, 0.0, 0.0], [0.0, 0.0, 20.0]])
cost_sure = F.nll_loss(sure.softmax(dim=1), torch.tensor([0, 2]))

# %% proof
twice = F.cross_entropy(torch.tensor([[0.0, 0.0, 1.0]]), torch.tensor([2]))
assert np.isclose(twice, np.log(2 + np.e) - 1)
assert round(twice.item(), 2) == 0.55

# %% [markdown]
# ## Summary
#
# - A neuron is a weighted sum, a bias and an activation. A layer of neurons is one matrix product.
# - Without an activation, many layers are one.
# - Labels are one-hot rows, or class numbers. `argmax` goes from scores to a class.
# - `reduce_...(t, axis=k)` takes axis k away.
# - Softmax turns scores into probabilities. Cross-entropy is minus the logarithm of the right class's probability.
#   Calculate both in one step, from the scores.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | classification | 분류 | sorting things into classes |
# | feature, class (label) | 특징, 클래스 (레이블) | what is known, what is predicted |
# | accuracy | 정확도 | the share of right answers |
# | artificial neuron | 인공 뉴런 | weighted sum, bias, activation |
# | weight, bias | 가중치, 편향 | the numbers that are learned |
# | activation function | 활성화 함수 | makes the output from the weighted sum |
# | dead neuron | 죽은 뉴런 | its ReLU is 0 for all examples, so it cannot learn |
# | one-hot encoding | 원-핫 인코딩 | 1 at the place of the class, else 0 |
# | axis, to reduce | 축, 축소 | one direction of a tensor; to combine the numbers along it |
# | score, logit | 점수, 로짓 | what the network gives before the softmax |
# | softmax | 소프트맥스 | turns scores into probabilities with the sum 1 |
# | cross-entropy | 교차 엔트로피 | how far predicted probabilities are from the right ones |

# %% [markdown]
# ## Read on
#
# - C. M. Bishop, *Pattern Recognition and Machine Learning* (2006), section 4.3: softmax and cross-entropy, and the
#   reason why they fit together.
# - V. Nair and G. E. Hinton, *Rectified linear units improve restricted Boltzmann machines*, ICML (2010): ReLU
#   appears.
# - D. Hendrycks and K. Gimpel, *Gaussian error linear units (GELUs)*, arXiv (2016): a smooth relative, with
#   experiments.
# - A. Zhang, Z. C. Lipton, M. Li and A. J. Smola, *Dive into Deep Learning* (2023), chapter 4: classification, from
#   nothing and with PyTorch.
#
# **Open questions**, without a grade:
#
# 1. One-hot rows say that all mistakes are equally bad. When would you want a loss that disagrees?
# 2. Softmax always gives probabilities with the sum 1. What should the network say about an animal that is none of
#    these three, or two of them?
#
# **Next**: {{next}}, the second part of this lesson.
