"""Pictures for the lessons. Each function returns a `Picture`, which displays itself and describes itself."""

from lessonlib.viz.curves import learning_curves
from lessonlib.viz.functions import activations
from lessonlib.viz.picture import Picture
from lessonlib.viz.points import decision_boundary, scatter

__all__ = ["Picture", "activations", "decision_boundary", "learning_curves", "scatter"]
