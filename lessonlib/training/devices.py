"""Where to compute: on the graphics card if there is one, otherwise on the processor."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import nn
from torch.optim import Optimizer


def choose_device(name: str = "auto") -> torch.device:
    """The device called `name` ("cpu", "cuda", "cuda:1"); "auto" is CUDA if it is available, otherwise the CPU.

    Raises RuntimeError when a CUDA device is asked for that PyTorch cannot see.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    device = torch.device(name)
    seen = torch.cuda.device_count() if device.type == "cuda" else 0
    if device.type == "cuda" and (device.index or 0) >= seen:
        raise RuntimeError(
            f"device {name!r} was asked for, but PyTorch sees {seen} CUDA devices: "
            'use choose_device("auto"), or install the driver and a CUDA build of torch'
        )
    return device


def move(model: nn.Module, optimizers: Iterable[Optimizer], name: str | None = None) -> torch.device:
    """Move a model, and its optimizers' state, to the device called `name`; without a name they stay where they are.

    Returns the device of the model. Raises RuntimeError as `choose_device` does, and ValueError for a model without
    parameters.
    """
    parameter = next(model.parameters(), None)
    if parameter is None:
        raise ValueError(
            f"{type(model).__name__} has no parameters, so there is nothing to train by gradients"
        )
    if name is not None and parameter.device != choose_device(name):
        model.to(choose_device(name))
        for optimizer in optimizers:
            optimizer.load_state_dict(optimizer.state_dict())  # puts its state where its parameters are now
    return parameter.device
