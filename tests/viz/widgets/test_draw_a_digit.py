"""A drawing goes to a classifier, and its answer is shown."""

import re

import numpy as np
import pytest
import torch
from torch import nn

from lessonlib.viz import draw_a_digit
from lessonlib.viz.widgets.draw_a_digit import class_probabilities
from lessonlib.viz.widgets.strokes import digit_image

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
