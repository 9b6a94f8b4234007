"""Operations that cut tensors into pieces and join pieces: slices, rows, concatenation, splitting, padding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from lessonlib.graph.create import convert_to_tensor, create, create_several
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import identity
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.types import TensorLike


def take(x: torch.Tensor, index: Any) -> torch.Tensor:
    return x[index]


def pick(params: torch.Tensor, indices: torch.Tensor, dim: int) -> torch.Tensor:
    flat = torch.index_select(params, dim, indices.reshape(-1).to(torch.int64))
    return flat.reshape(*params.shape[:dim], *indices.shape, *params.shape[dim + 1 :])


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


def put_into_zeros(g: torch.Tensor, like: torch.Tensor, index: Any) -> torch.Tensor:
    whole = torch.zeros_like(like)
    whole[index] = g
    return whole


def split_as(g: torch.Tensor, likes: list[torch.Tensor], dim: int) -> tuple[torch.Tensor, ...]:
    return split_into(g, tuple(like.shape[dim] for like in likes), dim)


def split_into(x: torch.Tensor, sizes: tuple[int, ...], dim: int) -> tuple[torch.Tensor, ...]:
    return tuple(part.clone() for part in torch.split(x, list(sizes), dim))


def _listed(result: Any) -> list[Tensor]:
    return list(result) if isinstance(result, (tuple, list)) else [result]


@tf_export("concat")
def concat(values: Sequence[TensorLike], axis: int, name: str = "concat") -> Tensor:
    """Join tensors along an axis that they have; the other sizes must agree."""
    return create("Concat", list(values), dim=int(axis), name=name)


@tf_export("stack")
def stack(values: Sequence[TensorLike], axis: int = 0, name: str = "stack") -> Tensor:
    """Join tensors of one shape along a new axis."""
    return create("Stack", list(values), dim=int(axis), name=name)


@tf_export("unstack")
def unstack(value: TensorLike, num: int | None = None, axis: int = 0, name: str = "unstack") -> list[Tensor]:
    """The slices along ``axis`` as a list. Raises ValueError when its size is neither known nor told (``num``)."""
    tensor = convert_to_tensor(value)
    size = None if tensor.sizes is None else tensor.sizes[axis]
    if size is None and num is not None and tensor.sizes is not None:
        axis_at = axis % len(tensor.sizes)
        tensor = identity(tensor)
        tensor.sizes = tuple(num if i == axis_at else s for i, s in enumerate(tensor.sizes or ()))
    elif size is None:
        raise InvalidValueError(f"Cannot unstack {tensor!r}: the size of axis {axis} is unknown. Pass num.")
    return list(create_several("Unstack", tensor, dim=axis, name=name))


@tf_export("strided_slice")
def strided_slice(x: TensorLike, index: Any, name: str | None = None) -> Tensor:
    """NumPy's basic indexing, x[index], with integers, slices of positive step, None and ..."""
    parts = index if isinstance(index, tuple) else (index,)
    for part in parts:
        if not (part is None or part is Ellipsis or isinstance(part, (int, np.integer, slice))):
            raise InvalidTypeError(
                f"Cannot index a tensor with {part!r} of type '{type(part).__name__}'.\n"
                "  Remedy: use numbers and slices, or tf.gather for a tensor of indices."
            )
    plain = tuple(int(part) if isinstance(part, np.integer) else part for part in parts)
    return create("Take", x, index=plain, name=name or "strided_slice")


@tf_export("slice")
def slice_(input_: TensorLike, begin: Sequence[int], size: Sequence[int], name: str = "Slice") -> Tensor:
    """``size`` elements from ``begin`` on, for each axis; -1 takes all that remain."""
    index = tuple(slice(b, None if s == -1 else b + s) for b, s in zip(begin, size, strict=True))
    return strided_slice(input_, index, name=name)


@tf_export("gather")
def gather(params: TensorLike, indices: TensorLike, axis: int = 0, name: str | None = None) -> Tensor:
    """The slices of ``params`` along ``axis`` at the integer ``indices``; an index out of range fails when it runs."""
    return create("Gather", params, indices, dim=axis, name=name or "GatherV2")


@tf_export("tile")
def tile(input: TensorLike, multiples: Sequence[int], name: str | None = None) -> Tensor:
    """The tensor repeated ``multiples[i]`` times along axis i."""
    return create("Tile", input, dims=tuple(int(m) for m in multiples), name=name or "Tile")


@tf_export("pad")
def pad(
    tensor: TensorLike,
    paddings: Any,
    mode: str = "CONSTANT",
    name: str | None = None,
    constant_values: float = 0,
) -> Tensor:
    """``paddings[i] = [before, after]`` more elements along axis i."""
    if mode.upper() != "CONSTANT":
        raise InvalidValueError(f"tf.pad knows mode='CONSTANT', but got {mode!r}.")
    pairs = np.asarray(paddings).tolist()
    flat = tuple(int(n) for pair in reversed(pairs) for n in pair)  # torch counts from the last axis
    return create("Pad", tensor, pad=flat, value=constant_values, name=name or "Pad")


@tf_export("split")
def split(value: TensorLike, num_or_size_splits: Any, axis: int = 0, name: str = "split") -> list[Tensor]:
    """Cut along ``axis`` into equal parts (a number) or into parts of the given sizes (a list; one may be -1).

    Raises ValueError when the size of the axis is unknown, or is not the sum of the parts.
    """
    tensor = convert_to_tensor(value)
    size = None if tensor.sizes is None else tensor.sizes[axis]
    if size is None:
        raise InvalidValueError(f"Cannot split {tensor!r}: the size of axis {axis} is unknown.")
    if isinstance(num_or_size_splits, (int, np.integer)):
        parts = [size // int(num_or_size_splits)] * int(num_or_size_splits)
    else:
        given = [int(part) for part in num_or_size_splits]
        parts = [size - sum(g for g in given if g != -1) if part == -1 else part for part in given]
    if sum(parts) != size or min(parts, default=-1) < 0:
        raise InvalidValueError(
            f"Cannot split axis {axis} of size {size} into {num_or_size_splits!r}: the parts must add up to it."
        )
    return list(create_several("Split", tensor, sizes=tuple(parts), dim=axis, name=name))


register(
    "Take", "x", take, (lambda g, y, x, index: create("PutIntoZeros", g, x, index=index),), view=True, shape=_taken
)  # fmt: skip
register(
    "PutIntoZeros", "g like", put_into_zeros, (lambda gg, y, g, like, index: create("Take", gg, index=index), None),
    shape=lambda g, like, index: [(g.dtype, like.sizes)],
)  # fmt: skip
register(
    "Concat", "values*", torch.cat,
    (lambda g, y, *values, dim: list(create_several("SplitAs", g, list(values), dim=dim)),),
)  # fmt: skip
register(
    "SplitAs", "g likes*", split_as, (lambda gg, y, g, *likes, dim: concat(_listed(gg), dim), None),
    several=True, shape=lambda g, likes, dim: [(like.dtype, like.sizes) for like in likes],
)  # fmt: skip
register("Split", "x", split_into, (lambda g, y, x, sizes, dim: concat(_listed(g), dim),), several=True)
register("Stack", "values*", torch.stack, (lambda g, y, *values, dim: unstack(g, len(values), dim),))
register(
    "Unstack", "value", torch.unbind_copy, (lambda g, y, value, dim: stack(_listed(g), dim),), several=True
)
register("Gather", "params indices", pick, BY_VJP, same="")
register("Tile", "x", torch.tile, BY_VJP)
register("Pad", "x", F.pad, BY_VJP)
