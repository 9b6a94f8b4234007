"""Pictures for the lessons. Each function returns a `Picture`, which displays itself and describes itself."""

from lessonlib.viz.curves import learning_curves
from lessonlib.viz.evaluation import confusion_matrix, roc
from lessonlib.viz.functions import activations
from lessonlib.viz.graphs import computation_graph
from lessonlib.viz.network import network
from lessonlib.viz.picture import Picture
from lessonlib.viz.points import decision_boundary, scatter
from lessonlib.viz.surface import surface
from lessonlib.viz.widgets import (
    Explorer,
    activation_explorer,
    graph_stepper,
    learning_rate_explorer,
    perceptron_stepper,
)

__all__ = [
    "Explorer",
    "Picture",
    "activation_explorer",
    "activations",
    "computation_graph",
    "confusion_matrix",
    "decision_boundary",
    "graph_stepper",
    "learning_curves",
    "learning_rate_explorer",
    "network",
    "perceptron_stepper",
    "roc",
    "scatter",
    "surface",
]
