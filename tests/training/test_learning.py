"""Each model of the course learns its task with `fit`: on real MNIST where it is, else on the bundled digits."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from lessonlib.data import Split, digits, mnist, waves
from lessonlib.models import (
    MLP,
    MNIST_MLP,
    ConvNet,
    ConvNetConfig,
    RNNClassifier,
    RNNConfig,
    SeriesRNN,
)
from lessonlib.training import accuracy, evaluate, fit, seed_everything


def learn(build, dataset, loss_fn, *, num_epochs, batch_size=32, lr=0.001, metrics=()):
    """The trained model, and what it reaches on the test rows."""
    seed_everything(0)
    model = build()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    fit(model, dataset, loss_fn, optimizer, num_epochs=num_epochs, batch_size=batch_size, progress=False)
    return model, evaluate(model, dataset.test, loss_fn, metrics)


def test_the_mlp_reads_digits_after_one_epoch_of_10_000():
    whole = mnist()
    train = Split(whole.train.X[:10_000], whole.train.y[:10_000])
    num_epochs = 1 if whole.name == "mnist" else 8  # only 1,375 images stand in for it
    _, reached = learn(
        lambda: MLP.from_config(MNIST_MLP), replace(whole, train=train), nn.CrossEntropyLoss(),
        num_epochs=num_epochs, batch_size=100, metrics=[accuracy],
    )  # fmt: skip
    assert 0.87 <= reached["accuracy"] < 0.95


@pytest.mark.parametrize(
    ("build", "num_epochs", "lr"),
    [
        (lambda: ConvNet(ConvNetConfig(image=(1, 8, 8), padding=1)), 5, 0.001),
        (lambda: RNNClassifier(RNNConfig(inputs=8, hidden=64)), 15, 0.003),
    ],
    ids=["ConvNet", "RNNClassifier"],
)
def test_small_digits_are_read(build, num_epochs, lr):
    _, reached = learn(
        build, digits(), nn.CrossEntropyLoss(), num_epochs=num_epochs, lr=lr, metrics=[accuracy]
    )
    assert reached["accuracy"] >= 0.85


@pytest.mark.thorough
def test_waves_are_foretold_better_than_by_their_last_value():
    dataset = waves()
    model, reached = learn(SeriesRNN, dataset, nn.MSELoss(), num_epochs=15, lr=0.003)
    X, y = dataset.test.X, dataset.test.y
    same_as_before = (X[:, -1] - y).square().mean().item()
    assert reached["loss"] < 0.75 * same_as_before
    ahead = model.forecast(X[:, :-9], horizon=10)  # (n, 10): the nine last values seen, and the next one
    truth = torch.cat([X[:, -9:, 0], y], dim=1)
    errors = (ahead - truth).square().mean(dim=0)
    assert errors[0] < (X[:, -10, 0] - truth[:, 0]).square().mean()
    assert errors[0] < errors[-1]  # predictions made from predictions
