"""16-bit numbers and compilation: refused without CUDA, and right with it."""

import copy

import pytest
import torch
from torch import nn

from lessonlib.data import moons
from lessonlib.models import MLP
from lessonlib.training import fit
from lessonlib.training.acceleration import Acceleration

CPU = torch.device("cpu")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"precision": "bfloat16"}, r"precision='bfloat16' needs a CUDA device, but the model is on cpu"),
        ({"compiled": True}, r"compiled=True needs a CUDA device.*device=\"cuda\""),
        ({"precision": "float16", "compiled": True}, r"precision='float16' and compiled=True needs a CUDA"),
        ({"precision": "float8"}, "precision is 'float8', expected one of: float32, bfloat16, float16"),
    ],
)
def test_without_cuda_it_is_refused_before_anything_is_trained(train, options, message):
    with pytest.raises(ValueError, match=message):
        train(device="cpu", **options)


def test_float32_changes_nothing():
    acceleration = Acceleration(CPU)
    with acceleration.autocast():
        product = torch.ones(2, 2) @ torch.ones(2, 2)
    assert product.dtype == torch.float32
    assert not acceleration.scaler().is_enabled()


@pytest.mark.cuda
@pytest.mark.parametrize(
    "options", [{"precision": "bfloat16"}, {"precision": "float16"}, {"compiled": True}], ids=str
)
def test_on_cuda_it_learns_as_well(options):
    model = MLP((2, 64, 2))
    losses = []
    for chosen in ({}, options):
        twin = copy.deepcopy(model)
        optimizer = torch.optim.Adam(twin.parameters(), lr=0.01)
        history = fit(
            twin, moons(), nn.CrossEntropyLoss(), optimizer,
            num_epochs=20, batch_size=50, device="cuda", progress=False, **chosen,
        )  # fmt: skip
        assert next(twin.parameters()).dtype == torch.float32
        losses.append(history["validation_loss"][-1])
    assert losses[1] == pytest.approx(losses[0], abs=0.05)
