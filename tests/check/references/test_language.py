"""References of text models, against the same written out."""

import math

import numpy as np
import pytest

from lessonlib.check.references import language


def test_attention_row_by_row():
    rng = np.random.default_rng(0)
    q, k, v = (rng.normal(size=(2, 5, 3)) for _ in range(3))
    weights, mixed = language.attention(q, k, v)
    for i, t in np.ndindex(2, 5):
        powers = np.exp([q[i, t] @ k[i, s] / math.sqrt(3) for s in range(t + 1)])
        want = np.append(powers / powers.sum(), np.zeros(4 - t))
        np.testing.assert_allclose(weights[i, t], want)
        np.testing.assert_allclose(mixed[i, t], want @ v[i])


def test_a_row_gets_the_sum_of_its_slopes():
    ids, slope = np.array([[1, 0], [1, 1]]), np.arange(8.0).reshape(2, 2, 2)
    got = language.table_gradient(ids, slope, 3)
    np.testing.assert_array_equal(got, [[2, 3], [0 + 4 + 6, 1 + 5 + 7], [0, 0]])


def test_normalised_place_by_place():
    rng = np.random.default_rng(1)
    x, weight, bias = rng.normal(size=(2, 3, 4)), rng.normal(size=4), rng.normal(size=4)
    got = language.normalised(x, weight, bias)
    for place, row in zip(x.reshape(6, 4), got.reshape(6, 4), strict=True):
        deviation = math.sqrt(((place - place.mean()) ** 2).mean() + 1e-5)
        np.testing.assert_allclose(row, weight * (place - place.mean()) / deviation + bias)


def test_positions_alternate():
    table = language.positions(4, 6)
    for t, i in np.ndindex(4, 3):
        angle = t / 10_000 ** (2 * i / 6)
        assert table[t, 2 * i : 2 * i + 2] == pytest.approx([math.sin(angle), math.cos(angle)], abs=1e-6)


@pytest.mark.parametrize("sizes", [(65, 64, 96, 2), (5, 3, 4, 1)])
def test_parameters_are_those_of_the_formula(sizes):
    V, T, C, blocks = sizes
    assert language.parameters(*sizes) == 2 * V * C + T * C + blocks * (12 * C * C + 13 * C) + 2 * C


def test_shares_with_both_knobs():
    got = language.shares(np.log([4.0, 2.0, 1.0]), 0.5, 2)
    np.testing.assert_allclose(got, [0.8, 0.2, 0])
