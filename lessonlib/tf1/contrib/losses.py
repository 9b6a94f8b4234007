"""tf.contrib.losses: the losses of tf.contrib.slim.losses under their other address."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
