"""Where a learner's files go: names that are free, and what is said where nothing can be written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from lessonlib import LessonlibError


def free_name(folder: Path, name: str) -> Path:
    """`name` in the folder, with _2, _3 ... before its ending where it is taken."""
    target, count = folder / name, 2
    while target.exists():
        target, count = folder / f"{Path(name).stem}_{count}{Path(name).suffix}", count + 1
    return target


def cannot_write(path: Path, error: OSError) -> LessonlibError:
    """The message for a file that could not be written; what was there before is still there."""
    if obstacle := next(_obstacles(path, error), ""):
        return LessonlibError(
            f"{path} cannot be written: {obstacle}. Nothing that was there is lost.\n"
            "  Remedy: move that away, and run this again."
        )
    return LessonlibError(
        f"{path} cannot be written: {error.strerror or error}. Nothing that was there is lost.\n"
        "  Remedy: make room on the disk, or see that the folder is yours, and run this again."
    )


def _obstacles(path: Path, error: OSError) -> Iterator[str]:
    """What is in the way: a folder in the place of a file, or a file in the place of a folder."""
    named = [Path(os.fsdecode(name)) for name in (error.filename2, error.filename) if name]
    files = [path, *(named if isinstance(error, IsADirectoryError) else ())]
    yield from (f"{place} is a folder" for place in files if place.is_dir())
    folders = [path.parent, *(named if isinstance(error, FileExistsError | NotADirectoryError) else ())]
    for folder in folders:
        place = next(one for one in (folder, *folder.parents) if os.path.lexists(one))
        if not place.is_dir():
            yield f"{place} is a file, where a folder has to be"
