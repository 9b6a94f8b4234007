"""tf.image: pictures as tensors (height, width, channels), or (batch, height, width, channels)."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
