"""A drawing goes to a classifier, and its answer is shown."""

import os
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from lessonlib.data import Split, mnist
from lessonlib.models import MLP
from lessonlib.training import seed_everything
from lessonlib.viz import draw_a_digit
from lessonlib.viz.widgets.draw_a_digit import SEVEN, class_probabilities
from lessonlib.viz.widgets.strokes import digit_image

MNIST = Path(os.environ.get("LESSONLIB_DATA", "")).resolve() / "mnist"
ONE = [[[0.5, 0.2], [0.5, 0.8]]]


def parts(widget):
    column, view = widget.box.children
    pad, clear = column.children
    return pad, clear, view


def always(scores):
    return lambda X: torch.tensor([scores])


def test_the_classifier_gets_the_centred_image():
    seen = []

    def classify(X):
        seen.append(X)
        return torch.arange(10.0)

    pad, _, view = parts(draw_a_digit(classify))
    assert view.words == "Nothing is drawn yet."
    assert not seen
    pad.value = ONE
    (X,) = seen
    assert X.shape == (1, 1, 28, 28)
    assert X.dtype == torch.float32
    np.testing.assert_array_equal(X[0, 0].numpy(), digit_image(ONE))


def test_the_sheet_is_told_that_its_drawing_was_answered():
    pad, _, view = parts(draw_a_digit(always([0.7, 0.3]), ["a", "b"]))
    assert pad.answered == 0
    told = []
    pad.observe(lambda change: told.append(view.words), names="answered")
    pad.set_state({"value": ONE, "asked": 3})  # what the page sends
    assert pad.answered == 3
    assert told == ["The drawing is read as a, with a probability of 70.0%; next come b (30.0%)."]


def test_the_likeliest_classes_are_told_and_drawn(texts):
    widget = draw_a_digit(always([0.7, 0.05, 0.25]), ["a", "b", "c"])
    pad, clear, view = parts(widget)
    pad.value = ONE
    assert view.words == (
        "The drawing is read as a, with a probability of 70.0%; next come c (25.0%) and b (5.0%)."
    )
    assert {"a", "b", "c", "70.0%", "5.0%"} <= set(texts(widget.snapshot()))
    clear.click()
    assert view.words == "Nothing is drawn yet."


def test_logits_and_probabilities_are_told_apart():
    image = digit_image(ONE)
    logits = torch.tensor([2.0, 1.0, -1.0])
    expected = torch.softmax(logits, dim=0).tolist()
    assert class_probabilities(lambda X: logits, image, 3) == pytest.approx(expected)
    assert class_probabilities(lambda X: torch.tensor([expected]), image, 3) == pytest.approx(expected)
    assert class_probabilities(lambda X: np.array([[0.5, 0.5]]), image, 2) == [0.5, 0.5]


@pytest.mark.parametrize("training", [True, False])
def test_a_model_is_asked_in_evaluation_mode_and_left_as_it_was(training):
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Dropout(1.0)).train(training)
    shares = class_probabilities(model, digit_image(ONE), 10)
    assert max(shares) > 0.1 + 1e-6  # with dropout all would be alike
    assert model.training == training


def test_without_a_drawing_a_snapshot_shows_a_seven():
    assert draw_a_digit(always(list(torch.eye(10)[7]))).snapshot().alt.startswith("The drawing is read as 7")


@pytest.mark.parametrize(
    ("classify", "message"),
    [
        (always([1.0, 2.0]), r"returned shape \(1, 2\), expected \(1, 10\)"),
        (always([float("nan")] * 10), "a finite logit"),
        (nn.Linear(784, 10), "A layer for 784 numbers a row got 28"),
        (lambda X: {}[3], r"KeyError: 3\nIn <lambda>, line \d+ of its cell or file: \(lambda X"),
    ],
)
def test_mistakes_are_told_in_the_widget(classify, message):
    pad, _, view = parts(draw_a_digit(classify))
    pad.value = ONE
    assert re.search(message, view.words), view.words


def test_what_cannot_be_called_is_refused():
    with pytest.raises(TypeError, match="classify is a list, expected a model or a function"):
        draw_a_digit([])


DRAWN = {  # by hand, with few corners, each at its own size and place
    0: [[(0.5, 0.1), (0.35, 0.2), (0.3, 0.5), (0.38, 0.8), (0.5, 0.88), (0.64, 0.8), (0.7, 0.5), (0.64, 0.2),
         (0.5, 0.1)]],
    1: ONE,
    2: [[(0.3, 0.3), (0.4, 0.2), (0.6, 0.22), (0.65, 0.38), (0.5, 0.58), (0.3, 0.78), (0.7, 0.78)]],
    3: [[(0.1, 0.1), (0.25, 0.1), (0.3, 0.18), (0.2, 0.25), (0.3, 0.3), (0.3, 0.4), (0.2, 0.46), (0.08, 0.42)]],
    4: [[(0.35, 0.2), (0.33, 0.5), (0.65, 0.5)], [(0.62, 0.2), (0.6, 0.85)]],
    5: [[(0.65, 0.2), (0.4, 0.2), (0.38, 0.45), (0.55, 0.43), (0.65, 0.55), (0.62, 0.72), (0.5, 0.8), (0.35, 0.75)]],
    6: [[(0.6, 0.15), (0.42, 0.4), (0.36, 0.65), (0.45, 0.82), (0.6, 0.8), (0.65, 0.65), (0.55, 0.54), (0.38, 0.62)]],
    7: SEVEN,
    8: [[(0.6, 0.25), (0.5, 0.17), (0.4, 0.25), (0.42, 0.38), (0.6, 0.55), (0.62, 0.72), (0.5, 0.82), (0.38, 0.72),
         (0.42, 0.55), (0.58, 0.38), (0.6, 0.25)]],
    9: [[(0.63, 0.3), (0.5, 0.2), (0.38, 0.3), (0.42, 0.45), (0.55, 0.46), (0.63, 0.3), (0.62, 0.6), (0.55, 0.85)]],
}  # fmt: skip


@pytest.mark.skipif(not MNIST.is_dir(), reason="LESSONLIB_DATA has no mnist/")
def test_a_model_that_learned_from_mnist_reads_drawings():
    seed_everything(0)
    train = mnist().train
    model = MLP((784, 128, 10))
    adam = torch.optim.Adam(model.parameters(), 1e-3)
    for X, y in Split(train.X[:20_000], train.y[:20_000]).batches(100, seed=0):
        adam.zero_grad()
        nn.functional.cross_entropy(model(X), y).backward()
        adam.step()
    widget = draw_a_digit(model)
    pad, _, view = parts(widget)
    read = []
    for strokes in DRAWN.values():
        pad.value = strokes
        read.append(int(re.search(r"read as (\d)", view.words)[1]))
    assert sum(digit == said for digit, said in zip(DRAWN, read, strict=True)) >= 9, read
