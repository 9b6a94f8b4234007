"""Arrays as tables of numbers, alone or in a calculation such as A @ B = C."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.drawing import Drawing, text_width
from lessonlib.viz.grid import Grid, in_rows
from lessonlib.viz.inputs import array_of
from lessonlib.viz.picture import Picture
from lessonlib.viz.theme import MUTED
from lessonlib.viz.words import count, number

_MARGIN, _GAP, _BETWEEN = 8, 14, 10  # pixels; _BETWEEN the layers of one array
_FOOT, _HEADING = 24, 26
_MOST = 256  # rows or columns of an array, and layers of one with three axes


def matrix(*parts: ArrayLike | str, title: str | None = None) -> Picture:
    """Arrays as tables of numbers, with their shapes; texts between them, such as "@", "+" and "=".

    parts: numbers (rank 0), vectors (1, one row), matrices (2), or stacks of matrices (3, one below the other). Blue
        cells are positive, orange ones negative, paler nearer to 0. Large arrays are drawn without numbers; then
        their smallest and largest numbers and these colours are told below.

    Raises ValueError when there is no array, or one has more than three axes, no number, or an axis longer than 256.
    """
    columns = [part if isinstance(part, str) else _Array(_checked(part)) for part in parts]
    arrays = [column for column in columns if isinstance(column, _Array)]
    if not arrays:
        raise ValueError(f"there is no array in {parts}, expected at least one: matrix(A), matrix(A, '+', B)")
    alt = " ".join(column.told if isinstance(column, _Array) else column for column in columns)
    sheet = _draw(columns, max(array.height for array in arrays), title)
    return sheet.picture(f"{alt[:1].upper()}{alt[1:]}.")


class _Array:
    """An array as tables, one below the other, above its shape."""

    def __init__(self, array: NDArray[np.float64]) -> None:
        self.array = array
        limit = float(np.abs(array).max())
        stack = array.reshape((1,) * (3 - array.ndim) + array.shape)
        self.layers = [Grid(layer, limit=limit) for layer in stack]
        self.shape = f"shape {array.shape}"
        if not self.layers[0].numbered:
            self.shape += f", from {_coloured(array.min())} to {_coloured(array.max())}"
        self.width = max(self.layers[0].width, text_width(self.shape, 11))
        self.height = sum(layer.height + _BETWEEN for layer in self.layers) - _BETWEEN

    def draw(self, sheet: Drawing, middle: float, y: float) -> None:
        """Draw it below y, centred on x = middle."""
        for layer in self.layers:
            layer.move(middle - layer.width / 2, y)
            layer.draw(sheet)
            y += layer.height + _BETWEEN
        sheet.text(middle, y - _BETWEEN + _FOOT / 2, self.shape, size=11, colour=MUTED)

    @property
    def told(self) -> str:
        array = self.array
        if array.ndim == 0:
            return f"number {number(float(array))}"
        if array.ndim == 1:
            return f"[vector of {count(len(array), 'number')}: {in_rows(array[None])}]"
        size = " x ".join(map(str, array.shape))
        if array.ndim == 2:
            return f"[{size} matrix: {in_rows(array)}]"
        layers = "; ".join(f"matrix {k}: {in_rows(layer)}" for k, layer in enumerate(array))
        return f"[stack of {size}: {layers}]"


def _coloured(value: float) -> str:
    """A number and the colour of its cell; 0 has none."""
    return f"{number(value)}{' (orange)' if value < 0 else ' (blue)' if value > 0 else ''}"


def _checked(part: ArrayLike) -> NDArray[np.float64]:
    array = array_of(part)
    if array.ndim > 3 or array.size == 0 or max(array.shape, default=1) > _MOST:
        raise ValueError(
            f"an array has shape {array.shape}, expected up to three axes, each of 1 to {_MOST}: "
            "pass a part of it, such as A[0] or A[:10, :10]"
        )
    if not np.isfinite(array).all():
        raise ValueError(
            f"an array of shape {array.shape} holds numbers that are not finite, expected finite ones"
        )
    return array


def _draw(columns: Sequence[str | _Array], tallest: float, title: str | None) -> Drawing:
    top = _MARGIN + _HEADING * bool(title)
    widths = [text_width(column, 18) if isinstance(column, str) else column.width for column in columns]
    width = sum(widths) + _GAP * (len(columns) - 1) + 2 * _MARGIN
    sheet = Drawing(width, top + tallest + _FOOT + _MARGIN)
    sheet.title(_MARGIN, 18, title)
    x: float = _MARGIN
    for column, wide in zip(columns, widths, strict=True):
        if isinstance(column, str):
            sheet.text(x + wide / 2, top + tallest / 2, column, size=18)
        else:
            column.draw(sheet, x + wide / 2, top + (tallest - column.height) / 2)
        x += wide + _GAP
    return sheet
