"""tf.quantization: numbers rounded as a quantised network would round them."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
