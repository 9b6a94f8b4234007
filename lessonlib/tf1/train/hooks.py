"""The hooks that TensorFlow brings along, but for those that write files (`lessonlib.tf1.train.saving_hooks`)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from lessonlib.graph.errors import InvalidStateError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.session import Session
from lessonlib.graph.types import FeedDict, Fetches
from lessonlib.tf1 import logging
from lessonlib.tf1.train.coordinator import Coordinator
from lessonlib.tf1.train.hook import (
    SecondOrStepTimer,
    SessionRunArgs,
    SessionRunContext,
    SessionRunHook,
    SessionRunValues,
    step_of,
)


@tf_export("train.StopAtStepHook")
class StopAtStepHook(SessionRunHook):
    """Stops after ``num_steps`` more steps, or at the global step ``last_step``.

    Raises ValueError unless one of them is given.
    """

    def __init__(self, num_steps: int | None = None, last_step: int | None = None) -> None:
        if (num_steps is None) == (last_step is None):
            raise InvalidValueError(
                f"Give exactly one of num_steps and last_step: they are {num_steps} and {last_step}."
            )
        self._num_steps, self._last_step = num_steps, last_step

    def begin(self) -> None:
        self._step = step_of(self)

    def after_create_session(self, session: Session, coord: Coordinator) -> None:
        if self._last_step is None:
            self._last_step = int(session.run(self._step)) + (self._num_steps or 0)

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        return SessionRunArgs(self._step)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        assert self._last_step is not None
        if int(run_values.results) + 1 < self._last_step:  # the fetched value may be older than the run
            return
        if int(run_context.session.run(self._step)) >= self._last_step:
            run_context.request_stop()


@tf_export("train.LoggingTensorHook")
class LoggingTensorHook(SessionRunHook):
    """Logs values of tensors every ``every_n_iter`` runs or ``every_n_secs`` seconds, or at the end.

    Args:
        tensors: tensors or their names; a list, or a dictionary of what they are to be called.
        at_end: also, or only, when the session ends.
        formatter: makes the text from a dictionary of the values.

    Raises ValueError unless one of the two intervals (or ``at_end``) is given.
    """

    def __init__(
        self, tensors: Mapping[str, Any] | Sequence[Any], every_n_iter: int | None = None,
        every_n_secs: float | None = None, at_end: bool = False,
        formatter: Callable[[dict[str, Any]], str] | None = None,
    ) -> None:  # fmt: skip
        only_at_end = at_end and every_n_iter is None and every_n_secs is None
        if not only_at_end and (every_n_iter is None) == (every_n_secs is None):
            raise InvalidValueError(
                "Give at_end, or exactly one of every_n_iter and every_n_secs: they are "
                f"{every_n_iter} and {every_n_secs}."
            )
        if every_n_iter is not None and every_n_iter <= 0:
            raise InvalidValueError(f"every_n_iter must be positive, but is {every_n_iter}.")
        self._named = (
            dict(tensors) if isinstance(tensors, Mapping) else {_name(item): item for item in tensors}
        )
        self._timer = None if only_at_end else SecondOrStepTimer(every_n_secs, every_n_iter)
        self._at_end, self._formatter = at_end, formatter

    def begin(self) -> None:
        graph = get_default_graph()
        if self._timer is not None:
            self._timer.reset()
        self._runs = 0
        self._tensors = {
            tag: graph.as_graph_element(_output(item)) if isinstance(item, str) else item
            for tag, item in self._named.items()
        }

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs | None:
        self._is_due = self._timer is not None and self._timer.should_trigger_for_step(self._runs)
        return SessionRunArgs(self._tensors) if self._is_due else None

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        if self._is_due:
            self._log(run_values.results)
        self._runs += 1

    def end(self, session: Session) -> None:
        if self._at_end:
            self._log(session.run(self._tensors))

    def _log(self, values: dict[str, Any]) -> None:
        seconds = None if self._timer is None else self._timer.update_last_triggered_step(self._runs)[0]
        if self._formatter is not None:
            logging.info(self._formatter(values))
            return
        text = ", ".join(f"{tag} = {values[tag]}" for tag in self._named)
        logging.info("%s", text if seconds is None else f"{text} ({seconds:.3f} sec)")


@tf_export("train.NanLossDuringTrainingError")
class NanLossDuringTrainingError(InvalidStateError):
    """The loss is no number any more."""

    def __str__(self) -> str:
        return "NaN loss during training."


@tf_export("train.NanTensorHook")
class NanTensorHook(SessionRunHook):
    """Stops when the loss is NaN: with NanLossDuringTrainingError, or only so when ``fail_on_nan_loss`` is False."""

    def __init__(self, loss_tensor: Any, fail_on_nan_loss: bool = True) -> None:
        self._loss, self._fails = loss_tensor, fail_on_nan_loss

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        return SessionRunArgs(self._loss)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        if not np.isnan(run_values.results):
            return
        if self._fails:
            logging.error("Model diverged with loss = NaN.")
            raise NanLossDuringTrainingError
        logging.warning("Model diverged with loss = NaN.")
        run_context.request_stop()


@tf_export("train.GlobalStepWaiterHook")
class GlobalStepWaiterHook(SessionRunHook):
    """Waits before the first run until others have brought the global step to ``wait_until_step``."""

    def __init__(self, wait_until_step: int) -> None:
        self._until = wait_until_step

    def begin(self) -> None:
        self._step, self._waits = step_of(self), True

    def before_run(self, run_context: SessionRunContext) -> None:
        while self._waits and int(run_context.session.run(self._step)) < self._until:
            logging.info("Waiting for global step %d.", self._until)
            time.sleep(0.5)
        self._waits = False


@tf_export("train.FinalOpsHook")
class FinalOpsHook(SessionRunHook):
    """Runs something at the end of the session; `final_ops_values` are its values."""

    def __init__(self, final_ops: Fetches | None, final_ops_feed_dict: FeedDict | None = None) -> None:
        self._ops, self._feeds = final_ops, final_ops_feed_dict
        self.final_ops_values: Any = None

    def end(self, session: Session) -> None:
        if self._ops is not None:
            self.final_ops_values = session.run(self._ops, self._feeds)


@tf_export("train.FeedFnHook")
class FeedFnHook(SessionRunHook):
    """Feeds each run what a function returns."""

    def __init__(self, feed_fn: Callable[[], Mapping[Any, Any]]) -> None:
        self.feed_fn = feed_fn

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        return SessionRunArgs(None, self.feed_fn())


def _name(item: Any) -> str:
    return item if isinstance(item, str) else str(item.name)


def _output(name: str) -> str:
    return name if ":" in name else f"{name}:0"
