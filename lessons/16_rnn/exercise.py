# %% [markdown]
# # Exercise 16: recurrent networks
#
# You build a recurrent network by hand until it gives the numbers of `nn.RNN`, cut a series into windows, and
# predict what comes next. Chapter 16 shows each idea.
#
# **Time**: about 45 minutes. **Points**: 10. Each test below says what it checks.
#
# How to work:
#
# - Write your answer in place of the line that raises `NotImplementedError`. Run the cell, then run the
#   test below it.
# - A failed test says what it got, what it expected, and a hint. Run it as often as you like.
# - Stuck? Run `hint()` in a cell of your own. It helps with the test that failed last: first it says where to
#   look, then the idea, and at last nearly the answer.

# %% setup="imports"
import numpy as np
import torch
from torch import nn

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

# %% test="step_values" points=0.5
# step gives the new state, for any sizes.
import numpy as np

from lessonlib.check import answer, expect, fresh

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
    expect.that(
        not np.array_equal(other, np.array(got, dtype=float)),
        "The step gives the same from another old state.",
        hint="h goes in, too: h @ W_h.",
    )
    want = np.array([np.tanh(W_x.T @ x[i] + W_h.T @ h[i] + b) for i in range(n)])
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
# - when "of the states": Expected is (series, steps, numbers of a state). Which axis is the time in your result?
# - when "after the first step": Both biases count, each once. And the matrices are transposed.
# - when "after the second step": The first step is right. What does the second one get as its old state?
# 1. Sections 3 and 4 of the chapter.
# 2. Go through the time, not through the series. Each step gets the state that the one before it made. Collect
#    all states.
# 3. `X[:, t]` holds the inputs of all series at time t, (n, d). Your own function of task 1 does one step with
#    transposed matrices. `np.stack` has an `axis`.

# %% test="read_states" points=1
# read gives the states of nn.RNN, for any sizes.
import torch
from torch import nn

from lessonlib.check import answer, expect, fresh

torch.manual_seed(fresh.seed)
for n, steps, d, k in ((3, 2, 1, 4), (4, 7, 3, 2), (1, 12, 2, 5)):
    layer = nn.RNN(d, k, batch_first=True)
    X, h0 = torch.randn(n, steps, d), torch.zeros(1, n, k)
    with torch.no_grad():
        want = layer(X, h0)[0].numpy()
    got = answer.read(X.numpy(), h0[0].numpy(), *(p.detach().numpy() for p in layer.parameters()))
    expect.shape(got, (n, steps, k), what=f"the shape of the states of {n} series of {steps} steps")
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

torch.manual_seed(fresh.seed)
layer = nn.RNN(2, 4, batch_first=True)
X, h0 = torch.randn(3, 5, 2), torch.randn(1, 3, 4)
with torch.no_grad():
    want = layer(X, h0)[0].numpy()
got = answer.read(X.numpy(), h0[0].numpy(), *(p.detach().numpy() for p in layer.parameters()))
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
# - when "q3_shapes": The second shape has three axes, too; the number of *layers* comes first.
# 1. Sections 1, 4 and 9 of the chapter.
# 2. Write a table: one line for each step, with x, the old h and the new h. For the convolutions: each one adds
#    its dilation times (filter length - 1).
# 3. An example with other numbers: h' = 0.5 h + x reads 2, 2: first 2, then 0.5 · 2 + 2 = 3. Two convolutions
#    with filter length 5 and dilations 1 and 2 see 1 + 4 · (1 + 2) = 13 values.

# %% test="pencil_states" points=0.5
# The last states of two small cells.
from lessonlib.check import answer, expect

advice = "Step by step: half of the old state, plus x."
expect.sealed(answer.q3_sum, "16_sum", "4eb955015219093b", what="q3_sum", hint=advice)
advice = "Step by step: x minus the old state, and 0 when this is negative."
expect.sealed(answer.q3_relu, "16_relu", "6d048065fc45b5c8", what="q3_relu", hint=advice)

# %% test="pencil_shapes" points=0.5
# The two shapes that nn.RNN returns, and a receptive field.
import re

from lessonlib.check import answer, expect

numbers = " ".join(re.findall(r"[0-9]+", str(answer.q3_shapes)))  # any kind of brackets will do
advice = "The states after each step; and the last one, with an axis for the layers in front."
expect.sealed(numbers, "16_shapes", "986fcde529578e2c", what="the numbers of q3_shapes", hint=advice)
advice = "One value, and for each layer its dilation times (filter length - 1) more."
expect.sealed(answer.q3_field, "16_field", "14d3971913c320b3", what="q3_field", hint=advice)

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

# %% test="choice_gradients" points=0.5
# What vanishes, and what clipping does.
from lessonlib.check import answer, expect

advice = "0.7 times 0.7 times 0.7 ... 20 times."
expect.sealed(
    answer.q4_vanish, "16_vanish", "46590ce51b5e4cd8", what="q4_vanish", options="abcd", hint=advice
)
advice = "Long gradients become shorter. What about short ones?"
expect.sealed(answer.q4_clip, "16_clip", "b28770151da8fdd3", what="q4_clip", options="abcd", hint=advice)

# %% test="choice_honesty" points=0.5
# How to divide a series, and what to report.
from lessonlib.check import answer, expect

advice = "When the model is used, what does it know of the future?"
expect.sealed(answer.q4_split, "16_split", "c36bf01783eebb86", what="q4_split", options="abcd", hint=advice)
advice = "Which comparison would a careful reader ask for?"
expect.sealed(
    answer.q4_honest, "16_honest", "c03c25d52f86dd92", what="q4_honest", options="abcd", hint=advice
)

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
# - when "'rnn', 3, 5)": From inputs to the state, from state to state, and two biases. Which part is missing, or
#   there twice?
# - when "'gru', 3, 5)": The plain cell is right. A GRU has the same parts, several times.
# 1. Section 6 of the chapter counts them for 28 inputs and 128 numbers in the state.
# 2. A plain cell has two matrices and two biases. Cells with gates have this several times.
# 3. For 2 inputs and 4 numbers in the state, a plain cell has 4·2 + 4·4 + 4 + 4 = 32. Three times as many are
#    96, four times as many 128.

# %% test="parameters" points=0.5
# count_parameters counts all weights and biases.
from torch import nn

from lessonlib.check import answer, expect, fresh

advice = "Two matrices and two biases; a GRU has three times as many, an LSTM four times."
for inputs, hidden in ((3, 5), (28, 128), fresh.rng().integers(1, 60, size=2).tolist()):
    for cell, layer in (("rnn", nn.RNN), ("gru", nn.GRU), ("lstm", nn.LSTM)):
        want = sum(p.numel() for p in layer(inputs, hidden).parameters())
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
# - when "the shape of X": Count: of 6 values with windows of 2, four have a value after them. The last axis
#   has the length 1.
# - when "the targets of": The target stands directly behind the window. Is yours inside it, or one too far?
# - when "A training row holds": A value that belongs to the test stands in your training data.
# 1. Section 7 of the chapter.
# 2. The window from place i on ends before place i + steps, and there its target stands. To divide, make all
#    windows in the order of time, and cut once.
# 3. `[:, :, None]` adds an axis at the end. A negative index counts from the end: `a[:-5]` is all but the last
#    5 rows.

# %% test="windows_values" points=1
# windows gives each window with the value that follows directly.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for series, steps in ((np.arange(6.0), 2), (np.array([5.0, 7.0]), 1), (rng.normal(size=30), 7)):
    got = answer.windows(series, steps)
    returned = isinstance(got, list) and len(got) == 2
    expect.that(returned, "windows does not return two arrays.", hint="return X, y")
    m = len(series)
    expect.shape(got[0], (m - steps, steps, 1), what=f"the shape of X, {m} values and {steps} steps")
    expect.shape(got[1], (m - steps, 1), what=f"the shape of y, {m} values and {steps} steps")
    rows = range(m - steps)
    want_X = [[[series[i + t]] for t in range(steps)] for i in rows]
    advice = "Row i begins at place i."
    expect.close(got[0], want_X, what=f"the windows of {m} values", rtol=1e-4, hint=advice)
    advice = "The target of row i is at place i + steps."
    want_y = [[series[i + steps]] for i in rows]
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

        def forward(self, X, *state, **named):
            self.lengths.append(X.shape[1])
            return super().forward(X, *state, **named)

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
    before = layer(X[:, :-rest])[1].detach()
    part = X[:, -rest:].clone().requires_grad_()
    (want,) = torch.autograd.grad(layer(part, before)[0][:, -1].sum(), part)
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
        got[:, -rest:], want, what=what, rtol=1e-4, atol=1e-6, hint="Return the states as they come."
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

# %% test="free_run_values" points=1
# free_run reads its own predictions, and the window keeps its length.
import numpy as np

from lessonlib.check import answer, expect, fresh


def add_two(X):
    return X[:, -1] + X[:, -2]


def oldest(X):
    return X[:, 0].copy()


def continued(model, X, horizon):
    series = X.copy()
    for _ in range(horizon):
        series = np.concatenate([series, model(series[:, -X.shape[1] :])[:, None]], axis=1)
    return series[:, X.shape[1] :, 0]


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
    want = continued(model, X, horizon)
    expect.close(got, want, what=f"{horizon} values with {name}", rtol=1e-4, atol=1e-5, hint=advice[name])

# %% [markdown]
# ## 9. Better than "as today"
#
# Write `train_predictor` in PyTorch (or as a graph). It trains a **recurrent network** on windows and returns a
# function: X (m, steps, 1), NumPy float32 -> predictions (m, 1), array or tensor.
#
# - The same seed gives the same predictions. Another seed starts from other random weights.
# - A state of 16 numbers, Adam with a learning rate of 0.03 and 60 updates with all rows are enough. There
#   are 100 windows of 8 values from about -1 to 1. Keep it under 10 seconds.
# - The test compares with the naive rule, on values that come later than all training values: your error must be
#   less than 60% of the naive error.


# %% task="train_predictor"
def train_predictor(X, y, seed):
    """X: float32 array (n, steps, 1), y: float32 array (n, 1). Returns a function (m, steps, 1) -> (m, 1)."""
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    layer, output = nn.RNN(1, 16, batch_first=True), nn.Linear(16, 1)
    optimizer = torch.optim.Adam([*layer.parameters(), *output.parameters()], lr=0.03)

    def forward(rows):
        states, _ = layer(torch.as_tensor(rows))
        return output(states[:, -1])

    targets = torch.as_tensor(y)
    for _ in range(60):
        loss = (forward(X) - targets).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def predict(rows):
        with torch.no_grad():
            return forward(rows).numpy()

    return predict
    ### END SOLUTION


# %% [markdown] hints="train_predictor"
# - when "the error, divided by": The predictor is hardly better than the naive rule. Does the answer come from the
#   *last* state? Are outputs and targets of the same shape? Does each update start with fresh gradients?
# - when "two trainings with seed": Set the seed before the layers get their random weights.
# 1. Section 4 of the chapter shows the model, lesson 11 a loop with a seed.
# 2. Seed, layer, linear layer, Adam with the parameters of *both*. The loss is the mean squared error.
# 3. In each of the 60 updates: predictions from the last state, loss, `zero_grad`, `backward`, `step`. The
#    function that you return does the same forward pass under `torch.no_grad()`.

# %% test="predictor_beats_naive" points=1
# The predictor beats the naive rule on later values, and it is no linear rule.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
time, (one, two), begin = np.arange(468), rng.uniform((10, 25), (12, 29)), rng.uniform(0, 2 * np.pi, size=2)
series = 0.6 * np.sin(2 * np.pi * time / one + begin[0]) + 0.3 * np.sin(2 * np.pi * time / two + begin[1])
series = (series + rng.normal(0, 0.03, size=468)).astype(np.float32)
X = np.stack([series[i : i + 8] for i in range(460)])[:, :, None]
y = series[8:, None]
later = rng.permutation(np.arange(108, 460, 9))  # no window holds what follows another one
predict = answer.train_predictor(X[:100], y[:100], int(rng.integers(1000)))
got = predict(X[later])
advice = "One number for each window: (m, 1)."
expect.shape(got, (len(later), 1), what=f"the predictions of {len(later)} windows", hint=advice)
error = float(np.sqrt(np.mean((np.array(got, dtype=float) - y[later]) ** 2)))
naive = float(np.sqrt(np.mean((X[later, -1] - y[later]) ** 2)))
advice = "Predict from the last state; see that the loss falls."
expect.between(error / naive, 0, 0.6, what="the error, divided by the naive error", hint=advice)
a, b = X[later], X[later[::-1]]
low, high, middle = (np.array(predict(rows.astype(np.float32)), dtype=float) for rows in (a, b, (a + b) / 2))
bend = float(np.abs(middle - (low + high) / 2).max())
message = (
    "The prediction for the mean of two windows is the mean of the two predictions: this is a linear model."
)
expect.that(bend > 1e-3, message, hint="A recurrent network: its cell has a tanh, or gates.")

# %% test="predictor_seed" points=0.5
# The same seed gives the same predictions, another seed others; both know much more than the mean.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
X = rng.uniform(-1, 1, size=(60, 6, 1)).astype(np.float32)
y = X.mean(axis=1)
seed = int(rng.integers(1000))
first, again, other = (
    np.array(answer.train_predictor(X, y, number)(X), dtype=float) for number in (seed, seed, seed + 1)
)
expect.close(again, first, what=f"two trainings with seed {seed}", hint="Set the seed first in the function.")
expect.shape(other, (60, 1), what="the predictions of 60 windows")
differ = bool(np.abs(first - other).max() > 1e-6)
expect.that(differ, "Another seed gives the very same predictions.", hint="Does the argument set the seed?")
error = float(np.sqrt(np.mean((first - y) ** 2)) / y.std())
what = "the error on the training rows, divided by that of the mean"
expect.between(error, 0, 0.5, what=what, hint="Does the loss fall? Is the answer from the last state?")

# %% [markdown]
# **Look.** Your predictor continues a series for 40 steps with its own predictions.

# %%
time = np.arange(148)
series = (0.6 * np.sin(2 * np.pi * time / 11) + 0.3 * np.sin(2 * np.pi * time / 27)).astype(np.float32)
X_train, y_train, X_test, y_test = split(series, 8, 40)
predict = train_predictor(X_train, y_train, seed=0)
ahead = free_run(predict, X_test[:1], 40)
viz.series(series[60:], {"free-running": ahead[0]}, start=48)

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: take an `nn.LSTM` in place of the `nn.RNN`, and compare both with
# a linear model on the same windows (`np.linalg.lstsq`). Which would you use?
