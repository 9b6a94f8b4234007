"""Tensors as they are: passed on, with a checked shape, or asked what is known of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import as_tensor, constant_value, convert_to_tensor, create
from lessonlib.graph.dtypes import DType, float64, int32
from lessonlib.graph.errors import InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import identity, shape
from lessonlib.graph.ops.pieces import stack
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import Dimension, Shape, as_shape, compatible, merged, show
from lessonlib.graph.types import DTypeLike, ShapeLike, TensorLike


def of_sizes(x: torch.Tensor, sizes: Shape) -> torch.Tensor:
    if not compatible(tuple(x.shape), sizes):
        raise InvalidValueError(
            f"Shape {tuple(x.shape)} is not compatible with expected shape {show(sizes)}."
        )
    return x


def now() -> torch.Tensor:
    return torch.tensor(time.time(), dtype=torch.float64)


def _checked(x: Tensor, sizes: Shape) -> list[tuple[DType, Shape]]:
    if not compatible(x.sizes, sizes):
        raise ProbeError(f"A tensor of shape {x.shape} cannot have shape {show(sizes)}.")
    return [(x.dtype, merged(x.sizes, sizes))]


register("EnsureShape", "x", of_sizes, (lambda g, y, x, sizes: g,), view=True, shape=_checked)
register("Timestamp", "", now, NOT_DIFFERENTIABLE, stateful=True, shape=lambda: [(float64, ())])


@tf_export("ensure_shape")
def ensure_shape(x: TensorLike, shape: ShapeLike | None, name: str | None = None) -> Tensor:
    """x, which must have this shape: raises ValueError now when it cannot, and fails at a run when it has not.

    Its static shape becomes as well known as ``shape``, in which None is an unknown size.
    """
    return create("EnsureShape", x, sizes=as_shape(shape), name=name or "EnsureShape")


@tf_export("identity_n")
def identity_n(input: Sequence[TensorLike], name: str | None = None) -> list[Tensor]:
    """The same tensors as other nodes."""
    return [identity(item, name=name or "IdentityN") for item in input]


@tf_export("guarantee_const")
def guarantee_const(input: TensorLike, name: str | None = None) -> Tensor:
    """The same value: a promise, of which nothing is made here, that it is the same at each run."""
    return identity(input, name=name or "GuaranteeConst")


@tf_export("shape_n")
def shape_n(
    input: Sequence[TensorLike], out_type: DTypeLike = int32, name: str | None = None
) -> list[Tensor]:
    """The shape of each tensor."""
    return [shape(item, name=name or "ShapeN", out_type=out_type) for item in input]


@tf_export("parallel_stack")
def parallel_stack(values: Sequence[TensorLike], name: str = "parallel_stack") -> Tensor:
    """Tensors of one known shape joined along a new first axis."""
    return stack(values, 0, name=name)


@tf_export("is_tensor")
def is_tensor(x: object) -> bool:
    """Whether x is a tensor, a variable or what else stands for a tensor."""
    return as_tensor(x) is not None


@tf_export("is_numeric_tensor", "debugging.is_numeric_tensor")
def is_numeric_tensor(tensor: object) -> bool:
    """Whether it is a tensor of numbers: not of bool or string."""
    node = as_tensor(tensor)
    return node is not None and node.dtype.kind in "ifc"


@tf_export("get_static_value")
def get_static_value(tensor: TensorLike, partial: bool = False) -> np.ndarray[Any, Any] | None:
    """The value of a constant tensor as NumPy, or None when only a run can tell it.

    ``partial`` is refused: a value is known as a whole or not.
    """
    refuse("tf.get_static_value", "leave it out, and look at the static shape.", partial=partial)
    return constant_value(convert_to_tensor(tensor))


@tf_export("dimension_value")
def dimension_value(dimension: Any) -> int | None:
    """The number of a static size, or None when it is unknown."""
    value: int | None = getattr(dimension, "value", dimension)
    return value


@tf_export("dimension_at_index")
def dimension_at_index(shape: Any, index: int) -> Dimension:
    """The size of a static shape at an axis, as a Dimension; an unknown one when the rank is unknown."""
    sizes = as_shape(shape)
    return Dimension(None if sizes is None else sizes[index])


@tf_export("timestamp")
def timestamp(name: str | None = None) -> Tensor:
    """The seconds since 1970 at the time of each run, as float64."""
    return create("Timestamp", name=name or "Timestamp")
