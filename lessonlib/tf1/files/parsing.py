"""Serialized examples (bytes, or an array of bytes) parsed in a run: the values of each feature.

Strings become arrays of bytes, numbers become torch tensors.
"""

from __future__ import annotations

import itertools
import math
from typing import Any, NamedTuple

import numpy as np
import torch
from google.protobuf.message import DecodeError

from lessonlib.graph.dtypes import as_dtype, float32, int64, string
from lessonlib.graph.errors import InvalidArgumentError
from lessonlib.tf1.files.messages import Example, SequenceExample
from lessonlib.tf1.sparse.values import of_rows

KINDS = {"float_list": float32, "int64_list": int64, "bytes_list": string}
FIXED, SEQUENCE, VARYING = "fixed", "sequence", "varying"
Array = np.ndarray[Any, Any]
Plain = tuple[
    tuple[Any, ...], ...
]  # columns as attributes of an operation: a plan and a meta graph can hold them


class Column(NamedTuple):
    """What a kernel must know of one feature."""

    key: str
    kind: str
    dtype: str
    shape: tuple[int, ...]
    default: Any


def parse_examples(serialized: Any, columns: Plain) -> tuple[Any, ...]:
    single = isinstance(serialized, bytes)
    rows = [_message(Example, row) for row in ([serialized] if single else serialized.tolist())]
    outputs: list[Any] = []
    for column in itertools.starmap(Column, columns):
        found = [_values(column, row.features.feature) for row in rows]
        outputs += _joined(column, found, single)
    return tuple(outputs)


def parse_sequence(serialized: bytes, context: Plain, lists: Plain) -> tuple[Any, ...]:
    message = _message(SequenceExample, serialized)
    outputs: list[Any] = []
    for column in itertools.starmap(Column, context):
        outputs += _joined(column, [_values(column, message.context.feature)], True)
    for column in itertools.starmap(Column, lists):
        if column.key not in message.feature_lists.feature_list and column.kind == FIXED:
            raise _failed(f"Feature list '{column.key}' is required but could not be found")
        steps = message.feature_lists.feature_list[column.key].feature
        found = [_content(column, step) for step in steps]
        if column.kind == VARYING:
            outputs += _sparse(found, column)
        else:
            outputs.append(_as_value(_shaped(column, found), column))
    return tuple(outputs)


def _shaped(column: Column, found: list[Array]) -> Array:
    size = math.prod(column.shape)
    for values in found:
        if len(values) != size:
            raise _failed(
                f"Key: {column.key}. A step has {len(values)} values, but its shape is {column.shape}"
            )
    return np.concatenate([_empty(column), *found]).reshape(len(found), *column.shape)


def _message(kind: Any, serialized: bytes) -> Any:
    try:
        return kind.FromString(serialized)
    except DecodeError:
        raise _failed(f"Could not parse example input, value: {serialized[:60]!r}") from None


def _values(column: Column, features: Any) -> Array | None:
    """The values of a feature, flat; None when the example lacks it."""
    feature = features.get(column.key, None)
    return None if feature is None or feature.WhichOneof("kind") is None else _content(column, feature)


def _content(column: Column, feature: Any) -> Array:
    kind = feature.WhichOneof("kind")
    if kind is None:
        return _empty(column)
    if KINDS[kind].name != column.dtype:
        raise _failed(
            f"Key: {column.key}. Data types don't match: expected {column.dtype}, but it is {KINDS[kind].name}"
        )
    values = getattr(feature, kind).value
    result = _empty(column, len(values))
    result[:] = values
    return result


def _empty(column: Column, size: int = 0) -> Array:
    return np.empty(size, as_dtype(column.dtype).numpy)


def _joined(column: Column, found: list[Array | None], single: bool) -> list[Any]:
    """The outputs of one feature of several examples, or of a single one."""
    if column.kind == VARYING:
        present = [_empty(column) if values is None else values for values in found]
        return _sparse(present, column, single)
    rows = _fixed(column, found) if column.kind == FIXED else _padded(column, found)
    return [_as_value(rows[0] if single else rows, column)]


def _fixed(column: Column, found: list[Array | None]) -> Array:
    rows = _empty(column, len(found) * math.prod(column.shape)).reshape(len(found), *column.shape)
    for index, values in enumerate(found):
        if values is None:
            if column.default is None:
                raise _failed(
                    f"Feature: {column.key} (data type: {column.dtype}) is required but could not be found"
                )
            rows[index] = column.default[()]
            continue
        if len(values) != math.prod(column.shape):
            raise _failed(
                f"Key: {column.key}. Number of {column.dtype} values != expected: {len(values)} were found, but the "
                f"feature has shape {column.shape}"
            )
        rows[index] = values.reshape(column.shape) if column.shape else values[0]
    return rows


def _padded(column: Column, found: list[Array | None]) -> Array:
    size, present = (
        math.prod(column.shape),
        [_empty(column) if values is None else values for values in found],
    )
    for values in present:
        if not size or len(values) % size:
            raise _failed(
                f"Key: {column.key}. {len(values)} values do not fill parts of shape {column.shape}"
            )
    longest = max((len(values) // size for values in present), default=0)
    filler = column.default if column.default is not None else b"" if column.dtype == "string" else 0
    rows = np.full((len(found), longest * size), filler, as_dtype(column.dtype).numpy)
    for row, values in zip(rows, present, strict=True):
        row[: len(values)] = values
    return rows.reshape(len(found), longest, *column.shape)


def _sparse(found: list[Array], column: Column, single: bool = False) -> list[Any]:
    """Indices, values and dense shape."""
    indices, sizes = of_rows([len(values) for values in found])
    values = _as_value(np.concatenate([_empty(column), *found]), column)
    return [indices[:, 1:], values, sizes[1:]] if single else [indices, values, sizes]


def _as_value(array: Any, column: Column) -> Any:
    """As a session has it: strings as arrays of bytes, or bytes; numbers as torch tensors."""
    return array if column.dtype == "string" else torch.from_numpy(np.array(array))


def _failed(why: str) -> InvalidArgumentError:
    return InvalidArgumentError(None, None, f"{why}.")
