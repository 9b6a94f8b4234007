"""Hooks that write files: checkpoints, summaries and speed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from lessonlib.graph.checkpoint import FilePath
from lessonlib.graph.errors import InvalidStateError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.file_writer import FileWriter
from lessonlib.graph.session import Session
from lessonlib.tf1 import logging
from lessonlib.tf1.graph_def.freezing import write_graph
from lessonlib.tf1.train.coordinator import Coordinator
from lessonlib.tf1.train.hook import (
    SecondOrStepTimer,
    SessionRunArgs,
    SessionRunContext,
    SessionRunHook,
    SessionRunValues,
    step_of,
)
from lessonlib.tf1.train.saver import Saver
from lessonlib.tf1.train.scaffold import SAVERS, Scaffold


@tf_export("train.CheckpointSaverListener")
class CheckpointSaverListener:
    """A base for what is done around each checkpoint; `after_save` may return True to stop the training."""

    def begin(self) -> None:
        """Called before the session is made."""

    def before_save(self, session: Session, global_step_value: int) -> None:
        """Called before a checkpoint is written."""

    def after_save(self, session: Session, global_step_value: int) -> bool | None:
        """Called after it was written."""
        return None

    def end(self, session: Session, global_step_value: int) -> None:
        """Called at the end of the session."""


class WriterHook(SessionRunHook):
    """A hook that writes summaries with a writer that is given, or with one of its own for a folder."""

    def __init__(self, output_dir: FilePath | None, writer: FileWriter | None) -> None:
        self._folder, self._given = output_dir, writer
        self._writer: FileWriter | None = writer

    def begin(self) -> None:
        self._step = step_of(self)
        if self._given is None and self._folder:
            self._writer = FileWriter(self._folder)

    def release(self) -> None:
        if self._given is None and self._writer is not None:
            self._writer.close()
            self._writer = None


@tf_export("train.CheckpointSaverHook")
class CheckpointSaverHook(SessionRunHook):
    """Writes a checkpoint at the begin, every ``save_secs`` seconds or ``save_steps`` steps, and at the end.

    Args:
        checkpoint_dir: the folder; checkpoints are called ``checkpoint_basename`` there.
        saver, scaffold: at most one of them; by default the saver in the graph's collection.
        listeners: are told before and after.
        save_graph_def: write the graph, too.

    Raises ValueError when both, or neither, of two exclusive arguments are given.
    """

    def __init__(
        self, checkpoint_dir: FilePath, save_secs: float | None = None, save_steps: int | None = None,
        saver: Saver | None = None, checkpoint_basename: str = "model.ckpt", scaffold: Scaffold | None = None,
        listeners: Sequence[CheckpointSaverListener] | None = None, save_graph_def: bool = True,
    ) -> None:  # fmt: skip
        if saver is not None and scaffold is not None:
            raise InvalidValueError("You cannot provide both saver and scaffold.")
        self._saver, self._scaffold, self._with_graph = saver, scaffold, save_graph_def
        self._folder = os.fspath(checkpoint_dir)
        self._path = os.path.join(self._folder, checkpoint_basename)
        self._timer = SecondOrStepTimer(save_secs, save_steps)
        self._listeners = list(listeners or ())

    def begin(self) -> None:
        self._step = step_of(self)
        for listener in self._listeners:
            listener.begin()

    def after_create_session(self, session: Session, coord: Coordinator) -> None:
        if self._with_graph:
            write_graph(session.graph, self._folder, "graph.pbtxt")
        step = int(session.run(self._step))
        self._save(session, step)
        self._timer.update_last_triggered_step(step)

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        return SessionRunArgs(self._step)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        if not self._timer.should_trigger_for_step(int(run_values.results) + 1):
            return
        step = int(run_context.session.run(self._step))
        if self._timer.should_trigger_for_step(step):
            self._timer.update_last_triggered_step(step)
            if self._save(run_context.session, step):
                run_context.request_stop()

    def end(self, session: Session) -> None:
        step = int(session.run(self._step))
        if step != self._timer.last_triggered_step():
            self._save(session, step)
        for listener in self._listeners:
            listener.end(session, step)

    def _save(self, session: Session, step: int) -> bool:
        """Write a checkpoint; whether a listener wants to stop."""
        for listener in self._listeners:
            listener.before_save(session, step)
        logging.info("Saving checkpoints for %d into %s.", step, self._path)
        self._saver_of(session).save(session, self._path, global_step=step, write_meta_graph=self._with_graph)
        return any([listener.after_save(session, step) for listener in self._listeners])

    def _saver_of(self, session: Session) -> Saver:
        if self._saver is None and self._scaffold is not None:
            self._saver = self._scaffold.saver
        if self._saver is None:
            savers = session.graph.get_collection(SAVERS)
            if len(savers) != 1:
                raise InvalidStateError(
                    f"CheckpointSaverHook found {len(savers)} savers in the graph's collection '{SAVERS}'.\n"
                    "  Remedy: pass saver= or scaffold=."
                )
            self._saver = savers[0]
        assert self._saver is not None
        return self._saver


@tf_export("train.StepCounterHook")
class StepCounterHook(WriterHook):
    """Writes how many steps are made in a second. Raises ValueError unless one of the intervals is given."""

    def __init__(
        self, every_n_steps: int | None = 100, every_n_secs: float | None = None, output_dir: FilePath | None = None,
        summary_writer: FileWriter | None = None,
    ) -> None:  # fmt: skip
        super().__init__(output_dir, summary_writer)
        self._timer = SecondOrStepTimer(every_n_secs, every_n_steps)

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        return SessionRunArgs(self._step)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        if not self._timer.should_trigger_for_step(int(run_values.results) + 1):
            return
        step = int(run_context.session.run(self._step))
        if not self._timer.should_trigger_for_step(step):
            return
        seconds, steps = self._timer.update_last_triggered_step(step)
        if not seconds or steps is None:
            return
        tag = f"{self._step.op.name}/sec"
        logging.info("%s: %g", tag, steps / seconds)
        if self._writer is not None:
            from tensorboard.compat.proto.summary_pb2 import Summary

            value = Summary.Value(tag=tag, simple_value=steps / seconds)
            self._writer.add_summary(Summary(value=[value]).SerializeToString(), step)


@tf_export("train.SummarySaverHook")
class SummarySaverHook(WriterHook):
    """Writes summaries every ``save_steps`` steps or ``save_secs`` seconds.

    Args:
        output_dir, summary_writer: where.
        scaffold, summary_op: one of them says which summary, or list of summaries.

    Raises ValueError when both or neither of two exclusive arguments are given.
    """

    def __init__(
        self, save_steps: int | None = None, save_secs: float | None = None, output_dir: FilePath | None = None,
        summary_writer: FileWriter | None = None, scaffold: Scaffold | None = None, summary_op: Any = None,
    ) -> None:  # fmt: skip
        if (scaffold is None) == (summary_op is None):
            raise InvalidValueError("Exactly one of scaffold or summary_op must be provided.")
        super().__init__(output_dir, summary_writer)
        self._scaffold, self._op = scaffold, summary_op
        self._timer = SecondOrStepTimer(save_secs, save_steps)
        self._next_step: int | None = None

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        self._is_due = self._next_step is None or self._timer.should_trigger_for_step(self._next_step)
        op = self._scaffold.summary_op if self._scaffold is not None else self._op
        ops = op if isinstance(op, list) else [] if op is None else [op]
        return SessionRunArgs({"step": self._step, "summaries": ops if self._is_due else []})

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        step = int(run_values.results["step"]) + 1
        if self._is_due:
            step = int(run_context.session.run(self._step))
            self._timer.update_last_triggered_step(step)
            for summary in run_values.results["summaries"] if self._writer is not None else ():
                assert self._writer is not None
                self._writer.add_summary(summary, step)
        self._next_step = step + 1

    def end(self, session: Session) -> None:
        if self._writer is not None:
            self._writer.flush()
