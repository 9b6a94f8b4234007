"""tf.contrib.layers: layers as functions, with regularizers, initial values, feature columns and training steps."""

from lessonlib.tf1.contrib.layers import (
    convolutions,
    dense,
    feature_columns,
    initial_values,
    normalizations,
    regularizers,
    shaping,
    summaries,
    training,
)
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
