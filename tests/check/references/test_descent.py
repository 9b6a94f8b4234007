"""Trainings made again: gradient descent in PyTorch is followed, and what departs from it is told with its step."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from lessonlib.check.failure import CheckFailed
from lessonlib.check.references.descent import follow


@pytest.fixture
def rows():
    rng = np.random.default_rng(9)
    X = rng.normal(size=(20, 2)).astype(np.float32)
    return X, (X[:, 0] * X[:, 1] > 0).astype(np.float32)


def trained(rows, activation, cost, steps=15, optimizer=torch.optim.SGD, **options):
    """The weights before the first step and after each, the costs, and the last outputs."""
    torch.manual_seed(9)
    X, y = map(torch.tensor, rows)
    hidden, output = nn.Linear(2, 4), nn.Linear(4, 1)
    if not X[0].any():  # all neurons are at 0 for this row
        nn.init.zeros_(hidden.bias)
    parameters = [*hidden.parameters(), *output.parameters()]
    optimizer = optimizer(parameters, lr=0.5, **options)
    path, costs = [], []
    for step in range(steps + 1):
        scores = output(activation(hidden(X)))[:, 0]
        loss = cost(scores, y)
        costs.append(loss.item())
        path.append([part.detach().numpy().copy() for part in parameters])
        if step < steps:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return path, costs, torch.sigmoid(scores).detach().numpy()


def squared(scores, y):
    return F.mse_loss(torch.sigmoid(scores), y)


@pytest.mark.parametrize("activation", [torch.tanh, torch.sigmoid, torch.relu, nn.LeakyReLU(0.1)])
@pytest.mark.parametrize(
    ("cost", "name"),
    [(F.binary_cross_entropy_with_logits, "mean cross-entropy"), (squared, "mean squared error")],
)
def test_a_descent_is_followed(rows, activation, cost, name):
    path, costs, outputs = trained(rows, activation, cost)
    found = follow(path, *rows, what="the path")
    assert found.loss == name
    np.testing.assert_allclose(found.losses(*rows), costs, rtol=1e-4)
    np.testing.assert_allclose(found.outputs(rows[0]), outputs, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("leak", [0.001, 0.01, 0.17, 11 / 48, 0.3, 0.75])
@pytest.mark.parametrize("cost", [F.binary_cross_entropy_with_logits, squared])
def test_a_leaky_relu_may_have_any_slope(rows, leak, cost):
    path, costs, outputs = trained(rows, nn.LeakyReLU(leak), cost, steps=40)
    found = follow(path, *rows, what="the path")
    np.testing.assert_allclose(found.losses(*rows), costs, rtol=1e-3)
    np.testing.assert_allclose(found.outputs(rows[0]), outputs, rtol=1e-3)
    assert float(found.activation(torch.tensor(-1.0))) == pytest.approx(-leak, abs=1e-3)


KINKS = [
    torch.relu,
    lambda z: z.clamp(min=0),  # its slope at 0 is 1
    lambda z: (z + z.abs()) / 2,
    lambda z: torch.maximum(z, 0.17 * z),
    lambda z: torch.where(z >= 0, z, 0.17 * z),
]


@pytest.mark.parametrize("activation", KINKS)
def test_at_its_kink_a_leaky_relu_may_have_the_slope_of_either_side(rows, activation):
    rows[0][0] = 0
    path, costs, outputs = trained(rows, activation, squared, steps=40)
    found = follow(path, *rows, what="the path")
    np.testing.assert_allclose(found.losses(*rows), costs, rtol=1e-3)
    np.testing.assert_allclose(found.outputs(rows[0]), outputs, rtol=1e-3)


def test_a_step_at_a_kink_cannot_be_made_up(rows):
    rows[0][0] = 0
    path, _, _ = trained(rows, torch.relu, squared)
    path[0][2] = path[0][2] + 0.05
    with pytest.raises(CheckFailed, match="step 1 does not go against the gradient"):
        follow(path, *rows, what="the path")


@pytest.mark.parametrize("activation", [torch.square, torch.sin])
def test_another_activation_is_told(rows, activation):
    path, _, _ = trained(rows, activation, squared)
    with pytest.raises(CheckFailed, match="no gradient descent"):
        follow(path, *rows, what="the path")


def test_hidden_weights_may_lie_as_in_a_graph(rows):
    path, costs, _ = trained(rows, torch.tanh, squared)
    path = [[W.T, b[None], v.T, c] for W, b, v, c in path]
    np.testing.assert_allclose(follow(path, *rows, what="the path").losses(*rows), costs, rtol=1e-4)


def test_a_made_up_step_is_told(rows):
    path, _, _ = trained(rows, torch.tanh, squared)
    path[8][0] = path[8][0] + 0.05
    with pytest.raises(CheckFailed, match=r"the path is no gradient descent: step 8 does not go against"):
        follow(path, *rows, what="the path")


def test_steps_upwards_are_told(rows):
    path, _, _ = trained(rows, torch.tanh, squared)
    with pytest.raises(CheckFailed, match="step 1 does not go against the gradient"):
        follow(path[::-1], *rows, what="the path")


def test_weights_that_stand_still_are_told(rows):
    path, _, _ = trained(rows, torch.tanh, squared)
    with pytest.raises(CheckFailed, match="no gradient descent"):
        follow([path[0]] * 16, *rows, what="the path")


def test_another_method_is_told(rows):
    path, _, _ = trained(rows, torch.tanh, squared, optimizer=torch.optim.Adam)
    with pytest.raises(CheckFailed, match="no gradient descent"):
        follow(path, *rows, what="the path")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda path: None, "not in the expected form"),
        (lambda path: [entry[:3] for entry in path], "not in the expected form"),
        (lambda path: path[:5], "has 5 entries"),
        (lambda path: [*path[:-1], [part[:1] for part in path[-1]]], "keep their shapes"),
        (lambda path: [[part * np.nan for part in entry] for entry in path], "not finite"),
        (lambda path: [[entry[1], *entry[1:]] for entry in path], "do not fit together"),
    ],
)
def test_what_is_no_path_is_told(rows, change, message):
    path, _, _ = trained(rows, torch.tanh, squared)
    with pytest.raises(CheckFailed, match=message):
        follow(change(path), *rows, what="the path")
