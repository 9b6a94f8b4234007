"""The two steps of the GAN against the formulas, written out in probabilities, and who moves in which step."""

import copy

import pytest
import torch

from lessonlib.models import GAN, GANConfig

REAL = torch.rand(6, 1, 4, 4, generator=torch.Generator().manual_seed(1))


def small_gan(**changes):
    torch.manual_seed(0)
    return GAN(GANConfig(image=(1, 4, 4), noise=5, hidden=8, **changes))


def sgd(module):
    return torch.optim.SGD(module.parameters(), lr=0.1)


def same(module, other):
    return all(torch.equal(a, b) for a, b in zip(module.parameters(), other.parameters(), strict=True))


def check_step(module, before, formula):
    """The step that `module` made is one of gradient descent on the formula, from where it was before."""
    gradients = torch.autograd.grad(formula, list(before.parameters()))
    for new, old, gradient in zip(module.parameters(), before.parameters(), gradients, strict=True):
        torch.testing.assert_close(new, old - 0.1 * gradient)


def test_the_document_s_sizes():
    gan = GAN()
    pictures = gan.generator(gan.noise(3))
    assert gan.noise(3).shape == (3, 128)
    assert pictures.shape == (3, 1, 28, 28)
    assert gan.discriminator(pictures).shape == (3,)
    assert sum(p.numel() for p in gan.generator.parameters()) == 128 * 256 + 256 + 256 * 784 + 784
    assert sum(p.numel() for p in gan.discriminator.parameters()) == 784 * 256 + 256 + 256 + 1


def test_pixels_lie_between_0_and_1():
    gan = small_gan()
    pictures = gan.sample(gan.noise(1000) * 100)
    assert 0 <= pictures.min() < 0.01
    assert 0.99 < pictures.max() <= 1
    assert not pictures.requires_grad


def test_the_discriminator_s_step():
    gan, before = small_gan(), small_gan()
    z = gan.noise(6)
    loss = gan.update_discriminator(REAL, z, sgd(gan.discriminator))
    real, fake = (torch.sigmoid(before.discriminator(X)) for X in (REAL, before.generator(z)))
    formula = -(torch.log(real) + torch.log(1 - fake)).mean()
    torch.testing.assert_close(loss, formula.detach())
    check_step(gan.discriminator, before.discriminator, formula)
    assert same(gan.generator, before.generator)


@pytest.mark.parametrize(
    ("loss", "formula"),
    [
        ("non-saturating", lambda fake: -torch.log(fake).mean()),
        ("minimax", lambda fake: torch.log(1 - fake).mean()),
    ],
)
def test_the_generator_s_step(loss, formula):
    gan = small_gan(generator_loss=loss)
    before = copy.deepcopy(gan)
    z = gan.noise(6)
    value = gan.update_generator(z, sgd(gan.generator))
    want = formula(torch.sigmoid(before.discriminator(before.generator(z))))
    torch.testing.assert_close(value, want.detach())
    check_step(gan.generator, before.generator, want)
    assert same(gan.discriminator, before.discriminator)
    assert all(p.grad is None for p in gan.discriminator.parameters())


def generator_gradient(loss):
    """How much the generator of this loss would change while the discriminator is sure of every fake."""
    gan = small_gan(generator_loss=loss)
    with torch.no_grad():
        gan.discriminator.output.bias.fill_(-20.0)  # D(G(z)) is about 2e-9
    before = copy.deepcopy(gan.generator)
    gan.update_generator(gan.noise(6), sgd(gan.generator))
    pairs = zip(gan.generator.parameters(), before.parameters(), strict=True)
    return max((a - b).abs().max().item() for a, b in pairs)


def test_the_minimax_loss_saturates_and_the_other_does_not():
    assert generator_gradient("minimax") < 1e-9
    assert generator_gradient("non-saturating") > 1e-3


def test_losses_stay_finite_where_probabilities_round_to_0():
    gan = small_gan()
    with torch.no_grad():
        gan.discriminator.output.bias.fill_(-1000.0)
    assert gan.update_generator(gan.noise(6), sgd(gan.generator)).item() == pytest.approx(1000, abs=5)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: GANConfig(noise=0), "noise=0.*expected sizes above 0"),
        (lambda: GANConfig(generator_loss="log"), "generator_loss is 'log', expected \"non-saturating\" or"),
        (lambda: small_gan().generator(torch.zeros(2, 4)), r"X has shape \(2, 4\), expected \(n, 5\)"),
        (lambda: small_gan().discriminator(torch.zeros(2, 4)), r"X has shape \(2, 4\), expected \(n, 16\)"),
    ],
)
def test_sizes_are_checked(make, message):
    with pytest.raises(ValueError, match=message):
        make()
