"""The variational autoencoder against torch.distributions, and the gradient that passes through a drawn code."""

import math

import torch
from torch.distributions import Normal, kl_divergence

from lessonlib.models import VAE, AutoencoderConfig, kl_to_standard_normal, pixel_losses, sampled_code

RANDOM = torch.Generator().manual_seed(1)
X = torch.rand(6, 1, 4, 4, generator=RANDOM)
MEAN, LOG_VAR = torch.randn(2, 5, 3, generator=RANDOM, dtype=torch.float64)


def small():
    torch.manual_seed(0)
    return VAE(AutoencoderConfig(image=(1, 4, 4), code=3, hidden=10))


def test_the_divergence_is_that_of_torch():
    q = Normal(MEAN, (LOG_VAR / 2).exp())
    want = kl_divergence(q, Normal(torch.zeros_like(MEAN), torch.ones_like(MEAN))).sum(dim=1)
    torch.testing.assert_close(kl_to_standard_normal(MEAN, LOG_VAR), want)


def test_the_divergence_of_the_standard_normal_is_0():
    assert kl_to_standard_normal(torch.zeros(4, 2), torch.zeros(4, 2)).tolist() == [0, 0, 0, 0]


def test_the_divergence_is_the_mean_of_log_ratios():
    mean, log_var = torch.tensor([[0.7]]), torch.tensor([[-0.8]])
    z = sampled_code(mean, log_var, torch.randn(200_000, 1, generator=torch.Generator().manual_seed(2)))
    q = Normal(mean, (log_var / 2).exp())
    ratios = q.log_prob(z) - Normal(0.0, 1.0).log_prob(z)
    error = ratios.std() / math.sqrt(len(ratios))
    assert abs(ratios.mean() - kl_to_standard_normal(mean, log_var)) < 4 * error


def test_a_drawn_code_has_the_mean_and_the_variance_that_were_asked_for():
    z = sampled_code(
        MEAN[:1], LOG_VAR[:1], torch.randn(100_000, 3, generator=torch.Generator().manual_seed(3))
    )
    torch.testing.assert_close(z.mean(dim=0), MEAN[0], atol=0.03, rtol=0.03)
    torch.testing.assert_close(z.var(dim=0), LOG_VAR[0].exp(), atol=0.03, rtol=0.03)


def test_the_gradient_passes_through_the_drawn_code():
    noise = torch.randn(5, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(4))
    inputs = MEAN.clone().requires_grad_(), LOG_VAR.clone().requires_grad_()
    assert torch.autograd.gradcheck(lambda m, v: sampled_code(m, v, noise).sin().sum(), inputs)
    assert torch.autograd.gradcheck(kl_to_standard_normal, inputs)


def test_the_loss_is_minus_the_elbo():
    model = small()
    torch.manual_seed(5)
    loss = model.loss(X)
    torch.manual_seed(5)
    noise = model.noise(6)
    mean, log_var = model.clouds(X)
    drawn = pixel_losses(model.decoder(mean + (log_var / 2).exp() * noise), X)
    torch.testing.assert_close(loss, (drawn + kl_to_standard_normal(mean, log_var)).mean())
    torch.testing.assert_close(model.terms(X, noise)[0], drawn)


def test_what_it_encodes_and_draws():
    model = VAE()
    assert torch.equal(model.encode(torch.ones(3, 1, 8, 8)), model.clouds(torch.ones(3, 1, 8, 8))[0])
    z = model.noise(3, torch.Generator().manual_seed(0))
    pictures = model.sample(z)
    assert z.shape == (3, 2)
    assert pictures.shape == (3, 1, 8, 8)
    assert 0 <= pictures.min() <= pictures.max() <= 1
    assert not pictures.requires_grad
