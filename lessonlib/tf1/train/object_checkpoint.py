"""tf.train.Checkpoint: saves the variables that named objects hold, and finds them again by these names.

    checkpoint = tf.train.Checkpoint(model=layer, optimizer=optimizer)
    path = checkpoint.save("model/ckpt")  # model/ckpt-1
    checkpoint.restore(path).run_restore_ops()

The files are those of `tf.train.Saver`, with TensorFlow's keys, such as ``model/kernel/.ATTRIBUTES/VARIABLE_VALUE``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import torch

from lessonlib.graph import checkpoint
from lessonlib.graph.checkpoint import FilePath
from lessonlib.graph.errors import refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import find_session
from lessonlib.graph.session import Session
from lessonlib.graph.variables import Variable
from lessonlib.tf1.train.load_status import NamedStatus, NothingStatus, ObjectStatus, Status, status_of
from lessonlib.tf1.train.saver import present_value
from lessonlib.tf1.train.trackable import can_hold, check, children, described


@tf_export("train.Checkpoint")
class Checkpoint:
    """Named objects that hold variables: variables, optimizers, layers, cells, checkpoints, lists and dicts of these.

    ``Checkpoint(model=layer, step=global_step)``; ``checkpoint.more = variable`` adds one. What an optimizer keeps
    beside a variable is saved when both the optimizer and the variable are there.

    Raises ValueError for an object that cannot hold variables.
    """

    _counter: Variable | None = None

    def __init__(self, **kwargs: Any) -> None:
        for name, value in sorted(kwargs.items()):
            check(value)
            setattr(self, name, value)

    @property
    def save_counter(self) -> Variable:
        """An int64 variable that counts the calls of `save`; made when it is first needed."""
        if self._counter is None:
            graph = get_default_graph()
            with graph.control_dependencies(None), graph.name_scope(None):
                self._counter = Variable(np.int64(0), trainable=False, name="save_counter")
        return self._counter

    def save(self, file_prefix: FilePath, session: Session | None = None, options: Any = None) -> str:
        """Write ``file_prefix-1``, ``file_prefix-2`` ... and the folder's state file, and return the path.

        Raises ValueError without a session, and what `write` raises.
        """
        sess = find_session(session, get_default_graph(), "checkpoint.save()")
        path = f"{os.fspath(file_prefix)}-{counted(self, sess)}"
        checkpoint.make_folder(Path(path).parent)
        checkpoint.check_folder(path, "checkpoint")
        self.write(path, sess, options)
        checkpoint.write_state(path, [path], "checkpoint")
        return path

    def write(self, file_prefix: FilePath, session: Session | None = None, options: Any = None) -> str:
        """Write the values to exactly this path, without counting and without the state file, and return it.

        Raises FailedPreconditionError when a variable has no value, or TensorFlow wrote the checkpoint of this path.
        """
        refuse("tf.train.Checkpoint.write", "save from the session that has the values.", options=options)
        sess = find_session(session, get_default_graph(), "checkpoint.write()")
        path = os.fspath(file_prefix)
        graph, variables = described(self)
        values = {key: present_value(sess, variable) for key, variable in variables.items()}
        text = torch.frombuffer(bytearray(graph.SerializeToString()), dtype=torch.uint8)
        checkpoint.make_folder(Path(path).parent)
        checkpoint.check_folder(path, "checkpoint")
        checkpoint.write(path, {**values, checkpoint.OBJECT_GRAPH: text})
        return path

    def restore(self, save_path: FilePath | None) -> ObjectStatus | NamedStatus | NothingStatus:
        """Find the values of a checkpoint, by lessonlib or TensorFlow, for the objects.

        Nothing changes before ``run_restore_ops()`` or ``initialize_or_restore()`` of what this returns, which also
        knows variables made in between. None is no checkpoint: then ``initialize_or_restore()`` initialises.
        What a `tf.train.Saver` wrote is found by the names of the variables in the graph.

        Raises NotFoundError when there is no such file, DataLossError when it is damaged.
        """
        status: Status = status_of(self, save_path)
        if save_path is not None:
            _ = self.save_counter
        return status


def counted(holder: Checkpoint, session: Session) -> int:
    """One more save in this session; the new number."""
    counter = holder.save_counter
    before = session.value_of(counter.op)
    number = 1 if before is None else int(before) + 1
    session.set_values({counter.op: torch.tensor(number)})
    return number


@children.register
def _(holder: Checkpoint) -> dict[str, Any]:
    own = {name: value for name, value in vars(holder).items() if name != "_counter" and can_hold(value)}
    return own if holder._counter is None else {**own, "save_counter": holder._counter}
