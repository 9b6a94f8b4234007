"""Activation functions by name. Each maps a tensor to a tensor of the same shape, element by element."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

Activation = Callable[[Tensor], Tensor]


def step(z: Tensor) -> Tensor:
    """1 where z >= 0, else 0: the threshold of the first artificial neurons (McCulloch and Pitts, 1943).

    Its derivative is 0 everywhere but at the jump, so gradient descent learns nothing through it.
    """
    return (z >= 0).to(z.dtype)


def identity(z: Tensor) -> Tensor:
    """z itself, of any shape. Without any other activation, several layers together are just one linear layer."""
    return z


ACTIVATIONS: dict[str, Activation] = {
    "identity": identity,
    "step": step,
    "logistic": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "softplus": F.softplus,
}
ACTIVATIONS["sigmoid"] = ACTIVATIONS["logistic"]  # both names are in use


def activation(name: str) -> Activation:
    """The activation function called `name`. Raises ValueError for a name that is not in the table."""
    if name not in ACTIVATIONS:
        raise ValueError(f"there is no activation {name!r}, expected one of: {', '.join(ACTIVATIONS)}")
    return ACTIVATIONS[name]
