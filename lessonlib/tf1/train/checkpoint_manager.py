"""tf.train.CheckpointManager: numbers the checkpoints of a folder, and keeps the newest."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from lessonlib.graph import checkpoint as files
from lessonlib.graph.checkpoint import FilePath, get_checkpoint_state, is_own
from lessonlib.graph.errors import InvalidValueError, UnsupportedError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor, find_session
from lessonlib.graph.variables import Variable
from lessonlib.tf1.train.kept import Kept
from lessonlib.tf1.train.object_checkpoint import Checkpoint, counted


@tf_export("train.CheckpointManager")
class CheckpointManager:
    """Saves a tf.train.Checkpoint as ``directory/ckpt-1``, ``ckpt-2`` ..., and deletes the oldest.

    It goes on with what an earlier program left in the folder; what TensorFlow wrote there is never deleted.

    Args:
        max_to_keep: how many stay; None keeps all.
        keep_checkpoint_every_n_hours: of those that would be deleted, keep one for every so many hours.
        checkpoint_name: what stands before the numbers.
        step_counter, checkpoint_interval: an int variable, and by how much it must have grown since the last save.
        init_fn, last_checkpoint_step: cannot be given, and the step of the last save.

    Raises ValueError when ``max_to_keep`` is 0 or less, or there is an interval without a counter.
    """

    def __init__(
        self, checkpoint: Checkpoint, directory: FilePath, max_to_keep: int | None,
        keep_checkpoint_every_n_hours: float | None = None, checkpoint_name: str = "ckpt",
        step_counter: Variable | None = None, checkpoint_interval: int | None = None,
        init_fn: Callable[[], Any] | None = None, last_checkpoint_step: int | None = None,
    ) -> None:  # fmt: skip
        refuse("tf.train.CheckpointManager", "call it yourself before training.", init_fn=init_fn)
        if max_to_keep is not None and max_to_keep <= 0:
            raise InvalidValueError(
                f"Expected a positive integer or None for max_to_keep, got {max_to_keep}."
            )
        if checkpoint_interval is not None and step_counter is None:
            raise InvalidValueError("step_counter should be passed if checkpoint_interval is not None.")
        self._checkpoint, self._directory = checkpoint, os.fspath(directory)
        self._name, self._counter, self._interval = checkpoint_name, step_counter, checkpoint_interval
        self._last_step = last_checkpoint_step
        self._kept = Kept(max_to_keep, keep_checkpoint_every_n_hours or float("inf"))
        state = get_checkpoint_state(directory)
        self._latest = None if state is None else state.model_checkpoint_path
        self._kept.recover(
            path for path in (state.all_model_checkpoint_paths if state else ()) if is_own(path)
        )

    @property
    def checkpoint(self) -> Checkpoint:
        """What is saved."""
        return self._checkpoint

    @property
    def directory(self) -> str:
        """The folder."""
        return self._directory

    @property
    def checkpoint_interval(self) -> int | None:
        """By how much the counter must have grown since the last save."""
        return self._interval

    @property
    def latest_checkpoint(self) -> str | None:
        """The path of the newest checkpoint, for `tf.train.Checkpoint.restore`; None when there is none yet."""
        return self._latest

    @property
    def checkpoints(self) -> list[str]:
        """The paths of the checkpoints, oldest first; without those that stay for their age."""
        return self._kept.paths

    def save(
        self, checkpoint_number: int | Tensor | Variable | None = None, check_interval: bool = True,
        options: Any = None,
    ) -> str | None:  # fmt: skip
        """Write a checkpoint from the default session, and return its path; None when the interval has not passed.

        ``checkpoint_number`` stands in the path in place of the number of saves. With ``check_interval=False`` a
        counter that has grown at all is enough. Raises ValueError without a session, and what `Checkpoint.write`
        raises.
        """
        sess = find_session(None, get_default_graph(), "manager.save()")
        if self._interval is not None and self._counter is not None:
            step = int(sess.run(self._counter))
            if self._last_step is not None:
                passed = step - self._last_step
                if passed == 0 or (check_interval and passed < self._interval):
                    return None
            self._last_step = step
        number = counted(self._checkpoint, sess)
        if checkpoint_number is not None:
            given: Any = checkpoint_number
            number = int(given if isinstance(given, (int, np.integer)) else sess.run(given))
        path = self._checkpoint.write(os.path.join(self._directory, f"{self._name}-{number}"), sess, options)
        excess = self._kept.add(path)
        self._latest = path
        files.write_state(path, self._kept.paths, "checkpoint")
        for old in excess:  # only now that the state file no longer names them
            files.delete(old)
        return path

    def restore_or_initialize(self) -> NoReturn:
        """Refused: while a graph is built, TensorFlow's restores nothing."""
        raise UnsupportedError(
            "CheckpointManager.restore_or_initialize() needs eager mode: in a graph it leaves all values as they are.\n"
            "  Remedy: checkpoint.restore(manager.latest_checkpoint).initialize_or_restore(session)."
        )

    def sync(self) -> None:
        """Nothing: `save` returns when the file is written."""
