"""tf.strings: text, byte by byte."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
