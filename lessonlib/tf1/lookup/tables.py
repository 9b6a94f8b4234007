"""Tables that map keys to values. Their entries are fixed when the graph is built: nothing is to be initialised."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import as_tensor, constant_value, convert_to_tensor, create
from lessonlib.graph.dtypes import DType, as_dtype, string
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError, OpError
from lessonlib.graph.export import tf_export
from lessonlib.graph.literal import as_array
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.state import group
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.session import Session
from lessonlib.graph.slices import on_stored
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
        known_keys, self.key_dtype = known(keys, key_dtype)
        known_values, self.value_dtype = known(values, value_dtype)
        if len(known_keys) != len(known_values):
            raise InvalidValueError(
                f"A table needs a value for each key: {len(known_keys)} and {len(known_values)}."
            )
        self.entries = dict(zip(known_keys, known_values, strict=True))
        if len(self.entries) != len(known_keys):
            raise InvalidValueError("The keys of a table must differ from each other.")


def known(given: Any, dtype: DTypeLike | None) -> tuple[list[Any], DType]:
    """Keys or values of a table, as a list, and their dtype. Raises TypeError for a tensor that only a run knows."""
    tensor = as_tensor(given)
    if tensor is not None:
        value = constant_value(tensor)
        return np.asarray(_computed(tensor) if value is None else value).ravel().tolist(), tensor.dtype
    array, kind = as_array(given, None if dtype is None else as_dtype(dtype))
    return array.ravel().tolist(), kind


def _computed(tensor: Tensor) -> Any:
    try:
        with Session(graph=tensor.graph) as session:
            return session.run(tensor)
    except OpError as error:
        raise InvalidTypeError(
            f"The entries of a table must be known when the graph is built, but {tensor!r} is not.\n"
            "  Remedy: give values that depend on constants only."
        ) from error


class StaticTable:
    """A table whose entries are there when the graph is built. Subclasses find keys that have the right dtype."""

    key_dtype: DType
    value_dtype: DType

    @property
    def initializer(self) -> Operation:
        """An operation that does nothing: the entries are there."""
        return group(name="table_init")

    init = initializer

    def lookup(self, keys: TensorLike, name: str | None = None) -> Any:
        """The values of keys, a tensor or a sparse tensor. Raises TypeError when they are of another dtype."""
        return on_stored(self._checked)(keys, name)

    __getitem__ = lookup

    def _checked(self, keys: TensorLike, name: str | None) -> Tensor:
        tensor = convert_to_tensor(keys)
        if tensor.dtype is not self.key_dtype:
            raise InvalidTypeError(
                f"Signature mismatch. Keys must be dtype {self.key_dtype.name}, got {tensor.dtype.name}."
            )
        return self._found(tensor, name)

    def _found(self, keys: Tensor, name: str | None) -> Tensor:
        raise NotImplementedError


@tf_export("lookup.StaticHashTable", "contrib.lookup.HashTable")
class StaticHashTable(StaticTable):
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

    def __len__(self) -> int:
        return len(self._entries["known"])

    def _found(self, keys: Tensor, name: str | None) -> Tensor:
        return create("LookupTableFind", keys, name=name or "hash_table_Lookup", **self._entries)

    def size(self, name: str | None = None) -> Tensor:
        """The number of entries (int64)."""
        return convert_to_tensor(np.int64(len(self)), name=name)
