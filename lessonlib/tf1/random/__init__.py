"""tf.random: random numbers, drawn anew at each run."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
