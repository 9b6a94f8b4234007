"""The iris flowers, from scikit-learn's bundled copy or from CSV files with a header line."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from lessonlib.data.cut import cut, split
from lessonlib.data.dataset import Dataset, Split
from lessonlib.data.headed_csv import HeadedCsv, read_headed_csv, write_headed_csv

_FEATURES = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
_CLASSES = ("setosa", "versicolor", "virginica")


def iris(seed: int = 42) -> Dataset:
    """150 flowers of three species, described by the length and width of their sepals and petals in centimetres.

    90 train, 30 validation and 30 test rows, chosen by the seed, with equal shares of the species.
    """
    from sklearn.datasets import load_iris  # slow to import, and few programs need it

    bunch = load_iris()
    return _dataset(*cut(bunch.data, bunch.target, seed), source="bundled with scikit-learn")


def iris_csv_files(folder: str | os.PathLike[str], seed: int = 42) -> tuple[Path, Path]:
    """Write ``iris_training.csv`` (120 rows) and ``iris_test.csv`` (30 rows) to a folder; returns their paths.

    The first line is ``120,4,setosa,versicolor,virginica``: rows, features and classes. Each other line holds four
    numbers and the class, counted from 0. The training file holds the train and the validation rows of `iris(seed)`.
    """
    flowers = iris(seed)
    Path(folder).mkdir(parents=True, exist_ok=True)
    training, test = Path(folder) / "iris_training.csv", Path(folder) / "iris_test.csv"
    write_headed_csv(training, _rows(flowers.train, flowers.validation))
    write_headed_csv(test, _rows(flowers.test))
    return training, test


def iris_from_csv(training: str | os.PathLike[str], test: str | os.PathLike[str]) -> Dataset:
    """The data set in two CSV files such as those of `iris_csv_files`; the last quarter of the first is for
    validation.

    Raises HeaderError, a ValueError, when a file does not hold what its first line says.
    """
    rows = _split(training)
    start = len(rows) - len(rows) // 4
    parts = (Split(rows.X[:start], rows.y[:start]), Split(rows.X[start:], rows.y[start:]), _split(test))
    return _dataset(*parts, source=f"{training} and {test}")


def _dataset(train: Split, validation: Split, test: Split, source: str) -> Dataset:
    return Dataset(
        name="iris",
        train=train,
        validation=validation,
        test=test,
        feature_names=_FEATURES,
        class_names=_CLASSES,
        source=source,
        licence="CC BY 4.0",
        citation="Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7, 179-188, 1936",
    )


def _rows(*splits: Split) -> HeadedCsv:
    rows = [
        [*(f"{value:g}" for value in features), str(label)]
        for split in splits
        for features, label in zip(split.X.tolist(), split.y.tolist(), strict=True)
    ]
    return HeadedCsv(rows, len(_FEATURES), _CLASSES)


def _split(file: str | os.PathLike[str]) -> Split:
    numbers = np.array(read_headed_csv(file).rows, dtype=np.float64)
    return split(numbers[:, :-1], numbers[:, -1].astype(np.int64))
