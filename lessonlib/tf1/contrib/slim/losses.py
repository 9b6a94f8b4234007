"""tf.contrib.slim.losses (also tf.contrib.losses): the losses of tf.losses, with the predictions first."""

from __future__ import annotations

from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.types import TensorLike
from lessonlib.tf1 import losses
from lessonlib.tf1.contrib.framework.arguments import add_arg_scope
from lessonlib.tf1.namespace import namespace

LOSSES = "losses"


@tf_export("contrib.losses.softmax_cross_entropy", "contrib.slim.losses.softmax_cross_entropy")
@add_arg_scope
def softmax_cross_entropy(
    logits: TensorLike, onehot_labels: TensorLike, weights: TensorLike = 1.0, label_smoothing: float = 0,
    scope: str | None = None,
) -> Tensor:  # fmt: skip
    """The cross-entropy of one-hot labels (batch, classes)."""
    return losses.softmax_cross_entropy(onehot_labels, logits, weights, label_smoothing, scope)


@tf_export("contrib.losses.sparse_softmax_cross_entropy", "contrib.slim.losses.sparse_softmax_cross_entropy")
@add_arg_scope
def sparse_softmax_cross_entropy(
    logits: TensorLike, labels: TensorLike, weights: TensorLike = 1.0, scope: str | None = None
) -> Tensor:
    """The cross-entropy of class numbers (batch,)."""
    return losses.sparse_softmax_cross_entropy(labels, logits, weights, scope)


@tf_export("contrib.losses.sigmoid_cross_entropy", "contrib.slim.losses.sigmoid_cross_entropy")
@add_arg_scope
def sigmoid_cross_entropy(
    logits: TensorLike, multi_class_labels: TensorLike, weights: TensorLike = 1.0, label_smoothing: float = 0,
    scope: str | None = None,
) -> Tensor:  # fmt: skip
    """The cross-entropy of independent classes, each true (1) or not (0)."""
    return losses.sigmoid_cross_entropy(multi_class_labels, logits, weights, label_smoothing, scope)


@tf_export("contrib.losses.mean_squared_error", "contrib.slim.losses.mean_squared_error")
@add_arg_scope
def mean_squared_error(
    predictions: TensorLike, labels: TensorLike, weights: TensorLike = 1.0, scope: str | None = None
) -> Tensor:
    """The mean of (predictions - labels) ** 2."""
    return losses.mean_squared_error(labels, predictions, weights, scope)


@tf_export("contrib.losses.absolute_difference", "contrib.slim.losses.absolute_difference")
@add_arg_scope
def absolute_difference(
    predictions: TensorLike, labels: TensorLike, weights: TensorLike = 1.0, scope: str | None = None
) -> Tensor:
    """The mean of |predictions - labels|."""
    return losses.absolute_difference(labels, predictions, weights, scope)


@tf_export("contrib.losses.log_loss", "contrib.slim.losses.log_loss")
@add_arg_scope
def log_loss(
    predictions: TensorLike, labels: TensorLike, weights: TensorLike = 1.0, epsilon: float = 1e-7,
    scope: str | None = None,
) -> Tensor:  # fmt: skip
    """The cross-entropy of probabilities."""
    return losses.log_loss(labels, predictions, weights, epsilon, scope)


@tf_export("contrib.losses.hinge_loss", "contrib.slim.losses.hinge_loss")
@add_arg_scope
def hinge_loss(
    logits: TensorLike, labels: TensorLike, weights: TensorLike = 1.0, scope: str | None = None
) -> Tensor:
    """The mean of max(0, 1 - logits * labels), with labels 0 and 1 taken as -1 and 1."""
    return losses.hinge_loss(labels, logits, weights, scope)


@tf_export("contrib.losses.compute_weighted_loss", "contrib.slim.losses.compute_weighted_loss")
@add_arg_scope
def compute_weighted_loss(losses_: TensorLike, weights: TensorLike = 1.0, scope: str | None = None) -> Tensor:
    """losses * weights, summed, over the number of weights that are not 0."""
    return losses.compute_weighted_loss(losses_, weights, scope)


@tf_export("contrib.losses.add_loss", "contrib.slim.losses.add_loss")
@add_arg_scope
def add_loss(loss: Tensor, loss_collection: str | None = LOSSES) -> None:
    """Put a loss into the collection of losses."""
    if loss_collection:
        get_default_graph().add_to_collection(loss_collection, loss)


@tf_export("contrib.losses.get_losses", "contrib.slim.losses.get_losses")
def get_losses(scope: str | None = None, loss_collection: str = LOSSES) -> list[Tensor]:
    """The losses of the collection."""
    return losses.get_losses(scope, loss_collection)


@tf_export("contrib.losses.get_regularization_losses", "contrib.slim.losses.get_regularization_losses")
def get_regularization_losses(scope: str | None = None) -> list[Tensor]:
    """The costs that regularizers added."""
    return losses.get_regularization_losses(scope)


@tf_export("contrib.losses.get_total_loss", "contrib.slim.losses.get_total_loss")
def get_total_loss(add_regularization_losses: bool = True, name: str = "total_loss") -> Tensor:
    """The sum of all losses and, unless told not to, of all regularization."""
    return losses.get_total_loss(add_regularization_losses, name)


__getattr__, __dir__ = namespace(globals())
