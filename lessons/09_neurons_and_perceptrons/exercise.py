# %% [markdown]
# # Exercise 9: neurons and perceptrons
#
# Eight questions about neurons, and one network that you train yourself. "The chapter" means both parts of chapter 9:
# sections 1 to 6 are in 9a, sections 7 to 13 in 9b.
#
# **Time**: about 60 minutes. **Points**: 10. Each test below says what it checks; most give half a point.
#
# How to work:
#
# - Write your answer in place of the line that raises `NotImplementedError`. Run the cell, then run the
#   test below it.
# - A failed test says what it got, what it expected, and a hint. Run it as often as you like.
# - Stuck? Run `hint()` in a cell of your own. It helps with the test that failed last: first it says where to look,
#   then the idea, and at last nearly the answer. When the tests of a task pass, `solution("tlu")` (with the name of
#   the task) explains an answer, and what else would have done.
# - Some questions are choices. Write a letter such as `"b"`; where it says *choose all*, write a list of letters,
#   such as `["a", "b"]`.

# %% setup="imports"
import numpy as np
import torch
from torch import nn

from lessonlib import data, viz

# %% [markdown]
# ## 1. XOR from threshold logic units
#
# ### One unit
#
# Write a threshold logic unit. It calculates $z = w_1 x_1 + w_2 x_2 + \dots + b$ for each row of `x`.
# The output is 1.0 if $z \ge 0$, and 0.0 if not.


# %% task="tlu"
def tlu(x, weights, bias):
    """x: array (n, k), weights: array (k,), bias: number. Returns an array (n,) of 0.0 and 1.0."""
    ### BEGIN SOLUTION
    return (x @ weights + bias >= 0).astype(float)
    ### END SOLUTION


# %% [markdown] hints="tlu"
# - when "tlu where z is exactly 0": At exactly 0 the unit should fire. Which sign of comparison includes 0?
# 1. Section 2 of the chapter has the threshold logic unit.
# 2. For all rows at once: the rows times the weights, plus the bias. Then compare with 0.
# 3. `x @ weights` is one number for each row. A comparison gives True and False; `.astype(float)` turns
#    them into 1.0 and 0.0.

# %% [markdown] solution="tlu"
# `x @ weights` gives one number for each row, and the comparison with 0 one True or False, which `.astype(float)`
# turns into 1.0 or 0.0. It must be `>=`: a unit fires at exactly 0, too. `np.heaviside(z, 1)` is the same step
# function (its second argument is the value at 0), and a loop over the rows does the same more slowly.

# %% test="tlu_threshold" points=0.5
# A unit fires exactly where the weighted sum is 0 or more.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import neurons

advice = "Multiply each input by its weight, add them up, add the bias. Then step: 1 if z >= 0, else 0."
x = np.array([[1.0, 1.0], [2.0, 0.0]])
expect.close(answer.tlu(x, np.array([1.0, 1.0]), -2.0), [1, 1], what="tlu where z is exactly 0", hint=advice)
x = np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 0.0], [3.0, 1.0, 1.0], [1.0, 0.5, 0.0]])
got = answer.tlu(x, np.array([1.0, -2.0, -1.0]), 0.5)
expect.close(got, [0, 0, 1, 1], what="tlu where z is -0.5, -1.5, 0.5 and 0.5", hint=advice)
rng = fresh.rng()
for k in (1, 2, 5):
    x, w = rng.integers(-3, 4, size=(20, k)) / 2, rng.integers(-3, 4, size=k) / 2
    for b in (-0.5, 0.0, 1.0):
        what = f"tlu of 20 rows with weights {w.tolist()} and bias {b}"
        expect.close(answer.tlu(x, w, b), neurons.tlu(x, w, b), what=what, hint=advice)

# %% [markdown]
# ### The network
#
# XOR needs two units in a hidden layer and one output unit. Choose the weights and biases by hand.
#
# - `hidden_weights`: two rows (inputs a, b) and two columns. Column j holds the weights of hidden unit
#   j.
# - `hidden_biases`: one number for each hidden unit.
# - `output_weights`: one number for each hidden unit. `output_bias`: one number.
#
# Many answers are right. Can you find one that is not in the chapter?

# %% task="xor_by_hand"
# Make the four names hidden_weights, hidden_biases, output_weights, output_bias.
### BEGIN SOLUTION
hidden_weights = [[1, -1], [1, -1]]  # OR, NAND
hidden_biases = [-0.5, 1.5]
output_weights = [1, 1]  # AND
output_bias = -1.5
### END SOLUTION

# %% [markdown] hints="xor_by_hand"
# - when "[0, 1, 1, 1]": Your network says 1 for (1, 1): it calculates OR. The hidden unit for AND must take
#   something away from the output.
# - when "Column j of hidden_weights": Compare what your hidden units say with what you planned. If rows and
#   columns are exchanged, the units get the wrong weights: each *column* belongs to one unit.
# 1. Section 5 of the chapter solves XOR with a hidden layer. Section 2 has the weights of AND and OR.
# 2. XOR is: at least one, but not both. One hidden unit says *at least one*, the other says *not both* (or
#    *both*). The output unit joins them.
# 3. With weights 1 and 1, the bias decides: between -1 and 0 the unit is OR; between -2 and -1 it is AND.
#    With the weights -1 and -1 and a bias between 1 and 2 it is NAND. Join OR and NAND with AND.

# %% [markdown] solution="xor_by_hand"
# The hidden units calculate OR and NAND, the output unit joins them with AND: only where both fire does it reach 0.
# Each *column* of `hidden_weights` is one unit. OR and AND with the output weights 1 and -2 are right as well ("at
# least one, but not both"), and so are "a and not b" and "b and not a", joined by OR. All weights may be scaled.

# %% test="xor_by_hand_truth" points=0.5
# Threshold units with these weights calculate XOR.
import numpy as np

from lessonlib.check import answer, expect
from lessonlib.check.references import neurons

expect.shape(answer.hidden_weights, (2, 2), what="hidden_weights")
expect.shape(answer.hidden_biases, (2,), what="hidden_biases")
expect.shape(answer.output_weights, (2,), what="output_weights")
expect.shape(answer.output_bias, (), what="output_bias")
W, b = np.array(answer.hidden_weights, dtype=float), np.array(answer.hidden_biases, dtype=float)
rows = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
hidden = np.stack([neurons.tlu(rows, W[:, j], b[j]) for j in range(2)], axis=1)
output = neurons.tlu(hidden, np.array(answer.output_weights, dtype=float), answer.output_bias)
expect.equal(
    output.astype(int).tolist(),
    [0, 1, 1, 0],
    what="the output for (0, 0), (0, 1), (1, 0), (1, 1)",
    hint=f"Your hidden units say {hidden.astype(int).tolist()}. Column j of hidden_weights belongs to hidden unit j.",
)

# %% [markdown]
# ## 2. Perceptron or logistic regression?
#
# ### The perceptron rule
#
# Show one example `x` to a perceptron. It fires if $w \cdot x + b \ge 0$. Return its weights and bias after the rule
#
# $$w \leftarrow w + \eta\,(y - \hat y)\,x \qquad b \leftarrow b + \eta\,(y - \hat y)$$
#
# Here $\eta$ is the learning rate `lr`, $y$ is the right answer `target` (0 or 1), and $\hat y$ is the perceptron's
# answer.


# %% task="perceptron_step"
def perceptron_step(w, b, x, target, lr):
    """w, x: arrays (k,); b, target, lr: numbers. Returns the new w, an array (k,), and the new b."""
    ### BEGIN SOLUTION
    error = target - float(w @ x + b >= 0)
    return w + lr * error * x, b + lr * error
    ### END SOLUTION


# %% [markdown] hints="perceptron_step"
# - when "does not fire, but should": Your correction goes the wrong way. When the unit should fire and does
#   not, the error must be positive: target minus answer.
# 1. Section 3 of the chapter has the rule.
# 2. First the answer of the unit, 0 or 1. Then the error: target minus answer, which is -1, 0 or 1. Weights
#    and bias move by learning rate times error; the weights also times `x`.
# 3. Get the answer with `float(w @ x + b >= 0)`. Return two things: the old `w` plus a change, and the old
#    `b` plus a change.

# %% [markdown] solution="perceptron_step"
# The error is target minus answer: 0 when the answer is right, so that nothing changes, and 1 or -1 otherwise. The
# weights move by learning rate times error times input, so an input that was 0 keeps its weight; the bias moves
# always. With the other sign every correction makes the mistake worse. You may as well return early when the answer
# is right.

# %% test="perceptron_rule" points=0.5
# Right answers change nothing; wrong answers move the weights towards the right answer.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import neurons

x, lr = np.array([2.0, -1.0]), 0.5
for w, b, target, new_w, new_b, case in (
    ([1.0, 1.0], 0.0, 1, [1.0, 1.0], 0.0, "it fires, and should"),
    ([0.0, 1.0], 0.0, 0, [0.0, 1.0], 0.0, "it does not fire, and should not"),
    ([0.0, 1.0], 0.0, 1, [1.0, 0.5], 0.5, "it does not fire, but should"),
    ([1.0, 1.0], -1.0, 0, [0.0, 1.5], -1.5, "z is 0, so it fires, but should not"),
):
    got = answer.perceptron_step(np.array(w), b, x, target, lr)
    expect.that(isinstance(got, list) and len(got) == 2, "perceptron_step does not return w and b.")
    advice = "The change is the learning rate times the error, for w also times x. Is the error target minus answer?"
    expect.close(got[0], new_w, what=f"the weights, when {case}", hint=advice)
    expect.close(got[1], new_b, what=f"the bias, when {case}", hint=advice)
rng = fresh.rng()
for number in range(24):
    k, target = number % 3 + 2, number // 2 % 2
    w, x, lr = rng.normal(size=k), rng.normal(size=k), float(rng.uniform(0.1, 1))
    b = float((-1) ** number * rng.uniform(0.1, 2) - w @ x)  # z is 0.1 or more from 0, on either side
    fired = 1 - number % 2
    new_w, new_b = neurons.perceptron_step(w, b, x, target, lr)
    got = answer.perceptron_step(w, b, x, target, lr)
    what = f"when the target is {target} and the perceptron answers {fired}"
    expect.close(got[0], new_w, what=f"the weights, {what}", rtol=1e-4, atol=1e-4, hint=advice)
    expect.close(got[1], new_b, what=f"the bias, {what}", rtol=1e-4, atol=1e-4, hint=advice)

# %% [markdown]
# ### Gradient descent for logistic regression
#
# Now the same neuron with the logistic function: $p = \sigma(X w + b)$. Train it with all rows at once.
# Each step goes against the gradient of the **mean** cross-entropy over the rows. Use autograd, or the
# formula: the gradient for one row is $(p - y)\,x$ for the weights and $p - y$ for the bias.


# %% task="logistic_descent"
def logistic_descent(X, y, w, b, lr, steps):
    """X: tensor (n, k), y: tensor (n,) of 0.0 and 1.0, w: tensor (k,), b: tensor ().

    Returns w and b after `steps` steps of gradient descent that start from the given w and b.
    """
    ### BEGIN SOLUTION
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    optimizer = torch.optim.SGD([w, b], lr=lr)
    for _ in range(steps):
        loss = nn.functional.binary_cross_entropy_with_logits(X @ w + b, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return w.detach(), b.detach()
    ### END SOLUTION


# %% [markdown] hints="logistic_descent"
# - when "after 0 step(s)": Nothing may happen in 0 steps. Does your loop run exactly `steps` times, and from the given
#   `w` and `b`?
# - when "Is it one step down": Already the first step differs. Compare it with the right one: the same direction but
#   longer or shorter (a sum instead of a mean, another learning rate), the opposite direction (a sign), or
#   another one (a sigmoid before a loss that has one, only some of the rows)?
# - when "Do old gradients stay in .grad": The first step is right, the later ones are not. PyTorch *adds*
#   each new gradient to the old one in `.grad`, until you set it back to zero.
# 1. Section 6 of the chapter trains logistic regression.
# 2. In each step: the probabilities, the error p - y for each row, the mean gradient, a move against it. By
#    hand or by autograd; the result is the same.
# 3. By hand: with `error = p - y`, the gradient for w is `X.T @ error` divided by the number of rows, and
#    that for b is the mean error. With an optimizer: zero_grad, backward and step, in this order, in each
#    step.

# %% [markdown] solution="logistic_descent"
# All rows give one mean loss, its gradient gives one step. By hand it is three lines: `error = sigmoid(X @ w + b) -
# y`, then the mean of error times input for the weights, and the mean error for the bias, both taken *before*
# anything changes. With autograd, `zero_grad` must stand in each step, since PyTorch adds new gradients to old
# ones. The loss function "with logits" takes the weighted sums, not probabilities: with a sigmoid before it the
# sigmoid acts twice.

# %% test="logistic_steps" points=0.5
# One step and several steps of gradient descent on the mean cross-entropy arrive at the right w and b.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import neurons

X, y = torch.tensor([[1.0, 2.0], [-1.0, 0.5], [0.5, -1.0]]), torch.tensor([1.0, 0.0, 1.0])
w0, b0 = torch.tensor([0.5, -0.5]), torch.tensor(0.25)
for steps, w, b, advice in (
    (0, [0.5, -0.5], 0.25, "Start from the given w and b, and take no step where steps is 0."),
    (
        1,
        [0.714838, -0.366672],
        0.340715,
        "Is it one step down? Is the gradient a mean over the rows? Is lr used, and the sigmoid only once?",
    ),
    (
        5,
        [1.323771, -0.196768],
        0.507558,
        "One step was right. Do old gradients stay in .grad? Is the new w used?",
    ),
):
    got = answer.logistic_descent(X, y, w0, b0, 0.6, steps)
    expect.that(isinstance(got, list) and len(got) == 2, "logistic_descent does not return w and b.")
    expect.close(got[0], w, what=f"w after {steps} step(s)", rtol=1e-3, atol=1e-4, hint=advice)
    expect.close(got[1], b, what=f"b after {steps} step(s)", rtol=1e-3, atol=1e-4, hint=advice)
generator = torch.Generator().manual_seed(fresh.seed)
for n, k, lr, steps in ((6, 2, 0.5, 1), (30, 3, 1.0, 4)):
    X = torch.randn(n, k, generator=generator)
    y = (torch.rand(n, generator=generator) < 0.5).float()
    w0, b0 = torch.randn(k, generator=generator), torch.randn((), generator=generator)
    w, b = neurons.logistic_descent(X, y, w0, b0, lr, steps)
    got = answer.logistic_descent(X, y, w0, b0, lr, steps)
    what = f"after {steps} step(s) on {n} rows"
    expect.close(got[0], w, what=f"w {what}", rtol=1e-3, atol=1e-4, hint=advice)
    expect.close(got[1], b, what=f"b {what}", rtol=1e-3, atol=1e-4, hint=advice)

# %% [markdown]
# **Look.** Your two learners on two classes that overlap. The perceptron is asked after each of ten
# passes through the rows; the logistic regression after each ten steps.

# %%
overlapping = data.moons(n=300, noise=0.35, seed=9).train
X_two, y_two = overlapping.X, overlapping.y.float()
w_p, b_p, w_l, b_l = np.zeros(2), 0.0, torch.zeros(2), torch.tensor(0.0)
accuracy = {"perceptron": [], "logistic regression": []}
for _ in range(10):
    for x_row, y_row in zip(X_two.numpy(), y_two.tolist(), strict=True):
        w_p, b_p = perceptron_step(w_p, b_p, x_row, y_row, 0.1)
    accuracy["perceptron"].append(np.mean(np.asarray(tlu(X_two.numpy(), w_p, b_p)) == y_two.numpy()))
    step = logistic_descent(X_two, y_two, w_l, b_l, 1.0, 10)
    w_l, b_l = (torch.as_tensor(part, dtype=torch.float32) for part in step)
    accuracy["logistic regression"].append(((X_two @ w_l + b_l >= 0) == (y_two == 1)).float().mean().item())
viz.learning_curves(accuracy, x="pass", y="accuracy")

# %% [markdown]
# ### Choices
#
# `q2_why`: Why is logistic regression usually preferred to a classic perceptron? *Choose all* that are
# true.
#
# - a. The perceptron rule settles only if a straight line separates the classes. Logistic regression
#   also settles when none does.
# - b. Logistic regression can learn XOR without a hidden layer.
# - c. The boundary of logistic regression is a curve, the boundary of a perceptron is a straight line.
# - d. Logistic regression gives a probability, the perceptron only a class.
#
# `q2_changes`: What turns a perceptron into logistic regression? *Choose all* that are needed.
#
# - a. Add a hidden layer.
# - b. Replace the step function by the logistic function.
# - c. Train by gradient descent on the cross-entropy.
# - d. Remove the bias.

# %% task="q2_choices"
# Make the two names q2_why and q2_changes, each a list of letters.
### BEGIN SOLUTION
q2_why = ["a", "d"]
q2_changes = ["b", "c"]
### END SOLUTION

# %% [markdown] hints="q2_choices"
# - when "q2_why": One of the letters in `q2_why` is wrong, or one is missing. Think of the shape of the
#   boundary, and of what the output tells you.
# 1. Sections 4 and 6 of the chapter, and the picture above this question.
# 2. Both have a straight boundary, and neither learns XOR alone. So what is left as a difference: when the
#    training settles, and what the output means.
# 3. `q2_why` and `q2_changes` have two letters each. For the second: compare your two functions line by
#    line. Two things changed, the function at the output and what the training makes smaller.

# %% [markdown] solution="q2_choices"
# Both are one neuron with a straight boundary, and neither learns XOR. What differs is the function at the output
# and what the training makes smaller: with a probability and a smooth loss the training settles even where classes
# overlap, and the output says how sure it is.

# %% test="perceptron_or_logistic" points=0.5
# The reasons for logistic regression, and the changes that lead to it.
from lessonlib.check import answer, expect

expect.sealed(
    answer.q2_why,
    "q2_why",
    "f99275e9654e4018",
    what="q2_why",
    options="abcd",
    hint="Look again at the picture above, and at sections 4 and 6 of the chapter.",
)
expect.sealed(
    answer.q2_changes,
    "q2_changes",
    "f602d286d20db2a2",
    what="q2_changes",
    options="abcd",
    hint="What differs between your two functions above?",
)

# %% [markdown] why="q2_why" answer=["a", "d"]
# `a` and `d`: it settles also where no line separates the classes, and it gives a probability. Not `b`: alone it
# cannot learn XOR either. Not `c`: both have a straight boundary.

# %% [markdown] why="q2_changes" answer=["b", "c"]
# `b` and `c`: another function at the output, and gradient descent on the cross-entropy. `a` would make a larger
# network of it; `d` would force the line through the origin.

# %% [markdown]
# ## 3. Why the logistic function?
#
# ### Slopes
#
# Write the derivatives of the step function and of the logistic function, for an array of `z`. No `z`
# will be exactly 0, where the step function has no derivative.


# %% task="slopes"
def step_slope(z):
    """The derivative of the step function at each z: array (n,) -> array (n,)."""
    ### BEGIN SOLUTION
    return np.zeros_like(z)
    ### END SOLUTION


def logistic_slope(z):
    """The derivative of the logistic function at each z: array (n,) -> array (n,)."""
    ### BEGIN SOLUTION
    p = 1 / (1 + np.exp(-z))
    return p * (1 - p)
    ### END SOLUTION


# %% [markdown] hints="slopes"
# - when "At z = 0.25 it is 0.2461": The slope of the logistic function is made from its *output* p,
#   not from z.
# 1. Section 7 of the chapter draws each function with its slope.
# 2. Away from 0 the step function is flat. For the logistic function calculate p first; the slope is
#    largest where p is 0.5.
# 3. `step_slope` returns an array of one and the same number, as long as z. `logistic_slope` multiplies p
#    by what is missing from p to 1.

# %% [markdown] solution="slopes"
# Away from 0 the step function is flat: its slope is 0 everywhere, one 0 for each element of `z`. The slope of the
# logistic function is made from its output, `p * (1 - p)`: a quarter at 0, and hardly anything far from it. For
# large negative `z`, `np.exp(-abs(z))` avoids a warning about overflow. Autograd finds the same slope.

# %% test="slopes_right" points=0.5
# Both derivatives agree with small differences of the functions.
import numpy as np

from lessonlib.check import answer, expect, fresh

z = np.concatenate([fresh.rng().uniform(0.1, 6, size=20) * np.tile([-1, 1], 10), [-0.25, 0.25]])
tiny = 1e-5
step_difference = (np.heaviside(z + tiny, 1) - np.heaviside(z - tiny, 1)) / (2 * tiny)
difference = (1 / (1 + np.exp(-z - tiny)) - 1 / (1 + np.exp(-z + tiny))) / (2 * tiny)
expect.close(answer.step_slope(z), step_difference, what="step_slope(z)", hint="How steep is a flat line?")
expect.close(
    answer.logistic_slope(z),
    difference,
    what="logistic_slope(z)",
    rtol=1e-4,
    hint="The slope is made from the output p. At z = 0.25 it is 0.2461.",
)

# %% [markdown]
# ### Why it matters
#
# `q3_why`: Why was the logistic function so important for training the first multi-layer perceptrons?
#
# - a. Its outputs are exactly 0 or 1, like those of a nerve cell.
# - b. It is faster to calculate than the step function.
# - c. Its slope is nowhere 0, so gradient descent always finds a direction. The step function has no
#   slope to follow.
# - d. Its gradient stays large in every layer, however deep the network is.
#
# `q3_moved`: A network has a hidden layer with the **step** function and a logistic output. Its
# gradients come from reverse-mode autodiff, which takes the slope of the step as it is. The hidden
# weights start at 0.5. After 1000 steps of gradient descent with learning rate 0.1, how far has each of
# them moved? Write a number.

# %% task="q3_choices"
# Make the two names q3_why (a letter) and q3_moved (a number).
### BEGIN SOLUTION
q3_why = "c"
q3_moved = 0
### END SOLUTION

# %% [markdown] hints="q3_choices"
# - when "q3_why": Compare the two slopes that you wrote. What does gradient descent do where the slope is
#   0?
# 1. Section 7 of the chapter: the step function, the logistic function, and their slopes.
# 2. A gradient is a product of slopes along the way. If one factor is 0, the product is 0, and the weight
#    stays.
# 3. For `q3_moved`, multiply: learning rate 0.1 times a gradient that has the slope of the step as a
#    factor. A thousand such steps make a very simple sum.

# %% [markdown] solution="q3_choices"
# A gradient is a product of slopes along the way from the loss to the weight. With a step function in between, one
# factor is 0, so the product is 0 in every step: gradient descent stands still. The logistic function has a slope
# everywhere.

# %% test="why_logistic" points=0.5
# The reason for the logistic function, and what gradient descent does without it.
from lessonlib.check import answer, expect

expect.sealed(
    answer.q3_why,
    "q3_why",
    "68bfbe3cad93e45e",
    what="q3_why",
    options="abcd",
    hint="Compare your two slopes.",
)
expect.sealed(
    answer.q3_moved,
    "q3_moved",
    "3318639392a532c3",
    what="q3_moved",
    hint="The gradient of a hidden weight has the slope of the step as a factor.",
)

# %% [markdown] why="q3_why" answer="c"
# `c`: its slope is nowhere 0. `a` is the step function; `b` is wrong, an exponential costs more than a comparison;
# `d` is its weakness, since slopes of at most 0.25 make gradients vanish in deep networks.

# %% [markdown] why="q3_moved" answer=0
# Each step is 0.1 times a gradient of 0: a thousand of them are still 0.

# %% [markdown]
# ## 4. Four activation functions
#
# Write four activation functions for an array of `z`. They must also work for large numbers such as
# 1000 and -1000: no `nan`, no `inf`.


# %% task="activation_functions"
def logistic(z):
    """A smooth step from 0 to 1."""
    ### BEGIN SOLUTION
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))
    ### END SOLUTION


def tanh(z):
    """A smooth step from -1 to 1."""
    ### BEGIN SOLUTION
    return np.tanh(z)
    ### END SOLUTION


def relu(z):
    """z where it is positive, else 0."""
    ### BEGIN SOLUTION
    return np.maximum(z, 0)
    ### END SOLUTION


def leaky_relu(z, alpha=0.01):
    """z where it is positive, else alpha * z."""
    ### BEGIN SOLUTION
    return np.where(z > 0, z, alpha * z)
    ### END SOLUTION


# %% [markdown] hints="activation_functions"
# - when "tanh(z) is not finite": `exp(1000)` is too large for a number in the computer: it becomes `inf`,
#   and `inf / inf` is `nan`. NumPy has this function ready, without the problem.
# - when "leaky_relu(z, alpha=": It works for one value of alpha only. Use the argument `alpha` in the body.
# 1. Section 7 of the chapter has all four.
# 2. NumPy works on whole arrays: there is a function for the larger of two values, one for the choice by a
#    condition, and one for tanh itself. For the logistic function, keep the exponent in a harmless range
#    first.
# 3. `np.clip(z, -500, 500)` keeps `np.exp` finite. `np.where(c, u, v)` takes u where c holds, else v. For
#    ReLU, take the larger of z and 0.

# %% [markdown] solution="activation_functions"
# The formulas are short; the trap is `exp(1000)`, which is `inf`. `np.tanh` avoids it, `np.clip` keeps the exponent
# of the logistic function in a harmless range, and `torch.sigmoid` does so by itself. `2 * logistic(2 * z) - 1` is
# tanh, too. For ReLU `(z + abs(z)) / 2` also works, and for leaky ReLU `np.maximum(z, alpha * z)`, as long as alpha
# is at most 1.

# %% test="smooth_activations" points=0.5
# logistic and tanh have the right values, also far from 0.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh

z = np.concatenate([fresh.rng().normal(scale=3, size=30), [0.0, 1000.0, -1000.0]])
expect.close(answer.logistic(z), torch.sigmoid(torch.tensor(z)), what="logistic(z)", hint="1 / (1 + exp(-z))")
expect.close(
    answer.tanh(z),
    torch.tanh(torch.tensor(z)),
    what="tanh(z)",
    hint="exp(1000) is inf, and inf / inf is nan. There is an exact function in NumPy.",
)

# %% test="relu_family" points=0.5
# relu and leaky_relu have the right values, for any alpha.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
z = np.concatenate([rng.normal(scale=3, size=30), [0.0, 1000.0, -1000.0]])
positive = z > 0
expect.close(answer.relu(z), positive * z, what="relu(z)")
expect.close(answer.leaky_relu(z), positive * z + 0.01 * ~positive * z, what="leaky_relu(z)")
for alpha in (0.2, round(float(rng.uniform(0.001, 0.5)), 3)):
    want = positive * z + alpha * ~positive * z
    what = f"leaky_relu(z, alpha={alpha})"
    expect.close(
        answer.leaky_relu(z, alpha=alpha), want, what=what, hint="alpha is the slope for negative z."
    )

# %% [markdown]
# **Look.** Your functions:

# %%
z = np.linspace(-4, 4, 9)
for f in (logistic, tanh, relu, leaky_relu):
    print(f"{f.__name__:10}", np.round(f(z), 3))

# %% [markdown]
# ## 5. Shapes
#
# A multi-layer perceptron has 10 inputs, one hidden layer of 50 neurons, and 3 output neurons. **All**
# neurons, hidden and output, use ReLU. Examples are rows.
#
# ### The shape of everything
#
# Return the shapes for a batch of `m` examples, as tuples. Write the shape of a vector of 7 numbers as
# `(7,)`.


# %% task="shapes"
def shapes(m):
    """The shapes of inputs X, hidden W_h and b_h, output W_o and b_o, and outputs Y, in a dictionary."""
    ### BEGIN SOLUTION
    return {"X": (m, 10), "W_h": (10, 50), "b_h": (50,), "W_o": (50, 3), "b_o": (3,), "Y": (m, 3)}
    ### END SOLUTION


# %% [markdown] hints="shapes"
# - when "the shape of W_h": For `X @ W_h`, the columns of X meet the rows of W_h. PyTorch stores a layer's
#   weights the other way round, which is not what is asked.
# 1. Section 8 of the chapter goes through the shapes of an MLP.
# 2. A row is an example. A weight matrix turns rows of one length into rows of another: as many rows as
#    inputs come in, as many columns as neurons. A bias has one number for each neuron.
# 3. For a smaller network, 4 inputs, 6 hidden neurons and 2 outputs: `(m, 4)`, `(4, 6)`, `(6,)`, `(6, 2)`,
#    `(2,)`, `(m, 2)`.

# %% [markdown] solution="shapes"
# A row is an example, so `m` stands only in `X` and `Y`. A weight matrix has as many rows as numbers come in and as
# many columns as there are neurons; a bias is one number for each neuron and is added to each row. You may also
# multiply arrays of zeros with these shapes and ask for theirs. PyTorch stores the weights of `nn.Linear` the other
# way round.

# %% test="mlp_shapes" points=0.5
# Each of the six shapes is right, for any number of examples.
from lessonlib.check import answer, expect, fresh

hints = {
    "X": "One row for each example, one column for each input.",
    "W_h": "X @ W_h must be possible, and give one column for each hidden neuron.",
    "b_h": "One bias for each hidden neuron, and a comma: (7,) is a tuple, (7) is a number.",
    "W_o": "The hidden outputs, times W_o, must give one column for each output neuron.",
    "b_o": "One bias for each output neuron, and a comma: (7,) is a tuple, (7) is a number.",
    "Y": "One row for each example, one column for each output neuron.",
}
seals = {
    "X": "538450ad8f2c3b2c",
    "W_h": "8e9050334fde5d0d",
    "b_h": "27659851569325f0",
    "W_o": "1617135d70c67b59",
    "b_o": "3f4ce725e6a0ff79",
    "Y": "acb95066097fa306",
}
for m in (32, int(fresh.rng().integers(60, 1000))):
    got = answer.shapes(m)
    expect.that(isinstance(got, dict), "shapes(m) is not a dictionary.")
    for name, advice in hints.items():
        expect.that(name in got, f"shapes(m) has no entry {name!r}.")
        sizes = got[name] if isinstance(got[name], list) else [got[name], "no tuple"]
        shape = str(["m" if size == m else size for size in sizes])
        expect.sealed(
            shape, f"shape_{name}", seals[name], what=f"the shape of {name} for m = {m}", hint=advice
        )

# %% [markdown]
# ### The formula
#
# Calculate `Y` from `X`, `W_h`, `b_h`, `W_o` and `b_o` (arrays, of any fitting sizes).


# %% task="output_formula"
def network_output(X, W_h, b_h, W_o, b_o):
    """The outputs Y of the network, one row for each row of X."""
    ### BEGIN SOLUTION
    hidden = np.maximum(X @ W_h + b_h, 0)
    return np.maximum(hidden @ W_o + b_o, 0)
    ### END SOLUTION


# %% [markdown] hints="output_formula"
# - when "Is there a ReLU at the output too": Look at the smallest outputs. With ReLU at the output, none
#   can be negative.
# 1. Section 8 of the chapter has the formula for one layer.
# 2. A layer is always the same: rows times weights, plus bias, then ReLU. The second layer takes what the
#    first one gives.
# 3. Write a small function for one layer, such as `layer(rows, W, b)`, and call it twice. `np.maximum(z,
#    0)` is ReLU.

# %% [markdown] solution="output_formula"
# A layer is always the same: rows times weights, plus bias, then the activation. The second layer takes what the
# first gives, and the question says that the outputs have a ReLU as well, so none of them is negative. `torch.relu`
# of tensors, or a small function `layer` called twice, are as good.

# %% test="mlp_output" points=0.5
# The formula agrees with the same network in PyTorch, on random weights.
import torch
from torch import nn

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for m, inputs, hidden, outputs in ((4, 10, 50, 3), (7, 3, 6, 2)):
    X, W_h, W_o = (rng.normal(size=shape) for shape in ((m, inputs), (inputs, hidden), (hidden, outputs)))
    b_h, b_o = rng.normal(size=hidden), rng.normal(size=outputs)
    ours = nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, outputs), nn.ReLU()).double()
    values = [torch.from_numpy(value) for value in (W_h.T, b_h, W_o.T, b_o)]
    with torch.no_grad():
        for parameter, value in zip(ours.parameters(), values, strict=True):
            parameter.copy_(value)
        want = ours(torch.from_numpy(X))
    expect.close(
        answer.network_output(X, W_h, b_h, W_o, b_o),
        want,
        what=f"network_output for {inputs} inputs, {hidden} hidden neurons, {outputs} outputs",
        hint="Weights, then bias, then ReLU, in both layers. Is there a ReLU at the output too?",
    )

# %% [markdown]
# ## 6. The output layer
#
# You sort e-mail into spam and not spam, and want a **probability**.
#
# - `spam_neurons`: the smallest number of output neurons that is enough.
# - `spam_activation`: their activation: `"none"`, `"step"`, `"relu"`, `"logistic"` or `"softmax"`.
#
# Then you sort pictures of handwritten digits, 0 to 9 (MNIST), and want one probability for each digit.
# Together the probabilities are 1.
#
# - `digit_neurons` and `digit_activation`: the same questions.

# %% task="q6_choices"
# Make the four names spam_neurons, spam_activation, digit_neurons, digit_activation.
### BEGIN SOLUTION
spam_neurons, spam_activation = 1, "logistic"
digit_neurons, digit_activation = 10, "softmax"
### END SOLUTION

# %% [markdown] hints="q6_choices"
# - when "makes the outputs sum to 1": Ten separate probabilities need not sum to 1. One activation makes
#   them share.
# 1. Section 9 of the chapter: the output layer fits the task.
# 2. For two classes one probability is enough, because the other one is the rest. For ten classes one needs
#    one output for each, and they compete.
# 3. Both activations give numbers between 0 and 1. One works on a single neuron; the other divides each
#    output by the sum of all.

# %% [markdown] solution="q6_choices"
# For two classes one probability is enough, since the other one is the rest. For ten classes each gets an output,
# and softmax makes them shares of one whole.

# %% test="output_layer" points=0.5
# Number and activation of the output neurons for spam and for digits.
from lessonlib.check import answer, expect

names = ["none", "step", "relu", "logistic", "softmax"]
advice = "One probability can tell two classes apart: p and 1 - p."
expect.sealed(answer.spam_neurons, "spam_neurons", "17b1a218ba6ffb13", what="spam_neurons", hint=advice)
advice = "Which activation gives a single number between 0 and 1, with a slope?"
expect.sealed(
    answer.spam_activation,
    "spam_activation",
    "810b898bd99425f6",
    what="spam_activation",
    options=names,
    hint=advice,
)
expect.sealed(answer.digit_neurons, "digit_neurons", "304e790cba923939", what="digit_neurons")
advice = "Which activation makes the outputs sum to 1?"
expect.sealed(
    answer.digit_activation,
    "digit_activation",
    "66e69700c803f3f7",
    what="digit_activation",
    options=names,
    hint=advice,
)

# %% [markdown] why="spam_neurons" answer=1
# One probability is enough: the other class has the rest.

# %% [markdown] why="spam_activation" answer="logistic"
# The logistic function gives a number between 0 and 1, with a slope. Softmax of a single neuron would always be 1.

# %% [markdown] why="digit_neurons" answer=10
# One output for each of the ten digits.

# %% [markdown] why="digit_activation" answer="softmax"
# Softmax: ten shares of one whole. Ten logistic outputs need not sum to 1.

# %% [markdown]
# ## 7. Backpropagation
#
# ### By hand
#
# A network has one hidden layer and one output neuron, all logistic. For one example $x$ with target
# $t$:
#
# $$h = \sigma(x W_1 + b_1) \qquad y = \sigma(h \cdot w_2 + b_2) \qquad E = \tfrac12 (y - t)^2$$
#
# Write the four gradients by the chain rule, without autograd. Your function `logistic` helps. Section
# 10 of the chapter goes through it step by step.


# %% task="backprop"
def backprop(x, t, W1, b1, w2, b2):
    """x: (k,), t: number, W1: (k, h), b1: (h,), w2: (h,), b2: number.

    Returns the gradients of E with respect to W1, b1, w2 and b2, in this order and in these shapes.
    """
    ### BEGIN SOLUTION
    h = logistic(x @ W1 + b1)
    y = logistic(h @ w2 + b2)
    delta_2 = (y - t) * y * (1 - y)
    delta_1 = delta_2 * w2 * h * (1 - h)
    return np.outer(x, delta_1), delta_1, delta_2 * h, delta_2
    ### END SOLUTION


# %% [markdown] hints="backprop"
# - when "times the slope of each hidden neuron": The blame goes back through `w2`, but a hidden neuron has
#   a slope, too.
# - when "times the slope of the output neuron": Already the gradient of b2 is wrong. It is (y - t) times
#   the slope of the output neuron, and this slope is made from the output y.
# 1. Section 10 of the chapter goes through it step by step.
# 2. Forward: h, then y. Backward: the blame of the output neuron, then the blame of each hidden neuron. A
#    bias has its neuron's blame as gradient; a weight has this blame times what came in through the weight.
# 3. Call the blame of the output d. The hidden blames are d times `w2` times the slopes of the hidden
#    neurons. The gradient of W1 has a row for each input: `np.outer(u, v)` makes such a table of products.

# %% [markdown] solution="backprop"
# Forward first, keeping `h` and `y`. The blame of the output is its error times its slope, `y * (1 - y)`. It goes
# back through `w2`, and each hidden neuron multiplies it with its own slope. A bias has the blame as its gradient,
# a weight the blame times what came in through it: for `W1` a table, `np.outer(x, delta_1)`, with a row for each
# input. `x[:, None] * delta_1` makes the same table. The mistake most often made is a forgotten slope in the hidden
# layer.

# %% test="gradients_by_hand" points=1
# The four gradients agree with autograd on random networks.
import torch

from lessonlib.check import answer, expect, fresh

generator = torch.Generator().manual_seed(fresh.seed)
hints = {
    "b2": "(y - t) times the slope of the output neuron, y * (1 - y).",
    "w2": "The blame of the output neuron, times h.",
    "b1": "The blame of the output neuron, times w2, times the slope of each hidden neuron, h * (1 - h).",
    "W1": "Row i, column j: input i times the blame of hidden neuron j.",
}
autograd = ("torch.autograd.grad", "torch.autograd.backward", "lessonlib.tf1.gradients")
for k, size in ((2, 2), (3, 5), (1, 4)):
    sizes = {"W1": (k, size), "b1": (size,), "w2": (size,), "b2": ()}
    weights = {
        name: torch.randn(shape, generator=generator, dtype=torch.float64, requires_grad=True)
        for name, shape in sizes.items()
    }
    x, t = torch.randn(k, generator=generator, dtype=torch.float64), float(size % 2)
    h = torch.sigmoid(x @ weights["W1"] + weights["b1"])
    y = torch.sigmoid(h @ weights["w2"] + weights["b2"])
    ((y - t) ** 2 / 2).backward()
    W1, b1, w2, b2 = (value.detach().numpy() for value in weights.values())
    with answer.calls_of(*autograd) as calls:
        got = answer.backprop(x.numpy(), t, W1, b1, w2, float(b2))
    advice = "Write the formulas of the chain rule."
    expect.equal(calls, dict.fromkeys(autograd, 0), what="the calls of autograd", hint=advice)
    expect.that(isinstance(got, list) and len(got) == 4, "backprop does not return four gradients.")
    gradients = dict(zip(weights, got, strict=True))
    for name, advice in hints.items():
        what = f"the gradient of {name} ({k} inputs, {size} hidden neurons)"
        expect.close(gradients[name], weights[name].grad, what=what, rtol=1e-4, atol=1e-8, hint=advice)

# %% [markdown]
# ### Backpropagation and reverse-mode autodiff
#
# `q7_difference`: Books use the word *backpropagation* in two ways. Which sentence is right for both?
#
# - a. They are two names for changing each weight a little and measuring the loss.
# - b. Reverse-mode autodiff gives gradients and changes no weight. Backpropagation is this calculation for
#   the loss of a network, or, in some books, this calculation and the step of gradient descent after it.
# - c. Backpropagation gives the gradients. Reverse-mode autodiff changes the weights with them.
# - d. Reverse-mode autodiff goes from the inputs to the outputs, backpropagation the other way.
#
# A network has 1000 weights and one loss.
#
# - `q7_runs`: You change one weight at a time by a little, and compare each loss with the loss of the
#   unchanged network. How often does the network run?
# - `q7_passes`: How many backward passes does reverse-mode autodiff need for all 1000 derivatives?

# %% task="q7_choices"
# Make the three names q7_difference (a letter), q7_runs and q7_passes (numbers).
### BEGIN SOLUTION
q7_difference = "b"
q7_runs = 1001
q7_passes = 1
### END SOLUTION

# %% [markdown] hints="q7_choices"
# - when "q7_difference": Autodiff only *calculates*: it never changes a weight. And in which direction does
#   its reverse mode go?
# 1. Section 10 of the chapter ends with backpropagation and autodiff.
# 2. Reverse-mode autodiff is a way to get derivatives. Training needs more: a forward pass, the
#    derivatives, and a step, many times. Changing one weight at a time needs one run for each weight, and
#    one to compare with.
# 3. For 3 weights, it would be 4 runs. The backward pass does not depend on the number of weights: from one
#    loss, one walk reaches all of them.

# %% [markdown] solution="q7_choices"
# Autodiff calculates derivatives and changes no weight. Backpropagation is this calculation for a network's loss;
# some books include the step of gradient descent. One weight at a time takes 1000 runs and one to compare with; the
# walk back passes all weights at once.

# %% test="backprop_or_autodiff" points=0.5
# The difference between the two, and what reverse mode saves.
from lessonlib.check import answer, expect

expect.sealed(
    answer.q7_difference,
    "q7_difference",
    "37efa8530311781f",
    what="q7_difference",
    options="abcd",
    hint="Does autodiff change a weight? In which direction does reverse mode go?",
)
advice = "One run for each weight, and do not forget the unchanged network."
expect.sealed(answer.q7_runs, "q7_runs", "68392c207d5bb202", what="q7_runs", hint=advice)
advice = "One walk from the loss back to the inputs passes every weight."
expect.sealed(answer.q7_passes, "q7_passes", "4c394edce1b82d10", what="q7_passes", hint=advice)

# %% [markdown] why="q7_difference" answer="b"
# `b`. Not `a`: that is measuring, with one run for each weight. Not `c`: autodiff changes no weight. Not `d`:
# reverse mode goes back from the output, too; this is what its name says.

# %% [markdown] why="q7_runs" answer=1001
# One run for each of the 1000 weights, and one of the unchanged network.

# %% [markdown] why="q7_passes" answer=1
# One walk from the loss back to the inputs reaches every weight.

# %% [markdown]
# ## Train a network on XOR
#
# Build a network and train it on the four rows of XOR: in PyTorch, or as a graph
# (`import lessonlib.tf1 as tf`), as you like. It has one hidden layer (tanh, logistic, ReLU or leaky
# ReLU) and a logistic output neuron. Train it by **plain gradient descent**, without momentum, on all four
# rows in each step. Then make these three names:
#
# - `xor_net(x)`: takes a NumPy array (n, 2) of float32 and returns the n outputs of the **trained**
#   network, numbers between 0 and 1: below 0.2 where XOR is 0, above 0.8 where it is 1.
# - `xor_losses`: the list of the losses during training (mean cross-entropy or mean squared error), one
#   for each step.
# - `xor_weights`: the way of the weights, a list with one entry **before the first step, and one after each
#   step**. An entry is a list of four arrays: hidden weights (2 rows or 2 columns, as you keep them), hidden biases,
#   output weights, output bias.
#
# The tests go this way again, step by step. Four hidden tanh neurons, learning rate 1 and 500 steps are
# enough (5,000 steps at most). Set a seed.

# %% task="train_xor"
# Make the names xor_net, xor_losses and xor_weights.
X_xor = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
y_xor = np.array([[0], [1], [1], [0]], dtype=np.float32)
### BEGIN SOLUTION
torch.manual_seed(9)
net = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
optimizer = torch.optim.SGD(net.parameters(), lr=1.0)


def copies():
    return [p.detach().clone() for p in net.parameters()]


xor_losses, xor_weights = [], [copies()]
for _ in range(500):
    loss = nn.functional.binary_cross_entropy_with_logits(net(torch.tensor(X_xor)), torch.tensor(y_xor))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    xor_losses.append(loss.item())
    xor_weights.append(copies())


def xor_net(x):
    with torch.no_grad():
        return torch.sigmoid(net(torch.tensor(x)))


### END SOLUTION


# %% [markdown] hints="train_xor"
# - when "step 1 does not go against the gradient": Did the weights move at all? If they did, the entries of the list
#   changed together with the network: `detach` alone still looks at the living weights, a copy does not.
# - when "does not go against the gradient": The weights of an entry do not follow from those before it. Are the
#   gradients fresh in each step? Is each entry taken right after its step, and does the optimizer do nothing else?
# - when "Does the loss fall": The network does not answer XOR yet. Print some losses. If they stand still
#   from the start: is there an `optimizer.step()`, and do the weights start at *different* random numbers?
#   If they stop near 0.69: is there an activation between the two layers?
#   If no output is below 0.5: the sigmoid acts twice, once in the network and once after it.
# 1. Section 11 of the chapter trains a network on XOR.
# 2. The usual five parts: a network with a hidden layer, an optimizer, a loss, a loop with zero_grad,
#    backward and step, and a list for the losses. A second list gets copies of the four weights: once before the
#    loop, and at the end of each round.
# 3. Use `nn.Sequential` with a linear layer, `nn.Tanh()`, and a linear layer to one output; the loss
#    `binary_cross_entropy_with_logits` takes the outputs without a sigmoid. In `xor_net`, put the sigmoid
#    on the output, inside `torch.no_grad()`.

# %% [markdown] solution="train_xor"
# Four parts matter: an activation between the layers (without it the network is one neuron in disguise), weights
# that start at *different* random numbers, fresh gradients in each step, and entries that are copies (`clone`),
# since `detach` alone still looks at the living weights. The sigmoid is inside the loss, so `xor_net` has to apply
# it, and without gradients. The squared error, other sizes, leaky ReLU with any slope, or a graph with
# `tf.gradients` are as good. If it gets stuck near 0.69, try another seed or a few more hidden neurons.

# %% test="xor_answers" points=1
# The trained network answers XOR: below 0.2 for 0 and above 0.8 for 1, in any batch.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.descent import follow

rng = fresh.rng()
table, target = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32), np.array([0, 1, 1, 0])
for rows in ([0, 1, 2, 3], rng.integers(0, 4, size=20).tolist(), [2]):
    x = table[rows]
    outputs = answer.xor_net(x)
    size = np.size(outputs)
    expect.that(size == len(rows), f"xor_net gives {size} outputs for {len(rows)} rows.")
    for (a, b), output in zip(x.tolist(), np.ravel(outputs).tolist(), strict=True):
        low, high = (0.8, 1) if a != b else (0, 0.2)
        advice = "Does the loss fall? Is there an activation between the layers, and one sigmoid only? Another seed?"
        expect.between(output, low, high, what=f"xor_net for ({a:.0f}, {b:.0f})", hint=advice)
trained = follow(answer.xor_weights, table, target, what="xor_weights")
x = rng.random((200, 2), dtype=np.float32)
what = "the outputs of xor_net, compared with those of the network with the last entry of xor_weights,"
advice = "Return the outputs of the trained network themselves, not rounded and not from a table."
expect.close(np.ravel(answer.xor_net(x)), trained.outputs(x), what=what, atol=1e-3, hint=advice)

# %% test="xor_weights_moved" points=0.5
# Each step of the training moves the weights against the gradient.
import numpy as np

from lessonlib.check import answer, expect
from lessonlib.check.references.descent import follow

table, target = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32), np.array([0, 1, 1, 0])
trained = follow(answer.xor_weights, table, target, what="xor_weights")
for part, name in ((0, "hidden"), (2, "output")):
    change = float((trained.weights[part][-1] - trained.weights[part][0]).abs().max())
    expect.between(change, 1e-3, 1e6, what=f"the largest change in the {name} weights")

# %% test="xor_losses_fall" points=0.5
# The losses are those of the network in each step, and they fall.
import numpy as np

from lessonlib.check import answer, expect
from lessonlib.check.references.descent import follow

table, target = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32), np.array([0, 1, 1, 0])
losses = answer.xor_losses
steps = np.size(losses)
expect.between(steps, 10, 100_000, what="the number of losses", hint="Append loss.item() in each step.")
trained = follow(answer.xor_weights, table, target, what="xor_weights")
want = trained.losses(table, target)
expect.equal(steps, len(want) - 1, what="the number of losses", hint="One for each step of xor_weights.")
losses = np.ravel(np.array(losses, dtype=float))
after = abs(losses - want[1:]).sum() < abs(losses - want[:-1]).sum()  # measured after each step: as good
want = want[1:] if after else want[:-1]
expect.close(losses, want, what=f"the {trained.loss} in each step", rtol=1e-3, atol=1e-4)
expect.between(losses[-1], 0, losses[0] / 2, what="the last loss, compared with the first")

# %% [markdown]
# **Look.** What your network learned, at every point of the plane:

# %%
viz.decision_boundary(lambda points: np.ravel(xor_net(points.numpy())), X_xor, y_xor.ravel())

# %% [markdown]
# ## 8. Hyper-parameters and over-fitting
#
# `q8_chosen`: Which of these are hyper-parameters of a multi-layer perceptron? *Choose all.*
#
# - a. the number of hidden layers
# - b. the weights
# - c. the number of neurons in each hidden layer
# - d. the activation functions of the hidden layers and of the output layer
# - e. the gradients
# - f. the learning rate
#
# `q8_remedies`: A network has a training loss near 0, and its validation loss grows. Which changes
# reduce this over-fitting? *Choose all.*
#
# - a. more hidden layers
# - b. fewer neurons in each hidden layer
# - c. fewer hidden layers
# - d. more epochs
# - e. stop when the validation loss is best
# - f. more weight decay

# %% task="q8_choices"
# Make the two names q8_chosen and q8_remedies, each a list of letters.
### BEGIN SOLUTION
q8_chosen = ["a", "c", "d", "f"]
q8_remedies = ["b", "c", "e", "f"]
### END SOLUTION

# %% [markdown] hints="q8_choices"
# - when "q8_remedies": Over-fitting is learning the noise by heart. More layers make that easier, not
#   harder.
# 1. Section 12 of the chapter: hyper-parameters and over-fitting.
# 2. A hyper-parameter is chosen before the training starts; what the training itself changes or calculates
#    is none. A remedy gives the network less freedom, or less time.
# 3. Four letters are right in each list. In the first, cross out what the training makes by itself. In the
#    second, cross out what makes the network larger or trains it longer.

# %% [markdown] solution="q8_choices"
# A hyper-parameter is chosen before the training; weights and gradients come from the training itself. Against
# over-fitting helps what leaves less freedom (fewer neurons, fewer layers, more weight decay) or less time
# (stopping at the best validation loss).

# %% test="overfitting" points=0.5
# What one can tune, and which way to turn it against over-fitting.
from lessonlib.check import answer, expect

expect.sealed(
    answer.q8_chosen,
    "q8_chosen",
    "8246d7530e23258f",
    what="q8_chosen",
    options="abcdef",
    hint="A hyper-parameter is chosen before the training. What does the training change or calculate?",
)
expect.sealed(
    answer.q8_remedies,
    "q8_remedies",
    "bee448a19e09cf54",
    what="q8_remedies",
    options="abcdef",
    hint="Which changes give the network less freedom to learn the noise by heart?",
)

# %% [markdown] why="q8_chosen" answer=["a", "c", "d", "f"]
# `a`, `c`, `d` and `f` are chosen before the training. Not `b`: the training finds the weights. Not `e`: the
# training calculates the gradients.

# %% [markdown] why="q8_remedies" answer=["b", "c", "e", "f"]
# `b`, `c` and `f` leave less freedom, `e` less time. `a` and `d` do the opposite: they let the network learn more
# noise.
