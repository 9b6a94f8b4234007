"""tf.contrib, as far as the documents use it."""

from lessonlib.tf1.contrib import layers, learn, rnn, seq2seq

__all__ = ["layers", "learn", "rnn", "seq2seq"]
