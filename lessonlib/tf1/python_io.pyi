"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.files.records import TFRecordCompressionType as TFRecordCompressionType
from lessonlib.tf1.files.records import TFRecordOptions as TFRecordOptions
from lessonlib.tf1.files.records import TFRecordWriter as TFRecordWriter
from lessonlib.tf1.files.records import tf_record_iterator as tf_record_iterator
