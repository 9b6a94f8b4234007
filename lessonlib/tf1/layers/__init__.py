"""tf.layers: layers as objects that own their variables, and as functions that make such an object and call it."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
