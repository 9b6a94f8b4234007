"""What tests of single neurons compare with, kept out of the tests themselves: a learner reads those."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from lessonlib.models.perceptron import Perceptron

Array = np.ndarray[Any, Any]


def tlu(x: Array, w: Array, b: float) -> Array:
    """The answers of a threshold logic unit, which fires at 0. x: (n, k). w: (k,). Returns float64 (n,), 0 or 1."""
    return np.asarray(np.heaviside(np.einsum("nk,k->n", x, w) + b, 1.0))


def perceptron_step(w: Array, b: float, x: Array, target: int, lr: float) -> tuple[Array, float]:
    """Weights, float32 (k,), and bias of a perceptron after one look at the row x, (k,), of class 0 or 1."""
    neuron = Perceptron(len(w), lr)
    neuron.weight.copy_(torch.as_tensor(w))
    neuron.bias.fill_(b)
    neuron.learn(torch.as_tensor(x, dtype=torch.float32), target)
    return neuron.weight.numpy(), neuron.bias.item()


def logistic_descent(X: Any, y: Any, w: Any, b: Any, lr: float, steps: int) -> tuple[Array, float]:
    """Weights, float64 (k,), and bias of logistic regression after `steps` steps of gradient descent on all rows.

    X: (n, k). y: (n,) of 0 and 1. w: (k,) and b: (), to start from. The cost is the mean cross-entropy.
    """
    rows, targets = (torch.as_tensor(part, dtype=torch.float64) for part in (X, y))
    theta = [torch.as_tensor(part, dtype=torch.float64).clone().requires_grad_() for part in (w, b)]
    for _ in range(steps):
        cost = F.binary_cross_entropy_with_logits(rows @ theta[0] + theta[1], targets)
        slopes = torch.autograd.grad(cost, theta)
        theta = [
            (part - lr * slope).detach().requires_grad_() for part, slope in zip(theta, slopes, strict=True)
        ]
    return theta[0].detach().numpy(), theta[1].item()
