# %% [markdown]
# # Exercise 21: learning to draw
#
# You write the parts of a variational autoencoder and of a diffusion model, and train the first one. The two parts of
# chapter 21 show each idea.
#
# **Time**: about 60 minutes. **Points**: 10, half a point or one for each test.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and run the
#   cell. Then run the tests below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("divergence")` (with the name of the task) explains an answer, and what else would
#   have done.
# - In questions, a comment in the cell lists the names to set. Letters need quotes: `"a"`.
# - Cells with imports and helpers are given and locked. Run them, too.
#
# All pictures are rows here: (n, 64) for n digits of 8 x 8 pixels, or fewer pixels in the tests.

# %% setup="imports"
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from lessonlib import data, viz

torch.set_num_threads(1)  # small tensors: a second thread would only be waited for


def new_vae(seed, pixels=64, hidden=64, code=2):
    """A module with two parts: encoder, pictures (n, pixels) -> (n, 2 * code), first all means, then all logarithms of
    variances; decoder, codes (n, code) -> logits (n, pixels).
    """
    torch.manual_seed(seed)
    model = nn.Module()
    model.encoder = nn.Sequential(nn.Linear(pixels, hidden), nn.ReLU(), nn.Linear(hidden, 2 * code))
    model.decoder = nn.Sequential(nn.Linear(code, hidden), nn.ReLU(), nn.Linear(hidden, pixels))
    return model


# %% [markdown]
# ## 1. The price of a cloud
#
# Write `divergence(mean, log_var)`: the KL divergence of each row's cloud from the standard normal distribution, in
# closed form. A cloud has `k` independent numbers with these means and these **logarithms of variances**. One number
# for each row.


# %% task="divergence"
def divergence(mean, log_var):
    """mean, log_var: float32 tensors (n, k). Returns a tensor (n,)."""
    ### BEGIN SOLUTION
    return 0.5 * (mean**2 + log_var.exp() - 1 - log_var).sum(dim=1)
    ### END SOLUTION


# %% [markdown] hints="divergence"
# - when "the divergence of the cloud N(0, 1)": Only this cloud costs nothing. What does your formula give for mean 0
#   and log_var 0?
# - when "the divergences of 2 clouds with 1 number": With one number there is nothing to sum up. Is each term right,
#   and the factor?
# - when "the wrong shape": One number for each row: over which axis do you sum?
# - when "the divergences of 4 clouds with 3 numbers": With one number it is right. The numbers of a code are
#   independent, so their divergences add up.
# 1. Section 3 of the chapter has the formula, and a check by drawing random numbers.
# 2. Four terms for each number: the square of the mean, the variance, minus one, minus the logarithm of the variance.
# 3. `log_var.exp()` is the variance. Sum over the last axis, and take half of it.

# %% [markdown] solution="divergence"
# For one number, $\frac12 (m^2 + s^2 - 1 - \log s^2)$. Independent numbers have a product of densities, so the
# logarithms add up: a sum over the numbers of a code, not a mean. `torch.distributions.kl_divergence` of two `Normal`
# gives the same, before the sum; it wants the standard deviation, which is `exp(log_var / 2)`.

# %% test="kl" points=1
# divergence is the KL divergence from the standard normal distribution, one number for each row.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import drawing

advice = "Half of: square of the mean, plus variance, minus 1, minus logarithm of the variance."
zeros = torch.zeros(1, 1)
expect.close(answer.divergence(zeros, zeros), [0.0], what="the divergence of the cloud N(0, 1)", hint=advice)
rng = fresh.rng()
for n, k in ((2, 1), (4, 3), (3, 8)):
    mean, log_var = (torch.tensor(rng.uniform(0.3, 2, size=(n, k)), dtype=torch.float32) for _ in range(2))
    for sign in (1, -1):
        want = drawing.divergence(sign * mean, -log_var)
        got = answer.divergence(sign * mean, -log_var)
        what = f"the divergences of {n} clouds with {k} number{'s' * (k > 1)}"
        expect.close(got, want, what=what, rtol=1e-4, hint=advice)

# %% [markdown]
# ## 2. A code from a cloud
#
# Write `sample_code(mean, log_var, noise)`. The noise is standard normal and given; the function draws nothing
# itself. The gradient must pass through to `mean` and `log_var`.


# %% task="sample_code"
def sample_code(mean, log_var, noise):
    """mean, log_var, noise: float32 tensors (n, k). Returns a code for each row, (n, k)."""
    ### BEGIN SOLUTION
    return mean + (log_var / 2).exp() * noise
    ### END SOLUTION


# %% [markdown] hints="sample_code"
# - when "the codes for": What is the standard deviation, if log_var is the logarithm of the variance?
# - when "respect to the mean": The way of the gradient is cut. Does something become a plain number, by `detach`,
#   `no_grad` or a NumPy array?
# - when "respect to log_var": The code must move with log_var, as far as the noise and the chain rule say.
# 1. Section 4 of the chapter: the noise comes from outside.
# 2. The mean, plus noise that is stretched by the standard deviation.
# 3. The standard deviation is the root of the variance: the exponential of *half* the logarithm.

# %% [markdown] solution="sample_code"
# The exponent is halved because a root halves a logarithm: $s = \sqrt{e^v} = e^{v/2}$. Everything is ordinary
# arithmetic on tensors, so the gradient passes; `torch.normal` or `Normal(...).sample()` would draw inside and cut
# it. `log_var.exp().sqrt()` is right, too.

# %% test="code_values" points=0.5
# sample_code gives codes of the cloud, from the given noise.
import torch

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for n, k in ((1, 1), (5, 3)):
    mean, log_var, noise = (
        torch.tensor(rng.uniform(0.5, 2, size=(n, k)), dtype=torch.float32) for _ in range(3)
    )
    for sign in (1, -1):
        got = answer.sample_code(mean, sign * log_var, noise)
        want = mean + torch.exp(0.5 * sign * log_var) * noise
        what = f"the codes for log_var {'above' if sign > 0 else 'below'} 0"
        expect.close(got, want, what=what, rtol=1e-4, hint="Mean plus standard deviation times noise.")

# %% test="code_gradient" points=0.5
# The gradient passes through sample_code.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import drawing

rng = fresh.rng()
slopes_of = answer.send(drawing.slopes_of)
for n, k in ((2, 1), (4, 3)):
    mean, log_var, noise, weights = (
        torch.tensor(rng.uniform(0.5, 2, size=(n, k)), dtype=torch.float32) for _ in range(4)
    )
    by_mean, by_log_var = slopes_of(answer.sample_code, mean, log_var, noise, weights=weights)
    what = "the slope of a weighted sum of codes with respect to the mean"
    expect.close(by_mean, weights, what=what, rtol=1e-4, hint="Each code moves as its mean does.")
    what = "the slope of a weighted sum of codes with respect to log_var"
    want = weights * noise * torch.exp(log_var / 2) / 2
    expect.close(by_log_var, want, what=what, rtol=1e-4, hint="The way to log_var must be open.")

# %% [markdown]
# ## 3. Minus the ELBO
#
# Write `negative_elbo(X, logits, mean, log_var)`: **one number to be minimised**. For each picture: the binary
# cross-entropy, **summed** over its pixels, plus the divergence of its cloud. Then the **mean** over the pictures.
# The decoder's outputs are logits, and the result must be right for logits such as 200 and -200, too. The pixels `X`
# lie between 0 and 1, and may be grey.


# %% task="negative_elbo"
def negative_elbo(X, logits, mean, log_var):
    """X, logits: float32 tensors (n, pixels); mean, log_var: (n, k). Returns a tensor with one number."""
    ### BEGIN SOLUTION
    lost = F.binary_cross_entropy_with_logits(logits, X, reduction="none").sum(dim=1)
    return (lost + divergence(mean, log_var)).mean()
    ### END SOLUTION


# %% [markdown] hints="negative_elbo"
# - when "with free clouds": With mean 0 and log_var 0 only the cross-entropy counts. Which axis is summed, which one
#   averaged?
# - when "with clouds that cost": The cross-entropy is right. Is the divergence there, with a plus, and once?
# - when "for logits of 2:": This is not about large logits. See the test above.
# - when "for logits of 200": For small logits it is right. Here a sigmoid becomes exactly 0 or 1, and its logarithm
#   is lost. Use a function that takes logits.
# 1. Section 3 of the chapter: the loss has two terms. Its end says why one sums over the pixels.
# 2. First one number for each picture, for both terms. Then their mean.
# 3. `F.binary_cross_entropy_with_logits` with `reduction="none"` keeps the pixels apart: (n, pixels). Sum over axis
#    1, add your divergences, take the mean.

# %% [markdown] solution="negative_elbo"
# Sum over the pixels, because $\log p(x \mid z)$ of a picture is the sum over its pixels; mean over the pictures, so
# that the learning rate need not follow the batch size. With a mean over the pixels the clouds would weigh 64 times
# too much. `reduction="sum"` divided by `len(X)` is the same. From the logits: `F.softplus(logits) - X * logits` for
# each pixel.

# %% test="elbo_value" points=0.5
# negative_elbo sums over pixels and numbers, and takes the mean over the pictures.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import drawing

rng = fresh.rng()
for n, pixels, k in ((1, 4, 2), (5, 6, 2), (3, 10, 4)):
    X = torch.tensor(rng.random((n, pixels)), dtype=torch.float32)
    logits = torch.tensor(rng.uniform(-5, 5, size=(n, pixels)), dtype=torch.float32)
    none = torch.zeros(n, k)
    clouds = [torch.tensor(rng.uniform(0.5, 1.5, size=(n, k)), dtype=torch.float32) for _ in range(2)]
    for (mean, log_var), how in (((none, none), "with free clouds"), (clouds, "with clouds that cost")):
        what = f"minus the ELBO of {n} picture{'s' * (n > 1)} of {pixels} pixels {how}"
        got, want = (
            answer.negative_elbo(X, logits, mean, log_var),
            drawing.negative_elbo(X, logits, mean, log_var),
        )
        expect.close(
            got, want, what=what, rtol=1e-4, hint="Sum over pixels, sum over numbers, mean over pictures."
        )

# %% test="elbo_large" points=0.5
# negative_elbo is right for very large logits.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import drawing

any_size = float(fresh.rng().integers(100, 2000))
for size, advice in (
    (2.0, "These are small logits: the loss itself is not right yet. See the test above."),
    (200.0, "Where a sigmoid rounds to 0 or 1, its logarithm is lost. Use a function that takes logits."),
    (any_size, "The loss must grow with the logits, without end."),
):
    X, logits = torch.tensor([[1.0, 0.0, 0.25], [1.0, 0.0, 0.25]]), torch.tensor([[size] * 3, [-size] * 3])
    clouds = torch.full((2, 1), 0.5), torch.zeros(2, 1)
    got, want = answer.negative_elbo(X, logits, *clouds), drawing.negative_elbo(X, logits, *clouds)
    expect.close(got, want, what=f"minus the ELBO for logits of {size:g}: it", rtol=1e-4, hint=advice)

# %% [markdown]
# ## 4. One step of a VAE
#
# Write `vae_step(model, X, noise, optimizer)`. The model is one of `new_vae`. Encode the pictures, take one code from
# each cloud with the given noise, decode, compute minus the ELBO, and make **one** step with the optimizer. Gradients
# of earlier steps must not count. Return the loss **before** the step as a number.


# %% task="vae_step"
def vae_step(model, X, noise, optimizer):
    """X: (n, pixels), noise: (n, code), float32 tensors. optimizer: of all parameters. Returns a float."""
    ### BEGIN SOLUTION
    mean, log_var = model.encoder(X).chunk(2, dim=1)
    logits = model.decoder(sample_code(mean, log_var, noise))
    loss = negative_elbo(X, logits, mean, log_var)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
    ### END SOLUTION


# %% [markdown] hints="vae_step"
# - when "the loss before the step": Which half of the encoder's output are the means? And is the loss that of before
#   the step?
# - when "the encoder after the step": Does the gradient come back through the code, and through the divergence?
# - when "the decoder after the step": Once each: loss, zero_grad, backward, step.
# - when "after old gradients": PyTorch adds new gradients to the old ones. Which line makes them zero?
# 1. Section 5 of the chapter shows the library's `VAE.terms`.
# 2. Encoder, `sample_code`, decoder, `negative_elbo`; then the usual three lines of a step.
# 3. `chunk(2, dim=1)` cuts the encoder's output into means and logarithms of variances. `item()` makes a number of
#    the loss.

# %% [markdown] solution="vae_step"
# It is the usual step, with the noise as one more input. Nothing is detached: the loss reaches the encoder in two
# ways, through the code that it gave to the decoder, and through the divergence. `zero_grad` may stand anywhere
# before `backward`. The number is taken from the loss that made the gradients, before the weights change.

# %% test="step" points=1
# vae_step makes one step down on minus the ELBO, and returns the loss before it.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import drawing
from lessonlib.check.references.adversaries import sgd

torch.manual_seed(fresh.seed)
make, make_optimizer = answer.send(drawing.small_vae), answer.send(sgd)
for n, lr in ((8, 0.1), (3, 0.02)):
    state = dict(drawing.small_vae().state_dict())
    theirs = make()
    theirs.load_state_dict(state)
    X, noise = torch.rand(n, 5), torch.randn(n, 3)
    loss, slopes = drawing.vae_step(state, X, noise)
    got = answer.vae_step(theirs, X, noise, make_optimizer(theirs, lr))
    expect.close(got, loss, what=f"the loss before the step, for {n} pictures", rtol=1e-4, hint="See part 3.")
    new = theirs.state_dict()
    advice = "Loss, zero_grad, backward, step: once each, with the optimizer that is given."
    for name in state:
        want = (state[name] - lr * slopes[name]).numpy()
        what = f"the {name.partition('.')[0]} after the step"
        expect.close(new[name], want, what=what, rtol=1e-4, atol=1e-5, hint=advice)

# %% test="step_fresh" points=0.5
# vae_step does not count gradients of earlier steps.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import drawing
from lessonlib.check.references.adversaries import leave_gradients, sgd

torch.manual_seed(fresh.seed)
state = dict(drawing.small_vae().state_dict())
theirs = answer.send(drawing.small_vae)()
theirs.load_state_dict(state)
answer.send(leave_gradients)(theirs)
X, noise = torch.rand(6, 5), torch.randn(6, 3)
_, slopes = drawing.vae_step(state, X, noise)
answer.vae_step(theirs, X, noise, answer.send(sgd)(theirs, 0.1))
new = theirs.state_dict()
for name in state:
    want = (state[name] - 0.1 * slopes[name]).numpy()
    what = "a part of the model that makes a step after old gradients"
    expect.close(
        new[name], want, what=what, rtol=1e-4, atol=1e-5, hint="Set the gradients to zero before backward."
    )

# %% [markdown]
# ## 5. The loop, for any model
#
# Write `train(model, step, X, num_epochs, batch_size, seed)`.
#
# - It puts the model into **training mode**.
# - In each epoch it takes all pictures in mini-batches, in a **new random order**; the last one may be smaller. The
#   seed decides the orders, and two seeds share none of them.
# - For each mini-batch it calls `step(X[rows])`, which makes one step and returns the mean loss of these pictures as a
#   number.
# - It returns a list with one number for each epoch: the mean loss of **a picture** in it. (A mini-batch of 2 pictures
#   must not count as much as one of 32.)


# %% task="train"
def train(model, step, X, num_epochs, batch_size, seed):
    """X: tensor (n, pixels). step: takes (b, pixels), returns a float. Returns a list of num_epochs floats."""
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    model.train()
    losses = []
    for _ in range(num_epochs):
        total = 0.0
        for rows in torch.randperm(len(X)).split(batch_size):
            total += step(X[rows]) * len(rows)
        losses.append(total / len(X))
    return losses
    ### END SOLUTION


# %% [markdown] hints="train"
# - when "do not have the right sizes": Compare the two lists. Is a mini-batch missing in each epoch, or a whole
#   epoch?
# - when "does not take each picture once": Do all mini-batches of an epoch share one order?
# - when "in the order in which they were given": Nothing is shuffled. Which function gives a random order of row
#   numbers?
# - when "in the same order": A generator that is seeded in each epoch begins anew in each epoch.
# - when "with the same seed": Something is random besides what the seed decides.
# - when "share an order": Does `seed` reach the generator, and does it alone decide? Seed 3 in epoch 1 and seed 2 in
#   epoch 2 have the same sum.
# - when "not in training mode": Somebody may give you a model in evaluation mode.
# - when "the mean loss of a picture": Multiply each loss by the size of its mini-batch before you add up.
# 1. Lesson 4 shuffles, and lesson 16 has such a loop.
# 2. Seed once, before the first epoch. In each epoch: a new order, cut into pieces; for each piece a call of `step`.
# 3. `torch.randperm(n).split(size)` gives the mini-batches of an epoch. Add up loss times number of rows; divide by
#    the number of pictures.

# %% [markdown] solution="train"
# The loop does not know what it trains: `step` can be that of a VAE, of a diffusion, or of a classifier. One
# generator, seeded before the loop, gives each epoch another order. The mean of the mini-batches' losses would give
# the few pictures of a small last mini-batch too much weight; so weigh each by its size. A `DataLoader` with
# `shuffle=True` and a generator of its own is another way.

# %% test="batches" points=0.5
# train takes each picture once in an epoch, in a new order that depends on the seed alone.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import drawing

rng = fresh.rng()
X, seed = drawing.numbered_rows(rng, 45), int(rng.integers(1000))
make, runs = answer.send(drawing.recording_model), []
for one in (seed, seed, seed + 1):
    model = make()  # it notes which pictures come, and stays where your code runs
    answer.train(model, model.step, X, 3, 20, one)
    runs.append(drawing.recorded(model))
    runs[-1].check_batches(45, 20, 3)
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

# %% test="losses" points=0.5
# train returns the mean loss of a picture in each epoch, measured in training mode.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import drawing

rng = fresh.rng()
for count, size, num_epochs in ((45, 20, 3), (7, 4, 2)):
    X, model = drawing.numbered_rows(rng, count), answer.send(drawing.recording_model)()
    losses = answer.train(model, model.step, X, num_epochs, size, int(rng.integers(1000)))
    run = drawing.recorded(model)
    expect.that(len(run.batches) > 0, "train never calls step.", hint="Once for each mini-batch.")
    message = "The model is not in training mode in each step."
    expect.that(all(run.in_training), message, hint="It may come in evaluation mode.")
    want = drawing.mean_losses(run, X, num_epochs)
    what = f"the mean loss of a picture in each of {num_epochs} epochs"
    expect.close(losses, want, what=what, rtol=1e-4, hint="Weigh each mini-batch by its size.")

# %% [markdown]
# ## 6. Draw
#
# Write `draw(decoder, codes)`: the pictures that a decoder draws from codes, pixels between 0 and 1. The decoder
# gives logits, and may have dropout: ask it in **evaluation mode** and **without gradients**. Afterwards it is in the
# mode in which it was before.


# %% task="draw"
def draw(decoder, codes):
    """codes: float32 tensor (n, code). Returns pictures (n, pixels), without gradients."""
    ### BEGIN SOLUTION
    was_training = decoder.training
    decoder.eval()
    with torch.no_grad():
        pictures = torch.sigmoid(decoder(codes))
    decoder.train(was_training)
    return pictures
    ### END SOLUTION


# %% [markdown] hints="draw"
# - when "the pictures drawn in": Is dropout off, and is the sigmoid taken once?
# - when "mode before and after": Remember the mode, and set it again.
# - when "with gradients": Which context says that no gradients are needed?
# 1. Lesson 16 asks a network in this way.
# 2. Remember the mode, switch, ask, switch back. The sigmoid makes pixels of logits.
# 3. `decoder.training` is True or False, and `decoder.train(...)` takes such a value.

# %% [markdown] solution="draw"
# The sigmoid belongs here and not in the decoder, because the loss wants logits. With dropout on, each call would
# draw other pictures. `outputs_of` of `lessonlib.models` does the rest: evaluation mode, no gradients, and the old
# mode afterwards.

# %% test="drawn" points=0.5
# draw asks the decoder in evaluation mode and without gradients, and leaves its mode as it was.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import drawing

torch.manual_seed(fresh.seed)
ours, decoder = drawing.dropping_decoder().eval(), answer.send(drawing.dropping_decoder)()
decoder.load_state_dict(dict(ours.state_dict()))
codes = torch.randn(20, 2)
want = torch.sigmoid(ours(codes)).detach()
for mode in ("training", "evaluation"):
    decoder.train(mode == "training")
    what = f"the pictures drawn in {mode} mode"
    expect.close(
        answer.draw(decoder, codes), want, what=what, rtol=1e-4, hint="Evaluation mode; one sigmoid."
    )
    message = f"The mode before and after is not the same: it was {mode} mode."
    expect.that(decoder.training == (mode == "training"), message, hint="decoder.training tells the mode.")
expect.that(not any(decoder.graded), "The decoder was asked with gradients.", hint="Nobody learns here.")

# %% [markdown]
# **Look.** Your functions train a VAE on 1,200 digits, and draw from the same eight codes before and after.

# %%
pictures = data.digits().train.X.flatten(1)
model = new_vae(0)
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
torch.manual_seed(1)
some_codes = torch.randn(8, 2)
before = draw(model.decoder, some_codes)
losses = train(
    model, lambda X: vae_step(model, X, torch.randn(len(X), 2), optimizer), pictures, 20, 50, seed=0
)
print("minus the ELBO of a picture, first and last epoch:", [round(losses[k], 1) for k in (0, -1)])
sheet = torch.cat([before, draw(model.decoder, some_codes)])
viz.image_sheet(sheet.view(-1, 8, 8), title="Before and after 20 epochs")

# %% [markdown]
# ## 7. From a picture to noise
#
# Times run from 0 (the picture) to T (noise). The step to time t adds noise with the variance `beta` of that time.
# Write
#
# - `alpha_bars(betas)`: for the times 0 to T, the product of all `1 - beta` so far; 1 at time 0.
# - `noised(x0, t, noise, bars)`: $x_t$ in one jump, with $\bar\alpha$ = `bars`. Each row has its own time.


# %% task="noising"
def alpha_bars(betas):
    """betas: float32 tensor (T,), for the times 1 to T. Returns (T + 1,), for the times 0 to T."""
    ### BEGIN SOLUTION
    return torch.cat([torch.ones(1), torch.cumprod(1 - betas, dim=0)])
    ### END SOLUTION


def noised(x0, t, noise, bars):
    """x0, noise: (n, d); t: int64 tensor (n,); bars: (T + 1,). Returns x_t, (n, d)."""
    ### BEGIN SOLUTION
    kept = bars[t][:, None]
    return kept.sqrt() * x0 + (1 - kept).sqrt() * noise
    ### END SOLUTION


# %% [markdown] hints="noising"
# - when "the products for": Time 0 comes first, with a product of nothing.
# - when "at time 0": At time 0 stands the picture itself.
# - when "rows with times of their own": Which shape has `bars[t]`, and which one do you need beside (n, d)? And where
#   do the two roots stand?
# 1. Section 6 of the chapter, in its second part.
# 2. `torch.cumprod` multiplies up. For `noised`, look up one number for each row.
# 3. Two factors: the root of alpha bar for the picture, the root of one minus alpha bar for the noise. `[:, None]`
#    makes a column of them.

# %% [markdown] solution="noising"
# Each step shrinks the picture by the root of $1 - \beta$, so all steps shrink it by the root of the product. The
# squares of the two factors add up to 1: with pixels of variance 1 the variance would stay 1. `bars[t]` is one number
# for each row; the column `[:, None]` meets all pixels of its row. Without it, PyTorch would line the numbers up with
# the *columns*, and say nothing if there are as many.

# %% test="bars" points=0.5
# alpha_bars holds the products for the times 0 to T.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import drawing

rng = fresh.rng()
for betas in ([0.5, 0.2], rng.uniform(0.05, 0.5, size=6).tolist(), rng.uniform(0.01, 0.1, size=30).tolist()):
    betas = torch.tensor(betas, dtype=torch.float32)
    what = f"the products for {len(betas)} steps"
    advice = "T + 1 numbers: 1, then 1 minus the first beta, and so on."
    expect.close(answer.alpha_bars(betas), drawing.bars_of(betas), what=what, rtol=1e-4, hint=advice)

# %% test="noised" points=0.5
# noised jumps to the time of each row.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import drawing

rng = fresh.rng()
bars = drawing.bars_of(torch.tensor(rng.uniform(0.1, 0.3, size=9), dtype=torch.float32))
for n, d in ((3, 5), (4, 4)):
    x0, noise = (torch.tensor(rng.uniform(0.5, 2, size=(n, d)), dtype=torch.float32) for _ in range(2))
    none = torch.zeros(n, dtype=torch.int64)
    advice = "Root of alpha bar times the picture, plus root of one minus alpha bar times the noise."
    expect.close(answer.noised(x0, none, noise, bars), x0, what="all rows at time 0", hint=advice)
    t = torch.tensor([2, 5, 9, 7][:n])
    kept = bars[t].reshape(-1, 1)
    want = x0 * kept**0.5 + noise * (1 - kept) ** 0.5
    got = answer.noised(x0, t, noise, bars)
    expect.close(got, want, what=f"{n} rows with times of their own", rtol=1e-4, hint=advice)

# %% [markdown]
# ## 8. What the network learns
#
# Write `diffusion_loss(predict, x0, t, noise, bars)`: make $x_t$, let the network say which noise is in it
# (`predict(xt, t)`, which returns (n, d)), and return the **mean** squared error of its answer, over all rows and
# pixels: a tensor with one number, so that one can train with it.


# %% task="diffusion_loss"
def diffusion_loss(predict, x0, t, noise, bars):
    """predict: takes (n, d) and times (n,), returns (n, d). Returns a tensor with one number."""
    ### BEGIN SOLUTION
    xt = noised(x0, t, noise, bars)
    return F.mse_loss(predict(xt, t), noise)
    ### END SOLUTION


# %% [markdown] hints="diffusion_loss"
# - when "a network that always says 0": Its mean squared error is the mean of the squares of the target. What is the
#   target?
# - when "a network that looks": Which picture does the network see, the clean one or the noisy one? And is it the
#   mean?
# - when "the slope of the loss": The way from the loss to the weights of the network must be open.
# 1. Section 8 of the chapter.
# 2. The network sees the noisy picture and the time. It is right when it says the noise.
# 3. Two lines: the jump of part 7; then the mean squared error of `predict(...)` and the noise.

# %% [markdown] solution="diffusion_loss"
# The noise is both: part of the input, and the target. A network that always says 0 has a loss near 1, the variance
# of the noise; that is the baseline. Ho et al. (2020) found that this simple mean, without weights for the times,
# draws best. Predicting the picture in place of the noise is possible, too: each follows from the other and $x_t$.
# But then the loss weighs the times in another way.

# %% test="diffusion" points=1
# diffusion_loss is the mean squared error of the predicted noise, and has a slope.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import drawing

rng = fresh.rng()
bars = drawing.bars_of(torch.tensor(rng.uniform(0.1, 0.3, size=9), dtype=torch.float32))
make, slope_of_loss = answer.send(drawing.linear_predictor), answer.send(drawing.slope_of_loss)
for n, d in ((3, 2), (6, 4)):
    x0, noise = (torch.tensor(rng.uniform(0.5, 2, size=(n, d)), dtype=torch.float32) for _ in range(2))
    weight = torch.tensor(rng.uniform(0.2, 1, size=(d, d)), dtype=torch.float32)
    t = torch.tensor(rng.integers(1, 10, size=n))
    xt = bars[t].sqrt()[:, None] * x0 + (1 - bars[t]).sqrt()[:, None] * noise

    def nothing(xt, t):
        return 0 * xt

    got = answer.diffusion_loss(answer.send(nothing), x0, t, noise, bars)
    what = "the loss of a network that always says 0"
    expect.close(got, noise.square().mean(), what=what, rtol=1e-4, hint="The mean of the squared noise.")
    missed = xt @ weight + t[:, None] / 10 - noise
    got = answer.diffusion_loss(make(weight), x0, t, noise, bars)
    what = "the loss of a network that looks at the picture and at the time"
    expect.close(got, missed.square().mean(), what=what, rtol=1e-4, hint="It sees the noisy picture.")
    slope = slope_of_loss(answer.diffusion_loss, make(weight), x0, t, noise, bars)
    want = 2 * xt.T @ missed / missed.numel()
    what = "the slope of the loss with respect to the network's weights"
    expect.close(slope, want, what=what, rtol=1e-3, atol=1e-5, hint="Nothing may cut the gradient.")

# %% [markdown]
# ## 9. One step back
#
# Write `step_back(xt, t, predicted, noise, bars)`: from $x_t$ to $x_{t-1}$, with the predicted noise
# $\hat\varepsilon$ and new standard normal noise. All rows are at the same time t, from 1 to T. With $\alpha_t =
# \bar\alpha_t / \bar\alpha_{t-1}$ and $\beta_t = 1 - \alpha_t$:
#
# $$x_{t-1} = \frac{1}{\sqrt{\alpha_t}} \left( x_t - \frac{\beta_t}{\sqrt{1 - \bar\alpha_t}}\, \hat\varepsilon \right) +
# \sqrt{\frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\, \beta_t} \cdot \text{noise}$$


# %% task="step_back"
def step_back(xt, t, predicted, noise, bars):
    """xt, predicted, noise: float32 tensors (n, d); t: an int; bars: (T + 1,). Returns x at time t - 1, (n, d)."""
    ### BEGIN SOLUTION
    alpha = bars[t] / bars[t - 1]
    beta = 1 - alpha
    mean = (xt - beta / (1 - bars[t]).sqrt() * predicted) / alpha.sqrt()
    variance = (1 - bars[t - 1]) / (1 - bars[t]) * beta
    return mean + variance.sqrt() * noise
    ### END SOLUTION


# %% [markdown] hints="step_back"
# - when "without new noise": The second term is 0 here. Compare the first one with the formula: which bar, and what
#   is under a root?
# - when "with new noise": The first term is right. What stands under the root of the second one is a variance.
# - when "the last step": At t = 1 no noise is added. What is the product at time 0?
# 1. Section 9 of the chapter; the formula stands above.
# 2. First alpha and beta of this time, two numbers. Then the two terms.
# 3. `bars[t - 1]` is the product of the time before. At t = 1 it is 1, so that the variance becomes 0 by itself.

# %% [markdown] solution="step_back"
# The first term removes a part of the predicted noise and undoes the shrinking of one step. The second one adds a
# little new noise, as much as the true step back has. At t = 1 the product at time 0 is 1, so the variance is 0, and
# nothing special needs to be said about the last step. With $\sigma^2 = \beta_t$, which Ho et al. tried as well, one
# has to.

# %% test="back" points=0.5
# step_back is the formula, in the middle of the way.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import drawing

rng = fresh.rng()
bars = drawing.bars_of(torch.tensor(rng.uniform(0.1, 0.3, size=9), dtype=torch.float32))
for t in (9, 5, 2):
    xt, predicted, noise = (
        torch.tensor(rng.uniform(0.5, 2, size=(4, 3)), dtype=torch.float32) for _ in range(3)
    )
    for more, how in ((0 * noise, "without new noise"), (noise, "with new noise")):
        got = answer.step_back(xt, t, predicted, more, bars)
        want = drawing.step_back(xt, t, predicted, more, bars)
        what, advice = f"the step back from time {t} {how}", "Compare with the formula."
        expect.close(got, want, what=what, rtol=1e-3, atol=1e-5, hint=advice)

# %% test="last_step" points=0.5
# The last step back adds no noise, and ends at the picture that the predicted noise leaves.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import drawing

rng = fresh.rng()
bars = drawing.bars_of(torch.tensor(rng.uniform(0.1, 0.3, size=5), dtype=torch.float32))
x0, noise, more = (torch.tensor(rng.uniform(0.5, 2, size=(4, 3)), dtype=torch.float32) for _ in range(3))
x1 = bars[1].sqrt() * x0 + (1 - bars[1]).sqrt() * noise
got = answer.step_back(x1, 1, noise, more, bars)
expect.close(
    got, x0, what="the picture after the last step", rtol=1e-3, atol=1e-4, hint="The variance is 0 at t = 1."
)

# %% [markdown]
# ## 10. A judge for drawn pictures
#
# A classifier has read n generated pictures; row i holds its probabilities for the k classes. Write
# `judge(probabilities, sure, rare)`. It returns **two** numbers:
#
# 1. the **coverage**: how many classes are the most probable one of at least the share `rare` of the pictures;
# 2. the **certainty**: the share of the pictures whose highest probability is above `sure`.


# %% task="judge"
def judge(probabilities, sure, rare):
    """probabilities: float32 array (n, k), each row with the sum 1. Returns an int and a float."""
    ### BEGIN SOLUTION
    counts = np.bincount(probabilities.argmax(axis=1))
    coverage = int((counts / len(probabilities) >= rare).sum())
    certainty = float((probabilities.max(axis=1) > sure).mean())
    return coverage, certainty
    ### END SOLUTION


# %% [markdown] hints="judge"
# - when "the coverage": Count the most probable class of each picture, then ask which counts are large enough. "At
#   least" includes the limit itself.
# - when "the certainty": A picture is sure if its own highest probability is above the limit. The share of such
#   pictures is between 0 and 1.
# 1. Section 10 of the chapter; lesson 15 counts in the same way.
# 2. `argmax` over the classes for the first number, `max` over the classes for the second one.
# 3. `np.bincount` counts the classes; divide by the number of pictures, and compare with `rare`. The mean of a
#    comparison is a share.

# %% [markdown] solution="judge"
# Coverage and certainty belong together. A generator that draws one perfect seven has certainty 1 and coverage 1 of
# 10; one that draws noise may have coverage 10 and a small certainty. Counting with the mean *probability* of each
# class would be another measure: it also counts what the judge only suspects.

# %% test="judged" points=0.5
# judge returns the coverage and the certainty.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
names = ("the coverage", "the certainty")


def check(classes, highest, k, sure, rare):
    """classes: the most probable class of each picture, highest: its probability."""
    table = np.repeat(((1 - highest) / (k - 1))[:, None], k, axis=1)
    table[np.arange(len(classes)), classes] = highest
    counts = [int((classes == c).sum()) for c in range(k)]
    want = sum(count >= rare * len(classes) for count in counts), np.mean(highest > sure)
    got = answer.judge(table.astype(np.float32), sure, rare)
    returned = isinstance(got, list) and len(got) == 2
    expect.that(returned, "judge does not return two numbers.", hint="return coverage, certainty")
    for name, number, right in zip(names, got, want, strict=True):
        expect.close(
            number, right, what=f"{name} of {len(classes)} pictures", hint="See the two definitions."
        )


highest = np.array([0.95, 0.6, 0.97, 0.99, 0.75, 0.96, 0.6, 0.99])
check(np.array([0, 0, 0, 1, 2, 2, 2, 2]), highest, 4, 0.75, 0.125)
for n, k in ((40, 5), (100, 10)):
    classes = np.concatenate([np.full(n // 2, 1), np.full(n // 4, 3), rng.integers(0, k, size=n // 4)])
    highest = rng.choice([0.55, 0.65, 0.75, 0.85, 0.95], size=n)
    check(rng.permutation(classes), highest, k, 0.7, 0.1 + 0.001)

# %% [markdown]
# ## 11. Questions
#
# Answer without running code, then check yourself.
#
# `q11_slope`: A code has one number, with mean 1, log_var 0 and noise 4. The loss is $3 z$. How large is its slope
# with respect to `log_var`? A number.
#
# `q11_collapse`: A VAE draws the same grey mean of all digits, whatever the code. The divergence of each cloud is
# 0.00. What is the likely mistake in its loss?
#
# - a. The sum over the pixels was not divided by the number of pixels.
# - b. The mean was taken over the pixels, but the divergences were summed.
# - c. The divergence was forgotten.
# - d. The noise was drawn anew in each step.
#
# `q11_jumps`: With DDIM you draw with 10 steps in place of 100. What is true?
#
# - a. The network need not be trained again, and one noise always gives the same picture.
# - b. The network must be trained again with T = 10.
# - c. One noise gives another picture in each run.
# - d. It is exactly the same result as with 100 steps.
#
# `q11_ruler`: A "generator" simply returns pictures from the training set, chosen at random. What would coverage and
# certainty say?
#
# - a. Low coverage and high certainty: it is like mode collapse.
# - b. High coverage and low certainty, because nothing was learned.
# - c. Both excellent; only the distance to the nearest training picture gives it away.
# - d. Both low: a classifier recognises pictures that it has seen.

# %% task="questions"
# Make the names q11_slope (a number), q11_collapse, q11_jumps and q11_ruler (letters).
### BEGIN SOLUTION
q11_slope = 6
q11_collapse, q11_jumps, q11_ruler = "b", "a", "c"
### END SOLUTION

# %% [markdown] hints="questions"
# - when "q11_slope": How far does z move with log_var? By half of the standard deviation times the noise.
# - when "q11_collapse": In which case does the price of the clouds weigh far too much?
# - when "q11_jumps": Does the training of the network know how many steps the drawing will take?
# - when "q11_ruler": What would a classifier say about real pictures?
# 1. Sections 3 and 4 of the chapter for the first two, 9 and 10 for the others.
# 2. Chain rule: the slope of the loss with respect to z, times that of z with respect to log_var. For the choices,
#    imagine the extreme case.
# 3. With noise 1 in place of 4 the slope would be 1.5.

# %% [markdown] solution="questions"
# The number is the chain rule of section 4. In the choices, keep apart what a number measures from what one would
# like it to measure: the two terms of the ELBO must be on the same scale; a network that knows the noise at each time
# can be asked at any ten of them; and a judge who reads single pictures cannot know that they were copied.

# %% test="question_answers" points=0.5
# A slope, a collapse, fewer steps, and what a judge cannot see.
from lessonlib.check import answer, expect

advice = "The slope of the loss with respect to z is 3. Multiply it by that of z with respect to log_var."
expect.sealed(answer.q11_slope, "21_slope", "dd561c97448914b9", what="q11_slope", hint=advice)
advice = "Which term is too heavy?"
expect.sealed(
    answer.q11_collapse, "21_collapse", "4d8f401dcd28cb36", what="q11_collapse", options="abcd", hint=advice
)
advice = "What does one step of DDIM need?"
expect.sealed(answer.q11_jumps, "21_jumps", "6533ea71c2a2141e", what="q11_jumps", options="abcd", hint=advice)
advice = "The pictures are real."
expect.sealed(answer.q11_ruler, "21_ruler", "4e8807dd4229b0e0", what="q11_ruler", options="abcd", hint=advice)

# %% [markdown] why="21_slope" answer=6
# The slope of z with respect to log_var is $\frac12 e^{0} \cdot 4 = 2$, and that of the loss 3 times as much.

# %% [markdown] why="21_collapse" answer="b"
# `b`: then drawing weighs 64 times too little, and the free cloud is the cheapest way out. Without the divergence
# (`c`) clouds would move apart; new noise in each step (`d`) is right; and `a` describes the right loss.

# %% [markdown] why="21_jumps" answer="a"
# `a`: the network was trained for each time by itself, so it can be asked at any of them; and without new noise there
# is no chance on the way. Fewer steps come near the result of many (`d`), but not exactly.

# %% [markdown] why="21_ruler" answer="c"
# `c`: they *are* real pictures of all kinds. So beside every such number belongs a look at the nearest training
# pictures.

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: train a small network on `diffusion_loss` with your own `train`,
# and draw with your own `step_back`. The library's `NoisePredictor` is a good start.
