"""The gradebook on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from lessonlib.build.lesson import Lesson
from lessonlib.grading.book.gradebook import forget, one_gradebook, save, standing
from lessonlib.grading.course import make_course

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
    with one_gradebook(url, "") as book:
        book.add_student("ada")
        save(book)
        book.add_student("bob")
        forget(book)
        book.add_student("eve")
    with Gradebook(url, "") as book:
        assert [student.id for student in book.students] == ["ada"]


def test_every_gradebook_of_that_url_is_the_same_one(url):
    with one_gradebook(url, "") as book:
        book.add_student("ada")
        with Gradebook(url) as other:
            assert [student.id for student in other.students] == ["ada"]
        save(book)
        assert [student.id for student in book.students] == ["ada"]


def test_another_gradebook_stays_another_one(url, tmp_path):
    with one_gradebook(url, "") as book:
        book.add_student("ada")
        with Gradebook(f"sqlite:///{tmp_path}/two.db") as other:
            assert other.students == []


def test_nbgraders_own_class_is_itself_again_afterwards(url):
    before = Gradebook.__init__, Gradebook.close
    with pytest.raises(RuntimeError), one_gradebook(url, ""):
        raise RuntimeError
    assert (Gradebook.__init__, Gradebook.close) == before


def test_standing_counts_automatic_manual_and_extra_points(url):
    with one_gradebook(url, "") as book:
        book.add_assignment("a")
        book.add_notebook("a", "a")
        for name in ("x", "y"):
            book.add_grade_cell(name, "a", "a", max_score=5, cell_type="code")
        book.add_student("ada")
        assert standing(book, "a", "ada") is None
        book.add_submission("a", "ada")
        assert standing(book, "a", "ada") is None
        first, second = (book.find_grade(name, "a", "a", "ada") for name in ("x", "y"))
        first.auto_score, second.auto_score, second.manual_score, second.extra_credit = 2, 1, 4, 0.5
        book.db.commit()
        found = standing(book, "a", "ada")
    assert (found.automatic, found.by_hand, found.extra) == ({"x": 2, "y": 1}, {"y": 4}, 0.5)
    assert found.score == 6.5
    assert found.graded_anew({"x": 5, "y": 5}) == 9.5


@pytest.mark.slow
def test_the_command_grades_into_postgresql(checkout, answered, tmp_path, postgres):
    course = make_course(checkout, tmp_path / "class", [Lesson(checkout, "01_xor")])
    for student, layers in (("ada", 1), ("bob", 0)):
        right = answered(xor="def xor(a, b):\n    return int(a != b)", layers=f"hidden_layers = {layers}")
        course.submit(student, "01_xor", right)
    command = [LESSONLIB, "grade", "01_xor", "--db", postgres]
    first, again = (
        subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=120)
        for _ in range(2)
    )
    assert first.returncode == again.returncode == 0, (
        first.stdout + first.stderr + again.stdout + again.stderr
    )
    with Gradebook(postgres) as book:
        scores = {one.student.id: one.score for one in book.assignment_submissions("01_xor")}
    assert scores == {"ada": 10, "bob": 6}
    assert not (course.root / "gradebook.db").exists()
