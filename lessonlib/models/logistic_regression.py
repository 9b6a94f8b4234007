"""Logistic regression: one neuron with a logistic activation."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lessonlib.models.classifier import Classifier
from lessonlib.models.rows import as_rows


class LogisticRegression(Classifier):
    """The probability of class 1 as the logistic function of a weighted sum: p = 1 / (1 + exp(-(X w + b))).

    in_features: number of values of each example.

    Calling the model gives *logits*, X w + b, not probabilities: train it with `nn.BCEWithLogitsLoss`.

    Raises ValueError when `in_features` is below 1, or the rows of X have another number of values.
    Source: Cox, The Regression Analysis of Binary Sequences, J. Royal Statistical Society B 20(2), 1958.
    """

    def __init__(self, in_features: int) -> None:
        super().__init__()
        if in_features < 1:
            raise ValueError(f"in_features is {in_features}, expected at least 1: the number of columns of X")
        self.linear = nn.Linear(in_features, 1)

    def forward(self, X: Tensor) -> Tensor:
        """Logits of the rows of X: float32 (n, in_features) -> (n,)."""
        z = self.linear(as_rows(X, self.linear.in_features))  # (n, 1)
        return torch.squeeze(z, dim=1)  # (n,)
