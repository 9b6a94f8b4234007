"""Rows of a class: what the gradebook has now, and what grading said."""

from __future__ import annotations

import pytest

from lessonlib.grading.grade import read_class
from lessonlib.grading.states import State

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings(r"ignore:Object of type <\w+> not in session"),
]

LATE = "c.LateSubmissionPlugin.penalty_method = 'zero'"


@pytest.fixture
def course(small, tmp_path):
    return small.SmallCourse(
        tmp_path, small.SQUARE, small.NINE, small.SECRET, small.essay("why", 4, "Say why."), config=LATE
    ).release()


def rows(course):
    return {row.student: row for row in read_class(course.course, "hw1").everybody}


def exported(course, student):
    """What `nbgrader export` would write: points, penalty, score."""
    with course.gradebook() as book:
        found = book.find_submission("hw1", student)
        penalty = found.late_submission_penalty
        return found.score, penalty, max(0.0, found.score - penalty)


def due(course, moment):
    with course.gradebook() as book:
        book.update_or_create_assignment("hw1", duedate=moment)


@pytest.mark.nightly
def test_the_table_has_the_penalty_and_follows_the_due_date(small, course, execute):
    due(course, "2024-03-01 12:00:00 UTC")
    times = {
        "on_time": "2024-03-01 11:59:00 UTC",
        "late": "2024-03-01 13:00:00 UTC",
        "berlin": "2024-03-01 12:30:00 +0100",
        "seoul": "2024-03-01 20:30:00 KST",
        "beijing": "2024-03-01 20:30:00 CST",
    }
    for student, moment in times.items():
        course.submit(student, timestamp=moment)
    course.grade(execute)
    expected = {"on_time": 5, "late": 0, "berlin": 5, "seoul": 5, "beijing": 0}
    for student, score in expected.items():
        row = course.table()[student]
        assert [float(row[name]) for name in ("raw", "penalty", "score")] == [5, 5 - score, score]
        assert exported(course, student) == (5, 5 - score, score)
    assert "The time zone 'CST'" in course.table()["beijing"]["notes"]
    assert course.table()["seoul"]["notes"] == ""
    due(course, "2024-03-02 12:00:00 UTC")
    course.grade(execute, yes=False)
    assert {student: row.score for student, row in rows(course).items()} == dict.fromkeys(times, 5)
    assert course.table()["late"]["penalty"] == "0.0"


def test_a_row_waits_for_a_person_until_that_person_was_there(small, course, execute):
    course.submit("ada", {**small.RIGHT, "why": "Because."})
    course.submit("bob")
    graded = course.grade(execute)
    ada, bob = graded.rows
    assert (ada.state, ada.reason, ada.needs_attention) == (State.PARTIAL, "To be graded by hand: why.", True)
    assert "why" not in ada.points
    assert (bob.state, bob.score, bob.points["why"]) == (State.GRADED, 5, 0)
    with course.gradebook() as book:
        grade = book.find_grade("why", "hw1", "hw1", "ada")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 3, 0.5, False
        book.db.commit()
    ada = rows(course)["ada"]
    assert (ada.state, ada.reason, ada.needs_attention) == (State.GRADED, "", False)
    assert (ada.raw, ada.by_hand, ada.score, ada.points["why"]) == (8.5, 3.5, 8.5, 3.5)
    again = course.grade(execute)
    assert [(row.student, row.state, row.score) for row in again.rows] == [
        ("ada", State.GRADED, 8.5),
        ("bob", State.GRADED, 5),
    ]


def test_who_left_the_course_has_no_row(course, execute):
    for student in ("ada", "bob", "eve"):
        course.submit(student)
    course.grade(execute)
    for student in ("ada", "bob"):
        (course.root / f"submitted/{student}/hw1/hw1.ipynb").unlink()
        (course.root / f"submitted/{student}/hw1").rmdir()
        (course.root / f"submitted/{student}").rmdir()
    with course.gradebook() as book:
        book.remove_student("ada")
    assert {student: row.score for student, row in rows(course).items()} == {"bob": 5, "eve": 5}


def test_who_is_not_graded_yet_has_a_row_that_says_so(course, execute):
    course.submit("ada")
    course.grade(execute)
    course.submit("bob")
    with course.gradebook() as book:
        book.add_student("eve")
    found = rows(course)
    assert (found["bob"].state, found["bob"].needs_attention) == (State.UNGRADED, True)
    assert (found["eve"].state, found["eve"].needs_attention) == (State.MISSING, False)


def test_what_somebody_else_changed_is_shown_as_it_is(course, execute):
    course.submit("ada")
    course.grade(execute)
    with course.gradebook() as book:
        book.find_grade("nine", "hw1", "hw1", "ada").auto_score = 1
        book.db.commit()
    row = rows(course)["ada"]
    assert (row.score, row.points["nine"]) == (4, 1)
    assert row.notes == ("Graded with nbgrader, which keeps neither state nor reason.",)


def test_what_is_held_back_is_told(small, course, execute):
    course.submit("ada")
    course.grade(execute)
    course.submit("ada", small.WRONG)
    course.grade(execute, yes=False)
    row = rows(course)["ada"]
    assert (row.score, row.held_back, row.needs_attention) == (5, True, True)
    assert row.reason == "Not entered: the score would change from 5 to 0."
    assert row.next_step == "Enter it with --resume --yes."
    course.grade(execute, resume=True)
    assert (rows(course)["ada"].score, rows(course)["ada"].held_back) == (0, False)


def test_the_first_page_of_several_notebooks_is_linked(small, tmp_path, execute):
    cells = [small.SQUARE, small.NINE]
    course = small.SmallCourse(tmp_path, part_a=cells, part_b=cells).release()
    course.submit("ada", name="part_b")
    [row] = course.grade(execute).rows
    assert row.feedback == tmp_path / "feedback/ada/hw1/part_a.html"
    assert row.points == {"part_a/nine": 0, "part_b/nine": 2}
    assert "part_a.ipynb was not handed in" in row.reason
    assert "feedback/ada/hw1/part_a.html" in (tmp_path / "reports/hw1/report.html").read_text()
