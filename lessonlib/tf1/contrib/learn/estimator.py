"""tf.contrib.learn.Estimator: the older interface of a model_fn, and SKCompat, scikit-learn's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lessonlib.graph.errors import InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.tf1.contrib.layers.feature_columns import RealValuedColumn
from lessonlib.tf1.estimator import estimator as newer
from lessonlib.tf1.estimator.inputs import InputFn, numpy_input_fn
from lessonlib.tf1.estimator.specification import EstimatorSpec
from lessonlib.tf1.estimator.specification import ModeKeys as Modes


@tf_export("contrib.learn.ModeKeys")
class ModeKeys(Modes):
    """What a model is built for."""

    INFER = Modes.PREDICT


@tf_export("contrib.learn.ModelFnOps")
@dataclass(frozen=True)
class ModelFnOps:
    """What a model_fn returns: predictions, loss, training step and measures."""

    mode: str
    predictions: Any = None
    loss: Any = None
    train_op: Any = None
    eval_metric_ops: Mapping[str, Any] | None = None


@tf_export("contrib.learn.Estimator")
class Estimator:
    """A model_fn with checkpoints. `tf.estimator.Estimator` does the work.

    ``model_fn`` takes features, labels and, where it has these parameters, mode, params and config; it returns a
    `ModelFnOps` or (predictions, loss, train_op). ``feature_engineering_fn`` must be None.
    """

    def __init__(
        self, model_fn: Callable[..., Any] | None = None, model_dir: str | None = None, config: Any = None,
        params: Any = None, feature_engineering_fn: Any = None,
    ) -> None:  # fmt: skip
        refuse(
            "contrib.learn.Estimator", "call it in model_fn.", feature_engineering_fn=feature_engineering_fn
        )
        if model_fn is None:
            raise InvalidValueError("contrib.learn.Estimator needs a model_fn.")
        self._newer = _Wrapped(model_fn, model_dir, config, params)

    @property
    def model_dir(self) -> str:
        """The folder of the checkpoints."""
        return self._newer.model_dir

    @property
    def params(self) -> Any:
        """A copy of the hyperparameters."""
        return self._newer.params

    def fit(
        self, x: Any = None, y: Any = None, input_fn: InputFn | None = None, steps: int | None = None,
        batch_size: int | None = None, monitors: Any = None, max_steps: int | None = None,
    ) -> Estimator:  # fmt: skip
        """Make ``steps`` training steps more, or train until ``max_steps`` or the end of the data."""
        self._newer.train(_input(input_fn, x, y, batch_size, None, True), monitors, steps, max_steps)
        return self

    def evaluate(
        self, x: Any = None, y: Any = None, input_fn: InputFn | None = None, feed_fn: Any = None,
        batch_size: int | None = None, steps: int | None = None, metrics: Any = None, name: str | None = None,
        checkpoint_path: str | None = None, hooks: Any = None, log_progress: bool = True,
    ) -> dict[str, Any]:  # fmt: skip
        """The measures, mean ``loss`` and ``global_step``. ``feed_fn`` and ``metrics`` must be None."""
        refuse("contrib.learn.Estimator.evaluate", "return measures as eval_metric_ops.", feed_fn=feed_fn,
               metrics=metrics)  # fmt: skip
        source = _input(input_fn, x, y, batch_size, 1, False)
        return self._newer.evaluate(source, steps, hooks, checkpoint_path, name)

    def predict(
        self, x: Any = None, input_fn: InputFn | None = None, batch_size: int | None = None, outputs: Any = None,
        as_iterable: bool = True, iterate_batches: bool = False,
    ) -> Any:  # fmt: skip
        """The predictions row by row; an array (or a dict of arrays) of all with ``as_iterable=False``."""
        source = _input(input_fn, x, None, batch_size, 1, False)
        found = self._newer.predict(source, outputs, yield_single_examples=not iterate_batches)
        if as_iterable:
            return found
        rows = list(found)
        if rows and isinstance(rows[0], dict):
            return {key: np.stack([row[key] for row in rows]) for key in rows[0]}
        return np.stack(rows)

    def get_variable_names(self) -> list[str]:
        """The names of the variables in the newest checkpoint."""
        return self._newer.get_variable_names()

    def get_variable_value(self, name: str) -> Any:
        """The value of one variable in the newest checkpoint."""
        return self._newer.get_variable_value(name)


class _Wrapped(newer.Estimator):
    """The newer estimator of an older model_fn."""

    def _spec(self, features: Any, labels: Any, mode: str) -> EstimatorSpec:
        known = {"mode": mode, "params": self.params, "config": self.config}
        names = newer.parameters_of(self.model_fn)
        found: Any = self.model_fn(features, labels, **{name: known[name] for name in names if name in known})
        if isinstance(found, tuple) and len(found) == 3:
            found = ModelFnOps(mode, *found)
        if isinstance(found, EstimatorSpec):
            return found
        if not isinstance(found, ModelFnOps):
            raise InvalidValueError(f"model_fn should return ModelFnOps or 3 things, but returned {found!r}.")
        train_op = found.train_op if mode == Modes.TRAIN else None
        return EstimatorSpec(mode, found.predictions, found.loss, train_op, found.eval_metric_ops)

    @staticmethod
    def check_model_fn(model_fn: Any, params: Any) -> None:
        """The first two parameters are given by place, whatever their names are."""


def _input(
    input_fn: InputFn | None, x: Any, y: Any, batch_size: int | None, epochs: int | None, shuffle: bool
) -> InputFn:
    if input_fn is not None:
        return input_fn
    features = x if isinstance(x, Mapping) else np.asarray(x)
    rows = len(next(iter(features.values()))) if isinstance(features, Mapping) else len(features)
    labels = None if y is None else y if isinstance(y, Mapping) else np.asarray(y)
    return numpy_input_fn(features, labels, batch_size or rows, epochs, shuffle)


@tf_export("contrib.learn.SKCompat")
class SKCompat:
    """An estimator with the methods of scikit-learn: `fit` with batches of 128, `score`, and `predict` as arrays."""

    def __init__(self, estimator: Any) -> None:
        self._estimator = estimator

    def fit(
        self, x: Any, y: Any, batch_size: int = 128, steps: int | None = None, max_steps: int | None = None,
        monitors: Any = None,
    ) -> SKCompat:  # fmt: skip
        """Train; returns itself."""
        self._estimator.fit(x, y, steps=steps, batch_size=batch_size, max_steps=max_steps, monitors=monitors)
        return self

    def score(
        self, x: Any, y: Any, batch_size: int = 128, steps: int | None = None, metrics: Any = None,
        name: str | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """The measures."""
        found: dict[str, Any] = self._estimator.evaluate(
            x, y, batch_size=batch_size, steps=steps, metrics=metrics, name=name
        )
        return found

    def predict(self, x: Any, batch_size: int = 128, outputs: Any = None) -> Any:
        """The predictions of all rows."""
        return self._estimator.predict(x, batch_size=batch_size, outputs=outputs, as_iterable=False)


@tf_export("contrib.learn.infer_real_valued_columns_from_input")
def infer_real_valued_columns_from_input(x: Any) -> list[RealValuedColumn]:
    """One column of real numbers, as wide as the array (rows, width) is; the name is empty."""
    array = np.asarray(x)
    if array.dtype.kind not in "fiu":
        raise InvalidValueError(
            f"The input must be numbers to be a real-valued column, but its dtype is {array.dtype}."
        )
    return [RealValuedColumn("", 1 if array.ndim == 1 else array.shape[1])]
