"""tf.debugging: second names of assertions and checks."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
