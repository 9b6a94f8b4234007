# %% [markdown]
# # 2a. Graphs and sessions: describe, then run
#
# You write `a + b`. Does the computer add at once, or does it only note that it should add? Deep-learning libraries
# differ in this. TensorFlow 1 notes everything in a **graph** and calculates later, when you ask. Many programs still
# do it like this, and the idea lives on in the compilers of today's libraries.
#
# **After this chapter you can**
#
# - say why `print(total)` shows `Tensor("Add:0", shape=(), dtype=int32)` instead of a number;
# - build a graph, run it in a session, and close the session;
# - say which nodes a run computes, in which order, and how often;
# - read the plan of a run as a PyTorch program;
# - choose the graph that you build in, and avoid the trap of cells that are run twice.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lesson 1 (rank,
# shape, dtype). No GPU, no network.

# %%
import torch

import lessonlib.tf1 as tf
from lessonlib import viz

# %% [markdown]
# `lessonlib.tf1` has the names and the behaviour of TensorFlow 1; PyTorch does the arithmetic below it. Many cells
# start with `tf.reset_default_graph()`, which means "start with an empty graph". Section 7 explains it.
#
# ## 1. Define, then run
#
# Add two numbers and print the result. What do you expect to see?

# %%
tf.reset_default_graph()
left = tf.constant(19)
right = tf.constant(23)
total = tf.add(left, right)
print(total)
print([node.name for node in tf.get_default_graph().operations])

# %% [markdown]
# Not 42. These lines do not add; they *write down* that an addition should happen. Each call puts one **node** (an
# operation) into a **graph**, which now holds the three nodes of the second line. What comes back is a **symbolic
# tensor**: a name for a result that does not exist yet.
#
# | part | meaning |
# | --- | --- |
# | `Add` | the node that will make the value |
# | `:0` | its first output (a node can have several) |
# | `shape=()` | a scalar; known before anything runs |
# | `dtype=int32` | the type of its elements; known as well |
#
# A node without a name of your own is named after its type: `Const`, then `Const_1`, and so on. With `tf.constant(19,
# name="left")` you choose the name, which makes a large graph much easier to read.

# %% proof
import pytest

assert str(total) == 'Tensor("Add:0", shape=(), dtype=int32)'
assert [node.name for node in tf.get_default_graph().operations] == ["Const", "Const_1", "Add"]
assert tf.constant(19, name="left").op.name == "left"

# %% [markdown]
# **Your turn.** In an empty graph, three lines build `tf.constant(5)`, `tf.constant(6)` and `tf.constant(7)`. What is
# the name of the third *tensor*? Set `third_name` to a text such as `"Add:0"`.

# %% try="third_name"
third_name = ...

# %% solution="third_name"
third_name = "Const_2:0"

# %% [markdown] solution="third_name"
# The first is `Const`, without a number, so the third has the number 2. `:0` says that it is the node's first output.

# %% [markdown] hints="third_name"
# - when "Const_3": The first one has no number at all.
# 1. Look at the two constants printed above, and go on counting. Then add the number of the output.

# %% check="third_name"
expect.predicted(third_name, "Const_2:0", what="The name", hint="The name of the node, and of its output.")

# %% wrong="third_name" message="Const_3"
third_name = "Const_3:0"

# %% proof
with tf.Graph().as_default():
    assert [tf.constant(number).name for number in (5, 6, 7)][2] == "Const_2:0"

# %% [markdown]
# A **session** holds the machinery that calculates. Ask it for a tensor, and it gives you a value as NumPy:

# %%
sess = tf.Session()
print(sess.run(total))
sess.close()

print(torch.add(torch.tensor(19), torch.tensor(23)))

# %% [markdown]
# So a program has two phases. In the **construction phase** it builds the graph, and nothing is calculated. In the
# **execution phase** it runs the graph, as often as you like, and nothing is added. The last line is the **PyTorch
# way**: each line calculates at once. This is called **eager** execution; TensorFlow 2 does it, too.

# %% proof
with tf.Session() as sess:
    assert sess.run(total) == torch.add(torch.tensor(19), torch.tensor(23)).item() == 42

# %% [markdown]
# **Your turn.** `twice` is meant to be the *number* 84. The line runs without an error and gives something else. Repair
# it.

# %% try="twice"
with tf.Session() as sess:
    twice = total * 2

# %% solution="twice"
with tf.Session() as sess:
    twice = sess.run(total) * 2

# %% [markdown] solution="twice"
# Here the session adds, and Python doubles. `sess.run(total * 2)` lets the session do both. An open session alone
# calculates nothing.

# %% [markdown] hints="twice"
# - when "still a description": `*` on a symbolic tensor adds one more node. Who can turn a node into a number?
# 1. The session must be asked, with `run`.

# %% check="twice"
expect.that(not isinstance(twice, tf.Tensor), "twice is still a description.", hint="Let the session run it.")
expect.equal(twice, 84, what="twice")

# %% wrong="twice" message="still a description"
twice = tf.multiply(total, 2)

# %% [markdown]
# ## 2. A session must be closed
#
# A session holds memory: the values of its variables, and on a GPU a part of the card. `sess.close()` gives it back.
#
# **A common mistake** is `sess.close` without parentheses. This only *mentions* the method. It calls nothing, gives no
# error, and the session stays open. A session that is really closed refuses to run, with a `RuntimeError`.
#
# Better, use `with`: the block closes its session by itself, even when an error leaves the block early. The cell shows
# one more thing. One `run` can fetch several results, and you get them in the structure in which you ask: a list for
# a list, a dictionary for a dictionary.

# %%
with tf.Session() as sess:
    print(sess.run([left, right, total]))
    print(sess.run({"sum": total, "parts": [left, right]}))

# %% [markdown]
# (`np.int32(42)` is how NumPy writes the number 42 together with its dtype.)

# %% proof
careless = tf.Session()
careless.close
assert careless.run(total) == 42
careless.close()
with pytest.raises(RuntimeError, match="closed"):
    careless.run(total)
with tf.Session() as sess:
    assert sess.run({"sum": total, "parts": [left, right]}) == {"sum": 42, "parts": [19, 23]}
with pytest.raises(RuntimeError, match="closed"):
    sess.run(total)

# %% [markdown]
# **Your turn.** Fetch `total` and `left` with **one** `run`, so that `both` is the dictionary `{"whole": 42, "part":
# 19}`.

# %% try="one_run"
with tf.Session() as sess:
    both = ...

# %% solution="one_run"
with tf.Session() as sess:
    both = sess.run({"whole": total, "part": left})

# %% [markdown] solution="one_run"
# `run` takes the dictionary of tensors and returns one with the same keys and values in place of the tensors.

# %% [markdown] hints="one_run"
# - when "not a dictionary": You get back the structure in which you ask. What did you ask with?
# - when "is not a number": There are tensors in your dictionary. It has to go through `run`.
# 1. Look at the last line of the cell above.

# %% check="one_run"
expect.that(isinstance(both, dict), "both is not a dictionary.", hint="Ask with a dictionary.")
expect.equal(sorted(both), ["part", "whole"], what="The keys")
for key, number in (("whole", 42), ("part", 19)):
    expect.that(not isinstance(both[key], tf.Tensor), f"{key} is not a number.", hint="Run the dictionary.")
    expect.equal(both[key], number, what=key)

# %% wrong="one_run" message="not a dictionary"
with tf.Session() as sess:
    both = sess.run([total, left])

# %% wrong="one_run" message="is not a number"
both = {"whole": total, "part": left}

# %% [markdown]
# ## 3. A first real graph
#
# Now build $f(x, y) = x^2 y + y + 2$ with two **variables**. A variable is a node that keeps a value between runs. It
# gets the value when its **initialiser** runs, not before. With many variables, one node that runs all initialisers
# is shorter.

# %%
tf.reset_default_graph()
x = tf.Variable(2, name="x")
y = tf.Variable(5, name="y")
f = x * x * y + y + 2
init = tf.global_variables_initializer()
print(f)

with tf.Session() as sess:
    sess.run(init)
    print(sess.run(f))

# %% [markdown]
# `sess.run(x.initializer)` would have initialised `x` alone.

# %% proof
with tf.Session() as sess:
    sess.run([x.initializer, y.initializer])
    assert sess.run(f) == 2 * 2 * 5 + 5 + 2 == 27

# %% [markdown]
# ## 4. A graph is a directed graph without cycles
#
# Here is the graph of `f`. Each box is a node. Each arrow is a tensor that flows from the node that makes it to a node
# that uses it. This is a **data-flow graph**.

# %%
viz.computation_graph(tf.get_default_graph(), fetches=[f])

# %% [markdown]
# The arrows have a **direction**: values flow from inputs to outputs. And there is **no cycle**: whoever follows the
# arrows never comes back. A node needs its inputs before it runs, so a cycle could never start; you cannot even write
# one, since an operation takes tensors that exist already. Together this is a **directed acyclic graph**, or **DAG**.
# Its nodes can be put in one line such that each stands behind its inputs.
#
# The picture shows the 7 nodes that `f` needs. The graph has 12; the other 5 give the variables their first values.

# %% proof
graph = tf.get_default_graph()
graph.validate()
place = {operation.name: index for index, operation in enumerate(graph.operations)}
assert len(place) == 12
assert all(place[tensor.op.name] < place[op.name] for op in graph.operations for tensor in op.inputs)
with tf.Session() as sess:
    sess.run(init)
    assert len(sess.trace(f)) == 7

# %% [markdown]
# ### Only what is needed runs
#
# A run walks the arrows *backwards* from what you fetch. It computes what it meets there, and nothing else. Below,
# `unused` would be the logarithm of 0, but fetching `g` never touches it. (`p` is a placeholder, an input that gets its
# value in the run; [part b](02b_graphs_and_sessions.ipynb) explains it. `sess.trace` lists the nodes that ran.)

# %%
tf.reset_default_graph()
p = tf.placeholder(tf.float32, shape=(), name="p")
g = tf.add(p * 3.0, 1.0, name="g")
unused = tf.log(p - p, name="unused")

with tf.Session() as sess:
    print([node.name for node in sess.trace(g, feed_dict={p: 2.0})])
    print("fetched on purpose:", sess.run(unused, feed_dict={p: 2.0}))

# %% proof
with tf.Session() as sess:
    assert "unused" not in [node.name for node in sess.trace(g, feed_dict={p: 2.0})]
    assert sess.run(unused, feed_dict={p: 2.0}) == -float("inf")

# %% [markdown]
# **Your turn.** The program below has five nodes with names. Which of them does `sess.run(d)` compute? Set `computed`
# to a list of names, in an order in which they can run.
#
# ```python
# a = tf.constant(1, name="a")
# b = tf.constant(2, name="b")
# c = tf.add(a, b, name="c")
# d = tf.add(b, b, name="d")
# e = tf.add(c, d, name="e")
# ```

# %% try="computed"
computed = ...

# %% solution="computed"
computed = ["b", "d"]

# %% [markdown] solution="computed"
# `d` needs only `b`. `e` uses `d`, but arrows are walked backwards: who uses a result does not matter. That `a` and
# `c` stand before `d` in the program does not matter either.

# %% [markdown] hints="computed"
# - when "'e'": `e` stands behind `d`. Does `d` need it?
# - when "'c'": Being written earlier is no reason to run. Follow the arrows backwards from `d`.
# 1. Begin with `d`, and write down the inputs of it. Then do the same for each of these.

# %% check="computed"
expect.predicted(computed, ["b", "d"], what="The list", hint="Backwards from d; inputs come first.")

# %% wrong="computed" message="'e'"
computed = ["b", "d", "e"]

# %% wrong="computed" message="'c'"
computed = ["a", "b", "c", "d"]

# %% proof
with tf.Graph().as_default(), tf.Session() as sess:
    a, b = tf.constant(1, name="a"), tf.constant(2, name="b")
    c, d = tf.add(a, b, name="c"), tf.add(b, b, name="d")
    tf.add(c, d, name="e")
    assert [node.name for node in sess.trace(d)] == ["b", "d"]

# %% [markdown]
# ## 5. The plan: your graph as a PyTorch program
#
# What does a session do with the graph? It picks the nodes that the fetch needs, puts them in order, and writes a
# small straight program: the **plan**. It is made once for each combination of fetches and fed tensors, and used
# again after that. You can read it.

# %%
tf.reset_default_graph()
x = tf.Variable(2, name="x")
y = tf.Variable(5, name="y")
f = x * x * y + y + 2
init = tf.global_variables_initializer()

with tf.Session() as sess:
    print(sess.plan(f).source)

# %% [markdown]
# No graph is left in it, only calls of PyTorch, one after the other. It returns two groups: the fetched values, and
# the new values of variables (none here, since this run updates nothing).
#
# This is the gain of "define, then run". The library sees the *whole* calculation before it starts, so it can leave
# out, reorder and combine. Today's `torch.compile` records ordinary PyTorch code as a graph first, for the same reason.
#
# > **This library, not TensorFlow.** `sess.plan` and `sess.trace` are ours. TensorFlow 1 keeps its plans inside its
# > C++ code.

# %% proof
with tf.Session() as sess:
    assert sess.plan(f).source.count("torch.mul(") == sess.plan(f).source.count("torch.add(") == 2
    assert "return (add_1,), ()" in sess.plan(f).source
    assert sess.plan(f) is sess.plan(f)

# %% [markdown]
# **Your turn.** How many calls of PyTorch's functions (`torch.mul` or `torch.add`) does the plan of `(x + y) * (x + y)`
# have, if the sum is written twice, as here? And if it is written once, `s = x + y`, and then `s * s`? Set `calls` to
# a list of two numbers.

# %% try="calls"
calls = ...

# %% solution="calls"
calls = [3, 2]

# %% [markdown] solution="calls"
# Each `x + y` in your program makes a node, and each node is one call: two sums and a product. With `s` there is one
# node for the sum, and two arrows leave it. Large libraries look for such repetitions and merge them.

# %% [markdown] hints="calls"
# - when "[2, 2]": This plan does not merge what you wrote twice. How many nodes does the first version make?
# 1. Count the operators that Python calculates: each makes one node, and each node one call.

# %% check="calls"
expect.predicted(calls, [3, 2], what="The two numbers", hint="One call for each node.")

# %% wrong="calls" message="[2, 2]"
calls = [2, 2]

# %% proof
s = x + y
with tf.Session() as sess:
    for product, count in (((x + y) * (x + y), 3), (s * s, 2)):
        source = sess.plan(product).source
        assert source.count("torch.mul(") + source.count("torch.add(") == count

# %% [markdown]
# ## 6. Step through a run
#
# `sess.trace` also keeps each value on the way. The widget below shows them in the graph: move its slider with the
# mouse or the arrow keys, and say *before* each step which node comes next. (A notebook that JupyterLab saved, and a
# page exported from it, show the finished run as a picture.)

# %%
with tf.Session() as sess:
    sess.run(init)
    stepper = viz.graph_stepper(sess, f)
stepper

# %% proof
bundle = stepper._repr_mimebundle_()
assert "application/vnd.jupyter.widget-view+json" in bundle
assert stepper.snapshot().html == bundle["text/html"]
with tf.Session() as sess:
    sess.run(init)
    assert [int(node.value) for node in sess.trace(f) if node.type in ("Mul", "Add")] == [4, 20, 25, 27]

# %% [markdown]
# **Your turn.** `x` is now 3 and `y` is 4. Which values do the four nodes `mul`, `mul_1`, `add` and `add_1` get, in
# the order in which they run? Set `on_the_way` to a list of four numbers.

# %% try="on_the_way"
on_the_way = ...

# %% solution="on_the_way"
on_the_way = [9, 36, 40, 42]

# %% [markdown] solution="on_the_way"
# $x^2 = 9$, then $x^2 y = 36$, then $+ y$ gives 40, and $+ 2$ gives 42.

# %% [markdown] hints="on_the_way"
# - when "12": Python reads `x * x * y` from the left: the first product is that of `x` with itself.
# 1. Write one line for each node of the widget, with the new numbers.

# %% check="on_the_way"
expect.predicted(on_the_way, [9, 36, 40, 42], what="The list", hint="From the left: x * x comes first.")

# %% wrong="on_the_way" message="12"
on_the_way = [12, 36, 40, 42]

# %% proof
with tf.Session() as sess:
    trace = sess.trace(f, feed_dict={x: 3, y: 4})
    assert [int(node.value) for node in trace if node.type in ("Mul", "Add")] == [9, 36, 40, 42]

# %% [markdown]
# ## 7. Which graph do I build in?
#
# `tf.constant(19)` did not name a graph. Where did the node go? There is always one **default graph**, and new nodes
# go there. With `graph.as_default()` another graph becomes the default one, for the lines of a `with` block.

# %%
tf.reset_default_graph()
inside_default = tf.Variable(1)

other = tf.Graph()
with other.as_default():
    inside_other = tf.Variable(2)

print(inside_default.graph is tf.get_default_graph())
print(inside_other.graph is other)
print(inside_other.graph is tf.get_default_graph())

# %% proof
assert inside_default.graph is tf.get_default_graph()
assert inside_other.graph is other is not tf.get_default_graph()

# %% [markdown]
# **Your turn.** `seven` is meant to be a node of the graph `numbers`. It lands elsewhere. Repair one line.

# %% try="as_default"
numbers = tf.Graph()
with tf.Graph().as_default():
    seven = tf.constant(7)

# %% solution="as_default"
numbers = tf.Graph()
with numbers.as_default():
    seven = tf.constant(7)

# %% [markdown] solution="as_default"
# Each `tf.Graph()` makes one more graph, so the stub had two, and built in the one without a name. `with
# tf.Graph().as_default() as numbers:` is right, too, and shorter.

# %% [markdown] hints="as_default"
# - when "not in the graph": How many graphs does the cell make, and which one is the default in the block?
# 1. A graph that has a name can be made the default one by this name.

# %% check="as_default"
expect.that(seven.graph is numbers, "seven is not in the graph `numbers`.", hint="Which graph has the block?")

# %% wrong="as_default" message="not in the graph"
numbers = tf.Graph()
seven = tf.constant(7)

# %% [markdown]
# ### The notebook trap
#
# Run a cell twice, and its nodes are in the default graph twice. The old ones do not go away; they are only harder to
# reach. The loop stands for you, running the same cell three times.

# %%
tf.reset_default_graph()
for _ in range(3):
    score = tf.Variable(0, name="score")
print([variable.name for variable in tf.global_variables()])

# %% [markdown]
# Two ways out: `tf.reset_default_graph()` at the top of the cell, or a `tf.Graph()` of your own for each model.
#
# **One session, one graph.** A session belongs to the graph that is the default one when you make it, or to the one
# that you name: `tf.Session(graph=other)`. It refuses a tensor of another graph with a `ValueError`. If you need two
# results together, build both in one graph.

# %% proof
assert [variable.op.name for variable in tf.global_variables()] == ["score", "score_1", "score_2"]
with tf.Session(graph=other) as sess:
    sess.run(inside_other.initializer)
    assert sess.run(inside_other) == 2
    with pytest.raises(ValueError, match="not an element of this session's graph"):
        sess.run(score)

# %% [markdown]
# ## 8. `eval` and `InteractiveSession`
#
# `t.eval(session=sess)` means exactly `sess.run(t)`. Inside `with tf.Session() as sess:` this session is the **default
# session**, and `t.eval()` finds it by itself. A node without a result, such as an initialiser, has `.run()` instead.
#
# An `InteractiveSession` becomes the default session as soon as it is made, without a `with`. This is handy in a
# notebook; closing it is up to you. **A common mistake** is to call `init.run()` *before* any session is there: it
# stops with a `ValueError`, "No default session is registered".

# %%
tf.reset_default_graph()
speed = tf.Variable(6, name="speed")
path = speed * 7
init = tf.global_variables_initializer()

interactive = tf.InteractiveSession()
init.run()
print(path.eval())
interactive.close()

# %% proof
with pytest.raises(ValueError, match="No default session is registered"):
    init.run()
with tf.Session() as sess:
    init.run()
    assert path.eval() == path.eval(session=sess) == sess.run(path) == 42

# %% [markdown]
# **Your turn.** Write two lines in place of `distance = ...`: initialise the variable, and set `distance` to the value
# of `path`. Use the default session.

# %% try="distance"
interactive = tf.InteractiveSession()
distance = ...
interactive.close()

# %% solution="distance"
interactive = tf.InteractiveSession()
init.run()
distance = path.eval()
interactive.close()

# %% [markdown] solution="distance"
# Each session needs its own initialisation; that of the cell above has gone with its session. `interactive.run(init)`
# and `interactive.run(path)` do the same.

# %% [markdown] hints="distance"
# - when "still a description": Only `run` and `eval` give a number.
# 1. The cell above has both lines. The order matters.

# %% check="distance"
expect.that(not isinstance(distance, tf.Tensor), "distance is still a description.", hint="Evaluate it.")
expect.equal(distance, 42, what="distance")

# %% wrong="distance" message="still a description"
interactive = tf.InteractiveSession()
init.run()
distance = path
interactive.close()

# %% [markdown]
# ## 9. How long does a value live?
#
# `y` and `z` both need `x`, and `x` needs `w`. How often is the shared part computed? Values of ordinary nodes live for
# **one run**; the next run computes them again. Only variables keep their value from run to run, as long as their
# session lives. We can count it: each time `w` is computed, it adds 1 to the variable `visits`.

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
    print("y.eval(), z.eval():  w computed", sess.run(visits), "times")

    sess.run(visits.initializer)
    sess.run([y, z])
    print("sess.run([y, z]):    w computed", sess.run(visits), "time")

# %% proof
with tf.Session() as sess:
    sess.run(visits.initializer)
    sess.run(y), sess.run(z)
    assert sess.run(visits) == 2
    sess.run(visits.initializer)
    sess.run([y, z])
    assert sess.run(visits) == 1
    assert [node.name for node in sess.trace([y, z])].count("x") == 1

# %% [markdown]
# So fetch what you need in **one** `run`: it is faster, and all results come from the same state. A program that has
# fetched `y_val, z_val = sess.run([y, z])` and then prints `y.eval()` and `z.eval()` has made three runs.
#
# **Your turn.** `visits` was just initialised. How large is it after `sess.run([y, z, w])`, `y.eval()` and
# `sess.run(visits)`, in this order? Set `count` to the number.

# %% try="count"
count = ...

# %% solution="count"
count = 2

# %% [markdown] solution="count"
# The first run computes `w` once, although three fetches need it. `y.eval()` is a second run. Fetching the variable
# does not reach `w`.

# %% [markdown] hints="count"
# - when "got:      4": In one run each node is computed once, however many fetches need it.
# - when "got:      3": Walk backwards from `visits`. Do you meet `w`?
# 1. Count the runs that reach `w`.

# %% check="count"
expect.predicted(count, 2, what="The number", hint="How many runs reach w?")

# %% wrong="count" message="got:      4"
count = 4

# %% wrong="count" message="got:      3"
count = 3

# %% proof
with tf.Session() as sess:
    sess.run(visits.initializer)
    sess.run([y, z, w])
    y.eval()
    assert sess.run(visits) == 2

# %% [markdown]
# Two runs in place of one can even change the answer, since each run draws new random numbers.
#
# **Your turn.** A die has a million sides. `one` and `two` are meant to be what it shows, and the double of *this same*
# throw. Repair the last line.

# %% try="same_throw"
tf.set_random_seed(2)
die = tf.cast(tf.random_uniform((), 1, 1_000_001), tf.int32)
double = 2 * die
with tf.Session() as sess:
    one, two = die.eval(), double.eval()

# %% solution="same_throw"
tf.set_random_seed(2)
die = tf.cast(tf.random_uniform((), 1, 1_000_001), tf.int32)
double = 2 * die
with tf.Session() as sess:
    one, two = sess.run([die, double])

# %% [markdown] solution="same_throw"
# One run throws once, and both nodes see the same throw. Two evals are two runs, and two throws.

# %% [markdown] hints="same_throw"
# - when "not the double": How many runs does the line make, and how many throws?
# 1. Fetch a list of both in one run.

# %% check="same_throw"
expect.that(two == 2 * one, f"{two} is not the double of {one}.", hint="One run, one throw.")

# %% wrong="same_throw" message="not the double"
tf.set_random_seed(2)
die = tf.cast(tf.random_uniform((), 1, 1_000_001), tf.int32)
double = 2 * die
with tf.Session() as sess:
    one, two = sess.run(die), sess.run(double)

# %% [markdown]
# ## Summary
#
# - Code builds a **graph**; a **session** runs it. A symbolic tensor is a name for a value to come.
# - A graph is a DAG. A run computes only what the fetches need, each node once.
# - The values of nodes live for one run. Fetch together what belongs together.
# - New nodes go into the **default graph**. One session runs one graph. Close it, best by `with`.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | computation (data-flow) graph | 계산 그래프, 데이터 플로우 그래프 | nodes compute, arrows carry tensors |
# | directed acyclic graph (DAG) | 방향성 비순환 그래프 | arrows, and no way back along them |
# | node, operation | 노드, 연산 | one step of a computation |
# | construction phase | 구성 단계 | the graph is built |
# | execution phase | 실행 단계 | the graph is run |
# | deferred (lazy) execution | 지연 실행 | calculate later, when asked |
# | eager execution | 즉시 실행 | calculate at once, line by line |
# | session | 세션 | runs one graph, holds the values of its variables |
# | default graph | 기본 그래프 | where new nodes go |
# | fetch | 가져오기 | a tensor that you ask a run for |
# | life cycle of a node's value | 노드 값의 생애주기 | from when to when a value exists |

# %% [markdown]
# ## Read on
#
# - M. Abadi and others, *TensorFlow: a system for large-scale machine learning*, OSDI (2016): why its makers chose
#   graphs.
# - J. B. Dennis, *First version of a data flow procedure language*, Programming Symposium, Springer (1974): the idea,
#   forty years earlier.
# - A. Géron, *Hands-On Machine Learning with Scikit-Learn and TensorFlow*, first edition (2017), chapter 9: graphs and
#   sessions in TensorFlow 1.
# - J. Ansel and others, *PyTorch 2: faster machine learning through dynamic Python bytecode transformation and graph
#   compilation*, ASPLOS (2024): how `torch.compile` finds a graph in ordinary code.
#
# **Open questions**, without a grade:
#
# 1. A spreadsheet recalculates a cell when another one changes. What has it in common with a graph and a session, and
#    what not?
# 2. Which mistakes could a library find in a graph before it runs, and which only when values flow?
#
# **Next**: {{next}}, the second part of this lesson.
