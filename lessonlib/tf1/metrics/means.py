"""Metrics that are means: of values, of right answers, of errors."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.ops.array import squeeze
from lessonlib.graph.ops.filling import where, zeros_like
from lessonlib.graph.ops.logic import equal, less
from lessonlib.graph.ops.math import abs_, cast, multiply, sqrt, squared_difference, subtract, truediv
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.shapes import is_known
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.losses import safe_divide
from lessonlib.tf1.metrics.counters import Metric, counter, metric, noted, of_one_shape, shares


@tf_export("metrics.mean")
def mean(
    values: Any, weights: TensorLike | None = None, metrics_collections: Any = None, updates_collections: Any = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """The mean of all values seen, each counted ``weights`` times."""
    numbers = cast(convert_to_tensor(values), float32)
    counts = shares(weights, numbers)
    with get_default_graph().name_scope(name or "mean"):
        total, count = counter("total"), counter("count")
        parts = [(total, reduce_sum(numbers * counts)), (count, reduce_sum(counts))]
        return metric(parts, safe_divide, metrics_collections, updates_collections)


@tf_export("metrics.accuracy")
def accuracy(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The share of predictions that equal their labels; both are class numbers of one shape."""
    want, got = of_one_shape(labels, predictions)
    right = equal(got, cast(want, got.dtype))
    return mean(right, weights, metrics_collections, updates_collections, name or "accuracy")


@tf_export("metrics.mean_squared_error")
def mean_squared_error(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The mean of (predictions - labels) ** 2."""
    want, got = of_one_shape(labels, predictions)
    error = squared_difference(cast(got, float32), cast(want, float32))
    return mean(error, weights, metrics_collections, updates_collections, name or "mean_squared_error")


@tf_export("metrics.mean_absolute_error")
def mean_absolute_error(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The mean of |predictions - labels|."""
    want, got = of_one_shape(labels, predictions)
    error = abs_(cast(got, float32) - cast(want, float32))
    return mean(error, weights, metrics_collections, updates_collections, name or "mean_absolute_error")


@tf_export("metrics.root_mean_squared_error")
def root_mean_squared_error(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The square root of the mean of (predictions - labels) ** 2."""
    value, update = mean_squared_error(labels, predictions, weights, name=name or "root_mean_squared_error")
    return noted(sqrt(value), sqrt(update), metrics_collections, updates_collections)


@tf_export("metrics.mean_tensor")
def mean_tensor(
    values: Any, weights: TensorLike | None = None, metrics_collections: Any = None, updates_collections: Any = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """The mean over the batches of each element of ``values``, whose shape must be known; 0 where nothing counted."""
    numbers = cast(convert_to_tensor(values), float32)
    if not is_known(numbers.sizes):
        raise InvalidValueError(f"mean_tensor needs values of a known shape, but they have {numbers.shape}.")
    counts, sizes = shares(weights, numbers), [size or 0 for size in numbers.sizes or ()]
    with get_default_graph().name_scope(name or "mean"):
        parts = [(counter("total_tensor", sizes), numbers * counts), (counter("count_tensor", sizes), counts)]
        return metric(parts, safe_divide, metrics_collections, updates_collections)


@tf_export("metrics.mean_cosine_distance")
def mean_cosine_distance(
    labels: TensorLike, predictions: TensorLike, dim: int, weights: TensorLike | None = None,
    metrics_collections: Any = None, updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """1 - the mean of the products of vectors of length 1, which lie along the axis ``dim``."""
    want, got = of_one_shape(labels, predictions)
    products = reduce_sum(multiply(got, want), dim, keepdims=True)
    value, update = mean(products, weights, name=name or "mean_cosine_distance")
    return noted(subtract(1.0, value), subtract(1.0, update), metrics_collections, updates_collections)


@tf_export("metrics.mean_relative_error")
def mean_relative_error(
    labels: TensorLike, predictions: TensorLike, normalizer: TensorLike, weights: TensorLike | None = None,
    metrics_collections: Any = None, updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The mean of |labels - predictions| / normalizer, and 0 where the normalizer is 0."""
    want, got = of_one_shape(labels, predictions)
    scale = convert_to_tensor(normalizer)
    if scale.sizes is not None and got.sizes is not None and len(scale.sizes) == len(got.sizes) + 1:
        scale = squeeze(scale, [-1])
    error = where(equal(scale, 0.0), zeros_like(want), truediv(abs_(subtract(want, got)), scale))
    return mean(error, weights, metrics_collections, updates_collections, name or "mean_relative_error")


@tf_export("metrics.percentage_below")
def percentage_below(
    values: TensorLike, threshold: TensorLike, weights: TensorLike | None = None, metrics_collections: Any = None,
    updates_collections: Any = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The share of the values that are less than the threshold, from 0 to 1."""
    below = less(convert_to_tensor(values), threshold)
    return mean(
        below, weights, metrics_collections, updates_collections, name or "percentage_below_threshold"
    )
