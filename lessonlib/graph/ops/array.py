"""Operations that rearrange, cut and join tensors."""

from __future__ import annotations

import math
from typing import Any, TypeVar

import numpy as np
import torch

from lessonlib.graph.create import as_tensor, constant_value, convert_to_tensor, create, holds_tensor, one_of
from lessonlib.graph.dtypes import as_dtype, int32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.foresight import known_number, known_sizes, known_value, size_vector
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import Shape, as_shape, is_known, show
from lessonlib.graph.types import AxisLike, DTypeLike, SizesLike, TensorLike

T = TypeVar("T")


def identity_of(x: T) -> T:
    return x


def cut_off(x: torch.Tensor) -> torch.Tensor:
    """x; detached, as inside a loop torch itself takes the gradient of the body."""
    return x.detach() if isinstance(x, torch.Tensor) else x


def squeezed(x: torch.Tensor, dim: tuple[int, ...] | None = None) -> torch.Tensor:
    """torch.squeeze, but an axis of another size than 1 is an error, as in TensorFlow."""
    for axis in dim or ():
        if x.shape[axis] != 1:
            raise InvalidValueError(
                f"Can not squeeze dim[{axis}], expected a dimension of 1, got {x.shape[axis]}."
            )
    return torch.squeeze(x) if dim is None else torch.squeeze(x, dim)


def shape_of(x: torch.Tensor, dtype: torch.dtype = torch.int32) -> torch.Tensor:
    return torch.tensor(x.shape, dtype=dtype)


def size_of(x: torch.Tensor, dtype: torch.dtype = torch.int32) -> torch.Tensor:
    return torch.tensor(x.numel(), dtype=dtype)


def rank_of(x: torch.Tensor) -> torch.Tensor:
    return torch.tensor(x.dim(), dtype=torch.int32)


def permute_by(x: torch.Tensor, perm: torch.Tensor) -> torch.Tensor:
    return x.permute(perm.tolist())


def permute_back(x: torch.Tensor, perm: torch.Tensor) -> torch.Tensor:
    return x.permute(torch.argsort(perm).tolist())


def _in_order(x: Tensor, perm: Tensor, back: bool = False) -> list[Any]:
    order = known_value(perm)
    if x.sizes is None or order is None:
        return [(x.dtype, None if x.sizes is None else (None,) * len(x.sizes))]
    return [(x.dtype, tuple(x.sizes[i] for i in (np.argsort(order) if back else order)))]


def reshape_to(x: torch.Tensor, shape: torch.Tensor) -> torch.Tensor:
    return x.reshape(shape.tolist())


def _reshaped(old: Shape, new: tuple[int, ...]) -> Shape:
    """The static shape after reshaping to ``new``, where one size may be -1."""
    if old is None or None in old:
        return as_shape(new)
    have, want = math.prod(size or 0 for size in old), math.prod(size for size in new if size != -1)
    if (have % max(want, 1) if -1 in new else have - want) != 0:
        raise ProbeError(
            f"Cannot reshape a tensor with {have} elements to shape {show(new)} ({want} elements)."
        )
    return tuple(have // max(want, 1) if size == -1 else size for size in new)


def _squeezed(x: Tensor, dim: tuple[int, ...] | None = None) -> list[Any]:
    if x.sizes is None or (dim is None and None in x.sizes):
        return [(x.dtype, None)]
    sizes = tuple(1 if size is None else size for size in x.sizes)
    try:
        squeezed(torch.empty(sizes, device="meta"), dim)
    except (ValueError, IndexError) as error:
        raise ProbeError(str(error)) from None
    gone = {i for i, size in enumerate(sizes) if size == 1} if dim is None else {i % len(sizes) for i in dim}
    return [(x.dtype, tuple(size for i, size in enumerate(x.sizes) if i not in gone))]


def _reshaped_to(x: Tensor, shape: Tensor) -> list[Any]:
    """The static shape after reshaping to a vector of sizes; of these, one that is unknown follows from the rest."""
    sizes = known_sizes(shape)
    if is_known(x.sizes) and sizes is not None and sizes.count(None) <= 1:
        sizes = _reshaped(x.sizes, tuple(-1 if size is None else size for size in sizes))
    return [(x.dtype, sizes)]


def _shape_like(x: Tensor) -> Any:
    """What to reshape to for the shape of x: plain sizes when at most one is unknown, else a node."""
    if x.sizes is None or x.sizes.count(None) > 1:
        return shape(x)
    return [-1 if size is None else size for size in x.sizes]


def _inverse(dims: tuple[int, ...]) -> list[int]:
    return [int(i) for i in np.argsort(dims)]


@tf_export("identity")
def identity(input: TensorLike, name: str | None = None) -> Tensor:
    """The same value as another node: it reads a variable at this place of the order of running."""
    return create("Identity", input, name=name or "Identity")


@tf_export("stop_gradient")
def stop_gradient(input: TensorLike, name: str | None = None) -> Tensor:
    """The same value; ``gradients`` does not go through it."""
    return create("StopGradient", input, name=name or "StopGradient")


@tf_export("reshape")
def reshape(tensor: TensorLike, shape: SizesLike, name: str | None = None) -> Tensor:
    """The same elements in another shape; one size may be -1. ``shape`` may be an int tensor."""
    value = constant_value(shape) if as_tensor(shape) is not None or not holds_tensor(shape) else None
    if value is not None and (value.dtype.kind in "iuO" or value.size == 0):
        sizes = tuple(int(size) for size in value.reshape(-1))
        return create("Reshape", tensor, shape=sizes, name=name or "Reshape")
    return create("ReshapeTo", tensor, size_vector(shape, "tf.reshape"), name=name or "Reshape")


@tf_export("transpose")
def transpose(
    a: TensorLike, perm: AxisLike | None = None, name: str | None = None, conjugate: bool = False
) -> Tensor:
    """The axes in the order ``perm``; reversed when not said. ``conjugate`` also conjugates complex numbers."""
    tensor = conj(a) if conjugate else convert_to_tensor(a)
    if perm is None:
        if tensor.sizes is None:
            raise InvalidValueError(f"Cannot transpose {tensor!r} without perm: its rank is unknown.")
        perm = range(len(tensor.sizes))[::-1]
    order = known_value(perm)
    if order is None:
        return create("TransposeBy", tensor, convert_to_tensor(perm), name=name or "transpose")
    return create("Transpose", tensor, dims=tuple(int(i) for i in order), name=name or "transpose")


@tf_export("conj", "math.conj")
def conj(x: TensorLike, name: str | None = None) -> Tensor:
    """The complex conjugate; real numbers as they are."""
    tensor = convert_to_tensor(x)
    return create("Conj", tensor, name=name or "Conj") if tensor.dtype.is_complex else tensor


@tf_export("expand_dims")
def expand_dims(
    input: TensorLike, axis: AxisLike | None = None, name: str | None = None, dim: AxisLike | None = None
) -> Tensor:
    """A new axis of size 1 at ``axis``. Raises ValueError when no axis is given."""
    place = one_of("axis", axis, "dim", dim)
    if place is None:
        raise InvalidValueError("tf.expand_dims needs the place of the new axis: tf.expand_dims(x, axis=0).")
    return create(
        "ExpandDims", input, dim=known_number(place, "The axis of tf.expand_dims"), name=name or "ExpandDims"
    )


@tf_export("squeeze")
def squeeze(
    input: TensorLike, axis: AxisLike | None = None, name: str | None = None, squeeze_dims: Any = None
) -> Tensor:
    """Without the axes of size 1: all of them, or those of ``axis``."""
    axis = one_of("axis", axis, "squeeze_dims", squeeze_dims)
    axes = None if axis is None else known_value(axis)
    if axis is not None and axes is None:
        raise InvalidValueError(
            f"tf.squeeze needs an axis that is known while the graph is built; got {axis!r}."
        )
    attrs = {} if axes is None or axes.size == 0 else {"dim": tuple(axes.reshape(-1).tolist())}
    return create("Squeeze", input, name=name or "Squeeze", **attrs)


@tf_export("shape")
def shape(input: TensorLike, name: str | None = None, out_type: DTypeLike = int32) -> Tensor:
    """The shape as a tensor of int32 (or ``out_type``), known when it runs."""
    return create("Shape", input, name=name or "Shape", **_counted_as(out_type))


@tf_export("rank")
def rank(input: TensorLike, name: str | None = None) -> Tensor:
    """The number of axes as an int32 tensor."""
    return create("Rank", input, name=name or "Rank")


@tf_export("size")
def size(input: TensorLike, name: str | None = None, out_type: DTypeLike = int32) -> Tensor:
    """The number of elements as a tensor of int32 (or ``out_type``)."""
    return create("Size", input, name=name or "Size", **_counted_as(out_type))


def _counted_as(out_type: DTypeLike) -> dict[str, Any]:
    """The attribute that says the dtype of a count; none for int32."""
    kind = as_dtype(out_type)
    return {} if kind is int32 else {"dtype": kind.torch}


register("Identity", "x", identity_of, (lambda g, y, x: g,), view=True, shape=lambda x: [(x.dtype, x.sizes)])
register("StopGradient", "x", cut_off, NOT_DIFFERENTIABLE, view=True, shape=lambda x: [(x.dtype, x.sizes)])
register(
    "Reshape", "x", torch.reshape, (lambda g, y, x, shape: reshape(g, _shape_like(x)),),
    view=True, shape=lambda x, shape: [(x.dtype, _reshaped(x.sizes, shape))],
)  # fmt: skip
register(
    "ReshapeTo", "x shape", reshape_to, (lambda g, y, x, s: reshape(g, _shape_like(x)), None),
    same="", view=True, shape=_reshaped_to,
)  # fmt: skip
register("Transpose", "x", torch.permute, (lambda g, y, x, dims: transpose(g, _inverse(dims)),), view=True)
register(
    "TransposeBy", "x perm", permute_by, (lambda g, y, x, perm: create("TransposeBack", g, perm), None),
    same="", view=True, shape=_in_order,
)  # fmt: skip
register(
    "TransposeBack", "x perm", permute_back, (lambda g, y, x, perm: create("TransposeBy", g, perm), None),
    same="", view=True, shape=lambda x, perm: _in_order(x, perm, back=True),
)  # fmt: skip
register("ExpandDims", "x", torch.unsqueeze, (lambda g, y, x, dim: reshape(g, _shape_like(x)),), view=True)
register(
    "Squeeze",
    "x",
    squeezed,
    (lambda g, y, x, **axes: reshape(g, _shape_like(x)),),
    view=True,
    shape=_squeezed,
)
register(
    "Shape",
    "x",
    shape_of,
    NOT_DIFFERENTIABLE,
    shape=lambda x, dtype=torch.int32: [(as_dtype(dtype), None if x.sizes is None else (len(x.sizes),))],
)
register("Rank", "x", rank_of, NOT_DIFFERENTIABLE, shape=lambda x: [(int32, ())])
register("Size", "x", size_of, NOT_DIFFERENTIABLE, shape=lambda x, dtype=torch.int32: [(as_dtype(dtype), ())])
register("Conj", "x", torch.conj_physical, (lambda g, y, x: conj(g),))
