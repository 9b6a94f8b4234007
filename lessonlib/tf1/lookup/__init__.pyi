"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.lookup.tables import KeyValueTensorInitializer as KeyValueTensorInitializer
from lessonlib.tf1.lookup.tables import StaticHashTable as StaticHashTable
from lessonlib.tf1.lookup.vocabulary import StaticVocabularyTable as StaticVocabularyTable
from lessonlib.tf1.lookup.vocabulary import TextFileIndex as TextFileIndex
from lessonlib.tf1.lookup.vocabulary import TextFileInitializer as TextFileInitializer
