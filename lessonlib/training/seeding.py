"""The same random numbers in every run and, after a stop, the numbers that would have come next."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import torch
from torch import Tensor


def seed_everything(seed: int) -> None:
    """Seed the generators of Python, NumPy and PyTorch (on every device).

    Raises ValueError when `seed` is not between 0 and 2**32 - 1, the range NumPy takes.
    """
    if not 0 <= seed < 2**32:
        raise ValueError(f"seed is {seed}, expected a number from 0 to {2**32 - 1}")
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def generator_states() -> tuple[dict[str, Tensor], dict[str, Any]]:
    """The states of these generators: PyTorch's as tensors by device, Python's and NumPy's as plain data."""
    tensors = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_initialized():
        tensors |= {f"cuda:{i}": state for i, state in enumerate(torch.cuda.get_rng_state_all())}
    numpy_state: Any = np.random.get_state(legacy=False)
    words = numpy_state["state"] | {"key": numpy_state["state"]["key"].tolist()}
    return tensors, {"python": random.getstate(), "numpy": numpy_state | {"state": words}}


def set_generator_states(tensors: dict[str, Tensor], plain: dict[str, Any]) -> None:
    """Restore the states of the generators. States of graphics cards that are not present are left out."""
    version, words, next_gauss = plain["python"]
    random.setstate((version, tuple(words), next_gauss))
    np.random.set_state(plain["numpy"])
    torch.set_rng_state(tensors["cpu"])
    for index in range(torch.cuda.device_count()):
        if f"cuda:{index}" in tensors:
            torch.cuda.set_rng_state(tensors[f"cuda:{index}"], index)
