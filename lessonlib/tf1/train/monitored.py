"""tf.train.MonitoredSession and its kin: sessions that prepare themselves, call hooks, and end in good order."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

from lessonlib.graph.checkpoint import FilePath
from lessonlib.graph.errors import InvalidStateError, InvalidValueError, OutOfRangeError, UnsupportedError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.session import Session
from lessonlib.graph.types import FeedDict, Fetches
from lessonlib.tf1.train.coordinator import Coordinator
from lessonlib.tf1.train.hook import (
    SessionRunArgs,
    SessionRunContext,
    SessionRunHook,
    SessionRunValues,
    combined,
)
from lessonlib.tf1.train.queue_runner import QUEUE_RUNNERS, start_queue_runners
from lessonlib.tf1.train.saving_hooks import CheckpointSaverHook, StepCounterHook, SummarySaverHook
from lessonlib.tf1.train.scaffold import Scaffold
from lessonlib.tf1.train.session_manager import SessionManager

_UNSAID: Any = object()  # TensorFlow tells an interval that was not said from None, which switches it off


@tf_export("train.SessionCreator")
class SessionCreator:
    """A base for what makes the session of a MonitoredSession."""

    def create_session(self) -> Session:
        """A session that is ready."""
        raise UnsupportedError(f"{type(self).__name__} does not define create_session.")


@tf_export("train.ChiefSessionCreator")
class ChiefSessionCreator(SessionCreator):
    """Makes a session from a checkpoint, or from the initialisers of a scaffold."""

    def __init__(
        self, scaffold: Scaffold | None = None, master: str = "", config: Any = None,
        checkpoint_dir: FilePath | None = None, checkpoint_filename_with_path: FilePath | None = None,
    ) -> None:  # fmt: skip
        self._scaffold, self._master, self._config = scaffold or Scaffold(), master, config
        self._folder, self._file = checkpoint_dir, checkpoint_filename_with_path

    def create_session(self) -> Session:
        scaffold = self._scaffold.finalize()
        manager = SessionManager(
            local_init_op=scaffold.local_init_op, local_init_feed_dict=scaffold.local_init_feed_dict,
            ready_op=scaffold.ready_op, ready_for_local_init_op=scaffold.ready_for_local_init_op,
        )  # fmt: skip
        return manager.prepare_session(
            self._master, saver=scaffold.saver, checkpoint_dir=self._folder, checkpoint_filename_with_path=self._file,
            config=self._config, init_op=scaffold.init_op, init_feed_dict=scaffold.init_feed_dict,
            init_fn=scaffold.init_fn,
        )  # fmt: skip


@tf_export("train.WorkerSessionCreator")
class WorkerSessionCreator(SessionCreator):
    """Would wait for a session that another process prepares. Refused: lessonlib runs in one process."""

    def __init__(
        self,
        scaffold: Scaffold | None = None,
        master: str = "",
        config: Any = None,
        max_wait_secs: float = 1800,
    ) -> None:
        raise UnsupportedError(
            "A worker waits for another process, and lessonlib runs in one.\n  Remedy: is_chief=True, or "
            "tf.train.ChiefSessionCreator."
        )


class StepContext:
    """What the function of `MonitoredSession.run_step_fn` gets."""

    def __init__(self, session: Session, run_with_hooks: Callable[..., Any]) -> None:
        self.session, self.run_with_hooks = session, run_with_hooks

    def request_stop(self) -> None:
        """End the training after this step."""
        raise StopIteration("step_fn has requested the iterations to stop.")


class _Monitored:
    """What all monitored sessions do."""

    StepContext = StepContext

    def __init__(
        self, session_creator: SessionCreator, hooks: Sequence[SessionRunHook] | None,
        stop_grace_period_secs: float = 120,
    ) -> None:  # fmt: skip
        self._graph = get_default_graph()
        self._hooks, self._grace = list(hooks or ()), stop_grace_period_secs
        self._coord, self._stops = Coordinator(), False
        self._sess: Session | None = None
        try:
            for hook in self._hooks:
                hook.begin()
            self._sess = session_creator.create_session()
            if self._graph.get_collection(QUEUE_RUNNERS):
                start_queue_runners(self._sess, self._coord)
            for hook in self._hooks:
                hook.after_create_session(self._sess, self._coord)
        except BaseException:
            self._finish()
            raise

    @property
    def graph(self) -> Graph | None:
        """The graph of the session; None when it is closed."""
        return None if self._sess is None else self._graph

    def should_stop(self) -> bool:
        """Whether the training is over: a hook or a thread asked to stop, or the session is closed."""
        return self._sess is None or self._stops or self._coord.should_stop()

    def run(
        self,
        fetches: Fetches,
        feed_dict: FeedDict | None = None,
        options: Any = None,
        run_metadata: Any = None,
    ) -> Any:
        """A run as of `Session.run`, with what the hooks add to it.

        Raises RuntimeError when the session is closed or a stop was requested, and the error of a thread that fills a
        queue in place of the one that follows from it here.
        """
        sess = self._open()
        if self._stops:
            raise InvalidStateError("Run called even after should_stop requested.")
        context = SessionRunContext(SessionRunArgs(fetches, feed_dict, options), sess)
        try:
            return self._run(sess, context, run_metadata)
        except Exception as error:
            if not isinstance(error, OutOfRangeError):
                self._coord.raise_requested_exception()
            raise

    def _run(self, sess: Session, context: SessionRunContext, run_metadata: Any) -> Any:
        asked, feeds = combined(self._hooks, context)
        values = sess.run(asked, feeds, context.original_args.options, run_metadata)
        for hook in self._hooks:
            hook.after_run(
                context, SessionRunValues(values.get(hook), context.original_args.options, run_metadata)
            )
        self._stops = self._stops or context.stop_requested
        return values["caller"]

    def run_step_fn(self, step_fn: Callable[..., Any]) -> Any:
        """Call ``step_fn(step_context)``, which may run the session without hooks, and with them.

        Its ``step_context.request_stop()`` raises StopIteration, which ends the session's ``with`` block.
        Raises ValueError when its last parameter is not called ``step_context``.
        """
        sess = self._open()
        if list(inspect.signature(step_fn).parameters)[-1:] != ["step_context"]:
            raise InvalidValueError("step_fn must take one argument, called step_context.")
        return step_fn(StepContext(sess, self.run))

    def close(self) -> None:
        """Call the hooks' `end`, stop the threads, and close the session."""
        self._close(failed=False)

    def __enter__(self) -> Any:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        over = kind is None or issubclass(kind, (OutOfRangeError, StopIteration))
        self._close(failed=not over)
        return over

    def _open(self) -> Session:
        if self._sess is None:
            raise InvalidStateError(
                "Attempted to use a closed MonitoredSession.\n  Remedy: run inside its `with` block."
            )
        return self._sess

    def _close(self, failed: bool) -> None:
        try:
            for hook in self._hooks if self._sess is not None and not failed else ():
                hook.end(self._sess)  # type: ignore[arg-type]  # it is not None here
        finally:
            self._finish()

    def _finish(self) -> None:
        """Stop the threads, close the session and all that hooks have open, whatever happens."""
        sess, self._sess = self._sess, None
        self._coord.request_stop()
        try:
            self._coord.join(stop_grace_period_secs=self._grace, ignore_live_threads=True)
        finally:
            for hook in self._hooks:
                getattr(hook, "release", _nothing)()
            if sess is not None:
                sess.close()


@tf_export("train.MonitoredSession")
class MonitoredSession(_Monitored):
    """A session for training: its ``with`` block prepares it, fills queues, calls hooks, and ends with the data.

    Args:
        session_creator: makes the session; by default from the graph's initialisers.
        hooks: called around each run.
        stop_grace_period_secs: how long to wait for threads at the end.
    """

    def __init__(
        self, session_creator: SessionCreator | None = None, hooks: Sequence[SessionRunHook] | None = None,
        stop_grace_period_secs: float = 120,
    ) -> None:  # fmt: skip
        super().__init__(session_creator or ChiefSessionCreator(), hooks, stop_grace_period_secs)


@tf_export("train.SingularMonitoredSession")
class SingularMonitoredSession(_Monitored):
    """The same, which also gives the session itself away."""

    def __init__(
        self, hooks: Sequence[SessionRunHook] | None = None, scaffold: Scaffold | None = None, master: str = "",
        config: Any = None, checkpoint_dir: FilePath | None = None, stop_grace_period_secs: float = 120,
        checkpoint_filename_with_path: FilePath | None = None,
    ) -> None:  # fmt: skip
        creator = ChiefSessionCreator(scaffold, master, config, checkpoint_dir, checkpoint_filename_with_path)
        super().__init__(creator, hooks, stop_grace_period_secs)

    def raw_session(self) -> Session | None:
        """The session, whose runs call no hooks; None when it is closed."""
        return self._sess


@tf_export("train.MonitoredTrainingSession")
def MonitoredTrainingSession(
    master: str = "", is_chief: bool = True, checkpoint_dir: FilePath | None = None, scaffold: Scaffold | None = None,
    hooks: Sequence[SessionRunHook] | None = None, chief_only_hooks: Sequence[SessionRunHook] | None = None,
    save_checkpoint_secs: float | None = _UNSAID, save_summaries_steps: int | None = _UNSAID,
    save_summaries_secs: float | None = _UNSAID, config: Any = None, stop_grace_period_secs: float = 120,
    log_step_count_steps: int | None = 100, max_wait_secs: float = 7200, save_checkpoint_steps: int | None = _UNSAID,
    summary_dir: FilePath | None = None, save_graph_def: bool = True,
) -> MonitoredSession:  # fmt: skip
    """A MonitoredSession that restores the newest checkpoint of a folder, and writes checkpoints and summaries there.

    Args:
        checkpoint_dir: the folder; None writes nothing.
        save_checkpoint_secs, save_checkpoint_steps: how often to save, by default every 600 seconds; None: never.
        save_summaries_secs, save_summaries_steps: how often to write summaries, by default every 100 steps.
        log_step_count_steps: how often to write how many steps are made in a second.
        summary_dir: another folder for summaries.
        is_chief: must be True; ``max_wait_secs`` changes nothing then.
    """
    if not is_chief:
        WorkerSessionCreator(scaffold, master, config, max_wait_secs)
    frame = scaffold or Scaffold()
    all_hooks = list(chief_only_hooks or ())
    folder = summary_dir or checkpoint_dir
    if folder:
        if log_step_count_steps and log_step_count_steps > 0:
            all_hooks.append(StepCounterHook(log_step_count_steps, output_dir=folder))
        secs, steps = _interval(save_summaries_secs, save_summaries_steps, None, 100)
        if secs or steps:
            all_hooks.append(SummarySaverHook(steps, secs, folder, scaffold=frame))
    if checkpoint_dir:
        secs, steps = _interval(save_checkpoint_secs, save_checkpoint_steps, 600, None)
        if secs or steps:
            saving = CheckpointSaverHook(
                checkpoint_dir, secs, steps, scaffold=frame, save_graph_def=save_graph_def
            )
            all_hooks.append(saving)
    creator = ChiefSessionCreator(frame, master, config, checkpoint_dir)
    return MonitoredSession(creator, [*all_hooks, *(hooks or ())], stop_grace_period_secs)


def _interval(secs: Any, steps: Any, usual_secs: Any, usual_steps: Any) -> tuple[Any, Any]:
    """Seconds and steps: the usual ones when neither was said."""
    if secs is _UNSAID and steps is _UNSAID:
        return usual_secs, usual_steps
    said = [None if part is _UNSAID or not part or part < 0 else part for part in (secs, steps)]
    return said[0], said[1]


def _nothing() -> None:
    """What a hook of no base of ours releases."""
