"""Grades as they were, in a table."""

from __future__ import annotations

import csv

import pytest
from nbgrader.api import Gradebook

from lessonlib.grading.book.history import keep_history

# SQLAlchemy tells nbgrader's authors, not its users, about the way nbgrader adds submissions.
pytestmark = pytest.mark.filterwarnings(r"ignore:Object of type <\w+> not in session")


@pytest.fixture
def book(small, tmp_path):
    """`small` keeps nbgrader from asking another program for seconds."""
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as book:
        book.add_assignment("hw")
        book.add_notebook("hw", "hw")
        for name in ("x", "y"):
            book.add_grade_cell(name, "hw", "hw", max_score=5, cell_type="code")
        book.add_solution_cell("y", "hw", "hw")
        for student in ("bob", "=ada()"):
            book.add_student(student)
        yield book


def test_nobody_has_a_history_before_somebody_is_graded(book, tmp_path):
    assert keep_history(book, "hw", tmp_path) is None
    assert not (tmp_path / "history").exists()


def test_what_programs_and_people_gave_is_kept(book, tmp_path):
    for student in ("bob", "=ada()"):
        book.add_submission("hw", student)
    book.find_grade("x", "hw", "hw", "bob").auto_score = 2
    grade = book.find_grade("y", "hw", "hw", "bob")
    grade.auto_score, grade.manual_score, grade.extra_credit = 1, 4, 0.5
    book.find_comment("y", "hw", "hw", "bob").manual_comment = "Good."
    book.db.commit()
    path = keep_history(book, "hw", tmp_path)
    assert path.parent == tmp_path / "history" / "hw"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["student"], row["cell"]) for row in rows] == [
        ("'=ada()", "x"),  # never a formula
        ("'=ada()", "y"),
        ("bob", "x"),
        ("bob", "y"),
    ]
    assert list(rows[3].values()) == ["bob", "hw", "y", "1.0", "4.0", "0.5", "5.0", "Good."]
    assert keep_history(book, "hw", tmp_path) != path, "each time has a table of its own"
