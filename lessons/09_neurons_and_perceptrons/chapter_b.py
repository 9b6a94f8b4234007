# %% [markdown]
# # 9b. Neurons and perceptrons: how a hidden layer learns
#
# A network of two layers solves XOR, but who chooses its weights? Neurons with a slope, and a way to pass the blame
# back through the layers, let it find them by itself.
#
# **After this chapter you can**
#
# - choose an activation function, the shapes of a network, and the neurons of its output layer;
# - calculate backpropagation with a pencil, and find the same numbers in a graph and in PyTorch;
# - train a network on XOR, and say why it sometimes gets stuck;
# - recognise over-fitting, and name what helps;
# - tell the story from the first neuron (1943) to deep learning.
#
# **Time**: {{time}}, with the practice, and about 60 minutes for the exercise. **Needs**: {{previous}}, and the chain
# rule of derivatives. No GPU, no network. The sections are numbered on from there.

# %%
import time

import numpy as np
import torch
from sklearn.neural_network import BernoulliRBM
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import data, models, training, viz

np.set_printoptions(precision=4, suppress=True)
X = np.array([(0, 0), (0, 1), (1, 0), (1, 1)], dtype=np.float32)
X_bits, y_xor = torch.tensor(X), torch.tensor([0, 1, 1, 0])


def sigma(z):
    """The logistic function."""
    return 1 / (1 + np.exp(-z))


# %% [markdown]
# ## 7. Activation functions
#
# Why must a hidden layer have an activation function, and one that is not linear? Without it two layers are one:
# $(x W_1) W_2 = x (W_1 W_2)$. A hundred layers without activations can do no more than one. So no XOR.
#
# **Your turn.** Two layers without activation have the weights $W_1 = \begin{pmatrix} 1 & 2 \\ 0 & 1 \end{pmatrix}$
# and $W_2 = \begin{pmatrix} 1 \\ 1 \end{pmatrix}$. Which weights has the one layer that does the same? Set `W_one` to a
# list of rows.

# %% try="collapse"
W_one = ...

# %% solution="collapse"
W_one = [[3], [1]]

# %% [markdown] solution="collapse"
# The matrix product: 1·1 + 2·1 = 3 and 0·1 + 1·1 = 1. Biases change nothing: together they make one bias.

# %% [markdown] hints="collapse"
# - when "[[1], [3]]": You added up columns. Which of row and column does the first matrix of a product give?
# 1. It is the matrix product of both. Lesson 1 has it: row of the first, column of the second.

# %% check="collapse"
expect.predicted(W_one, [[3], [1]], what="W_one", hint="The product of both matrices.")

# %% wrong="collapse" message="[[1], [3]]"
W_one = [[1], [3]]

# %% proof
assert (np.array([[1, 2], [0, 1]]) @ np.array([[1], [1]])).tolist() == [[3], [1]]

# %% [markdown]
# These are the best-known activation functions:
#
# | name | value | derivative | outputs |
# | --- | --- | --- | --- |
# | step | 1 if *z* ≥ 0, else 0 | 0 (none at the jump) | 0 or 1 |
# | logistic (sigmoid) | *p* = 1 / (1 + e⁻ᶻ) | *p* (1 - *p*), at most 0.25 | 0 to 1 |
# | hyperbolic tangent | tanh *z* | 1 - tanh² *z*, at most 1 | -1 to 1 |
# | ReLU | max(0, *z*) | 1 if *z* > 0, else 0 | 0 and up |
# | leaky ReLU | *z* if *z* > 0, else `alpha` *z* | 1 if *z* > 0, else `alpha` | all numbers |

# %%
viz.activations(["step", "logistic", "tanh"], title="A jump, and two smooth steps")

# %%
z = np.linspace(-3, 3, 121)
relus = {"ReLU": np.maximum(z, 0), "leaky ReLU, alpha = 0.2": np.where(z > 0, z, 0.2 * z)}
viz.lines(z, relus, names=("z", "value"), title="They differ to the left of 0 only")

# %% proof
tf.reset_default_graph()
z_node = tf.placeholder(tf.float32, shape=(None,), name="z")
functions = {
    "logistic": tf.sigmoid(z_node),
    "tanh": tf.tanh(z_node),
    "relu": tf.nn.relu(z_node),
    "leaky_relu": tf.nn.leaky_relu(z_node, alpha=0.01),
}
slopes = {name: tf.gradients(f, z_node)[0] for name, f in functions.items()}
assert tf.gradients(tf.cast(tf.greater_equal(z_node, 0.0), tf.float32), z_node) == [None]
z_values = np.array([-2.0, -0.5, 0.5, 2.0], dtype=np.float32)
with tf.Session() as sess:
    f_values, f_slopes = sess.run([functions, slopes], feed_dict={z_node: z_values})
    defaults = sess.run(tf.nn.leaky_relu(tf.constant([-1.0])))
by_table = {
    "logistic": f_values["logistic"] * (1 - f_values["logistic"]),
    "tanh": 1 - f_values["tanh"] ** 2,
    "relu": np.where(z_values > 0, 1.0, 0.0),
    "leaky_relu": np.where(z_values > 0, 1.0, 0.01),
}
z_torch = torch.tensor(z_values, requires_grad=True)
for name, slope in by_table.items():
    np.testing.assert_allclose(f_slopes[name], slope, rtol=1e-5, atol=1e-6)
    (by_autograd,) = torch.autograd.grad(models.activation(name)(z_torch).sum(), z_torch)
    np.testing.assert_allclose(by_autograd, slope, rtol=1e-5, atol=1e-6)
assert np.allclose(defaults, -0.2)
assert np.isclose(nn.LeakyReLU()(torch.tensor(-1.0)).item(), -0.01)
assert not models.activation("step")(z_torch).requires_grad

# %% [markdown]
# Choose one function and move `z`. The dashed line is the tangent; its slope is the derivative on the right.

# %%
viz.activation_explorer()

# %% [markdown]
# > **TensorFlow 1.** `tf.gradients` of a step function returns `None`: there is nothing that a gradient could follow.
# > The default `alpha` of `tf.nn.leaky_relu` is 0.2, that of PyTorch's `LeakyReLU` is 0.01. Say which one you mean.
#
# **Why the logistic function opened the door.** Gradient descent asks each weight: *if you change a little, does the
# loss go down?* With a step function the output stays the same, so there is nothing to follow. With the logistic
# function every small change shows, because its slope is nowhere 0. This made it a key to training the first MLPs.
#
# It also has a weakness. Its slope is at most 0.25, and far from 0 it is almost nothing. A gradient that goes back
# through ten such layers is multiplied by ten slopes, at most $0.25^{10}$, about a millionth: it **vanishes**. The
# slope of ReLU is exactly 1 where it is active, which is one reason why deep networks use ReLU and its smooth
# relatives, such as GELU and SiLU. A ReLU neuron with $z \le 0$ for every example learns nothing (a *dead* ReLU);
# leaky ReLU leaves it a small slope.
#
# **Your turn.** How much of a gradient is left, at best, after *three* logistic layers? Set `left`, rounded to three
# digits or as a formula.

# %% try="vanish"
left = ...

# %% solution="vanish"
left = 0.25**3

# %% [markdown] solution="vanish"
# 1/64, about 0.0156. (The weights on the way are factors, too: they can be larger than 1, and then a gradient can also
# *explode*.)

# %% [markdown] hints="vanish"
# - when "got:      0.75": The slopes of a chain are multiplied, not added.
# 1. Each layer multiplies by its slope, which is at most 0.25.

# %% check="vanish"
expect.predicted(left, 0.25**3, what="left", hint="One factor for each layer.")

# %% wrong="vanish" message="got:      0.75"
left = 0.75

# %% proof
losses = {
    name: [float((models.activation(name)(torch.tensor(w)) - 1) ** 2) for w in (-0.50, -0.49, -0.48)]
    for name in ("step", "logistic")
}
assert losses["step"][0] == losses["step"][1] == losses["step"][2]
assert losses["logistic"][0] > losses["logistic"][1] > losses["logistic"][2]
assert round(0.25**10 * 1e6) == 1
assert sigma(10.0) * (1 - sigma(10.0)) < 1e-4

# %% [markdown]
# ## 8. The shapes of an MLP
#
# Take an MLP with 10 inputs, a hidden layer of 50 neurons and an output layer of 3 neurons, all with ReLU. Examples
# are *rows*. With $m$ examples:
#
# | what | shape |
# | --- | --- |
# | inputs `X` | `(m, 10)` |
# | hidden weights `W_h` and biases `b_h` | `(10, 50)` and `(50,)` |
# | output weights `W_o` and biases `b_o` | `(50, 3)` and `(3,)` |
# | outputs `Y` | `(m, 3)` |
#
# $$Y = \mathrm{ReLU}(\mathrm{ReLU}(X W_h + b_h)\, W_o + b_o)$$
#
# The inner sizes of each product agree. The bias has no $m$: it is added to each row (*broadcasting*). Inputs only
# pass the numbers on; they have no weights. In all, this network learns 10·50 + 50 + 50·3 + 3 = 703 numbers.
#
# **Your turn.** A network for pictures has 784 inputs, 100 hidden neurons and 10 outputs. How many numbers does it
# learn? Set `learned`.

# %% try="count_parameters"
learned = ...

# %% solution="count_parameters"
learned = 784 * 100 + 100 + 100 * 10 + 10

# %% [markdown] solution="count_parameters"
# 79,510, of which 78,400 lie between the pictures and the hidden layer.

# %% [markdown] hints="count_parameters"
# - when "got:      79400": Each hidden neuron and each output has a bias, too.
# 1. For each layer: inputs times neurons, plus one bias for each neuron.

# %% check="count_parameters"
expect.predicted(learned, 79510, what="learned", hint="Weights and biases of two layers.")

# %% wrong="count_parameters" message="got:      79400"
learned = 784 * 100 + 100 * 10

# %% proof
for sizes, want in (((10, 50, 3), 703), ((784, 100, 10), 79_510)):
    assert sum(p.numel() for p in models.MLP(sizes).parameters()) == want
tf.reset_default_graph()
X_any = tf.placeholder(tf.float32, shape=(None, 10))
hidden_node = tf.nn.relu(tf.matmul(X_any, tf.zeros([10, 50])) + tf.zeros([50]))
Y_node = tf.nn.relu(tf.matmul(hidden_node, tf.zeros([50, 3])) + tf.zeros([3]))
assert Y_node.get_shape().as_list() == [None, 3]

# %% [markdown]
# ## 9. The output layer fits the task
#
# | task | output neurons | activation of the output | loss |
# | --- | --- | --- | --- |
# | yes or no (spam or not) | 1 | logistic: the probability of "yes" | cross-entropy |
# | one of $k$ classes (digits 0-9: $k = 10$) | $k$ | softmax: $k$ probabilities, sum 1 | cross-entropy |
# | several labels that may be true together | one each | logistic for each | cross-entropy |
# | a number (the price of a house) | 1 | none (ReLU or softplus if it cannot be negative) | squared error |
#
# Softmax turns any numbers into shares: $e^{z_i}$ divided by the sum of all $e^{z_j}$. For two classes it says the
# same as one logistic neuron that gets the difference $z_1 - z_0$.
#
# **Your turn.** Three classes have the scores 0, 0 and $\ln 2$, so that $e^z$ is 1, 1 and 2. Set `shares` to the three
# outputs of softmax.

# %% try="softmax_shares"
shares = ...

# %% solution="softmax_shares"
shares = [0.25, 0.25, 0.5]

# %% [markdown] solution="softmax_shares"
# The sum of all is 4. Ten more on each score would change nothing: only differences count.

# %% [markdown] hints="softmax_shares"
# - when "[1, 1, 2]": Shares sum to 1.
# 1. Divide each of 1, 1 and 2 by the sum of all three.

# %% check="softmax_shares"
expect.predicted(shares, [0.25, 0.25, 0.5], what="shares", hint="Parts of a whole.")

# %% wrong="softmax_shares" message="[1, 1, 2]"
shares = [1, 1, 2]

# %% proof
scores = torch.tensor([0.0, 0.0, np.log(2)])
torch.testing.assert_close(torch.softmax(scores, dim=0), torch.softmax(scores + 10, dim=0))
torch.testing.assert_close(torch.softmax(scores, dim=0).double(), torch.tensor([0.25, 0.25, 0.5]).double())
z0, z1 = torch.tensor([0.4, 1.7])
torch.testing.assert_close(torch.softmax(torch.stack([z0, z1]), dim=0)[1], torch.sigmoid(z1 - z0))

# %% [markdown]
# ## 10. Backpropagation, step by step
#
# What should a hidden neuron change? **Backpropagation** answers this by the chain rule. The error at the output goes
# back through the network, layer by layer, and each neuron gets its share of the blame.
#
# A network small enough for a pencil: 2 inputs, 2 hidden neurons, 1 output, all logistic. One example, $x = (1, 0)$,
# and the right answer $t = 1$. The loss is $E = \frac12 (y - t)^2$. Go through its five steps:

# %%
x_one, t = np.array([1.0, 0.0]), 1.0
W1 = np.array([[0.5, -1.0], [1.0, 0.5]])  # column j: the weights of hidden neuron j
b1 = np.array([0.0, 0.5])
w2, b2 = np.array([1.0, -1.0]), 0.0
viz.backpropagation_stepper(x_one, t, W1, b1, w2, b2)

# %% [markdown]
# **Step 1, forward.** Calculate layer by layer, and keep every value.
#
# - $z_1 = (0.5,\; -1 + 0.5) = (0.5, -0.5)$, so $h = \sigma(z_1) = (0.6225, 0.3775)$
# - $z_2 = 0.6225 - 0.3775 = 0.2449$, so $y = \sigma(z_2) = 0.5609$, and $E = 0.0964$
#
# **Step 2, the blame of the output.** How does $E$ change with $z_2$? By the chain rule
# $\delta_2 = (y - t) \cdot y (1 - y) = -0.4391 \cdot 0.2463 = -0.1081$.
#
# **Step 3, the gradients of the output layer.** $z_2 = h \cdot w_2 + b_2$, so
# $\partial E / \partial w_2 = \delta_2\, h$ and $\partial E / \partial b_2 = \delta_2$.
#
# **Step 4, send the blame back.** Hidden neuron $j$ acts on $z_2$ through $w_{2j}$, and its own slope is
# $h_j (1 - h_j) = 0.2350$: $\delta_{1j} = \delta_2\, w_{2j} \cdot h_j (1 - h_j)$.
#
# **Step 5, the gradients of the hidden layer.** As in step 3: $\partial E / \partial W_1 = x^T \delta_1$ and
# $\partial E / \partial b_1 = \delta_1$. The second input is 0, so its weights get no blame.

# %%
h = sigma(x_one @ W1 + b1)  # step 1
y = sigma(h @ w2 + b2)
delta_2 = (y - t) * y * (1 - y)  # step 2
grad_w2, grad_b2 = delta_2 * h, delta_2  # step 3
delta_1 = delta_2 * w2 * h * (1 - h)  # step 4
grad_W1, grad_b1 = np.outer(x_one, delta_1), delta_1  # step 5
print("gradient of w2:", grad_w2, f"  of b2: {grad_b2:.4f}")
print("gradient of W1:", grad_W1.ravel(), "  of b1:", grad_b1)

# %% proof
E = (y - t) ** 2 / 2
np.testing.assert_allclose([*h, h @ w2 + b2, y, E], [0.6225, 0.3775, 0.2449, 0.5609, 0.0964], atol=6e-5)
np.testing.assert_allclose([delta_2, y - t, y * (1 - y)], [-0.1081, -0.4391, 0.2463], atol=5e-5)
np.testing.assert_allclose([*delta_1, *h * (1 - h)], [-0.0254, 0.0254, 0.2350, 0.2350], atol=6e-5)
assert grad_W1[1].tolist() == [0, 0]
h_new = sigma(x_one @ (W1 - grad_W1) + (b1 - grad_b1))
E_new = (sigma(h_new @ (w2 - grad_w2) + (b2 - grad_b2)) - t) ** 2 / 2
assert round(E_new, 4) == 0.0773

runs = 0


def loss_of(flat):
    global runs
    runs += 1
    values = sigma(x_one @ flat[:4].reshape(2, 2) + flat[4:6])
    return (sigma(values @ flat[6:8] + flat[8]) - t) ** 2 / 2


flat = np.concatenate([W1.ravel(), b1, w2, [b2]])
base, tiny = loss_of(flat), 1e-6
numeric = np.array([(loss_of(flat + tiny * np.eye(9)[i]) - base) / tiny for i in range(9)])
by_hand = np.concatenate([grad_W1.ravel(), grad_b1, grad_w2, [grad_b2]])
np.testing.assert_allclose(numeric, by_hand, atol=1e-6)
assert runs == 10

# %% [markdown]
# Then comes the step of an optimizer: with the learning rate 1 the loss falls from 0.0964 to 0.0773.
#
# **Your turn.** In another network the output is $y = 0.8$ and the right answer $t = 0$. Set `blame` to $\delta_2$.

# %% try="output_blame"
blame = ...

# %% solution="output_blame"
blame = 0.8 * 0.8 * (1 - 0.8)

# %% [markdown] solution="output_blame"
# 0.128. Positive: a larger sum would make the loss larger, so descent will make it smaller.

# %% [markdown] hints="output_blame"
# - when "got:      0.16": That is the slope of the output neuron. How wrong is the output?
# - when "got:      0.8": That is how wrong the output is. The neuron has a slope, too.
# - when "got:      -0.128": The error is $y - t$, in this order.
# 1. Step 2 is a product of two: the error, and the slope $y (1 - y)$.

# %% check="output_blame"
expect.predicted(round(blame, 9), 0.128, what="blame", hint="Error times slope.")

# %% wrong="output_blame" message="got:      0.16"
blame = 0.8 * (1 - 0.8)

# %% wrong="output_blame" message="got:      0.8"
blame = 0.8

# %% wrong="output_blame" message="got:      -0.128"
blame = -0.128

# %% [markdown]
# **Your turn.** The blame of an output is -0.2. A hidden neuron with the value $h = 0.5$ acts on it through the weight
# 3. Set `hidden_blame` to its $\delta_1$.

# %% try="hidden_blame"
hidden_blame = ...

# %% solution="hidden_blame"
hidden_blame = -0.2 * 3 * 0.5 * (1 - 0.5)

# %% [markdown] solution="hidden_blame"
# -0.15: the blame, times the weight through which the neuron acts, times its own slope.

# %% [markdown] hints="hidden_blame"
# - when "got:      -0.6": The neuron's own slope is missing, $h (1 - h)$.
# - when "got:      -0.3": You took $h$ for the slope of the hidden neuron.
# 1. Step 4 has three factors.

# %% check="hidden_blame"
expect.predicted(round(hidden_blame, 9), -0.15, what="hidden_blame", hint="Blame, weight, slope.")

# %% wrong="hidden_blame" message="got:      -0.6"
hidden_blame = -0.2 * 3

# %% wrong="hidden_blame" message="got:      -0.3"
hidden_blame = -0.2 * 3 * 0.5

# %% [markdown]
# **The graph way, and the PyTorch way.** `tf.gradients` does steps 2 to 5 by adding ordinary nodes to the graph, one
# or more for each node of the forward pass, in the opposite order: loss, output, hidden. PyTorch records the forward
# pass while it runs, and `backward()` walks through the record from the end to the start.

# %%
tf.reset_default_graph()
V1, c1 = tf.Variable(W1, name="W1"), tf.Variable(b1, name="b1")
V2, c2 = tf.Variable(w2.reshape(2, 1), name="w2"), tf.Variable([b2], dtype=tf.float64, name="b2")
with tf.name_scope("hidden"):
    h_node = tf.sigmoid(tf.matmul(x_one.reshape(1, 2), V1) + c1)
with tf.name_scope("output"):
    y_node = tf.sigmoid(tf.matmul(h_node, V2) + c2)
with tf.name_scope("loss"):
    E_node = 0.5 * tf.reduce_sum(tf.square(y_node - t))
gradients = tf.gradients(E_node, [V1, c1, V2, c2])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    from_graph = sess.run(gradients)

params = [torch.tensor(p, requires_grad=True) for p in (W1, b1, w2, np.array(b2))]
h_torch = torch.sigmoid(torch.tensor(x_one) @ params[0] + params[1])
((torch.sigmoid(h_torch @ params[2] + params[3]) - t) ** 2 / 2).backward()
print("w2 by the graph:", from_graph[2].ravel(), "  by PyTorch:", params[2].grad.numpy())

# %% proof
for by_graph, p, pencil in zip(from_graph, params, [grad_W1, grad_b1, grad_w2, grad_b2], strict=True):
    np.testing.assert_allclose(by_graph.ravel(), np.ravel(pencil), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(p.grad, pencil, rtol=1e-9, atol=1e-12)
backward = [op.name for op in tf.get_default_graph().operations if op.name.startswith("gradients/")]
scopes = [name.split("/")[1] for name in backward[1:]]  # the first node is the seed, dE/dE = 1
assert list(dict.fromkeys(scopes)) == ["loss", "output", "hidden"]

# %% [markdown]
# ### Backpropagation and reverse-mode autodiff
#
# - **Reverse-mode autodiff** (automatic differentiation) gets the *gradients* of any calculation. One pass forward,
#   one pass back, and you have the derivative of one output with respect to *all* parameters, however many. It
#   changes no weight.
# - **Backpropagation** is the same calculation for one case, the loss of a neural network: steps 1 to 5. Most papers
#   and libraries use the word in this sense. Training then needs the step of an optimizer.
#
# Some books use the word for the whole of it: forward pass, gradients by reverse-mode autodiff and a step of gradient
# descent, again and again ("train a network by backpropagation"). Both uses are common, so look which one your text
# means. Under both, autodiff only calculates, and the weights move by descent.
#
# Why reverse mode? The other way is to change each parameter a little and run the network again. The 9 parameters
# here need 10 runs, a million parameters a million and one. It is a good *test* of a gradient, though.
#
# ## 11. Train a network on XOR
#
# Now everything is there: a hidden layer, a smooth activation, gradients. **The graph way:** an optimizer adds to the
# graph what section 10 did by hand, the gradients and an update for each variable.

# %%
tf.reset_default_graph()
tf.set_random_seed(3)
x = tf.placeholder(tf.float32, shape=(None, 2), name="x")
target = tf.placeholder(tf.float32, shape=(None, 1), name="target")
W = tf.Variable(tf.random_uniform([2, 4], -1.0, 1.0), name="W")
b = tf.Variable(tf.zeros([4]), name="b")
V = tf.Variable(tf.random_uniform([4, 1], -1.0, 1.0), name="V")
c = tf.Variable(tf.zeros([1]), name="c")
logits = tf.matmul(tf.tanh(tf.matmul(x, W) + b), V) + c
cost = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=target, logits=logits))
train_op = tf.train.GradientDescentOptimizer(learning_rate=1.0).minimize(cost)

feed = {x: X, target: y_xor.numpy().reshape(4, 1)}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    costs = [sess.run([cost, train_op], feed_dict=feed)[0] for _ in range(500)]
    answers = sess.run(tf.sigmoid(logits), feed_dict=feed).ravel()
print("answers:", answers)
viz.learning_curves(
    {"XOR": costs}, x="step", y="cross-entropy", title="From 0.7, almost the loss of guessing, to 0"
)

# %% proof
assert (answers > 0.5).tolist() == [False, True, True, False]
assert costs[-1] < 0.01 < 0.69 < costs[0] < 0.71
tf.reset_default_graph()
start = np.random.default_rng(3).uniform(-1, 1, (2, 4)).astype(np.float32)
one, two = tf.Variable(start), tf.Variable(start)
costs_node = [tf.reduce_sum(tf.square(tf.tanh(v))) for v in (one, two)]
by_hand = tf.assign_sub(one, 0.1 * tf.gradients(costs_node[0], [one])[0])
by_optimizer = tf.train.GradientDescentOptimizer(0.1).minimize(costs_node[1], var_list=[two])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(5):
        sess.run([by_hand, by_optimizer])
    np.testing.assert_allclose(*sess.run([one, two]), rtol=1e-5)

# %% [markdown]
# **Your turn.** A network that knows nothing answers $p = 0.5$ to every row. What is its mean cross-entropy, with
# natural logarithms? The loss of one row is $-\ln$ of the probability of the right answer. Set `clueless`.

# %% try="clueless"
clueless = ...

# %% solution="clueless"
clueless = 0.693

# %% [markdown] solution="clueless"
# $\ln 2$. A loss for two classes that stands still at 0.69 tells you that the network still answers one half to
# everything.

# %% [markdown] hints="clueless"
# - when "got:      0.5": That is the probability. Its natural logarithm, with a minus, is the loss.
# - when "got:      0.30": You took the logarithm to the base 10. `np.log` is the natural one.
# 1. Each row has the same loss, $-\ln 0.5$, so the mean is the same, too.

# %% check="clueless"
expect.predicted(clueless, 0.6931, what="clueless", hint="Minus the natural logarithm of one half.")

# %% wrong="clueless" message="got:      0.5"
clueless = 0.5

# %% wrong="clueless" message="got:      0.30"
clueless = 0.301

# %% [markdown]
# **The PyTorch way.** Three lines make a step: `zero_grad` forgets the old gradients (PyTorch *adds* new ones to
# them), `backward` calculates, and `step` changes the weights.


# %%
def train_xor(net, steps=500, lr=1.0):
    """Train by gradient descent on all four rows. Returns the losses, one a step."""
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = nn.functional.binary_cross_entropy_with_logits(net(X_bits)[:, 0], y_xor.float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


training.seed_everything(0)
net = models.MLP((2, 4, 1), activation="tanh")
losses = train_xor(net)
print(f"loss: {losses[0]:.3f} -> {losses[-1]:.3f}")
classes = ["XOR is 0", "XOR is 1"]
viz.decision_boundary(net.probability, X, y_xor, class_names=classes, title="Learned, not given")

# %% proof
assert net.predict(X_bits).tolist() == y_xor.tolist()
assert losses[-1] < 0.05 < losses[0]


def solved(hidden, f, starts=100):
    """How many of `starts` networks 2-hidden-1 give the four right answers after 500 steps."""
    generator = torch.Generator().manual_seed(0)
    shapes = [(starts, 2, hidden), (starts, 1, hidden), (starts, hidden, 1), (starts, 1, 1)]
    parts = [torch.empty(shape).uniform_(-1, 1, generator=generator).requires_grad_() for shape in shapes]
    optimizer = torch.optim.SGD(parts, lr=1.0)
    target = y_xor.float().expand(starts, 4)
    for _ in range(500):
        logits = (f(X_bits @ parts[0] + parts[1]) @ parts[2] + parts[3])[:, :, 0]  # (starts, 4)
        loss = nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="sum") / 4
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return ((logits > 0) == (target == 1)).all(dim=1).sum().item()


assert solved(4, torch.tanh) >= 98
assert 45 <= solved(2, torch.tanh) <= 67
assert 58 <= solved(4, torch.relu) <= 80
assert solved(4, lambda z: z) == 0

# %% [markdown]
# Does it always work? We trained 100 networks of each kind, from random weights between -1 and 1, for 500 steps:
#
# | hidden neurons | activation | starts from which XOR is solved |
# | --- | --- | --- |
# | 4 | tanh | practically all |
# | 2 | tanh | about half |
# | 4 | ReLU | about two thirds |
# | 4 | none | 0 |
#
# Two hidden neurons *can* do it, as section 5 shows, but gradient descent often gets stuck on the way. A few more
# neurons make it easy. Without an activation it never works: that network is one neuron in disguise.
#
# **Your turn.** We start a 2-4-1 network with *all weights and biases 0* and train it for 500 steps. How many of its
# four hidden neurons have weights that differ from those of the others? Set `different` to a number from 0 to 4.

# %% try="same_start"
different = ...

# %% solution="same_start"
different = 0

# %% [markdown] solution="same_start"
# All hidden neurons get the same gradient in each step, so they stay equal: four copies of one neuron, and the loss
# stands still at 0.69. This is why the start is *random*.

# %% [markdown] hints="same_start"
# - when "got:      4": What makes two neurons differ, if they start equal and get equal gradients?
# 1. Compare the blame of two hidden neurons (step 4). What is different in it?

# %% check="same_start"
expect.predicted(different, 0, what="different", hint="Compare their gradients.")

# %% wrong="same_start" message="got:      4"
different = 4

# %% proof
same = models.MLP((2, 4, 1), activation="tanh")
for p in same.parameters():
    nn.init.zeros_(p)
losses_same = train_xor(same)
assert losses_same[-1] > 0.69
assert len({tuple(row) for row in same.layers[0].weight.tolist()}) == 1

# %% [markdown]
# ## 12. Hyper-parameters and over-fitting
#
# A *parameter* is learned: weights and biases. A **hyper-parameter** is chosen by you before the training: the number
# of hidden layers, of neurons in each, and their activations; how the weights start; the loss, the optimizer, the
# learning rate, the batch size, the number of epochs; how strongly you regularise.
#
# With too much freedom a network learns the noise of its training examples by heart: it **over-fits**. Here a big and
# a small network learn from only 60 noisy points.

# %%
few = data.moons(n=100, noise=0.4, seed=0)
loss_of_class = nn.functional.cross_entropy
curves = {}
for name, sizes in (("big", (2, 100, 100, 2)), ("small", (2, 4, 2))):
    training.seed_everything(0)
    net = models.MLP(sizes)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    kept = curves[f"{name}: train"], curves[f"{name}: validation"] = [], []
    for _ in range(500):
        loss = loss_of_class(net(few.train.X), few.train.y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        kept[0].append(loss.item())
        with torch.no_grad():
            kept[1].append(loss_of_class(net(few.validation.X), few.validation.y).item())
viz.learning_curves(curves, log_y=True, title="The big network gets better in training, and worse")

# %% proof
assert len(few.train) == 60
assert curves["big: train"][-1] < 0.001 < curves["small: train"][-1]
assert curves["big: validation"][-1] > 2 * curves["small: validation"][-1]
assert curves["big: validation"][-1] > 2 * min(curves["big: validation"])
assert np.argmin(curves["big: validation"]) < 100

# %% [markdown]
# The training loss of the big network goes to 0 while its validation loss grows. What helps: **fewer hidden layers,
# fewer neurons** in them; fewer epochs, by stopping at the best validation loss (*early stopping*); more
# regularisation (weight decay, dropout); and more training examples, when you can get them. Lesson
# 10 tries all of these.
#
# **Your turn.** The validation losses after epochs 1 to 7 were 0.90, 0.61, 0.48, 0.44, 0.47, 0.58 and 0.71; the
# training loss fell all the time, to 0.02. Which epoch's weights would early stopping keep? Set `keep`.

# %% try="early_stop"
keep = ...

# %% solution="early_stop"
keep = 4

# %% [markdown] solution="early_stop"
# The lowest validation loss counts. At the time you cannot know that it is the lowest, so a program waits some epochs
# more, and then goes back to the weights that it saved.

# %% [markdown] hints="early_stop"
# - when "got:      7": There the training loss is lowest. Which loss tells how the network does on new examples?
# - when "got:      5": There the loss has already begun to grow.
# 1. Look for the lowest validation loss.

# %% check="early_stop"
expect.predicted(keep, 4, what="keep", hint="Which loss counts?")

# %% wrong="early_stop" message="got:      7"
keep = 7

# %% wrong="early_stop" message="got:      5"
keep = 5

# %% [markdown]
# ## 13. A short history, and the machine that woke the field
#
# | year | what happened |
# | --- | --- |
# | 1943 | McCulloch and Pitts describe the first artificial neuron |
# | 1949 | Hebb: connections between cells that are active together grow stronger |
# | 1957-58 | Rosenblatt's perceptron learns from mistakes |
# | 1969 | Minsky and Papert show what perceptrons cannot do; interest falls |
# | 1970 | Linnainmaa describes reverse-mode automatic differentiation |
# | 1986 | Rumelhart, Hinton and Williams train hidden layers by backpropagation |
# | 1990s | convolutional networks read cheques; elsewhere data are scarce, and other methods win |
# | 2006 | Hinton and others train *deep* networks, layer by layer, with restricted Boltzmann machines |
# | 2010-12 | ReLU, dropout, and graphics cards (GPUs), which do many simple calculations in parallel |
# | 2012 | a deep network wins the ImageNet contest by far: deep learning is everywhere soon after |
#
# A **restricted Boltzmann machine** (RBM) has two layers of 0/1 neurons, *visible* and *hidden*. Each connection works
# in both directions. Inside a layer there are none: this is the *restriction*. It gets no labels; it learns which
# patterns are likely.

# %%
viz.boltzmann_machine(visible=6, hidden=4, title="Connections between the layers, none inside")

# %% [markdown]
# Paul Smolensky invented it in 1986, and Geoffrey Hinton found a fast way to train it in 2002. In 2006 such machines
# were stacked: each learned to describe the outputs of the one below. Their weights were a good *start* for training
# a deep network by backpropagation (*pre-training*). This revived deep *fully connected* networks, which most people
# had given up. (Convolutional networks did without it since 1989; lesson 14.) Better activations and
# better random starts replaced pre-training later.
#
# scikit-learn's RBM learns eight patterns, the bars of a 4 x 4 picture. Then we damage one pixel, and the machine
# writes down what it thinks it saw:

# %%
bars = [np.outer(np.eye(4)[i], np.ones(4)) for i in range(4)]
patterns = np.stack(bars + [bar.T for bar in bars]).reshape(8, 16)
rbm = BernoulliRBM(n_components=16, learning_rate=0.1, n_iter=100, batch_size=20, random_state=0)
rbm.fit(np.repeat(patterns, 50, axis=0))


def repair(pictures, passes=5):
    for _ in range(passes):  # up to the hidden layer, and down again
        pictures = sigma(rbm.transform(pictures) @ rbm.components_ + rbm.intercept_visible_)
    return (pictures > 0.5).astype(int)


damaged = patterns[1].copy()
damaged[6] = 0
pictures = torch.tensor(np.stack([damaged, repair(damaged.reshape(1, 16))[0]])).float()
viz.image_sheet(pictures.reshape(2, 4, 4), title="Before, after")

# %% proof
assert pictures[1].tolist() == patterns[1].tolist()
originals = np.repeat(patterns, 16, axis=0)
flipped = np.abs(originals - np.tile(np.eye(16), (8, 1)))
mended = (repair(flipped) == originals).all(axis=1)
assert len(mended) == 128
assert mended.mean() > 0.9
assert rbm.components_.size + rbm.intercept_visible_.size + rbm.intercept_hidden_.size == 288

# %% [markdown]
# Damage any one pixel of any of the eight patterns, 128 pictures in all: over 90% are repaired.
#
# **Your turn.** This RBM has 16 visible and 16 hidden neurons, and each neuron has a bias. How many numbers does it
# learn? Set `numbers`.

# %% try="rbm_size"
numbers = ...

# %% solution="rbm_size"
numbers = 16 * 16 + 16 + 16

# %% [markdown] solution="rbm_size"
# 256 connections and 32 biases. Both directions share a weight, so they are not counted twice.

# %% [markdown] hints="rbm_size"
# - when "got:      256": The biases are missing.
# - when "got:      544": Both directions of a connection share one weight.
# 1. One weight for each pair of a visible and a hidden neuron, and one bias for each neuron.

# %% check="rbm_size"
expect.predicted(numbers, 288, what="numbers", hint="Connections and biases.")

# %% wrong="rbm_size" message="got:      256"
numbers = 256

# %% wrong="rbm_size" message="got:      544"
numbers = 2 * 256 + 32

# %% [markdown]
# **On a GPU.** To start a calculation on a card takes time, and the XOR network has almost nothing to calculate. A GPU
# pays when layers have thousands of neurons, or batches thousands of rows. `.to(training.choose_device())`
# moves model and data. Compare on your machine:

# %%
for device in ["cpu"] + ["cuda"] * torch.cuda.is_available():
    for sizes, rows in (((2, 4, 1), 4), ((1000, 1000, 1000), 500)):
        net, batch = models.MLP(sizes).to(device), torch.ones(rows, sizes[0], device=device)
        for _ in range(2):  # the first time also gets things ready
            start = time.perf_counter()
            net(batch).square().mean().backward()
            next(net.parameters()).grad.sum().item()  # waits until a GPU is done
        print(device, sizes, f"{1000 * (time.perf_counter() - start):.2f} ms a step")

# %% [markdown]
# ## Summary
#
# - A hidden layer needs an activation that is not linear. Gradient descent needs slopes: the step has none, the
#   logistic function has one everywhere, and ReLU's does not shrink.
# - The output layer fits the task: one logistic neuron, softmax, or none.
# - Backpropagation gives all gradients of a network's loss in one pass back; some books give the name to the whole
#   training step.
# - Weights start at random. Against over-fitting: fewer layers and neurons, early stopping, regularisation, more data.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | logistic function (sigmoid) | 로지스틱 함수 (시그모이드) | smooth step between 0 and 1 |
# | hyperbolic tangent | 하이퍼볼릭 탄젠트 | smooth step between -1 and 1 |
# | ReLU, leaky ReLU | 렐루, 리키 렐루 | straight on for positive sums, (nearly) flat for negative ones |
# | softmax | 소프트맥스 | turns numbers into shares that sum to 1 |
# | backpropagation | 역전파 | gradients of a network's loss, by sending the error back |
# | reverse-mode autodiff | 후진 모드 자동 미분 | all gradients in one backward pass |
# | hyper-parameter | 하이퍼파라미터 | chosen before the training |
# | over-fitting | 과적합 | learned by heart, does not generalise |
# | deep neural network | 심층 신경망 | network with two or more hidden layers |
# | restricted Boltzmann machine | 제한된 볼츠만 머신 | two layers that learn likely patterns |

# %% [markdown]
# ## Read on
#
# - D. E. Rumelhart, G. E. Hinton and R. J. Williams, *Learning representations by back-propagating errors*, Nature 323
#   (1986): hidden layers learn.
# - X. Glorot and Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks*, AISTATS
#   (2010): vanishing gradients, and better random starts.
# - G. E. Hinton, S. Osindero and Y.-W. Teh, *A fast learning algorithm for deep belief nets*, Neural Computation 18
#   (2006): stacked RBMs.
# - I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning* (2016), chapter 6: everything of this chapter, and more.
#
# **Open questions**, without a grade:
#
# 1. Nobody has found backpropagation in a brain. What would a nerve cell have to know for step 4?
# 2. The network with two hidden neurons often gets stuck, the one with four hardly ever. Why could a larger network be
#    *easier* to train, although it has more to learn?
#
# **Now you**: [exercise 9](../exercises/09_neurons_and_perceptrons/09_neurons_and_perceptrons.ipynb), about 60
# minutes. **Next**: {{next}}, which trains networks quickly, and without over-fitting.
