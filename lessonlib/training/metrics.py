"""How good the answers of a classifier are. Each metric takes the true classes first, as in scikit-learn."""

from __future__ import annotations

from torch import Tensor


def accuracy(y_true: Tensor, y_hat: Tensor) -> float:
    """The share of answers that are right. Both arguments int64 (n,).

    Raises ValueError when the shapes differ or there are no rows.
    """
    _check(y_true, y_hat)
    return (y_hat == y_true).double().mean().item()


def precision(y_true: Tensor, y_hat: Tensor, positive: int = 1) -> float:
    """Of the rows called positive, the share that is: true positives / (true + false positives).

    0.0 when nothing was called positive. Shapes and errors as for `accuracy`.
    """
    _check(y_true, y_hat)
    return _share_true(y_true == positive, among=y_hat == positive)


def recall(y_true: Tensor, y_hat: Tensor, positive: int = 1) -> float:
    """Of the positive rows, the share that was found: true positives / (true positives + false negatives).

    0.0 when no row is positive. Shapes and errors as for `accuracy`.
    """
    _check(y_true, y_hat)
    return _share_true(y_hat == positive, among=y_true == positive)


def _share_true(condition: Tensor, among: Tensor) -> float:
    chosen = condition[among]
    return chosen.double().mean().item() if len(chosen) else 0.0


def _check(y_true: Tensor, y_hat: Tensor) -> None:
    if y_true.ndim != 1 or y_true.shape != y_hat.shape or len(y_true) == 0:
        raise ValueError(
            f"y_true has shape {tuple(y_true.shape)} and y_hat has shape {tuple(y_hat.shape)}, "
            "expected (n,) for both: one class for each row, n at least 1"
        )
