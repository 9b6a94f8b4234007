"""Numbers in a row: `tf.range` and `tf.linspace`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import as_tensor, constant, constant_value, convert_to_tensor, create
from lessonlib.graph.dtypes import as_dtype, float32, float64, int32, int64
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.foresight import known_value
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.literal import as_array
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.math import cast
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import DTypeLike, TensorLike

_WIDTHS = (int32, int64, float32, float64)  # the dtypes of tf.range, narrowest first


def count_from(start: torch.Tensor, limit: torch.Tensor, delta: torch.Tensor) -> torch.Tensor:
    first, last, step = start.item(), limit.item(), delta.item()
    if step == 0 or (last - first) * step < 0:
        raise InvalidValueError(f"tf.range cannot count from {first} to {last} in steps of {step}.")
    return torch.arange(first, last, step, dtype=start.dtype, device=start.device)


@tf_export("range")
def range_(
    start: TensorLike,
    limit: TensorLike | None = None,
    delta: TensorLike = 1,
    dtype: DTypeLike | None = None,
    name: str = "range",
) -> Tensor:
    """The numbers from start (0 when only one bound is given) up to, not including, limit.

    The bounds may be scalar tensors. Raises ValueError when delta is 0 or a bound is no scalar.
    """
    if limit is None:
        start, limit = 0, start
    bounds = [constant_value(bound) for bound in (start, limit, delta)]
    if any(bound is None for bound in bounds):
        return _range_at_run([start, limit, delta], dtype, name)
    numbers: list[Any] = [bound.item() for bound in bounds if bound is not None and bound.size == 1]
    if len(numbers) < 3 or numbers[2] == 0 or (numbers[1] - numbers[0]) * numbers[2] < 0:
        raise InvalidValueError(
            f"tf.range needs scalars, and a delta that leads from start to limit; got {start!r}, {limit!r} and "
            f"{delta!r}."
        )
    array, kind = as_array(np.arange(*numbers).tolist(), None if dtype is None else as_dtype(dtype))
    return constant(array, kind, name=name)


def _range_at_run(bounds: Sequence[TensorLike], dtype: DTypeLike | None, name: str) -> Tensor:
    """In the widest dtype of the bounds, as in TensorFlow, when none is asked for."""
    given = [as_tensor(bound) for bound in bounds]
    kinds = [t.dtype if t is not None else as_array(b, None)[1] for t, b in zip(given, bounds, strict=True)]
    kind = max(kinds, key=_WIDTHS.index) if dtype is None else as_dtype(dtype)
    tensors = [
        cast(bound, kind) if t is not None else convert_to_tensor(bound, kind)
        for t, bound in zip(given, bounds, strict=True)
    ]
    return create("Range", *tensors, name=name)


def _range_shape(start: Tensor, limit: Tensor, delta: Tensor) -> list[Any]:
    if any(bound.sizes not in ((), None) for bound in (start, limit, delta)):
        raise ProbeError("The bounds of tf.range are scalars.")
    values = [known_value(bound) for bound in (start, limit, delta)]
    known = [int(value) for value in values if value is not None and start.dtype.is_integer]
    if len(known) < 3 or known[2] == 0:
        return [(start.dtype, (None,))]
    return [(start.dtype, (len(range(*known)),))]


@tf_export("lin_space", "linspace")
def lin_space(start: float, stop: float, num: int, name: str | None = None, axis: int = 0) -> Tensor:
    """``num`` evenly spaced float32 numbers from start to stop, both included, along the only axis, 0 or -1."""
    if axis not in (0, -1):
        raise InvalidValueError(f"tf.linspace of two numbers has only axis 0, but axis is {axis}.")
    return convert_to_tensor(torch.linspace(start, stop, num), float32, name=name or "LinSpace")


register("Range", "start limit delta", count_from, NOT_DIFFERENTIABLE, takes="real", shape=_range_shape)
