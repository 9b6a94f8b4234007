"""Values of torch that are no more than a name: a device, a dtype."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

_DTYPE = re.compile(r"[a-z0-9_]{1,20}")
_DEVICE = re.compile(r"[a-z]{1,12}(:\d{1,3})?")


def torch_parts(value: Any) -> tuple[str, list[Any]] | None:
    """The tag and the parts of such a value; None for other values."""
    if (torch := sys.modules.get("torch")) is None:
        return None
    own = type(value)
    if own is torch.device:
        return "torch_device", [str(value)]
    return ("torch_dtype", [str(value).removeprefix("torch.")]) if own is torch.dtype else None


def _device(name: str) -> Any:
    import torch

    if not _DEVICE.fullmatch(name):
        raise ValueError
    return torch.device(name)


def _dtype(name: str) -> Any:
    import torch

    found = getattr(torch, name) if _DTYPE.fullmatch(name) else None
    if not isinstance(found, torch.dtype):
        raise ValueError
    return found


TORCH_MAKE: dict[str, Callable[..., Any]] = {"torch_device": _device, "torch_dtype": _dtype}
