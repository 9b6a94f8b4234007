"""A line among points that one can turn and move, and its mean squared error."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lessonlib.viz.fitted_line import fitted_line, points_of
from lessonlib.viz.widgets.controls import real_number
from lessonlib.viz.widgets.explorer import Explorer

Reach = tuple[float, float]


def line_explorer(
    x: ArrayLike,
    y: ArrayLike,
    W: float = 0.0,
    b: float = 0.0,
    *,
    W_range: Reach = (-3.0, 3.0),
    b_range: Reach = (-4.0, 4.0),
    names: tuple[str, str] = ("x", "y"),
) -> Explorer:
    """Change the weight and the bias of the line W * x + b, and see its residuals and its cost.

    x, y: the points, (n,) or (n, 1), finite. W, b: to begin with, inside W_range and b_range. names: of the axes.

    Raises ValueError for other shapes, a number that is not finite, or a W or b outside its range.
    """
    _, ys = points_of(x, y)
    for name, value, (low, high) in (("W", W, W_range), ("b", b, b_range)):
        if not low <= value <= high:
            raise ValueError(f"{name} is {value}, expected a number inside {name}_range ({low:g}, {high:g})")
    weight, bias = real_number("weight W", W, *W_range), real_number("bias b", b, *b_range)
    height = float(np.ptp(ys)) or 1.0
    seen = (float(ys.min()) - 1.25 * height, float(ys.max()) + 1.25 * height)  # it stays while the line moves

    return Explorer(
        [weight, bias], lambda: fitted_line(x, y, weight.value, bias.value, names=names, y_range=seen)
    )
