"""tf.contrib.slim.evaluation: measure a checkpoint."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.errors import InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.file_writer import FileWriter
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.session import Session
from lessonlib.graph.summary import merge_all
from lessonlib.graph.types import FeedDict
from lessonlib.graph.variables import Variable, global_variables, global_variables_initializer
from lessonlib.tf1.namespace import namespace
from lessonlib.tf1.train.saver import Saver
from lessonlib.tf1.train.step_counter import get_global_step
from lessonlib.tf1.variables.local import local_variables_initializer

_USE_DEFAULT = 0


@tf_export("contrib.slim.evaluation.evaluate_once")
def evaluate_once(
    master: str, checkpoint_path: str, logdir: str | None, num_evals: int = 1, initial_op: Any = None,
    initial_op_feed_dict: FeedDict | None = None, eval_op: Any = None, eval_op_feed_dict: FeedDict | None = None,
    final_op: Any = None, final_op_feed_dict: FeedDict | None = None, summary_op: Any = _USE_DEFAULT,
    summary_op_feed_dict: FeedDict | None = None, variables_to_restore: list[Variable] | None = None,
    session_config: Any = None, hooks: Any = None,
) -> Any:  # fmt: skip
    """Restore a checkpoint, run ``eval_op`` ``num_evals`` times, and return the value of ``final_op``.

    ``initial_op`` runs first, the local variables' initializer when None. The summaries, of the whole graph when not
    said, are written to ``logdir``. ``master`` must be empty, and ``hooks`` cannot be given.
    """
    refuse("contrib.slim.evaluation.evaluate_once", "leave it out.", master=master or None, hooks=hooks)
    if num_evals < 1:
        raise InvalidValueError(f"num_evals must be 1 or more, but is {num_evals}.")
    summaries = merge_all() if summary_op is _USE_DEFAULT else summary_op
    chosen, step = variables_to_restore or global_variables(), get_global_step()
    start, local = global_variables_initializer(), initial_op or local_variables_initializer()
    with Session(graph=get_default_graph(), config=session_config) as session:
        session.run(start)
        Saver(chosen).restore(session, checkpoint_path)
        session.run(local, initial_op_feed_dict)
        for _ in range(num_evals if eval_op is not None else 0):
            session.run(eval_op, eval_op_feed_dict)
        if logdir and summaries is not None:
            with FileWriter(logdir) as writer:
                content = session.run(summaries, summary_op_feed_dict)
                writer.add_summary(content, 0 if step is None else int(session.run(step)))
        return None if final_op is None else session.run(final_op, final_op_feed_dict)


__getattr__, __dir__ = namespace(globals())
