"""Losses of examples and of weights, brought to the scale of one batch."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.create import constant_value, convert_to_tensor
from lessonlib.graph.dtypes import float32
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, shape
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.types import TensorLike


@tf_export("nn.compute_average_loss")
def compute_average_loss(
    per_example_loss: TensorLike, sample_weight: TensorLike | None = None, global_batch_size: Any = None
) -> Tensor:
    """The sum of the losses, each times its weight, divided by the size of the batch.

    Args:
        per_example_loss: (batch, ...), of a floating dtype.
        sample_weight: what the losses are multiplied by: of their shape, without their last axis, or one number.
        global_batch_size: an integer; the first size of ``per_example_loss`` when not said.

    Raises ValueError when the losses are a scalar or the size is not positive; TypeError when it is no integer.
    """
    losses = convert_to_tensor(per_example_loss)
    if losses.sizes == ():
        raise InvalidValueError(
            "Invalid value passed for `per_example_loss`: expected a tensor with at least rank 1, but got a scalar."
        )
    if sample_weight is not None:
        losses = cast(cast(losses, float32) * _lined_up(sample_weight, losses), losses.dtype)
    count = shape(losses)[0] if global_batch_size is None else convert_to_tensor(global_batch_size)
    _check_count(count)
    return reduce_sum(losses) / cast(count, losses.dtype)


def _lined_up(sample_weight: TensorLike, losses: Tensor) -> Tensor:
    """The weights as float32, with a last axis of 1 where they lack the losses' last one."""
    weights = cast(convert_to_tensor(sample_weight), float32)
    if not weights.sizes or losses.sizes is None or len(losses.sizes) - len(weights.sizes) != 1:
        return weights
    return expand_dims(weights, -1)


def _check_count(count: Tensor) -> None:
    if not count.dtype.is_integer:
        raise InvalidTypeError(f"`global_batch_size` must be an int, but is {count.dtype.name}.")
    if count.sizes not in (None, ()):
        raise InvalidValueError(f"`global_batch_size` must be a scalar, but has shape {count.shape}.")
    known = constant_value(count)
    if known is not None and known < 0:
        raise InvalidValueError(f"`global_batch_size` must be non-negative, but is {known}.")


@tf_export("nn.scale_regularization_loss")
def scale_regularization_loss(regularization_loss: TensorLike) -> Tensor:
    """The sum of a regularization loss: the part of it that belongs to this one process."""
    return reduce_sum(convert_to_tensor(regularization_loss))
