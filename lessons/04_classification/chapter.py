# %% [markdown]
# # 4. Classification
#
# Lesson 3 predicted a number. Now we predict a *kind*: is this animal a mammal, a bird, or something else?
# You build the smallest network that answers such a question, see it fail, find out why, and repair it.
#
# **After this lesson you can**
#
# - calculate an artificial neuron by hand, and say what its activation function is for;
# - write classes as one-hot rows, and get them back;
# - reduce an array along the axis that you want;
# - turn scores into probabilities with softmax, and measure how wrong they are with cross-entropy, without
#   infinite losses;
# - train a classifier with one layer and with two layers, as a graph and in PyTorch;
# - recognise a network that is stuck, and find the reason in its numbers;
# - choose the number of hidden units by an experiment.
#
# **Time**: about 80 minutes, and 45 minutes for the exercise. **Needs**: lessons 2 (graphs and sessions) and
# 3 (gradient descent). No GPU, no network.

# %%
from types import SimpleNamespace

import numpy as np
import torch
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import data, training, viz
from lessonlib.models import MLP

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # our tensors are so small that a second thread would only be waited for

# %% [markdown]
# ## 1. The problem: six animals
#
# We know two things about an animal: does it have fur, does it have wings? 1 means yes, 0 means no. From
# these two **features** we want to predict its **class**. To sort things into classes is **classification**.

# %%
animals = data.animals()
x_data = animals.train.X.numpy()  # (6, 2): fur, wings
classes = animals.train.y.numpy()  # (6,): 0, 1 or 2

for (fur, wings), k in zip(x_data, classes, strict=True):
    print(f"fur {fur:.0f}   wings {wings:.0f}   ->   {k} ({animals.class_names[k]})")
assert animals.class_names == ("other", "mammal", "bird")

# %% [markdown]
# Three of the six animals have neither fur nor wings. The data calls them `other`, class 0. One animal has fur
# *and* wings; the data calls it a bird. Six rows are far too few for real work. But you can follow every
# number, and that is what we need today. In the picture, the three animals at (0, 0) lie
# on top of one another.

# %%
viz.scatter(animals.train.X, animals.train.y, animals.class_names, feature_names=animals.feature_names)

# %% [markdown]
# ## 2. The artificial neuron
#
# **The problem.** We need a small machine that looks at the features and says how much they speak for one
# class, such as "bird".
#
# **The idea.** An **artificial neuron** does three things. It multiplies each input by a **weight**, adds
# everything up together with a **bias**, and sends the sum through an **activation function** $f$:
#
# $$z = w_1 x_1 + w_2 x_2 + b \qquad\qquad y = f(z)$$
#
# A positive weight says: this input speaks *for* my class. A negative one speaks *against* it. The bias is
# what the neuron thinks before it has seen anything. Here is a neuron for "bird" with weights that we choose.
# Its activation is the sigmoid, which turns any number into a number between 0 and 1.


# %%
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


weights, bias = np.array([0.0, 4.0]), -2.0  # fur does not matter, wings matter much
for x in ([0, 0], [1, 0], [0, 1], [1, 1]):
    z = x @ weights + bias
    print(f"fur {x[0]}, wings {x[1]}:   z = {z:4.1f}   y = {sigmoid(z):.2f}")

birds = sigmoid(x_data @ weights + bias) > 0.5
assert birds.tolist() == (classes == 2).tolist()

# %% [markdown]
# To **learn** means to find good weights and biases from examples, not to choose them by hand. In lesson 3,
# gradient descent did that for a line. It will do it here, too.
#
# **Three neurons, one layer.** We need one neuron for each class. All three look at the same two inputs. Such
# a group of neurons is a **layer**. Put the weights of one neuron into one *column* of a matrix `W`. Then the
# whole layer is one matrix product, for all animals at once:
#
# $$Z = X W + b \qquad\qquad (6 \times 2) \cdot (2 \times 3) + (3) = (6 \times 3)$$

# %%
viz.network((2, 3), names=[["fur", "wings"], ["0", "1", "2"]], title="one neuron for each class")

# %%
W_by_hand = [[-4.0, 4.0, 0.0], [-4.0, -4.0, 4.0]]  # columns: other, mammal, bird
b_by_hand = [2.0, -2.0, -2.0]

tf.reset_default_graph()
X = tf.placeholder(tf.float32, shape=(None, 2), name="X")
W = tf.constant(W_by_hand, name="W")
b = tf.constant(b_by_hand, name="b")
z = tf.add(tf.matmul(X, W), b, name="z")

with tf.Session() as sess:
    by_hand = sess.run(z, feed_dict={X: x_data})
print(z)
assert np.array_equal(by_hand.argmax(axis=1), classes)
viz.matrix(x_data, "@", W_by_hand, "+", b_by_hand, "=", by_hand)

# %% [markdown]
# Each row of the result is an animal, each column a class. In every row, the largest score stands in the right
# column. So weights that solve the problem *exist*, with one layer. Remember this for section 8.
#
# ## 3. Activation functions
#
# **The problem.** A weighted sum can only add and stretch. Put two layers of weighted sums one after the
# other, and you get ... one layer of weighted sums: $(X W_1) W_2 = X (W_1 W_2)$.

# %%
rng = np.random.default_rng(0)
W1, W2 = rng.normal(size=(2, 10)), rng.normal(size=(10, 3))
print("two layers:", (x_data @ W1) @ W2[:, 0])
print("one layer: ", x_data @ (W1 @ W2)[:, 0])
assert np.allclose((x_data @ W1) @ W2, x_data @ (W1 @ W2))

# %% [markdown]
# **The idea.** Send each sum through a function that is not a straight line: an **activation function**. These
# three are the ones to know first:
#
# | name | formula | values | mostly used for |
# | --- | --- | --- | --- |
# | sigmoid (logistic) | $1 / (1 + e^{-z})$ | 0 to 1 | one probability at the output |
# | tanh | $(e^{z} - e^{-z}) / (e^{z} + e^{-z})$ | -1 to 1 | recurrent networks (lesson 16) |
# | ReLU | $\max(z, 0)$ | 0 and more | hidden layers |

# %%
viz.activations(["logistic", "tanh", "relu"])

# %% [markdown]
# Look at the right side, the *slopes*. Gradient descent needs them: a weight moves only if there is a slope on
# the way from the loss to this weight. The sigmoid has a slope of at most 0.25, and far from 0 almost none.
# ReLU has slope 1 for all positive sums. But for negative sums its slope is exactly 0. Move the point:

# %%
viz.activation_explorer("relu", z=-1.0)

# %% [markdown]
# **The graph way** has them all in `tf.nn`. We ask for the slopes, too:

# %%
tf.reset_default_graph()
z = tf.constant([-2.0, -0.5, 0.0, 0.5, 2.0])
outputs = {"sigmoid": tf.nn.sigmoid(z), "tanh": tf.nn.tanh(z), "relu": tf.nn.relu(z)}
slopes = {name: tf.gradients(output, z)[0] for name, output in outputs.items()}
with tf.Session() as sess:
    values, slope_values = sess.run([outputs, slopes])

for name in outputs:
    print(f"{name:8} value {values[name]}   slope {slope_values[name]}")
assert slope_values["relu"].tolist() == [0, 0, 0, 1, 1]

# %% [markdown]
# **What can go wrong.** For $z \le 0$, ReLU sends no gradient back, also at exactly 0. If a neuron's sum is
# negative for *all* examples, nothing can change its weights any more. It is a **dead** neuron. We will meet
# some.
#
# So there are relatives of ReLU that have a slope below 0, too: leaky ReLU (lesson 9), and two smooth ones,
# which large networks often use today. **SiLU** (also *swish*) is $z \cdot \sigma(z)$ with the sigmoid $\sigma$,
# and **GELU** is $z \cdot \Phi(z)$, where $\Phi$ is the distribution function of the normal distribution. Far
# from 0 both are nearly ReLU: from 6 on, and down from -6, they differ from it by less than 0.02.

# %% proof
far = torch.cat([torch.linspace(-50, -6, 200), torch.linspace(6, 50, 200)])
silu, gelu = far * torch.sigmoid(far), far * torch.distributions.Normal(0.0, 1.0).cdf(far)
assert torch.allclose(silu, torch.nn.functional.silu(far), atol=1e-5)
assert torch.allclose(gelu, torch.nn.functional.gelu(far), atol=1e-5)
assert max((silu - far.relu()).abs().max(), (gelu - far.relu()).abs().max()) < 0.02
below = torch.tensor([-1.0, -0.5], requires_grad=True)
for smooth in (torch.nn.functional.silu, torch.nn.functional.gelu):
    assert (torch.autograd.grad(smooth(below).sum(), below)[0] != 0).all()

# %% [markdown]
# ## 4. One-hot labels
#
# **The problem.** The classes are 0, 1, 2. As *numbers*, they would say that a bird is twice a mammal, and
# that a mammal lies between `other` and a bird. That is nonsense.
#
# **The idea.** Give each class its own place in a row. Write 1 at the place of the right class and 0 elsewhere:
# a **one-hot** row. All classes are now equally far from each other. We can also read the row as
# probabilities: 100% for the right class.

# %%
tf.reset_default_graph()
one_hot = tf.one_hot([0, 1, 2, 0, 0, 2], depth=3)
with tf.Session() as sess:
    y_data = sess.run(one_hot)

assert np.array_equal(y_data, np.eye(3)[classes])  # NumPy: rows of the identity matrix
assert np.array_equal(y_data, nn.functional.one_hot(animals.train.y, num_classes=3))  # PyTorch
assert np.array_equal(y_data.argmax(axis=1), classes)  # and back
viz.matrix(y_data, title="one row for each animal: other, mammal, bird")

# %% [markdown]
# `argmax` goes back: it gives the *place* of the largest number in each row.
#
# **What can go wrong.** A class that does not exist gives a row of zeros in the graph, without any error. In
# PyTorch it is an error. And if all numbers of a row are equal, `argmax` gives the first place: 0.

# %%
with tf.Session() as sess:
    print("class 3 of 3 classes:", sess.run(tf.one_hot([3], depth=3)))
    print("argmax of equal numbers:", sess.run(tf.argmax([[0.5, 0.5, 0.5]], axis=1)))
try:
    nn.functional.one_hot(torch.tensor([3]), num_classes=3)
except RuntimeError as error:
    print("PyTorch:", error)
else:
    raise AssertionError("expected an error")

# %% [markdown]
# ## 5. Reduce along an axis
#
# **The problem.** Soon we must add up each row of a table, and then take the mean of all rows.
#
# **The idea.** A `reduce_...` function makes a tensor smaller: it takes all numbers along one **axis** and
# makes one number of them. The axis disappears. `axis=0` goes *down*, over the rows: one result for each
# column. `axis=1` goes *right*, over the columns: one result for each row. Without an axis, all numbers
# together become one.

# %%
tf.reset_default_graph()
table = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], dtype=np.float32)
t = tf.constant(table)  # (2, 3)
down, right, everything = tf.reduce_sum(t, axis=0), tf.reduce_sum(t, axis=1), tf.reduce_sum(t)
kept = tf.reduce_sum(t, axis=1, keepdims=True)
with tf.Session() as sess:
    for name, node in [("axis=0", down), ("axis=1", right), ("no axis", everything), ("keepdims", kept)]:
        print(f"{name:8} {node.shape!s:7} {sess.run(node).tolist()}")
    sums = sess.run(down)
viz.matrix(table, "sum, axis=0:", sums)

# %% [markdown]
# **How to remember it**: the axis that you name is the axis that *goes away*. From shape (2, 3), `axis=0` takes
# the 2 away and leaves (3,); `axis=1` takes the 3 away and leaves (2,). With `keepdims=True` the axis stays,
# with length 1: (2, 1). Then you can divide the table by the sums, row by row.
#
# There is a whole family. `all` and `any` are for true and false; `logsumexp` is $\log \sum e^x$.

# %%
family = {
    "reduce_sum": (tf.reduce_sum, np.sum),
    "reduce_prod": (tf.reduce_prod, np.prod),
    "reduce_min": (tf.reduce_min, np.min),
    "reduce_max": (tf.reduce_max, np.max),
    "reduce_mean": (tf.reduce_mean, np.mean),
    "reduce_logsumexp": (tf.reduce_logsumexp, lambda a, axis: np.log(np.exp(a).sum(axis=axis))),
}
with tf.Session() as sess:
    for name, (reduce, by_numpy) in family.items():
        result = sess.run(reduce(t, axis=1))
        print(f"{name:17} axis=1 {result}")
        assert np.allclose(result, by_numpy(table, axis=1))
    print("reduce_all  t > 2, axis=1", sess.run(tf.reduce_all(t > 2, axis=1)))
    print("reduce_any  t > 2, axis=1", sess.run(tf.reduce_any(t > 2, axis=1)))

# %% [markdown]
# **The PyTorch way**: the same functions are methods, and the axis is called `dim` (`axis` works, too):

# %%
in_torch = torch.tensor(table)
print(in_torch.sum(dim=0), in_torch.sum(dim=1), in_torch.mean(), in_torch.amax(dim=1))
assert np.array_equal(in_torch.sum(dim=0), sums)

# %% [markdown]
# ## 6. Softmax
#
# **The problem.** The three neurons give three **scores** for an animal, also called **logits**: any numbers,
# such as 2, 1 and -1. We want three probabilities: positive, with the sum 1.
#
# **The idea.** First make all scores positive with $e^z$. Then divide by the sum. This is **softmax**:
#
# $$p_k = \frac{e^{z_k}}{e^{z_1} + e^{z_2} + e^{z_3}}$$


# %%
def softmax(z):
    """Scores (n, k) -> probabilities (n, k), each row with the sum 1."""
    powers = np.exp(z)
    return powers / powers.sum(axis=1, keepdims=True)


scores = np.array([[2.0, 1.0, -1.0], [0.0, 0.0, 0.0], [5.0, 1.0, -1.0]])
print(softmax(scores))
assert np.allclose(softmax(scores).sum(axis=1), 1)
assert np.allclose(softmax(scores), torch.softmax(torch.tensor(scores), dim=1))

# %% [markdown]
# Equal scores give equal probabilities. A larger score gets a larger share, and takes it from the others. Move
# the scores. (The *temperature* divides all scores before the softmax. Ours is always 1.)

# %%
viz.softmax_explorer((2.0, 1.0, -1.0), class_names=animals.class_names)

# %% [markdown]
# Only the *differences* of the scores matter: add 10 to all of them, and the probabilities stay. This has a
# use. $e^{1000}$ is too large for a computer. So subtract the largest score of the row first. Libraries do
# that for you; our function above does not:

# %%
large = np.array([[1000.0, 999.0, 0.0]])
with np.errstate(over="ignore", invalid="ignore"):  # we know, and want to see it
    naive = softmax(large)
print("naive:     ", naive)
safe = softmax(large - large.max(axis=1, keepdims=True))
print("subtracted:", safe)
assert np.isnan(naive).any()
assert np.allclose(safe, [[0.731, 0.269, 0]], atol=1e-3)
assert np.allclose(softmax(scores + 10), softmax(scores))

tf.reset_default_graph()
with tf.Session() as sess:
    assert np.allclose(sess.run(tf.nn.softmax(large)), safe)

# %% [markdown]
# **Which axis?** The classes stand in columns, so each *row* must have the sum 1. With `axis=0` the animals
# would share one probability, and no error would tell you.
#
# ## 7. Cross-entropy
#
# **The problem.** Training needs one number: how wrong are the probabilities?
#
# **The idea.** Look at the probability that the *right* class got. Take minus its logarithm. If it was 1, the
# loss is 0. The smaller it was, the larger the loss. With a one-hot row $y$, we can write this as a sum over
# the classes, in which all but one term are 0:
#
# $$L = -\sum_k y_k \log p_k$$
#
# This is the **cross-entropy** of the two probability rows: the right one, $y$, and the predicted one, $p$. It
# says how far $p$ is from $y$. The **cost** is the mean of the losses of all animals.

# %%
for p_right in (1.0, 0.9, 1 / 3, 0.1, 0.01):
    print(f"the right class got {p_right:.2f}:   loss {np.log(1 / p_right):.3f}")
print("\nthree classes, no idea at all: the cost is log(3) =", np.log(3).round(4))

# %% [markdown]
# Remember log(3) = 1.0986. A network for three classes that has learned nothing has about this cost.
#
# **The graph way.** First `reduce_sum` along the classes (`axis=1`), then `reduce_mean` over the animals. Each
# axis has its own meaning.

# %%
tf.reset_default_graph()
p = tf.placeholder(tf.float32, shape=(None, 3), name="p")
Y = tf.placeholder(tf.float32, shape=(None, 3), name="Y")
losses = -tf.reduce_sum(Y * tf.log(p), axis=1)  # (m,): one for each animal
cost = tf.reduce_mean(losses)  # one number

p_two = [[0.7, 0.2, 0.1], [0.3, 0.4, 0.3]]
y_two = [[1, 0, 0], [0, 0, 1]]
with tf.Session() as sess:
    each, together = sess.run([losses, cost], feed_dict={p: p_two, Y: y_two})
print("losses", each, "  cost", together)
assert np.allclose(each, [-np.log(0.7), -np.log(0.3)])
assert np.isclose(together, each.mean())

# %% [markdown]
# **What can go wrong.** The computer rounds a very small probability to 0. Then `log(0)` is minus infinity,
# and `0 * log(0)` is not a number. One such row spoils the cost, and then all weights.
#
# So do not calculate the probability first. Give the *scores* to a function that does both steps in one, with
# the formula $L = \log \sum_k e^{z_k} - z_{right}$ (there is `logsumexp` again):

# %%
tf.reset_default_graph()
z = tf.constant([[200.0, 0.0, 0.0], [2.0, 1.0, -1.0]])
y = tf.constant([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
in_two_steps = -tf.reduce_sum(y * tf.log(tf.nn.softmax(z)), axis=1)
in_one_step = tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=z)
from_classes = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[2, 0], logits=z)  # no one-hot needed
slope = tf.gradients(in_one_step, z)[0]
with tf.Session() as sess:
    two_steps, one_step, sparse, slope, p = sess.run(
        [in_two_steps, in_one_step, from_classes, slope, tf.nn.softmax(z)]
    )
print("softmax, then log:", two_steps)
print("in one step:      ", one_step)
assert not np.isfinite(two_steps[0])
assert np.allclose(one_step, [200, 0.3490], atol=1e-3)
assert np.array_equal(one_step, sparse)

# %% [markdown]
# Two more things to know.
#
# - **The slope is simple**: for each score it is $p_k - y_k$. The right class is pushed up, all others down,
#   each as much as it is wrong.
# - **Softmax once.** The function with `logits` in its name wants scores. If you give it probabilities, it
#   applies softmax a second time. There is no error, but even a perfect answer then looks bad: its cost cannot
#   fall below 0.55.

# %%
y_two = np.array([[0, 0, 1], [1, 0, 0]])
assert np.allclose(slope, p - y_two, atol=1e-6)

tf.reset_default_graph()
perfect = tf.constant([[0.0, 0.0, 1.0]])  # probabilities, and all are right
with tf.Session() as sess:
    twice = sess.run(tf.nn.softmax_cross_entropy_with_logits_v2(labels=[[0.0, 0.0, 1.0]], logits=perfect))
print("the loss of a perfect answer, with softmax twice:", twice)
assert np.allclose(twice, np.log(2 + np.e) - 1)  # 0.5514

# %% [markdown]
# ## 8. One layer gets stuck
#
# Now we put everything together, as the document that this lesson follows does it: one layer, **ReLU** on the
# scores, softmax, cross-entropy, and 100 steps of gradient descent with learning rate 0.01.
#
# The **accuracy** is new here. It is the share of right answers: `argmax` of the row (the predicted class),
# `equal` to the right class or not, `cast` from true and false to 1 and 0, and the mean.


# %%
def one_layer(relu, learning_rate=0.01, seed=10):
    """Add the network to a new default graph; returns the nodes that one needs, by name."""
    tf.reset_default_graph()
    tf.set_random_seed(seed)
    X = tf.placeholder(tf.float32, shape=(None, 2), name="X")
    Y = tf.placeholder(tf.float32, shape=(None, 3), name="Y")
    W = tf.Variable(tf.random_uniform((2, 3), -1.0, 1.0), name="W")
    b = tf.Variable(tf.zeros((3,)), name="b")
    z = tf.add(tf.matmul(X, W), b, name="z")
    scores = tf.nn.relu(z) if relu else z
    p = tf.nn.softmax(scores, name="p")
    cost = tf.reduce_mean(-tf.reduce_sum(Y * tf.log(p), axis=1), name="cost")
    train = tf.train.GradientDescentOptimizer(learning_rate).minimize(cost)
    is_right = tf.equal(tf.argmax(p, axis=1), tf.argmax(Y, axis=1))
    accuracy = tf.reduce_mean(tf.cast(is_right, tf.float32), name="accuracy")
    return SimpleNamespace(X=X, Y=Y, W=W, b=b, z=z, p=p, cost=cost, train=train, accuracy=accuracy)


def run_steps(net, steps):
    """Train with all six animals; returns the costs, and W, b, z, p and accuracy after the last step."""
    feed = {net.X: x_data, net.Y: y_data}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        costs = [sess.run([net.cost, net.train], feed_dict=feed)[0] for _ in range(steps)]
        ends = sess.run([net.W, net.b, net.z, net.p, net.accuracy], feed_dict=feed)
    return costs, *ends


net = one_layer(relu=True)
costs, _, _, _, p, accuracy = run_steps(net, 100)
print(f"cost {costs[0]:.4f} -> {costs[-1]:.4f}")
print("predicted:", p.argmax(axis=1), "  right:", classes)
print(f"accuracy {accuracy:.1%}")
assert np.isclose(accuracy, 4 / 6)

# %% [markdown]
# Four of six: 66.7%. Here is the graph that we trained (only what the cost needs):

# %%
viz.computation_graph(tf.get_default_graph(), fetches=[net.cost])

# %% [markdown]
# Does patience help? We train ten times as long, with a learning rate that is ten times as large:

# %%
long_costs, _, _, z, p, accuracy = run_steps(one_layer(relu=True, learning_rate=0.1), 1000)
print(f"accuracy {accuracy:.1%}, cost {long_costs[-1]:.4f}")
assert np.isclose(accuracy, 4 / 6)
assert long_costs[-1] > 5 / 6 * np.log(3)
viz.learning_curves(
    {"one layer with ReLU, lr = 0.1": long_costs, "no idea at all": [np.log(3)] * 1000}, y="cost"
)

# %% [markdown]
# No: still 66.7%. The cost goes down, but more and more slowly, and it does not go to 0. We will see that it
# cannot fall below 5/6 of log(3), which is 0.9155. The network is stuck. The document gives a reason: there is
# only one layer.
#
# ### Is it the layer?
#
# No. In section 2 we solved the problem with one layer, by hand. So let us look at the numbers. On the left
# the sums `z` after the training, on the right the probabilities. The rows are our six animals.

# %%
print("sums z:  other   mammal    bird  |  p:  other   mammal    bird  |  right class")
for z_row, p_row, k in zip(z, p, classes, strict=True):
    sums = "  ".join(f"{value:7.2f}" for value in z_row)
    shares = "  ".join(f"{value:7.2f}" for value in p_row)
    print(f"       {sums}  |   {shares}  |  {animals.class_names[k]}")

assert (z[:, 0] <= 0).all()  # "other" is dead: ReLU turns all its sums into 0
assert np.allclose(p[[0, 2, 3, 4, 5]], 1 / 3, atol=1e-4)  # all animals but one

# %% [markdown]
# The neuron for `other` is **dead**: all its sums are below 0. ReLU turns them into the score 0, and no
# gradient comes back. For five of the six animals, *all three* scores are 0 (or as good as 0), so each class
# gets 1/3. Their loss is log(3), and it will stay there. The network knows nothing about them! The three
# `other` animals count as "right" only because `argmax` of equal numbers is the first place, and `other`
# happens to be class 0.
#
# **This is no accident of one seed.** Look at an animal with the features (0, 0). Weights times 0 is 0, so the
# sum of `other` is its bias, and the bias starts at 0. There the slope of ReLU is 0: these three animals teach
# nothing. The other animals only ever push `other` *down*. So its bias goes below 0 or stays at 0, and
# `other` never wins. We test it with 200 random starts. All of them train side by side: the first axis of each
# tensor is the number of the start. (One session for each would take much longer.)

# %%
STARTS = 200
X_animals, y_animals = animals.train.X, animals.train.y


def uniform(generator, *shape):
    """Random numbers from -1 to 1, that the optimizer may change."""
    return (2 * torch.rand(shape, generator=generator) - 1).requires_grad_()


def train_starts(logits, optimizer, steps):
    """Train many networks at once. Returns the share of starts with all six animals right, after each step.

    logits: a function that returns the scores of all networks, (starts, 6, 3).
    """
    y_all = y_animals.repeat(STARTS)
    shares = []
    for _ in range(steps):
        z = logits()
        shares.append((z.argmax(dim=2) == y_animals).all(dim=1).float().mean().item())
        cost = nn.functional.cross_entropy(z.flatten(0, 1), y_all, reduction="sum") / 6  # sum over the starts
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
    return shares


def one_layer_starts(relu, learning_rate, steps, optimizer=torch.optim.SGD):
    """The shares of `train_starts` for one layer, and the probabilities (starts, 6, 3) at the end."""
    generator = torch.Generator().manual_seed(4)
    W, b = uniform(generator, STARTS, 2, 3), torch.zeros(STARTS, 1, 3, requires_grad=True)

    def logits():
        z = X_animals @ W + b
        return torch.relu(z) if relu else z

    shares = train_starts(logits, optimizer([W, b], lr=learning_rate), steps)
    return shares, logits().softmax(dim=2).detach()


with_relu, p = one_layer_starts(relu=True, learning_rate=0.1, steps=1000)
print(f"all six right: {with_relu[-1]:.0%} of {STARTS} starts")
print(f"the largest probability that any of them gives to `other` at (0, 0): {p[:, 0, 0].max():.4f}")
assert p[:, 0, 0].max() <= 1 / 3 + 1e-6

# %% [markdown]
# About a third of the starts reach "100%". But no start, not one, gives `other` more than 1/3: their right
# answers for (0, 0) are ties. **An accuracy can hide this. Look at the cost and the probabilities, too.**
#
# ### The repair: no activation before the softmax
#
# Softmax needs scores that can be negative, to say "surely not this class". So we take ReLU away and change
# nothing else. It is still one layer.

# %%
repaired_costs, W_learned, b_learned, _, p, accuracy = run_steps(
    one_layer(relu=False, learning_rate=0.1), 1000
)
print(f"accuracy {accuracy:.1%}; probabilities of other, mammal and bird for the six animals:")
print(p)
assert accuracy == 1
viz.learning_curves({"with ReLU": long_costs, "without ReLU": repaired_costs}, y="cost")

# %%
without_relu, p = one_layer_starts(relu=False, learning_rate=0.1, steps=1000)
print(f"all six right: {without_relu[-1]:.0%} of {STARTS} starts")
print(f"the smallest probability of `other` at (0, 0): {p[:, 0, 0].min():.2f}")
assert without_relu[-1] == 1
assert p[:, 0, 0].min() > 0.5

# %% [markdown]
# Every start gets all six animals right, and is sure of it. So the document is wrong here. One layer is enough
# for these animals: straight lines can separate the classes. What stopped the training was the ReLU before the
# softmax, and 100 steps with learning rate 0.01 were too few.


# %%
def softmax_layer(points):
    return points @ torch.tensor(W_learned) + torch.tensor(b_learned)


viz.decision_boundary(
    softmax_layer,
    animals.train.X,
    animals.train.y,
    animals.class_names,
    feature_names=animals.feature_names,
    title="one layer, no ReLU: three regions with straight borders",
)

# %% [markdown]
# ## 9. Two layers and Adam
#
# **The problem.** Many real classes cannot be separated by straight lines. Then one layer is not enough,
# however long we train.
#
# **The idea.** Put a layer between the inputs and the outputs: a **hidden layer**. Its neurons make new
# features out of the old ones, and the output layer separates these. A network with two or more hidden layers
# is called a **deep neural network**, and training it is **deep learning**. Ours has only one, but it holds all
# that a deeper one needs: another hidden layer is built and trained in the same way.
#
# - The sizes must fit: the hidden layer has a matrix (2, 10), the output layer (10, 3). The outer numbers, 2
#   and 3, are given by the features and the classes. The inner one, 10, is our choice.
# - The *hidden* layer needs an activation (section 3). The *output* layer has none: softmax gets its scores.

# %%
viz.network((2, 10, 3), names=[["fur", "wings"], [""] * 10, ["0", "1", "2"]])

# %% [markdown]
# We also change the optimizer. Plain gradient descent uses one learning rate for all weights. **Adam** keeps,
# for each weight, a running mean of its gradients and of their squares, and scales each step with them. With
# the same small learning rate it often arrives much sooner. Lesson 10 compares optimizers; today we just use
# it.


# %%
def two_layers(hidden, learning_rate=0.01, seed=1):
    """Add a network with one hidden layer to a new default graph."""
    tf.reset_default_graph()
    tf.set_random_seed(seed)
    X = tf.placeholder(tf.float32, shape=(None, 2), name="X")
    Y = tf.placeholder(tf.float32, shape=(None, 3), name="Y")
    with tf.name_scope("hidden"):
        W1 = tf.Variable(tf.random_uniform((2, hidden), -1.0, 1.0), name="W")
        b1 = tf.Variable(tf.zeros((hidden,)), name="b")
        h = tf.nn.relu(tf.matmul(X, W1) + b1)  # (m, hidden)
    with tf.name_scope("output"):
        W2 = tf.Variable(tf.random_uniform((hidden, 3), -1.0, 1.0), name="W")
        b2 = tf.Variable(tf.zeros((3,)), name="b")
        z = tf.matmul(h, W2) + b2  # (m, 3), no activation
    cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=z), name="cost")
    train = tf.train.AdamOptimizer(learning_rate).minimize(cost)
    is_right = tf.equal(tf.argmax(z, axis=1), tf.argmax(Y, axis=1))
    accuracy = tf.reduce_mean(tf.cast(is_right, tf.float32))
    weights = [W1, b1, W2, b2]
    return SimpleNamespace(X=X, Y=Y, z=z, cost=cost, train=train, accuracy=accuracy, weights=weights)


net = two_layers(hidden=10)
feed = {net.X: x_data, net.Y: y_data}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    first_weights = sess.run(net.weights)
    deep_costs = [sess.run([net.cost, net.train], feed_dict=feed)[0] for _ in range(100)]
    accuracy = sess.run(net.accuracy, feed_dict=feed)

print(f"cost {deep_costs[0]:.4f} -> {deep_costs[-1]:.4f}, accuracy {accuracy:.1%}")
assert accuracy == 1
viz.computation_graph(tf.get_default_graph(), fetches=[net.cost])

# %% [markdown]
# After 100 steps all six are right. Which of the changes helped? We compare five networks over many starts. All
# have 100 steps and the learning rate 0.01. The curves show how many of the starts have all six animals right.
# Only the first network has ReLU before the softmax.


# %%
def hidden_starts(hidden, steps, optimizer=torch.optim.Adam):
    """The shares of `train_starts` for two layers."""
    generator = torch.Generator().manual_seed(4)
    W1, W2 = uniform(generator, STARTS, 2, hidden), uniform(generator, STARTS, hidden, 3)
    b1 = torch.zeros(STARTS, 1, hidden, requires_grad=True)
    b2 = torch.zeros(STARTS, 1, 3, requires_grad=True)
    return train_starts(
        lambda: torch.relu(X_animals @ W1 + b1) @ W2 + b2, optimizer([W1, b1, W2, b2], lr=0.01), steps
    )


descent, adam = torch.optim.SGD, torch.optim.Adam
shares = {
    "one layer with ReLU, gradient descent": one_layer_starts(True, 0.01, 100, descent)[0],
    "one layer, gradient descent": one_layer_starts(False, 0.01, 100, descent)[0],
    "two layers, gradient descent": hidden_starts(10, 100, descent),
    "one layer, Adam": one_layer_starts(False, 0.01, 100, adam)[0],
    "two layers, Adam": hidden_starts(10, 100, adam),
}
for name, share in shares.items():
    print(f"{name:38} {share[-1]:.0%}")
assert shares["two layers, Adam"][-1] > 0.9
assert shares["one layer, Adam"][-1] > 2 * shares["two layers, gradient descent"][-1]
viz.learning_curves(shares, y="share of starts")

# %% [markdown]
# Compare two curves at a time, with one difference between them. Adam helps one layer and two layers. A second
# layer helps, too: ten hidden neurons give the optimizer many ways to move the scores. So in these 100 steps,
# two layers with Adam are much *faster*. For these animals they are not *necessary*. When are they?
#
# ### What one layer cannot do
#
# Two classes that lie like moons have no straight border. We train one layer and two layers on the same points
# with the same optimizer, this time with the library's `MLP` and `fit`. `MLP((2, 2))` has two inputs, two
# classes, and no hidden layer.

# %%
moons = data.moons(n=500, noise=0.15, seed=4)


def train_on_moons(sizes, seed, num_epochs=60):
    """An MLP with layers of these sizes, and its history."""
    training.seed_everything(seed)
    model = MLP(sizes)
    history = training.fit(
        model,
        moons,
        nn.CrossEntropyLoss(),
        torch.optim.Adam(model.parameters(), lr=0.02),
        num_epochs=num_epochs,
        batch_size=100,
        seed=seed,
        metrics=[training.accuracy],
        progress=False,
    )
    return model, history


straight, straight_history = train_on_moons((2, 2), seed=0)
bent, bent_history = train_on_moons((2, 16, 2), seed=0)
one, two = straight_history["validation_accuracy"][-1], bent_history["validation_accuracy"][-1]
print(f"one layer {one:.1%}, two layers {two:.1%} of the validation points right")
assert two > one + 0.05
viz.decision_boundary(
    straight.predict, moons.validation.X, moons.validation.y, moons.class_names, title="one layer"
)

# %%
viz.decision_boundary(
    bent.predict, moons.validation.X, moons.validation.y, moons.class_names, title="two layers"
)

# %% [markdown]
# *This* is a limit of one layer: more steps, other optimizers and other starts would not help. Play with it.
# Press *Train*, and then change the learning rate or the optimizer. To see one layer, write `MLP((2, 2))`
# into the cell and run it again.

# %%
viz.playground(lambda: MLP((2, 16, 2)), moons, lr=0.02, batch_size=100, seed=0)

# %% [markdown]
# ## 10. How many hidden units?
#
# The number of hidden neurons (**hidden units**) is a **hyper-parameter**: you choose it before the training,
# and the training does not change it. How? By an experiment: train with several values, everything else equal,
# and from several starts. First the animals:

# %%
sizes = (1, 2, 5, 10, 20)
by_size = {f"{hidden} hidden": hidden_starts(hidden, 150) for hidden in sizes}
for name, share in by_size.items():
    print(f"{name:10} {share[-1]:.0%} of the starts")
last = [share[-1] for share in by_size.values()]
assert last == sorted(last)
viz.learning_curves(by_size, y="share of starts")

# %% [markdown]
# With one hidden unit, few starts succeed. With 20, nearly all do, and sooner. Two hidden units *could* solve
# the problem, but from random weights they often do not: one of them may be dead from the start. More units
# are more chances.
#
# Is more always better? On the moons we compare the number of weights and biases, and the accuracy on points
# that the network has not seen (the validation set), for three starts each:


# %%
def number_of_parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


print("hidden  parameters   validation accuracy: mean (lowest)")
means = {}
for hidden in (1, 2, 4, 16, 64):
    results = [train_on_moons((2, hidden, 2), seed) for seed in range(3)]
    accuracies = [history["validation_accuracy"][-1] for _, history in results]
    means[hidden] = np.mean(accuracies)
    print(
        f"{hidden:6} {number_of_parameters(results[0][0]):10} {means[hidden]:20.1%} ({min(accuracies):.1%})"
    )
assert number_of_parameters(MLP((2, 16, 2))) == 2 * 16 + 16 + 16 * 2 + 2
assert means[16] > means[1] + 0.05

# %% [markdown]
# From some size on, more units bring almost nothing, but they cost: more weights to store and more work in each
# step. A network that is much too large can also learn the training points by heart and fail on new ones. That
# is **over-fitting**; lessons 5 and 10 show it. A good habit: start small, double the size until the
# *validation* accuracy does not grow any more.
#
# ## 11. The PyTorch way
#
# | graph | PyTorch |
# | --- | --- |
# | `tf.Variable` and `tf.matmul(X, W) + b` | `nn.Linear(2, 10)` |
# | `tf.nn.relu` | `nn.ReLU()` |
# | `softmax_cross_entropy_with_logits_v2`, `reduce_mean` | `nn.CrossEntropyLoss()` |
# | one-hot rows | class numbers (`int64`) |
# | `AdamOptimizer(0.01).minimize(cost)` | `torch.optim.Adam`, `zero_grad`, `backward`, `step` |
#
# `nn.CrossEntropyLoss` wants *scores*, and takes the mean. So the model ends with a linear layer: no ReLU, no
# softmax. We start with the weights of the graph in section 9, to compare.

# %%
model = nn.Sequential(nn.Linear(2, 10), nn.ReLU(), nn.Linear(10, 3))
with torch.no_grad():
    for parameter, value in zip(model.parameters(), first_weights, strict=True):
        parameter.copy_(torch.from_numpy(value.T))  # nn.Linear keeps W transposed
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

torch_costs = []
for _ in range(100):
    loss = loss_function(model(X_animals), y_animals)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    torch_costs.append(loss.item())

print(f"cost {torch_costs[0]:.4f} -> {torch_costs[-1]:.4f}")
print("largest difference to the graph:", np.abs(np.array(torch_costs) - deep_costs).max())
assert np.allclose(torch_costs, deep_costs, atol=1e-3)

# %% [markdown]
# The costs are the same in each of the 100 steps. To predict, take `argmax` of the scores. For probabilities,
# apply softmax *now*, outside of the model:

# %%
new_animals = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
with torch.no_grad():
    probabilities = torch.softmax(model(new_animals), dim=1)
for (fur, wings), row in zip(new_animals.tolist(), probabilities, strict=True):
    name = animals.class_names[row.argmax()]
    print(f"fur {fur:.0f}, wings {wings:.0f}: {name:6} with probability {row.max():.2f}")
assert probabilities.argmax(dim=1).tolist() == [0, 1, 2, 2]

# %% [markdown]
# Shorter still: the library's `MLP((2, 10, 3))` is this model, and `training.fit`, which you saw on the moons,
# is this loop.
#
# **On a GPU** these networks would be *slower* than on the CPU, because starting a calculation takes longer than
# the calculation. A GPU pays when there are many rows or wide layers. Training many starts at once, as we did
# above, is a good case for it: move the tensors there with `.to(training.choose_device())`.
#
# ## Summary
#
# - A neuron is a weighted sum, a bias and an activation. A layer of neurons is one matrix product.
# - Labels are one-hot rows, or simply class numbers. `argmax` goes from scores to a class; at a tie it takes the
#   first.
# - `reduce_...(t, axis=k)` takes axis k away. Over classes: `axis=1`. Over examples: the mean.
# - Softmax turns scores into probabilities. Cross-entropy is minus the logarithm of the right class's
#   probability. Calculate both in one step, from the scores.
# - The animals do not need two layers. The document's network is stuck because of ReLU before the softmax: the
#   neuron for `other` is dead. Hidden layers need an activation, the output layer before a softmax has none.
# - Look at costs and probabilities, not at the accuracy alone. A cost near log(number of classes) means:
#   nothing learned.
# - A hidden layer can draw bent borders. Its size is a hyper-parameter: experiment, with several starts, and
#   compare on validation data.
#
# ## Terms
#
# | English | Korean | meaning |
# | --- | --- | --- |
# | classification | 분류 | sort things into classes |
# | feature, class (label) | 특징, 분류 (레이블) | what is known, what is predicted |
# | artificial neuron | 인공 뉴런 | weighted sum, bias, activation |
# | weight, bias | 가중치, 편향 | the numbers that are learned |
# | activation function | 활성화 함수 | makes the output from the weighted sum |
# | dead neuron | 죽은 뉴런 | its ReLU is 0 for all examples, so it cannot learn |
# | one-hot encoding | 원-핫 인코딩 | 1 at the place of the class, else 0 |
# | axis, reduce | 축, 축소 | one direction of a tensor; to combine all numbers along it into one |
# | score, logit | 점수, 로짓 | what the network gives before the softmax |
# | softmax | 소프트맥스 | turns scores into probabilities with the sum 1 |
# | cross-entropy | 교차 엔트로피 | how far predicted probabilities are from the right ones |
# | accuracy | 정확도 | share of right answers |
# | hidden layer, hidden unit | 은닉층, 은닉 뉴런 | layer between inputs and outputs, and a neuron of it |
# | deep neural network | 심층 신경망 | network with two or more hidden layers |
# | hyper-parameter | 하이퍼파라미터 | chosen before the training |
# | over-fitting | 과적합 | learned by heart, fails on new examples |
#
# ## Next
#
# Practise in [exercise 4](../exercises/04_classification/04_classification.ipynb). In [lesson
# 5](05_checkpoints.ipynb), the trained network survives the end of the program.
