# %% [markdown]
# # Exercise 19: deeper networks and transfer learning
#
# You normalise maps by hand, build a residual block, replace a full layer by a mean, and move pictures. Then you take a
# trained network, freeze its body, and fine-tune it with two learning rates. The two parts of chapter 19 show each
# idea.
#
# **Time**: about 55 minutes. **Points**: 10, half a point for most tests.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and run the
#   cell. Then run the tests below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("batch_norm")` (with the name of the task) explains an answer, and what else would
#   have done.
# - In questions, a comment in the cell lists the names to set. Letters need quotes: `"a"`.
# - Cells with imports and helpers are given and locked. Run them, too.

# %% setup="imports"
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from lessonlib import data, viz
from lessonlib.models import PooledHead, pretrained_shapes

torch.set_num_threads(1)  # small tensors: a second thread would only be waited for

# %% [markdown]
# ## 1. Batch normalisation of maps
#
# Write `batch_norm` for maps of the shape (N, C, H, W), as NumPy arrays. Each **channel** $c$ has one mean and one
# variance, over all pictures and all places:
#
# $$\text{out} = \gamma_c \cdot \frac{h - \text{mean}_c}{\sqrt{\text{variance}_c + 0.00001}} + \beta_c$$
#
# `running` is a pair of arrays (C,): the running means and the running variances. The function returns **two** things,
# the maps and the pair as it is afterwards:
#
# - in training, it normalises with mean and variance **of the batch** (the variance divided by the number of values,
#   $m = N \cdot H \cdot W$). The new running values are 0.9 times the old ones plus 0.1 times those of the batch; for
#   them, the variance is divided by $m - 1$, as PyTorch does it;
# - otherwise, it normalises with the running values, which stay as they are.


# %% task="batch_norm"
def batch_norm(h, gamma, beta, running, is_training):
    """h (N, C, H, W); gamma, beta (C,); running: (means (C,), variances (C,)). Returns maps and running."""
    ### BEGIN SOLUTION
    mean, variance = running
    if is_training:
        mean, variance = h.mean(axis=(0, 2, 3)), h.var(axis=(0, 2, 3))
        m = h.size / h.shape[1]
        new = mean, variance * m / (m - 1)
        running = tuple(0.9 * old + 0.1 * value for old, value in zip(running, new, strict=True))
    mean, variance, gamma, beta = (part[:, None, None] for part in (mean, variance, gamma, beta))
    return gamma * (h - mean) / np.sqrt(variance + 1e-5) + beta, running
    ### END SOLUTION


# %% [markdown] hints="batch_norm"
# - when "the maps in training": Which axes are gone after the mean, and which one stays? And does the 0.00001
#   stand under the root?
# - when "the running variances": Two things are special: the share of the new value, and what the sum is divided by.
# - when "the maps in evaluation": In evaluation the batch has no say.
# 1. Section 4 of the chapter, for one channel after the other and for all at once.
# 2. Mean and variance over three of the four axes. To combine (C,) with (N, C, H, W), each number must stand before the
#    places of its own channel.
# 3. `a.mean(axis=(...))` takes several axes. `a[:, None, None]` has the shape (C, 1, 1). NumPy's `var` divides by the
#    number of values; `ddof` changes that.

# %% [markdown] solution="batch_norm"
# A channel is one filter at all places of all pictures, so its statistics are taken over the axes 0, 2 and 3, and (C,)
# becomes (C, 1, 1) to meet the maps. The variance of the batch divides by $m$, since it describes exactly these
# numbers; the running one divides by $m - 1$, since it is an estimate for numbers to come. `keepdims=True` saves the
# extra axes, and `torch.nn.functional.batch_norm` does all of it in one call.

# %% test="norm_values" points=1
# batch_norm normalises each channel with the statistics of the batch.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import deeper

rng = fresh.rng()
for n, c, height, width in ((4, 3, 5, 2), (2, 5, 1, 3), (6, 2, 4, 4)):
    scale = rng.permutation([0.003, *rng.uniform(1, 3, c - 1)])[:, None, None]  # one channel hardly varies
    h = scale * rng.normal(size=(n, c, height, width)) + rng.normal(size=(c, 1, 1))
    gamma, beta = rng.uniform(1, 2, (2, c))
    running = rng.normal(size=c), rng.uniform(1, 2, c)
    returned = answer.batch_norm(h, gamma, beta, running, True)
    pair = isinstance(returned, list) and len(returned) == 2
    expect.that(pair, "batch_norm does not return two things.", hint="return maps, running")
    expect.shape(returned[0], h.shape, what=f"the maps in training, from {h.shape}")
    want, _ = deeper.normalised(h, gamma, beta, running, True)
    advice = "One mean and one variance for each channel, over the axes 0, 2 and 3."
    what = f"the maps in training, from {h.shape}"
    expect.close(returned[0], want, what=what, rtol=1e-3, atol=1e-3, hint=advice)

# %% test="norm_running" points=0.5
# batch_norm in training moves the running values a tenth of the way.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import deeper

rng = fresh.rng()
for n, c, height, width in ((2, 3, 1, 2), (3, 4, 2, 2)):
    h = 2 * rng.normal(size=(n, c, height, width)) + rng.uniform(3, 5, (c, 1, 1))
    running = rng.normal(size=c), rng.uniform(20, 30, c)
    returned = answer.batch_norm(h, *rng.uniform(1, 2, (2, c)), running, True)
    pair = isinstance(returned, list) and len(returned) == 2 and len(returned[1]) == 2
    expect.that(pair, "batch_norm does not return maps and a pair.", hint="return maps, (means, variances)")
    _, want = deeper.normalised(h, running[0], running[1], running, True)
    for got, values, name in zip(returned[1], want, ("means", "variances"), strict=True):
        what = f"the running {name} after a batch of {h.shape}"
        advice = "0.9 of the old one, 0.1 of the new one; the new variance divides by m - 1."
        expect.shape(got, (c,), what=what)
        expect.close(got, values, what=what, rtol=1e-4, atol=1e-5, hint=advice)

# %% test="norm_evaluation" points=0.5
# batch_norm in evaluation uses the running values, and leaves them.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import deeper

rng = fresh.rng()
for n, c, height, width in ((1, 3, 2, 4), (5, 2, 3, 3)):
    h = rng.normal(size=(n, c, height, width))
    gamma, beta = rng.uniform(1, 2, (2, c))
    running = rng.uniform(1, 2, c), rng.uniform(2, 3, c)
    returned = answer.batch_norm(h, gamma, beta, running, False)
    pair = isinstance(returned, list) and len(returned) == 2 and len(returned[1]) == 2
    expect.that(pair, "batch_norm does not return maps and a pair.", hint="return maps, (means, variances)")
    want, _ = deeper.normalised(h, gamma, beta, running, False)
    advice = "A picture must not depend on the others of its batch."
    what = f"the maps in evaluation, from {h.shape}"
    expect.close(returned[0], want, what=what, rtol=1e-3, atol=1e-4, hint=advice)
    for got, values, name in zip(returned[1], running, ("means", "variances"), strict=True):
        advice = "Only training changes them."
        expect.close(got, values, what=f"the running {name} after evaluation", rtol=1e-5, hint=advice)

# %% [markdown]
# ## 2. A residual block
#
# Write `residual_block(in_channels, out_channels, stride)`: a new `nn.Module`, maps (n, in, h, w) -> (n, out, h /
# stride, w / stride), rounded up. Its parts have these names:
#
# | name | what |
# | --- | --- |
# | `conv1` | 3 x 3, `in` to `out` channels, with the stride, padding 1, **no bias** |
# | `norm1` | `nn.BatchNorm2d` |
# | `conv2` | 3 x 3, `out` to `out` channels, stride 1, padding 1, no bias |
# | `norm2` | `nn.BatchNorm2d` |
# | `shortcut` | `nn.Identity()` where the shape stays; where it changes, a projection |
#
# The projection is an `nn.Sequential` of two: a 1 x 1 convolution, `in` to `out` channels, with the stride and without
# a bias, and an `nn.BatchNorm2d`.
#
# The order is conv1, norm1, ReLU, conv2, norm2; then what comes through the shortcut is **added, and after that** comes
# the last ReLU.


# %% task="residual_block"
def residual_block(in_channels, out_channels, stride):
    """Returns an nn.Module: float32 (n, in_channels, h, w) -> (n, out_channels, h / stride, w / stride)."""

    ### BEGIN SOLUTION
    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False)
            self.norm1 = nn.BatchNorm2d(out_channels)
            self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
            self.norm2 = nn.BatchNorm2d(out_channels)
            self.shortcut = nn.Identity()
            if stride != 1 or in_channels != out_channels:
                projection = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
                self.shortcut = nn.Sequential(projection, nn.BatchNorm2d(out_channels))

        def forward(self, X):
            h = F.relu(self.norm1(self.conv1(X)))
            return F.relu(self.norm2(self.conv2(h)) + self.shortcut(X))

    return Block()
    ### END SOLUTION


# %% [markdown] hints="residual_block"
# - when "the names of the parts": Compare with the table: no convolution has a bias, and the shortcut has parts only
#   where the shape changes. When is that?
# - when "of a block with stride 1": Follow the order of the task, line by line. What is added to what, and where do the
#   two ReLUs stand?
# - when "of a block with stride 2": Which two convolutions have the stride?
# 1. Section 5 of the chapter.
# 2. Make all five parts in `__init__`, the last one after a question about stride and channels. `forward` has two
#    lines: up to the first ReLU, and the rest.
# 3. `nn.Conv2d(in, out, size, stride, padding=..., bias=...)`. A shape changes when the stride is not 1, or when the
#    numbers of channels differ.

# %% [markdown] solution="residual_block"
# The branch learns what is to be *changed*, and the input goes past it. Two shapes must fit for the sum, so the
# projection has the same stride as `conv1`, and 1 x 1 filters mix the channels at each place. No bias: the batch
# normalisation behind it would subtract it again. The last ReLU comes after the sum; before it, the branch could only
# add, and never take away. `X[:, :, ::stride, ::stride]` before a 1 x 1 convolution without stride gives the same
# numbers.

# %% test="block_identity" points=1
# A block that keeps the shape adds its input to the branch.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import deeper

torch.manual_seed(fresh.seed)
for channels in (4, 3):
    ours, theirs = deeper.random_block(channels, channels, 1), answer.residual_block(channels, channels, 1)
    expect.that(hasattr(theirs, "state_dict"), "residual_block does not return an nn.Module.")
    names = sorted(dict(theirs.state_dict()))
    what = f"the names of the parts of residual_block({channels}, {channels}, 1)"
    expect.equal(names, sorted(ours.state_dict()), what=what, hint="No bias; nn.Identity() has no parts.")
    theirs.load_state_dict(dict(ours.state_dict()))
    X = torch.randn(5, channels, 6, 4)
    for mode in (True, False):  # the statistics of training are in use afterwards
        ours.train(mode)
        theirs.train(mode)
        want = ours(X).detach()
        got = theirs(X)
        where = "training" if mode else "evaluation"
        what = f"the maps of a block with stride 1 in {where} mode, with weights that this test has set,"
        expect.shape(got, tuple(want.shape), what=what)
        advice = "norm2, then plus the input, then ReLU."
        expect.close(got, want, what=what, rtol=1e-3, atol=1e-3, hint=advice)

# %% test="block_projection" points=1
# A block that changes the shape projects its input.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import deeper

torch.manual_seed(fresh.seed)
for inputs, outputs, stride in ((3, 5, 2), (4, 4, 2), (2, 6, 1)):
    ours, theirs = (
        deeper.random_block(inputs, outputs, stride),
        answer.residual_block(inputs, outputs, stride),
    )
    expect.that(hasattr(theirs, "state_dict"), "residual_block does not return an nn.Module.")
    state = {name: tuple(part.shape) for name, part in ours.state_dict().items()}
    found = {name: tuple(part.shape) for name, part in dict(theirs.state_dict()).items()}
    what = f"the names of the parts of residual_block({inputs}, {outputs}, {stride})"
    expect.equal(sorted(found), sorted(state), what=what, hint="shortcut: a convolution and a norm.")
    changed = sorted(name for name in state if found[name] != state[name])
    expect.equal(changed, [], what="the parts with another shape", hint="3 x 3, 3 x 3, and 1 x 1.")
    theirs.load_state_dict(dict(ours.state_dict()))
    X = torch.randn(4, inputs, 7, 5)
    want = ours(X).detach()
    got = theirs(X)
    what = f"the maps of a block with stride {stride}, from {inputs} to {outputs} channels,"
    expect.shape(got, tuple(want.shape), what=what)
    advice = "conv1 and the projection have the stride, conv2 has not."
    expect.close(got, want, what=what, rtol=1e-3, atol=1e-3, hint=advice)

# %% [markdown]
# ## 3. With pencil and paper
#
# Answer without running code, then check yourself.
#
# `q3_shape`: Maps (8, 16, 15, 15) go through a residual block from 16 to 32 channels with stride 2. Which shape comes
# out? A tuple of four numbers.
#
# `q3_full`: Maps (n, 64, 7, 7) are flattened, and one full layer makes 10 scores. How many weights and biases does it
# have?
#
# `q3_pooled`: The same maps go through global average pooling, then one full layer makes 10 scores. How many now?

# %% task="pencil"
# Make the names q3_shape (a tuple), q3_full and q3_pooled (numbers).
### BEGIN SOLUTION
q3_shape = (8, 32, 8, 8)
q3_full = 31370
q3_pooled = 650
### END SOLUTION

# %% [markdown] hints="pencil"
# - when "q3_shape": The number of pictures never changes. 3 x 3 filters with padding 1 and stride 2 halve the size,
#   rounded up.
# - when "q3_full": Each of the 10 scores has a weight for every number that comes in, and one bias.
# - when "q3_pooled": After the pooling, one number is left of each map.
# 1. Sections 5 and 6 of the chapter.
# 2. A full layer has (inputs + 1) · outputs numbers. What differs is the number of inputs.
# 3. With other numbers: 32 maps of 5 x 5 and 4 scores are (800 + 1) · 4 = 3204, and pooled (32 + 1) · 4 = 132.

# %% [markdown] solution="pencil"
# Two sizes of one network: the shape after a block needs only its stride and its filters, and a head needs only to know
# how many numbers come in. The full head asks "which channel, at which place?", the pooled one only "which channel?",
# and that is enough once the blocks before it have collected what belongs together.

# %% test="pencil_numbers" points=0.5
# A shape behind a block, and the parameters of two heads.
import re

from lessonlib.check import answer, expect

numbers = " ".join(re.findall(r"-?[0-9]+", str(answer.q3_shape)))  # any kind of brackets will do
advice = "(n, out, h / stride, w / stride), rounded up."
expect.sealed(numbers, "19_shape", "4e04bdff59c3afcb", what="the numbers of q3_shape", hint=advice)
advice = "(inputs + 1) · outputs"
expect.sealed(answer.q3_full, "19_full", "d0f08ed29da5bbf7", what="q3_full", hint=advice)
expect.sealed(answer.q3_pooled, "19_pooled", "096f9f015909f9a0", what="q3_pooled", hint=advice)

# %% [markdown] why="19_shape" answer="8 32 8 8"
# (8, 32, 8, 8): eight pictures stay eight, each of the 32 filters makes a map, and 15 / 2 is 7.5, rounded up.

# %% [markdown] why="19_full" answer=31370
# (64 · 7 · 7 + 1) · 10 = 3137 · 10.

# %% [markdown] why="19_pooled" answer=650
# (64 + 1) · 10. It is the forty-eighth part, and it does not depend on the size of the picture.

# %% [markdown]
# ## 4. Count a block, and pool
#
# Write two functions:
#
# - `count_block(in_channels, out_channels, stride)`: how many numbers a residual block of task 2 **learns**. Running
#   means and variances are not learned. Return an integer.
# - `pooled_scores(maps, weight, bias)`: global average pooling, then a full layer. `maps` (n, c, h, w), `weight` (k, c)
#   as `nn.Linear` keeps it, `bias` (k,), all NumPy arrays. Returns the scores (n, k).


# %% task="count_and_pool"
def count_block(in_channels, out_channels, stride):
    """The number of weights, gammas and betas of a residual block."""
    ### BEGIN SOLUTION
    count = 9 * in_channels * out_channels + 9 * out_channels**2 + 4 * out_channels
    if stride != 1 or in_channels != out_channels:
        count += in_channels * out_channels + 2 * out_channels
    return count
    ### END SOLUTION


def pooled_scores(maps, weight, bias):
    """maps (n, c, h, w), weight (k, c), bias (k,). Returns scores (n, k)."""
    ### BEGIN SOLUTION
    return maps.mean(axis=(2, 3)) @ weight.T + bias
    ### END SOLUTION


# %% [markdown] hints="count_and_pool"
# - when "count_block(8, 8, 1)": Two convolutions without a bias, and two norms with a gamma and a beta for each
#   channel.
# - when "count_block(8, 16, 2)": Here the shortcut has parts, too: 1 x 1 filters and a norm.
# - when "the pooled scores": One number of each map, the mean of all its places; then weights, transposed, and biases.
# 1. Section 6 of the chapter.
# 2. Count part by part, in the order of the table of task 2. For the scores, take the mean over the places first.
# 3. For 2 to 3 channels with stride 1 it is 54 + 81 + 12, and 6 + 6 for the projection: 159.

# %% [markdown] solution="count_and_pool"
# Nine weights for each pair of an input channel and a filter, no bias, and a gamma and a beta for each normalised
# channel. `sum(p.numel() for p in residual_block(...).parameters())` counts the same, since running statistics are
# buffers and no parameters. The pooling is a mean over the axes 2 and 3; in which order one takes the mean and the full
# layer makes no difference, as both are linear.

# %% test="block_count" points=0.5
# count_block counts what a residual block learns.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import deeper

rng = fresh.rng()
few, more = int(rng.integers(2, 20)), int(rng.integers(20, 40))
for inputs, outputs, stride in ((8, 8, 1), (8, 16, 2), (5, 5, 2), (few, more, 1), (more, more, 1)):
    want = deeper.block_parameters(inputs, outputs, stride)
    what = f"count_block({inputs}, {outputs}, {stride})"
    advice = "9 weights a pair of channels, 2 numbers a normalised channel; and the projection."
    expect.equal(answer.count_block(inputs, outputs, stride), want, what=what, hint=advice)

# %% test="pooling" points=0.5
# pooled_scores takes the mean of each map, for maps of any size.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import deeper

rng = fresh.rng()
for n, c, height, width, k in ((3, 4, 2, 5, 6), (2, 3, 7, 7, 2), (1, 5, 1, 2, 3)):
    maps = rng.normal(size=(n, c, height, width)) + rng.uniform(1, 2, (1, c, 1, 1))
    weight, bias = rng.normal(size=(k, c)), rng.uniform(1, 2, k)
    what = f"the pooled scores of maps {maps.shape}"
    got = answer.pooled_scores(maps, weight, bias)
    expect.shape(got, (n, k), what=what)
    want = deeper.pooled_scores(maps, weight, bias)
    expect.close(got, want, what=what, rtol=1e-4, atol=1e-5, hint="The mean over the axes 2 and 3.")

# %% [markdown]
# ## 5. Augment: move pictures
#
# Write `move(X, down, right)`: each picture is moved by its **own** number of pixels. `X` is a tensor (n, c, h, w),
# `down` and `right` are lists of n integers. A negative number moves up, or to the left. What leaves the picture is
# lost; what is uncovered is 0. Return a new tensor: the pictures of the caller stay as they are.


# %% task="move"
def move(X, down, right):
    """X: tensor (n, c, h, w); down, right: n integers each. Returns a new tensor (n, c, h, w)."""
    ### BEGIN SOLUTION
    height, width = X.shape[2:]
    sheets = F.pad(X, (width, width, height, height))  # 0 all around
    rows = ((height - d, 2 * height - d) for d in down)
    columns = ((width - r, 2 * width - r) for r in right)
    cuts = zip(sheets, rows, columns, strict=True)
    return torch.stack([sheet[:, top:bottom, left:end] for sheet, (top, bottom), (left, end) in cuts])
    ### END SOLUTION


# %% [markdown] hints="move"
# - when "does not stay as it was": You write into the tensor of the caller. Make one of your own.
# - when "the moved pictures": Try one picture with a single bright pixel. Where is it afterwards, and what comes in on
#   the other side?
# 1. Section 12 of the chapter.
# 2. Think of a large sheet with the picture in its middle and 0 around it: moving is cutting out another window.
# 3. `F.pad(picture, (left, right, top, bottom))` makes the sheet. A window that begins one row *higher* shows the
#    picture one row lower.

# %% [markdown] solution="move"
# Cut a window out of a padded picture, or copy the part that stays visible; both leave the input alone. `torch.roll`
# would let what leaves on one side come in on the other, and one number for the whole batch would augment less: the
# network should see each picture at a place of its own. The labels stay, since a moved arrow is an arrow.

# %% test="moved_pictures" points=0.5
# move moves each picture by its own number of pixels, and fills with 0.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import deeper

rng = fresh.rng()
for n, c, height, width in ((4, 2, 5, 6), (3, 1, 4, 4)):
    X = torch.tensor(rng.uniform(0.5, 1, (n, c, height, width)), dtype=torch.float32)
    signs = rng.permutation([1, -1] * n)[:n], rng.permutation([-1, 1] * n)[:n]
    down, right = (
        [int(s * size) for s, size in zip(one, rng.permutation(n) % 3, strict=True)] for one in signs
    )
    for rows, columns in (([1] * n, [0] * n), ([0] * n, [-2] * n), (down, right)):
        sent = answer.send(X)
        got = answer.move(sent, rows, columns)
        what = f"the moved pictures, down {rows}, right {columns},"
        expect.shape(got, tuple(X.shape), what=what)
        want = deeper.moved(X, rows, columns)
        expect.close(got, want, what=what, rtol=1e-5, hint="Empty places are 0.")
        same = torch.equal(torch.as_tensor(sent.tolist()), X)
        expect.that(same, "The tensor of the caller does not stay as it was.", hint="torch.zeros_like(X)")

# %% [markdown]
# ## 6. Freeze
#
# Write `freeze(network)` for a network with two parts, `network.body` and `network.head`. It may come in any mode.
# Afterwards:
#
# - no parameter of the body gets a gradient, all of the head do;
# - the whole network is in training mode, **but for the body**, which is in evaluation mode with all that is in it. So
#   its batch normalisation keeps the statistics of the old task.


# %% task="freeze"
def freeze(network):
    """Changes the network: body frozen and in evaluation mode, head in training mode."""
    ### BEGIN SOLUTION
    network.body.requires_grad_(False)
    network.train()
    network.body.eval()
    ### END SOLUTION


# %% [markdown] hints="freeze"
# - when "get a gradient": Which parameters should stand still? A batch normalisation has two as well.
# - when "changed while the head": Gradients are one thing, running statistics another. What stops those?
# - when "modules in training mode": The order matters: a call for the whole network reaches the body, too.
# 1. Section 10 of the chapter.
# 2. Two different switches: one for gradients, one for the mode. Neither does the work of the other.
# 3. A module has `requires_grad_(...)`, which goes through all of its parameters, and `train()` and `eval()`, which go
#    through all of its modules. The last call wins.

# %% [markdown] solution="freeze"
# `requires_grad_(False)` stops gradients, and `eval()` stops the running statistics and switches dropout off. Each does
# half: a frozen batch normalisation in training mode still moves its statistics, batch by batch, and the body is
# another one after a while. `train()` comes before `eval()`, since it reaches all modules. A loop over
# `network.body.parameters()` is as good.

# %% test="frozen_gradients" points=0.5
# After freeze, the head gets gradients, the body none.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.deeper import body_and_head, told_gradients

torch.manual_seed(fresh.seed)
network = answer.send(body_and_head)()
answer.freeze(network)
got = dict(answer.send(told_gradients)(network, torch.randn(6, 3, 6, 6)))
for part, wanted in (("body", False), ("head", True)):
    wrong = sorted(name for name, has in got.items() if name.startswith(part) and has != wanted)
    verb = "do not get" if wanted else "get"
    message = f"Parameters of the {part} {verb} a gradient: {', '.join(wrong)}."
    expect.that(not wrong, message, hint="requires_grad_ of a module goes through all of its parameters.")

# %% test="frozen_statistics" points=0.5
# After freeze, the body is in evaluation mode and the head in training mode, so no statistic changes.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.deeper import body_and_head, told_modes

torch.manual_seed(fresh.seed)
for mode in (True, False):
    network = answer.send(body_and_head)()
    network.train(mode)
    before = dict(network.state_dict())
    answer.freeze(network)
    network(torch.randn(6, 3, 6, 6) + 2)
    after = dict(network.state_dict())
    changed = sorted(
        name
        for name in before
        if not torch.equal(torch.as_tensor(before[name]), torch.as_tensor(after[name]))
    )
    message = f"These numbers of the body changed while the head was in use: {', '.join(changed)}."
    expect.that(not changed, message, hint="Put the body into evaluation mode.")
    modes = dict(answer.send(told_modes)(network))
    training = sorted(name for name, is_on in modes.items() if is_on)
    want = sorted(name for name in modes if not name.startswith("body"))
    what = f"the modules in training mode, of a network that came in {'training' if mode else 'evaluation'} mode,"
    expect.equal(training, want, what=what, hint="The whole network, but for the body.")

# %% [markdown]
# ## 7. Fine-tune, with two learning rates
#
# Write `fine_tune(network, X, y, body_lr, head_lr, num_epochs, seed)`: it trains a network with `body` and `head` in
# place. X (n, c, h, w) and y (n,), classes, are tensors.
#
# - The whole network is in training mode, but for the body, which is in **evaluation mode**. **All** parameters learn.
# - Each epoch takes all pictures in mini-batches of 16, in a new order; the last mini-batch may be smaller. The seed
#   decides the orders, and two seeds share none of them.
# - Each step: the mean cross-entropy of the mini-batch, its gradients, and one step of **plain gradient descent**
#   (`torch.optim.SGD` without momentum), with the learning rate `body_lr` for the body and `head_lr` for the head.


# %% task="fine_tune"
def fine_tune(network, X, y, body_lr, head_lr, num_epochs, seed):
    """X: float32 tensor (n, c, h, w), y: int64 tensor (n,). Changes the weights of the network."""
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    groups = [
        {"params": network.body.parameters(), "lr": body_lr},
        {"params": network.head.parameters(), "lr": head_lr},
    ]
    optimizer = torch.optim.SGD(groups)
    network.train()
    network.body.eval()
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(16):
            loss = F.cross_entropy(network(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    ### END SOLUTION


# %% [markdown] hints="fine_tune"
# - when "as they were before the training": Which parameters does the optimizer get, and does it make its steps?
# - when "do not have the right sizes": Compare the two lists. Is a mini-batch missing in each epoch, or a whole epoch?
# - when "does not take each picture once": Does each mini-batch draw its own rows, or do all of an epoch share one
#   order?
# - when "in the order in which they were given": Nothing is shuffled. Which function gives a random order of the row
#   numbers?
# - when "in the same order": A generator that is seeded in each epoch begins anew in each epoch.
# - when "in another order": Something is random besides what the seed decides.
# - when "share an order": Does `seed` reach the generator?
# - when "The learning rate of the": Which of the two groups has which rate? And do both come from the arguments?
# - when "added up from step to step": What is left over from the step before?
# - when "is a sum over the pictures": A mean does not depend on how many pictures a mini-batch has.
# - when "does not follow the gradient": Scores go into the loss, plain gradient descent makes the step, and each
#   picture comes with its own class. And in which mode is the body?
# - when "batch normalisation of the body": A call of `train` reaches the body, too. What has to follow it?
# - when "The head is not in training mode": The network may come in evaluation mode.
# 1. Section 11 of the chapter.
# 2. Seed, optimizer with two groups, modes; then, for each piece of a random order, loss and three calls.
# 3. An optimizer takes a list of dictionaries, each with `"params"` and `"lr"`. `torch.randperm(n).split(size)` gives
#    the mini-batches of an epoch.

# %% [markdown] solution="fine_tune"
# One optimizer with two groups: the head is new and may take large steps, the body knows something already and takes
# small ones. The body stays in evaluation mode, so the small batches do not disturb its statistics; its weights learn
# all the same, since a mode does not switch gradients. Two optimizers, one for each part, do the same. So does a
# `DataLoader` with `shuffle=True` and a seeded generator.

# %% test="tuning_batches" points=0.5
# fine_tune takes each picture once in an epoch, 16 at a time, in a new order that depends on the seed alone.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.training_steps import steps_of
from lessonlib.check.references.tuning_steps import numbered_pictures, recording_tuned

rng = fresh.rng()
X, y = numbered_pictures(rng, 40)
seed = int(rng.integers(1000))
runs = []
for one in (seed, seed, seed + 1):
    network = answer.send(recording_tuned)()  # it notes which pictures come, and stays where your code runs
    answer.fine_tune(network, X, y, 0.02, 0.1, 3, one)
    runs.append(steps_of(network, "pictures"))
    runs[-1].check_batches(40, 16, 3)
first, again, other = (run.orders(3) for run in runs)
message = "The pictures come in the order in which they were given."
expect.that(first[0] != sorted(first[0]), message, hint="Shuffle them in each epoch.")
message = "Two epochs take the pictures in the same order."
expect.that(first[0] != first[1] != first[2], message, hint="Seed once, before the first epoch.")
message = "A second training with the same seed takes the pictures in another order."
expect.that(first == again, message, hint="The seed must decide the order.")
message = f"Seeds {seed} and {seed + 1} share an order of the pictures."
shared = any(order in other for order in first)
expect.that(not shared, message, hint="Seed once, with the seed alone, before the first epoch.")

# %% test="tuning_steps" points=1
# Each step of fine_tune subtracts body_lr or head_lr times the gradient of the mean cross-entropy.
from lessonlib.check import answer, fresh
from lessonlib.check.references.training_steps import steps_of
from lessonlib.check.references.tuning_steps import check_two_rates, numbered_pictures, recording_tuned

rng = fresh.rng()
X, y = numbered_pictures(rng, 40)
for body_lr, head_lr in ((0.02, 0.3), (float(rng.uniform(0.05, 0.1)), float(rng.uniform(0.2, 0.4)))):
    network = answer.send(recording_tuned)()  # it notes its weights before each step
    answer.fine_tune(network, X, y, body_lr, head_lr, 2, int(rng.integers(1000)))
    check_two_rates(steps_of(network, "pictures"), X, y, body_lr, head_lr)

# %% test="tuning_modes" points=0.5
# In each step of fine_tune the body is in evaluation mode and keeps its statistics; the head is in training mode.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.training_steps import steps_of
from lessonlib.check.references.tuning_steps import numbered_pictures, recording_tuned

rng = fresh.rng()
X, y = numbered_pictures(rng, 40)
for mode in (True, False):
    network = answer.send(recording_tuned)()
    network.train(mode)
    before = dict(network.state_dict())
    answer.fine_tune(network, X, y, 0.02, 0.1, 2, int(rng.integers(1000)))
    after = dict(network.state_dict())
    run = steps_of(network, "pictures")
    moved = not torch.equal(
        torch.as_tensor(before["body.1.running_mean"]), torch.as_tensor(after["body.1.running_mean"])
    )
    message = "The statistics of the batch normalisation of the body changed."
    expect.that(not moved, message, hint="Put the body into evaluation mode after train().")
    modes = list(network.modes)
    expect.that(
        len(modes) >= len(run.batches) and all(head for _, head in modes),
        "The head is not in training mode in each step.",
        hint="It may come in evaluation mode.",
    )

# %% [markdown]
# ## 8. Choose
#
# `q8_shortcut`: Why does a residual network of 48 layers still have gradients in its first layers?
#
# - a. The shortcuts have weights that make the gradient larger.
# - b. The derivative of a sum is 1 along the shortcut: a way back on which nothing is multiplied away.
# - c. ReLU has no gradient, so nothing can vanish.
# - d. It has fewer parameters than a plain network of 48 layers.
#
# `q8_frozen_norm`: You set `requires_grad` of the body to False, and put the whole network into training mode. What
# happens to the batch normalisation in the body?
#
# - a. Nothing at all: it is frozen.
# - b. Its gamma and beta change, its running statistics stay.
# - c. Its running statistics change with each batch, its gamma and beta stay.
# - d. It raises an error.
#
# `q8_rates`: You fine-tune with one large learning rate for all parts. What is the danger?
#
# - a. The head learns nothing.
# - b. The body gets no gradients.
# - c. Training takes twice as long.
# - d. The first steps, with the gradients of a head that knows nothing yet, destroy what the body had learned.
#
# `q8_fails`: A network was trained to name shapes, whatever their colour. Its frozen body should now help to tell
# *colours*, and is worse than a linear model on a few mean colours of the picture. Which explanation is best?
#
# - a. The old task taught it to ignore colour, so its features hold little of it.
# - b. Colours are harder than shapes.
# - c. The body should have had more layers.
# - d. Frozen bodies never work.
#
# `q8_honest`: With 5 pictures of each class you get 75% after fine-tuning, with one seed. What do you compare it with?
#
# - a. With nothing: 75% is good.
# - b. With the accuracy on the old task.
# - c. With training from scratch on the same pictures, several seeds of each, means and spreads.
# - d. With the best of ten trainings from scratch.

# %% task="choices"
# Make the names q8_shortcut, q8_frozen_norm, q8_rates, q8_fails and q8_honest (letters).
### BEGIN SOLUTION
q8_shortcut = "b"
q8_frozen_norm = "c"
q8_rates = "d"
q8_fails = "a"
q8_honest = "c"
### END SOLUTION

# %% [markdown] hints="choices"
# - when "q8_frozen_norm": Which of its numbers are changed by gradients, and which by looking at batches?
# 1. Sections 3 and 5 of the chapter for the first one, 10 and 11 for the next two, 9 and 13 for the last two.
# 2. Along a sum a gradient goes back unchanged. A mode and a gradient are two switches. And a comparison should change
#    one thing only.
# 3. Take a network that must not look at colour to be good. After a while, what would its features tell you about it?

# %% [markdown] solution="choices"
# What a shortcut does, a derivative tells: $x + f(x)$ has the derivative $1 + f'(x)$. What a frozen layer does, its two
# kinds of numbers tell: parameters follow gradients, statistics follow batches. And what transfer is worth, only a
# comparison tells, in which the start is the only difference.

# %% test="choice_inside" points=0.5
# What goes on inside: shortcuts, frozen norms, and large steps.
from lessonlib.check import answer, expect

advice = "What is the derivative of x + f(x)?"
expect.sealed(
    answer.q8_shortcut, "19_shortcut", "6bed87f66ff8f5cf", what="q8_shortcut", options="abcd", hint=advice
)
advice = "Gradients move some numbers of the layer, batches move others."
expect.sealed(
    answer.q8_frozen_norm,
    "19_frozen_norm",
    "c001a994ef51d14e",
    what="q8_frozen_norm",
    options="abcd",
    hint=advice,
)
advice = "What does a new head know in its first step?"
expect.sealed(answer.q8_rates, "19_rates", "87906cee75f448c9", what="q8_rates", options="abcd", hint=advice)

# %% [markdown] why="19_shortcut" answer="b"
# `b`: each block multiplies by $1 + f'$, not by $f'$. An identity has no weights (`a`), ReLU has the gradients 0 and 1
# (`c`), and the number of parameters is the same (`d`).

# %% [markdown] why="19_frozen_norm" answer="c"
# `c`: parameters move by gradients, of which there are none; running statistics move in each forward pass in training
# mode. So frozen is not yet still, and no error tells you.

# %% [markdown] why="19_rates" answer="d"
# `d`: a random head sends random gradients back. The head itself learns well (`a`), the body has gradients, alas (`b`),
# and the number of steps is the same (`c`).

# %% test="choice_outside" points=0.5
# When transfer fails, and what to compare with.
from lessonlib.check import answer, expect

advice = "What was the old task rewarded for?"
expect.sealed(answer.q8_fails, "19_fails", "e987478d90e8cc6d", what="q8_fails", options="abcd", hint=advice)
advice = "Only the start should differ, and chance should be seen."
expect.sealed(
    answer.q8_honest, "19_honest", "fc66ebdd85cbd9d3", what="q8_honest", options="abcd", hint=advice
)

# %% [markdown] why="19_fails" answer="a"
# `a`: to be sure of shapes in any colour, it had to throw colour away. A few means tell it, so colours are not hard
# (`b`); more layers throw away more (`c`); and on new shapes the same frozen body works (`d`).

# %% [markdown] why="19_honest" answer="c"
# `c`: same pictures, same steps, other start; several seeds show how much is chance. The old task (`b`) is another
# question, and a best of ten (`d`) is chosen by the test.

# %% [markdown]
# **Look.** The trained network of the course gets a new head, for six shapes that it has never seen, and five pictures
# of each. The same network with random weights gets the same pictures and steps.

# %%
drawn = data.pictures(300, data.NEW_SHAPES, seed=1)
rows = torch.cat([(drawn.train.y == k).nonzero()[:5, 0] for k in range(6)])
for start in ("trained", "random"):
    torch.manual_seed(0)
    network = pretrained_shapes()
    if start == "random":
        network = type(network)(network.config)
    network.head = PooledHead(32, 6)
    fine_tune(network, drawn.train.X[rows], drawn.train.y[rows], 0.01, 0.3, 25, 0)
    right = network.predict(drawn.test.X) == drawn.test.y
    print(f"{start} body: {right.float().mean():.0%} of {len(right)} test pictures")
viz.image_sheet(drawn.test.X[:16], [drawn.class_names[k] for k in drawn.test.y[:16]])

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: freeze the body in place of fine-tuning it, or take two pictures
# of each shape, or fifty. Where do the two ways meet?
