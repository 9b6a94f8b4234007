"""train_and_evaluate: training with evaluations between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.tf1.estimator.estimator import Estimator, InputFn


@tf_export("estimator.TrainSpec")
@dataclass(frozen=True)
class TrainSpec:
    """How to train: the input, the global step to stop at, and hooks. The step must be positive."""

    input_fn: InputFn
    max_steps: int | None = None
    hooks: Sequence[Any] | None = None
    saving_listeners: Sequence[Any] | None = None

    def __post_init__(self) -> None:
        _check_function(self.input_fn)
        if self.max_steps is not None and self.max_steps <= 0:
            raise InvalidValueError(f"Must specify max_steps > 0, given: {self.max_steps}.")


@tf_export("estimator.EvalSpec")
@dataclass(frozen=True)
class EvalSpec:
    """How to measure: the input, the number of batches (None for all), a name, hooks, exporters.

    ``throttle_secs`` and ``start_delay_secs`` say how long TensorFlow waits between evaluations; here one follows each
    checkpoint. Raises ValueError when the number is not positive.
    """

    input_fn: InputFn
    steps: int | None = 100
    name: str | None = None
    hooks: Sequence[Any] | None = None
    exporters: Any = None
    start_delay_secs: float = 120
    throttle_secs: float = 600

    def __post_init__(self) -> None:
        _check_function(self.input_fn)
        if self.steps is not None and self.steps <= 0:
            raise InvalidValueError(f"Must specify steps > 0, given: {self.steps}.")


@tf_export("estimator.train_and_evaluate")
def train_and_evaluate(
    estimator: Estimator, train_spec: TrainSpec, eval_spec: EvalSpec
) -> tuple[dict[str, Any], list[Any]]:
    """Train until ``max_steps`` or the end of the data, with an evaluation after each checkpoint and at the end.

    Checkpoints come as often as the estimator's `RunConfig` says. Returns (the last measures, what the exporters
    returned at the end). Raises TypeError for other kinds of arguments, ValueError when the training makes no step.
    """
    for value, kind in ((estimator, Estimator), (train_spec, TrainSpec), (eval_spec, EvalSpec)):
        if not isinstance(value, kind):
            raise InvalidTypeError(f"train_and_evaluate needs an {kind.__name__}, but got {value!r}.")
    listener = _EvaluatesEachCheckpoint(estimator, eval_spec, train_spec.max_steps)
    listeners = [*(train_spec.saving_listeners or ()), listener]
    estimator.train(train_spec.input_fn, train_spec.hooks, None, train_spec.max_steps, listeners)
    if listener.measures is None:
        listener.evaluate(final=True)
    return listener.measures or {}, listener.exported


class _EvaluatesEachCheckpoint:
    """A tf.train.CheckpointSaverListener that measures each checkpoint but the first."""

    def __init__(self, estimator: Estimator, spec: EvalSpec, last: int | None) -> None:
        self._estimator, self._spec, self._last = estimator, spec, last
        self._seen = False
        self._evaluated = -1
        self.measures: dict[str, Any] | None = None
        self.exported: list[Any] = []

    def begin(self) -> None:
        self._seen = False

    def before_save(self, session: Any, global_step_value: int) -> None:
        """Nothing is to be done before a checkpoint is written."""

    def after_save(self, session: Any, global_step_value: int) -> None:
        if global_step_value > 0 and global_step_value != self._last:
            self.evaluate(final=False)
            self._evaluated = global_step_value

    def end(self, session: Any, global_step_value: int) -> None:
        self.evaluate(final=True)

    def evaluate(self, final: bool) -> None:
        spec, estimator = self._spec, self._estimator
        self.measures = estimator.evaluate(spec.input_fn, spec.steps, spec.hooks, name=spec.name)
        path = estimator.latest_checkpoint()
        given = spec.exporters or []
        exporters = list(given) if isinstance(given, (list, tuple)) else [given]
        results = [
            exporter.export(
                estimator, f"{estimator.model_dir}/export/{exporter.name}", path, self.measures, final
            )
            for exporter in exporters
        ]
        self.exported = results if final else self.exported


def _check_function(input_fn: Any) -> None:
    if not callable(input_fn):
        raise InvalidTypeError(f"input_fn must be callable, given: {input_fn!r}.")
