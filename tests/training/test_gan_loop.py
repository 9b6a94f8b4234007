"""The loop of the GAN against the same loop written out, its sheets, and its stop and return."""

import signal

import pytest
import torch

from lessonlib.data import Dataset, Split
from lessonlib.models import GAN, GANConfig
from lessonlib.training import fit_gan, seed_everything


@pytest.fixture(scope="module")
def pictures():
    """40 pictures of 3x3: a bright row on the left or right."""
    random = torch.Generator().manual_seed(0)
    y = torch.arange(40) % 2
    X = torch.rand(40, 1, 3, 3, generator=random) / 10
    X[y == 0, :, :, 0] += 0.9
    X[y == 1, :, :, 2] += 0.9
    split = Split(X, y)
    return Dataset("bars", split, split, split, (), ("left", "right"), "made here", "public domain", "none")


def gan_and_optimizers():
    seed_everything(0)
    gan = GAN(GANConfig(image=(1, 3, 3), noise=4, hidden=16))
    adams = [torch.optim.Adam(part.parameters(), lr=0.01) for part in (gan.discriminator, gan.generator)]
    return gan, adams


def train(pictures, **options):
    gan, adams = gan_and_optimizers()
    chosen = {"num_epochs": 5, "batch_size": 16, "sample_every": 2, "num_samples": 3, "progress": False}
    return gan, *fit_gan(gan, pictures, *adams, **(chosen | options))


def test_it_is_the_plain_loop(pictures):
    gan, history, _ = train(pictures, seed=3)
    twin, (adam_d, adam_g) = gan_and_optimizers()
    for epoch in range(5):
        for X, _ in pictures.train.batches(16, seed=3, epoch=epoch):
            z = twin.noise(len(X))
            twin.update_discriminator(X, z, adam_d)
            twin.update_generator(z, adam_g)
    assert all(torch.equal(a, b) for a, b in zip(gan.parameters(), twin.parameters(), strict=True))
    assert list(history) == ["discriminator_loss", "generator_loss"]
    assert history.num_epochs == 5
    assert not gan.training


def test_sheets_show_the_same_noise_after_the_first_and_every_second_epoch(pictures):
    gan, _, sheets = train(pictures, num_epochs=4)
    assert list(sheets) == [1, 2, 4]
    assert all(sheet.shape == (3, 1, 3, 3) for sheet in sheets.values())
    assert torch.equal(sheets[4], gan.sample(gan.noise(3, torch.Generator().manual_seed(0))))
    assert not torch.equal(sheets[2], sheets[4])


def test_it_learns_what_bright_pixels_are(pictures):
    gan, _, _ = train(pictures, num_epochs=100, sample_every=100)
    made = gan.sample(gan.noise(200)).mean(dim=0)[0]  # (3, 3)
    assert made[:, 1].max() < 0.25  # the middle column is dark in every real picture
    assert made[:, [0, 2]].mean() > 0.3  # a side column is bright in half of them


@pytest.mark.parametrize("step", [1, 3, 7, 14, 15])
def test_stopped_in_any_step_it_goes_on_to_the_same_weights(pictures, tmp_path, monkeypatch, step):
    gan, history, sheets = train(pictures)
    original, steps = GAN.update_generator, iter(range(1, 1000))

    def pressed(self, z, optimizer):
        if next(steps) == step:
            signal.raise_signal(signal.SIGINT)
        return original(self, z, optimizer)

    with monkeypatch.context() as patched:
        patched.setattr(GAN, "update_generator", pressed)
        _, so_far, _ = train(pictures, checkpoint=tmp_path / "gan.safetensors")
    assert so_far.interrupted
    torch.seed()
    resumed, whole, all_sheets = train(pictures, checkpoint=tmp_path / "gan.safetensors")
    assert all(torch.equal(a, b) for a, b in zip(gan.parameters(), resumed.parameters(), strict=True))
    assert dict(whole) == dict(history)
    assert all_sheets.keys() == sheets.keys()
    assert all(torch.equal(all_sheets[epoch], sheets[epoch]) for epoch in sheets)


def test_bad_numbers_are_refused(pictures):
    with pytest.raises(ValueError, match="sample_every is 0 and num_samples is 3, expected at least 1"):
        train(pictures, sample_every=0)
