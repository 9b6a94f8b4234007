"""Looking at one activation function."""

import ipywidgets
import pytest

from lessonlib.viz import activation_explorer


def test_function_and_point_are_drawn(texts):
    widget = activation_explorer()
    function, point, _ = widget.box.children
    assert widget.snapshot().alt == "logistic at z = 1: value 0.731, derivative 0.197."
    function.value, point.value = "relu", -2.0
    assert widget.snapshot().alt == "relu at z = -2: value 0, derivative 0."
    assert "relu(-2) = 0" in texts(widget.snapshot())


@pytest.mark.parametrize("name", activation_explorer().box.children[0].options)
def test_every_function_on_offer_can_be_drawn(name):
    assert activation_explorer(name, z=0.5).snapshot().alt.startswith(f"{name} at z = 0.5")


def test_controls_are_labelled_for_the_keyboard():
    function, point, _ = activation_explorer().box.children
    assert isinstance(point, ipywidgets.FloatSlider)
    assert (function.description, point.description) == ("function", "z")
