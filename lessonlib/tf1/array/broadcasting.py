"""Tensors brought to a shape: broadcast, as grids, and as masks of lengths."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import constant_value, convert_to_tensor, create, create_several
from lessonlib.graph.dtypes import as_dtype, bool_, int32
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.foresight import known_sizes
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.broadcast import sum_to
from lessonlib.graph.ops.filling import where
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import TensorShape, as_shape, broadcast_shapes
from lessonlib.graph.types import DTypeLike, ShapeLike, SizesLike, TensorLike


def broadcast(x: torch.Tensor, shape: torch.Tensor) -> torch.Tensor:
    return torch.broadcast_to(x, shape.tolist()).clone()


def broadcast_sizes(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return torch.tensor(np.broadcast_shapes(x.tolist(), y.tolist()), dtype=x.dtype)


def grids(axes: list[torch.Tensor], indexing: str) -> tuple[torch.Tensor, ...]:
    flat = [axis.reshape(-1) for axis in axes]
    return tuple(grid.clone() for grid in torch.meshgrid(*flat, indexing=indexing))


def mask_of(lengths: torch.Tensor, longest: list[torch.Tensor], dtype: torch.dtype) -> torch.Tensor:
    size = int(longest[0]) if longest else int(lengths.max()) if lengths.numel() else 0
    places = torch.arange(size, device=lengths.device)
    return (places < lengths.unsqueeze(-1)).to(dtype)


@tf_export("broadcast_to")
def broadcast_to(input: TensorLike, shape: SizesLike, name: str | None = None) -> Tensor:
    """The tensor repeated along axes of size 1, and along new first axes, until it has this shape."""
    sizes = convert_to_tensor(shape, None if hasattr(shape, "dtype") else int32)
    return create("BroadcastTo", input, sizes, name=name or "BroadcastTo")


@tf_export("broadcast_static_shape")
def broadcast_static_shape(shape_x: ShapeLike, shape_y: ShapeLike) -> TensorShape:
    """The static shape to which two broadcast. Raises ValueError when they do not fit."""
    return TensorShape(broadcast_shapes(as_shape(shape_x), as_shape(shape_y)))


@tf_export("broadcast_dynamic_shape")
def broadcast_dynamic_shape(shape_x: TensorLike, shape_y: TensorLike) -> Tensor:
    """The shape (an int vector) to which tensors of two shapes, int vectors, broadcast."""
    return create("BroadcastArgs", shape_x, shape_y, name="BroadcastArgs")


@tf_export("where_v2")
def where_v2(
    condition: TensorLike, x: TensorLike | None = None, y: TensorLike | None = None, name: str | None = None
) -> Tensor:
    """x where the condition holds, y elsewhere; all three broadcast. Without x and y, as `where`."""
    if x is None or y is None:
        return where(condition, x, y, name=name)
    return create("Where", convert_to_tensor(condition, bool_), x, y, name=name or "SelectV2")


@tf_export("meshgrid")
def meshgrid(*args: TensorLike, indexing: str = "xy", name: str = "meshgrid") -> list[Tensor]:
    """Coordinates of all points of a grid: for each vector one tensor, along whose own axis it changes.

    With ``indexing="xy"`` the first two axes change places, as in a picture; with "ij" they do not.
    """
    if indexing not in ("xy", "ij"):
        raise InvalidValueError(f"indexing must be 'xy' or 'ij', but is {indexing!r}.")
    return list(create_several("Meshgrid", list(args), indexing=indexing, name=name)) if args else []


@tf_export("sequence_mask")
def sequence_mask(
    lengths: TensorLike, maxlen: TensorLike | None = None, dtype: DTypeLike = bool_, name: str | None = None
) -> Tensor:
    """True (or 1 of ``dtype``) in the first lengths[i...] of ``maxlen`` places: lengths' shape and one axis more.

    ``maxlen`` is the largest length when not given. ``lengths`` are integers.
    """
    given, limit = convert_to_tensor(lengths), [] if maxlen is None else [convert_to_tensor(maxlen)]
    if not given.dtype.is_integer:
        raise InvalidTypeError(f"The lengths of tf.sequence_mask are integers, but are {given.dtype.name}.")
    if limit and limit[0].sizes not in (None, ()):
        raise InvalidValueError(f"maxlen must be a scalar for sequence_mask, but has shape {limit[0].shape}.")
    return create("SequenceMask", given, limit, dtype=as_dtype(dtype).torch, name=name or "SequenceMask")


def _mask_shape(lengths: Tensor, longest: list[Tensor], dtype: torch.dtype) -> list[Any]:
    known = constant_value(longest[0]) if longest else constant_value(lengths)
    size = None if known is None else int(known.max()) if known.size else 0
    return [(as_dtype(dtype), None if lengths.sizes is None else (*lengths.sizes, size))]


def _args_shape(x: Tensor, y: Tensor) -> list[Any]:
    ranks = [tensor.sizes[0] if tensor.sizes else None for tensor in (x, y)]
    known = [rank for rank in ranks if rank is not None]
    return [(x.dtype, (max(known) if len(known) == 2 else None,))]


register(
    "BroadcastTo", "x shape", broadcast, (lambda g, y, x, shape: sum_to(g, x), None), same="",
    shape=lambda x, shape: [(x.dtype, known_sizes(shape))],
)  # fmt: skip
register("BroadcastArgs", "x y", broadcast_sizes, NOT_DIFFERENTIABLE, takes="integer", shape=_args_shape)
register("Meshgrid", "axes*", grids, BY_VJP, several=True)
register("SequenceMask", "lengths longest*", mask_of, NOT_DIFFERENTIABLE, same="", shape=_mask_shape)
