"""Lines say what they show, and stand at their places."""

import pytest
import torch

from lessonlib.viz import lines


def test_in_words():
    x = torch.tensor([-1.0, 0.0, 2.0])
    picture = lines(x, {"best": [0.0, 0.5, 1.0], "learned": [0.2, 0.9, 0.2]}, names=("x", "D(x)"))
    assert picture.alt == (
        "Lines of D(x) over x from -1 to 2: best rises from 0 to 1; "
        "learned is 0.2 at first and at last, highest 0.9 at x 0."
    )


def test_axes_and_legend(texts):
    drawn = texts(
        lines([0.0, 0.5, 1.0], {"a": [1, 2, 3], "b": [3, 2, 1]}, names=("share", "loss"), title="two")
    )
    assert {"share", "loss", "a", "b", "two"} <= set(drawn)
    assert "a" not in texts(lines([0.0, 1.0], {"a": [1, 2]}))


@pytest.mark.parametrize(
    ("x", "curves", "error", "message"),
    [
        ([0, 1], [1, 2], TypeError, r"curves is of type list, expected them by name"),
        ([0, 1], {}, ValueError, r"nothing to draw.*sine"),
        ([1, 0], {"a": [1, 2]}, ValueError, r"x has shape \(2,\), expected two or more increasing numbers"),
        ([0], {"a": [1]}, ValueError, r"x has shape \(1,\)"),
        ([0, 1], {"a": [1, 2, 3]}, ValueError, r"a has shape \(3,\), expected 2 finite numbers"),
        ([0, 1], {"a": [1, float("nan")]}, ValueError, r"a has shape \(2,\), expected 2 finite numbers"),
    ],
)
def test_what_cannot_be_drawn(x, curves, error, message):
    with pytest.raises(error, match=message):
        lines(x, curves)
