"""tf.saved_model.loader: reads saved models."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
