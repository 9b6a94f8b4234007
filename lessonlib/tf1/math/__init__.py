"""tf.math: arithmetic, special functions, sums of segments, and what the functions of tf have as their second name."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
