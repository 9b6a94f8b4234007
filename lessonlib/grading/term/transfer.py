"""Grades as a table that another system takes: the final scores, as the gradebook has them after penalties."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin

from lessonlib.grading.book.gradebook import scores_by_student
from lessonlib.grading.course import Course
from lessonlib.grading.errors import GradingError
from lessonlib.grading.printable import LONG, guarded, printable
from lessonlib.grading.private import write_private

SYSTEMS = ("csv", "moodle", "canvas")


@dataclass(frozen=True)
class _Line:
    """A student, and the score of each assignment, None where nothing is graded."""

    id: str
    first_name: str
    last_name: str
    email: str
    lms_user_id: str
    scores: tuple[float | None, ...]


def transfer_table(book: Gradebook, system: str, assignments: Sequence[str] = ()) -> str:
    """The table of all students (or the empty one of a class without any) for "csv", "moodle" or "canvas".

    A score is what nbgrader exports: all points, less the penalty, never below 0; it is empty where nothing is graded.
    Raises GradingError for another system, and for an assignment that the gradebook does not have.
    """
    if system not in SYSTEMS:
        raise GradingError(f"There is no export to '{system}'. There is {', '.join(SYSTEMS)}.")
    possible = {
        one.name: float(one.max_score) for one in sorted(book.assignments, key=lambda one: str(one.name))
    }
    for name in assignments:
        if name not in possible:
            raise GradingError(
                f"The gradebook has no assignment '{name}'. It has: {', '.join(possible) or 'none'}."
            )
    names = list(assignments) or list(possible)
    lines = list(_lines(book, names))
    make = {"csv": _csv, "moodle": _moodle, "canvas": _canvas}[system]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(make(names, [possible[name] for name in names], lines))
    return "\ufeff" + text.getvalue()


def unfinished(course: Course, book: Gradebook, assignments: Sequence[str] = ()) -> Iterator[str]:
    """What of the exported scores is not final, in words: who waits for a person or was not graded, by assignment."""
    for name in assignments or sorted(str(one.name) for one in book.assignments):
        scores = scores_by_student(book, name)
        waiting = [student for student, one in scores.items() if not one.is_complete]
        left = [student for student in course.submitted(name) if student not in scores]
        for students, what in (
            (waiting, "answers that wait to be graded by hand: the score is what there is so far, for"),
            (left, "handed in and not graded, so without a score:"),
        ):
            if students:
                yield f"{printable(name)}: {what} {printable(', '.join(sorted(students)), LONG)}."


def _lines(book: Gradebook, names: Sequence[str]) -> Iterator[_Line]:
    scores = [scores_by_student(book, name) for name in names]
    for student in sorted(book.students, key=lambda one: str(one.id)):
        each = (found.get(student.id) for found in scores)
        about = (student.id, student.first_name, student.last_name, student.email, student.lms_user_id)
        number, first, last, email, lms = (guarded(str(value or "")) for value in about)
        yield _Line(
            number, first, last, email, lms, tuple(None if one is None else one.final for one in each)
        )


def _csv(names: Sequence[str], possible: Sequence[float], lines: Sequence[_Line]) -> Iterator[list[str]]:
    yield ["student_id", "first_name", "last_name", "email", *map(guarded, names), "total"]
    for line in lines:
        total = sum(score or 0.0 for score in line.scores)
        yield [line.id, line.first_name, line.last_name, line.email, *_shown(line), _exact(total)]


def _moodle(names: Sequence[str], possible: Sequence[float], lines: Sequence[_Line]) -> Iterator[list[str]]:
    """Moodle's Grades > Import > CSV maps users by ID number or e-mail address, and columns to grade items."""
    yield ["ID number", "First name", "Last name", "Email address", *map(guarded, names)]
    for line in lines:
        yield [line.id, line.first_name, line.last_name, line.email, *_shown(line)]


def _canvas(names: Sequence[str], possible: Sequence[float], lines: Sequence[_Line]) -> Iterator[list[str]]:
    """The form of Canvas's own gradebook file, with the possible points in its second line."""
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *map(guarded, names)]
    yield ["    Points Possible", "", "", "", "", *map(_exact, possible)]
    for line in lines:
        name = ", ".join(filter(None, (line.last_name, line.first_name))) or line.id
        yield [name, line.lms_user_id, "", line.id, "", *_shown(line)]


def _shown(line: _Line) -> list[str]:
    return ["" if score is None else _exact(score) for score in line.scores]


def _exact(score: float) -> str:
    """With all digits that count, of 100,000.5 too, and with none of 0.1 + 0.2 behind the third."""
    return f"{score:.12g}"


class _Transfer(ExportPlugin):  # type: ignore[misc]
    """`nbgrader export --exporter=lessonlib.grading.term.transfer.MoodleExport`."""

    system = "csv"

    def export(self, gradebook: Gradebook) -> None:
        write_private(
            Path(self.to or f"{self.system}.csv"), transfer_table(gradebook, self.system, self.assignment)
        )


class MoodleExport(_Transfer):
    """A table for Moodle."""

    system = "moodle"


class CanvasExport(_Transfer):
    """A table for Canvas."""

    system = "canvas"
