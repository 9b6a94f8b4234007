"""A saved multilayer perceptron: what is read from the file, against PyTorch's layers, and whom it gives away."""

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file
from torch import nn

from lessonlib.check.failure import CheckFailed
from lessonlib.check.references.saved_mlp import SavedMLP, mlp_of, read_mlp, read_tensors


@pytest.fixture
def rng():
    return np.random.default_rng(12)


@pytest.fixture
def saved(tmp_path):
    def save(tensors):
        save_file(tensors, tmp_path / "final.safetensors")
        return read_mlp(tmp_path / "final.safetensors")

    return save


def tensors_of(model, name="layers.{}.{}"):
    return {name.format(*key.split(".")): value.numpy() for key, value in model.state_dict().items()}


def linear_rule(images, y):
    """The weights of one layer that gives each of these images its class exactly."""
    rows = images.reshape(len(images), -1).astype(np.float64)
    weight = np.linalg.lstsq(rows, np.eye(10)[y], rcond=None)[0].T.astype(np.float32)
    return SavedMLP(((weight, np.zeros(10, dtype=np.float32)),))


@pytest.mark.parametrize("name", ["layers.{}.{}", "model/layers.{}.{}"])
def test_the_scores_are_those_of_the_layers(saved, rng, name):
    torch.manual_seed(12)
    model = nn.Sequential(nn.Linear(12, 7), nn.ReLU(), nn.Linear(7, 5), nn.ReLU(), nn.Linear(5, 3))
    images = rng.normal(size=(6, 1, 4, 3)).astype(np.float32)
    network = saved(tensors_of(model, name) | {"step": np.ones(1)})
    assert network.sizes == (12, 7, 5, 3)
    np.testing.assert_allclose(
        network.scores(images), model(torch.tensor(images).flatten(1)).detach().numpy(), rtol=1e-4, atol=1e-6
    )


def test_tensors_that_are_in_no_file_are_told_by_their_place(tmp_path):
    tensors = tensors_of(nn.Sequential(nn.Linear(4, 3)))
    assert mlp_of(tensors, "the network").sizes == (4, 3)
    with pytest.raises(CheckFailed, match=r"no layers\.0\.weight in the network, but: w"):
        mlp_of({"w": np.zeros((2, 3))}, "the network")
    save_file({f"model/{name}": value for name, value in tensors.items()}, tmp_path / "a.safetensors")
    assert read_tensors(tmp_path / "a.safetensors").keys() == tensors.keys()


def test_rows_of_another_length_are_told(saved):
    network = saved(tensors_of(nn.Sequential(nn.Linear(12, 3))))
    with pytest.raises(CheckFailed, match=r"first layer does not fit[\s\S]*12 inputs[\s\S]*9 pixels"):
        network.scores(np.zeros((2, 9)))


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        (
            {"w1": np.zeros((2, 3)), "b1": np.zeros(2)},
            r"no layers\.0\.weight in final\.safetensors, but: b1, w1",
        ),
        ({"layers.0.weight": np.zeros((2, 3))}, r"no layers\.0\.bias in final"),
        (
            {"layers.0.weight": np.zeros((3, 2)), "layers.0.bias": np.zeros(2)},
            r"layers\.0\.weight .* does not fit",
        ),
        (
            {
                "layers.0.weight": np.zeros((2, 3)),
                "layers.0.bias": np.zeros(2),
                "layers.4.weight": np.zeros((2, 3)),
                "layers.4.bias": np.zeros(2),
            },
            r"layers\.4\.weight .* does not fit the layer before",
        ),
    ],
)
def test_what_is_no_such_network_is_told(saved, tensors, message):
    with pytest.raises(CheckFailed, match=message):
        saved(tensors)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a pickle", b"\xff" * 40])
def test_another_file_is_told(tmp_path, content):
    file = tmp_path / "final.safetensors"
    file.write_bytes(content)
    with pytest.raises(CheckFailed, match=r"final\.safetensors cannot be read"):
        read_mlp(file)


def test_the_share_of_right_answers(rng):
    images, y = rng.normal(size=(40, 8, 8)), rng.integers(0, 10, size=40)
    network = linear_rule(images, y)
    assert network.share_right(images, y) == 1
    half = np.concatenate([y[:20], (y[20:] + 1) % 10])
    assert network.share_right(images, half) == 0.5


def test_scores_that_are_no_numbers_are_wrong():
    network = SavedMLP(((np.full((3, 4), np.nan, dtype=np.float32), np.zeros(3, dtype=np.float32)),))
    assert network.share_right(np.ones((5, 4)), np.zeros(5)) == 0


def test_a_network_knows_the_images_that_it_learned(rng):
    images, y = rng.normal(size=(100, 12, 12)), rng.integers(0, 10, size=100)
    learned, others = (images[:60], y[:60]), (images[60:], y[60:])
    assert linear_rule(images, y).knows(*others, *learned, least=0.03)
    assert not linear_rule(*learned).knows(*others, *learned, least=0.03)


def test_a_network_that_reads_moved_images_is_believed(rng):
    y = rng.integers(0, 2, size=80)
    images = rng.normal(size=(80, 6, 6)) + np.where(y == 1, 5.0, -5.0)[:, None, None]
    weight = np.stack([-np.ones(36), np.ones(36)]).astype(np.float32)  # by the brightness alone
    network = SavedMLP(((weight, np.zeros(2, dtype=np.float32)),))
    assert network.share_right(images, y) == 1
    assert not network.knows(images[40:], y[40:], images[:40], y[:40], least=0.03)
