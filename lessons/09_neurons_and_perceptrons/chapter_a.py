# %% [markdown]
# # 9a. Neurons and perceptrons: one neuron, and what it cannot do
#
# One artificial neuron is almost nothing: multiply, add, decide. This chapter starts with one, lets it learn, finds a
# task of four rows that it can never learn, and adds a second layer that makes the task easy.
#
# **After this chapter you can**
#
# - say what an artificial neuron takes from a nerve cell, and build AND, OR and NOT with one;
# - train a perceptron with its own learning rule, by hand and by program;
# - prove that no single neuron calculates XOR, and solve XOR with a hidden layer;
# - compare a perceptron with logistic regression.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lesson 2 (graphs
# and sessions); lesson 8 (logistic regression) helps in section 6. No GPU, no network.

# %%
import warnings

import numpy as np
import torch
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import data, models, training, viz

np.set_printoptions(precision=4, suppress=True)

# %% [markdown]
# ## 1. From a nerve cell to an artificial neuron
#
# A nerve cell receives signals from other cells through many short arms, the *dendrites*. Some signals push the cell
# to act, some hold it back, and some count more than others. When enough of them come together, the cell sends a
# pulse through one long arm, the *axon*, to the next cells. The pulse is all or nothing. The points where cells meet,
# the *synapses*, can become stronger or weaker, which is one way in which a brain learns.

# %%
viz.nerve_cell(title="Each part of the nerve cell has its part in the artificial neuron")

# %% [markdown]
# In 1943 Warren McCulloch and Walter Pitts kept only the logic of this. Their neuron has inputs that are 0 or 1, and
# it **fires** (its output is 1) when at least a certain number of inputs are 1. They also had *inhibitory* inputs:
# when one of these is 1, the neuron does not fire, whatever the others say. Networks of such neurons can calculate
# any logical formula.
#
# Today's artificial neuron has one thing more: every input has a **weight**, as a synapse has a strength.
#
# | nerve cell | artificial neuron |
# | --- | --- |
# | signals at the dendrites | inputs *x₁*, *x₂*, ... (the features) |
# | strength of a synapse | weights *w₁*, *w₂*, ..., negative where they hold back |
# | how easily the cell fires | bias *b* |
# | all signals together | weighted sum *z* = *w₁x₁* + *w₂x₂* + ... + *b* |
# | the pulse | output *y* = *f*(*z*); *f* is the *activation function* |
#
# To learn is to look for good weights and biases.
#
# **Your turn.** A neuron of McCulloch and Pitts with five inputs should fire when *most* of them are 1. How many must
# be 1 at least? Set `needed`.

# %% try="majority"
needed = ...

# %% solution="majority"
needed = 3

# %% [markdown] solution="majority"
# Three of five are more than half. With 1 such a neuron is OR, with 5 it is AND: one number decides.

# %% [markdown] hints="majority"
# - when "got:      2": Two of five are fewer than half.
# - when "got:      5": Then all of them would have to be 1.
# 1. Count up from 1, and stop at the first number that is more than half of five.

# %% check="majority"
expect.predicted(needed, 3, what="needed", hint="More than half of five.")

# %% wrong="majority" message="got:      2"
needed = 2

# %% wrong="majority" message="got:      5"
needed = 5

# %% proof
import itertools


def fires(inputs, needed):
    return int(sum(inputs) >= needed)


pairs = list(itertools.product((0, 1), repeat=2))
assert [fires(row, 2) for row in pairs] == [0, 0, 0, 1]  # AND
assert [fires(row, 1) for row in pairs] == [0, 1, 1, 1]  # OR
for row in itertools.product((0, 1), repeat=5):
    assert fires(row, 3) == (sum(row) > 5 - sum(row))

# %% [markdown]
# ## 2. The threshold logic unit
#
# Take the simplest activation, the **step function**: $\mathrm{step}(z) = 1$ if $z \ge 0$, and $0$ if not. A neuron
# with weights and a step function is a *threshold logic unit*, TLU for short. It says yes or no to a weighted sum.
#
# Which weights give AND? The sum must reach 0 for (1, 1) only. With both weights 1 and the bias -1.5, the four sums
# are -1.5, -0.5, -0.5 and 0.5. Only the last one fires. For OR the bias is -0.5. NOT needs a negative weight.


# %%
def step(z):
    return (z >= 0).astype(np.float32)


def tlu(x, w, b):
    """x: (n, k), w: (k,), b: a number. Returns (n,), each 0 or 1."""
    return step(x @ np.asarray(w, dtype=np.float32) + b)


X = np.array([(0, 0), (0, 1), (1, 0), (1, 1)], dtype=np.float32)
print("AND", tlu(X, [1, 1], -1.5))
print("OR ", tlu(X, [1, 1], -0.5))
print("NOT", tlu(np.array([[0], [1]]), [-1], 0.5), "for 0 and 1")

# %% proof
assert (X @ np.ones(2) - 1.5).tolist() == [-1.5, -0.5, -0.5, 0.5]
assert tlu(X, [1, 1], -1.5).tolist() == [0, 0, 0, 1]
assert tlu(X, [1, 1], -0.5).tolist() == [0, 1, 1, 1]
assert tlu(np.array([[0], [1]]), [-1], 0.5).tolist() == [1, 0]

# %% [markdown]
# What does a TLU look like? The points where $z = 0$ form a straight line, and the TLU fires on one side of it.
# Change the weights and the bias (with the mouse or the arrow keys). The triangle is the row where AND is 1. What
# turns the line, and what moves it without turning it?

# %%
viz.tlu_explorer(X, [0, 0, 0, 1], w=(1.0, 1.0), b=0.0)

# %% [markdown]
# The weights turn the line, the bias moves it. In the region of the triangles' colour the unit fires.
#
# **Your turn.** NAND means "not both": 1, 1, 1, 0 for the four rows. Find its weights and its bias. Set `w_nand` to a
# list of two numbers, and `b_nand`.

# %% try="nand"
w_nand = ...
b_nand = ...

# %% solution="nand"
w_nand = [-1, -1]
b_nand = 1.5

# %% [markdown] solution="nand"
# Turn all signs of AND around, and it says the opposite. Many other numbers do it, too: the bias must be at least as
# large as each negative weight is, and smaller than both together.

# %% [markdown] hints="nand"
# - when "[0, 0, 0, 1]": That is AND. NAND says the opposite in each row.
# - when "[1, 1, 1, 1]": It fires for (1, 1), too. Are the weights strong enough against the bias?
# 1. Start from AND. What do you have to change so that each weighted sum gets the other sign?

# %% check="nand"
import numpy as np

z = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]) @ np.array(w_nand, dtype=float) + b_nand
expect.equal(np.where(z >= 0, 1, 0).tolist(), [1, 1, 1, 0], what="The answers of your unit")

# %% wrong="nand" message="[0, 0, 0, 1]"
w_nand = [1, 1]
b_nand = -1.5

# %% wrong="nand" message="[1, 1, 1, 1]"
w_nand = [-1, -1]
b_nand = 2

# %% [markdown]
# **Your turn.** A TLU has the weights 2 and -1 and the bias -1. Predict its answers for (0, 0), (0, 1), (1, 0) and
# (1, 1). Set `answers` to a list of four numbers.

# %% try="at_zero"
answers = ...

# %% solution="at_zero"
answers = [0, 0, 1, 1]

# %% [markdown] solution="at_zero"
# The sums are -1, -2, 1 and 0. At exactly 0 this step function fires. (Some books let it answer 0 there: look which
# rule a text uses.)

# %% [markdown] hints="at_zero"
# - when "[0, 0, 1, 0]": The last sum is exactly 0. What does the step function say there?
# 1. Write down the four sums $2a - b - 1$ first.

# %% check="at_zero"
expect.predicted(answers, [0, 0, 1, 1], what="answers", hint="First the four sums, then the step.")

# %% wrong="at_zero" message="[0, 0, 1, 0]"
answers = [0, 0, 1, 0]

# %% proof
assert tlu(X, [2, -1], -1).tolist() == [0, 0, 1, 1]

# %% [markdown]
# **The graph way.** Several TLUs that look at the same inputs form a *layer*, and a layer is one matrix product: each
# column of `W` holds the weights of one neuron.

# %%
tf.reset_default_graph()
x = tf.placeholder(tf.float32, shape=(None, 2), name="x")
W = tf.constant([[1.0, 1.0, -1.0], [1.0, 1.0, -1.0]], name="W")
b = tf.constant([-1.5, -0.5, 1.5], name="b")
z = tf.add(tf.matmul(x, W), b, name="z")
y = tf.cast(tf.greater_equal(z, 0.0), tf.float32, name="y")

with tf.Session() as sess:
    gates = sess.run(y, feed_dict={x: X})
print("AND OR NAND")
print(gates)

# %% proof
columns = [tlu(X, [1, 1], -1.5), tlu(X, [1, 1], -0.5), tlu(X, [-1, -1], 1.5)]
assert (gates == np.stack(columns, axis=1)).all()

layer = nn.Linear(2, 3)
with torch.no_grad():
    layer.weight.copy_(torch.tensor([[1.0, 1.0], [1.0, 1.0], [-1.0, -1.0]]))
    layer.bias.copy_(torch.tensor([-1.5, -0.5, 1.5]))
assert ((layer(torch.tensor(X)) >= 0).float().numpy() == gates).all()

# %% [markdown]
# **The PyTorch way.** `nn.Linear(2, 3)` holds the weights and the biases of such a layer. It keeps the weights of one
# neuron in a *row*: its `weight` has the shape (3, 2) and is our `W` transposed.
#
# ## 3. The perceptron learns from its mistakes
#
# Choosing weights by hand works for two inputs, not for a thousand. In 1957 Frank Rosenblatt let the neuron find
# them. His **perceptron** is a layer of TLUs; here it has one. It looks at one example after the other:
#
# $$w \leftarrow w + \eta\,(y - \hat y)\,x \qquad\quad b \leftarrow b + \eta\,(y - \hat y)$$
#
# $y$ is the right answer, $\hat y$ is the perceptron's answer, and $\eta$ is the learning rate. If the answer is
# right, $y - \hat y = 0$ and nothing changes. If the perceptron should have fired and did not, the weights of the
# active inputs grow; if it fired by mistake, they shrink. One pass over all examples is an **epoch**. Here is the
# first epoch of learning OR, from zero weights:

# %%
y_or = np.array([0, 1, 1, 1])
w, b = np.zeros(2, dtype=np.float32), 0.0
for x_row, right in zip(X, y_or, strict=True):
    said = float(tlu(x_row, w, b))
    w, b = w + (right - said) * x_row, b + (right - said)
    print(f"x = {x_row}   right {right}   said {said:.0f}   ->   w = {w}   b = {b:.0f}")

# %% proof
assert (w.tolist(), b) == ([0, 1], 0)

# %% [markdown]
# **Your turn.** The second epoch starts with $w = (0, 1)$ and $b = 0$, again with the example (0, 0), whose right
# answer is 0. What are the two weights and the bias after it, with $\eta = 1$? Set `after` to a list of three numbers.

# %% try="second_epoch"
after = ...

# %% solution="second_epoch"
after = [0, 1, -1]

# %% [markdown] solution="second_epoch"
# The sum is 0, so the perceptron says 1, and that is a mistake: the error is 0 - 1 = -1. The inputs are 0, so their
# weights stay; only the bias can learn from (0, 0).

# %% [markdown] hints="second_epoch"
# - when "[0, 1, 0]": What does the perceptron say where the sum is exactly 0?
# - when "[0, 1, 1]": It fired and should not have. In which direction does the bias have to go?
# 1. First the answer of the perceptron, then the error $y - \hat y$, then the rule.

# %% check="second_epoch"
expect.predicted(after, [0, 1, -1], what="after", hint="Answer, error, rule.")

# %% wrong="second_epoch" message="[0, 1, 0]"
after = [0, 1, 0]

# %% wrong="second_epoch" message="[0, 1, 1]"
after = [0, 1, 1]

# %% [markdown]
# `models.Perceptron` goes on until an epoch has no mistake. If a straight line can separate the two classes (they are
# **linearly separable**), the rule always finds such a line after a finite number of mistakes, which was proved in
# 1962. Move through the steps and watch the line:

# %%
X_bits = torch.tensor(X)
perceptron = models.Perceptron(in_features=2).fit(X_bits, torch.tensor(y_or))
print("mistakes in each epoch:", perceptron.mistakes)
print("weights:", perceptron.weight.tolist(), "  bias:", perceptron.bias.item())
viz.perceptron_stepper(X_bits, y_or)

# %% proof
assert perceptron.mistakes == [2, 2, 1, 0]
assert perceptron(X_bits).tolist() == y_or.tolist()
tf.reset_default_graph()
x, target = tf.placeholder(tf.float32, shape=(2,)), tf.placeholder(tf.float32, shape=())
w_node, b_node = tf.Variable(tf.zeros([2])), tf.Variable(0.0)
said_node = tf.cast(tf.greater_equal(tf.reduce_sum(w_node * x) + b_node, 0.0), tf.float32)
error = target - said_node
learn = tf.group(tf.assign_add(w_node, error * x), tf.assign_add(b_node, error))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in perceptron.mistakes:
        for x_row, right in zip(X, y_or, strict=True):
            sess.run(learn, feed_dict={x: x_row, target: right})
    w_graph, b_graph = sess.run([w_node, b_node])
assert (w_graph.tolist(), b_graph) == (perceptron.weight.tolist(), perceptron.bias.item())

# %% [markdown]
# > **TensorFlow 1.** The same rule is two updates, `tf.assign_add(w, error * x)` and `tf.assign_add(b, error)`, which
# > `tf.group` joins to one operation.
#
# **Your turn.** The perceptron above learned with $\eta = 1$ and made 2, 2, 1 and 0 mistakes. Predict its mistakes
# with $\eta = 0.1$, again from zero weights. Set `mistakes` to a list.

# %% try="learning_rate"
mistakes = ...

# %% solution="learning_rate"
mistakes = [2, 2, 1, 0]

# %% [markdown] solution="learning_rate"
# All weights and the bias are a tenth of what they were, so each sum is, too, and has the same sign. From zero
# weights the learning rate of a perceptron changes nothing. That is special: gradient descent is different.

# %% [markdown] hints="learning_rate"
# - when "20": A tenth of the step does not mean ten times the steps here. When does the sign of a sum change?
# 1. Redo the first mistakes by hand. How do weights and bias differ from those above, and what follows for the sums?

# %% check="learning_rate"
expect.predicted(mistakes, [2, 2, 1, 0], what="mistakes", hint="Only the sign of the sum counts.")

# %% wrong="learning_rate" message="20"
mistakes = [20, 20, 10, 0]

# %% proof
assert models.Perceptron(in_features=2, lr=0.1).fit(X_bits, torch.tensor(y_or)).mistakes == [2, 2, 1, 0]

# %% [markdown]
# ## 4. XOR: what no single neuron can do
#
# XOR ("one or the other, not both") is 1 for (0, 1) and (1, 0), and 0 for (0, 0) and (1, 1). Train a perceptron on it,
# and try it yourself: can you get four rows right?

# %%
y_xor = torch.tensor([0, 1, 1, 0])
with warnings.catch_warnings():
    warnings.simplefilter("ignore", models.NotSeparableWarning)  # we want to see it
    stuck = models.Perceptron(in_features=2).fit(X_bits, y_xor, max_epochs=20)
print("mistakes in each epoch:", stuck.mistakes)
viz.tlu_explorer(X, y_xor, w=(1.0, 1.0), b=-0.5)

# %% proof
assert stuck.mistakes == [3, 3] + [4] * 18
grid = np.linspace(-2, 2, 21)
w1, w2, bias = np.meshgrid(grid, grid, grid)  # 21 x 21 x 21 units
said = np.stack([step(w1 * p + w2 * q + bias) for p, q in X])
rows_right = (said == y_xor.numpy().reshape(4, 1, 1, 1)).sum(axis=0)
assert (rows_right.size, rows_right.max()) == (9261, 3)

# %% [markdown]
# It ends with four mistakes an epoch: each correction spoils another row. Of 9,261 units with weights and biases from
# -2 to 2 the best get three rows right. More would not help. **Proof.** Suppose that some weights work. Then the four
# rows say:
#
# | | inputs | right answer | so |
# | --- | --- | --- | --- |
# | (i) | (0, 0) | 0 | *b* < 0 |
# | (ii) | (0, 1) | 1 | *w₂* + *b* ≥ 0 |
# | (iii) | (1, 0) | 1 | *w₁* + *b* ≥ 0 |
# | (iv) | (1, 1) | 0 | *w₁* + *w₂* + *b* < 0 |
#
# Add (ii) and (iii): $w_1 + w_2 + 2b \ge 0$, so $w_1 + w_2 + b \ge -b$. By (i), $-b > 0$, so $w_1 + w_2 + b > 0$. But
# (iv) says the opposite. So no such weights exist. ∎
#
# In 1969 Marvin Minsky and Seymour Papert published this and other limits of perceptrons. Many people then lost
# interest in neural networks for years.
#
# **Your turn.** There are 16 ways to fill the column of right answers for two inputs. A TLU can do 14 of them. XOR is
# one of the other two. Set `other` to the column of the second one, a list of four numbers.

# %% try="other_gate"
other = ...

# %% solution="other_gate"
other = [1, 0, 0, 1]

# %% [markdown] solution="other_gate"
# "Both are equal": the opposite of XOR. If a unit could do it, the same unit with all signs turned around could do
# XOR (after a tiny change of its bias, where a sum is exactly 0).

# %% [markdown] hints="other_gate"
# - when "[0, 1, 1, 0]": That is XOR itself.
# - when "[1, 1, 1, 0]": That is NAND. You have built it in section 2.
# 1. In the picture: for which column are the two rows with a 1 at opposite corners?

# %% check="other_gate"
expect.predicted(other, [1, 0, 0, 1], what="other", hint="Opposite corners.")

# %% wrong="other_gate" message="[1, 1, 1, 0]"
other = [1, 1, 1, 0]

# %% wrong="other_gate" message="[0, 1, 1, 0]"
other = [0, 1, 1, 0]

# %% proof
possible = {tuple(column) for column in said.reshape(4, -1).T.astype(int)}
assert len(possible) == 14
every = set(itertools.product((0, 1), repeat=4))
assert every - possible == {(0, 1, 1, 0), (1, 0, 0, 1)}

# %% [markdown]
# ## 5. A hidden layer solves XOR
#
# XOR is "a OR b, but NOT both": (a OR b) AND (a NAND b). Each part is a TLU. So put two TLUs in a **hidden layer**
# between inputs and output, and let the output neuron join them:

# %%
W_hidden = np.array([[1, -1], [1, -1]], dtype=np.float32)  # columns: OR, NAND
b_hidden = np.array([-0.5, 1.5], dtype=np.float32)
w_output, b_output = np.array([1, 1], dtype=np.float32), -1.5  # AND

hidden = step(X @ W_hidden + b_hidden)  # (4, 2)
output = step(hidden @ w_output + b_output)  # (4,)
print("XOR:", output)
viz.network(
    (2, 2, 1),
    weights=[W_hidden, w_output.reshape(2, 1)],
    biases=[b_hidden, [b_output]],
    names=[["a", "b"], ["OR", "NAND"], ["XOR"]],
    title="OR and NAND, joined by AND",
)

# %% proof
assert output.tolist() == [0, 1, 1, 0]
assert hidden.tolist() == [[0, 1], [1, 1], [1, 1], [1, 0]]

# %% [markdown]
# Why does it help? The hidden layer *moves the points*. Draw the rows at the outputs of the hidden neurons: (0, 1) and
# (1, 0) both land at (1, 1), and now a straight line is enough.


# %%
def and_gate(points):
    return (points @ torch.tensor([1.0, 1.0]) - 1.5 >= 0).long()


names = {"class_names": ["XOR is 0", "XOR is 1"], "feature_names": ("OR neuron", "NAND neuron")}
title = "What the output neuron sees: one line is enough"
viz.decision_boundary(and_gate, hidden, y_xor, **names, title=title)

# %% [markdown]
# **Your turn.** Where does the row (0, 0) land in this picture? Set `lands` to a list of two numbers: the OR neuron,
# the NAND neuron.

# %% try="lands"
lands = ...

# %% solution="lands"
lands = [0, 1]

# %% [markdown] solution="lands"
# Neither is 1, so OR says 0; not both are 1, so NAND says 1: the corner at the top left.

# %% [markdown] hints="lands"
# - when "[0, 0]": That is where the row was *before* the hidden layer.
# - when "[1, 0]": There lands (1, 1).
# 1. Ask the two hidden neurons one after the other: OR of 0 and 0, NAND of 0 and 0.

# %% check="lands"
expect.predicted(lands, [0, 1], what="lands", hint="OR of 0 and 0, then NAND of 0 and 0.")

# %% wrong="lands" message="[0, 0]"
lands = [0, 0]

# %% wrong="lands" message="[1, 0]"
lands = [1, 0]

# %% [markdown]
# **Your turn.** Somebody writes -0.5 in place of -1.5 as the bias of the output neuron. Predict the four outputs of
# the network then. Set `spoiled` to a list.

# %% try="spoiled"
spoiled = ...

# %% solution="spoiled"
spoiled = [1, 1, 1, 1]

# %% [markdown] solution="spoiled"
# With -0.5 the output neuron is OR. In each row OR or NAND is 1, so the network says 1 to everything.

# %% [markdown] hints="spoiled"
# - when "[0, 1, 1, 1]": That would be OR of the *inputs*. The output neuron does not see them.
# 1. Which gate has the weights 1 and 1 and the bias -0.5? Apply it to the four pairs of hidden values.

# %% check="spoiled"
expect.predicted(spoiled, [1, 1, 1, 1], what="spoiled", hint="The output neuron sees only hidden values.")

# %% wrong="spoiled" message="[0, 1, 1, 1]"
spoiled = [0, 1, 1, 1]

# %% proof
assert step(hidden @ w_output - 0.5).tolist() == [1, 1, 1, 1]

# %% [markdown]
# Layers between input and output make a **multi-layer perceptron**, MLP. A network with two or more hidden layers is
# called *deep*, so ours is not. The weights here came from us. How can the network find them? The perceptron rule
# cannot say: it compares an answer with the *right* answer, and nobody knows the right answer of a hidden neuron.
# The second part of the lesson leads to the method that can.
#
# ## 6. Perceptron against logistic regression
#
# First, one neuron only. It has two problems even without XOR, when the classes overlap. We compare it with logistic
# regression (lesson 8), which is the same neuron with the logistic function $\sigma(z) = 1 / (1 + e^{-z})$ instead of
# the step. Both look at the same examples in the same order.

# %%
training.seed_everything(42)
overlapping = data.moons(n=500, noise=0.4, seed=42)
train, validation = overlapping.train, overlapping.validation
restless = models.Perceptron(in_features=2, lr=0.1)
logistic = models.LogisticRegression(in_features=2)
optimizer = torch.optim.SGD(logistic.parameters(), lr=0.01)
accuracy = {"perceptron": [], "logistic regression": []}

for _ in range(20):
    for row in range(len(train)):
        restless.learn(train.X[row], int(train.y[row]))
        z = logistic(train.X[row : row + 1])
        loss = nn.functional.binary_cross_entropy_with_logits(z, train.y[row : row + 1].float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for name, predict in (("perceptron", restless), ("logistic regression", logistic.predict)):
        accuracy[name].append(training.accuracy(validation.y, predict(validation.X)))

viz.learning_curves(accuracy, x="epoch", y="validation accuracy", title="One settles, one does not")

# %% proof
late = {name: values[-10:] for name, values in accuracy.items()}
assert np.ptp(late["perceptron"]) > 3 * np.ptp(late["logistic regression"])
assert np.mean(late["logistic regression"]) > np.mean(late["perceptron"])
assert min(late["logistic regression"]) >= 0.84

# %% [markdown]
# 1. **The perceptron never settles** when no line separates the classes: every mistake pulls the line away again.
#    Logistic regression settles on a good line.
# 2. **The perceptron only says yes or no.** Logistic regression says how sure it is. The shades of the next picture
#    are its probabilities:

# %%
title = "Sure far from the line, unsure near it"
names = {"class_names": overlapping.class_names, "title": title}
viz.decision_boundary(logistic.probability, train.X, train.y, **names)

# %% proof
points = torch.tensor([[-1.0, 1.0], [0.5, 0.25], [2.0, -0.5]])
with torch.no_grad():
    probabilities = logistic.probability(points)
assert probabilities[0] < 0.1 < probabilities[1] < 0.9 < probabilities[2]
assert set(restless(train.X).tolist()) == {0, 1}

# %% [markdown]
# **How to turn a perceptron into logistic regression:** replace the step function by the logistic function (for more
# than two classes: softmax), and train by gradient descent on the cross-entropy. The update then looks almost the
# same, with the probability $p$ instead of the hard answer $\hat y$:
#
# $$w \leftarrow w + \eta\,(y - p)\,x$$
#
# because the gradient of the cross-entropy of one example is $-(y - p)\,x$.
#
# **Your turn.** One example has $x = (2, 1)$ and $y = 1$. The weights are $w = (0, 0)$, the probability is $p = 0.8$
# (the bias made it), and $\eta = 0.5$. Set `w_after` to a list with the new weights.

# %% try="gentle_step"
w_after = ...

# %% solution="gentle_step"
w_after = [0.2, 0.1]

# %% [markdown] solution="gentle_step"
# The error is 1 - 0.8 = 0.2, and 0.5 times 0.2 is 0.1, times $x$. A perceptron, which answers 1 here, would not have
# changed at all: logistic regression goes on to learn from right answers that are not sure yet.

# %% [markdown] hints="gentle_step"
# - when "[0.8, 0.4]": You took $p$ for the error. How far is it from the right answer?
# - when "[-0.2, -0.1]": The probability is too small. In which direction do the weights have to go?
# 1. Error first: $y - p$. Then times the learning rate, then times each input.

# %% check="gentle_step"
expect.predicted(w_after, [0.2, 0.1], what="w_after", hint="Error, learning rate, inputs.")

# %% wrong="gentle_step" message="[0.8, 0.4]"
w_after = [0.8, 0.4]

# %% wrong="gentle_step" message="[-0.2, -0.1]"
w_after = [-0.2, -0.1]

# %% proof
w_torch = torch.tensor([0.3, -0.8], requires_grad=True)
x_one, y_one = torch.tensor([2.0, 1.0]), torch.tensor(1.0)
z = w_torch @ x_one
nn.functional.binary_cross_entropy_with_logits(z, y_one).backward()
torch.testing.assert_close(w_torch.grad, -(y_one - torch.sigmoid(z.detach())) * x_one)

# %% [markdown]
# ## Summary
#
# - A neuron is a weighted sum, a bias and an activation. With a step it is a TLU: one straight line.
# - The perceptron rule finds a separating line if there is one, and never stops if there is none. XOR has none.
# - A hidden layer moves the points so that one line is enough.
# - Logistic regression is the same neuron with a logistic activation, trained by gradient descent. It settles, and it
#   knows how sure it is.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | artificial neuron | 인공 뉴런 | weighted sum, bias, activation |
# | feature | 특성 | one of the input values |
# | weight, bias | 가중치, 편향 | the numbers that are learned |
# | activation function | 활성화 함수 | makes the output from the weighted sum |
# | step function | 계단 함수 | 0 below the threshold, 1 from there on |
# | threshold logic unit (TLU) | 임계 논리 유닛 | neuron with a step function |
# | perceptron | 퍼셉트론 | layer of TLUs that learns from mistakes |
# | epoch | 에포크 | one pass over all training examples |
# | learning rate | 학습률 | how far one step goes |
# | linearly separable | 선형 분리 가능 | one straight line is enough |
# | exclusive or (XOR) | 배타적 논리합 | one or the other, not both |
# | hidden layer | 은닉층 | layer between inputs and output |
# | multi-layer perceptron (MLP) | 다층 퍼셉트론 | network with hidden layers |

# %% [markdown]
# ## Read on
#
# - W. S. McCulloch and W. Pitts, *A logical calculus of the ideas immanent in nervous activity*, Bulletin of
#   Mathematical Biophysics 5 (1943): the first artificial neuron, and what networks of it can calculate.
# - F. Rosenblatt, *The perceptron: a probabilistic model for information storage and organization in the brain*,
#   Psychological Review 65 (1958): the neuron that learns.
# - M. Minsky and S. Papert, *Perceptrons* (1969): what one layer cannot do, with proofs.
# - I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning* (2016), section 6.1: XOR with a hidden layer of ReLUs.
#
# **Open questions**, without a grade:
#
# 1. With three inputs a TLU can do 104 of 256 columns, with four 1,882 of 65,536. What does this say about single
#    neurons with many inputs?
# 2. The last line of a perceptron depends on the order of the examples. Which of the lines that separate two classes
#    would you like best, and why?
#
# **Next**: {{next}}, the second part of this lesson.

# %% proof
for inputs, doable in ((3, 104), (4, 1882)):
    rows = np.array(list(itertools.product((0, 1), repeat=inputs)))
    weights = np.array(list(itertools.product(range(-3, 4), repeat=inputs)))  # small whole numbers suffice
    thresholds = np.arange(-12.5, 13)
    columns = (weights @ rows.T)[:, None, :] >= thresholds[None, :, None]
    assert len(np.unique(columns.reshape(-1, 2**inputs), axis=0)) == doable
