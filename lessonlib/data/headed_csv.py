"""CSV files whose first line says how many rows and features follow, and names the classes: ``30,4,setosa,...``."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import NamedTuple

from lessonlib.data.errors import HeaderError


class HeadedCsv(NamedTuple):
    """The rows of a file, each with its features followed by its class, as text; and what its header says."""

    rows: list[list[str]]
    features: int
    class_names: tuple[str, ...]


def read_headed_csv(file: str | os.PathLike[str]) -> HeadedCsv:
    """Read a file such as iris_training.csv: ``120,4,setosa,versicolor,virginica``, then 120 rows.

    Raises HeaderError, a ValueError, with the line, when the header or a row is not of this form.
    """
    with open(file, newline="", encoding="utf-8") as lines:
        header, *rows = [row for row in csv.reader(lines) if row] or [[]]
    try:
        count, features = int(header[0]), int(header[1])
    except (IndexError, ValueError):
        raise HeaderError(
            f"{file}: the first line must say the numbers of rows and features, such as 120,4,setosa,versicolor."
        ) from None
    if len(rows) != count:
        raise HeaderError(f"{file} has {len(rows)} rows, but its header says {count}.")
    for number, row in enumerate(rows, start=2):
        if len(row) != features + 1:
            raise HeaderError(
                f"{file}, line {number}: {len(row)} values, expected {features} features and a class."
            )
    return HeadedCsv(rows, features, tuple(header[2:]))


def write_headed_csv(file: Path, table: HeadedCsv) -> None:
    """Write a file that `read_headed_csv` reads."""
    part = file.with_name(file.name + ".part")
    with part.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow([len(table.rows), table.features, *table.class_names])
        writer.writerows(table.rows)
    part.replace(file)
