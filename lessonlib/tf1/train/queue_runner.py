"""tf.train.QueueRunner: threads that keep a queue filled."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from lessonlib.graph import defaults
from lessonlib.graph.errors import (
    ClosedSessionError,
    InvalidTypeError,
    InvalidValueError,
    OpError,
    OutOfRangeError,
    refuse,
)
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Operation
from lessonlib.graph.session import Session
from lessonlib.graph.status import CancelledError
from lessonlib.tf1 import logging
from lessonlib.tf1.train.coordinator import Coordinator
from lessonlib.tf1.train.queue import QueueBase

QUEUE_RUNNERS = "queue_runners"


@tf_export("train.QueueRunner")
class QueueRunner:
    """Runs operations that fill a queue, each in a thread of its own, until there is nothing more to put in.

    Args:
        queue: the queue.
        enqueue_ops: one operation a thread.
        close_op: run when the last thread is done; closes the queue when not said.
        cancel_op: run when a coordinator stops; closes the queue, and what waits for room, when not said.
        queue_closed_exception_types: errors that mean that there is nothing more, by default OutOfRangeError.
        queue_runner_def, import_scope: cannot be given.

    Raises ValueError without a queue or operations, TypeError when the errors are no tuple of tf.errors.
    """

    def __init__(
        self, queue: QueueBase | None = None, enqueue_ops: Sequence[Operation] | None = None,
        close_op: Operation | None = None, cancel_op: Operation | None = None,
        queue_closed_exception_types: tuple[type[OpError], ...] | None = None, queue_runner_def: Any = None,
        import_scope: str | None = None,
    ) -> None:  # fmt: skip
        refuse("tf.train.QueueRunner", "QueueRunner(queue, enqueue_ops).", queue_runner_def=queue_runner_def,
               import_scope=import_scope)  # fmt: skip
        if queue is None or not enqueue_ops:
            raise InvalidValueError("tf.train.QueueRunner needs a queue and enqueue_ops.")
        self.queue, self.enqueue_ops = queue, list(enqueue_ops)
        with queue.queue_ref.graph.as_default():
            self.close_op = close_op if close_op is not None else queue.close()
            self.cancel_op = cancel_op if cancel_op is not None else queue.close(cancel_pending_enqueues=True)
        self.queue_closed_exception_types = _error_types(queue_closed_exception_types)
        self.exceptions_raised: list[BaseException] = []
        self._lock = threading.Lock()
        self._running: dict[Session, int] = {}

    @property
    def name(self) -> str:
        """The name of the queue."""
        return self.queue.name

    def create_threads(
        self, sess: Session, coord: Coordinator | None = None, daemon: bool = False, start: bool = False
    ) -> list[threading.Thread]:
        """The threads that fill the queue in a session, and with a coordinator one that closes it at the end.

        The coordinator gets an error of a thread; without one it is logged, and kept in ``exceptions_raised``. While
        threads run for the session there are no further ones: the list is empty.
        """
        with self._lock:
            if self._running.get(sess, 0) > 0:
                return []
            self._running[sess] = len(self.enqueue_ops)
            self.exceptions_raised = []
        name = f"QueueRunnerThread-{self.name}"
        threads = [
            threading.Thread(
                target=self._fill, args=(sess, op, coord), name=f"{name}-{op.name}", daemon=daemon
            )
            for op in self.enqueue_ops
        ]
        if coord is not None:
            closing = threading.Thread(
                target=self._close_on_stop, args=(sess, coord), name=f"{name}-close_on_stop", daemon=daemon
            )
            threads.append(closing)
        for thread in threads:
            if coord is not None:
                coord.register_thread(thread)
            if start:
                thread.start()
        return threads

    def _fill(self, sess: Session, enqueue: Operation, coord: Coordinator | None) -> None:
        try:
            while coord is None or not coord.should_stop():
                sess.run(enqueue)
        except self.queue_closed_exception_types:
            pass
        except (CancelledError, ClosedSessionError) as error:
            if coord is not None:
                coord.request_stop(error)
        except Exception as error:
            self._report(error, coord)
        finally:
            self._leave(sess)

    def _report(self, error: Exception, coord: Coordinator | None) -> None:
        if coord is not None:
            coord.request_stop(error)
            return
        logging.error("Exception in QueueRunner: %s", error)
        with self._lock:
            self.exceptions_raised.append(error)

    def _leave(self, sess: Session) -> None:
        """The last thread of a session closes the queue: whoever waits for elements gets the rest, or the end."""
        with self._lock:
            self._running[sess] -= 1
            is_last = self._running[sess] == 0
            if is_last:
                del self._running[sess]  # a session that is closed is not kept
        if is_last:
            _try(sess, self.close_op)

    def _close_on_stop(self, sess: Session, coord: Coordinator) -> None:
        coord.wait_for_stop()
        _try(sess, self.cancel_op)


@tf_export("train.add_queue_runner")
def add_queue_runner(qr: QueueRunner, collection: str = QUEUE_RUNNERS) -> None:
    """Add a queue runner to a collection of the default graph, from which `start_queue_runners` takes it."""
    get_default_graph().add_to_collection(collection, qr)


@tf_export("train.start_queue_runners")
def start_queue_runners(
    sess: Session | None = None, coord: Coordinator | None = None, daemon: bool = True, start: bool = True,
    collection: str = QUEUE_RUNNERS,
) -> list[threading.Thread]:  # fmt: skip
    """The threads of all queue runners of a collection of the session's graph, started unless ``start`` is False.

    Without ``daemon`` the program does not end before they do. Raises ValueError when there is no session.
    """
    session: Any = sess if sess is not None else defaults.sessions.top
    if session is None:
        raise InvalidValueError(
            "Cannot start queue runners: No default session is registered.\n"
            "  Remedy: use `with tf.Session() as sess:` around it, or pass one: start_queue_runners(sess)."
        )
    if not isinstance(session, Session):
        if hasattr(session, "run_step_fn"):  # a monitored session has started them itself
            return []
        raise InvalidTypeError(f"start_queue_runners needs a tf.Session, but got {session!r}.")
    runners = session.graph.get_collection(collection)
    if not runners:
        logging.warning("`tf.train.start_queue_runners()` found no queue runner in the graph.")
    return [thread for runner in runners for thread in runner.create_threads(session, coord, daemon, start)]


def _error_types(given: Any) -> tuple[type[OpError], ...]:
    if given is None:
        return (OutOfRangeError,)
    is_fit = isinstance(given, tuple) and given and all(issubclass(kind, OpError) for kind in given)
    if not is_fit:
        raise InvalidTypeError(
            f"queue_closed_exception_types must be a tuple of classes of tf.errors, but is {given!r}."
        )
    return given  # type: ignore[no-any-return]


def _try(sess: Session, op: Operation) -> None:
    """Run an operation; an error, as from a session that is closed, does not matter any more."""
    try:
        sess.run(op)
    except Exception as error:
        logging.debug("Ignored exception: %s", error)
