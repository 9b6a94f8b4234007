"""Checking that a learner's function trains a classifier of images as it should: the mini-batches that it takes, and
each of its steps, which is made again with Adam.

A test gives the function a small network that notes, in each call, which images came and what the weights were then.
What a learner hands over at the end can come about in many ways; that the weights after each step follow from those
before it and from this mini-batch cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
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
_TIE = 1e-5  # a lead of one score over another that rounding in float32 could turn round


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

        def flat_weights(self) -> torch.Tensor:
            return torch.nn.utils.parameters_to_vector(self.parameters()).detach()

        def forward(self, X: torch.Tensor) -> torch.Tensor:
            scores: torch.Tensor = self.layer(X).flatten(1)
            if torch.is_grad_enabled():
                self.seen.append((X[:, 0, 0, 0].clone(), self.flat_weights(), self.training))
            return scores

    return Recording().eval()


@dataclass(frozen=True)
class TrainingSteps:
    """What a recording network saw.

    batches: the numbers of the images of each step. weights: before the first step, after it, ..., after the last
    step, float64 (steps + 1, parameters). in_training: whether the network was in training mode, for each step.
    unit: what messages call the examples, in the plural.
    """

    batches: list[list[int]]
    weights: Tensor
    in_training: list[bool]
    unit: str = "images"

    def orders(self, num_epochs: int) -> list[list[int]]:
        """The numbers of the images of each epoch, in the order in which they came."""
        each = len(self.batches) // num_epochs
        epochs = (self.batches[k * each : (k + 1) * each] for k in range(num_epochs))
        return [[row for batch in epoch for row in batch] for epoch in epochs]

    def check_batches(self, num_images: int, batch_size: int, num_epochs: int) -> None:
        """Check that each epoch takes each image once, `batch_size` at a time. Raises CheckFailed when it does not."""
        sizes = [min(batch_size, num_images - start) for start in range(0, num_images, batch_size)]
        case = f"for {num_images} {self.unit} and {num_epochs} epochs"
        got, want = [len(batch) for batch in self.batches], sizes * num_epochs
        if got != want:
            raise CheckFailed(
                f"The mini-batches {case} do not have the right sizes.",
                f"{got}",
                f"{want}",
                f"Each epoch takes all {self.unit}, also those that do not fill a mini-batch.",
            )
        for epoch, order in enumerate(self.orders(num_epochs), 1):
            if sorted(order) != list(range(num_images)):
                missing = num_images - len(set(order) & set(range(num_images)))
                raise CheckFailed(
                    f"Epoch {epoch} does not take each {self.unit.removesuffix('s')} once.",
                    f"{missing} of {num_images} {self.unit} never came, others more than once",
                    hint="Which rows does each mini-batch take from the order of its epoch?",
                )

    def check_adam(self, X: Tensor, y: Tensor, lr: float | Sequence[float]) -> None:
        """Check that each step is one of Adam on the mean cross-entropy of its mini-batch.

        X: images (n, 1, side, side), y: classes (n,). lr: the learning rate, or that of each epoch. Raises CheckFailed
        when a step is another one.
        """
        epochs = [lr] if isinstance(lr, int | float) else list(lr)
        rates = [rate for rate in epochs for _ in range(len(self.batches) // len(epochs))]
        first = float((self.weights[1] - self.weights[0]).abs().max())
        if abs(first - rates[0]) > 0.02 * rates[0]:
            raise CheckFailed(
                "The largest change of a weight in the first step is not right.",
                f"{first:.3g}",
                f"{rates[0]:.3g}",
                "Adam's first step changes each weight by the learning rate.",
            )
        layer = self._layer(X)
        parameters = list(layer.parameters())
        adam = torch.optim.Adam(parameters)
        for k, ((before, after), rate) in enumerate(zip(pairwise(self.weights), rates, strict=True)):
            adam.param_groups[0]["lr"] = rate
            nn.utils.vector_to_parameters(before.clone(), parameters)  # they share its memory
            rows = self.batches[k]
            loss = F.cross_entropy(layer(X[rows].flatten(1).double()), y[rows])
            adam.zero_grad()
            loss.backward()
            adam.step()
            size = torch.cat([adam.state[p]["exp_avg_sq"].flatten() for p in parameters]) / (
                1 - 0.999 ** (k + 1)
            )
            clear = size.sqrt() > _CLEAR
            change = (after - before)[clear]
            wanted = (nn.utils.parameters_to_vector(parameters).detach() - before)[clear]
            wrong = (change - wanted).abs() > _CLOSE * rate
            if not wrong.any():
                continue
            taken = float(change @ wanted / (wanted @ wanted)) * rate
            if ((change - taken / rate * wanted).abs() <= _CLOSE * rate).all():
                raise CheckFailed(
                    f"The learning rate of step {k + 1} is not right.", f"{taken:.3g}", f"{rate:.3g}"
                )
            raise CheckFailed(
                f"Step {k + 1}, with {len(rows)} {self.unit}, does not follow the gradient of their loss.",
                f"{int(wrong.sum())} of {len(before)} weights change in another way",
                f"a step of Adam with the learning rate {rate:g} on the mean cross-entropy of this mini-batch",
            )

    def mean_losses(self, X: Tensor, y: Tensor, num_epochs: int) -> list[float]:
        """The mean loss of the images of each epoch, each measured before the step that learned from it.

        X: images (n, 1, side, side), y: classes (n,).
        """
        layer, totals = self._layer(X), [0.0] * num_epochs
        each = len(self.batches) // num_epochs
        for k, rows in enumerate(self.batches[: each * num_epochs]):
            nn.utils.vector_to_parameters(self.weights[k], layer.parameters())
            scores = layer(X[rows].flatten(1).double())
            totals[k // each] += F.cross_entropy(scores, y[rows], reduction="sum").item()
        return [total / len(X) for total in totals]

    def shares_right(self, X: Tensor, y: Tensor, num_epochs: int) -> list[tuple[float, float]]:
        """The share of images read right after each epoch: without and with those for which rounding decides."""
        layer, shares = self._layer(X), []
        each = len(self.batches) // num_epochs
        for epoch in range(num_epochs):
            nn.utils.vector_to_parameters(self.weights[(epoch + 1) * each], layer.parameters())
            scores = layer(X.flatten(1).double()).detach()
            own = scores.gather(1, y[:, None])[:, 0]
            others = scores.scatter(1, y[:, None], -torch.inf).max(dim=1).values
            lead = own - others
            shares.append(((lead > _TIE).double().mean().item(), (lead > -_TIE).double().mean().item()))
        return shares

    def _layer(self, X: Tensor) -> nn.Linear:
        """A copy of the recording network's layer, for flat images in float64."""
        classes = self.weights.shape[1] // (X[0].numel() + 1)
        return nn.Linear(X[0].numel(), classes).double()


def steps_of(model: Any, unit: str = "images") -> TrainingSteps:
    """The steps in which a recording network, a handle or the network itself, was trained. `unit`: as TrainingSteps.

    A call after which no weight changed is not a step: it measured something. Raises CheckFailed when there is none.
    """
    seen = list(model.seen)
    noted = [*(entry[1] for entry in seen), model.flat_weights()]
    weights = torch.stack([torch.as_tensor(one) for one in noted]).double()
    steps = [k for k in range(len(seen)) if not torch.equal(weights[k], weights[k + 1])]
    if not steps:
        raise CheckFailed(
            "The weights of the model are as they were before the training.",
            f"{len(seen)} calls of the model with gradients, and no change",
            hint="Is it the model of the argument that is trained, and does the optimizer make its steps?",
        )
    batches = [(1000 * torch.as_tensor(seen[k][0])).round().int().tolist() for k in steps]
    return TrainingSteps(batches, weights[[*steps, len(seen)]], [seen[k][2] for k in steps], unit)
