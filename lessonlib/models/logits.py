"""From the raw outputs of a classifier, its logits, to classes and probabilities."""

from __future__ import annotations

import torch
from torch import Tensor


def likeliest_class(logits: Tensor) -> Tensor:
    """The class with the largest logit: (n, k) -> int64 (n,).

    With one logit per row, (n, 1) or (n,), class 1 where it is at least 0: a probability of at least 1/2.
    """
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (logits.reshape(-1) >= 0).long()


def class_probability(logits: Tensor) -> Tensor:
    """The probability of each class by softmax: (n, k) -> (n, k), each row adding up to 1.

    With one logit per row, (n, 1) or (n,), the probability of class 1 by the logistic function: (n,).
    """
    if logits.ndim == 2 and logits.shape[1] > 1:
        return torch.softmax(logits, dim=1)
    return torch.sigmoid(logits.reshape(-1))
