"""A loss over two parameters as a map with contour lines, and the path that an optimizer took on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.inputs import array_of
from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.points import legend_below
from lessonlib.viz.theme import (
    BLUE,
    INK,
    MUTED,
    PAPER,
    VERMILLION,
    colour,
    dashes,
    marker,
    new_figure,
    themed,
)
from lessonlib.viz.words import count, number

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]

_GRID = 120
_MOST_MARKS = 40  # the most marks on a path: more would merge into a band


@themed()
def surface(
    loss: Loss,
    paths: Mapping[str, ArrayLike] | ArrayLike | None = None,
    *,
    x_range: tuple[float, float] = (-2.0, 2.0),
    y_range: tuple[float, float] = (-2.0, 2.0),
    names: tuple[str, str] = ("w", "b"),
    levels: int = 14,
    title: str | None = None,
) -> Picture:
    """Contour lines of `loss` over two parameters, with the paths of descent on it.

    loss: takes the two parameters as float32 tensors of one shape, and returns losses in that shape.
    paths: the parameters after each step, (steps + 1, 2), the start first; or several such paths by name.
    x_range, y_range: the part of the plane to draw.
    names: of the two parameters.
    levels: number of contour lines.

    Raises ValueError when `loss` returns another shape or a number that is not finite, or a path is not (k, 2).
    """
    tracks = _tracks(paths)
    xs, ys, heights = landscape(loss, x_range, y_range)
    figure = new_figure(5.6, 4.2 + 0.25 * (len(tracks) if len(tracks) > 1 else 0) / 2)
    ax = figure.subplots()
    draw_contours(ax, xs, ys, heights, levels)
    for k, (name, track) in enumerate(tracks.items()):
        draw_track(ax, track, k, name)
    ax.set(xlim=x_range, ylim=y_range, xlabel=names[0], ylabel=names[1], title=title or "")
    ax.grid(False)
    if len(tracks) > 1:
        legend_below(ax, list(tracks))
    return from_figure(figure, _describe(loss, tracks, heights, names) + _leaving(tracks, x_range, y_range))


def _tracks(paths: Mapping[str, ArrayLike] | ArrayLike | None) -> dict[str, NDArray[np.float64]]:
    named = paths if isinstance(paths, Mapping) else {} if paths is None else {"path": paths}
    tracks = {name: array_of(path) for name, path in named.items()}
    for name, track in tracks.items():
        if track.ndim != 2 or track.shape[1] != 2 or len(track) == 0:
            raise ValueError(
                f"{name} has shape {track.shape}, expected (k, 2): both parameters after each step"
            )
    return tracks


def landscape(
    loss: Loss, x_range: tuple[float, float], y_range: tuple[float, float]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float64]]:
    """The loss over a grid: its values of x, (120,), of y, (120,), and the heights there, (120, 120).

    Raises ValueError when `loss` returns another shape or a number that is not finite.
    """
    xs, ys = torch.linspace(*x_range, _GRID), torch.linspace(*y_range, _GRID)
    x, y = torch.meshgrid(xs, ys, indexing="xy")
    with torch.no_grad():
        heights = torch.as_tensor(loss(x, y))
    if heights.shape != x.shape or not heights.isfinite().all():
        raise ValueError(
            f"loss returned shape {tuple(heights.shape)} for two parameters of shape {tuple(x.shape)}, "
            "expected that shape and finite numbers: sum over the examples, keep the parameters' dimensions"
        )
    return xs.numpy(), ys.numpy(), heights.double().numpy()


def draw_contours(
    ax: Axes, xs: NDArray[Any], ys: NDArray[Any], heights: NDArray[Any], levels: int = 14
) -> None:
    """Contour lines of a landscape, darker where it is higher."""
    low, high = heights.min(), heights.max()
    at = low + (high - low) * np.linspace(0, 1, levels + 1) ** 2  # denser in the valley
    if not low < high:
        return
    shades = [(BLUE, alpha) for alpha in np.linspace(0.02, 0.42, levels)]
    ax.contourf(xs, ys, heights, levels=at, colors=shades)
    lines = ax.contour(xs, ys, heights, levels=at[1:-1], colors=MUTED, linewidths=0.7)
    for label in ax.clabel(lines, at[1:-1:3], fmt=number, fontsize=8, colors=INK):
        if not _well_inside(label.get_position(), xs, ys):
            label.remove()


def _well_inside(place: tuple[float, float], xs: NDArray[Any], ys: NDArray[Any]) -> bool:
    # The edge would cut a label in two.
    shares = [(at - along[0]) / (along[-1] - along[0]) for at, along in zip(place, (xs, ys), strict=True)]
    return all(0.06 < share < 0.94 for share in shares)


def draw_track(ax: Axes, track: NDArray[np.float64], k: int, name: str) -> None:
    """The k-th path, (steps + 1, 2), with a star at its end."""
    # The first palette colour is the background.
    drawn = VERMILLION if k == 0 else colour(k + 1)
    ax.plot(
        *track.T,
        color=drawn,
        marker=marker(k),
        markersize=4,
        markeredgecolor=PAPER,
        markeredgewidth=0.4,
        markevery=max(1, len(track) // _MOST_MARKS),
        linestyle=dashes(k),
        linewidth=1.4,
        label=name,
    )
    ax.plot(*track[-1], color=drawn, marker="*", markersize=13, markeredgecolor=PAPER, linestyle="none")


def _describe(
    loss: Loss, tracks: Mapping[str, NDArray[np.float64]], heights: NDArray[Any], names: tuple[str, str]
) -> str:
    told = f"Loss over {names[0]} and {names[1]}, from {number(heights.min())} to {number(heights.max())}."
    last = {}
    for name, track in tracks.items():
        ends = track[[0, -1]]
        losses = loss(*torch.tensor(ends.T, dtype=torch.float32)).tolist()
        start, end = (
            f"({number(x)}, {number(y)}), loss {number(z)}" for (x, y), z in zip(ends, losses, strict=True)
        )
        told += f" {name}: from {start}, to {end}, in {count(len(track) - 1, 'step')}."
        last[name] = losses[-1]
    if len(last) > 1:
        best = min(last, key=lambda name: last[name] if np.isfinite(last[name]) else np.inf)
        told += f" {best} ends lowest."
    return told


def _leaving(
    tracks: Mapping[str, NDArray[np.float64]], x_range: tuple[float, float], y_range: tuple[float, float]
) -> str:
    low, high = np.array([x_range, y_range]).T
    told = ""
    for name, track in tracks.items():
        outside = np.flatnonzero(~((track >= low) & (track <= high)).all(axis=1))  # NaN is outside, too
        if len(outside):
            told += f" {name} leaves the picture at step {outside[0]}."
    return told
