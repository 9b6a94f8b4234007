"""What tests of classification compare with, kept out of the tests themselves: a learner reads those."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

Array = np.ndarray[Any, Any]

_CORNER = 1e-4  # so near to the corner of ReLU, float32 and float64 may disagree about the slope


def softmax(z: Array) -> Array:
    """The probabilities of scores (n, k): float64 (n, k)."""
    return _tensor(z).softmax(dim=1).numpy()


def cross_entropy(z: Array, labels: Array) -> float:
    """The mean loss of scores (n, k), for labels (n,) from 0 to k - 1."""
    return F.cross_entropy(_tensor(z), _tensor(labels).long()).item()


def scores(X: Array, weights: Sequence[Array]) -> Array:
    """What a network with a hidden ReLU layer says about rows X, (n, d): float64 (n, k).

    weights: (d, hidden), (hidden,), (hidden, k), (k,).
    """
    return _scores(_tensor(X), [_tensor(part) for part in weights])[1].numpy()


def descend(
    X: Array, labels: Array, weights: Sequence[Array], learning_rate: float, steps: int
) -> list[Array] | None:
    """The weights after gradient descent on the mean cross-entropy of all rows. Arrays as for `scores`.

    None when a hidden sum comes so near to 0 that rounding decides about its slope: then take other numbers.
    """
    rows, truth = _tensor(X), _tensor(labels).long()
    parts = [_tensor(part) for part in weights]
    for _ in range(steps):
        parts = [part.requires_grad_() for part in parts]
        hidden, z = _scores(rows, parts)
        if hidden.abs().min() < _CORNER:
            return None
        slopes = torch.autograd.grad(F.cross_entropy(z, truth), parts)
        parts = [(part - learning_rate * slope).detach() for part, slope in zip(parts, slopes, strict=True)]
    return [part.numpy() for part in parts]


def _scores(X: Tensor, weights: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """The sums of the hidden layer, and the scores."""
    W1, b1, W2, b2 = weights
    hidden = X @ W1 + b1
    return hidden, hidden.relu() @ W2 + b2


def _tensor(array: Array) -> Tensor:
    return torch.tensor(array, dtype=torch.float64)
