"""The loop for models with a loss of their own: against the same loop written out, its sheets, and stop and return."""

import pytest
import torch
from torch import nn

from lessonlib.data import Dataset, Split
from lessonlib.models import VAE, Autoencoder, AutoencoderConfig
from lessonlib.training import CheckpointError, TrainingError, fit_pictures, seed_everything


@pytest.fixture(scope="module")
def pictures():
    """40 pictures of 3x3, and 8 others for validation: a bright column on the left or right."""
    random = torch.Generator().manual_seed(0)
    y = torch.arange(48) % 2
    X = torch.rand(48, 1, 3, 3, generator=random) / 10
    X[y == 0, :, :, 0] += 0.9
    X[y == 1, :, :, 2] += 0.9
    learned, other = Split(X[:40], y[:40]), Split(X[40:], y[40:])
    return Dataset("bars", learned, other, other, (), ("left", "right"), "made here", "public domain", "none")


def vae_and_adam():
    seed_everything(0)
    vae = VAE(AutoencoderConfig(image=(1, 3, 3), code=2, hidden=8))
    return vae, torch.optim.Adam(vae.parameters(), lr=0.01)


def train(pictures, **options):
    vae, adam = vae_and_adam()
    chosen = {"num_epochs": 4, "batch_size": 16, "progress": False}
    return vae, *fit_pictures(vae, pictures, adam, **(chosen | options))


def test_it_is_the_plain_loop(pictures):
    vae, history, sheets = train(pictures, seed=3)
    twin, adam = vae_and_adam()
    losses = []
    for epoch in range(4):
        total = 0.0
        for X, _ in pictures.train.batches(16, seed=3, epoch=epoch):
            loss = twin.loss(X)
            adam.zero_grad()
            loss.backward()
            adam.step()
            total += loss.item() * len(X)
        losses.append(total / 40)
    assert all(torch.equal(a, b) for a, b in zip(vae.parameters(), twin.parameters(), strict=True))
    assert history["loss"] == pytest.approx(losses)
    assert list(history) == ["loss", "validation_loss"]
    assert sheets == {}
    assert not vae.training


def test_the_validation_loss_has_the_same_noise_each_time(pictures):
    vae, history, _ = train(pictures, seed=3)
    torch.manual_seed(3)
    assert history["validation_loss"][-1] == pytest.approx(vae.loss(pictures.validation.X).item())
    still, zero = vae_and_adam()
    zero.param_groups[0]["lr"] = 0.0
    history, _ = fit_pictures(still, pictures, zero, num_epochs=3, batch_size=16, progress=False)
    assert len(set(history["validation_loss"])) == 1


def test_sheets_show_the_same_noise_after_the_first_and_every_second_epoch(pictures):
    vae, _, sheets = train(pictures, sample_every=2, num_samples=3)
    assert list(sheets) == [1, 2, 4]
    assert torch.equal(sheets[4], vae.sample(vae.noise(3, torch.Generator().manual_seed(0))))
    assert not torch.equal(sheets[2], sheets[4])


def test_a_scheduler_moves_after_each_epoch(pictures):
    vae, adam = vae_and_adam()
    halving = torch.optim.lr_scheduler.StepLR(adam, 1, gamma=0.5)
    fit_pictures(vae, pictures, adam, num_epochs=3, batch_size=16, scheduler=halving, progress=False)
    assert adam.param_groups[0]["lr"] == pytest.approx(0.01 / 8)


def test_it_learns_what_the_pictures_have_in_common(pictures):
    seed_everything(0)
    model = Autoencoder(AutoencoderConfig(image=(1, 3, 3), code=1, hidden=16))
    adam = torch.optim.Adam(model.parameters(), lr=0.02)
    history, _ = fit_pictures(model, pictures, adam, num_epochs=60, batch_size=8, progress=False)
    assert history["validation_loss"][-1] < 0.75 * history["validation_loss"][0]
    with torch.no_grad():
        drawn = model(pictures.test.X)
    left = pictures.test.y == 0
    assert (drawn[left][:, 0, :, 0] > 0.7).all()
    assert (drawn[~left][:, 0, :, 0] < 0.3).all()


def test_a_stopped_training_goes_on_exactly(pictures, tmp_path):
    file = tmp_path / "vae.safetensors"
    whole, expected, sheets = train(pictures, sample_every=2)
    train(pictures, sample_every=2, num_epochs=2, checkpoint=file)
    resumed, history, again = train(pictures, sample_every=2, checkpoint=file)
    assert all(torch.equal(a, b) for a, b in zip(whole.parameters(), resumed.parameters(), strict=True))
    assert dict(history) == dict(expected)
    assert all(torch.equal(sheets[epoch], again[epoch]) for epoch in sheets)
    with pytest.raises(CheckpointError):
        train(pictures, batch_size=8, checkpoint=file)


def test_what_cannot_be_trained_is_told(pictures):
    layer = nn.Linear(9, 9)
    adam = torch.optim.Adam(layer.parameters())
    with pytest.raises(TypeError, match=r"Linear has no method loss\(X\)"):
        fit_pictures(layer, pictures, adam, num_epochs=1, batch_size=8)
    vae, _ = vae_and_adam()
    with pytest.raises(ValueError, match="holds none of the parameters"):
        fit_pictures(vae, pictures, adam, num_epochs=1, batch_size=8)
    for wrong in ({"sample_every": 0}, {"num_samples": 0}):
        with pytest.raises(ValueError, match="expected at least 1 for both"):
            train(pictures, **wrong)
    vae, adam = vae_and_adam()
    nn.init.constant_(vae.decoder.output.bias, float("nan"))
    with pytest.raises(TrainingError, match="The loss is nan at step 1"):
        fit_pictures(vae, pictures, adam, num_epochs=1, batch_size=8, progress=False)
