"""What tests of linear regression compare with, beside formulas and NumPy."""

import numpy as np
import pytest
from sklearn.metrics import mean_squared_error
from sklearn.preprocessing import StandardScaler

from lessonlib.check.references.regression import descend, least_squares, mse, mse_gradient, standardise

RNG = np.random.default_rng(3)
X, Y = RNG.normal(size=(40, 3)), RNG.normal(size=(40, 1))


def test_the_best_weights_leave_errors_that_no_column_explains():
    theta = least_squares(X, Y)
    rows = np.c_[np.ones(40), X]
    assert theta.shape == (4, 1)
    np.testing.assert_allclose(rows.T @ (rows @ theta - Y), np.zeros((4, 1)), atol=1e-10)


def test_the_cost_is_that_of_scikit_learn():
    theta = RNG.normal(size=(3, 1))
    assert mse(X, Y, theta) == pytest.approx(mean_squared_error(Y, X @ theta))


def test_both_are_standardised_with_the_numbers_of_the_first():
    rows = (4 + 1000 * X).astype(np.float32)
    scaler = StandardScaler().fit(rows)
    for got, given in zip(standardise(rows, rows[:1]), (rows, rows[:1]), strict=True):
        np.testing.assert_allclose(got, scaler.transform(given), rtol=1e-4)


def test_the_gradient_is_that_of_the_formula():
    theta = RNG.normal(size=(3, 1))
    np.testing.assert_allclose(mse_gradient(X, Y, theta), 2 / 40 * X.T @ (X @ theta - Y))


def test_descent_begins_at_zeros_and_ends_at_the_best_weights():
    rows = np.c_[np.ones(40), X]
    assert (descend(rows, Y, 0.1, 0) == 0).all()
    np.testing.assert_allclose(descend(rows, Y, 0.1, 1), 0.1 * 2 / 40 * rows.T @ Y)
    np.testing.assert_allclose(descend(rows, Y, 0.1, 1000), least_squares(X, Y), atol=1e-6)


def test_shapes_that_do_not_fit_are_told():
    with pytest.raises(ValueError, match=r"y has shape \(40,\), expected \(40, 1\)"):
        least_squares(X, Y[:, 0])
    with pytest.raises(ValueError, match="several best weights"):
        least_squares(np.c_[X, X[:, 0]], Y)
