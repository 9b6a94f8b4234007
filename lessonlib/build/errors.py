"""What can be wrong with a lesson, as messages that say where it is and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lessonlib import LessonlibError


def shown(path: Path) -> Path:
    """`path` as messages show it: from the current folder where it lies below it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


@dataclass(frozen=True)
class Problem:
    """One mistake in a lesson source: file, line (from 1), the thing's name, what is wrong, what to do."""

    path: Path
    line: int
    name: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{shown(self.path)}:{self.line}: {self.name}: {self.what}. {self.remedy}"


class BuildError(LessonlibError):
    """The course cannot be built from what is there."""


class SourceError(BuildError):
    """A lesson source breaks the lesson format; `problems` holds every mistake found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


class EditedError(BuildError):
    """Building would overwrite a notebook that someone edited by hand."""


class AdoptError(BuildError):
    """An edited notebook cannot be brought back into its lesson source."""


class LeakError(BuildError):
    """A released exercise would show learners a solution, a hidden test or a marker."""


def edited_notebook(notebook: Path, source: Path, lesson: str) -> str:
    """Why an edited chapter or solution stays as it is, and how its edit gets into the source."""
    return (
        f"{shown(notebook)} was edited by hand, so it is not overwritten. To bring the edit back into "
        f"{shown(source)}, run `lessonlib build --adopt {lesson}`. "
        "To throw the edit away, delete the notebook and build again."
    )


def edited_release(notebook: Path, source: Path) -> str:
    """Why an edited notebook in exercises/ stays as it is, and where to edit instead."""
    return (
        f"{shown(notebook)} was edited by hand, so it is not overwritten. It is made from "
        f"{shown(source)} by leaving the solutions out, so it cannot be adopted: edit that instead. "
        "To throw the edit away, delete the notebook and build again."
    )


def foreign_notebook(notebook: Path, reason: str) -> str:
    """Why a file in the place of a derived notebook stays as it is."""
    return (
        f"{shown(notebook)} is not a notebook that lessonlib wrote ({reason}), so it is not overwritten. "
        "If you do not need it, delete it and build again."
    )
