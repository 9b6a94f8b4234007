"""Metrics of probabilities that become yes-or-no answers at a threshold, and the area under the curve of them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lessonlib.graph.create import constant
from lessonlib.graph.dtypes import bool_, float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import reshape
from lessonlib.graph.ops.asserts import assert_greater_equal, assert_less_equal
from lessonlib.graph.ops.filling import ones_like, where
from lessonlib.graph.ops.logic import equal, greater, logical_and, logical_not
from lessonlib.graph.ops.math import abs_, cast, log, maximum, minimum, truediv
from lessonlib.graph.ops.pieces import gather
from lessonlib.graph.ops.reduction import argmax, argmin, cumsum, reduce_min, reduce_sum
from lessonlib.graph.types import TensorLike
from lessonlib.graph.variables import Variable
from lessonlib.tf1.losses import safe_divide
from lessonlib.tf1.metrics.counters import Metric, counter, metric, of_one_shape, shares

EPSILON = 1e-7  # TensorFlow's, that keeps divisions from 0
COUNTS = {"tp": "true_positives", "fn": "false_negatives", "tn": "true_negatives", "fp": "false_positives"}
Parts = list[tuple[Variable, Tensor]]


@tf_export("metrics.auc")
def auc(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, num_thresholds: int = 200,
    metrics_collections: Any = None, updates_collections: Any = None, curve: str = "ROC", name: str | None = None,
    summation_method: str = "trapezoidal", thresholds: Sequence[float] | None = None,
) -> Metric:  # fmt: skip
    """The area under the curve of true against false positives, or of precision against recall.

    Args:
        labels: bools, or what is cast to them.
        predictions: probabilities, from 0 to 1, of the shape of the labels.
        num_thresholds: at how many thresholds, equally far apart, the curve is known.
        curve: "ROC", or "PR" for precision and recall.
        summation_method: "trapezoidal", "careful_interpolation" (Davis & Goadrich, 2006; for PR), "minoring" or
            "majoring", the area below or above.
        thresholds: in place of those of ``num_thresholds``.

    Raises ValueError for another curve or summation method.
    """
    if curve not in ("ROC", "PR"):
        raise InvalidValueError(f"Curve must be either ROC or PR, but is {curve!r}.")
    if summation_method not in ("trapezoidal", "careful_interpolation", "minoring", "majoring"):
        raise InvalidValueError(
            "summation_method must be 'trapezoidal', 'careful_interpolation', 'minoring' or 'majoring', but is "
            f"{summation_method!r}."
        )
    inner = _between(num_thresholds) if thresholds is None else sorted(thresholds)

    def area(tp: Tensor, fn: Tensor, tn: Tensor, fp: Tensor) -> Tensor:
        if curve == "PR" and summation_method == "careful_interpolation":
            return _interpolated(tp, fp, fn)
        recall = truediv(tp + 1e-6, tp + fn + 1e-6)
        x, y = truediv(fp, fp + tn + 1e-6), recall
        if curve == "PR":
            x, y = recall, truediv(tp + 1e-6, tp + fp + 1e-6)
        before, after = y[:-1], y[1:]
        heights = {
            "minoring": minimum(before, after),
            "majoring": maximum(before, after),
        }.get(summation_method, (before + after) / 2.0)
        return reduce_sum((x[:-1] - x[1:]) * heights)

    with get_default_graph().name_scope(name or "auc"):
        around = [-EPSILON, *inner, 1 + EPSILON]
        parts = _counted(labels, predictions, around, weights, ("tp", "fn", "tn", "fp"))
        return metric(parts, area, metrics_collections, updates_collections)


def _interpolated(tp: Tensor, fp: Tensor, fn: Tensor) -> Tensor:
    """The area under precision and recall when all counts are linear between thresholds."""
    gained = tp[:-1] - tp[1:]
    said = tp + fp
    before, after = said[:-1], said[1:]
    slope = safe_divide(gained, maximum(before - after, 0.0))
    start = tp[1:] - slope * after
    both = logical_and(greater(before, 0.0), greater(after, 0.0))
    ratio = where(both, safe_divide(before, after), ones_like(after))
    return reduce_sum(safe_divide(slope * (gained + start * log(ratio)), maximum(tp[1:] + fn[1:], 0.0)))


@tf_export("metrics.precision_at_thresholds")
def precision_at_thresholds(
    labels: TensorLike, predictions: TensorLike, thresholds: Sequence[float], weights: TensorLike | None = None,
    metrics_collections: Any = None, updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """Of the predictions above each threshold, the share that is true: (thresholds,)."""
    with get_default_graph().name_scope(name or "precision_at_thresholds"):
        parts = _counted(labels, predictions, thresholds, weights, ("tp", "fp"))
        return metric(parts, _share, metrics_collections, updates_collections,
                      ("precision_value", "precision_update_op"))  # fmt: skip


@tf_export("metrics.recall_at_thresholds")
def recall_at_thresholds(
    labels: TensorLike, predictions: TensorLike, thresholds: Sequence[float], weights: TensorLike | None = None,
    metrics_collections: Any = None, updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """Of what is true, the share that was predicted above each threshold: (thresholds,)."""
    with get_default_graph().name_scope(name or "recall_at_thresholds"):
        parts = _counted(labels, predictions, thresholds, weights, ("tp", "fn"))
        return metric(parts, _share, metrics_collections, updates_collections,
                      ("recall_value", "recall_update_op"))  # fmt: skip


@tf_export("metrics.sensitivity_at_specificity")
def sensitivity_at_specificity(
    labels: TensorLike, predictions: TensorLike, specificity: float, weights: TensorLike | None = None,
    num_thresholds: int = 200, metrics_collections: Any = None, updates_collections: Any = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """The recall at the threshold whose specificity, the share of true negatives, comes next to the one asked for."""
    _check_share("specificity", specificity)

    def at_best(tp: Tensor, fn: Tensor, tn: Tensor, fp: Tensor) -> Tensor:
        best = argmin(abs_(_share(tn, fp) - specificity), 0)
        return _share(gather(tp, best), gather(fn, best))

    with get_default_graph().name_scope(name or "sensitivity_at_specificity"):
        around = [-EPSILON, *_between(num_thresholds), 1 + EPSILON]
        parts = _counted(labels, predictions, around, weights, ("tp", "fn", "tn", "fp"))
        return metric(parts, at_best, metrics_collections, updates_collections)


@tf_export("metrics.specificity_at_sensitivity")
def specificity_at_sensitivity(
    labels: TensorLike, predictions: TensorLike, sensitivity: float, weights: TensorLike | None = None,
    num_thresholds: int = 200, metrics_collections: Any = None, updates_collections: Any = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """The share of true negatives at the (last) threshold whose recall comes next to the ``sensitivity`` asked for."""
    _check_share("sensitivity", sensitivity)

    def at_best(tp: Tensor, fn: Tensor, tn: Tensor, fp: Tensor) -> Tensor:
        distance = abs_(_share(tp, fn) - sensitivity)
        nearest = cast(equal(distance, reduce_min(distance)), float32)
        last = argmax(cumsum(nearest), 0)  # the first place at which all of the nearest are counted
        return _share(gather(tn, last), gather(fp, last))

    with get_default_graph().name_scope(name or "specificity_at_sensitivity"):
        around = [-EPSILON, *_between(num_thresholds), 1 - EPSILON]
        parts = _counted(labels, predictions, around, weights, ("tp", "fn", "tn", "fp"))
        return metric(parts, at_best, metrics_collections, updates_collections)


def _at_thresholds(count: str, summary: str) -> Callable[..., Metric]:
    def function(
        labels: TensorLike, predictions: TensorLike, thresholds: Sequence[float], weights: TensorLike | None = None,
        metrics_collections: Any = None, updates_collections: Any = None, name: str | None = None,
    ) -> Metric:  # fmt: skip
        with get_default_graph().name_scope(name or COUNTS[count]):
            parts = _counted(labels, predictions, thresholds, weights, (count,))
            return metric(
                parts, lambda counted: counted, metrics_collections, updates_collections, names=None
            )

    function.__doc__ = f"How often {summary} at each threshold, weighted: (thresholds,)."
    return function


true_positives_at_thresholds = tf_export("metrics.true_positives_at_thresholds")(
    _at_thresholds("tp", "what is true was predicted above")
)
true_negatives_at_thresholds = tf_export("metrics.true_negatives_at_thresholds")(
    _at_thresholds("tn", "what is false was predicted below, or")
)
false_positives_at_thresholds = tf_export("metrics.false_positives_at_thresholds")(
    _at_thresholds("fp", "what is false was predicted above")
)
false_negatives_at_thresholds = tf_export("metrics.false_negatives_at_thresholds")(
    _at_thresholds("fn", "what is true was predicted below, or")
)


def _counted(
    labels: TensorLike, predictions: TensorLike, thresholds: Sequence[float], weights: TensorLike | None,
    wanted: Sequence[str],
) -> Parts:  # fmt: skip
    """For each of the ``wanted`` counts, its variable (thresholds,) and what a batch adds to it."""
    raw_want, raw_got = of_one_shape(labels, predictions)
    got = cast(raw_got, float32)
    inside = [
        assert_greater_equal(got, 0.0, message="predictions must be in [0, 1]"),
        assert_less_equal(got, 1.0, message="predictions must be in [0, 1]"),
    ]
    with get_default_graph().control_dependencies(inside):
        flat = reshape(got, [1, -1])
    share = reshape(shares(weights, got), [1, -1])
    true = reshape(cast(raw_want, bool_), [1, -1])
    above = greater(flat, constant([[float(t)] for t in thresholds], float32))  # (thresholds, predictions)
    parts = []
    for count in wanted:
        label = true if count in ("tp", "fn") else logical_not(true)
        said = above if count in ("tp", "fp") else logical_not(above)
        more = reduce_sum(cast(logical_and(label, said), float32) * share, 1)
        parts.append((counter(COUNTS[count], [len(thresholds)]), more))
    return parts


def _share(hits: Tensor, misses: Tensor) -> Tensor:
    return truediv(hits, hits + misses + EPSILON)


def _between(num_thresholds: int) -> list[float]:
    """The thresholds strictly between 0 and 1."""
    return [(i + 1) / (num_thresholds - 1) for i in range(num_thresholds - 2)]


def _check_share(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise InvalidValueError(f"{name} must be in the range [0, 1], but is {value!r}.")
