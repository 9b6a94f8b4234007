"""tf.losses: weighted losses that also join the collection of losses, and the sum of all that a model must pay."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.create import constant, convert_to_tensor, one_of
from lessonlib.graph.dtypes import float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import shape, size, squeeze
from lessonlib.graph.ops.cross_entropy import (
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits,
    sparse_softmax_cross_entropy_with_logits,
)
from lessonlib.graph.ops.filling import ones_like, where, zeros_like
from lessonlib.graph.ops.logic import equal, greater, not_equal
from lessonlib.graph.ops.math import (
    abs_,
    add_n,
    cast,
    log,
    maximum,
    minimum,
    multiply,
    square,
    squared_difference,
    subtract,
    truediv,
)
from lessonlib.graph.ops.nn import relu
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.namespace import namespace
from lessonlib.tf1.weights import fitting

LOSSES = "losses"
REGULARIZATION_LOSSES = "regularization_losses"


@tf_export("losses.Reduction")
class Reduction:
    """How the losses of single examples become one number."""

    NONE = "none"
    SUM = "weighted_sum"
    SUM_OVER_BATCH_SIZE = "weighted_sum_over_batch_size"
    MEAN = "weighted_mean"
    SUM_BY_NONZERO_WEIGHTS = "weighted_sum_by_nonzero_weights"
    SUM_OVER_NONZERO_WEIGHTS = SUM_BY_NONZERO_WEIGHTS

    @classmethod
    def all(cls) -> tuple[str, ...]:
        """Every way."""
        return (cls.NONE, cls.SUM, cls.SUM_OVER_BATCH_SIZE, cls.MEAN, cls.SUM_BY_NONZERO_WEIGHTS)


BY_WEIGHTS = Reduction.SUM_BY_NONZERO_WEIGHTS


@tf_export("losses.compute_weighted_loss")
def compute_weighted_loss(
    losses: Any, weights: TensorLike = 1.0, scope: str | None = None, loss_collection: str | None = LOSSES,
    reduction: str = BY_WEIGHTS,
) -> Tensor:  # fmt: skip
    """losses * weights, reduced: by default their sum over the number of weights that are not 0.

    ``weights`` is a number, or has the rank of ``losses`` and in each axis its size or 1. Raises ValueError for other
    weights, or an unknown reduction.
    """
    if reduction not in Reduction.all():
        raise InvalidValueError(
            f"A reduction is one of {', '.join(Reduction.all())}, but {reduction!r} was given."
        )
    values = cast(losses, float32)
    share = fitting(cast(convert_to_tensor(weights), float32), values)
    with get_default_graph().name_scope(scope or "weighted_loss"):
        weighted = multiply(values, share)
        loss = _reduced(weighted, multiply(share, ones_like(values)), reduction)
    if loss_collection:
        get_default_graph().add_to_collection(loss_collection, loss)
    return loss


def _reduced(weighted: Tensor, weights: Tensor, reduction: str) -> Tensor:
    if reduction == Reduction.NONE:
        return weighted
    total = reduce_sum(weighted)
    if reduction == Reduction.SUM:
        return total
    if reduction == Reduction.SUM_OVER_BATCH_SIZE:
        return truediv(total, cast(size(weighted), float32))
    counted = weights if reduction == Reduction.MEAN else cast(not_equal(weights, 0.0), float32)
    return safe_divide(total, reduce_sum(counted))


def safe_divide(numerator: Tensor, denominator: Tensor, name: str = "value") -> Tensor:
    """numerator / denominator, and 0 where the denominator is 0; no NaN reaches a gradient."""
    empty = equal(denominator, zeros_like(denominator))
    safe = where(empty, ones_like(denominator), denominator)
    return where(empty, zeros_like(safe), truediv(numerator, safe), name=name)


@tf_export("losses.absolute_difference")
def absolute_difference(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike = 1.0, scope: str | None = None,
    loss_collection: str | None = LOSSES, reduction: str = BY_WEIGHTS,
) -> Tensor:  # fmt: skip
    """The mean of |predictions - labels|."""
    got, want = _pair(labels, predictions)
    each = abs_(subtract(got, want))
    return compute_weighted_loss(each, weights, scope or "absolute_difference", loss_collection, reduction)


@tf_export("losses.mean_squared_error")
def mean_squared_error(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike = 1.0, scope: str | None = None,
    loss_collection: str | None = LOSSES, reduction: str = BY_WEIGHTS,
) -> Tensor:  # fmt: skip
    """The mean of (predictions - labels) ** 2."""
    got, want = _pair(labels, predictions)
    each = squared_difference(got, want)
    return compute_weighted_loss(each, weights, scope or "mean_squared_error", loss_collection, reduction)


@tf_export("losses.huber_loss")
def huber_loss(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike = 1.0, delta: float = 1.0,
    scope: str | None = None, loss_collection: str | None = LOSSES, reduction: str = BY_WEIGHTS,
) -> Tensor:  # fmt: skip
    """Half the squared error up to ``delta``, and a straight line beyond (Huber, 1964)."""
    got, want = _pair(labels, predictions)
    error = abs_(subtract(got, want))
    near = minimum(error, delta)
    each = 0.5 * near * near + delta * (error - near)
    return compute_weighted_loss(each, weights, scope or "huber_loss", loss_collection, reduction)


@tf_export("losses.log_loss")
def log_loss(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike = 1.0, epsilon: float = 1e-7,
    scope: str | None = None, loss_collection: str | None = LOSSES, reduction: str = BY_WEIGHTS,
) -> Tensor:  # fmt: skip
    """The cross-entropy of probabilities: -labels * log(p) - (1 - labels) * log(1 - p); epsilon keeps log from 0."""
    p, y = _pair(labels, predictions)
    each = -(y * log(p + epsilon)) - (1 - y) * log(1 - p + epsilon)
    return compute_weighted_loss(each, weights, scope or "log_loss", loss_collection, reduction)


@tf_export("losses.hinge_loss")
def hinge_loss(
    labels: TensorLike, logits: TensorLike, weights: TensorLike = 1.0, scope: str | None = None,
    loss_collection: str | None = LOSSES, reduction: str = BY_WEIGHTS,
) -> Tensor:  # fmt: skip
    """max(0, 1 - y * logits), where y is -1 for a label 0 and 1 for a label 1."""
    scores, y = _pair(labels, logits)
    each = relu(1 - (2 * y - 1) * scores)
    return compute_weighted_loss(each, weights, scope or "hinge_loss", loss_collection, reduction)


@tf_export("losses.sigmoid_cross_entropy")
def sigmoid_cross_entropy(
    multi_class_labels: Any, logits: TensorLike, weights: TensorLike = 1.0, label_smoothing: float = 0,
    scope: str | None = None, loss_collection: str | None = LOSSES, reduction: str = BY_WEIGHTS,
) -> Tensor:  # fmt: skip
    """The cross-entropy of sigmoid(logits); smoothing moves labels towards 1/2."""
    scores, y = _pair(multi_class_labels, logits)
    if label_smoothing:
        y = y * (1 - label_smoothing) + 0.5 * label_smoothing
    each = sigmoid_cross_entropy_with_logits(labels=y, logits=scores)
    return compute_weighted_loss(
        each, weights, scope or "sigmoid_cross_entropy_loss", loss_collection, reduction
    )


@tf_export("losses.softmax_cross_entropy")
def softmax_cross_entropy(
    onehot_labels: TensorLike, logits: TensorLike, weights: TensorLike = 1.0, label_smoothing: float = 0,
    scope: str | None = None, loss_collection: str | None = LOSSES, reduction: str = BY_WEIGHTS,
) -> Tensor:  # fmt: skip
    """The cross-entropy of softmax(logits) for one-hot labels (batch, classes); smoothing moves labels towards 1/n."""
    scores, y = _pair(onehot_labels, logits)
    if label_smoothing:
        y = y * (1 - label_smoothing) + label_smoothing / cast(shape(y)[-1], y.dtype)
    each = softmax_cross_entropy_with_logits(labels=y, logits=scores)
    return compute_weighted_loss(
        each, weights, scope or "softmax_cross_entropy_loss", loss_collection, reduction
    )


@tf_export("losses.sparse_softmax_cross_entropy")
def sparse_softmax_cross_entropy(
    labels: TensorLike, logits: TensorLike, weights: TensorLike = 1.0, scope: str | None = None,
    loss_collection: str | None = LOSSES, reduction: str = BY_WEIGHTS,
) -> Tensor:  # fmt: skip
    """The cross-entropy of softmax(logits) for class numbers (batch,) or (batch, 1)."""
    classes, scores = convert_to_tensor(labels), convert_to_tensor(logits)
    both_known = classes.sizes is not None and scores.sizes is not None
    if both_known and len(classes.sizes or ()) == len(scores.sizes or ()):
        classes = squeeze(classes, [-1])
    share = convert_to_tensor(weights)
    if share.sizes and classes.sizes is not None and len(share.sizes) == len(classes.sizes) + 1:
        share = squeeze(share, [-1])
    each = sparse_softmax_cross_entropy_with_logits(labels=classes, logits=scores)
    name = scope or "sparse_softmax_cross_entropy_loss"
    return compute_weighted_loss(each, share, name, loss_collection, reduction)


def _pair(labels: TensorLike, predictions: TensorLike) -> tuple[Tensor, Tensor]:
    """(predictions, labels) as tensors of one floating dtype. Raises ValueError when their shapes differ."""
    if labels is None or predictions is None:
        raise InvalidValueError("A loss needs labels and predictions, but one of them is None.")
    got = convert_to_tensor(predictions)
    got = got if got.dtype.is_floating else cast(got, float32)
    want = cast(convert_to_tensor(labels), got.dtype)
    if not got.shape.is_compatible_with(want.shape):
        raise InvalidValueError(
            f"Shapes {got.shape} of the predictions and {want.shape} of the labels are incompatible: a loss needs one "
            "label for each prediction.\n  Remedy: tf.reshape or tf.squeeze one of them."
        )
    return got, want


@tf_export("losses.add_loss")
def add_loss(loss: Tensor, loss_collection: str | None = LOSSES) -> None:
    """Note a loss of your own, so that get_total_loss counts it."""
    if loss_collection:
        get_default_graph().add_to_collection(loss_collection, loss)


@tf_export("losses.get_losses")
def get_losses(scope: str | None = None, loss_collection: str = LOSSES) -> list[Tensor]:
    """The losses that were made so far."""
    return get_default_graph().get_collection(loss_collection, scope)


@tf_export("losses.get_regularization_losses")
def get_regularization_losses(scope: str | None = None) -> list[Tensor]:
    """The costs that regularizers have put on weights."""
    found = get_default_graph().collections.get(REGULARIZATION_LOSSES, [])
    return [cost for cost in found if cost is not None and (scope is None or cost.name.startswith(scope))]


@tf_export("losses.get_regularization_loss")
def get_regularization_loss(scope: str | None = None, name: str = "total_regularization_loss") -> Tensor:
    """The sum of those costs; 0 when there are none."""
    costs = get_regularization_losses(scope)
    return add_n(costs, name=name) if costs else constant(0.0, name=name)


@tf_export("losses.get_total_loss")
def get_total_loss(
    add_regularization_losses: bool = True, name: str = "total_loss", scope: str | None = None
) -> Tensor:
    """The sum of all losses and, unless told not to, of all regularization. Raises ValueError when there is nothing."""
    parts = get_losses(scope) + (get_regularization_losses(scope) if add_regularization_losses else [])
    if not parts:
        raise InvalidValueError(
            "There is no loss in the graph yet: make one with tf.losses, or add it with tf.losses.add_loss."
        )
    return add_n(parts, name=name)


@tf_export("losses.cosine_distance")
def cosine_distance(
    labels: TensorLike, predictions: TensorLike, axis: int | None = None, weights: TensorLike = 1.0,
    scope: str | None = None, loss_collection: str | None = LOSSES, reduction: str = BY_WEIGHTS,
    dim: int | None = None,
) -> Tensor:  # fmt: skip
    """1 - the sum of products along ``axis`` of vectors of length 1 (``dim`` is its older name).

    Raises ValueError when there is no axis, or the shapes differ.
    """
    place = one_of("axis", axis, "dim", dim)
    if place is None:
        raise InvalidValueError("tf.losses.cosine_distance needs the axis of the vectors: axis=1.")
    got, want = _pair(cast(labels, float32), cast(predictions, float32))
    with get_default_graph().name_scope(scope or "cosine_distance_loss"):
        each = 1 - reduce_sum(multiply(got, want), place, keepdims=True)
        return compute_weighted_loss(each, weights, None, loss_collection, reduction)


@tf_export("losses.mean_pairwise_squared_error")
def mean_pairwise_squared_error(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike = 1.0, scope: str | None = None,
    loss_collection: str | None = LOSSES,
) -> Tensor:  # fmt: skip
    """The mean over pairs of elements of an example of the squared error of their difference, summed over the batch.

    ``weights`` are a number, or (batch, 1 ...), or of the labels' shape. Raises ValueError when the shapes differ.
    """
    got, want = _pair(cast(labels, float32), cast(predictions, float32))
    counts = cast(convert_to_tensor(weights), float32)
    if got.sizes is None:
        raise InvalidValueError("mean_pairwise_squared_error needs predictions of known rank.")
    axes = list(range(1, len(got.sizes)))
    if counts.sizes and len(counts.sizes) != len(got.sizes):
        raise InvalidValueError(
            f"weights must be a number or of rank {len(got.sizes)}, such as (batch, 1), but have {counts.shape}."
        )
    with get_default_graph().name_scope(scope or "mean_pairwise_squared_error"):
        error = subtract(got, want)
        present = reduce_sum(
            cast(not_equal(multiply(counts, ones_like(error)), 0.0), float32), axes, keepdims=True
        )
        squares, total = (reduce_sum(value, axes, keepdims=True) for value in (square(error), error))
        first = 2.0 * safe_divide(squares, maximum(present - 1, 0.0))
        second = 2.0 * safe_divide(square(total), maximum(present * (present - 1), 0.0))
        loss = reduce_sum((first - second) * counts)
        loss = where(greater(reduce_sum(present), 0.0), loss, zeros_like(loss))
    if loss_collection:
        get_default_graph().add_to_collection(loss_collection, loss)
    return loss


__getattr__, __dir__ = namespace(globals())
