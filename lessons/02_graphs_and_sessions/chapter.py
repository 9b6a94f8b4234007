# %% [markdown]
# # 2. Graphs and sessions
#
# In the first lesson we computed with tensors. Now we look at *how* a deep-learning library computes.
# TensorFlow 1 works in two steps: first you describe the whole computation, then you run it. Many programs
# and books still use this style, and the idea behind it lives on in every library of today.
#
# **After this lesson you can**
#
# - say why `print(total)` shows `Tensor("Add:0", shape=(), dtype=int32)` and not a number;
# - build a graph, run it in a session, and choose which graph you build in;
# - say which nodes a run computes, how often, and in which order;
# - feed values through placeholders, and replace any tensor for one run;
# - create, initialise and update variables, and predict what other sessions see of it;
# - read the plan of a run as a PyTorch program, and read the four most common error messages.
#
# **Time**: about 70 minutes, and 50 minutes for the exercise. **Needs**: lesson 1 (rank, shape, dtype). No
# GPU, no network.

# %%
import threading

import numpy as np
import torch

import lessonlib.tf1 as tf
from lessonlib import viz

# %% [markdown]
# `lessonlib.tf1` has the names and the behaviour of TensorFlow 1. The arithmetic below it is done by
# PyTorch. So each section can show both: the graph way, and what you would write today.
#
# Most sections start with `tf.reset_default_graph()`. It means "start with an empty graph". Section 7
# explains it.

# %% [markdown]
# You learn much from errors, so we will make some on purpose. This helper shows an error in place of
# stopping the notebook:


# %%
def show_error(kind: type[Exception], action) -> None:
    """Run `action`, which must fail with an error of type `kind`, and print the error."""
    try:
        action()
    except kind as error:
        print(f"{kind.__name__}\n{error}")
    else:
        raise AssertionError("this should have failed")


show_error(ZeroDivisionError, lambda: 1 / 0)

# %% [markdown]
# ## 1. Define, then run
#
# **The problem.** We add two numbers and print the result. What do you expect to see?

# %%
tf.reset_default_graph()
left = tf.constant(19)
right = tf.constant(23)
total = tf.add(left, right)
print(total)

# %% [markdown]
# Not 42. **The idea**: these lines do not add. They *write down* that an addition should happen. Each call
# puts one **node** (an operation) into a **graph**. What comes back is a **symbolic tensor**: a name for a
# result that does not exist yet.
#
# Read the printed line like this:
#
# | part | meaning |
# | --- | --- |
# | `Add` | the node that will make the value |
# | `:0` | its first output (a node can have several) |
# | `shape=()` | a scalar; known before anything runs |
# | `dtype=int32` | the type of its elements; also known already |
#
# The graph holds three nodes now, and no sum.

# %%
graph = tf.get_default_graph()
print(graph)
assert [operation.name for operation in graph.operations] == ["Const", "Const_1", "Add"]

# %% [markdown]
# Nodes without a name of your own get one from their type: `Const`, then `Const_1`, `Const_2`, ... A name
# of your own (`tf.constant(19, name="left")`) makes a big graph much easier to read.
#
# **Run it.** A **session** holds the machinery that computes. Ask it for a tensor and it gives back a
# value, as NumPy.

# %%
sess = tf.Session()
value = sess.run(total)
sess.close()

print(value, type(value))
assert value == 42

# %% [markdown]
# Every TensorFlow 1 program has these two phases:
#
# 1. the **construction phase** builds the graph (nothing is computed);
# 2. the **execution phase** runs it, as often as you like (nothing is added to the graph).
#
# **The PyTorch way.** PyTorch computes each line at once. This is called **eager** execution (TensorFlow 2
# does it too).

# %%
eager_total = torch.add(torch.tensor(19), torch.tensor(23))
print(eager_total)
assert eager_total.item() == 42

# %% [markdown]
# ## 2. A session must be closed
#
# A session holds memory: the values of its variables, on a GPU the memory of the card. `sess.close()` gives
# it back.
#
# **A mistake to know.** You may find programs that end in `sess.close`, without the parentheses. That line
# only *mentions* the method. It calls nothing, and it gives no error. The session stays open:

# %%
sess = tf.Session()
sess.close  # the mistake: nothing is called
print("still open, it can run:", sess.run(total))
sess.close()  # right: now it is closed
show_error(RuntimeError, lambda: sess.run(total))

# %% [markdown]
# **Better: `with`.** The block closes its session by itself, also when an error leaves the block early. And
# one `run` can fetch several results. You get them in the same structure in which you ask: a list for a
# list, a dict for a dict. (`np.int32(42)` is how NumPy writes the number 42 together with its dtype.)

# %%
with tf.Session() as sess:
    print(sess.run([left, right, total]))
    print(sess.run({"sum": total, "parts": [left, right]}))

# %% [markdown]
# ## 3. A first real graph
#
# Let us build $f(x, y) = x^2 y + y + 2$ with two **variables**. A variable is a node that keeps a value
# between runs. It gets its value when its *initialiser* runs, not before.

# %%
tf.reset_default_graph()
x = tf.Variable(2, name="x")
y = tf.Variable(5, name="y")
f = x * x * y + y + 2
print(f)

# %%
with tf.Session() as sess:
    sess.run(x.initializer)
    sess.run(y.initializer)
    result = sess.run(f)

print(result)
assert result == 2 * 2 * 5 + 5 + 2

# %% [markdown]
# With many variables, one node that initialises all of them is shorter:

# %%
init = tf.global_variables_initializer()
with tf.Session() as sess:
    sess.run(init)
    assert sess.run(f) == 27

# %% [markdown]
# ## 4. A graph is a directed graph without cycles
#
# Here is the graph of `f`. Each box is a node. Each arrow is a tensor that flows from the node that makes
# it to a node that uses it. This is a **data-flow graph**.

# %%
viz.computation_graph(tf.get_default_graph(), fetches=[f])

# %% [markdown]
# Two facts hold for each data-flow graph:
#
# - The arrows have a **direction**: values flow from inputs to outputs.
# - There is **no cycle**: you can never follow the arrows and come back. A node needs its inputs before it
#   runs, so a cycle could never start.
#
# Together: a **directed acyclic graph**, in short a **DAG**. Because of this, the nodes can be put in one
# line so that each stands after its inputs. `graph.validate()` checks it. You cannot even write a cycle: an
# operation takes tensors that exist already.

# %%
graph = tf.get_default_graph()
graph.validate()

position = {operation.name: index for index, operation in enumerate(graph.operations)}
for operation in graph.operations:
    for tensor in operation.inputs:
        assert position[tensor.op.name] < position[operation.name]
print(len(position), "nodes, each after its inputs")
assert len(position) == 12

# %% [markdown]
# (The picture shows 7 nodes, those that `f` needs. The other 5 give the variables their first values.)

# %% [markdown]
# ### Only what is needed runs
#
# A run walks the arrows *backwards* from the fetched tensor. It computes what it finds there, and nothing
# else. Below, `log(0)` would give minus infinity, but `sess.run(g)` never touches it.

# %%
tf.reset_default_graph()
p = tf.placeholder(tf.float32, shape=(), name="p")
g = tf.add(p * 3.0, 1.0, name="g")
unused = tf.log(p - p, name="unused")

with tf.Session() as sess:
    steps = [step.name for step in sess.trace(g, feed_dict={p: 2.0})]
    print("fetching g runs:", steps)
    print("fetching unused gives:", sess.run(unused, feed_dict={p: 2.0}))
assert "g" in steps
assert "unused" not in steps

# %% [markdown]
# ## 5. The plan: your graph as a PyTorch program
#
# What does a session do with the graph? It picks the nodes that the fetch needs, puts them in order, and
# writes a small straight program. This is the **plan**. It is made once for each combination of fetches and
# fed tensors, and then used again. You can read it:

# %%
tf.reset_default_graph()
x = tf.Variable(2, name="x")
y = tf.Variable(5, name="y")
f = x * x * y + y + 2

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    plan = sess.plan(f)
print(plan.source)

# %% [markdown]
# No graph is left in it: only PyTorch calls, one after another. It returns two groups: the fetched values,
# and the new values of variables (none here: this run updates nothing).
#
# This is what "define, then run" buys. The library sees the *whole* computation before it starts, so it can
# leave out, reorder and combine. Today's `torch.compile` does something similar with ordinary PyTorch code:
# it records your calls as a graph first. `torch.fx` shows such a recorded graph:

# %%
recorded = torch.fx.symbolic_trace(lambda x, y: x * x * y + y + 2)
print(recorded.graph)

# %% [markdown]
# ## 6. Step through a run
#
# `sess.trace` runs the plan and keeps every value on the way, in the order in which they were made.

# %%
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in sess.trace(f):
        print(f"{step.name:<10} {step.type:<12} value {step.value!s:<5} from {list(step.inputs)}")

# %% [markdown]
# **Try it.** Move the slider and watch the values fill the graph from top to bottom. Before you move it,
# say which node comes next. (Where widgets do not work, you see the finished run as a picture.)

# %%
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    stepper = viz.graph_stepper(sess, f)
stepper

# %% [markdown]
# ## 7. Which graph do I build in?
#
# **The problem.** `tf.constant(19)` did not name a graph. Where did the node go?
#
# **The idea.** There is always one **default graph**, and new nodes go there. Use `with
# graph.as_default():` to choose another one for a block.

# %%
tf.reset_default_graph()
inside_default = tf.Variable(1)

other = tf.Graph()
with other.as_default():
    inside_other = tf.Variable(2)
    assert tf.get_default_graph() is other

print("first variable in the default graph: ", inside_default.graph is tf.get_default_graph())
print("second variable in the other graph:  ", inside_other.graph is other)
print("second variable in the default graph:", inside_other.graph is tf.get_default_graph())

# %% [markdown]
# ### The notebook trap
#
# Run a cell twice, and its nodes are in the default graph twice. The old ones do not go away. They are only
# harder to reach. The loop below stands for you, running the same cell three times.

# %%
tf.reset_default_graph()
for _ in range(3):
    score = tf.Variable(0, name="score")

print([variable.name for variable in tf.global_variables()])
assert len(tf.global_variables()) == 3

# %% [markdown]
# Two ways out: `tf.reset_default_graph()` at the top (as in this chapter), or a `tf.Graph()` of your own
# for each model.
#
# ### One session, one graph
#
# A session belongs to exactly one graph: the default graph when you make it, or the one you name with
# `tf.Session(graph=...)`. It cannot run a tensor of another graph, so it cannot run two graphs. If you need
# both, build both in one graph:

# %%
apart_a, apart_b = tf.Graph(), tf.Graph()
with apart_a.as_default():
    in_a = tf.constant(1, name="in_a")
with apart_b.as_default():
    in_b = tf.constant(2, name="in_b")

with tf.Session(graph=apart_a) as sess:
    print(sess.run(in_a))
    show_error(ValueError, lambda: sess.run(in_b))

# %%
together = tf.Graph()
with together.as_default():
    in_a = tf.constant(1, name="in_a")
    in_b = tf.constant(2, name="in_b")

with tf.Session(graph=together) as sess:
    print(sess.run([in_a, in_b]))

# %% [markdown]
# ## 8. `eval` and `InteractiveSession`
#
# `t.eval(session=sess)` means exactly `sess.run(t)`. Inside `with tf.Session() as sess:`, that session is
# the **default session**, and `t.eval()` finds it by itself. An operation without a result (an initialiser)
# has `.run()` instead.

# %%
tf.reset_default_graph()
x = tf.Variable(2, name="x")
y = tf.Variable(5, name="y")
f = x * x * y + y + 2
init = tf.global_variables_initializer()

with tf.Session() as sess:
    init.run()
    assert f.eval() == f.eval(session=sess) == sess.run(f) == 27
    print(f.eval())

# %% [markdown]
# An `InteractiveSession` makes itself the default session as soon as it exists, with no `with`. That is
# handy in a notebook. You close it yourself.
#
# **A mistake to know.** Some programs call `init.run()` *before* they make the session. Then there is no
# default session to run in. Order matters:

# %%
show_error(ValueError, init.run)  # too early

interactive = tf.InteractiveSession()
init.run()  # in order
print("\nin order, f is", f.eval())
interactive.close()

# %% [markdown]
# ## 9. How long does a value live?
#
# **The problem.** Two results share a part: both `y` and `z` need `x`, and `x` needs `w`. How often is the
# shared part computed?
#
# **The idea.** Values of ordinary nodes live for *one run*. The next run computes them again. Only
# variables keep their value from run to run, as long as their session lives.
#
# We can count it. Here `w` adds 1 to a variable each time it is computed, so `visits` tells how often that
# was.

# %%
tf.reset_default_graph()
visits = tf.Variable(0, name="visits")
w = tf.assign_add(visits, 1, name="w")
x = tf.add(w, 2, name="x")
y = tf.add(x, 5, name="y")
z = tf.multiply(x, 3, name="z")

with tf.Session() as sess:
    sess.run(visits.initializer)
    y.eval()
    z.eval()
    twice = sess.run(visits)

    sess.run(visits.initializer)
    sess.run([y, z])
    once = sess.run(visits)

print("y.eval(), z.eval():  w computed", twice, "times")
print("sess.run([y, z]):    w computed", once, "time")
assert (twice, once) == (2, 1)

# %% [markdown]
# The picture shows why: both arrows start at the same node `x`.

# %%
viz.computation_graph(tf.get_default_graph(), fetches=[y, z])

# %% [markdown]
# So fetch what you need in **one** `run`. It is faster, and both results come from the same state. The
# trace shows the same:

# %%
with tf.Session() as sess:
    sess.run(visits.initializer)
    separately = [step.name for fetch in (y, z) for step in sess.trace(fetch) if step.name in "wxyz"]
    jointly = [step.name for step in sess.trace([y, z]) if step.name in "wxyz"]

print("two runs:", separately)
print("one run: ", jointly)
assert separately.count("x") == 2
assert jointly.count("x") == 1

# %% [markdown]
# **A mistake to know.** A program may fetch `y_val, z_val = sess.run([y, z])` and then print `y.eval()` and
# `z.eval()`. It saves nothing: that is three runs. Print `y_val` and `z_val`.
#
# **It can also change the answer.** Each run draws new random numbers:

# %%
tf.reset_default_graph()
tf.set_random_seed(2)
die = tf.cast(tf.random_uniform((), 1, 7), tf.int32)
double = 2 * die

with tf.Session() as sess:
    one_run = sess.run([die, double])
    two_runs = [die.eval(), double.eval()]

print("one run: ", one_run)
print("two runs:", two_runs, "- the second is not twice the first")
assert one_run[1] == 2 * one_run[0]
assert two_runs[1] != 2 * two_runs[0]

# %% [markdown]
# ## 10. Placeholders: values that come later
#
# **The problem.** A graph of constants always gives the same answer. Training needs new data in each step.
#
# **The idea.** A **placeholder** is an input without a value. It has a dtype, and perhaps a shape. It
# computes nothing. At each run you **feed** it: `feed_dict={placeholder: value}`.

# %%
tf.reset_default_graph()
celsius = tf.placeholder(tf.float32, name="celsius")
fahrenheit = celsius * 1.8 + 32.0

with tf.Session() as sess:
    print(sess.run(fahrenheit, feed_dict={celsius: 100.0}))
    print(fahrenheit.eval(feed_dict={celsius: [-40.0, 0.0, 37.0]}))

# %% [markdown]
# ### Unknown dimensions
#
# Batches of data do not always have the same size. Write `None` for a dimension that is not known yet:
# `shape=(None, 3)` means "any number of rows, 3 columns". It prints as `?`. The graph carries it along:
# what is unknown stays unknown, what is known is checked.

# %%
tf.reset_default_graph()
A = tf.placeholder(tf.float32, shape=(None, 3), name="A")
B = A + 5
column_means = tf.reduce_mean(A, axis=0)
print(A)
print(B)
print(column_means)
assert B.shape.as_list() == [None, 3]
assert column_means.shape.as_list() == [3]

# %%
with tf.Session() as sess:
    print(B.eval(feed_dict={A: [[0, 1, 2]]}), "\n")
    print(B.eval(feed_dict={A: [[0, 1, 2], [10, 20, 30]]}))

# %% [markdown]
# A result has the rank of the tensor, always: one fed row gives `[[5. 6. 7.]]`, a matrix with one row, and
# not `[5. 6. 7.]`.
#
# **A mistake to know: a shape that fits by luck.** A layer computes `X @ W + b`. With 2 outputs, `b` should
# have shape `(2,)`, one number for each *column*. A program that gives it shape `(2, 1)` works for a batch
# of two rows, because `b` is then stretched over the columns. It adds the wrong thing, and with three rows
# it breaks.

# %%
tf.reset_default_graph()
X = tf.placeholder(tf.float32, shape=(None, 3), name="X")
W = tf.ones((3, 2))
wrong = tf.add(tf.matmul(X, W), tf.constant([[10.0], [20.0]]), name="wrong")
right = tf.add(tf.matmul(X, W), tf.constant([10.0, 20.0]), name="right")

with tf.Session() as sess:
    print("wrong, 2 rows:\n", sess.run(wrong, {X: np.ones((2, 3))}))
    print("right, 2 rows:\n", sess.run(right, {X: np.ones((2, 3))}))
    print("right, 3 rows:\n", sess.run(right, {X: np.ones((3, 3))}))
    print("\nwrong, 3 rows:")
    show_error(tf.errors.InvalidArgumentError, lambda: sess.run(wrong, {X: np.ones((3, 3))}))

# %% [markdown]
# **The PyTorch way.** A function argument is all you need. Nothing has to be declared, and no shape is
# checked in advance:


# %%
def add_five(rows: torch.Tensor) -> torch.Tensor:
    return rows + 5


print(add_five(torch.tensor([[0.0, 1.0, 2.0]])))

# %% [markdown]
# ## 11. You can feed any tensor
#
# **The question.** Does only a placeholder take a value, or can we feed the output of any operation?
#
# **Any tensor can be fed.** For that one run, your value takes its place. The nodes before it do not even
# run. You can use this to test one part of a big model alone.

# %%
tf.reset_default_graph()
w = tf.placeholder(tf.float32, name="w")
x = tf.add(w, 2.0, name="x")
y = tf.multiply(x, 10.0, name="y")

with tf.Session() as sess:
    print("w = 1:    ", sess.run(y, feed_dict={w: 1.0}))
    print("x = 100:  ", sess.run(y, feed_dict={x: 100.0}), "(w is not needed)")
    assert sess.run(y, feed_dict={x: 100.0}) == 1000
    names = [step.name for step in sess.trace(y, feed_dict={x: 100.0})]
print(names)
assert "w" not in names

# %% [markdown]
# Compare the two plans. The second does not know `w`:

# %%
with tf.Session() as sess:
    print(sess.plan(y, feed_dict={w: 1.0}).source)
    print(sess.plan(y, feed_dict={x: 100.0}).source)

# %% [markdown]
# ## 12. Variables: values that stay
#
# A variable is the one node with a memory. Three things about its life:
#
# - **Construction**: `tf.Variable(0)` adds the node. There is no value yet, only the rule for the first
#   value.
# - **Birth**: its initialiser runs in a session. From now on the variable has a value *in that session*.
# - **End**: the session closes, and the value is gone. (In distributed TensorFlow the value lives on a
#   server of the cluster, and stays there when a session closes.)

# %%
tf.reset_default_graph()
level = tf.Variable(0.5, name="level")
louder = tf.assign_add(level, 0.25)

with tf.Session() as sess:
    show_error(tf.errors.FailedPreconditionError, lambda: sess.run(level))
    sess.run(level.initializer)
    print("\nborn with", sess.run(level))
    sess.run(louder)
    print("kept after a run:", sess.run(level))
    assert sess.run(level) == 0.75

# %% [markdown]
# The first value may be random. Each initialisation draws again. With a seed, the whole program repeats
# exactly:


# %%
def first_weights(seed: int) -> np.ndarray:
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.set_random_seed(seed)
        weights = tf.Variable(tf.random_normal((2, 2)))
        sess.run(tf.global_variables_initializer())
        return sess.run(weights)


print(first_weights(seed=1))
assert np.array_equal(first_weights(seed=1), first_weights(seed=1))
assert not np.array_equal(first_weights(seed=1), first_weights(seed=2))

# %% [markdown]
# ### Constant, variable, placeholder
#
# | | constant | variable | placeholder |
# | --- | --- | --- | --- |
# | its value comes from | the graph itself | its initialiser, then updates | `feed_dict`, at each run |
# | stays from run to run | yes, never changes | yes, in its session | no |
# | must be initialised | no | **yes** | no |
# | must be fed | no | no | **yes** |
# | used for | fixed numbers | weights, step counters | data |
#
# A constant cannot be updated: only a variable has something to assign to.

# %%
fixed = tf.constant(1)
print("variable has assign:", hasattr(level, "assign"), "| constant has assign:", hasattr(fixed, "assign"))
show_error(AttributeError, lambda: tf.assign(fixed, 2))

# %% [markdown]
# ## 13. `assign`: an update is a node too
#
# `tf.assign(a, new)` does **not** change `a`. It adds a node to the graph. *Running* that node changes `a`,
# and its output is the new value. Below, `a` is the variable; `c` is only the result of the update.

# %%
tf.reset_default_graph()
a = tf.Variable(1, name="a")
c = tf.assign(a, a + 1, name="c")

with tf.Session() as sess:
    sess.run(a.initializer)
    print("after building, a =", sess.run(a))
    print("first:  [c, a] =", sess.run([c, a]))
    print("second: [c, a] =", sess.run([c, a]))
    print("third:  [a, c] =", sess.run([a, c]))
    assert sess.run([c, a]) == [5, 5]

# %% [markdown]
# Why do both show the same number, in either order? **A variable that you fetch directly is read after all
# updates of that run.**
#
# And a node that *computes* with the variable? It sees the value from **before** the update, unless it
# depends on the update: by its data (it uses the output of the assign node) or by order
# (`tf.control_dependencies`).

# %%
before = tf.multiply(a, 10, name="before")
by_data = tf.multiply(c, 10, name="by_data")
with tf.control_dependencies([c]):
    by_order = tf.multiply(a.read_value(), 10, name="by_order")

with tf.Session() as sess:
    sess.run(a.initializer)
    values = sess.run({"a": a, "before": before, "by_data": by_data, "by_order": by_order})
print(values)
assert values == {"a": 2, "before": 10, "by_data": 20, "by_order": 20}

# %% [markdown]
# The plan of `[c, a]` shows the reason. It computes the new value once, and returns it three times: as `c`,
# as `a`, and in the second group as the new value of the variable.

# %%
with tf.Session() as sess:
    print(sess.plan([c, a]).source)

# %% [markdown]
# Real TensorFlow does not promise the order of `before`: its threads decide. So write the dependency when
# the order matters.
#
# ### Set a variable to a value of your choice
#
# **The problem.** In the execution phase, we want to put some value into a variable. A call of
# `tf.assign(a, 7)` there works, but each call adds new nodes, and the graph grows for ever.
#
# **The idea.** Build *one* assign node whose new value is a placeholder. Feed it as often as you like.

# %%
tf.reset_default_graph()
rate = tf.Variable(0.1, name="rate")
new_rate = tf.placeholder(tf.float32, shape=(), name="new_rate")
set_rate = tf.assign(rate, new_rate)

with tf.Session() as sess:
    sess.run(rate.initializer)
    size = len(sess.graph.operations)
    for wanted in (0.05, 0.025, 0.0125):
        sess.run(set_rate, feed_dict={new_rate: wanted})
        print("rate is now", sess.run(rate))
    added = len(sess.graph.operations) - size
print("nodes added while running:", added)
assert added == 0

# %% [markdown]
# **The PyTorch way.** A tensor changes in place, at once. There is no initialiser and no assign node:

# %%
rate_now = torch.tensor(0.1)
rate_now.fill_(0.05)
print(rate_now)

# %% [markdown]
# ## 14. Sessions share nothing
#
# **The question.** Two sessions run the same graph, perhaps in two threads. Does each have its own variable
# `w`, or do they share one?
#
# **Each session has its own.** The graph holds only the description, so sharing a graph shares no values.

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
assert (first.run(w), second.run(w)) == (5, 1)
first.close()
second.close()

# %% [markdown]
# With two threads it is the same. Each thread opens a session on the same graph and counts on its own:

# %%
graph = tf.get_default_graph()
seen: dict[str, int] = {}


def count(name: str, times: int) -> None:
    with tf.Session(graph=graph) as sess:
        sess.run(w.initializer)
        for _ in range(times):
            sess.run(step)
        seen[name] = int(sess.run(w))


threads = [threading.Thread(target=count, args=job) for job in (("thread one", 300), ("thread two", 200))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("thread one:", seen["thread one"], "- thread two:", seen["thread two"])
assert seen == {"thread one": 300, "thread two": 200}

# %% [markdown]
# **What the sources say.** The Korean notes that this lesson follows answer "shared" in their list of
# questions. That is wrong for sessions in one process, and section 9.4 of the same notes says the opposite.
# It is true only for *distributed* TensorFlow, where several sessions connect to one cluster and the
# variables live on its servers.
#
# The same holds in time: close a session, open a new one, and the variable starts again from its
# initialiser.

# %%
for attempt in ("a session", "a new session"):
    with tf.Session() as sess:
        sess.run(w.initializer)
        values = [int(sess.run(step)) for _ in range(2)]
        print(attempt, values)
        assert values == [1, 2]

# %% [markdown]
# To keep values longer than a session, save them to a file. That is lesson 5.

# %% [markdown]
# ## 15. When it goes wrong: read the message
#
# A mistake in a graph often shows late, when you run it, far from the line that you must fix. So each
# message names the node, and the line that created it. Here are the four that you will meet most. Read each
# one; what would you change? (The type printed first is the one that real TensorFlow raises. `lessonlib`
# raises a subclass with a more telling name.)


# %%
tf.reset_default_graph()
A = tf.placeholder(tf.float32, shape=(None, 3), name="A")
B = tf.add(A, 5.0, name="B")
independent = tf.constant(2.0) * 4.0
v = tf.Variable(1.0, name="v")
sess = tf.Session()

# %% [markdown]
# **1. A placeholder was not fed.** The remedy: feed it. Note the second line below: a node that does not
# *depend* on the placeholder runs well without it.

# %%
show_error(tf.errors.InvalidArgumentError, lambda: sess.run(B))
print("\nindependent of A:", sess.run(independent))

# %% [markdown]
# **2. The fed value has the wrong shape.** The message gives both shapes: what you fed, and what the
# placeholder takes.

# %%
show_error(ValueError, lambda: sess.run(B, feed_dict={A: [[1, 2]]}))

# %% [markdown]
# **3. A variable was not initialised.** The remedy: run its initialiser first, in *this* session.

# %%
show_error(tf.errors.FailedPreconditionError, lambda: sess.run(v + 1.0))

# %% [markdown]
# **4. A symbolic tensor is used as a Python value.** While the graph is built there is no value, so `if B >
# 0:` cannot decide anything.

# %%
show_error(TypeError, lambda: bool(B > 0))
sess.close()

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
# The first point in action. `tf.gradients` reads the graph of $f = x^2 y + y + 2$ backwards and adds new
# nodes that compute $\partial f / \partial x = 2xy$ and $\partial f / \partial y = x^2 + 1$:

# %%
tf.reset_default_graph()
x = tf.Variable(2.0, name="x")
y = tf.Variable(5.0, name="y")
f = x * x * y + y + 2.0
size_before = len(tf.get_default_graph().operations)
slopes = tf.gradients(f, [x, y])
print("nodes before:", size_before, "- nodes after:", len(tf.get_default_graph().operations))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print("df/dx, df/dy =", sess.run(slopes))
    assert sess.run(slopes) == [2 * 2 * 5, 2**2 + 1]

# %% [markdown]
# Backpropagation is nothing but more nodes. They stand in the frame `gradients`:

# %%
viz.computation_graph(tf.get_default_graph(), fetches=slopes)

# %% [markdown]
# **The PyTorch way.** PyTorch builds a graph too. It does so *while* it computes, for gradients only, and
# throws it away after `backward()`. You write ordinary Python and look at any value on the way. Each result
# remembers how it was made:

# %%
x_now = torch.tensor(2.0, requires_grad=True)
y_now = torch.tensor(5.0, requires_grad=True)
f_now = x_now * x_now * y_now + y_now + 2.0
f_now.backward()

print(f_now)
print("made by", f_now.grad_fn.name())
print("df/dx, df/dy =", [x_now.grad.item(), y_now.grad.item()])
assert [x_now.grad.item(), y_now.grad.item()] == [20.0, 5.0]

# %% [markdown]
# | | graph first (TensorFlow 1) | eager (PyTorch, TensorFlow 2) |
# | --- | --- | --- |
# | a line of code | adds a node | computes |
# | the graph | built once, run often | built again in each step |
# | input | placeholder and feed | function argument |
# | memory between runs | variable in a session | any tensor |
# | to see a value | fetch it | print it |

# %% [markdown]
# ## 17. On a GPU
#
# `tf.Session()` takes a CUDA GPU when PyTorch finds one, else the CPU. You change no line of the program,
# and results come back as NumPy in both cases. Do not expect this chapter to become faster: its tensors
# hold a few numbers, and each step on a GPU has a fixed cost of some microseconds. A GPU pays off with
# large matrices and images, from lesson 12 on.

# %%
print("CUDA GPU found:", torch.cuda.is_available())
with tf.Session() as sess:
    print(type(sess.run(tf.ones((2, 2)))))

# %% [markdown]
# ## Summary
#
# - Code builds a **graph**; a **session** runs it. A tensor is a name for a value to come.
# - A graph is a DAG. A run computes only what the fetch needs, each node once.
# - Node values live for one run. Variable values live as long as their session. Other sessions never see
#   them.
# - **Feed** placeholders at each run; any other tensor can be fed too.
# - A variable needs its **initialiser**. `assign` is a node: it changes the variable when it *runs*.
# - A variable fetched directly shows its value after the updates of that run.
# - One session runs one graph. Close it; best with `with`.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | computation (data-flow) graph | 계산 그래프, 데이터 플로우 그래프 | nodes compute, edges carry tensors |
# | directed acyclic graph (DAG) | 방향성 비순환 그래프 | arrows, and no way back along them |
# | node, operation | 노드, 연산 | one step of a computation |
# | construction phase | 구성 단계 | the graph is built |
# | execution phase | 실행 단계 | the graph is run |
# | deferred (lazy) execution | 지연 실행 | compute later, when asked |
# | eager execution | 즉시 실행 | compute at once, line by line |
# | session | 세션 | runs one graph, holds its variables' values |
# | default graph | 기본 그래프 | where new nodes go |
# | fetch | 가져오기 | a tensor that you ask a run for |
# | feed | 주입 | a value that you give to a tensor for one run |
# | placeholder | 플레이스홀더 | an input that must be fed |
# | variable | 변수 | a node that keeps its value in a session |
# | constant | 상수 | a fixed value |
# | initialise | 초기화 | give a variable its first value |
# | assign | 할당 | give a variable a new value |
# | life cycle of a node's value | 노드 값의 생애주기 | from when to when a value exists |
#
# **Now you**: [exercise 2](../exercises/02_graphs_and_sessions/02_graphs_and_sessions.ipynb), about 50
# minutes. **Next**: lesson 3 trains a first model: [linear regression](03a_linear_regression.ipynb).
