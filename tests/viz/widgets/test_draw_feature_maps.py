"""A drawing goes into a convolutional network, and the maps of a layer are shown."""

import re

import pytest
import torch
from torch import nn

from lessonlib.viz import draw_feature_maps
from lessonlib.viz.widgets.draw_a_digit import SEVEN
from lessonlib.viz.widgets.strokes import digit_image


def network():
    torch.manual_seed(0)
    layers = (
        nn.Conv2d(1, 3, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(3, 2, 4),
        nn.Flatten(),
        nn.Linear(200, 10),
    )
    return nn.Sequential(*layers, nn.Dropout(0.5))


def parts(widget):
    column, view = widget.box.children
    layer, pad, clear = column.children
    return layer, pad, clear, view


def test_the_maps_of_the_chosen_layer_are_told_and_drawn(texts):
    model = network()
    widget = draw_feature_maps(model)
    layer, pad, clear, view = parts(widget)
    assert layer.options == ("0", "3")
    assert view.words == "Nothing is drawn yet."
    pad.value = SEVEN
    X = torch.from_numpy(digit_image(SEVEN))[None, None]
    model.eval()
    with torch.no_grad():
        first, shares = model[0](X)[0].relu(), model(X).softmax(1)[0]
        second = model[:4](X)[0].relu()
    read = f"The drawing is read as {int(shares.argmax())} ({100 * float(shares.max()):.1f}%)"
    place = divmod(int(first[first.amax((1, 2)).argmax()].argmax()), 26)
    assert view.words.startswith(f"{read}. 0: 3 feature maps of 26 x 26, from 0 to ")
    assert f"map {int(first.amax((1, 2)).argmax())} at row {place[0]}, column {place[1]}" in view.words
    assert {f"0: 3 maps of 26 x 26. {read}", "drawing", "0", "1", "2"} <= set(texts(widget.snapshot()))
    layer.value = "3"
    assert f"3: 2 feature maps of {second.shape[1]} x {second.shape[2]}" in view.words
    clear.click()
    assert view.words == "Nothing is drawn yet."


@pytest.mark.parametrize("training", [True, False])
def test_the_model_is_left_in_its_mode(training):
    model = network().train(training)
    _, pad, _, view = parts(draw_feature_maps(model))
    pad.value = SEVEN
    words = view.words
    pad.value = [*SEVEN, []]
    assert view.words == words  # dropout is off
    assert model.training is training


def test_without_a_drawing_a_snapshot_shows_a_seven():
    widget = draw_feature_maps(network(), ["3"])
    assert "3: 2 feature maps of 10 x 10" in widget.snapshot().alt


@pytest.mark.parametrize(
    ("model", "layer", "message"),
    [
        (
            nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(9, 10)),
            "0",
            "A layer for 9 numbers a row got",
        ),
        (network(), "5", r"The layer 5 gives numbers of shape \(10,\), expected maps"),
    ],
)
def test_mistakes_are_told_in_the_widget(model, layer, message):
    _, pad, _, view = parts(draw_feature_maps(model, [layer]))
    pad.value = SEVEN
    assert re.search(message, view.words), view.words


def test_bad_input_is_told():
    with pytest.raises(TypeError, match="model is a function, expected an nn"):
        draw_feature_maps(lambda X: X)
    with pytest.raises(ValueError, match="layers are none, expected at least one of: 0, 1"):
        draw_feature_maps(nn.Sequential(nn.Flatten(), nn.Linear(784, 10)))
    with pytest.raises(ValueError, match="layers are conv9, expected at least one of: 0, 1, 2"):
        draw_feature_maps(network(), ["conv9"])
