"""tf.metrics: measures over many batches.

Each function returns (value, update): ``update`` takes in one batch and gives the new value, ``value`` only reads. What
they count lives in local variables: run tf.local_variables_initializer() first, and again to start from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import bool_, float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import identity
from lessonlib.graph.ops.filling import ones_like
from lessonlib.graph.ops.logic import equal, logical_and, logical_not
from lessonlib.graph.ops.math import abs_, cast, multiply, sqrt, squared_difference
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.types import TensorLike
from lessonlib.graph.variables import Variable
from lessonlib.tf1.losses import safe_divide
from lessonlib.tf1.namespace import namespace
from lessonlib.tf1.variables.local import LOCAL_VARIABLES, METRIC_VARIABLES

Metric = tuple[Tensor, Tensor]


@tf_export("metrics.mean")
def mean(
    values: Any, weights: TensorLike | None = None, metrics_collections: Any = None, updates_collections: Any = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """The mean of all values seen, each counted ``weights`` times."""
    numbers = cast(convert_to_tensor(values), float32)
    shares = _shares(weights, numbers)
    with get_default_graph().name_scope(name or "mean"):
        total, count = _counter("total"), _counter("count")
        parts = [(total, reduce_sum(numbers * shares)), (count, reduce_sum(shares))]
        return _metric(parts, safe_divide, metrics_collections, updates_collections)


@tf_export("metrics.accuracy")
def accuracy(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The share of predictions that equal their labels; both are class numbers of one shape."""
    want, got = _of_one_shape(labels, predictions)
    right = equal(got, cast(want, got.dtype))
    return mean(right, weights, metrics_collections, updates_collections, name or "accuracy")


@tf_export("metrics.mean_squared_error")
def mean_squared_error(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The mean of (predictions - labels) ** 2."""
    want, got = _of_one_shape(labels, predictions)
    error = squared_difference(cast(got, float32), cast(want, float32))
    return mean(error, weights, metrics_collections, updates_collections, name or "mean_squared_error")


@tf_export("metrics.mean_absolute_error")
def mean_absolute_error(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The mean of |predictions - labels|."""
    want, got = _of_one_shape(labels, predictions)
    error = abs_(cast(got, float32) - cast(want, float32))
    return mean(error, weights, metrics_collections, updates_collections, name or "mean_absolute_error")


@tf_export("metrics.root_mean_squared_error")
def root_mean_squared_error(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The square root of the mean of (predictions - labels) ** 2."""
    value, update = mean_squared_error(labels, predictions, weights, name=name or "root_mean_squared_error")
    return _noted(sqrt(value), sqrt(update), metrics_collections, updates_collections)


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
    raw_want, raw_got = _of_one_shape(labels, predictions)
    want, got = cast(raw_want, bool_), cast(raw_got, bool_)
    shares = _shares(weights, got)
    right = logical_and(want, got)
    said, denied = (got, want) if errors == "false_positives" else (want, got)
    wrong = logical_and(said, logical_not(denied))
    with get_default_graph().name_scope(name):
        parts = [
            (_counter("true_positives"), reduce_sum(cast(right, float32) * shares)),
            (_counter(errors), reduce_sum(cast(wrong, float32) * shares)),
        ]
        return _metric(parts, lambda hits, misses: safe_divide(hits, hits + misses), metrics_collections,
                       updates_collections)  # fmt: skip


def _counter(name: str) -> Variable:
    return Variable(0.0, trainable=False, collections=[LOCAL_VARIABLES, METRIC_VARIABLES], name=name)


def _shares(weights: TensorLike | None, values: Tensor) -> Tensor:
    ones = cast(ones_like(values), float32)
    return ones if weights is None else multiply(ones, cast(convert_to_tensor(weights), float32))


def _metric(parts: Sequence[tuple[Variable, Tensor]], combine: Any, values: Any, updates: Any) -> Metric:
    """The measure of what the variables hold, and of what they hold once each has taken in its share of a batch."""
    value = combine(*[identity(variable.as_tensor()) for variable, _ in parts])
    update = combine(*[variable.assign_add(more) for variable, more in parts])
    return _noted(value, update, values, updates)


def _noted(value: Tensor, update: Tensor, values: Any, updates: Any) -> Metric:
    graph = get_default_graph()
    for names, item in ((values, value), (updates, update)):
        for name in [names] if isinstance(names, str) else names or []:
            graph.add_to_collection(name, item)
    return value, update


def _of_one_shape(labels: TensorLike, predictions: TensorLike) -> tuple[Tensor, Tensor]:
    want, got = convert_to_tensor(labels), convert_to_tensor(predictions)
    if not want.shape.is_compatible_with(got.shape):
        raise InvalidValueError(
            f"Shapes {got.shape} of the predictions and {want.shape} of the labels are incompatible: a metric needs "
            "one label for each prediction.\n  Remedy: for scores or one-hot labels, take tf.argmax(..., 1) first."
        )
    return want, got


__getattr__, __dir__ = namespace(globals())
