# %% [markdown]
# # Exercise 7: modularity
#
# You find copied mistakes, write functions that build pieces of a graph, share variables by name, and do the same with
# a PyTorch module. The two parts of chapter 7 show each idea.
#
# **Time**: 40 to 60 minutes. **Points**: 10, half a point for most tests.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and
#   run the cell. Then run the tests below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("units")` (with the name of the task) explains an answer, and what else would have
#   done.
# - In questions, a comment in the cell lists the names to set. Letters need quotes: `"a"`. Where it says
#   *choose all*, write a list: `["a", "b"]`.
# - Cells with imports and helpers are given and locked. Run them, too.

# %% setup="imports"
import numpy as np
import torch
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import viz

# %% [markdown]
# ## 1. Copied mistakes
#
# Somebody copied the code of a ReLU unit twice, and forgot to change some of the numbers:
#
# ```python
# w1 = tf.Variable(tf.random_normal((3, 1)))
# w2 = tf.Variable(tf.random_normal((3, 1)))
# w3 = tf.Variable(tf.random_normal((3, 1)))
# b1, b2, b3 = tf.Variable(0.1), tf.Variable(0.2), tf.Variable(0.3)
#
# z1 = tf.matmul(X, w1) + b1
# z2 = tf.matmul(X, w2) + b1
# z3 = tf.matmul(X, w3) + b3
#
# relu1 = tf.maximum(z1, 0.0)
# relu2 = tf.maximum(z2, 0.0)
# relu3 = tf.maximum(z2, 0.0)
#
# output = tf.add_n([relu1, relu2, relu3])
# ```
#
# `q1_unused`: For which variables does `tf.gradients(output, ...)` give `None`? *Choose all.*
#
# a. `w1`, b. `w2`, c. `w3`, d. `b1`, e. `b2`, f. `b3`
#
# `q1_equal`: Which outputs are equal for every input? *Choose all.*
#
# a. `relu1`, b. `relu2`, c. `relu3`

# %% task="copies"
# q1_unused, q1_equal = two lists of letters
### BEGIN SOLUTION
q1_unused, q1_equal = ["c", "e", "f"], ["b", "c"]
### END SOLUTION

# %% [markdown] hints="copies"
# - when "q1_unused": Go backwards from `output`. Write down each variable that you meet. Two lines have a wrong
#   number. One of them cuts off a whole line above it.
# 1. Section 1 of the chapter looks for such a mistake.
# 2. A variable without a path to the output gets no gradient. It is not enough that a line uses it: this
#    line must itself lead to the output.
# 3. Does anything use `z3`? Which bias does the second unit use?

# %% [markdown] solution="copies"
# Go backwards from `output`: the three units lead to `z1`, `z2` and again `z2`, and these to `w1`, `w2` and `b1`.
# Nothing uses `z3`, so `w3` and `b3` are cut off although a line mentions them. `b2` is mentioned nowhere. Units 2 and
# 3 are made from one `z2`; the first one has weights of its own. `viz.computation_graph` with `output` shows the same.

# %% test="no_path" points=0.5
# q1_unused: the variables without a path to the output.
from lessonlib.check import answer, expect

advice = "Go backwards from output: which variables do you meet?"
expect.sealed(
    answer.q1_unused, "q1_unused", "53224357aa18e8d2", what="q1_unused", options="abcdef", hint=advice
)

# %% [markdown] why="q1_unused" answer=["c", "e", "f"]
# `c` and `f` stand in the line of `z3`, which nothing uses; `e` stands in no line at all. `a`, `b` and `d` reach the
# output, `d` even through all three units.

# %% test="equal_units" points=0.5
# q1_equal: the units that compute the same.
from lessonlib.check import answer, expect

advice = "Which outputs are made from the same z?"
expect.sealed(answer.q1_equal, "q1_equal", "f5095d9f739f4308", what="q1_equal", options="abc", hint=advice)

# %% [markdown] why="q1_equal" answer=["b", "c"]
# `b` and `c` are both the maximum of `z2` and 0. `a` has the same bias, but other weights.

# %% [markdown]
# ## 2. A function that builds
#
# Write two functions.
#
# `relu(X)` builds one unit $\max(X w + b, 0)$ on a tensor `X` of shape `(n, k)` and returns a tensor of shape
# `(n, 1)`. It works for any `k`. Each call makes two new variables:
#
# - weights of shape `(k, 1)`: random at the start, and other random numbers in each call;
# - a bias: 0 at the start.
#
# The variables of the first call are named `relu/weights` and `relu/bias`, those of the second call
# `relu_1/weights` and `relu_1/bias`, and so on.
#
# `sum_of_units(X, count)` builds `count` such units on `X` and adds their outputs in **one** node of
# `tf.add_n`, with the name `output`. It returns this sum, shape `(n, 1)`.


# %% task="units"
def relu(X):
    """Build one ReLU unit on X (n, k). Returns a tensor of shape (n, 1)."""
    ### BEGIN SOLUTION
    with tf.name_scope("relu"):
        w = tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        return tf.maximum(tf.matmul(X, w) + b, 0.0)
    ### END SOLUTION


def sum_of_units(X, count):
    """Build `count` units on X (n, k). Returns their sum, a tensor of shape (n, 1)."""
    ### BEGIN SOLUTION
    return tf.add_n([relu(X) for _ in range(count)], name="output")
    ### END SOLUTION


# %% [markdown] hints="units"
# - when "Two units start with the same weights": The units are twins, and training keeps them equal. A fixed `seed=`
#   inside the function gives each call the same numbers.
# - when "the weights of a unit are all the same": They are not random. Which function draws random numbers?
# - when "MatMul": Two sizes do not fit. Is the number of features written into your function? Ask `X` for it. And which
#   of the two stands on the left of the product?
# - when "the type of the node": The units are added one after another, or something follows the sum. Which function
#   adds a whole list in one node?
# 1. Sections 2, 3 and 4 of the chapter build these pieces.
# 2. A name scope puts `relu/` in front, and counts by itself. `X` knows its shape. `add_n` takes a list of
#    tensors and a name.
# 3. Inside `tf.name_scope(?)`: a variable from `tf.random_normal((?, 1))`, a variable 0.0, both with `name=`,
#    then matmul, plus, maximum. In the second function, a list with one call for each unit.

# %% [markdown] solution="units"
# `X.get_shape()[1]` makes the function fit any number of features. The name scope opens anew with each call, so the
# names inside need no numbers, and `tf.random_normal` without a seed of its own draws other numbers each time. The sum
# calls `relu` once for each unit: the same unit `count` times would have two variables only. `tf.nn.relu` in place of
# the maximum is right, and so is `tf.variable_scope(None, default_name="relu")` with `get_variable`.

# %% test="unit_values" points=0.5
# relu gives max(X w + b, 0), for any number of features.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph


def built(build, k, *args):
    """A copy of a new graph with the placeholder X (None, k) and what `build(X, *args)` made of it there."""
    graph = answer.tf.Graph()
    with graph.as_default():
        X = answer.tf.placeholder(answer.tf.float32, shape=(None, k), name="X")
        output = build(X, *args)
    return fetch_graph({"graph": graph, "X": X, "output": output})


cases = [(4, 3), (2, 5)]
### BEGIN HIDDEN TESTS
cases += [(6, 7), (1, 8)]
### END HIDDEN TESTS
rng = fresh.rng()
for n, k in cases:
    x = rng.normal(size=(n, k)).astype(np.float32)
    what = f"relu(X) for X with {k} features"
    unit = built(answer.relu, k)
    made = unit["graph"].get_collection("variables")
    expect.equal(len(made), 2, what=f"the number of variables of {what}", hint="Weights and a bias.")
    sizes = [variable.shape.as_list() for variable in made]
    expect.that([k, 1] in sizes, f"{what} has no variable of shape ({k}, 1).")
    values = [rng.normal(size=size).astype(np.float32) for size in sizes]
    w = values[sizes.index([k, 1])]
    b = values[1 - sizes.index([k, 1])]
    with tf.Session(graph=unit["graph"]) as sess:
        for variable, value in zip(made, values, strict=True):
            variable.load(value, sess)
        got = sess.run(unit["output"], {unit["X"]: x})
    expect.shape(got, (n, 1), what=what, hint="A column: one number for each row.")
    want = np.maximum(x @ w + np.reshape(b, -1), 0)
    advice = "The rows times the weights, plus the bias; then the larger of this and 0."
    expect.close(got, want, what=what, rtol=1e-4, atol=1e-4, hint=advice)

# %% test="unit_starts" points=0.5
# Each unit starts with other random weights, and with the bias 0.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect
from lessonlib.check.graphs import fetch_graph


def built(build, k, *args):
    """A copy of a new graph with the placeholder X (None, k) and what `build(X, *args)` made of it there."""
    graph = answer.tf.Graph()
    with graph.as_default():
        X = answer.tf.placeholder(answer.tf.float32, shape=(None, k), name="X")
        output = build(X, *args)
    return fetch_graph({"graph": graph, "X": X, "output": output})


made = built(answer.sum_of_units, 3, 3)["graph"].get_collection("variables")
expect.equal(len(made), 6, what="the number of variables of 3 units")
with tf.Session(graph=made[0].graph) as sess:
    sess.run([variable.initializer for variable in made])
    start = sess.run(made)
weights = [tuple(np.ravel(value).tolist()) for value in start if np.size(value) == 3]
biases = [float(np.ravel(value)[0]) for value in start if np.size(value) == 1]
expect.equal(len(weights), 3, what="the number of weight variables of 3 units")
drawn = all(len(set(w)) == 3 for w in weights)
expect.that(drawn, "At the start, the weights of a unit are all the same.", hint="They are to be random.")
apart = len(set(weights)) == 3
expect.that(apart, "Two units start with the same weights.", hint="No fixed seed inside the function.")
expect.close(biases, [0.0, 0.0, 0.0], what="the biases of 3 units at the start")

# %% test="unit_names" points=0.5
# The variables have the names relu/weights, relu/bias, relu_1/weights, relu_1/bias, ...
from lessonlib.check import answer, expect
from lessonlib.check.graphs import fetch_graph


def built(build, k, *args):
    """A copy of a new graph with the placeholder X (None, k) and what `build(X, *args)` made of it there."""
    graph = answer.tf.Graph()
    with graph.as_default():
        X = answer.tf.placeholder(answer.tf.float32, shape=(None, k), name="X")
        output = build(X, *args)
    return fetch_graph({"graph": graph, "X": X, "output": output})


for count in (1, 4):
    made = built(answer.sum_of_units, 3, count)["graph"].get_collection("variables")
    scopes = ["relu", *(f"relu_{number}" for number in range(1, count))]
    want = sorted(f"{scope}/{name}" for scope in scopes for name in ("weights", "bias"))
    advice = "Each call opens the scope relu, and makes variables called weights and bias."
    got = sorted(variable.op.name for variable in made)
    expect.equal(got, want, what=f"the names of {count} unit(s)", hint=advice)

# %% test="one_sum" points=0.5
# sum_of_units adds all units in one node with the name output.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph


def built(build, k, *args):
    """A copy of a new graph with the placeholder X (None, k) and what `build(X, *args)` made of it there."""
    graph = answer.tf.Graph()
    with graph.as_default():
        X = answer.tf.placeholder(answer.tf.float32, shape=(None, k), name="X")
        output = build(X, *args)
    return fetch_graph({"graph": graph, "X": X, "output": output})


rng = fresh.rng()
for count in (2, 3, 6):
    x = rng.normal(size=(5, 4)).astype(np.float32)
    units = built(answer.sum_of_units, 4, count)
    what, op = f"the sum of {count} unit(s)", units["output"].op
    expect.equal(op.type, "AddN", what=f"the type of the node that makes {what}", hint="tf.add_n")
    expect.equal(op.name, "output", what=f"the name of the node that makes {what}", hint="name=")
    # in the order in which they were made: one unit after the other
    made = units["graph"].get_collection("variables")
    values = [rng.normal(size=variable.shape.as_list()).astype(np.float32) for variable in made]
    weights = [np.ravel(value) for value in values if np.size(value) == 4]
    biases = [np.ravel(value) for value in values if np.size(value) == 1]
    counts = [len(weights), len(biases)]
    expect.equal(counts, [count, count], what=f"the number of weights and biases in {what}")
    with tf.Session(graph=units["graph"]) as sess:
        for variable, value in zip(made, values, strict=True):
            variable.load(value, sess)
        got = sess.run(units["output"], {units["X"]: x})
    want = np.maximum(x @ np.transpose(weights) + np.concatenate(biases), 0).sum(axis=1, keepdims=True)
    expect.close(got, want, what=what, rtol=1e-4, atol=1e-4, hint="One call for each unit.")

# %% [markdown]
# **Look.** Your units as a picture. Each scope is folded to one box.

# %%
tf.reset_default_graph()
sum_of_units(tf.placeholder(tf.float32, shape=(None, 3), name="X"), 5)
viz.computation_graph(tf.get_default_graph())

# %% [markdown]
# ## 3. A shared threshold
#
# Three units share the variable `threshold`, which is 1. For two rows of inputs, their values of
# $z = x w + b$ are:
#
# | | unit 1 | unit 2 | unit 3 |
# | --- | --- | --- | --- |
# | row 1 | 2 | 0.5 | -1 |
# | row 2 | 1.5 | 3 | -2 |
#
# A unit gives $\max(z, \mathrm{threshold})$, and `output` is the sum of the three units. Set
#
# - `row_1`, `row_2`: the output for the two rows;
# - `slope_shared`: the gradient of `tf.reduce_sum(output)` with respect to `threshold`;
# - `slope_third`: the same for the threshold of unit 3, if each unit had a threshold of its own (also 1).

# %% task="floor"
# row_1, row_2, slope_shared, slope_third = four numbers
### BEGIN SOLUTION
row_1, row_2, slope_shared, slope_third = 4, 5.5, 3, 2
### END SOLUTION

# %% [markdown] hints="floor"
# - when "row_1": A unit below the threshold gives the threshold, not 0.
# - when "slope_shared": Count in the table: one for each number that is on the floor, in all units and in all
#   rows.
# 1. Section 5 of the chapter shares a threshold, and looks at its gradient.
# 2. Write the table of the maxima. If the threshold grows a little, which of the six numbers grow with it?
# 3. A shared variable gets the sum over all its uses. With a threshold of its own, unit 3 counts only its
#    own column.

# %% [markdown] solution="floor"
# The maxima are 2, 1, 1 in the first row and 1.5, 3, 1 in the second; their sums are the two outputs. If the threshold
# grows a little, the units on the floor grow with it: 0.5, -1 and -2. So the shared gradient is 3, and unit 3 alone
# would get 2. Units above the floor do not notice.

# %% test="floors" points=0.5
# row_1 and row_2: the sum of three units with a floor.
from lessonlib.check import answer, expect

advice = "Take the larger of z and the threshold in each cell, then add the three cells of the row."
expect.sealed(answer.row_1, "q3_row_1", "76a2571c736dcfd2", what="row_1", hint=advice)
expect.sealed(answer.row_2, "q3_row_2", "f00df43fc35250e0", what="row_2", hint=advice)

# %% [markdown] why="q3_row_1" answer=4
# 2 + 1 + 1: the second and the third unit lie below the threshold, and give it. With a floor of 0 it would be 2.5.

# %% [markdown] why="q3_row_2" answer=5.5
# 1.5 + 3 + 1: only the third unit is on its floor.

# %% test="slopes" points=0.5
# slope_shared and slope_third: the gradient for a shared threshold, and for one of three.
from lessonlib.check import answer, expect

advice = "How many of the six numbers move, when the threshold moves?"
expect.sealed(answer.slope_shared, "q3_shared", "996bbbb9cbef26c7", what="slope_shared", hint=advice)
expect.sealed(answer.slope_third, "q3_third", "5a9b9a3bf711318b", what="slope_third", hint=advice)

# %% [markdown] why="q3_shared" answer=3
# One for each of the three numbers on the floor: 0.5, -1 and -2.

# %% [markdown] why="q3_third" answer=2
# Unit 3 is on its floor in both rows. The one number of unit 2 now belongs to another threshold.

# %% [markdown]
# ## 4. Which names?
#
# A new graph. Predict the six names that this program prints, and the number at the end.
#
# ```python
# with tf.name_scope("layer"):
#     a = tf.Variable(1.0, name="bias")
# with tf.name_scope("layer"):
#     b = tf.Variable(2.0, name="bias")
# with tf.variable_scope("unit"):
#     c = tf.get_variable("bias", shape=())
# with tf.variable_scope("unit", reuse=True):
#     d = tf.get_variable("bias")
#     e = tf.constant(1.0, name="one")
# with tf.name_scope("group"):
#     f = tf.get_variable("scale", shape=())
#
# print(a.op.name, b.op.name, c.op.name, d.op.name, e.op.name, f.op.name)
# print(len(tf.global_variables()))
# ```

# %% task="names"
# name_a, name_b, name_c, name_d, name_e, name_f = six texts, such as "layer/bias"
# variables = a number
### BEGIN SOLUTION
name_a, name_b, name_c = "layer/bias", "layer_1/bias", "unit/bias"
name_d, name_e, name_f = "unit/bias", "unit_1/one", "scale"
variables = 4
### END SOLUTION

# %% [markdown] hints="names"
# - when "name_d": With `reuse=True`, does `get_variable` make something?
# - when "name_e": Two nodes cannot have one name. What does a scope do to operations when it is opened again?
# 1. The table *Two kinds of scope* in section 7 of the chapter.
# 2. Scopes of operations are numbered when they are opened again. Names of `get_variable` never are, and name
#    scopes mean nothing to them.
# 3. The second scope of a name ends in `_1`, for `tf.Variable` and for operations. Only `variable_scope`
#    stands in front of names of `get_variable`. Count each variable once.

# %% [markdown] solution="names"
# `tf.Variable` follows the name scope, which is numbered when it opens again: `layer`, then `layer_1`. `get_variable`
# sees the variable scope only and never numbers, so `c` and `d` have one name and are one variable, and `f` has nothing
# in front. Operations see both kinds, so the constant is in `unit_1`. The variables are `a`, `b`, `c` and `f`.

# %% test="variable_names" points=0.5
# name_a and name_b, name_c and name_d: variables of tf.Variable and of get_variable.
from lessonlib.check import answer, expect

advice = "tf.Variable makes a new variable each time, get_variable with reuse=True never does."
for name, digest in (
    ("name_a", "ddd9431f379b0ac6"),
    ("name_b", "56836a86d44e4190"),
    ("name_c", "77f2078a3816840c"),
    ("name_d", "af5ab5ce4b70058e"),
):
    got = str(getattr(answer, name)).removesuffix(":0")
    expect.sealed(got, f"q4_{name[-1]}", digest, what=name, hint=advice)

# %% [markdown] why="q4_b" answer="layer_1/bias"
# The scope is opened again, so *it* gets the number. The name inside stays `bias`.

# %% [markdown] why="q4_d" answer="unit/bias"
# `reuse=True` takes the variable of `c`. Nothing new is made, so nothing is numbered.

# %% test="scope_names" points=0.5
# name_e and name_f, and the number of variables.
from lessonlib.check import answer, expect

advice = "Operations follow the name scope. get_variable follows only the variable scope."
for name, digest in (("name_e", "218806e43d1d6c1a"), ("name_f", "fa9f837062ea29c5")):
    got = str(getattr(answer, name)).removesuffix(":0")
    expect.sealed(got, f"q4_{name[-1]}", digest, what=name, hint=advice)
expect.sealed(answer.variables, "q4_count", "aa4c2e3860444c9d", what="variables", hint="c and d?")

# %% [markdown] why="q4_e" answer="unit_1/one"
# The constant is an operation: for operations, a variable scope that opens again is a new scope, `unit_1`.

# %% [markdown] why="q4_f" answer="scale"
# A name scope means nothing to `get_variable`.

# %% [markdown] why="q4_count" answer=4
# `a`, `b`, `c` and `f`. `d` is the variable of `c` once more, and `e` is a constant.

# %% [markdown]
# ## 5. Share by name
#
# Write `shared_relu(X)`. It builds a unit $\max(X w + b, \mathrm{threshold})$ on `X` of shape `(n, k)`, and
# returns a tensor of shape `(n, 1)`.
#
# - The threshold is **one** scalar variable for all units of a graph. It is made with `tf.get_variable`, its
#   name is `relu/threshold`, and it starts at 0. The first call in a graph makes it, the later calls find it.
# - Each unit has **its own** weights, random, shape `(k, 1)`, and bias, 0, as in task 2. Their names contain
#   `weights` and `bias`; the rest of these names is free.
# - The function must work in each new graph.


# %% task="shared_relu"
def shared_relu(X):
    """Build one unit on X (n, k) with the shared variable relu/threshold. Returns a tensor (n, 1)."""
    ### BEGIN SOLUTION
    with tf.variable_scope("relu", reuse=tf.AUTO_REUSE):
        threshold = tf.get_variable("threshold", shape=(), initializer=tf.zeros_initializer())
        w = tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        return tf.maximum(tf.matmul(X, w) + b, threshold)
    ### END SOLUTION


# %% [markdown] hints="shared_relu"
# - when "the number of variables": Do the units share too much, or nothing? One threshold for all; weights and
#   bias for each.
# - when "with the threshold 50": You make a threshold, but the maximum is not taken with it.
# - when "same graph": The variable of an older graph is still in your function. Something that belongs to
#   Python outlives the graph.
# 1. Sections 7 and 8 of the chapter share by name.
# 2. One value of `reuse=` makes what is missing and shares what is there. `tf.Variable` never shares, so it is
#    right for the weights.
# 3. In `tf.variable_scope(?, reuse=?)`, call `tf.get_variable(?, shape=(), initializer=?)` for the threshold.
#    Make the weights and the bias with `tf.Variable`, and take the maximum with the threshold.

# %% [markdown] solution="shared_relu"
# `AUTO_REUSE` makes the threshold in the first call and finds it in all others, in each graph anew, because the table
# belongs to the graph. Weights and bias come from `tf.Variable`, which never shares, even under `AUTO_REUSE`; with
# `get_variable` all units would be one. An attribute of the function would outlive its graph. Other right ways: ask
# whether the variable exists and set `reuse` to that, or try `reuse=True` first and make it after a `ValueError`.

# %% test="shared_variables" points=0.5
# Four units have one threshold with the name relu/threshold, and four weights and biases.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect
from lessonlib.check.graphs import fetch_graph


def several(k, count):
    """A copy of a new graph with the placeholder X (None, k) and `count` calls of shared_relu(X)."""
    graph = answer.tf.Graph()
    with graph.as_default():
        X = answer.tf.placeholder(answer.tf.float32, shape=(None, k), name="X")
        outputs = [answer.shared_relu(X) for _ in range(count)]
    return fetch_graph({"graph": graph, "X": X, "outputs": outputs})


graph = several(3, 4)["graph"]
table = {variable.op.name: variable for variable in graph.get_collection("variables")}
counts = [sum(word in name for name in table) for word in ("threshold", "weights", "bias")]
what = "the number of variables with threshold, weights and bias in their names"
expect.equal(counts, [1, 4, 4], what=what, hint=f"Your variables: {', '.join(sorted(table))}.")
expect.that("relu/threshold" in table, "No variable has the name relu/threshold.")
with tf.Session(graph=graph) as sess:
    sess.run([variable.initializer for variable in table.values()])
    start = sess.run(table)
expect.close(start["relu/threshold"], 0.0, what="the threshold at the start")
weights = {tuple(np.ravel(value).tolist()) for name, value in start.items() if "weights" in name}
expect.equal(len(weights), 4, what="how many of the 4 weights are different")
biases = [float(np.ravel(value)[0]) for name, value in start.items() if "bias" in name]
expect.close(biases, [0.0] * 4, what="the biases at the start")

# %% test="shared_values" points=1
# Each unit gives the larger of X w + b and the one threshold, in each new graph.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph


def several(k, count):
    """A copy of a new graph with the placeholder X (None, k) and `count` calls of shared_relu(X)."""
    graph = answer.tf.Graph()
    with graph.as_default():
        X = answer.tf.placeholder(answer.tf.float32, shape=(None, k), name="X")
        outputs = [answer.shared_relu(X) for _ in range(count)]
    return fetch_graph({"graph": graph, "X": X, "outputs": outputs})


cases = [(3, 2, 3), (5, 4, 2)]
### BEGIN HIDDEN TESTS
cases += [(4, 1, 5), (2, 6, 1)]
### END HIDDEN TESTS
rng = fresh.rng()
for n, k, count in cases:
    x = rng.normal(size=(n, k)).astype(np.float32)
    units, what = several(k, count), f"the sum of {count} units for X with {k} features"
    # weights and biases in the order in which they were made: one unit after the other
    made = units["graph"].get_collection("variables")
    values = {v.op.name: rng.normal(size=v.shape.as_list()).astype(np.float32) for v in made}
    expect.that("relu/threshold" in values, "No variable has the name relu/threshold.")
    weights = [np.reshape(value, (k, 1)) for name, value in values.items() if "weights" in name]
    biases = [float(np.ravel(value)[0]) for name, value in values.items() if "bias" in name]
    counts = [len(weights), len(biases)]
    expect.equal(counts, [count, count], what=f"the number of variables weights and bias of {count} units")
    with tf.Session(graph=units["graph"]) as sess:
        for variable in made:
            variable.load(values[variable.op.name], sess)
        got = sum(sess.run(units["outputs"], {units["X"]: x}))
    want = sum(np.maximum(x @ w + b, values["relu/threshold"]) for w, b in zip(weights, biases, strict=True))
    expect.close(got, want, what=what, rtol=1e-4, atol=1e-4, hint="max(X w + b, threshold)")

# %% test="shared_by_name" points=0.5
# get_variable finds the threshold from outside, and setting it moves all units.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph


def several(k, count):
    """A copy of a new graph with the placeholder X (None, k) and `count` calls of shared_relu(X)."""
    graph = answer.tf.Graph()
    with graph.as_default():
        X = answer.tf.placeholder(answer.tf.float32, shape=(None, k), name="X")
        outputs = [answer.shared_relu(X) for _ in range(count)]
    return fetch_graph({"graph": graph, "X": X, "outputs": outputs})


for value in (50.0, float(fresh.rng().uniform(60, 90))):
    units = several(2, 3)
    names = list(units["graph"].variable_store)  # what get_variable knows
    expect.that(
        "relu/threshold" in names, "get_variable does not find relu/threshold.", hint="Make it with it."
    )
    with units["graph"].as_default(), tf.variable_scope("relu", reuse=True), tf.Session() as sess:
        threshold = tf.get_variable("threshold")
        sess.run(tf.global_variables_initializer())
        threshold.load(value, sess)
        got = sum(sess.run(units["outputs"], {units["X"]: [[1.0, 2.0], [-1.0, 0.5]]}))
    what = f"the sum of three units with the threshold {value:g}"
    advice = "All z are far below the threshold, so each unit must give the threshold."
    expect.close(got, np.full((2, 1), 3 * value), what=what, hint=advice)

# %% [markdown]
# ## 6. Choices
#
# `q6_raises`: In a graph, this was run before:
#
# ```python
# with tf.variable_scope("relu"):
#     tf.get_variable("threshold", shape=())
#     tf.Variable(0.0, name="bias")
# ```
#
# Which of these raise an error now? *Choose all.* (Each is run alone.)
#
# - a. `with tf.variable_scope("relu"): tf.get_variable("threshold", shape=())`
# - b. `with tf.variable_scope("relu"): tf.Variable(0.0, name="threshold")`
# - c. `with tf.variable_scope("relu", reuse=True): tf.get_variable("threshold")`
# - d. `with tf.variable_scope("relu", reuse=True): tf.get_variable("scale", shape=())`
# - e. `with tf.variable_scope("relu", reuse=tf.AUTO_REUSE): tf.get_variable("scale", shape=())`
# - f. `with tf.variable_scope("relu", reuse=True): tf.get_variable("bias")`
# - g. `with tf.variable_scope("relu", reuse=tf.AUTO_REUSE): tf.get_variable("threshold", shape=(2,))`
#
# `q6_silent`: `relu/threshold` exists. You mistype: `tf.get_variable("treshold", shape=())`. With which
# `reuse=` do you get a second variable, and no error? *Choose all.*
#
# - a. `reuse` not given
# - b. `reuse=True`
# - c. `reuse=tf.AUTO_REUSE`
#
# `q6_module`: Which are true for PyTorch? *Choose all.*
#
# - a. `nn.Module` finds the layers in a plain Python list.
# - b. `parameters()` lists a parameter that two modules share only once.
# - c. `copy.deepcopy(layer)` shares its weights with `layer`.
# - d. If a layer is used twice, the gradient of its weights is the sum over both uses.

# %% task="choices"
# q6_raises, q6_silent, q6_module = three lists of letters
### BEGIN SOLUTION
q6_raises = ["a", "d", "f", "g"]
q6_silent = ["a", "c"]
q6_module = ["b", "d"]
### END SOLUTION

# %% [markdown] hints="choices"
# - when "q6_raises": Four of the seven raise. `reuse=True` finds only what `get_variable` made, and only with
#   the same shape.
# - when "q6_silent": Which values of `reuse` make a variable that is not there?
# 1. The table at the end of section 8, and *Two traps* in section 10 of the chapter.
# 2. Ask for each line: does the name exist in the table of `get_variable`, and what does this `reuse` do then?
#    `tf.Variable` does not look into this table, and is not in it.
# 3. Without `reuse`, an existing name is an error; with True, a missing one. Another shape is always an error
#    when something is shared. You can try each line in a cell of your own.

# %% [markdown] solution="choices"
# Ask two things of each line: is the name in the table of `get_variable`, and what does this `reuse` do then? The table
# at the end of section 8 has the six cases; another shape is an error in each of them. `tf.Variable` neither looks into
# the table nor stands in it. In PyTorch, objects take the place of names: what counts is whether two modules hold the
# same object. The texts below the tests say why each letter is right or wrong.

# %% test="raises" points=0.5
# q6_raises: what get_variable refuses.
from lessonlib.check import answer, expect

advice = "For each line: does the name exist, and what does reuse say?"
expect.sealed(
    answer.q6_raises, "q6_raises", "077768d50a9dcdd2", what="q6_raises", options="abcdefg", hint=advice
)

# %% [markdown] why="q6_raises" answer=["a", "d", "f", "g"]
# `a`: the name exists, and nobody said to share. `d`: `scale` does not exist. `f`: `bias` exists, but `tf.Variable`
# made it. `g`: it exists with another shape. Not `b`: `tf.Variable` takes the name `relu_1/threshold`. Not `c`: it
# shares. Not `e`: `AUTO_REUSE` makes what is missing.

# %% test="silent" points=0.5
# q6_silent and q6_module: a typing mistake, and what nn.Module knows.
from lessonlib.check import answer, expect

advice = "The table at the end of section 8 of the chapter."
expect.sealed(answer.q6_silent, "q6_silent", "5967a09b304dce8d", what="q6_silent", options="abc", hint=advice)
advice = "Section 10 of the chapter tries them."
expect.sealed(
    answer.q6_module, "q6_module", "a1bc2c3125346a84", what="q6_module", options="abcd", hint=advice
)

# %% [markdown] why="q6_silent" answer=["a", "c"]
# `a` and `c` make a variable that does not exist. `b` makes none, and finds the mistake.

# %% [markdown] why="q6_module" answer=["b", "d"]
# `b`: a parameter is an object, and is listed once, whoever holds it. `d`: the gradient is a sum over paths. Not `a`: a
# plain list hides its layers, `nn.ModuleList` does not. Not `c`: a copy has weights of its own.

# %% [markdown]
# ## 7. One network, two inputs
#
# `features(X)` in the next cell builds a layer of four ReLU units. Write `distance(left, right)`: it sends
# two tensors of shape `(n, k)` through the **same** layer, and returns the squared distance of the results for
# each row: $d = \sum_j (f_j(\mathrm{left}) - f_j(\mathrm{right}))^2$, a tensor of shape `(n,)`.
#
# - Use `features` in the variable scope `features`, so that its variables are `features/weights` and
#   `features/bias`.
# - `distance` can be called again in the same graph: then it uses the same layer again.


# %% setup="features"
def features(X):
    """Build four ReLU units on X (n, k), with get_variable. Returns a tensor of shape (n, 4)."""
    w = tf.get_variable("weights", shape=(int(X.get_shape()[1]), 4))
    b = tf.get_variable("bias", shape=(4,), initializer=tf.random_normal_initializer())
    return tf.nn.relu(tf.matmul(X, w) + b)


# %% task="distance"
def distance(left, right):
    """Build the squared distance of the features of left and right, both (n, k). Returns a tensor (n,)."""
    ### BEGIN SOLUTION
    with tf.variable_scope("features", reuse=tf.AUTO_REUSE):
        difference = features(left) - features(right)
    return tf.reduce_sum(tf.square(difference), axis=1)
    ### END SOLUTION


# %% [markdown] hints="distance"
# - when "the shape of": Add up along the four units of a row. The rows stay apart. Which axis is that?
# - when "the names of the variables": If there are more than two, the inputs do not meet the same variables. If their
#   names are others, look at the scope around the calls.
# 1. Section 9 of the chapter sends two inputs through one network.
# 2. A variable scope around both calls, with a `reuse=` that makes what is missing and shares what is there.
# 3. Call `features` on both inputs in this scope, subtract, square, and sum with an `axis=`.

# %% [markdown] solution="distance"
# Both calls stand in one variable scope, and `AUTO_REUSE` lets the very first call in a graph make the variables; all
# others, also those of a second `distance`, find them. `axis=1` sums over the four units of a row, and keeps the rows
# apart. Other ways: put both inputs into one tensor with `tf.concat`, call `features` once, and split the result; or
# make the variables in the first call and use `reuse=True` for the second.

# %% test="same_layer" points=0.5
# Both inputs go through one layer: two variables, and the right distances.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph


def compared(pairs):
    """A copy of a new graph with distance(left, right) for each pair of arrays, and its variables by name."""
    graph = answer.tf.Graph()
    with graph.as_default():
        outputs = [
            answer.distance(answer.tf.constant(left), answer.tf.constant(right)) for left, right in pairs
        ]
    copy = fetch_graph({"graph": graph, "outputs": outputs})
    return copy, {variable.op.name: variable for variable in copy["graph"].get_collection("variables")}


rng = fresh.rng()
for n, k in ((5, 3), (2, 6)):
    left, right = rng.normal(size=(2, n, k)).astype(np.float32)
    copy, made = compared([[left, right]])
    what = f"the distances of {n} rows"
    expect.equal(sorted(made), ["features/bias", "features/weights"], what="the names of the variables")
    shapes = {name: variable.shape.as_list() for name, variable in made.items()}
    values = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    with tf.Session(graph=copy["graph"]) as sess:
        for name, variable in made.items():
            variable.load(values[name], sess)
        (got,) = sess.run(copy["outputs"])
    parts = [np.maximum(x @ values["features/weights"] + values["features/bias"], 0) for x in (left, right)]
    want = ((parts[0] - parts[1]) ** 2).sum(axis=1)
    expect.equal(list(np.shape(got)), [n], what=f"the shape of {what}")
    expect.close(got, want, what=what, rtol=1e-4, atol=1e-4, hint="Square, then sum a row.")

# %% test="layer_again" points=0.5
# A second call in the same graph uses the same layer, and an input is 0 away from itself, but from no other.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph


def compared(pairs):
    """A copy of a new graph with distance(left, right) for each pair of arrays, and its variables by name."""
    graph = answer.tf.Graph()
    with graph.as_default():
        outputs = [
            answer.distance(answer.tf.constant(left), answer.tf.constant(right)) for left, right in pairs
        ]
    copy = fetch_graph({"graph": graph, "outputs": outputs})
    return copy, {variable.op.name: variable for variable in copy["graph"].get_collection("variables")}


rng = fresh.rng()
left, right = rng.uniform(0.1, 1, size=(2, 4, 3)).astype(np.float32)
copy, made = compared([[left, right], [right, left], [left, left]])
expect.equal(len(made), 2, what="the number of variables after three calls")
with tf.Session(graph=copy["graph"]) as sess:
    for variable in made.values():
        variable.load(rng.uniform(0.5, 2, variable.shape.as_list()), sess)  # no unit is silent
    there, back, same = (np.ravel(output) for output in sess.run(copy["outputs"]))
expect.close(back, there, what="the distances from right to left", rtol=1e-4, atol=1e-5)
expect.close(same, np.zeros(np.size(same)), what="the distances from left to left", atol=1e-3)
expect.that(float(there.max()) > 1e-2, "The distances from left to right are 0, too.")

# %% [markdown]
# ## 8. The same as `nn.Module`
#
# Complete `SumOfUnits(in_features, units)`. It computes the sum of `units` units with one shared threshold,
# $\sum_i \max(x w_i + b_i, \mathrm{threshold})$, for `x` of shape `(n, in_features)`. The result has the shape
# `(n, 1)`.
#
# - `self.threshold` is a parameter: a scalar that starts at 0. All units use it.
# - Weights and biases are in `nn.Linear` layers: one layer for each unit, or one for all; both are right.
# - `parameters()` finds everything that can be learned, and nothing more.


# %% task="module"
class SumOfUnits(nn.Module):
    """The sum of units that share one threshold: (n, in_features) -> (n, 1)."""

    def __init__(self, in_features, units):
        super().__init__()
        ### BEGIN SOLUTION
        self.threshold = nn.Parameter(torch.tensor(0.0))
        self.units = nn.ModuleList(nn.Linear(in_features, 1) for _ in range(units))
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return sum(torch.maximum(unit(x), self.threshold) for unit in self.units)
        ### END SOLUTION


# %% [markdown] hints="module"
# - when "weights for 0 units": The layers are there, but the module does not know them. Where did you put
#   them?
# - when "the number of numbers to learn": Is the threshold an `nn.Parameter`, and is there only one?
# 1. Section 10 of the chapter writes such a module.
# 2. What you set as an attribute in `__init__` is found if it is an `nn.Parameter` or a module. A plain list is
#    neither.
# 3. `nn.ModuleList(...)` of layers with one output, or one `nn.Linear` with all outputs. `forward` takes
#    `torch.maximum` of each result and the threshold, and adds the units; the rows stay apart.

# %% [markdown] solution="module"
# The threshold is one `nn.Parameter`, and `forward` uses this object itself: a number that `item()` takes out of it, or
# a parameter for each unit, would not be shared. `nn.ModuleList` makes the layers known to `parameters()`. Shorter, and
# faster: a single `nn.Linear(in_features, units)`, then the maximum, then the sum over the units with `sum(dim=1,
# keepdim=True)`.


# %% test="module_values" points=0.5
# The module gives the sum of max(x w + b, threshold) over its units.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh


def turned(model, threshold, x):
    """The output of the module with this threshold."""
    import torch

    with torch.no_grad():
        model.threshold.fill_(threshold)
        return model(x)


cases = [(3, 4, 5, 0.2), (2, 3, 1, -0.5)]
### BEGIN HIDDEN TESTS
cases += [(4, 2, 7, 0.6)]
### END HIDDEN TESTS
rng = fresh.rng()
for n, k, units, threshold in cases:
    x = torch.as_tensor(rng.normal(size=(n, k)), dtype=torch.float32)
    model = answer.SumOfUnits(k, units)
    state = {name: torch.as_tensor(value) for name, value in model.state_dict().items()}
    for name in state:  # other weights than those that it was made with
        if name.endswith(("weight", "bias")):
            state[name] = torch.as_tensor(rng.normal(size=state[name].shape), dtype=torch.float32)
    model.load_state_dict(state)
    weights = [value.reshape(-1, k) for name, value in state.items() if name.endswith("weight")]
    biases = [value.flatten() for name, value in state.items() if name.endswith("bias")]
    found = sum(map(len, weights))
    advice = "nn.Module does not look into plain lists."
    expect.that(found == units, f"The module with {units} units has weights for {found} units.", hint=advice)
    expect.equal(sum(map(len, biases)), units, what=f"the number of biases of a module with {units} units")
    got = answer.send(turned)(model, threshold, x)  # this function runs beside your code
    what = f"the output of {units} unit(s) with the threshold {threshold}"
    expect.shape(got, (n, 1), what=what, hint="A column: one number for each row.")
    z = x @ torch.cat(weights).T + torch.cat(biases)
    want = np.maximum(z, threshold).sum(dim=1, keepdim=True)
    expect.close(got, want, what=what, rtol=1e-4, atol=1e-4, hint="Each unit: the maximum. Then the sum.")

# %% test="module_learns" points=0.5
# parameters() has all weights and biases and one threshold, which starts at 0 and can be trained.
import numpy as np

from lessonlib.check import answer, expect


def slope(model, threshold, x):
    """The gradient that the threshold, set to this number, gets from the sum of the output."""
    import torch

    with torch.no_grad():
        model.threshold.fill_(threshold)
    model.zero_grad()
    model(torch.as_tensor(x, dtype=torch.float32)).sum().backward()
    return model.threshold.grad


for k, units in ((4, 5), (3, 2)):
    model = answer.SumOfUnits(k, units)
    expect.close(model.threshold, 0.0, what="the threshold at the start")
    count = sum(int(np.size(parameter)) for parameter in model.parameters())
    what = f"the number of numbers to learn, for {units} units on {k} features,"
    advice = "For each unit its weights and a bias; and one threshold."
    expect.equal(count, units * (k + 1) + 1, what=what, hint=advice)
    got = answer.send(slope)(model, 100.0, np.ones((3, k)))
    advice = "nn.Parameter makes a tensor that is learned. Use the parameter itself, no copy."
    what = f"the gradient of the threshold, with {units} units on the floor in 3 rows,"
    expect.that(got is not None, "The threshold gets no gradient.", hint=advice)
    expect.close(got, 3.0 * units, what=what, hint=advice)
    got = answer.send(slope)(model, -100.0, np.ones((3, k)))
    expect.close(got, 0.0, what="the gradient of the threshold, with all units above the floor,", hint=advice)

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: train `SumOfUnits(1, 5)` on the points of a curve, such as $x^2$
# from -1 to 1. How many straight pieces does the result have? What happens to the threshold?
