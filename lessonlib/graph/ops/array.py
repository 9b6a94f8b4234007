"""Operations that rearrange, cut and join tensors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from lessonlib.graph.create import as_tensor, constant, constant_value, convert_to_tensor, create
from lessonlib.graph.dtypes import as_dtype, float32, int32
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.operators import implementation
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import Shape, as_shape, show


def identity_of(x: Any) -> Any:
    return x


def take(x: torch.Tensor, index: Any) -> torch.Tensor:
    return x[index]


def squeezed(x: torch.Tensor, dim: tuple[int, ...] | None = None) -> torch.Tensor:
    """torch.squeeze, but an axis of another size than 1 is an error, as in TensorFlow."""
    for axis in dim or ():
        if x.shape[axis] != 1:
            raise ValueError(f"Can not squeeze dim[{axis}], expected a dimension of 1, got {x.shape[axis]}.")
    return torch.squeeze(x) if dim is None else torch.squeeze(x, dim)


def pick(params: torch.Tensor, indices: torch.Tensor, dim: int) -> torch.Tensor:
    flat = torch.index_select(params, dim, indices.reshape(-1).to(torch.int64))
    return flat.reshape(*params.shape[:dim], *indices.shape, *params.shape[dim + 1 :])


def one_hot_of(
    indices: torch.Tensor, depth: int, on: float, off: float, dim: int, dtype: torch.dtype
) -> torch.Tensor:
    classes = torch.arange(depth, device=indices.device)
    hot = indices.unsqueeze(-1) == classes
    return torch.where(hot, on, off).to(dtype).movedim(-1, dim)


def shape_of(x: torch.Tensor) -> torch.Tensor:
    return torch.tensor(x.shape, dtype=torch.int32)


def size_of(x: torch.Tensor) -> torch.Tensor:
    return torch.tensor(x.numel(), dtype=torch.int32)


def reshape_to(x: torch.Tensor, shape: torch.Tensor) -> torch.Tensor:
    return x.reshape(shape.tolist())


def fill_with(dims: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    return value.expand(dims.tolist()).clone()


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


def _taken(x: Tensor, index: tuple[Any, ...]) -> list[Any]:
    """The static shape of x[index]; of an unknown size, any index may be there and any slice has an unknown size."""
    if x.sizes is None:
        return [(x.dtype, None)]
    used = sum(part is not None and part is not Ellipsis for part in index)
    full = (slice(None),) * (len(x.sizes) - used)
    at = index.index(Ellipsis) if Ellipsis in index else len(index)
    parts = [*index[:at], *full, *index[at + 1 :]]
    sizes, unknown = iter(x.sizes), []
    for i, part in enumerate(parts):
        if part is not None and next(sizes, 0) is None:
            parts[i] = 0 if isinstance(part, int) else slice(None)
            unknown.append(i)
    kept = [i for i, part in enumerate(parts) if not isinstance(part, int)]
    try:
        known = torch.empty([size or 0 if size is not None else 1 for size in x.sizes], device="meta")
        result = known[tuple(parts)].shape
    except (IndexError, ValueError) as error:
        raise ProbeError(str(error)) from None
    return [(x.dtype, tuple(None if i in unknown else n for i, n in zip(kept, result, strict=True)))]


def _shape_from_vector(x: Tensor, shape: Tensor) -> list[Any]:
    value = constant_value(shape)
    if value is not None:
        return [(x.dtype, as_shape(value.tolist()))]
    rank = shape.sizes[0] if shape.sizes else None
    return [(x.dtype, None if rank is None else (None,) * rank)]


register("Identity", "x", identity_of, (lambda g, y, x: g,), view=True, shape=lambda x: [(x.dtype, x.sizes)])
register(
    "StopGradient", "x", identity_of, NOT_DIFFERENTIABLE, view=True, shape=lambda x: [(x.dtype, x.sizes)]
)
register(
    "Reshape", "x", torch.reshape, (lambda g, y, x, shape: reshape(g, _shape_like(x)),),
    view=True, shape=lambda x, shape: [(x.dtype, _reshaped(x.sizes, shape))],
)  # fmt: skip
register(
    "ReshapeTo", "x shape", reshape_to, (lambda g, y, x, s: reshape(g, _shape_like(x)), None),
    same="", view=True, shape=_shape_from_vector,
)  # fmt: skip
register("Transpose", "x", torch.permute, (lambda g, y, x, dims: transpose(g, _inverse(dims)),), view=True)
register("ExpandDims", "x", torch.unsqueeze, (lambda g, y, x, dim: reshape(g, _shape_like(x)),), view=True)
register(
    "Squeeze",
    "x",
    squeezed,
    (lambda g, y, x, **axes: reshape(g, _shape_like(x)),),
    view=True,
    shape=_squeezed,
)
register("Take", "x", take, BY_VJP, view=True, shape=_taken)
register("Concat", "values*", torch.cat, BY_VJP)
register(
    "Stack", "values*", torch.stack, (lambda g, y, *values, dim: list(_listed(unstack(g, len(values), dim))),)
)
register("Unstack", "value", torch.unbind_copy, BY_VJP)
register("Gather", "params indices", pick, BY_VJP, same="")
register("OneHot", "indices", one_hot_of, NOT_DIFFERENTIABLE)
register("Tile", "x", torch.tile, BY_VJP)
register("Pad", "x", F.pad, BY_VJP)
register("Where", "condition x y", torch.where, BY_VJP, same="x y")
register("ZerosLike", "x", torch.zeros_like, NOT_DIFFERENTIABLE)
register("OnesLike", "x", torch.ones_like, NOT_DIFFERENTIABLE)
register(
    "Shape",
    "x",
    shape_of,
    NOT_DIFFERENTIABLE,
    shape=lambda x: [(int32, None if x.sizes is None else (len(x.sizes),))],
)
register("Size", "x", size_of, NOT_DIFFERENTIABLE, shape=lambda x: [(int32, ())])
register(
    "Fill", "dims value", fill_with, (None, lambda g, y, dims, value: create("Sum", g)), same="",
    shape=lambda dims, value: _shape_from_vector(value, dims),
)  # fmt: skip


def _shape_like(x: Tensor) -> Any:
    """What to reshape to for the shape of x: plain sizes when at most one is unknown, else a node."""
    if x.sizes is None or x.sizes.count(None) > 1:
        return shape(x)
    return [-1 if size is None else size for size in x.sizes]


def _inverse(dims: tuple[int, ...]) -> list[int]:
    return [int(i) for i in np.argsort(dims)]


def _listed(result: Any) -> Any:
    return result if isinstance(result, (tuple, list)) else (result,)


def identity(input: Any, name: str | None = None) -> Tensor:
    """The same value as another node: it reads a variable at this place of the order of running."""
    return create("Identity", input, name=name or "Identity")


def stop_gradient(input: Any, name: str | None = None) -> Tensor:
    """The same value; ``gradients`` does not go through it."""
    return create("StopGradient", input, name=name or "StopGradient")


def reshape(tensor: Any, shape: Any, name: str | None = None) -> Tensor:
    """The same elements in another shape; one size may be -1. ``shape`` may be an int tensor."""
    value = constant_value(shape) if as_tensor(shape) is not None or not _mixed(shape) else None
    if value is not None:
        sizes = tuple(int(size) for size in value.reshape(-1))
        return create("Reshape", tensor, shape=sizes, name=name or "Reshape")
    return create("ReshapeTo", tensor, convert_to_tensor(shape, int32), name=name or "Reshape")


def _mixed(shape: Any) -> bool:
    return isinstance(shape, (list, tuple)) and any(as_tensor(size) is not None for size in shape)


def transpose(a: Any, perm: Sequence[int] | None = None, name: str | None = None) -> Tensor:
    """The axes in the order ``perm``; reversed when not said."""
    tensor = convert_to_tensor(a)
    if perm is None:
        if tensor.sizes is None:
            raise ValueError(f"Cannot transpose {tensor!r} without perm: its rank is unknown.")
        perm = range(len(tensor.sizes))[::-1]
    return create("Transpose", tensor, dims=tuple(int(i) for i in perm), name=name or "transpose")


def expand_dims(input: Any, axis: Any = None, name: str | None = None, dim: Any = None) -> Tensor:
    """A new axis of size 1 at ``axis``."""
    return create("ExpandDims", input, dim=int(axis if axis is not None else dim), name=name or "ExpandDims")


def squeeze(input: Any, axis: Any = None, name: str | None = None, squeeze_dims: Any = None) -> Tensor:
    """Without the axes of size 1: all of them, or those of ``axis``."""
    axis = axis if axis is not None else squeeze_dims
    attrs = {} if axis is None else {"dim": tuple(np.atleast_1d(axis).tolist())}
    return create("Squeeze", input, name=name or "Squeeze", **attrs)


def concat(values: Sequence[Any], axis: int, name: str = "concat") -> Tensor:
    """Join tensors along an axis that they have; the other sizes must agree."""
    return create("Concat", list(values), dim=int(axis), name=name)


def stack(values: Sequence[Any], axis: int = 0, name: str = "stack") -> Tensor:
    """Join tensors of one shape along a new axis."""
    return create("Stack", list(values), dim=int(axis), name=name)


def unstack(value: Any, num: int | None = None, axis: int = 0, name: str = "unstack") -> list[Tensor]:
    """The slices along ``axis`` as a list. Raises ValueError when its size is neither known nor told (``num``)."""
    tensor = convert_to_tensor(value)
    size = None if tensor.sizes is None else tensor.sizes[axis]
    if size is None and num is not None and tensor.sizes is not None:
        axis_at = axis % len(tensor.sizes)
        tensor = identity(tensor)
        tensor.sizes = tuple(num if i == axis_at else s for i, s in enumerate(tensor.sizes or ()))
    elif size is None:
        raise ValueError(f"Cannot unstack {tensor!r}: the size of axis {axis} is unknown. Pass num.")
    return list(_listed(create("Unstack", tensor, dim=axis, name=name)))


def strided_slice(x: Any, index: Any, name: str | None = None) -> Tensor:
    """NumPy's basic indexing, x[index], with integers, slices of positive step, None and ..."""
    parts = index if isinstance(index, tuple) else (index,)
    for part in parts:
        if not (part is None or part is Ellipsis or isinstance(part, (int, np.integer, slice))):
            raise TypeError(
                f"Cannot index a tensor with {part!r} of type '{type(part).__name__}'.\n"
                "  Remedy: use numbers and slices, or tf.gather for a tensor of indices."
            )
    plain = tuple(int(part) if isinstance(part, np.integer) else part for part in parts)
    return create("Take", x, index=plain, name=name or "strided_slice")


def slice_(input_: Any, begin: Sequence[int], size: Sequence[int], name: str = "Slice") -> Tensor:
    """``size`` elements from ``begin`` on, for each axis; -1 takes all that remain."""
    index = tuple(slice(b, None if s == -1 else b + s) for b, s in zip(begin, size, strict=True))
    return strided_slice(input_, index, name=name)


def gather(params: Any, indices: Any, axis: int = 0, name: str | None = None) -> Tensor:
    """The slices of ``params`` along ``axis`` at the integer ``indices``; an index out of range fails when it runs."""
    return create("Gather", params, indices, dim=axis, name=name or "GatherV2")


def one_hot(
    indices: Any, depth: int, on_value: Any = 1.0, off_value: Any = 0.0, axis: int = -1, dtype: Any = None,
    name: str | None = None,
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


def tile(input: Any, multiples: Sequence[int], name: str | None = None) -> Tensor:
    """The tensor repeated ``multiples[i]`` times along axis i."""
    return create("Tile", input, dims=tuple(int(m) for m in multiples), name=name or "Tile")


def pad(
    tensor: Any, paddings: Any, mode: str = "CONSTANT", name: str | None = None, constant_values: float = 0
) -> Tensor:
    """``paddings[i] = [before, after]`` more elements along axis i."""
    if mode.upper() != "CONSTANT":
        raise ValueError(f"tf.pad knows mode='CONSTANT', but got {mode!r}.")
    pairs = np.asarray(paddings).tolist()
    flat = tuple(int(n) for pair in reversed(pairs) for n in pair)  # torch counts from the last axis
    return create("Pad", tensor, pad=flat, value=constant_values, name=name or "Pad")


def where(condition: Any, x: Any, y: Any, name: str | None = None) -> Tensor:
    """x where the condition holds, y elsewhere; shapes broadcast."""
    return create("Where", condition, x, y, name=name or "Select")


def shape(input: Any, name: str | None = None) -> Tensor:
    """The shape as an int32 tensor, known when it runs."""
    return create("Shape", input, name=name or "Shape")


def size(input: Any, name: str | None = None) -> Tensor:
    """The number of elements as an int32 tensor."""
    return create("Size", input, name=name or "Size")


def fill(dims: Any, value: Any, name: str | None = None) -> Tensor:
    """A tensor of shape ``dims`` (a list or an int tensor) that holds one value."""
    return create("Fill", convert_to_tensor(dims, int32), value, name=name or "Fill")


def zeros(shape: Any, dtype: Any = float32, name: str = "zeros") -> Tensor:
    """A tensor of zeros."""
    return _filled(0, shape, dtype, name)


def ones(shape: Any, dtype: Any = float32, name: str = "ones") -> Tensor:
    """A tensor of ones."""
    return _filled(1, shape, dtype, name)


def _filled(value: int, sizes: Any, dtype: Any, name: str) -> Tensor:
    if as_tensor(sizes) is not None:
        return fill(sizes, constant(value, as_dtype(dtype)), name=name)
    return constant(np.full(as_shape(sizes) or (), value), as_dtype(dtype), name=name)


def zeros_like(tensor: Any, dtype: Any = None, name: str | None = None) -> Tensor:
    """Zeros of the shape and dtype of another tensor."""
    return _like("ZerosLike", tensor, dtype, name or "zeros_like")


def ones_like(tensor: Any, dtype: Any = None, name: str | None = None) -> Tensor:
    """Ones of the shape and dtype of another tensor."""
    return _like("OnesLike", tensor, dtype, name or "ones_like")


def _like(type_: str, tensor: Any, dtype: Any, name: str) -> Tensor:
    attrs = {} if dtype is None else {"dtype": as_dtype(dtype).torch}
    return create(type_, tensor, name=name, **attrs)


implementation["strided_slice"] = strided_slice
