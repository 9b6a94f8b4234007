"""Arithmetic with sparse tensors: products with dense ones, sums, maxima, softmax."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import constant_value, convert_to_tensor, create, create_several, one_of
from lessonlib.graph.dtypes import int64
from lessonlib.graph.errors import InvalidArgumentError, InvalidTypeError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.pieces import gather
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.slices import IndexedSlices
from lessonlib.graph.types import AxisLike, TensorLike
from lessonlib.tf1.array.sets import setdiff1d
from lessonlib.tf1.sparse.tensor import SparseTensor, SparseTensorValue, sparse
from lessonlib.tf1.sparse.values import flat_places


def times_dense(
    indices: torch.Tensor,
    values: torch.Tensor,
    sizes: torch.Tensor,
    b: torch.Tensor,
    turn_a: bool,
    turn_b: bool,
) -> torch.Tensor:
    rows, columns = indices.unbind(1)
    count, inner = sizes.tolist()
    if turn_a:
        rows, columns, count, inner, values = columns, rows, inner, count, values.conj()
    b = b.mH if turn_b else b
    if inner != b.shape[0]:
        raise InvalidArgumentError(
            None,
            None,
            f"Cannot multiply A and B because inner dimension does not match: {inner} vs. {b.shape[0]}.",
        )
    terms = values.unsqueeze(1) * b[columns]
    return torch.index_add(terms.new_zeros((count, b.shape[1])), 0, rows, terms)


def merged(
    indices: list[torch.Tensor],
    values: list[torch.Tensor],
    sizes: list[torch.Tensor],
    function: str,
    limit: float,
) -> tuple[torch.Tensor, ...]:
    """The places of both; where one has nothing, it counts as zero."""
    if not torch.equal(sizes[0], sizes[1]):
        raise InvalidArgumentError(
            None, None, f"Operands' shapes do not match: got {sizes[0].tolist()} and {sizes[1].tolist()}"
        )
    flats = [flat_places(places, sizes[0]) for places in indices]
    places, back = torch.unique(torch.cat(flats), return_inverse=True)
    wide = [
        torch.index_add(own.new_zeros(len(places)), 0, where, own)
        for own, where in zip(values, back.split([len(flat) for flat in flats]), strict=True)
    ]
    result = wide[0] + wide[1] if function == "sum" else getattr(torch, function)(*wide)
    first = torch.zeros(len(places), dtype=torch.int64, device=back.device)
    first[back] = torch.arange(len(back), device=back.device)
    there = torch.cat(indices)[first]
    if limit:
        large = result.abs() >= limit
        return there[large], result[large], sizes[0]
    return there, result, sizes[0]


def added_to_dense(
    indices: torch.Tensor, values: torch.Tensor, sizes: torch.Tensor, dense: torch.Tensor
) -> torch.Tensor:
    if list(dense.shape) != sizes.tolist():
        raise InvalidArgumentError(
            None, None, f"Dimensions do not match: sparse {sizes.tolist()}, dense {list(dense.shape)}."
        )
    return torch.index_put(dense, tuple(indices.unbind(1)), values, accumulate=True)


def reduced(
    indices: torch.Tensor, values: torch.Tensor, sizes: torch.Tensor, function: str, axes: tuple[int, ...] | None,
    keepdims: bool,
) -> torch.Tensor:  # fmt: skip
    rank = len(sizes)
    gone = set(range(rank)) if axes is None else {axis % rank for axis in axes}
    left = [axis for axis in range(rank) if axis not in gone]
    shape = sizes[left].tolist()
    where = flat_places(indices[:, left], sizes[left])
    start = values.new_zeros(int(sizes[left].prod()))
    if function == "sum":
        flat = torch.index_add(start, 0, where, values)
    else:
        flat = start.scatter_reduce(0, where, values, "amax", include_self=False)
    full = [1 if axis in gone else int(sizes[axis]) for axis in range(rank)]
    return flat.reshape(full if keepdims else shape)


def reduced_sparsely(
    indices: torch.Tensor, values: torch.Tensor, sizes: torch.Tensor, function: str, axes: tuple[int, ...] | None,
    keepdims: bool,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:  # fmt: skip
    """The same as a sparse tensor: a place of the result has a value when one of the places that it stands for has."""
    rank = len(sizes)
    gone = set(range(rank)) if axes is None else {axis % rank for axis in axes}
    left = [axis for axis in range(rank) if keepdims or axis not in gone]
    ones = torch.tensor([axis in gone for axis in range(rank)], device=sizes.device)
    places = torch.where(ones, torch.zeros_like(indices), indices)[:, left]
    flat = flat_places(places, sizes[left])
    order = torch.argsort(flat, stable=True)
    _, where = torch.unique(flat, return_inverse=True)
    new = torch.diff(flat[order], prepend=flat.new_full((1,), -1)) != 0
    places = places[order][new]
    start = values.new_zeros(len(places))
    if function == "sum":
        found = torch.index_add(start, 0, where, values)
    else:
        found = start.scatter_reduce(0, where, values, "amax", include_self=False)
    return places, found, torch.where(ones, torch.ones_like(sizes), sizes)[left]


def softmax_of(indices: torch.Tensor, values: torch.Tensor, sizes: torch.Tensor) -> torch.Tensor:
    """Over the values of each row; a place without a value counts as minus infinity."""
    rows = flat_places(indices[:, :-1], sizes[:-1])
    start = values.new_zeros(int(sizes[:-1].prod()))
    largest = start.scatter_reduce(0, rows, values.detach(), "amax", include_self=False)
    powers = torch.exp(values - largest[rows])
    return powers / torch.index_add(start, 0, rows, powers)[rows]


def _product_shape(i: Tensor, v: Tensor, sizes: Tensor, b: Tensor, turn_a: bool, turn_b: bool) -> list[Any]:
    known = constant_value(sizes)
    rows = None if known is None else int(known[1 if turn_a else 0])
    return [(v.dtype, (rows, None if b.sizes is None else b.sizes[0 if turn_b else 1]))]


def _reduced_shape(
    i: Tensor, v: Tensor, sizes: Tensor, function: str, axes: tuple[int, ...] | None, keepdims: bool
) -> list[Any]:
    rank = (sizes.sizes or (None,))[0]
    if rank is None:
        return [(v.dtype, () if axes is None and not keepdims else None)]
    known = constant_value(sizes)
    full = [None] * rank if known is None else [int(size) for size in known]
    gone = set(range(rank)) if axes is None else {axis % rank for axis in axes}
    if keepdims:
        return [(v.dtype, tuple(1 if axis in gone else full[axis] for axis in range(rank)))]
    return [(v.dtype, tuple(full[axis] for axis in range(rank) if axis not in gone))]


register(
    "SparseTensorDenseMatMul",
    "indices values sizes b",
    times_dense,
    BY_VJP,
    same="values b",
    shape=_product_shape,
)


def _merged_shape(indices: list[Tensor], values: list[Tensor], sizes: list[Tensor], **_: Any) -> list[Any]:
    rank = (sizes[0].sizes or (None,))[0]
    return [(int64, (None, rank)), (values[0].dtype, (None,)), (int64, (rank,))]


register(
    "SparseMerge", "indices* values* sizes*", merged, BY_VJP, same="values", several=True,
    shape=_merged_shape,
)  # fmt: skip
register(
    "SparseTensorDenseAdd", "indices values sizes dense", added_to_dense, BY_VJP, same="values dense",
    shape=lambda i, v, s, dense: [(dense.dtype, dense.sizes)],
)  # fmt: skip
register("SparseReduce", "indices values sizes", reduced, BY_VJP, same="", shape=_reduced_shape)
register(
    "SparseReduceSparse", "indices values sizes", reduced_sparsely, NOT_DIFFERENTIABLE, same="", several=True,
    shape=lambda i, v, s, **_: [(int64, (None, None)), (v.dtype, (None,)), (int64, (None,))],
)  # fmt: skip
register(
    "SparseSoftmax", "indices values sizes", softmax_of, BY_VJP, same="",
    shape=lambda i, v, s: [(v.dtype, v.sizes)],
)  # fmt: skip


@tf_export("sparse_tensor_dense_matmul", "sparse.matmul", "sparse.sparse_dense_matmul")
def sparse_tensor_dense_matmul(
    sp_a: Any, b: Any, adjoint_a: bool = False, adjoint_b: bool = False, name: str | None = None
) -> Tensor:
    """The product of a sparse matrix (n, k) and a dense one (k, m), or of their adjoints: (n, m), dense.

    Inner sizes that differ fail with InvalidArgumentError when it runs.
    """
    if isinstance(b, (SparseTensor, SparseTensorValue)):  # dense times sparse: the adjoint of the other order
        turned = sparse_tensor_dense_matmul(b, sp_a, not adjoint_b, not adjoint_a, name)
        return create("MatrixTranspose", turned, dim0=-2, dim1=-1)
    a = sparse(sp_a, "sparse.matmul")
    return create(
        "SparseTensorDenseMatMul", *a.components, convert_to_tensor(b), turn_a=bool(adjoint_a), turn_b=bool(adjoint_b),
        name=name or "SparseTensorDenseMatMul",
    )  # fmt: skip


@tf_export("sparse_add", "sparse.add")
def sparse_add(a: Any, b: Any, threshold: float | None = None, thresh: float | None = None) -> Any:
    """The sum of two tensors, of which at least one is sparse: sparse if both are, else dense.

    With ``threshold`` (``thresh`` is its older name), values of a sparse sum nearer to 0 than that are left out.
    """
    limit = one_of("threshold", threshold, "thresh", thresh)
    pair = [
        SparseTensor.from_value(x) if isinstance(x, (SparseTensor, SparseTensorValue)) else x for x in (a, b)
    ]
    dense = [x for x in pair if not isinstance(x, SparseTensor)]
    if len(dense) == 2:
        raise InvalidTypeError("At least one input should be SparseTensor; do you mean to use tf.add()?")
    if not dense:
        return _merged("sum", pair[0], pair[1], 0.0 if limit is None else float(limit), "SparseAdd")
    (part,) = [x for x in pair if isinstance(x, SparseTensor)]
    return create(
        "SparseTensorDenseAdd", *part.components, convert_to_tensor(dense[0]), name="SparseTensorDenseAdd"
    )


@tf_export("sparse_maximum", "sparse.maximum")
def sparse_maximum(sp_a: Any, sp_b: Any, name: str | None = None) -> SparseTensor:
    """The larger of two sparse tensors of one shape, at each place that one of them has."""
    return _merged("maximum", sparse(sp_a, "sparse.maximum"), sparse(sp_b, "sparse.maximum"), name=name)


@tf_export("sparse_minimum", "sparse.minimum")
def sparse_minimum(sp_a: Any, sp_b: Any, name: str | None = None) -> SparseTensor:
    """The smaller of two sparse tensors of one shape, at each place that one of them has."""
    return _merged("minimum", sparse(sp_a, "sparse.minimum"), sparse(sp_b, "sparse.minimum"), name=name)


def _merged(
    function: str, a: SparseTensor, b: SparseTensor, limit: float = 0.0, name: str | None = None
) -> SparseTensor:
    groups = [[x, y] for x, y in zip(a.components, b.components, strict=True)]
    return SparseTensor(
        *create_several("SparseMerge", *groups, function=function, limit=limit, name=name or "SparseMerge")
    )


@tf_export("sparse_reduce_sum", "sparse.reduce_sum")
def sparse_reduce_sum(
    sp_input: Any, axis: AxisLike | None = None, keepdims: bool | None = None, reduction_axes: AxisLike | None = None,
    keep_dims: bool | None = None,
) -> Tensor:  # fmt: skip
    """The dense sum along ``axis`` (an int or a list; all axes when not said); with ``keepdims``, sizes of 1 stay."""
    return _reduced("sum", sp_input, axis, keepdims, reduction_axes, keep_dims)


@tf_export("sparse_reduce_max", "sparse.reduce_max")
def sparse_reduce_max(
    sp_input: Any, axis: AxisLike | None = None, keepdims: bool | None = None, reduction_axes: AxisLike | None = None,
    keep_dims: bool | None = None,
) -> Tensor:  # fmt: skip
    """The dense largest value along ``axis``; only places with a value count, and without any it is 0."""
    return _reduced("max", sp_input, axis, keepdims, reduction_axes, keep_dims)


@tf_export("sparse_reduce_sum_sparse", "sparse.reduce_sum_sparse")
def sparse_reduce_sum_sparse(
    sp_input: Any, axis: AxisLike | None = None, keepdims: bool | None = None, reduction_axes: AxisLike | None = None,
    keep_dims: bool | None = None,
) -> SparseTensor:  # fmt: skip
    """The same as `sparse.reduce_sum`, as a sparse tensor; it has no gradient."""
    return _reduced_sparsely("sum", sp_input, axis, keepdims, reduction_axes, keep_dims)


@tf_export("sparse_reduce_max_sparse", "sparse.reduce_max_sparse")
def sparse_reduce_max_sparse(
    sp_input: Any, axis: AxisLike | None = None, keepdims: bool | None = None, reduction_axes: AxisLike | None = None,
    keep_dims: bool | None = None,
) -> SparseTensor:  # fmt: skip
    """The same as `sparse.reduce_max`, as a sparse tensor; it has no gradient."""
    return _reduced_sparsely("max", sp_input, axis, keepdims, reduction_axes, keep_dims)


@tf_export("sparse_mask", "sparse.mask")
def sparse_mask(a: Any, mask_indices: TensorLike, name: str | None = None) -> IndexedSlices:
    """An `IndexedSlices` without the rows whose indices are among ``mask_indices`` (m,), of the dtype of its own."""
    if not isinstance(a, IndexedSlices):
        raise InvalidTypeError(f"tf.sparse.mask takes a tf.IndexedSlices, but got {a!r}.")
    left, places = setdiff1d(a.indices, convert_to_tensor(mask_indices, a.indices.dtype), name=name)
    return a.with_values(gather(a.values, places), left)


def _reduced_sparsely(function: str, sp_input: Any, *given: Any) -> SparseTensor:
    dense = _reduced(function, sp_input, *given)
    return SparseTensor(*create_several("SparseReduceSparse", *dense.op.inputs, **dense.op.attrs))


def _reduced(
    function: str, sp_input: Any, axis: Any, keepdims: Any, reduction_axes: Any, keep_dims: Any
) -> Tensor:
    tensor = sparse(sp_input, f"sparse.reduce_{function}")
    given = one_of("axis", axis, "reduction_axes", reduction_axes)
    axes = None if given is None else (given,) if isinstance(given, int) else tuple(int(a) for a in given)
    keep = bool(one_of("keepdims", keepdims, "keep_dims", keep_dims))
    return create("SparseReduce", *tensor.components, function=function, axes=axes, keepdims=keep)


@tf_export("sparse_softmax", "sparse.softmax")
def sparse_softmax(sp_input: Any, name: str | None = None) -> SparseTensor:
    """The softmax of the values of each row (along the last axis); places without a value stay without."""
    tensor = sparse(sp_input, "sparse.softmax")
    values = create("SparseSoftmax", *tensor.components, name=name or "SparseSoftmax")
    return SparseTensor(tensor.indices, values, tensor.dense_shape)


@tf_export("sparse_matmul")
def sparse_matmul(
    a: TensorLike, b: TensorLike, transpose_a: bool = False, transpose_b: bool = False, a_is_sparse: bool = False,
    b_is_sparse: bool = False, name: str | None = None,
) -> Tensor:  # fmt: skip
    """tf.matmul of two dense matrices with many zeros; ``a_is_sparse`` and ``b_is_sparse`` change no value."""
    return matmul(a, b, transpose_a, transpose_b, name=name)
