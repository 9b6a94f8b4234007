"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.data import experimental as experimental
from lessonlib.tf1.data.dataset import Dataset as Dataset
from lessonlib.tf1.data.dataset import make_initializable_iterator as make_initializable_iterator
from lessonlib.tf1.data.dataset import make_one_shot_iterator as make_one_shot_iterator
from lessonlib.tf1.data.files import FixedLengthRecordDataset as FixedLengthRecordDataset
from lessonlib.tf1.data.files import TFRecordDataset as TFRecordDataset
from lessonlib.tf1.data.files import TextLineDataset as TextLineDataset
from lessonlib.tf1.data.iterator import GraphIterator as Iterator
from lessonlib.tf1.data.iterator import get_output_classes as get_output_classes
from lessonlib.tf1.data.iterator import get_output_shapes as get_output_shapes
from lessonlib.tf1.data.iterator import get_output_types as get_output_types
from lessonlib.tf1.data.options import AUTOTUNE as AUTOTUNE
from lessonlib.tf1.data.options import Options as Options
