"""What an estimator writes while it trains: checkpoints, summaries and a log of the loss."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lessonlib.graph import checkpoint
from lessonlib.graph.file_writer import FileWriter
from lessonlib.graph.graph import Graph
from lessonlib.graph.ops.array import identity
from lessonlib.graph.session import Session
from lessonlib.graph.summary import merge_all, scalar
from lessonlib.tf1 import logging
from lessonlib.tf1.estimator.config import RunConfig
from lessonlib.tf1.estimator.running import HookedRuns
from lessonlib.tf1.estimator.specification import EstimatorSpec
from lessonlib.tf1.train.hooks import NanLossDuringTrainingError
from lessonlib.tf1.train.saver import Saver
from lessonlib.tf1.train.step_counter import get_or_create_global_step


class Recorder:
    """Training steps, with checkpoints at the start, as often as the configuration says, and at the end.

    Summaries and the log of the loss are written at the first step, and then as often as it says.
    """

    def __init__(
        self, config: RunConfig, graph: Graph, spec: EstimatorSpec, listeners: Sequence[Any]
    ) -> None:
        self._config, self._graph, self._listeners = config, graph, listeners
        self._folder = str(config.model_dir)
        with graph.control_dependencies([spec.train_op]):
            self._fetches = [spec.train_op, spec.loss, identity(get_or_create_global_step(graph))]
        scalar("loss", spec.loss)
        self._summaries = merge_all()
        self._saver = getattr(spec.scaffold, "saver", None) or Saver(
            max_to_keep=config.keep_checkpoint_max,
            keep_checkpoint_every_n_hours=config.keep_checkpoint_every_n_hours,
        )
        self._done = 0

    def begin(self, session: Session, step: int) -> None:
        """A checkpoint of the values at the start, unless that is where they come from."""
        for listener in self._listeners:
            listener.begin()
        self._writer = FileWriter(self._folder, self._graph)
        self.step = self._saved_step = step
        self._saved_at = time.monotonic()
        state = checkpoint.get_checkpoint_state(self._folder)
        if state is None:
            self._save(session)
        else:
            self._saver.recover_last_checkpoints(state.all_model_checkpoint_paths)

    def train(self, runs: HookedRuns) -> None:
        """One training step. Raises RuntimeError when the loss is not a number."""
        summarize = (
            bool(self._config.save_summary_steps) and self._done % (self._config.save_summary_steps or 1) == 0
        )
        fetches = [*self._fetches, self._summaries] if summarize else self._fetches
        _, loss, step, *summary = runs.run(fetches)
        if math.isnan(float(loss)):
            raise NanLossDuringTrainingError
        if summary:
            self._writer.add_summary(summary[0], int(step))
        if self._config.log_step_count_steps and self._done % self._config.log_step_count_steps == 0:
            logging.info("loss = %s, step = %d", loss, step)
        self.step, self._done = int(step), self._done + 1
        every, seconds = self._config.save_checkpoints_steps, self._config.save_checkpoints_secs
        passed, waited = self.step - self._saved_step, time.monotonic() - self._saved_at
        if (every and passed >= every) or (seconds and waited >= seconds):
            self._save(runs.session)

    def end(self, session: Session) -> None:
        """The last checkpoint."""
        if self.step != self._saved_step:
            self._save(session)
        for listener in self._listeners:
            listener.end(session, self.step)
        self._writer.close()

    def _save(self, session: Session) -> None:
        for listener in self._listeners:
            listener.before_save(session, self.step)
        path = os.path.join(self._folder, "model.ckpt")
        self._saver.save(session, path, self.step, write_meta_graph=False)  # the input is not exportable
        self._saved_step, self._saved_at = self.step, time.monotonic()
        for listener in self._listeners:
            listener.after_save(session, self.step)


def write_values(folder: str, values: Mapping[str, Any]) -> None:
    """Numbers as summaries at their ``global_step``."""
    with FileWriter(folder) as writer:
        numbers = {
            key: value for key, value in values.items() if key != "global_step" and np.ndim(value) == 0
        }
        writer.add_summary(_as_summary(numbers), int(values["global_step"]))


def _as_summary(numbers: Mapping[str, Any]) -> Any:
    from tensorboard.compat.proto.summary_pb2 import Summary

    return Summary(
        value=[Summary.Value(tag=key, simple_value=float(value)) for key, value in numbers.items()]
    )
