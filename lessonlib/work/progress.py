"""How far an exercise is: not begun, untouched, begun, ready, handed in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from lessonlib import LessonlibError
from lessonlib.notebook.stamp import content_hash
from lessonlib.work.answers import tasks, tests
from lessonlib.work.exercise import Exercise, read

NOT_BEGUN, UNTOUCHED, BEGUN, READY, HANDED_IN = "not begun", "untouched", "begun", "ready", "handed in"
CHANGED, DAMAGED = "changed since it was handed in", "cannot be read"


@dataclass(frozen=True)
class Progress:
    """`state` is one of those above. Tests count as passed when they were when the notebook was saved.

    `handed_in`: when, if ever. `is_old`: the release has changed since the copy was made. `why`: what is wrong with
    the file.
    """

    state: str
    answered: int = 0
    tasks: int = 0
    passed: int = 0
    tests: int = 0
    handed_in: datetime | None = None
    is_old: bool = False
    why: str = ""


def progress(exercise: Exercise) -> Progress:
    """Look at the learner's copy, as it was saved last; nothing is run."""
    if not exercise.is_started:
        return Progress(NOT_BEGUN)
    try:
        notebook = read(exercise.notebook)
    except LessonlibError as error:
        return Progress(DAMAGED, why=str(error))
    answers, passed = list(tasks(notebook).values()), list(tests(notebook).values())
    handed_in, content = last_handed_in(exercise)
    if handed_in:
        state = HANDED_IN if content == content_hash(notebook) else CHANGED
    elif not any(answers):
        state = UNTOUCHED
    else:
        state = READY if all(answers) and all(passed) else BEGUN
    counts = sum(answers), len(answers), sum(passed), len(passed)
    return Progress(state, *counts, handed_in, is_old=is_outdated(exercise))


def is_outdated(exercise: Exercise) -> bool:
    """Whether the release is another one than that which the copy was made from."""
    try:
        if exercise.release.read_bytes() == exercise.base.read_bytes():
            return False  # nearly always, and reading notebooks takes time
        return content_hash(read(exercise.release)) != content_hash(read(exercise.base))
    except (OSError, LessonlibError):
        return not exercise.base.exists()


def last_handed_in(exercise: Exercise) -> tuple[datetime | None, str]:
    """When the exercise was handed in last, and the hash of what was; None and "" for never."""
    try:
        record = json.loads(exercise.record.read_text(encoding="utf-8"))
        return datetime.fromisoformat(record["time"]), str(record["content"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, ""
