"""How good the predictions of a model are. As in scikit-learn, each metric takes the true values first."""

from __future__ import annotations

from torch import Tensor


def accuracy(y_true: Tensor, y_hat: Tensor) -> float:
    """The share of predictions that are right. Both arguments int64 (n,).

    Raises ValueError when the shapes differ or there are no rows.
    """
    _check(y_true, y_hat)
    return (y_hat == y_true).double().mean().item()


def precision(y_true: Tensor, y_hat: Tensor, positive: int = 1) -> float:
    """The share of rows predicted positive that are positive: true positives / (true + false positives).

    0.0 when no row was predicted positive. Shapes and errors as for `accuracy`.
    """
    _check(y_true, y_hat)
    return _share_true(y_true == positive, among=y_hat == positive)


def recall(y_true: Tensor, y_hat: Tensor, positive: int = 1) -> float:
    """The share of positive rows that were found: true positives / (true positives + false negatives).

    0.0 when no row is positive. Shapes and errors as for `accuracy`.
    """
    _check(y_true, y_hat)
    return _share_true(y_hat == positive, among=y_true == positive)


def mean_absolute_error(y_true: Tensor, y_hat: Tensor) -> float:
    """The mean distance of predicted numbers from the true ones, in the unit of y. Both float32 (n, k).

    Raises ValueError when the shapes differ or there are no rows.
    """
    _check(y_true, y_hat, numbers=True)
    return (y_hat.double() - y_true).abs().mean().item()


def r2(y_true: Tensor, y_hat: Tensor) -> float:
    """The share of the variance that the predicted numbers explain; for (n, k) numbers, the mean of their k shares.

    1.0 is perfect; always predicting the mean of y gives 0.0, and worse predictions give a negative number. NaN when
    a column of y does not vary. Shapes and errors as for `mean_absolute_error`.
    """
    _check(y_true, y_hat, numbers=True)
    y = y_true.double()
    unexplained, total = ((y - guess).square().sum(dim=0) for guess in (y_hat, y.mean(dim=0)))
    return (1 - unexplained / total).mean().item()


def _share_true(condition: Tensor, among: Tensor) -> float:
    chosen = condition[among]
    return chosen.double().mean().item() if len(chosen) else 0.0


def _check(y_true: Tensor, y_hat: Tensor, numbers: bool = False) -> None:
    axes, expected = (2, "(n, k) for both: k numbers") if numbers else (1, "(n,) for both: one class")
    if y_true.ndim != axes or y_true.shape != y_hat.shape or len(y_true) == 0:
        raise ValueError(
            f"y_true has shape {tuple(y_true.shape)} and y_hat has shape {tuple(y_hat.shape)}, "
            f"expected {expected} for each row, n at least 1"
        )
