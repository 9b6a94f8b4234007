"""tf.contrib.metrics: the measures of tf.metrics, with the predictions first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import float32
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.logic import equal
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.reduction import reduce_mean, reduce_sum
from lessonlib.graph.types import TensorLike
from lessonlib.tf1 import metrics
from lessonlib.tf1.namespace import namespace

Metric = tuple[Tensor, Tensor]


@tf_export("contrib.metrics.accuracy")
def accuracy(
    predictions: TensorLike, labels: TensorLike, weights: TensorLike | None = None, name: str | None = None
) -> Tensor:
    """The share of the predictions of one batch that equal their labels."""
    right = cast(equal(convert_to_tensor(predictions), labels), float32)
    if weights is None:
        return reduce_mean(right, name=name)
    shares = cast(convert_to_tensor(weights), float32)
    return reduce_sum(right * shares) / reduce_sum(shares)


@tf_export("contrib.metrics.streaming_mean", "contrib.slim.metrics.streaming_mean")
def streaming_mean(
    values: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The same as `tf.metrics.mean`."""
    return metrics.mean(values, weights, metrics_collections, updates_collections, name)


@tf_export("contrib.metrics.streaming_accuracy", "contrib.slim.metrics.streaming_accuracy")
def streaming_accuracy(
    predictions: TensorLike, labels: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """`tf.metrics.accuracy` with the predictions first."""
    return metrics.accuracy(labels, predictions, weights, metrics_collections, updates_collections, name)


@tf_export("contrib.metrics.streaming_precision", "contrib.slim.metrics.streaming_precision")
def streaming_precision(
    predictions: TensorLike, labels: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """`tf.metrics.precision` with the predictions first."""
    return metrics.precision(labels, predictions, weights, metrics_collections, updates_collections, name)


@tf_export("contrib.metrics.streaming_recall", "contrib.slim.metrics.streaming_recall")
def streaming_recall(
    predictions: TensorLike, labels: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """`tf.metrics.recall` with the predictions first."""
    return metrics.recall(labels, predictions, weights, metrics_collections, updates_collections, name)


@tf_export(
    "contrib.metrics.streaming_mean_squared_error", "contrib.slim.metrics.streaming_mean_squared_error"
)
def streaming_mean_squared_error(
    predictions: TensorLike, labels: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """`tf.metrics.mean_squared_error` with the predictions first."""
    return metrics.mean_squared_error(
        labels, predictions, weights, metrics_collections, updates_collections, name
    )


@tf_export("contrib.metrics.aggregate_metrics", "contrib.slim.metrics.aggregate_metrics")
def aggregate_metrics(*value_update_tuples: Metric) -> tuple[list[Tensor], list[Tensor]]:
    """(the values, the updates) of several measures."""
    values, updates = zip(*value_update_tuples, strict=True)
    return list(values), list(updates)


@tf_export("contrib.metrics.aggregate_metric_map", "contrib.slim.metrics.aggregate_metric_map")
def aggregate_metric_map(
    names_to_tuples: Mapping[str, Metric],
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """(the values by name, the updates by name) of several measures."""
    values = {name: pair[0] for name, pair in names_to_tuples.items()}
    return values, {name: pair[1] for name, pair in names_to_tuples.items()}


__getattr__, __dir__ = namespace(globals())
