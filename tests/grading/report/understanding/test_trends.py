"""The course as a whole, from a gradebook."""

import csv
import re
import warnings

import pytest

from lessonlib.grading.book.gradebook import open_gradebook
from lessonlib.grading.course import Course
from lessonlib.grading.report.understanding.course_page import write_course
from lessonlib.grading.report.understanding.trends import course_trends

POINTS = {
    "ps1": {"ada": (1, 1), "bob": (1, 0), "eve": (0, 0)},
    "ps2": {"ada": (1, 0), "bob": (0, 0)},
    "ps3": {"ada": (1, 1)},
}


@pytest.fixture
def course(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    return Course(tmp_path)


@pytest.fixture
def book(small, course):
    with open_gradebook(course.db_url, course.course_id) as book, warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Object of type <\w+> not in session")  # nbgrader's way of adding
        for student in ("ada", "bob", "eve"):
            book.add_student(student)
        for name in (*POINTS, "ps4"):
            book.add_assignment(name)
            book.add_notebook(name, name)
            for cell, most in (("one", 3), ("two", 1)):
                book.add_grade_cell(cell, name, name, max_score=most, cell_type="code")
        for name, students in POINTS.items():
            for student, points in students.items():
                book.add_submission(name, student)
                for cell, score in zip(("one", "two"), points, strict=True):
                    book.find_grade(cell, name, name, student).auto_score = score
        book.find_submission_notebook("ps2", "ps2", "bob").late_submission_penalty = 0.5
        book.db.commit()
        yield book


def test_shares_quartiles_and_who_is_silent(course, book):
    trends = course_trends(course, book)
    assert [stage.assignment for stage in trends.stages] == ["ps1", "ps2", "ps3"]
    first, second, third = trends.stages
    assert first.shares == {"ada": 0.5, "bob": 0.25, "eve": 0.0}
    assert first.quartiles == (0.125, 0.25, 0.375)
    assert (first.hardest, first.hardest_share) == ("one", pytest.approx(2 / 9))
    assert (second.hardest, second.late) == ("two", 1)
    assert third.quartiles == (0.5, 0.5, 0.5)
    assert trends.silent == ("eve",)


def test_the_page_says_in_a_table_what_the_picture_shows(course, book, tmp_path):
    text = re.sub(r"\s+", " ", write_course(tmp_path / "reports", course_trends(course, book)).read_text())
    assert "ps1 25%, ps2 12%, ps3 50%" in text
    assert '<th scope="row">ps1</th> <td class="number">3 of 3</td>' in text
    assert "<main>" in text
    assert "<p>eve</p>" in text
    assert "<script" not in text
    with (tmp_path / "reports/course.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["median"] for row in rows] == ["0.250", "0.125", "0.500"]
    assert (tmp_path / "reports/course.html").stat().st_mode & 0o077 == 0


def test_a_course_in_which_nothing_is_graded(course, small, tmp_path):
    with open_gradebook(course.db_url, course.course_id) as book:
        assert "Nothing is graded yet." in write_course(tmp_path, course_trends(course, book)).read_text()
