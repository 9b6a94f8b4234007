"""tf.nn.rnn_cell: recurrent cells."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
