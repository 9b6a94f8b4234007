"""tf.manip: second names of functions that rearrange tensors."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
