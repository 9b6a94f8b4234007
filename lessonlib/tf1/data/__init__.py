"""tf.data: data sets and iterators over them."""

from lessonlib.tf1.data import experimental
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
