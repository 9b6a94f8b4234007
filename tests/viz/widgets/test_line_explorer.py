"""A line that is turned and moved."""

import pytest

from lessonlib.viz import line_explorer

POINTS = ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])


def test_the_line_follows_its_weight_and_bias():
    widget = line_explorer(*POINTS, W=2.0, b=-1.0)
    weight, bias, _ = widget.box.children
    assert "lies 0, 1 and 2 above" in widget.snapshot().alt
    weight.value, bias.value = 1.0, 0.0
    assert widget.snapshot().alt.endswith("The mean squared error is 0.")


def test_the_axes_stay_while_the_line_moves(texts):
    widget = line_explorer(*POINTS)
    _, bias, _ = widget.box.children
    ticks = [text for text in texts(widget.snapshot()) if not text.startswith("mean")]
    bias.value = 3.0
    assert [text for text in texts(widget.snapshot()) if not text.startswith("mean")] == ticks


@pytest.mark.parametrize(("W", "b", "message"), [(9, 0, r"W is 9, .* W_range \(-3, 3\)"), (0, -5, "b is -5")])
def test_a_start_outside_is_told(W, b, message):
    with pytest.raises(ValueError, match=message):
        line_explorer(*POINTS, W=W, b=b)


def test_points_that_do_not_fit_are_told():
    with pytest.raises(ValueError, match="x has shape"):
        line_explorer([1.0], [1.0, 2.0])
