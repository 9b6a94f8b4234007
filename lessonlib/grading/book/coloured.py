"""Code and terminal output as HTML with classes for colours, in the names that nbconvert's themes know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from html import escape
from typing import Any

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

_MOST_CODE = 50_000  # characters that are highlighted; more is no program of a learner's
_MOST_CHANGES = 10_000  # of colour in one text; each is a tag of 30 characters
_NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_COLOURS = (*_NAMES, *(f"{name}-intense" for name in _NAMES))
_RGB = ((0, 0, 0), (170, 0, 0), (0, 140, 0), (170, 110, 0), (0, 0, 190), (170, 0, 170), (0, 150, 150), (190, 190, 190),
        (90, 90, 90), (255, 80, 80), (80, 230, 80), (255, 230, 80), (90, 90, 255), (255, 90, 255), (80, 230, 230),
        (255, 255, 255))  # fmt: skip
_STEPS = (0, 95, 135, 175, 215, 255)  # of a colour cube's sides

# An escape sequence: one that sets colours, with its numbers, or any other (a title, a link, a movement).
_ESCAPE = re.compile(r"\x1b(?:\[([\d;:]*)m|\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)  # controls; marks that turn text around


def code(source: str) -> str:
    """Python source as spans. Raises ValueError when it is too long."""
    if len(source) > _MOST_CODE:
        raise ValueError(f"code of {len(source):,} characters")
    return str(highlight(source, _LEXER, _FORMATTER))


def terminal(text: str) -> str:
    """What a program printed: with its colours, and of a line that was written over only the last state."""
    lines = (line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    parts, style, changes = [], _Style(), 0
    for piece, numbers in _pieces("\n".join(lines)):
        if piece := _UNSEEN.sub("", piece):
            classes = style.classes if changes < _MOST_CHANGES else ""
            changes += bool(classes)
            parts.append(f'<span class="{classes}">{escape(piece)}</span>' if classes else escape(piece))
        if numbers is not None:
            style = style.after(numbers)
    return "".join(parts)


@dataclass(frozen=True)
class _Style:
    """How text is shown now. Colours are numbers in _COLOURS, None the page's own."""

    foreground: int | None = None
    background: int | None = None
    bold: bool = False
    underline: bool = False
    inverse: bool = False

    @cached_property
    def classes(self) -> str:
        front, back = self.foreground, self.background
        if self.bold and front is not None and front < 8:
            front += 8
        if self.inverse:
            front, back = back, front
        names = (
            [f"ansi-{_COLOURS[front]}-fg"]
            if front is not None
            else ["ansi-default-inverse-fg"] * self.inverse
        )
        names += (
            [f"ansi-{_COLOURS[back]}-bg"] if back is not None else ["ansi-default-inverse-bg"] * self.inverse
        )
        names += ["ansi-bold"] * self.bold + ["ansi-underline"] * self.underline
        return " ".join(names)

    @lru_cache(maxsize=1_000)  # noqa: B019 (a style is a value, and a text has few)
    def after(self, numbers: str) -> _Style:
        """The style after an escape sequence with these numbers (ECMA-48, Select Graphic Rendition)."""
        style, rest = self, iter(_numbers(numbers))
        for n in rest:
            if n == 0:
                style = _Style()
            elif n in _SWITCHES:
                style = replace(style, **_SWITCHES[n])
            elif n in (38, 48):
                colour = _extended(rest)
                style = replace(style, foreground=colour) if n == 38 else replace(style, background=colour)
            elif n // 10 in _GROUNDS and n % 10 < 8:
                name, first = _GROUNDS[n // 10]
                colours: dict[str, Any] = {name: first + n % 10}
                style = replace(style, **colours)
        return style


_SWITCHES: dict[int, dict[str, Any]] = {
    1: {"bold": True},
    4: {"underline": True},
    7: {"inverse": True},
    22: {"bold": False},
    24: {"underline": False},
    27: {"inverse": False},
    39: {"foreground": None},
    49: {"background": None},
}
_GROUNDS: dict[int, tuple[str, int]] = {
    3: ("foreground", 0),
    4: ("background", 0),
    9: ("foreground", 8),
    10: ("background", 8),
}


def _pieces(text: str) -> Iterator[tuple[str, str | None]]:
    """Text up to each escape sequence, with the numbers of that if it sets colours."""
    done = 0
    for found in _ESCAPE.finditer(text):
        yield text[done : found.start()], found[1]
        done = found.end()
    yield text[done:], None


def _numbers(text: str) -> list[int]:
    return [int(part or 0) for part in re.split("[;:]", text[:100]) if len(part) <= 3]


def _extended(rest: Iterator[int]) -> int | None:
    """The nearest of the sixteen colours, which a page has for light and dark, to one of 256 or of all."""
    kind = next(rest, None)
    if kind == 5:
        index = next(rest, 0)
        return index if index < 16 else _nearest(_of_256(index))
    return _nearest((next(rest, 0), next(rest, 0), next(rest, 0))) if kind == 2 else None


def _of_256(index: int) -> tuple[int, int, int]:
    if index >= 232:
        grey = 8 + 10 * (min(index, 255) - 232)
        return grey, grey, grey
    cube = index - 16
    return _STEPS[cube // 36], _STEPS[cube // 6 % 6], _STEPS[cube % 6]


def _nearest(colour: tuple[int, int, int]) -> int:
    return min(range(16), key=lambda n: sum((a - b) ** 2 for a, b in zip(_RGB[n], colour, strict=True)))


# Not "ipython3": some thousand blank lines, or dots, keep it busy for minutes. Magics are plain text here.
_LEXER = get_lexer_by_name("python", stripnl=False)
_FORMATTER = HtmlFormatter(nowrap=True)
