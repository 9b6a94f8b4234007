"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.lookup.tables import KeyValueTensorInitializer as KeyValueTensorInitializer
from lessonlib.tf1.lookup.tables import StaticHashTable as StaticHashTable
