"""Vocabularies: tables from words to their places in a list or a file, and back; unknown words may share buckets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import DType, as_dtype, int64, string
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.filling import where
from lessonlib.graph.ops.logic import equal
from lessonlib.graph.types import DTypeLike, TensorLike
from lessonlib.tf1.lookup.tables import KeyValueTensorInitializer, StaticHashTable, StaticTable, known
from lessonlib.tf1.strings.hashing import string_to_hash_bucket_fast
from lessonlib.tf1.strings.text import as_string

_UNKNOWN = -1  # the place of a word that is not in the vocabulary, as long as no bucket is chosen


@tf_export("lookup.StaticVocabularyTable")
class StaticVocabularyTable(StaticTable):
    """A table from words to their places, which gives an unknown word one of ``num_oov_buckets`` further places.

    Which one depends on the word alone: the FarmHash fingerprint of its text, as in TensorFlow.

    Args:
        initializer: words and places, as the entries of a `StaticHashTable`; None sends every word to a bucket.
        num_oov_buckets: how many further places there are, at least 1.
        lookup_key_dtype: the dtype of the keys: string, or that of ``initializer``.

    Raises ValueError without a bucket, TypeError when the places are not int64 or the keys neither text nor integers.
    """

    def __init__(
        self, initializer: KeyValueTensorInitializer | None, num_oov_buckets: int,
        lookup_key_dtype: DTypeLike | None = None, name: str | None = None, experimental_is_anonymous: bool = False,
    ) -> None:  # fmt: skip
        if num_oov_buckets <= 0:
            raise InvalidValueError(f"num_oov_buckets must be > 0, but is {num_oov_buckets}.")
        if initializer is not None and initializer.value_dtype is not int64:
            raise InvalidTypeError(
                f"The places of a vocabulary must be int64, but are {initializer.value_dtype.name}."
            )
        own = string if initializer is None else initializer.key_dtype
        self.key_dtype: DType = own if lookup_key_dtype is None else as_dtype(lookup_key_dtype)
        if self.key_dtype is not string and not self.key_dtype.is_integer:
            raise InvalidTypeError(f"The keys must be strings or integers, but are {self.key_dtype.name}.")
        self.value_dtype, self._buckets = int64, int(num_oov_buckets)
        self._table = None if initializer is None else StaticHashTable(initializer, _UNKNOWN)

    def size(self, name: str | None = None) -> Tensor:
        """The number of places (int64): the words, and the buckets."""
        return convert_to_tensor(np.int64(self._words() + self._buckets), name=name)

    def _words(self) -> int:
        return 0 if self._table is None else len(self._table)

    def _found(self, keys: Tensor, name: str | None) -> Tensor:
        text = keys if keys.dtype is string else as_string(keys)
        bucket = string_to_hash_bucket_fast(text, self._buckets) + np.int64(self._words())
        if self._table is None:
            return bucket
        place = self._table.lookup(keys)
        return where(equal(place, np.int64(_UNKNOWN)), bucket, place, name=name)


@tf_export("contrib.lookup.index_table_from_tensor")
def index_table_from_tensor(
    mapping: TensorLike, num_oov_buckets: int = 0, default_value: int = -1, hasher_spec: Any = None,
    dtype: DTypeLike = string, name: str | None = None,
) -> StaticHashTable | StaticVocabularyTable:  # fmt: skip
    """A table from words to their places in a list; unknown ones get ``default_value``, or one of the buckets."""
    refuse("index_table_from_tensor", "leave it out: FarmHash's.", hasher_spec=hasher_spec)
    words, kind = known(mapping, None)
    places = KeyValueTensorInitializer(words, list(range(len(words))), kind, int64)
    if num_oov_buckets:
        return StaticVocabularyTable(places, num_oov_buckets)
    return StaticHashTable(places, default_value)


@tf_export("contrib.lookup.index_table_from_file")
def index_table_from_file(
    vocabulary_file: str | None = None, num_oov_buckets: int = 0, vocab_size: int | None = None,
    default_value: int = -1, hasher_spec: Any = None, key_dtype: DTypeLike = string, name: str | None = None,
) -> StaticHashTable | StaticVocabularyTable:  # fmt: skip
    """The same for a file with one word in each line."""
    return index_table_from_tensor(
        _lines(vocabulary_file, vocab_size), num_oov_buckets, default_value, hasher_spec
    )


@tf_export("contrib.lookup.index_to_string_table_from_tensor")
def index_to_string_table_from_tensor(
    mapping: TensorLike, default_value: str = "UNK", name: str | None = None
) -> StaticHashTable:
    """A table from places (int64) to the words of a list."""
    words, kind = known(mapping, None)
    entries = KeyValueTensorInitializer(list(range(len(words))), words, int64, kind)
    return StaticHashTable(entries, default_value)


@tf_export("contrib.lookup.index_to_string_table_from_file")
def index_to_string_table_from_file(
    vocabulary_file: str, vocab_size: int | None = None, default_value: str = "UNK", name: str | None = None
) -> StaticHashTable:
    """The same for a file with one word in each line."""
    return index_to_string_table_from_tensor(_lines(vocabulary_file, vocab_size), default_value)


@tf_export("lookup.TextFileIndex", "contrib.lookup.TextFileIndex")
class TextFileIndex:
    """What `TextFileInitializer` takes in place of a column's number: the whole line, or the line's number."""

    WHOLE_LINE, LINE_NUMBER = -2, -1


@tf_export("lookup.TextFileInitializer", "contrib.lookup.TextFileInitializer")
class TextFileInitializer(KeyValueTensorInitializer):
    """The entries of a table, one in each line of a text file.

    Args:
        filename: the file (UTF-8), read when the graph is built.
        key_dtype, value_dtype: string, or int64 for the line's number or a column of integers.
        key_index, value_index: the number of a column, from 0, or a constant of `TextFileIndex`.
        vocab_size: how many lines count; all when not said.
        delimiter: what stands between columns.
        value_index_offset: added to a line's number that is a value.

    Raises ValueError when there is no such file, it has fewer lines than ``vocab_size``, or a line has no such column.
    """

    def __init__(
        self, filename: str, key_dtype: DTypeLike, key_index: int, value_dtype: DTypeLike, value_index: int,
        vocab_size: int | None = None, delimiter: str = "\t", name: str | None = None, value_index_offset: int = 0,
    ) -> None:  # fmt: skip
        lines = _lines(filename, vocab_size)
        if vocab_size is not None and len(lines) < vocab_size:
            raise InvalidValueError(f"{filename} has {len(lines)} lines, but vocab_size is {vocab_size}.")
        parts = [
            [_part(filename, number, line, index, delimiter) for number, line in enumerate(lines)]
            for index in (key_index, value_index)
        ]
        if value_index == TextFileIndex.LINE_NUMBER:
            parts[1] = [number + value_index_offset for number in parts[1]]
        kinds = [as_dtype(key_dtype), as_dtype(value_dtype)]
        keys, values = ([_as(kind, item) for item in part] for kind, part in zip(kinds, parts, strict=True))
        super().__init__(keys, values, kinds[0], kinds[1], name)


def _part(filename: str, number: int, line: str, index: int, delimiter: str) -> Any:
    if index == TextFileIndex.LINE_NUMBER:
        return number
    if index == TextFileIndex.WHOLE_LINE:
        return line
    columns = line.split(delimiter)
    if index >= len(columns):
        raise InvalidValueError(
            f"Line {number + 1} of {filename} has no column {index}: {line!r}\n  Remedy: another delimiter."
        )
    return columns[index]


def _as(kind: DType, item: Any) -> Any:
    return str(item) if kind is string else kind.numpy(item)


def _lines(file: str | None, count: int | None) -> list[str]:
    if not file or not Path(file).is_file():
        raise InvalidValueError(f"vocabulary_file must be a file, but {file!r} is none.")
    return Path(file).read_text("utf-8").splitlines()[:count]
