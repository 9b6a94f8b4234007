"""tf.saved_model: a graph, its values and the names of what it takes and gives, in one folder."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
