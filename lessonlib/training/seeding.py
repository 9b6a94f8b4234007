"""The same random numbers in every run."""

from __future__ import annotations

import random

import numpy as np
import torch


def seed_everything(seed: int) -> None:
    """Seed the generators of Python, NumPy and PyTorch (on every device).

    Raises ValueError when `seed` is not between 0 and 2**32 - 1, the range NumPy takes.
    """
    if not 0 <= seed < 2**32:
        raise ValueError(f"seed is {seed}, expected a number from 0 to {2**32 - 1}")
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
