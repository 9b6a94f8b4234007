"""A course with one assignment of two points, due on the first of March, in an empty gradebook."""

import warnings
from collections.abc import Iterator
from datetime import datetime

import pytest
from nbgrader.api import Gradebook

from lessonlib.grading.book.gradebook import open_gradebook, save
from lessonlib.grading.course import Course

CONFIG = """\
c = get_config()
c.LateSubmissionPlugin.penalty_method = "zero"
"""


@pytest.fixture
def course(tmp_path) -> Course:
    (tmp_path / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    return Course(tmp_path)


@pytest.fixture
def book(small, course) -> Iterator[Gradebook]:
    with open_gradebook(course.db_url, course.course_id) as opened:
        opened.add_assignment("ps1", duedate=datetime(2026, 3, 1, 12, 0))
        opened.add_notebook("ps1", "ps1")
        for name in ("one", "two"):
            opened.add_grade_cell(name, "ps1", "ps1", max_score=1, cell_type="code")
        for student in ("ada", "bob"):
            opened.add_student(
                student, first_name=student.title(), last_name="X", email=f"{student}@example.org"
            )
        save(opened)
        yield opened


@pytest.fixture
def hand_in(book):
    """Enters a submission with points for both tests, handed in at a time."""

    def enter(student: str, moment: datetime, *points: float) -> None:
        with warnings.catch_warnings():  # nbgrader's way of adding submissions
            warnings.filterwarnings("ignore", r"Object of type <\w+> not in session")
            book.add_submission("ps1", student, timestamp=moment)
        for name, score in zip(("one", "two"), points, strict=True):
            grade = book.find_grade(name, "ps1", "ps1", student)
            grade.auto_score = score
        save(book)

    return enter
