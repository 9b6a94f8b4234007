"""Filters and feature maps name what is in them."""

import pytest
import torch
from torch import nn

from lessonlib.viz import feature_maps, filters
from lessonlib.viz.maps import layer_output


def small_network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Dropout(), nn.MaxPool2d(2), nn.Conv2d(4, 2, 2))


def test_filters_tell_the_largest():
    weight = torch.zeros(3, 1, 2, 2)
    weight[1] = torch.tensor([[1.0, -2.0], [0.5, 0.0]])
    picture = filters(weight)
    assert picture.alt == (
        "3 filters of 2 x 2 weights, from -2 to 1. The largest is filter 1, its absolute weights sum to 3.5."
    )
    assert picture.svg.count("<image") == 3


def test_negative_weights_have_a_minus_sign():
    weight = torch.tensor([[[1.0, -2.0], [-0.5, 0.0]]])
    assert filters(weight).svg.count(" h ") == 2
    assert " h " not in filters(torch.full((1, 9, 9), -1.0)).svg  # too small to hold one


def test_a_module_shows_its_first_convolution():
    network = small_network()
    assert filters(network).svg == filters(network[0].weight).svg
    assert "2 filters of 2 x 2 weights, channel 3 of 4," in filters(network[4], channel=3).alt


def test_feature_maps_tell_the_strongest_and_the_silent():
    maps = torch.zeros(4, 5, 6)
    maps[2, 1, 3] = 7.0
    maps[1, 0, 0] = 2.0
    assert feature_maps(maps).alt == (
        "4 feature maps of 5 x 6, from 0 to 7. The strongest answer is in map 2 at row 1, column 3. "
        "The same everywhere: 2 maps, 0 and 3."
    )


def test_maps_of_a_layer_are_what_the_layer_gives():
    network, image = small_network(), torch.rand(1, 8, 8)
    network.eval()
    want = network[:4](image[None])
    torch.testing.assert_close(layer_output(network, image, "3"), want[0].detach())
    torch.testing.assert_close(layer_output(network, image), network[0](image[None])[0].detach())
    assert feature_maps(network, image, layer="3").svg == feature_maps(want).svg


@pytest.mark.parametrize("training", [True, False])
def test_asking_leaves_the_model_as_it_was(training):
    network, image = small_network().train(training), torch.rand(1, 8, 8)
    assert torch.equal(layer_output(network, image, "2"), layer_output(network, image, "2"))  # no dropout
    assert network.training is training
    assert not network[0]._forward_hooks


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: filters(torch.zeros(3, 3)), r"weight has shape \(3, 3\) .* pass layer.weight of an nn.Conv2d"),
        (lambda: filters(torch.zeros(3, 2, 3, 3), channel=2), "channel is 2, but the filters have 2 channels"),
        (lambda: filters(nn.Linear(2, 2)), "Linear has no nn.Conv2d layer to draw"),
        (lambda: feature_maps(torch.zeros(10)), r"maps has shape \(10,\).* before the maps are flattened"),
        (lambda: feature_maps(torch.zeros(2, 3, 3), columns=0), "columns is 0"),
        (lambda: feature_maps(small_network()), r"there is no image to apply it to: pass image=X\[0\]"),
        (
            lambda: feature_maps(small_network(), torch.zeros(1, 8, 8), layer="conv9"),
            "no layer 'conv9', expected one of: 0, 1, 2, 3, 4",
        ),
    ],
)  # fmt: skip
def test_bad_input_is_told(call, message):
    with pytest.raises(ValueError, match=message):
        call()
