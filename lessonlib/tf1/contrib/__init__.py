"""tf.contrib, as far as programs use it."""

from lessonlib.tf1.contrib import (
    crf,
    framework,
    hyperparameters,
    layers,
    learn,
    legacy_seq2seq,
    lookup,
    losses,
    metrics,
    rnn,
    seq2seq,
    slim,
    training,
)
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
