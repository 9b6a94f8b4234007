# %% [markdown]
# # Exercise 10: training well
#
# You write the tools of lesson 10 yourself: batches, momentum, Adam, weight decay, dropout, batch normalisation,
# augmentation and early stopping. You also read curves, and choose without fooling yourself.
#
# **Time**: about 60 minutes. **Points**: 10, half a point for each test.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and run the
#   cell. Then run the tests below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("steps")` (with the name of the task) explains an answer, and what else would have
#   done.
# - Cells with imports and helpers are given and locked. Run them, too.
#
# Unless a task says otherwise, NumPy arrays go in. NumPy arrays or torch tensors may come out.

# %% setup="imports"
import numpy as np
import torch
from torch import nn

from lessonlib import viz

torch.set_num_threads(1)  # small tensors: a second thread would only be waited for

# %% [markdown]
# ## 1. The rows of an epoch
#
# Write `rows_of_epoch`. It returns a **list** of batches. Each batch is an array of row numbers from 0 to n - 1.
#
# - Each row comes exactly once in an epoch, also when `n` is no multiple of `batch_size`. Then only the last batch is
#   smaller.
# - The rows are shuffled, so that each batch can hold any rows.
# - The same `seed` and the same `epoch` give the same order. Every other pair gives another order: epoch 2 of seed 1
#   is not epoch 1 of seed 2. (Both numbers are below 1000.)


# %% task="rows_of_epoch"
def rows_of_epoch(n, batch_size, seed, epoch):
    """A list of integer arrays: the row numbers of each batch."""
    ### BEGIN SOLUTION
    order = np.random.default_rng([seed, epoch]).permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
    ### END SOLUTION


# %% [markdown] hints="rows_of_epoch"
# - when "the sizes of the batches": 10 rows in batches of 4 make three batches: 4, 4 and 2 rows.
# - when "all row numbers, sorted": Do you draw new random rows for each batch? Then some rows come twice and
#   others never. Shuffle all of them once.
# - when "have the same order": Use both numbers, seed and epoch, to start the random generator.
# - when "Seed 0, epoch 1 and seed 1, epoch 0": If you make *one* number of seed and epoch, different pairs may give the
#   same one, as they do in a sum.
# - when "neighbours": Shuffle the rows themselves, before you cut them into batches.
# - when "hold the same rows": Shuffle before you cut, and not inside of each batch.
# - when "asked again": Two calls with the same numbers must draw the same. From what does your generator start?
# 1. Section 1 of the chapter has `batches_of_rows`.
# 2. A permutation of the numbers 0 to n - 1 has each of them once. Cut it into pieces.
# 3. `np.random.default_rng` also takes a list of two numbers. Slices may end behind the last element; then they are
#    shorter.

# %% [markdown] solution="rows_of_epoch"
# One permutation holds each row once, so cutting it into slices cannot lose or repeat a row, and the last slice is
# short by itself. The list `[seed, epoch]` starts the generator from both numbers. Their sum would not do: then epoch 2
# of seed 1 is epoch 1 of seed 2, and runs that should be independent share their orders. `1000 * seed + epoch`, a text
# such as `f"{seed}/{epoch}"` for `random.Random`, or `torch.randperm` with a generator and `split` are as good.

# %% test="rows_once" points=0.5
# Each epoch uses each row once, in batches of the right size.
from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
drawn = rng.integers([50, 2], [200, 40], size=(2, 2)).tolist()
for n, batch_size in ((10, 4), (12, 4), (7, 1), (5, 9), *drawn):
    seed, epoch = rng.integers(0, 100, size=2).tolist()
    batches = answer.rows_of_epoch(n, batch_size, seed, epoch)
    case = f"with {n} rows and batches of {batch_size}"
    expect.that(isinstance(batches, list), f"What rows_of_epoch returns {case} is not a list.")
    for batch in batches:
        expect.shape(batch, (len(batch),), what=f"a batch {case}")
    advice = "range(0, n, batch_size) gives the start of each batch, also of the last one."
    sizes = [batch_size] * (n // batch_size) + ([n % batch_size] if n % batch_size else [])
    expect.equal(
        [len(batch) for batch in batches], sizes, what=f"the sizes of the batches {case}", hint=advice
    )
    rows = sorted(int(row) for batch in batches for row in batch)
    advice = "Shuffle the numbers from 0 to n - 1 once, then cut."
    expect.equal(rows, list(range(n)), what=f"all row numbers, sorted, {case}", hint=advice)

# %% test="rows_shuffled" points=0.5
# Every pair of seed and epoch has an order of its own, and each order can be had again.
from itertools import pairwise

import numpy as np

from lessonlib.check import answer, expect, fresh


def batches(seed, epoch):
    found = answer.rows_of_epoch(40, 8, seed, epoch)
    expect.that(isinstance(found, list), "rows_of_epoch does not return a list.")
    found = [[int(row) for row in np.ravel(batch)] for batch in found]
    rows = [row for batch in found for row in batch]
    expect.that(set(rows) <= set(range(40)), "There are numbers that belong to no row.")
    expect.between(len(set(rows)), 15, 40, what="how many different rows an epoch of 40 rows has")
    return found


def order(seed, epoch):
    return tuple(row for batch in batches(seed, epoch) for row in batch)


seed, epoch = fresh.rng().integers(1, 900, size=2).tolist()
what = f"the order of seed {seed}, epoch {epoch}, asked again"
expect.equal(order(seed, epoch), order(seed, epoch), what=what, hint="Use the seed.")
advice = "Start a random generator with seed and epoch."
now, later = batches(seed, epoch), batches(seed, epoch + 1)
expect.that(order(seed, epoch) != tuple(range(40)), "The rows are not shuffled.", hint=advice)
expect.that(now != later, f"Epochs {epoch} and {epoch + 1} have the same order.", hint=advice)
expect.that(now != batches(seed + 1, epoch), f"Seeds {seed} and {seed + 1} have the same order.", hint=advice)
pairs = [pair for batch in now for pair in pairwise(batch)]
beside = sum(abs(a - b) == 1 for a, b in pairs)
advice = "Shuffle all rows, then cut."
expect.that(beside < 18, f"{beside} of {len(pairs)} rows stand beside their neighbours.", hint=advice)
same = {frozenset(batch) for batch in now} == {frozenset(batch) for batch in later}
expect.that(not same, "The batches of two epochs hold the same rows.", hint=advice)

far = [*range(4, 130), 200, 256, 300, 365, 400, 500, 512, 600, 700, 800, 900, 997, 999]
pairs = [(a, b) for a in range(4) for b in range(4)] + [(0, k) for k in far] + [(k, 0) for k in far]
found = {}
for seed, epoch in pairs:
    other = found.setdefault(order(seed, epoch), (seed, epoch))
    what = f"Seed {other[0]}, epoch {other[1]} and seed {seed}, epoch {epoch} have the same order."
    expect.that(other == (seed, epoch), what, hint="Different pairs need different orders.")

# %% [markdown]
# ## 2. Momentum and Adam
#
# Each function makes **one** step. It gets the weights, the gradient, and what the method remembers, and
# returns all that has changed.
#
# - `momentum_step` returns `w, s`. First the new $s$, then the step with it:
#   $s \leftarrow \beta s + g$, $w \leftarrow w - \alpha s$.
# - `adam_step` returns `w, m, v`. `t` is the number of this step, 1 for the first. The step uses $m$ and $v$ **with**
#   the correction by $1 - \beta_1^t$ and $1 - \beta_2^t$; return them **without** it. Add `epsilon` to the root of
#   $v$, before or after the correction: then a gradient of 0 leads to no division by 0.


# %% task="steps"
def momentum_step(w, g, s, lr, beta):
    """w, g, s: float64 arrays of one shape. Returns the new w and s."""
    ### BEGIN SOLUTION
    s = beta * s + g
    return w - lr * s, s
    ### END SOLUTION


def adam_step(w, g, m, v, t, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """w, g, m, v: float64 arrays of one shape; t: 1, 2, 3, ... Returns the new w, m and v."""
    ### BEGIN SOLUTION
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + epsilon), m, v
    ### END SOLUTION


# %% [markdown] hints="steps"
# - when "after 1 step of momentum": The step uses the *new* s, and goes against it.
# - when "the first step of Adam": It must be as long as the learning rate. m and v started at 0 and are too
#   small; the correction repairs this.
# - when "m after 1 step of Adam": What you return is remembered for the next step. The corrected values are only
#   for this one.
# - when "with a gradient of 0": 0 divided by 0 is no number. What is `epsilon` for?
# - when "with a large epsilon": `epsilon` is an argument. Use it, not a number of your own.
# 1. Section 3 of the chapter writes both.
# 2. The order matters: first what is remembered, then the step. In Adam, v is a running mean of the *squares*.
# 3. Adam: new m, new v, divide each by 1 minus its beta to the power of t, then move by lr times the first over
#    (root of the second plus epsilon). Return the undivided ones.

# %% [markdown] solution="steps"
# What is remembered changes first, and the step uses the *new* values; with the old $s$, momentum would be one step
# late. In Adam the two means are corrected for this step only: correct what is kept, and the correction multiplies from
# step to step. `torch.optim.SGD` and `torch.optim.Adam` with their state put in would do, and so would TensorFlow's
# order, which first corrects the rate, `lr * sqrt(1 - beta2**t) / (1 - beta1**t)`, and then adds epsilon.

# %% test="momentum_values" points=0.5
# momentum_step makes the steps of momentum.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for lr, beta in ((0.1, 0.9), (0.5, 0.5), rng.uniform(0.1, 0.9, size=2).round(2).tolist()):
    w, s, moved = np.ones(3), np.zeros(3), np.ones(3)
    gradients = rng.normal(size=(5, 3))
    for t in range(1, 6):
        got = answer.momentum_step(w, gradients[t - 1], s, lr, beta)
        expect.that(isinstance(got, list) and len(got) == 2, "momentum_step does not return w and s.")
        w, s = (np.array(part, dtype=float) for part in got)
        total = sum(beta ** (t - 1 - k) * gradients[k] for k in range(t))
        moved = moved - lr * total
        steps = f"after {t} step{'s' * (t > 1)} of momentum {beta}"
        advice = "New s first. Then w - lr * s."
        expect.close(w, moved, what=f"w {steps}", atol=1e-5, hint=advice)
        expect.close(s, total, what=f"s {steps}", atol=1e-5, hint=advice)

# %% test="adam_first" points=0.5
# The first step of Adam is as long as the learning rate, for any gradient.
import numpy as np

from lessonlib.check import answer, expect, fresh

advice = "Divide m by 1 - beta1**t and v by 1 - beta2**t."
rng = fresh.rng()
for g in (1000.0, -1.0, 0.01, float(rng.uniform(1, 50))):
    got = answer.adam_step(np.array([2.0]), np.array([g]), np.zeros(1), np.zeros(1), 1, 0.05)
    expect.that(isinstance(got, list) and len(got) == 3, "adam_step does not return w, m and v.")
    what = f"the first step of Adam with lr=0.05 and the gradient {g:g}"
    expect.close(2.0 - np.array(got[0], dtype=float), [0.05 * np.sign(g)], what=what, rtol=1e-4, hint=advice)
m, v, g = (
    rng.normal(size=3),
    rng.uniform(1, 2, size=3),
    rng.normal(size=3),
)  # as if there had been steps before
m_hat, v_hat = (0.9 * m + 0.1 * g) / (1 - 0.9), (0.999 * v + 0.001 * g**2) / (1 - 0.999)
got = answer.adam_step(np.ones(3), g, m, v, 1, 0.05)[0]
what = "w after a step with t = 1 and other m and v than 0"
expect.close(got, 1 - 0.05 * m_hat / np.sqrt(v_hat), what=what, rtol=1e-4, hint=advice)
with np.errstate(all="ignore"):
    got = answer.adam_step(np.ones(1), np.zeros(1), np.zeros(1), np.zeros(1), 1, 0.05)[0]
    expect.close(got, [1.0], what="w after a step with a gradient of 0", hint="It stays where it is.")
got = np.array(answer.adam_step(np.ones(1), np.ones(1), np.zeros(1), np.zeros(1), 1, 0.05, epsilon=10.0)[0])
advice = "A large epsilon makes the step short."
expect.between(1 - float(got[0]), 1e-5, 0.02, what="the step with a large epsilon", hint=advice)

# %% test="adam_values" points=0.5
# adam_step makes the steps of Adam, one after the other.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for lr, beta1, beta2 in ((0.1, 0.9, 0.999), (0.02, 0.5, 0.9)):
    w, m, v, want = np.ones(3), np.zeros(3), np.zeros(3), np.ones(3)
    gradients = rng.choice([-1, 1], (6, 3)) * rng.uniform(0.3, 2, (6, 3))  # beside them, epsilon is nothing
    for t in range(1, 7):
        got = answer.adam_step(w, gradients[t - 1], m, v, t, lr, beta1, beta2)
        expect.that(isinstance(got, list) and len(got) == 3, "adam_step does not return w, m and v.")
        w, m, v = (np.array(part, dtype=float) for part in got)
        shares1 = (1 - beta1) * beta1 ** np.arange(t - 1, -1, -1)
        shares2 = (1 - beta2) * beta2 ** np.arange(t - 1, -1, -1)
        mean, square = shares1 @ gradients[:t], shares2 @ gradients[:t] ** 2
        want = want - lr * (mean / shares1.sum()) / np.sqrt(square / shares2.sum())
        steps = f"after {t} step{'s' * (t > 1)} of Adam"
        expect.close(m, mean, what=f"m {steps}", hint="A running mean of the gradients, not corrected.")
        expect.close(v, square, what=f"v {steps}", hint="A running mean of the squares, not corrected.")
        expect.close(w, want, what=f"w {steps}", rtol=1e-4, hint="Correct m and v, then divide.")

# %% [markdown]
# ## 3. Read curves, and think
#
# Four trainings of the same network with different learning rates or schedules:

# %% setup="curves"
_epochs = np.arange(1, 21)
CURVES = {
    "a": 1.9 + 0.7 * np.cos(2.3 * _epochs) + 0.2 * np.cos(5.1 * _epochs),
    "b": 1.3 + np.exp(-np.minimum(_epochs, 6) / 3),
    "c": 2.3 - 0.015 * _epochs,
    "d": 0.05 + 2.2 * np.exp(-_epochs / 3),
}
viz.learning_curves(CURVES, x="epoch", y="training loss")

# %% setup="two_curves"
TRAINING = [1.02, 0.81, 0.66, 0.57, 0.50, 0.44, 0.39, 0.35, 0.31, 0.27, 0.24, 0.21, 0.18, 0.16, 0.14]
VALIDATION = [1.05, 0.86, 0.73, 0.66, 0.61, 0.585, 0.57, 0.56, 0.575, 0.60, 0.63, 0.67, 0.71, 0.76, 0.82]
for _number, _losses in enumerate(zip(TRAINING, VALIDATION, strict=True), start=1):
    print(f"epoch {_number:2}: training loss {_losses[0]:.2f}, validation loss {_losses[1]:.3f}")

# %% [markdown]
# The picture above. Answer with a letter of a curve:
#
# - `q3_small`: the learning rate is too small;
# - `q3_large`: the learning rate is too large;
# - `q3_ended`: the learning rate fell to 0 too early.
#
# Numbers:
#
# - `q3_epoch`: the table above. Of which epoch would early stopping keep the weights? (The epochs count from 1.)
# - `q3_steps`: 1000 training rows, batches of 64, 5 epochs, the last smaller batch is used. How many steps?
# - `q3_first`: Adam, learning rate 0.001. The first gradient of a weight is 500. How far does the weight move?
#   (As a positive number. Ignore epsilon.)
#
# Letters:
#
# `q3_overfit`: What would you try first for the training in the table?
#
# - a. A larger network, because the validation loss is too high.
# - b. Weight decay or dropout, or more training rows.
# - c. More epochs, because the training loss still falls.
# - d. A larger learning rate.
#
# `q3_eval`: A trained network gives another answer each time you ask about the same picture. Why?
#
# - a. Its learning rate is too large.
# - b. The weights were not saved.
# - c. It is still in training mode, with dropout: `eval()` was forgotten.
# - d. Networks always do this.
#
# `q3_luck`: You trained 50 networks and took the one with the best *test* accuracy: 93%. What do you know?
#
# - a. With new rows it will reach 93%.
# - b. With new rows it will reach more than 93%, because the test rows are only a sample.
# - c. The other 49 networks over-fit.
# - d. 93% is probably too good: a part of it is the luck of this choice.
#
# `q3_decay`: The gradient of a weight is 0, and it stays 0. What does L2 regularisation with gradient descent do
# to this weight?
#
# - a. It becomes smaller in each step, by the same share.
# - b. Nothing.
# - c. It becomes 0 in the first step.
# - d. It grows in each step.

# %% task="questions"
# Make the ten names: q3_small, q3_large, q3_ended, q3_epoch, q3_steps, q3_first,
# q3_overfit, q3_eval, q3_luck, q3_decay.
### BEGIN SOLUTION
q3_small, q3_large, q3_ended = "c", "a", "b"
q3_epoch, q3_steps, q3_first = 8, 80, 0.001
q3_overfit, q3_eval, q3_luck, q3_decay = "b", "c", "d", "a"
### END SOLUTION

# %% [markdown] hints="questions"
# - when "q3_ended": With a rate of 0 the weights do not move. What does the loss do then?
# - when "q3_steps": How many batches has one epoch? 15 full ones, and the rest of the rows.
# - when "q3_epoch": The training loss plays no part in it. And the epochs count from 1.
# - when "q3_luck": Think of the 200 models in section 11 that toss a coin. The best one looked good, too.
# 1. Sections 1, 3, 5, 6, 7, 8 and 11 of the chapter.
# 2. Curves: slow and steady; jumping; flat from some place on. Early stopping looks at validation only.
# 3. With 300 rows and batches of 64, an epoch has 5 steps. Adam's first step does not depend on the size of the
#    gradient.

# %% [markdown] solution="questions"
# In curves, look at the shape before the numbers. For counts, write down one small epoch. And for each choice ask what
# was measured on which rows: training rows say what was learned, validation rows what to choose, and only rows without
# a part in any choice say how good it is.

# %% test="question_curves" points=0.5
# Which curve shows which mistake, and where early stopping goes back to.
from lessonlib.check import answer, expect

advice = "Look at the shape: slow and steady, jumping, or flat from some epoch on."
expect.sealed(answer.q3_small, "10_small", "b120485564419233", what="q3_small", options="abcd", hint=advice)
expect.sealed(answer.q3_large, "10_large", "d226ea52a213da5f", what="q3_large", options="abcd", hint=advice)
expect.sealed(answer.q3_ended, "10_ended", "6c6d67207db077ba", what="q3_ended", options="abcd", hint=advice)
advice = "Where is the validation loss lowest?"
expect.sealed(answer.q3_epoch, "10_epoch", "265c6805a06e65b7", what="q3_epoch", hint=advice)

# %% [markdown] why="10_small" answer="c"
# `c` falls steadily, but after 20 epochs it has hardly moved.

# %% [markdown] why="10_large" answer="a"
# `a` jumps up and down around a high loss: each step lands on the other side of the valley.

# %% [markdown] why="10_ended" answer="b"
# `b` falls well and is exactly flat from epoch 6 on. With a rate of 0 the weights no longer move.

# %% [markdown] why="10_epoch" answer=8
# The validation loss is lowest in epoch 8, with 0.560. The training loss falls to the end and plays no part.

# %% test="question_numbers" points=0.5
# The number of steps, and the first step of Adam.
from lessonlib.check import answer, expect

advice = "Steps of one epoch, the last smaller batch included, times 5."
expect.sealed(answer.q3_steps, "10_steps", "ca62a654b72177a7", what="q3_steps", hint=advice)
advice = "The corrected mean, divided by the root of the corrected mean square, is 1 or -1."
expect.sealed(answer.q3_first, "10_first", "a724425bdf3c0f98", what="q3_first", hint=advice)

# %% [markdown] why="10_steps" answer=80
# 15 full batches and one of 40 rows are 16 steps an epoch, so 80 in 5 epochs.

# %% [markdown] why="10_first" answer=0.001
# The corrected means are 500 and 250,000, and 500 divided by the root of 250,000 is 1: the first step is as long as the
# learning rate, whatever the gradient.

# %% test="question_choices" points=0.5
# What over-fitting needs, forgotten eval(), luck on the test rows, and decay without a gradient.
from lessonlib.check import answer, expect

advice = "The training loss is low, the validation loss rises."
expect.sealed(
    answer.q3_overfit, "10_overfit", "40b694777095c693", what="q3_overfit", options="abcd", hint=advice
)
advice = "What is random in a trained network?"
expect.sealed(answer.q3_eval, "10_eval", "ca696d4bb912368d", what="q3_eval", options="abcd", hint=advice)
advice = "The best of many numbers is a good number by luck, too."
expect.sealed(answer.q3_luck, "10_luck", "bdecd769fb6c0c87", what="q3_luck", options="abcd", hint=advice)
advice = "w becomes (1 - lr * strength) * w in each step."
expect.sealed(answer.q3_decay, "10_decay", "2fad72596f7241df", what="q3_decay", options="abcd", hint=advice)

# %% [markdown] why="10_overfit" answer="b"
# `b`: the network over-fits, so restrain it or give it more rows. `a` and `c` make it worse, and `d` has nothing to do
# with it, since the training loss is low already.

# %% [markdown] why="10_eval" answer="c"
# `c`: dropout switches off other neurons in each call. The rate (`a`) plays no part after the training, unsaved weights
# (`b`) would not change from call to call, and a network without a random layer always gives the same answer (`d`).

# %% [markdown] why="10_luck" answer="d"
# `d`: the best of 50 numbers is high by luck, too. So neither `a` nor `b`; and `c` cannot be seen from test accuracies.

# %% [markdown] why="10_decay" answer="a"
# `a`: in each step the weight is multiplied by $1 - \alpha \lambda$. It comes near 0, but never in one step (`c`), and
# it cannot grow (`d`). `b` would be right without regularisation.

# %% [markdown]
# ## 4. Weight decay
#
# Write one step of gradient descent for the cost $J + \frac{\lambda}{2} \sum w^2$. The sum runs over the
# **weights only**; the biases are not regularised. `dw` and `db` are the gradients of $J$ alone.


# %% task="decay_step"
def decay_step(w, b, dw, db, lr, strength):
    """w, dw: arrays of one shape; b, db: arrays of one shape; strength: lambda. Returns the new w and b."""
    ### BEGIN SOLUTION
    return w - lr * (dw + strength * w), b - lr * db
    ### END SOLUTION


# %% [markdown] hints="decay_step"
# - when "the weights after a step without gradient": Compare with the old weights. Decay means that they come
#   nearer to 0.
# - when "the biases after a step": The sum in the formula does not run over the biases.
# 1. Section 7 of the chapter derives the step.
# 2. The derivative of half a square is the number itself, times lambda. Add it to the gradient of the weights.
# 3. New gradient of the weights: the old one plus strength times the weights. Then the usual step, for weights
#    and for biases.

# %% [markdown] solution="decay_step"
# The derivative of $\frac{\lambda}{2} w^2$ is $\lambda w$; it is added to the gradient of the weights, and the step
# goes against the sum. The biases only shift the function, so they take the plain step. The same in other words:
# first shrink the weights by the factor $1 - \alpha \lambda$, then go against `dw`. `torch.optim.SGD` does it with
# two groups of parameters, TensorFlow with `strength * tf.nn.l2_loss(w)` in the cost.

# %% test="decay_values" points=0.5
# decay_step shrinks the weights, and not the biases.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import regularised

got = answer.decay_step(np.array([[2.0, -4.0]]), np.array([3.0]), np.zeros((1, 2)), np.zeros(1), 0.1, 0.5)
expect.that(isinstance(got, list) and len(got) == 2, "decay_step does not return w and b.")
what = "the weights after a step without gradient"
expect.close(got[0], [[1.9, -3.8]], what=what, hint="2 becomes (1 - 0.1 * 0.5) * 2.")
expect.close(got[1], [3.0], what="the biases after a step without gradient", hint="Biases do not decay.")
rng = fresh.rng()
for _ in range(3):
    w, dw = rng.normal(size=(2, 3, 4))
    b, db = rng.normal(size=(2, 4))
    lr, strength = rng.uniform(0.1, 0.5, size=2).tolist()
    got = answer.decay_step(w, b, dw, db, lr, strength)
    want, plain = regularised.decayed(w, dw, lr, strength), regularised.decayed(b, db, lr, 0.0)
    expect.close(got[0], want, what="the weights after a step", hint="Gradient and decay, both times lr.")
    expect.close(got[1], plain, what="the biases after a step", hint="Biases do not decay.")

# %% [markdown]
# ## 5. Dropout
#
# Write **inverted dropout**. While training, each value becomes 0 with the probability `p`, and the others are
# divided by $1 - p$. Each value of each row is decided on its own, and again in each call. When not training,
# the values come back as they are.
#
# Do not set a seed inside. `p` is at least 0 and below 1.


# %% task="dropout"
def dropout(h, p, is_training):
    """h: float array (n, neurons). Returns an array of the same shape."""
    ### BEGIN SOLUTION
    if not is_training:
        return h
    kept = np.random.random(h.shape) >= p
    return h * kept / (1 - p)
    ### END SOLUTION


# %% [markdown] hints="dropout"
# - when "the largest of the values": The values that are left must make up for the missing ones. By what do you divide?
# - when "the share of zeros": p is the share that is *dropped*, not the share that is kept.
# - when "when not training": The values were already made larger in training. Nothing is left to do here.
# - when "Two calls drop": A generator that starts anew in each call draws the same numbers each time.
# - when "The same neurons": You draw one number for each neuron. Draw one for each value of each row.
# 1. Section 8 of the chapter has it in PyTorch.
# 2. Draw a random number between 0 and 1 for each value. It is below p with the probability p.
# 3. Random numbers of shape `h.shape`, compared with p, make an array of True and False. Multiply with it, and
#    divide by 1 - p.

# %% [markdown] solution="dropout"
# A uniform random number is below $p$ with the probability $p$, so the comparison decides for each value of each row on
# its own. Dividing by $1 - p$ while training keeps the mean, and so nothing is left to do later. The first version of
# dropout did it the other way round and multiplied by $1 - p$ in use. `np.where`, `nn.functional.dropout` and
# `tf.layers.dropout` do the same; only a seed inside of the function would be wrong, since every step would lose the
# same neurons.

# %% test="dropout_training" points=0.5
# While training, a share p of the values becomes 0, and the mean stays the same.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for p in (0.5, 0.2, 0.8):
    h = rng.uniform(1, 3, size=(300, 200))
    got = np.array(answer.dropout(h, p, True), dtype=float)
    expect.shape(got, (300, 200), what="the values after dropout")
    case, scaled, gone = f"with p={p}", h / (1 - p), got == 0
    what = f"the largest of the values that are left, divided by what they were, {case}"
    expect.close((got / h).max(), 1 / (1 - p), what=what, hint="Divide by 1 - p.", rtol=1e-4)
    between = ~gone & (abs(got - scaled) > 1e-3)
    expect.that(not between.any(), f"Some values are neither 0 nor h / (1 - p), {case}.", hint="0 or scaled.")
    advice = "Draw random numbers of the shape of h."
    expect.that(not (gone == gone[0]).all(), "The same neurons are missing in all rows.", hint=advice)
    expect.that(not (gone == gone[:, :1]).all(), "Whole rows are missing.", hint=advice)
    expect.between(float(gone.mean()), p - 0.02, p + 0.02, what=f"the share of zeros {case}")
again = np.array(answer.dropout(h, p, True), dtype=float)
expect.that(not np.array_equal(got, again), "Two calls drop the same values.", hint="Set no seed inside.")

# %% test="dropout_evaluation" points=0.5
# Only while training something is dropped; otherwise, and for p = 0, nothing is dropped and nothing is scaled.
import numpy as np

from lessonlib.check import answer, expect, fresh

h = fresh.rng().uniform(1, 3, size=(40, 60))
advice = "Return h as it is."
for p in (0.5, 0.2):
    dropped = float((np.array(answer.dropout(h, p, True), dtype=float) == 0).mean())
    expect.between(dropped, 0.05, 0.95, what=f"the share of zeros while training, p={p}")
    expect.close(answer.dropout(h, p, False), h, what=f"the values when not training, p={p}", hint=advice)
expect.close(answer.dropout(h, 0.0, True), h, what="the values with p=0", hint="Nothing is below 0.")

# %% [markdown]
# ## 6. Batch normalisation
#
# Write it for `h` of shape (n, neurons). Use `EPSILON` and `MOMENTUM` from the cell below. Return three things:
# the result, the running mean, the running variance.
#
# - **Training**: mean and variance of the batch, for each neuron. The result is
#   `gamma * (h - mean) / sqrt(variance + EPSILON) + beta`; this variance divides by n. The new running mean is
#   `(1 - MOMENTUM)` times the old one plus `MOMENTUM` times the mean of the batch. The running variance likewise,
#   but with the variance that divides by **n - 1**.
# - **Not training**: the result uses the running mean and the running variance. Return them unchanged.

# %% setup="constants"
EPSILON, MOMENTUM = 1e-5, 0.1


# %% task="batch_norm"
def batch_norm(h, gamma, beta, running_mean, running_variance, is_training):
    """h: (n, neurons); the four others: (neurons,). Returns the result (n, neurons), both running statistics."""
    ### BEGIN SOLUTION
    mean, variance = running_mean, running_variance
    if is_training:
        mean, variance = h.mean(axis=0), h.var(axis=0)
        running_mean = (1 - MOMENTUM) * running_mean + MOMENTUM * mean
        running_variance = (1 - MOMENTUM) * running_variance + MOMENTUM * h.var(axis=0, ddof=1)
    return gamma * (h - mean) / np.sqrt(variance + EPSILON) + beta, running_mean, running_variance
    ### END SOLUTION


# %% [markdown] hints="batch_norm"
# - when "the result while training": Each *neuron* (column) has its own mean and variance.
# - when "the running mean after": MOMENTUM is the share of the *new* batch here.
# - when "the result of one row": One row has no useful mean of its own. In evaluation use what was kept.
# - when "the running variance after": `var` of NumPy divides by n. For the running variance, divide by n - 1.
# 1. Section 10 of the chapter has the class `BatchNorm`.
# 2. Two cases: which mean and variance are used, and whether the running ones change.
# 3. `axis=0` gives one number for each neuron, and `ddof=1` makes `var` divide by n - 1.

# %% [markdown] solution="batch_norm"
# Only *which* statistics are used differs: those of the batch while training, the running ones in evaluation, where a
# single row is enough. The last line serves both cases. Two details decide whether two programs agree: the batch is
# divided by the root of the variance with $n$, the running variance takes the one with $n - 1$; and MOMENTUM is the
# share of the new batch. `nn.functional.batch_norm`, which changes its running statistics in place, does the same.

# %% test="batch_norm_training" points=0.5
# While training, each neuron is standardised over the batch, then scaled and shifted.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import regularised

rng = fresh.rng()
for n in (16, 5):
    h = rng.normal([2.0, 0.0, -20.0], [1.0, 0.1, 9.0], size=(n, 3))
    gamma, beta = rng.uniform(0.5, 2, size=3), rng.normal(size=3)
    got = answer.batch_norm(h, gamma, beta, np.zeros(3), np.ones(3), True)
    returned = isinstance(got, list) and len(got) == 3
    expect.that(returned, "batch_norm does not return three things.", hint="Result, mean, variance.")
    want, *_ = regularised.batch_normalised(h, gamma, beta, np.zeros(3), np.ones(3), True)
    advice = "Mean and variance (with n) of each column of this batch."
    expect.close(got[0], want, what="the result while training", rtol=1e-4, atol=1e-5, hint=advice)

# %% test="batch_norm_running" points=0.5
# The running statistics move towards those of each batch.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import regularised

rng = fresh.rng()
mean, variance = np.zeros(2), np.ones(2)
want_mean, want_variance = np.zeros(2), np.ones(2)
for k in range(1, 4):
    h = rng.normal([3.0, -1.0], [1.0, 4.0], size=(6, 2))
    got = answer.batch_norm(h, np.ones(2), np.zeros(2), mean, variance, True)
    returned = isinstance(got, list) and len(got) == 3
    expect.that(returned, "batch_norm does not return three things.", hint="Result, mean, variance.")
    mean, variance = (np.array(part, dtype=float) for part in got[1:])
    scale = np.ones(2), np.zeros(2)
    _, want_mean, want_variance = regularised.batch_normalised(h, *scale, want_mean, want_variance, True)
    batches = f"after {k} batch{'es' * (k > 1)}"
    expect.close(mean, want_mean, what=f"the running mean {batches}", hint="0.9 old + 0.1 new.")
    advice = "0.9 old + 0.1 new, where the new one divides by n - 1."
    expect.close(variance, want_variance, what=f"the running variance {batches}", hint=advice)

# %% test="batch_norm_evaluation" points=0.5
# In evaluation the running statistics are used and stay as they are; one row is enough.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import regularised

rng = fresh.rng()
mean, variance = rng.normal(size=3), rng.uniform(0.25, 4, size=3)
gamma, beta = rng.uniform(0.5, 2, size=3), rng.normal(size=3)
for n, what in ((1, "the result of one row"), (5, "the result of five rows")):
    h = rng.normal(size=(n, 3))
    with np.errstate(all="ignore"):
        got = answer.batch_norm(h, gamma, beta, mean, variance, False)
    returned = isinstance(got, list) and len(got) == 3
    expect.that(returned, "batch_norm does not return three things.", hint="Result, mean, variance.")
    want, *_ = regularised.batch_normalised(h, gamma, beta, mean, variance, False)
    expect.close(got[0], want, what=what, rtol=1e-4, atol=1e-5, hint="Use the running statistics.")
    expect.close(got[1], mean, what="the running mean, evaluated", hint="Return it unchanged.")
    expect.close(got[2], variance, what="the running variance, evaluated", hint="Return it unchanged.")

# %% [markdown]
# ## 7. Measure a network
#
# The cell below makes networks with dropout *and* batch normalisation. Write `accuracy(net, X, y)`: the share of
# rows where the largest score belongs to the right class.
#
# - Measure in **evaluation** mode. Nothing in the network may change.
# - Afterwards the network is in the mode in which you got it (`net.training` is `True` or `False`).

# %% setup="a_net"


def example_net(seed):
    """A network for 6 features and 3 classes."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Linear(6, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.6), nn.Linear(32, 3), nn.Tanh()
    )


# %% task="accuracy"
def accuracy(net, X, y):
    """net: a network, X: float32 tensor (n, 6), y: int64 tensor (n,). Returns a number from 0 to 1."""
    ### BEGIN SOLUTION
    was_training = net.training
    net.eval()
    with torch.no_grad():
        right = (net(X).argmax(dim=1) == y).float().mean().item()
    net.train(was_training)
    return right
    ### END SOLUTION


# %% [markdown] hints="accuracy"
# - when "the accuracy of a network": Is the network in evaluation mode when you ask it?
# - when "net.training afterwards": Keep the value of `net.training` before you change the mode, and go back to it.
# 1. Sections 8 and 10 of the chapter: "what can go wrong".
# 2. In training mode, neurons are missing, the batch has its own mean, and the running statistics change.
# 3. Switch the mode, ask for the scores without gradients, compare the largest one of each row (`dim=1`) with
#    y, take the mean. `net.train` takes True or False.

# %% [markdown] solution="accuracy"
# `eval()` switches dropout off and lets batch normalisation use its running statistics; it also keeps these from
# changing while you measure. The mode is remembered first, since `net.train()` alone would switch on what the caller
# had switched off. `no_grad` changes nothing in the answer and saves work. Measuring a copy, `deepcopy(net).eval()`,
# leaves the original alone, too.

# %% test="accuracy_values" points=0.5
# accuracy measures in evaluation mode, and gives the same number again.
import torch

from lessonlib.check import answer, expect, fresh


def network():
    from torch import nn

    hidden = (nn.Linear(6, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.6))
    return nn.Sequential(*hidden, nn.Linear(32, 3), nn.Tanh())


torch.manual_seed(fresh.seed)
for n in (200, 50):
    ours, theirs = network(), answer.send(network)()  # the second one stays where your code runs
    ours(4 * torch.randn(300, 6) + 1)  # a batch, for the running statistics
    theirs.load_state_dict(dict(ours.state_dict()))
    X = torch.randn(3 * n, 6)
    scores = ours.eval()(X).detach()
    sure = scores.topk(2).values.diff().abs()[:, 0].topk(n).indices  # no row where rounding could decide
    X, y = X[sure], scores[sure].argmax(1)
    right = int(torch.randint(n // 2, n, ()))
    y[right:] = (y[right:] + 1) % 3
    want = right / n
    for _ in range(2):
        got = answer.accuracy(theirs, X, y)
        what = f"the accuracy of a network on {n} rows"
        expect.close(got, want, what=what, hint="Dropout and batch statistics must be off.")

# %% test="accuracy_leaves" points=0.5
# accuracy looks at the network, and changes neither the network nor its mode.
import torch

from lessonlib.check import answer, expect, fresh


def network():
    from torch import nn

    return nn.Sequential(nn.Linear(6, 32), nn.BatchNorm1d(32))


torch.manual_seed(fresh.seed)
ours, theirs = network(), answer.send(network)()
ours(3 + torch.randn(100, 6))
before = {name: value.clone() for name, value in ours.state_dict().items()}
X = torch.randn(40, 6)
y = ours.eval()(X).argmax(1)
for mode in (True, False):
    theirs.load_state_dict(before)
    theirs.train(mode)
    right, wrong = (answer.accuracy(theirs, X, labels) for labels in (y, (y + 1) % 32))
    expect.between(right, 0.2, 1, what="the accuracy on rows that the network reads right")
    expect.between(wrong, 0, 0.15, what="the accuracy with labels that are all wrong")
    after = theirs.state_dict()
    for name in before:
        what = f"{name} of the network after accuracy"
        expect.close(after[name], before[name], what=what, hint="Use net.eval().")
    what = f"net.training afterwards (it was {mode})"
    expect.equal(theirs.training, mode, what=what, hint="Go back to the mode in which you got it.")

# %% [markdown]
# ## 8. Move pictures
#
# Write `shift(images, right, down)`: all images move by that many pixels. Negative numbers move to the left and
# up. What moves out of the image is lost. What comes in is 0. Both numbers are smaller than the image.


# %% task="shift"
def shift(images, right, down):
    """images: float array (n, height, width). Returns an array of the same shape."""
    ### BEGIN SOLUTION
    height, width = images.shape[1:]
    framed = np.pad(images, ((0, 0), (height, height), (width, width)))
    return framed[:, height - down : 2 * height - down, width - right : 2 * width - right]
    ### END SOLUTION


# %% [markdown] hints="shift"
# - when "moved by": Compare the pixels at the edge: what went out on one side must not come in on the other. And
#   is `right` the last axis?
# 1. Section 9 of the chapter moves an image with a padding of PyTorch.
# 2. Start with zeros. Copy the part that stays inside to its new place.
# 3. For a move by 2 to the right, columns 0 to width - 3 go to columns 2 to width - 1. Or: frame the image with
#    zeros on all sides, and cut out another window.

# %% [markdown] solution="shift"
# In a frame of zeros every move is another window of the same size, so no case is special, whatever the signs. Starting
# from zeros and copying a slice works, too, but needs care: `[:-right]` is empty for a move by 0. `np.roll` is the
# usual mistake, since what leaves on one side comes in on the other. PyTorch's `nn.functional.pad` takes negative
# paddings, which cut off.

# %% test="shift_values" points=0.5
# shift moves the images and fills with 0.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import regularised

images = fresh.rng().uniform(0.1, 1, size=(2, 5, 6))
for right, down in ((0, 0), (2, 0), (0, 1), (-1, 0), (0, -3), (3, -2), (-5, 4)):
    want = regularised.moved(images, right, down)
    what = f"images moved by right={right}, down={down}"
    expect.close(
        answer.shift(images, right, down), want, what=what, hint="Nothing comes in again; fill with 0."
    )

# %% [markdown]
# ## 9. Early stopping
#
# Write `early_stopping(losses, patience)`. `losses` are the validation losses of all epochs, if we trained to the
# end. Read them from the start, as if you did not know the later ones. Stop after the epoch that is the
# `patience`-th in a row without a loss **lower** than the best one before (an equal one is not lower).
#
# Return two epochs, counted from 0: the one whose weights are kept, and the last one that was trained. When there
# is no reason to stop, the last one is the last of all.


# %% task="early_stopping"
def early_stopping(losses, patience):
    """losses: a list of numbers, patience: 1 or more. Returns the best epoch and the last epoch."""
    ### BEGIN SOLUTION
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return best, epoch
    return best, len(losses) - 1
    ### END SOLUTION


# %% [markdown] hints="early_stopping"
# - when "a lower loss comes too late": You looked into the future. When patience is over, the training ends, and
#   later losses do not exist.
# - when "losses that jump": Compare with the *best* loss of all before, not with the one just before.
# 1. Section 6 of the chapter says when it stops.
# 2. Remember the best epoch. After each epoch: is it better than the best? If not, how long ago was the best?
# 3. A loop over the epochs. A lower loss makes this epoch the best one. Otherwise, when this epoch minus the
#    best one has reached the patience, return both.

# %% [markdown] solution="early_stopping"
# The loop sees one loss after the other, as a training does, and never looks ahead. Comparing with the *best* loss so
# far, and not with the one just before, makes jumping losses harmless; the comparison is strict, so an equal loss does
# not renew the patience. When no reason to stop comes, the last epoch is the last of all. Counting the bad epochs in a
# variable that returns to 0 at each new best would be the same.

# %% test="early_stops" points=0.5
# early_stopping stops in time, and goes back to the best epoch.
import numpy as np

from lessonlib.check import answer, expect, fresh

cases = [
    ("losses that fall, then rise", [5, 4, 3, 3.5, 4, 4.5, 5], 2, [2, 4]),
    ("losses that jump", [5, 3, 4, 3.5, 3.2, 3.1, 3.05], 3, [1, 4]),
    ("a lower loss comes too late", [5, 4, 4.5, 4.6, 1.0, 0.5], 2, [1, 3]),
]
rng = fresh.rng()
for fall, patience in rng.integers(2, 9, size=(4, 2)).tolist():
    falls = np.sort(rng.choice(np.arange(30, 90), size=fall, replace=False))[::-1]
    rises, late = rng.integers(100, 200, size=patience), rng.integers(1, 20, size=3)
    losses = [*falls.tolist(), *rises.tolist(), *late.tolist()]
    cases += [("a lower loss comes too late", losses, patience, [fall - 1, fall + patience - 1])]
for what, losses, patience, want in cases:
    got = answer.early_stopping(losses, patience)
    expect.shape(got, (2,), what="what early_stopping returns", hint="Two numbers: best epoch, last epoch.")
    what = f"{what}: best and last epoch of {losses}, patience {patience}"
    expect.equal(
        [int(epoch) for epoch in got],
        want,
        what=what,
        hint="Read from the start. Compare with the best so far.",
    )

# %% test="early_goes_on" points=0.5
# early_stopping goes on as long as there is hope, and equal is not lower.
from lessonlib.check import answer, expect, fresh

cases = [
    ("losses that always fall", [5, 4, 3, 2], 1, [3, 3]),
    ("a better loss in time", [5, 4, 4.5, 4.2, 3.9, 4], 3, [4, 5]),
    ("equal losses", [2, 2, 2, 2, 2], 3, [0, 3]),
    ("one epoch", [7.0], 1, [0, 0]),
]
for wait, more in fresh.rng().integers(2, 9, size=(4, 2)).tolist():
    losses = [9, 8] + wait * [8] + [7] + more * [7]  # patience for one epoch more than the wait
    end = [wait + 2, min(2 * wait + 3, wait + 2 + more)]
    cases += [("a better loss in time, then equal ones", losses, wait + 1, end)]
for what, losses, patience, want in cases:
    got = answer.early_stopping(losses, patience)
    expect.shape(got, (2,), what="what early_stopping returns", hint="Two numbers: best epoch, last epoch.")
    what = f"{what}: best and last epoch of {losses}, patience {patience}"
    expect.equal(
        [int(epoch) for epoch in got], want, what=what, hint="The best counts again from each lower loss."
    )

# %% [markdown]
# ## 10. Choose
#
# `trials` is a list of dictionaries such as `{"name": "wide", "validation": 0.91, "test": 0.89}`: the accuracies
# of networks with different hyper-parameters. (Somebody measured them all on the test rows, too. You would not.)
#
# Write `choose(trials)`. It returns two things: the **name** of the network that you choose, and the **accuracy
# that you report**.


# %% task="choose"
def choose(trials):
    """trials: a list of dictionaries with name, validation and test. Returns a name and an accuracy."""
    ### BEGIN SOLUTION
    best = max(trials, key=lambda trial: trial["validation"])
    return best["name"], best["test"]
    ### END SOLUTION


# %% [markdown] hints="choose"
# - when "the name of the chosen network": Which rows are there to choose with?
# - when "the accuracy to report": The number with which you chose is too good. Which one is still honest?
# 1. Section 11 of the chapter: why not on the test rows?
# 2. Choose with one kind of rows. Report a number of rows that had no part in the choice.
# 3. Take the trial with the largest validation accuracy, and of this trial the test accuracy.

# %% [markdown] solution="choose"
# The validation rows choose, so their number is too good: the winner was also lucky on them. The test rows had no part
# in the choice, and their number is honest, even if another network has a higher one. Sorting the trials, a loop, or
# `np.argmax` over a list of the validation accuracies find the same network.

# %% test="choose_honestly" points=0.5
# choose takes the network by one kind of rows and reports the other.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for _ in range(4):
    best, luckiest = rng.permutation(5)[:2].tolist()
    validation = rng.choice(np.arange(70, 88), size=5, replace=False) / 100
    test = rng.choice(np.arange(60, 78), size=5, replace=False) / 100
    validation[best], test[luckiest] = 0.9, 0.8
    names = [f"net {k}" for k in rng.permutation(5)]
    columns = zip(names, validation.tolist(), test.tolist(), strict=True)
    trials = [{"name": name, "validation": a, "test": b} for name, a, b in columns]
    got = answer.choose(trials)
    returned = isinstance(got, list) and len(got) == 2
    expect.that(returned, "choose does not return two things.", hint="A name, and a number.")
    advice = "Rows that were used to choose cannot judge, and rows that judge must not choose."
    expect.equal(got[0], names[best], what="the name of the chosen network", hint=advice)
    expect.close(got[1], float(test[best]), what="the accuracy to report", hint=advice)

# %% [markdown]
# **Look.** Your momentum and your Adam, in a long valley. Change the rates. Where does momentum leave the
# picture?


# %%
def valley(w, b):
    return 0.01 * w**2 + 2.5 * b**2


def slope(place):
    return np.array([0.02, 5.0]) * place


ways = {"momentum, lr=0.05": [np.array([-4.0, 1.5])], "Adam, lr=0.2": [np.array([-4.0, 1.5])]}
s = m = v = np.zeros(2)
for t in range(1, 41):
    first, second = (way[-1] for way in ways.values())
    first, s = map(np.asarray, momentum_step(first, slope(first), s, 0.05, 0.9))
    second, m, v = map(np.asarray, adam_step(second, slope(second), m, v, t, 0.2))
    for way, place in zip(ways.values(), (first, second), strict=True):
        way.append(place)
viz.surface(valley, {name: np.array(way) for name, way in ways.items()}, x_range=(-4.5, 2), y_range=(-2, 2))

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more, put your dropout and your batch normalisation into a network of
# two layers, and train it on the moons with your Adam.
