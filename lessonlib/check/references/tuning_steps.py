"""Checking that a learner's function fine-tunes a network as it should: each of its steps is made again, with one
learning rate for the body and another one for the head (see `training_steps`).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lessonlib.check.failure import CheckFailed
from lessonlib.check.references.mistakes import Mistakes, name_mistake
from lessonlib.check.references.training_steps import TrainingSteps

_CLOSE = 0.01  # of the largest change that a weight should make
_ROUNDING = 3e-7  # what float32 may lose of a weight near 1
_CLASSES = 3
_MISTAKES: Mistakes = {  # what trainings do instead
    "Gradients are added up from step to step.": {"clear": False},
    "The loss is a sum over the pictures of a mini-batch, not their mean.": {"reduction": "sum"},
}


def numbered_pictures(rng: np.random.Generator, count: int) -> tuple[Tensor, Tensor]:
    """Random pictures, float32 (count, 3, 4, 4), whose first pixel holds their number, as k / 1000; and classes."""
    X = torch.tensor(rng.random((count, 3, 4, 4)), dtype=torch.float32)
    X[:, 0, 0, 0] = torch.arange(count) / 1000
    return X, torch.tensor(rng.permutation(np.arange(count) % _CLASSES))


def recording_tuned() -> nn.Module:
    """A network with a `body` (a convolution, batch normalisation, ELU) and a `head` that notes its batches and the
    modes of both: pictures (n, 3, 4, 4) -> scores (n, 3). ELU has no kink, at which rounding would decide a gradient.

    Send it with `answer.send(recording_tuned)`: it imports what it needs. It starts in evaluation mode.
    """
    import torch

    class Recording(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            norm = torch.nn.BatchNorm2d(4)
            norm.state_dict()["running_mean"].fill_(0.3)
            norm.state_dict()["running_var"].fill_(0.4)
            self.body = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), norm, torch.nn.ELU())
            self.head = torch.nn.Linear(16, 3)
            self.seen: list[tuple[torch.Tensor, torch.Tensor, bool]] = []
            self.modes: list[
                tuple[bool, bool]
            ] = []  # is the batch normalisation in training mode, is the head?

        def flat_weights(self) -> torch.Tensor:
            return torch.nn.utils.parameters_to_vector(self.parameters()).detach()

        def forward(self, X: torch.Tensor) -> torch.Tensor:
            scores: torch.Tensor = self.head(self.body(X).flatten(1))
            if torch.is_grad_enabled():
                self.seen.append((X[:, 0, 0, 0].clone(), self.flat_weights(), self.training))
                self.modes.append((self.body[1].training, self.head.training))
            return scores

    return Recording().eval()


def check_two_rates(run: TrainingSteps, X: Tensor, y: Tensor, body_lr: float, head_lr: float) -> None:
    """Check that each step subtracts the learning rate of its part times the gradient of the mean cross-entropy, with
    the statistics of the batch normalisation as they were.

    X: pictures (n, 3, 4, 4), y: classes (n,). Raises CheckFailed when a step is another one.
    """
    rates = {"body": body_lr, "head": head_lr}
    astray = _astray(run, X, y, rates)
    if astray is None:
        return
    step, part, taken = astray
    name_mistake(
        _MISTAKES,
        lambda **mistake: _astray(run, X, y, rates, **mistake) is None,
        "Compare the order of the calls, and the loss, with the task.",
    )
    if taken is not None:
        raise CheckFailed(
            f"The learning rate of the {part} in step {step} is not right.",
            f"{taken:.3g}",
            f"{rates[part]:.3g}",
            "An optimizer takes a list of groups, each with its own lr.",
        )
    raise CheckFailed(
        f"In step {step} the {part} does not follow the gradient of the loss.",
        "weights that change in another way",
        f"minus {rates[part]:.3g} times the gradient of the mean cross-entropy of this mini-batch",
        "Plain gradient descent, the scores go into the loss, and the body is in evaluation mode.",
    )


def _astray(
    run: TrainingSteps,
    X: Tensor,
    y: Tensor,
    rates: dict[str, float],
    *,
    clear: bool = True,
    reduction: str = "mean",
) -> tuple[int, str, float | None] | None:
    """The first step and part that change in another way, and the learning rate if only this differs; or None."""
    network: Any = recording_tuned().double()
    parameters = list(network.parameters())
    for step, (before, after) in enumerate(pairwise(run.weights), 1):
        nn.utils.vector_to_parameters(before.clone(), parameters)
        rows = run.batches[step - 1]
        if clear:
            network.zero_grad()
        F.cross_entropy(network(X[rows].double()), y[rows], reduction=reduction).backward()
        slopes = torch.cat([part.grad.flatten() for part in parameters])
        in_head = torch.zeros(len(slopes), dtype=torch.bool)
        in_head[-sum(part.numel() for part in network.head.parameters()) :] = True
        for name, chosen in (("body", ~in_head), ("head", in_head)):
            change, against = (after - before)[chosen], -slopes[chosen]
            if _near(change, rates[name] * against):
                continue
            taken = float(change @ against / (against @ against))
            return step, name, taken if _near(change, taken * against) else None
    return None


def _near(change: Tensor, wanted: Tensor) -> bool:
    return bool(((change - wanted).abs() <= _CLOSE * wanted.abs().max() + _ROUNDING).all())
