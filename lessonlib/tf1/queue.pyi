"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.train.queue import FIFOQueue as FIFOQueue
from lessonlib.tf1.train.queue import PaddingFIFOQueue as PaddingFIFOQueue
from lessonlib.tf1.train.queue import PriorityQueue as PriorityQueue
from lessonlib.tf1.train.queue import QueueBase as QueueBase
from lessonlib.tf1.train.queue import RandomShuffleQueue as RandomShuffleQueue
