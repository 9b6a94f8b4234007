# %% [markdown]
# # 2b. Graphs and sessions: values that come and stay
#
# You can build a graph and run it. So far each run gave the same answer. Now values come in from outside, others stay
# from one run to the next, and mistakes show where you do not expect them.
#
# **After this chapter you can**
#
# - feed batches of any size through placeholders, and replace any tensor for one run;
# - create, initialise and update variables, and predict what another session sees of them;
# - tell what TensorFlow 1 promises about the order in a run, and what it does not;
# - find the remedy in the four most common error messages;
# - say what a graph is good for, and what it costs.
#
# **Time**: {{time}}, with the practice, and 50 minutes for the exercise. **Needs**: {{previous}}. No GPU, no network.
# The sections are numbered on from there.

# %%
import numpy as np
import torch

import lessonlib.tf1 as tf
from lessonlib import viz

# %% [markdown]
# ## 10. Placeholders: values that come later
#
# A graph of constants always gives the same answer, but training needs new data in each step. A **placeholder** is an
# input without a value. It has a dtype and perhaps a shape, and computes nothing. In each run you **feed** it:
# `feed_dict={placeholder: value}`.

# %%
tf.reset_default_graph()
celsius = tf.placeholder(tf.float32, name="celsius")
fahrenheit = celsius * 1.8 + 32.0

with tf.Session() as sess:
    print(sess.run(fahrenheit, feed_dict={celsius: 100.0}))
    print(fahrenheit.eval(feed_dict={celsius: [-40.0, 0.0, 37.0]}))

# %% [markdown]
# In the **PyTorch way** this is a function with an argument. Nothing is declared, and no shape is checked in advance.

# %% proof
import pytest

with tf.Session() as sess:
    assert sess.run(fahrenheit, {celsius: 100.0}) == 212
    assert sess.run(fahrenheit, {celsius: -40.0}) == -40

# %% [markdown]
# **Your turn.** Let the graph convert 36 and 41 degrees Celsius in **one** run. Set `bath` to the result.

# %% try="bath"
with tf.Session() as sess:
    bath = ...

# %% solution="bath"
with tf.Session() as sess:
    bath = sess.run(fahrenheit, {celsius: [36.0, 41.0]})

# %% [markdown] solution="bath"
# The placeholder was made without a shape, so it takes a number, a vector or a matrix.

# %% [markdown] hints="bath"
# - when "wrong shape": Two temperatures come in, so two must come out.
# 1. Feed a list, as the last line of the cell above does.

# %% check="bath"
expect.close(bath, [96.8, 105.8], what="bath", rtol=1e-4, hint="Feed a list of two numbers.")

# %% wrong="bath" message="wrong shape"
with tf.Session() as sess:
    bath = sess.run(fahrenheit, {celsius: 36.0})

# %% [markdown]
# ### Unknown dimensions
#
# Batches of data do not always have the same size. Write `None` for a size that is not known yet: `shape=(None, 3)`
# means "any number of rows, 3 columns". It prints as `?`. The graph carries it along: what is unknown stays unknown,
# what is known is checked.

# %%
tf.reset_default_graph()
A = tf.placeholder(tf.float32, shape=(None, 3), name="A")
B = tf.add(A, 5.0, name="B")
print(A)
print(B)

with tf.Session() as sess:
    print(sess.run(B, {A: [[0, 1, 2]]}))
    print(sess.run(B, {A: [[0, 1, 2], [10, 20, 30]]}))

# %% [markdown]
# One fed row gives `[[5. 6. 7.]]`, a matrix with one row, and not the vector `[5. 6. 7.]`: the result has the rank that
# the graph foresees.

# %% proof
assert B.shape.as_list() == [None, 3]
assert "shape=(?, 3)" in str(B)
with tf.Session() as sess:
    assert sess.run(B, {A: [[0, 1, 2]]}).tolist() == [[5, 6, 7]]

# %% [markdown]
# **Your turn.** Which shapes do `tf.reduce_mean(A, axis=0)` and `tf.reduce_mean(A, axis=1)` have in the graph? Set
# `mean_shapes` to a list of two lists, with `None` for an unknown size.

# %% try="mean_shapes"
mean_shapes = ...

# %% solution="mean_shapes"
mean_shapes = [[3], [None]]

# %% [markdown] solution="mean_shapes"
# The axis that is named disappears. Without the rows, 3 columns are left; without the columns, an unknown number of
# rows.

# %% [markdown] hints="mean_shapes"
# - when "[[None], [3]]": The axis that you name is the one that disappears.
# 1. Axis 0 is the rows, whose number is unknown. Axis 1 is the columns.

# %% check="mean_shapes"
expect.predicted(mean_shapes, [[3], [None]], what="The pair of shapes", hint="Which axis disappears?")

# %% wrong="mean_shapes" message="[[None], [3]]"
mean_shapes = [[None], [3]]

# %% proof
assert [tf.reduce_mean(A, axis=axis).shape.as_list() for axis in (0, 1)] == [[3], [None]]

# %% [markdown]
# **Your turn.** A shape may fit by luck. The layer `rows @ W + bias` has 2 outputs, and `bias` holds 10 for the first
# output *column* and 20 for the second. The cell runs, since its batch has two rows, but it adds 10 to the first *row*.
# Repair `bias`.

# %% try="bias"
bias = tf.constant([[10.0], [20.0]])
rows = tf.placeholder(tf.float32, shape=(None, 3))
layer = tf.matmul(rows, tf.ones((3, 2))) + bias
with tf.Session() as sess:
    print(sess.run(layer, {rows: np.ones((2, 3))}))

# %% solution="bias"
bias = tf.constant([10.0, 20.0])
rows = tf.placeholder(tf.float32, shape=(None, 3))
layer = tf.matmul(rows, tf.ones((3, 2))) + bias
with tf.Session() as sess:
    print(sess.run(layer, {rows: np.ones((2, 3))}))

# %% [markdown] solution="bias"
# The shape (2,) is added to each row, whatever their number. `[[10.0, 20.0]]`, of shape (1, 2), is right, too. With
# three rows, the wrong one would have stopped with an error.

# %% [markdown] hints="bias"
# - when "first row": Print what the layer gives. Where are the tens, and where should they be?
# 1. A shape (2, 1) is a column. You need one number for each column of the result: a vector, or a single row.

# %% check="bias"
with tf.Session() as session:
    found = session.run(layer, {rows: [[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]]}).tolist()
expect.that(found != [[13, 13], [20, 20]], "10 is added to the whole first row.", hint="Look at the shape.")
expect.equal(found, [[13, 23], [10, 20]], what="The layer")

# %% wrong="bias" message="first row"
bias = tf.constant([[10.0], [20.0]], name="bias")
rows = tf.placeholder(tf.float32, shape=(None, 3))
layer = tf.matmul(rows, tf.ones((3, 2))) + bias

# %% proof
X = tf.placeholder(tf.float32, shape=(None, 3))
wrong = tf.matmul(X, tf.ones((3, 2))) + tf.constant([[10.0], [20.0]])
with tf.Session() as sess, pytest.raises(tf.errors.InvalidArgumentError):
    sess.run(wrong, {X: np.ones((3, 3))})

# %% [markdown]
# ## 11. You can feed any tensor
#
# Not only a placeholder takes a value. **Any tensor can be fed.** For this one run your value takes its place, and the
# nodes before it do not even run. So you can test one part of a large model alone.

# %%
tf.reset_default_graph()
w = tf.placeholder(tf.float32, name="w")
x = tf.add(w, 2.0, name="x")
y = tf.multiply(x, 10.0, name="y")

with tf.Session() as sess:
    print("w = 1:  ", sess.run(y, {w: 1.0}))
    print("x = 100:", sess.run(y, {x: 100.0}), " (w is not needed)")
    print(sess.plan(y, feed_dict={x: 100.0}).source)

# %% proof
with tf.Session() as sess:
    assert (sess.run(y, {w: 1.0}), sess.run(y, {x: 100.0})) == (30, 1000)
    assert "w" not in [node.name for node in sess.trace(y, {x: 100.0})]

# %% [markdown]
# **Your turn.** What does `sess.run([x, y], {w: 1.0, x: 4.0})` give? Set `fed_both` to a list of two numbers.

# %% try="fed_both"
fed_both = ...

# %% solution="fed_both"
fed_both = [4, 40]

# %% [markdown] solution="fed_both"
# `x` is fed, so it is not calculated, and nobody asks for `w` any more. That it was fed as well does no harm.

# %% [markdown] hints="fed_both"
# - when "[3, 30]": `x` would be 3 if it were calculated. Is it?
# 1. Begin with `y` and walk backwards. Stop where a value is there already.

# %% check="fed_both"
expect.predicted(fed_both, [4, 40], what="The list", hint="A fed tensor is not calculated.")

# %% wrong="fed_both" message="[3, 30]"
fed_both = [3, 30]

# %% proof
with tf.Session() as sess:
    assert sess.run([x, y], {w: 1.0, x: 4.0}) == [4, 40]

# %% [markdown]
# ## 12. Variables: values that stay
#
# A variable is the one node with a memory. Its life has three stages:
#
# - **Construction**: `tf.Variable(0.5)` adds the node. There is no value yet, only the rule for the first one. Reading
#   it now is a `FailedPreconditionError`.
# - **Birth**: its initialiser runs in a session. From now on it has a value *in this session*.
# - **End**: the session closes, and the value is gone. (In distributed TensorFlow it lives on a server of the cluster,
#   and stays there.)

# %%
tf.reset_default_graph()
level = tf.Variable(0.5, name="level")
louder = tf.assign_add(level, 0.25)

with tf.Session() as sess:
    sess.run(level.initializer)
    print("born with", sess.run(level))
    sess.run(louder)
    print("kept after a run:", sess.run(level))

# %% proof
with tf.Session() as sess:
    with pytest.raises(tf.errors.FailedPreconditionError):
        sess.run(level)
    sess.run(level.initializer)
    assert sess.run(level) == 0.5
    sess.run(louder)
    assert sess.run(level) == 0.75

# %% [markdown]
# | | constant | variable | placeholder |
# | --- | --- | --- | --- |
# | its value comes from | the graph itself | its initialiser, then updates | `feed_dict`, in each run |
# | stays from run to run | yes, never changes | yes, in its session | no |
# | must be initialised | no | **yes** | no |
# | must be fed | no | no | **yes** |
# | used for | fixed numbers | weights, step counters | data |
#
# The first value may be random: `tf.Variable(tf.random_normal((2, 2)))`. Then each initialisation draws again. With
# `tf.set_random_seed`, the whole program repeats exactly.


# %% proof
def first_weights(seed):
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.set_random_seed(seed)
        weights = tf.Variable(tf.random_normal((2, 2)))
        sess.run(weights.initializer)
        first = sess.run(weights)
        sess.run(weights.initializer)
        assert (sess.run(weights) != first).all()
        return first


assert (first_weights(1) == first_weights(1)).all()
assert (first_weights(1) != first_weights(2)).all()
with pytest.raises(AttributeError, match=r"only a tf\.Variable can"):
    tf.assign(tf.constant(1), 2)

# %% [markdown]
# **Your turn.** Which of these five can a fresh session run when nothing has been initialised or fed? Set `ready` to a
# list of names, such as `["a", "b"]`.
#
# ```python
# a = tf.constant(1.0)
# b = tf.Variable(2.0)
# c = tf.placeholder(tf.float32)
# d = a + b
# e = a * a
# ```

# %% try="ready"
ready = ...

# %% solution="ready"
ready = ["a", "e"]

# %% [markdown] solution="ready"
# `b` has no value before its initialiser runs, even though 2.0 stands in the line, and `d` needs `b`. `c` must be fed.

# %% [markdown] hints="ready"
# - when "'b'": The 2.0 is only the rule for the first value. What must happen before it counts?
# - when "'d'": Walk backwards from `d`. What do you meet?
# 1. Cross out what is a variable or a placeholder, then what depends on one.

# %% check="ready"
expect.predicted(ready, ["a", "e"], what="The list", hint="What must be initialised, or fed?")

# %% wrong="ready" message="'b'"
ready = ["a", "b", "e"]

# %% wrong="ready" message="'d'"
ready = ["a", "d", "e"]

# %% proof
with tf.Graph().as_default(), tf.Session() as sess:
    five = {"a": tf.constant(1.0), "b": tf.Variable(2.0), "c": tf.placeholder(tf.float32)}
    five |= {"d": five["a"] + five["b"], "e": five["a"] * five["a"]}
    assert sess.run([five["a"], five["e"]]) == [1, 1]
    for name in "bcd":
        with pytest.raises((tf.errors.FailedPreconditionError, tf.errors.InvalidArgumentError)):
            sess.run(five[name])

# %% [markdown]
# **Your turn.** One session runs, in this order: the initialiser of `level`, `louder`, `louder`, the initialiser, and
# `louder`. What is `level` then? Set `loudness` to the number.

# %% try="loudness"
loudness = ...

# %% solution="loudness"
loudness = 0.75

# %% [markdown] solution="loudness"
# An initialiser is an ordinary node: run it again, and the variable starts again, at 0.5.

# %% [markdown] hints="loudness"
# - when "1.25": The initialiser ran a second time. What does it do to a value that is there?
# 1. What counts is only what comes after the last initialiser.

# %% check="loudness"
expect.predicted(loudness, 0.75, what="The level", hint="Go step by step.")

# %% wrong="loudness" message="1.25"
loudness = 1.25

# %% proof
with tf.Session() as sess:
    for node in (level.initializer, louder, louder, level.initializer, louder):
        sess.run(node)
    assert sess.run(level) == 0.75

# %% [markdown]
# ## 13. `assign`: an update is a node too
#
# `tf.assign(a, new)` does **not** change `a`. It adds a node to the graph. *Running* this node changes `a`, and its
# output is the new value.

# %%
tf.reset_default_graph()
a = tf.Variable(1, name="a")
c = tf.assign(a, a + 1, name="c")
before = tf.multiply(a, 10, name="before")
by_data = tf.multiply(c, 10, name="by_data")
with tf.control_dependencies([c]):
    by_order = tf.multiply(a.read_value(), 10, name="by_order")

with tf.Session() as sess:
    sess.run(a.initializer)
    print("after building, a =", sess.run(a))
    print("[c, a] =", sess.run([c, a]))
    print("[a, c] =", sess.run([a, c]))
    sess.run(a.initializer)
    print(sess.run([a, before, by_data, by_order]))

# %% [markdown]
# What does a node see when the same run also updates the variable? TensorFlow 1 lets many threads run the nodes, so
# only a **dependency** fixes the order: by data, when the node uses the output of the update (`by_data`), or by order,
# with `tf.control_dependencies` (`by_order`). Both show the new value, 20. This is a promise.
#
# > **This library, not TensorFlow.** `a` and `before` depend on no update. TensorFlow 1 promises nothing about them:
# > either may show the value before or after it. `lessonlib` has a rule, so that programs repeat. **A variable that
# > you fetch directly is read after all updates of its run**, and a node that calculates with it, such as `before`,
# > sees the value from before. Do not rely on it in a program that TensorFlow is to run: write the dependency.

# %% proof
with tf.Session() as sess:
    sess.run(a.initializer)
    assert sess.run([c, a]) == [2, 2]
    assert sess.run([a, c]) == [3, 3]
    sess.run(a.initializer)
    assert sess.run([a, before, by_data, by_order]) == [2, 10, 20, 20]

# %% [markdown]
# **Your turn.** `a` is 5. A run fetches `[c, by_data, a, before]`. For which of the four does TensorFlow 1 promise a
# number? Set `promised` to the list of these numbers.

# %% try="promised"
promised = ...

# %% solution="promised"
promised = [6, 60]

# %% [markdown] solution="promised"
# `c` is the update, and gives the new value, 6. `by_data` uses the output of `c`. For `a` this library gives 6 and
# for `before` 50, but TensorFlow may show 5 or 6, and 50 or 60.

# %% [markdown] hints="promised"
# - when "[6, 60, 6]": Does the fetch `a` depend on the update, by data or by order?
# - when "[6, 60, 6, 50]": That is what this library prints. Which of the four depend on the update?
# 1. Keep only the update itself, and what uses its output.

# %% check="promised"
expect.predicted(promised, [6, 60], what="The list", hint="A promise needs a dependency.")

# %% wrong="promised" message="[6, 60, 6, 50]"
promised = [6, 60, 6, 50]

# %% wrong="promised" message="[6, 60, 6]"
promised = [6, 60, 6]

# %% proof
with tf.Session() as sess:
    a.load(5, sess)
    assert sess.run([c, by_data, a, before]) == [6, 60, 6, 50]

# %% [markdown]
# ### Set a variable to a value of your choice
#
# `sess.run(tf.assign(rate, 0.05))` works. But each call of `tf.assign` adds new nodes, and in a loop the graph grows
# for ever. Build *one* assign node whose new value is a placeholder, and feed it as often as you like.
#
# **Your turn.** The loop below adds nodes in each turn. Use `set_rate` in it, so that the graph does not grow.

# %% try="set_rate"
tf.reset_default_graph()
rate = tf.Variable(0.1, name="rate")
new_rate = tf.placeholder(tf.float32, shape=())
set_rate = tf.assign(rate, new_rate)
size = len(tf.get_default_graph().operations)
with tf.Session() as sess:
    for wanted in (0.05, 0.025, 0.0125):
        sess.run(tf.assign(rate, wanted))
    last = sess.run(rate)

# %% solution="set_rate"
tf.reset_default_graph()
rate = tf.Variable(0.1, name="rate")
new_rate = tf.placeholder(tf.float32, shape=())
set_rate = tf.assign(rate, new_rate)
size = len(tf.get_default_graph().operations)
with tf.Session() as sess:
    for wanted in (0.05, 0.025, 0.0125):
        sess.run(set_rate, {new_rate: wanted})
    last = sess.run(rate)

# %% [markdown] solution="set_rate"
# The node is built once and fed three times. No initialiser was needed: an assignment gives the variable a value, too.
# In PyTorch, `rate.fill_(0.05)` changes a tensor at once.

# %% [markdown] hints="set_rate"
# - when "nodes were added": Nothing inside the loop may call `tf.assign`.
# 1. Run the node that is there, and feed its placeholder.

# %% check="set_rate"
more = len(rate.graph.operations) - size
expect.that(more == 0, f"{more} nodes were added in the loop.", hint="Run set_rate, with a feed.")
expect.close(last, 0.0125, what="The last rate")

# %% wrong="set_rate" message="nodes were added"
tf.reset_default_graph()
rate = tf.Variable(0.1, name="rate")
size = len(tf.get_default_graph().operations)
with tf.Session() as sess:
    for wanted in (0.05, 0.025, 0.0125):
        sess.run(rate.assign(wanted))
    last = sess.run(rate)

# %% proof
moving = torch.tensor(0.1)
moving.fill_(0.05)
assert moving == 0.05

# %% [markdown]
# ## 14. Sessions share nothing
#
# Two sessions run the same graph. Does each have its own variable `w`, or do they share one? **Each session has its
# own.** The graph holds only the description, so sharing a graph shares no values.

# %%
tf.reset_default_graph()
w = tf.Variable(0, name="w")
step = tf.assign_add(w, 1)

first, second = tf.Session(), tf.Session()
for sess in (first, second):
    sess.run(w.initializer)
for _ in range(5):
    first.run(step)
second.run(step)

print("first session: ", first.run(w))
print("second session:", second.run(w))
first.close()
second.close()

# %% [markdown]
# With two threads it is the same: each opens a session on the graph and counts alone. It also holds in time. Close a
# session and open a new one, and the variable starts again from its initialiser; lesson 5 saves values to a file.
#
# **A common mistake** is the answer "they share it". It is true only of *distributed* TensorFlow, where several
# sessions connect to one cluster, and the variables live on its servers.

# %% proof
import threading

seen = {}


def count_alone(name, times, graph):
    with tf.Session(graph=graph) as sess:
        sess.run(w.initializer)
        for _ in range(times):
            sess.run(step)
        seen[name] = int(sess.run(w))


jobs = [threading.Thread(target=count_alone, args=(f"thread {times}", times, w.graph)) for times in (30, 20)]
for job in jobs:
    job.start()
for job in jobs:
    job.join()
assert seen == {"thread 30": 30, "thread 20": 20}

# %% [markdown]
# **Your turn.** A session initialises `w`, runs `step` three times, and closes. A new session on the same graph
# initialises `w` and runs `step` once; meanwhile a third session initialises `w` and only reads it. Set `both_see` to
# the values of `w` in the second and in the third session.

# %% try="both_see"
both_see = ...

# %% solution="both_see"
both_see = [1, 0]

# %% [markdown] solution="both_see"
# Nothing of the first session is left, and the third knows nothing of the second.

# %% [markdown] hints="both_see"
# - when "[4, ": The first session has closed. Where would the 3 have been kept?
# - when "[1, 1]": Whose variable does the third session read?
# 1. Write down each session's `w` in a column of its own.

# %% check="both_see"
expect.predicted(both_see, [1, 0], what="The list", hint="Each session has its own w.")

# %% wrong="both_see" message="[4, 4]"
both_see = [4, 4]

# %% wrong="both_see" message="[1, 1]"
both_see = [1, 1]

# %% proof
with tf.Session() as sess:
    for node in (w.initializer, step, step, step):
        sess.run(node)
with tf.Session() as sess, tf.Session() as third:
    sess.run(w.initializer)
    third.run(w.initializer)
    sess.run(step)
    assert (sess.run(w), third.run(w)) == (1, 0)

# %% [markdown]
# ## 15. When it goes wrong: read the message
#
# A mistake in a graph often shows late, when you run it, far from the line that you must mend. So each message names
# the node, and here also the line that made it. These four you will meet most:
#
# | the message begins with | type | remedy |
# | --- | --- | --- |
# | *You must feed a value for placeholder 'A'* | `InvalidArgumentError` | feed it |
# | *Cannot feed value of shape (1, 2) for Tensor A:0, which has shape (?, 3)* | `ValueError` | compare the two shapes |
# | *Attempting to use uninitialized value v* | `FailedPreconditionError` | run its initialiser, in *this* session |
# | *Using a symbolic `tf.Tensor` as a Python `bool` is not allowed* | `TypeError` | run it first |
#
# A node that does not *depend* on the placeholder runs without a feed.

# %% proof
tf.reset_default_graph()
A = tf.placeholder(tf.float32, shape=(None, 3), name="A")
B = tf.add(A, 5.0, name="B")
v = tf.Variable(1.0, name="v")
with tf.Session() as sess:
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^You must feed a value for placeholder 'A'"):
        sess.run(B)
    with pytest.raises(
        ValueError, match=r"^Cannot feed value of shape \(1, 2\) for Tensor A:0, which has sh"
    ):
        sess.run(B, {A: [[1, 2]]})
    with pytest.raises(tf.errors.FailedPreconditionError, match=r"^Attempting to use uninitialized value v"):
        sess.run(v + 1.0)
    with pytest.raises(TypeError, match=r"^Using a symbolic `tf\.Tensor` as a Python `bool` is not allowed"):
        bool(B > 0)
    assert sess.run(tf.constant(2.0) * 4.0) == 8

# %% [markdown]
# **Your turn.** `A` is a placeholder, `B` is `A + 5`, and `v` is a variable that *another* session has initialised.
# With which types of errors do the three lines stop? Set `types` to a list of three names from the table.
#
# ```python
# sess.run(v)
# sess.run(B)
# if v > 0: print("positive")
# ```

# %% try="types"
types = ...

# %% solution="types"
types = ["FailedPreconditionError", "InvalidArgumentError", "TypeError"]

# %% [markdown] solution="types"
# Another session's value does not help in line 1. In line 2 nothing is fed. Line 3 runs no session at all: `v > 0` is
# one more node, and Python cannot know whether it is true.

# %% [markdown] hints="types"
# 1. Line 1: which session has the value? Line 2: what does `B` need? Line 3: is there any session in it?

# %% check="types"
expect.predicted(
    types,
    ["FailedPreconditionError", "InvalidArgumentError", "TypeError"],
    what="The list of types",
    hint="What is missing in each of the lines?",
)

# %% wrong="types" message="The list of types"
types = ["InvalidArgumentError", "InvalidArgumentError", "ValueError"]

# %% proof
with tf.Session() as session, tf.Session() as sess:
    session.run(v.initializer)
    with pytest.raises(tf.errors.FailedPreconditionError):
        sess.run(v)
    with pytest.raises(TypeError):
        bool(v > 0)

# %% [markdown]
# **Your turn.** `feed` is to bring one row with the numbers 1, 2, 3 into `table`, which has the shape (?, 3). A run
# with it stops: "Cannot feed value of shape (3,)". Repair it.

# %% try="feed"
table = tf.placeholder(tf.float32, shape=(None, 3))
feed = {table: [1.0, 2.0, 3.0]}

# %% solution="feed"
table = tf.placeholder(tf.float32, shape=(None, 3))
feed = {table: [[1.0, 2.0, 3.0]]}

# %% [markdown] solution="feed"
# A table with one row needs two pairs of brackets. For an array, `row[None, :]` or `row.reshape(1, 3)` adds the
# dimension.

# %% [markdown] hints="feed"
# - when "(3,)": This is a vector. The placeholder takes a matrix; one row is a matrix, too.
# 1. One more pair of brackets.

# %% check="feed"
expect.shape(np.array(feed[table]), (1, 3), what="The value that is fed", hint="One row, three columns.")
expect.close(np.array(feed[table]), [[1, 2, 3]], what="The value that is fed")

# %% wrong="feed" message="(3,)"
table = tf.placeholder(tf.float32, shape=(None, 3))
feed = {table: np.array([1.0, 2.0, 3.0])}

# %% proof
table = tf.placeholder(tf.float32, shape=(None, 3))
with tf.Session() as sess, pytest.raises(ValueError, match=r"Cannot feed value of shape \(3,\)"):
    sess.run(table, {table: [1.0, 2.0, 3.0]})

# %% [markdown]
# ## 16. Why a graph at all?
#
# | for | against |
# | --- | --- |
# | the library can compute gradients of it by itself | it takes time to learn |
# | it can run parts in parallel, and on other devices | debugging step by step is hard |
# | it can be optimised as a whole before it runs | Python's `if` and `for` do not see values |
# | it can be drawn, saved, and run without Python | errors show late |
#
# The first point in action: `tf.gradients` reads the graph of $f = x^2 y + y + 2$ backwards and adds nodes for
# $\partial f / \partial x = 2xy$ and $\partial f / \partial y = x^2 + 1$.

# %%
tf.reset_default_graph()
x = tf.Variable(2.0, name="x")
y = tf.Variable(5.0, name="y")
f = x * x * y + y + 2.0
slopes = tf.gradients(f, [x, y])

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print("df/dx, df/dy =", sess.run(slopes))
viz.computation_graph(tf.get_default_graph(), fetches=slopes)

# %% [markdown]
# Backpropagation is nothing but more nodes; they stand in the frame `gradients`.
#
# **The PyTorch way.** PyTorch builds a graph, too, but *while* it calculates, only for gradients, and throws it away
# after `backward()`. You write ordinary Python and can look at each value on the way.

# %%
x_now = torch.tensor(2.0, requires_grad=True)
y_now = torch.tensor(5.0, requires_grad=True)
f_now = x_now * x_now * y_now + y_now + 2.0
f_now.backward()

print(f_now, "made by", f_now.grad_fn.name())
print("df/dx, df/dy =", [x_now.grad.item(), y_now.grad.item()])

# %% proof
with tf.Session() as sess:
    sess.run([x.initializer, y.initializer])
    assert sess.run(slopes) == [x_now.grad, y_now.grad] == [20, 5]
assert any(op.name.startswith("gradients/") for op in tf.get_default_graph().operations)

# %% [markdown]
# | | graph first (TensorFlow 1) | eager (PyTorch, TensorFlow 2) |
# | --- | --- | --- |
# | a line of code | adds a node | calculates |
# | the graph | built once, run often | built again in each step |
# | input | placeholder and feed | function argument |
# | memory between runs | variable in a session | any tensor |
# | to see a value | fetch it | print it |
#
# **Your turn.** For $x = 3$ and $y = 4$, what does a run of `slopes` give? Set `slopes_there` to a list of two numbers.

# %% try="slopes_there"
slopes_there = ...

# %% solution="slopes_there"
slopes_there = [24, 10]

# %% [markdown] solution="slopes_there"
# $2xy = 24$ and $x^2 + 1 = 10$. To check it, feed the variables: `sess.run(slopes, {x: 3.0, y: 4.0})`.

# %% [markdown] hints="slopes_there"
# - when "[24, 9]": The formula has a second $y$, which stands alone.
# 1. Put the numbers into the two formulas above the cell with `tf.gradients`.

# %% check="slopes_there"
expect.predicted(slopes_there, [24, 10], what="The list", hint="2xy, and x squared plus 1.")

# %% wrong="slopes_there" message="[24, 9]"
slopes_there = [24, 9]

# %% proof
with tf.Session() as sess:
    assert sess.run(slopes, {x: 3.0, y: 4.0}) == [24, 10]

# %% [markdown]
# ## 17. On a GPU
#
# `tf.Session()` takes a CUDA GPU when PyTorch finds one, else the CPU. You change no line, and results come back as
# NumPy. This chapter would not become faster: its tensors hold a few numbers, and each call to a GPU has a fixed cost.
# A GPU helps with large matrices and images, from lesson 12 on.

# %% [markdown]
# ## Summary
#
# - **Feed** placeholders in each run; any other tensor can be fed, too.
# - A variable needs its **initialiser**. Its value lives as long as its session, and no other session sees it.
# - `assign` is a node: it changes the variable when it *runs*.
# - Only a dependency fixes the order in a run. That a variable fetched directly shows its new value is a rule of this
#   library, and no promise of TensorFlow 1.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | placeholder | 플레이스홀더 | an input that must be fed |
# | feed | 주입 | a value that you give to a tensor for one run |
# | variable | 변수 | a node that keeps its value in a session |
# | constant | 상수 | a fixed value |
# | initialise | 초기화 | give a variable its first value |
# | assign | 할당 | give a variable a new value |
# | control dependency | 제어 의존성 | an order between nodes without data |

# %% [markdown]
# ## Read on
#
# - M. Abadi, M. Isard and D. G. Murray, *A computational model for TensorFlow: an introduction*, MAPL (2017): what a
#   run with variables and control dependencies means, exactly.
# - A. Géron, *Hands-On Machine Learning with Scikit-Learn and TensorFlow*, first edition (2017), chapter 9: node
#   values, placeholders and variables in TensorFlow 1.
# - A. G. Baydin, B. A. Pearlmutter, A. A. Radul and J. M. Siskind, *Automatic differentiation in machine learning: a
#   survey*, Journal of Machine Learning Research 18 (2018): how a graph gives its gradients.
# - A. Paszke and others, *PyTorch: an imperative style, high-performance deep learning library*, NeurIPS (2019): the
#   other choice, and its reasons.
#
# **Open questions**, without a grade:
#
# 1. TensorFlow leaves the order of nodes without a dependency open. What does it gain, and who pays for it?
# 2. You want to run one step of a model on ten machines at once. Where would you keep the variables?
#
# **Now you**: [exercise 2](../exercises/02_graphs_and_sessions/02_graphs_and_sessions.ipynb), about 50 minutes.
# **Next**: {{next}}, which trains a first model.
