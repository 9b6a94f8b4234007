"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.graph.ops.logic import bitwise_and as bitwise_and
from lessonlib.graph.ops.logic import bitwise_or as bitwise_or
from lessonlib.graph.ops.logic import bitwise_xor as bitwise_xor
from lessonlib.graph.ops.logic import invert as invert
