"""Beginning an exercise: a copy of the release, with the files beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lessonlib.whole_file import copy_whole
from lessonlib.work.exercise import Exercise, read_release
from lessonlib.work.place import cannot_write, free_name

_NOT_COPIED = frozenset({".ipynb_checkpoints", "__pycache__"})


def start(exercise: Exercise, kept: list[Path] | None = None) -> bool:
    """Make the learner's copy; False, and nothing is changed, where there is one.

    The notebook comes last, so that what was interrupted begins again; a file in the place of a released one is kept in
    `backups`, and listed in `kept`. Raises LessonlibError when the release cannot
    be read, or the copy cannot be written.
    """
    if exercise.is_started:
        return False
    read_release(exercise)
    release = exercise.release.parent
    try:
        for name in files_beside(release):
            target = exercise.notebook.parent / name
            if target.is_file() and target.read_bytes() != (release / name).read_bytes():
                copy = free_name(exercise.backups / "files" / name.parent, name.name)
                copy_whole(target, copy)
                kept = [] if kept is None else kept
                kept.append(copy)
            copy_whole(release / name, target)
        copy_whole(exercise.release, exercise.base)
        copy_whole(exercise.release, exercise.notebook)
    except OSError as error:
        raise cannot_write(exercise.notebook, error) from None
    return True


def files_beside(folder: Path) -> Iterator[Path]:
    """The files of a release but for its notebooks, from the folder."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and path.suffix != ".ipynb" and not _NOT_COPIED.intersection(name.parts):
            yield name
