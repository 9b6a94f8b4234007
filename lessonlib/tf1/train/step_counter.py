"""The global step: the variable that counts training steps."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.dtypes import int64
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.session import Session
from lessonlib.graph.variables import GLOBAL_VARIABLES, Variable
from lessonlib.tf1.variables.initializers import zeros_initializer
from lessonlib.tf1.variables.shared import get_variable

GLOBAL_STEP = "global_step"


@tf_export("train.get_global_step")
def get_global_step(graph: Graph | None = None) -> Variable | None:
    """The variable that counts training steps, or None when the graph (the default one) has none."""
    found = (graph or get_default_graph()).get_collection(GLOBAL_STEP)
    return found[0] if found else None


@tf_export("train.create_global_step")
def create_global_step(graph: Graph | None = None) -> Variable:
    """The variable that counts training steps: int64, starts at 0, not trainable.

    Raises ValueError when there is one.
    """
    source = graph or get_default_graph()
    if get_global_step(source) is not None:
        raise InvalidValueError(
            '"global_step" already exists.\n  Remedy: tf.train.get_or_create_global_step().'
        )
    where = [GLOBAL_VARIABLES, GLOBAL_STEP]
    with source.as_default():
        return get_variable("global_step", [], int64, zeros_initializer(), trainable=False, collections=where)


@tf_export("train.get_or_create_global_step")
def get_or_create_global_step(graph: Graph | None = None) -> Variable:
    """The variable that counts training steps; made when there is none."""
    return get_global_step(graph) or create_global_step(graph)


@tf_export("train.global_step")
def global_step(sess: Session, global_step_tensor: Variable) -> int:
    """The number of training steps that a session has made."""
    return int(sess.run(global_step_tensor))


@tf_export("train.assert_global_step")
def assert_global_step(global_step_tensor: Any) -> None:
    """Raise TypeError unless it is a variable or a tensor that can count steps: one integer."""
    if not isinstance(global_step_tensor, (Variable, Tensor)):
        raise InvalidTypeError(
            f'Existing "global_step" must be a Variable or Tensor: {global_step_tensor!r}.'
        )
    if not global_step_tensor.dtype.is_integer:
        raise InvalidTypeError(
            f'Existing "global_step" does not have integer type: {global_step_tensor.dtype.name}.'
        )
    if global_step_tensor.shape.ndims != 0 and global_step_tensor.shape.is_fully_defined():
        raise InvalidTypeError(f'Existing "global_step" is not scalar: {global_step_tensor.shape}.')
