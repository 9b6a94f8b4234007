"""How long a chapter takes, and what it names to read on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lessonlib.build.errors import Problem
from lessonlib.build.source import Cell

WORDS_A_MINUTE = 150
MINUTES_A_CELL = 1  # reading a code cell, running it, looking at what it shows
MINUTES_A_PRACTICE = 3
MOST_MINUTES = 60
REFERENCES, QUESTIONS = range(3, 7), range(1, 3)  # how many there may be

_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\([^)]*\)")
_WORD = re.compile(r"[^\W_]+(?:['\u2019\-.][^\W_]+)*")
_HEADING = re.compile(r"^## (?:\d+\. )?(.+)$", re.MULTILINE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FORM = (
    "It has three to six references, `- author, *title* (year), what is there`, and below a line that begins with "
    "`**Open question` one or two of these, numbered."
)


@dataclass(frozen=True)
class Length:
    """What a learner reads, runs and answers in a chapter."""

    words: int
    code: int
    practices: int

    @property
    def minutes(self) -> int:
        """Rounded up to five."""
        minutes = (
            self.words / WORDS_A_MINUTE + MINUTES_A_CELL * self.code + MINUTES_A_PRACTICE * self.practices
        )
        return 5 * math.ceil(minutes / 5)

    def __str__(self) -> str:
        return f"{self.words:,} words, {self.code} code cells, {self.practices} practices"


def length_of(shown: Sequence[Cell]) -> Length:
    """The length of a chapter, from the cells that its notebook shows."""
    text = [_LINK.sub("]", _FENCED.sub("", cell.source)) for cell in shown if cell.kind == "markdown"]
    practices = sum(cell.role == "try" for cell in shown)
    code = sum(cell.kind == "code" for cell in shown) - practices
    return Length(sum(len(_WORD.findall(part)) for part in text), code, practices)


def check_length(shown: Sequence[Cell], path: Path) -> Iterator[Problem]:
    """Whether a chapter is one sitting."""
    length = length_of(shown)
    if length.minutes > MOST_MINUTES:
        what = f"the chapter takes {length.minutes} minutes ({length}), more than {MOST_MINUTES}"
        remedy = "Split it: name its parts chapter_a.py, chapter_b.py and so on, and give each its own opening and end."
        yield Problem(path, 1, "time", what, remedy)


def check_read_on(shown: Sequence[Cell], path: Path) -> Iterator[Problem]:
    """Whether the last section of a chapter is *Read on*, with references and open questions."""
    start = next((n for n in reversed(range(len(shown))) if _headings(shown[n])), None)
    if start is None or not re.match(r"Read on\b", _headings(shown[start])[-1]):
        yield Problem(path, 1, "file", "its last section is not `## Read on`", _FORM)
        return
    section = "\n".join(cell.source for cell in shown[start:] if cell.kind == "markdown")
    section = section[section.rindex("## ") :]
    references, _, questions = section.partition("\n**Open question")
    items = re.findall(r"^- .+(?:\n(?!- |\n).+)*", references, re.MULTILINE)
    line, name = shown[start].line, shown[start].name
    if len(items) not in REFERENCES:
        yield Problem(path, line, name, f"*Read on* has {len(items)} references", _FORM)
    for item in items:
        if not _YEAR.search(item):
            yield Problem(
                path, line, name, f"the reference '{item[2:50]}' has no year", "Add it in brackets."
            )
    count = len(re.findall(r"^\d\. ", questions, re.MULTILINE))
    if count not in QUESTIONS:
        yield Problem(path, line, name, f"*Read on* has {count} open questions", _FORM)


def _headings(cell: Cell) -> list[str]:
    return _HEADING.findall(cell.source) if cell.kind == "markdown" else []
