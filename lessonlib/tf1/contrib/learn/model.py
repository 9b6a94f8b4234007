"""The base of the ready-made models: they train, measure and predict from functions or arrays that give their input."""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from lessonlib.graph import checkpoint
from lessonlib.graph.checkpoint import latest_checkpoint
from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import float32
from lessonlib.graph.errors import InvalidValueError, OutOfRangeError, refuse
from lessonlib.graph.graph import Graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.norms import clip_by_global_norm
from lessonlib.graph.optimizers import Optimizer
from lessonlib.graph.session import Session
from lessonlib.graph.types import Array
from lessonlib.graph.variables import global_variables_initializer
from lessonlib.tf1.data.dataset import Dataset
from lessonlib.tf1.estimator.inputs import numpy_input_fn
from lessonlib.tf1.feature_column.column import Column
from lessonlib.tf1.feature_column.models import input_layer
from lessonlib.tf1.feature_column.numeric import numeric_column
from lessonlib.tf1.train.saver import Saver
from lessonlib.tf1.train.step_counter import get_or_create_global_step
from lessonlib.tf1.variables.local import local_variables_initializer

InputFn = Callable[[], Any]
WHOLE = 0  # no batches: all rows at once


class Model(ABC):
    """Each call builds a graph of its own; what was learned lives in checkpoints in ``model_dir``, so that a second
    `fit`, also of another program, goes on where the first one stopped.
    """

    def __init__(
        self, feature_columns: Sequence[Any], model_dir: str | None, optimizer: Any, gradient_clip_norm: float | None,
        config: Any, **refused: Any,
    ) -> None:  # fmt: skip
        refuse(f"contrib.learn.{type(self).__name__}", "leave it out.", **refused)
        self.model_dir = model_dir or getattr(config, "model_dir", None) or tempfile.mkdtemp()
        self._seed = getattr(config, "tf_random_seed", None)
        self._columns = list(feature_columns)
        self._optimizer, self._clip = optimizer, gradient_clip_norm

    # ---- what differs from model to model

    @abstractmethod
    def _scores(self, features: Any, training: bool) -> Tensor:
        """The scores (batch, n) of the features."""

    @abstractmethod
    def _loss(self, scores: Tensor, labels: Any) -> Tensor:
        """The mean loss of a batch."""

    @abstractmethod
    def _measures(self, scores: Tensor, labels: Any) -> dict[str, Tensor]:
        """Measures beside the loss, each a mean over the batch."""

    @abstractmethod
    def _answers(self, scores: Tensor) -> Tensor:
        """What `predict` gives for the scores."""

    @abstractmethod
    def _default_optimizer(self) -> Optimizer:
        """The optimizer when none is given."""

    # ---- the three things that all do

    def fit(
        self, x: Any = None, y: Any = None, input_fn: InputFn | None = None, steps: int | None = None,
        batch_size: int | None = None, monitors: Any = None, max_steps: int | None = None,
    ) -> Any:  # fmt: skip
        """Make ``steps`` training steps more, or train until the global step is ``max_steps``; save a checkpoint.

        The input is that of ``input_fn``, or the arrays ``x`` and ``y``, ``batch_size`` rows in random order at a step
        (all rows when not said). ``monitors`` must be None. Returns the model itself.
        """
        refuse(f"{type(self).__name__}.fit", "call evaluate between calls of fit.", monitors=monitors)
        if steps is None and max_steps is None:
            raise InvalidValueError("fit needs the number of training steps: fit(input_fn=..., steps=2000).")
        with Graph().as_default() as graph:
            graph.seed = self._seed
            step = get_or_create_global_step()
            features, labels, starts = self._inputs(input_fn, x, y, batch_size, training=True)
            loss = self._loss(self._scores(features, training=True), labels)
            train = self._train_op(loss, step)
            with self._session(graph, starts) as session:
                first = int(session.run(step))
                last = first + steps if steps is not None else max_steps or 0
                try:
                    for _ in range(first, last):
                        session.run(train)
                except OutOfRangeError:
                    pass  # the data have ended
                Saver().save(
                    session, f"{self.model_dir}/model.ckpt", global_step=step, write_meta_graph=False
                )
        return self

    def partial_fit(
        self, x: Any = None, y: Any = None, input_fn: InputFn | None = None, steps: int | None = 1,
        batch_size: int | None = None, monitors: Any = None,
    ) -> Any:  # fmt: skip
        """`fit` with one step when not said."""
        return self.fit(x, y, input_fn, steps, batch_size, monitors)

    def evaluate(
        self, x: Any = None, y: Any = None, input_fn: InputFn | None = None, feed_fn: Any = None,
        batch_size: int | None = None, steps: int | None = None, metrics: Any = None, name: str | None = None,
        checkpoint_path: str | None = None, hooks: Any = None, log_progress: bool = True,
    ) -> dict[str, Any]:  # fmt: skip
        """``loss``, ``global_step`` and, for classes, ``accuracy``: means over ``steps`` batches, or all data.

        Input without an end counts once when ``steps`` is not said. ``feed_fn``, ``metrics``, ``hooks`` must be None.
        """
        refuse(f"{type(self).__name__}.evaluate", "measure the answers of predict.", feed_fn=feed_fn, metrics=metrics,
               hooks=hooks)  # fmt: skip
        with Graph().as_default() as graph:
            step = get_or_create_global_step()
            features, labels, starts = self._inputs(input_fn, x, y, batch_size, training=False)
            scores = self._scores(features, training=False)
            fetches = {**self._measures(scores, labels), "loss": self._loss(scores, labels)}
            with self._session(graph, starts, checkpoint_path or True) as session:
                values = list(_until_end(session, fetches, steps))
                means = {key: np.mean([value[key] for value in values], axis=0) for key in fetches}
                return {**means, "global_step": session.run(step)}

    def predict(
        self, x: Any = None, input_fn: InputFn | None = None, batch_size: int | None = None, outputs: Any = None,
        as_iterable: bool = True, iterate_batches: bool = False,
    ) -> Any:  # fmt: skip
        """The answer for each row, as an iterator, or as an array with ``as_iterable=False``.

        ``outputs`` and ``iterate_batches`` must be left out.
        """
        refuse(
            f"{type(self).__name__}.predict",
            "leave it out.",
            outputs=outputs,
            iterate_batches=iterate_batches,
        )
        return self._predicted(self._answers, x, input_fn, batch_size, as_iterable)

    def get_variable_names(self) -> list[str]:
        """The names of the variables in the newest checkpoint."""
        return sorted(self._stored())

    def get_variable_value(self, name: str) -> Array:
        """The value of one variable in the newest checkpoint."""
        found: Array = self._stored()[name].numpy()
        return found

    # ---- parts of them

    def _predicted(
        self, answer: Callable[[Tensor], Tensor], x: Any, input_fn: InputFn | None, batch_size: int | None,
        as_iterable: bool,
    ) -> Iterator[Any] | Array:  # fmt: skip
        with Graph().as_default() as graph:
            get_or_create_global_step()
            features, _, starts = self._inputs(input_fn, x, None, batch_size, training=False)
            answers = answer(self._scores(features, training=False))
            with self._session(graph, starts, True) as session:
                found = np.concatenate(list(_until_end(session, answers, None)))
        return iter(found.tolist() if found.ndim == 1 else found) if as_iterable else found

    def _inputs(
        self, input_fn: InputFn | None, x: Any, y: Any, batch_size: int | None, training: bool
    ) -> tuple[Any, Any, list[Any]]:
        """(features, labels, what starts them in a session)."""
        if input_fn is None and batch_size is not None:
            input_fn = numpy_input_fn(
                np.asarray(x),
                None if y is None else np.asarray(y),
                batch_size,
                None if training else 1,
                training,
            )
        given, starts = (input_fn() if input_fn is not None else (x, y)), []
        if isinstance(given, Dataset):
            iterator = given.make_initializable_iterator()
            given, starts = iterator.get_next(), [iterator.initializer]
        features, labels = given if isinstance(given, tuple) else (given, None)
        return features, None if labels is None else convert_to_tensor(labels), starts

    def _numbers(self, features: Any) -> Tensor:
        """The features as float32 (batch, width): one tensor for all columns, or the columns' of a dict."""
        if isinstance(features, Mapping):
            named = {name: convert_to_tensor(value) for name, value in features.items()}
            return input_layer(named, [_as_column(column) for column in self._columns])
        tensor = cast(convert_to_tensor(features), float32)
        width = sum(column.dimension for column in self._columns)
        if tensor.sizes is None or tensor.sizes[-1] != width:
            raise InvalidValueError(
                f"The feature columns have {width} numbers, but the input has shape {tensor.shape}."
            )
        return tensor

    def _train_op(self, loss: Tensor, step: Any) -> Any:
        given = self._optimizer
        optimizer = self._default_optimizer() if given is None else given() if callable(given) else given
        pairs = optimizer.compute_gradients(loss)
        if self._clip is not None:
            grads, _ = clip_by_global_norm([grad for grad, _ in pairs], self._clip)
            pairs = list(zip(grads, [variable for _, variable in pairs], strict=True))
        return optimizer.apply_gradients(pairs, step)

    def _session(self, graph: Graph, starts: list[Any], trained: bool | str = False) -> Session:
        """A session with the newest values, or those of a checkpoint.

        Raises ValueError when there must be some and there are none.
        """
        session = Session(graph=graph)
        path = trained if isinstance(trained, str) else latest_checkpoint(self.model_dir)
        if path is None and trained:
            raise InvalidValueError(f"There is no trained model in {self.model_dir} yet: call fit first.")
        session.run([global_variables_initializer(), local_variables_initializer(), *starts])
        if path is not None:
            Saver().restore(session, path)
        return session

    def _stored(self) -> dict[str, Any]:
        path = latest_checkpoint(self.model_dir)
        if path is None:
            raise InvalidValueError(f"There is no trained model in {self.model_dir} yet: call fit first.")
        return checkpoint.read(path)


def needed(labels: Any) -> Any:
    """The labels. Raises ValueError when there are none."""
    if labels is None:
        raise InvalidValueError(
            "Training and evaluation need labels: input_fn must return (features, labels)."
        )
    return labels


def _until_end(session: Session, fetches: Any, steps: int | None) -> Iterator[Any]:
    """The values of ``steps`` runs, or of all until the data end; of one run when they have no end."""
    ends = any(op.type == "IteratorGetNext" for op in session.graph.operations)
    count = steps or (None if ends else 1)
    done = 0
    while count is None or done < count:
        try:
            yield session.run(fetches)
        except OutOfRangeError:
            return
        done += 1


def _as_column(column: Any) -> Any:
    """A column of tf.contrib.layers as one of tf.feature_column."""
    return column if isinstance(column, Column) else numeric_column(column.column_name, (column.dimension,))
