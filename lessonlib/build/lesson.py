"""A lesson: its folder in lessons/ and the notebooks derived from it. A long one has several chapters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lessonlib.build.errors import BuildError, shown

SLUG = re.compile(r"\d\d_[a-z0-9_]{1,50}")
_CHAPTER = re.compile(r"chapter(?:_(?P<part>[a-z]))?\.py")
_HEADING = re.compile(r"^# # (.+)$", re.MULTILINE)
_NUMBER = re.compile(r"\d+[a-h]?\. ")


@dataclass(frozen=True)
class Chapter:
    """One sitting of a lesson: `source` is its text; `part` is "a", "b", ... where a lesson has several, else ""."""

    source: Path
    part: str
    notebook: Path

    @property
    def slug(self) -> str:
        """The name of its notebook, such as "03a_linear_regression"."""
        return self.notebook.stem

    @property
    def number(self) -> str:
        """As its heading has it, such as "3a"."""
        return f"{int(self.slug[:2])}{self.part}"

    @property
    def title(self) -> str:
        """Its heading, such as "3a. Linear regression: a line"; the notebook's name where it has none."""
        heading = _HEADING.search(self.source.read_text(encoding="utf-8"))
        return heading[1].strip() if heading else self.slug


@dataclass(frozen=True)
class Lesson:
    """A lesson of the course in `root`; `slug` is its folder's name, such as "08_logistic_regression"."""

    root: Path
    slug: str

    @property
    def directory(self) -> Path:
        return self.root / "lessons" / self.slug

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """`chapter.py`, or `chapter_a.py`, `chapter_b.py` and so on, in order; none where nothing is written yet.

        Raises BuildError where one is missing, or both forms are there.
        """
        found = sorted(
            filter(None, map(_CHAPTER.fullmatch, _names(self.directory))), key=lambda name: name[0]
        )
        parts = [name["part"] or "" for name in found]
        if parts not in ([], [""], list("abcdefgh"[: len(parts)])) or parts == ["a"]:
            names = ", ".join(name[0] for name in found)
            raise BuildError(
                f"{shown(self.directory)} holds {names}. A lesson has chapter.py, or chapter_a.py, chapter_b.py and "
                "so on without a gap."
            )
        return tuple(self._chapter(name[0], part) for name, part in zip(found, parts, strict=True))

    def _chapter(self, file: str, part: str) -> Chapter:
        slug = f"{self.slug[:2]}{part}{self.slug[2:]}"
        return Chapter(self.directory / file, part, self.root / "course" / f"{slug}.ipynb")

    @property
    def title(self) -> str:
        """What its first chapter's heading has before a colon: "Linear regression". Without a chapter, its name."""
        for chapter in self.chapters[:1]:
            if chapter.title != chapter.slug:
                return _NUMBER.sub("", chapter.title, count=1).partition(": ")[0]
        return self.slug[3:].replace("_", " ").capitalize()

    @property
    def exercise(self) -> Path:
        return self.directory / "exercise.py"

    @property
    def attempts(self) -> Path:
        return self.directory / "attempts"

    @property
    def solution_notebook(self) -> Path:
        return self.root / "solutions" / self.slug / f"{self.slug}.ipynb"

    @property
    def release_notebook(self) -> Path:
        return self.root / "exercises" / self.slug / f"{self.slug}.ipynb"


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def find_root(start: Path) -> Path:
    """The nearest folder at or above `start` that holds lessons/."""
    for folder in (start, *start.parents):
        if (folder / "lessons").is_dir():
            return folder
    raise BuildError(
        f"There is no lessons/ folder in {start} or above it. Run this in the repository of a course, or begin one of "
        "your own: lessonlib init FOLDER"
    )


def find_lessons(root: Path, names: Sequence[str] = ()) -> list[Lesson]:
    """The lessons named by slug or number ("8", "08"), or all of them, in the course's order."""
    lessons = [
        Lesson(root, folder.name) for folder in sorted((root / "lessons").iterdir()) if folder.is_dir()
    ]
    lessons = [lesson for lesson in lessons if not lesson.slug.startswith((".", "__"))]
    for lesson in lessons:
        _check_folder(lesson)
    if not names:
        return lessons
    chosen = {_choose(lessons, name).slug for name in names}
    return [lesson for lesson in lessons if lesson.slug in chosen]


def _check_folder(lesson: Lesson) -> None:
    if not SLUG.fullmatch(lesson.slug):
        raise BuildError(
            f"{shown(lesson.directory)}: a lesson's folder is named with two digits and lower-case words, "
            "such as 08_logistic_regression. Rename it."
        )


def _choose(lessons: Sequence[Lesson], name: str) -> Lesson:
    name = name.rstrip("/").removeprefix("lessons/")
    for lesson in lessons:
        if name == lesson.slug or (name.isdigit() and int(name) == int(lesson.slug[:2])):
            return lesson
    known = ", ".join(lesson.slug for lesson in lessons) or "none"
    raise BuildError(f"There is no lesson '{name}'. The lessons are: {known}.")
