"""A walk through the plane of codes."""

import pytest
import torch

from lessonlib.viz import code_explorer

CODES = torch.tensor([[0.0, 0.0], [2.0, 0.0], [2.0, 4.0]])
Y = [0, 1, 1]


def decode(z):
    return (z.sum(dim=1) / 8)[:, None, None].expand(-1, 2, 2)


def seen(widget):
    return widget.box.children[-1].words


def test_it_begins_in_the_middle_and_the_sliders_move_it():
    widget = code_explorer(decode, CODES, Y, ["a", "b"])
    first, second = widget.box.children[:2]
    assert (first.value, second.value) == pytest.approx((1.0, 2.0))
    assert seen(widget).startswith(
        "At the code (1.00, 2.00) the decoder draws a picture with mean brightness 0.375;"
    )
    first.value, second.value = 2.0, 4.0
    assert seen(widget).startswith(
        "At the code (2.00, 4.00) the decoder draws a picture with mean brightness 0.750;"
    )
    assert widget.snapshot().alt == seen(widget)


def test_the_sliders_reach_the_whole_plane():
    first, second = code_explorer(decode, CODES, Y).box.children[:2]
    assert first.min < 0 < 2 < first.max
    assert second.min < 0 < 4 < second.max


def test_a_beginning_can_be_chosen_inside_the_plane():
    assert "At the code (0.50, 3.00)" in seen(code_explorer(decode, CODES, Y, at=(0.5, 3.0)))
    with pytest.raises(ValueError, match=r"at is \(9.0, 0.0\), expected a place inside the plane"):
        code_explorer(decode, CODES, Y, at=(9.0, 0.0))
