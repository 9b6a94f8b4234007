# %% [markdown]
# # 10a. Training well: the way down
#
# You can build a network and train it. Now you learn to train it *well*. This first part is about the way down: which
# rows a step uses, what momentum and Adam do with the gradient, and how long the steps should be. The second part asks
# whether the network is also good on rows that it has not seen.
#
# **After this chapter you can**
#
# - say what a step does with all rows, with one row and with a batch, and why batches suit a GPU;
# - write momentum and Adam in a few lines;
# - compare optimizers fairly;
# - read from a curve whether the learning rate is too small or too large, and let it fall during the training.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lessons 3
# (gradient descent), 4 (cross-entropy) and 9 (MLP). No GPU, no network.

# %%
import os
import time

import numpy as np
import torch
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import data, training, viz
from lessonlib.models import MLP

torch.set_num_threads(1)  # for small tensors a second one only waits
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # short, for tests

patients = data.diabetes()
print(patients)
x_bmi = patients.train.X[:, 2]  # (242,), body mass index
target = patients.train.y[:, 0]  # (242,), one year later

# %% proof
assert patients.feature_names[2] == "bmi"
assert len(patients.train) == len(x_bmi) == 242
assert np.isclose(target.square().mean(), 1, atol=1e-4)
assert abs(x_bmi.mean()) < 1e-5

# %% [markdown]
# ## 1. All rows, one row, or a batch
#
# One step of gradient descent needs the gradient of the cost, which is a *mean* over all rows. With a million rows you
# calculate for a long time before the first small step. So estimate the gradient from a few rows:
#
# | name | rows for one step | other names |
# | --- | --- | --- |
# | gradient descent (GD) | all | *batch* gradient descent, full batch |
# | stochastic gradient descent | one | SGD, online learning |
# | mini-batch gradient descent | some, such as 16 to 512 | today often called SGD, too |
#
# Take care with these names. "Batch gradient descent" takes all rows, while the "batch size" is the number of rows in
# one step. And `SGD` in a library makes steps with as many rows as you give it.
#
# The data is real and noisy: how far has the disease of 442 patients with diabetes gone after one year? All columns are
# scaled as in lesson 3, so predicting the mean for everyone has an error of 1. We begin with one feature, the body mass
# index $x$, and a line $wx + b$. How different are the gradients of single rows?


# %%
def cost(w, b):
    """The mean squared error. w and b: tensors of one shape."""
    errors = w[..., None] * x_bmi + b[..., None] - target
    return (errors**2).mean(dim=-1)


def gradient(w, b, rows):
    """The gradient for these rows, (2,)."""
    error = w * x_bmi[rows] + b - target[rows]
    return torch.stack([2 * (error * x_bmi[rows]).mean(), 2 * error.mean()])


everyone = torch.arange(len(x_bmi))
print("all rows:  ", gradient(-0.5, 1.0, everyone).numpy().round(2))
for row in range(3):
    alone = gradient(-0.5, 1.0, everyone[row : row + 1])
    print(f"row {row} only:", alone.numpy().round(2))

# %% proof
single = torch.stack([gradient(-0.5, 1.0, everyone[i : i + 1]) for i in everyone])  # (242, 2)
assert torch.allclose(single.mean(dim=0), gradient(-0.5, 1.0, everyone), atol=1e-5)

# %% [markdown]
# Each row pulls in a direction of its own, and the mean of all these is the full gradient. So the gradient of a random
# batch is **right on average**, but noisy. How noisy? Draw many batches and measure the spread:

# %%
generator = torch.Generator().manual_seed(0)
spread = {}
for size in (1, 4, 16, 64):
    drawn = torch.randint(0, 242, (500, size), generator=generator)
    estimates = torch.stack([gradient(-0.5, 1.0, rows) for rows in drawn])
    spread[size] = estimates.std(dim=0)[0].item()
    times_root = spread[size] * size**0.5
    print(f"batch size {size:2}: spread {spread[size]:.2f}, ", end="")
    print(f"times the root of the size {times_root:.2f}")

# %% proof
assert all(0.85 < spread[1] / (spread[size] * size**0.5) < 1.15 for size in spread)

# %% [markdown]
# The last column hardly changes: the noise falls with $1/\sqrt{b}$ for the batch size $b$. A batch of 64 reads 64 times
# as many rows as a single one, but is only 8 times as exact. That is why a good step does not need all rows.
#
# **Your turn.** Batches of 4 rows give a gradient whose noise is 2. How large is the noise of batches of 100 rows? Set
# `noise_of_100`.

# %% try="noise"
noise_of_100 = ...

# %% solution="noise"
noise_of_100 = 0.4

# %% [markdown] solution="noise"
# There are 25 times as many rows, and the root of 25 is 5, so the noise is 2 / 5. For a tenth of the noise you would
# need 400 rows.

# %% [markdown] hints="noise"
# - when "got:      0.08": The noise falls with the *root* of the number of rows.
# 1. By which factor is the batch larger? Take its root.

# %% check="noise"
expect.predicted(noise_of_100, 0.4, what="The noise", hint="One over the root of the batch size.")

# %% wrong="noise" message="got:      0.08"
noise_of_100 = 0.08

# %% [markdown]
# Now walk. In each epoch the rows are shuffled, and each row is used once:


# %%
def batches_of_rows(n, batch_size, seed):
    """Row numbers of one batch after the other, without end."""
    rng = np.random.default_rng(seed)
    while True:
        order = rng.permutation(n)  # a new epoch
        for start in range(0, n, batch_size):
            yield order[start : start + batch_size]


def walk(batch_size, rates, seed=0):
    """w and b after each step, (steps + 1, 2), one step for each rate."""
    place, places = torch.tensor([-0.5, 1.0]), [(-0.5, 1.0)]
    batches = batches_of_rows(len(x_bmi), batch_size, seed)
    for rate, rows in zip(rates, batches, strict=False):
        place = place - rate * gradient(*place, rows)
        places.append(tuple(place.tolist()))
    return np.array(places)


paths = {f"batch size {size}": walk(size, [0.1] * 40) for size in (242, 16, 1)}
for name, path in paths.items():
    end = torch.tensor(path[-1])
    print(f"{name:14} cost after 40 steps {cost(*end):.3f}")
axes = {"x_range": (-0.8, 1.2), "y_range": (-0.7, 1.3), "names": ("w", "b")}
title = "The fewer rows in a step, the wilder the way"
viz.surface(cost, paths, **axes, title=title)

# %% proof
with tf.Graph().as_default():
    X_rows, y_rows = tf.placeholder(tf.float32, (None,)), tf.placeholder(tf.float32, (None,))
    rate = tf.placeholder(tf.float32, ())
    w, b = tf.Variable(-0.5), tf.Variable(1.0)
    line_cost = tf.reduce_mean(tf.square(w * X_rows + b - y_rows))
    step_down = tf.train.GradientDescentOptimizer(rate).minimize(line_cost)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for rows, _ in zip(batches_of_rows(242, 16, 0), range(40), strict=False):
            sess.run(step_down, {X_rows: x_bmi[rows].numpy(), y_rows: target[rows].numpy(), rate: 0.1})
        assert np.allclose(sess.run([w, b]), paths["batch size 16"][-1], atol=1e-4)
at_the_end = {name: cost(*torch.tensor(path[-1])).item() for name, path in paths.items()}
assert at_the_end["batch size 16"] < 1.1 * at_the_end["batch size 242"]
once = batches_of_rows(242, 16, 0)
assert sorted(np.concatenate([next(once) for _ in range(16)]).tolist()) == list(range(242))

# %% [markdown]
# - **All rows**: straight down. Each step reads 242 rows.
# - **16 rows**: a little noise and nearly the same place, with 15 times fewer rows.
# - **One row**: a wild path that never comes to rest. It walks around the lowest point.
#
# Some noise can even help, since it carries the weights of a network out of a poor place. But it does not go away by
# itself. Section 5 makes it smaller at the end.
#
# > **TensorFlow 1.** The batch comes through placeholders, `sess.run(step, {X: x[rows], Y: y[rows]})`, as in lesson 3.
# > The path is the same.
#
# **Your turn.** There are 242 rows, in batches of 16. How many steps has one epoch, if each row is used once? Set
# `steps_of_epoch`.

# %% try="steps_of_epoch"
steps_of_epoch = ...

# %% solution="steps_of_epoch"
steps_of_epoch = 16

# %% [markdown] solution="steps_of_epoch"
# 15 full batches use 240 rows, and a last small batch has the other 2. Some programs drop the last batch
# (`drop_last=True`); if the rows are shuffled anew in each epoch, other rows are left out each time.

# %% [markdown] hints="steps_of_epoch"
# - when "got:      15": Two rows are left over. They want to be learned from, too.
# - when "got:      15.125": There is no eighth of a step.
# 1. How many full batches are there, and what is left?

# %% check="steps_of_epoch"
expect.predicted(steps_of_epoch, 16, what="The number of steps", hint="The last batch may be small.")

# %% wrong="steps_of_epoch" message="got:      15"
steps_of_epoch = 15

# %% wrong="steps_of_epoch" message="got:      15.125"
steps_of_epoch = 242 / 16

# %% [markdown]
# **Does the batch size set the learning rate?** No: you choose both, but they are connected. Less noise allows a larger
# rate, up to the limit of lesson 3: 2 divided by the curvature, which is 2 here, so the limit is 1. The mean cost of
# steps 31 to 60, with two rates:
#
# | batch size | rate 0.1 | rate 0.7 |
# | --- | --- | --- |
# | 242 | 0.61 | 0.61 |
# | 16 | 0.66 | 1.00 |
# | 1 | 0.80 | beyond 1,000 |
#
# With the rate 0.7 all rows still arrive, batches of 16 stay clearly higher, and single rows fly away.

# %% proof
later = {}
for lr in (0.1, 0.7):
    for size in (242, 16, 1):
        places = torch.tensor(walk(size, [lr] * 60)[-30:].T, dtype=torch.float32)
        later[size, lr] = cost(*places).mean().item()
curvature = 2 * x_bmi.square().mean().item()
assert np.isclose(curvature, 2, atol=1e-3)
assert [round(later[size, 0.1], 2) for size in (242, 16, 1)] == [0.61, 0.66, 0.80]
assert [round(later[size, 0.7], 2) for size in (242, 16)] == [0.61, 1.00]
assert later[1, 0.7] > 1000

# %% [markdown]
# ## 2. Why batches suit a GPU
#
# A GPU has thousands of small calculators. With one row, most of them have nothing to do. But a layer is a matrix
# product, and many rows are one *larger* product:

# %%
rng = np.random.default_rng(0)
rows = rng.integers(-3, 4, size=(4, 3))
weights = rng.integers(-3, 4, size=(3, 2))
title = "4 rows through a layer with 3 inputs and 2 neurons"
viz.matrix(rows, "@", weights, "=", rows @ weights, title=title)

# %% proof
assert ((rows @ weights)[1] == rows[1] @ weights).all()

# %% [markdown]
# No row of the result needs another row, so all of them can be calculated at the same time, or one after the other.
# Which is faster? Measure it here, and on your GPU if you have one:


# %%
def microseconds(size, device, n=1000):
    """For one row of a layer 784 -> 256, with `size` rows at once."""
    batch = torch.randn(n, 784, device=device)
    weights = torch.randn(784, 256, device=device)
    times = []
    for _ in range(2 if FAST else 7):
        begin = time.perf_counter()
        outputs = [part @ weights for part in batch.split(size)]
        torch.cat(outputs).sum().item()  # waits until a GPU is done
        times.append(time.perf_counter() - begin)
    return 1e6 * min(times) / n  # other programs only make it longer


for device in ["cpu"] + ["cuda"] * torch.cuda.is_available():
    for size in (1, 10, 100, 1000):
        print(f"{device}, {size:4} rows at once: ", end="")
        print(f"{microseconds(size, device):6.2f} microseconds a row")

# %% [markdown]
# Your numbers will differ, but even on one CPU core the batch wins, for two reasons:
#
# - **Starting** an operation costs some microseconds, for one row as for a thousand.
# - **Memory.** Row by row, the processor fetches all 784 · 256 weights again for each row, and uses each for *one*
#   multiplication. A batch fetches them once and uses each of them for all its rows.
#
# So count the multiplications for each number that must be moved (inputs, weights and results): 1 for a single row, 9.5
# for 10 rows, 66 for 100, and 162 for 1,000. A GPU multiplies very fast, and with one row it mostly waits for the
# numbers.
#
# Is larger always better? No. Once the GPU is busy, a batch of twice the size takes twice as long, and section 1 showed
# that it does not bring twice the progress. It also needs more memory. Sizes from 32 to 512 are usual.

# %% proof
shares = []
for size in (1, 10, 100, 1000):
    multiplications = size * 784 * 256
    moved = size * 784 + 784 * 256 + size * 256
    shares.append(multiplications / moved)
assert [round(share, 1) for share in shares] == [1.0, 9.5, 65.9, 161.8]

# %% [markdown]
# **Your turn.** Starting an operation takes 5 microseconds, and each row of it another 0.01. How long do 1,000 rows
# take one by one, and how long in one batch? Set `one_by_one` and `at_once` to microseconds.

# %% try="start_costs"
one_by_one = ...
at_once = ...

# %% solution="start_costs"
one_by_one = 5010
at_once = 15

# %% [markdown] solution="start_costs"
# 1,000 starts cost 5,000 microseconds, one start costs 5; the rows themselves take 10 in both cases. The batch is 334
# times as fast, although it calculates exactly the same.

# %% [markdown] hints="start_costs"
# - when "got:      5.01": That is a single row.
# - when "got:      15000": One batch is *one* operation. How often does it start?
# 1. Count the starts, then add the time of the rows.

# %% check="start_costs"
expect.predicted(one_by_one, 5010, what="The time one by one", hint="1,000 starts.")
expect.predicted(at_once, 15, what="The time in one batch", hint="One start.")

# %% wrong="start_costs" message="got:      5.01"
one_by_one = 5.01
at_once = 15

# %% wrong="start_costs" message="got:      15000"
one_by_one = 5010
at_once = 15_000

# %% [markdown]
# ## 3. Momentum and Adam
#
# Lesson 3 showed a long valley. Across it the ground is steep, which limits the learning rate. Along it the ground is
# flat, and with this rate we hardly move.
#
# **Momentum** collects the gradients. Across the valley they change their sign again and again, and cancel. Along it
# they agree, and add up:
#
# $$s \leftarrow \beta s + g \qquad\qquad w \leftarrow w - \alpha s$$
#
# With $\beta = 0.9$ and a gradient that stays the same, $s$ grows towards $g + 0.9g + 0.81g + \dots = 10g$. So steps
# become up to $1 / (1 - \beta)$ times as long.
#
# **Your turn.** The gradient is 1 in each step, and $\beta = 0.5$. What is $s$ after three steps, if it starts at 0?
# Set `s_after_3`.

# %% try="sum_of_gradients"
s_after_3 = ...

# %% solution="sum_of_gradients"
s_after_3 = 1.75

# %% [markdown] solution="sum_of_gradients"
# 1, then 0.5 + 1 = 1.5, then 0.75 + 1 = 1.75. It approaches 2, which is $1 / (1 - 0.5)$, and never passes it.

# %% [markdown] hints="sum_of_gradients"
# - when "got:      3": Old gradients fade: in each step $s$ first loses half.
# - when "got:      0.875": Nothing divides the new gradient. That would be a running *mean*.
# 1. Write down three steps: half of the old $s$, plus 1.

# %% check="sum_of_gradients"
expect.predicted(s_after_3, 1.75, what="s after three steps", hint="Half of the old one, plus the gradient.")

# %% wrong="sum_of_gradients" message="got:      3"
s_after_3 = 3

# %% wrong="sum_of_gradients" message="got:      0.875"
s_after_3 = 0.875

# %% [markdown]
# **Adam** also gives each parameter *its own* step size. It keeps two running means, of the gradient and of its square,
# and divides:
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1) g \qquad v \leftarrow \beta_2 v + (1 - \beta_2) g^2$$
#
# $$\hat m = \frac{m}{1 - \beta_1^t} \qquad \hat v = \frac{v}{1 - \beta_2^t} \qquad w \leftarrow w - \alpha \frac{\hat
# m}{\sqrt{\hat v} + \varepsilon}$$
#
# $t$ counts the steps from 1. Usual values are $\alpha = 0.001$, $\beta_1 = 0.9$, $\beta_2 = 0.999$ and $\varepsilon =
# 10^{-8}$. Each method is a function that remembers something:


# %%
def gradient_descent(lr):
    return lambda w, g: w - lr * g


def momentum(lr, beta=0.9):
    s = 0.0

    def step(w, g):
        nonlocal s
        s = beta * s + g
        return w - lr * s

    return step


def adam(lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = v = 0.0
    t = 0

    def step(w, g):
        nonlocal m, v, t
        t += 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        return w - lr * m_hat / (np.sqrt(v_hat) + epsilon)

    return step


for g in (100.0, 1.0, -0.01):
    with_correction = adam(lr=0.01)(0.0, g)
    without = -0.01 * 0.1 * g / (np.sqrt(0.001 * g**2) + 1e-8)
    print(f"gradient {g:6}: first step {with_correction:7.4f}, ", end="")
    print(f"without the correction {without:7.4f}")

# %% proof
given_gradients = np.random.default_rng(3).normal(size=(50, 4))


def by_hand(step):
    w, places = np.ones(4), []
    for g in given_gradients:
        w = step(w, g)
        places.append(w)
    return np.array(places)


def by_torch(make_optimizer):
    w, places = torch.ones(4, dtype=torch.float64, requires_grad=True), []
    optimizer = make_optimizer([w])
    for g in given_gradients:
        w.grad = torch.tensor(g)
        optimizer.step()
        places.append(w.detach().numpy().copy())
    return np.array(places)


def by_graph(make_optimizer):
    with tf.Graph().as_default():
        w = tf.Variable(np.ones(4))
        g = tf.placeholder(tf.float64, shape=(4,))
        update = make_optimizer().apply_gradients([(g, w)])
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            return np.array([(sess.run(update, {g: row}), sess.run(w))[1] for row in given_gradients])


three_ways = (
    (
        gradient_descent(0.1),
        lambda p: torch.optim.SGD(p, lr=0.1),
        lambda: tf.train.GradientDescentOptimizer(0.1),
    ),
    (
        momentum(0.1),
        lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
        lambda: tf.train.MomentumOptimizer(0.1, 0.9),
    ),
    (adam(0.1), lambda p: torch.optim.Adam(p, lr=0.1), lambda: tf.train.AdamOptimizer(0.1)),
)
for step, in_torch, in_graph in three_ways:
    ours = by_hand(step)
    assert np.allclose(ours, by_torch(in_torch), atol=1e-9)
    assert np.allclose(ours, by_graph(in_graph), atol=1e-5)
for g in (100.0, 1.0, -0.01):
    assert np.isclose(abs(adam(lr=0.01)(0.0, g)), 0.01, rtol=1e-4)
assert round(0.1 / 0.001**0.5, 1) == 3.2

# %% [markdown]
# - The first step of Adam is as long as the learning rate, **whatever the size of the gradient**. So its rate has
#   another meaning than that of gradient descent. Never take a rate over from one to the other.
# - $m$ and $v$ start at 0. After one step $m$ is only $0.1 g$ and $v$ only $0.001 g^2$. The divisions by $1 - \beta^t$
#   repair this; without them the first step would be 3.2 times too long.
#
# `torch.optim.SGD(..., momentum=0.9)` and `torch.optim.Adam` take the same steps.
#
# > **TensorFlow 1.** `tf.train.MomentumOptimizer` and `tf.train.AdamOptimizer` do, too. TensorFlow adds $\varepsilon$
# > *before* the correction of $v$; you notice it only where gradients are about as small as $\varepsilon$.
#
# The running mean itself, for gradients that are 1 plus much noise:

# %%
noisy = 1 + np.random.default_rng(4).normal(size=60)
m, plain, corrected = 0.0, [], []
for t, g in enumerate(noisy, start=1):
    m = 0.9 * m + 0.1 * g
    plain.append(m)
    corrected.append(m / (1 - 0.9**t))
curves = {"gradient": noisy, "mean from 0": plain, "corrected mean": corrected}
title = "Much calmer; the correction matters at the start"
viz.learning_curves(curves, y="value", title=title)

# %% proof
assert np.std(plain[20:]) < 0.5 * noisy.std()
assert np.isclose(plain[0], 0.1 * corrected[0])
assert abs(plain[-1] - corrected[-1]) < 0.01

# %% [markdown]
# **Your turn.** The first two gradients are both 4. With $\beta_1 = 0.9$, how large is $m$ after these two steps, and
# how large is $\hat m$? Set `m_after_2` and `m_hat`.

# %% try="correction"
m_after_2 = ...
m_hat = ...

# %% solution="correction"
m_after_2 = 0.76
m_hat = 4

# %% [markdown] solution="correction"
# First 0.1 · 4 = 0.4, then 0.9 · 0.4 + 0.4 = 0.76. And $1 - 0.9^2 = 0.19$, so the corrected mean is 0.76 / 0.19 = 4:
# the mean of two fours.

# %% [markdown] hints="correction"
# - when "got:      0.8": The first gradient has already faded a little in the second step.
# - when "got:      7.6": In the second step $t$ is 2.
# 1. Two steps of the formula for $m$; then divide by 1 minus the square of 0.9.

# %% check="correction"
expect.predicted(
    m_after_2, 0.76, what="m after two steps", hint="0.9 of the old m, plus 0.1 of the gradient."
)
expect.predicted(m_hat, 4, what="The corrected mean", hint="What should a mean of 4 and 4 be?")

# %% wrong="correction" message="got:      0.8"
m_after_2 = 0.8
m_hat = 4

# %% wrong="correction" message="got:      7.6"
m_after_2 = 0.76
m_hat = 7.6

# %% [markdown]
# **Words differ.** Some texts write momentum as $s \leftarrow \beta s - \alpha g$, $w \leftarrow w + s$. The steps are
# the same as long as $\alpha$ stays the same.
#
# ## 4. A race on one surface
#
# Which of the three is better? Let them start at the same place in a long valley. Be fair: give *each* method its best
# learning rate from the same list.


# %%
def valley(w, b):
    """250 times as steep across as along."""
    return 0.01 * w**2 + 2.5 * b**2


def turned_valley(w, b):
    """The same valley, turned by 45 degrees."""
    return valley((w + b) / 2**0.5, (b - w) / 2**0.5)


TURN = np.array([[1, 1], [-1, 1]]) / 2**0.5
SLOPES = {
    valley: lambda place: np.array([0.02, 5.0]) * place,
    turned_valley: lambda place: TURN.T @ (np.array([0.02, 5.0]) * (TURN @ place)),
}


def descend(surface, step, start, num_steps=250):
    """The places after each step, (num_steps + 1, 2)."""
    places = [np.array(start)]
    for _ in range(num_steps):
        places.append(step(places[-1], SLOPES[surface](places[-1])))
    return np.array(places)


def steps_needed(surface, places):
    """After how many steps the height stays below 0.01."""
    high = np.flatnonzero(surface(*places.T) >= 0.01)
    return int(high[-1]) + 1


METHODS = {"gradient descent": gradient_descent, "momentum": momentum, "Adam": adam}
RATES = (0.01, 0.03, 0.1, 0.2, 0.3, 0.38, 0.5, 1.0)
STARTS = {valley: np.array([-4.0, 1.5]), turned_valley: TURN.T @ [-4.0, 1.5]}
needed = {}
for surface, start in STARTS.items():
    ways = {}
    for name, method in METHODS.items():
        runs = {lr: descend(surface, method(lr), start) for lr in RATES}
        best = min(RATES, key=lambda lr: steps_needed(surface, runs[lr]))
        ways[name] = runs[best][:41]
        needed[surface, name] = steps_needed(surface, runs[best])
        print(f"{name:16} best rate {best:4}, {needed[surface, name]:3} steps")
    title = f"{surface.__name__}: the first 40 steps".replace("_", " ")
    lowest = -4 if surface is turned_valley else -2
    ranges = {"x_range": (-4.5, 1.5), "y_range": (lowest, 2)}
    display(viz.surface(surface, ways, **ranges, title=title))

# %% proof
place = torch.tensor([-1.7, 0.4], dtype=torch.float64, requires_grad=True)
for surface, slope in SLOPES.items():
    (by_torch_slope,) = torch.autograd.grad(surface(*place), place)
    assert np.allclose(by_torch_slope, slope(place.detach().numpy()))
assert 2 * needed[valley, "momentum"] < needed[valley, "gradient descent"]
assert needed[valley, "gradient descent"] == needed[turned_valley, "gradient descent"]
assert needed[valley, "Adam"] < needed[turned_valley, "Adam"]

# %% [markdown]
# - **Gradient descent** zigzags across the valley and is slow along it.
# - **Momentum** swings at first. Then it is several times as fast, in both valleys.
# - **Adam** gives each axis its own step size. In a valley along an axis this is ideal; in the turned valley much of
#   the advantage is lost. Many demonstrations show only the first valley.
#
# **Play with it.** Which rate is too large for momentum, but not for Adam? Go up slowly from 0.1.

# %%
ranges = {"x_range": (-5, 3), "y_range": (-5, 3)}
start = (-3.8, -1.8)
viz.descent_explorer(turned_valley, start=start, lr=0.1, num_steps=60, **ranges)

# %% proof
for method, still_safe, thrown_out in ((gradient_descent, 0.39, 0.41), (momentum, 0.75, 0.77)):
    assert np.abs(descend(turned_valley, method(still_safe), start)).max() < 20
    assert np.abs(descend(turned_valley, method(thrown_out), start, num_steps=1000)).max() > 100
assert np.abs(descend(turned_valley, adam(1.0), start)).max() < 10

# %% [markdown]
# Gradient descent is thrown out from a rate of 0.4 on, momentum from about 0.76 on. Adam never is: its steps have about
# the length of the rate, so with a large one it only swings.
#
# **Your turn.** Here are the final losses of two methods with three rates. Somebody compares them at the rate 0.1. That
# is not fair. Repair the last line, so that each method counts with its best rate.

# %% try="fair_race"
losses = {
    "first": {0.01: 0.9, 0.1: 0.3, 1.0: 0.5},
    "second": {0.01: 0.2, 0.1: 0.4, 1.0: 3.0},
}
winner = min(losses, key=lambda name: losses[name][0.1])

# %% solution="fair_race"
losses = {
    "first": {0.01: 0.9, 0.1: 0.3, 1.0: 0.5},
    "second": {0.01: 0.2, 0.1: 0.4, 1.0: 3.0},
}
winner = min(losses, key=lambda name: min(losses[name].values()))

# %% [markdown] solution="fair_race"
# The best rates are 0.1 for the first and 0.01 for the second method, which then wins with 0.2 against 0.3. A method
# whose good rates lie elsewhere looks bad at a rate that was chosen for another one.

# %% [markdown] hints="fair_race"
# - when "winner is not right": A method need not be good with every rate. You will use only its best one.
# 1. `losses[name].values()` are the losses of one method. Which of them counts?

# %% check="fair_race"
expect.predicted(winner, "second", what="winner", hint="Take the smallest loss of each.")

# %% wrong="fair_race" message="winner is not right"
losses = {
    "first": {0.01: 0.9, 0.1: 0.3, 1.0: 0.5},
    "second": {0.01: 0.2, 0.1: 0.4, 1.0: 3.0},
}
winner = min(losses, key=lambda name: sum(losses[name].values()))

# %% [markdown]
# ### The same race with a network
#
# A surface with two parameters is a picture, not a proof. So race on a network that reads handwritten digits. To make
# it hard, it learns from only **1,000** of them: real MNIST digits if you have fetched them (lesson 12); otherwise the
# bundled digits stand in, and the cell says so.

# %%
digits = data.mnist()
few = digits.train.X[:1000], digits.train.y[:1000]


def losses_of(optimizer, num_epochs=6):
    """The training loss after each epoch, from the same start."""
    training.seed_everything(0)
    model = MLP((784, 100, 10))
    settings = {"num_epochs": num_epochs, "batch_size": 50, "progress": False}
    optimizer = optimizer(model.parameters())
    return training.fit(model, few, nn.CrossEntropyLoss(), optimizer, **settings)["loss"]


SGD, Adam = torch.optim.SGD, torch.optim.Adam
entries = {
    "gradient descent": (lambda p, lr: SGD(p, lr), (0.03, 0.1, 0.3, 1.0)),
    "momentum": (lambda p, lr: SGD(p, lr, momentum=0.9), (0.01, 0.03, 0.1, 0.3)),
    "Adam": (lambda p, lr: Adam(p, lr), (0.001, 0.003, 0.01, 0.03)),
}
best, best_rate = {}, {}
for name, (make, rates) in entries.items():
    runs = {lr: losses_of(lambda p, make=make, lr=lr: make(p, lr)) for lr in rates}
    print(name, {lr: round(min(run), 3) for lr, run in runs.items()})
    best_rate[name] = min(rates, key=lambda lr: min(runs[lr]))
    best[f"{name}, lr={best_rate[name]}"] = runs[best_rate[name]]
title = "With its best rate each, they are closer than you think"
viz.learning_curves(best, x="epoch", y="training loss", log_y=True, title=title)

# %% proof
assert max(curve[-1] for curve in best.values()) < 0.3
assert best_rate["momentum"] == 0.1
assert best_rate["Adam"] < best_rate["momentum"]

# %% [markdown]
# With its best rate each, momentum and Adam are close to each other, and plain gradient descent is behind. Look at the
# printed losses, too: the same method with two rates differs more than two methods with their best rates.
#
# So why does everybody use Adam? Because 0.001 is a good first try for very many networks. Momentum needs more search,
# and often ends as good or better. **A well-chosen learning rate matters more than the name of the method.**
#
# ## 5. The learning rate
#
# Now one method, momentum, with five rates. Choose a curve with the slider (the arrow keys work, too):

# %%
by_rate = {
    f"lr={lr}": losses_of(lambda p, lr=lr: SGD(p, lr, momentum=0.9), 12)
    for lr in (0.0003, 0.003, 0.03, 0.3, 3.0)
}
viz.learning_rate_explorer(by_rate, x="epoch", y="training loss")

# %% proof
assert min(by_rate, key=lambda name: by_rate[name][-1]) == "lr=0.03"
assert by_rate["lr=0.0003"][-1] > 1
assert not by_rate["lr=3.0"][-1] < 1
assert round(np.log(10), 1) == 2.3

# %% [markdown]
# - **Too small** (0.0003): the curve falls slowly and is still high at the end.
# - **Good** (0.03): down quickly. It is the best of these five, but not of all: in the finer list of section 4, 0.1 was
#   better still.
# - **Too large** (0.3, 3): high, jumping, or stuck. At log(10) = 2.3 the network knows nothing: it is the loss when
#   each digit gets the same probability.
#
# **How to find it.** The rate acts by *factors*, not by sums. So try powers of ten first, then once or twice between
# the two best. Take the largest rate that still trains smoothly, or a bit less.
#
# **Your turn.** The rates 0.001 and 0.1 were both good. Which rate lies in the middle between them, by factors? Set
# `middle`.

# %% try="middle"
middle = ...

# %% solution="middle"
middle = 0.01

# %% [markdown] solution="middle"
# From 0.001 to 0.01 is a factor of 10, and from there to 0.1 another one. In general it is the root of the product. The
# middle by sums, 0.0505, is half of the upper rate, but 50 times the lower one.

# %% [markdown] hints="middle"
# - when "got:      0.05": That is halfway by sums. It is 50 times the lower rate, and only half of the upper one.
# 1. Multiply the lower one by a factor, and the result by the same factor again. Then you should be at 0.1.

# %% check="middle"
expect.predicted(
    middle, 0.01, what="The rate in the middle", hint="The same factor from below and to the top."
)

# %% wrong="middle" message="got:      0.05"
middle = 0.0505

# %% [markdown]
# ### Let it fall: schedules
#
# A large rate is good at the start, when the way is long. At the end it only jumps around the lowest point. A
# **schedule** changes the rate from step to step (or from epoch to epoch):

# %%
S = torch.optim.lr_scheduler
SCHEDULES = {
    "exponential": lambda o: S.ExponentialLR(o, gamma=0.5 ** (1 / 20)),
    "in steps": lambda o: S.StepLR(o, step_size=20, gamma=0.1),
    "cosine": lambda o: S.CosineAnnealingLR(o, T_max=60),
    "warm-up": lambda o: S.OneCycleLR(o, max_lr=0.5, total_steps=60),
}


def rates_of(scheduler):
    """The learning rates of 60 steps."""
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
    schedule, rates = scheduler(optimizer), []
    for _ in range(60):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return rates


schedules = {name: rates_of(make) for name, make in SCHEDULES.items()}
title = "Four ways down, all small at the end"
viz.learning_curves(schedules, y="learning rate", title=title)

# %% proof
with tf.Graph().as_default():
    global_step = tf.Variable(0, trainable=False, name="global_step")
    falling = tf.train.exponential_decay(0.5, global_step, decay_steps=20, decay_rate=0.5)
    one_step = tf.train.GradientDescentOptimizer(falling).minimize(
        tf.square(tf.Variable(1.0)), global_step=global_step
    )
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        in_graph = [(sess.run(falling), sess.run(one_step))[0] for _ in range(60)]
assert np.allclose(in_graph, schedules["exponential"], rtol=1e-4)

# %% [markdown]
# > **TensorFlow 1.** The rate is a tensor that depends on the global step: `tf.train.exponential_decay(0.5,
# > global_step, decay_steps=20, decay_rate=0.5)` is the curve "exponential".
#
# **Your turn.** This is that curve: the rate starts at 0.5 and halves every 20 steps. How large is it after 60 steps?
# Set `rate_after_60`.

# %% try="halving"
rate_after_60 = ...

# %% solution="halving"
rate_after_60 = 0.0625

# %% [markdown] solution="halving"
# Three halvings: 0.25, 0.125, 0.0625. An exponential schedule never reaches 0; a cosine does.

# %% [markdown] hints="halving"
# - when "got:      0.125": That is the rate after 40 steps.
# 1. How often is it halved in 60 steps?

# %% check="halving"
expect.predicted(rate_after_60, 0.0625, what="The rate", hint="Count the halvings.")

# %% wrong="halving" message="got:      0.125"
rate_after_60 = 0.125

# %% proof
assert np.isclose(0.5 * 0.5 ** (60 / 20), 0.0625)

# %% [markdown]
# Does a schedule help? Back to the line of section 1, with one row in each step. First the rate is constant, then the
# same rate falls along a cosine. Here are the last 120 of 400 steps:

# %%
steps = np.arange(400)
constant, cosine = np.full(400, 0.1), 0.05 * (1 + np.cos(np.pi * steps / 400))
late = {
    "constant rate": walk(1, constant)[-120:],
    "falling rate": walk(1, cosine)[-120:],
}
axes = {"x_range": (-0.1, 1.3), "y_range": (-0.7, 0.7), "names": ("w", "b")}
title = "Only the falling rate comes to rest"
viz.surface(cost, late, **axes, title=title)

# %% proof
lowest_cost = cost(*torch.tensor(walk(242, [0.5] * 30)[-1], dtype=torch.float32))
above = {}
for name, rates in (("constant", constant), ("cosine", cosine)):
    ends = [walk(1, rates, seed)[-1] for seed in range(10)]
    above[name] = np.mean([cost(*torch.tensor(end, dtype=torch.float32)) - lowest_cost for end in ends])
assert 0.17 < above["constant"] < 0.19
assert 0.0055 < above["cosine"] < 0.0065

# %% [markdown]
# Over ten such runs, the constant rate ends about 0.18 above the lowest cost, the falling one about 0.006. On the
# whole of MNIST a falling rate is worth half a per cent: the network of lesson 12 reads 97.7% of the test digits with
# a constant rate and 98.2% with a cosine (means of three seeds; `python -m benchmarks.accuracy` measures both).
#
# **Your turn.** A training was made longer, from 20 to 40 epochs, but its cosine still has the old length, so the rate
# climbs again. Repair the line that makes `rates`.

# %% try="longer_training"
num_epochs = 40
epochs = np.arange(num_epochs)
rates = 0.05 * (1 + np.cos(np.pi * epochs / 20))

# %% solution="longer_training"
num_epochs = 40
epochs = np.arange(num_epochs)
rates = 0.05 * (1 + np.cos(np.pi * epochs / num_epochs))

# %% [markdown] solution="longer_training"
# Half a wave of the cosine now spans all 40 epochs. Written with `num_epochs`, the schedule follows the next change by
# itself. Other schedules stay at 0 when they end too early, and then nothing is learned any more.

# %% [markdown] hints="longer_training"
# - when "The first rate": The rate should still start at 0.1. Only the length of the wave is wrong.
# 1. Where in this formula is the length of the training?

# %% check="longer_training"
import numpy as np

want = 0.05 * (1 + np.cos(np.pi * np.arange(40) / 40))
expect.close(rates[0], 0.1, what="The first rate", hint="The cosine of 0 is 1.")
expect.close(rates, want, what="rates", hint="The rate should fall until the last epoch.")

# %% wrong="longer_training" message="The first rate"
num_epochs = 40
epochs = np.arange(num_epochs)
rates = 0.05 * (1 - np.cos(np.pi * epochs / num_epochs))

# %% [markdown]
# ## Summary
#
# - The gradient of a batch is right on average; its noise falls with one over the root of the batch size. Each epoch
#   uses each row once, shuffled.
# - A batch is one matrix product. It starts fewer operations and uses each weight more often, as a GPU needs it.
# - Momentum adds up gradients. Adam also divides by their size, and corrects the start.
# - Compare methods only with the best rate of each.
# - Learning rate: try powers of ten. Too small is slow, too large jumps. Let it fall at the end.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | stochastic gradient descent (SGD) | 확률적 경사 하강법 | each step uses one random row, or a mini-batch |
# | mini-batch | 미니배치 | the rows of one training step |
# | epoch | 에포크 | one pass through all training rows |
# | optimizer | 옵티마이저 | the rule that makes a step from a gradient |
# | momentum | 모멘텀 | a sum of past gradients, which fades |
# | Adam | 아담 | running means of gradient and square give each weight its own step |
# | bias correction | 편향 보정 | repairs running means that started at 0 |
# | schedule | 학습률 스케줄 | how the learning rate changes with time |

# %% [markdown]
# ## Read on
#
# - H. Robbins and S. Monro, *A stochastic approximation method*, The Annals of Mathematical Statistics 22 (1951): noisy
#   steps arrive if they become shorter in the right way.
# - L. Bottou, F. E. Curtis and J. Nocedal, *Optimization methods for large-scale machine learning*, SIAM Review 60
#   (2018): when few rows are better than all.
# - D. P. Kingma and J. Ba, *Adam: a method for stochastic optimization*, ICLR (2015): the method and its correction.
# - A. C. Wilson and others, *The marginal value of adaptive gradient methods in machine learning*, NeurIPS (2017):
#   where plain SGD with a good rate wins.
# - I. Loshchilov and F. Hutter, *SGDR: stochastic gradient descent with warm restarts*, ICLR (2017): the cosine, and
#   why a rate may climb again on purpose.
#
# **Open questions**, without a grade:
#
# 1. A falling rate and a growing batch both make the noise smaller. When would you prefer which?
# 2. Adam remembers two numbers for each weight. What does that cost a network with a billion weights, and what could
#    one leave out?
#
# **Next**: {{next}}, the second part of this lesson.
