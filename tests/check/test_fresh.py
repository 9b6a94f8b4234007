"""Inputs that are drawn anew."""

from __future__ import annotations

import numpy as np

from lessonlib.check.fresh import Fresh


def test_each_start_draws_other_numbers():
    assert Fresh().seed != Fresh().seed


def test_a_seed_gives_its_numbers_again():
    fresh = Fresh()
    fresh.restart(7)
    assert np.array_equal(fresh.rng().random(3), np.random.default_rng(7).random(3))
    assert np.array_equal(fresh.rng().random(3), fresh.rng().random(3))
