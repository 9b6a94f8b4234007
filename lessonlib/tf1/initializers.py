"""tf.initializers: initial values of variables, under their short names."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
