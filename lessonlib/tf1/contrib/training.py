"""tf.contrib.training: hyperparameters, and helpers for gradients."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
