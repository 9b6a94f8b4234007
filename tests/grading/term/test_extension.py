"""More time for one student, and the penalty that follows."""

from datetime import datetime

import pytest

from lessonlib.grading.book.gradebook import scores_by_student
from lessonlib.grading.errors import GradingError
from lessonlib.grading.term.extension import extend

LATE = datetime(2026, 3, 2, 9, 0)


@pytest.fixture
def late(book, hand_in):
    """Ada handed in a day late and has lost her points; Bob was in time."""
    hand_in("ada", LATE, 1, 1)
    hand_in("bob", datetime(2026, 3, 1, 8, 0), 1, 0)
    book.find_submission_notebook("ps1", "ps1", "ada").late_submission_penalty = 2.0
    book.db.commit()
    return book


def test_the_penalty_goes_and_nobody_elses_points_change(course, late):
    done = extend(course, late, "ada", "ps1", datetime(2026, 3, 3, 0, 0))
    assert (done.before, done.now) == (2.0, 0.0)
    scores = scores_by_student(late, "ps1")
    assert scores["ada"].final == 2.0
    assert scores["bob"].final == 1.0
    assert late.find_submission("ps1", "ada").duedate == datetime(2026, 3, 3)


def test_too_little_time_leaves_the_penalty(course, late):
    done = extend(course, late, "ada", "ps1", datetime(2026, 3, 2, 8, 59))
    assert (done.before, done.now) == (2.0, 2.0)
    assert scores_by_student(late, "ps1")["ada"].final == 0.0


def test_before_anything_was_handed_in(course, book):
    extend(course, book, "ada", "ps1", LATE)
    assert book.find_submission("ps1", "ada").duedate == LATE
    assert "ada" not in scores_by_student(book, "ps1")


@pytest.mark.parametrize(
    ("student", "assignment", "until", "message"),
    [
        ("adda", "ps1", LATE, "no student 'adda'. There are: ada"),
        ("ada", "ps2", LATE, "no assignment 'ps2'. There are: ps1"),
        (
            "ada",
            "ps1",
            datetime(2026, 3, 1, 12, 0),
            "due on 2026-03-01 12:00 UTC, which is not before 2026-03-01",
        ),
    ],
)
def test_messages(course, book, student, assignment, until, message):
    with pytest.raises(GradingError, match=message):
        extend(course, book, student, assignment, until)


def test_no_due_date(course, book):
    book.add_assignment("ps3")
    with pytest.raises(GradingError, match=r"ps3 has no due date, so nobody is late(.|\n)*--duedate"):
        extend(course, book, "ada", "ps3", LATE)
