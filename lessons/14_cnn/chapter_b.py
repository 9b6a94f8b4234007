# %% [markdown]
# # 14b. Convolutional networks: a network that reads digits
#
# Filters, stride, padding and pooling are the parts. Now you put them together: you follow the shapes through a
# network on paper, build it as a graph and in PyTorch, train it with a loop of your own, and look at what it has
# learned. It reads about 98.6% of MNIST's test images after two epochs, and over 99% after ten.
#
# **After this chapter you can**
#
# - tell the shape after each layer, and count its weights and biases;
# - build and train a network with two convolutional layers and dropout, as a graph and in PyTorch;
# - bring its weights from TensorFlow to PyTorch, and say what happens when one forgets the order of *flatten*;
# - recognise three mistakes that raise no error: a dropout that never drops, a second softmax, a forgotten `eval()`;
# - look at filters and feature maps, and say what happens when the image moves.
#
# **Time**: {{time}}, with the practice, and about 50 minutes for the exercise. **Needs**: {{previous}}, and lesson 10
# (dropout). No GPU, no network. The sections are numbered on from there.

# %%
import os
from dataclasses import replace

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

import lessonlib.tf1 as tf
from lessonlib import data, training, viz
from lessonlib.models import MLP, ConvNet

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # on a busy computer two threads wait for each other
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # when the course is tested

digits = data.mnist()
REAL = digits.name == "mnist"  # or the small digits that come with the course
if FAST:
    few = data.Split(digits.train.X[:6000], digits.train.y[:6000])
    digits = replace(digits, train=few)
some = digits.test.X[:6]
print(digits)

# %% [markdown]
# ## 8. Shapes and parameter counts
#
# A few rules are enough to follow any such network on paper.
#
# | layer | size of the output | parameters |
# | --- | --- | --- |
# | convolution, VALID | (n - k) / s, rounded down, + 1; a channel for each filter | (k · k · in + 1) · filters |
# | convolution, SAME | n / s, rounded up; a channel for each filter | the same |
# | max pooling | as a convolution with its window and stride; channels stay | 0 |
# | flatten | height · width · channels | 0 |
# | dense | units | (in + 1) · units |
#
# The `+ 1` is the bias: one for each *filter*, not one for each place. The size of the image does not occur in the
# parameters of a convolution! Here is the network of this chapter, layer by layer:
#
# | layer | output | parameters |
# | --- | ---: | ---: |
# | images | 28 x 28 x 1 | |
# | convolution, 32 filters of 3 x 3, VALID | 26 x 26 x 32 | 320 |
# | max pooling 2 x 2 | 13 x 13 x 32 | 0 |
# | convolution, 64 filters of 3 x 3, VALID | 11 x 11 x 64 | 18,496 |
# | max pooling 2 x 2 | 5 x 5 x 64 | 0 |
# | flatten | 1,600 | 0 |
# | dense, 256 units | 256 | 409,856 |
# | dense, 10 units | 10 | 2,570 |
# | together | | 431,242 |

# %% proof
layers = [nn.Conv2d(1, 32, 3), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.MaxPool2d(2), nn.Flatten()]
layers += [nn.Linear(1600, 256), nn.Linear(256, 10)]
h, followed = torch.zeros(1, 1, 28, 28), []
for layer in layers:
    h = layer(h)
    followed.append((tuple(h.shape[1:]), sum(p.numel() for p in layer.parameters())))
assert followed == [
    ((32, 26, 26), 320),
    ((32, 13, 13), 0),
    ((64, 11, 11), 18_496),
    ((64, 5, 5), 0),
    ((1600,), 0),
    ((256,), 409_856),
    ((10,), 2570),
]
total = sum(parameters for _, parameters in followed)
assert total == sum(p.numel() for p in ConvNet().parameters()) == 431_242
assert sum(p.numel() for p in MLP((784, 256, 256, 10)).parameters()) == 269_322
assert round(100 * (320 + 18_496) / total) == 4
assert round(100 * 409_856 / total) == 95
assert (784 + 1) * 26 * 26 * 32 == 16_981_120

# %% [markdown]
# **Your turn.** A layer has 16 filters of 5 x 5 for colour images (3 channels). How many parameters? Set `parameters`.

# %% try="parameters"
parameters = ...

# %% solution="parameters"
parameters = 1216

# %% [markdown] solution="parameters"
# Each filter has 5 · 5 · 3 = 75 weights and one bias: 76 · 16. You need not know how large the images are.

# %% [markdown] hints="parameters"
# - when "got:      1200": Each filter has a bias, too.
# - when "got:      416": A filter has weights for each of the three channels.
# 1. How many weights has one filter? Add its bias, then multiply by the number of filters.

# %% check="parameters"
expect.predicted(parameters, 1216, what="The number of parameters", hint="(k · k · in + 1) · filters")

# %% wrong="parameters" message="got:      1200"
parameters = 1200

# %% wrong="parameters" message="got:      416"
parameters = 416

# %% proof
assert sum(p.numel() for p in nn.Conv2d(3, 16, 5).parameters()) == 1216

# %% [markdown]
# **Your turn.** Images of 28 x 28 go through 8 filters of 5 x 5 with stride 2 and SAME padding. Set `shape_after` to
# the tuple (height, width, channels).

# %% try="shape_after"
shape_after = ...

# %% solution="shape_after"
shape_after = (14, 14, 8)

# %% [markdown] solution="shape_after"
# With SAME the size of the filter does not matter: 28 / 2. VALID would give (28 - 5) / 2, rounded down, plus 1: 12.

# %% [markdown] hints="shape_after"
# - when "[12, 12, 8]": That is VALID.
# - when "[28, 28, 8]": SAME keeps the size only with stride 1.
# 1. Which line of the first table is it? There is a channel for each filter.

# %% check="shape_after"
expect.predicted(shape_after, (14, 14, 8), what="The shape", hint="SAME: n / s, rounded up.")

# %% wrong="shape_after" message="[12, 12, 8]"
shape_after = (12, 12, 8)

# %% wrong="shape_after" message="[28, 28, 8]"
shape_after = (28, 28, 8)

# %% [markdown]
# The MLP of lesson 12 has 269,322 parameters, so the convolutional network is **not** the smaller one. But its
# filters, which do most of the seeing, are few: 4% of all numbers. A full layer from 784 pixels to 26 x 26 x 32
# values would need 17 million numbers in place of 320. And 95% of the parameters lie in the hidden layer of 1600 x
# 256. Their number alone does not tell where a network over-fits; whether the rates of dropout below are right, a
# validation set has to say.
#
# **How far does it see?** A value after the second pooling depends on a window of the *image*. The first filter sees 3
# pixels, the pooling 4, the second filter 8, the second pooling 10. This window of 10 x 10 is the **receptive field**
# of the value. A gradient shows it: which pixels change one value? (We take the mean in place of the largest number,
# so that all pixels of a window count.)

# %%
training.seed_everything(0)
rounds = nn.Sequential(nn.Conv2d(1, 1, 3), nn.AvgPool2d(2), nn.Conv2d(1, 1, 3), nn.AvgPool2d(2))
pixels = torch.rand(1, 1, 28, 28, requires_grad=True)
rounds(pixels)[0, 0, 2, 2].backward()
seen = (pixels.grad[0] != 0).float()
viz.image_sheet(seen, title="One value of the 5 x 5 depends on 10 x 10 pixels")

# %% proof
assert seen.sum(1).max() == seen.sum(2).max() == 10
assert seen.sum() == 100

# %% [markdown]
# **Your turn.** Three layers of 3 x 3 filters follow each other, stride 1, no pooling. A value of the last map depends
# on a window of how many pixels a side? Set `sees`.

# %% try="sees"
sees = ...

# %% solution="sees"
sees = 7

# %% [markdown] solution="sees"
# 3, then 5, then 7: each further layer adds one pixel on each side. Three layers of 3 x 3 see as far as one of 7 x 7,
# with 27 weights in place of 49 (for one channel), and with two more activations between them.

# %% [markdown] hints="sees"
# - when "got:      9": The windows of neighbours overlap. By how much does a second layer of 3 x 3 widen the view?
# 1. Three values side by side in the first map: how many pixels do they see together?

# %% check="sees"
expect.predicted(sees, 7, what="The side of the window", hint="Begin with two layers.")

# %% wrong="sees" message="got:      9"
sees = 9

# %% proof
three = nn.Sequential(nn.Conv2d(1, 1, 3), nn.Conv2d(1, 1, 3), nn.Conv2d(1, 1, 3))
pixels = torch.rand(1, 1, 28, 28, requires_grad=True)
three(pixels)[0, 0, 9, 9].backward()
assert (pixels.grad != 0).sum() == 49

# %% [markdown]
# ## 9. The network for MNIST
#
# Two rounds of convolution, max pooling and dropout, then a hidden layer of 256, and 10 scores: first as a graph.
# `tf.layers` makes the variables of each layer for us.


# %%
def convolutional_network(X, is_training):
    """X (N, 28, 28, 1). Returns scores (N, 10)."""
    h = tf.layers.conv2d(X, 32, [3, 3], activation=tf.nn.relu)
    h = tf.layers.max_pooling2d(h, [2, 2], [2, 2])  # (N, 13, 13, 32)
    h = tf.layers.dropout(h, 0.3, training=is_training)
    h = tf.layers.conv2d(h, 64, [3, 3], activation=tf.nn.relu)
    h = tf.layers.max_pooling2d(h, [2, 2], [2, 2])  # (N, 5, 5, 64)
    h = tf.layers.dropout(h, 0.3, training=is_training)
    h = tf.layers.flatten(h)  # (N, 1600)
    h = tf.layers.dense(h, 256, activation=tf.nn.relu)
    h = tf.layers.dropout(h, 0.5, training=is_training)
    return tf.layers.dense(h, 10)


tf.reset_default_graph()
tf.set_random_seed(0)
X = tf.placeholder(tf.float32, [None, 28, 28, 1], name="X")
Y = tf.placeholder(tf.float32, [None, 10], name="Y")
is_training = tf.placeholder(tf.bool, name="is_training")
scores = convolutional_network(X, is_training)
losses = tf.nn.softmax_cross_entropy_with_logits(logits=scores, labels=Y)
cost = tf.reduce_mean(losses)
train_step = tf.train.AdamOptimizer(0.001).minimize(cost)
is_correct = tf.equal(tf.argmax(scores, 1), tf.argmax(Y, 1))
accuracy = tf.reduce_mean(tf.cast(is_correct, tf.float32))

for variable in tf.trainable_variables():
    print(f"{variable.name:20} {variable.shape}")

# %% proof
assert sum(v.shape.num_elements() for v in tf.trainable_variables()) == total

# %% [markdown]
# A filter has no activation unless you ask for one: the default of `tf.layers.conv2d` is none. The first number of a
# dropout is the share that is **dropped**. (In the older `tf.nn.dropout(x, 0.7)` it is the share that is *kept*.)
#
# > **In older programs.** `tf.layers.dropout(x, 0.3, is_training)` runs, and never drops anything. The third parameter
# > of the function is `noise_shape`, not `training`, which keeps its default, False.
#
# **Your turn.** `dropped` should be the share of zeros during training, about 0.3. Repair the line with the dropout.

# %% try="by_name"
with tf.Graph().as_default(), tf.Session() as own:
    now_training = tf.placeholder(tf.bool)
    h = tf.layers.dropout(tf.ones([1000]), 0.3, now_training)
    dropped = np.mean(own.run(h, {now_training: True}) == 0)

# %% solution="by_name"
with tf.Graph().as_default(), tf.Session() as own:
    now_training = tf.placeholder(tf.bool)
    h = tf.layers.dropout(tf.ones([1000]), 0.3, training=now_training)
    dropped = np.mean(own.run(h, {now_training: True}) == 0)

# %% [markdown] solution="by_name"
# Give such arguments by name; then their order cannot matter. Nothing warned you: the network trains, is measured, and
# even works. Only a look at the values told.

# %% [markdown] hints="by_name"
# - when "Nothing is dropped": Does `now_training` reach the parameter `training`?
# - when "got:      0.7": The second argument is the share that is dropped.
# 1. Compare the call with those of the graph above.

# %% check="by_name"
expect.that(bool(dropped > 0), "Nothing is dropped.", hint="Give the argument by name.")
expect.between(round(float(dropped), 1), 0.2, 0.4, what="dropped", hint="Give the argument by name.")

# %% wrong="by_name" message="Nothing is dropped"
with tf.Graph().as_default(), tf.Session() as own:
    dropped = np.mean(own.run(tf.layers.dropout(tf.ones([1000]), rate=0.3)) == 0)

# %% wrong="by_name" message="got:      0.7"
with tf.Graph().as_default(), tf.Session() as own:
    dropped = np.mean(own.run(tf.layers.dropout(tf.ones([1000]), 0.7, training=True)) == 0)

# %% [markdown]
# Now a short training. Our images come as (N, 1, 28, 28), and the graph wants (N, 28, 28, 1).


# %%
def nhwc(images):
    """Images (N, C, H, W) of torch as an array (N, H, W, C)."""
    return images.permute(0, 2, 3, 1).numpy()


def one_hot(classes):
    """Classes (N,) of torch as an array (N, 10)."""
    return np.eye(10, dtype=np.float32)[classes]


sess = tf.Session()
sess.run(tf.global_variables_initializer())
rng = np.random.default_rng(0)
costs = []
for _ in range(60 if FAST else 250):
    rows = torch.from_numpy(rng.integers(len(digits.train), size=100))
    images, labels = nhwc(digits.train.X[rows]), one_hot(digits.train.y[rows])
    feed = {X: images, Y: labels, is_training: True}
    costs.append(sess.run([train_step, cost], feed)[1])

validation = digits.validation
images, labels = nhwc(validation.X[:1000]), one_hot(validation.y[:1000])
reached = sess.run(accuracy, {X: images, Y: labels, is_training: False})
print(f"cost from {np.mean(costs[:10]):.2f} to {np.mean(costs[-10:]):.2f}")
print(f"{reached:.1%} of the validation images")

# %% proof
assert reached > (0.6 if FAST else 0.8)
assert round(10_000 * 26 * 26 * 32 * 4 / 1e9, 2) == 0.87

# %% [markdown]
# `is_training` is False for the measurement, since dropout is for training only. And we measure 1,000 images, not all
# at once: the first feature maps of 10,000 images alone are 0.87 GB.
#
# ## 10. The PyTorch way
#
# The same network as a class. Four layers have weights; pooling and ReLU are functions without any.


# %%
class TwoRounds(nn.Module):
    """The network above, for images (N, 1, 28, 28)."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3)
        self.conv2 = nn.Conv2d(32, 64, 3)
        self.dropout = nn.Dropout(0.3)
        self.hidden = nn.Linear(64 * 5 * 5, 256)
        self.hidden_dropout = nn.Dropout(0.5)
        self.output = nn.Linear(256, 10)

    def forward(self, X):
        h = F.max_pool2d(F.relu(self.conv1(X)), 2)  # (N, 32, 13, 13)
        h = self.dropout(h)
        h = F.max_pool2d(F.relu(self.conv2(h)), 2)  # (N, 64, 5, 5)
        h = self.dropout(h)
        h = F.relu(self.hidden(h.flatten(1)))  # (N, 256)
        return self.output(self.hidden_dropout(h))  # scores


network = TwoRounds()

# %% proof
assert sum(p.numel() for p in network.parameters()) == total

# %% [markdown]
# **Your turn.** The same class for colour images of 32 x 32, with 16 filters in the first round and 24 in the second.
# What is the first argument of `nn.Linear` in `hidden`? Set `inputs`.

# %% try="inputs"
inputs = ...

# %% solution="inputs"
inputs = 864

# %% [markdown] solution="inputs"
# 32 becomes 30, 15, 13, and 6.5 rounded down: 24 · 6 · 6. A wrong number stops with an error as soon as an image
# comes, so this mistake is a harmless one. `nn.LazyLinear(256)` finds the number itself, from the first images.

# %% [markdown] hints="inputs"
# - when "got:      1014": 13 / 2 is rounded down at once. A window that does not fit is not used.
# - when "got:      576": How many maps does the *second* round give?
# 1. Follow the side through both rounds: filter, pooling, filter, pooling.

# %% check="inputs"
expect.predicted(inputs, 864, what="The number of inputs", hint="Maps times rows times columns.")

# %% wrong="inputs" message="got:      1014"
inputs = 1014

# %% wrong="inputs" message="got:      576"
inputs = 576

# %% proof
h = torch.zeros(1, 3, 32, 32)
for filters in (16, 24):
    h = F.max_pool2d(nn.Conv2d(h.shape[1], filters, 3)(h), 2)
assert h.numel() == 864

# %% [markdown]
# ### The same weights, the same answers
#
# If it is the same network, the weights of the graph must work here. Filters go from HWIO to OIHW, and dense kernels
# are transposed. One more thing is easy to forget: *flatten* reads the numbers in the order of the axes. The graph has
# row, column, *channel*; PyTorch has *channel*, row, column. So the 1,600 rows of the hidden kernel must change their
# order, too.

# %%
variables = tf.trainable_variables()
values = sess.run(variables)
kernels = {v.name: value for v, value in zip(variables, values, strict=True)}
hidden = kernels["dense/kernel:0"].reshape(5, 5, 64, 256)
weights = {
    "conv1.weight": kernels["conv2d/kernel:0"].transpose(3, 2, 0, 1),
    "conv1.bias": kernels["conv2d/bias:0"],
    "conv2.weight": kernels["conv2d_1/kernel:0"].transpose(3, 2, 0, 1),
    "conv2.bias": kernels["conv2d_1/bias:0"],
    "hidden.weight": hidden.transpose(3, 2, 0, 1).reshape(256, 1600),
    "hidden.bias": kernels["dense/bias:0"],
    "output.weight": kernels["dense_1/kernel:0"].T,
    "output.bias": kernels["dense_1/bias:0"],
}
state = {name: torch.from_numpy(part.copy()) for name, part in weights.items()}
network.load_state_dict(state)
network.eval()
with torch.no_grad():
    by_torch = network(validation.X[:100]).numpy()
by_graph = sess.run(scores, {X: images[:100], is_training: False})
print(f"largest difference of the scores: {np.abs(by_torch - by_graph).max():.1e}")

# %% proof
assert np.allclose(by_torch, by_graph, atol=1e-3)
forgotten = {**state, "hidden.weight": torch.from_numpy(kernels["dense/kernel:0"].T.copy())}
network.load_state_dict(forgotten)
with torch.no_grad():
    share = training.accuracy(validation.y[:1000], network(validation.X[:1000]).argmax(dim=1))
assert share < reached - 0.2
network.load_state_dict(state)
model = ConvNet()
model.load_state_dict(state)
model.eval()
with torch.no_grad():
    assert torch.allclose(model(some), network(some), atol=1e-4)
sess.close()

# %% [markdown]
# If you only transpose the hidden kernel, all shapes fit and no error comes. Only the answers are bad: the network
# loses over 20 of 100 images.
#
# The library has this class as `ConvNet`. It applies ReLU after the pooling, where there are fewer numbers. (The
# largest number stays the largest, so both orders give the same.) For other sizes give it a `ConvNetConfig`.
#
# ### The loop, written out
#
# A `DataLoader` cuts the rows into mini-batches, in a new random order in each epoch. The rest is the loop that you
# know from lesson 4, with two lines for the dropout: `model.train()` before the steps; and `evaluate` calls
# `model.eval()` before it measures. Two epochs with the real MNIST take one to two minutes.


# %%
def train(model, num_epochs):
    """Adam on the cross-entropy, 100 images a step."""
    rows = TensorDataset(digits.train.X, digits.train.y)
    order = torch.Generator().manual_seed(0)
    loader = DataLoader(rows, batch_size=100, shuffle=True, generator=order)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(num_epochs):
        model.train()
        total = 0.0
        for X, y in loader:
            loss = loss_fn(model(X), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
        measured = training.evaluate(model, digits.validation, loss_fn, [training.accuracy])
        print(f"epoch {epoch + 1}: loss {total / len(rows):.3f}", end=", ")
        print(", ".join(f"validation {k} {v:.3f}" for k, v in measured.items()))


EPOCHS = 2 if REAL else 5 if FAST else 15
training.seed_everything(0)
model = ConvNet()
random_filters = model.conv1.weight.detach().clone()  # to compare
train(model, EPOCHS)
on_test = training.accuracy(digits.test.y, model.predict(digits.test.X))
print(f"{digits.name}: {on_test:.2%} of the test images")

# %% proof
assert on_test > (0.75 if FAST else 0.975 if REAL else 0.85)

# %% [markdown]
# With the real MNIST the training loss is larger than the validation loss, though the training images are those that
# the network learns. Dropout is the reason: in training, a part of the network is missing. (Also, the training loss
# is a mean over the epoch, and at its start the network knew less.)
#
# On the 10,000 test images of the real MNIST, with three random starts where three numbers stand:
#
# | network | training | accuracy |
# | --- | --- | --- |
# | `ConvNet` | 1 epoch | about 97.8% |
# | `ConvNet` | 2 epochs (this notebook) | about 98.6% |
# | `ConvNet` | 10 epochs | 99.26%, 99.19%, 99.23% |
# | MLP 784-256-256-10 | 15 epochs | 97.97%, 97.66%, 97.41% |
# | the graph, with a dropout that never drops and filters without ReLU | 15 epochs | 98.9% |
#
# `python -m benchmarks.accuracy --only cnn` makes the third row, in about four minutes for each start on one free
# processor core. With the 1,375 small digits that come with the course you get about 91%, not clearly more than an
# MLP: so few images do not teach good filters. **On a GPU** all places and all filters are calculated at the same
# time; how long an epoch takes there is not measured.
#
# **Your turn.** A loss that hardly falls is the sign of this mistake. `F.cross_entropy` wants scores: it holds the
# softmax already. Repair the last line.

# %% try="softmax_twice"
three_scores = torch.tensor([[4.0, 1.0, -2.0], [0.0, 3.0, 1.0]])
classes = torch.tensor([0, 1])
loss = F.cross_entropy(three_scores.softmax(dim=1), classes)

# %% solution="softmax_twice"
three_scores = torch.tensor([[4.0, 1.0, -2.0], [0.0, 3.0, 1.0]])
classes = torch.tensor([0, 1])
loss = F.cross_entropy(three_scores, classes)

# %% [markdown] solution="softmax_twice"
# 0.11 in place of 0.62. With the second softmax, the loss of three classes can never fall below 0.55, however sure the
# network is, and its gradients are small. `F.nll_loss(three_scores.log_softmax(dim=1), classes)` is the same as this
# line.

# %% [markdown] hints="softmax_twice"
# - when "got:      -": A loss of this kind is never negative. `nll_loss` wants the *logarithms* of probabilities.
# 1. Which of the two tables should reach the loss: scores or probabilities?

# %% check="softmax_twice"
expect.close(loss, 0.11040, what="loss", rtol=1e-3, hint="Scores go in.")

# %% wrong="softmax_twice" message="got:      -"
three_scores = torch.tensor([[4.0, 1.0, -2.0], [0.0, 3.0, 1.0]])
classes = torch.tensor([0, 1])
loss = F.nll_loss(three_scores.softmax(dim=1), classes)

# %% proof
three_scores = torch.tensor([[4.0, 1.0, -2.0], [0.0, 3.0, 1.0]])
classes = torch.tensor([0, 1])
once, twice = F.cross_entropy(three_scores, classes), F.cross_entropy(three_scores.softmax(1), classes)
assert torch.isclose(once, torch.tensor(0.11040), rtol=1e-3)
assert round(twice.item(), 2) == 0.62
assert torch.isclose(F.nll_loss(three_scores.log_softmax(1), classes), once)
assert round(F.cross_entropy(torch.tensor([[1.0, 0.0, 0.0]]), classes[:1]).item(), 2) == 0.55

# %% [markdown]
# ### Dropout at the wrong time
#
# `model.train()` and `model.eval()` switch the dropout. `predict` and `evaluate` of the library do it for you. If you
# call the model directly, do it yourself. What happens if you forget it?

# %%
X_few, y_few = digits.test.X[:1000], digits.test.y[:1000]
for mode in (True, False):
    model.train(mode)
    with torch.no_grad():
        once, twice = (model(X_few).argmax(dim=1) for _ in range(2))
    print(f"training mode {mode}: {training.accuracy(y_few, once):.1%} right,", end=" ")
    print(f"{(once != twice).sum()} answers change in a second call")

# %% proof
shares, changed = [], []
for mode in (True, False):
    model.train(mode)
    with torch.no_grad():
        once, twice = (model(X_few).argmax(dim=1) for _ in range(2))
    shares.append(training.accuracy(y_few, once))
    changed.append(int((once != twice).sum()))
assert shares[0] < shares[1]
assert changed[0] > 0 == changed[1]

# %% [markdown]
# Answers that change from call to call are the sign of it.
#
# **Your turn.** Two calls should give the same scores, and do not. Add the line that is missing.

# %% try="quiet"
small = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(784, 10))
one_call = small(some)
another = small(some)

# %% solution="quiet"
small = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(784, 10))
small.eval()
one_call = small(some)
another = small(some)

# %% [markdown] solution="quiet"
# A new model is in training mode. `small.train(False)` is the same. `torch.no_grad()` saves memory and time, and has
# nothing to do with dropout.

# %% [markdown] hints="quiet"
# - when "The two calls differ": Is it the mode that you changed? `no_grad` switches gradients off, not dropout.
# - when "still in training mode": Do not copy the answer. Let the model be asked twice, without dropout.
# 1. Which of the two modes is for measuring?

# %% check="quiet"
expect.that(bool(torch.equal(one_call, another)), "The two calls differ.", hint="Switch the dropout off.")
expect.that(not small.training, "The model is still in training mode.", hint="Which method changes it?")

# %% wrong="quiet" message="The two calls differ"
small = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(784, 10))
with torch.no_grad():
    one_call = small(some)
    another = small(some)

# %% wrong="quiet" message="still in training mode"
small = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(784, 10))
one_call = small(some)
another = one_call

# %% [markdown]
# ## 11. What the filters learned
#
# Nobody told the network what an edge is. These are its 32 first filters:

# %%
viz.filters(model, title="Blue on one side and orange on the other is an edge filter")

# %% [markdown]
# You find edges in many directions; others look for spots or lines, and some have no meaning that one could name.
# After a short training, many still look like the random numbers that they began as. And random filters look a little
# like edges, too, so do not trust your eyes alone. *Measure* it: how does a filter answer to an edge (one bright
# column or row at a side), and how to a bright area? The filters of section 3 answer 3 and 0. The difference is how
# much more a filter likes edges.

# %%
left = torch.tensor([[1.0, 0, 0], [1, 0, 0], [1, 0, 0]])
windows = torch.stack([left, left.flip(1), left.T, left.T.flip(0)])


def edge_lead(filters):
    """filters (F, 1, 3, 3): answer to the best edge minus that to an area."""
    best = (filters * windows).sum(dim=(2, 3)).max(dim=1).values
    return best - F.relu(filters.sum(dim=(1, 2, 3)))


learned_filters = model.conv1.weight.detach()
for name, filters in (("random", random_filters), ("learned", learned_filters)):
    print(f"{name:8} the five best:", edge_lead(filters).topk(5).values.numpy())

# %% proof
random_lead, learned_lead = (edge_lead(f).topk(5).values.mean() for f in (random_filters, learned_filters))
assert learned_lead > random_lead + 0.05
assert edge_lead(torch.tensor([[[[-1.0, 0, 1]] * 3]])) == 3

# %% [markdown]
# Some filters began as weak edges by chance, and the training made them stronger. Now draw a digit, and look at the
# answers of all filters after ReLU: bright is a strong answer, dark is none. Choose `conv2` as well. Then draw the
# same digit with a gap, or a seven with a bar.

# %%
viz.draw_feature_maps(model)

# %% [markdown]
# **Your turn.** What is the shape of the maps of `conv2` for *one* image, in PyTorch's order and before pooling? Set
# `maps_shape`.

# %% try="maps_shape"
maps_shape = ...

# %% solution="maps_shape"
maps_shape = (64, 11, 11)

# %% [markdown] solution="maps_shape"
# 28 becomes 26 and 13, then 11. PyTorch puts the channels, one for each filter, in front.

# %% [markdown] hints="maps_shape"
# - when "[11, 11, 64]": That is TensorFlow's order.
# - when "[64, 5, 5]": That is after pooling.
# 1. The table of section 8 has the sizes; only the order differs.

# %% check="maps_shape"
expect.predicted(maps_shape, (64, 11, 11), what="The shape", hint="Channels, rows, columns.")

# %% wrong="maps_shape" message="[11, 11, 64]"
maps_shape = (11, 11, 64)

# %% wrong="maps_shape" message="[64, 5, 5]"
maps_shape = (64, 5, 5)

# %% [markdown]
# In the second layer a filter has weights for 32 channels, so it cannot be read as a picture. Ask the other way round:
# **which pieces of images does it like most?** Before pooling, one value of this layer sees 8 x 8 pixels.

# %%
with torch.no_grad():
    h = F.relu(F.max_pool2d(model.conv1(digits.test.X[:300]), 2))
    strong = model.conv2(h)  # (300, 64, 11, 11)
loudest = strong.amax(dim=(2, 3)).mean(dim=0).argsort(descending=True)
pieces = []
for k in loudest[:4]:
    peak, place = strong[:, k].flatten(1).max(dim=1)
    for i in peak.argsort(descending=True)[:8]:
        y, x = 2 * (place[i] // 11), 2 * (place[i] % 11)
        pieces.append(digits.test.X[i, 0, y : y + 8, x : x + 8])
title = "Each row: the eight pieces that one filter likes most"
viz.image_sheet(torch.stack(pieces), columns=8, title=title)

# %% [markdown]
# The pieces of a row resemble each other. With the real MNIST you see strokes of one direction, corners and ends; the
# small digits have large pixels, so you see blocks. The network goes from pixels to edges, from edges to pieces of
# strokes, and from these to digits.
#
# ## 12. Move the image
#
# We wanted a network for which a shape stays the same shape at another place. Did we get one? First the filters alone:
# moving the image and then filtering gives the moved feature map. Mathematicians call this **equivariant**.
#
# **Your turn.** The row `0 0 1 0 0 0 0 0` and the filter `1 -1` give the map `0 -1 1 0 0 0 0`. Now the row moves three
# pixels to the right. Set `moved_map` to a list.

# %% try="moved_map"
moved_map = ...

# %% solution="moved_map"
moved_map = [0, 0, 0, 0, -1, 1, 0]

# %% [markdown] solution="moved_map"
# The map moves by the same three pixels, exactly, as long as nothing is moved over the border. A function whose result
# would *stay as it was* is called **invariant**.

# %% [markdown] hints="moved_map"
# - when "[0, -1, 1, 0, 0, 0, 0]": So the filter would not see where the 1 is. Calculate the second number.
# - when "1, -1": The filter is not turned: its first weight meets the left pixel.
# 1. The 1 is at place 5 now. Which two windows meet it?

# %% check="moved_map"
expect.predicted(list(moved_map), [0, 0, 0, 0, -1, 1, 0], what="The map", hint="Seven numbers.")

# %% wrong="moved_map" message="[0, -1, 1, 0, 0, 0, 0]"
moved_map = [0, -1, 1, 0, 0, 0, 0]

# %% wrong="moved_map" message="1, -1"
moved_map = [0, 0, 0, 0, 1, -1, 0]

# %% [markdown]
# But the network ends in full layers, and for them each place is different again. So train an MLP on the same images,
# this time with `fit`, which is our loop in one call, and move the test images to the right by 0 to 5 pixels:


# %%
def move(images, pixels):
    """Images (N, 1, H, W), moved to the right."""
    return F.pad(images, (pixels, 0))[..., : images.shape[-1]]


training.seed_everything(0)
mlp = MLP((784, 256, 256, 10))
adam = torch.optim.Adam(mlp.parameters(), lr=0.001)
training.fit(
    mlp,
    digits,
    nn.CrossEntropyLoss(),
    adam,
    num_epochs=EPOCHS,
    batch_size=100,
    progress=False,
)
X_test, y_test = digits.test.X[:2000], digits.test.y[:2000]
shares = {"MLP": [], "ConvNet": []}
for pixels in range(6):
    moved = move(X_test, pixels)
    shares["MLP"].append(training.accuracy(y_test, mlp.predict(moved)))
    shares["ConvNet"].append(training.accuracy(y_test, model.predict(moved)))
names = ("pixels to the right", "accuracy")
title = "The network with filters bears a move better"
viz.lines(list(range(6)), shares, names=names, title=title)

# %%
shown = torch.cat([move(some[:1], pixels) for pixels in range(6)])
viz.image_sheet(shown, titles=[f"{pixels} pixels" for pixels in range(6)])

# %% proof
assert np.mean(shares["ConvNet"][1:4]) > np.mean(shares["MLP"][1:4])
assert shares["ConvNet"][5] < shares["ConvNet"][0] - 0.2
if REAL and not FAST:
    lost = {name: row[0] - row[2] for name, row in shares.items()}
    assert 0.14 < lost["MLP"] < 0.26
    assert 0.02 < lost["ConvNet"] < 0.09
with torch.no_grad():
    maps, maps_of_moved = model.conv1(some), model.conv1(move(some, 3))
assert torch.allclose(maps_of_moved[..., 3:], maps[..., :-3], atol=1e-5)
row, pair = torch.tensor([0.0, 0, 1, 0, 0, 0, 0, 0]).reshape(1, 1, 8), torch.tensor([[[1.0, -1.0]]])
assert F.conv1d(row, pair).flatten().tolist() == [0, -1, 1, 0, 0, 0, 0]
assert F.conv1d(row.roll(3, 2), pair).flatten().tolist() == [0, 0, 0, 0, -1, 1, 0]

# %% [markdown]
# With the real MNIST, two pixels cost the MLP about 20 of 100 answers, and the convolutional network about 5. With the
# small digits the difference is smaller. The convolutional network has never seen moved digits either; filters and
# pooling give it this for free. But five pixels are too many for it, too: it is *more* robust, not invariant. If you
# need more, move the training images as well (**data augmentation**, lesson 10), or take the mean of each map in place
# of the full layers.
#
# ## Summary
#
# - A layer has (k · k · in + 1) · filters parameters, whatever the size of the image. 28 becomes 26, 13, 11, 5; 4% of
#   431,242 parameters are in filters.
# - Give `training=` by name, hand scores to the loss, and call `eval()` before you measure: the three mistakes raise
#   no error.
# - TensorFlow has NHWC and HWIO, PyTorch NCHW and OIHW, and *flatten* follows the order of the axes.
# - First filters find edges, later ones pieces of strokes. Filters are equivariant; the whole network only bears a
#   move better than an MLP.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | convolutional neural network (CNN) | 합성곱 신경망 | network whose first layers move filters over the input |
# | flatten | 평탄화 | one row from all axes of an example |
# | receptive field | 수용 영역 | the pixels that a value depends on |
# | dropout | 드롭아웃 | a random share of the values is missing in training |
# | equivariant, invariant | 등변, 불변 | moves with the input; does not change with it |
# | data augmentation | 데이터 증강 | more training data by changed copies |

# %% [markdown]
# ## Read on
#
# - Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, *Gradient-based learning applied to document recognition*,
#   Proceedings of the IEEE 86 (1998): the network that read cheques, and the MNIST data.
# - N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov, *Dropout: a simple way to prevent
#   neural networks from overfitting*, Journal of Machine Learning Research 15 (2014): why and where to drop.
# - M. D. Zeiler and R. Fergus, *Visualizing and understanding convolutional networks*, European Conference on Computer
#   Vision (2014): which pieces of photos a filter likes.
# - A. Azulay and Y. Weiss, *Why do deep convolutional networks generalize so poorly to small image transformations?*,
#   Journal of Machine Learning Research 20 (2019): what remains of "the same at all places".
#
# **Open questions**, without a grade:
#
# 1. All digits of MNIST stand in the middle of their image. Is that a help for the network, or a harm? For whom?
# 2. Your network calls any scribble a digit, often with great confidence. What would you change so that it can say
#    "none of these"?
#
# **Now you**: [exercise 14](../exercises/14_cnn/14_cnn.ipynb), about 50 minutes. **Next**: {{next}}, in which a
# network does not read images but makes them.
