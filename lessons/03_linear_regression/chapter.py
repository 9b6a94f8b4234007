# %% [markdown]
# # 3. Linear regression
#
# A model makes a prediction. We measure how wrong it is, and change the model a little so that it becomes
# less wrong. We do this again and again. All training in deep learning works like this. In this lesson the
# model is as simple as possible: a line. So you can see every part, and check every number by hand.
#
# **After this lesson you can**
#
# - say what a hypothesis, a loss, a cost and a gradient are, and compute them by hand;
# - walk down a cost surface by gradient descent, and see whether the learning rate is too small or too large;
# - train a line in a graph with named nodes, and write the same in PyTorch;
# - fit California housing in four ways: the normal equation, gradients by hand, `tf.gradients`, an optimizer;
# - feed mini-batches through placeholders;
# - explain four ways to compute a derivative, and why deep learning uses the reverse mode.
#
# **Time**: about 80 minutes, and 40 to 50 minutes for the exercise. **Needs**: lessons 1 and 2. No GPU, no
# network.

# %%
import os
import time
from dataclasses import replace

import numpy as np
import torch
from torch import nn
from torch.func import jvp

import lessonlib.tf1 as tf
from lessonlib import viz
from lessonlib.data import Split, california_housing, line
from lessonlib.models import LinearRegression
from lessonlib.training import fit, seed_everything

FAST = os.environ.get("LESSONLIB_FAST") == "1"

# %% [markdown]
# ## 1. The toy line: three points
#
# **The problem.** We have three examples. Each has one input $x$ and one number $y$ to predict: for 1 it is
# 1, for 2 it is 2, for 3 it is 3. What is $y$ for $x = 5$?
#
# You see the answer at once: $y = x$. The program does not. It must *learn* the answer from the examples.
# Because you know the answer, you can check each step of the program.

# %%
toy = line()
x_data = toy.train.X.numpy().ravel().astype(float)  # (3,)
y_data = toy.train.y.numpy().ravel().astype(float)  # (3,)
print("x:", x_data, " y:", y_data)

# %% [markdown]
# ## 2. The hypothesis
#
# **The idea.** We decide which *form* the answer has, and leave some numbers open. The form is called the
# **hypothesis**. Here it is a line:
#
# $$\hat{y} = W x + b$$
#
# $W$ is the **weight** (how steep the line is) and $b$ the **bias** (where it starts). They are the
# **parameters** of the model. $\hat{y}$ ("y hat") is the prediction. To **learn** means: find good values
# for the parameters. Predicting a number with such a weighted sum is **linear regression**.


# %%
def hypothesis(W, b, x):
    return W * x + b


for W, b in ((0.0, 2.0), (2.0, -1.0), (1.0, 0.0)):
    print(f"W = {W}, b = {b:4}: predictions {hypothesis(W, b, x_data)}")

# %% [markdown]
# The first line always says 2. The second is too steep. The third is right. The next picture shows the
# second one, at many places between 0 and 4.

# %%
places = np.linspace(0, 4, 30)
points = np.concatenate([np.c_[x_data, y_data], np.c_[places, hypothesis(2.0, -1.0, places)]])  # (33, 2)
viz.scatter(points, [0] * 3 + [1] * 30, ["examples", "W = 2, b = -1"], feature_names=("x", "y"))

# %% [markdown]
# ## 3. Loss and cost
#
# **The problem.** "Too steep" is not a number. The program needs one number that says how wrong the line
# is.
#
# **The idea.** The **loss** of one example is the squared distance between prediction and truth. The square
# makes it positive on both sides, and makes large errors count much more than small ones. The **cost** is
# the *mean* loss of all $m$ examples, here called the **mean squared error** (MSE):
#
# $$J(W, b) = \frac{1}{m} \sum_{i=1}^{m} (W x_i + b - y_i)^2$$


# %%
def cost(W, b):
    """Mean squared error of the line on the three examples. W and b: numbers, or tensors of one shape."""
    losses = [(W * x + b - y) ** 2 for x, y in zip(x_data, y_data, strict=True)]
    return sum(losses) / len(losses)


print("losses of W = 2, b = -1:", (hypothesis(2.0, -1.0, x_data) - y_data) ** 2)
for W, b in ((0.0, 2.0), (2.0, -1.0), (1.0, 0.0)):
    print(f"W = {W}, b = {b:4}: cost {cost(W, b):.4f}")
assert np.isclose(cost(2.0, -1.0), (0 + 1 + 4) / 3)
assert cost(1.0, 0.0) == 0

# %% [markdown]
# **Words differ.** Many people use "loss" for both, also in the names of functions. And some texts call the
# *sum* of all losses the cost, but compute `reduce_mean` in their program. Look at the program: mean and
# sum have their lowest point at the same place, but the sum is $m$ times as steep. Section 6 shows why that
# matters.
#
# ## 4. The cost is a landscape
#
# Each pair $(W, b)$ has a cost. So the cost is a landscape over a map: to the right is a larger $W$, upwards
# a larger $b$. Dark means high. Training means: *go to the lowest point*.

# %%
viz.surface(cost, x_range=(-2, 4), y_range=(-4, 4), names=("W", "b"))

# %% [markdown]
# It is a long narrow valley. Across the valley the ground is steep. Along the valley it is almost flat: if
# $W$ is a little too large and $b$ a little too small, the line still passes near the three points. Remember
# this shape. Most of the trouble in this lesson comes from it.
#
# ## 5. Gradient descent
#
# **The problem.** With two parameters we can look at the map. With a million we cannot. We only know the
# ground under our feet.
#
# **The idea.** At each place, the **gradient** is the direction in which the cost grows fastest. Its parts
# are the slopes along $W$ and along $b$:
#
# $$\frac{\partial J}{\partial W} = \frac{2}{m} \sum (W x_i + b - y_i)\, x_i \qquad
# \frac{\partial J}{\partial b} = \frac{2}{m} \sum (W x_i + b - y_i)$$
#
# **Gradient descent** takes a small step in the opposite direction, and repeats:
#
# $$W \leftarrow W - \alpha \frac{\partial J}{\partial W} \qquad b \leftarrow b - \alpha \frac{\partial J}{\partial b}$$
#
# $\alpha$ is the **learning rate**: how far we go along the gradient.


# %%
def gradient(W, b):
    """The slopes of the cost along W and along b."""
    error = hypothesis(W, b, x_data) - y_data  # (3,)
    return 2 * np.mean(error * x_data), 2 * np.mean(error)


def descend(start, learning_rate, steps):
    """The parameters after each step, (steps + 1, 2), the start first."""
    W, b = start
    path = [(W, b)]
    for _ in range(steps):
        slope_W, slope_b = gradient(W, b)
        W, b = W - learning_rate * slope_W, b - learning_rate * slope_b
        path.append((W, b))
    return np.array(path)


start = (2.5, 2.5)
path = descend(start, learning_rate=0.1, steps=100)
for step in (0, 1, 2, 10, 100):
    W, b = path[step]
    print(f"step {step:3d}: W = {W:.4f}, b = {b:7.4f}, cost {cost(W, b):.5f}")

# %% [markdown]
# **Are the slopes right?** We can check a slope without any formula: make a very small step and see how much
# the cost changes. This simple test has found many mistakes in many programs.

# %%
W, b, h = 2.5, 2.5, 1e-6
measured = [(cost(W + h, b) - cost(W - h, b)) / (2 * h), (cost(W, b + h) - cost(W, b - h)) / (2 * h)]
print("by the formulas: {:.6f} {:.6f}".format(*gradient(W, b)))
print("measured:        {:.6f} {:.6f}".format(*measured))
assert np.allclose(gradient(W, b), measured, atol=1e-6)

# %% [markdown]
# Now look at the path on the map.

# %%
viz.surface(cost, path, x_range=(-2, 4), y_range=(-4, 4), names=("W", "b"))

# %% [markdown]
# The first steps jump into the valley. Then the path creeps along it, because the slope there is small.
# After 100 steps it has *almost* arrived. The star marks the end; the lowest point is at $W = 1$, $b = 0$.

# %%
first, last = cost(*path[1]), cost(*path[100])
assert first < 0.1 * cost(*start)  # the first step removes most of the cost
assert 0 < last < 0.01
assert abs(path[100][0] - 1) > 0.01  # near, but not there

# %% [markdown]
# ## 6. The learning rate
#
# **The problem.** How large should $\alpha$ be? If it is too small, the training takes very long. If it is
# too large, the step jumps over the valley and lands higher on the other side. The next step is then even
# longer.

# %%
rates = (0.01, 0.1, 0.17, 0.19)
paths = {f"lr={rate}": descend(start, rate, steps=15) for rate in rates}
for name, track in paths.items():
    print(f"{name:8} cost after 15 steps: {cost(*track[-1]):.4f}")
small = {name: paths[name] for name in ("lr=0.01", "lr=0.1")}
viz.surface(cost, small, x_range=(-3, 5), y_range=(-4, 4), names=("W", "b"))

# %%
first_steps = paths["lr=0.19"][:6]
viz.surface(
    cost, first_steps, x_range=(-3, 5), y_range=(-4, 4), names=("W", "b"), title="lr=0.19, the first 5 steps"
)

# %% [markdown]
# - `lr=0.01`: smooth, but slow.
# - `lr=0.1`: quickly into the valley.
# - `lr=0.17` (not drawn): it jumps from side to side, but a little lower each time.
# - `lr=0.19`: it jumps from side to side, higher and higher. The training **diverges**.
#
# **Where is the limit?** Across the valley the cost is a parabola with some curvature $c$ (its second
# derivative). A step multiplies the distance to the bottom by $1 - \alpha c$. It shrinks as long as $\alpha <
# 2 / c$. The curvatures of a mean squared error are the eigenvalues of $\frac{2}{m} A^T A$, where $A$ has a
# column of ones and a column with $x$.

# %%
A = np.c_[np.ones(3), x_data]  # (3, 2)
curvatures = np.linalg.eigvalsh(2 / 3 * A.T @ A)
print("curvatures along and across the valley:", curvatures.round(3))
print(f"the largest possible learning rate: {2 / curvatures[-1]:.3f}")
assert 0.17 < 2 / curvatures[-1] < 0.19

# %% [markdown]
# You need not compute this for your own models. But it explains what you see: the *steepest* direction
# limits the learning rate, and then the *flattest* direction is slow. With $\alpha = 0.1$, one step along
# this valley removes only 2.4% of the distance.
#
# **Mean or sum?** With the *sum* of the losses, the curvatures are $m = 3$ times as large, and the limit is
# three times as small. With `lr=0.1`, the sum diverges. That is why programs use `reduce_mean`: the same
# learning rate then works for 3 examples and for 3000.

# %%
shares = 1 - 0.1 * curvatures
print(f"one step with lr=0.1 and the mean: along the valley {shares[0]:.3f} of the distance is left")
print(f"across the valley with the sum:    {1 - 0.1 * 3 * curvatures[1]:.2f} times the distance")
assert abs(shares[0] - 0.976) < 0.001
assert abs(1 - 0.1 * 3 * curvatures[1]) > 1

# %% [markdown]
# **Try it.** Move the start, the learning rate and the optimizer. First say what will happen at 0.02, and
# at 0.2, a little above the limit. ("momentum", "RMSprop" and "Adam" come in lesson 10.)

# %%
viz.descent_explorer(
    cost, start=start, lr=0.1, num_steps=30, x_range=(-2, 4), y_range=(-4, 4), names=("W", "b")
)

# %% [markdown]
# In real models we cannot see the map. We look at the **learning curve**: the cost after each step. The
# widget holds six runs. Which curve tells "too small", which "too large"?

# %%
runs = {
    f"lr={rate}": [cost(*place) for place in descend(start, rate, steps=25)]
    for rate in (0.001, 0.01, 0.05, 0.1, 0.17, 0.185)
}
assert min(runs, key=lambda name: runs[name][-1]) == "lr=0.1"
assert max(np.diff(runs["lr=0.17"])) < 0 < max(np.diff(runs["lr=0.185"]))  # 0.17 falls, 0.185 grows
viz.learning_rate_explorer(runs, x="step", y="cost")

# %% [markdown]
# ### Hyper-parameters
#
# $W$ and $b$ are parameters: the training finds them. The learning rate is not found by training. *You*
# choose it before. Such a setting is a **hyper-parameter**. The number of steps is one, too, and the batch
# size of section 15. To choose them well is a large part of the work in deep learning.
#
# ## 7. The same as a graph
#
# Now the whole program in the graph way. Compare it with the parts above: a placeholder for each input, a
# variable for each parameter, the hypothesis, the cost. The **optimizer** adds the nodes that compute the
# gradient and that change the variables. `minimize` returns one operation: *one step* of gradient descent.

# %%
tf.reset_default_graph()
tf.set_random_seed(42)
X = tf.placeholder(tf.float32, name="X")
Y = tf.placeholder(tf.float32, name="Y")
W = tf.Variable(tf.random_uniform([1], -1.0, 1.0), name="W")
b = tf.Variable(tf.random_uniform([1], -1.0, 1.0), name="b")
y_hat = tf.add(W * X, b, name="hypothesis")
mse = tf.reduce_mean(tf.square(y_hat - Y), name="cost")
train = tf.train.GradientDescentOptimizer(learning_rate=0.1).minimize(mse, name="train")
init = tf.global_variables_initializer()

viz.computation_graph(tf.get_default_graph(), fetches=[mse])

# %% [markdown]
# $W$ and $b$ start with random numbers between -1 and 1. In the next cell, `feed_dict` gives the examples
# in each step. One `run` does the step *and* reads the cost.

# %%
with tf.Session() as sess:
    sess.run(init)
    costs = []
    for step in range(100):
        _, value = sess.run([train, mse], feed_dict={X: x_data, Y: y_data})
        costs.append(value)
        if step in (0, 1, 9, 99):
            print(f"step {step:2d}: cost {value:.5f}, W {sess.run(W)}, b {sess.run(b)}")
    print("for x = 5:  ", sess.run(y_hat, feed_dict={X: 5}))
    print("for x = 2.5:", sess.run(y_hat, feed_dict={X: 2.5}))
    at_5, W_graph, b_graph = sess.run([y_hat, W, b], feed_dict={X: 5})

# %% [markdown]
# Inputs that were not in the examples work, too: that is the purpose of a model. The prediction for 5 is
# near 5, but not equal to it. Now you know the reason: 100 steps are not enough to walk along the flat
# valley. It is not a rounding error.

# %%
assert 0.01 < abs(at_5[0] - 5) < 0.5
far_steps = descend((W_graph[0], b_graph[0]), 0.1, steps=1000)
print("after 1000 more steps: W, b =", far_steps[-1].round(6), "so for x = 5:", hypothesis(*far_steps[-1], 5))
assert np.allclose(far_steps[-1], (1, 0), atol=1e-6)
viz.learning_curves({"lr=0.1": costs}, x="step", y="cost", log_y=True)

# %% [markdown]
# On a logarithmic axis the two phases are easy to see: a fast fall into the valley, then a straight line.
# A straight line there means: each step removes the same *share* of the cost.
#
# ### Named nodes
#
# Why did we write `name="X"`? Without a name, TensorFlow makes one from the type of the node:

# %%
with tf.Graph().as_default():
    first, second = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    print("without names:", first.name, second.name)
print("with names:   ", X.name, Y.name, y_hat.name, mse.name)

with tf.Session() as sess:
    try:
        sess.run(mse, feed_dict={X: x_data})
    except tf.errors.InvalidArgumentError as error:
        message = str(error).splitlines()[0]
print("\nthe error:", message)
assert "placeholder 'Y'" in message

# %% [markdown]
# The message names the placeholder that we forgot. `Placeholder_1` would tell you little. Names also stand
# in the picture above and in TensorBoard (lesson 6), and checkpoints find variables by their names (lesson
# 5).
#
# ### What goes wrong: two shapes that do not fit, but broadcast
#
# These placeholders have no shape, so they accept everything. That is practical (we fed `5` and `[1, 2,
# 3]`), but dangerous. Below, `X` is a column (3, 1) and `Y` has the shape (3,). Nobody complains. The
# difference becomes a 3 by 3 table: *each* prediction minus *each* true value.

# %%
with tf.Session() as sess:
    right, wrong = (
        {W: [1.0], b: [0.0], X: x_data, Y: y_data},
        {W: [1.0], b: [0.0], X: x_data[:, None], Y: y_data},
    )
    print("cost of the perfect line, both shapes (3,):     ", sess.run(mse, right))
    print("cost of the perfect line, shapes (3, 1) and (3,):", sess.run(mse, wrong))
    table = sess.run(y_hat - Y, wrong)
assert table.shape == (3, 3)
viz.matrix(x_data[:, None], "-", y_data, "=", table)

# %% [markdown]
# The cost is 1.33, although the line is perfect. Training would now find a flat line through the mean. There
# is no error message, only a bad model. **The remedy**: give placeholders a shape, such as `(None, 1)`, and
# use columns everywhere. We do so from section 9 on.
#
# ## 8. The PyTorch way
#
# PyTorch has no placeholders and no session. The forward lines compute at once, and `backward()` computes
# the slopes. Three lines are one step: `zero_grad`, `backward`, `step`. We start from the same numbers as
# the graph.

# %%
with tf.Session() as sess:
    sess.run(init)
    W_start, b_start = sess.run([W, b])

X_torch, Y_torch = torch.from_numpy(x_data).float(), torch.from_numpy(y_data).float()
W_torch = torch.tensor(W_start, requires_grad=True)
b_torch = torch.tensor(b_start, requires_grad=True)
optimizer = torch.optim.SGD([W_torch, b_torch], lr=0.1)
for _ in range(100):
    loss = torch.mean((W_torch * X_torch + b_torch - Y_torch) ** 2)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

print("PyTorch: W", W_torch.detach().numpy(), "b", b_torch.detach().numpy())
print("graph:   W", W_graph, "b", b_graph)
assert np.allclose(W_torch.detach(), W_graph, atol=1e-5)
assert np.allclose(b_torch.detach(), b_graph, atol=1e-5)

# %% [markdown]
# **A mistake to know.** `backward()` *adds* to the slopes that are stored already. Without `zero_grad`, step
# 2 uses the slopes of steps 1 and 2 together, and so on. The graph way has no such trap: each run computes
# the gradient again.

# %%
W_torch.grad = None
stored = []
for call in (1, 2):
    torch.mean((W_torch * X_torch + 1.0 - Y_torch) ** 2).backward()
    stored.append(W_torch.grad.item())
    print(f"after backward number {call}: {stored[-1]:.4f}")
assert np.isclose(stored[1], 2 * stored[0])

# %% [markdown]
# ## 9. Real data: California housing
#
# Now a real problem. The 1990 census of California counted 20,640 districts. For each we know eight features
# and want to predict the median house value, in units of 100,000 dollars.
#
# | feature | meaning |
# | --- | --- |
# | `MedInc` | median income, in 10,000 dollars |
# | `HouseAge` | median age of the houses, in years |
# | `AveRooms`, `AveBedrms` | rooms and bedrooms for each household |
# | `Population` | people in the district |
# | `AveOccup` | people in each household |
# | `Latitude`, `Longitude` | where it is, in degrees |
#
# The data must be fetched once, with `lessonlib data fetch california_housing`. Without it, the next cell
# says so, and 2,064 made-up districts take its place. Everything below works with both. Only the numbers
# differ, and the text gives both.

# %%
housing = california_housing()
real = housing.name == "california_housing"
print(housing)
print(f"\n{'':10} {'smallest':>10} {'mean':>10} {'largest':>10}")
for name, column in zip(housing.feature_names, housing.train.X.T.numpy(), strict=True):
    print(f"{name:10} {column.min():10.2f} {column.mean():10.2f} {column.max():10.2f}")
print(
    f"{'value':10} {housing.train.y.min():10.2f} {housing.train.y.mean():10.2f} {housing.train.y.max():10.2f}"
)

# %% [markdown]
# Always look at the data first. Three things will matter:
#
# - The features have very different sizes: `Population` is in the thousands, `AveBedrms` is about 1.
# - Values end at 5: the census wrote "more than 500,000 dollars" into one class. No line can know how much
#   more. In the real data this is 5% of the districts; in the made-up data about 1%.
# - The real data has strange districts. In one there are 1,243 people in each household (perhaps a prison or
#   a school).

# %%
rows = np.random.default_rng(3).choice(len(housing.train), 400, replace=False)
income_value = np.c_[housing.train.X[rows, 0], housing.train.y[rows, 0]]
capped = (income_value[:, 1] >= 5).astype(int)
share_at_limit = (housing.train.y >= 5).float().mean().item()
print(f"districts at the limit: {share_at_limit:.1%}")
assert round(100 * share_at_limit) == (5 if real else 1)
viz.scatter(
    income_value,
    capped,
    ["below the limit", "at the limit of 5"],
    feature_names=("median income", "house value"),
)

# %% [markdown]
# Where people earn more, houses cost more. One line through this cloud would be a fair model. We use all
# eight features, so the "line" becomes a weighted sum with nine parameters. We put them into one column
# $\theta$ (theta). A column of ones is added to the features, and its weight is the bias:
#
# $$\hat{y} = \theta_0 + \theta_1 x_1 + \dots + \theta_8 x_8 \qquad\text{or, for all rows at once,}\qquad
# \hat{y} = X \theta$$
#
# $X$ has the shape $(m, 9)$, $\theta$ has $(9, 1)$, and the predictions have $(m, 1)$.


# %%
def with_ones(X):
    """A column of ones before the features: (m, n) -> (m, n + 1)."""
    return np.c_[np.ones((len(X), 1), dtype=X.dtype), X]


def mean_squared_error(X, y, theta):
    """X (m, n + 1), y (m, 1), theta (n + 1, 1) -> a number. Computed in float64."""
    return float(np.mean((X.astype(float) @ theta - y) ** 2))


X_train, y_train = with_ones(housing.train.X.numpy()), housing.train.y.numpy()
X_val, y_val = with_ones(housing.validation.X.numpy()), housing.validation.y.numpy()
m, n_plus_1 = X_train.shape
print("X", X_train.shape, "y", y_train.shape)
always_the_mean = float(np.mean((y_val - y_train.mean()) ** 2))
print(f"validation MSE of a model that always says the mean: {always_the_mean:.3f}")

# %% [markdown]
# A first number to beat: whoever always predicts the mean value has this MSE.
#
# ## 10. California housing by the normal equation
#
# **The idea.** At the lowest point of the cost all slopes are zero. For linear regression this gives linear
# equations for $\theta$, the **normal equation**. They can be solved at once, without any steps:
#
# $$X^T X\, \theta = X^T y \qquad\text{so}\qquad \theta = (X^T X)^{-1} X^T y$$
#
# In the graph way, the data become two constants, and the formula becomes five nodes:

# %%
tf.reset_default_graph()
X = tf.constant(X_train, dtype=tf.float32, name="X")
y = tf.constant(y_train, dtype=tf.float32, name="y")
XT = tf.transpose(X)
theta = tf.matmul(tf.matmul(tf.matrix_inverse(tf.matmul(XT, X)), XT), y, name="theta")

with tf.Session() as sess:
    theta_float32 = theta.eval()
print(theta_float32.ravel())
print(f"training MSE {mean_squared_error(X_train, y_train, theta_float32):.4f}")
assert len(tf.get_default_graph().operations) == 2 + 5

# %% [markdown]
# **Can we trust these numbers?** NumPy can solve the same problem in `float64`, by a better method
# (`lstsq`, which does not build $X^T X$). Compare:

# %%
theta_best = np.linalg.lstsq(X_train.astype(float), y_train.astype(float), rcond=None)[0]
print(f"{'':10} {'float32':>12} {'float64':>12}")
for name, a, c in zip(("bias", *housing.feature_names), theta_float32[:, 0], theta_best[:, 0], strict=True):
    print(f"{name:10} {a:12.6f} {c:12.6f}")
print(f"condition number of X^T X: {np.linalg.cond(X_train.astype(float).T @ X_train):.1e}")

# %% [markdown]
# The weights agree in two or three digits only, although `float32` has seven. The reason is the **condition
# number**: it says how much rounding errors can grow. Here it is above $10^{10}$, because the features have
# so different sizes, and because building $X^T X$ squares it. The predictions are still good, as the
# valley is flat there. But do not read meaning into the fourth digit of a weight.
#
# Three ways to do better:
#
# - compute in `float64`;
# - solve the equations (`tf.matrix_solve`) and do not invert the matrix;
# - give all features the same size first (section 11).

# %%
X64 = tf.constant(X_train, dtype=tf.float64)
y64 = tf.constant(y_train, dtype=tf.float64)
solved = tf.matrix_solve(tf.matmul(X64, X64, transpose_a=True), tf.matmul(X64, y64, transpose_a=True))
with tf.Session() as sess:
    theta_float64 = sess.run(solved)

errors = [np.abs(one / theta_best - 1).max() for one in (theta_float32, theta_float64)]
print(f"largest relative error of a weight: float32 {errors[0]:.0e}, float64 {errors[1]:.0e}")
assert errors[1] < 1e-6 < 1e-4 < errors[0]
both = [mean_squared_error(X_train, y_train, one) for one in (theta_float32, theta_best)]
print(f"training MSE:                       float32 {both[0]:.4f}, float64 {both[1]:.4f}")
assert both[0] < 1.01 * both[1]

# %% [markdown]
# **The PyTorch way** is one line: `torch.linalg.lstsq`. `lessonlib.models.LinearRegression` has it as
# `solve`.

# %%
theta_torch = torch.linalg.lstsq(torch.tensor(X_train).double(), torch.tensor(y_train).double()).solution
module = LinearRegression(in_features=8).solve(housing.train.X, housing.train.y)
print("largest difference to NumPy:", np.abs(theta_torch.numpy() - theta_best).max())
assert np.allclose(theta_torch, theta_best, rtol=1e-6)
assert np.allclose(module.linear.bias.item(), theta_best[0], rtol=1e-4)

# %% [markdown]
# **Why did we learn gradient descent, then?** The normal equation works only for models that are linear in
# their parameters. And its work grows with the cube of the number of parameters: fine for 9, not possible
# for a million. Gradient descent works for every model in this course.
#
# **What does the graph give us here?** The same program runs on a GPU without a change. (In the graph way,
# the session places the nodes. In PyTorch, you move model and data yourself, with `.to("cuda")`.)
#
# ## 11. Scale the features first
#
# **The problem.** Gradient descent on these features fails. The valley of section 4 was 46 times as steep
# across as along. Here it is *billions* of times.


# %%
def curvatures_of(X):
    return np.linalg.eigvalsh(2 / len(X) * X.astype(float).T @ X)


raw = curvatures_of(X_train)
print(f"raw features: steepest / flattest = {raw[-1] / raw[0]:.0e}, largest learning rate {2 / raw[-1]:.0e}")
assert raw[-1] / raw[0] > 1e9

theta = np.zeros((n_plus_1, 1))
for _ in range(10):
    theta = theta - 0.01 * 2 / m * X_train.T @ (X_train @ theta - y_train)
print("with lr=0.01, the largest weight after 10 steps:", np.abs(theta).max())
assert np.abs(theta).max() > 1e30

# %% [markdown]
# **The idea.** **Standardise** each feature: subtract its mean, divide by its standard deviation. Then each
# has mean 0 and standard deviation 1, and the valley becomes almost a round bowl.
#
# Take mean and standard deviation from the **training rows only**, and use the same numbers for all other
# rows. In the life of a model, new rows come one by one. They have no mean of their own.

# %%
mean, std = housing.train.X.numpy().mean(axis=0), housing.train.X.numpy().std(axis=0)


def scaled(split):
    """Features of a split, standardised with the numbers of the training rows, and ones: (m, 9)."""
    return with_ones((split.X.numpy() - mean) / std)


Z_train, Z_val, Z_test = scaled(housing.train), scaled(housing.validation), scaled(housing.test)
print("means ", Z_train.mean(axis=0).round(3))
print("stds  ", Z_train.std(axis=0).round(3))

bowl = curvatures_of(Z_train)
print(f"steepest / flattest = {bowl[-1] / bowl[0]:.0f}, largest learning rate {2 / bowl[-1]:.2f}")
best_scaled = np.linalg.lstsq(Z_train.astype(float), y_train, rcond=None)[0]
best_mse = mean_squared_error(Z_train, y_train, best_scaled)
print(f"lowest possible training MSE: {best_mse:.4f}")
assert bowl[-1] / bowl[0] < 100
assert np.isclose(best_mse, mean_squared_error(X_train, y_train, theta_best), rtol=1e-4)

# %% [markdown]
# Scaling does not change how good the best model is. It only makes it easier to find. The learning rate may
# now be as large as 0.49 with the real data, 0.39 with the made-up data.
#
# ## 12. Gradients by hand
#
# The formula of section 5, for all nine parameters at once:
#
# $$\nabla J(\theta) = \frac{2}{m} X^T (X \theta - y)$$
#
# Check the shapes: $(9, m)$ times $(m, 1)$ gives $(9, 1)$, one slope for each parameter. `tf.assign` then
# makes the step. All three programs of the next sections start from the same random $\theta$.


# %%
def start_graph():
    """A new graph with the data, theta, and the cost."""
    tf.reset_default_graph()
    X = tf.constant(Z_train, dtype=tf.float32, name="X")
    y = tf.constant(y_train, dtype=tf.float32, name="y")
    theta = tf.Variable(tf.random_uniform([n_plus_1, 1], -1.0, 1.0, seed=42), name="theta")
    y_pred = tf.matmul(X, theta, name="predictions")
    error = y_pred - y
    mse = tf.reduce_mean(tf.square(error), name="mse")
    return X, theta, error, mse


def train_epochs(training_op, theta, mse, epochs):
    """The final theta, and the cost before each step."""
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        history = [sess.run([mse, training_op])[0] for _ in range(epochs)]
        return sess.run(theta), history


learning_rate, epochs = 0.01, 1000

X, theta, error, mse = start_graph()
gradients = 2 / m * tf.matmul(tf.transpose(X), error)
training_op = tf.assign(theta, theta - learning_rate * gradients)
by_hand, history = train_epochs(training_op, theta, mse, epochs)

for epoch in range(0, epochs, 200):
    print(f"epoch {epoch:3d}: MSE {history[epoch]:.4f}")
print(f"at the end {mean_squared_error(Z_train, y_train, by_hand):.4f}, lowest possible {best_mse:.4f}")

# %% [markdown]
# Here one step uses all rows, so one step is one **epoch** (one pass through the training data). This is
# called **batch gradient descent**.
#
# 1000 epochs with a learning rate of 0.01 are not enough: the MSE is still above the lowest one. You may
# find this learning rate in books. We know from section 11 that we may go much further:

# %%
training_op = tf.assign(theta, theta - 0.3 * gradients)
faster, fast_history = train_epochs(training_op, theta, mse, epochs)
print(f"lr=0.3: {mean_squared_error(Z_train, y_train, faster):.5f}, lowest possible {best_mse:.5f}")
assert mean_squared_error(Z_train, y_train, faster) < 1.0001 * best_mse
assert mean_squared_error(Z_train, y_train, by_hand) > 1.001 * best_mse
viz.learning_curves({"lr=0.01": history[:300], "lr=0.3": fast_history[:300]}, x="epoch", y="MSE", log_y=True)

# %% [markdown]
# ## 13. Gradients by `tf.gradients`
#
# **The problem.** For this model the formula was easy. For a network with many layers it is long, and a
# mistake in it is hard to see.
#
# **The idea.** The graph knows how the cost is computed. So the library can find the slopes itself.
# `tf.gradients(cost, variables)` adds nodes to the graph, and returns one tensor for each variable: the
# slope of the cost. Only one line of the program changes.

# %%
X, theta, error, mse = start_graph()
gradients = tf.gradients(mse, [theta])[0]
training_op = tf.assign(theta, theta - learning_rate * gradients)
by_autodiff, _ = train_epochs(training_op, theta, mse, epochs)

print("gradient:", gradients)
print("largest difference to section 12:", np.abs(by_autodiff - by_hand).max())
assert np.allclose(by_autodiff, by_hand, atol=1e-4)
viz.computation_graph(tf.get_default_graph(), fetches=[gradients])

# %% [markdown]
# Read the picture from top to bottom: first the nodes of the cost, then, in the frame `gradients`, the new
# nodes. They walk back from the cost to $\theta$. Section 16 looks at this more closely.
#
# ## 14. An optimizer
#
# The two lines "compute the gradients, change the variables" are in each program. An optimizer writes both.
# `minimize` is the short form of `compute_gradients` and `apply_gradients`.

# %%
X, theta, error, mse = start_graph()
optimizer = tf.train.GradientDescentOptimizer(learning_rate=learning_rate)
training_op = optimizer.minimize(mse)
by_optimizer, _ = train_epochs(training_op, theta, mse, epochs)

print("largest difference to section 12:", np.abs(by_optimizer - by_hand).max())
assert np.allclose(by_optimizer, by_hand, atol=1e-4)

# %% [markdown]
# Three programs, one result. The advantage of an optimizer: you can exchange it for a better one, and nothing
# else changes (lesson 10).
#
# **A mistake to know.** Suppose you write `trainig_op = optimizer.minimize(mse)`. Python does not complain
# about the missing letter: it makes a new name. The loop goes on with the *old* `training_op`, from an
# earlier cell, and you believe that you tested the optimizer. A misspelled function is less dangerous:
# `tf.matul` stops at once with an error.
#
# ## 15. Mini-batches through placeholders
#
# **The problem.** Until now all rows were constants of the graph, and each step used all of them. With many
# rows, a step is slow, and the data may not fit into the memory.
#
# **The idea.** Use a few rows for each step, a **mini-batch**, and exchange them from step to step. What
# changes from run to run belongs in a **placeholder**. First the smallest example. `None` means: any number
# of rows.

# %%
tf.reset_default_graph()
A = tf.placeholder(tf.float32, shape=(None, 3), name="A")
B = A + 5
with tf.Session() as sess:
    print(B.eval(feed_dict={A: [[1, 2, 3]]}))
    print(B.eval(feed_dict={A: [[4, 5, 6], [7, 8, 9]]}))
    for mistake, feed in (("no value", {}), ("two columns", {A: [[1, 2]]})):
        try:
            sess.run(B, feed_dict=feed)
        except (tf.errors.InvalidArgumentError, ValueError) as problem:
            print(f"{mistake}: {type(problem).__name__}: {str(problem).splitlines()[0]}")

# %% [markdown]
# Now the regression. `X` and `y` are placeholders, everything else stays. In each epoch the rows are
# shuffled and cut into batches. (Lesson 8 says more about mini-batches.)

# %%
tf.reset_default_graph()
X = tf.placeholder(tf.float32, shape=(None, n_plus_1), name="X")
y = tf.placeholder(tf.float32, shape=(None, 1), name="y")
theta = tf.Variable(tf.random_uniform([n_plus_1, 1], -1.0, 1.0, seed=42), name="theta")
mse = tf.reduce_mean(tf.square(tf.matmul(X, theta) - y), name="mse")
training_op = tf.train.GradientDescentOptimizer(learning_rate).minimize(mse)
init = tf.global_variables_initializer()


def minibatches(X, y, batch_size, epoch):
    """The rows of one epoch in random order, `batch_size` at a time."""
    order = np.random.default_rng([3, epoch]).permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


def train_in_batches(batch_size, epochs):
    """The final theta, and the cost on all training rows before each epoch."""
    history = []
    with tf.Session() as sess:
        sess.run(init)
        for epoch in range(epochs):
            history.append(sess.run(mse, feed_dict={X: Z_train, y: y_train}))
            for X_batch, y_batch in minibatches(Z_train, y_train, batch_size, epoch):
                sess.run(training_op, feed_dict={X: X_batch, y: y_batch})
        return sess.run(theta), history


curves = {}
for batch_size in (m, 100):
    started = time.perf_counter()
    theta_batches, curve = train_in_batches(batch_size, epochs=10)
    steps = 10 * -(-m // batch_size)
    seconds = time.perf_counter() - started
    mse_now = mean_squared_error(Z_train, y_train, theta_batches)
    print(f"batch size {batch_size:5d}: {steps:4d} steps in {seconds:.2f} s, MSE {mse_now:.4f}")
    curves["all rows" if batch_size == m else f"batches of {batch_size}"] = curve
viz.learning_curves(curves, x="epoch", y="training MSE", log_y=True)

# %% [markdown]
# Both saw each row ten times. With all rows, that is 10 steps. With batches of 100, it is 1,240 small steps
# (130 with the made-up data), each from a noisy estimate of the gradient. The noise has a price: with a
# fixed learning rate the path never comes to rest. It walks around the lowest point. A smaller learning
# rate at the end helps.
#
# The real data has one more surprise. Its strange district (1,243 people in a household) is 94 standard
# deviations away from the mean. The batch with this row makes one wild step. Such rows limit the learning
# rate of small batches.

# %%
assert curves["batches of 100"][-1] < 0.5 * curves["all rows"][-1]
furthest = np.abs(Z_train[:, 1:]).max(axis=0)
print("furthest row from the mean, in standard deviations, for each feature:", furthest.round(1))
assert not real or round(furthest[5]) == 94

# %% [markdown]
# ## 16. How does a library find derivatives?
#
# `tf.gradients` and `backward()` did it for us. How? There are four ways. We compare them on a small
# function:
#
# $$f(x, y) = x^2 y + y + 2 \qquad\text{at } x = 3,\ y = 4$$
#
# With pencil and paper: $\partial f / \partial x = 2xy = 24$ and $\partial f / \partial y = x^2 + 1 = 10$.
# All four must find these two numbers.
#
# ### Numerical differentiation
#
# Make a small step and measure, as in section 5. It needs no knowledge of $f$, only calls. But it needs one
# or two calls *for each variable*, and it is not exact: with a large step $h$ the curve bends, with a tiny
# $h$ the rounding errors win.


# %%
def f(x, y):
    return x * x * y + y + 2


for h in (1e-1, 1e-5, 1e-9, 1e-13):
    slope_x, slope_y = (f(3 + h, 4) - f(3, 4)) / h, (f(3, 4 + h) - f(3, 4)) / h
    print(f"h = {h:.0e}: {slope_x:.8f} {slope_y:.8f}")
assert abs((f(3 + 1e-5, 4) - f(3, 4)) / 1e-5 - 24) < 1e-3
assert abs((f(3 + 1e-13, 4) - f(3, 4)) / 1e-13 - 24) > 1e-3

# %% [markdown]
# It is too slow and too rough for training, but very good for *checking* other ways.
#
# ### Symbolic differentiation
#
# Do what you learned in school: apply the rules to the *formula*, and get a new formula. Here a formula is a
# nested tuple. The two rules below (sum and product) and the simplifications with 0 and 1 are all that our
# function needs.


# %%
def plus(a, b):
    return b if a == 0 else a if b == 0 else ("+", a, b)


def times(a, b):
    return 0 if 0 in (a, b) else b if a == 1 else a if b == 1 else ("*", a, b)


def derivative(formula, name):
    """The formula of the derivative with respect to the variable `name`."""
    if not isinstance(formula, tuple):
        return int(formula == name)
    kind, a, b = formula
    slope_a, slope_b = derivative(a, name), derivative(b, name)
    if kind == "+":
        return plus(slope_a, slope_b)
    return plus(times(slope_a, b), times(a, slope_b))


def text(formula):
    """The formula with parentheses, as Python writes it."""
    if not isinstance(formula, tuple):
        return str(formula)
    kind, a, b = formula
    return f"({text(a)} {kind} {text(b)})"


formula = ("+", ("+", ("*", ("*", "x", "x"), "y"), "y"), 2)
print("f     =", text(formula))
for name in ("x", "y"):
    slope = text(derivative(formula, name))
    print(f"df/d{name} = {slope} = {eval(slope, {'x': 3, 'y': 4})}")
assert eval(text(derivative(formula, "x")), {"x": 3, "y": 4}) == 24
assert eval(text(derivative(formula, "y")), {"x": 3, "y": 4}) == 10

# %% [markdown]
# Exact, and you can read it. But there is *one formula for each variable*, the formulas repeat the same
# parts again and again, and they can become very long. And a program with loops and `if` is not one formula.
#
# ### Forward mode
#
# Compute with *pairs*: each value carries its slope with respect to one variable. Such a pair is called a
# **dual number**. Each operation makes the new value and the new slope, by the same rules as above, but with
# numbers and not with formulas.


# %%
class Dual:
    """A value, and its slope with respect to one chosen variable."""

    multiplications = 0

    def __init__(self, value, slope=0.0):
        self.value, self.slope = value, slope

    def __add__(self, other):
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        Dual.multiplications += 3
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)


along_x = f(Dual(3.0, slope=1.0), Dual(4.0, slope=0.0))  # pass 1: follow x
along_y = f(Dual(3.0, slope=0.0), Dual(4.0, slope=1.0))  # pass 2: follow y
print(f"pass 1: f = {along_x.value}, df/dx = {along_x.slope}")
print(f"pass 2: f = {along_y.value}, df/dy = {along_y.slope}")
assert (along_x.value, along_x.slope, along_y.slope) == (42, 24, 10)

x_and_y, follow_x = (torch.tensor(3.0), torch.tensor(4.0)), (torch.tensor(1.0), torch.tensor(0.0))
value, slope = jvp(f, x_and_y, follow_x)
print(f"PyTorch, torch.func.jvp: f = {value}, df/dx = {slope}")
assert (value.item(), slope.item()) == (42, 24)

# %% [markdown]
# The values flow forwards, from the inputs to the output, and the slopes flow beside them. One pass gives
# the slope along *one* variable (or one direction). So two variables need two passes, and a million
# variables need a million passes.
#
# ### Reverse mode
#
# Turn the question around. Do not ask "how does $x$ change everything?" but "how does *everything* change
# $f$?" First go forwards, and keep all values. Then go **backwards** from $f$. At each node you know already
# how strongly $f$ depends on it, and you pass this on to its inputs:
#
# - $c = a + b$: both inputs get the slope of $c$;
# - $c = a \cdot b$: $a$ gets the slope of $c$ times $b$, and $b$ gets the slope of $c$ times $a$;
# - a node that is used twice gets two contributions: add them.
#
# `sess.trace` gives us the values of a forward pass. The backward pass needs these few lines:

# %%
tf.reset_default_graph()
x = tf.Variable(3.0, name="x")
y = tf.Variable(4.0, name="y")
graph_f = x * x * y + y + 2.0

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
    print(f"{step.name:8} {step.type:9} value {value[step.name]:5}  slope {slope[step.name]:5}")
assert (slope["x"], slope["y"]) == (24, 10)

# %% [markdown]
# Read the table from top to bottom: it starts at $f$ and ends at the variables. One backward pass gave the
# slopes of *all* variables, because they share the way. There are two passes in all: one forwards, one
# backwards. That is true for 2 variables, for 10, and for a million. The price is memory: the values of the
# forward pass must be kept until the backward pass has used them.
#
# This is what `tf.gradients` and `backward()` do. `backward()` walks back at once. `tf.gradients` writes the
# backward walk down as new nodes of the graph, to be run later. So its result *looks* symbolic: it is a
# graph. But it was made by the reverse mode, it shares its parts, and it holds the slopes of all variables
# together. Step through it below, and watch the nodes in the frame `gradients`.

# %%
slopes = tf.gradients(graph_f, [x, y])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print("tf.gradients:", sess.run(slopes))
    assert sess.run(slopes) == [24, 10]
    stepper = viz.graph_stepper(sess, [graph_f, *slopes])
stepper

# %%
x_torch, y_torch = torch.tensor(3.0, requires_grad=True), torch.tensor(4.0, requires_grad=True)
f(x_torch, y_torch).backward()
print("PyTorch, backward():", x_torch.grad.item(), y_torch.grad.item())
assert (x_torch.grad.item(), y_torch.grad.item()) == (24, 10)

# %% [markdown]
# ### The comparison
#
# A cost function has *many* inputs (the parameters) and *one* output. We count the work for such a function:
# the product $p = x_1 x_2 \cdots x_n$ with all its $n$ slopes. How many multiplications does each way need?


# %%
def product(factors):
    result = factors[0]
    for factor in factors[1:]:
        result = result * factor
    return result


def count_symbolic(n):
    """Multiplications in the formula and in its n derivatives."""
    formula = "x1"
    for k in range(2, n + 1):
        formula = ("*", formula, f"x{k}")
    formulas = [formula] + [derivative(formula, f"x{k}") for k in range(1, n + 1)]
    return sum(text(one).count("*") for one in formulas)


def count_forward(n):
    """Multiplications of n passes with dual numbers."""
    Dual.multiplications = 0
    for followed in range(n):
        product([Dual(1.5, float(k == followed)) for k in range(n)])
    return Dual.multiplications


def count_reverse(n):
    """Multiplications in one run that fetches the product and its n slopes from tf.gradients."""
    with tf.Graph().as_default(), tf.Session() as sess:
        factors = [tf.Variable(1.5) for _ in range(n)]
        p = product(factors)
        fetches = [p, *tf.gradients(p, factors)]
        sess.run(tf.global_variables_initializer())
        return sum(step.type == "Mul" for step in sess.trace(fetches))


most = 12 if FAST else 20
work = {
    "forward mode": [count_forward(n) for n in range(1, most + 1)],
    "symbolic, one formula each": [count_symbolic(n) for n in range(1, most + 1)],
    "reverse mode": [count_reverse(n) for n in range(1, most + 1)],
}
for name, counts in work.items():
    print(f"{name:27} 10 variables: {counts[9]:4d} multiplications")
viz.learning_curves(work, x="number of variables", y="multiplications")

# %% [markdown]
# Forward mode and separate formulas grow with the *square* of $n$: $n$ passes or formulas, each as long as
# the function. Reverse mode is a straight line. With ten variables it needs 27 multiplications: 9 forwards,
# 18 backwards.

# %%
assert work["reverse mode"][9] == 9 + 18
assert work["forward mode"][9] == 10 * 9 * 3
assert work["symbolic, one formula each"][9] == 9 + 10 * 8
increments = np.diff(work["reverse mode"][1:])
assert (increments == increments[0]).all()  # a straight line

# %% [markdown]
# What the four ways need for a cost with 1,000 variables:
#
# | way | passes through the graph | exact? | remark |
# | --- | --- | --- | --- |
# | numerical | 1,001 (one for the start, one for each variable) | no | good for checking |
# | symbolic | none: it works on the formula and makes new formulas, one for each variable | yes | can become huge |
# | forward mode | 1,000 (one for each variable) | yes | good for few inputs and many outputs |
# | reverse mode | 2 (one forwards, one backwards) | yes | good for many inputs and one output |
#
# With ten million parameters, the reverse mode still needs 2 passes. Without it there would be no deep
# learning. In a neural network, the reverse mode together with gradient descent is called
# **backpropagation** (lesson 9).
#
# ## 17. California housing in PyTorch
#
# For a real task, you write neither loops nor formulas. A module holds the parameters, and `fit` runs the
# mini-batches, measures the validation loss after each epoch, and keeps the history.


# %%
def standardised(split):
    return Split((split.X - torch.from_numpy(mean)) / torch.from_numpy(std), split.y)


housing_scaled = replace(
    housing,
    train=standardised(housing.train),
    validation=standardised(housing.validation),
    test=standardised(housing.test),
)

seed_everything(3)
model = LinearRegression(in_features=8)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
fitted = fit(
    model,
    housing_scaled,
    nn.MSELoss(),
    optimizer,
    num_epochs=10 if real else 50,  # the made-up data has fewer rows, so an epoch has fewer steps
    batch_size=100,
    seed=3,
    progress=False,
)

last, lowest = fitted["validation_loss"][-1], mean_squared_error(Z_val, y_val, best_scaled)
print(f"validation MSE {last:.3f}; with the best parameters of section 11: {lowest:.3f}")
assert last < 1.05 * lowest
fitted.plot()

# %% [markdown]
# The module has its own bias, so the column of ones is not needed here. Note what did *not* change: the
# hypothesis, the cost, the gradient, the step. The names of `lessonlib` and PyTorch stand for the parts that
# you wrote by hand.
#
# **On a GPU** this model is not faster: a batch of 100 rows with 8 features is far too little work for it
# (lesson 8 measures this). A GPU helps from lesson 12 on.
#
# ## 18. One look at the test set
#
# We made all decisions without the test rows. Now, once, we look at them.

# %%
test_mse = mean_squared_error(Z_test, housing.test.y.numpy(), best_scaled)
print(f"test MSE {test_mse:.2f}, so the typical error is {100_000 * test_mse**0.5:,.0f} dollars")
print(f"always the mean: validation MSE {always_the_mean:.2f}")
assert test_mse < 0.5 * always_the_mean
assert round(test_mse, 2) == (0.55 if real else 0.25)

# %% [markdown]
# With the real data: an MSE of 0.55, a typical error of 74,000 dollars. That is much better than always the
# mean (1.31), but too rough to buy a house. With the made-up data: 0.25, or 50,000 dollars.
#
# What does the model get wrong? Each point below is a district: the true value, and the prediction. A
# perfect model would put all points on the diagonal.

# %%
rows = np.random.default_rng(4).choice(len(Z_test), 300, replace=False)
true, predicted = housing.test.y.numpy()[rows, 0], (Z_test[rows] @ best_scaled)[:, 0]
diagonal = np.linspace(0, 5, 60)
points = np.concatenate([np.c_[true, predicted], np.c_[diagonal, diagonal]])
viz.scatter(points, [0] * 300 + [1] * 60, ["district", "perfect"], feature_names=("true value", "prediction"))

# %% [markdown]
# In the real data you see the limit at 5 as a column of points: there the true value is cut off, and the
# prediction is not. And expensive districts are mostly predicted too low: what makes them expensive is not a
# weighted sum of these eight features. A model that can combine features, such as a network with a hidden
# layer (lesson 4), can do better.
#
# ## Summary
#
# - A **hypothesis** has parameters. The **loss** says how wrong one prediction is, the **cost** is the mean
#   loss. Learning means: make the cost small.
# - **Gradient descent** goes against the gradient. The **learning rate** must stay below 2 / (steepest
#   curvature); the flattest direction decides how long it takes.
# - Standardise features, with the numbers of the training rows. A flat, narrow valley becomes a bowl.
# - The **normal equation** finds the best weights at once, but only for linear models, and in `float32` its
#   weights lose digits.
# - Gradients by hand, by `tf.gradients` and by an optimizer give the same steps. Mini-batches come through
#   placeholders with `None` rows.
# - Give placeholders names and shapes: (3, 1) and (3,) broadcast to a wrong cost without an error.
# - **Reverse mode** needs two passes for the slopes of all variables; **forward mode** needs one for each
#   variable; **symbolic differentiation** makes new formulas.
#
# ## Terms
#
# | English | Korean | meaning |
# | --- | --- | --- |
# | linear regression | 선형 회귀 | predicting a number with a weighted sum |
# | hypothesis | 가설 | the form of the model, with open parameters |
# | weight, bias | 가중치, 편향 | the parameters of a weighted sum |
# | loss | 손실 | how wrong one prediction is |
# | cost | 비용 | the mean loss of the examples |
# | mean squared error | 평균 제곱 오차 | the mean of the squared errors |
# | gradient | 그래디언트, 기울기 | the slopes of the cost along all parameters |
# | gradient descent | 경사 하강법 | small steps against the gradient |
# | batch gradient descent | 배치 경사 하강법 | each step uses all rows |
# | learning rate | 학습률 | how far one step goes along the gradient |
# | to diverge | 발산 | to get worse with each step |
# | hyper-parameter | 하이퍼파라미터 | a setting that you choose before the training |
# | normal equation | 정규 방정식 | the equation whose solution is the best $\theta$ |
# | condition number | 조건수 | how much rounding errors can grow |
# | standardisation | 표준화 | scaling a feature to mean 0 and standard deviation 1 |
# | automatic differentiation | 자동 미분 | exact slopes from the program itself |
# | symbolic differentiation | 기호 미분 | a new formula from a formula |
# | forward mode, reverse mode | 전진 모드, 후진 모드 | slopes from the inputs on, or from the output back |
# | dual number | 이원수 | a value together with its slope |
# | mini-batch | 미니배치 | the rows of one training step |
# | epoch | 에포크 | one pass through all training rows |
#
# **Now you**: [exercise 3](../exercises/03_linear_regression/03_linear_regression.ipynb), about 45 minutes.
# **Next**: lesson 4 puts examples into classes: [classification](04_classification.ipynb).
