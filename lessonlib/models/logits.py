"""From the raw outputs of a classifier to classes."""

from __future__ import annotations

from torch import Tensor


def likeliest_class(logits: Tensor) -> Tensor:
    """The class with the largest logit: (n, k) -> int64 (n,).

    With one logit a row, (n, 1) or (n,), class 1 where it is at least 0: a probability of at least 1/2.
    """
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (logits.reshape(-1) >= 0).long()
