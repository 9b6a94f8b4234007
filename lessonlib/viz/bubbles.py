"""What a part of a drawing tells: a bubble of text under the pointer, and for who comes with Tab.

CSS inside the drawing shows it, and a line of script hides it on Escape. Where a page allows no scripts, only Escape
does nothing; where it allows no CSS either, no bubble is seen, and a screen reader still reads the text.
"""

from __future__ import annotations

import textwrap

from lessonlib.viz.drawing import Drawing, text_width
from lessonlib.viz.theme import INK, PAPER

_SIZE, _LINE, _MARGIN = 11, 15, 8  # pixels: letters, lines, the room around them
_WIDEST = 48  # letters in a line

_STYLE = """
.ll-spot {outline: none}
.ll-spot:focus-visible > .ll-edge > rect {stroke: var(--ll-ink) !important}
.ll-spot:is(:hover, :focus) > .ll-bubble {visibility: visible !important}
.ll-quiet > .ll-spot > .ll-bubble {visibility: hidden !important}
"""
_ESCAPE = "if (event.key === 'Escape') this.classList.add('ll-quiet')"
_HANDLERS = {
    "onkeydown": _ESCAPE,
    # The key goes to what has the focus, which need not be the drawing that the pointer is on.
    "onpointerenter": f"window.addEventListener('keydown', this.llHush ??= (event) => {{ {_ESCAPE} }}, true)",
    "onpointerleave": "window.removeEventListener('keydown', this.llHush, true)",
}
_SPEAK = "this.ownerSVGElement.classList.remove('ll-quiet')"


class Bubbles:
    """The bubbles of one drawing. Make them when all else is drawn: they lie above everything."""

    def __init__(self, sheet: Drawing) -> None:
        self._sheet = sheet
        sheet.let_tab_in(_STYLE, _HANDLERS)

    def tell(self, x: float, y: float, width: float, height: float, text: str) -> None:
        """Let the area with the top left corner (x, y) tell the text, which is its name for a screen reader, too."""
        sheet = self._sheet
        spot = {
            "tabindex": "0",
            "role": "img",
            "aria-label": text,
            "onfocus": _SPEAK,
            "onpointerenter": _SPEAK,
        }
        with sheet.group(name="ll-spot", attributes=spot):
            with sheet.group(name="ll-edge"):
                clear = "fill: transparent; stroke: none; stroke-width: 3"
                sheet.box(x - 4, y - 4, width + 8, height + 8, style=clear, radius=8)
            with sheet.group(name="ll-bubble", style="visibility: hidden"):
                self._draw(x + width / 2, y - 6, y + height + 6, text)

    def _draw(self, middle: float, above: float, below: float, text: str) -> None:
        """A bubble around `middle`: under `below`, or over `above` where there is more room."""
        sheet = self._sheet
        fitting = int((sheet.width - 2 * _MARGIN - 2) / text_width("x", _SIZE))
        lines = textwrap.wrap(text, max(min(fitting, _WIDEST), 1), break_on_hyphens=False)
        width = max(text_width(line, _SIZE) for line in lines) + 2 * _MARGIN
        height = len(lines) * _LINE + _MARGIN
        left = max(min(middle - width / 2, sheet.width - width - 1), 1)
        top = below if below + height < sheet.height else max(above - height, 1)
        frame = f"fill: {PAPER}; stroke: {INK}; stroke-width: 1"
        sheet.box(left, top, width, height, style=frame, radius=4)
        for k, line in enumerate(lines):
            y = top + (_MARGIN + _LINE) / 2 + k * _LINE
            sheet.text(left + _MARGIN, y, line, size=_SIZE, anchor="start")
