"""tf.train.SessionRunHook: what is done around each run of a monitored session."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from lessonlib.graph.errors import InvalidStateError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.session import Session
from lessonlib.graph.types import FeedDict, Fetches
from lessonlib.graph.variables import Variable
from lessonlib.tf1.train.coordinator import Coordinator
from lessonlib.tf1.train.step_counter import get_global_step


@tf_export("train.SessionRunArgs")
class SessionRunArgs(NamedTuple):
    """What a hook adds to a run: fetches (None: nothing), feeds and options."""

    fetches: Any
    feed_dict: Mapping[Any, Any] | None = None
    options: Any = None


@tf_export("train.SessionRunValues")
class SessionRunValues(NamedTuple):
    """What a hook gets after a run: the values of its fetches, the options and the metadata of the run."""

    results: Any
    options: Any = None
    run_metadata: Any = None


@tf_export("train.SessionRunContext")
class SessionRunContext:
    """One run, as its hooks see it: what the program asked for, the session, and a way to stop."""

    def __init__(self, original_args: SessionRunArgs, session: Session) -> None:
        self.original_args, self.session = original_args, session
        self._stop_requested = False

    @property
    def stop_requested(self) -> bool:
        """Whether a hook asked to stop."""
        return self._stop_requested

    def request_stop(self) -> None:
        """Let the session's `should_stop` be True after this run."""
        self._stop_requested = True


@tf_export("train.SessionRunHook")
class SessionRunHook:
    """A base for hooks: override what you need."""

    def begin(self) -> None:
        """Called once, before the session is made: here operations may be added to the graph."""

    def after_create_session(self, session: Session, coord: Coordinator) -> None:
        """Called when the session is made and its variables have values."""

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs | None:
        """What to add to the next run, or None."""
        return None

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        """Called with the values of what `before_run` added."""

    def end(self, session: Session) -> None:
        """Called at the end, unless an error ends the session (OutOfRangeError and StopIteration are none)."""

    def release(self) -> None:
        """Called last, also after an error: close what is open. (TensorFlow has no such method.)"""


@tf_export("train.SecondOrStepTimer")
class SecondOrStepTimer:
    """Says every so many seconds, or steps, that it is time again.

    Raises ValueError unless one of ``every_secs`` and ``every_steps`` is given.
    """

    def __init__(self, every_secs: float | None = None, every_steps: int | None = None) -> None:
        if (every_secs is None) == (every_steps is None):
            raise InvalidValueError(
                f"Give exactly one of every_secs and every_steps: they are {every_secs} and {every_steps}."
            )
        self._secs, self._steps = every_secs, every_steps
        self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self._last_step: int | None = None
        self._last_time = 0.0

    def should_trigger_for_step(self, step: int) -> bool:
        """Whether it is time at this step: always at the first, never twice at the same."""
        if self._last_step is None or self._last_step == step:
            return self._last_step is None
        if self._secs is not None:
            return time.time() >= self._last_time + self._secs
        return step >= self._last_step + (self._steps or 0)

    def update_last_triggered_step(self, step: int) -> tuple[float | None, int | None]:
        """Note that it happened at this step; seconds and steps since the last time, or (None, None) at first."""
        now, last = time.time(), self._last_step
        passed = (None, None) if last is None else (now - self._last_time, step - last)
        self._last_time, self._last_step = now, step
        return passed

    def last_triggered_step(self) -> int | None:
        """The step of the last time, or None."""
        return self._last_step


def step_of(hook: SessionRunHook) -> Variable:
    """The global step, which a hook counts by. Raises RuntimeError when the graph has none."""
    step = get_global_step()
    if step is None:
        raise InvalidStateError(
            f"{type(hook).__name__} needs a global step.\n  Remedy: tf.train.get_or_create_global_step(), which "
            "optimizer.minimize(loss, global_step=...) counts."
        )
    return step


def combined(hooks: list[SessionRunHook], context: SessionRunContext) -> tuple[dict[Any, Fetches], FeedDict]:
    """The fetches and feeds of a run with those of its hooks. Raises RuntimeError when two feed the same tensor."""
    asked = context.original_args
    fetches: dict[Any, Fetches] = {"caller": asked.fetches}
    feeds: dict[Any, Any] = dict(asked.feed_dict or {})
    for hook in hooks:
        more = hook.before_run(context)
        if more is None:
            continue
        if more.fetches is not None:
            fetches[hook] = more.fetches
        for key, value in (more.feed_dict or {}).items():
            if key in feeds:
                raise InvalidStateError(f"{key!r} is fed twice: {type(hook).__name__} feeds it, too.")
            feeds[key] = value
    return fetches, feeds
