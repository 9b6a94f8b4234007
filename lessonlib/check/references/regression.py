"""What tests of linear regression compare with, kept out of the tests themselves: a learner reads those."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

Array = np.ndarray[Any, Any]


def least_squares(X: Array, y: Array) -> Array:
    """The weights with the smallest mean squared error, the bias first.

    X: (m, n), without a column of ones. y: (m, 1). Returns float64 (n + 1, 1).

    Raises ValueError when the shapes do not fit, or when other weights would do equally well.
    """
    rows = np.column_stack([np.ones(len(X)), X])
    if y.shape != (len(X), 1):
        raise ValueError(f"y has shape {y.shape}, expected ({len(X)}, 1): one number for each row of X")
    theta, _, rank, _ = np.linalg.lstsq(rows, y.astype(np.float64), rcond=None)
    if rank < rows.shape[1]:
        raise ValueError(
            f"X of shape {X.shape} has several best weights, expected one: take more rows, and no feature that "
            "can be calculated from others"
        )
    return np.asarray(theta)


def standardise(X: Array, X_other: Array) -> tuple[Array, Array]:
    """Both, moved and divided by the means and standard deviations of the columns of X: (m, n), (k, n)."""
    mean, std = X.mean(axis=0, dtype=np.float64), X.std(axis=0, dtype=np.float64)
    return (X - mean) / std, (X_other - mean) / std


def mse(X: Array, y: Array, theta: Array) -> float:
    """The mean squared error of X @ theta. X: (m, n). y: (m, 1). theta: (n, 1)."""
    return _mse(X, y, torch.as_tensor(theta, dtype=torch.float64)).item()


def mse_gradient(X: Array, y: Array, theta: Array) -> Array:
    """The slopes of `mse` along theta, by automatic differentiation: float64 (n, 1)."""
    parameters = torch.tensor(theta, dtype=torch.float64, requires_grad=True)
    (slopes,) = torch.autograd.grad(_mse(X, y, parameters), parameters)
    return slopes.numpy()


def _mse(X: Array, y: Array, theta: torch.Tensor) -> torch.Tensor:
    predictions = torch.as_tensor(X, dtype=torch.float64) @ theta
    return torch.nn.functional.mse_loss(predictions, torch.as_tensor(y, dtype=torch.float64))


def descend(X: Array, y: Array, learning_rate: float, steps: int) -> Array:
    """The weights after gradient descent on all rows, from zeros. Arrays as for `mse`."""
    theta = np.zeros((X.shape[1], 1))
    for _ in range(steps):
        theta = theta - learning_rate * mse_gradient(X, y, theta)
    return theta
