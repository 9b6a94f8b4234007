# %% [markdown]
# # Exercise 2: graphs and sessions
#
# You build small graphs, run them, and predict what programs print. Between the tasks there are ten questions, with
# the numbers 1 to 10.
#
# **Time**: about 50 minutes. **Points**: 10, half a point for each test.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and
#   run the cell.
# - Then run the test below it. A failed test says what is wrong and gives a hint. Run it as often as you like.
# - Stuck? Run `hint()` in a cell of your own. It helps with the test that failed last: first it says where to
#   look, then the idea, and at last nearly the answer. When the tests of a task pass, `solution("repaired")` (with the
#   name of the task) explains an answer, and what else would have done.
# - A question asks you to set some names, such as `q2 = "yes"`. A comment in the cell lists them. Text
#   needs quotes: `"yes"`, not `yes`.
# - Predict first. Then run the program in a cell of your own and see if you were right.
# - Cells with imports and helpers are given and locked. Run them too.

# %% setup="imports"
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import lessonlib.tf1 as tf

# %% [markdown]
# ## 1. Build a graph
#
# Write `polynomial_graph(x_value, y_value)`. It only **builds**; it opens no session.
#
# - It makes a **new** `tf.Graph()` and puts everything into that graph. The default graph stays as it was.
# - It makes two variables named `x` and `y`. Their first values are `x_value` and `y_value`.
# - It makes $f = x^2 y + y + 2$ from the two variables.
# - It returns the dictionary `{"graph": ..., "x": ..., "y": ..., "f": ...}`.


# %% task="polynomial_graph"
def polynomial_graph(x_value, y_value):
    """A new graph with the variables x and y (integers) and f = x * x * y + y + 2."""
    ### BEGIN SOLUTION
    graph = tf.Graph()
    with graph.as_default():
        x = tf.Variable(x_value, name="x")
        y = tf.Variable(y_value, name="y")
        f = x * x * y + y + 2
    return {"graph": graph, "x": x, "y": y, "f": f}
    ### END SOLUTION


# %% [markdown] hints="polynomial_graph"
# - when "added to the default graph": Your nodes land in the default graph. Making a graph is not enough:
#   Python must also be told to build *in* it, for as long as you build.
# - when "f after x and y changed": `f` has the right value at the start and then stays there. It was made from
#   the Python numbers of the arguments, so it is a constant. Which objects change when a session changes
#   them?
# 1. Section 7 of the chapter puts nodes into a graph of your choice. Section 3 has a formula like this one.
# 2. There are two steps. Make a graph. Then, in a `with` block that makes it the default graph, make the
#    two variables (with their names), and the formula from the *variables*.
# 3. Inside the block, a variable looks like `z = tf.Variable(7, name="z")`, and a formula like `g = z * z +
#    1`. Below the block, return the four parts in a dictionary.

# %% [markdown] solution="polynomial_graph"
# Three things make it right. The graph is made first, all nodes are built inside its `with` block, and `f` is made of
# the *variables*, so that it follows them when they change. From the Python numbers `x_value` and `y_value` it would
# be a constant. `tf.square(x) * y`, `tf.pow(x, 2) * y` or a sum with `tf.add_n` give the same values, and two `with`
# blocks on the same graph are as good as one.

# %% test="polynomial_own_graph" points=0.5
# polynomial_graph puts all its nodes into a new graph, and none into the default graph.
import lessonlib.tf1 as tf
from lessonlib.check import answer, expect
from lessonlib.check.graphs import fetch_graph

default = answer.tf.get_default_graph()
size = len(default.operations)
result = answer.polynomial_graph(3, 4)
expect.equal(
    len(default.operations) - size,
    0,
    what="The number of nodes added to the default graph",
    hint="Build inside `with graph.as_default():`.",
)
parts = fetch_graph(result, "x", "y", "f")  # a copy, which this test can look at and run
for name in ("x", "y"):
    expect.that(
        isinstance(parts[name], tf.Variable) and parts[name].op.name == name,
        f"The new graph has no variable named '{name}'.",
        hint='Write tf.Variable(..., name="x").',
    )
other = fetch_graph(answer.polynomial_graph(3, 4), "x", "y", "f")
expect.equal(
    len(other["graph"].operations),
    len(parts["graph"].operations),
    what="The number of nodes in a second graph",
    hint="Each call must make a graph of its own.",
)

# %% test="polynomial_value" points=0.5
# In a session, f gives x * x * y + y + 2, also after the variables have changed.
import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph

rng = fresh.rng()
cases = [tuple(map(int, rng.integers(1, 10, 2) * rng.choice([-1, 1], 2))) for _ in range(3)]
### BEGIN HIDDEN TESTS
cases += [(0, 0), (1000, -7), (-1, 1)]
### END HIDDEN TESTS
for x, y in cases:
    parts = fetch_graph(answer.polynomial_graph(x, y), "x", "y", "f")
    expect.that(isinstance(parts["x"], tf.Variable), "x is not a variable.", hint="Use tf.Variable.")
    expect.that(isinstance(parts["y"], tf.Variable), "y is not a variable.", hint="Use tf.Variable.")
    with tf.Session(graph=parts["graph"]) as sess:
        sess.run([parts["x"].initializer, parts["y"].initializer])
        expect.equal(sess.run(parts["f"]), x * x * y + y + 2, what=f"f for x={x}, y={y}")
        for new_x, new_y in ((abs(x) + 1, y), (x, y + 3)):
            got = sess.run(parts["f"], {parts["x"]: new_x, parts["y"]: new_y})
            expect.equal(
                got,
                new_x * new_x * new_y + new_y + 2,
                what=f"f after x and y changed from {x}, {y} to {new_x}, {new_y}",
                hint="Build f from the variables x and y, not from the Python numbers.",
            )

# %% [markdown]
# ## 2. Question 1: why a graph?
#
# What are the main advantages and drawbacks of building a graph instead of running each line at once? Sort these
# statements:
#
# - `a` The library can compute gradients by itself.
# - `b` You see each value right after its line, with `print`.
# - `c` Independent parts can run at the same time.
# - `d` It is hard to debug step by step.
# - `e` You can draw the whole computation and look at its structure.
# - `f` It takes time to learn this way of thinking.
# - `g` The same model can run on several devices.
# - `h` The results have more digits.
#
# Set `q1_advantages` and `q1_drawbacks`, each to a list of letters, such as `["b", "h"]`. Two statements
# are not true of a graph; leave them out.

# %% task="q1_why_a_graph"
# q1_advantages = [letters]
# q1_drawbacks = [letters]
### BEGIN SOLUTION
q1_advantages = ["a", "c", "e", "g"]
q1_drawbacks = ["d", "f"]
### END SOLUTION

# %% [markdown] hints="q1_why_a_graph"
# - when "There are four advantages": Look at your list of advantages. One true advantage is missing, or a
#   letter is in it that is not true of a graph.
# 1. Section 16 of the chapter lists what a graph gives and what it costs.
# 2. An advantage comes from knowing the *whole* computation before it starts. A drawback is a price for the
#    programmer: what is hard to see or to learn?
# 3. Two statements belong nowhere. One is about seeing values at once (a graph has none at that moment);
#    the other is about digits. Of the other six, four are advantages.

# %% [markdown] solution="q1_why_a_graph"
# All advantages come from one fact: the library knows the whole calculation before it starts. All drawbacks come from
# the same fact, seen by the programmer: while you write, there is no value to look at. The order of the letters does
# not matter.

# %% test="q1" points=0.5
# Question 1: the advantages and the drawbacks are sorted.
from lessonlib.check import answer, expect

expect.sealed(
    answer.q1_advantages,
    "02_q1_advantages",
    "d5a5276d7731ac1c",
    what="q1_advantages",
    options="abcdefgh",
    hint="There are four advantages. What can a library do when it knows everything before it starts?",
)
expect.sealed(
    answer.q1_drawbacks,
    "02_q1_drawbacks",
    "e720998d6aff4899",
    what="q1_drawbacks",
    options="abcdefgh",
    hint="There are two drawbacks. What is hard for you, the programmer?",
)

# %% [markdown] why="02_q1_advantages" answer=["a", "c", "e", "g"]
# `a`: gradients are made by reading the graph backwards. `c`: without an arrow between two parts, they can run at the
# same time. `e`: the graph is there to be drawn before it runs. `g`: its nodes can be given to several devices. Not
# `b`: no line has a value yet. Not `h`: the digits come from the dtype.

# %% [markdown] why="02_q1_drawbacks" answer=["d", "f"]
# `d`: between two lines there is no value to print, and errors show late. `f`: one must think of descriptions instead
# of values. `b` and `h` are true of no graph.

# %% [markdown]
# ## 3. Repair a program
#
# The function `broken` has two mistakes. One stops it at once. The other one gives no error.


# %% setup="broken_program"
def broken(x_value, y_value):
    graph = tf.Graph()
    with graph.as_default():
        x = tf.Variable(x_value, name="x")
        y = tf.Variable(y_value, name="y")
        f = x * x * y + y + 2
        init = tf.global_variables_initializer()
        init.run()
        session = tf.InteractiveSession()
        result = f.eval()
        session.close
    return result, session


# %% [markdown]
# Write `repaired(x_value, y_value)`: the same program without the two mistakes. It still uses an
# `InteractiveSession`, and it returns the value of `f` and the session. When it returns, the session is
# closed.


# %% task="repaired"
def repaired(x_value, y_value):
    """The value of f = x * x * y + y + 2, and the (closed) session that computed it."""
    ### BEGIN SOLUTION
    graph = tf.Graph()
    with graph.as_default():
        x = tf.Variable(x_value, name="x")
        y = tf.Variable(y_value, name="y")
        f = x * x * y + y + 2
        init = tf.global_variables_initializer()
        session = tf.InteractiveSession()
        init.run()
        result = f.eval()
        session.close()
    return result, session
    ### END SOLUTION


# %% [markdown] hints="repaired"
# - when "No default session": `init.run()` needs a session. In your program, is there one at that moment?
#   Read the order of the lines.
# - when "raises no error": The session that you return still works, so it is open. Look at the line that
#   should close it: does it *call* the method, or does it only name it?
# 1. Section 8 of the chapter shows `InteractiveSession`, section 2 how a session is closed.
# 2. `eval` and `run` without a session use the default session. An `InteractiveSession` becomes the default
#    session when it is made. And a method does its work only when it is called.
# 3. Move one line up by two places. Add one pair of parentheses. Nothing else changes.

# %% [markdown] solution="repaired"
# `init.run()` needs a default session, and an `InteractiveSession` becomes one when it is made, so it must come
# first. `session.close` without parentheses only names the method; with them it is called. A `try` with
# `session.close()` in `finally` closes the session even when a line in between fails. To run the initialisers of `x`
# and `y` one by one is right, too.

# %% test="repaired_value" points=0.5
# repaired(x, y) computes f, with the graph of the session that it returns.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.answer import Handle
from lessonlib.check.graphs import fetch_graph

rng = fresh.rng()
for x, y in [(3, 4), *rng.integers(-9, 10, (2, 2)).tolist()]:
    results = answer.repaired(x, y)
    expect.that(isinstance(results, list) and len(results) == 2, "repaired does not return two things.")
    expect.equal(results[0], x * x * y + y + 2, what=f"The value from repaired({x}, {y})")
    expect.that(isinstance(results[1], Handle), "The second result is not a session.")
    graph = fetch_graph({"graph": results[1].graph})["graph"]
    variables = {variable.op.name: variable for variable in graph.get_collection("variables")}
    expect.that(set(variables) == {"x", "y"}, "The session's graph has other variables than x and y.")
    other_x, other_y = x + 5, y - 4
    with tf.Session(graph=graph) as sess:
        operations = [op for op in graph.operations if not op.type.startswith("Assign")]
        tensors = [tensor for operation in operations for tensor in operation.outputs]
        values = sess.run(tensors, {variables["x"]: other_x, variables["y"]: other_y})
    expect.that(
        any(np.ndim(value) == 0 and value == other_x**2 * other_y + other_y + 2 for value in values),
        "No node of the session's graph computes f from the variables x and y.",
        hint="Keep the lines of the program that build the graph.",
    )

# %% test="repaired_closed" points=0.5
# The session that repaired(x, y) returns ran the graph of x and y, and is closed.
from lessonlib.check import answer, expect
from lessonlib.check.answer import Handle
from lessonlib.check.graphs import fetch_graph

results = answer.repaired(3, 4)
expect.that(isinstance(results, list) and len(results) == 2, "repaired does not return two things.")
session = results[1]
expect.that(isinstance(session, Handle), "The second result is not a session.")
names = [operation.name for operation in fetch_graph({"graph": session.graph})["graph"].operations]
for name in ("x", "y"):
    expect.that(name in names, f"The session's graph has no node named '{name}'.")
    expect.raises(
        lambda name=name: session.run(f"{name}:0"),
        "RuntimeError",
        match="closed",
        what="Running the returned session",
        hint="A method is called with parentheses.",
    )

# %% [markdown]
# ## 4. Questions 2, 3 and 4: eval, run, and two graphs
#
# `a` and `b` are tensors of the graph of the session `sess`.
#
# - **Question 2.** Do `a_val = a.eval(session=sess)` and `a_val = sess.run(a)` mean the same? Set `q2` to
#   `"yes"` or `"no"`.
# - **Question 3.** Do these two mean the same, for every graph? Set `q3` to `"yes"` or `"no"`.
#   - `a_val, b_val = a.eval(session=sess), b.eval(session=sess)`
#   - `a_val, b_val = sess.run([a, b])`

# %% task="q2_and_q3"
# q2 = "yes" or "no"
# q3 = "yes" or "no"
### BEGIN SOLUTION
q2 = "yes"
q3 = "no"
### END SOLUTION

# %% [markdown] hints="q2_and_q3"
# - when "How many runs are there": Count the runs of each version. `eval` is a run of its own; `sess.run`
#   with a list is one run for the whole list.
# 1. Section 8 of the chapter says what `eval` is. Section 9 says how long a value lives.
# 2. `a.eval(session=sess)` is another way to write one `run` of `a`. So question 3 compares two runs with
#    one run.
# 3. The values of two separate runs can differ when a node counts or draws random numbers. Then the two
#    programs print different things, so they do not mean the same *for every graph*.

# %% [markdown] solution="q2_and_q3"
# `a.eval(session=sess)` is one run of `a`, word for word. Two evals are therefore two runs, and a list is one. The
# difference shows as soon as a node counts or draws random numbers, as in the program of the next task.

# %% test="q2_q3" points=0.5
# Questions 2 and 3: eval and run.
from lessonlib.check import answer, expect

expect.sealed(
    answer.q2,
    "02_q2",
    "d7b690db23b42fef",
    what="q2",
    options=("yes", "no"),
    hint="Which session does eval use?",
)
expect.sealed(
    answer.q3,
    "02_q3",
    "f2ed7d7e141e1497",
    what="q3",
    options=("yes", "no"),
    hint="How many runs are there? Think of a node that counts, or that draws a random number.",
)

# %% [markdown] why="02_q2" answer="yes"
# `eval` with a session is another way to write one `run`.

# %% [markdown] why="02_q3" answer="no"
# Two evals are two runs, and a list is one. A node that counts or draws random numbers tells the difference.

# %% [markdown]
# **Predict.** This program counts how often it is asked. Set `separately` and `together` to the two lists
# that it prints.
#
# ```python
# with tf.Graph().as_default(), tf.Session() as sess:
#     ticks = tf.Variable(0)
#     tick = tf.assign_add(ticks, 1)
#     a = tick * 10
#     b = tick * 100
#     sess.run(ticks.initializer)
#     print([a.eval(), b.eval()])      # separately
#     print(sess.run([a, b]))          # together
# ```

# %% task="predict_ticks"
# separately = [a number, a number]
# together = [a number, a number]
### BEGIN SOLUTION
separately = [10, 200]
together = [30, 300]
### END SOLUTION

# %% [markdown] hints="predict_ticks"
# 1. Section 9 of the chapter: what is computed twice, and what only once.
# 2. Each run computes `tick` exactly once, so each run adds 1 to `ticks`, also when two fetched nodes need
#    it.
# 3. Line 1 makes two runs: `a` sees 1 tick, `b` sees 2. Line 2 makes one run more, and both nodes see the
#    same third tick. Multiply each by 10 or by 100.

# %% [markdown] solution="predict_ticks"
# Each run that reaches `tick` adds 1, once. The two evals are two runs: `a` sees the first tick, `b` the second. The
# list is one more run, and both nodes see the third tick. `a` and `b` use the *output* of `tick`, so TensorFlow 1
# promises these numbers, too.

# %% test="ticks" points=0.5
# The predictions agree with what the program prints.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect

with tf.Graph().as_default(), tf.Session() as sess:
    ticks = tf.Variable(0)
    tick = tf.assign_add(ticks, 1)
    a = tick * 10
    b = tick * 100
    sess.run(ticks.initializer)
    actual = {"separately": [int(a.eval()), int(b.eval())]}
    actual["together"] = [int(value) for value in sess.run([a, b])]

for name, printed in actual.items():
    got = answer.at(name)
    expect.that(
        (got.tolist() if isinstance(got, np.ndarray) else got) == printed,
        f"'{name}' is not what the program prints.",
        hint="Each run computes `tick` once. Count the runs, then run the program and look.",
    )

# %% [markdown]
# **Question 4.** Look at this program:
#
# ```python
# g1, g2 = tf.Graph(), tf.Graph()
# with g1.as_default():
#     a = tf.constant(1)
# with g2.as_default():
#     b = tf.constant(2)
# with tf.Session(graph=g1) as sess:
#     print(sess.run(a))
#     print(sess.run(b))
# ```
#
# - Can one session run two graphs? Set `q4` to `"yes"` or `"no"`.
# - What does the last line do? Set `q4_last_line` to what it prints (a number), or to the name of the
#   error's type (a text).
# - How do you get both values in one `run`? Set `q4_remedy` to a letter:
#   - `a` call `sess.run([a, b])`
#   - `b` build `a` and `b` in one graph
#   - `c` feed one graph to the other
#   - `d` open the session with `tf.Session(graph=[g1, g2])`

# %% task="q4_two_graphs"
# q4 = "yes" or "no"
# q4_last_line = a number, or the name of an error type
# q4_remedy = a letter
### BEGIN SOLUTION
q4 = "no"
q4_last_line = "ValueError"
q4_remedy = "b"
### END SOLUTION

# %% [markdown] hints="q4_two_graphs"
# - when "A session is made for one graph": A session belongs to the graph that it was made for. What can it
#   know about the nodes of another graph?
# 1. Section 7 of the chapter ends with a node of another graph. Section 15 shows how to read such messages.
# 2. A session runs the nodes of its own graph. For a node of another graph it raises an error. Python's
#    errors have types, such as `KeyError`; the type stands at the start of the last line of the message.
# 3. Run the program in a cell of your own and copy the error's type from the last line. For the remedy:
#    what would have to be true of `a` and `b` so that one session knows both?

# %% [markdown] solution="q4_two_graphs"
# A session belongs to one graph, and knows no node of another. It refuses with a `ValueError`; the name of this
# library's own type, `ForeignGraphError`, is accepted as well. In one graph, one session can run both, and even in
# one `run`.

# %% test="q4" points=0.5
# Question 4: two graphs, one session.
import lessonlib.tf1 as tf
from lessonlib.check import answer, expect

g1, g2 = tf.Graph(), tf.Graph()
with g1.as_default():
    a = tf.constant(1)
with g2.as_default():
    b = tf.constant(2)
with tf.Session(graph=g1) as sess:
    try:
        outcome = int(sess.run(b))
    except Exception as error:
        outcome = type(error).__mro__

last = answer.q4_last_line
too_general = {"object", "BaseException", "Exception"}
names = {kind.__name__ for kind in outcome} - too_general if isinstance(outcome, tuple) else {outcome}
expect.sealed(
    answer.q4,
    "02_q4",
    "f6e02bb504a91eab",
    what="q4",
    options=("yes", "no"),
    hint="A session is made for one graph.",
)
expect.that(
    isinstance(last, (str, int, float)) and last in names,
    f"q4_last_line is {last!r}; the program does something else.",
    hint="Run the program and read the last line of what it shows.",
)
expect.sealed(
    answer.q4_remedy,
    "02_q4_remedy",
    "6cc7379d4e4c2133",
    what="q4_remedy",
    options="abcd",
    hint="Where do two tensors have to live so that one session can run both?",
)

# %% [markdown] why="02_q4" answer="no"
# A session is made for one graph, the default one or the one that you name.

# %% [markdown] why="02_q4_remedy" answer="b"
# `b`: one session runs all nodes of its graph. Not `a`: the session still knows only one of the two. Not `c`: a feed
# gives a *value* to a tensor. Not `d`: `graph=` takes one graph.

# %% [markdown]
# ## 5. Several fetches, one run
#
# Write `sample_summary(numbers)`. `numbers` is a tensor of a graph, such as `tf.random_uniform((5,))`, that
# draws random numbers in each run. The function adds two nodes to this graph (`numbers.graph`), their mean
# and their largest value, and runs the graph. It returns the dictionary
# `{"numbers": ..., "mean": ..., "largest": ...}` with the values.
#
# The mean and the largest value must be those of the numbers that it returns.


# %% task="sample_summary"
def sample_summary(numbers):
    """What `numbers` (float32, shape (n,)) draws, with the mean and the largest of it, as NumPy values."""
    ### BEGIN SOLUTION
    with numbers.graph.as_default(), tf.Session() as sess:
        mean = tf.reduce_mean(numbers)
        largest = tf.reduce_max(numbers)
        return sess.run({"numbers": numbers, "mean": mean, "largest": largest})
    ### END SOLUTION


# %% [markdown] hints="sample_summary"
# - when "The mean of the numbers returned": The mean belongs to other numbers than those you return. You
#   run the graph more than once, and each run draws new random numbers.
# 1. Section 9 of the chapter fetches several nodes at once.
# 2. A random node draws new numbers in each run. Things that belong together have to come from one run.
# 3. Give one `run` all three nodes. It takes a list such as `sess.run([u, v])`, or a dictionary such as
#    `sess.run({"u": u, "v": v})`, and gives back the values in the same form.

# %% [markdown] solution="sample_summary"
# One `run` draws once, and all three results belong to this draw. Three runs would draw three times: the mean would
# be that of other numbers, and no error would tell you. To run only `numbers` and to let NumPy compute the mean and
# the largest value is right, too, and so is a list of the three fetches.

# %% test="summary_of_one_draw" points=0.5
# sample_summary gives what one run draws, and the mean and the largest value of just these numbers.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import send_graph

rng = fresh.rng()
for n in (2, 5, 40):
    graph, low = tf.Graph(), float(rng.uniform(-100, 100))
    with graph.as_default():
        numbers = tf.random_uniform((n,), low, low + 1, name="numbers")
    sent = send_graph(answer, {"graph": graph, "numbers": numbers})
    summary = answer.sample_summary(sent["numbers"])
    expect.that(isinstance(summary, dict), "sample_summary does not return a dictionary.")
    expect.equal(sorted(summary), ["largest", "mean", "numbers"], what="The keys of the dictionary, sorted")
    drawn = summary["numbers"]
    expect.shape(drawn, (n,), what=f'the "numbers" of a tensor of {n} numbers')
    drawn = np.asarray(drawn, dtype=float)
    expect.that(
        bool((drawn >= low - 1e-3).all() and (drawn <= low + 1 + 1e-3).all() and len(set(drawn)) > n / 2),
        "The numbers are not those that the tensor draws.",
        hint="Run the tensor that your function gets.",
    )
    advice = "Fetch all three in one `run`. A second run draws other numbers."
    expect.close(summary["mean"], drawn.mean(), what="The mean of the numbers returned", hint=advice)
    expect.close(summary["largest"], drawn.max(), what="The largest of the numbers returned", hint=advice)

# %% [markdown]
# ## 6. Questions 7 and 8: placeholders and variables
#
# **Question 7.** What is the difference between a placeholder and a variable? Sort these statements into
# three lists of letters: `q7_variable` (true only of a variable), `q7_placeholder` (true only of a
# placeholder), `q7_both` (true of both). One statement is true of neither; leave it out.
#
# - `a` It must be initialised before it is used.
# - `b` A run that depends on it fails when no value is fed.
# - `c` It keeps its value from one run to the next.
# - `d` Its dtype is known before anything runs.
# - `e` `tf.assign` can change it.
# - `f` It has a value as soon as its line in Python has run.
# - `g` It usually holds the weights of a model.
# - `h` It usually takes the training data.

# %% task="q7_sort"
# q7_variable = [letters]
# q7_placeholder = [letters]
# q7_both = [letters]
### BEGIN SOLUTION
q7_variable = ["a", "c", "e", "g"]
q7_placeholder = ["b", "h"]
q7_both = ["d"]
### END SOLUTION

# %% [markdown] hints="q7_sort"
# - when "q7_variable": Go through the letters that you did not give to the variable. Does anything else
#   keep a value between runs?
# 1. The table in section 12 of the chapter compares constant, variable and placeholder.
# 2. A variable *has* a value, in a session, from its initialiser on. A placeholder has none: each run must
#    bring it. Ask of each statement which of the two needs it.
# 3. Four statements are true of a variable only, two of a placeholder only, one of both (you see it in the
#    line that makes the tensor), and one of neither: in a graph, no line has a value when Python has run
#    it.

# %% [markdown] solution="q7_sort"
# Ask of each statement where the value comes from. A variable's value is in its session, from the initialiser on; a
# placeholder has none of its own, and each run must bring it. What is known while the graph is built, such as the
# dtype, holds for both.

# %% test="q7" points=0.5
# Question 7: variables and placeholders are told apart.
from lessonlib.check import answer, expect

advice = "Read the table in section 12 of the chapter: constant, variable, placeholder."
expect.sealed(
    answer.q7_variable,
    "02_q7_variable",
    "19ab344376b86cd2",
    what="q7_variable",
    options="abcdefgh",
    hint=advice,
)
expect.sealed(
    answer.q7_placeholder,
    "02_q7_placeholder",
    "69c1efac8f10d69a",
    what="q7_placeholder",
    options="abcdefgh",
    hint=advice,
)
expect.sealed(
    answer.q7_both, "02_q7_both", "229f8b186b31a9d8", what="q7_both", options="abcdefgh", hint=advice
)

# %% [markdown] why="02_q7_variable" answer=["a", "c", "e", "g"]
# `a`: until its initialiser runs, it has no value. `c` and `g`: this is what it is for. `e`: only a variable has a
# place to put a new value into.

# %% [markdown] why="02_q7_placeholder" answer=["b", "h"]
# `b`: it has no value of its own. `h`: the data is another one in each step, so each run brings it.

# %% [markdown] why="02_q7_both" answer=["d"]
# `d`: the line that makes the tensor says the dtype. `f` is true of neither: a graph has no values before it runs.

# %% [markdown]
# **Question 8.** What happens when you run a node and do not feed a placeholder? And when the node does not
# depend on the placeholder? Predict the four runs. Set each name to the number that the run gives, or to
# `"error"`.
#
# ```python
# A = tf.placeholder(tf.float32, shape=(None, 3))
# B = tf.reduce_sum(A + 5)
# C = tf.constant(2.0) * 3
# D = B + C
#
# sess.run(B)                                  # q8_B
# sess.run(C)                                  # q8_C
# sess.run([C, D])                             # q8_C_and_D: "error", or the number for D
# sess.run(D, feed_dict={A: [[1, 2, 3]]})      # q8_D
# ```

# %% task="q8_predict"
# q8_B, q8_C, q8_C_and_D, q8_D = a number or "error", for each
### BEGIN SOLUTION
q8_B = "error"
q8_C = 6
q8_C_and_D = "error"
q8_D = 27
### END SOLUTION

# %% [markdown] hints="q8_predict"
# - when "q8_B is not": B needs A, and nothing is fed for A in this run. A placeholder has no value of its
#   own, not even 0.
# 1. Section 15 of the chapter says what happens without a feed. Section 4: which nodes does a run compute?
# 2. A run computes what its fetches need, and nothing else. An unfed placeholder is an error only if a
#    fetch needs it.
# 3. A run with a list gives all of its values or an error. In the last run, B is the sum of 6, 7 and 8, and
#    D adds C.

# %% [markdown] solution="q8_predict"
# A run fails when a fetch *needs* a placeholder without a value, and only then. `B` needs `A`; `C` does not. A list
# gives all its values or an error, so `[C, D]` fails because of `D`. In the last run `B` is 6 + 7 + 8 = 21, and `C`
# adds 6.

# %% test="q8" points=0.5
# Question 8: the predictions agree with four real runs.
import lessonlib.tf1 as tf
from lessonlib.check import answer, expect

advice = "Follow the arrows backwards from each fetch. Do you meet A? Is A fed?"
with tf.Graph().as_default(), tf.Session() as sess:
    A = tf.placeholder(tf.float32, shape=(None, 3))
    B = tf.reduce_sum(A + 5)
    C = tf.constant(2.0) * 3
    D = B + C
    runs = {
        "q8_B": lambda: sess.run(B),
        "q8_C": lambda: sess.run(C),
        "q8_C_and_D": lambda: sess.run([C, D])[1],
        "q8_D": lambda: sess.run(D, feed_dict={A: [[1, 2, 3]]}),
    }
    for name, run in runs.items():
        try:
            actual = float(run())
        except tf.errors.InvalidArgumentError:
            actual = "error"
        expect.that(answer.at(name) == actual, f"{name} is not what the run gives.", hint=advice)

# %% [markdown]
# ## 7. Feed batches of any size
#
# Write `centring_graph()`. In a new graph, it builds
#
# - `X`: a placeholder for float32 numbers, with any number of rows and 3 columns;
# - `means`: the mean of each *column* of `X`, shape `(3,)`;
# - `centred`: `X` minus the column means.
#
# It returns the dictionary `{"graph": ..., "X": ..., "means": ..., "centred": ...}`.


# %% task="centring_graph"
def centring_graph():
    """A graph that subtracts from each column of X (m, 3) its mean."""
    ### BEGIN SOLUTION
    graph = tf.Graph()
    with graph.as_default():
        X = tf.placeholder(tf.float32, shape=(None, 3))
        means = tf.reduce_mean(X, axis=0)
        centred = X - means
    return {"graph": graph, "X": X, "means": means, "centred": centred}
    ### END SOLUTION


# %% [markdown] hints="centring_graph"
# - when "means of 2 rows have the wrong shape": You get one mean for each row. The graph needs one for each
#   column: three numbers for a batch of any size.
# - when "None stands for an unknown size": Your placeholder fixes the number of rows. Which value in a
#   shape says *any number*?
# 1. Section 10 of the chapter has a placeholder with an unknown dimension, and means along both axes.
# 2. `axis` names the axis that *disappears*. Shape `(m, 3)` has axis 0 (the rows) and axis 1 (the columns).
#    Subtracting `(3,)` from `(m, 3)` takes the means away from each row.
# 3. The placeholder has the shape `(None, 3)`. For row sums one would write `tf.reduce_sum(X, axis=1)`. You
#    need means, and the other axis.

# %% [markdown] solution="centring_graph"
# `None` lets each run bring another number of rows. `axis=0` names the axis that disappears, the rows, so one mean is
# left for each column. Its shape (3,) is then subtracted from each row by broadcasting. `tf.reduce_sum(X, 0)` divided
# by the number of rows works as well, if that number comes from `tf.shape(X)` in the graph; a Python number would fix
# the size of the batch.

# %% test="batch_shape" points=0.5
# X has 3 columns and an unknown number of rows, and takes batches of every size.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect
from lessonlib.check.graphs import fetch_graph

parts = fetch_graph(answer.centring_graph(), "X", "centred")
expect.equal(
    parts["X"].shape.as_list(), [None, 3], what="The shape of X", hint="None stands for an unknown size."
)
expect.equal(parts["X"].dtype.name, "float32", what="The dtype of X")
expect.equal(parts["X"].op.type, "Placeholder", what="The kind of the node X", hint="Use tf.placeholder.")
with tf.Session(graph=parts["graph"]) as sess:
    for m in (1, 2, 7):
        centred = sess.run(parts["centred"], {parts["X"]: np.ones((m, 3), dtype=np.float32)})
        expect.shape(centred, (m, 3), what=f"centred when {m} rows are fed")

# %% test="centred_values" points=0.5
# means and centred are right for each batch that is fed, with one mean for each column.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph

rng = fresh.rng()
sizes = [2, 3, 8]
### BEGIN HIDDEN TESTS
sizes += [1, 5, 100]
### END HIDDEN TESTS
parts = fetch_graph(answer.centring_graph(), "X", "means", "centred")
with tf.Session(graph=parts["graph"]) as sess:
    for m in sizes:
        batch = rng.uniform(-4, 9, size=(m, 3)).astype(np.float32)
        means, centred = sess.run([parts["means"], parts["centred"]], {parts["X"]: batch})
        expect.close(
            means,
            batch.mean(axis=0),
            what=f"The column means of {m} rows",
            atol=1e-5,
            hint="Reduce over the rows: which axis is that?",
        )
        expect.close(centred, batch - batch.mean(axis=0), what=f"centred for {m} rows", atol=1e-5)

# %% [markdown]
# ## 8. Question 9: what can be fed?
#
# - **Question 9.** What can you feed in a run? Set `q9` to a letter:
#   - `a` only placeholders
#   - `b` only placeholders and variables
#   - `c` the output of any operation
#   - `d` only tensors that the graph does not use
# - **Predict.** In the program below, which of the nodes `w`, `x`, `y`, `z` does the run compute? A fed
#   tensor is not computed. Set `q9_computed` to the list of their names.
#
# ```python
# w = tf.add(1.0, 2.0, name="w")
# x = tf.multiply(w, 2.0, name="x")
# y = tf.add(x, 5.0, name="y")
# z = tf.multiply(w, 3.0, name="z")
# sess.run(y, feed_dict={x: 100.0})
# ```

# %% task="q9_feed"
# q9 = a letter
# q9_computed = [names of nodes]
### BEGIN SOLUTION
q9 = "c"
q9_computed = ["y"]
### END SOLUTION

# %% [markdown] hints="q9_feed"
# - when "feeds something that is no placeholder": Section 11 of the chapter feeds a tensor that is computed
#   by an operation. So what is the rule?
# 1. Section 11 of the chapter is about feeding any tensor. Section 4 shows which nodes a run computes.
# 2. A fed tensor gets its value from the feed. So the run does not compute it, and it does not need what
#    stands before it either.
# 3. Begin at `y`. It needs `x`, and `x` is fed: stop there. Which nodes did you have to compute on this
#    way?

# %% [markdown] solution="q9_feed"
# A fed tensor has its value already, so the walk backwards stops there. `y` is computed, `x` is fed, `w` is not
# reached, and `z` was never asked for.

# %% test="q9" points=0.5
# Question 9: what can be fed, and what a run then computes.
import lessonlib.tf1 as tf
from lessonlib.check import answer, expect

with tf.Graph().as_default(), tf.Session() as sess:
    w = tf.add(1.0, 2.0, name="w")
    x = tf.multiply(w, 2.0, name="x")
    y = tf.add(x, 5.0, name="y")
    z = tf.multiply(w, 3.0, name="z")
    steps = {step.name for step in sess.trace(y, feed_dict={x: 100.0})}
computed = sorted({"w", "x", "y", "z"} & (steps - {x.op.name}))

expect.sealed(
    answer.q9,
    "02_q9",
    "2badacb702698ea0",
    what="q9",
    options="abcd",
    hint="Section 11 of the chapter feeds something that is no placeholder.",
)
expect.that(
    answer.q9_computed == computed,
    "q9_computed does not hold the nodes that this run computes.",
    hint="Start at the fetch and go backwards. Where do you meet a value that is there already?",
)

# %% [markdown] why="02_q9" answer="c"
# `c`: a feed takes the place of any tensor, for one run. `a` and `b` are too narrow, and `d` would be without any
# effect.

# %% [markdown]
# Now use it. `given_model` below is a small model. Its prediction needs `X` and two variables. You have none
# of them: no data, and the variables are not initialised.

# %% setup="given_model"
model_graph = tf.Graph()
with model_graph.as_default():
    X = tf.placeholder(tf.float32, shape=(None,), name="X")
    weight = tf.Variable(0.5, name="weight")
    bias = tf.Variable(0.0, name="bias")
    prediction = tf.add(X * weight, bias, name="prediction")
    target = tf.placeholder(tf.float32, shape=(None,), name="target")
    loss = tf.reduce_mean(tf.square(prediction - target), name="loss")
given_model = {"graph": model_graph, "prediction": prediction, "target": target, "loss": loss}

# %% [markdown]
# Write `loss_of(model, guesses, targets)`. `model` is a dictionary like `given_model`, maybe of another model
# with another loss. The function runs its node `loss` as if `prediction` were `guesses`, for the given
# `targets` (lists of numbers of the same length). It returns the loss.
#
# Try it: `loss_of(given_model, [1.0, 2.0, 3.0], [1.0, 2.0, 6.0])` is 3.


# %% task="loss_of"
def loss_of(model, guesses, targets):
    """The value of `loss` when `prediction` is `guesses` and `target` is `targets`; no variable is needed."""
    ### BEGIN SOLUTION
    with tf.Session(graph=model["graph"]) as sess:
        return sess.run(model["loss"], feed_dict={model["prediction"]: guesses, model["target"]: targets})
    ### END SOLUTION


# %% [markdown] hints="loss_of"
# - when "Put `prediction` into feed_dict": You computed the prediction from `X`. The task gives you the
#   prediction itself.
# 1. Section 11 of the chapter: any tensor can be fed.
# 2. Open a session on the model's graph and run its loss. Two things are fed: the guesses and the targets.
#    With both fed, no variable and no `X` is needed.
# 3. `feed_dict` is a dictionary from tensors to values, such as `{u: 1.0, v: 2.0}`; `model["target"]` is such
#    a tensor. Which tensor do the guesses replace?

# %% [markdown] solution="loss_of"
# `prediction` is an ordinary tensor, and any tensor can be fed. With the guesses in its place, the nodes before it do
# not run: no `X`, no variable, no initialiser. `model["loss"].eval({...})` in a `with` block of the session is right,
# too. NumPy's mean of the squares would only be right for this one loss.

# %% test="loss_of_guesses" points=0.5
# loss_of feeds `prediction` itself, and gives what the node `loss` makes of it: here of other models, too.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import send_graph

rng = fresh.rng()
for m in (1, 4, 9):
    scale = float(rng.uniform(2, 9))
    graph = tf.Graph()
    with graph.as_default():
        rows = tf.placeholder(tf.float32, shape=(None,), name="X")
        guess = tf.multiply(
            rows, tf.Variable(rng.normal(), name="weight", dtype=tf.float32), name="prediction"
        )
        aim = tf.placeholder(tf.float32, shape=(None,), name="target")
        cost = tf.reduce_mean(scale * tf.square(guess - aim), name="loss")
    model = {"graph": graph, "prediction": guess, "target": aim, "loss": cost}
    guesses, targets = rng.normal(size=(2, m)).astype(np.float32)
    expect.close(
        answer.loss_of(send_graph(answer, model), guesses.tolist(), targets.tolist()),
        np.mean(scale * (guesses - targets) ** 2),
        what=f"The loss of {m} guesses ({scale:.3f} times the mean of the squares)",
        rtol=1e-4,
        hint="Put `prediction` into feed_dict, as you do with a placeholder.",
    )

# %% [markdown]
# ## 9. assign, and question 10: set a variable
#
# **Predict.** Set `first`, `second` and `third` to what the three lines print *here*, with `lessonlib.tf1`.
#
# The rule for it (section 13 of the chapter): a variable that you fetch directly is read after all updates of its run.
# This is a rule of this library. TensorFlow 1 promises nothing about a fetched `a`, which may show the value before or
# after the update; it promises only what depends on the update, `c` and `e`.
#
# ```python
# a = tf.Variable(1)
# c = tf.assign(a, a + 2)
# e = c * 10
# sess.run(a.initializer)
# print(sess.run([c, a]))      # first: a list
# print(sess.run(a))           # second: a number
# print(sess.run([a, e]))      # third: a list
# ```

# %% task="predict_assign"
# first = [a number, a number]
# second = a number
# third = [a number, a number]
### BEGIN SOLUTION
first = [3, 3]
second = 3
third = [5, 50]
### END SOLUTION

# %% [markdown] hints="predict_assign"
# - when "'first' is not what": A variable that is fetched is read after all updates of its run. Does this
#   run reach `c`?
# 1. Section 13 of the chapter: an update is a node, and when a variable is read.
# 2. Go line by line. Write down the value of `a` before the run, and ask whether the run reaches `c`. If so, `a` grows
#    by 2, once. In this library, a fetched variable shows its value at the end of the run.
# 3. Line 1 reaches `c` (it is fetched). Line 2 does not. Line 3 does: `e` needs `c`. So the value of `a`
#    goes from 1 to 3, stays, and grows once more.

# %% [markdown] solution="predict_assign"
# `c` adds 2 when it runs, once in each run that reaches it. Line 1 fetches it, line 2 does not reach it, and in line
# 3 `e` needs it. `c` and `e` show the new value in TensorFlow 1, too, because they *depend* on the update. That the
# fetched `a` is read after it is the rule of this library; in TensorFlow 1 it may show 1 in the first line, and 3 in
# the third.

# %% test="assign_prediction" points=0.5
# The three predictions agree with what the program prints with this library.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect

with tf.Graph().as_default(), tf.Session() as sess:
    a = tf.Variable(1)
    c = tf.assign(a, a + 2)
    e = c * 10
    sess.run(a.initializer)
    actual = {"first": [int(value) for value in sess.run([c, a])], "second": int(sess.run(a))}
    actual["third"] = [int(value) for value in sess.run([a, e])]

advice = "Does this run reach c? Here, a variable that is fetched is read after all updates of its run."
for name, printed in actual.items():
    got = answer.at(name)
    got = got.tolist() if isinstance(got, np.ndarray) else got
    expect.that(got == printed, f"'{name}' is not what the program prints.", hint=advice)

# %% [markdown]
# **Question 10.** How do you set a variable to any value you like, in the execution phase?
#
# Write `setter_graph()`. In a new graph, it builds
#
# - `x`: a variable, a scalar. Each run of its initialiser gives it a random first value from 0 to 1;
# - `new_value`: a placeholder for one float32 number;
# - `set_x`: a node that gives `x` the value of `new_value` when it runs.
#
# It returns the dictionary `{"graph": ..., "x": ..., "new_value": ..., "set_x": ...}`.


# %% task="setter_graph"
def setter_graph():
    """A graph with a variable x and a node that sets x to the value fed to a placeholder."""
    ### BEGIN SOLUTION
    graph = tf.Graph()
    with graph.as_default():
        x = tf.Variable(tf.random_uniform(()))
        new_value = tf.placeholder(tf.float32, shape=())
        set_x = tf.assign(x, new_value)
    return {"graph": graph, "x": x, "new_value": new_value, "set_x": set_x}
    ### END SOLUTION


# %% [markdown] hints="setter_graph"
# - when "each time": The first value is the same number at each initialisation: it was drawn once, when
#   Python built the graph. Let the *graph* draw it.
# - when "In Python, `x = new_value` changes no variable": Running your `set_x` does not change the
#   variable. A name in Python is not a variable of the graph. Which node puts a value into one?
# 1. Section 13 of the chapter changes a variable by a node. Section 12 starts one from random numbers.
# 2. The first value of a variable can be a tensor, also a random one. The value that comes later enters by
#    a placeholder, and one operation moves it into the variable.
# 3. `tf.Variable(tf.random_normal(()))` starts at random (here another function draws from 0 to 1).
#    `tf.assign` takes the variable first, then what it gets.

# %% [markdown] solution="setter_graph"
# The assign node is built once; its new value is a placeholder, so each run can bring another one, and the graph does
# not grow. The first value is a random *tensor*, which each run of the initialiser draws anew. A number from NumPy or
# from `random` would be drawn once, while Python builds the graph. `x.assign(new_value)` is the same node.

# %% test="set_x_to_any_value" points=0.5
# Running set_x gives x the fed value, again and again; x starts at random.
import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph

rng = fresh.rng()
parts = fetch_graph(answer.setter_graph(), "x", "new_value", "set_x")
expect.that(isinstance(parts["x"], tf.Variable), "x is not a variable.", hint="Use tf.Variable.")
with tf.Session(graph=parts["graph"]) as sess:
    starts = []
    for _ in range(40):
        sess.run(parts["x"].initializer)
        starts.append(float(sess.run(parts["x"])))
        expect.between(starts[-1], 0, 1, what="The first value of x")
    expect.that(
        len(set(starts)) > 1,
        f"x starts at {starts[0]} each time.",
        hint="Let the graph draw the number: then each run of the initialiser draws again.",
    )
    for _ in range(4):
        value = float(rng.uniform(2, 50))
        sess.run(parts["set_x"], {parts["new_value"]: value})
        expect.close(
            sess.run(parts["x"]),
            value,
            what=f"x after set_x was run with {value:.4f}",
            hint="In Python, `x = new_value` changes no variable. Which node does?",
        )

# %% [markdown]
# ## 10. A counter, and questions 5 and 6: where variables live
#
# Write `counter_graph(start)`. In a new graph, it builds
#
# - `count`: a variable named `count` that starts at `start` (an integer);
# - `tick`: a node that adds 1 to `count` when it runs, and gives the new value.
#
# It returns the dictionary `{"graph": ..., "count": ..., "tick": ...}`.


# %% task="counter_graph"
def counter_graph(start):
    """A graph with a counter that begins at `start`."""
    ### BEGIN SOLUTION
    graph = tf.Graph()
    with graph.as_default():
        count = tf.Variable(start, name="count")
        tick = tf.assign_add(count, 1)
    return {"graph": graph, "count": count, "tick": tick}
    ### END SOLUTION


# %% [markdown] hints="counter_graph"
# - when "Add 1 to what is in the variable now": The second run of `tick` gives the same number as the
#   first. Your node sets a fixed number. What should it add to?
# 1. Section 13 of the chapter counts.
# 2. `tick` is an update of the variable, made from the variable's present value, not from the argument
#    `start`.
# 3. There are two ways. `tf.assign` takes the variable and a new value made from it; another function, with
#    `add` in its name, takes the variable and what to add.

# %% [markdown] solution="counter_graph"
# `tick` must start from what is in the variable *now*, so it adds to the variable and not to `start`.
# `tf.assign(count, count + 1)` is right, too. So is a `count.read_value()` under `tf.control_dependencies` of the
# update: the order is then written down.

# %% test="counter" points=0.5
# Each run of tick adds 1 to count; reading count changes nothing; the initialiser takes it back to the start.
import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph

for start in (0, 10, int(fresh.rng().integers(-99, 0))):
    parts = fetch_graph(answer.counter_graph(start), "count", "tick")
    expect.that(isinstance(parts["count"], tf.Variable), "count is not a variable.", hint="Use tf.Variable.")
    expect.equal(
        parts["count"].op.name,
        "count",
        what="The name of the variable in the graph",
        hint="tf.Variable has an argument for it.",
    )
    with tf.Session(graph=parts["graph"]) as sess:
        sess.run(parts["count"].initializer)
        expect.equal(
            [sess.run(parts["tick"]) for _ in range(3)],
            [start + 1, start + 2, start + 3],
            what=f"Three runs of tick from {start}",
            hint="Add 1 to what is in the variable now.",
        )
        expect.equal(
            [sess.run(parts["count"]) for _ in range(2)], [start + 3, start + 3], what="count, read twice"
        )
        sess.run(parts["count"].initializer)
        expect.equal(sess.run(parts["count"]), start, what="count after its initialiser ran again")

# %% [markdown]
# **Question 6.** When does a variable (in a session on one machine) get its first value, and when does it
# lose its value? Set `q6_born` and `q6_gone` to a letter each:
#
# - `a` when `tf.Variable(...)` is called
# - `b` when its initialiser runs in a session
# - `c` when a run reads it for the first time
# - `d` when the run that uses it ends
# - `e` when the session closes
# - `f` when another session opens
#
# **Question 5.** A graph has a variable `w`. Two threads each open a session on this same graph, in one
# process. Does each session have its own `w`, or do they share one? Set `q5` to `"own"` or `"shared"`.

# %% task="q5_and_q6"
# q6_born = a letter
# q6_gone = a letter
# q5 = "own" or "shared"
### BEGIN SOLUTION
q6_born = "b"
q6_gone = "e"
q5 = "own"
### END SOLUTION

# %% [markdown] hints="q5_and_q6"
# - when "Section 12 of the chapter shows it": Building a variable makes only a node. Section 12 reads one
#   too early: what does the message say it lacks?
# - when "Do the next task": Two sessions on one graph: does one see what the other counted? The next task
#   shows it.
# 1. Sections 12 and 14 of the chapter: where a variable's value is, and who sees it.
# 2. The graph holds the *description* of a variable. The value is in a session: it comes when something
#    puts it there, and goes with the session.
# 3. For question 6, ask two things: which node gives a variable its first value, and what has to end so
#    that the memory is free. For question 5: a thread opens its own session, and a session has its own
#    values.

# %% [markdown] solution="q5_and_q6"
# The graph holds the description of a variable, the session its value. So the value begins when an initialiser runs
# in a session, and ends with this session; another session has its own.

# %% test="q5_q6" points=0.5
# Questions 5 and 6: where a variable's value lives, and how long.
from lessonlib.check import answer, expect

expect.sealed(
    answer.q6_born,
    "02_q6_born",
    "a490ae287c4de4c4",
    what="q6_born",
    options="abcdef",
    hint="What happens when you read a variable too early? Section 12 of the chapter shows it.",
)
expect.sealed(
    answer.q6_gone,
    "02_q6_gone",
    "827c6f2eccff324d",
    what="q6_gone",
    options="abcdef",
    hint="What holds the value: the graph, the run, or the session?",
)
expect.sealed(
    answer.q5,
    "02_q5",
    "48401817ab9b5a0a",
    what="q5",
    options=("own", "shared"),
    hint="Do the next task, then look at its result.",
)

# %% [markdown] why="02_q6_born" answer="b"
# `b`: the initialiser puts the first value in. Not `a`: this line only adds nodes. Not `c`: to read it earlier is an
# error.

# %% [markdown] why="02_q6_gone" answer="e"
# `e`: the session holds the value. Not `d`: unlike other nodes, a variable outlives the run. Not `f`: another session
# has values of its own.

# %% [markdown] why="02_q5" answer="own"
# Each session has its own, also in two threads. They share variables only in distributed TensorFlow, where these live
# on a server.

# %% [markdown]
# Now show it. Write `work(counter, times)`. `counter` is a dictionary like those of `counter_graph`, with
# `"graph"`, `"count"` and `"tick"` (its tick may add another number than 1). The function opens a session of
# its own on this graph, initialises `count`, runs `tick` as often as `times` says, reads `count`, closes the
# session, and returns the value that it read.


# %% task="work"
def work(counter, times):
    """Let `counter` tick `times` times, in a session of its own. Returns the value of its variable then."""
    ### BEGIN SOLUTION
    with tf.Session(graph=counter["graph"]) as sess:
        sess.run(counter["count"].initializer)
        for _ in range(times):
            sess.run(counter["tick"])
        return sess.run(counter["count"])
    ### END SOLUTION


# %% [markdown] hints="work"
# - when "at the same time": The two threads disturb each other: they share a session. Each call of `work`
#   needs its own.
# - when "work(counter, 0)": The variable has no value, or not its first value, when you read it in a new
#   session.
# 1. Section 14 of the chapter runs one graph in two sessions.
# 2. Everything happens inside `work`: open a session on the counter's graph, initialise, count in a loop,
#    read, close.
# 3. Use a `with` block: it also closes the session. In it, run the initialiser of `count` once, then `tick`
#    in a `for` loop, and at the end return what a run of `count` gives.

# %% [markdown] solution="work"
# Everything happens inside the function: the session, the initialiser, the loop and the reading. So each call has its
# own `count`, and two threads do not disturb each other. The variable must be initialised even for 0 ticks. To return
# the value of the last `tick` fails for 0 ticks, unless you begin with a run of `count`. `try` and `finally` close
# the session as well as `with` does.

# %% test="threads_count_alone" points=0.5
# Two threads on one graph count alone: each gets its own number of steps.
import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import send_graph


def in_two_threads(work, counter, rounds):
    """What work(counter, times) returns for the two counts of each round, which count at the same time."""
    import sys
    from concurrent.futures import ThreadPoolExecutor
    from contextlib import suppress
    from threading import Barrier, BrokenBarrierError, Event

    class Counter(dict):
        """Stops a thread where it asks for the tick first, until the other one is there, too."""

        def __getitem__(self, key):
            if key == "tick" and not self.arrived.is_set():
                self.arrived.set()
                with suppress(BrokenBarrierError):  # the other one is let in only when this one is done
                    self.together.wait()
            return super().__getitem__(key)

        def get(self, key, default=None):
            return super().get(key, default) if key not in self else self[key]

    def start(together, times):
        own = Counter(counter)
        own.arrived, own.together = Event(), together
        thread = pool.submit(work, own, times)
        thread.add_done_callback(lambda _: (own.arrived.set(), together.abort()))
        own.arrived.wait()  # so the second thread finds what the first one made
        return thread

    sys.setswitchinterval(1e-5)  # seconds: the threads take turns after a few steps
    with ThreadPoolExecutor(2) as pool:
        numbers = []
        for counts in rounds:
            together = Barrier(2, timeout=20)  # seconds that a busy machine may need for one start
            threads = [start(together, times) for times in counts]
            numbers.append([thread.result() for thread in threads])
        return numbers


start, step = (int(number) for number in fresh.rng().integers(10, 100, 2))
graph = tf.Graph()
with graph.as_default():
    count = tf.Variable(start, name="count")
    tick = tf.assign_add(count, step, name="tick")  # in steps that only the graph knows
counter = send_graph(answer, {"graph": graph, "count": count, "tick": tick})
case = f"for a counter that starts at {start} and goes in steps of {step}"
advice = "Open the session inside `work`, so that each call has its own, and initialise `count` in it."
expect.equal(answer.work(counter, 0), start, what=f"work(counter, 0) {case}", hint=advice)
rounds = [[300, 200], [40, 250], [90, 110]]
got = answer.send(in_two_threads)(answer.work, counter, rounds)  # this function runs beside yours
for counts, numbers in zip(rounds, got, strict=True):
    expect.equal(
        numbers,
        [start + step * times for times in counts],
        what=f"work with {counts[0]} and {counts[1]} ticks at the same time {case}",
        hint=advice,
    )

# %% [markdown]
# **Look.** Two threads at the same time, on one graph:

# %%
shared = counter_graph(0)
with ThreadPoolExecutor(2) as pool:
    print(list(pool.map(lambda times: work(shared, times), (300, 200))))

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: print `session.plan(...).source` for one of your
# graphs and find each of your nodes in it.
