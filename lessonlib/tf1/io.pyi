"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.files.features import FixedLenFeature as FixedLenFeature
from lessonlib.tf1.files.features import FixedLenSequenceFeature as FixedLenSequenceFeature
from lessonlib.tf1.files.features import VarLenFeature as VarLenFeature
from lessonlib.tf1.files.features import parse_example as parse_example
from lessonlib.tf1.files.features import parse_single_example as parse_single_example
from lessonlib.tf1.files.features import parse_single_sequence_example as parse_single_sequence_example
from lessonlib.tf1.files.records import TFRecordCompressionType as TFRecordCompressionType
from lessonlib.tf1.files.records import TFRecordOptions as TFRecordOptions
from lessonlib.tf1.files.records import TFRecordWriter as TFRecordWriter
from lessonlib.tf1.files.records import tf_record_iterator as tf_record_iterator
from lessonlib.tf1.graph_def.freezing import write_graph as write_graph
