"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.contrib.framework.arguments import add_arg_scope as add_arg_scope
from lessonlib.tf1.contrib.framework.arguments import arg_scope as arg_scope
from lessonlib.tf1.contrib.framework.arguments import arg_scoped_arguments as arg_scoped_arguments
from lessonlib.tf1.contrib.framework.arguments import current_arg_scope as current_arg_scope
from lessonlib.tf1.contrib.framework.arguments import has_arg_scope as has_arg_scope
from lessonlib.tf1.contrib.framework.checkpoints import assign_from_checkpoint as assign_from_checkpoint
from lessonlib.tf1.contrib.framework.checkpoints import assign_from_checkpoint_fn as assign_from_checkpoint_fn
from lessonlib.tf1.contrib.framework.checkpoints import assign_from_values as assign_from_values
from lessonlib.tf1.contrib.framework.checkpoints import assign_from_values_fn as assign_from_values_fn
from lessonlib.tf1.contrib.framework.variables import add_model_variable as add_model_variable
from lessonlib.tf1.contrib.framework.variables import create_global_step as create_global_step
from lessonlib.tf1.contrib.framework.variables import filter_variables as filter_variables
from lessonlib.tf1.contrib.framework.variables import get_global_step as get_global_step
from lessonlib.tf1.contrib.framework.variables import get_local_variables as get_local_variables
from lessonlib.tf1.contrib.framework.variables import get_model_variables as get_model_variables
from lessonlib.tf1.contrib.framework.variables import get_or_create_global_step as get_or_create_global_step
from lessonlib.tf1.contrib.framework.variables import get_trainable_variables as get_trainable_variables
from lessonlib.tf1.contrib.framework.variables import get_unique_variable as get_unique_variable
from lessonlib.tf1.contrib.framework.variables import get_variables as get_variables
from lessonlib.tf1.contrib.framework.variables import get_variables_by_name as get_variables_by_name
from lessonlib.tf1.contrib.framework.variables import get_variables_by_suffix as get_variables_by_suffix
from lessonlib.tf1.contrib.framework.variables import get_variables_to_restore as get_variables_to_restore
from lessonlib.tf1.contrib.framework.variables import is_tensor as is_tensor
from lessonlib.tf1.contrib.framework.variables import local_variable as local_variable
from lessonlib.tf1.contrib.framework.variables import model_variable as model_variable
from lessonlib.tf1.contrib.framework.variables import variable as variable
