"""tf.python_io: reading and writing TensorFlow's files."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
