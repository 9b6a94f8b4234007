"""What a test of plain gradient descent on all rows compares with, kept out of the test: a learner reads that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Epoch:
    """A network after an epoch: its mean cross-entropy on all rows, and its parameters by name, float64."""

    loss: float
    parameters: dict[str, Array]


def epochs_of(
    weights: Mapping[str, Any], X: Array, y: Array, learning_rate: float, count: int
) -> list[Epoch]:
    """A network with one hidden layer of tanh before the first epoch, after it, ..., after the last: count + 1 of them.

    weights: by the names that `nn.Sequential(nn.Linear, nn.Tanh, nn.Linear)` gives them: 0.weight (hidden, d), 0.bias
        (hidden,), 2.weight (k, hidden), 2.bias (k,).
    X: (n, d). y: classes (n,) from 0 to k - 1. One update an epoch.
    """
    rows, truth = torch.tensor(np.asarray(X)).double(), torch.tensor(np.asarray(y))
    parts = {name: torch.tensor(np.asarray(value)).double() for name, value in weights.items()}
    found = []
    for _ in range(count + 1):
        parts = {name: part.detach().requires_grad_() for name, part in parts.items()}
        hidden = torch.tanh(rows @ parts["0.weight"].T + parts["0.bias"])
        loss = F.cross_entropy(hidden @ parts["2.weight"].T + parts["2.bias"], truth)
        found.append(Epoch(loss.item(), {name: part.detach().numpy() for name, part in parts.items()}))
        slopes = torch.autograd.grad(loss, list(parts.values()))
        parts = {
            name: part - learning_rate * slope
            for (name, part), slope in zip(parts.items(), slopes, strict=True)
        }
    return found
