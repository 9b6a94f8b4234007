# %% [markdown]
# # 10b. Training well: rows that the network has not seen
#
# The training loss tells how well a network knows the rows that it learned from. That is not what you want.
#
# **After this chapter you can**
#
# - see over-fitting in two curves, and measure what early stopping, weight decay, dropout and augmentation do;
# - write dropout and batch normalisation by hand, and say what changes between training and evaluation;
# - search for hyper-parameters, and say why you choose on validation rows and not on test rows.
#
# **Time**: {{time}}, with the practice, and about 60 minutes for the exercise. **Needs**: {{previous}}, and lesson 9.
# No GPU, no network. The sections are numbered on from the first part.

# %%
import os
from dataclasses import replace

import numpy as np
import torch
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import data, training, viz
from lessonlib.models import MLP

np.set_printoptions(precision=2, suppress=True)
torch.set_num_threads(1)  # for small tensors a second one only waits
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # short, for tests
SEEDS = (0,) if FAST else (0, 1, 2)  # one random start is no result
SGD, Adam = torch.optim.SGD, torch.optim.Adam
patients = data.diabetes()

# %% [markdown]
# ## 6. See over-fitting
#
# Back to the patients, now with all ten features: 242 are for training and 100 for validation. One network is small,
# with 4 hidden neurons, the other large, with two layers of 100.


# %%
runs, validation_loss = {}, {}


def train_on_patients(name, make_model, weight_decay=0.0, **options):
    """One training for each seed; the losses at the end are printed."""
    runs[name], losses = [], []
    settings = {"num_epochs": 100, "batch_size": 32, "progress": False}
    for seed in SEEDS:
        training.seed_everything(seed)
        model = make_model()
        decay = {"momentum": 0.9, "weight_decay": weight_decay}
        step = SGD(model.parameters(), lr=0.03, **decay)
        kept = settings | {"seed": seed} | options
        history = training.fit(model, patients, nn.MSELoss(), step, **kept)
        runs[name].append((model, history))
        parts = (patients.train, patients.validation)
        mse = nn.MSELoss()
        losses.append([training.evaluate(model, part, mse)["loss"] for part in parts])
    learned, validation_loss[name] = np.mean(losses, axis=0)
    print(f"{name:18} training {learned:.2f}, ", end="")
    print(f"validation {validation_loss[name]:.2f}")


def curves_of(name, column="validation_loss"):
    return [history[column] for _, history in runs[name]]


def both_curves(*names):
    columns = {"training": "loss", "validation": "validation_loss"}
    return {f"{name}: {part}": curves_of(name, column) for name in names for part, column in columns.items()}


def large_net():
    return MLP((10, 100, 100, 1))


train_on_patients("small", lambda: MLP((10, 4, 1)))
train_on_patients("large", large_net)
title = "The large network learns its patients by heart"
curves = both_curves("large", "small")
viz.learning_curves(curves, x="epoch", y="mean squared error", title=title)

# %% proof
assert np.mean(curves_of("large", "loss"), axis=0)[-1] < 0.05
assert validation_loss["large"] > 1.15 * validation_loss["small"]
with_ones = [
    torch.cat([part.X, torch.ones(len(part), 1)], dim=1) for part in (patients.train, patients.validation)
]
weights = torch.linalg.lstsq(with_ones[0], patients.train.y).solution  # (11, 1)
linear_loss = nn.functional.mse_loss(with_ones[1] @ weights, patients.validation.y).item()
mean_loss = patients.validation.y.square().mean().item()
assert 0.4 < linear_loss < validation_loss["large"] < mean_loss
assert (round(linear_loss, 2), round(mean_loss, 2)) == (0.45, 1.07)
assert sum(parameter.numel() for parameter in large_net().parameters()) == 11_301

# %% [markdown]
# This is the most important picture of the lesson. (A line is the mean of several random starts, with a band from the
# lowest to the highest.)
#
# - The **training** loss of the large network goes to 0. It knows its 242 patients, with all the noise.
# - Its **validation** loss falls for some epochs and then *rises*. This is **over-fitting**.
# - The small network cannot learn so much by heart. Its two curves stay nearer together.
#
# | training loss | validation loss | name | what to try |
# | --- | --- | --- | --- |
# | high | high | **under-fitting** | larger network, more epochs, better rate |
# | low | much higher, rising | **over-fitting** | more data, regularisation, stop earlier |
# | low | nearly as low | good | measure on the test rows, once |
#
# **Compare with something simple.** Predicting the mean for everyone has a validation loss of 1.07, and a linear model
# with 11 parameters 0.45. The large network, with 11,301 parameters, is worse than that! As far as these ten features
# can tell, most of what is left is noise.
#
# ### Early stopping
#
# **Early stopping** keeps the weights of the lowest point: if the validation loss has not become better for some epochs
# (the **patience**), stop, and go back to the best weights.

# %%
stop = training.EarlyStopping(patience=10)
train_on_patients("early stopping", large_net, early_stopping=stop)
for _, history in runs["early stopping"]:
    print(f"{history.num_epochs} epochs, the best was number ", end="")
    print(stop.best_epoch(history) + 1)

# %% proof
assert validation_loss["early stopping"] < 0.8 * validation_loss["large"]

# %% [markdown]
# It costs nothing and even saves time. But it *chooses* with the validation rows, so their loss is now a little too
# good. Only the test rows can tell the truth.
#
# **Your turn.** The validation losses are 0.9, 0.7, 0.6, 0.65, 0.62, 0.61, 0.5, and the patience is 3. Which epoch is
# kept, and which is the last one trained? Count from 1, and set `kept_epoch` and `last_epoch`.

# %% try="patience"
kept_epoch = ...
last_epoch = ...

# %% solution="patience"
kept_epoch = 3
last_epoch = 6

# %% [markdown] solution="patience"
# After epoch 3 come three epochs without a lower loss, so the training ends with epoch 6 and returns to 3. The 0.5 of
# epoch 7 is never seen: a larger patience finds more, and costs more.

# %% [markdown] hints="patience"
# - when "got:      7": The training cannot look ahead. Had it already ended before that?
# - when "got:      4": 0.65 is worse than 0.6, but the patience is more than one epoch.
# 1. Compare each loss with the best one so far, and count the epochs in a row that are not lower.

# %% check="patience"
expect.predicted(kept_epoch, 3, what="The kept epoch", hint="The best of those that were trained.")
expect.predicted(last_epoch, 6, what="The last epoch", hint="Three in a row without a lower loss.")

# %% wrong="patience" message="got:      7"
kept_epoch = 7
last_epoch = 7

# %% wrong="patience" message="got:      4"
kept_epoch = 3
last_epoch = 4

# %% [markdown]
# ## 7. Regularisation
#
# To follow each noisy row, the function of a network must bend sharply, and sharp bends need large weights. So add the
# sum of their squares to the cost. Restraining a network is called **regularisation**, and this is **L2
# regularisation**:
#
# $$J_{new} = J + \frac{\lambda}{2} \sum_i w_i^2 \qquad\qquad g_{new} = g + \lambda w$$
#
# A step becomes $w \leftarrow (1 - \alpha \lambda) w - \alpha g$: all weights first shrink a little. Hence the other
# name, **weight decay**, and PyTorch's `SGD(parameters, lr=0.1, weight_decay=0.2)`.
#
# > **TensorFlow 1.** `cost + 0.2 * tf.nn.l2_loss(w)`, since `l2_loss` is half the sum of the squares.

# %% proof
g, lr, decay = np.array([0.5, -1.0, 0.0]), 0.1, 0.2
w_start = np.array([2.0, -3.0, 4.0])
formula = (1 - lr * decay) * w_start - lr * g
with tf.Graph().as_default():
    w = tf.Variable(w_start)
    penalised = tf.reduce_sum(g * w) + decay * tf.nn.l2_loss(w)
    update = tf.train.GradientDescentOptimizer(lr).minimize(penalised)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(update)
        assert np.allclose(sess.run(w), formula)
w = torch.tensor(w_start, requires_grad=True)
w.grad = torch.tensor(g)
SGD([w], lr=lr, weight_decay=decay).step()
assert np.allclose(w.detach().numpy(), formula)

# %% [markdown]
# **Your turn.** A weight is 10, its gradient 1, the learning rate 0.1 and $\lambda = 0.5$. Where is the weight after
# one step? Set `w_after`.

# %% try="one_decay"
w_after = ...

# %% solution="one_decay"
w_after = 9.4

# %% [markdown] solution="one_decay"
# The new gradient is 1 + 0.5 · 10 = 6, and 10 - 0.1 · 6 = 9.4. Or shrink first: 0.95 · 10 - 0.1. With a gradient of 0
# the weight would still move, to 9.5: a weight that nobody needs decays.

# %% [markdown] hints="one_decay"
# - when "got:      9.9": That is the step without decay.
# - when "got:      10.4": This weight grows. Decay brings weights nearer to 0.
# 1. Add $\lambda w$ to the gradient. Then take the usual step.

# %% check="one_decay"
expect.predicted(
    w_after, 9.4, what="The weight after the step", hint="The gradient is g plus lambda times w."
)

# %% wrong="one_decay" message="got:      9.9"
w_after = 9.9

# %% wrong="one_decay" message="got:      10.4"
w_after = 10.4

# %% [markdown]
# Now on the patients, with three strengths:

# %%
DECAYS = (0.003, 0.03, 0.3)
for decay in DECAYS:
    train_on_patients(f"decay {decay}", large_net, weight_decay=decay)
curves = {name: curves_of(name) for name in ("large", *(f"decay {d}" for d in DECAYS))}
title = "Too little, about right, too much"
viz.learning_curves(curves, x="epoch", y="validation loss", title=title)

# %% proof
assert validation_loss["decay 0.03"] < 0.8 * validation_loss["large"]
assert validation_loss["decay 0.3"] > validation_loss["decay 0.03"]
assert validation_loss["decay 0.003"] > validation_loss["decay 0.03"]

# %% [markdown]
# Too little (0.003) hardly helps. With 0.03 the validation loss stays low. With 0.3 the network is held so tightly that
# it cannot even learn what is there: it under-fits.

# %% proof
noise = np.random.default_rng(5).normal(size=(300, 2)) * [10.0, 0.01]
left = {}
for make in (torch.optim.Adam, torch.optim.AdamW):
    w = torch.ones(2, dtype=torch.float64, requires_grad=True)
    optimizer = make([w], lr=0.01, weight_decay=0.5)
    for g in noise:
        w.grad = torch.tensor(g)
        optimizer.step()
    left[make.__name__] = w.detach().abs().tolist()
assert left["Adam"][0] > 0.5 > max(left["AdamW"])

# %% [markdown]
# **With Adam, take `AdamW`.** Adam divides the whole gradient by its size, and with it the penalty: a weight with large
# noisy gradients hardly shrinks. `AdamW` shrinks the weights directly, all by the same share.
#
# **Your turn.** Biases do not bend the function and are usually left out. Here everything decays. Repair the second
# line: weights and bias are both trained, but only the weights decay. (An optimizer also takes a list of dictionaries,
# such as `{"params": [layer.bias], "weight_decay": 0}`.)

# %% try="no_decay_for_biases"
layer = nn.Linear(3, 2)
sgd = torch.optim.SGD(layer.parameters(), lr=0.1, weight_decay=0.5)

# %% solution="no_decay_for_biases"
layer = nn.Linear(3, 2)
weights = {"params": [layer.weight], "weight_decay": 0.5}
sgd = torch.optim.SGD([weights, {"params": [layer.bias]}], lr=0.1)

# %% [markdown] solution="no_decay_for_biases"
# Each dictionary is a *parameter group* with settings of its own; what it does not say comes from the other arguments.
# Groups also give layers different learning rates.

# %% [markdown] hints="no_decay_for_biases"
# - when "The bias after": Is the bias in one of the groups, with a decay of 0?
# - when "what is left of the weights": The weights should still decay, with 0.5.
# 1. Two dictionaries in a list: one for `[layer.weight]`, one for `[layer.bias]`.

# %% check="no_decay_for_biases"
import torch

weight, bias = layer.weight.detach().clone(), layer.bias.detach().clone()
layer.weight.grad, layer.bias.grad = torch.zeros(2, 3), torch.ones(2)
sgd.step()
expect.close(
    (layer.weight / weight).detach(),
    [[0.95] * 3] * 2,
    what="what is left of the weights",
    rtol=1e-3,
    hint="0.95.",
)
moved = (layer.bias - bias).detach()
expect.close(
    moved, [-0.1, -0.1], what="The bias after a step, minus before", rtol=1e-3, hint="Trained, not decayed."
)

# %% wrong="no_decay_for_biases" message="The bias after"
layer = nn.Linear(3, 2)
sgd = torch.optim.SGD([layer.weight], lr=0.1, weight_decay=0.5)

# %% wrong="no_decay_for_biases" message="what is left of the weights"
layer = nn.Linear(3, 2)
sgd = torch.optim.SGD(layer.parameters(), lr=0.1)

# %% [markdown]
# ## 8. Dropout
#
# Neurons can rely on each other: one corrects exactly the error that another one makes on these training rows. On new
# rows such a conspiracy fails. So in each training step, switch off each neuron with probability $p$. What is left is
# divided by $1 - p$, so that the mean stays the same (**inverted dropout**), and nothing has to be done when the
# network is *used*:


# %%
def dropout(h, p, is_training, generator):
    """Inverted dropout. h: (n, neurons)."""
    if not is_training:
        return h
    kept = torch.rand(h.shape, generator=generator) >= p
    return h * kept / (1 - p)


generator = torch.Generator().manual_seed(1)
h = torch.arange(1.0, 7.0).repeat(4, 1)  # 4 rows, 6 neurons
dropped = dropout(h, 0.5, True, generator)
title = "p = 0.5: each value becomes 0 or doubles, each with probability one half"
viz.matrix(h, "dropout", dropped, title=title)

# %% proof
mean = torch.stack([dropout(h, 0.5, True, generator) for _ in range(4000)]).mean(dim=0)
assert torch.allclose(mean, h, rtol=0.1)
assert torch.equal(dropout(h, 0.5, False, generator), h)
training.seed_everything(0)
in_torch = nn.Dropout(0.5)
assert set(in_torch(torch.ones(10, 10)).unique().tolist()) == {0.0, 2.0}
assert torch.equal(in_torch.eval()(h), h)
with tf.Graph().as_default(), tf.Session() as sess:
    values = tf.constant(np.ones((100, 100), np.float32))
    is_training = tf.placeholder(tf.bool, shape=())
    by_rate = tf.layers.dropout(values, rate=0.8, training=is_training, seed=1)
    by_keep_prob = tf.nn.dropout(values, keep_prob=0.8, seed=1)
    third_argument = tf.layers.dropout(values, 0.8, is_training)
    assert 0.77 < (sess.run(by_rate, {is_training: True}) == 0).mean() < 0.83
    assert 0.17 < (sess.run(by_keep_prob) == 0).mean() < 0.23
    assert (sess.run(by_rate, {is_training: False}) == 1).all()
    assert (sess.run(third_argument, {is_training: True}) == 1).all()

# %% [markdown]
# Each row loses *other* neurons, and each step, too. As a layer it is `nn.Dropout(p)`.
#
# > **TensorFlow 1.** A placeholder says whether the network is being trained: `tf.layers.dropout(h, rate=0.8,
# > training=is_training)`. Two traps: `rate` is the share that is *dropped*, `keep_prob` of `tf.nn.dropout` the share
# > that is *kept*. And `tf.layers.dropout(h, 0.8, is_training)` drops nothing: its third argument is something else.
#
# **Your turn.** With $p = 0.2$, what becomes of a value of 4 that is kept during training? Set `kept_value`.

# %% try="scaled"
kept_value = ...

# %% solution="scaled"
kept_value = 5

# %% [markdown] solution="scaled"
# 4 / (1 - 0.2) = 5. On average: eight times in ten 5, twice 0, which makes 4 again.

# %% [markdown] hints="scaled"
# - when "got:      20": $p$ is the share that is dropped. Divide by the share that is kept.
# - when "got:      4": One value in five is missing. The others have to make up for it.
# 1. By what are the values divided that are left?

# %% check="scaled"
expect.predicted(kept_value, 5, what="The value", hint="Divide by the share that is kept.")

# %% wrong="scaled" message="got:      20"
kept_value = 20

# %% wrong="scaled" message="got:      4"
kept_value = 4

# %% [markdown]
# On the patients:


# %%
def net_with_dropout(p=0.5):
    first = [nn.Linear(10, 100), nn.ReLU(), nn.Dropout(p)]
    second = [nn.Linear(100, 100), nn.ReLU(), nn.Dropout(p)]
    return nn.Sequential(*first, *second, nn.Linear(100, 1))


train_on_patients("dropout 0.5", net_with_dropout)
curves = both_curves("large", "dropout 0.5")
title = "With dropout the validation loss stays low"
viz.learning_curves(curves, x="epoch", y="mean squared error", title=title)

# %% proof
assert validation_loss["dropout 0.5"] < 0.9 * validation_loss["large"]
first_epochs = [
    np.mean(curves_of("dropout 0.5", column), axis=0)[:3] for column in ("loss", "validation_loss")
]
assert (first_epochs[0] > first_epochs[1]).any()
helped = {name for name, loss in validation_loss.items() if loss < validation_loss["large"]}
assert {"early stopping", "decay 0.03", "dropout 0.5"} <= helped
best_loss = min(validation_loss.values())
assert best_loss > 0.9 * linear_loss
train_mode = runs["dropout 0.5"][0][0]
train_mode.train()
with torch.no_grad():
    assert len({train_mode(patients.validation.X[:1]).item() for _ in range(3)}) == 3
    train_mode.eval()
    assert len({train_mode(patients.validation.X[:1]).item() for _ in range(3)}) == 1

# %% [markdown]
# At the start the training loss can be *above* the validation loss: it was measured while neurons were missing.
#
# **What can go wrong.** In training mode the same patient gets another answer each time, without any error. Write
# `model.eval()` before you measure or predict, and `model.train()` before you train again. (`fit` and `evaluate` do
# this for you.)
#
# **Your turn.** This network should give the same answer three times. Run the cell, look, and repair one line.

# %% try="forgotten_eval"
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 32), nn.Dropout(0.5), nn.Linear(32, 1))
net.train()
answers = [net(torch.ones(1, 2)).item() for _ in range(3)]
print(answers)

# %% solution="forgotten_eval"
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 32), nn.Dropout(0.5), nn.Linear(32, 1))
net.eval()
answers = [net(torch.ones(1, 2)).item() for _ in range(3)]
print(answers)

# %% [markdown] solution="forgotten_eval"
# `eval()` sets the mode of the network and of all its layers; `net.train(False)` is the same. `torch.no_grad()` would
# not help: it saves the work for the gradients, and goes on dropping.

# %% [markdown] hints="forgotten_eval"
# - when "in training mode": The answers agree now, but the network still drops half of its neurons.
# - when "different answers": Which layer is random, and in which mode?
# 1. Which call switches dropout off?

# %% check="forgotten_eval"
expect.that(
    len(set(answers)) == 1, "The network gives different answers to one question.", hint="Leave training."
)
expect.that(not net.training, "The network is still in training mode.", hint="There is a mode for using it.")

# %% wrong="forgotten_eval" message="different answers"
net = nn.Sequential(nn.Linear(2, 32), nn.Dropout(0.5), nn.Linear(32, 1))
with torch.no_grad():
    answers = [net(torch.ones(1, 2)).item() for _ in range(3)]

# %% wrong="forgotten_eval" message="in training mode"
net = nn.Sequential(nn.Linear(2, 32), nn.Dropout(0.5), nn.Linear(32, 1))
answers = [net(torch.ones(1, 2)).item()] * 3

# %% [markdown]
# **What helped?** All of these, at the right strength. But none is much better than the linear model. Regularisation
# keeps a large network from being *bad*; it cannot put information into data. More data can.
#
# ## 9. Data augmentation
#
# More data would help most, but somebody must collect and label it. So make new rows from old ones, by changes that do
# **not change the label**. This is **data augmentation**. Take the 1,000 digits again; a digit that moves by a pixel is
# the same digit:


# %%
digits = data.mnist()
parts = (digits.train, digits.validation)
X, y = (torch.cat([getattr(part, name) for part in parts]) for name in "Xy")
few = replace(
    digits,
    train=data.Split(X[:1000], y[:1000]),
    validation=data.Split(X[1000:6000], y[1000:6000]),
)


def shift(image, right, down):
    """Moved by whole pixels; what comes in is paper, 0."""
    return nn.functional.pad(image, (right, -right, down, -down))


class RandomShift(nn.Module):
    """Moves each image by up to 2 pixels, only while training."""

    def forward(self, images):
        if not self.training:
            return images
        moves = torch.randint(-2, 3, (len(images), 2)).tolist()
        pairs = zip(images, moves, strict=True)
        return torch.stack([shift(image, *move) for image, move in pairs])


training.seed_everything(2)
seven = few.train.X[few.train.y == 7][:1]
images = torch.cat([seven, RandomShift()(seven.repeat(7, 1, 1, 1))])
titles = ["original"] + ["moved"] * 7
viz.image_sheet(images, titles, title="One seven makes many")

# %% proof
assert torch.equal(shift(seven[0], 2, 1)[:, 1:, 2:], seven[0][:, :-1, :-2])
assert torch.equal(RandomShift().eval()(seven), seven)
assert len(few.validation) == (5000 if digits.name == "mnist" else 500)

# %% [markdown]
# As the first layer of a network it shows each digit at another place in each epoch, and does nothing in evaluation.
# Measure on the validation digits, and on moved ones:


# %%
def train(model, optimizer, num_epochs, seed=0):
    """The history of a training on the 1,000 digits."""
    settings = {"num_epochs": num_epochs, "batch_size": 50, "seed": seed}
    optimizer = optimizer(model.parameters())
    score = {"metrics": [training.accuracy], "progress": False}
    loss = nn.CrossEntropyLoss()
    return training.fit(model, few, loss, optimizer, **settings, **score)


def accuracy_on(model, part):
    metrics = [training.accuracy]
    return training.evaluate(model, part, nn.CrossEntropyLoss(), metrics)["accuracy"]


training.seed_everything(3)
moved = data.Split(RandomShift()(few.validation.X), few.validation.y)
read = {}
for name, first in (("as they are", nn.Identity), ("moved", RandomShift)):
    scores = []
    for seed in SEEDS:
        training.seed_everything(seed)
        model = nn.Sequential(first(), MLP((784, 128, 128, 10)))
        adam = lambda p: Adam(p, lr=0.001)  # noqa: E731
        train(model, adam, 15 if FAST else 40, seed)
        scores.append([accuracy_on(model, part) for part in (few.validation, moved)])
    read[name] = np.mean(scores, axis=0)
    print(f"trained on digits {name:12} validation {read[name][0]:.1%}, ", end="")
    print(f"moved validation {read[name][1]:.1%}")

# %% proof
assert read["moved"][1] > read["as they are"][1] + 0.1
assert digits.name == "digits" or read["moved"][0] > read["as they are"][0]
told = {"mnist": (88, 57, 91, 88), "digits": (94, 73, 95, 93)}[digits.name]
measured = 100 * np.concatenate([read["as they are"], read["moved"]])
assert FAST or np.abs(measured - told).max() < 1

# %% [markdown]
# | 1,000 training digits | validation | moved validation |
# | --- | --- | --- |
# | MNIST, as they are | about 88% | about 57% |
# | MNIST, moved while training | about 91% | about 88% |
# | bundled digits, as they are | about 94% | about 73% |
# | bundled digits, moved while training | about 95% | about 93% |
#
# Moved digits are a disaster for a network that never saw any. On MNIST augmentation also helps with the normal digits,
# which stand at slightly different places. The bundled ones fill their frame exactly. **Augmentation helps when the new
# rows look like rows that will really come.**
#
# What if a change *does* change the label?

# %%
four = torch.cat([few.train.X[few.train.y == k][:1] for k in (2, 3, 6, 7)])
changed = torch.cat([four, four.flip(-1), four.rot90(2, (-2, -1))])
titles = ["2", "3", "6", "7"] + ["mirrored"] * 4
titles += ["turned: 2?", "turned: 3?", "turned: a 9!", "turned: 7?"]
viz.image_sheet(changed, titles, columns=4, title="Not every change keeps the label")

# %% [markdown]
# **Your turn.** Photographs show cars from the side, all on their wheels. Which changes keep the label "car" and make
# pictures that may really come? Set `safe` to a list of letters: *a* mirrored left to right; *b* upside down; *c* a
# little brighter; *d* only the wheel cut out and enlarged.

# %% try="safe_changes"
safe = ...

# %% solution="safe_changes"
safe = ["a", "c"]

# %% [markdown] solution="safe_changes"
# A mirrored car is a car that drives the other way, and light changes all day. Cars upside down do not come (or only
# rarely), and a wheel alone may belong to a bicycle. Mirroring is wrong for digits and right for cars: it depends on
# the data.

# %% [markdown] hints="safe_changes"
# - when "'b'": It is still a car. But will such pictures come?
# - when "is missing": Is there another change that a camera makes all day?
# 1. For each change ask two questions: is the label still true, and will such pictures come?

# %% check="safe_changes"
extra = sorted(set(safe) - {"a", "c"})
expect.that(not extra, f"{extra} should not be in the list.", hint="Would such pictures really come?")
expect.that(set(safe) == {"a", "c"}, "A change is missing in the list.", hint="There are two.")

# %% wrong="safe_changes" message="'b'"
safe = ["a", "b", "c"]

# %% wrong="safe_changes" message="is missing"
safe = ["a"]

# %% [markdown]
# Two more mistakes: moving pixels out on one side and *in again on the other* (`np.roll`), and this one.
#
# **Your turn.** Each training row should be used twice (itself and a changed copy), each validation row once. Here
# copies of validation rows are in the training. Repair it.

# %% try="copies_that_leak"
rows = np.arange(10)
twice = np.concatenate([rows, rows])
train_rows, validation_rows = twice[:15], twice[15:]

# %% solution="copies_that_leak"
rows = np.arange(10)
train_rows, validation_rows = rows[:7], rows[7:]
train_rows = np.concatenate([train_rows, train_rows])

# %% [markdown] solution="copies_that_leak"
# First split, then copy. (Any split will do.) In the stub every validation row also stands in the training, so the
# validation loss measures what was learned by heart.

# %% [markdown] hints="copies_that_leak"
# - when "in both": The split has to come before the copies.
# - when "not twice": The split is right. Each training row also needs its copy.
# 1. Cut `rows` into two parts. Only then make copies, of one part.

# %% check="copies_that_leak"
import numpy as np

learned, checked = np.array(train_rows).tolist(), np.array(validation_rows).tolist()
both = sorted(set(learned) & set(checked))
expect.that(not both, f"The rows {both} are in both parts.", hint="Split, then copy.")
once = [row for row in set(learned) if learned.count(row) != 2]
expect.that(not once, f"The training rows {once} are not twice there.", hint="Itself and its copy.")
used = sorted(checked + list(set(learned)))
expect.equal(used, list(range(10)), what="all rows of both parts", hint="Each row belongs to one part.")

# %% wrong="copies_that_leak" message="in both"
rows = np.arange(10)
twice = np.concatenate([rows, rows])
train_rows, validation_rows = twice[5:], twice[:5]

# %% wrong="copies_that_leak" message="not twice"
rows = np.arange(10)
train_rows, validation_rows = rows[:7], rows[7:]

# %% [markdown]
# ## 10. Batch normalisation
#
# A deep network often does not start to learn at all. Each layer makes the numbers a little smaller (or larger), and
# after six of them nothing is left of the differences between the rows. So standardise every neuron after each layer,
# with mean and variance **of the batch**. Then let the network learn a scale $\gamma$ and a shift $\beta$:
#
# $$\hat h = \frac{h - \text{mean}}{\sqrt{\text{variance} + \varepsilon}} \qquad\qquad y = \gamma \hat h + \beta$$
#
# When the network is *used*, there may be only one row, which has no mean of its own. So keep **running statistics**
# during the training, and use them in evaluation:


# %%
class BatchNorm:
    """Of (n, neurons), as nn.BatchNorm1d does it."""

    def __init__(self, neurons, momentum=0.1, epsilon=1e-5):
        self.gamma, self.beta = torch.ones(neurons), torch.zeros(neurons)
        self.running_mean = torch.zeros(neurons)
        self.running_variance = torch.ones(neurons)
        self.momentum, self.epsilon = momentum, epsilon
        self.is_training = True

    def __call__(self, h):
        mean, variance = self.running_mean, self.running_variance
        if self.is_training:
            mean, variance = h.mean(dim=0), h.var(dim=0, correction=0)
            new, old = self.momentum, 1 - self.momentum
            self.running_mean = old * self.running_mean + new * mean
            unbiased = variance * len(h) / (len(h) - 1)
            self.running_variance = old * self.running_variance + new * unbiased
        standard = (h - mean) / torch.sqrt(variance + self.epsilon)
        return self.gamma * standard + self.beta


ours = BatchNorm(3)
generator = torch.Generator().manual_seed(0)
centre, width = torch.tensor([5.0, 0.0, -200.0]), torch.tensor([1.0, 0.01, 30.0])
sets = [centre + width * torch.randn(32, 3, generator=generator) for _ in range(20)]
results = [ours(batch) for batch in sets]
print("last batch:   mean", sets[-1].mean(0).numpy(), "deviation", sets[-1].std(0).numpy())
print("normalised:   mean", results[-1].mean(0).abs().numpy(), end=" ")
print("deviation", results[-1].std(0).numpy())
print("running mean after 20 batches:", ours.running_mean.numpy())

# %% proof
theirs = nn.BatchNorm1d(3)
for batch, result in zip(sets, results, strict=True):
    assert torch.allclose(result, theirs(batch), atol=1e-4)
assert torch.allclose(ours.running_mean, theirs.running_mean, rtol=1e-4)
assert torch.allclose(ours.running_variance, theirs.running_var, rtol=1e-4)
ours.is_training = False
theirs.eval()
assert torch.allclose(ours(sets[0][:1]), theirs(sets[0][:1]), atol=1e-4)
assert round(0.9**20, 2) == 0.12
columns = sets[0].numpy()
for remember in (True, False):
    with tf.Graph().as_default():
        h = tf.placeholder(tf.float32, shape=(None, 3))
        is_training = tf.placeholder(tf.bool, shape=())
        normalised = tf.layers.batch_normalization(h, training=is_training, momentum=0.9)
        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS) if remember else []
        with tf.control_dependencies(updates):
            train_step = tf.no_op()
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            for _ in range(60):
                sess.run(train_step, {h: columns, is_training: True})
            evaluated = sess.run(normalised, {h: columns, is_training: False})
    assert (np.abs(evaluated.mean(axis=0)).max() < 0.1) == remember

# %% [markdown]
# Three columns with very different scales become alike. Two details make programs differ. The batch is divided by the
# root of its variance with $n$, but the *running* variance takes $n - 1$. And PyTorch's `momentum=0.1` is the share of
# the *new* batch, TensorFlow's `momentum=0.99` that of the *old* value. (The running mean is not yet at 5 and -200: it
# started at 0, and $0.9^{20} = 12\%$ of the start is left.)
#
# > **TensorFlow 1.** The updates of the running statistics are nodes in the collection `tf.GraphKeys.UPDATE_OPS`. Make
# > the training step depend on them (`tf.control_dependencies`); if you forget it, the evaluation is wrong.
#
# **Your turn.** A neuron has the values 1 and 3 for the two rows of a batch; $\gamma = 2$ and $\beta = 5$. Ignore
# $\varepsilon$, and set `outputs` to the list of its two results.

# %% try="normalise"
outputs = ...

# %% solution="normalise"
outputs = [3, 7]

# %% [markdown] solution="normalise"
# The mean is 2 and the variance (with $n$) is 1, so the standardised values are -1 and 1. Times 2, plus 5. Values of 10
# and 30 would give the same results.

# %% [markdown] hints="normalise"
# - when "got:      [-1, 1]": These are standardised. What do $\gamma$ and $\beta$ do then?
# - when "got:      [7, 11]": First subtract the mean of the batch.
# 1. Mean, deviation, standardise; then scale and shift.

# %% check="normalise"
expect.predicted(outputs, [3, 7], what="The results", hint="Standardise, then gamma and beta.")

# %% wrong="normalise" message="got:      [-1, 1]"
outputs = [-1, 1]

# %% wrong="normalise" message="got:      [7, 11]"
outputs = [7, 11]

# %% [markdown]
# **What it does for a deep network.** Six hidden layers of 64 neurons, on the 1,000 digits:


# %%
def deep_net(batch_norm=False):
    training.seed_everything(0)
    layers, before = [nn.Flatten()], 784
    for _ in range(6):
        layers += [nn.Linear(before, 64)]
        layers += [nn.BatchNorm1d(64)] * batch_norm + [nn.ReLU()]
        before = 64
    return nn.Sequential(*layers, nn.Linear(64, 10))


def he_start(net):
    for parameter in net.parameters():
        matrix = parameter.ndim == 2
        nn.init.kaiming_normal_(parameter) if matrix else nn.init.zeros_(parameter)
    return net


def descent(parameters):
    return SGD(parameters, lr=0.1)


deep = {
    "plain": train(deep_net(), descent, 10),
    "batch normalisation": train(deep_net(batch_norm=True), descent, 10),
    "plain, Adam": train(deep_net(), lambda p: Adam(p, lr=0.001), 10),
    "plain, He start": train(he_start(deep_net()), descent, 10),
}
curves = {name: history["loss"] for name, history in deep.items()}
title = "Three ways to wake up a deep network"
viz.learning_curves(curves, x="epoch", y="training loss", title=title)

# %% proof
assert curves["plain"][-1] > 2
assert curves["batch normalisation"][-1] < 0.5
assert max(curves["plain, Adam"][-1], curves["plain, He start"][-1]) < 1
behind = {}
for name, batch_norm in (("plain", False), ("normalised", True)):
    values, layer = few.train.X[:100], 0
    with torch.no_grad():
        for part in deep_net(batch_norm):
            values = part(values)
            if isinstance(part, nn.ReLU):
                layer += 1
                behind[name, layer] = (values - values.mean(dim=0)).std().item()
assert behind["plain", 6] < 0.1 * behind["plain", 1]
assert behind["normalised", 6] > 0.4
import pytest

one, others = few.validation.X[:1], few.validation.X[1:41]
net = deep_net(batch_norm=True)
train(net, descent, 2)
with torch.no_grad():
    assert torch.allclose(net(one), net(torch.cat([one, others]))[:1], atol=1e-4)
    net.train()
    in_two = [net(torch.cat([one, company]))[0] for company in (others[:20], others[20:])]
    assert not torch.allclose(*in_two, atol=0.01)
    with pytest.raises(ValueError, match="more than 1 value"):
        net(one)

# %% [markdown]
# The plain network stays at log(10) = 2.3 and learns nothing. Before any training, the differences between digits
# behind its sixth layer are less than a tenth of those behind the first. Batch normalisation keeps them alive.
#
# **Be honest about it.** Many texts list it among the means *against over-fitting*. The noise of the batch statistics
# does regularise a little, but the purpose is another one: deep networks train faster and more safely. And it is not
# the only way: Adam trains the same network, and so do start values that keep the spread from layer to layer.
#
# **What can go wrong.** In training mode the answer for one digit depends on the *other* digits of its batch, and a
# batch of one row raises an error. So `model.eval()` matters twice.
#
# **Your turn.** A running mean starts at 0, with PyTorch's `momentum=0.1`. Two batches come, both with a mean of 10.
# Where is the running mean then? Set `running_mean`.

# %% try="running"
running_mean = ...

# %% solution="running"
running_mean = 1.9

# %% [markdown] solution="running"
# First 0.1 · 10 = 1, then 0.9 · 1 + 0.1 · 10 = 1.9. It is still far from 10: a network that is evaluated after few
# steps uses statistics that are not true yet.

# %% [markdown] hints="running"
# - when "got:      9.9": In PyTorch the momentum is the share of the *new* batch.
# - when "got:      2": The old value loses a tenth in the second step.
# 1. Two steps: nine tenths of the old value, one tenth of the new one.

# %% check="running"
expect.predicted(running_mean, 1.9, what="The running mean", hint="0.9 of the old one, 0.1 of the new one.")

# %% wrong="running" message="got:      9.9"
running_mean = 9.9

# %% wrong="running" message="got:      2"
running_mean = 2

# %% [markdown]
# ## 11. Hyper-parameters of an MLP
#
# Now you have met all of them. Where to start, and then?
#
# | hyper-parameter | first try | then |
# | --- | --- | --- |
# | learning rate | Adam 0.001, or momentum 0.9 with 0.03 | powers of ten; **most important** |
# | hidden layers and neurons | 1 or 2 layers of 100 | larger, until the training loss is low |
# | activation | ReLU | seldom needs a change |
# | batch size | 32 to 128 | larger on a GPU, then a larger rate, too |
# | epochs | many, with early stopping | |
# | start of the weights | the library's | matters in deep networks |
# | weight decay | 0 | 0.001 to 0.1, when it over-fits |
# | dropout | 0 | 0.2 to 0.5, when it over-fits |
# | schedule | constant | falling to 0 at the end |
#
# First make the network able to over-fit: if it cannot, something is wrong. Then regularise, and watch the validation
# loss.
#
# **Search.** Ten settings with five values each make ten million combinations. Try *random* ones: a grid of 3 x 3 tries
# only three learning rates, nine random points try nine. And draw the rate by its *exponent*, so that each power of ten
# is equally likely.
#
# **Your turn.** Of these 1,000 rates from 0.0001 to 0.1, nearly all are above 0.01. Repair the second line, so that
# each power of ten gets about a third.

# %% try="by_exponent"
rng = np.random.default_rng(0)
drawn = rng.uniform(0.0001, 0.1, size=1000)

# %% solution="by_exponent"
rng = np.random.default_rng(0)
drawn = 10 ** rng.uniform(-4, -1, size=1000)

# %% [markdown] solution="by_exponent"
# Exponents from -4 to -1 are drawn evenly. `np.exp(rng.uniform(np.log(0.0001), np.log(0.1), size=1000))` does the
# same. The stub tries a rate below 0.001 once in a hundred times.

# %% [markdown] hints="by_exponent"
# - when "is not right": Are these the exponents, or the rates?
# - when "below 0.001": Draw the exponent evenly, not the rate.
# 1. 0.0001 is ten to the power of which number, and 0.1?

# %% check="by_exponent"
import numpy as np

rates = np.array(drawn)
inside = bool((rates >= 0.0001).all() and (rates <= 0.1).all())
expect.that(
    inside, "The range is not right: rates from 0.0001 to 0.1.", hint="Ten to the power of the exponent."
)
expect.between(
    float((rates < 0.001).mean()), 0.27, 0.4, what="the share of rates below 0.001", hint="A third."
)
expect.between(float((rates > 0.01).mean()), 0.27, 0.4, what="the share of rates above 0.01", hint="A third.")

# %% wrong="by_exponent" message="is not right"
rng = np.random.default_rng(0)
drawn = rng.uniform(-4, -1, size=1000)

# %% wrong="by_exponent" message="below 0.001"
rng = np.random.default_rng(0)
drawn = rng.uniform(0.0001, 0.1, size=1000) ** 1.1 + 0.0001

# %% proof
evenly = np.random.default_rng(0).uniform(0.0001, 0.1, size=1000)
assert (evenly > 0.01).mean() > 0.88
assert 0.002 < (evenly < 0.001).mean() < 0.02
assert 5**10 == 9_765_625

# %%
rng = np.random.default_rng(12)
trials = []
for _ in range(5 if FAST else 12):
    lr, decay = 10 ** rng.uniform(-4, -1), 10 ** rng.uniform(-4, 0)
    hidden, p = int(2 ** rng.uniform(4, 8)), rng.uniform(0, 0.6)
    training.seed_everything(0)
    head = [nn.Flatten(), nn.Linear(784, hidden), nn.ReLU()]
    model = nn.Sequential(*head, nn.Dropout(p), nn.Linear(hidden, 10))
    settings = {"lr": lr, "weight_decay": decay}
    history = train(model, lambda q, s=settings: torch.optim.AdamW(q, **s), 10)
    reached = history["validation_accuracy"][-1]
    trials.append((reached, lr, hidden, p, decay, model))

trials.sort(key=lambda trial: -trial[0])
print("validation  rate     hidden  dropout  decay")
for reached, lr, hidden, p, decay, _ in trials:
    print(f"{reached:10.1%}  {lr:.5f} {hidden:7} {p:8.2f} {decay:8.4f}")

# %% proof
assert trials[0][0] > trials[-1][0]
assert not 0.0002 < trials[-1][1] < 0.03

# %% [markdown]
# The last places have a very small or a very large rate. Further up, many combinations are about equally good.
#
# ### Why not on the test rows?
#
# We chose the first of the list *because* its number was high, and a part of this was luck. How much can luck do? 200
# "models" toss a coin for each of 100 rows:

# %%
rng = np.random.default_rng(0)
truth = rng.integers(0, 2, 100)
scores = (rng.integers(0, 2, (200, 100)) == truth).mean(axis=1)
curves = {
    "best so far": np.maximum.accumulate(scores),
    "its true accuracy": np.full(200, 0.5),
}
title = "The more you try, the better the best one looks"
viz.learning_curves(curves, x="models tried", y="accuracy", title=title)

# %% proof
assert scores.max() > 0.6
assert abs(scores.mean() - 0.5) < 0.02

# %% [markdown]
# If you choose with the test rows, you report such a best number, and nobody will reach it with new data. So:
#
# 1. **training rows**: the weights learn from them;
# 2. **validation rows**: you choose with them, as often as you like;
# 3. **test rows**: you measure with them **once**, at the end, the one network that you chose.

# %%
reached, *_, chosen = trials[0]
print(f"validation {reached:.1%}, test {accuracy_on(chosen, few.test):.1%}")

# %% proof
assert accuracy_on(chosen, few.test) > 0.8

# %% [markdown]
# Expect about 88% of the test digits. (The bundled ones, the last of their file, are harder than those for validation.)
# All 55,000 training digits of MNIST bring an MLP over 98% (lesson 12). No trick of this lesson does as much as more
# data.
#
# ## Summary
#
# - Over-fitting: the training loss falls, the validation loss rises. Compare with a simple model.
# - Early stopping, weight decay (with Adam: `AdamW`), dropout and augmentation help, at the right strength.
# - Dropout and batch normalisation behave differently in training and in evaluation: `model.eval()`.
# - Batch normalisation makes deep networks trainable; it is not mainly a means against over-fitting.
# - Choose on validation rows. Look at the test rows once.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | over-fitting, under-fitting | 과적합, 과소적합 | learned the noise; learned too little |
# | early stopping | 조기 종료 | going back to the weights with the lowest validation loss |
# | regularisation | 규제 | restraining a network, so that it learns less noise |
# | L2 regularisation, weight decay | L2 규제, 가중치 감쇠 | large weights cost; weights shrink in each step |
# | dropout | 드롭아웃 | random neurons are switched off while training |
# | data augmentation | 데이터 증강 | new rows by changes that keep the label |
# | batch normalisation | 배치 정규화 | standardising each neuron over the batch |
# | running statistics | 이동 통계 | mean and variance that are kept for evaluation |
# | random search | 무작위 탐색 | trying random settings |
# | training, validation, test rows | 훈련, 검증, 테스트 데이터 | to learn, to choose, to measure once |

# %% [markdown]
# ## Read on
#
# - L. Prechelt, *Early stopping, but when?*, in *Neural Networks: Tricks of the Trade* (1998): when to lose patience.
# - N. Srivastava and others, *Dropout: a simple way to prevent neural networks from overfitting*, Journal of Machine
#   Learning Research 15 (2014): the conspiracy of neurons.
# - S. Ioffe and C. Szegedy, *Batch normalization*, ICML (2015), and S. Santurkar and others, *How does batch
#   normalization help optimization?*, NeurIPS (2018): the idea, and doubts about its first explanation.
# - K. He, X. Zhang, S. Ren and J. Sun, *Delving deep into rectifiers*, ICCV (2015): start values for ReLU.
# - I. Loshchilov and F. Hutter, *Decoupled weight decay regularization*, ICLR (2019): why `AdamW`.
# - J. Bergstra and Y. Bengio, *Random search for hyper-parameter optimization*, Journal of Machine Learning Research 13
#   (2012): nine random points against a grid.
#
# **Open questions**, without a grade:
#
# 1. Very large networks are often trained until they know all training rows, and are still good on new ones. How does
#    this fit the picture of section 6?
# 2. Thousands of people choose their methods by the same public test set. Who has looked at it "once"?
#
# **Now you**: [exercise 10](../exercises/10_training_well/10_training_well.ipynb), about 60 minutes. **Next**:
# {{next}}, where a ready-made classifier meets real flowers.
