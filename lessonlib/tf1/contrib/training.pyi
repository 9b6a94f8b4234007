"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.contrib.hyperparameters import HParams as HParams
from lessonlib.tf1.contrib.slim.learning import add_gradients_summaries as add_gradients_summaries
from lessonlib.tf1.contrib.slim.learning import clip_gradient_norms as clip_gradient_norms
from lessonlib.tf1.contrib.slim.learning import multiply_gradients as multiply_gradients
