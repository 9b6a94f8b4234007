"""Pictures for the lessons. Each function returns a `Picture`, which displays itself and describes itself."""

from lessonlib.viz.curves import learning_curves
from lessonlib.viz.evaluation import confusion_matrix, roc
from lessonlib.viz.functions import activations
from lessonlib.viz.graphs import computation_graph
from lessonlib.viz.network import network
from lessonlib.viz.picture import Picture
from lessonlib.viz.points import decision_boundary, scatter
from lessonlib.viz.surface import surface

__all__ = [
    "Picture",
    "activations",
    "computation_graph",
    "confusion_matrix",
    "decision_boundary",
    "learning_curves",
    "network",
    "roc",
    "scatter",
    "surface",
]
