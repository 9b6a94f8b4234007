"""The autoencoder: its sizes, its two halves, and its loss against the formula."""

import pytest
import torch

from lessonlib.models import Autoencoder, AutoencoderConfig, pixel_losses

X = torch.rand(6, 1, 4, 4, generator=torch.Generator().manual_seed(1))


def small():
    torch.manual_seed(0)
    return Autoencoder(AutoencoderConfig(image=(1, 4, 4), code=3, hidden=10))


def test_sizes_of_the_lesson():
    model = Autoencoder()
    assert model.encode(torch.rand(5, 1, 8, 8)).shape == (5, 2)
    drawn = model(torch.rand(5, 1, 8, 8))
    assert drawn.shape == (5, 1, 8, 8)
    assert 0 <= drawn.min() <= drawn.max() <= 1
    assert (
        sum(p.numel() for p in model.parameters())
        == 64 * 256 + 256 + 256 * 2 + 2 + 2 * 256 + 256 + 256 * 64 + 64
    )


def test_the_loss_sums_over_pixels_and_is_the_mean_over_pictures():
    model = small()
    p = model(X).double()
    by_hand = -(X * p.log() + (1 - X) * (1 - p).log()).sum(dim=(1, 2, 3))
    torch.testing.assert_close(model.loss(X).double(), by_hand.mean(), rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(pixel_losses(p.logit(), X.double()), by_hand)


def test_the_loss_is_smallest_where_the_drawn_pixel_is_the_real_one():
    at_pixel = pixel_losses(X.logit(), X)
    for shift in (-0.3, 0.3):
        assert (pixel_losses(X.logit() + shift, X) > at_pixel).all()


def test_encode_and_decode_are_the_two_halves():
    model = small()
    codes = model.encode(X)
    assert not codes.requires_grad
    torch.testing.assert_close(model.decode(codes), model(X).detach())


def test_it_learns_to_draw_its_pictures():
    model = small()
    before = model.loss(X).item()
    adam = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(300):
        adam.zero_grad()
        model.loss(X).backward()
        adam.step()
    least = pixel_losses(X.logit(), X).mean().item()  # grey pixels cost even when they are drawn exactly
    assert model.loss(X).item() - least < 0.1 * (before - least)


@pytest.mark.parametrize("sizes", [{"code": 0}, {"hidden": 0}, {"image": (1, 0, 8)}])
def test_sizes_below_1_are_refused(sizes):
    with pytest.raises(ValueError, match="expected sizes above 0"):
        AutoencoderConfig(**sizes)


def test_pictures_of_another_size_are_refused():
    with pytest.raises(ValueError, match=r"X has shape \(2, 1, 8, 8\), expected \(n, 16\)"):
        small().loss(torch.rand(2, 1, 8, 8))
