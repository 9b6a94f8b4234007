"""Where to compute: the graphics card when there is one, else the processor."""

from __future__ import annotations

import torch


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
