"""Learning curves: a number that was written down again and again while a model learned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator, NullFormatter, StrMethodFormatter

from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.theme import new_figure, themed
from lessonlib.viz.words import count, number

Curves = Mapping[str, Sequence[float]]


@themed()
def learning_curves(
    curves: Curves,
    x: str = "step",
    y: str = "loss",
    *,
    every: int = 1,
    log_y: bool = False,
    front: str | None = None,
    title: str | None = None,
) -> Picture:
    """One line for each named list of numbers, the first of them at step 1.

    x, y: what is counted along and what is measured, for the axes and the text ("epoch", "accuracy").
    every: steps from one number to the next, for numbers that were not kept at each step.
    log_y: a logarithmic y axis, for losses that fall over several powers of ten.
    front: the name of a curve to show before all others, which are drawn pale.

    Raises ValueError when there is no curve, or an empty one.
    """
    values = {name: np.asarray(curve, dtype=float) for name, curve in curves.items()}
    if not values or not all(len(curve) for curve in values.values()):
        raise ValueError(
            'there is nothing to draw, expected at least one curve with numbers: {"loss": [0.7, 0.5]}'
        )
    figure = new_figure()
    ax = figure.subplots()
    for name, curve in values.items():
        steps = np.arange(1, len(curve) + 1) * every
        finite = np.where(np.isfinite(curve), curve, np.nan)
        dot = "o" if len(curve) == 1 else None  # one point has no line
        ax.plot(steps, finite, label=name, marker=dot, alpha=1.0 if front in (None, name) else 0.25)
    ax.set(xlabel=x, ylabel=y, title=title or "")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if log_y:
        ax.set_yscale("log")
        ax.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        ax.yaxis.set_minor_formatter(NullFormatter())
    if len(values) > 1:
        ax.legend()
    if front is None:
        return from_figure(figure, describe_curves(curves, x, y, every))
    return from_figure(figure, describe_curves({front: curves[front]}, x, f"{y} of {front}", every))


def describe_curves(curves: Curves, x: str, y: str, every: int = 1) -> str:
    """The curves in words: "Loss falls from 0.69 to 0.11 in 200 steps."."""
    if len(curves) == 1:
        (curve,) = curves.values()
        return f"{y[:1].upper()}{y[1:]} {_course(curve, x, every)}."
    told = "; ".join(f"{name}: {_course(curve, x, every)}" for name, curve in curves.items())
    return f"{count(len(curves), 'learning curve')} of {y}. {told}."


def _course(curve: Sequence[float], x: str, every: int) -> str:
    first, last = float(curve[0]), float(curve[-1])
    if len(curve) == 1:
        return f"is {number(first)}"
    finite = np.isfinite(curve)
    if not finite.all():
        return f"stops being a finite number at {x} {(int(np.argmin(finite)) + 1) * every}"
    change = "stays at" if number(first) == number(last) else "falls from" if last < first else "rises from"
    ends = number(first) if change == "stays at" else f"{number(first)} to {number(last)}"
    return f"{change} {ends} in {count(len(curve) * every, x)}"
