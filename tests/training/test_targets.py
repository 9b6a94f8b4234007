"""What a loss is given, and what is told instead of a loss that says nothing."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from lessonlib.data import moons
from lessonlib.models import GAN, MLP
from lessonlib.training import TrainingError, evaluate, fit, fit_gan
from lessonlib.training.targets import targets_for

DATASET = moons(n=60)
CLASSES = torch.tensor([0, 1, 1])
OF_CLASSES = [nn.CrossEntropyLoss(), nn.NLLLoss(), nn.MultiMarginLoss(), F.cross_entropy, F.nll_loss]
OF_NUMBERS = [
    nn.BCEWithLogitsLoss(), nn.BCELoss(), nn.MSELoss(), nn.L1Loss(), nn.SmoothL1Loss(), nn.HuberLoss(),
    F.binary_cross_entropy_with_logits, F.mse_loss, lambda outputs, y: (outputs - y).square().mean(),
]  # fmt: skip


def quiet_fit(model, loss_fn, lr=0.01, **options):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    settings = {"num_epochs": 2, "batch_size": 10, "progress": False} | options
    return fit(model, DATASET, loss_fn, optimizer, **settings)


@pytest.mark.parametrize("loss_fn", OF_CLASSES)
def test_a_loss_of_classes_gets_them_as_they_are(loss_fn):
    assert targets_for(loss_fn, torch.zeros(3, 1), CLASSES) is CLASSES


@pytest.mark.parametrize("loss_fn", OF_NUMBERS)
@pytest.mark.parametrize("shape", [(3, 1), (3,)])
def test_another_loss_gets_floats_in_the_shape_of_the_outputs(loss_fn, shape):
    got = targets_for(loss_fn, torch.zeros(shape), CLASSES)
    assert torch.equal(got, CLASSES.float().reshape(shape))


@pytest.mark.parametrize("loss_fn", [nn.CrossEntropyLoss(), F.cross_entropy])
def test_one_output_for_several_classes_is_pytorchs_error_with_its_reason(loss_fn):
    with pytest.raises(IndexError, match="Target 1 is out of bounds") as error:
        quiet_fit(MLP((2, 4, 1)), loss_fn)
    assert "one output for each class, and y has the classes 0 to 1" in error.value.__notes__[0]
    with pytest.raises(IndexError, match="out of bounds"):
        evaluate(MLP((2, 4, 1)), DATASET.test, loss_fn)


def test_a_loss_of_ones_own_that_is_0_from_the_start_is_no_success():
    with pytest.raises(TrainingError, match=r"0 at the first step: with a single output .* a softmax is 1"):
        quiet_fit(MLP((2, 4, 1)), lambda outputs, y: F.cross_entropy(outputs, y))


def test_shapes_that_would_be_stretched_are_refused():
    with pytest.raises(
        ValueError,
        match=r"Using a target size \(\w+\.Size\(\[10\]\)\) .*\[10, 1\]\)\)\. Give both the same shape",
    ):
        quiet_fit(MLP((2, 4, 1)), lambda outputs, y: F.mse_loss(outputs, y.reshape(-1)))


def test_decimal_numbers_are_no_classes():
    split = (torch.zeros(4, 2), torch.zeros(4))
    with pytest.raises(RuntimeError) as error:
        evaluate(MLP((2, 4, 2)), split, nn.CrossEntropyLoss())
    assert "classes are whole numbers: y.long()" in error.value.__notes__[0]


def test_a_loss_that_is_not_finite_is_told_with_its_step():
    with pytest.raises(
        TrainingError, match=r"is (nan|inf) at step 2, .*learning rate \(1e\+30; try a tenth\)"
    ):
        quiet_fit(MLP((2, 8, 2)), nn.CrossEntropyLoss(), lr=1e30)


def test_a_loss_that_is_nan_at_once_leaves_the_weights_alone():
    model = MLP((2, 8, 2))
    before = [parameter.clone() for parameter in model.parameters()]
    with pytest.raises(TrainingError, match="nan at step 1"):
        quiet_fit(model, lambda outputs, y: outputs.sum() * math.nan)
    assert all(map(torch.equal, model.parameters(), before))


def test_an_optimizer_of_another_model_is_refused():
    model, other = MLP((2, 4, 2)), MLP((2, 4, 2))
    settings = {"num_epochs": 1, "batch_size": 10, "progress": False}
    with pytest.raises(
        ValueError, match=r"This Adam holds none of .* the MLP.*torch\.optim\.Adam\(model\.parameters"
    ):
        fit(model, DATASET, nn.CrossEntropyLoss(), torch.optim.Adam(other.parameters()), **settings)
    gan = GAN()
    with pytest.raises(ValueError, match="This SGD holds none of the parameters of the GAN"):
        fit_gan(
            gan, DATASET, torch.optim.SGD(other.parameters(), lr=1.0), torch.optim.SGD(gan.parameters(), lr=1.0),
            num_epochs=1, batch_size=2,
        )  # fmt: skip


def test_an_optimizer_of_a_part_of_the_model_is_fine():
    model = MLP((2, 4, 2))
    last = list(model.parameters())[-1]
    settings = {"num_epochs": 1, "batch_size": 10, "progress": False}
    before = [parameter.clone() for parameter in model.parameters()]
    fit(model, DATASET, nn.CrossEntropyLoss(), torch.optim.SGD([last], lr=1.0), **settings)
    changed = [not torch.equal(old, new) for old, new in zip(before, model.parameters(), strict=True)]
    assert changed == [False] * (len(before) - 1) + [True]
