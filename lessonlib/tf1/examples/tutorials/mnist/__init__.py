"""tensorflow.examples.tutorials.mnist."""

from lessonlib.tf1.examples.tutorials.mnist import input_data
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
