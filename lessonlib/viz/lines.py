"""Lines: numbers that depend on another number, such as a function and a network's approximation of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from lessonlib.viz.curves import change
from lessonlib.viz.inputs import array_of, by_name
from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.theme import new_figure, themed
from lessonlib.viz.words import number

_EXAMPLE = '{"sine": [0.0, 0.8, 0.9]}'


@themed()
def lines(
    x: ArrayLike,
    curves: Mapping[str, ArrayLike],
    *,
    names: tuple[str, str] = ("x", "y"),
    title: str | None = None,
) -> Picture:
    """One line for each named list of numbers, over the positions `x`.

    x: (n,), increasing.
    curves: by name (n,), finite.
    names: of the two axes.

    Raises TypeError when the curves have no names, ValueError when there is no curve, a length is not that of `x`, x
    does not increase, or a number is not finite. For numbers that were recorded step by step, use `learning_curves`.
    """
    by_name("curves", curves, _EXAMPLE)
    places = array_of(x)
    if places.ndim != 1 or len(places) < 2 or not (np.diff(places) > 0).all():
        raise ValueError(
            f"x has shape {places.shape}, expected two or more increasing numbers: [0.0, 0.5, 1.0]"
        )
    if not curves:
        raise ValueError(f"there is nothing to draw, expected at least one curve: {_EXAMPLE}")
    figure = new_figure()
    ax = figure.subplots()
    span, told = f" from {number(places[0])} to {number(places[-1])}", []
    for name, curve in curves.items():
        values = array_of(curve)
        if values.shape != places.shape or not np.isfinite(values).all():
            raise ValueError(
                f"{name} has shape {values.shape}, expected {len(places)} finite numbers, as x has"
            )
        ax.plot(places, values, label=name)
        told.append(f"{name} {change(values, '', lambda k: f'{names[0]} {number(places[k])}')}")
    ax.set(xlabel=names[0], ylabel=names[1], title=title or "")
    if len(curves) > 1:
        ax.legend()
    kind = "Line" if len(curves) == 1 else "Lines"
    return from_figure(figure, f"{kind} of {names[1]} over {names[0]}{span}: {'; '.join(told)}.")
