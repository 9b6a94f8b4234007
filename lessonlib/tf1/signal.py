"""tf.signal: Fourier transforms, and windows."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
