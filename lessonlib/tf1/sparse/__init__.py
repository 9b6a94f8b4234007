"""tf.sparse: tensors that are mostly zero, as the places and values of the others."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
