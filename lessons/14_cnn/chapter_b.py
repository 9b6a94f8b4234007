# %% [markdown]
# # 14. Convolutional networks
#
# The multilayer perceptron of lesson 12 reads an image as 784 numbers in a row. It does not know which pixels
# are neighbours. In this lesson you build a network that does: small **filters** move over the image and look
# for the same shape everywhere. You calculate each step by hand first, and end with a network that reads about
# 98.6% of MNIST's test images after two epochs, and over 99% after ten.
#
# **After this lesson you can**
#
# - calculate a convolution by hand, with stride and padding, for one or many channels;
# - calculate max pooling by hand, and say what it is good for;
# - tell the shape after each layer, and count its weights and biases;
# - move images and weights between the layouts of TensorFlow and PyTorch;
# - build and train the document's network with two convolutional layers and dropout, as a graph and in PyTorch;
# - look at filters and feature maps, and say what a filter looks for;
# - say what happens to each kind of network when the image moves by a few pixels.
#
# **Time**: about 90 minutes, and 50 minutes for the exercise. **Needs**: lessons 4 (classification), 10
# (training well, dropout) and 12 (MNIST). No GPU, no network.

# %%
import os
from dataclasses import replace

import numpy as np
import torch
from scipy import signal
from torch import nn
from torch.nn import functional as F

import lessonlib.tf1 as tf
from lessonlib import data, training, viz
from lessonlib.models import MLP, ConvNet

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # on a busy computer, two threads wait for each other longer than they calculate
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # train for a shorter time, when the course is tested

digits = data.mnist()
REAL = digits.name == "mnist"  # or the small digits that come with the course
ROWS = 6000 if FAST else 55_000
digits = replace(digits, train=data.Split(digits.train.X[:ROWS], digits.train.y[:ROWS]))
print(digits)

# %% [markdown]
# ## 1. What an MLP does not see
#
# **The problem.** Take a digit and mix its pixels: each pixel gets a new place, the same one in all images. You
# can read nothing any more.

# %%
rng = np.random.default_rng(0)
places = torch.from_numpy(rng.permutation(784))
some = digits.test.X[:6]
mixed = some.flatten(1)[:, places].reshape(some.shape)
viz.image_sheet(torch.cat([some, mixed]), columns=6, title="six digits, and the same with mixed pixels")

# %% [markdown]
# For an MLP, both rows are the same problem. Mix the columns of its first weight matrix in the same way, and it
# gives the same scores for the mixed images:

# %%
training.seed_everything(0)
mlp = MLP((784, 256, 256, 10))
mixed_mlp = MLP((784, 256, 256, 10))
mixed_mlp.load_state_dict(mlp.state_dict())
with torch.no_grad():
    mixed_mlp.layers[0].weight.copy_(mlp.layers[0].weight[:, places])
    difference = (mlp(some) - mixed_mlp(mixed)).abs().max().item()
print(f"largest difference of the scores: {difference:.1e}")
assert difference < 1e-5

# %% [markdown]
# So an MLP throws away two things that we know about pictures:
#
# - **Neighbours belong together.** A line, a corner or a dot is a pattern of pixels that lie side by side.
# - **A shape is the same shape at another place.** The MLP has to learn a stroke again for each place.
#
# **The idea.** Look at a small window, ask one simple question about it (*is there an edge?*), and ask the same
# question everywhere. This is a convolutional layer.
#
# ## 2. A filter by hand
#
# A **filter** (or **kernel**) is a small table of weights. Put it on the image. Multiply each weight with the
# pixel below it, and add all products. You get *one* number. Then move the filter by one pixel, and do it
# again.
#
# Here is an image with a thick stroke, and a filter. Its right column is positive, its left column negative.

# %%
image = np.zeros((6, 6), dtype=np.float32)
image[1:5, 2:4] = 1
kernel = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], dtype=np.float32)

window = image[1:4, 0:3]
print("sum of the products:", (window * kernel).sum())
assert (window * kernel).sum() == 3

# %%
viz.convolution_steps(image, kernel)[4]

# %% [markdown]
# The sum is large where the window is dark on the left and bright on the right: this filter looks for **left
# edges**. Where all pixels of the window are equal, the products cancel, and the sum is 0. On a right edge it
# is negative.
#
# Two loops move the filter over the image. All the sums together are the **feature map**.


# %%
def convolve(image, kernel):
    """image: (height, width), kernel: (rows, columns). Returns the feature map; the filter stays inside."""
    rows, columns = kernel.shape
    feature_map = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1))
    for y in range(feature_map.shape[0]):
        for x in range(feature_map.shape[1]):
            window = image[y : y + rows, x : x + columns]
            feature_map[y, x] = (window * kernel).sum()
    return feature_map


feature_map = convolve(image, kernel)
assert feature_map.shape == (4, 4)
viz.matrix(image, "*", kernel, "=", feature_map)

# %% [markdown]
# Blue is positive, orange negative: the stroke has its left edge on the left, and its right edge on the right.
# There is one number for each place of the filter: 4 places side by side, and 4 rows of them.
#
# **The libraries do the same**, for many images and many filters at a time. So they want four axes. TensorFlow
# keeps the channels last, PyTorch in front:
#
# | | images | filters |
# | --- | --- | --- |
# | `tf.nn.conv2d` | (N, H, W, C): image, row, column, channel | (H, W, I, O): row, column, channel in, filter |
# | `torch.nn.functional.conv2d` | (N, C, H, W) | (O, I, H, W) |


# %%
def run(tensor):
    """The value of a tensor of the default graph, by a session of its own."""
    with tf.Session() as sess:
        return sess.run(tensor)


tf.reset_default_graph()
by_graph = run(tf.nn.conv2d(image[None, :, :, None], kernel[:, :, None, None], strides=1, padding="VALID"))
by_torch = F.conv2d(torch.from_numpy(image)[None, None], torch.from_numpy(kernel)[None, None])
print("graph:", by_graph.shape, "torch:", tuple(by_torch.shape))
assert np.allclose(by_graph[0, :, :, 0], feature_map)
assert np.allclose(by_torch[0, 0], feature_map)

# %% [markdown]
# **A filter is a neuron.** It has weights, adds up products, and gets a bias and an activation. Two things are
# new: it sees only a small window, and all places *share* the same weights.
#
# **Careful with the name.** In mathematics, a *convolution* first turns the filter by 180 degrees. What
# networks do is called a *cross-correlation* there. For a learned filter it does not matter: it would learn the
# turned numbers. But if you choose a filter by hand and a library turns it, left edges become right edges:

# %%
turned = signal.convolve2d(image, kernel, mode="valid")  # mathematics
straight = signal.correlate2d(image, kernel, mode="valid")  # neural networks
assert np.allclose(straight, feature_map)
assert np.allclose(turned, convolve(image, kernel[::-1, ::-1]))
print("first row of the middle: straight", straight[1], "turned", turned[1])

# %% [markdown]
# ## 3. A filter in motion
#
# Watch the filter stop at each place. The animation rests while your pointer is over it.

# %%
viz.convolution(image, kernel)

# %% [markdown]
# Now choose the filter yourself, and move it. `sharpen` and `average` come from image programs; try to guess
# the output before you look. (Stride and padding are explained below.)

# %%
viz.convolution_explorer()

# %% [markdown]
# And on a digit? Four filters, each for an edge of another direction:

# %%
edges = {
    "left": kernel,
    "right": -kernel,
    "top": kernel.T,
    "bottom": -kernel.T,
}
digit = digits.test.X[0, 0].numpy()
maps = np.stack([np.maximum(convolve(digit, weights), 0) for weights in edges.values()])
assert maps.shape == (4, 26, 26)
viz.image_sheet(digit[None], titles=[f"a {digits.test.y[0]}"])

# %%
viz.feature_maps(maps, title=f"edges after ReLU: {', '.join(edges)}")

# %% [markdown]
# Each map is bright where *its* edge is. ReLU has set the negative numbers to 0: "no such edge here". An image
# of 28 rows became maps of 26 rows, because a 3 x 3 filter has 26 places in 28 rows.
#
# In image programs, people choose such filters by hand. A convolutional network **learns** them.
#
# ## 4. Stride
#
# **The problem.** Neighbouring windows overlap a lot, and their answers are similar. To calculate all of them
# takes time.
#
# **The idea.** Move the filter by more than one pixel. The number of pixels from one stop to the next is the
# **stride**. With stride 2 there are about half as many stops in each direction, so a quarter of the work.
#
# How many stops are there? The first window begins at 0. The last one must end inside. From there the formula:
#
# $$\text{out} = \left\lfloor \frac{n - k}{s} \right\rfloor + 1$$
#
# with $n$ pixels, $k$ weights of the filter in this direction, and stride $s$. The brackets mean: rounded
# **down**. Here (6 - 3) / 2 = 1.5, rounded down to 1, plus 1 is 2. Our function with a stride:


# %%
def convolve(image, kernel, stride=1):
    """As before, but the filter moves by the stride."""
    rows, columns = kernel.shape
    height, width = ((n - k) // stride + 1 for n, k in zip(image.shape, kernel.shape, strict=True))
    feature_map = np.zeros((height, width))
    for y in range(height):
        for x in range(width):
            top, left = y * stride, x * stride
            feature_map[y, x] = (image[top : top + rows, left : left + columns] * kernel).sum()
    return feature_map


every_second = convolve(image, kernel, stride=2)
assert every_second.shape == (2, 2)
assert np.array_equal(every_second, feature_map[::2, ::2])
viz.convolution(image, kernel, stride=2)

# %% [markdown]
# **What can go wrong.** The rounding means that some pixels are never looked at. With 6 pixels and stride 2,
# the windows cover columns 0 to 4. Draw something in the last column, and nothing changes:

# %%
painted = image.copy()
painted[:, 5] = 9
assert np.array_equal(convolve(painted, kernel, stride=2), every_second)
print("stride 2 does not see the last column; stride 1 does:", convolve(painted, kernel)[0])

# %% [markdown]
# ## 5. Padding
#
# **The problem.** The filter cannot stand on the border: a part of it would hang over. Two things follow. The
# map gets smaller in each layer. And the border counts less. This is how many windows see each pixel of a 6 x 6
# image:

# %%
seen = np.zeros((6, 6))
for y in range(4):
    for x in range(4):
        seen[y : y + 3, x : x + 3] += 1
assert seen[0, 0] == 1
assert seen[2, 2] == 9
viz.matrix(seen)

# %% [markdown]
# **The idea.** Put a border of zeros around the image. This is **padding**. TensorFlow knows two kinds, by
# name:
#
# - `VALID`: no padding. Only windows that lie inside are valid.
# - `SAME`: so many zeros that with stride 1 the output has the *same* size as the input. With stride s its size
#   is n / s, rounded **up**.

# %%
viz.convolution(image[:4, :4], kernel, padding=1, seconds=1)

# %% [markdown]
# How many zeros does SAME need? The last window starts at (out - 1) · s and has k pixels, so the image with its
# border must have (out - 1) · s + k pixels. Half of the zeros come before the image. When their number is odd,
# the extra one comes **after**:


# %%
def same_padding(n, k, stride):
    """How many zeros SAME puts before and after n pixels, for a filter of k."""
    out = -(-n // stride)  # n / stride, rounded up
    total = max((out - 1) * stride + k - n, 0)
    return total // 2, total - total // 2


def convolve_same(image, kernel, stride=1):
    """Like convolve, but the image gets a border of zeros first."""
    borders = [same_padding(n, k, stride) for n, k in zip(image.shape, kernel.shape, strict=True)]
    return convolve(np.pad(image, borders), kernel, stride)


rng = np.random.default_rng(1)
print("  n  k  stride   zeros before, after   out")
for n, k, stride in ((6, 3, 1), (7, 3, 2), (6, 3, 2), (6, 2, 1), (5, 1, 2), (28, 5, 3)):
    noise, weights = rng.normal(size=(n, n)), rng.normal(size=(k, k))
    got = convolve_same(noise, weights, stride)
    tf.reset_default_graph()
    want = run(tf.nn.conv2d(noise[None, :, :, None], weights[:, :, None, None], stride, "SAME"))
    assert np.allclose(got, want[0, :, :, 0])
    print(f"{n:3} {k:2} {stride:5} {same_padding(n, k, stride)!s:>18} {got.shape[0]:12}")

# %% [markdown]
# Look at the row `6 3 2`: no zero before, one after. Filters with an even size (`6 2 1`) have no middle, so
# their padding cannot be the same on both sides.
#
# **PyTorch** takes a number: `padding=1` puts one zero on *each* side. For a 3 x 3 filter with stride 1 this is
# SAME. With stride 2 it may be something else, though the shape is the same!

# %%
noise = torch.from_numpy(rng.normal(size=(1, 1, 6, 6)))
weights = torch.from_numpy(rng.normal(size=(1, 1, 3, 3)))
both_sides = F.conv2d(noise, weights, stride=2, padding=1)
like_same = F.conv2d(F.pad(noise, (0, 1, 0, 1)), weights, stride=2)  # left, right, top, bottom
assert both_sides.shape == like_same.shape == (1, 1, 3, 3)
assert not torch.allclose(both_sides, like_same)
assert np.allclose(like_same[0, 0], convolve_same(noise[0, 0].numpy(), weights[0, 0].numpy(), stride=2))
print("padding=1:", both_sides[0, 0, 0].numpy(), "  SAME:", like_same[0, 0, 0].numpy())

# %% [markdown]
# Remember this when you bring a network from TensorFlow to PyTorch: no error, right shapes, wrong numbers. With
# a padding of p on each side, the formula of section 4 has n + 2p in place of n.
#
# **The document** says two things that need more care. A filter *makes the input smaller*: with SAME it does
# not; its purpose is to find something. And padding is a border with *a constant value*: this value is 0. It
# fits our digits, where 0 is paper. In an image whose background is 0.5, the zeros would look like an edge.
#
# ## 6. Max pooling
#
# **The problem.** Whether a stroke lies one pixel to the left or to the right is not important for reading a
# digit. And the maps are still large.
#
# **The idea.** Divide the map into windows of 2 x 2 and keep the **largest** number of each: "this edge was
# found somewhere here". This is **max pooling**. There are no weights in it, so there is nothing to learn.

# %%
numbers = np.array(
    [[1, 3, 2, 0], [4, 2, 1, 5], [0, 1, 7, 2], [2, 1, 3, 6]],
    dtype=np.float32,
)
viz.max_pooling(numbers)


# %%
def max_pool(image, size=2, stride=2):
    """image: (height, width). The largest number of each window."""
    height, width = ((n - size) // stride + 1 for n in image.shape)
    pooled = np.zeros((height, width))
    for y in range(height):
        for x in range(width):
            top, left = y * stride, x * stride
            pooled[y, x] = image[top : top + size, left : left + size].max()
    return pooled


pooled = max_pool(numbers)
tf.reset_default_graph()
by_graph = run(tf.nn.max_pool(numbers[None, :, :, None], ksize=2, strides=2, padding="VALID"))
by_torch = F.max_pool2d(torch.from_numpy(numbers)[None, None], 2)
assert pooled.tolist() == [[4, 5], [2, 7]]
assert np.array_equal(by_graph[0, :, :, 0], pooled)
assert np.array_equal(by_torch[0, 0], pooled)
print(pooled)

# %% [markdown]
# The document says that pooling *takes the largest value after the filter*. Exactly: the largest of each
# **window**, and of each **channel** on its own. It does not mix channels, and it does not keep one number of
# the whole map.
#
# When the size is odd, the last row and column are dropped, as in section 4: 11 rows become 5.
#
# **What is it good for?** A strong answer moves by one pixel, and by one more. The numbers after pooling:

# %%
strong = np.zeros((2, 6), dtype=np.float32)
strong[0, 2] = 9
for pixels in range(3):
    moved = np.roll(strong, pixels, axis=1)
    print(f"moved by {pixels}:", moved[0], "-> pooled:", max_pool(moved)[0])
assert np.array_equal(max_pool(strong), max_pool(np.roll(strong, 1, axis=1)))
assert not np.array_equal(max_pool(strong), max_pool(np.roll(strong, 2, axis=1)))

# %% [markdown]
# The first move stays inside of the window, and the pooled numbers do not change. The second one leaves it. So
# pooling forgives *some* small moves, not all. Section 12 measures it.
#
# **What can go wrong.** In a border of padding, the largest number must not be a zero that was never there. For
# SAME pooling TensorFlow takes minus infinity, not 0. With negative numbers you see the difference:

# %%
negative = -np.ones((3, 3), dtype=np.float32)
tf.reset_default_graph()
by_graph = run(tf.nn.max_pool(negative[None, :, :, None], 2, 2, "SAME"))[0, :, :, 0]
with_zeros = max_pool(np.pad(negative, ((0, 1), (0, 1))))
print("TensorFlow:", by_graph.ravel(), "  with zeros:", with_zeros.ravel())
assert (by_graph == -1).all()
assert with_zeros.tolist() == [[-1, 0], [0, 0]]

# %% [markdown]
# ## 7. Many channels, many filters
#
# A colour image has three **channels**: red, green, blue. A layer with 32 filters makes 32 feature maps, and
# these are the channels of the next layer. What does a filter do with several channels?
#
# - It has weights for **each** channel: 3 x 3 x (channels). It adds up *everything*, over all channels, to one
#   number.
# - It adds its one bias.
# - Each filter makes one map.


# %%
def conv_layer(images, kernels, bias):
    """images: (N, H, W, I), kernels: (rows, columns, I, O), bias: (O,). Returns (N, H', W', O)."""
    results = []
    for one in images:
        maps = []
        for o in range(kernels.shape[3]):
            products = [convolve(one[:, :, i], kernels[:, :, i, o]) for i in range(kernels.shape[2])]
            maps.append(sum(products) + bias[o])
        results.append(np.stack(maps, axis=-1))
    return np.stack(results)


rng = np.random.default_rng(2)
images = rng.normal(size=(2, 7, 6, 3))
kernels = rng.normal(size=(3, 3, 3, 4))
bias = rng.normal(size=4)
maps = conv_layer(images, kernels, bias)
print(images.shape, "->", maps.shape)

tf.reset_default_graph()
by_graph = run(tf.nn.conv2d(images, kernels, strides=1, padding="VALID") + bias)
by_torch = F.conv2d(
    torch.from_numpy(images).permute(0, 3, 1, 2),  # NHWC -> NCHW
    torch.from_numpy(kernels).permute(3, 2, 0, 1),  # HWIO -> OIHW
    torch.from_numpy(bias),
).permute(0, 2, 3, 1)  # NCHW -> NHWC
assert np.allclose(maps, by_graph)
assert np.allclose(maps, by_torch)

# %% [markdown]
# **What can go wrong.** `reshape` also makes the shape (2, 3, 7, 6) from (2, 7, 6, 3). But it only reads the
# same numbers in the same order, and pixels land in wrong channels. Change the order of axes with `permute`
# (`transpose` in NumPy):

# %%
right = images.transpose(0, 3, 1, 2)
wrong = images.reshape(2, 3, 7, 6)
assert right.shape == wrong.shape
assert np.array_equal(right[0, 0], images[0, :, :, 0])
assert not np.array_equal(wrong[0, 0], images[0, :, :, 0])

# %% [markdown]
# With a single channel the two agree, by chance. So you notice the mistake only with the first colour image.
#
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
# The `+ 1` is the bias: one for each *filter*, not one for each place. The number of parameters of a
# convolution does not depend on the size of the image!
#
# This is the document's network, layer by layer:


# %%
def out_size(n, k, stride, padding="VALID"):
    """How many stops a window of k has on n pixels."""
    return -(-n // stride) if padding == "SAME" else (n - k) // stride + 1


n, channels, total = 28, 1, 0
print(f"{'input':12} {n} x {n} x {channels:2}")
for filters in (32, 64):
    n, parameters = out_size(n, 3, 1), (3 * 3 * channels + 1) * filters
    total += parameters
    print(f"{'convolution':12} {n} x {n} x {filters} {parameters:10,} parameters")
    n, channels = out_size(n, 2, 2), filters
    print(f"{'max pooling':12} {n:2} x {n:2} x {filters} {0:10}")
values = n * n * channels
print(f"{'flatten':12} {values:12} {0:10}")
for units in (256, 10):
    parameters = (values + 1) * units
    total += parameters
    print(f"{'dense':12} {units:12} {parameters:10,}")
    values = units
print(f"{'together':12} {total:23,}")

assert n * n * channels == 1600
assert total == sum(p.numel() for p in ConvNet().parameters()) == 431_242

# %% [markdown]
# Compare with the MLP of lesson 12, and with a full layer in place of the first filters:

# %%
mlp_parameters = sum(p.numel() for p in mlp.parameters())
in_filters = 320 + 18_496
full_layer = (784 + 1) * 26 * 26 * 32
print(f"MLP 784-256-256-10: {mlp_parameters:,}")
print(f"this network: {total:,}, of them in filters {in_filters:,} ({in_filters / total:.1%})")
print(f"a full layer from 784 pixels to 26 x 26 x 32 values: {full_layer:,}; the filters: 320")
assert mlp_parameters == 269_322
assert full_layer > 50_000 * 320

# %% [markdown]
# So the convolutional network is **not** the smaller one here: it has more parameters than the MLP. But its
# filters, which do most of the seeing, are few: 320 numbers in place of 17 million. 95% of all parameters are
# in the hidden layer of 1600 x 256. The network drops 30% of the values that go into this layer, on average, and
# half of those that come out of it. Such rates are choices that worked, as all hyper-parameters are: the number of
# parameters alone does not tell where a network over-fits.
#
# **How far does it see?** A value after the second pooling depends on a window of the *image*. The first filter
# sees 3 pixels, the pooling 4, the second filter 8, the second pooling 10. This window of 10 x 10 is its
# **receptive field**. A gradient can check it: which pixels change one value? (We take the mean in place of the
# largest, so that all pixels of a window count.)

# %%
training.seed_everything(0)
rounds = nn.Sequential(nn.Conv2d(1, 1, 3), nn.AvgPool2d(2), nn.Conv2d(1, 1, 3), nn.AvgPool2d(2))
pixels = torch.rand(1, 1, 28, 28, requires_grad=True)
rounds(pixels)[0, 0, 2, 2].backward()
rows = pixels.grad[0, 0].nonzero()[:, 0].unique()
print("one value of the 5 x 5 depends on the rows", rows.tolist())
assert len(rows) == 10

# %% [markdown]
# ## 9. The network for MNIST
#
# Now the document's program: two rounds of convolution, max pooling and dropout, then a hidden layer of 256,
# and 10 scores. `tf.layers` makes the variables of each layer for us.
#
# ### A dropout that never drops
#
# The program has a mistake that gives no error. It writes `tf.layers.dropout(L1, 0.7, is_training)`. But the
# third argument of this function is not `training`; it is `noise_shape`. So `training` keeps its default,
# False, and nothing is ever dropped. See it:

# %%
tf.reset_default_graph()
tf.set_random_seed(0)
is_training = tf.placeholder(tf.bool)
ones = tf.ones([10_000])
as_written = tf.layers.dropout(ones, 0.7, is_training)
as_meant = tf.layers.dropout(ones, 0.7, training=is_training)
with tf.Session() as sess:
    first, second = sess.run([as_written, as_meant], {is_training: True})
    at_the_end = sess.run(as_meant, {is_training: False})
print(f"as written: {np.mean(first == 0):.0%} dropped. As meant: {np.mean(second == 0):.0%} dropped")
assert (first == 1).all()
assert 0.68 < np.mean(second == 0) < 0.72
assert (at_the_end == 1).all()

# %% [markdown]
# Give such arguments **by name**. Also note what 0.7 means: here it is the share that is *dropped*. In the
# older function `tf.nn.dropout(x, 0.7)` it is the share that is *kept*. The document's comment says that its
# program was rewritten from such an older one, so 0.3 was probably meant. (Lesson 10 explains dropout, and why
# what is kept is scaled up.)
#
# A second slip: the comment says that `tf.layers.conv2d` applies an activation by itself. It does not; its
# default is none. The network then still learns, because max pooling is not linear either. We write
# `activation=tf.nn.relu`.
#
# ### The graph


# %%
def convolutional_network(X, is_training):
    """X: (N, 28, 28, 1). Returns scores (N, 10)."""
    L1 = tf.layers.conv2d(X, 32, [3, 3], activation=tf.nn.relu)  # (N, 26, 26, 32)
    L1 = tf.layers.max_pooling2d(L1, [2, 2], [2, 2])  # (N, 13, 13, 32)
    L1 = tf.layers.dropout(L1, 0.3, training=is_training)
    L2 = tf.layers.conv2d(L1, 64, [3, 3], activation=tf.nn.relu)  # (N, 11, 11, 64)
    L2 = tf.layers.max_pooling2d(L2, [2, 2], [2, 2])  # (N, 5, 5, 64)
    L2 = tf.layers.dropout(L2, 0.3, training=is_training)
    L3 = tf.layers.flatten(L2)  # (N, 1600)
    L3 = tf.layers.dense(L3, 256, activation=tf.nn.relu)
    L3 = tf.layers.dropout(L3, 0.5, training=is_training)
    return tf.layers.dense(L3, 10)


tf.reset_default_graph()
tf.set_random_seed(0)
X = tf.placeholder(tf.float32, [None, 28, 28, 1], name="X")
Y = tf.placeholder(tf.float32, [None, 10], name="Y")
is_training = tf.placeholder(tf.bool, name="is_training")
scores = convolutional_network(X, is_training)
cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=scores, labels=Y))
train_step = tf.train.AdamOptimizer(0.001).minimize(cost)
is_correct = tf.equal(tf.argmax(scores, 1), tf.argmax(Y, 1))
accuracy = tf.reduce_mean(tf.cast(is_correct, tf.float32))

for variable in tf.trainable_variables():
    print(f"{variable.name:20} {variable.shape}")
assert sum(v.shape.num_elements() for v in tf.trainable_variables()) == total

# %% [markdown]
# `kernel` of a convolution has the order height, width, channels in, filters. Now a short training: 250 steps.
# Our images come as (N, 1, 28, 28), the graph wants (N, 28, 28, 1).


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
    batch = {X: nhwc(digits.train.X[rows]), Y: one_hot(digits.train.y[rows]), is_training: True}
    _, value = sess.run([train_step, cost], batch)
    costs.append(float(value))

validation = digits.validation
images, labels = nhwc(validation.X[:1000]), one_hot(validation.y[:1000])
reached = sess.run(accuracy, {X: images, Y: labels, is_training: False})
print(f"cost from {np.mean(costs[:10]):.2f} to {np.mean(costs[-10:]):.2f}, accuracy {reached:.1%}")
assert reached > (0.6 if FAST else 0.8)

# %% [markdown]
# `is_training` is False for the measurement: dropout is for training only. And we measure 1000 images, not all
# at once. The document sends all 10,000 test images in one `run`; the first feature maps alone then need much
# memory:

# %%
gigabytes = 10_000 * 26 * 26 * 32 * 4 / 1e9
print(f"10,000 maps of 26 x 26 x 32 float32 numbers: {gigabytes:.2f} GB")

# %% [markdown]
# ## 10. The PyTorch way
#
# The same network as a class. There are four layers with weights; pooling and ReLU are functions without any.


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
        h = self.dropout(F.max_pool2d(F.relu(self.conv1(X)), 2))  # (N, 32, 13, 13)
        h = self.dropout(F.max_pool2d(F.relu(self.conv2(h)), 2))  # (N, 64, 5, 5)
        h = self.hidden_dropout(F.relu(self.hidden(h.flatten(1))))  # (N, 256)
        return self.output(h)  # scores: softmax is in the loss


network = TwoRounds()
assert sum(p.numel() for p in network.parameters()) == total

# %% [markdown]
# ### The same weights, the same answers
#
# If it is the same network, the weights of the graph must work here. Filters go from HWIO to OIHW, dense
# kernels are transposed. And one more thing is easy to forget. `flatten` reads the numbers in the order of the
# axes: the graph row, column, *channel*, PyTorch *channel*, row, column. So the 1600 rows of the hidden kernel
# must change their order, too.

# %%
variables = tf.trainable_variables()
kernels = {v.name: value for v, value in zip(variables, sess.run(variables), strict=True)}
hidden = kernels["dense/kernel:0"].reshape(5, 5, 64, 256).transpose(3, 2, 0, 1)  # (256, 64, 5, 5)
weights = {
    "conv1.weight": kernels["conv2d/kernel:0"].transpose(3, 2, 0, 1),
    "conv1.bias": kernels["conv2d/bias:0"],
    "conv2.weight": kernels["conv2d_1/kernel:0"].transpose(3, 2, 0, 1),
    "conv2.bias": kernels["conv2d_1/bias:0"],
    "hidden.weight": hidden.reshape(256, 1600),
    "hidden.bias": kernels["dense/bias:0"],
    "output.weight": kernels["dense_1/kernel:0"].T,
    "output.bias": kernels["dense_1/bias:0"],
}
network.load_state_dict({name: torch.from_numpy(value.copy()) for name, value in weights.items()})
network.eval()
with torch.no_grad():
    by_torch = network(validation.X[:100])
by_graph = sess.run(scores, {X: images[:100], is_training: False})
print(f"largest difference of the scores: {np.abs(by_torch.numpy() - by_graph).max():.1e}")
assert np.allclose(by_torch, by_graph, atol=1e-3)

forgotten = dict(weights, **{"hidden.weight": kernels["dense/kernel:0"].T})
network.load_state_dict({name: torch.from_numpy(value.copy()) for name, value in forgotten.items()})
with torch.no_grad():
    share = training.accuracy(validation.y[:1000], network(validation.X[:1000]).argmax(dim=1))
print(f"with the hidden kernel only transposed: {share:.1%} right")
assert share < reached - 0.2
sess.close()

# %% [markdown]
# The wrong order fits into all shapes and gives no error. Only the answers are bad.
#
# The library has this class as `ConvNet`. It does the same, a little faster: it applies ReLU after the pooling,
# where there are fewer numbers. (The largest number stays the largest: both orders give the same.) Its
# parameters have the same names, so it takes our weights:

# %%
model = ConvNet()
model.load_state_dict(network.state_dict())
model.eval()
with torch.no_grad():
    assert torch.allclose(model(some), network(some), atol=1e-4)
print(model)

# %% [markdown]
# For other sizes, give it a `ConvNetConfig`, such as `ConvNet(ConvNetConfig(image=(1, 8, 8), padding=1))`. Its
# docstring explains each number.
#
# ### Train it
#
# Here we train for a short time: two epochs with the real MNIST, which take about a minute, or more epochs with
# the few digits that come with the course.

# %%
EPOCHS = 2 if REAL else 5 if FAST else 15


def train(model):
    """Adam with the document's settings. Returns the history."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    return training.fit(
        model,
        digits,
        nn.CrossEntropyLoss(),
        optimizer,
        num_epochs=EPOCHS,
        batch_size=100,
        seed=0,
        metrics=[training.accuracy],
        progress=False,
    )


training.seed_everything(0)
model = ConvNet()
random_filters = model.conv1.weight.detach().clone()  # to compare with the learned ones
history = train(model)
history

# %%
on_test = training.accuracy(digits.test.y, model.predict(digits.test.X))
print(f"{digits.name}: {on_test:.2%} of {len(digits.test):,} test images right")
assert on_test > (0.75 if FAST else 0.975 if REAL else 0.85)

# %% [markdown]
# With the real MNIST, the training loss is larger than the validation loss, though the training images are the
# ones that the network learns. The reason is dropout: in training, a part of the network is missing. (Also, the
# training loss is a mean over the epoch, and at its start the network knew less.)
#
# **What to expect**, on the 10,000 test images of the real MNIST, with three random starts:
#
# | network | training | accuracy |
# | --- | --- | --- |
# | `ConvNet` | 1 epoch | about 97.8% |
# | `ConvNet` | 2 epochs (this notebook) | about 98.6% |
# | `ConvNet` | 10 epochs | 99.26%, 99.19%, 99.23% |
# | MLP 784-256-256-10 | 15 epochs | 97.97%, 97.66%, 97.41% |
# | the document's program as it is written | 15 epochs | 98.9% (one start) |
#
# `python -m benchmarks.accuracy --only cnn` makes the third row; it takes about four minutes for each start on
# one free processor core. The document's own program ends with a training cost below 0.01: without dropout it
# learns its images nearly by heart, and on new images it stays below 99%.
#
# With the 1375 small digits that come with the course you get about 91%, not clearly more than an MLP: a few
# images are not enough to learn filters well.
#
# **On a GPU** (`training.fit(..., device="cuda")`) a convolution is at its best, because all places and all
# filters can be calculated at the same time. We have not measured how much time an epoch takes there.
#
# ### Dropout at the wrong time
#
# In PyTorch, `model.train()` and `model.eval()` switch the dropout. `predict` and `evaluate` of the library do
# it for you. If you call the model directly, do it yourself. What happens if you forget it?

# %%
few = digits.test.X[:1000], digits.test.y[:1000]
training.seed_everything(0)
with torch.no_grad():
    model.train()
    first, again = (model(few[0]).argmax(dim=1) for _ in range(2))
    model.eval()
    quiet, quiet_again = (model(few[0]).argmax(dim=1) for _ in range(2))
print("share of right answers, and how many are different the second time:")
print(f"train(): {training.accuracy(few[1], first):.1%}, {(first != again).sum()}")
print(f"eval():  {training.accuracy(few[1], quiet):.1%}, {(quiet != quiet_again).sum()}")
assert (first != again).any()
assert torch.equal(quiet, quiet_again)
assert training.accuracy(few[1], first) < training.accuracy(few[1], quiet)

# %% [markdown]
# Answers that change from call to call are the sign of it.
#
# ## 11. What the filters learned
#
# Nobody told the network what an edge is. These are its 32 first filters:

# %%
viz.filters(model, title="the filters of the first layer")

# %% [markdown]
# Look for filters that are blue on one side and orange on the other: they are edges, as in section 3, in many
# directions. Others look for spots or lines. Not all of them have a meaning that you can name. And after a
# short training, many still look like the random numbers that they began as.
#
# Do not trust your eyes alone: random filters look a little like edges, too. To measure it, ask each filter two
# questions. How does it answer to an edge: a window with one bright column or row at a side? And how does it
# answer to a bright area, where all pixels are 1? A good edge filter answers to an edge much more. (The filters
# of section 3 answer 3 and 0.) We do it with the random filters from before the training, and with the learned
# ones.


# %%
def edge_lead(filters):
    """filters: (F, 1, 3, 3). By how much each answers more to its best edge than to a bright area, (F,)."""
    windows = torch.from_numpy(np.stack([np.maximum(weights, 0) for weights in edges.values()]))
    best = (filters * windows).sum(dim=(2, 3)).max(dim=1).values  # (F, 4) -> (F,)
    return best - F.relu(filters.sum(dim=(1, 2, 3)))


leads = {"random": edge_lead(random_filters), "learned": edge_lead(model.conv1.weight.detach())}
for name, lead in leads.items():
    print(f"{name:8} the five best edge filters:", lead.sort(descending=True).values[:5].numpy())
assert leads["learned"].topk(5).values.mean() > leads["random"].topk(5).values.mean() + 0.05

# %% [markdown]
# Some filters began as weak edges by chance, and the training made them stronger. The answers of all filters on
# one digit, the **feature maps**. Bright is a strong answer, dark is none:

# %%
maps = F.relu(model.conv1(some[:1]))
viz.feature_maps(maps, title="what the 32 filters of the first layer say about one digit")

# %% [markdown]
# In the second layer, a filter has weights for 32 channels, so one cannot read it as a picture. Ask the other
# way round: **which pieces of images does it like most?** Before pooling, one value of this layer sees 8 x 8
# pixels. For some filters, we search the test images for the eight pieces with the largest answers.

# %%
with torch.no_grad():
    h = F.relu(F.max_pool2d(model.conv1(digits.test.X[:300]), 2))
    strong = model.conv2(h)  # (300, 64, 11, 11)
by_filter = strong.amax(dim=(2, 3)).mean(dim=0).argsort(descending=True)  # those that speak loudest
pieces = []
for k in by_filter[:4]:
    peak, place = strong[:, k].flatten(1).max(dim=1)
    for i in peak.argsort(descending=True)[:8]:
        y, x = 2 * (place[i] // 11), 2 * (place[i] % 11)
        pieces.append(digits.test.X[i, 0, y : y + 8, x : x + 8])
viz.image_sheet(torch.stack(pieces), columns=8, title="each row: the pieces that one filter likes most")

# %% [markdown]
# The pieces of a row resemble each other. With the real MNIST you see strokes of one direction, corners and
# ends; the small digits have large pixels, so you see blocks. The network goes from pixels to edges, from edges
# to pieces of strokes, and from these to digits. This is what *deep* means.
#
# ## 12. Move the image
#
# **The problem.** We wanted a network for which a shape stays the same shape at another place. Did we get one?
#
# First the filters alone. Moving the image and then filtering gives the moved feature map. Mathematicians call
# this **equivariant**. It holds exactly, as long as nothing is moved over the border:


# %%
def move(images, pixels):
    """Images (N, 1, H, W), moved to the right; paper comes in from the left."""
    return F.pad(images, (pixels, 0))[..., : images.shape[-1]]


with torch.no_grad():
    maps, maps_of_moved = model.conv1(some), model.conv1(move(some, 3))
assert torch.allclose(maps_of_moved[..., 3:], maps[..., :-3], atol=1e-5)

# %% [markdown]
# But the network ends in full layers, and for them each place is different again. Measure it. We train an MLP
# on the same images, and move the test images to the right by 0 to 5 pixels:

# %%
training.seed_everything(0)
mlp = MLP((784, 256, 256, 10))
train(mlp)
X_test, y_test = digits.test.X[:2000], digits.test.y[:2000]
moves = range(6)
shares = {
    name: [training.accuracy(y_test, net.predict(move(X_test, pixels))) for pixels in moves]
    for name, net in {"MLP": mlp, "ConvNet": model}.items()
}
for name, row in shares.items():
    print(f"{name:8}", *(f"{share:6.1%}" for share in row))
assert np.mean(shares["ConvNet"][1:4]) > np.mean(shares["MLP"][1:4])
viz.image_sheet(
    torch.cat([move(some[:1], pixels) for pixels in moves]), titles=[f"{p} pixels" for p in moves]
)

# %%
viz.lines(list(moves), shares, names=("pixels to the right", "accuracy"))

# %% [markdown]
# With the real MNIST, two pixels cost the MLP about 20 of 100 answers, and the convolutional network about 5.
# With the small digits the difference is smaller, but it is there for two and three pixels. The convolutional
# network has never seen moved digits either; filters and pooling give it this for free. But five pixels are too
# many for it, too: it is *more* robust, not invariant. If you need more, move the training images as well
# (**data augmentation**, lesson 10), or take the mean of each map in place of the full layers.
#
# ## Summary
#
# - A filter multiplies a window with its weights and adds up. The same weights are used at all places. It is
#   not turned, as the convolution of mathematics would be.
# - Stride s: the filter moves by s. VALID gives (n - k) / s, rounded down, plus 1 numbers; SAME gives n / s,
#   rounded up. When SAME needs an odd number of zeros, the extra one comes after.
# - With stride 2, `padding=1` in PyTorch is not always SAME.
# - Max pooling keeps the largest number of each window, for each channel on its own. It has no weights.
# - A filter sums over all channels and has one bias. A layer has (k · k · in + 1) · filters parameters,
#   whatever the size of the image.
# - TensorFlow: NHWC and HWIO. PyTorch: NCHW and OIHW. Use `permute`, not `reshape`; after `flatten`, the order
#   differs, too.
# - In the document's program nothing is ever dropped: `training` is not the third argument. Its filters have no
#   activation.
# - 28 -> 26 -> 13 -> 11 -> 5; 431,242 parameters, of them 4% in filters. Over 99.1% on MNIST after ten epochs.
# - `model.eval()` before you measure.
# - First filters find edges, later ones pieces of strokes. A moved image disturbs the network less than an MLP,
#   but it does.
#
# ## Terms
#
# | English | Korean | meaning |
# | --- | --- | --- |
# | convolutional neural network (CNN) | 합성곱 신경망 | network whose first layers move filters over the input |
# | convolution, cross-correlation | 합성곱, 교차 상관 | multiply and add at each place; with a turned filter, without |
# | filter, kernel | 필터, 커널 | the small table of weights |
# | feature map | 특징 맵 | the answers of one filter at all places |
# | channel | 채널 | one of several values at each place: a colour, or a map |
# | stride | 스트라이드 | pixels from one stop of the filter to the next |
# | padding; VALID, SAME | 패딩 | a border of zeros; none, or as much as keeps the size |
# | max pooling | 맥스 풀링 | the largest number of each window |
# | flatten | 평탄화 | one row from all axes of an example |
# | receptive field | 수용 영역 | the pixels that a value depends on |
# | shared weights | 가중치 공유 | the same weights at all places |
# | dropout | 드롭아웃 | a random share of the values is missing in training |
# | equivariant, invariant | 등변, 불변 | moves with the input; does not change with it |
# | data augmentation | 데이터 증강 | more training data by changed copies |
#
# ## Next
#
# Practise in [exercise 14](../exercises/14_cnn/14_cnn.ipynb). In [lesson 15](15_gan.ipynb), a network does not
# read images but makes them.
