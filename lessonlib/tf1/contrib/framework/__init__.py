"""tf.contrib.framework: default arguments for blocks of code, and variables by collection, name and checkpoint."""

from lessonlib.tf1.contrib.framework import arguments, checkpoints, variables
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
