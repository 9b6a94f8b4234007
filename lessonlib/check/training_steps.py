"""Checking that a learner's function trains a classifier of images as it should: the mini-batches that it takes, and
each of its steps, which is made again with Adam.

A test gives the function a small network that notes, in each call, which images came and what the weights were then.
What a learner hands over at the end can come about in many ways; that the weights after each step follow from those
before it and from this mini-batch cannot.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lessonlib.check.failure import CheckFailed

_CLEAR = (
    1e-3  # size of a gradient from which rounding in float32 does not decide the direction of a step of Adam
)
_CLOSE = 0.005  # of the learning rate


def numbered_images(rng: np.random.Generator, count: int, side: int) -> Tensor:
    """Random images, float32 (count, 1, side, side) from 0 to 1. Their first pixel holds their number, as k / 1000."""
    X = torch.tensor(rng.random((count, 1, side, side)), dtype=torch.float32)
    X[:, 0, 0, 0] = torch.arange(count) / 1000
    return X


def recording_network(side: int, classes: int) -> nn.Module:
    """A network of one layer that notes its batches: images (n, 1, side, side) -> scores (n, classes).

    Send it with `answer.send(recording_network)`: it imports what it needs. It starts in evaluation mode.
    """
    import torch

    class Recording(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Conv2d(1, classes, side)  # one window: as a full layer, but only for images
            self.seen: list[tuple[torch.Tensor, torch.Tensor, bool]] = []

        def weights(self) -> torch.Tensor:
            return torch.nn.utils.parameters_to_vector(self.parameters()).detach()

        def forward(self, X: torch.Tensor) -> torch.Tensor:
            scores: torch.Tensor = self.layer(X).flatten(1)
            if torch.is_grad_enabled():
                self.seen.append((X[:, 0, 0, 0].clone(), self.weights(), self.training))
            return scores

    return Recording().eval()


@dataclass(frozen=True)
class TrainingSteps:
    """What a recording network saw.

    batches: the numbers of the images of each step. weights: before the first step, after it, ..., after the last
    step, float64 (steps + 1, parameters). in_training: whether the network was in training mode, for each step.
    """

    batches: list[list[int]]
    weights: Tensor
    in_training: list[bool]

    def orders(self, num_epochs: int) -> list[list[int]]:
        """The numbers of the images of each epoch, in the order in which they came."""
        each = len(self.batches) // num_epochs
        epochs = (self.batches[k * each : (k + 1) * each] for k in range(num_epochs))
        return [[row for batch in epoch for row in batch] for epoch in epochs]

    def check_batches(self, num_rows: int, batch_size: int, num_epochs: int, row: str = "image") -> None:
        """Check that each epoch takes each row once, `batch_size` at a time. Raises CheckFailed when it does not.

        row: what a row is, for the messages.
        """
        sizes = [min(batch_size, num_rows - start) for start in range(0, num_rows, batch_size)]
        case = f"for {num_rows} {row}s and {num_epochs} epochs"
        got, want = [len(batch) for batch in self.batches], sizes * num_epochs
        if got != want:
            raise CheckFailed(
                f"The mini-batches {case} do not have the right sizes.",
                f"{got}",
                f"{want}",
                f"Each epoch takes all {row}s, also those that do not fill a mini-batch.",
            )
        for epoch, order in enumerate(self.orders(num_epochs), 1):
            if sorted(order) != list(range(num_rows)):
                missing = num_rows - len(set(order) & set(range(num_rows)))
                raise CheckFailed(
                    f"Epoch {epoch} does not take each {row} once.",
                    f"{missing} of {num_rows} {row}s never came, others more than once",
                    hint="Which rows does each mini-batch take from the order of its epoch?",
                )

    def check_adam(self, X: Tensor, y: Tensor, lr: float) -> None:
        """Check that each step is one of Adam with this learning rate on the mean cross-entropy of its mini-batch.

        X: images (n, 1, side, side), y: classes (n,). Raises CheckFailed when it is not.
        """
        first = float((self.weights[1] - self.weights[0]).abs().max())
        if abs(first - lr) > 0.02 * lr:
            raise CheckFailed(
                "The largest change of a weight in the first step is not right.",
                f"{first:.3g}",
                f"{lr:.3g}",
                "Adam's first step changes each weight by the learning rate.",
            )
        classes = self.weights.shape[1] // (X[0].numel() + 1)
        layer = nn.Linear(X[0].numel(), classes).double()
        parameters = list(layer.parameters())
        adam = torch.optim.Adam(parameters, lr)
        for k, (before, after) in enumerate(pairwise(self.weights)):
            nn.utils.vector_to_parameters(before.clone(), parameters)
            rows = self.batches[k]
            loss = F.cross_entropy(layer(X[rows].flatten(1).double()), y[rows])
            adam.zero_grad()
            loss.backward()
            adam.step()
            size = torch.cat([adam.state[p]["exp_avg_sq"].flatten() for p in parameters]) / (
                1 - 0.999 ** (k + 1)
            )
            beside = (after - nn.utils.parameters_to_vector(parameters).detach()).abs()
            wrong = (beside > _CLOSE * lr) & (size.sqrt() > _CLEAR)
            if wrong.any():
                raise CheckFailed(
                    f"Step {k + 1}, with {len(rows)} images, does not follow the gradient of their loss.",
                    f"{int(wrong.sum())} of {len(before)} weights change in another way",
                    f"a step of Adam with the learning rate {lr:g} on the mean cross-entropy of this mini-batch",
                )


def steps_of(model: Any) -> TrainingSteps:
    """The steps in which a recording network, a handle or the network itself, was trained.

    A call after which no weight changed is not a step: it measured something. Raises CheckFailed when there is none.
    """
    seen = list(model.seen)
    noted = [*(entry[1] for entry in seen), model.weights()]
    weights = torch.stack([torch.as_tensor(one) for one in noted]).double()
    steps = [k for k in range(len(seen)) if not torch.equal(weights[k], weights[k + 1])]
    if not steps:
        raise CheckFailed(
            "The weights of the model are as they were before the training.",
            f"{len(seen)} calls of the model with gradients, and no change",
            hint="Is it the model of the argument that is trained, and does the optimizer make its steps?",
        )
    batches = [(1000 * torch.as_tensor(seen[k][0])).round().int().tolist() for k in steps]
    return TrainingSteps(batches, weights[[*steps, len(seen)]], [seen[k][2] for k in steps])
