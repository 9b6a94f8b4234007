# %% [markdown]
# # Exercise 15: two networks that compete
#
# You write the losses of a GAN and one training step for each network, and find out which kinds a generator leaves out.
# The two parts of chapter 15 show each idea.
#
# **Time**: about 50 minutes. **Points**: 10, half a point or one for each test.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and run the
#   cell. Then run the tests below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("losses")` (with the name of the task) explains an answer, and what else would have
#   done.
# - In questions, a comment in the cell lists the names to set. Letters need quotes: `"a"`.
# - Cells with imports and helpers are given and locked. Run them, too: the next one makes small networks to try your
#   functions with.

# %% setup="imports"
import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import lessonlib.tf1 as tf
from lessonlib import viz

torch.set_num_threads(1)  # small tensors: a second thread would only be waited for


def new_networks(seed):
    """A generator, noise (n, 3) -> points (n, 2), and a discriminator, points (n, 2) -> logits (n, 1)."""
    torch.manual_seed(seed)
    generator = nn.Sequential(nn.Linear(3, 6), nn.Tanh(), nn.Linear(6, 2))
    discriminator = nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 1))
    return generator, discriminator


def sgd(network, lr):
    """An optimizer for the parameters of one network: a step subtracts lr times the gradient."""
    return torch.optim.SGD(network.parameters(), lr=lr)


def small_graph(seed):
    """A tiny GAN as a graph; both of its losses are to be maximised."""
    tf.reset_default_graph()
    rng = np.random.default_rng(seed)

    def variable(rows, columns):
        return tf.Variable(rng.normal(size=(rows, columns)).astype(np.float32))

    X, Z = (tf.placeholder(tf.float32, [None, size]) for size in (2, 3))
    G_vars, D_vars = [variable(3, 4), variable(4, 2)], [variable(2, 5), variable(5, 1)]

    def discriminator(points):
        return tf.sigmoid(tf.matmul(tf.tanh(tf.matmul(points, D_vars[0])), D_vars[1]))

    fakes = tf.matmul(tf.tanh(tf.matmul(Z, G_vars[0])), G_vars[1])
    loss_D = tf.reduce_mean(tf.log(discriminator(X)) + tf.log(1 - discriminator(fakes)))
    loss_G = tf.reduce_mean(tf.log(discriminator(fakes)))
    return {"X": X, "Z": Z, "loss_D": loss_D, "loss_G": loss_G, "D_vars": D_vars, "G_vars": G_vars}


# %% [markdown]
# ## 1. The losses
#
# The discriminator gives **logits** $s$, and $D = \sigma(s)$. Write three losses. Each is **one number to be
# minimised**, a mean over the examples:
#
# - `discriminator_loss(real_logits, fake_logits)`: mean of $-\log D(x)$ over the real examples, plus mean of
#   $-\log(1 - D(G(z)))$ over the fakes. There may be more fakes than real examples, or fewer.
# - `generator_loss(fake_logits)`: the **non-saturating** loss.
# - `minimax_loss(fake_logits)`: what the generator minimises in the value function.
#
# The arguments are float32 tensors (n,). The result is a tensor with one number, so that one can train with it.
# The losses must be right for logits such as 200 and -200, too.


# %% task="losses"
def discriminator_loss(real_logits, fake_logits):
    """real_logits: (n,), fake_logits: (m,). Returns a tensor with one number."""
    ### BEGIN SOLUTION
    return -F.logsigmoid(real_logits).mean() - F.logsigmoid(-fake_logits).mean()
    ### END SOLUTION


def generator_loss(fake_logits):
    """The non-saturating loss of the generator. fake_logits: (m,). Returns a tensor with one number."""
    ### BEGIN SOLUTION
    return -F.logsigmoid(fake_logits).mean()
    ### END SOLUTION


def minimax_loss(fake_logits):
    """The saturating loss of the generator. fake_logits: (m,). Returns a tensor with one number."""
    ### BEGIN SOLUTION
    return F.logsigmoid(-fake_logits).mean()
    ### END SOLUTION


# %% [markdown] hints="losses"
# - when "discriminator_loss of 3 real and 2 fake": Two means, one over the real examples and one over the
#   fakes. Then their sum.
# - when "generator_loss for D(G(z))": The generator wants D(G(z)) = 1. For such fakes its loss is 0, for bad
#   ones it is large.
# - when "minimax_loss for D(G(z))": The generator minimises its part of the value function as it is, without a
#   further sign.
# - when "for logits of 2 ": This is not about large logits. A mean or a sign is wrong, and a test above tells
#   which.
# - when "for logits of 200 ": For small logits this loss is right. Here the sigmoid has become exactly 0 or 1. Do
#   not take the logarithm of a probability, clipped or not.
# 1. Sections 3 and 4 of the chapter.
# 2. `F.logsigmoid` gives log D of a logit. The logarithm of 1 - D is the same function of the logit with the
#    other sign.
# 3. Real examples: minus the mean of logsigmoid. Fakes: change the sign of the logits first. The generator's
#    two losses use the fakes only; one has logits as they are, one with the other sign.

# %% [markdown] solution="losses"
# Each loss is a mean of `logsigmoid`, of the logits as they are for $\log D$, and of the logits with the other sign for
# $\log(1 - D)$, since $1 - \sigma(s) = \sigma(-s)$. The means over real examples and fakes are taken apart, so that
# each group counts the same, whatever its size. The trap is `torch.log(torch.sigmoid(s))`, which is minus infinity from
# a logit of about -89 on, and for $1 - D$ already above 16.6. `F.softplus` and `F.binary_cross_entropy_with_logits`
# with labels of ones or zeros are as good.

# %% test="loss_d" points=0.5
# discriminator_loss is the mean over the real examples plus the mean over the fakes.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh


def check(real, fake, what):
    D_real, D_fake = (1 / (1 + np.exp(-s.astype(np.float64))) for s in (real, fake))
    want = -np.log(D_real).mean() - np.log(1 - D_fake).mean()
    got = answer.discriminator_loss(torch.from_numpy(real), torch.from_numpy(fake))
    advice = "A mean over the real examples, a mean over the fakes; both are positive."
    expect.close(got, want, what=what, rtol=1e-4, hint=advice)


rng = fresh.rng()
for n, m in ((3, 2), (4, 4)):
    real, fake = (rng.normal(size=k).astype(np.float32) for k in (n, m))
    check(real, fake, f"discriminator_loss of {n} real and {m} fake")
for n, m in ((1, 7), (20, 5)):
    real, fake = (rng.normal(1, 2, size=k).astype(np.float32) for k in (n, m))
    check(real, fake, f"discriminator_loss of {n} real and {m} fake")

# %% test="loss_g" points=0.5
# generator_loss is the non-saturating loss.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for n in (1, 5, 30):
    D = rng.uniform(0.02, 0.98, size=n)
    logits = torch.tensor(np.log(D / (1 - D)), dtype=torch.float32)
    what = f"generator_loss for D(G(z)) = {D.round(2).tolist()[:3]}{'...' * (n > 3)}"
    advice = "Steep where D(G(z)) is near 0; 0 where it is 1."
    expect.close(answer.generator_loss(logits), -np.log(D).mean(), what=what, rtol=1e-4, hint=advice)

# %% test="loss_minimax" points=0.5
# minimax_loss is the generator's part of the value function.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for n in (1, 5, 30):
    D = rng.uniform(0.02, 0.98, size=n)
    logits = torch.tensor(np.log(D / (1 - D)), dtype=torch.float32)
    what = f"minimax_loss for D(G(z)) = {D.round(2).tolist()[:3]}{'...' * (n > 3)}"
    advice = "log(1 - D(G(z))) is negative, and falls when the fakes get better."
    expect.close(answer.minimax_loss(logits), np.log(1 - D).mean(), what=what, rtol=1e-4, hint=advice)

# %% test="loss_safe" points=0.5
# The losses are right for very large logits.
import math

import torch

from lessonlib.check import answer, expect, fresh

any_size = float(fresh.rng().integers(100, 2000))
for size, advice in (
    (2.0, "These are small logits: the loss itself is not right yet. See the tests above."),
    (200.0, "Where a sigmoid rounds to 0 or 1, its logarithm is lost. Use a function that takes logits."),
    (any_size, "The loss must grow with the logits, without end."),
):
    both = torch.tensor([-size, size])
    total = size + 2 * math.log1p(math.exp(-size))  # -log D of one of them, and -log(1 - D) of the other
    for name, loss, want in (
        ("discriminator_loss", answer.discriminator_loss(both, both), total),
        ("generator_loss", answer.generator_loss(both), total / 2),
        ("minimax_loss", answer.minimax_loss(both), -total / 2),
    ):
        expect.close(loss, want, what=f"{name} for logits of {size:g}", rtol=1e-4, hint=advice)

# %% [markdown]
# ## 2. One batch for the discriminator
#
# The discriminator is a classifier with two classes. Write `discriminator_batch(real, fakes)`. It returns **two**
# things: all examples in one array (or tensor), and their labels. The order of the rows is free, but each label must
# stand in the place of its example. Use the labels of the chapter: which class has 1, which has 0?


# %% task="discriminator_batch"
def discriminator_batch(real, fakes):
    """real: array (n, d), fakes: array (m, d). Returns X (n + m, d) and y (n + m,) or (n + m, 1)."""
    ### BEGIN SOLUTION
    return np.concatenate([real, fakes]), np.concatenate([np.ones(len(real)), np.zeros(len(fakes))])
    ### END SOLUTION


# %% [markdown] hints="discriminator_batch"
# - when "the labels of the real examples": D(x) is the probability that x is real. Which class is then 1?
# 1. Section 2 of the chapter.
# 2. Put the rows below each other, and the labels in the same order.
# 3. As many ones as there are real examples, then as many zeros as fakes; n and m may differ.

# %% [markdown] solution="discriminator_batch"
# Examples and labels are put together in the same order, so each label keeps its example; the order itself is free, and
# shuffling both by one permutation would be right, too. Counting `len(real)` and `len(fakes)` apart matters as soon as
# the two groups have different sizes. The label 1 means real, because $D(x)$ is the probability of that class.

# %% test="labels" points=0.5
# discriminator_batch labels the real examples with 1 and the fakes with 0.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for n, m in ((3, 3), (5, 2), (1, 6)):
    real, fakes = rng.uniform(1, 2, size=(n, 4)), rng.uniform(-2, -1, size=(m, 4))
    got = answer.discriminator_batch(real, fakes)
    returned = isinstance(got, list) and len(got) == 2
    expect.that(returned, "discriminator_batch does not return two things.", hint="return X, y")
    X, y = np.array(got[0], dtype=float), np.array(got[1], dtype=float).reshape(-1)
    expect.shape(X, (n + m, 4), what="the examples")
    expect.shape(y, (n + m,), what="the labels")
    order = np.lexsort(X.T)
    rows = np.concatenate([real, fakes])
    what = "the examples, sorted"
    expect.close(X[order], rows[np.lexsort(rows.T)], what=what, hint="Each row once, as it is.")
    advice = "The label 1 means real."
    expect.close(y[X[:, 0] > 0], np.ones(n), what="the labels of the real examples", hint=advice)
    expect.close(y[X[:, 0] < 0], np.zeros(m), what="the labels of the fakes", hint=advice)

# %% [markdown]
# ## 3. One step by hand
#
# The smallest GAN: the generator has one parameter $g$ and always makes the number $g$. The discriminator has one
# parameter $w$, and $D(x) = \sigma(w x)$. There is one real example $x$. Write one training step without any
# library for gradients:
#
# 1. The discriminator makes a step **up** on $\log D(x) + \log(1 - D(g))$: add to $w$ the learning rate times the
#    derivative with respect to $w$.
# 2. Then the generator makes a step **up** on $\log D(g)$, in the same way with respect to $g$, and with the **new**
#    $w$.
#
# You need two derivatives: that of $\log\sigma(s)$ is $1 - \sigma(s)$, that of $\log(1-\sigma(s))$ is $-\sigma(s)$.
# Do not forget the inner derivative: $s$ is $w x$ or $w g$.


# %% task="step_by_hand"
def step_by_hand(g, w, x, lr):
    """g, w, x, lr: numbers. Returns the new g and the new w."""

    ### BEGIN SOLUTION
    def sigmoid(s):
        return 1 / (1 + math.exp(-s))

    w = w + lr * ((1 - sigmoid(w * x)) * x - sigmoid(w * g) * g)
    g = g + lr * (1 - sigmoid(w * g)) * w
    return g, w
    ### END SOLUTION


# %% [markdown] hints="step_by_hand"
# - when "the new w for": Two terms, one of the real example and one of the fake. Up means: add.
# - when "the new g for": Is it the new w that you use, and is w the inner derivative?
# 1. Section 3 of the chapter walks such a path, with the gradients of PyTorch.
# 2. For w: the real term times x, the fake term times g. For g there is only one term, times w.
# 3. The real term is 1 minus sigmoid of w x, the fake term is minus sigmoid of w g. The generator's is 1 minus
#    sigmoid of w g. Each times learning rate and inner derivative, added.

# %% [markdown] solution="step_by_hand"
# The real example pulls $w$ by $(1 - \sigma(wx))\,x$, the fake by $-\sigma(wg)\,g$: each derivative of the logarithm
# times the inner derivative. The generator then uses the new $w$, as in a program that runs one half after the other.
# With the old one, both would move at the same time, as on the path in section 3 of the chapter. $1 - \sigma(s)$ is
# $\sigma(-s)$, which saves a subtraction.

# %% test="by_hand" points=1
# step_by_hand moves w, then g with the new w.
import torch

from lessonlib.check import answer, expect, fresh

autograd = ("torch.autograd.grad", "torch.autograd.backward", "lessonlib.tf1.gradients")
cases = [(1.0, 0.0, 2.0, 0.1), (0.5, -1.0, 3.0, 0.5), (-2.0, 0.7, 1.0, 0.2)]
cases += [
    (-0.3, -0.2, 0.0, 1.0),
    *fresh.rng().uniform([-4, -2, -3, 0.1], [4, 2, 3, 1], size=(4, 4)).round(2).tolist(),
]
for g, w, x, lr in cases:
    with answer.calls_of(*autograd) as calls:
        got = answer.step_by_hand(g, w, x, lr)
    expect.equal(
        calls, dict.fromkeys(autograd, 0), what="the calls of autograd", hint="Write the derivatives."
    )
    returned = isinstance(got, list) and len(got) == 2
    expect.that(returned, "step_by_hand does not return two numbers.", hint="return g, w")
    at = torch.tensor(w, dtype=torch.float64, requires_grad=True)
    up = torch.log(torch.sigmoid(at * x)) + torch.log(1 - torch.sigmoid(at * g))
    new_w = w + lr * torch.autograd.grad(up, at)[0].item()
    at = torch.tensor(g, dtype=torch.float64, requires_grad=True)
    new_g = g + lr * torch.autograd.grad(torch.log(torch.sigmoid(new_w * at)), at)[0].item()
    which = f"g = {g}, w = {w}, x = {x}, lr = {lr}"
    expect.close(
        got[1], new_w, what=f"the new w for {which}", hint="First the discriminator, with the old g."
    )
    expect.close(got[0], new_g, what=f"the new g for {which}", hint="Then the generator, with the new w.")

# %% [markdown]
# ## 4. The step of the discriminator
#
# Write `update_discriminator`. It makes **one** step of the discriminator on real examples and on the fakes that the
# generator makes from z, with the loss of part 1, and returns the loss **before** the step as a number.
#
# - `optimizer` holds the parameters of the discriminator only. (`sgd` in the cell at the top makes such an optimizer.)
# - Gradients that stand in the discriminator from earlier steps must not count.
# - After the call, the **generator** has no gradients: none, or zeros.


# %% task="update_discriminator"
def update_discriminator(generator, discriminator, real, z, optimizer):
    """real: (n, 2), z: (m, 3), float32 tensors. The networks: see `new_networks`. Returns a float."""
    ### BEGIN SOLUTION
    fakes = generator(z).detach()
    loss = discriminator_loss(discriminator(real)[:, 0], discriminator(fakes)[:, 0])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
    ### END SOLUTION


# %% [markdown] hints="update_discriminator"
# - when "the gradients of the generator": In this half of a step, the fakes are data. Cut them off from the
#   network that made them.
# - when "the step after old gradients": PyTorch adds new gradients to the old ones. Which line makes them zero?
# - when "the loss before the step": Mean over the real examples plus mean over the fakes. Is it the loss that you
#   calculated before the step?
# 1. The end of section 3 of the chapter, and section 8 in its second part.
# 2. Make fakes; cut them off; loss; then the usual three lines of a step.
# 3. `detach()` cuts a tensor off. The discriminator's output is (n, 1); `[:, 0]` makes (n,) of it. `item()`
#    makes a number of the loss.

# %% [markdown] solution="update_discriminator"
# The fakes are data in this half: `detach()` cuts the way back to the generator, and so does making them under
# `torch.no_grad()`. `zero_grad()` removes what the generator's half has left in the discriminator. The loss is computed
# once, before the step, and `item()` makes a number of it. Real examples and fakes may also go through the
# discriminator in one batch, if their logits are divided again, so that each group gets its own mean.
# `torch.autograd.grad` with the discriminator's parameters leaves nothing in the generator either.

# %% test="d_step" points=1
# update_discriminator makes one step down on the discriminator's loss.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.adversaries import discriminator_step, networks, sgd, states

torch.manual_seed(fresh.seed)
make, make_optimizer = answer.send(networks), answer.send(sgd)
for n, m, lr in ((8, 8, 0.5), (5, 9, 0.1)):
    G, D = states()  # the parameters of this step
    theirs = make()
    for network, state in zip(theirs, (G, D), strict=True):
        network.load_state_dict(state)
    real, z = torch.randn(n, 2) + 1, torch.randn(m, 3)
    loss, slopes = discriminator_step(G, D, real, z)
    got = answer.update_discriminator(*theirs, real, z, make_optimizer(theirs[1], lr))
    what = f"the loss before the step, for {n} real examples and {m} fakes"
    expect.close(got, loss, what=what, rtol=1e-4, hint="See part 1.")
    advice = "Loss, zero_grad, backward, step: once each, with the optimizer that is given."
    new = theirs[1].state_dict()
    for name in D:
        want = (D[name] - lr * slopes[name]).numpy()
        what = "the discriminator after the step"
        expect.close(new[name], want, what=what, rtol=1e-4, atol=1e-5, hint=advice)

# %% test="d_step_alone" points=0.5
# update_discriminator changes the discriminator and leaves the generator alone: weights and gradients.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.adversaries import (
    along,
    discriminator_step,
    largest_gradients,
    networks,
    sgd,
    states,
)

torch.manual_seed(fresh.seed)
theirs = answer.send(networks)()
G, D = states()
for network, state in zip(theirs, (G, D), strict=True):
    network.load_state_dict(state)
real, z = torch.randn(20, 2) + 1, torch.randn(20, 3)
answer.update_discriminator(*theirs, real, z, answer.send(sgd)(theirs[1], 0.1))
for name, part in theirs[0].state_dict().items():
    what = "the weights of the generator"
    expect.close(part, G[name], what=what, hint="Only the discriminator learns here.")
what = "the gradients of the generator"
sizes = answer.send(largest_gradients)(theirs[0])
expect.close(sizes, np.zeros(4), what=what, hint="Fakes are data here: detach them.")
_, slopes = discriminator_step(G, D, real, z)
what = "the step of the discriminator: what of it goes against the gradient, as a share of the whole step,"
share = along(D, theirs[1].state_dict(), slopes)
expect.between(share, 0.98, 1.001, what=what, hint="Does the optimizer make a step?")

# %% test="d_step_fresh" points=0.5
# update_discriminator does not count gradients of earlier steps.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.adversaries import (
    along,
    discriminator_step,
    leave_gradients,
    networks,
    sgd,
    states,
)

torch.manual_seed(fresh.seed)
theirs = answer.send(networks)()
G, D = states()
for network, state in zip(theirs, (G, D), strict=True):
    network.load_state_dict(state)
real, z = torch.randn(6, 2), torch.randn(6, 3)
answer.send(leave_gradients)(theirs[1])
answer.update_discriminator(*theirs, real, z, answer.send(sgd)(theirs[1], 0.5))
_, slopes = discriminator_step(G, D, real, z)
what = "the step after old gradients: what of it goes against the gradient, as a share of the whole step,"
share = along(D, theirs[1].state_dict(), slopes)
expect.between(share, 0.98, 1.001, what=what, hint="Set the gradients to zero before backward.")

# %% [markdown]
# ## 5. The step of the generator, and two optimizers
#
# - `update_generator` makes one step of the generator with the **non-saturating** loss and returns the loss before
#   the step as a number. `optimizer` holds the generator's parameters only. Old gradients must not count.
# - `make_optimizers(generator, discriminator, lr)` returns **two** optimizers, first the discriminator's, then the
#   generator's. Take any kind from `torch.optim` whose `step()` needs no argument. A step of one must not change the
#   other network, whatever gradients stand there.


# %% task="update_generator"
def update_generator(generator, discriminator, z, optimizer):
    """z: float32 tensor (m, 3). Returns a float."""
    ### BEGIN SOLUTION
    loss = generator_loss(discriminator(generator(z))[:, 0])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
    ### END SOLUTION


def make_optimizers(generator, discriminator, lr):
    """Returns the optimizer of the discriminator and the optimizer of the generator."""
    ### BEGIN SOLUTION
    return tuple(torch.optim.Adam(network.parameters(), lr=lr) for network in (discriminator, generator))
    ### END SOLUTION


# %% [markdown] hints="update_generator"
# - when "the generator after the step": Is the way from the loss back to the generator open, and does the step go
#   down on the generator's own loss?
# - when "changed the": An optimizer changes all parameters that it was made with. Which ones does it need?
# 1. The end of section 3 of the chapter.
# 2. The loss comes from the discriminator's logits for new fakes. Nothing is detached here. For the optimizers:
#    each gets `parameters()` of one network.
# 3. Noise, generator, discriminator, `[:, 0]`, loss; then zero_grad, backward, step. No real examples are
#    needed.

# %% [markdown] solution="update_generator"
# Nothing is detached here: the gradient must pass through the discriminator to reach the generator. It also leaves
# gradients in the discriminator, which do no harm, because its optimizer does not step, and removes them before its own
# step. (`loss.backward(inputs=...)` with the generator's parameters avoids them.) `make_optimizers` gives each
# optimizer one network; which kind it is does not matter for that, and RMSprop or SGD are right, too.

# %% test="g_step" points=1
# update_generator makes one step down on the non-saturating loss.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.adversaries import generator_step, leave_gradients, networks, sgd, states

torch.manual_seed(fresh.seed)
make, make_optimizer, leave = (answer.send(function) for function in (networks, sgd, leave_gradients))
for m, lr in ((8, 0.5), (3, 0.2)):
    G, D = states()  # the parameters of this step
    theirs = make()
    for network, state in zip(theirs, (G, D), strict=True):
        network.load_state_dict(state)
        leave(network)
    z = torch.randn(m, 3)
    loss, slopes = generator_step(G, D, z)
    got = answer.update_generator(*theirs, z, make_optimizer(theirs[0], lr))
    expect.close(got, loss, what="the generator's loss before the step", rtol=1e-4, hint="See part 1.")
    advice = "No detach here; zero_grad before backward; the non-saturating loss."
    new = theirs[0].state_dict()
    for name in G:
        want = (G[name] - lr * slopes[name]).numpy()
        expect.close(new[name], want, what="the generator after the step", rtol=1e-4, atol=1e-5, hint=advice)
    for name, part in theirs[1].state_dict().items():
        what = "the discriminator after a step of the generator"
        expect.close(part, D[name], what=what, hint="It stands still in this half.")

# %% test="optimizers" points=0.5
# Each optimizer changes its own network against its gradients, as far as lr says, and not the other one.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.adversaries import leave_gradients, networks, states

torch.manual_seed(fresh.seed)
make, leave = answer.send(networks), answer.send(leave_gradients)
for which, name, other in ((0, "discriminator", "generator"), (1, "generator", "discriminator")):
    given = states()
    numbers = [[torch.randn(part.shape) for part in state.values()] for state in given]
    gradients = [
        [part + part.sign() for part in parts] for parts in numbers
    ]  # none so small that a decay outdoes it
    steps = []
    for lr in (0.05, 0.2):
        theirs = make()
        for network, state, parts in zip(theirs, given, gradients, strict=True):
            network.load_state_dict(state)
            leave(network, parts)
        got = answer.make_optimizers(*theirs, lr)
        returned = isinstance(got, list) and len(got) == 2
        expect.that(returned, "make_optimizers does not return two optimizers.", hint="return one, other")
        expect.that(hasattr(got[which], "step"), "make_optimizers does not return optimizers.")
        got[which].step()
        moved = {
            key: [torch.as_tensor(after[part]) - before[part] for part in before]
            for key, before, after in zip(
                ("generator", "discriminator"),
                given,
                [network.state_dict() for network in theirs],
                strict=True,
            )
        }
        advice = f"The {('first', 'second')[which]} optimizer is for the {name}."
        changed = any(bool(change.any()) for change in moved[other])
        expect.that(not changed, f"A step of the {name}'s optimizer changed the {other}.", hint=advice)
        against = [
            bool((change * part <= 0).all() and change.any())
            for change, part in zip(moved[name], gradients[1 - which], strict=True)
        ]
        message = f"It did not move all parameters of the {name} against their gradients."
        expect.that(all(against), message, hint=advice)
        steps.append(float(torch.cat([change.flatten() for change in moved[name]]).norm()))
    what = f"the step of the {name}'s optimizer with lr 0.2, divided by that with lr 0.05,"
    expect.between(steps[1] / steps[0], 3.9, 4.1, what=what, hint="Hand lr on to the optimizer.")

# %% [markdown]
# ## 6. The same in a graph
#
# `small_graph` in the cell at the top builds a GAN in the old way: **both** losses are to be *maximised*. Write
# `train_operations`. It returns two operations, first the training of the discriminator, then that of the generator.
# Use a `tf.train.AdamOptimizer` (or `GradientDescentOptimizer`) with the learning rate `lr`.


# %% task="train_operations"
def train_operations(loss_D, loss_G, D_vars, G_vars, lr):
    """loss_D, loss_G: tensors, to be maximised; D_vars, G_vars: lists of variables. Returns train_D, train_G."""
    ### BEGIN SOLUTION
    train_D = tf.train.AdamOptimizer(lr).minimize(-loss_D, var_list=D_vars)
    train_G = tf.train.AdamOptimizer(lr).minimize(-loss_G, var_list=G_vars)
    return train_D, train_G
    ### END SOLUTION


# %% [markdown] hints="train_operations"
# - when "must not change the": Without a list, an optimizer changes all trainable variables.
# - when "fell from": Optimizers minimise. These losses are to become larger.
# 1. Section 6 of the chapter.
# 2. To maximise a number is to minimise the number with the other sign.
# 3. Two optimizers; each minimises minus its loss, with its own variables as `var_list`.

# %% [markdown] solution="train_operations"
# Two things: the sign, because optimizers minimise and these losses are to be maximised, and `var_list`, because an
# optimizer takes all trainable variables if it is not told. One optimizer object may serve for both operations.
# `compute_gradients` and `apply_gradients`, or `tf.gradients` by hand, do the same in more lines.

# %% test="graph_own" points=0.5
# Each training operation changes the variables of its own network only, as far as lr says.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph, send_graph
from lessonlib.check.references.adversaries import gan_graph

rng = fresh.rng()
ours = gan_graph(rng)
sizes = {"train_D": [], "train_G": []}
for lr in (0.01, 0.03):
    theirs = send_graph(answer, ours)
    with theirs["graph"].as_default():
        given = [theirs[name] for name in ("loss_D", "loss_G", "D_vars", "G_vars")]
        operations = answer.train_operations(*given, lr)
    returned = isinstance(operations, list) and len(operations) == 2
    expect.that(returned, "train_operations does not return two operations.", hint="train_D, train_G")
    graph = fetch_graph({**theirs, "train": operations})
    own = {"train_D": ("D_vars", "G_vars", "D_slopes"), "train_G": ("G_vars", "D_vars", "G_slopes")}
    for operation, (name, (mine, other, slope)) in zip(graph["train"], own.items(), strict=True):
        fetches = [graph[mine], graph[other], graph[slope]]
        with graph["graph"].as_default(), tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            before, others, slopes = sess.run(fetches)
            sess.run(operation)
            after, others_after, _ = sess.run(fetches)
        networks = {"D_vars": "discriminator", "G_vars": "generator"}
        advice = "Give each optimizer the variables that it may change: var_list."
        same = all(np.array_equal(a, b) for a, b in zip(others, others_after, strict=True))
        expect.that(same, f"{name} must not change the {networks[other]}.", hint=advice)
        changes = [np.ravel(b - a) for a, b in zip(before, after, strict=True)]
        turns = np.concatenate([change * g.ravel() for change, g in zip(changes, slopes, strict=True)])
        along = bool((turns >= 0).all() or (turns <= 0).all()) and bool(turns.any())
        expect.that(along, f"{name} does not change the {networks[mine]} along its gradient.", hint=advice)
        sizes[name].append(float(np.linalg.norm(np.concatenate(changes))))
for name, (small, large) in sizes.items():
    what = f"the step of {name} with lr 0.03, divided by that with lr 0.01,"
    expect.between(large / small, 2.9, 3.1, what=what, hint="Hand lr on to the optimizer.")

# %% test="graph_direction" points=0.5
# Each training operation makes its loss larger.
import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph, send_graph
from lessonlib.check.references.adversaries import gan_graph

theirs = send_graph(answer, gan_graph(fresh.rng()))
with theirs["graph"].as_default():
    given = [theirs[name] for name in ("loss_D", "loss_G", "D_vars", "G_vars")]
    operations = answer.train_operations(*given, 0.01)
returned = isinstance(operations, list) and len(operations) == 2
expect.that(returned, "train_operations does not return two operations.", hint="train_D, train_G")
graph = fetch_graph({**theirs, "train": operations})
for operation, name in zip(graph["train"], ("loss_D", "loss_G"), strict=True):
    with graph["graph"].as_default(), tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        before = sess.run(graph[name])
        sess.run(operation)
        after = sess.run(graph[name])
    message = f"{name} fell from {before:.4f} to {after:.4f} in a step."
    expect.that(bool(after > before), message, hint="Both losses are to be maximised.")

# %% [markdown]
# ## 7. Count the modes
#
# Write `count_modes(points, centres, radius)`: for each centre, how many points belong to it. A point belongs to its
# **nearest** centre, if it lies within `radius` of it, and otherwise to none.


# %% task="count_modes"
def count_modes(points, centres, radius):
    """points: array (n, d), centres: array (k, d), radius: a number. Returns counts (k,)."""
    ### BEGIN SOLUTION
    distance = np.linalg.norm(points[:, None] - centres, axis=2)  # (n, k)
    nearest = distance.argmin(axis=1)
    return np.bincount(nearest[distance.min(axis=1) <= radius], minlength=len(centres))
    ### END SOLUTION


# %% [markdown] hints="count_modes"
# - when "the counts of five points": Two of the points are far from all centres. Do you count them?
# - when "points between two centres": A point may lie within the radius of two centres. It is counted once, for the
#   nearer one.
# 1. Section 5 of the chapter has such a function in PyTorch.
# 2. Distances of each point to each centre, a table (n, k). Then the smallest of each row, and where it is.
# 3. Drop the points whose smallest distance is too large. Count how often each centre is the nearest; centres
#    without points get 0.

# %% [markdown] solution="count_modes"
# The table of all distances, (n, k), is made in one expression by broadcasting; then the smallest of each row and its
# place. `bincount` with `minlength` keeps the centres without points. The traps: a far point still has a nearest
# centre, so the radius has to be asked for as well; and where circles overlap, a point must not be counted twice.
# `torch.cdist`, or a loop over the points, is as good.

# %% test="modes" points=1
# count_modes counts points near their nearest centre.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.adversaries import clearly_placed, counts_near


def check(points, centres, radius, want, what):
    got = np.array(answer.count_modes(points, centres, radius), dtype=float)
    expect.close(got, want, what=what, hint="Nearest centre, and only within the radius.")


centres = np.array([[0.0, 0], [4, 0], [0, 4]])
five = np.array([[0.1, 0.2], [-0.3, 0], [4.2, 0.1], [2, 2], [9, 9]])
two = np.array([[1.9, 0.0], [0.0, 2.1]])
for points, radius, want, what in (
    (five, 0.5, [2, 1, 0], "the counts of five points"),
    (two, 3.0, [1, 0, 1], "the counts of two points between two centres"),
):
    check(points, centres, radius, want, what)
rng = fresh.rng()
for n, k, d in ((200, 6, 2), (50, 3, 1), (80, 5, 4)):
    centres, points = rng.uniform(-3, 3, size=(k, d)), rng.uniform(-3, 3, size=(n, d))
    clear = clearly_placed(points, centres, 1.2)  # no point where rounding could decide
    want = counts_near(points[clear], centres, 1.2)
    check(points[clear], centres, 1.2, want, f"the counts of {clear.sum()} points and {k} centres")

# %% [markdown]
# ## 8. Questions
#
# Answer without running code, then check yourself.
#
# `q8_times`: The discriminator gives a fake $D(G(z)) = 0.01$. Take the derivative of each generator loss with respect
# to the logit. How many times as large is that of the non-saturating loss as that of the minimax loss? A number.
#
# `q8_label`: In the step of the generator you use `F.binary_cross_entropy_with_logits` for the non-saturating loss.
# Which label do the fakes get there? A number.
#
# `q8_guess`: The discriminator loss of part 1 stays near 1.386 = log 4, and the fakes look real. What does it mean?
#
# - a. The discriminator has learned nothing because of a mistake in the program.
# - b. The discriminator always says 1/2: it cannot tell the fakes from real examples any more.
# - c. The discriminator recognises all fakes.
# - d. The learning rate is too small.
#
# `q8_modes`: A GAN was trained on all ten digits. A good classifier reads 1000 of its fakes, as 0 to 9:
# `[2, 0, 11, 4, 0, 1, 0, 978, 3, 1]`. The loss of the generator is low, each picture looks good. What is it?
#
# - a. A success: the pictures are good and the loss is low.
# - b. Over-fitting of the classifier.
# - c. Mode collapse: nearly all fakes are of one kind.
# - d. A discriminator that is too strong, so that the gradients vanish.
#
# `q8_noise`: In training, each step takes new noise. Why do the sheets of pictures take the *same* noise each time?
#
# - a. So that a change of a picture comes from the generator alone, and one can follow it.
# - b. To save the time of drawing random numbers.
# - c. Because the generator has learned this noise by heart.
# - d. So that the pictures on a sheet look alike.

# %% task="questions"
# Make the names q8_times and q8_label (numbers), q8_guess, q8_modes and q8_noise (letters).
### BEGIN SOLUTION
q8_times, q8_label = 99, 1
q8_guess, q8_modes, q8_noise = "b", "c", "a"
### END SOLUTION

# %% [markdown] hints="questions"
# - when "q8_times": One derivative is -(1 - D), the other is -D. Divide.
# - when "q8_label": The generator wants the discriminator to say: real.
# - when "q8_modes": Look at the counts, not at the loss. How many kinds are made?
# 1. Sections 3, 4, 5 and 7 of the chapter.
# 2. log 4 is what a discriminator pays that says 1/2 for everything. Collapse is seen by counting.
# 3. With D = 0.2, the derivatives are -0.8 and -0.2: 4 times. The noise of a sheet is like the pose of a person
#    who is photographed each year.

# %% [markdown] solution="questions"
# The two numbers follow from section 4: $(1 - D)/D$, and a generator that wants to hear "real". In the choices, keep
# apart what a loss can tell and what only counting can: a loss of $\log 4$ is the result of guessing, a low loss of the
# generator says nothing about kinds that are missing, and a sheet is worth comparing only if its noise stays.

# %% test="question_numbers" points=0.5
# How much steeper the non-saturating loss is, and the label of fakes in the generator's step.
from lessonlib.check import answer, expect

advice = "Both derivatives are in section 4 of the chapter."
expect.sealed(answer.q8_times, "15_times", "854a1c73888dbaea", what="q8_times", hint=advice)
advice = "What should the discriminator say about them, if the generator could choose?"
expect.sealed(answer.q8_label, "15_label", "5935dfedc14d3450", what="q8_label", hint=advice)

# %% [markdown] why="15_times" answer=99
# $(1 - D) / D = 0.99 / 0.01$. The generator learns almost a hundred times as fast from its worst fakes.

# %% [markdown] why="15_label" answer=1
# 1: cross-entropy with the label 1 is $-\log D(G(z))$. The label says what the generator wants to hear, not what is
# true.

# %% test="question_choices" points=0.5
# What log 4 means, what the counts show, and why the noise of the sheets stays.
from lessonlib.check import answer, expect

advice = "Which D gives the loss 2 log 2?"
expect.sealed(answer.q8_guess, "15_guess", "d4ae7a589f0ec190", what="q8_guess", options="abcd", hint=advice)
advice = "How many of the ten kinds have a fair share?"
expect.sealed(answer.q8_modes, "15_modes", "2c48901b8b517870", what="q8_modes", options="abcd", hint=advice)
advice = "What could you not tell if both the noise and the generator changed?"
expect.sealed(answer.q8_noise, "15_noise", "d0046c93e40a85f9", what="q8_noise", options="abcd", hint=advice)

# %% [markdown] why="15_guess" answer="b"
# `b`: $-\log\frac12 - \log\frac12 = \log 4$. With good fakes this is how the game should end. Bad fakes and the same
# loss would point to `a`; a discriminator that recognises all fakes (`c`) has a loss near 0.

# %% [markdown] why="15_modes" answer="c"
# `c`: 978 of 1000 are sevens. Each picture alone looks good (`a`), so only counting shows it. With vanishing gradients
# (`d`) the pictures would not get good, and a classifier that over-fits (`b`) would not read so many as one digit.

# %% [markdown] why="15_noise" answer="a"
# `a`: what changes from sheet to sheet is then the generator's doing. The noise of the sheet takes no part in training,
# so nothing is learned by heart (`c`), its numbers differ from picture to picture (`d`), and drawing them takes no time
# (`b`).

# %% [markdown]
# **Look.** Your two steps train a GAN on one heap of points. Do the fakes find it?

# %%
torch.manual_seed(0)
centre = torch.tensor([[1.0, 0.5]])
generator, discriminator = new_networks(0)
discriminator_optimizer, generator_optimizer = make_optimizers(generator, discriminator, 0.03)
for _ in range(200):
    real = centre + 0.3 * torch.randn(64, 2)
    update_discriminator(generator, discriminator, real, torch.randn(64, 3), discriminator_optimizer)
    update_generator(generator, discriminator, torch.randn(64, 3), generator_optimizer)
with torch.no_grad():
    fakes = generator(torch.randn(64, 3))
print("of 64 fakes near the centre:", count_modes(fakes.numpy(), centre.numpy(), 0.8))
viz.scatter(torch.cat([real, fakes]), torch.arange(128) // 64, ("real", "fake"))

# %% [markdown]
# (With other optimizers than Adam it may take longer.)
#
# ## Done
#
# Save the notebook and hand it in. If you want more: print the count every 20 steps, and see how the fakes circle
# around the heap before they stay. Then try four heaps, with larger networks, and count the modes.
