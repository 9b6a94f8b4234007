"""Operations that cut tensors into pieces and join pieces: slices, rows, concatenation, splitting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from lessonlib.graph.create import convert_to_tensor, create, create_several
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.foresight import known_number, known_sizes, known_value, sizes_or_tensor
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import identity, reshape, shape
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.shapes import Shape
from lessonlib.graph.slices import IndexedSlices
from lessonlib.graph.types import SizesLike, TensorLike


def pick(params: torch.Tensor, indices: torch.Tensor, dim: int) -> torch.Tensor:
    axis = dim % params.dim()
    flat = torch.index_select(params, axis, indices.reshape(-1).to(torch.int64))
    return flat.reshape((*params.shape[:axis], *indices.shape, *params.shape[axis + 1 :]))


def pick_batched(params: torch.Tensor, indices: torch.Tensor, dim: int, batch: int) -> torch.Tensor:
    """The same for each place along the first ``batch`` axes, which params and indices share."""
    axis, common = dim % params.dim(), params.shape[:batch]
    if common != indices.shape[:batch]:
        raise InvalidValueError(
            f"tf.gather: the first {batch} sizes of params {tuple(params.shape)} and indices {tuple(indices.shape)} "
            "must be the same."
        )
    before, inner, behind = params.shape[:axis], indices.shape[batch:], params.shape[axis + 1 :]
    places = indices.reshape(*common, *[1] * (axis - batch), inner.numel(), *[1] * len(behind))
    places = places.to(torch.int64).expand(*before, inner.numel(), *behind)
    return torch.gather(params, axis, places).reshape(*before, *inner, *behind)


def cut(x: torch.Tensor, begin: torch.Tensor, size: torch.Tensor) -> torch.Tensor:
    for axis, (start, count) in enumerate(zip(begin.tolist(), size.tolist(), strict=True)):
        length = x.shape[axis] - start if count == -1 else count
        if not 0 <= start <= start + length <= x.shape[axis]:
            raise InvalidValueError(
                f"Cannot take {count} elements from place {start} on: axis {axis} has {x.shape[axis]}."
            )
        x = x.narrow(axis, start, length)
    return x


def _cut_shape(x: Tensor, begin: Tensor, size: Tensor) -> list[Any]:
    starts, counts = known_value(begin), known_value(size)
    rank = len(x.sizes) if x.sizes is not None else (begin.sizes or size.sizes or (None,))[0]
    if rank is None:
        return [(x.dtype, None)]
    if starts is None or counts is None or x.sizes is None:
        return [(x.dtype, _partly_cut(x, known_sizes(begin), known_sizes(size), counts, rank))]
    if not len(starts) == len(counts) == rank:
        raise ProbeError(f"tf.slice of a tensor of rank {rank} needs {rank} numbers in begin and in size.")
    known = [
        n if n is not None else max(int(b), 0) + max(int(c), 0)
        for n, b, c in zip(x.sizes, starts, counts, strict=True)
    ]
    try:
        result = cut(
            torch.empty(known, device="meta"), torch.as_tensor(starts), torch.as_tensor(counts)
        ).shape
    except InvalidValueError as error:
        raise ProbeError(str(error)) from None
    unknown = [n is None and c == -1 for n, c in zip(x.sizes, counts, strict=True)]
    return [(x.dtype, tuple(None if open_ else n for open_, n in zip(unknown, result, strict=True)))]


def _partly_cut(x: Tensor, starts: Shape, lengths: Shape, counts: Any, rank: int) -> Shape:
    """The lengths that are known; -1 takes all that remain behind a known start."""
    if counts is None or x.sizes is None or starts is None:
        return lengths or (None,) * rank
    axes = zip(x.sizes, starts, counts.tolist(), strict=True)
    rest = ((None if size is None or start is None else size - start, count) for size, start, count in axes)
    return tuple(left if count == -1 else count for left, count in rest)


def tile_by(x: torch.Tensor, multiples: torch.Tensor) -> torch.Tensor:
    if multiples.numel() != x.dim():
        raise InvalidValueError(
            f"tf.tile needs {x.dim()} numbers, one an axis, but got {multiples.tolist()}."
        )
    return torch.tile(x, multiples.tolist())


def _tiled(x: Tensor, multiples: Tensor) -> list[Any]:
    counts = known_sizes(multiples)
    if x.sizes is None or counts is None:
        return [(x.dtype, None if x.sizes is None else (None,) * len(x.sizes))]
    if len(counts) != len(x.sizes):
        raise ProbeError(f"tf.tile needs {len(x.sizes)} numbers, one an axis, but got {len(counts)}.")
    pairs = zip(x.sizes, counts, strict=True)
    return [(x.dtype, tuple(None if None in pair else (pair[0] or 0) * (pair[1] or 0) for pair in pairs))]


def _gather_gradient(g: Tensor, y: Tensor, params: Tensor, indices: Tensor, dim: int) -> Any:
    """The gradient of rows is IndexedSlices; of columns and so on, a tensor."""
    if dim != 0:
        found = create_several(
            "Vjp", [g], [params, indices], of="Gather", arity=(None, None), attrs=(("dim", dim),)
        )
        return found[0]
    rest = [size for size in (params.sizes or ())[1:] if size is not None]
    known = params.sizes is not None and len(rest) == len(params.sizes) - 1
    values = reshape(g, [-1, *rest] if known else concat([[-1], shape(params)[1:]], 0))
    return IndexedSlices.shaped_like(values, reshape(indices, [-1]), params)


def split_as(g: torch.Tensor, likes: list[torch.Tensor], dim: int) -> tuple[torch.Tensor, ...]:
    return split_into(g, tuple(like.shape[dim] for like in likes), dim)


def split_into(x: torch.Tensor, sizes: tuple[int, ...], dim: int) -> tuple[torch.Tensor, ...]:
    return tuple(part.clone() for part in torch.split(x, list(sizes), dim))


def _listed(result: Any) -> list[Tensor]:
    return list(result) if isinstance(result, (tuple, list)) else [result]


@tf_export("concat")
def concat(values: Sequence[TensorLike], axis: TensorLike, name: str = "concat") -> Tensor:
    """Join tensors along an axis that they have; the other sizes must agree."""
    parts = list(values) if isinstance(values, (list, tuple)) else [values]
    return create("Concat", parts, dim=known_number(axis, "The axis of tf.concat"), name=name)


@tf_export("stack")
def stack(values: Sequence[TensorLike], axis: int = 0, name: str = "stack") -> Tensor:
    """Join tensors of one shape along a new axis."""
    return create("Stack", list(values), dim=int(axis), name=name)


@tf_export("unstack")
def unstack(value: TensorLike, num: int | None = None, axis: int = 0, name: str = "unstack") -> list[Tensor]:
    """The slices along ``axis`` as a list. Raises ValueError when its size is neither known nor told (``num``)."""
    tensor = convert_to_tensor(value)
    if tensor.sizes is not None and not -len(tensor.sizes) <= axis < len(tensor.sizes):
        raise InvalidValueError(f"Cannot unstack {tensor!r}: it has no axis {axis}.")
    size = None if tensor.sizes is None else tensor.sizes[axis]
    if size is None and num is not None and tensor.sizes is not None:
        axis_at = axis % len(tensor.sizes)
        tensor = identity(tensor)
        tensor.sizes = tuple(num if i == axis_at else s for i, s in enumerate(tensor.sizes or ()))
    elif size is None:
        raise InvalidValueError(f"Cannot unstack {tensor!r}: the size of axis {axis} is unknown. Pass num.")
    return list(create_several("Unstack", tensor, dim=axis, name=name))


@tf_export("slice")
def slice_(input_: TensorLike, begin: SizesLike, size: SizesLike, name: str | None = None) -> Tensor:
    """``size`` elements from ``begin`` on, for each axis; -1 takes all that remain.

    Both may be int tensors. Raises ValueError when there are not so many, or InvalidArgumentError when a run tells it.
    """
    return create("Slice", input_, convert_to_tensor(begin), convert_to_tensor(size), name=name or "Slice")


@tf_export("gather")
def gather(
    params: TensorLike, indices: TensorLike, validate_indices: bool | None = None, name: str | None = None,
    axis: int | None = None, batch_dims: int = 0,
) -> Tensor:  # fmt: skip
    """The slices of ``params`` along ``axis`` at the integer ``indices``.

    Args:
        params: (..., size of the axis, ...).
        indices: integers; one out of range fails when it runs, whatever ``validate_indices`` says.
        axis: ``batch_dims`` when not said.
        batch_dims: how many of the first axes params and indices share; a negative one counts from the last axis of
            the indices.

    The result has the sizes params.shape[:axis] + indices.shape[batch_dims:] + params.shape[axis + 1:]. Raises
    ValueError when the shared sizes differ, or when ``axis`` is one of them.
    """
    places = convert_to_tensor(indices)
    if not places.dtype.is_integer:
        raise InvalidTypeError(
            f"The indices of tf.gather are integers, but {places.name} is {places.dtype.name}."
        )
    source = convert_to_tensor(params)
    batch = _axis_in(int(batch_dims), places, "batch_dims", 1)
    dim = int(batch_dims) if axis is None else known_number(axis, "The axis of tf.gather")
    if batch == 0:
        return create("Gather", source, places, dim=dim, name=name or "GatherV2")
    dim = _axis_in(dim, source, "axis", 0)
    if dim < batch:
        raise InvalidValueError(f"batch_dims ({batch}) of tf.gather must be at most its axis ({dim}).")
    return create("GatherBatched", source, places, dim=dim, batch=batch, name=name or "GatherV2")


def _axis_in(axis: int, tensor: Tensor, argument: str, extra: int) -> int:
    """``axis`` counted from the first axis; ``extra`` is how far it may lie behind the last one."""
    if tensor.sizes is None:
        if axis >= 0:
            return axis
        raise InvalidValueError(f"tf.gather({argument}={axis}) needs a tensor of known rank, not {tensor!r}.")
    rank = len(tensor.sizes)
    if not -rank <= axis < rank + extra:
        raise InvalidValueError(f"tf.gather({argument}={axis}): {tensor!r} has {rank} axes.")
    return axis % rank if axis < 0 else axis


@tf_export("tile")
def tile(input: TensorLike, multiples: SizesLike, name: str | None = None) -> Tensor:
    """The tensor repeated ``multiples[i]`` times along axis i; ``multiples`` may be an int tensor.

    Raises ValueError when there is not one number for each axis.
    """
    tensor = convert_to_tensor(input)
    counts = sizes_or_tensor(multiples, "tf.tile")
    if isinstance(counts, Tensor):
        return create("TileBy", tensor, counts, name=name or "Tile")
    if tensor.sizes is not None and len(counts) != len(tensor.sizes):
        raise InvalidValueError(
            f"tf.tile needs a number for each axis of {tensor!r}, but multiples is {multiples!r}."
        )
    return create("Tile", tensor, dims=counts, name=name or "Tile")


@tf_export("split")
def split(
    value: TensorLike,
    num_or_size_splits: Any,
    axis: TensorLike = 0,
    num: int | None = None,
    name: str = "split",
) -> list[Tensor]:
    """Cut along ``axis`` into equal parts (a number) or into parts of the given sizes (a list; one may be -1).

    The sizes may be an int tensor; ``num`` is how many there are, when its shape does not tell. Raises ValueError when
    the size of the axis is not the sum of the parts, or InvalidArgumentError when a run tells it.
    """
    tensor = convert_to_tensor(value)
    dim = known_number(axis, "The axis of tf.split")
    if tensor.sizes is not None and not -len(tensor.sizes) <= dim < len(tensor.sizes):
        raise InvalidValueError(f"Cannot split {tensor!r}: it has no axis {dim}.")
    size = None if tensor.sizes is None else tensor.sizes[dim]
    known = known_value(num_or_size_splits)
    if known is not None and known.ndim == 0 and size is None:
        count = known_number(known, "The number of parts of tf.split")
        return list(create_several("SplitEvenly", tensor, count=count, dim=dim, name=name))
    if size is None or known is None:
        return _split_at_run(tensor, convert_to_tensor(num_or_size_splits), dim, num, name)
    if known.ndim == 0:
        parts = [size // max(int(known), 1)] * int(known)
    else:
        given = [int(part) for part in known]
        parts = [size - sum(g for g in given if g != -1) if part == -1 else part for part in given]
    if num is not None and num != len(parts):
        raise InvalidValueError(
            f"tf.split makes {len(parts)} parts of {num_or_size_splits!r}, but num is {num}."
        )
    if sum(parts) != size or min(parts, default=-1) < 0:
        raise InvalidValueError(
            f"Cannot split axis {dim} of size {size} into {num_or_size_splits!r}: the parts must add up to it."
        )
    return list(create_several("Split", tensor, sizes=tuple(parts), dim=dim, name=name))


def _split_at_run(x: Tensor, sizes: Tensor, dim: int, num: int | None, name: str) -> list[Tensor]:
    if sizes.sizes == ():
        raise InvalidValueError(
            f"The number of parts of tf.split must be known while the graph is built; got {sizes!r}.\n"
            "  Remedy: give a number, or the sizes of the parts."
        )
    count = num if num is not None else sizes.sizes[0] if sizes.sizes else None
    if count is None:
        raise InvalidValueError(f"Cannot tell how many parts {sizes!r} makes. Remedy: pass num.")
    return list(create_several("SplitAt", x, sizes, count=count, dim=dim, name=name))


def split_evenly(x: torch.Tensor, count: int, dim: int) -> tuple[torch.Tensor, ...]:
    if x.shape[dim] % count:
        raise InvalidValueError(f"Cannot split axis {dim} of size {x.shape[dim]} into {count} equal parts.")
    return split_into(x, (x.shape[dim] // count,) * count, dim)


def split_at(x: torch.Tensor, sizes: torch.Tensor, count: int, dim: int) -> tuple[torch.Tensor, ...]:
    given = sizes.tolist()
    rest = x.shape[dim] - sum(size for size in given if size != -1)
    parts = tuple(rest if size == -1 else size for size in given)
    if len(parts) != count or sum(parts) != x.shape[dim] or min(parts, default=0) < 0:
        raise InvalidValueError(f"Cannot split axis {dim} of size {x.shape[dim]} into {count} parts {given}.")
    return split_into(x, parts, dim)


def _parts(x: Tensor, sizes: Tensor | None = None, *, count: int, dim: int) -> list[Any]:
    if x.sizes is None:
        return [(x.dtype, None)] * count
    at = dim % len(x.sizes)
    whole = x.sizes[at]
    known = (None,) * count if sizes is None else known_sizes(sizes) or (None,) * count
    if whole is not None and sizes is None:
        known = (whole // count,) * count
    elif whole is not None and known.count(None) == 1:
        known = tuple(whole - sum(n or 0 for n in known) if size is None else size for size in known)
    return [(x.dtype, (*x.sizes[:at], size, *x.sizes[at + 1 :])) for size in known]


register("Slice", "x begin size", cut, BY_VJP, same="", shape=_cut_shape)
register(
    "Concat", "values*", torch.cat,
    (lambda g, y, *values, dim: list(create_several("SplitAs", g, list(values), dim=dim)),),
)  # fmt: skip
register(
    "SplitAs", "g likes*", split_as, (lambda gg, y, g, *likes, dim: concat(_listed(gg), dim), None),
    several=True, shape=lambda g, likes, dim: [(like.dtype, like.sizes) for like in likes],
)  # fmt: skip
register("Split", "x", split_into, (lambda g, y, x, sizes, dim: concat(_listed(g), dim),), several=True)
register(
    "SplitEvenly", "x", split_evenly, (lambda g, y, x, count, dim: concat(_listed(g), dim),),
    several=True, shape=_parts,
)  # fmt: skip
register(
    "SplitAt", "x sizes", split_at, (lambda g, y, x, sizes, count, dim: concat(_listed(g), dim), None),
    several=True, same="", shape=_parts,
)  # fmt: skip
register("Stack", "values*", torch.stack, (lambda g, y, *values, dim: unstack(g, len(values), dim),))
register(
    "Unstack", "value", torch.unbind_copy, (lambda g, y, value, dim: stack(_listed(g), dim),), several=True
)
register("Gather", "params indices", pick, (_gather_gradient, None), same="")
register("GatherBatched", "params indices", pick_batched, BY_VJP, same="")
register("Tile", "x", torch.tile, BY_VJP)
register("TileBy", "x multiples", tile_by, BY_VJP, same="", shape=_tiled)
