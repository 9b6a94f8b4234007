# %% [markdown]
# # 15a. Two networks that compete: the game
#
# Until now each network answered a question: which flower, which digit? In this lesson a network *makes* something:
# pictures of handwritten digits that nobody has written. Its teacher is a second network. In this part the two play
# with single numbers, so that you can watch every step; in the second part they draw digits.
#
# **After this chapter you can**
#
# - say what supervised and unsupervised learning need, and which of them a GAN is;
# - write the losses of a generator and a discriminator, and say why they oppose each other;
# - train the two in turn, so that each step changes only its own network;
# - calculate the losses safely, from logits, and say why the generator uses the non-saturating loss.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lessons 4
# (cross-entropy), 8 (a classifier with two classes) and 10 (training well). No GPU, no network.

# %%
import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.optim import Adam

from lessonlib import data, viz

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # our batches are small: a second thread would wait

# %% [markdown]
# ## 1. Supervised and unsupervised
#
# In **supervised** learning each example has its answer, the **label**: this picture is a 3. Somebody had to write the
# labels down, and that costs time and money. In **unsupervised** learning there are only examples. What can be learned
# from them is how such examples look, and a network that knows this can make new ones.

# %%
digits = data.mnist()  # or the small digits that come with the course
pictures, labels = digits.train.X, digits.train.y
X, y = pictures[:100], labels[:100]
print("supervised:   a batch is", tuple(X.shape), "and", tuple(y.shape))
print("unsupervised: a batch is", tuple(X.shape))
title = "All that a GAN gets: pictures without labels"
viz.image_sheet(pictures[:16], title=title)

# %% [markdown]
# A **generative adversarial network**, GAN for short, learns without labels (Goodfellow et al., 2014). One may hope to
# get free training data in this way. Be careful: a GAN needs no labels, but many *real pictures*, and it knows nothing
# about digits that was not in them.
#
# **Your turn.** Which of these tasks are supervised? Set `supervised` to a list of letters.
#
# - a: tell the price of a flat from its size, with 5,000 flats that were sold
# - b: divide customers into groups that buy similar things
# - c: make new names for villages, from a list of all villages
# - d: find the sick leaf in a photo, with photos in which experts marked the leaves

# %% try="supervised"
supervised = ...

# %% solution="supervised"
supervised = ["a", "d"]

# %% [markdown] solution="supervised"
# The price and the mark are the answers that somebody wrote down. Groups (b) and new names (c) come from examples
# alone, and nobody knows a right answer to compare with.

# %% [markdown] hints="supervised"
# - when "['d']": Is the price of a sold flat not an answer, too? A label may be a number.
# - when "['a', 'c', 'd']": The list of villages holds examples. Is there a right answer for each?
# 1. For which tasks does each example come with the answer that you want to hear?

# %% check="supervised"
letters = sorted(supervised) if isinstance(supervised, (list, tuple, set, str)) else supervised
expect.predicted(letters, ["a", "d"], what="The list", hint="Look for the answer beside the example.")

# %% wrong="supervised" message="['d']"
supervised = ["d"]

# %% wrong="supervised" message="['a', 'c', 'd']"
supervised = ["a", "c", "d"]

# %% [markdown]
# ## 2. Generator and discriminator
#
# What is the loss of a made picture? There is no right answer to compare with: a good 3 may have any slant and any
# size. We would need a program that says how real a picture looks. The idea is to learn this program, too. A GAN has
# two networks:
#
# - the **generator** $G$ takes random numbers $z$, the **noise**, and makes an example $G(z)$, a **fake**;
# - the **discriminator** $D$ takes an example and gives the probability that it is **real**: $D(x)$ near 1 says "real",
#   near 0 says "fake".
#
# They learn in turn. The discriminator learns to tell real from fake, and the generator learns to make fakes that the
# discriminator calls real. Here is the smallest GAN that can do something. An example is not a picture but *one
# number*, and the real numbers lie around 4:


# %%
def real_numbers(n):
    """n real examples, (n, 1): mean 4, standard deviation 0.5."""
    return 4 + 0.5 * torch.randn(n, 1)


def tiny_gan(seed):
    """G(z) = weight * z + bias, and D with 16 hidden units."""
    torch.manual_seed(seed)
    generator = nn.Linear(1, 1)
    nn.init.ones_(generator.weight)
    nn.init.zeros_(generator.bias)
    hidden = nn.Linear(1, 16)
    discriminator = nn.Sequential(hidden, nn.Tanh(), nn.Linear(16, 1))
    return generator, discriminator


generator, discriminator = tiny_gan(seed=15)
with torch.no_grad():
    fakes = generator(torch.randn(1000, 1))
shown = {"real": real_numbers(1000), "fake, before training": fakes}
viz.histograms(shown, title="The fakes start in the wrong place")

# %% proof
assert abs(fakes.mean()) < 0.15
assert abs(fakes.std() - 1) < 0.1

# %% [markdown]
# **Your turn.** With which weight and which bias would the fakes look exactly like the real numbers? Set `weight` and
# `bias`. (The noise $z$ has mean 0 and standard deviation 1.)

# %% try="perfect"
weight = ...
bias = ...

# %% solution="perfect"
weight = 0.5
bias = 4

# %% [markdown] solution="perfect"
# The bias is the mean, and the size of the weight is the standard deviation. A weight of -0.5 is as good, because the
# noise is as often negative as positive.

# %% [markdown] hints="perfect"
# - when "got:      4": The bias moves the heap. What makes it narrow or wide?
# 1. Multiplying numbers by 3 makes their standard deviation three times as large; adding 3 does not change it.

# %% check="perfect"
expect.predicted(bias, 4, what="The bias", hint="Where is the middle of the real numbers?")
size = abs(weight) if isinstance(weight, (int, float)) else weight
expect.predicted(size, 0.5, what="The size of the weight", hint="How wide is the heap of real numbers?")

# %% wrong="perfect" message="got:      4"
weight, bias = 4, 4

# %% wrong="perfect" message="The bias"
weight, bias = 0.5, 0

# %% [markdown]
# The generator will have to find these numbers without ever seeing a real example. Only the discriminator sees those.
#
# **The discriminator is a classifier with two classes**, and you know how to train one (lesson 8). Real examples have
# the label 1, fakes the label 0. The last layer gives a score, the **logit**, and the sigmoid makes a probability of
# it.


# %%
def discriminator_loss(real_logits, fake_logits):
    """Mean cross-entropy of the real examples, plus that of the fakes."""
    bce = F.binary_cross_entropy_with_logits
    as_real = bce(real_logits, torch.ones_like(real_logits))
    as_fake = bce(fake_logits, torch.zeros_like(fake_logits))
    return as_real + as_fake


def train_discriminator(generator, discriminator, steps):
    """Adam for the discriminator alone; the generator does not move."""
    optimizer = Adam(discriminator.parameters(), lr=0.02)
    for _ in range(steps):
        with torch.no_grad():
            fakes = generator(torch.randn(256, 1))
        logits = discriminator(real_numbers(256)), discriminator(fakes)
        loss = discriminator_loss(*logits)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


torch.manual_seed(15)
train_discriminator(generator, discriminator, steps=300)

# %% [markdown]
# Is it good? Here we know both densities, $p_{real}(x)$ and $p_{fake}(x)$, so we know the **best possible**
# discriminator (Goodfellow et al., 2014, proposition 1). Of all examples near $x$, it says which share is real:
#
# $$D^*(x) = \frac{p_{real}(x)}{p_{real}(x) + p_{fake}(x)}$$

# %%
x = torch.arange(-10, 61).view(-1, 1) / 10  # -1.0, -0.9, ..., 6.0
normal = torch.distributions.Normal
p_real = normal(4.0, 0.5).log_prob(x).exp()
p_fake = normal(0.0, 1.0).log_prob(x).exp()
best = p_real / (p_real + p_fake)
with torch.no_grad():
    learned = torch.sigmoid(discriminator(x))
curves = {"best possible": best[:, 0], "learned": learned[:, 0]}
title = "Learned from samples alone: nearly the best curve"
viz.lines(x[:, 0], curves, names=("x", "D(x)"), title=title)

# %% proof
assert (best - learned).abs().max() < 0.2
assert learned[x < 1].max() < 0.1
assert learned[x > 4].min() > 0.9

# %% [markdown]
# Look at this curve with the eyes of the generator. Its fakes are near 0. To be called real, they must go where the
# curve is high, to the right. **The slope of $D$ tells the generator in which direction to move.** This is how it
# learns without seeing a real example.
#
# **Your turn.** At some $x$ the density of the real examples is 0.3 and that of the fakes is 0.1. What does the best
# discriminator say there? Set `share`.

# %% try="best_share"
share = ...

# %% solution="best_share"
share = 0.75

# %% [markdown] solution="best_share"
# 0.3 / (0.3 + 0.1). Of four examples that fall near $x$, three are real. Where both densities are equal it says 1/2,
# however small both are.

# %% [markdown] hints="best_share"
# - when "got:      0.3": That is how many real examples there are. Which *share* of all is it?
# - when "got:      3": Three real ones for each fake. Which part of all four is that?
# 1. Put both numbers into the formula above.

# %% check="best_share"
expect.predicted(share, 0.75, what="The share", hint="Real, divided by real and fake together.")

# %% wrong="best_share" message="got:      0.3"
share = 0.3

# %% wrong="best_share" message="got:      3"
share = 3

# %% [markdown]
# ## 3. Two losses that oppose each other
#
# Both networks look at one number, the **value function**:
#
# $$V(D, G) = \underbrace{\text{mean of } \log D(x)}_{\text{over real } x}
# \;+\; \underbrace{\text{mean of } \log(1 - D(G(z)))}_{\text{over noise } z}$$
#
# The discriminator *maximises* it: $D(x)$ to 1, $D(G(z))$ to 0. The generator *minimises* it: $D(G(z))$ to 1. What is
# good for one is bad for the other. With a pencil: a discriminator gives two real examples 0.8 and 0.9, and two fakes
# 0.3 and 0.1. Then $V$ is $-0.164 + (-0.231) = -0.395$. The sum of the two cross-entropies above is $-V$, so this
# discriminator has the loss 0.395. If the fakes get better, say 0.6 and 0.5, $V$ falls to $-0.969$.

# %% proof
on_real, on_fake = np.array([0.8, 0.9]), np.array([0.3, 0.1])
first, second = np.log(on_real).mean(), np.log(1 - on_fake).mean()
assert (round(first, 3), round(second, 3), round(first + second, 3)) == (-0.164, -0.231, -0.395)
logits = [torch.tensor(np.log(p / (1 - p))) for p in (on_real, on_fake)]
assert np.isclose(discriminator_loss(*logits).item(), -first - second)
assert round(first + np.log(1 - np.array([0.6, 0.5])).mean(), 3) == -0.969

# %% [markdown]
# **Your turn.** The fakes look exactly like the real examples, and the discriminator says 1/2 to everything. What is
# its loss, $-V$? Set `guessing`, right to two decimals.

# %% try="guessing"
guessing = ...

# %% solution="guessing"
guessing = 2 * math.log(2)

# %% [markdown] solution="guessing"
# Each of the two means is $-\log \frac12 = 0.693$, together $\log 4 = 1.386$. Keep this number in mind: a loss near
# 1.386 means that the discriminator can only guess, and a loss near 0 that it is always right.

# %% [markdown] hints="guessing"
# - when "0.69": That is one of the two means.
# - when "got:      0.6": `math.log` is the natural logarithm; `math.log10` is another one.
# 1. $D$ is 1/2 in both terms. Calculate each, add them, change the sign.

# %% check="guessing"
rounded = round(guessing, 2) if isinstance(guessing, float) else guessing
expect.predicted(rounded, 1.39, what="The loss", hint="Two equal terms.")

# %% wrong="guessing" message="0.69"
guessing = math.log(2)

# %% wrong="guessing" message="got:      0.6"
guessing = 2 * math.log10(2)

# %% proof
assert round(2 * math.log(2), 3) == round(math.log(4), 3) == 1.386

# %% [markdown]
# ### A game has no valley
#
# A usual training walks down into a valley of *one* loss. Here two players walk on one landscape, one down, the other
# up. The smallest example (Mescheder et al., 2018): the generator has one parameter $g$ and always makes the number
# $g$. All real numbers are 0. The discriminator has one parameter $w$: $D(x) = \sigma(w x)$. Then
#
# $$V(g, w) = \log \sigma(0) + \log \sigma(-w g)$$
#
# Each player makes small steps along the derivative, the generator down and the discriminator up:


# %%
def value_of(g, w):
    """V of the two-parameter game."""
    return math.log(0.5) + F.logsigmoid(-w * g)


g = torch.tensor(1.0, requires_grad=True)
w = torch.tensor(0.0, requires_grad=True)
path = [(g.item(), w.item())]
for _ in range(300):
    down, up = torch.autograd.grad(value_of(g, w), (g, w))
    with torch.no_grad():
        g -= 0.1 * down  # the generator minimises V
        w += 0.1 * up  # the discriminator maximises V
    path.append((g.item(), w.item()))
names = ("g, of the generator", "w, of the discriminator")
viz.surface(value_of, np.array(path), names=names)

# %% proof
assert math.dist(path[0], (0, 0)) == 1
assert math.dist(path[-1], (0, 0)) > 1.3
assert min(math.dist(place, (0, 0)) for place in path) >= 1

# %% [markdown]
# The goal is $g = 0$, in the middle. The path does not go there. It goes **in a circle** and slowly outwards: the
# generator runs to where the discriminator says "real", the discriminator turns round, the generator runs back. $V$ is
# a saddle there, not a valley. So in a GAN no loss that falls tells you that the training goes well. Large steps and
# much momentum make the circles worse; for this reason many people use Adam with `betas=(0.5, 0.999)` in place of
# `(0.9, 0.999)` (Radford et al., 2016), as we do.
#
# **Your turn.** The first step of this path, by hand: $g = 1$, $w = 0$. The derivative of $V$ with respect to $w$ is
# $-g\,\sigma(w g)$. The discriminator makes a step **up** with learning rate 0.1. Set `new_w`.

# %% try="new_w"
new_w = ...

# %% solution="new_w"
new_w = -0.05

# %% [markdown] solution="new_w"
# $\sigma(0)$ is 1/2, so the derivative is -0.5, and 0.1 times that is added. With a negative $w$, $D(g)$ is below 1/2:
# the discriminator has begun to call the fake a fake.

# %% [markdown] hints="new_w"
# - when "got:      0.05": Up means: add the derivative, with its sign.
# - when "got:      -0.1": The sigmoid of 0 is not 1.
# 1. Calculate the derivative first, then multiply by 0.1, then add it to the old w.

# %% check="new_w"
expect.predicted(new_w, -0.05, what="The new w", hint="Old w, plus learning rate times derivative.")

# %% wrong="new_w" message="got:      0.05"
new_w = 0.05

# %% wrong="new_w" message="got:      -0.1"
new_w = -0.1

# %% proof
assert math.isclose(path[1][1], -0.05, rel_tol=1e-5)
assert path[1][0] == 1

# %% [markdown]
# ### Each step changes one network
#
# Be the trainer yourself: a press makes one step of $D$ or of $G$. First let $D$ learn alone, 20 presses, and see the
# curve grow. Then $G$ alone: the heap of fakes moves up the slope, and gets narrow on the way. Start again with both in
# turn.

# %%
generator, discriminator = tiny_gan(seed=0)
torch.manual_seed(0)
some_real, some_noise = real_numbers(256), torch.randn(256, 1)
viz.gan_stepper(generator, discriminator, some_real, some_noise, lr=0.05)

# %% [markdown]
# As a program, a training step has two halves. Read them slowly; most mistakes with GANs are made here.


# %%
def train_tiny(seed, steps):
    """The trained generator, and after each step: weight, bias, losses."""
    generator, discriminator = tiny_gan(seed)
    g_adam = Adam(generator.parameters(), lr=0.01, betas=(0.5, 0.999))
    d_adam = Adam(discriminator.parameters(), lr=0.01, betas=(0.5, 0.999))
    history = []
    for _ in range(steps):
        # The discriminator learns. For this half the fakes are data.
        fakes = generator(torch.randn(64, 1)).detach()
        logits = discriminator(real_numbers(64)), discriminator(fakes)
        d_loss = discriminator_loss(*logits)
        d_adam.zero_grad()
        d_loss.backward()
        d_adam.step()
        # The generator learns, through the discriminator.
        logits = discriminator(generator(torch.randn(64, 1)))
        real = torch.ones_like(logits)
        g_loss = F.binary_cross_entropy_with_logits(logits, real)
        g_adam.zero_grad()
        g_loss.backward()
        g_adam.step()
        found = generator.weight.item(), generator.bias.item()
        history.append([*found, d_loss.item(), g_loss.item()])
    return generator, np.array(history)


generator, history = train_tiny(seed=0, steps=1000)
print("step   weight    bias   loss of D   loss of G")
for step in (1, 50, 100, 200, 300, 500, 1000):
    numbers = (f"{number:8.2f}" for number in history[step - 1])
    print(f"{step:4}", *numbers, sep="  ")
found = {"weight": history[:, 0], "bias": history[:, 1]}
viz.learning_curves(found, y="parameter of the generator")

# %% proof
weight, bias, d_loss, g_loss = history[-100:].mean(axis=0)
assert abs(bias - 4) < 0.25
assert abs(abs(weight) - 0.5) < 0.25
assert abs(d_loss - math.log(4)) < 0.1
assert abs(g_loss - math.log(2)) < 0.15
assert d_loss > history[20:100, 2].mean()
assert history[0, 3] < history[-1, 3]

# %% [markdown]
# The generator never saw a real number, and its bias is near 4, its weight near 0.5. (For other seeds near -0.5.) Look
# at the losses. At the end the discriminator can only guess: its loss is near 1.386, and it went *up* to get there. The
# generator's is near $\log 2 = 0.693$; it was lower in the first step, when the fakes were bad but the discriminator
# had not learned anything yet. Both networks learned, and the losses do not show it.
#
# Which lines protect which network?
#
# - `detach()`: in the first half the fakes are plain data. Without it, `backward` also computes gradients of the
#   generator, for the *wrong* loss.
# - Each optimizer holds the parameters of **one** network. In the second half, gradients also arrive in the
#   discriminator, on the way to the generator, but its optimizer does not step.
# - `zero_grad()` before `backward()`: otherwise the gradients of the other half are still there and are added.
# - In the second half there is *no* `detach()`. It would cut the way to the generator, and nothing would learn.
#
# **Your turn.** This is a loss of the discriminator. After it, `left_behind` should be None: no gradient in the
# generator. Repair the line that makes the fakes.

# %% try="no_gradient_left"
maker, judge = tiny_gan(seed=1)
made = maker(torch.ones(8, 1))
discriminator_loss(judge(4 * torch.ones(8, 1)), judge(made)).backward()
left_behind = maker.bias.grad

# %% solution="no_gradient_left"
maker, judge = tiny_gan(seed=1)
made = maker(torch.ones(8, 1)).detach()
discriminator_loss(judge(4 * torch.ones(8, 1)), judge(made)).backward()
left_behind = maker.bias.grad

# %% [markdown] solution="no_gradient_left"
# `detach()` cuts the fakes off from the network that made them. Making them under `torch.no_grad()` is as good, and
# saves a little time; then PyTorch does not note how they were made.

# %% [markdown] hints="no_gradient_left"
# - when "The discriminator got no gradient": The judge must still learn. Cut off the fakes alone.
# - when "a gradient of the generator": Its optimizer would not step here, but the next `backward` would add to this.
# 1. Which method of a tensor says: from here on you are data?

# %% check="no_gradient_left"
message = "There is a gradient of the generator."
expect.that(left_behind is None, message, hint="Treat the fakes as data.")
learns = judge[0].weight.grad is not None
expect.that(learns, "The discriminator got no gradient.", hint="Leave its part as it was.")

# %% wrong="no_gradient_left" message="a gradient of the generator"
maker, judge = tiny_gan(seed=1)
made = maker(torch.ones(8, 1).detach())
discriminator_loss(judge(4 * torch.ones(8, 1)), judge(made)).backward()
left_behind = maker.bias.grad

# %% wrong="no_gradient_left" message="The discriminator got no gradient"
maker, judge = tiny_gan(seed=1)
made = maker(torch.ones(8, 1))
left_behind = maker.bias.grad

# %% [markdown]
# **Your turn.** One optimizer for everything is the other common mistake: then the step of the discriminator also moves
# the generator, and makes its fakes *easier* to recognise. `moved` should be 0. Repair the line with the optimizer.

# %% try="own_parameters"
maker, judge = tiny_gan(seed=1)
optimizer = Adam([*maker.parameters(), *judge.parameters()], lr=0.1)
logits = judge(4 * torch.ones(8, 1)), judge(maker(torch.ones(8, 1)))
discriminator_loss(*logits).backward()
optimizer.step()
moved = maker.bias.item()

# %% solution="own_parameters"
maker, judge = tiny_gan(seed=1)
optimizer = Adam(judge.parameters(), lr=0.1)
logits = judge(4 * torch.ones(8, 1)), judge(maker(torch.ones(8, 1)))
discriminator_loss(*logits).backward()
optimizer.step()
moved = maker.bias.item()

# %% [markdown] solution="own_parameters"
# An optimizer changes what it was given, and nothing else. Here a gradient of the generator is still computed, because
# nothing is detached; it does no harm if `zero_grad()` removes it before the generator's own step.

# %% [markdown] hints="own_parameters"
# - when "The generator moved": Whose parameters does the optimizer hold?
# - when "The discriminator did not move": It is the step of the discriminator. Which network has to learn?
# 1. Give the optimizer the parameters of one network.

# %% check="own_parameters"
expect.that(moved == 0, "The generator moved.", hint="Give the optimizer one network.")
_, before = tiny_gan(seed=1)
learned = not torch.equal(judge[0].bias, before[0].bias)
expect.that(learned, "The discriminator did not move.", hint="It is its own step.")

# %% wrong="own_parameters" message="The generator moved"
maker, judge = tiny_gan(seed=1)
optimizer = Adam(maker.parameters(), lr=0.1)
discriminator_loss(judge(4 * torch.ones(8, 1)), judge(maker(torch.ones(8, 1)))).backward()
optimizer.step()
moved = maker.bias.item()

# %% wrong="own_parameters" message="The discriminator did not move"
maker, judge = tiny_gan(seed=1)
moved = 0

# %% [markdown]
# ## 4. The non-saturating loss
#
# At the start the fakes are bad, and the discriminator is sure of it: $D(G(z))$ is 0.01. The generator should learn
# fast now. In the value function it minimises
#
# $$\log(1 - D(G(z))) \qquad \text{(the minimax, or saturating, loss)}$$
#
# How steep is this? With $D = \sigma(s)$ for the logit $s$, the derivative with respect to $s$ is $-D$. At $D = 0.01$
# it is -0.01: almost flat. **The worse the fakes, the less the generator learns.** So maximise $\log D(G(z))$ instead:
# minimise
#
# $$-\log D(G(z)) \qquad \text{(the non-saturating loss)}$$
#
# It has the same aim, $D(G(z)) = 1$, but its derivative is $-(1 - D)$: at $D = 0.01$ it is -0.99.

# %%
p = torch.linspace(0.01, 0.99, 99)
curves = {
    "minimax: log(1 - D)": torch.log(1 - p),
    "non-saturating: -log D": -torch.log(p),
}
names = ("D(G(z))", "loss of the generator")
title = "On the left, where trainings begin, only one is steep"
viz.lines(p, curves, names=names, title=title)

# %% proof
D = torch.tensor([0.01, 0.1, 0.5, 0.9, 0.99], dtype=torch.float64)
s = torch.log(D / (1 - D)).requires_grad_()
(saturating,) = torch.autograd.grad(F.logsigmoid(-s).sum(), s)
(non_saturating,) = torch.autograd.grad(-F.logsigmoid(s).sum(), s)
assert torch.allclose(saturating, -D)
assert torch.allclose(non_saturating, -(1 - D))

# %% [markdown]
# Both curves fall to the right, so both want a larger $D(G(z))$. (The non-saturating curve is flat on the right. There
# the generator has won, and this does no harm.) Goodfellow's paper gives the value function in equation 1, and
# recommends the non-saturating loss for training in the same section.
#
# **Your turn.** $D(G(z))$ is 0.2. How many times as steep as the minimax loss is the non-saturating loss there, as a
# function of the logit? Set `times`.

# %% try="times"
times = ...

# %% solution="times"
times = 4

# %% [markdown] solution="times"
# 0.8 divided by 0.2. At $D = 1/2$ both are equally steep. Above it the minimax loss is the steeper one, when it no
# longer matters much.

# %% [markdown] hints="times"
# - when "got:      0.8": That is the steepness of one of them.
# - when "got:      0.25": Which of the two is the steeper one while the fakes are bad?
# 1. One derivative is $-(1 - D)$, the other one is $-D$.

# %% check="times"
expect.predicted(times, 4, what="The number", hint="Divide one derivative by the other.")

# %% wrong="times" message="got:      0.8"
times = 0.8

# %% wrong="times" message="got:      0.25"
times = 0.25

# %% [markdown]
# And in the tiny GAN? The discriminator learns alone until it is sure. Then we ask both losses for the gradient of the
# generator's bias:

# %%
generator, discriminator = tiny_gan(seed=3)
train_discriminator(generator, discriminator, steps=300)
logits = discriminator(generator(torch.randn(1000, 1)))
losses = {
    "minimax": F.logsigmoid(-logits).mean(),
    "non-saturating": -F.logsigmoid(logits).mean(),
}
print(f"mean D(G(z)): {torch.sigmoid(logits).mean().item():.4f}")
slopes = {}
for name, loss in losses.items():
    (slope,) = torch.autograd.grad(loss, generator.bias, retain_graph=True)
    slopes[name] = slope.item()
    print(f"{name:15} gradient of the bias {slope.item():.4f}")

# %% proof
assert slopes["minimax"] < 0
assert slopes["non-saturating"] < 5 * slopes["minimax"]

# %% [markdown]
# Both say "make the bias larger", which is right. But one whispers.
#
# ### From logits, not from probabilities
#
# A float32 sigmoid becomes *exactly* 1 from about $s = 16.6$ on. Then `torch.log(1 - torch.sigmoid(s))` is the
# logarithm of 0: minus infinity, and its gradient is not a number, nor are the weights after the next step. So let the
# discriminator end in a logit, and use a function that does the rest in one piece: `F.logsigmoid`, `F.softplus` or
# `F.binary_cross_entropy_with_logits`. Three identities are useful:
#
# $$-\log\sigma(s) = \mathrm{softplus}(-s), \qquad -\log(1-\sigma(s)) = \mathrm{softplus}(s), \qquad
# 1 - \sigma(s) = \sigma(-s)$$
#
# > **In older programs.** A GAN written with TensorFlow 1 often ends in `tf.sigmoid` and computes
# > `tf.log(1 - D_fake)` from the probability. It may run for days and then lose everything in one step.
# > `tf.nn.sigmoid_cross_entropy_with_logits` takes the logits.
#
# **Your turn.** `log_fake` should be $\log(1 - D)$ for these four logits. It has an infinite number in it. Repair the
# last line.

# %% try="safe_logarithm"
scores = torch.tensor([0.0, 10.0, 17.0, 50.0])
log_fake = torch.log(1 - torch.sigmoid(scores))

# %% solution="safe_logarithm"
scores = torch.tensor([0.0, 10.0, 17.0, 50.0])
log_fake = F.logsigmoid(-scores)

# %% [markdown] solution="safe_logarithm"
# $1 - \sigma(s)$ is $\sigma(-s)$, and `logsigmoid` never calculates the sigmoid alone. `-F.softplus(scores)` is the
# same. For large $s$ the result is simply $-s$. A clipped probability (`clamp(min=1e-7)`) would be finite, too, but its
# gradient would be 0 just where the generator needs one.

# %% [markdown] hints="safe_logarithm"
# - when "inf": 1 minus the sigmoid is 0 here. Let one function do the logarithm and the sigmoid.
# - when "-16.1": Adding a little keeps it finite, and gives a wrong number. Which function takes the logit?
# - when "got:      -1.9": This is $\log D$. What you want is $\log(1 - D)$.
# 1. Which of the three identities holds $1 - \sigma(s)$?

# %% check="safe_logarithm"
want = [-0.6931, -10.0000454, -17.0, -50.0]
expect.close(log_fake, want, what="log_fake", rtol=1e-4, hint="logsigmoid, of the right sign.")

# %% wrong="safe_logarithm" message="inf"
log_fake = torch.log(1 - torch.sigmoid(torch.tensor([0.0, 10.0, 17.0, 50.0])))

# %% wrong="safe_logarithm" message="-16.1"
log_fake = torch.log(1 - torch.sigmoid(torch.tensor([0.0, 10.0, 17.0, 50.0])) + 1e-7)

# %% wrong="safe_logarithm" message="got:      -1.9"
log_fake = F.logsigmoid(torch.tensor([0.0, 10.0, 17.0, 50.0]))

# %% proof
s = torch.tensor([0.0, 10.0, 17.0, 50.0], requires_grad=True)
unsafe, safe = torch.log(1 - torch.sigmoid(s)), F.logsigmoid(-s)
assert torch.isinf(unsafe[2:]).all()
(gradient,) = torch.autograd.grad(unsafe.sum(), s)
assert torch.isnan(gradient[3]) or torch.isinf(gradient[3])
(gradient,) = torch.autograd.grad(safe.sum(), s)
assert torch.isfinite(gradient).all()
assert torch.sigmoid(torch.tensor(16.5)) < 1
assert torch.sigmoid(torch.tensor(16.7)) == 1
assert torch.allclose(-F.logsigmoid(s), F.softplus(-s))
assert torch.allclose(-F.logsigmoid(-s), F.softplus(s))
clipped = (1 - torch.sigmoid(s)).clamp(min=1e-7).log()
(gradient,) = torch.autograd.grad(clipped.sum(), s)
assert gradient[3] == 0

# %% [markdown]
# ## Summary
#
# - Supervised learning needs labels, unsupervised learning only examples. A GAN learns from real examples without
#   labels to make new ones.
# - The generator makes fakes from noise. The discriminator, a classifier with two classes, gives the probability that
#   an example is real; the best one says $p_{real}/(p_{real}+p_{fake})$.
# - The discriminator maximises $V$ = mean $\log D(x)$ + mean $\log(1-D(G(z)))$, the generator works against it. When
#   nobody wins, $D = 1/2$ and $V = -\log 4$.
# - It is a game on a saddle: the losses do not fall.
# - Each step changes one network: `detach` in the first half only, `zero_grad`, and one optimizer for each network.
# - The non-saturating loss $-\log D(G(z))$ is steep where the fakes are bad. Calculate it from logits.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | supervised, unsupervised learning | 지도 학습, 비지도 학습 | with labels; without labels |
# | generative adversarial network (GAN) | 생성적 적대 신경망 | two networks that learn against each other |
# | generator, discriminator | 생성기, 판별기 | makes fakes from noise; tells real from fake |
# | noise | 노이즈, 잡음 | random numbers, the input of the generator |
# | value function | 가치 함수 | one player maximises it, the other minimises it |
# | minimax (saturating) loss | 미니맥스 손실 | $\log(1-D(G(z)))$, flat where the fakes are bad |
# | non-saturating loss | 비포화 손실 | $-\log D(G(z))$, steep where the fakes are bad |
# | logit | 로짓 | the score before the sigmoid |
# | saddle point | 안장점 | lowest in one direction, highest in another |

# %% [markdown]
# ## Read on
#
# - I. Goodfellow, J. Pouget-Abadie, M. Mirza, B. Xu, D. Warde-Farley, S. Ozair, A. Courville and Y. Bengio, *Generative
#   adversarial nets*, Advances in Neural Information Processing Systems 27 (2014): the game, its best discriminator,
#   and both losses, in nine pages.
# - I. Goodfellow, *NIPS 2016 tutorial: generative adversarial networks*, arXiv 1701.00160 (2016): why, how, and what
#   goes wrong, by their inventor.
# - L. Mescheder, A. Geiger and S. Nowozin, *Which training methods for GANs do actually converge?*, International
#   Conference on Machine Learning (2018): the game with two parameters, and what stops the circles.
# - A. Radford, L. Metz and S. Chintala, *Unsupervised representation learning with deep convolutional generative
#   adversarial networks*, International Conference on Learning Representations (2016): the settings that many still
#   use.
#
# **Open questions**, without a grade:
#
# 1. The discriminator is thrown away after the training. Could one use it for something? What does it know?
# 2. In the game with two parameters, what would you change so that the path ends in the middle?
#
# **Next**: {{next}}, the second part of this lesson.
