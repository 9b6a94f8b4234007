"""Sparse tensors put into another order or form: sorted, cut, joined, turned, with other sizes."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import convert_to_tensor, create, create_several, one_of
from lessonlib.graph.dtypes import bool_, int64
from lessonlib.graph.errors import InvalidArgumentError, InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import AxisLike, TensorLike
from lessonlib.tf1.sparse.tensor import SparseTensor, sparse
from lessonlib.tf1.sparse.values import flat_places, taken

Parts = tuple[torch.Tensor, Any, torch.Tensor]


def sorted_parts(indices: torch.Tensor, values: Any, sizes: torch.Tensor) -> Parts:
    order = torch.argsort(flat_places(indices, sizes), stable=True)
    return indices[order], taken(values, order), sizes


def turned(indices: torch.Tensor, values: Any, sizes: torch.Tensor, perm: tuple[int, ...] | None) -> Parts:
    axes = list(range(len(sizes)))[::-1] if perm is None else list(perm)
    return sorted_parts(indices[:, axes], values, sizes[axes])


def cut(
    indices: torch.Tensor, values: Any, sizes: torch.Tensor, start: torch.Tensor, size: torch.Tensor
) -> Parts:
    inside = ((indices >= start) & (indices < start + size)).all(1).nonzero().squeeze(1)
    left = torch.clamp(torch.minimum(size, sizes - start), min=0)
    return indices[inside] - start, taken(values, inside), left


def kept(indices: torch.Tensor, values: Any, sizes: torch.Tensor, mask: torch.Tensor) -> Parts:
    places = mask.nonzero().squeeze(1)
    return indices[places], taken(values, places), sizes


def joined(
    indices: list[torch.Tensor], values: list[Any], sizes: list[torch.Tensor], axis: int, expands: bool
) -> Parts:
    total = torch.stack(sizes).amax(0) if expands else sizes[0].clone()
    moved, start = [], 0
    for places, own in zip(indices, sizes, strict=True):
        axis = axis % len(own)
        others = [a for a in range(len(own)) if a != axis]
        if not expands and not torch.equal(own[others], total[others]):
            raise InvalidArgumentError(
                None, None, f"Input shapes should match: expected {total.tolist()} but got {own.tolist()}."
            )
        shift = torch.zeros_like(own)
        shift[axis] = start
        moved.append(places + shift)
        start += int(own[axis])
    total[axis] = start
    strings = not isinstance(values[0], torch.Tensor)
    return sorted_parts(torch.cat(moved), np.concatenate(values) if strings else torch.cat(values), total)


def reshaped(
    indices: torch.Tensor, sizes: torch.Tensor, new: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    count = int(sizes.prod())
    wanted = new.to(torch.int64).clone()
    free = wanted == -1
    known = int(wanted[~free].prod())
    if free.sum() > 1 or (free.any() and (not known or count % known)) or (not free.any() and known != count):
        raise InvalidArgumentError(
            None,
            None,
            f"Input to reshape is a tensor with {count} dense values, but the requested shape is {new.tolist()}",
        )
    wanted[free] = count // max(known, 1)
    rest, axes = flat_places(indices, sizes), []
    for size in reversed(wanted.tolist()):
        axes.append(rest % size)
        rest = rest // size
    return torch.stack(axes[::-1], 1), wanted


def filled_rows(
    indices: torch.Tensor, values: Any, sizes: torch.Tensor, default: Any
) -> tuple[torch.Tensor, Any, torch.Tensor]:
    """indices and values with one more in column 0 of each empty row; and which rows were empty."""
    count = int(sizes[0])
    empty = torch.ones(count, dtype=torch.bool, device=indices.device)
    empty[indices[:, 0]] = False
    rows = empty.nonzero()
    more = torch.cat([rows, rows.new_zeros((len(rows), indices.shape[1] - 1))], 1)
    if isinstance(values, torch.Tensor):
        together: Any = torch.cat([values, default.expand(len(rows))])
    else:
        together = np.concatenate([values, np.full(len(rows), default, object)])
    order = torch.argsort(torch.cat([indices[:, 0], more[:, 0]]), stable=True)
    return torch.cat([indices, more])[order], taken(together, order), empty


def reset(indices: torch.Tensor, sizes: torch.Tensor, new: list[torch.Tensor]) -> torch.Tensor:
    """The smallest sizes that hold all places, or the new ones, which must not be smaller than the old."""
    if not new:
        return indices.amax(0) + 1 if len(indices) else torch.zeros_like(sizes)
    if (new[0] < sizes).any():
        raise InvalidArgumentError(
            None, None, f"The new shape {new[0].tolist()} is smaller than the shape {sizes.tolist()}."
        )
    return new[0].to(torch.int64)


def widened(indices: torch.Tensor, sizes: torch.Tensor, axis: int) -> tuple[torch.Tensor, torch.Tensor]:
    place = axis + len(sizes) + 1 if axis < 0 else axis
    column = indices.new_zeros((len(indices), 1))
    one = sizes.new_ones(1)
    return torch.cat([indices[:, :place], column, indices[:, place:]], 1), torch.cat(
        [sizes[:place], one, sizes[place:]]
    )


def _parts(indices: Tensor, values: Tensor, sizes: Tensor, *_: Any, **__: Any) -> list[Any]:
    rank = (sizes.sizes or (None,))[0] or (indices.sizes or (None, None))[1]
    return [(int64, (None, rank)), (values.dtype, (None,)), (int64, (rank,))]


def _rank_of(new: Tensor) -> list[Any]:
    rank = (new.sizes or (None,))[0]
    return [(int64, (None, rank)), (int64, (rank,))]


def _wider(indices: Tensor, sizes: Tensor, axis: int) -> list[Any]:
    rank = (sizes.sizes or (None,))[0]
    more = None if rank is None else rank + 1
    return [(int64, (None, more)), (int64, (more,))]


for _type, _kernel, _inputs in (
    ("SparseReorder", sorted_parts, "indices values sizes"),
    ("SparseTranspose", turned, "indices values sizes"),
    ("SparseSlice", cut, "indices values sizes start size"),
    ("SparseRetain", kept, "indices values sizes mask"),
):
    register(_type, _inputs, _kernel, BY_VJP, same="", several=True, shape=_parts)
register(
    "SparseConcat", "indices* values* sizes*", joined, BY_VJP, same="", several=True,
    shape=lambda i, v, s, **_: _parts(i[0], v[0], s[0]),
)  # fmt: skip
register(
    "SparseReshape", "indices sizes new", reshaped, NOT_DIFFERENTIABLE, same="", several=True,
    shape=lambda indices, sizes, new: _rank_of(new),
)  # fmt: skip
register(
    "SparseFillEmptyRows", "indices values sizes default", filled_rows, BY_VJP, same="values default", several=True,
    shape=lambda i, v, s, d: [*_parts(i, v, s)[:2], (bool_, (None,))],
)  # fmt: skip
register(
    "SparseResetShape", "indices sizes new*", reset, NOT_DIFFERENTIABLE, same="",
    shape=lambda indices, sizes, new: [(int64, sizes.sizes)],
)  # fmt: skip
register(
    "SparseExpandDims", "indices sizes", widened, NOT_DIFFERENTIABLE, same="", several=True, shape=_wider
)


@tf_export("sparse_reorder", "sparse.reorder")
def sparse_reorder(sp_input: Any, name: str | None = None) -> SparseTensor:
    """The same tensor with its places in the order of rows, as most functions need them."""
    tensor = sparse(sp_input, "sparse.reorder")
    indices, values, _ = create_several("SparseReorder", *tensor.components, name=name or "SparseReorder")
    return SparseTensor(indices, values, tensor.dense_shape)


@tf_export("sparse_transpose", "sparse.transpose")
def sparse_transpose(sp_input: Any, perm: AxisLike | None = None, name: str | None = None) -> SparseTensor:
    """The axes in the order ``perm``, reversed when not said."""
    tensor = sparse(sp_input, "sparse.transpose")
    axes = None if perm is None else tuple(int(axis) for axis in perm)  # type: ignore[union-attr]
    return SparseTensor(
        *create_several("SparseTranspose", *tensor.components, perm=axes, name=name or "SparseTranspose")
    )


@tf_export("sparse_slice", "sparse.slice")
def sparse_slice(sp_input: Any, start: TensorLike, size: TensorLike, name: str | None = None) -> SparseTensor:
    """``size`` sizes from the place ``start`` on; fewer where the tensor ends before."""
    tensor = sparse(sp_input, "sparse.slice")
    bounds = (convert_to_tensor(start, int64), convert_to_tensor(size, int64))
    return SparseTensor(
        *create_several("SparseSlice", *tensor.components, *bounds, name=name or "SparseSlice")
    )


@tf_export("sparse_retain", "sparse.retain")
def sparse_retain(sp_input: Any, to_retain: TensorLike) -> SparseTensor:
    """Only the values for which the bool vector ``to_retain`` is True."""
    tensor = sparse(sp_input, "sparse.retain")
    mask = convert_to_tensor(to_retain, bool_)
    indices, values, _ = create_several("SparseRetain", *tensor.components, mask)
    return SparseTensor(indices, values, tensor.dense_shape)


@tf_export("sparse_concat", "sparse.concat")
def sparse_concat(
    axis: int | None, sp_inputs: Any, name: str | None = None, expand_nonconcat_dim: bool = False,
    concat_dim: int | None = None, expand_nonconcat_dims: bool | None = None,
) -> SparseTensor:  # fmt: skip
    """Sparse tensors joined along ``axis`` (``concat_dim`` is its older name).

    Their other sizes must agree, unless ``expand_nonconcat_dims``: then the largest ones count. One that does not
    agree fails with InvalidArgumentError when it runs.
    """
    at = one_of("axis", axis, "concat_dim", concat_dim)
    if at is None or not isinstance(sp_inputs, (list, tuple)) or not sp_inputs:
        raise InvalidTypeError("tf.sparse.concat needs an axis, and a list of sparse tensors.")
    tensors = [sparse(item, "sparse.concat") for item in sp_inputs]
    groups = zip(*(tensor.components for tensor in tensors), strict=True)
    expands = bool(expand_nonconcat_dim if expand_nonconcat_dims is None else expand_nonconcat_dims)
    parts = create_several(
        "SparseConcat", *map(list, groups), axis=int(at), expands=expands, name=name or "SparseConcat"
    )
    return SparseTensor(*parts)


@tf_export("sparse_reshape", "sparse.reshape")
def sparse_reshape(sp_input: Any, shape: TensorLike, name: str | None = None) -> SparseTensor:
    """The same values in the same order in a tensor of other sizes, of which one may be -1.

    A shape with another number of places fails with InvalidArgumentError when it runs.
    """
    tensor = sparse(sp_input, "sparse.reshape")
    new = convert_to_tensor(shape, None if hasattr(shape, "dtype") else int64)
    indices, sizes = create_several(
        "SparseReshape", tensor.indices, tensor.dense_shape, new, name=name or "SparseReshape"
    )
    return SparseTensor(indices, tensor.values, sizes)


@tf_export("sparse_fill_empty_rows", "sparse.fill_empty_rows")
def sparse_fill_empty_rows(
    sp_input: Any, default_value: TensorLike, name: str | None = None
) -> tuple[SparseTensor, Tensor]:
    """``default_value`` in the first column of each row without a value; and which rows these were: bool (rows,)."""
    tensor = sparse(sp_input, "sparse.fill_empty_rows")
    default = convert_to_tensor(default_value, tensor.dtype)
    indices, values, empty = create_several(
        "SparseFillEmptyRows", *tensor.components, default, name=name or "SparseFillEmptyRows"
    )
    return SparseTensor(indices, values, tensor.dense_shape), empty


@tf_export("sparse_reset_shape", "sparse.reset_shape")
def sparse_reset_shape(sp_input: Any, new_shape: TensorLike | None = None) -> SparseTensor:
    """The same values in a tensor of ``new_shape``, not smaller than now; or of the smallest that holds them."""
    tensor = sparse(sp_input, "sparse.reset_shape")
    new = [] if new_shape is None else [convert_to_tensor(new_shape, int64)]
    sizes = create("SparseResetShape", tensor.indices, tensor.dense_shape, new)
    return SparseTensor(tensor.indices, tensor.values, sizes)


@tf_export("sparse.expand_dims")
def expand_dims(sp_input: Any, axis: int | None = None, name: str | None = None) -> SparseTensor:
    """A new axis of size 1 at ``axis``, behind the last one when not said."""
    tensor = sparse(sp_input, "sparse.expand_dims")
    place = -1 if axis is None else int(axis)
    indices, sizes = create_several(
        "SparseExpandDims", tensor.indices, tensor.dense_shape, axis=place, name=name or "expand_dims"
    )
    return SparseTensor(indices, tensor.values, sizes)


@tf_export("sparse_split", "sparse.split")
def sparse_split(
    keyword_required: Any = None, sp_input: Any = None, num_split: int | None = None, axis: int | None = None,
    name: str | None = None, split_dim: int | None = None,
) -> list[SparseTensor]:  # fmt: skip
    """``num_split`` pieces along ``axis``; the first ones are larger by one when the size is no multiple.

    Arguments are given by name. Raises ValueError when one is missing.
    """
    at = one_of("axis", axis, "split_dim", split_dim)
    if keyword_required is not None or sp_input is None or num_split is None or at is None:
        raise InvalidValueError(
            "Keyword arguments are required for tf.sparse.split: sp_input=, num_split=, axis=."
        )
    tensor = sparse(sp_input, "sparse.split")
    parts = create_several(
        "SparseSplit", *tensor.components, axis=int(at), count=int(num_split), name=name or "SparseSplit"
    )
    return [SparseTensor(*parts[i : i + 3]) for i in range(0, len(parts), 3)]


def pieces(indices: torch.Tensor, values: Any, sizes: torch.Tensor, axis: int, count: int) -> tuple[Any, ...]:
    each, more = divmod(int(sizes[axis]), count)
    found: list[Any] = []
    start = torch.zeros_like(sizes)
    for i in range(count):
        size = sizes.clone()
        size[axis] = each + (i < more)
        found += cut(indices, values, sizes, start, size)
        start = start.clone()
        start[axis] += size[axis]
    return tuple(found)


register(
    "SparseSplit", "indices values sizes", pieces, BY_VJP, same="", several=True,
    shape=lambda i, v, s, axis, count: _parts(i, v, s) * count,
)  # fmt: skip
