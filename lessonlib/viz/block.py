"""A block of two convolutions, with or without the shortcut that makes it residual."""

from __future__ import annotations

import math

from lessonlib.viz.drawing import Drawing
from lessonlib.viz.picture import Picture
from lessonlib.viz.theme import BLUE, GREEN, INK, MUTED, ORANGE, PAPER, VERMILLION

_BOX, _HEIGHT, _GAP = 80.0, 42.0, 22.0  # pixels
_TOP = 66.0  # room for the shortcut above the row
_PARTS = (  # line above, line below, colour
    ("3 x 3", "filters", BLUE),
    ("batch", "norm", ORANGE),
    ("ReLU", "", GREEN),
    ("3 x 3", "filters", BLUE),
    ("batch", "norm", ORANGE),
)


def block(
    in_shape: tuple[int, int, int],
    out_channels: int,
    *,
    stride: int = 1,
    shortcut: bool = True,
    title: str | None = None,
) -> Picture:
    """The parts of a block from left to right, with the shape of what goes in and comes out.

    in_shape: channels, height and width of the maps that go in.
    stride: of the first convolution and of the projection. The new size is the old one divided by it, rounded up.
    shortcut: whether the input is added before the last ReLU. It is projected where the shape changes.

    Raises ValueError when a size or the stride is below 1.
    """
    channels, height, width = in_shape
    if min(channels, height, width, out_channels, stride) < 1:
        raise ValueError(
            f"in_shape is {in_shape}, out_channels is {out_channels}, stride is {stride}, expected numbers above 0"
        )
    out_shape = (out_channels, math.ceil(height / stride), math.ceil(width / stride))
    way = "none" if not shortcut else "unchanged" if (channels, 1) == (out_channels, stride) else "projected"
    sheet = _Sheet(title, shortcut, stride)
    sheet.draw(_told(in_shape), _told(out_shape), way)
    return sheet.drawing.picture(_describe(in_shape, out_shape, stride, way))


class _Sheet:
    def __init__(self, title: str | None, shortcut: bool, stride: int) -> None:
        self.y = 30 * bool(title) + _TOP * shortcut + 12
        self.shortcut, self.stride = shortcut, stride
        places = len(_PARTS) + 3 + shortcut  # input, parts, perhaps a sum, ReLU, output
        self.drawing = Drawing(places * (_BOX + _GAP) + 8, self.y + _HEIGHT + 30)
        self.drawing.title(8, 16, title)

    def draw(self, before: str, after: str, way: str) -> None:
        parts = [*_PARTS, *[("+", "", VERMILLION)] * self.shortcut, ("ReLU", "", GREEN)]
        self._part(0, ("maps", before, PAPER))
        for place, part in enumerate(parts, 1):
            self._arrow(place)
            self._part(place, part)
            if part[0] == "3 x 3" and place == 1 and self.stride > 1:
                self.drawing.text(
                    self._middle(place), self.y + _HEIGHT + 12, f"stride {self.stride}", size=11
                )
        self._arrow(len(parts) + 1)
        self._part(len(parts) + 1, ("maps", after, PAPER))
        if self.shortcut:
            self._draw_shortcut(len(_PARTS) + 1, way)

    def _draw_shortcut(self, end: int, way: str) -> None:
        start_x, end_x, high = self._middle(0), self._middle(end), self.y - _TOP + 26
        path = f"M {start_x} {self.y} V {high + 12} Q {start_x} {high} {start_x + 12} {high} H {end_x - 12} "
        path += f"Q {end_x} {high} {end_x} {high + 12} V {self.y - 9}"
        self.drawing.path(path, style=f"fill: none; stroke: {VERMILLION}; stroke-width: 2")
        self._head(end_x, self.y, down=True)
        told = (
            "shortcut: unchanged"
            if way == "unchanged"
            else f"shortcut: 1 x 1 filters, stride {self.stride}, batch norm"
        )
        self.drawing.text((start_x + end_x) / 2, high - 10, told)

    def _middle(self, place: int) -> float:
        return 8 + place * (_BOX + _GAP) + _BOX / 2

    def _part(self, place: int, part: tuple[str, str, str]) -> None:
        above, below, colour = part
        x = self._middle(place)
        style = f"fill: {colour}; fill-opacity: 0.2; stroke: {MUTED if colour == PAPER else INK}; stroke-width: 1.3"
        self.drawing.box(x - _BOX / 2, self.y, _BOX, _HEIGHT, style=style)
        apart = 8 if below else 0
        self.drawing.text(x, self.y + _HEIGHT / 2 - apart, above, size=20 if above == "+" else 12)
        if below:
            self.drawing.text(x, self.y + _HEIGHT / 2 + apart, below, size=11)

    def _arrow(self, place: int) -> None:
        y, end = self.y + _HEIGHT / 2, self._middle(place) - _BOX / 2
        self.drawing.line(end - _GAP, y, end - 5, y, style=f"stroke: {INK}; stroke-width: 1.6")
        self._head(end, y)

    def _head(self, x: float, y: float, down: bool = False) -> None:
        corners = f"L {x - 4} {y - 8} L {x + 4} {y - 8}" if down else f"L {x - 8} {y - 4} L {x - 8} {y + 4}"
        colour = VERMILLION if down else INK
        self.drawing.path(f"M {x} {y} {corners} Z", style=f"fill: {colour}; stroke: none")


def _told(shape: tuple[int, int, int]) -> str:
    return " x ".join(map(str, shape))


def _describe(before: tuple[int, int, int], after: tuple[int, int, int], stride: int, way: str) -> str:
    steps = f" with stride {stride}" if stride > 1 else ""
    alt = (
        f"Block: maps of {_told(before)} go through 3 x 3 filters{steps}, batch normalisation, ReLU, 3 x 3 filters and "
        f"batch normalisation"
    )
    added = {
        "none": ", then ReLU",
        "unchanged": "; the maps themselves are added by a shortcut, then comes ReLU",
        "projected": f"; the maps, projected by 1 x 1 filters{steps} and batch normalisation, are added by a shortcut, "
        "then comes ReLU",
    }
    return f"{alt}{added[way]}. Maps of {_told(after)} come out."
