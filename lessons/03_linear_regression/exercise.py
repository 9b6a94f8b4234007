# %% [markdown]
# # Exercise 3: linear regression
#
# You take one step of gradient descent by hand, build the toy line as a graph, solve the normal equation,
# train with mini-batches, fit California housing, and compare ways to calculate derivatives.
#
# **Time**: about 60 minutes. **Points**: 10, half a point for most tests.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and
#   run the cell. Then run the tests below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("standardise")` (with the name of the task) explains an answer, and what else would
#   have done.
# - In questions, a comment in the cell lists the names to set. Letters need quotes: `"a"`.
# - Cells with imports and helpers are given and locked. Run them, too.

# %% setup="imports"
from types import SimpleNamespace

import numpy as np
import torch

import lessonlib.tf1 as tf
from lessonlib.data import california_housing

# %% [markdown]
# ## 1. One step by hand
#
# Take a sheet of paper, or use Python as a calculator. There are four examples: $x = 0, 1, 2, 3$ and
# $y = 1, 3, 5, 7$. The hypothesis is $\hat{y} = W x + b$, and now $W = 1$ and $b = 1$. The cost is the mean
# squared error. Set
#
# - `cost_value`: the cost now;
# - `slope_W` and `slope_b`: the slopes of the cost along $W$ and along $b$;
# - `W_after` and `b_after`: the parameters after one step of gradient descent with the learning rate 0.1.

# %% task="step_by_hand"
# cost_value = a number
# slope_W, slope_b = two numbers
# W_after, b_after = two numbers
### BEGIN SOLUTION
cost_value = 14 / 4
slope_W, slope_b = -7.0, -3.0
W_after, b_after = 1.7, 1.3
### END SOLUTION

# %% [markdown] hints="step_by_hand"
# - when "slope_W is not right": Is the 2 there, which comes from the square? Is it a mean over four
#    examples, not a sum? And the error is prediction minus truth, so its sign matters.
# 1. Sections 3 and 5 of the chapter have the formulas.
# 2. First write the four predictions, then the four errors (prediction minus y). Cost: mean of the squared
#    errors. Slope along W: twice the mean of error times x. Slope along b: twice the mean of the errors.
# 3. The errors are 0, -1, -2, -3. Each new parameter is: the old one minus 0.1 times its slope. Both slopes
#    are negative, so both parameters grow.

# %% [markdown] solution="step_by_hand"
# The predictions are 1, 2, 3, 4, so the errors are 0, -1, -2, -3, and the mean of their squares is 14 / 4. The mean
# of error times $x$ is -14 / 4 and that of the errors -6 / 4; the 2 of the square doubles both. A step goes against
# the slopes, which are negative, so both parameters grow. NumPy does the same in four lines, with `np.mean(error *
# x)`. The usual trap is the sign: prediction minus truth, not the other way round.

# %% test="hand_cost" points=0.5
# cost_value is the mean squared error of the four examples.
import numpy as np

from lessonlib.check import answer, expect
from lessonlib.check.references import regression

X, y = np.array([[0, 1], [1, 1], [2, 1], [3, 1]]), np.array([[1], [3], [5], [7]])  # x and ones
want = regression.mse(X, y, np.ones((2, 1)))
expect.between(answer.cost_value, 0, 1000, what="cost_value")
advice = "Square the four errors, and take the mean."
expect.that(abs(answer.cost_value - want) < 0.001, "cost_value is not right.", hint=advice)

# %% test="hand_step" points=0.5
# The slopes, and the parameters after one step, are right.
import numpy as np

from lessonlib.check import answer, expect
from lessonlib.check.references import regression

X, y = np.array([[0, 1], [1, 1], [2, 1], [3, 1]]), np.array([[1], [3], [5], [7]])  # x and ones
slope_W, slope_b = regression.mse_gradient(X, y, np.ones((2, 1))).ravel()
wanted = {
    "slope_W": slope_W,
    "slope_b": slope_b,
    "W_after": 1 - 0.1 * slope_W,
    "b_after": 1 - 0.1 * slope_b,
}
for name, want in wanted.items():
    got = answer.at(name)
    expect.between(got, -1000, 1000, what=name)
    advice = "A slope is 2 times a mean. A step goes against the slope: minus learning rate times slope."
    expect.that(abs(got - want) < 0.001, f"{name} is not right.", hint=advice)

# %% [markdown]
# ## 2. The line as a graph, with named nodes
#
# Complete `line_graph(learning_rate)`. The graph and the result are given. Build these nodes,
# with exactly these names:
#
# | name | what |
# | --- | --- |
# | `X`, `Y` | placeholders, float32, shape `(None, 1)` |
# | `W`, `b` | variables with one number each; whenever `init` runs, each gets a new random number from -1 to 1 |
# | `hypothesis` | $W X + b$, shape `(None, 1)` |
# | `cost` | the **mean** squared error, a scalar |
#
# and, with any names: `train`, an operation that takes one step of gradient descent, and `init`, which
# initialises the variables.


# %% task="line_graph"
def line_graph(learning_rate):
    """The graph of a line that learns. Returns its parts."""
    graph = tf.Graph()
    with graph.as_default():
        ### BEGIN SOLUTION
        X = tf.placeholder(tf.float32, shape=(None, 1), name="X")
        Y = tf.placeholder(tf.float32, shape=(None, 1), name="Y")
        W = tf.Variable(tf.random_uniform([1], -1.0, 1.0), name="W")
        b = tf.Variable(tf.random_uniform([1], -1.0, 1.0), name="b")
        hypothesis = tf.add(W * X, b, name="hypothesis")
        cost = tf.reduce_mean(tf.square(hypothesis - Y), name="cost")
        train = tf.train.GradientDescentOptimizer(learning_rate).minimize(cost)
        init = tf.global_variables_initializer()
        ### END SOLUTION
    return SimpleNamespace(
        graph=graph, X=X, Y=Y, W=W, b=b, hypothesis=hypothesis, cost=cost, train=train, init=init
    )


# %% [markdown] hints="line_graph"
# - when "the name of X": The node has another name. Its name comes from the argument `name=`, not from the
#    Python variable.
# - when "does not start with a random number": A number that Python or NumPy drew is a constant of the graph. Which
#    function of section 7 is a node that draws?
# - when "the cost of": The cost has another value. Did you take a mean over the examples? The learning rate
#    works for many examples only if the cost does not grow with their number.
# 1. Section 7 of the chapter builds this graph.
# 2. Six nodes with `name=`, then an optimizer, then the initialiser. A formula such as `W * X + b` gets no
#    name of your own; write its last operation as a function: `tf.add(..., ..., name=...)`.
# 3. `tf.random_uniform([1], low, high)` gives one random number. The cost is `tf.reduce_mean` of
#    `tf.square` of the difference. `train` is what `minimize(...)` returns.

# %% [markdown] solution="line_graph"
# Each node of the table gets its `name=`; the name of the Python variable means nothing to the graph. `W * X + b`
# would be called after its last operation, so `tf.add` writes it with a name; `tf.identity(W * X + b,
# name="hypothesis")` does, too. The mean keeps the step independent of the number of examples. Instead of `minimize`
# you may take `tf.gradients` and two `tf.assign_sub`, grouped into one operation by `tf.group`.

# %% test="graph_names" points=0.5
# The nodes have their names and shapes, and the variables start with random numbers from -1 to 1.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect
from lessonlib.check.graphs import fetch_graph

parts = ("X", "Y", "W", "b", "hypothesis", "cost")
model = fetch_graph(answer.line_graph(0.1), *parts, "init")  # a copy, which this test can run
for part in parts:
    name = model[part].op.name
    expect.equal(name, part, what=f"the name of {part}", hint=f'Give the node name="{part}".')
for part, want in {"X": [None, 1], "Y": [None, 1], "hypothesis": [None, 1], "cost": []}.items():
    got = model[part].get_shape().as_list()
    expect.equal(got, want, what=f"the shape of {part}", hint="See the table of this task.")
with tf.Session(graph=model["graph"]) as sess:
    for part in ("W", "b"):
        expect.that(
            isinstance(model[part], tf.Variable), f"{part} is not a variable.", hint="Use tf.Variable."
        )
        starts = []
        for _ in range(50):
            sess.run(model["init"])
            starts.append(sess.run(model[part]))
        expect.equal(np.size(starts[0]), 1, what=f"how many numbers {part} holds")
        lowest, highest = float(np.min(starts)), float(np.max(starts))
        expect.between(lowest, -1, 1, what=f"the start of {part}")
        expect.between(highest, -1, 1, what=f"the start of {part}")
        advice = "Let a node draw it: then it is another one whenever init runs."
        expect.that(lowest < 0 < highest, f"{part} does not start with a random number.", hint=advice)

# %% test="graph_cost" points=0.5
# hypothesis is W * X + b, and cost is the mean squared error, for any number of examples.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph
from lessonlib.check.references import regression

rng = fresh.rng()
for m in (1, 4, 50):
    X, Y = rng.normal(size=(m, 1)), rng.normal(size=(m, 1))
    model = fetch_graph(answer.line_graph(0.1), "X", "Y", "W", "b", "hypothesis", "cost")
    W, b = rng.normal(size=2)
    feed = {model["X"]: X, model["W"]: np.reshape(W, model["W"].shape.as_list())}
    feed[model["b"]] = np.reshape(b, model["b"].shape.as_list())
    with tf.Session(graph=model["graph"]) as sess:
        got = sess.run(model["hypothesis"], feed)
        expect.close(got, W * X + b, what=f"hypothesis of {m} examples", rtol=1e-4, atol=1e-5)
        got = sess.run(model["cost"], {**feed, model["Y"]: Y})
    want = regression.mse(np.c_[X, np.ones(m)], Y, np.array([[W], [b]]))
    advice = "The mean over the examples of (hypothesis - Y) squared."
    expect.close(got, want, what=f"the cost of {m} examples", rtol=1e-4, atol=1e-5, hint=advice)

# %% test="graph_train" points=1
# One run of train changes W and b by minus learning rate times gradient; many runs find the line.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph
from lessonlib.check.references import regression

cases = [(3, 0.1), (20, 0.02)]
### BEGIN HIDDEN TESTS
cases += [(1, 0.5), (100, 0.2)]
### END HIDDEN TESTS
rng = fresh.rng()
for m, lr in cases:
    X, Y = rng.normal(size=(m, 1)), rng.normal(size=(m, 1))
    model = fetch_graph(answer.line_graph(lr), "X", "Y", "W", "b", "train", "init")
    with tf.Session(graph=model["graph"]) as sess:
        sess.run(model["init"])
        W, b = np.ravel(sess.run(model["W"]))[0], np.ravel(sess.run(model["b"]))[0]
        slope_W, slope_b = regression.mse_gradient(np.c_[X, np.ones(m)], Y, np.array([[W], [b]])).ravel()
        sess.run(model["train"], {model["X"]: X, model["Y"]: Y})
        case = f"after one step ({m} examples, learning rate {lr})"
        advice = "Plain gradient descent on the mean squared error, with the learning rate of the argument."
        got, want = np.ravel(sess.run(model["W"]))[0], W - lr * slope_W
        expect.close(got, want, what=f"W {case}", rtol=1e-3, atol=1e-4, hint=advice)
        got, want = np.ravel(sess.run(model["b"]))[0], b - lr * slope_b
        expect.close(got, want, what=f"b {case}", rtol=1e-3, atol=1e-4, hint=advice)
X = np.array([[1.0], [2.0], [3.0]])
slope, start = rng.uniform(-4, 4, 2)
model = fetch_graph(answer.line_graph(0.1), "X", "Y", "hypothesis", "train", "init")
with tf.Session(graph=model["graph"]) as sess:
    sess.run(model["init"])
    for _ in range(400):
        sess.run(model["train"], {model["X"]: X, model["Y"]: slope * X + start})
    got = sess.run(model["hypothesis"], {model["X"]: [[5.0]]})
what = f"the prediction for x = 5 after 400 steps on y = {slope:.3f}x + {start:.3f}"
expect.close(got, [[5 * slope + start]], what=what, rtol=0.01, atol=0.01)

# %% [markdown]
# ## 3. Words and curves
#
# **Learning curves.** The same model was trained with three learning rates. These are the costs of the first
# steps:
#
# - `a`: 5.00, 7.32, 10.70, 15.66, 22.92
# - `b`: 5.00, 4.98, 4.95, 4.93, 4.90
# - `c`: 5.00, 2.11, 0.98, 0.52, 0.33
#
# Set `too_small`, `good` and `too_large` to a letter each.
#
# **Hyper-parameters.** Which of these are hyper-parameters? Set `hyper_parameters` to a list of letters,
# such as `["a", "d"]`.
#
# - `a` the weight $W$
# - `b` the learning rate
# - `c` the batch size
# - `d` the bias $b$
# - `e` the number of epochs
# - `f` the prediction $\hat{y}$

# %% task="words_and_curves"
# too_small, good, too_large = a letter each
# hyper_parameters = [letters]
### BEGIN SOLUTION
too_small, good, too_large = "b", "c", "a"
hyper_parameters = ["b", "c", "e"]
### END SOLUTION

# %% [markdown] hints="words_and_curves"
# - when "too_small": Too small a learning rate does no damage. It only needs many steps. Which curve falls,
#    but hardly moves?
# 1. Section 6 of the chapter, with the widget and the part about hyper-parameters.
# 2. Too large: the cost *grows*. Too small: it falls very slowly. For the second question: a training finds
#    the parameters; a hyper-parameter is chosen by a person before it starts.
# 3. Look at the first two numbers of each curve. Of the six letters, three are settings that you write into
#    your program before the training; two are found by the training; one is computed by the model.

# %% [markdown] solution="words_and_curves"
# A rate that is too large makes the cost *grow*; one that is too small lets it fall, but hardly. For the second
# question ask who finds the number: the training finds parameters, a person chooses hyper-parameters before it, and
# the model calculates predictions.

# %% test="curves" points=0.5
# Each learning curve has its learning rate.
from lessonlib.check import answer, expect

seals = {"too_small": "17918675b3811b00", "good": "a497e0be427034de", "too_large": "e6da1ebc3992f1ec"}
for name, digest in seals.items():
    advice = "Does the cost grow, fall fast, or hardly move?"
    expect.sealed(answer.at(name), f"03_{name}", digest, what=name, options="abc", hint=advice)

# %% [markdown] why="03_too_small" answer="b"
# `b` falls by less than 1% a step: it needs hundreds of steps.

# %% [markdown] why="03_good" answer="c"
# `c` more than halves the cost at first and goes on falling.

# %% [markdown] why="03_too_large" answer="a"
# `a` grows by half in each step: each step jumps over the valley and lands higher.

# %% test="hyper_parameters" points=0.5
# The hyper-parameters are found.
from lessonlib.check import answer, expect

expect.sealed(
    answer.hyper_parameters,
    "03_hyper_parameters",
    "cb1f374ce74eac03",
    what="hyper_parameters",
    options="abcdef",
    hint="There are three. Who chooses the number: you, or the training?",
)

# %% [markdown] why="03_hyper_parameters" answer=["b", "c", "e"]
# `b`, `c` and `e` are written into the program before the training. Not `a` and `d`: the training finds them. Not `f`:
# the model calculates it.

# %% [markdown]
# ## 4. The normal equation
#
# Write `normal_equation(X, y)`. `X` is a NumPy array of shape `(m, n)`, *without* a column of ones. `y` has
# the shape `(m, 1)`. Both are float32 or float64. Return the best parameters $\theta$, shape `(n + 1, 1)`, with the
# bias first. Use the graph, NumPy or PyTorch, as you like.
#
# The second test uses features of very different sizes. The weights must be right to four digits there, too.
# (Section 10 of the chapter says what can go wrong.)


# %% task="normal_equation"
def normal_equation(X, y):
    """The parameters with the smallest mean squared error: the bias, then one weight for each feature."""
    ### BEGIN SOLUTION
    with tf.Graph().as_default(), tf.Session() as sess:
        A = tf.constant(np.c_[np.ones(len(X)), X])  # float64, since these ones are
        AT = tf.transpose(A)
        theta = tf.matrix_solve(tf.matmul(AT, A), tf.matmul(AT, tf.constant(y, dtype=tf.float64)))
        return sess.run(theta)
    ### END SOLUTION


# %% [markdown] hints="normal_equation"
# - when "features of very different sizes": The formula is right, but too many digits are lost on the way.
#    How many digits does a `float32` have, and how many a `float64`?
# 1. Section 10 of the chapter, above all its second half.
# 2. Put a column of ones before the features. Then solve the normal equation in double precision.
# 3. `np.c_[np.ones(...), ...]` adds the ones. Give `dtype=tf.float64` to each `tf.constant`. Or use a
#    function that solves least-squares problems: NumPy and PyTorch both have one, called `lstsq`.

# %% [markdown] solution="normal_equation"
# The column of ones makes the bias a weight like all others. `float64` keeps about 16 digits; building $A^T A$
# squares the condition number and costs many of them, so that of the 7 digits of `float32` too few are left. Solving
# the equations is also more exact than inverting the matrix. Best of all are NumPy's and PyTorch's `lstsq`, which
# never build $A^T A$; an inverse in `float64` is enough here.

# %% test="normal_values" points=0.5
# normal_equation finds the parameters with the smallest mean squared error.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import regression

rng = fresh.rng()
for m, n, dtype in ((30, 1, "float64"), (50, 4, "float32")):
    X = rng.normal(size=(m, n)).astype(dtype)
    y = (X @ rng.normal(size=(n, 1)) + 3 + rng.normal(size=(m, 1))).astype(dtype)
    what = f"theta for {m} rows with {n} features, {dtype}"
    expect.close(
        answer.normal_equation(X, y),
        regression.least_squares(X, y),
        what=what,
        rtol=1e-3,
        atol=1e-3,
        hint="Add a column of ones before X. The bias comes first.",
    )

# %% test="normal_sizes" points=0.5
# It is right to four digits, also when the features have very different sizes.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import regression

repeats = 1
### BEGIN HIDDEN TESTS
repeats += 2
### END HIDDEN TESTS
rng = fresh.rng()
for _ in range(repeats):
    X = rng.normal(size=(500, 4)) * [1, 1000, 0.5, 2] + [4, 1500, 36, -120]
    y = X @ [[0.5], [0.001], [-0.8], [-0.4]] - 30 + 0.3 * rng.normal(size=(500, 1))
    expect.close(
        answer.normal_equation(X, y),
        regression.least_squares(X, y),
        what="theta for features of very different sizes",
        rtol=1e-4,
        atol=1e-9,
        hint="Compute in float64.",
    )

# %% [markdown]
# ## 5. Standardise
#
# Write `standardise(X_train, X_other)`. It returns two arrays: the rows of `X_train` and the rows of
# `X_other`, standardised. After that, the *training* rows have mean 0 and standard deviation 1 in each
# column. The other rows (validation, test) are moved and divided by the **same** numbers. (It does not
# matter whether your standard deviation divides by $m$ or by $m - 1$.)


# %% task="standardise"
def standardise(X_train, X_other):
    """Both arrays, standardised with the means and standard deviations of X_train."""
    ### BEGIN SOLUTION
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mean) / std, (X_other - mean) / std
    ### END SOLUTION


# %% [markdown] hints="standardise"
# - when "the other rows": The training rows are right, the others are not. Whose mean did you subtract from
#    them?
# 1. Section 11 of the chapter.
# 2. One mean and one standard deviation for each *column*, so with `axis=0`, from the training rows. Then
#    the same subtraction and division for both arrays.
# 3. Keep the two numbers of each column in variables, and use these variables in both results.

# %% [markdown] solution="standardise"
# `axis=0` takes one mean and one standard deviation for each column, from the training rows, and both results use
# these. If the other rows got a mean of their own, a validation set from a richer town would look just like the
# training set, and a single new row would become 0. PyTorch's `std_mean(dim=0)` does as well; it divides by $m - 1$.

# %% test="scaled_train" points=0.5
# Each column of the training rows has mean 0 and standard deviation 1.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import regression

rng = fresh.rng()
X = rng.normal(size=(400, 3)) * [2, 300, 0.1] + [5, 1000, -7]
results = answer.standardise(X, X[:10])
expect.that(isinstance(results, list) and len(results) == 2, "standardise does not return two arrays.")
scaled = results[0]
expect.shape(scaled, (400, 3), what="the training rows")
scaled = np.asarray(scaled)
expect.close(scaled.mean(axis=0), np.zeros(3), what="the means of the training rows", atol=1e-3)
expect.close(scaled.std(axis=0), np.ones(3), what="their standard deviations", atol=1e-2)
want, _ = regression.standardise(X, X)
expect.close(scaled, want, what="the training rows", rtol=0.01, atol=0.01)

# %% test="scaled_other" points=0.5
# The other rows are standardised with the numbers of the training rows.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import regression

rng = fresh.rng()
X = rng.normal(size=(400, 2)) * [2, 300] + [5, 1000]
for X_other in (rng.normal(size=(50, 2)) * [4, 100] + [9, 0], rng.uniform([0, 500], [9, 900], (1, 2))):
    results = answer.standardise(X, X_other)
    expect.that(isinstance(results, list) and len(results) == 2, "standardise does not return two arrays.")
    _, want = regression.standardise(X, X_other)
    advice = "A single new row has no mean of its own. Use mean and standard deviation of X_train."
    expect.close(results[1], want, what=f"the other rows ({len(X_other)})", rtol=0.01, atol=0.01, hint=advice)

# %% [markdown]
# ## 6. The gradient by hand
#
# Write `mse_gradient(X, y, theta)` with NumPy: the gradient of the mean squared error of `X @ theta`. `X`
# has the shape `(m, n)` (a column of ones may be in it already; you need not care), `y` has `(m, 1)`, and
# `theta` has `(n, 1)`. The result has `(n, 1)`, one slope for each parameter.


# %% task="mse_gradient"
def mse_gradient(X, y, theta):
    """The slopes of the mean squared error along each parameter: (n, 1)."""
    ### BEGIN SOLUTION
    return 2 / len(X) * X.T @ (X @ theta - y)
    ### END SOLUTION


# %% [markdown] hints="mse_gradient"
# - when "2 parameters is not right": Compare the two numbers. Is yours half of the expected one, or a multiple
#    of it? What does the square in the cost give, and what is a mean?
# - when "has the wrong shape": The result has another shape. Do all arrays stay columns? An `(m, 1)`
#    minus an `(m,)` is an `(m, m)`.
# 1. Section 12 of the chapter has the formula and its shapes.
# 2. First the errors, shape (m, 1). Then a matrix product that sums error times feature over the rows. Then
#    the factor in front.
# 3. The matrix product needs the transposed X on the left: (n, m) times (m, 1). The factor is 2 over the
#    number of rows.

# %% [markdown] solution="mse_gradient"
# `X @ theta - y` are the errors, (m, 1). The product with the transposed `X`, (n, m), sums error times feature over
# all rows and gives one number for each parameter. `2 * np.mean(error * X, axis=0)`, made a column, is the same
# without a transpose. As long as everything stays a column, nothing broadcasts by mistake.

# %% test="gradient" points=0.5
# mse_gradient agrees with automatic differentiation.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import regression

cases = [(3, 2), (7, 4)]
### BEGIN HIDDEN TESTS
cases += [(2, 3), (200, 9)]
### END HIDDEN TESTS
rng = fresh.rng()
for m, n in cases:
    X, y, theta = rng.normal(size=(m, n)), rng.normal(size=(m, 1)), rng.normal(size=(n, 1))
    what = f"the gradient for {m} rows and {n} parameters"
    expect.close(
        answer.mse_gradient(X, y, theta),
        regression.mse_gradient(X, y, theta),
        what=what,
        rtol=1e-4,
        atol=1e-5,
        hint="Compare the factor, and the shapes. Section 12 of the chapter has the formula.",
    )

# %% [markdown]
# ## 7. Mini-batches
#
# Write `train_in_batches(X, y, learning_rate, batch_size, num_epochs, seed)`. `X` has the shape `(m, n)`
# (with a column of ones, where one is wanted), `y` has `(m, 1)`. Both are NumPy arrays.
#
# - $\theta$, shape `(n, 1)`, starts with **zeros**.
# - Each epoch uses all rows once, in a new random order that depends on `seed`, `batch_size` rows at a time.
#   The last batch may be smaller. No row is left out, and a row of `X` stays with its row of `y`.
# - Each batch is one step of gradient descent on the mean squared error **of this batch**.
# - Return the final $\theta$, shape `(n, 1)`.
#
# The chapter does it with placeholders. PyTorch, or your own `mse_gradient`, is fine, too.


# %% task="train_in_batches"
def train_in_batches(X, y, learning_rate, batch_size, num_epochs, seed):
    """Gradient descent in mini-batches. Returns theta (n, 1)."""
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    with tf.Graph().as_default(), tf.Session() as sess:
        X_batch = tf.placeholder(tf.float32, shape=(None, X.shape[1]))
        y_batch = tf.placeholder(tf.float32, shape=(None, 1))
        theta = tf.Variable(tf.zeros((X.shape[1], 1)))
        mse = tf.reduce_mean(tf.square(tf.matmul(X_batch, theta) - y_batch))
        step = tf.train.GradientDescentOptimizer(learning_rate).minimize(mse)
        sess.run(tf.global_variables_initializer())
        for _ in range(num_epochs):
            order = rng.permutation(len(X))
            for start in range(0, len(X), batch_size):
                rows = order[start : start + batch_size]
                sess.run(step, feed_dict={X_batch: X[rows], y_batch: y[rows]})
        return sess.run(theta)
    ### END SOLUTION


# %% [markdown] hints="train_in_batches"
# - when "theta with all rows in one batch": With one batch of all rows, the order does not matter, so this
#    is plain gradient descent from zeros. Is each row of X beside its own row of y? In PyTorch: are the old
#    slopes set to zero before each step?
# - when "theta with batches of 2": The number of steps is wrong. Five rows in batches of 2 are three steps
#    in each epoch: 2, 2 and 1 rows.
# - when "the mean squared error after": It did not learn. First make the two tests above pass: they find wrong steps
#    and rows that have lost their y.
# - when "theta after one epoch of 30 rows": Some rows were used twice, and others never. Does each batch draw its
#    rows anew, or do all batches of an epoch share one order?
# - when "Seeds 1 and 2": Does `seed` reach the generator that makes the order?
# - when "ends with the same row": Are the rows shuffled at all? A generator that is made anew from the same seed in
#    each epoch begins anew, too, and gives the same order.
# 1. Section 15 of the chapter.
# 2. Two loops, one in the other: epochs, and batches. In each epoch, make a random order of the row numbers
#    0 to m - 1. Slices of this order are the batches.
# 3. `np.random.default_rng(seed)` once, before the loops; its `permutation(m)` once in each epoch. In
#    `range(0, m, size)`, a slice that goes over the end is simply shorter.

# %% [markdown] solution="train_in_batches"
# One generator, made once from `seed`, gives a new order of row *numbers* in each epoch; slices of it choose the same
# rows of `X` and `y`, and the last slice is simply shorter. Shuffling both arrays one after the other would separate
# each row from its truth. In PyTorch, `torch.randperm(m, generator=...).split(batch_size)` makes the batches, with
# `zero_grad` before each `backward`; in NumPy a loop over your own `mse_gradient` is enough.

# %% test="one_batch" points=0.5
# With all rows in one batch it is plain gradient descent from zeros.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import regression

rng = fresh.rng()
for m, batch_size in ((20, 20), (12, 100)):
    X, y = rng.normal(size=(m, 3)), rng.normal(size=(m, 1))
    theta = regression.descend(X, y, 0.1, 8)
    got = answer.train_in_batches(X, y, 0.1, batch_size, 8, m)
    what = f"theta with all rows in one batch ({m} rows, batch_size={batch_size}, 8 epochs)"
    advice = (
        "Start with zeros. Each step is minus learning rate times the gradient of the mean squared error."
    )
    expect.close(got, theta, what=what, rtol=1e-3, atol=1e-4, hint=advice)

# %% test="all_steps" points=0.5
# Each epoch uses every row once, and takes one step for each batch, also for a smaller last batch.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import regression

rng = fresh.rng()
x, target = (float(number) for number in rng.uniform([1.5, 4], [2.5, 8]))
for batch_size, steps in ((2, 3), (5, 1), (1, 5)):
    X, y = np.full((5, 1), x), np.full((5, 1), target)  # five equal rows: the order does not matter
    theta = regression.descend(X, y, 0.02, 3 * steps)
    got = answer.train_in_batches(X, y, 0.02, batch_size, 3, 7)
    what = f"theta with batches of {batch_size} (5 equal rows, 3 epochs)"
    advice = (
        f"5 rows in batches of {batch_size} are {steps} steps in each epoch, each on the mean of its batch."
    )
    expect.close(got, theta, what=what, rtol=1e-3, atol=1e-4, hint=advice)
y = rng.uniform(1, 2, (30, 1))
got = answer.train_in_batches(np.eye(30), y, 0.5, 1, 1, 7)
what = "theta after one epoch of 30 rows, one in each batch, where row k sets theta[k] to y[k]"
expect.close(got, y, what=what, rtol=1e-3, atol=1e-4, hint="Where theta is still 0, the row was left out.")

# %% test="learns" points=0.5
# It learns from small batches; each epoch has a new order of the rows, which depends on the seed alone.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import regression

rng = fresh.rng()
X, y = np.ones((50, 1)), rng.permutation(50)[:, None].astype(float)
lasts = set()  # with one row in each batch and this learning rate, theta becomes the y of the last row
for epochs in range(1, 7):
    theta = answer.train_in_batches(X, y, 0.5, 1, epochs, 3)
    expect.shape(theta, (1, 1), what="theta for 1 feature")
    lasts.add(np.asarray(theta).item())
advice = "Is there a new random order in each epoch, from a generator that is made once, before the loops?"
expect.that(len(lasts) > 1, "Each of six epochs ends with the same row.", hint=advice)
X = np.c_[np.ones(200), rng.normal(size=(200, 2))]
y = X @ rng.uniform(0.5, 2, (3, 1)) + 0.1 * rng.normal(size=(200, 1))
first, again, other = (answer.train_in_batches(X, y, 0.05, 10, 10, seed) for seed in (1, 1, 2))
for theta in (first, again, other):
    expect.shape(theta, (3, 1), what="theta for 3 features")
mse = regression.mse(X, y, np.asarray(first))
advice = "Is a row of X still together with its row of y?"
expect.between(mse, 0.0, 0.02, what="the mean squared error after 10 epochs in batches of 10", hint=advice)
expect.close(again, first, what="theta of a second training with the same seed")
advice = "The order of the rows must depend on the seed."
expect.that(not np.array_equal(other, first), "Seeds 1 and 2 give the same theta.", hint=advice)

# %% [markdown]
# ## 8. California housing
#
# Now use your functions. The locked cell loads the data as NumPy arrays (made-up districts, if the real ones
# have not been fetched; the task is the same).

# %% setup="housing"
housing = california_housing()
X_train, y_train = housing.train.X.numpy(), housing.train.y.numpy()
X_val, y_val = housing.validation.X.numpy(), housing.validation.y.numpy()
print(f"train {X_train.shape}, validation {X_val.shape}")

# %% [markdown]
# Set `housing_theta` to parameters of the shape `(9, 1)` for the **standardised** features, with the bias
# first (a column of ones before the features). Learn them from the training rows. On the validation rows
# (standardised with the numbers of the training rows), the mean squared error must be at most 5% above that
# of the best parameters. Set `validation_mse` to your mean squared error on these rows. What is it in dollars?

# %% task="housing_theta"
# housing_theta = an array of shape (9, 1)
# validation_mse = a number
### BEGIN SOLUTION
Z_train, Z_val = standardise(X_train, X_val)
Z_train, Z_val = np.c_[np.ones(len(Z_train)), Z_train], np.c_[np.ones(len(Z_val)), Z_val]
housing_theta = train_in_batches(Z_train, y_train, 0.3, len(Z_train), 300, seed=8)
validation_mse = np.mean((Z_val @ housing_theta - y_val) ** 2)
### END SOLUTION

# %% [markdown] hints="housing_theta"
# - when "not finite": The training diverged: the parameters grew without end. Are the features
#    standardised? Is the learning rate below the limit that section 11 of the chapter computes?
# - when "mean squared error on the validation rows": The parameters are finite, but not good enough. More
#    epochs, or another learning rate?
# - when "validation_mse is not right": Which rows did you predict, and with which truth did you compare?
# 1. Sections 11, 12 and 15 of the chapter.
# 2. Standardise, add a column of ones, train. With standardised features, the learning rate may be larger
#    than the chapter's first one.
# 3. One way: all rows in one batch, the faster learning rate of section 12, and some hundred epochs.
#    Another: your function for the normal equation, called with the *standardised* features.

# %% [markdown] solution="housing_theta"
# With standardised features a rate of 0.3 is below the limit, and 300 epochs of all rows reach the floor of the bowl.
# Your `normal_equation`, called with the standardised training features, is there at once. The validation rows only
# say how good the result is: they are scaled with the numbers of the training rows, and nothing is learned from them.
# `100_000 * validation_mse**0.5` is the typical error in dollars.
# Without scaling, the same training grows beyond all bounds.

# %% test="housing_fit" points=0.5
# housing_theta predicts the validation rows almost as well as the best parameters, and validation_mse says how well.
import numpy as np

from lessonlib.check import answer, expect
from lessonlib.check.references import regression
from lessonlib.data import california_housing

data = california_housing()
train, validation = regression.standardise(data.train.X.numpy(), data.validation.X.numpy())
y_train, y_validation = data.train.y.numpy(), data.validation.y.numpy()
rows = np.c_[np.ones(len(validation)), validation]
lowest = regression.mse(rows, y_validation, regression.least_squares(train, y_train))
expect.shape(
    answer.housing_theta, (9, 1), what="housing_theta", hint="The bias, then eight weights, as a column."
)
theta = np.asarray(answer.housing_theta)
advice = "The training diverged. Standardise the features, or take a smaller learning rate."
expect.that(bool(np.isfinite(theta).all()), "housing_theta holds numbers that are not finite.", hint=advice)
advice = "Standardise, add ones as the first column, then train until the cost is flat."
what = "the mean squared error on the validation rows"
mse = regression.mse(rows, y_validation, theta)
expect.between(mse, 0.0, 1.05 * lowest, what=what, hint=advice)
best = regression.least_squares(validation, y_validation)
unfair = regression.mse(rows, y_validation, best)  # what only the validation rows tell
expect.that(
    mse > unfair + 0.1 * (lowest - unfair),
    "These parameters fit the validation rows as nothing does that was learned from the training rows.",
    hint="Learn from X_train and y_train only. The validation rows say how good that is.",
)
advice = "Standardise the validation rows, too, and add ones. The mean of which squares is it?"
expect.close(answer.validation_mse, mse, what="validation_mse", rtol=1e-3, hint=advice)

# %% [markdown]
# ## 9. Reverse mode by hand
#
# Here is a small computation at $x = 2$, $y = 3$:
#
# $$p = x \cdot y \qquad q = p + x \qquad f = q \cdot y$$
#
# Go forwards first, then backwards from $f$. Set `slope_q`, `slope_p`, `slope_x` and `slope_y`: how strongly
# $f$ depends on each of them.

# %% task="reverse_by_hand"
# slope_q, slope_p, slope_x, slope_y = four numbers
### BEGIN SOLUTION
slope_q = 3
slope_p = 3
slope_x = 3 + 3 * 3
slope_y = 8 + 3 * 2
### END SOLUTION

# %% [markdown] hints="reverse_by_hand"
# - when "slope_x is not right": x is used twice: in p and in q. f depends on it in both ways. Add the two
#    contributions.
# 1. Section 16 of the chapter, the part about the reverse mode, with its three rules.
# 2. Forwards: p = 6, q = 8, f = 24. Backwards: f is a product, so q gets the value of y. q is a sum, so p
#    and x each get the slope of q. p is a product, so x gets some more, and y, too.
# 3. x gets one part from q and one part from p (the slope of p times y). y gets one part from f (the value
#    of q) and one part from p (the slope of p times x).

# %% [markdown] solution="reverse_by_hand"
# From $f = q \cdot y$, $q$ gets $y = 3$ and $y$ gets $q = 8$. The sum $q = p + x$ passes 3 on to $p$ and to $x$. The
# product $p = x \cdot y$ adds $3 \cdot 3$ to $x$ and $3 \cdot 2$ to $y$. Both variables are used twice, so their
# contributions are added: 12 and 14. The formula $f = (xy + x)\,y = xy^2 + xy$ gives the same slopes, $y^2 + y$ and
# $2xy + x$.

# %% test="reverse" points=0.5
# The four slopes are right.
import torch

from lessonlib.check import answer, expect

x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
p = x * y
q = p + x
slopes = torch.autograd.grad(q * y, [q, p, x, y])
for name, want in zip(("slope_q", "slope_p", "slope_x", "slope_y"), slopes, strict=True):
    got = answer.at(name)
    expect.between(got, -1000, 1000, what=name)
    advice = "Go back from f. A value that is used twice gets two contributions: add them."
    expect.that(abs(got - want.item()) < 1e-6, f"{name} is not right.", hint=advice)

# %% [markdown]
# ## 10. Forward mode
#
# The locked cell has the dual numbers of the chapter, and a function that counts its calls.


# %% setup="dual_numbers"
class Dual:
    """A value, and its slope with respect to one chosen variable."""

    def __init__(self, value, slope=0.0):
        self.value, self.slope = value, slope

    def __add__(self, other):
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    __radd__, __rmul__ = __add__, __mul__  # for 2 + dual and 2 * dual


class Counted:
    """A function that counts how often it is called."""

    def __init__(self, function):
        self.function, self.calls = function, 0

    def __call__(self, *inputs):
        self.calls += 1
        return self.function(*inputs)


polynomial = Counted(lambda x, y: x * x * y + y + 2)

x, y = Dual(3.0, slope=1.0), Dual(4.0)
print("df/dx at (3, 4):", polynomial(x, y).slope)

# %% [markdown]
# Write `forward_gradient(function, point)`. `point` is a list of numbers, one for each input of `function`.
# Return the list of the slopes of `function` along each input, as plain numbers. Use `Dual`: each call of
# `function` gives one slope. Do not call `function` more often than needed.


# %% task="forward_gradient"
def forward_gradient(function, point):
    """The slopes of `function` at `point`, by forward mode: a list of as many numbers."""
    ### BEGIN SOLUTION
    slopes = []
    for followed in range(len(point)):
        inputs = [Dual(value, float(k == followed)) for k, value in enumerate(point)]
        slopes.append(function(*inputs).slope)
    return slopes
    ### END SOLUTION


# %% [markdown] hints="forward_gradient"
# - when "The list of slopes of x * x * y": Each of your slopes holds the effect of several inputs. In one
#    pass you follow *one* input: it has the slope 1. What slope do the other inputs have?
# 1. Section 16 of the chapter, the part about the forward mode, and the last line of the locked cell.
# 2. One pass for each input. In a pass, the input that you follow is a dual number with slope 1, and all
#    others have slope 0. The slope of the result is one number of your list.
# 3. Loop over the places of `point`. Inside, make the list of dual numbers, and call
#    `function(*that_list)`. The star turns a list into separate arguments.

# %% [markdown] solution="forward_gradient"
# In each pass one input has the slope 1 and all others 0, so the slope of the result is the slope along this input.
# If all had the slope 1, you would get the sum of all slopes. There are as many calls as inputs, which is why deep
# learning with its millions of inputs goes the other way. The rows of `np.eye(len(point))` serve as slopes, too.

# %% test="forward" points=0.5
# forward_gradient finds all slopes, with one call of the function for each input.
import numpy as np

from lessonlib.check import answer, expect, fresh


def chain(weights):
    """A function of len(weights) inputs, which notes its calls: each input, squared, times the next one."""

    def function(*inputs):
        function.calls += 1
        following = inputs[1:] + inputs[:1]
        return sum(w * v * v * u for w, v, u in zip(weights, inputs, following, strict=True))

    function.calls = 0
    return function


rng = fresh.rng()
x, y = rng.uniform(-3, 3, 2).tolist()
got = answer.forward_gradient(answer.send(chain)([1.0, 2.0]), [x, y])  # the function runs beside yours
what = f"The list of slopes of x * x * y + 2 * y * y * x at ({x:.3f}, {y:.3f})"
want = [2 * x * y + 2 * y * y, x * x + 4 * x * y]
expect.close(got, want, what=what, hint="Follow one input in each pass.")
sizes = [3]
### BEGIN HIDDEN TESTS
sizes += [2, 10]
### END HIDDEN TESTS
for n in sizes:
    weights, point = rng.normal(size=(2, n))
    want = 2 * weights * point * np.roll(point, -1) + np.roll(weights * point**2, 1)
    function = answer.send(chain)(weights.tolist())
    got = answer.forward_gradient(function, point.tolist())
    expect.close(got, want, what=f"The list of slopes of a function with {n} inputs")
    expect.equal(
        function.calls, n, what=f"The number of calls for {n} inputs", hint="One pass for each input."
    )

# %% [markdown]
# ## 11. How many passes?
#
# A cost function depends on 10 variables. You want its gradient: all 10 slopes. One *pass* is one walk
# through the graph of the cost, from one end to the other, forwards or backwards.
#
# - `q11_reverse`: how many passes does the reverse mode need? (Count the forward pass, too.)
# - `q11_reverse_1000`: and for a cost with 1000 variables?
# - `q11_forward`: how many passes does the forward mode need, for the 10 variables? (Each pass follows one
#   variable.)
# - `q11_symbolic`: what about symbolic differentiation? Set it to a letter:
#   - `a` It goes through the graph of the cost once for each variable, and carries a value and a slope.
#   - `b` It computes the cost a second time with slightly changed variables.
#   - `c` It does not walk through the graph with values. It makes new formulas (a new graph) for the
#     slopes, and these are computed later.
#   - `d` It works only for one variable.

# %% task="question_11"
# q11_reverse, q11_reverse_1000, q11_forward = three whole numbers
# q11_symbolic = a letter
### BEGIN SOLUTION
q11_reverse, q11_reverse_1000, q11_forward = 2, 2, 10
q11_symbolic = "c"
### END SOLUTION

# %% [markdown] hints="question_11"
# - when "q11_reverse is not right": In the reverse mode, one walk forwards computes the values. How many
#    walks backwards are needed, if one walk gives the slopes of all variables?
# 1. Section 16 of the chapter ends with a table.
# 2. Reverse: one walk for the values, and one back that serves all variables. Forward: one walk follows one
#    variable. Symbolic: it works on formulas, before any number is known.
# 3. The two answers for the reverse mode are the same number. The answer for the forward mode is the number
#    of variables. For symbolic differentiation, look for the option about formulas.

# %% [markdown] solution="question_11"
# The reverse mode walks forwards once to get the values and back once, which serves all variables, however many there
# are. The forward mode follows one variable a pass. Symbolic differentiation works on formulas, before any number is
# known.

# %% test="q11" points=0.5
# The passes of reverse mode and forward mode, and symbolic differentiation.
from lessonlib.check import answer, expect

advice = "How many variables does one pass serve? Do not forget the pass that computes the values."
expect.sealed(answer.q11_reverse, "03_q11_reverse", "43948c7b14395691", what="q11_reverse", hint=advice)
expect.sealed(
    answer.q11_reverse_1000, "03_q11_reverse_1000", "4214cd212790bf6d", what="q11_reverse_1000", hint=advice
)
advice = "One pass follows one variable."
expect.sealed(answer.q11_forward, "03_q11_forward", "d93b0193fd52e0c0", what="q11_forward", hint=advice)
expect.sealed(
    answer.q11_symbolic,
    "03_q11_symbolic",
    "2ef88b42f26c3cf3",
    what="q11_symbolic",
    options="abcd",
    hint="What does it work on: numbers or formulas?",
)

# %% [markdown] why="03_q11_reverse" answer=2
# Reverse mode: one pass forwards for the values, one backwards for all slopes.

# %% [markdown] why="03_q11_reverse_1000" answer=2
# With 1,000 variables they are still two, since the backward pass serves all of them.

# %% [markdown] why="03_q11_forward" answer=10
# Forward mode: each pass follows one of the 10 variables.

# %% [markdown] why="03_q11_symbolic" answer="c"
# `c`: it makes formulas, which are calculated later. `a` is the forward mode, `b` numerical differentiation, and `d`
# is true of none of the four: there is a formula for each variable.

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: give `housing_theta` some new features, such as rooms
# times income, and see how low the validation error gets.
