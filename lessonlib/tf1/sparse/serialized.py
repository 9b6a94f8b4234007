"""Sparse tensors as strings: three serialized tensors each, for queues and files that hold strings alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import convert_to_tensor, create, create_several
from lessonlib.graph.dtypes import DType, as_dtype, int64, string
from lessonlib.graph.errors import refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import DTypeLike, TensorLike
from lessonlib.tf1.files.tensors import bytes_of_tensor, tensor_of_bytes
from lessonlib.tf1.sparse.tensor import SparseTensor, sparse
from lessonlib.tf1.sparse.values import flat_places, taken
from lessonlib.tf1.strings.values import boxed, wrong


def as_strings(indices: torch.Tensor, values: Any, sizes: torch.Tensor) -> Any:
    """(3,): the serialized places, values and sizes."""
    result = np.empty(3, object)
    result[:] = [bytes_of_tensor(part, packed=True) for part in (indices, values, sizes)]
    return result


def rows_as_strings(indices: torch.Tensor, values: Any, sizes: torch.Tensor) -> Any:
    """(n, 3): the same for each of the n parts along the first axis."""
    if len(sizes) < 2:
        raise wrong(f"Rank of input SparseTensor should be > 1, but saw rank: {len(sizes)}")
    count = int(sizes[0])
    result = np.empty((count, 3), object)
    for row in range(count):
        places = (indices[:, 0] == row).nonzero().squeeze(1)
        result[row] = as_strings(indices[places][:, 1:], taken(values, places), sizes[1:])
    return result


def of_strings(serialized: Any, dtype: DType, device: torch.device) -> tuple[torch.Tensor, Any, torch.Tensor]:
    """One sparse tensor of the n rows of ``serialized`` (n, 3), with a first axis of n."""
    rows = boxed(serialized)
    if rows.ndim != 2 or rows.shape[1] != 3:
        raise wrong(f"serialized_sparse must have shape (n, 3), but has {rows.shape}")
    kinds = (int64, dtype, int64)
    parts = [
        [tensor_of_bytes(data, kind, device) for data, kind in zip(row, kinds, strict=True)] for row in rows
    ]
    if len({len(sizes) for _, _, sizes in parts}) > 1:
        raise wrong("Inconsistent rank across SparseTensors: they must all have the same.")
    placed = [
        torch.cat([torch.full((len(own), 1), row, device=device), own], 1)
        for row, (own, _, _) in enumerate(parts)
    ]
    sizes = torch.stack([own for _, _, own in parts]).amax(0)
    strings = dtype is string
    values = (
        np.concatenate([own for _, own, _ in parts]) if strings else torch.cat([own for _, own, _ in parts])
    )
    whole = torch.cat([torch.tensor([len(rows)], device=device), sizes])
    indices = torch.cat(placed)
    order = torch.argsort(flat_places(indices, whole), stable=True)
    return indices[order], taken(values, order), whole


register(
    "SerializeSparse", "indices values sizes", as_strings, NOT_DIFFERENTIABLE, same="",
    shape=lambda indices, values, sizes: [(string, (3,))],
)  # fmt: skip
register(
    "SerializeManySparse", "indices values sizes", rows_as_strings, NOT_DIFFERENTIABLE, same="",
    shape=lambda indices, values, sizes: [(string, (None, 3))],
)  # fmt: skip
register(
    "DeserializeManySparse", "serialized", of_strings, NOT_DIFFERENTIABLE, needs="device", several=True,
    shape=lambda serialized, dtype: [(int64, (None, None)), (dtype, (None,)), (int64, (None,))],
)  # fmt: skip


@tf_export("serialize_sparse", "io.serialize_sparse")
def serialize_sparse(sp_input: Any, name: str | None = None, out_type: DTypeLike = string) -> Tensor:
    """A sparse tensor as three strings: its serialized indices, values and dense_shape."""
    return _serialized("SerializeSparse", "serialize_sparse", sp_input, name, out_type)


@tf_export("serialize_many_sparse", "io.serialize_many_sparse")
def serialize_many_sparse(sp_input: Any, name: str | None = None, out_type: DTypeLike = string) -> Tensor:
    """The same for each part along the first axis of a sparse tensor of rank 2 or more: strings (n, 3)."""
    return _serialized("SerializeManySparse", "serialize_many_sparse", sp_input, name, out_type)


def _serialized(type_: str, function: str, sp_input: Any, name: str | None, out_type: Any) -> Tensor:
    tensor = sparse(sp_input, function)
    wanted = None if out_type in (string, "string") else out_type
    refuse(f"tf.{function}", "leave it out: strings are what queues and files hold.", out_type=wanted)
    return create(type_, *tensor.components, name=name or type_)


@tf_export("deserialize_many_sparse", "io.deserialize_many_sparse")
def deserialize_many_sparse(
    serialized_sparse: TensorLike, dtype: DTypeLike, rank: int | None = None, name: str | None = None
) -> SparseTensor:
    """One sparse tensor of the rows of ``serialized_sparse`` (n, 3), which become its first axis.

    ``rank`` is its own, when it should be known while the graph is built. Its sizes are the largest among the rows. A
    run fails with InvalidArgumentError when the rows are of different ranks, or of another dtype.
    """
    indices, values, sizes = create_several(
        "DeserializeManySparse", convert_to_tensor(serialized_sparse), dtype=as_dtype(dtype),
        name=name or "DeserializeManySparse",
    )  # fmt: skip
    if rank is not None:
        indices.set_shape([None, rank])
        sizes.set_shape([rank])
    return SparseTensor(indices, values, sizes)
