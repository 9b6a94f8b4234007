"""Devices: what a name such as ``/gpu:0`` means where the graph runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.node import Operation

_NAME = re.compile(
    r"(?:/job:\w+)?(?:/replica:\d+)?(?:/task:\d+)?/?(?:device:)?(cpu|gpu):(\d+|\*)", re.IGNORECASE
)


@dataclass(frozen=True)
class Devices:
    """Where a session's operations run.

    Args:
        home: the session's own device. Feeds, constants and variables live here, and so do updates of variables.
        num_gpus: how many CUDA devices there are.
    """

    home: torch.device
    num_gpus: int

    @classmethod
    def around(cls, home: torch.device) -> Devices:
        if home == torch.device("cuda"):
            home = torch.device("cuda", torch.cuda.current_device())
        return cls(home, torch.cuda.device_count())

    def named(self, name: str) -> torch.device:
        """The device of this name, as TensorFlow with soft placement finds it: a GPU that is not there is the CPU."""
        kind, index = parse(name)
        if kind == "cpu":
            return torch.device("cpu")
        if index < self.num_gpus:
            return torch.device("cuda", index)
        return (
            self.home if self.num_gpus == 0 else torch.device("cpu")
        )  # another kind of accelerator, or the CPU

    def away(self, op: Operation) -> torch.device | None:
        """The device on which ``op`` runs, when that is not the session's own.

        Where an operation without tensor inputs makes its output does not matter to anyone, and updates stay with
        their variables.
        """
        if not op.device or op.entry.writes or op.entry.optional:
            return None
        takes, gives = [t.dtype.torch for t in op.inputs], [t.dtype.torch for t in op.outputs]
        if not any(takes) or not all(gives):
            return None
        device = self.named(op.device)
        return None if device == self.home else device


@dataclass(frozen=True)
class DeviceAttributes:
    """One device of this machine: its name, ``"CPU"`` or ``"GPU"``, and its memory in bytes (0: not known)."""

    name: str
    device_type: str
    memory_limit_bytes: int


def listed() -> list[DeviceAttributes]:
    """The devices of this machine: the CPU, and each CUDA device."""
    start = "/job:localhost/replica:0/task:0/device"
    gpus = [torch.cuda.get_device_properties(i).total_memory for i in range(torch.cuda.device_count())]
    return [
        DeviceAttributes(f"{start}:CPU:0", "CPU", 0),
        *[DeviceAttributes(f"{start}:GPU:{i}", "GPU", memory) for i, memory in enumerate(gpus)],
    ]


def parse(name: str) -> tuple[str, int]:
    """("cpu" or "gpu", number) of a device name. Raises ValueError when it is none."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise InvalidValueError(
            f"Malformed device specification '{name}'.\n"
            "  Remedy: write '/cpu:0' or '/gpu:0', or None for the session's own."
        )
    return match[1].lower(), 0 if match[2] == "*" else int(match[2])


def as_scope(given: Any) -> str | Callable[[Operation], str]:
    """What ``tf.device`` is given, checked: a name, a function from an operation to a name, or None (no device)."""
    if given is None:
        return ""
    if callable(given):
        return lambda op: _checked(given(op) or "")
    return _checked(given.to_string() if hasattr(given, "to_string") else str(given))


def _checked(name: str) -> str:
    if name:
        parse(name)
    return name
