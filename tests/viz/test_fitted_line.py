"""A line through points says how far it is from them."""

import pytest
import torch

from lessonlib.viz import fitted_line


def test_in_words():
    picture = fitted_line(
        torch.tensor([[1.0], [2.0], [3.0]]), [1, 2, 3], 2.0, -1.0, names=("income", "value")
    )
    assert picture.alt == (
        "3 points and the line value = 2 income - 1, which lies 0, 1 and 2 above them. "
        "The mean squared error is 1.67."
    )


def test_many_points_are_counted_alone():
    x = torch.arange(100.0)
    assert fitted_line(x, x, 1.0, 0.5).alt == (
        "100 points and the line y = 1 x + 0.5. The mean squared error is 0.25."
    )


def test_axes_and_title(texts):
    assert {"a", "b", "steep"} <= set(texts(fitted_line([1], [2], 1.0, 0.0, names=("a", "b"), title="steep")))
    assert "mean squared error 1" in texts(fitted_line([1], [2], 1.0, 0.0))


def test_few_residuals_are_drawn_and_many_are_not():
    dotted = "stroke-dasharray"
    assert dotted in fitted_line([0, 1], [0, 2], 1.0, 0.0).svg
    assert dotted not in fitted_line(range(31), range(31), 2.0, 0.0).svg


@pytest.mark.parametrize(
    ("x", "y", "W", "message"),
    [
        ([1, 2], [1], 1.0, r"x has shape \(2,\) and y has shape \(1,\), expected \(n,\) or \(n, 1\)"),
        ([[1, 2]], [[1, 2]], 1.0, r"x has shape \(1, 2\)"),
        ([], [], 1.0, r"n >= 1"),
        ([1, float("nan")], [1, 2], 1.0, "holds a number that is not finite"),
        ([1], [2], float("inf"), "W is inf and b is 0, expected finite numbers"),
    ],
)
def test_what_cannot_be_drawn(x, y, W, message):
    with pytest.raises(ValueError, match=message):
        fitted_line(x, y, W, 0)
