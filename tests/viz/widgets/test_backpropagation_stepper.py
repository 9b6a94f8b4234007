"""Numbers that flow back through a small network."""

import pytest

from lessonlib.viz import backpropagation, backpropagation_stepper

PASS = ([1.0, 0.0], 1.0, [[0.5, -1.0], [1.0, 0.5]], [0.0, 0.5], [1.0, -1.0], 0.0)


def test_each_step_is_its_picture():
    widget = backpropagation_stepper(*PASS)
    slider = widget.box.children[0].children[0]
    assert slider.max == 5
    for step in range(6):
        slider.value = step
        assert widget.box.children[-1].words == backpropagation(*PASS, step=step).alt


def test_the_still_has_all_steps():
    assert backpropagation_stepper(*PASS).snapshot() == backpropagation(*PASS)


def test_shapes_that_do_not_fit_are_told():
    with pytest.raises(ValueError, match="have the shapes"):
        backpropagation_stepper([1.0], *PASS[1:])
