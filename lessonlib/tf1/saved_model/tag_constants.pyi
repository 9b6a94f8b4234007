"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.saved_model.constants import GPU as GPU
from lessonlib.tf1.saved_model.constants import SERVING as SERVING
from lessonlib.tf1.saved_model.constants import TPU as TPU
from lessonlib.tf1.saved_model.constants import TRAINING as TRAINING
