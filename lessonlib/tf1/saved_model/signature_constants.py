"""tf.saved_model.signature_constants: the keys and method names of signatures."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
