"""Using a model leaves it as it was, and gives what one call would have given."""

import pytest
import torch
from torch import nn

from lessonlib.models import outputs_of


@pytest.fixture
def model():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 4), nn.Dropout(0.5))


@pytest.mark.parametrize("training", [True, False])
def test_batches_give_what_one_call_in_evaluation_mode_gives(model, training):
    X = torch.randn(7, 3)
    model.eval()
    want = model(X)
    model.train(training)
    got = outputs_of(model, X, batch_size=3)
    torch.testing.assert_close(got, want)
    assert not got.requires_grad
    assert model.training is training


def test_the_mode_comes_back_after_an_error(model):
    model.train()
    with pytest.raises(RuntimeError):
        outputs_of(model, torch.zeros(2, 5))
    assert model.training


def test_nothing_to_do_is_refused(model):
    with pytest.raises(ValueError, match="X has 0 rows and batch_size is 1000, expected at least 1"):
        outputs_of(model, torch.zeros(0, 3))
    with pytest.raises(ValueError, match="X has 2 rows and batch_size is 0"):
        outputs_of(model, torch.zeros(2, 3), batch_size=0)
