"""A table as other systems and spreadsheets write it: CSV in several encodings, with several separators."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lessonlib.grading.errors import GradingError
from lessonlib.grading.handed_in.tree import normal
from lessonlib.grading.printable import LONG, printable

_SEPARATORS = ",;\t"
_BYTE_ORDER = (b"\xff\xfe", b"\xfe\xff")
_KOREAN = re.compile(rb"[\xb0-\xc8][\xa1-\xfe]")  # the syllables that everyday Korean is made of
_REMEDY = "Remedy: save it as CSV UTF-8."


@dataclass(frozen=True)
class Line:
    """One line below the headings. `number`: that of its last line in the file; `cells`: one for each heading, in NFC,
    without what cannot be seen.
    """

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`headings` as they stand in the file."""

    path: Path
    headings: tuple[str, ...]
    lines: tuple[Line, ...]

    def place(self, names: Collection[str]) -> int | None:
        """The column that has the first of these names, written as `key` gives them."""
        return next(iter(self.places(names)), None)

    def places(self, names: Collection[str]) -> list[int]:
        """All columns that have one of these names, in the order of the names."""
        keys = [key(heading) for heading in self.headings]
        return [keys.index(name) for name in names if name in keys]

    @property
    def shown(self) -> str:
        """The headings, for a message."""
        return printable(", ".join(filter(None, self.headings)), LONG) or "none"


def key(heading: str) -> str:
    """A heading in small letters and single blanks: "First_Name" and "first name" are one."""
    return " ".join(re.sub(r"[\W_]+", " ", normal(heading).casefold()).split())


def read_table(path: Path) -> Table:
    """The table in a file, in UTF-8, UTF-16 or CP949, with commas, semicolons or tabs; empty lines are left out.

    Raises GradingError when it cannot be read, is no such table, or a line has more cells than there are headings.
    """
    try:
        text = _text(path, path.read_bytes())
    except OSError as error:
        raise GradingError(f"{path} cannot be read: {error.strerror}.") from None
    told, rest = _told_separator(text)
    separator = told or max(_SEPARATORS, key=lambda one: len(_first(rest, one)))
    lines = list(_lines(path, rest, separator, bool(told)))
    headings = lines[0].cells if lines else ()
    return Table(path, headings, tuple(_fitted(path, line, len(headings)) for line in lines[1:]))


def _text(path: Path, data: bytes) -> str:
    if data.startswith(b"PK"):
        raise GradingError(f"{path} is a workbook or an archive, no table in text.\n  {_REMEDY}")
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise GradingError(f"{path} is no table in UTF-8 or CP949.\n  {_REMEDY}")


def _encodings(data: bytes) -> Iterator[str]:
    if data.startswith(_BYTE_ORDER):
        yield "utf-16"
    elif b"\0" in data[:2]:
        yield "utf-16-le" if data[1] == 0 else "utf-16-be"
    else:
        yield "utf-8-sig"
        # "Ä" and a letter are a Korean syllable, too, in CP949: that of a file in a western code page.
        pairs, others = len(_KOREAN.findall(data)), len(re.findall(rb"[\x80-\xff]", _KOREAN.sub(b"", data)))
        if pairs > others:
            yield "cp949"


def _told_separator(text: str) -> tuple[str, str]:
    """The separator that a first line such as `sep=;` tells Excel, and the rest."""
    found = re.match(r"sep=(.)\r?\n", text)
    return (found[1], text[found.end() :]) if found else ("", text)


def _first(text: str, separator: str) -> list[str]:
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        return next((row for row in rows if any(cell.strip() for cell in row)), [])
    except csv.Error:
        return []


def _lines(path: Path, text: str, separator: str, is_below: bool) -> Iterator[Line]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for row in rows:
            number = rows.line_num + is_below
            cells = tuple(_cell(one) for one in row)
            if any(cells):
                yield Line(number, cells)
    except csv.Error as error:
        raise GradingError(
            f"{path} was not read: from line {number + 1} on it is no table ({error}).\n"
            "  Remedy: look for a quotation mark that is opened and never closed, or save it as CSV UTF-8 again."
        ) from None


def _cell(text: str) -> str:
    """What a spreadsheet shows: ="007" is how one keeps Excel from taking the zeros away."""
    found = re.fullmatch(r'="(.*)"', text.strip())
    return printable(normal(found[1] if found else text), len(text) + 1)


def _fitted(path: Path, line: Line, width: int) -> Line:
    cells: Sequence[str] = line.cells
    if any(cells[width:]):
        raise GradingError(
            f"{path} was not read: line {line.number} has {len(cells)} cells, and there are {width} headings.\n"
            "  Remedy: put quotation marks around what holds the separator, such as a name with a comma."
        )
    return Line(line.number, (*cells[:width], *[""] * (width - len(cells))))
