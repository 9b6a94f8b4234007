"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.data.experimental.csv import CsvDataset as CsvDataset
from lessonlib.tf1.data.experimental.csv import make_csv_dataset as make_csv_dataset
from lessonlib.tf1.data.experimental.library import bucket_by_sequence_length as bucket_by_sequence_length
from lessonlib.tf1.data.experimental.library import choose_from_datasets as choose_from_datasets
from lessonlib.tf1.data.experimental.library import copy_to_device as copy_to_device
from lessonlib.tf1.data.experimental.library import counter as Counter
from lessonlib.tf1.data.experimental.library import enumerate_dataset as enumerate_dataset
from lessonlib.tf1.data.experimental.library import get_single_element as get_single_element
from lessonlib.tf1.data.experimental.library import group_by_window as group_by_window
from lessonlib.tf1.data.experimental.library import ignore_errors as ignore_errors
from lessonlib.tf1.data.experimental.library import map_and_batch as map_and_batch
from lessonlib.tf1.data.experimental.library import parallel_interleave as parallel_interleave
from lessonlib.tf1.data.experimental.library import prefetch_to_device as prefetch_to_device
from lessonlib.tf1.data.experimental.library import rejection_resample as rejection_resample
from lessonlib.tf1.data.experimental.library import sample_from_datasets as sample_from_datasets
from lessonlib.tf1.data.experimental.library import scan as scan
from lessonlib.tf1.data.experimental.library import shuffle_and_repeat as shuffle_and_repeat
from lessonlib.tf1.data.experimental.library import take_while as take_while
from lessonlib.tf1.data.experimental.library import unbatch as unbatch
from lessonlib.tf1.data.experimental.library import unique as unique
from lessonlib.tf1.data.options import AUTOTUNE as AUTOTUNE
