"""tensorflow.examples, as far as the documents use it."""

from lessonlib.tf1.examples import tutorials
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
