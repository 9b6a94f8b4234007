"""Reading a CSV file whose first line says how many rows and features it has."""

from __future__ import annotations

import csv
import os
from typing import Any, NamedTuple

import numpy as np


class Dataset(NamedTuple):
    """``data`` (n, features) and ``target`` (n,)."""

    data: np.ndarray
    target: np.ndarray


def load_csv_with_header(
    filename: str | os.PathLike[str], target_dtype: Any, features_dtype: Any, target_column: int = -1
) -> Dataset:
    """Read a file such as iris_training.csv: ``120,4,setosa,versicolor,virginica``, then 120 rows of numbers and class.

    Raises ValueError, with the line, when the header or a row is not of this form.
    """
    with open(filename, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if row]
    samples, features = _header(rows, filename)
    body = rows[1:]
    if len(body) != samples:
        raise ValueError(f"{filename} has {len(body)} rows, but its header says {samples}.")
    data, target = [], []
    for number, row in enumerate(body, start=2):
        if len(row) != features + 1:
            raise ValueError(
                f"{filename}, line {number}: {len(row)} values, expected {features} features and a class."
            )
        target.append(row.pop(target_column))
        data.append(row)
    return Dataset(np.array(data, features_dtype), np.array(target).astype(target_dtype))


def _header(rows: list[list[str]], filename: object) -> tuple[int, int]:
    try:
        return int(rows[0][0]), int(rows[0][1])
    except (IndexError, ValueError):
        raise ValueError(
            f"{filename}: the first line must say the numbers of rows and features, such as 120,4,setosa,versicolor."
        ) from None
