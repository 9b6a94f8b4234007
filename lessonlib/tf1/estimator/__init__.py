"""tf.estimator: models that train, measure and predict from functions that give their input."""

from lessonlib.tf1.estimator import (
    canned,
    config,
    estimator,
    export,
    inputs,
    refused,
    specification,
    together,
)
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
