"""Putting an exercise, or one task of it, back to what was released. What was there is kept."""

from __future__ import annotations

from pathlib import Path

from lessonlib import LessonlibError
from lessonlib.notebook.file import dumps
from lessonlib.notebook.metadata import grade_id
from lessonlib.whole_file import copy_whole, write_text
from lessonlib.work.answers import is_answer
from lessonlib.work.backup import keep
from lessonlib.work.exercise import Exercise, read, read_release
from lessonlib.work.place import cannot_write


def reset(exercise: Exercise, task: str = "") -> Path:
    """Put back the whole notebook, or the cell of `task` alone; gives the dated copy of what was there before.

    Raises LessonlibError when the exercise was not begun, there is no such task, or a file cannot be written.
    """
    exercise.expect_started()
    if not task:
        read_release(exercise)
        kept = keep(exercise)
        try:
            copy_whole(exercise.release, exercise.base)
            copy_whole(exercise.release, exercise.notebook)
        except OSError as error:
            raise cannot_write(exercise.notebook, error) from None
        return kept
    notebook, release = read(exercise.notebook), read_release(exercise)
    stubs = {grade_id(cell): cell for cell in release.cells if is_answer(cell)}
    places = [n for n, cell in enumerate(notebook.cells) if grade_id(cell) == task and is_answer(cell)]
    if task not in stubs or not places:
        known = ", ".join(stubs)
        raise LessonlibError(f"{exercise.slug} has no task '{task}'. Its tasks are: {known}.")
    kept = keep(exercise)
    notebook.cells[places[0]] = stubs[task]
    try:
        write_text(exercise.notebook, dumps(notebook))
    except OSError as error:
        raise cannot_write(exercise.notebook, error) from None
    return kept
