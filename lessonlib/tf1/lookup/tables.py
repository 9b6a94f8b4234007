"""Tables that map keys to values. Their entries are fixed when the graph is built: nothing is to be initialised."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import as_tensor, constant_value, convert_to_tensor, create
from lessonlib.graph.dtypes import DType, as_dtype, int64, string
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError, UnsupportedError
from lessonlib.graph.export import tf_export
from lessonlib.graph.literal import as_array
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.state import group
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import DTypeLike, TensorLike


@cache
def entries_of(keys: tuple[Any, ...], values: tuple[Any, ...]) -> dict[Any, Any]:
    """The dictionary of a table; an attribute of an operation is a tuple, which a meta graph can hold."""
    return dict(zip(keys, values, strict=True))


def looked_up(
    keys: Any,
    known: tuple[Any, ...],
    values: tuple[Any, ...],
    default: Any,
    dtype: DType,
    device: torch.device,
) -> Any:
    """The value of each key, or the default."""
    items = keys.cpu().numpy() if isinstance(keys, torch.Tensor) else np.asarray(keys, dtype=object)
    entries = entries_of(known, values)
    found = [entries.get(key, default) for key in items.ravel().tolist()]
    if dtype is string:
        words = np.empty(len(found), dtype=object)
        words[:] = found
        return words.reshape(items.shape)[()]
    return torch.tensor(found, dtype=dtype.torch, device=device).reshape(items.shape)


register("LookupTableFind", "keys", looked_up, NOT_DIFFERENTIABLE, needs="device",
         shape=lambda keys, dtype, **entries: [(dtype, keys.sizes)])  # fmt: skip


@tf_export("lookup.KeyValueTensorInitializer", "contrib.lookup.KeyValueTensorInitializer")
class KeyValueTensorInitializer:
    """The entries of a table: keys and values, lists or constants of equal lengths.

    Raises ValueError when the lengths differ or a key stands twice, TypeError for tensors that only a run knows.
    """

    def __init__(
        self, keys: TensorLike, values: TensorLike, key_dtype: DTypeLike | None = None,
        value_dtype: DTypeLike | None = None, name: str | None = None,
    ) -> None:  # fmt: skip
        known_keys, self.key_dtype = _known(keys, key_dtype)
        known_values, self.value_dtype = _known(values, value_dtype)
        if len(known_keys) != len(known_values):
            raise InvalidValueError(
                f"A table needs a value for each key: {len(known_keys)} and {len(known_values)}."
            )
        self.entries = dict(zip(known_keys, known_values, strict=True))
        if len(self.entries) != len(known_keys):
            raise InvalidValueError("The keys of a table must differ from each other.")


def _known(given: Any, dtype: DTypeLike | None) -> tuple[list[Any], DType]:
    tensor = as_tensor(given)
    if tensor is not None:
        value = constant_value(tensor)
        if value is None:
            raise InvalidTypeError(
                f"The entries of a table must be known when the graph is built, but {tensor!r} is not."
            )
        return np.asarray(value).ravel().tolist(), tensor.dtype
    array, kind = as_array(given, None if dtype is None else as_dtype(dtype))
    return array.ravel().tolist(), kind


@tf_export("lookup.StaticHashTable", "contrib.lookup.HashTable")
class StaticHashTable:
    """A table with these entries, and ``default_value`` for any other key."""

    def __init__(
        self, initializer: KeyValueTensorInitializer, default_value: Any, name: str | None = None,
        experimental_is_anonymous: bool = False,
    ) -> None:  # fmt: skip
        default, _ = as_array(default_value, initializer.value_dtype)
        self.key_dtype, self.value_dtype = initializer.key_dtype, initializer.value_dtype
        self.default_value = default_value
        entries = initializer.entries
        self._entries: dict[str, Any] = {
            "known": tuple(entries),
            "values": tuple(entries.values()),
            "default": default.item(),
            "dtype": initializer.value_dtype,
        }

    @property
    def initializer(self) -> Operation:
        """An operation that does nothing: the entries are there."""
        return group(name="table_init")

    init = initializer

    def lookup(self, keys: TensorLike, name: str | None = None) -> Tensor:
        """The values of the keys. Raises TypeError when they are of another dtype."""
        tensor = convert_to_tensor(keys)
        if tensor.dtype is not self.key_dtype:
            raise InvalidTypeError(
                f"Signature mismatch. Keys must be dtype {self.key_dtype.name}, got {tensor.dtype.name}."
            )
        return create("LookupTableFind", tensor, name=name or "hash_table_Lookup", **self._entries)

    def size(self, name: str | None = None) -> Tensor:
        """The number of entries (int64)."""
        return convert_to_tensor(np.int64(len(self._entries["known"])), name=name)


@tf_export("contrib.lookup.index_table_from_tensor")
def index_table_from_tensor(
    mapping: TensorLike, num_oov_buckets: int = 0, default_value: int = -1, hasher_spec: Any = None,
    dtype: DTypeLike = string, name: str | None = None,
) -> StaticHashTable:  # fmt: skip
    """A table from words to their places in a list. Raises NotImplementedError for ``num_oov_buckets``."""
    words, kind = _known(mapping, None)
    _refuse_buckets(num_oov_buckets, hasher_spec)
    places = KeyValueTensorInitializer(words, list(range(len(words))), kind, int64)
    return StaticHashTable(places, default_value)


@tf_export("contrib.lookup.index_table_from_file")
def index_table_from_file(
    vocabulary_file: str | None = None, num_oov_buckets: int = 0, vocab_size: int | None = None,
    default_value: int = -1, hasher_spec: Any = None, key_dtype: DTypeLike = string, name: str | None = None,
) -> StaticHashTable:  # fmt: skip
    """The same for a file with one word in each line."""
    return index_table_from_tensor(
        _lines(vocabulary_file, vocab_size), num_oov_buckets, default_value, hasher_spec
    )


@tf_export("contrib.lookup.index_to_string_table_from_tensor")
def index_to_string_table_from_tensor(
    mapping: TensorLike, default_value: str = "UNK", name: str | None = None
) -> StaticHashTable:
    """A table from places (int64) to the words of a list."""
    words, kind = _known(mapping, None)
    entries = KeyValueTensorInitializer(list(range(len(words))), words, int64, kind)
    return StaticHashTable(entries, default_value)


@tf_export("contrib.lookup.index_to_string_table_from_file")
def index_to_string_table_from_file(
    vocabulary_file: str, vocab_size: int | None = None, default_value: str = "UNK", name: str | None = None
) -> StaticHashTable:
    """The same for a file with one word in each line."""
    return index_to_string_table_from_tensor(_lines(vocabulary_file, vocab_size), default_value)


def _lines(file: str | None, count: int | None) -> list[str]:
    if not file or not Path(file).is_file():
        raise InvalidValueError(f"vocabulary_file must be a file, but {file!r} is none.")
    return Path(file).read_text("utf-8").splitlines()[:count]


def _refuse_buckets(num_oov_buckets: int, hasher_spec: Any) -> None:
    if num_oov_buckets or hasher_spec is not None:
        raise UnsupportedError(
            "Tables with buckets for unknown words are not supported.\n  Remedy: default_value."
        )
