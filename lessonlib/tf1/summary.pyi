"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.graph.file_writer import FileWriter as FileWriter
from lessonlib.graph.summary import histogram as histogram
from lessonlib.graph.summary import image as image
from lessonlib.graph.summary import merge as merge
from lessonlib.graph.summary import merge_all as merge_all
from lessonlib.graph.summary import scalar as scalar
from lessonlib.tf1.protos import Event as Event
from lessonlib.tf1.protos import SessionLog as SessionLog
from lessonlib.tf1.protos import Summary as Summary
from lessonlib.tf1.protos import SummaryDescription as SummaryDescription
from lessonlib.tf1.protos import TaggedRunMetadata as TaggedRunMetadata
from lessonlib.tf1.summaries import FileWriterCache as FileWriterCache
from lessonlib.tf1.summaries import audio as audio
from lessonlib.tf1.summaries import get_summary_description as get_summary_description
from lessonlib.tf1.summaries import tensor_summary as tensor_summary
from lessonlib.tf1.summaries import text as text
