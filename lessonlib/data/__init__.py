"""Data sets for the lessons, as tensors that are ready to train on."""

from lessonlib.data.dataset import Dataset, Split
from lessonlib.data.toy import moons, xor

__all__ = ["Dataset", "Split", "moons", "xor"]
