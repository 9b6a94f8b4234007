"""tensorflow.examples.tutorials."""

from lessonlib.tf1.examples.tutorials import mnist
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
