"""Reading a CSV file whose first line says how many rows and features it has."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import numpy as np

from lessonlib.data.headed_csv import read_headed_csv
from lessonlib.graph.export import tf_export
from lessonlib.tf1.namespace import namespace


@tf_export("contrib.learn.datasets.base.Dataset")
class Dataset(NamedTuple):
    """``data`` (n, features) and ``target`` (n,)."""

    data: np.ndarray
    target: np.ndarray


@tf_export("contrib.learn.datasets.base.load_csv_with_header")
def load_csv_with_header(
    filename: str | os.PathLike[str], target_dtype: Any, features_dtype: Any, target_column: int = -1
) -> Dataset:
    """Read a file such as iris_training.csv: ``120,4,setosa,versicolor,virginica``, then 120 rows of numbers and class.

    Raises ValueError, with the line, when the header or a row is not of this form.
    """
    data, target = [], []
    for row in read_headed_csv(filename).rows:
        target.append(row.pop(target_column))
        data.append(row)
    return Dataset(np.array(data, features_dtype), np.array(target).astype(target_dtype))


__getattr__, __dir__ = namespace(globals())
