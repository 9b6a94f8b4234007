"""Sums of rows that sparse integers name: segments, and embeddings of bags of words."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import convert_to_tensor, create
from lessonlib.graph.dtypes import int64
from lessonlib.graph.errors import InvalidArgumentError, InvalidTypeError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.filling import ones_like
from lessonlib.graph.ops.logic import greater, greater_equal, logical_and
from lessonlib.graph.ops.lookup import embedding_lookup
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.sparse.arrangement import sparse_fill_empty_rows, sparse_reorder, sparse_retain
from lessonlib.tf1.sparse.tensor import SparseTensor, sparse

COMBINERS = ("mean", "sqrtn", "sum")


def segments(
    data: torch.Tensor, indices: torch.Tensor, ids: torch.Tensor, combiner: str, count: int | None
) -> torch.Tensor:
    """For each segment number in ``ids``, which ascend, the rows of ``data`` at its ``indices`` together."""
    ids = ids.to(torch.int64)
    if len(ids) and (int(ids[0]) < 0 or (torch.diff(ids) < 0).any()):
        raise InvalidArgumentError(None, None, f"segment ids are not increasing from 0 on: {ids.tolist()}")
    total = (int(ids[-1]) + 1 if len(ids) else 0) if count is None else count
    if len(ids) and int(ids[-1]) >= total:
        raise InvalidArgumentError(
            None, None, f"segment ids must be < num_segments = {total}: {ids.tolist()}"
        )
    rows = data[indices.to(torch.int64)]
    sums = torch.index_add(rows.new_zeros((total, *rows.shape[1:])), 0, ids, rows)
    return _divided(sums, torch.bincount(ids, minlength=total).to(sums.dtype), combiner)


def weighted(rows: torch.Tensor, ids: torch.Tensor, weights: torch.Tensor, combiner: str) -> torch.Tensor:
    """The sum of weights times rows (n, ...) for each segment number; divided by that of the weights for a mean."""
    total = int(ids[-1]) + 1 if len(ids) else 0
    wide = weights.to(rows.dtype).reshape((-1, *(1,) * (rows.dim() - 1)))
    sums = torch.index_add(rows.new_zeros((total, *rows.shape[1:])), 0, ids, rows * wide)
    scale = weights.square() if combiner == "sqrtn" else weights
    return _divided(sums, torch.index_add(weights.new_zeros(total), 0, ids, scale).to(rows.dtype), combiner)


def _divided(sums: torch.Tensor, by: torch.Tensor, combiner: str) -> torch.Tensor:
    if combiner == "sum":
        return sums
    scale = by.sqrt() if combiner == "sqrtn" else by
    safe = torch.where(scale == 0, torch.ones_like(scale), scale)
    return sums / safe.reshape((-1, *(1,) * (sums.dim() - 1)))


register(
    "SparseSegment", "data indices ids", segments, BY_VJP, same="",
    shape=lambda data, i, s, combiner, count: [(data.dtype, None if data.sizes is None else (count, *data.sizes[1:]))],
)  # fmt: skip
register(
    "WeightedSegment", "rows ids weights", weighted, BY_VJP, same="",
    shape=lambda rows, i, w, combiner: [(rows.dtype, None if rows.sizes is None else (None, *rows.sizes[1:]))],
)  # fmt: skip


def _segment(
    combiner: str, data: TensorLike, indices: TensorLike, ids: TensorLike, count: Any, name: str
) -> Tensor:
    parts = (convert_to_tensor(data), convert_to_tensor(indices), convert_to_tensor(ids))
    return create(
        "SparseSegment", *parts, combiner=combiner, count=None if count is None else int(count), name=name
    )


@tf_export("sparse_segment_sum", "sparse.segment_sum")
def sparse_segment_sum(
    data: TensorLike, indices: TensorLike, segment_ids: TensorLike, name: str | None = None,
    num_segments: int | None = None, sparse_gradient: bool = False,
) -> Tensor:  # fmt: skip
    """The sums of the rows of ``data`` at ``indices`` (n,) that have the same of ``segment_ids`` (n,), which ascend.

    There are ``num_segments`` results, or as many as the last id says. ``sparse_gradient`` changes no value.
    """
    return _segment("sum", data, indices, segment_ids, num_segments, name or "SparseSegmentSum")


@tf_export("sparse_segment_mean", "sparse.segment_mean")
def sparse_segment_mean(
    data: TensorLike, indices: TensorLike, segment_ids: TensorLike, name: str | None = None,
    num_segments: int | None = None, sparse_gradient: bool = False,
) -> Tensor:  # fmt: skip
    """The means of the same rows as `sparse_segment_sum`; 0 for an id without any."""
    return _segment("mean", data, indices, segment_ids, num_segments, name or "SparseSegmentMean")


@tf_export("sparse_segment_sqrt_n", "sparse.segment_sqrt_n")
def sparse_segment_sqrt_n(
    data: TensorLike, indices: TensorLike, segment_ids: TensorLike, name: str | None = None,
    num_segments: int | None = None, sparse_gradient: bool = False,
) -> Tensor:  # fmt: skip
    """The sums of the same rows as `sparse_segment_sum`, divided by the square root of their number."""
    return _segment("sqrtn", data, indices, segment_ids, num_segments, name or "SparseSegmentSqrtN")


@tf_export("nn.embedding_lookup_sparse")
def embedding_lookup_sparse(
    params: Any, sp_ids: Any, sp_weights: Any, partition_strategy: str = "mod", name: str | None = None,
    combiner: str | None = None, max_norm: float | None = None, allow_fast_lookup: bool = False,
) -> Tensor:  # fmt: skip
    """The embeddings of all ids of a row, together: (rows, width), up to the last row that has one.

    Args:
        params: (vocabulary, width), or a list of parts.
        sp_ids: sparse integers (rows, most ids in a row).
        sp_weights: sparse numbers at the same places, or None for weights of 1.
        partition_strategy: as for tf.nn.embedding_lookup.
        combiner: ``"sum"``; ``"mean"``, divided by the weights; ``"sqrtn"``, by the square root of their squares.
        max_norm: longer embeddings are shortened to this length first.
        allow_fast_lookup: taken for TensorFlow's sake.

    Raises ValueError for another combiner; TypeError when ids or weights are not sparse.
    """
    way = combiner or "mean"
    if way not in COMBINERS:
        raise InvalidValueError(f"combiner must be one of 'mean', 'sqrtn' or 'sum', got {combiner!r}.")
    ids = sparse(sp_ids, "nn.embedding_lookup_sparse")
    rows = embedding_lookup(params, ids.values, partition_strategy, max_norm=max_norm)
    segment = ids.indices[:, 0]
    if sp_weights is None:
        weights = cast(ones_like(ids.values), rows.dtype)
    else:
        weights = sparse(sp_weights, "nn.embedding_lookup_sparse").values
        if not weights.dtype.is_floating:
            weights = cast(weights, rows.dtype)
    return create(
        "WeightedSegment", rows, segment, weights, combiner=way, name=name or "embedding_lookup_sparse"
    )


@tf_export("nn.safe_embedding_lookup_sparse")
def safe_embedding_lookup_sparse(
    embedding_weights: Any, sparse_ids: Any, sparse_weights: Any = None, combiner: str = "mean",
    default_id: int | None = None, name: str | None = None, partition_strategy: str = "div",
    max_norm: float | None = None, allow_fast_lookup: bool = False,
) -> Tensor:  # fmt: skip
    """The same as `embedding_lookup_sparse`, for every row: (rows, width).

    Negative ids, and those with a weight of 0 or less, are left out (weights, unless combiner is ``"sum"``). A row
    without an id gets the embedding of ``default_id``, or zeros. ``sparse_ids`` must be of rank 2.
    """
    ids = sparse(sparse_ids, "nn.safe_embedding_lookup_sparse")
    weights = None if sparse_weights is None else sparse(sparse_weights, "nn.safe_embedding_lookup_sparse")
    if ids.shape.ndims not in (None, 2):
        refuse(
            "tf.nn.safe_embedding_lookup_sparse", "tf.sparse.reshape the ids to 2 axes.", rank=ids.shape.ndims
        )
    wanted = greater_equal(ids.values, 0)
    if weights is not None and combiner != "sum":
        wanted = logical_and(wanted, greater(weights.values, 0))
    if weights is not None:
        weights, _ = sparse_fill_empty_rows(sparse_retain(weights, wanted), 1.0)
    ids, empty = sparse_fill_empty_rows(sparse_retain(ids, wanted), default_id or 0)
    found = embedding_lookup_sparse(
        embedding_weights, ids, weights, partition_strategy, name, combiner, max_norm, allow_fast_lookup
    )
    return found if default_id is not None else create("ZeroRows", found, empty)


def zero_rows(x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return torch.where(mask.reshape((-1, *(1,) * (x.dim() - 1))), torch.zeros_like(x), x)


register("ZeroRows", "x mask", zero_rows, BY_VJP, same="", shape=lambda x, mask: [(x.dtype, x.sizes)])


@tf_export("sparse_merge", "sparse.merge")
def sparse_merge(
    sp_ids: Any, sp_values: Any, vocab_size: Any, name: str | None = None, already_sorted: bool = False
) -> SparseTensor:
    """Sparse (..., vocab_size): the value of each place of ``sp_values`` in the column that ``sp_ids`` names there.

    With lists of ids and of sizes, there is one column axis for each. ``already_sorted``: the ids ascend in each row.
    """
    listed = isinstance(sp_ids, (list, tuple)) and not hasattr(sp_ids, "_fields")
    many, sizes = (sp_ids, vocab_size) if listed else ([sp_ids], [vocab_size])
    if listed and not isinstance(vocab_size, (list, tuple)):
        raise InvalidTypeError("vocab_size has to be a list of sizes, one for each of sp_ids.")
    values = sparse(sp_values, "sparse.merge")
    columns = [cast(sparse(ids, "sparse.merge").values, int64)[:, None] for ids in many]
    indices = concat([sparse(many[0], "sparse.merge").indices[:, :-1], *columns], 1)
    shape = concat([values.dense_shape[:-1], convert_to_tensor([int(size) for size in sizes], int64)], 0)
    result = SparseTensor(indices, values.values, shape)
    return result if already_sorted else sparse_reorder(result, name)
