"""tf.linalg: linear algebra."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
