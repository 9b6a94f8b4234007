"""tf.contrib.rnn: the recurrent cells under their older address."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
