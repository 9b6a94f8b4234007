# %% [markdown]
# # 7a. Modularity: write it once
#
# A deep network repeats the same small piece many times. Copy the code of the piece, and you copy its mistakes with
# it. In this part of the lesson you write a piece once, as a function that builds nodes, and use it often. Then comes
# the harder question: what do the copies **share**? Here they share by argument and by attribute; in the second part,
# by name and by object.
#
# **After this chapter you can**
#
# - find a copy-and-paste mistake in a graph that runs without an error;
# - write a function that builds a piece of a graph, and avoid its two traps;
# - add the outputs of many pieces with `add_n`, and keep the graph readable with name scopes;
# - let many pieces share one variable, and say what its gradient is.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lesson 2 (graphs
# and sessions). Lesson 6 (name scopes in TensorBoard) helps. No GPU, no network.

# %%
from functools import partial

import ipywidgets
import numpy as np

import lessonlib.tf1 as tf
from lessonlib import viz

np.set_printoptions(precision=3, suppress=True)

x_val = np.array([[1, 2, 3], [4, -5, 6], [-7, 8, -9]], dtype=np.float32)

# %% [markdown]
# ## 1. The same code, five times
#
# Our piece is a **ReLU unit**: a neuron with the activation ReLU (lesson 4).
#
# $$z = x_1 w_1 + x_2 w_2 + x_3 w_3 + b \qquad \mathrm{relu}(z) = \max(z, 0)$$
#
# The first part, $z$, is linear. The second is not: it replaces negative numbers by 0.
#
# We want the sum of two such units. The quick way is to write one unit, copy its lines, and change the numbers in the
# names. Can you see the mistake in this program?

# %%
tf.reset_default_graph()
tf.set_random_seed(42)
X = tf.placeholder(tf.float32, shape=(None, 3), name="X")

w1 = tf.Variable(tf.random_normal((3, 1)), name="weights1")
w2 = tf.Variable(tf.random_normal((3, 1)), name="weights2")
b1 = tf.Variable(0.0, name="bias1")
b2 = tf.Variable(0.0, name="bias2")

z1 = tf.add(tf.matmul(X, w1), b1, name="z1")
z2 = tf.add(tf.matmul(X, w1), b1, name="z2")

relu1 = tf.maximum(z1, 0.0, name="relu1")
relu2 = tf.maximum(z2, 0.0, name="relu2")

output = tf.add(relu1, relu2, name="output")

# %% [markdown]
# Nothing complains: it is a correct program for the wrong graph. There are three ways to find out. First, **look at
# the graph**. Which variables does `output` need?

# %%
graph = tf.get_default_graph()
viz.computation_graph(graph, output, title="Two variables are missing")

# %% [markdown]
# `weights1` and `bias1` have two arrows each; `weights2` and `bias2` are not there at all. Somebody copied the line of
# `z1`, changed its name to `z2`, and forgot the rest.
#
# Second, **look at the numbers**: both units give the same for every input, which two different units do not. Third,
# **look at the gradients**: `tf.gradients` gives `None` for a variable without a path to the output. Such a variable
# would never learn.

# %%
slopes = tf.gradients(output, [w1, w2, b1, b2])
print("None for w1, w2, b1, b2?", [slope is None for slope in slopes])

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    first, second = sess.run([relu1, relu2], feed_dict={X: x_val})
print("unit 1:", first.ravel(), " unit 2:", second.ravel())

# %% proof
import pytest

assert [slope is None for slope in slopes] == [False, True, False, True]
assert np.array_equal(first, second)

# %% [markdown]
# **Your turn.** Somebody repairs half of it: `z2 = tf.add(tf.matmul(X, w2), b1)`. Which of the four variables still get
# the gradient `None`? Set `forgotten` to a list of names such as `["w1", "w2"]`.

# %% try="forgotten"
forgotten = ...

# %% solution="forgotten"
forgotten = ["b2"]

# %% [markdown] solution="forgotten"
# No line uses `b2`. Now the units give different numbers, so that looking at the numbers finds nothing any more; the
# picture and the gradients still tell.

# %% [markdown] hints="forgotten"
# - when "w2": The new line uses `w2`, and leads to the output.
# - when "b1": It is used twice, so it has two paths.
# 1. Go backwards from the output, and tick each variable that you meet.

# %% check="forgotten"
names = sorted(forgotten) if isinstance(forgotten, (list, tuple, set)) else forgotten
expect.predicted(names, ["b2"], what="The list", hint="Which variable is used by no line?")

# %% wrong="forgotten" message="w2"
forgotten = ["w2", "b2"]

# %% wrong="forgotten" message="b1"
forgotten = ["b1"]

# %% proof
halfway = tf.add(relu1, tf.maximum(tf.add(tf.matmul(X, w2), b1), 0.0))
halves = tf.gradients(halfway, [w1, w2, b1, b2])
assert [slope is None for slope in halves] == [False, False, False, True]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    parts = sess.run([relu1, halfway - relu1], feed_dict={X: x_val})
assert not np.allclose(*parts)

# %% [markdown]
# With two units such a mistake is easy to make; with five (20 lines, each with numbers to change) it is likely. **Do
# not repeat yourself**: write each idea in one place.
#
# ## 2. A function that builds
#
# In the construction phase Python writes a graph. So a Python function can write a *part* of a graph: it takes tensors
# and returns a tensor, and each call adds new nodes and new variables.


# %%
def relu(X):
    """Build one ReLU unit on X (n, k). Returns a tensor (n, 1)."""
    k = int(X.get_shape()[1])
    w = tf.Variable(tf.random_normal((k, 1)), name="weights")
    b = tf.Variable(0.0, name="bias")
    z = tf.add(tf.matmul(X, w), b, name="z")
    return tf.maximum(z, 0.0, name="relu")


tf.reset_default_graph()
X = tf.placeholder(tf.float32, shape=(None, 3), name="X")
relus = [relu(X) for _ in range(5)]

print([unit.name for unit in relus])
print([variable.name for variable in tf.global_variables()][:4], "...")

# %% proof
assert len(tf.global_variables()) == 10
assert [v.op.name for v in tf.global_variables()][-1] == "bias_4"
with tf.Graph().as_default(), pytest.raises(TypeError):
    relu(tf.placeholder(tf.float32, shape=(None, None)))

# %% [markdown]
# Three things to notice:
#
# - The function asks `X` for its number of columns, so it works for any number of features. They must be known when
#   the graph is built (the number of *rows* need not be); if they are unknown, `int` raises a `TypeError`.
# - Nobody numbered the names. The library did: `weights`, `weights_1`, `weights_2`, ... The Python name `w` is
#   forgotten when the function returns, but its node stays in the graph.
# - The mistake of section 1 cannot happen: there is no `w1` and `w2` to mix up.
#
# **Your turn.** An empty graph, a placeholder, and eight calls of `relu`. What is the name of the **bias** of the last
# unit? Set `last_bias` to a text, without the `:0`.

# %% try="last_bias"
last_bias = ...

# %% solution="last_bias"
last_bias = "bias_7"

# %% [markdown] solution="last_bias"
# The first one has no number, so the eighth ends in 7. Weights and biases are counted apart, since their names differ.

# %% [markdown] hints="last_bias"
# - when "bias_8": The first bias has no number. Which number has the second?
# - when "weights_7": That is the other variable of this unit.
# 1. Names are numbered as in the cell above.

# %% check="last_bias"
name = str(last_bias).removesuffix(":0")
expect.predicted(name, "bias_7", what="The name", hint="The first has no number.")

# %% wrong="last_bias" message="bias_8"
last_bias = "bias_8"

# %% wrong="last_bias" message="weights_7"
last_bias = "weights_7"

# %% proof
with tf.Graph().as_default():
    X8 = tf.placeholder(tf.float32, shape=(None, 3), name="X")
    _ = [relu(X8) for _ in range(8)]
    assert tf.global_variables()[-1].op.name == "bias_7"

# %% [markdown]
# ### Two traps
#
# **A function that builds does not compute.** Call it once, before the training loop, and `run` its result often. If
# you call it inside the loop, the graph grows with each step, and each step uses new random weights.
#
# **Your turn.** Here it stands in the loop: `sizes`, the number of operations after each step, grows. Repair the cell
# so that all three sizes are equal, and not 1.

# %% try="built_once"
tf.reset_default_graph()
X = tf.placeholder(tf.float32, shape=(None, 3), name="X")
sizes = []
for _ in range(3):
    unit = relu(X)
    sizes.append(len(tf.get_default_graph().operations))

# %% solution="built_once"
tf.reset_default_graph()
X = tf.placeholder(tf.float32, shape=(None, 3), name="X")
sizes = []
unit = relu(X)
for _ in range(3):
    sizes.append(len(tf.get_default_graph().operations))

# %% [markdown] solution="built_once"
# One line moves out of the loop. In a long training this is a real danger: steps get slower and slower, until the
# memory is full. `tf.get_default_graph().finalize()` before the loop makes each further node an error.

# %% [markdown] hints="built_once"
# - when "grows": A unit is still built in each step.
# - when "no unit": Build it once, before the first step.
# 1. Which line belongs to the construction phase? It must not stand in the loop.

# %% check="built_once"
expect.equal(len(sizes), 3, what="the number of sizes")
expect.that(len(set(sizes)) == 1, "The graph grows from step to step.", hint="Build before the loop.")
expect.that(sizes[0] > 1, "There is no unit in the graph.", hint="Build it before the loop.")

# %% wrong="built_once" message="grows"
tf.reset_default_graph()
X = tf.placeholder(tf.float32, shape=(None, 3), name="X")
unit, sizes = relu(X), []
for _ in range(3):
    relu(X)
    sizes.append(len(tf.get_default_graph().operations))

# %% wrong="built_once" message="no unit"
tf.reset_default_graph()
X = tf.placeholder(tf.float32, shape=(None, 3), name="X")
sizes = []
for _ in range(3):
    sizes.append(len(tf.get_default_graph().operations))

# %% proof
with tf.Graph().as_default() as closed:
    X_closed = tf.placeholder(tf.float32, shape=(None, 3))
    closed.finalize()
    with pytest.raises(RuntimeError):
        relu(X_closed)

# %% [markdown]
# **One seed for all.** A `seed=` inside the function is the same in each call. Then all units start with equal weights,
# get equal gradients, and stay equal: five units do the work of one.
#
# **Your turn.** The two starts below are twins. Repair the function so that each call gets numbers of its own, and a
# new session still gives the same ones (the seed of the *graph* takes care of that).

# %% try="twins"
tf.reset_default_graph()
tf.set_random_seed(42)


def start():
    return tf.Variable(tf.random_normal((3, 1), seed=7), name="weights")


first_start, second_start = start(), start()

# %% solution="twins"
tf.reset_default_graph()
tf.set_random_seed(42)


def start():
    return tf.Variable(tf.random_normal((3, 1)), name="weights")


first_start, second_start = start(), start()

# %% [markdown] solution="twins"
# With the graph's seed alone, each random operation gets numbers of its own, the same in every session. A seed that the
# caller passes, another one for each unit, would do as well.

# %% [markdown] hints="twins"
# - when "still twins": Another fixed seed is as fixed as 7.
# - when "Two sessions": Without the seed of the graph, nobody can repeat your training.
# 1. The seed of the graph is set already. What does the operation need besides?

# %% check="twins"
both = [first_start, second_start]
values = []
for _ in range(2):
    with tf.Session(graph=first_start.graph) as sess:
        sess.run([variable.initializer for variable in both])
        values.append(sess.run(both))
expect.that(not np.allclose(*values[0]), "They are still twins.", hint="No fixed seed inside the function.")
expect.that(np.allclose(*values), "Two sessions give different numbers.", hint="Keep the graph's seed.")

# %% wrong="twins" message="still twins"
tf.reset_default_graph()
tf.set_random_seed(42)
first_start, second_start = (tf.Variable(tf.random_normal((3, 1), seed=8)) for _ in range(2))

# %% wrong="twins" message="Two sessions"
tf.reset_default_graph()
first_start, second_start = (tf.Variable(tf.random_normal((3, 1))) for _ in range(2))

# %% [markdown]
# ## 3. Add them all
#
# We have a list of five tensors. Python's `sum` starts with the number 0 and adds them one after another, a chain of
# additions. `tf.add_n` takes the whole list, in **one** node. This cell lists the types of the nodes that each adds:

# %%
tf.reset_default_graph()
tf.set_random_seed(42)
X = tf.placeholder(tf.float32, shape=(None, 3), name="X")
relus = [relu(X) for _ in range(5)]


def nodes_made_by(add):
    graph = tf.get_default_graph()
    before = len(graph.operations)
    add(relus)
    return [node.type for node in graph.operations[before:]]


print("sum:  ", nodes_made_by(sum))
print("add_n:", nodes_made_by(tf.add_n))

# %% proof
assert nodes_made_by(sum) == ["Const"] + ["Add"] * 5
assert nodes_made_by(tf.add_n) == ["AddN"]
chain, together = sum(relus), tf.add_n(relus)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    parts, one, other = sess.run([relus, together, chain], feed_dict={X: x_val})
assert one.shape == (3, 1)
assert np.allclose(one, np.sum(parts, axis=0))
assert np.allclose(one, other)
with pytest.raises(ValueError):
    tf.add_n([])

# %% [markdown]
# All tensors of the list must have the same dtype and the same shape, and the result has this shape, too. An empty list
# is a `ValueError`. `add_n` adds *tensors*, element by element; `reduce_sum` adds the elements *inside* a tensor.
#
# **Your turn.** `added` should be the two units' sum for each row, 11 and 22. The last line runs and gives one number
# for everything. Repair it.

# %% try="added"
units = [tf.constant([[1.0], [2.0]]), tf.constant([[10.0], [20.0]])]
added = tf.reduce_sum(units)

# %% solution="added"
units = [tf.constant([[1.0], [2.0]]), tf.constant([[10.0], [20.0]])]
added = tf.add_n(units)

# %% [markdown] solution="added"
# `tf.reduce_sum(units, axis=0)` is right, too: it first stacks the list to a tensor of shape (2, 2, 1), and adds along
# the new axis. `add_n` does not need this copy.

# %% [markdown] hints="added"
# - when "wrong shape": Each row should keep its own sum, and nothing else. What is added over?
# - when "got:      3": That adds the rows of each unit: 1 + 2. We want unit plus unit.
# 1. Which of the two adds tensors, and which the elements inside one?

# %% check="added"
expect.that(isinstance(added, tf.Tensor), "added is no tensor of the graph.", hint="Build a node.")
with tf.Session(graph=added.graph) as sess:
    rows = sess.run(added)
expect.shape(rows, (2, 1), what="added")
expect.close(rows, [[11], [22]], what="added", hint="Unit plus unit, for each row.")

# %% wrong="added" message="wrong shape"
added = tf.reduce_sum([tf.constant([[1.0], [2.0]]), tf.constant([[10.0], [20.0]])], axis=2)

# %% wrong="added" message="got:      3"
added = tf.reduce_sum([tf.constant([[1.0], [2.0]]), tf.constant([[10.0], [20.0]])], axis=1)

# %% [markdown]
# ## 4. A name scope for each unit
#
# Dozens of nodes called `weights_3`, `z_4` or `random_normal_2` are hard to read. So put the body of the function into
# a **name scope** (lesson 6). Each call opens a scope of its own: `relu`, `relu_1`, `relu_2`, ...


# %%
def relu(X):
    """Build one ReLU unit on X (n, k), in a scope. Returns (n, 1)."""
    with tf.name_scope("relu"):
        k = int(X.get_shape()[1])
        w = tf.Variable(tf.random_normal((k, 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        z = tf.add(tf.matmul(X, w), b, name="z")
        return tf.maximum(z, 0.0, name="max")


tf.reset_default_graph()
X = tf.placeholder(tf.float32, shape=(None, 3), name="X")
relus = [relu(X) for _ in range(5)]
output = tf.add_n(relus, name="output")

print([unit.op.name for unit in relus])
graph = tf.get_default_graph()
viz.computation_graph(graph, title="One input, five units, one sum")

# %% proof
assert [unit.op.name for unit in relus] == ["relu/max", *(f"relu_{k}/max" for k in (1, 2, 3, 4))]
assert len(tf.get_default_graph().operations) > 40  # so that the picture folds the scopes

# %% [markdown]
# This is the *complete* graph. The picture folds each scope to one box, as TensorBoard does, and the structure is
# visible at once.
#
# **Your turn.** What is the name of the bias of the **third** unit now? Set `third_bias` to a text.

# %% try="third_bias"
third_bias = ...

# %% solution="third_bias"
third_bias = "relu_2/bias"

# %% [markdown] solution="third_bias"
# The scope is numbered, the name inside is not: there is only one `bias` in each scope.

# %% [markdown] hints="third_bias"
# - when "relu/bias_2": Each call opens a *new* scope. Which part of the name is numbered?
# - when "relu_3/bias": The first scope has no number.
# 1. The printed names above show the five scopes.

# %% check="third_bias"
name = str(third_bias).removesuffix(":0")
expect.predicted(name, "relu_2/bias", what="The name", hint="The scope, a slash, the name inside.")

# %% wrong="third_bias" message="relu/bias_2"
third_bias = "relu/bias_2"

# %% wrong="third_bias" message="relu_3/bias"
third_bias = "relu_3/bias"

# %% proof
assert [v.op.name for v in tf.global_variables() if "bias" in v.name][2] == "relu_2/bias"

# %% [markdown]
# ## 5. Share by argument
#
# The 0 in `max(z, 0)` is written into the function. We want to set this **threshold** from outside, and it should be
# *one* variable for all units. (It is a floor: where $z$ lies below it, the unit gives the threshold.) But each call of
# the function makes new variables. How can the units share one?
#
# The simplest way: make the variable first, outside, and pass it to the function.


# %%
def relu_above(X, threshold):
    """Build one unit max(X w + b, threshold) on X (n, k)."""
    with tf.name_scope("relu"):
        k = int(X.get_shape()[1])
        w = tf.Variable(tf.random_normal((k, 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        z = tf.add(tf.matmul(X, w), b, name="z")
        return tf.maximum(z, threshold, name="max")


tf.reset_default_graph()
tf.set_random_seed(42)
X = tf.placeholder(tf.float32, shape=(None, 3), name="X")
threshold = tf.Variable(0.0, name="threshold")
relus = [relu_above(X, threshold) for _ in range(5)]
output = tf.add_n(relus, name="output")

title = "An arrow from the one threshold to each unit"
graph = tf.get_default_graph()
viz.computation_graph(graph, relus[:3], title=title)

# %% proof
assert len(tf.global_variables()) == 11

# %% [markdown]
# Here are three of the five units. Change the threshold once, and all of them change. The next cell runs the graph on
# 41 rows, from $(-2, -2, -2)$ to $(2, 2, 2)$. (The node `set_threshold` is built *once*, and run often.)
#
# **Your turn.** Before you move the slider: at threshold 50, $z$ lies below it in all units and all rows. Which number
# is the output of a row then? Set `at_50`.

# %% try="at_50"
at_50 = ...

# %% solution="at_50"
at_50 = 250

# %% [markdown] solution="at_50"
# Each of the five units sits on its floor and gives 50, and `add_n` adds them.

# %% [markdown] hints="at_50"
# - when "got:      50": That is one unit. How many are added?
# - when "got:      0": The floor is not 0 any more.
# 1. What does one unit give, and what does `add_n` do?

# %% check="at_50"
expect.predicted(at_50, 250, what="The output", hint="Five units.")

# %% wrong="at_50" message="got:      50"
at_50 = 50

# %% wrong="at_50" message="got:      0"
at_50 = 0

# %%
new_value = tf.placeholder(tf.float32, shape=(), name="new_value")
set_threshold = tf.assign(threshold, new_value)
places = np.linspace(-2, 2, 41, dtype=np.float32)
rows = np.tile(places[:, None], (1, 3))

sess = tf.Session()
sess.run(tf.global_variables_initializer())


def curve_at(value):
    sess.run(set_threshold, feed_dict={new_value: value})
    return sess.run(output, feed_dict={X: rows}).ravel()


def curves(*values):
    return viz.lines(
        places,
        {f"threshold {value:g}": curve_at(value) for value in values},
        names=("x1 = x2 = x3", "sum of five units"),
        title="The sum bends where a unit leaves its floor",
    )


slider = ipywidgets.FloatSlider(0, min=-6, max=6, step=0.5)
slider.description = "threshold"
still = partial(curves, -6, -2, 0, 2)
viz.Explorer([slider], lambda: curves(slider.value), still)

# %% [markdown]
# **Try it.** With a high threshold the line is flat, at five times the threshold: no unit sees anything of the input.
# With a low one no unit sits on its floor, and the sum is a straight line, because a sum of linear functions is linear.
# All bends come from `max`. At threshold 0 there is one bend only: the biases are 0, so all five units bend at the same
# place.

# %% proof
assert np.allclose(curve_at(50.0), 250.0)
assert np.allclose(np.diff(curve_at(-50.0), n=2), 0, atol=1e-4)
assert np.allclose(np.diff(curve_at(-6.0), n=2), 0, atol=1e-4)
for value, bends in ((0.0, True), (2.0, True), (-2.0, True)):
    assert (np.abs(np.diff(curve_at(value), n=2)).max() > 1e-2) == bends
bends_at_0 = np.flatnonzero(np.abs(np.diff(curve_at(0.0), n=2)) > 1e-4) + 1
assert places[bends_at_0].tolist() == [0.0]
sess.close()

# %% [markdown]
# ### What sharing means for the gradient
#
# The threshold reaches the output on five paths, and the gradient of a shared variable is the **sum** over all its
# paths. A unit on its floor adds 1 for each row, a unit above its floor adds 0. So here the gradient simply counts.

# %%
total = tf.reduce_sum(output)
slope = tf.gradients(total, threshold)[0]
floors = [tf.less(unit.op.inputs[0], threshold) for unit in relus]

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for value in (-50, 0, 50):
        feed = {X: x_val, threshold: value}
        gradient, below = sess.run([slope, floors], feed_dict=feed)
        floor = f"{np.sum(below):2} of 15 on the floor"
        print(f"threshold {value:3}: {floor}, gradient {gradient:2.0f}")

# %% proof
counts = []
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for value in (-50, 0, 50):
        gradient, below = sess.run([slope, floors], feed_dict={X: x_val, threshold: value})
        assert gradient == np.sum(below)
        counts.append(int(gradient))
assert counts[0] == 0
assert 0 < counts[1] < 15
assert counts[2] == 15

# %% [markdown]
# **Your turn.** Two units share the threshold 1. For three rows, their $z$ are 3, -1, 0.5 (first unit) and 2, 0, 4
# (second unit). What is the gradient of the sum of all six outputs with respect to the threshold? Set `gradient`.

# %% try="gradient"
gradient = ...

# %% solution="gradient"
gradient = 3

# %% [markdown] solution="gradient"
# -1, 0.5 and 0 lie below 1, and sit on the floor: 1 for each. If each unit had a threshold of its own, the gradients
# would be 2 and 1.

# %% [markdown] hints="gradient"
# - when "got:      2": Those are the negative and zero ones. The threshold is 1.
# - when "got:      6": Only a unit that gives the threshold moves with it.
# 1. Raise the threshold a little. Which of the six outputs rise?

# %% check="gradient"
expect.predicted(gradient, 3, what="The gradient", hint="Count the numbers below the threshold.")

# %% wrong="gradient" message="got:      2"
gradient = 2

# %% wrong="gradient" message="got:      6"
gradient = 6

# %% proof
with tf.Graph().as_default(), tf.Session() as one_session:
    shared = tf.constant(1.0)
    z = tf.constant([[3.0, 2.0], [-1.0, 0.0], [0.5, 4.0]])
    maxima = tf.reduce_sum(tf.maximum(z, shared))
    assert one_session.run(tf.gradients(maxima, shared)[0]) == 3

# %% [markdown]
# ### Many shared variables: a dictionary
#
# An argument is the simplest way to share, and often the best: each call shows what is shared. But ten shared variables
# are ten more arguments, and a function that calls `relu_above` needs them all, only to pass them on. So many programs
# collect the variables in one dictionary, and pass that.
#
# **Your turn.** Complete `scaled`: it should multiply a unit with the shared threshold by the shared scale, both taken
# from the dictionary `shared`. Now it ignores both.


# %% try="scaled"
def scaled(X, shared):
    """shared: the variables "threshold" and "scale"."""
    return 2.0 * relu_above(X, 0.0)


# %% solution="scaled"
def scaled(X, shared):
    """shared: the variables "threshold" and "scale"."""
    return shared["scale"] * relu_above(X, shared["threshold"])


# %% [markdown] solution="scaled"
# One argument, however many variables there are. The price: a wrong key is found only when the function is called, and
# the list of arguments no longer tells what the function needs.

# %% [markdown] hints="scaled"
# - when "the threshold": Pass the dictionary's threshold to `relu_above`.
# - when "the scale": Multiply by the dictionary's scale.
# 1. A dictionary gives a variable for its name: `shared["scale"]`.

# %% check="scaled"
graph = tf.Graph()
with graph.as_default(), tf.Session() as sess:
    table = {"threshold": tf.Variable(50.0), "scale": tf.Variable(3.0)}
    units = tf.add_n([scaled(tf.zeros((2, 4)), table) for _ in range(2)])
    slopes = dict(zip(table, tf.gradients(units, list(table.values())), strict=True))
    for key, slope in slopes.items():
        expect.that(slope is not None, f"The units do not use the {key} of the dictionary.")
    sess.run(tf.global_variables_initializer())
    value = sess.run(units)
expect.close(value, [[300], [300]], what="Two units with threshold 50 and scale 3, on zeros")


# %% wrong="scaled" message="the threshold"
def scaled(X, shared):
    return shared["scale"] * relu_above(X, 0.0)


# %% wrong="scaled" message="the scale"
def scaled(X, shared):
    return 2.0 * relu_above(X, shared["threshold"])


# %% [markdown]
# ## 6. Share by attribute
#
# In Python a function is an object, and can have attributes. The first call makes the variable and keeps it as
# `relu_shared.threshold`; later calls find it there. No argument is needed.


# %%
def relu_shared(X):
    """Build one unit on X (n, k); all share relu_shared.threshold."""
    with tf.name_scope("relu"):
        if not hasattr(relu_shared, "threshold"):
            relu_shared.threshold = tf.Variable(0.0, name="threshold")
        k = int(X.get_shape()[1])
        w = tf.Variable(tf.random_normal((k, 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        z = tf.add(tf.matmul(X, w), b, name="z")
        return tf.maximum(z, relu_shared.threshold, name="max")


tf.reset_default_graph()
X = tf.placeholder(tf.float32, shape=(None, 3), name="X")
output = tf.add_n([relu_shared(X) for _ in range(5)], name="output")

names = [variable.op.name for variable in tf.global_variables()]
shared = [name for name in names if "threshold" in name]
print(len(names), "variables, shared:", shared)

# %% proof
assert [name for name in names if "threshold" in name] == ["relu/threshold"]
assert len(names) == 11
with tf.Graph().as_default(), pytest.raises(ValueError):  # the variable is of another graph
    relu_shared(tf.placeholder(tf.float32, shape=(None, 3)))
del relu_shared.threshold
with tf.Graph().as_default() as new_graph:
    relu_shared(tf.placeholder(tf.float32, shape=(None, 3)))
    assert relu_shared.threshold.graph is new_graph
del relu_shared.threshold

# %% [markdown]
# The variable belongs to all five units. Still its name is `relu/threshold`: it was made inside the scope of the
# *first* one.
#
# **A common mistake** is to indent too much, so that more than the making of the variable stands below the `if`.
#
# **Your turn.** Here everything does: the first call builds a unit, and the later ones return `None`. Repair the
# function so that each call returns a unit, and all share one threshold.


# %% try="indented"
def indented(X):
    with tf.name_scope("relu"):
        if not hasattr(indented, "threshold"):
            indented.threshold = tf.Variable(0.0, name="threshold")
            w = tf.Variable(tf.random_normal((3, 1)), name="weights")
            return tf.maximum(tf.matmul(X, w), indented.threshold)


# %% solution="indented"
def indented(X):
    with tf.name_scope("relu"):
        if not hasattr(indented, "threshold"):
            indented.threshold = tf.Variable(0.0, name="threshold")
        w = tf.Variable(tf.random_normal((3, 1)), name="weights")
        return tf.maximum(tf.matmul(X, w), indented.threshold)


# %% [markdown] solution="indented"
# Only the making of the variable depends on the `if`. Python has no other sign for the end of a block than the
# indentation, so look at it first when a function returns `None`.

# %% [markdown] hints="indented"
# - when "returns nothing": What happens in the second call, when the attribute is there already?
# - when "thresholds": The `if` protects the variable from being made again. It must stay.
# 1. Which of the lines should run in *each* call?

# %% check="indented"
vars(indented).pop("threshold", None)
with tf.Graph().as_default():
    X = tf.placeholder(tf.float32, shape=(None, 3), name="X")
    units = [indented(X) for _ in range(3)]
    made = [variable.op.name for variable in tf.global_variables()]
vars(indented).pop("threshold", None)
expect.that(None not in units, "A later call returns nothing.", hint="Look at the indentation.")
count = sum("threshold" in name for name in made)
expect.equal(count, 1, what="the number of thresholds of three units", hint="Made in the first call only.")
expect.equal(len(made), 4, what="the number of variables of three units")


# %% wrong="indented" message="returns nothing"
def indented(X):
    with tf.name_scope("relu"):
        if not hasattr(indented, "threshold"):
            indented.threshold = tf.Variable(0.0, name="threshold")
            w = tf.Variable(tf.random_normal((3, 1)), name="weights")
            return tf.maximum(tf.matmul(X, w), indented.threshold)
        return None


# %% wrong="indented" message="thresholds"
def indented(X):
    with tf.name_scope("relu"):
        indented.threshold = tf.Variable(0.0, name="threshold")
        w = tf.Variable(tf.random_normal((3, 1)), name="weights")
        return tf.maximum(tf.matmul(X, w), indented.threshold)


# %% [markdown]
# **An attribute outlives the graph.** `tf.reset_default_graph()` starts a new graph, but knows nothing of
# `relu_shared.threshold`, which still holds the variable of the *old* one. Build again without defining the function
# again, and you get a `ValueError` about two graphs; `del relu_shared.threshold` is the remedy. What we really want is
# a table of shared variables that belongs to the *graph*. TensorFlow has one: the second part begins with it.

# %% [markdown]
# ## Summary
#
# - Copied code has copied mistakes. A graph with a wrong arrow is not an error; a picture or a gradient of `None` shows
#   it.
# - A function that builds adds new nodes and new variables with each call. Call it before the loop, and keep fixed
#   seeds out of it.
# - `add_n` adds a list of tensors in one node. A name scope for each piece keeps the graph readable.
# - A variable is shared by passing it on (argument, dictionary) or by keeping it with the function (attribute), which
#   outlives the graph.
# - The gradient of something shared is the sum over all its uses.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | modularity | 모듈화 | to build a program from pieces that are written once |
# | rectified linear unit (ReLU) | 렐루 | max(z, 0), and a neuron that uses it |
# | threshold | 임곗값 | here: the smallest output of a unit |
# | name scope | 이름 범위 | a common beginning for the names of related nodes |
# | variable sharing | 변수 공유 | several pieces use one variable |
# | attribute | 속성 | a value that is kept with an object |

# %% [markdown]
# ## Read on
#
# - D. L. Parnas, *On the criteria to be used in decomposing systems into modules*, Communications of the ACM 15 (1972):
#   where to cut a program into pieces.
# - A. Hunt and D. Thomas, *The Pragmatic Programmer* (1999): where "do not repeat yourself" comes from, and why it is
#   about knowledge, not about lines.
# - A. Géron, *Hands-On Machine Learning with Scikit-Learn and TensorFlow* (first edition, 2017), chapter 9: modules and
#   shared variables in TensorFlow 1.
# - V. Nair and G. E. Hinton, *Rectified linear units improve restricted Boltzmann machines*, ICML (2010): the unit of
#   this lesson.
#
# **Open questions**, without a grade:
#
# 1. Two pieces of code look alike by chance, and will change for different reasons. Should they become one function?
# 2. A function that builds changes the graph, and that is not visible in its result. What would be gained, and what
#    lost, if it returned the new nodes and somebody else added them?
#
# **Next**: {{next}}, the second part of this lesson.
