"""How numbers are distributed: the weights of layers, or the same weights again and again while they learn."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray
from torch import nn

from lessonlib.viz.inputs import array_of, by_name
from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.theme import BLUE, INK, MUTED, new_figure, themed
from lessonlib.viz.words import count, number

Counted = tuple[ArrayLike, ArrayLike]  # counts (bins,) and edges (bins + 1,), as np.histogram gives them

_EXAMPLE = '{"weights": layer.weight}'
_ACROSS = 4  # histograms in a row
_BANDS = ((0, 100, 0.16), (7, 93, 0.22), (16, 84, 0.3))  # percentiles, and how dark between them


@themed()
def histograms(
    values: Mapping[str, ArrayLike | Counted] | nn.Module, *, bins: int = 30, title: str | None = None
) -> Picture:
    """A histogram for each name, side by side on one x axis.

    values: numbers of any shape; or (counts, edges) as `np.histogram` returns them and event files store them; or a
        module, whose parameters are drawn.
    bins: the number of bins.

    Raises TypeError when values have no names, ValueError when there is nothing to draw, no finite number, or bins
    is below 1.
    """
    if isinstance(values, nn.Module):
        values = dict(values.named_parameters())
    by_name("values", values, _EXAMPLE)
    if not values or bins < 1:
        raise ValueError(
            f"there are {len(values)} names and {bins} bins, expected at least one of each: {_EXAMPLE}"
        )
    tables = {name: _counted(name, numbers, bins) for name, numbers in values.items()}
    columns = min(_ACROSS, len(tables))
    rows = -(-len(tables) // columns)
    figure = new_figure(max(4.0, 2.3 * columns), 2.1 * rows + 0.3 * bool(title))
    axes = figure.subplots(rows, columns, sharex=True, squeeze=False).ravel()
    for ax, (name, (counts, edges)) in zip(axes, tables.items(), strict=False):
        ax.stairs(counts, edges, fill=True, color=(BLUE, 0.45))
        ax.stairs(counts, edges, color=BLUE, linewidth=1.2)
        ax.set_title(name, fontsize=10)
        ax.tick_params(labelbottom=True)
        ax.yaxis.set_major_locator(MaxNLocator(4, integer=True, min_n_ticks=1))
    for ax in axes[len(tables) :]:
        ax.set_visible(False)
    if title:
        figure.suptitle(title, x=0.01, ha="left")
    told = "; ".join(f"{name}: {_describe(*table)}" for name, table in tables.items())
    return from_figure(figure, f"{count(len(tables), 'histogram')}. {told}.")


@themed()
def distributions(
    values: Mapping[int, ArrayLike], *, x: str = "step", y: str = "weight", title: str | None = None
) -> Picture:
    """How the distribution of the same numbers changes over time: the median as a line, bands darker where more
    numbers lie.

    values: by step, numbers of any shape. The bands hold all of them, the middle 86% and the middle 68%, as in
        TensorBoard's view of distributions.

    Raises TypeError when values have no steps, ValueError when there is no step, or one without finite numbers.
    """
    by_name("values", values, "{0: weights, 100: weights}")
    if not values:
        raise ValueError("there is no step to draw, expected numbers by step: {0: weights, 100: weights}")
    steps = sorted(values)
    numbers = [_finite(f"{x} {step}", values[step]) for step in steps]
    figure = new_figure()
    ax = figure.subplots()
    _draw_bands(ax, steps, numbers)
    ax.set(xlabel=x, ylabel=y, title=title or "")
    first, last = (
        f"at {x} {step} median {number(np.median(at))}, from {number(at.min())} to {number(at.max())}"
        for step, at in ((steps[0], numbers[0]), (steps[-1], numbers[-1]))
    )
    return from_figure(figure, f"Distribution of {y} at {count(len(steps), x)}: {first}; {last}.")


def _draw_bands(ax: Axes, steps: list[int], numbers: list[NDArray[np.float64]]) -> None:
    for low, high, opacity in _BANDS:
        lower, upper = ([np.percentile(at, share) for at in numbers] for share in (low, high))
        ax.fill_between(steps, lower, upper, color=BLUE, alpha=opacity, linewidth=0)
    ax.plot(steps, [np.median(at) for at in numbers], color=INK, linestyle="-", label="median")
    ax.axhline(0, color=MUTED, linewidth=0.8, linestyle=":")
    ax.legend()


def _counted(
    name: str, values: ArrayLike | Counted, bins: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if not isinstance(values, tuple):
        counts, edges = np.histogram(_finite(name, values), bins)
        return counts.astype(np.float64), edges
    counts, edges = (array_of(part) for part in values)
    if counts.ndim != 1 or edges.shape != (len(counts) + 1,) or not counts.sum() > 0:
        raise ValueError(
            f"{name} has counts of shape {counts.shape} and edges of shape {edges.shape}, expected (bins,) with "
            "a count above 0 and (bins + 1,), as np.histogram gives them"
        )
    return counts, edges


def _finite(name: str, values: ArrayLike) -> NDArray[np.float64]:
    numbers = array_of(values).ravel()
    if not len(numbers) or not np.isfinite(numbers).all():
        bad = int((~np.isfinite(numbers)).sum())
        raise ValueError(
            f"{name} holds {count(len(numbers), 'number')}, {bad} of them not finite, expected finite ones: "
            "pass values[np.isfinite(values)], and look for where they come from"
        )
    return numbers


def _describe(counts: NDArray[np.float64], edges: NDArray[np.float64]) -> str:
    k = int(counts.argmax())
    fullest = f"from {number(edges[k])} to {number(edges[k + 1])}"
    return (
        f"{count(int(counts.sum()), 'number')} from {number(edges[0])} to {number(edges[-1])}, "
        f"the fullest of {count(len(counts), 'bin')}, {fullest}, holds {number(counts[k])}"
    )
