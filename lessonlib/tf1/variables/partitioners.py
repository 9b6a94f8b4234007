"""Partitioners: how TensorFlow would split a large variable over servers. They are accepted; nothing is split here.

Each is called with a shape (and ``dtype``), and gives the number of parts along each axis.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from lessonlib.graph.dtypes import as_dtype, float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.shapes import as_shape
from lessonlib.graph.types import DTypeLike

Partitioner = Callable[..., list[int]]


@tf_export("fixed_size_partitioner")
def fixed_size_partitioner(num_shards: int, axis: int = 0) -> Partitioner:
    """At most ``num_shards`` parts along one axis."""

    def partitioner(shape: Any, **_: Any) -> list[int]:
        sizes = _sizes(shape)
        return _along(axis, len(sizes), min(sizes[axis], num_shards))

    return partitioner


@tf_export("variable_axis_size_partitioner")
def variable_axis_size_partitioner(
    max_shard_bytes: int, axis: int = 0, bytes_per_string_element: int = 16, max_shards: int | None = None
) -> Partitioner:
    """Parts of at most ``max_shard_bytes`` along one axis, and at most ``max_shards`` of them.

    Raises ValueError for a maximum that is not positive.
    """
    if max_shard_bytes < 1 or (max_shards is not None and max_shards < 1):
        raise InvalidValueError(
            f"Both must be positive: max_shard_bytes={max_shard_bytes}, max_shards={max_shards}."
        )

    def partitioner(shape: Any, dtype: DTypeLike = float32) -> list[int]:
        sizes = _sizes(shape)
        row = math.prod(sizes) // sizes[axis] * _bytes(dtype, bytes_per_string_element)
        if row > max_shard_bytes:
            return _along(axis, len(sizes), min(sizes[axis], max_shards or sizes[axis]))
        count = min(sizes[axis], math.ceil(sizes[axis] / (max_shard_bytes // row)))
        return _along(axis, len(sizes), min(count, max_shards or count))

    return partitioner


@tf_export("min_max_variable_partitioner")
def min_max_variable_partitioner(
    max_partitions: int = 1,
    axis: int = 0,
    min_slice_size: int = 256 << 10,
    bytes_per_string_element: int = 16,
) -> Partitioner:
    """At most ``max_partitions`` parts along one axis, each of at least ``min_slice_size`` bytes."""

    def partitioner(shape: Any, dtype: DTypeLike = float32) -> list[int]:
        sizes = _sizes(shape)
        total = math.prod(sizes) * _bytes(dtype, bytes_per_string_element)
        return _along(axis, len(sizes), min(sizes[axis], max_partitions, max(1, total // min_slice_size)))

    return partitioner


def _sizes(shape: Any) -> list[int]:
    sizes = as_shape(shape)
    if sizes is None or None in sizes:
        raise InvalidValueError(f"shape {shape!r} is not fully defined.")
    return [size or 0 for size in sizes]


def _bytes(dtype: DTypeLike, of_string: int) -> int:
    kind = as_dtype(dtype)
    return of_string if kind.name == "string" else kind.size


def _along(axis: int, rank: int, count: int) -> list[int]:
    parts = [1] * rank
    parts[axis] = count
    return parts
