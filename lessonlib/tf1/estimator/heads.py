"""What stands on top of the scores of the ready-made models: their loss, measures and predictions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import constant, convert_to_tensor, create
from lessonlib.graph.dtypes import float32, int64, string
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, reshape
from lessonlib.graph.ops.cross_entropy import (
    sigmoid_cross_entropy_with_logits,
    sparse_softmax_cross_entropy_with_logits,
)
from lessonlib.graph.ops.filling import zeros_like
from lessonlib.graph.ops.logic import less
from lessonlib.graph.ops.math import cast, multiply, squared_difference
from lessonlib.graph.ops.nn import sigmoid, softmax
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.ops.reduction import argmax
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.tf1 import losses, metrics
from lessonlib.tf1.estimator.export import ClassificationOutput, PredictOutput, RegressionOutput
from lessonlib.tf1.estimator.specification import EstimatorSpec, ModeKeys
from lessonlib.tf1.metrics.thresholds import auc

SERVING_DEFAULT = "serving_default"
TrainOpFn = Callable[[Tensor], Any]


def names_of(ids: torch.Tensor, names: tuple[bytes, ...]) -> Any:
    """The name of each class, as bytes."""
    return np.array(names, dtype=object)[ids.cpu().numpy()]


register("NamesOf", "ids", names_of, NOT_DIFFERENTIABLE, shape=lambda ids, names: [(string, ids.sizes)])


class Head(ABC):
    """What a model predicts. ``logits`` is how many scores it needs for a row."""

    logits: int
    weight_column: Any = None
    loss_reduction: str

    @abstractmethod
    def predictions(self, logits: Tensor) -> dict[str, Tensor]:
        """The predictions by name."""

    @abstractmethod
    def outputs(self, predictions: dict[str, Tensor]) -> dict[str, Any]:
        """What a server may ask for, by name."""

    @abstractmethod
    def losses(self, labels: Tensor, logits: Tensor) -> Tensor:
        """The loss of each row: (batch, 1) or (batch, label_dimension)."""

    @abstractmethod
    def labels(self, labels: Any) -> Tensor:
        """The labels, checked, with one axis beside the batch's."""

    @abstractmethod
    def measures(
        self, labels: Tensor, predictions: dict[str, Tensor], losses: Tensor, weights: Any
    ) -> dict[str, Any]:
        """The measures by name."""

    def spec(
        self, features: Any, mode: str, logits: Tensor, labels: Any, train_op_fn: TrainOpFn
    ) -> EstimatorSpec:
        """The model's parts for a mode."""
        predictions = self.predictions(logits)
        if mode == ModeKeys.PREDICT:
            return EstimatorSpec(mode, predictions, export_outputs=self.outputs(predictions))
        if labels is None:
            raise InvalidValueError(
                "You must provide a labels Tensor. Given: None. Remedy: input_fn must return (features, labels)."
            )
        known = self.labels(labels)
        each, weights = self.losses(known, logits), _weights(features, self.weight_column)
        with logits.graph.name_scope("head"):
            loss = losses.compute_weighted_loss(each, weights, reduction=self.loss_reduction)
        if mode == ModeKeys.EVAL:
            return EstimatorSpec(
                mode, predictions, loss, eval_metric_ops=self.measures(known, predictions, each, weights)
            )
        return EstimatorSpec(mode, predictions, loss, train_op_fn(loss))


class Classifier(Head):
    """One of several classes, or of two with one score."""

    def __init__(
        self, n_classes: int, weight_column: Any, label_vocabulary: Sequence[str] | None, loss_reduction: str
    ) -> None:
        if n_classes < 2:
            raise InvalidValueError(f"n_classes must be 2 or more for classification: {n_classes}.")
        if label_vocabulary is not None and len(label_vocabulary) != n_classes:
            raise InvalidValueError(
                f"Length of label_vocabulary must be equal to the number of classes: {len(label_vocabulary)}, "
                f"{n_classes}."
            )
        self.n_classes, self.logits = n_classes, 1 if n_classes == 2 else n_classes
        self.weight_column, self.loss_reduction = weight_column, loss_reduction
        self.vocabulary = None if label_vocabulary is None else [_bytes(name) for name in label_vocabulary]

    def labels(self, labels: Any) -> Tensor:
        given = labels
        if self.vocabulary is not None:
            given = convert_to_tensor(labels)
            if given.dtype is not string:
                raise InvalidValueError(f"Labels dtype should be string. Instead got {given.dtype.name}.")
            given = create("NumbersOf", given, listed=tuple(self.vocabulary), unknown=0)
        given = _column(given)
        if given.dtype is string or (self.logits > 1 and not given.dtype.is_integer):
            raise InvalidValueError(f"Labels dtype should be integer. Instead got {given.dtype.name}.")
        return cast(given, float32 if self.logits == 1 else int64)

    def losses(self, labels: Tensor, logits: Tensor) -> Tensor:
        if self.logits == 1:
            return sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)
        each = sparse_softmax_cross_entropy_with_logits(labels=reshape(labels, [-1]), logits=logits)
        return expand_dims(each, -1)

    def predictions(self, logits: Tensor) -> dict[str, Tensor]:
        found: dict[str, Tensor] = {"logits": logits}
        two = logits
        if self.logits == 1:
            found["logistic"] = sigmoid(logits)
            two = concat([zeros_like(logits), logits], 1)
        found["probabilities"] = softmax(two)
        found["class_ids"] = expand_dims(argmax(two, 1), 1)
        found["classes"] = self._names(found["class_ids"])
        found["all_class_ids"] = constant([list(range(self.n_classes))], "int32") + zeros_like(
            cast(two, "int32")
        )
        found["all_classes"] = self._names(found["all_class_ids"])
        return found

    def _names(self, ids: Tensor) -> Tensor:
        names = self.vocabulary or [str(i).encode() for i in range(self.n_classes)]
        return create("NamesOf", ids, names=tuple(names))

    def outputs(self, predictions: dict[str, Tensor]) -> dict[str, Any]:
        classification = ClassificationOutput(predictions["probabilities"], predictions["all_classes"])
        found = {
            SERVING_DEFAULT: classification,
            "classification": classification,
            "predict": PredictOutput(predictions),
        }
        if self.logits == 1:
            found["regression"] = RegressionOutput(predictions["logistic"])
        return found

    def measures(
        self, labels: Tensor, predictions: dict[str, Tensor], losses: Tensor, weights: Any
    ) -> dict[str, Any]:
        found = {
            "accuracy": metrics.accuracy(cast(labels, int64), predictions["class_ids"], weights),
            "average_loss": metrics.mean(losses, weights),
        }
        if self.logits > 1:
            return found
        chance, classes = predictions["logistic"], predictions["class_ids"]
        mean = metrics.mean(labels, weights)
        found |= {
            "precision": metrics.precision(labels, classes, weights),
            "recall": metrics.recall(labels, classes, weights),
            "prediction/mean": metrics.mean(chance, weights),
            "label/mean": mean,
            "accuracy_baseline": (_more_frequent(mean[0]), _more_frequent(mean[1])),
        }
        found["auc"] = auc(labels, chance, weights)
        found["auc_precision_recall"] = auc(labels, chance, weights, curve="PR")
        return found


class Regressor(Head):
    """Real numbers, ``label_dimension`` of them."""

    def __init__(self, label_dimension: int, weight_column: Any, loss_reduction: str) -> None:
        if label_dimension < 1:
            raise InvalidValueError(f"Invalid label_dimension {label_dimension}.")
        self.logits, self.weight_column, self.loss_reduction = label_dimension, weight_column, loss_reduction

    def labels(self, labels: Any) -> Tensor:
        given = cast(_column(labels), float32)
        if given.sizes is not None and given.sizes[-1] not in (None, self.logits):
            raise InvalidValueError(
                f"Mismatched label shape. Expected labels dimension={self.logits}. Received {given.shape}."
            )
        return given

    def losses(self, labels: Tensor, logits: Tensor) -> Tensor:
        return squared_difference(logits, labels)

    def predictions(self, logits: Tensor) -> dict[str, Tensor]:
        return {"predictions": logits}

    def outputs(self, predictions: dict[str, Tensor]) -> dict[str, Any]:
        value = predictions["predictions"]
        return {
            SERVING_DEFAULT: RegressionOutput(value),
            "regression": RegressionOutput(value),
            "predict": PredictOutput(predictions),
        }

    def measures(
        self, labels: Tensor, predictions: dict[str, Tensor], losses: Tensor, weights: Any
    ) -> dict[str, Any]:
        return {
            "average_loss": metrics.mean(losses, weights),
            "prediction/mean": metrics.mean(predictions["predictions"], weights),
            "label/mean": metrics.mean(labels, weights),
        }


def _more_frequent(share: Tensor) -> Tensor:
    rest = 1.0 - share
    return multiply(cast(less(share, rest), float32), rest) + multiply(
        1.0 - cast(less(share, rest), float32), share
    )


def _column(labels: Any) -> Tensor:
    if isinstance(labels, Mapping):
        raise InvalidValueError(f"Labels must be a tensor, not a dict: {list(labels)}.")
    tensor = convert_to_tensor(labels)
    return expand_dims(tensor, -1) if tensor.sizes is not None and len(tensor.sizes) == 1 else tensor


def _weights(features: Any, column: Any) -> Any:
    """The weight of each row (batch, 1): the feature of that name or numeric column; 1 for all when there is none."""
    if column is None:
        return 1.0
    if isinstance(column, str):
        if column not in features:
            raise InvalidValueError(
                f"Weights {column!r} are not among the features: {', '.join(sorted(features))}."
            )
        return cast(_column(features[column]), float32)
    return column.given(features)


def _bytes(name: Any) -> bytes:
    return name.encode() if isinstance(name, str) else name
