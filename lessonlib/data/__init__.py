"""Data sets for the lessons, as tensors that are ready to train on.

Most are generated or bundled. MNIST and California housing are fetched once, by `lessonlib data fetch` or `fetch`;
until then a smaller data set stands in for them, and a printed line says so.
"""

from lessonlib.data.catalogue import fetch
from lessonlib.data.dataset import Dataset, Split
from lessonlib.data.flowers import iris, iris_csv_files, iris_from_csv
from lessonlib.data.handwritten import digits, mnist
from lessonlib.data.housing import california_housing
from lessonlib.data.patients import diabetes
from lessonlib.data.pictures import KNOWN_SHAPES, NEW_SHAPES, pictures
from lessonlib.data.series import waves
from lessonlib.data.text import Text, Vocabulary, alice
from lessonlib.data.toy import animals, line, moons, xor

__all__ = [
    "KNOWN_SHAPES",
    "NEW_SHAPES",
    "Dataset",
    "Split",
    "Text",
    "Vocabulary",
    "alice",
    "animals",
    "california_housing",
    "diabetes",
    "digits",
    "fetch",
    "iris",
    "iris_csv_files",
    "iris_from_csv",
    "line",
    "mnist",
    "moons",
    "pictures",
    "waves",
    "xor",
]
