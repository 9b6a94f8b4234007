"""Drawings of networks."""

import re

import pytest
import torch

from lessonlib.models import MLP, LogisticRegression
from lessonlib.viz import network
from lessonlib.viz.drawing import text_width

XOR_WEIGHTS = [[[1, 1], [1, 1]], [[1], [-2]]]


def count_of(picture, tag):
    return len(re.findall(rf"<{tag}\b", picture.svg))


def test_a_circle_a_neuron_and_a_line_a_weight():
    picture = network((2, 3, 1))
    assert count_of(picture, "circle") == 6
    assert count_of(picture, "line") == 9
    assert picture.alt == (
        "Network of 2 inputs, 3 hidden neurons and 1 output, fully connected, with 9 weights and 4 biases."
    )


def test_weights_and_biases_are_written_out(texts):
    picture = network(
        (2, 2, 1), XOR_WEIGHTS, [[-0.5, -1.5], [-0.5]], names=[["a", "b"], ["OR", "AND"], ["XOR"]]
    )
    assert sorted(text for text in texts(picture) if text.lstrip("-").isdigit()) == [
        "-2",
        "1",
        "1",
        "1",
        "1",
        "1",
    ]
    assert {"b = -0.5", "b = -1.5", "OR", "AND", "XOR"} <= set(texts(picture))
    assert picture.svg.count("stroke-dasharray") == 1  # the only negative weight
    assert picture.alt.endswith("Weights from -2 to 1. Biases from -1.5 to -0.5.")


def test_names_that_do_not_fit_stand_beside_their_neurons():
    """The place of a text and its anchor: left of the inputs, above hidden neurons, right of the outputs."""
    long = ["petal length", "petal width"]
    picture = network((2, 2, 1), names=[long, ["first hidden", "b"], ["probability"]])
    circles = [
        (float(x), float(y), float(r))
        for x, y, r in re.findall(r'cx="(.+?)" cy="(.+?)" r="(.+?)"', picture.svg)
    ]
    for (x, y, radius), name in zip(circles[:2], long, strict=True):
        assert place(picture, name) == ("end", pytest.approx(x - radius, abs=8), y)
        assert x > radius + text_width(name, 11)  # the drawing has the room for it
    x, y, radius = circles[2]
    assert place(picture, "first hidden") == ("middle", x, pytest.approx(y - radius, abs=10))
    x, y, radius = circles[4]
    assert place(picture, "probability") == ("start", pytest.approx(x + radius, abs=8), y)
    assert place(network((2, 1), names=[["fur", "legs"], ["y"]]), "legs")[0] == "middle"


def place(picture, text):
    x, y, anchor = re.search(
        rf'x="([^"]+)" y="([^"]+)"[^>]*text-anchor: (\w+)[^>]*>{text}<', picture.svg
    ).groups()
    return anchor, float(x), float(y)


def test_a_large_layer_is_cut_short(texts):
    picture = network((784, 256, 10))
    assert "784 inputs" in texts(picture)
    assert texts(picture).count("⋮") == 3
    assert count_of(picture, "circle") == 3 * 7
    assert "203264 weights and 266 biases" in picture.alt


def test_a_module_is_drawn_with_its_own_weights():
    torch.manual_seed(0)
    model = MLP((2, 4, 1))
    by_hand = network(
        (2, 4, 1),
        [layer.weight.detach().T for layer in model.layers],
        [layer.bias.detach() for layer in model.layers],
    )
    assert network(model) == by_hand
    assert network(LogisticRegression(3)).alt.startswith("Network of 3 inputs and 1 output")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((2,),), r"sizes is \(2,\), expected two or more numbers above 0"),
        (((2, 0),), r"sizes is \(2, 0\)"),
        (((2, 1), [[[1, 2]]]), r"weights have the shapes \[\(1, 2\)\], expected \[\(2, 1\)\]"),
        (((2, 1), None, [[1, 2]]), r"biases have the shapes \[\(2,\)\], expected \[\(1,\)\]"),
        ((torch.nn.ReLU(),), "ReLU has no nn.Linear layer to draw"),
    ],
)
def test_bad_input_is_told(arguments, message):
    with pytest.raises(ValueError, match=message):
        network(*arguments)
