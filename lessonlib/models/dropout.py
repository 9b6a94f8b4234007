"""Dropout: while a network learns, a random share of its values is set to zero, so it cannot rely on any one of
them.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_LEVELS = 2**16


class Dropout(nn.Module):
    """Sets a share p of the values to zero and multiplies the others by 1 / (1 - p), so that their mean stays the
    same.

    p: the share to drop, at least 0 and below 1. In evaluation mode nothing is dropped or scaled.

    It does what `nn.Dropout` does, which on a CPU spends a quarter of a small network's time drawing random numbers.
    Here one random number of 64 bits serves four values, so p is rounded to a multiple of 1 / 65,536.

    Raises ValueError for any other p.
    Source: Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, JMLR 15, 1929-1958,
    2014.
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        if not 0 <= p < 1:
            raise ValueError(f"p is {p}, expected the share of values to drop: at least 0 and below 1")
        self.p = p

    def forward(self, h: Tensor) -> Tensor:
        """Float values of any shape -> the same shape."""
        if not self.training or self.p == 0:
            return h
        if h.device.type != "cpu":
            return F.dropout(h, self.p)  # a graphics card draws random numbers in parallel
        return h * self._mask(h)

    def _mask(self, h: Tensor) -> Tensor:
        drawn = torch.empty(-(-h.numel() // 4), dtype=torch.int64).random_(-(2**63), None)
        mask = torch.empty_like(h)
        levels = drawn.view(torch.int16).as_strided(
            mask.shape, mask.stride()
        )  # in the order of memory, as h is
        torch.ge(levels, round(self.p * _LEVELS) - _LEVELS // 2, out=mask)
        return mask.mul_(1 / (1 - self.p))

    def extra_repr(self) -> str:
        return f"p={self.p}"
