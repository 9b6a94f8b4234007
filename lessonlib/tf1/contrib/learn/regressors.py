"""DNNRegressor and LinearRegressor of tf.contrib.learn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lessonlib.graph.dtypes import float32
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import reshape
from lessonlib.graph.ops.math import cast, squared_difference
from lessonlib.graph.ops.nn import relu
from lessonlib.graph.ops.reduction import reduce_mean
from lessonlib.graph.optimizers import AdagradOptimizer, Optimizer
from lessonlib.tf1.contrib.learn.classifiers import (
    deep_scores,
    default_linear_optimizer,
    linear_scores,
)  # fmt: skip
from lessonlib.tf1.contrib.learn.model import InputFn, Model, needed


class _Regressor(Model):
    """A model whose answer is a number, or ``label_dimension`` of them."""

    _dimension: int

    def predict_scores(
        self, x: Any = None, input_fn: InputFn | None = None, batch_size: int | None = None, as_iterable: bool = True
    ) -> Any:  # fmt: skip
        """The number for each row."""
        return self._predicted(self._answers, x, input_fn, batch_size, as_iterable)

    def _answers(self, scores: Tensor) -> Tensor:
        return reshape(scores, [-1]) if self._dimension == 1 else scores

    def _loss(self, scores: Tensor, labels: Any) -> Tensor:
        wanted = reshape(cast(needed(labels), float32), [-1, self._dimension])
        return reduce_mean(squared_difference(scores, wanted))

    def _measures(self, scores: Tensor, labels: Any) -> dict[str, Tensor]:
        return {}


@tf_export("contrib.learn.DNNRegressor")
class DNNRegressor(_Regressor):
    """`DNNClassifier` with ``label_dimension`` numbers as the answer; the loss is the mean squared error."""

    def __init__(
        self, hidden_units: Sequence[int], feature_columns: Sequence[Any], model_dir: str | None = None,
        weight_column_name: str | None = None, optimizer: Any = None, activation_fn: Any = relu,
        dropout: float | None = None, gradient_clip_norm: float | None = None, enable_centered_bias: bool = False,
        config: Any = None, feature_engineering_fn: Any = None, label_dimension: int = 1,
        embedding_lr_multipliers: Any = None, input_layer_min_slice_size: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(
            feature_columns, model_dir, optimizer, gradient_clip_norm, config, weight_column_name=weight_column_name,
            enable_centered_bias=enable_centered_bias, feature_engineering_fn=feature_engineering_fn,
            embedding_lr_multipliers=embedding_lr_multipliers, input_layer_min_slice_size=input_layer_min_slice_size,
        )  # fmt: skip
        self._sizes, self._dimension = [*hidden_units, label_dimension], label_dimension
        self._activation, self._dropout = activation_fn, dropout

    def _scores(self, features: Any, training: bool) -> Tensor:
        return deep_scores(self._numbers(features), self._sizes, self._activation, self._dropout, training)

    def _default_optimizer(self) -> Optimizer:
        return AdagradOptimizer(0.05)


@tf_export("contrib.learn.LinearRegressor")
class LinearRegressor(_Regressor):
    """`LinearClassifier` with ``label_dimension`` numbers as the answer; the loss is the mean squared error."""

    def __init__(
        self, feature_columns: Sequence[Any], model_dir: str | None = None, weight_column_name: str | None = None,
        optimizer: Any = None, gradient_clip_norm: float | None = None, enable_centered_bias: bool = False,
        label_dimension: int = 1, _joint_weights: bool = False, config: Any = None, feature_engineering_fn: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(
            feature_columns, model_dir, optimizer, gradient_clip_norm, config, weight_column_name=weight_column_name,
            enable_centered_bias=enable_centered_bias, _joint_weights=_joint_weights,
            feature_engineering_fn=feature_engineering_fn,
        )  # fmt: skip
        self._dimension = label_dimension

    def _scores(self, features: Any, training: bool) -> Tensor:
        return linear_scores(self._numbers(features), self._dimension)

    def _default_optimizer(self) -> Optimizer:
        return default_linear_optimizer(len(self._columns))
