"""What tests of regularisation and normalisation compare with, kept out of the tests: a learner reads those."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

Array = np.ndarray[Any, Any]


def decayed(w: Array, slopes: Array, lr: float, strength: float) -> Array:
    """Weights after a step of gradient descent with L2 regularisation. w, slopes: float64 of one shape."""
    weights = torch.tensor(w, requires_grad=True)
    weights.grad = torch.tensor(slopes)
    torch.optim.SGD([weights], lr=lr, weight_decay=strength).step()
    return weights.detach().numpy()


def batch_normalised(
    h: Array, gamma: Array, beta: Array, mean: Array, variance: Array, is_training: bool
) -> tuple[Array, Array, Array]:
    """The result of batch normalisation with epsilon 1e-5, and the running mean and variance after it, of which a
    batch in training changes a tenth.

    h: float64 (n, neurons), n above 1 in training; all others: float64 (neurons,).
    """
    rows, weight, bias, running_mean, running_variance = map(torch.tensor, (h, gamma, beta, mean, variance))
    result = F.batch_norm(
        rows, running_mean, running_variance, weight, bias, is_training, momentum=0.1, eps=1e-5
    )
    return result.numpy(), running_mean.numpy(), running_variance.numpy()


def moved(images: Array, right: int, down: int) -> Array:
    """The images, moved by whole pixels, with 0 where nothing was. images: float64 (n, height, width)."""
    return F.pad(torch.tensor(images), (right, -right, down, -down)).numpy()
