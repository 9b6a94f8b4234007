"""What the tests of exercise 11 compare with, against scikit-learn and torch."""

import numpy as np
import pytest
import torch
from sklearn import metrics, preprocessing
from torch.nn import functional as F

from lessonlib.check import CheckFailed
from lessonlib.check.references import flowers
from lessonlib.check.references.training_steps import steps_of
from lessonlib.models import MLP


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("sizes", [(4, 10, 20, 10, 3), (2, 1), (7, 5, 6)])
def test_parameters_are_those_of_a_module(sizes):
    assert flowers.count_parameters(sizes) == sum(p.numel() for p in MLP(sizes).parameters())


def test_confusion_and_recalls_are_those_of_scikit_learn(rng):
    y_true, y_hat = rng.integers(0, 4, size=(2, 200))
    table = flowers.confusion(y_true, y_hat, 4)
    np.testing.assert_array_equal(table, metrics.confusion_matrix(y_true, y_hat))
    recalls = metrics.recall_score(y_true, y_hat, average=None)
    np.testing.assert_allclose(flowers.recalls(table), recalls)
    assert flowers.confusion(np.array([1]), np.array([0]), 3).tolist() == [[0, 0, 0], [1, 0, 0], [0, 0, 0]]


def test_standardised_rows_are_those_of_scikit_learn(rng):
    train, new = rng.normal(5, 3, size=(20, 3)), rng.normal(size=(4, 3))
    scaler = preprocessing.StandardScaler().fit(train)
    np.testing.assert_allclose(flowers.standardised(train, new), scaler.transform(new))


def test_probabilities_are_the_softmax_of_the_layer(rng):
    layer, rows = torch.nn.Linear(3, 2), rng.normal(size=(5, 3)).astype(np.float32)
    want = torch.softmax(layer(torch.tensor(rows)), dim=1).detach()
    state = {f"1.{name}": part for name, part in layer.state_dict().items()}
    np.testing.assert_allclose(flowers.probabilities(state, rows), want, rtol=1e-5)


def train(net, X, y, loss=F.cross_entropy, start=0.1, clear=True, lr=0.05):
    optimizer = torch.optim.Adagrad(net.parameters(), lr, initial_accumulator_value=start)
    for _ in range(4):
        value = loss(net(X), y)
        if clear:
            optimizer.zero_grad()
        value.backward()
        optimizer.step()


def run_of(rng, **how):
    torch.manual_seed(0)
    X, y = flowers.numbered_rows(rng, 30, 4), torch.tensor(rng.integers(3, size=30))
    net = flowers.recording_layer(4, 3)
    train(net, X, y, **how)
    return steps_of(net), X, y


def test_right_steps_pass(rng):
    run, X, y = run_of(rng)
    assert [sorted(batch) for batch in run.batches] == [list(range(30))] * 4
    flowers.check_adagrad(run, X, y, 0.05)


@pytest.mark.parametrize(
    ("how", "step"),
    [
        ({"loss": lambda z, y: F.cross_entropy(z.softmax(1), y)}, 1),
        ({"loss": lambda z, y: F.cross_entropy(z, y, reduction="sum")}, 1),
        ({"start": 0.0}, 1),
        ({"lr": 0.06}, 1),
        ({"clear": False}, 2),
    ],
    ids=["softmax twice", "sum", "sums from 0", "learning rate", "no zero_grad"],
)
def test_other_steps_are_named(rng, how, step):
    run, X, y = run_of(rng, **how)
    with pytest.raises(CheckFailed, match=rf"Step {step} is not one of Adagrad"):
        flowers.check_adagrad(run, X, y, 0.05)
