"""Checking a training loop that a learner wrote: which mini-batches it takes, in which mode, and that each change of
the weights follows from them, with accumulated and clipped gradients and a schedule.

A test lets the loop train a small linear model in float64 that notes each of its calls. The whole training is then made
again, each step from the weights before it; rounding hardly matters, so a step is right or it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lessonlib.check.failure import CheckFailed
from lessonlib.check.references.mistakes import Mistakes, name_mistake

_CLOSE = 1e-6  # weights in float64; clip_grad_norm_ adds 1e-6 to a length, and those who clip by hand do not
_LARGE, _SMALL = (
    20.0,
    0.05,
)  # sizes of inputs: the gradients of a group are far above or far below a length of 0.5
Batches = list[tuple[Tensor, Tensor]]


def numbered_batches(rng: np.random.Generator, sizes: Sequence[int], inputs: int, classes: int) -> Batches:
    """Mini-batches of these sizes, X float64 (n, inputs) and classes (n,). The first input of a row is its number, as
    k / 1000.

    The other inputs are large in every second pair of mini-batches, small in the others.
    """
    batches, first = [], 0
    for k, size in enumerate(sizes):
        X = torch.tensor(rng.normal(size=(size, inputs))) * (_LARGE if k % 4 < 2 else _SMALL)
        X[:, 0] = torch.arange(first, first + size) / 1000
        batches.append((X, torch.tensor(rng.integers(classes, size=size))))
        first += size
    return batches


def noting_model(inputs: int, outputs: int) -> nn.Module:
    """A linear model in float64 that notes its calls: (n, inputs) -> (n, outputs). It starts in evaluation mode.

    Send it with `answer.send(noting_model)`: it imports what it needs. `watched`: an optimizer whose learning rate is
    noted, too.
    """
    import torch

    class Noting(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(inputs, outputs, bias=False).double()
            self.watched: list[torch.optim.Optimizer] = []
            self.seen: list[list[object]] = []

        def forward(self, X: torch.Tensor) -> torch.Tensor:
            rate = [float(optimizer.param_groups[0]["lr"]) for optimizer in self.watched]
            numbers = X[:, 0].detach().clone()
            weights = self.layer.weight.detach().clone()
            self.seen.append([numbers, weights, self.training, torch.is_grad_enabled(), rate])
            result: torch.Tensor = self.layer(X)
            return result

    return Noting().eval()


@dataclass(frozen=True)
class Call:
    """One call of a noting model: the numbers of its rows, the weights then (outputs, inputs), and how it was asked."""

    rows: list[int]
    weights: Tensor
    in_training: bool
    with_gradients: bool
    rates: list[float]


def calls_of(seen: Any) -> list[Call]:
    """The calls that a noting model has noted, from its list `seen`, which may have come from another process."""
    return [
        Call(
            (1000 * torch.as_tensor(numbers)).round().int().tolist(),
            torch.as_tensor(weights),
            bool(training),
            bool(gradients),
            list(rates),
        )
        for numbers, weights, training, gradients, rates in list(seen)
    ]


def check_batches(calls: Sequence[Call], batches: Batches, num_epochs: int) -> None:
    """Check that each epoch asks the model once for each mini-batch, in the order of the loader. Raises CheckFailed."""
    one = [(1000 * X[:, 0]).round().int().tolist() for X, _ in batches]
    got, want = [call.rows for call in calls], one * num_epochs
    if got == want:
        return
    case = f"of {len(batches)} mini-batches and {num_epochs} epochs"
    if len(got) != len(want):
        raise CheckFailed(
            f"The number of calls of the model in a training {case} is not right.",
            f"{len(got)}",
            f"{len(want)}",
            "In each epoch, each mini-batch of the loader goes through the model once.",
        )
    place = next(
        k for k, (one_got, one_want) in enumerate(zip(got, want, strict=True)) if one_got != one_want
    )
    raise CheckFailed(
        f"The rows of call {place + 1} in a training {case} are not right.",
        f"{got[place]}",
        f"{want[place]}",
        "Take the mini-batches as the loader gives them.",
    )


@dataclass(frozen=True)
class Recipe:
    """How the loop of the exercise trains: SGD with momentum, and a rate that is halved after every second update.

    The settings after `max_norm` are those of the mistakes: `divide` the loss by `accumulate`; `clear` the gradients
    after each "update" or "batch", or "never"; clip by the "norm" of all gradients, after each "batch", by "value", or
    "never"; let the schedule step after each "update", "batch" or "epoch", or "never".
    """

    accumulate: int
    max_norm: float
    lr: float = 0.2
    momentum: float = 0.5
    divide: bool = True
    clear: str = "update"
    clip: str = "norm"
    schedule: str = "update"


_MISTAKES: Mistakes = {
    "The loss is not divided by the number of mini-batches of an update.": {"divide": False},
    "The gradients are not cleared after an update.": {"clear": "never"},
    "The gradients of all mini-batches of an update but the last are lost.": {"clear": "batch"},
    "The gradients are not clipped.": {"clip": "never"},
    "The gradients are clipped after each mini-batch, not once before the update.": {"clip": "batch"},
    "Each number of the gradients is clipped on its own.": {"clip": "value"},
    "The learning rate never changes.": {"schedule": "never"},
    "The schedule makes a step after each mini-batch.": {"schedule": "batch"},
    "The schedule makes a step after each epoch.": {"schedule": "epoch"},
}


def check_updates(calls: Sequence[Call], last: Tensor, batches: Batches, recipe: Recipe) -> None:
    """Check that the weights after each call follow, by this recipe, from those before it and from its rows.

    last: the weights after the last call. Raises CheckFailed when they do not.
    """
    noted = _weights(calls, last)
    if all(torch.equal(noted[0], one) for one in noted):
        raise CheckFailed(
            "The weights of the model are as they were before the training.",
            hint="Does the optimizer make its steps?",
        )
    steps = list(zip(_rows(calls, batches), noted, strict=False))
    wanted = followed(steps, len(batches), recipe)
    if _alike(noted[1:], wanted):
        return

    def is_followed(**mistake: Any) -> bool:
        return _alike(noted[1:], followed(steps, len(batches), replace(recipe, **mistake)))

    name_mistake(_MISTAKES, is_followed, "Compare the order of the steps with that of the task.")
    if is_followed(accumulate=1):
        raise CheckFailed(
            "There is an update after each mini-batch.",
            hint=f"accumulate={recipe.accumulate}: so many mini-batches, then one update.",
        )
    place = next(k for k, pair in enumerate(zip(noted[1:], wanted, strict=True), 1) if not _near(*pair))
    raise CheckFailed(
        f"The weights after {place} mini-batches are not those of the task.",
        "weights that changed in another way",
        "loss / accumulate, backward; and after the last mini-batch of an update: clip, step, clear, schedule",
    )


def followed(
    steps: Sequence[tuple[tuple[Tensor, Tensor], Tensor]], per_epoch: int, recipe: Recipe
) -> list[Tensor]:
    """The weights after each of the steps, by this recipe.

    steps: the mini-batch (X, y) of each, and the weights before it: so no rounding of an earlier step grows.
    per_epoch: the number of mini-batches of an epoch.
    """
    W = steps[0][1].clone().requires_grad_()
    sgd = torch.optim.SGD([W], lr=recipe.lr, momentum=recipe.momentum)
    found, turns = [], 0  # turns: of the schedule
    for done, ((X, y), before) in enumerate(steps, 1):
        W.data.copy_(before)
        loss = F.cross_entropy(X @ W.T, y)
        (loss / recipe.accumulate if recipe.divide else loss).backward()
        complete = done % recipe.accumulate == 0
        _clip(W, recipe, complete)
        if complete:
            sgd.step()
        if recipe.clear == "batch" or (recipe.clear == "update" and complete):
            sgd.zero_grad()
        ends = {"update": complete, "batch": True, "epoch": done % per_epoch == 0, "never": False}
        turns += ends[recipe.schedule]
        sgd.param_groups[0]["lr"] = recipe.lr * 0.5 ** (turns // 2)
        found.append(W.detach().clone())
    return found


def _clip(W: Tensor, recipe: Recipe, complete: bool) -> None:
    if recipe.clip == "batch" or (recipe.clip == "norm" and complete):
        nn.utils.clip_grad_norm_([W], recipe.max_norm)
    elif recipe.clip == "value" and complete:
        nn.utils.clip_grad_value_([W], recipe.max_norm)


def losses_of(calls: Sequence[Call], batches: Batches, accumulate: int) -> list[float]:
    """For each update, the mean of the losses of its mini-batches, each with the weights that its call had."""
    pairs = zip(calls, _rows(calls, batches), strict=True)
    losses = [F.cross_entropy(X @ call.weights.T, y).item() for call, (X, y) in pairs]
    groups = (losses[k : k + accumulate] for k in range(0, len(losses), accumulate))
    return [sum(group) / len(group) for group in groups]


def _rows(calls: Sequence[Call], batches: Batches) -> Batches:
    """The rows of each call, and their classes. Raises CheckFailed for a call with other rows."""
    X, y = (torch.cat(parts) for parts in zip(*batches, strict=True))
    for call in calls:
        if not set(call.rows) <= set(range(len(y))):
            raise CheckFailed("The model was called with rows that are not in the loader.", f"{call.rows}")
    return [(X[call.rows], y[call.rows]) for call in calls]


def _weights(calls: Sequence[Call], last: Tensor) -> list[Tensor]:
    """The weights before each call, and after the last one. Raises CheckFailed when there is no call."""
    if not calls:
        raise CheckFailed(
            "The model was never called with gradients.", hint="Does the loop train this model?"
        )
    return [*(call.weights for call in calls), torch.as_tensor(last)]


def check_directions(
    calls: Sequence[Call], last: Tensor, batches: Batches, loss: Callable[[Tensor, Tensor], Tensor]
) -> None:
    """Check that each call is followed by a step of plain SGD, with any rate, on this loss of its mini-batch.

    loss: takes outputs (n, k) and targets (n,). Raises CheckFailed when a step has another direction.
    """
    weights = _weights(calls, last)
    for k, call in enumerate(calls):
        W = call.weights.clone().requires_grad_()
        X, y = batches[k % len(batches)]
        (slope,) = torch.autograd.grad(loss(X @ W.T, y), W)
        change = call.weights - weights[k + 1]
        rate = (change * slope).sum() / (slope * slope).sum()
        if rate <= 0 or not _near(change / rate.clamp(min=1e-12), slope):
            raise CheckFailed(
                f"Step {k + 1} does not follow the gradient of the loss.",
                "weights that change in another direction",
                "a step against the gradient of the loss of this mini-batch",
            )


def _alike(noted: Sequence[Tensor], wanted: Sequence[Tensor]) -> bool:
    return len(noted) == len(wanted) and all(map(_near, noted, wanted))


def _near(one: Tensor, other: Tensor) -> bool:
    return bool((one - other).abs().max() <= _CLOSE * (1 + other.abs().max()))
