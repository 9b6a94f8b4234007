# %% [markdown]
# # 21b. Learning to draw: diffusion
#
# To destroy a picture is easy: add noise, a little at a time, until nothing is left of it. If a network could undo
# *one* such small step, it could begin with pure noise, go all the way back, and arrive at a picture that nobody has
# drawn. This is a diffusion model. At the end, the ways of drawing that you know compete, and you see how hard it is
# to say which one is better.
#
# **After this chapter you can**
#
# - add noise to a picture step by step, and in one jump;
# - say what the network of a diffusion model sees, and what it must answer;
# - draw by going back in small steps (DDPM), or in a few larger ones without chance (DDIM);
# - compare generators by coverage, certainty and one score, over several seeds, and find copies of training pictures;
# - name what such a number cannot tell.
#
# **Time**: {{time}}, with the practice, and about 60 minutes for the exercise. **Needs**: {{previous}}, and lesson 15
# (GAN). No GPU, no network. The sections are numbered on from there.

# %%
import inspect
import math
import os
from dataclasses import replace

import numpy as np
import torch
from torch import nn
from torch.optim import Adam
from torch.optim.lr_scheduler import CosineAnnealingLR

import lessonlib.tf1 as tf
from lessonlib import data, training, viz
from lessonlib.models import (
    GAN,
    VAE,
    AutoencoderConfig,
    ConvNet,
    ConvNetConfig,
    Diffusion,
    GANConfig,
    NoiseSchedule,
)

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # on a busy computer two threads wait for each other
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # when the course is tested

digits = data.digits()
train, test = digits.train.X, digits.test.X
print(digits)

# %% [markdown]
# ## 6. Noise, step by step
#
# Pixels go from -1 (paper) to 1 (ink) here, so that 0, the mean of the noise, is in the middle. A step to time $t$
# shrinks the picture a little and adds a little noise of variance $\beta_t$:
#
# $$x_t = \sqrt{1 - \beta_t}\; x_{t-1} + \sqrt{\beta_t} \cdot \text{noise}$$
#
# Why shrink? So that the numbers do not grow: if $x_{t-1}$ has variance 1, then $x_t$ has $1 - \beta_t + \beta_t =
# 1$. First in the graph way: one step is a graph, and the loop runs it 100 times. Its betas come from the
# **schedule**.

# %%
schedule = NoiseSchedule.cosine(100)
betas = 1 - schedule.alpha_bars[1:] / schedule.alpha_bars[:-1]  # for the times 1 to 100
tf.reset_default_graph()
tf.set_random_seed(0)
x_before = tf.placeholder(tf.float32, [None], name="x_before")
beta = tf.placeholder(tf.float32, [], name="beta")
x_after = tf.sqrt(1.0 - beta) * x_before + tf.sqrt(beta) * tf.random_normal(tf.shape(x_before))

pixel = 0.8  # one pixel, many times: each copy gets noise of its own
copies, seen = np.full(20_000, pixel, np.float32), {}
with tf.Session() as sess:
    for t, beta_t in enumerate(betas.numpy(), start=1):
        copies = sess.run(x_after, {x_before: copies, beta: beta_t})
        if t in (10, 50, 100):
            seen[t] = copies.mean(), copies.std()
for t, (mean, std) in seen.items():
    bar = schedule.alpha_bars[t]
    print(
        f"time {t:3}: mean {mean:6.3f}, std {std:.3f}   in one jump: {pixel * bar**0.5:6.3f}, {(1 - bar) ** 0.5:.3f}"
    )

# %% proof
for t, (mean, std) in seen.items():
    bar = schedule.alpha_bars[t]
    assert abs(mean - pixel * bar**0.5) < 4 / math.sqrt(20_000)
    assert abs(std - (1 - bar) ** 0.5) < 0.02

# %% [markdown]
# Nobody needs the loop. All steps together are again one shrinking and one noise, because sums of normal numbers are
# normal. With $\bar\alpha_t$, the product of all $1 - \beta$ up to time $t$, **one jump** reaches any time:
#
# $$x_t = \sqrt{\bar\alpha_t}\; x_0 + \sqrt{1 - \bar\alpha_t} \cdot \text{noise}$$
#
# The right half of the output above is this formula. Here are the two factors over time, and eight digits on their
# way (the slider moves with the arrow keys):

# %%
times = np.arange(101)
bars = schedule.alpha_bars.numpy()
factors = {"of the picture": bars**0.5, "of the noise": (1 - bars) ** 0.5}
viz.lines(times, factors, names=("time", "factor"), title="The picture goes, the noise comes")

# %%
torch.manual_seed(6)
eight, noise = 2 * train[:8] - 1, torch.randn(8, 1, 8, 8)
way = {t: (schedule.noised(eight, torch.full((8,), t), noise).clamp(-1, 1) + 1) / 2 for t in range(0, 101, 5)}
viz.diffusion_explorer(way, title="From picture to noise: time")

# %% proof
assert (torch.diff(schedule.alpha_bars) < 0).all()
assert torch.equal(schedule.noised(eight, torch.zeros(8, dtype=torch.int64), noise), eight)
assert schedule.alpha_bars[100] < 1e-4

# %% [markdown]
# **Your turn.** Two steps, both with $\beta = 0.5$. Set `bar` to $\bar\alpha_2$, and `left` to the mean of a pixel
# that was 0.8 at time 0.

# %% try="two_steps"
bar = ...
left = ...

# %% solution="two_steps"
bar = (1 - 0.5) * (1 - 0.5)
left = bar**0.5 * 0.8

# %% [markdown] solution="two_steps"
# 0.25 and 0.4. And the noise? Of the first one's variance, 0.5, the second step leaves half; 0.5 is new. Together
# 0.75, which is 1 minus 0.25.

# %% [markdown] hints="two_steps"
# - when "alpha bar": A product of two numbers, one for each step.
# - when "The mean of the pixel": The picture is multiplied by the *root* of alpha bar.
# 1. Each step keeps the share 1 - beta of the variance.

# %% check="two_steps"
expect.predicted(bar, 0.25, what="The value of alpha bar", hint="Multiply 1 - beta of both steps.")
expect.predicted(left, 0.4, what="The mean of the pixel", hint="A root stands in the formula.")

# %% wrong="two_steps" message="alpha bar"
bar, left = 0.5, 0.4

# %% wrong="two_steps" message="The mean of the pixel"
bar, left = 0.25, 0.2

# %% [markdown]
# ## 7. The way back, when all is known
#
# Can one go back at all? Take numbers in place of pictures: -1 or 1, equally often. Then nothing has to be learned.
# When you see $x_t$, the two possible origins have probabilities by Bayes' rule, and their mean is
#
# $$\hat x_0 = \tanh\left( \frac{\sqrt{\bar\alpha_t}\; x_t}{1 - \bar\alpha_t} \right)$$
#
# the best guess of $x_0$ for the squared error. Early on the way back (much noise) it is near 0: both are possible.
# Later it decides. Now the step back: if $x_0$ were known to be $\hat x_0$, then $x_{t-1}$ would be normally
# distributed, with a mean between $\hat x_0$ and $x_t$ and a small variance (Ho et al., 2020). So draw it, guess
# anew, and so on, from pure noise:

# %%
print(inspect.getsource(NoiseSchedule.back))


def best_guess(xt, t):
    bar = schedule.alpha_bars[t]
    return torch.tanh(bar.sqrt() * xt / (1 - bar))


torch.manual_seed(7)
x, shown = torch.randn(5000, 1), {}
for t in range(100, 0, -1):
    at = torch.full((5000,), t)
    x = schedule.back(x, at, best_guess(x, t), torch.randn(5000, 1))
    if t - 1 in (90, 50, 20, 0):
        shown[f"time {t - 1}"] = x
print(f"near -1: {int((x < -0.9).sum())}, near 1: {int((x > 0.9).sum())}, of 5000")
viz.histograms(shown, title="From one heap of noise to two kinds, both of them")

# %% proof
low, high = int((x < -0.9).sum()), int((x > 0.9).sum())
assert low + high > 4990
assert abs(low - 2500) < 4 * math.sqrt(5000) / 2
for t in (10, 50, 90):
    for xt in (-0.8, 0.3, 1.2):
        bar = schedule.alpha_bars[t].item()
        density = [math.exp(-((xt - math.sqrt(bar) * x0) ** 2) / (2 * (1 - bar))) for x0 in (-1, 1)]
        mean = (density[1] - density[0]) / sum(density)
        assert abs(best_guess(torch.tensor(xt), t).item() - mean) < 1e-4

# %% [markdown]
# Both kinds are there, half and half. Remember section 5 of lesson 15: a GAN with a similar task kept only one of
# them. Here nobody plays against anybody, and chance decides for each number which way it goes.
#
# **Your turn.** $\bar\alpha_t = 0.5$ and $x_t = 1$. Set `guess` to $\hat x_0$. And what is the best guess for $x_t =
# 0$? Set `at_zero`.

# %% try="guess"
guess = ...
at_zero = ...

# %% solution="guess"
guess = math.tanh(math.sqrt(0.5) * 1 / (1 - 0.5))
at_zero = 0

# %% [markdown] solution="guess"
# 0.89: probably it was 1. At 0, -1 and 1 are equally probable, and the guess is their mean, 0, **which is no possible
# value at all**. This is why one goes back in small steps: a single large step would end at such means.

# %% [markdown] hints="guess"
# - when "The guess for 1": Root, product, quotient, then tanh.
# - when "The guess for 0": Both origins are equally probable. What is their mean?
# 1. Put the numbers into the formula above.

# %% check="guess"
rounded = round(guess, 2) if isinstance(guess, float) else guess
expect.predicted(rounded, 0.89, what="The guess for 1", hint="tanh of root(0.5) / 0.5.")
expect.predicted(at_zero, 0, what="The guess for 0", hint="The picture of a coin that stands on its edge.")

# %% wrong="guess" message="The guess for 1"
guess, at_zero = 0.46, 0

# %% wrong="guess" message="The guess for 0"
guess, at_zero = math.tanh(math.sqrt(2)), 1

# %% [markdown]
# ## 8. Learn to see the noise
#
# For pictures nobody has a formula for the best guess. So a network learns it. It gets $x_t$ and the time, and says
# **which noise** is in $x_t$; the picture follows, by solving the jump for $x_0$. One training example costs nothing:
#
# 1. take a picture from the training set, draw a time and noise,
# 2. jump to $x_t$,
# 3. the loss is the mean squared error between the predicted and the true noise.
#
# No game and no bound to remember: one network, one squared error. Why does it learn the *best guess*? Because no
# answer can have a smaller mean squared error than the mean of all noises that are possible for this $x_t$.

# %%
print(inspect.getsource(Diffusion.losses))
print(inspect.getsource(Diffusion.loss))

# %% [markdown]
# The network is a small **U-Net**: convolutions at full size, at half size a full layer that sees the whole picture,
# up again, and what was found at full size is put beside it. The time comes in as 32 sines and cosines, which say
# "early" or "late" more clearly than one number does.

# %%
EPOCHS = 4 if FAST else 100
training.seed_everything(0)
diffusion = Diffusion()
adam = Adam(diffusion.parameters(), lr=0.002, fused=True)
history, sheets = training.fit_pictures(
    diffusion,
    digits,
    adam,
    num_epochs=EPOCHS,
    batch_size=50,
    scheduler=CosineAnnealingLR(adam, EPOCHS),
    sample_every=EPOCHS // 4,
    num_samples=8,
)
print(f"loss {history['loss'][-1]:.3f}, on validation pictures {history['validation_loss'][-1]:.3f}")
title = "Drawn from the same noise, from epoch to epoch"
viz.sample_timeline(list(sheets.values()), list(sheets), title=title)

# %% proof
assert history["validation_loss"][-1] < (0.6 if FAST else 0.2)
assert FAST or abs(history["validation_loss"][-1] - history["loss"][-1]) < 0.02

# %% [markdown]
# **Your turn.** Somebody's network always says "no noise", 0 for each pixel. What is its loss, nearly? Set
# `baseline`.

# %% try="baseline"
baseline = ...

# %% solution="baseline"
baseline = 1

# %% [markdown] solution="baseline"
# The mean square of standard normal noise is its variance, 1. Any loss needs such a baseline beside it: 0.15 is good
# because 1 is easy.

# %% [markdown] hints="baseline"
# - when "got:      0": The true noise is not 0. What is the mean of its squares?
# 1. The mean square of numbers from N(0, 1) has a name.

# %% check="baseline"
expect.predicted(baseline, 1, what="The loss", hint="The noise is standard normal.")

# %% wrong="baseline" message="got:      0"
baseline = 0

# %% [markdown]
# Is it equally hard at all times? Ask the network about the test pictures, at one time after the other:

# %%
torch.manual_seed(8)
by_time = []
times = list(range(1, 101, 3))
for t in times:
    with torch.no_grad():
        at = torch.full((len(test),), t)
        by_time.append(diffusion.losses(test, at, torch.randn(test.shape)).mean().item())
viz.lines(
    times, {"loss": by_time}, names=("time", "mean squared error"), title="A little noise is hard to see"
)

# %% proof
assert by_time[0] > by_time[len(times) // 2] > by_time[-1]

# %% [markdown]
# At late times nearly all of $x_t$ *is* noise: the network can almost copy its input. At time 1 it must tell a trace
# of noise from the strokes, and can hardly do so. But what counts for drawing is the other way round: at time 1 the
# picture is nearly ready, and at late times a small error of the noise is a large one of the picture, since it is
# divided by $\sqrt{\bar\alpha_t}$. So the library cuts each guess of the picture to the range from -1 to 1.
#
# **Your turn.** In the middle, $\bar\alpha_t = 0.36$; $x_t = 1$ for some pixel, and the network says that its noise
# is 0.5. Which pixel $x_0$ follows? Set `x0`.

# %% try="solve"
x0 = ...

# %% solution="solve"
x0 = (1 - math.sqrt(1 - 0.36) * 0.5) / math.sqrt(0.36)

# %% [markdown] solution="solve"
# $(1 - 0.8 \cdot 0.5) / 0.6 = 1$. Noise and picture are two ways of saying the same, as soon as $x_t$ is known.

# %% [markdown] hints="solve"
# - when "got:      0.5": That is x_t minus noise. Where do the two factors stand?
# 1. Solve the jump for x_0: subtract root(1 - 0.36) times the noise, divide by root(0.36).

# %% check="solve"
expect.predicted(x0, 1, what="The pixel", hint="The factors are 0.6 and 0.8.")

# %% wrong="solve" message="got:      0.5"
x0 = 0.5

# %% [markdown]
# ## 9. Draw
#
# Now go back as in section 7, with the network's guess: from noise at time 100 to time 0 in 100 small steps, each
# with a little new noise. This is **DDPM** (Ho et al., 2020).
#
# There is another way. The guess gives a picture $\hat x_0$ *and* a noise. Mix **the same two** again, with the
# factors of an earlier time:
#
# $$x_s = \sqrt{\bar\alpha_s}\; \hat x_0 + \sqrt{1 - \bar\alpha_s}\; \hat\varepsilon$$
#
# This is **DDIM** (Song et al., 2020). There is no new noise, so one noise always gives the same picture; and $s$
# need not be $t - 1$. With jumps of five times, 20 steps are enough.

# %%
print(inspect.getsource(Diffusion.way))
torch.manual_seed(9)
noise = diffusion.noise(8)
viz.diffusion_explorer(diffusion.way(noise), title="From noise to picture: time")

# %% proof
assert torch.equal(diffusion.sample(noise), diffusion.sample(noise))
assert not torch.equal(diffusion.ancestral(noise), diffusion.ancestral(noise))

# %%
fewer = {jumps: diffusion.sample(noise, jumps) for jumps in (1, 2, 5, 20, 100)}
rows = torch.cat([*fewer.values(), diffusion.ancestral(noise)])
viz.image_sheet(rows, title="DDIM with 1, 2, 5, 20 and 100 steps; below them DDPM with 100")

# %% proof
assert ((fewer[1] < 0.01) | (fewer[1] > 0.99)).float().mean() > 0.8
assert FAST or (fewer[20] - fewer[100]).abs().mean() < 0.15

# %% [markdown]
# Twenty steps draw nearly the same pictures as a hundred, five are rougher, and one does not work at all: at time 100
# the guess of the picture is divided by $\sqrt{\bar\alpha_{100}} = 0.0005$, so the smallest error makes a pixel black
# or white.
#
# **Your turn.** And a *perfect* network, which always gives the best guess: what would it draw in **one** step from
# time 100, where (nearly) nothing of a picture is left to see? Set `one_step`.
#
# - a. A training picture, chosen by chance.
# - b. For each noise nearly the same: the mean of all pictures.
# - c. Noise, because it was trained for 100 steps.

# %% try="one_step"
one_step = ...

# %% solution="one_step"
one_step = "b"

# %% [markdown] solution="one_step"
# It is the coin on its edge of section 7: all digits are possible, so the guess with the smallest squared error is
# their mean. Each smaller step lets the picture decide a little, and then guesses anew.

# %% [markdown] hints="one_step"
# - when "a'": The network gives the mean of what is possible, and not one of them.
# - when "c'": The network can be asked at each time. What does it answer when it sees only noise?
# 1. Section 7: what is the best guess for x = 0?

# %% check="one_step"
expect.predicted(one_step, "b", what="The answer", hint="Think of the best guess in a squared error.")

# %% wrong="one_step" message="a'"
one_step = "a"

# %% wrong="one_step" message="c'"
one_step = "c"

# %% [markdown]
# **Your turn.** One step of DDIM by hand, with the pixel of above: $\hat x_0 = 1$, noise 0.5, and now $\bar\alpha_s =
# 0.64$. Set `xs`.

# %% try="ddim"
xs = ...

# %% solution="ddim"
xs = math.sqrt(0.64) * 1 + math.sqrt(1 - 0.64) * 0.5

# %% [markdown] solution="ddim"
# $0.8 + 0.3 = 1.1$: more picture and less noise than in $x_t = 0.6 + 0.4$.

# %% [markdown] hints="ddim"
# - when "got:      1": That was x_t. The factors are 0.8 and 0.6 now.
# 1. The jump of section 6, with the guessed picture and the guessed noise.

# %% check="ddim"
expect.predicted(xs, 1.1, what="The pixel at the earlier time", hint="0.8 times 1 plus 0.6 times 0.5.")

# %% wrong="ddim" message="got:      1"
xs = 1

# %% [markdown]
# ## 10. Four ways of drawing compete
#
# Which model draws best? A loss does not say: the losses of a GAN, a VAE and a diffusion are three different things.
# As in lesson 15, let a **judge** read the pictures, a classifier that never saw a drawn one. From 1,000 pictures of
# each model we take
#
# - **coverage**: how many digits have at least 2% of the pictures;
# - **certainty**: the share of the pictures for which the judge gives a probability above 0.9;
# - one **score** that rewards both. For each picture, how much does the judge learn from it about its class? In
#   numbers: $\exp$ of the mean of $\text{KL}(p(y \mid x) \,\|\, p(y))$, from 1 to 10. With other judges and large
#   photographs it is known as the *Inception score* (Salimans et al., 2016).
#
# First the judge, and how it reads real pictures that it has not seen:

# %%
training.seed_everything(0)
judge = ConvNet(ConvNetConfig(image=(1, 8, 8), filters=(16, 32), padding=1, hidden=64))
both = data.Split(torch.cat([train, digits.validation.X]), torch.cat([digits.train.y, digits.validation.y]))
training.fit(
    judge,
    replace(digits, train=both),
    nn.CrossEntropyLoss(),
    Adam(judge.parameters(), lr=0.002, fused=True),
    num_epochs=20 if FAST else 40,
    batch_size=50,
    progress=False,
)
right = training.accuracy(digits.test.y, judge.predict(test))
print(f"the judge reads {right:.1%} of the test pictures right")


def row(name, pictures):
    reading = training.read_pictures(judge, pictures)
    near = training.distances_to(pictures, train).mean()
    print(
        f"{name:19} {reading.made:2} digits, {reading.sure:4.0%} sure, score {reading.score:.2f}, nearest {near:.2f}"
    )
    return reading


real = row("real test pictures", test)
torch.manual_seed(10)
row("noise", torch.rand(1000, 1, 8, 8))
copied = row("one good 7, copied", test[digits.test.y == 7][:1].expand(1000, -1, -1, -1))

# %% proof
assert right > (0.8 if FAST else 0.9)
assert real.made == 10
assert copied.made == 1
assert abs(copied.score - 1) < 1e-6

# %% [markdown]
# **Your turn.** A judge with three classes is absolutely sure of each picture, and each class has a third of them.
# What is the score? And what is it if all pictures are of one class? Set `best` and `collapsed`.

# %% try="score"
best = ...
collapsed = ...

# %% solution="score"
best = 3
collapsed = 1

# %% [markdown] solution="score"
# For each picture, $1 \cdot \log(1 / \frac13) = \log 3$, and exp of it is 3. With one class, $p(y)$ is as sure as
# $p(y \mid x)$: a picture tells nothing new, KL is 0, and the score 1. So the score counts kinds, as far as they are
# recognised.

# %% [markdown] hints="score"
# - when "The best score": log 3, and then the exponential.
# - when "The score of one class": The logarithm of 1 is 0. And the exponential of 0?
# 1. KL of a sure answer from p(y) is minus the logarithm of p(y) for that class.

# %% check="score"
expect.predicted(best, 3, what="The best score", hint="It counts the kinds.")
expect.predicted(collapsed, 1, what="The score of one class", hint="The smallest score is not 0.")

# %% wrong="score" message="The best score"
best, collapsed = 1.0986, 1

# %% wrong="score" message="The score of one class"
best, collapsed = 3, 0

# %% proof
table = torch.eye(3).repeat(4, 1) * 60  # logits of an absolutely sure judge
assert abs(training.read_pictures(nn.Flatten(), table).score - 3) < 1e-6
assert abs(training.read_pictures(nn.Flatten(), table[:1].repeat(9, 1)).score - 1) < 1e-6

# %% [markdown]
# Now the models, all on the same 1,200 pictures. The VAE has a code of 8 numbers, the GAN is that of lesson 15 for
# small pictures, with 16 noise numbers:

# %%
training.seed_everything(0)
vae = VAE(AutoencoderConfig(code=8))
training.fit_pictures(
    vae,
    digits,
    Adam(vae.parameters(), lr=0.001, fused=True),
    num_epochs=4 if FAST else 100,
    batch_size=50,
    progress=False,
)
training.seed_everything(0)
gan = GAN(GANConfig(image=(1, 8, 8), noise=16))
training.fit_gan(
    gan,
    digits,
    *(
        Adam(part.parameters(), 0.001, (0.5, 0.999), fused=True)
        for part in (gan.discriminator, gan.generator)
    ),
    num_epochs=4 if FAST else 200,
    batch_size=50,
    progress=False,
)
drawn = {name: model.sample(model.noise(1000)) for name, model in (("VAE", vae), ("GAN", gan))}
noise = diffusion.noise(1000)
drawn |= {"diffusion, DDIM 20": diffusion.sample(noise), "diffusion, DDPM": diffusion.ancestral(noise)}
readings = {name: row(name, pictures) for name, pictures in {"real test pictures": test, **drawn}.items()}
rows = torch.cat([pictures[:8] for pictures in drawn.values()])
viz.image_sheet(rows, title="A row of each: " + "; ".join(drawn))

# %% proof
assert all(0 < reading.score <= 10 for reading in readings.values())
if not FAST:
    assert all(reading.made == 10 for reading in readings.values())
    assert readings["real test pictures"].score > max(readings[name].score for name in drawn)

# %% [markdown]
# One run is no result. This table has three seeds of each model (`python -m benchmarks.drawing` makes it; two CPU
# cores, not measured on a GPU). *Rarest* and *most frequent* are the digits with the fewest and the most pictures.
# Two simple rivals are in it, too: PCA, and the autoencoder of the first part, with codes from the normal
# distribution that fits the training codes.
#
# | 1,000 drawn pictures | digits made | rarest, most frequent | sure | score, seeds 0, 1, 2 | nearest |
# | --- | ---: | ---: | ---: | ---: | ---: |
# | real test pictures (297) | 10 | 8%, 11% | 88% | 8.70 | 1.23 |
# | PCA, 8 numbers | 10, 10, 10 | 5%, 15% | 35% | 4.85, 4.82, 4.94 | 1.42 |
# | VAE, 2 numbers | 10, 9, 10 | 0 to 3%, 17% | 47% | 5.33, 5.30, 5.37 | 1.19 |
# | VAE, 8 numbers | 10, 10, 10 | 6%, 16% | 54% | 6.10, 6.10, 6.15 | 1.19 |
# | autoencoder, 8 numbers | 10, 10, 10 | 4%, 15% | 55% | 6.17, 6.25, 6.03 | 1.38 |
# | GAN, 16 numbers | 10, 10, 10 | 7%, 16% | 70% | 7.25, 7.33, 7.27 | 1.38 |
# | diffusion, DDIM, 5 steps | 10, 10, 10 | 6%, 17% | 58% | 6.24, 6.48, 6.34 | 1.34 |
# | diffusion, DDIM, 20 steps | 10, 10, 10 | 7%, 15% | 63% | 6.73, 6.97, 6.81 | 1.36 |
# | diffusion, DDPM, 100 steps | 10, 10, 10 | 6%, 14% | 69% | 7.21, 7.41, 7.25 | 1.27 |
#
# (*Digits made* and *score* are those of each seed; the rarest and the most frequent digit are those of the worst
# seed, and the other two columns are means.)
#
# What can one say? The GAN and the diffusion with 100 steps are ahead, and **level**: their difference is smaller
# than that between two seeds. DDPM loses a little with every step that is saved. The VAE's soft pictures make the
# judge unsure, and two numbers are too few. And the ordinary autoencoder, once its codes are drawn from a
# distribution that *fits* them, is as good as the VAE here, which is worth knowing: on larger pictures it seldom goes
# so well. No model reaches the real pictures. (No mode collapse of the GAN either, with 1,200 small pictures and
# these settings; lesson 15 has others, with another end.)
#
# The column *nearest* asks whether somebody copies. It is the mean distance of a drawn picture to the nearest
# training picture, and new real pictures have 1.23. Nobody here is suspiciously near. The VAE is a little nearer,
# since a soft picture is near to many.
#
# **Your turn.** A model of a friend has coverage 10, certainty 96% and a score of 9.5, better than real test
# pictures, and the mean distance to the nearest training picture is 0.04. Real test pictures have 1.23. What has it
# done? Set `verdict`.
#
# - a. It draws better than people write.
# - b. It has learned its training pictures by heart.
# - c. It has collapsed to one mode.
# - d. Its judge was trained badly.

# %% try="verdict"
verdict = ...

# %% solution="verdict"
verdict = "b"

# %% [markdown] solution="verdict"
# Copies are of all kinds, and certain. Only the distance shows it. Large models do this as well, above all with
# pictures that occur many times in their training sets; for medical pictures or portraits that is a breach of trust,
# and not only a bad generator. The number has its own limits: a picture that is moved by one pixel has a large
# distance.

# %% [markdown] hints="verdict"
# - when "a'": How near to its training pictures are these? And the real ones?
# - when "c'": Coverage 10 is the opposite of a collapse.
# 1. Which of the numbers is out of the ordinary?

# %% check="verdict"
expect.predicted(verdict, "b", what="The verdict", hint="Compare 0.04 with 1.23.")

# %% wrong="verdict" message="a'"
verdict = "a"

# %% wrong="verdict" message="c'"
verdict = "c"

# %% [markdown]
# What these numbers do **not** tell: how different the pictures of *one* digit are, whether they look good to people,
# and anything about a kind that the judge does not know. And whoever chooses the judge, chooses the winner a little.
# For photographs one compares means and covariances of features in place of classes (the Fréchet distance, Heusel et
# al., 2017); it has similar limits.
#
# ## 11. From noise to noise
#
# DDIM makes one picture of each noise, without chance. So the noise is a code, of 64 numbers, and one can walk: from
# the noise of one picture to that of another, on an arc, as in section 10 of lesson 15.

# %%
with torch.no_grad():
    read_as = judge(drawn["diffusion, DDIM 20"]).argmax(dim=1).tolist()
chosen = sorted({read_as.index(digit) for digit in read_as} | {0, 1})
names = [f"read as {read_as[i]}" for i in chosen]
flat = noise[chosen].flatten(1)
viz.noise_explorer(lambda z: diffusion.sample(z.view(-1, 1, 8, 8)), flat, names)

# %% proof
assert len(chosen) >= 2

# %% [markdown]
# On the way there are other digits, and the changes are less smooth than in the plane of the VAE. A code of 64
# numbers has no small number of knobs that mean something. Each way of drawing has its own strength: the VAE gives a
# small map, and a bound for log p(x); the GAN draws in one step; the diffusion trains as calmly as a classifier,
# loses no kind, and pays with many steps.
#
# ## Summary
#
# - Adding noise step by step is one jump:
#   $x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t} \cdot \text{noise}$.
# - The network sees $x_t$ and the time, and says the noise; the loss is a mean squared error, and 1 is the baseline.
# - The answer with the smallest squared error is a mean of all that is possible. So one large step draws a mean, and
#   many small ones draw a picture.
# - DDPM adds a little new noise in each of T steps. DDIM mixes the same picture and noise again, has no chance, and
#   may skip times.
# - Compare generators over seeds, with the same judge: coverage, certainty, and a score of both; beside them the
#   distance to the nearest training picture, because copies have perfect scores.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | diffusion model | 확산 모델 | draws by removing noise in steps |
# | noise schedule | 노이즈 스케줄 | how much noise there is at each time |
# | forward process, reverse process | 순방향 과정, 역방향 과정 | from picture to noise, and back |
# | denoising | 노이즈 제거 | to guess the picture, or the noise, in a noisy picture |
# | DDPM, DDIM | DDPM, DDIM | back in small steps with chance; in larger ones without |
# | U-Net | 유넷 | down to half the size and up again, with what was found before put beside it |
# | Inception score | 인셉션 점수 | one number for certainty and coverage |
# | memorisation | 암기 | the model draws copies of its training pictures |

# %% [markdown]
# ## Read on
#
# - J. Sohl-Dickstein, E. Weiss, N. Maheswaranathan and S. Ganguli, *Deep unsupervised learning using nonequilibrium
#   thermodynamics*, International Conference on Machine Learning (2015): the idea.
# - J. Ho, A. Jain and P. Abbeel, *Denoising diffusion probabilistic models*, Advances in Neural Information
#   Processing Systems (2020): the simple loss, and good pictures.
# - J. Song, C. Meng and S. Ermon, *Denoising diffusion implicit models*, arXiv 2010.02502 (2020): fewer steps, no
#   chance.
# - A. Nichol and P. Dhariwal, *Improved denoising diffusion probabilistic models*, International Conference on
#   Machine Learning (2021): the cosine schedule.
# - T. Salimans et al., *Improved techniques for training GANs*, Advances in Neural Information Processing Systems
#   (2016): the score. M. Heusel et al., *GANs trained by a two time-scale update rule converge to a local Nash
#   equilibrium*, the same conference (2017): the Fréchet distance.
# - N. Carlini et al., *Extracting training data from diffusion models*, arXiv 2301.13188 (2023): copies, found in
#   large models.
#
# **Open questions**, without a grade:
#
# 1. Train the diffusion on 20 pictures only. When do its losses on training and on validation pictures part, and what
#    do the distances say?
# 2. How would you make it draw a *wanted* digit? What more would the network have to see? (Look up *classifier-free
#    guidance*.)
#
# **Now you**: [exercise 21](../exercises/21_learning_to_draw/21_learning_to_draw.ipynb), about 60 minutes. This was
# the last chapter; the [map of the course](00_start.ipynb) shows what you have done. Thank you for working through
# all of it.
