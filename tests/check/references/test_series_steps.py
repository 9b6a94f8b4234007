"""Trainings of a recording predictor: right ones pass, and each mistake is told."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from lessonlib.check.failure import CheckFailed
from lessonlib.check.references.series_steps import check_clipped_adam, numbered_windows, recording_predictor
from lessonlib.check.references.training_steps import steps_of


def trained(data_seed, *, clip=nn.utils.clip_grad_norm_, clear=True, loss=F.mse_loss, lr=0.01, shift=0):
    X, y = numbered_windows(np.random.default_rng(data_seed), 80, 5)
    torch.manual_seed(data_seed)
    model = recording_predictor(3)
    adam = torch.optim.Adam(model.parameters(), lr)
    for _ in range(2):
        for rows in torch.randperm(80).split(32):
            error = loss(model(X[rows]), y[(rows + shift) % 80])
            if clear:
                adam.zero_grad()
            error.backward()
            clip(model.parameters(), 1.0)
            adam.step()
    return steps_of(model, "windows"), X, y


@pytest.mark.parametrize("data_seed", range(3))
def test_a_right_training_passes(data_seed):
    run, X, y = trained(data_seed)
    run.check_batches(80, 32, 2)
    check_clipped_adam(run, X, y, 3, 0.01)
    check_clipped_adam(run, X, y, 3, 0.01)  # the notes are as they were


@pytest.mark.parametrize("data_seed", range(3))
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"clip": lambda parameters, limit: None}, "The gradients are not clipped"),
        ({"clear": False}, "Gradients are added up from step to step"),
        ({"loss": lambda a, b: F.mse_loss(a, b, reduction="sum")}, "The loss is a sum over the windows"),
        ({"loss": F.l1_loss}, "does not follow the gradient"),
        ({"shift": 1}, "does not follow the gradient"),
        ({"clip": nn.utils.clip_grad_value_}, "does not follow the gradient"),
        ({"lr": 0.001}, r"largest change of a weight[^\n]*\n  got:      0.001\n  expected: 0.01"),
    ],
)
def test_a_mistake_is_told(data_seed, changed, message):
    with pytest.raises(CheckFailed, match=message):
        check_clipped_adam(*trained(data_seed, **changed), 3, 0.01)


def test_batches_are_told_in_windows():
    run, _, _ = trained(0)
    with pytest.raises(CheckFailed, match=r"for 80 windows and 3 epochs do not[^$]*takes all windows"):
        run.check_batches(80, 32, 3)
