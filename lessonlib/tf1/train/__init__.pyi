"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.graph.checkpoint import CheckpointState as CheckpointState
from lessonlib.graph.checkpoint import checkpoint_exists as checkpoint_exists
from lessonlib.graph.checkpoint import get_checkpoint_state as get_checkpoint_state
from lessonlib.graph.checkpoint import latest_checkpoint as latest_checkpoint
from lessonlib.graph.optimizers import AdagradOptimizer as AdagradOptimizer
from lessonlib.graph.optimizers import AdamOptimizer as AdamOptimizer
from lessonlib.graph.optimizers import GradientDescentOptimizer as GradientDescentOptimizer
from lessonlib.graph.optimizers import MomentumOptimizer as MomentumOptimizer
from lessonlib.graph.optimizers import Optimizer as Optimizer
from lessonlib.graph.optimizers import RMSPropOptimizer as RMSPropOptimizer
from lessonlib.tf1.meta_graph.writer import export_meta_graph as export_meta_graph
from lessonlib.tf1.summaries import summary_iterator as summary_iterator
from lessonlib.tf1.train.learning_rate import exponential_decay as exponential_decay
from lessonlib.tf1.train.learning_rate import inverse_time_decay as inverse_time_decay
from lessonlib.tf1.train.learning_rate import natural_exp_decay as natural_exp_decay
from lessonlib.tf1.train.learning_rate import piecewise_constant as piecewise_constant
from lessonlib.tf1.train.learning_rate import polynomial_decay as polynomial_decay
from lessonlib.tf1.train.saver import Saver as Saver
from lessonlib.tf1.train.saver import import_meta_graph as import_meta_graph
from lessonlib.tf1.train.step_counter import create_global_step as create_global_step
from lessonlib.tf1.train.step_counter import get_global_step as get_global_step
from lessonlib.tf1.train.step_counter import get_or_create_global_step as get_or_create_global_step
from lessonlib.tf1.train.step_counter import global_step as global_step
