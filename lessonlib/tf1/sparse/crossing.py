"""Crosses of features: every combination of the words of a row, as one word or as a hash."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import convert_to_tensor, create_several
from lessonlib.graph.dtypes import int64, string
from lessonlib.graph.errors import InvalidArgumentError, InvalidTypeError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.math import cast
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.tf1.sparse.tensor import SparseTensor
from lessonlib.tf1.sparse.values import of_rows
from lessonlib.tf1.strings.hashing import fingerprints, joined
from lessonlib.tf1.strings.values import boxed

DEFAULT_KEY = 0xDECAFCAFFE  # what TensorFlow starts the hash with
LARGEST = 2**63 - 1


def crossed(
    indices: list[torch.Tensor], values: list[Any], sizes: list[torch.Tensor], dense: list[Any],
    separator: bytes | None, buckets: int, key: int, device: torch.device,
) -> tuple[Any, ...]:  # fmt: skip
    """indices, values and shape of all combinations; the last feature changes fastest. Hashes without a separator."""
    parts = [_rows(*each) for each in zip(indices, values, sizes, strict=True)] + [
        list(part) for part in dense
    ]
    if len({len(rows) for rows in parts}) != 1:
        raise InvalidArgumentError(
            None, None, f"Inputs have {[len(rows) for rows in parts]} rows; give as many each."
        )
    if separator is None:
        rows: list[Any] = [_hashes(row, buckets, key) for row in zip(*parts, strict=True)]
    else:
        rows = [
            [separator.join(words) for words in product(*map(_words, row))]
            for row in zip(*parts, strict=True)
        ]
    places, shape = of_rows([len(row) for row in rows], device)
    if separator is None:
        return places, torch.as_tensor(np.concatenate([*rows, np.zeros(0, np.int64)]), device=device), shape
    found = np.empty(len(places), object)
    found[:] = [word for row in rows for word in row]
    return places, found, shape


def _rows(indices: torch.Tensor, values: Any, sizes: torch.Tensor) -> list[Any]:
    """The values of each row of a sparse tensor."""
    row = indices[:, 0].cpu().numpy()
    return [values[np.flatnonzero(row == i)] for i in range(int(sizes[0]))]


def _words(values: Any) -> list[bytes]:
    if isinstance(values, torch.Tensor):
        return [str(number).encode() for number in values.tolist()]
    return list(boxed(values).ravel())


def _hashes(row: tuple[Any, ...], buckets: int, key: int) -> np.ndarray:
    """int64, under ``buckets``, or of all numbers when these are 0."""
    hashes = np.full(1, key, np.uint64)
    for values in row:
        own = fingerprints(values if isinstance(values, torch.Tensor) else boxed(values))
        hashes = joined(hashes[:, None], own[None, :]).reshape(-1)
    return (hashes % np.uint64(buckets or LARGEST)).astype(np.int64)


register(
    "SparseCross", "indices* values* sizes* dense*", crossed, NOT_DIFFERENTIABLE, same="", several=True, needs="device",
    shape=lambda *_, separator, **__: [
        (int64, (None, 2)), (int64 if separator is None else string, (None,)), (int64, (2,)),
    ],
)  # fmt: skip


def _cross(inputs: Any, name: str | None, **how: Any) -> SparseTensor:
    if not isinstance(inputs, (list, tuple)) or not inputs:
        raise InvalidTypeError(f"Inputs must be a list of tensors and sparse tensors, but are {inputs!r}.")
    if not all(isinstance(part, (Tensor, SparseTensor)) for part in inputs):
        raise InvalidTypeError(f"All inputs must be Tensor or SparseTensor, but are {inputs!r}.")
    sparse = [part for part in inputs if isinstance(part, SparseTensor)]
    dense = [_text_or_int64(part) for part in inputs if not isinstance(part, SparseTensor)]
    found = create_several(
        "SparseCross",
        [part.indices for part in sparse],
        [_text_or_int64(part.values) for part in sparse],
        [part.dense_shape for part in sparse],
        dense,
        name=name or "SparseCross",
        **how,
    )
    return SparseTensor(*found)


def _text_or_int64(values: Tensor) -> Tensor:
    return values if values.dtype is string else cast(convert_to_tensor(values), int64)


@tf_export("sparse.cross")
def sparse_cross(inputs: Any, name: str | None = None, separator: str | None = None) -> SparseTensor:
    """Sparse strings (rows, most combinations of a row): each combination of one value of every input in that row.

    Args:
        inputs: a list of tensors (rows, n) and sparse tensors (rows, n), of strings or whole numbers. Sparse ones come
            first in the combinations, whatever their place in the list.
        separator: what stands between the words; ``"_X_"`` when not said.

    Raises TypeError when inputs are something else; InvalidArgumentError when they have not equally many rows.
    """
    between = "_X_" if separator is None else separator
    return _cross(inputs, name, separator=between.encode(), buckets=0, key=0)


@tf_export("sparse.cross_hashed")
def sparse_cross_hashed(
    inputs: Any, num_buckets: int = 0, hash_key: int | None = None, name: str | None = None
) -> SparseTensor:
    """The same combinations as `sparse_cross`, each as a hash: sparse int64, under ``num_buckets`` if that is above 0.

    ``hash_key`` is what the hash starts with; TensorFlow's when not said.
    """
    return _cross(
        inputs, name, separator=None, buckets=max(int(num_buckets), 0), key=int(hash_key or DEFAULT_KEY)
    )
