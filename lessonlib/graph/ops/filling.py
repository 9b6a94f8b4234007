"""Tensors made from a rule instead of data: zeros, ones, one-hot rows, and choosing between two tensors."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import as_array, as_tensor, constant, convert_to_tensor, create, partner_dtype
from lessonlib.graph.dtypes import DType, as_dtype, bool_, float32, int32, int64
from lessonlib.graph.errors import DTypeError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import shape_from_vector
from lessonlib.graph.ops.broadcast import sum_to
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import as_shape, compatible
from lessonlib.graph.types import DTypeLike, ShapeLike, SizesLike, TensorLike


def one_hot_of(
    indices: torch.Tensor, depth: int, on: float, off: float, dim: int, dtype: torch.dtype
) -> torch.Tensor:
    classes = torch.arange(depth, device=indices.device)
    hot = indices.unsqueeze(-1) == classes
    return torch.where(hot, on, off).to(dtype).movedim(-1, dim)


def fill_with(dims: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    return value.expand(dims.tolist()).clone()


def keep_where(g: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
    return torch.where(condition, g, torch.zeros((), dtype=g.dtype, device=g.device))


def choose_rows(rows: torch.Tensor, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return torch.where(rows.reshape(-1, *[1] * (x.dim() - 1)), x, y)


def drop_where(g: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
    return torch.where(condition, torch.zeros((), dtype=g.dtype, device=g.device), g)


@tf_export("one_hot")
def one_hot(
    indices: TensorLike, depth: int, on_value: Any = None, off_value: Any = None, axis: int | None = None,
    dtype: DTypeLike | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """``on_value`` (1) at the index, ``off_value`` (0) elsewhere, along a new axis of size ``depth``.

    Its dtype is ``dtype``, or that of the values, or float32. Raises TypeError when these differ.
    """
    given = {
        name: as_array(v, None)
        for name, v in (("on_value", on_value), ("off_value", off_value))
        if v is not None
    }
    kind = _one_dtype(given, None if dtype is None else as_dtype(dtype))
    on, off = (
        given[name][0].item() if name in given else value
        for name, value in (("on_value", 1), ("off_value", 0))
    )
    attrs = {
        "depth": int(depth),
        "on": on,
        "off": off,
        "dim": -1 if axis is None else int(axis),
        "dtype": kind.torch,
    }
    places = convert_to_tensor(indices)
    if not places.dtype.is_integer:
        raise DTypeError(f"The indices of tf.one_hot are integers, but {places.name} is {places.dtype.name}.")
    return create("OneHot", places, name=name or "one_hot", **attrs)


def _one_dtype(given: dict[str, tuple[Any, DType]], dtype: DType | None) -> DType:
    """The dtype of the values, of which an int also fits a float dtype that is asked for."""
    kinds = {
        name: kind
        for name, (_, kind) in given.items()
        if not (dtype and kind.is_integer and not dtype.is_bool)
    }
    wanted = dtype or next(iter(kinds.values()), float32)
    for name, kind in kinds.items():
        if kind is not wanted:
            raise DTypeError(f"dtype {kind.name} of {name} does not match dtype {wanted.name} of the others.")
    return wanted


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
    """A tensor of shape ``dims`` (a list or an int tensor) that holds one value."""
    refuse("tf.fill", "leave it out: tensors are not spread over machines.", layout=layout)
    return create("Fill", convert_to_tensor(dims, int32), value, name=name or "Fill")


@tf_export("zeros")
def zeros(shape: SizesLike, dtype: DTypeLike = float32, name: str = "zeros", layout: Any = None) -> Tensor:
    """A tensor of zeros."""
    refuse("tf.zeros", "leave it out: tensors are not spread over machines.", layout=layout)
    return _filled(0, shape, dtype, name)


@tf_export("eye")
def eye(
    num_rows: int, num_columns: int | None = None, batch_shape: ShapeLike | None = None, dtype: DTypeLike = float32,
    name: str = "eye",
) -> Tensor:  # fmt: skip
    """Ones on the diagonal and zeros elsewhere: (num_rows, num_columns), square when one number is given.

    ``batch_shape`` puts axes in front, along which the matrix is repeated.
    """
    matrix = np.eye(num_rows, num_columns)
    batch = tuple(size or 0 for size in as_shape(batch_shape) or ())
    return constant(np.broadcast_to(matrix, (*batch, *matrix.shape)), dtype, name=name)


@tf_export("ones")
def ones(shape: SizesLike, dtype: DTypeLike = float32, name: str = "ones", layout: Any = None) -> Tensor:
    """A tensor of ones."""
    refuse("tf.ones", "leave it out: tensors are not spread over machines.", layout=layout)
    return _filled(1, shape, dtype, name)


def _filled(value: int, sizes: SizesLike, dtype: DTypeLike, name: str) -> Tensor:
    if as_tensor(sizes) is not None:
        return fill(sizes, constant(value, as_dtype(dtype)), name=name)
    return constant(np.full(as_shape(sizes) or (), value), as_dtype(dtype), name=name)


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
register("OneHot", "indices", one_hot_of, NOT_DIFFERENTIABLE)
register("ZerosLike", "x", torch.zeros_like, NOT_DIFFERENTIABLE)
register("OnesLike", "x", torch.ones_like, NOT_DIFFERENTIABLE)
register(
    "Fill", "dims value", fill_with, (None, lambda g, y, dims, value: create("Sum", g)), same="",
    shape=lambda dims, value: shape_from_vector(value, dims),
)  # fmt: skip
