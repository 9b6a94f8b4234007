"""What tests of lesson 11 compare with, kept out of the tests: a learner reads those. Rows are flowers, each with its
features.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lessonlib.check.failure import CheckFailed
from lessonlib.check.references.training_steps import TrainingSteps

Array = np.ndarray[Any, Any]

_CLOSE = 0.01  # of the largest change of a weight in a step
_ROUNDING = 2e-6  # of weights in float32


def count_parameters(sizes: Sequence[int]) -> int:
    """The number of weights and biases of a multilayer perceptron, inputs first."""
    return sum((before + 1) * after for before, after in pairwise(sizes))


def confusion(y_true: Array, y_hat: Array, num_classes: int) -> Array:
    """Counts, (num_classes, num_classes), with the true class as row. y_true, y_hat: integers (n,)."""
    places = np.asarray(y_true) * num_classes + np.asarray(y_hat)
    return np.bincount(places, minlength=num_classes**2).reshape(num_classes, num_classes)


def recalls(table: Array) -> Array:
    """The recall of each class, (k,), of a table of counts (k, k) in which each class occurs."""
    shares: Array = np.diag(table) / np.sum(table, axis=1)
    return shares


def standardised(train: Array, new: Array) -> Array:
    """New rows, (m, d), in the scale in which each column of the rows `train`, (n, d), has mean 0 and deviation 1."""
    scaled: Array = (new - np.mean(train, axis=0)) / np.std(train, axis=0)
    return scaled


def probabilities(layer: Any, rows: Array) -> Array:
    """What a linear layer with a softmax says about rows (m, d): float64 (m, classes).

    layer: a state dict with `weight`, (classes, d), and `bias`, (classes,), whatever stands before these names.
    """
    parts = {name.rpartition(".")[2]: torch.as_tensor(value).double() for name, value in layer.items()}
    return F.linear(torch.as_tensor(rows).double(), parts["weight"], parts["bias"]).softmax(dim=1).numpy()


def numbered_rows(rng: np.random.Generator, count: int, width: int) -> Tensor:
    """Random rows, float32 (count, width), about 0. Their first number tells which row it is: k / 1000 for row k."""
    X = torch.tensor(rng.normal(size=(count, width)), dtype=torch.float32)
    X[:, 0] = torch.arange(count) / 1000
    return X


def recording_layer(inputs: int, classes: int) -> nn.Module:
    """A network of one layer that notes which rows (n, inputs) come, for `steps_of`.

    Send it with `answer.send(recording_layer)`: it imports what it needs. It starts in evaluation mode.
    """
    import torch

    class Recording(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(inputs, classes)
            self.seen: list[tuple[torch.Tensor, torch.Tensor, bool]] = []

        def flat_weights(self) -> torch.Tensor:
            return torch.nn.utils.parameters_to_vector(self.parameters()).detach()

        def forward(self, X: torch.Tensor) -> torch.Tensor:
            scores: torch.Tensor = self.layer(X)
            if torch.is_grad_enabled():
                self.seen.append((X[:, 0].clone(), self.flat_weights(), self.training))
            return scores

    return Recording().eval()


def check_adagrad(run: TrainingSteps, X: Tensor, y: Tensor, lr: float) -> None:
    """Check that each step of a recording layer is one of Adagrad on the mean cross-entropy of all rows.

    X: float32 (n, inputs), y: classes (n,). The sums of squares start at 0.1. Raises CheckFailed, which names the
    first step that is another one.
    """
    classes = run.weights.shape[1] // (X.shape[1] + 1)
    layer = nn.Linear(X.shape[1], classes).double()
    parameters = list(layer.parameters())
    adagrad = torch.optim.Adagrad(parameters, lr, initial_accumulator_value=0.1)
    for k, (before, after) in enumerate(pairwise(run.weights), 1):
        nn.utils.vector_to_parameters(before, parameters)
        adagrad.zero_grad()
        F.cross_entropy(layer(X.double()), y).backward()
        adagrad.step()
        want, got = nn.utils.parameters_to_vector(parameters).detach() - before, after - before
        beside = (got - want).abs()
        if beside.max() > _CLOSE * want.abs().max() + _ROUNDING:
            place = int(beside.argmax())
            raise CheckFailed(
                f"Step {k} is not one of Adagrad on the mean cross-entropy of all rows.",
                f"a weight that changes by {got[place]:.4g}",
                f"{want[place]:.4g}",
            )
