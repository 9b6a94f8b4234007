"""Points in the plane: the classes of a data set, and the regions that a model assigns to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.inputs import plain
from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.theme import INK, PAPER, colour, marker, new_figure, themed
from lessonlib.viz.words import count, listed, number

Predict = Callable[[torch.Tensor], Any]

_GRID = 200  # points along each side: few enough to be quick, enough for a smooth boundary
_FADES = (0.06, 0.15, 0.25, 0.36)  # from unsure to sure
_LETTERS = 64  # the most letters in a line below the axes
_SIDE = 0.15  # space left around the outermost points, as a share of their range


@themed()
def scatter(
    X: ArrayLike,
    y: ArrayLike,
    class_names: Sequence[str] | None = None,
    *,
    feature_names: Sequence[str] = ("x1", "x2"),
    title: str | None = None,
) -> Picture:
    """The rows of X, (n, 2), as points whose colour and shape show their class y, (n,).

    Raises ValueError for other shapes, or fewer names than classes.
    """
    points, labels, names = checked_points(X, y, class_names)
    figure = new_figure(5.6, 4.5)
    ax = figure.subplots()
    draw_points(ax, points, labels, names)
    ax.set(xlabel=feature_names[0], ylabel=feature_names[1], title=title or "")
    return from_figure(figure, _describe_points(points, labels, names, feature_names))


@themed()
def decision_boundary(
    predict: Predict,
    X: ArrayLike,
    y: ArrayLike,
    class_names: Sequence[str] | None = None,
    *,
    feature_names: Sequence[str] = ("x1", "x2"),
    title: str | None = None,
) -> Picture:
    """The regions that a model assigns to each class, under the points (X, y) of `scatter`.

    predict: takes float32 (m, 2) and returns for each row its class (integers, (m,)), or the probability of class 1
        (floats from 0 to 1, (m,) or (m, 1); drawn as shades, with the boundary where they pass 1/2), or one score
        for each class (floats, (m, k); the largest wins).

    Raises ValueError as `scatter` does, and when `predict` returns anything else.
    """
    points, labels, names = checked_points(X, y, class_names)
    grid_x, grid_y = grid_around(points)
    on_grid = ask(predict, np.column_stack([grid_x.ravel(), grid_y.ravel()])).reshape(grid_x.shape)
    figure = new_figure(5.6, 4.5)
    ax = figure.subplots()
    draw_regions(ax, grid_x, grid_y, on_grid, len(names))
    draw_points(ax, points, labels, names)
    ax.set(xlabel=feature_names[0], ylabel=feature_names[1], title=title or "")
    right = int((np.rint(ask(predict, points)) == labels).sum())
    alt = (
        f"Decision regions for {listed(names)}. {right} of {count(len(labels), 'point')} "
        f"({number(100 * right / len(labels))}%) lie in the region of their own class."
    )
    return from_figure(figure, alt)


def checked_points(
    X: ArrayLike, y: ArrayLike, class_names: Sequence[str] | None
) -> tuple[NDArray[np.float32], NDArray[np.int64], list[str]]:
    """Points (n, 2), classes (n,) and class names. Raises ValueError when they do not fit together."""
    points = np.asarray(plain(X), dtype=np.float32)
    labels = np.asarray(plain(y), dtype=np.int64)
    if points.ndim != 2 or points.shape[1] != 2 or labels.shape != points.shape[:1] or len(labels) == 0:
        raise ValueError(
            f"X has shape {points.shape} and y has shape {labels.shape}, expected (n, 2) and (n,), n >= 1"
        )
    names = [str(k) for k in range(labels.max() + 1)] if class_names is None else list(class_names)
    if labels.min() < 0 or labels.max() >= len(names):
        raise ValueError(
            f"y holds classes {labels.min()} to {labels.max()}, but there are names for {len(names)}: {names}"
        )
    return points, labels, names


def grid_around(points: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The x and the y of a square grid that leaves some space around the points, (200, 200) each."""
    low, high = points.min(axis=0), points.max(axis=0)
    side = np.where(high > low, (high - low) * _SIDE, 1.0)
    axes = np.linspace(low - side, high + side, _GRID, dtype=np.float32)
    grid_x, grid_y = np.meshgrid(axes[:, 0], axes[:, 1])
    return grid_x, grid_y


def ask(predict: Predict, points: NDArray[np.float32]) -> NDArray[np.float64]:
    """The model's answers for the points, (m, 2): class numbers, or probabilities of class 1, (m,).

    Raises ValueError when `predict` returns another number of answers, or numbers that are no probabilities.
    """
    with torch.no_grad():
        answer = torch.as_tensor(predict(torch.from_numpy(points))).cpu()
    if answer.ndim == 2 and answer.shape[1] > 1:
        answer = answer.argmax(dim=1)
    answer = answer.reshape(-1)
    if len(answer) != len(points):
        raise ValueError(
            f"predict returned {len(answer)} answers for {len(points)} rows, expected one for each row"
        )
    if answer.is_floating_point() and not ((answer >= 0) & (answer <= 1)).all():
        raise ValueError(
            f"predict returned {number(answer.min().item())} to {number(answer.max().item())}, expected "
            "integer classes or probabilities from 0 to 1: pass model.predict or model.probability, not logits"
        )
    return answer.double().numpy()


def draw_regions(
    ax: Axes, x: NDArray[Any], y: NDArray[Any], on_grid: NDArray[np.float64], classes: int
) -> None:
    if (on_grid == np.rint(on_grid)).all():
        levels = np.arange(classes + 1) - 0.5
        ax.contourf(x, y, on_grid, levels=levels, colors=[colour(k) for k in range(classes)], alpha=0.25)
    else:
        shades = [(colour(0), alpha) for alpha in reversed(_FADES)] + [(colour(1), alpha) for alpha in _FADES]
        ax.contourf(x, y, on_grid, levels=np.linspace(0, 1, 2 * len(_FADES) + 1), colors=shades)
    for k in range(classes - 1):
        if on_grid.min() < k + 0.5 < on_grid.max():
            ax.contour(x, y, on_grid, levels=[k + 0.5], colors=INK, linewidths=1.2)


def draw_points(
    ax: Axes, points: NDArray[np.float32], labels: NDArray[np.int64], names: Sequence[str]
) -> None:
    size = 80 if len(points) < 20 else 22
    for k, name in enumerate(names):
        xs, ys = points[labels == k].T
        drawn = ax.scatter(xs, ys, s=size, color=colour(k), marker=marker(k), label=name, zorder=3)
        drawn.set(edgecolor=PAPER, linewidth=0.5)
    legend_below(ax, names)


def legend_below(ax: Axes, names: Sequence[str]) -> None:
    """A legend below the axes, where it covers nothing, in as many columns as fit."""
    columns = max(1, _LETTERS // (max(len(name) for name in names) + 6))
    ax.figure.legend(loc="outside lower left", ncols=min(columns, len(names)))


def _describe_points(
    points: NDArray[np.float32], labels: NDArray[np.int64], names: Sequence[str], features: Sequence[str]
) -> str:
    parts = listed(f"{(labels == k).sum()} of class {name}" for k, name in enumerate(names))
    ranges = listed(
        f"{feature} from {number(low)} to {number(high)}"
        for feature, low, high in zip(features, points.min(axis=0), points.max(axis=0), strict=True)
    )
    return f"Scatter plot of {count(len(labels), 'point')}: {parts}; {ranges}."
