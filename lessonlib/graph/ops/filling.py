"""Tensors made from a rule instead of data: zeros, ones, and choosing between two tensors."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import (
    as_tensor,
    constant,
    constant_value,
    convert_to_tensor,
    create,
    partner_dtype,
)
from lessonlib.graph.dtypes import as_dtype, bool_, float32, int32, int64, string
from lessonlib.graph.errors import InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.foresight import known_sizes, known_value, size_vector, sizes_or_tensor
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import reshape
from lessonlib.graph.ops.broadcast import sum_to
from lessonlib.graph.ops.elementwise import broadcast
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import compatible
from lessonlib.graph.types import DTypeLike, SizesLike, TensorLike


def fill_with(dims: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    return value.expand(dims.tolist()).clone()


def eye_of(
    batch: torch.Tensor, rows: torch.Tensor, columns: torch.Tensor, dtype: torch.dtype
) -> torch.Tensor:
    matrix = torch.eye(int(rows), int(columns), dtype=dtype, device=rows.device)
    return matrix.repeat([*batch.tolist(), 1, 1])


def _eye_shape(batch: Tensor, rows: Tensor, columns: Tensor, dtype: torch.dtype) -> list[Any]:
    leading, counts = known_sizes(batch), [known_value(number) for number in (rows, columns)]
    sizes = tuple(None if count is None else int(count) for count in counts)
    return [(as_dtype(dtype), None if leading is None else (*leading, *sizes))]


def _fill_shape(dims: Tensor, value: Tensor) -> list[Any]:
    if value.sizes not in ((), None):
        raise ProbeError(f"tf.fill takes one value, a scalar, but it has shape {value.shape}.")
    return [(value.dtype, known_sizes(dims))]


def keep_where(g: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
    return torch.where(condition, g, torch.zeros((), dtype=g.dtype, device=g.device))


def choose_rows(rows: torch.Tensor, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return torch.where(rows.reshape(-1, *[1] * (x.dim() - 1)), x, y)


def drop_where(g: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
    return torch.where(condition, torch.zeros((), dtype=g.dtype, device=g.device), g)


@tf_export("where")
def where(
    condition: TensorLike, x: TensorLike | None = None, y: TensorLike | None = None, name: str | None = None
) -> Tensor:
    """x where the condition holds, y elsewhere; x and y have one shape.

    The condition has their shape, or is a vector that chooses among their rows, or a scalar. Without x and y: the
    places of the elements that are True, int64 (number of them, rank). Raises ValueError when the shapes do not fit.
    """
    test = convert_to_tensor(condition, bool_)
    if x is None and y is None:
        return create("TruePlaces", test, name=name or "Where")
    if x is None or y is None:
        raise InvalidValueError("tf.where needs both x and y, or none of them.")
    first, second = (convert_to_tensor(v, partner_dtype(v, other)) for v, other in ((x, y), (y, x)))
    if not compatible(first.sizes, second.sizes):
        raise InvalidValueError(
            f"x and y of tf.where must have one shape, but have {first.shape} and {second.shape}."
        )
    sizes = first.sizes if first.sizes is not None else second.sizes
    if test.sizes is None or sizes is None or len(test.sizes) == len(sizes) or test.sizes == ():
        if test.sizes is not None and test.sizes != () and not compatible(test.sizes, sizes):
            raise InvalidValueError(
                f"The condition of tf.where has shape {test.shape}, but x and y {first.shape}."
            )
        return create("Where", test, first, second, name=name or "Select")
    if len(test.sizes) != 1 or not sizes or not compatible(test.sizes, sizes[:1]):
        raise InvalidValueError(
            f"The condition of tf.where must have the shape of x and y, {first.shape}, or be a vector with an element "
            f"for each of their rows, but has shape {test.shape}."
        )
    return create("WhereRows", test, first, second, name=name or "Select")


@tf_export("fill")
def fill(dims: SizesLike, value: TensorLike, name: str | None = None, layout: Any = None) -> Tensor:
    """A tensor of shape ``dims`` (a list or an int tensor) that holds one value.

    Raises TypeError when the sizes are no integers, and ValueError when ``value`` is no scalar.
    """
    refuse("tf.fill", "leave it out: tensors are not spread over machines.", layout=layout)
    return create("Fill", size_vector(dims, "tf.fill"), value, name=name or "Fill")


@tf_export("zeros")
def zeros(
    shape: SizesLike, dtype: DTypeLike = float32, name: str | None = None, layout: Any = None
) -> Tensor:
    """A tensor of zeros; ``shape`` is a list, which may hold tensors, or an int tensor."""
    refuse("tf.zeros", "leave it out: tensors are not spread over machines.", layout=layout)
    return _filled(0, shape, dtype, name or "zeros")


@tf_export("eye")
def eye(
    num_rows: TensorLike, num_columns: TensorLike | None = None, batch_shape: SizesLike | None = None,
    dtype: DTypeLike = float32, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Ones on the diagonal and zeros elsewhere: (num_rows, num_columns), square when one number is given.

    ``batch_shape`` puts axes in front, along which the matrix is repeated. All three may be int tensors.
    """
    columns = num_rows if num_columns is None else num_columns
    batch = () if batch_shape is None else sizes_or_tensor(batch_shape, "tf.eye")
    counts = [constant_value(number) for number in (num_rows, columns)]
    if isinstance(batch, Tensor) or any(count is None for count in counts):
        dims = [convert_to_tensor(number, int32) for number in (num_rows, columns)]
        leading = size_vector(() if batch_shape is None else batch_shape, "tf.eye")
        return create("Eye", leading, *dims, dtype=as_dtype(dtype).torch, name=name or "eye")
    rows, width = (int(count) for count in counts if count is not None)
    matrix = np.eye(rows, width)
    return constant(np.broadcast_to(matrix, (*batch, *matrix.shape)), dtype, name=name or "eye")


@tf_export("ones")
def ones(shape: SizesLike, dtype: DTypeLike = float32, name: str | None = None, layout: Any = None) -> Tensor:
    """A tensor of ones; ``shape`` is a list, which may hold tensors, or an int tensor."""
    refuse("tf.ones", "leave it out: tensors are not spread over machines.", layout=layout)
    return _filled(1, shape, dtype, name or "ones")


def _filled(value: int, sizes: SizesLike, dtype: DTypeLike, name: str) -> Tensor:
    kind = as_dtype(dtype)
    tensor = as_tensor(sizes)
    known = sizes_or_tensor(
        sizes if tensor is None or tensor.sizes != () else reshape(tensor, [1]), f"tf.{name}"
    )
    filling = b"" if kind is string else bool(value) if kind.is_bool else value
    if isinstance(known, Tensor):
        return fill(known, constant(filling, kind), name=name)
    return constant(np.full(known, filling), kind, name=name)


@tf_export("zeros_like")
def zeros_like(
    tensor: TensorLike, dtype: DTypeLike | None = None, name: str | None = None, optimize: bool = True
) -> Tensor:
    """Zeros of the shape and dtype of another tensor. ``optimize`` changes no value."""
    return _like("ZerosLike", tensor, dtype, name or "zeros_like")


@tf_export("ones_like")
def ones_like(
    tensor: TensorLike, dtype: DTypeLike | None = None, name: str | None = None, optimize: bool = True
) -> Tensor:
    """Ones of the shape and dtype of another tensor. ``optimize`` changes no value."""
    return _like("OnesLike", tensor, dtype, name or "ones_like")


def _like(type_: str, tensor: TensorLike, dtype: DTypeLike | None, name: str) -> Tensor:
    attrs = {} if dtype is None else {"dtype": as_dtype(dtype).torch}
    return create(type_, tensor, name=name, **attrs)


register(
    "Where", "condition x y", torch.where,
    (
        None,
        lambda g, z, condition, x, y: sum_to(create("KeepWhere", g, condition), x),
        lambda g, z, condition, x, y: sum_to(create("DropWhere", g, condition), y),
    ),
    same="x y",
    shape=broadcast,
)  # fmt: skip
register(
    "WhereRows", "condition x y", choose_rows,
    (
        None,
        lambda g, z, condition, x, y: create("WhereRows", condition, g, zeros_like(g)),
        lambda g, z, condition, x, y: create("WhereRows", condition, zeros_like(g), g),
    ),
    same="x y",
)  # fmt: skip
register(
    "TruePlaces", "condition", torch.nonzero, NOT_DIFFERENTIABLE,
    shape=lambda condition: [(int64, None if condition.sizes is None else (None, len(condition.sizes)))],
)  # fmt: skip
register(
    "KeepWhere", "g condition", keep_where, (lambda gg, y, g, c: create("KeepWhere", gg, c), None), same=""
)
register(
    "DropWhere", "g condition", drop_where, (lambda gg, y, g, c: create("DropWhere", gg, c), None), same=""
)
register("Eye", "batch rows columns", eye_of, NOT_DIFFERENTIABLE, same="", shape=_eye_shape)
register("ZerosLike", "x", torch.zeros_like, NOT_DIFFERENTIABLE)
register("OnesLike", "x", torch.ones_like, NOT_DIFFERENTIABLE)
register(
    "Fill", "dims value", fill_with, (None, lambda g, y, dims, value: create("Sum", g)), same="",
    shape=_fill_shape,
)  # fmt: skip
