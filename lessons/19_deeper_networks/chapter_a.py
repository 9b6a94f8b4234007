# %% [markdown]
# # 19a. Deeper networks: from LeNet to ResNet
#
# The network of lesson 14 had two rounds of filters. Networks that read photos have fifty or a hundred. For years
# nobody could train them: with more layers, they became worse. Here you see why, layer by layer, and build the two
# ideas that changed it: batch normalisation and the shortcut of a residual block.
#
# **After this chapter you can**
#
# - take networks from LeNet to ResNet apart into stem, blocks and head, and count their parameters;
# - measure the gradient of each layer, and say what makes it vanish or explode;
# - write batch normalisation for maps by hand, and say what training and evaluation mode do with it;
# - build a residual block, with a projection where the shape changes;
# - replace a full layer by global average pooling.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lessons 10
# (training well) and 14 (convolutions). No GPU, no network.

# %%
import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import lessonlib.tf1 as tf
from lessonlib import data, training, viz
from lessonlib.models import BlockNet, BlockNetConfig, HiddenHead, PooledHead, ResidualBlock

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # on a busy computer two threads wait for each other
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # when the course is tested
SEEDS = (0,) if FAST else (0, 1, 2)  # one random start is no result

# %% [markdown]
# ## 1. From LeNet to ResNet
#
# In 1998 LeNet-5 read the amounts on bank cheques: two rounds of 5 x 5 filters, each followed by pooling, then three
# full layers. In 2015 a ResNet with 152 layers won the largest contest for reading photos. What lies between them is
# less than it seems. All these networks have the same three parts:
#
# - a **stem**, which makes maps from the picture;
# - **blocks** in a row, in a few **stages**. Where a new stage begins, height and width are halved, and there are more
#   channels: fewer places, but more is known about each;
# - a **head**, which makes a score for each class from the last maps.
#
# So one class is enough for the whole family, `BlockNet`. Its settings say which blocks, how many, and which head:
#
# | year | what was new | here |
# | --- | --- | --- |
# | 1998 | LeNet: filters that learn, pooling, full layers | `kind="lenet"`, `head="hidden"` |
# | 2014 | VGG: only 3 x 3 filters, many of them | `kind="plain"`, `norm=False` |
# | 2014 | Network In Network: the mean of each map in place of full layers | `head="pooled"` |
# | 2015 | batch normalisation | `norm=True` |
# | 2015 | ResNet: shortcuts around the blocks | `kind="residual"` |

# %%
family = {
    "LeNet": BlockNetConfig(kind="lenet", widths=(6, 16), norm=False, head="hidden"),
    "plain": BlockNetConfig(kind="plain", norm=False),
    "plain, norm": BlockNetConfig(kind="plain"),
    "ResNet": BlockNetConfig(kind="residual"),
    "deep ResNet": BlockNetConfig(kind="residual", blocks=5),
}


def count(module):
    """The number of parameters."""
    return sum(p.numel() for p in module.parameters())


def depth_of(model):
    """Layers with weights; those of shortcuts are not counted."""
    named = model.named_modules()
    return sum(isinstance(m, (nn.Conv2d, nn.Linear)) and "shortcut" not in n for n, m in named)


print(f"{'':12} layers    body   head")
for name, config in family.items():
    model = BlockNet(config)
    print(f"{name:12} {depth_of(model):6} {count(model.body):7} {count(model.head):6}")
print("\nThe second stage of the ResNet:", BlockNet(family["ResNet"]).body.stages[1])

# %% proof
sizes = {name: (count(BlockNet(c).body), count(BlockNet(c).head)) for name, c in family.items()}
assert sizes["LeNet"] == (6 * 76 + 16 * 151, 65 * 120 + 121 * 84 + 85 * 8)
assert sizes["ResNet"][0] - sizes["plain, norm"][0] == 8 * 16 + 16 * 32 + 2 * 16 + 2 * 32

# %% [markdown]
# Look at the printed stage once, from top to bottom; you will have built each of its parts at the end of this chapter.
# The shortcuts cost nothing but two small projections, and most numbers of LeNet are in its head.
#
# **Your turn.** Only layers with weights are counted: convolutions (not those of shortcuts) and full layers. A ResNet
# has a stem of one convolution, four stages of 3, 4, 6 and 3 blocks with two convolutions each, and one full layer. How
# deep is it? Set `depth`.

# %% try="depth"
depth = ...

# %% solution="depth"
depth = 1 + 2 * (3 + 4 + 6 + 3) + 1

# %% [markdown] solution="depth"
# 34: this is ResNet-34. Its number is the count of these layers.

# %% [markdown] hints="depth"
# - when "got:      18": Each block has two convolutions.
# - when "got:      32": The stem and the head have one layer each, too.
# 1. How many blocks are there? Two convolutions each, and what stands before and behind them.

# %% check="depth"
expect.predicted(depth, 34, what="The depth", hint="Stem, 2 for each block, head.")

# %% wrong="depth" message="got:      18"
depth = 18

# %% wrong="depth" message="got:      32"
depth = 32

# %% [markdown]
# ## 2. Colour pictures, drawn by us
#
# Photos are too large for an hour on a laptop. So we draw: 20 x 20 pixels, one shape on a ground, both with a random
# colour and texture. Place, size and turn are random, too. Only one thing is promised: shape and ground differ in
# brightness. The pictures come from a seed, and are in the public domain.

# %%
drawn = data.pictures(600 if FAST else 2000)
names = drawn.class_names
some = torch.stack([drawn.train.X[drawn.train.y == k][:3] for k in range(8)], 1)
title = "Eight shapes, in any colour"
viz.image_sheet(some.flatten(0, 1), [*names, *names, *names], columns=8, title=title)

# %% [markdown]
# How hard is this? A linear model on the 1,200 pixel values is the first thing to try. The class is not a matter of
# single pixels here: each of them may be bright or dark in each class.

# %%
torch.manual_seed(0)
linear = nn.Sequential(nn.Flatten(), nn.Linear(1200, 8))
adam = torch.optim.Adam(linear.parameters(), lr=0.001)
loss = nn.CrossEntropyLoss()
training.fit(linear, drawn, loss, adam, num_epochs=20, batch_size=64, progress=False)
for part in (drawn.train, drawn.test):
    guess = linear(part.X).argmax(dim=1)
    print(f"{training.accuracy(part.y, guess):.0%} right, by chance 12%")

# %% proof
linear_test = training.accuracy(drawn.test.y, linear(drawn.test.X).argmax(dim=1))
assert linear_test < 0.35

# %% [markdown]
# With 1,200 training pictures it has 37% of these right, and 26% of new ones: more than guessing, and far from seeing
# shapes.
#
# ## 3. Gradients that vanish
#
# What happens in a chain of many layers? Take the smallest one: each layer is one neuron, $h_k = \sigma(w\,h_{k-1})$.
# By the chain rule, the gradient of the first layer is a **product**, with a factor for each layer behind it:
#
# $$\frac{\partial h_n}{\partial h_0} = \prod_{k=1}^{n} w\,\sigma'(w\,h_{k-1})$$
#
# The slope of the logistic function is at most 1/4. So with $w = 1$, each factor is below a quarter. The old way of
# programming shows all of them at once, because gradients are nodes of the graph:

# %%
tf.reset_default_graph()
layers = [tf.constant(0.5)]
for _ in range(20):
    layers.append(tf.sigmoid(1.0 * layers[-1]))
slopes = tf.gradients(layers[-1], layers)
with tf.Session() as sess:
    sizes = sess.run(slopes)
for layer in (20, 19, 18, 10, 0):
    print(f"dh20 / dh{layer}: {sizes[layer]:.2g}")

# %% proof
assert sizes[20] == 1
assert sizes[19] < 0.25
assert 1e-14 < sizes[0] < 0.25**20 * 1.01

# %% [markdown]
# **Your turn.** A chain of 10 layers, and each multiplies the gradient by 0.5 on its way back. By which factor is it
# smaller at the beginning? Give the power of ten: 3 for about a thousand, 6 for about a million. Set `power`.

# %% try="power"
power = ...

# %% solution="power"
power = 3

# %% [markdown] solution="power"
# 0.5 to the power of 10 is 1/1024. With 0.25 it would be a million. The step of the first layer is as much smaller.

# %% [markdown] hints="power"
# - when "got:      1": Factors are multiplied, not added.
# - when "got:      6": That would be right for a factor of 0.25.
# 1. 0.5 · 0.5 · 0.5 ... ten times; 2 to the power of 10 is 1024.

# %% check="power"
expect.predicted(power, 3, what="The power", hint="2 to the power of 10.")

# %% wrong="power" message="got:      1"
power = 1

# %% wrong="power" message="got:      6"
power = 6

# %% [markdown]
# ReLU has the slope 1 or 0, so does the trouble end with it? Measure it on convolutions: one batch of pictures goes
# forwards, its loss goes backwards, and each layer's gradient has a length. `start="torch"` is how `nn.Conv2d` begins
# by itself; `start="he"` draws larger weights, with the standard deviation $\sqrt{2/n}$ for $n$ inputs, which He and
# others derived for ReLU in 2015.


# %%
def gradient_lengths(kind, norm, start, depth, seed):
    """The length of the gradient of each of `depth` convolutions."""
    torch.manual_seed(seed)
    config = BlockNetConfig(kind=kind, norm=norm, widths=(8,), blocks=depth // 2)
    model = BlockNet(config)
    convolutions = [m for m in model.body.stages.modules() if isinstance(m, nn.Conv2d)]
    if start == "torch":
        for convolution in convolutions:
            convolution.reset_parameters()
    F.cross_entropy(model(drawn.train.X[:32]), drawn.train.y[:32]).backward()
    return [c.weight.grad.norm().item() + 1e-30 for c in convolutions]


def plain_ones(depth):
    settings = {"plain": (False, "torch"), "plain, He start": (False, "he")}
    settings["plain, batch norm"] = (True, "torch")
    return {
        name: [gradient_lengths("plain", *s, depth, seed) for seed in range(3)]
        for name, s in settings.items()
    }


lengths = plain_ones(24)
title = "24 layers before any training: mean, lowest and highest of three starts"
viz.learning_curves(lengths, x="layer", y="length of the gradient", log_y=True, title=title)

# %% proof
for seed in range(3):
    plain, he, norm = (lengths[name][seed] for name in lengths)
    assert len(plain) == 24
    assert plain[0] < 1e-8 * plain[-1]
    assert 0.1 < he[0] / he[-1] < 20
    assert norm[0] > 3 * norm[-1]

# %% [markdown]
# The first layer of the plain network gets a gradient that is ten thousand million times smaller than that of the last
# one. It will not learn, however long you wait. This is the **vanishing gradient**. Two remedies are in the picture:
#
# - **The start.** With He's weights, each layer hands on what it gets, and the line is flat. It holds only at the
#   beginning: nothing keeps the weights there.
# - **Batch normalisation** rescales after each layer, whatever the weights are. But look at the line: it *rises*
#   towards the first layer. With 48 layers the first gradient is about a thousand times the last one. What vanished
#   before explodes now.
#
# ## 4. Batch normalisation, channel by channel
#
# Lesson 10 standardised each neuron over the batch. Maps have the shape (N, C, H, W), and a channel is the answer of
# *one* filter at all places. So all places share mean and variance, as they share the filter: **one mean and one
# variance for each channel**, over N · H · W numbers. Then a scale $\gamma_c$ and a shift $\beta_c$, both learned.
#
# Here by hand, first for channel 1 alone, then for all at once:

# %%
rng = np.random.default_rng(0)
scale = np.array([1.0, 5.0, 0.1])[:, None, None]
h = rng.normal(2.0, scale, (4, 3, 2, 2))  # (N, C, H, W)

one = h[:, 1]  # (N, H, W): channel 1
by_hand = (one - one.mean()) / np.sqrt(one.var() + 1e-5)

mean = h.mean(axis=(0, 2, 3))  # (C,)
variance = h.var(axis=(0, 2, 3))  # (C,)
out = (h - mean[:, None, None]) / np.sqrt(variance[:, None, None] + 1e-5)

layer = nn.BatchNorm2d(3)
theirs = layer(torch.tensor(h, dtype=torch.float32)).detach().numpy()
print("channel 1, by hand and at once:", np.allclose(by_hand, out[:, 1]))
print("all channels, ours and PyTorch's:", np.allclose(out, theirs, atol=1e-4))
print("means before:", mean, " after:", out.mean(axis=(0, 2, 3)).round(6))

# %% proof
assert np.allclose(by_hand, out[:, 1])
assert np.allclose(out, theirs, atol=1e-4)

# %% [markdown]
# `[:, None, None]` turns (C,) into (C, 1, 1), so that each number meets the places of its own channel.
#
# **Your turn.** Maps of the shape (16, 8, 10, 10) go into a batch normalisation. How many numbers does it learn, and
# over how many numbers is each mean taken? Set `learned` and `over`.

# %% try="norm_sizes"
learned = ...
over = ...

# %% solution="norm_sizes"
learned = 2 * 8
over = 16 * 10 * 10

# %% [markdown] solution="norm_sizes"
# A $\gamma$ and a $\beta$ for each of the 8 channels. Each mean is over all pictures and places: 1600 numbers, so even
# a small batch gives a steady mean. A full layer would have only 16.

# %% [markdown] hints="norm_sizes"
# - when "learned": The running mean and variance are kept, but not learned.
# - when "over": All pictures of the batch, and all places of the map.
# 1. Two learned numbers a channel. Which axes disappear when the mean is taken?

# %% check="norm_sizes"
expect.predicted(learned, 16, what="learned", hint="Gamma and beta, for each channel.")
expect.predicted(over, 1600, what="over", hint="N · H · W")

# %% wrong="norm_sizes" message="learned"
learned, over = 32, 1600

# %% wrong="norm_sizes" message="over"
learned, over = 16, 100

# %% proof
assert count(nn.BatchNorm2d(8)) == 16

# %% [markdown]
# ### Training and evaluation
#
# With statistics of the batch, the answer for a picture depends on the *other* pictures. While the network learns, this
# does no harm. When it is used, it must not be so. So the layer collects **running statistics** in training mode, and
# uses them in evaluation mode:
#
# $$\text{running} \leftarrow 0.9 \cdot \text{running} + 0.1 \cdot \text{that of the batch}$$

# %%
layer = nn.BatchNorm2d(3)
print("running mean at first:     ", layer.running_mean.numpy())
X = torch.tensor(h, dtype=torch.float32)
for step in (1, 2, 40):
    for _ in range(step):
        layer(X)
    print(f"after {step:2} more batches:     ", layer.running_mean.numpy())
layer.eval()
alone, in_company = layer(X[:1])[0], layer(X)[0]
print("evaluation: the same alone and in company:", torch.equal(alone, in_company))

# %% proof
one_step = nn.BatchNorm2d(3)
one_step(X)
assert np.allclose(one_step.running_mean.numpy(), 0.1 * mean, atol=1e-6)
assert np.allclose(one_step.running_var.numpy(), 0.9 + 0.1 * variance * 16 / 15, atol=1e-5)
assert torch.equal(alone, in_company)
assert np.allclose(layer.running_mean.numpy(), mean, rtol=0.02)

# %% [markdown]
# (For the running variance, PyTorch divides by $m - 1$ and not by $m = N \cdot H \cdot W$: it is an estimate for
# pictures to come.) In the graph the channels come last, and so do the statistics: `tf.layers.batch_normalization`
# takes `axis=-1` unless you say otherwise. It gives the same numbers:

# %%
tf.reset_default_graph()
maps = tf.placeholder(tf.float32, [None, 2, 2, 3])  # NHWC
normal = tf.layers.batch_normalization(maps, training=True, epsilon=1e-5)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    got = sess.run(normal, {maps: h.transpose(0, 2, 3, 1)})
print("the graph and PyTorch:", np.allclose(got.transpose(0, 3, 1, 2), theirs, atol=1e-4))

# %% proof
assert np.allclose(got.transpose(0, 3, 1, 2), theirs, atol=1e-4)

# %% [markdown]
# > **In older programs.** TensorFlow 1 puts the updates of the running statistics into a collection,
# > `tf.GraphKeys.UPDATE_OPS`. A program that forgets to run them trains well and predicts nonsense.
#
# **Your turn.** A convolution before a batch normalisation has no bias in the printed network above. Does it need one?
# `difference` is how much a bias of 7 changes what comes out. Predict it: set `guess`, right to two decimals.

# %% try="no_bias"
guess = ...

# %% solution="no_bias"
guess = 0.0

# %% [markdown] solution="no_bias"
# The bias raises all numbers of a channel by 7, and so their mean. What is subtracted grows by 7, too. $\beta$ does
# what a bias would do, so the bias can go.

# %% [markdown] hints="no_bias"
# - when "got:      7": What happens to the mean of a channel when all of its numbers grow by 7?
# 1. First comes the bias, then the mean is subtracted.

# %% check="no_bias"
X = torch.randn(4, 3, 5, 5, generator=torch.Generator().manual_seed(1))
difference = (
    (F.batch_norm(X + 7, None, None, training=True) - F.batch_norm(X, None, None, training=True)).abs().max()
)
guessed = round(guess, 2) if isinstance(guess, (int, float)) else guess
expect.predicted(guessed, round(float(difference), 2), what="The guess", hint="The mean is subtracted.")

# %% wrong="no_bias" message="got:      7"
guess = 7

# %% [markdown]
# ## 5. Residual blocks
#
# A deeper network can do all that a shallow one can: let the additional layers hand on what they get. But plain layers
# do not *find* this. To hand on is hard for a stack of filters and ReLUs, while to give 0 is easy. So He and others
# turned it round. The block computes only a **change**, and a **shortcut** adds the input:

# %%
viz.block((8, 20, 20), 8, title="A residual block: what comes in is added before the last ReLU")

# %% [markdown]
# $$y = \text{ReLU}\big(x + f(x)\big) \qquad\qquad \frac{\partial (x + f(x))}{\partial x} = 1 + f'(x)$$
#
# The plain chain multiplies by $f'$ in each block. The residual one multiplies by $1 + f'$: even where $f'$ is nearly
# 0, the gradient passes. A chain like that of section 3, with a plus sign:

# %%
tf.reset_default_graph()
layers = [tf.constant(0.5)]
for _ in range(20):
    layers.append(layers[-1] + 0.1 * tf.tanh(1.0 * layers[-1]))
slopes = tf.gradients(layers[-1], layers)
with tf.Session() as sess:
    sizes = sess.run(slopes)
print(f"dh20 / dh0: {sizes[0]:.2f}")

# %% proof
assert 1 < sizes[0] < 1.1**20

# %% [markdown]
# **Your turn.** Ten residual blocks in a row, each with $f'(x) = 0.1$. By what is the gradient multiplied on its way
# back through all of them? Set `factor`, right to one decimal.

# %% try="factor"
factor = ...

# %% solution="factor"
factor = 1.1**10

# %% [markdown] solution="factor"
# $1.1^{10} = 2.6$, where ten plain layers would leave $0.1^{10}$. It does not vanish; but it may well grow, and this is
# why a residual network likes batch normalisation at the end of each branch.

# %% [markdown] hints="factor"
# - when "got:      2": The factors of the blocks are multiplied, not added.
# - when "got:      0": That is the plain network. What does the shortcut add to each factor?
# 1. Each block has the factor 1 + 0.1.

# %% check="factor"
rounded = round(factor, 1) if isinstance(factor, (int, float)) else factor
expect.predicted(rounded, 2.6, what="The factor", hint="1.1 to the power of 10.")

# %% wrong="factor" message="got:      2"
factor = 2.0

# %% wrong="factor" message="got:      0"
factor = 0.1**10

# %% [markdown]
# Where a new stage begins, the shape changes, and the sum would not fit. So the shortcut **projects**: filters of 1 x 1
# mix the channels at each place into the new number of channels, with the same stride.

# %%
viz.block((8, 20, 20), 16, stride=2, title="A new stage: half the size, twice the channels")

# %% [markdown]
# As a class, in PyTorch:


# %%
class Residual(nn.Module):
    """(n, c, h, w) -> (n, d, h / stride, w / stride), rounded up."""

    def __init__(self, c, d, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(c, d, 3, stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(d)
        self.conv2 = nn.Conv2d(d, d, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(d)
        self.shortcut = nn.Identity()
        if stride != 1 or c != d:
            project = nn.Conv2d(c, d, 1, stride, bias=False)
            self.shortcut = nn.Sequential(project, nn.BatchNorm2d(d))

    def forward(self, X):
        h = F.relu(self.norm1(self.conv1(X)))  # (n, d, h / stride, w / stride)
        change = self.norm2(self.conv2(h))
        return F.relu(self.shortcut(X) + change)


X = torch.randn(2, 8, 20, 20)
for arguments in ((8, 8), (8, 16, 2)):
    made = Residual(*arguments)
    print(arguments, tuple(made(X).shape), count(made), "parameters")

# %% proof
for arguments in ((8, 8), (8, 16, 2)):
    ours, library = Residual(*arguments), ResidualBlock(*arguments)
    ours.load_state_dict(library.state_dict())
    assert torch.allclose(ours(X), library(X))
still = Residual(8, 8)
nn.init.zeros_(still.norm2.weight)
assert torch.equal(still(X.relu()), X.relu())

# %% [markdown]
# **Your turn.** Make `still` a block that hands on what it gets: for maps without negative numbers, `still(maps)` shall
# equal `maps`. One line is enough. (The branch ends in `norm2`, with a $\gamma$, `norm2.weight`, and a $\beta$.)

# %% try="still"
still = Residual(8, 8)
...

# %% solution="still"
still = Residual(8, 8)
nn.init.zeros_(still.norm2.weight)

# %% [markdown] solution="still"
# With $\gamma = 0$ the branch gives $\beta = 0$, and the block is $\text{ReLU}(x)$. Many programs start each block like
# this: the network begins as a shallow one, and grows deeper as it learns. A plain block has no such line.

# %% [markdown] hints="still"
# - when "differs from what went in": What has to be 0, so that the branch gives 0 for every input?
# - when "is not a block": Keep the block, and change a parameter of it.
# 1. Which parameter stands as a factor before all that the branch has computed?

# %% check="still"
same_class = type(still).__name__ == "Residual"
expect.that(same_class, "It is not a block.", hint="still = Residual(8, 8)")
maps = torch.rand(3, 8, 5, 5, generator=torch.Generator().manual_seed(0))
unchanged = bool(torch.allclose(still(maps), maps))
expect.that(unchanged, "What comes out differs from what went in.", hint="The last factor of the branch.")

# %% wrong="still" message="differs from what went in"
still = Residual(8, 8)
nn.init.zeros_(still.norm1.weight)
nn.init.ones_(still.norm2.bias)

# %% wrong="still" message="is not a block"
still = nn.Identity()

# %% [markdown]
# Now the measurement of section 3 again, with residual blocks. Choose how many layers the networks have (arrow keys):


# %%
def all_kinds(depth):
    """Lengths of gradients, as `nn.Conv2d` starts."""
    kinds = ("plain", "residual")
    settings = {(f"{k}, batch norm" if n else k): (k, n) for k in kinds for n in (False, True)}
    return {
        name: [gradient_lengths(*s, "torch", depth, seed) for seed in range(2)]
        for name, s in settings.items()
    }


viz.depth_explorer(all_kinds, (4, 8, 16) if FAST else (4, 8, 16, 24, 32, 48))

# %% proof
for seed in (0, 1):
    deepest = gradient_lengths("plain", False, "torch", 48, seed)
    assert deepest[0] == 1e-30
    deepest = gradient_lengths("plain", True, "torch", 48, seed)
    assert 300 < deepest[0] / deepest[-1] < 10_000
deep = all_kinds(32)
ends = {name: np.array(runs)[:, 0] / np.array(runs)[:, -1] for name, runs in deep.items()}
assert (ends["plain"] < 1e-10).all()
assert (ends["plain, batch norm"] > 10).all()
assert (ends["residual"] > 0.01).all()
assert (ends["residual, batch norm"] > 0.5).all()
assert (ends["residual, batch norm"] < 20).all()

# %% [markdown]
# The two residual lines stay nearly level, at every depth. With 48 layers, the first gradient of the plain network is
# too small for a 32-bit number: it is 0, drawn at the lower edge. The plain one with batch normalisation has too much
# at its beginning.
#
# **Be honest about it.** The authors of ResNet compared with plain networks *that had batch normalisation*, so
# vanishing gradients were not their problem. What they found was that such networks learn their training pictures worse
# when they are deeper. Section 7 looks for this in our pictures.
#
# ## 6. Global average pooling
#
# A LeNet flattens its last maps. So its head has a weight for each channel *at each place*, and works for one size of
# picture only. **Global average pooling** takes the mean of each map. What is left is one number a channel: how much of
# it is there, wherever it is.

# %%
maps = torch.randn(2, 32, 5, 5)  # what the last stage hands to the head
heads = {"hidden": HiddenHead(800, (120, 84), 8), "pooled": PooledHead(32, 8)}
for name, head in heads.items():
    print(f"{name:7} {tuple(head(maps).shape)} {count(head):7} parameters")
pooled = maps.mean(dim=(2, 3))  # (2, 32)
print("by hand:", torch.equal(heads["pooled"].output(pooled), heads["pooled"](maps)))
print("larger maps, same head:", tuple(heads["pooled"](torch.randn(2, 32, 9, 7)).shape))

# %% proof
assert count(heads["hidden"]) == 106_964
assert count(heads["pooled"]) == 264
assert torch.allclose(heads["pooled"].output(pooled), heads["pooled"](maps))

# %% [markdown]
# 264 in place of 106,964 parameters, and fewer numbers to learn by heart with. The price: the head no longer knows
# where anything is. The blocks have to put it into *what* their channels mean.
#
# **Your turn.** 512 maps of 7 x 7 and 1,000 classes, the sizes of a large ResNet. How many parameters has one full
# layer after flattening, and after global average pooling? Set `flat` and `mean_only`.

# %% try="heads"
flat = ...
mean_only = ...

# %% solution="heads"
flat = (512 * 49 + 1) * 1000
mean_only = (512 + 1) * 1000

# %% [markdown] solution="heads"
# 25 million against half a million. A ResNet-34 has 21 million numbers in all; its head would have been larger than all
# its filters.

# %% [markdown] hints="heads"
# - when "flat": Each class has a weight for every number of every map, and a bias.
# - when "mean_only": One number a map, and a bias for each class.
# 1. (inputs + 1) · classes. How many inputs are there in each case?

# %% check="heads"
expect.predicted(flat, 25_089_000, what="flat", hint="(512 · 7 · 7 + 1) · 1000")
expect.predicted(mean_only, 513_000, what="mean_only", hint="(512 + 1) · 1000")

# %% wrong="heads" message="flat"
flat, mean_only = 25_088_000, 513_000

# %% wrong="heads" message="mean_only"
flat, mean_only = 25_089_000, 512_000

# %% [markdown]
# ## 7. Plain against residual
#
# All parts are there. Six members of the family learn the pictures of section 2, each with the same optimizer and the
# same number of epochs. Two are deep: five blocks in each stage, 32 layers with weights.

# %%
EPOCHS = 2 if FAST else 6
racers = {
    "LeNet": family["LeNet"],
    "plain": family["plain"],
    "plain, norm": family["plain, norm"],
    "ResNet": family["ResNet"],
}
if not FAST:
    racers["deep plain, norm"] = BlockNetConfig(kind="plain", blocks=5)
    racers["deep ResNet"] = family["deep ResNet"]


def train(config, seed):
    """Training loss after each epoch, and the shares of training and test pictures that are right."""
    torch.manual_seed(seed)
    model = BlockNet(config)
    if config.kind == "plain" and not config.norm:  # as it was usual before He
        for part in model.modules():
            if isinstance(part, nn.Conv2d):
                part.reset_parameters()
    adam = torch.optim.Adam(model.parameters(), lr=0.003)
    sizes = {"num_epochs": EPOCHS, "batch_size": 64, "seed": seed}
    history = training.fit(model, drawn, nn.CrossEntropyLoss(), adam, progress=False, **sizes)
    shares = [training.accuracy(s.y, model.predict(s.X)) for s in (drawn.train, drawn.test)]
    return history["loss"], shares


losses, rights = {}, {}
print(f"{'':17} layers   training      test")
for name, config in racers.items():
    runs = [train(config, seed) for seed in SEEDS]
    losses[name] = [loss for loss, _ in runs]
    rights[name] = np.array([shares for _, shares in runs])  # (seeds, 2)
    depth = depth_of(BlockNet(config))
    means = rights[name].mean(axis=0)
    spreads = rights[name].std(axis=0, ddof=int(len(SEEDS) > 1))
    print(f"{name:17} {depth:6} {means[0]:9.1%} ± {spreads[0]:4.1%} {means[1]:7.1%} ± {spreads[1]:4.1%}")

title = "Without shortcuts deeper is worse, with them better (mean, lowest, highest)"
viz.learning_curves(losses, x="epoch", y="training loss", title=title)

# %% proof
assert rights["plain"].max() < 0.2
if not FAST:
    assert rights["ResNet"][:, 1].mean() > rights["LeNet"][:, 1].mean() + 0.1
    assert rights["deep ResNet"][:, 0].mean() > rights["deep plain, norm"][:, 0].mean()

# %% [markdown]
# This is what three seeds gave for this text, on 1,200 training pictures (mean ± standard deviation):
#
# | network | layers | training pictures right | test pictures right |
# | --- | ---: | ---: | ---: |
# | LeNet | 5 | 29% ± 2% | 25% ± 3% |
# | plain | 8 | 12% ± 0% | 13% ± 0% |
# | plain, norm | 8 | 60% ± 6% | 50% ± 3% |
# | ResNet | 8 | 65% ± 3% | 53% ± 2% |
# | deep plain, norm | 32 | 24% ± 12% | 23% ± 13% |
# | deep ResNet | 32 | 79% ± 12% | 69% ± 11% |
#
# - The **plain** network has not begun to learn, with eight layers already: it is as good as guessing, on the pictures
#   that it has seen. Section 3 told why.
# - **Batch normalisation** alone cures that.
# - The **deep plain** network is much worse than the shallow one, *on its training pictures*. So this is no
#   over-fitting, and it has batch normalisation. It is what He and others found and called **degradation**.
# - With **shortcuts**, the same depth is an advantage: the best of all, on new pictures as well.
#
# The spread of the deep ones is large, and none was trained to its end: six epochs are few. Nor was the learning rate
# chosen for each of them. But the order is that of the paper of 2016, on a laptop and in a minute.
#
# **Your turn.** A friend's network has 40 plain layers without batch normalisation. Its loss stays at 2.08 = log 8 for
# hours. Which three changes would each be a cure for the cause, vanishing gradients? Set `cures` to a list of letters.
#
# - a. He's start for the weights
# - b. more pictures
# - c. batch normalisation
# - d. dropout
# - e. shortcuts around each two layers

# %% try="cures"
cures = ...

# %% solution="cures"
cures = ["a", "c", "e"]

# %% [markdown] solution="cures"
# All three keep the gradient of the first layers at a size with which one can learn. More pictures and dropout help
# against over-fitting, and a network that has not begun to learn does not over-fit.

# %% [markdown] hints="cures"
# - when "'b'": Its first layers get no gradient, whatever picture comes.
# - when "'d'": Dropout makes learning harder, for a good purpose; but not for this one.
# 1. The lines of sections 3 and 5 that do not fall belong to three changes.

# %% check="cures"
letters = sorted(cures) if isinstance(cures, (list, tuple, set, str)) else cures
expect.predicted(letters, ["a", "c", "e"], what="The list", hint="Look at the pictures of sections 3 and 5.")

# %% wrong="cures" message="'b'"
cures = ["a", "b", "c"]

# %% wrong="cures" message="'d'"
cures = ["c", "d", "e"]

# %% [markdown]
# ## Summary
#
# - From LeNet to ResNet: stem, blocks in stages, head. Where a stage begins, half the size and more channels.
# - The gradient of a layer is a product over the layers behind it. In a plain network it vanishes, or explodes. A good
#   start, batch normalisation and shortcuts change the factors.
# - Batch normalisation of maps: one mean and one variance for each channel, over N, H and W. Of the batch in training,
#   the running ones in evaluation. No bias before it.
# - A residual block computes a change: ReLU(x + f(x)). Where the shape changes, 1 x 1 filters project the shortcut.
# - Global average pooling leaves one number a channel: a small head, for pictures of any size.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | vanishing, exploding gradient | 기울기 소실, 기울기 폭주 | it becomes too small, or too large, over many layers |
# | batch normalisation | 배치 정규화 | rescaling each channel by its mean and variance |
# | running statistics | 이동 통계 | mean and variance that are collected for evaluation |
# | residual block | 잔차 블록 | block whose input is added to its output |
# | shortcut, skip connection | 지름길 연결, 스킵 연결 | the way around the layers of a block |
# | projection | 투영 | 1 x 1 filters that give the shortcut the new shape |
# | global average pooling | 전역 평균 풀링 | the mean of each map |

# %% [markdown]
# ## Read on
#
# - Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, *Gradient-based learning applied to document recognition*,
#   Proceedings of the IEEE 86 (1998): LeNet-5, and the cheques.
# - K. He, X. Zhang, S. Ren and J. Sun, *Delving deep into rectifiers*, International Conference on Computer Vision
#   (2015): start values for ReLU.
# - S. Ioffe and C. Szegedy, *Batch normalization: accelerating deep network training by reducing internal covariate
#   shift*, International Conference on Machine Learning (2015).
# - K. He, X. Zhang, S. Ren and J. Sun, *Deep residual learning for image recognition*, Conference on Computer Vision
#   and Pattern Recognition (2016): shortcuts, and plain networks that become worse with depth.
# - A. Veit, M. Wilber and S. Belongie, *Residual networks behave like ensembles of relatively shallow networks*,
#   Advances in Neural Information Processing Systems 29 (2016): which ways the gradient really takes.
# - M. Lin, Q. Chen and S. Yan, *Network in network*, International Conference on Learning Representations (2014):
#   global average pooling.
#
# **Open questions**, without a grade:
#
# 1. Batch normalisation was explained by "internal covariate shift". Others doubt it (lesson 10). Which experiment
#    could decide?
# 2. If a block of a trained ResNet is taken out, the network often hardly becomes worse. What does this say about its
#    depth? Try it with the network of the next part.
#
# **Next**: {{next}}, in which a trained network learns another task.
