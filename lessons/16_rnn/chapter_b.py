# %% [markdown]
# # 16b. Recurrent networks: series and digits
#
# You know the cell, its gates, and how gradients go back through time. Now it has work to do: it predicts the next
# value of a series, then twenty of them, and reads digits row by row. And it has to compete: with two rules that need
# no network, and with a convolutional network.
#
# **After this chapter you can**
#
# - cut a time series into windows without looking into the future, and tell a leak from extrapolation;
# - compare a network honestly with two simple rules;
# - let a network continue a series with its own predictions, and say how far ahead it can be trusted;
# - read digits row by row;
# - calculate what a 1-d convolution sees, and say when it is the better choice.
#
# **Time**: {{time}}, with the practice, and about 55 minutes for the exercise. **Needs**: {{previous}}, and lessons 12
# (MNIST) and 14 (convolution). No GPU, no network. The sections are numbered on from there.

# %%
import os
import time

import numpy as np
import torch
from torch import nn

from lessonlib import data, training, viz
from lessonlib.models import RNNClassifier, RNNConfig, SeriesRNN

np.set_printoptions(precision=3, suppress=True, linewidth=110)
torch.set_num_threads(1)  # a step of a cell is so little work that a second thread would only be waited for
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # train for a shorter time, when the course is tested

# %% [markdown]
# ## 7. A time series
#
# A **time series** is a row of measurements in the order of time. `data.waves` makes 1000 of them: two sine waves with
# random periods and phases on top of each other, and noise with a standard deviation of 0.05. We see 50 values and want
# the next one.

# %%
waves = data.waves(n=1000)
print(waves)
shown = torch.cat([waves.train.X[0, :, 0], waves.train.y[0]])
viz.series(shown, title="50 values, and at the end the one to predict")

# %% [markdown]
# ### Windows, and a look into the future
#
# Mostly you have not 1000 series but a long one. Then you cut **windows**: each has `steps` values, and its target is
# the value that follows directly. A series of length m gives m - steps windows.


# %%
def windows(series, steps):
    """series (m,) -> X (m - steps, steps), y (m - steps,)."""
    X = np.stack([series[i : i + steps] for i in range(len(series) - steps)])
    return X, series[steps:]


X, y = windows(np.arange(8), steps=3)
print(np.hstack([X, y[:, None]]))

# %% proof
assert X.shape == (5, 3)
assert (y == X[:, -1] + 1).all()

# %% [markdown]
# **Your turn.** You have 100 values, cut windows of 30, and want the value that comes **ten** steps after the last one
# of a window. How many windows have such a target? Set `num_windows`.

# %% try="num_windows"
num_windows = ...

# %% solution="num_windows"
num_windows = 61

# %% [markdown] solution="num_windows"
# A window that begins at i ends at i + 29, and its target stands at i + 39, which must be 99 at most. So i runs from 0
# to
# 60. In general: m - steps - ahead + 1.

# %% [markdown] hints="num_windows"
# - when "got:      70": That is right for the value that follows directly.
# - when "got:      60": The window that begins at 0 counts, too.
# 1. Where does the target of the window that begins at 0 stand? How far can you move both?

# %% check="num_windows"
expect.predicted(num_windows, 61, what="The number of windows", hint="The last target is value 99.")

# %% wrong="num_windows" message="got:      70"
num_windows = 70

# %% wrong="num_windows" message="got:      60"
num_windows = 60

# %% proof
assert len(range(100 - 30 - 10 + 1)) == 61
X, y = windows(np.arange(100), steps=30)
assert len(X[:-9]) == len(y[9:]) == 61
assert (y[9:] == X[:-9, -1] + 10).all()

# %% [markdown]
# **How to divide them?** For flowers we mixed the rows. Here this is a serious mistake. Neighbouring windows overlap:
# what is a target in one is an input in others. This is a **leak** (lesson 13).
#
# We try it with a series that comes back to 0 again and again: each value is 0.95 times the last one, plus noise with
# the standard deviation 1. The target is the value ten steps after the window. The noise of these ten steps cannot be
# known, so even the best prediction has an error of 2.57, and always saying 0 has 3.20. Our model looks for the most
# similar window in the training rows, and says what came ten steps later there.


# %%
def nearest_window_error(train, test):
    (X, y), (X_new, y_new) = train, test
    distance = ((X_new[:, None] - X[None]) ** 2).sum(axis=2)  # (test windows, training windows)
    return np.sqrt(np.mean((y[distance.argmin(axis=1)] - y_new) ** 2))


rng = np.random.default_rng(8)
wandering = [0.0]
for noise in rng.normal(size=999):
    wandering.append(0.95 * wandering[-1] + noise)
X, y = windows(np.array(wandering), steps=30)
X, y = X[:-9], y[9:]  # ten steps after the window's last value
mixed, in_time = rng.permutation(len(X)), np.arange(len(X))
for name, order in (("shuffled", mixed), ("in time", in_time)):
    train, test = order[:700], order[700:]
    seen = np.isin(y[test], X[train]).mean()
    error = nearest_window_error((X[train], y[train]), (X[test], y[test]))
    print(f"{name:8}: error {error:.2f}, {seen:.0%} of the targets stand in a training window")

# %% proof
best = np.sqrt(sum(0.95 ** (2 * k) for k in range(10)))
assert round(best, 2) == 2.57
assert round(1 / np.sqrt(1 - 0.95**2), 2) == 3.20
found = {}
for name, order in (("shuffled", mixed), ("in time", in_time)):
    train, test = order[:700], order[700:]
    found[name] = nearest_window_error((X[train], y[train]), (X[test], y[test]))
    assert (np.isin(y[test], X[train]).mean() > 0.99) == (name == "shuffled")
assert found["shuffled"] < 0.6 * best
assert found["in time"] > 3.20
assert X[train].min() <= y[test].min() <= y[test].max() <= X[train].max()

# %% [markdown]
# Shuffled, the answers stand in the training data, and the error is smaller than the best possible one. Divided in
# time, the same model is worse than always saying 0, and this is the truth about it. So train on the earlier part, and
# test on the later part.
#
# **Extrapolation** is another matter, and no leak. Here all test targets lie within the range of the training values. A
# series that grows goes where it has never been, and a model that only compares with the past cannot follow, however
# honestly you divide. A leak is a mistake of the *test*; extrapolation is a limit of the *model*, which an honest test
# shows and shuffling hides.
#
# **Your turn.** Rows 0 to 11 are windows in the order of time. Set `train` and `test` to 9 and 3 row numbers so that
# nothing of the future is learned. The cell shuffles.

# %% try="in_time"
order = np.random.default_rng(0).permutation(12)
train, test = order[:9], order[9:]

# %% solution="in_time"
order = np.arange(12)
train, test = order[:9], order[9:]

# %% [markdown] solution="in_time"
# Cut once, and shuffle afterwards, within the training rows, as much as you like. The first test windows still begin
# before the cut; that is no leak, since these values are known by then.

# %% [markdown] hints="in_time"
# - when "is not earlier": Some training row comes later than a test row.
# 1. Which order have rows that nobody has mixed?

# %% check="in_time"
expect.shape(train, (9,), what="train")
expect.shape(test, (3,), what="test")
earlier = bool(np.max(train) < np.min(test))
expect.that(earlier, "Each training row is not earlier than each test row.", hint="Do not mix.")
everything = sorted([*np.asarray(train).tolist(), *np.asarray(test).tolist()])
expect.equal(everything, list(range(12)), what="all rows together", hint="Rows 0 to 11, each once.")

# %% wrong="in_time" message="is not earlier"
train, test = np.arange(3, 12), np.arange(3)

# %% [markdown]
# **Your turn.** Which of these are leaks? Set `leaks` to the list of their letters.
#
# - a. Windows are shuffled, then divided.
# - b. The test values are larger than all training values.
# - c. All values are standardised with the mean of the **whole** series, then divided in time.
# - d. Of ten networks you report the one with the smallest error on the test part.

# %% try="leaks"
leaks = ...

# %% solution="leaks"
leaks = ["a", "c", "d"]

# %% [markdown] solution="leaks"
# In `a` and `c` something of the test part goes into the training; in `d` it chooses the model. `b` is extrapolation:
# hard, but honest. For `c`, take the mean of the training part only.

# %% [markdown] hints="leaks"
# - when "['a']": In which others did somebody use a test value before the test?
# - when "'b'": These values are hard to predict. But has the model seen them?
# 1. Ask of each: could you do the same if the test values did not exist yet?

# %% check="leaks"
answers = sorted(leaks) if isinstance(leaks, (list, tuple, set, str)) else leaks
expect.predicted(answers, ["a", "c", "d"], what="The list", hint="Three of them use test values.")

# %% wrong="leaks" message="['a']"
leaks = ["a"]

# %% wrong="leaks" message="'b'"
leaks = ["a", "b", "c", "d"]

# %% [markdown]
# ### Two simple rules first
#
# The `waves` have none of these problems, since each of the 1000 is a series of its own. **Naive**: tomorrow will be as
# today. **Linear**: the next value is a weighted sum of the 50 values; the normal equation of lesson 3 finds the best
# weights at once. And nobody can beat the noise of the target itself, 0.05.


# %%
def rmse(y_hat, y):
    """Root mean squared error: in the unit of the values."""
    return (y_hat - y).square().mean().sqrt().item()


def with_one(X):
    """(n, steps, 1) -> (n, steps + 1): the values, and a 1 for the bias."""
    return torch.cat([X[:, :, 0], torch.ones(len(X), 1)], dim=1)


train, test = waves.train, waves.test
weights = torch.linalg.lstsq(with_one(train.X), train.y).solution  # (51, 1)
errors = {
    "naive": rmse(test.X[:, -1], test.y),
    "linear": rmse(with_one(test.X) @ weights, test.y),
}
print({name: round(error, 3) for name, error in errors.items()})

# %% proof
assert errors["linear"] < 0.8 * errors["naive"]

# %% [markdown]
# **Your turn.** The last values of three windows are 1, 4 and 6, the true next values 2, 4 and 3. What is the root mean
# squared error of the naive rule? Set `naive_error`, to two digits.

# %% try="naive_error"
naive_error = ...

# %% solution="naive_error"
naive_error = (10 / 3) ** 0.5

# %% [markdown] solution="naive_error"
# The errors are -1, 0 and 3, their squares 1, 0 and 9: the root of 10 / 3, 1.83. It has the unit of the values, so one
# can say "about 1.8 degrees". The mean of the sizes, 1.33, is another good figure, but not the same one.

# %% [markdown] hints="naive_error"
# - when "got:      3.33": Take the root, so that it has the unit of the values.
# - when "got:      1.33": That is the mean of the *sizes* of the errors. Square them first.
# 1. Errors, squares, mean, root.

# %% check="naive_error"
expect.predicted(naive_error, 1.82574, what="The error", hint="The naive rule says the last value again.")

# %% wrong="naive_error" message="got:      3.33"
naive_error = 3.33

# %% wrong="naive_error" message="got:      1.33"
naive_error = 1.33

# %% [markdown]
# Now the recurrent networks: Adam, 40 passes over 600 series, a learning rate that falls to 0.


# %%
def train_on_waves(build, seed):
    """A trained model, its history, its error on the test series, and the seconds of training."""
    training.seed_everything(seed)
    model = build()
    adam = torch.optim.Adam(model.parameters(), lr=0.003, fused=True)
    start = time.process_time()
    history = training.fit(
        model,
        waves,
        nn.MSELoss(),
        adam,
        scheduler=torch.optim.lr_scheduler.CosineAnnealingLR(adam, 40),
        num_epochs=40,
        batch_size=50,
        seed=seed,
        progress=False,
    )
    seconds = time.process_time() - start
    with torch.no_grad():
        return model, history, rmse(model(test.X), test.y), seconds


build = {
    "RNN": lambda: SeriesRNN(hidden=32),
    "LSTM": lambda: SeriesRNN(hidden=32, cell="lstm"),
}
runs = {name: [train_on_waves(make_model, seed=0)] for name, make_model in build.items()}
for name in runs:
    errors[name] = runs[name][0][2]
for name, error in errors.items():
    print(f"{name:7} {error:.3f}")

# %% proof
assert max(errors["RNN"], errors["LSTM"]) < 0.9 * errors["naive"]
assert errors["linear"] < errors["RNN"] + 0.005
assert sum(p.numel() for p in runs["LSTM"][0][0].parameters()) == 4513

# %% [markdown]
# All learned models beat the naive rule clearly (about 0.14). But be honest: the plain RNN (about 0.11) is **not better
# than 51 numbers from one line of least squares**, and the LSTM with its 4,513 weights is about as good. Sums of waves
# are nearly linear, and 600 series are few. Without the linear rule we would have been proud of the RNN.
#
# With ten times the data (`n=10000`) all get better, and the LSTM gets ahead by little: about 0.097 against 0.099 of
# the linear model, measured once with 20 passes.
#
# ### Free-running forecast
#
# To look further ahead, the network reads **its own prediction** as if it were the next measured value, then predicts
# again. `forecast` of `SeriesRNN` does this, and carries the state on, so that it need not read the old values again.

# %%
longer = data.waves(n=1000, steps=70, seed=43)  # 50 values to read, 20 to compare with
known, future = longer.test.X[:, :50], longer.test.X[:, 50:, 0]
ahead = {"LSTM": runs["LSTM"][0][0].forecast(known, 20)}  # (n, 20)

window, guesses = known, []
for _ in range(20):
    guesses.append(with_one(window) @ weights)  # (n, 1)
    window = torch.cat([window[:, 1:], guesses[-1][:, :, None]], dim=1)  # moves on by one
ahead["linear"] = torch.cat(guesses, dim=1)
ahead["naive"] = known[:, -1].expand(-1, 20)

first = {name: guess[0] for name, guess in ahead.items()}
title = "From step 50 on, each model reads its own predictions"
viz.series(longer.test.X[0, :70], first, start=50, title=title)

# %% proof
lstm = runs["LSTM"][0][0]
with torch.no_grad():
    state, value, by_hand = None, known, []
    for _ in range(20):
        states, state = lstm.rnn(value, state)
        value = lstm.output(states[:, -1:])  # (n, 1, 1): what it says is what it reads next
        by_hand.append(value[:, 0])
assert torch.allclose(torch.cat(by_hand, dim=1), ahead["LSTM"], atol=1e-5)

# %% [markdown]
# One series proves nothing. Here is the error over all test series, at each distance:

# %%
ahead["always 0"] = torch.zeros_like(future)
by_distance = {name: [rmse(guess[:, t], future[:, t]) for t in range(20)] for name, guess in ahead.items()}
title = "Errors add up: soon the naive rule is worse than always 0"
viz.learning_curves(by_distance, x="step ahead", y="error", title=title)

# %% proof
assert by_distance["naive"][4] > by_distance["always 0"][4]
assert 2 < by_distance["LSTM"][19] / by_distance["LSTM"][0] < 5
assert by_distance["linear"][19] < by_distance["LSTM"][19] + 0.02

# %% [markdown]
# Each wrong prediction is an input of the next one. After 20 steps the LSTM has about three times its first error, and
# not much is left of its advantage; the linear model is about as good. So say with each forecast *how far ahead* it
# looks, and measure the error at this distance.
#
# **Your turn.** The model says half of the last value. Only `true[0]` is known. This loop cheats: in each step it
# looks at values that come later. Repair it, so that `ahead_of_time` is a free-running forecast of three steps.

# %% try="free_running"
true = [4.0, 2.5, 3.0, 1.0]
value, ahead_of_time = true[0], []
for t in range(3):
    value = 0.5 * true[t]
    ahead_of_time.append(value)

# %% solution="free_running"
true = [4.0, 2.5, 3.0, 1.0]
value, ahead_of_time = true[0], []
for _ in range(3):
    value = 0.5 * value
    ahead_of_time.append(value)

# %% [markdown] solution="free_running"
# 2, 1 and 0.5: the model reads what it has said itself. The loop that cheated made three forecasts of *one* step, whose
# errors are much smaller. Both are useful figures, but they are not the same figure.

# %% [markdown] hints="free_running"
# - when "ahead_of_time is not right": Which values does the second step read: measured ones, or its own?
# 1. The prediction of one step is the input of the next.

# %% check="free_running"
expect.shape(ahead_of_time, (3,), what="ahead_of_time")
expect.close(ahead_of_time, [2, 1, 0.5], what="ahead_of_time", hint="Read your own predictions.")

# %% wrong="free_running" message="ahead_of_time is not right"
ahead_of_time = [2.0, 1.25, 1.5]

# %% [markdown]
# ## 8. Digits, row by row
#
# An image is a series, too, if you read it like a page: 28 rows from top to bottom, 28 pixels in each. The last state
# must hold all that is needed to name the digit. The library's `RNNClassifier` is the model of section 4 with ten
# outputs. With the real MNIST, this cell makes one pass over 55,000 images; without it, ten over 1,375 smaller digits.

# %%
digits = data.mnist()
REAL = digits.name == "mnist"
PASSES = 1 if REAL else (6 if FAST else 10)


def train_on_digits(kind):
    """A trained classifier with this cell."""
    training.seed_everything(0)
    model = RNNClassifier(RNNConfig(inputs=28, hidden=128, outputs=10, cell=kind))
    training.fit(
        model,
        digits,
        nn.CrossEntropyLoss(),
        torch.optim.Adam(model.parameters(), lr=0.001 if REAL else 0.003, fused=True),
        num_epochs=PASSES,
        batch_size=100 if REAL else 50,
        seed=0,
        progress=False,
    )
    return model


readers = {kind: train_on_digits(kind) for kind in ("rnn", "gru")}
for kind, model in readers.items():
    count = sum(p.numel() for p in model.parameters())
    share = training.accuracy(digits.test.y, model.predict(digits.test.X))
    print(f"{kind}: {count} parameters, {share:.1%} of the test images right")

# %% proof
sizes = {kind: sum(p.numel() for p in model.parameters()) for kind, model in readers.items()}
assert sizes == {"rnn": 21_514, "gru": 61_962}
for model in readers.values():
    assert training.accuracy(digits.test.y, model.predict(digits.test.X)) > 0.5

# %% [markdown]
# Measured with the real MNIST over three seeds: five passes, batches of 100, Adam with 0.001, as
# `python -m benchmarks.accuracy --only rnn` does it. The other rows come from lessons 12 and 14.
#
# | model | parameters | passes | right answers on 10,000 test images |
# | --- | ---: | ---: | --- |
# | RNN, row by row | 21,514 | 5 | 94.29, 94.91, 94.44% |
# | GRU, row by row | 61,962 | 5 | 97.96, 97.74, 97.94% |
# | MLP 784-256-256-10 | 269,322 | 15 | about 97.7% |
# | ConvNet | 431,242 | 10 | about 99.2% |
#
# The RNN has the fewest weights, because it uses them 28 times. But for images it is not the best choice: neighbours
# *below* each other are far away in its time, and the ConvNet sees them together.
#
# **Your turn.** A photo of 32 x 32 pixels has three colours. A recurrent network reads it row by row, each row at once.
# How many numbers does it read in a step? Set `in_a_step`.

# %% try="in_a_step"
in_a_step = ...

# %% solution="in_a_step"
in_a_step = 96

# %% [markdown] solution="in_a_step"
# 32 pixels, three colours each. The batch (n, 3, 32, 32) becomes (n, 32, 96) by `X.transpose(1, 2).flatten(2)`: first
# the rows come to the front, then colours and columns become one axis.

# %% [markdown] hints="in_a_step"
# - when "got:      32": Each pixel has a red, a green and a blue number.
# - when "got:      3072": That is the whole photo. It comes in 32 steps.
# 1. One row of pixels, with all its colours.

# %% check="in_a_step"
expect.predicted(in_a_step, 96, what="The number", hint="Columns times colours.")

# %% wrong="in_a_step" message="got:      32"
in_a_step = 32

# %% wrong="in_a_step" message="got:      3072"
in_a_step = 3072

# %% proof
photo = torch.arange(2 * 3 * 32 * 32).reshape(2, 3, 32, 32)
assert photo.transpose(1, 2).flatten(2).shape == (2, 32, 96)

# %% [markdown]
# **When does it know?** The output layer can be asked after *each* row.

# %%
gru = readers["gru"]
right = gru.predict(digits.test.X[:100]) == digits.test.y[:100]
i = right.int().argmax().item()  # the first digit that it gets right
image, label = digits.test.X[i], digits.test.y[i].item()
with torch.no_grad():
    states, _ = gru.rnn(image)  # (1, 28, 28) is one series of 28 rows
    by_row = torch.softmax(gru.output(states[0]), dim=1)  # (28, 10)
others = by_row.sum(dim=0)
others[label] = 0
rival = others.argmax().item()
curves = {f"P({label}), right": by_row[:, label], f"P({rival})": by_row[:, rival]}
title = f"How sure the GRU is of a {label}, after each row"
viz.learning_curves(curves, x="row", y="probability", title=title)

# %% proof
assert by_row[-1].argmax() == label
assert rival != label
turned = digits.test.X.transpose(2, 3)
for model in readers.values():
    assert training.accuracy(digits.test.y, model.predict(turned)) < 0.6

# %% [markdown]
# In the first rows there is only paper, and the network guesses. Then it sees strokes but not yet the digit, and it may
# change its mind more than once. Only the last answer was trained.
#
# > **A common mistake** is to feed columns to a network that has learned rows. The shape is the same, 28 by 28, so
# > there is no error; most answers are wrong.
#
# **Your turn.** `images` are two images of 3 rows and 3 columns. Set `columns` so that step t of a series is *column*
# t. The cell changes nothing.

# %% try="columns"
images = torch.arange(18).reshape(2, 3, 3)  # (n, rows, columns)
columns = images.reshape(2, 3, 3)

# %% solution="columns"
images = torch.arange(18).reshape(2, 3, 3)  # (n, rows, columns)
columns = images.transpose(1, 2)

# %% [markdown] solution="columns"
# The first series now begins 0, 3, 6: the left column. `images.permute(0, 2, 1)` and `images.mT` are the same. A
# network that is *trained* so reads columns as well as the other one reads rows.

# %% [markdown] hints="columns"
# - when "columns is not right": Which numbers stand in the left column of the first image?
# 1. Two axes change their places; the first one, the series, stays.

# %% check="columns"
expect.shape(columns, (2, 3, 3), what="columns")
want = [[[0, 3, 6], [1, 4, 7], [2, 5, 8]], [[9, 12, 15], [10, 13, 16], [11, 14, 17]]]
expect.equal(columns, want, what="columns", hint="Exchange rows and columns.")

# %% wrong="columns" message="columns is not right"
columns = torch.arange(18).reshape(2, 3, 3)

# %% [markdown]
# ## 9. CNN against RNN
#
# A convolutional network can read a series, too. A **1-d convolution** slides a filter along the time. With the filter
# length 5, each output sees 5 values. A **dilation** of 2 leaves out every second value, so that 5 weights reach over 9
# values. Three layers with the dilations 1, 2 and 4 see 1 + 4 · (1 + 2 + 4) = 29 values: their **receptive field**.
#
# We take 10 channels and tanh, so that the CNN has about as many weights as the RNN, and the same activation. (With
# ReLU and so few channels, one start in four learned nothing.)


# %%
class SeriesCNN(nn.Module):
    """Says the next value of X (n, steps, 1) from its last 29 values: (n, 1)."""

    def __init__(self, channels=10):
        super().__init__()
        self.filters = nn.Sequential(
            nn.Conv1d(1, channels, kernel_size=5, dilation=1),
            nn.Tanh(),
            nn.Conv1d(channels, channels, kernel_size=5, dilation=2),
            nn.Tanh(),
            nn.Conv1d(channels, channels, kernel_size=5, dilation=4),
            nn.Tanh(),
        )
        self.output = nn.Linear(channels, 1)

    def forward(self, X):
        maps = self.filters(X.transpose(1, 2))  # (n, 1, steps) -> (n, channels, steps - 28)
        return self.output(maps[:, :, -1])  # the last place ends at the last value


build["CNN"] = SeriesCNN
for name, make_model in build.items():
    done = runs.setdefault(name, [])
    done += [train_on_waves(make_model, seed) for seed in range(len(done), 1 if FAST else 3)]

print("        weights   error on the test series   seconds of training")
for name, of_seeds in runs.items():
    count = sum(p.numel() for p in of_seeds[0][0].parameters())
    found = ", ".join(f"{error:.3f}" for _, _, error, _ in of_seeds)
    print(f"{name:6} {count:8}   {found:24}   {np.mean([run[3] for run in of_seeds]):.1f}")

# %% proof
for of_seeds in runs.values():
    assert all(error < errors["naive"] for _, _, error, _ in of_seeds)

# %% [markdown]
# The CNN is nearly as good here (0.111 to 0.115 over three seeds; the RNN 0.108 to 0.110, the LSTM 0.105 to 0.108), and
# it needs fewer seconds: it calculates all places at the same time, while an RNN must wait for its last step. On a GPU,
# too, each step of a recurrent network waits for the one before it; we have not measured how much that costs.
#
# One warning. When we wrote this lesson, we tried a few settings of the CNN and looked at the *test* error. So the CNN
# looks a little better than it is, and it does not win even so. In your own comparison, choose on validation series.
#
# **Your turn.** Two layers with filters of length 3, with the dilations 1 and 3. How many values does an output see?
# Set `field`.

# %% try="field"
field = ...

# %% solution="field"
field = 9

# %% [markdown] solution="field"
# 1 + 2 · (1 + 3). A filter of length 3 reaches 2 places back, times its dilation. Stack more layers with growing
# dilations, and the field grows like a power, while the weights grow only by one layer each.

# %% [markdown] hints="field"
# - when "got:      12": 3 · (1 + 3) counts places twice. How far *back* does a filter of length 3 reach?
# - when "got:      8": And the place itself.
# 1. One value, and for each layer its dilation times (filter length - 1).

# %% check="field"
expect.predicted(field, 9, what="The receptive field", hint="1 + 2 · 1 + 2 · 3")

# %% wrong="field" message="got:      12"
field = 12

# %% wrong="field" message="got:      8"
field = 8

# %% proof
layers = nn.Sequential(nn.Conv1d(1, 1, 3), nn.Conv1d(1, 1, 3, dilation=3))
values = torch.randn(1, 1, 20, requires_grad=True)
(slope,) = torch.autograd.grad(layers(values)[0, 0, -1], values)
assert (slope != 0).sum() == 9

# %% [markdown]
# **What does each see?** We ask for the gradient of the prediction along each of the 50 values. Where it is 0, the
# value does not matter.

# %%
seen = {}
for name, [(model, *_), *_] in runs.items():
    X = test.X.clone().requires_grad_()
    (slope,) = torch.autograd.grad(model(X).sum(), X)
    seen[name] = slope.abs().mean(dim=0)[:, 0].numpy()  # (50,)
title = "The CNN sees 29 values; the RNN all 50, but hardly the old ones"
viz.learning_curves(seen, x="value", y="mean size of the gradient", title=title)

# %% proof
assert (seen["CNN"] > 0).sum() == 29
assert (seen["RNN"] > 0).all()
for name in ("RNN", "CNN"):
    assert seen[name][-10:].sum() > 0.5 * seen[name].sum()

# %% [markdown]
# | | RNN | CNN |
# | --- | --- | --- |
# | sees | in principle all that came before | its receptive field, exactly |
# | one more value | one cheap step, the state goes on | calculate the field again |
# | training | step after step | all places at once |
# | long memory | needs gates | needs more layers or larger dilations |
#
# Large language models use neither of them, but **attention**: each place looks at all places before it, at once.
#
# **Your turn.** A *stride* in place of a dilation seems to be the same. A filter of length 5 moves over 50 values, 0
# to 49, by 2. Which is the last value that it reads? Set `last_read`.

# %% try="last_read"
last_read = ...

# %% solution="last_read"
last_read = 48

# %% [markdown] solution="last_read"
# The last filter begins at 44 and ends at 48; one that begins at 46 would need value 50. So the *newest* value, the
# most useful one, is never read. No loss curve tells it; the gradient along the inputs does.

# %% [markdown] hints="last_read"
# - when "got:      49": The filter begins at even places only. Which begin still fits?
# - when "got:      44": That is where it begins.
# 1. It begins at 0, 2, 4, ... and reads five values. Which is the last begin that ends at 49 or before?

# %% check="last_read"
expect.predicted(last_read, 48, what="The last value", hint="An even begin, plus 4.")

# %% wrong="last_read" message="got:      49"
last_read = 49

# %% wrong="last_read" message="got:      44"
last_read = 44

# %% proof
torch.manual_seed(9)
values = torch.randn(1, 1, 50, requires_grad=True)
(slope,) = torch.autograd.grad(nn.Conv1d(1, 4, 5, stride=2)(values).sum(), values)
assert slope.flatten().nonzero().max() == 48

# %% [markdown]
# ## Summary
#
# - Divide a series in time; shuffled windows look into the future. Extrapolation is no leak, but a limit of the model.
# - Compare with "as today" and with a linear model, and say so when they are as good.
# - In a free-running forecast errors add up. Say how far ahead it looks.
# - An RNN reads a digit row by row with few weights; a ConvNet is better, because it sees neighbours together.
# - A CNN with a large enough receptive field is nearly as good for a short memory, and faster.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | time series | 시계열 | measurements in the order of time |
# | window | 윈도 | some values in a row, cut out of a series |
# | forecast, horizon | 예측, 예측 구간 | predicted values; how far ahead |
# | baseline | 기준 모델 | the simplest solution to compare with |
# | extrapolation | 외삽 | beyond the range of the training values |
# | 1-d convolution, dilation | 1차원 합성곱, 팽창 | filter along the time; with gaps |
# | receptive field | 수용 영역 | inputs that an output can see |

# %% [markdown]
# ## Read on
#
# - R. J. Hyndman and G. Athanasopoulos, *Forecasting: Principles and Practice*, third edition (2021): simple rules,
#   honest tests, and when a network is worth it.
# - S. Bai, J. Z. Kolter and V. Koltun, *An Empirical Evaluation of Generic Convolutional and Recurrent Networks for
#   Sequence Modeling*, arXiv 1803.01271 (2018): section 9 of this chapter, on many tasks.
# - A. van den Oord and others, *WaveNet: A Generative Model for Raw Audio*, arXiv 1609.03499 (2016): dilations.
# - S. Kapoor and A. Narayanan, *Leakage and the reproducibility crisis in machine-learning-based science*, Patterns 4
#   (2023): leaks in published work, and how they were found.
# - A. Vaswani and others, *Attention Is All You Need*, NeurIPS (2017): neither recurrent nor convolutional.
#
# **Open questions**, without a grade:
#
# 1. You forecast the sales of a shop, and next week it moves to a larger building. What can a model of the past still
#    say?
# 2. A model is right nine times in ten, but nobody can say when it will be wrong. For which uses is that enough?
#
# **Next**: practise in [exercise 16](../exercises/16_rnn/16_rnn.ipynb). Then {{next}} shows what all these networks are
# used for, and puts one of them to work behind a small service.
