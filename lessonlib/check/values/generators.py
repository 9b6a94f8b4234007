"""Generators of random numbers as they are passed to the learner's code: each in its state (exact.py).

What is drawn from the copy does not come back: a test's own numbers are nobody's choice. So a generator draws one
number when it is copied, and its next copy draws others.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np

_BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


def _generator_parts(generator: np.random.Generator) -> list[Any]:
    """A generator in its state; it draws a number here, so that the next copy of it draws others."""
    state = dict(generator.bit_generator.state)
    generator.random()
    return [state]


def _generator(state: dict[str, Any]) -> np.random.Generator:
    if state["bit_generator"] not in _BIT_GENERATORS:
        raise ValueError
    bits = getattr(np.random, state["bit_generator"])()
    bits.state = state
    return np.random.Generator(bits)


def _random_parts(generator: random.Random) -> list[Any]:
    version, numbers, gauss = generator.getstate()
    generator.random()
    return [version, np.array(numbers, dtype=np.uint64), gauss]


def _random(version: int, numbers: np.ndarray[Any, Any], gauss: float | None) -> random.Random:
    made = random.Random()
    made.setstate((version, tuple(map(int, numbers)), gauss))
    return made


def _random_state_parts(generator: np.random.RandomState) -> list[Any]:
    state = list(generator.get_state(legacy=True))
    generator.random_sample()
    return state


def _random_state(*state: Any) -> np.random.RandomState:
    made = np.random.RandomState()
    made.set_state(state)
    return made


GENERATORS = (
    ("generator", np.random.Generator, _generator_parts, _generator),
    ("random", random.Random, _random_parts, _random),
    ("randomstate", np.random.RandomState, _random_state_parts, _random_state),
)
