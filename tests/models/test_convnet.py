"""The convolutional network: its shapes, its formula, and dropout only while it learns."""

import dataclasses
import math

import pytest
import torch
import torch.nn.functional as F

from lessonlib.models import ConvNet, ConvNetConfig

IMAGES = torch.rand(4, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def convnet(**sizes):
    torch.manual_seed(0)
    return ConvNet(ConvNetConfig(**sizes))


def test_the_formula_as_textbooks_write_it_with_relu_before_pooling():
    model = convnet().eval()
    h = F.max_pool2d(F.relu(F.conv2d(IMAGES, model.conv1.weight, model.conv1.bias)), 2)
    assert h.shape == (4, 32, 13, 13)
    h = F.max_pool2d(F.relu(F.conv2d(h, model.conv2.weight, model.conv2.bias)), 2)
    assert h.shape == (4, 64, 5, 5)
    h = F.relu(h.reshape(4, 1600) @ model.hidden.weight.T + model.hidden.bias)
    want = h @ model.output.weight.T + model.output.bias
    torch.testing.assert_close(model(IMAGES), want)
    assert torch.equal(model.predict(IMAGES), want.argmax(dim=1))


def test_the_number_of_parameters():
    counted = sum(p.numel() for p in convnet().parameters())
    assert counted == (32 * 9 + 32) + (64 * 32 * 9 + 64) + (1600 * 256 + 256) + (256 * 10 + 10)


def test_padding_keeps_the_size_of_the_maps_and_allows_small_images():
    assert ConvNetConfig(padding=1).map_sizes == [(14, 14), (7, 7)]
    small = convnet(image=(1, 8, 8), padding=1)
    assert small(torch.zeros(5, 1, 8, 8)).shape == (5, 10)


def test_dropout_in_training_and_none_in_evaluation():
    model = convnet()
    assert not torch.equal(model(IMAGES), model(IMAGES))
    model.eval()
    assert torch.equal(model(IMAGES), model(IMAGES))


def test_before_training_all_digits_are_about_equally_likely():
    loss = F.cross_entropy(convnet()(IMAGES), torch.tensor([0, 3, 6, 9]))
    assert loss.item() == pytest.approx(math.log(10), abs=0.3)


def test_config_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ConvNetConfig().hidden = 128


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ConvNetConfig(hidden=0), "hidden=0.*expected sizes above 0"),
        (lambda: ConvNetConfig(padding=-1), "padding=-1.*padding of at least 0"),
        (lambda: convnet(dropout=1.0), "p is 1.0, expected the share of values to drop"),
        (lambda: ConvNetConfig(image=(1, 8, 8)), r"an image of 8 x 8 is too small.*Raise the padding"),
        (lambda: convnet()(torch.zeros(5, 784)), r"X has shape \(5, 784\), expected \(n, 1, 28, 28\)"),
    ],
)
def test_sizes_are_checked(make, message):
    with pytest.raises(ValueError, match=message):
        make()
