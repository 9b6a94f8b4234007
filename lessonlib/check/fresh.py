"""Numbers that are drawn anew in each run, for inputs that nobody can know before a test asks with them.

    from lessonlib.check import fresh

    X = fresh.rng().normal(size=(20, 3))

In a notebook each start of the kernel draws other numbers. A grader draws once for a whole class, and keeps the seed.
"""

from __future__ import annotations

import secrets

import numpy as np


class Fresh:
    """`seed` is the whole number that every generator of this test starts from."""

    def __init__(self) -> None:
        self.seed = secrets.randbits(32)

    def rng(self) -> np.random.Generator:
        """A generator that starts from `seed`: two of them in one test draw the same numbers."""
        return np.random.default_rng(self.seed)

    def restart(self, seed: int) -> None:
        """Start from this seed from now on."""
        self.seed = seed


fresh = Fresh()
