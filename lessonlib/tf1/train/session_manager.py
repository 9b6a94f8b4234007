"""tf.train.SessionManager: sessions whose variables have values, from a checkpoint or from their initialisers."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from lessonlib.graph.checkpoint import FilePath, get_checkpoint_state
from lessonlib.graph.errors import FailedPreconditionError, InvalidStateError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.session import Session
from lessonlib.graph.types import FeedDict
from lessonlib.tf1 import logging
from lessonlib.tf1.train.saver import Saver


@tf_export("train.SessionManager")
class SessionManager:
    """Makes sessions that are ready to train.

    Args:
        local_init_op, local_init_feed_dict: give the local variables values, also after a restore.
        ready_op: names of variables without a value; a session is ready when it is empty.
        ready_for_local_init_op: the same, before ``local_init_op``.
        graph: the graph; the default one when not said.
        recovery_wait_secs: how often to look whether something is there that is waited for.
        local_init_run_options: must be None.

    Raises ValueError for ``ready_for_local_init_op`` without ``local_init_op``.
    """

    def __init__(
        self, local_init_op: Operation | None = None, ready_op: Tensor | None = None,
        ready_for_local_init_op: Tensor | None = None, graph: Graph | None = None, recovery_wait_secs: float = 30,
        local_init_run_options: Any = None, local_init_feed_dict: FeedDict | None = None,
    ) -> None:  # fmt: skip
        refuse("tf.train.SessionManager", "leave it out.", local_init_run_options=local_init_run_options)
        if ready_for_local_init_op is not None and local_init_op is None:
            raise InvalidValueError(
                "If you pass a ready_for_local_init_op you must also pass a local_init_op."
            )
        self._local_init_op, self._local_feeds = local_init_op, local_init_feed_dict
        self._ready_op, self._ready_for_local = ready_op, ready_for_local_init_op
        self._graph = graph if graph is not None else get_default_graph()
        self._wait = recovery_wait_secs

    def prepare_session(
        self, master: str, init_op: Operation | None = None, saver: Saver | None = None,
        checkpoint_dir: FilePath | None = None, checkpoint_filename_with_path: FilePath | None = None,
        wait_for_checkpoint: bool = False, max_wait_secs: float = 7200, config: Any = None,
        init_feed_dict: FeedDict | None = None, init_fn: Callable[[Session], Any] | None = None,
    ) -> Session:  # fmt: skip
        """A session with the newest checkpoint's values, or else with those of ``init_op`` and ``init_fn``.

        Raises RuntimeError when variables have no values then.
        """
        where = (checkpoint_dir, checkpoint_filename_with_path, wait_for_checkpoint, max_wait_secs)
        sess, restored = self._restored(master, saver, *where, config)
        if not restored:
            if init_op is None and init_fn is None and self._local_init_op is None:
                raise InvalidStateError(
                    "Model is not initialized and no init_op or init_fn or local_init_op was given."
                )
            if init_op is not None:
                sess.run(init_op, init_feed_dict)
            if init_fn is not None:
                init_fn(sess)
        missing = self._finish(sess)
        if missing:
            raise InvalidStateError(f"Init operations did not make model ready: {missing}")
        return sess

    def recover_session(
        self, master: str, saver: Saver | None = None, checkpoint_dir: FilePath | None = None,
        checkpoint_filename_with_path: FilePath | None = None, wait_for_checkpoint: bool = False,
        max_wait_secs: float = 7200, config: Any = None,
    ) -> tuple[Session, bool]:  # fmt: skip
        """A session, and whether a checkpoint gave it values, and all that it needs."""
        where = (checkpoint_dir, checkpoint_filename_with_path, wait_for_checkpoint, max_wait_secs)
        sess, restored = self._restored(master, saver, *where, config)
        missing = self._finish(sess)
        if restored and missing:
            logging.info("Restoring did not make model ready: %s", missing)
        return sess, restored and not missing

    def wait_for_session(
        self, master: str, config: Any = None, max_wait_secs: float | None = None
    ) -> Session:
        """A session whose variables somebody else gives values: as sessions share nothing here, only a ready model.

        Raises RuntimeError when it is not.
        """
        sess = Session(master, graph=self._graph, config=config)
        missing = self._finish(sess)
        if missing:
            sess.close()
            raise InvalidStateError(
                f"The session is not ready: {missing}\n  No other process can make it so.\n"
                "  Remedy: prepare_session, or is_chief=True."
            )
        return sess

    def _restored(
        self, master: str, saver: Saver | None, folder: FilePath | None, file: FilePath | None, wait: bool,
        max_wait_secs: float, config: Any,
    ) -> tuple[Session, bool]:  # fmt: skip
        if folder and file:
            raise InvalidValueError("Give checkpoint_dir or checkpoint_filename_with_path, not both.")
        sess = Session(master, graph=self._graph, config=config)
        if saver is None or not (folder or file):
            return sess, False
        if file:
            saver.restore(sess, file)
            return sess, True
        assert folder is not None
        end = time.monotonic() + max_wait_secs
        while (state := get_checkpoint_state(folder)) is None:
            if not wait or time.monotonic() > end:
                return sess, False
            logging.info("Waiting for checkpoint to be available.")
            time.sleep(self._wait)
        saver.restore(sess, state.model_checkpoint_path)
        saver.recover_last_checkpoints(state.all_model_checkpoint_paths)
        return sess, True

    def _finish(self, sess: Session) -> str:
        """Give the local variables values, if the others have some; what is missing, in words, or nothing."""
        missing = _missing(sess, self._ready_for_local)
        if self._local_init_op is not None and not missing:
            sess.run(self._local_init_op, self._local_feeds)
        return missing or _missing(sess, self._ready_op)


def _missing(sess: Session, op: Any) -> str:
    if op is None:
        return ""
    try:
        names = sess.run(op)
    except FailedPreconditionError as error:
        return str(error)
    if names is None or names.dtype.kind != "O" or not names.size:
        return ""
    return "Variables not initialized: " + ", ".join(name.decode() for name in names.ravel())
