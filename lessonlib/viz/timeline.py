"""What a generator makes of the same noise, from its first epochs to its last."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.drawing import Drawing, text_width
from lessonlib.viz.picture import Picture
from lessonlib.viz.pixels import brightness, images_of
from lessonlib.viz.theme import MUTED
from lessonlib.viz.words import count, number

_SIDE, _GAP, _TOP = 56, 6, 28
_COMPARED = 32  # samples of a sheet that are compared; with more there would be too many pairs


def sample_timeline(
    sheets: Sequence[ArrayLike], epochs: Sequence[int], *, columns: int = 8, title: str | None = None
) -> Picture:
    """A row of generated images for each epoch; from top to bottom they show how the generator learns.

    sheets: for each epoch images (n, height, width) or (n, 1 or 3, height, width), made from the same noise each
        time. The first `columns` of them are drawn.
    epochs: the epoch of each sheet.

    The text says how much the images of a sheet differ from one another: for a generator whose noise no longer
    matters (mode collapse) this is near 0.

    Raises ValueError when there is no sheet, another number of epochs than sheets, or sheets whose shapes differ.
    """
    if len(sheets) == 0 or len(sheets) != len(epochs):
        raise ValueError(
            f"there are {count(len(sheets), 'sheet')} for {count(len(epochs), 'epoch')}, "
            "expected one sheet of images for each epoch, and at least one"
        )
    if columns < 1:
        raise ValueError(f"columns is {columns}, expected 1 or more images in a row")
    rows = [
        images_of(sheet, f"the sheet of epoch {epoch}") for sheet, epoch in zip(sheets, epochs, strict=True)
    ]
    shapes = [row.shape for row in rows]
    if len(set(shapes)) > 1:
        raise ValueError(f"the sheets have the shapes {shapes}, expected the same number and size each time")
    return _draw(rows, epochs, min(columns, len(rows[0])), title).picture(_describe(rows, epochs))


def spread(images: NDArray[np.float64]) -> float:
    """How much images, (n, height, width), differ: the mean absolute difference of a pixel over all pairs of images."""
    pairs = list(combinations(images[:_COMPARED], 2))
    return float(np.mean([np.abs(a - b).mean() for a, b in pairs])) if pairs else 0.0


def _draw(
    rows: Sequence[NDArray[np.float64]], epochs: Sequence[int], columns: int, title: str | None
) -> Drawing:
    low, high = min(row.min() for row in rows), max(row.max() for row in rows)
    height, width = rows[0].shape[1:3]
    zoom = max(1.0, _SIDE / max(height, width))
    left = max(text_width(label) for label in [*map(str, epochs), "epoch"]) + 20
    step_x, step_y = width * zoom + _GAP, height * zoom + _GAP
    top = _TOP + 24 * bool(title)
    sheet = Drawing(left + columns * step_x + _GAP, top + len(rows) * step_y + _GAP)
    sheet.title(_GAP, 16, title)
    sheet.text(left - 10, top - 12, "epoch", anchor="end", colour=MUTED)
    for i, (row, epoch) in enumerate(zip(rows, epochs, strict=True)):
        y = top + i * step_y
        sheet.text(left - 10, y + height * zoom / 2, str(epoch), anchor="end")
        for j, image in enumerate(row[:columns]):
            pixels = brightness(image, float(low), float(high))
            sheet.image(left + j * step_x, y, width * zoom, height * zoom, pixels)
    return sheet


def _describe(rows: Sequence[NDArray[np.float64]], epochs: Sequence[int]) -> str:
    number_of, height, width = rows[0].shape[:3]
    told = "; ".join(f"epoch {epoch}: {number(spread(row))}" for row, epoch in zip(rows, epochs, strict=True))
    return (
        f"{count(number_of, 'sample')} of {height} x {width} pixels after each of {count(len(rows), 'epoch')}. "
        f"Mean difference between two samples, pixel by pixel: {told}."
    )
