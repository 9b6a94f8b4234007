"""tf.contrib.lookup: tables from words to numbers and back, under their older address."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
