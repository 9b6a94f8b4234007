# %% [markdown]
# # 21a. Learning to draw: autoencoders
#
# In lesson 15 a generator learned to draw because a second network criticised it. There was no loss that simply fell,
# and whole kinds of pictures could go missing. This lesson has two other ways, each with one loss that falls. This
# part writes a picture as two numbers and draws it again from them; the second part removes noise.
#
# **After this chapter you can**
#
# - say what a bottleneck does, and compare an autoencoder with PCA, its honest rival;
# - explain why one cannot draw with an autoencoder, and what a variational autoencoder (VAE) changes;
# - calculate the two terms of its loss, and check one of them by drawing random numbers;
# - explain how a gradient passes through a random draw, and why other ways are noisier;
# - walk through the plane of codes, and from one picture to another.
#
# **Time**: {{time}}, with the practice. **Needs**: lessons 3 (gradient descent), 4 (cross-entropy), 12 (digits) and
# 15 (GAN). No GPU, no network. {{previous}} comes before it, but is not needed.

# %%
import inspect
import math
import os

import numpy as np
import torch
from torch.distributions import Normal
from torch.optim import Adam

import lessonlib.tf1 as tf
from lessonlib import data, training, viz
from lessonlib.models import (
    VAE,
    Autoencoder,
    kl_to_standard_normal,
    pixel_losses,
    sampled_code,
)

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # on a busy computer two threads wait for each other
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # when the course is tested

digits = data.digits()  # 8 x 8 pixels, from 0 (paper, drawn dark) to 1 (ink)
train, test = digits.train.X, digits.test.X
print(digits)
viz.image_sheet(train[:16], title="Sixteen of 1,200 training pictures")

# %% [markdown]
# ## 1. A bottleneck
#
# Can you write a point of the plane, two numbers, as **one** number, so that somebody else can draw the point again?
# If the points lie near a line, nearly: say how far along the line it is. To *encode* is to multiply by the direction
# of the line and add up; to *decode* is to go so far along it. What stands beside the line is lost. How much is lost
# depends on the direction:

# %%
rng = np.random.default_rng(21)
points = np.outer(rng.normal(size=200), [1.6, 1.2]) + 0.3 * rng.normal(size=(200, 2))
points -= points.mean(axis=0)


def lost(points, direction):
    """Mean squared distance between the points, (n, 2), and what is drawn from one number each."""
    codes = points @ direction  # (n,)
    return ((points - np.outer(codes, direction)) ** 2).sum(axis=1).mean()


angles = np.arange(0, 181, 3)
directions = [np.array([math.cos(a), math.sin(a)]) for a in np.radians(angles)]
errors = [lost(points, direction) for direction in directions]
best = np.linalg.svd(points)[2][0]  # the first principal component
print("best direction:", best * np.sign(best[0]), " error:", round(lost(points, best), 3))
title = "One direction loses least"
viz.lines(angles, {"error": errors}, names=("angle in degrees", "mean squared error"), title=title)

# %% proof
assert lost(points, best) <= min(errors)
assert abs(np.degrees(math.atan2(*(best * np.sign(best[0]))[::-1])) - angles[np.argmin(errors)]) <= 3
assert lost(points, best) < 0.1

# %% [markdown]
# The best direction is the **first principal component**. For pictures of 64 pixels, `k` numbers and `k` directions
# do the same: this is **principal component analysis** (PCA, Pearson, 1901). One line of `svd` finds the best
# directions, and no other *linear* encoder and decoder can lose less.
#
# **Your turn.** The direction is (0.6, 0.8), and its length is 1. Encode the point (3, 1), then decode it. Set `code`
# to a number and `drawn` to two numbers.

# %% try="by_hand"
code = ...
drawn = ...

# %% solution="by_hand"
code = 0.6 * 3 + 0.8 * 1
drawn = [0.6 * code, 0.8 * code]

# %% [markdown] solution="by_hand"
# The code is 2.6, and the drawn point (1.56, 2.08). What is lost, (1.44, -1.08), is at a right angle to the
# direction: no other point of the line is as near.

# %% [markdown] hints="by_hand"
# - when "got:      4": Multiply by the direction first.
# - when "The drawn point is": From the origin, go as far along the direction as the code says.
# 1. Encoding multiplies and adds; decoding multiplies the direction by one number.

# %% check="by_hand"
expect.predicted(code, 2.6, what="The code", hint="0.6 times one coordinate, 0.8 times the other.")
point = (
    np.asarray(drawn, dtype=float).round(2).tolist()
    if isinstance(drawn, (list, tuple, np.ndarray))
    else drawn
)
expect.predicted(point, [1.56, 2.08], what="The drawn point", hint="The code times the direction.")

# %% wrong="by_hand" message="got:      4"
code, drawn = 4, [1.56, 2.08]

# %% wrong="by_hand" message="The drawn point is"
code, drawn = 2.6, [2.6, 2.6]

# %% proof
lost_part = np.array([3, 1]) - 2.6 * np.array([0.6, 0.8])
assert lost_part.round(2).tolist() == [1.44, -1.08]
assert abs(lost_part @ [0.6, 0.8]) < 1e-9

# %% [markdown]
# ### The same as a network, in a graph
#
# A linear layer with two outputs, and another one back to 64 pixels: **an encoder, a bottleneck, a decoder**. Nobody
# tells it the right code. The target is the input itself, so no labels are needed. First in the graph way:

# %%
tf.reset_default_graph()
tf.set_random_seed(21)
X = tf.placeholder(tf.float32, [None, 64], name="X")
with tf.name_scope("encoder"):
    W_in = tf.Variable(tf.random_normal([64, 2], stddev=0.1))
    codes = tf.matmul(X, W_in) + tf.Variable(tf.zeros([2]))
with tf.name_scope("decoder"):
    W_out = tf.Variable(tf.random_normal([2, 64], stddev=0.1))
    drawn_again = tf.matmul(codes, W_out) + tf.Variable(tf.zeros([64]))
with tf.name_scope("error"):  # summed over the pixels, mean over the pictures
    error = tf.reduce_mean(tf.reduce_sum(tf.square(drawn_again - X), axis=1))
step = tf.train.AdamOptimizer(0.02).minimize(error)
flat, flat_test = train.flatten(1).numpy(), test.flatten(1).numpy()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(600):
        sess.run(step, {X: flat})
    by_graph = sess.run(error, {X: flat_test})


def pca(k):
    """A function that encodes and decodes pictures with k principal components: (n, 64) -> (n, 64)."""
    mean = flat.mean(axis=0)
    components = np.linalg.svd(flat - mean, full_matrices=False)[2][:k]  # (k, 64)
    return lambda rows: (rows - mean) @ components.T @ components + mean


def squared_error(drawn, rows):
    return ((np.asarray(drawn) - np.asarray(rows)) ** 2).sum(axis=1).mean()


by_pca = squared_error(pca(2)(flat_test), flat_test)
print(f"error of a test picture: linear network {by_graph:.3f}, PCA {by_pca:.3f}")

# %% proof
assert abs(by_graph / by_pca - 1) < 0.01

# %% [markdown]
# The network found what `svd` finds in one line: the same plane, though perhaps other axes in it. So far, a network
# is a slow way to PCA (Baldi and Hornik proved in 1989 that this must be so). What would it need to do better?
#
# **Your turn.** How many weights and biases does the linear network 64 - 2 - 64 have? Set `num_weights`.

# %% try="num_weights"
num_weights = ...

# %% solution="num_weights"
num_weights = (64 * 2 + 2) + (2 * 64 + 64)

# %% [markdown] solution="num_weights"
# 130 for the encoder, 192 for the decoder: 322. The biases do what PCA does when it subtracts the mean.

# %% [markdown] hints="num_weights"
# - when "got:      256": These are the weights. Each output has a bias, too.
# 1. Two layers; each has inputs times outputs weights, and outputs biases.

# %% check="num_weights"
expect.predicted(num_weights, 322, what="The number", hint="Weights and biases of two layers.")

# %% wrong="num_weights" message="got:      256"
num_weights = 256

# %% [markdown]
# ## 2. A bend: the autoencoder
#
# A hidden layer with ReLU on both sides lets the two numbers stand for a bent surface among all pictures. In PyTorch
# it is `Autoencoder`: 64 - 256 - 2 - 256 - 64. Its last layer gives logits, and their sigmoid is the picture. The
# loss is the cross-entropy of each pixel, **summed over the pixels of a picture, mean over the pictures** (section 3
# says why):

# %%
print(inspect.getsource(pixel_losses))


def trained(build, num_epochs, seed=0, **options):
    """The trained model, its history and its sheets: Adam, batches of 50."""
    training.seed_everything(seed)
    model = build()
    adam = Adam(model.parameters(), lr=0.001, fused=True)
    given = {"num_epochs": num_epochs, "batch_size": 50, "seed": seed, "progress": False}
    history, sheets = training.fit_pictures(model, digits, adam, **given, **options)
    return model, history, sheets


EPOCHS = 20 if FAST else 100
autoencoder, history, _ = trained(Autoencoder, EPOCHS)
with torch.no_grad():
    drawn_by_network = autoencoder(test)
drawn_by_pca = torch.tensor(pca(2)(flat_test)).view(-1, 1, 8, 8).clamp(0, 1)
for name, again in (("PCA", drawn_by_pca), ("autoencoder", drawn_by_network)):
    print(f"{name:11} error {squared_error(again.flatten(1), flat_test):.2f}")
rows = torch.cat([test[:8], drawn_by_pca[:8], drawn_by_network[:8]])
viz.image_sheet(rows, title="Test pictures; from two numbers by PCA; from two numbers by the network")

# %% proof
network_error = squared_error(drawn_by_network.flatten(1), flat_test)
assert network_error < (0.92 if FAST else 0.85) * by_pca

# %% [markdown]
# Two numbers, and most digits can be read again. PCA with two numbers draws a grey blot for several of them. The
# price: training, and 34,370 weights for 1,200 pictures. So compare on the **test** pictures, as here.
#
# **Is the network always the better choice?** With more numbers the picture changes. Measured once on the test
# pictures (100 epochs, seed 0):
#
# | numbers in the code | PCA | autoencoder |
# | ---: | ---: | ---: |
# | 2 | 3.43 | 2.74 |
# | 8 | 1.65 | 0.99 |
# | 32 | 0.19 | 0.29 |
#
# With 32 numbers, one line of linear algebra loses less, in a moment and without a seed (the network's own loss is
# not the squared error, which helps PCA here). A network is worth it when the code is small.
#
# **Your turn.** Which error has PCA with 64 numbers for a picture of 64 pixels? And is an autoencoder with a code of
# 64 numbers useful for drawing *new* pictures? Set `pca_64` to a number and `useful` to True or False.

# %% try="no_bottleneck"
pca_64 = ...
useful = ...

# %% solution="no_bottleneck"
pca_64 = 0
useful = False

# %% [markdown] solution="no_bottleneck"
# With 64 directions nothing is lost: the code is the picture, turned. A network could learn to copy its input, and
# would then have learned nothing about digits. Random codes would be random pictures: noise. The bottleneck is what
# forces it to find out what pictures have in common.

# %% [markdown] hints="no_bottleneck"
# - when "The error is not": How much stands beside all 64 directions?
# - when "Whether it is useful": What would a random code of 64 numbers be, if the code is just a copy?
# 1. What does the encoder have to leave out, when the code is as long as the picture?

# %% check="no_bottleneck"
expect.predicted(pca_64, 0, what="The error", hint="All directions are there.")
expect.predicted(useful, False, what="Whether it is useful", hint="Think of a network that copies.")

# %% wrong="no_bottleneck" message="The error is not"
pca_64, useful = 64, False

# %% wrong="no_bottleneck" message="Whether it is useful"
pca_64, useful = 0, True

# %% proof
assert squared_error(pca(64)(flat_test), flat_test) < 1e-6
assert sum(p.numel() for p in autoencoder.parameters()) == 34_370

# %% [markdown]
# ### Where the codes lie
#
# Two numbers are a place in the plane. Each training picture is written there as its digit. The network has never
# seen the labels; they only colour the map. Move the sliders (Tab, then the arrow keys), and see what the decoder
# draws.

# %%
codes = autoencoder.encode(train)
viz.code_explorer(autoencoder.decode, codes, digits.train.y, title="Codes of the autoencoder")

# %% [markdown]
# Pictures of one kind lie together. But try to **draw** with it: where should a random code come from? The map has
# its own size and shape, which nobody chose; some kinds lie along thin arms, and between them are deserts where the
# decoder was never asked for anything.

# %%
torch.manual_seed(0)
low, high = codes.min(dim=0).values, codes.max(dim=0).values
print("codes from", low.numpy().round(2), "to", high.numpy().round(2))
random_codes = low + (high - low) * torch.rand(24, 2)
viz.image_sheet(autoencoder.decode(random_codes), columns=12, title="Drawn from random places of the map")

# %% proof
assert (codes.std(dim=0) > 2).any()

# %% [markdown]
# **Your turn.** Why are so many of these not digits? Set `reason` to a letter.
#
# - a. The decoder has too few weights.
# - b. The loss asks only about the places where training codes lie; in between, anything goes.
# - c. The test pictures are too different from the training pictures.
# - d. The labels were not used in training.

# %% try="holes"
reason = ...

# %% solution="holes"
reason = "b"

# %% [markdown] solution="holes"
# No term of the loss says where codes should lie, or that neighbours of a good code are good. So codes spread out as
# far as helps to keep them apart. This is what the next section repairs. (Labels are not needed for it.)

# %% [markdown] hints="holes"
# - when "a'": The same decoder draws the training pictures well.
# - when "d'": Would labels say anything about the places between the codes?
# 1. At which codes is the decoder asked during training?

# %% check="holes"
expect.predicted(reason, "b", what="The reason", hint="Which codes take part in the loss?")

# %% wrong="holes" message="a'"
reason = "a"

# %% wrong="holes" message="d'"
reason = "d"

# %% [markdown]
# ## 3. Codes that are clouds
#
# Two changes make a **variational autoencoder** (Kingma and Welling, 2013):
#
# 1. The encoder gives each picture not a point but a **cloud**: a mean and a variance for each number of the code.
#    The decoder gets one random point of the cloud. So it must draw well in the whole neighbourhood, and neighbours
#    become alike.
# 2. Each cloud pays for being far from a standard normal distribution, N(0, 1). So all clouds together fill one known
#    shape, and to draw something new we take a code from N(0, 1).
#
# The loss of a picture has two terms, one for each:
#
# $$-\text{ELBO} = \underbrace{-\log p(x \mid z)}_{\text{lost in drawing}} +
# \underbrace{\text{KL}\big(q(z \mid x) \,\|\, N(0, 1)\big)}_{\text{price of the cloud}}$$
#
# where $z$ is drawn from the cloud $q(z \mid x)$. ELBO stands for **evidence lower bound**: what we would like to
# make large is $\log p(x)$, how probable the model finds the picture. It is an integral over all codes, which nobody
# can compute. The ELBO can be computed, and it is never larger:
#
# $$\log p(x) = \text{ELBO} + \text{KL}\big(q(z \mid x) \,\|\, p(z \mid x)\big)$$
#
# The KL divergence is never negative, so the ELBO is a **lower bound**, and it is tight when the cloud is the true
# distribution of codes for this picture. See it in a case in which all can be computed: one number $z$ from N(0, 1),
# and one "pixel" $x = z$ plus noise from N(0, 1). Then $x$ has variance 2, and for $x = 2$ the true cloud is N(1,
# 1/2).

# %%
x = 2.0


def elbo(m, variance):
    """For one number x, and a cloud N(m, variance)."""
    log_p = -0.5 * math.log(2 * math.pi) - 0.5 * ((x - m) ** 2 + variance)  # its mean over the cloud
    kl = 0.5 * (m**2 + variance - 1 - math.log(variance))
    return log_p - kl


evidence = Normal(0.0, math.sqrt(2.0)).log_prob(torch.tensor(x)).item()
means = np.linspace(-1, 3, 81)
curves = {f"ELBO, variance {v}": [elbo(m, v) for m in means] for v in (0.5, 1.0)}
curves["log p(x)"] = [evidence] * len(means)
print(f"log p(x) = {evidence:.4f}, best ELBO with variance 1/2: {elbo(1.0, 0.5):.4f}")
viz.lines(means, curves, names=("mean of the cloud", "log p(x)"), title="A lower bound that can be reached")

# %% proof
assert abs(elbo(1.0, 0.5) - evidence) < 1e-6
for m in means:
    for v in (0.1, 0.5, 1.0, 2.0):
        gap = torch.distributions.kl_divergence(
            Normal(torch.tensor(float(m)), math.sqrt(v)), Normal(1.0, math.sqrt(0.5))
        ).item()
        assert gap >= 0
        assert abs(evidence - elbo(m, v) - gap) < 1e-5

# %% [markdown]
# ### The price of a cloud
#
# For normal distributions the KL divergence is a short formula. With mean $m$ and variance $s^2 = e^v$, for each
# number of the code:
#
# $$\text{KL} = \tfrac12 \left( m^2 + e^v - 1 - v \right)$$
#
# The encoder's output is $v$, the *logarithm* of the variance: any number is allowed, and the variance is positive
# all the same. But do not believe a formula because it is short. By its definition, the divergence is the mean of
# $\log q(z) - \log p(z)$ over draws from the cloud $q$. So draw, and compare:

# %%
torch.manual_seed(3)
mean, log_var = torch.tensor([[1.0, -0.5]]), torch.tensor([[0.0, -1.5]])  # a cloud with two numbers
cloud, prior = Normal(mean, (log_var / 2).exp()), Normal(0.0, 1.0)
exact = kl_to_standard_normal(mean, log_var).item()
for n in (100, 10_000, 1_000_000):
    z = cloud.sample((n,))  # (n, 1, 2)
    ratio = (cloud.log_prob(z) - prior.log_prob(z)).sum(dim=(1, 2))  # (n,)
    spread = ratio.std() / math.sqrt(n)
    print(f"{n:9,} draws: {ratio.mean():.4f} +- {spread:.4f}   formula: {exact:.4f}")

# %% proof
assert abs(ratio.mean().item() - exact) < 4 * spread
assert spread < 0.002

# %% [markdown]
# **Your turn.** What is the divergence of a cloud with mean 2 and variance 1? And which cloud costs nothing? Set
# `price` to a number, and `free` to its mean and its variance, two numbers.

# %% try="price"
price = ...
free = ...

# %% solution="price"
price = 0.5 * (2**2 + 1 - 1 - math.log(1))
free = [0, 1]

# %% [markdown] solution="price"
# 2, half of the squared mean. Only the standard normal distribution costs nothing. A tiny variance is expensive, too:
# with $s^2 = 0.01$ and mean 0 it is 1.8, so the encoder cannot shrink its clouds to points for free.

# %% [markdown] hints="price"
# - when "got:      4": There is a factor in front of the bracket.
# - when "The free cloud": The price is the distance from N(0, 1).
# 1. Put m = 2 and v = log 1 = 0 into the formula.

# %% check="price"
expect.predicted(price, 2, what="The price", hint="v is the logarithm of the variance.")
cloud_for_free = [float(part) for part in free] if isinstance(free, (list, tuple)) else free
expect.predicted(cloud_for_free, [0, 1], what="The free cloud", hint="Mean first, then variance.")

# %% wrong="price" message="got:      4"
price, free = 4, [0, 1]

# %% wrong="price" message="The free cloud"
price, free = 2, [0, 0]

# %% proof
assert kl_to_standard_normal(torch.tensor([[2.0]]), torch.zeros(1, 1)).item() == 2
assert round(kl_to_standard_normal(torch.zeros(1, 1), torch.tensor([[math.log(0.01)]])).item(), 1) == 1.8

# %% [markdown]
# **Why the sum over the pixels?** $\log p(x \mid z)$ of a picture is the *sum* over its pixels, as the logarithm of a
# product. Whoever takes the mean over 64 pixels makes the first term 64 times too small beside the KL term, and the
# cheapest way out is then to give every picture the same free cloud. The decoder draws one grey mean of all digits,
# and the code says nothing: **posterior collapse**. (Grey pixels are not probabilities, so this cross-entropy is not
# an exact log p; that is common practice, and harmless here.)
#
# ## 4. A gradient through a draw
#
# The decoder gets a *random* $z$. How should the encoder know whether to move its cloud? We need the slope of a mean
# over random draws, by the mean and the variance of the cloud. The trick of the VAE: **draw outside**. Take noise
# from N(0, 1), which depends on nothing, and compute
#
# $$z = m + e^{v/2} \cdot \text{noise}.$$
#
# Now $z$ is an ordinary function of $m$ and $v$, and backpropagation goes through it: $\partial z / \partial m = 1$
# and $\partial z / \partial v = \frac12 e^{v/2} \cdot \text{noise}$. This is the **reparameterisation trick**. In a
# graph one sees it best: the noise enters from the side, and the way from the code back to $m$ and $v$ has no random
# node on it.

# %%
tf.reset_default_graph()
m = tf.placeholder(tf.float32, [], name="m")
v = tf.placeholder(tf.float32, [], name="v")
noise = tf.placeholder(tf.float32, [], name="noise")
z = tf.add(m, tf.multiply(tf.exp(v / 2.0), noise), name="z")
loss = tf.square(z, name="loss")
slopes = tf.gradients(loss, [m, v])
with tf.Session() as sess:
    at_m, at_v = sess.run(slopes, {m: 1.5, v: 0.0, noise: 0.5})
print(f"slopes with respect to m and v: {at_m}, {at_v}")
viz.computation_graph(tf.get_default_graph(), [loss], title="The noise comes from outside")

# %% [markdown]
# **Your turn.** The loss is $z^2$, and $m = 3$, $v = 0$, noise $= -1$. Set `by_m` and `by_v`, the two slopes, without
# the computer.

# %% try="slopes"
by_m = ...
by_v = ...

# %% solution="slopes"
by_m = 2 * (3 - 1)
by_v = 2 * (3 - 1) * 0.5 * -1

# %% [markdown] solution="slopes"
# $z = 2$, and the slope of the square is 4. With respect to $m$ it stays 4. With respect to $v$ it is 4 times
# $\frac12 e^0 \cdot (-1)$, which is -2: with this noise, a wider cloud would have given a smaller $z$.

# %% [markdown] hints="slopes"
# - when "The slope with respect to m": Twice z, not twice m.
# - when "The slope with respect to v": Chain rule: the slope of the loss with respect to z, times that of z with
#   respect to v. The exponent is v / 2.
# 1. First z, then the slope of the loss with respect to z, then the two inner slopes.

# %% check="slopes"
expect.predicted(by_m, 4, what="The slope with respect to m", hint="z is 2.")
expect.predicted(
    by_v, -2, what="The slope with respect to v", hint="The inner slope is half of the noise here."
)

# %% wrong="slopes" message="The slope with respect to m"
by_m, by_v = 6, -2

# %% wrong="slopes" message="The slope with respect to v"
by_m, by_v = 4, -4

# %% proof
at = torch.tensor([3.0, 0.0], requires_grad=True)
slope = torch.autograd.grad((at[0] + (at[1] / 2).exp() * -1.0) ** 2, at)[0]
assert slope.tolist() == [4, -2]

# %% [markdown]
# ### Three estimates of one slope
#
# Is it right? The mean of $z_1^2 + \dots + z_k^2$ over the cloud can be computed: its slope with respect to $m_1$ is
# $2 m_1$, here 3. Three ways to estimate it from draws:
#
# - **finite differences**: move $m_1$ a little up and down, *with the same noise*, and divide the change of the mean;
# - **reparameterisation**: the mean of $2 z_1$;
# - **score function**: the mean of $f(z) \cdot \partial \log q(z) / \partial m_1 = f(z)\,(z_1 - m_1) / s^2$. It needs
#   no slope of $f$ at all, only values: good draws are made more probable. Reinforcement learning lives on it
#   (REINFORCE, Williams, 1992).


# %%
def f(z):
    """(n, k) -> (n,)."""
    return (z**2).sum(dim=1)


torch.manual_seed(4)
spreads = {}
print("code | differences | reparameterised, of one draw | score function, of one draw")
for k in (1, 16, 64):
    m, noise = torch.full((k,), 1.5), torch.randn(200_000, k)
    z = m + noise  # variance 1
    up, down = (m + h * torch.eye(k)[0] for h in (0.01, -0.01))
    differences = ((f(up + noise) - f(down + noise)).double().mean() / 0.02).item()
    through, score = 2 * z[:, 0], f(z) * noise[:, 0]  # one estimate for each draw
    spreads[k] = through.std().item(), score.std().item()
    print(
        f"{k:4} | {differences:11.2f} | {through.mean():15.2f} +- {spreads[k][0]:<10.1f} | "
        f"{score.mean():14.2f} +- {spreads[k][1]:.1f}"
    )

# %% proof
for k in (1, 16, 64):
    assert abs(spreads[k][0] - 2) < 0.05
assert spreads[1][1] > 2.5 * spreads[1][0]
assert spreads[64][1] > 50 * spreads[64][0]
assert abs(differences - 3) < 0.1
assert abs(through.mean() - 3) < 0.05
assert abs(score.mean() - 3) < 5 * score.std() / math.sqrt(len(score))

# %% [markdown]
# All three mean the same slope. But look at the spread of a single draw, since a VAE makes one draw for each picture:
# 2 for the reparameterised estimate, whatever the length of the code; for the score function it grows with the code,
# to more than 200 with 64 numbers. To be as exact it would need the *square* of the ratio as many draws, over ten
# thousand times as many. It knows only *that* a draw was good, not *which* of its numbers made it so.
#
# **Your turn.** In PyTorch a distribution has two methods: `sample` and `rsample`. One of them breaks the way of the
# gradient. Repair `slope`, which should be the slope of $z^2$ with respect to $m$.

# %% try="rsample"
m = torch.tensor(1.5, requires_grad=True)
torch.manual_seed(0)
z = Normal(m, 1.0).sample()
slope = torch.autograd.grad(z**2, m)[0] if z.requires_grad else None

# %% solution="rsample"
m = torch.tensor(1.5, requires_grad=True)
torch.manual_seed(0)
z = Normal(m, 1.0).rsample()
slope = torch.autograd.grad(z**2, m)[0] if z.requires_grad else None

# %% [markdown] solution="rsample"
# The r stands for *reparameterised*: `rsample` draws the noise outside, as above. `m + torch.randn(())` is as good.
# The result of `sample` is a plain number for the gradient: an encoder behind it would never learn, and no error
# would tell.

# %% [markdown] hints="rsample"
# - when "no slope": `sample` gives a number that does not know where it came from.
# 1. One letter is missing.

# %% check="rsample"
found = slope is not None
expect.that(
    found, "There is no slope: the draw is not connected with m.", hint="Which method reparameterises?"
)
expect.close(slope, 2 * z.detach(), what="The slope", hint="Twice the drawn z.")

# %% wrong="rsample" message="no slope"
slope = None

# %% wrong="rsample" message="The slope is not right"
slope, z = torch.tensor(1.0), torch.tensor(2.0)

# %% [markdown]
# ## 5. Train it, and walk through the plane
#
# Everything is in place. The model in the library is short; these are its loss and the two functions of above:

# %%
for part in (sampled_code, kl_to_standard_normal, VAE.terms):
    print(inspect.getsource(part))

vae, history, sheets = trained(VAE, EPOCHS, sample_every=EPOCHS // 4, num_samples=8)
torch.manual_seed(5)
lost_in_drawing, kl = (term.detach().mean().item() for term in vae.terms(test, vae.noise(len(test))))
print(f"a test picture: {lost_in_drawing:.1f} lost in drawing, {kl:.2f} for the cloud")
title = "Drawn from the same eight random codes, from epoch to epoch"
viz.sample_timeline(list(sheets.values()), list(sheets), title=title)

# %% proof
assert history["loss"][-1] < history["loss"][0] - 5
assert 1 < kl < 6

# %% [markdown]
# At first all columns show the mean of all digits; then each random code finds its own digit. No critic, no game: one
# loss that falls. The pictures are a little soft. That is typical: where a cloud covers two different pictures, the
# best drawing is their mean.
#
# Walk through the plane again. Now you know where to walk: N(0, 1), so nearly everything lies between -2 and 2.

# %%
codes = vae.encode(train)
viz.code_explorer(vae.sample, codes, digits.train.y, title="Codes of the VAE")

# %% proof
assert (codes.std(dim=0) < 1.3).all()
assert (codes.mean(dim=0).abs() < 0.4).all()

# %%
places = torch.linspace(2, -2, 9)
grid = torch.cartesian_prod(places, places).flip(1) * torch.tensor([-1.0, 1.0])
viz.image_sheet(vae.sample(grid), columns=9, title="The plane as the decoder sees it, -2 to 2 both ways")

# %% [markdown]
# **Your turn.** Somebody trains a VAE and multiplies the KL term by 0. Set `without` to what it becomes. And somebody
# multiplies it by 1,000. Set `far_too_much`.
#
# - a. Nearly an ordinary autoencoder: the clouds shrink to points and spread out, and random codes from N(0, 1) mean
#   little.
# - b. A decoder that draws the mean of all pictures, whatever the code says.
# - c. A better VAE: the pictures become sharper, and random codes still mean something.

# %% try="weights_of_kl"
without = ...
far_too_much = ...

# %% solution="weights_of_kl"
without = "a"
far_too_much = "b"

# %% [markdown] solution="weights_of_kl"
# Between the two lies a dial: less weight draws sharper and leaves more holes, more weight orders the plane and blurs
# the pictures (the *beta-VAE*, Higgins et al., 2017). Only with weight 1 is the loss a bound of log p(x).

# %% [markdown] hints="weights_of_kl"
# - when "Without the KL term": What is left of the loss, and what would make it smallest?
# - when "With 1,000 times": Which cloud is free of charge? What does the decoder then know?
# 1. Look at the two extremes of the loss: only the drawing counts, or only the clouds count.

# %% check="weights_of_kl"
expect.predicted(
    without, "a", what="Without the KL term: the answer", hint="Then nothing keeps a cloud wide."
)
expect.predicted(
    far_too_much, "b", what="With 1,000 times the KL term: the answer", hint="Which cloud costs nothing?"
)

# %% wrong="weights_of_kl" message="Without the KL term"
without, far_too_much = "c", "b"

# %% wrong="weights_of_kl" message="With 1,000 times"
without, far_too_much = "a", "c"

# %% [markdown]
# ### From one picture to another
#
# What lies between a 0 and a 4? The mean of the *pixels* is both digits on one sheet. In the plane of codes, walk on
# a straight line from one code to the other, and draw at each stop:

# %%
labels = digits.test.y.tolist()
start, end = (test[labels.index(digit)][None] for digit in (0, 4))
parts = torch.linspace(0, 1, 9)[:, None]
line = (1 - parts) * vae.encode(start) + parts * vae.encode(end)  # (9, 2)
parts = parts[:, :, None, None]
blended = (1 - parts) * start + parts * end
rows = torch.cat([blended, vae.sample(line)])
viz.image_sheet(rows, columns=9, title="Above: pixels blended. Below: codes blended, then drawn")

# %% [markdown]
# Above, one digit fades out while the other fades in. Below, the strokes move, and on the way there may be a third
# digit, because its region lies between the two.
#
# **Your turn.** Set `middle` to the picture that the VAE draws halfway between the codes of `start` and `end`: a
# tensor (1, 1, 8, 8).

# %% try="middle"
middle = ...

# %% solution="middle"
middle = vae.sample((vae.encode(start) + vae.encode(end)) / 2)

# %% [markdown] solution="middle"
# Encode both, average the codes, draw. It is the fifth picture of the lower row. `(vae.sample(a) + vae.sample(b)) /
# 2` would average after drawing: two digits on one sheet again.

# %% [markdown] hints="middle"
# - when "The middle picture is not": What is averaged: codes or pixels?
# 1. Two calls of `encode`, one of `sample`.

# %% check="middle"
wanted = vae.sample(line[4:5])
expect.close(
    middle, wanted, what="The middle picture", rtol=1e-3, atol=1e-4, hint="Average the codes, then draw."
)

# %% wrong="middle" message="The middle picture is not"
middle = (start + end) / 2

# %% [markdown]
# ## Summary
#
# - An autoencoder writes its input as a small code and draws it again; the input is its own target. Without a hidden
#   layer it is PCA. With one it loses less, if the code is small. Compare on test pictures.
# - Its codes lie where they like, so random codes draw little that makes sense.
# - A VAE gives each picture a cloud of codes. Its loss is minus the ELBO: lost in drawing, summed over the pixels,
#   plus the KL divergence of the cloud from N(0, 1), $\frac12 (m^2 + e^v - 1 - v)$ for each number.
# - The ELBO never exceeds log p(x).
# - Draw the noise outside: $z = m + e^{v/2} \cdot \text{noise}$. The gradient passes through, with little spread. The
#   score function needs no slopes, and very many draws.
# - Between two codes the decoder draws pictures in between.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | autoencoder | 오토인코더 | a network whose target is its own input |
# | bottleneck | 병목 | the narrow place that a picture must pass through as a code |
# | code, latent variable | 코드, 잠재 변수 | the few numbers that stand for a picture |
# | principal component analysis | 주성분 분석 | the best linear code |
# | variational autoencoder | 변분 오토인코더 | an autoencoder whose codes are distributions |
# | evidence lower bound (ELBO) | 증거 하한 | what a VAE makes large; never above log p(x) |
# | KL divergence | 쿨백-라이블러 발산 | how far one distribution is from another; never negative |
# | reparameterisation trick | 재매개변수화 기법 | the noise is drawn outside, so gradients pass |
# | posterior collapse | 사후 붕괴 | every picture gets the same cloud, and the code says nothing |

# %% [markdown]
# ## Read on
#
# - P. Baldi and K. Hornik, *Neural networks and principal component analysis: learning from examples without local
#   minima*, Neural Networks 2 (1989): the linear autoencoder is PCA.
# - G. Hinton and R. Salakhutdinov, *Reducing the dimensionality of data with neural networks*, Science 313 (2006):
#   deep autoencoders against PCA.
# - D. Kingma and M. Welling, *Auto-encoding variational Bayes*, arXiv 1312.6114 (2013): the VAE.
# - D. Rezende, S. Mohamed and D. Wierstra, *Stochastic backpropagation and approximate inference in deep generative
#   models*, International Conference on Machine Learning (2014): the same idea, found at the same time.
# - R. Williams, *Simple statistical gradient-following algorithms for connectionist reinforcement learning*, Machine
#   Learning 8 (1992): the score function.
# - I. Higgins et al., *beta-VAE: learning basic visual concepts with a constrained variational framework*,
#   International Conference on Learning Representations (2017).
#
# **Open questions**, without a grade:
#
# 1. Train a VAE with a code of 16 numbers. How many of them does it use? (Look at the KL divergence of each number.)
#    Why not all?
# 2. Can a VAE tell you that a picture is *not* a digit? Try its two terms on a picture of noise, and on a digit that
#    is turned upside down.
#
# **Next**: {{next}}, in which noise becomes a picture, step by step, and four ways of drawing compete.
