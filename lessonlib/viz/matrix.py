"""Arrays as tables of numbers, alone or in a calculation such as A @ B = C."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.drawing import Drawing, text_width
from lessonlib.viz.grid import Grid, in_rows
from lessonlib.viz.picture import Picture
from lessonlib.viz.pixels import array_of
from lessonlib.viz.theme import MUTED
from lessonlib.viz.words import count, number

_MARGIN, _GAP, _BETWEEN = 8, 14, 10  # pixels; _BETWEEN the layers of one array
_FOOT, _HEADING = 24, 26
_MOST = 256  # rows or columns of an array, and layers of one with three axes


def matrix(*parts: ArrayLike | str, title: str | None = None) -> Picture:
    """Arrays as tables of numbers, with their shapes; texts between them, such as "@", "+" and "=".

    parts: numbers (rank 0), vectors (1, one row), matrices (2), or stacks of matrices (3, one below the
        other). Blue cells are positive, orange ones negative, the paler the nearer to 0. Of large
        arrays the numbers are left out.

    Raises ValueError when there is no array, or one has more than three axes, no number, or an axis
    longer than 256.
    """
    arrays = [_checked(part) for part in parts if not isinstance(part, str)]
    if not arrays:
        raise ValueError(f"there is no array in {parts}, expected at least one: matrix(A), matrix(A, '+', B)")
    columns: list[str | tuple[NDArray[np.float64], list[Grid]]] = []
    waiting = iter(arrays)
    for part in parts:
        if isinstance(part, str):
            columns.append(part)
        else:
            array = next(waiting)
            columns.append((array, _layers(array)))
    alt = " ".join(part if isinstance(part, str) else _describe(part[0]) for part in columns)
    return _draw(columns, title).picture(f"{alt[:1].upper()}{alt[1:]}.")


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


def _layers(array: NDArray[np.float64]) -> list[Grid]:
    stack = array.reshape((1,) * (3 - array.ndim) + array.shape)
    limit = float(np.abs(array).max())
    return [Grid(layer, limit=limit) for layer in stack]


def _tall(layers: Sequence[Grid]) -> float:
    return sum(layer.height + _BETWEEN for layer in layers) - _BETWEEN


def _draw(columns: Sequence[str | tuple[NDArray[np.float64], list[Grid]]], title: str | None) -> Drawing:
    top = _MARGIN + _HEADING * bool(title)
    tallest = max(_tall(column[1]) for column in columns if not isinstance(column, str))
    widths = [_wide(column) for column in columns]
    width = sum(widths) + _GAP * (len(columns) - 1) + 2 * _MARGIN
    sheet = Drawing(max(width, text_width(title or "", 14) + 2 * _MARGIN), top + tallest + _FOOT + _MARGIN)
    if title:
        sheet.text(_MARGIN, 18, title, anchor="start", size=14)
    x: float = _MARGIN
    for column, wide in zip(columns, widths, strict=True):
        if isinstance(column, str):
            sheet.text(x + wide / 2, top + tallest / 2, column, size=18)
        else:
            _draw_array(sheet, *column, x + wide / 2, top, tallest)
        x += wide + _GAP
    return sheet


def _wide(column: str | tuple[NDArray[np.float64], list[Grid]]) -> float:
    if isinstance(column, str):
        return text_width(column, 18)
    array, layers = column
    return max(layers[0].width, text_width(_shape(array), 11))


def _draw_array(
    sheet: Drawing,
    array: NDArray[np.float64],
    layers: Sequence[Grid],
    middle: float,
    top: float,
    tallest: float,
) -> None:
    y = top + (tallest - _tall(layers)) / 2
    for layer in layers:
        layer.move(middle - layer.width / 2, y)
        layer.draw(sheet)
        y += layer.height + _BETWEEN
    sheet.text(middle, y - _BETWEEN + _FOOT / 2, _shape(array), size=11, colour=MUTED)


def _shape(array: NDArray[np.float64]) -> str:
    return f"shape {array.shape}"


def _describe(array: NDArray[np.float64]) -> str:
    if array.ndim == 0:
        return f"number {number(float(array))}"
    if array.ndim == 1:
        return f"[vector of {count(len(array), 'number')}: {in_rows(array[None])}]"
    if array.ndim == 2:
        return f"[{' x '.join(map(str, array.shape))} matrix: {in_rows(array)}]"
    told = "; ".join(f"matrix {k}: {in_rows(layer)}" for k, layer in enumerate(array))
    return f"[stack of {' x '.join(map(str, array.shape))}: {told}]"
