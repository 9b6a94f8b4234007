from __future__ import annotations

import random

import numpy as np
import pytest

from lessonlib.check.values.exact import put_together, taken_apart

KINDS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


@pytest.mark.parametrize("kind", KINDS)
def test_a_generator_goes_on_from_its_state(kind):
    one, other = (np.random.Generator(getattr(np.random, kind)(3)) for _ in range(2))
    assert np.array_equal(put_together(*taken_apart(one)).normal(size=4), other.normal(size=4))


def test_older_generators_go_on_from_their_states():
    assert put_together(*taken_apart(random.Random(3))).random() == random.Random(3).random()
    assert put_together(*taken_apart(np.random.RandomState(3))).rand() == np.random.RandomState(3).rand()


def test_the_next_copy_draws_others():
    generator = np.random.default_rng(0)
    first, second = (put_together(*taken_apart(generator)).random() for _ in range(2))
    assert first != second


@pytest.mark.parametrize("name", ["default_rng", "Generator", "RandomState", "seed", "nothing"])
def test_other_functions_of_numpy_are_not_called(name):
    with pytest.raises(ValueError, match="make none"):
        put_together("generator", [{"bit_generator": name}])
