"""A traced run, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from lessonlib.graph.node import Operation
from lessonlib.graph.values import to_numpy


@dataclass(frozen=True)
class Step:
    """One operation of a traced run: name, type, names of its inputs, value (NumPy), shape, and time in seconds.

    ``value`` and ``shape`` are None for an operation without output, tuples for several outputs.
    """

    name: str
    type: str
    inputs: tuple[str, ...]
    value: Any
    shape: Any
    seconds: float


def step_of(op: Operation, outputs: tuple[Any, ...], seconds: float) -> Step:
    values = tuple(to_numpy(v.clone()) if isinstance(v, torch.Tensor) else v for v in outputs)
    value = None if not values else values[0] if len(values) == 1 else values
    shapes = tuple(np.shape(v) for v in values)
    shape = None if not values else shapes[0] if len(values) == 1 else shapes
    return Step(op.name, op.type, tuple(t.op.name for t in op.inputs), value, shape, seconds)
