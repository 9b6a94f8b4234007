"""tf.contrib.learn.datasets."""

from lessonlib.tf1.contrib.learn.datasets import base
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
