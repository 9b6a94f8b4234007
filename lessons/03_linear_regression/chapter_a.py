# %% [markdown]
# # 3a. Linear regression: one line, one slope at a time
#
# A model predicts. We measure how wrong it is, and change it a little so that it becomes less wrong. Then again, and
# again. All training in deep learning works like this. Here the model is as simple as possible, a line, so that you
# can see every part and check every number by hand. The second part of the lesson takes the same steps on real data.
#
# **After this chapter you can**
#
# - say what a hypothesis, a loss, a cost and a gradient are, and calculate them by hand;
# - walk down a cost surface by gradient descent, and tell a learning rate that is too small from one that is too
#   large;
# - train a line in a graph with named nodes, and write the same in PyTorch;
# - recognise three mistakes that raise no error.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lessons 1 and 2.
# No GPU, no network.

# %%
import numpy as np
import torch

import lessonlib.tf1 as tf
from lessonlib import viz
from lessonlib.data import line

# %% [markdown]
# ## 1. The toy line: three points
#
# There are three examples. Each has one input $x$ and one number $y$ to predict: for 1 it is 1, for 2 it is 2, for 3
# it is 3. What is $y$ for $x = 5$?
#
# You see at once that $y = x$. The program does not: it has to *learn* this from the examples. Because you know the
# answer, you can check each of its steps.
#
# ## 2. The hypothesis
#
# We decide on the *form* of the answer and leave some numbers open. The form is called the **hypothesis**. Here it is
# a line:
#
# $$\hat{y} = W x + b$$
#
# $W$ is the **weight** (how steep the line is) and $b$ the **bias** (where it starts). They are the **parameters** of
# the model, and $\hat{y}$ ("y hat") is its prediction. To **learn** means to find good values for the parameters.
# Predicting a number by such a weighted sum is **linear regression**.

# %%
toy = line()
x_data = toy.train.X.numpy().ravel().astype(float)  # (3,)
y_data = toy.train.y.numpy().ravel().astype(float)  # (3,)


def hypothesis(W, b, x):
    return W * x + b


title = "How far is the line from each example?"
viz.fitted_line(x_data, y_data, W=2.0, b=-1.0, title=title)

# %% proof
assert (x_data.tolist(), y_data.tolist()) == ([1, 2, 3], [1, 2, 3])
assert (hypothesis(2.0, -1.0, x_data) - y_data).tolist() == [0, 1, 2]
assert hypothesis(1.0, 0.0, x_data).tolist() == y_data.tolist()

# %% [markdown]
# The points are the examples, the line is the hypothesis with $W = 2$ and $b = -1$, and the dotted pieces are its
# errors: 0, 1 and 2. It is too steep. With $W = 1$ and $b = 0$ the line goes through all three points.
#
# **Your turn.** Which line goes through the points (1, 3) and (3, 7)? Set `W_two` and `b_two`.

# %% try="two_points"
W_two = ...
b_two = ...

# %% solution="two_points"
W_two = 2
b_two = 1

# %% [markdown] solution="two_points"
# From 1 to 3 the line rises by 4, so by 2 for each step of $x$. At $x = 1$ this makes 2, and 1 is missing to 3.

# %% [markdown] hints="two_points"
# - when "at x = 1": The line is as steep as it should be. Where does it have to start?
# 1. How much does the line rise from $x = 1$ to $x = 3$? The weight is the rise for a step of 1.

# %% check="two_points"
rise, height = 3 * W_two - W_two, W_two + b_two
expect.predicted(rise, 4, what="How much your line rises from x = 1 to x = 3", hint="From 3 to 7.")
expect.predicted(height, 3, what="The height of your line at x = 1", hint="It has to meet the point (1, 3).")

# %% wrong="two_points" message="at x = 1"
W_two = 2
b_two = 3

# %% [markdown]
# ## 3. Loss and cost
#
# "Too steep" is not a number. The program needs one number that says how wrong the line is.
#
# The **loss** of one example is the squared distance between prediction and truth. The square makes it positive on
# both sides, and large errors count much more than small ones. The **cost** is the *mean* loss of all $m$ examples,
# which is called the **mean squared error** (MSE):
#
# $$J(W, b) = \frac{1}{m} \sum_{i=1}^{m} (W x_i + b - y_i)^2$$


# %%
def cost(W, b):
    """The mean squared error. W and b: numbers, or tensors of one shape."""
    pairs = zip(x_data, y_data, strict=True)
    losses = [(W * x + b - y) ** 2 for x, y in pairs]
    return sum(losses) / len(losses)


print("losses of W = 2, b = -1:", (hypothesis(2, -1, x_data) - y_data) ** 2)
print("cost of W = 2, b = -1:  ", cost(2.0, -1.0).round(4))
print("cost of W = 1, b = 0:   ", cost(1.0, 0.0))

# %% proof
assert np.isclose(cost(2.0, -1.0), (0 + 1 + 4) / 3)
assert cost(1.0, 0.0) == 0

# %% [markdown]
# **Play with it.** Move the line by its weight and its bias (with the mouse or the arrow keys), and watch the cost.
# First make it 0. Then set $W$ to 2, and look for the $b$ with the lowest cost: section 4 asks for it.

# %%
viz.line_explorer(x_data, y_data, W=2.0, b=-1.0)

# %% [markdown]
# **Words differ.** Many people say "loss" for both, also in the names of functions. Some texts call the *sum* of the
# losses the cost, but calculate `reduce_mean` in their program. Mean and sum have their lowest point at the same
# place, but the sum is $m$ times as steep, which matters in section 6.
#
# **Your turn.** The line with $W = 0$ and $b = 2$ always predicts 2. Calculate its cost by hand and set `flat_cost`.

# %% try="flat_cost"
flat_cost = ...

# %% solution="flat_cost"
flat_cost = 2 / 3

# %% [markdown] solution="flat_cost"
# The errors are 1, 0 and -1; their squares 1, 0 and 1. The mean of these is two thirds. No flat line does better.

# %% [markdown] hints="flat_cost"
# - when "got:      2": That is the sum of the losses.
# - when "got:      0": Errors of +1 and -1 must not cancel. What does the loss do with the sign?
# 1. Three errors, three squares, one mean.

# %% check="flat_cost"
expect.predicted(flat_cost, 2 / 3, what="The cost", hint="The mean of the squared errors.")

# %% wrong="flat_cost" message="got:      2"
flat_cost = 2

# %% wrong="flat_cost" message="got:      0"
flat_cost = 0

# %% proof
assert np.isclose(cost(0.0, 2.0), 2 / 3)

# %% [markdown]
# **Your turn.** This function should return the mean squared error of an array of errors. It runs, and it is wrong.
# Repair it.


# %% try="repair_mse"
def mse_of(errors):
    return np.mean(errors) ** 2


# %% solution="repair_mse"
def mse_of(errors):
    return np.mean(errors**2)


# %% [markdown] solution="repair_mse"
# First square, then take the mean. The other order lets errors of different signs cancel: a line that is 10 too high
# here and 10 too low there would be perfect.

# %% [markdown] hints="repair_mse"
# - when "got:      0": The errors 1 and -1 have cancelled. Which comes first, the mean or the square?
# 1. The loss is made for *each* example. Only then comes the mean.

# %% check="repair_mse"
import numpy as np

expect.close(
    mse_of(np.array([1.0, -1.0])), 1, what="The MSE of the errors 1 and -1", hint="Both losses are 1."
)
expect.close(mse_of(np.array([0.0, 1.0, 2.0])), 5 / 3, what="The MSE of the errors 0, 1 and 2", hint="5 / 3.")


# %% wrong="repair_mse" message="got:      0"
def mse_of(errors):
    return abs(np.mean(errors))


# %% [markdown]
# ## 4. The cost is a landscape
#
# Each pair $(W, b)$ has a cost, so the cost is a landscape over a map: $W$ grows to the right, $b$ upwards, and dark
# means high. To train means to *go to the lowest point*.

# %%
ranges = {"x_range": (-2, 4), "y_range": (-4, 4), "names": ("W", "b")}
viz.surface(cost, **ranges, title="A long narrow valley, lowest at W = 1, b = 0")

# %% [markdown]
# Across the valley the ground is steep. Along the valley it is almost flat: if $W$ is a little too large and $b$ a
# little too small, the line still passes near the three points. Remember this shape. Most of the trouble in this
# lesson comes from it.
#
# **Your turn.** Suppose $W$ is fixed at 2. Which $b$ gives the lowest cost then? Find it on the map, or by thinking,
# and set `b_lowest`.

# %% try="valley"
b_lowest = ...

# %% solution="valley"
b_lowest = -2

# %% [markdown] solution="valley"
# The errors are $2x + b - x = x + b$, so 1, 2 and 3, each plus $b$. Their squares are smallest when their mean is 0.
# The point (2, -2) lies on the floor of the valley.

# %% [markdown] hints="valley"
# - when "got:      0": That is the best $b$ for $W = 1$. At $W = 2$ the floor of the valley lies elsewhere.
# 1. Write down the three errors. Shift them by $b$ so that they lie around 0.

# %% check="valley"
expect.predicted(b_lowest, -2, what="b_lowest", hint="Go along W = 2 on the map, from top to bottom.")

# %% wrong="valley" message="got:      0"
b_lowest = 0

# %% proof
assert min(np.arange(-4, 4.5, 0.5), key=lambda b: cost(2.0, b)) == -2

# %% [markdown]
# ## 5. Gradient descent
#
# With two parameters we can look at the map. With a million we cannot: we know only the ground under our feet.
#
# At each place the **gradient** is the direction in which the cost grows fastest. Its parts are the slopes along $W$
# and along $b$:
#
# $$\frac{\partial J}{\partial W} = \frac{2}{m} \sum (W x_i + b - y_i)\, x_i \qquad
# \frac{\partial J}{\partial b} = \frac{2}{m} \sum (W x_i + b - y_i)$$
#
# **Gradient descent** takes a small step in the opposite direction, and repeats:
#
# $$W \leftarrow W - \alpha \frac{\partial J}{\partial W} \qquad b \leftarrow b - \alpha \frac{\partial J}{\partial
# b}$$
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
    print(f"step {step:3d}: W {W:.4f}, b {b:7.4f}, cost {cost(W, b):.5f}")
viz.surface(cost, path, **ranges, title="Down into the valley, then along it")

# %% proof
h = 1e-6
along_W, along_b = cost(2.5 + h, 2.5) - cost(2.5 - h, 2.5), cost(2.5, 2.5 + h) - cost(2.5, 2.5 - h)
by_measuring = along_W / (2 * h), along_b / (2 * h)
assert np.allclose(gradient(2.5, 2.5), by_measuring, atol=1e-6)
assert cost(*path[1]) < 0.1 * cost(*start)
assert 0 < cost(*path[100]) < 0.01 < abs(path[100][0] - 1)

# %% [markdown]
# The first step removes more than nine tenths of the cost. Then the path creeps along the valley, where the slope is
# small. After 100 steps it has *almost* arrived: the star marks its end.
#
# Are the slopes right? You can check a slope without any formula: make a tiny step and see how much the cost changes.
# This simple test, which section 16 comes back to, has found many mistakes in many programs.
#
# **Your turn.** Take one step by hand: start at $W = 0$, $b = 0$ with the learning rate 0.1. Set `b_after` to the new
# bias.

# %% try="first_step"
b_after = ...

# %% solution="first_step"
b_after = 0.4

# %% [markdown] solution="first_step"
# All predictions are 0, so the errors are -1, -2 and -3, with the mean -2. The slope along $b$ is twice that, -4, and
# the step goes against it: 0 - 0.1 · (-4) = 0.4.

# %% [markdown] hints="first_step"
# - when "got:      -0.4": The step goes *against* the slope.
# - when "got:      0.2": There is a 2 in the formula of the slope, which comes from the square.
# 1. The errors are prediction minus truth. The slope along $b$ is twice their mean.

# %% check="first_step"
expect.predicted(b_after, 0.4, what="The new bias", hint="Errors, their mean, the slope, the step.")

# %% wrong="first_step" message="got:      -0.4"
b_after = -0.4

# %% wrong="first_step" message="got:      0.2"
b_after = 0.2

# %% proof
assert np.isclose(descend((0, 0), 0.1, 1)[1, 1], 0.4)

# %% [markdown]
# **Your turn.** Both slopes belong to the *same* place. The function below forgets this and still runs. Repair it.


# %% try="one_step"
def one_step(W, b, learning_rate):
    W = W - learning_rate * gradient(W, b)[0]
    b = b - learning_rate * gradient(W, b)[1]
    return W, b


# %% solution="one_step"
def one_step(W, b, learning_rate):
    slope_W, slope_b = gradient(W, b)
    return W - learning_rate * slope_W, b - learning_rate * slope_b


# %% [markdown] solution="one_step"
# In the stub the second line already uses the new $W$. Ask for the gradient once, then move both parameters. (The
# wrong way often arrives, too, but it is not gradient descent, and its path is another one.)

# %% [markdown] hints="one_step"
# - when "one_step(0, 0, 0.1)": Which $W$ does your second call of `gradient` see?
# 1. Keep both slopes in variables before anything changes.

# %% check="one_step"
got = one_step(0.0, 0.0, 0.1)
expect.close(got, [0.93333333, 0.4], what="one_step(0, 0, 0.1)", hint="Both slopes are those at (0, 0).")
expect.close(one_step(2.5, 2.5, 0.0), [2.5, 2.5], what="one_step(2.5, 2.5, 0)")


# %% wrong="one_step" message="one_step(0, 0, 0.1)"
def one_step(W, b, learning_rate):
    b = b - learning_rate * gradient(W, b)[1]
    W = W - learning_rate * gradient(W, b)[0]
    return W, b


# %% proof
assert np.allclose(descend((0, 0), 0.1, 1)[1], [0.93333333, 0.4])

# %% [markdown]
# ## 6. The learning rate
#
# How large should $\alpha$ be? If it is too small, training takes very long. If it is too large, the step jumps over
# the valley and lands higher on the other side. The next step is then even longer.

# %%
tracks = {f"lr={rate}": descend(start, rate, 15) for rate in (0.01, 0.1)}
tracks["lr=0.19"] = descend(start, 0.19, 5)
wide = {"x_range": (-4, 5), "y_range": (-4, 4), "names": ("W", "b")}
viz.surface(cost, tracks, **wide, title="Slow, quick, and higher with each jump")

# %% [markdown]
# - `lr=0.01`: smooth, but slow.
# - `lr=0.1`: quickly into the valley.
# - `lr=0.17` (not drawn): from side to side, but a little lower each time.
# - `lr=0.19`: from side to side, higher and higher. The training **diverges**.
#
# **Where is the limit?** Across the valley the cost is a parabola with some curvature $c$ (its second derivative). A
# step multiplies the distance to the bottom by $1 - \alpha c$, which shrinks as long as $\alpha < 2 / c$. The
# curvatures of a mean squared error are the eigenvalues of $\frac{2}{m} A^T A$, where $A$ has a column of ones and a
# column with $x$. Here they are 0.24 along the valley and 11.09 across it, so the limit is 0.180.
#
# You need not calculate this for your own models. But it explains what you see: the *steepest* direction limits the
# learning rate, and then the *flattest* direction is slow. With $\alpha = 0.1$, one step along this valley removes
# only 2.4% of the distance.

# %% proof
A = np.c_[np.ones(3), x_data]  # (3, 2)
curvatures = np.linalg.eigvalsh(2 / 3 * A.T @ A)
assert curvatures.round(2).tolist() == [0.24, 11.09]
assert round(2 / curvatures[-1], 3) == 0.180
assert round(100 * 0.1 * curvatures[0], 1) == 2.4
assert abs(1 - 0.1 * 3 * curvatures[1]) > 1  # the sum of the losses diverges with lr=0.1
falls = [cost(*place) for place in descend(start, 0.17, steps=25)]
grows = [cost(*place) for place in descend(start, 0.19, steps=25)]
assert max(np.diff(falls)) < 0 < min(np.diff(grows[1:]))

# %% [markdown]
# **Your turn.** The cost $J = 5 w^2$ has the curvature 10. You stand at $w = 2$ and take one step with the learning
# rate 0.15. Where do you land? Set `w_after`.

# %% try="jump"
w_after = ...

# %% solution="jump"
w_after = -1

# %% [markdown] solution="jump"
# The slope is 10 · 2 = 20, and 2 - 0.15 · 20 = -1: on the other side, at half the distance, as $1 - 0.15 · 10 = -0.5$
# says. With 0.2 you would jump to -2 and back for ever.

# %% [markdown] hints="jump"
# - when "got:      1": The distance is right. On which side of the valley do you land?
# 1. The slope of $5 w^2$ is $10 w$. Or multiply the distance, 2, by one minus learning rate times curvature.

# %% check="jump"
expect.predicted(
    w_after, -1, what="The place after the step", hint="Old place minus learning rate times slope."
)

# %% wrong="jump" message="got:      1"
w_after = 1

# %% [markdown]
# **Mean or sum?** With the *sum* of the losses all curvatures are $m = 3$ times as large, and the limit is a third.
# With `lr=0.1` the sum diverges. That is why programs use `reduce_mean`: the same learning rate then suits 3 examples
# and 3,000.
#
# **Your turn.** With the mean over 30 examples, a learning rate of up to 0.6 works. Somebody writes `reduce_sum`
# instead. Set `limit_of_sum` to the new limit.

# %% try="sum_limit"
limit_of_sum = ...

# %% solution="sum_limit"
limit_of_sum = 0.02

# %% [markdown] solution="sum_limit"
# The sum is 30 times as steep, so each step must be 30 times as short: 0.6 / 30.

# %% [markdown] hints="sum_limit"
# - when "got:      18": A steeper valley needs *shorter* steps.
# 1. By which factor is the sum steeper than the mean?

# %% check="sum_limit"
expect.predicted(limit_of_sum, 0.02, what="The limit", hint="30 times as steep.")

# %% wrong="sum_limit" message="got:      18"
limit_of_sum = 18

# %% [markdown]
# **Play with it.** Move the start, the learning rate and the optimizer. Say first what will happen at 0.02, and at
# 0.2, a little above the limit. (Lesson 10 explains momentum, RMSprop and Adam.)

# %%
viz.descent_explorer(cost, start=start, lr=0.1, num_steps=30, **ranges)

# %% [markdown]
# In real models there is no map. We look at the **learning curve**: the cost after each step. Which curve says "too
# small", and which "too large"?

# %%
curves = {
    f"lr={rate}": [cost(*place) for place in descend(start, rate, 25)]
    for rate in (0.001, 0.01, 0.1, 0.17, 0.185)
}
title = "A good rate falls at once; too large a one climbs"
viz.learning_curves(curves, x="step", y="cost", log_y=True, title=title)

# %% proof
assert min(curves, key=lambda name: curves[name][-1]) == "lr=0.1"
assert curves["lr=0.001"][-1] > 0.5 * curves["lr=0.001"][0]
assert max(np.diff(curves["lr=0.17"])) < 0 < max(np.diff(curves["lr=0.185"]))

# %% [markdown]
# ### Hyper-parameters
#
# Training finds $W$ and $b$. It does not find the learning rate: *you* choose it beforehand. Such a setting is a
# **hyper-parameter**. The number of steps is another, and so is the batch size of section 15. Choosing them well is a
# large part of the work in deep learning.
#
# ## 7. The same as a graph
#
# Now the whole program in the style of TensorFlow 1: a placeholder for each input, a variable for each parameter, the
# hypothesis, the cost. The **optimizer** adds the nodes that calculate the gradient and change the variables.
# `minimize` returns one operation, which is *one step* of gradient descent.

# %%
tf.reset_default_graph()
tf.set_random_seed(42)
X = tf.placeholder(tf.float32, name="X")
Y = tf.placeholder(tf.float32, name="Y")
W = tf.Variable(tf.random_uniform([1], -1.0, 1.0), name="W")
b = tf.Variable(tf.random_uniform([1], -1.0, 1.0), name="b")
y_hat = tf.add(W * X, b, name="hypothesis")
mse = tf.reduce_mean(tf.square(y_hat - Y), name="cost")
descent = tf.train.GradientDescentOptimizer(learning_rate=0.1)
train = descent.minimize(mse, name="train")
init = tf.global_variables_initializer()

viz.computation_graph(tf.get_default_graph(), fetches=[mse])

# %% [markdown]
# $W$ and $b$ start with random numbers between -1 and 1. `feed_dict` hands over the examples in each step, and one
# `run` takes the step *and* reads the cost.

# %%
with tf.Session() as sess:
    sess.run(init)
    W_start, b_start = sess.run([W, b])
    costs = []
    for _ in range(100):
        _, now = sess.run([train, mse], {X: x_data, Y: y_data})
        costs.append(now)
    at_5, W_graph, b_graph = sess.run([y_hat, W, b], {X: 5})
print("W", W_graph, "b", b_graph, "prediction for x = 5:", at_5)
title = "A fast fall into the valley, then a straight line along it"
viz.learning_curves({"cost": costs}, x="step", y="cost", log_y=True, title=title)

# %% proof
assert 0.01 < abs(at_5[0] - 5) < 0.5
assert np.allclose(descend((W_graph[0], b_graph[0]), 0.1, 1000)[-1], (1, 0), atol=1e-6)

# %% [markdown]
# The model also answers for an input that was not among the examples: that is the purpose of a model. The prediction
# for 5 is near 5, but not equal to it, and you know why: 100 steps are too few for the flat valley. (It is not a
# rounding error: after 1,000 more steps $W$ is 1 and $b$ is 0 to six digits.) On a logarithmic axis a straight line
# means that each step removes the same *share* of the cost.
#
# ### Named nodes
#
# Why `name="X"`? Without it TensorFlow makes a name from the type of the node: `Placeholder`, then `Placeholder_1`. If
# you forget to feed `Y`, the error names the placeholder 'Y'. `Placeholder_1` would tell you little. Names also stand
# in the picture above and in TensorBoard (lesson 6), and checkpoints find variables by them (lesson 5).

# %% proof
import pytest

with tf.Graph().as_default():
    assert [tf.placeholder(tf.float32).op.name for _ in range(2)] == ["Placeholder", "Placeholder_1"]
with tf.Session() as sess, pytest.raises(tf.errors.InvalidArgumentError, match="placeholder 'Y'"):
    sess.run(mse, {X: x_data})

# %% [markdown]
# ### Two shapes that do not fit, but broadcast
#
# These placeholders have no shape, so they accept everything. That is practical (we fed three numbers, and `5`), but
# dangerous. Suppose the predictions are a column of shape (3, 1), and $Y$ has the shape (3,). Nobody complains. The
# difference becomes a 3 by 3 table: *each* prediction minus *each* true value.

# %%
column = x_data[:, None]  # (3, 1): the predictions of the perfect line
table = column - y_data
print("cost of the perfect line, both shapes (3,):", np.mean((x_data - y_data) ** 2))
print("shapes (3, 1) and (3,):                    ", np.mean(table**2).round(2))
viz.matrix(column, "-", y_data, "=", table)

# %% proof
with tf.Session() as sess:
    perfect = {W: [1.0], b: [0.0], Y: y_data}
    assert sess.run(mse, {**perfect, X: x_data}) == 0
    assert round(float(sess.run(mse, {**perfect, X: column})), 2) == round(np.mean(table**2), 2) == 1.33
    sess.run(init)
    for _ in range(1000):
        sess.run(train, {X: column, Y: y_data})
    assert np.allclose(np.ravel(sess.run([W, b])), (0, y_data.mean()), atol=1e-3)

# %% [markdown]
# The cost is 1.33 although the line is perfect. Training would find a flat line through the mean: no error message,
# only a bad model. **The remedy**: give placeholders a shape such as `(None, 1)`, and keep columns everywhere. We do
# so from section 9 on.
#
# **Your turn.** The predictions are a column, the truth is not. Repair the line that makes `errors`, so that it has
# the shape (3, 1).

# %% try="repair_errors"
predictions = np.array([[1.0], [2.0], [4.0]])
truth = np.array([1.0, 2.0, 3.0])
errors = predictions - truth

# %% solution="repair_errors"
predictions = np.array([[1.0], [2.0], [4.0]])
truth = np.array([1.0, 2.0, 3.0])
errors = predictions - truth[:, None]

# %% [markdown] solution="repair_errors"
# `truth.reshape(-1, 1)` makes the same column. Checking `predictions.shape == truth.shape` before the subtraction
# costs nothing and would have told you.

# %% [markdown] hints="repair_errors"
# - when "(3,)": Both are vectors now. Which of the two should become a column?
# 1. Give `truth` a second dimension of size 1. Lesson 1 has two ways.

# %% check="repair_errors"
expect.close(errors, [[0], [0], [1]], what="errors", hint="A column minus a column.")

# %% wrong="repair_errors" message="(3,)"
predictions = np.array([[1.0], [2.0], [4.0]])
truth = np.array([1.0, 2.0, 3.0])
errors = predictions.ravel() - truth

# %% [markdown]
# ## 8. The PyTorch way
#
# PyTorch has no placeholders and no session. The lines for prediction and cost calculate at once, and `backward()`
# finds the slopes. Three calls are one step: `zero_grad`, `backward`, `step`. We start from the numbers of the graph.

# %%
X_torch = torch.from_numpy(x_data).float()
Y_torch = torch.from_numpy(y_data).float()
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

# %% proof
assert np.allclose(W_torch.detach(), W_graph, atol=1e-5)
assert np.allclose(b_torch.detach(), b_graph, atol=1e-5)

# %% [markdown]
# **A common mistake.** `backward()` *adds* to the slopes that are stored already. Without `zero_grad`, step 2 uses the
# slopes of steps 1 and 2 together, and so on. A graph has no such trap: each run calculates the gradient anew.
#
# **Your turn.** This training should bring `w` to 3. Run it, look at `w`, and repair it with one line.

# %% try="forgotten"
w = torch.tensor(0.0, requires_grad=True)
sgd = torch.optim.SGD([w], lr=0.1)
for _ in range(50):
    ((w - 3) ** 2).backward()
    sgd.step()
print(w.item())

# %% solution="forgotten"
w = torch.tensor(0.0, requires_grad=True)
sgd = torch.optim.SGD([w], lr=0.1)
for _ in range(50):
    sgd.zero_grad()
    ((w - 3) ** 2).backward()
    sgd.step()
print(w.item())

# %% [markdown] solution="forgotten"
# With old slopes in the sum, `w` swings around 3 and does not settle. `zero_grad` may stand at the end of the loop as
# well, as long as it stands between `step` and the next `backward`.

# %% [markdown] hints="forgotten"
# - when "w is not right": Does `w` still swing? Then old slopes are still added up.
# 1. One of the three calls of a step is missing in the loop.

# %% check="forgotten"
expect.close(w.item(), 3, what="w", atol=0.01, hint="Each step needs fresh slopes.")

# %% wrong="forgotten" message="w is not right"
w = torch.tensor(0.0, requires_grad=True)
sgd = torch.optim.SGD([w], lr=0.1)
sgd.zero_grad()
for _ in range(50):
    ((w - 3) ** 2).backward()
    sgd.step()

# %% [markdown]
# ## Summary
#
# - A **hypothesis** has parameters. The **loss** says how wrong one prediction is; the **cost** is the mean loss.
# - **Gradient descent** goes against the gradient, with all slopes taken at the same place.
# - The **learning rate** must stay below 2 / (steepest curvature). The flattest direction decides how long it takes.
# - Shapes (3, 1) and (3,) broadcast to a wrong cost without an error. Forgotten `zero_grad` adds up slopes.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | linear regression | 선형 회귀 | predicting a number by a weighted sum |
# | hypothesis | 가설 | the form of the model, with open parameters |
# | weight, bias | 가중치, 편향 | the parameters of a weighted sum |
# | loss | 손실 | how wrong one prediction is |
# | cost | 비용 | the mean loss of the examples |
# | mean squared error | 평균 제곱 오차 | the mean of the squared errors |
# | gradient | 그래디언트, 기울기 | the slopes of the cost along all parameters |
# | gradient descent | 경사 하강법 | small steps against the gradient |
# | learning rate | 학습률 | how far one step goes along the gradient |
# | to diverge | 발산 | to get worse with each step |
# | hyper-parameter | 하이퍼파라미터 | a setting that you choose before the training |

# %% [markdown]
# ## Read on
#
# - A. Zhang, Z. C. Lipton, M. Li and A. J. Smola, *Dive into Deep Learning* (2023), chapter 3: linear regression, from
#   nothing and with PyTorch.
# - G. Goh, *Why momentum really works*, Distill (2017): the narrow valley and its eigenvalues, to play with.
# - I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning* (2016), section 4.3: gradients, curvature and the limit
#   of the step.
# - S. M. Stigler, *Gauss and the invention of least squares*, The Annals of Statistics 9 (1981): who squared the
#   errors first.
#
# **Open questions**, without a grade:
#
# 1. The absolute value of an error is positive, too. What would change in the landscape, and in the line that wins, if
#    the loss were $|\hat{y} - y|$?
# 2. Could a program choose its learning rate by itself while it trains? What would it have to look at?
#
# **Next**: {{next}}, the second part of this lesson.
