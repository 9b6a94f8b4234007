"""Bringing a learner's copy to a new release of its exercise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from lessonlib import LessonlibError
from lessonlib.notebook.file import dumps
from lessonlib.whole_file import copy_whole, write_text
from lessonlib.work.backup import keep
from lessonlib.work.exercise import Exercise, read, read_release
from lessonlib.work.merge import merge
from lessonlib.work.place import cannot_write
from lessonlib.work.progress import is_outdated
from lessonlib.work.start import files_beside


@dataclass(frozen=True)
class Update:
    """What `update` did. `backup`: the copy of the notebook as it was; None where nothing had to be done."""

    backup: Path | None = None
    changes: tuple[str, ...] = ()


def update(exercise: Exercise) -> Update:
    """Bring the release into the learner's notebook: answers stay, tests and texts become new.

    The notebook is written last: what was interrupted begins again, from the same notebook. Raises LessonlibError
    when the exercise was not begun, or a file cannot be read or written.
    """
    exercise.expect_started()
    if not is_outdated(exercise):
        return Update()
    release, own = read_release(exercise), read(exercise.notebook)
    merged = merge(own, release, _base(exercise), exercise.slug)
    kept = keep(exercise)
    try:
        files = list(_new_files(exercise))
        write_text(exercise.notebook, dumps(merged.notebook))
        copy_whole(exercise.release, exercise.base)
    except OSError as error:
        raise cannot_write(exercise.notebook, error) from None
    return Update(kept, (*merged.changes, *(f"The file '{name.as_posix()}' is new." for name in files)))


def _new_files(exercise: Exercise) -> Iterator[Path]:
    """Bring the files of the release that the learner does not have; those that are there are the learner's."""
    for name in files_beside(exercise.release.parent):
        target = exercise.notebook.parent / name
        if not target.exists():
            copy_whole(exercise.release.parent / name, target)
            yield name


def _base(exercise: Exercise) -> NotebookNode | None:
    """The release that the copy was made from; None where it was copied by hand."""
    try:
        return read(exercise.base)
    except LessonlibError:
        return None
