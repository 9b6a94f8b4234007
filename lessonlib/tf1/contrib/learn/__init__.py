"""tf.contrib.learn: ready-made models, model functions with checkpoints, and its CSV reader under ``datasets.base``."""

from lessonlib.tf1.contrib.learn import classifiers, datasets, estimator, io, regressors
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
