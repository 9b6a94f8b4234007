"""tf.nn: activations, losses, convolution, normalisation, look-ups, recurrent networks."""

from lessonlib.tf1.namespace import namespace
from lessonlib.tf1.nn import rnn_cell

__getattr__, __dir__ = namespace(globals())
