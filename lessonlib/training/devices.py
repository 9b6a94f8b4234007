"""Where to compute: the graphics card when there is one, else the processor."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import nn
from torch.optim import Optimizer


def choose_device(name: str = "auto") -> torch.device:
    """The device called `name` ("cpu", "cuda", "cuda:1"); with "auto" CUDA if it is there, the CPU if not.

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
    """Bring a model, and what its optimizers remember of it, to the device called `name`; without a name nowhere.

    Returns the device that the model is on then. Raises RuntimeError as `choose_device` does, and ValueError for
    a model without parameters.
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
