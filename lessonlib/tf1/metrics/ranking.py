"""Metrics of the k best classes: precision, recall and average precision at k.

``labels`` are int32 or int64 (..., n) for n true classes, or (...) for one. Predictions are scores (..., classes), or,
in the functions "at_top_k", class numbers (..., k), the best ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from lessonlib.graph.create import convert_to_tensor, create, create_several
from lessonlib.graph.dtypes import float64, int64
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims
from lessonlib.graph.ops.lookup import top_k
from lessonlib.graph.ops.math import cast, truediv
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.losses import safe_divide
from lessonlib.tf1.metrics.counters import Metric, counter, metric, shares


def compare_sets(
    labels: torch.Tensor, predictions: torch.Tensor, class_id: int | None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """How many classes (...) are in both sets, only predicted, and only true; ``class_id`` is the only one to count."""
    same = predictions.unsqueeze(-1) == labels.unsqueeze(-2)  # (..., k, n)
    said, true = _first(predictions), _first(labels)
    if class_id is not None:
        said, true = said & (predictions == class_id), true & (labels == class_id)
    right = same.any(-1)
    counts = (said & right, said & ~right, true & ~same.any(-2))
    hits, extra, missed = (mask.sum(-1).to(torch.float64) for mask in counts)
    return hits, extra, missed


def _first(x: torch.Tensor) -> torch.Tensor:
    """Which elements along the last axis are no repetition of an earlier one."""
    return ~torch.tril(x.unsqueeze(-1) == x.unsqueeze(-2), -1).any(-1)


def average_precision(labels: torch.Tensor, predictions: torch.Tensor) -> torch.Tensor:
    """The mean over the true classes of the precision down to the place at which each was predicted: (...)."""
    k = predictions.shape[-1]
    right = (predictions.unsqueeze(-1) == labels.unsqueeze(-2)).any(-1).to(torch.float64)  # (..., k)
    places = torch.arange(1, k + 1, dtype=torch.float64, device=right.device)
    return (right * right.cumsum(-1) / places).sum(-1) / min(labels.shape[-1], k)


@tf_export("metrics.recall_at_k")
def recall_at_k(
    labels: TensorLike, predictions: TensorLike, k: int, class_id: int | None = None,
    weights: TensorLike | None = None, metrics_collections: Any = None, updates_collections: Any = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """The share of the true classes (or of those that are ``class_id``) that are among the k best: float64."""
    best = top_k(convert_to_tensor(predictions), k).indices
    return recall_at_top_k(labels, best, k, class_id, weights, metrics_collections, updates_collections, name)


@tf_export("metrics.recall_at_top_k")
def recall_at_top_k(
    labels: TensorLike, predictions_idx: TensorLike, k: int | None = None, class_id: int | None = None,
    weights: TensorLike | None = None, metrics_collections: Any = None, updates_collections: Any = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """`recall_at_k` for the numbers of the best classes."""
    return _share(labels, predictions_idx, k, class_id, weights, metrics_collections, updates_collections,
                  name or _named("recall", k, class_id), "false_negative")  # fmt: skip


@tf_export("metrics.precision_at_k")
def precision_at_k(
    labels: TensorLike, predictions: TensorLike, k: int, class_id: int | None = None,
    weights: TensorLike | None = None, metrics_collections: Any = None, updates_collections: Any = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """The share of the k best classes (or of those that are ``class_id``) that are true: float64."""
    best = top_k(convert_to_tensor(predictions), k).indices
    return precision_at_top_k(
        labels, best, k, class_id, weights, metrics_collections, updates_collections, name
    )


@tf_export("metrics.precision_at_top_k")
def precision_at_top_k(
    labels: TensorLike, predictions_idx: TensorLike, k: int | None = None, class_id: int | None = None,
    weights: TensorLike | None = None, metrics_collections: Any = None, updates_collections: Any = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """`precision_at_k` for the numbers of the best classes."""
    return _share(labels, predictions_idx, k, class_id, weights, metrics_collections, updates_collections,
                  name or _named("precision", k, class_id), "false_positive")  # fmt: skip


@tf_export("metrics.sparse_precision_at_k")
def sparse_precision_at_k(
    labels: TensorLike, predictions: TensorLike, k: int, class_id: int | None = None,
    weights: TensorLike | None = None, metrics_collections: Any = None, updates_collections: Any = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """The older name of `precision_at_k`."""
    return precision_at_k(
        labels, predictions, k, class_id, weights, metrics_collections, updates_collections, name
    )


@tf_export("metrics.average_precision_at_k")
def average_precision_at_k(
    labels: TensorLike, predictions: TensorLike, k: int, weights: TensorLike | None = None,
    metrics_collections: Any = None, updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The mean of the precisions at the places of the true classes among the k best, over min(n, k): float64."""
    best = cast(top_k(convert_to_tensor(predictions), k).indices, int64)
    each = create("AveragePrecision", _sets(labels, best), best)
    counts = shares(weights, each, float64)
    with get_default_graph().name_scope(name or _named("average_precision", k, None)) as scope:
        parts = [
            (counter("total", dtype=float64), reduce_sum(each * counts)),
            (counter("max_1", dtype=float64), reduce_sum(counts)),
        ]
        return metric(parts, safe_divide, metrics_collections, updates_collections, ("mean", scope))


@tf_export("metrics.sparse_average_precision_at_k")
def sparse_average_precision_at_k(
    labels: TensorLike, predictions: TensorLike, k: int, weights: TensorLike | None = None,
    metrics_collections: Any = None, updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The older name of `average_precision_at_k`."""
    return average_precision_at_k(
        labels, predictions, k, weights, metrics_collections, updates_collections, name
    )


def _share(
    labels: TensorLike, predictions_idx: TensorLike, k: int | None, class_id: int | None, weights: TensorLike | None,
    metrics_collections: Any, updates_collections: Any, name: str, errors: str,
) -> Metric:  # fmt: skip
    best = cast(convert_to_tensor(predictions_idx), int64)
    hits, extra, missed = create_several("CompareSets", _sets(labels, best), best, class_id=class_id)
    wrong, counts = extra if errors == "false_positive" else missed, shares(weights, hits, float64)
    share: Callable[..., Tensor] = lambda right, missing: truediv(right, right + missing)  # noqa: E731
    with get_default_graph().name_scope(name) as scope:
        parts = [
            (counter(_named("true_positive", k, class_id), dtype=float64), reduce_sum(hits * counts)),
            (counter(_named(errors, k, class_id), dtype=float64), reduce_sum(wrong * counts)),
        ]
        return metric(parts, share, metrics_collections, updates_collections, (scope, "update"))


def _sets(labels: TensorLike, predictions: Tensor) -> Tensor:
    """The labels as int64 (..., n). Raises ValueError unless they have the rank of the predictions, or one less."""
    classes = cast(convert_to_tensor(labels), int64)
    if classes.sizes is None or predictions.sizes is None:
        return classes
    more = len(predictions.sizes) - len(classes.sizes)
    if more not in (0, 1):
        raise InvalidValueError(
            f"labels must be (..., n) or (...) for predictions (..., k), but have shapes {classes.shape} and "
            f"{predictions.shape}."
        )
    return expand_dims(classes, -1) if more else classes


def _named(name: str, k: int | None, class_id: int | None) -> str:
    return f"{name}_at_{'k' if k is None else k}" + ("" if class_id is None else f"_class{class_id}")


register("CompareSets", "labels predictions", compare_sets, NOT_DIFFERENTIABLE)
register("AveragePrecision", "labels predictions", average_precision, NOT_DIFFERENTIABLE)
