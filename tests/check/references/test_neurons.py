"""What tests of single neurons compare with, beside formulas."""

import numpy as np
import pytest

from lessonlib.check.references.neurons import logistic_descent, perceptron_step, tlu

RNG = np.random.default_rng(9)


def test_a_unit_fires_from_0_on():
    x = np.array([[1.0, 1.0], [1.0, 0.0], [3.0, 0.0]])
    assert tlu(x, np.array([1.0, 1.0]), -2.0).tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("w", "b", "target", "want"),
    [
        ([1, 1], 0, 1, ([1, 1], 0)),  # fires, and should
        ([0, 1], 0, 1, ([1, 0.5], 0.5)),  # does not, but should
        ([1, 1], -1, 0, ([0, 1.5], -1.5)),  # exactly 0: fires, and should not
    ],
)
def test_only_mistakes_change_a_perceptron(w, b, target, want):
    new_w, new_b = perceptron_step(np.array(w, dtype=float), b, np.array([2.0, -1.0]), target, 0.5)
    assert (new_w.tolist(), new_b) == want


def test_logistic_descent_is_that_of_the_formula():
    X, y, w, b = RNG.normal(size=(30, 3)), RNG.integers(0, 2, 30), RNG.normal(size=3), 0.25
    got = logistic_descent(X, y, w, b, lr=0.7, steps=4)
    for _ in range(4):
        error = 1 / (1 + np.exp(-(X @ w + b))) - y
        w, b = w - 0.7 * X.T @ error / 30, b - 0.7 * error.mean()
    np.testing.assert_allclose(got[0], w)
    assert got[1] == pytest.approx(b)


def test_no_step_changes_nothing():
    w, b = logistic_descent(np.ones((2, 1)), [0, 1], [0.5], 2.0, lr=1.0, steps=0)
    assert (w.tolist(), b) == ([0.5], 2.0)
