"""Pictures to play with. Each works by keyboard, and is a still picture where widgets cannot be shown."""

from lessonlib.viz.widgets.activation_explorer import activation_explorer
from lessonlib.viz.widgets.explorer import Explorer
from lessonlib.viz.widgets.graph_stepper import graph_stepper
from lessonlib.viz.widgets.learning_rate_explorer import learning_rate_explorer
from lessonlib.viz.widgets.perceptron_stepper import perceptron_stepper

__all__ = ["Explorer", "activation_explorer", "graph_stepper", "learning_rate_explorer", "perceptron_stepper"]
