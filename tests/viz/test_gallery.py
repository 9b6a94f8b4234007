"""What holds for every kind of picture: words, colours of the page, equal bytes for equal data."""

import inspect
import re
import typing
from functools import cache, partial
from xml.etree import ElementTree as ET

import pytest
import torch

from lessonlib import tf1 as tf
from lessonlib import viz
from lessonlib.viz.picture import SVG
from lessonlib.viz.theme import PAGE_COLOURS

IMAGES = torch.rand(3, 1, 6, 6, generator=torch.Generator().manual_seed(0))
CLASSES = [0, 1, 1]


def graph():
    with tf.Graph().as_default() as g:
        tf.add(1, 2)
    return g


def layer():
    torch.manual_seed(0)
    return torch.nn.RNN(1, 2, bias=False)


GALLERY = {
    "activations": lambda: viz.activations(["tanh"]),
    "aligned_shapes": lambda: viz.aligned_shapes((2, 1), (3,)),
    "attention_map": lambda: viz.attention_map([[1, 0], [0.25, 0.75]], "ab"),
    "attention_rows": lambda: viz.attention_rows([[1, 0], [0.25, 0.75]], "ab"),
    "backpropagation": lambda: viz.backpropagation([1.0, 0.0], 1.0, [[1], [2]], [0], [1], 0.5),
    "block": lambda: viz.block((3, 4, 4), 8, stride=2),
    "boltzmann_machine": lambda: viz.boltzmann_machine(),
    "code_plane": lambda: viz.code_plane(IMAGES[:, 0, 0, :2], CLASSES, at=(0.5, 0.5), picture=IMAGES[0]),
    "computation_graph": lambda: viz.computation_graph(graph()),
    "confusion_matrix": lambda: viz.confusion_matrix(CLASSES, CLASSES),
    "convolution": lambda: viz.convolution(IMAGES[0, 0], torch.ones(5, 5)),
    "decision_boundary": lambda: viz.decision_boundary(lambda X: X[:, 0] > 0, IMAGES[:, 0, 0, :2], CLASSES),
    "distributions": lambda: viz.distributions({0: IMAGES, 1: IMAGES}),
    "feature_maps": lambda: viz.feature_maps(IMAGES[:, 0]),
    "filters": lambda: viz.filters(IMAGES - 0.5),
    "fitted_line": lambda: viz.fitted_line([1.0, 2.0], [1.0, 3.0], 1.0, 0.5),
    "histograms": lambda: viz.histograms({"w": IMAGES}),
    "image_sheet": lambda: viz.image_sheet(IMAGES, y=CLASSES, y_hat=[0, 1, 0]),
    "learning_curves": lambda: viz.learning_curves({"a": [1.0, 2.0], "b": [[1.0, 1.0], [2.0, 2.0]]}),
    "lines": lambda: viz.lines([0.0, 0.5], {"a": [1.0, 2.0], "b": [2.0, 1.0]}),
    "matrix": lambda: viz.matrix(IMAGES[0, 0] - 0.5, "+", 1),
    "max_pooling": lambda: viz.max_pooling(IMAGES[0, 0]),
    "nerve_cell": lambda: viz.nerve_cell(),
    "network": lambda: viz.network((2, 1), [[[1], [-1]]]),
    "recurrent_step": lambda: viz.recurrent_step(layer(), [0.5, -1.0], 0),
    "roc": lambda: viz.roc({"model": (CLASSES, [0.1, 0.2, 0.3])}),
    "sample_timeline": lambda: viz.sample_timeline([IMAGES, IMAGES], [1, 2]),
    "scatter": lambda: viz.scatter(IMAGES[:, 0, 0, :2], CLASSES),
    "series": lambda: viz.series(IMAGES[0, 0, 0], {"model": [0.5, 0.6]}),
    "surface": lambda: viz.surface(lambda w, b: w**2 + b, {"a": [[0, 1]], "b": [[1, 1]]}),
    "threshold": lambda: viz.threshold(CLASSES, [0.1, 0.2, 0.3], 0.25),
    "unrolled_rnn": lambda: viz.unrolled_rnn(3),
}


LONG = (
    "After thirty epochs the loss on new pictures rises again, while the loss on those that the network learned from "
    "still falls towards zero, and nobody who looks at one of the two curves alone would notice it"
)
TITLED = [name for name in GALLERY if "title" in inspect.signature(getattr(viz, name)).parameters]


@cache
def drawn(name):
    return GALLERY[name]()


def test_no_kind_of_picture_is_missing():
    functions = {name: getattr(viz, name) for name in viz.__all__ if inspect.isfunction(getattr(viz, name))}
    pictures = {name for name, f in functions.items() if typing.get_type_hints(f)["return"] is viz.Picture}
    assert pictures == set(GALLERY)


@pytest.mark.parametrize("name", GALLERY)
def test_each_is_told_themed_and_the_same_again(name):
    picture = drawn(name)
    root = ET.fromstring(picture.svg)
    parts = [node for node in root.iter() if node is not root and node.get("tabindex")]
    assert root.get("role") == ("group" if parts else "img"), (
        "parts of an img do not exist for a screen reader"
    )
    assert root.get("aria-label") == picture.alt
    assert re.match(r"[A-Z0-9\[].{20,}\.$", picture.alt)
    assert re.findall(r"(?:fill|stroke): #[0-9a-f]{6}", picture.svg) == []  # fixed colours vanish in the dark
    used = set(re.findall(r"var\((--ll-[\w-]+)\)", re.sub(r"--ll-\w+: [^;]+;", "", picture.svg)))
    assert used <= set(PAGE_COLOURS)
    assert "--ll-ink" in used
    letters = [node.get("style", "") for node in root.iter(f"{{{SVG}}}text")]
    assert all(re.search(r"font(-size)?: [^;]*\dpx", style) for style in letters)  # that of the figure is 0
    assert GALLERY[name]().svg == picture.svg


@pytest.mark.parametrize("name", TITLED)
def test_a_long_title_stays_inside(name, title_is_inside, monkeypatch):
    monkeypatch.setattr(viz, name, partial(getattr(viz, name), title=LONG))
    assert len(title_is_inside(GALLERY[name](), LONG)) > 1


@pytest.mark.parametrize("name", GALLERY)
def test_each_can_be_saved(name, tmp_path):
    path = drawn(name).save(tmp_path / "picture.svg")
    text = path.read_text(encoding="utf-8")
    ET.fromstring(text)
    assert "var(" not in text
