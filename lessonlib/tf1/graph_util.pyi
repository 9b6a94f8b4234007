"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.graph_def.freezing import convert_variables_to_constants as convert_variables_to_constants
from lessonlib.tf1.graph_def.freezing import extract_sub_graph as extract_sub_graph
from lessonlib.tf1.graph_def.importer import import_graph_def as import_graph_def
