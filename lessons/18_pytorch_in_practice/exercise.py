# %% [markdown]
# # Exercise 18: PyTorch in practice
#
# You write the parts of a real training: a data set of words, batches of words of different lengths, a loop with
# accumulation and clipping, and a run that survives a stop. Then you repair two loops. The two parts of chapter 18 show
# each idea.
#
# **Time**: about 55 minutes. **Points**: 10, half a point for most tests.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and run the
#   cell. Then run the tests below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("words")` (with the name of the task) explains an answer, and what else would have
#   done.
# - In questions, a comment in the cell lists the names to set. Letters need quotes: `"a"`.
# - Cells with imports and helpers are given and locked. Run them, too.
# - All loaders work in this process: leave `num_workers` at 0.

# %% setup="imports"
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

from lessonlib import viz

torch.set_num_threads(1)  # small tensors: a second thread would only be waited for

# %% [markdown]
# ## 1. A data set of words
#
# Write the class `Words`. It is made from a list of words (lower-case letters, `a` to `z`) and a list of classes. It
# has a length, and example k is a pair:
#
# - the letters of word k as an int64 tensor (letters,): `a` is **1**, `b` is 2, ..., `z` is 26;
# - its class, an integer.


# %% task="words"
class Words(Dataset):
    """Words(["ab", "c"], [0, 1]): the pairs (letters, class) of two words."""

    def __init__(self, words, classes):
        ### BEGIN SOLUTION
        self.words, self.classes = words, classes

    def __len__(self):
        return len(self.words)

    def __getitem__(self, index):
        letters = [ord(letter) - ord("a") + 1 for letter in self.words[index]]
        return torch.tensor(letters), self.classes[index]
        ### END SOLUTION


# %% [markdown] hints="words"
# - when "The letters of": `a` is 1 and not 0, since 0 will be needed for places without a letter.
# - when "of the data set": How many examples are there?
# 1. Section 1 of the chapter.
# 2. Two methods beside `__init__`: one says how many, the other makes one example.
# 3. `ord("a")` is 97, `ord("b")` is 98. What must you subtract?

# %% [markdown] solution="words"
# `ord` gives the number of a letter in Unicode, where `a` to `z` follow each other. The class does its work when an
# example is *asked for*; with files in place of words, nothing else would have to be in memory. Doing the work once, in
# `__init__`, is as right, and faster if it fits into memory. `"abc...".index(letter) + 1` is another way.

# %% test="words_items" points=0.5
# Words gives each word as numbers, with its class.
from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
words = ["az", "b"] + ["".join(rng.choice(list("abcxyz"), size=size)) for size in (1, 7, 4)]
classes = [0, 1, *rng.integers(2, 9, size=3).tolist()]
data = answer.Words(words, classes)
expect.equal(len(data), 5, what="the length of the data set with 5 words", hint="__len__")
for k in (3, 0, 1, 2, 4):
    example = data[k]
    pair = isinstance(example, list) and len(example) == 2
    expect.that(pair, f"Example {k} is not a pair.", hint="return letters, class")
    want = [ord(letter) - 96 for letter in words[k]]
    what = f"The letters of {words[k]!r}"
    expect.equal(example[0], want, what=what, hint="a is 1, z is 26: an int64 tensor.")
    expect.equal(example[1], classes[k], what=f"the class of example {k}", hint="The class as it was given.")

# %% [markdown]
# ## 2. A batch of words
#
# Write two functions:
#
# - `pad(batch)`: a `collate_fn`. It gets a list of pairs as `Words` gives them, and returns **three** tensors: X, int64
#   (n, longest), where short words are filled up with **0 at the end**; the lengths, int64 (n,); the classes, int64
#   (n,).
# - `mean_of_real(values, lengths)`: `values` is float32 (n, longest, d), a vector for each place, **also for
#   padded ones**. Return the mean vector of the real places of each row, (n, d).


# %% task="batches"
def pad(batch):
    """A list of (letters (k,), class) -> X (n, longest), lengths (n,), classes (n,)."""
    ### BEGIN SOLUTION
    words, classes = zip(*batch, strict=True)
    X = nn.utils.rnn.pad_sequence(words, batch_first=True)
    return X, torch.tensor([len(word) for word in words]), torch.tensor(classes)
    ### END SOLUTION


def mean_of_real(values, lengths):
    """values (n, longest, d), lengths (n,) -> (n, d)."""
    ### BEGIN SOLUTION
    mask = torch.arange(values.shape[1]) < lengths[:, None]
    return (values * mask[:, :, None]).sum(dim=1) / lengths[:, None]
    ### END SOLUTION


# %% [markdown] hints="batches"
# - when "the lengths of": How many letters does each word have, without padding?
# - when "The letters of the batch": Each word begins at place 0 of its row; zeros follow.
# - when "the mean of the real places": Padded places hold numbers, too. Neither they nor their number may count.
# 1. Section 3 of the chapter has both, for walks.
# 2. `zip(*batch)` turns a list of pairs into two sequences. A mask is 1 (or True) at the real places of a row.
# 3. `pad_sequence` of `nn.utils.rnn` has an argument for which axis comes first. Compare `torch.arange` of the longest
#    length with the lengths as a column.

# %% [markdown] solution="batches"
# The lengths come along, since zeros alone would not tell a padded place from a real one when 0 can be a value. The
# mask has an axis for the numbers of a vector added, so that it is spread over them; and it is divided by the *real*
# length, not by the longest. A loop over the rows, `values[k, :n].mean(dim=0)`, is right, too, and slower.

# %% test="padded" points=0.5
# pad makes one batch of words of different lengths.
import torch

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for sizes in ((2, 5, 1), (3, 3), rng.permutation([4, 9, 6, 1]).tolist()):
    words = [torch.tensor(rng.integers(1, 27, size=size)) for size in sizes]
    classes = rng.integers(5, size=len(sizes)).tolist()
    got = answer.pad(list(zip(words, classes, strict=True)))
    three = isinstance(got, list) and len(got) == 3
    expect.that(three, "pad does not return three tensors.", hint="return X, lengths, classes")
    case = f"of {len(sizes)} words"
    want = [word.tolist() + [0] * (max(sizes) - len(word)) for word in words]
    expect.shape(got[0], (len(sizes), max(sizes)), what=f"the batch {case}", hint="(n, longest)")
    expect.equal(
        got[0], want, what=f"The letters of the batch {case}", hint="Zeros at the end of short words."
    )
    expect.equal(got[1], sizes, what=f"the lengths of a batch {case}", hint="Without padding.")
    expect.equal(got[2], classes, what=f"the classes of a batch {case}", hint="In the same order.")

# %% test="real_means" points=0.5
# mean_of_real takes the mean of real places only, whatever stands in padded ones.
import torch

from lessonlib.check import answer, expect, fresh

torch.manual_seed(fresh.seed)
for lengths, width in (([2, 4, 1], 3), ([5, 3], 1), ([1, 6, 2, 6], 4)):
    values = torch.randn(len(lengths), max(lengths), width)
    for row, n in zip(values, lengths, strict=True):
        row[n:] += 10  # a layer with a bias makes something of padding
    want = torch.stack([row[:n].mean(dim=0) for row, n in zip(values, lengths, strict=True)])
    got = answer.mean_of_real(values, torch.tensor(lengths))
    expect.shape(got, (len(lengths), width), what=f"the means of {len(lengths)} rows", hint="(n, d)")
    advice = "A sum over the real places, divided by how many there are."
    what = f"the mean of the real places, with lengths {lengths}"
    expect.close(got, want, what=what, rtol=1e-4, atol=1e-5, hint=advice)

# %% [markdown]
# **Look.** All three parts together: a loader of words, and the mean place in the alphabet of each word.

# %%
some = Words(["deep", "learning", "is", "fun"], [0, 1, 0, 1])
X, lengths, classes = next(iter(DataLoader(some, batch_size=4, collate_fn=pad)))
print(mean_of_real(X[:, :, None].float(), lengths)[:, 0].tolist())
viz.matrix(X, title=f"Lengths {lengths.tolist()}; the ends are padding")

# %% [markdown]
# ## 3. The loop
#
# Write `train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm)`, a loop for any classifier:
#
# - Each epoch takes all mini-batches of `loader`, pairs (X, y), in their order. The model is in **training mode**.
# - The loss of a mini-batch is the mean cross-entropy.
# - `accumulate` mini-batches make **one update**. (The number of mini-batches is a multiple of it.) Their gradients are
#   added up, so that the sum is the gradient of the **mean** of their losses.
# - An update: clip the gradient to the length `max_norm`, one step of the optimizer, clear the gradients, one step
#   of the scheduler.
# - Return a list with one number for each update: the mean of the losses of its mini-batches.


# %% task="train"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    """Changes the model in place. Returns a list of floats, one for each update."""
    ### BEGIN SOLUTION
    losses, waiting = [], []
    model.train()
    optimizer.zero_grad()
    for _ in range(num_epochs):
        for X, y in loader:
            loss = F.cross_entropy(model(X), y)
            (loss / accumulate).backward()
            waiting.append(loss.item())
            if len(waiting) == accumulate:
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
                optimizer.step()
                optimizer.zero_grad()
                scheduler.step()
                losses.append(sum(waiting) / accumulate)
                waiting = []
    return losses
    ### END SOLUTION


# %% [markdown] hints="train"
# - when "number of calls of the model": Each epoch takes each mini-batch once. Is there an epoch too many?
# - when "The rows of call": Take the mini-batches as the loader gives them.
# - when "not in training mode": The model may come in evaluation mode.
# - when "as they were before the training": Does the optimizer make its steps?
# - when "is not divided": Four losses, each in full, have a gradient four times as long as their mean.
# - when "are not cleared": What is left over from the update before?
# - when "but the last are lost": When may the gradients be cleared, and when not yet?
# - when "gradients are not clipped": Clip after the last `backward` of an update and before its step.
# - when "after each mini-batch, not once": The length that counts is that of the whole gradient, when all is added.
# - when "on its own": There are two functions for clipping: one limits the length, the other each number.
# - when "rate never changes": Somebody must tell the scheduler that an update has been made.
# - when "makes a step after each mini-batch": How often is the scheduler called, and how often should it be?
# - when "makes a step after each epoch": This schedule counts updates.
# - when "an update after each mini-batch": Count the mini-batches, and wait for the last one of an update.
# - when "number of losses": One number for each update, not for each mini-batch or epoch.
# - when "losses of the updates": The mean of the losses as they are, not of what `backward` was called on.
# - when "The losses are not numbers": `.item()` makes a number of a tensor.
# 1. Sections 6 to 9 of the chapter have all the parts.
# 2. For each mini-batch: loss, divided loss, `backward`. For every `accumulate`-th: clip, step, clear, schedule.
# 3. `if k % accumulate == 0:` with a k that counts mini-batches from 1. Keep the losses of the update in a list
#    until then.

# %% [markdown] solution="train"
# `backward` adds, so the parts of an update need nothing but patience; dividing each loss makes their sum the gradient
# of the mean. Clipping looks at the whole gradient, once. The scheduler follows the optimizer. `enumerate(loader,
# start=1)` and a remainder do as well, and so does a list of losses whose mean is taken before *one* `backward` (which
# keeps the graphs of all parts in memory, and saves nothing then).

# %% test="loop_batches" points=0.5
# train takes each mini-batch of each epoch once, in training mode.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.loop_steps import calls_of, check_batches, noting_model, numbered_batches


def training(train, model, batches, num_epochs, accumulate):
    import torch

    sgd = torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.5)
    schedule = torch.optim.lr_scheduler.StepLR(sgd, step_size=2, gamma=0.5)
    return train(model, batches, sgd, schedule, num_epochs, accumulate, 0.5)


for num_epochs, accumulate in ((1, 1), (3, 2)):
    batches = numbered_batches(fresh.rng(), [4, 3, 4, 3], 5, 3)
    model = answer.send(noting_model)(5, 3)
    answer.send(training)(answer.train, model, batches, num_epochs, accumulate)
    calls = calls_of(model.seen)
    check_batches(calls, batches, num_epochs)
    message = "The model is not in training mode in each step."
    expect.that(all(call.in_training for call in calls), message, hint="model.train()")

# %% test="loop_steps" points=1
# Each update of train follows from its mini-batches: divided, added, clipped, with the rate of the schedule.
import torch

from lessonlib.check import answer, fresh
from lessonlib.check.references.loop_steps import (
    Recipe,
    calls_of,
    check_updates,
    noting_model,
    numbered_batches,
)


def training(train, model, batches, num_epochs, accumulate):
    import torch

    sgd = torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.5)
    schedule = torch.optim.lr_scheduler.StepLR(sgd, step_size=2, gamma=0.5)
    return train(model, batches, sgd, schedule, num_epochs, accumulate, 0.5)


torch.manual_seed(fresh.seed)
for sizes, num_epochs, accumulate in (([4, 3, 4, 3, 4, 3], 3, 2), ([3] * 8, 2, 4)):
    batches = numbered_batches(fresh.rng(), sizes, 5, 3)
    model = answer.send(noting_model)(5, 3)
    answer.send(training)(answer.train, model, batches, num_epochs, accumulate)
    last = model.layer.weight
    check_updates(calls_of(model.seen), last, batches, Recipe(accumulate, 0.5))

# %% test="loop_losses" points=0.5
# train returns the mean loss of each update.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.loop_steps import calls_of, losses_of, noting_model, numbered_batches


def training(train, model, batches, num_epochs, accumulate):
    import torch

    sgd = torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.5)
    schedule = torch.optim.lr_scheduler.StepLR(sgd, step_size=2, gamma=0.5)
    losses = train(model, batches, sgd, schedule, num_epochs, accumulate, 0.5)
    return losses, [type(loss).__name__ for loss in losses] if isinstance(losses, list) else []


batches = numbered_batches(fresh.rng(), [4, 3, 4, 3, 4, 3], 5, 3)
model = answer.send(noting_model)(5, 3)
losses, kinds = answer.send(training)(answer.train, model, batches, 2, 3)
expect.that(bool(kinds), "train does not return a list of losses.", hint="return losses")
message = "The losses are not numbers: they hold on to their graphs."
expect.that("Tensor" not in kinds, message, hint="loss.item()")
expect.equal(len(kinds), 4, what="the number of losses of 4 updates", hint="One for each update.")
want = losses_of(calls_of(model.seen), batches, 3)
advice = "The mean of the losses of its mini-batches."
expect.close(losses, want, what="the losses of the updates", rtol=1e-5, hint=advice)

# %% [markdown]
# ## 4. Measure
#
# Write `share_right(model, loader)`: the share of **all rows** that the model classifies right, a float from 0 to 1.
# The model is asked in evaluation mode and without gradients. The last mini-batch may be smaller.


# %% task="measure"
def share_right(model, loader):
    """loader: pairs (X, y). Returns a float."""
    ### BEGIN SOLUTION
    model.eval()
    right = rows = 0
    with torch.no_grad():
        for X, y in loader:
            right += (model(X).argmax(dim=1) == y).sum().item()
            rows += len(y)
    return right / rows
    ### END SOLUTION


# %% [markdown] hints="measure"
# - when "the share of right rows": Count right rows and all rows, and divide once, at the end.
# - when "in training mode": Which method switches dropout off?
# - when "with gradients": Which context says that no gradients are needed?
# 1. Section 6 of the chapter has such a function.
# 2. The mean of the shares of three mini-batches is not the share of all rows, if they have different sizes.
# 3. Two counters. `(guess == y).sum().item()` is how many of a mini-batch are right.

# %% [markdown] solution="measure"
# Two counters and one division: the mean of the shares would give rows of a small mini-batch more weight. `eval()` and
# `no_grad()` are two different things: one changes what the layers do, the other saves the graph. `@torch.no_grad()`
# above the function and `torch.inference_mode()` are other ways. Whoever trains next calls `train()` again.

# %% test="measured" points=0.5
# share_right gives the share of all rows, also with a smaller last mini-batch.
import torch
from torch import nn

from lessonlib.check import answer, expect, fresh


def our_layer():
    from torch import nn

    return nn.Linear(4, 3)


torch.manual_seed(fresh.seed)
ours, model = our_layer(), answer.send(our_layer)()
model.load_state_dict(dict(ours.state_dict()))
for sizes, right in (([10, 10, 3], [10, 8, 0]), ([4, 1], [1, 1])):
    batches = []
    for size, good in zip(sizes, right, strict=True):
        X = torch.randn(size, 4)
        y = (ours(X).argmax(dim=1) + (torch.arange(size) >= good)) % 3  # the first ones are right
        batches.append((X, y))
    got = answer.share_right(model, batches)
    what = f"the share of right rows, {right} of {sizes}"
    expect.close(got, sum(right) / sum(sizes), what=what, hint="Right rows, divided by all rows.")

# %% test="measured_calmly" points=0.5
# share_right asks in evaluation mode and without gradients, and is right.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.loop_steps import calls_of, noting_model, numbered_batches

batches = numbered_batches(fresh.rng(), [6, 5], 4, 3)
model = answer.send(noting_model)(4, 3)
model.train()
weights = torch.as_tensor(model.layer.weight)
(good, _), (bad, _) = batches
guesses = [(X @ weights.T).argmax(dim=1) for X in (good, bad)]
batches = [(good, guesses[0]), (bad, (guesses[1] + 1) % 3)]  # all right, all wrong
got = answer.share_right(model, batches)
calls = calls_of(model.seen)
expect.close(got, 6 / 11, what="the share of right rows, 6 of 11", atol=1e-4)
message = "The model was asked in training mode."
expect.that(not any(call.in_training for call in calls), message, hint="Evaluation mode: model.eval()")
message = "The model was asked with gradients."
expect.that(not any(call.with_gradients for call in calls), message, hint="Nobody will call backward.")

# %% [markdown]
# ## 5. Stop and go on
#
# Write two functions:
#
# - `save_run(file, model, optimizer, scheduler, epoch)` writes one file with everything that a run needs to go on:
#   these four, and the state of **PyTorch's random generator**.
# - `resume_run(file, model, optimizer, scheduler)` restores all of it into these (new) objects, and the random
#   generator, and returns the epoch.
#
# A run that is stopped and resumed must end with the weights of one that was never stopped. The locked cell below lets
# you try it.


# %% setup="interrupted"
def start_run(seed):
    """A model with dropout, its optimizer and its scheduler."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Dropout(0.3), nn.Linear(8, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    return model, optimizer, torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)


def run_epochs(model, optimizer, scheduler, count):
    """This many epochs on eight fixed rows, in random order. Returns all weights as one list."""
    X = torch.linspace(-1, 1, 32).reshape(8, 4)
    for _ in range(count):
        for rows in torch.randperm(8).split(4):
            loss = F.mse_loss(model(X[rows]), X[rows].mean(dim=1, keepdim=True))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        scheduler.step()
    return nn.utils.parameters_to_vector(model.parameters()).tolist()


# %% task="resume"
def save_run(file, model, optimizer, scheduler, epoch):
    """file: a path. Writes a file."""
    ### BEGIN SOLUTION
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
        "random": torch.get_rng_state(),
        "epoch": epoch,
    }
    torch.save(state, file)
    ### END SOLUTION


def resume_run(file, model, optimizer, scheduler):
    """Restores the run. Returns the epoch."""
    ### BEGIN SOLUTION
    state = torch.load(file)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    scheduler.load_state_dict(state["scheduler"])
    torch.set_rng_state(state["random"])
    return state["epoch"]
    ### END SOLUTION


# %% [markdown] hints="resume"
# - when "the epoch of": The number that was saved comes back as it was.
# - when "directly after resuming": The model must have the weights of the file, at once.
# - when "without random numbers": Model, Adam's averages and the count of the schedule: which one is lost?
# - when "with dropout and random order": All else is right. The random numbers go on at another place.
# 1. Section 11 of the chapter.
# 2. Three of the five parts have a `state_dict`. The generator has `torch.get_rng_state`. All of it goes into one
#    dictionary, and that into one file.
# 3. For each way in there is a way out: `load_state_dict`, `torch.set_rng_state`.

# %% [markdown] solution="resume"
# Each part is needed: without the optimizer, Adam's averages begin at 0; without the scheduler, the next halving comes
# too late; without the generator, dropout and order go on with other numbers. `torch.save` copies the numbers into the
# file, so the run may go on at once. It is better still to write to a new name and rename the file when it is
# complete. `torch.load` needs `weights_only=False` only for files with more than plain content, which may run code.

# %% test="resumed_parts" points=1
# A resumed run ends with the weights of one that was never stopped, in a training without random numbers.
import torch

from lessonlib.check import answer, expect, fresh


def parts(seed):
    import torch
    from torch import nn

    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    return model, optimizer, torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)


def epochs(model, optimizer, scheduler, X, count):
    import torch

    for _ in range(count):
        for rows in torch.arange(8).split(4):
            loss = ((model(X[rows]) - X[rows].mean(dim=1, keepdim=True)) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        scheduler.step()
    return torch.nn.utils.parameters_to_vector(model.parameters()).detach().clone()


def interrupted(save, resume, parts, epochs, X, before, after, seed):
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "run.pt")
        first = parts(seed)
        epochs(*first, X, before)
        save(file, *first, before)
        epochs(*first, X, 1)  # what happens after saving does not change the file
        second = parts(seed + 1)
        epochs(*second, X, 1)
        epoch = resume(file, *second)
        restored = epochs(*second, X, 0)
        return epoch, restored, epochs(*second, X, after)


X = torch.tensor(fresh.rng().normal(size=(8, 4)), dtype=torch.float32)
for before, after in ((3, 2), (2, 3)):
    here = parts(before)
    want = [epochs(*here, X, count) for count in (before, after)]
    sent = [answer.send(function) for function in (parts, epochs)]
    run = answer.send(interrupted)
    got = run(answer.save_run, answer.resume_run, *sent, X, before, after, before)
    case = f"a run that was stopped after {before} epochs"
    expect.equal(got[0], before, what=f"the epoch of {case}", hint="return the epoch that was saved")
    advice = "model.load_state_dict"
    what = f"the weights of {case}, directly after resuming,"
    expect.close(got[1], want[0], what=what, rtol=1e-5, atol=1e-6, hint=advice)
    advice = "The states of model, optimizer and scheduler."
    what = f"the weights of {case}, {after} epochs later, without random numbers,"
    expect.close(got[2], want[1], what=what, rtol=1e-4, atol=1e-5, hint=advice)

# %% test="resumed_random" points=0.5
# A resumed run goes on with the random numbers that would have come next.
import torch

from lessonlib.check import answer, expect, fresh


def parts(seed):
    import torch
    from torch import nn

    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Dropout(0.5), nn.Linear(8, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    return model, optimizer, torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)


def epochs(model, optimizer, scheduler, X, count):
    import torch

    for _ in range(count):
        for rows in torch.randperm(8).split(4):
            loss = ((model(X[rows]) - X[rows].mean(dim=1, keepdim=True)) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        scheduler.step()
    return torch.nn.utils.parameters_to_vector(model.parameters()).detach().clone()


def interrupted(save, resume, parts, epochs, X, seed):
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "run.pt")
        first = parts(seed)
        epochs(*first, X, 3)
        save(file, *first, 3)
        second = parts(seed + 1)
        resume(file, *second)
        return epochs(*second, X, 3)


seed = int(fresh.rng().integers(1000))
X = torch.tensor(fresh.rng().normal(size=(8, 4)), dtype=torch.float32)
want = epochs(*parts(seed), X, 6)
sent = [answer.send(function) for function in (parts, epochs)]
got = answer.send(interrupted)(answer.save_run, answer.resume_run, *sent, X, seed)
advice = "torch.get_rng_state, torch.set_rng_state."
what = "the weights of a resumed run with dropout and random order"
expect.close(got, want, what=what, rtol=1e-4, atol=1e-5, hint=advice)

# %% [markdown]
# **Look.** Six epochs at once, and three, a stop, and three more:

# %%
import tempfile

whole = run_epochs(*start_run(1), 6)
with tempfile.TemporaryDirectory() as folder:
    first = start_run(1)
    run_epochs(*first, 3)
    save_run(f"{folder}/run.pt", *first, 3)
    second = start_run(2)
    print("resumed after epoch", resume_run(f"{folder}/run.pt", *second))
    print("the same weights, bit by bit:", run_epochs(*second, 3) == whole)

# %% [markdown]
# ## 6. Look inside
#
# Write `zeros_by_layer(model, X)`: let the model read X once, and return a dictionary: for each `nn.ReLU` in the model,
# also inside other modules, its **name** (as `named_modules` gives it) and the share of zeros in its output, a float.
# Use forward hooks. Afterwards **no hook of yours is left** in the model.


# %% task="hook"
def zeros_by_layer(model, X):
    """Returns {name of a ReLU: share of zeros in its output}."""
    ### BEGIN SOLUTION
    shares, handles = {}, []

    def watch(name, layer):
        def note(layer, inputs, output):
            shares[name] = (output == 0).float().mean().item()

        handles.append(layer.register_forward_hook(note))

    for name, layer in model.named_modules():
        if isinstance(layer, nn.ReLU):
            watch(name, layer)
    try:
        model(X)
    finally:
        for handle in handles:
            handle.remove()
    return shares
    ### END SOLUTION


# %% [markdown] hints="hook"
# - when "the names": One entry for each ReLU. If only the last one is there, all your hooks use the last name of the
#   loop.
# - when "share of zeros": Of all numbers of the output: how many are exactly 0?
# - when "hooks that are left": `register_forward_hook` returns a handle. What can it do?
# 1. Section 14 of the chapter.
# 2. First register a hook at each ReLU, then call the model, then remove all hooks.
# 3. A hook is a function of layer, inputs and output that returns nothing. Give it its name by a default value
#    (`name=name`), or make it in a function of its own.

# %% [markdown] solution="hook"
# A function that makes the hook keeps the name of *its* layer; a function made in the loop would look the name up when
# it is called, and by then the loop is over. `finally` removes the hooks also when the model raises an error. You could
# not find these numbers from outside: what flows between two layers depends on the model's own `forward`.

# %% test="zeros_found" points=0.5
# zeros_by_layer gives the share of zeros of each ReLU, by its name.
import torch

from lessonlib.check import answer, expect, fresh


def forked(seed):
    import torch
    from torch import nn

    class Forked(nn.Module):
        def __init__(self):
            super().__init__()
            self.left = nn.Sequential(nn.Linear(5, 7), nn.ReLU())
            self.right, self.bend = nn.Linear(7, 6), nn.ReLU()

        def forward(self, X):
            return self.bend(self.right(self.left(X)).cumsum(dim=1) - 0.5)

    torch.manual_seed(seed)
    return Forked()


seed = int(fresh.rng().integers(1000))
torch.manual_seed(seed)
X, ours = torch.randn(30, 5), forked(seed)
got = answer.zeros_by_layer(answer.send(forked)(seed), X)
expect.that(isinstance(got, dict), "zeros_by_layer does not return a dictionary.", hint="return {...}")
names = ["bend", "left.1"]
expect.equal(sorted(got), names, what="the names in the dictionary", hint="Of each nn.ReLU, and of no other.")
want = [(part == 0).float().mean().item() for part in (ours(X), ours.left(X))]
advice = "How many numbers of the output are 0, divided by all."
expect.close(
    [got[name] for name in names], want, what=f"the share of zeros of {names}", atol=1e-3, hint=advice
)

# %% test="hooks_removed" points=0.5
# zeros_by_layer leaves no hook behind, and is right each time.
import torch

from lessonlib.check import answer, expect, fresh


def looked_at(shares, seed, X, again):
    import torch
    from torch import nn

    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(5, 9), nn.ReLU(), nn.Linear(9, 2))
    found = [shares(model, rows) for rows in (X, again)]
    return found, sum(len(layer._forward_hooks) for layer in model.modules()), model[:2](again)


torch.manual_seed(fresh.seed)
X = torch.randn(2, 20, 5)
found, left, output = answer.send(looked_at)(answer.zeros_by_layer, int(fresh.rng().integers(1000)), *X)
expect.that(
    isinstance(found[1], dict) and "1" in found[1], "The ReLU named '1' is missing.", hint="named_modules"
)
want = float((torch.as_tensor(output) == 0).float().mean())
expect.close(found[1]["1"], want, what="the share of zeros, the second time", atol=1e-3)
expect.equal(left, 0, what="The number of hooks that are left in the model", hint="handle.remove()")

# %% [markdown]
# ## 7. Repair two loops
#
# Each loop below runs without an error and has **two mistakes**. Each mistake is one of chapter 18. Read, run, look at
# the numbers, and then write `repaired_a` and `repaired_b`: the same loops without the mistakes. They get the same
# arguments, and return the same things.
#
# `broken_a` trains a classifier (with dropout, say), and measures it after each epoch. `broken_b` trains a model
# with one output, (n, 1), for targets (n,); the schedule is meant to count *epochs*.


# %% setup="broken_loops"
def broken_a(model, batches, X_test, y_test, num_epochs):
    """Returns the share of right test rows after each epoch."""
    sgd, shares = torch.optim.SGD(model.parameters(), lr=0.1), []
    model.train()
    for _ in range(num_epochs):
        for X, y in batches:
            loss = F.cross_entropy(model(X).softmax(dim=1), y)
            sgd.zero_grad()
            loss.backward()
            sgd.step()
        model.eval()
        with torch.no_grad():
            shares.append((model(X_test).argmax(dim=1) == y_test).float().mean().item())
    return shares


def broken_b(model, batches, optimizer, scheduler, num_epochs):
    """Returns the loss of each mini-batch."""
    losses = []
    model.train()
    for _ in range(num_epochs):
        for X, y in batches:
            loss = ((model(X) - y) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            scheduler.step()
            losses.append(loss.item())
    return losses


# %% task="repair"
# Write the functions repaired_a and repaired_b.
### BEGIN SOLUTION
def repaired_a(model, batches, X_test, y_test, num_epochs):
    sgd, shares = torch.optim.SGD(model.parameters(), lr=0.1), []
    for _ in range(num_epochs):
        model.train()
        for X, y in batches:
            loss = F.cross_entropy(model(X), y)
            sgd.zero_grad()
            loss.backward()
            sgd.step()
        model.eval()
        with torch.no_grad():
            shares.append((model(X_test).argmax(dim=1) == y_test).float().mean().item())
    return shares


def repaired_b(model, batches, optimizer, scheduler, num_epochs):
    losses = []
    model.train()
    for _ in range(num_epochs):
        for X, y in batches:
            loss = ((model(X)[:, 0] - y) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        scheduler.step()
    return losses


### END SOLUTION

# %% [markdown] hints="repair"
# - when "follow the gradient of the cross-entropy": What does `cross_entropy` expect, probabilities or logits?
# - when "training mode in each": The first epoch is right. What does the second one begin with?
# - when "evaluation mode in each": The model must be measured with dropout off, each time.
# - when "follow the gradient of the squared error": Write the shapes of the outputs and of the targets beside the line.
# - when "The learning rates of the steps": How often does the scheduler step in an epoch?
# 1. Section 16 of the chapter has bugs of all four kinds.
# 2. In a: what is done to the outputs before the loss, and what happens from the second epoch on? In b: which shapes
#    meet, and how often is each line carried out?
# 3. In a, one thing goes, and one line moves one level deeper. In b, the outputs become (n,), and one line moves
#    one level out.

# %% [markdown] solution="repair"
# In a, `cross_entropy` takes the logits themselves, and `model.train()` stands at the beginning of *each* epoch, since
# the measurement ends in evaluation mode: with dropout, only the first epoch would have had any. In b, (n, 1) minus
# (n,) is (n, n), so each output was pulled to the mean of all targets; and a schedule that counts epochs steps behind
# the inner loop. `y[:, None]`, `squeeze(1)` and `F.mse_loss` on equal shapes are other ways.

# %% test="a_steps" points=0.5
# The steps of repaired_a follow the cross-entropy.
import torch
from torch.nn import functional as F

from lessonlib.check import answer, expect, fresh
from lessonlib.check.failure import CheckFailed
from lessonlib.check.references.loop_steps import calls_of, check_directions, noting_model, numbered_batches

numbered = numbered_batches(fresh.rng(), [6, 5, 6], 4, 3)
batches = [(X / X.abs().max(), y) for X, y in numbered]
model = answer.send(noting_model)(4, 3)
answer.repaired_a(model, batches, batches[0][0], batches[0][1], 2)
calls = [call for call in calls_of(model.seen) if call.with_gradients]
expect.equal(len(calls), 6, what="the steps of 2 epochs with 3 mini-batches", hint="As in broken_a.")
last = model.layer.weight
try:
    check_directions(calls, last, batches, F.cross_entropy)
except CheckFailed:
    message = "The steps do not follow the gradient of the cross-entropy."
    expect.that(False, message, hint="What goes into it, and what does it do itself?")

# %% test="a_modes" points=0.5
# repaired_a trains in training mode and measures in evaluation mode, in each epoch, and returns what it measured.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.loop_steps import calls_of, noting_model, numbered_batches

*batches, (X, y) = numbered_batches(fresh.rng(), [6, 5, 6, 9], 4, 3)
model = answer.send(noting_model)(4, 3)
shares = answer.repaired_a(model, batches, X, y, 3)
calls = calls_of(model.seen)
steps, tests = ([call for call in calls if call.with_gradients is kind] for kind in (True, False))
expect.equal(
    [len(steps), len(tests)], [9, 3], what="the numbers of steps and of tests", hint="As in broken_a."
)
message = "The model is not in training mode in each of the steps."
expect.that(all(call.in_training for call in steps), message, hint="Epoch 2 follows a measurement.")
message = "The model is not in evaluation mode in each of the tests."
expect.that(not any(call.in_training for call in tests), message, hint="model.eval() before it is asked.")
want = [((X @ call.weights.T).argmax(dim=1) == y).double().mean().item() for call in tests]
expect.close(shares, want, what="the shares of right test rows", atol=1e-4, hint="As in broken_a.")

# %% test="b_steps" points=0.5
# The steps of repaired_b follow the mean squared error, row by row.
import torch

from lessonlib.check import answer, expect, fresh
from lessonlib.check.failure import CheckFailed
from lessonlib.check.references.loop_steps import calls_of, check_directions, noting_model, numbered_batches


def training(loop, model, batches, num_epochs):
    import torch

    sgd = torch.optim.SGD(model.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.StepLR(sgd, step_size=1, gamma=0.5)
    losses = loop(model, batches, sgd, schedule, num_epochs)
    return losses, [type(loss).__name__ for loss in losses] if isinstance(losses, list) else []


rng = fresh.rng()
numbered = numbered_batches(rng, [6, 5, 6], 4, 3)
batches = [(X / X.abs().max(), torch.tensor(rng.normal(size=len(y)))) for X, y in numbered]
model = answer.send(noting_model)(4, 1)
losses, kinds = answer.send(training)(answer.repaired_b, model, batches, 2)
calls = calls_of(model.seen)
expect.equal(len(calls), 6, what="the steps of 2 epochs with 3 mini-batches", hint="As in broken_b.")
last = model.layer.weight
try:
    check_directions(calls, last, batches, lambda outputs, y: ((outputs[:, 0] - y) ** 2).mean())
except CheckFailed:
    message = "The steps do not follow the gradient of the squared error."
    expect.that(False, message, hint="Which shapes meet in the subtraction?")
pairs = zip(calls, batches * 2, strict=True)
want = [(((X @ call.weights.T)[:, 0] - y) ** 2).mean().item() for call, (X, y) in pairs]
expect.close(losses, want, what="the losses of the mini-batches", rtol=1e-5, hint="As in broken_b.")
message = "The losses are not numbers: they hold on to their graphs."
expect.that("Tensor" not in kinds, message, hint="loss.item(), as in broken_b.")
message = "The model of loop b is in evaluation mode."
expect.that(all(call.in_training for call in calls), message, hint="model.train(), as in broken_b.")

# %% test="b_rates" points=0.5
# The learning rate of repaired_b changes after each epoch, not within it.
from itertools import pairwise

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.loop_steps import calls_of, noting_model, numbered_batches


def training(loop, model, batches, num_epochs):
    import torch

    sgd = torch.optim.SGD(model.parameters(), lr=0.016)
    model.watched.append(sgd)
    schedule = torch.optim.lr_scheduler.StepLR(sgd, step_size=1, gamma=0.5)
    loop(model, batches, sgd, schedule, num_epochs)


numbered = numbered_batches(fresh.rng(), [4, 4, 4], 4, 3)
batches = [(X / X.abs().max(), y.double()) for X, y in numbered]
model = answer.send(noting_model)(4, 1)
answer.send(training)(answer.repaired_b, model, batches, 3)
calls = calls_of(model.seen)
want = [0.016] * 3 + [0.008] * 3 + [0.004] * 3
advice = "One step of the scheduler for each epoch, at its end."
rates = [call.rates[0] for call in calls if call.rates]
expect.equal(len(rates), 9, what="the steps of 3 epochs with 3 mini-batches", hint="As in broken_b.")
expect.close(rates, want, what="The learning rates of the steps", hint=advice)
moved = all((a.weights != b.weights).any() for a, b in pairwise(calls))
expect.that(bool(moved), "Some step changes no weight.", hint="optimizer.step()")

# %% [markdown]
# **Look.** Both loops before and after, on small problems:

# %%
torch.manual_seed(0)
X = torch.randn(120, 2)
y = (X[:, 0] * X[:, 1] > 0).long()
batches = list(zip(X.split(20), y.split(20), strict=True))
shares = {}
for name, loop in {"broken a": broken_a, "repaired a": repaired_a}.items():
    torch.manual_seed(1)
    net = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 2))
    shares[name] = loop(net, batches, X, y, 40)
viz.learning_curves(shares, x="epoch", y="rows right", title="The same network, two loops")

# %%
targets = [(X, torch.sin(2 * X[:, 0])) for X, _ in batches]
losses = {}
for name, loop in {"broken b": broken_b, "repaired b": repaired_b}.items():
    torch.manual_seed(1)
    net = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 1))
    adam = torch.optim.Adam(net.parameters(), lr=0.03)
    schedule = torch.optim.lr_scheduler.StepLR(adam, step_size=10, gamma=0.5)
    losses[name] = loop(net, targets, adam, schedule, 40)
viz.learning_curves(losses, title="The same network, two loops")

# %% [markdown]
# ## 8. Predict and choose
#
# Answer without running code.
#
# `q8_updates`: 1000 rows, `batch_size=50`, `accumulate=4`, 3 epochs. How many updates are made?
#
# `q8_rate`: A cosine schedule goes from 0.2 to 0 in 100 steps: step k has the rate $0.1 \cdot (1 + \cos(\pi k / 100))$.
# Which rate has step 50?
#
# `q8_workers`: A data set adds noise from `self.rng = np.random.default_rng(0)`. A loader uses it with 4 workers and no
# `worker_init_fn`. What happens?
#
# - a. An error: a generator cannot be copied.
# - b. All workers draw the same numbers, in each epoch again.
# - c. PyTorch gives each worker's copy of `self.rng` another seed.
# - d. The workers share one generator, and take turns.
#
# `q8_leak`: Somebody normalises *all* rows with their mean and standard deviation, and divides them into training
# and test rows afterwards. What is wrong?
#
# - a. Nothing: the scale is the same for both.
# - b. The model learns nothing, since the means are 0.
# - c. The test rows have taken part in what the model gets: the test is no longer honest.
# - d. The test loss becomes NaN.

# %% task="questions"
# Make the names q8_updates and q8_rate (numbers), q8_workers and q8_leak (letters).
### BEGIN SOLUTION
q8_updates = 15
q8_rate = 0.1
q8_workers = "b"
q8_leak = "c"
### END SOLUTION

# %% [markdown] hints="questions"
# - when "q8_updates": How many mini-batches has an epoch, and how many of them make an update?
# - when "q8_rate": What is the cosine of a right angle?
# - when "q8_leak": Think of later: a single new row arrives. Which mean do you have then?
# 1. Sections 2, 5, 7 and 9 of the chapter.
# 2. Mini-batches first, then updates. Half of the way is a right angle. A copy continues where the original stood.
# 3. With 600 rows, mini-batches of 30 and accumulate=2, two epochs have 20 updates.

# %% [markdown] solution="questions"
# 20 mini-batches are 5 updates, three times. At half of its way a cosine schedule has half of its rate. Workers get
# *copies*, and what is copied continues in the same way. And a test is honest only if nothing of its rows has been used
# before: scale with the numbers of the training rows.

# %% test="question_numbers" points=0.5
# Updates, and a rate.
from lessonlib.check import answer, expect

advice = "Mini-batches of an epoch, divided by accumulate, times the epochs."
expect.sealed(answer.q8_updates, "18_updates", "78ecdb0f6bd51823", what="q8_updates", hint=advice)
advice = "The cosine of half of pi is 0."
expect.sealed(answer.q8_rate, "18_rate", "47c59afd3cc73ba1", what="q8_rate", hint=advice)

# %% [markdown] why="18_updates" answer=15
# 1000 / 50 = 20 mini-batches, 20 / 4 = 5 updates an epoch, 15 in three epochs.

# %% [markdown] why="18_rate" answer=0.1
# The cosine of $\pi / 2$ is 0, which leaves 0.1: half of the largest rate at half of the way.

# %% test="question_choices" points=0.5
# What workers draw, and what a leak is.
from lessonlib.check import answer, expect

advice = "Each worker gets a copy."
expect.sealed(
    answer.q8_workers, "18_workers", "fa2745328b72c09f", what="q8_workers", options="abcd", hint=advice
)
advice = "What must nobody have used before a test?"
expect.sealed(answer.q8_leak, "18_leak", "65023e5683eb8d56", what="q8_leak", options="abcd", hint=advice)

# %% [markdown] why="18_workers" answer="b"
# `b`: each worker, and each epoch, starts with a copy of the same generator. PyTorch reseeds its own generator and the
# global ones of Python and NumPy (not `c`), but cannot know yours.

# %% [markdown] why="18_leak" answer="c"
# `c`: mean and deviation hold something of the test rows. Here the harm is often small, which is why nobody notices;
# with chosen features or filled gaps it can be all of the "success".

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: let `save_run` keep the best weights, too, and write to a new name
# before it renames. Or give `train` bfloat16, and find out from which size on it is faster on your machine.
