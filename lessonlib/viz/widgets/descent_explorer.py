"""Gradient descent on a surface, step by step, from a starting point to choose."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch.optim import SGD, Adam, Optimizer, RMSprop

from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.surface import Loss, draw_contours, draw_track, landscape
from lessonlib.viz.theme import new_figure, themed
from lessonlib.viz.widgets.controls import choice, magnitude, real_number, row, step_controls
from lessonlib.viz.widgets.explorer import Explorer
from lessonlib.viz.widgets.view import PictureView
from lessonlib.viz.words import number

Place = tuple[float, float]
MakeOptimizer = Callable[[list[torch.Tensor]], Optimizer]

_AXES = (0.1, 0.13, 0.87, 0.79)  # left, bottom, width, height in the figure: clicks are measured by it
_FAR = 1e6  # a path that gets this far has diverged


def long_valley(w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """0.1 w^2 + 2 b^2: steep across and flat along, so that no learning rate suits both directions.

    Source: Zhang, Lipton, Li and Smola, Dive into Deep Learning, section 12.6 (the shape of this example).
    """
    return 0.1 * w**2 + 2 * b**2


def descent_explorer(
    loss: Loss = long_valley,
    start: Place = (-4.0, 2.0),
    *,
    lr: float = 0.1,
    num_steps: int = 40,
    x_range: Place = (-5.0, 5.0),
    y_range: Place = (-3.0, 3.0),
    names: tuple[str, str] = ("w", "b"),
) -> Explorer:
    """Choose a start (with the sliders, or by a click on the map), an optimizer and a learning rate, and see the
    path.

    loss: takes the two parameters as float32 tensors of one shape, and returns losses in that shape.
    lr: the initial learning rate.
    num_steps: length of the path.
    x_range, y_range: the part of the plane to draw; `start` lies in it.
    names: of the two parameters.

    Raises ValueError when `loss` returns another shape or a number that is not finite, or `start` lies outside.
    """
    if not (x_range[0] <= start[0] <= x_range[1] and y_range[0] <= start[1] <= y_range[1]):
        raise ValueError(f"start is {start}, expected a place inside x_range {x_range} and y_range {y_range}")
    ground = landscape(loss, x_range, y_range)
    starts = [
        real_number(f"start {name}", at, *reach, step=_step(reach))
        for name, at, reach in zip(names, start, (x_range, y_range), strict=True)
    ]
    optimizer = choice("optimizer", ["gradient descent", "momentum", "RMSprop", "Adam"], "gradient descent")
    rate = magnitude("learning rate", lr, -3, 1)
    momentum = real_number("momentum", 0.9, 0.0, 0.99, step=0.01)
    momentum.disabled = True
    optimizer.observe(lambda change: momentum.set_trait("disabled", change.new != "momentum"), names="value")
    step, steps = step_controls(num_steps, "step")

    def optimizers(parameters: list[torch.Tensor]) -> Optimizer:
        if optimizer.value in ("gradient descent", "momentum"):
            return SGD(parameters, rate.value, momentum=0 if momentum.disabled else momentum.value)
        return (RMSprop if optimizer.value == "RMSprop" else Adam)(parameters, rate.value)

    def picture(last: int) -> Picture:
        track = descend(loss, (starts[0].value, starts[1].value), optimizers, num_steps)
        told = (
            f"{optimizer.value.capitalize()}, learning rate {rate.value:g}. {_told(loss, track, last, names)}"
        )
        return _draw(ground, track[: last + 1], names, told, optimizer.value)

    def begin_at(x: float, y: float) -> None:
        left, bottom, width, height = _AXES
        shares = ((x - left) / width, (1 - y - bottom) / height)
        for slider, share in zip(starts, shares, strict=True):
            slider.value = slider.min + min(max(share, 0.0), 1.0) * (slider.max - slider.min)

    return Explorer(
        [*starts, optimizer, rate, momentum, step],
        lambda: picture(step.value),
        lambda: picture(num_steps),
        row([*starts, optimizer, rate, momentum, steps]),
        PictureView(begin_at),
    )


def descend(loss: Loss, start: Place, optimizer: MakeOptimizer, num_steps: int) -> NDArray[np.float64]:
    """Both parameters after each step, (steps + 1, 2), the start first; it ends early if it diverges."""
    parameters = [torch.tensor(value, requires_grad=True) for value in start]
    update = optimizer(parameters)
    track = [start]
    for _ in range(num_steps):
        update.zero_grad()
        loss(*parameters).backward()
        update.step()
        x, y = (parameter.item() for parameter in parameters)
        if not abs(x) + abs(y) < _FAR:
            break
        track.append((x, y))
    return np.array(track)


def _step(reach: Place) -> float:
    """A power of ten that divides the range into 20 to 200 steps, so that the slider stops at round numbers."""
    return float(10 ** math.floor(math.log10((reach[1] - reach[0]) / 20)))


@themed()
def _draw(
    ground: tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float64]],
    track: NDArray[np.float64],
    names: tuple[str, str],
    told: str,
    title: str,
) -> Picture:
    xs, ys, _ = ground
    figure = new_figure(5.6, 4.2)
    figure.set_layout_engine("none")
    ax = figure.add_axes(_AXES)
    draw_contours(ax, *ground)
    draw_track(ax, track, 0, "path")
    ax.set(xlim=(xs[0], xs[-1]), ylim=(ys[0], ys[-1]), xlabel=names[0], ylabel=names[1], title=title)
    ax.grid(False)
    return from_figure(figure, told)


def _told(loss: Loss, track: NDArray[np.float64], k: int, names: tuple[str, str]) -> str:
    if k >= len(track):
        return (
            f"It diverged: after step {len(track) - 1} the parameters grew without end. Try a smaller rate."
        )
    parameters = [torch.tensor(value, dtype=torch.float32, requires_grad=True) for value in track[k]]
    height = loss(*parameters)
    slopes = torch.autograd.grad(height, parameters, materialize_grads=True)
    told = f"Step {k} of {len(track) - 1}: " if k else "At the start: "
    told += ", ".join(f"{name} = {number(at)}" for name, at in zip(names, track[k], strict=True))
    told += (
        f", loss {number(height.item())}, gradient ({', '.join(number(slope.item()) for slope in slopes)})."
    )
    first = loss(*torch.tensor(track[0], dtype=torch.float32)).item()
    grew = k > 0 and (height.item() > first or not math.isfinite(height.item()))
    return told + " The loss is larger than at the start: the steps are too long." * grew
