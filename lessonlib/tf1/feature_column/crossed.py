"""Crossed columns: a class for each combination of the classes of several columns, by TensorFlow's hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import create
from lessonlib.graph.dtypes import bool_, int64, string
from lessonlib.graph.errors import InvalidArgumentError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import shape
from lessonlib.graph.ops.filling import ones
from lessonlib.graph.ops.math import cast
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.tf1.feature_column.categorical import HashedColumn, as_rows
from lessonlib.tf1.feature_column.column import CategoricalColumn, Features, feature
from lessonlib.tf1.files.features import VarLenFeature
from lessonlib.tf1.sparse.crossing import DEFAULT_KEY
from lessonlib.tf1.sparse.tensor import sparse_tensor_to_dense
from lessonlib.tf1.strings.hashing import fingerprints, joined

INT64 = 2**63


def crossed_ids(
    values: list[Any], there: list[torch.Tensor], buckets: int, key: int, device: torch.device
) -> torch.Tensor:
    """int64 (batch, product of the n_i) for values (batch, n_i): the last one changes fastest; -1 is no class."""
    batch = len(values[0])
    hashes = np.full((batch, 1), key, np.uint64)
    present = np.ones((batch, 1), np.bool_)
    for part, mask in zip(values, there, strict=True):
        hashes = joined(hashes[:, :, None], fingerprints(part)[:, None, :]).reshape(batch, -1)
        present = (present[:, :, None] & mask.cpu().numpy()[:, None, :]).reshape(batch, -1)
    ids = np.where(present, (hashes % np.uint64(buckets)).astype(np.int64), -1)
    return torch.as_tensor(ids, device=device)


def _width(values: list[Tensor], there: list[Tensor], buckets: int, key: int) -> list[Any]:
    sizes = [part.sizes or (None, None) for part in values]
    batch = next((size[0] for size in sizes if size[0] is not None), None)
    wide = [size[1] for size in sizes]
    width = None if None in wide else int(np.prod([size or 0 for size in wide]))
    return [(int64, (batch, width))]


register(
    "CrossedIds", "values* there*", crossed_ids, NOT_DIFFERENTIABLE, same="", needs="device", shape=_width
)


@dataclass(frozen=True)
class CrossedColumn(CategoricalColumn):
    """The combinations of the classes of several columns; a string among the keys is a feature's name."""

    keys: tuple[str | CategoricalColumn, ...]
    hash_bucket_size: int
    hash_key: int

    @property
    def name(self) -> str:
        return "_X_".join(sorted(key if isinstance(key, str) else key.name for key in self._leaves))

    @property
    def num_buckets(self) -> int:  # type: ignore[override]
        return self.hash_bucket_size

    @property
    def parse_example_spec(self) -> dict[str, Any]:
        spec: dict[str, Any] = {}
        for key in self.keys:
            spec |= {key: VarLenFeature(string)} if isinstance(key, str) else key.parse_example_spec
        return spec

    @property
    def _leaves(self) -> list[str | CategoricalColumn]:
        """The keys, with those of crossed columns in place of these."""
        return [
            leaf for key in self.keys for leaf in (key._leaves if isinstance(key, CrossedColumn) else [key])
        ]

    def ids(self, features: Features) -> Tensor:
        parts = [
            _words(features, leaf) if isinstance(leaf, str) else (leaf.ids(features), leaf.there(features))
            for leaf in sorted(self._leaves, key=lambda leaf: _is_dense(features, leaf))
        ]
        values, there = zip(*parts, strict=True)
        return create(
            "CrossedIds", list(values), list(there), buckets=self.hash_bucket_size, key=self.hash_key,
            name="crossed",
        )  # fmt: skip


def _is_dense(features: Features, leaf: str | CategoricalColumn) -> bool:
    """Whether it is a dense feature: the hash of TensorFlow takes these last, whatever the order of the keys."""
    return isinstance(leaf, str) and not hasattr(features.get(leaf), "dense_shape")


def _words(features: Features, key: str) -> tuple[Tensor, Tensor]:
    """The words (or int64 numbers) of a feature, (batch, n), and which are there: all but a sparse one's gaps."""
    words = feature(features, key)
    if words.sizes is not None and len(words.sizes) > 2:
        raise InvalidArgumentError(
            None,
            None,
            f"crossed_column takes features of rank 1 or 2, but '{key}' has shape {words.shape}.\n"
            "  Remedy: tf.reshape it to (batch, n).",
        )
    given = features[key]
    if hasattr(given, "dense_shape"):
        marks = given.with_values(ones(shape(given.values), bool_))
        there = sparse_tensor_to_dense(marks, default_value=False)
    else:
        there = ones(shape(words), bool_)
    return as_rows(words if words.dtype is string else cast(words, int64)), as_rows(there)


@tf_export("feature_column.crossed_column")
def crossed_column(keys: Sequence[Any], hash_bucket_size: int, hash_key: int | None = None) -> CrossedColumn:
    """A class for each combination of classes, by a hash under ``hash_bucket_size``; some may share a class.

    A row with m classes of one key and n of another has m * n combinations. Use it in `indicator_column` or
    `embedding_column`, or as it is in `linear_model`, whose weights then tell combinations apart.

    Args:
        keys: two or more names of features of words or whole numbers, or categorical columns, crossed ones included.
        hash_bucket_size: the number of classes.
        hash_key: another key gives other classes; TensorFlow's default when not said, or 0.

    Raises ValueError for fewer than two keys, one of another kind, one that is hashed already, or no class.
    """
    if not hash_bucket_size or hash_bucket_size < 1:
        raise InvalidValueError(f"hash_bucket_size must be at least 1, but is {hash_bucket_size}.")
    if not keys or isinstance(keys, str) or len(keys) < 2:
        raise InvalidValueError(f"keys must be a list with length > 1. Given: {keys!r}.")
    for key in keys:
        if not isinstance(key, (str, CategoricalColumn)):
            raise InvalidValueError(
                f"Each key of a crossed_column is the name of a feature or a categorical column, but got {key!r}.\n"
                "  Remedy: bucketized_column(numeric_column(...), boundaries) for real numbers."
            )
        if isinstance(key, HashedColumn):
            raise InvalidValueError(
                f"A crossed_column cannot take a column that is hashed already: two hashes would mix up more classes. "
                f"Given: {key!r}.\n  Remedy: the name of the feature, {key.key!r}."
            )
    if hash_key is not None and not -INT64 <= hash_key < INT64:
        raise InvalidValueError(f"hash_key must be an int64, but is {hash_key}.")
    return CrossedColumn(tuple(keys), hash_bucket_size, (hash_key or DEFAULT_KEY) % 2**64)
