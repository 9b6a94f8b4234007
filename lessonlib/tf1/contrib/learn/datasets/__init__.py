"""tf.contrib.learn.datasets."""

from lessonlib.tf1.contrib.learn.datasets import base

__all__ = ["base"]
