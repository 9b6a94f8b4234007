"""Splitting rows into training, validation and test, 60/20/20."""

from __future__ import annotations

import numpy as np
import torch

from lessonlib.data.dataset import Split


def cut(X: np.ndarray, y: np.ndarray, seed: int) -> tuple[Split, Split, Split]:
    """Three splits with 60, 20 and 20 percent of the rows, chosen by the seed.

    X: (n, ...) of any number type.
    y: integers (n,), classes of which each split gets equal shares; or real numbers (n, k).
    """
    from sklearn.model_selection import train_test_split  # slow to import, and few programs need it

    classes = y if y.ndim == 1 else None
    X_train, X_rest, y_train, y_rest = train_test_split(
        X, y, test_size=0.4, stratify=classes, random_state=seed
    )
    X_val, X_test, y_val, y_test = train_test_split(
        X_rest, y_rest, test_size=0.5, stratify=None if classes is None else y_rest, random_state=seed
    )
    return split(X_train, y_train), split(X_val, y_val), split(X_test, y_test)


def split(X: np.ndarray, y: np.ndarray) -> Split:
    """The rows as tensors: X float32, y int64 for classes (n,) and float32 for numbers (n, k)."""
    return Split(
        torch.tensor(X, dtype=torch.float32),
        torch.tensor(y, dtype=torch.int64 if y.ndim == 1 else torch.float32),
    )
