"""After seeding, every generator starts again."""

import random

import numpy as np
import pytest
import torch

from lessonlib.training import seed_everything


def draw():
    return random.random(), np.random.rand(), torch.rand(()).item()


def test_the_same_seed_gives_the_same_numbers_everywhere():
    seed_everything(7)
    first = draw()
    seed_everything(7)
    assert draw() == first
    seed_everything(8)
    assert all(a != b for a, b in zip(draw(), first, strict=True))


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(ValueError, match=f"seed is {seed}, expected a number from 0 to 4294967295"):
        seed_everything(seed)
