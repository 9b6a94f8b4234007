"""tf.train: optimizers, checkpoints, learning rates and the global step."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
