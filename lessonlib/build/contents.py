"""The table of contents: the lessons of a course in order, each with its title and its subject in a few words.

The build writes it beside the chapters, to course/lessons.json: learners have no lessons/ to read it from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from lessonlib.build.lesson import SLUG, Lesson, find_lessons
from lessonlib.build.settings import read_settings


class Entry(NamedTuple):
    """A lesson: `slug` is the name of its notebooks, `about` its subject in a few words, "" where none is given."""

    slug: str
    title: str
    about: str

    @property
    def number(self) -> int:
        return int(self.slug[:2])


def contents_file(root: Path) -> Path:
    """Where the table of contents of the course in `root` is kept."""
    return root / "course" / "lessons.json"


def contents_of(root: Path) -> tuple[Entry, ...]:
    """The contents as lessons/ has them: its folders, and what topics.toml announces. Lesson 00, a welcome, is none.

    The title is what stands in the first chapter's heading before a colon.
    """
    about = read_settings(root).about
    slugs = sorted({lesson.slug for lesson in find_lessons(root)} | about.keys())
    entries = (Entry(slug, Lesson(root, slug).title, about.get(slug, "")) for slug in slugs)
    return tuple(entry for entry in entries if entry.number)


def contents_text(entries: Iterable[Entry]) -> str:
    """The text of the file: JSON with a line for each lesson."""
    lines = ",\n".join(json.dumps(entry._asdict(), ensure_ascii=False) for entry in entries)
    return f"[\n{lines}\n]\n"


def read_contents(root: Path) -> tuple[Entry, ...]:
    """The contents as the last build wrote them. Raises OSError or ValueError where they cannot be read."""
    found = json.loads(contents_file(root).read_text(encoding="utf-8"))
    if not isinstance(found, list) or not all(map(_is_entry, found)):
        raise ValueError("it is no list of lessons")
    return tuple(Entry(**one) for one in found)


def _is_entry(one: Any) -> bool:
    if not isinstance(one, dict) or one.keys() != set(Entry._fields):
        return False
    return all(isinstance(text, str) for text in one.values()) and bool(SLUG.fullmatch(one["slug"]))
