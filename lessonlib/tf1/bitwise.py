"""tf.bitwise: logic of integers, bit by bit."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
