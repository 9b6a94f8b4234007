"""A time series, and the forecasts of models for its end."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.inputs import array_of, by_name
from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.theme import INK, MUTED, colour, dashes, new_figure, themed
from lessonlib.viz.words import count, number


@themed()
def series(
    values: ArrayLike,
    forecasts: Mapping[str, ArrayLike] | None = None,
    *,
    start: int | None = None,
    x: str = "step",
    y: str = "value",
    title: str | None = None,
) -> Picture:
    """The true values of a series over time, and the forecasts of models beside them.

    values: (n,) or (n, 1), at the steps 0 to n - 1.
    forecasts: by the name of a model, (m,) or (m, 1). They may continue beyond the true values.
    start: the step of the first forecast; by default forecasts end where the values end.

    The text says how far each forecast is from the true values where both exist.

    Raises TypeError when the forecasts have no names, ValueError for other shapes, numbers that are not finite, or a
    start outside the series.
    """
    by_name("forecasts", {} if forecasts is None else forecasts, '{"RNN": y_hat}')
    true = _column("values", values)
    models = {name: _column(name, forecast) for name, forecast in (forecasts or {}).items()}
    starts = {name: len(true) - len(model) if start is None else start for name, model in models.items()}
    for name, first in starts.items():
        if not 0 <= first <= len(true):
            raise ValueError(
                f"{name} would start at step {first} of a series of {len(true)} values, expected a start "
                f"from 0 to {len(true)}: pass fewer forecasts, or another start"
            )
    figure = new_figure(8.4, 3.4)
    ax = figure.subplots()
    ax.plot(true, color=INK, linewidth=1.4, label="true")
    for k, (name, model) in enumerate(models.items()):
        steps = np.arange(starts[name], starts[name] + len(model))
        dot = "o" if len(model) == 1 else None  # one point has no line
        ax.plot(steps, model, label=name, color=colour(k), linestyle=dashes(k + 1), marker=dot)
    for first in set(starts.values()):
        ax.axvline(first, color=MUTED, linewidth=1, linestyle=":")
    ax.set(xlabel=x, ylabel=y, title=title or "")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    if models:
        figure.legend(loc="outside lower left", ncols=4)
    return from_figure(figure, _describe(true, models, starts, x, y))


def _column(name: str, values: ArrayLike) -> NDArray[np.float64]:
    array = array_of(values)
    column = array[:, 0] if array.ndim == 2 and array.shape[1] == 1 else array
    if column.ndim != 1 or len(column) == 0 or not np.isfinite(column).all():
        raise ValueError(
            f"{name} has shape {array.shape}, expected (n,) or (n, 1) of finite numbers: "
            "pass one series, such as X[0]"
        )
    return column


def _describe(
    true: NDArray[np.float64],
    models: Mapping[str, NDArray[np.float64]],
    starts: Mapping[str, int],
    x: str,
    y: str,
) -> str:
    alt = f"{y[:1].upper()}{y[1:]} over {count(len(true), x)}, from {number(true.min())} to {number(true.max())}."
    for name, model in models.items():
        first = starts[name]
        last = first + len(model) - 1
        alt += (
            f" {name} forecasts {x} {first}" if first == last else f" {name} forecasts {x}s {first} to {last}"
        )
        known = true[first : first + len(model)]
        error = np.abs(model[: len(known)] - known)
        if len(known):
            alt += (
                f": on average {number(error.mean())} off, at most {number(error.max())} "
                f"at {x} {first + int(error.argmax())}"
            )
        alt += "."
    return alt
