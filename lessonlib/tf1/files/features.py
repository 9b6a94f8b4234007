"""Parsing serialized examples: which features there are, their dtypes and shapes, as tensors of a graph."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from lessonlib.graph.create import constant_value, convert_to_tensor, create_several
from lessonlib.graph.dtypes import DType, as_dtype, int64, string
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError, UnsupportedError
from lessonlib.graph.export import tf_export
from lessonlib.graph.literal import as_array
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import Shape, as_shape, is_known, show
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.files.parsing import (
    FIXED,
    KINDS,
    SEQUENCE,
    VARYING,
    Array,
    Column,
    Plain,
    parse_examples,
    parse_sequence,
)
from lessonlib.tf1.sparse.tensor import SparseTensor

_DTYPES = tuple(KINDS.values())


@tf_export("FixedLenFeature", "io.FixedLenFeature")
class FixedLenFeature(NamedTuple):
    """A feature that always has this shape; ``default_value`` is that of an example which lacks it."""

    shape: Any
    dtype: Any
    default_value: Any = None


@tf_export("FixedLenSequenceFeature", "io.FixedLenSequenceFeature")
class FixedLenSequenceFeature(NamedTuple):
    """A feature of any number of parts, each of this shape. In a batch, shorter ones are filled up."""

    shape: Any
    dtype: Any
    allow_missing: bool = False
    default_value: Any = None


@tf_export("VarLenFeature", "io.VarLenFeature")
class VarLenFeature(NamedTuple):
    """A feature of any number of values, as a sparse tensor."""

    dtype: Any


@tf_export("parse_example", "io.parse_example")
def parse_example(
    serialized: TensorLike, features: Mapping[str, Any], name: str | None = None, example_names: Any = None
) -> dict[str, Any]:
    """The features of a batch of serialized `tf.train.Example` messages.

    Args:
        serialized: string (batch,), or a scalar for one example, as `parse_single_example` takes it.
        features: `FixedLenFeature`, `FixedLenSequenceFeature` or `VarLenFeature` by the key of the feature.
        example_names: string (batch,), which TensorFlow adds to messages; it changes nothing.

    Returns tensors by key: (batch, *shape), (batch, longest, *shape), or a sparse tensor (batch, longest). A run
    raises InvalidArgumentError when an example is damaged, lacks a feature, or has one of another kind or size.
    """
    return _parse(serialized, features, name or "ParseExample", (0, 1))


@tf_export("parse_single_example", "io.parse_single_example")
def parse_single_example(
    serialized: TensorLike, features: Mapping[str, Any], name: str | None = None, example_names: Any = None
) -> dict[str, Any]:
    """The features of one serialized example, a scalar string, without the axis of a batch; see `parse_example`."""
    return _parse(serialized, features, name or "ParseSingleExample", (0,))


@tf_export("parse_single_sequence_example", "io.parse_single_sequence_example")
def parse_single_sequence_example(
    serialized: TensorLike, context_features: Mapping[str, Any] | None = None,
    sequence_features: Mapping[str, Any] | None = None, example_name: Any = None, name: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:  # fmt: skip
    """The features of one serialized `tf.train.SequenceExample`, a scalar string: those of its context, and its lists.

    ``context_features`` are as those of `parse_single_example`. ``sequence_features`` are `FixedLenSequenceFeature`,
    which gives (steps, *shape), or `VarLenFeature`, a sparse (steps, longest).
    """
    if not context_features and not sequence_features:
        raise InvalidValueError(
            "tf.parse_single_sequence_example needs context_features or sequence_features."
        )
    given = _serialized(serialized, (0,))
    context = [_column(*item, listed=False) for item in sorted((context_features or {}).items())]
    lists = [_column(*item, listed=True) for item in sorted((sequence_features or {}).items())]
    outputs = iter(
        create_several(
            "ParseSequenceExample",
            given,
            context=tuple(map(tuple, context)),
            lists=tuple(map(tuple, lists)),
            name=name or "ParseSingleSequenceExample",
        )
    )
    return _by_key(context, outputs), _by_key(lists, outputs)


def _parse(
    serialized: TensorLike, features: Mapping[str, Any], name: str, ranks: tuple[int, ...]
) -> dict[str, Any]:
    if not features:
        raise InvalidValueError(
            "Missing features: say which there are, such as {'x': tf.FixedLenFeature([2], tf.float32)}."
        )
    columns = [_column(*item, listed=False) for item in sorted(features.items())]
    outputs = create_several(
        "ParseExample", _serialized(serialized, ranks), columns=tuple(map(tuple, columns)), name=name
    )
    return _by_key(columns, iter(outputs))


def _serialized(given: TensorLike, ranks: tuple[int, ...]) -> Tensor:
    tensor = convert_to_tensor(given, string)
    if tensor.sizes is not None and len(tensor.sizes) not in ranks:
        raise InvalidValueError(
            f"The serialized examples must have rank {ranks[-1]}, but have shape {show(tensor.sizes)}.\n"
            "  Remedy: tf.parse_example takes a batch of examples, tf.parse_single_example one."
        )
    return tensor


def _column(key: str, feature: Any, listed: bool) -> Column:
    """The plain description of a feature. Raises TypeError or ValueError when it cannot be one."""
    if isinstance(feature, VarLenFeature):
        return Column(key, VARYING, _dtype(key, feature.dtype).name, (), None)
    if not isinstance(
        feature, FixedLenSequenceFeature if listed else (FixedLenFeature, FixedLenSequenceFeature)
    ):
        raise InvalidValueError(
            f"Feature '{key}' is described by {feature!r}; expected a tf.FixedLenSequenceFeature, a tf.VarLenFeature"
            f"{'' if listed else ' or a tf.FixedLenFeature'}."
        )
    dtype, shape = _dtype(key, feature.dtype), as_shape(feature.shape)
    if shape is None or not is_known(shape):
        raise InvalidValueError(f"The shape of feature '{key}' must be known, but is {show(shape)}.")
    sizes = tuple(size or 0 for size in shape)
    if isinstance(feature, FixedLenFeature):
        return Column(key, FIXED, dtype.name, sizes, _default(key, feature.default_value, dtype, sizes))
    if not listed and not feature.allow_missing:
        raise InvalidValueError(f"Feature '{key}': a FixedLenSequenceFeature needs allow_missing=True here.")
    default = _default(key, feature.default_value, dtype, ())
    return Column(key, SEQUENCE if not listed or feature.allow_missing else FIXED, dtype.name, sizes, default)


def _dtype(key: str, given: Any) -> DType:
    dtype = as_dtype(given)
    if dtype not in _DTYPES:
        raise InvalidTypeError(
            f"Feature '{key}' cannot be {dtype.name}: examples hold float32, int64 and string. Cast it afterwards."
        )
    return dtype


def _default(key: str, given: Any, dtype: DType, shape: tuple[int, ...]) -> Array | None:
    if given is None:
        return None
    value = constant_value(given)
    if value is None:
        raise UnsupportedError(
            f"The default_value of feature '{key}' must be a value, but is a tensor: {given!r}."
        )
    array, _ = as_array(value if isinstance(value, np.ndarray) and value.dtype == object else given, dtype)
    if array.shape != shape:
        raise InvalidValueError(
            f"The default_value of feature '{key}' has shape {show(array.shape)}, but the feature has {show(shape)}."
        )
    return array


def _by_key(columns: Sequence[Column], outputs: Any) -> dict[str, Any]:
    found = {}
    for column in columns:
        if column.kind != VARYING:
            found[column.key] = next(outputs)
            continue
        found[column.key] = SparseTensor(next(outputs), next(outputs), next(outputs))
    return found


def _specs(columns: Plain, lead: Shape, listed: bool = False) -> list[tuple[DType, Shape]]:
    """The outputs of features whose examples have the leading sizes ``lead``."""
    found: list[tuple[DType, Shape]] = []
    for column in itertools.starmap(Column, columns):
        dtype = as_dtype(column.dtype)
        if column.kind == VARYING:
            rank = 1 + len(lead or ()) + listed
            found += [(int64, (None, rank)), (dtype, (None,)), (int64, (rank,))]
        else:
            more = (None,) if listed or column.kind == SEQUENCE else ()
            found.append((dtype, None if lead is None else (*lead, *more, *column.shape)))
    return found


def _example_specs(serialized: Tensor, columns: Plain) -> list[tuple[DType, Shape]]:
    return _specs(columns, serialized.sizes)


def _sequence_specs(serialized: Tensor, context: Plain, lists: Plain) -> list[tuple[DType, Shape]]:
    return [*_specs(context, ()), *_specs(lists, (), listed=True)]


_ROWS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "ParseExample": (parse_examples, _example_specs),
    "ParseSequenceExample": (parse_sequence, _sequence_specs),
}
for _type, (_kernel, _shape) in _ROWS.items():
    register(_type, "serialized", _kernel, NOT_DIFFERENTIABLE, shape=_shape, several=True)
