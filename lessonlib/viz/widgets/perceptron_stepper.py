"""The perceptron's training rule, one example after the other."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lessonlib.models.perceptron import NotSeparableWarning, Perceptron, PerceptronStep
from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.points import checked_points, draw_points, grid_around
from lessonlib.viz.theme import INK, colour, new_figure, themed
from lessonlib.viz.widgets.controls import step_controls
from lessonlib.viz.widgets.explorer import Explorer
from lessonlib.viz.words import count, number

_MANY = 120  # examples; beyond that only mistakes are steps, because nothing happens at the others


def perceptron_stepper(
    X: ArrayLike,
    y: ArrayLike,
    class_names: Sequence[str] | None = None,
    *,
    lr: float = 1.0,
    max_epochs: int = 20,
    feature_names: Sequence[str] = ("x1", "x2"),
) -> Explorer:
    """Train a perceptron on X, (n, 2), and y, (n,), of classes 0 and 1, and step through its corrections.

    A ring marks the current example; the line is where the neuron's answer changes.
    Raises ValueError when shapes or classes do not fit.
    """
    points, labels, names = checked_points(X, y, class_names or ("0", "1"))
    neuron = Perceptron(2, lr)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotSeparableWarning)  # the last step says so
        neuron.fit(torch.from_numpy(points), torch.from_numpy(labels), max_epochs)
    steps = neuron.steps if len(neuron.steps) <= _MANY else [step for step in neuron.steps if step.mistake]
    end = "It has learned all examples." if neuron.converged else _never(neuron)

    def picture(k: int) -> Picture:
        told = _told(steps, k, points) + (f" {end}" if k == len(steps) else "")
        return _draw(points, labels, names, feature_names, steps[k - 1] if k else None, told)

    slider, row = step_controls(len(steps), "step")
    slider.continuous_update = False  # a picture takes a tenth of a second
    return Explorer([slider], lambda: picture(slider.value), lambda: picture(len(steps)), row)


@themed()
def _draw(
    points: NDArray[np.float32],
    labels: NDArray[np.int64],
    names: Sequence[str],
    feature_names: Sequence[str],
    step: PerceptronStep | None,
    told: str,
) -> Picture:
    figure = new_figure(5.6, 4.2)
    ax = figure.subplots()
    grid_x, grid_y = grid_around(points)
    weight, bias = (step.weight, step.bias) if step else ((0.0, 0.0), 0.0)
    z = weight[0] * grid_x + weight[1] * grid_y + bias
    far = np.abs(z).max() + 1
    just_below = -1e-9  # a neuron with z = 0 answers 1
    ax.contourf(grid_x, grid_y, z, levels=[-far, just_below, far], colors=[colour(0), colour(1)], alpha=0.25)
    if z.min() < 0 < z.max():
        ax.contour(grid_x, grid_y, z, levels=[0], colors=INK, linewidths=1.2)
    draw_points(ax, points, labels, names)
    if step:
        x, y = points[step.row]
        ax.plot(
            [x], [y], "o", markersize=18, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.6
        )
    ax.set(
        xlabel=feature_names[0], ylabel=feature_names[1], title=f"w = {_vector(weight)}, b = {number(bias)}"
    )
    return from_figure(figure, told)


def _told(steps: Sequence[PerceptronStep], k: int, points: NDArray[np.float32]) -> str:
    if k == 0:
        return f"All weights are 0, so every answer is 1. {len(steps)} steps lie ahead."
    step = steps[k - 1]
    seen = f"Step {k} of {len(steps)}, epoch {step.epoch + 1}: example {_vector(points[step.row])} of class {step.y}"
    if not step.mistake:
        return f"{seen} is answered {step.y_hat}, which is right. Nothing changes."
    return (
        f"{seen} is answered {step.y_hat}: a mistake. "
        f"The weights become w = {_vector(step.weight)}, the bias b = {number(step.bias)}."
    )


def _never(neuron: Perceptron) -> str:
    return (
        f"After {count(len(neuron.mistakes), 'epoch')} it still makes {count(neuron.mistakes[-1], 'mistake')} "
        "an epoch: perhaps no straight line separates the classes."
    )


def _vector(values: Iterable[float]) -> str:
    return f"({', '.join(number(value) for value in values)})"
