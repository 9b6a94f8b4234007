"""tf.dtypes: data types, and functions that change them."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
