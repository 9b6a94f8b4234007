"""Classes as numbers: one number a class, or a learned vector for each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from lessonlib.graph.create import constant
from lessonlib.graph.dtypes import float32, int64
from lessonlib.graph.errors import InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims
from lessonlib.graph.ops.logic import greater_equal
from lessonlib.graph.ops.lookup import embedding_lookup
from lessonlib.graph.ops.math import cast, maximum, sqrt
from lessonlib.graph.ops.onehot import one_hot
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.feature_column.column import CategoricalColumn, DenseColumn, Features, Making
from lessonlib.tf1.variables.initializers import truncated_normal_initializer

COMBINERS = ("mean", "sqrtn", "sum")


@dataclass(frozen=True)
class IndicatorColumn(DenseColumn):
    """How often a row has each class."""

    categorical_column: CategoricalColumn

    @property
    def name(self) -> str:
        return f"{self.categorical_column.name}_indicator"

    @property
    def width(self) -> int:
        return self.categorical_column.num_buckets

    @property
    def parse_example_spec(self) -> dict[str, Any]:
        return self.categorical_column.parse_example_spec

    def numbers(self, features: Features, making: Making) -> Tensor:
        return reduce_sum(one_hot(self.categorical_column.ids(features), self.width), 1)


@dataclass(frozen=True)
class EmbeddingColumn(DenseColumn):
    """A learned vector for each class; those of several classes of a row are combined."""

    categorical_column: CategoricalColumn
    dimension: int
    combiner: str
    initializer: Any
    max_norm: float | None
    trainable: bool

    @property
    def name(self) -> str:
        return f"{self.categorical_column.name}_embedding"

    @property
    def width(self) -> int:
        return self.dimension

    @property
    def parse_example_spec(self) -> dict[str, Any]:
        return self.categorical_column.parse_example_spec

    def numbers(self, features: Features, making: Making) -> Tensor:
        shape = [self.categorical_column.num_buckets, self.dimension]
        table = making.variable("embedding_weights", shape, self.initializer, self.trainable)
        return combined(table, self.categorical_column.ids(features), self.combiner, self.max_norm)


def combined(table: TensorLike, ids: Tensor, combiner: str, max_norm: float | None = None) -> Tensor:
    """The rows of a table (classes, width) for ids (batch, n), combined to (batch, width); zeros for no class."""
    there = cast(greater_equal(ids, constant(0, int64)), float32)  # (batch, n)
    rows = embedding_lookup(table, maximum(ids, constant(0, int64)), max_norm=max_norm)  # (batch, n, width)
    total = reduce_sum(rows * expand_dims(there, -1), 1)
    if combiner == "sum":
        return total
    count = maximum(reduce_sum(there, 1, keepdims=True), 1.0)
    return total / (sqrt(count) if combiner == "sqrtn" else count)


@tf_export("feature_column.indicator_column")
def indicator_column(categorical_column: CategoricalColumn) -> IndicatorColumn:
    """One number a class: how often a row has it (0 or 1 where each row has one class)."""
    _check_categorical(categorical_column)
    return IndicatorColumn(categorical_column)


@tf_export("feature_column.embedding_column")
def embedding_column(
    categorical_column: CategoricalColumn, dimension: int, combiner: str = "mean", initializer: Any = None,
    ckpt_to_load_from: Any = None, tensor_name_in_ckpt: str | None = None, max_norm: float | None = None,
    trainable: bool = True, use_safe_embedding_lookup: bool = True,
) -> EmbeddingColumn:  # fmt: skip
    """A learned vector of ``dimension`` numbers for each class.

    Args:
        combiner: of the vectors of a row with several classes: ``"mean"``, ``"sqrtn"`` or ``"sum"``.
        initializer: truncated normal with a standard deviation of 1 / sqrt(dimension) when not said.
        max_norm: vectors that are longer are shortened to this length.
        trainable: whether optimizers change the vectors.
        ckpt_to_load_from, tensor_name_in_ckpt: must be None; tf.train.init_from_checkpoint starts variables so.
        use_safe_embedding_lookup: taken for TensorFlow's sake: a row without a class always gives zeros.

    Raises ValueError when the dimension is not positive, or for an unknown combiner.
    """
    refuse("tf.feature_column.embedding_column", "tf.train.init_from_checkpoint, or a Saver.",
           ckpt_to_load_from=ckpt_to_load_from, tensor_name_in_ckpt=tensor_name_in_ckpt)  # fmt: skip
    _check_categorical(categorical_column)
    if dimension is None or dimension < 1:
        raise InvalidValueError(f"Invalid dimension {dimension}: an embedding has 1 or more numbers.")
    if combiner not in COMBINERS:
        raise InvalidValueError(f"combiner must be one of {', '.join(COMBINERS)}, but is {combiner!r}.")
    if initializer is not None and not callable(initializer):
        raise InvalidValueError(
            f"initializer must be callable if specified. Embedding of {categorical_column.name}."
        )
    start = initializer or truncated_normal_initializer(0.0, 1 / math.sqrt(dimension))
    return EmbeddingColumn(categorical_column, dimension, combiner, start, max_norm, trainable)


def _check_categorical(column: Any) -> None:
    if not isinstance(column, CategoricalColumn):
        raise InvalidValueError(
            f"Expected a categorical column, such as categorical_column_with_vocabulary_list(...), but got {column!r}."
        )
