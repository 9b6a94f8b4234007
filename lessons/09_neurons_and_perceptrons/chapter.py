# %% [markdown]
# # 9. Neurons and perceptrons
#
# One artificial neuron is almost nothing: multiply, add, decide. This lesson starts with one, finds out
# what it cannot do, and ends with a network that learns it.
#
# **After this lesson you can**
#
# - say what an artificial neuron takes from a nerve cell, and build AND, OR and NOT with one;
# - train a perceptron with its own learning rule, and prove that it cannot learn XOR;
# - solve XOR with a hidden layer: first with weights that you choose, then with weights that are
#   learned;
# - choose an activation function, and the neurons of an output layer;
# - calculate backpropagation with a pencil, and find the same numbers in a graph and in PyTorch;
# - tell the story from the first neuron (1943) to deep learning.
#
# **Time**: about 90 minutes, and 50 minutes for the exercise. **Needs**: lesson 2 (graphs and
# sessions), and what a derivative is. Lesson 8 (logistic regression) helps in section 6. No GPU, no
# network.

# %%
import time
import warnings

import numpy as np
import torch
from sklearn.neural_network import BernoulliRBM
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import data, models, training, viz

np.set_printoptions(precision=4, suppress=True)

# %% [markdown]
# ## 1. From a nerve cell to an artificial neuron
#
# A nerve cell receives signals from other cells through many short arms, the *dendrites*. Some signals
# push the cell to act, some hold it back, and some count more than others. When enough of them come
# together, the cell sends a pulse through one long arm, the *axon*, to the next cells. The pulse is all
# or nothing. The points where cells meet, the *synapses*, can become stronger or weaker: this is one
# way in which a brain learns.
#
# In 1943 Warren McCulloch and Walter Pitts kept only the logic of this. Their neuron has inputs that
# are 0 or 1, and it **fires** (its output is 1) when at least a certain number of inputs are 1.


# %%
def fires(inputs, needed):
    return int(sum(inputs) >= needed)


rows = [(0, 0), (0, 1), (1, 0), (1, 1)]
print("a b   needs 2   needs 1")
for a, b in rows:
    print(a, b, "    ", fires((a, b), 2), "       ", fires((a, b), 1))

assert [fires(row, 2) for row in rows] == [0, 0, 0, 1]  # AND
assert [fires(row, 1) for row in rows] == [0, 1, 1, 1]  # OR

# %% [markdown]
# So one such neuron is already AND or OR. (They also had *inhibitory* inputs, for NOT: when one of these
# is 1, the neuron does not fire, whatever its other inputs are. With them, networks of such neurons can
# calculate any logical formula.)
#
# The artificial neuron of today has one thing more: every input has a **weight**, as a synapse has a
# strength.
#
# | nerve cell | artificial neuron |
# | --- | --- |
# | signals at the dendrites | inputs *x₁*, *x₂*, ... (the features) |
# | strength of a synapse | weights *w₁*, *w₂*, ..., negative where they hold back |
# | how easily the cell fires | bias *b* |
# | all signals together | weighted sum *z* = *w₁x₁* + *w₂x₂* + ... + *b* |
# | the pulse | output *y* = *f*(*z*); *f* is the *activation function* |
#
# To learn is to look for good weights and biases. Below: a neuron with three inputs. Every line is a
# weight.

# %%
viz.network((3, 1), names=[["x1", "x2", "x3"], ["y"]])

# %% [markdown]
# ## 2. The threshold logic unit
#
# Take the simplest activation, the **step function**: $\mathrm{step}(z) = 1$ if $z \ge 0$, and $0$ if
# not. A neuron with weights and a step function is a *threshold logic unit*, TLU for short. It says yes
# or no to a weighted sum.
#
# Which weights give AND? The sum must reach 0 for (1, 1) only. With both weights 1 and the bias -1.5,
# the four sums are -1.5, -0.5, -0.5 and 0.5. Only the last one fires. For OR, the bias is -0.5. NOT
# needs a negative weight.


# %%
def step(z):
    return (z >= 0).astype(np.float32)


def tlu(x, w, b):
    return step(x @ np.asarray(w, dtype=np.float32) + b)


X = np.array(rows, dtype=np.float32)
for name, w, b in [("AND", [1, 1], -1.5), ("OR", [1, 1], -0.5), ("NAND", [-1, -1], 1.5)]:
    print(f"{name:4}", tlu(X, w, b))
print("NOT ", tlu(np.array([[0], [1]]), [-1], 0.5))

assert tlu(X, [1, 1], -1.5).tolist() == [0, 0, 0, 1]
assert tlu(X, [1, 1], -0.5).tolist() == [0, 1, 1, 1]
assert tlu(X, [-1, -1], 1.5).tolist() == [1, 1, 1, 0]  # NAND is "not AND"
assert tlu(np.array([[0], [1]]), [-1], 0.5).tolist() == [1, 0]

# %% [markdown]
# What does a TLU look like? The points where $z = 0$ form a straight line, and the TLU fires on one
# side of it. The weights turn the line, the bias moves it.


# %%
def and_gate(points):
    return (points @ torch.tensor([1.0, 1.0]) - 1.5 >= 0).long()


viz.decision_boundary(and_gate, X, [0, 0, 0, 1], title="AND")

# %% [markdown]
# **The graph way.** Several TLUs that look at the same inputs form a *layer*, and a layer is one matrix
# product: each column of `W` holds the weights of one neuron.

# %%
tf.reset_default_graph()
x = tf.placeholder(tf.float32, shape=(None, 2), name="x")
W = tf.constant([[1.0, 1.0, -1.0], [1.0, 1.0, -1.0]], name="W")  # columns: AND, OR, NAND
b = tf.constant([-1.5, -0.5, 1.5], name="b")
z = tf.add(tf.matmul(x, W), b, name="z")
y = tf.cast(tf.greater_equal(z, 0.0), tf.float32, name="y")

with tf.Session() as sess:
    gates = sess.run(y, feed_dict={x: X})
print(y)
print(gates)
assert (gates == np.stack([tlu(X, [1, 1], -1.5), tlu(X, [1, 1], -0.5), tlu(X, [-1, -1], 1.5)], axis=1)).all()

# %%
viz.computation_graph(tf.get_default_graph(), y)

# %% [markdown]
# **The PyTorch way.** `nn.Linear` holds the weights and the bias of a layer. It keeps the weights of
# one neuron in a *row*: its `weight` is our `W` turned over (transposed).

# %%
layer = nn.Linear(2, 3)
with torch.no_grad():
    layer.weight.copy_(torch.tensor([[1.0, 1.0], [1.0, 1.0], [-1.0, -1.0]]))
    layer.bias.copy_(torch.tensor([-1.5, -0.5, 1.5]))
gates_in_torch = (layer(torch.tensor(X)) >= 0).float()

print("weight", tuple(layer.weight.shape), "bias", tuple(layer.bias.shape))
assert (gates_in_torch.numpy() == gates).all()

# %% [markdown]
# ## 3. The perceptron learns from its mistakes
#
# Choosing weights by hand works for two inputs, not for a thousand. In 1957 Frank Rosenblatt let the
# neuron find them. His **perceptron** is a layer of TLUs; here it has one. It looks at one example
# after the other:
#
# $$w \leftarrow w + \eta\,(y - \hat y)\,x \qquad\quad b \leftarrow b + \eta\,(y - \hat y)$$
#
# $y$ is the right answer, $\hat y$ is the perceptron's answer, and $\eta$ is the learning rate. If the
# answer is right, $y - \hat y = 0$ and nothing changes. If the perceptron should have fired and did
# not, the weights of the active inputs grow; if it fired by mistake, they shrink. Look at the first two
# examples of OR, from zero weights:

# %%
w, b = np.zeros(2, dtype=np.float32), 0.0
for x_row, target in [((0, 0), 0), ((0, 1), 1)]:
    x_row = np.array(x_row, dtype=np.float32)
    answer = float(tlu(x_row, w, b))
    w, b = w + (target - answer) * x_row, b + (target - answer)
    print(f"x = {x_row}   right: {target}   answer: {answer:.0f}   ->   w = {w}   b = {b:.0f}")

assert (w.tolist(), b) == ([0, 1], 0)

# %% [markdown]
# One pass over all examples is an *epoch*. `models.Perceptron` goes on until an epoch has no mistake:

# %%
X_bits = torch.tensor(X)
y_or = torch.tensor([0, 1, 1, 1])
perceptron = models.Perceptron(in_features=2).fit(X_bits, y_or)

print("mistakes in each epoch:", perceptron.mistakes)
print("weights:", perceptron.weight.tolist(), "  bias:", perceptron.bias.item())
assert perceptron.converged
assert perceptron(X_bits).tolist() == y_or.tolist()

# %% [markdown]
# If a straight line can separate the two classes (they are *linearly separable*), this rule always
# finds such a line after a finite number of mistakes. This was proved in 1962. Move through the steps
# and watch the line:

# %%
viz.perceptron_stepper(X_bits, y_or)

# %% [markdown]
# **The graph way** of the same rule: `assign_add` changes a variable, and `group` makes one operation
# of two.

# %%
tf.reset_default_graph()
x = tf.placeholder(tf.float32, shape=(2,), name="x")
target = tf.placeholder(tf.float32, shape=(), name="target")
w = tf.Variable(tf.zeros([2]), name="w")
b = tf.Variable(0.0, name="b")
z = tf.reduce_sum(w * x) + b
y_hat = tf.cast(tf.greater_equal(z, 0.0), tf.float32)
error = target - y_hat
learn = tf.group(tf.assign_add(w, error * x), tf.assign_add(b, error))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in perceptron.mistakes:  # as many epochs as above
        for x_row, target_row in zip(X, [0, 1, 1, 1], strict=True):
            sess.run(learn, feed_dict={x: x_row, target: target_row})
    w_graph, b_graph = sess.run([w, b])
print("weights:", w_graph, "  bias:", b_graph)
assert (w_graph.tolist(), b_graph) == (perceptron.weight.tolist(), perceptron.bias.item())

# %% [markdown]
# ## 4. XOR: what no single neuron can do
#
# XOR ("one or the other, not both") is 1 for (0, 1) and (1, 0), and 0 for (0, 0) and (1, 1). Train a
# perceptron on it:

# %%
y_xor = torch.tensor([0, 1, 1, 0])
with warnings.catch_warnings():
    warnings.simplefilter("ignore", models.NotSeparableWarning)  # we know, and want to see it
    stuck = models.Perceptron(in_features=2).fit(X_bits, y_xor, max_epochs=20)

print("mistakes in each epoch:", stuck.mistakes)
assert min(stuck.mistakes) > 0

# %% [markdown]
# Step through it, and see how each correction spoils another row:

# %%
viz.perceptron_stepper(X_bits, y_xor, max_epochs=5)

# %% [markdown]
# More epochs do not help. **Proof.** Suppose that some weights work. Then the four rows of the table
# say:
#
# | | inputs | right answer | so |
# | --- | --- | --- | --- |
# | (i) | (0, 0) | 0 | *b* < 0 |
# | (ii) | (0, 1) | 1 | *w₂* + *b* ≥ 0 |
# | (iii) | (1, 0) | 1 | *w₁* + *b* ≥ 0 |
# | (iv) | (1, 1) | 0 | *w₁* + *w₂* + *b* < 0 |
#
# Add (ii) and (iii): $w_1 + w_2 + 2b \ge 0$, so $w_1 + w_2 + b \ge -b$. By (i), $-b > 0$, so
# $w_1 + w_2 + b > 0$. But (iv) says the opposite. So no such weights exist. ∎
#
# The picture says it too: no straight line has both circles on one side and both triangles on the
# other.

# %%
viz.scatter(X, y_xor, class_names=["XOR is 0", "XOR is 1"], feature_names=("a", "b"))

# %% [markdown]
# How near can one TLU come? We try 9261 of them. The best ones get three rows right.

# %%
values = np.linspace(-2, 2, 21)
w1, w2, bias = np.meshgrid(values, values, values)  # 21 x 21 x 21 neurons
answers = np.stack([step(w1 * a + w2 * b + bias) for a, b in rows])
right = (answers == y_xor.numpy().reshape(4, 1, 1, 1)).sum(axis=0)

for k in range(5):
    print(f"{(right == k).sum():5} neurons get {k} rows right")
assert (right.size, right.max()) == (9261, 3)

# %% [markdown]
# In 1969 Marvin Minsky and Seymour Papert published this and other limits of perceptrons. Many people
# then lost interest in neural networks for years.

# %% [markdown]
# ## 5. A hidden layer solves XOR
#
# XOR is "a OR b, but NOT both": (a OR b) AND (a NAND b). Each part is a TLU. So put two TLUs in a
# **hidden layer** between inputs and output, and let the output neuron join them:

# %%
W_hidden = np.array([[1, -1], [1, -1]], dtype=np.float32)  # columns: OR, NAND
b_hidden = np.array([-0.5, 1.5], dtype=np.float32)
w_output, b_output = np.array([1, 1], dtype=np.float32), -1.5  # AND

hidden = step(X @ W_hidden + b_hidden)
output = step(hidden @ w_output + b_output)
print(" a   b    OR NAND    XOR")
for inputs, h, out in zip(X, hidden, output, strict=True):
    print(f"{inputs[0]:2.0f} {inputs[1]:3.0f}  {h[0]:4.0f} {h[1]:4.0f}  {out:5.0f}")
assert output.tolist() == [0, 1, 1, 0]

# %%
viz.network(
    (2, 2, 1),
    weights=[W_hidden, w_output.reshape(2, 1)],
    biases=[b_hidden, [b_output]],
    names=[["a", "b"], ["OR", "NAND"], ["XOR"]],
)

# %% [markdown]
# Why does it help? The hidden layer *moves the points*. Draw the rows at the outputs of the hidden
# neurons: (0, 1) and (1, 0) both land at (1, 1), and now a straight line is enough.

# %%
viz.decision_boundary(
    and_gate,
    hidden,
    y_xor,
    class_names=["XOR is 0", "XOR is 1"],
    feature_names=("OR neuron", "NAND neuron"),
    title="what the output neuron sees",
)

# %% [markdown]
# In the inputs, the two lines of the hidden neurons cut out a strip. **The graph way** calculates it,
# and the picture asks the graph at every point:

# %%
tf.reset_default_graph()
x = tf.placeholder(tf.float32, shape=(None, 2), name="x")
with tf.name_scope("hidden"):
    h = tf.cast(tf.greater_equal(tf.matmul(x, tf.constant(W_hidden)) + b_hidden, 0.0), tf.float32)
with tf.name_scope("output"):
    z = tf.matmul(h, tf.constant(w_output.reshape(2, 1))) + b_output
    y = tf.cast(tf.greater_equal(z, 0.0), tf.int64)

sess = tf.Session()
assert sess.run(y, feed_dict={x: X}).ravel().tolist() == [0, 1, 1, 0]
strip = viz.decision_boundary(
    lambda points: sess.run(y, feed_dict={x: points}), X, y_xor, title="XOR by two lines"
)
sess.close()
strip

# %% [markdown]
# Layers between input and output make a **multi-layer perceptron**, MLP. With two or more hidden layers
# it is called *deep* (as in lesson 4). The weights here came from us. How can the network find them? The
# perceptron rule cannot say: it compares an answer with the *right* answer, and nobody knows the right
# answer of a hidden neuron. The rest of this lesson leads to the method that can.

# %% [markdown]
# ## 6. Perceptron against logistic regression
#
# First, one neuron only. It has two problems even without XOR, when the classes overlap. We compare it
# with logistic regression (lesson 8), which is the same neuron with the logistic function
# $\sigma(z) = 1 / (1 + e^{-z})$ in place of the step. Both look at the same examples in the same order.

# %%
training.seed_everything(42)
overlapping = data.moons(n=500, noise=0.4, seed=42)
train, validation = overlapping.train, overlapping.validation
perceptron = models.Perceptron(in_features=2, lr=0.1)
logistic = models.LogisticRegression(in_features=2)
optimizer = torch.optim.SGD(logistic.parameters(), lr=0.01)
loss_function = nn.BCEWithLogitsLoss()
accuracies = {"perceptron": [], "logistic regression": []}

for _ in range(20):
    for row in range(len(train)):
        perceptron.learn(train.X[row], int(train.y[row]))
        loss = loss_function(logistic(train.X[row : row + 1]), train.y[row : row + 1].float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    accuracies["perceptron"].append(training.accuracy(validation.y, perceptron(validation.X)))
    accuracies["logistic regression"].append(training.accuracy(validation.y, logistic.predict(validation.X)))

viz.learning_curves(accuracies, x="epoch", y="validation accuracy")

# %%
late = {name: values[-10:] for name, values in accuracies.items()}
for name, values in late.items():
    print(f"{name:20} last 10 epochs: {min(values):.2f} to {max(values):.2f}")
assert np.ptp(late["perceptron"]) > 3 * np.ptp(late["logistic regression"])
assert np.mean(late["logistic regression"]) > np.mean(late["perceptron"])

# %% [markdown]
# 1. **The perceptron never settles** when no line separates the classes: every mistake pulls the line
#    away again. Logistic regression settles on a good line.
# 2. **The perceptron only says yes or no.** Logistic regression says how sure it is:

# %%
points = torch.tensor([[-1.0, 1.0], [0.5, 0.25], [2.0, -0.5]])
with torch.no_grad():
    probabilities = logistic.probability(points)
for point, answer, p in zip(points, perceptron(points), probabilities, strict=True):
    print(f"{point.tolist()}   perceptron: {answer}   probability of class 1: {p:.2f}")
assert set(perceptron(train.X).tolist()) == {0, 1}
assert probabilities[0] < 0.1 < probabilities[1] < 0.9 < probabilities[2]

# %%
viz.decision_boundary(logistic.probability, train.X, train.y, class_names=overlapping.class_names)

# %% [markdown]
# **How to turn a perceptron into logistic regression:** replace the step function by the logistic
# function (for more than two classes: softmax), and train by gradient descent on the cross-entropy. The
# update then looks almost the same, with the probability $p$ in the place of the hard answer $\hat y$:
#
# $$w \leftarrow w + \eta\,(y - p)\,x$$
#
# because the gradient of the cross-entropy of one example is $-(y - p)\,x$. Autograd agrees:

# %%
w = torch.tensor([0.3, -0.8], requires_grad=True)
x_one, y_one = torch.tensor([2.0, 1.0]), torch.tensor(1.0)
z = w @ x_one
nn.functional.binary_cross_entropy_with_logits(z, y_one).backward()

by_formula = -(y_one - torch.sigmoid(z.detach())) * x_one
print("autograd:", w.grad.numpy(), "  formula:", by_formula.numpy())
torch.testing.assert_close(w.grad, by_formula)

# %% [markdown]
# ## 7. Activation functions
#
# Why must a hidden layer have an activation function, and one that is not linear? Without it two layers
# are one: $(x W_1) W_2 = x (W_1 W_2)$. A hundred layers without activations can do no more than one
# neuron. So no XOR.

# %%
generator = torch.Generator().manual_seed(7)
inputs = torch.randn(5, 2, generator=generator)
W1 = torch.randn(2, 4, generator=generator)
W2 = torch.randn(4, 1, generator=generator)

two_layers = inputs @ W1 @ W2
one_layer = inputs @ (W1 @ W2)
print((two_layers - one_layer).abs().max())
torch.testing.assert_close(two_layers, one_layer)

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
viz.activations(["step", "logistic", "tanh", "relu", "leaky_relu"])

# %% [markdown]
# Choose one function and move `z`. The dashed line is the tangent; its slope is the derivative on the
# right.

# %%
viz.activation_explorer()

# %% [markdown]
# **The graph way.** `tf.gradients` adds the derivatives to the graph. We compare them with the table.
# For the step function it returns `None`: there is nothing that a gradient could follow.

# %%
tf.reset_default_graph()
z = tf.placeholder(tf.float32, shape=(None,), name="z")
functions = {
    "logistic": tf.sigmoid(z),
    "tanh": tf.tanh(z),
    "relu": tf.nn.relu(z),
    "leaky_relu": tf.nn.leaky_relu(z, alpha=0.01),
}
slopes = {name: tf.gradients(f, z)[0] for name, f in functions.items()}
step_slope = tf.gradients(tf.cast(tf.greater_equal(z, 0.0), tf.float32), z)[0]

z_values = np.array([-2.0, -0.5, 0.5, 2.0], dtype=np.float32)
with tf.Session() as sess:
    f_values, f_slopes = sess.run([functions, slopes], feed_dict={z: z_values})

print(f"{'z':10}", z_values)
for name, slope in f_slopes.items():
    print(f"{name:10}", slope)
print(f"{'step':10}", step_slope)

by_table = {
    "logistic": f_values["logistic"] * (1 - f_values["logistic"]),
    "tanh": 1 - f_values["tanh"] ** 2,
    "relu": np.where(z_values > 0, 1.0, 0.0),
    "leaky_relu": np.where(z_values > 0, 1.0, 0.01),
}
for name, slope in by_table.items():
    np.testing.assert_allclose(f_slopes[name], slope, rtol=1e-5, atol=1e-6)
assert step_slope is None

# %% [markdown]
# (`alpha` is the small slope of leaky ReLU. TensorFlow's default is 0.2, PyTorch's is 0.01: say which
# one you mean.)
#
# **The PyTorch way** asks autograd:

# %%
z_torch = torch.tensor(z_values, requires_grad=True)
for name in by_table:
    (slope,) = torch.autograd.grad(models.activation(name)(z_torch).sum(), z_torch)
    np.testing.assert_allclose(slope, by_table[name], rtol=1e-5, atol=1e-6)
assert not models.activation("step")(z_torch).requires_grad  # cut off from z: no gradient can come back

# %% [markdown]
# ### Why the logistic function opened the door
#
# Gradient descent asks each weight: *if you change a little, does the loss go down?* Take a neuron and
# change its weight a little. With a step function the output stays the same: there is nothing to
# follow. With the logistic function every small change shows, because its slope is nowhere 0. So the
# logistic function was a key to training the first MLPs.

# %%
x_in, wanted = 1.0, 1.0
for name in ("step", "logistic"):
    f = models.activation(name)
    loss_at = {w: float((f(torch.tensor(w * x_in)) - wanted) ** 2) for w in (-0.50, -0.49, -0.48)}
    print(f"{name:9}", {w: round(loss, 4) for w, loss in loss_at.items()})
    if name == "step":
        assert loss_at[-0.50] == loss_at[-0.49] == loss_at[-0.48]
    else:
        assert loss_at[-0.50] > loss_at[-0.49] > loss_at[-0.48]

# %% [markdown]
# It also has a weakness. Its slope is at most 0.25, and far from 0 it is almost nothing. A gradient
# that goes back through ten layers is multiplied by ten slopes, and it *vanishes*. The slope of ReLU is
# exactly 1 where it is active: this is one reason why deep networks use ReLU today. A ReLU neuron with
# $z \le 0$ for every example learns nothing (a *dead* ReLU); leaky ReLU leaves it a small slope.

# %%
print(f"through 10 logistic layers, at best: {0.25**10:.1e}")
print(f"through 10 active ReLU layers:       {1.0**10:.1f}")
at_ten = torch.sigmoid(torch.tensor(10.0, dtype=torch.float64))
print(f"slope of the logistic at z = 10:     {at_ten * (1 - at_ten):.1e}")
assert 0.25**10 < 1e-6
assert at_ten * (1 - at_ten) < 1e-4

# %% [markdown]
# ## 8. The shapes of an MLP
#
# Take an MLP with 10 inputs, a hidden layer of 50 neurons and an output layer of 3 neurons, all with
# ReLU. Examples are *rows*. Each layer multiplies by its weights and adds its bias, so the inner sizes
# of each product must be equal. With $m$ examples:
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
# The bias has no $m$: it is added to each row (*broadcasting*). Inputs only pass the numbers on; they
# have no weights.

# %%
tf.reset_default_graph()
tf.set_random_seed(1)
X_any = tf.placeholder(tf.float32, shape=(None, 10), name="X")
W_h = tf.Variable(tf.random_normal([10, 50]), name="W_h")
b_h = tf.Variable(tf.zeros([50]), name="b_h")
W_o = tf.Variable(tf.random_normal([50, 3]), name="W_o")
b_o = tf.Variable(tf.zeros([3]), name="b_o")
Y = tf.nn.relu(tf.matmul(tf.nn.relu(tf.matmul(X_any, W_h) + b_h), W_o) + b_o)
print(Y)

torch.manual_seed(1)
torch_net = nn.Sequential(nn.Linear(10, 50), nn.ReLU(), nn.Linear(50, 3), nn.ReLU())
parameters = sum(p.numel() for p in torch_net.parameters())
print("numbers to learn:", parameters, "= 10*50 + 50 + 50*3 + 3")
assert Y.get_shape().as_list() == [None, 3]
assert tuple(torch_net(torch.zeros(7, 10)).shape) == (7, 3)
assert parameters == 10 * 50 + 50 + 50 * 3 + 3 == 703

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
# Softmax turns any numbers into shares: $e^{z_i}$ divided by the sum of all $e^{z_j}$. For two classes
# it says the same as one logistic neuron that gets the difference $z_1 - z_0$:

# %%
digit_scores = torch.tensor([0.5, 2.0, -1.0, 0.0, 0.0, 0.3, -2.0, 1.0, 0.0, 0.1])
digit_probabilities = torch.softmax(digit_scores, dim=0)
print("ten classes:", digit_probabilities.numpy(), "sum", round(float(digit_probabilities.sum()), 4))
assert int(digit_probabilities.argmax()) == 1

z0, z1 = torch.tensor([0.4, 1.7])
softmax_of_two = torch.softmax(torch.stack([z0, z1]), dim=0)[1]
print(f"two classes: {softmax_of_two:.4f} by softmax, {torch.sigmoid(z1 - z0):.4f} by one logistic neuron")
torch.testing.assert_close(softmax_of_two, torch.sigmoid(z1 - z0))

# %% [markdown]
# ## 10. Backpropagation, step by step
#
# The problem of section 5: what should a hidden neuron change? **Backpropagation** answers it by the
# chain rule. The error at the output goes back through the network, layer by layer, and each neuron
# gets its share of the blame.
#
# A network small enough for a pencil: 2 inputs, 2 hidden neurons, 1 output, all logistic. One example,
# $x = (1, 0)$, and the right answer is $t = 1$. The loss is $E = \frac12 (y - t)^2$.

# %%
x_example = np.array([1.0, 0.0])
t = 1.0
W1 = np.array([[0.5, -1.0], [1.0, 0.5]])  # column j: the weights of hidden neuron j
b1 = np.array([0.0, 0.5])
w2 = np.array([1.0, -1.0])
b2 = 0.0


def sigma(z):
    return 1 / (1 + np.exp(-z))


# %% [markdown]
# **Step 1, forward.** Calculate layer by layer, and keep every value.
#
# - $z_1 = (0.5,\; -1 + 0.5) = (0.5, -0.5)$, so $h = \sigma(z_1) = (0.6225, 0.3775)$
# - $z_2 = 0.6225 - 0.3775 = 0.2449$, so $y = \sigma(z_2) = 0.5609$
# - $E = \frac12 (0.5609 - 1)^2 = 0.0964$

# %%
z1 = x_example @ W1 + b1
h = sigma(z1)
z2 = h @ w2 + b2
y = sigma(z2)
E = (y - t) ** 2 / 2
print("z1 =", z1, "  h =", h, f"  z2 = {z2:.4f}   y = {y:.4f}   E = {E:.4f}")
np.testing.assert_allclose([*h, z2, y, E], [0.6225, 0.3775, 0.2449, 0.5609, 0.0964], atol=5e-5)

# %% [markdown]
# **Step 2, the blame of the output neuron.** How does $E$ change with $z_2$? By the chain rule
# $\delta_2 = (y - t) \cdot y (1 - y) = -0.4391 \cdot 0.2463 = -0.1081$.
#
# **Step 3, the gradients of the output layer.** $z_2 = h \cdot w_2 + b_2$, so
# $\partial E / \partial w_2 = \delta_2\, h$ and $\partial E / \partial b_2 = \delta_2$.
#
# **Step 4, send the blame back.** Hidden neuron $j$ acts on $z_2$ through $w_{2j}$, and its own slope
# is $h_j (1 - h_j) = 0.2350$: $\delta_{1j} = \delta_2\, w_{2j} \cdot h_j (1 - h_j)$.
#
# **Step 5, the gradients of the hidden layer.** As in step 3:
# $\partial E / \partial W_1 = x^T \delta_1$ and $\partial E / \partial b_1 = \delta_1$. The second
# input is 0, so its weights get no blame.

# %%
delta_2 = (y - t) * y * (1 - y)
grad_w2, grad_b2 = delta_2 * h, delta_2
delta_1 = delta_2 * w2 * h * (1 - h)
grad_W1, grad_b1 = np.outer(x_example, delta_1), delta_1
print(f"delta_2 = {delta_2:.4f}   delta_1 =", delta_1)
print("gradient of w2:", grad_w2, f"  of b2: {grad_b2:.4f}")
print("gradient of b1:", grad_b1, "  of W1, one row for each input:")
print(grad_W1)
np.testing.assert_allclose([delta_2, *delta_1], [-0.1081, -0.0254, 0.0254], atol=5e-5)
assert grad_W1[1].tolist() == [0, 0]

# %% [markdown]
# **Step 6, descend.** Move every weight a little against its gradient. The loss falls:

# %%
lr = 1.0
h_new = sigma(x_example @ (W1 - lr * grad_W1) + (b1 - lr * grad_b1))
y_new = sigma(h_new @ (w2 - lr * grad_w2) + (b2 - lr * grad_b2))
E_new = (y_new - t) ** 2 / 2
print(f"loss before: {E:.4f}   after one step: {E_new:.4f}")
assert E_new < E

# %% [markdown]
# **The graph way.** Build the same network, and let `tf.gradients` do steps 2 to 5:

# %%
tf.reset_default_graph()
x = tf.constant(x_example.reshape(1, 2), tf.float32, name="x")
V1 = tf.Variable(W1.astype(np.float32), name="W1")
c1 = tf.Variable(b1.astype(np.float32), name="b1")
V2 = tf.Variable(w2.reshape(2, 1).astype(np.float32), name="w2")
c2 = tf.Variable(np.float32(b2), name="b2")
with tf.name_scope("hidden"):
    hidden_layer = tf.sigmoid(tf.matmul(x, V1) + c1, name="h")
with tf.name_scope("output"):
    out = tf.sigmoid(tf.matmul(hidden_layer, V2) + c2, name="y")
with tf.name_scope("loss"):
    loss = 0.5 * tf.reduce_sum(tf.square(out - t))

nodes_before = len(tf.get_default_graph().operations)
gradients = tf.gradients(loss, [V1, c1, V2, c2])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    from_graph = sess.run(gradients)

for got, by_hand in zip(from_graph, [grad_W1, grad_b1, grad_w2.reshape(2, 1), grad_b2], strict=True):
    np.testing.assert_allclose(got, by_hand, rtol=1e-5, atol=1e-7)
print("the graph agrees with the pencil")

# %% [markdown]
# No magic is hidden here: `tf.gradients` added ordinary nodes to the graph, under the name
# `gradients/`. Each belongs to a node of the forward pass, and they come in the opposite order: loss,
# output, hidden.

# %%
backward = [op for op in tf.get_default_graph().operations if op.name.startswith("gradients/")]
print(f"{nodes_before} nodes before, {len(backward)} nodes added for backpropagation")
for op in backward:
    print(f"  {op.name:48} {op.type}")

scopes = [op.name.split("/")[1] for op in backward[1:]]  # the first node is the seed, dE/dE = 1
assert list(dict.fromkeys(scopes)) == ["loss", "output", "hidden"]

# %% [markdown]
# In the picture of the gradient of `W1`, follow the way down and find steps 1 to 5. The lines that
# enter `gradients` from above are values of the forward pass: this is why step 1 said "keep every
# value".

# %%
viz.computation_graph(tf.get_default_graph(), gradients[0])

# %% [markdown]
# **The PyTorch way.** PyTorch records the forward pass while it runs; `backward()` walks through the
# record from the end to the start.

# %%
params = [torch.tensor(p, dtype=torch.float64, requires_grad=True) for p in (W1, b1, w2, b2)]
P1, q1, p2, q2 = params
h_torch = torch.sigmoid(torch.tensor(x_example) @ P1 + q1)
loss_torch = (torch.sigmoid(h_torch @ p2 + q2) - t) ** 2 / 2
loss_torch.backward()
for p, by_hand in zip(params, [grad_W1, grad_b1, grad_w2, grad_b2], strict=True):
    np.testing.assert_allclose(p.grad, by_hand, rtol=1e-12, atol=1e-12)
print("autograd agrees with the pencil")

# %% [markdown]
# ### Backpropagation and reverse-mode autodiff
#
# - **Reverse-mode autodiff** (automatic differentiation) is a way to get the *gradients* of any
#   calculation. One pass forward, one pass back, and you have the derivative of one output with respect
#   to *all* parameters, however many. It changes no weight: `tf.gradients`, `loss.backward()`.
# - **Backpropagation** is the same calculation for one case, the loss of a neural network: steps 1 to 5.
#   Most papers and libraries use the word in this sense. Training then needs one thing more, the step of
#   an optimizer (step 6).
#
# Some books use the word for the whole of it: forward pass, gradients by reverse-mode autodiff and a step
# of gradient descent, again and again ("train a network by backpropagation"). Both uses are common, so
# look which one your text means. Under both, autodiff only calculates, and the weights move by descent.
#
# Why reverse mode? The other way is to change each parameter a little and run the network again: 9
# parameters need 10 runs, a million parameters need a million and one. It is a good *test* of a
# gradient, though:

# %%
runs = 0


def loss_of(flat):
    global runs
    runs += 1
    hidden_values = sigma(x_example @ flat[:4].reshape(2, 2) + flat[4:6])
    return (sigma(hidden_values @ flat[6:8] + flat[8]) - t) ** 2 / 2


flat = np.concatenate([W1.ravel(), b1, w2, [b2]])
base, tiny = loss_of(flat), 1e-6
numeric = np.array([(loss_of(flat + tiny * np.eye(9)[i]) - base) / tiny for i in range(9)])
by_backprop = np.concatenate([grad_W1.ravel(), grad_b1, grad_w2, [grad_b2]])
print(f"{runs} runs of the network; largest difference {np.abs(numeric - by_backprop).max():.1e}")
np.testing.assert_allclose(numeric, by_backprop, atol=1e-6)
assert runs == 10

# %% [markdown]
# ## 11. Train a network on XOR
#
# Now everything is there: a hidden layer, a smooth activation, gradients. **The graph way**, with the
# descent written out: for each variable, subtract the learning rate times its gradient.


# %%
def xor_graph(seed):
    """A 2-4-1 network in a new default graph: input, target, and mean cross-entropy."""
    tf.reset_default_graph()
    tf.set_random_seed(seed)
    x = tf.placeholder(tf.float32, shape=(None, 2), name="x")
    t = tf.placeholder(tf.float32, shape=(None, 1), name="t")
    with tf.name_scope("hidden"):
        W = tf.Variable(tf.random_uniform([2, 4], -1.0, 1.0), name="W")
        b = tf.Variable(tf.zeros([4]), name="b")
        h = tf.tanh(tf.matmul(x, W) + b)
    with tf.name_scope("output"):
        V = tf.Variable(tf.random_uniform([4, 1], -1.0, 1.0), name="V")
        c = tf.Variable(tf.zeros([1]), name="c")
        logits = tf.matmul(h, V) + c
        y = tf.sigmoid(logits, name="y")
    cost = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=t, logits=logits))
    return x, t, y, cost


def train_graph(train_op, x, t, y, cost, steps=500):
    feed = {x: X, t: y_xor.numpy().reshape(4, 1)}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        costs = [sess.run([cost, train_op], feed_dict=feed)[0] for _ in range(steps)]
        return costs, sess.run(y, feed_dict=feed)


x, t_in, y, cost = xor_graph(seed=3)
variables = tf.trainable_variables()
updates = [tf.assign_sub(v, 1.0 * g) for v, g in zip(variables, tf.gradients(cost, variables), strict=True)]
costs_by_hand, outputs = train_graph(tf.group(*updates), x, t_in, y, cost)
print("outputs:", outputs.ravel(), f"  cost: {costs_by_hand[0]:.3f} -> {costs_by_hand[-1]:.3f}")
assert (outputs.ravel() > 0.5).tolist() == [False, True, True, False]

# %% [markdown]
# An **optimizer** writes these updates for you. From the same start it goes the same way:

# %%
x, t_in, y, cost = xor_graph(seed=3)
train_op = tf.train.GradientDescentOptimizer(learning_rate=1.0).minimize(cost)
costs_optimizer, _ = train_graph(train_op, x, t_in, y, cost)
np.testing.assert_allclose(costs_optimizer, costs_by_hand, rtol=1e-3, atol=1e-5)
viz.learning_curves({"gradient descent": costs_optimizer}, x="step", y="cross-entropy")

# %% [markdown]
# **The PyTorch way.** Three lines make a step: `zero_grad` forgets the old gradients (PyTorch *adds*
# new ones to them), `backward` calculates, and `step` changes the weights.


# %%
def train_xor(net, steps=500, lr=1.0):
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
print("outputs:", net.probability(X_bits).detach().numpy(), f"  loss: {losses[0]:.3f} -> {losses[-1]:.3f}")
assert net.predict(X_bits).tolist() == y_xor.tolist()
assert losses[-1] < 0.05 < losses[0]

# %%
viz.decision_boundary(
    net.probability, X, y_xor, class_names=["XOR is 0", "XOR is 1"], title="learned, not given"
)

# %% [markdown]
# Does it always work? Try 100 random starts for each of four networks. To save time, all 100 networks
# train at once: one more dimension in front, and the sum of their losses (no network sees another one).


# %%
def solved(hidden, f, starts=100):
    """How many of `starts` networks 2-hidden-1 give the four right answers after 500 steps."""
    generator = torch.Generator().manual_seed(0)
    shapes = [(starts, 2, hidden), (starts, 1, hidden), (starts, hidden, 1), (starts, 1, 1)]
    params = [torch.empty(shape).uniform_(-1, 1, generator=generator).requires_grad_() for shape in shapes]
    W, b, V, c = params
    optimizer = torch.optim.SGD(params, lr=1.0)
    target = y_xor.float().expand(starts, 4)
    for _ in range(500):
        logits = (f(X_bits @ W + b) @ V + c)[:, :, 0]  # (starts, 4)
        loss = nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="sum") / 4
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return ((logits > 0) == (target == 1)).all(dim=1).sum().item()


wins = {
    (n, name): solved(n, models.activation(name))
    for n, name in [(4, "tanh"), (2, "tanh"), (4, "relu"), (4, "identity")]
}
for (n, name), won in wins.items():
    print(f"{n} hidden neurons, {name:9} XOR solved from {won:3} of 100 starts")
assert wins[4, "identity"] == 0 < wins[2, "tanh"] < 80 < wins[4, "tanh"]

# %% [markdown]
# Two hidden neurons *can* do it, as section 5 shows, but gradient descent often gets stuck on the way.
# A few more neurons make it easy. Without an activation (`identity`) it never works: that network is
# one neuron in disguise.
#
# The random start is needed. If all weights start at 0, all hidden neurons get the same gradient and
# stay equal:

# %%
same = models.MLP((2, 4, 1), activation="tanh")
for p in same.parameters():
    nn.init.zeros_(p)
losses_same = train_xor(same)
print(f"loss: {losses_same[0]:.4f} -> {losses_same[-1]:.4f}")
print("hidden weights:", same.layers[0].weight.tolist())
assert losses_same[-1] > 0.69

# %% [markdown]
# ## 12. Hyper-parameters and over-fitting
#
# A *parameter* is learned: weights and biases. A **hyper-parameter** is chosen by you before the
# training:
#
# - the number of hidden layers, the number of neurons in each, the activation functions (hidden and
#   output),
# - how the weights start, the loss, the optimizer, the learning rate, the batch size, the number of
#   epochs,
# - how strongly you regularise (weight decay, dropout).
#
# With too much freedom a network learns the noise of its training examples by heart: it **over-fits**.
# Here a big and a small network learn from only 60 noisy points.

# %%
few = data.moons(n=100, noise=0.4, seed=0)


def train_and_watch(sizes, steps=500):
    training.seed_everything(0)
    net = models.MLP(sizes)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    history = {"train": [], "validation": []}
    for _ in range(steps):
        loss = nn.functional.cross_entropy(net(few.train.X), few.train.y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history["train"].append(loss.item())
        with torch.no_grad():
            history["validation"].append(
                nn.functional.cross_entropy(net(few.validation.X), few.validation.y).item()
            )
    return net, history


big_net, big = train_and_watch((2, 100, 100, 2))
small_net, small = train_and_watch((2, 4, 2))
viz.learning_curves(
    {
        "big: train": big["train"],
        "big: validation": big["validation"],
        "small: train": small["train"],
        "small: validation": small["validation"],
    },
    log_y=True,
)

# %%
for name, history in [("big", big), ("small", small)]:
    best = int(np.argmin(history["validation"]))
    print(
        f"{name:5} end: train {history['train'][-1]:.4f}, validation {history['validation'][-1]:.3f};"
        f" best validation {history['validation'][best]:.3f} after {best + 1} steps"
    )
assert big["train"][-1] < small["train"][-1]
assert big["validation"][-1] > 2 * small["validation"][-1]
assert big["validation"][-1] > 2 * min(big["validation"])

# %%
viz.decision_boundary(
    big_net.probability, few.train.X, few.train.y, class_names=few.class_names, title="big network"
)

# %% [markdown]
# The training loss of the big network goes to 0 while its validation loss grows. What helps:
#
# - **fewer hidden layers, fewer neurons** in them (less freedom);
# - stop at the best validation loss (*early stopping*): fewer epochs;
# - more regularisation: larger weight decay, more dropout;
# - more training examples, when you can get them (no hyper-parameter, but the best help).
#
# More neurons, more layers or more epochs make it worse. Lesson 10 tries all of these.

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
# | 1985-86 | Rumelhart, Hinton and Williams train hidden layers by backpropagation (report, then *Nature*) |
# | 1990s | convolutional networks read cheques; elsewhere data and computing power are scarce, and other methods win |
# | 2006 | Hinton and others train *deep* networks, layer by layer, with restricted Boltzmann machines |
# | 2010-12 | ReLU, dropout, and graphics cards (GPUs), which do many simple calculations in parallel |
# | 2012 | a deep network wins the ImageNet contest by far: deep learning is everywhere soon after |
#
# A **restricted Boltzmann machine** (RBM) has two layers of 0/1 neurons, *visible* and *hidden*. Every
# visible neuron is connected with every hidden one, in both directions. Inside a layer there are no
# connections: this is the *restriction*. It gets no labels; it learns which patterns are likely. Paul
# Smolensky invented it in 1986, and Geoffrey Hinton found a fast way to train it in 2002. In 2006 such
# machines were stacked: each learned to describe the outputs of the one below. Their weights were a
# good *start* for training a deep network by backpropagation (*pre-training*). This revived deep *fully
# connected* networks, which most people had given up. (Deep convolutional networks had been trained
# without it since 1989; lesson 14.) Better activations and better random starts replaced pre-training
# later.
#
# Here scikit-learn's RBM learns eight patterns, the bars of a 4 x 4 picture. Then we damage one pixel.
# The machine looks at the picture, and writes down what it thinks it saw:

# %%
bars = np.stack(
    [np.outer(np.eye(4)[i], np.ones(4)) for i in range(4)]
    + [np.outer(np.ones(4), np.eye(4)[i]) for i in range(4)]
)
patterns = bars.reshape(8, 16)
rbm = BernoulliRBM(n_components=16, learning_rate=0.1, n_iter=100, batch_size=20, random_state=0)
rbm.fit(np.repeat(patterns, 50, axis=0))


def repair(pictures, passes=5):
    for _ in range(passes):  # visible -> hidden -> visible
        pictures = sigma(rbm.transform(pictures) @ rbm.components_ + rbm.intercept_visible_)
    return (pictures > 0.5).astype(int)


damaged = patterns[1].copy()
damaged[6] = 0
repaired = repair(damaged.reshape(1, 16))
for before, after in zip(damaged.reshape(4, 4), repaired.reshape(4, 4), strict=True):
    print("".join(".#"[int(v)] for v in before), "  ->  ", "".join(".#"[v] for v in after))
assert (repaired == patterns[1]).all()

# %% [markdown]
# And when we damage each pixel of each pattern, one at a time?

# %%
originals = np.repeat(patterns, 16, axis=0)
flipped = np.abs(originals - np.tile(np.eye(16), (8, 1)))
mended = (repair(flipped) == originals).all(axis=1)
print(f"{mended.sum()} of {len(mended)} damaged pictures repaired")
assert mended.mean() > 0.9

# %% [markdown]
# ## On a GPU
#
# The XOR network is so small that a GPU makes it *slower*: to start a calculation on the card takes
# longer than the calculation itself. A GPU pays when layers have thousands of neurons, or batches
# thousands of rows. The code stays the same: `.to(training.choose_device())` moves model and data.
# Compare on your machine:


# %%
def milliseconds_per_step(device, sizes, rows, steps=5):
    torch.manual_seed(0)
    net = models.MLP(sizes).to(device)
    batch = torch.randn(rows, sizes[0], device=device)
    for step_number in range(steps + 1):
        if step_number == 1:  # the first step also prepares things
            start = time.perf_counter()
        net(batch).square().mean().backward()
    next(net.parameters()).grad.sum().item()  # waits until a GPU is done
    return 1000 * (time.perf_counter() - start) / steps


for device in ["cpu"] + ["cuda"] * torch.cuda.is_available():
    tiny_net = milliseconds_per_step(device, (2, 4, 1), rows=4)
    wide_net = milliseconds_per_step(device, (1000, 1000, 1000), rows=500)
    print(f"{device}: 2-4-1 with 4 rows {tiny_net:.2f} ms, 1000-1000-1000 with 500 rows {wide_net:.1f} ms")

# %% [markdown]
# The wide network has about 20 million times as many multiplications for each step. Compare the times:
# for the tiny network, almost all of the time goes into starting operations, and a GPU cannot help with
# that.

# %% [markdown]
# ## Summary
#
# - A neuron is a weighted sum, a bias and an activation. With a step it is a TLU: one straight line.
# - The perceptron rule finds a separating line if there is one, and never stops if there is none. XOR
#   has none.
# - A hidden layer moves the points so that one line is enough. It needs an activation that is not
#   linear.
# - Logistic regression is the same neuron with a logistic activation, trained by gradient descent. It
#   settles, and it knows how sure it is.
# - Gradient descent needs slopes. The step has none; the logistic function has one everywhere; ReLU's
#   does not shrink.
# - Reverse-mode autodiff gives all gradients in one pass back. Backpropagation is this pass for the loss
#   of a network; some books give the name to the whole training step.
# - Against over-fitting: fewer layers and neurons, early stopping, regularisation, more data.
#
# ## Terms
#
# | English | Korean | meaning |
# | --- | --- | --- |
# | artificial neuron | 인공 뉴런 | weighted sum, bias, activation |
# | feature | 특성 | one of the input values |
# | weight, bias | 가중치, 편향 | the numbers that are learned |
# | threshold logic unit (TLU) | 임계 논리 유닛 | neuron with a step function |
# | activation function | 활성화 함수 | makes the output from the weighted sum |
# | step function | 계단 함수 | 0 below the threshold, 1 from there on |
# | logistic function (sigmoid) | 로지스틱 함수 (시그모이드) | smooth step between 0 and 1 |
# | hyperbolic tangent | 하이퍼볼릭 탄젠트 | smooth step between -1 and 1 |
# | ReLU, leaky ReLU | 렐루, 리키 렐루 | straight on for positive sums, (nearly) flat for negative ones |
# | softmax | 소프트맥스 | turns numbers into shares that sum to 1 |
# | perceptron | 퍼셉트론 | layer of TLUs that learns from mistakes |
# | linearly separable | 선형 분리 가능 | one straight line is enough |
# | exclusive or (XOR) | 배타적 논리합 | one or the other, not both |
# | hidden layer | 은닉층 | layer between inputs and output |
# | multi-layer perceptron (MLP) | 다층 퍼셉트론 | network with hidden layers |
# | epoch | 에포크 | one pass over all training examples |
# | learning rate | 학습률 | how far one step goes |
# | loss, cost | 손실, 비용 | how wrong the network is |
# | gradient descent | 경사 하강법 | move against the gradient |
# | backpropagation | 역전파 | gradients of a network's loss, by sending the error back |
# | reverse-mode autodiff | 후진 모드 자동 미분 | all gradients in one backward pass |
# | hyper-parameter | 하이퍼파라미터 | chosen before the training |
# | over-fitting | 과적합 | learned by heart, does not generalise |
# | restricted Boltzmann machine | 제한된 볼츠만 머신 | two layers that learn likely patterns |
#
# ## Exercise
#
# Eight questions and one network, with tests that tell you at once what is right: [exercise
# 9](../exercises/09_neurons_and_perceptrons/09_neurons_and_perceptrons.ipynb).
#
# In [lesson 10](10a_training_well.ipynb), you train networks well: quickly, and without over-fitting.
