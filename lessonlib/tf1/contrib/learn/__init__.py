"""tf.contrib.learn: the ready-made classifier, and its CSV reader under ``datasets.base``."""

from lessonlib.tf1.contrib.learn import classifier, datasets
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
