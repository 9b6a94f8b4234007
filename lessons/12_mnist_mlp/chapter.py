# %% [markdown]
# # 12. Handwritten digits
#
# Somebody writes a digit on paper. What you read as a "7" is 28 x 28 grey pixels for a computer. In this lesson a
# network learns to read: first with the program of the document, then better, until more than **98%** of digits
# are right that it has never seen. You can write digits yourself, and see what it takes them for.
#
# **After this lesson you can**
#
# - read the files of MNIST byte by byte, and say what their header means;
# - count mini-batches, steps and epochs, and say what the three parts of the data are for;
# - build and train 784-256-256-10 with Adam, as a graph and in PyTorch;
# - find out why a network starts badly, and repair its first weights;
# - look at mistakes in a confusion matrix and on a sheet of images;
# - get over 98% with a falling learning rate, in a training that can be stopped and goes on, with its curves in
#   TensorBoard.
#
# **Time**: about 80 minutes, and 60 minutes for the exercise. **Needs**: lessons 4 (classification), 5
# (checkpoints), 6 (TensorBoard) and 10 (training well). No network, no GPU.

# %%
import os
import signal
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import data, training, viz
from lessonlib.models import MLP
from lessonlib.tf1.examples.tutorials.mnist import input_data

np.set_printoptions(linewidth=120)
torch.set_num_threads(1)  # on a busy machine, a second thread is waited for more than it helps
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # train for a shorter time, when the course is tested
folder = Path(tempfile.mkdtemp())

# %% [markdown]
# ## 1. The data and its format
#
# **MNIST** is a set of 70,000 digits that were written by hand, collected by Yann LeCun, Corinna Cortes and
# Christopher Burges from the writing of American officials and pupils. It has been the "hello world" of deep
# learning for decades.
#
# MNIST is fetched once (`lessonlib data fetch mnist` in a terminal, 11 MB). If it is not on your machine,
# 1,797 smaller digits from scikit-learn stand in, enlarged to the same 28 x 28 pixels. Everything below runs
# with both. The next cell tells which ones you have.

# %%
digits = data.mnist()
REAL = digits.name == "mnist"
print(digits)
print("source:", digits.source)
viz.image_sheet(digits.train.X[:24], y=digits.train.y[:24], columns=12)

# %% [markdown]
# One image is one row of `X`: 1 colour channel (grey), 28 rows, 28 columns. A dot, or **pixel**, is a number: 0
# for paper, 1 for ink, something between at the edge of a stroke. Here is a part of the first image, as numbers
# from 0 to 255:

# %%
first = digits.train.X[0, 0]  # (28, 28)
dots = (first * 255).round().to(torch.uint8).numpy()
print("the digit", digits.train.y[0].item(), "rows 10 to 17, columns 4 to 23:")
print(dots[10:18, 4:24])
assert dots.shape == (28, 28)

# %% [markdown]
# ### The IDX format
#
# **The problem.** How do you put images into a file, so that any program can read them?
#
# **The idea.** MNIST uses the simplest answer, the format **IDX**. First comes a short **header**, then one byte
# for each pixel, row by row, image after image. The header of an image file has 16 bytes:
#
# | bytes | value | meaning |
# | --- | --- | --- |
# | 0, 1 | 0, 0 | always zero |
# | 2 | 8 | each value is an unsigned byte, 0 to 255 |
# | 3 | 3 | there are 3 axes |
# | 4 to 7 | 60,000 | the length of the first axis: how many images |
# | 8 to 11 | 28 | rows of an image |
# | 12 to 15 | 28 | columns of an image |
#
# The first four bytes together are called the **magic number**: a program looks at them to see whether this is
# the right kind of file. A label file has *one* axis: its header has 8 bytes, then comes one byte for each
# label.
#
# We write two such files from the first 1,000 images, so that everybody has them, and look at the bytes:


# %%
def idx(array):
    """The content of an IDX file with this uint8 array."""
    header = bytes([0, 0, 8, array.ndim])
    lengths = np.array(array.shape, dtype=">u4").tobytes()  # each a whole number of 4 bytes
    return header + lengths + array.tobytes()


some = digits.train.X[:1000, 0].mul(255).round().to(torch.uint8).numpy()  # (1000, 28, 28)
(folder / "images-idx3-ubyte").write_bytes(idx(some))
(folder / "labels-idx1-ubyte").write_bytes(idx(digits.train.y[:1000].to(torch.uint8).numpy()))

content = (folder / "images-idx3-ubyte").read_bytes()
print("the first 16 bytes:", *content[:16])
print("the file has", len(content), "bytes:", 16 + 1000 * 28 * 28)
assert len(content) == 16 + 1000 * 28 * 28
labels = (folder / "labels-idx1-ubyte").read_bytes()
print("the label file:    ", *labels[:16])

# %% [markdown]
# The third group, `0 0 3 232`, is the number 1,000: $3 \cdot 256 + 232$. The **most significant byte comes
# first** (*big-endian*). The processor of your computer does it the other way round (*little-endian*). This is
# the usual mistake when somebody reads MNIST:

# %%
right = int.from_bytes(content[4:8], "big")
wrong = int.from_bytes(content[4:8], "little")
print(f"big-endian: {right:,} images; little-endian: {wrong:,} images")
assert right == 1000

pixels = np.frombuffer(content, dtype=np.uint8, offset=16).reshape(right, 28, 28)
assert np.array_equal(pixels, some)

# %% [markdown]
# What if somebody forgets the header, and reads images from byte 0 on? There is no error for a single image. All
# of them are moved by 16 pixels, and look cut:

# %%
moved = np.frombuffer(content, dtype=np.uint8)[: 4 * 784].reshape(4, 28, 28)
viz.image_sheet(
    np.concatenate([pixels[:4], moved]), titles=["with header"] * 4 + ["forgotten"] * 4, columns=8
)

# %% [markdown]
# The published files are packed with **gzip** (their names end in `.gz`). The document unpacks them with the
# command `gunzip`; Python's module `gzip` reads them directly. `data.mnist()` does all of this, and checks that
# each file is the published one. It also divides by 255, so that the numbers are between 0 and 1.
#
# **The document's address is dated**: `yann.lecun.com/exdb/mnist` does not give the files any more. The course
# fetches them from two copies.
#
# ## 2. Train, validation, test
#
# **The problem.** A network could learn its images by heart. How do we know that it can read *new* digits?
#
# **The idea.** Keep images apart that it never learns from. MNIST comes in two parts, 60,000 to learn from and
# 10,000 to test with, written by different people. From the 60,000 we keep another 5,000 apart:
#
# | part | MNIST | stand-ins | for |
# | --- | ---: | ---: | --- |
# | training | 55,000 | 1,375 | learning the weights |
# | validation | 5,000 | 125 | choosing: learning rate, layers, when to stop |
# | test | 10,000 | 297 | one measurement, at the end |
#
# **Why two parts to measure with?** The document's answer, "to see whether it has learned, and against
# over-fitting", is right, but it is only half of it. Suppose that you try 50 settings and keep the one with
# the best accuracy on some images. Then you have *chosen* by these images, and part of the difference is luck.
# The number is too good. Only images that took no part in learning and choosing tell the truth. (And separate
# data does not *prevent* over-fitting. It lets you *see* it; lesson 10 shows what helps.)

# %%
for name in ("train", "validation", "test"):
    part = getattr(digits, name)
    counts = torch.bincount(part.y, minlength=10)
    print(f"{name:10} {len(part):6,} images, of each digit:", *counts.tolist())
    assert counts.sum() == len(part)

# %% [markdown]
# Each digit has about the same share. So accuracy is a fair measure here: who always says "1" gets about 11%.
#
# ## 3. Mini-batch and epoch
#
# **The problem.** One image at a time gives a noisy step, and keeps the processor busy with starting small
# operations. All images at once give one exact step, but need much memory, and one step is not enough.
#
# **The idea.** A **mini-batch**: some images at a time, here 100. One pass over all training images is an
# **epoch**. Lesson 10 compares the sizes; here we count.

# %%
batch_size, rows = 100, len(digits.train)
full, rest = divmod(rows, batch_size)
steps_per_epoch = full + (rest > 0)
print(f"{rows:,} images: {full} batches of {batch_size}" + f", and one of {rest}" * (rest > 0))
print(f"one epoch: {steps_per_epoch} steps; 15 epochs: {15 * steps_per_epoch:,} steps")

sizes = [len(X) for X, _ in digits.train.batches(batch_size, seed=0, epoch=0)]
assert len(sizes) == steps_per_epoch
assert sum(sizes) == rows

# %% [markdown]
# In each epoch the order is another one, but the *same seed* gives the same orders again:

# %%
orders = [
    next(digits.train.batches(8, seed=seed, epoch=epoch))[1].tolist()
    for seed, epoch in ((0, 0), (0, 1), (0, 0))
]
for what, labels in zip(("epoch 0", "epoch 1", "epoch 0 again"), orders, strict=True):
    print(f"{what:14} the first labels: {labels}")
assert orders[0] == orders[2]
assert orders[0] != orders[1]

# %% [markdown]
# The document's program gets its batches from `mnist.train.next_batch(100)`, and makes `int(num_examples /
# batch_size)` steps an epoch. This rounds down. With 55,000 images nothing is left over; with 1,375 it makes
# 13 steps and not 14. No image is lost, because `next_batch` remembers its place: the end of one pass and the
# start of the next share a batch. But an "epoch" of this loop is a little shorter than the word says.
#
# ## 4. 784-256-256-10 with Adam
#
# **The network.** 784 inputs (28 · 28 pixels), two hidden layers with 256 neurons and ReLU, 10 outputs: one
# score for each digit.

# %%
SIZES = (784, 256, 256, 10)
parameters = 0
for before, after in pairwise(SIZES):
    print(f"{before:4} -> {after:4}: {before * after:7,} weights + {after:3} biases")
    parameters += before * after + after
print(f"together {parameters:,} parameters")
assert parameters == 269_322

# %% [markdown]
# **The images become rows.** The network gets each image as a row of 784 numbers. It does not know which pixels
# are neighbours! If you mixed the pixels of all images in the same way, it would learn just as well. Lesson
# 14 has networks that know their neighbours.
#
# **The labels become one-hot rows** (lesson 4), because the document's loss needs them. Everything comes from
# `input_data`, the reader of the tutorial that the document uses. (Ours finds the data by itself; the folder's
# name does not matter.)

# %%
mnist = input_data.read_data_sets("MNIST_data/", one_hot=True, seed=0)
print("images:", mnist.train.images.shape, mnist.train.images.dtype, "labels:", mnist.train.labels.shape)
print("the first label:", mnist.train.labels[0].astype(int), "is a", mnist.train.labels[0].argmax())


# %% [markdown]
# Now the graph. We write one function for a layer, with name scopes, so that the graph can be drawn. `spread`
# gives the standard deviation of the first weights. The document takes 1, for the biases, too; ours begin at
# 0, which makes little difference.


# %%
def layer(inputs, neurons, spread, name):
    """A full layer without activation: (n, inputs) -> (n, neurons)."""
    with tf.name_scope(name):
        fan_in = inputs.get_shape().as_list()[1]
        W = tf.Variable(tf.random_normal([fan_in, neurons], stddev=spread(fan_in)), name="weights")
        b = tf.Variable(tf.zeros([neurons]), name="biases")
        return tf.add(tf.matmul(inputs, W), b, name="scores")


def build(spread, seed=0):
    """A new graph with the network; returns its parts by name."""
    graph = tf.Graph()
    with graph.as_default():
        tf.set_random_seed(seed)
        x = tf.placeholder(tf.float32, [None, 784], name="x")
        y = tf.placeholder(tf.float32, [None, 10], name="y")
        h1 = tf.nn.relu(layer(x, 256, spread, "hidden1"))  # (n, 256)
        h2 = tf.nn.relu(layer(h1, 256, spread, "hidden2"))  # (n, 256)
        scores = layer(h2, 10, spread, "output")  # (n, 10)
        with tf.name_scope("cost"):
            losses = tf.nn.softmax_cross_entropy_with_logits(logits=scores, labels=y)
            cost = tf.reduce_mean(losses)
        train = tf.train.AdamOptimizer(learning_rate=0.001).minimize(cost)
        with tf.name_scope("accuracy"):
            right = tf.equal(tf.argmax(scores, 1), tf.argmax(y, 1))
            accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
        init = tf.global_variables_initializer()
    return {"graph": graph, "x": x, "y": y, "scores": scores, "cost": cost, "train": train,
            "accuracy": accuracy, "init": init}  # fmt: skip


wide = build(spread=lambda fan_in: 1.0)  # as in the document
viz.computation_graph(wide["graph"], fetches=[wide["cost"]])

# %% [markdown]
# The output layer has no activation, and no softmax either: the loss takes scores (lesson 4). The graph above is
# what `cost` needs; Adam and the gradients are further nodes.
#
# **Train.** The document trains for 15 epochs. We make 5 here, to save time.


# %%
def train(net, epochs):
    """Train in a session of its own. Returns the session, and the mean cost of each epoch."""
    sess = tf.Session(graph=net["graph"])
    sess.run(net["init"])
    steps, costs = mnist.train.num_examples // 100, []
    for _ in range(epochs):
        total = 0.0
        for _ in range(steps):
            batch_x, batch_y = mnist.train.next_batch(100)
            _, c = sess.run([net["train"], net["cost"]], {net["x"]: batch_x, net["y"]: batch_y})
            total += float(c)
        costs.append(total / steps)
    return sess, costs


EPOCHS = 1 if FAST and REAL else 5
wide_session, wide_costs = train(wide, EPOCHS)
print("cost of each epoch:", *(f"{cost:.1f}" for cost in wide_costs))

# %% [markdown]
# The cost falls, but look at its *size*. A network that knows nothing, and gives each digit the probability
# 1/10, has the cost $\log 10 = 2.3$. The document's network begins far above 100! It is not ignorant, it is
# **sure and wrong**.
#
# ### The first weights
#
# **Why?** All first weights have the standard deviation 1. A score of the first layer is a sum of 784
# products. In MNIST, about a fifth of the pixels are ink, so it has a spread of about ten. The next layer adds
# 256 of these large numbers, and so on:

# %%
images = mnist.validation.images


def spreads(net):
    """The standard deviation of the scores of each layer, for new weights."""
    names = ["hidden1/scores:0", "hidden2/scores:0", "output/scores:0"]
    with tf.Session(graph=net["graph"]) as sess:
        sess.run(net["init"])
        return [float(value.std()) for value in sess.run(names, {net["x"]: images})]


narrow = build(spread=lambda fan_in: (2 / fan_in) ** 0.5)
for name, net in (("standard deviation 1", wide), ("standard deviation sqrt(2 / inputs)", narrow)):
    print(f"{name:36}", *(f"layer {k}: {s:8.2f}  " for k, s in enumerate(spreads(net), 1)))
assert spreads(wide)[2] > 100
assert spreads(narrow)[2] < 3

# %% [markdown]
# Scores of more than a thousand mean: one digit gets the probability 1, all others 0, at random. The training
# needs epochs only to undo this.
#
# **The repair.** A sum of $n$ products has about $\sqrt{n}$ times the spread of one of them. So divide by
# $\sqrt{n}$: take the standard deviation $\sqrt{2/n}$, where $n$ is the number of inputs of the layer. The 2
# is there because ReLU cuts away half. This is **He's initialisation** (He et al., 2015); it keeps the spread
# about the same from layer to layer. Nothing else changes:

# %%
narrow_session, narrow_costs = train(narrow, EPOCHS)
print("cost of each epoch, wide:  ", *(f"{cost:7.2f}" for cost in wide_costs))
print("cost of each epoch, narrow:", *(f"{cost:7.2f}" for cost in narrow_costs))
assert narrow_costs[0] < wide_costs[-1]
viz.learning_curves(
    {"standard deviation 1": wide_costs, "sqrt(2 / inputs)": narrow_costs}, x="epoch", y="cost", log_y=True
)

# %% [markdown]
# ## 5. Accuracy
#
# **The idea.** `argmax(scores, 1)` is the digit with the largest score, in each row. `equal` compares it with
# the true one, `cast` turns True and False into 1 and 0, and the mean of these is the share of right answers.

# %%
accuracies = {}
for name, net, sess in (("wide", wide, wide_session), ("narrow", narrow, narrow_session)):
    parts = {"training": mnist.train, "validation": mnist.validation, "test": mnist.test}
    accuracies[name] = [
        float(sess.run(net["accuracy"], {net["x"]: part.images, net["y"]: part.labels}))
        for part in parts.values()
    ]
    print(f"{name:7}", *(f"{part} {a:.2%}  " for part, a in zip(parts, accuracies[name], strict=True)))
assert accuracies["narrow"][2] > accuracies["wide"][2]
assert accuracies["narrow"][2] > 0.85

# %% [markdown]
# What you can expect on the test images:
#
# | first weights | MNIST, 5 epochs | MNIST, 15 epochs | stand-ins, 5 epochs | stand-ins, 15 epochs |
# | --- | ---: | ---: | ---: | ---: |
# | standard deviation 1 (the document) | about 93% | 94.65, 94.24, 94.76 | about 77% | about 84% |
# | $\sqrt{2/n}$ | about 97.6% | 98.10, 97.76, 97.88 | about 90% | about 91% |
#
# One line of the program, and more than half of the mistakes are gone. The stand-ins are fewer by a factor of
# 40, so their numbers are lower. One of 297 test images is 0.3%.
#
# **The same graph, with the test images 1,000 at a time.** On a small machine, do not send 10,000 images at
# once: take parts, and add up the numbers of right answers (not the mean of the means, when the last part is
# smaller).

# %%
right = 0
for start in range(0, len(mnist.test.images), 1000):
    piece = slice(start, start + 1000)
    feed = {narrow["x"]: mnist.test.images[piece], narrow["y"]: mnist.test.labels[piece]}
    right += round(float(narrow_session.run(narrow["accuracy"], feed)) * len(mnist.test.images[piece]))
print(f"{right} of {len(mnist.test.images)} right")
assert abs(right / len(mnist.test.images) - accuracies["narrow"][2]) < 1e-6

# %% [markdown]
# ## 6. Draw a digit
#
# Write a digit with the mouse or a finger. (With the keyboard: arrow keys move, the space bar puts the pen
# down.) The network answers at once. It gets what you see in the middle: your drawing, scaled and centred like
# the images of MNIST. Try to find a digit that it reads wrongly.


# %%
def classify(X):
    """The scores of the graph: float32 (n, 1, 28, 28) -> (n, 10)."""
    return narrow_session.run(narrow["scores"], {narrow["x"]: X.numpy().reshape(-1, 784)})


viz.draw_a_digit(classify)

# %% [markdown]
# Some things to try:
#
# - Write a 7 with a short line through it, as many people in Europe do. Most of MNIST's writers did not.
# - Write a 1 that leans to the left.
# - Draw a circle with a dot in it, or a letter. There is no answer "this is not a digit": ten probabilities
#   always have the sum 1, and often one of them is large.
#
# With the stand-ins the network has seen few writers and coarse images; it makes more mistakes with your digits.
#
# **Why are drawings scaled and centred?** Because the images of MNIST are: each digit was made to fit into 20
# x 20 pixels, with its centre of mass in the middle of 28 x 28. The network knows nothing else. Move the test
# images by some pixels:

# %%
shares = []
for shift in (0, 1, 2, 3, 4):
    X = torch.roll(digits.test.X, shifts=shift, dims=3)  # to the right
    shares.append(float((classify(X).argmax(axis=1) == digits.test.y.numpy()).mean()))
    print(f"moved by {shift} pixels: {shares[-1]:.1%} right")
assert shares[4] < shares[0] - 0.2

# %% [markdown]
# For you it is the same digit. For this network each pixel is a separate input, and now other inputs have the
# ink.
#
# ## 7. What the network gets wrong
#
# One number hides much. Which digits are confused? The confusion matrix of lesson 11, now with ten classes:

# %%
scores = classify(digits.test.X)  # (n, 10)
predicted = scores.argmax(axis=1)
truth = digits.test.y.numpy()
viz.confusion_matrix(truth, predicted, digits.class_names)

# %% [markdown]
# Read it row by row: the row is the true digit. With MNIST you will often see 4 and 9, 7 and 2, 3 and 5, 5 and
# 3: digits that differ in one stroke. We can ask for the most frequent mistake and for the recall of each
# digit:

# %%
table = np.zeros((10, 10), dtype=int)
np.add.at(table, (truth, predicted), 1)
mistakes = table.copy()
np.fill_diagonal(mistakes, 0)
row, column = np.unravel_index(mistakes.argmax(), mistakes.shape)
print(f"most frequent: {row} was read as {column}, {mistakes[row, column]} times")
for digit, share in enumerate(table.diagonal() / table.sum(axis=1)):
    print(f"{digit}: recall {share:.1%}")
assert table.trace() == (truth == predicted).sum()

# %% [markdown]
# Now look at the images themselves. Sort the mistakes: first those where the network was *most sure*.

# %%
shifted = np.exp(scores - scores.max(axis=1, keepdims=True))  # softmax
probabilities = shifted / shifted.sum(axis=1, keepdims=True)
wrong = np.flatnonzero(predicted != truth)
surest = wrong[np.argsort(-probabilities[wrong, predicted[wrong]])][:24]
print(
    f"{len(wrong)} of {len(truth)} are wrong; the surest of them has {probabilities.max(axis=1)[surest[0]]:.1%}"
)
viz.image_sheet(digits.test.X[surest], y=truth[surest], y_hat=predicted[surest], columns=8)

# %% [markdown]
# The predicted digit is below each image, the true one in brackets. Three kinds of mistakes are there:
#
# 1. Digits that you read without effort. Here the network could be better.
# 2. Digits that are hard for people, too.
# 3. Labels that look wrong. Even MNIST has some. So nobody reaches 100%, and whoever does has probably trained
#    on the test images.
#
# And see how *sure* it is in its mistakes. A large probability is no proof. Still it tells something:

# %%
sure = probabilities.max(axis=1)
good = predicted == truth
print(
    f"mean of the largest probability: right answers {sure[good].mean():.3f}, wrong {sure[~good].mean():.3f}"
)
for limit in (0.5, 0.9, 0.99):
    kept = sure >= limit
    print(
        f"answer only from {limit:.0%} on: {kept.mean():.1%} answered, {good[kept].mean():.2%} of these right"
    )
assert sure[good].mean() > sure[~good].mean()
assert good[sure >= 0.99].mean() >= good.mean()

# %% [markdown]
# This is useful in practice: let the network answer when it is sure, and give the other images to a person. A
# post office that sorts letters works like this.
#
# ## 8. The PyTorch way
#
# The same network is an `nn.Module`; the loop has the four steps that you know from lesson 4. We write it by
# hand once:


# %%
class DigitReader(nn.Module):
    """784-256-256-10 with ReLU: images (n, 1, 28, 28) -> scores (n, 10)."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(),  # (n, 1, 28, 28) -> (n, 784)
            nn.Linear(784, 256),
            nn.ReLU(),
            nn.Linear(256, 256),
            nn.ReLU(),
            nn.Linear(256, 10),
        )

    def forward(self, X):
        return self.layers(X)


training.seed_everything(0)
reader = DigitReader()
loss_fn = nn.CrossEntropyLoss()  # takes scores and class numbers: no softmax, no one-hot
optimizer = torch.optim.Adam(reader.parameters(), lr=0.001)
assert sum(p.numel() for p in reader.parameters()) == parameters

for epoch in range(1 if REAL else 5):
    total = 0.0
    for X, y in digits.train.batches(100, seed=0, epoch=epoch):
        loss = loss_fn(reader(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(y)
    with torch.no_grad():
        validated = (reader(digits.validation.X).argmax(dim=1) == digits.validation.y).float().mean()
    print(f"epoch {epoch + 1}: cost {total / len(digits.train):.3f}, validation accuracy {validated:.1%}")
assert validated > 0.8

# %% [markdown]
# | graph | PyTorch |
# | --- | --- |
# | `tf.placeholder(tf.float32, [None, 784])` | the argument of `forward`; `nn.Flatten` makes rows |
# | one-hot labels, `softmax_cross_entropy_with_logits` | class numbers, `nn.CrossEntropyLoss` |
# | `AdamOptimizer(0.001).minimize(cost)` | `torch.optim.Adam(..., lr=0.001)`, `backward`, `step` |
# | `next_batch(100)` | `batches(100, seed, epoch)`, or a `DataLoader` |
# | `sess.run(accuracy, ...)` | `argmax(dim=1) == y`, then the mean |
#
# `nn.Linear` begins with small weights by itself (a uniform distribution up to $1/\sqrt{n}$), so the
# document's problem does not come up. One line to be careful with: `total += loss.item() * len(y)`. `loss` is
# the *mean* of its batch. The last batch may be smaller, and must count less.
#
# The course has this network as `MLP((784, 256, 256, 10))`, and the loop as `training.fit` (about 20 lines, in
# `lessonlib/training/loop.py`). From here on we use them.
#
# ## 9. Over 98%
#
# **The problem.** With 15 epochs the network of section 8 reads about 97.7% of MNIST's test images. Three random
# starts gave 97.97, 97.66 and 97.41. More epochs hardly help: near the end, the accuracy jumps up and down.
#
# **The idea.** A **falling learning rate**. At the start, large steps are good: there is far to go. At the end
# they are too large: each batch pulls the weights to another side, and they never settle. So let the steps
# become smaller, along a cosine from 0.001 to 0:
#
# $$\eta_e = \frac{0.001}{2} \left(1 + \cos \frac{\pi e}{15}\right)$$
#
# PyTorch calls this a **scheduler**: an object that changes the learning rate of the optimizer after each epoch.


# %%
def new_training(num_epochs, seed=0):
    """A new network, its optimizer and its scheduler."""
    training.seed_everything(seed)
    model = MLP(SIZES)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused=True)  # fused: one call for all weights
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, num_epochs)
    return model, optimizer, scheduler


_, optimizer, scheduler = new_training(15)
rates = []
for _ in range(15):
    rates.append(optimizer.param_groups[0]["lr"])
    optimizer.step()  # a scheduler wants to come after the steps; without gradients, this one does nothing
    scheduler.step()
formula = [0.0005 * (1 + np.cos(np.pi * e / 15)) for e in range(15)]
assert np.allclose(rates, formula)
viz.learning_curves({"learning rate": rates}, x="epoch", y="learning rate")

# %% [markdown]
# ### Checkpoints: stop and go on
#
# Fifteen epochs take half a minute here, other networks need days. So we train as in lessons 5 and 8: with a
# checkpoint, and with curves for TensorBoard. What must be in the checkpoint? If you forget one of these, the
# training goes on, but differently:
#
# - the **weights**;
# - the memory of **Adam**: two running means for each weight (lesson 5 shows what happens without);
# - **how many epochs** are done: the learning rate and the order of the batches depend on it;
# - the state of the **random numbers**, if something draws them, such as dropout.
#
# `fit(..., checkpoint=file)` writes all of it after each epoch. To try it, something must press the stop button
# in the middle of the training. We let the loss do it:


# %%
def stops_in_call(number):
    """Cross-entropy that presses the stop button in its call of this number."""
    calls = 0

    def loss_fn(scores, y):
        nonlocal calls
        calls += 1
        if calls == number:
            signal.raise_signal(signal.SIGINT)  # what the stop button sends
        return nn.functional.cross_entropy(scores, y)

    return loss_fn


NUM_EPOCHS = 3 if FAST and REAL else 15


def train_digits(name, loss_fn):
    """Train, or go on with, the training of this name. Returns the network and the history."""
    model, optimizer, scheduler = new_training(NUM_EPOCHS)
    history = training.fit(
        model,
        digits,
        loss_fn,
        optimizer,
        scheduler=scheduler,
        num_epochs=NUM_EPOCHS,
        batch_size=100,
        metrics=[training.accuracy],
        checkpoint=folder / name / "training.safetensors",
        log_dir=folder / name / "log",
        progress=False,
    )
    return model, history


_, history = train_digits("falling", stops_in_call(2 * steps_per_epoch + 8))
print("interrupted:", history.interrupted, "- finished epochs:", history.num_epochs)
assert history.interrupted
assert history.num_epochs < NUM_EPOCHS

# %% [markdown]
# The stop came in the third epoch (the call of the loss for the validation images counts, too). The step was
# finished, and the checkpoint written. The next cell calls the *same* function again. It makes a new network,
# with other numbers in memory, finds the file, and goes on in the middle of the epoch:

# %%
model, history = train_digits("falling", nn.CrossEntropyLoss())
assert history.num_epochs == NUM_EPOCHS
history

# %% [markdown]
# Call it a third time, and there is nothing left to do: it loads the file, and is done at once.

# %%
again, _ = train_digits("falling", nn.CrossEntropyLoss())
same = all(torch.equal(a, b) for a, b in zip(model.parameters(), again.parameters(), strict=True))
print("the same weights:", same)
assert same

# %% [markdown]
# **Is it really the same as without a stop?** That would take another half minute with MNIST. On 1,000 images
# it is quick. The same seed, once straight, once stopped in the 14th step; then all weights are compared:

# %%
few = data.Split(digits.train.X[:1000], digits.train.y[:1000])
small = data.Dataset("few", few, few, few, (), digits.class_names, digits.source, "", "")


def four_epochs(name, loss_fn):
    model, optimizer, scheduler = new_training(4)
    options = {"num_epochs": 4, "batch_size": 100, "scheduler": scheduler, "progress": False}
    training.fit(model, small, loss_fn, optimizer, checkpoint=folder / f"{name}.safetensors", **options)
    return model


straight = four_epochs("straight", nn.CrossEntropyLoss())
four_epochs("stopped", stops_in_call(14))
resumed = four_epochs("stopped", nn.CrossEntropyLoss())
for a, b in zip(straight.parameters(), resumed.parameters(), strict=True):
    assert torch.equal(a, b)
print("equal, bit for bit")

# %% [markdown]
# ### The curves
#
# The event files of both halves lie in one folder, and TensorBoard joins them: `tensorboard --logdir` with this
# folder, or the lines of lesson 6. Here we read them inline:

# %%
events = EventAccumulator(str(folder / "falling" / "log")).Reload()
for tag in events.Tags()["scalars"]:
    points = events.Scalars(tag)
    print(f"{tag:20} {len(points)} points, steps {points[0].step} to {points[-1].step}")
    assert [point.step for point in points] == list(range(1, NUM_EPOCHS + 1))
curves = {tag: [p.value for p in events.Scalars(tag)] for tag in ("loss", "validation_loss")}
viz.learning_curves(curves, x="epoch", y="loss", log_y=True)

# %% [markdown]
# The training loss goes on falling, the validation loss does not: the network begins to know its images by
# heart. Yet the accuracy is still good, because only the *order* of the scores decides. Now the test images,
# once:

# %%
measured = training.evaluate(model, digits.test, nn.CrossEntropyLoss(), [training.accuracy])
wrong_now = round((1 - measured["accuracy"]) * len(digits.test))
print(f"test accuracy {measured['accuracy']:.2%}: {wrong_now} of {len(digits.test):,} wrong")
assert measured["accuracy"] > (0.96 if REAL else 0.88)
if REAL and not FAST:
    assert measured["accuracy"] > 0.979

# %% [markdown]
# | 15 epochs, MLP 784-256-256-10 | MNIST, three starts | mean | stand-ins |
# | --- | --- | ---: | ---: |
# | learning rate 0.001 | 97.97, 97.66, 97.41 | 97.68% | about 90% |
# | falling along a cosine | 98.20, 98.09, 98.27 | **98.19%** | about 90% |
#
# The first two columns were made by `python -m benchmarks.accuracy --only mlp`, on the 10,000 test images.
# Half a per cent sounds small. But of 232 mistakes, 51 are gone, more than a fifth. On the stand-ins, 15
# epochs are only 210 steps; nothing jumps yet, so a falling rate does not help there. With 60 epochs they
# reach about 91%, as with a constant one.
#
# **Is the difference real?** The standard error of an accuracy $p$ on $n$ images is about $\sqrt{p (1 - p) /
# n}$:

# %%
p = measured["accuracy"]
for n in (297, 10_000):
    print(f"{p:.1%} on {n:6,} images: plus or minus {np.sqrt(p * (1 - p) / n):.2%}")

# %% [markdown]
# A *difference* of two accuracies has the errors of both. If each network read images of its own, the error of
# the difference would be the root of the sum of both squares: for 97.7% and 98.2% on 10,000 images 0.20%, so that
# the difference of 0.51% is 2.5 such errors. On 297 images it would be 0.4 of one.
#
# But both networks read the *same* images, and both are right for most of them. Only the others tell which one is
# better. Count those that only the first network reads correctly, and those that only the second one does. The
# difference of the accuracies is the difference of these two counts, divided by $n$. If the networks were equally
# good, each count would be half of their sum, by chance more or less, and the error of the difference would be
# $\sqrt{\text{sum}} / n$ (McNemar, 1947). Here for the graph of section 5 and the network of this section:

# %%
y = digits.test.y
first = torch.cat([torch.as_tensor(classify(X)).argmax(dim=1) for X in digits.test.X.split(1000)]) == y
second = model.predict(digits.test.X) == y
only_first, only_second = (first & ~second).sum().item(), (second & ~first).sum().item()
print(f"only the graph is right: {only_first} images; only the new network: {only_second} images")
print(
    f"difference {(only_second - only_first) / len(y):.2%}, "
    f"error {np.sqrt(only_first + only_second) / len(y):.2%}"
)

# %% proof
first_accuracy, second_accuracy = first.float().mean().item(), second.float().mean().item()
assert np.isclose((only_second - only_first) / len(y), second_accuracy - first_accuracy, atol=1e-6)
assert only_first + only_second <= (~first).sum() + (~second).sum()
p, q = 0.9768, 0.9819
unpaired = {n: np.sqrt((p * (1 - p) + q * (1 - q)) / n) for n in (297, 10_000)}
assert round(100 * unpaired[10_000], 2) == 0.20
assert round((q - p) / unpaired[10_000], 1) == 2.5
assert round((q - p) / unpaired[297], 1) == 0.4

# %% [markdown]
# This is about *two networks*. The table compares two *ways of training*, and there the start is a second source of
# chance: the three starts of one way differ by up to 0.56%. All three starts with the falling rate are better than
# all three with the constant one. With three against three, luck alone does this once in twenty times.
#
# **What helps further?** With dropout (lesson 10) this network reached 98.3% in one more run. More neurons and
# moved copies of the images help, too. A convolutional network (lesson 14) reads more than 99% right.
#
# ### Another program
#
# A program that only reads digits needs the weights, and neither optimizer nor data. `load_weights` takes them
# from the checkpoint. The exercise looks at *your* training in the same way: it reads the file and counts.

# %%
fresh = MLP(SIZES)
before = training.evaluate(fresh, digits.test, nn.CrossEntropyLoss(), [training.accuracy])["accuracy"]
training.load_weights(fresh, folder / "falling" / "training.safetensors")
after = training.evaluate(fresh, digits.test, nn.CrossEntropyLoss(), [training.accuracy])["accuracy"]
print(f"new weights {before:.1%}, weights of the checkpoint {after:.2%}")
assert after == measured["accuracy"]
viz.draw_a_digit(fresh)

# %% [markdown]
# **What goes wrong.** Another network cannot take these weights. You learn it at once, and not by a bad
# accuracy:

# %%
try:
    training.load_weights(MLP((784, 128, 10)), folder / "falling" / "training.safetensors")
except training.CheckpointError as error:
    print(str(error).replace(str(folder), "...")[:150], "...")
else:
    raise AssertionError("expected an error")

# %% [markdown]
# **On a GPU**: `fit(..., device="auto")` moves all images there once. An MLP of this size is small for a GPU. We
# have not measured how long an epoch takes on one.
#
# ## Summary
#
# - An IDX file is a header (magic number, length of each axis, big-endian) and then one byte for each value.
# - Learn from training images, choose with validation images, measure once with test images.
# - An epoch uses every training image once, in mini-batches. 55,000 images in batches of 100: 550 steps.
# - 784-256-256-10 has 269,322 parameters. It sees rows of numbers, not neighbours: moved digits are misread.
# - First weights with the standard deviation 1 make a network that is sure and wrong (cost above 100 in place of
#   2.3). $\sqrt{2/n}$ repairs it.
# - The confusion matrix says which classes are confused; a sheet of the surest mistakes shows why.
# - A learning rate that falls to 0 brings the MLP from 97.7% to 98.2%.
# - A checkpoint holds weights, the optimizer's memory, the number of epochs and the random states. Then a
#   stopped training ends with the very same weights.
#
# ## Terms
#
# | English | Korean | meaning |
# | --- | --- | --- |
# | handwritten digit | 손글씨 숫자 | what MNIST has 70,000 images of |
# | pixel | 픽셀 | one dot of an image |
# | header, magic number | 헤더, 매직 넘버 | first bytes of a file, which tell its kind and its sizes |
# | big-endian | 빅 엔디언 | the most significant byte first |
# | mini-batch | 미니배치 | the images of one step |
# | epoch | 에포크 | one pass over all training images |
# | training, validation, test set | 훈련, 검증, 테스트 데이터 | to learn from, to choose with, to measure |
# | over-fitting | 과적합 | good on training images, worse on new ones |
# | initialisation | 초기화 | the choice of the first weights |
# | accuracy | 정확도 | share of right answers |
# | confusion matrix | 혼동 행렬 | counts of true and predicted classes |
# | learning rate schedule, scheduler | 학습률 스케줄, 스케줄러 | how the learning rate changes during training |
# | checkpoint, to resume | 체크포인트, 재개 | a saved training; to go on from it |
# | standard error | 표준 오차 | how far a measured share may be from the true one |
#
# ## Next
#
# Practise in [exercise 12](../exercises/12_mnist_mlp/12_mnist_mlp.ipynb): you write the whole program, with
# checkpoints and curves, and hand in a network that reads over 98%. In [lesson 13](13_keras.ipynb), the same
# network is a few lines of Keras.
