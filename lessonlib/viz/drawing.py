"""An SVG drawing made of boxes, lines and texts, for pictures that have no axes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from xml.etree import ElementTree as ET

from lessonlib.viz.picture import SVG, Picture, from_svg
from lessonlib.viz.pixels import Pixels, data_url
from lessonlib.viz.theme import FONT, INK, LETTERS, PAPER

# The browser draws the text, so its width can only be estimated: width of a letter as a share of its height.
_LETTER = 0.58
_TITLE, _TITLE_LINE = 14, 19  # height of its letters and of its lines
_READABLE = 560  # up to this width a title makes a small sheet wider


def text_width(text: str, size: float = 12) -> float:
    """The approximate width of the text, in pixels. Hangul and other wide letters count double."""
    return sum(1.0 if ord(letter) > 0x2E7F else _LETTER for letter in text) * size


def wrapped(text: str, width: float, size: float = 12) -> list[str]:
    """The text in lines that are at most `width` pixels wide, cut between words; a longer word stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


class Drawing:
    """A sheet of `width` x `height` pixels, with its origin at the top left. Colours are those of the theme."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._root = ET.Element(f"{{{SVG}}}svg", {"viewBox": f"0 0 {width:g} {height:g}"})
        self._into = self._root
        self._role = "img"
        self._above = 0.0  # what a long title needs above the origin

    def title(self, x: float, y: float, text: str | None) -> None:
        """A title, if there is one; y is the middle of its last line.

        A small sheet grows to the right for it. A longer title takes several lines, and the sheet grows upwards: what
        is drawn below stays where it is.
        """
        if not text:
            return
        self.width = max(self.width, min(text_width(text, _TITLE) + 2 * x, _READABLE))
        lines = wrapped(text, self.width - 2 * x, _TITLE)
        for above, line in enumerate(reversed(lines)):
            self.text(x, y - above * _TITLE_LINE, line, anchor="start", size=_TITLE)
        self._above = max(self._above, (len(lines) - 1) * _TITLE_LINE)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        style: str,
        title: str = "",
        radius: float = 6,
    ) -> None:
        """A rectangle with rounded corners; (x, y) is its top left corner. `title` appears when the pointer is on
        it.
        """
        self._shape("rect", {"x": x, "y": y, "width": width, "height": height, "rx": radius}, style, title)

    def circle(self, x: float, y: float, radius: float, *, style: str, title: str = "") -> None:
        self._shape("circle", {"cx": x, "cy": y, "r": radius}, style, title)

    def line(self, x1: float, y1: float, x2: float, y2: float, *, style: str, title: str = "") -> None:
        self._shape("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2}, style, title)

    def image(
        self, x: float, y: float, width: float, height: float, pixels: Pixels, *, title: str = ""
    ) -> None:
        """Pixels as squares with sharp edges, not smoothed."""
        at: dict[str, float | str] = {"x": x, "y": y, "width": width, "height": height}
        at |= {"href": data_url(pixels), "preserveAspectRatio": "none"}
        self._shape("image", at, "image-rendering: pixelated", title)

    def path(self, d: str, *, style: str) -> None:
        """A path in SVG's own notation, such as "M 0 0 L 10 10"."""
        self._shape("path", {"d": d}, style, "")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 12,
        anchor: str = "middle",
        colour: str = INK,
        bold: bool = False,
        halo: bool = False,
    ) -> None:
        """A line of text; y is the middle of its height, x its start, middle or end, as `anchor` says.

        colour: one of the palette is made darker (in dark themes, lighter), so that letters can be read.
        halo: a rim in the colour of the page, for a text that lies on lines.
        """
        fill = LETTERS.get(colour, colour)
        style = f"font-family: {FONT}; font-size: {size:g}px; fill: {fill}; text-anchor: {anchor}"
        style += "; dominant-baseline: central; pointer-events: none"
        style += "; font-weight: bold" * bold
        style += f"; stroke: {PAPER}; stroke-width: 4; paint-order: stroke" * halo
        self._shape("text", {"x": x, "y": y}, style, "").text = text

    @contextmanager
    def group(
        self, *, name: str, style: str = "", attributes: Mapping[str, str] | None = None
    ) -> Iterator[None]:
        """What is drawn inside the `with` block becomes one element with this CSS class."""
        outer = self._into
        given = {"class": name, **({"style": style} if style else {}), **(attributes or {})}
        self._into = ET.SubElement(outer, f"{{{SVG}}}g", given)
        try:
            yield
        finally:
            self._into = outer

    def animate(self, name: str, css: str) -> None:
        """CSS rules for the groups. `name` is the CSS class of the whole drawing, which Tab can then reach.

        A style sheet applies to the whole page, so each of its rules must start with this class.
        """
        self._root.attrib |= {"class": name, "tabindex": "0"}
        ET.SubElement(self._root, f"{{{SVG}}}style").text = css

    def let_tab_in(self, css: str, handlers: Mapping[str, str]) -> None:
        """Make the drawing a group of parts that Tab reaches one by one, with CSS rules and event handlers for all."""
        self._role = "group"
        self._root.attrib |= handlers
        ET.SubElement(self._root, f"{{{SVG}}}style").text = css

    def picture(self, alt: str) -> Picture:
        height = self.height + self._above
        self._root.set("viewBox", f"0 {0 - self._above:g} {self.width:g} {height:g}")
        return from_svg(self._root, alt, self.width, height, self._role)

    def _shape(self, tag: str, at: dict[str, float | str], style: str, title: str) -> ET.Element:
        attributes = {name: value if isinstance(value, str) else f"{value:.2f}" for name, value in at.items()}
        shape = ET.SubElement(self._into, f"{{{SVG}}}{tag}", attributes | {"style": style})
        if title:
            ET.SubElement(shape, f"{{{SVG}}}title").text = title
        return shape
