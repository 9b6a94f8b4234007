"""A fine-tuning that is as it should be passes; each mistake is named."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from lessonlib.check.failure import CheckFailed
from lessonlib.check.references.training_steps import steps_of
from lessonlib.check.references.tuning_steps import check_two_rates, numbered_pictures, recording_tuned

X, Y = numbered_pictures(np.random.default_rng(0), 40)


def run(
    body_lr=0.02, head_lr=0.3, *, reduction="mean", clear=True, body_mode=False, make=torch.optim.SGD, y=Y
):
    torch.manual_seed(0)
    network = recording_tuned()
    network.train()
    network.body.train(body_mode)
    optimizer = make(
        [
            {"params": network.body.parameters(), "lr": body_lr},
            {"params": network.head.parameters(), "lr": head_lr},
        ]
    )
    for _ in range(2):
        for rows in torch.randperm(40).split(16):
            loss = F.cross_entropy(network(X[rows]), y[rows], reduction=reduction)
            if clear:
                optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return steps_of(network, "pictures")


def test_pictures_hold_their_numbers_and_all_classes():
    assert torch.equal((1000 * X[:, 0, 0, 0]).round().long(), torch.arange(40))
    assert torch.bincount(Y).tolist() == [14, 13, 13]


@pytest.mark.parametrize("rates", [(0.02, 0.3), (0.3, 0.02), (0.1, 0.1)])
def test_plain_gradient_descent_with_two_rates_passes(rates):
    steps = run(*rates)
    steps.check_batches(40, 16, 2)
    check_two_rates(steps, X, Y, *rates)


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        ({"body_lr": 0.3}, r"The learning rate of the body in step 1 is not right.(.|\n)*0.3(.|\n)*0.02"),
        ({"body_lr": 0.0}, "The learning rate of the body in step 1"),
        ({"head_lr": 0.02}, "The learning rate of the head in step 1"),
        ({"reduction": "sum"}, "The loss is a sum over the pictures"),
        ({"clear": False}, "Gradients are added up"),
        ({"body_mode": True}, "In step 1 the body does not follow the gradient"),
        ({"make": torch.optim.Adam}, "does not follow the gradient"),
        ({"y": Y.roll(1)}, "does not follow the gradient"),
    ],
)
def test_mistakes_are_named(mistake, message):
    with pytest.raises(CheckFailed, match=message):
        check_two_rates(run(**mistake), X, Y, 0.02, 0.3)


def test_the_modes_are_noted_when_gradients_are():
    network = recording_tuned().train()
    network.body.eval()
    network(X[:2])
    with torch.no_grad():
        network(X[:2])
    assert network.modes == [(False, True)]
