"""Learning curves say what they show."""

import math
import re

import numpy as np
import pytest

from lessonlib.viz import learning_curves

NAN = math.nan


@pytest.mark.parametrize(
    ("curve", "alt"),
    [
        ([0.69, 0.3, 0.11], "Loss falls from 0.69 to 0.11 in 3 steps."),
        ([0.1, 0.2], "Loss rises from 0.1 to 0.2 in 2 steps."),
        ([0.5, 0.5, 0.5], "Loss stays at 0.5 in 3 steps."),
        ([0.5, 0.9, 0.5], "Loss is 0.5 at first and at last in 3 steps, highest 0.9 at step 2."),
        ([1.0, 0.2, 0.6], "Loss falls from 1 to 0.6 in 3 steps, lowest 0.2 at step 2."),
        ([0.5], "Loss is 0.5."),
        ([NAN, 0.5], "Loss is 0.5 at step 2, and is no finite number before."),
        (
            [NAN, NAN, 0.5, 0.3],
            "Loss falls from 0.5 to 0.3 from step 3 to 4, and is no finite number before.",
        ),
        ([0.5, NAN, 0.5], "Loss stays at 0.5 in 3 steps, with 1 gap in between."),
        (
            [0.5, 9.0, math.inf],
            "Loss rises from 0.5 to 9 from step 1 to 2, then stops being a finite number at step 3.",
        ),
        ([NAN, math.inf], "Loss is never a finite number."),
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


def test_what_is_no_single_word_is_named_and_not_counted():
    alt = learning_curves({"work": [3.0, 30.0]}, x="number of variables", y="multiplications").alt
    assert alt == "Multiplications rises from 3 to 30 from number of variables 1 to 2."


@pytest.mark.parametrize("names", ["abcdef", ["a name of more than thirty letters", *"bcd"]])
def test_the_legend_of_many_curves_lies_below_them(texts, names):
    """In the SVG texts follow the order of drawing: what belongs to the figure comes after the axes."""
    picture = learning_curves({name: [1.0, 0.5] for name in names})
    assert texts(picture)[-len(names) :] == list(names)
    bottom_of_the_axes = axis_label(picture, "step")
    assert all(axis_label(picture, name) > bottom_of_the_axes for name in names)


def axis_label(picture, text):
    """How far down a text is, in the SVG's units."""
    at = re.search(
        rf'translate\([\d.]+ ([\d.]+)\)[^>]*>{re.escape(text)}<|y="([\d.]+)"[^>]*>{re.escape(text)}<',
        picture.svg,
    )
    return float(at[1] or at[2])


def test_the_curve_in_front_is_the_one_told():
    picture = learning_curves({"lr=0.1": [1.0, 0.5], "lr=1": [1.0, 2.0]}, front="lr=1")
    assert picture.alt == "Loss of lr=1 rises from 1 to 2 in 2 steps."


def test_a_logarithmic_axis_writes_plain_numbers(texts):
    labels = texts(learning_curves({"loss": [10.0, 1.0, 0.1, 0.01]}, log_y=True))
    assert {"10", "1", "0.1", "0.01"} <= set(labels)
    assert not any("$" in label or "\\" in label for label in labels)


def test_runs_of_one_training_become_their_mean_and_range():
    runs = np.array([[4.0, 1.0], [2.0, 0.0], [3.0, 0.5]])
    picture = learning_curves({"lr=0.1": runs, "lr=1": runs[:1]}, x="epoch")
    assert picture.alt == (
        "2 learning curves of loss. lr=0.1: averaged over 3 runs falls from 3 to 0.5 in 2 epochs, where the runs lie "
        "from 0 to 1; lr=1: falls from 4 to 1 in 2 epochs."
    )
    assert picture.svg.count("fill-opacity: 0.2") == 1


def test_a_run_that_breaks_off_breaks_the_mean():
    alt = learning_curves({"loss": [[1.0, 0.5, 0.4], [1.0, 2.0, NAN]]}).alt
    assert alt.startswith(
        "Loss averaged over 2 runs rises from 1 to 1.25 from step 1 to 2, then stops being a finite"
    )


@pytest.mark.parametrize("length", [1, 2, 3, 4, 12, 29])
def test_epochs_are_whole_numbers(texts, length):
    labels = texts(learning_curves({"run": list(np.linspace(1e-3, 2e-3, length))}, x="epoch"))
    ticks = labels[: labels.index("epoch")]
    assert ticks
    assert all(re.fullmatch(r"\d+", tick) for tick in ticks)


def test_a_point_between_gaps_is_a_dot():
    alone, together = ([0.5, 0.4, NAN, 0.3], [0.5, 0.4, 0.35, 0.3])
    assert "<use" in after_the_axes(learning_curves({"run": alone}))
    assert "<use" not in after_the_axes(learning_curves({"run": together}))


def after_the_axes(picture):
    return picture.svg[picture.svg.rindex(">loss<") :]


def test_more_curves_than_colours_differ_in_their_dashes():
    picture = learning_curves({str(k): [1.0, k + 2.0] for k in range(12)})
    looks = re.findall(r"stroke: var\((--ll-[0-9a-f]{6})\)[^\"]*", picture.svg)
    assert len(set(looks)) == 6
    styles = set(re.findall(r'style="(fill: none;[^"]*stroke: var\(--ll-[0-9a-f]{6}\)[^"]*)"', picture.svg))
    assert len(styles) == 12


def test_runs_of_different_lengths_are_told():
    with pytest.raises(ValueError, match="a is not a list of numbers, or its runs have different lengths"):
        learning_curves({"a": [[1.0, 2.0], [1.0]]})


@pytest.mark.parametrize("curves", [{}, {"a": []}, {"a": [1.0], "b": []}])
def test_nothing_to_draw_is_an_error(curves):
    with pytest.raises(ValueError, match="there is nothing to draw, expected at least one curve"):
        learning_curves(curves)
