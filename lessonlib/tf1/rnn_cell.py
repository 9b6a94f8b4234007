"""tf.nn.rnn_cell: recurrent cells."""

from lessonlib.graph.rnn_cell import BasicRNNCell, GRUCell, RNNCell
from lessonlib.graph.rnn_lstm import BasicLSTMCell, LSTMCell
from lessonlib.graph.rnn_state import LSTMStateTuple
from lessonlib.graph.rnn_wrappers import DropoutWrapper, MultiRNNCell, ResidualWrapper

__all__ = [
    "BasicLSTMCell", "BasicRNNCell", "DropoutWrapper", "GRUCell", "LSTMCell", "LSTMStateTuple", "MultiRNNCell",
    "RNNCell", "ResidualWrapper",
]  # fmt: skip
