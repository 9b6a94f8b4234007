# %% [markdown]
# # 8a. Logistic regression: probabilities, batches, thresholds
#
# Is this mail spam? Is this patient ill? The answer is yes or no, and a good model also says how sure it is. In this
# part you build such a model, train it in small batches, bend its boundary, and choose from which probability on it
# says yes. The second part makes of it a program that survives a power cut.
#
# **After this chapter you can**
#
# - turn a score into a probability, and measure how wrong a probability is, without ever meeting `log(0)`;
# - build a graph in a function, with name scopes, and feed it mini-batches through placeholders;
# - bend a linear boundary by better features;
# - judge a classifier by precision, recall and the ROC curve, and choose a threshold.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lessons 2 and 3.
# No GPU, no network.

# %%
from types import SimpleNamespace

import numpy as np

import lessonlib.tf1 as tf
from lessonlib import viz
from lessonlib.data import moons

# %% [markdown]
# ## 1. The problem: two moons
#
# Each point has two features, `x1` and `x2`, and a class: 0 (upper moon) or 1 (lower moon). We want to predict the
# class of new points. The data is cut into three parts, and each part has one job:
#
# | part | rows | job |
# | --- | ---: | --- |
# | train | 600 | the model learns from these |
# | validation | 200 | we compare models and settings on these |
# | test | 200 | we look at these once, at the very end (section 13) |

# %%
data = moons(n=1000, noise=0.2, seed=42)


def columns(split):
    """X float32 (m, 2) and y float32 (m, 1): one row for each point."""
    return split.X.numpy(), split.y.numpy().astype(np.float32).reshape(-1, 1)


X_train, y_train = columns(data.train)
X_val, y_val = columns(data.validation)

title = "No straight line separates the moons"
viz.scatter(data.train.X, data.train.y, data.class_names, title=title)

# %% proof
assert [len(part) for part in (data.train, data.validation, data.test)] == [600, 200, 200]
assert data.class_names == ("upper moon", "lower moon")

# %% [markdown]
# ## 2. The idea: a score, then a probability
#
# Linear regression calculates a weighted sum of the features. Here this sum is called the **score** or the **logit**:
#
# $$z = w_1 x_1 + w_2 x_2 + b$$
#
# A score can be any number, but a probability lies between 0 and 1. The **logistic function**, also called
# **sigmoid**, turns one into the other:
#
# $$p = \sigma(z) = \frac{1}{1 + e^{-z}}$$


# %%
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


for z in (-4, -1, 0, 1, 4):
    print(f"score {z:2d} -> probability {sigmoid(z):.3f}")
viz.activations(["logistic"], low=-8, high=8)

# %% proof
assert sigmoid(0) == 0.5
assert np.isclose(sigmoid(-3), 1 - sigmoid(3))
assert (sigmoid(np.linspace(-5, 5, 1001)) >= 0.5).tolist() == (np.linspace(-5, 5, 1001) >= 0).tolist()

# %% [markdown]
# We read $p$ as the probability of class 1, and predict class 1 when $p \ge 0.5$. The table shows that this is the
# same as $z \ge 0$. All points with $z = 0$ form a straight line, the **decision boundary**. So logistic regression is
# a *linear* classifier, although its function is curved.
#
# **Your turn.** A model has $w_1 = 2$, $w_2 = -1$ and $b = 1$. At $x_1 = 1$, which $x_2$ lies on the boundary? Set
# `x2_on_boundary`.

# %% try="boundary"
x2_on_boundary = ...

# %% solution="boundary"
x2_on_boundary = 3

# %% [markdown] solution="boundary"
# On the boundary the score is 0: $2 \cdot 1 - x_2 + 1 = 0$. Below this point, where $x_2$ is smaller, the score is
# positive, so the model says class 1.

# %% [markdown] hints="boundary"
# - when "got:      2": The bias belongs to the score, too.
# 1. Put the numbers into the formula of the score. What is the score of a point on the boundary?

# %% check="boundary"
expect.predicted(x2_on_boundary, 3, what="x2_on_boundary", hint="Where is the score 0?")

# %% wrong="boundary" message="got:      2"
x2_on_boundary = 2

# %% [markdown]
# ## 3. How wrong is a probability? The log loss
#
# To train, we need one number that says how wrong the probabilities are. Look at the probability that the model gave
# to the class that came true, and take minus its logarithm. A sure and right answer then costs almost nothing, and a
# sure and *wrong* answer costs a lot. The mean over all examples is the **log loss**, also called binary
# cross-entropy:
#
# $$L = -\frac{1}{m} \sum_{i=1}^{m} \Big( y_i \log p_i + (1 - y_i) \log (1 - p_i) \Big)$$

# %%
p = np.linspace(0.01, 0.99, 99)
losses = {"class 1 came true": -np.log(p), "class 0 came true": -np.log(1 - p)}
axes = ("probability p of class 1", "loss")
viz.lines(p, losses, names=axes, title="Sure and wrong is what costs most")

# %% proof
y_true, some_p = np.array([1, 0, 1]), np.array([0.9, 0.2, 0.6])
by_formula = -np.mean(y_true * np.log(some_p) + (1 - y_true) * np.log(1 - some_p))
assert np.isclose(by_formula, (-np.log(0.9) - np.log(0.8) - np.log(0.6)) / 3)
assert round(float(-np.log(0.2)), 2) == 1.61
assert -np.log(0.99) < 0.011
assert -np.log(0.01) > 4.6

# %% [markdown]
# **Your turn.** A row has the class 0, and the model says $p = 0.8$. How large is its loss? Set `loss_of_row`;
# `np.log` is there.

# %% try="row_loss"
loss_of_row = ...

# %% solution="row_loss"
loss_of_row = -np.log(0.2)

# %% [markdown] solution="row_loss"
# Class 0 came true, and the model gave it the probability 0.2. The loss is 1.61: over seven times that of a row of
# class 1 with the same $p$.

# %% [markdown] hints="row_loss"
# - when "got:      0.22": $p$ is the probability of class 1, and class 0 came true.
# - when "got:      -1.6": A loss is not negative.
# 1. Which probability did the model give to the class that came true?

# %% check="row_loss"
expect.predicted(loss_of_row, 1.6094379, what="The loss", hint="Minus the logarithm of which probability?")

# %% wrong="row_loss" message="got:      0.22"
loss_of_row = -np.log(0.8)

# %% wrong="row_loss" message="got:      -1.6"
loss_of_row = np.log(0.2)

# %% proof
assert -np.log(0.2) > 7 * -np.log(0.8)

# %% [markdown]
# ### What goes wrong: `log(0)`
#
# The formula is right, but a computer cannot follow it. In `float32` the next number above 1 is about $1.2 \cdot
# 10^{-7}$ away, so $1 + e^{-z}$ is rounded to exactly 1 as soon as $e^{-z}$ is less than half of this. This happens
# from a score of about 16.6 on. Then $p$ is 1, $1 - p$ is 0, and its logarithm is minus infinity. Below, the true
# class is 0, and the score grows.

# %%
tf.reset_default_graph()
z = tf.placeholder(tf.float32, shape=(None,), name="z")
p = tf.sigmoid(z)
zeros = tf.zeros_like(z)  # the true class of all rows
by_formula = -tf.log(1.0 - p)
from_logit = tf.nn.sigmoid_cross_entropy_with_logits(labels=zeros, logits=z)
slopes = [tf.gradients(loss, z)[0] for loss in (by_formula, from_logit)]

scores = np.array([0, 5, 15, 18, 100], dtype=np.float32)
with tf.Session() as sess:
    fetches = [by_formula, slopes[0], from_logit, slopes[1]]
    table = sess.run(fetches, feed_dict={z: scores})

print("score   by the formula (slope)   from the logit (slope)")
for row in zip(scores, *table, strict=True):
    print("{:5.0f} {:15.4f} {:8.4f} {:15.4f} {:8.4f}".format(*row))

# %% proof
with tf.Session() as sess:
    below_one, rounded = sess.run(p, feed_dict={z: np.array([16.6, 16.65], dtype=np.float32)})
assert below_one < 1 == rounded
assert np.isclose(np.spacing(np.float32(1)), 1.2e-7, rtol=0.01)
assert np.isclose(-np.log(np.spacing(np.float32(1)) / 2), 16.6, atol=0.05)
naive, naive_slope, stable, stable_slope = table
assert np.isinf(naive[3:]).all()
assert np.isnan(naive_slope[3:]).all()
assert abs(naive[2] - 15) > 0.03 > 0.001 > abs(stable[2] - 15)
assert np.allclose(stable, np.maximum(scores, 0) + np.log1p(np.exp(-np.abs(scores))))
assert np.allclose(stable_slope, sigmoid(scores))  # the slope is p - y

# %% [markdown]
# By the formula, the loss of a very wrong answer is infinite, and its slope is not a number (`nan`): the optimizer
# would turn all weights into `nan` in one step. At a score of 15 the loss is already inaccurate. From the logit, all
# values are right.
#
# **How does it work?** Put $\sigma$ into the formula and simplify on paper, before the computer rounds:
#
# $$L = \log(1 + e^{z}) - y z = \max(z, 0) - y z + \log\left(1 + e^{-|z|}\right)$$
#
# In the last form $e^{-|z|}$ lies between 0 and 1. Nothing can overflow, and the logarithm never sees a 0.
#
# **Your turn.** This function calculates the loss of one row. It is right for small scores and infinite for large
# ones. Repair it.


# %% try="stable_loss"
def loss_of_score(z, y):
    p = 1 / (1 + np.exp(-z))
    return -np.log(p if y == 1 else 1 - p)


# %% solution="stable_loss"
def loss_of_score(z, y):
    return max(z, 0) - y * z + np.log1p(np.exp(-abs(z)))


# %% [markdown] solution="stable_loss"
# `np.log1p(u)` is $\log(1 + u)$, and stays exact for tiny $u$. `np.logaddexp(0, z) - y * z` does the same: it is the
# middle form, written by people who know its dangers. Adding a small number inside the logarithm prevents infinity,
# but gives a wrong loss and a slope of 0 where the model is most wrong.

# %% [markdown] hints="stable_loss"
# - when "got:      36": The loss does not grow any more: something keeps the logarithm away from 0. Calculate with the
#   score instead.
# - when "y = 1": The score is subtracted only where the class is 1.
# 1. Write the last form of the loss: it has no $p$.

# %% check="stable_loss"
import numpy as np

for score, label, want in ((0.0, 1, 0.69314718), (2.0, 0, 2.12692801), (1000.0, 0, 1000.0), (1000.0, 1, 0.0)):
    what = f"loss_of_score({score:g}, y = {label})"
    expect.close(loss_of_score(score, label), want, what=what, hint="Calculate with the score, not with p.")


# %% wrong="stable_loss" message="got:      36"
def loss_of_score(z, y):
    p = 1 / (1 + np.exp(-z))
    return -np.log((p if y == 1 else 1 - p) + 2e-16)


# %% wrong="stable_loss" message="y = 1"
def loss_of_score(z, y):
    return max(z, 0) + np.log1p(np.exp(-abs(z)))


# %% proof
assert np.isclose(np.log1p(np.exp(2.0)), 2.12692801)

# %% [markdown]
# **Remember**: calculate the loss from *logits*. The probability is for people. The slope is simple, too:
# $\partial L / \partial z = p - y$ for each row, how much the model is wrong.
#
# **Your turn.** A row has the class 1, and the model says $p = 0.3$. How large is the slope of its loss along $z$? Set
# `slope_of_row`.

# %% try="slope"
slope_of_row = ...

# %% solution="slope"
slope_of_row = -0.7

# %% [markdown] solution="slope"
# $p - y = 0.3 - 1$. It is negative, so gradient descent makes the score *larger*, and the answer more like class 1.

# %% [markdown] hints="slope"
# - when "got:      0.7": Which comes first in the difference, $p$ or $y$?
# 1. The formula stands above.

# %% check="slope"
expect.predicted(slope_of_row, -0.7, what="The slope", hint="How much, and in which direction, is p wrong?")

# %% wrong="slope" message="got:      0.7"
slope_of_row = 0.7

# %% [markdown]
# ## 4. The graph in a function, with name scopes
#
# We need this model often: with other features, with another learning rate, in a program that trains and in one that
# only predicts. So a function builds the graph and returns its important parts. **Name scopes** put the nodes into
# four groups: `inputs`, `model`, `loss`, `train`.


# %%
def logistic_regression(n_features, learning_rate, seed=42):
    """Add logistic regression to the default graph. Returns its parts."""
    with tf.name_scope("inputs"):
        X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
        y = tf.placeholder(tf.float32, shape=(None, 1), name="y")
    with tf.name_scope("model"):
        start = tf.random_uniform((n_features, 1), -1.0, 1.0, seed=seed)
        w = tf.Variable(start, name="w")
        b = tf.Variable(tf.zeros((1,)), name="b")
        logits = tf.add(tf.matmul(X, w), b, name="logits")  # (m, 1)
        p = tf.sigmoid(logits, name="p")  # (m, 1)
    with tf.name_scope("loss"):
        losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits)
        loss = tf.reduce_mean(losses, name="log_loss")
    with tf.name_scope("train"):
        global_step = tf.Variable(0, trainable=False, name="global_step")
        optimizer = tf.train.GradientDescentOptimizer(learning_rate)
        step = optimizer.minimize(loss, global_step=global_step)
    parts = {"X": X, "y": y, "w": w, "b": b, "logits": logits, "p": p}
    parts |= {"loss": loss, "global_step": global_step, "step": step}
    return SimpleNamespace(**parts, init=tf.global_variables_initializer())


tf.reset_default_graph()
model = logistic_regression(n_features=2, learning_rate=0.5)
for part in (model.X, model.w, model.p, model.loss):
    print(part.name, part.shape)
viz.computation_graph(tf.get_default_graph(), fetches=[model.loss])

# %% proof
groups = {operation.name.split("/")[0] for operation in tf.get_default_graph().operations}
assert {"inputs", "model", "loss", "train"} <= groups
assert [v.op.name for v in tf.global_variables()] == ["model/w", "model/b", "train/global_step"]

# %% [markdown]
# The name of each node starts with its scope. TensorBoard draws a scope as one box that you can open. Here, inline,
# only what `loss` needs is drawn. `minimize` moves the variables and adds 1 to `global_step`, which counts the steps
# of the training.
#
# **Your turn.** What is the name of the tensor `model.logits`? Set `name_of_logits` to a text.

# %% try="scoped_name"
name_of_logits = ...

# %% solution="scoped_name"
name_of_logits = "model/logits:0"

# %% [markdown] solution="scoped_name"
# The scope, a slash, the name of the operation; and `:0`, since the tensor is the first output of that operation. A
# second call of the function in the *same* graph would make scopes of other names, such as `model_1`: the old ones are
# taken.

# %% [markdown] hints="scoped_name"
# - when "got:      'logits:0'": In which scope is it made?
# - when "got:      'model/logits'": That is the operation. The tensor is its first output.
# 1. Look at the names that the cell above prints.

# %% check="scoped_name"
expect.predicted(name_of_logits, "model/logits:0", what="The name", hint="Scope, operation, output.")

# %% wrong="scoped_name" message="got:      'logits:0'"
name_of_logits = "logits:0"

# %% wrong="scoped_name" message="got:      'model/logits'"
name_of_logits = "model/logits"

# %% proof
assert model.logits.name == "model/logits:0"
with tf.Graph().as_default():
    assert [logistic_regression(2, 0.5).logits.name for _ in range(2)][1] == "model_1/logits:0"

# %% [markdown]
# ## 5. Mini-batches through placeholders
#
# One step on all 600 rows is exact, but it costs 600 rows of work. With 600 million rows one small step would take
# very long. So estimate the gradient from a few rows, a **mini-batch**. The estimate is noisy, but you get many steps
# for the price of one. One pass through all rows is an **epoch**. Three rules:
#
# 1. shuffle before each epoch, so that the batches differ;
# 2. use every row once in each epoch (the last batch may be smaller);
# 3. fix the seed, so that you can repeat the run.


# %%
def minibatches(X, y, batch_size, epoch, seed=0):
    """The rows of one epoch in random order, `batch_size` at a time."""
    order = np.random.default_rng([seed, epoch]).permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


epoch_0 = list(minibatches(X_train, y_train, batch_size=64, epoch=0))
print("rows in the batches:", [len(X_batch) for X_batch, _ in epoch_0])

# %% proof
used = np.concatenate([X_batch for X_batch, _ in epoch_0])
assert [len(X_batch) for X_batch, _ in epoch_0] == [64] * 9 + [24]
assert np.array_equal(np.sort(used, axis=0), np.sort(X_train, axis=0))  # each row once
again, other = (
    np.concatenate([X_batch for X_batch, _ in minibatches(X_train, y_train, 64, epoch)]) for epoch in (0, 1)
)
assert np.array_equal(used, again)
assert not np.array_equal(used, other)

# %% [markdown]
# The placeholders have the shapes `(None, 2)` and `(None, 1)`. `None` stands for any number of rows, so the same graph
# takes a batch of 64, the last batch of 24, or the whole validation set.
#
# **Your turn.** 1,000 rows are used in batches of 300. How many steps does one epoch take? Set `steps_of_epoch`.

# %% try="count_steps"
steps_of_epoch = ...

# %% solution="count_steps"
steps_of_epoch = 4

# %% [markdown] solution="count_steps"
# Three batches of 300 and one of 100: the quotient, rounded *up*, which is `math.ceil(1000 / 300)`. Rounding down
# would leave out 100 rows.

# %% [markdown] hints="count_steps"
# - when "got:      3": What about the last 100 rows?
# 1. Write down the sizes of the batches, as the cell above does.

# %% check="count_steps"
expect.predicted(steps_of_epoch, 4, what="The number of steps", hint="Every row is used once.")

# %% wrong="count_steps" message="got:      3"
steps_of_epoch = 3

# %% [markdown]
# **Your turn.** These rows should be shuffled, but `X_mixed` and `y_mixed` no longer belong together: here each `y`
# was ten times its `x`. Repair it.

# %% try="shuffle_rows"
rng = np.random.default_rng(0)
x_small = np.arange(6)
y_small = 10 * x_small
X_mixed, y_mixed = rng.permutation(x_small), rng.permutation(y_small)

# %% solution="shuffle_rows"
rng = np.random.default_rng(0)
x_small = np.arange(6)
y_small = 10 * x_small
order = rng.permutation(6)
X_mixed, y_mixed = x_small[order], y_small[order]

# %% [markdown] solution="shuffle_rows"
# Shuffle row *numbers* once, and use them for both arrays. No error message tells of this mistake: the training runs,
# and learns nothing.

# %% [markdown] hints="shuffle_rows"
# - when "not shuffled": They belong together now. But they should come in a random order.
# 1. One order of the row numbers, used twice.

# %% check="shuffle_rows"
import numpy as np

together = np.array_equal(np.asarray(y_mixed), 10 * np.asarray(X_mixed))
expect.that(together, "y_mixed is not ten times X_mixed.", hint="Both need the same order.")
expect.equal(np.sort(X_mixed), np.arange(6), what="X_mixed, sorted", hint="Each row once.")
shuffled = not np.array_equal(X_mixed, np.arange(6))
expect.that(shuffled, "The rows are not shuffled.", hint="Draw the order from rng.")

# %% wrong="shuffle_rows" message="not shuffled"
x_small = np.arange(6)
y_small = 10 * x_small
X_mixed, y_mixed = x_small, y_small

# %% [markdown]
# **How noisy is the estimate?** We compare the gradient of single batches with the gradient of all 600 rows.

# %%
gradient = tf.gradients(model.loss, model.w)[0]
noise = {}
with tf.Session() as sess:
    sess.run(model.init)
    exact = sess.run(gradient, {model.X: X_train, model.y: y_train})
    for batch_size in (5, 50, 300):
        batches = minibatches(X_train, y_train, batch_size, epoch=0)
        estimates = [sess.run(gradient, {model.X: X, model.y: y}) for X, y in batches]
        errors = [np.linalg.norm(estimate - exact) for estimate in estimates]
        off_on_average = np.linalg.norm(np.mean(estimates, axis=0) - exact)
        noise[batch_size] = np.mean(errors), off_on_average
        print(f"batches of {batch_size:3d}: one is off by {np.mean(errors):.3f},", end=" ")
        print(f"the mean of all by {off_on_average:.3f}")
print(f"length of the exact gradient: {np.linalg.norm(exact):.3f}")

# %% proof
assert noise[5][0] > noise[50][0] > noise[300][0]
assert max(off for _, off in noise.values()) < 1e-5

# %% [markdown]
# Larger batches give better estimates. *On average* even small batches are right: the mean over an epoch is the exact
# gradient, as long as all batches have the same size.
#
# ## 6. Train
#
# Each step feeds one batch and runs `model.step`. After each epoch we write the loss of both parts down.


# %%
def train(features, validation, learning_rate, epochs, batch_size=50):
    """The trained w and b, and the losses after each epoch."""
    history = {"train": [], "validation": []}
    with tf.Graph().as_default(), tf.Session() as sess:
        model = logistic_regression(features.shape[1], learning_rate)
        sess.run(model.init)
        for epoch in range(epochs):
            for X, y in minibatches(features, y_train, batch_size, epoch):
                sess.run(model.step, feed_dict={model.X: X, model.y: y})
            both = {"train": (features, y_train), "validation": (validation, y_val)}
            for name, (X, y) in both.items():
                loss = sess.run(model.loss, feed_dict={model.X: X, model.y: y})
                history[name].append(loss)
        w, b = sess.run([model.w, model.b])
    return w, b, history


w, b, history = train(X_train, X_val, learning_rate=0.5, epochs=40)
p_plain = sigmoid(X_val @ w + b)
print(f"validation accuracy {np.mean((p_plain >= 0.5) == (y_val == 1)):.1%}")
viz.learning_curves(history, x="epoch", y="log loss", title="Flat at the end, and still high")

# %%
viz.decision_boundary(
    lambda X: sigmoid(X.numpy() @ w + b),
    data.validation.X,
    data.validation.y,
    data.class_names,
    title="The best straight line leaves many points on the wrong side",
)

# %% proof
plain_accuracy = np.mean((p_plain >= 0.5) == (y_val == 1))
assert round(100 * plain_accuracy, 1) == 85.5
assert abs(history["train"][-1] - history["train"][-10]) < 0.005

# %% [markdown]
# The curve is flat at the end, so more training would not help. With 85.5% the model is simply too weak: no straight
# line can separate the moons.
#
# ## 7. Better features
#
# The model is linear *in its features*. So give it more of them: the products $x_1^2$, $x_1 x_2$, ..., $x_2^3$. A flat
# boundary in the nine-dimensional space of these features is a curve in the plane. The graph needs no change; only
# `n_features` is now 9.


# %%
def polynomial(X):
    """All products of x1 and x2 up to degree 3: (m, 2) -> (m, 9)."""
    a, b = X[:, :1], X[:, 1:]
    products = [a, b, a * a, a * b, b * b, a**3, a * a * b, a * b * b, b**3]
    return np.hstack(products)


F_train, F_val = polynomial(X_train), polynomial(X_val)
w, b, history = train(F_train, F_val, learning_rate=0.5, epochs=80)
p_val = sigmoid(F_val @ w + b)
print(f"validation accuracy {np.mean((p_val >= 0.5) == (y_val == 1)):.1%}")
viz.decision_boundary(
    lambda X: sigmoid(polynomial(X.numpy()) @ w + b),
    data.validation.X,
    data.validation.y,
    data.class_names,
    title="Linear in nine features, curved in the plane",
)

# %% proof
assert round(100 * np.mean((p_val >= 0.5) == (y_val == 1)), 1) == 97.5
assert polynomial(X_val).shape == (200, 9)

# %% [markdown]
# 97.5% instead of 85.5%: the boundary bends around the moons. You chose these features by hand. In lesson 9 a hidden
# layer *learns* its features.
#
# **Your turn.** A model has only the features $x_1^2$ and $x_2^2$. Set their weights `w_a`, `w_b` and the bias `b_c`
# so that it says class 1 *inside* the circle of radius 2 around the origin, and class 0 outside.

# %% try="circle"
w_a, w_b = ..., ...
b_c = ...

# %% solution="circle"
w_a, w_b = -1, -1
b_c = 4

# %% [markdown] solution="circle"
# The score $4 - x_1^2 - x_2^2$ is positive where the distance from the origin is below 2. Any multiple by a positive
# number has the same boundary, with more or less certainty beside it.

# %% [markdown] hints="circle"
# - when "outside": Your boundary is the right circle. On which side of it is the score positive?
# - when "1.9": The circle is too small. The *square* of the radius belongs into the score.
# 1. On the circle $x_1^2 + x_2^2 = 4$. Make a score of this that is 0 there, and positive inside.

# %% check="circle"
advice = "The score is positive inside, and negative outside."
for x1, x2 in ((2.1, 0.0), (0.0, -2.1), (1.5, 1.5)):
    score = w_a * x1**2 + w_b * x2**2 + b_c
    expect.that(bool(score < 0), f"The model says class 1 outside: at ({x1}, {x2}).", hint=advice)
for x1, x2 in ((0.0, 0.0), (1.9, 0.0), (0.0, -1.9), (-1.3, 1.3)):
    score = w_a * x1**2 + w_b * x2**2 + b_c
    expect.that(bool(score > 0), f"The model says class 0 inside: at ({x1}, {x2}).", hint=advice)

# %% wrong="circle" message="outside"
w_a, w_b = 1, 1
b_c = -4

# %% wrong="circle" message="1.9"
w_a, w_b = -1, -1
b_c = 2

# %% [markdown]
# ## 8. Precision, recall and the ROC curve
#
# Accuracy counts all mistakes alike. But a missed illness and a false alarm are different mistakes. So count four
# cases. *Positive* means class 1, and a row is *called* positive when $p \ge$ **threshold**.
#
# | | called positive | called negative |
# | --- | --- | --- |
# | **is positive** | true positive (TP) | false negative (FN) |
# | **is negative** | false positive (FP) | true negative (TN) |
#
# - **Precision** = TP / (TP + FP): how many alarms were real?
# - **Recall** = TP / (TP + FN): how many real cases gave an alarm?
#
# We look at the model with the straight boundary, which makes many mistakes.

# %%
is_positive = y_val.ravel() == 1
p_plain = p_plain.ravel()


def precision_and_recall(is_positive, p, threshold):
    called = p >= threshold
    hits = np.sum(called & is_positive)
    return hits / np.sum(called), hits / np.sum(is_positive)


print("threshold  precision  recall  false alarms  missed")
for threshold in (0.1, 0.3, 0.5, 0.7, 0.9):
    precision, recall = precision_and_recall(is_positive, p_plain, threshold)
    alarms = np.sum((p_plain >= threshold) & ~is_positive)
    missed = np.sum((p_plain < threshold) & is_positive)
    print(f"{threshold:9} {precision:10.3f} {recall:7.3f} {alarms:13} {missed:7}")

# %% proof
from sklearn.metrics import precision_score, recall_score, roc_auc_score

for threshold in (0.1, 0.3, 0.5, 0.7, 0.9):
    called = p_plain >= threshold
    precision, recall = precision_and_recall(is_positive, p_plain, threshold)
    assert np.isclose(precision, precision_score(is_positive, called))
    assert np.isclose(recall, recall_score(is_positive, called))

# %% [markdown]
# A low threshold finds almost every positive, with many false alarms. A high threshold gives fewer false alarms and
# misses more. Training does not choose the threshold. *You* choose it, by what each mistake costs.
#
# **Your turn.** Of 50 patients 10 are ill. A test gives 8 alarms, and 6 of them are real. Set `precision_of_test` and
# `recall_of_test`.

# %% try="count_alarms"
precision_of_test = ...
recall_of_test = ...

# %% solution="count_alarms"
precision_of_test = 6 / 8
recall_of_test = 6 / 10

# %% [markdown] solution="count_alarms"
# Both have the 6 hits above the line. Precision divides by the alarms, recall by the ill. The 38 who are healthy and
# gave no alarm count in neither.

# %% [markdown] hints="count_alarms"
# - when "The precision": Precision asks of the *alarms*: how many were real?
# - when "The recall": Recall asks of the *ill*: how many gave an alarm?
# 1. TP is 6. How large are FP and FN?

# %% check="count_alarms"
expect.predicted(precision_of_test, 0.75, what="The precision", hint="Divide by the alarms.")
expect.predicted(recall_of_test, 0.6, what="The recall", hint="Divide by the ill.")

# %% wrong="count_alarms" message="The precision"
precision_of_test = 6 / 10
recall_of_test = 6 / 8

# %% wrong="count_alarms" message="The recall"
precision_of_test = 6 / 8
recall_of_test = 6 / 50

# %% [markdown]
# **The ROC curve** shows all thresholds at once: for each of them the recall (up) against the share of negatives that
# gave a false alarm (right). A perfect model goes through the upper left corner. Guessing follows the diagonal.
#
# **Play with it.** Move the threshold (with the mouse or the arrow keys). Where do the rows on the wrong side go? Then
# find a threshold without any false alarm: what does it cost?

# %%
viz.threshold_explorer(is_positive, p_plain)

# %% proof
alt = viz.threshold(is_positive, p_plain, 0.5).alt
assert "83 are called positive and 17 are missed; of 100 negative rows 12 are false alarms" in alt
assert not ((p_plain >= 0.9) & ~is_positive).any()
assert np.sum((p_plain < 0.9) & is_positive) == 33

# %% [markdown]
# **Your turn.** A missed positive costs 10, a false alarm costs 1. Which of the five thresholds of the table above is
# the cheapest? Set `cheapest`.

# %% try="cheapest"
cheapest = ...

# %% solution="cheapest"
cheapest = 0.1

# %% [markdown] solution="cheapest"
# It misses 1 row and gives 46 false alarms: 10 + 46 = 56. At 0.5 it is 170 + 12. If the probabilities were exact, the
# best threshold would be 1 / (1 + 10), about 0.09: call a row positive as soon as the expected cost of leaving it
# alone is higher.

# %% [markdown] hints="cheapest"
# - when "got:      0.5": One half is the best only if both mistakes cost the same, and the probabilities are right.
# 1. For each line of the table: 10 times the missed, plus the false alarms.

# %% check="cheapest"
expect.predicted(cheapest, 0.1, what="The cheapest threshold", hint="Calculate the cost of each line.")

# %% wrong="cheapest" message="got:      0.5"
cheapest = 0.5

# %% proof
costs = {
    at: 10 * int(np.sum((p_plain < at) & is_positive)) + int(np.sum((p_plain >= at) & ~is_positive))
    for at in (0.1, 0.3, 0.5, 0.7, 0.9)
}
assert min(costs, key=costs.get) == 0.1
assert (costs[0.1], costs[0.5]) == (56, 182)

# %% [markdown]
# The **AUC** is the area under the ROC curve: 1 is perfect, 0.5 is guessing. It compares models without choosing a
# threshold.

# %%
models = {
    "two plain features": (is_positive, p_plain),
    "nine products": (is_positive, p_val.ravel()),
}
viz.roc(models, title="Better features: better at every threshold")

# %% proof
assert round(roc_auc_score(is_positive, p_plain), 3) == 0.945
assert round(roc_auc_score(is_positive, p_val.ravel()), 3) == 0.995

# %% [markdown]
# ## Summary
#
# - Logistic regression: a linear score $z$, and $p = \sigma(z)$. Its boundary is linear in its features; products of
#   features bend it.
# - Calculate the log loss **from logits**. From probabilities, `log(0)` gives infinity and `nan`.
# - A function builds the graph, name scopes group it, and placeholders with `None` rows take any batch.
# - An epoch uses every row once, shuffled. Batches give noisy gradients that are right on average.
# - Precision and recall depend on the threshold, which you choose by the costs; the ROC curve shows all of them.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | logistic regression | 로지스틱 회귀 | linear classifier that gives a probability |
# | logit, score | 로짓, 점수 | the weighted sum before the logistic function |
# | logistic function, sigmoid | 로지스틱 함수, 시그모이드 | $1 / (1 + e^{-z})$ |
# | log loss, cross-entropy | 로그 손실, 크로스 엔트로피 | how wrong the probabilities are |
# | decision boundary | 결정 경계 | where the model changes its mind |
# | mini-batch | 미니배치 | the rows of one training step |
# | epoch | 에포크 | one pass through all training rows |
# | name scope | 이름 범위 | a common prefix for the names of related nodes |
# | precision | 정밀도 | share of the called positives that are positive |
# | recall | 재현율 | share of the positives that are called positive |
# | threshold | 임곗값 | the probability from which on we say "class 1" |
# | ROC curve | ROC 곡선 | recall against false alarms, for all thresholds |

# %% [markdown]
# ## Read on
#
# - D. R. Cox, *The regression analysis of binary sequences*, Journal of the Royal Statistical Society B 20 (1958):
#   logistic regression becomes a method.
# - C. M. Bishop, *Pattern Recognition and Machine Learning* (2006), section 4.3: why minus the logarithm, and why its
#   slope is $p - y$.
# - T. Fawcett, *An introduction to ROC analysis*, Pattern Recognition Letters 27 (2006): ROC curves, thresholds and
#   costs.
# - T. Saito and M. Rehmsmeier, *The precision-recall plot is more informative than the ROC plot when evaluating binary
#   classifiers on imbalanced datasets*, PLOS ONE 10 (2015): when positives are rare.
#
# **Open questions**, without a grade:
#
# 1. Of a million payments 100 are fraud. Why can a model with an excellent AUC still be useless, and what would you
#    look at instead?
# 2. Points that a line separates perfectly have no best weights: the loss falls for ever as the weights grow. What
#    would you do about it?
#
# **Next**: {{next}}, the second part of this lesson.
