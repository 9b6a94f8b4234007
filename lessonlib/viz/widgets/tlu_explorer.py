"""A threshold logic unit whose weights and bias one can move."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.points import checked_points, draw_points, draw_regions, grid_around
from lessonlib.viz.theme import new_figure, themed
from lessonlib.viz.widgets.controls import real_number
from lessonlib.viz.widgets.explorer import Explorer
from lessonlib.viz.words import count, number

_REACH = 2.0  # weights and biases go from -2 to 2: enough for every gate of two inputs
_STEP = 0.25
_FEW = 8  # rows whose answers one can still listen to


def tlu_explorer(
    X: ArrayLike,
    y: ArrayLike,
    w: tuple[float, float] = (1.0, 1.0),
    b: float = 0.0,
    *,
    feature_names: Sequence[str] = ("a", "b"),
) -> Explorer:
    """Change both weights and the bias of a threshold logic unit, and see where it fires and which rows are right.

    X, (n, 2), and y, (n,) of 0 and 1: what it should answer. w, b: to begin with, from -2 to 2.

    Raises ValueError for other shapes, for other classes, or for a w or b outside its range.
    """
    points, labels, _ = checked_points(X, y, ("0", "1"))
    sliders = []
    for name, value in (("weight w1", w[0]), ("weight w2", w[1]), ("bias b", b)):
        if not -_REACH <= value <= _REACH:
            raise ValueError(f"{name} is {value}, expected a number from {-_REACH:g} to {_REACH:g}")
        sliders.append(real_number(name, value, -_REACH, _REACH, _STEP))

    def draw() -> Picture:
        w1, w2, bias = (slider.value for slider in sliders)
        return _draw(points, labels, (w1, w2, bias), feature_names)

    return Explorer(sliders, draw)


@themed()
def _draw(
    points: NDArray[np.float32],
    labels: NDArray[np.int64],
    unit: tuple[float, float, float],
    feature_names: Sequence[str],
) -> Picture:
    answers = _fires(unit, *points.T)
    title = f"{(answers == labels).sum()} of {count(len(labels), 'row')} right"
    figure = new_figure(5.6, 4.2)
    ax = figure.subplots()
    grid = grid_around(points)
    draw_regions(ax, *grid, _fires(unit, *grid), classes=2)
    draw_points(ax, points, labels, ("0", "1"))
    ax.set(xlabel=feature_names[0], ylabel=feature_names[1], title=title)
    return from_figure(figure, f"{_told(points, labels, unit, answers)}. {title}.")


def _fires(
    unit: tuple[float, float, float], a: NDArray[np.float32], b: NDArray[np.float32]
) -> NDArray[np.float64]:
    w1, w2, bias = unit
    return np.where(w1 * a + w2 * b + bias >= 0, 1.0, 0.0)


def _told(
    points: NDArray[np.float32],
    labels: NDArray[np.int64],
    unit: tuple[float, float, float],
    answers: NDArray[np.float64],
) -> str:
    w1, w2, bias = map(number, unit)
    told = f"A threshold logic unit with the weights {w1} and {w2} and the bias {bias}"
    if len(labels) > _FEW:
        return told
    rows = [
        f"for ({number(p)}, {number(q)}) it answers {answer:.0f}, {'right' if answer == want else 'wrong'}"
        for (p, q), answer, want in zip(points.tolist(), answers, labels, strict=True)
    ]
    return f"{told}: {'; '.join(rows)}"
