# %% [markdown]
# # 16a. Recurrent networks: a memory
#
# A sentence, a melody, the temperature of each hour: the order matters, and the end comes later than the beginning.
# Here you build a network with a **memory**. It reads one value after the other, and what it has read changes how it
# reads the next one. In the second part it predicts series, and reads digits row by row.
#
# **After this chapter you can**
#
# - write a recurrent cell by hand, and get the same numbers as `nn.RNN` and `tf.nn.dynamic_rnn`;
# - say what unrolling means, and carry a state from one part of a series to the next;
# - see gradients vanish and explode, and say what clipping does about it;
# - follow the gates of an LSTM and a GRU step by step, and count their weights.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lessons 9
# (backpropagation) and 10 (training well). No GPU, no network.

# %%
import os

import numpy as np
import torch
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import viz

np.set_printoptions(precision=3, suppress=True, linewidth=110)
torch.set_num_threads(1)  # a step of a cell is so little work that a second thread would only be waited for
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # when the course is tested

# %% [markdown]
# ## 1. State fed back
#
# The networks of the lessons before get their whole input at once, and then forget it. Here are two mornings with the
# same temperatures in another order. One gets warmer, the other colder, and that decides what to expect next. Their
# mean cannot tell them apart: it is 0.5 for both.
#
# So read one value after the other, and keep a **state** $h$: all that the network remembers. The new state is made of
# the input *and* of the old state:
#
# $$h_t = \tanh(w\,x_t + u\,h_{t-1} + b)$$
#
# Before the first step there is nothing to remember, so $h_0 = 0$.

# %%
warmer = [0.0, 0.5, 1.0]
colder = [1.0, 0.5, 0.0]


def cell(x, h, w=0.5, u=0.8, b=0.0):
    """One step: the new state, from the input and the old state."""
    return np.tanh(w * x + u * h + b)


def read(values):
    """The state after each value."""
    h, states = 0.0, []
    for x in values:
        h = cell(x, h)
        states.append(h)
    return states


for name, values in (("warmer", warmer), ("colder", colder)):
    print(name, values, "-> states", np.round(read(values), 3))

# %% proof
assert np.mean(warmer) == np.mean(colder) == 0.5
assert read(warmer)[-1] > 0.6 > 0.5 > read(colder)[-1]

# %% [markdown]
# The last states differ: the network knows in which order the values came. What came late counts more, because each
# step multiplies what is old by 0.8 and squeezes it with tanh.
#
# **Your turn.** A simpler cell, without tanh: $h' = 0.5\,h + x$. It begins with 0 and reads 8, 0, 2. Which state is the
# last? Set `last_state`.

# %% try="last_state"
last_state = ...

# %% solution="last_state"
last_state = 4

# %% [markdown] solution="last_state"
# 8, then 4, then 2 + 2. The 8 has been halved twice, so 2 is left of it. Such a cell is an *exponential moving average*
# in disguise: older values count less and less, but never exactly nothing.

# %% [markdown] hints="last_state"
# - when "got:      10": That is the plain sum. What happens to the old state in each step?
# - when "got:      7": The 8 is halved in the second step *and* in the third.
# 1. Write a line for each step: the old state, half of it, plus the input.

# %% check="last_state"
expect.predicted(last_state, 4, what="The last state", hint="Three lines, one for each input.")

# %% wrong="last_state" message="got:      10"
last_state = 10

# %% wrong="last_state" message="got:      7"
last_state = 7

# %% [markdown]
# **Your turn.** This loop runs without an error and has no memory: each state depends on its own input only. Repair it,
# so that `states` are those of `colder`.

# %% try="fed_back"
h, states = 0.0, []
for x in [1.0, 0.5, 0.0]:
    states.append(cell(x, h))

# %% solution="fed_back"
h, states = 0.0, []
for x in [1.0, 0.5, 0.0]:
    h = cell(x, h)
    states.append(h)

# %% [markdown] solution="fed_back"
# `h` must be bound anew in each turn. This mistake gives no error, and the last state is 0, as if nothing had been
# read. It is worth a look whenever a recurrent network does not care about the order.

# %% [markdown] hints="fed_back"
# - when "after the second step": Which value has `h` in the second turn of the loop?
# 1. The state of one step is the old state of the next.

# %% check="fed_back"
expect.shape(states, (3,), what="states")
want = [0.462117, 0.550915, 0.414251]
expect.close(states[1], want[1], what="the state after the second step", atol=1e-4, hint="Feed h back.")
expect.close(states, want, what="states", atol=1e-4, hint="Feed h back.")

# %% wrong="fed_back" message="after the second step"
states = [cell(x, 0.0) for x in [1.0, 0.5, 0.0]]

# %% [markdown]
# ## 2. Unrolling
#
# On the left of this picture the cell has a loop: its state goes back into it. On the right the loop is **unrolled**:
# one copy of the cell for each step, from left to right in time.

# %%
title = "The warmer morning: one cell, drawn once for each step"
viz.unrolled_rnn(3, inputs=1, hidden=1, states=read(warmer), title=title)

# %% [markdown]
# Unrolled, it is an ordinary deep network with one layer for each step, and two things are special. All copies have
# **the same weights**; so one network reads series of any length. And each layer gets an input of its own from below.
#
# What comes out depends on the task. To name the class of a whole series, take the **last** state. To label every word
# of a sentence, take the state after **each** step.

# %%
title = "A digit, row by row: 28 steps of 28 pixels, one answer"
viz.unrolled_rnn(28, inputs=28, hidden=128, title=title)

# %% [markdown]
# **Your turn.** Our cell has the weights $w$, $u$ and $b$. How many numbers are there to learn when the network is
# unrolled over 1000 steps? Set `to_learn`.

# %% try="to_learn"
to_learn = ...

# %% solution="to_learn"
to_learn = 3

# %% [markdown] solution="to_learn"
# Three: the copies share them. A gradient therefore *adds up* what all 1000 steps say about the same three numbers.

# %% [markdown] hints="to_learn"
# - when "got:      3000": The picture shows copies. Does each have weights of its own?
# 1. How often does a weight stand in the program `read`, and how often is it used?

# %% check="to_learn"
expect.predicted(to_learn, 3, what="The number of weights", hint="All copies are one cell.")

# %% wrong="to_learn" message="got:      3000"
to_learn = 3000

# %% [markdown]
# ## 3. A cell by hand
#
# Real cells read several numbers in a step ($d$) and remember several ($k$). The weights become matrices, and we read
# $n$ series at once:
#
# $$h_t = \tanh(x_t W_x + h_{t-1} W_h + b)$$
#
# | name | shape | meaning |
# | --- | --- | --- |
# | $X$; $x_t$ | (n, steps, d); (n, d) | all inputs; those of step t |
# | $h_t$ | (n, k) | the state after step t |
# | $W_x$, $W_h$ | (d, k), (k, k) | from the input, and from the old state, to the new one |
# | $b$ | (k,) | bias |


# %%
def rnn(X, W_x, W_h, b):
    """The states of n series: X (n, steps, d) -> (n, steps, k)."""
    h = np.zeros((len(X), len(W_h)), dtype=X.dtype)  # (n, k)
    states = []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ W_x + h @ W_h + b)
        states.append(h)
    return np.stack(states, axis=1)


rng = np.random.default_rng(0)
n, steps, d, k = 4, 6, 3, 5
X = rng.normal(size=(n, steps, d)).astype(np.float32)
W_x = rng.normal(scale=0.5, size=(d, k)).astype(np.float32)
W_h = rng.normal(scale=0.5, size=(k, k)).astype(np.float32)
b = rng.normal(scale=0.1, size=k).astype(np.float32)

states = rnn(X, W_x, W_h, b)
title = "Inputs of the first series (a row a step), both matrices, and its states"
viz.matrix(X[0], W_x, W_h, states[0], title=title)

# %% [markdown]
# **In PyTorch**, `nn.RNN` does all the steps. Two details are easy to get wrong. It keeps its matrices transposed, as
# `nn.Linear` does: `weight_ih_l0` is $W_x^T$. And it adds **two biases**. One would be enough; the second is there
# because NVIDIA's library cuDNN has it. So we put our $b$ into the first, and zeros into the second.

# %%
layer = nn.RNN(input_size=d, hidden_size=k, batch_first=True)
with torch.no_grad():
    layer.weight_ih_l0.copy_(torch.from_numpy(W_x.T))
    layer.weight_hh_l0.copy_(torch.from_numpy(W_h.T))
    layer.bias_ih_l0.copy_(torch.from_numpy(b))
    layer.bias_hh_l0.zero_()
    torch_states, last = layer(torch.from_numpy(X))

print({name: tuple(p.shape) for name, p in layer.named_parameters()})
print("largest difference:", np.abs(torch_states.numpy() - states).max())

# %% proof
assert np.allclose(torch_states, states, atol=1e-6)
assert torch.equal(torch_states[:, -1], last[0])

# %% [markdown]
# **The graph way.** A cell is one object, and the function that runs it over time is another. `BasicRNNCell` keeps both
# matrices in **one**, $W_x$ above $W_h$, because $[x, h] \cdot \text{kernel} = x W_x + h W_h$; and it has one bias.

# %%
tf.reset_default_graph()
inputs = tf.placeholder(tf.float32, [None, steps, d], name="inputs")
tf_cell = tf.nn.rnn_cell.BasicRNNCell(k)
outputs, last_state = tf.nn.dynamic_rnn(tf_cell, inputs, dtype=tf.float32)
kernel, bias = tf.trainable_variables()
print(kernel.name, kernel.shape, "|", bias.name, bias.shape)

with tf.Session() as sess:
    sess.run([kernel.initializer, bias.initializer])
    sess.run([kernel.assign(np.vstack([W_x, W_h])), bias.assign(b)])
    tf_states, tf_last = sess.run([outputs, last_state], {inputs: X})
print("largest difference:", np.abs(tf_states - states).max())

# %% proof
assert np.allclose(tf_states, states, atol=1e-6)
assert np.array_equal(tf_last, tf_states[:, -1])
products = [op for op in tf.get_default_graph().operations if op.type == "MatMul"]
assert len(products) == steps

# %% [markdown]
# > **In TensorFlow 1** `dynamic_rnn` puts a loop into the graph. This library does so only where the number of steps is
# > open; here it is known, and the graph holds six products with the one kernel.
#
# **Your turn.** `W` goes from 2 inputs to 3 numbers of the state. Set `for_torch` to the matrix that belongs into
# `weight_ih_l0`. The line in the cell gives the right shape, and mixes up the weights.

# %% try="for_torch"
W = np.arange(6.0).reshape(2, 3)  # (d, k)
for_torch = W.reshape(3, 2)  # (k, d)

# %% solution="for_torch"
W = np.arange(6.0).reshape(2, 3)  # (d, k)
for_torch = W.T  # (k, d)

# %% [markdown] solution="for_torch"
# Row j of the new matrix holds the weights into number j of the state. `W.transpose()` and `np.swapaxes(W, 0, 1)` do
# the same; `reshape` keeps the numbers in their old order.

# %% [markdown] hints="for_torch"
# - when "for_torch is not right": Which weights lead into the first number of the state? They must stand in row 0.
# - when "wrong shape": Row by row, one row for each number of the *state*.
# 1. Rows become columns. Which attribute of an array does this?

# %% check="for_torch"
expect.shape(for_torch, (3, 2), what="for_torch")
expect.close(for_torch, [[0, 3], [1, 4], [2, 5]], what="for_torch", hint="Transposed, not reshaped.")

# %% wrong="for_torch" message="for_torch is not right"
for_torch = np.arange(6.0).reshape(2, 3).reshape(3, 2)

# %% wrong="for_torch" message="wrong shape"
for_torch = np.arange(6.0).reshape(2, 3)

# %% [markdown]
# ## 4. The PyTorch way
#
# `nn.RNN`, `nn.GRU` and `nn.LSTM` are used alike. They return the states after **each** step, (n, steps, k), and the
# **last** state once more, with an axis for the layers in front, (1, n, k). A model that answers with one number puts a
# linear layer behind the last state. (This is the library's `SeriesRNN`.)


# %%
class NextValue(nn.Module):
    """Reads X (n, steps, 1) and says the next value of each series, (n, 1)."""

    def __init__(self, hidden=32):
        super().__init__()
        self.rnn = nn.RNN(1, hidden, batch_first=True)
        self.output = nn.Linear(hidden, 1)

    def forward(self, X):
        states, _ = self.rnn(X)  # (n, steps, hidden)
        return self.output(states[:, -1])  # (n, 1)


model = NextValue()
print(model(torch.ones(2, 10, 1)).shape, model(torch.ones(2, 99, 1)).shape)

# %% proof
from lessonlib.models import SeriesRNN

library = SeriesRNN(hidden=32)
library.load_state_dict(model.state_dict())
with torch.no_grad():
    assert torch.equal(model(torch.ones(2, 10, 1)), library(torch.ones(2, 10, 1)))

# %% [markdown]
# **Your turn.** `states` holds what a layer returned for 2 series of 3 steps. The cell takes the wrong ones. Set
# `last_of_each` to the state of *each series* after its *last step*.

# %% try="last_of_each"
states = torch.arange(24).reshape(2, 3, 4)  # (n, steps, k)
last_of_each = states[-1]

# %% solution="last_of_each"
states = torch.arange(24).reshape(2, 3, 4)  # (n, steps, k)
last_of_each = states[:, -1]

# %% [markdown] solution="last_of_each"
# All series, the last step, all numbers. `states[-1]` is the whole last *series*, and `states[:, 0]` knows only the
# first value. With batches of as many series as there are steps, even the shape would be right.

# %% [markdown] hints="last_of_each"
# - when "got:      (3, 4)": These are all three steps of one series. On which axis is the time?
# - when "last_of_each is not right": The shape is right. After which step is this state?
# 1. The first axis counts the series, the second one the steps.

# %% check="last_of_each"
expect.shape(last_of_each, (2, 4), what="last_of_each")
expect.equal(last_of_each, [[8, 9, 10, 11], [20, 21, 22, 23]], what="last_of_each", hint="The last step.")

# %% wrong="last_of_each" message="got:      (3, 4)"
last_of_each = torch.arange(24).reshape(2, 3, 4)[-1]

# %% wrong="last_of_each" message="last_of_each is not right"
last_of_each = torch.arange(24).reshape(2, 3, 4)[:, 0]

# %% [markdown]
# > **A common mistake.** Without `batch_first=True` the first axis is *time*. Forget it, and nothing fails: each series
# > is then one step, and the rows of the batch become its past. Change series 0 and look at which states change: with
# > `batch_first=True` only its own, without it those of **all** series. Use this test whenever you are not sure.

# %% proof
torch.manual_seed(1)
batch = torch.randn(4, 6, 3)  # 4 series, 6 steps
changed = batch.clone()
changed[0] += 1
for option in (True, False):
    either = nn.RNN(3, 5, batch_first=option)
    with torch.no_grad():
        moved = (either(changed)[0] - either(batch)[0]).abs().amax(dim=(1, 2)) > 0
    assert moved.tolist() == [True] + [not option] * 3

# %% [markdown]
# ### Carry the state on
#
# A recording of a whole day is too long to learn from in one piece. So cut it into parts, and hand the last state of
# one part to the next: `states, state = layer(part, state)`. The numbers are the same as if the layer had read all at
# once.
#
# But gradients would go back through all the parts before, slower with each part; and after one `backward` PyTorch
# would stop with *Trying to backward through the graph a second time*. `state.detach()` keeps the *numbers* and cuts
# the way back. This is **truncated** backpropagation through time. When a *new* series begins, start with `None`
# again.
#
# **Your turn.** `slopes` are the gradients of the last state for six inputs, read in two parts of three. Change one
# line, so that the first three are 0 and the states stay the same.

# %% try="cut"
torch.manual_seed(2)
layer, day = nn.RNN(1, 4, batch_first=True), torch.randn(1, 6, 1, requires_grad=True)
_, state = layer(day[:, :3])
states, _ = layer(day[:, 3:], state)
(slopes,) = torch.autograd.grad(states[:, -1].sum(), day)

# %% solution="cut"
torch.manual_seed(2)
layer, day = nn.RNN(1, 4, batch_first=True), torch.randn(1, 6, 1, requires_grad=True)
_, state = layer(day[:, :3])
states, _ = layer(day[:, 3:], state.detach())
(slopes,) = torch.autograd.grad(states[:, -1].sum(), day)

# %% [markdown] solution="cut"
# Only the state that is handed on is detached. To give no state at all would set the slopes to 0 as well, but then the
# second part has forgotten the first one.

# %% [markdown] hints="cut"
# - when "first three slopes": The way back leads through the state that the second part gets.
# - when "the last state": The second part must still know the first one. Which method keeps the numbers?
# 1. A tensor has a method that keeps its numbers and forgets where they came from.

# %% check="cut"
expect.shape(slopes, (1, 6, 1), what="slopes")
torch.manual_seed(2)
layer, day = nn.RNN(1, 4, batch_first=True), torch.randn(1, 6, 1)
want = layer(day)[0][:, -1].detach()
expect.close(states[:, -1], want, what="the last state", atol=1e-5, hint="Hand the state on.")
expect.close(slopes[0, :3, 0], [0, 0, 0], what="the first three slopes", hint="Detach the state.")
expect.that(bool((slopes[0, 3:] != 0).all()), "The last three slopes are 0.", hint="Detach the state only.")

# %% wrong="cut" message="the last state"
torch.manual_seed(2)
layer, day = nn.RNN(1, 4, batch_first=True), torch.randn(1, 6, 1, requires_grad=True)
states, _ = layer(day[:, 3:])
(slopes,) = torch.autograd.grad(states[:, -1].sum(), day)

# %% wrong="cut" message="first three slopes"
torch.manual_seed(2)
layer, day = nn.RNN(1, 4, batch_first=True), torch.randn(1, 6, 1, requires_grad=True)
states, _ = layer(day)
(slopes,) = torch.autograd.grad(states[:, -1].sum(), day)

# %% proof
import pytest

torch.manual_seed(2)
layer, long = nn.RNN(1, 4, batch_first=True), torch.randn(1, 12, 1, requires_grad=True)
whole, _ = layer(long)
state, parts = None, []
for part in long.split(4, dim=1):
    out, state = layer(part, state)
    state = state.detach()
    parts.append(out)
assert torch.allclose(torch.cat(parts, dim=1), whole, atol=1e-6)
(from_whole,) = torch.autograd.grad(whole[:, -1].sum(), long)
(from_parts,) = torch.autograd.grad(parts[-1][:, -1].sum(), long)
assert (from_parts[0, :8] == 0).all()
assert (from_whole[0, :8] != 0).all()
_, kept = layer(long[:, :4])
layer(long[:, 4:8], kept)[0].sum().backward()
with pytest.raises(RuntimeError, match="backward through the graph a second time"):
    layer(long[:, 8:], kept)[0].sum().backward()

# %% [markdown]
# ## 5. Backpropagation through time
#
# The loss is measured at the end. How does a weight learn from what happened 50 steps before? Unrolled, the network is
# deep, and backpropagation works as always, from the last step to the first. Each step back multiplies the gradient by
# the derivative of one step. For our cell with one number this is
#
# $$\frac{\partial h_t}{\partial h_{t-1}} = (1 - h_t^2)\,u$$
#
# and over many steps the gradient is the *product* of such factors.

# %% proof
w, u = 0.5, 0.8
rng = np.random.default_rng(3)
x = torch.from_numpy(rng.normal(size=20))
h = [torch.zeros((), dtype=torch.float64, requires_grad=True)]
for t in range(20):
    h.append(torch.tanh(w * x[t] + u * h[-1]))
by_torch = torch.autograd.grad(h[-1], h)
by_hand = [1.0]
for t in range(20, 0, -1):
    by_hand.append(by_hand[-1] * (1 - h[t].item() ** 2) * u)
assert np.allclose(torch.stack(by_torch), by_hand[::-1])

# %% [markdown]
# **Your turn.** With $u = 0.9$ and states near 0, each factor is about 0.9. How much of a gradient is left after 30
# steps? Set `left_over`, to two digits.

# %% try="left_over"
left_over = ...

# %% solution="left_over"
left_over = 0.9**30

# %% [markdown] solution="left_over"
# 0.04. A factor that looks harmless leaves 4% after 30 steps, and 0.003% after 100. With 1.1 in place of 0.9 it would
# be 17 and 13,781.

# %% [markdown] hints="left_over"
# - when "got:      27": That is 30 times 0.9. The factors are multiplied with each other.
# 1. 0.9 times 0.9 times 0.9 ..., 30 factors. Python's power is `**`.

# %% check="left_over"
expect.predicted(left_over, 0.04239, what="What is left", hint="A product of 30 equal factors.")

# %% wrong="left_over" message="got:      27"
left_over = 30 * 0.9

# %% proof
assert round(0.9**30, 2) == 0.04
assert round(100 * 0.9**100, 3) == 0.003
assert round(1.1**30) == 17
assert round(1.1**100) == 13_781

# %% [markdown]
# With $k$ numbers in the state the factor is a matrix, $W_h$ times the slopes of tanh. The gradient **vanishes** when
# it shrinks vectors, and **explodes** when it stretches them. Here $W_h$ is a rotation of 32 numbers, times a number
# $s$. Read the picture from the right, where the loss is, to the left.


# %%
def gradient_by_step(one_step, state, steps=50):
    """The length of the gradient of the last state, in a random direction, at the state of each step."""
    h = state.requires_grad_()
    path = [h]
    for _ in range(steps):
        h = one_step(h)
        path.append(h)
    direction = nn.functional.normalize(torch.randn_like(h), dim=-1)
    gradients = torch.autograd.grad((direction * h).sum(), path[1:])
    return [g.norm().item() for g in gradients]


hidden = 32
torch.manual_seed(0)
rotation = torch.linalg.qr(torch.randn(hidden, hidden)).Q
lengths = {}
for s in (0.5, 0.9, 1.1, 2.0):
    torch.manual_seed(4)

    def one_step(h, s=s):
        return torch.tanh(s * h @ rotation + 0.1 * torch.randn(1, hidden))

    lengths[f"s = {s}"] = gradient_by_step(one_step, torch.zeros(1, hidden))
title = "Back in time from the loss: only near s = 1 something arrives"
viz.learning_curves(lengths, x="step", y="length of the gradient", log_y=True, title=title)

# %% proof
assert 1e-17 < lengths["s = 0.5"][0] < 1e-13
assert lengths["s = 2.0"][0] > 100
assert 1e-4 < lengths["s = 0.9"][0] < lengths["s = 1.1"][0] < 30

# %% [markdown]
# With $s = 0.5$ the first steps get a gradient of about $10^{-15}$: they are not learned. With $s = 2$ it grows, and
# one update throws all weights away. Training itself changes $s$, so a good start does not last.
#
# Against exploding there is **clipping**. Before the update, measure the length of all gradients *together*; if it is
# above a limit, shorten them and keep their direction. `nn.utils.clip_grad_norm_(parameters, 1.0)` does it, between
# `backward()` and `step()`; in a graph, `tf.clip_by_global_norm` between `compute_gradients` and `apply_gradients`.
#
# **Your turn.** Two gradients, (6, 8) and (0.3, 0.4), are clipped to the length 1, each on its own. Set `long` and
# `short` to what is left: two lists of two numbers.

# %% try="clipped"
long = ...
short = ...

# %% solution="clipped"
long = [0.6, 0.8]
short = [0.3, 0.4]

# %% [markdown] solution="clipped"
# (6, 8) has the length 10, so it is divided by 10. (0.3, 0.4) has the length 0.5, below the limit: clipping never makes
# anything longer, so it does not help against vanishing.

# %% [markdown] hints="clipped"
# - when "[[1, 1]": That clips each number on its own, and changes the direction.
# - when "[0.6, 0.8]]": Is the second one above the limit?
# 1. The length of (a, b) is the root of a² + b². Divide by it, but only where it is above 1.

# %% check="clipped"
expect.predicted([long, short], [[0.6, 0.8], [0.3, 0.4]], what="The pair", hint="Lengths 10 and 0.5.")

# %% wrong="clipped" message="[[1, 1]"
long, short = [1, 1], [0.3, 0.4]

# %% wrong="clipped" message="[0.6, 0.8]]"
long, short = [0.6, 0.8], [0.6, 0.8]

# %% proof
for given, kept in (([6.0, 8.0], [0.6, 0.8]), ([0.3, 0.4], [0.3, 0.4])):
    parameter = nn.Parameter(torch.zeros(2))
    parameter.grad = torch.tensor(given)
    nn.utils.clip_grad_norm_([parameter], 1.0)
    assert torch.allclose(parameter.grad, torch.tensor(kept), atol=1e-5)

# %% [markdown]
# ## 6. Gates: LSTM and GRU
#
# Against vanishing one changes the cell: do not rewrite the whole memory in each step. The **LSTM** (long short-term
# memory) has a second state $c$, the memory. **Gates** are numbers from 0 (closed) to 1 (open), made by a sigmoid of
# the input and the state:
#
# $$c_t = f \cdot c_{t-1} + i \cdot g \qquad\qquad h_t = o \cdot \tanh(c_t)$$
#
# - $f$, the **forget gate**: how much of the old memory stays;
# - $i$, the **input gate**: how much of the new value $g$ (a tanh, as in the plain cell) comes in;
# - $o$, the **output gate**: how much of the memory is shown.
#
# Here is an LSTM with one number of memory, whose weights we set by hand. Each input is a value and a **mark**. The
# mark opens the input gate and closes the forget gate. Step through the series with the arrow keys: green is open.


# %%
def marked_memory(f_from_mark=-8.0):
    """An LSTM that keeps the marked value: inputs (value, mark)."""
    lstm = nn.LSTM(2, 1, batch_first=True)
    with torch.no_grad():
        for part in lstm.parameters():
            part.zero_()
        into_gates = [[0, 8.0], [0, f_from_mark], [2.0, 0], [0, 0]]  # i, f, g, o
        lstm.weight_ih_l0.copy_(torch.tensor(into_gates))
        lstm.bias_ih_l0.copy_(torch.tensor([-4.0, 4.0, 0.0, 4.0]))
    return lstm


marked = [[0.9, 1], [-0.5, 0], [0.7, 0], [-0.3, 0], [-0.8, 1], [0.6, 0], [0.2, 0]]
viz.recurrent_stepper(marked_memory(), marked)

# %% proof
from lessonlib.viz.recurrent_step import traced

trace = traced(marked_memory(), marked)
memory = trace.memory.values[:, 0]
assert (memory[:4] > 0.8).all()
assert (memory[4:] < -0.8).all()

# %% [markdown]
# **Your turn.** One step by hand: the old memory is 0.5, $f = 0.9$, $i = 0.2$ and $g = -1$. Set `new_memory`.

# %% try="new_memory"
new_memory = ...

# %% solution="new_memory"
new_memory = 0.25

# %% [markdown] solution="new_memory"
# 0.9 · 0.5 - 0.2 · 1. The way back through $c$ is only a product with $f$: if $f$ is near 1, the gradient keeps its
# length.

# %% [markdown] hints="new_memory"
# - when "got:      0.65": The new value is negative.
# - when "got:      -0.5": Both gates count: one for what is old, one for what is new.
# 1. Forget gate times old memory, plus input gate times new value.

# %% check="new_memory"
expect.predicted(new_memory, 0.25, what="The new memory", hint="f times old, plus i times g.")

# %% wrong="new_memory" message="got:      0.65"
new_memory = 0.65

# %% wrong="new_memory" message="got:      -0.5"
new_memory = -0.5

# %% [markdown]
# **Your turn.** `marked_memory` *replaces* what it remembers. Choose another `f_from_mark`, so that `adder` **adds
# up** all marked values: at the end its memory is $g_1 + g_5$. (Look at the first argument of the function.)

# %% try="adder"
adder = marked_memory(f_from_mark=-8.0)

# %% solution="adder"
adder = marked_memory(f_from_mark=0.0)

# %% [markdown] solution="adder"
# The forget gate stays open (0.98) when the mark comes, so what is old stays, and the new value is added. Any positive
# number is as good. Look at it: `viz.recurrent_stepper(adder, marked)`.

# %% [markdown] hints="adder"
# - when "the memory at the end": The mark still closes the forget gate. Which weight must it have, so that it does not?
# 1. The gate is a sigmoid of 4 + `f_from_mark` · mark. It should stay near 1.

# %% check="adder"
with torch.no_grad():
    _, (_, memory) = adder(torch.tensor([[[0.9, 1.0], [0.0, 0.0], [-0.5, 1.0]]]))
expect.shape(memory, (1, 1, 1), what="the memory")
low, high = 0.1, 0.25
expect.between(float(memory), low, high, what="the memory at the end of 0.9, 0, -0.5", hint="Keep f open.")

# %% wrong="adder" message="the memory at the end"
adder = marked_memory(f_from_mark=-4.0)

# %% [markdown]
# The **GRU** (gated recurrent unit) has one state and three blocks of weights, in PyTorch in this order:
#
# - $r$, the **reset gate**: how much of the old state the new value may see;
# - $z$, the **update gate**: how much of the old state stays;
# - $n$, the new value: $n = \tanh(x_t W_{xn} + b_{xn} + r \cdot (h_{t-1} W_{hn} + b_{hn}))$. PyTorch's documentation
#   calls it the *new gate*, but it is a tanh: it opens and closes nothing.
#
# The new state mixes old and new: $h_t = z \cdot h_{t-1} + (1 - z) \cdot n$. (Some papers write $1 - z$ for $z$.) A
# plain cell has $kd + k^2 + 2k$ weights, a GRU three times and an LSTM four times as many: for $d = 28$ and $k = 128$
# these are 20,224, 60,672 and 80,896.
#
# > **TensorFlow 1's** `GRUCell` multiplies $r$ with the old state *before* the matrix, not after it. So weights of one
# > cannot be brought to the other.

# %% proof
torch.manual_seed(6)
lstm, gru = nn.LSTM(3, 5, batch_first=True), nn.GRU(3, 5, batch_first=True)
one, h0, c0 = torch.randn(2, 3), torch.randn(2, 5), torch.randn(2, 5)
with torch.no_grad():
    both = one @ lstm.weight_ih_l0.T + lstm.bias_ih_l0 + h0 @ lstm.weight_hh_l0.T + lstm.bias_hh_l0
    i, f, g, o = both.chunk(4, dim=1)
    c1 = torch.sigmoid(f) * c0 + torch.sigmoid(i) * torch.tanh(g)
    _, (want_h, want_c) = lstm(one[:, None], (h0[None], c0[None]))
    assert torch.allclose(c1, want_c[0], atol=1e-6)
    assert torch.allclose(torch.sigmoid(o) * torch.tanh(c1), want_h[0], atol=1e-6)
    from_x = (one @ gru.weight_ih_l0.T + gru.bias_ih_l0).chunk(3, dim=1)
    from_h = (h0 @ gru.weight_hh_l0.T + gru.bias_hh_l0).chunk(3, dim=1)
    r, z = torch.sigmoid(from_x[0] + from_h[0]), torch.sigmoid(from_x[1] + from_h[1])
    n = torch.tanh(from_x[2] + r * from_h[2])
    assert torch.allclose(z * h0 + (1 - z) * n, gru(one[:, None], h0[None])[0][:, 0], atol=1e-6)
for kind, blocks, counted in ((nn.RNN, 1, 20_224), (nn.GRU, 3, 60_672), (nn.LSTM, 4, 80_896)):
    count = sum(p.numel() for p in kind(28, 128).parameters())
    assert count == blocks * (28 * 128 + 128 * 128 + 2 * 128) == counted

# TensorFlow's order: gates r and z in one kernel, and r before the product with the candidate's kernel.
with tf.Graph().as_default(), tf.Session() as own:
    tf.set_random_seed(1)
    out, _ = tf.nn.rnn_cell.GRUCell(5)(tf.constant(one.numpy()), tf.constant(h0.numpy()))
    own.run(tf.global_variables_initializer())
    got, (W_g, b_g, W_c, b_c) = own.run([out, tf.trainable_variables()])
gates = torch.sigmoid(torch.cat([one, h0], 1) @ torch.tensor(W_g) + torch.tensor(b_g))
r, z = gates.chunk(2, dim=1)
n = torch.tanh(torch.cat([one, r * h0], 1) @ torch.tensor(W_c) + torch.tensor(b_c))
assert np.allclose(got, z * h0 + (1 - z) * n, atol=1e-6)

# %% [markdown]
# ### Do they remember?
#
# A series of 25 random numbers; the class is the sign of the **first** one. Who still knows it at the end? We train
# each cell with 300 mini-batches, and two of them once more with open gates: we add 3 to the bias of $f$ (or $z$), and
# sigmoid(3) is 0.95.

# %%
CELLS = {"RNN": (nn.RNN, 0), "LSTM": (nn.LSTM, 0), "open LSTM": (nn.LSTM, 3), "open GRU": (nn.GRU, 3)}


def make(name, inputs, hidden):
    """A recurrent layer; `opening` is added to the bias of the gate that keeps the memory."""
    kind, opening = CELLS[name]
    layer = kind(inputs, hidden, batch_first=True)
    if opening:
        with torch.no_grad():  # the second block: f of an LSTM, z of a GRU
            layer.bias_ih_l0[hidden : 2 * hidden] += opening
    return layer


def sign_of_the_first(n, generator):
    X = torch.randn(n, 25, 1, generator=generator)
    return X, (X[:, 0] > 0).float()  # (n, steps, 1), (n, 1)


def remembers(name, seed, updates=300):
    """The trained layer, and its share of right answers on 2000 new series."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    layer, output = make(name, 1, 16), nn.Linear(16, 1)
    parameters = [*layer.parameters(), *output.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=0.01, fused=True)
    for _ in range(updates):
        X, y = sign_of_the_first(64, generator)
        logits = output(layer(X)[0][:, -1])
        loss = nn.functional.binary_cross_entropy_with_logits(logits, y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
    X, y = sign_of_the_first(2000, generator)
    with torch.no_grad():
        is_right = (output(layer(X)[0][:, -1]) > 0) == (y > 0)
    return layer, is_right.float().mean().item()


shares = {}
for name in CELLS:
    trained = [remembers(name, seed) for seed in range(1 if FAST else 3)]
    shares[name] = [share for _, share in trained]
    print(f"{name:10}", ", ".join(f"{share:.0%}" for share in shares[name]))

# %% proof
assert min(shares["open GRU"]) > 0.9
assert max(shares["LSTM"]) < 0.6
lengths = {}
for name in CELLS:
    torch.manual_seed(7)
    layer = make(name, 1, hidden)

    def one_step(h, layer=layer, name=name):
        noise = torch.randn(1, 1, 1)
        if "LSTM" not in name:
            return layer(noise, h)[1]
        _, state = layer(noise, tuple(h.chunk(2, dim=-1)))
        return torch.cat(state, dim=-1)  # h and c side by side: both are state

    start = torch.zeros(1, 1, hidden * (2 if "LSTM" in name else 1))
    lengths[name] = gradient_by_step(one_step, start)
assert lengths["open LSTM"][0] > 1e6 * lengths["RNN"][0]

# %% [markdown]
# 50% is guessing. The plain LSTM is no cure in itself: its gates begin half closed, since sigmoid(0) is 0.5, and 0.5
# to the power of 25 is nothing. With *open* gates the gradient lives through all steps. That is why TensorFlow's
# `BasicLSTMCell` adds 1 to the forget gate (`forget_bias=1.0`); PyTorch does not. The plain cell succeeds with one
# lucky start of three: a gradient that is tiny is not zero.
#
# **Your turn.** Open the *forget* gate of this LSTM: add 3 to its bias. PyTorch keeps the blocks in the order i, f, g,
# o, and the cell opens the wrong gate.

# %% try="opened"
lstm = nn.LSTM(1, 4, batch_first=True)
with torch.no_grad():
    lstm.bias_ih_l0.zero_()
    lstm.bias_ih_l0[:4] += 3

# %% solution="opened"
lstm = nn.LSTM(1, 4, batch_first=True)
with torch.no_grad():
    lstm.bias_ih_l0.zero_()
    lstm.bias_ih_l0[4:8] += 3

# %% [markdown] solution="opened"
# The second block of 4 numbers. The other bias, `bias_hh_l0`, would do as well, since both are added. Do not add 3 to
# both of them: that is 6 in all, and a gate that hardly moves any more.

# %% [markdown] hints="opened"
# - when "block i": These are the numbers of the input gate. Which block is f?
# - when "block f": Add 3, and to all four numbers of the block.
# 1. Four blocks of 4 numbers each. The second one begins at 4.

# %% check="opened"
blocks = lstm.bias_ih_l0.detach().reshape(4, 4)
for name, block, want in zip("ifgo", blocks, (0, 3, 0, 0), strict=True):
    expect.close(block, [want] * 4, what=f"the bias of block {name}", hint="i, f, g, o: 4 numbers each.")

# %% wrong="opened" message="block i"
lstm = nn.LSTM(1, 4, batch_first=True)
with torch.no_grad():
    lstm.bias_ih_l0.zero_()[:4] += 3

# %% wrong="opened" message="block f"
lstm = nn.LSTM(1, 4, batch_first=True)
with torch.no_grad():
    lstm.bias_ih_l0.zero_()[4] += 3

# %% [markdown]
# ## Summary
#
# - A recurrent cell makes its new state from the input and the old state: $h_t = \tanh(x_t W_x + h_{t-1} W_h + b)$.
# - Unrolled, it is a deep network whose layers share their weights.
# - `nn.RNN` keeps the matrices transposed and has two biases; `BasicRNNCell` has one kernel and one bias.
# - `batch_first=True` means (n, steps, d). `states[:, -1]` is the last state. Carry it on, and `detach` it.
# - Backwards, a gradient is multiplied in each step: it vanishes or explodes. Clipping helps against exploding, gates
#   that begin open against vanishing.
# - An LSTM has the gates f, i, o and a new value g; a GRU has r, z and a new value n.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | recurrent neural network (RNN) | 순환 신경망 | network that feeds its state back |
# | state (hidden state) | 상태 (은닉 상태) | numbers that hold what was read so far |
# | cell; time step | 셀; 시간 단계 | calculates one step; one place in a series |
# | unrolling | 펼치기 | one copy of the cell for each step |
# | backpropagation through time; truncated | 시간 역전파; 단기 (잘린) | in the unrolled network; cut off |
# | vanishing, exploding gradient | 기울기 소실, 기울기 폭발 | shrinks or grows with each step backwards |
# | gradient clipping | 기울기 클리핑 | limits the length of the gradient |
# | gate; forget gate | 게이트; 망각 게이트 | number from 0 to 1 that lets pass; that keeps the memory |
# | LSTM, GRU | 장단기 메모리, 게이트 순환 유닛 | cells with gates |

# %% [markdown]
# ## Read on
#
# - J. L. Elman, *Finding Structure in Time*, Cognitive Science 14 (1990): the plain cell, and what it finds in
#   sentences.
# - Y. Bengio, P. Simard and P. Frasconi, *Learning long-term dependencies with gradient descent is difficult*, IEEE
#   Transactions on Neural Networks 5 (1994): why the gradient vanishes.
# - S. Hochreiter and J. Schmidhuber, *Long Short-Term Memory*, Neural Computation 9 (1997); and F. A. Gers, J.
#   Schmidhuber and F. Cummins, *Learning to Forget*, Neural Computation 12 (2000), which adds the forget gate.
# - K. Cho and others, *Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation*,
#   EMNLP (2014): the GRU.
# - R. Pascanu, T. Mikolov and Y. Bengio, *On the difficulty of training recurrent neural networks*, ICML (2013):
#   clipping.
#
# **Open questions**, without a grade:
#
# 1. A state of 16 numbers must hold all that was read. What would you want to forget first, in a text, in a melody?
# 2. Could a cell learn *how many* steps back to look? What would it have to be told?
#
# **Next**: {{next}}, the second part of this lesson.
