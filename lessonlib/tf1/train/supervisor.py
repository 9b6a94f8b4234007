"""tf.train.Supervisor: the older way to train with checkpoints and summaries, which threads write."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from lessonlib.graph.checkpoint import FilePath, make_folder
from lessonlib.graph.errors import InvalidStateError, UnsupportedError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.file_writer import FileWriter
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.session import Session
from lessonlib.graph.summary import merge_all
from lessonlib.graph.types import FeedDict
from lessonlib.graph.variables import Variable, global_variables, global_variables_initializer
from lessonlib.tf1.graph_def.freezing import write_graph
from lessonlib.tf1.train.coordinator import Coordinator, LooperThread
from lessonlib.tf1.train.queue_runner import QUEUE_RUNNERS, QueueRunner
from lessonlib.tf1.train.saver import Saver
from lessonlib.tf1.train.scaffold import SAVERS, Scaffold, uninitialized
from lessonlib.tf1.train.session_manager import SessionManager
from lessonlib.tf1.train.step_counter import get_global_step


@tf_export("train.Supervisor")
class Supervisor:
    """Prepares a session, and writes checkpoints and summaries into ``logdir`` while the program trains.

    Args:
        graph: the default graph, when not said.
        ready_op, ready_for_local_init_op, init_op, init_feed_dict, local_init_op, init_fn: see `Scaffold`; ``init_fn``
            is called with the session. None makes none; what is not said is taken from the graph, or made.
        is_chief: must be True: lessonlib runs in one process.
        logdir: the folder; None writes nothing.
        summary_op, save_summaries_secs: the summaries, and how often they are written; 0: never.
        saver, save_model_secs, checkpoint_basename: for checkpoints, in the same way.
        global_step: the variable that counts steps.
        recovery_wait_secs, stop_grace_secs: how often to look for what is waited for, and how long to wait for threads.
        session_manager, summary_writer: used in place of what would be made.
        local_init_run_options: must be None.
    """

    USE_DEFAULT: Any = 0

    def __init__(
        self, graph: Graph | None = None, ready_op: Any = USE_DEFAULT, ready_for_local_init_op: Any = USE_DEFAULT,
        is_chief: bool = True, init_op: Any = USE_DEFAULT, init_feed_dict: FeedDict | None = None,
        local_init_op: Any = USE_DEFAULT, logdir: FilePath | None = None, summary_op: Any = USE_DEFAULT,
        saver: Any = USE_DEFAULT, global_step: Any = USE_DEFAULT, save_summaries_secs: float = 120,
        save_model_secs: float = 600, recovery_wait_secs: float = 30, stop_grace_secs: float = 120,
        checkpoint_basename: str = "model.ckpt", session_manager: SessionManager | None = None,
        summary_writer: Any = USE_DEFAULT, init_fn: Callable[[Session], Any] | None = None,
        local_init_run_options: Any = None,
    ) -> None:  # fmt: skip
        refuse("tf.train.Supervisor", "leave it out.", local_init_run_options=local_init_run_options)
        if not is_chief:
            raise UnsupportedError(
                "Supervisor(is_chief=False) waits for another process, and lessonlib runs in one."
            )
        self._graph = graph if graph is not None else get_default_graph()
        self.coord = Coordinator()
        self.is_chief, self._grace = True, stop_grace_secs
        self.init_feed_dict, self.init_fn = init_feed_dict, init_fn
        self.save_summaries_secs, self.save_model_secs = save_summaries_secs, save_model_secs
        with self._graph.as_default():
            self.init_op: Operation | None = _said(init_op, "init_op", global_variables_initializer)
            self.ready_op: Tensor | None = _said(
                ready_op, "ready_op", lambda: uninitialized(global_variables())
            )
            self.ready_for_local_init_op: Tensor | None = _said(
                ready_for_local_init_op, "ready_for_local_init_op", lambda: None
            )
            self.local_init_op: Operation | None = _said(
                local_init_op, "local_init_op", Scaffold.default_local_init_op
            )
            self.summary_op: Any = _said(summary_op, "summary_op", merge_all)
            self.saver: Saver | None = _said(saver, SAVERS, lambda: Saver() if global_variables() else None)
            self.global_step: Variable | None = (
                get_global_step() if global_step is Supervisor.USE_DEFAULT else global_step
            )
        self._logdir = None if logdir is None else os.fspath(logdir)
        self.save_path = None if self._logdir is None else os.path.join(self._logdir, checkpoint_basename)
        self._given_writer = None if summary_writer is Supervisor.USE_DEFAULT else summary_writer
        self._wants_writer = summary_writer is Supervisor.USE_DEFAULT and self._logdir is not None
        self._own_writer: FileWriter | None = None
        self.session_manager = session_manager or SessionManager(
            local_init_op=self.local_init_op, ready_op=self.ready_op,
            ready_for_local_init_op=self.ready_for_local_init_op, graph=self._graph,
            recovery_wait_secs=recovery_wait_secs,
        )  # fmt: skip

    @property
    def summary_writer(self) -> FileWriter | None:
        """The writer of summaries, or None when there is no folder."""
        if self._wants_writer and self._own_writer is None:
            assert self._logdir is not None
            self._own_writer = FileWriter(self._logdir, self._graph)
        return self._given_writer or self._own_writer

    def prepare_or_wait_for_session(
        self, master: str = "", config: Any = None, wait_for_checkpoint: bool = False, max_wait_secs: float = 7200,
        start_standard_services: bool = True,
    ) -> Session:  # fmt: skip
        """A session with the newest checkpoint's values, or the initial ones, and the threads that go with it."""
        self.coord.clear_stop()
        if self._logdir is not None:
            write_graph(self._graph, self._logdir, "graph.pbtxt")
        sess = self.session_manager.prepare_session(
            master, init_op=self.init_op, saver=self.saver, checkpoint_dir=self._logdir,
            wait_for_checkpoint=wait_for_checkpoint, max_wait_secs=max_wait_secs, config=config,
            init_feed_dict=self.init_feed_dict, init_fn=self.init_fn,
        )  # fmt: skip
        if start_standard_services:
            self.start_standard_services(sess)
        return sess

    @contextmanager
    def managed_session(
        self, master: str = "", config: Any = None, start_standard_services: bool = True,
        close_summary_writer: bool = True,
    ) -> Iterator[Session]:  # fmt: skip
        """A session for a ``with`` block; at its end threads stop, and the error of one of them is raised.

        OutOfRangeError, the end of the data, only ends the block.
        """
        sess = None
        try:
            sess = self.prepare_or_wait_for_session(
                master, config, start_standard_services=start_standard_services
            )
            self.start_queue_runners(sess)
            with sess.as_default():
                yield sess
        except Exception as error:
            self.request_stop(error)
        finally:
            try:
                self.stop(close_summary_writer=close_summary_writer)
            finally:
                if sess is not None:
                    sess.close()

    def start_standard_services(self, sess: Session) -> list[LooperThread]:
        """Threads that write summaries and checkpoints, now and again and again; none without a folder."""
        if self._logdir is None:
            return []
        make_folder(Path(self._logdir))
        threads = []
        if self.summary_op is not None and self.save_summaries_secs and self.summary_writer is not None:
            threads.append(self.loop(self.save_summaries_secs, self._write_summary, (sess,)))
        if self.saver is not None and self.save_model_secs:
            threads.append(self.loop(self.save_model_secs, self._save, (sess,)))
        return threads

    def start_queue_runners(
        self, sess: Session, queue_runners: Sequence[QueueRunner] | None = None
    ) -> list[Thread]:
        """The threads that fill queues: all of the graph's, or those given."""
        runners = queue_runners if queue_runners is not None else self._graph.get_collection(QUEUE_RUNNERS)
        return [
            thread for runner in runners for thread in runner.create_threads(sess, self.coord, True, True)
        ]

    def loop(
        self, timer_interval_secs: float | None, target: Callable[..., Any], args: Sequence[Any] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> LooperThread:  # fmt: skip
        """A thread that calls a function every so many seconds until the end."""
        return LooperThread.loop(self.coord, timer_interval_secs, target, args, kwargs)

    def stop(
        self, threads: Sequence[Thread] | None = None, close_summary_writer: bool = True,
        ignore_live_threads: bool = False,
    ) -> None:  # fmt: skip
        """Stop all threads and wait for them. Raises the error that one of them reported."""
        self.request_stop()
        try:
            self.coord.join(threads, self._grace, ignore_live_threads)
        finally:
            if close_summary_writer and self._own_writer is not None:
                self._own_writer.close()
                self._own_writer = None

    def request_stop(self, ex: Any = None) -> None:
        """Ask all threads to stop, with an error that `stop` is to raise."""
        self.coord.request_stop(ex)

    def should_stop(self) -> bool:
        """Whether a stop was requested."""
        return self.coord.should_stop()

    def stop_on_exception(self) -> AbstractContextManager[None]:
        """Request a stop with whatever error is raised inside."""
        return self.coord.stop_on_exception()

    def wait_for_stop(self) -> None:
        """Wait until a stop is requested."""
        self.coord.wait_for_stop()

    def summary_computed(self, sess: Session, summary: bytes, global_step: int | None = None) -> None:
        """Write what a run of a summary gave. Raises RuntimeError when there is no folder."""
        writer = self.summary_writer
        if writer is None:
            raise InvalidStateError(
                "Writing a summary requires a summary writer.\n  Remedy: Supervisor(logdir=...)."
            )
        writer.add_summary(summary, self._step(sess) if global_step is None else global_step)

    def _write_summary(self, sess: Session) -> None:
        writer = self.summary_writer
        if writer is not None:
            writer.add_summary(sess.run(self.summary_op), self._step(sess))
            writer.flush()

    def _save(self, sess: Session) -> None:
        assert self.saver is not None
        assert self.save_path is not None
        self.saver.save(sess, self.save_path, global_step=self.global_step)

    def _step(self, sess: Session) -> int:
        return 0 if self.global_step is None else int(sess.run(self.global_step))


def _said(given: Any, collection: str, make: Callable[[], Any]) -> Any:
    """What was given; the item of a collection of the graph, or a new one, when nothing was said."""
    return (
        given
        if given is not Supervisor.USE_DEFAULT
        else Scaffold.get_or_default(collection, collection, make)
    )


@tf_export("train.basic_train_loop")
def basic_train_loop(
    supervisor: Supervisor, train_step_fn: Callable[..., Any], args: Sequence[Any] | None = None,
    kwargs: dict[str, Any] | None = None, master: str = "",
) -> None:  # fmt: skip
    """Call ``train_step_fn(sess, *args, **kwargs)`` until the supervisor stops."""
    with supervisor.managed_session(master) as sess:
        while not supervisor.should_stop():
            train_step_fn(sess, *(args or ()), **(kwargs or {}))
