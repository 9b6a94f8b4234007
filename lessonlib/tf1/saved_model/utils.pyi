"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.saved_model.signatures import build_tensor_info as build_tensor_info
from lessonlib.tf1.saved_model.signatures import get_tensor_from_tensor_info as get_tensor_from_tensor_info
