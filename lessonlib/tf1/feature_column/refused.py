"""Columns that TensorFlow has and lessonlib has not."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.dtypes import float32
from lessonlib.graph.errors import UnsupportedError
from lessonlib.graph.export import tf_export
from lessonlib.graph.types import DTypeLike


@tf_export("feature_column.weighted_categorical_column")
def weighted_categorical_column(
    categorical_column: Any, weight_feature_key: str, dtype: DTypeLike = float32
) -> Any:
    """Not supported: classes with weights. Raises NotImplementedError."""
    raise _unsupported("weighted_categorical_column", "a numeric_column of one number for each class.")


@tf_export("feature_column.shared_embedding_columns")
def shared_embedding_columns(
    categorical_columns: Any, dimension: int, combiner: str = "mean", initializer: Any = None,
    shared_embedding_collection_name: str | None = None, ckpt_to_load_from: Any = None,
    tensor_name_in_ckpt: str | None = None, max_norm: float | None = None, trainable: bool = True,
    use_safe_embedding_lookup: bool = True,
) -> Any:  # fmt: skip
    """Not supported: one table of vectors for several columns. Raises NotImplementedError."""
    raise _unsupported(
        "shared_embedding_columns", "tf.get_variable and tf.nn.embedding_lookup with both features."
    )


def _unsupported(name: str, remedy: str) -> UnsupportedError:
    return UnsupportedError(f"tf.feature_column.{name} is not supported.\n  Remedy: {remedy}")
