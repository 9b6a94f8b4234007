"""Random inputs that are different in each run, so that nobody can know them before a test asks with them.

    from lessonlib.check import fresh

    X = fresh.rng().normal(size=(20, 3))

In a notebook, each start of the kernel draws different numbers. A grader draws one seed for a whole class, and keeps
it.
"""

from __future__ import annotations

import secrets

import numpy as np


class Fresh:
    """`seed` is the integer from which every generator of this test starts."""

    def __init__(self) -> None:
        self.seed = secrets.randbits(32)

    def rng(self) -> np.random.Generator:
        """A generator that starts from `seed`: two generators in one test draw the same numbers."""
        return np.random.default_rng(self.seed)

    def restart(self, seed: int) -> None:
        """Use this seed from now on."""
        self.seed = seed


fresh = Fresh()
