# %% [markdown]
# # 14a. Convolutional networks: filters
#
# The multilayer perceptron of lesson 12 reads an image as 784 numbers in a row, and does not know which pixels are
# neighbours. A **convolutional network** knows: small filters move over the image and look for the same shape
# everywhere. Here you calculate its steps by hand. In the second part you train the network, and look at what its
# filters have learned.
#
# **After this chapter you can**
#
# - calculate a convolution by hand, with stride and padding, for one channel or many;
# - say what a filter looks for;
# - calculate max pooling by hand, and say what it is good for;
# - move images and filters between the layouts of TensorFlow and PyTorch without mixing up their numbers.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lessons 4
# (classification) and 12 (MNIST). No GPU, no network.

# %%
import numpy as np
import torch
from torch.nn import functional as F

from lessonlib import data, viz

np.set_printoptions(precision=3, suppress=True)

digits = data.mnist()  # or the small digits that come with the course
print(digits)

# %% [markdown]
# ## 1. What an MLP does not see
#
# Mix the pixels of a digit: each gets a new place, the same one in all images. Nobody can read it any more.

# %%
order = torch.from_numpy(np.random.default_rng(0).permutation(784))
some = digits.test.X[:6]
mixed = some.flatten(1)[:, order].reshape(some.shape)
title = "Six digits, and the same six with mixed pixels"
viz.image_sheet(torch.cat([some, mixed]), columns=6, title=title)

# %% [markdown]
# For an MLP both rows are the *same* problem. Mix the columns of its first weight matrix as you mixed the pixels, and
# it gives the same scores. So an MLP cannot use two things that we know about pictures:
#
# - **Neighbours belong together.** A line, a corner or a dot is a pattern of pixels side by side.
# - **A shape is the same shape at another place.** An MLP has to learn a stroke again for each place.
#
# **Your turn.** A small layer: `scores = W @ x`. Now the pixels come as `x[places]`. Set `W_mixed` so that
# `W_mixed @ x[places]` is the same as `W @ x`. The line in the cell runs, and is wrong.

# %% try="mixed_weights"
W = np.array([[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]])
places = np.array([2, 0, 3, 1])
W_mixed = W[places - 2]

# %% solution="mixed_weights"
W = np.array([[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]])
places = np.array([2, 0, 3, 1])
W_mixed = W[:, places]

# %% [markdown] solution="mixed_weights"
# A column of $W$ belongs to a pixel, so the columns move as the pixels do. A training finds the one matrix as easily
# as the other: mixed digits cost an MLP nothing.

# %% [markdown] hints="mixed_weights"
# - when "wrong shape": These are rows. A pixel is multiplied with a *column*.
# 1. Pixel `places[k]` stands at place `k` now. Which column of `W` must stand there?

# %% check="mixed_weights"
expect.close(W_mixed, [[3, 1, 4, 2], [7, 5, 8, 6]], what="W_mixed", hint="Move the columns of W.")

# %% wrong="mixed_weights" message="wrong shape"
W_mixed = np.array([[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]])[[1, 0, 1, 0]]

# %% proof
from lessonlib.models import MLP
from lessonlib.training import seed_everything

seed_everything(0)
mlp, mixed_mlp = MLP((784, 256, 256, 10)), MLP((784, 256, 256, 10))
mixed_mlp.load_state_dict(mlp.state_dict())
with torch.no_grad():
    mixed_mlp.layers[0].weight.copy_(mlp.layers[0].weight[:, order])
    assert (mlp(some) - mixed_mlp(mixed)).abs().max() < 1e-5

# %% [markdown]
# ## 2. A filter by hand
#
# The idea: ask one simple question about a small window ("is there an edge?"), and ask it everywhere.
#
# A **filter** (or **kernel**) is a small table of weights. Put it on the image. Multiply each weight by the pixel
# below it, and add all the products: you get *one* number. Then move the filter by one pixel, and do it again.
#
# Here is a thick stroke, and a filter whose left column is negative and whose right column is positive.

# %%
image = np.zeros((6, 6), dtype=np.float32)
image[1:5, 2:4] = 1
kernel = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], dtype=np.float32)

print("one window:", (image[1:4, 0:3] * kernel).sum())
viz.convolution_steps(image, kernel)[4]

# %% proof
assert (image[1:4, 0:3] * kernel).sum() == 3

# %% [markdown]
# The sum is large where the window is dark on the left and bright on the right: this filter looks for **left edges**.
# Where all pixels of a window are equal, the products cancel. On a right edge the sum is negative.
#
# **Your turn.** Put the same filter on a window with the rows `0 1 1`, `0 0 1` and `1 0 0`. Which number comes out?
# Set `one_number`.

# %% try="one_window"
one_number = ...

# %% solution="one_window"
one_number = 1

# %% [markdown] solution="one_window"
# The right column of the window adds 1 + 1 + 0, the left one takes away 0 + 0 + 1. The weights in the middle are 0.

# %% [markdown] hints="one_window"
# - when "got:      2": That is the right column alone. Which sign have the weights on the left?
# 1. Multiply number by number, nine products, and add them up.

# %% check="one_window"
expect.predicted(one_number, 1, what="The number", hint="Right column minus left column.")

# %% wrong="one_window" message="got:      2"
one_number = 2

# %% [markdown]
# Two loops move the filter over the image. All the sums together are the **feature map**.


# %%
def convolve(image, kernel):
    """image (height, width), kernel (rows, columns): the feature map."""
    rows, columns = kernel.shape
    height = image.shape[0] - rows + 1
    width = image.shape[1] - columns + 1
    feature_map = np.zeros((height, width))
    for y in range(height):
        for x in range(width):
            window = image[y : y + rows, x : x + columns]
            feature_map[y, x] = (window * kernel).sum()
    return feature_map


feature_map = convolve(image, kernel)
viz.matrix(image, "*", kernel, "=", feature_map)

# %% proof
from scipy import signal

assert feature_map.shape == (4, 4)
assert np.allclose(signal.correlate2d(image, kernel, mode="valid"), feature_map)
turned = signal.convolve2d(image, kernel, mode="valid")
assert np.allclose(turned, convolve(image, kernel[::-1, ::-1]))
assert np.allclose(turned, -feature_map)

# %% [markdown]
# Blue is positive, a left edge; orange is negative, a right edge. There is one number for each of the 4 x 4 places of
# the filter.
#
# **A filter is a neuron.** It has weights, adds up products, and gets a bias and an activation. Two things are new: it
# sees only a small window, and all places **share** the same weights.
#
# > **The name.** In mathematics a *convolution* first turns the filter by 180 degrees; what networks do is called
# > *cross-correlation* there. A learned filter would simply learn the turned numbers. But if you choose a filter by
# > hand, and a library turns it (`scipy.signal.convolve2d` does), left edges become right edges.
#
# **Your turn.** Set `top_filter`, 3 x 3, so that it looks for **top edges** of bright areas: positive where a window
# is dark above and bright below, negative for the opposite, and 0 where all pixels are equal.

# %% try="top_filter"
top_filter = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])

# %% solution="top_filter"
top_filter = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])

# %% [markdown] solution="top_filter"
# `kernel.T` is the same. Any filter does whose weights add up to 0, negative above and positive below, such as Sobel's
# with a 2 in the middle of both rows.

# %% [markdown] hints="top_filter"
# - when "a bottom edge": Does the picture have row 0 above or below?
# - when "an even area": The weights must add up to 0.
# 1. Which weights meet the bright pixels of a top edge: those of row 0 or those of row 2?

# %% check="top_filter"
expect.shape(top_filter, (3, 3), what="top_filter")
filters = np.array(top_filter, dtype=float)
flat = bool(abs(filters.sum()) < 1e-6)
expect.that(flat, "The answer to an even area is not 0.", hint="Add up all weights.")
expect.that(
    bool(filters[0].sum() < 0), "The answer to a bottom edge is not negative.", hint="It is bright in row 0."
)
expect.that(
    bool(filters[2].sum() > 0 and filters[1:].sum() > 0),
    "The answer to a top edge is not positive.",
    hint="It is bright in row 2, perhaps in row 1, too.",
)

# %% wrong="top_filter" message="a bottom edge"
top_filter = np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])

# %% wrong="top_filter" message="an even area"
top_filter = np.array([[0, 0, 0], [0, 0, 0], [1, 1, 1]])

# %% [markdown]
# ## 3. A filter in motion
#
# The animation rests while your pointer is over it. Below it, choose a filter yourself, and guess the output before
# you look. (Stride and padding come in the next sections.)

# %%
viz.convolution(image, kernel)

# %%
viz.convolution_explorer()

# %% [markdown]
# And on a digit? Four filters, each for an edge of another direction. ReLU sets the negative numbers to 0: "no such
# edge here".

# %%
edges = {
    "left": kernel,
    "right": -kernel,
    "top": kernel.T,
    "bottom": -kernel.T,
}
digit = digits.test.X[0, 0].numpy()
maps = [np.maximum(convolve(digit, weights), 0) for weights in edges.values()]
names = ["the digit", *(f"{name} edges" for name in edges)]
shown = [digit[1:-1, 1:-1] * 3, *maps]
viz.image_sheet(np.stack(shown), names, title="Each map is bright where its edge is")

# %% proof
assert np.stack(maps).shape == (4, 26, 26)
assert np.stack(maps).max() <= 3

# %% [markdown]
# An image of 28 rows gives maps of 26 rows, since a filter of 3 rows has 26 places in 28 rows. In image programs people
# choose such filters by hand. A convolutional network **learns** them.
#
# ## 4. Stride
#
# Neighbouring windows overlap, so their answers are similar, and calculating all of them takes time. So move the
# filter by more than one pixel: the **stride** is the number of pixels from one stop to the next. With stride 2 there
# are about half as many stops in each direction, and a quarter of the work.

# %%
viz.convolution(image, kernel, stride=2)

# %% [markdown]
# How many stops are there? The first window begins at 0, and the last one must end inside. So
#
# $$\text{out} = \left\lfloor \frac{n - k}{s} \right\rfloor + 1$$
#
# for $n$ pixels, a filter of $k$ pixels and stride $s$. The brackets mean: rounded **down**. Here (6 - 3) / 2 is 1.5,
# rounded down 1, plus 1 gives 2.

# %% proof
from lessonlib.viz import convolution_steps

for n, k, s in ((6, 3, 2), (11, 3, 3), (28, 5, 1), (7, 2, 3)):
    steps = convolution_steps(np.zeros((n, n)), np.zeros((k, k)), stride=s)
    assert steps.output.shape == ((n - k) // s + 1, (n - k) // s + 1)
every_second = convolution_steps(image, kernel, stride=2).output
assert np.array_equal(every_second, feature_map[::2, ::2])
painted = image.copy()
painted[:, 5] = 9
assert np.array_equal(convolution_steps(painted, kernel, stride=2).output, every_second)
assert not np.array_equal(convolve(painted, kernel), feature_map)

# %% [markdown]
# **Your turn.** A row of 11 pixels, a filter of 3, stride 3. How many stops? Set `stops`.

# %% try="stops"
stops = ...

# %% solution="stops"
stops = 3

# %% [markdown] solution="stops"
# (11 - 3) / 3 is 2.67, rounded down 2, plus 1. The windows begin at 0, 3 and 6; one that begins at 9 would need pixel
# 11, which is not there.

# %% [markdown] hints="stops"
# - when "got:      4": Does the window that begins at 9 end inside?
# - when "got:      2": The first window counts, too.
# 1. Write down where each window begins, and where it ends.

# %% check="stops"
expect.predicted(stops, 3, what="The number of stops", hint="Rounded down, and one more.")

# %% wrong="stops" message="got:      4"
stops = 4

# %% wrong="stops" message="got:      2"
stops = 2

# %% [markdown]
# The rounding has a price: with 6 pixels and stride 2, the windows cover columns 0 to 4. Whatever you draw in column
# 5, the map does not change.
#
# **Your turn.** A row of 6 pixels, numbered from 0; a filter of 2, stride 3. Set `unseen` to the list of the pixels
# that no window looks at.

# %% try="unseen"
unseen = ...

# %% solution="unseen"
unseen = [2, 5]

# %% [markdown] solution="unseen"
# The windows look at 0, 1 and at 3, 4. A stride that is larger than the filter leaves gaps in the middle, too, not
# only at the end.

# %% [markdown] hints="unseen"
# - when "[5]": The end is right. Is there a gap between the two windows?
# 1. The first window covers 0 and 1. Where does the second begin?

# %% check="unseen"
answers = sorted(unseen) if isinstance(unseen, (list, tuple, set)) else unseen
expect.predicted(answers, [2, 5], what="The list", hint="Write down the two windows.")

# %% wrong="unseen" message="[5]"
unseen = [5]

# %% [markdown]
# ## 5. Padding
#
# The filter cannot stand on the border, since a part of it would hang over. So the map gets smaller in each layer, and
# the border counts less. This is how many windows see each pixel of a 6 x 6 image:

# %%
seen = np.zeros((6, 6))
for y in range(4):
    for x in range(4):
        seen[y : y + 3, x : x + 3] += 1
viz.matrix(seen, title="A corner is seen once, the middle nine times")

# %% proof
assert seen[0, 0] == 1
assert seen[2, 2] == seen.max() == 9

# %% [markdown]
# So put a border of zeros around the image, the **padding**. TensorFlow has names for two kinds:
#
# - `VALID`: no padding. Only windows that lie inside are valid.
# - `SAME`: so many zeros that with stride 1 the output has the *same* size as the input. With stride $s$ its size is
#   $n / s$, rounded **up**.

# %%
viz.convolution(image[:4, :4], kernel, padding=1, seconds=1)

# %% [markdown]
# How many zeros does SAME need? The last window begins at $(\text{out} - 1) \cdot s$ and has $k$ pixels, so the image
# with its border must have $(\text{out} - 1) \cdot s + k$ pixels. Half of the zeros come before the image. When their
# number is odd, the extra one comes **after** it.


# %%
def same_padding(n, k, stride):
    """How many zeros SAME puts before and after n pixels."""
    out = -(-n // stride)  # n / stride, rounded up
    total = max((out - 1) * stride + k - n, 0)
    return total // 2, total - total // 2


print("  n  k  stride   zeros before, after   out")
for n, k, stride in ((6, 3, 1), (7, 3, 2), (6, 3, 2), (6, 2, 1), (28, 5, 3)):
    zeros, out = same_padding(n, k, stride), -(-n // stride)
    print(f"{n:3} {k:2} {stride:5} {zeros!s:>18} {out:12}")


# %% proof
import lessonlib.tf1 as tf


def run(tensor):
    """The value of a tensor of the default graph."""
    with tf.Session() as sess:
        return sess.run(tensor)


rng = np.random.default_rng(1)
for n, k, stride in ((6, 3, 1), (7, 3, 2), (6, 3, 2), (6, 2, 1), (5, 1, 2), (28, 5, 3), (8, 5, 2), (5, 4, 1)):
    noise, weights = rng.normal(size=(n, n)), rng.normal(size=(k, k))
    border = [same_padding(n, k, stride)] * 2
    tf.reset_default_graph()
    by_graph = run(tf.nn.conv2d(noise[None, :, :, None], weights[:, :, None, None], stride, "SAME"))
    assert np.allclose(
        convolution_steps(np.pad(noise, border), weights, stride=stride).output, by_graph[0, :, :, 0]
    )
assert same_padding(6, 3, 2) == (0, 1)
assert same_padding(6, 2, 1) == (0, 1)

# %% [markdown]
# Look at the row `6 3 2`: no zero before, one after. A filter of even size (`6 2 1`) has no middle, so its padding can
# never be the same on both sides.
#
# **Your turn.** A row of 5 pixels, a filter of 4, stride 1, SAME. Set `before` and `after` to the numbers of zeros.

# %% try="zeros"
before = ...
after = ...

# %% solution="zeros"
before = 1
after = 2

# %% [markdown] solution="zeros"
# The output has 5 numbers, so the last window begins at 4 and ends after 8 pixels: 3 zeros. One comes before, and the
# extra one after.

# %% [markdown] hints="zeros"
# - when "[2, 1]": The number is right. On which side is the extra zero?
# - when "[1, 1]": With so many zeros there are only 4 places for the filter.
# 1. How many pixels need five windows of 4, each one pixel further?

# %% check="zeros"
expect.predicted([before, after], [1, 2], what="The pair", hint="5 windows need 8 pixels.")

# %% wrong="zeros" message="[2, 1]"
before, after = 2, 1

# %% wrong="zeros" message="[1, 1]"
before, after = 1, 1

# %% [markdown]
# **PyTorch** takes a number: `padding=1` puts one zero on *each* side. For a 3 x 3 filter with stride 1 this is SAME.
# With stride 2 it need not be, even though the shape is the same. When you bring a network from TensorFlow to PyTorch,
# that means: no error, right shapes, wrong numbers. With $p$ zeros on each side, the formula of section 4 has $n + 2p$
# in place of $n$.
#
# **Your turn.** In TensorFlow this layer used SAME: 8 x 8 pixels, a filter of 5 x 5, stride 2. The last line gives the
# right shape and wrong numbers. Repair it with `F.pad(pixels, (left, right, top, bottom))`.

# %% try="like_same"
pixels = torch.arange(64.0).reshape(1, 1, 8, 8)
ones = torch.ones(1, 1, 5, 5)
like_same = F.conv2d(pixels, ones, stride=2, padding=2)

# %% solution="like_same"
pixels = torch.arange(64.0).reshape(1, 1, 8, 8)
ones = torch.ones(1, 1, 5, 5)
like_same = F.conv2d(F.pad(pixels, (1, 2, 1, 2)), ones, stride=2)

# %% [markdown] solution="like_same"
# Four numbers need (4 - 1) · 2 + 5 = 11 pixels, so 3 zeros: 1 before and 2 after. `padding=2` puts 2 on each side, so
# that each window looks one pixel too far up and to the left.

# %% [markdown] hints="like_same"
# - when "wrong shape": Is the padding of `F.conv2d` still there, besides that of `F.pad`?
# 1. `same_padding(8, 5, 2)` tells the zeros.

# %% check="like_same"
expect.shape(like_same, (1, 1, 4, 4), what="like_same")
columns = F.conv2d(
    F.pad(torch.arange(64.0).reshape(1, 1, 8, 8), (1, 2, 1, 2)), torch.ones(1, 1, 5, 5), stride=2
)
expect.close(like_same, columns, what="like_same", hint="How many zeros before, how many after?")

# %% wrong="like_same" message="wrong shape"
like_same = F.conv2d(
    F.pad(torch.zeros(1, 1, 8, 8), (1, 2, 1, 2)), torch.ones(1, 1, 5, 5), stride=2, padding=2
)

# %% wrong="like_same" message="like_same is not right"
like_same = F.conv2d(torch.arange(64.0).reshape(1, 1, 8, 8), torch.ones(1, 1, 5, 5), stride=2, padding=2)

# %% proof
noise, weights = (torch.from_numpy(rng.normal(size=(1, 1, n, n))) for n in (6, 3))
both_sides = F.conv2d(noise, weights, stride=2, padding=1)
after_only = F.conv2d(F.pad(noise, (0, 1, 0, 1)), weights, stride=2)
assert both_sides.shape == after_only.shape == (1, 1, 3, 3)
assert not torch.allclose(both_sides, after_only)

# %% [markdown]
# > **A common mistake** is to think that a filter always makes the image smaller. With SAME it does not; its purpose
# > is to find something. And zeros suit our digits, where 0 is paper. In an image whose background is 0.5, a border of
# > zeros looks like an edge.
#
# ## 6. Max pooling
#
# Whether a stroke lies one pixel further to the left does not matter for reading a digit. And the maps are still
# large. So divide a map into windows of 2 x 2 and keep the **largest** number of each: "this edge was found somewhere
# here". This is **max pooling**. It has no weights, so there is nothing to learn.

# %%
numbers = np.array([[1, 3, 2, 0], [4, 2, 1, 5], [0, 1, 7, 2], [2, 1, 3, 6]])
viz.max_pooling(numbers)

# %% proof
floats = numbers.astype(np.float32)
tf.reset_default_graph()
by_graph = run(tf.nn.max_pool(floats[None, :, :, None], ksize=2, strides=2, padding="VALID"))
assert by_graph[0, :, :, 0].tolist() == [[4, 5], [2, 7]]
assert F.max_pool2d(torch.from_numpy(floats)[None, None], 2)[0, 0].tolist() == [[4, 5], [2, 7]]
assert F.max_pool2d(torch.zeros(1, 1, 11, 11), 2).shape[-1] == 5
tf.reset_default_graph()
assert (run(tf.nn.max_pool(-np.ones((1, 3, 3, 1), np.float32), 2, 2, "SAME")) == -1).all()
assert F.max_pool2d(-torch.ones(1, 1, 3, 3), 2, padding=1).max() == -1

# %% [markdown]
# When the size is odd, the last row and column are left out, as in section 4: 11 rows become 5. If there is padding,
# it must not win: for SAME pooling TensorFlow takes minus infinity, not 0, and PyTorch does the same with its
# `padding`.
#
# **Your turn.** `window` is one 2 x 2 window of a map with three channels. Pooling keeps the largest number of **each
# channel**. Repair the last line.

# %% try="channels_apart"
window = np.arange(12).reshape(2, 2, 3) % 7  # (rows, columns, channels)
largest = window.max()

# %% solution="channels_apart"
window = np.arange(12).reshape(2, 2, 3) % 7  # (rows, columns, channels)
largest = window.max(axis=(0, 1))

# %% [markdown] solution="channels_apart"
# The maximum runs over rows and columns, so one number for each channel is left. `window.reshape(4, 3).max(axis=0)`
# does the same. Pooling never mixes channels.

# %% [markdown] hints="channels_apart"
# - when "(2, 2)": That is the largest *channel* at each pixel. Over which axes does the window run?
# 1. `max` takes an `axis`, which may be a pair of axes.

# %% check="channels_apart"
expect.shape(largest, (3,), what="largest")
expect.close(largest, [6, 4, 5], what="largest", hint="Rows and columns are axes 0 and 1.")

# %% wrong="channels_apart" message="(2, 2)"
window = np.arange(12).reshape(2, 2, 3) % 7  # (rows, columns, channels)
largest = window.max(axis=2)

# %% [markdown]
# **What is it good for?** A strong answer moves by one pixel, and by one more:

# %%
for column in (2, 3, 4):
    row = torch.zeros(1, 1, 1, 6)
    row[..., column] = 9
    pooled = F.max_pool2d(row, (1, 2))
    print(row.flatten().int().tolist(), "->", pooled.flatten().int().tolist())

# %% proof
peaks = []
for column in range(6):
    row = torch.zeros(1, 1, 1, 6)
    row[..., column] = 9
    peaks.append(F.max_pool2d(row, (1, 2)).flatten().tolist())
assert peaks[2] == peaks[3] == [0, 9, 0]
assert peaks[4] == [0, 0, 9]
assert [k for k in range(5) if peaks[k] == peaks[k + 1]] == [0, 2, 4]

# %% [markdown]
# The first move stays inside the window, the second one leaves it. So pooling forgives *some* small moves, not all.
#
# **Your turn.** In this row of 6, in which columns may the 9 stand so that a move by **one** pixel to the right leaves
# the pooled row as it is? Set `forgiven` to the list of columns.

# %% try="forgiven"
forgiven = ...

# %% solution="forgiven"
forgiven = [0, 2, 4]

# %% [markdown] solution="forgiven"
# In an even column the 9 is the first of its window, and moves to the second. From an odd column it moves into the
# next window (or, from column 5, out of the row).

# %% [markdown] hints="forgiven"
# - when "[2]": That is one of them. The windows are 0-1, 2-3 and 4-5.
# 1. A move is forgiven if it stays inside a window.

# %% check="forgiven"
answers = sorted(forgiven) if isinstance(forgiven, (list, tuple, set)) else forgiven
expect.predicted(answers, [0, 2, 4], what="The list", hint="Draw the three windows.")

# %% wrong="forgiven" message="[2]"
forgiven = [2]

# %% [markdown]
# ## 7. Many channels, many filters
#
# A colour image has three **channels**: red, green, blue. A layer with 32 filters makes 32 feature maps, and these are
# the channels of the next layer. With several channels,
#
# - a filter has weights for **each** channel, and adds up *everything*, over all channels, to one number;
# - it adds its one bias;
# - each filter makes one map.
#
# The libraries do this for many images at a time, so they want four axes, in different orders:
#
# | | images | filters |
# | --- | --- | --- |
# | TensorFlow, `tf.nn.conv2d` | (N, H, W, C): image, row, column, channel | (H, W, I, O): channel in, filter last |
# | PyTorch, `F.conv2d` | (N, C, H, W) | (O, I, H, W) |


# %% proof
def conv_layer(images, kernels, bias):
    """images (N, H, W, I), kernels (H, W, I, O), bias (O,)."""
    results = []
    for one in images:
        maps = []
        for o in range(kernels.shape[3]):
            total = bias[o]
            for i in range(kernels.shape[2]):
                total = total + convolve(one[:, :, i], kernels[:, :, i, o])
            maps.append(total)
        results.append(np.stack(maps, axis=-1))
    return np.stack(results)


rng = np.random.default_rng(2)
images = rng.normal(size=(2, 7, 6, 3))
kernels = rng.normal(size=(3, 3, 3, 4))
bias = rng.normal(size=4)
by_hand = conv_layer(images, kernels, bias)
tf.reset_default_graph()
assert np.allclose(by_hand, run(tf.nn.conv2d(images, kernels, strides=1, padding="VALID") + bias))
by_torch = F.conv2d(
    torch.from_numpy(images).permute(0, 3, 1, 2),
    torch.from_numpy(kernels).permute(3, 2, 0, 1),
    torch.from_numpy(bias),
)
assert np.allclose(by_hand, by_torch.permute(0, 2, 3, 1))

# %% [markdown]
# **Your turn.** A layer has 16 filters of 5 x 5 for colour images. What is the shape of its kernels in TensorFlow? Set
# `kernel_shape` to a tuple.

# %% try="kernel_shape"
kernel_shape = ...

# %% solution="kernel_shape"
kernel_shape = (5, 5, 3, 16)

# %% [markdown] solution="kernel_shape"
# Rows, columns, channels in, filters. In PyTorch the same numbers have the shape (16, 3, 5, 5).

# %% [markdown] hints="kernel_shape"
# - when "[16, 3, 5, 5]": That is the order of PyTorch.
# - when "[5, 5, 16]": A filter has weights for each of the three channels.
# 1. The table above has the order.

# %% check="kernel_shape"
expect.predicted(kernel_shape, (5, 5, 3, 16), what="The shape", hint="Four sizes: H, W, I, O.")

# %% wrong="kernel_shape" message="[16, 3, 5, 5]"
kernel_shape = (16, 3, 5, 5)

# %% wrong="kernel_shape" message="[5, 5, 16]"
kernel_shape = (5, 5, 16)

# %% [markdown]
# To go from one layout to the other, change the order of the axes, with `permute` in PyTorch and `transpose` in NumPy.
# `reshape` makes the same *shape*, but it leaves the numbers in their old order, so that pixels land in wrong
# channels. With a single channel both agree by chance, and you notice the mistake only with the first colour image.
#
# **Your turn.** The last line gives the right shape, with mixed-up pixels. Repair it.

# %% try="layout"
photo = np.arange(24).reshape(1, 2, 4, 3)  # NHWC
for_torch = photo.reshape(1, 3, 2, 4)  # NCHW

# %% solution="layout"
photo = np.arange(24).reshape(1, 2, 4, 3)  # NHWC
for_torch = photo.transpose(0, 3, 1, 2)  # NCHW

# %% [markdown] solution="layout"
# The list says which old axis stands at each new place: channels (3) come second. `np.moveaxis(photo, 3, 1)` is
# another way. Back again it is `transpose(0, 2, 3, 1)`.

# %% [markdown] hints="layout"
# - when "wrong shape": The list names, for each new axis, the *old* one. Where did the channels stand?
# - when "for_torch is not right": The shape is right. Do the numbers of one channel stand together?
# 1. `transpose` takes a number for each axis, in the new order.

# %% check="layout"
expect.shape(for_torch, (1, 3, 2, 4), what="for_torch")
fourth = np.arange(24).reshape(1, 2, 4, 3)
expect.close(for_torch, np.moveaxis(fourth, 3, 1), what="for_torch", hint="Change the order of the axes.")

# %% wrong="layout" message="wrong shape"
for_torch = np.arange(24).reshape(1, 2, 4, 3).transpose(0, 2, 3, 1)

# %% wrong="layout" message="for_torch is not right"
for_torch = np.arange(24).reshape(1, 2, 4, 3).reshape(1, 3, 2, 4)

# %% [markdown]
# ## Summary
#
# - A filter multiplies a window by its weights and adds up; all places share the weights. It is not turned.
# - Stride $s$ moves it by $s$ pixels. VALID gives $(n - k) / s$, rounded down, plus 1 numbers; SAME gives $n / s$,
#   rounded up, and when it needs an odd number of zeros, the extra one comes after.
# - With a stride above 1, `padding=...` in PyTorch is not always SAME.
# - Max pooling keeps the largest number of each window, channel by channel, and forgives some small moves.
# - A filter adds up over all channels and has one bias. Change layouts with `permute`, never with `reshape`.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | convolution, cross-correlation | 합성곱, 교차 상관 | multiply and add at each place; with a turned filter, without |
# | filter, kernel | 필터, 커널 | the small table of weights |
# | feature map | 특징 맵 | the answers of one filter at all places |
# | shared weights | 가중치 공유 | the same weights at all places |
# | channel | 채널 | one of several values at each place: a colour, or a map |
# | stride | 스트라이드 | pixels from one stop of the filter to the next |
# | padding; VALID, SAME | 패딩 | a border of zeros; none, or as much as keeps the size |
# | max pooling | 맥스 풀링 | the largest number of each window |

# %% [markdown]
# ## Read on
#
# - V. Dumoulin and F. Visin, *A guide to convolution arithmetic for deep learning*, arXiv 1603.07285 (2016): strides
#   and paddings, all drawn.
# - A. Zhang, Z. C. Lipton, M. Li and A. J. Smola, *Dive into Deep Learning* (2023), chapter 7: from full layers to
#   convolutions.
# - K. Fukushima, *Neocognitron: a self-organizing neural network model for a mechanism of pattern recognition
#   unaffected by shift in position*, Biological Cybernetics 36 (1980): filters and pooling, before they were trained
#   by gradients.
# - D. H. Hubel and T. N. Wiesel, *Receptive fields, binocular interaction and functional architecture in the cat's
#   visual cortex*, The Journal of Physiology 160 (1962): cells that answer to edges.
#
# **Open questions**, without a grade:
#
# 1. Sound is a row of numbers in time, a text a row of letters. What would a filter look for there, and what would it
#    mean to share its weights?
# 2. A photo of a face is not the same photo upside down. When is it wrong to ask the same question everywhere?
#
# **Next**: {{next}}, the second part of this lesson.
