"""tf.errors: the errors of the engine under the names that TensorFlow's users know."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
