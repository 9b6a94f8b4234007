"""tf.contrib.slim.metrics: the measures of tf.contrib.metrics under their other address."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
