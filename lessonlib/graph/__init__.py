"""The define-then-run engine: a graph of operations, and sessions that run it as PyTorch programs."""

from lessonlib.graph.create import constant, convert_to_tensor, placeholder
from lessonlib.graph.gradients import gradients
from lessonlib.graph.graph import Graph, get_default_graph, reset_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.session import InteractiveSession, Session, Step, get_default_session
from lessonlib.graph.variables import Variable

__all__ = [
    "Graph", "InteractiveSession", "Operation", "Session", "Step", "Tensor", "Variable", "constant",
    "convert_to_tensor", "get_default_graph", "get_default_session", "gradients", "placeholder", "reset_default_graph",
]  # fmt: skip
