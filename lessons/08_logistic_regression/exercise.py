# %% [markdown]
# # Exercise 8: logistic regression, the complete program
#
# You build one program in eight steps: mini-batches, a graph in a function, training with checkpoints, going on after
# a power cut, TensorBoard summaries, a classifier for the two moons, precision and recall, and a comparison of
# hyper-parameters. Both parts of chapter 8 show these steps; here you write them.
#
# **Time**: 40 to 60 minutes. **Points**: 10, one for each test (the two tests of step 1: half a point).
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and run the
#   cell. Then run the tests below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("batches")` (with the name of the task) explains an answer, and what else would
#   have done.
# - Later steps use earlier functions. When you change one, run the later cells again.
# - Cells with imports and helpers are given and locked. Run them, too. All files go to the folder `runs/`.

# %% setup="imports"
import math
import shutil
from types import SimpleNamespace

import numpy as np

import lessonlib.tf1 as tf
from lessonlib.data import moons

shutil.rmtree("runs", ignore_errors=True)  # old checkpoints would be taken up again: start without any

# %% setup="helpers"
data = moons(n=1000, noise=0.1, seed=42)


def columns(split):
    """X float32 (m, 2) and y float32 (m, 1) of one part of the data, as NumPy arrays."""
    return split.X.numpy(), split.y.numpy().astype(np.float32).reshape(-1, 1)


X_train, y_train = columns(data.train)
X_val, y_val = columns(data.validation)


def polynomial(X):
    """The nine products of x1 and x2 up to degree 3: (m, 2) -> (m, 9)."""
    a, b = X[:, :1], X[:, 1:]
    return np.hstack([a, b, a * a, a * b, b * b, a**3, a * a * b, a * b * b, b**3])


print(f"train {X_train.shape}, validation {X_val.shape}, polynomial {polynomial(X_train).shape}")

# %% [markdown]
# ## 1. Mini-batches
#
# Write the generator `batches(X, y, batch_size, seed)`. One call is one epoch.
#
# - It shuffles the rows in an order that depends only on `seed` (use `np.random.default_rng(seed)`).
# - It yields pairs `(X_batch, y_batch)` of `batch_size` rows. The last pair may have fewer rows. No row is left out.
# - A row of `X` stays with its row of `y`.


# %% task="batches"
def batches(X, y, batch_size, seed):
    """Yield the rows of X (m, n) and y (m, 1) once, shuffled by `seed`, in batches of `batch_size` rows."""
    ### BEGIN SOLUTION
    order = np.random.default_rng(seed).permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]
    ### END SOLUTION


# %% [markdown] hints="batches"
# - when "the list of batch sizes": Compare the two lists of sizes. The rows that are left over at the end
#   are missing. Where does your loop stop?
# - when "in their old order": Nothing shuffles the rows. The order comes from
#   `np.random.default_rng(seed)`.
# - when "a second epoch with the same seed": The order changes although the seed is the same. Where does your
#   generator of random numbers get its seed?
# - when "Seeds 5 and 6": Every epoch has the same order. Does the argument `seed` reach the generator?
# - when "y in the order of X": X and y were shuffled in two different orders. They need the *same* order:
#   shuffle numbers of rows, not the rows.
# 1. Section 5 of the chapter has mini-batches.
# 2. Make one random order of the row numbers 0 to m - 1. Then walk through this order in steps of
#    `batch_size`, and take the same row numbers from X and from y.
# 3. A generator's method `permutation(m)` gives the order. In `for start in range(0, m, size)`, the row
#    numbers of a batch are a slice of the order; a slice that goes over the end is simply shorter. `yield`
#    a pair for each.

# %% [markdown] solution="batches"
# One random order of row *numbers* serves both arrays, so each row of `X` keeps its `y`. The slices walk through the
# order; the last one is simply shorter, and rounding the number of batches down would lose its rows. The order
# depends only on `seed`, so an interrupted training can repeat any epoch. `rng.shuffle` on a list of row numbers does
# the same, and so does shuffling `np.hstack([X, y])` as a whole.

# %% test="batches_cover" points=0.5
# One epoch holds every row once, in batches of batch_size; only the last batch may be smaller.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for m, batch_size, sizes in ((20, 6, [6, 6, 6, 2]), (12, 4, [4, 4, 4]), (3, 10, [3])):
    X = np.sort(rng.normal(size=(m, 2)).astype(np.float32), axis=0)
    y = np.arange(m, dtype=np.float32).reshape(m, 1)
    epoch = list(answer.batches(X, y, batch_size, seed=m))
    case = f"({m} rows, batch_size={batch_size})"
    advice = "The last batch takes the rows that are left."
    expect.equal(
        [len(X_batch) for X_batch, _ in epoch], sizes, what=f"the list of batch sizes {case}", hint=advice
    )
    seen = np.sort(np.concatenate([X_batch for X_batch, _ in epoch])[:, 0])
    advice = "Each row belongs in exactly one batch."
    expect.close(seen, X[:, 0], what=f"the first column of all batches, sorted, {case}", hint=advice)

# %% test="batches_shuffle" points=0.5
# The rows come in a random order that the seed decides, and each row of X stays with its row of y.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
X = rng.normal(size=(50, 3)).astype(np.float32)
y = X.sum(axis=1, keepdims=True)
rows = np.hstack([X, y])
epochs = [
    np.concatenate([np.hstack(pair) for pair in answer.batches(X, y, 8, seed=seed)]) for seed in (5, 5, 6)
]

X_seen, y_seen = epochs[0][:, :3], epochs[0][:, 3:]
advice = "Shuffle row numbers once, and use the same numbers for X and for y."
what = "y in the order of X (here y is the sum of the row)"
expect.close(y_seen, X_seen.sum(axis=1, keepdims=True), what=what, hint=advice, atol=1e-5)
known, seen = ({tuple(row) for row in np.float64(part).round(4).tolist()} for part in (rows, epochs[0]))
expect.that(seen <= known, "The batches hold rows that are not in X and y.")
advice = "Draw the order from np.random.default_rng(seed)."
expect.close(epochs[1], epochs[0], what="a second epoch with the same seed", hint=advice)
expect.that(
    not np.array_equal(epochs[0], rows), "The rows come in their old order.", hint="Shuffle them first."
)
advice = "The order must depend on `seed`."
expect.that(not np.array_equal(epochs[2], epochs[0]), "Seeds 5 and 6 give the same order.", hint=advice)

# %% [markdown]
# ## 2. The graph, in a function
#
# Write `logistic_regression(n_features, learning_rate, seed=42)`. It makes a **new** `tf.Graph()` and builds
# everything in it (make it the default graph while you build). The last lines, which are given, return its parts:
# `model.X`, `model.loss` and so on. Four name scopes keep it tidy.
#
# | part | what | name scope |
# | --- | --- | --- |
# | `graph` | the `tf.Graph` | |
# | `X` | placeholder, float32, shape `(None, n_features)` | `inputs` |
# | `y` | placeholder, float32, shape `(None, 1)` | `inputs` |
# | `weights` | variable `(n_features, 1)`, named `model/weights`; small random numbers, from `seed` | `model` |
# | `bias` | variable `(1,)`, named `model/bias`; it starts at 0 | `model` |
# | `probability` | probability of class 1, shape `(None, 1)` | `model` |
# | `loss` | mean log loss of the batch, a scalar | `loss` |
# | `global_step` | variable, starts at 0, not trainable, named `train/global_step` | `train` |
# | `train` | one step of gradient descent; it also adds 1 to `global_step` | `train` |
# | `summary` | merged summaries, among them a scalar of the loss with `loss` in its name | |
# | `init` | initialises all variables | |
# | `saver` | a `tf.train.Saver` of all three variables | |
#
# The loss must be right for **every** logit, also for 1000 and -1000. Section 3 of the chapter shows what
# goes wrong.


# %% task="logistic_regression"
def logistic_regression(n_features, learning_rate, seed=42):
    """Build logistic regression in a graph of its own. Returns the parts that the table names."""
    ### BEGIN SOLUTION
    graph = tf.Graph()
    with graph.as_default():
        with tf.name_scope("inputs"):
            X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
            y = tf.placeholder(tf.float32, shape=(None, 1), name="y")
        with tf.name_scope("model"):
            weights = tf.Variable(tf.random_uniform((n_features, 1), -0.1, 0.1, seed=seed), name="weights")
            bias = tf.Variable(tf.zeros((1,)), name="bias")
            logits = tf.add(tf.matmul(X, weights), bias, name="logits")
            probability = tf.sigmoid(logits, name="probability")
        with tf.name_scope("loss"):
            loss = tf.reduce_mean(
                tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits), name="log_loss"
            )
        with tf.name_scope("train"):
            global_step = tf.Variable(0, trainable=False, name="global_step")
            train = tf.train.GradientDescentOptimizer(learning_rate).minimize(loss, global_step=global_step)
        tf.summary.scalar("loss", loss)
        tf.summary.histogram("weights", weights)
        summary = tf.summary.merge_all()
        init = tf.global_variables_initializer()
        saver = tf.train.Saver(max_to_keep=10)
    ### END SOLUTION
    return SimpleNamespace(
        graph=graph,
        X=X,
        y=y,
        weights=weights,
        bias=bias,
        probability=probability,
        loss=loss,
        global_step=global_step,
        train=train,
        summary=summary,
        init=init,
        saver=saver,
    )


# %% [markdown] hints="logistic_regression"
# - when "'inputs_1/X:0'": The name is `inputs_1`, because the graph already had a scope `inputs`: both
#   calls built in the same graph. Each call needs a new one.
# - when "not finite": The probability became exactly 0 or 1, and its logarithm is infinite. There is a
#   function in `tf.nn` that takes logits and has no such problem.
# - when "the loss (features of size 1)": The loss is wrong also for small numbers. Is it a mean over the
#   batch, not a sum? Does the loss function get logits, and not probabilities that went through a sigmoid
#   already?
# - when "two models with the same seed": Each run of `init` draws other numbers. Give the node that draws them a seed.
# - when "the value of weights after one step": The loss is right, and the step is not. Does the optimizer get the
#   learning rate of the argument?
# - when "the value of bias after one step": The weights move as they should, and the bias does not. Which variables
#   does your step train?
# - when "global_step after one step": Who adds 1 to the global step? `minimize` has an argument for it.
# - when "the name scope of": A part was made outside its scope. The table says which `tf.name_scope` it
#   belongs in.
# 1. Section 4 of the chapter builds this graph. Section 3 explains the loss.
# 2. One `with graph.as_default():`, and in it one `with tf.name_scope(...)` for each of the four scopes.
#    The model makes logits first; probability and loss both come from the logits. The optimizer gets
#    `global_step`.
# 3. The loss is the mean of `tf.nn.sigmoid_cross_entropy_with_logits`, which takes `labels=` and `logits=`.
#    Summaries, `tf.global_variables_initializer()` and the `Saver` come last, when all variables are there,
#    still inside the graph.

# %% [markdown] solution="logistic_regression"
# Probability and loss both come from the logits, so that no logarithm ever meets a 0, and the mean makes the step
# independent of the size of the batch. `minimize` moves the trainable variables and counts the step. The initialiser
# and the saver take the variables that exist when they are made, so they come last. `tf.softplus(z) - y * z` is the
# same loss; `tf.gradients` with `apply_gradients`, or with an `assign_sub` for each variable in a `tf.group`, is the
# same step. Weights of zero are a good start, too: the loss is a bowl, and every start leads to the same place.

# %% test="graph_scopes" points=1
# The parts stand in their name scopes with their shapes, and a second call gives the same names and start.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect
from lessonlib.check.graphs import fetch_graph

scopes = {"X": "inputs", "y": "inputs", "probability": "model", "loss": "loss", "train": "train"}
variables = {"weights": "model/weights", "bias": "model/bias", "global_step": "train/global_step"}
answer.logistic_regression(3, learning_rate=0.1)
second = answer.logistic_regression(7, learning_rate=0.1)
model = fetch_graph(second, *scopes, *variables, "init")  # a copy of what the second call made
for part, scope in scopes.items():
    name = model[part].name
    advice = f"Make it inside `with tf.name_scope('{scope}'):`, in a new graph at each call."
    expect.equal(
        name.split("/")[0], scope, what=f"the name scope of {part}, whose name is {name!r},", hint=advice
    )
for part, want in variables.items():
    expect.that(isinstance(model[part], tf.Variable), f"{part} is not a variable.", hint="Use tf.Variable.")
    advice = "Give tf.Variable a name= inside the scope. A checkpoint finds values by these names."
    expect.equal(model[part].op.name, want, what=f"the name of the variable {part}", hint=advice)
trained = sorted(variable.op.name for variable in model["graph"].get_collection("trainable_variables"))
what = "the list of trainable variables"
expect.equal(trained, ["model/bias", "model/weights"], what=what, hint="global_step is not trainable.")
shapes = {"X": [None, 7], "y": [None, 1], "weights": [7, 1], "probability": [None, 1], "loss": []}
for part, want in shapes.items():
    got = model[part].get_shape().as_list()
    expect.equal(got, want, what=f"the shape of {part} for 7 features")
with tf.Session(graph=model["graph"]) as sess:
    sess.run(model["init"])
    got = sess.run(model["probability"], {model["X"]: [[0.0] * 7] * 2})
    start = sess.run(model["weights"])
expect.close(got, [[0.5], [0.5]], what="the probability of two rows of zeros, at the start")
twin = fetch_graph(answer.logistic_regression(7, learning_rate=0.1), "weights", "init")
with tf.Session(graph=twin["graph"]) as sess:
    sess.run(twin["init"])
    same = np.array_equal(sess.run(twin["weights"]), start)
advice = "Give `seed` to the node that draws the weights."
expect.that(same, "The weights of two models with the same seed start differently.", hint=advice)

# %% test="loss_value" points=1
# `loss` is the mean log loss of the batch, and `probability` fits it, for small logits and for huge ones.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph
from lessonlib.check.references import logistic

scales = [1.0, 3.0, 1000.0]
### BEGIN HIDDEN TESTS
scales += [0.5, 300.0]
### END HIDDEN TESTS
rng = fresh.rng()
parts = ("X", "y", "weights", "bias", "probability", "loss")
for scale in scales:
    model = fetch_graph(answer.logistic_regression(3, learning_rate=0.5), *parts)
    X, y = scale * rng.normal(size=(31, 3)), rng.integers(0, 2, size=(31, 1)).astype(float)
    weights, bias = rng.normal(size=(3, 1)), rng.normal(size=1)
    feed = {model["X"]: X, model["weights"]: weights, model["bias"]: bias}
    with tf.Session(graph=model["graph"]) as sess:
        got, want = sess.run(model["probability"], feed), logistic.probability(X, weights, bias)
        what = f"the probability (features of size {scale:g})"
        advice = "It is the logistic function of the logits, and the logits are linear in X."
        expect.close(got, want, what=what, rtol=2e-3, atol=1e-5, hint=advice)
        got, want = sess.run(model["loss"], {**feed, model["y"]: y}), logistic.log_loss(X, y, weights, bias)
    advice = "Average over the batch, and calculate the loss from the logits, not from the probability."
    expect.close(got, want, what=f"the loss (features of size {scale:g})", rtol=1e-3, hint=advice)

# %% test="train_step" points=1
# One run of `train` moves weights and bias by -learning_rate times the gradient, and global_step by 1.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph
from lessonlib.check.references import logistic

cases = [(12, 0.1), (40, 2.0)]
### BEGIN HIDDEN TESTS
cases += [(1, 0.7), (200, 0.01)]
### END HIDDEN TESTS
rng = fresh.rng()
parts = ("X", "y", "weights", "bias", "global_step", "train", "init")
for m, lr in cases:
    model = fetch_graph(answer.logistic_regression(4, learning_rate=lr), *parts)
    X, y = rng.normal(size=(m, 4)), rng.integers(0, 2, size=(m, 1)).astype(float)
    with tf.Session(graph=model["graph"]) as sess:
        sess.run(model["init"])
        expect.equal(int(sess.run(model["global_step"])), 0, what="global_step before the first step")
        weights, bias = rng.normal(size=(4, 1)), rng.normal(size=1)
        model["weights"].load(weights, sess)
        model["bias"].load(bias, sess)
        sess.run(model["train"], {model["X"]: X, model["y"]: y})
        got_weights, got_bias = sess.run([model["weights"], model["bias"]])
        step = int(sess.run(model["global_step"]))
    slopes = logistic.log_loss_gradient(X, y, weights, bias)
    case = f"after one step (learning rate {lr}, {m} rows)"
    advice = "Plain gradient descent on the mean loss, with the learning rate of the argument."
    want = weights - lr * slopes[0]
    expect.close(got_weights, want, what=f"the value of weights {case}", rtol=1e-3, atol=1e-4, hint=advice)
    want, advice = bias - lr * slopes[1], "Train the bias, too."
    expect.close(got_bias, want, what=f"the value of bias {case}", rtol=1e-3, atol=1e-4, hint=advice)
    advice = "Give minimize() the argument global_step=."
    expect.equal(step, 1, what="global_step after one step", hint=advice)

# %% [markdown]
# ## 3. Training with checkpoints
#
# Write `train(model, sess, X, y, epochs, batch_size, folder, save_every=5, on_epoch=None)`.
#
# - It trains the model in `sess` until `epochs` epochs are done **in total**. How many are done already? The global
#   step knows: divide it by the number of steps of one epoch, `math.ceil(len(X) / batch_size)`.
# - Epoch `e` (counted from 0) uses your `batches` with `seed=e`.
# - When the number of epochs done is a multiple of `save_every`, it saves a checkpoint `folder/moons.ckpt` with
#   `global_step=model.global_step`.
# - At the end of **every** epoch, after the checkpoint if there is one, it calls `on_epoch(epochs_done)`. Without
#   `on_epoch` (None), it calls nothing.
# - At the very end it saves `folder/final.ckpt`, without a step number.


# %% task="train"
def train(model, sess, X, y, epochs, batch_size, folder, save_every=5, on_epoch=None):
    """Train until `epochs` epochs are done in total; save checkpoints in `folder`."""
    ### BEGIN SOLUTION
    steps_per_epoch = math.ceil(len(X) / batch_size)
    epochs_before = int(sess.run(model.global_step)) // steps_per_epoch
    for epoch in range(epochs_before, epochs):
        for X_batch, y_batch in batches(X, y, batch_size, seed=epoch):
            sess.run(model.train, feed_dict={model.X: X_batch, model.y: y_batch})
        if (epoch + 1) % save_every == 0:
            model.saver.save(sess, f"{folder}/moons.ckpt", global_step=model.global_step)
        if on_epoch:
            on_epoch(epoch + 1)
    model.saver.save(sess, f"{folder}/final.ckpt")
    ### END SOLUTION


# %% [markdown] hints="train"
# - when "the list of checkpoints": The files are not those that should be there. One comes every `save_every` epochs,
#   with a step number, and one at the very end, without a number. The numbers count steps: one for each batch, also
#   for a smaller last one.
# - when "the global step in": The number of steps does not fit. Does the training use every batch of every epoch,
#   once?
# - when "the weights in": The files are there, with the right steps, but other weights than the batches of `seed=0`,
#   `seed=1` and so on lead to. Which batches does an epoch use? And are they those of your function `batches`?
# 1. Sections 6, 9 and 10 of the chapter: the loop, the checkpoints, and going on.
# 2. The global step knows how many steps were done: divide by the steps of one epoch to get the epochs.
#    Begin the loop there. After an epoch: save if it is time, then call `on_epoch`.
# 3. Let the loop run over `range(done, epochs)`, with the number of the epoch also as the seed of its
#    batches. It is time to save when `(e + 1) % save_every` is 0. Below the loop, save once more, without
#    `global_step`.

# %% [markdown] solution="train"
# The global step is the only memory of what was done, and it survives in the checkpoint: divided by the steps of an
# epoch it says where to begin. Since epoch `e` always uses the batches of `seed=e`, a training that goes on takes
# exactly the steps of an undisturbed one. Saving comes before `on_epoch`, so whatever happens there, the work is
# safe. A `while` loop that asks the global step before each epoch does the same.

# %% test="checkpoints" points=1
# Training uses the batches of each epoch, and saves every `save_every` epochs and at the end, all three variables.
import secrets
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph
from lessonlib.check.references import logistic

rng = fresh.rng()
X = rng.normal(size=(60, 2)).astype(np.float32)
y = (X[:, :1] + rng.normal(size=(60, 1)) > 0).astype(np.float32)
for batch_size, steps in ((25, 3), (60, 1)):  # steps in each epoch
    folder = f"runs/check_{secrets.token_hex(4)}"  # a new folder for each run of this test
    model = answer.logistic_regression(2, learning_rate=0.5)
    sess = answer.tf.Session(graph=model.graph)
    sess.run(model.init)
    start = {"weights": sess.run(model.weights), "bias": sess.run(model.bias)}
    answer.train(model, sess, X, y, epochs=8, batch_size=batch_size, folder=folder, save_every=3)

    names = sorted(
        Path(name).name.removesuffix(".safetensors") for name in answer.files(f"{folder}/*.safetensors")
    )
    what = f"the list of checkpoints (8 epochs, steps in each: {steps}, save_every=3)"
    advice = "Save moons.ckpt with global_step= after epochs 3 and 6, and final.ckpt after the loop."
    epochs = {f"moons.ckpt-{3 * steps}": 3, f"moons.ckpt-{6 * steps}": 6, "final.ckpt": 8}
    expect.equal(names, sorted(epochs), what=what, hint=advice)
    saved = {name: load_file(answer.file(f"{folder}/{name}.safetensors")) for name in names}
    for name, epoch in epochs.items():
        for variable in ("model/weights", "model/bias", "train/global_step"):
            advice = "Make the Saver after all variables: it saves those that exist at that moment."
            held = variable in saved[name]
            expect.that(held, f"The checkpoint {name} does not hold {variable}.", hint=advice)
        got, advice = int(saved[name]["train/global_step"]), "One step for each batch of each epoch."
        expect.equal(got, epoch * steps, what=f"the global step in {name}", hint=advice)

    copy = fetch_graph(model, "X", "y", "weights", "bias", "train", "init")
    used = logistic.drawn(answer, X, y, batch_size, 8)
    after = list(logistic.follow(copy, used, start))
    moved = not np.allclose(after[7]["weights"], after[0]["weights"], atol=1e-3)
    expect.that(moved, "The batches of 8 epochs do not move the weights.", hint="See steps 1 and 2.")
    advice = "Epoch e takes the batches of seed=e, counted from 0. Save during the training."
    for name, epoch in epochs.items():
        for part in ("weights", "bias"):
            got, want = saved[name][f"model/{part}"], after[epoch - 1][part]
            expect.close(got, want, what=f"the {part} in {name}", rtol=1e-3, atol=1e-4, hint=advice)

# %% [markdown]
# ## 4. Going on after a power cut
#
# Write `open_session(model, folder)`. It returns a new session of the model's graph. Its variables have the
# values of the latest checkpoint in `folder`. Where there is no checkpoint, it initialises them.


# %% task="open_session"
def open_session(model, folder):
    """A session that goes on from the latest checkpoint in `folder`, or starts anew when there is none."""
    ### BEGIN SOLUTION
    sess = tf.Session(graph=model.graph)
    checkpoint = tf.train.latest_checkpoint(folder)
    if checkpoint:
        model.saver.restore(sess, checkpoint)
    else:
        sess.run(model.init)
    return sess
    ### END SOLUTION


# %% [markdown] hints="open_session"
# - when "after 8 epochs in total": The session is right, but `train` did not go on from it: it made too
#   many steps. Ask the global step how many epochs were done before, and begin the loop there.
# - when "the global step after the power cut": The global step should be that of the last checkpoint. After
#   restoring, did something set the variables back to the start?
# - when "after they were changed in the checkpoint": The values do not come from the file. What does your session do
#   with the path of the latest checkpoint?
# 1. Section 10 of the chapter goes on after an interruption.
# 2. There are two cases. With a checkpoint: restore it. Without one: initialise. Never both, for each
#    overwrites the other.
# 3. `tf.train.latest_checkpoint(...)` gives a path, or None when there is none: ask with `if`. `restore` is
#    a method of the model's saver and takes the session and the path.

# %% [markdown] solution="open_session"
# A restored variable needs no initialiser, and an initialiser after the restore would throw the work away. So ask
# first: is there a checkpoint? `latest_checkpoint` returns `None` where there is none. Initialising always, and
# restoring afterwards, is right, too, since the last value wins. `tf.train.get_checkpoint_state(folder)` knows the
# same file.

# %% test="resume" points=1
# After a power cut the training goes on from the last checkpoint, and ends where an undisturbed one ends.
import secrets

import numpy as np
from safetensors.numpy import load_file, save

from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph
from lessonlib.check.references import logistic


def power_cut(epochs_done):
    """For `on_epoch`: somebody pulls the plug after epoch 5."""
    if epochs_done == 5:
        raise ConnectionAbortedError("after epoch 5")


folder = f"runs/check_{secrets.token_hex(4)}"
rng = fresh.rng()
X = rng.normal(size=(60, 2)).astype(np.float32)
y = (X[:, :1] > X[:, 1:]).astype(np.float32)
settings = {"X": X, "y": y, "epochs": 8, "save_every": 3}


def interrupted(place, batch_size):
    """A training in this folder that ends with a power cut."""
    model = answer.logistic_regression(2, learning_rate=0.5)
    sess = answer.open_session(model, place)
    cut = answer.send(power_cut)
    expect.raises(
        lambda: answer.train(model, sess, folder=place, on_epoch=cut, batch_size=batch_size, **settings),
        "ConnectionAbortedError",
        what="a training with a power cut after epoch 5",
        hint="Call on_epoch after each epoch.",
    )
    sess.close()


model = answer.logistic_regression(2, learning_rate=0.5)
sess = answer.open_session(model, f"{folder}/undisturbed")
advice = "Run model.init when there is nothing to restore."
expect.equal(int(sess.run(model.global_step)), 0, what="the global step without a checkpoint", hint=advice)
answer.train(model, sess, folder=f"{folder}/undisturbed", batch_size=25, **settings)
want = sess.run(model.weights)

interrupted(f"{folder}/cut", 25)
model = answer.logistic_regression(2, learning_rate=0.5)
sess = answer.open_session(model, f"{folder}/cut")
advice = "Restore the latest checkpoint (that of epoch 3, 3 steps each), and do not run init after that."
expect.equal(int(sess.run(model.global_step)), 9, what="the global step after the power cut", hint=advice)
answer.train(model, sess, folder=f"{folder}/cut", batch_size=25, **settings)
advice = "Count the epochs on from global_step // steps_per_epoch."
expect.equal(
    int(sess.run(model.global_step)), 24, what="the global step after 8 epochs in total", hint=advice
)
advice = "Epoch e takes the batches of seed=e, also after a restart."
expect.close(sess.run(model.weights), want, what="the final value of weights", hint=advice)

# Other weights in the checkpoint, and all rows in one batch, of one class, so that no order matters: a copy of the
# graph tells what must come out.
settings["y"] = np.ones_like(y)
interrupted(f"{folder}/changed", 60)
file, name = f"{folder}/changed/moons.ckpt-3.safetensors", model.weights.name.split(":")[0]
table = load_file(answer.file(file))
table[name] = rng.normal(scale=3, size=(2, 1)).astype(np.float32)
answer.send_file(file, save(table))
model = answer.logistic_regression(2, learning_rate=0.5)
sess = answer.open_session(model, f"{folder}/changed")
advice = "The values come from the file."
what = "weights after they were changed in the checkpoint"
expect.close(sess.run(model.weights), table[name], what=what, hint=advice)
bias = sess.run(model.bias)
answer.train(model, sess, folder=f"{folder}/changed", batch_size=60, **settings)
copy = fetch_graph(model, "X", "y", "weights", "bias", "train", "init")
rows = [(X, settings["y"])]
*_, after = logistic.follow(copy, [rows] * 5, {"weights": table[name], "bias": bias})
what = "weights, 5 epochs after they were changed in the checkpoint"
expect.close(sess.run(model.weights), after["weights"], what=what, rtol=1e-3, atol=1e-4, hint=advice)

# %% [markdown]
# ## 5. Summaries for TensorBoard
#
# Write `make_logger(model, sess, X, y, folder)`. It makes one `tf.summary.FileWriter` for `folder`, which
# also gets the model's graph. It returns a function `log(epochs_done)`, made for `on_epoch`. Each call of
# `log` runs `model.summary` on all rows of `X` and `y`, and writes the result at the present **global
# step**. Then it flushes the writer, so that TensorBoard sees the point at once.


# %% task="make_logger"
def make_logger(model, sess, X, y, folder):
    """A function for `on_epoch` that writes the model's summaries of X and y to event files in `folder`."""
    ### BEGIN SOLUTION
    writer = tf.summary.FileWriter(folder, model.graph)

    def log(epochs_done):
        feed_dict = {model.X: X, model.y: y}
        summary, step = sess.run([model.summary, model.global_step], feed_dict=feed_dict)
        writer.add_summary(summary, global_step=step)
        writer.flush()

    return log
    ### END SOLUTION


# %% [markdown] hints="make_logger"
# - when "the point of the curve": The points are there, but not with the loss of all rows. What do you feed?
# - when "the curve's steps": All points stand at one step. `add_summary` takes a second argument that says
#   where a point belongs.
# 1. Section 11 of the chapter writes summaries.
# 2. The writer is made once, outside of `log`. Each call of `log` runs the summary (with a feed) and the
#    global step, adds the one at the other, and flushes.
# 3. One `run` can fetch both: the summary and the step. Then `writer.add_summary(text, step_number)` and
#    `writer.flush()`. `make_logger` returns the inner function itself, without calling it.

# %% [markdown] solution="make_logger"
# The inner function remembers the writer, the session and the data, so `train` can call it without knowing them. One
# `run` fetches summary and step together. Without the step all points would stand at 0, and a writer made in each call
# would start a file each time. `model.global_step.eval(session=sess)` is another way to ask for the step, and
# `writer.add_graph(model.graph)` another way to write the graph.

# %% test="summaries" points=1
# The event file holds the graph with its name scopes, and the loss after each epoch at its global step.
import secrets

import numpy as np
from safetensors.numpy import load_file
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph
from lessonlib.check.references import logistic

folder = f"runs/check_{secrets.token_hex(4)}"
rng = fresh.rng()
X = rng.normal(size=(60, 2)).astype(np.float32)
X = X[
    np.argsort(X.sum(axis=1))
]  # the first rows are the easiest, so the loss of some rows is not that of all
y = (X[:, :1] + X[:, 1:] > 0).astype(np.float32)
model = answer.logistic_regression(2, learning_rate=0.5)
sess = answer.open_session(model, folder)
log = answer.make_logger(model, sess, X, y, f"{folder}/log")
answer.train(model, sess, X, y, epochs=4, batch_size=20, folder=folder, save_every=1, on_epoch=log)

names = answer.files(f"{folder}/log/*tfevents*")
expect.equal(
    len(names), 1, what="the number of event files", hint="Make the FileWriter once, outside of log()."
)
events = EventAccumulator(str(answer.file(names[0]))).Reload()
tags = [tag for tag in events.Tags()["scalars"] if "loss" in tag]
advice = "Use tf.summary.scalar in the graph; in log(), add the summary and flush the writer."
expect.that(bool(tags), "The event file holds no scalar with 'loss' in its name.", hint=advice)
curve = events.Scalars(tags[0])
what = "the list of the curve's steps (4 epochs of 3 steps)"
advice = "Give add_summary the value of the global step."
expect.equal([point.step for point in curve], [3, 6, 9, 12], what=what, hint=advice)
copy = fetch_graph(model, "X", "y", "weights", "bias", "loss")
for point in curve[-2:]:
    table = load_file(answer.file(f"{folder}/moons.ckpt-{point.step}.safetensors"))
    values = {part: table[copy[part].op.name] for part in ("weights", "bias")}
    want = logistic.loss_at(copy, values, X, y)  # of the weights in the checkpoint of this epoch
    what = f"the point of the curve at step {point.step}"
    expect.close(point.value, want, what=what, rtol=1e-3, hint="Feed all rows of X and y.")
expect.that(events.Tags()["graph"], "The event file holds no graph.", hint="Give the FileWriter model.graph.")
scopes = {node.name.split("/")[0] for node in events.Graph().node}
for scope in ("inputs", "model", "loss", "train"):
    expect.that(scope in scopes, f"The graph in the event file has no name scope {scope}.")

# %% [markdown]
# ## 6. Separate the moons
#
# Put the pieces together. Find a learning rate, a batch size and a number of epochs so that the model gets at least
# **97%** of *new* moons right.
#
# - Set `moons_settings` to your choice, such as `{"learning_rate": 0.01, "batch_size": 100, "epochs": 5}`.
# - With these settings, train `logistic_regression(9, ...)`, with its default seed, on `polynomial(X_train)` and
#   `y_train`. Checkpoints go to `runs/moons`, and your logger writes the validation loss to `runs/moons/log`.
#
# The test makes 20,000 new moons, reads `runs/moons/final.ckpt`, and calculates the accuracy itself. It also repeats
# your training from your settings (5,000 epochs at most).
#
# (When you run the cell again, `open_session` goes on from `runs/moons`. After a change, delete that folder first.)

# %% task="separate_moons"
# moons_settings = {"learning_rate": a number, "batch_size": a whole number, "epochs": a whole number}
### BEGIN SOLUTION
moons_settings = {"learning_rate": 1.0, "batch_size": 20, "epochs": 60}
moons_model = logistic_regression(9, moons_settings["learning_rate"])
moons_session = open_session(moons_model, "runs/moons")
train(
    moons_model,
    moons_session,
    polynomial(X_train),
    y_train,
    moons_settings["epochs"],
    moons_settings["batch_size"],
    folder="runs/moons",
    on_epoch=make_logger(moons_model, moons_session, polynomial(X_val), y_val, "runs/moons/log"),
)
### END SOLUTION

# %% [markdown] hints="separate_moons"
# - when "the accuracy on new moons": The model is there, but it is not good enough. Look at the learning
#   curve: does it still fall at the end? Or is something wrong with what it learned from: are X and y still
#   together in your batches?
# - when "a training with moons_settings": The accuracy is fine, but your settings lead to other weights. Which rows
#   did you train on? And did you delete the folder after you changed the settings?
# - when "model/weights in the checkpoint": The weights have another shape, so the model saw other features.
#   `polynomial(X_train)` has nine columns.
# 1. Section 7 of the chapter has the better features, section 6 the training. All functions are yours by
#    now.
# 2. Four calls: build a model for nine features, open a session for the folder, make a logger, train. A
#    larger learning rate than usual is fine here, and some dozens of epochs.
# 3. Call `logistic_regression`, `open_session`, `make_logger` and `train`, in this order. Try the learning
#    rate 1 and batches of 20 rows for 60 epochs. After a change, delete the folder `runs/moons` first.

# %% [markdown] solution="separate_moons"
# Nine features let the boundary bend, and the loss is a bowl, so a large learning rate is safe: 1 with small batches
# comes far enough in 60 epochs, and 2 with batches of 100 in 150. The validation rows only show the curve; a model
# that has learned from them, too, would make its own curve look better than it is. The cell uses the settings
# themselves, so what is handed in and what was trained cannot differ.

# %% test="accuracy" points=1
# The weights in runs/moons/final.ckpt get 97% of new moons right, come from moons_settings, and stand in the log.
import numpy as np
from safetensors.numpy import load_file
from sklearn.datasets import make_moons
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from lessonlib.check import answer, expect
from lessonlib.check.graphs import fetch_graph
from lessonlib.check.references import logistic
from lessonlib.data import moons


def features(X):
    a, b = X[:, :1], X[:, 1:]
    return np.hstack([a, b, a * a, a * b, b * b, a**3, a * a * b, a * b * b, b**3])


def rows_of(split):
    return features(split.X.numpy()), split.y.numpy().astype(np.float32).reshape(-1, 1)


saved = load_file(answer.file("runs/moons/final.ckpt.safetensors"))
for variable in ("model/weights", "model/bias"):
    expect.that(
        variable in saved, f"The checkpoint does not hold {variable}.", hint="See the table of step 2."
    )
advice = "Train on polynomial(X_train), which has 9 features."
expect.shape(saved["model/weights"], (9, 1), what="model/weights in the checkpoint", hint=advice)
X, y = make_moons(20_000, noise=0.1, random_state=8)  # always these: no good model misses 97% by bad luck
z = features(X) @ saved["model/weights"] + saved["model/bias"]
accuracy = float(np.mean((z[:, 0] > 0) == (y == 1)))
advice = "Try more epochs, smaller batches or a larger learning rate, and look at your learning curve."
expect.between(accuracy, 0.97, 1.0, what="the accuracy on new moons", hint=advice)

settings = answer.moons_settings
names = ["batch_size", "epochs", "learning_rate"]
fits = isinstance(settings, dict) and sorted(settings) == names
expect.that(fits, f"moons_settings is not a dictionary with the keys {names}.")
expect.between(settings["epochs"], 1, 5000, what="the epochs of moons_settings")
data = moons(n=1000, noise=0.1, seed=42)
model = fetch_graph(
    answer.logistic_regression(9, settings["learning_rate"]),
    *("X", "y", "weights", "bias", "loss", "train", "init"),
)
X, y = rows_of(data.train)
batch_size, epochs = int(settings["batch_size"]), int(settings["epochs"])
first, *others = logistic.follow(model, logistic.drawn(answer, X, y, batch_size, epochs))
want = others[-1] if others else first
for part in ("weights", "bias"):
    advice = (
        "Train on X_train and y_train only. After a change, delete the folder runs/moons and run the cell."
    )
    what = f"the final {part} (compared with a training with moons_settings)"
    expect.close(saved[f"model/{part}"], want[part], what=what, rtol=3e-4, atol=3e-4, hint=advice)

files = [answer.file(name) for name in answer.files("runs/moons/log/*tfevents*")]
expect.that(bool(files), "There is no event file in runs/moons/log.", hint="Give train your logger.")
events = EventAccumulator(str(files[0].parent)).Reload()
tags = [tag for tag in events.Tags()["scalars"] if "loss" in tag]
curves = [[point.value for point in events.Scalars(tag)] for tag in tags]
loss = logistic.loss_at(model, want, *rows_of(data.validation))
advice = "Log the validation loss of each epoch, also of the last one."
shown = [curve for curve in curves if np.isclose(curve[-1], loss, rtol=1e-2)]
expect.that(bool(shown), "The log does not end with the validation loss of these weights.", hint=advice)
steep = logistic.loss_at(model, first, *rows_of(data.validation)) > 1.02 * loss
falls = any(max(curve) > 1.02 * loss for curve in shown)
expect.that(falls or not steep, "The validation loss in the log does not fall.", hint=advice)

# %% [markdown]
# ## 7. Precision and recall
#
# Write `precision_recall(y_true, score, threshold=0.5)` with NumPy only. `y_true` holds 0 or 1, `score` a
# probability for each row. Rows with `score >= threshold` are *called* positive. Return the pair
# `(precision, recall)`.
#
# - Precision: of the rows that are called positive, the share that is positive. 0.0 when no row is called
#   positive.
# - Recall: of the rows that are positive, the share that is called positive. 0.0 when no row is positive.


# %% task="precision_recall"
def precision_recall(y_true, score, threshold=0.5):
    """Precision and recall of `score >= threshold` as floats. y_true and score have the same shape."""
    ### BEGIN SOLUTION
    called = score >= threshold
    positive = y_true == 1
    true_positives = np.sum(called & positive)
    precision = true_positives / called.sum() if called.any() else 0.0
    recall = true_positives / positive.sum() if positive.any() else 0.0
    return float(precision), float(recall)
    ### END SOLUTION


# %% [markdown] hints="precision_recall"
# - when "precision at": Your precision has another value. Is it divided by the rows that are *called*
#   positive? Recall is divided by those that *are*.
# - when "the calls of scikit-learn": The numbers may be right. But here you count for yourself.
# 1. Section 8 of the chapter has both, with a table and a widget.
# 2. Count three things with boolean arrays: the rows called positive, the positive rows, and the rows that
#    are both. Each result is the third count divided by one of the others.
# 3. `(u & v).sum()` counts the rows where both hold. When the number below the line is 0, return 0.0 and do
#    not divide.

# %% [markdown] solution="precision_recall"
# Both numbers have the true positives above the line. Below it precision has the rows that were *called* positive,
# and recall those that *are*. The exact threshold counts as called, as the task says: `>=`. An empty count below the
# line would give `nan` and a warning, so it is asked for first. A loop over the pairs with a table of four counts is
# as right and slower.

# %% test="precision_recall_values" points=1
# precision_recall agrees with scikit-learn, at every threshold, also when a row count is zero.
import numpy as np
from sklearn.metrics import precision_score, recall_score

from lessonlib.check import answer, expect, fresh

repeats = 2
### BEGIN HIDDEN TESTS
repeats += 3
### END HIDDEN TESTS
rng = fresh.rng()
for _ in range(repeats):
    y_true = (rng.random(40) < 0.3).astype(int)
    score = np.round(0.6 * rng.random(40) + 0.3 * y_true, 1)
    for threshold in (0.2, 0.5, 0.7, 0.99):
        called = (score >= threshold).astype(int)
        with answer.calls_of("sklearn") as calls:
            got = answer.precision_recall(y_true, score, threshold)
        expect.equal(calls, {"sklearn": 0}, what="the calls of scikit-learn", hint="Count with NumPy only.")
        expect.shape(got, (2,), what="the pair (precision, recall)")
        want = float(precision_score(y_true, called, zero_division=0))
        advice = "Divide the true positives by the number of rows that are called positive."
        expect.close(got[0], want, what=f"precision at {threshold}", hint=advice)
        want = float(recall_score(y_true, called, zero_division=0))
        advice = "Divide the true positives by the number of rows that are positive."
        expect.close(got[1], want, what=f"recall at {threshold}", hint=advice)
got = answer.precision_recall(np.zeros(5, dtype=int), np.linspace(0, 1, 5))
expect.close(got, [0.0, 0.0], what="the pair (precision, recall) when no row is positive")

# %% [markdown]
# ## 8. Compare hyper-parameters
#
# Write `compare(settings, X, y, X_val, y_val, epochs)`. `settings` is a list of dictionaries such as
# `{"learning_rate": 0.5, "batch_size": 20}`. For each setting, make a new model with your `logistic_regression` and
# its default seed, so that all start with the same weights. Train it on `X` and `y` (epoch `e`, counted from 0, uses
# your `batches` with `seed=e`), and measure the loss on all rows of `X_val` and `y_val` **after** each epoch.
#
# Return a dictionary: `"curves"`, a list with one list of `epochs` numbers for each setting, and `"best"`, the index
# of the setting whose curve ends lowest. You need no checkpoints here.


# %% task="compare"
def compare(settings, X, y, X_val, y_val, epochs):
    """Validation loss after each epoch for each setting, and the index of the best setting."""
    ### BEGIN SOLUTION
    curves = []
    for setting in settings:
        model = logistic_regression(X.shape[1], setting["learning_rate"])
        curve = []
        with tf.Session(graph=model.graph) as sess:
            sess.run(model.init)
            for epoch in range(epochs):
                for X_batch, y_batch in batches(X, y, setting["batch_size"], seed=epoch):
                    sess.run(model.train, feed_dict={model.X: X_batch, model.y: y_batch})
                curve.append(float(sess.run(model.loss, feed_dict={model.X: X_val, model.y: y_val})))
        curves.append(curve)
    return {"curves": curves, "best": int(np.argmin([curve[-1] for curve in curves]))}
    ### END SOLUTION


# %% [markdown] hints="compare"
# - when "all validation labels are wrong": Then the validation loss should rise, and yours does not. Has
#   the model learned from the validation rows, too? Or is it the loss of the training rows?
# - when "the curve of learning rate 0 with": This model cannot learn anything, so its curve is flat. Where do its
#   weights come from, and on which rows is its loss measured?
# - when "the curve of learning rate 1 with": One batch an epoch, so no order matters. Is the learning rate that of the
#   setting? And is the loss measured after each epoch, on the validation rows?
# - when "the curve of learning rate 0.02 with": This one learns slowly, so its curve shows where it started. Does each
#   setting begin with a new model?
# - when "the curve of learning rate 2 with": The batches have 15 rows, and the last one 5. Is every batch used? And
#   which seed has each epoch?
# - when "best is not right": Which of the curves ends lowest?
# 1. Section 13 of the chapter compares learning rates and batch sizes.
# 2. For each setting: a new model, a new session, `epochs` times (train on all batches of X and y, then
#    note the loss on X_val and y_val). At the end, compare the last numbers.
# 3. Three loops, one in the other: settings, epochs, batches. After each epoch, append `float(...)` of a
#    run of `model.loss`. `np.argmin` of the last losses is the best index; make it an `int`.

# %% [markdown] solution="compare"
# Everything but the setting is equal: the start, the order of the rows, the number of epochs. A new model for each
# setting keeps one training from going on with the weights of another. The loss is measured after the epoch, on rows
# that the model never trains on, so the comparison says something about new points. The index of the smallest last
# loss may also come from `min(range(n), key=...)`; with one session for each model, all of them could even run side
# by side.

# %% test="compare_curves" points=1
# The curves hold the validation loss after each epoch of training on X and y, and `best` ends lowest.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.graphs import fetch_graph
from lessonlib.check.references import logistic

rng = fresh.rng()
X = rng.normal(size=(600, 2)).astype(np.float32)
noise = rng.logistic(size=(600, 1))  # so that no line separates the classes
y = (1.5 * X[:, :1] + 0.75 * X[:, 1:] + noise > 0).astype(np.float32)
X_fit, y_fit, X_held, y_held = X[:200], y[:200], X[200:], y[200:]
settings = [
    {"learning_rate": 0.0, "batch_size": 100},
    {"learning_rate": 1.0, "batch_size": 200},
    {"learning_rate": 0.02, "batch_size": 200},
    {"learning_rate": 2.0, "batch_size": 15},
]
epochs = 12
result = answer.compare(settings[1:2], X_fit, y_fit, X_held, 1 - y_held, epochs=epochs)
expect.that(isinstance(result, dict), "compare does not return a dictionary.")
expect.equal(sorted(result), ["best", "curves"], what="the keys of the result, sorted")
lengths = [len(curve) for curve in result["curves"]]
expect.equal(lengths, [epochs], what=f"the list of the curves' lengths (1 setting, {epochs} epochs)")
(curve,) = result["curves"]
expect.between(curve[0], 0, 10, what="the first loss with inverted labels", hint="See step 2.")
rises = float(curve[-1]) > float(curve[0]) + 0.1
advice = "Measure on X_val and y_val, and never train on them."
expect.that(rises, "The loss does not rise although all validation labels are wrong.", hint=advice)

result = answer.compare(settings, X_fit, y_fit, X_held, y_held, epochs=epochs)
lengths = [len(curve) for curve in result["curves"]]
expect.equal(lengths, [epochs] * 4, what=f"the list of the curves' lengths (4 settings, {epochs} epochs)")
for setting, curve in zip(settings, result["curves"], strict=True):
    rate, batch_size = setting["learning_rate"], setting["batch_size"]
    model = fetch_graph(
        answer.logistic_regression(2, rate), *("X", "y", "weights", "bias", "loss", "train", "init")
    )
    used = logistic.drawn(answer, X_fit, y_fit, batch_size, epochs)
    want = [logistic.loss_at(model, values, X_held, y_held) for values in logistic.follow(model, used)]
    learned = rate == 0 or want[-1] != want[0]
    expect.that(learned, f"A model with learning rate {rate} does not learn.", hint="See step 2.")
    advice = "A new model for each setting; after each epoch, the loss of all rows of X_val."
    what = f"the curve of learning rate {rate:g} with batches of {batch_size}"
    expect.close(curve, want, what=what, rtol=1e-4, atol=1e-5, hint=advice)
lowest = int(np.argmin([curve[-1] for curve in result["curves"]]))
expect.equal(result["best"], lowest, what="best", hint="The index of the curve that ends lowest.")

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: run `compare` with some learning rates on `polynomial(X_train)`
# and draw the curves with `lessonlib.viz.learning_curves`. In a terminal, `tensorboard --logdir runs/moons/log` shows
# your graph as four boxes.
