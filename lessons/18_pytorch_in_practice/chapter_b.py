# %% [markdown]
# # 18b. PyTorch in practice: resume, speed, bugs
#
# The loop of the first part works. Now it must survive a power cut, become faster where that is possible, and tell
# you what goes on inside. Then come five loops that run without an error and are wrong. You see the curve, and find the
# line.
#
# **After this chapter you can**
#
# - save a run so that the resumed one ends with the same weights, bit by bit;
# - say what 16-bit numbers and `torch.compile` gain, and measure whether they do so for you;
# - look at activations with a hook, and find the slow line with a profiler;
# - recognise five bugs by their curves;
# - say what `lessonlib.training.fit` does, line by line.
#
# **Time**: {{time}}, with the practice, and about 55 minutes for the exercise. **Needs**: {{previous}}, and lesson 5
# (checkpoints). No GPU, no network. The sections are numbered on from there.

# %%
import copy
import logging
import os
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.nn import functional as F
from torch.optim.lr_scheduler import StepLR
from torch.profiler import ProfilerActivity, profile, record_function
from torch.utils.data import DataLoader, TensorDataset

from lessonlib import training, viz

torch.set_num_threads(1)  # small tensors: a second thread would only be waited for
os.environ["KINETO_LOG_LEVEL"] = "99"  # the profiler is to tell of our program, not of itself
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # when the course is tested

bunch = load_digits()
order = torch.randperm(1797, generator=torch.Generator().manual_seed(0))
images = torch.tensor(bunch.images / 16, dtype=torch.float32)[order].flatten(1)
labels = torch.tensor(bunch.target)[order]
X, y, X_test, y_test = images[:1297], labels[:1297], images[1297:], labels[1297:]


def network(seed=0):
    """64 pixels -> 10 logits, with dropout."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 10))


@torch.no_grad()
def share_right(model):
    model.eval()
    return (model(X_test).argmax(dim=1) == y_test).float().mean().item()


# %% [markdown]
# ## 10. What a `state_dict` holds
#
# A model is code and numbers. The `state_dict` holds the numbers, by name: the parameters, and the **buffers**, which
# no optimizer changes.

# %%
small = nn.Sequential(nn.Linear(64, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 10))
for name, tensor in small.state_dict().items():
    print(f"{name:24} {tuple(tensor.shape)}")
print(len(list(small.parameters())), "parameters,", len(small.state_dict()), "entries")

# %% proof
assert len(list(small.parameters())) == 6
assert len(small.state_dict()) == 9

# %% [markdown]
# So what you save is names and tensors, and to load them you need the same code. `load_state_dict` complains about each
# name that is missing or new. `torch.load` opens only such plain content (`weights_only=True`, by default since
# PyTorch 2.6); anything else in the file could run foreign code (lesson 5).
#
# **Your turn.** You keep the best weights while training goes on. But `kept` changes with the model: after `add_`, it
# is not 0 any more. Correct the first line below the model.

# %% try="kept"
model = nn.Linear(1, 1, bias=False)
nn.init.zeros_(model.weight)
kept = model.state_dict()
model.weight.data.add_(5)
kept_weight = kept["weight"].item()

# %% solution="kept"
model = nn.Linear(1, 1, bias=False)
nn.init.zeros_(model.weight)
kept = copy.deepcopy(model.state_dict())
model.weight.data.add_(5)
kept_weight = kept["weight"].item()

# %% [markdown] solution="kept"
# A `state_dict` holds the *same* tensors as the model, not copies. With `{name: t.clone() for name, t in ...}` it is
# right, too. Who forgets it, "restores" the last weights at the end and never notices.

# %% [markdown] hints="kept"
# - when "got:      5": These are the weights of now. What must be kept is a copy.
# - when "Let the model": Leave the line that changes the model, or it is no test.
# 1. `copy.deepcopy` copies a dictionary with all that is in it.

# %% check="kept"
expect.close(kept_weight, 0.0, what="the kept weight", hint="Keep a copy.")
message = "Let the model change after that."
expect.that(model.weight.item() == 5, message, hint="Correct only the line that begins with kept.")

# %% wrong="kept" message="got:      5"
model = nn.Linear(1, 1, bias=False)
nn.init.zeros_(model.weight)
kept = dict(model.state_dict())
model.weight.data.add_(5)
kept_weight = kept["weight"].item()

# %% wrong="kept" message="Let the model"
model = nn.Linear(1, 1, bias=False)
nn.init.zeros_(model.weight)
kept = model.state_dict()
kept_weight = kept["weight"].item()

# %% [markdown]
# ## 11. Stop and go on, bit by bit
#
# A run is more than its model: Adam has averages of the gradients, the scheduler counts, dropout draws random numbers,
# and the loader draws orders. Here is a run with all of it, and the two functions that save and restore it:


# %%
def start_run(seed):
    """A run before its first epoch."""
    run = SimpleNamespace(model=network(seed), epoch=0)
    run.optimizer = torch.optim.Adam(run.model.parameters(), lr=0.01)
    run.scheduler = StepLR(run.optimizer, step_size=2, gamma=0.5)
    run.order = torch.Generator().manual_seed(seed)
    run.loader = DataLoader(TensorDataset(X, y), 64, shuffle=True, generator=run.order)
    return run


def train(run, until):
    """Train up to this epoch."""
    while run.epoch < until:
        run.model.train()
        for rows, classes in run.loader:
            loss = F.cross_entropy(run.model(rows), classes)
            run.optimizer.zero_grad()
            loss.backward()
            run.optimizer.step()
        run.scheduler.step()
        run.epoch += 1


def save(run, file):
    state = {part: getattr(run, part).state_dict() for part in ("model", "optimizer", "scheduler")}
    state |= {"epoch": run.epoch, "order": run.order.get_state(), "dropout": torch.get_rng_state()}
    torch.save(state, f"{file}.new")
    os.replace(f"{file}.new", file)  # a power cut leaves the old file or the new one, never half of it


def resume(run, file, without=()):
    state = torch.load(file)
    for part in {"model", "optimizer", "scheduler"} - {without}:
        getattr(run, part).load_state_dict(state[part])
    run.epoch = state["epoch"]
    if without != "order":
        run.order.set_state(state["order"])
    if without != "dropout":
        torch.set_rng_state(state["dropout"])


whole = start_run(seed=1)
train(whole, until=6)
wanted = nn.utils.parameters_to_vector(whole.model.parameters()).detach()
print(f"six epochs at once: {share_right(whole.model):.1%} right")

# %% [markdown]
# Now the same seed, a stop after three epochs, and a *new* run with another seed that resumes from the file. Once with
# everything, and then with one part left out at a time:

# %%
apart = {}
with tempfile.TemporaryDirectory() as folder:
    file = Path(folder, "run.pt")
    first = start_run(seed=1)
    train(first, until=3)
    save(first, file)
    for without in ("nothing", "model", "optimizer", "scheduler", "dropout", "order"):
        second = start_run(seed=2)
        resume(second, file, without)
        train(second, until=6)
        got = nn.utils.parameters_to_vector(second.model.parameters()).detach()
        apart[without] = (got - wanted).abs().max().item()
        right = share_right(second.model)
        print(f"without {without:9}: largest difference {apart[without]:.5f}, {right:.1%} right")

# %% proof
assert apart["nothing"] == 0
assert all(apart[part] > 0.001 for part in apart if part != "nothing")

# %% [markdown]
# With everything, the difference is exactly 0: the same bits. Without any one part it is not, and **the accuracy does
# not tell you**: only the run without its model is clearly worse. The others are like runs with another seed, which is
# bad enough when you compare two methods, or hunt for a bug that appears in epoch 40.
#
# What else belongs to a state: the states of Python's and NumPy's generators if you use them, the GPU's
# (`torch.cuda.get_rng_state_all`), the scaler of section 12, and, if you stop *within* an epoch, how many batches to
# skip. On a GPU some sums run in an order that varies, so there "the same bits" takes
# `torch.use_deterministic_algorithms(True)`; we did not measure that here.
#
# ## 12. Sixteen bits
#
# A float32 number has 8 bits for its size (the exponent) and 23 for its digits. **bfloat16** keeps the 8 and has 7
# digits left; **float16** has 5 and 10:

# %%
for kind in (torch.float32, torch.bfloat16, torch.float16):
    limits, one = torch.finfo(kind), torch.ones((), dtype=kind)
    tiny = torch.tensor(1e-8).to(kind).item()
    print(f"{kind}: largest {limits.max:.1e}, 1 + 0.003 is {(one + 0.003).item():.4f}, 1e-8 is {tiny:.1e}")

# %% proof
assert (torch.ones((), dtype=torch.bfloat16) + 0.003).item() == 1
assert torch.tensor(1e-8).half().item() == 0
assert torch.tensor(1e-8).bfloat16().item() > 0

# %% [markdown]
# - In bfloat16 a weight of 1 does not change by a step of 0.003. So **weights and sums stay in float32**, and only the
#   products are calculated with 16 bits. `torch.autocast` chooses for each operation.
# - In float16, a gradient of 1e-8 is 0. So the loss is multiplied by a large number before `backward`, and the
#   gradients are divided by it afterwards: this is the `GradScaler`. bfloat16 needs none.


# %%
def seconds_of(model, rows, classes, half):
    """The processor time of the fastest of 20 steps, in seconds; and some dtypes."""
    times = []
    for _ in range(20):
        start = time.process_time()
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            outputs = model(rows)
            loss = F.cross_entropy(outputs, classes)
        loss.backward()  # outside of autocast
        times.append(time.process_time() - start)
    kinds = outputs.dtype, loss.dtype, next(model.parameters()).grad.dtype
    return min(times), [str(kind).removeprefix("torch.") for kind in kinds]


large = nn.Sequential(nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 10))
many = torch.randn(256, 1024), torch.randint(10, (256,))
for name, case in {"large": (large, *many), "small": (network(), X[:64], y[:64])}.items():
    (full, _), (half, kinds) = (seconds_of(*case, half) for half in (False, True))
    print(f"{name}: float32 {full * 1e3:.2f} ms, bfloat16 {half * 1e3:.2f} ms")
print("outputs, loss, gradients:", kinds)

# %% proof
assert kinds == ["bfloat16", "float32", "float32"]

# %% [markdown]
# On our machine (AMD EPYC, one core, with instructions for bfloat16), a step of the large network took half the
# time (8 in place of 15 ms), and one of the small network *more* (0.42 in place of 0.25 ms): there the conversions cost
# more than they save. On a processor without such instructions bfloat16 is slower
# throughout. What a GPU gains is not measured here. With a scaler, the loop reads:
#
# ```python
# scaler.scale(loss).backward()
# scaler.unscale_(optimizer)  # before clipping: true lengths
# nn.utils.clip_grad_norm_(model.parameters(), 1.0)
# scaler.step(optimizer)      # leaves the step out if a gradient is infinite
# scaler.update()             # then halves the factor
# ```
#
# **Your turn.** Three gradients arrive, of which the second is infinite. After `scaler.step` and `scaler.update`, how
# many steps has the optimizer made, and what is the factor, which was 65536?

# %% try="scaler"
steps_made = ...
factor = ...

# %% solution="scaler"
steps_made, factor = 2, 32768

# %% [markdown] solution="scaler"
# A step with infinite numbers would destroy all weights, so it is left out; and the factor is halved, since it was
# probably the factor that made the gradient too large. After 2000 good steps it is doubled again. (`scheduler.step()`
# counts the step that was left out; for a schedule that hardly matters.)

# %% [markdown] hints="scaler"
# - when "number of steps": What would an infinite step do to the weights?
# - when "The factor": Too large gradients come from a factor that is too large.
# 1. Read the comments of the last two lines.

# %% check="scaler"
expect.predicted(steps_made, 2, what="The number of steps", hint="One is left out.")
expect.predicted(factor, 32768, what="The factor", hint="It is halved once.")

# %% wrong="scaler" message="number of steps"
steps_made, factor = 3, 32768

# %% wrong="scaler" message="The factor"
steps_made, factor = 2, 65536

# %% proof
weight = torch.ones(1, requires_grad=True)
sgd, scaler = torch.optim.SGD([weight], lr=0.1), torch.amp.GradScaler("cpu", init_scale=65536.0)
for slope in (1.0, float("inf"), 1.0):
    sgd.zero_grad()
    scaler.scale((weight * slope).sum()).backward()
    scaler.step(sgd)
    scaler.update()
assert round(weight.item(), 4) == 0.8
assert scaler.get_scale() == 32768

# %% [markdown]
# ## 13. `torch.compile`: the graph returns
#
# Lesson 2 described a computation first and ran it later, so that a program could improve it in between.
# `torch.compile` does that to ordinary code: it watches the first call, writes down the graph, and hands it to a
# **backend**. Ours only looks at it:


# %%
def bell(x):
    return (torch.exp(-x * x / 2) * torch.sin(3 * x) + torch.tanh(x)) * (x > 0)


def branching(x):
    x = x * 2
    if x.sum() > 0:  # Python must know this number before it can go on
        x = x + 1
    return x.relu()


graphs, numbers = {}, torch.linspace(-2, 3, 1000)
for function in (bell, branching):
    seen = graphs[function.__name__] = []

    def look(graph, inputs, seen=seen):
        seen.append(graph)
        return graph.forward

    torch.compile(function, backend=look)(numbers)
    called = [[node.name for node in graph.graph.nodes if "call" in node.op] for graph in seen]
    print(f"{function.__name__}: {len(seen)} graph(s)", *called, sep="\n  ")

# %% proof
assert {name: len(found) for name, found in graphs.items()} == {"bell": 1, "branching": 2}

# %% [markdown]
# A condition that depends on *values*, or `.item()`, breaks the graph in two: the program is as right as before, and
# faster only in parts. The standard backend writes C++ for the CPU, in which `bell` is one loop over the numbers
# in place of eleven. It needs a C++ compiler, which many laptops lack. So try it, and go on without:

# %%
speed = {}
million = torch.randn(1_000_000)
if FAST:
    print("left out while the course is tested")
else:
    logging.getLogger("torch").setLevel(logging.CRITICAL)
    try:
        quick = torch.compile(bell)
        quick(million)  # compiles: half a minute, the first time
        for name, function in {"as it is": bell, "compiled": quick}.items():
            times = []
            for _ in range(20):
                start = time.process_time()
                function(million)
                times.append(time.process_time() - start)
            speed[name] = min(times)
            print(f"{name}: {min(times) * 1e3:.1f} ms")
    except Exception as error:
        print("not compiled here:", type(error).__name__)

# %% proof
if speed:
    assert torch.allclose(quick(million), bell(million), atol=1e-5)

# %% [markdown]
# Measured on one core: 9.6 ms as it is, 2.5 ms compiled, and 11 seconds of processor time to compile. A network of the
# size of ours became *slower* (0.25 ms a step in place of 0.19): its time goes into two products that nobody can fuse.
# So compile what runs long, measure, and save the model *before* it is compiled (or its names begin with `_orig_mod`).
#
# ## 14. Hooks: look inside
#
# A **forward hook** is a function that a layer calls after each forward pass, with its input and its output. The model
# itself need not be changed. Here are eight layers whose weights start a little too small:


# %%
def watch(model, kind, rows):
    """The outputs of all layers of this kind, by name, when the model reads the rows."""
    outputs, handles = {}, []
    for name, layer in model.named_modules():
        if isinstance(layer, kind):

            def note(layer, inputs, output, name=name):
                outputs[name] = output.detach()

            handles.append(layer.register_forward_hook(note))
    with torch.no_grad():
        model(rows)
    for handle in handles:
        handle.remove()
    return outputs


torch.manual_seed(0)
deep = nn.Sequential(*[part for _ in range(8) for part in (nn.Linear(64, 64, bias=False), nn.Tanh())])
for layer in deep[::2]:
    nn.init.normal_(layer.weight, std=0.06)
outputs = watch(deep, nn.Tanh, X[:200])
some = {f"layer {k}": outputs[str(2 * k - 1)] for k in (1, 3, 5, 8)}  # a Linear, then its Tanh
viz.histograms(some, title="Layer by layer, the signal dies")

# %% proof
spreads = [outputs[str(k)].std().item() for k in range(1, 16, 2)]
assert spreads == sorted(spreads, reverse=True)
assert spreads[-1] < 0.05 * spreads[0]
assert not any(layer._forward_hooks for layer in deep)

# %% [markdown]
# After eight layers all images look nearly the same, and whatever follows has little to tell them apart by: this is why
# starting weights are scaled (lesson 19 comes back to it). **Remove** hooks when you have seen enough, as the last
# lines do; otherwise each call of `watch` adds more of them. And write `name=name`: without it, all hooks would use the
# last name of the loop.
#
# **Your turn.** Which share of the ReLU outputs is 0? Complete the hook, so that `zeros` is a number from 0 to 1.

# %% try="dead"
zeros = ...


def count_zeros(layer, inputs, output):
    global zeros
    ...


model = network().eval()
handle = model[1].register_forward_hook(count_zeros)
model(X[:100])
handle.remove()


# %% solution="dead"
def count_zeros(layer, inputs, output):
    global zeros
    zeros = (output == 0).float().mean().item()


model = network().eval()
handle = model[1].register_forward_hook(count_zeros)
model(X[:100])
handle.remove()

# %% [markdown] solution="dead"
# About half of them, as should be in the beginning. A unit that is 0 for *all* rows is dead: no gradient reaches it any
# more. A hook must return nothing: what it returns would replace the output of the layer.

# %% [markdown] hints="dead"
# - when "not a single number": A share of all of them: one mean.
# - when "not in the expected range": This counts them. A share is a number from 0 to 1.
# 1. `output == 0` is a tensor of True and False; their mean, as floats, is the share of True.

# %% check="dead"
if zeros is not ...:
    expect.between(zeros, 0, 1, what="The share of zeros", hint="One number from 0 to 1.")
    share = (model[0](X[:100]) <= 0).float().mean().item()
    expect.close(zeros, share, what="the share of zeros", atol=0.001, hint="Of all outputs.")
else:
    expect.that(zeros, "The hook sets no number.")

# %% wrong="dead" message="not in the expected range"
zeros = int((network()[:2](X[:100]) == 0).sum())
model = network().eval()

# %% wrong="dead" message="not a single number"
zeros = (network()[:2](X[:100]) == 0).float().mean(dim=1)
model = network().eval()

# %% [markdown]
# ## 15. Find the slow line
#
# A training is slow. Where? Guessing is usually wrong; a **profiler** counts. `record_function` gives parts of your own
# code a name:


# %%
def centred(rows):
    """Each row minus its mean."""
    return torch.stack([row - row.mean() for row in rows])


def one_step(model, optimizer):
    with record_function("MY prepare"):
        rows = centred(X[:256])
    with record_function("MY forward"):
        loss = F.cross_entropy(model(rows), y[:256])
    with record_function("MY backward and step"):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


model = network()
adam = torch.optim.Adam(model.parameters())
one_step(model, adam)  # the first one prepares, and is not typical
with profile(activities=[ProfilerActivity.CPU]) as seen:
    for _ in range(3):
        one_step(model, adam)
entries = sorted(seen.key_averages(), key=lambda entry: -entry.cpu_time_total)
for entry in entries[:6]:
    print(f"{entry.key:24} {entry.count:5} calls, {entry.cpu_time_total / 1e3:7.1f} ms")

# %% proof
called = {entry.key: entry.count for entry in entries}
assert called["aten::mean"] >= 768 > 20 * called["aten::addmm"]  # of the network's own products there are few

# %% [markdown]
# The network is not the problem: as a rule, most of the time is "MY prepare", with hundreds of tiny operations. **A
# Python loop over rows** is the usual suspect; others are `.item()` or `print` in each step (on a GPU), small batches,
# and a loader without workers that opens files.
#
# **Your turn.** Write `centred` without a loop.


# %% try="vectorised"
def centred(rows):
    return torch.stack([row - row.mean() for row in rows])


# %% solution="vectorised"
def centred(rows):
    return rows - rows.mean(dim=1, keepdim=True)


# %% [markdown] solution="vectorised"
# One mean over all rows at once; `keepdim=True` makes it (n, 1), so that it is taken from each row. Without it, (n, 64)
# minus (n,) fails; and where n happens to be 64, it does not fail and is wrong. In our measurement a step took a
# twentieth of the time.

# %% [markdown] hints="vectorised"
# - when "still one mean for each row": One call of `mean` can do all rows.
# - when "rows minus their means": The mean of each row belongs to this row: (n, 1).
# 1. `mean` takes `dim` and `keepdim`.

# %% check="vectorised"
rows = torch.arange(12.0).reshape(4, 3) ** 2
with profile(activities=[ProfilerActivity.CPU]) as asked:
    result = centred(rows)
wanted_rows = torch.stack([row - row.mean() for row in rows])
expect.close(result, wanted_rows, what="the rows minus their means", hint="Row by row.")
means = sum(entry.count for entry in asked.key_averages() if entry.key == "aten::mean")
message = "There is still one mean for each row."
expect.that(means < 2, message, hint="mean(dim=...) does all rows at once.")


# %% wrong="vectorised" message="still one mean for each row"
def centred(rows):
    return torch.cat([(row - row.mean())[None] for row in rows])


# %% wrong="vectorised" message="rows minus their means"
def centred(rows):
    return rows - rows.mean()


# %% [markdown]
# ## 16. Five bugs
#
# Each of these loops runs to its end and learns *something*. Look at the curve first: what is strange about it? Then
# find the line. The first training is the healthy one, to compare with:


# %%
def batches():
    return torch.randperm(len(X)).split(64)


def healthy():
    """The training loss and the share of right test digits, after each of 15 epochs."""
    model, losses, right = network(), [], []
    adam = torch.optim.Adam(model.parameters(), lr=0.003)
    for _ in range(15):
        model.train()
        total = 0.0
        for rows in batches():
            loss = F.cross_entropy(model(X[rows]), y[rows])
            adam.zero_grad()
            loss.backward()
            adam.step()
            total += loss.item() * len(rows)
        losses.append(total / len(X))
        right.append(share_right(model))
    return losses, right


good_losses, good_right = healthy()
print(f"healthy: loss {good_losses[-1]:.2f}, {good_right[-1]:.1%} right")


def loop_a():
    model, right = network(), []  # 1
    adam = torch.optim.Adam(model.parameters(), lr=0.003)  # 2
    for _ in range(15):
        model.train()  # 3
        for rows in batches():  # 4
            loss = F.cross_entropy(model(X[rows]), y[rows])  # 5
            adam.zero_grad()  # 6
            loss.backward()  # 7
            adam.step()  # 8
        with torch.no_grad():
            y_hat = model(X_test).argmax(dim=1)  # 9
        right.append((y_hat == y_test).float().mean().item())  # 10
    return right


found = {"healthy": good_right, "loop a": loop_a()}
title = "A: lower, and not smooth, although the losses are alike"
viz.learning_curves(found, x="epoch", y="test digits right", title=title)

# %% proof
assert good_right[-1] > 0.93
assert np.mean(found["loop a"]) < np.mean(good_right) - 0.04

# %% [markdown]
# **Your turn.** Which line of loop a must be another one, or lacks one before it? Set `line_a` to its number. (Dropout
# is 0.5. Measured twice in a row, the number differs.)

# %% try="bug_a"
line_a = ...

# %% solution="bug_a"
line_a = 9

# %% [markdown] solution="bug_a"
# Before line 9, `model.eval()` is missing: the model is tested with half of its units switched off at random.
# `torch.no_grad()` does *not* do this; it only saves the graph. With batch normalisation in place of dropout the result
# would depend on which rows are tested together.

# %% [markdown] hints="bug_a"
# - when "got:      3": The training must be in training mode. And the test?
# - when "got:      10": The share of right ones is right. What is compared is not.
# 1. What is random in a test?

# %% check="bug_a"
expect.predicted(line_a, 9, what="The line", hint="Is the model in the right mode, each time?")

# %% wrong="bug_a" message="got:      3"
line_a = 3

# %% wrong="bug_a" message="got:      10"
line_a = 10


# %%
def loop_b():
    model, losses = nn.Sequential(network(), nn.Softmax(dim=1)), []  # 1
    adam = torch.optim.Adam(model.parameters(), lr=0.003)  # 2
    for _ in range(15):
        model.train()  # 3
        total = 0.0
        for rows in batches():
            loss = F.cross_entropy(model(X[rows]), y[rows])  # 4
            adam.zero_grad()  # 5
            loss.backward()
            adam.step()
            total += loss.item() * len(rows)  # 6
        losses.append(total / len(X))
    print(f"{share_right(model):.1%} of the test digits are right")
    return losses


found = {"healthy": good_losses, "loop b": loop_b()}
title = "B: the loss comes to rest near 1.6, and yet most are right"
viz.learning_curves(found, x="epoch", title=title)

# %% proof
assert 1.461 < found["loop b"][-1] < 1.75
assert good_losses[-1] < 0.5

# %% [markdown]
# **Your turn.** Which line is wrong? Set `line_b`. And which is the lowest loss that loop b could ever reach, if each
# digit gets the probability 1 for its class? Set `lowest`, right to two decimals.

# %% try="bug_b"
line_b = ...
lowest = ...

# %% solution="bug_b"
line_b = 1
lowest = np.log(np.e + 9) - 1

# %% [markdown] solution="bug_b"
# `cross_entropy` wants logits and applies the softmax itself. Here it takes probabilities for logits: one 1 and nine 0
# are a loss of $\log(e + 9) - 1 = 1.46$ at best. The order of the classes is right, so the accuracy is nearly as
# good, and the bug lives on for years. A loss that rests at a strange number is a message.

# %% [markdown] hints="bug_b"
# - when "got:      4": This line is right if the model returns logits.
# - when "got:      0": The softmax of these numbers is taken once more: of one 1 and nine 0.
# - when "lowest loss": $-\log$ of $e^1 / (e^1 + 9 e^0)$.
# 1. What does the model return, and what does `cross_entropy` expect?

# %% check="bug_b"
expect.predicted(line_b, 1, what="The line", hint="What goes into cross_entropy?")
rounded = round(float(lowest), 2) if isinstance(lowest, (int, float)) else lowest
expect.predicted(rounded, 1.46, what="The lowest loss", hint="Softmax of one 1 and nine 0.")

# %% wrong="bug_b" message="got:      4"
line_b, lowest = 4, 0

# %% wrong="bug_b" message="got:      0"
line_b, lowest = 1, 0

# %% wrong="bug_b" message="lowest loss"
line_b, lowest = 1, 2.3

# %% proof
assert round(F.cross_entropy(torch.eye(10)[:1], torch.tensor([0])).item(), 2) == 1.46


# %%
def loop_c():
    torch.manual_seed(0)
    x = 2 * torch.rand(200, 1) - 1  # 1
    t = (2 * x[:, 0] + 0.5).sin() + 0.05 * torch.randn(200)  # 2
    model = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1))  # 3
    adam, losses = torch.optim.Adam(model.parameters(), lr=0.01), []
    for _ in range(200):
        loss = ((model(x) - t) ** 2).mean()  # 4
        adam.zero_grad()
        loss.backward()
        adam.step()  # 5
        losses.append(loss.item())
    outputs = model(x).detach()
    print(f"targets: variance {t.var():.3f}; outputs from {outputs.min():.3f} to {outputs.max():.3f}")
    return losses


title = "C: a curve to fit, and the loss stays at the variance of the targets"
viz.learning_curves({"loss": (losses_c := loop_c())}, title=title)

# %% proof
assert abs(losses_c[-1] - losses_c[60]) < 0.01
assert 0.5 < losses_c[-1] < 0.56

# %% [markdown]
# **Your turn.** All outputs are nearly the same number. Which line is wrong? Set `line_c`.

# %% try="bug_c"
line_c = ...

# %% solution="bug_c"
line_c = 4

# %% [markdown] solution="bug_c"
# The outputs are (200, 1), the targets (200,), and their difference is (200, 200): each output is compared with *all*
# targets, and the best answer to that is their mean. `model(x)[:, 0] - t` is right. `F.mse_loss` warns, subtraction
# does not; an assertion that both shapes are equal costs nothing.

# %% [markdown] hints="bug_c"
# - when "got:      2": `t` has the shape (200,). That is fine, if everybody knows it.
# - when "got:      3": This network learns the curve in 200 steps, once the loss is right.
# 1. Write the shape of each part beside the lines.

# %% check="bug_c"
expect.predicted(line_c, 4, what="The line", hint="Which shapes meet there?")

# %% wrong="bug_c" message="got:      2"
line_c = 2

# %% wrong="bug_c" message="got:      3"
line_c = 3


# %%
def loop_d():
    model, losses = network(), []  # 1
    adam = torch.optim.Adam(model.parameters(), lr=0.003)  # 2
    for _ in range(15):
        model.train()
        total = 0.0
        mixed_X = X[torch.randperm(len(X))]  # 3
        mixed_y = y[torch.randperm(len(y))]  # 4
        for rows in torch.arange(len(X)).split(64):  # 5
            loss = F.cross_entropy(model(mixed_X[rows]), mixed_y[rows])  # 6
            adam.zero_grad()
            loss.backward()
            adam.step()
            total += loss.item() * len(rows)
        losses.append(total / len(X))
    return losses


def loop_e():
    model, losses = network(), []  # 1
    adam = torch.optim.Adam(model.parameters(), lr=0.003)  # 2
    scheduler = StepLR(adam, step_size=3, gamma=0.7)  # 3: times 0.7 after each third epoch
    for _ in range(15):
        model.train()
        total = 0.0
        for rows in batches():
            loss = F.cross_entropy(model(X[rows]), y[rows])  # 4
            adam.zero_grad()
            loss.backward()  # 5
            adam.step()
            scheduler.step()  # 6
            total += loss.item() * len(rows)
        losses.append(total / len(X))
    return losses


found = {"healthy": good_losses, "loop d": loop_d(), "loop e": loop_e()}
title = "D stays at 2.30, the loss of guessing. E moves a little, then stops"
viz.learning_curves(found, x="epoch", title=title)

# %% proof
assert min(found["loop d"]) > 2.25
assert found["loop e"][0] < 2.25
assert abs(found["loop e"][-1] - found["loop e"][2]) < 0.03

# %% [markdown]
# **Your turn.** Two loops, two curves. Set `line_d` and `line_e` to the line that you would change.

# %% try="bugs_d_e"
line_d = ...
line_e = ...

# %% solution="bugs_d_e"
line_d, line_e = 4, 6

# %% [markdown] solution="bugs_d_e"
# In d, images and labels are shuffled *apart*: each image gets a random label, and nothing can be learned but that all
# classes are equally frequent, $\log 10 = 2.30$. One permutation for both is right. In e, the scheduler steps after
# each *batch*, 21 times an epoch: after one epoch the rate is 0.7 to the power of 7, a twelfth. Line 6 belongs
# behind the inner loop. Print the rate in each epoch, and you see it at once.

# %% [markdown] hints="bugs_d_e"
# - when "Line d": All of its lines are fine alone. Which two do not fit together? Take the second of them.
# - when "Line e": How often is each line carried out in an epoch, and how often should it be?
# 1. In d, follow one image and its label. In e, count.

# %% check="bugs_d_e"
lines_of_d = 4 if line_d == 3 else line_d  # either of the two may be changed
expect.predicted(lines_of_d, 4, what="Line d", hint="Follow an image and its label.")
expect.predicted(line_e, 6, what="Line e", hint="How often is it carried out?")

# %% wrong="bugs_d_e" message="Line d"
line_d, line_e = 5, 6

# %% wrong="bugs_d_e" message="Line e"
line_d, line_e = 3, 3

# %% proof
assert round(np.log(10), 2) == 2.30
assert round(1 / 0.7**7) == 12
assert len(batches()) == 21

# %% [markdown]
# What found them? Not reading alone: **a number to compare with**. Know the loss of guessing ($\log k$) and the
# variance of the targets. Let the model learn *one* batch by heart, which takes a minute and must reach nearly 0.
# Measure twice. Print shapes and the learning rate.
#
# ## 17. `fit` is these lines
#
# At last, the loop of the whole lesson beside `training.fit`: the same model, the same loader, the same schedule.


# %%
def written_out(model, loader, optimizer, scheduler, num_epochs):
    losses = []
    for _ in range(num_epochs):
        model.train()
        total, rows = 0.0, 0
        for X, y in loader:
            loss = F.cross_entropy(model(X), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total, rows = total + loss.item() * len(y), rows + len(y)
        scheduler.step()
        losses.append(total / rows)
    model.eval()
    return losses


ours, theirs = start_run(seed=3), start_run(seed=3)
torch.manual_seed(3)
losses = written_out(ours.model, ours.loader, ours.optimizer, ours.scheduler, 4)
torch.manual_seed(3)
history = training.fit(
    theirs.model,
    theirs.loader,
    F.cross_entropy,
    theirs.optimizer,
    scheduler=theirs.scheduler,
    num_epochs=4,
    progress=False,
)
for (name, weight), other in zip(ours.model.named_parameters(), theirs.model.parameters(), strict=True):
    print(f"{name:9} {tuple(weight.shape)!s:9} the same: {torch.equal(weight, other)}")
print([round(loss, 4) for loss in losses], [round(loss, 4) for loss in history["loss"]])

# %% proof
pairs = zip(ours.model.parameters(), theirs.model.parameters(), strict=True)
assert all(torch.equal(weight, other) for weight, other in pairs)
assert np.allclose(losses, history["loss"], rtol=1e-5)

# %% [markdown]
# Bit by bit the same weights. `inspect.getsource(training.fit)` shows the library's loop; you can name each line now:
#
# | line in `fit` | section |
# | --- | --- |
# | `move(model, [optimizer], device)` | 6, device |
# | `with acceleration.autocast():`, `state.scaler...` | 12 |
# | `torch.compile(model) if compiled else model` | 13 |
# | `run.batches()`, which sets `train()`, and skips the batches that are done | 2, 6, 11 |
# | `check_first`, `check_finite`, `explained` | 16: a softmax of one output, NaN, shapes that would be broadcast |
# | `optimizer.zero_grad()`, `backward`, `step` | 6 |
# | `if scheduler: scheduler.step()`, once an epoch | 9 |
# | `evaluate(...)`, in evaluation mode, over all rows at once | 6 |
# | `run.save()`: model, optimizer, scheduler, generators, place in the epoch | 11 |
#
# Not in `fit`: accumulation, clipping, your own `collate_fn`. When you need them, write the loop. You know
# how.
#
# ## Summary
#
# - A run is model, optimizer, scheduler, generators, order and place. Save all of it; a `state_dict` is not a copy.
# - 16 bits for products, 32 for weights and sums; float16 also needs a scaler. Measure: small networks become slower.
# - `torch.compile` turns code into a graph; conditions on values break it; the CPU needs a C++ compiler.
# - Hooks see activations, profilers see time; remove the first, believe the second.
# - Bugs in loops show in numbers that you can know before: $\log k$, the variance, $1.46$, a rate.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | state dict; buffer | 상태 사전; 버퍼 | the tensors of a model by name; one that is no parameter |
# | mixed precision; bfloat16 | 혼합 정밀도; bfloat16 | products with 16 bits; a format with the range of float32 |
# | loss scaling | 손실 스케일링 | a factor that keeps small gradients from becoming 0 |
# | graph break | 그래프 단절 | a place at which a graph ends because Python must know a value |
# | hook | 훅 | a function that a layer calls with its output |
# | profiler | 프로파일러 | counts which operation takes how long |

# %% [markdown]
# ## Read on
#
# - P. Micikevicius and others, *Mixed precision training*, International Conference on Learning Representations (2018):
#   float16, float32 weights, and loss scaling.
# - J. Ansel and others, *PyTorch 2: faster machine learning through dynamic Python bytecode transformation and graph
#   compilation*, ASPLOS (2024): how `torch.compile` watches your code.
# - *PyTorch: Reproducibility*, its documentation (read in 2025): what is the same in each run, and what is not.
# - A. Karpathy, *A recipe for training neural networks* (2019), a blog article: how to find silent bugs.
# - D. Sculley and others, *Hidden technical debt in machine learning systems*, Advances in Neural Information
#   Processing Systems 28 (2015): what surrounds the loop.
#
# **Open questions**, without a grade:
#
# 1. Which of the five bugs would a test of your program have found, and how would you write it?
# 2. Two runs with the same seed, on two kinds of processors, end with different weights. Is one of them wrong?
#
# **Now you**: [exercise 18](../exercises/18_pytorch_in_practice/18_pytorch_in_practice.ipynb), about 55 minutes.
# **Next**: {{next}}.
