"""Logistic regression: one neuron with a logistic activation."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lessonlib.models.logits import likeliest_class


class LogisticRegression(nn.Module):
    """Probability of class 1 as the logistic function of a weighted sum: p = 1 / (1 + exp(-(X w + b))).

    in_features: number of columns of X.

    Calling the model gives *logits*, X w + b, and not probabilities: `nn.BCEWithLogitsLoss` puts the logistic
    function and the logarithm together, which stays exact where a probability would round to 0 or 1.

    Raises ValueError when `in_features` is below 1, or X has another number of columns.
    Source: Cox, The Regression Analysis of Binary Sequences, J. Royal Statistical Society B 20(2), 1958.
    """

    def __init__(self, in_features: int) -> None:
        super().__init__()
        if in_features < 1:
            raise ValueError(f"in_features is {in_features}, expected at least 1: the number of columns of X")
        self.linear = nn.Linear(in_features, 1)

    def forward(self, X: Tensor) -> Tensor:
        """Logits of the rows of X: float32 (n, in_features) -> (n,)."""
        if X.ndim != 2 or X.shape[1] != self.linear.in_features:
            raise ValueError(f"X has shape {tuple(X.shape)}, expected (n, {self.linear.in_features})")
        z = self.linear(X)  # (n, 1)
        return torch.squeeze(z, dim=1)  # (n,)

    def probability(self, X: Tensor) -> Tensor:
        """Probability of class 1 for each row: (n, in_features) -> (n,)."""
        return torch.sigmoid(self(X))

    def predict(self, X: Tensor) -> Tensor:
        """The likelier class of each row: (n, in_features) -> int64 (n,)."""
        return likeliest_class(self(X))
