"""tf.lookup: tables from words to numbers and back."""

from lessonlib.tf1.lookup import tables, vocabulary
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
