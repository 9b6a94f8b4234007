# %% [markdown]
# # 16. Recurrent networks
#
# A sentence, a melody, the temperature of each hour: the order matters, and the end comes later than the
# beginning. In this lesson you build a network with a **memory**. It reads one value after the other, and what it
# has read changes how it reads the next one.
#
# **After this lesson you can**
#
# - write a recurrent cell by hand, and get the same numbers as `nn.RNN` and `tf.nn.dynamic_rnn`;
# - say what unrolling means, and count the weights of an RNN, a GRU and an LSTM;
# - see gradients vanish and explode, and say what gates and clipping do about it;
# - cut a time series into windows without looking into the future, and compare a network honestly with two
#   simple rules;
# - let a network continue a series with its own predictions;
# - read digits row by row, and say when a convolutional network is the better choice.
#
# **Time**: about 90 minutes, and 45 minutes for the exercise. **Needs**: lessons 10 (training well), 12 (MNIST)
# and 14 (convolution). No GPU, no network.

# %%
import os
import time

import numpy as np
import torch
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import data, training, viz
from lessonlib.models import RNNClassifier, RNNConfig, SeriesRNN

np.set_printoptions(precision=3, suppress=True, linewidth=110)
torch.set_num_threads(1)  # one step of a cell is so little work that a second thread would only be waited for
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # train for a shorter time, when the course is tested

# %% [markdown]
# ## 1. State fed back
#
# **The problem.** The networks of the lessons before get their whole input at once and then forget it. Each
# answer stands alone. Here are two mornings with the same temperatures in another order. Their mean is the same.
# But one morning gets warmer and the other gets colder, and this decides what to expect next:

# %%
warmer = [0.0, 0.5, 1.0]
colder = [1.0, 0.5, 0.0]
print("means:", np.mean(warmer), np.mean(colder))

# %% [markdown]
# **The idea.** Read one value after the other and keep a **state** $h$. It is all that the network remembers. The
# new state is made of the input *and* of the old state:
#
# $$h_t = \tanh(w\,x_t + u\,h_{t-1} + b)$$
#
# The document says it in one line: the network has a state, and the state is an input of the next
# calculation. Before the first step there is nothing to remember, so $h_0 = 0$.


# %%
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
assert read(warmer)[-1] > 0.6 > 0.5 > read(colder)[-1]

# %% [markdown]
# The last states differ: the network knows in which order the values came. What came late counts more, because
# each step multiplies what is old by 0.8 and squeezes it with tanh.
#
# **What can go wrong.** Forget to feed the state back. Then each state depends on its own input only, and the
# memory is gone. The program runs without an error:

# %%
forgetful = [cell(x, 0.0) for x in colder]
print("without memory:", np.round(forgetful, 3))
assert forgetful[-1] == 0
assert forgetful[1] == cell(0.5, 0.0)

# %% [markdown]
# ## 2. Unrolling
#
# On the left of this picture the cell has a loop: its state goes back into it. On the right the loop is
# **unrolled**: one copy of the cell for each step, from left to right in time.

# %%
viz.unrolled_rnn(3, inputs=1, hidden=1, states=read(warmer), title="the warmer morning")

# %% [markdown]
# Unrolled, it is an ordinary deep network, with one layer for each step. But two things are special:
#
# - All copies have **the same weights**. A series of 1000 steps needs no more weights than one of 3 steps, and
#   one network reads series of any length.
# - Each layer gets an input of its own from below.
#
# What comes out depends on the task. To name the class of a whole series, one reads the **last** state. To label
# every word of a sentence, one reads the state after **each** step:

# %%
viz.unrolled_rnn(28, inputs=28, hidden=128, title="a digit, row by row: 28 steps of 28 pixels, one answer")

# %%
viz.unrolled_rnn(4, inputs=8, hidden=16, outputs="each", title="four words, a label for each")

# %% [markdown]
# ## 3. A cell by hand
#
# Real cells read several numbers in a step ($d$) and remember several ($k$). The weights become matrices, and we
# read $n$ series at once:
#
# $$h_t = \tanh(x_t W_x + h_{t-1} W_h + b)$$
#
# | name | shape | meaning |
# | --- | --- | --- |
# | $x_t$ | (n, d) | the inputs at step t |
# | $h_t$ | (n, k) | the state after step t |
# | $W_x$ | (d, k) | from the input to the state |
# | $W_h$ | (k, k) | from the old state to the new one |
# | $b$ | (k,) | bias |
# | $X$ | (n, steps, d) | all inputs |


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
print("X", X.shape, "-> states", states.shape)
print("weights:", W_x.size, "+", W_h.size, "+", b.size, "=", W_x.size + W_h.size + b.size)
viz.matrix(X[0], W_x, W_h, states[0], title="X of the first series (a row a step), W_x, W_h, and the states")

# %% [markdown]
# **The same in PyTorch.** `nn.RNN` does all the steps. We give it our weights and compare. Two details are easy
# to get wrong:
#
# - It keeps matrices transposed, as `nn.Linear` does: `weight_ih_l0` is $W_x^T$, with the shape (k, d).
# - It has **two biases** which it adds both: `bias_ih_l0` and `bias_hh_l0`. One would be enough. The second is
#   there because the library for GPUs, cuDNN, has it. So we put our $b$ into the first and zeros into the second.

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
assert np.allclose(torch_states, states, atol=1e-6)

# %% [markdown]
# **The graph way.** In TensorFlow, a cell is one object and the function that runs it over time is another one.
# `BasicRNNCell` keeps $W_x$ and $W_h$ in **one** matrix, the first above the second, because
# $[x, h] \cdot \text{kernel} = x W_x + h W_h$. It has one bias.

# %%
tf.reset_default_graph()
inputs = tf.placeholder(tf.float32, [None, steps, d], name="inputs")
tf_cell = tf.nn.rnn_cell.BasicRNNCell(k)
outputs, last_state = tf.nn.dynamic_rnn(tf_cell, inputs, dtype=tf.float32)
kernel, bias = tf.trainable_variables()
print(kernel.name, kernel.shape, "|", bias.name, bias.shape)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run([kernel.assign(np.vstack([W_x, W_h])), bias.assign(b)])
    tf_states, tf_last = sess.run([outputs, last_state], feed_dict={inputs: X})
print("largest difference:", np.abs(tf_states - states).max())
assert np.allclose(tf_states, states, atol=1e-6)
assert np.array_equal(tf_last, tf_states[:, -1])

# %% [markdown]
# Three ways, the same numbers. Our engine unrolls when the graph is built: look at how often the *one* kernel is
# used. In this small graph with two steps you see it:

# %%
matmuls = [op for op in tf.get_default_graph().operations if op.type == "MatMul"]
print("products in the graph for", steps, "steps:", len(matmuls))
assert len(matmuls) == steps

small = tf.Graph()
with small.as_default():
    two = tf.placeholder(tf.float32, [None, 2, 1], name="x")
    result, _ = tf.nn.static_rnn(tf.nn.rnn_cell.BasicRNNCell(1), tf.unstack(two, axis=1), dtype=tf.float32)
viz.computation_graph(small, fetches=[result[-1]])

# %% [markdown]
# TensorFlow's own `dynamic_rnn` holds a loop in the graph, so the number of steps may be open. Ours does so only where
# the number is open; where it is known, as here, all steps stand in the graph.
#
# ## 4. The PyTorch way
#
# `nn.RNN`, `nn.GRU` and `nn.LSTM` are used alike. They return two things: the states after **each** step, and the
# **last** state once more, with an axis for the layers in front.

# %%
print("states", tuple(torch_states.shape), " last", tuple(last.shape))
assert torch.equal(torch_states[:, -1], last[0])

# %% [markdown]
# A model that answers with one number takes the last state and puts a linear layer behind it. The library's
# `SeriesRNN` is this and an error message. (Its other half, `forecast`, comes in section 7.)


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


torch.manual_seed(0)
mine = NextValue()
library = SeriesRNN(hidden=32)
library.load_state_dict(mine.state_dict())
with torch.no_grad():
    assert torch.equal(mine(torch.ones(2, 10, 1)), library(torch.ones(2, 10, 1)))
print(sum(p.numel() for p in mine.parameters()), "parameters, for series of any length")

# %% [markdown]
# **What can go wrong (1).** Without `batch_first=True`, the first axis is *time*: (steps, n, d). If you forget the
# option, nothing fails. Each series is then one step, and the rows of the batch become its past. Here we change
# series 0, and look at which answers change:

# %%
torch.manual_seed(1)
batch = torch.randn(4, 6, 3)  # 4 series, 6 steps
changed = batch.clone()
changed[0] += 1
for option in (True, False):
    wrong_or_right = nn.RNN(3, 5, batch_first=option)
    with torch.no_grad():
        moved = (wrong_or_right(changed)[0] - wrong_or_right(batch)[0]).abs().amax(dim=(1, 2)) > 0
    print(f"batch_first={option!s:5} series whose states changed: {moved.tolist()}")
assert moved.tolist() == [True] * 4

# %% [markdown]
# A series that changes the answers for *other* series is a sure sign of exchanged axes. This test takes four
# lines. Use it whenever you are not sure.
#
# **What can go wrong (2).** `states[:, 0]` is the state after the *first* step and knows almost nothing.
# `states[-1]` is the *last series* of the batch. You want `states[:, -1]`.
#
# ### Carry the state on
#
# A recording of a whole day may be too long to learn from in one piece. Cut it into parts, and hand the last state
# of one part to the next. The numbers are the same as if it had been read at once:

# %%
torch.manual_seed(2)
layer = nn.RNN(1, 4, batch_first=True)
long = torch.randn(1, 12, 1, requires_grad=True)

whole, _ = layer(long)
state, parts = None, []
for part in long.split(4, dim=1):
    out, state = layer(part, state)
    state = state.detach()
    parts.append(out)
assert torch.allclose(torch.cat(parts, dim=1), whole, atol=1e-6)

(from_whole,) = torch.autograd.grad(whole[:, -1].sum(), long)
(from_parts,) = torch.autograd.grad(parts[-1][:, -1].sum(), long)
print("gradients for the 12 inputs,\n  read at once: ", from_whole[0, :, 0].numpy().round(5))
print("  read in parts:", from_parts[0, :, 0].numpy().round(5))
assert (from_parts[0, :8] == 0).all()
assert (from_whole[0, :8] != 0).all()

# %% [markdown]
# `detach` keeps the *numbers* of the state and cuts the way back for gradients. Without it, each part would go
# back through all parts before it: slower with each part, and after one `backward` PyTorch would stop with the
# error *Trying to backward through the graph a second time*. Cutting is called **truncated** backpropagation
# through time.
#
# When a *new* series begins, start with `None` again. A state of another series is a wrong memory.
#
# ## 5. Backpropagation through time
#
# **The problem.** The loss is measured at the end. How does the weight learn from what happened 50 steps before?
#
# **The idea.** Unrolled, it is a deep network. So backpropagation (lesson 9) works as always: from the last step
# back to the first. This is **backpropagation through time**. Each step backwards multiplies the gradient
# by the derivative of one step. For our cell with one number, $h_t = \tanh(w x_t + u h_{t-1})$, this derivative is
#
# $$\frac{\partial h_t}{\partial h_{t-1}} = (1 - h_t^2)\,u$$
#
# and the gradient over many steps is the *product* of such factors. We check this with PyTorch:

# %%
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
by_hand.reverse()
print("gradient at step 20, 19, 18 ... ", np.round(by_hand[:-6:-1], 4))
print("gradient at step 0:             ", by_hand[0])
assert np.allclose(torch.stack(by_torch), by_hand)
assert by_hand[0] < 0.01

# %% [markdown]
# Twenty factors below 1 leave almost nothing. With $k$ numbers in the state the factor is a matrix, $W_h$ times
# the slopes of tanh, and the same holds for the length of the gradient. It **vanishes** when the matrix shrinks
# vectors and **explodes** when it stretches them.
#
# Look: a random state of 32 numbers, 50 steps. $W_h$ is a rotation times a number $s$. The picture shows how long
# the gradient is at each step. Read it from the right, where the loss is, to the left. Each line of the vertical
# axis is a power of ten.


# %%
def gradient_by_step(one_step, state, steps=50):
    """The length of the gradient of the last state (a random direction of it), at the state of each step."""
    h = state.requires_grad_()
    path = [h]
    for _ in range(steps):
        h = one_step(h)
        path.append(h)
    direction = torch.nn.functional.normalize(torch.randn_like(h), dim=-1)
    gradients = torch.autograd.grad((direction * h).sum(), path[1:])
    return np.array([g.norm().item() for g in gradients])


hidden = 32
torch.manual_seed(0)
rotation = torch.linalg.qr(torch.randn(hidden, hidden)).Q
lengths = {}
for s in (0.5, 0.9, 1.1, 2.0):
    torch.manual_seed(4)

    def one_step(h, s=s):
        return torch.tanh(s * h @ rotation + 0.1 * torch.randn(1, hidden))

    lengths[f"s = {s}"] = gradient_by_step(one_step, torch.zeros(1, hidden))
for name, curve in lengths.items():
    print(f"{name}: {curve[0]:.1e} at step 1, {curve[-1]:.1e} at step 50")
assert lengths["s = 0.5"][0] < 1e-12
assert lengths["s = 2.0"][0] > 100
viz.learning_curves(lengths, x="step", y="length of the gradient", log_y=True)

# %% [markdown]
# With $s = 0.5$ the first steps get a gradient of about 10⁻¹⁵: they are not learned. With $s = 2$ it grows, and
# one update throws all weights away. Only near $s = 1$ the first steps get a gradient of a useful size, and
# training changes $s$. Bengio and others described this in 1994.
#
# **Against exploding: clipping.** Before the update, measure the length of all gradients together. If it is
# above a limit, make it shorter and keep its direction:

# %%
torch.manual_seed(5)
layer = nn.RNN(1, hidden, batch_first=True)
with torch.no_grad():
    layer.weight_hh_l0.copy_(2 * rotation)
layer(0.1 * torch.randn(1, 50, 1))[0][:, -1].sum().backward()

before = torch.cat([p.grad.flatten() for p in layer.parameters()])
length = nn.utils.clip_grad_norm_(layer.parameters(), max_norm=1.0)  # between backward() and step()
after = torch.cat([p.grad.flatten() for p in layer.parameters()])
print(f"length before {length:.1f}, after {after.norm():.3f}")
assert torch.isclose(length, before.norm())
assert torch.isclose(after.norm(), torch.tensor(1.0), atol=1e-4)
assert torch.allclose(after / after.norm(), before / before.norm(), atol=1e-5)

# %% [markdown]
# (In the graph way: `tf.clip_by_global_norm`, between `compute_gradients` and `apply_gradients`.)
#
# Clipping does not help against vanishing: there is nothing to make longer. For this, one changes the cell.
#
# ## 6. Gates: LSTM and GRU
#
# **The idea.** Do not rewrite the whole memory in each step. Keep it, and let the network decide what to forget and
# what to add. The **LSTM** (long short-term memory) has a second state $c$, the memory cell. **Gates** are numbers
# from 0 (closed) to 1 (open), made by a sigmoid from the input and the state:
#
# $$c_t = f \cdot c_{t-1} + i \cdot g \qquad\qquad h_t = o \cdot \tanh(c_t)$$
#
# - $f$, the **forget gate**: how much of the old memory stays;
# - $i$, the **input gate**: how much of the new value $g$ (a tanh, as in the plain cell) comes in;
# - $o$, the **output gate**: how much of the memory is shown.
#
# The way back through $c$ is only a product with $f$. If $f$ is near 1, the gradient keeps its length.

# %%
torch.manual_seed(6)
lstm = nn.LSTM(3, 5, batch_first=True)
one, h0, c0 = torch.randn(2, 3), torch.randn(2, 5), torch.randn(2, 5)
with torch.no_grad():
    both = (
        one @ lstm.weight_ih_l0.T + lstm.bias_ih_l0 + h0 @ lstm.weight_hh_l0.T + lstm.bias_hh_l0
    )  # (2, 4 * 5)
    i, f, g, o = both.chunk(4, dim=1)
    c1 = torch.sigmoid(f) * c0 + torch.sigmoid(i) * torch.tanh(g)
    h1 = torch.sigmoid(o) * torch.tanh(c1)
    _, (want_h, want_c) = lstm(one[:, None], (h0[None], c0[None]))
assert torch.allclose(h1, want_h[0], atol=1e-6)
assert torch.allclose(c1, want_c[0], atol=1e-6)
print("one step of nn.LSTM by hand: equal")

# %% [markdown]
# The **GRU** (gated recurrent unit) has one state and three blocks of weights, in PyTorch in this order:
#
# - $r$, the **reset gate**: how much of the old state the new value may see;
# - $z$, the **update gate**: how much of the old state stays;
# - $n$, the new value: $n = \tanh(x_t W_{xn} + b_{xn} + r \cdot (h_{t-1} W_{hn} + b_{hn}))$. PyTorch's documentation
#   calls it the *new gate*, but it is a tanh: it opens and closes nothing.
#
# The new state mixes old and new: $h_t = z \cdot h_{t-1} + (1 - z) \cdot n$. So an LSTM has four times the weights of
# a plain cell, a GRU three times:

# %% proof
gru = nn.GRU(3, 5, batch_first=True)
with torch.no_grad():
    from_x = (one @ gru.weight_ih_l0.T + gru.bias_ih_l0).chunk(3, dim=1)
    from_h = (h0 @ gru.weight_hh_l0.T + gru.bias_hh_l0).chunk(3, dim=1)
    r, z = torch.sigmoid(from_x[0] + from_h[0]), torch.sigmoid(from_x[1] + from_h[1])
    n = torch.tanh(from_x[2] + r * from_h[2])
    assert torch.allclose(z * h0 + (1 - z) * n, gru(one[:, None], h0[None])[0][:, 0], atol=1e-6)

# %%
for name, kind, blocks in (("RNN", nn.RNN, 1), ("GRU", nn.GRU, 3), ("LSTM", nn.LSTM, 4)):
    d, k = 28, 128
    count = sum(p.numel() for p in kind(d, k).parameters())
    print(f"{name:5} {blocks} x ({k}·{d} + {k}·{k} + {k} + {k}) = {count}")
    assert count == blocks * (k * d + k * k + 2 * k)

# %% [markdown]
# ### Do they remember?
#
# First the gradients, as in section 5, for cells as PyTorch makes them. And once more for an LSTM and a GRU whose
# gates we opened: we add 3 to the bias of $f$ (or $z$), and sigmoid(3) = 0.95.


# %%
CELLS = {"RNN": (nn.RNN, 0.0), "LSTM": (nn.LSTM, 0.0), "open LSTM": (nn.LSTM, 3.0), "open GRU": (nn.GRU, 3.0)}


def make(name, inputs, hidden):
    """A recurrent layer; of LSTM and GRU, `opening` is added to the bias of the gate that keeps the memory."""
    kind, opening = CELLS[name]
    layer = kind(inputs, hidden, batch_first=True)
    if opening:
        with torch.no_grad():
            layer.bias_ih_l0[hidden : 2 * hidden] += opening  # the second block: f of an LSTM, z of a GRU
    return layer


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
    print(f"{name:10} {lengths[name][0]:.1e} at step 1")
assert lengths["open LSTM"][0] > 1e6 * lengths["RNN"][0]
viz.learning_curves(lengths, x="step", y="length of the gradient", log_y=True)

# %% [markdown]
# The plain LSTM is no cure in itself! Its gates begin half closed (sigmoid(0) = 0.5), and 0.5 to the power of 50 is
# nothing. With *open* gates the gradient lives through 50 steps. That is why TensorFlow's `BasicLSTMCell` adds 1
# to the forget gate (`forget_bias=1.0`); PyTorch does not. Gers and others proposed it in 2000.
#
# Now the test that counts. A series of 25 random numbers; the class is the sign of the **first** one. 24 numbers of
# noise follow. Who still knows the first?

# %%
LENGTH = 25


def sign_of_the_first(n, generator):
    X = torch.randn(n, LENGTH, 1, generator=generator)
    return X, (X[:, 0] > 0).float()  # (n, steps, 1), (n, 1)


def remembers(name, seed, updates=300):
    """The share of right answers on 2000 new series, after so many updates."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    layer, output = make(name, 1, 16), nn.Linear(16, 1)
    parameters = [*layer.parameters(), *output.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=0.01, fused=True)
    for _ in range(updates):
        X, y = sign_of_the_first(64, generator)
        loss = nn.functional.binary_cross_entropy_with_logits(output(layer(X)[0][:, -1]), y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
    X, y = sign_of_the_first(2000, generator)
    with torch.no_grad():
        return ((output(layer(X)[0][:, -1]) > 0) == (y > 0)).float().mean().item()


seeds = range(1) if FAST else range(3)
shares = {name: [remembers(name, seed) for seed in seeds] for name in CELLS}
for name, each in shares.items():
    print(f"{name:10}", ", ".join(f"{share:.0%}" for share in each))
assert min(shares["open GRU"]) > 0.9
assert max(shares["LSTM"]) < 0.6

# %% [markdown]
# 50% is guessing. The open GRU and the open LSTM remember, the LSTM with closed gates does not, and the plain cell
# succeeds with one lucky start of three. With more updates the others may find it, too: a gradient that is
# tiny is not zero.
#
# ## 7. A time series
#
# A **time series** is a row of measurements in the order of time. `data.waves` makes 1000 of them: two sine
# waves with random period and phase on top of each other, and noise with a standard deviation of 0.05. We see 50
# values and want the next one.

# %%
waves = data.waves(n=1000)
print(waves)
viz.series(torch.cat([waves.train.X[0, :, 0], waves.train.y[0]]), title="50 values, and the one to predict")

# %% [markdown]
# ### Windows, and a look into the future
#
# Mostly you have not 1000 series but a long one. Then you cut **windows**: each one has `steps` values, and its
# target is the value that follows directly. A series of length m gives m - steps windows.


# %%
def windows(series, steps):
    """series (m,) -> X (m - steps, steps), y (m - steps,)."""
    X = np.stack([series[i : i + steps] for i in range(len(series) - steps)])
    return X, series[steps:]


X, y = windows(np.arange(8), steps=3)
print(np.hstack([X, y[:, None]]))
assert X.shape == (5, 3)
assert (y == X[:, -1] + 1).all()

# %% [markdown]
# **How to divide them?** For flowers we mixed the rows. Here this is a serious mistake, because neighbour windows
# overlap: what is a target in one is an input in others. This is a leak (lesson 13). We try it with a series that
# comes back to 0 again and again: each value is 0.95 times the last one, plus noise with the standard deviation 1.
# From 30 values we predict the one that comes ten steps later. The noise of these ten steps is unknown, so even the
# best prediction has an error of 2.57 on average, and always saying 0 has 3.20. Our model is the simplest one: look
# for the most similar window in the training rows, and say what came ten steps later there.


# %%
def nearest_window_error(train, test):
    (X, y), (X_new, y_new) = train, test
    distance = ((X_new[:, None] - X[None]) ** 2).sum(axis=2)  # (test windows, training windows)
    return np.sqrt(np.mean((y[distance.argmin(axis=1)] - y_new) ** 2))


rng = np.random.default_rng(8)
wandering = [0.0]
for noise in rng.normal(size=999):
    wandering.append(0.95 * wandering[-1] + noise)
X, y = windows(np.array(wandering), steps=30)
X, y = X[:-9], y[9:]  # the target comes ten steps after the window's last value
mixed = rng.permutation(len(X))
splits = {"shuffled": (mixed[:700], mixed[700:]), "in time": (np.arange(700), np.arange(700, len(X)))}
split_errors = {}
for name, (train, test) in splits.items():
    seen = np.isin(y[test], X[train]).mean()
    error = split_errors[name] = nearest_window_error((X[train], y[train]), (X[test], y[test]))
    print(f"split {name:8}: error {error:.2f}; targets that stand in a training window: {seen:.0%}")

# %% proof
best = np.sqrt(sum(0.95 ** (2 * k) for k in range(10)))
assert round(best, 2) == 2.57
assert round(1 / np.sqrt(1 - 0.95**2), 2) == 3.20
assert split_errors["shuffled"] < 0.6 * best
assert split_errors["in time"] > best
train, test = splits["in time"]
assert X[train].min() <= y[test].min() <= y[test].max() <= X[train].max()

# %% [markdown]
# Shuffled, every answer stands in the training data, and the error is smaller than the best possible one: the model
# found windows that overlap with the test window, and read the answer there. Divided in time, the same model is
# worse than always saying 0, and this is the truth about it. Divide **in time**: train on the earlier part, test on
# the later part.
#
# Another problem is not a leak, though it shows in the same place: **extrapolation**. Here all test targets lie in
# the range of the training values. A series that grows, or a random walk, goes where it has never been, and a model
# that only compares with the past cannot follow. A split in time shows this, too, and shuffling hides it.
#
# The `waves` do not have this problem, because each of the 1000 is a series of its own.
#
# ### Two simple rules first
#
# **Naive**: tomorrow will be as today. **Linear**: the next value is a weighted sum of the 50 values; the normal
# equation of lesson 3 finds the best weights at once. And one number nobody can beat: the noise of the target
# itself, 0.05.


# %%
def rmse(y_hat, y):
    """Root mean squared error: in the unit of the values."""
    return (y_hat - y).square().mean().sqrt().item()


def with_one(X):
    """(n, steps, 1) -> (n, steps + 1): the values, and a 1 for the bias."""
    return torch.cat([X[:, :, 0], torch.ones(len(X), 1)], dim=1)


train, test = waves.train, waves.test
weights = torch.linalg.lstsq(with_one(train.X), train.y).solution  # (51, 1)
errors = {"naive": rmse(test.X[:, -1], test.y), "linear": rmse(with_one(test.X) @ weights, test.y)}
print({name: round(error, 3) for name, error in errors.items()})
assert errors["linear"] < 0.8 * errors["naive"]

# %% [markdown]
# Now the recurrent networks. Adam, 40 passes over 600 series, a learning rate that falls to 0.


# %%
def train_on_waves(build, seed):
    """A new trained model, its history, its error on the test series, and the seconds of training."""
    training.seed_everything(seed)
    model = build()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003, fused=True)
    start = time.process_time()
    history = training.fit(
        model,
        waves,
        nn.MSELoss(),
        optimizer,
        scheduler=torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 40),
        num_epochs=40,
        batch_size=50,
        seed=seed,
        progress=False,
    )
    seconds = time.process_time() - start
    with torch.no_grad():
        return model, history, rmse(model(test.X), test.y), seconds


build = {"RNN": lambda: SeriesRNN(hidden=32), "LSTM": lambda: SeriesRNN(hidden=32, cell="lstm")}
runs = {name: [train_on_waves(make_model, seed=0)] for name, make_model in build.items()}
for name in runs:
    _, _, errors[name], _ = runs[name][0]
for name, error in errors.items():
    print(f"{name:7} {error:.3f}")
assert max(errors["RNN"], errors["LSTM"]) < 0.9 * errors["naive"]
viz.learning_curves(
    {name: history["validation_loss"] for name, [(_, history, _, _)] in runs.items()},
    x="epoch",
    y="validation loss",
    log_y=True,
)

# %% [markdown]
# All learned models beat the naive rule clearly (about 0.14). But be honest: the plain RNN (about 0.11) is **not
# better than 51 numbers from one line of least squares**, and the LSTM is about as good. Sums of waves are nearly
# linear, and 600 series are few. Without the line `linear` we would have been proud of the RNN. So always
# compute the simple rules first.
#
# With ten times the data (`n=10000` above) all get better, and the LSTM gets ahead by little: about 0.097 against
# 0.099 of the linear model, measured once with 20 passes.
#
# ### Free-running forecast
#
# To look further ahead, the network reads **its own prediction** as if it were the next measured value, then
# predicts again. `forecast` of `SeriesRNN` does it, and carries the state on, so that it never reads the old values
# again. This is its loop:

# %%
longer = data.waves(n=1000, steps=70, seed=43)  # other series: 50 values to read, 20 to compare with
known, future = longer.test.X[:, :50], longer.test.X[:, 50:, 0]
lstm = runs["LSTM"][0][0]
with torch.no_grad():
    state, value, ahead = None, known, []
    for _ in range(20):
        states, state = lstm.rnn(value, state)
        value = lstm.output(states[:, -1:])  # (n, 1, 1): what it says is what it reads next
        ahead.append(value[:, 0])
ahead = torch.cat(ahead, dim=1)  # (n, 20)
assert torch.allclose(ahead, lstm.forecast(known, 20), atol=1e-5)

window, linear_ahead = known, []
for _ in range(20):
    following = with_one(window) @ weights  # (n, 1)
    linear_ahead.append(following)
    window = torch.cat([window[:, 1:], following[:, :, None]], dim=1)  # the window moves on by one
linear_ahead = torch.cat(linear_ahead, dim=1)
naive_ahead = known[:, -1].expand(-1, 20)

viz.series(
    longer.test.X[0, :70],
    {"LSTM": ahead[0], "linear": linear_ahead[0], "naive": naive_ahead[0]},
    start=50,
    title="from step 50 on, each model reads its own predictions",
)

# %%
by_distance = {
    name: [rmse(guess[:, t], future[:, t]) for t in range(20)]
    for name, guess in (("LSTM", ahead), ("linear", linear_ahead), ("naive", naive_ahead))
}
by_distance["always 0"] = [rmse(torch.zeros(len(future)), future[:, t]) for t in range(20)]
for name, line in by_distance.items():
    print(f"{name:9} 1 step ahead {line[0]:.3f}, 5 steps {line[4]:.3f}, 20 steps {line[19]:.3f}")
assert by_distance["LSTM"][19] > by_distance["LSTM"][0]
viz.learning_curves(by_distance, x="step ahead", y="error")

# %% [markdown]
# Errors add up: each wrong prediction is an input of the next one. Five steps ahead, the naive rule is already worse
# than "always 0", the mean of all series. After 20 steps the LSTM has three times its first error, and not much is
# left of its advantage. The linear model is a little better still. So say with each forecast *how far ahead* it
# looks, and measure the error at this distance.
#
# ## 8. Digits, row by row
#
# An image is a series, too, if you read it like a page: 28 rows from top to bottom, 28 pixels in each. The last
# state must hold all that is needed to name the digit. The library's `RNNClassifier` is the model of section 4
# with ten outputs: `self.output(self.rnn(rows)[0][:, -1])`.
#
# With the real MNIST, the cell below makes one pass over 55,000 images. Without it, 1,797 smaller digits
# stand in, and we make ten passes over 1,375 of them.

# %%
digits = data.mnist()
REAL = digits.name == "mnist"
PASSES = 1 if REAL else (6 if FAST else 10)


def train_on_digits(kind):
    """A trained classifier with this cell, its accuracy on the test images, and the seconds of training."""
    training.seed_everything(0)
    model = RNNClassifier(RNNConfig(inputs=28, hidden=128, outputs=10, cell=kind))
    start = time.process_time()
    training.fit(
        model,
        digits,
        nn.CrossEntropyLoss(),
        torch.optim.Adam(model.parameters(), lr=0.001 if REAL else 0.003, fused=True),
        num_epochs=PASSES,
        batch_size=100 if REAL else 50,
        seed=0,
        progress=False,
    )
    seconds = time.process_time() - start
    measured = training.evaluate(model, digits.test, nn.CrossEntropyLoss(), [training.accuracy])
    return model, measured["accuracy"], seconds


readers = {}
for kind in ("rnn", "gru"):
    readers[kind], share, seconds = train_on_digits(kind)
    count = sum(p.numel() for p in readers[kind].parameters())
    print(f"{kind}: {count} parameters, {share:.1%} of the test images right, {seconds:.0f} s")
    assert share > 0.5

# %% [markdown]
# Measured over three seeds with the real MNIST: five passes, batches of 100, Adam with 0.001, as
# `python -m benchmarks.accuracy --only rnn` does it. The other rows come from lessons 12 and 14:
#
# | model | parameters | passes | right answers on 10,000 test images |
# | --- | ---: | ---: | --- |
# | RNN, row by row | 21,514 | 5 | 94.29, 94.91, 94.44% |
# | GRU, row by row | 61,962 | 5 | 97.96, 97.74, 97.94% |
# | MLP 784-256-256-10 | 269,322 | 15 | about 97.7% |
# | ConvNet | 431,242 | 10 | about 99.2% |
#
# The RNN has the fewest weights, because it uses them 28 times. But for images it is not the best choice:
# neighbours *below* each other are far away in its time, and the ConvNet sees them together. The single pass above
# gives about 82% and 90%.
#
# With the stand-in digits, ten passes give 83.8, 85.9, 78.8% for the RNN and 88.2, 86.5, 88.2% for the GRU (seeds
# 0, 1, 2). They are few, and 297 test images make a rough measure.
#
# **When does it know?** The output layer can be asked after *each* row. We let the GRU read one digit:

# %%
i = next(i for i in range(100) if readers["gru"].predict(digits.test.X[i : i + 1])[0] == digits.test.y[i])
image, label = digits.test.X[i], digits.test.y[i].item()
with torch.no_grad():
    states, _ = readers["gru"].rnn(image)  # (1, 28, 28) is one series of 28 rows
    by_row = torch.softmax(readers["gru"].output(states[0]), dim=1)  # (28, 10)
rival = next(c for c in by_row.sum(dim=0).argsort(descending=True).tolist() if c != label)
print(f"a {label}; the strongest rival over all rows is {rival}")
assert by_row[-1].argmax() == label
viz.image_sheet(image[None], [f"digit {label}"])

# %%
viz.learning_curves(
    {f"P({label}), right": by_row[:, label], f"P({rival})": by_row[:, rival]}, x="row", y="probability"
)

# %% [markdown]
# In the first rows there is only paper, and the network guesses. Then it sees strokes but not yet the digit, and it
# may change its mind more than once. Only the last answer was trained.
#
# **What can go wrong.** Somebody feeds columns instead of rows. The shape is the same, 28 by 28, so there is no error:

# %%
turned = digits.test.X.transpose(2, 3)
for kind, model in readers.items():
    share = training.accuracy(digits.test.y, model.predict(turned))
    print(f"{kind}: {share:.1%} right when it reads columns")
    assert share < 0.6

# %% [markdown]
# ## 9. CNN against RNN
#
# The document adds in brackets that a CNN does time series well, too. Let us measure it on the waves.
#
# A **1-d convolution** slides a filter along the time, as lesson 14 slides one over an image. With the filter
# length 5, each output sees 5 values. A **dilation** of 2 leaves out every second value, so that 5 weights reach
# over 9 values. Three layers with the dilations 1, 2 and 4 see 1 + 4·(1 + 2 + 4) = 29 values. That is their
# **receptive field**. We take 10 channels and tanh, so that the CNN has about as many weights as the RNN, and
# the same activation. (With ReLU and so few channels, one start in four learned nothing: its error stayed at 0.39,
# that of "always 0".)


# %%
class SeriesCNN(nn.Module):
    """Says the next value of X (n, steps, 1) from its last 29 values: (n, 1)."""

    def __init__(self, channels=10):
        super().__init__()
        self.filters = nn.Sequential(
            nn.Conv1d(1, channels, kernel_size=5, dilation=1),
            nn.Tanh(),
            nn.Conv1d(channels, channels, kernel_size=5, dilation=2),
            nn.Tanh(),
            nn.Conv1d(channels, channels, kernel_size=5, dilation=4),
            nn.Tanh(),
        )
        self.output = nn.Linear(channels, 1)

    def forward(self, X):
        maps = self.filters(X.transpose(1, 2))  # (n, 1, steps) -> (n, channels, steps - 28)
        return self.output(maps[:, :, -1])  # the last place ends at the last value


build["CNN"] = SeriesCNN
for name, make_model in build.items():
    done = runs.setdefault(name, [])
    done += [train_on_waves(make_model, seed) for seed in range(len(done), 1 if FAST else 3)]

print("        weights   error on the test series   seconds of training")
for name, of_seeds in runs.items():
    count = sum(p.numel() for p in of_seeds[0][0].parameters())
    found = ", ".join(f"{error:.3f}" for _, _, error, _ in of_seeds)
    print(f"{name:6} {count:8}   {found:24}   {np.mean([seconds for *_, seconds in of_seeds]):.1f}")
    assert all(error < errors["naive"] for _, _, error, _ in of_seeds)
print(f"linear {len(weights):8}   {errors['linear']:.3f}")

# %% [markdown]
# The document is right: the CNN is nearly as good here (0.111 to 0.115 over three seeds, the RNN 0.108 to 0.110, the
# LSTM 0.105 to 0.108), and it needs fewer seconds. It calculates all places at the same time, while an RNN must
# wait for its last step. (We have not measured it on a GPU. The LSTM is no slower than
# the plain RNN here, although it has four times the weights: PyTorch calculates it with a faster program on a CPU.)
#
# One warning about these figures. When we wrote this lesson, we tried a few settings of the CNN (activation,
# channels, learning rate) and looked at the *test* error. That breaks the rule of lesson 10, so the CNN looks a
# little better than it is. It does not win even so. In your own comparison, choose on validation series.
#
# **What does each see?** We ask for the gradient of the prediction for each of the 50 values. Where it is 0, the
# value does not matter:

# %%
seen = {}
for name, [(model, *_), *_] in runs.items():
    X = test.X.clone().requires_grad_()
    (slope,) = torch.autograd.grad(model(X).sum(), X)
    seen[name] = slope.abs().mean(dim=0)[:, 0].numpy()  # (50,)
    print(f"{name:5} values with influence: {(seen[name] > 0).sum()} of 50")
assert (seen["CNN"] > 0).sum() == 29
assert (seen["RNN"] > 0).all()
viz.learning_curves(seen, x="value", y="mean size of the gradient")

# %% [markdown]
# All three mostly use the newest ten values. The CNN cannot see more than 29. The RNN sees all 50 in principle; in
# practice the influence fades, as in section 5.
#
# | | RNN | CNN |
# | --- | --- | --- |
# | sees | in principle all that came before | its receptive field, exactly |
# | one more value | one cheap step, the state goes on | calculate the field again |
# | training | step after step | all places at once |
# | long memory | needs gates | needs more layers or larger dilations |
#
# Large language models use neither today, but **attention**: each place looks at all places before it, at once.
#
# **What can go wrong.** A stride in place of a dilation seems to be the same. But a filter that moves by 2 may
# not come to the end: here the *newest* value, the most useful one, is never read.

# %%
torch.manual_seed(9)
strided = nn.Sequential(nn.Conv1d(1, 4, 5, stride=2), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 23, 1))
X = test.X.clone().requires_grad_()
(slope,) = torch.autograd.grad(strided(X.transpose(1, 2)).sum(), X)
print("influence of the last three values:", slope.abs().mean(dim=0)[-3:, 0].numpy())
assert (slope[:, -1] == 0).all()
assert (slope[:, -2] != 0).any()

# %% [markdown]
# (50 values, filter 5, stride 2: the last of 23 places ends at value 49.) A look at the gradient finds this in
# two lines. No loss curve tells it.
#
# **On a GPU**, each step of a recurrent network still waits for the one before it, so that a small network leaves
# most of the GPU idle. Large batches and large states use more of it. We have not measured how much.
#
# ## Summary
#
# - A recurrent cell makes its new state from the input and the old state: $h_t = \tanh(x_t W_x + h_{t-1} W_h + b)$.
# - Unrolled, it is a deep network whose layers share their weights. The number of weights does not depend on the
#   length of the series.
# - `nn.RNN` keeps the matrices transposed and adds two biases; `BasicRNNCell` has one kernel, $W_x$ above $W_h$, and
#   one bias. With the same weights all give the same numbers.
# - `batch_first=True` means (n, steps, d). `states[:, -1]` is the last state.
# - Carry the state from part to part, and `detach` it.
# - Backwards, a gradient is multiplied in each step. It vanishes or explodes. Clipping helps against exploding,
#   gates that begin open against vanishing. An LSTM has 4 times, a GRU 3 times the weights of a plain cell.
# - Divide a series in time; shuffled windows look into the future. Compare with "as today" and with a linear model.
# - In a free-running forecast, errors add up.
# - A CNN with a large enough receptive field is nearly as good for a short memory, and faster.
#
# ## Terms
#
# | English | Korean | meaning |
# | --- | --- | --- |
# | recurrent neural network (RNN) | 순환 신경망 | network that feeds its state back |
# | state (hidden state) | 상태 (은닉 상태) | numbers that hold what was read so far |
# | cell | 셀 | calculates one step |
# | time step | 시간 단계 | one place in a series |
# | unrolling | 펼치기 | one copy of the cell for each step |
# | backpropagation through time | 시간 역전파 | backpropagation in the unrolled network |
# | truncated | 단기 (잘린) | cut off after some steps |
# | vanishing, exploding gradient | 기울기 소실, 기울기 폭발 | shrinks or grows with each step backwards |
# | gradient clipping | 기울기 클리핑 | limits the length of the gradient |
# | gate; forget gate | 게이트; 망각 게이트 | number from 0 to 1 that lets pass; that keeps the memory |
# | LSTM, GRU | 장단기 메모리, 게이트 순환 유닛 | cells with gates |
# | time series | 시계열 | measurements in the order of time |
# | window | 윈도 | some values in a row, cut out of a series |
# | forecast, horizon | 예측, 예측 구간 | predicted values; how far ahead |
# | baseline | 기준 모델 | the simplest solution to compare with |
# | 1-d convolution, dilation | 1차원 합성곱, 팽창 | filter along the time; with gaps |
# | receptive field | 수용 영역 | inputs that an output can see |
#
# ## Next
#
# Practise in [exercise 16](../exercises/16_rnn/16_rnn.ipynb). [Lesson 17](17a_applications.ipynb) shows what
# all these networks are used for, and puts one of them to work behind a small service.
