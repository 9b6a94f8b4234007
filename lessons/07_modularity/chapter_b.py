# %% [markdown]
# # 7b. Modularity: share by name, share by object
#
# In the first part, pieces shared a variable because somebody passed it on. In TensorFlow 1 they can also share by
# *name*: one piece makes a variable, the next one asks for it. Its checkpoints and thousands of published programs are
# full of such names. Then comes the answer that has won since: share an *object*.
#
# **After this chapter you can**
#
# - predict the names that `variable_scope` and `get_variable` make, and when they raise an error;
# - choose between the three values of `reuse`;
# - send two inputs through one and the same network;
# - write pieces as `nn.Module`, count their parameters, and avoid two traps.
#
# **Time**: {{time}}, with the practice, and 40 to 60 minutes for the exercise. **Needs**: {{previous}}. No GPU, no
# network.

# %%
import copy

import numpy as np
import torch
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import viz

np.set_printoptions(precision=3, suppress=True)

x_val = np.array([[1, 2, 3], [4, -5, 6], [-7, 8, -9]], dtype=np.float32)

# %% [markdown]
# ## 7. Share by `variable_scope` and `get_variable`
#
# Every graph keeps a table of variables by name. `tf.get_variable(name, shape=...)` looks into this table. The
# **variable scope** around it puts its own name in front, and decides whether a variable is made or taken from the
# table.

# %%
tf.reset_default_graph()
with tf.variable_scope("relu"):
    zero = tf.constant_initializer(0.0)
    threshold = tf.get_variable("threshold", shape=(), initializer=zero)
print(threshold)

# %% proof
import pytest

assert threshold.op.name == "relu/threshold"
message = r"relu/threshold already exists(.|\n)*Originally defined"
with pytest.raises(ValueError, match=message), tf.variable_scope("relu"):
    tf.get_variable("threshold", shape=())
with tf.Graph().as_default(), tf.Session() as sess:
    w = tf.get_variable("w", shape=(300, 200))
    sess.run(w.initializer)
    limit = np.sqrt(6 / 500)  # Glorot and Bengio (2010)
    assert 0.98 * limit < np.abs(sess.run(w)).max() <= limit

# %% [markdown]
# `tf.Variable` takes a first value. `get_variable` takes a shape and an **initializer**: a rule that makes the first
# value once the shape is known. Without one it takes `glorot_uniform_initializer`, random numbers that suit the weights
# of a layer.
#
# The two differ in a second way. `tf.Variable` never asks what is there: it numbers the name, and makes a new variable.
# `get_variable` never numbers. If you run the two lines of the scope once more, they raise a `ValueError`:
# `Variable relu/threshold already exists, disallowed`. This is a protection, since nobody shares a variable *by
# accident*. The message names the remedy, and the line that made the variable.
#
# **Your turn.** Change the line below the `with`, so that `gain` is a variable of `get_variable` with the name
# `layer/gain`, the shape `(3,)`, and 1 everywhere at the start. (`tf.ones_initializer()` is such a rule.)

# %% try="gain"
tf.reset_default_graph()
with tf.variable_scope("layer"):
    gain = tf.Variable(1.0, name="gain")

# %% solution="gain"
tf.reset_default_graph()
with tf.variable_scope("layer"):
    gain = tf.get_variable("gain", shape=(3,), initializer=tf.ones_initializer())

# %% [markdown] solution="gain"
# The scope writes `layer/` in front. `tf.constant_initializer(1.0)` is right, too. `initializer=tf.ones((3,))` also
# works: a tensor may be given in place of a rule, and then the shape is left out.

# %% [markdown] hints="gain"
# - when "does not find": `tf.Variable` is not in the table.
# - when "the name": The scope writes `layer/` by itself.
# - when "the start": Without an initializer, the first values are random.
# 1. `get_variable` takes a name, `shape=` and `initializer=`.

# %% check="gain"
expect.that(isinstance(gain, tf.Variable), "gain is not a variable.")
expect.equal(gain.op.name, "layer/gain", what="the name of gain")
with gain.graph.as_default(), tf.variable_scope("layer", reuse=True), tf.Session() as sess:
    try:
        found = tf.get_variable("gain", shape=gain.shape)
    except ValueError:
        found = None
    expect.that(found is gain, "get_variable does not find gain.", hint="Make it with get_variable.")
    sess.run(gain.initializer)
    value = sess.run(gain)
expect.shape(value, (3,), what="gain")
expect.close(value, [1, 1, 1], what="gain at the start", hint="Give it an initializer.")

# %% wrong="gain" message="does not find"
tf.reset_default_graph()
with tf.variable_scope("layer"):
    gain = tf.Variable([1.0, 1.0, 1.0], name="gain")

# %% wrong="gain" message="the name"
tf.reset_default_graph()
with tf.variable_scope("layer"):
    gain = tf.get_variable("layer/gain", shape=(3,), initializer=tf.ones_initializer())

# %% wrong="gain" message="the start"
tf.reset_default_graph()
with tf.variable_scope("layer"):
    gain = tf.get_variable("gain", shape=(3,))

# %% [markdown]
# ### Two kinds of scope
#
# | | operations and `tf.Variable` | `tf.get_variable` |
# | --- | --- | --- |
# | `tf.name_scope("a")` | `a/...`, next time `a_1/...` | no effect |
# | `tf.variable_scope("a")` | `a/...`, next time `a_1/...` | `a/...`, each time |
#
# That is why `get_variable` can find things again: its names are never numbered. The cell opens `a` twice, first as a
# name scope, then as a variable scope:

# %%
tf.reset_default_graph()
for scope in (tf.name_scope, tf.variable_scope):
    with scope("a"):
        found = tf.get_variable(f"in_{scope.__name__}", shape=())
        new = tf.Variable(0.0, name="new")
        node = tf.constant(0.0, name="node")
    print(found.op.name, new.op.name, node.op.name, sep="   ")

# %% proof
assert [found.op.name, new.op.name, node.op.name] == ["a/in_variable_scope", "a_1/new", "a_1/node"]
with tf.Graph().as_default(), tf.name_scope("a"):
    names = [
        tf.get_variable("in_name_scope", shape=()),
        tf.Variable(0.0, name="new"),
        tf.constant(0.0, name="node"),
    ]
    assert [one.op.name for one in names] == ["in_name_scope", "a/new", "a/node"]

# %% [markdown]
# **Your turn.** In a new graph, both kinds of scope are nested. Predict the two names that this program prints: set
# `variable_name` and `node_name`.
#
# ```python
# with tf.variable_scope("net"):
#     with tf.name_scope("left"):
#         v = tf.get_variable("bias", shape=())
#         c = tf.constant(1.0, name="one")
# print(v.op.name, c.op.name)
# ```

# %% try="nested"
variable_name = ...
node_name = ...

# %% solution="nested"
variable_name = "net/bias"
node_name = "net/left/one"

# %% [markdown] solution="nested"
# `get_variable` sees variable scopes only. Operations see both kinds. So name scopes may be added to a program for a
# better picture, without changing the names in its checkpoints.

# %% [markdown] hints="nested"
# - when "net/left/bias": What does a name scope do to the names of `get_variable`?
# - when "net/one": An operation stands in both scopes.
# 1. Read the table row by row: which scope does each of the two columns see?

# %% check="nested"
expect.predicted(str(variable_name), "net/bias", what="variable_name", hint="See the right column.")
expect.predicted(str(node_name), "net/left/one", what="node_name", hint="See the middle column.")

# %% wrong="nested" message="net/left/bias"
variable_name, node_name = "net/left/bias", "net/left/one"

# %% wrong="nested" message="net/one"
variable_name, node_name = "net/bias", "net/one"

# %% proof
with tf.Graph().as_default(), tf.variable_scope("net"), tf.name_scope("left"):
    assert tf.get_variable("bias", shape=()).op.name == "net/bias"
    assert tf.constant(1.0, name="one").op.name == "net/left/one"

# %% [markdown]
# ## 8. Reuse
#
# To share, say so: with `reuse=True` `get_variable` takes the variable that exists, and needs no shape. Here is our
# unit from the first part, $\max(z, \mathrm{threshold})$, complete. The threshold is made once, outside. Each unit
# finds it.


# %%
def relu(X):
    """Build one unit on X (n, k); all share relu/threshold."""
    with tf.variable_scope("relu", reuse=True):
        threshold = tf.get_variable("threshold")
        k = int(X.get_shape()[1])
        w = tf.Variable(tf.random_normal((k, 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        z = tf.add(tf.matmul(X, w), b, name="z")
        return tf.maximum(z, threshold, name="max")


tf.reset_default_graph()
tf.set_random_seed(42)
X = tf.placeholder(tf.float32, shape=(None, 3), name="X")
with tf.variable_scope("relu"):
    zero = tf.constant_initializer(0.0)
    threshold = tf.get_variable("threshold", shape=(), initializer=zero)
relus = [relu(X) for _ in range(5)]
output = tf.add_n(relus, name="output")

print([variable.op.name for variable in tf.global_variables()][:5], "...")
title = "relu/threshold has an arrow to each unit"
viz.computation_graph(tf.get_default_graph(), relus[:2], title=title)

# %% proof
assert len(tf.global_variables()) == 11
assert [variable.op.name for variable in tf.global_variables()][:3] == [
    "relu/threshold",
    "relu_1/weights",
    "relu_1/bias",
]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(tf.assign(threshold, 50.0))
    assert np.allclose(sess.run(output, feed_dict={X: x_val}), 250)
with pytest.raises(ValueError, match="does not exist"), tf.variable_scope("relu", reuse=True):
    tf.get_variable("treshold")
with (
    pytest.raises(ValueError, match=r"not created with tf\.get_variable"),
    tf.variable_scope("relu_1", reuse=True),
):
    tf.get_variable("weights")
with tf.variable_scope("relu", reuse=True):
    assert tf.get_variable("threshold") is threshold

# %% [markdown]
# The names show both rules of the table: the shared variable is `relu/threshold`, and the units' own nodes are in
# `relu_1/`, `relu_2/`, ..., because the name scope `relu` was taken already.
#
# With `reuse=True` nothing new is ever made. A name that is not there is an error, and so a typing mistake is found.
# Only variables of `get_variable` count: the weights above, made by `tf.Variable`, cannot be found.
#
# **A common mistake**: the threshold is made with care, outside, and the units do not use it. You set it, and nothing
# happens.
#
# **Your turn.** In this copy of the unit, one line is wrong: each unit makes a threshold of its own. Repair the line.


# %% try="obeys"
def obedient(X):
    with tf.variable_scope("relu", reuse=True):
        threshold = tf.Variable(0.0, name="threshold")
        w = tf.Variable(tf.random_normal((3, 1)), name="weights")
        return tf.maximum(tf.matmul(X, w), threshold)


# %% solution="obeys"
def obedient(X):
    with tf.variable_scope("relu", reuse=True):
        threshold = tf.get_variable("threshold")
        w = tf.Variable(tf.random_normal((3, 1)), name="weights")
        return tf.maximum(tf.matmul(X, w), threshold)


# %% [markdown] solution="obeys"
# `tf.Variable` always makes a new variable, whatever the scope around it says. A shape may be given again; then it must
# be the same as that of the variable.

# %% [markdown] hints="obeys"
# - when "thresholds": `tf.Variable` does not look into the table. What does?
# - when "do not move": The variable is found. Is it used?
# 1. Which of the two functions looks into the graph's table?

# %% check="obeys"
with tf.Graph().as_default(), tf.Session() as sess:
    with tf.variable_scope("relu"):
        one = tf.get_variable("threshold", shape=())
    units = tf.add_n([obedient(tf.zeros((2, 3))) for _ in range(3)])
    count = sum("threshold" in variable.op.name for variable in tf.global_variables())
    expect.equal(count, 1, what="the number of thresholds of three units", hint="Find it, do not make it.")
    sess.run(tf.global_variables_initializer())
    one.load(50.0, sess)
    value = sess.run(units)
moved = bool(np.allclose(value, 150))
expect.that(moved, "The units do not move with the threshold.", hint="Take the maximum with it.")


# %% wrong="obeys" message="thresholds"
def obedient(X):
    with tf.variable_scope("relu", reuse=True):
        threshold = tf.Variable(0.0, name="a_threshold")
        w = tf.Variable(tf.random_normal((3, 1)), name="weights")
        return tf.maximum(tf.matmul(X, w), threshold)


# %% wrong="obeys" message="do not move"
def obedient(X):
    with tf.variable_scope("relu", reuse=True):
        tf.get_variable("threshold")
        w = tf.Variable(tf.random_normal((3, 1)), name="weights")
        return tf.maximum(tf.matmul(X, w), 0.0)


# %% [markdown]
# ### `AUTO_REUSE`
#
# With `reuse=tf.AUTO_REUSE` the first call makes the variable, and the later ones find it. That is short, but the
# protection is gone: a typing mistake is a new variable, without any message.

# %%
tf.reset_default_graph()
for name in ("threshold", "threshold", "treshold"):
    with tf.variable_scope("relu", reuse=tf.AUTO_REUSE):
        tf.get_variable(name, shape=())
print([variable.op.name for variable in tf.global_variables()])

# %% proof
assert [variable.op.name for variable in tf.global_variables()] == ["relu/threshold", "relu/treshold"]
with pytest.raises(ValueError, match="specified shape"), tf.variable_scope("relu", reuse=tf.AUTO_REUSE):
    tf.get_variable("threshold", shape=(2,))
with pytest.raises(ValueError, match="specified shape"), tf.variable_scope("relu", reuse=True):
    tf.get_variable("threshold", shape=(2,))

# %% [markdown]
# | `reuse=` | the name exists | the name does not exist |
# | --- | --- | --- |
# | not given | error | make it |
# | `True` | share it | error |
# | `tf.AUTO_REUSE` | share it | make it |
#
# Not given means: as the scope around it. So inside a scope with `reuse=True` everything is shared. And whoever shares
# with another shape than the variable has gets an error in any case.
#
# **Your turn.** In an empty graph: what does `get_variable` do here? Set `happens` to `"makes it"`, `"shares it"` or
# `"error"`.
#
# ```python
# with tf.variable_scope("net", reuse=True):
#     with tf.variable_scope("relu"):
#         tf.get_variable("threshold", shape=())
# ```

# %% try="happens"
happens = ...

# %% solution="happens"
happens = "error"

# %% [markdown] solution="happens"
# The inner scope inherits `reuse=True`, and `net/relu/threshold` does not exist. This inheritance is what makes a whole
# network reusable: one `reuse=True` at the outside reaches all its layers.

# %% [markdown] hints="happens"
# - when "makes it": The inner scope gives no `reuse`. Which one holds then?
# - when "shares it": The graph is empty. There is nothing to share.
# 1. Read the lines below the table, then the row of that value.

# %% check="happens"
expect.predicted(happens, "error", what="The answer", hint="The inner scope is as the one around it.")

# %% wrong="happens" message="makes it"
happens = "makes it"

# %% wrong="happens" message="shares it"
happens = "shares it"

# %% proof
outer, missing = tf.Graph(), pytest.raises(ValueError, match="does not exist")
with outer.as_default(), missing, tf.variable_scope("net", reuse=True), tf.variable_scope("relu"):
    tf.get_variable("threshold", shape=())

# %% [markdown]
# ## 9. One network, two inputs
#
# Why share by name at all? Because whole networks are shared, too. To compare two images, send both through the *same*
# network, and compare what comes out. Such a pair is called a **Siamese network**. The function below asks
# `get_variable` for its weights; so the scope around the *call* decides whether they are new or the same.


# %%
def features(X):
    """Build four ReLU units on X (n, k). Returns a tensor (n, 4)."""
    w = tf.get_variable("weights", shape=(int(X.get_shape()[1]), 4))
    zeros = tf.zeros_initializer()
    b = tf.get_variable("bias", shape=(4,), initializer=zeros)
    return tf.nn.relu(tf.matmul(X, w) + b)


for second_scope in ("other", "features"):
    tf.reset_default_graph()
    tf.set_random_seed(42)
    left = tf.placeholder(tf.float32, shape=(None, 3), name="left")
    right = tf.placeholder(tf.float32, shape=(None, 3), name="right")
    with tf.variable_scope("features"):
        from_left = features(left)
    with tf.variable_scope(second_scope, reuse=tf.AUTO_REUSE):
        from_right = features(right)
    difference = from_left - from_right
    distance = tf.reduce_sum(tf.square(difference), name="distance")
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        far = sess.run(distance, feed_dict={left: x_val, right: x_val})
    count = len(tf.global_variables())
    print(f"{count} variables, x is {far:.1f} away from itself")

graph = tf.get_default_graph()
viz.computation_graph(graph, "distance", title="One layer, two inputs")

# %% proof
assert far == 0
assert len(tf.global_variables()) == 2
for seed in range(5):
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.set_random_seed(seed)
        halves = []
        for scope in ("features", "other"):
            with tf.variable_scope(scope):
                halves.append(features(tf.constant(x_val)))
        sess.run(tf.global_variables_initializer())
        assert len(tf.global_variables()) == 4
        assert sess.run(tf.reduce_sum(tf.square(halves[0] - halves[1]))) > 1

# %% [markdown]
# With two networks an input differs from itself, which is useless for comparing. With one network its distance from
# itself is 0, before any training, and whatever the weights are. In the picture, `weights` and `bias` have an arrow
# into both halves.
#
# **Your turn.** A network has two such layers, in the scopes `first` and `second`. *Three* images go through it, all
# through the same network. How many variables does the graph have? Set `variables`.

# %% try="variables"
variables = ...

# %% solution="variables"
variables = 4

# %% [markdown] solution="variables"
# Weights and a bias for each of the two layers. The number of inputs plays no part: they meet the same variables.

# %% [markdown] hints="variables"
# - when "got:      12": That is a network for each image.
# - when "got:      2": That is one layer.
# 1. Count the variables of one image's way through the network. Which new ones does the next image need?

# %% check="variables"
expect.predicted(variables, 4, what="The number of variables", hint="Two layers, weights and bias.")

# %% wrong="variables" message="got:      12"
variables = 12

# %% wrong="variables" message="got:      2"
variables = 2

# %% proof
with tf.Graph().as_default():
    for _ in range(3):
        hidden = tf.constant(x_val)
        for scope in ("first", "second"):
            with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
                hidden = features(hidden)
    assert len(tf.global_variables()) == 4

# %% [markdown]
# ## 10. The same as `nn.Module`
#
# All ways so far answer one question: *who holds the variables?* The caller, the function, or the graph. Here is the
# answer that has won: **an object**. A class makes its variables when you make the object, and builds nodes when you
# *call* the object. To share, use the same object again. No names, no scopes. First as a graph:


# %%
class GraphUnit:
    """One unit max(X w + b, threshold). Call it with X (n, k)."""

    def __init__(self, in_features, threshold):
        start = tf.random_normal((in_features, 1))
        self.w = tf.Variable(start, name="weights")
        self.b = tf.Variable(0.0, name="bias")
        self.threshold = threshold

    def __call__(self, X):
        return tf.maximum(tf.matmul(X, self.w) + self.b, self.threshold)


tf.reset_default_graph()
X = tf.placeholder(tf.float32, shape=(None, 3), name="X")
Y = tf.placeholder(tf.float32, shape=(None, 3), name="Y")
unit = GraphUnit(3, threshold=tf.Variable(0.0, name="threshold"))
outputs = [unit(X), unit(Y)]  # one unit, two inputs
print([variable.op.name for variable in tf.global_variables()])

# %% proof
assert len(tf.global_variables()) == 3

# %% [markdown]
# **The PyTorch way** is this idea, with a base class that helps. `nn.Module` notices each `nn.Parameter` and each
# module that you set as an attribute. So counting, saving, and moving to another device work for the whole model,
# however deeply the pieces are nested.


# %%
class ReluUnit(nn.Module):
    """One unit max(x w + b, threshold): (n, in_features) -> (n, 1)."""

    def __init__(self, in_features, threshold):
        super().__init__()
        self.linear = nn.Linear(in_features, 1)
        self.threshold = threshold

    def forward(self, x):
        return torch.maximum(self.linear(x), self.threshold)


class SumOfUnits(nn.Module):
    """The sum of units with one threshold: (n, in_features) -> (n, 1)."""

    def __init__(self, in_features, units=5):
        super().__init__()
        self.threshold = nn.Parameter(torch.tensor(0.0))
        self.units = nn.ModuleList()
        for _ in range(units):
            self.units.append(ReluUnit(in_features, self.threshold))

    def forward(self, x):
        return sum(unit(x) for unit in self.units)


torch.manual_seed(42)
model = SumOfUnits(3)
names = [name for name, _ in model.named_parameters()]
print("parameters:  ", names[:3], "...")
print("in the table:", list(model.state_dict())[:4], "...")

# %% proof
assert len(list(model.parameters())) == 11
assert sum("threshold" in name for name in model.state_dict()) == 6
assert next(name for name, _ in model.named_parameters()) == "threshold"
assert all(unit.threshold is model.threshold for unit in model.units)


def graph_of_section_8():
    """The weights (5, 3), the biases (5,) and the output (3, 1) of five units that share by name."""
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.set_random_seed(42)
        with tf.variable_scope("relu"):
            tf.get_variable("threshold", shape=(), initializer=tf.constant_initializer(0.5))
        output = tf.add_n([relu(tf.constant(x_val)) for _ in range(5)])
        made = {variable.op.name: variable for variable in tf.global_variables()}
        sess.run(tf.global_variables_initializer())
        weights = [sess.run(v)[:, 0] for name, v in made.items() if "weights" in name]
        biases = [sess.run(v) for name, v in made.items() if "bias" in name]
        return torch.tensor(np.array(weights)), torch.tensor(np.array(biases)), sess.run(output)


weights, biases, from_graph = graph_of_section_8()
with torch.no_grad():
    model.threshold.fill_(0.5)
    for unit, w, b in zip(model.units, weights, biases, strict=True):
        unit.linear.weight.copy_(w)
        unit.linear.bias.fill_(b)
    assert np.allclose(from_graph, model(torch.tensor(x_val)), atol=1e-4)

# %% [markdown]
# Compare with the graph: the argument `threshold` is section 5, the object that keeps it is section 6, and the names
# with dots are the scopes of section 7. With the same weights it computes the same numbers.
#
# `parameters()` lists the shared threshold **once**, although six modules hold it: it is one object. `state_dict()`,
# the table for saving, has a name for each holder.
#
# **Your turn.** How many *numbers* can `SumOfUnits(4, units=3)` learn, all weights, biases and thresholds together? Set
# `numbers`.

# %% try="numbers"
numbers = ...

# %% solution="numbers"
numbers = 16

# %% [markdown] solution="numbers"
# Three units with four weights and a bias each, and one threshold for all: 3 · 5 + 1. In code:
# `sum(p.numel() for p in model.parameters())`.

# %% [markdown] hints="numbers"
# - when "got:      18": Each unit holds the threshold, but it is one.
# - when "got:      15": Something can be learned besides weights and biases.
# - when "got:      13": Each unit has a bias, too.
# 1. Count the numbers of one unit, then what all of them share.

# %% check="numbers"
expect.predicted(numbers, 16, what="The number", hint="Count what is shared once.")

# %% wrong="numbers" message="got:      18"
numbers = 18

# %% wrong="numbers" message="got:      15"
numbers = 15

# %% wrong="numbers" message="got:      13"
numbers = 13

# %% proof
assert sum(p.numel() for p in SumOfUnits(4, units=3).parameters()) == 16

# %% [markdown]
# ### Two traps
#
# **A plain list hides modules.** `nn.Module` sees attributes that *are* modules or parameters. It does not look into
# Python lists. The layers in a list do compute, so nothing seems wrong; but no optimizer ever gets their weights.
#
# **Your turn.** This model has three layers of four numbers, and `parameters()` finds none of them. Repair it.


# %% try="found"
class Layers(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(3, 1) for _ in range(3)]


# %% solution="found"
class Layers(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(3, 1) for _ in range(3))


# %% [markdown] solution="found"
# A `ModuleList` is a module that behaves like a list. `nn.Sequential` and `nn.ModuleDict` are found, too. For a list of
# bare parameters there is `nn.ParameterList`.

# %% [markdown] hints="found"
# - when "got:      0": A tuple and a dictionary hide modules as well as a list does.
# - when "got:      4": That is one layer.
# 1. Which class of `nn` is a list *and* a module?

# %% check="found"
count = sum(parameter.numel() for parameter in Layers().parameters())
expect.equal(count, 12, what="how many numbers parameters() finds", hint="nn has a list of its own.")


# %% wrong="found" message="got:      0"
class Layers(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = tuple(nn.Linear(3, 1) for _ in range(3))


# %% wrong="found" message="got:      4"
class Layers(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Linear(3, 1)


# %% [markdown]
# **A copy is not shared.** To use a layer twice, use the same *object* twice. A second `nn.Linear(3, 4)`, or a
# `copy.deepcopy`, has weights of its own. This is section 9 in PyTorch.
#
# **Your turn.** Both inputs should go through one layer, now and when it has learned. Repair the last line.

# %% try="twin"
layer = nn.Linear(3, 4)
layer_for_left = layer
layer_for_right = copy.deepcopy(layer)

# %% solution="twin"
layer = nn.Linear(3, 4)
layer_for_left = layer
layer_for_right = layer

# %% [markdown] solution="twin"
# Directly after the copy both give the same numbers, which is why the mistake stays hidden. After the first step of an
# optimizer they differ.

# %% [markdown] hints="twin"
# - when "moves apart": Are the weights one object, or two with the same numbers?
# 1. In Python a second name for an object is not a copy of it.

# %% check="twin"
with torch.no_grad():
    layer_for_left.weight.add_(1.0)
    together = torch.equal(layer_for_left.weight, layer_for_right.weight)
    layer_for_left.weight.sub_(1.0)
expect.that(together, "The right layer moves apart when the left one learns.", hint="Use one object.")

# %% wrong="twin" message="moves apart"
layer_for_left, layer_for_right = nn.Linear(3, 4), nn.Linear(3, 4)

# %% [markdown]
# As in section 5, the gradient of something shared is the sum over all uses.
#
# **Your turn.** A parameter is used twice. What is `w.grad` after these lines? Set `w_grad`.
#
# ```python
# w = nn.Parameter(torch.tensor(2.0))
# loss = 3 * w + 5 * w
# loss.backward()
# ```

# %% try="w_grad"
w_grad = ...

# %% solution="w_grad"
w_grad = 8

# %% [markdown] solution="w_grad"
# The first use gives 3, the second 5. The value 2 plays no part, since the loss is linear in it.

# %% [markdown] hints="w_grad"
# - when "got:      16": That is the loss. How much does it grow when `w` grows by 1?
# - when "got:      5": The last use does not replace the first.
# 1. Write down the slope of each use, and add.

# %% check="w_grad"
expect.predicted(w_grad, 8, what="The gradient", hint="One number for each use, added.")

# %% wrong="w_grad" message="got:      16"
w_grad = 16

# %% wrong="w_grad" message="got:      5"
w_grad = 5

# %% proof
w = nn.Parameter(torch.tensor(2.0))
(3 * w + 5 * w).backward()
assert w.grad == 8

# %% [markdown]
# ### How large should a piece be?
#
# Five units are five matrix products with one column each. One `nn.Linear(3, 5)` does the same in one product with five
# columns: fewer and larger steps, which suit every processor, and GPUs above all. So write functions and modules for
# pieces of the size of a *layer* or larger, not for single neurons.

# %%
names = [["x1", "x2", "x3"], ["1", "2", "3", "4", "5"]]
viz.network((3, 5), names=names, title="Five units are one layer")

# %% proof
wide = nn.Linear(3, 5)
with torch.no_grad():
    wide.weight.copy_(weights)  # (5, 3): one row for each unit
    wide.bias.copy_(biases)
    at_once = torch.maximum(wide(torch.tensor(x_val)), torch.tensor(0.5)).sum(dim=1, keepdim=True)
assert np.allclose(from_graph, at_once, atol=1e-4)

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
# > **Today.** Write modules. TensorFlow 2 has taken this way, too: `tf.variable_scope` and `tf.get_variable` are left
# > only in `tf.compat.v1`. You need them to read programs of TensorFlow 1, and its checkpoints: the names with `/` come
# > from there.

# %% [markdown]
# ## Summary
#
# - `get_variable` makes or finds a variable by its name; `tf.Variable` always makes one. `reuse` decides which: an
#   error for accidents, an error for typing mistakes, or (`AUTO_REUSE`) neither.
# - Names of `get_variable` follow variable scopes only, and are never numbered.
# - One network for two inputs: the scope around the call says `reuse`, or the same object is called twice.
# - `nn.Module` holds its parameters. The same object twice means the same weights twice; a plain list hides them.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | variable scope | 변수 범위 | a beginning of names, and a rule, for `get_variable` |
# | reuse | 재사용 | to take a variable that exists |
# | initializer | 초기화 함수 | a rule that makes a variable's first value |
# | Siamese network | 샴 네트워크 | one network that is used for two inputs |
# | module | 모듈 | a piece of a model together with its parameters |
# | parameter | 매개변수 | a number, or a tensor, that is learned |

# %% [markdown]
# ## Read on
#
# - M. Abadi and others, *TensorFlow: a system for large-scale machine learning*, OSDI (2016): graphs, and variables
#   that live outside them.
# - A. Paszke and others, *PyTorch: an imperative style, high-performance deep learning library*, NeurIPS (2019): why
#   models are ordinary objects.
# - J. Bromley, I. Guyon, Y. LeCun, E. Säckinger and R. Shah, *Signature verification using a "Siamese" time delay
#   neural network*, NIPS (1993): two signatures, one network.
# - X. Glorot and Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks*, AISTATS
#   (2010): where `glorot_uniform_initializer` comes from.
# - O. Press and L. Wolf, *Using the output embedding to improve language models*, EACL (2017): one matrix at both ends
#   of a network.
#
# **Open questions**, without a grade:
#
# 1. Convolutions use the same weights at all places, recurrent networks at all times. What do two pieces of a network
#    have to have in common, so that sharing helps rather than hurts?
# 2. Names that hold a program together break when somebody renames something; objects break when somebody copies them.
#    Which mistake is found earlier, and by whom?
#
# **Now you**: [exercise 7](../exercises/07_modularity/07_modularity.ipynb), 40 to 60 minutes. **Next**: {{next}}, which
# puts everything together in one complete program.
