"""Softmax at different temperatures: from scores to probabilities."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from matplotlib.axes import Axes

from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.theme import BLUE, GREEN, new_figure, themed
from lessonlib.viz.widgets.controls import magnitude, real_number
from lessonlib.viz.widgets.explorer import Explorer
from lessonlib.viz.words import listed, number

_MOST = 8  # the most sliders that can be taken in at a glance


def softmax_explorer(
    logits: Sequence[float] = (2.0, 1.0, -1.0), class_names: Sequence[str] | None = None
) -> Explorer:
    """Move the logits of some classes and the temperature T: see the probabilities softmax(logits / T).

    Near T = 0 the largest logit takes everything; for a large T all classes get nearly the same probability.
    Raises ValueError for fewer than 2 or more than 8 logits, one that is not finite, or another number of names.
    Source: Hinton, Vinyals and Dean, Distilling the Knowledge in a Neural Network, 2015 (temperature).
    """
    names = list(class_names or [f"class {k}" for k in range(len(logits))])
    if (
        not 2 <= len(logits) <= _MOST
        or not all(math.isfinite(z) for z in logits)
        or len(names) != len(logits)
    ):
        raise ValueError(
            f"logits is {list(logits)} with {len(names)} class names, "
            f"expected 2 to {_MOST} finite numbers and one name for each"
        )
    low, high = min(-5.0, *logits), max(5.0, *logits)
    step = (
        0.1 if all(math.isclose(10 * z, round(10 * z)) for z in logits) else 0.01
    )  # a slider rounds to its step
    sliders = [real_number(name, z, low, high, step) for name, z in zip(names, logits, strict=True)]
    temperature = magnitude("temperature", 1.0, -1, 2)
    return Explorer(
        [*sliders, temperature],
        lambda: _draw(names, [slider.value for slider in sliders], temperature.value, (low, high)),
    )


@themed()
def _draw(names: list[str], logits: list[float], temperature: float, reach: tuple[float, float]) -> Picture:
    shares = torch.softmax(torch.tensor(logits) / temperature, dim=0).tolist()
    percents = [f"{number(100 * share)}%" for share in shares]
    figure = new_figure(8.4, 1.2 + 0.36 * len(names))
    left, right = figure.subplots(1, 2, sharey=True)
    _bars(left, names, logits, [number(z) for z in logits], color=BLUE)
    _bars(right, names, shares, percents, color=GREEN)
    left.set(title="logits", xlim=(reach[0] - 1, reach[1] + 1))
    right.set(title=f"softmax(logits / {temperature:g})", xlim=(0, 1.15), xticks=[0, 0.25, 0.5, 0.75, 1])
    left.invert_yaxis()
    told = listed(f"{name} {percent}" for name, percent in zip(names, percents, strict=True))
    return from_figure(figure, f"At temperature {temperature:g}: {told}.")


def _bars(ax: Axes, names: list[str], widths: list[float], labels: list[str], **style: Any) -> None:
    bars = ax.barh(names, widths, **style)
    ax.bar_label(bars, labels, padding=4)
    ax.grid(axis="y", visible=False)
