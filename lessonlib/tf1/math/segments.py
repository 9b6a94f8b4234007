"""Reductions of the rows that have the same number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from lessonlib.graph.create import constant_value, create
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.shapes import Shape, compatible
from lessonlib.graph.types import TensorLike

_REDUCTIONS = {"prod": "prod", "min": "amin", "max": "amax"}


def of_sorted(data: torch.Tensor, ids: torch.Tensor, how: str) -> torch.Tensor:
    """The segments of ascending numbers; one that is skipped is 0, or 1 when it is a product."""
    if ids.dim() != 1 or len(ids) != len(data):
        raise InvalidValueError(
            f"segment_ids should be the same size as dimension 0 of input: {tuple(ids.shape)}, {tuple(data.shape)}."
        )
    numbers = ids.to(torch.int64)
    if len(ids) and (int(numbers[0]) < 0 or bool((numbers.diff() < 0).any())):
        raise InvalidValueError(f"segment ids must ascend from 0 on, but are {ids.tolist()}.")
    return _reduced(data, numbers, int(numbers[-1]) + 1 if len(ids) else 0, how, 1 if how == "prod" else 0)


def of_unsorted(data: torch.Tensor, ids: torch.Tensor, count: torch.Tensor, how: str) -> torch.Tensor:
    """``count`` segments of numbers in any order; rows with a negative number are left out."""
    if data.shape[: ids.dim()] != ids.shape:
        raise InvalidValueError(
            f"data of shape {tuple(data.shape)} must start with the shape of segment_ids, {tuple(ids.shape)}."
        )
    numbers, rows = ids.reshape(-1).to(torch.int64), data.reshape(-1, *data.shape[ids.dim() :])
    if numbers.numel() and int(numbers.max()) >= int(count):
        raise InvalidValueError(f"Segment {int(numbers.max())} is out of range [0, {int(count)}).")
    kept = (numbers >= 0).nonzero()[:, 0]
    rows, numbers = rows.index_select(0, kept), numbers[kept]
    return _reduced(rows, numbers, int(count), how, _neutral(how, data.dtype))


def _neutral(how: str, dtype: torch.dtype) -> float:
    """What a segment without rows is."""
    limits = (
        torch.finfo(dtype)
        if dtype.is_floating_point
        else torch.iinfo(dtype)
        if not dtype.is_complex
        else None
    )
    if how == "prod":
        return 1
    if limits is None or how not in ("min", "max"):
        return 0
    return limits.max if how == "min" else limits.min


def _reduced(rows: torch.Tensor, numbers: torch.Tensor, count: int, how: str, empty: float) -> torch.Tensor:
    start = torch.full((count, *rows.shape[1:]), empty, dtype=rows.dtype, device=rows.device)
    if how in _REDUCTIONS:
        index = numbers.reshape(-1, *[1] * (rows.dim() - 1)).expand_as(rows)
        return start.scatter_reduce(0, index, rows, _REDUCTIONS[how], include_self=False)
    total = start.index_add(0, numbers, rows)
    if how == "sum":
        return total
    sizes = torch.bincount(numbers, minlength=count).clamp(min=1).reshape(-1, *[1] * (rows.dim() - 1))
    if how == "sqrt_n":
        return total / sizes.to(rows.dtype).sqrt()
    return (
        total / sizes
        if rows.is_floating_point() or rows.is_complex()
        else torch.div(total, sizes, rounding_mode="trunc").to(rows.dtype)
    )


def _sorted_kind(how: str, summary: str) -> Callable[..., Tensor]:
    def function(data: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
        return create("Segment", data, segment_ids, how=how, name=name or f"Segment{how.capitalize()}")

    function.__doc__ = (
        f"The {summary} of the rows of each segment. ``segment_ids``, one for each row, ascend; the result has "
        "segment_ids[-1] + 1 rows."
    )
    return function


def _unsorted_kind(how: str, summary: str) -> Callable[..., Tensor]:
    def function(
        data: TensorLike, segment_ids: TensorLike, num_segments: TensorLike, name: str | None = None
    ) -> Tensor:
        type_ = f"UnsortedSegment{how.title().replace('_', '')}"
        return create("UnsortedSegment", data, segment_ids, num_segments, how=how, name=name or type_)

    function.__doc__ = (
        f"The {summary} of the slices of each of ``num_segments`` segments. The shape of ``segment_ids`` is the start "
        "of that of ``data``; what has a negative number is left out."
    )
    return function


segment_sum = tf_export("segment_sum", "math.segment_sum")(_sorted_kind("sum", "sum"))
segment_mean = tf_export("segment_mean", "math.segment_mean")(_sorted_kind("mean", "mean"))
segment_prod = tf_export("segment_prod", "math.segment_prod")(_sorted_kind("prod", "product"))
segment_min = tf_export("segment_min", "math.segment_min")(_sorted_kind("min", "smallest"))
segment_max = tf_export("segment_max", "math.segment_max")(_sorted_kind("max", "largest"))
unsorted_segment_sum = tf_export("unsorted_segment_sum", "math.unsorted_segment_sum")(
    _unsorted_kind("sum", "sum")
)
unsorted_segment_mean = tf_export("unsorted_segment_mean", "math.unsorted_segment_mean")(
    _unsorted_kind("mean", "mean")
)
unsorted_segment_sqrt_n = tf_export("unsorted_segment_sqrt_n", "math.unsorted_segment_sqrt_n")(
    _unsorted_kind("sqrt_n", "sum, divided by the root of their number,")
)
unsorted_segment_prod = tf_export("unsorted_segment_prod", "math.unsorted_segment_prod")(
    _unsorted_kind("prod", "product")
)
unsorted_segment_min = tf_export("unsorted_segment_min", "math.unsorted_segment_min")(
    _unsorted_kind("min", "smallest")
)
unsorted_segment_max = tf_export("unsorted_segment_max", "math.unsorted_segment_max")(
    _unsorted_kind("max", "largest")
)


def _segments_shape(data: Tensor, ids: Tensor, how: str) -> list[Any]:
    value = constant_value(ids)
    rows = None if value is None else int(value.max()) + 1 if value.size else 0
    if ids.sizes is not None and len(ids.sizes) != 1:
        raise ProbeError(f"segment_ids should be a vector, but have shape {ids.shape}.")
    return [(data.dtype, None if data.sizes is None else (rows, *data.sizes[1:]))]


def _unsorted_shape(data: Tensor, ids: Tensor, count: Tensor, how: str) -> list[Any]:
    value = constant_value(count)
    return [(data.dtype, _after(data.sizes, ids.sizes, None if value is None else int(value)))]


def _after(data: Shape, ids: Shape, rows: int | None) -> Shape:
    if data is None or ids is None:
        return None
    if not compatible(data[: len(ids)], ids):
        raise ProbeError(f"data of shape {data} must start with the shape of segment_ids, {ids}.")
    return (rows, *data[len(ids) :])


register("Segment", "data ids", of_sorted, BY_VJP, same="data", takes="number", shape=_segments_shape)
register(
    "UnsortedSegment",
    "data ids count",
    of_unsorted,
    BY_VJP,
    same="data",
    takes="number",
    shape=_unsorted_shape,
)
