# %% [markdown]
# # Exercise 14: convolutional networks
#
# You write convolution and max pooling yourself, follow the shapes through a network, build one, bring weights from
# TensorFlow to PyTorch, train, and measure without dropout. The two parts of chapter 14 show each idea.
#
# **Time**: about 50 minutes. **Points**: 10, half a point for most tests.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and run the
#   cell. Then run the tests below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("convolve")` (with the name of the task) explains an answer, and what else would
#   have done.
# - In questions, a comment in the cell lists the names to set. Letters need quotes: `"a"`.
# - Cells with imports and helpers are given and locked. Run them, too.
#
# In parts 1 to 3, write loops with NumPy. Libraries have these functions ready, but here you look inside: the tests
# accept no call of a library's convolution or pooling.

# %% setup="imports"
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from lessonlib import data, viz

torch.set_num_threads(1)  # small tensors: a second thread would only be waited for


def small_network(seed):
    """For images (N, 1, 8, 8): 8 filters, max pooling, dropout, 10 scores."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.5),
        nn.Linear(8 * 4 * 4, 10),
    )


# %% [markdown]
# ## 1. One filter
#
# Write `convolve(image, kernel, stride)`: the feature map of one filter on an image with one channel, without
# padding (VALID). As in all neural networks, the filter is not turned. Image and filter may be wider than high,
# or higher than wide.


# %% task="convolve"
def convolve(image, kernel, stride):
    """image: array (height, width), kernel: array (rows, columns). Returns the feature map, an array."""
    ### BEGIN SOLUTION
    rows, columns = kernel.shape
    tops = range(0, image.shape[0] - rows + 1, stride)
    lefts = range(0, image.shape[1] - columns + 1, stride)
    return np.array([[(image[y : y + rows, x : x + columns] * kernel).sum() for x in lefts] for y in tops])
    ### END SOLUTION


# %% [markdown] hints="convolve"
# - when "got:      6 ": You turned the filter by 180 degrees, as mathematics does. Here its upper left weight
#   belongs to the upper left pixel of the window.
# - when "the map with stride": How many places are there? The last window must end inside of the image.
# 1. Section 2 of the chapter has such a function for stride 1, section 4 says what a stride changes.
# 2. Two loops, over the upper and the left ends of the windows. In each place: window times kernel, and the
#    sum.
# 3. The upper ends run from 0 up to height minus rows, that one included, in steps of the stride. The left ends
#    likewise, with width and columns.

# %% [markdown] solution="convolve"
# The two ranges run over the upper left corners of the windows; they end where the last window still fits, so rounding
# down takes care of itself. Each place is window times filter, summed. The filter is not turned: its upper left weight
# meets the upper left pixel of the window. `np.lib.stride_tricks.sliding_window_view` with `np.einsum` needs no loop,
# and neither does a tensor's own method `unfold`.

# %% test="convolve_values" points=0.5
# convolve multiplies each window with the filter and adds up, at all places.
import numpy as np

from lessonlib.check import answer, expect, fresh

image = np.array([[1.0, 2, 0], [0, 1, 3], [2, 1, 1]])
kernel = np.array([[1.0, 0], [3, -1]])
library = ["torch.convolution", "torch.nn.functional.unfold", "torch._ops", "scipy"]
library += [f"torch.conv{kind}" for kind in ("1d", "2d", "3d", "_transpose2d")]
with answer.calls_of(*library) as calls:
    got = answer.convolve(image, kernel, 1)
    advice = "The first window is [[1, 2], [0, 1]]: 1·1 + 2·0 + 0·3 + 1·(-1)."
    expect.shape(got, (2, 2), what="the map of a 3 x 3 image and a 2 x 2 filter", hint=advice)
    expect.close(got, [[0, 2], [5, 3]], what="the map of a 3 x 3 image and a 2 x 2 filter", hint=advice)
    rng = fresh.rng()
    for size, k in (((5, 7), (3, 3)), ((6, 4), (2, 3)), ((3, 3), (3, 3)), ((4, 5), (1, 2))):
        image, kernel = rng.normal(size=size), rng.normal(size=k)
        windows = np.lib.stride_tricks.sliding_window_view(image, k)
        what = f"the map of an image {size} and a filter {k}"
        expect.close(
            answer.convolve(image, kernel, 1), (windows * kernel).sum(axis=(2, 3)), what=what, atol=1e-5
        )
expect.equal(
    calls, dict.fromkeys(library, 0), what="the calls of a library's convolution", hint="Write loops."
)

# %% test="convolve_stride" points=0.5
# convolve moves the filter by the stride, and only as far as it fits.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
advice = "From one stop to the next: stride pixels, in both directions. The last window ends inside."
library = ["torch.convolution", "torch.nn.functional.unfold", "torch._ops", "scipy"]
library += [f"torch.conv{kind}" for kind in ("1d", "2d", "3d", "_transpose2d")]
with answer.calls_of(*library) as calls:
    for size, k, stride in (
        ((7, 7), (3, 3), 2),
        ((6, 9), (3, 3), 3),
        ((8, 6), (3, 2), 3),
        ((5, 5), (2, 2), 4),
    ):
        image, kernel = rng.normal(size=size), rng.normal(size=k)
        windows = np.lib.stride_tricks.sliding_window_view(image, k)[::stride, ::stride]
        what = f"the map with stride {stride} of an image {size} and a filter {k}"
        want = (windows * kernel).sum(axis=(2, 3))
        expect.close(answer.convolve(image, kernel, stride), want, what=what, atol=1e-5, hint=advice)
expect.equal(
    calls, dict.fromkeys(library, 0), what="the calls of a library's convolution", hint="Write loops."
)

# %% [markdown]
# ## 2. A whole layer
#
# Write `conv2d(images, kernels, bias, stride, padding)`, in the layout of TensorFlow:
#
# - `images` (N, H, W, I), `kernels` (rows, columns, I, O), `bias` (O,). The result is (N, H', W', O).
# - `padding` is `"VALID"` or `"SAME"`. SAME gives H / stride rows, rounded up. When it needs an odd number of
#   zeros, the extra one comes after (below, right).


# %% task="conv2d"
def conv2d(images, kernels, bias, stride, padding):
    """Returns the feature maps (N, H', W', O) of a layer with bias, without an activation."""
    ### BEGIN SOLUTION
    rows, columns, _, filters = kernels.shape
    if padding == "SAME":
        borders = [(0, 0)]
        for n, k in zip(images.shape[1:3], (rows, columns), strict=True):
            total = max((-(-n // stride) - 1) * stride + k - n, 0)
            borders.append((total // 2, total - total // 2))
        images = np.pad(images, [*borders, (0, 0)])
    height = (images.shape[1] - rows) // stride + 1
    width = (images.shape[2] - columns) // stride + 1
    maps = np.zeros((len(images), height, width, filters))
    for y in range(height):
        for x in range(width):
            window = images[:, y * stride : y * stride + rows, x * stride : x * stride + columns]
            maps[:, y, x] = np.tensordot(window, kernels, axes=3) + bias
    return maps
    ### END SOLUTION


# %% [markdown] hints="conv2d"
# - when "3 channels in": A filter has weights for each channel. It adds up over all of them, and gives one map.
# - when "a filter of 2 x 2, stride 1, SAME": With an even filter the zeros cannot be the same on both sides.
#   Where does the extra one go?
# - when "a filter of 3 x 3, stride 2, SAME": Stride 1 is right. With another stride the number of zeros is another
#   one, too: calculate it from the place where the last window ends.
# 1. Sections 5 and 7 of the chapter.
# 2. First the border: a number of zeros for each of the two directions. Then the layer is a sum, over the
#    channels, of maps as in part 1, plus the bias of the filter.
# 3. With `out` rows the last window starts at (out - 1) times the stride and has `rows` pixels. What is beyond
#    the image is padding: half of it before (rounded down), the rest after. `np.pad` takes a pair for each
#    axis.

# %% [markdown] solution="conv2d"
# SAME is nothing but a border of zeros, calculated for each direction on its own: what the last window needs beyond
# the image, half of it before (rounded down), the rest after. Then it is VALID. `np.tensordot(..., axes=3)`
# multiplies a window (N, rows, columns, I) by the kernels and sums over rows, columns *and* channels, for all filters
# at once. Seven plain loops do as well; then a pixel outside the image simply adds nothing.

# %% test="conv2d_channels" points=0.5
# conv2d sums over the channels, has one map for each filter, and adds its bias.
import torch
from torch.nn import functional as F

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
cases = []
for size, k, filters, stride in (
    ((1, 5, 6, 1), (3, 3), 1, 1),
    ((2, 6, 5, 3), (3, 2), 4, 1),
    ((3, 7, 7, 2), (2, 2), 3, 2),
):
    arrays = rng.normal(size=size), rng.normal(size=(*k, size[3], filters)), rng.normal(size=filters)
    images, kernels, bias = (torch.tensor(array) for array in arrays)
    maps = F.conv2d(images.permute(0, 3, 1, 2), kernels.permute(3, 2, 0, 1), bias, stride)
    what = (
        f"the maps of {filters} filters of {k[0]} x {k[1]} for {size[3]} channels in, stride {stride}, VALID"
    )
    cases.append((arrays, stride, maps.permute(0, 2, 3, 1).numpy(), what))
advice = "Map o is the sum over all channels i, each with kernels[:, :, i, o]; plus bias[o]."
library = ["torch.convolution", "torch.nn.functional.unfold", "torch._ops", "scipy"]
library += [f"torch.conv{kind}" for kind in ("1d", "2d", "3d", "_transpose2d")]
with answer.calls_of(*library) as calls:
    for arrays, stride, want, what in cases:
        got = answer.conv2d(*arrays, stride, "VALID")
        expect.close(got, want, what=what, rtol=1e-4, atol=1e-5, hint=advice)
expect.equal(
    calls, dict.fromkeys(library, 0), what="the calls of a library's convolution", hint="Write loops."
)

# %% test="conv2d_same" points=1
# conv2d with SAME has as many zeros as TensorFlow, at the same places.
import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
advice = "Zeros together: (out - 1) · stride + k - n, but not below 0. Half before, the rest after."
cases = ((5, 6, 3, 1), (5, 5, 2, 1), (6, 6, 3, 2), (7, 4, 3, 2), (6, 7, 1, 2), (9, 8, 5, 3))
arrays = [(rng.normal(size=(2, n, m, 2)), rng.normal(size=(k, k, 2, 3))) for n, m, k, _ in cases]
bias = rng.normal(size=3)
with tf.Graph().as_default(), tf.Session() as sess:
    wants = [
        sess.run(tf.nn.conv2d(*pair, case[3], "SAME")) + bias
        for pair, case in zip(arrays, cases, strict=True)
    ]
library = ["torch.convolution", "torch.nn.functional.unfold", "torch._ops", "scipy"]
library += [f"torch.conv{kind}" for kind in ("1d", "2d", "3d", "_transpose2d")]
with answer.calls_of(*library) as calls:
    for (n, m, k, stride), (images, kernels), want in zip(cases, arrays, wants, strict=True):
        what = f"the maps of images {n} x {m}, a filter of {k} x {k}, stride {stride}, SAME"
        got = answer.conv2d(images, kernels, bias, stride, "SAME")
        expect.close(got, want, what=what, rtol=1e-4, atol=1e-5, hint=advice)
expect.equal(
    calls, dict.fromkeys(library, 0), what="the calls of a library's convolution", hint="Write loops."
)

# %% [markdown]
# ## 3. Max pooling
#
# Write `max_pool(images, size, stride)` for images (N, H, W, C), without padding. The result is (N, H', W', C).


# %% task="max_pool"
def max_pool(images, size, stride):
    """images: array (N, H, W, C). The largest number of each window of size x size, for each channel."""
    ### BEGIN SOLUTION
    tops = range(0, images.shape[1] - size + 1, stride)
    lefts = range(0, images.shape[2] - size + 1, stride)
    rows = [
        np.stack([images[:, y : y + size, x : x + size].max(axis=(1, 2)) for x in lefts], axis=1)
        for y in tops
    ]
    return np.stack(rows, axis=1)
    ### END SOLUTION


# %% [markdown] hints="max_pool"
# - when "the pooled maps of 3 channels": Each channel is pooled on its own. The result has as many channels as
#   the input.
# - when "all numbers are below 0": Did you begin with zeros, or put zeros around?
# - when "window 3, stride 2": Size and stride are two things: the windows may overlap.
# 1. Section 6 of the chapter has such a function for one channel.
# 2. The places of the windows are those of part 1. In each, take the largest number of each image and each
#    channel.
# 3. A window of all images is `images[:, y:y+size, x:x+size]`. Its largest number over the axes of rows and
#    columns has the shape (N, C).

# %% [markdown] solution="max_pool"
# The maximum of each window runs over rows and columns only, so images and channels stay apart. The trap is a result
# that begins with zeros: it is wrong as soon as all numbers of a window are negative. Sliding windows and
# `max(axis=(-2, -1))`, or a tensor's own methods `unfold` and `amax`, are other ways.

# %% test="pool_windows" points=0.5
# max_pool takes the largest number of each window.
import numpy as np
import torch
from torch.nn import functional as F

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
small = np.array([[1.0, 3, 2, 0], [4, 2, 1, 5], [0, 1, 7, 2], [2, 1, 3, 6]])
advice = "The first window is [[1, 3], [4, 2]]."
cases = [(rng.uniform(1, 9, size=size), *window) for size, window in (
    ((7, 5), (2, 2)), ((7, 6), (3, 2)), ((5, 5), (2, 1)), ((8, 9), (2, 3))
)]  # fmt: skip
wants = [F.max_pool2d(torch.tensor(image)[None, None], size, stride)[0, 0] for image, size, stride in cases]
library = ["torch.max_pool1d", "torch.max_pool2d", "torch.max_pool3d", "torch._ops", "scipy"]
library += [f"torch.nn.functional.{name}" for name in ("max_pool2d", "max_pool2d_with_indices", "unfold")]
with answer.calls_of(*library) as calls:
    got = answer.max_pool(small[None, :, :, None], 2, 2)
    want = np.array([[4.0, 5], [2, 7]])[None, :, :, None]
    expect.close(got, want, what="the pooled 4 x 4 image", hint=advice)
    for (image, size, stride), want in zip(cases, wants, strict=True):
        n, m = image.shape
        what = f"a {n} x {m} image with window {size}, stride {stride}"
        got = answer.max_pool(image[None, :, :, None], size, stride)
        expect.close(got, want[None, :, :, None].numpy(), what=what, hint=advice)
expect.equal(calls, dict.fromkeys(library, 0), what="the calls of a library's pooling", hint="Write loops.")

# %% test="pool_channels" points=0.5
# max_pool keeps images and channels apart, and works for negative numbers.
import torch
from torch.nn import functional as F

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
above, below = rng.uniform(0, 9, size=(2, 6, 5, 3)), rng.uniform(-9, -1, size=(2, 6, 5, 3))
cases = [(above, "the pooled maps of 3 channels"), (below, "the pooled maps where all numbers are below 0")]
wants = [
    F.max_pool2d(torch.tensor(images).permute(0, 3, 1, 2), 2, 2).permute(0, 2, 3, 1) for images, _ in cases
]
advice = "Take the largest number over rows and columns of the window only."
library = ["torch.max_pool1d", "torch.max_pool2d", "torch.max_pool3d", "torch._ops", "scipy"]
library += [f"torch.nn.functional.{name}" for name in ("max_pool2d", "max_pool2d_with_indices", "unfold")]
with answer.calls_of(*library) as calls:
    for (images, what), want in zip(cases, wants, strict=True):
        got = answer.max_pool(images, 2, 2)
        expect.shape(got, (2, 3, 2, 3), what=what, hint=advice)
        expect.close(got, want.numpy(), what=what, hint=advice)
expect.equal(calls, dict.fromkeys(library, 0), what="the calls of a library's pooling", hint="Write loops.")

# %% [markdown]
# ## 4. Shapes and parameters on paper
#
# Write `follow(shape, layers)`. `shape` is the shape of one image, (height, width, channels). `layers` is a
# list of these:
#
# - `("conv", filters, size, stride, padding)`: square filters with bias; padding is `"VALID"` or `"SAME"`;
# - `("pool", size, stride)`: max pooling without padding;
# - `("flatten",)`;
# - `("dense", units)`, with bias.
#
# Return a list with one pair for each layer: `(shape after it, its number of parameters)`. A shape is (height,
# width, channels), and after flatten and dense (n,).


# %% task="follow"
def follow(shape, layers):
    """Returns [(shape after the first layer, its parameters), (shape after the second layer, ...), ...]."""

    ### BEGIN SOLUTION
    def stops(n, size, stride, padding):
        return -(-n // stride) if padding == "SAME" else (n - size) // stride + 1

    pairs = []
    for kind, *options in layers:
        parameters = 0
        if kind == "conv":
            filters, size, stride, padding = options
            parameters = (size * size * shape[2] + 1) * filters
            shape = (*(stops(n, size, stride, padding) for n in shape[:2]), filters)
        elif kind == "pool":
            shape = (*(stops(n, *options, "VALID") for n in shape[:2]), shape[2])
        elif kind == "flatten":
            shape = (shape[0] * shape[1] * shape[2],)
        else:
            parameters = (shape[0] + 1) * options[0]
            shape = (options[0],)
        pairs.append((shape, parameters))
    return pairs
    ### END SOLUTION


# %% [markdown] hints="follow"
# - when "got:      288": Each filter has a bias, too.
# - when "got:      21920": A bias belongs to a filter, not to each place of its map.
# - when "after ('conv', 8, 3, 2, 'VALID')": VALID rounds down: a window that does not fit is not used.
# 1. Section 8 of the chapter has a table with all rules.
# 2. Go through the layers and keep the present shape. SAME rounds n / stride up, VALID uses the size and rounds
#    down.
# 3. Height and width each follow the same rule. The channels in are the last number of the present shape; after
#    a convolution this is the number of filters.

# %% [markdown] solution="follow"
# Height and width follow one rule each: SAME rounds n / stride up, VALID and pooling count the places of the window.
# The present shape is all that the next layer needs to know. A filter has size · size · channels weights and one
# bias; the size of the image does not occur. You may also let PyTorch do it: layers with `device="meta"` give shapes
# and parameters without any memory for them.

# %% test="follow_shapes" points=0.5
# follow gives the shape after each layer.
import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh

network = [("conv", 32, 3, 1, "VALID"), ("pool", 2, 2), ("conv", 64, 3, 1, "VALID"), ("pool", 2, 2)]
network += [("flatten",), ("dense", 256), ("dense", 10)]
cases = [((28, 28, 1), network), ((12, 12, 3), [("conv", 8, 3, 2, "VALID"), ("conv", 4, 5, 1, "SAME")])]
rng = fresh.rng()
for padding in ("SAME", "VALID", "SAME"):
    a, b, filters, units = rng.integers(2, 40, size=4).tolist()
    size, stride = rng.integers(2, 5, size=2).tolist()
    drawn = [
        ("conv", filters, size, stride, padding),
        ("pool", 3, 2),
        ("conv", b, 3, 2, "SAME"),
        ("flatten",),
    ]
    cases += [((24 + a, 24 + b, 1 + a % 3), [*drawn, ("dense", units)])]
for shape, layers in cases:
    got = answer.follow(shape, layers)
    message = f"follow does not return one pair for each of the {len(layers)} layers."
    pairs = isinstance(got, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in got)
    expect.that(pairs and len(got) == len(layers), message, hint="A list of (shape, parameters).")
    with tf.Graph().as_default():
        h = tf.placeholder(tf.float32, (1, *shape))
        for (kind, *options), pair in zip(layers, got, strict=True):
            make = {"conv": tf.layers.conv2d, "pool": tf.layers.max_pooling2d, "dense": tf.layers.dense}
            h = make.get(kind, tf.layers.flatten)(h, *options)
            what = f"the shape after {(kind, *options)}, from {shape} pixels"
            expect.equal(pair[0], h.shape.as_list()[1:], what=what)

# %% test="follow_parameters" points=0.5
# follow gives the number of weights and biases of each layer.
import math

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh

advice = "A filter has size · size · channels weights, a dense unit one for each input; and a bias."
network = [("conv", 32, 3, 1, "VALID"), ("pool", 2, 2), ("conv", 64, 3, 1, "VALID"), ("pool", 2, 2)]
network += [("flatten",), ("dense", 256), ("dense", 10)]
cases = [((28, 28, 1), network), ((12, 12, 3), [("conv", 8, 3, 2, "VALID"), ("conv", 4, 5, 1, "SAME")])]
rng = fresh.rng()
for padding in ("SAME", "VALID", "SAME"):
    a, b, filters, units = rng.integers(2, 40, size=4).tolist()
    size, stride = rng.integers(2, 5, size=2).tolist()
    drawn = [
        ("conv", filters, size, stride, padding),
        ("pool", 3, 2),
        ("conv", b, 3, 2, "SAME"),
        ("flatten",),
    ]
    cases += [((24 + a, 24 + b, 1 + a % 3), [*drawn, ("dense", units)])]
for shape, layers in cases:
    got = answer.follow(shape, layers)
    message = f"follow does not return one pair for each of the {len(layers)} layers."
    pairs = isinstance(got, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in got)
    expect.that(pairs and len(got) == len(layers), message, hint="A list of (shape, parameters).")
    with tf.Graph().as_default():
        h = tf.placeholder(tf.float32, (1, *shape))
        for (kind, *options), pair in zip(layers, got, strict=True):
            before = len(tf.trainable_variables())
            make = {"conv": tf.layers.conv2d, "pool": tf.layers.max_pooling2d, "dense": tf.layers.dense}
            h = make.get(kind, tf.layers.flatten)(h, *options)
            new = tf.trainable_variables()[before:]
            want = sum(math.prod(variable.shape.as_list()) for variable in new)
            expect.equal(pair[1], want, what=f"the parameters of {(kind, *options)}", hint=advice)

# %% [markdown]
# ## 5. Build a network
#
# Write `make_network(channels, side, filters, hidden, classes)`: a new `nn.Module` for images (N, channels,
# side, side) that gives **scores** (N, classes). With `filters=(8, 16)`:
#
# 1. 8 filters of 3 x 3 with `padding=1`, ReLU, max pooling 2 x 2;
# 2. 16 filters of 3 x 3 with `padding=1`, ReLU, max pooling 2 x 2;
# 3. flatten, a dense layer of `hidden` units, ReLU, dropout of 0.5, a dense layer of `classes` units.
#
# All layers have biases. Dropout is on in training mode, and off after `.eval()`.


# %% task="make_network"
def make_network(channels, side, filters, hidden, classes):
    """channels, side: of the images; filters: two numbers. Returns an nn.Module."""
    ### BEGIN SOLUTION
    first, second = filters
    left = side // 2 // 2
    return nn.Sequential(
        nn.Conv2d(channels, first, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(first, second, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(second * left * left, hidden),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(hidden, classes),
    )
    ### END SOLUTION


# %% [markdown] hints="make_network"
# - when "add up to 1": Softmax belongs to the loss. In the network it would be applied twice.
# - when "in evaluation mode": Dropout must follow the mode of the network. `nn.Dropout` does; `F.dropout` has
#   to be told by its argument `training`.
# - when "make_network(3, 10": What is left of 10 pixels after two poolings?
# 1. Section 10 of the chapter shows such a network as a class.
# 2. `nn.Sequential` is enough. With `padding=1`, a 3 x 3 filter keeps the size; each pooling halves it, rounded
#    down.
# 3. The first dense layer has as many inputs as the second filters have maps, times the pixels that are left in
#    each. After two poolings of 9 pixels 2 are left: 9 becomes 4, and 4 becomes 2.

# %% [markdown] solution="make_network"
# With `padding=1` a 3 x 3 filter keeps the size, and each pooling halves it and rounds down; so `side // 2 // 2`
# pixels are left. (`side // 4` is the same number.) The last layer gives scores, since the loss holds the softmax.
# `nn.Dropout` follows the mode of the network; in a class of your own, `F.dropout(h, 0.5, training=self.training)`
# does, too. The library's `ConvNet` with a `ConvNetConfig` is the same network.

# %% test="network_shapes" points=0.5
# make_network has the right parameters, which decide its row of scores for each image.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.models import ConvNet, ConvNetConfig

torch.manual_seed(fresh.seed)
for channels, side, filters, hidden, classes in (
    (1, 28, (4, 8), 16, 10),
    (3, 10, (5, 6), 17, 4),
    (2, 8, (3, 2), 15, 4),
):
    what = f"for {channels} x {side} x {side} images"
    model = answer.make_network(channels, side, filters, hidden, classes)
    expect.that(hasattr(model, "state_dict"), "make_network does not return an nn.Module.")
    model.eval()
    X = torch.randn(80, channels, side, side)
    expect.shape(model(X[:3]), (3, classes), what=f"the scores of three images of {side} x {side}")
    sizes = ConvNetConfig((channels, side, side), filters, 3, 1, hidden, classes, 0.0, 0.5)
    ours = ConvNet(sizes).eval()  # the same network, in the library
    state, theirs = ours.state_dict(), model.state_dict()
    advice = "Count layer by layer, as in part 4."
    got, want = (sum(int(np.prod(np.shape(part))) for part in parts.values()) for parts in (theirs, state))
    expect.equal(got, want, what=f"the number of parameters {what}", hint=advice)
    got, want = (sorted(list(np.shape(part)) for part in parts.values()) for parts in (theirs, state))
    expect.equal(got, want, what=f"the shapes of the parameters {what}", hint=advice)
    # All hidden units are equal: on for some images, off for the others. Dropout and softmax do not change this.
    state["hidden.weight"][:] = state["hidden.weight"][0]
    state["output.weight"][:], state["output.bias"][:] = 0, 0
    state["output.weight"][0], state["output.bias"][1] = 1, 0.001
    pushes = []
    ours.hidden.register_forward_hook(
        lambda layer, h, push, pushes=pushes: pushes.append(push[:, 0].detach())
    )
    ours(X)
    state["hidden.bias"][:] = state["hidden.bias"][0] - pushes[0].median()
    push = pushes[0] - pushes[0].median()
    clear = (push.abs() > max(0.1 * push.std(), 1e-4)).numpy()  # not decided by rounding, nor by the 0.001
    by_shape = {tuple(part.shape): part for part in state.values()}
    model.load_state_dict({name: by_shape[np.shape(part)] for name, part in theirs.items()})
    y_hat = np.array(model(X), dtype=float).argmax(axis=1)
    what = f"the classes {what} (0 or 1), with parameters that this test has set,"
    expect.equal(
        y_hat[clear], np.where(push > 0, 0, 1)[clear], what=what, hint="Look at the list of layers again."
    )

# %% test="network_scores" points=0.5
# make_network gives scores, not probabilities.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.models import ConvNet, ConvNetConfig

torch.manual_seed(fresh.seed)
model = answer.make_network(1, 12, (4, 5), 8, 3)
expect.that(hasattr(model, "state_dict"), "make_network does not return an nn.Module.")
model.eval()
X = torch.randn(40, 1, 12, 12)
sums = np.array(model(X), dtype=float).sum(axis=1)
message = "The outputs of each image add up to 1: they are probabilities."
advice = "nn.CrossEntropyLoss holds the softmax. Return the output of the last dense layer."
expect.that(not bool(np.allclose(sums, 1, atol=1e-4)), message, hint=advice)
ours = ConvNet(
    ConvNetConfig((1, 12, 12), (4, 5), 3, 1, 8, 3, 0.0, 0.5)
).eval()  # the same network, in the library
state, theirs = ours.state_dict(), model.state_dict()
state["hidden.weight"][:], state["hidden.bias"][:] = (
    state["hidden.weight"][0],
    0,
)  # all hidden units are equal
state["output.weight"][:], state["output.bias"][:] = torch.tensor([[1.0], [2.0], [-3.0]]), torch.randn(3)
by_shape = {tuple(part.shape): part for part in state.values()}
message = "The parameters have other shapes."
expect.that(
    {np.shape(part) for part in theirs.values()} == set(by_shape), message, hint="See the test above."
)
model.load_state_dict({name: by_shape[np.shape(part)] for name, part in theirs.items()})
pushes = []
ours.hidden.register_forward_hook(lambda layer, h, push: pushes.append(push[:, 0].detach().numpy()))
ours(X)
scores, bias = np.array(model(X), dtype=float), state["output.bias"].numpy()
clear = np.abs(pushes[0]) > 0.01
expect.shape(scores, (40, 3), what="the scores of 40 images")
off, on = scores[clear & (pushes[0] < 0)] - bias, scores[clear & (pushes[0] > 0)] - bias
what = "the scores of images for which all hidden units are 0, without the last biases,"
expect.close(off, np.zeros_like(off), what=what, atol=1e-5, hint=advice)
what = "the scores of the other images, for last weights of 1, 2 and -3, compared with the first score,"
expect.close(on, on[:, :1] * [1, 2, -3], what=what, rtol=1e-3, atol=1e-4, hint=advice)

# %% test="network_dropout" points=0.5
# make_network drops half of the hidden units in training mode, and only there.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.models import ConvNet, ConvNetConfig

torch.manual_seed(fresh.seed)
model = answer.make_network(1, 12, (4, 8), 12, 3)
expect.that(hasattr(model, "state_dict"), "make_network does not return an nn.Module.")
X = torch.randn(1, 1, 12, 12).repeat(400, 1, 1, 1)
model.eval()
model(X[:1])  # a lazy layer makes its weights now
ours = ConvNet(
    ConvNetConfig((1, 12, 12), (4, 8), 3, 1, 12, 3, 0.0, 0.5)
).eval()  # the same network, in the library
state, theirs = ours.state_dict(), model.state_dict()
state["hidden.bias"][:] = 3 + torch.rand(12)  # all hidden units are on
pushes = []
ours.hidden.register_forward_hook(lambda layer, h, push: pushes.append(push[0].detach()))
ours(X[:1])
# The first score adds up 1, 2, 4, 8 ... for the hidden units that are left: it tells which ones they are.
state["output.weight"][:], state["output.bias"][:] = 0, 0
state["output.weight"][0] = 2.0 ** torch.arange(12) / pushes[0] / 512
by_shape = {tuple(part.shape): part for part in state.values()}
message = "The parameters have other shapes."
expect.that(
    {np.shape(part) for part in theirs.values()} == set(by_shape), message, hint="See the test above."
)
model.load_state_dict({name: by_shape[np.shape(part)] for name, part in theirs.items()})
model.train()
first, again = (np.array(model(X), dtype=float) for _ in range(2))
message = "In training mode, two calls give the same scores: nothing is dropped."
expect.that(not np.array_equal(first, again), message, hint="Put a dropout of 0.5 before the last layer.")
model.eval()
first, again = (np.array(model(X), dtype=float) for _ in range(2))
message = "Two calls in evaluation mode give different scores: dropout is still on."
expect.that(np.array_equal(first, again), message, hint="Use nn.Dropout: it knows the mode of the network.")


def first_scores():
    scores = np.array(model(X), dtype=float)
    if (scores > 0).all() and np.allclose(scores.sum(axis=1), 1):
        scores = np.log(scores)  # probabilities are not the matter of this test
    return 512 * (scores[:, 0] - scores[:, 1])


everything = first_scores()
what = "the sum of 1, 2, 4 ... 2048 for the hidden units, in evaluation mode,"
expect.close(everything, np.full(400, 4095), what=what, atol=0.2)
model.train()
left = first_scores() / 2  # what is left is twice as large
what = "half of such a sum in training mode, for the hidden units that are left,"
advice = "Dropout of 0.5 stands behind the hidden layer."
expect.close(left, left.round(), what=what, atol=0.2, hint=advice)
ones = (left.round().astype(int)[:, None] >> np.arange(12)) & 1
expect.between(float(ones.mean()), 0.44, 0.56, what="the share of hidden units that are left", hint=advice)

# %% [markdown]
# ## 6. From TensorFlow to PyTorch
#
# A checkpoint from TensorFlow has kernels in its layout. Write two functions:
#
# - `filters_to_torch(kernel)`: (rows, columns, in, filters) -> (filters, in, rows, columns), for `nn.Conv2d`;
# - `dense_to_torch(kernel, height, width, channels)`: the kernel of the dense layer after *flatten*, (height ·
#   width · channels, units) -> (units, channels · height · width), for `nn.Linear`. TensorFlow flattens
#   (height, width, channels), PyTorch (channels, height, width).


# %% task="to_torch"
def filters_to_torch(kernel):
    """kernel: array (rows, columns, in, filters). Returns (filters, in, rows, columns)."""
    ### BEGIN SOLUTION
    return kernel.transpose(3, 2, 0, 1)
    ### END SOLUTION


def dense_to_torch(kernel, height, width, channels):
    """kernel: array (height * width * channels, units). Returns (units, channels * height * width)."""
    ### BEGIN SOLUTION
    blocks = kernel.reshape(height, width, channels, -1)
    return blocks.transpose(3, 2, 0, 1).reshape(-1, channels * height * width)
    ### END SOLUTION


# %% [markdown] hints="to_torch"
# - when "in the old order": `reshape` gives the numbers another shape and leaves them in their order. Which function
#   changes the order of axes?
# - when "the filters for PyTorch": Which old axis stands at each new place? Read both lists of the task from left to
#   right.
# - when "only transposed": The inputs of the layer come in another order now, because the maps are flattened in
#   another order.
# - when "the dense weights for PyTorch": The shape is right. Take one number, of row y, column x and channel c: in
#   which row of the kernel does it stand, and in which column of the weights must it stand?
# 1. Section 10 of the chapter brings the weights of a graph to PyTorch.
# 2. `transpose` (or `permute`) with a list of axes changes their order. The dense kernel must first get back
#    the axes that flatten has joined.
# 3. Four axes first: height, width, channels, units. Then units go to the front, channels before height and
#    width. At the end, the last three become one.

# %% [markdown] solution="to_torch"
# `transpose(3, 2, 0, 1)` says which old axis stands at each new place: filters, channels, rows, columns. For the dense
# kernel, first give the 1,600 (or however many) inputs back their three axes, which *flatten* had joined, then change
# the order, then join them again. Transposing alone fits all shapes, gives no error, and ruins the answers.
# `np.einsum("rcio->oirc", kernel)` and a list of row numbers, `kernel[order].T`, are other ways.

# %% test="torch_filters" points=0.5
# filters_to_torch gives filters with which PyTorch makes the same maps.
import numpy as np
import torch
from torch.nn import functional as F

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
advice = "The number kernel[y, x, i, o] belongs at the place [o, i, y, x]."
for rows, columns, channels, filters in ((3, 2, 2, 4), (3, 3, 3, 3), (2, 2, 1, 5)):
    images, kernel = rng.normal(size=(2, 5, 6, channels)), rng.normal(size=(rows, columns, channels, filters))
    what = f"the filters for PyTorch from a kernel {kernel.shape}"
    got = answer.filters_to_torch(kernel)
    expect.shape(got, (filters, channels, rows, columns), what=what, hint=advice)
    weights = torch.tensor(np.array(got, dtype=float))
    unmoved = np.allclose(weights.numpy().ravel(), kernel.ravel(), rtol=1e-5)
    message = "The filters have a new shape, but their numbers stand in the old order."
    expect.that(not unmoved, message, hint="reshape does not move numbers.")
    with tf.Graph().as_default(), tf.Session() as sess:
        want = sess.run(tf.nn.conv2d(images, kernel, 1, "VALID"))
    maps = F.conv2d(torch.tensor(images).permute(0, 3, 1, 2), weights).permute(0, 2, 3, 1)
    expect.close(maps.numpy(), want, what=f"the maps made with {what}", rtol=1e-4, atol=1e-5, hint=advice)

# %% test="torch_dense" points=0.5
# dense_to_torch gives weights for the order in which PyTorch flattens.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
advice = (
    "Row of the kernel: (y · width + x) · channels + c. Column of the weights: (c · height + y) · width + x."
)
for height, width, channels, units in ((2, 2, 3, 4), (3, 2, 2, 5), (1, 4, 3, 1)):
    maps = rng.normal(size=(6, height, width, channels))
    kernel = rng.normal(size=(height * width * channels, units))
    got = answer.dense_to_torch(kernel, height, width, channels)
    what = f"the dense weights for PyTorch of {height} x {width} x {channels} maps"
    expect.shape(got, (units, channels * height * width), what=what, hint=advice)
    weights = np.array(got, dtype=float)
    unmoved = np.allclose(weights, kernel.T, rtol=1e-5)
    expect.that(
        not unmoved, "The dense kernel is only transposed.", hint="Its inputs change their order, too."
    )
    scores = maps.transpose(0, 3, 1, 2).reshape(6, -1) @ weights.T
    want = maps.reshape(6, -1) @ kernel
    expect.close(scores, want, what=f"the scores with {what}", rtol=1e-4, atol=1e-5, hint=advice)

# %% [markdown]
# ## 7. Train, and measure without dropout
#
# `small_network(seed)`, near the top of this notebook, has a dropout of 0.5. Write
#
# - `train(model, X, y, num_epochs, seed)`: trains the model in place, with mini-batches of 50 images in a new
#   order in each epoch (the order depends on the seed), cross-entropy, and Adam with the learning rate 0.01.
#   Dropout is on. It returns nothing.
# - `accuracy(model, X, y)`: the share of right answers, a number from 0 to 1. Dropout is **off**. Afterwards,
#   the model is in the mode (training or evaluation) in which it was before.


# %% task="train"
def train(model, X, y, num_epochs, seed):
    """X: float32 tensor (N, 1, 8, 8), y: int64 tensor (N,). Changes the weights of the model."""
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    model.train()
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(50):
            loss = F.cross_entropy(model(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    ### END SOLUTION


def accuracy(model, X, y):
    """The share of images whose class the model predicts, without dropout."""
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    with torch.no_grad():
        y_hat = model(X).argmax(dim=1)
    model.train(was_training)
    return (y_hat == y).float().mean().item()
    ### END SOLUTION


# %% [markdown] hints="train"
# - when "the accuracy of a model in training mode": Somebody may give you a model in training mode. Switch the
#   dropout off before you ask it.
# - when "mode before and after": The caller may want to go on with training. Remember the mode, and set it
#   again.
# - when "as they were before the training": Which parameters does the optimizer get, and does it make its steps?
# - when "do not have the right sizes": Compare the two lists. Is a mini-batch missing in each epoch, or a whole epoch?
# - when "does not take each image once": Do all mini-batches of an epoch share one order, or does each draw its own
#   rows?
# - when "in the order in which they were given": Nothing is shuffled. Which function gives a random order of the row
#   numbers?
# - when "in the same order": A generator that is seeded in each epoch begins anew in each epoch.
# - when "with the same seed": Nothing that you do depends on `seed`, or something else is random besides.
# - when "Two seeds": Does `seed` reach the generator that makes the order?
# - when "Step 1, with 50": The very first step is wrong, so look at the loss. What does it get: scores or
#   probabilities? Does each image come with its own class?
# - when "Step 2, with 50": The first step is right, the second is not. What is left over from the first?
# - when "Step 3, with 20": Only the smaller mini-batch is wrong. Is the loss a mean over its images, whatever their
#   number?
# - when "largest change of a weight": Which optimizer makes the steps, and with which learning rate?
# - when "not in training mode": Somebody may give you a model in evaluation mode. Which method switches dropout on?
# 1. Section 10 of the chapter; lesson 4, section 11 has the loop.
# 2. `torch.randperm` gives a random order of the rows, `split` cuts it into pieces. A model knows its mode:
#    `model.training` is True or False, and `model.train(...)` takes such a value.
# 3. In `train`: seed, optimizer, training mode, then for each piece of rows the loss and the three calls of the
#    optimizer and the loss. In `accuracy`: remember the mode, evaluation mode, the largest score, the mode as
#    before, and the mean of what is equal.

# %% [markdown] solution="train"
# One generator, seeded before the loop, gives each epoch another order; `split` cuts it, and the last mini-batch is
# simply smaller. `model.train()` belongs in `train`, since nobody knows in which mode the model comes. A
# `DataLoader` with `shuffle=True` and a generator of its own does the same. In `accuracy`, remember the mode, switch
# to evaluation, and set the mode back, so that a caller who measures in the middle of a training goes on with dropout.

# %% test="accuracy_without_dropout" points=0.5
# accuracy measures without dropout, and leaves the mode of the model as it was.
import torch

from lessonlib.check import answer, expect, fresh


def network_of_ours():
    from torch import nn

    filters = (nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
    return nn.Sequential(*filters, nn.Dropout(0.5), nn.Linear(128, 10))


torch.manual_seed(fresh.seed)
ours, model = network_of_ours(), answer.send(network_of_ours)()  # the second one stays where your code runs
model.load_state_dict(dict(ours.state_dict()))
X = torch.randn(900, 1, 8, 8)
scores = ours.eval()(X).detach()
sure = scores.topk(2).values.diff().abs()[:, 0].topk(300).indices  # no image where rounding could decide
X, y = X[sure], scores[sure].argmax(1)
y[::3] = (y[::3] + 1) % 10  # a third of the answers shall be wrong
model.train()
for mode in ("training", "evaluation"):
    got = answer.accuracy(model, X, y)
    what = f"the accuracy of a model in {mode} mode"
    expect.close(got, 2 / 3, what=what, rtol=1e-4, hint="Call eval() before you ask the model.")
    message = f"The mode before and after is not the same: it was {mode} mode."
    expect.that(model.training == (mode == "training"), message, hint="model.training tells the mode.")
    model.eval()

# %% test="mini_batches" points=0.5
# train takes each image once in an epoch, 50 at a time, in a new order that depends on the seed alone.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.training_steps import numbered_images, recording_network, steps_of

rng = fresh.rng()
X, y = numbered_images(rng, 120, 8), torch.tensor(rng.integers(10, size=120))
seed, another = rng.choice(1000, 2, replace=False).tolist()
runs = []
for one in (seed, seed, another):
    model = answer.send(recording_network)(
        8, 10
    )  # it notes which images come, and stays where your code runs
    answer.train(model, X, y, 3, one)
    runs.append(steps_of(model))
    runs[-1].check_batches(120, 50, 3)
first, again, other = (run.orders(3) for run in runs)
message = "The images come in the order in which they were given."
expect.that(first[0] != sorted(first[0]), message, hint="Shuffle them in each epoch.")
message = "Two epochs take the images in the same order."
expect.that(first[0] != first[1] != first[2], message, hint="Seed once, before the first epoch.")
message = "A second training with the same seed takes the images in another order."
expect.that(first == again, message, hint="The seed must decide the order.")
message = "Two seeds give the same order of the images."
expect.that(first != other, message, hint="The order must depend on the seed.")

# %% test="adam_steps" points=0.5
# Each step of train is one of Adam with the learning rate 0.01 on the mean cross-entropy, with dropout on.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.training_steps import numbered_images, recording_network, steps_of

rng = fresh.rng()
X, y = numbered_images(rng, 120, 8), torch.tensor(rng.integers(10, size=120))
model = answer.send(recording_network)(8, 10)  # it notes its weights before each step
answer.train(model, X, y, 2, int(rng.integers(1000)))
run = steps_of(model)
run.check_adam(X, y, 0.01)
message = "The model is not in training mode in each step: its dropout would be off."
expect.that(all(run.in_training), message, hint="It may come in evaluation mode.")

# %% [markdown]
# **Look.** The filters that your network learned, and what it says about some digits:

# %%
digits = data.digits()
model = small_network(0)
train(model, digits.train.X, digits.train.y, 3, 0)
print(f"{accuracy(model, digits.test.X, digits.test.y):.1%} of the test digits")
viz.filters(model)

# %%
model.eval()
shown = digits.test.X[:16]
viz.image_sheet(shown, y=digits.test.y[:16], y_hat=model(shown).argmax(dim=1))

# %% [markdown]
# ## 8. Read filters
#
# Images are bright on dark: 0 is dark, 1 is bright. Four filters:
#
# ```
#      a            b            c            d
# -1 -1 -1      1  0 -1     1/9 1/9 1/9   -1 -1 -1
#  0  0  0      1  0 -1     1/9 1/9 1/9   -1  8 -1
#  1  1  1      1  0 -1     1/9 1/9 1/9   -1 -1 -1
# ```
#
# Which filter gives the largest number, after ReLU, for
#
# - `q8_right`: a window whose left column is bright, and the rest dark (the *right edge* of a bright area)?
# - `q8_top`: a window whose lowest row is bright, and the rest dark (the *top edge* of a bright area)?
# - `q8_dot`: a window with a single bright pixel in the middle?
# - `q8_flat`: a window where all pixels are bright?

# %% task="read_filters"
# Make the names q8_right, q8_top, q8_dot and q8_flat (letters).
### BEGIN SOLUTION
q8_right = "b"
q8_top = "a"
q8_dot = "d"
q8_flat = "c"
### END SOLUTION

# %% [markdown] hints="read_filters"
# - when "q8_right": Put the window on the filter. Do the bright pixels meet positive weights, or negative ones?
# 1. Sections 2 and 3 of the chapter.
# 2. A filter answers most to a window that is bright where its weights are positive and dark where they are
#    negative.
# 3. Write each window with zeros and ones, and calculate the four sums. Two or more filters give 0 for an area
#    of one brightness, because their weights add up to 0.

# %% [markdown] solution="read_filters"
# A filter answers most to a window that is bright where its weights are positive and dark where they are negative. The
# bright column on the left meets +1 three times in `b`; the bright row below meets +1 in `a`; the single pixel meets
# 8 in `d`; and only the weights of `c` do not add up to 0, so only `c` answers to an even area.

# %% test="filters_read" points=0.5
# Which filter answers most to an edge, a dot, and a bright area.
from lessonlib.check import answer, expect

advice = "Bright pixels should meet positive weights, dark pixels negative ones."
for name, digest in (
    ("q8_right", "0cebd2eab40e6843"),
    ("q8_top", "fdaff6794879c784"),
    ("q8_dot", "7e68a3a565b753e8"),
    ("q8_flat", "3a30bea806b1e11c"),
):
    key = name.replace("q8", "14")
    expect.sealed(answer.at(name), key, digest, what=name, options="abcd", hint=advice)

# %% [markdown] why="14_right" answer="b"
# `b`: the bright column meets the weight 1 three times. In `a` and `d` the weights of this column add up to 0 and to
# -3, and `c` gives 1/3.

# %% [markdown] why="14_top" answer="a"
# `a`: the bright row below meets +1 three times. Such a window is the upper edge of an area that goes on below it.

# %% [markdown] why="14_dot" answer="d"
# `d` gives 8. In `a` and `b` the weight in the middle is 0, and `c` gives 1/9.

# %% [markdown] why="14_flat" answer="c"
# `c`: its weights add up to 1, those of the others to 0. It is a mean of the window.

# %% [markdown]
# ## 9. What happens, and why?
#
# Answer without running code, then check yourself.
#
# `q9_last`: The image has the rows `2 0 1 3`, `1 1 0 2`, `0 4 3 0`, the filter the rows `1 -1`, `2 0`. VALID,
# stride 1. Which number stands in the **last row and last column** of the map? A number.
#
# `q9_dropped`: A graph has `h = tf.layers.dropout(tf.ones([100]), 0.9, is_training)`. You feed `is_training`
# with True. How many of the 100 numbers are 0, about? A number.
#
# `q9_count`: A layer has 16 filters of 5 x 5 for colour images (3 channels) of 32 x 32 pixels. Now the images
# get 64 x 64 pixels. How many parameters does the layer have now?
#
# - a. four times as many as before, because there are four times as many places
# - b. as many as before: the weights are the same at all places
# - c. twice as many as before
# - d. a quarter, because there are more pixels for each weight
#
# `q9_calls`: You call a trained network twice with the same image. The scores differ a little. What is the
# likely reason?
#
# - a. The weights were saved with too few digits.
# - b. Convolution is random.
# - c. The network is still in training mode.
# - d. The image was not divided by 255.
#
# `q9_moved`: An image moves one pixel to the right; nothing leaves it. Which is **exactly** true for a
# convolution with stride 1?
#
# - a. The feature map stays as it was.
# - b. The scores of the whole network stay as they were.
# - c. After max pooling of 2 x 2, all numbers are as they were.
# - d. The feature map moves one pixel to the right (apart from its border).

# %% task="questions"
# Make the names q9_last and q9_dropped (numbers), q9_count, q9_calls and q9_moved (letters).
### BEGIN SOLUTION
q9_last = 4
q9_dropped = 0
q9_count = "b"
q9_calls = "c"
q9_moved = "d"
### END SOLUTION

# %% [markdown] hints="questions"
# - when "q9_last": The last window has the columns 2 and 3 of the rows 1 and 2. Does the filter turn?
# - when "q9_dropped": What is the third argument of this function?
# - when "q9_count": Which numbers stand in the formula? Is the size of the image one of them?
# 1. Sections 2, 8, 9, 10 and 12 of the chapter, in its two parts.
# 2. Calculate the first on paper. For the others, think of what is shared, what is switched by a mode, and what
#    moves with the image.
# 3. For a window 5 6 / 7 8 this filter gives 5 - 6 + 14 = 13. A dropout that does not get its `training` never drops.
#    A filter does not know where it stands.

# %% [markdown] solution="questions"
# The last window has the rows `0 2` and `3 0`, and the filter is not turned: 0 - 2 + 6 + 0. The dropout of
# `q9_dropped` got `is_training` as its third argument, which is `noise_shape`. The choices follow from one idea: a
# filter has the same weights at all places, so their number does not depend on the image, and a moved image gives a
# moved map.

# %% test="question_numbers" points=0.5
# A number of a map, and what this dropout does.
from lessonlib.check import answer, expect

advice = "Multiply the last window with the filter, number by number, and add up."
expect.sealed(answer.q9_last, "14_last", "f0c9c3189a124d4a", what="q9_last", hint=advice)
advice = "Section 9 of the chapter runs this."
expect.sealed(answer.q9_dropped, "14_dropped", "6c11ba2eed4dc3af", what="q9_dropped", hint=advice)

# %% [markdown] why="14_last" answer=4
# 0 · 1 + 2 · (-1) + 3 · 2 + 0 · 0 = 4. With a turned filter it would be 1.

# %% [markdown] why="14_dropped" answer=0
# None: the third argument is `noise_shape`. `training` keeps its default, False, and nothing is dropped.

# %% test="question_choices" points=0.5
# Shared weights, a network that answers differently each time, and a moved image.
from lessonlib.check import answer, expect

advice = "What does a filter know of the size of the image?"
expect.sealed(answer.q9_count, "14_count", "4b51e622413c9116", what="q9_count", options="abcd", hint=advice)
advice = "What is random in a network, and when?"
expect.sealed(answer.q9_calls, "14_calls", "e86a597199e7f924", what="q9_calls", options="abcd", hint=advice)
advice = "Think of one window, and of the same window one pixel further."
expect.sealed(answer.q9_moved, "14_moved", "9fe0e151b9846b9f", what="q9_moved", options="abcd", hint=advice)

# %% [markdown] why="14_count" answer="b"
# `b`: 16 · (5 · 5 · 3 + 1) = 1,216, for images of any size. `a` and `c` count places, which share their weights; `d`
# mixes up parameters and data.

# %% [markdown] why="14_calls" answer="c"
# `c`: dropout draws anew in each call. Saved digits (`a`) and pixels of another size (`d`) change the answers, but
# both calls in the same way; `b` is wrong, a convolution is arithmetic.

# %% [markdown] why="14_moved" answer="d"
# `d`: a filter does not know where it stands. `a` would mean that it cannot see a move at all; pooling (`c`) forgives
# some moves only, and the full layers of `b` know each place.

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: train `make_network(1, 8, (8, 16), 32, 10)` on the digits.
# Is it better than the small one? And with `padding=0`: why does it fail?
