"""Dropout against what `nn.Dropout` promises: how many values, which scale, which gradient, and when."""

import pytest
import torch

from lessonlib.models.dropout import Dropout


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_a_share_is_dropped_and_the_rest_scaled(p):
    values = Dropout(p)(torch.ones(400, 1001))
    kept = values != 0
    assert kept.double().mean().item() == pytest.approx(1 - p, abs=0.005)
    torch.testing.assert_close(values[kept], torch.full_like(values[kept], 1 / (1 - p)))


def test_values_are_dropped_independently_of_their_neighbours():
    kept = (Dropout(0.5)(torch.ones(100_000, 8)) != 0).double()
    correlations = torch.corrcoef(kept.T) - torch.eye(8)
    assert correlations.abs().max() < 0.015


IMAGES = torch.ones(2, 3, 5, 5)


@pytest.mark.parametrize(
    "h", [torch.ones(3), torch.ones(5, 7), IMAGES, IMAGES.contiguous(memory_format=torch.channels_last)]
)
def test_any_shape_and_layout(h):
    dropped = Dropout(0.5)(h)
    assert dropped.shape == h.shape
    assert dropped.stride() == h.stride()
    assert set(dropped.unique().tolist()) <= {0.0, 2.0}


def test_parts_of_a_tensor():
    assert Dropout(0.5)(torch.ones(6, 8)[:, ::2]).shape == (6, 4)
    assert Dropout(0.5)(torch.ones(6, 1).expand(6, 100)).unique().tolist() == [0.0, 2.0]


def test_the_gradient_passes_where_the_value_did():
    h = torch.ones(50, 50, requires_grad=True)
    dropped = Dropout(0.3)(h)
    dropped.sum().backward()
    torch.testing.assert_close(h.grad, dropped.detach())


def test_in_evaluation_mode_nothing_happens():
    h = torch.randn(3, 4)
    assert Dropout(0.5).eval()(h) is h
    assert Dropout(0.0)(h) is h


def test_the_seed_decides():
    torch.manual_seed(7)
    first = Dropout(0.5)(torch.ones(100))
    torch.manual_seed(7)
    assert torch.equal(Dropout(0.5)(torch.ones(100)), first)


@pytest.mark.parametrize("p", [-0.1, 1.0, float("nan")])
def test_another_share_is_refused(p):
    with pytest.raises(ValueError, match="expected the share of values to drop"):
        Dropout(p)


def test_it_says_its_share():
    assert repr(Dropout(0.3)) == "Dropout(p=0.3)"
