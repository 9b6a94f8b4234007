"""tf.contrib.layers: flatten, fully_connected, feature columns, initial values and regularizers."""

from lessonlib.tf1.contrib.layers import dense, feature_columns, initial_values, regularizers
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
