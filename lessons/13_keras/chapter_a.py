# %% [markdown]
# # 13a. Keras: build, compile, fit
#
# Until now you wrote a model, its loss, its optimizer and its training loop. **Keras** has all four ready: a few lines
# build, train and measure a network. Here you write these lines, and look under each of them, so that you know what
# they do, and when they fail without an error.
#
# **After this chapter you can**
#
# - build the same model in three ways, and count its parameters by hand;
# - choose the loss that fits your labels, and recognise what a wrong one looks like;
# - train with `fit`, measure with `evaluate`, and say why their accuracies differ.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lessons 4
# (softmax, cross-entropy) and 10 (training well). No GPU, no network.

# %%
import os

os.environ["KERAS_BACKEND"] = "torch"
os.environ["KERAS_TORCH_DEVICE"] = "cpu"

import keras
import numpy as np
import torch
from keras import layers

import lessonlib.tf1 as tf
from lessonlib import data, viz

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # a second thread does not help small tensors
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # train for a shorter time
print("Keras", keras.__version__, "on", keras.config.backend())

# %% [markdown]
# ## 1. One Keras, several backends
#
# In lesson 2 a graph needed placeholders, variables and a session. That is much to write for a network that everybody
# builds in the same way. Keras (2015) is a layer of plain words above such a library: *layer*, *model*, *fit*. The
# library below is its **backend**: TensorFlow, JAX or PyTorch. The same program runs on each.
#
# The backend is chosen by `KERAS_BACKEND` **before** the import, as above. Changing the variable later has no effect.
#
# > **Older programs.** From 2019 to 2023 Keras was mainly used as a part of TensorFlow 2. Such programs say
# > `tf.keras.layers.Dense`, or `from tensorflow.keras ...`. In this course `tf.keras` (`import lessonlib.tf1 as tf`)
# > *is* Keras 3, so they run; new programs say `keras.layers.Dense`.
#
# `load_data` gives images and labels, here from the files of the course. A pixel is a whole number from 0 to 255, and
# we divide by 255; section 8 shows why.

# %%
(X_train, y_train), (X_test, y_test) = tf.keras.datasets.mnist.load_data()
real = len(X_train) == 60_000
print("real MNIST" if real else "small digits stand in for MNIST")
print(X_train.shape, X_test.shape, X_train.dtype, X_train.max())
x_train, x_test = X_train / np.float32(255), X_test / np.float32(255)
title = "Eight digits and their labels"
viz.image_sheet(X_train[:8], y=y_train[:8], title=title)

# %% proof
import warnings

import pytest

assert tf.keras.layers.Dense is keras.layers.Dense
assert tf.keras.models.Sequential is keras.Sequential
assert X_train.dtype == np.uint8
assert X_train.shape[1:] == X_test.shape[1:] == (28, 28)
assert x_train.dtype == np.float32
assert x_train.max() == 1
os.environ["KERAS_BACKEND"] = "jax"  # too late
assert keras.config.backend() == "torch"
os.environ["KERAS_BACKEND"] = "torch"

# %% [markdown]
# ## 2. Three ways to build a model
#
# We build one network in three ways: 784 pixels, a hidden layer of 128 neurons with ReLU, dropout, and ten
# probabilities.
#
# ### Sequential, by list and by `add`
#
# `Sequential` is a chain: each layer takes what the one before gives. Hand over the list of layers:

# %%
keras.utils.set_random_seed(13)
by_list = keras.Sequential(
    [
        keras.Input((28, 28)),
        layers.Flatten(),  # (n, 28, 28) -> (n, 784)
        layers.Dense(128, activation="relu"),  # -> (n, 128)
        layers.Dropout(0.2),
        layers.Dense(10, activation="softmax"),  # -> (n, 10)
    ]
)

# %% [markdown]
# `Dense` is the fully connected layer of lesson 4: `activation(x @ W + b)`. `Input` is the shape of *one* image,
# without a batch size. Or start with an empty chain and **add** layer by layer, for example in a loop:

# %%
by_add = keras.Sequential([keras.Input((28, 28)), layers.Flatten()])
by_add.add(layers.Dense(128, activation="relu"))
by_add.add(layers.Dropout(0.2))
by_add.add(layers.Dense(10, activation="softmax"))
print([layer.name for layer in by_add.layers])

# %% [markdown]
# > **Older programs.** They write the shape into the first layer, `Flatten(input_shape=(28, 28))`. Keras 3 still takes
# > it, and warns.
#
# **Your turn.** `chain` should send four inputs through 8 hidden neurons with ReLU and give three *probabilities*. It
# runs, and has a mistake. Repair it.

# %% try="chain"
chain = keras.Sequential([keras.Input((4,))])
chain.add(layers.Dense(8, activation="softmax"))
chain.add(layers.Dense(3, activation="relu"))

# %% solution="chain"
chain = keras.Sequential([keras.Input((4,))])
chain.add(layers.Dense(8, activation="relu"))
chain.add(layers.Dense(3, activation="softmax"))

# %% [markdown] solution="chain"
# Softmax makes probabilities of scores, so it belongs to the end. In the middle it would force the eight hidden numbers
# to share the sum 1. Keras does not check this: any activation may stand anywhere.

# %% [markdown] hints="chain"
# - when "three probabilities": Which activation makes numbers that add up to 1?
# - when "hidden": The end is right. What about the first layer?
# 1. The network above has the same two activations.

# %% check="chain"
given = [layer.get_config()["activation"] for layer in chain.layers]
expect.equal([layer.units for layer in chain.layers], [8, 3], what="the sizes of the layers")
outputs = chain.predict(np.eye(4, dtype="float32"), verbose=0)
expect.close(outputs.sum(axis=1), np.ones(4), what="the sum of the three probabilities", atol=1e-4)
expect.predicted(given[0], "relu", what="the hidden activation", hint="The task names it.")

# %% wrong="chain" message="three probabilities"
chain = keras.Sequential([keras.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(3)])

# %% wrong="chain" message="hidden"
chain = keras.Sequential([keras.Input((4,)), layers.Dense(8), layers.Dense(3, activation="softmax")])

# %% proof
with pytest.warns(UserWarning, match=r"Input\(shape\)"):
    layers.Flatten(input_shape=(28, 28))

# %% [markdown]
# ### The functional way
#
# A layer is also a **function**: call it with a tensor, and it gives a tensor. Nothing is calculated yet. As in lesson
# 2 you build a graph, and the model keeps the way from the input to the output. So there may be several inputs or
# outputs, and branches, which no chain can have.

# %%
image = keras.Input((28, 28))
hidden = layers.Dense(128, activation="relu")(layers.Flatten()(image))
dropped = layers.Dropout(0.2)(hidden)
outputs = layers.Dense(10, activation="softmax")(dropped)
functional = keras.Model(image, outputs)
print(hidden.shape)  # the batch size is unknown, as in a placeholder

# A branch: the first layer goes around the second, and is added to it.
first = layers.Dense(16, activation="relu")(layers.Flatten()(image))
second = layers.Dense(16, activation="relu")(first)
both = layers.add([first, second])
ten = layers.Dense(10, activation="softmax")(both)
with_a_bridge = keras.Model(image, ten)
print(both.shape, with_a_bridge.output_shape)

# %% [markdown]
# **Your turn.** `layers.concatenate([first, second])` puts the two beside each other in place of adding them. Which
# shape does it give? Set `joined_shape` to a tuple, with `None` for the batch size.

# %% try="joined_shape"
joined_shape = ...

# %% solution="joined_shape"
joined_shape = (None, 32)

# %% [markdown] solution="joined_shape"
# The features are joined, 16 and 16; the rows stay. `add` needs equal shapes, `concatenate` only as many rows. A layer
# behind it has twice as many weights for each neuron.

# %% [markdown] hints="joined_shape"
# - when "[None, 16]": That is the shape of the sum.
# 1. Each image has 16 numbers in `first`, and 16 in `second`.

# %% check="joined_shape"
expect.predicted(joined_shape, (None, 32), what="The shape", hint="Batch size, then features.")

# %% wrong="joined_shape" message="[None, 16]"
joined_shape = (None, 16)

# %% proof
assert layers.concatenate([first, second]).shape == (None, 32)
assert both.shape == (None, 16)
assert hidden.shape == (None, 128)

# %% [markdown]
# ### The subclass
#
# The third way is a class of your own, as with `nn.Module`. `__init__` makes the layers, `call` (PyTorch: `forward`)
# uses them. `call` is ordinary Python: it may have `if` and loops.


# %%
class DigitClassifier(keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = layers.Flatten()
        self.hidden = layers.Dense(128, activation="relu")
        self.dropout = layers.Dropout(0.2)
        self.probabilities = layers.Dense(10, activation="softmax")

    def call(self, x):
        x = self.hidden(self.flatten(x))  # (n, 28, 28) -> (n, 128)
        return self.probabilities(self.dropout(x))  # -> (n, 10)


subclass = DigitClassifier()
print("has its weights:", len(subclass.weights))
subclass(x_train[:1])  # now it sees the shape of an image
print("has its weights:", len(subclass.weights))

# %% [markdown]
# A class does not say the shape of its input, so it has no weights before the first image. With equal weights, all four
# models give the same answers. **Which way?** A chain: `Sequential`. Branches: functional. Your own Python in the
# forward pass: a subclass. Take the simplest that does it.

# %% proof
assert len(DigitClassifier().weights) == 0
assert len(subclass.weights) == 4
for model in (by_add, functional, subclass):
    model.set_weights(by_list.get_weights())
    ours, theirs = (one.predict(x_test[:5], verbose=0) for one in (model, by_list))
    assert np.allclose(ours, theirs, atol=1e-6)
    assert model.count_params() == by_list.count_params()

# %% [markdown]
# ## 3. The summary
#
# `summary()` is a table: for each layer its output shape, and how many numbers it learns.

# %%
by_list.summary()

# %% [markdown]
# Check it by hand. A `Dense` layer from $m$ to $n$ numbers has $m \cdot n$ weights and $n$ biases: 784 · 128 + 128 is
# 100,480, and 128 · 10 + 10 is 1,290. `Flatten` and `Dropout` learn nothing. *Trainable* are the weights that the
# optimizer may change.

# %% proof
counts = [layer.count_params() for layer in by_list.layers]
assert counts == [0, 784 * 128 + 128, 0, 128 * 10 + 10] == [0, 100_480, 0, 1_290]
assert by_list.count_params() == 101_770

# %% [markdown]
# **Your turn.** Images of 10 x 10 pixels, `Flatten()`, `Dense(30)`, `Dropout(0.5)`, `Dense(5)`: set `parameters` to the
# number that the summary would give for the whole model.

# %% try="parameters"
parameters = ...

# %% solution="parameters"
parameters = (100 * 30 + 30) + (30 * 5 + 5)

# %% [markdown] solution="parameters"
# 3,030 and 155. Dropout has no parameters, and does not make the next layer smaller: it sets numbers to 0, but they are
# still there.

# %% [markdown] hints="parameters"
# - when "3150": And the biases?
# - when "3110": Dropout removes no inputs. It makes some of them 0.
# 1. How many numbers does `Flatten` give? Then two layers, weights and biases.

# %% check="parameters"
expect.predicted(parameters, 3185, what="The number of parameters", hint="Two Dense layers.")

# %% wrong="parameters" message="3150"
parameters = 100 * 30 + 30 * 5

# %% wrong="parameters" message="3110"
parameters = 100 * 30 + 30 + 15 * 5 + 5

# %% proof
small = [keras.Input((10, 10)), layers.Flatten(), layers.Dense(30), layers.Dropout(0.5), layers.Dense(5)]
assert keras.Sequential(small).count_params() == 3185

# %% [markdown]
# ## 4. Dropout
#
# 101,770 parameters can learn the training images by heart (lesson 10). `Dropout(0.2)` sets each number that passes
# through it to 0 with probability 0.2, others in each step, so that no neuron can rely on one other neuron. The numbers
# that are left are divided by 0.8, so that the *mean* stays the same.

# %%
keras.utils.set_random_seed(13)
dropout = layers.Dropout(0.2)
ones = np.ones((1, 10_000), dtype=np.float32)
learning, asked = (dropout(ones, training=mode) for mode in (True, False))
print("while training:", learning[0, :9].numpy(), f"mean {learning.mean():.3f}")
print("afterwards:    ", asked[0, :9].numpy())
rates = (0, 0.2, 0.5, 0.8)
shown = [layers.Dropout(rate)(x_train[:2], training=True) for rate in rates]
names = [f"rate {rate}" for rate in rates for _ in range(2)]
title = "More dropout: fewer pixels, but brighter ones"
viz.image_sheet(torch.cat(shown), names, title=title)

# %% proof
assert torch.isclose(learning.max(), torch.tensor(1 / 0.8))
assert abs((learning == 0).float().mean() - 0.2) < 0.02
assert abs(learning.mean() - 1) < 0.02
assert (asked == 1).all()

# %% [markdown]
# Dropout works only while training. `fit` trains; `predict`, `evaluate` and a plain call `model(x)` do not.
#
# **Your turn.** A number 6.0 goes through `Dropout(0.25)` while training. Which values can come out? Set `can_be` to
# a list of two numbers, the smaller one first.

# %% try="can_be"
can_be = ...

# %% solution="can_be"
can_be = [0.0, 8.0]

# %% [markdown] solution="can_be"
# 6 / 0.75 is 8. With probability 0.25 it is 0, so the mean is 0.75 · 8 = 6, as without dropout. This is why nothing
# has to be changed when the network is used.

# %% [markdown] hints="can_be"
# - when "[0.0, 6.0]": The mean of many such numbers would be 4.5. What is done to those that are left?
# - when "24": You divided by the share that is dropped.
# 1. The share that is left is 0.75.

# %% check="can_be"
expect.predicted([float(one) for one in can_be], [0.0, 8.0], what="The list", hint="The mean must stay 6.")

# %% wrong="can_be" message="[0.0, 6.0]"
can_be = [0.0, 6.0]

# %% wrong="can_be" message="24"
can_be = [0.0, 6 / 0.25]

# %% proof
sixes = layers.Dropout(0.25)(np.full((1, 1000), 6, dtype="float32"), training=True)
assert np.allclose(np.unique(sixes.numpy()), [0, 8])

# %% [markdown]
# ## 5. Compile: which loss for which labels
#
# `compile` fixes three things: the optimizer, the loss, and the metrics (what to report). It trains nothing.

# %%
by_list.compile(
    optimizer="adam",
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],  # by name: the third argument is another one
)

# %% [markdown]
# The right loss depends on how the *labels* are written:
#
# | labels | shape | last layer | loss |
# | --- | --- | --- | --- |
# | class numbers 0, 1, 2 ... | `(n,)` | `Dense(k, activation="softmax")` | `sparse_categorical_crossentropy` |
# | one-hot rows | `(n, k)` | `Dense(k, activation="softmax")` | `categorical_crossentropy` |
# | yes or no, 0 or 1 | `(n,)` | `Dense(1, activation="sigmoid")` | `binary_crossentropy` |
# | several yes or no at once | `(n, k)` | `Dense(k, activation="sigmoid")` | `binary_crossentropy` |
# | numbers (regression) | `(n,)` | `Dense(1)` | `mse` |
#
# The first two are the *same* loss for two ways to write the same labels: the mean of $-\log p$ of the right class, as
# in lesson 4. A name in quotes and its class, such as `SparseCategoricalCrossentropy()`, mean the same; the class has
# options.

# %%
scores = np.array([[2.0, 1.0, -1.0], [0.5, 0.0, 3.0]], dtype=np.float32)
p = keras.ops.softmax(scores).numpy()
y = np.array([0, 2])
one_hot = keras.utils.to_categorical(y, 3)
sparse = keras.losses.SparseCategoricalCrossentropy()
categorical = keras.losses.CategoricalCrossentropy()
print(f"by hand {-np.log(p[np.arange(2), y]).mean():.4f}")
print(f"sparse  {sparse(y, p):.4f}, one-hot {categorical(one_hot, p):.4f}")

# %% proof
by_hand = -np.log(p[np.arange(2), y]).mean()
in_keras = [sparse(y, p).item(), categorical(one_hot, p).item()]
in_torch = torch.nn.functional.cross_entropy(torch.tensor(scores), torch.tensor(y)).item()
assert np.allclose([*in_keras, in_torch], by_hand, atol=1e-5)
for name, labels in (("sparse_categorical_crossentropy", one_hot), ("categorical_crossentropy", y)):
    with pytest.raises(ValueError):
        keras.losses.get(name)(labels, p)

# %% [markdown]
# **Your turn.** A network tells which of four tags fit a photo. A photo may have *several* tags, so a label is a row
# such as `[1, 0, 0, 1]`. Set `activation` and `loss` to the two names that fit.

# %% try="tags"
activation = ...
loss = ...

# %% solution="tags"
activation = "sigmoid"
loss = "binary_crossentropy"

# %% [markdown] solution="tags"
# Each tag is a yes or no of its own, and sigmoid looks at each output alone. With softmax the four would share the sum
# 1, and two tags could never both be sure. The label looks like a one-hot row, but is none: it has two ones.

# %% [markdown] hints="tags"
# - when "softmax": Two tags are right at the same time. May the outputs share the sum 1?
# - when "The loss": Read the rows of the table again: which one has several yes or no?
# 1. How many questions does the network answer for one photo?

# %% check="tags"
advice = "Several yes or no at once."
expect.predicted(activation, "sigmoid", what="The activation", hint=advice)
short = str(loss).lower().replace("_", "")
expect.predicted(short, "binarycrossentropy", what="The loss", hint=advice)

# %% wrong="tags" message="softmax"
activation = "softmax"
loss = "categorical_crossentropy"

# %% wrong="tags" message="The loss"
activation = "sigmoid"
loss = "categorical_crossentropy"

# %% [markdown]
# ### Mistakes without an error
#
# Labels of the wrong shape raise an error: the good case. Worse are the silent mistakes. The last layer may leave
# softmax out and give **scores** (*logits*); then the loss must apply it, by `from_logits=True`. This is numerically
# better, and it is what PyTorch's `cross_entropy` does. But model and loss must agree, and Keras checks nothing:
#
# | last layer | `from_logits` | |
# | --- | --- | --- |
# | softmax | `False` (default) | right |
# | none | `True` | right |
# | softmax | `True` | softmax twice: learns slowly, the loss cannot become small |
# | none | `False` | scores are taken for probabilities: negative ones are cut off |

# %%
small = data.digits().train
small_X, small_y = small.X[:, 0].numpy(), small.y.numpy()  # (1200, 8, 8)


def loss_curve(activation, from_logits):
    """The losses of a small network: one number for each epoch."""
    keras.utils.set_random_seed(1)
    net = keras.Sequential([keras.Input((8, 8)), layers.Flatten()])
    net.add(layers.Dense(32, activation="relu"))
    net.add(layers.Dense(10, activation=activation))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    net.compile("adam", loss)
    epochs = 5 if FAST else 20
    done = net.fit(small_X, small_y, batch_size=64, epochs=epochs, verbose=0)
    return done.history["loss"]


curves = {
    "softmax, plain loss": loss_curve("softmax", False),
    "scores, from_logits": loss_curve(None, True),
    "softmax twice": loss_curve("softmax", True),
}
title = "Two curves coincide; softmax twice stays above 1.46"
viz.learning_curves(curves, x="epoch", title=title)

# %% proof
lowest = -np.log(np.e / (np.e + 9))
assert round(lowest, 2) == 1.46
assert np.allclose(curves["softmax, plain loss"], curves["scores, from_logits"], atol=0.01)
assert min(curves["softmax twice"]) > lowest
assert curves["softmax twice"][-1] > curves["scores, from_logits"][-1] + 0.3

# %% [markdown]
# With softmax twice, the largest "score" is 1 and the others are 0. So even a perfect network of ten classes has the
# loss $-\log(e / (e + 9))$, about 1.46. **A loss that stays near 1.46** is the sign of this mistake.
#
# Another one: a single output with softmax. Softmax divides by the sum of all outputs, so the answer is always 1. Keras
# warns, and goes on.

# %% proof
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    always = keras.Sequential([keras.Input((64,)), layers.Dense(1, activation="softmax")])
    assert (always.predict(small_X[:4].reshape(4, 64), verbose=0) == 1).all()
assert any("softmax" in str(one.message) for one in caught)

# %% [markdown]
# **Your turn.** `scores` (two rows, three classes) came from a model without softmax. Repair the line, so that
# `loss_value` is the loss that you saw above.

# %% try="loss_of_scores"
fitting = keras.losses.SparseCategoricalCrossentropy()
loss_value = fitting(y, scores).item()

# %% solution="loss_of_scores"
fitting = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
loss_value = fitting(y, scores).item()

# %% [markdown] solution="loss_of_scores"
# `fitting(y, keras.ops.softmax(scores))` with the plain loss gives the same number. One of both has to apply softmax,
# never both and never none.

# %% [markdown] hints="loss_of_scores"
# - when "0.6": Softmax is applied twice now: once by you, once by the loss.
# 1. Who applies softmax to these scores: the model, or the loss?

# %% check="loss_of_scores"
right = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(np.array([0, 2]), scores).item()
expect.close(loss_value, right, what="loss_value", rtol=1e-3, hint="from_logits is for scores.")

# %% wrong="loss_of_scores" message="0.6"
fitting = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
loss_value = fitting(y, keras.ops.softmax(scores)).item()

# %% wrong="loss_of_scores" message="loss_value"
loss_value = keras.losses.SparseCategoricalCrossentropy()(y, scores).item()

# %% [markdown]
# ## 6. Fit
#
# `fit` is the loop that you wrote in lesson 12: for each epoch, for each mini-batch, forward, loss, backward, step. It
# shuffles the rows in each epoch. The batch size is 32 if you do not give one.


# %%
def digit_network(seed=0):
    """The network of section 2, compiled, with first weights by a seed."""
    keras.utils.set_random_seed(seed)
    net = keras.Sequential([keras.Input((28, 28)), layers.Flatten()])
    net.add(layers.Dense(128, activation="relu"))
    net.add(layers.Dropout(0.2))
    net.add(layers.Dense(10, activation="softmax"))
    loss = "sparse_categorical_crossentropy"
    net.compile("adam", loss, metrics=["accuracy"])
    return net


model = digit_network()
epochs = (1 if FAST else 5) if real else (10 if FAST else 20)
history = model.fit(x_train, y_train, epochs=epochs, verbose=2)

# %% [markdown]
# Each line counts **steps**: 60,000 images in batches of 32 are 1,875 steps (1,500 images: 47, the last one with 28
# images). `history.history` has a list for each number, with one value an epoch.

# %% proof
assert int(np.ceil(60_000 / 32)) == 1875
assert (int(np.ceil(1_500 / 32)), 1_500 - 46 * 32) == (47, 28)
assert int(model.optimizer.iterations) == int(np.ceil(len(x_train) / 32)) * epochs
assert {name: len(values) for name, values in history.history.items()} == {"loss": epochs, "accuracy": epochs}

# %% [markdown]
# **Your turn.** 730 images, `fit(X, y, batch_size=100, epochs=3)`. How many steps does the optimizer make in total? Set
# `steps`.

# %% try="steps"
steps = ...

# %% solution="steps"
steps = 24

# %% [markdown] solution="steps"
# Seven full batches and one of 30 images: 8 steps an epoch. The last batch is not dropped, and its loss is a mean over
# 30 images.

# %% [markdown] hints="steps"
# - when "got:      21": What happens to the last 30 images?
# - when "got:      8": And the other two epochs?
# 1. How many batches does one epoch need, so that each image comes once?

# %% check="steps"
expect.predicted(steps, 24, what="The number of steps", hint="Batches of an epoch, times epochs.")

# %% wrong="steps" message="got:      21"
steps = 730 // 100 * 3

# %% wrong="steps" message="got:      8"
steps = 8

# %% [markdown]
# ### `fit` goes on
#
# A second `fit` goes on with the weights of the first. If a notebook shows 98% in the *first* epoch, somebody ran this
# cell twice. For a new experiment, build and compile the model again.


# %%
def small_network():
    """One layer for 8 x 8 pixels; the first weights are the same each time."""
    keras.utils.set_random_seed(2)
    net = keras.Sequential([keras.Input((8, 8)), layers.Flatten()])
    net.add(layers.Dense(10, activation="softmax"))
    adam, loss = keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy"
    net.compile(adam, loss, metrics=["accuracy"])
    return net


net = small_network()
for _ in range(2):
    done = net.fit(small_X, small_y, batch_size=64, epochs=3, verbose=0)
    print(np.round(done.history["loss"], 3))

# %% proof
net = small_network()
one, two = (net.fit(small_X, small_y, batch_size=64, epochs=3, verbose=0).history["loss"] for _ in range(2))
assert two[0] < one[-1]

# %% [markdown]
# **Your turn.** Is a batch size of 16 better than 64? A fair comparison begins with equal weights. This one does not:
# `net` has learned already. Repair it, so that `other` starts as `net` did.

# %% try="fair_start"
other = net
done = other.fit(small_X, small_y, batch_size=16, epochs=1, verbose=0)

# %% solution="fair_start"
other = small_network()
done = other.fit(small_X, small_y, batch_size=16, epochs=1, verbose=0)

# %% [markdown] solution="fair_start"
# The function builds, seeds and compiles again. The optimizer is new, too, which matters for Adam: it remembers a
# running mean of the gradients. `keras.models.clone_model(net)` gives new weights as well, but is not compiled.

# %% [markdown] hints="fair_start"
# - when "got:      0": You have trained another model than `other`.
# 1. An assignment makes no copy: `other` and `net` are the same model.

# %% check="fair_start"
made = int(other.optimizer.iterations)
expect.equal(made, 75, what="the number of steps of other", hint="1,200 images in batches of 16.")
expect.that(other is not net, "other and net are the same model.")

# %% wrong="fair_start" message="got:      0"
other = small_network()
done = net.fit(small_X, small_y, batch_size=16, epochs=1, verbose=0)

# %% [markdown]
# ### Which rows does `validation_split` take?
#
# `fit(..., validation_split=0.2)` keeps 20% of the rows aside and measures on them after each epoch. It takes the
# **last** rows, *before* it shuffles. Here the rows are sorted by class:

# %%
order = np.argsort(small_y, kind="stable")
X_sorted, y_sorted = small_X[order], small_y[order]
options = {"batch_size": 64, "epochs": 10, "verbose": 0}
watched = small_network().fit(X_sorted, y_sorted, validation_split=0.2, **options)
print("classes of the last 20%:", np.unique(y_sorted[-240:]))
for name in ("accuracy", "val_accuracy"):
    print(f"{name:13} {watched.history[name][-1]:.3f}")

# %% proof
assert len(small_y) == 1200
assert watched.history["val_accuracy"][-1] < 0.1 < 0.9 < watched.history["accuracy"][-1]
assert len(np.unique(small_y[order][-240:])) <= 3

# %% [markdown]
# The network has never seen the last classes. Shuffle the rows first, or give your own: `validation_data=(X, y)`.
#
# **Your turn.** The labels are `[0, 0, 0, 0, 1, 1, 1, 1, 2, 2]`, and `validation_split=0.3`. Set `aside` to the list of
# labels that are kept aside.

# %% try="aside"
aside = ...

# %% solution="aside"
aside = [1, 2, 2]

# %% [markdown] solution="aside"
# The last three rows. Class 2 is not in the training at all, so the network can only get one of three right, however
# long it learns.

# %% [markdown] hints="aside"
# - when "[0, 0, 0]": That is the other end.
# - when "[0, 1, 2]": Nothing is drawn at random, and no class is looked at.
# 1. 30% of ten rows. Where does `fit` take them?

# %% check="aside"
expect.predicted(list(aside), [1, 2, 2], what="The list", hint="The last rows.")

# %% wrong="aside" message="[0, 0, 0]"
aside = [0, 0, 0]

# %% wrong="aside" message="[0, 1, 2]"
aside = [0, 1, 2]

# %% [markdown]
# ## 7. Evaluate
#
# `evaluate` measures on rows that the network has not seen. It returns the loss, then the metrics. `predict` gives the
# probabilities, as a NumPy array.

# %%
test_loss, test_accuracy = model.evaluate(x_test, y_test, verbose=0)
p_test = model.predict(x_test, verbose=0)  # (n, 10)
y_hat = p_test.argmax(axis=1)
print(f"test: loss {test_loss:.4f}, accuracy {test_accuracy:.4f}")
wrong = np.flatnonzero(y_hat != y_test)[:8]
title = "Eight of the test digits that it got wrong"
given, said = y_test[wrong], y_hat[wrong]
viz.image_sheet(X_test[wrong], y=given, y_hat=said, title=title)

# %% proof
by_hand = -np.log(np.maximum(p_test[np.arange(len(y_test)), y_test], 1e-7)).mean()
assert np.isclose(by_hand, test_loss, atol=1e-3)
assert np.isclose((y_hat == y_test).mean(), test_accuracy)
assert test_accuracy > 0.85
if real and not FAST:
    assert 0.973 < test_accuracy < 0.982

# %% [markdown]
# **What to expect.** With the real MNIST, five epochs give about 97.7% (97.6, 97.6 and 97.9 with the seeds 0, 1 and 2).
# With the 1,500 small digits, twenty epochs give about 92%: there are few images to learn from.
#
# **Your turn.** Three images, probabilities `q`, labels `truth`. Repair the line, so that `share` is the share of right
# answers.

# %% try="share"
q = np.array([[0.1, 0.8, 0.1], [0.2, 0.7, 0.1], [0.5, 0.2, 0.3]])
truth = np.array([1, 1, 2])
share = (q.max(axis=1) == truth).mean()

# %% solution="share"
q = np.array([[0.1, 0.8, 0.1], [0.2, 0.7, 0.1], [0.5, 0.2, 0.3]])
truth = np.array([1, 1, 2])
share = (q.argmax(axis=1) == truth).mean()

# %% [markdown] solution="share"
# `max` is the largest probability, `argmax` says where it stands, and that is the class. `axis=1` goes along a row,
# over the classes. The third image is wrong: its largest probability is that of class 0.

# %% [markdown] hints="share"
# - when "got:      2": This is the number of right answers. What share of the three is it?
# - when "got:      0.33": Along which axis do you look for the largest? One row is one image.
# 1. Which of NumPy's functions gives the *place* of the largest number?

# %% check="share"
expect.close(share, 2 / 3, what="share", hint="Two of three are right.")

# %% wrong="share" message="got:      2"
q = np.array([[0.1, 0.8, 0.1], [0.2, 0.7, 0.1], [0.5, 0.2, 0.3]])
truth = np.array([1, 1, 2])
share = (q.argmax(axis=1) == truth).sum()

# %% wrong="share" message="got:      0.33"
q = np.array([[0.1, 0.8, 0.1], [0.2, 0.7, 0.1], [0.5, 0.2, 0.3]])
truth = np.array([1, 1, 2])
share = (q.argmax(axis=0) == truth).mean()

# %% [markdown]
# ### Why is `fit` less accurate than `evaluate`?
#
# Compare both on the same *training* images:

# %%
measured = model.evaluate(x_train, y_train, verbose=0)[1]
print(f"training images: fit {history.history['accuracy'][-1]:.4f}")
print(f"training images: evaluate {measured:.4f}")
print(f"test images: evaluate {test_accuracy:.4f}")

# %% proof
assert measured > history.history["accuracy"][-1]

# %% [markdown]
# Two reasons. While `fit` learns, dropout disturbs the network; `evaluate` uses all neurons. And the line of `fit` is a
# mean *over* the epoch, when the network was not yet as good as at its end. So the accuracies of `fit` and of the test
# are not a fair pair. To look for over-fitting, `evaluate` both.
#
# ## Summary
#
# - Keras is a layer of words above a backend, which is chosen *before* the import.
# - Three ways: `Sequential` for chains, functional for branches, a subclass for your own Python.
# - `Dense` from m to n: m · n + n parameters. Dropout sets numbers to 0 *and* enlarges the rest, only while training.
# - Class numbers: sparse categorical; one-hot: categorical; yes or no: binary cross-entropy. Softmax in the model, or
#   `from_logits=True` in the loss: exactly one of the two.
# - `fit` goes on where it stopped. `validation_split` takes the last rows. Compare `evaluate` with `evaluate`.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | backend | 백엔드 | the library that calculates below Keras |
# | layer, model | 층, 모델 | part of a network; all layers together |
# | functional, subclass | 함수형, 상속(서브클래스) | layers called as functions; a class of your own |
# | dense (fully connected) layer | 완전 연결 층 | each input goes to each neuron |
# | compile | 컴파일 | fix optimizer, loss and metrics |
# | metric | 평가 지표 | number to report, such as accuracy |
# | logits (scores) | 로짓 | outputs before softmax or sigmoid |
# | dropout | 드롭아웃 | random zeros while training |
# | one-hot | 원-핫 인코딩 | a column for each class, a single 1 in each row |

# %% [markdown]
# ## Read on
#
# - *Keras documentation*, keras.io (read 2026): "The Sequential model", "The Functional API" and "Making new layers and
#   models via subclassing" are the three ways of section 2, with more of their options.
# - F. Chollet, *Deep Learning with Python*, 2nd edition, Manning (2021): by the author of Keras; chapter 7 compares the
#   three ways.
# - N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov, *Dropout: a simple way to prevent
#   neural networks from overfitting*, Journal of Machine Learning Research 15 (2014): where dropout comes from, and how
#   much of it to take.
# - I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press (2016), section 6.2: why sigmoid and softmax
#   go together with their losses.
#
# **Open question**, without a grade:
#
# 1. `fit` hides the loop, a loop of your own shows it. Which mistakes does the one prevent, and which does it make
#    harder to see?
#
# **Next**: {{next}}, in which the inputs are tables, and a fair test is more than one number.
