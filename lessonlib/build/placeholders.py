"""What the build writes into a chapter's text: how long it takes, and links to the chapters beside it.

The author writes `{{time}}`, `{{previous}}` and `{{next}}`; so the text is true whatever becomes of the course. In the
last chapter, `{{next}}` says that it is the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lessonlib.build.errors import Problem
from lessonlib.build.lesson import Chapter, find_lessons
from lessonlib.build.reading import length_of
from lessonlib.build.source import Cell

NAMES = ("time", "previous", "next")
LAST = "*this was the last chapter*"
_PLACE = re.compile(r"\{\{(\w+)\}\}")


def values_for(chapter: Chapter, shown: Sequence[Cell], root: Path) -> dict[str, str]:
    """What stands for each name in a chapter of the course in `root`; the first one has no previous one."""
    chapters = [other for lesson in find_lessons(root) for other in lesson.chapters]
    place = chapters.index(chapter)
    values = {"time": f"{length_of(shown).minutes} minutes"}
    if place > 0:
        values["previous"] = _link(chapters[place - 1])
    values["next"] = _link(chapters[place + 1]) if place + 1 < len(chapters) else LAST
    return values


def filled(source: str, values: Mapping[str, str]) -> str:
    """`source` with the values in place of their names."""
    return _PLACE.sub(lambda match: values.get(match[1], match[0]), source)


def unfilled(source: str, values: Mapping[str, str]) -> str:
    """`source` with the names back in place of their values."""
    for name, value in values.items():
        source = source.replace(value, f"{{{{{name}}}}}")
    return source


def check_places(shown: Sequence[Cell], values: Mapping[str, str], path: Path) -> Iterator[Problem]:
    """Whether each `{{name}}` in the text is one that has a value."""
    for cell in shown:
        for match in _PLACE.finditer(cell.source) if cell.kind == "markdown" else ():
            if match[1] not in values:
                names = ", ".join(f"{{{{{name}}}}}" for name in values)
                remedy = f"Here the build knows {names}. In a formula, put a blank between the braces."
                yield Problem(
                    path, cell.line, cell.name, f"there is nothing to put in place of '{match[0]}'", remedy
                )


def missing_places(shown: Sequence[Cell], values: Mapping[str, str], path: Path) -> Iterator[Problem]:
    """Whether the opening says how long the chapter takes, and its end what comes next."""
    text = [cell for cell in shown if cell.kind == "markdown"]
    if not text or "{{time}}" not in text[0].source:
        remedy = "Write `**Time**: {{time}}` there; the build counts words, cells and practices."
        yield Problem(path, 1, "file", "its first cell does not say how long it takes", remedy)
    if values.get("next", LAST) != LAST and "{{next}}" not in text[-1].source:
        remedy = "Write `**Next**: {{next}}` there; the build makes a link of it."
        yield Problem(path, text[-1].line, "file", "its last cell does not lead to the next chapter", remedy)


def _link(chapter: Chapter) -> str:
    return f"[{chapter.title}]({chapter.notebook.name})"
