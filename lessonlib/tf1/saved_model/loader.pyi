"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.saved_model.writer import contains_saved_model as maybe_saved_model_directory
from lessonlib.tf1.saved_model.writer import load as load
