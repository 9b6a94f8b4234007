"""Linear regression: the weights with which a weighted sum comes closest to the targets, computed or learned."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lessonlib.models.rows import as_rows


class LinearRegression(nn.Module):
    """Numbers predicted as a weighted sum of the features: y_hat = X W + b.

    in_features: number of values of each example.
    out_features: how many numbers to predict for each.

    There are two ways to find the weights with the smallest mean squared error. `solve` computes them directly from
    the normal equation; `lessonlib.training.fit` with `nn.MSELoss()` finds them by gradient descent, which works for
    every model. For the second way, scale the features to similar ranges first.

    Raises ValueError when a size is below 1, or the rows of X have another number of values.
    Source: Legendre, Nouvelles méthodes pour la détermination des orbites des comètes, 1805 (least squares).
    """

    def __init__(self, in_features: int, out_features: int = 1) -> None:
        super().__init__()
        if in_features < 1 or out_features < 1:
            raise ValueError(
                f"in_features is {in_features} and out_features is {out_features}, expected at least 1 for both"
            )
        self.linear = nn.Linear(in_features, out_features)

    def forward(self, X: Tensor) -> Tensor:
        """Predictions for the rows of X: float32 (n, in_features) -> (n, out_features)."""
        y_hat: Tensor = self.linear(as_rows(X, self.linear.in_features))
        return y_hat

    @torch.no_grad()
    def solve(self, X: Tensor, y: Tensor) -> LinearRegression:
        """Set the weights by the normal equation, (A^T A) theta = A^T y, where A is X with a column of ones.

        X: float32 (n, in_features). y: float32 (n, out_features).

        Raises ValueError when the shapes do not fit, or when the weights are not unique: there are fewer rows than
        weights, or one feature is a linear combination of others.
        """
        rows = as_rows(X, self.linear.in_features)
        if y.shape != (len(rows), self.linear.out_features):
            raise ValueError(
                f"y has shape {tuple(y.shape)}, expected ({len(rows)}, {self.linear.out_features}): "
                "as many rows as X, and a column for each predicted number"
            )
        A = torch.cat([torch.ones_like(rows[:, :1]), rows], dim=1).double()  # (n, 1 + in_features)
        if torch.linalg.matrix_rank(A) < A.shape[1]:
            raise ValueError(
                f"{A.shape[1]} weights cannot be determined from these {len(A)} rows: there are too few of them, or a "
                "feature is constant or a combination of others. Add rows or leave that feature out"
            )
        theta = torch.linalg.solve(A.T @ A, A.T @ y.double())  # (1 + in_features, out_features)
        self.linear.bias.copy_(theta[0])
        self.linear.weight.copy_(theta[1:].T)
        return self
