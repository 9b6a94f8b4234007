"""The normal equation against NumPy and scikit-learn, and gradient descent against the normal equation."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import LinearRegression as Oracle
from torch import nn

from lessonlib.data import Dataset, Split
from lessonlib.models import LinearRegression
from lessonlib.training import fit, seed_everything


def noisy_plane(n=200, outputs=2):
    random = np.random.default_rng(0)
    X = random.normal(size=(n, 3)) * [1, 10, 100] + [0, 5, 1000]
    y = X @ random.normal(size=(3, outputs)) + 7 + random.normal(size=(n, outputs))
    return torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)


def test_the_normal_equation_agrees_with_numpy_and_scikit_learn():
    X, y = noisy_plane()
    model = LinearRegression(3, 2).solve(X, y)
    rows = np.c_[np.ones(len(X)), X.numpy()].astype(np.float64)
    theta = np.linalg.lstsq(rows, y.numpy().astype(np.float64))[0]
    np.testing.assert_allclose(model.linear.bias.detach(), theta[0], rtol=1e-4)
    np.testing.assert_allclose(model.linear.weight.detach(), theta[1:].T, rtol=1e-4)
    oracle = Oracle().fit(X.numpy(), y.numpy())
    np.testing.assert_allclose(model(X).detach(), oracle.predict(X.numpy()), rtol=1e-4)


def test_gradient_descent_walks_to_the_solution():
    seed_everything(0)
    X, y = noisy_plane(outputs=1)
    X = (X - X.mean(dim=0)) / X.std(dim=0)
    split = Split(X, y)
    dataset = Dataset("plane", split, split, split, ("a", "b", "c"), (), "made here", "public domain", "none")
    model = LinearRegression(3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    fit(model, dataset, nn.MSELoss(), optimizer, num_epochs=100, batch_size=200, progress=False)
    solution = LinearRegression(3).solve(X, y)
    torch.testing.assert_close(model.linear.weight, solution.linear.weight, rtol=1e-3, atol=1e-3)
    torch.testing.assert_close(model.linear.bias, solution.linear.bias, rtol=1e-3, atol=1e-3)


def test_the_line_through_three_points():
    points = torch.tensor([[1.0], [2.0], [3.0]])
    model = LinearRegression(1).solve(points, points)
    assert model.linear.weight.item() == pytest.approx(1)
    assert model.linear.bias.item() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    "X",
    [torch.ones(5, 3), torch.eye(3), torch.arange(30.0).reshape(10, 3)],
    ids=["constant", "too few rows", "one feature from others"],
)
def test_a_question_with_many_answers_is_refused(X):
    with pytest.raises(ValueError, match=r"4 weights cannot be determined from these \d+ rows"):
        LinearRegression(3).solve(X, torch.zeros(len(X), 1))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: LinearRegression(0), "in_features is 0 and out_features is 1, expected at least 1"),
        (lambda: LinearRegression(3)(torch.zeros(5, 2)), r"X has shape \(5, 2\), expected \(n, 3\)"),
        (
            lambda: LinearRegression(3).solve(torch.zeros(5, 3), torch.zeros(5)),
            r"y has shape \(5,\), expected \(5, 1\)",
        ),
    ],
)
def test_sizes_are_checked(make, message):
    with pytest.raises(ValueError, match=message):
        make()
