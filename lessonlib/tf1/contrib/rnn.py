"""tf.contrib.rnn: the recurrent cells under their older address."""

from lessonlib.graph.recurrent import static_bidirectional_rnn, static_rnn
from lessonlib.graph.rnn_wrappers import OutputProjectionWrapper
from lessonlib.tf1.rnn_cell import (
    BasicLSTMCell,
    BasicRNNCell,
    DropoutWrapper,
    GRUCell,
    LSTMCell,
    LSTMStateTuple,
    MultiRNNCell,
    ResidualWrapper,
    RNNCell,
)

__all__ = [
    "BasicLSTMCell", "BasicRNNCell", "DropoutWrapper", "GRUCell", "LSTMCell", "LSTMStateTuple", "MultiRNNCell",
    "OutputProjectionWrapper", "RNNCell", "ResidualWrapper", "static_bidirectional_rnn", "static_rnn",
]  # fmt: skip
