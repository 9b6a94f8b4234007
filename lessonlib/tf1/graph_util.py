"""tf.graph_util: graphs as messages, cut and frozen."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
