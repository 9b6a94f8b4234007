# %% [markdown]
# # 18a. PyTorch in practice: data and the loop
#
# So far `training.fit` made the steps, and a `Split` made the mini-batches. In your own projects you write both. Here
# you build them from PyTorch's parts, one at a time: a `Dataset`, a `DataLoader`, and the loop with everything that
# real loops have. In the second part you save and resume a run, make it faster, and look for five bugs.
#
# **After this chapter you can**
#
# - turn any data into a `Dataset`, and rows of different lengths into one batch;
# - change examples at random while they are loaded, in several processes, without drawing the same numbers twice;
# - write the loop with a device, both modes, gradient accumulation, clipping and a schedule;
# - say why the loss is divided, when a schedule steps, and what a padded place must not do.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: lessons 4
# (cross-entropy), 10 (training well) and 16 (series). No GPU, no network.

# %%
import pickle
import subprocess
import sys

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pad_sequence
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, StepLR
from torch.utils.data import DataLoader, Dataset, Subset

import lessonlib.tf1 as tf
from lessonlib import training, viz
from lessonlib.data.jittered import Jittered, reseed_worker

torch.set_num_threads(1)  # small tensors: a second thread would only be waited for


# %% [markdown]
# ## 1. A data set has two methods
#
# Somebody walks, and a watch measures how long each step takes. Some walkers get tired: their steps become slower and
# slower. One series has 6 steps, another 24. We draw 600 such walks:


# %%
def record_walks(n, seed):
    """n walks: lists of float32 arrays (steps,) in seconds, and of classes, 1 for tired."""
    rng = np.random.default_rng(seed)
    walks, tired = [], []
    for _ in range(n):
        steps, slower = rng.integers(6, 25), rng.integers(2)
        pace = rng.uniform(0.45, 0.7) * (1 + 0.02 * slower) ** np.arange(steps)
        walks.append((pace + rng.normal(0, 0.02, steps)).astype(np.float32))
        tired.append(int(slower))
    return walks, tired


class Walks(Dataset):
    """Walks as pairs: a series (steps, 1), float32, and its class."""

    def __init__(self, walks, tired):
        self.walks, self.tired = walks, tired

    def __len__(self):
        return len(self.tired)

    def __getitem__(self, index):
        return torch.from_numpy(self.walks[index])[:, None], self.tired[index]


walks = Walks(*record_walks(600, seed=0))
for k in range(3):
    series, label = walks[k]
    print(f"walk {k}: {len(series)} steps, class {label}")
steady, slower = (walks[walks.tired.index(label)][0][:12, 0] for label in (0, 1))
two = {"keeps the pace": steady, "gets tired": slower}
viz.lines(range(1, 13), two, names=("step", "seconds"), title="The first 12 steps of two walkers")

# %% proof
lengths = [len(walk) for walk in walks.walks]
assert (min(lengths), max(lengths)) == (6, 24)
assert 250 < sum(walks.tired) < 350

# %% [markdown]
# `__len__` says how many examples there are, `__getitem__` makes **one** of them. That is all. Where they come from is
# your business: memory, a folder of pictures that are opened one by one, a database. Nothing needs to fit into memory.
#
# **Your turn.** Complete the data set of windows of lesson 16: example k is the `steps` values from place k on, and the
# value behind them. Only the length is missing.


# %% try="window_set"
class Windows(Dataset):
    def __init__(self, series, steps):
        self.series, self.steps = series, steps

    def __len__(self):
        return ...

    def __getitem__(self, k):
        return self.series[k : k + self.steps], self.series[k + self.steps]


# %% solution="window_set"
class Windows(Dataset):
    def __init__(self, series, steps):
        self.series, self.steps = series, steps

    def __len__(self):
        return len(self.series) - self.steps

    def __getitem__(self, k):
        return self.series[k : k + self.steps], self.series[k + self.steps]


# %% [markdown] solution="window_set"
# The last window must leave one value behind it, its target: ten values have seven windows of three. A length that is
# too large by one fails only when a loader happens to ask for the last example.

# %% [markdown] hints="window_set"
# - when "got:      8": The last window has no value behind it.
# - when "got:      10": Not every value has a full window and a target behind it.
# 1. Write the ten values in a row, and count the places at which a window of three can begin.

# %% check="window_set"
for values, size in ((10, 3), (25, 4)):
    count = Windows(torch.arange(values), size).__len__()
    what = f"the number of windows of {size} in {values} values"
    expect.equal(count, values - size, what=what, hint="Window k needs the places k to k + steps.")


# %% wrong="window_set" message="got:      8"
class Windows(Dataset):
    def __init__(self, series, steps):
        self.series, self.steps = series, steps

    def __len__(self):
        return len(self.series) - self.steps + 1

    def __getitem__(self, k):
        return self.series[k : k + self.steps], self.series[k + self.steps]


# %% wrong="window_set" message="got:      10"
class Windows(Dataset):
    def __init__(self, series, steps):
        self.series, self.steps = series, steps

    def __len__(self):
        return len(self.series)

    def __getitem__(self, k):
        return self.series[k : k + self.steps], self.series[k + self.steps]


# %% [markdown]
# ## 2. A loader makes batches
#
# A `DataLoader` draws an order, asks the data set for one example after the other, and puts them together. Here are
# the digits of scikit-learn, 8 x 8 pixels. (We take these small ones in the whole lesson: they are on every machine.)

# %%
bunch = load_digits()
order = torch.randperm(1797, generator=torch.Generator().manual_seed(0))
images = torch.tensor(bunch.images / 16, dtype=torch.float32)[order]
labels = torch.tensor(bunch.target)[order]
pairs = list(zip(images, labels, strict=True))  # a list is a data set, too
train, test = pairs[:1297], pairs[1297:]

seeded = torch.Generator().manual_seed(1)
loader = DataLoader(train, batch_size=100, shuffle=True, generator=seeded)
sizes = [len(y) for X, y in loader]
X, y = next(iter(loader))
print(f"{len(loader)} batches of {sizes} rows; X {tuple(X.shape)}, y {y.dtype}")

# %% proof
assert sizes == [100] * 12 + [97]
assert tuple(X.shape) == (100, 8, 8)
assert y.dtype == torch.int64

# %% [markdown]
# | argument | what it decides |
# | --- | --- |
# | `shuffle=True` | a new order in each epoch; for training only |
# | `generator=...` | where the order comes from: with a seed of its own, nothing else in your program can change it |
# | `drop_last=True` | leave out the last, smaller batch (batch normalisation dislikes a batch of one) |
# | `collate_fn=...` | how examples become a batch; by default equal shapes are stacked, numbers become tensors |
#
# **Your turn.** A loader has 1000 rows, `batch_size=64` and `drop_last=False`. How many batches does an epoch have, and
# how many rows has the last one? And how many batches are there with `drop_last=True`?

# %% try="batch_counts"
num_batches = ...
last_rows = ...
num_full = ...

# %% solution="batch_counts"
num_batches, last_rows, num_full = 16, 40, 15

# %% [markdown] solution="batch_counts"
# 15 batches hold 960 rows; 40 are left. With `drop_last=True` they are not seen in this epoch; with a new order in each
# epoch, other rows are left out next time.

# %% [markdown] hints="batch_counts"
# - when "number of batches": 15.6 batches do not exist: is the rest a batch, too?
# - when "rows of the last": What is left after 15 full batches?
# 1. `divmod(1000, 64)` gives both parts.

# %% check="batch_counts"
expect.predicted(num_batches, 16, what="The number of batches", hint="Full ones, and a smaller one.")
expect.predicted(last_rows, 40, what="The rows of the last batch", hint="What the others leave.")
expect.predicted(num_full, 15, what="The number of full batches", hint="Without the smaller one.")

# %% wrong="batch_counts" message="number of batches"
num_batches, last_rows, num_full = 15, 40, 15

# %% wrong="batch_counts" message="rows of the last"
num_batches, last_rows, num_full = 16, 64, 15

# %% proof
assert divmod(1000, 64) == (15, 40)

# %% [markdown]
# ## 3. Series of different lengths: `collate_fn`
#
# A loader of walks fails: stacking needs equal shapes. So we tell it how a list of examples becomes a batch. Short
# series are **padded** with zeros to the length of the longest, and the true lengths come along:


# %%
def pad(batch):
    """A list of pairs -> X (b, longest, 1), lengths (b,), y (b,)."""
    series, y = zip(*batch, strict=True)
    lengths = torch.tensor([len(one) for one in series])
    return pad_sequence(series, batch_first=True), lengths, torch.tensor(y)


try:
    next(iter(DataLoader(walks, batch_size=4)))
except RuntimeError as error:
    print("RuntimeError:", str(error)[:70])
short = [(series[:9], label) for series, label in (walks[k] for k in range(60)) if len(series) < 10]
X, lengths, y = pad(short[:4])
viz.matrix(X[:, :, 0], title=f"Lengths {lengths.tolist()}: the zeros are padding")

# %% proof
assert X.shape == (4, int(lengths.max()), 1)
assert len(set(lengths.tolist())) > 1
assert all((X[k, n:] == 0).all() and (X[k, :n] > 0).all() for k, n in enumerate(lengths.tolist()))

# %% [markdown]
# From now on, one rule: **padding must not change a result**. A mean over all columns would be too small for short
# walks. A recurrent network reads the zeros as if they were steps, and its state after the last *column* has
# half forgotten the walk. Here is a network that takes the state after the last *real* step, and one that does not:


# %%
class Reader(nn.Module):
    """X (b, longest, 1) and lengths (b,) -> logits (b, 2)."""

    def __init__(self, careful=True):
        super().__init__()
        self.rnn, self.output = nn.GRU(1, 16, batch_first=True), nn.Linear(16, 2)
        self.careful = careful

    def forward(self, X, lengths):
        states, _ = self.rnn(X - 0.6)  # (b, longest, 16)
        if self.careful:
            return self.output(states[torch.arange(len(X)), lengths - 1])
        return self.output(states[:, -1])


one = [walks[0]]
longest = max(walks, key=lambda pair: len(pair[0]))
for careful in (False, True):
    torch.manual_seed(0)
    reader = Reader(careful).eval()
    with torch.no_grad():
        alone, beside = (reader(*pad(batch)[:2])[0] for batch in (one, [*one, longest]))
    shown = [[round(logit, 3) for logit in logits.tolist()] for logits in (alone, beside)]
    print(f"careful={careful}: alone {shown[0]}, in a batch {shown[1]}")
    assert torch.allclose(alone, beside, atol=1e-6) == careful

# %% proof
assert len(one[0][0]) < len(longest[0])

# %% [markdown]
# Make this test for every model that gets padded batches: *one example alone, and beside a longer one, gives the same*.
# (`pack_padded_sequence` is PyTorch's own way: the network then never sees padding.)
#
# **Your turn.** `mean` should be the mean of the real values of each row. `mask` is 1 at real places and 0 at padded
# ones. Correct the line.

# %% try="masked"
rows = torch.tensor([[2.0, 4.0, 0.0], [1.0, 2.0, 6.0]])
real = torch.tensor([2, 3])
mask = (torch.arange(3) < real[:, None]).float()
mean = rows.mean(dim=1)

# %% solution="masked"
rows = torch.tensor([[2.0, 4.0, 0.0], [1.0, 2.0, 6.0]])
real = torch.tensor([2, 3])
mask = (torch.arange(3) < real[:, None]).float()
mean = (rows * mask).sum(dim=1) / mask.sum(dim=1)

# %% [markdown] solution="masked"
# The sum of the real values, divided by how many there are. Multiply by the mask also when padding is zero: behind a
# layer with a bias it is not zero any more. A masked *loss* of many steps is made in the same way.

# %% [markdown] hints="masked"
# - when "got:      2 (": The first row has two real values. By what do you divide?
# - when "got:      9 (": These are sums. How many values does each row have?
# 1. A sum over the row, divided by another sum over the row.

# %% check="masked"
expect.close(mean, [3.0, 3.0], what="the mean of each row", hint="2 and 4 have the mean 3.")

# %% wrong="masked" message="got:      2 ("
rows, mask = (
    torch.tensor([[2.0, 4.0, 0.0], [1.0, 2.0, 6.0]]),
    torch.tensor([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]),
)
mean = (rows * mask).mean(dim=1)

# %% wrong="masked" message="got:      9 ("
rows, mask = (
    torch.tensor([[2.0, 4.0, 0.0], [1.0, 2.0, 6.0]]),
    torch.tensor([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]),
)
mean = (rows * mask).sum(dim=1)

# %% [markdown]
# Padding costs time: places are calculated and thrown away. Batches of walks of *similar* length have less of it:


# %%
def similar(data, batch_size, generator):
    """The row numbers of each batch, of similar length, the batches in random order."""
    by_length = sorted(range(len(data)), key=lambda k: len(data[k][0]))
    batches = [by_length[k : k + batch_size] for k in range(0, len(data), batch_size)]
    return [batches[k] for k in torch.randperm(len(batches), generator=generator).tolist()]


padded = {}
generator = torch.Generator().manual_seed(0)
for name, how in {
    "at random": {"batch_size": 32, "shuffle": True, "generator": generator},
    "similar": {"batch_sampler": similar(walks, 32, generator)},
}.items():
    places = [(X.numel(), int(lengths.sum())) for X, lengths, _ in DataLoader(walks, collate_fn=pad, **how)]
    padded[name] = 1 - sum(real for _, real in places) / sum(all_ for all_, _ in places)
    print(f"{name}: {padded[name]:.0%} of all places are padding")

# %% proof
assert 0.33 < padded["at random"] < 0.42
assert padded["similar"] < 0.05

# %% [markdown]
# **The graph way.** TensorFlow 1 has the same parts in `tf.data`: a data set that is changed step by step, and at its
# end an iterator, whose `get_next` is a node of the graph. Each run takes the next batch from it; `padded_batch` is our
# `pad`.

# %%
tf.reset_default_graph()
source = tf.data.Dataset.from_generator(lambda: iter(walks.walks[:4]), tf.float32, tf.TensorShape([None]))
batches = source.map(lambda walk: walk - 0.6).padded_batch(2, [None])
batch = batches.make_one_shot_iterator().get_next()
with tf.Session() as session:
    read = [session.run(batch) for _ in range(2)]
print("lengths", [len(walk) for walk in walks.walks[:4]], "batches", [rows.shape for rows in read])

# %% proof
lengths = [len(walk) for walk in walks.walks[:4]]
assert [rows.shape for rows in read] == [(2, max(lengths[:2])), (2, max(lengths[2:]))]

# %% [markdown]
# ## 4. Transforms and augmentation
#
# A **transform** is a function on one example; several are applied one after the other. Some are always needed (to a
# tensor, to the right scale). **Augmentation** is random and for training only: the picture changes, the label does
# not. A data set around another one is the place for it:


# %%
def shifted(image):
    """The image, moved by up to one pixel in each direction."""
    down, right = torch.randint(0, 3, (2,)).tolist()
    return F.pad(image, (1, 1, 1, 1))[down : down + 8, right : right + 8]


def noisy(image):
    return image + 0.05 * torch.randn(image.shape)


class Augmented(Dataset):
    """The examples of another data set, with all transforms applied to X."""

    def __init__(self, data, transforms):
        self.data, self.transforms = data, transforms

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        x, y = self.data[index]
        for transform in self.transforms:
            x = transform(x)
        return x, y


torch.manual_seed(0)
some = Augmented(train, [shifted, noisy])
shown = [train[4][0], *(some[4][0] for _ in range(7))]
names = ["as it is", *["changed"] * 7]
viz.image_sheet(torch.stack(shown), names, title="One example, asked for seven times")

# %% proof
assert len({tuple(some[4][0].flatten().tolist()) for _ in range(8)}) == 8
assert some[4][1] == train[4][1]

# %% [markdown]
# Does it help? Train on 300 digits, with and without shifts, and test on 500 digits as they are, and on the same 500
# shifted. (`list` makes the changed test digits once, so that all models get the same.)


# %%
def network():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))


@torch.no_grad()
def share_right(model, data):
    model.eval()
    X, y = next(iter(DataLoader(data, batch_size=len(data))))
    return (model(X).argmax(dim=1) == y).float().mean().item()


few = Subset(train, range(300))
torch.manual_seed(99)
moved = list(Augmented(test, [shifted]))
for name, data in {"as they are": few, "shifted": Augmented(few, [shifted])}.items():
    shares = []
    for seed in range(3):
        torch.manual_seed(seed)
        model = network().train()
        adam = torch.optim.Adam(model.parameters(), lr=0.003)
        for _ in range(40):
            for X, y in DataLoader(data, batch_size=32, shuffle=True):
                adam.zero_grad()
                F.cross_entropy(model(X), y).backward()
                adam.step()
        shares.append([share_right(model, rows) for rows in (test, moved)])
    centred, off = np.mean(shares, axis=0)
    print(f"trained on digits {name}: {centred:.1%} right, {off:.1%} on shifted ones")

# %% proof
assert centred > 0.82
assert off > 0.75

# %% [markdown]
# The mean of three seeds is 94% and 41% without shifts, 85% and 76% with them. So augmentation is no magic: it moves
# the training data towards what you *expect to meet*. If all digits stand in the middle, shifts only make the task
# harder for a network of full layers. If they may stand anywhere, the first network is useless, although its test
# looked better.
#
# **Your turn.** Which changes keep the label of a handwritten digit? Set `harmless` to a list of letters.
#
# - a: turn by up to 10 degrees, b: mirror left to right, c: thinner or thicker strokes, d: turn by 180 degrees

# %% try="harmless"
harmless = ...

# %% solution="harmless"
harmless = ["a", "c"]

# %% [markdown] solution="harmless"
# A mirrored 2 is no digit, and a 6 on its head is a 9. For photos of cats, b would be fine. The question is always:
# would a person give the same label?

# %% [markdown] hints="harmless"
# - when "['a', 'b', 'c']": Write a 2 and hold it before a mirror.
# - when "'d'": What does a 6 become?
# 1. Two of the four.

# %% check="harmless"
letters = sorted(harmless) if isinstance(harmless, (list, tuple, set, str)) else harmless
expect.predicted(letters, ["a", "c"], what="The list", hint="Would a person give the same label?")

# %% wrong="harmless" message="['a', 'b', 'c']"
harmless = ["a", "b", "c"]

# %% wrong="harmless" message="'d'"
harmless = "acd"

# %% [markdown]
# ## 5. Workers, and their random numbers
#
# Opening and changing pictures takes time, and the model waits. With `num_workers=2` two more processes make batches
# in advance. Each gets a **copy** of the data set. And here is the trap: the copy of a random generator continues with
# the same numbers. `Jittered` adds noise from a NumPy generator of its own. Its rows are zeros here, so you
# see the noise itself:


# %%
def noise_of(loader):
    """The first number of each row, by row, in one epoch."""
    return {int(k): round(float(x), 3) for X, y in loader for x, k in zip(X[:, 0], y, strict=True)}


blank = Jittered(torch.zeros(8, 3), torch.arange(8), scale=1.0, seed=0)
for name, init in {"two copies": None, "reseeded": reseed_worker}.items():
    order = torch.Generator().manual_seed(0)
    loader = DataLoader(blank, batch_size=2, num_workers=2, worker_init_fn=init, generator=order)
    epochs = [noise_of(loader), noise_of(loader)]
    different = len({noise for epoch in epochs for noise in epoch.values()})
    print(f"{name}: {different} different numbers of 16")
    print("  ", list(epochs[0].values()), "\n  ", list(epochs[1].values()))

# %% proof
assert different == 16
again = DataLoader(
    blank,
    batch_size=2,
    num_workers=2,
    worker_init_fn=reseed_worker,
    generator=torch.Generator().manual_seed(0),
)
assert noise_of(again) == epochs[0]
copies = DataLoader(blank, batch_size=2, num_workers=2)
first, second = noise_of(copies), noise_of(copies)
assert first == second
assert len(set(first.values())) == 4

# %% [markdown]
# Four numbers for sixteen rows: both workers draw the same, and each epoch starts new processes with new copies. The
# "random" noise is a small fixed table, and nothing warns you. The remedy, in `reseed_worker`, is three lines:
# `worker = get_worker_info()`, and a new generator from `worker.seed`, which differs from worker to worker and
# from epoch to epoch, and follows from the loader's `generator`. PyTorch does this for its own generator, Python's
# `random` and NumPy's global one; generators that *you* made are yours to reseed. So the easy way is
# `torch.randint` and `torch.randn`, as in `shifted`.
#
# **Your turn.** The same loader of 8 rows in batches of 2, without `worker_init_fn`, but with `num_workers=4`. How many
# different numbers of noise are there in an epoch?

# %% try="four_workers"
different_of_8 = ...

# %% solution="four_workers"
different_of_8 = 2

# %% [markdown] solution="four_workers"
# Each worker makes one batch, and all four make the same one: the first two numbers of the generator. The more workers,
# the worse.

# %% [markdown] hints="four_workers"
# - when "got:      4": That was with two workers, each of which made two batches.
# - when "got:      8": Each worker has a copy of the same generator.
# 1. How many batches does each worker make? How many numbers does it draw for them?

# %% check="four_workers"
expect.predicted(different_of_8, 2, what="The number", hint="Four batches, four workers.")

# %% wrong="four_workers" message="got:      4"
different_of_8 = 4

# %% wrong="four_workers" message="got:      8"
different_of_8 = 8

# %% proof
assert len(set(noise_of(DataLoader(blank, batch_size=2, num_workers=4)).values())) == 2

# %% [markdown]
# ### Classes of a notebook do not travel everywhere
#
# Linux (up to Python 3.13) *forks* workers: they have all that your notebook has. Windows and macOS *spawn* them: an
# empty Python starts, and the data set is sent as a pickle. But a pickle holds the *name* of a class, not its code:

# %%
parcel = pickle.dumps(Walks(walks.walks[:1], walks.tired[:1]))
print(parcel[:70])
unpack = "import pickle, sys; pickle.load(sys.stdin.buffer)"
arrived = subprocess.run([sys.executable, "-c", unpack], input=parcel, capture_output=True)
print(arrived.stderr.decode().strip().splitlines()[-1])

# %% proof
assert b"__main__" in parcel
assert b"Can't get attribute 'Walks'" in arrived.stderr

# %% [markdown]
# The other process has no `Walks`; a loader then says that a worker "exited unexpectedly". The remedy: put data set,
# `collate_fn` and `worker_init_fn` into a file, `my_data.py`, and import them. `Jittered` stands in
# such a file, so the cells above run on every system. In a *script*, also put what starts the loader below
# `if __name__ == "__main__":`. And measure before you use workers: for data that is already in memory, as here,
# `num_workers=0` is faster.

# %% [markdown]
# ## 6. The loop, written out
#
# Here is the whole of a training, for walks. Read it line by line; each has a reason.


# %%
def train_epoch(model, loader, optimizer, device):
    """One pass over the loader. Returns the mean loss of its rows."""
    model.train()  # dropout on, batch normalisation by batch
    total, rows = 0.0, 0
    for X, lengths, y in loader:
        X, lengths, y = X.to(device), lengths.to(device), y.to(device)
        loss = F.cross_entropy(model(X, lengths), y)
        optimizer.zero_grad()  # or the gradients of the last step are added
        loss.backward()
        optimizer.step()
        total += loss.item() * len(y)  # .item(): keep the number, not its graph
        rows += len(y)
    return total / rows


@torch.no_grad()  # nobody will call backward here
def measure(model, loader, device):
    """The share of the loader's rows that the model classifies right."""
    model.eval()  # dropout off, batch normalisation by its running means
    right, rows = 0, 0
    for X, lengths, y in loader:
        y_hat = model(X.to(device), lengths.to(device)).argmax(dim=1)
        right += (y_hat == y.to(device)).sum().item()
        rows += len(y)
    return right / rows


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
training.seed_everything(0)
reader = Reader().to(device)
adam = torch.optim.Adam(reader.parameters(), lr=0.01)
for_training = DataLoader(Subset(walks, range(500)), 32, shuffle=True, collate_fn=pad)
for_validation = DataLoader(Subset(walks, range(500, 600)), 64, collate_fn=pad)
shares = []
for epoch in range(12):
    loss = train_epoch(reader, for_training, adam, device)
    shares.append(measure(reader, for_validation, device))
    if epoch % 3 == 2:
        print(f"epoch {epoch + 1}: loss {loss:.3f}, validation {shares[-1]:.0%} right")

# %% proof
assert max(shares[-3:]) > 0.85

# %% [markdown]
# - **Device.** `model.to(device)` moves the model *in place*; `X.to(device)` returns a *new* tensor, so its result must
#   be used. Make the optimizer after the model is where it stays.
# - **Modes.** `train()` and `eval()` stand in the functions that need them, not somewhere before. So no epoch can begin
#   in the wrong mode.
# - **Means.** A loss is a mean over its batch. The last batch is smaller, so the mean of the means is not the mean.
# - **`.item()`.** A sum of *tensors* with gradients would keep the graphs of all batches in memory.
#
# **Your turn.** An epoch has 100 rows in two batches, 64 rows with the loss 0.5 and 36 rows with the loss 1.0. What is
# the mean loss of the rows?

# %% try="mean_loss"
mean_loss = ...

# %% solution="mean_loss"
mean_loss = (64 * 0.5 + 36 * 1.0) / 100

# %% [markdown] solution="mean_loss"
# 0.68. The mean of both means, 0.75, gives a row of the small batch nearly twice the weight of the others. With an
# accuracy over three batches this can decide which of two models you choose.

# %% [markdown] hints="mean_loss"
# - when "got:      0.75": This is right for two batches of equal size.
# - when "got:      68": Divide by the number of rows.
# 1. How much do all 100 rows lose together?

# %% check="mean_loss"
expect.predicted(mean_loss, 0.68, what="The mean loss", hint="Weigh each batch by its rows.")

# %% wrong="mean_loss" message="got:      0.75"
mean_loss = 0.75

# %% wrong="mean_loss" message="got:      68"
mean_loss = 64 * 0.5 + 36 * 1.0

# %% [markdown]
# ## 7. Gradient accumulation: large batches in small pieces
#
# A batch of 256 does not fit into the memory of your graphics card, one of 64 does. `backward` *adds* to the
# gradients. Until now that was a trap; now it is a tool: four small batches, one step.


# %%
def gradient(parts, divisor):
    """The gradient of the small network, added up over the parts, as one vector."""
    torch.manual_seed(0)
    model = network()
    for X, y in parts:
        (F.cross_entropy(model(X), y) / divisor).backward()
    return torch.cat([p.grad.flatten() for p in model.parameters()])


X, y = images[:256], labels[:256]
pieces = list(zip(X.split(64), y.split(64), strict=True))
whole = gradient([(X, y)], 1)
for name, divisor in {"loss / 4": 4, "loss": 1}.items():
    added = gradient(pieces, divisor)
    apart, ratio = (added - whole).abs().max(), added.norm() / whole.norm()
    print(f"{name}: {apart:.1e} from the whole gradient, {ratio:.2f} times as long")

# %% proof
assert (gradient(pieces, 4) - whole).abs().max() < 1e-6
assert round(ratio.item(), 3) == 4

# %% [markdown]
# The mean of 256 rows is a *quarter* of the sum of four means, so **the loss is divided by the number of pieces**.
# Without the division, SGD steps four times as far. (Adam hardly notices, since it divides by the size of the
# gradients; clipping does.) It is not exact if the pieces have different sizes, and batch normalisation still sees only
# 64 rows at a time.
#
# ## 8. Clipping
#
# One bad row can throw a model far away. Two hundred points lie on the line $y = 2x$; in one of them somebody forgot
# the decimal point. **Clipping** limits the length of the whole gradient before the step:


# %%
def fit_line(longest):
    """The distance of the slope from 2 after each of 60 steps."""
    torch.manual_seed(0)
    x = torch.rand(200, 1)
    y = 2 * x + 0.05 * torch.randn(200, 1)
    y[123] = 1000.0
    line, apart = nn.Linear(1, 1), []
    sgd = torch.optim.SGD(line.parameters(), lr=0.5)
    for k in range(60):
        rows = slice(10 * k % 200, 10 * k % 200 + 10)
        loss = F.mse_loss(line(x[rows]), y[rows])
        sgd.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(line.parameters(), longest)
        sgd.step()
        apart.append(abs(line.weight.item() - 2))
    return apart


runs = {"not clipped": fit_line(float("inf")), "clipped to 1": fit_line(1.0)}
title = "A bad row comes at the steps 13, 33 and 53"
viz.learning_curves(runs, y="distance of the slope", log_y=True, title=title)

# %% proof
assert max(runs["not clipped"]) > 70
assert runs["not clipped"][-1] > 10
assert max(runs["clipped to 1"]) < 2.1
assert runs["clipped to 1"][-1] < 0.1
assert all(runs["not clipped"][k] > runs["not clipped"][k - 1] + 50 for k in (12, 32, 52))

# %% [markdown]
# The length is that of *all* gradients together, and the direction stays. Clip **between** `backward` and `step`; with
# accumulation once, after the last piece. `clip_grad_norm_` returns the length before: write it down, it shows
# trouble before the loss does.
#
# **Your turn.** The gradient of a model is $(6, 0, 8)$, clipped to the length 5. What becomes of it? Set `clipped` to a
# list of three numbers.

# %% try="clipped"
clipped = ...

# %% solution="clipped"
clipped = [3, 0, 4]

# %% [markdown] solution="clipped"
# The length is $\sqrt{36 + 64} = 10$, twice the limit, so each number is halved. `[5, 0, 5]` would be
# `clip_grad_value_`, which changes the direction.

# %% [markdown] hints="clipped"
# - when "[5, 0, 5]": This clips each number alone, and changes the direction.
# - when "[6, 0, 8]": Its length is the root of 36 + 64.
# 1. How long is it? What must it be multiplied by?

# %% check="clipped"
listed = list(clipped) if isinstance(clipped, (list, tuple)) else clipped
expect.predicted(listed, [3, 0, 4], what="The gradient", hint="Shorter, in the same direction.")

# %% wrong="clipped" message="[5, 0, 5]"
clipped = [5, 0, 5]

# %% wrong="clipped" message="[6, 0, 8]"
clipped = (6, 0, 8)

# %% [markdown]
# ## 9. Learning-rate schedules
#
# Large steps find the valley, small steps its lowest point. A **schedule** makes the rate smaller while the model
# learns, and often begins with a **warm-up**: a few small steps, while the first gradients are wild and Adam has no
# averages yet. Move the controls:

# %%
viz.schedule_explorer("cosine", lr=0.1, warmup=10)

# %% [markdown]
# Does it matter? SGD with a rate that is a little too large, 15 epochs on the digits, five seeds:

# %%
X_train, y_train, steps = images[:1297], labels[:1297], 15 * 21
schedules = {
    "constant": lambda sgd: LinearLR(sgd, start_factor=1.0, total_iters=1),
    "steps": lambda sgd: StepLR(sgd, step_size=steps // 4, gamma=0.5),
    "cosine": lambda sgd: CosineAnnealingLR(sgd, T_max=steps),
}
results = {}
for name, schedule in schedules.items():
    results[name] = []
    for seed in range(5):
        torch.manual_seed(seed)
        model = network().train()
        sgd = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.9)
        scheduler = schedule(sgd)
        for _ in range(15):
            for rows in torch.randperm(1297).split(64):
                loss = F.cross_entropy(model(X_train[rows]), y_train[rows])
                sgd.zero_grad()
                loss.backward()
                sgd.step()
                scheduler.step()  # after the optimizer's, once a step
        results[name].append(share_right(model, test))
    print(f"{name:8}", " ".join(f"{share:.1%}" for share in sorted(results[name])))

# %% proof
assert np.mean(results["steps"]) > np.mean(results["constant"]) + 0.005
assert np.mean(results["cosine"]) > np.mean(results["constant"]) + 0.003

# %% [markdown]
# With the constant rate 95.8 to 97.0% are right, in steps 97.8 to 98.2%, along the cosine 96.8 to 98.2%. The scheduler
# counts its own calls. Whether it is called once a *step* or once an *epoch* is your choice, and `step_size` or `T_max`
# must be counted in the same unit: this is one of the bugs of the second part.
#
# **Your turn.** `StepLR(sgd, step_size=10, gamma=0.5)` begins with 0.4 and is called once after each epoch. Which rate
# has the 25th epoch?

# %% try="rate"
rate = ...

# %% solution="rate"
rate = 0.1

# %% [markdown] solution="rate"
# Before the 25th epoch there were 24 calls, so the rate was halved twice, after 10 and after 20. Called once a step
# instead, with 50 steps an epoch, it would be $0.4 \cdot 0.5^{120}$: training ends in the first epochs.

# %% [markdown] hints="rate"
# - when "got:      0.2": It is halved every ten epochs: how often is that before the 25th?
# - when "got:      0.05": A third time would be after 30.
# 1. Epochs 1 to 10 have 0.4.

# %% check="rate"
expect.predicted(rate, 0.1, what="The learning rate", hint="Halved every ten epochs.")

# %% wrong="rate" message="got:      0.2"
rate = 0.2

# %% wrong="rate" message="got:      0.05"
rate = 0.05

# %% proof
one = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.4)
halving = StepLR(one, step_size=10, gamma=0.5)
for _ in range(24):
    one.step()
    halving.step()
assert one.param_groups[0]["lr"] == 0.1

# %% [markdown]
# ## Summary
#
# - A `Dataset` has `__len__` and `__getitem__`; a `DataLoader` draws the order and makes batches; `collate_fn` says
#   how.
# - Padding must not change a result: keep the lengths, and test an example alone and beside a longer one.
# - Augmentation is for training rows, and moves them towards what you expect to meet.
# - Workers have copies of your generators: reseed them in `worker_init_fn`, or draw with PyTorch's. Where workers are
#   spawned, classes must stand in a file.
# - Divide the loss by the number of pieces, clip between `backward` and `step`, and count schedules in steps or epochs,
#   not in both.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | data loader | 데이터 로더 | draws an order and makes batches of a data set |
# | collate function | 배치 결합 함수 | makes a batch of a list of examples |
# | padding; mask | 패딩; 마스크 | values that fill up a row; 1 where a value is real |
# | transform; augmentation | 변환; 데이터 증강 | a function on an example; a random one, for training |
# | worker | 작업자 프로세스 | a process that makes batches in advance |
# | gradient accumulation | 기울기 누적 | several small batches, one step |
# | learning-rate schedule; warm-up | 학습률 스케줄; 워밍업 | a rate that changes; small rates to begin with |

# %% [markdown]
# ## Read on
#
# - A. Paszke and others, *PyTorch: an imperative style, high-performance deep learning library*, Advances in Neural
#   Information Processing Systems 32 (2019): why it is built as it is.
# - *PyTorch: torch.utils.data*, its documentation (read in 2025): samplers, workers, and how they are seeded.
# - P. Goyal and others, *Accurate, large minibatch SGD: training ImageNet in 1 hour*, arXiv 1706.02677 (2017): warm-up,
#   and how the rate goes with the batch size.
# - I. Loshchilov and F. Hutter, *SGDR: stochastic gradient descent with warm restarts*, International Conference on
#   Learning Representations (2017): the cosine.
# - C. Shorten and T. M. Khoshgoftaar, *A survey on image data augmentation for deep learning*, Journal of Big Data 6
#   (2019).
#
# **Open questions**, without a grade:
#
# 1. Batches of similar length save time. What is no longer random about them, and could it harm the training?
# 2. Somebody shuffles the rows once and for all, before the first epoch. When is this as good as a new order each time?
#
# **Next**: {{next}}, the second part of this lesson.
