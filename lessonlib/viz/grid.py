"""Numbers in cells, with stronger colours for larger numbers: blue above 0, orange below."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lessonlib.viz.drawing import Drawing, text_width
from lessonlib.viz.pixels import signed
from lessonlib.viz.theme import BLUE, INK, MUTED, VERMILLION
from lessonlib.viz.words import number

_SIDE = 34  # of a cell that holds a number, in pixels
_BARE, _WHOLE = 14, 400  # a cell in a grid too large for numbers, and how large that grid may become
_MOST, _MANY = 20, 200  # rows or columns, and cells, with numbers
_DEEPEST = 0.45  # opacity: the text colour can still be read on it, in light and dark


class Grid:
    """A table of numbers, (rows, columns), at the top left of a drawing until it is moved.

    limit: the number that is drawn in full colour; by default the largest absolute value of the table.
    numbered: whether the numbers are written into the cells; by default only if there are few.
    """

    def __init__(
        self, values: NDArray[np.float64], *, limit: float | None = None, numbered: bool | None = None
    ) -> None:
        self.values = values
        self.x, self.y = 0.0, 0.0
        self.limit = limit or float(np.abs(values).max(initial=0)) or 1.0
        self.numbered = max(values.shape) <= _MOST and values.size <= _MANY if numbered is None else numbered
        self._decimals = 3 - math.floor(math.log10(self.limit))  # beside a 5, 0.000889 is only 0.001
        widest = max((text_width(self.text(value)) for value in values.flat), default=0)
        bare = min(_BARE, _WHOLE / max(values.shape))
        self.cell: float = max(_SIDE, widest + 8) if self.numbered else bare
        self.row_height: float = _SIDE if self.numbered else bare

    @property
    def width(self) -> float:
        return self.cell * len(self.values[0])

    @property
    def height(self) -> float:
        return self.row_height * len(self.values)

    def text(self, value: float) -> str:
        """A number as it is written into a cell of this table."""
        value = float(value)
        if abs(value) < self.limit / 100:
            value = round(value, self._decimals) + 0.0  # + 0.0 makes 0 of -0
        return number(value)

    def move(self, x: float, y: float) -> None:
        """Move the top left corner to this place."""
        self.x, self.y = x, y

    def draw(self, sheet: Drawing, *, margin: int = 0) -> None:
        """Draw all cells. `margin`: how many rows and columns at each side are padding, drawn with dashes."""
        rows, columns = self.values.shape
        if not self.numbered:
            return self._draw_pixels(sheet, self.values)
        for row, column in np.ndindex(rows, columns):
            inside = margin <= row < rows - margin and margin <= column < columns - margin
            self.draw_cell(sheet, row, column, padding=not inside)
            self.draw_number(sheet, row, column, colour=INK if inside else MUTED)

    def draw_first(self, sheet: Drawing, n: int) -> None:
        """Draw the first n cells, row by row."""
        if not self.numbered:
            first = np.arange(self.values.size).reshape(self.values.shape) < n
            return self._draw_pixels(sheet, np.where(first, self.values, 0.0))  # 0 is clear
        for i in range(n):
            self.draw_result(sheet, *divmod(i, self.values.shape[1]))

    def draw_result(self, sheet: Drawing, row: int, column: int) -> None:
        """Draw a cell and its number."""
        self.draw_cell(sheet, row, column)
        if self.numbered:
            self.draw_number(sheet, row, column)

    def draw_empty(self, sheet: Drawing) -> None:
        """Draw the lines between the cells, without the numbers."""
        rows, columns = self.values.shape
        across = [f"M {self.x:g} {self.y + i * self.row_height:g} h {self.width:g}" for i in range(rows + 1)]
        down = [f"M {self.x + i * self.cell:g} {self.y:g} v {self.height:g}" for i in range(columns + 1)]
        # Many lines would outshine the colours between them.
        faint = "" if self.numbered else "; stroke-opacity: 0.4"
        sheet.path(" ".join(across + down), style=f"fill: none; stroke: {MUTED}; stroke-width: 0.7{faint}")

    def draw_cell(self, sheet: Drawing, row: int, column: int, *, padding: bool = False) -> None:
        value = float(self.values[row, column])
        shade = (_DEEPEST if self.numbered else 1) * min(1.0, abs(value) / self.limit)
        style = f"fill: {BLUE if value >= 0 else VERMILLION}; fill-opacity: {shade:.2f}"
        style += f"; stroke: {MUTED}; stroke-width: 0.7" * self.numbered + "; stroke-dasharray: 3 2" * padding
        sheet.box(*self._corner(row, column), self.cell, self.row_height, style=style, radius=0)

    def draw_number(self, sheet: Drawing, row: int, column: int, *, colour: str = INK) -> None:
        x, y = self._corner(row, column)
        value = self.text(self.values[row, column])
        sheet.text(x + self.cell / 2, y + self.row_height / 2, value, colour=colour)

    def frame(self, sheet: Drawing, row: int, column: int, height: int = 1, width: int = 1) -> None:
        """Draw a thick line around some cells."""
        x, y = self._corner(row, column)
        style = f"fill: none; stroke: {INK}; stroke-width: 3"
        sheet.box(x, y, width * self.cell, height * self.row_height, style=style, radius=2)

    def _draw_pixels(self, sheet: Drawing, values: NDArray[np.float64]) -> None:
        sheet.image(self.x, self.y, self.width, self.height, signed(values, self.limit))
        style = f"fill: none; stroke: {MUTED}; stroke-width: 0.7"
        sheet.box(self.x, self.y, self.width, self.height, style=style, radius=0)

    def _corner(self, row: int, column: int) -> tuple[float, float]:
        return self.x + column * self.cell, self.y + row * self.row_height


def in_rows(values: NDArray[np.float64]) -> str:
    """A small table in words: "1, 2; 3, 4". For a larger one its range: "from -1 to 7, the largest at ..."."""
    if values.size <= 36:
        return "; ".join(", ".join(number(value) for value in row) for row in values)
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    ends = f"from {number(values.min())} to {number(values.max())}"
    return f"{ends}, the largest at row {row}, column {column}"
