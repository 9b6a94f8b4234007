"""Convolution and max pooling, as a window that slides over an image and stops at each place."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.inputs import array_of
from lessonlib.viz.motion import Motion
from lessonlib.viz.picture import Picture
from lessonlib.viz.sliding import SlidingWindow
from lessonlib.viz.words import number

_MOST_STOPS = 64  # of an animation: nobody watches longer ones to the end


def convolution_steps(
    image: ArrayLike, kernel: ArrayLike, *, stride: int = 1, padding: int = 0
) -> SlidingWindow:
    """A picture for each place at which the filter stops; `steps[k]` is the k-th, `steps.output` the result.

    image: (height, width).
    kernel: the filter, (rows, columns); as usual in deep learning it is not flipped.
    stride: cells from one stop to the next.
    padding: rows and columns of zeros around the image.

    Raises ValueError when an array is not two-dimensional, the filter does not fit into the image, stride is below 1
    or padding below 0.
    Source: Dumoulin and Visin, A guide to convolution arithmetic for deep learning, arXiv 1603.07285, 2016.
    """
    weights = _table("kernel", kernel)
    return SlidingWindow(_table("image", image), weights.shape, stride, padding, weights)


def max_pooling_steps(image: ArrayLike, size: int = 2, *, stride: int | None = None) -> SlidingWindow:
    """A picture for each place at which the window of `size` x `size` stops and takes the largest number.

    image: (height, width).
    stride: cells from one stop to the next; by default `size`.

    Raises ValueError as `convolution_steps` does.
    """
    return SlidingWindow(_table("image", image), (size, size), size if stride is None else stride, 0)


def convolution(
    image: ArrayLike, kernel: ArrayLike, *, stride: int = 1, padding: int = 0, seconds: float = 1.5
) -> Picture:
    """An animation of `convolution_steps`, with `seconds` for each stop; it needs no program to run.

    image: (height, width).
    kernel: (rows, columns).

    It pauses under the pointer and when Tab reaches it. Where the reader's system asks for less motion, and in
    programs that cannot animate it, it shows the result.

    Raises ValueError as `convolution_steps` does, and when there are more than 64 stops.
    """
    return _moving(convolution_steps(image, kernel, stride=stride, padding=padding), seconds)


def max_pooling(
    image: ArrayLike, size: int = 2, *, stride: int | None = None, seconds: float = 1.5
) -> Picture:
    """An animation of `max_pooling_steps`, on an image (height, width), as `convolution` makes it. Raises as it
    does.
    """
    return _moving(max_pooling_steps(image, size, stride=stride), seconds)


def _table(what: str, values: ArrayLike) -> NDArray[np.float64]:
    table = array_of(values)
    if table.ndim != 2 or 0 in table.shape or not np.isfinite(table).all():
        raise ValueError(
            f"{what} has shape {table.shape}, expected (rows, columns) of finite numbers: "
            f"of more channels pass one, such as {what}[0, 0]"
        )
    return table


def _moving(steps: SlidingWindow, seconds: float) -> Picture:
    if len(steps) > _MOST_STOPS:
        raise ValueError(
            f"the window stops at {len(steps)} places, expected at most {_MOST_STOPS} to watch: pass a "
            "smaller image or a larger stride, or look at single pictures of convolution_steps or "
            "max_pooling_steps"
        )
    if seconds <= 0:
        raise ValueError(f"seconds is {number(seconds)}, expected a time above 0 for each stop")
    sheet = steps.sheet()
    motion = Motion(sheet, len(steps), seconds, key=f"{steps.told}{steps.sentences}{seconds}")
    steps.draw_still(sheet)
    for k in range(len(steps)):
        with motion.from_stop(k):
            steps.draw_result(sheet, k)
        with motion.at_stop(k):
            steps.draw_window(sheet, k)
    motion.finish()
    return sheet.picture(steps.told)
