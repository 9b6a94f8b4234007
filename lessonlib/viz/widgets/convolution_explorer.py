"""A convolution, stop by stop, with a filter, a stride and a padding to choose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lessonlib.viz.convolution import convolution_steps
from lessonlib.viz.sliding import SlidingWindow
from lessonlib.viz.widgets.controls import choice, row, step_controls, whole_number
from lessonlib.viz.widgets.explorer import Explorer

SQUARE = np.pad(np.ones((3, 3)), ((1, 2), (1, 2)))  # a bright square on dark ground, (6, 6)
KERNELS: dict[str, ArrayLike] = {
    "left edge": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],  # Sobel's: bright on the right of dark
    "top edge": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "outline": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "average": np.full((3, 3), 1 / 9),
    "no change": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
}


def convolution_explorer(image: ArrayLike = SQUARE, kernels: Mapping[str, ArrayLike] = KERNELS) -> Explorer:
    """Choose a filter, the stride and the padding, and move the window over the image.

    image: (height, width).
    kernels: filters by name, (rows, columns), none larger than the image.

    Raises ValueError when there is no filter, or an array has another shape.
    """
    if not kernels:
        raise ValueError('kernels is empty, expected filters by name: {"edge": [[-1, 1]]}')
    for kernel in kernels.values():
        convolution_steps(image, kernel)
    chosen = choice("filter", list(kernels), next(iter(kernels)))
    stride, padding = whole_number("stride", 1, 1, 3), whole_number("padding", 0, 0, 2)

    def steps() -> SlidingWindow:
        return convolution_steps(image, kernels[chosen.value], stride=stride.value, padding=padding.value)

    stop, stops = step_controls(len(steps()), "stop", first=1)

    def fit(_: Any) -> None:
        stop.max = len(steps())

    for control in (chosen, stride, padding):
        control.observe(fit, names="value")  # before the explorer's own, which draws
    return Explorer(
        [chosen, stride, padding, stop],
        lambda: steps()[stop.value - 1],
        lambda: steps()[-1],
        row([chosen, stride, padding, stops]),
    )
