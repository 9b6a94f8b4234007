"""Dated copies of what a learner wrote, made before anything changes it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from lessonlib.whole_file import copy_whole
from lessonlib.work.exercise import Exercise
from lessonlib.work.place import cannot_write, free_name


def keep(exercise: Exercise, now: datetime | None = None) -> Path:
    """Copy the learner's notebook to `backups`, under the time; gives the copy.

    Raises LessonlibError when it cannot be written: then nothing else is to be changed.
    """
    target = free_name(exercise.backups, f"{moment(now)}.ipynb")
    try:
        copy_whole(exercise.notebook, target)
    except OSError as error:
        raise cannot_write(target, error) from None
    return target


def moment(now: datetime | None = None) -> str:
    """The time as part of a file's name: 2026-11-29_0915."""
    return f"{now or datetime.now():%Y-%m-%d_%H%M}"
