"""The schedule against its own steps, made one after the other, and against Bayes' rule."""

import pytest
import torch

from lessonlib.models import NoiseSchedule

SCHEDULES = {"linear": NoiseSchedule.linear, "cosine": NoiseSchedule.cosine}


@pytest.mark.parametrize("kind", SCHEDULES)
def test_it_begins_with_the_picture_and_ends_with_noise(kind):
    bars = SCHEDULES[kind](100).alpha_bars
    assert bars.shape == (101,)
    assert bars[0] == 1
    assert (bars[1:] < bars[:-1]).all()
    assert 0 < bars[-1] < 1e-4
    assert SCHEDULES[kind](100).steps == 100


def test_the_jump_has_the_mean_and_the_variance_of_the_steps():
    schedule = NoiseSchedule.linear(20)
    betas = 1 - schedule.alpha_bars[1:] / schedule.alpha_bars[:-1]
    mean, variance = torch.tensor(0.8), torch.tensor(0.0)
    for t, beta in enumerate(betas, start=1):
        mean, variance = (1 - beta).sqrt() * mean, (1 - beta) * variance + beta
        at = torch.tensor([t])
        none, one = torch.zeros(1, 1), torch.ones(1, 1)
        torch.testing.assert_close(schedule.noised(0.8 * one, at, none)[0, 0], mean)
        torch.testing.assert_close(schedule.noised(none, at, one)[0, 0].square(), variance)


def test_each_row_has_its_own_time():
    schedule = NoiseSchedule.cosine(10)
    x0, noise = torch.randn(2, 3, 1, 4, 4, generator=torch.Generator().manual_seed(0))
    together = schedule.noised(x0, torch.tensor([0, 5, 10]), noise)
    for k, t in enumerate((0, 5, 10)):
        bar = schedule.alpha_bars[t]
        torch.testing.assert_close(together[k], bar.sqrt() * x0[k] + (1 - bar).sqrt() * noise[k])
    assert torch.equal(together[0], x0[0])


def test_what_was_mixed_is_found_again():
    schedule = NoiseSchedule.cosine(10)
    x0, noise = torch.randn(2, 4, 1, 2, 2, generator=torch.Generator().manual_seed(1))
    t = torch.tensor([1, 3, 6, 9])
    xt = schedule.noised(x0, t, noise)
    torch.testing.assert_close(schedule.start(xt, t, noise), x0, rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(schedule.noise_in(xt, t, x0), noise, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("t", [2, 7, 10])
def test_the_step_back_is_bayes_rule(t):
    """q(x_(t-1) | x_t, x_0) is proportional to q(x_t | x_(t-1)) q(x_(t-1) | x_0): a product of two normal curves."""
    schedule = NoiseSchedule.cosine(10)
    bars = schedule.alpha_bars.double()
    alpha, before = bars[t] / bars[t - 1], bars[t - 1]
    x0, xt = 0.7, -0.4
    precision = alpha / (1 - alpha) + 1 / (1 - before)
    mean = (alpha.sqrt() * xt / (1 - alpha) + before.sqrt() * x0 / (1 - before)) / precision
    at = torch.tensor([t])
    row = torch.ones(1, 1)
    for noise in (0.0, 1.5):
        got = schedule.back(xt * row, at, x0 * row, noise * row)
        torch.testing.assert_close(got[0, 0].double(), mean + noise / precision.sqrt(), rtol=1e-4, atol=1e-4)


def test_the_last_step_back_is_the_picture():
    schedule = NoiseSchedule.cosine(10)
    x0, xt, noise = torch.randn(3, 2, 5, generator=torch.Generator().manual_seed(2))
    torch.testing.assert_close(schedule.back(xt, torch.ones(2, dtype=torch.int64), x0, noise), x0)


def test_the_mean_of_a_step_back_in_terms_of_the_noise():
    schedule = NoiseSchedule.linear(50)
    x0, noise = torch.randn(2, 3, 4, generator=torch.Generator().manual_seed(3))
    t = torch.tensor([2, 20, 50])
    xt = schedule.noised(x0, t, noise)
    bar = schedule.alpha_bars[t][:, None]
    beta = 1 - bar / schedule.alpha_bars[t - 1][:, None]
    want = (xt - beta / (1 - bar).sqrt() * noise) / (1 - beta).sqrt()
    torch.testing.assert_close(schedule.back(xt, t, x0, torch.zeros(3, 4)), want, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    "betas", [torch.tensor([0.1, 1.0]), torch.tensor([0.0]), torch.zeros(0), torch.full((2, 2), 0.1)]
)
def test_betas_that_are_none_are_refused(betas):
    with pytest.raises(ValueError, match="numbers between 0 and 1"):
        NoiseSchedule(betas)
