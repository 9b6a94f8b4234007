"""tf.contrib.learn: the ready-made classifier, and its CSV reader under ``datasets.base``."""

from lessonlib.tf1.contrib.learn import datasets
from lessonlib.tf1.contrib.learn.classifier import DNNClassifier

__all__ = ["DNNClassifier", "datasets"]
