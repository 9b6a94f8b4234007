"""Patients with diabetes: a small and noisy table, on which a large network over-fits at once."""

from __future__ import annotations

import numpy as np

from lessonlib.data.cut import split
from lessonlib.data.dataset import Dataset

_CUTS = (242, 342)  # of 442 rows: where validation and test begin


def diabetes(seed: int = 0) -> Dataset:
    """442 patients with diabetes: ten features (age, sex, body mass index, blood pressure, six blood values), and how
    far the disease has gone one year later.

    242 train, 100 validation and 100 test rows, chosen by the seed. All columns, y too, are standardised with the
    means and standard deviations of the training rows: a model that always predicts 0 has a mean squared error of 1
    on them. X is float32 (n, 10), y float32 (n, 1).
    """
    from sklearn.datasets import load_diabetes  # slow to import, and few programs need it

    bunch = load_diabetes(scaled=False)
    order = np.random.default_rng(seed).permutation(len(bunch.data))
    X, y = (_standardised(part[order]) for part in (bunch.data, bunch.target[:, None]))
    parts = (split(*both) for both in zip(np.split(X, _CUTS), np.split(y, _CUTS), strict=True))
    train, validation, test = parts
    return Dataset(
        name="diabetes",
        train=train,
        validation=validation,
        test=test,
        feature_names=tuple(bunch.feature_names),
        class_names=(),
        source="bundled with scikit-learn",
        licence="BSD-3-Clause (scikit-learn)",
        citation="Efron, Hastie, Johnstone and Tibshirani, Least angle regression, Annals of Statistics 32(2), "
        "407-499, 2004",
    )


def _standardised(rows: np.ndarray) -> np.ndarray:
    training = rows[: _CUTS[0]]
    return np.asarray((rows - training.mean(axis=0)) / training.std(axis=0))
