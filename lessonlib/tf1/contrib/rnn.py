"""tf.contrib.rnn: the recurrent cells under their older address."""

from lessonlib.tf1.nn.rnn_cell import (
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
from lessonlib.tf1.rnn.unrolled import static_bidirectional_rnn, static_rnn
from lessonlib.tf1.rnn.wrappers import OutputProjectionWrapper

__all__ = [
    "BasicLSTMCell", "BasicRNNCell", "DropoutWrapper", "GRUCell", "LSTMCell", "LSTMStateTuple", "MultiRNNCell",
    "OutputProjectionWrapper", "RNNCell", "ResidualWrapper", "static_bidirectional_rnn", "static_rnn",
]  # fmt: skip
