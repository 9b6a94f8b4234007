"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.graph.variables import global_variables_initializer as global_variables
from lessonlib.graph.variables import variables_initializer as variables
from lessonlib.tf1.variables.collections import tables_initializer as tables_initializer
from lessonlib.tf1.variables.initializers import constant_initializer as constant
from lessonlib.tf1.variables.initializers import glorot_normal_initializer as glorot_normal
from lessonlib.tf1.variables.initializers import glorot_uniform_initializer as glorot_uniform
from lessonlib.tf1.variables.initializers import he_normal as he_normal
from lessonlib.tf1.variables.initializers import he_uniform as he_uniform
from lessonlib.tf1.variables.initializers import identity_initializer as identity
from lessonlib.tf1.variables.initializers import lecun_normal as lecun_normal
from lessonlib.tf1.variables.initializers import lecun_uniform as lecun_uniform
from lessonlib.tf1.variables.initializers import ones_initializer as ones
from lessonlib.tf1.variables.initializers import orthogonal_initializer as orthogonal
from lessonlib.tf1.variables.initializers import random_normal_initializer as random_normal
from lessonlib.tf1.variables.initializers import random_uniform_initializer as random_uniform
from lessonlib.tf1.variables.initializers import truncated_normal_initializer as truncated_normal
from lessonlib.tf1.variables.initializers import uniform_unit_scaling_initializer as uniform_unit_scaling
from lessonlib.tf1.variables.initializers import variance_scaling_initializer as variance_scaling
from lessonlib.tf1.variables.initializers import zeros_initializer as zeros
from lessonlib.tf1.variables.local import local_variables_initializer as local_variables
