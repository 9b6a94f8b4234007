# %% [markdown]
# # 7. Modularity
#
# A deep network repeats the same small piece many times. If you copy the code of the piece, you copy its
# mistakes, too. In this lesson you write a piece once and use it often: first as a function that builds
# nodes, at the end as a class. In between stands the harder question: what do the copies **share**?
#
# **After this lesson you can**
#
# - find a copy-and-paste mistake in a graph, and replace the copies by a function;
# - add the outputs of many pieces with `add_n`, and keep the graph readable with name scopes;
# - share one variable between pieces in four ways, and say what can go wrong in each;
# - predict the names that `variable_scope` and `get_variable` make, and when they raise an error;
# - run two inputs through one and the same network;
# - write all of this as `nn.Module`, and count its parameters.
#
# **Time**: about 60 minutes, and 40 minutes for the exercise. **Needs**: lesson 2 (graphs and sessions).
# Lesson 6 (name scopes in TensorBoard) helps. No GPU, no network.

# %%
import copy

import ipywidgets
import numpy as np
import torch
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import viz

np.set_printoptions(precision=3, suppress=True)


def show_error(kind: type[Exception], action) -> None:
    """Run `action`, which must fail with an error of type `kind`, and print the error."""
    try:
        action()
    except kind as error:
        print(f"{kind.__name__}\n{error}")
    else:
        raise AssertionError("this should have failed")


# %% [markdown]
# ## 1. The same code, five times
#
# Our piece is a **ReLU unit**: a neuron with the activation ReLU (lesson 4).
#
# $$z = x_1 w_1 + x_2 w_2 + x_3 w_3 + b \qquad \mathrm{relu}(z) = \max(z, 0)$$
#
# The first part, $z$, is linear. The second part is not: it replaces negative numbers by 0. (The document calls
# the whole unit a linear function. It is one only where $z$ is positive.)
#
# **The problem.** We want to add the outputs of two such units. The direct way is to write the unit, copy
# the lines, and change the numbers in the names. This is the program of the document, with its mistake. Can
# you see the mistake?

# %%
tf.reset_default_graph()
tf.set_random_seed(42)
n_features = 3
X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")

w1 = tf.Variable(tf.random_normal((n_features, 1)), name="weights1")
w2 = tf.Variable(tf.random_normal((n_features, 1)), name="weights2")
b1 = tf.Variable(0.0, name="bias1")
b2 = tf.Variable(0.0, name="bias2")

z1 = tf.add(tf.matmul(X, w1), b1, name="z1")
z2 = tf.add(tf.matmul(X, w1), b1, name="z2")

relu1 = tf.maximum(z1, 0.0, name="relu1")
relu2 = tf.maximum(z2, 0.0, name="relu2")

output = tf.add(relu1, relu2, name="output")

# %% [markdown]
# Nothing complains: it is a correct program for the wrong graph. Three ways to find out:
#
# **Look at the graph.** Which variables does `output` need?

# %%
viz.computation_graph(tf.get_default_graph(), output)

# %% [markdown]
# `weights1` and `bias1` have two arrows each. `weights2` and `bias2` are not in the picture at all: `z2` is
# made from `w1` and `b1`. Someone copied the line of `z1`, changed both names to `z2`, and forgot the rest.
#
# **Look at the numbers.** Both units give the same for every input. Two different units do not.
#
# **Look at the gradients.** `tf.gradients` gives `None` for a variable that has no path to the output. In a
# training, such a variable would never change.

# %%
slopes = tf.gradients(output, [w1, w2])
print("gradients:", slopes)
assert slopes[0] is not None
assert slopes[1] is None

x_val = np.array([[1.0, 2.0, 3.0], [4.0, -5.0, 6.0], [-7.0, 8.0, -9.0]], dtype=np.float32)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    first, second = sess.run([relu1, relu2], feed_dict={X: x_val})
print("unit 1:", first.ravel(), " unit 2:", second.ravel())
assert np.array_equal(first, second)

# %% [markdown]
# Such a mistake is easy to make with two units, and likely with five: 20 lines, and every line has numbers
# to change. **Do not repeat yourself**: write each idea in one place.
#
# ## 2. A function that builds
#
# **The idea.** In the construction phase, Python writes a graph. So a Python function can write a *part* of
# a graph. It takes tensors and returns a tensor. Each call adds new nodes and new variables.


# %%
def relu(X):
    """Build one ReLU unit on X (n, k). Returns a tensor of shape (n, 1)."""
    w_shape = (int(X.get_shape()[1]), 1)
    w = tf.Variable(tf.random_normal(w_shape), name="weights")
    b = tf.Variable(0.0, name="bias")
    z = tf.add(tf.matmul(X, w), b, name="z")
    return tf.maximum(z, 0.0, name="relu")


tf.reset_default_graph()
tf.set_random_seed(42)
X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
relus = [relu(X) for _ in range(5)]

print([unit.name for unit in relus])
print([variable.name for variable in tf.global_variables()][:4], "...")
assert len(tf.global_variables()) == 10  # weights and bias of five units

# %% [markdown]
# Three things to notice:
#
# - The function asks `X` for its number of columns: `X.get_shape()[1]`. So it works for any number of
#   features. They must be known when the graph is built (the number of *rows* need not be).
# - Nobody numbered the names. The library did: `weights`, `weights_1`, `weights_2`, ... Python variables
#   inside the function, such as `w`, are forgotten when it returns. The nodes stay in the graph.
# - The mistake of section 1 cannot happen: there is no `w1` and `w2` to mix up.

# %%
tf.reset_default_graph()
unknown = tf.placeholder(tf.float32, shape=(None, None), name="unknown")
show_error(TypeError, lambda: relu(unknown))

# %% [markdown]
# ### Two traps
#
# **A function that builds does not compute.** Call it once, before the training loop, and `run` its result
# often. If you call it in the loop, the graph grows with each step, and each step uses new random weights.

# %%
tf.reset_default_graph()
tf.set_random_seed(42)
X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
sizes = []
for _ in range(3):
    relu(X)  # wrong place
    sizes.append(len(tf.get_default_graph().operations))
print("operations in the graph:", sizes)
assert sizes[0] < sizes[1] < sizes[2]

# %% [markdown]
# **One seed for all.** A `seed=` inside the function is the same in each call. All units start with equal
# weights, get equal gradients, and stay equal: five units do the work of one. Set the seed of the *graph*
# instead, as we do. It gives each random operation numbers of its own.


# %%
def weights_with_seed(seed):
    return tf.Variable(tf.random_normal((2, 1), seed=seed), name="weights")


tf.reset_default_graph()
tf.set_random_seed(42)
same, other = [weights_with_seed(7) for _ in range(2)], [weights_with_seed(None) for _ in range(2)]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    same, other = sess.run([same, other])
print("seed=7 in both:     ", same[0].ravel(), same[1].ravel())
print("seed of the graph:  ", other[0].ravel(), other[1].ravel())
assert np.array_equal(*same)
assert not np.array_equal(*other)

# %% [markdown]
# ## 3. Add them all
#
# We have a list of five tensors. Python's `sum` adds them one after another, and begins with 0. So it
# builds a chain of five additions. `tf.add_n` takes the whole list, in **one** node.

# %%
tf.reset_default_graph()
tf.set_random_seed(42)
X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
relus = [relu(X) for _ in range(5)]

operations = tf.get_default_graph().operations
before = len(operations)
chain = sum(relus)
added_by_sum = [op.type for op in tf.get_default_graph().operations[before:]]

output = tf.add_n(relus, name="output")
added_by_add_n = [op.type for op in tf.get_default_graph().operations[before + len(added_by_sum) :]]
print("sum:  ", added_by_sum)
print("add_n:", added_by_add_n)
assert added_by_add_n == ["AddN"]

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    parts, one, other = sess.run([relus, output, chain], feed_dict={X: x_val})
print("output:", one.ravel())
assert one.shape == (3, 1)
assert np.allclose(one, np.sum(parts, axis=0))
assert np.allclose(one, other)

# %% [markdown]
# All tensors of the list must have the same dtype and the same shape. The result has this shape, too:
# `add_n` adds *tensors*, element by element. `reduce_sum` adds the elements *inside* a tensor. An empty list
# is an error:

# %%
show_error(ValueError, lambda: tf.add_n([]))

# %% [markdown]
# ## 4. A name scope for each unit
#
# Fifty nodes called `weights_3`, `z_4` or `random_normal_2` are hard to read. Put the body of the function
# into a **name scope** (lesson 6). Each call opens a scope of its own: `relu`, `relu_1`, `relu_2`, ...


# %%
def relu(X):
    """Build one ReLU unit on X (n, k), in a name scope. Returns a tensor of shape (n, 1)."""
    with tf.name_scope("relu"):
        w = tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        z = tf.add(tf.matmul(X, w), b, name="z")
        return tf.maximum(z, 0.0, name="max")


tf.reset_default_graph()
tf.set_random_seed(42)
X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
relus = [relu(X) for _ in range(5)]
output = tf.add_n(relus, name="output")

print([unit.name for unit in relus])
assert [unit.op.name for unit in relus] == ["relu/max", *(f"relu_{k}/max" for k in (1, 2, 3, 4))]
assert len(tf.get_default_graph().operations) == 52
viz.computation_graph(tf.get_default_graph())

# %% [markdown]
# This is the complete graph, with 52 operations. The picture folds each scope to one box, as
# TensorBoard does. Now you see the structure: one input, five units, one sum.
#
# ## 5. Share by argument
#
# **The problem.** The 0 in `max(z, 0)` is written into the function. We want to set this **threshold** from
# outside, and it should be *one* variable for all five units. (It is a floor: the unit gives the threshold
# where $z$ is below it.) But each call of the function makes new variables. How do the units share one?
#
# **The idea.** Make the variable first, outside. Pass it to the function.


# %%
def relu(X, threshold):
    """Build one unit max(X w + b, threshold) on X (n, k). Returns a tensor of shape (n, 1)."""
    with tf.name_scope("relu"):
        w = tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        z = tf.add(tf.matmul(X, w), b, name="z")
        return tf.maximum(z, threshold, name="max")


tf.reset_default_graph()
tf.set_random_seed(42)
X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
threshold = tf.Variable(0.0, name="threshold")
relus = [relu(X, threshold) for _ in range(5)]
output = tf.add_n(relus, name="output")

assert len(tf.global_variables()) == 11  # ten of the units, one for all
viz.computation_graph(tf.get_default_graph(), relus[:3])

# %% [markdown]
# The picture shows three of the five units. An arrow goes from `threshold` to each of them. Change it once,
# and all units change. Below we run the graph on 41 rows along a line, from $(-2, -2, -2)$ to $(2, 2, 2)$.
#
# **Try it.** Move the slider. Before you do, say what the curve becomes for a very high threshold. (Notice
# that the node `set_threshold` is built *once*, and run often.)

# %%
along = np.linspace(-2, 2, 41, dtype=np.float32)[:, None] * np.ones((1, n_features), dtype=np.float32)


def with_dial(X, output, threshold):
    """A function that gives the outputs (41,) along the line for a value of the threshold."""
    new_value = tf.placeholder(tf.float32, shape=(), name="new_value")
    set_threshold = tf.assign(threshold, new_value)
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())

    def outputs_at(value):
        sess.run(set_threshold, feed_dict={new_value: value})
        return sess.run(output, feed_dict={X: along}).ravel()

    return outputs_at


outputs_at = with_dial(X, output, threshold)


def curves_at(*values):
    curves = {f"threshold {value:g}": outputs_at(value) for value in values}
    return viz.learning_curves(curves, x="row", y="output of five units")


slider = ipywidgets.FloatSlider(value=0.0, min=-3.0, max=6.0, step=0.5, description="threshold")
viz.Explorer([slider], lambda: curves_at(slider.value), still=lambda: curves_at(-2.0, 0.0, 2.0, 6.0))

# %% [markdown]
# With a very high threshold all five units sit on their floor, and the output is 5 times the threshold. With
# a very low one no unit does, and the output is a straight line: without the maximum, a sum of linear
# functions is linear. The bends come from `max`.

# %%
high, low = outputs_at(50.0), outputs_at(-50.0)
assert np.allclose(high, 5 * 50.0)
assert np.allclose(np.diff(low, n=2), 0, atol=1e-4)  # no bend: a straight line

# %% [markdown]
# ### What sharing means for the gradient
#
# The threshold reaches the output on five paths. The gradient of a shared variable is the **sum** over all
# paths. Each unit on its floor adds 1 for each row; a unit above its floor adds 0. So here the gradient
# simply counts.

# %%
total = tf.reduce_sum(output)
slope = tf.gradients(total, threshold)[0]
below = [tf.less(unit.op.inputs[0], threshold) for unit in relus]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for value in (-50.0, 0.0, 50.0):
        count, flags = sess.run([slope, below], feed_dict={X: x_val, threshold: value})
        floor = int(np.sum(flags))
        print(f"threshold {value:5.0f}: gradient {count:4.0f}, on the floor: {floor:2d} of 15 outputs")
        assert count == floor

# %% [markdown]
# ### Many shared variables: a dictionary
#
# An argument is the simplest way to share, and often the best: you see in each call what is shared. But
# with ten shared variables, each function has ten more arguments. And a function that calls `relu` must have
# them, too, only to pass them on. Many programs put the variables into one dictionary and pass that:


# %%
def scaled_relu(X, shared):
    """Build one unit with the shared variables `threshold` and `scale`. Returns a tensor (n, 1)."""
    return shared["scale"] * relu(X, shared["threshold"])


tf.reset_default_graph()
tf.set_random_seed(42)
X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
shared = {"threshold": tf.Variable(0.0, name="threshold"), "scale": tf.Variable(2.0, name="scale")}
output = tf.add_n([scaled_relu(X, shared) for _ in range(5)], name="output")
assert len(tf.global_variables()) == 12

# %% [markdown]
# ## 6. Share by attribute
#
# **The idea.** In Python, a function is an object and can have attributes. The first call makes the variable
# and keeps it as `relu.threshold`. Later calls find it there. No argument is needed.


# %%
def relu(X):
    """Build one unit on X (n, k); all units share relu.threshold. Returns a tensor of shape (n, 1)."""
    with tf.name_scope("relu"):
        if not hasattr(relu, "threshold"):
            relu.threshold = tf.Variable(0.0, name="threshold")
        w = tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        z = tf.add(tf.matmul(X, w), b, name="z")
        return tf.maximum(z, relu.threshold, name="max")


tf.reset_default_graph()
tf.set_random_seed(42)
X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
output = tf.add_n([relu(X) for _ in range(5)], name="output")

thresholds = [variable.name for variable in tf.global_variables() if "threshold" in variable.name]
print(thresholds, "of", len(tf.global_variables()), "variables")
assert thresholds == ["relu/threshold:0"]

# %% [markdown]
# The variable belongs to all five units, but its name says `relu/threshold`: it was made inside the scope of
# the *first* one.
#
# ### A wrong indentation
#
# In the document, the rest of the function is indented below the `if`. Python has no other way to see where
# the `if` ends. Then only the first call builds a unit and returns it. The later calls return nothing.


# %%
def indented(X):
    with tf.name_scope("relu"):
        if not hasattr(indented, "threshold"):
            indented.threshold = tf.Variable(0.0, name="threshold")
            w = tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1)), name="weights")
            return tf.maximum(tf.matmul(X, w), indented.threshold, name="max")


units = [indented(X) for _ in range(5)]
print(units)
assert units[0] is not None
assert units[1:] == [None] * 4

# %% [markdown]
# ### An attribute lives longer than the graph
#
# `tf.reset_default_graph()` starts a new graph. But it knows nothing of `relu.threshold`, which still holds
# the variable of the *old* graph. Build the graph again in a cell that does not
# define the function again, and you meet this:

# %%
tf.reset_default_graph()
X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
show_error(ValueError, lambda: relu(X))

del relu.threshold  # the remedy: forget the old variable
relu(X)
assert relu.threshold.graph is tf.get_default_graph()

# %% [markdown]
# What we want is a table of shared variables that belongs to the *graph*. TensorFlow has one.
#
# ## 7. Share by `variable_scope` and `get_variable`
#
# **The idea.** Share by *name*. `tf.get_variable(name, shape=...)` looks into a table of the graph. Whether
# it makes a variable or takes one that is there, is decided by the **variable scope** around it. A variable
# scope also puts its name in front.

# %%
tf.reset_default_graph()
with tf.variable_scope("relu"):
    threshold = tf.get_variable("threshold", shape=(), initializer=tf.constant_initializer(0.0))
print(threshold)
assert threshold.name == "relu/threshold:0"

# %% [markdown]
# (The document writes `initalizer` and `constant_initalizer`. An *i* is missing in both; these names do not
# exist.)
#
# Unlike `tf.Variable`, `get_variable` takes a shape and an **initializer**: a rule that makes the first value
# when it knows the shape. Without one it takes `glorot_uniform_initializer`, random numbers that suit the
# weights of a layer.
#
# `tf.Variable` never asks what is there: it numbers the name, and makes a new one. `get_variable` never
# numbers. If the name exists, it stops:


# %%
def make_threshold():
    with tf.variable_scope("relu"):
        return tf.get_variable("threshold", shape=(), initializer=tf.constant_initializer(0.0))


show_error(ValueError, make_threshold)

# %% [markdown]
# This error is a protection: nobody shares a variable *by accident*. The message names the remedy, and the
# line where the variable was made.
#
# ### Two kinds of scope
#
# | | operations and `tf.Variable` | `tf.get_variable` |
# | --- | --- | --- |
# | `tf.name_scope("a")` | `a/...`, next time `a_1/...` | no effect |
# | `tf.variable_scope("a")` | `a/...`, next time `a_1/...` | `a/...`, each time |
#
# That is why `get_variable` can find things again: its names are never numbered.

# %%
tf.reset_default_graph()
names = []
for kind in (tf.name_scope, tf.variable_scope):
    with kind("a"):
        names.append(tf.get_variable(f"found_{kind.__name__}", shape=()).op.name)
        names.append(tf.Variable(0.0, name="new").op.name)
        names.append(tf.constant(0.0, name="node").op.name)
print(names)
assert names == ["found_name_scope", "a/new", "a/node", "a/found_variable_scope", "a_1/new", "a_1/node"]

# %% [markdown]
# ## 8. Reuse
#
# To share, say so: `reuse=True`. Now `get_variable` takes the variable that exists, and needs no shape.

# %%
tf.reset_default_graph()
with tf.variable_scope("relu"):
    made = tf.get_variable("threshold", shape=(), initializer=tf.constant_initializer(0.0))
with tf.variable_scope("relu", reuse=True):
    found = tf.get_variable("threshold")
print(found is made)
assert found is made
assert len(tf.global_variables()) == 1

# %% [markdown]
# With `reuse=True` nothing new is ever made. A name that is not there is an error, and so a typing mistake
# is found. Also, only variables of `get_variable` count, not those of `tf.Variable`.


# %%
def misspelled():
    with tf.variable_scope("relu", reuse=True):
        return tf.get_variable("treshold")


show_error(ValueError, misspelled)

# %% [markdown]
# Here is the unit, complete. The threshold is made once, outside. Each unit finds it.


# %%
def relu(X):
    """Build one unit on X (n, k); all units share relu/threshold. Returns a tensor of shape (n, 1)."""
    with tf.variable_scope("relu", reuse=True):
        threshold = tf.get_variable("threshold")
        w = tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        z = tf.add(tf.matmul(X, w), b, name="z")
        return tf.maximum(z, threshold, name="max")


tf.reset_default_graph()
tf.set_random_seed(42)
X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
with tf.variable_scope("relu"):
    threshold = tf.get_variable("threshold", shape=(), initializer=tf.constant_initializer(0.0))
relus = [relu(X) for _ in range(5)]
output = tf.add_n(relus, name="output")

print([variable.op.name for variable in tf.global_variables()][:5], "...")
assert len(tf.global_variables()) == 11
assert all(unit.op.inputs[1].op.name.startswith("relu/threshold") for unit in relus)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(tf.assign(threshold, 50.0))
    assert np.allclose(sess.run(output, feed_dict={X: x_val}), 5 * 50.0)  # all five obey

# %% [markdown]
# The names show both rules of the table: the shared variable is `relu/threshold`. The units' own nodes are
# in `relu_1/`, `relu_2/`, ..., because the name scope `relu` was taken already.
#
# **A mistake in the document.** Its last program makes `relu/threshold` as above, but its function is still
# the one of section 6, with an attribute. So there are *two* thresholds, and the one that it made so
# carefully is used by no unit. You would set it, and nothing would happen. The function must ask
# `get_variable`, as ours does.
#
# ### `AUTO_REUSE`
#
# Two more ways to say when to share. First, let the first unit make the variable and the others find it:
# `reuse=` depends on the number of the unit. Second, `tf.AUTO_REUSE` makes what is missing and shares what
# is there.


# %%
def shared_threshold(reuse):
    with tf.variable_scope("relu", reuse=reuse):
        return tf.get_variable("threshold", shape=(), initializer=tf.constant_initializer(0.0))


tf.reset_default_graph()
counted = [shared_threshold(reuse=number > 0) for number in range(5)]
assert len(tf.global_variables()) == 1

tf.reset_default_graph()
automatic = [shared_threshold(reuse=tf.AUTO_REUSE) for _ in range(5)]
assert len(tf.global_variables()) == 1
assert all(variable is automatic[0] for variable in automatic)

# %% [markdown]
# `AUTO_REUSE` is short, but it takes away the protection. A typing mistake is a new variable, without any
# message:

# %%
with tf.variable_scope("relu", reuse=tf.AUTO_REUSE):
    tf.get_variable("treshold", shape=())
print([variable.op.name for variable in tf.global_variables()])
assert len(tf.global_variables()) == 2

# %% [markdown]
# | `reuse=` | the name exists | the name does not exist |
# | --- | --- | --- |
# | not given | error | make it |
# | `True` | share it | error |
# | `tf.AUTO_REUSE` | share it | make it |
#
# (Not given means: as the scope around it. So inside a scope with `reuse=True`, everything is shared.)
#
# ## 9. One network, two inputs
#
# **Why share by name at all?** Because whole networks are shared, too. To compare two images, both go through
# the *same* network, and we compare what comes out. (Such a pair is called a **Siamese network**.) With
# `get_variable` in the function, the scope around the call decides: new weights, or the same.


# %%
def features(X, units=4):
    """Build a layer of `units` ReLU units on X (n, k). Returns a tensor of shape (n, units)."""
    w = tf.get_variable("weights", shape=(int(X.get_shape()[1]), units))
    b = tf.get_variable("bias", shape=(units,), initializer=tf.zeros_initializer())
    return tf.nn.relu(tf.matmul(X, w) + b)


def distance(share):
    """Build a graph that compares two inputs, and return (number of variables, distance of equal inputs)."""
    tf.reset_default_graph()
    tf.set_random_seed(42)
    left = tf.placeholder(tf.float32, shape=(None, n_features), name="left")
    right = tf.placeholder(tf.float32, shape=(None, n_features), name="right")
    with tf.variable_scope("features"):
        f_left = features(left)
    with tf.variable_scope("features" if share else "other", reuse=share):
        f_right = features(right)
    far = tf.reduce_sum(tf.square(f_left - f_right), name="distance")
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        return len(tf.global_variables()), float(sess.run(far, feed_dict={left: x_val, right: x_val}))


apart, together = distance(share=False), distance(share=True)
for case, (variables, far) in (("two networks", apart), ("one network", together)):
    print(f"{case + ':':13} {variables} variables, the squared distance of an input from itself is {far:.1f}")
assert together == (2, 0.0)
assert apart[0] == 4
assert apart[1] > 1

# %% [markdown]
# With two networks, an input differs from itself: useless for comparing. With one network the distance is 0,
# before any training, and whatever the weights are. In the picture, `weights` and `bias` have an arrow into
# both halves.

# %%
viz.computation_graph(tf.get_default_graph(), "distance")

# %% [markdown]
# ## 10. The same as `nn.Module`
#
# All four ways answer one question: *who holds the variables?* Here is the answer that won: **an object**.
# A class makes its variables when you make the object, and builds nodes when you call it. To share, use the
# same object again. No names, no scopes. First in the graph way:


# %%
class ReluUnit:
    """One unit max(X w + b, threshold). Calling it with X (n, k) builds a tensor (n, 1)."""

    def __init__(self, in_features, threshold):
        self.w = tf.Variable(tf.random_normal((in_features, 1)), name="weights")
        self.b = tf.Variable(0.0, name="bias")
        self.threshold = threshold

    def __call__(self, X):
        return tf.maximum(tf.matmul(X, self.w) + self.b, self.threshold)


tf.reset_default_graph()
tf.set_random_seed(42)
X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
Y = tf.placeholder(tf.float32, shape=(None, n_features), name="Y")
unit = ReluUnit(n_features, threshold=tf.Variable(0.0, name="threshold"))
same_unit = [unit(X), unit(Y)]  # one unit, two inputs
print([variable.op.name for variable in tf.global_variables()])
assert len(tf.global_variables()) == 3

# %% [markdown]
# **The PyTorch way** is this idea, with a base class that helps. `nn.Module` notices each `nn.Parameter` and
# each module that you set as an attribute. So `parameters()`, `state_dict()`, `to(device)` and saving work
# for the whole model, however deep the pieces are nested.


# %%
class ReluUnit(nn.Module):
    """One unit max(x w + b, threshold): (n, in_features) -> (n, 1)."""

    def __init__(self, in_features, threshold):
        super().__init__()
        self.linear = nn.Linear(in_features, 1)
        self.threshold = threshold

    def forward(self, x):
        return torch.maximum(self.linear(x), self.threshold)  # (n, 1)


class SumOfUnits(nn.Module):
    """The sum of several units that share one threshold: (n, in_features) -> (n, 1)."""

    def __init__(self, in_features, units=5):
        super().__init__()
        self.threshold = nn.Parameter(torch.tensor(0.0))
        self.units = nn.ModuleList(ReluUnit(in_features, self.threshold) for _ in range(units))

    def forward(self, x):
        return sum(unit(x) for unit in self.units)


torch.manual_seed(42)
model = SumOfUnits(n_features)
print(model)
print("parameters:", [name for name, _ in model.named_parameters()][:3], "...")
print("numbers to learn:", sum(p.numel() for p in model.parameters()))
assert sum(p.numel() for p in model.parameters()) == 5 * (3 + 1) + 1

# %% [markdown]
# Compare with the graph: the argument `threshold` is section 5, the object that keeps it is section 6, and
# the names with dots are the scopes of section 7. `parameters()` lists the shared threshold **once**,
# although six modules hold it: it is one object. `state_dict()`, the table for saving, has a name for each
# holder:

# %%
print([name for name in model.state_dict() if "threshold" in name])
assert sum("threshold" in name for name in model.state_dict()) == 6
assert all(unit.threshold is model.threshold for unit in model.units)

# %% [markdown]
# Is it the same function as our graph? We give the weights of the graph of section 8 to the module, and run
# both.


# %%
def relu_sum_in_graph():
    """Run the graph of section 8. Returns the weights (5, 3), the biases (5,) and the output (3, 1)."""
    tf.reset_default_graph()
    tf.set_random_seed(42)
    X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
    shared_threshold(reuse=None)
    relus = [relu(X) for _ in range(5)]
    output = tf.add_n(relus)
    table = {variable.op.name: variable for variable in tf.global_variables()}
    weights = [v for name, v in table.items() if name.endswith("weights")]
    biases = [v for name, v in table.items() if name.endswith("bias")]
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        w, b, out = sess.run([weights, biases, output], feed_dict={X: x_val})
    return np.array(w)[:, :, 0], np.array(b), out


weights, biases, from_graph = relu_sum_in_graph()
with torch.no_grad():
    for unit, w, b in zip(model.units, weights, biases, strict=True):
        unit.linear.weight.copy_(torch.from_numpy(w))
        unit.linear.bias.fill_(float(b))
    from_module = model(torch.from_numpy(x_val))
print("graph: ", from_graph.ravel())
print("module:", from_module.numpy().ravel())
assert np.allclose(from_graph, from_module.numpy(), atol=1e-4)

# %% [markdown]
# ### Two traps
#
# **A plain list hides modules.** `nn.Module` sees attributes that *are* modules. It does not look into
# Python lists. The units in a list compute, but an optimizer never gets their weights. Use `nn.ModuleList`.


# %%
class Forgotten(nn.Module):
    def __init__(self):
        super().__init__()
        self.units = [nn.Linear(3, 1) for _ in range(5)]  # wrong: a plain list


print("parameters found:", len(list(Forgotten().parameters())))
assert len(list(Forgotten().parameters())) == 0

# %% [markdown]
# **A copy is not shared.** To use one layer twice, use the same *object* twice. `copy.deepcopy`, or a second
# `nn.Linear(3, 4)`, has weights of its own. This is section 9 in PyTorch, and the gradient is again the sum
# over all uses:

# %%
torch.manual_seed(42)
layer = nn.Linear(n_features, 4)
x_left, x_right = torch.from_numpy(x_val), torch.from_numpy(x_val + 1)
assert torch.equal(layer(x_left), layer(x_left.clone()))  # one object: equal in, equal out

copied = copy.deepcopy(layer)
with torch.no_grad():
    copied.weight.zero_()  # changes the copy only
assert layer.weight.abs().sum() > 0

parts = []
for x in (x_left, x_right):
    layer.zero_grad()
    layer(x).sum().backward()
    parts.append(layer.weight.grad.clone())
layer.zero_grad()
(layer(x_left).sum() + layer(x_right).sum()).backward()  # used twice
print("the gradient of two uses is the sum:", torch.allclose(layer.weight.grad, parts[0] + parts[1]))
assert torch.allclose(layer.weight.grad, parts[0] + parts[1])

# %% [markdown]
# **On a GPU** nothing here changes. But five small units cost five small matrix products. One product with a
# weight matrix of five columns does the same work at once, which suits a GPU much better: so layers are
# written as one `nn.Linear(3, 5)`. Write functions and modules for pieces of the size of a *layer* or larger.

# %%
wide = nn.Linear(n_features, 5)
with torch.no_grad():
    wide.weight.copy_(torch.from_numpy(weights))  # (5, 3): one row for each unit
    wide.bias.copy_(torch.from_numpy(biases))
    at_once = torch.relu(wide(torch.from_numpy(x_val))).sum(dim=1, keepdim=True)  # (3, 5) -> (3, 1)
assert np.allclose(at_once.numpy(), from_graph, atol=1e-4)
viz.network((3, 5), names=[["x1", "x2", "x3"], ["1", "2", "3", "4", "5"]], title="Five units, one layer")

# %% [markdown]
# ## 11. Which way?
#
# | way | who holds the variable | good | watch out |
# | --- | --- | --- | --- |
# | argument | the caller | visible in each call | long lists of arguments |
# | dictionary | the caller | one argument for all | a wrong key is found late |
# | attribute of the function | the function | short | outlives the graph; one only |
# | `get_variable` | the graph | no arguments; errors for accidents | names must be right |
# | object, `nn.Module` | the object | share the object; saving, counting | use `ModuleList`, do not copy |
#
# In new programs, use modules. You need `variable_scope` and `get_variable` to read TensorFlow 1 programs,
# and its checkpoints: the names with `/` come from there.
#
# ## Summary
#
# - Copied code has copied mistakes. A graph with a wrong arrow is not an error; a picture or a gradient of
#   `None` shows it.
# - A function that builds adds new nodes and new variables with each call. Call it before the loop.
# - `add_n` adds a list of tensors in one node. A name scope for each piece keeps the graph readable.
# - One variable can be shared by argument, dictionary, attribute, name or object.
# - `get_variable` makes or finds a variable by its name. `reuse` of the variable scope decides which.
# - The gradient of something shared is the sum over all its uses.
# - `nn.Module` holds its parameters. The same object twice means the same weights twice.
#
# ## Terms
#
# | English | Korean | meaning |
# | --- | --- | --- |
# | modularity | 모듈화 | to build a program from pieces that are written once |
# | rectified linear unit (ReLU) | 렐루 | max(z, 0), and a neuron that uses it |
# | threshold | 임곗값 | here the smallest output of a unit |
# | name scope | 이름 범위 | a prefix for the names of nodes |
# | variable sharing | 변수 공유 | several pieces use one variable |
# | variable scope | 변수 범위 | prefix and rule for `get_variable` |
# | reuse | 재사용 | to take a variable that exists |
# | initializer | 초기화 함수 | a rule that makes a variable's first value |
# | attribute | 속성 | a value that is kept with an object |
# | Siamese network | 샴 네트워크 | one network that is used for two inputs |
# | module | 모듈 | a piece of a model together with its parameters |
#
# **Now you**: [exercise 7](../exercises/07_modularity/07_modularity.ipynb), about 40 minutes. Then
# [lesson 8](08a_logistic_regression.ipynb) puts everything together in one complete program.
