"""tf.nn.rnn_cell: recurrent cells."""

from lessonlib.tf1.rnn.cell import BasicRNNCell, GRUCell, RNNCell
from lessonlib.tf1.rnn.lstm import BasicLSTMCell, LSTMCell
from lessonlib.tf1.rnn.state import LSTMStateTuple
from lessonlib.tf1.rnn.wrappers import DropoutWrapper, MultiRNNCell, ResidualWrapper

__all__ = [
    "BasicLSTMCell", "BasicRNNCell", "DropoutWrapper", "GRUCell", "LSTMCell", "LSTMStateTuple", "MultiRNNCell",
    "RNNCell", "ResidualWrapper",
]  # fmt: skip
