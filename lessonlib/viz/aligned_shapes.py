"""Two shapes one below the other, as broadcasting and the matrix product read them."""

from __future__ import annotations

from collections.abc import Sequence

from lessonlib.viz.alignment import Alignment, Axis, Shape, align
from lessonlib.viz.drawing import Drawing, wrapped
from lessonlib.viz.picture import Picture
from lessonlib.viz.theme import BLUE, GREEN, INK, MUTED, ORANGE, VERMILLION

_MARGIN, _BOX, _GAP, _SIDE, _NAME, _LINE = 8.0, 76.0, 14.0, 34.0, 62.0, 19.0  # pixels
_HEADING, _BETWEEN = 24.0, 30.0  # above the first row; between the rows
_WIDTH = 560.0  # at least, for the sentences
_MOST_AXES, _LARGEST = 5, 9999
_SIGNS = {"+": "+  -  *  /", "@": "@"}


def aligned_shapes(
    first: Sequence[int], second: Sequence[int], operation: str = "+", *, title: str | None = None
) -> Picture:
    """Two shapes aligned from the right: which sizes fit, which are repeated, and the result's shape or the error.

    operation: "+" for what works element by element (+, -, *, /), "@" for the matrix product; there it shows which two
        axes meet.

    The answers are those of NumPy and PyTorch. Raises ValueError for another operation, more than 5 axes, or a size
    that is no whole number from 1 to 9999.
    """
    alignment = align(_checked(first), _checked(second), operation)
    return _Sheet(alignment, title).drawing.picture(_told(alignment))


class _Sheet:
    """Three rows of boxes: the shapes and the result; a column for each axis; below them the result in words."""

    def __init__(self, alignment: Alignment, title: str | None) -> None:
        self.alignment = alignment
        self.columns = len(alignment.axes)
        self.top = _MARGIN + 26 * bool(title) + _HEADING
        width = max(self._x(self.columns) + _MARGIN, _WIDTH)
        lines = wrapped(_conclusion(alignment), 0.9 * width, 14)  # bold letters are wider
        under = self._y(3) - _BETWEEN + 22
        self.drawing = Drawing(width, under + _LINE * len(lines) + _MARGIN)
        self.drawing.title(_MARGIN, 18, title)
        self._names()
        for k, axis in enumerate(alignment.axes):
            self._column(k, axis)
        if alignment.inner:
            self._meeting(*alignment.inner)
        colour = VERMILLION if alignment.error else INK
        for i, line in enumerate(lines):
            y = under + _LINE * (i + 0.5)
            self.drawing.text(_MARGIN, y, line, size=14, anchor="start", colour=colour, bold=True)

    def _x(self, column: int) -> float:
        return _MARGIN + _NAME + column * (_BOX + _GAP)

    def _y(self, row: int) -> float:
        return self.top + row * (_SIDE + _BETWEEN)

    def _names(self) -> None:
        for row, name in enumerate(("first", "second", "result")):
            y = self._y(row) + _SIDE / 2
            self.drawing.text(_MARGIN, y, name, anchor="start")
            if not self.columns:
                self.drawing.text(self._x(0), y, "no axis: a number", anchor="start")
        y = self._y(1) - _BETWEEN / 2
        self.drawing.text(_MARGIN, y, _SIGNS[self.alignment.operation], anchor="start", bold=True)

    def _column(self, k: int, axis: Axis) -> None:
        middle = self._x(k) + _BOX / 2
        self.drawing.text(middle, self.top - 12, f"axis {axis.number}", size=11, colour=MUTED)
        self._size(k, 0, axis.first, axis, meets=axis.role == "columns")
        self._size(k, 1, axis.second, axis, meets=axis.role == "rows")
        if axis.role == "error":
            self.drawing.text(middle, self._y(2) + _SIDE / 2, "error", colour=VERMILLION, bold=True)
        elif axis.result is None or self.alignment.error:
            self._box(k, 2, "", MUTED, dashed=True)
        else:
            self._box(k, 2, str(axis.result), BLUE, bold=True)

    def _size(self, k: int, row: int, size: int | None, axis: Axis, meets: bool) -> None:
        text = "(1)" if size is None else str(size)
        if axis.role == "error":
            self._box(k, row, "" if size is None else text, VERMILLION, dashed=size is None)
        elif meets:
            self._box(k, row, text, self._meeting_colour, bold=True)
        elif axis.role == "repeated" and (size or 1) != axis.result:
            self._box(k, row, f"{text} → {axis.result}", ORANGE, dashed=True)
        else:
            self._box(k, row, text, MUTED if size is None else BLUE, dashed=size is None)

    def _box(
        self, k: int, row: int, text: str, colour: str, dashed: bool = False, bold: bool = False
    ) -> None:
        x, y, faint = self._x(k), self._y(row), colour == MUTED
        style = f"fill: {colour}; fill-opacity: {0.04 if faint else 0.18}; stroke: {colour}"
        style += f"; stroke-width: {1 if faint else 2}" + "; stroke-dasharray: 4 3" * dashed
        self.drawing.box(x, y, _BOX, _SIDE, style=style)
        if text:
            self.drawing.text(x + _BOX / 2, y + _SIDE / 2, text, colour=MUTED if faint else INK, bold=bold)

    @property
    def _meeting_colour(self) -> str:
        row, column = self.alignment.inner or (0, 0)
        return GREEN if row == column else VERMILLION

    def _meeting(self, row: int, column: int) -> None:
        """The line from the last axis of the first shape to the one of the second that it meets."""
        x1, x2 = (self._x(self.columns - back) + _BOX / 2 for back in (1, 2))
        y1, y2 = self._y(0) + _SIDE, self._y(1)
        style = f"stroke: {self._meeting_colour}; stroke-width: 2.5"
        self.drawing.line(x1, y1, x2, y2, style=style + "; stroke-dasharray: 3 4" * (row != column))
        text = "these two meet" if row == column else "these two meet, and differ"
        self.drawing.text(x1 + 8, (y1 + y2) / 2, text, size=11, anchor="start")


def _conclusion(alignment: Alignment) -> str:
    if alignment.error:
        return f"Error: {alignment.error}"
    return f"The result has the shape {alignment.result}."


def _told(alignment: Alignment) -> str:
    sign = "element by element" if alignment.operation == "+" else "matrix product"
    told = [f"Shapes {alignment.first} and {alignment.second}, {sign}"]
    told += [axis.told for axis in reversed(alignment.axes)]
    if alignment.inner:
        row, column = alignment.inner
        fit = "equal" if row == column else "not equal"
        told.append(f"the last axis of the first, {row}, meets {column} of the second: {fit}")
    sentences = [f"{sentence[0].upper()}{sentence[1:]}." for sentence in told]
    return " ".join([*sentences, _conclusion(alignment)])


def _checked(shape: Sequence[int]) -> Shape:
    sizes = tuple(shape)
    if len(sizes) > _MOST_AXES or not all(
        isinstance(size, int) and not isinstance(size, bool) and 1 <= size <= _LARGEST for size in sizes
    ):
        raise ValueError(
            f"a shape is {sizes}, expected up to {_MOST_AXES} whole numbers from 1 to {_LARGEST}, such as (2, 3)"
        )
    return sizes
