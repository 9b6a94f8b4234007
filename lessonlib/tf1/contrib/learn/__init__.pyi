"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.contrib.learn import datasets as datasets
from lessonlib.tf1.contrib.learn.classifier import DNNClassifier as DNNClassifier
