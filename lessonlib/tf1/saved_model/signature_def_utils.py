"""tf.saved_model.signature_def_utils: makes signatures."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
