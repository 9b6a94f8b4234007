"""The ready-made models: linear, deep, and both together, for classes and for numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import public, tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.nn import relu
from lessonlib.graph.ops.state import group
from lessonlib.graph.optimizers import Optimizer
from lessonlib.tf1 import layers
from lessonlib.tf1.estimator.config import RunConfig
from lessonlib.tf1.estimator.estimator import Estimator
from lessonlib.tf1.estimator.heads import Classifier, Head, Regressor
from lessonlib.tf1.estimator.specification import EstimatorSpec, ModeKeys
from lessonlib.tf1.feature_column.models import input_layer, linear_model
from lessonlib.tf1.losses import Reduction
from lessonlib.tf1.train.step_counter import get_global_step
from lessonlib.tf1.variables.initializers import glorot_uniform_initializer
from lessonlib.tf1.variables.scope import variable_scope

OPTIMIZERS = ("Adagrad", "Adam", "Ftrl", "RMSProp", "SGD")
DNN_RATE = 0.05
Columns = Iterable[Any]


class Part:
    """The deep or the linear part of a model: how its scores are built, and which optimizer trains it."""

    def __init__(
        self, scope: str, build: Callable[[Any, int, bool], Tensor], optimizer: Any, rate: float
    ) -> None:
        self.scope, self._build, self._optimizer, self._rate = scope, build, optimizer, rate

    def logits(self, features: Any, units: int, mode: str) -> Tensor:
        with variable_scope(self.scope):
            return self._build(features, units, mode == ModeKeys.TRAIN)

    def minimize(self, loss: Tensor, step: Any) -> Any:
        variables = loss.graph.get_collection("trainable_variables", f"{self.scope}/")
        return _optimizer(self._optimizer, self._rate).minimize(loss, step, variables)


def deep_part(
    columns: Columns, hidden_units: Sequence[int], activation: Any, dropout: float | None, batch_norm: bool,
    optimizer: Any, rate: float = DNN_RATE,
) -> Part:  # fmt: skip
    """Fully connected layers on the input layer of the columns."""

    def build(features: Any, units: int, training: bool) -> Tensor:
        with variable_scope("input_from_feature_columns"):
            net = input_layer(features, columns)
        for i, size in enumerate(hidden_units):
            start = glorot_uniform_initializer()
            net = layers.dense(net, size, activation, kernel_initializer=start, name=f"hiddenlayer_{i}")
            if dropout is not None and training:
                net = layers.dropout(net, dropout, training=True)
            if batch_norm:
                net = layers.batch_normalization(
                    net, momentum=0.999, training=training, name=f"hiddenlayer_{i}/batchnorm_{i}"
                )
        return layers.dense(net, units, kernel_initializer=glorot_uniform_initializer(), name="logits")

    return Part("dnn", build, optimizer, rate)


def linear_part(columns: Columns, combiner: str, optimizer: Any, most: float = 0.2) -> Part:
    """A weighted sum of the columns."""
    known = list(columns)

    def build(features: Any, units: int, training: bool) -> Tensor:
        return linear_model(features, known, units, combiner)

    return Part("linear", build, optimizer, min(most, 1 / math.sqrt(max(len(known), 1))))


class _Canned(Estimator):
    """A model of parts, whose scores add up, under a head."""

    def __init__(
        self, head: Head, parts: Sequence[Part], model_dir: str | None, config: RunConfig | None, warm_start_from: Any
    ) -> None:  # fmt: skip
        def model_fn(features: Any, labels: Any, mode: str) -> EstimatorSpec:
            if not isinstance(features, dict):
                raise InvalidValueError(
                    f"features should be a dictionary of Tensors. Given type: {type(features).__name__}.\n"
                    "  Remedy: let input_fn return ({name: tensor}, labels)."
                )
            scores = [part.logits(features, head.logits, mode) for part in parts]
            logits = scores[0] if len(scores) == 1 else scores[0] + scores[1]
            return head.spec(features, mode, logits, labels, lambda loss: _train_op(parts, loss))

        super().__init__(model_fn, model_dir, config, None, warm_start_from)


def _train_op(parts: Sequence[Part], loss: Tensor) -> Any:
    step, graph = get_global_step(loss.graph), loss.graph
    assert step is not None
    with graph.control_dependencies(graph.get_collection("update_ops")):
        if len(parts) == 1:
            return parts[0].minimize(loss, step)
        updates = group(*[part.minimize(loss, None) for part in parts])
        with graph.control_dependencies([updates]):
            return step.assign_add(1).op


def _optimizer(given: Any, rate: float) -> Optimizer:
    if isinstance(given, str):
        if given not in OPTIMIZERS:
            raise InvalidValueError(
                f"Unsupported optimizer name: {given}. Supported names are: {', '.join(OPTIMIZERS)}."
            )
        name = "GradientDescent" if given == "SGD" else given
        found: Optimizer = public(f"train.{name}Optimizer")(learning_rate=rate)
        return found
    made = given() if callable(given) else given
    if not hasattr(made, "minimize"):
        raise InvalidValueError(f"The given object is not an Optimizer instance. Given: {made!r}.")
    return made  # type: ignore[no-any-return]


@tf_export("estimator.DNNClassifier")
class DNNClassifier(_Canned):
    """Fully connected layers on feature columns, and one of ``n_classes`` classes as the answer.

    Args:
        hidden_units: the sizes of the hidden layers.
        feature_columns: dense columns of `tf.feature_column`.
        model_dir, config, warm_start_from: as for `Estimator`.
        n_classes: 2 or more; labels are 0 to n_classes - 1, or of ``label_vocabulary``.
        weight_column: the name of a feature (or a numeric column) with the weight of each row.
        optimizer: ``"Adagrad"`` (with a learning rate of 0.05), ``"Adam"``, ``"Ftrl"``, ``"RMSProp"``, ``"SGD"``, an
            optimizer, or a function that makes one.
        activation_fn, dropout, batch_norm: of the hidden layers; ``dropout`` is the share that is dropped.
        input_layer_partitioner: taken for TensorFlow's sake.
        loss_reduction: how the losses of a batch become one number: their sum when not said.
    """

    def __init__(
        self, hidden_units: Sequence[int], feature_columns: Columns, model_dir: str | None = None, n_classes: int = 2,
        weight_column: Any = None, label_vocabulary: Sequence[str] | None = None, optimizer: Any = "Adagrad",
        activation_fn: Any = relu, dropout: float | None = None, input_layer_partitioner: Any = None,
        config: RunConfig | None = None, warm_start_from: Any = None, loss_reduction: str = Reduction.SUM,
        batch_norm: bool = False,
    ) -> None:  # fmt: skip
        head = Classifier(n_classes, weight_column, label_vocabulary, loss_reduction)
        part = deep_part(feature_columns, hidden_units, activation_fn, dropout, batch_norm, optimizer)
        super().__init__(head, [part], model_dir, config, warm_start_from)


@tf_export("estimator.DNNRegressor")
class DNNRegressor(_Canned):
    """The same with ``label_dimension`` numbers as the answer."""

    def __init__(
        self, hidden_units: Sequence[int], feature_columns: Columns, model_dir: str | None = None,
        label_dimension: int = 1, weight_column: Any = None, optimizer: Any = "Adagrad", activation_fn: Any = relu,
        dropout: float | None = None, input_layer_partitioner: Any = None, config: RunConfig | None = None,
        warm_start_from: Any = None, loss_reduction: str = Reduction.SUM, batch_norm: bool = False,
    ) -> None:  # fmt: skip
        head = Regressor(label_dimension, weight_column, loss_reduction)
        part = deep_part(feature_columns, hidden_units, activation_fn, dropout, batch_norm, optimizer)
        super().__init__(head, [part], model_dir, config, warm_start_from)


@tf_export("estimator.LinearClassifier")
class LinearClassifier(_Canned):
    """A weighted sum of feature columns, and one of ``n_classes`` classes as the answer: logistic regression.

    The arguments are those of `DNNClassifier`; the optimizer is ``"Ftrl"`` when not said, with a learning rate of
    min(0.2, 1 / sqrt(number of columns)). ``sparse_combiner`` is that of `tf.feature_column.linear_model`.
    """

    def __init__(
        self, feature_columns: Columns, model_dir: str | None = None, n_classes: int = 2, weight_column: Any = None,
        label_vocabulary: Sequence[str] | None = None, optimizer: Any = "Ftrl", config: RunConfig | None = None,
        partitioner: Any = None, warm_start_from: Any = None, loss_reduction: str = Reduction.SUM,
        sparse_combiner: str = "sum",
    ) -> None:  # fmt: skip
        head = Classifier(n_classes, weight_column, label_vocabulary, loss_reduction)
        part = linear_part(feature_columns, sparse_combiner, optimizer)
        super().__init__(head, [part], model_dir, config, warm_start_from)


@tf_export("estimator.LinearRegressor")
class LinearRegressor(_Canned):
    """The same with ``label_dimension`` numbers as the answer: linear regression."""

    def __init__(
        self, feature_columns: Columns, model_dir: str | None = None, label_dimension: int = 1,
        weight_column: Any = None, optimizer: Any = "Ftrl", config: RunConfig | None = None, partitioner: Any = None,
        warm_start_from: Any = None, loss_reduction: str = Reduction.SUM, sparse_combiner: str = "sum",
    ) -> None:  # fmt: skip
        head = Regressor(label_dimension, weight_column, loss_reduction)
        part = linear_part(feature_columns, sparse_combiner, optimizer)
        super().__init__(head, [part], model_dir, config, warm_start_from)


def _both(
    linear_columns: Columns | None, linear_optimizer: Any, combiner: str, dnn_columns: Columns | None,
    dnn_optimizer: Any, hidden_units: Sequence[int] | None, activation: Any, dropout: float | None, batch_norm: bool,
) -> list[Part]:  # fmt: skip
    parts = []
    if dnn_columns:
        if not hidden_units:
            raise InvalidValueError("dnn_hidden_units must be defined when dnn_feature_columns is specified.")
        parts.append(
            deep_part(dnn_columns, hidden_units, activation, dropout, batch_norm, dnn_optimizer, 0.001)
        )
    if linear_columns:
        parts.append(linear_part(linear_columns, combiner, linear_optimizer, 0.005))
    if not parts:
        raise InvalidValueError("Either linear_feature_columns or dnn_feature_columns must be defined.")
    return parts


@tf_export("estimator.DNNLinearCombinedClassifier")
class DNNLinearCombinedClassifier(_Canned):
    """The scores of `DNNClassifier` and `LinearClassifier` added ("wide & deep", Cheng et al., 2016).

    The arguments are theirs, with ``dnn_`` and ``linear_`` in front. Raises ValueError without any columns.
    """

    def __init__(
        self, model_dir: str | None = None, linear_feature_columns: Columns | None = None,
        linear_optimizer: Any = "Ftrl", dnn_feature_columns: Columns | None = None, dnn_optimizer: Any = "Adagrad",
        dnn_hidden_units: Sequence[int] | None = None, dnn_activation_fn: Any = relu,
        dnn_dropout: float | None = None, n_classes: int = 2, weight_column: Any = None,
        label_vocabulary: Sequence[str] | None = None, input_layer_partitioner: Any = None,
        config: RunConfig | None = None, warm_start_from: Any = None, loss_reduction: str = Reduction.SUM,
        batch_norm: bool = False, linear_sparse_combiner: str = "sum",
    ) -> None:  # fmt: skip
        head = Classifier(n_classes, weight_column, label_vocabulary, loss_reduction)
        parts = _both(linear_feature_columns, linear_optimizer, linear_sparse_combiner, dnn_feature_columns,
                      dnn_optimizer, dnn_hidden_units, dnn_activation_fn, dnn_dropout, batch_norm)  # fmt: skip
        super().__init__(head, parts, model_dir, config, warm_start_from)


@tf_export("estimator.DNNLinearCombinedRegressor")
class DNNLinearCombinedRegressor(_Canned):
    """The same with ``label_dimension`` numbers as the answer."""

    def __init__(
        self, model_dir: str | None = None, linear_feature_columns: Columns | None = None,
        linear_optimizer: Any = "Ftrl", dnn_feature_columns: Columns | None = None, dnn_optimizer: Any = "Adagrad",
        dnn_hidden_units: Sequence[int] | None = None, dnn_activation_fn: Any = relu,
        dnn_dropout: float | None = None, label_dimension: int = 1, weight_column: Any = None,
        input_layer_partitioner: Any = None, config: RunConfig | None = None, warm_start_from: Any = None,
        loss_reduction: str = Reduction.SUM, batch_norm: bool = False, linear_sparse_combiner: str = "sum",
    ) -> None:  # fmt: skip
        head = Regressor(label_dimension, weight_column, loss_reduction)
        parts = _both(linear_feature_columns, linear_optimizer, linear_sparse_combiner, dnn_feature_columns,
                      dnn_optimizer, dnn_hidden_units, dnn_activation_fn, dnn_dropout, batch_norm)  # fmt: skip
        super().__init__(head, parts, model_dir, config, warm_start_from)
