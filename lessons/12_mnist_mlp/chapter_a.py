# %% [markdown]
# # 12a. Handwritten digits: data and a network
#
# Somebody writes a digit on paper. What you read as a "7" is 28 x 28 grey pixels for a computer. In this lesson a
# network learns to read. In this first part you open the files of MNIST byte by byte, build the network as a graph, and
# find out why it starts badly. In the second part it reads your own handwriting, and gets over **98%** of digits right
# that it has never seen.
#
# **After this chapter you can**
#
# - read an IDX file, and say what each byte of its header means;
# - say what training, validation and test images are for, and why there are three parts;
# - count mini-batches, steps, epochs and parameters;
# - build and train 784-256-256-10 with Adam as a graph;
# - recognise first weights that are too large, and repair them.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lessons 4
# (classification) and 10 (training well). No network, no GPU.

# %%
import os
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch

import lessonlib.tf1 as tf
from lessonlib import data, viz
from lessonlib.tf1.examples.tutorials.mnist import input_data

np.set_printoptions(linewidth=120)
torch.set_num_threads(1)  # on a busy machine two threads wait for each other
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # when the course is tested
folder = Path(tempfile.mkdtemp())

# %% [markdown]
# ## 1. The data and its format
#
# **MNIST** is a set of 70,000 digits, written by hand by employees of the American Census Bureau and by pupils, and
# prepared by Yann LeCun, Corinna Cortes and Christopher Burges. It has been the "hello world" of deep learning for
# decades.
#
# `lessonlib data fetch mnist` in a terminal fetches it once (11 MB). Without it, 1,797 smaller digits from scikit-learn
# stand in, enlarged to the same 28 x 28 pixels; everything below runs with both. Which ones do you have?

# %%
digits = data.mnist()
REAL = digits.name == "mnist"
print(digits)
viz.image_sheet(digits.train.X[:24], y=digits.train.y[:24], columns=12)

# %% [markdown]
# One image is one row of `X`: 1 colour channel (grey), 28 rows, 28 columns. A **pixel** is a number: 0 for paper, 1 for
# ink, something between at the edge of a stroke. Here is a part of the first image, as numbers from 0 to 255:

# %%
first = digits.train.X[0, 0]  # (28, 28)
pixels = (first * 255).round().to(torch.uint8).numpy()
print("the digit", digits.train.y[0].item(), "- rows 10 to 17, columns 4 to 23:")
print(pixels[10:18, 4:24])

# %% proof
assert pixels.shape == (28, 28)
assert digits.train.X.min() == 0
assert digits.train.X.max() == 1

# %% [markdown]
# ### The IDX format
#
# How do you put images into a file, so that any program can read them? MNIST uses the simplest answer, the format
# **IDX**. First comes a short **header**, then one byte for each pixel, row by row, image after image. The header of an
# image file has 16 bytes:
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
# The first four bytes together are the **magic number**, by which a program knows the kind of file. A label file has
# *one* axis: its header has 8 bytes, then comes one byte for each label.
#
# Everybody should have such a file, so write one, with the first 1,000 images, and look at its bytes:


# %%
def idx(array):
    """The content of an IDX file with this uint8 array."""
    header = bytes([0, 0, 8, array.ndim])
    lengths = np.array(array.shape, dtype=">u4").tobytes()  # 4 bytes each
    return header + lengths + array.tobytes()


some = digits.train.X[:1000, 0].mul(255).round().to(torch.uint8).numpy()
(folder / "images-idx3-ubyte").write_bytes(idx(some))

content = (folder / "images-idx3-ubyte").read_bytes()
print("the first 16 bytes:", *content[:16])
print(f"the file has {len(content):,} bytes: 16 + 1000 * 28 * 28")

# %% proof
assert some.shape == (1000, 28, 28)
assert len(content) == 16 + 1000 * 28 * 28
assert list(content[4:8]) == [0, 0, 3, 232]
assert int.from_bytes(content[4:8], "big") == 1000 == 3 * 256 + 232
assert int.from_bytes(content[4:8], "little") == 3_892_510_720
labels = idx(digits.train.y[:1000].to(torch.uint8).numpy())
assert len(labels) == 8 + 1000

# %% [markdown]
# The second group of four, `0 0 3 232`, is the number 1,000: 3 · 256 + 232. The **most significant byte comes first**
# (*big-endian*). The processor of your computer most likely does it the other way round (*little-endian*), and then
# this file seems to have 3,892,510,720 images.
#
# **Your turn.** Bytes 4 to 7 of another file are `0 0 2 88`. How many images does it have? Set `count`.

# %% try="read_count"
count = ...

# %% solution="read_count"
count = 600

# %% [markdown] solution="read_count"
# 2 · 256 + 88. `int.from_bytes(bytes([0, 0, 2, 88]), "big")` says the same.

# %% [markdown] hints="read_count"
# - when "got:      90": The bytes are digits of a number in base 256, as 2 and 8 in 28 are digits in base 10.
# 1. The last byte counts ones. What does the byte before it count?

# %% check="read_count"
expect.predicted(count, 600, what="The number of images", hint="Two bytes: 256s and ones.")

# %% wrong="read_count" message="got:      90"
count = 90

# %% [markdown]
# Now read the images back. What happens to somebody who forgets the header? There is no error. All images are moved by
# 16 pixels, and look cut:

# %%
forgotten = np.frombuffer(content, dtype=np.uint8)[: 4 * 784].reshape(4, 28, 28)
both = np.concatenate([some[:4], forgotten])
viz.image_sheet(both, titles=["with header"] * 4 + ["forgotten"] * 4, columns=8)

# %% [markdown]
# **Your turn.** The last line reads four images and forgets the header. Repair it; `np.frombuffer` has an argument
# `offset=`.

# %% try="skip_header"
four = np.frombuffer(content, dtype=np.uint8)[: 4 * 784].reshape(4, 28, 28)

# %% solution="skip_header"
four = np.frombuffer(content, dtype=np.uint8, offset=16)[: 4 * 784].reshape(4, 28, 28)

# %% [markdown] solution="skip_header"
# A file of images has 3 axes, so its header has 4 + 3 · 4 bytes. A program for any IDX file reads byte 3 first, and
# calculates the length.

# %% [markdown] hints="skip_header"
# - when "four is not right": Which byte is the first pixel? The table of the header has 16 bytes.
# 1. The header is as long as the number of bytes in the table.

# %% check="skip_header"
expect.shape(four, (4, 28, 28), what="four")
expect.close(four, some[:4], what="four", hint="Skip the header.")

# %% wrong="skip_header" message="four is not right"
four = np.frombuffer(content, dtype=np.uint8, offset=8)[: 4 * 784].reshape(4, 28, 28)

# %% [markdown]
# The published files are packed with **gzip** (their names end in `.gz`); Python's module `gzip` reads them.
# `data.mnist()` does all of this, checks that each file is the published one, and divides by 255, so that all pixels
# lie between 0 and 1.
#
# > **Old programs** fetch MNIST from `yann.lecun.com/exdb/mnist`, which no longer hands it out to everybody. The course
# > takes it from mirrors.
#
# ## 2. Train, validation, test
#
# A network could learn its images by heart. How do we know that it reads *new* digits? Keep images apart from which it
# never learns. MNIST comes in two parts, 60,000 to learn from and 10,000 to test with, written by different people.
# From the 60,000 we keep another 5,000 apart:
#
# | part | MNIST | stand-ins | for |
# | --- | ---: | ---: | --- |
# | training | 55,000 | 1,375 | learning the weights |
# | validation | 5,000 | 125 | choosing: learning rate, layers, when to stop |
# | test | 10,000 | 297 | one measurement, at the end |

# %% proof
sizes = [len(part) for part in (digits.train, digits.validation, digits.test)]
assert sizes == ([55_000, 5_000, 10_000] if REAL else [1375, 125, 297])

# %% [markdown]
# **Your turn.** Of 60,000 rows, the last 5,000 are for validation. The cell runs, and is wrong: the network would learn
# them, too. Repair it.

# %% try="no_overlap"
rows = np.arange(60_000)
validation_rows = rows[-5000:]
train_rows = rows

# %% solution="no_overlap"
rows = np.arange(60_000)
validation_rows = rows[-5000:]
train_rows = rows[:-5000]

# %% [markdown] solution="no_overlap"
# `rows[:55_000]` is the same here. Nothing warns you of rows in two parts; only the accuracy is too good.

# %% [markdown] hints="no_overlap"
# - when "in both parts": Which rows does the other slice leave?
# 1. The two slices meet at the same place, counted from the end.

# %% check="no_overlap"
shared = len(np.intersect1d(train_rows, validation_rows))
expect.that(bool(shared == 0), f"{shared:,} rows are in both parts.", hint="Cut at one place.")
expect.equal([len(train_rows), len(validation_rows)], [55_000, 5_000], what="the list of the sizes")

# %% wrong="no_overlap" message="in both parts"
rows = np.arange(60_000)
validation_rows = rows[-5000:]
train_rows = rows[5000:]

# %% [markdown]
# **Why two parts to measure with?** Suppose that you try 50 settings and keep the one with the best accuracy on some
# images. Then these images have *chosen*, and part of the difference is luck. Let 50 networks be equally good, each
# reading nine digits of ten, and measure them on 297 images:

# %%
rng = np.random.default_rng(12)
measured = rng.binomial(297, 0.9, size=50) / 297
print(f"mean of the 50: {measured.mean():.1%}, the best of them: {measured.max():.1%}")

# %% proof
assert abs(measured.mean() - 0.9) < 0.01
assert measured.max() > 0.92
best = [rng.binomial(297, 0.9, size=50).max() / 297 for _ in range(200)]
assert 0.92 < np.mean(best) < 0.95

# %% [markdown]
# The best one is not better than the others, only luckier. On fresh images it falls back to 90%. Only images that took
# no part in learning *and* choosing tell the truth. (Separate images do not prevent over-fitting. They let you *see*
# it; lesson 10 shows what helps.)
#
# How many images of each digit are there?

# %%
for name in ("train", "validation", "test"):
    part = getattr(digits, name)
    counts = torch.bincount(part.y, minlength=10)
    print(f"{name:10} {len(part):6,} images, of each digit:", *counts.tolist())

# %% proof
counts = torch.bincount(digits.test.y, minlength=10)
assert counts.sum() == len(digits.test)
assert 0.1 < counts.max() / counts.sum() < 0.115
if REAL:
    assert counts.argmax() == 1

# %% [markdown]
# All digits have about the same share, so accuracy is a fair measure here: a program that always says the most frequent
# digit is right in about 11% of the cases.
#
# ## 3. Mini-batch and epoch
#
# One image at a time gives a noisy step, and keeps the processor busy with starting small operations. All images at
# once give one exact step, but one step is not enough. So take a **mini-batch**: some images at a time, here 100. One
# pass over all training images is an **epoch**. Lesson 10 compares the sizes; here we count.

# %%
batch_size, images = 100, len(digits.train)
full, rest = divmod(images, batch_size)
steps = full + (rest > 0)
print(f"{images:,} images: {full} batches of {batch_size}" + f", and one of {rest}" * (rest > 0))
print(f"one epoch: {steps} steps; 15 epochs: {15 * steps:,} steps")

# %% proof
taken = [len(X) for X, _ in digits.train.batches(batch_size, seed=0, epoch=0)]
assert len(taken) == steps
assert sum(taken) == images

# %% [markdown]
# **Your turn.** 1,375 images come in batches of 64. How many steps has an epoch, and how many images has its last
# batch? Set `steps_64` and `in_last`.

# %% try="last_batch"
steps_64 = ...
in_last = ...

# %% solution="last_batch"
steps_64 = 22
in_last = 31

# %% [markdown] solution="last_batch"
# 21 full batches are 1,344 images; 31 are left, and they are a step of their own.

# %% [markdown] hints="last_batch"
# - when "[21, 31]": The smaller batch at the end is a step, too.
# 1. `divmod(1375, 64)` gives the full batches and the rest.

# %% check="last_batch"
expect.predicted([steps_64, in_last], [22, 31], what="The pair", hint="Full batches, and the rest.")

# %% wrong="last_batch" message="[21, 31]"
steps_64, in_last = 21, 31

# %% [markdown]
# Each epoch has another order, but the *same seed* gives the same orders again. `batches` makes the order from both
# numbers, `seed` and `epoch`.
#
# **Your turn.** The list should hold the first labels of epochs 0, 1 and 2. All three are equal: the cell runs, and is
# wrong. Repair it.

# %% try="orders"
starts = [next(digits.train.batches(8, seed=0)) for epoch in range(3)]
orders = [y.tolist() for X, y in starts]

# %% solution="orders"
starts = [next(digits.train.batches(8, seed=0, epoch=epoch)) for epoch in range(3)]
orders = [y.tolist() for X, y in starts]

# %% [markdown] solution="orders"
# `seed=epoch` would give three orders, too, but then another seed of the training would only move them by one epoch.
# With both numbers, a training that stops and goes on finds the very batches that were due.

# %% [markdown] hints="orders"
# - when "same labels first": Does the number of the epoch reach `batches`?
# 1. `help(digits.train.batches)` shows a third argument.

# %% check="orders"
expect.that(
    len(orders) == 3 and orders[0] != orders[1] != orders[2], "Two epochs have the same labels first."
)
wanted = [next(digits.train.batches(8, seed=0, epoch=e))[1].tolist() for e in range(3)]
expect.equal(orders, wanted, what="The list of labels", hint="Seed 0, and epochs 0, 1, 2.")

# %% wrong="orders" message="same labels first"
orders = [next(digits.train.batches(8, seed=0, epoch=1))[1].tolist() for epoch in range(3)]

# %% [markdown]
# > **TensorFlow 1.** Its tutorials read MNIST with `input_data`, take batches from `mnist.train.next_batch(100)`, and
# > make `int(num_examples / batch_size)` steps an epoch, rounded *down*. No image is lost, since `next_batch` remembers
# > its place; but with 1,375 images such an "epoch" is a little shorter than the word says.
#
# ## 4. 784-256-256-10 with Adam
#
# 784 inputs (28 · 28 pixels), two hidden layers with 256 neurons and ReLU, 10 outputs: one score for each digit.

# %%
SIZES = (784, 256, 256, 10)
parameters = 0
for before, after in pairwise(SIZES):
    print(f"{before:4} -> {after:4}: {before * after:7,} weights + {after:3} biases")
    parameters += before * after + after
print(f"together {parameters:,} parameters")

# %% proof
assert parameters == 269_322

# %% [markdown]
# **Your turn.** How many parameters has 784-100-10? Set `smaller`.

# %% try="smaller"
smaller = ...

# %% solution="smaller"
smaller = 79_510

# %% [markdown] solution="smaller"
# 784 · 100 + 100, and 100 · 10 + 10. Nearly all of them are in the first layer.

# %% [markdown] hints="smaller"
# - when "got:      79400": Each neuron has a bias, too.
# 1. Two layers: inputs times neurons, plus neurons.

# %% check="smaller"
expect.predicted(smaller, 79_510, what="The number of parameters", hint="Weights and biases of two layers.")

# %% wrong="smaller" message="got:      79400"
smaller = 784 * 100 + 100 * 10

# %% [markdown]
# The network gets each image as a row of 784 numbers. It does not know which pixels are neighbours! If you mixed the
# pixels of all images in the same way, it would learn just as well; lesson 14 has networks that know their neighbours.
# The labels become one-hot rows (lesson 4), as the loss of the old tutorials wants them.
#
# One function makes a layer. `spread` gives the standard deviation of the first weights; it will matter.


# %%
mnist = input_data.read_data_sets("MNIST_data/", one_hot=True, seed=0)


def layer(inputs, neurons, spread, name):
    """A full layer without activation: (n, inputs) -> (n, neurons)."""
    with tf.name_scope(name):
        fan_in = inputs.get_shape().as_list()[1]
        start = tf.random_normal([fan_in, neurons], stddev=spread(fan_in))
        W = tf.Variable(start, name="weights")
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


wide = build(spread=lambda fan_in: 1.0)
viz.computation_graph(wide["graph"], fetches=[wide["cost"]])

# %% proof
assert mnist.train.images.shape == (len(digits.train), 784)
assert mnist.train.labels.shape == (len(digits.train), 10)
assert mnist.train.labels.sum(axis=1).min() == 1

# %% [markdown]
# The output layer has no activation, and no softmax either: the loss takes scores. The picture shows what `cost` needs;
# Adam and the gradients are further nodes. Now train, for a few epochs:


# %%
def train(net, epochs):
    """Train in a session of its own. Returns it, and each epoch's mean cost."""
    sess = tf.Session(graph=net["graph"])
    sess.run(net["init"])
    steps, costs = mnist.train.num_examples // 100, []
    for _ in range(epochs):
        total = 0.0
        for _ in range(steps):
            batch_x, batch_y = mnist.train.next_batch(100)
            feed = {net["x"]: batch_x, net["y"]: batch_y}
            _, c = sess.run([net["train"], net["cost"]], feed)
            total += float(c)
        costs.append(total / steps)
    return sess, costs


EPOCHS = 1 if FAST and REAL else 5
wide_session, wide_costs = train(wide, EPOCHS)
print("cost of each epoch:", *(f"{cost:.1f}" for cost in wide_costs))

# %% [markdown]
# The cost falls, but look at its *size*. A network that knows nothing gives each digit the probability 1/10, and has
# the cost $-\log \frac{1}{10} = \log 10 = 2.3$. This one begins far above that. It does not merely know nothing, it is
# **sure and wrong**.
#
# **Your turn.** What would guessing cost for the 26 letters of the English alphabet? Set `guessing`.

# %% try="guessing"
guessing = ...

# %% solution="guessing"
guessing = np.log(26)

# %% [markdown] solution="guessing"
# 3.26. Compare the first cost of any classifier with the logarithm of its number of classes: much more means that
# something is wrong before the first step.

# %% [markdown] hints="guessing"
# - when "got:      1.41": The loss uses the natural logarithm, `np.log`.
# 1. Ten digits cost log 10.

# %% check="guessing"
expect.close(guessing, 3.2581, what="guessing", rtol=2e-3, hint="The logarithm of the number of classes.")

# %% wrong="guessing" message="got:      1.41"
guessing = np.log10(26)

# %% [markdown]
# ### The first weights
#
# All first weights have the standard deviation 1. A score of the first layer is a sum of 784 products. In MNIST about a
# fifth of the pixels have ink, so such a sum has a spread of about nine. The next layer adds 256 of these large
# numbers, and so on. Here is the spread of the scores of each layer, with weights 1 and with smaller ones:

# %%
validation_images = mnist.validation.images


def spreads(net):
    """The standard deviation of the scores of each layer, for new weights."""
    names = ["hidden1/scores:0", "hidden2/scores:0", "output/scores:0"]
    with tf.Session(graph=net["graph"]) as sess:
        sess.run(net["init"])
        values = sess.run(names, {net["x"]: validation_images})
    return [float(value.std()) for value in values]


narrow = build(spread=lambda fan_in: (2 / fan_in) ** 0.5)
for name, net in (("1", wide), ("sqrt(2 / inputs)", narrow)):
    print(f"{name:17}", *(f"layer {k}: {s:8.2f}  " for k, s in enumerate(spreads(net), 1)))

# %% proof
with tf.Session(graph=wide["graph"]) as sess:
    sess.run(wide["init"])
    feed = {wide["x"]: mnist.validation.images, wide["y"]: mnist.validation.labels}
    assert sess.run(wide["cost"], feed) > 100
assert spreads(wide)[2] > 1000
assert spreads(narrow)[2] < 3
if REAL:
    assert 0.18 < (validation_images > 0).mean() < 0.21
    assert 8 < spreads(wide)[0] < 11

# %% [markdown]
# Scores of more than a thousand mean that one digit gets the probability 1 and all others 0, at random. The training
# needs epochs only to undo this.
#
# A sum of $n$ products has about $\sqrt{n}$ times the spread of one of them. So divide by $\sqrt{n}$: take the standard
# deviation $\sqrt{2/n}$, where $n$ is the number of inputs of the layer. The 2 is there because ReLU cuts away half.
# This is **He's initialisation** (He et al., 2015). It keeps the spread about the same from layer to layer.
#
# **Your turn.** `he(n)` should be the standard deviation for a layer of `n` inputs. It runs, and is wrong. Repair it.


# %% try="he"
def he(n):
    return 2 / n


# %% solution="he"
def he(n):
    return (2 / n) ** 0.5


# %% [markdown] solution="he"
# $2/n$ is the *variance*. `np.sqrt(2 / n)` is the same. A standard deviation of $2/n$ would make the numbers smaller
# and smaller from layer to layer, and the gradients with them.

# %% [markdown] hints="he"
# - when "the standard deviation for 50 inputs": Variance or standard deviation: which of them is the root of the other?
# 1. The formula has a root.

# %% check="he"
expect.close(he(50), 0.2, what="the standard deviation for 50 inputs", hint="The root of 2 / n.")
expect.close(he(784), 0.050508, what="the standard deviation for 784 inputs", rtol=1e-3)


# %% wrong="he" message="the standard deviation for 50 inputs"
def he(n):
    return n**-0.5


# %% [markdown]
# Nothing else changes:

# %%
narrow_session, narrow_costs = train(narrow, EPOCHS)
curves = {"standard deviation 1": wide_costs, "sqrt(2 / inputs)": narrow_costs}
title = "Small first weights: the cost starts where guessing is"
viz.learning_curves(curves, x="epoch", y="cost", log_y=True, title=title)

# %% proof
assert narrow_costs[0] < 2.3 < wide_costs[0]
assert narrow_costs[0] < wide_costs[-1]

# %% [markdown]
# ## 5. Accuracy
#
# `argmax(scores, 1)` is the digit with the largest score, in each row. `equal` compares it with the true one, `cast`
# turns True and False into 1 and 0, and the mean of these is the share of right answers. These are the last lines of
# `build`. Here are both networks, on all three parts:

# %%
accuracies = {}
parts = {"training": mnist.train, "validation": mnist.validation, "test": mnist.test}
for name, net, sess in (("wide", wide, wide_session), ("narrow", narrow, narrow_session)):
    accuracies[name] = [
        float(sess.run(net["accuracy"], {net["x"]: part.images, net["y"]: part.labels}))
        for part in parts.values()
    ]
    told = zip(parts, accuracies[name], strict=True)
    print(f"{name:7}", *(f"{part} {share:.2%}  " for part, share in told))

# %% proof
assert accuracies["narrow"][2] > accuracies["wide"][2]
assert accuracies["narrow"][2] > 0.85
if not FAST:
    assert accuracies["narrow"][2] > 1 - (1 - accuracies["wide"][2]) / 2

# %% [markdown]
# What you can expect on the test images:
#
# | first weights | MNIST, 5 epochs | MNIST, 15 epochs | stand-ins, 5 epochs | stand-ins, 15 epochs |
# | --- | ---: | ---: | ---: | ---: |
# | standard deviation 1 | about 93% | 94.65, 94.24, 94.76 | about 77% | about 84% |
# | $\sqrt{2/n}$ | about 97.6% | 98.10, 97.76, 97.88 | about 90% | about 91% |
#
# One line of the program, and more than half of the mistakes are gone. The stand-ins are fewer by a factor of 40, so
# their numbers are lower, and one of 297 test images is 0.3%. (Where there are three numbers, they are three starts.)
#
# > **Old programs** often draw first weights, and biases, too, with `tf.random_normal([784, 256])`, whose standard
# > deviation is 1. It is the first thing to change in them.
#
# **Your turn.** Four rows of scores for three classes. The last line calculates the accuracy, and is wrong: the largest
# of the wrong numbers is taken. Repair it.

# %% try="right_axis"
scores = np.array([[5, 1, 0], [0, 3, 1], [2, 9, 4], [1, 0, 7]])
y = np.array([0, 1, 1, 2])
accuracy = np.mean(scores.argmax(axis=0) == y[:3])

# %% solution="right_axis"
scores = np.array([[5, 1, 0], [0, 3, 1], [2, 9, 4], [1, 0, 7]])
y = np.array([0, 1, 1, 2])
accuracy = np.mean(scores.argmax(axis=1) == y)

# %% [markdown] solution="right_axis"
# Axis 1 runs over the classes, so there is one answer for each row, and here all are right. Axis 0 asks which *image*
# has the largest score for a class. When there are as many images as classes, even the shapes fit.

# %% [markdown] hints="right_axis"
# - when "accuracy is not right": How many answers are there, and how many images?
# 1. One answer for each row: over which axis does `argmax` look for it?

# %% check="right_axis"
expect.close(accuracy, 1.0, what="accuracy", hint="One answer for each image.")

# %% wrong="right_axis" message="accuracy is not right"
accuracy = 1 / 3

# %% [markdown]
# On a small machine, do not send 10,000 images at once: take parts of 1,000, and add up the numbers of right answers.
#
# **Your turn.** Three parts, the last one smaller. The mean of the three shares is *not* the accuracy. Repair the last
# line.

# %% try="in_parts"
right, sizes = np.array([90, 95, 10]), np.array([100, 100, 20])
accuracy = np.mean(right / sizes)

# %% solution="in_parts"
right, sizes = np.array([90, 95, 10]), np.array([100, 100, 20])
accuracy = right.sum() / sizes.sum()

# %% [markdown] solution="in_parts"
# 195 of 220, which is 88.6%; the mean of the shares is 78.3%, since 20 images counted as much as 100.
# `np.average(right / sizes, weights=sizes)` is the same. The mean *cost* of an epoch has this trap, too.

# %% [markdown] hints="in_parts"
# - when "got:      0.78": Each part counts as much as the others. Should the last one?
# 1. How many images are there, and how many of them are right?

# %% check="in_parts"
expect.close(accuracy, 195 / 220, what="accuracy", hint="Right answers divided by images.")

# %% wrong="in_parts" message="got:      0.78"
accuracy = np.mean([0.9, 0.95, 0.5])

# %% proof
in_parts = 0
for start in range(0, len(mnist.test.images), 1000):
    rows = slice(start, start + 1000)
    feed = {narrow["x"]: mnist.test.images[rows], narrow["y"]: mnist.test.labels[rows]}
    in_parts += round(float(narrow_session.run(narrow["accuracy"], feed)) * len(mnist.test.images[rows]))
assert abs(in_parts / len(mnist.test.images) - accuracies["narrow"][2]) < 1e-6
for session in (wide_session, narrow_session):
    session.close()

# %% [markdown]
# ## Summary
#
# - An IDX file is a header (magic number, length of each axis, big-endian) and then one byte for each value.
# - Learn from training images, choose with validation images, measure once with test images.
# - An epoch uses every training image once, in mini-batches. 55,000 images in batches of 100 are 550 steps.
# - 784-256-256-10 has 269,322 parameters. It sees rows of numbers, not neighbours.
# - Guessing costs the logarithm of the number of classes. First weights that are too large make a network that is sure
#   and wrong; $\sqrt{2/n}$ repairs it.
# - Accuracy is the number of right answers divided by that of all: not a mean of means.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | handwritten digit | 손글씨 숫자 | what MNIST has 70,000 images of |
# | pixel | 픽셀 | one dot of an image |
# | header, magic number | 헤더, 매직 넘버 | first bytes of a file, which tell its kind and its sizes |
# | big-endian | 빅 엔디언 | the most significant byte first |
# | training, validation, test set | 훈련, 검증, 테스트 데이터 | to learn from, to choose with, to measure |
# | mini-batch | 미니배치 | the images of one step |
# | epoch | 에포크 | one pass over all training images |
# | initialisation | 초기화 | the choice of the first weights |
# | accuracy | 정확도 | share of right answers |

# %% [markdown]
# ## Read on
#
# - Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, *Gradient-based learning applied to document recognition*,
#   Proceedings of the IEEE 86 (1998): where MNIST comes from, and how many methods did on it.
# - K. He, X. Zhang, S. Ren and J. Sun, *Delving deep into rectifiers*, ICCV (2015): the first weights of this chapter.
# - X. Glorot and Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks*, AISTATS
#   (2010): the same question for tanh, five years earlier.
# - C. Yadav and L. Bottou, *Cold case: the lost MNIST digits*, NeurIPS (2019): 50,000 further test images, and what
#   years of choosing by the same 10,000 have done.
# - B. Recht, R. Roelofs, L. Schmidt and V. Shankar, *Do ImageNet classifiers generalize to ImageNet?*, ICML (2019): the
#   same question for larger images.
#
# **Open questions**, without a grade:
#
# 1. The writers of the test images are other people than those of the training images. What would the accuracy mean if
#    they were the same people?
# 2. Everybody measures on the same 10,000 test images, year after year. Are they still test images?
#
# **Next**: {{next}}, the second part of this lesson.
