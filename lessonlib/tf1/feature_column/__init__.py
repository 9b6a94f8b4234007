"""tf.feature_column: what the features of a table are, and how they become the input of a model."""

from lessonlib.tf1.feature_column import categorical, crossed, dense, models, numeric, refused
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
