"""Columns of classes: words of a vocabulary, numbers, hashes of words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import constant, create
from lessonlib.graph.dtypes import DType, as_dtype, int64, string
from lessonlib.graph.errors import InvalidArgumentError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, reshape
from lessonlib.graph.ops.filling import where
from lessonlib.graph.ops.logic import equal, greater_equal
from lessonlib.graph.ops.math import cast
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import DTypeLike
from lessonlib.tf1.feature_column.column import CategoricalColumn, Features, check_key, feature
from lessonlib.tf1.files.features import VarLenFeature
from lessonlib.tf1.strings.hashing import string_to_hash_bucket_fast
from lessonlib.tf1.strings.text import as_string


@cache
def places_of(words: tuple[Any, ...]) -> dict[Any, int]:
    """The place of each word in a list."""
    return {word: i for i, word in enumerate(words)}


def numbers_of(words: Any, listed: tuple[Any, ...], unknown: int, device: torch.device) -> torch.Tensor:
    """The place of each word (bytes or integers) in a list, -1 for no word: an empty text, or -1."""
    items = words.cpu().numpy() if isinstance(words, torch.Tensor) else np.asarray(words, dtype=object)
    places = {**places_of(listed), b"": -1, -1: -1}
    found = [places.get(item, unknown) for item in items.ravel().tolist()]
    return torch.tensor(found, dtype=torch.int64, device=device).reshape(items.shape)


def within(ids: torch.Tensor, buckets: int, default: int | None, key: str) -> torch.Tensor:
    """The ids; those that are out of range become the default, or are an error when there is none."""
    outside = (ids < 0) & (ids != -1) | (ids >= buckets)
    if default is None and bool(outside.any()):
        raise InvalidArgumentError(
            None,
            None,
            f"Column {key} has classes from 0 to {buckets - 1}, but got {ids[outside][0].item()}.\n"
            "  Remedy: a larger num_buckets, or a default_value for such classes.",
        )
    return torch.where(outside, default or 0, ids)


register("NumbersOf", "words", numbers_of, NOT_DIFFERENTIABLE, needs="device",
         shape=lambda words, listed, unknown: [(int64, words.sizes)])  # fmt: skip
register("WithinBuckets", "ids", within, NOT_DIFFERENTIABLE,
         shape=lambda ids, buckets, default, key: [(int64, ids.sizes)])  # fmt: skip


@dataclass(frozen=True)
class VocabularyColumn(CategoricalColumn):
    """Words of a list, or whole numbers of one."""

    key: str
    vocabulary_list: tuple[Any, ...]
    dtype: DType
    default_value: int
    num_oov_buckets: int

    @property
    def name(self) -> str:
        return self.key

    @property
    def num_buckets(self) -> int:  # type: ignore[override]
        return len(self.vocabulary_list) + self.num_oov_buckets

    @property
    def parse_example_spec(self) -> dict[str, Any]:
        return {self.key: VarLenFeature(self.dtype)}

    def ids(self, features: Features) -> Tensor:
        words = feature(features, self.key)
        if (words.dtype is string) != (self.dtype is string):
            raise InvalidValueError(
                f"Column dtype and the feature's must be compatible. key: {self.key}, column dtype: {self.dtype.name}, "
                f"feature dtype: {words.dtype.name}."
            )
        unknown = -2 if self.num_oov_buckets else self.default_value
        numbers = as_rows(create("NumbersOf", words, listed=self.vocabulary_list, unknown=unknown))
        if not self.num_oov_buckets:
            return numbers
        hashed = as_rows(_hash(words, self.num_oov_buckets)) + len(self.vocabulary_list)
        return where(equal(numbers, constant(-2, int64)), hashed, numbers)

    def there(self, features: Features) -> Tensor:
        """Also a word that is not listed is there, though it has no class."""
        empty = create("NumbersOf", feature(features, self.key), listed=(), unknown=0)
        return greater_equal(as_rows(empty), constant(0, int64))


@dataclass(frozen=True)
class IdentityColumn(CategoricalColumn):
    """Whole numbers that are the classes themselves."""

    key: str
    num_buckets: int
    default_value: int | None

    @property
    def name(self) -> str:
        return self.key

    @property
    def parse_example_spec(self) -> dict[str, Any]:
        return {self.key: VarLenFeature(int64)}

    def ids(self, features: Features) -> Tensor:
        ids = feature(features, self.key)
        if not ids.dtype.is_integer:
            raise InvalidValueError(
                f"Invalid input, not integer. key: {self.key}, dtype: {ids.dtype.name}. Remedy: tf.cast it."
            )
        rows = as_rows(cast(ids, int64))
        return create(
            "WithinBuckets", rows, buckets=self.num_buckets, default=self.default_value, key=self.key
        )


@dataclass(frozen=True)
class HashedColumn(CategoricalColumn):
    """Words by their hash, as TensorFlow computes it."""

    key: str
    hash_bucket_size: int
    dtype: DType

    @property
    def name(self) -> str:
        return self.key

    @property
    def num_buckets(self) -> int:  # type: ignore[override]
        return self.hash_bucket_size

    @property
    def parse_example_spec(self) -> dict[str, Any]:
        return {self.key: VarLenFeature(self.dtype)}

    def ids(self, features: Features) -> Tensor:
        words = feature(features, self.key)
        empty = create("NumbersOf", words, listed=(), unknown=0)  # -1 where there is no word
        hashed = as_rows(_hash(words, self.hash_bucket_size))
        return where(equal(as_rows(empty), constant(-1, int64)), as_rows(empty), hashed)


@tf_export("feature_column.categorical_column_with_vocabulary_list")
def categorical_column_with_vocabulary_list(
    key: str, vocabulary_list: Sequence[Any], dtype: DTypeLike | None = None, default_value: int = -1,
    num_oov_buckets: int = 0,
) -> VocabularyColumn:  # fmt: skip
    """Classes by their names: class i is ``vocabulary_list[i]``, texts or integers.

    Args:
        dtype: string or an integer dtype; that of the list when not said.
        default_value: the class of an unknown word; -1 is none.
        num_oov_buckets: so many more classes for unknown words, by their hash.

    Raises ValueError for an empty list, one with equal words, or both kinds of classes for unknown words.
    """
    check_key(key)
    words = [] if isinstance(vocabulary_list, (str, bytes)) else list(vocabulary_list)
    if not words:
        raise InvalidValueError(f"vocabulary_list {vocabulary_list!r} must be non-empty, column_name: {key}.")
    if len(set(words)) != len(words):
        raise InvalidValueError(f"Duplicate keys in vocabulary_list {vocabulary_list!r}, column_name: {key}.")
    _check_oov(key, num_oov_buckets, default_value)
    of_list = as_dtype(np.asarray(words).dtype)
    kind = of_list if dtype is None else as_dtype(dtype)
    if not (of_list is string or of_list.is_integer) or (kind is string) != (of_list is string):
        raise InvalidValueError(
            f"dtype {kind.name} and vocabulary dtype {of_list.name} do not match: string or integers, column: {key}."
        )
    plain = [word.encode() if isinstance(word, str) else word for word in words]
    return VocabularyColumn(key, tuple(plain), kind, default_value, num_oov_buckets)


@tf_export("feature_column.categorical_column_with_vocabulary_file")
def categorical_column_with_vocabulary_file(
    key: str, vocabulary_file: str, vocabulary_size: int | None = None, num_oov_buckets: int = 0,
    default_value: int | None = None, dtype: DTypeLike = string,
) -> VocabularyColumn:  # fmt: skip
    """The same with one word in each line of a file, the first ``vocabulary_size`` of them.

    Raises ValueError when the file has fewer lines, or there is none.
    """
    if not vocabulary_file or not Path(vocabulary_file).is_file():
        raise InvalidValueError(f"Missing vocabulary_file in {key}: {vocabulary_file!r} is no file.")
    lines: list[Any] = Path(vocabulary_file).read_text("utf-8").splitlines()
    if vocabulary_size is not None and not 1 <= vocabulary_size <= len(lines):
        raise InvalidValueError(
            f"Invalid vocabulary_size in {key}: {vocabulary_size}; the file has {len(lines)} lines."
        )
    words = lines[:vocabulary_size]
    words = [int(word) for word in words] if as_dtype(dtype).is_integer else words
    default = -1 if default_value is None else default_value
    return categorical_column_with_vocabulary_list(key, words, dtype, default, num_oov_buckets)


@tf_export("feature_column.categorical_column_with_identity")
def categorical_column_with_identity(
    key: str, num_buckets: int, default_value: int | None = None
) -> IdentityColumn:
    """Whole numbers from 0 to num_buckets - 1 as classes; -1 is none.

    Others become ``default_value``; without it they make the run fail with InvalidArgumentError. Raises ValueError when
    the number of classes is not positive, or the default is not among them.
    """
    check_key(key)
    if num_buckets < 1:
        raise InvalidValueError(f"num_buckets {num_buckets} < 1, column_name {key}.")
    if default_value is not None and not 0 <= default_value < num_buckets:
        raise InvalidValueError(
            f"default_value {default_value} not in range [0, {num_buckets}), column_name {key}."
        )
    return IdentityColumn(key, num_buckets, default_value)


@tf_export("feature_column.categorical_column_with_hash_bucket")
def categorical_column_with_hash_bucket(
    key: str, hash_bucket_size: int, dtype: DTypeLike = string
) -> HashedColumn:
    """Classes by the hash of a word, so that no list of words is needed; different words may share a class.

    Raises ValueError for fewer than 1 class, or a dtype that is neither string nor an integer.
    """
    check_key(key)
    if hash_bucket_size < 1:
        raise InvalidValueError(
            f"hash_bucket_size must be at least 1. hash_bucket_size: {hash_bucket_size}, key: {key}."
        )
    kind = as_dtype(dtype)
    if not (kind is string or kind.is_integer):
        raise InvalidValueError(f"dtype must be string or integer. dtype: {kind.name}, key: {key}.")
    return HashedColumn(key, hash_bucket_size, kind)


def _check_oov(key: str, num_oov_buckets: int, default_value: int) -> None:
    if num_oov_buckets < 0:
        raise InvalidValueError(f"Invalid num_oov_buckets {num_oov_buckets} in {key}.")
    if num_oov_buckets and default_value != -1:
        raise InvalidValueError(f"Can't specify both num_oov_buckets and default_value in {key}.")


def as_rows(ids: Tensor) -> Tensor:
    """(batch,) -> (batch, 1), (batch, n) as it is, further axes joined."""
    rank = None if ids.sizes is None else len(ids.sizes)
    if rank == 1:
        return expand_dims(ids, -1)
    return (
        ids
        if rank == 2 or ids.sizes is None
        else reshape(ids, [-1, math.prod(size or 0 for size in ids.sizes[1:])])
    )


def _hash(words: Tensor, buckets: int) -> Tensor:
    """TensorFlow's hash (FarmHash's Fingerprint64) of each word."""
    return string_to_hash_bucket_fast(words if words.dtype is string else as_string(words), buckets)
