"""What tests of classification compare with, beside formulas and scipy."""

import numpy as np
import pytest
import scipy.special
from sklearn.metrics import log_loss

from lessonlib.check.references.classification import cross_entropy, descend, scores, softmax

RNG = np.random.default_rng(4)
X, LABELS = RNG.normal(size=(12, 2)), RNG.integers(0, 3, 12)
WEIGHTS = [RNG.normal(size=shape) for shape in ((2, 5), (5,), (5, 3), (3,))]


def cost(weights):
    return cross_entropy(scores(X, weights), LABELS)


@pytest.mark.parametrize("shift", [0, 1000, -1000])
def test_softmax_is_that_of_scipy(shift):
    z = RNG.normal(size=(4, 3)) + shift
    np.testing.assert_allclose(softmax(z), scipy.special.softmax(z, axis=1))


def test_the_cost_is_that_of_scikit_learn():
    z = RNG.normal(size=(12, 3))
    assert cross_entropy(z, LABELS) == pytest.approx(log_loss(LABELS, softmax(z), labels=[0, 1, 2]))
    assert cross_entropy(np.array([[1000.0, 0.0]]), np.array([1])) == 1000


def test_the_scores_are_those_of_the_formula():
    W1, b1, W2, b2 = WEIGHTS
    np.testing.assert_allclose(scores(X, WEIGHTS), np.maximum(X @ W1 + b1, 0) @ W2 + b2)


def test_a_step_goes_against_the_measured_slopes():
    after = descend(X, LABELS, WEIGHTS, 0.5, 1)
    h = 1e-6
    for part, (before, new) in enumerate(zip(WEIGHTS, after, strict=True)):
        for place in np.ndindex(before.shape):
            up, down = ([array.copy() for array in WEIGHTS] for _ in range(2))
            up[part][place] += h
            down[part][place] -= h
            slope = (cost(up) - cost(down)) / (2 * h)
            assert new[place] == pytest.approx(before[place] - 0.5 * slope, abs=1e-7)


def test_steps_follow_each_other():
    once = descend(X, LABELS, WEIGHTS, 0.1, 1)
    for got, want in zip(descend(X, LABELS, WEIGHTS, 0.1, 2), descend(X, LABELS, once, 0.1, 1), strict=True):
        np.testing.assert_allclose(got, want)
    for got, want in zip(descend(X, LABELS, WEIGHTS, 0.1, 0), WEIGHTS, strict=True):
        np.testing.assert_array_equal(got, want)


def test_no_answer_where_rounding_decides():
    assert (
        descend(np.zeros((2, 2)), np.array([0, 1]), [np.zeros_like(part) for part in WEIGHTS], 0.1, 1) is None
    )
