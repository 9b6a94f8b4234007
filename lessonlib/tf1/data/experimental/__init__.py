"""tf.data.experimental: functions for `Dataset.apply`, and data sets of CSV files."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
