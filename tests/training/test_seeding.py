"""After seeding, every generator starts again."""

import json
import random

import numpy as np
import pytest
import torch

from lessonlib.training import seed_everything
from lessonlib.training.seeding import generator_states, set_generator_states


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


def test_generators_go_on_from_where_they_stood():
    seed_everything(7)
    random.gauss(0, 1), np.random.randn()  # both draw two normal numbers and keep one for later
    tensors, plain = generator_states()
    first = random.gauss(0, 1), np.random.randn(), *draw()
    seed_everything(8)
    set_generator_states(tensors, json.loads(json.dumps(plain)))
    assert (random.gauss(0, 1), np.random.randn(), *draw()) == first
