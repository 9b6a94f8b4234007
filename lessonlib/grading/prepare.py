"""What comes before anybody is graded: the assignment as it is on disk, tests that are tried, a gradebook that knows
them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nbgrader.api import Gradebook

from lessonlib.grading.assignment import Assignment
from lessonlib.grading.book.catalogue import bring_up_to_date, differences
from lessonlib.grading.book.gradebook import save
from lessonlib.grading.book.history import keep_history
from lessonlib.grading.book.release import (
    check_release,
    read_assignment,
    released_notebooks,
    source_notebooks,
)
from lessonlib.grading.course import Course
from lessonlib.grading.handed_in.intake import Submission
from lessonlib.grading.outcome import Outcome
from lessonlib.grading.proof import UNPROVEN, prove_tests
from lessonlib.grading.running.limits import Limits

Run = Callable[[Submission, Assignment], Outcome]


def prepare(
    course: Course,
    book: Gradebook,
    name: str,
    run: Run,
    limits: Limits,
    seed: int,
    skip: Sequence[str] = (),
    drop: Sequence[str] = (),
) -> tuple[Assignment, tuple[str, ...]]:
    """The assignment, whose tests draw random inputs from `seed`, and what is to be said of it. Raises GradingError,
    and leaves the gradebook as it was, when the release is not what the source gives, or a test fails on the solution.
    """
    assignment = read_assignment(course, book, name).with_exceptions(skip, drop).drawing_from(seed)
    check_release(course, assignment)
    solutions = source_notebooks(course, name)
    remarks: tuple[str, ...] = (UNPROVEN,)
    if solutions:
        tried = prove_tests(
            solutions, released_notebooks(course, name), assignment, limits, run, course.private
        )
        remarks = tried.remarks(assignment)
        assignment = assignment.believing(tried.said, tried.counting)
    return assignment, (*remarks, *update_gradebook(course, book, assignment))


def update_gradebook(course: Course, book: Gradebook, assignment: Assignment) -> tuple[str, ...]:
    """Let the gradebook know the tests that grade; what it had stays in a table of its own. Returns what is to be said
    of it.
    """
    changed = differences(book, assignment)
    kept = keep_history(book, assignment.name, course.private) if changed else None
    bring_up_to_date(book, assignment)
    save(book)
    remarks = [f"The gradebook had another release: {' '.join(changed)}"] if changed else []
    return (*remarks, *([f"The grades before that are in {kept.relative_to(course.root)}."] if kept else []))
