"""The global step: the variable that counts training steps."""

from __future__ import annotations

from lessonlib.graph.dtypes import int64
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.session import Session
from lessonlib.graph.variables import GLOBAL_VARIABLES, Variable
from lessonlib.tf1.variables.initializers import zeros_initializer
from lessonlib.tf1.variables.scope import get_variable

GLOBAL_STEP = "global_step"


@tf_export("train.get_global_step")
def get_global_step() -> Variable | None:
    """The variable that counts training steps, or None when the default graph has none."""
    found = get_default_graph().get_collection(GLOBAL_STEP)
    return found[0] if found else None


@tf_export("train.get_or_create_global_step", "train.create_global_step")
def get_or_create_global_step() -> Variable:
    """The variable that counts training steps: int64, starts at 0, not trainable."""
    return get_global_step() or get_variable(
        "global_step",
        [],
        int64,
        zeros_initializer(),
        trainable=False,
        collections=[GLOBAL_VARIABLES, GLOBAL_STEP],
    )


@tf_export("train.global_step")
def global_step(sess: Session, global_step_tensor: Variable) -> int:
    """The number of training steps that a session has made."""
    return int(sess.run(global_step_tensor))
