"""One activation function at a time, and its slope at a point that can be moved."""

from __future__ import annotations

import torch

from lessonlib.models.activations import ACTIVATIONS
from lessonlib.viz.functions import value_and_slope
from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.theme import BLUE, INK, MUTED, VERMILLION, new_figure, themed
from lessonlib.viz.widgets.controls import choice, real_number
from lessonlib.viz.widgets.explorer import Explorer
from lessonlib.viz.words import number

_REACH = 5.0  # z goes from -5 to 5: beyond that, all these functions are nearly straight


def activation_explorer(name: str = "logistic", z: float = 1.0) -> Explorer:
    """Choose an activation function and a point z: see its value there, its tangent, and its derivative.

    Raises an error of ipywidgets when there is no activation with that name.
    """
    names = [known for known in ACTIVATIONS if known != "sigmoid"]  # the same as the logistic function
    function = choice("function", names, name)
    point = real_number("z", z, -_REACH, _REACH)
    return Explorer([function, point], lambda: _draw(function.value, point.value))


@themed()
def _draw(name: str, at: float) -> Picture:
    z = torch.linspace(-_REACH, _REACH, 401)
    value, slope = value_and_slope(name, z)
    here, steep = (float(result) for result in value_and_slope(name, torch.tensor(at)))
    figure = new_figure(8.4, 3.2)
    left, right = figure.subplots(1, 2)
    left.plot(z, value, color=BLUE)
    left.plot(
        [at - 1, at + 1], [here - steep, here + steep], color=VERMILLION, linestyle="--", label="tangent"
    )
    right.plot(z, slope, color=BLUE)
    for ax, y in ((left, here), (right, steep)):
        ax.axvline(at, color=MUTED, linewidth=0.8, linestyle=":")
        ax.plot([at], [y], "o", color=VERMILLION, markeredgecolor=INK)
        ax.set(xlabel="z", xlim=(-_REACH, _REACH))
    left.set_title(f"{name}({number(at)}) = {number(here)}")
    right.set_title(f"derivative = {number(steep)}")
    left.legend()
    return from_figure(
        figure, f"{name} at z = {number(at)}: value {number(here)}, derivative {number(steep)}."
    )
