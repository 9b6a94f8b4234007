# %% [markdown]
# # 3b. Linear regression: real data, and slopes by machine
#
# Now come 20,640 districts instead of three points, nine parameters instead of two, and a library that finds the
# slopes itself. How does it do that?
#
# **After this chapter you can**
#
# - fit California housing in four ways: the normal equation, gradients by hand, `tf.gradients`, an optimizer;
# - scale features, and say why gradient descent needs it;
# - feed mini-batches through placeholders;
# - explain four ways to calculate a derivative, and why deep learning uses the reverse mode;
# - judge a model on test rows, beside a simple rival.
#
# **Time**: {{time}}, with the practice, and about 60 minutes for the exercise. **Needs**: {{previous}}. No GPU, no
# network. The sections are numbered on from there.

# %%
from dataclasses import replace

import numpy as np
import torch
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import viz
from lessonlib.data import Split, california_housing
from lessonlib.models import LinearRegression
from lessonlib.training import fit, seed_everything

housing = california_housing()
print(housing)

# %% proof
real = housing.name == "california_housing"
districts = len(housing.train) + len(housing.validation) + len(housing.test)
assert districts == (20_640 if real else 2_064)
assert not real or len(housing.train) == 12_384

# %% [markdown]
# ## 9. Real data: California housing
#
# The 1990 census of California counted 20,640 districts. We know eight features of each and want to predict the
# median house value, in units of 100,000 dollars. Fetch the data once, with `lessonlib data fetch california_housing`.
# Without it, 2,064 made-up districts take its place; the text gives the numbers of both.
#
# | feature | meaning | real training rows: smallest, mean, largest |
# | --- | --- | --- |
# | `MedInc` | median income, in 10,000 dollars | 0.5, 3.9, 15 |
# | `HouseAge` | median age of the houses, in years | 1, 29, 52 |
# | `AveRooms`, `AveBedrms` | rooms and bedrooms for each household | 0.9, 5.4, 142; 0.4, 1.1, 26 |
# | `Population` | people in the district | 3, 1,429, 35,682 |
# | `AveOccup` | people in each household | 0.7, 3.1, 1,243 |
# | `Latitude`, `Longitude` | where it is, in degrees | about 36 and -120 |


# %%
rows = np.random.default_rng(3).choice(len(housing.train), 400, replace=False)
income = housing.train.X[rows, 0].numpy()
values = housing.train.y[rows, 0].numpy()
slope, bias = np.polyfit(income, values, 1)  # the best line through these
names = ("median income", "house value")
title = "Values rise with income, and stop at 5"
viz.fitted_line(income, values, slope, bias, names=names, title=title)

# %% proof
at_limit = (housing.train.y >= 5).float().mean().item()
assert round(100 * at_limit) == (5 if real else 1)
smallest, largest = housing.train.X.min(0).values, housing.train.X.max(0).values
middle = housing.train.X.double().mean(0)
if real:
    assert [round(x, 1) for x in middle[[0, 2, 3, 5]].tolist()] == [3.9, 5.4, 1.1, 3.1]
    assert [round(x) for x in middle[[1, 4, 6, 7]].tolist()] == [29, 1429, 36, -120]
    assert [round(x, 1) for x in smallest[[0, 1, 2, 3, 4, 5]].tolist()] == [0.5, 1.0, 0.9, 0.4, 3.0, 0.7]
    assert [round(x) for x in largest[[0, 1, 2, 3, 4, 5]].tolist()] == [15, 52, 142, 26, 35682, 1243]

# %% [markdown]
# Always look at the data first. Three things will matter. The features have very different sizes. Values end at 5,
# since the census wrote "more than 500,000 dollars" into one class (5% of the real districts, 1% of the made-up ones);
# no line can know how much more. And there are strange districts, one with 1,243 people in each household.
#
# With all eight features the line becomes a weighted sum with nine parameters. They stand in one column $\theta$
# (theta). A column of ones is added to the features, and its weight is the bias. For all rows at once,
#
# $$\hat{y} = X \theta$$
#
# where $X$ has the shape $(m, 9)$, $\theta$ has $(9, 1)$, and the predictions have $(m, 1)$.


# %%
def with_ones(X):
    """A column of ones before the features: (m, n) -> (m, n + 1)."""
    return np.c_[np.ones((len(X), 1), dtype=X.dtype), X]


def mean_squared_error(X, y, theta):
    """X (m, n + 1), y (m, 1), theta (n + 1, 1) -> a number."""
    return float(np.mean((X.astype(float) @ theta - y) ** 2))


X_train, y_train = with_ones(housing.train.X.numpy()), housing.train.y.numpy()
y_val, y_test = housing.validation.y.numpy(), housing.test.y.numpy()
m, n_plus_1 = X_train.shape
always_the_mean = np.mean((y_val - y_train.mean()) ** 2)
print("X", X_train.shape, "y", y_train.shape)
print(f"validation MSE of always the same answer: {always_the_mean:.2f}")

# %% proof
assert round(float(always_the_mean), 2) == (1.31 if real else 0.90)

# %% [markdown]
# This is the number to beat. A model that predicts the mean of the training values for every district has an MSE of
# 1.31 on the real validation rows (0.90 on the made-up ones).
#
# **Your turn.** Three houses are worth 1, 2 and 9. Which single prediction for all three has the smallest mean squared
# error? Set `one_for_all`.

# %% try="baseline"
one_for_all = ...

# %% solution="baseline"
one_for_all = 4

# %% [markdown] solution="baseline"
# The mean: its errors 3, 2 and -5 add up to 0, so the slope of the cost is 0 there. The median, 2, has the smallest
# mean *absolute* error.

# %% [markdown] hints="baseline"
# - when "got:      2": That is the median. Squares care much more about the house of 9.
# 1. For which prediction do the errors add up to 0?

# %% check="baseline"
expect.predicted(one_for_all, 4, what="The prediction", hint="Where is the slope of the cost 0?")

# %% wrong="baseline" message="got:      2"
one_for_all = 2

# %% [markdown]
# ## 10. California housing by the normal equation
#
# At the lowest point of the cost all slopes are zero. For linear regression this gives linear equations for $\theta$,
# the **normal equation**, which can be solved at once, without any steps:
#
# $$X^T X\, \theta = X^T y \qquad\text{so}\qquad \theta = (X^T X)^{-1} X^T y$$
#
# In a graph the data become two constants, and the formula becomes five nodes. Beside its result stands what NumPy
# finds in `float64` by a better method, which does not build $X^T X$.

# %%
tf.reset_default_graph()
X = tf.constant(X_train, dtype=tf.float32, name="X")
y = tf.constant(y_train, dtype=tf.float32, name="y")
XT = tf.transpose(X)
inverse = tf.matrix_inverse(tf.matmul(XT, X))
theta = tf.matmul(tf.matmul(inverse, XT), y, name="theta")
with tf.Session() as sess:
    in_float32 = theta.eval()

X64 = X_train.astype(float)
best = np.linalg.lstsq(X64, y_train.astype(float), rcond=None)[0]
columns = ("bias", *housing.feature_names)
for name, a, c in zip(columns, in_float32[:, 0], best[:, 0], strict=True):
    print(f"{name:10} float32 {a:11.6f}   float64 {c:11.6f}")
print(f"condition number of X^T X: {np.linalg.cond(X64.T @ X64):.0e}")

# %% proof
assert len(tf.get_default_graph().operations) == 2 + 5
assert np.linalg.cond(X64.T @ X64) > 1e10
constants = tf.constant(X_train, dtype=tf.float64), tf.constant(y_train, dtype=tf.float64)
solved = tf.matrix_solve(
    tf.matmul(constants[0], constants[0], transpose_a=True), tf.matmul(*constants, transpose_a=True)
)
with tf.Session() as sess:
    in_float64 = sess.run(solved)
off = [np.abs(one / best - 1).max() for one in (in_float32, in_float64)]
assert off[1] < 1e-6 < 1e-4 < off[0]
assert mean_squared_error(X_train, y_train, in_float32) < 1.01 * mean_squared_error(X_train, y_train, best)
by_torch = torch.linalg.lstsq(torch.tensor(X64), torch.tensor(y_train).double()).solution
assert np.allclose(by_torch, best, rtol=1e-6)
module = LinearRegression(in_features=8).solve(housing.train.X, housing.train.y)
assert np.allclose(module.linear.bias.item(), best[0], rtol=1e-4)

# %% [markdown]
# Some weights agree in few digits only, although `float32` has seven. The **condition number** says how much rounding
# errors can grow. It is above $10^{10}$ here, since the features have so different sizes, and since building $X^T X$
# squares it. The predictions are still good, because the valley is flat there. But read no meaning into the fourth
# digit of a weight. Three remedies: calculate in `float64`; solve the equations (`tf.matrix_solve`) instead of
# inverting the matrix; give all features the same size first (section 11). In PyTorch, `torch.linalg.lstsq` is the
# way.
#
# **Your turn.** Solve the normal equation for this small `A` and `y`, without an inverse: fill in what
# `np.linalg.solve` needs.

# %% try="normal"
A = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])  # ones, and x
y_small = np.array([[1.0], [3.0], [5.0]])
theta_small = np.linalg.solve(np.eye(2), np.zeros((2, 1)))

# %% solution="normal"
A = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])  # ones, and x
y_small = np.array([[1.0], [3.0], [5.0]])
theta_small = np.linalg.solve(A.T @ A, A.T @ y_small)

# %% [markdown] solution="normal"
# $A^T A$ is (2, 2) and $A^T y$ is (2, 1), however many rows there are. The result is bias 1 and weight 2.

# %% [markdown] hints="normal"
# - when "theta_small is not right": Is each of the two arguments multiplied by the transposed matrix?
# 1. `np.linalg.solve(M, v)` finds $\theta$ with $M \theta = v$. What are $M$ and $v$ in the normal equation?

# %% check="normal"
expect.close(theta_small, [[1], [2]], what="theta_small", hint="The points lie on y = 2x + 1.")

# %% wrong="normal" message="theta_small is not right"
A = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])
y_small = np.array([[1.0], [3.0], [5.0]])
theta_small = A.T @ y_small

# %% [markdown]
# Why gradient descent, then? The normal equation works only for models that are linear in their parameters, and its
# work grows with the cube of their number: fine for 9, impossible for a million.
#
# ## 11. Scale the features first
#
# Gradient descent fails on these features. The valley of section 4 was 46 times as steep across as along. Here it is
# *billions* of times. So **standardise** each feature: subtract its mean and divide by its standard deviation. Then
# each has mean 0 and standard deviation 1, and the valley becomes almost a round bowl.
#
# Take mean and standard deviation from the **training rows only**, and use the same numbers for all other rows. In the
# life of a model, new rows come one by one, and a single row has no mean of its own.

# %%
mean = housing.train.X.numpy().mean(axis=0)
std = housing.train.X.numpy().std(axis=0)


def scaled(split):
    """The features of a split, standardised, with ones before them."""
    return with_ones((split.X.numpy() - mean) / std)


def curvatures_of(X):
    return np.linalg.eigvalsh(2 / len(X) * X.astype(float).T @ X)


Z_train, Z_val = scaled(housing.train), scaled(housing.validation)
for name, rows in (("raw", X_train), ("scaled", Z_train)):
    flattest, *_, steepest = curvatures_of(rows)
    print(f"{name:6} steepest / flattest {steepest / flattest:.2g}, ", end="")
    print(f"largest learning rate {2 / steepest:.2g}")

best_scaled = np.linalg.lstsq(Z_train.astype(float), y_train, rcond=None)[0]
lowest = mean_squared_error(Z_train, y_train, best_scaled)
print(f"lowest possible training MSE: {lowest:.4f}")

# %% proof
raw, bowl = curvatures_of(X_train), curvatures_of(Z_train)
toy = np.linalg.eigvalsh(2 / 3 * np.array([[3, 6], [6, 14]]))
assert round(toy[1] / toy[0]) == 46
assert raw[-1] / raw[0] > 1e9
assert bowl[-1] / bowl[0] < 100
assert round(2 / bowl[-1], 2) == (0.49 if real else 0.39)
assert np.isclose(lowest, mean_squared_error(X_train, y_train, best), rtol=1e-4)
diverged = np.zeros((n_plus_1, 1))
for _ in range(10):
    diverged = diverged - 0.01 * 2 / m * X_train.T @ (X_train @ diverged - y_train)
assert np.abs(diverged).max() > 1e30

# %% [markdown]
# Scaling does not change how good the best model is. It only makes it easier to find: the learning rate may now be as
# large as 0.49 (made-up data: 0.39). With the raw features and a rate of 0.01, a weight is beyond $10^{30}$ after ten
# steps.
#
# **Your turn.** A new house comes: 8 rooms, 1,000 people. The two arrays hold the numbers of the training rows. The
# last line runs, and is wrong. Repair it.

# %% try="new_row"
train_mean, train_std = np.array([5.0, 1400.0]), np.array([2.0, 800.0])
house = np.array([8.0, 1000.0])
scaled_house = (house - house.mean()) / house.std()

# %% solution="new_row"
train_mean, train_std = np.array([5.0, 1400.0]), np.array([2.0, 800.0])
house = np.array([8.0, 1000.0])
scaled_house = (house - train_mean) / train_std

# %% [markdown] solution="new_row"
# 8 rooms are 1.5 standard deviations above the training mean, 1,000 people half of one below. The stub mixed rooms and
# people in one mean: it gives -1 and 1 for nearly every house.

# %% [markdown] hints="new_row"
# - when "at [1]": The rooms are right. By what do you divide the people?
# 1. Each feature has a mean and a standard deviation of its own, both from the training rows.

# %% check="new_row"
expect.close(scaled_house, [1.5, -0.5], what="scaled_house", hint="Use the numbers of the training rows.")

# %% wrong="new_row" message="at [1]"
train_mean, train_std = np.array([5.0, 1400.0]), np.array([2.0, 800.0])
house = np.array([8.0, 1000.0])
scaled_house = (house - train_mean) / train_std[0]

# %% [markdown]
# ## 12. Gradients by hand
#
# The formula of section 5, for all nine parameters at once:
#
# $$\nabla J(\theta) = \frac{2}{m} X^T (X \theta - y)$$
#
# Check the shapes: $(9, m)$ times $(m, 1)$ gives $(9, 1)$, one slope for each parameter. `tf.assign` takes the step.
# The programs of the next sections all start from the same random $\theta$.


# %%
def start_graph():
    """A new graph with the data, theta, the errors and the cost."""
    tf.reset_default_graph()
    X = tf.constant(Z_train, dtype=tf.float32, name="X")
    y = tf.constant(y_train, dtype=tf.float32, name="y")
    start = tf.random_uniform([n_plus_1, 1], -1.0, 1.0, seed=42)
    theta = tf.Variable(start, name="theta")
    error = tf.matmul(X, theta, name="predictions") - y
    return X, theta, error, tf.reduce_mean(tf.square(error), name="mse")


def train_epochs(training_op, theta, mse, epochs=1000):
    """The final theta, and the cost before each step."""
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        history = [sess.run([mse, training_op])[0] for _ in range(epochs)]
        return sess.run(theta), history


X, theta, error, mse = start_graph()
slopes = 2 / m * tf.matmul(tf.transpose(X), error)
slow = tf.assign(theta, theta - 0.01 * slopes)
quick = tf.assign(theta, theta - 0.3 * slopes)
by_hand, history = train_epochs(slow, theta, mse)
arrived, quick_history = train_epochs(quick, theta, mse)

curves = {"lr=0.01": history[:300], "lr=0.3": quick_history[:300]}
title = "The larger rate is safe once the features are scaled"
viz.learning_curves(curves, x="epoch", y="MSE", log_y=True, title=title)

# %% proof
assert mean_squared_error(Z_train, y_train, arrived) < 1.0001 * lowest
assert mean_squared_error(Z_train, y_train, by_hand) > 1.001 * lowest

# %% [markdown]
# One step uses all rows here, so a step is one **epoch** (one pass through the training data). This is **batch
# gradient descent**. With a rate of 0.01, which some books choose, even 1,000 epochs stop above the lowest MSE.
# Section 11 says that we may go much further, and with 0.3 it arrives.
#
# **Your turn.** `slopes_of` should return the gradient, shape (n, 1). It runs, and the shape is right. What is
# missing?


# %% try="missing_factor"
def slopes_of(X, y, theta):
    return X.T @ (X @ theta - y)


# %% solution="missing_factor"
def slopes_of(X, y, theta):
    return 2 / len(X) * X.T @ (X @ theta - y)


# %% [markdown] solution="missing_factor"
# The 2 comes from the square, the division by m from the mean. Without them the direction is right and the length is
# not: with 12,384 rows each step would be 6,192 times too long.

# %% [markdown] hints="missing_factor"
# - when "got:      6": The mean is there, a factor is not. What is the slope of a square?
# - when "got:      48": You have the 2 of the square. The cost is a *mean*, though.
# 1. Compare with the formula above, from left to right.

# %% check="missing_factor"
import numpy as np

X_check, y_check = np.full((4, 1), 2.0), np.array([[-3.0], [-1.0], [0.0], [0.0]])
got = slopes_of(X_check, y_check, np.array([[1.0]]))
expect.close(got, [[12]], what="The gradient for four rows", hint="Where is the 2 / m?")


# %% wrong="missing_factor" message="got:      6"
def slopes_of(X, y, theta):
    return X.T @ (X @ theta - y) / len(X)


# %% wrong="missing_factor" message="got:      48"
def slopes_of(X, y, theta):
    return 2 * X.T @ (X @ theta - y)


# %% [markdown]
# ## 13. Gradients by `tf.gradients`
#
# For this model the formula was easy. For a network with many layers it is long, and a mistake in it is hard to see.
# But the graph knows how the cost is calculated, so the library can find the slopes itself. `tf.gradients(cost,
# variables)` adds nodes to the graph and returns one tensor for each variable. Only one line of the program changes.

# %%
X, theta, error, mse = start_graph()
slopes = tf.gradients(mse, [theta])[0]
step = tf.assign(theta, theta - 0.01 * slopes)
by_gradients, _ = train_epochs(step, theta, mse)
print("largest difference to section 12:", np.abs(by_gradients - by_hand).max())
viz.computation_graph(tf.get_default_graph(), fetches=[slopes])

# %% proof
assert np.allclose(by_gradients, by_hand, atol=1e-4)

# %% [markdown]
# Read the picture from top to bottom: first the nodes of the cost, then, in the frame `gradients`, the new nodes. They
# walk back from the cost to $\theta$. Section 16 shows how.
#
# **Your turn.** Let the library find the slope of $w^3$ at $w = 3$. Complete `slope_node`; the session is given.

# %% try="cube"
with tf.Graph().as_default(), tf.Session() as sess:
    w = tf.Variable(3.0)
    cube = w * w * w
    slope_node = cube
    sess.run(tf.global_variables_initializer())
    slope_of_cube = sess.run(slope_node)

# %% solution="cube"
with tf.Graph().as_default(), tf.Session() as sess:
    w = tf.Variable(3.0)
    cube = w * w * w
    slope_node = tf.gradients(cube, [w])[0]
    sess.run(tf.global_variables_initializer())
    slope_of_cube = sess.run(slope_node)

# %% [markdown] solution="cube"
# $3 w^2$ is 27 at 3, which is also the value of $w^3$ there: a coincidence. At $w = 2$ they are 12 and 8. The node
# `slope_node` belongs to the gradients, not to the cost.

# %% [markdown] hints="cube"
# - when "not a gradient": The number may look right, but it is the value of the cube. Which function makes slopes?
# 1. It takes what to differentiate, and a list of variables. It returns a list, of which you want the first.

# %% check="cube"
expect.that(slope_node is not cube, "slope_node is not a gradient.", hint="Which function adds gradients?")
expect.close(slope_of_cube, 27, what="The slope", hint="3 times w squared.")

# %% wrong="cube" message="not a gradient"
with tf.Graph().as_default(), tf.Session() as sess:
    w = tf.Variable(3.0)
    cube = w * w * w
    slope_node = cube
    sess.run(w.initializer)
    slope_of_cube = sess.run(slope_node)

# %% [markdown]
# ## 14. An optimizer
#
# "Find the gradients, change the variables": these two lines stand in every program. An optimizer writes both. Here it
# would be `tf.train.GradientDescentOptimizer(0.01).minimize(mse)`, and its $\theta$ agrees with that of section 12.
# You can exchange it for a better one, and nothing else changes (lesson 10).
#
# **A common mistake.** You write `trainig_op = optimizer.minimize(mse)`. Python does not complain about the missing
# letter: it makes a new name. The loop goes on with the *old* `training_op` of an earlier cell, and you believe that
# you tested the optimizer.

# %% proof
X, theta, error, mse = start_graph()
by_optimizer, _ = train_epochs(tf.train.GradientDescentOptimizer(0.01).minimize(mse), theta, mse)
assert np.allclose(by_optimizer, by_hand, atol=1e-4)

# %% [markdown]
# ## 15. Mini-batches through placeholders
#
# So far all rows were constants of the graph, and each step used all of them. With many rows a step is slow, and the
# data may not fit into memory. So use a few rows for each step, a **mini-batch**, and exchange them from step to step.
# What changes from run to run belongs into a **placeholder**; `None` in its shape means any number of rows. In each
# epoch the rows are shuffled and cut into batches.

# %%
tf.reset_default_graph()
X = tf.placeholder(tf.float32, shape=(None, n_plus_1), name="X")
y = tf.placeholder(tf.float32, shape=(None, 1), name="y")
theta = tf.Variable(tf.random_uniform([n_plus_1, 1], -1.0, 1.0, seed=42))
mse = tf.reduce_mean(tf.square(tf.matmul(X, theta) - y), name="mse")
training_op = tf.train.GradientDescentOptimizer(0.01).minimize(mse)
init = tf.global_variables_initializer()


def train_in_batches(batch_size, epochs=10):
    """The cost on all training rows before each epoch, and the steps."""
    history, steps = [], 0
    with tf.Session() as sess:
        sess.run(init)
        for epoch in range(epochs):
            history.append(sess.run(mse, {X: Z_train, y: y_train}))
            order = np.random.default_rng([3, epoch]).permutation(m)
            for start in range(0, m, batch_size):
                rows = order[start : start + batch_size]
                sess.run(training_op, {X: Z_train[rows], y: y_train[rows]})
                steps += 1
    return history, steps


all_rows, few_steps = train_in_batches(m)
batches, many_steps = train_in_batches(100)
print("steps:", few_steps, "with all rows,", many_steps, "with batches of 100")
curves = {"all rows": all_rows, "batches of 100": batches}
title = "Ten epochs: many small steps get further"
viz.learning_curves(curves, x="epoch", y="training MSE", log_y=True, title=title)

# %% proof
assert (few_steps, many_steps) == (10, 1240 if real else 130)
assert batches[-1] < 0.5 * all_rows[-1]
assert not real or round(np.abs(Z_train[:, 6]).max()) == 94

# %% [markdown]
# Both saw each row ten times. With all rows these are 10 steps; with batches of 100 they are 1,240 (130 with the
# made-up data), each from a noisy estimate of the gradient. The noise has a price: with a fixed learning rate the
# path never comes to rest. A smaller rate at the end helps. The real data has one more surprise: its strange district
# is 94 standard deviations away from the mean, and the batch with this row takes one wild step.
#
# **Your turn.** 1,000 rows, batches of 64, 3 epochs; the last batch of an epoch may be smaller. How many steps are
# these? Set `steps`.

# %% try="count_steps"
steps = ...

# %% solution="count_steps"
steps = 48

# %% [markdown] solution="count_steps"
# 15 full batches and one of 40 rows make 16 steps an epoch. In Python: `3 * math.ceil(1000 / 64)`.

# %% [markdown] hints="count_steps"
# - when "got:      45": The 40 rows that do not fill a batch want their step, too.
# - when "got:      47": A batch does not run on into the next epoch.
# 1. First the steps of one epoch: a division, rounded up.

# %% check="count_steps"
expect.predicted(steps, 48, what="The number of steps", hint="Steps of one epoch times 3.")

# %% wrong="count_steps" message="got:      45"
steps = 45

# %% wrong="count_steps" message="got:      47"
steps = 47

# %% [markdown]
# **Your turn.** Each $y$ is ten times its $x$. The batch below breaks this. Repair one line.

# %% try="same_rows"
x_all, y_all = np.arange(6), 10 * np.arange(6)
mixed = np.random.default_rng(1).permutation(6)
x_batch = x_all[mixed[:2]]
y_batch = y_all[:2]

# %% solution="same_rows"
x_all, y_all = np.arange(6), 10 * np.arange(6)
mixed = np.random.default_rng(1).permutation(6)
x_batch = x_all[mixed[:2]]
y_batch = y_all[mixed[:2]]

# %% [markdown] solution="same_rows"
# Shuffle the row *numbers* once, and choose from both arrays by them. Shuffling `x_all` and `y_all` one after the
# other gives every example the truth of another, and no error.

# %% [markdown] hints="same_rows"
# - when "do not belong together": Print `x_batch` and `y_batch`. Which rows did each of them take?
# 1. One order of row numbers serves both arrays.

# %% check="same_rows"
expect.that(len(x_batch) == len(y_batch) == 2, "A batch should have two rows.")
together = bool((10 * x_batch == y_batch).all())
expect.that(together, "x_batch and y_batch do not belong together.", hint="The same rows of both.")
expect.that(x_batch.tolist() != [0, 1], "The rows are not shuffled any more.", hint="Keep x_batch.")

# %% wrong="same_rows" message="do not belong together"
x_all, y_all = np.arange(6), 10 * np.arange(6)
mixed = np.random.default_rng(1).permutation(6)
x_batch = x_all[mixed[:2]]
y_batch = y_all[mixed[2:4]]

# %% proof
assert np.random.default_rng(1).permutation(6)[:2].tolist() != [0, 1]

# %% [markdown]
# ## 16. How does a library find derivatives?
#
# There are four ways. We compare them on a small function:
#
# $$f(x, y) = x^2 y + y + 2 \qquad\text{at } x = 3,\ y = 4$$
#
# With pencil and paper, $\partial f / \partial x = 2xy = 24$ and $\partial f / \partial y = x^2 + 1 = 10$.
#
# ### Numerical differentiation
#
# Take a small step and measure, as in section 5: $(f(3 + h, 4) - f(3, 4)) / h$. It needs no knowledge of $f$, only
# calls, but one more *for each variable*. And it is not exact: with $h = 0.1$ the curve bends (24.4), with $h =
# 10^{-13}$ rounding errors win. Too slow and too rough for training, very good for
# *checking*.


# %% proof
def f(x, y):
    return x * x * y + y + 2


assert round((f(3.1, 4) - f(3, 4)) / 0.1, 1) == 24.4
assert abs((f(3 + 1e-5, 4) - f(3, 4)) / 1e-5 - 24) < 1e-3
assert abs((f(3 + 1e-13, 4) - f(3, 4)) / 1e-13 - 24) > 1e-3

# %% [markdown]
# ### Symbolic differentiation
#
# Do what you learned in school: apply the rules to the *formula* and get a new formula. Here a formula is a nested
# tuple, and the rules for sums and products are all that our function needs.


# %%
def plus(a, b):
    return b if a == 0 else a if b == 0 else ("+", a, b)


def times(a, b):
    return 0 if 0 in (a, b) else b if a == 1 else a if b == 1 else ("*", a, b)


def derivative(formula, name):
    """The formula of the derivative with respect to `name`."""
    if not isinstance(formula, tuple):
        return int(formula == name)
    kind, a, b = formula
    slope_a, slope_b = derivative(a, name), derivative(b, name)
    if kind == "+":
        return plus(slope_a, slope_b)
    return plus(times(slope_a, b), times(a, slope_b))


def text(formula):
    if not isinstance(formula, tuple):
        return str(formula)
    kind, a, b = formula
    return f"({text(a)} {kind} {text(b)})"


formula = ("+", ("+", ("*", ("*", "x", "x"), "y"), "y"), 2)
print("f     =", text(formula))
print("df/dx =", text(derivative(formula, "x")))
print("df/dy =", text(derivative(formula, "y")))

# %% proof
assert eval(text(derivative(formula, "x")), {"x": 3, "y": 4}) == 24
assert eval(text(derivative(formula, "y")), {"x": 3, "y": 4}) == 10

# %% [markdown]
# Exact and readable. But there is *one formula for each variable*, the formulas repeat the same parts, and they can
# become very long. And a program with loops and `if` is not one formula.
#
# ### Forward mode
#
# Calculate with *pairs*: each value carries its slope with respect to one variable. Such a pair is a **dual number**.
# Each operation makes the new value and the new slope, by the same rules, but with numbers instead of formulas.


# %%
class Dual:
    """A value, and its slope with respect to one chosen variable."""

    def __init__(self, value, slope=0.0):
        self.value, self.slope = value, slope

    def __add__(self, other):
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        slope = self.slope * other.value + self.value * other.slope
        return Dual(self.value * other.value, slope)


def f(x, y):
    return x * x * y + y + 2


along_x = f(Dual(3.0, slope=1.0), Dual(4.0, slope=0.0))  # follow x
along_y = f(Dual(3.0, slope=0.0), Dual(4.0, slope=1.0))  # follow y
print("f", along_x.value, "  df/dx", along_x.slope, "  df/dy", along_y.slope)

# %% proof
from torch.func import jvp

assert (along_x.value, along_x.slope, along_y.slope) == (42, 24, 10)
followed = jvp(f, (torch.tensor(3.0), torch.tensor(4.0)), (torch.tensor(1.0), torch.tensor(0.0)))
assert [one.item() for one in followed] == [42, 24]

# %% [markdown]
# The slopes flow forwards beside the values. One pass gives the slope along *one* variable, so two variables need two
# passes, and a million variables a million. (PyTorch has this mode as `torch.func.jvp`.)
#
# ### Reverse mode
#
# Turn the question around. Do not ask "how does $x$ change everything?" but "how does *everything* change $f$?" Go
# forwards first and keep all values. Then go **backwards** from $f$. At each node you know already how strongly $f$
# depends on it, and you pass this on to its inputs:
#
# - $c = a + b$: both inputs get the slope of $c$;
# - $c = a \cdot b$: $a$ gets the slope of $c$ times $b$, and $b$ gets the slope of $c$ times $a$;
# - a node that is used twice gets two contributions: add them.
#
# `sess.trace`, which belongs to this library and not to TensorFlow, lists the values of a forward pass.

# %%
tf.reset_default_graph()
x, y = tf.Variable(3.0, name="x"), tf.Variable(4.0, name="y")
graph_f = f(x, y)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    forward = sess.trace(graph_f)  # pass 1, forwards

value = {step.name: step.value for step in forward}
slope = dict.fromkeys(value, 0.0)
slope[forward[-1].name] = 1.0  # f depends on itself with slope 1
for step in reversed(forward):  # pass 2, backwards
    if step.type == "Add":
        for name in step.inputs:
            slope[name] += slope[step.name]
    elif step.type == "Mul":
        a, b = step.inputs
        slope[a] += slope[step.name] * value[b]
        slope[b] += slope[step.name] * value[a]
    print(f"{step.name:8} value {value[step.name]:5}  slope {slope[step.name]:5}")

# %% proof
assert (slope["x"], slope["y"]) == (24, 10)

# %% [markdown]
# The table starts at $f$ and ends at the variables. One backward pass gave the slopes of *all* variables, because they
# share the way: two passes in all, for 2 variables or a million. The price is memory, since the values of the forward
# pass must be kept until the backward pass has used them.
#
# This is what `tf.gradients` and `backward()` do. `backward()` walks back at once. `tf.gradients` writes the backward
# walk down as new nodes, to be run later. Step through it:

# %%
slopes = tf.gradients(graph_f, [x, y])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    stepper = viz.graph_stepper(sess, [graph_f, *slopes])
    both = sess.run(slopes)
stepper

# %% proof
assert both == [24, 10]
x_torch, y_torch = torch.tensor(3.0, requires_grad=True), torch.tensor(4.0, requires_grad=True)
f(x_torch, y_torch).backward()
assert (x_torch.grad.item(), y_torch.grad.item()) == (24, 10)

# %% [markdown]
# **Your turn.** Let $s = x + y$ and $g = s \cdot y$, at $x = 2$, $y = 3$. Walk back from $g$ and set `slope_of_y`.

# %% try="walk_back"
slope_of_y = ...

# %% solution="walk_back"
slope_of_y = 8

# %% [markdown] solution="walk_back"
# From the product $y$ gets the value of $s$, 5. And $s$ gets the value of $y$, 3, which the sum passes on to $x$ and
# to $y$: 5 + 3.

# %% [markdown] hints="walk_back"
# - when "got:      5": $y$ is used twice. That is the contribution of the product.
# - when "got:      3": $y$ is used twice. That is what comes through $s$.
# 1. Forwards: $s = 5$, $g = 15$. Backwards: first the product, then the sum.

# %% check="walk_back"
expect.predicted(slope_of_y, 8, what="The slope along y", hint="Add the contributions.")

# %% wrong="walk_back" message="got:      5"
slope_of_y = 5

# %% wrong="walk_back" message="got:      3"
slope_of_y = 3

# %% proof
x_torch, y_torch = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
((x_torch + y_torch) * y_torch).backward()
assert y_torch.grad == 8

# %% [markdown]
# ### The comparison
#
# A cost function has *many* inputs (the parameters) and *one* output. Take such a function: the product $p = x_1 x_2
# \cdots x_n$ with all its $n$ slopes. How many multiplications does each way need?

# %%
n = np.arange(2, 21)
work = {
    "forward mode": 3 * n * (n - 1),
    "one formula each": (n - 1) + n * (n - 2),
    "reverse mode": 3 * (n - 1),
}
axes = ("number of variables", "multiplications")
viz.lines(n, work, names=axes, title="Only the reverse mode is a straight line")


# %% proof
def product(factors):
    result = factors[0]
    for factor in factors[1:]:
        result = result * factor
    return result


class Counting(Dual):
    multiplications = 0

    def __mul__(self, other):
        Counting.multiplications += 3
        return Counting(self.value * other.value, self.slope * other.value + self.value * other.slope)


for k, count in enumerate(n[:9]):
    names = [f"x{i}" for i in range(count)]
    formula = names[0]
    for name in names[1:]:
        formula = ("*", formula, name)
    formulas = [formula] + [derivative(formula, name) for name in names]
    assert sum(text(one).count("*") for one in formulas) == work["one formula each"][k]
    Counting.multiplications = 0
    for followed in range(count):
        product([Counting(1.5, float(i == followed)) for i in range(count)])
    assert Counting.multiplications == work["forward mode"][k]
    with tf.Graph().as_default(), tf.Session() as sess:
        factors = [tf.Variable(1.5) for _ in range(count)]
        p = product(factors)
        sess.run(tf.global_variables_initializer())
        trace = sess.trace([p, *tf.gradients(p, factors)])
        assert sum(step.type == "Mul" for step in trace) == work["reverse mode"][k]
assert work["reverse mode"][8] == 27

# %% [markdown]
# With ten variables the reverse mode needs 27 multiplications: 9 forwards and 18 backwards. The others grow with the
# *square* of $n$. For a cost with 1,000 variables:
#
# | way | passes through the graph | exact? | good for |
# | --- | --- | --- | --- |
# | numerical | 1,001 (the start, and one for each variable) | no | checking |
# | symbolic | none: it makes new formulas, one for each variable | yes | reading |
# | forward mode | 1,000 (one for each variable) | yes | few inputs, many outputs |
# | reverse mode | 2 (one forwards, one backwards) | yes | many inputs, one output |
#
# With ten million parameters the reverse mode still needs 2 passes. Without it there would be no deep learning. In a
# neural network it is called **backpropagation**. Strictly, backpropagation calculates the gradient, and an optimizer
# then takes the step; some books use the word for both together (lesson 9).
#
# ## 17. California housing in PyTorch
#
# For a real task you write neither loops nor formulas. A module holds the parameters (its bias, too, so no column of
# ones), and `fit` runs the mini-batches and measures the validation loss after each epoch.


# %%
def standardised(split):
    X = (split.X - torch.from_numpy(mean)) / torch.from_numpy(std)
    return Split(X, split.y)


splits = ("train", "validation", "test")
parts = {name: standardised(getattr(housing, name)) for name in splits}

seed_everything(3)
model = LinearRegression(in_features=8)
fitted = fit(
    model,
    replace(housing, **parts),
    nn.MSELoss(),
    torch.optim.SGD(model.parameters(), lr=0.01),
    num_epochs=10 if m > 10_000 else 50,  # few rows: few steps an epoch
    batch_size=100,
    seed=3,
    progress=False,
)
print(f"validation MSE {fitted['validation_loss'][-1]:.3f}, ", end="")
print(f"of the best weights {mean_squared_error(Z_val, y_val, best_scaled):.3f}")
fitted.plot()

# %% proof
assert fitted["validation_loss"][-1] < 1.05 * mean_squared_error(Z_val, y_val, best_scaled)

# %% [markdown]
# These names stand for what you wrote by hand. A GPU does not help here: 100 rows with 8 features are too little work
# for it (lesson 8 has a cell that measures such a step).
#
# ## 18. One look at the test set
#
# All decisions were made without the test rows. Now, once, we look at them. The model and its simple rival are
# compared on the *same* rows.

# %%
Z_test = scaled(housing.test)
predicted = Z_test @ best_scaled
test_mse = np.mean((predicted - y_test) ** 2)
rival_mse = np.mean((y_train.mean() - y_test) ** 2)
print(f"test MSE of the model {test_mse:.2f}, of the mean {rival_mse:.2f}")
print(f"typical error of the model: {100_000 * test_mse**0.5:,.0f} dollars")

rows = np.random.default_rng(4).choice(len(Z_test), 300, replace=False)
names = ("true value", "prediction")
title = "On the line a prediction is perfect"
viz.fitted_line(y_test[rows], predicted[rows], 1.0, 0.0, names=names, title=title)

# %% proof
assert round(float(test_mse), 2) == (0.55 if real else 0.25)
assert round(float(rival_mse), 2) == (1.37 if real else 0.89)
assert int(100 * test_mse**0.5) == (74 if real else 50)
dear = y_test >= 4
assert not real or (predicted[dear] < y_test[dear]).mean() > 0.75

# %% [markdown]
# On the real test rows the MSE is 0.55, against 1.37 of a model that always predicts the mean. (Made-up data: 0.25
# against 0.89.) The root of 0.55 says how large a typical error is: about 74,000 dollars (50,000), too rough to buy a
# house. In the real data the limit at 5 is a column of points, and expensive districts are mostly predicted too low:
# what makes them expensive is not a weighted sum of these eight features. A network with a hidden layer (lesson 4)
# can combine features.
#
# **Your turn.** Another model has an MSE of 0.36. How large is its typical error (the root of the MSE) in dollars? Set
# `dollars`.

# %% try="dollars"
dollars = ...

# %% solution="dollars"
dollars = 60_000

# %% [markdown] solution="dollars"
# The root of 0.36 is 0.6, in units of 100,000 dollars. An MSE is measured in *squared* units, which nobody can
# picture.

# %% [markdown] hints="dollars"
# - when "got:      36000": The MSE is a mean of *squares*.
# 1. First the root, then the unit of the values.

# %% check="dollars"
expect.predicted(dollars, 60_000, what="The typical error", hint="Root, then unit.")

# %% wrong="dollars" message="got:      36000"
dollars = 36_000

# %% [markdown]
# ## Summary
#
# - Standardise features, with the numbers of the training rows: a narrow valley becomes a bowl.
# - The **normal equation** finds the best weights at once, but only for linear models. In `float32` it loses digits.
# - Gradients by hand, by `tf.gradients` and by an optimizer take the same steps. Mini-batches come through
#   placeholders.
# - **Reverse mode** needs two passes for the slopes of all variables, **forward mode** one pass for each variable.
# - Judge a model on test rows, once, and beside a simple rival.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | normal equation | 정규 방정식 | the equation whose solution is the best $\theta$ |
# | condition number | 조건수 | how much rounding errors can grow |
# | standardisation | 표준화 | scaling to mean 0 and standard deviation 1 |
# | batch gradient descent | 배치 경사 하강법 | each step uses all rows |
# | mini-batch | 미니배치 | the rows of one training step |
# | epoch | 에포크 | one pass through all training rows |
# | automatic differentiation | 자동 미분 | exact slopes from the program itself |
# | symbolic differentiation | 기호 미분 | a new formula from a formula |
# | forward mode, reverse mode | 전진 모드, 후진 모드 | from the inputs on, or from the output back |
# | dual number | 이원수 | a value together with its slope |

# %% [markdown]
# ## Read on
#
# - A. G. Baydin, B. A. Pearlmutter, A. A. Radul and J. M. Siskind, *Automatic differentiation in machine learning: a
#   survey*, Journal of Machine Learning Research 18 (2018): the four ways, side by side.
# - D. E. Rumelhart, G. E. Hinton and R. J. Williams, *Learning representations by back-propagating errors*, Nature 323
#   (1986): the reverse mode enters neural networks.
# - R. K. Pace and R. Barry, *Sparse spatial autoregressions*, Statistics & Probability Letters 33 (1997): where the
#   housing data comes from.
# - L. N. Trefethen and D. Bau, *Numerical Linear Algebra* (1997), lectures 11 and 18: least squares, and the digits
#   that get lost.
#
# **Open questions**, without a grade:
#
# 1. Where is a house that is 20 standard deviations away from all others: a mistake in the data, or the most
#    interesting row? How would you find out?
# 2. The limit at 5 hides the true values of the most expensive districts. How would you train and judge a model with
#    such data?
#
# **Now you**: [exercise 3](../exercises/03_linear_regression/03_linear_regression.ipynb), about 60 minutes. **Next**:
# {{next}}, which puts examples into classes.
