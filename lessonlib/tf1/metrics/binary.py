"""Metrics of yes-or-no answers: counts, precision and recall."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.dtypes import bool_, float32
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.logic import logical_and, logical_not
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.losses import safe_divide
from lessonlib.tf1.metrics.counters import Metric, counter, metric, of_one_shape, shares


@tf_export("metrics.precision")
def precision(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """Of what was predicted true, the share that is true; 0 when nothing was."""
    return _share_of_positives(
        labels,
        predictions,
        weights,
        "false_positives",
        metrics_collections,
        updates_collections,
        name or "precision",
    )


@tf_export("metrics.recall")
def recall(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """Of what is true, the share that was predicted true; 0 when nothing is."""
    return _share_of_positives(
        labels,
        predictions,
        weights,
        "false_negatives",
        metrics_collections,
        updates_collections,
        name or "recall",
    )


def _share_of_positives(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None, errors: str, metrics_collections: Any,
    updates_collections: Any, name: str,
) -> Metric:  # fmt: skip
    raw_want, raw_got = of_one_shape(labels, predictions)
    want, got = cast(raw_want, bool_), cast(raw_got, bool_)
    counts = shares(weights, got)
    right = logical_and(want, got)
    said, denied = (got, want) if errors == "false_positives" else (want, got)
    wrong = logical_and(said, logical_not(denied))
    with get_default_graph().name_scope(name):
        parts = [
            (counter("true_positives/count"), reduce_sum(cast(right, float32) * counts)),
            (counter(f"{errors}/count"), reduce_sum(cast(wrong, float32) * counts)),
        ]
        return metric(parts, lambda hits, misses: safe_divide(hits, hits + misses), metrics_collections,
                       updates_collections)  # fmt: skip


@tf_export("metrics.true_positives")
def true_positives(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """How often the label is true where true was predicted; both are cast to bool."""
    return _count(labels, predictions, weights, True, True, metrics_collections, updates_collections,
                  name or "true_positives")  # fmt: skip


@tf_export("metrics.true_negatives")
def true_negatives(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """How often the label is false where false was predicted; both are cast to bool."""
    return _count(labels, predictions, weights, False, False, metrics_collections, updates_collections,
                  name or "true_negatives")  # fmt: skip


@tf_export("metrics.false_positives")
def false_positives(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """How often the label is false where true was predicted; both are cast to bool."""
    return _count(labels, predictions, weights, False, True, metrics_collections, updates_collections,
                  name or "false_positives")  # fmt: skip


@tf_export("metrics.false_negatives")
def false_negatives(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """How often the label is true where false was predicted; both are cast to bool."""
    return _count(labels, predictions, weights, True, False, metrics_collections, updates_collections,
                  name or "false_negatives")  # fmt: skip


def _count(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None, wanted: bool, said: bool,
    metrics_collections: Any, updates_collections: Any, name: str,
) -> Metric:  # fmt: skip
    want, got = (cast(value, bool_) for value in of_one_shape(labels, predictions))
    both = logical_and(want if wanted else logical_not(want), got if said else logical_not(got))
    with get_default_graph().name_scope(name):
        parts = [(counter("count"), reduce_sum(cast(both, float32) * shares(weights, got)))]
        return metric(parts, _as_it_is, metrics_collections, updates_collections, names=None)


def _as_it_is(count: Tensor) -> Tensor:
    return count
