"""A recurrent layer that reads a series, step by step."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.typing import ArrayLike
from torch import nn

from lessonlib.viz.recurrent_step import draw_step, traced
from lessonlib.viz.widgets.controls import step_controls
from lessonlib.viz.widgets.explorer import Explorer


def recurrent_stepper(layer: nn.RNNBase, X: ArrayLike, *, units: Sequence[int] | None = None) -> Explorer:
    """Step through a series: see the gates of each step, what they keep and let in, and the states so far.

    Arguments and errors are those of `lessonlib.viz.recurrent_step`. The weights are read once, when this is called.
    The still is the last step.
    """
    trace = traced(layer, X, units)
    slider, row = step_controls(len(trace), "step")
    return Explorer([slider], lambda: draw_step(trace, slider.value), lambda: draw_step(trace), row)
