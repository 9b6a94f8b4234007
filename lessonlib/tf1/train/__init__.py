"""tf.train: optimizers, checkpoints, learning rates and the global step."""

from lessonlib.graph.checkpoint import (
    CheckpointState,
    checkpoint_exists,
    get_checkpoint_state,
    latest_checkpoint,
)
from lessonlib.graph.optimizers import (
    AdagradOptimizer,
    AdamOptimizer,
    GradientDescentOptimizer,
    MomentumOptimizer,
    Optimizer,
    RMSPropOptimizer,
)
from lessonlib.tf1.meta_graph.writer import export_meta_graph
from lessonlib.tf1.train.learning_rate import (
    exponential_decay,
    inverse_time_decay,
    natural_exp_decay,
    piecewise_constant,
    polynomial_decay,
)
from lessonlib.tf1.train.saver import Saver, import_meta_graph
from lessonlib.tf1.train.step_counter import (
    create_global_step,
    get_global_step,
    get_or_create_global_step,
    global_step,
)

__all__ = [
    "AdagradOptimizer", "AdamOptimizer", "CheckpointState", "GradientDescentOptimizer", "MomentumOptimizer",
    "Optimizer", "RMSPropOptimizer", "Saver", "checkpoint_exists", "create_global_step", "exponential_decay",
    "export_meta_graph", "get_checkpoint_state", "get_global_step", "get_or_create_global_step", "global_step",
    "import_meta_graph", "inverse_time_decay", "latest_checkpoint", "natural_exp_decay", "piecewise_constant",
    "polynomial_decay",
]  # fmt: skip
