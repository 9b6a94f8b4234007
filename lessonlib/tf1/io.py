"""tf.io: reading and writing files, and decoding what is in them."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
