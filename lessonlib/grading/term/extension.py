"""More time for one student: nbgrader's own field, and the penalty that follows from it, without running anything."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook, MissingEntry

from lessonlib.grading.book.internals import AssignLatePenalties
from lessonlib.grading.course import Course
from lessonlib.grading.errors import GradingError


@dataclass(frozen=True)
class Extended:
    """Until when the student has time (UTC), and the penalty for handing in late before and now."""

    until: datetime
    before: float
    now: float


def extend(course: Course, book: Gradebook, student: str, assignment: str, until: datetime) -> Extended:
    """Give a student time until `until`, a moment in UTC without a time zone, and count the penalty anew.

    Raises GradingError when there is no such student or assignment, it has no due date, or `until` is not after it.
    """
    task = _found(book.find_assignment, assignment, "assignment", [one.name for one in book.assignments])
    _found(book.find_student, student, "student", [one.id for one in book.students])
    if task.duedate is None:
        raise GradingError(
            f"{assignment} has no due date, so nobody is late.\n"
            "  Remedy: say one in the formgrader, or with `nbgrader db assignment add NAME --duedate=...`."
        )
    if until <= task.duedate:
        due, given = (f"{moment:%Y-%m-%d %H:%M}" for moment in (task.duedate, until))
        raise GradingError(f"{assignment} is due on {due} UTC, which is not before {given} UTC.")
    with (
        warnings.catch_warnings()
    ):  # SQLAlchemy tells nbgrader's authors about the way nbgrader adds submissions
        warnings.filterwarnings("ignore", r"Object of type <\w+> not in session")
        submission = book.update_or_create_submission(assignment, student)
    before = submission.late_submission_penalty
    submission.extension = until - task.duedate
    book.db.commit()
    step = AssignLatePenalties(book=book, config=course.config)
    for notebook in submission.notebooks:
        names = {"notebook": notebook.name, "assignment": assignment, "student": student}
        step.preprocess(new_notebook(), {"nbgrader": names})
    return Extended(
        until, before or 0.0, book.find_submission(assignment, student).late_submission_penalty or 0.0
    )


def _found(find: Callable[[str], Any], name: str, what: str, known: Sequence[str]) -> Any:
    try:
        return find(name)
    except MissingEntry:
        near = get_close_matches(name, known, 3) or known[:10]
        hint = f" There are: {', '.join(near)}." if near else ""
        raise GradingError(f"The gradebook has no {what} '{name}'.{hint}") from None
