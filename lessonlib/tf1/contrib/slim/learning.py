"""tf.contrib.slim.learning: a training step as one operation, and the loop that runs it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from lessonlib.graph.checkpoint import latest_checkpoint
from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.errors import InvalidValueError, OutOfRangeError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.file_writer import FileWriter
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.array import identity
from lessonlib.graph.ops.host import assert_
from lessonlib.graph.ops.logic import is_finite
from lessonlib.graph.ops.norms import clip_by_norm
from lessonlib.graph.ops.reduction import reduce_all
from lessonlib.graph.optimizers import Optimizer
from lessonlib.graph.session import Session
from lessonlib.graph.summary import histogram, merge_all
from lessonlib.graph.types import FeedDict
from lessonlib.graph.variables import Variable, global_variables_initializer
from lessonlib.tf1 import logging
from lessonlib.tf1.namespace import namespace
from lessonlib.tf1.train.saver import Saver
from lessonlib.tf1.train.step_counter import get_or_create_global_step
from lessonlib.tf1.variables.local import local_variables_initializer

_USE_GLOBAL_STEP = 0
Pairs = list[tuple[Any, Variable]]


@tf_export("contrib.slim.learning.clip_gradient_norms", "contrib.training.clip_gradient_norms")
def clip_gradient_norms(gradients_to_variables: Pairs, max_norm: float) -> Pairs:
    """Each gradient shortened to ``max_norm`` where it is longer."""
    return [
        (None if grad is None else clip_by_norm(grad, max_norm), variable)
        for grad, variable in gradients_to_variables
    ]


@tf_export("contrib.slim.learning.multiply_gradients", "contrib.training.multiply_gradients")
def multiply_gradients(grads_and_vars: Pairs, gradient_multipliers: Mapping[Any, float]) -> Pairs:
    """The gradients of the variables in the dict, by variable or by name, times the numbers in it."""
    if not gradient_multipliers:
        raise InvalidValueError("gradient_multipliers is empty.")
    scaled = []
    for grad, variable in grads_and_vars:
        factor = gradient_multipliers.get(variable, gradient_multipliers.get(variable.op.name))
        scaled.append((grad if grad is None or factor is None else grad * factor, variable))
    return scaled


@tf_export("contrib.slim.learning.add_gradients_summaries", "contrib.training.add_gradients_summaries")
def add_gradients_summaries(grads_and_vars: Pairs) -> list[Tensor]:
    """A histogram of each gradient."""
    return [
        histogram(f"{variable.op.name}_gradient", grad)
        for grad, variable in grads_and_vars
        if grad is not None
    ]


@tf_export("contrib.slim.learning.create_train_op")
def create_train_op(
    total_loss: Tensor, optimizer: Optimizer, global_step: Any = _USE_GLOBAL_STEP,
    update_ops: Sequence[Operation | Tensor] | None = None, variables_to_train: Sequence[Variable] | None = None,
    clip_gradient_norm: float = 0, summarize_gradients: bool = False, gate_gradients: int = 1,
    aggregation_method: Any = None, colocate_gradients_with_ops: bool = False,
    gradient_multipliers: Mapping[Any, float] | None = None, check_numerics: bool = True,
) -> Tensor:  # fmt: skip
    """A tensor that has the loss, and whose run makes one training step.

    Args:
        global_step: counts the steps; the graph's own when not said, nothing does when None.
        update_ops: run before the loss; the collection ``update_ops`` when None.
        variables_to_train: all trainable ones when None.
        clip_gradient_norm: the longest length of each gradient; 0 for any.
        summarize_gradients: make a histogram of each.
        gradient_multipliers: factors for gradients, by variable or by name.
        check_numerics: fail when the loss is not a finite number.
        gate_gradients, aggregation_method, colocate_gradients_with_ops: taken for TensorFlow's sake.
    """
    graph, loss = get_default_graph(), convert_to_tensor(total_loss)
    step = get_or_create_global_step() if global_step is _USE_GLOBAL_STEP else global_step
    before = graph.get_collection("update_ops") if update_ops is None else list(update_ops)
    if before:
        with graph.control_dependencies(before):
            loss = identity(loss, name="update_barrier")
    pairs = optimizer.compute_gradients(loss, variables_to_train)
    pairs = multiply_gradients(pairs, gradient_multipliers) if gradient_multipliers else pairs
    pairs = clip_gradient_norms(pairs, clip_gradient_norm) if clip_gradient_norm > 0 else pairs
    if summarize_gradients:
        add_gradients_summaries(pairs)
    update = optimizer.apply_gradients(pairs, step)
    with graph.name_scope("train_op"):
        checks = (
            [assert_(reduce_all(is_finite(loss)), ["LossTensor is inf or nan", loss])]
            if check_numerics
            else []
        )
        with graph.control_dependencies([update, *checks]):
            train_op = identity(loss)
    graph.add_to_collection("train_op", train_op)
    return train_op


@tf_export("contrib.slim.learning.train")
def train(
    train_op: Tensor, logdir: str | None, train_step_fn: Any = None, train_step_kwargs: Any = None,
    log_every_n_steps: int = 1, graph: Graph | None = None, master: str = "", is_chief: bool = True,
    global_step: Variable | None = None, number_of_steps: int | None = None, init_op: Any = None,
    init_feed_dict: FeedDict | None = None, local_init_op: Any = None,
    init_fn: Callable[[Session], Any] | None = None, ready_op: Any = None, summary_op: Any = _USE_GLOBAL_STEP,
    save_summaries_secs: float = 600, summary_writer: Any = _USE_GLOBAL_STEP, startup_delay_steps: int = 0,
    saver: Saver | None = None, save_interval_secs: float = 600, sync_optimizer: Any = None,
    session_config: Any = None, session_wrapper: Callable[[Session], Any] | None = None,
    trace_every_n_steps: int | None = None, ignore_live_threads: bool = False,
) -> Any:  # fmt: skip
    """Run the training step until the global step is ``number_of_steps`` or the data end; returns the last loss.

    It goes on from the newest checkpoint in ``logdir``, and saves one there every ``save_interval_secs`` and at the
    end, summaries every ``save_summaries_secs``. Without a checkpoint the variables get their initial values, then
    ``init_fn(session)`` is called. ``logdir=None`` writes nothing.

    Raises ValueError when ``number_of_steps`` is not positive; NotImplementedError for what spreads training over
    processes, and for ``train_step_fn``, ``train_step_kwargs``, ``ready_op`` and ``trace_every_n_steps``.
    """
    refuse("contrib.slim.learning.train", "write the loop yourself: while step < n: session.run(train_op).",
           train_step_fn=train_step_fn, train_step_kwargs=train_step_kwargs, master=master or None, ready_op=ready_op,
           is_chief=None if is_chief else "False", sync_optimizer=sync_optimizer,
           startup_delay_steps=startup_delay_steps or None,
           trace_every_n_steps=trace_every_n_steps)  # fmt: skip
    if number_of_steps is not None and number_of_steps <= 0:
        raise InvalidValueError(
            f"number_of_steps must be either None or a positive number, but is {number_of_steps}."
        )
    graph = graph or train_op.graph
    with graph.as_default():
        counter = global_step if global_step is not None else get_or_create_global_step()
        summaries = merge_all() if summary_op is _USE_GLOBAL_STEP else summary_op
        starts = [init_op or global_variables_initializer(), local_init_op or local_variables_initializer()]
        keeper = saver or Saver()
    with Session(graph=graph, config=session_config) as plain:
        session = session_wrapper(plain) if session_wrapper else plain
        session.run(starts, init_feed_dict)
        newest = latest_checkpoint(logdir) if logdir else None
        if newest:
            keeper.restore(session, newest)
        elif init_fn is not None:
            init_fn(session)
        writer = (
            FileWriter(logdir, graph)
            if logdir and summary_writer is _USE_GLOBAL_STEP
            else summary_writer or None
        )
        loop = _Loop(session, train_op, counter, summaries, writer, keeper, logdir)
        return loop.run(number_of_steps, log_every_n_steps, save_summaries_secs, save_interval_secs)


class _Loop:
    """One run of `train`: the steps, and what is written meanwhile."""

    def __init__(
        self, session: Session, train_op: Tensor, counter: Variable, summaries: Any, writer: Any, saver: Saver,
        logdir: str | None,
    ) -> None:  # fmt: skip
        self.session, self.train_op, self.counter = session, train_op, counter
        self.summaries, self.writer, self.saver, self.logdir = summaries, writer, saver, logdir

    def run(self, last: int | None, log_every: int, summary_secs: float, save_secs: float) -> Any:
        loss: Any = None
        step, summarized, saved = int(self.session.run(self.counter)), 0.0, time.monotonic()
        try:
            while last is None or step < last:
                loss = self.session.run(self.train_op)
                step = int(self.session.run(self.counter))
                if log_every and step % log_every == 0:
                    logging.info("global step %d: loss = %.4f", step, np.asarray(loss))
                now = time.monotonic()
                if now - summarized >= summary_secs or not summarized:
                    summarized = now
                    self._summarize(step)
                if now - saved >= save_secs:
                    saved = now
                    self._save()
        except OutOfRangeError:
            logging.info("The data have ended.")
        self._save()
        if self.writer is not None:
            self.writer.close()
        return loss

    def _summarize(self, step: int) -> None:
        if self.writer is not None and self.summaries is not None:
            self.writer.add_summary(self.session.run(self.summaries), step)

    def _save(self) -> None:
        if self.logdir:
            self.saver.save(self.session, os.path.join(self.logdir, "model.ckpt"), global_step=self.counter)


__getattr__, __dir__ = namespace(globals())
