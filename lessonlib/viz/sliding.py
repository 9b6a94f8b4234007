"""A window that slides over a table of numbers, and what it computes at each place."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from lessonlib.viz.drawing import Drawing, text_width
from lessonlib.viz.grid import Grid, in_rows
from lessonlib.viz.picture import Picture

_MARGIN, _GAP, _HEADING, _LINE = 8, 36, 24, 19  # pixels
_SPELLED = 9  # the most numbers in a window whose arithmetic is written out


class SlidingWindow:
    """The places at which a window stops on an image, row by row: `window[k]` is the picture of the k-th.

    image: (height, width).
    size: rows and columns of the window.
    kernel: the weights to multiply with, as large as the window; without them the result is the largest number in
        the window.
    """

    def __init__(
        self,
        image: NDArray[np.float64],
        size: tuple[int, ...],
        stride: int,
        padding: int,
        kernel: NDArray[np.float64] | None = None,
    ) -> None:
        _check(image, size, stride, padding)
        self.size, self.stride, self.padding, self.kernel = size, stride, padding, kernel
        self.padded = np.pad(image, padding)
        self.windows = sliding_window_view(self.padded, size)[::stride, ::stride]  # (out, out, rows, columns)
        self.output = (
            self.windows.max(axis=(2, 3)) if kernel is None else (self.windows * kernel).sum(axis=(2, 3))
        )
        self._input = Grid(self.padded)
        self._output = Grid(self.output, numbered=self._input.numbered)
        self._tables = [(f"input {_size(image.shape)}" + f", padding {padding}" * (padding > 0), self._input)]
        if kernel is not None:
            self._weights = Grid(kernel)
            self._tables.append((f"filter {_size(size)}", self._weights))
        self._tables.append((f"output {_size(self.output.shape)}", self._output))
        self._place()

    def __len__(self) -> int:
        return int(self.output.size)

    def __getitem__(self, k: int) -> Picture:
        k = range(len(self))[k]  # counts from the end below 0, and raises IndexError beyond
        sheet = self.sheet()
        self.draw_still(sheet)
        self._output.draw_first(sheet, k + 1)
        self.draw_window(sheet, k)
        top, left = self._corner(k)
        row, column = divmod(k, self.output.shape[1])
        where = f"rows {top} to {top + self.size[0] - 1}, columns {left} to {left + self.size[1] - 1}"
        where += " of the padded input" if self.padding else " of the input"
        alt = f"Step {k + 1} of {len(self)}: {where}. {' '.join(self.sentences[k])}"
        return sheet.picture(f"{alt}, the output at row {row}, column {column}.")

    @property
    def told(self) -> str:
        """The whole path of the window in words, with its result."""
        (heading, table), *_ = self._tables
        does = "maximum" if self.kernel is None else f"filter ({in_rows(self.kernel)})"
        return (
            f"A window of {_size(self.size)} takes the {does} over an {heading} ({in_rows(table.values)}), "
            f"stride {self.stride}. Its output of {_size(self.output.shape)}: {in_rows(self.output)}."
        )

    @cached_property
    def sentences(self) -> list[list[str]]:
        """The arithmetic at each place, in one or more lines."""
        return [self._sentence(k) for k in range(len(self))]

    def sheet(self) -> Drawing:
        """An empty drawing with space for the tables and the longest arithmetic."""
        lines = max(self.sentences, key=len)
        widest = max(text_width(line) for lines in self.sentences for line in lines)
        return Drawing(max(self._right, _MARGIN * 2 + widest), self._bottom + _LINE * (len(lines) + 1) + 4)

    def draw_still(self, sheet: Drawing) -> None:
        """Draw what is the same at each place: input, weights, and empty cells for the output."""
        for heading, table in self._tables:
            sheet.text(table.x, _MARGIN + 8, heading, anchor="start")
            if table is not self._output:
                table.draw(sheet, margin=self.padding if table is self._input else 0)
        self._output.draw_empty(sheet)

    def draw_result(self, sheet: Drawing, k: int) -> None:
        """Draw the result of the k-th place in its cell."""
        self._output.draw_result(sheet, *divmod(k, self.output.shape[1]))

    def draw_window(self, sheet: Drawing, k: int) -> None:
        """Draw the window at its k-th place, the cell that it fills, and the arithmetic."""
        self._input.frame(sheet, *self._corner(k), *self.size)
        self._output.frame(sheet, *divmod(k, self.output.shape[1]))
        for i, line in enumerate(self.sentences[k]):
            sheet.text(_MARGIN, self._bottom + _LINE * (i + 1), line, anchor="start")

    def _corner(self, k: int) -> tuple[int, int]:
        row, column = divmod(k, self.output.shape[1])
        return row * self.stride, column * self.stride

    def _place(self) -> None:
        tallest = max(table.height for _, table in self._tables)
        x: float = _MARGIN
        for heading, table in self._tables:
            table.move(x, _MARGIN + _HEADING + (tallest - table.height) / 2)
            x += max(table.width, text_width(heading)) + _GAP
        self._right, self._bottom = x - _GAP + _MARGIN, _MARGIN + _HEADING + tallest

    def _sentence(self, k: int) -> list[str]:
        row, column = divmod(k, self.output.shape[1])
        window, result = self.windows[row, column], f"= {self._output.text(self.output[row, column])}"
        if window.size > _SPELLED:
            what = ("the largest of", "numbers") if self.kernel is None else ("the sum of", "products")
            return [f"{what[0]} {window.size} {what[1]} {result}"]
        if self.kernel is None:
            return [f"max({', '.join(self._input.text(value) for value in window.flat)}) {result}"]
        products = zip(window.flat, self.kernel.flat, strict=True)
        terms = [self._product(value, weight) for value, weight in products]
        columns = self.size[1]
        lines = [" + ".join(terms[i : i + columns]) for i in range(0, len(terms), columns)]
        return [*(f"{line} +" for line in lines[:-1]), f"{lines[-1]} {result}"]

    def _product(self, value: float, weight: float) -> str:
        by = self._weights.text(weight)
        return f"{self._input.text(value)}·" + (f"({by})" if weight < 0 else by)


def _check(image: NDArray[np.float64], size: tuple[int, ...], stride: int, padding: int) -> None:
    if stride < 1 or padding < 0 or min(size) < 1:
        raise ValueError(
            f"stride is {stride}, padding is {padding} and the window is {_size(size)}, "
            "expected a stride and a window of 1 or more, and a padding of 0 or more"
        )
    room = [side + 2 * padding for side in image.shape]
    if room[0] < size[0] or room[1] < size[1]:
        raise ValueError(
            f"a window of {_size(size)} does not fit into an image of {_size(image.shape)} with padding "
            f"{padding}: pass a larger image, a smaller window or more padding"
        )


def _size(shape: tuple[int, ...]) -> str:
    return " x ".join(str(side) for side in shape)
