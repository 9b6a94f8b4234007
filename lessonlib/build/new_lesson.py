"""A new lesson, from a template that builds and proves as it is: authors put their own text in its place."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from string import Template

from lessonlib.build.errors import BuildError, shown
from lessonlib.build.lesson import SLUG, Chapter, Lesson, find_lessons
from lessonlib.build.settings import SETTINGS, read_settings
from lessonlib.check.sealing import seal
from lessonlib.whole_file import write_text

_TEMPLATES = files("lessonlib.build").joinpath("templates")
_SECTION = re.compile(r"^\[(\d\d_\w+)\]", re.MULTILINE)
_TOPICS = """\
[$slug]
about = "what the map of the course says about it, in a few words"
"one topic that it promises" = "One idea in each section"
"practice" = "The learner does something"
"a library" = "The same with the library"
"a picture" = "A picture"
"terms" = "Summary"
"""


def new_lesson(root: Path, name: str) -> Lesson:
    """Write the lesson `name`, such as "22_attention", to the course in `root`: a chapter, an exercise, attempts, a
    list of mutants, and its section in lessons/topics.toml.

    All of it is written, or nothing. Raises BuildError when the name is none for a lesson, or is taken.
    """
    slug = name.rstrip("/").removeprefix("lessons/")
    lesson = Lesson(root, slug)
    _expect_free(lesson)
    points = read_settings(root).points
    topics = with_section(root / SETTINGS, slug)
    text = dict(written("lesson", _values(lesson, 10.0 if points is None else points)))
    temporary = root / "lessons" / f".{slug}.{secrets.token_hex(4)}"
    try:
        for place, content in text.items():
            write_text(temporary / place, content)
        temporary.rename(lesson.directory)
        try:
            write_text(root / SETTINGS, topics)
        except BaseException:
            shutil.rmtree(lesson.directory)
            raise
    except OSError as error:
        raise BuildError(f"{shown(lesson.directory)} cannot be written: {error.strerror}.") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return lesson


def chapter_before(lesson: Lesson) -> Chapter | None:
    """The chapter before those of `lesson` where it does not lead to them, as it was the last one of the course."""
    chapters = [chapter for one in find_lessons(lesson.root) for chapter in one.chapters]
    place = chapters.index(lesson.chapters[0])
    if place == 0 or "{{next}}" in chapters[place - 1].source.read_text(encoding="utf-8"):
        return None
    return chapters[place - 1]


def written(template: str, values: dict[str, str]) -> Iterator[tuple[PurePosixPath, str]]:
    """The files of a template, with `values` in the places of their names: their paths and texts."""

    def below(folder: Traversable, place: PurePosixPath) -> Iterator[tuple[PurePosixPath, str]]:
        for entry in folder.iterdir():
            if entry.is_dir():
                yield from below(entry, place / entry.name)
            elif entry.name.endswith(".txt"):
                text = Template(entry.read_text(encoding="utf-8")).substitute(values)
                yield place / entry.name.removesuffix(".txt"), text

    yield from below(_TEMPLATES.joinpath(template), PurePosixPath())


def with_section(file: Path, slug: str) -> str:
    """The text of topics.toml with a section for the lesson `slug`, in its place among the others."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    sections = list(_SECTION.finditer(text))
    if any(section[1] == slug for section in sections):
        return text
    new = Template(_TOPICS).substitute(slug=slug)
    later = next((section.start() for section in sections if section[1] > slug), None)
    if later is None:
        return f"{text.rstrip()}\n\n{new}".lstrip()
    return f"{text[:later]}{new}\n{text[later:]}"


def _expect_free(lesson: Lesson) -> None:
    slug = lesson.slug
    if not SLUG.fullmatch(slug) or slug.startswith("00"):
        raise BuildError(
            f"'{slug}' is no name for a lesson. Write a number of two digits from 01, and lower-case words, such as "
            "22_attention."
        )
    for other in find_lessons(lesson.root):
        if other.slug[:2] == slug[:2]:
            raise BuildError(
                f"Number {slug[:2]} is taken: {shown(other.directory)} is there. Nothing was written. Take another "
                "number, or rename that folder first."
            )
    if lesson.directory.exists():
        raise BuildError(
            f"{shown(lesson.directory)} is there already, and is no folder. Nothing was written."
        )


def _values(lesson: Lesson, points: float) -> dict[str, str]:
    small = round(points / 5, 6)
    return {
        "slug": lesson.slug,
        "number": str(int(lesson.slug[:2])),
        "title": lesson.slug[3:].replace("_", " ").capitalize(),
        "name": lesson.slug[3:].replace("_", " "),
        "total": f"{points:g}",
        "small": f"{small:.10g}",
        "large": f"{points - 3 * small:.10g}",
        "sealed": seal("moves", "b"),
    }
