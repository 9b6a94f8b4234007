"""Sliders, lists and buttons."""

import pytest

from lessonlib.viz.widgets.controls import magnitude, step_controls


def test_magnitudes_are_round_and_hold_the_value():
    rate = magnitude("learning rate", 0.3, -2, 0)
    assert [text for text, _ in rate.options] == ["0.01", "0.02", "0.05", "0.1", "0.2", "0.3", "0.5", "1"]
    assert rate.value == 0.3


@pytest.mark.parametrize(
    ("first", "clicks", "value"),
    [
        (0, "", 0),
        (0, "f", 1),
        (0, "ff", 2),
        (0, "fff", 2),
        (0, "b", 0),
        (0, "ffb", 1),
        (1, "b", 1),
        (1, "f", 2),
    ],
)
def test_buttons_step_and_stop_at_the_ends(first, clicks, value):
    slider, row = step_controls(2, "step", first)
    _, back, forward = row.children
    for click in clicks:
        {"b": back, "f": forward}[click].click()
    assert slider.value == value
