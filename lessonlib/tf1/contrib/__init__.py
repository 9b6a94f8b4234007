"""tf.contrib, as far as the documents use it."""

from lessonlib.tf1.contrib import layers, learn, rnn, seq2seq
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
