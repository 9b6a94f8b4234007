"""Numbers that are drawn anew in each run, for inputs that nobody can know before a test asks with them.

`fresh.rng()` gives a NumPy generator, `fresh.seed` is the whole number that it starts from.
"""

from __future__ import annotations

import secrets

import numpy as np

seed = secrets.randbits(32)


def rng() -> np.random.Generator:
    """A generator that starts from `seed`: two of them in one run draw the same numbers."""
    return np.random.default_rng(seed)
