"""DNNClassifier: a multilayer perceptron that trains, measures and predicts from functions that give its input."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from lessonlib.graph.checkpoint import latest_checkpoint
from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import float32, int64
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.logic import equal
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.nn import relu, sparse_softmax_cross_entropy_with_logits
from lessonlib.graph.ops.reduction import argmax, reduce_mean
from lessonlib.graph.optimizers import AdagradOptimizer, Optimizer
from lessonlib.graph.session import Session
from lessonlib.graph.variables import global_variables_initializer
from lessonlib.tf1.layers import dense, dropout
from lessonlib.tf1.train.saver import Saver
from lessonlib.tf1.train.step_counter import get_or_create_global_step

InputFn = Callable[[], Any]


@tf_export("contrib.learn.DNNClassifier")
class DNNClassifier:
    """Layers of ``hidden_units`` with an activation, then one score a class.

    Each call builds a graph of its own; what was learned lives in checkpoints in ``model_dir``, so that a second `fit`,
    also of another program, goes on where the first one stopped.

    Args:
        hidden_units: the sizes of the hidden layers.
        feature_columns: what the input holds; its total dimension is checked.
        model_dir: the folder of the checkpoints; a temporary one when not said.
        n_classes: how many classes there are; labels are 0 to n_classes - 1.
        optimizer: Adagrad with a learning rate of 0.05 when not said.
    """

    def __init__(
        self, hidden_units: Sequence[int], feature_columns: Sequence[Any], model_dir: str | None = None,
        n_classes: int = 2, optimizer: Optimizer | None = None, activation_fn: Any = relu,
        dropout: float | None = None, **_: Any,
    ) -> None:  # fmt: skip
        if n_classes < 2:
            raise InvalidValueError(f"A classifier needs 2 or more classes, but n_classes is {n_classes}.")
        self.model_dir = model_dir or tempfile.mkdtemp()
        self._sizes = [*hidden_units, n_classes]
        self._width = sum(column.dimension for column in feature_columns)
        self._optimizer, self._activation, self._dropout = optimizer, activation_fn, dropout

    def fit(
        self, x: Any = None, y: Any = None, input_fn: InputFn | None = None, steps: int | None = None
    ) -> DNNClassifier:
        """Make ``steps`` training steps more, and save a checkpoint at the end."""
        if steps is None:
            raise InvalidValueError("fit needs the number of training steps: fit(input_fn=..., steps=2000).")
        with Graph().as_default() as graph:
            features, labels = self._inputs(input_fn, x, y)
            loss = self._loss(self._scores(features, training=True), labels)
            step = get_or_create_global_step()
            train = (self._optimizer or AdagradOptimizer(0.05)).minimize(loss, global_step=step)
            with self._session(graph) as session:
                for _ in range(steps):
                    session.run(train)
                Saver().save(session, f"{self.model_dir}/model.ckpt", global_step=step)
        return self

    def evaluate(
        self, x: Any = None, y: Any = None, input_fn: InputFn | None = None, steps: int | None = None
    ) -> dict[str, Any]:
        """``accuracy``, ``loss`` and ``global_step`` on the input, a mean over ``steps`` runs of it."""
        with Graph().as_default() as graph:
            features, labels = self._inputs(input_fn, x, y)
            scores = self._scores(features, training=False)
            right = equal(argmax(scores, 1), cast(labels, int64))
            fetches = [reduce_mean(cast(right, float32)), self._loss(scores, labels)]
            step = get_or_create_global_step()
            with self._session(graph, trained=True) as session:
                values = [session.run(fetches) for _ in range(steps or 1)]
                accuracy, loss = np.mean(values, axis=0)
                return {"accuracy": accuracy, "loss": loss, "global_step": session.run(step)}

    def predict(self, x: Any = None, input_fn: InputFn | None = None) -> Iterator[int]:
        """The class of each row."""
        with Graph().as_default() as graph:
            features, _ = self._inputs(input_fn, x, None)
            classes = argmax(self._scores(features, training=False), 1)
            with self._session(graph, trained=True) as session:
                return iter(session.run(classes).tolist())

    def _inputs(self, input_fn: InputFn | None, x: Any, y: Any) -> tuple[Tensor, Any]:
        given = input_fn() if input_fn is not None else (x, y)
        features, labels = given if isinstance(given, tuple) else (given, None)
        tensor = cast(convert_to_tensor(features), float32)
        if tensor.sizes is None or tensor.sizes[-1] != self._width:
            raise InvalidValueError(
                f"The feature columns have {self._width} numbers, but the input has shape {tensor.shape}."
            )
        return tensor, None if labels is None else convert_to_tensor(labels)

    def _scores(self, features: Tensor, training: bool) -> Tensor:
        layer = features
        for i, units in enumerate(self._sizes[:-1]):
            layer = dense(layer, units, self._activation, name=f"hiddenlayer_{i}")
            if self._dropout:
                layer = dropout(layer, self._dropout, training=training)
        return dense(layer, self._sizes[-1], name="logits")

    def _loss(self, scores: Tensor, labels: Any) -> Tensor:
        if labels is None:
            raise InvalidValueError(
                "Training and evaluation need labels: input_fn must return (features, labels)."
            )
        return reduce_mean(sparse_softmax_cross_entropy_with_logits(labels=labels, logits=scores))

    def _session(self, graph: Graph, trained: bool = False) -> Session:
        """A session with the newest values. Raises ValueError when there must be some and there are none."""
        session, newest = Session(graph=graph), latest_checkpoint(self.model_dir)
        if newest is None and trained:
            raise InvalidValueError(f"There is no trained model in {self.model_dir} yet: call fit first.")
        session.run(global_variables_initializer())
        if newest is not None:
            Saver().restore(session, newest)
        return session
