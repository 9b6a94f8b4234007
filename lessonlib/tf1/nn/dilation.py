"""Dilation of any operation on images: its pixels are dealt out to more, smaller images, and collected again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lessonlib.graph.create import constant_value, convert_to_tensor
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.foresight import known_sizes
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import shape
from lessonlib.graph.ops.pieces import gather
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.array.blocks import batch_to_space_nd, required_space_to_batch_paddings, space_to_batch_nd


@tf_export("nn.with_space_to_batch")
def with_space_to_batch(
    input: TensorLike, dilation_rate: Any, padding: str, op: Callable[[Tensor, int, str], TensorLike],
    filter_shape: Any = None, spatial_dims: Sequence[int] | None = None, data_format: str | None = None,
) -> Tensor:  # fmt: skip
    """``op`` with its window spread out: a window of 3 at the rate 2 covers 5 pixels, of which it sees every second.

    Args:
        input: (batch, height, width, ..., channels), or with the channels second.
        dilation_rate: an integer for each spatial axis, known while the graph is built.
        padding: ``"SAME"`` or ``"VALID"``.
        op: called as ``op(images, number of spatial axes, padding)``; "VALID" when any rate is above 1.
        filter_shape: the size of the window along each spatial axis; needed for "SAME".
        spatial_dims: which axes these are; 1, 2, ... when not said, or 2, 3, ... with a data_format such as "NCHW".

    Raises ValueError for another padding, a rate below 1, or a missing filter_shape.
    """
    images = convert_to_tensor(input)
    rates = constant_value(dilation_rate)
    if rates is None or rates.ndim != 1:
        raise InvalidValueError(f"dilation_rate must be a list of known integers, not {dilation_rate!r}.")
    if (rates < 1).any():
        raise InvalidValueError(f"dilation_rate must be positive, but got dilation_rate={rates.tolist()}.")
    first = 2 if data_format is not None and data_format.startswith("NC") else 1
    axes = sorted(set(spatial_dims or range(first, first + len(rates))))
    if len(axes) != len(rates) or axes[0] < 1:
        raise InvalidValueError(
            f"{len(rates)} rates need as many spatial axes, none of which is the batch, but these are {axes}."
        )
    if (rates == 1).all():
        return convert_to_tensor(op(images, len(rates), padding))
    base = _base_paddings(rates.tolist(), padding, filter_shape)
    sizes = [images.sizes[axis] for axis in axes] if images.sizes is not None else [None]
    known: Any = sizes if None not in sizes else gather(shape(images), axes)
    paddings, crops = required_space_to_batch_paddings(known, list(rates), base)
    blocks = [1] * (axes[-1])
    for axis, rate in zip(axes, rates.tolist(), strict=True):
        blocks[axis - 1] = rate
    dealt = space_to_batch_nd(images, blocks, _widened(paddings, axes))
    return batch_to_space_nd(op(dealt, len(rates), "VALID"), blocks, _widened(crops, axes))


def _base_paddings(rates: list[int], padding: str, filter_shape: Any) -> list[list[int]]:
    """What is padded before and behind each spatial axis."""
    if padding == "VALID":
        return [[0, 0] for _ in rates]
    if padding != "SAME":
        raise InvalidValueError(f"padding must be 'SAME' or 'VALID', but is {padding!r}.")
    window = None if filter_shape is None else known_sizes(convert_to_tensor(filter_shape))
    if window is None or None in window:
        raise InvalidValueError("filter_shape must be specified, and known, for `SAME` padding.")
    totals = [(size or 0) * rate - rate for size, rate in zip(window, rates, strict=False)]
    return [[total // 2, total - total // 2] for total in totals]


def _widened(pairs: Any, axes: list[int]) -> Any:
    """Pairs for the axes from 1 on: nothing for those that are not spatial."""
    table = convert_to_tensor(pairs)
    rows: list[Any] = [[0, 0]] * axes[-1]
    for place, axis in enumerate(axes):
        rows[axis - 1] = table[place]
    return table if len(rows) == len(axes) else convert_to_tensor(rows)
