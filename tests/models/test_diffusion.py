"""The diffusion model: its loss for given times and noise, and its way back with a predictor that knows the answer."""

import pytest
import torch
from torch import nn

from lessonlib.models import Diffusion, DiffusionConfig

SMALL = DiffusionConfig(image=(1, 4, 4), steps=12, features=4, waves=4, jumps=4)
TARGET = torch.rand(5, 1, 4, 4, generator=torch.Generator().manual_seed(1))


class Knowing(nn.Module):
    """Predicts the noise exactly, because it knows the pictures."""

    def __init__(self, schedule):
        super().__init__()
        self.schedule = schedule

    def forward(self, xt, t):
        return self.schedule.noise_in(xt, t, 2 * TARGET - 1)


def small():
    torch.manual_seed(0)
    return Diffusion(SMALL)


def knowing():
    model = small()
    model.predictor = Knowing(model.schedule)
    return model


def test_the_loss_compares_predicted_and_true_noise_in_pixels_from_minus_1_to_1():
    model = small()
    t, noise = torch.tensor([1, 4, 8, 11, 12]), torch.randn(TARGET.shape)
    bar = model.schedule.alpha_bars[t].view(-1, 1, 1, 1)
    xt = bar.sqrt() * (2 * TARGET - 1) + (1 - bar).sqrt() * noise
    want = (model.predictor(xt, t) - noise).square().mean(dim=(1, 2, 3))
    torch.testing.assert_close(model.losses(TARGET, t, noise), want)
    assert knowing().losses(TARGET, t, noise).max() < 1e-6


def test_the_loss_draws_every_time():
    model, seen = small(), []
    model.losses = lambda X, t, noise: seen.append(t) or torch.zeros(len(X))
    for _ in range(40):
        model.loss(TARGET)
    assert set(torch.cat(seen).tolist()) == set(range(1, 13))


def test_the_time_reaches_the_prediction():
    predictor = small().predictor
    xt = torch.ones(2, 1, 4, 4)
    early, late = predictor(xt, torch.tensor([1, 12]))
    assert not torch.allclose(early, late)
    waves = predictor.waves_of(torch.arange(1, 13))
    assert waves.shape == (12, 4)
    assert torch.cdist(waves, waves).fill_diagonal_(1).min() > 0.05  # no two times look the same


@pytest.mark.parametrize("jumps", [1, 4, 12])
def test_the_way_back_ends_at_the_picture_that_the_predictor_sees(jumps):
    model = knowing()
    xT = model.noise(5, torch.Generator().manual_seed(2))
    torch.testing.assert_close(model.sample(xT, jumps), TARGET, rtol=1e-3, atol=1e-3)
    torch.testing.assert_close(model.ancestral(xT), TARGET, rtol=1e-3, atol=1e-3)


def test_the_way_shows_each_time_that_was_visited():
    model = small()
    xT = model.noise(2)
    way = model.way(xT)
    assert list(way) == [12, 9, 6, 3, 0]
    assert torch.equal(way[0], model.sample(xT))
    torch.testing.assert_close(way[12], ((xT + 1) / 2).clamp(0, 1))
    assert all(0 <= pictures.min() <= pictures.max() <= 1 for pictures in way.values())


def test_each_pixel_of_the_prediction_depends_on_the_whole_picture():
    model = small()
    xt = torch.zeros(1, 1, 4, 4, requires_grad=True)
    corner = model.predictor(xt, torch.tensor([5]))[0, 0, 0, 0]
    assert (torch.autograd.grad(corner, xt)[0] != 0).all()


def test_ddim_has_no_chance_and_ddpm_has():
    model = small()
    xT = model.noise(2, torch.Generator().manual_seed(3))
    assert torch.equal(model.sample(xT), model.sample(xT))
    one, again, other = (model.ancestral(xT, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(one, again)
    assert not torch.equal(one, other)


@pytest.mark.parametrize(
    "changes", [{"steps": 0}, {"waves": 3}, {"image": (1, 8, 0)}, {"image": (1, 8, 7)}, {"jumps": 0}]
)
def test_sizes_that_are_none_are_refused(changes):
    with pytest.raises(ValueError, match="expected sizes above 0, and even ones for height, width and waves"):
        DiffusionConfig(**changes)


@pytest.mark.parametrize("jumps", [0, 13])
def test_more_jumps_than_times_are_refused(jumps):
    model = small()
    with pytest.raises(ValueError, match=f"jumps is {jumps}, expected from 1 to 12"):
        model.sample(model.noise(1), jumps)
