"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.contrib.layers.dense import fully_connected as fully_connected
from lessonlib.tf1.contrib.layers.feature_columns import RealValuedColumn as RealValuedColumn
from lessonlib.tf1.contrib.layers.feature_columns import real_valued_column as real_valued_column
from lessonlib.tf1.contrib.layers.initial_values import variance_scaling_initializer as variance_scaling_initializer
from lessonlib.tf1.contrib.layers.initial_values import xavier_initializer as xavier_initializer
from lessonlib.tf1.contrib.layers.regularizers import apply_regularization as apply_regularization
from lessonlib.tf1.contrib.layers.regularizers import l1_l2_regularizer as l1_l2_regularizer
from lessonlib.tf1.contrib.layers.regularizers import l1_regularizer as l1_regularizer
from lessonlib.tf1.contrib.layers.regularizers import l2_regularizer as l2_regularizer
from lessonlib.tf1.contrib.layers.regularizers import sum_regularizer as sum_regularizer
from lessonlib.tf1.layers.core import flatten as flatten
