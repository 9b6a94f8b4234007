# %% [markdown]
# # Exercise 16: recurrent networks
#
# You build a recurrent network by hand until it gives the numbers of `nn.RNN`, cut a series into windows, train a GRU,
# and let it continue the series. The two parts of chapter 16 show each idea.
#
# **Time**: about 55 minutes. **Points**: 10, half a point for most tests.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and run the
#   cell. Then run the tests below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("step")` (with the name of the task) explains an answer, and what else would have
#   done.
# - In questions, a comment in the cell lists the names to set. Letters need quotes: `"a"`.
# - Cells with imports and helpers are given and locked. Run them, too.

# %% setup="imports"
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from lessonlib import viz

torch.set_num_threads(1)  # small tensors: a second thread would only be waited for

# %% [markdown]
# ## 1. One step
#
# Write `step`: one step of a plain recurrent cell, for n series at once:
#
# $$h' = \tanh(x\,W_x + h\,W_h + b)$$
#
# All arguments are NumPy arrays. Return an array or a tensor.


# %% task="step"
def step(x, h, W_x, W_h, b):
    """x (n, d), h (n, k), W_x (d, k), W_h (k, k), b (k,). Returns the new state, (n, k)."""
    ### BEGIN SOLUTION
    return np.tanh(x @ W_x + h @ W_h + b)
    ### END SOLUTION


# %% [markdown] hints="step"
# - when "is not between -1 and 1": Something squeezes the sum into this range. Is it missing?
# - when "from another old state": The new state is the same whatever was remembered before.
# 1. Section 3 of the chapter.
# 2. Two matrix products and the bias are added. Then one function is applied to each number.
# 3. `@` is the matrix product. Both products have the shape (n, k), and the bias is added to each row.

# %% [markdown] solution="step"
# Both products have the shape (n, k): a row for each series. The bias (k,) is added to every row, and tanh squeezes
# each number on its own. Written as $[x, h]$ beside each other times $W_x$ above $W_h$ it is one product, which is how
# TensorFlow keeps its weights. Without tanh the state could grow without end; without $h$ there would be no memory.

# %% test="step_values" points=0.5
# step gives the new state, for any sizes.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import recurrent

rng = fresh.rng()
for n, d, k in ((3, 2, 4), (2, 5, 3), (1, 1, 1)):
    x, h, W_x, W_h, b = (rng.normal(size=s) for s in ((n, d), (n, k), (d, k), (k, k), (k,)))
    got = answer.step(x, h, W_x, W_h, b)
    expect.shape(got, (n, k), what=f"the new state of {n} series with {k} numbers each")
    biggest = float(np.abs(np.array(got, dtype=float)).max())
    expect.that(
        biggest <= 1, f"A state, {biggest:.3g}, is not between -1 and 1.", hint="tanh of the whole sum."
    )
    other = np.array(answer.step(x, h + 1, W_x, W_h, b), dtype=float)
    same = k > 1 and np.array_equal(other, np.array(got, dtype=float))  # one number could be 1 both times
    message = "The step gives the same from another old state."
    expect.that(not same, message, hint="h goes in, too: h @ W_h.")
    want = recurrent.stepped(x, h, W_x, W_h, b)
    advice = "x times W_x, plus h times W_h, plus b; then tanh."
    expect.close(got, want, what=f"the step with n={n}, d={d}, k={k}", rtol=1e-4, atol=1e-5, hint=advice)

# %% [markdown]
# ## 2. A whole series, as `nn.RNN` does it
#
# Write `read`: the states of n series after **each** step. It gets the parameters as an `nn.RNN` with
# `batch_first=True` keeps them, as NumPy arrays:
#
# - `weight_ih` (k, d) and `weight_hh` (k, k): transposed, other than in task 1;
# - `bias_ih` (k,) and `bias_hh` (k,): two biases.
#
# `h0` (n, k) is the state before the first step.


# %% task="read"
def read(X, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    """X (n, steps, d). Returns the state after each step, (n, steps, k)."""
    ### BEGIN SOLUTION
    h, states = h0, []
    for t in range(X.shape[1]):
        h = step(X[:, t], h, weight_ih.T, weight_hh.T, bias_ih + bias_hh)
        states.append(h)
    return np.stack(states, axis=1)
    ### END SOLUTION


# %% [markdown] hints="read"
# - when "have the wrong shape": Expected is (series, steps, numbers of a state). Which axis is the time in your result?
# - when "after the first step": Both biases count, each once. And the matrices are transposed.
# - when "after the second step": The first step is right. What does the second one get as its old state?
# 1. Sections 3 and 4 of the chapter.
# 2. Go through the time, not through the series. Each step gets the state that the one before it made. Collect
#    all states.
# 3. `X[:, t]` holds the inputs of all series at time t, (n, d). Your own function of task 1 does one step with
#    transposed matrices. `np.stack` has an `axis`.

# %% [markdown] solution="read"
# One pass through the time; each step gets the state that the step before it made, so `h` is bound anew in each turn of
# the loop. PyTorch keeps the matrices transposed and adds two biases, and their sum is one bias. The states are stacked
# along axis 1, since axis 0 counts the series. An array of zeros (n, steps, k), filled step by step, does as well, and
# so does an `nn.RNN` into which you copy the weights.

# %% test="read_states" points=1
# read gives the states of nn.RNN, for any sizes.
import numpy as np
import torch
from torch import nn

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import recurrent

torch.manual_seed(fresh.seed)
for n, steps, d, k in ((3, 2, 1, 4), (4, 7, 3, 2), (1, 12, 2, 5)):
    layer = nn.RNN(d, k, batch_first=True)
    X, h0 = torch.randn(n, steps, d), torch.zeros(n, k)
    want = recurrent.read(layer, X, h0)
    got = answer.read(X.numpy(), h0.numpy(), *(p.detach().numpy() for p in layer.parameters()))
    expect.shape(got, (n, steps, k), what=f"the states of {n} series of {steps} steps")
    got = np.array(got, dtype=float)
    advice = "Both biases, each once; weight_ih and weight_hh are transposed."
    expect.close(
        got[:, 0], want[:, 0], what="the states after the first step", rtol=1e-4, atol=1e-5, hint=advice
    )
    advice = "The new state of one step is the old state of the next."
    expect.close(
        got[:, 1], want[:, 1], what="the states after the second step", rtol=1e-4, atol=1e-5, hint=advice
    )
    expect.close(got, want, what="the states after all steps", rtol=1e-4, atol=1e-5, hint=advice)

# %% test="read_start" points=0.5
# read starts from the state that it gets.
import torch
from torch import nn

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import recurrent

torch.manual_seed(fresh.seed)
layer = nn.RNN(2, 4, batch_first=True)
X, h0 = torch.randn(3, 5, 2), torch.randn(3, 4)
want = recurrent.read(layer, X, h0)
got = answer.read(X.numpy(), h0.numpy(), *(p.detach().numpy() for p in layer.parameters()))
advice = "The first step gets h0 as its old state, not zeros."
expect.close(got, want, what="the states from a start that is not 0", rtol=1e-4, atol=1e-5, hint=advice)

# %% [markdown]
# ## 3. With pencil and paper
#
# Answer without running code, then check yourself.
#
# `q3_sum`: A cell without tanh: $h' = 0.5\,h + x$, and $h_0 = 0$. It reads 4, 2, 1. What is the last state?
#
# `q3_relu`: Another cell: $h' = \max(0,\ x - h)$, and $h_0 = 0$. It reads 3, 1, 5, 7. What is the last state?
#
# `q3_shapes`: `states, last = nn.RNN(3, 5, batch_first=True)(X)`, and X has the shape (8, 20, 3). Give the two
# shapes, as a list of two tuples: `[(...), (...)]`.
#
# `q3_field`: Three 1-d convolutions follow each other, each with filters of length 3. The dilations are 1, 2 and 4.
# How many values of the series can one output see?

# %% task="pencil"
# Make the names q3_sum, q3_relu and q3_field (numbers), and q3_shapes (a list of two tuples).
### BEGIN SOLUTION
q3_sum = 3
q3_relu = 2
q3_shapes = [(8, 20, 5), (1, 8, 5)]
q3_field = 15
### END SOLUTION

# %% [markdown] hints="pencil"
# - when "q3_sum": 7 would be the sum without forgetting. Half of the old state goes into each step.
# - when "q3_relu": max(0, ...) is taken in each step: no state is ever below 0.
# - when "q3_shapes": The second shape has three axes, too; the number of *layers* comes first.
# - when "q3_field": Each layer adds its dilation times (filter length - 1), not times the filter length.
# 1. Sections 1, 4 and 9 of the chapter.
# 2. Write a table: one line for each step, with x, the old h and the new h. For the convolutions: each one adds
#    its dilation times (filter length - 1).
# 3. An example with other numbers: h' = 0.5 h + x reads 2, 2: first 2, then 0.5 · 2 + 2 = 3. Two convolutions
#    with filter length 5 and dilations 1 and 2 see 1 + 4 · (1 + 2) = 13 values.

# %% [markdown] solution="pencil"
# Write a line for each step, and halve (or subtract) before you add: a recurrent cell is nothing but this loop.
# `states` has an entry for each of the 20 steps, while `last` has an axis for the layers in front, of which there is
# one. An output of three dilated layers sees its own value and, for each layer, the dilation times (3 - 1) more.

# %% test="pencil_states" points=0.5
# The last states of two small cells.
from lessonlib.check import answer, expect

advice = "Step by step: half of the old state, plus x."
expect.sealed(answer.q3_sum, "16_sum", "4eb955015219093b", what="q3_sum", hint=advice)
advice = "Step by step: x minus the old state, and 0 when this is negative."
expect.sealed(answer.q3_relu, "16_relu", "6d048065fc45b5c8", what="q3_relu", hint=advice)

# %% [markdown] why="16_sum" answer=3
# 0.5 · 0 + 4 = 4, then 0.5 · 4 + 2 = 4, then 0.5 · 4 + 1 = 3. The first 4 has been halved twice:
# 1 is left of it.

# %% [markdown] why="16_relu" answer=2
# 3, then max(0, 1 - 3) = 0, then 5 - 0 = 5, then 7 - 5 = 2.

# %% test="pencil_shapes" points=0.5
# The two shapes that nn.RNN returns, and a receptive field.
import re

from lessonlib.check import answer, expect

numbers = " ".join(re.findall(r"-?[0-9]+", str(answer.q3_shapes)))  # any kind of brackets will do
advice = "The states after each step; and the last one, with an axis for the layers in front."
expect.sealed(numbers, "16_shapes", "986fcde529578e2c", what="the numbers of q3_shapes", hint=advice)
advice = "One value, and for each layer its dilation times (filter length - 1) more."
expect.sealed(answer.q3_field, "16_field", "14d3971913c320b3", what="q3_field", hint=advice)

# %% [markdown] why="16_shapes" answer="8 20 5 1 8 5"
# (8, 20, 5): 8 series, 20 steps, 5 numbers in the state. (1, 8, 5): one layer, 8 series, 5 numbers. `batch_first` does
# not change the order of the second one.

# %% [markdown] why="16_field" answer=15
# 1 + 2 · (1 + 2 + 4) = 15. A filter of length 3 reaches 2 places back, times its dilation.

# %% [markdown]
# ## 4. Choose
#
# `q4_vanish`: At each step backwards a gradient is multiplied by about 0.7. How much of it is left after 20 steps?
#
# - a. About 0.7, because all steps share the same weights.
# - b. About a thousandth.
# - c. About 14, because 20 times 0.7 is 14.
# - d. Nothing at all: exactly 0.
#
# `q4_clip`: What does clipping the gradient to the length 1 do?
#
# - a. It limits the length and keeps the direction. It helps against exploding gradients.
# - b. It makes short gradients longer. It helps against vanishing gradients.
# - c. It limits the weights to the range from -1 to 1.
# - d. It cuts long series to a shorter length.
#
# `q4_split`: You have one long series and cut it into overlapping windows. How do you divide them into training
# and test?
#
# - a. Shuffled, so that both parts look alike.
# - b. Every second window for the test.
# - c. The earlier part to train, the later part to test.
# - d. It does not matter, as long as no window is in both.
#
# `q4_honest`: "As today" has the error 0.20, a linear model 0.11, your LSTM with 4,500 weights 0.11. What do
# you report?
#
# - a. The LSTM is 45% better than the usual method. No more is needed.
# - b. The series cannot be predicted.
# - c. The LSTM with its best seed of ten, chosen with the test data.
# - d. All three. The LSTM beats the naive rule, but not the linear model, which is much simpler.

# %% task="choices"
# Make the names q4_vanish, q4_clip, q4_split and q4_honest (letters).
### BEGIN SOLUTION
q4_vanish = "b"
q4_clip = "a"
q4_split = "c"
q4_honest = "d"
### END SOLUTION

# %% [markdown] hints="choices"
# - when "q4_split": What is a target in one window stands as an input in its neighbours.
# 1. Sections 5 and 7 of the chapter.
# 2. Multiplying is not adding. Clipping only ever makes shorter. A test has to be like the real use: nobody has
#    values of tomorrow. And a result means something only beside the simplest rules.
# 3. 0.5 to the power of 10 is about a thousandth; how about your numbers? For the split, ask of each choice
#    whether a training window could hold a test target.

# %% [markdown] solution="choices"
# Backwards, a gradient is *multiplied* in each step, so it shrinks or grows like a power. Clipping looks at the length
# of all gradients together and only ever makes it shorter. A test must be as the later use is: nobody has the values of
# tomorrow. And a network is worth something only beside the simplest rules.

# %% test="choice_gradients" points=0.5
# What vanishes, and what clipping does.
from lessonlib.check import answer, expect

advice = "0.7 times 0.7 times 0.7 ... 20 times."
expect.sealed(
    answer.q4_vanish, "16_vanish", "46590ce51b5e4cd8", what="q4_vanish", options="abcd", hint=advice
)
advice = "Long gradients become shorter. What about short ones?"
expect.sealed(answer.q4_clip, "16_clip", "b28770151da8fdd3", what="q4_clip", options="abcd", hint=advice)

# %% [markdown] why="16_vanish" answer="b"
# `b`: 0.7 to the power of 20 is 0.0008. Shared weights (`a`) are the reason, not the remedy; `c` adds instead of
# multiplying; `d` would mean that nothing can be learned, while a tiny gradient is only slow.

# %% [markdown] why="16_clip" answer="a"
# `a`: a long gradient is divided by its length. Short ones stay short (`b`), weights are not touched (`c`), and cutting
# a series (`d`) is truncated backpropagation.

# %% test="choice_honesty" points=0.5
# How to divide a series, and what to report.
from lessonlib.check import answer, expect

advice = "When the model is used, what does it know of the future?"
expect.sealed(answer.q4_split, "16_split", "c36bf01783eebb86", what="q4_split", options="abcd", hint=advice)
advice = "Which comparison would a careful reader ask for?"
expect.sealed(
    answer.q4_honest, "16_honest", "c03c25d52f86dd92", what="q4_honest", options="abcd", hint=advice
)

# %% [markdown] why="16_split" answer="c"
# `c`: as in the later use, all that is trained on lies before all that is tested. In `a`, `b` and `d` the target of a
# test window stands as an input in training windows that overlap with it.

# %% [markdown] why="16_honest" answer="d"
# `d`: a reader then sees that 51 weights do as well as 4,500. `a` leaves out the comparison that counts, `b` is refuted
# by the figures, and in `c` the test data chose the model.

# %% [markdown]
# ## 5. Count the parameters
#
# Write `count_parameters(cell, inputs, hidden)`: the number of weights and biases of one layer, as `nn.RNN`, `nn.GRU`
# and `nn.LSTM` have them (with **two** biases). `cell` is `"rnn"`, `"gru"` or `"lstm"`. Return an integer.


# %% task="count_parameters"
def count_parameters(cell, inputs, hidden):
    """cell: "rnn", "gru" or "lstm"; inputs: numbers in a step; hidden: numbers in the state."""
    ### BEGIN SOLUTION
    blocks = {"rnn": 1, "gru": 3, "lstm": 4}[cell]
    return blocks * hidden * (inputs + hidden + 2)
    ### END SOLUTION


# %% [markdown] hints="count_parameters"
# - when "('rnn', 3, 5)": From inputs to the state, from state to state, and two biases. Which part is missing, or
#   there twice?
# - when "('gru', 3, 5)": The plain cell is right. A GRU has the same parts, several times.
# 1. Section 6 of the chapter counts them for 28 inputs and 128 numbers in the state.
# 2. A plain cell has two matrices and two biases. Cells with gates have this several times.
# 3. For 2 inputs and 4 numbers in the state, a plain cell has 4·2 + 4·4 + 4 + 4 = 32. Three times as many are
#    96, four times as many 128.

# %% [markdown] solution="count_parameters"
# One block has the matrices (k, d) and (k, k) and two biases of k numbers, together k · (d + k + 2). A plain cell has
# one block; a GRU three, for the reset gate, the update gate and the new value; an LSTM four, for its three gates and
# the new value. The length of the series does not occur. Building the layer and adding up `numel()` is as good.

# %% test="parameters" points=0.5
# count_parameters counts all weights and biases.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import recurrent

advice = "Two matrices and two biases; a GRU has three times as many, an LSTM four times."
for inputs, hidden in ((3, 5), (28, 128), fresh.rng().integers(1, 60, size=2).tolist()):
    for cell in ("rnn", "gru", "lstm"):
        want = recurrent.parameters(cell, inputs, hidden)
        what = f"count_parameters({cell!r}, {inputs}, {hidden})"
        expect.equal(answer.count_parameters(cell, inputs, hidden), want, what=what, hint=advice)

# %% [markdown]
# ## 6. Windows, divided in time
#
# Write two functions. `series` is a NumPy array (m,).
#
# - `windows(series, steps)` returns **two** arrays: X (m - steps, steps, 1) and y (m - steps, 1). Row i of X holds
#   `steps` values from place i on, and row i of y is the value that follows **directly**.
# - `split(series, steps, num_test)` returns **four**: X_train, y_train, X_test, y_test, in the order of time. The
#   **last `num_test` values** of the series are the targets of the test, all others that have a full window before
#   them are targets of the training. (A test window may begin before the cut: these values are known by then.)


# %% task="windows"
def windows(series, steps):
    """series (m,). Returns X (m - steps, steps, 1), y (m - steps, 1)."""
    ### BEGIN SOLUTION
    X = np.array([series[i : i + steps] for i in range(len(series) - steps)])
    return X[:, :, None], series[steps:, None]
    ### END SOLUTION


def split(series, steps, num_test):
    """Returns X_train, y_train, X_test, y_test; the last num_test values are the targets of the test."""
    ### BEGIN SOLUTION
    X, y = windows(series, steps)
    return X[:-num_test], y[:-num_test], X[-num_test:], y[-num_test:]
    ### END SOLUTION


# %% [markdown] hints="windows"
# - when "X of 6 values": Count: of 6 values with windows of 2, four have a value after them. The last axis
#   has the length 1.
# - when "the targets of": The target stands directly behind the window. Is yours inside it, or one too far?
# - when "A training row holds": A value that belongs to the test stands in your training data.
# 1. Section 7 of the chapter.
# 2. The window from place i on ends before place i + steps, and there its target stands. To divide, make all
#    windows in the order of time, and cut once.
# 3. `[:, :, None]` adds an axis at the end. A negative index counts from the end: `a[:-5]` is all but the last
#    5 rows.

# %% [markdown] solution="windows"
# A window ends before place i + steps, and there its target stands; so the targets are simply the series without its
# first `steps` values. `split` makes all windows in the order of time and cuts once: what is behind the cut was never a
# target, and stands in no training row. `np.lib.stride_tricks.sliding_window_view` and `unfold` of a tensor make all
# windows without a loop. A random permutation before the cut would be the leak of section 7.

# %% test="windows_values" points=0.5
# windows gives each window with the value that follows directly.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import recurrent

rng = fresh.rng()
for series, steps in ((np.arange(6.0), 2), (np.array([5.0, 7.0]), 1), (rng.normal(size=30), 7)):
    got = answer.windows(series, steps)
    returned = isinstance(got, list) and len(got) == 2
    expect.that(returned, "windows does not return two arrays.", hint="return X, y")
    m = len(series)
    expect.shape(got[0], (m - steps, steps, 1), what=f"X of {m} values and {steps} steps")
    expect.shape(got[1], (m - steps, 1), what=f"y of {m} values and {steps} steps")
    want_X, want_y = recurrent.windows(series, steps)
    advice = "Row i begins at place i."
    expect.close(got[0], want_X, what=f"the windows of {m} values", rtol=1e-4, hint=advice)
    advice = "The target of row i is at place i + steps."
    expect.close(got[1], want_y, what=f"the targets of {m} values", rtol=1e-4, hint=advice)

# %% test="split_order" points=0.5
# split takes the last values as targets of the test, in the order of time.
import numpy as np

from lessonlib.check import answer, expect

for m, steps, num_test in ((10, 3, 2), (25, 4, 9)):
    got = answer.split(np.arange(float(m)), steps, num_test)
    returned = isinstance(got, list) and len(got) == 4
    expect.that(returned, "split does not return four arrays.", hint="X_train, y_train, X_test, y_test")
    advice = "The last values are for the test, all before them for the training."
    want = np.arange(m - num_test, m, dtype=float)[:, None]
    expect.close(got[3], want, what=f"y_test of the numbers 0 to {m - 1}, num_test={num_test}", hint=advice)
    want = np.arange(steps, m - num_test, dtype=float)[:, None]
    expect.close(got[1], want, what=f"y_train of the numbers 0 to {m - 1}, num_test={num_test}", hint=advice)
    for part, X, y in (("X_train", got[0], got[1]), ("X_test", got[2], got[3])):
        expect.shape(X, (len(y), steps, 1), what=part)
        want = np.array(y)[:, None] - np.arange(steps, 0, -1)[None, :, None]
        expect.close(
            X, want, what=f"{part} of the numbers 0 to {m - 1}", hint="The values before each target."
        )

# %% test="split_no_leak" points=0.5
# The training rows are windows of the series, and no value of the test stands in them.
import numpy as np

from lessonlib.check import answer, expect, fresh

series, steps, num_test = fresh.rng().normal(size=40), 5, 8
got = answer.split(series, steps, num_test)
returned = isinstance(got, list) and len(got) == 4
expect.that(returned, "split does not return four arrays.", hint="X_train, y_train, X_test, y_test")
X, y = (np.array(part, dtype=float) for part in got[:2])
fit = X.shape[1:] == (steps, 1) and y.shape == (len(X), 1)
expect.that(fit, f"X_train has the shape {X.shape}, y_train {y.shape}.", hint="(n, steps, 1) and (n, 1).")
pieces = np.lib.stride_tricks.sliding_window_view(series, steps)
apart = np.abs(X[:, None, :, 0] - pieces).max(axis=2)  # how far each row is from each window
advice = "A row holds values that follow each other in the series."
expect.close(
    apart.min(axis=1), np.zeros(len(X)), what="the difference of each row to its window", hint=advice
)
begins = apart.argmin(axis=1)
enough = len(set(begins.tolist())) > 20
expect.that(
    enough, "Most training rows are missing.", hint="All targets before the test, but the first ones."
)
known = series[:-num_test]
inside = (begins + steps <= len(known)).all() and np.isclose(y, known).any(axis=1).all()
advice = "The last num_test values are for the test; they are unknown in the training."
expect.that(bool(inside), "A training row holds a value of the test.", hint=advice)

# %% [markdown]
# ## 7. Read in parts
#
# Write `read_in_parts`: run `layer` (an `nn.RNN` with `batch_first=True`) over X in parts of `size` steps, the last
# part may be shorter. Return the states after **all** steps, as a tensor.
#
# - The state is **carried on** from part to part: the numbers are the same as if X had been read at once.
# - It is **detached** between parts: gradients of the last part do not go back into the parts before.
#
# The locked cell below shows you where gradients go: for 12 inputs and parts of 4, the first 8 must be 0.


# %% setup="gradient_of_inputs"
def gradient_of_inputs(read, steps=12, size=4):
    """The gradient of the last state for each input, when `read` reads them in parts. A list of numbers."""
    torch.manual_seed(0)
    layer = nn.RNN(1, 4, batch_first=True)
    X = torch.randn(1, steps, 1, requires_grad=True)
    last = read(layer, X, size)[:, -1].sum()
    if last.requires_grad:
        last.backward()
    return [0.0] * steps if X.grad is None else X.grad[0, :, 0].tolist()


# %% task="read_in_parts"
def read_in_parts(layer, X, size):
    """layer: nn.RNN with batch_first=True, X: tensor (n, steps, d). Returns a tensor (n, steps, k)."""
    ### BEGIN SOLUTION
    state, parts = None, []
    for part in X.split(size, dim=1):
        states, state = layer(part, state)
        state = state.detach()
        parts.append(states)
    return torch.cat(parts, dim=1)
    ### END SOLUTION


# %% [markdown] hints="read_in_parts"
# - when "in the first 8 places": The numbers are right, but the way back is open. One call on the state closes it.
# - when "in the last 4 places": Detach the state, not the outputs; and keep the layer's gradients switched on.
# - when "the states, read in parts": Is the state of one part given to the next one? And does the last, shorter part
#   come too?
# 1. Section 4 of the chapter, "Carry the state on".
# 2. `layer` takes the state before the first step as its second argument, and returns the last state as its
#    second result. `None` stands for zeros.
# 3. `X.split(size, dim=?)` gives the parts; which axis is the time? In the loop: run, detach, collect. At the
#    end `torch.cat`.

# %% [markdown] solution="read_in_parts"
# The state goes from part to part, so the numbers are those of one reading; `detach` keeps the numbers and cuts the way
# back, so gradients stay within a part. Detach the *state*, not the states that you return: from those the loss is
# made. `state.data`, or a `torch.no_grad()` around the copy, cut the way as well. Slicing with
# `range(0, steps, size)` is as good as `split`.

# %% test="parts_states" points=0.5
# read_in_parts gives the states of reading at once; the layer reads one part at a time.
import torch
from torch import nn

from lessonlib.check import answer, expect, fresh


def noting_layer(inputs, hidden):
    from torch import nn

    class Noting(nn.RNN):
        def __init__(self):
            super().__init__(inputs, hidden, batch_first=True)
            self.lengths = []

        def forward(self, *parts, **named):
            X = parts[0] if parts else named["input"]
            self.lengths.append(X.shape[1])
            return super().forward(*parts, **named)

    return Noting()


torch.manual_seed(fresh.seed)
make = answer.send(noting_layer)
for n, steps, size in ((2, 9, 3), (3, 10, 4), (1, 5, 8)):
    ours, layer = nn.RNN(2, 3, batch_first=True), make(2, 3)
    layer.load_state_dict(dict(ours.state_dict()))
    X = torch.randn(n, steps, 2)
    got = answer.read_in_parts(layer, X, size)
    what = f"the states, read in parts of {size} of {steps} steps"
    want = ours(X)[0].detach()
    expect.close(got, want, what=what, rtol=1e-4, atol=1e-5, hint="Give the state to the next part.")
    what = f"the largest number of steps that the layer read at once (size={size})"
    expect.between(
        max([0, *layer.lengths]), 0, size, what=what, hint="Give the layer one part, then the next one."
    )

# %% test="parts_gradient" points=0.5
# Gradients are those of the last part, from the state before it, and do not go into the parts before.
import numpy as np
import torch
from torch import nn

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import recurrent


def slopes(read, state, X, size):
    import torch
    from torch import nn

    layer, X = nn.RNN(1, 4, batch_first=True), X.clone().requires_grad_()
    layer.load_state_dict(state)
    last = read(layer, X, size)[:, -1].sum()
    if last.requires_grad:
        last.backward()
    return torch.zeros_like(X) if X.grad is None else X.grad


torch.manual_seed(fresh.seed)
for steps, size, rest in ((12, 4, 4), (11, 4, 3), (7, 5, 2)):
    layer, X = nn.RNN(1, 4, batch_first=True), torch.randn(1, steps, 1)
    want = recurrent.last_slopes(layer, X, rest)
    got = answer.send(slopes)(answer.read_in_parts, dict(layer.state_dict()), X, size)
    expect.shape(got, (1, steps, 1), what="the gradient of the inputs")
    got = np.asarray(got, dtype=float)
    expect.that(
        bool((got[:, -rest:] != 0).any()),
        f"There is no gradient in the last {rest} places.",
        hint="Detach only the state that goes to the next part.",
    )
    expect.that(
        bool((got[:, :-rest] == 0).all()),
        f"The gradient is not 0 in the first {steps - rest} places.",
        hint="Detach the state before the next part gets it.",
    )
    what = f"the gradient in the last {rest} of {steps} places (size={size})"
    expect.close(
        got[:, -rest:], want, what=what, rtol=1e-4, atol=1e-5, hint="Return the states as they come."
    )

# %% [markdown]
# ## 8. Free-running forecast
#
# Write `free_run`: let any model continue a series with its own predictions. `predict` is a function: X (n, steps, 1)
# -> the next value of each, (n, 1), NumPy arrays both. Each prediction becomes the newest value of the window, and
# the oldest value falls out: the window keeps its length.
#
# The locked cell has two toy models to try.


# %% setup="toy_models"
def add_two(X):
    """A toy model: the sum of the last two values."""
    return X[:, -1] + X[:, -2]


def oldest(X):
    """A toy model: says the oldest value of the window again."""
    return X[:, 0].copy()


# %% task="free_run"
def free_run(predict, X, horizon):
    """X (n, steps, 1). Returns the next `horizon` values of each series, (n, horizon)."""
    ### BEGIN SOLUTION
    values = []
    for _ in range(horizon):
        following = predict(X)
        values.append(following)
        X = np.concatenate([X[:, 1:], following[:, None]], axis=1)
    return np.concatenate(values, axis=1)
    ### END SOLUTION


# %% [markdown] hints="free_run"
# - when "with add_two": Begin with 1, 1. The first prediction is 2. Does the second one know it?
# - when "with oldest": A window of three values repeats itself. Does your window lose its oldest value, and only
#   this one, in each step?
# 1. Section 7 of the chapter, "Free-running forecast".
# 2. A loop over the horizon: predict, keep the prediction, put it at the end of the window, drop the first value.
# 3. The prediction is (n, 1) and the window (n, steps, 1): `[:, None]` adds the axis that is missing. Join along
#    the axis of time. Do not change the X of the caller.

# %% [markdown] solution="free_run"
# The window moves: the prediction comes in at its end, and the oldest value leaves it. A model that was trained on
# windows of 8 must never see 9. `X = np.concatenate(...)` makes a new array and leaves the caller's as it was; with
# `np.roll` and an assignment, copy first. You may also let one long array grow, and always read its last `steps`
# values.

# %% test="free_run_values" points=1
# free_run reads its own predictions, and the window keeps its length.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import recurrent


def add_two(X):
    return X[:, -1] + X[:, -2]


def oldest(X):
    return X[:, 0].copy()


rng = fresh.rng()
advice = {
    "add_two": "The second prediction reads the first one as its newest value.",
    "oldest": "In each step, the oldest value leaves the window.",
}
for model, horizon, X in (
    (add_two, 5, np.array([[0.0, 1.0, 1.0], [1.0, 2.0, 0.0]])[:, :, None]),
    (oldest, 4, np.array([[0.0, 1.0, 1.0], [1.0, 2.0, 0.0]])[:, :, None]),
    (add_two, 3, rng.normal(size=(3, 4, 1))),
    (oldest, 9, rng.normal(size=(4, 5, 1))),
):
    name = model.__name__
    got = answer.free_run(answer.send(model), X, horizon)
    what = f"{horizon} values of {len(X)} series"
    expect.shape(got, (len(X), horizon), what=what, hint="Put the predictions side by side: (n, horizon).")
    want = recurrent.continued(model, X, horizon)
    expect.close(got, want, what=f"{horizon} values with {name}", rtol=1e-4, atol=1e-5, hint=advice[name])

# %% [markdown]
# ## 9. A network that predicts
#
# Write `make_network(hidden)`: a new `nn.Module` that reads windows (n, steps, 1), `n` of them at once, and says the
# next value of each, (n, 1).
#
# 1. An `nn.GRU` with `hidden` numbers in its state reads the windows.
# 2. A linear layer makes one number from the state after the **last** step.


# %% task="make_network"
def make_network(hidden):
    """Returns an nn.Module: float32 tensor (n, steps, 1) -> (n, 1)."""

    ### BEGIN SOLUTION
    class NextValue(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.GRU(1, hidden, batch_first=True)
            self.output = nn.Linear(hidden, 1)

        def forward(self, X):
            states, _ = self.rnn(X)
            return self.output(states[:, -1])

    return NextValue()
    ### END SOLUTION


# %% [markdown] hints="make_network"
# - when "the predictions for 5 windows": One number for each window comes from *one* state, the last one.
# - when "shapes of the parameters": Which cell is asked for, and how many layers?
# - when "when another window changes": The windows have become steps of each other. Which option says that the first
#   axis counts the series?
# - when "the predictions of the network": The last state is the one behind all steps, and nothing follows the linear
#   layer.
# 1. Section 4 of the chapter has such a class.
# 2. Two layers: the recurrent one gives the states after each step, the linear one gets the last of them.
# 3. The states have the shape (n, steps, hidden). You want all series, the last step, all numbers.

# %% [markdown] solution="make_network"
# `batch_first=True` says that the first axis counts the series. Without it nothing fails, but each window reads the one
# before it. `states[:, -1]` is the state after the last step; `states[-1]` would be all the states of the last
# series. The second result of the layer, `last[0]`, is the same state. The library's `SeriesRNN(hidden, cell="gru")` is
# this network.

# %% test="network_values" points=0.5
# make_network has the parameters of a GRU and a linear layer, and its predictions follow from them and the last state.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.models import SeriesRNN

torch.manual_seed(fresh.seed)
for hidden in (6, 3):
    model, ours = (
        answer.make_network(hidden),
        SeriesRNN(hidden, cell="gru"),
    )  # the same network, in the library
    expect.that(hasattr(model, "state_dict"), "make_network does not return an nn.Module.")
    state, theirs = ours.state_dict(), model.state_dict()
    state["rnn.bias_hh_l0"].copy_(state["rnn.bias_ih_l0"])
    by_shape = {tuple(part.shape): part for part in state.values()}
    got, want = (sorted(list(np.shape(part)) for part in parts.values()) for parts in (theirs, state))
    expect.equal(
        got,
        want,
        what=f"the shapes of the parameters with hidden={hidden}",
        hint="One nn.GRU, one nn.Linear.",
    )
    model.load_state_dict({name: by_shape[np.shape(part)] for name, part in theirs.items()})
    X = torch.randn(5, 7, 1)
    got = model(X)
    expect.shape(got, (5, 1), what="the predictions for 5 windows of 7 values")
    changed = X.clone()
    changed[0] += 1
    others = [np.array(predictions, dtype=float)[1:] for predictions in (got, model(changed))]
    message = "The prediction for a window changes when another window changes."
    expect.that(bool(np.allclose(*others, atol=1e-6)), message, hint="batch_first")
    what = f"the predictions of the network with hidden={hidden}, with weights that this test has set,"
    expect.close(
        got, ours(X).detach(), what=what, rtol=1e-4, atol=1e-5, hint="A linear layer on the last state."
    )

# %% [markdown]
# ## 10. Train it, and ask it
#
# Write two functions, for any such network:
#
# - `train(model, X, y, num_epochs, seed)` trains the model in place, in training mode. X (n, steps, 1) and y (n, 1)
#   are tensors. Each epoch takes all windows in mini-batches of 32, in a new order. The seed decides the orders, and
#   two seeds share none of them. Each step: the mean squared error of the mini-batch, its gradients, **clipped to the
#   length 1**, and a step of Adam with the learning rate 0.01.
# - `predict(model, X)`: X is a NumPy array (n, steps, 1) of float32. Returns the predictions as an array (n, 1), made
#   without gradients and in evaluation mode. Afterwards the model is in the mode in which it was before.


# %% task="train"
def train(model, X, y, num_epochs, seed):
    """X: float32 tensor (n, steps, 1), y: float32 tensor (n, 1). Changes the weights of the model."""
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    model.train()
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(32):
            loss = F.mse_loss(model(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
    ### END SOLUTION


def predict(model, X):
    """X: float32 array (n, steps, 1). Returns the predictions, an array (n, 1)."""
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    with torch.no_grad():
        y_hat = model(torch.as_tensor(X))
    model.train(was_training)
    return y_hat.numpy()
    ### END SOLUTION


# %% [markdown] hints="train"
# - when "as they were before the training": Which parameters does the optimizer get, and does it make its steps?
# - when "do not have the right sizes": Compare the two lists. Is a mini-batch missing in each epoch, or a whole epoch?
# - when "does not take each window once": Does each mini-batch draw its own rows, or do all of an epoch share one
#   order?
# - when "in the order in which they were given": Nothing is shuffled. Which function gives a random order of the row
#   numbers?
# - when "in the same order": A generator that is seeded in each epoch begins anew in each epoch.
# - when "with the same seed": Something is random besides what the seed decides.
# - when "share an order": Does `seed` reach the generator? And does it alone decide? Seed 3 in epoch 1 and seed 2 in
#   epoch 2 have the same sum.
# - when "largest change of a weight": Which optimizer makes the steps, and with which learning rate?
# - when "are not clipped": Clip between `backward` and `step`, where the gradients are there and not yet used.
# - when "added up from step to step": What is left over from the step before?
# - when "is a sum over the windows": A mean does not depend on how many windows a mini-batch has.
# - when "does not follow the gradient": Does each window come with its own target? Do both have the same shape, and is
#   the loss the mean of the squared errors?
# - when "not in training mode": Somebody may give you a model in evaluation mode. Which method switches it?
# - when "predictions of a model in": Its dropout is on. Switch it off before you ask the model.
# - when "mode before and after": The caller may want to go on with training. Remember the mode, and set it again.
# - when "with gradients": Which context says that no gradients are needed?
# 1. Section 6 of the chapter, "Do they remember?", has such a loop; section 11 of lesson 4 shuffles.
# 2. In `train`: seed, optimizer, training mode; then, for each piece of a random order, loss, three calls, and between
#    two of them the clipping. In `predict`: remember the mode, switch, ask, switch back.
# 3. `torch.randperm(n).split(size)` gives the mini-batches of an epoch. `nn.utils.clip_grad_norm_` takes the parameters
#    and the limit. `model.training` is True or False, and `model.train(...)` takes such a value.

# %% [markdown] solution="train"
# One generator, seeded before the loop, gives each epoch another order; the last mini-batch is simply smaller.
# Clipping stands between `backward`, which makes the gradients, and `step`, which uses them; at any other place it does
# nothing or comes too late. A `DataLoader` with `shuffle=True` and a generator of its own is another way. `predict`
# leaves no trace: the mode comes back, and without gradients the result becomes an array at once. `outputs_of` of
# `lessonlib.models` does the same for many rows.

# %% test="mini_batches" points=0.5
# train takes each window once in an epoch, 32 at a time, in a new order that depends on the seed alone.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.series_steps import numbered_windows, recording_predictor
from lessonlib.check.references.training_steps import steps_of

rng = fresh.rng()
X, y = numbered_windows(rng, 80, 5)
seed = int(rng.integers(1000))
runs = []
for one in (seed, seed, seed + 1):
    model = answer.send(recording_predictor)(3)  # it notes which windows come, and stays where your code runs
    answer.train(model, X, y, 3, one)
    runs.append(steps_of(model, "windows"))
    runs[-1].check_batches(80, 32, 3)
first, again, other = (run.orders(3) for run in runs)
message = "The windows come in the order in which they were given."
expect.that(first[0] != sorted(first[0]), message, hint="Shuffle them in each epoch.")
message = "Two epochs take the windows in the same order."
expect.that(first[0] != first[1] != first[2], message, hint="Seed once, before the first epoch.")
message = "A second training with the same seed takes the windows in another order."
expect.that(first == again, message, hint="The seed must decide the order.")
message = f"Seeds {seed} and {seed + 1} share an order of the windows."
shared = any(order in other for order in first)
expect.that(not shared, message, hint="Seed once, with the seed alone, before the first epoch.")

# %% test="clipped_steps" points=0.5
# Each step of train is one of Adam with the learning rate 0.01, on the mean squared error, with clipped gradients.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.series_steps import check_clipped_adam, numbered_windows, recording_predictor
from lessonlib.check.references.training_steps import steps_of

rng = fresh.rng()
X, y = numbered_windows(rng, 80, 5)
model = answer.send(recording_predictor)(3)  # it notes its weights before each step
answer.train(model, X, y, 2, int(rng.integers(1000)))
run = steps_of(model)
check_clipped_adam(run, X, y, 3, 0.01)
message = "The model is not in training mode in each step."
expect.that(all(run.in_training), message, hint="It may come in evaluation mode.")

# %% test="predictions" points=0.5
# predict asks in evaluation mode and without gradients, and leaves the mode of the model as it was.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh


def network_of_ours():
    from torch import is_grad_enabled, nn

    class Noting(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn, self.output, self.with_gradients = nn.GRU(1, 8, batch_first=True), nn.Linear(8, 1), []

        def forward(self, X):
            self.with_gradients.append(is_grad_enabled())
            return self.output(nn.functional.dropout(self.rnn(X)[0][:, -1], 0.5, self.training))

    return Noting()


torch.manual_seed(fresh.seed)
ours, model = (
    network_of_ours().eval(),
    answer.send(network_of_ours)(),
)  # the second one stays where your code runs
model.load_state_dict(dict(ours.state_dict()))
X = torch.randn(20, 6, 1)
want = ours(X).detach().numpy()
model.train()
for mode in ("training", "evaluation"):
    got = answer.predict(model, X.numpy())
    expect.shape(got, (20, 1), what="the predictions of 20 windows")
    what = f"the predictions of a model in {mode} mode"
    expect.close(got, want, what=what, rtol=1e-4, atol=1e-5, hint="Call eval() before you ask the model.")
    message = f"The mode before and after is not the same: it was {mode} mode."
    expect.that(model.training == (mode == "training"), message, hint="model.training tells the mode.")
    model.eval()
message = "The model was asked with gradients."
expect.that(not any(model.with_gradients), message, hint="Nobody learns from a prediction.")

# %% [markdown]
# **Look.** Your network learns a series of 300 values, and continues it for 40 steps with its own predictions. What it
# is worth, only a comparison tells: the error one step ahead, beside "as today" and a linear model.

# %%
time = np.arange(340)
series = 0.6 * np.sin(2 * np.pi * time / 11) + 0.3 * np.sin(2 * np.pi * time / 27)
series = (series + np.random.default_rng(0).normal(0, 0.03, size=340)).astype(np.float32)
X_train, y_train, X_test, y_test = (np.array(part, dtype=np.float32) for part in split(series, 8, 40))

torch.manual_seed(0)
model = make_network(16)
train(model, torch.as_tensor(X_train), torch.as_tensor(y_train), 30, 0)
weights = np.linalg.lstsq(X_train[:, :, 0], y_train, rcond=None)[0]
guesses = {"as today": X_test[:, -1], "linear": X_test[:, :, 0] @ weights, "GRU": predict(model, X_test)}
for name, guess in guesses.items():
    print(f"{name:9} error {np.sqrt(np.mean((np.asarray(guess) - y_test) ** 2)):.3f}")
ahead = free_run(lambda rows: predict(model, np.float32(rows)), X_test[:1], 40)
viz.series(
    series[240:], {"free-running": ahead[0]}, start=60, title="From step 60 on, it reads its own predictions"
)

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: take an `nn.LSTM` in place of the GRU, or windows of 30 values.
# Which of the three would you use, and why?
