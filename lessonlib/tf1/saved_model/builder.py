"""tf.saved_model.builder: writes saved models."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
