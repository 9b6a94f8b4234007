"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.rnn.cell import BasicRNNCell as BasicRNNCell
from lessonlib.tf1.rnn.cell import GRUCell as GRUCell
from lessonlib.tf1.rnn.cell import RNNCell as RNNCell
from lessonlib.tf1.rnn.lstm import BasicLSTMCell as BasicLSTMCell
from lessonlib.tf1.rnn.lstm import LSTMCell as LSTMCell
from lessonlib.tf1.rnn.state import LSTMStateTuple as LSTMStateTuple
from lessonlib.tf1.rnn.unrolled import static_bidirectional_rnn as static_bidirectional_rnn
from lessonlib.tf1.rnn.unrolled import static_rnn as static_rnn
from lessonlib.tf1.rnn.wrappers import DropoutWrapper as DropoutWrapper
from lessonlib.tf1.rnn.wrappers import MultiRNNCell as MultiRNNCell
from lessonlib.tf1.rnn.wrappers import OutputProjectionWrapper as OutputProjectionWrapper
from lessonlib.tf1.rnn.wrappers import ResidualWrapper as ResidualWrapper
