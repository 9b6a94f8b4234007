"""The gradebook on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from lessonlib.build.lesson import Lesson
from lessonlib.grading.book.gradebook import (
    Points,
    forget,
    open_gradebook,
    save,
    scores_by_student,
    scores_of,
)
from lessonlib.grading.demo.course import make_course

# SQLAlchemy tells nbgrader's authors, not its users, about the way nbgrader adds submissions.
pytestmark = pytest.mark.filterwarnings(r"ignore:Object of type <\w+> not in session")

LESSONLIB = str(Path(sys.executable).parent / "lessonlib")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "nbgrader.api.get_alembic_version", lambda: "of no matter"
    )  # asks another program, for seconds
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/gradebook.db"
    return request.getfixturevalue("postgres")


def test_what_is_not_saved_is_not_there(url):
    with open_gradebook(url, "") as book:
        book.add_student("ada")
        save(book)
        book.add_student("bob")
        forget(book)
        book.add_student("eve")
    with Gradebook(url, "") as book:
        assert [student.id for student in book.students] == ["ada"]


def test_another_gradebook_sees_what_is_saved(url):
    with open_gradebook(url, "") as book:
        book.add_student("ada")
        save(book)
        with Gradebook(url) as other:
            assert [student.id for student in other.students] == ["ada"]


def test_scores_count_automatic_manual_and_extra_points_as_nbgrader_does(url):
    with open_gradebook(url, "") as book:
        book.add_assignment("a")
        book.add_notebook("a", "a")
        for name in ("x", "y", "z"):
            book.add_grade_cell(name, "a", "a", max_score=5, cell_type="code")
        book.add_student("ada")
        assert scores_of(book, "a", "ada") is None
        book.add_submission("a", "ada")
        assert scores_of(book, "a", "ada") is None
        first, second, third = (book.find_grade(name, "a", "a", "ada") for name in ("x", "y", "z"))
        first.auto_score, second.auto_score, second.manual_score, second.extra_credit = 2, 1, 4, 0.5
        third.extra_credit = 1
        book.find_submission_notebook("a", "a", "ada").late_submission_penalty = 2
        save(book)
        found = scores_of(book, "a", "ada")
        submission = book.find_submission("a", "ada")
        assert (
            (found.raw, found.penalty) == (submission.score, submission.late_submission_penalty) == (6.5, 2)
        )
    assert found.grades == {"x": Points(2), "y": Points(1, 4, 0.5), "z": Points(extra=1)}
    assert (found.by_hand, found.final) == (4.5, 4.5)
    assert found.graded_anew({"x": 5, "y": 5, "z": 1}) == 11.5


def test_scores_of_a_class_have_those_who_are_graded(url):
    with open_gradebook(url, "") as book:
        book.add_assignment("a")
        for notebook in ("a", "b"):
            book.add_notebook(notebook, "a")
            book.add_grade_cell("x", notebook, "a", max_score=5, cell_type="code")
        for student in ("ada", "bob", "eve"):
            book.add_student(student)
            book.add_submission("a", student)
        for student, notebook in (("ada", "a"), ("ada", "b"), ("eve", "b")):
            book.find_grade("x", notebook, "a", student).auto_score = 3
            book.find_submission_notebook(notebook, "a", student).late_submission_penalty = 4
        save(book)
        found = scores_by_student(book, "a")
    assert {student: (one.raw, one.penalty, one.final) for student, one in found.items()} == {
        "ada": (6, 8, 0),
        "eve": (3, 4, 0),
    }
    assert found["ada"].grades.keys() == {"x", "b/x"}


@pytest.mark.slow
@pytest.mark.nightly
def test_the_command_grades_into_postgresql(checkout, answered, tmp_path, postgres):
    course = make_course(checkout, tmp_path / "class", [Lesson(checkout, "01_xor")])
    for student, layers in (("ada", 1), ("bob", 0)):
        right = answered(xor="def xor(a, b):\n    return int(a != b)", layers=f"hidden_layers = {layers}")
        course.submit(student, "01_xor", right)
    command = [LESSONLIB, "grade", "01_xor", "--db", postgres]
    first, again = (
        subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=600)
        for _ in range(2)
    )
    assert first.returncode == again.returncode == 0, (
        first.stdout + first.stderr + again.stdout + again.stderr
    )
    with Gradebook(postgres) as book:
        scores = {one.student.id: one.score for one in book.assignment_submissions("01_xor")}
    assert scores == {"ada": 10, "bob": 6}
    assert not (course.root / "gradebook.db").exists()
