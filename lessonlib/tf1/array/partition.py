"""Rows sorted into several tensors, and put together again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from lessonlib.graph.create import constant_value, convert_to_tensor, create, create_several
from lessonlib.graph.dtypes import int32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.pieces import gather
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.shapes import Shape, common, compatible
from lessonlib.graph.types import TensorLike


def parted(data: torch.Tensor, partitions: torch.Tensor, count: int) -> tuple[torch.Tensor, ...]:
    numbers = partitions.reshape(-1)
    if data.shape[: partitions.dim()] != partitions.shape:
        raise InvalidValueError(
            f"data of shape {tuple(data.shape)} must start with the shape of partitions, {tuple(partitions.shape)}."
        )
    if numbers.numel() and not 0 <= int(numbers.min()) <= int(numbers.max()) < count:
        raise InvalidValueError(f"partitions must be from 0 to {count - 1}, but are {numbers.tolist()}.")
    rows = data.reshape(-1, *data.shape[partitions.dim() :])
    return tuple(rows.index_select(0, (numbers == i).nonzero()[:, 0]) for i in range(count))


def stitched(indices: list[torch.Tensor], data: list[torch.Tensor]) -> torch.Tensor:
    """Row indices[i][j] is data[i][j]; of rows that are given twice, the last one counts."""
    rest = data[0].shape[indices[0].dim() :]
    places = torch.cat([part.reshape(-1) for part in indices]).to(torch.int64)
    rows = torch.cat(
        [part.reshape(-1, *part.shape[i.dim() :]) for i, part in zip(indices, data, strict=True)]
    )
    size = int(places.max()) + 1 if places.numel() else 0
    if places.numel() and int(places.min()) < 0:
        raise InvalidValueError(f"The indices of tf.dynamic_stitch must be 0 or more, not {places.tolist()}.")
    return torch.zeros((size, *rest), dtype=rows.dtype, device=rows.device).index_copy(0, places, rows)


@tf_export("dynamic_partition")
def dynamic_partition(
    data: TensorLike, partitions: TensorLike, num_partitions: int, name: str | None = None
) -> list[Tensor]:
    """``num_partitions`` tensors: the i-th has the slices of ``data`` whose number in ``partitions`` is i.

    ``partitions`` are int32, from 0 to num_partitions - 1; their shape is the start of that of ``data``.
    """
    numbers = convert_to_tensor(partitions, int32)
    return list(
        create_several(
            "DynamicPartition", data, numbers, count=int(num_partitions), name=name or "DynamicPartition"
        )
    )


@tf_export("dynamic_stitch")
def dynamic_stitch(
    indices: Sequence[TensorLike], data: Sequence[TensorLike], name: str | None = None
) -> Tensor:
    """One tensor of the slices of ``data``: row indices[i][j] is data[i][j]. Of equal indices, the last one counts.

    It has as many rows as the largest index says; what no index names is 0.
    """
    if len(indices) != len(data) or not indices:
        raise InvalidValueError(
            f"tf.dynamic_stitch needs as many data as indices, but got {len(data)} and {len(indices)}."
        )
    places = [convert_to_tensor(part, int32) for part in indices]
    return create("DynamicStitch", places, list(data), name=name or "DynamicStitch")


def _parted_shape(data: Tensor, partitions: Tensor, count: int) -> list[Any]:
    lead = partitions.sizes
    if lead is None or data.sizes is None:
        return [(data.dtype, None)] * count
    if not compatible(data.sizes[: len(lead)], lead):
        raise ProbeError(
            f"data of shape {data.shape} must start with the shape of partitions, {partitions.shape}."
        )
    return [(data.dtype, (None, *data.sizes[len(lead) :]))] * count


def _stitched_shape(indices: list[Tensor], data: list[Tensor]) -> list[Any]:
    known = [constant_value(part) for part in indices]
    rows = None
    if all(value is not None for value in known):
        rows = max((int(value.max()) for value in known if value is not None and value.size), default=-1) + 1
    rest: Shape = None
    for part, places in zip(data, indices, strict=True):
        if part.sizes is not None and places.sizes is not None:
            own = part.sizes[len(places.sizes) :]
            rest = own if rest is None else common(rest, own)
    return [(data[0].dtype, None if rest is None else (rows, *rest))]


def _stitch_gradient(g: Tensor, y: Tensor, *inputs: Tensor) -> list[Tensor]:
    return [gather(g, places) for places in inputs[: len(inputs) // 2]]


register("DynamicPartition", "data partitions", parted, BY_VJP, same="", several=True, shape=_parted_shape)
register(
    "DynamicStitch", "indices* data*", stitched, (None, _stitch_gradient), same="data", shape=_stitched_shape
)
