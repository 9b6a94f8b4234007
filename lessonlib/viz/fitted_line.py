"""Points and a line through them, with what is left between the two."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.inputs import array_of
from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.theme import INK, VERMILLION, new_figure, themed
from lessonlib.viz.words import count, listed, number

_FEW = 30  # points whose residuals one can tell apart
_LISTED = 5  # residuals that one can still listen to
_SIDE = 0.05  # how far the line runs on beyond the outermost points, as a share of their range


@themed()
def fitted_line(
    x: ArrayLike,
    y: ArrayLike,
    W: float,
    b: float,
    *,
    names: tuple[str, str] = ("x", "y"),
    y_range: tuple[float, float] | None = None,
    title: str | None = None,
) -> Picture:
    """The points (x, y) and the line W * x + b. The residuals of up to 30 points are dotted.

    x, y: (n,) or (n, 1), finite. names: of the two axes. y_range: the part of the y axis to draw; all if not said.
    title: what to see; the mean squared error if not said.

    Raises ValueError for other shapes, or a number that is not finite.
    """
    xs, ys = points_of(x, y)
    if not (math.isfinite(W) and math.isfinite(b)):
        raise ValueError(f"W is {W} and b is {b}, expected finite numbers")
    residuals = W * xs + b - ys
    cost = number(float(np.mean(residuals**2)))
    few = len(xs) <= _FEW
    side = _SIDE * (np.ptp(xs) or 1.0)
    ends = np.array([xs.min() - side, xs.max() + side])
    figure = new_figure(5.6, 3.8)
    ax = figure.subplots()
    ax.plot(ends, W * ends + b, color=VERMILLION, linestyle="-")
    if few:
        ax.vlines(xs, ys, W * xs + b, colors=INK, linestyles=":")
    ax.scatter(xs, ys, s=70 if few else 14, alpha=1.0 if few else 0.5, zorder=3)
    ax.set(xlabel=names[0], ylabel=names[1], title=title or f"mean squared error {cost}")
    if y_range is not None:
        ax.set_ylim(y_range)
    sign = "-" if b < 0 else "+"
    told = (
        f"{count(len(xs), 'point')} and the line {names[1]} = {number(W)} {names[0]} {sign} {number(abs(b))}"
    )
    if len(xs) <= _LISTED:
        told += f", which lies {listed(number(residual) for residual in residuals)} above them"
    return from_figure(figure, f"{told}. The mean squared error is {cost}.")


def points_of(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both coordinates of the points, (n,) each. Raises ValueError when they do not fit together."""
    xs, ys = array_of(x), array_of(y)
    flat = [values[:, 0] if values.ndim == 2 and values.shape[1] == 1 else values for values in (xs, ys)]
    if flat[0].ndim != 1 or flat[0].shape != flat[1].shape or not len(flat[0]):
        raise ValueError(
            f"x has shape {xs.shape} and y has shape {ys.shape}, expected (n,) or (n, 1) of each, n >= 1"
        )
    if not np.isfinite(flat).all():
        raise ValueError("x or y holds a number that is not finite: leave such rows out")
    return flat[0], flat[1]
