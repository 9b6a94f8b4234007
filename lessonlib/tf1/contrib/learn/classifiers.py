"""DNNClassifier and LinearClassifier of tf.contrib.learn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lessonlib.graph.dtypes import float32, int64
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import reshape
from lessonlib.graph.ops.cross_entropy import sparse_softmax_cross_entropy_with_logits
from lessonlib.graph.ops.logic import equal
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.nn import relu, softmax
from lessonlib.graph.ops.reduction import argmax, reduce_mean
from lessonlib.graph.optimizers import AdagradOptimizer, Optimizer
from lessonlib.tf1.contrib.learn.model import InputFn, Model, needed
from lessonlib.tf1.layers import dense, dropout
from lessonlib.tf1.train.proximal import FtrlOptimizer
from lessonlib.tf1.variables.initializers import zeros_initializer


class _Classifier(Model):
    """A model whose answer is a class: it has a score for each."""

    _n_classes: int

    def predict_classes(
        self, x: Any = None, input_fn: InputFn | None = None, batch_size: int | None = None, as_iterable: bool = True
    ) -> Any:  # fmt: skip
        """The class of each row."""
        return self._predicted(self._answers, x, input_fn, batch_size, as_iterable)

    def predict_proba(
        self, x: Any = None, input_fn: InputFn | None = None, batch_size: int | None = None, as_iterable: bool = True
    ) -> Any:  # fmt: skip
        """The probabilities of all classes for each row."""
        return self._predicted(softmax, x, input_fn, batch_size, as_iterable)

    def _answers(self, scores: Tensor) -> Tensor:
        return argmax(scores, 1)

    def _loss(self, scores: Tensor, labels: Any) -> Tensor:
        classes = reshape(needed(labels), [-1])
        return reduce_mean(sparse_softmax_cross_entropy_with_logits(labels=classes, logits=scores))

    def _measures(self, scores: Tensor, labels: Any) -> dict[str, Tensor]:
        right = equal(argmax(scores, 1), cast(reshape(needed(labels), [-1]), int64))
        return {"accuracy": reduce_mean(cast(right, float32))}


def _checked(n_classes: int) -> int:
    if n_classes < 2:
        raise InvalidValueError(f"A classifier needs 2 or more classes, but n_classes is {n_classes}.")
    return n_classes


@tf_export("contrib.learn.DNNClassifier")
class DNNClassifier(_Classifier):
    """Layers of ``hidden_units`` with an activation, then one score a class.

    Args:
        hidden_units: the sizes of the hidden layers.
        feature_columns: what the input holds: `tf.contrib.layers.real_valued_column`, or columns of tf.feature_column.
        model_dir: the folder of the checkpoints; a temporary one when not said.
        n_classes: how many classes there are; labels are 0 to n_classes - 1.
        optimizer: Adagrad with a learning rate of 0.05 when not said.
        activation_fn, dropout: of the hidden layers; ``dropout`` is the share that is dropped while training.
        gradient_clip_norm: the longest length of all gradients together.
        config: a RunConfig, of which the folder and the seed count.
        weight_column_name, enable_centered_bias, feature_engineering_fn, embedding_lr_multipliers,
            input_layer_min_slice_size, label_keys: cannot be given.

    Raises ValueError for fewer than 2 classes.
    """

    def __init__(
        self, hidden_units: Sequence[int], feature_columns: Sequence[Any], model_dir: str | None = None,
        n_classes: int = 2, weight_column_name: str | None = None, optimizer: Any = None, activation_fn: Any = relu,
        dropout: float | None = None, gradient_clip_norm: float | None = None, enable_centered_bias: bool = False,
        config: Any = None, feature_engineering_fn: Any = None, embedding_lr_multipliers: Any = None,
        input_layer_min_slice_size: int | None = None, label_keys: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(
            feature_columns, model_dir, optimizer, gradient_clip_norm, config, weight_column_name=weight_column_name,
            enable_centered_bias=enable_centered_bias, feature_engineering_fn=feature_engineering_fn,
            embedding_lr_multipliers=embedding_lr_multipliers, input_layer_min_slice_size=input_layer_min_slice_size,
            label_keys=label_keys,
        )  # fmt: skip
        self._sizes = [*hidden_units, _checked(n_classes)]
        self._activation, self._dropout = activation_fn, dropout

    def _scores(self, features: Any, training: bool) -> Tensor:
        return deep_scores(self._numbers(features), self._sizes, self._activation, self._dropout, training)

    def _default_optimizer(self) -> Optimizer:
        return AdagradOptimizer(0.05)


@tf_export("contrib.learn.LinearClassifier")
class LinearClassifier(_Classifier):
    """A weighted sum of the features for each class: logistic regression. The weights start as 0.

    The arguments are those of `DNNClassifier`; the optimizer is Ftrl with a learning rate of 0.2 when not said.
    """

    def __init__(
        self, feature_columns: Sequence[Any], model_dir: str | None = None, n_classes: int = 2,
        weight_column_name: str | None = None, optimizer: Any = None, gradient_clip_norm: float | None = None,
        enable_centered_bias: bool = False, _joint_weight: bool = False, config: Any = None,
        feature_engineering_fn: Any = None, label_keys: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(
            feature_columns, model_dir, optimizer, gradient_clip_norm, config, weight_column_name=weight_column_name,
            enable_centered_bias=enable_centered_bias, _joint_weight=_joint_weight,
            feature_engineering_fn=feature_engineering_fn, label_keys=label_keys,
        )  # fmt: skip
        self._n_classes = _checked(n_classes)

    def _scores(self, features: Any, training: bool) -> Tensor:
        return linear_scores(self._numbers(features), self._n_classes)

    def _default_optimizer(self) -> Optimizer:
        return default_linear_optimizer(len(self._columns))


def deep_scores(
    numbers: Tensor, sizes: Sequence[int], activation: Any, share: float | None, training: bool
) -> Tensor:
    """Hidden layers of all sizes but the last, with dropout while training, and a linear one of the last."""
    layer = numbers
    for i, units in enumerate(sizes[:-1]):
        layer = dense(layer, units, activation, name=f"hiddenlayer_{i}")
        if share:
            layer = dropout(layer, share, training=training)
    return dense(layer, sizes[-1], name="logits")


def linear_scores(numbers: Tensor, count: int) -> Tensor:
    """One linear layer that starts as 0."""
    return dense(numbers, count, kernel_initializer=zeros_initializer(), name="linear")


def default_linear_optimizer(columns: int) -> Optimizer:
    """Ftrl with a learning rate of min(0.2, 1 / sqrt(number of columns))."""
    return FtrlOptimizer(min(0.2, max(columns, 1) ** -0.5))
