"""Trainings of a recording network: right ones pass, and each mistake is told."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from lessonlib.check.failure import CheckFailed
from lessonlib.check.references.training_steps import numbered_images, recording_network, steps_of

RATE = 0.01


@pytest.fixture
def rows():
    rng = np.random.default_rng(5)
    return numbered_images(rng, 70, 4), torch.tensor(rng.integers(3, size=70))


def in_order(n):
    return list(torch.randperm(n).split(30))


def trained(
    rows, batches=in_order, loss=F.cross_entropy, make=torch.optim.Adam, clear=True, lr=RATE, fall=1.0
):
    torch.manual_seed(3)
    (X, y), model = rows, recording_network(4, 3)
    optimizer = make(model.parameters(), lr)
    model.train()
    for epoch in range(2):
        optimizer.param_groups[0]["lr"] = lr * fall**epoch
        for batch in batches(len(X)):
            if clear:
                optimizer.zero_grad()
            loss(model(X[batch]), y[batch]).backward()
            optimizer.step()
    return steps_of(model)


def check(steps, rows):
    steps.check_batches(70, 30, 2)
    steps.check_adam(*rows, RATE)


def test_a_right_training_passes(rows):
    steps = trained(rows)
    check(steps, rows)
    assert steps.in_training == [True] * 6
    first, second = steps.orders(2)
    assert first != second
    assert sorted(first) == list(range(70))


def test_a_loader_passes_and_what_measures_is_no_step(rows):
    torch.manual_seed(4)
    model = recording_network(4, 3)
    adam = torch.optim.Adam(model.parameters(), RATE)
    for _ in range(2):
        for X, y in DataLoader(TensorDataset(*rows), batch_size=30, shuffle=True):
            loss = F.cross_entropy(model(X), y)
            adam.zero_grad()
            loss.backward()
            adam.step()
        model(rows[0])
        with torch.no_grad():
            model(rows[0])
    steps = steps_of(model)
    check(steps, rows)
    assert steps.in_training == [False] * 6


def softmax_twice(scores, y):
    return F.cross_entropy(scores.softmax(1), y)


def summed(scores, y):
    return F.cross_entropy(scores, y, reduction="sum")


def drawn(n):
    return torch.randint(n, (n,)).split(30)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"loss": softmax_twice}, "Step 1, with 30 images, does not follow the gradient"),
        ({"loss": lambda scores, y: F.cross_entropy(scores, (y + 1) % 3)}, "Step 1, "),
        ({"clear": False}, "Step 2, with 30 images"),
        ({"loss": summed}, "Step 3, with 10 images"),
        ({"lr": 0.001}, r"largest change of a weight[^\n]*\n  got:      0.001\n  expected: 0.01"),
        ({"make": torch.optim.SGD}, "largest change of a weight"),
        ({"batches": lambda n: in_order(n)[:2]}, r"right sizes.\n  got:      \[30, 30, 30, 30\]"),
        ({"batches": lambda n: torch.randperm(n).split(35)}, "do not have the right sizes"),
        ({"batches": lambda n: in_order(n) * 2}, "for 70 images and 2 epochs do not have the right sizes"),
        ({"batches": drawn}, "Epoch 1 does not take each image once"),
    ],
)
def test_each_mistake_is_told(rows, changed, message):
    with pytest.raises(CheckFailed, match=message):
        check(trained(rows, **changed), rows)


def test_a_model_that_nobody_trained_is_told(rows):
    model = recording_network(4, 3)
    model(rows[0])
    with pytest.raises(CheckFailed, match="The weights of the model are as they were"):
        steps_of(model)


def test_each_epoch_may_have_a_learning_rate_of_its_own(rows):
    trained(rows, fall=0.5).check_adam(*rows, [RATE, RATE / 2])
    message = r"learning rate of step 4 is not right.\n  got:      0.01\n  expected: 0.005"
    with pytest.raises(CheckFailed, match=message):
        trained(rows).check_adam(*rows, [RATE, RATE / 2])
    with pytest.raises(CheckFailed, match=r"step 4 is not right.\n  got:      0.005\n  expected: 0.01"):
        trained(rows, fall=0.5).check_adam(*rows, RATE)


def told(rows, num_epochs):
    """What a training tells about itself: the mean loss of each epoch, and the share read right after it."""
    X, y = rows
    torch.manual_seed(3)
    model = recording_network(4, 3)
    adam = torch.optim.Adam(model.parameters(), RATE)
    losses, shares = [], []
    for _ in range(num_epochs):
        total = 0.0
        for batch in in_order(len(X)):
            loss = F.cross_entropy(model(X[batch]), y[batch])
            adam.zero_grad()
            loss.backward()
            adam.step()
            total += loss.item() * len(batch)
        losses.append(total / len(X))
        with torch.no_grad():
            shares.append((model(X).argmax(dim=1) == y).float().mean().item())
    return steps_of(model), losses, shares


def test_losses_and_shares_are_those_of_the_training(rows):
    steps, losses, shares = told(rows, 3)
    np.testing.assert_allclose(steps.mean_losses(*rows, 3), losses, rtol=1e-4)
    for (least, most), share in zip(steps.shares_right(*rows, 3), shares, strict=True):
        assert least - 1e-6 <= share <= most + 1e-6
        assert most - least < 0.05


def test_images_whose_scores_are_equal_count_for_both_sides(rows):
    X, y = torch.zeros_like(rows[0]), torch.zeros_like(rows[1])
    steps, *_ = told(rows, 1)
    steps.weights[-1] = 0.0
    assert steps.shares_right(X, y, 1) == [(0.0, 1.0)]
