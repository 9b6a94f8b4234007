"""What the tests of lesson 21 compare with, against the library's models and PyTorch's own losses."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from lessonlib.check.references import drawing
from lessonlib.models import NoiseSchedule, kl_to_standard_normal, sampled_code

RANDOM = torch.Generator().manual_seed(0)
MEAN, LOG_VAR, NOISE = torch.randn(3, 4, 3, generator=RANDOM)
X = torch.rand(4, 5, generator=RANDOM)


def test_the_divergence_is_that_of_the_library():
    torch.testing.assert_close(drawing.divergence(MEAN, LOG_VAR), kl_to_standard_normal(MEAN, LOG_VAR))


def test_minus_the_elbo():
    logits = 3 * torch.randn(4, 5)
    drawn = F.binary_cross_entropy_with_logits(logits, X, reduction="sum") / 4
    want = drawn + kl_to_standard_normal(MEAN, LOG_VAR).mean()
    torch.testing.assert_close(drawing.negative_elbo(X, logits, MEAN, LOG_VAR), want)


def test_a_step_is_that_of_the_modules():
    torch.manual_seed(1)
    model = drawing.small_vae()
    mean, log_var = model.encoder(X).chunk(2, dim=1)
    logits = model.decoder(sampled_code(mean, log_var, NOISE))
    loss = drawing.negative_elbo(X, logits, mean, log_var)
    loss.backward()
    got, gradients = drawing.vae_step(dict(model.state_dict()), X, NOISE)
    assert got == pytest.approx(loss.item(), rel=1e-5)
    for name, parameter in model.named_parameters():
        torch.testing.assert_close(gradients[name], parameter.grad, rtol=1e-4, atol=1e-5)


def test_slopes_of_a_code():
    weights = torch.randn(4, 3)
    by_mean, by_log_var = drawing.slopes_of(sampled_code, MEAN, LOG_VAR, NOISE, weights=weights)
    torch.testing.assert_close(by_mean, weights)
    torch.testing.assert_close(by_log_var, weights * NOISE * (LOG_VAR / 2).exp() / 2)
    cut = drawing.slopes_of(
        lambda m, v, e: sampled_code(m, v, e).detach(), MEAN, LOG_VAR, NOISE, weights=weights
    )
    assert not cut[0].any()
    assert not cut[1].any()


def test_the_schedule_and_a_step_back_are_those_of_the_library():
    betas = torch.linspace(0.05, 0.4, 8)
    schedule = NoiseSchedule(betas)
    bars = drawing.bars_of(betas)
    torch.testing.assert_close(bars, schedule.alpha_bars)
    x0, noise, more = torch.randn(3, 4, 3)
    for t in (1, 5, 8):
        at = torch.full((4,), t)
        xt = schedule.noised(x0, at, noise)
        want = schedule.back(xt, at, x0, more)
        torch.testing.assert_close(
            drawing.step_back(xt, t, noise, more, bars).float(), want, rtol=1e-3, atol=1e-4
        )


def test_a_run_is_recorded():
    rows = drawing.numbered_rows(np.random.default_rng(0), 5)
    model = drawing.recording_model()
    losses = [model.step(rows[[4, 0, 1]]), model.train().step(rows[[3, 2]])]
    run = drawing.recorded(model)
    assert run.batches == [[4, 0, 1], [3, 2]]
    assert run.in_training == [False, True]
    assert drawing.mean_losses(run, rows, 1) == pytest.approx([(3 * losses[0] + 2 * losses[1]) / 5])
    run.check_batches(5, 3, 1)


def test_the_slope_of_a_loss():
    weight = torch.randn(3, 3)
    xt, t = torch.randn(4, 3), torch.tensor([1, 2, 3, 4])

    def loss(predict, xt, t):
        return (predict(xt, t) ** 2).mean()

    want = 2 * xt.T @ (xt @ weight + t[:, None] / 10) / 12
    torch.testing.assert_close(drawing.slope_of_loss(loss, drawing.linear_predictor(weight), xt, t), want)
    cut = drawing.slope_of_loss(lambda *a: loss(*a).detach(), drawing.linear_predictor(weight), xt, t)
    assert not cut.any()


def test_the_dropping_decoder_notes_gradients():
    decoder = drawing.dropping_decoder()
    decoder(torch.ones(1, 2))
    with torch.no_grad():
        decoder(torch.ones(1, 2))
    assert decoder.graded == [True, False]
    assert decoder.training
