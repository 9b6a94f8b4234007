"""A repository for a course of one's own: settings, .gitignore, a page with the map, and one lesson as an example."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from lessonlib import LessonlibError
from lessonlib.build.new_lesson import new_lesson, written
from lessonlib.whole_file import write_text

EXAMPLE = "01_example"


def new_course(folder: Path, name: str, points: float | None) -> None:
    """Write a course with this name, whose exercises have `points` (None: any), to the new or empty folder `folder`.

    A folder that holds a git repository and no files counts as empty. All of it is written, or nothing. Raises
    LessonlibError when the folder holds something, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(entry.name != ".git" for entry in folder.iterdir())):
        raise LessonlibError(f"{folder} is not empty. Nothing was written.\n  Remedy: name a new folder.")
    if any(not sign.isprintable() or sign in "*_`[]<>$\\" for sign in name) or not name.strip():
        raise LessonlibError(f"{name!r} is no name for a course. Write some words without signs of Markdown.")
    values = {"name": name, "points": '"any"' if points is None else f"{points:g}"}
    beside = folder if folder.is_dir() else folder.parent  # where it can be written, and renamed
    temporary = beside / f".lessonlib-{secrets.token_hex(4)}"
    try:
        for place, text in written("course", values):
            write_text(temporary / place, text)
        new_lesson(temporary, EXAMPLE)
        _move(temporary, folder)
    except OSError as error:
        raise LessonlibError(f"{folder} cannot be written: {error.strerror}.") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _move(source: Path, target: Path) -> None:
    """What is in a folder to another one, which holds at most a git repository: all of it, or nothing."""
    if not target.exists():
        source.rename(target)
        return
    moved: list[Path] = []
    try:
        for entry in sorted(source.iterdir()):
            moved.append(entry.rename(target / entry.name))
    except OSError:
        for path in moved:
            path.rename(source / path.name)
        raise
