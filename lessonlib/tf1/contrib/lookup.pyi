"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.lookup.tables import KeyValueTensorInitializer as KeyValueTensorInitializer
from lessonlib.tf1.lookup.tables import StaticHashTable as HashTable
from lessonlib.tf1.lookup.vocabulary import TextFileIndex as TextFileIndex
from lessonlib.tf1.lookup.vocabulary import TextFileInitializer as TextFileInitializer
from lessonlib.tf1.lookup.vocabulary import index_table_from_file as index_table_from_file
from lessonlib.tf1.lookup.vocabulary import index_table_from_tensor as index_table_from_tensor
from lessonlib.tf1.lookup.vocabulary import index_to_string_table_from_file as index_to_string_table_from_file
from lessonlib.tf1.lookup.vocabulary import index_to_string_table_from_tensor as index_to_string_table_from_tensor
