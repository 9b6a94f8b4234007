"""Learning curves say what they show."""

import math

import pytest

from lessonlib.viz import learning_curves


@pytest.mark.parametrize(
    ("curve", "alt"),
    [
        ([0.69, 0.3, 0.11], "Loss falls from 0.69 to 0.11 in 3 steps."),
        ([0.1, 0.2], "Loss rises from 0.1 to 0.2 in 2 steps."),
        ([0.5, 0.9, 0.5], "Loss stays at 0.5 in 3 steps."),
        ([0.5], "Loss is 0.5."),
        ([0.5, math.nan, 0.5], "Loss stops being a finite number at step 2."),
        ([0.5, 9.0, math.inf], "Loss stops being a finite number at step 3."),
    ],
)
def test_one_curve_in_words(curve, alt):
    assert learning_curves({"loss": curve}).alt == alt


def test_several_curves_are_told_one_by_one():
    picture = learning_curves({"lr=0.1": [1.0, 0.5], "lr=1": [1.0, 2.0]}, x="epoch", y="accuracy", every=5)
    assert picture.alt == (
        "2 learning curves of accuracy. lr=0.1: falls from 1 to 0.5 in 10 epochs; "
        "lr=1: rises from 1 to 2 in 10 epochs."
    )


def test_a_legend_only_where_there_is_a_choice(texts):
    assert "run" not in texts(learning_curves({"run": [1.0, 2.0]}))
    assert {"a", "b", "step", "loss"} <= set(texts(learning_curves({"a": [1.0, 2.0], "b": [1.0, 2.0]})))


def test_the_curve_in_front_is_the_one_told():
    picture = learning_curves({"lr=0.1": [1.0, 0.5], "lr=1": [1.0, 2.0]}, front="lr=1")
    assert picture.alt == "Loss of lr=1 rises from 1 to 2 in 2 steps."


def test_a_logarithmic_axis_writes_plain_numbers(texts):
    labels = texts(learning_curves({"loss": [10.0, 1.0, 0.1, 0.01]}, log_y=True))
    assert {"10", "1", "0.1", "0.01"} <= set(labels)
    assert not any("$" in label or "\\" in label for label in labels)


@pytest.mark.parametrize("curves", [{}, {"a": []}, {"a": [1.0], "b": []}])
def test_nothing_to_draw_is_an_error(curves):
    with pytest.raises(ValueError, match="there is nothing to draw, expected at least one curve"):
        learning_curves(curves)
