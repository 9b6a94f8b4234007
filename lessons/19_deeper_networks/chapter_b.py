# %% [markdown]
# # 19b. Transfer learning
#
# Nobody has a million pictures of her own problem. But somebody has trained a network on a million others, and its
# first layers have seen edges, corners and curves. Can it lend them? In this part a network that comes with the course,
# trained on eight shapes, learns six new ones from five pictures of each. And then you see a task for which it is no
# help at all.
#
# **After this chapter you can**
#
# - load a trained network from a file that cannot run code, and look at its feature maps;
# - freeze its body, with its batch normalisation, and train a new head;
# - fine-tune with two learning rates, and compare fairly with training from scratch;
# - augment pictures on tensors, and say which changes keep the label;
# - recognise a task to which nothing can be transferred.
#
# **Time**: {{time}}, with the practice, and about 55 minutes for the exercise. **Needs**: {{previous}}. No GPU, no
# network. The sections are numbered on from there.

# %%
import json
import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from lessonlib import data, training, viz
from lessonlib.models import BlockNet, PooledHead, pretrained_shapes
from lessonlib.models.pretrained import KNOWN_SHAPES_FILE

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # on a busy computer two threads wait for each other
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # when the course is tested
SEEDS = (0,) if FAST else (0, 1, 2)  # one random start is no result

# %% [markdown]
# ## 8. A network that comes trained
#
# The file is 86 kB large. We trained it ourselves, on 4,800 pictures of the first part (`python -m
# lessonlib.training.pretraining` makes it again, in about half a minute of processor time). What is inside? The format
# is **safetensors**: the length of a header, the header as text, and then only numbers. You can read the header by
# hand:

# %%
content = KNOWN_SHAPES_FILE.read_bytes()
length = int.from_bytes(content[:8], "little")
header = json.loads(content[8 : 8 + length])
about = json.loads(header.pop("__metadata__")["about"])
print(*(f"{key}: {value}" for key, value in about.items()), sep="\n")
for name in sorted(header)[:3]:
    print(name, header[name])
print(f"... {len(header)} tensors, {len(content):,} bytes")

# %% proof
assert len(content) < 100_000
assert set(header) == set(pretrained_shapes().state_dict())
assert max(entry["data_offsets"][1] for entry in header.values()) == len(content) - 8 - length

# %% [markdown]
# Names, types, shapes, places: nothing that could run. A file of `torch.save` from a stranger is another matter (lesson
# 5). How good is the network on pictures that it has never seen?

# %%
model = pretrained_shapes()
known = data.pictures(600 if FAST else 2000, seed=5)
share = training.accuracy(known.test.y, model.predict(known.test.X))
print(f"{share:.1%} of {len(known.test)} test pictures, of {known.num_classes} shapes")

# %% proof
assert share > 0.96

# %% [markdown]
# The same sort of network, trained for a few epochs on 1,200 pictures, had about half of them right in the first part.
# Data and patience make the difference. Now look inside. Choose a picture, and step through the layers with the arrow
# keys:

# %%
names = [known.class_names[k] for k in known.test.y[:6]]
layers = ("body.stem", "body.stages.0", "body.stages.1", "body.stages.2")
viz.feature_stepper(model, known.test.X[:6], layers, names)

# %% [markdown]
# The stem still shows the picture, as edges and areas. Behind the last stage there are 32 maps of 5 x 5, and no human
# eye can read them. Their means, 32 numbers, are all that the head gets to see.
#
# **Your turn.** A value behind the last stage depends on a window of how many pixels a side? The stem and all
# convolutions are 3 x 3. Behind the first stage (stem and two convolutions) the window is 7. The second stage adds 2
# pixels with its first convolution (stride 2) and, since its steps are two pixels wide from there, 4 with its second
# one: 13. What about the third stage? Set `window`.

# %% try="window"
window = ...

# %% solution="window"
window = 13 + 4 + 8

# %% [markdown] solution="window"
# 25 pixels, more than the picture has. So each of these values may know all of the shape, and nothing is lost when its
# place is averaged away.

# %% [markdown] hints="window"
# - when "got:      17": That is the window behind the first of its two convolutions.
# - when "got:      19": In the third stage a step is two pixels wide at first, then four.
# 1. A convolution of 3 x 3 adds two of the steps that are usual where it *reads*: 2 · 2, then 2 · 4.

# %% check="window"
expect.predicted(window, 25, what="The window", hint="13, plus 2 steps of 2, plus 2 steps of 4.")

# %% wrong="window" message="got:      17"
window = 17

# %% wrong="window" message="got:      19"
window = 19

# %% proof
torch.manual_seed(0)
wide = BlockNet().body.double().eval()
pixels = torch.rand(1, 3, 20, 20, dtype=torch.float64)
big = torch.rand(1, 3, 60, 60, dtype=torch.float64, requires_grad=True)
wide(big)[0, :, 7, 7].sum().backward()
seen = big.grad[0].abs().sum(0) > 0
assert seen.any(1).sum() == seen.any(0).sum() == 25

# %% [markdown]
# ## 9. Few examples
#
# The new task: six shapes that the network does not know, and five pictures of each.

# %%
new = data.pictures(600 if FAST else 1500, data.NEW_SHAPES, seed=7)


def few(dataset, k, seed):
    """k training pictures of each class, chosen by the seed."""
    order = torch.Generator().manual_seed(seed)
    rows = torch.randperm(len(dataset.train), generator=order)
    y = dataset.train.y[rows]
    rows = torch.cat([rows[y == c][:k] for c in range(dataset.num_classes)])
    return dataset.train.X[rows], dataset.train.y[rows]


X, y = few(new, 5, seed=0)
called = [new.class_names[k] for k in y]
viz.image_sheet(X, called, columns=10, title="All that there is to learn from")

# %% [markdown]
# First without any help: the same network, from random weights. The function below serves for the whole chapter. It
# takes the groups of parameters that shall learn, each with its learning rate. `still` is a part that stays in
# evaluation mode.


# %%
def learn(model, X, y, groups, steps, still=None, augment=None):
    """Adam on mini-batches of 16, in place."""
    adam = torch.optim.Adam(groups)
    model.train()
    if still is not None:
        still.eval()
    done = 0
    while done < steps:
        for rows in torch.randperm(len(X)).split(16):
            pictures = X[rows] if augment is None else augment(X[rows])
            loss = F.cross_entropy(model(pictures), y[rows])
            adam.zero_grad()
            loss.backward()
            adam.step()
            done += 1


def right(model, dataset):
    """The share of test pictures that the model gets right."""
    return training.accuracy(dataset.test.y, model.predict(dataset.test.X))


def from_scratch(dataset, k, seed, steps, **options):
    torch.manual_seed(seed)
    model = BlockNet()
    model.head = PooledHead(32, dataset.num_classes)
    groups = [{"params": model.parameters(), "lr": 0.003}]
    learn(model, *few(dataset, k, seed), groups, steps, **options)
    return right(model, dataset)


def told(shares):
    """Mean and standard deviation."""
    spread = f" ± {np.std(shares, ddof=1):.1%}" if len(shares) > 1 else ""
    return f"{np.mean(shares):.1%}{spread}"


STEPS = 80
scratch = [from_scratch(new, 5, seed, STEPS) for seed in SEEDS]
patient = [from_scratch(new, 5, seed, 4 * STEPS) for seed in SEEDS]
print(f"from scratch, {STEPS} steps: {told(scratch)} right, by chance 16.7%")
print(f"from scratch, {4 * STEPS} steps: {told(patient)} right")

# %% [markdown]
# By chance it would be 16.7%, and this is 18% with three seeds. Nor is it a matter of patience: after four times as
# many steps it is 18% as well. Thirty pictures do not say what an edge is.
#
# ## 10. Freezing
#
# Now with help. The **body** of the trained network makes 32 numbers of a picture. Only a new **head** learns, a full
# layer from 32 numbers to 6 scores. The body stands still: it is **frozen**. Three lines do it:


# %%
def frozen(dataset, k, seed, steps, **options):
    torch.manual_seed(seed)
    model = pretrained_shapes()
    model.body.requires_grad_(False)  # no gradients
    model.head = PooledHead(32, dataset.num_classes)  # a new head
    groups = [{"params": model.head.parameters(), "lr": 0.01}]
    learn(model, *few(dataset, k, seed), groups, steps, still=model.body, **options)
    return right(model, dataset)


with_body = [frozen(new, 5, seed, STEPS) for seed in SEEDS]
print(f"from scratch:     {told(scratch)}")
print(f"frozen, new head: {told(with_body)}")

# %% proof
assert np.mean(with_body) > np.mean(scratch) + 0.25

# %% [markdown]
# From 18% to 77%, with the same 30 pictures and the same number of steps. The body has never seen an arrow
# or a heart, but its 32 numbers tell them apart.
#
# **Your turn.** How many parameters learn in this network, and how many do not? The body has 19,624 parameters. Set
# `learning` and `standing`.

# %% try="counted"
learning = ...
standing = ...

# %% solution="counted"
learning = (32 + 1) * 6
standing = 19_624

# %% [markdown] solution="counted"
# 198 numbers for 30 pictures, in place of 20,000. So it cannot learn much by heart, and each step is cheap: no gradient
# has to go back through the body.

# %% [markdown] hints="counted"
# - when "learning": A full layer from 32 numbers to 6 scores, with its biases.
# - when "standing": All of the body stands still.
# 1. (inputs + 1) · outputs.

# %% check="counted"
expect.predicted(learning, 198, what="learning", hint="(32 + 1) · 6")
expect.predicted(standing, 19_624, what="standing", hint="The whole body.")

# %% wrong="counted" message="learning"
learning, standing = 192, 19_624

# %% wrong="counted" message="standing"
learning, standing = 198, 19_822

# %% proof
assert sum(p.numel() for p in pretrained_shapes().body.parameters()) == 19_624

# %% [markdown]
# ### Frozen is not yet still
#
# Why `still=model.body`, when no gradient reaches it? A batch normalisation has two kinds of numbers. $\gamma$ and
# $\beta$ follow gradients. Its running statistics follow the **batches**, whatever `requires_grad` says. Look:

# %%
model = pretrained_shapes()
model.body.requires_grad_(False)
norm = model.body.stages[2][0].norm1
for mode in ("training", "evaluation"):
    model.body.train(mode == "training")
    before = norm.running_mean.clone()
    for _ in range(20):
        model(X)
    drift = (norm.running_mean - before).abs().max()
    print(f"body in {mode} mode: after 20 batches, a mean has moved by {drift:.3f}")

# %% proof
model = pretrained_shapes().train()
model.body.requires_grad_(False)
before = model.body.stem[1].running_mean.clone()
model(X)
assert not torch.equal(before, model.body.stem[1].running_mean)
model.body.eval()
before = model.body.stem[1].running_mean.clone()
model(X)
assert torch.equal(before, model.body.stem[1].running_mean)

# %% [markdown]
# No error tells you. The body drifts, and after a while it is not the one that was trained. Worse: while the head
# learns, it sees features that were normalised by the batch; when it is used, others.
#
# **Your turn.** `small` shall be frozen *and* still: no gradients in its body, no changing statistics; its head in
# training mode. Add two lines.

# %% try="still_body"
small = pretrained_shapes()
small.train()
...

# %% solution="still_body"
small = pretrained_shapes()
small.train()
small.body.requires_grad_(False)
small.body.eval()

# %% [markdown] solution="still_body"
# One switch for the gradients, one for the statistics. The order matters for the second one: `small.train()` reaches
# all modules, so `eval()` of the body comes after it. (Call `train()` again, and you must call `eval()` again.)

# %% [markdown] hints="still_body"
# - when "still gets gradients": Which method of a module changes all of its parameters at once?
# - when "still in training mode": Gradients are one thing. Which mode has the body?
# - when "The head is not": It shall learn. Change only the body.
# 1. The function `frozen` above has one of the two lines, `learn` the other.

# %% check="still_body"
with_gradients = any(p.requires_grad for p in small.body.parameters())
expect.that(not with_gradients, "The body still gets gradients.", hint="requires_grad_")
modes = {m.training for m in small.body.modules()}
expect.that(modes == {False}, "The body is still in training mode.", hint="eval(), after train().")
head_learns = small.head.training and all(p.requires_grad for p in small.head.parameters())
expect.that(head_learns, "The head is not ready to learn.", hint="Change only the body.")

# %% wrong="still_body" message="still gets gradients"
small = pretrained_shapes()
small.train()
small.body.eval()

# %% wrong="still_body" message="still in training mode"
small = pretrained_shapes()
small.body.eval()
small.body.requires_grad_(False)
small.train()

# %% wrong="still_body" message="The head is not"
small = pretrained_shapes()
small.requires_grad_(False)
small.eval()

# %% [markdown]
# ## 11. Fine-tuning
#
# Why stop at the head? The body may learn, too, if it goes carefully: its weights know something, and the new head,
# random as it is, sends back random gradients at first. So the body gets a **smaller learning rate**. An optimizer
# takes parameters in groups, each with a rate of its own:


# %%
def fine_tuned(dataset, k, seed, steps, norm_moves=False, **options):
    torch.manual_seed(seed)
    model = pretrained_shapes()
    model.head = PooledHead(32, dataset.num_classes)
    groups = [
        {"params": model.body.parameters(), "lr": 0.001},
        {"params": model.head.parameters(), "lr": 0.01},
    ]
    still = None if norm_moves else model.body
    learn(model, *few(dataset, k, seed), groups, steps, still=still, **options)
    return right(model, dataset)


ways = {"from scratch": from_scratch, "frozen": frozen, "fine-tuned": fine_tuned}
cases = {5: STEPS} if FAST else {5: STEPS, 20: 2 * STEPS}
table = {}
for k, steps in cases.items():
    print(f"{k} pictures of each shape, {steps} steps")
    for name, way in ways.items():
        table[name, k] = [way(new, k, seed, steps) for seed in SEEDS]
        print(f"  {name:13} {told(table[name, k])}")
    moving = [fine_tuned(new, k, seed, steps, norm_moves=True) for seed in SEEDS]
    table["statistics move", k] = moving
    print(f"  fine-tuned, statistics move: {told(moving)}")

# %% proof
for k in cases:
    assert np.mean(table["fine-tuned", k]) > np.mean(table["from scratch", k]) + 0.25
if not FAST:
    assert np.mean(table["fine-tuned", 20]) > np.mean(table["frozen", 20]) + 0.05

# %% [markdown]
# With three seeds (mean ± standard deviation of the test pictures that are right):
#
# | | 5 of each shape | 20 of each shape |
# | --- | ---: | ---: |
# | from scratch | 18.4% ± 2.2% | 22.0% ± 2.8% |
# | frozen, new head | **77.2% ± 2.2%** | 80.3% ± 1.0% |
# | fine-tuned | 66.9% ± 5.2% | **89.4% ± 0.4%** |
# | fine-tuned, statistics move | 66.0% ± 4.4% | 89.1% ± 3.2% |
#
# - The trained start is worth more than four times as many pictures: nothing that begins from scratch comes near.
# - With **twenty** pictures the fine-tuned network wins: the new shapes need features that the old ones did not.
# - With **five** the frozen one seems to win, by ten points. But three seeds can deceive. With ten seeds, frozen is
#   75.1% ± 3.7% and fine-tuned 71.3% ± 4.8%; with other pictures (`seed=8`) 74.4% ± 3.8% and 73.3% ± 5.2%. So there is
#   no clear winner, and the frozen one is the cheaper of both.
# - Whether the statistics of the body move or stay made no difference here, in batches of 16. Of very small batches
#   they would be noise (Wu and He, 2018); then let them stay.
#
# **Your turn.** `groups` shall give the body 0.0005 and the head 0.02. One of both is wrong, and no parameter may be in
# two groups (the optimizer refuses that). Repair the list.

# %% try="groups"
tuned = pretrained_shapes()
groups = [{"params": tuned.parameters(), "lr": 0.0005}]
groups += [{"params": tuned.head.parameters(), "lr": 0.02}]

# %% solution="groups"
tuned = pretrained_shapes()
groups = [{"params": tuned.body.parameters(), "lr": 0.0005}]
groups += [{"params": tuned.head.parameters(), "lr": 0.02}]

# %% [markdown] solution="groups"
# `tuned.parameters()` holds the head's parameters as well, so they were there twice. One could also give a group to
# each stage, with rates that grow from the first to the last.

# %% [markdown] hints="groups"
# - when "does not accept": The head's parameters are in both groups. What should the first one hold?
# - when "the rates": Each part has a rate of its own.
# 1. A network of this family has two parts: `body` and `head`.

# %% check="groups"
listed = [{**g, "params": list(g["params"])} for g in groups]
try:
    optimizer = torch.optim.SGD(listed)
except ValueError as error:
    optimizer = None
    expect.that(False, f"The optimizer does not accept the groups: {error}", hint="Each parameter once.")
rates = sorted((len(g["params"]), g["lr"]) for g in listed)
wanted = [(2, 0.02), (len(list(tuned.body.parameters())), 0.0005)]
expect.that(
    rates == wanted, "The sizes and the rates of the groups are others.", hint="Body 0.0005, head 0.02."
)

# %% wrong="groups" message="does not accept"
tuned = pretrained_shapes()
groups = [{"params": tuned.head.parameters(), "lr": 0.0005}]
groups += [{"params": tuned.head.parameters(), "lr": 0.02}]

# %% wrong="groups" message="the rates"
tuned = pretrained_shapes()
groups = [{"params": tuned.body.parameters(), "lr": 0.02}]
groups += [{"params": tuned.head.parameters(), "lr": 0.0005}]

# %% [markdown]
# ## 12. Augmentation on tensors
#
# There is another way to more pictures: change those that you have, anew in each step, so that the **label stays
# right**. Which changes are allowed? A moved arrow is an arrow. A picture whose red, green and blue were exchanged
# shows the same shape. But a moon in the mirror is open to the wrong side, and no moon of this data set: flips, so
# common for photos, would teach nonsense here.


# %%
def moved(X, most=3):
    """Each picture by up to `most` pixels; the border is repeated."""
    n, _, height, width = X.shape
    wide = F.pad(X, (most,) * 4, mode="replicate")
    corners = torch.randint(2 * most + 1, (n, 2)).tolist()
    windows = zip(wide, corners, strict=True)
    return torch.stack([p[:, i : i + height, j : j + width] for p, (i, j) in windows])


def recoloured(X):
    """The three colours of each picture in another order."""
    order = torch.rand(len(X), 3).argsort(dim=1)  # (n, 3)
    return X[torch.arange(len(X))[:, None], order]


def both(X):
    return recoloured(moved(X))


torch.manual_seed(0)
arrow = X[y == 1][:1]
shown = torch.cat([arrow, *[both(arrow) for _ in range(9)]])
viz.image_sheet(shown, columns=10, title="One arrow, and nine changed ones")

# %% proof
assert torch.equal(recoloured(X).sum(dim=1), X.sum(dim=1)) or torch.allclose(
    recoloured(X).sum(dim=1), X.sum(dim=1)
)
assert moved(X).shape == X.shape
assert not torch.equal(moved(X), X)

# %% [markdown]
# **Your turn.** In another data set the classes are traffic lights: red, yellow, green. The pictures are photos of all
# kinds of streets. Which of these changes keep the label? Set `allowed` to a list of letters.
#
# - a. move by a few pixels
# - b. exchange red, green and blue
# - c. mirror left and right
# - d. make a little darker

# %% try="allowed"
allowed = ...

# %% solution="allowed"
allowed = ["a", "c", "d"]

# %% [markdown] solution="allowed"
# With the colours exchanged, a red light becomes green. Mirrored streets look strange, but their lights have the same
# colour. What is allowed depends on the task: for arrows to the left and to the right, `c` would be wrong.

# %% [markdown] hints="allowed"
# - when "'b'": What would a red light become?
# - when "['a', 'd']": Does a red light in a mirror stay red?
# 1. Ask of each change: would a human give the same label?

# %% check="allowed"
letters = sorted(allowed) if isinstance(allowed, (list, tuple, set, str)) else allowed
expect.predicted(letters, ["a", "c", "d"], what="The list", hint="Which one changes the colour of a light?")

# %% wrong="allowed" message="'b'"
allowed = ["a", "b", "c", "d"]

# %% wrong="allowed" message="['a', 'd']"
allowed = ["a", "d"]

# %%
for name, way in (("from scratch", from_scratch), ("fine-tuned", fine_tuned)):
    for how, augment in (("as they are", None), ("augmented", both)):
        shares = [way(new, 5, seed, 2 * STEPS, augment=augment) for seed in SEEDS]
        table[name, how] = shares
        print(f"{name:13} {how:12} {told(shares)}")

# %% proof
if not FAST:
    assert np.mean(table["fine-tuned", "augmented"]) > np.mean(table["from scratch", "augmented"]) + 0.25

# %% [markdown]
# With three seeds, five pictures of each shape and 160 steps: from scratch 17.7% ± 1.7% as they are and 24.8% ± 6.3%
# augmented; fine-tuned 66.8% ± 5.2% and 75.3% ± 4.6%. With ten seeds, the fine-tuned network gains less: 71% become
# 76%. So changed copies help, and they are no new shapes: from scratch it is still little more than guessing.
#
# ## 13. When transfer does not help
#
# Now another question about the same kind of pictures: which **colour** has the shape, red, yellow, green, blue or
# purple? The shapes are the eight that the network knows. We take 20 pictures of each colour. What do you expect?

# %%
colours = data.pictures(600 if FAST else 1500, label="colour", seed=7)


def mean_colour(dataset, k, seed):
    """A linear model on the mean colours of nine patches."""
    torch.manual_seed(seed)
    patches = nn.Sequential(nn.AvgPool2d(8, stride=6), nn.Flatten())
    linear = nn.LazyLinear(dataset.num_classes)
    model = nn.Sequential(patches, linear)
    X, y = few(dataset, k, seed)
    model(X)
    groups = [{"params": linear.parameters(), "lr": 0.03}]
    learn(model, X, y, groups, 4 * STEPS)
    guess = model(dataset.test.X).argmax(dim=1)
    return training.accuracy(dataset.test.y, guess)


for name, way in ways.items():
    table[name, "colour"] = [way(colours, 20, seed, 2 * STEPS) for seed in SEEDS]
    print(f"{name:13} {told(table[name, 'colour'])}")
table["mean", "colour"] = [mean_colour(colours, 20, seed) for seed in SEEDS]
print(f"{'mean colours':13} {told(table['mean', 'colour'])}, by chance 20%")

# %% proof
assert np.mean(table["frozen", "colour"]) < 0.35
assert np.mean(table["from scratch", "colour"]) > np.mean(table["fine-tuned", "colour"]) + 0.1

# %% [markdown]
# With three seeds: from scratch 79.6% ± 6.0%, frozen 21.1% ± 3.3%, fine-tuned 39.3% ± 5.5%, and the linear model on
# mean colours 77.6% ± 6.0%.
#
# **The frozen body is as good as guessing, and fine-tuning is worse than starting from scratch.** This is called
# *negative transfer*. The pictures are the same, and the network knows their shapes to 99%. Just this is the reason: to
# name a shape in *any* colour, it had to learn features that do not change with the colour. They are an advantage for
# new shapes, and useless here. And a body that is fine-tuned begins in a place from which it is far to go.
#
# **Your turn.** A network was trained to name **animals** in photos, upright ones, of all colours. You have 100
# pictures for each of these tasks. For which one do you expect least from its frozen body? Set `least` to a letter.
#
# - a. other animals, in photos
# - b. breeds of dogs, in photos
# - c. is the photo upside down?
# - d. animals in drawings

# %% try="least"
least = ...

# %% solution="least"
least = "c"

# %% [markdown] solution="least"
# If it has seen only upright photos, it never had to know what upside down is; and if it was trained with turned ones,
# it had to give the same answer for both, and to forget. Which of the two, only a measurement tells. For the other
# three, what it knows is near to what they ask.

# %% [markdown] hints="least"
# - when "'b'": Breeds are finer than animals, but fur, ears and colours are what it has learned to see.
# - when "'d'": Lines and outlines are there in photos, too.
# 1. Which question asks for something that did not matter for naming an animal?

# %% check="least"
expect.predicted(least, "c", what="The letter", hint="What could the network ignore in its old task?")

# %% wrong="least" message="'b'"
least = "b"

# %% wrong="least" message="'d'"
least = "d"

# %% [markdown]
# **Before you transfer**, then: ask what the old task rewarded, measure a frozen body first (it costs a few seconds),
# and always train from scratch as well, with the same pictures, the same number of steps and several seeds. With enough
# pictures of your own, the help shrinks: it is a better start, and not a better goal.
#
# ## Summary
#
# - A safetensors file holds names, shapes and numbers, no code.
# - Frozen: no gradients (`requires_grad_(False)`) **and** no moving statistics (`eval()`). A new head learns on the
#   features.
# - Fine-tuned: the body learns with a smaller rate than the head, in one optimizer with two groups.
# - Augmentation changes pictures so that the label stays right. Which changes are allowed depends on the task.
# - What the old task did not need is not there to be transferred. Compare with training from scratch, fairly.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | transfer learning | 전이 학습 | beginning with a network that was trained on another task |
# | pre-trained | 사전 학습된 | trained before, on another task |
# | feature | 특징 | a number that a network makes of a picture |
# | to freeze | 동결 | to keep weights and statistics as they are |
# | fine-tuning | 미세 조정 | training a trained network further, carefully |
# | data augmentation | 데이터 증강 | more training data by changed copies |
# | negative transfer | 부정적 전이 | the trained start is worse than a random one |

# %% [markdown]
# ## Read on
#
# - J. Yosinski, J. Clune, Y. Bengio and H. Lipson, *How transferable are features in deep neural networks?*, Advances
#   in Neural Information Processing Systems 27 (2014): layer by layer, and with less success the farther the tasks are
#   apart.
# - S. J. Pan and Q. Yang, *A survey on transfer learning*, IEEE Transactions on Knowledge and Data Engineering 22
#   (2010): the terms, and negative transfer.
# - S. Kornblith, J. Shlens and Q. V. Le, *Do better ImageNet models transfer better?*, Conference on Computer Vision
#   and Pattern Recognition (2019): frozen, fine-tuned and from scratch on twelve data sets.
# - Y. Wu and K. He, *Group normalization*, European Conference on Computer Vision (2018): what batch normalisation does
#   with small batches, and another way.
# - K. He, R. Girshick and P. Dollár, *Rethinking ImageNet pre-training*, International Conference on Computer Vision
#   (2019): with enough data and patience, a random start gets as far.
# - C. Shorten and T. M. Khoshgoftaar, *A survey on image data augmentation for deep learning*, Journal of Big Data 6
#   (2019).
#
# **Open questions**, without a grade:
#
# 1. Behind which layer does the frozen network still know colours? Put heads on the stem and on each stage, and
#    measure.
# 2. A network was trained on photos from one country and is used in another. Which of its features would you distrust,
#    and how would you find out?
#
# **Now you**: [exercise 19](../exercises/19_deeper_networks/19_deeper_networks.ipynb), about 55 minutes.
# **Next**: {{next}}.
