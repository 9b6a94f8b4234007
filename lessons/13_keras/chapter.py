# %% [markdown]
# # 13. Keras
#
# Until now you wrote a model, its loss, its optimizer and its training loop. **Keras** has all four ready: a few
# lines build, train and measure a network. In this lesson you write these lines, and look under each of them,
# so that you know what they do and when they fail without an error.
#
# **After this lesson you can**
#
# - build the same model in three ways, and count its parameters by hand;
# - choose the loss that fits your labels, and recognise what a wrong one looks like;
# - train with `fit`, measure with `evaluate`, and say why their accuracies differ;
# - normalise inputs, write categories as numbers, and divide rows into training and test without a leak;
# - calculate a ROC curve and its area yourself;
# - use a Keras model as the PyTorch module that it is.
#
# **Time**: about 90 minutes, and 45 minutes for the exercise. **Needs**: lessons 4 (softmax, cross-entropy), 8
# (precision and recall) and 10 (training well). No GPU, no network.
#
# Keras works with several libraries. Before you import it, say with which, and on which device. This course uses
# PyTorch, and the small networks of this lesson gain nothing from a GPU:

# %%
import os

os.environ["KERAS_BACKEND"] = "torch"
os.environ["KERAS_TORCH_DEVICE"] = "cpu"

import tempfile
import warnings
from pathlib import Path

import ipywidgets
import keras
import numpy as np
import torch
from keras import layers
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.model_selection import train_test_split
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import data, viz

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # our tensors are small: a second thread would only be waited for
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # train for a shorter time, when the course is tested
folder = Path(tempfile.mkdtemp())
print("Keras", keras.__version__, "on", keras.config.backend())

# %% [markdown]
# ## 1. One Keras, several backends
#
# **The problem.** In lesson 2 a graph needed placeholders, variables, a session. That is much to write for a
# network that everybody builds in the same way.
#
# **The idea.** Keras (2015) is a layer of plain words above such a library: *layer*, *model*, *fit*. The library
# below is the **backend**. The first backend was Theano. Then TensorFlow 2 took Keras in as `tf.keras`; the
# document was written at this time. Since 2023, **Keras 3** stands alone again. Its backend is TensorFlow, JAX or
# PyTorch, and the same program runs on each of them.
#
# | the document | in this course | today, everywhere |
# | --- | --- | --- |
# | `import tensorflow as tf` | `import lessonlib.tf1 as tf` | `import keras` |
# | `tf.keras.layers.Dense` | `tf.keras.layers.Dense` | `keras.layers.Dense` |
# | `from tensorflow.keras...` | `from lessonlib.tf1.keras...` | `from keras...` |
#
# All three columns mean the same classes. `tf.keras` of the course *is* the real Keras:

# %%
assert tf.keras.layers.Dense is keras.layers.Dense
assert tf.keras.models.Sequential is keras.Sequential

# %% [markdown]
# **What can go wrong.** The backend is chosen at the import. Without the line before it, Keras wants TensorFlow,
# and stops when there is none. To change the variable *later* changes nothing:

# %%
os.environ["KERAS_BACKEND"] = "jax"  # too late
print(keras.config.backend())
assert keras.config.backend() == "torch"
os.environ["KERAS_BACKEND"] = "torch"

# %% [markdown]
# The document counts the ways to program with TensorFlow 2: three with Keras (take a ready class, connect layers
# as functions, inherit), and one without it (calculate with tensors yourself, as in lessons 3 to 9). A fifth
# way, the *estimators* of lesson 11, was already leaving. We look at the three of Keras.
#
# Its first sentence is "the more units and layers, the better". **This is not right.** Lesson 5 showed a network
# that became worse with more layers, and lesson 10 showed why: it learns the training rows by heart.
#
# ### The digits
#
# `load_data` gives images and labels. (The document forgets this line and uses `x_train` at once.)

# %%
(X_train, y_train), (X_test, y_test) = tf.keras.datasets.mnist.load_data()
real = len(X_train) == 60_000
print("real MNIST" if real else "bundled digits stand in for MNIST", X_train.shape, X_test.shape)
print(X_train.dtype, "from", X_train.min(), "to", X_train.max(), "   labels", y_train[:8])
viz.image_sheet(X_train[:16], y=y_train[:16])

# %% [markdown]
# Each image has 28x28 pixels from 0 to 255. We bring them to 0 to 1, and section 8 shows why. (In Keras itself,
# `keras.datasets.mnist.load_data()` downloads the files. The one above reads what the course already has.)

# %%
x_train, x_test = X_train / np.float32(255), X_test / np.float32(255)
assert x_train.dtype == np.float32
assert x_train.max() == 1

# %% [markdown]
# ## 2. Three ways to build a model
#
# We build one network in three ways: 784 pixels, a hidden layer of 128 neurons with ReLU, dropout, and ten
# probabilities.
#
# ### Sequential, by list and by `add`
#
# `Sequential` is a chain: each layer takes what the one before gives. You hand over the list of layers:

# %%
keras.utils.set_random_seed(13)
by_list = keras.Sequential(
    [
        keras.Input((28, 28)),
        layers.Flatten(),  # (n, 28, 28) -> (n, 784)
        layers.Dense(128, activation="relu"),  # -> (n, 128)
        layers.Dropout(0.2),
        layers.Dense(10, activation="softmax"),  # -> (n, 10)
    ],
    name="one",
)

# %% [markdown]
# `Dense` is the fully connected layer of lesson 4: `activation(x @ W + b)`. Or you start with an empty chain and
# **add** the layers, for example in a loop:

# %%
by_add = keras.Sequential()
by_add.add(keras.Input((28, 28)))
by_add.add(layers.Flatten())
by_add.add(layers.Dense(128, activation="relu"))
by_add.add(layers.Dropout(0.2))
by_add.add(layers.Dense(10, activation="softmax"))

print(by_list.name, [layer.name for layer in by_list.layers])
print(by_add.name, [layer.name for layer in by_add.layers])

# %% [markdown]
# A layer without a name of its own gets one with a number. The numbers count all layers made since the start.
#
# **What has changed.** The document writes the input shape into the first layer. Keras 3 still understands it,
# but warns. Write `keras.Input` in its place.

# %%
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    layers.Flatten(input_shape=(28, 28))
print(caught[0].message)
assert "Input(shape)" in str(caught[0].message)

# %% [markdown]
# The input shape has no batch size: `(28, 28)` is *one* image. Without any shape, the layers cannot know how many
# weights they need. They then wait for the first data.
#
# ### The functional way
#
# A layer is also a **function**: call it with a tensor, and it gives a tensor. Nothing is calculated yet. As in
# lesson 2, you build a graph, and the model keeps the way from the input to the output.

# %%
image = keras.Input((28, 28))
hidden = layers.Dense(128, activation="relu")(layers.Flatten()(image))
probabilities = layers.Dense(10, activation="softmax")(layers.Dropout(0.2)(hidden))
functional = keras.Model(image, probabilities)
print(hidden)

# %% [markdown]
# `shape=(None, 128)`: the batch size is unknown, like a placeholder's in lesson 2.
#
# This way can do what a chain cannot: several inputs or outputs, and branches. Here the first hidden layer goes
# *around* the second one and is added to it:

# %%
first = layers.Dense(16, activation="relu")(layers.Flatten()(image))
second = layers.Dense(16, activation="relu")(first)
with_a_bridge = keras.Model(image, layers.Dense(10, activation="softmax")(layers.add([first, second])))
print(with_a_bridge.output_shape, with_a_bridge.count_params(), "parameters")

# %% [markdown]
# ### The subclass
#
# The third way is a class of your own, as with `nn.Module`. `__init__` makes the layers, `call` (PyTorch:
# `forward`) uses them. `call` is ordinary Python: it may have `if` and loops.


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
assert len(subclass.weights) == 4

# %% [markdown]
# A class does not say the shape of its input. So it has no weights before the first image, and no parameters to
# count. This is the price of the third way.
#
# Are the four models the same? Give them the same weights and compare:

# %%
for model in (by_add, functional, subclass):
    model.set_weights(by_list.get_weights())
    same = np.allclose(
        model.predict(x_test[:5], verbose=0), by_list.predict(x_test[:5], verbose=0), atol=1e-6
    )
    print(f"{model.name:20} {model.count_params():,} parameters, same answers: {same}")
    assert same
    assert model.count_params() == by_list.count_params()

# %% [markdown]
# **Which way?** A chain of layers: `Sequential`. Branches: functional. Your own Python in the forward pass: a
# subclass. Take the simplest that can do it.
#
# ## 3. The summary
#
# `summary()` is a table: for each layer its output shape, and how many numbers it learns.

# %%
by_list.summary()

# %% [markdown]
# Check each number by hand. A `Dense` layer from $m$ to $n$ has $m \cdot n$ weights and $n$ biases. `Flatten` and
# `Dropout` learn nothing.

# %%
counts = [0, 784 * 128 + 128, 0, 128 * 10 + 10]
for layer, count in zip(by_list.layers, counts, strict=True):
    print(f"{layer.name:10} {count:7,}")
    assert layer.count_params() == count
assert by_list.count_params() == sum(counts) == 101_770

# %% [markdown]
# *Trainable* are the weights that the optimizer may change. Four bytes (`float32`) for each give the 397.54 KB.
#
# **A detail of the document.** The counts of its printed table are right. But its names ("1", "2",
# "sequential_5") belong to neither of its two programs: the cell was run many times, with changes. A table from
# a notebook can be older than the code above it. When in doubt, restart and run all cells.
#
# ## 4. Dropout
#
# **The problem.** 101,770 parameters can learn the training images by heart (lesson 10).
#
# **The idea.** `Dropout(0.2)` sets each number that passes through it to 0 with probability 0.2, others in each
# step. So no neuron can rely on one other neuron. The numbers that stay are divided by 0.8, so that the *mean*
# stays the same. The document does not tell this second half.

# %%
keras.utils.set_random_seed(13)
dropout = layers.Dropout(0.2)
ones = np.ones((1, 10_000), dtype=np.float32)
learning, asked = dropout(ones, training=True), dropout(ones, training=False)
print("while training:", learning[0, :12].numpy())
print(
    f"zeros {(learning == 0).float().mean():.3f}, the others {learning.max():.2f}, mean {learning.mean():.3f}"
)
print("afterwards:    ", asked[0, :12].numpy())
assert torch.isclose(learning.max(), torch.tensor(1 / 0.8))
assert (asked == 1).all()

# %% [markdown]
# Dropout works only while training. `fit` trains; `predict`, `evaluate` and a plain call `model(x)` do not. To make
# it visible, here are digits behind dropout of 0, 0.2, 0.5 and 0.8:

# %%
keras.utils.set_random_seed(13)
rates = (0, 0.2, 0.5, 0.8)
shown = [layers.Dropout(rate)(x_train[k], training=True).numpy() for rate in rates for k in range(4)]
viz.image_sheet(np.clip(shown, 0, 1), [f"rate {rate}" for rate in rates for _ in range(4)], columns=8)

# %% [markdown]
# ## 5. Compile: which loss for which labels
#
# **The problem.** A model gives probabilities. To train it, we must say how wrong they are. The right loss depends
# on how the *labels* are written, and a wrong choice does not always give an error.
#
# **The idea.** `compile` fixes three things: the optimizer, the loss, and the metrics (what to report).

# %%
by_list.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

# %% [markdown]
# It trains nothing. It only stores what `fit` will use. (Write `metrics=` by name: the third argument is another
# one.) The optimizer goes downhill on the loss, as in lesson 10. The document says that it finds "the global
# error". Nobody can promise this: it finds a low place, not always the lowest. Here is the rule for the loss:
#
# | labels | shape | last layer | loss |
# | --- | --- | --- | --- |
# | class numbers 0, 1, 2 … | `(n,)` | `Dense(k, activation="softmax")` | `sparse_categorical_crossentropy` |
# | one-hot rows | `(n, k)` | `Dense(k, activation="softmax")` | `categorical_crossentropy` |
# | yes or no, 0 or 1 | `(n,)` | `Dense(1, activation="sigmoid")` | `binary_crossentropy` |
# | several yes or no at once | `(n, k)` | `Dense(k, activation="sigmoid")` | `binary_crossentropy` |
# | numbers (regression) | `(n,)` | `Dense(1)` | `mse` |
#
# The first two are the *same* loss for two ways to write the same labels. Lesson 4 calculated it: the mean of
# $-\log p$ of the right class.

# %%
scores = np.array([[2.0, 1.0, -1.0], [0.5, 0.0, 3.0], [1.0, 2.0, 0.0]], dtype=np.float32)
y = np.array([0, 2, 0])
one_hot = keras.utils.to_categorical(y, 3)
p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)

by_hand = -np.log(p[np.arange(3), y]).mean()
sparse = keras.losses.SparseCategoricalCrossentropy()(y, p).item()
categorical = keras.losses.CategoricalCrossentropy()(one_hot, p).item()
in_torch = nn.functional.cross_entropy(torch.tensor(scores), torch.tensor(y)).item()  # takes scores
print(f"by hand {by_hand:.4f}   sparse {sparse:.4f}   one-hot {categorical:.4f}   PyTorch {in_torch:.4f}")
assert np.allclose([sparse, categorical, in_torch], by_hand, atol=1e-5)

# %% [markdown]
# The names `"sparse_categorical_crossentropy"` and `SparseCategoricalCrossentropy()` mean the same. The class has
# options.
#
# ### Loud mistakes
#
# Labels of the wrong shape give an error. This is the good case:

# %%
for name, labels in (("sparse_categorical_crossentropy", one_hot), ("categorical_crossentropy", y)):
    try:
        keras.losses.get(name)(labels, p)
    except ValueError as error:
        print(f"{name} with labels {labels.shape}:\n    {str(error).split('.')[0].split(':')[0]}")
    else:
        raise AssertionError("expected an error")

# %% [markdown]
# ### Silent mistakes
#
# The last layer may leave softmax out and give **scores** (*logits*). Then the loss must apply softmax:
# `from_logits=True`. This is numerically better, and it is what PyTorch's `cross_entropy` does. But model and
# loss must agree. Keras checks nothing here:
#
# | last layer | `from_logits` | |
# | --- | --- | --- |
# | softmax | `False` (default) | right |
# | none | `True` | right |
# | softmax | `True` | softmax twice: learns slowly, the loss cannot become small |
# | none | `False` | scores are taken for probabilities: negative ones are cut off |

# %%
digits = data.digits()
small_X, small_y = digits.train.X[:, 0].numpy(), digits.train.y.numpy()  # (1200, 8, 8)


def loss_curve(activation, from_logits):
    """Losses and accuracies of a small network: one number for each epoch."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [keras.Input((8, 8)), layers.Flatten(), layers.Dense(32, "relu"), layers.Dense(10, activation)]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile("adam", loss, metrics=["accuracy"])
    return model.fit(small_X, small_y, epochs=5 if FAST else 20, batch_size=64, verbose=0).history


curves = {
    "softmax, then the plain loss": loss_curve("softmax", False),
    "scores, from_logits=True": loss_curve(None, True),
    "softmax twice": loss_curve("softmax", True),
    "scores as probabilities": loss_curve(None, False),
}
for name, curve in curves.items():
    print(f"{name:30} loss {curve['loss'][-1]:6.3f}   accuracy {curve['accuracy'][-1]:.3f}")
lowest = -np.log(np.e / (np.e + 9))
print(f"softmax twice cannot go below {lowest:.3f}")
assert np.allclose(
    curves["softmax, then the plain loss"]["loss"], curves["scores, from_logits=True"]["loss"], atol=0.01
)
assert min(curves["softmax twice"]["loss"]) > lowest
viz.learning_curves({name: curve["accuracy"] for name, curve in curves.items()}, x="epoch", y="accuracy")

# %% [markdown]
# The first two lines coincide. With softmax twice, the largest "score" is 1 and the others are 0, so
# even a perfect network gets the loss 1.461. It learns, but more slowly. **A loss that stays near 1.46 for ten
# classes** is a sign of this mistake. With scores as probabilities, the loss is meaningless.
#
# The next silent mistake: **one** output with softmax. Softmax divides by the sum of all outputs. With one
# output, the answer is always 1. Here Keras warns, but goes on:

# %%
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    always = keras.Sequential([keras.Input((64,)), layers.Dense(1, activation="softmax")])
    print(always(small_X[:4].reshape(4, 64)).detach().numpy().ravel())
print(next(str(w.message).split(". ")[2] for w in caught if "softmax" in str(w.message)))

# %% [markdown]
# For yes or no, take one output with **sigmoid**, or two outputs with softmax and class numbers.
#
# One more: `binary_crossentropy` with one-hot labels of ten classes. It runs, and treats the ten outputs as ten
# separate questions. The loss looks much smaller, but it is another number. Do not compare them.

# %%
ten_questions = keras.losses.BinaryCrossentropy()(one_hot, p).item()
print(f"categorical {categorical:.3f}, binary {ten_questions:.3f}")
assert ten_questions < categorical

# %% [markdown]
# ## 6. Fit
#
# `fit` is the loop that you wrote in lesson 12: for each epoch, for each mini-batch, forward, loss, backward, step.
# The batch size is 32 if you do not say another one. With the stand-in digits we take more epochs, because there
# are only 1,500 images.

# %%


def digit_network(last="softmax", seed=0):
    """The network of section 2, with the same first weights for the same seed."""
    keras.utils.set_random_seed(seed)
    chain = [keras.Input((28, 28)), layers.Flatten(), layers.Dense(128, activation="relu")]
    return keras.Sequential([*chain, layers.Dropout(0.2), layers.Dense(10, activation=last)])


model = digit_network()
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
epochs = (1 if FAST else 5) if real else (10 if FAST else 20)
history = model.fit(x_train, y_train, epochs=epochs, verbose=2)

# %% [markdown]
# Each line counts **steps**: 60,000 images in batches of 32 are 1,875 steps (1,500 images: 47). TensorFlow 2.0
# counted images here; that is why the document shows 60000/60000.
#
# `fit` returns a `History`. Its `history` is a dictionary of lists, one number for each epoch.

# %%
print({name: len(values) for name, values in history.history.items()})
steps = int(np.ceil(len(x_train) / 32))
print(steps, "steps in an epoch;", int(model.optimizer.iterations), "steps until now")
assert int(model.optimizer.iterations) == steps * epochs
viz.learning_curves({"loss": history.history["loss"]}, x="epoch", y="loss")

# %% [markdown]
# ### `fit` goes on
#
# The document's first epoch shows an accuracy of 97.98%. A *new* network cannot have this: it gets about 91%
# in its first epoch on MNIST. Its cell had been run before, and **a second `fit` goes on with the weights of the
# first**. For a new experiment, build the model again.


# %%
def small_network():
    """One layer for digits of 8x8 pixels, with the same first weights each time."""
    keras.utils.set_random_seed(2)
    net = keras.Sequential([keras.Input((8, 8)), layers.Flatten(), layers.Dense(10, activation="softmax")])
    net.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return net


net = small_network()
one, two = (
    net.fit(small_X, small_y, epochs=3, batch_size=64, verbose=0).history["accuracy"] for _ in range(2)
)
print("first fit ", np.round(one, 3))
print("second fit", np.round(two, 3))
assert two[0] > one[-1]

# %% [markdown]
# ### Which rows does `validation_split` take?
#
# `fit(..., validation_split=0.2)` keeps 20% of the rows aside and measures on them after each epoch. It takes the
# **last** rows, and it takes them *before* it shuffles. When the rows are sorted by class, the network never
# sees the last classes:

# %%
order = np.argsort(small_y, kind="stable")
watched = (
    small_network()
    .fit(small_X[order], small_y[order], epochs=10, batch_size=64, validation_split=0.2, verbose=0)
    .history
)
print("classes of the last 20%:", np.unique(small_y[order][-240:]))
print(f"accuracy {watched['accuracy'][-1]:.3f}, on the rows set aside {watched['val_accuracy'][-1]:.3f}")
assert watched["val_accuracy"][-1] < 0.1

# %% [markdown]
# Shuffle before, or give your own rows: `validation_data=(X_validation, y_validation)`. With validation rows you
# can also stop early: `callbacks=[keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)]`. Lesson
# 10 explains why.
#
# ## 7. Evaluate
#
# `evaluate` measures on rows that the network has not seen. It returns the loss, then the metrics:

# %%
test_loss, test_accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"test loss {test_loss:.4f}, accuracy {test_accuracy:.4f}")
p_test = model.predict(x_test, verbose=0)  # (n, 10), NumPy
by_hand = -np.log(np.maximum(p_test[np.arange(len(y_test)), y_test], 1e-7)).mean()
print(f"by hand   {by_hand:.4f}, accuracy {(p_test.argmax(axis=1) == y_test).mean():.4f}")
assert np.isclose(by_hand, test_loss, atol=1e-3)
assert np.isclose((p_test.argmax(axis=1) == y_test).mean(), test_accuracy)
assert test_accuracy > 0.85

# %% [markdown]
# **What to expect.** With the real MNIST, five epochs give about 97.7% (97.6, 97.6 and 97.9 with the seeds 0, 1
# and 2; the document got 97.62%). With the 1,500 stand-in digits, twenty epochs give about 92% (91.9, 91.6 and
# 91.9): there are few images to learn from. For other runs, give `digit_network` another seed.
# Training takes about one minute for MNIST, and a few seconds for the stand-in.
#
# **The document's two losses.** It prints `loss: 0.0407` and below it `[0.0790, 0.9762]`. Both cannot be the mean
# over the 10,000 test images. What `evaluate` *returns* is the mean, as we just checked by hand. A progress line
# is only a display, and in some versions of Keras it showed other numbers. Trust the returned ones.
#
# ### Why is `fit` less accurate than `evaluate`?
#
# Compare both on the same *training* images:

# %%
in_fit = history.history["accuracy"][-1]
measured = model.evaluate(x_train, y_train, verbose=0)[1]
print(
    f"last line of fit {in_fit:.4f}   evaluate on the same images {measured:.4f}   test {test_accuracy:.4f}"
)
assert measured > in_fit

# %% [markdown]
# Two reasons. While `fit` learns, dropout disturbs the network; `evaluate` uses all neurons. And the line of `fit`
# is a mean *over* the epoch, when the network was not yet as good as at its end. So training accuracies of `fit`
# and test accuracies are not a fair pair. To look for over-fitting, `evaluate` both.
#
# What did it get wrong?

# %%
y_hat = p_test.argmax(axis=1)
wrong = np.flatnonzero(y_hat != y_test)
print(len(wrong), "of", len(y_test), "are wrong; the first of them:")
viz.image_sheet(X_test[wrong[:16]], y=y_test[wrong[:16]], y_hat=y_hat[wrong[:16]])

# %% [markdown]
# ## 8. Normalise the inputs
#
# **The problem.** What happens without the division by 255?


# %%
def digits_after(scale, scores=False):
    """Three epochs of the network of section 6, on 1,500 images with pixels divided by scale."""
    net = digit_network(None if scores else "softmax")
    net.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=scores), metrics=["accuracy"])
    return net.fit(X_train[:1500] / np.float32(scale), y_train[:1500], epochs=3, verbose=0).history


pixels = {
    "0 to 255": digits_after(1),
    "0 to 255, from_logits": digits_after(1, scores=True),
    "0 to 1": digits_after(255),
}
for name, history_of in pixels.items():
    print(f"{name:22} loss {history_of['loss'][-1]:6.2f}   accuracy {history_of['accuracy'][-1]:.3f}")
assert pixels["0 to 1"]["loss"][-1] < 1
assert (
    pixels["0 to 255"]["loss"][-1]
    > pixels["0 to 255, from_logits"]["loss"][-1]
    > pixels["0 to 1"]["loss"][-1]
)

# %% [markdown]
# The first weights of a layer are made for inputs of about size 1. With pixels up to 255, the scores are some
# hundred times too large, and softmax gives 0 or 1. Keras cuts probabilities at $10^{-7}$ before the logarithm,
# and where a number is cut, there is no slope to learn from. With `from_logits=True` nothing is cut; this is what
# "numerically better" means in section 5. But it still learns worse than with normalised pixels.
#
# So two different things go wrong in the first line. What is better in the second line was lost by the *cut*: it comes
# back with `from_logits=True`, without any division. What is still better in the third line was lost by the *size* of
# the pixels. The document says only that values between 0 and 1 are found faster.
#
# ### A table
#
# Pixels all have the same range. In a table each column has its own unit. We take
# measurements of 569 tumours (bundled with scikit-learn): 30 numbers for each, and the question "malignant, yes
# or no?".

# %%
tumours = load_breast_cancer()
X = tumours.data.astype(np.float32)
y = (tumours.target == 0).astype(np.int64)  # 1 = malignant (in the file: 0)
print(X.shape, f"malignant: {y.sum()} of {len(y)} = {y.mean():.1%}")
for k in (0, 3, 4):
    print(f"{tumours.feature_names[k]:16} from {X[:, k].min():8.3f} to {X[:, k].max():8.3f}")

# %% [markdown]
# Lesson 11 standardised such columns: subtract the mean, divide by the standard deviation, both from the
# *training rows*. Keras has a layer for it. `adapt` reads mean and variance from the rows you give; then the
# model takes the raw numbers and does the rest itself. Nobody can forget it later.

# %%
scale = layers.Normalization()
scale.adapt(X[:400])  # pretend that these are the training rows
scaled = scale(X[:400]).numpy()
print("mean", scaled.mean(axis=0)[:4], "deviation", scaled.std(axis=0)[:4])
assert np.allclose(scaled, (X[:400] - X[:400].mean(axis=0)) / X[:400].std(axis=0), atol=1e-3)

# %% [markdown]
# ## 9. Dummy coding
#
# **The problem.** A network takes numbers. What is "autumn"? You could write spring = 0, summer = 1, autumn = 2,
# winter = 3. But then winter counts three times as much as summer, and lies far away from spring. The numbers
# have an order and distances that the seasons do not have.
#
# A café counts its guests:

# %%
seasons = np.array(["spring", "summer", "autumn", "winter"] * 3)
guests = np.array([30, 80, 36, 10, 34, 84, 32, 12, 32, 76, 34, 8], dtype=float)

as_number = np.array([["spring", "summer", "autumn", "winter"].index(season) for season in seasons])
line = np.polyfit(as_number, guests, 1)
print("season as a number:", np.polyval(line, [0, 1, 2, 3]).round(1), "guests predicted")

# %% [markdown]
# A line cannot go up in summer and down again.
#
# **The idea.** One column for each category, with 1 where it is this category and 0 elsewhere. This is the
# one-hot code of lesson 4, now for *inputs*. By hand it is one comparison:

# %%
categories = ["spring", "summer", "autumn", "winter"]
columns = (seasons[:, None] == np.array(categories)).astype(np.float32)  # (12, 1) == (4,) -> (12, 4)
print(columns[:4])
assert np.array_equal(columns, np.eye(4)[as_number])
assert np.array_equal(columns, keras.utils.to_categorical(as_number, 4))

# %% [markdown]
# **One column too many.** The four columns always have the sum 1. So the fourth says nothing new: a row with three
# zeros must be winter. With a bias there is then no *unique* solution: add 5 to all four weights, take 5 from the
# bias, and nothing changes. The normal equation of lesson 3 fails here. Statisticians call it the **dummy
# variable trap**, and leave one category out. This is **dummy coding**: $k-1$ columns for $k$ categories. The
# missing one is the **base category**, with only zeros.

# %%
bias = np.ones((12, 1))
all_four = np.hstack([bias, columns])
dummies = np.hstack([bias, columns[:, 1:]])  # without spring
print("bias and 4 columns: rank", np.linalg.matrix_rank(all_four), "of", all_four.shape[1])
print("bias and 3 columns: rank", np.linalg.matrix_rank(dummies), "of", dummies.shape[1])
weights = np.linalg.solve(dummies.T @ dummies, dummies.T @ guests)
for name, weight in zip(["bias (spring)", *categories[1:]], weights, strict=True):
    print(f"{name:14} {weight:6.1f}")
assert np.isclose(weights[0], guests[seasons == "spring"].mean())
assert np.isclose(weights[0] + weights[1], guests[seasons == "summer"].mean())

# %% [markdown]
# And the weights can be read: the bias is the mean of the base category, each weight is a difference to it.
# Summer has 48 guests more than spring.
#
# A network that learns by small steps does not fall into the trap. It finds *one* of the many solutions. So:
# $k-1$ columns for regression by formula, $k$ columns are fine for networks, and **labels** for
# `categorical_crossentropy` always need $k$ columns.
#
# **What can go wrong.** `to_categorical` counts the columns from the largest label. A part without the last class
# gets too few, and labels that start at 1 get one too many:

# %%
print(keras.utils.to_categorical([0, 1]).shape, keras.utils.to_categorical([0, 1], num_classes=3).shape)
print(keras.utils.to_categorical([1, 2, 3]).shape)
assert keras.utils.to_categorical([0, 1], num_classes=3).shape == (2, 3)

# %% [markdown]
# Give `num_classes`. And take the list of categories from the training rows once, and keep it: the same columns in
# the same order for every new row. A category that is not in the list needs a decision, not a silent row of
# zeros, because zeros already mean the base category.
#
# ## 10. Train and test split
#
# **The problem.** A network can learn rows by heart, so we need rows that it has never seen. How do we choose them?
#
# **The idea.** At random: shuffle the row numbers, and cut them into two parts. Take rows and labels with the
# *same* numbers:

# %%
rng = np.random.default_rng(0)
mixed = rng.permutation(len(X))
n_test = round(0.25 * len(X))
test_rows, train_rows = mixed[:n_test], mixed[n_test:]
print(len(train_rows), "training rows,", len(test_rows), "test rows")
assert not set(train_rows) & set(test_rows)

# %% [markdown]
# **Stratified.** 37% of the tumours are malignant. By chance, a small test part can get many more or fewer. Let us
# draw 1,000 test parts of 57 rows:

# %%
shares = [y[np.random.default_rng(seed).permutation(len(y))[:57]].mean() for seed in range(1000)]
print(f"share of malignant: all {y.mean():.1%}; test parts from {min(shares):.1%} to {max(shares):.1%}")
viz.histograms({"share of malignant tumours in the test part": shares}, bins=20)

# %% [markdown]
# A **stratified** split cuts each class by itself, so that each part has the same shares. By hand, then by
# scikit-learn:


# %%
def stratified(y, share, seed):
    """Row numbers for training and for test: of each class, `share` of its rows go into the test."""
    rng = np.random.default_rng(seed)
    train, test = [], []
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == label))
        cut = round(share * len(rows))
        test.append(rows[:cut])
        train.append(rows[cut:])
    return rng.permutation(np.concatenate(train)), rng.permutation(np.concatenate(test))


train_rows, test_rows = stratified(y, 0.25, seed=0)
print(f"by hand:      {y[train_rows].mean():.2%} in training, {y[test_rows].mean():.2%} in test")
X_fit, X_new, y_fit, y_new = train_test_split(X, y, test_size=0.25, stratify=y, random_state=0)
print(f"scikit-learn: {y_fit.mean():.2%} in training, {y_new.mean():.2%} in test")
assert abs(y[test_rows].mean() - y.mean()) < 0.005
assert abs(y_new.mean() - y.mean()) < 0.005

# %% [markdown]
# Note the order of the four results of `train_test_split`: first both `X`, then both `y`.
#
# ### Leaks
#
# A **leak** is any way by which the test rows have a say in the training. Scaling with the mean of *all* rows is one:
# the training rows then depend on the test rows. First split, then `adapt` on the training rows. With the mean
# the harm is small. When *columns are chosen* with all rows, it is not. Watch: 100 rows of pure noise, with random
# labels. Nobody can predict them; honest is 50%.


# %%
def ten_best(X, y):
    """The ten columns whose means differ most between the classes."""
    return np.abs(X[y == 1].mean(axis=0) - X[y == 0].mean(axis=0)).argsort()[-10:]


leaky, honest = [], []
for seed in range(10):
    rng = np.random.default_rng(seed)
    noise, lots = rng.normal(size=(100, 2000)), rng.permutation(np.arange(100) % 2)
    train_rows, test_rows = stratified(lots, 0.4, seed)
    for results, best in (
        (leaky, ten_best(noise, lots)),  # looked at all rows
        (honest, ten_best(noise[train_rows], lots[train_rows])),  # looked at the training rows
    ):
        judge = LogisticRegression().fit(noise[train_rows][:, best], lots[train_rows])
        results.append(judge.score(noise[test_rows][:, best], lots[test_rows]))
print(f"columns chosen with all rows: {np.mean(leaky):.0%} right")
print(f"with the training rows only:  {np.mean(honest):.0%} right")
assert np.mean(leaky) > 0.7
assert 0.4 < np.mean(honest) < 0.6

# %% [markdown]
# Noise, "predicted" with such an accuracy! The rule: **split first; whatever learns from rows (means, categories,
# chosen columns, weights) may see only the training rows.**
#
# Now the network for the tumours. The scaling stands inside, adapted to the training rows only:


# %%
def tumour_network(normalise, scores=False):
    keras.utils.set_random_seed(3)
    chain = [keras.Input((30,))]
    if normalise:
        scale = layers.Normalization()
        scale.adapt(X_fit)
        chain.append(scale)
    last = layers.Dense(1, activation=None if scores else "sigmoid")
    net = keras.Sequential([*chain, layers.Dense(32, activation="relu"), last])
    accuracy = keras.metrics.BinaryAccuracy(threshold=0.0 if scores else 0.5)
    net.compile(
        keras.optimizers.Adam(0.01), keras.losses.BinaryCrossentropy(from_logits=scores), metrics=[accuracy]
    )
    net.fit(X_fit, y_fit, epochs=15, batch_size=64, verbose=0)
    return net


networks = {
    "normalised": tumour_network(True),
    "raw numbers": tumour_network(False),
    "raw numbers, from_logits": tumour_network(False, scores=True),
}
accuracy = {name: net.evaluate(X_new, y_new, verbose=0)[1] for name, net in networks.items()}
print({name: round(share, 3) for name, share in accuracy.items()}, f"always benign: {1 - y_new.mean():.3f}")

# %% [markdown]
# The raw numbers are so large that the sigmoid of the second network is 0 or 1 for almost every tumour, and its slope
# there is 0 (section 8). So it stops learning at once: it says the same about all tumours, and is no better than the
# **baseline** (lesson 11) "always benign". With `from_logits=True` the same network learns from the raw numbers, but
# not as well as from normalised ones.

# %% proof
assert accuracy["normalised"] > 0.93
called = networks["raw numbers"].predict(X_new, verbose=0) > 0.5
assert called.all() or not called.any()
assert accuracy["raw numbers"] <= 1 - y_new.mean() + 1e-6
assert 1 - y_new.mean() + 0.1 < accuracy["raw numbers, from_logits"] < accuracy["normalised"]

# %% [markdown]
# ## 11. The ROC curve
#
# **The problem.** The network gives a probability. From which probability on do we say "malignant"? To miss a
# tumour is worse than a false alarm, so 0.5 need not be right.
#
# **The idea.** Try *all* thresholds. For each, take two shares (lesson 8):
#
# - **true positive rate** (TPR): of the positives, how many are called positive?
# - **false positive rate** (FPR): of the negatives, how many are called positive?
#
# Move the threshold and watch both:

# %%
score = networks["normalised"].predict(X_new, verbose=0).ravel()  # (n, 1) -> (n,)
threshold = ipywidgets.FloatSlider(0.5, min=0.01, max=0.99, step=0.01, description="threshold")


def counts_at_threshold():
    called = (score >= threshold.value).astype(int)
    title = f"TPR {called[y_new == 1].mean():.0%}, FPR {called[y_new == 0].mean():.0%}"
    return viz.confusion_matrix(y_new, called, ["benign", "malignant"], title=title)


viz.Explorer([threshold], counts_at_threshold)

# %% [markdown]
# The points (FPR, TPR) make the ROC curve. Lesson 8 let scikit-learn calculate it. It is short enough to do by
# hand. Sort the rows by their score, from high to low. Start with a threshold above all scores: nothing is
# called positive, the point is (0, 0). Then lower the threshold row by row. A positive row moves the point up, a
# negative row moves it to the right. The end is (1, 1).
#
# **Ties** need care. Rows with the *same* score come in together, because no threshold can part them. So we keep a
# point only where the next score is another one.


# %%
def roc(y_true, score):
    """False and true positive rates, from (0, 0) to (1, 1): one point for each different score."""
    order = np.argsort(-score, kind="stable")
    y_sorted, score_sorted = y_true[order], score[order]
    true_positives, false_positives = np.cumsum(y_sorted), np.cumsum(1 - y_sorted)
    last_of_its_score = np.append(np.diff(score_sorted) != 0, True)
    tpr = np.append(0, true_positives[last_of_its_score] / y_true.sum())
    fpr = np.append(0, false_positives[last_of_its_score] / (1 - y_true).sum())
    return fpr, tpr


def area_under(fpr, tpr):
    """The area below the points, as a sum of trapezoids."""
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)


few_y, few_score = np.array([1, 1, 0, 1, 0, 0]), np.array([0.9, 0.7, 0.7, 0.6, 0.3, 0.1])
for right, up in zip(*roc(few_y, few_score), strict=True):
    print(f"FPR {right:.2f}   TPR {up:.2f}")
print(f"area {area_under(*roc(few_y, few_score)):.3f}")

# %% [markdown]
# The second step goes up *and* right: a positive and a negative row share the score 0.7. Now the comparison with
# scikit-learn, on the tumours and on random scores with many ties. (By default scikit-learn drops points on
# straight lines; the curve is the same.)

# %%
rng = np.random.default_rng(4)
cases = [(y_new, score)]
cases += [
    (rng.permutation(np.arange(60) % 2), rng.integers(0, levels, 60) / levels) for levels in (3, 10, 1000)
]
for truth, s in cases:
    fpr, tpr = roc(truth, s)
    their_fpr, their_tpr, _ = roc_curve(truth, s, drop_intermediate=False)
    assert np.allclose(fpr, their_fpr)
    assert np.allclose(tpr, their_tpr)
    assert np.isclose(area_under(fpr, tpr), roc_auc_score(truth, s))
print(f"tumours: area {area_under(*roc(y_new, score)):.4f}, scikit-learn {roc_auc_score(y_new, score):.4f}")

# %% [markdown]
# ### What the area means
#
# The **AUC** (area under the curve) has a simple meaning: take one positive and one negative row at random. The AUC is
# the probability that the positive one has the higher score. A tie counts half. We can count all pairs:

# %%
positive, negative = score[y_new == 1], score[y_new == 0]
higher = (positive[:, None] > negative).mean() + 0.5 * (positive[:, None] == negative).mean()
print(f"pairs in the right order: {higher:.4f} of {positive.size * negative.size} pairs")
assert np.isclose(higher, area_under(*roc(y_new, score)))

# %% [markdown]
# So only the *order* of the scores counts. The cubes of all probabilities give the same curve. Any number that
# grows with the danger is a score, even a single column:

# %%
radius, smoothness = X_new[:, 0], X_new[:, 4]
candidates = {"network": score, "radius alone": radius, "smoothness alone": smoothness}
areas = {name: area_under(*roc(y_new, s)) for name, s in candidates.items()}
print({name: round(float(area), 3) for name, area in areas.items()})
assert np.isclose(area_under(*roc(y_new, score.astype(float) ** 3)), areas["network"])
assert areas["network"] > areas["radius alone"] > areas["smoothness alone"]
viz.roc({name: (y_new, s) for name, s in candidates.items()})

# %% [markdown]
# **What can go wrong.**
#
# - *Classes in place of scores.* `y_hat` of 0 and 1 has only two values, so the curve has one corner. The area is
#   too small.
# - *Ties cut apart.* If each row is a point of its own, the curve depends on the order of the rows in the file.
# - *The wrong column.* A softmax with two outputs gives two columns. The score is column 1. With column 0, the
#   area is 1 minus the right one.

# %%
print(f"scores {areas['network']:.4f}   classes {area_under(*roc(y_new, (score >= 0.5) * 1.0)):.4f}")
print(f"the other column {area_under(*roc(y_new, 1 - score)):.4f}")
assert area_under(*roc(y_new, (score >= 0.5) * 1.0)) < areas["network"]

# %% [markdown]
# And like any number from 143 rows, an AUC has noise. Do not choose between 0.991 and 0.993.
#
# ## 12. Keras runs on PyTorch here
#
# With this backend, a Keras model **is** a `torch.nn.Module`. Its weights are PyTorch parameters, its outputs are
# tensors with gradients.
#
# | Keras | PyTorch |
# | --- | --- |
# | `Dense(10)` after 128 neurons | `nn.Linear(128, 10)` |
# | `call` | `forward` |
# | `from_logits=True` and class numbers | `nn.CrossEntropyLoss()` |
# | `compile` and `fit` | a loop, or `training.fit` of lesson 11 |
# | `predict` | `model.eval()`, `torch.no_grad()`, then the model |
# | dropout by `training=True` | dropout by `model.train()` |

# %%
keras.utils.set_random_seed(5)
net = keras.Sequential([keras.Input((4,)), layers.Dense(6, activation="relu"), layers.Dense(3)])
x = torch.randn(5, 4, generator=torch.Generator().manual_seed(5))
print(isinstance(net, nn.Module), type(net.layers[0].kernel.value).__name__, net(x).requires_grad)
print("a tensor:", type(net(x)).__name__, "   predict gives:", type(net.predict(x, verbose=0)).__name__)
assert isinstance(net, nn.Module)
assert isinstance(net.layers[0].kernel.value, nn.Parameter)

# %% [markdown]
# The same network in PyTorch, with the same weights. One difference: Keras stores a kernel as (inputs, outputs), and
# `nn.Linear` as (outputs, inputs).

# %%
twin = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 3))
with torch.no_grad():
    for ours, theirs in ((twin[0], net.layers[0]), (twin[2], net.layers[1])):
        ours.weight.copy_(theirs.kernel.value.T)
        ours.bias.copy_(theirs.bias.value)
print("kernel", tuple(net.layers[0].kernel.shape), "  weight", tuple(twin[0].weight.shape))
assert torch.allclose(net(x), twin(x), atol=1e-6)

# %% [markdown]
# And `fit`? One batch, one step: first Keras's `fit`, then the lines that you know from lesson 4. The weights agree
# afterwards.

# %%
labels = torch.tensor([0, 2, 1, 1, 0])
net.compile(keras.optimizers.SGD(0.1), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
net.fit(x.numpy(), labels.numpy(), batch_size=5, epochs=1, verbose=0)

optimizer = torch.optim.SGD(twin.parameters(), lr=0.1)
loss = nn.functional.cross_entropy(twin(x), labels)
optimizer.zero_grad()
loss.backward()
optimizer.step()

assert torch.allclose(net.layers[0].kernel.value.T, twin[0].weight, atol=1e-6)
assert torch.allclose(net(x), twin(x), atol=1e-5)
print("the same weights after one step")

# %% [markdown]
# So you can mix: train a Keras model with a PyTorch loop, or put a PyTorch module into a Keras chain
# (`keras.layers.TorchModuleWrapper`). One trap is there: Keras's dropout does not listen to PyTorch's
# `model.train()`. In a loop of your own, say `model(x, training=True)`.

# %%
with_dropout = keras.Sequential([keras.Input((4,)), layers.Dropout(0.5)])
with_dropout.train()  # PyTorch's switch
assert torch.equal(with_dropout(x), x)
keras.utils.set_random_seed(6)
assert not torch.equal(with_dropout(x, training=True), x)

# %% [markdown]
# ### Keep it
#
# A model goes into one file, with its layers, weights, and what you compiled:

# %%
networks["normalised"].save(folder / "tumours.keras")
restored = keras.models.load_model(folder / "tumours.keras")
assert np.array_equal(restored.predict(X_new, verbose=0).ravel(), score)
print((folder / "tumours.keras").stat().st_size, "bytes, the same answers")

# %% [markdown]
# The numbers of `Normalization` are in the file, too: the program that loads it needs no mean and no deviation.
#
# **On a GPU**: without the line `KERAS_TORCH_DEVICE` at the start, Keras takes the GPU by itself when PyTorch finds
# one, and `fit` moves each batch there. Networks as small as these are not faster on it: each step is short, and
# starting it takes most of the time. A tensor on the GPU needs `.cpu()` before `.numpy()`.
#
# ## Summary
#
# - Keras is a layer of words above a backend. Choose the backend *before* the import.
# - Three ways: `Sequential` (by list or by `add`) for chains, functional for branches, a subclass for your own
#   Python. `keras.Input` gives the shape of one example.
# - `Dense` from m to n: m·n + n parameters. `Flatten` and `Dropout`: none.
# - Dropout sets numbers to 0 at random *and* enlarges the rest, only while training.
# - Class numbers: sparse categorical; one-hot: categorical; yes or no: binary cross-entropy with sigmoid. Softmax
#   in the model, or `from_logits=True` in the loss: exactly one of the two.
# - `fit` goes on where it stopped. `validation_split` takes the last rows. `fit`'s accuracy is measured with
#   dropout and over the epoch.
# - Normalise, with numbers from the training rows. Dummy coding: k - 1 columns; the missing one is the base.
# - Split first, then learn anything from rows. Stratify when classes are unequal or rows are few.
# - A ROC curve is sorted scores and two counters; equal scores are one point. AUC: how often a positive row
#   stands above a negative one.
# - A Keras model on this backend is an `nn.Module`.
#
# ## Terms
#
# | English | Korean | meaning |
# | --- | --- | --- |
# | backend | 백엔드 | the library that calculates below Keras |
# | layer, model | 층, 모델 | part of a network; all layers together |
# | functional, subclass | 함수형, 상속(서브클래스) | layers called as functions; a class of your own |
# | dense (fully connected) layer | 완전 연결 층 | each input goes to each neuron |
# | compile | 컴파일 | fix optimizer, loss and metrics |
# | metric | 평가 지표 | number to report, such as accuracy |
# | logits (scores) | 로짓 | outputs before softmax or sigmoid |
# | normalisation | 정규화 | bring inputs to a common size |
# | dropout | 드롭아웃 | random zeros while training |
# | one-hot, dummy coding | 원-핫 인코딩, 더미 코딩 | k columns; k - 1 columns for k categories |
# | base category | 기준 범주 | the category without a column |
# | train/test split, stratified | 훈련/테스트 분할, 층화 | rows divided at random; class by class |
# | data leak | 데이터 누수 | test rows have a say in training |
# | ROC curve, AUC | ROC 곡선, 곡선 아래 면적 | TPR against FPR for all thresholds; the area below |
# | true/false positive rate | 참/거짓 양성 비율 | share of positives/negatives that are called positive |
# | tie | 동점 | equal scores |
#
# ## Next
#
# Practise in [exercise 13](../exercises/13_keras/13_keras.ipynb). In [lesson 14](14a_cnn.ipynb), the network no
# longer flattens the image: it looks at it through small filters.
