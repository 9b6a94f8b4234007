"""The MLP computes what the formula says, and learns what one layer cannot."""

import dataclasses

import pytest
import torch
import torch.nn.functional as F

from lessonlib.data import moons, xor
from lessonlib.models import MLP, MNIST_MLP, MOONS_MLP, XOR_MLP, MLPConfig
from lessonlib.training import accuracy, seed_everything


def test_forward_is_the_formula_written_out():
    seed_everything(0)
    model = MLP((3, 5, 2), activation="tanh")
    X = torch.randn(4, 3)
    first, second = model.layers
    want = torch.tanh(X @ first.weight.T + first.bias) @ second.weight.T + second.bias
    torch.testing.assert_close(model(X), want)
    torch.testing.assert_close(model.probability(X), want.softmax(dim=1))
    assert torch.equal(model.predict(X), want.argmax(dim=1))


def test_hand_set_weights_with_a_step_solve_xor():
    model = MLP((2, 2, 1), activation="step")
    with torch.no_grad():
        model.layers[0].weight.copy_(torch.tensor([[1.0, 1.0], [1.0, 1.0]]))
        model.layers[0].bias.copy_(torch.tensor([-0.5, -1.5]))  # OR, AND
        model.layers[1].weight.copy_(torch.tensor([[1.0, -1.0]]))
        model.layers[1].bias.fill_(-0.5)
    truth_table = xor().train
    assert torch.equal(model.predict(truth_table.X), truth_table.y)


def train(config, split, loss_fn, num_steps):
    model = MLP.from_config(config)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    for _ in range(num_steps):
        optimizer.zero_grad()
        loss_fn(model(split.X), split.y).backward()
        optimizer.step()
    return model


def bits_loss(logits, y):
    return F.binary_cross_entropy_with_logits(logits[:, 0], y.float())


@pytest.mark.thorough
def test_the_xor_network_learns_xor_from_most_random_starts():
    truth_table = xor().train
    learned = []
    for seed in range(10):
        seed_everything(seed)
        model = train(XOR_MLP, truth_table, bits_loss, 500)
        learned.append(torch.equal(model.predict(truth_table.X), truth_table.y))
        assert model.probability(truth_table.X).shape == (4,)
    assert sum(learned) >= 9


def test_the_moons_network_learns_the_moons():
    seed_everything(0)
    dataset = moons()
    model = train(MOONS_MLP, dataset.train, F.cross_entropy, 200)
    assert accuracy(dataset.test.y, model.predict(dataset.test.X)) >= 0.98


def test_config_is_frozen_and_kept():
    model = MLP([2, 3, 1])
    assert model.config == MLPConfig((2, 3, 1), "relu")
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.config.sizes = (2, 2)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MLP((2,)), r"sizes is \(2,\), expected two or more numbers above 0"),
        (lambda: MLP((2, 0, 1)), r"sizes is \(2, 0, 1\)"),
        (lambda: MLP((2, 3, 1), activation="rely"), "no activation 'rely'"),
        (lambda: MLP((2, 3, 1))(torch.zeros(4, 3)), r"X has shape \(4, 3\), expected \(n, 2\)"),
    ],
)
def test_sizes_are_checked(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_images_are_laid_flat():
    model = MLP.from_config(MNIST_MLP)
    images = torch.rand(3, 1, 28, 28)
    torch.testing.assert_close(model(images), model(images.reshape(3, 784)))
