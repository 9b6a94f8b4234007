# %% [markdown]
# # 15b. Two networks that compete: pictures
#
# The two networks of the first part played with numbers. Now they draw: first you see what can go wrong although each
# fake looks right, then you build a GAN for digits as a graph and in PyTorch, and at last one with convolutions that
# makes all ten digits within a minute or two.
#
# **After this chapter you can**
#
# - recognise mode collapse, tell it from oscillation, and measure it by counting;
# - build a GAN as a graph, with one list of variables for each network;
# - judge a GAN by its pictures, always from the same noise, and by a classifier that never saw a fake;
# - train one with convolutions, with a loop of your own;
# - walk from one generated digit to another.
#
# **Time**: {{time}}, with the practice, and about 50 minutes for the exercise. **Needs**: {{previous}}, and lessons 12
# (digits) and 14 (convolutions). No GPU, no network. The sections are numbered on from there.

# %%
import inspect
import math
import os
from dataclasses import replace

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.optim import Adam
from torch.utils.data import DataLoader, TensorDataset

import lessonlib.tf1 as tf
from lessonlib import data, training, viz
from lessonlib.models import GAN, MLP

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # on a busy computer two threads wait for each other
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # when the course is tested

digits = data.mnist()
REAL = digits.name == "mnist"  # or the small digits that come with the course
pictures, labels = digits.train.X, digits.train.y
print(digits)

# %% [markdown]
# ## 5. Mode collapse
#
# The loss of the generator asks: *is each fake believable?* It does not ask: *are all kinds there?* When data has
# several kinds, each is called a **mode** (a peak of the density). Here is the smallest case: numbers around -4 and
# around 4, equally often. The generator is the straight line $w z + b$ of the first part, so it can make only *one*
# heap. It begins at 1, between the kinds. Where will it go, and how wide will it be?


# %%
def two_kinds(n):
    """n real numbers, (n, 1): around -4 or around 4."""
    side = 2 * torch.randint(2, (n, 1)) - 1
    return 4 * side + 0.5 * torch.randn(n, 1)


def train_pair(generator, discriminator, real, lrs, steps):
    """After each fifth of the steps, 1,000 fakes. lrs: of D, of G."""
    d_adam, g_adam = (
        Adam(network.parameters(), lr=lr, betas=(0.5, 0.999), fused=True)
        for network, lr in zip((discriminator, generator), lrs, strict=True)
    )
    noise = next(generator.parameters()).shape[1]  # numbers
    fakes = {}
    for step in range(1, steps + 1):
        made = generator(torch.randn(128, noise)).detach()
        on_real = F.softplus(-discriminator(real(128))).mean()
        d_loss = on_real + F.softplus(discriminator(made)).mean()
        d_adam.zero_grad()
        d_loss.backward()
        d_adam.step()
        logits = discriminator(generator(torch.randn(128, noise)))
        g_loss = F.softplus(-logits).mean()
        g_adam.zero_grad()
        g_loss.backward()
        g_adam.step()
        if step % (steps // 5) == 0:
            with torch.no_grad():
                fakes[step] = generator(torch.randn(1000, noise))
    return fakes


def line_and_judge(seed):
    """G(z) = 0.5 z + 1 to begin with, and D with 16 hidden units."""
    torch.manual_seed(seed)
    line = nn.Linear(1, 1)
    nn.init.constant_(line.weight, 0.5)
    nn.init.ones_(line.bias)
    judge = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
    return line, judge


made = {"real": two_kinds(1000)}
for seed in (0, 1, 2):
    pair = line_and_judge(seed)
    fakes = train_pair(*pair, two_kinds, (0.01, 0.01), steps=1000)
    made[f"fakes, seed {seed}"] = fakes[1000]
for name, numbers in made.items():
    near = [int(((numbers - c).abs() < 1.5).sum()) for c in (-4, 4)]
    print(f"{name}: {near[0]} near -4 and {near[1]} near 4")
title = "Each fake is believable, and one kind is missing"
viz.histograms(made, title=title)

# %% [markdown]
# All three runs do the same: about 900 to 1000 of 1000 fakes lie near 4, and none near -4. **Each single fake is
# believable, and half of the kinds is missing.** This is **mode collapse**. Nor does it pass: the heap has stood there
# for most of the training. Why not a wide heap that covers both kinds? The heap with the mean and the standard
# deviation of the real numbers would have both, but only 36% of it lies near one of them, and the discriminator would
# recognise the others at once. So the loss punishes each fake that is not believable, and no fake at all stands for
# what is missing.
#
# Two numbers belong together:
#
# - **quality**: which share of the fakes lies near any mode;
# - **coverage**: how many modes have a fair share of the fakes.
#
# Collapse is high quality with low coverage. A generator of pure noise may have coverage without quality. (The
# discriminator *knows*: it says 1/3 near 4, where there are two fakes for each real number, and its loss is near 0.955
# and not 1.386. But its slope at 4 is flat, and tells the generator nothing about -4.)

# %% proof
for name, numbers in made.items():
    near = [int(((numbers - c).abs() < 1.5).sum()) for c in (-4, 4)]
    if name == "real":
        assert min(near) > 400
    else:
        assert near[0] < 20
        assert near[1] > 750
for step in (400, 600, 800):
    assert ((fakes[step] - 4).abs() < 1.5).float().mean() > 0.8
wide = torch.distributions.Normal(0.0, math.sqrt(16.25))
inside = 2 * (wide.cdf(torch.tensor(5.5)) - wide.cdf(torch.tensor(2.5)))
assert round(inside.item(), 2) == 0.36
at_best = 0.5 * math.log(3) + math.log(1.5)
assert round(at_best, 3) == 0.955

# %% [markdown]
# **Your turn.** A GAN has eight modes to learn. This is how many of 1000 fakes lie near each; the rest lies near none.
# A mode is covered if it has at least 20. Set `coverage` to the number of covered modes, and `quality` to the share of
# the fakes that lie near any mode.

# %% try="two_measures"
near_mode = [0, 481, 3, 0, 489, 7, 0, 10]
coverage = ...
quality = ...

# %% solution="two_measures"
near_mode = [0, 481, 3, 0, 489, 7, 0, 10]
coverage = sum(n >= 20 for n in near_mode)
quality = sum(near_mode) / 1000

# %% [markdown] solution="two_measures"
# Two of eight modes, and 99% of believable fakes: mode collapse. With `[33, 28, 30, 35, 31, 29, 27, 32]` it would be
# the other way round: all eight modes, and a quality of 25%.

# %% [markdown] hints="two_measures"
# - when "got:      5": Five modes have a fake at all. How many have 20?
# - when "got:      0.97": The fakes near badly covered modes are believable, too.
# 1. One is a count of places in the list, the other one a sum of the list.

# %% check="two_measures"
expect.predicted(coverage, 2, what="The coverage", hint="At least 20 of 1000.")
expect.predicted(quality, 0.99, what="The quality", hint="Of 1000 fakes.")

# %% wrong="two_measures" message="got:      5"
coverage, quality = 5, 0.99

# %% wrong="two_measures" message="got:      0.97"
coverage, quality = 2, 0.97

# %% proof
assert sum([0, 481, 3, 0, 489, 7, 0, 10]) == 990
assert sum([33, 28, 30, 35, 31, 29, 27, 32]) == 245

# %% [markdown]
# ### Oscillation is another thing
#
# Now eight heaps on a ring, and a generator with two hidden layers, which *can* make all of them. Once both networks
# learn equally fast, and once the generator learns ten times as fast as the discriminator.

# %%
ANGLES = torch.arange(8) * (2 * math.pi / 8)
CENTRES = 2 * torch.stack([ANGLES.cos(), ANGLES.sin()], dim=1)  # (8, 2)


def ring(n):
    """n real points, (n, 2): each near one of eight centres."""
    return CENTRES[torch.randint(8, (n,))] + 0.1 * torch.randn(n, 2)


def count_modes(points):
    """How many points lie within 0.3 of each centre, (8,)."""
    distance, nearest = torch.cdist(points, CENTRES).min(dim=1)
    return torch.bincount(nearest[distance < 0.3], minlength=8)


def three_layers(outputs, slope):
    """2 -> 64 -> 64 -> outputs, with (leaky) ReLU."""
    first, second = nn.Linear(2, 64), nn.Linear(64, 64)
    bend = nn.LeakyReLU(slope)
    return nn.Sequential(first, bend, second, bend, nn.Linear(64, outputs))


STEPS = 1000 if FAST else 2000
runs = {}
rates = {"balanced": (0.001, 0.001), "G too fast": (0.0002, 0.002)}
for name, lrs in rates.items():
    torch.manual_seed(0)
    networks = three_layers(2, 0.0), three_layers(1, 0.2)
    runs[name] = train_pair(*networks, ring, lrs, STEPS)
    print(f"{name}: step, and fakes near each mode")
    for step, points in runs[name].items():
        print(f"{step:5}", *(f"{n:4}" for n in count_modes(points).tolist()))

shown = torch.cat([ring(300), *(run[STEPS][:300] for run in runs.values())])
which = torch.arange(900) // 300
title = "Equally fast: a ring. Too fast: one large heap"
viz.scatter(shown, which, ("real", *runs), title=title)

# %% proof
balanced, too_fast = (count_modes(run[STEPS]) for run in runs.values())
assert (count_modes(ring(1000)) > 50).all()
assert (balanced >= 20).sum() >= 6
assert (too_fast >= 20).sum() <= 3
assert too_fast.sum() < 900

# %% [markdown]
# Read the second table from top to bottom: the heap *jumps*. (Where a row has only zeros, it lies between the modes or
# outside.) The generator puts everything at the one place that the discriminator likes most. The discriminator learns
# that this place is full of fakes, and the generator moves everything to the next one. This is **oscillation**, the
# circle of section 3: few kinds at a time, others a moment later, and many fakes that are not believable, because they
# are on their way. Networks of equal strength, larger batches and less momentum help against it. Against collapse help
# a discriminator that compares the pictures of a batch, or another loss (Arjovsky et al., 2017). There is no guarantee.
#
# **Your turn.** Three trainings, and the fakes of 1000 near each of four modes after 500, 1000 and 1500 steps. Set
# `collapsed` and `oscillating` to letters.
#
# - a: `940 0 31 0`, `958 0 28 0`, `966 0 25 0`
# - b: `160 140 201 170`, `210 190 222 180`, `240 233 251 226`
# - c: `0 610 0 0`, `402 0 0 0`, `0 0 11 590`

# %% try="diagnosis"
collapsed = ...
oscillating = ...

# %% solution="diagnosis"
collapsed = "a"
oscillating = "c"

# %% [markdown] solution="diagnosis"
# In a, the quality rises to 99% and two modes are missing all the time. In c, the fakes are near another mode each
# time, and two of five are near none. Training b is a good one that is not finished: all modes, and more believable
# fakes from row to row.

# %% [markdown] hints="diagnosis"
# - when "Which training collapsed": Collapse stays where it is, and its fakes are believable.
# - when "Which training oscillates": Which one has moved, each time you look?
# 1. Add up each row for the quality, and compare the rows for the places.

# %% check="diagnosis"
expect.predicted(
    collapsed, "a", what="Which training collapsed", hint="High quality, low coverage, for long."
)
expect.predicted(oscillating, "c", what="Which training oscillates", hint="Compare the three rows.")

# %% wrong="diagnosis" message="Which training collapsed"
collapsed, oscillating = "c", "a"

# %% wrong="diagnosis" message="Which training oscillates"
collapsed, oscillating = "a", "b"

# %% [markdown]
# For pictures nobody knows the centres. Section 7 counts with a classifier.
#
# ## 6. A GAN as a graph
#
# Now pictures: 784 numbers in place of one or two. The networks are small: the generator has 128 noise numbers, 256
# hidden units with ReLU, and 784 pixels with a sigmoid, since a pixel lies between 0 and 1. The discriminator has 784
# pixels, 256 hidden units with ReLU, and one number at the end. First as a graph, the way GANs were written in
# TensorFlow 1:

# %%
N_NOISE, N_HIDDEN, N_INPUT = 128, 256, 28 * 28


def weights(name, rows, columns):
    """A weight matrix and a bias."""
    random = tf.random_normal([rows, columns], stddev=0.01)
    matrix = tf.Variable(random, name=f"{name}_W")
    return matrix, tf.Variable(tf.zeros([columns]), name=f"{name}_b")


def two_layers(inputs, variables):
    W1, b1, W2, b2 = variables
    hidden = tf.nn.relu(tf.matmul(inputs, W1) + b1)
    return tf.sigmoid(tf.matmul(hidden, W2) + b2)


tf.reset_default_graph()
tf.set_random_seed(15)
X = tf.placeholder(tf.float32, [None, N_INPUT], name="X")
Z = tf.placeholder(tf.float32, [None, N_NOISE], name="Z")
with tf.name_scope("generator"):
    G_vars = [*weights("hidden", N_NOISE, N_HIDDEN)]
    G_vars += [*weights("output", N_HIDDEN, N_INPUT)]
with tf.name_scope("discriminator"):
    D_vars = [*weights("hidden", N_INPUT, N_HIDDEN)]
    D_vars += [*weights("output", N_HIDDEN, 1)]
with tf.name_scope("make"):
    G = two_layers(Z, G_vars)
with tf.name_scope("judge_real"):
    D_real = two_layers(X, D_vars)
with tf.name_scope("judge_fake"):
    D_fake = two_layers(G, D_vars)
with tf.name_scope("losses"):  # both are to be maximised
    loss_D = tf.reduce_mean(tf.log(D_real) + tf.log(1 - D_fake))
    loss_G = tf.reduce_mean(tf.log(D_fake))

graph = tf.get_default_graph()
title = "One discriminator, asked twice"
viz.computation_graph(graph, [loss_D, loss_G], most=8, title=title)

# %% proof
sizes = [sum(math.prod(v.shape.as_list()) for v in part) for part in (G_vars, D_vars)]
assert sizes == [234_512, 201_217]

# %% [markdown]
# Each grey box is a name scope with all its operations. The discriminator's variables go into **two** boxes: the same
# network judges real pictures and fakes. The way from the losses back to the generator leads through `judge_fake`.
#
# Optimizers minimise, so this program passes `-loss_D` and `-loss_G`. Its `loss_D` *is* the value $V$, and `loss_G` is
# the non-saturating loss with the other sign. **The important argument is `var_list`.** Without it, an optimizer
# changes *all* trainable variables.


# %%
def optimizers(learning_rate):
    """The training operations of the discriminator and the generator."""
    adam = tf.train.AdamOptimizer
    d = adam(learning_rate, beta1=0.5).minimize(-loss_D, var_list=D_vars)
    g = adam(learning_rate, beta1=0.5).minimize(-loss_G, var_list=G_vars)
    return d, g


train_D, train_G = optimizers(0.001)

# %% [markdown]
# **Your turn.** `changed` tells whether a step of $D$ changes the discriminator and the generator. It should be
# `[True, False]`. Repair the line with `minimize`. (Comparing the weights before and after a step is a good test for
# any program with two networks.)

# %% try="var_list"
with tf.Graph().as_default(), tf.Session() as own:
    d_var, g_var = tf.Variable(1.0), tf.Variable(2.0)
    loss = tf.square(d_var * g_var - 1.0)
    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    own.run(tf.global_variables_initializer())
    own.run(step)
    after = own.run([d_var, g_var])
changed = [bool(after[0] != 1.0), bool(after[1] != 2.0)]

# %% solution="var_list"
with tf.Graph().as_default(), tf.Session() as own:
    d_var, g_var = tf.Variable(1.0), tf.Variable(2.0)
    loss = tf.square(d_var * g_var - 1.0)
    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss, var_list=[d_var])
    own.run(tf.global_variables_initializer())
    own.run(step)
    after = own.run([d_var, g_var])
changed = [bool(after[0] != 1.0), bool(after[1] != 2.0)]

# %% [markdown] solution="var_list"
# `tf.Variable(2.0, trainable=False)` would protect the generator, too, but from its own optimizer as well.

# %% [markdown] hints="var_list"
# - when "[True, True]": The optimizer took all trainable variables. Which argument of `minimize` names them?
# - when "[False, True]": This is the step of the discriminator.
# 1. `minimize` takes a list of variables, as in the cell above.

# %% check="var_list"
expect.equal(changed, [True, False], what="changed", hint="Name the variables that may change.")

# %% wrong="var_list" message="[True, True]"
changed = [True, True]

# %% wrong="var_list" message="[False, True]"
changed = [False, True]

# %% [markdown]
# > **In older programs.** Three things to look out for. The losses come from probabilities: when the discriminator is
# > too sure, `tf.log(1 - D_fake)` is infinite and all weights become NaN (section 4). New noise is drawn for each sheet
# > of pictures, so that sheets cannot be compared. And MNIST is read with `input_data`, which TensorFlow has removed.
#
# ## 7. Train, and look every ten epochs
#
# With 55,000 pictures and 100 epochs this GAN makes 55,000 steps, about ten minutes on one processor core, and after
# the first epoch all columns show the same noisy blot. We want to see a digit within a minute, so we make the problem
# smaller: 2,000 pictures, **only threes**, 40 epochs of 40 steps, and a learning rate of 0.001. To pick the threes we
# use the labels, once; the GAN itself never gets them. (The bundled digits have only 140 threes of 8 x 8 pixels, which
# are enlarged and used several times in an epoch.)


# %%
def first(n, X, y, kinds):
    """The first n rows of these digits; from the start again if fewer."""
    rows = torch.isin(y, torch.tensor(kinds)).nonzero()[:, 0]
    rows = rows[torch.arange(n) % len(rows)]
    return data.Split(X[rows], y[rows])


EPOCHS = 10 if FAST else 40
threes = first(2000, pictures, labels, [3]).X.flatten(1).numpy()
sheet_noise = np.random.default_rng(7).normal(size=(8, N_NOISE))
rng = np.random.default_rng(0)
sheets, losses = {}, []
sess = tf.Session()
sess.run(tf.global_variables_initializer())
for epoch in range(1, EPOCHS + 1):
    for batch in rng.permutation(len(threes)).reshape(-1, 50):
        noise = rng.normal(size=(50, N_NOISE))
        feed = {X: threes[batch], Z: noise}
        value_D = sess.run([train_D, loss_D], feed)[1]
        value_G = sess.run([train_G, loss_G], {Z: noise})[1]
    losses.append((value_D, value_G))
    if epoch == 1 or epoch % 10 == 0:
        made = sess.run(G, {Z: sheet_noise})
        sheets[epoch] = made.reshape(-1, 28, 28)
title = "Threes that nobody wrote: each column is one noise vector"
viz.sample_timeline(list(sheets.values()), list(sheets), title=title)

# %% proof
assert np.isfinite(losses).all()

# %% [markdown]
# Follow a column from top to bottom. At first all show the same blurred three, the mean of all threes. With MNIST, each
# column then finds its *own* three, slanted or upright, wide or narrow. (With the bundled digits the columns stay
# nearly alike: 140 pictures do not hold many kinds of threes.) Could you see this in the losses? No. The pictures say
# it, and only because the noise of the sheet stays the same.
#
# **Your turn.** `change` should measure how much the *generator* has changed between two epochs. It also measures
# something else. Repair the last line.


# %% try="same_noise"
def made_in_epoch(epoch, z):
    """A generator that learns: in each epoch a little brighter."""
    return 0.1 * epoch + 0.01 * z


z = torch.arange(4.0)
other_z = torch.tensor([9.0, -7.0, 2.0, 5.0])
change = made_in_epoch(2, other_z) - made_in_epoch(1, z)


# %% solution="same_noise"
def made_in_epoch(epoch, z):
    """A generator that learns: in each epoch a little brighter."""
    return 0.1 * epoch + 0.01 * z


z = torch.arange(4.0)
other_z = torch.tensor([9.0, -7.0, 2.0, 5.0])
change = made_in_epoch(2, z) - made_in_epoch(1, z)

# %% [markdown] solution="same_noise"
# With one noise for both epochs, all that differs comes from the generator: 0.1 in each pixel. (`other_z` twice is as
# good.) In training itself each step takes new noise.

# %% [markdown] hints="same_noise"
# - when "change is not right": Two things changed from the first epoch to the second. Hold one of them.
# 1. Which noise does each of the two calls get?

# %% check="same_noise"
expect.close(change, [0.1] * 4, what="change", rtol=1e-3, hint="The same noise in both epochs.")

# %% wrong="same_noise" message="change is not right"
change = torch.tensor([0.19, 0.02, 0.1, 0.12])

# %% [markdown]
# Is it only our eye that sees threes? Ask a classifier that never saw a fake, a small one trained on real digits with
# labels, as in lesson 12:

# %%
training.seed_everything(1)
reader = MLP((784, 64, 10))
training.fit(
    reader,
    replace(digits, train=first(10_000, pictures, labels, range(10))),
    nn.CrossEntropyLoss(),
    Adam(reader.parameters(), lr=0.002),
    num_epochs=3,
    batch_size=50,
    progress=False,
)


def read(images):
    """How many are read as 0, 1, ..., 9; the share that is sure (90%)."""
    with torch.no_grad():
        shares = torch.softmax(reader(torch.as_tensor(images)), dim=1)
    sure, classes = shares.max(dim=1)
    counts = torch.bincount(classes, minlength=10)
    return counts.tolist(), (sure > 0.9).float().mean().item()


z = np.random.default_rng(8).normal(size=(500, N_NOISE))
counts, sure = read(sess.run(G, {Z: z}))
sess.close()
print("500 fakes read as 0 to 9:", counts)
on_test = training.accuracy(digits.test.y, reader.predict(digits.test.X))
print(f"the reader is right for {on_test:.1%} of the real test pictures")

# %% proof
assert on_test > 0.85
assert FAST or counts[3] >= 300

# %% [markdown]
# ### The long way
#
# We also trained with the settings of the old program: all ten digits of the real MNIST, 100 epochs, learning rate
# 0.0002 (`python -m benchmarks.gan`; the table and the sheets are in `docs/training.md`). After 10 epochs there are
# ghosts of digits, from 30 on some that anybody can read. After 100 epochs about seven of ten pictures are digits, with
# broken strokes; the others are nothing. All ten digits are made, but nines (22%) seven times as often as ones or zeros
# (3%). **And with another seed?** Seed 1 ended with cleaner strokes, but with six of the ten digits only: one digit in
# 41% of the pictures, and each of four others in less than 2%. That is mode collapse, without any mistake in the
# program. Seed 2 was like seed 0 again. So never judge a GAN by one run.
#
# ## 8. The PyTorch way
#
# The library has the same two networks in one module, `GAN`. Its discriminator ends in a logit. Nothing in it is
# secret; these are the two halves of a step:

# %%
for half in (GAN.update_discriminator, GAN.update_generator):
    print(inspect.getsource(half))

# %% [markdown]
# You know each line: `detach()` in the first half and not in the second, losses from logits, one optimizer for each
# network. (`_step` is `zero_grad`, `backward`, `step`; it computes gradients for the optimizer's own parameters only.)
#
# | graph | PyTorch |
# | --- | --- |
# | `var_list=D_vars` | `Adam(gan.discriminator.parameters())` |
# | only `train_D` is run | `.detach()`, and only its optimizer steps |
# | `tf.log(1 - D_fake)` | `F.logsigmoid(-logits)` |
# | noise fed to `Z` | `gan.noise(n)` |
# | the loop and the sheets | `training.fit_gan` |
#
# We train on **two** kinds of digits now, zeros and ones, and ask: are both made?

# %%
both = replace(digits, train=first(2000, pictures, labels, [0, 1]))
training.seed_everything(0)
gan = GAN()
history, sheets = training.fit_gan(
    gan,
    both,
    Adam(gan.discriminator.parameters(), 0.001, (0.5, 0.999), fused=True),
    Adam(gan.generator.parameters(), 0.001, (0.5, 0.999), fused=True),
    num_epochs=EPOCHS,
    batch_size=50,
    seed=0,
    num_samples=8,
    progress=False,
)
torch.manual_seed(2)
made = gan.sample(gan.noise(1000))
for name, images in (("real", both.train.X[:1000]), ("fakes", made)):
    counts, sure = read(images)
    print(f"{name:5} read as 0 to 9: {counts}, {sure:.0%} of them surely")
title = "Zeros and ones?"
viz.sample_timeline(list(sheets.values()), list(sheets), title=title)

# %% proof
counts, sure = read(made)
if REAL and not FAST:
    assert counts[0] > 900
    assert counts[1] < 20
    assert sure > 0.8

# %% [markdown]
# Half of the real pictures are ones. And the fakes? With the real MNIST, 988 of 1000 are read as **zeros**, and none as
# a one (with the seeds 1 and 2: 977 and 969 zeros, no one). This is mode collapse on real data, in a training that
# looks fine picture by picture. With the bundled digits it is the other way round: after 10 epochs nearly all fakes are
# ones, and after 40 both kinds are there again. Without counting you would not know.
#
# **Your turn.** In these 1000 fakes, which digits have at least 2% of the pictures? Set `kinds` to a list of digits.

# %% try="kinds"
seen = [3, 412, 0, 0, 55, 19, 2, 20, 0, 489]  # pictures read as 0, 1, ..., 9
kinds = ...

# %% solution="kinds"
seen = [3, 412, 0, 0, 55, 19, 2, 20, 0, 489]  # pictures read as 0, 1, ..., 9
kinds = [digit for digit, n in enumerate(seen) if n >= 20]

# %% [markdown] solution="kinds"
# 1, 4, 7 and 9: a coverage of four of ten kinds. The two largest, ones and nines, have nine of ten pictures; and some
# of the 55 "fours" may be nines with an open top. A classifier is a ruler with errors of its own.

# %% [markdown] hints="kinds"
# - when "[20, 55, 412, 489]": These are the counts. Which digits do they belong to?
# - when "[1, 4, 9]": "At least" includes 20 of 1000.
# 1. The place in the list is the digit, from 0 on.

# %% check="kinds"
answers = sorted(kinds) if isinstance(kinds, (list, tuple, set)) else kinds
expect.predicted(answers, [1, 4, 7, 9], what="The list", hint="2% of 1000 are 20.")

# %% wrong="kinds" message="[1, 4, 9]"
kinds = [1, 4, 9]

# %% wrong="kinds" message="[20, 55, 412, 489]"
kinds = (412, 55, 20, 489)

# %% [markdown]
# ## 9. A GAN with convolutions
#
# The full layers above do not know which pixels are neighbours, and you see it: broken strokes, and noise beside them.
# Lesson 14 has the remedy for a network that reads. A generator needs the other direction, from few pixels to many: the
# **transposed convolution**. Each pixel of the small map paints a copy of the filter, times its own value, into the
# large one. Stride 2 moves the brush by two pixels, and where copies overlap, they are added:

# %%
small = torch.tensor([[[1.0, 2.0, 0.0]]])  # one example, one channel
brush = torch.tensor([[[1.0, 1.0, 1.0, 0.5]]])
large = F.conv_transpose1d(small, brush, stride=2)
print(large.tolist())

# %% proof
assert large.flatten().tolist() == [1, 1, 3, 2.5, 2, 1, 0, 0]

# %% [markdown]
# **Your turn.** The row `1 3` is painted with the brush `2 0 1`, stride 2. Set `painted` to the list of five numbers.

# %% try="painted"
painted = ...

# %% solution="painted"
painted = [2, 0, 7, 0, 3]

# %% [markdown] solution="painted"
# The first pixel paints `2 0 1` at places 0 to 2, the second one `6 0 3` at places 2 to 4. At place 2 they meet: 1 + 6.

# %% [markdown] hints="painted"
# - when "[2, 0, 6, 0, 3]": Where two copies overlap, none covers the other.
# - when "[2, 0, 1, 6, 0, 3]": Stride 2: the second copy begins two places after the first.
# 1. Write the two copies below each other, each at its place, and add the columns.

# %% check="painted"
listed = list(painted) if isinstance(painted, (list, tuple)) else painted
expect.predicted(
    listed, [2, 0, 7, 0, 3], what="The row", hint="Five places; the middle one is painted twice."
)

# %% wrong="painted" message="[2, 0, 6, 0, 3]"
painted = [2, 0, 6, 0, 3]

# %% wrong="painted" message="[2, 0, 1, 6, 0, 3]"
painted = [2, 0, 1, 6, 0, 3]

# %% proof
two, other = torch.tensor([[[1.0, 3.0]]]), torch.tensor([[[2.0, 0.0, 1.0]]])
assert F.conv_transpose1d(two, other, stride=2).flatten().tolist() == [2, 0, 7, 0, 3]

# %% [markdown]
# With padding $p$, that many pixels are cut off at each side. So the size is the formula of lesson 14, solved for $n$:
#
# $$\text{out} = (n - 1) \cdot s + k - 2p$$
#
# A filter of 4 with stride 2 and padding 1 makes exactly twice as many pixels: 7, 14, 28. The networks below follow
# *DCGAN* (Radford et al., 2016), only smaller: strides in place of pooling, batch normalisation (lesson 10), LeakyReLU
# in the discriminator, and 32 noise numbers. The loop is written out, with a `DataLoader`.


# %%
def halves():
    """Noise (n, 32) -> pictures (n, 1, 28, 28) -> logits (n, 1)."""
    generator = nn.Sequential(
        nn.Linear(32, 16 * 7 * 7),
        nn.Unflatten(1, (16, 7, 7)),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.ConvTranspose2d(16, 8, 4, stride=2, padding=1),  # (n, 8, 14, 14)
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.ConvTranspose2d(8, 1, 4, stride=2, padding=1),  # (n, 1, 28, 28)
        nn.Sigmoid(),
    )
    discriminator = nn.Sequential(
        nn.Conv2d(1, 8, 4, stride=2, padding=1),  # (n, 8, 14, 14)
        nn.LeakyReLU(0.2),
        nn.Conv2d(8, 16, 4, stride=2, padding=1),  # (n, 16, 7, 7)
        nn.BatchNorm2d(16),
        nn.LeakyReLU(0.2),
        nn.Flatten(),
        nn.Linear(16 * 7 * 7, 1),
    )
    return generator, discriminator


def train_halves(X, num_epochs, seed):
    """The trained generator, in evaluation mode. X: (n, 1, 28, 28)."""
    torch.manual_seed(seed)
    generator, discriminator = halves()
    g_adam = Adam(generator.parameters(), lr=0.002, betas=(0.5, 0.999))
    d_adam = Adam(discriminator.parameters(), lr=0.001, betas=(0.5, 0.999))
    order = torch.Generator().manual_seed(seed)
    rows = TensorDataset(X)
    loader = DataLoader(rows, batch_size=64, shuffle=True, generator=order)
    for _ in range(num_epochs):
        for (real,) in loader:
            fakes = generator(torch.randn(len(real), 32))
            on_fake = F.softplus(discriminator(fakes.detach())).mean()
            d_loss = F.softplus(-discriminator(real)).mean() + on_fake
            d_adam.zero_grad()
            d_loss.backward()
            d_adam.step()
            g_loss = F.softplus(-discriminator(fakes)).mean()
            g_adam.zero_grad()
            g_loss.backward()
            g_adam.step()
    return generator.eval()


ROUNDS = (1 if FAST else 2) if REAL else (3 if FAST else 60)  # epochs
artist = train_halves(pictures, ROUNDS, seed=0)
torch.manual_seed(4)
z = torch.randn(1000, 32)
with torch.no_grad():
    made = artist(z)
counts, sure = read(made)
print(f"1000 fakes read as 0 to 9: {counts}, {sure:.0%} of them surely")
viz.image_sheet(made[:24], title="All ten digits, from one network")

# %% proof
assert made.shape == (1000, 1, 28, 28)
assert torch.isfinite(made).all()
if REAL and not FAST:
    assert min(counts) >= 20

# %% [markdown]
# With the real MNIST two epochs are 1,720 steps; they took 88 seconds of processor time on a busy computer. Most
# strokes are closed, the paper is black, and **all ten digits** are there: with seed 0, from 36 fours to 182 zeros
# among 1000 fakes. But the reader is surer than 90% of a third of them only: many others are still nothing. (The
# bundled digits are too few for this.)
#
# **Your turn.** Batch normalisation has two modes. In training mode a picture depends on the *other* pictures of its
# batch. `difference` should be 0: the first picture, made alone with seven others, is the same. Add what is missing.

# %% try="batch_mode"
painter = halves()[0]
some_z = torch.linspace(-1, 1, 16 * 32).reshape(16, 32)
with torch.no_grad():
    in_eight, in_sixteen = painter(some_z[:8]), painter(some_z)
difference = (in_eight[0] - in_sixteen[0]).abs().max().item()

# %% solution="batch_mode"
painter = halves()[0].eval()
some_z = torch.linspace(-1, 1, 16 * 32).reshape(16, 32)
with torch.no_grad():
    in_eight, in_sixteen = painter(some_z[:8]), painter(some_z)
difference = (in_eight[0] - in_sixteen[0]).abs().max().item()

# %% [markdown] solution="batch_mode"
# In evaluation mode the layer uses the means that it has collected in training, so each picture is made alone.
# `train_halves` ends with this call, too. Without it, a sheet of four pictures and one of forty would differ.

# %% [markdown] hints="batch_mode"
# - when "depends on the others": Which mode is for making pictures?
# - when "same batch": Make the first picture in two batches of different sizes, as the cell does.
# 1. Lesson 14 had the same mistake, with dropout.

# %% check="batch_mode"
message = "The picture still depends on the others of its batch."
expect.that(difference < 1e-5, message, hint="Change the mode of the painter.")
expect.that(len(in_eight) != len(in_sixteen), "It is the same batch twice.", hint="Leave both sizes.")

# %% wrong="batch_mode" message="depends on the others"
painter = halves()[0].train()
some_z = torch.linspace(-1, 1, 16 * 32).reshape(16, 32)
in_eight, in_sixteen = painter(some_z[:8]), painter(some_z)
difference = (in_eight[0] - in_sixteen[0]).abs().max().item()

# %% wrong="batch_mode" message="same batch"
painter = halves()[0]
in_eight = in_sixteen = painter(torch.ones(8, 32))
difference = 0.0

# %% [markdown]
# ## 10. Between two digits
#
# What lies between the noise of a 3 and the noise of a 7? If the generator had learned its training pictures by heart,
# there would be a jump somewhere. Move the slider (arrow keys), and choose other pairs.

# %%
with torch.no_grad():
    digit_of = reader(made).argmax(dim=1).tolist()
chosen = sorted({digit_of.index(digit) for digit in digit_of} | {0, 1})
names = [f"read as {digit_of[i]}" for i in chosen]


def make(noise):
    with torch.no_grad():
        return artist(noise)


viz.noise_explorer(make, z[chosen], names)

# %% proof
assert len(chosen) >= 2

# %% [markdown]
# The strokes bend, open and close: nearby noise makes similar pictures, also where no training picture was. The way of
# the slider is not a straight line but an arc, $\cos(a)\,z_1 + \sin(a)\,z_2$.
#
# **Your turn.** Why not the straight line? Its middle is $(z_1 + z_2)/2$. Both are standard normal and independent:
# each number has standard deviation 1. Which standard deviation has a number of the middle? Set `spread`, right to two
# decimals.

# %% try="middle"
spread = ...

# %% solution="middle"
spread = math.sqrt(2) / 2

# %% [markdown] solution="middle"
# Variances add up: 1/4 + 1/4 = 1/2, and its root is 0.71. So the middle is noise of a kind that the generator has
# hardly seen. On the arc it is $\cos^2 a + \sin^2 a = 1$ everywhere.

# %% [markdown] hints="middle"
# - when "got:      1": The mean of two throws of dice varies less than one throw.
# - when "got:      0.5": That is the variance.
# 1. The variance of a sum of independent numbers is the sum of their variances; half a number has a quarter of its
#    variance.

# %% check="middle"
rounded = round(spread, 2) if isinstance(spread, float) else spread
expect.predicted(rounded, 0.71, what="The standard deviation", hint="Variance first, then its root.")

# %% wrong="middle" message="got:      1"
spread = 1

# %% wrong="middle" message="got:      0.5"
spread = 0.5

# %% proof
torch.manual_seed(0)
z1, z2 = torch.randn(2, 100_000)
assert abs(((z1 + z2) / 2).std() - 0.7071) < 0.01
assert abs((math.cos(0.5) * z1 + math.sin(0.5) * z2).std() - 1) < 0.01

# %% [markdown]
# ## Summary
#
# - Mode collapse: believable fakes, but not of all kinds. Low losses do not show it, single pictures do not either.
#   Count the kinds (coverage), and ask how many fakes are believable (quality). Oscillation is another thing: the fakes
#   move from kind to kind.
# - In a graph, `var_list` names the variables that a step may change; in PyTorch it is `detach` and one optimizer for
#   each network.
# - Look at pictures, always from the same noise, and never judge a GAN by one run.
# - Convolutions know neighbours. A transposed convolution paints: $(n-1) \cdot s + k - 2p$ pixels.
# - Make pictures in evaluation mode, and walk through the noise on an arc.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | mode | 최빈값, 모드 | a peak of the density: one kind of examples |
# | mode collapse | 모드 붕괴 | few kinds are made, whole kinds are missing |
# | oscillation | 진동 | the fakes move on from kind to kind, and do not settle |
# | coverage, quality | 커버리지, 품질 | how many kinds are made; how many fakes are believable |
# | transposed convolution | 전치 합성곱 | each pixel paints a filter into a larger map |
# | interpolation | 보간 | points between two others |

# %% [markdown]
# ## Read on
#
# - A. Radford, L. Metz and S. Chintala, *Unsupervised representation learning with deep convolutional generative
#   adversarial networks*, International Conference on Learning Representations (2016): DCGAN, and walks through the
#   noise.
# - L. Metz, B. Poole, D. Pfau and J. Sohl-Dickstein, *Unrolled generative adversarial networks*, International
#   Conference on Learning Representations (2017): the ring of eight heaps, and a generator that looks ahead.
# - M. Arjovsky, S. Chintala and L. Bottou, *Wasserstein generative adversarial networks*, International Conference on
#   Machine Learning (2017): a loss with a slope where the fakes are far away.
# - T. White, *Sampling generative networks*, arXiv 1609.04468 (2016): why to walk on an arc.
# - V. Dumoulin and F. Visin, *A guide to convolution arithmetic for deep learning*, arXiv 1603.07285 (2016), chapter 4:
#   transposed convolutions, drawn.
#
# **Open questions**, without a grade:
#
# 1. Give the numbers of section 5 a generator with a hidden layer, which could make both heaps. Does it, with ten
#    different seeds? What decides?
# 2. How would you count the kinds when nobody has labels, and nobody knows how many kinds there are?
#
# **Now you**: [exercise 15](../exercises/15_gan/15_gan.ipynb), about 50 minutes. **Next**: {{next}}, in which a network
# reads a series, one step after the other, and remembers what it has read.
