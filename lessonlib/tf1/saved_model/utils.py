"""tf.saved_model.utils: tensors as a signature names them."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
