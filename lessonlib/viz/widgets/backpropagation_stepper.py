"""Backpropagation through a small network, step by step."""

from __future__ import annotations

from numpy.typing import ArrayLike

from lessonlib.viz.backpropagation import STEPS, backpropagation
from lessonlib.viz.picture import Picture
from lessonlib.viz.widgets.controls import step_controls
from lessonlib.viz.widgets.explorer import Explorer


def backpropagation_stepper(
    x: ArrayLike, t: float, W1: ArrayLike, b1: ArrayLike, w2: ArrayLike, b2: float
) -> Explorer:
    """Step through one pass forward and the four steps back: see each number when it is calculated.

    Arguments and errors are those of `lessonlib.viz.backpropagation`. The still has all five steps.
    """

    def picture(step: int) -> Picture:
        return backpropagation(x, t, W1, b1, w2, b2, step=step)

    slider, row = step_controls(len(STEPS), "step")
    return Explorer([slider], lambda: picture(slider.value), lambda: picture(len(STEPS)), row)
