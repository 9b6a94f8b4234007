"""Learning curves: a number that was recorded again and again while a model learned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, NullFormatter, StrMethodFormatter
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.drawing import text_width
from lessonlib.viz.inputs import array_of, by_name
from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.theme import new_figure, themed
from lessonlib.viz.words import count, number

Curve = ArrayLike  # (steps,); or of several runs, (runs, steps)
Curves = Mapping[str, Curve]

_NOTHING = "there is nothing to draw, expected at least one curve with numbers"
_EXAMPLE = '{"loss": [0.7, 0.5]}'
_WIDTH = 430  # the width in points that a legend below the axes may take
_INSIDE = 3  # the most curves whose legend fits between them
_NOTABLE = 0.1  # share of the range by which an extreme must lie beyond both ends to be mentioned


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
    """One line for each named list of numbers, the first number being that of step 1.

    curves: by name (steps,); or (runs, steps) for the same training with several seeds: then the line is the mean of
        the runs, between the lowest and the highest. Numbers that are not finite are gaps.
    x, y: what is counted along the x axis and what is measured, for the axes and the text ("epoch", "accuracy").
    every: steps from one number to the next, for numbers that were not recorded at each step.
    log_y: a logarithmic y axis, for losses that fall over several powers of ten.
    front: the name of a curve to highlight; all others are drawn pale.

    Raises TypeError when the curves have no names, ValueError when there is no curve, or an empty one, or runs of
    different lengths.
    """
    by_name("curves", curves, _EXAMPLE)
    values = {name: _runs(name, curve) for name, curve in curves.items()}
    if not values:
        raise ValueError(f"{_NOTHING}: {_EXAMPLE}")
    beside = _columns(values) if len(values) > _INSIDE else 0
    figure = new_figure(height=3.8 + 0.22 * -(-len(values) // beside) if beside else 3.8)
    ax = figure.subplots()
    for name, runs in values.items():
        _draw_curve(ax, name, runs, every, 1.0 if front in (None, name) else 0.25)
    ax.set(xlabel=x, ylabel=y, title=title or "")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    if log_y:
        ax.set_yscale("log")
        ax.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        ax.yaxis.set_minor_formatter(NullFormatter())
    if beside:
        figure.legend(loc="outside lower left", ncols=beside)
    elif len(values) > 1:
        ax.legend()
    if front is None:
        return from_figure(figure, describe_curves(curves, x, y, every))
    return from_figure(figure, describe_curves({front: curves[front]}, x, f"{y} of {front}", every))


def describe_curves(curves: Curves, x: str, y: str, every: int = 1) -> str:
    """The curves in words: "Loss falls from 0.69 to 0.11 in 200 steps."."""
    told = {name: _describe(_runs(name, curve), x, every) for name, curve in curves.items()}
    if len(told) == 1:
        (line,) = told.values()
        return f"{y[:1].upper()}{y[1:]} {line}."
    lines = "; ".join(f"{name}: {line}" for name, line in told.items())
    return f"{count(len(told), 'learning curve')} of {y}. {lines}."


def _runs(name: str, curve: Curve) -> NDArray[np.float64]:
    try:
        runs = np.atleast_2d(array_of(curve))
    except ValueError as error:
        raise ValueError(
            f"{name} is not a list of numbers, or its runs have different lengths: {error}"
        ) from None
    if runs.ndim != 2 or runs.size == 0:
        raise ValueError(f"{_NOTHING}, but {name} has shape {runs.shape}: (steps,) or (runs, steps)")
    return np.where(np.isfinite(runs), runs, np.nan)


def _draw_curve(ax: Axes, name: str, runs: NDArray[np.float64], every: int, alpha: float) -> None:
    steps = np.arange(1, runs.shape[1] + 1) * every
    mean = runs.mean(axis=0)
    seen = np.isfinite(np.pad(mean, 1, constant_values=np.nan))
    alone = np.flatnonzero(seen[1:-1] & ~seen[:-2] & ~seen[2:]).tolist()  # such points have no line
    dot = "o" if alone else None
    (line,) = ax.plot(steps, mean, label=name, marker=dot, markevery=alone, alpha=alpha)
    if len(runs) > 1:
        low, high = runs.min(axis=0), runs.max(axis=0)
        ax.fill_between(steps, low, high, color=line.get_color(), alpha=0.2 * alpha, linewidth=0)


def _columns(names: Iterable[str]) -> int:
    """The columns of a legend below the axes."""
    return max(1, min(4, int(_WIDTH // (text_width(max(names, key=len), 10) + 50))))


def _describe(runs: NDArray[np.float64], x: str, every: int) -> str:
    told = _course(runs.mean(axis=0), x, every)
    if len(runs) == 1:
        return told
    low, high = number(runs[:, -1].min()), number(runs[:, -1].max())
    return f"averaged over {len(runs)} runs {told}, where the runs lie from {low} to {high}"


def _course(curve: NDArray[np.float64], x: str, every: int) -> str:
    finite = np.flatnonzero(np.isfinite(curve))
    if not len(finite):
        return "is never a finite number"
    start, end = int(finite[0]), int(finite[-1])
    if start == 0 and end == len(curve) - 1:
        n = len(curve) * every
        # A phrase such as "number of layers" cannot be put into the plural, only named.
        span = f" from {x} {every} to {n}" if " " in x and n > every else f" in {count(n, x)}"
    elif start == end:
        span = f" at {x} {(start + 1) * every}"
    else:
        span = f" from {x} {(start + 1) * every} to {(end + 1) * every}"
    told = change(curve[start : end + 1], span, lambda k: f"{x} {(start + k + 1) * every}")
    if start:
        told += ", and is no finite number before"
    if end < len(curve) - 1:
        told += f", then stops being a finite number at {x} {(end + 2) * every}"
    holes = end - start + 1 - len(finite)
    return told + f", with {count(holes, 'gap')} in between" * (holes > 0)


def change(curve: NDArray[np.float64], span: str, at: Callable[[int], str]) -> str:
    """What happens from the first finite number to the last, and between them."""
    first, last = float(curve[0]), float(curve[-1])
    if len(curve) == 1:
        return f"is {number(first)}" + span * span.startswith(" at")  # not "in 1 step"
    low, high = int(np.nanargmin(curve)), int(np.nanargmax(curve))
    if number(curve[low]) == number(curve[high]):
        return f"stays at {number(first)}{span}"
    if number(first) == number(last):
        told = f"is {number(first)} at first and at last{span}"
    else:
        told = f"{'falls' if last < first else 'rises'} from {number(first)} to {number(last)}{span}"
    notable = _NOTABLE * (curve[high] - curve[low])
    if min(first, last) - curve[low] > notable:
        told += f", lowest {number(curve[low])} at {at(low)}"
    if curve[high] - max(first, last) > notable:
        told += f", highest {number(curve[high])} at {at(high)}"
    return told
