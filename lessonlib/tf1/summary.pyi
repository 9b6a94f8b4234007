"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.graph.summary import FileWriter as FileWriter
from lessonlib.graph.summary import histogram as histogram
from lessonlib.graph.summary import image as image
from lessonlib.graph.summary import merge as merge
from lessonlib.graph.summary import merge_all as merge_all
from lessonlib.graph.summary import scalar as scalar
