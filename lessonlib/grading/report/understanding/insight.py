"""What a class did not understand in one exercise, from the gradebook's points and the kept outcomes."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lessonlib import LessonlibError
from lessonlib.build.attempts import Attempt, read_attempts
from lessonlib.build.lesson import Lesson
from lessonlib.build.source import read_cells
from lessonlib.grading.assignment import Assignment
from lessonlib.grading.course import Course
from lessonlib.grading.journal import Journal, journal_of
from lessonlib.grading.outcome import Outcome
from lessonlib.grading.printable import printable
from lessonlib.grading.report.row import Row
from lessonlib.grading.report.understanding.causes import Cause, explain
from lessonlib.grading.report.understanding.failures import FailureGroup, Record, grouped, read_outcomes
from lessonlib.grading.report.understanding.items import Item, items


@dataclass(frozen=True)
class Insight:
    """`students`: how many were run with the tests on disk. `causes`: mistakes that the lesson's attempts declare;
    `groups`: the failures that none of them explains. `remark`: why there are no attempts to compare with. `where`: by
    graded cell, the median of the seconds that it took, and its share of all.
    """

    students: int = 0
    items: tuple[Item, ...] = ()
    causes: tuple[Cause, ...] = ()
    groups: tuple[FailureGroup, ...] = ()
    remark: str = ""
    where: tuple[tuple[str, float, float], ...] = ()


def class_insight(course: Course, assignment: Assignment, rows: Sequence[Row]) -> Insight:
    """The insight of those in `rows` whose grade the gradebook has from the tests on disk."""
    journal = journal_of(course, assignment.name)
    record = read_outcomes(_outcomes(journal, assignment, rows), assignment.releases)
    attempts, remark = declared_attempts(course, assignment)
    counting = [one for one in record.failures if one.question not in assignment.dropped]
    explained = explain(counting, attempts)
    return Insight(
        len(record.students),
        tuple(items(rows, assignment.possible, record.seconds)),
        explained.causes,
        tuple(grouped(explained.rest)),
        remark,
        tuple(_where(record)),
    )


def declared_attempts(course: Course, assignment: Assignment) -> tuple[list[Attempt], str]:
    """The wrong attempts of the lessons whose names the notebooks have, and what is to be said of them."""
    found: list[Attempt] = []
    for release in assignment.releases:
        lesson = Lesson(course.root, release.name)
        try:
            if lesson.exercise.is_file():
                found += read_attempts(lesson.attempts, read_cells(lesson.exercise))
        except (LessonlibError, OSError) as error:
            return [], f"The attempts of {release.name} cannot be read: {printable(str(error))}"
    wrong = [one for one in found if one.caught_by]
    return wrong, "" if wrong else "The exercise declares no wrong attempts, so messages are only grouped."


def _outcomes(journal: Journal, assignment: Assignment, rows: Sequence[Row]) -> Iterator[Outcome]:
    """The outcomes that stand in the gradebook, one at a time: notebooks with pictures are large."""
    release = assignment.key()
    for row in rows:
        entry = journal.entry(row.student)
        if entry and entry.entered and entry.release == release and not row.held_back:
            yield journal.outcome(row.student)


def _where(record: Record) -> Iterator[tuple[str, float, float]]:
    """Where the time went: each graded cell, its median and its share of all seconds; the slowest first."""
    total = sum(map(sum, record.seconds.values()))
    if not total:
        return
    for name, took in sorted(record.seconds.items(), key=lambda one: -sum(one[1])):
        yield name, statistics.median(took), sum(took) / total
