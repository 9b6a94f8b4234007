# %% [markdown]
# # 15. Two networks that compete
#
# Until now each network answered a question: which flower, which digit? In this lesson a network *makes*
# something: pictures of handwritten digits that nobody has written. Its teacher is a second network.
#
# **After this lesson you can**
#
# - say what supervised and unsupervised learning need, and which of them a GAN is;
# - write the losses of a generator and a discriminator, and say why they oppose each other;
# - train the two in turn, so that each step changes only its own network;
# - calculate the losses safely, from logits, and say why the generator uses the non-saturating loss;
# - judge a GAN by its pictures, always from the same noise;
# - recognise mode collapse, and measure it by counting;
# - build the document's GAN as a graph, and train one in PyTorch.
#
# **Time**: about 80 minutes, and 50 minutes for the exercise. **Needs**: lessons 4 (cross-entropy), 10 (training
# well) and 12 (digits). No GPU, no network.

# %%
import inspect
import math
import os
from dataclasses import replace

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.optim import Adam

import lessonlib.tf1 as tf
from lessonlib import data, training, viz
from lessonlib.models import GAN, MLP

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # our batches are so small that a second thread would only be waited for
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # train for a shorter time, when the course is tested

# %% [markdown]
# ## 1. Supervised and unsupervised
#
# **The problem.** In **supervised** learning each example has its answer, the **label**: this picture is a 3.
# Somebody had to write the labels down. That costs time and money.
#
# **The idea.** In **unsupervised** learning there are only examples, no labels. What can be learned from them?
# How such examples look. A network that knows this can make new ones.

# %%
digits = data.mnist()
pictures, labels = digits.train.X, digits.train.y
print("pictures", tuple(pictures.shape), "pixels from", pictures.min().item(), "to", pictures.max().item())
print("supervised:   a batch is", tuple(pictures[:100].shape), "and", tuple(labels[:100].shape))
print("unsupervised: a batch is", tuple(pictures[:100].shape))
viz.image_sheet(pictures[:16], title="pictures without labels")

# %% [markdown]
# A **generative adversarial network**, GAN for short, learns without labels (Goodfellow et al., 2014). The
# document loads the labels of MNIST and never uses them.
#
# The document also says why one wants this: a network that makes its own training data. Be careful here. A GAN
# needs no labels, but it needs many *real pictures*. What it makes is a mixture of what it saw. It does not know
# anything about digits that was not in the pictures.
#
# ## 2. Generator and discriminator
#
# **The problem.** What is the loss of a made picture? There is no right answer to compare with: a good 3 may
# have any slant and any size. We would need a program that says how real a picture looks.
#
# **The idea.** Learn this program, too. A GAN has two networks:
#
# - the **generator** $G$ takes random numbers $z$, the **noise**, and makes an example $G(z)$, a **fake**;
# - the **discriminator** $D$ takes an example and gives the probability that it is **real**. $D(x)$ near 1 says
#   "real", near 0 "fake".
#
# They learn in turn. The discriminator learns to tell real from fake. The generator learns to make fakes that
# the discriminator calls real. We start with the smallest GAN that can do something, and watch every number.
# An example is here not a picture, but *one number*. The real numbers lie around 4:


# %%
def real_numbers(n):
    """n real examples, (n, 1): mean 4, standard deviation 0.5."""
    return 4 + 0.5 * torch.randn(n, 1)


def tiny_gan(seed):
    """A generator with two parameters, G(z) = weight * z + bias, and a discriminator with 16 hidden units."""
    torch.manual_seed(seed)
    generator = nn.Linear(1, 1)
    nn.init.ones_(generator.weight)
    nn.init.zeros_(generator.bias)
    discriminator = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
    return generator, discriminator


generator, discriminator = tiny_gan(seed=15)
with torch.no_grad():
    fakes = generator(torch.randn(1000, 1))
viz.histograms({"real": real_numbers(1000), "fake, before training": fakes})

# %% [markdown]
# The generator starts with $G(z) = 1 \cdot z + 0$. It could make perfect fakes: with weight 0.5 (or -0.5) and bias
# 4. It will have to find these numbers without ever seeing a real example. Only the discriminator sees those.
#
# **The discriminator is a classifier with two classes**, and you know how to train one (lesson 8). Real examples
# have the label 1, fakes the label 0. The last layer gives a score, the **logit**; the sigmoid makes a
# probability of it.


# %%
def discriminator_loss(real_logits, fake_logits):
    """Mean cross-entropy of real examples with label 1, plus that of fakes with label 0."""
    as_real = F.binary_cross_entropy_with_logits(real_logits, torch.ones_like(real_logits))
    as_fake = F.binary_cross_entropy_with_logits(fake_logits, torch.zeros_like(fake_logits))
    return as_real + as_fake


torch.manual_seed(15)
optimizer = Adam(discriminator.parameters(), lr=0.02)
for _ in range(300):
    with torch.no_grad():
        fakes = generator(torch.randn(256, 1))
    loss = discriminator_loss(discriminator(real_numbers(256)), discriminator(fakes))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# %% [markdown]
# Is it good? Here we know both densities, $p_{real}(x)$ and $p_{fake}(x)$, so we know the **best possible**
# discriminator (Goodfellow et al., 2014, proposition 1). Of all examples near $x$, it should say which share is
# real:
#
# $$D^*(x) = \frac{p_{real}(x)}{p_{real}(x) + p_{fake}(x)}$$

# %%
x = torch.arange(-10, 61).view(-1, 1) / 10  # -1.0, -0.9, ..., 6.0
p_real = torch.distributions.Normal(4.0, 0.5).log_prob(x).exp()
p_fake = torch.distributions.Normal(0.0, 1.0).log_prob(x).exp()
best = p_real / (p_real + p_fake)
with torch.no_grad():
    learned = torch.sigmoid(discriminator(x))
for value in (0.0, 2.0, 2.5, 3.0, 4.0):
    i = int((x - value).abs().argmin())
    print(f"x = {value}: best {best[i].item():.3f}   learned {learned[i].item():.3f}")
assert (best - learned).abs().max() < 0.2
viz.lines(x[:, 0], {"best possible": best[:, 0], "learned": learned[:, 0]}, names=("x", "D(x)"))

# %% [markdown]
# The discriminator learned the curve from samples alone. Now look at it with the eyes of the generator. The fakes
# are near 0. To be called real, they must go where the curve is high: to the right. **The slope of $D$ tells the
# generator in which direction to move.** This is how it learns without seeing a real example.
#
# ## 3. Two losses that oppose each other
#
# Both networks look at one number, the **value function**:
#
# $$V(D, G) = \underbrace{\text{mean of } \log D(x)}_{\text{over real } x}
# \;+\; \underbrace{\text{mean of } \log(1 - D(G(z)))}_{\text{over noise } z}$$
#
# The discriminator *maximises* it: $D(x)$ to 1, $D(G(z))$ to 0. The generator *minimises* it: $D(G(z))$ to 1.
# What is good for one is bad for the other. With a pencil: the discriminator gives two real examples 0.8
# and 0.9, and two fakes 0.3 and 0.1.

# %%
on_real, on_fake = np.array([0.8, 0.9]), np.array([0.3, 0.1])
value = np.log(on_real).mean() + np.log(1 - on_fake).mean()
print(f"V = {np.log(on_real).mean():.4f} + {np.log(1 - on_fake).mean():.4f} = {value:.4f}")
logits = [torch.tensor(np.log(p / (1 - p))) for p in (on_real, on_fake)]
print(f"the loss of the discriminator is -V: {discriminator_loss(*logits).item():.4f}")
assert np.isclose(discriminator_loss(*logits).item(), -value)

better_fakes = np.log(on_real).mean() + np.log(1 - np.array([0.6, 0.5])).mean()
print(f"with fakes at 0.6 and 0.5: V = {better_fakes:.4f}")
assert better_fakes < value

# %% [markdown]
# The sum of the two cross-entropies is $-V$. Better fakes make $V$ smaller.
#
# **How does it end?** When the fakes look exactly like the real examples, nobody can tell them apart. The best
# discriminator says 1/2 everywhere, and $V = \log \frac12 + \log \frac12 = -\log 4 = -1.386$. So a discriminator
# loss near **1.386** means: it can only guess. A loss near 0 means: it is always right, and the generator is far
# behind.
#
# ### A game has no valley
#
# A usual training walks down into a valley of *one* loss. Here two players walk on one landscape, one down, the
# other up. The smallest example (Mescheder et al., 2018): the generator has one parameter $g$ and always
# makes the number $g$. All real numbers are 0. The discriminator has one parameter $w$:
# $D(x) = \sigma(w \cdot x)$. Then
#
# $$V(g, w) = \log \sigma(0) + \log \sigma(-w g)$$
#
# Each player makes small steps by the derivative, the generator down and the discriminator up:


# %%
def value_of(g, w):
    """V of the two-parameter game."""
    return math.log(0.5) + F.logsigmoid(-w * g)


g, w = torch.tensor(1.0, requires_grad=True), torch.tensor(0.0, requires_grad=True)
path = [(g.item(), w.item())]
for _ in range(300):
    down, up = torch.autograd.grad(value_of(g, w), (g, w))
    with torch.no_grad():
        g -= 0.1 * down  # the generator minimises V
        w += 0.1 * up  # the discriminator maximises V
    path.append((g.item(), w.item()))
print("distance from (0, 0): start", math.dist(path[0], (0, 0)), f"end {math.dist(path[-1], (0, 0)):.2f}")
assert math.dist(path[-1], (0, 0)) > 1
viz.surface(value_of, np.array(path), names=("g, of the generator", "w, of the discriminator"))

# %% [markdown]
# The goal is $g = 0$, in the middle. The path does not go there. It goes **in a circle** and slowly outwards: the
# generator runs to where the discriminator says "real", the discriminator turns, the generator runs
# back. $V$ is a saddle there, not a valley. So in a GAN:
#
# - **no loss that falls** tells you that the training goes well;
# - large steps and much momentum make the circles worse. For this reason many people use Adam with
#   `betas=(0.5, 0.999)` in place of `(0.9, 0.999)` for GANs (Radford et al., 2016). We do this, too, where
#   we train for a short time.
#
# ### Each step changes one network
#
# A training step has two halves. Read them slowly; most mistakes with GANs are made here.


# %%
def train_tiny(seed, steps):
    """The tiny GAN after training; the generator's parameters and both losses after each step."""
    generator, discriminator = tiny_gan(seed)
    generator_optimizer = Adam(generator.parameters(), lr=0.01, betas=(0.5, 0.999))
    discriminator_optimizer = Adam(discriminator.parameters(), lr=0.01, betas=(0.5, 0.999))
    history = []
    for _ in range(steps):
        # First half: the discriminator learns. For this half the fakes are data.
        fakes = generator(torch.randn(64, 1)).detach()
        d_loss = discriminator_loss(discriminator(real_numbers(64)), discriminator(fakes))
        discriminator_optimizer.zero_grad()
        d_loss.backward()
        discriminator_optimizer.step()
        # Second half: the generator learns, through the discriminator, which stands still.
        logits = discriminator(generator(torch.randn(64, 1)))
        g_loss = F.binary_cross_entropy_with_logits(logits, torch.ones_like(logits))
        generator_optimizer.zero_grad()
        g_loss.backward()
        generator_optimizer.step()
        history.append([generator.weight.item(), generator.bias.item(), d_loss.item(), g_loss.item()])
    return generator, discriminator, np.array(history)


generator, discriminator, history = train_tiny(seed=0, steps=1000)
print("step   weight    bias   loss of D   loss of G")
for step in (1, 50, 100, 200, 300, 500, 750, 1000):
    print(f"{step:4}", *(f"{number:8.2f}" for number in history[step - 1]), sep="  ")
assert abs(history[-100:, 1].mean() - 4) < 0.25
assert abs(abs(history[-100:, 0].mean()) - 0.5) < 0.25
viz.learning_curves({"weight": history[:, 0], "bias": history[:, 1]}, y="parameter of the generator")

# %% [markdown]
# The generator never saw a real number, and its bias is near 4, its weight near 0.5. (For other seeds near -0.5: this
# makes the same numbers.) Look at the losses. At the end the discriminator can only guess: its loss is near
# $\log 4 = 1.386$, and it went *up* to get there. The generator's is near $\log 2 = 0.693$; it was lower in the first
# step, when the fakes were bad but the discriminator had not learned anything. Both networks learned, and the
# losses do not show it.
#
# Which lines protect which network?
#
# - `detach()`: in the first half the fakes are plain data. Without it, `backward` also computes gradients of the
#   generator, for the *wrong* loss.
# - Each optimizer holds the parameters of **one** network. In the second half, gradients also arrive in the
#   discriminator, on the way to the generator. But its optimizer does not step.
# - `zero_grad()` before `backward()`: otherwise the gradients of the other half are still there and are added.
# - In the second half there is *no* `detach()`. It would cut the way to the generator, and nothing would learn.

# %%
fakes = generator(torch.randn(64, 1, generator=torch.Generator().manual_seed(1)))
for name, inputs in (("with detach", fakes.detach()), ("without", fakes)):
    generator.zero_grad()
    F.softplus(discriminator(inputs)).mean().backward()
    print(f"{name:12} gradient of the generator's bias:", generator.bias.grad)

# %% [markdown]
# **What can go wrong.** One optimizer for all parameters. Then the step of the discriminator also moves the
# generator, so that its fakes become *easier* to recognise. Two steps work against each other, and the
# discriminator wins.
#
# ## 4. The non-saturating loss
#
# **The problem.** At the start the fakes are bad, and the discriminator is sure of it: $D(G(z))$ is 0.01. The
# generator should learn fast now. In the value function it minimises
#
# $$\log(1 - D(G(z))) \qquad \text{(the minimax, or saturating, loss)}$$
#
# How steep is this? With $D = \sigma(s)$ for the logit $s$, the derivative with respect to $s$ is $-D$. At
# $D = 0.01$ it is -0.01: almost flat. **The worse the fakes, the less the generator learns.**
#
# **The idea.** Maximise $\log D(G(z))$ instead: minimise
#
# $$-\log D(G(z)) \qquad \text{(the non-saturating loss)}$$
#
# It wants the same, $D(G(z)) = 1$. But its derivative is $-(1 - D)$: at $D = 0.01$ it is -0.99.

# %%
D = torch.tensor([0.01, 0.1, 0.5, 0.9, 0.99], dtype=torch.float64)
s = torch.log(D / (1 - D)).requires_grad_()
(saturating,) = torch.autograd.grad(F.logsigmoid(-s).sum(), s)
(non_saturating,) = torch.autograd.grad(-F.logsigmoid(s).sum(), s)
print("D(G(z))         ", D.numpy())
print("minimax         ", saturating.numpy())
print("non-saturating  ", non_saturating.numpy())
assert torch.allclose(saturating, -D)
assert torch.allclose(non_saturating, -(1 - D))

p = torch.linspace(0.01, 0.99, 99)
viz.lines(
    p,
    {"minimax: log(1 - D)": torch.log(1 - p), "non-saturating: -log D": -torch.log(p)},
    names=("D(G(z))", "loss of the generator"),
)

# %% [markdown]
# Both curves fall to the right: both want a larger $D(G(z))$. On the left, where every training begins, one is flat
# and the other steep. (The non-saturating curve is flat on the right. There the generator has won, and this does no
# harm.)
#
# We measure it in the tiny GAN. First the discriminator alone learns, until it is sure. Then we ask both losses for
# the gradient of the generator's bias:

# %%
generator, discriminator = tiny_gan(seed=3)
optimizer = Adam(discriminator.parameters(), lr=0.02)
for _ in range(300):
    fakes = generator(torch.randn(64, 1)).detach()
    loss = discriminator_loss(discriminator(real_numbers(64)), discriminator(fakes))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

logits = discriminator(generator(torch.randn(1000, 1)))
(minimax,) = torch.autograd.grad(F.logsigmoid(-logits).mean(), generator.bias, retain_graph=True)
(steep,) = torch.autograd.grad(-F.logsigmoid(logits).mean(), generator.bias)
print(f"mean D(G(z)): {torch.sigmoid(logits).mean().item():.4f}")
print(f"gradient of the bias: minimax {minimax.item():.4f}, non-saturating {steep.item():.4f}")
assert minimax < 0
assert steep < 0
assert steep.abs() > 5 * minimax.abs()

# %% [markdown]
# Both say "make the bias larger", which is right. But one whispers. Goodfellow's paper gives the value function in
# equation 1, and recommends the non-saturating loss for the training in the same section. The **document's program**
# does so, too: its `loss_G` is the mean of `tf.log(D_gene)`, which it maximises.
#
# ### From logits, not from probabilities
#
# The document computes `tf.log(1 - D_gene)`. A float32 sigmoid becomes *exactly* 1 from about $s = 16.6$ on. The
# logarithm of 0 is minus infinity, and its gradients are not numbers:

# %%
s = torch.tensor([0.0, 10.0, 17.0, 50.0], requires_grad=True)
unsafe = torch.log(1 - torch.sigmoid(s))
safe = F.logsigmoid(-s)
print("log(1 - sigmoid(s)):", unsafe.detach().numpy())
print("logsigmoid(-s):     ", safe.detach().numpy())
(gradient,) = torch.autograd.grad(unsafe.sum(), s)
print("gradients of the first:", gradient.numpy())
(gradient,) = torch.autograd.grad(safe.sum(), s)
print("gradients of the second:", gradient.numpy())
assert torch.isinf(unsafe[3])
assert torch.isfinite(gradient).all()

# %% [markdown]
# So let the discriminator end in a logit, and use a function that does the rest in one piece: `F.logsigmoid`,
# `F.softplus`, `F.binary_cross_entropy_with_logits`, or in a graph
# `tf.nn.sigmoid_cross_entropy_with_logits`. Two useful identities: $-\log\sigma(s) = \mathrm{softplus}(-s)$ and
# $-\log(1-\sigma(s)) = \mathrm{softplus}(s)$.
#
# ## 5. Mode collapse
#
# **The problem.** The loss of the generator asks: *is each fake believable?* It does not ask: *are all kinds there?*
# A generator that makes one perfect 3, again and again, has a low loss. When data has several kinds, each is
# called a **mode** (a peak of the density). A generator that makes only few of them has **mode collapse**.
#
# Here are eight kinds that we can see and count: eight heaps of points on a ring.

# %%
ANGLES = torch.arange(8) * (2 * math.pi / 8)
CENTRES = 2 * torch.stack([ANGLES.cos(), ANGLES.sin()], dim=1)  # (8, 2)


def ring(n):
    """n real points, (n, 2): each near one of eight centres."""
    return CENTRES[torch.randint(8, (n,))] + 0.1 * torch.randn(n, 2)


def count_modes(points):
    """How many points belong to each mode, (8,): those that lie within 0.3 of its centre."""
    distance, nearest = torch.cdist(points, CENTRES).min(dim=1)
    return torch.bincount(nearest[distance < 0.3], minlength=8)


torch.manual_seed(0)
points = ring(1000)
print("real points in each mode:", count_modes(points).tolist())
assert (count_modes(points) > 50).all()


# %%
def train_ring(seed, d_lr, g_lr, steps):
    """1,000 fakes of a GAN on the ring, by step. d_lr, g_lr: the learning rates of the two networks."""
    torch.manual_seed(seed)
    generator = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))
    discriminator = nn.Sequential(
        nn.Linear(2, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1)
    )
    d_optimizer = Adam(discriminator.parameters(), lr=d_lr, betas=(0.5, 0.999))
    g_optimizer = Adam(generator.parameters(), lr=g_lr, betas=(0.5, 0.999))
    fakes = {}
    for step in range(1, steps + 1):
        made = generator(torch.randn(128, 2)).detach()
        d_loss = F.softplus(-discriminator(ring(128))).mean() + F.softplus(discriminator(made)).mean()
        d_optimizer.zero_grad()
        d_loss.backward()
        d_optimizer.step()
        g_loss = F.softplus(-discriminator(generator(torch.randn(128, 2)))).mean()
        g_optimizer.zero_grad()
        g_loss.backward()
        g_optimizer.step()
        if step % (steps // 5) == 0:
            with torch.no_grad():
                fakes[step] = generator(torch.randn(1000, 2))
    return fakes


STEPS = 1000 if FAST else 2000
runs = {
    "balanced": train_ring(seed=0, d_lr=0.001, g_lr=0.001, steps=STEPS),
    "generator too fast": train_ring(seed=0, d_lr=0.0002, g_lr=0.002, steps=STEPS),
}
for name, fakes in runs.items():
    print(f"{name}: step, fakes in each mode, modes with at least 20 of 1000")
    for step, made in fakes.items():
        counts = count_modes(made)
        print(f"{step:5}", *(f"{k:4}" for k in counts.tolist()), "  modes:", (counts >= 20).sum().item())
balanced, too_fast = (count_modes(fakes[STEPS]) for fakes in runs.values())
assert (balanced >= 20).sum() >= 6
assert (too_fast >= 20).sum() <= 3

# %%
marked = torch.cat([points[:300], runs["balanced"][STEPS][:300]])
which = torch.arange(600) // 300
viz.scatter(marked, which, ("real", "fake"), title="balanced")

# %%
viz.scatter(
    torch.cat([points[:300], runs["generator too fast"][STEPS][:300]]),
    which,
    ("real", "fake"),
    title="the generator learns ten times as fast as the discriminator",
)

# %% [markdown]
# The fakes of the second run lie in one large heap. Read its table from top to bottom: the heap *jumps* from mode to
# mode. (Where a row has only zeros, it lies between or outside of them.) The generator puts everything at the one
# place that the discriminator likes most. The discriminator learns that this place is full of fakes. The generator
# moves everything to the next place. This is **oscillation**, the circle of section 3: few kinds at a time, and
# others a moment later. Many of its fakes are not believable, because they are on their way.
#
# Mode collapse in the strict sense is quieter: nearly every fake is believable, and whole kinds are missing. Each
# single picture looks right, so you find it only by counting. Section 8 shows a case, with digits.
#
# **How you see it**: the pictures of a sheet look alike, though each has its own noise.
# **How you measure it**: count, as we did here. Two numbers belong together:
#
# - *coverage*: how many modes have a fair share of the fakes (here: at least 20 of 1000; the real share is 125);
# - *quality*: which share of the fakes lies near any mode. A generator of pure noise could have coverage
#   without quality.
#
# For pictures nobody knows the centres. Section 8 counts with a classifier.
#
# **What helps**: networks of equal strength (neither learns much faster), less momentum, larger batches, a
# discriminator that compares the pictures of a batch, or another loss (Wasserstein GAN, Arjovsky et al., 2017).
# There is no guarantee.

# %%
for name, fakes in runs.items():
    share = count_modes(fakes[STEPS]).sum().item() / 1000
    print(f"{name}: {share:.0%} of the fakes lie near a mode")

# %% [markdown]
# ## 6. The document's GAN, as a graph
#
# Now pictures: 784 numbers in place of one or two. The document's networks are small:
#
# - generator: 128 noise numbers, 256 hidden units with ReLU, 784 pixels with sigmoid (a pixel lies between 0 and 1);
# - discriminator: 784 pixels, 256 hidden units with ReLU, 1 probability with sigmoid.

# %%
N_NOISE, N_HIDDEN, N_INPUT = 128, 256, 28 * 28


def weights(name, rows, columns):
    """A weight matrix and a bias, as the document starts them."""
    matrix = tf.Variable(tf.random_normal([rows, columns], stddev=0.01), name=f"{name}_W")
    return matrix, tf.Variable(tf.zeros([columns]), name=f"{name}_b")


tf.reset_default_graph()
tf.set_random_seed(15)
X = tf.placeholder(tf.float32, [None, N_INPUT], name="X")
Z = tf.placeholder(tf.float32, [None, N_NOISE], name="Z")
with tf.name_scope("generator"):
    G_vars = [*weights("hidden", N_NOISE, N_HIDDEN), *weights("output", N_HIDDEN, N_INPUT)]
with tf.name_scope("discriminator"):
    D_vars = [*weights("hidden", N_INPUT, N_HIDDEN), *weights("output", N_HIDDEN, 1)]


def two_layers(inputs, variables):
    W1, b1, W2, b2 = variables
    hidden = tf.nn.relu(tf.matmul(inputs, W1) + b1)
    return tf.sigmoid(tf.matmul(hidden, W2) + b2)


with tf.name_scope("make"):
    G = two_layers(Z, G_vars)
with tf.name_scope("judge_real"):
    D_real = two_layers(X, D_vars)
with tf.name_scope("judge_fake"):
    D_fake = two_layers(G, D_vars)
with tf.name_scope("losses"):
    loss_D = tf.reduce_mean(tf.log(D_real) + tf.log(1 - D_fake))  # the document's: to be maximised
    loss_G = tf.reduce_mean(tf.log(D_fake))  # to be maximised, too

for name, variables in (("generator", G_vars), ("discriminator", D_vars)):
    print(name, sum(math.prod(v.shape.as_list()) for v in variables), "parameters")
viz.computation_graph(tf.get_default_graph(), [loss_D, loss_G])

# %% [markdown]
# The discriminator stands there **twice**, for real pictures and for fakes, but with the *same* variables. The
# way from `loss_G` back to the generator leads through the discriminator.
#
# The document maximises both losses. Optimizers minimise, so it passes `-loss_D` and `-loss_G`. Here `loss_D` *is*
# the value $V$ of section 3: at the end, when the discriminator only guesses, it is -1.386.
#
# **The important argument is `var_list`.** Without it, an optimizer changes *all* trainable variables:


# %%
def optimizers(learning_rate, beta1=0.9):
    """The training operations of the discriminator and of the generator."""
    d = tf.train.AdamOptimizer(learning_rate, beta1=beta1).minimize(-loss_D, var_list=D_vars)
    g = tf.train.AdamOptimizer(learning_rate, beta1=beta1).minimize(-loss_G, var_list=G_vars)
    return d, g


train_D, train_G = optimizers(0.0002)  # the document's learning rate
train_wrong = tf.train.AdamOptimizer(0.0002).minimize(-loss_D)  # var_list was forgotten

rng = np.random.default_rng(15)
feed = {X: pictures[:100].reshape(-1, N_INPUT).numpy(), Z: rng.normal(size=(100, N_NOISE))}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for name, step in (("train_D", train_D), ("train_G", train_G), ("without var_list", train_wrong)):
        before = sess.run([D_vars[0], G_vars[0]])
        sess.run(step, feed_dict=feed)
        moved = [
            not np.array_equal(a, b) for a, b in zip(before, sess.run([D_vars[0], G_vars[0]]), strict=True)
        ]
        print(f"{name:17} changes: discriminator {moved[0]}, generator {moved[1]}")
        assert moved == {"train_D": [True, False], "train_G": [False, True]}.get(name, [True, True])

# %% [markdown]
# This test is worth a line in each program with two networks: **compare the weights before and after a step**.
#
# Other things to know about the document's program:
#
# - It calculates `tf.log(1 - D_gene)` from probabilities. When the discriminator is too sure, the loss is infinite
#   and all weights become NaN (section 4). This need not happen in 100 epochs, but nothing prevents it.
# - It takes *new* noise for each sheet, so that the sheets cannot be compared. We keep the noise.
# - One batch of noise serves both halves of a step. New noise for each half is fine, too.
# - It reads MNIST with `input_data`, which TensorFlow has removed, and needs an existing folder `samples`.
#
# ## 7. Train, and look every ten epochs
#
# **The problem.** The document trains 100 epochs with 55,000 pictures. That is 55,000 steps: about ten
# minutes on one processor core. After the first of these epochs you see no digit: all
# columns show the same noisy blot.
#
# **Our short way.** We want to see a digit within a minute. So we make the problem smaller, and say what we
# changed:
#
# | | the document | here |
# | --- | --- | --- |
# | pictures | 55,000, all ten digits | 2,000, **only threes** |
# | batch | 100 | 50 |
# | one epoch | 550 steps | 40 steps |
# | epochs | 100 | 40 |
# | Adam | learning rate 0.0002, beta1 0.9 | 0.001 and 0.5 |
# | networks, losses | 128-256-784, 784-256-1, non-saturating | the same |
#
# To pick the threes we used the labels, once. The GAN itself never gets them. (The bundled digits have
# only 140 threes of 8 x 8 pixels. They are enlarged, and each is used several times in an epoch.)


# %%
def first(n, X, y, kinds):
    """The first n pictures of these digits, and their labels; from the start again where there are fewer."""
    rows = torch.isin(y, torch.tensor(kinds)).nonzero()[:, 0]
    rows = rows[torch.arange(n) % len(rows)]
    return data.Split(X[rows], y[rows])


EPOCHS = 10 if FAST else 40
threes = first(2000, pictures, labels, [3]).X.reshape(-1, N_INPUT).numpy()
sheet_noise = np.random.default_rng(7).normal(size=(8, N_NOISE))  # always the same
rng = np.random.default_rng(0)
train_D, train_G = optimizers(0.001, beta1=0.5)

sheets, losses = {}, []
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(1, EPOCHS + 1):
        for batch in rng.permutation(len(threes)).reshape(-1, 50):
            noise = rng.normal(size=(50, N_NOISE))
            _, value_D = sess.run([train_D, loss_D], feed_dict={X: threes[batch], Z: noise})
            _, value_G = sess.run([train_G, loss_G], feed_dict={Z: noise})
        losses.append((value_D, value_G))
        if epoch == 1 or epoch % 10 == 0:
            sheets[epoch] = sess.run(G, feed_dict={Z: sheet_noise}).reshape(-1, 28, 28)
            print(f"epoch {epoch:2}   loss_D {value_D:6.3f}   loss_G {value_G:6.3f}")
    made = sess.run(G, feed_dict={Z: np.random.default_rng(8).normal(size=(500, N_NOISE))})
assert np.isfinite(losses).all()
viz.sample_timeline(list(sheets.values()), list(sheets), title="threes that nobody wrote")

# %% [markdown]
# Each column is one noise vector. Follow it from top to bottom: at first all columns show the same blurred
# three, the mean of all threes. With MNIST, each column then finds its *own* three, slanted or upright, wide or
# narrow. This is why the noise must stay the same. (With the bundled digits, a column has a three of blocks, and the
# columns stay nearly alike: 140 pictures of 8 x 8 pixels do not hold many kinds of threes.)
#
# Could you see this in the losses? No. The pictures say it.
#
# Is it only our eye that sees threes? Ask a classifier that never saw a fake. It is a small one, trained on
# real digits with labels, as in lesson 12:

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
accuracy = training.evaluate(reader, digits.test, nn.CrossEntropyLoss(), [training.accuracy])["accuracy"]


def read(images):
    """How many of the pictures are read as 0, 1, ..., 9."""
    with torch.no_grad():
        return torch.bincount(reader(torch.as_tensor(images)).argmax(dim=1), minlength=10)


print(f"the reader is right for {accuracy:.1%} of the real test pictures")
print("500 fakes read as 0 to 9:", read(made).tolist())
assert accuracy > 0.85
assert FAST or read(made)[3] >= 300

# %% [markdown]
# ### The long way
#
# We also trained with the document's own settings: all ten digits of the real MNIST, 100 epochs
# (`python -m benchmarks.gan`; the table and the sheets are in `docs/training.md`). What we saw:
#
# - after 1 epoch, the same noisy blot in all columns;
# - after 10 epochs, ghosts of digits; from 30 on, some that anybody can read;
# - after 100 epochs, about seven of ten pictures are digits, with broken strokes; the others are nothing.
#
# A good classifier read 1000 of the pictures. After 10 epochs, nine of the ten digits had a share of at least 2%; after
# 100 epochs all ten, but nines (22%) came seven times as often as zeros and ones (3%). In the real data each
# has about 10%. The losses of the last 50 epochs hardly changed: the discriminator's was between 0.7 and 0.9, far
# from 1.386. So it could still tell most fakes from real pictures.
#
# **And with another seed?** The same program with seed 1 ended with cleaner strokes, but with six of the ten digits
# only: one digit in 41% of the pictures, and each of four others in less than 2%. That is mode collapse (section 5),
# without any mistake in the program. Seed 2 was like seed 0 again. So never judge a GAN by one run.
#
# ## 8. The PyTorch way
#
# The library has the same two networks in one module, `GAN`. Its discriminator ends in a logit. Nothing in it is
# secret. These are the two halves of a step:

# %%
gan = GAN()
print(gan)
print(inspect.getsource(GAN.update_discriminator))
print(inspect.getsource(GAN.update_generator))

# %% [markdown]
# You know each line: `detach()` in the first half and not in the second, losses from logits, one optimizer for each
# network. (`_step` is `zero_grad`, `backward`, `step`; it computes gradients for the optimizer's own parameters
# only.) `GANConfig(generator_loss="minimax")` would take the other loss.
#
# | graph | PyTorch |
# | --- | --- |
# | `var_list=D_vars` | `Adam(gan.discriminator.parameters())` |
# | only `train_D` is run | `.detach()`, and only its optimizer steps |
# | `tf.log(1 - D_fake)` | `F.logsigmoid(-logits)` |
# | `-loss_D` | the loss itself is to be minimised |
# | noise fed to `Z` | `gan.noise(n)` |
# | the loop and the sheets | `training.fit_gan` |
#
# `fit_gan` makes the sheets always from the same noise. We train on **two** kinds of digits now, zeros and ones, and
# ask: are both made?

# %%
two_kinds = replace(digits, train=first(2000, pictures, labels, [0, 1]))
training.seed_everything(0)
gan = GAN()
history, sheets = training.fit_gan(
    gan,
    two_kinds,
    Adam(gan.discriminator.parameters(), lr=0.001, betas=(0.5, 0.999), fused=True),
    Adam(gan.generator.parameters(), lr=0.001, betas=(0.5, 0.999), fused=True),
    num_epochs=EPOCHS,
    batch_size=50,
    seed=0,
    num_samples=8,
    progress=False,
)
final = {name: round(losses[-1], 2) for name, losses in history.items()}
print("losses of the last epoch:", final)
viz.sample_timeline(list(sheets.values()), list(sheets), title="trained on zeros and ones")

# %%
torch.manual_seed(2)
made = gan.sample(gan.noise(1000))
counts = read(made)
real_ones = (two_kinds.train.y == 1).float().mean().item()
print(f"ones among the real pictures: {real_ones:.0%}")
print("1000 fakes read as 0 to 9:", counts.tolist())
with torch.no_grad():
    for name, images in (("real pictures", two_kinds.train.X[:1000]), ("fakes", made)):
        certain = torch.softmax(reader(images), dim=1).max(dim=1).values > 0.9
        print(f"the reader is over 90% certain of {certain.float().mean().item():.0%} of the {name}")

# %% [markdown]
# Half of the real pictures are ones. And the fakes? With the real MNIST, 988 of 1000 fakes are read as **zeros**, and
# none as a one (with the seeds 1 and 2: 977 and 969 zeros, no one). This is mode collapse on real data, in a
# training that looks fine picture by picture. Take the last two lines for the *quality*, and the counts for the
# *coverage* of section 5. With the bundled digits it is the other way round: after 10 epochs
# nearly all fakes are ones, and after 40 both kinds are there again. Without counting you would not know.
#
# **On a GPU** the document's networks gain little: their steps are small. Larger GANs with convolutions (lesson 14)
# need one.
#
# ## Summary
#
# - Supervised learning needs labels, unsupervised learning only examples. A GAN learns from real examples without
#   labels to make new ones.
# - The generator makes fakes from noise. The discriminator, a classifier with two classes, gives the probability
#   that an example is real; the best one says $p_{real}/(p_{real}+p_{fake})$.
# - The discriminator maximises $V$ = mean $\log D(x)$ + mean $\log(1-D(G(z)))$, the generator works against it.
#   When nobody wins, $D = 1/2$ and $V = -\log 4$.
# - It is a game on a saddle. The losses do not fall; look at pictures, always from the same noise.
# - Each step changes one network: `var_list` in a graph, `detach` and one optimizer for each network in PyTorch.
#   Test it: compare the weights before and after.
# - The non-saturating loss $-\log D(G(z))$ is steep where the fakes are bad. Calculate it from logits.
# - Mode collapse: believable fakes, but not of all kinds. Count the kinds; low losses do not show it.
#
# ## Terms
#
# | English | Korean | meaning |
# | --- | --- | --- |
# | supervised, unsupervised learning | 지도 학습, 비지도 학습 | with labels; without labels |
# | label | 레이블 | the right answer of an example |
# | generative adversarial network (GAN) | 생성적 적대 신경망 | two networks that learn against each other |
# | generator | 생성기 | makes fakes from noise |
# | discriminator | 판별기 | tells real from fake |
# | noise | 노이즈, 잡음 | random numbers, the input of the generator |
# | value function | 가치 함수 | one player maximises it, the other minimises it |
# | minimax (saturating) loss | 미니맥스 손실 | $\log(1-D(G(z)))$, flat where the fakes are bad |
# | non-saturating loss | 비포화 손실 | $-\log D(G(z))$, steep where the fakes are bad |
# | logit | 로짓 | the score before the sigmoid |
# | saddle point | 안장점 | lowest in one direction, highest in another |
# | mode | 최빈값, 모드 | a peak of the density: one kind of examples |
# | mode collapse | 모드 붕괴 | few kinds are made, again and again |
# | coverage | 커버리지 | how many kinds are made |
#
# ## Next
#
# Practise in [exercise 15](../exercises/15_gan/15_gan.ipynb). In [lesson 16](16a_rnn.ipynb), a network reads a
# series, one step after the other, and remembers what it has read.
