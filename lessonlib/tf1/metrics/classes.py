"""Metrics that treat each class alike, however often it occurs."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import convert_to_tensor, create
from lessonlib.graph.dtypes import float32, float64, int64
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import identity, reshape
from lessonlib.graph.ops.filling import eye, ones_like, where, zeros_like
from lessonlib.graph.ops.logic import equal, greater, not_equal
from lessonlib.graph.ops.math import cast, maximum, truediv
from lessonlib.graph.ops.reduction import reduce_mean, reduce_sum
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.losses import safe_divide
from lessonlib.tf1.metrics.counters import Metric, called, counter, noted, of_one_shape, shares


def sum_by_class(labels: torch.Tensor, values: torch.Tensor, num_classes: int) -> torch.Tensor:
    """The sum of the values of each class."""
    _check_range("labels", labels, num_classes)
    empty = torch.zeros(num_classes, dtype=values.dtype, device=values.device)
    return empty.scatter_add(0, labels, values)


def confusion(
    labels: torch.Tensor, predictions: torch.Tensor, weights: torch.Tensor, num_classes: int
) -> torch.Tensor:
    """(labels, predictions): the weights of the examples of this label that were taken for that class."""
    _check_range("labels", labels, num_classes)
    _check_range("predictions", predictions, num_classes)
    empty = torch.zeros(num_classes**2, dtype=weights.dtype, device=weights.device)
    return empty.scatter_add(0, labels * num_classes + predictions, weights).reshape(num_classes, num_classes)


def _check_range(name: str, classes: torch.Tensor, count: int) -> None:
    if classes.device.type != "meta" and classes.numel() and not 0 <= classes.min() <= classes.max() < count:
        raise InvalidValueError(
            f"{name} must be from 0 to {count - 1}, but are from {int(classes.min())} to {int(classes.max())}."
        )


@tf_export("metrics.mean_per_class_accuracy")
def mean_per_class_accuracy(
    labels: TensorLike, predictions: TensorLike, num_classes: int, weights: TensorLike | None = None,
    metrics_collections: Any = None, updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The mean over the classes of the share of right predictions; the update gives the shares (num_classes,)."""
    want, got, counts = _flat(labels, predictions, weights)
    right = cast(equal(cast(got, int64), want), float32)
    with get_default_graph().name_scope(name or "mean_accuracy"):
        total, count = counter("total", [num_classes]), counter("count", [num_classes])
        seen = create("SumByClass", want, counts, num_classes=int(num_classes))
        hits = create("SumByClass", want, counts * right, num_classes=int(num_classes))
        shares_read = safe_divide(identity(count.as_tensor()), identity(total.as_tensor()))
        update = safe_divide(count.assign_add(hits), total.assign_add(seen))
        value, update = reduce_mean(shares_read, name="mean_accuracy"), called(update, "update_op")
        return noted(value, update, metrics_collections, updates_collections)


@tf_export("metrics.mean_iou")
def mean_iou(
    labels: TensorLike, predictions: TensorLike, num_classes: int, weights: TensorLike | None = None,
    metrics_collections: Any = None, updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The mean over the classes that occur of intersection / union of what is and what was predicted this class.

    The update gives the matrix of all counts so far, float64 (labels, predictions).
    """
    want, got, counts = _flat(labels, predictions, weights)
    size = int(num_classes)
    with get_default_graph().name_scope(name or "mean_iou"):
        matrix = counter("total_confusion_matrix", [size, size], float64)
        more = create("Confusion", want, cast(got, int64), cast(counts, float64), num_classes=size)
        value = _mean_iou(identity(matrix.as_tensor()), size)
        return noted(value, matrix.assign_add(more), metrics_collections, updates_collections)


def _mean_iou(matrix: Tensor, num_classes: int) -> Tensor:
    hits = cast(reduce_sum(matrix * eye(num_classes, dtype=float64), 1), float32)
    union = cast(reduce_sum(matrix, 0), float32) + cast(reduce_sum(matrix, 1), float32) - hits
    present = reduce_sum(cast(not_equal(union, 0.0), float32))
    each = truediv(hits, where(greater(union, 0.0), union, ones_like(union)))
    mean = reduce_sum(each) / maximum(present, 1.0)
    return where(greater(present, 0.0), mean, zeros_like(mean))


def _flat(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None
) -> tuple[Tensor, Tensor, Tensor]:
    want, got = of_one_shape(labels, predictions)
    counts = shares(None if weights is None else convert_to_tensor(weights), got)
    return reshape(cast(want, int64), [-1]), reshape(got, [-1]), reshape(counts, [-1])


register("SumByClass", "labels values", sum_by_class, NOT_DIFFERENTIABLE, same="")
register("Confusion", "labels predictions weights", confusion, NOT_DIFFERENTIABLE, same="")
