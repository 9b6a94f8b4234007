"""A threshold that one can move, with precision, recall and its place on the ROC curve."""

from __future__ import annotations

from numpy.typing import ArrayLike

from lessonlib.viz.threshold import checked, threshold
from lessonlib.viz.widgets.controls import real_number
from lessonlib.viz.widgets.explorer import Explorer


def threshold_explorer(y_true: ArrayLike, p: ArrayLike, at: float = 0.5) -> Explorer:
    """Move the threshold from which on a row is called positive.

    y_true: classes 0 and 1, (n,). p: probabilities of class 1, (n,). at: the threshold to begin with, from 0 to 1.

    Raises ValueError when shapes differ, y_true holds only one class, or p or `at` is not from 0 to 1.
    """
    checked(y_true, p, at)
    slider = real_number("threshold", at, 0.0, 1.0, step=0.01)
    return Explorer([slider], lambda: threshold(y_true, p, slider.value))
