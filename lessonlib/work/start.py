"""Beginning an exercise: a copy of the release, with the files beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lessonlib import LessonlibError
from lessonlib.whole_file import copy_whole
from lessonlib.work.exercise import Exercise, read

_NOT_COPIED = frozenset({".ipynb_checkpoints", "__pycache__"})


def start(exercise: Exercise) -> bool:
    """Make the learner's copy; False, and nothing is changed, where there is one.

    The notebook comes last, so that what was interrupted begins again. Raises LessonlibError when the release cannot
    be read, or the copy cannot be written.
    """
    if exercise.is_started:
        return False
    read(exercise.release)
    release = exercise.release.parent
    try:
        for name in _files_beside(release):
            copy_whole(release / name, exercise.notebook.parent / name)
        copy_whole(exercise.release, exercise.base)
        copy_whole(exercise.release, exercise.notebook)
    except OSError as error:
        raise cannot_write(exercise.notebook, error) from None
    return True


def cannot_write(path: Path, error: OSError) -> LessonlibError:
    """The message for a file that could not be written; what was there before is still there."""
    return LessonlibError(
        f"{path} cannot be written: {error.strerror or error}. Nothing that was there is lost.\n"
        "  Remedy: make room on the disk, or see that the folder is yours, and run this again."
    )


def _files_beside(folder: Path) -> Iterator[Path]:
    """The files of a release but for its notebooks, from the folder."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and path.suffix != ".ipynb" and not _NOT_COPIED.intersection(name.parts):
            yield name
