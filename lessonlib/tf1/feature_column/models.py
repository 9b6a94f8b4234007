"""What is built on columns: the input of a network, a linear model, and the specification of examples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.math import add_n
from lessonlib.graph.ops.pieces import concat
from lessonlib.tf1.feature_column.column import (
    CategoricalColumn,
    Column,
    DenseColumn,
    Features,
    Making,
)  # fmt: skip
from lessonlib.tf1.feature_column.dense import COMBINERS, combined
from lessonlib.tf1.variables.initializers import zeros_initializer
from lessonlib.tf1.variables.scope import variable_scope


@tf_export("feature_column.input_layer")
def input_layer(
    features: Features, feature_columns: Iterable[DenseColumn], weight_collections: Sequence[str] | None = None,
    trainable: bool = True, cols_to_vars: dict[Any, Any] | None = None,
    cols_to_output_tensors: dict[Any, Any] | None = None,
) -> Tensor:  # fmt: skip
    """The numbers of all columns side by side, in the order of the columns' names: float32 (batch, sum of widths).

    Args:
        features: tensors (batch, ...) by name.
        feature_columns: dense ones; wrap a categorical column in an indicator or embedding column.
        weight_collections: further collections for the variables.
        trainable: whether optimizers change them.
        cols_to_vars, cols_to_output_tensors: dicts that get the variables and the numbers of each column.

    Raises ValueError for another column, for two of one name, or when a feature is missing.
    """
    columns = _sorted(feature_columns, DenseColumn)
    with variable_scope(None, "input_layer", list(features.values())):
        parts = []
        for column in columns:
            making = Making(weight_collections or (), trainable, [])
            with variable_scope(None, _scope(column)):
                parts.append(column.numbers(features, making))
            if cols_to_vars is not None:
                cols_to_vars[column] = making.made
            if cols_to_output_tensors is not None:
                cols_to_output_tensors[column] = parts[-1]
        return concat(parts, 1)


@tf_export("feature_column.linear_model")
def linear_model(
    features: Features, feature_columns: Iterable[Column], units: int = 1, sparse_combiner: str = "sum",
    weight_collections: Sequence[str] | None = None, trainable: bool = True,
    cols_to_vars: dict[Any, Any] | None = None,
) -> Tensor:  # fmt: skip
    """The weighted sum of all columns and a bias: float32 (batch, units). The weights start as 0.

    A categorical column has a weight for each class; ``sparse_combiner`` says how those of a row with several classes
    are combined. Further arguments and errors as for `input_layer`; ``cols_to_vars["bias"]`` gets the bias.
    """
    columns = _sorted(feature_columns, Column)
    if sparse_combiner not in COMBINERS:
        raise InvalidValueError(
            f"sparse_combiner must be one of {', '.join(COMBINERS)}, but is {sparse_combiner!r}."
        )
    zeros = zeros_initializer()
    with variable_scope(None, "linear_model", list(features.values())):
        sums = []
        for column in columns:
            making = Making(weight_collections or (), trainable, [])
            with variable_scope(None, _scope(column)):
                if isinstance(column, CategoricalColumn):
                    weights = making.variable("weights", [column.num_buckets, units], zeros)
                    sums.append(combined(weights, column.ids(features), sparse_combiner))
                elif isinstance(column, DenseColumn):
                    numbers = column.numbers(features, making)
                    sums.append(matmul(numbers, making.variable("weights", [column.width, units], zeros)))
            if cols_to_vars is not None:
                cols_to_vars[column] = making.made
        bias = Making(weight_collections or (), trainable, [])
        total = add_n(sums) + bias.variable("bias_weights", [units], zeros)
        if cols_to_vars is not None:
            cols_to_vars["bias"] = bias.made
        return total


@tf_export("feature_column.make_parse_example_spec")
def make_parse_example_spec(feature_columns: Iterable[Column]) -> dict[str, Any]:
    """What `tf.parse_example` needs to read the features of all columns: {name: FixedLenFeature or VarLenFeature}.

    Raises ValueError when two columns read one feature in different ways.
    """
    spec: dict[str, Any] = {}
    for column in feature_columns:
        if not isinstance(column, Column):
            raise InvalidValueError(f"All feature_columns must be feature columns. Given: {column!r}.")
        for key, value in column.parse_example_spec.items():
            if spec.setdefault(key, value) != value:
                raise InvalidValueError(f"feature_columns contain different parse_spec for key {key}.")
    return spec


def _sorted(feature_columns: Any, kind: Any) -> list[Any]:
    columns = [feature_columns] if isinstance(feature_columns, Column) else list(feature_columns)
    if not columns:
        raise InvalidValueError("feature_columns must not be empty.")
    for column in columns:
        if not isinstance(column, kind):
            raise InvalidValueError(
                f"Items of feature_columns must be dense columns, but got {column!r}.\n  Remedy: wrap a categorical "
                "column with tf.feature_column.embedding_column or indicator_column."
            )
    names = [column.name for column in columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InvalidValueError(f"Duplicate feature column name found for columns: {', '.join(twice)}.")
    return sorted(columns, key=lambda column: str(column.name))


def _scope(column: Column) -> str:
    """The name of the column as a scope: with _ in place of what a scope cannot have."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "_.-/\\") else "_" for c in column.name)
