"""tf.train: optimizers, checkpoints and the global step."""

from lessonlib.graph.checkpoint import (
    CheckpointState,
    Saver,
    checkpoint_exists,
    get_checkpoint_state,
    import_meta_graph,
    latest_checkpoint,
)
from lessonlib.graph.dtypes import int64
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.initializers import zeros_initializer
from lessonlib.graph.metagraph import export_meta_graph
from lessonlib.graph.optimizers import (
    AdagradOptimizer,
    AdamOptimizer,
    GradientDescentOptimizer,
    MomentumOptimizer,
    Optimizer,
    RMSPropOptimizer,
)
from lessonlib.graph.schedules import (
    exponential_decay,
    inverse_time_decay,
    natural_exp_decay,
    piecewise_constant,
    polynomial_decay,
)
from lessonlib.graph.session import Session
from lessonlib.graph.variable_scope import get_variable
from lessonlib.graph.variables import GLOBAL_VARIABLES, Variable

GLOBAL_STEP = "global_step"


def get_global_step() -> Variable | None:
    """The variable that counts training steps, or None when the default graph has none."""
    found = get_default_graph().get_collection(GLOBAL_STEP)
    return found[0] if found else None


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


create_global_step = get_or_create_global_step


def global_step(sess: Session, global_step_tensor: Variable) -> int:
    """The number of training steps that a session has made."""
    return int(sess.run(global_step_tensor))


__all__ = [
    "AdagradOptimizer", "AdamOptimizer", "CheckpointState", "GradientDescentOptimizer", "MomentumOptimizer",
    "Optimizer", "RMSPropOptimizer", "Saver", "checkpoint_exists", "create_global_step", "exponential_decay",
    "export_meta_graph", "get_checkpoint_state", "get_global_step", "get_or_create_global_step", "global_step",
    "import_meta_graph", "inverse_time_decay", "latest_checkpoint", "natural_exp_decay", "piecewise_constant",
    "polynomial_decay",
]  # fmt: skip
