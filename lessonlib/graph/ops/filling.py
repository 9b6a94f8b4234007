"""Tensors made from a rule instead of data: zeros, ones, one-hot rows, and choosing between two tensors."""

from __future__ import annotations

import numpy as np
import torch

from lessonlib.graph.create import as_tensor, constant, convert_to_tensor, create
from lessonlib.graph.dtypes import as_dtype, float32, int32
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import shape_from_vector
from lessonlib.graph.ops.broadcast import sum_to
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import as_shape
from lessonlib.graph.types import DTypeLike, SizesLike, TensorLike


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


def drop_where(g: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
    return torch.where(condition, torch.zeros((), dtype=g.dtype, device=g.device), g)


@tf_export("one_hot")
def one_hot(
    indices: TensorLike, depth: int, on_value: float = 1.0, off_value: float = 0.0, axis: int = -1,
    dtype: DTypeLike | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """``on_value`` at the index, ``off_value`` elsewhere, along a new axis of size ``depth``."""
    kind = (as_dtype(dtype) if dtype is not None else float32).torch
    return create(
        "OneHot",
        indices,
        depth=int(depth),
        on=on_value,
        off=off_value,
        dim=axis,
        dtype=kind,
        name=name or "one_hot",
    )


@tf_export("where")
def where(condition: TensorLike, x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x where the condition holds, y elsewhere; shapes broadcast."""
    return create("Where", condition, x, y, name=name or "Select")


@tf_export("fill")
def fill(dims: SizesLike, value: TensorLike, name: str | None = None) -> Tensor:
    """A tensor of shape ``dims`` (a list or an int tensor) that holds one value."""
    return create("Fill", convert_to_tensor(dims, int32), value, name=name or "Fill")


@tf_export("zeros")
def zeros(shape: SizesLike, dtype: DTypeLike = float32, name: str = "zeros") -> Tensor:
    """A tensor of zeros."""
    return _filled(0, shape, dtype, name)


@tf_export("eye")
def eye(
    num_rows: int, num_columns: int | None = None, dtype: DTypeLike = float32, name: str = "eye"
) -> Tensor:
    """Ones on the diagonal and zeros elsewhere: (num_rows, num_columns), square when one number is given."""
    return constant(np.eye(num_rows, num_columns), dtype, name=name)


@tf_export("ones")
def ones(shape: SizesLike, dtype: DTypeLike = float32, name: str = "ones") -> Tensor:
    """A tensor of ones."""
    return _filled(1, shape, dtype, name)


def _filled(value: int, sizes: SizesLike, dtype: DTypeLike, name: str) -> Tensor:
    if as_tensor(sizes) is not None:
        return fill(sizes, constant(value, as_dtype(dtype)), name=name)
    return constant(np.full(as_shape(sizes) or (), value), as_dtype(dtype), name=name)


@tf_export("zeros_like")
def zeros_like(tensor: TensorLike, dtype: DTypeLike | None = None, name: str | None = None) -> Tensor:
    """Zeros of the shape and dtype of another tensor."""
    return _like("ZerosLike", tensor, dtype, name or "zeros_like")


@tf_export("ones_like")
def ones_like(tensor: TensorLike, dtype: DTypeLike | None = None, name: str | None = None) -> Tensor:
    """Ones of the shape and dtype of another tensor."""
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
