"""A picture on its way through a network."""

import pytest
import torch
from torch import nn

from lessonlib.viz import feature_stepper

IMAGES = torch.rand(2, 3, 6, 6, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def model():
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.MaxPool2d(2), nn.Flatten())


def words(widget):
    return widget.box.children[-1].words


def test_each_layer_of_the_chosen_picture_is_drawn(model, texts):
    widget = feature_stepper(model, IMAGES, ["0", "2"], ["disc", "ring"])
    chosen, steps = widget.box.children[0].children
    step = steps.children[0]
    assert words(widget).startswith("Picture 1: disc. 0: 4 feature maps of 4 x 4, from 0 to ")
    chosen.value, step.value = 1, 2
    with torch.no_grad():
        largest = model.eval()[:3](IMAGES[1:]).relu().max().item()
    assert words(widget).startswith(f"Picture 2: ring. 2: 4 feature maps of 2 x 2, from 0 to {largest:.3g}.")
    assert widget.snapshot().alt == words(widget)
    assert texts(widget.snapshot()) == ["2: 4 maps of 2 x 2", "picture", "0", "1", "2", "3"]


def test_the_model_keeps_its_mode_and_its_statistics(model):
    before = model[1].running_mean.clone()
    feature_stepper(model.train(), IMAGES, ["1"])
    assert model.training
    assert torch.equal(model[1].running_mean, before)


@pytest.mark.parametrize(
    ("images", "layers", "names", "message"),
    [
        (IMAGES[:0], ["0"], None, "0 images and 1 layers"),
        (IMAGES, [], None, "2 images and 0 layers"),
        (IMAGES, ["0"], ["one"], "1 names for 2 images"),
        (IMAGES, ["9"], None, "no layer '9'"),
        (IMAGES, ["3"], None, r"gives numbers of shape \(16,\), expected maps"),
    ],
)
def test_what_cannot_be_shown_is_told(model, images, layers, names, message):
    with pytest.raises(ValueError, match=message):
        feature_stepper(model, images, layers, names)
