"""tf.saved_model.tag_constants: the tags of saved graphs."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
