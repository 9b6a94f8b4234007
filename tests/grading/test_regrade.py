"""A test that was repaired after the class was graded: the new one grades, and nothing that people did is lost."""

from __future__ import annotations

from datetime import datetime

import pytest
from nbgrader.apps import NbGraderAPI

from lessonlib.grading.course import Course
from lessonlib.grading.errors import GradingError
from lessonlib.grading.grade import Options, grade_class

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings(r"ignore:Object of type <\w+> not in session"),
]

IMPORT = "from lessonlib.check import answer, expect\n"
ABS = {"square": "def square(x):\n    return abs(x * x)"}


@pytest.fixture
def course(small, tmp_path, execute):
    """Graded with a test that asks too much of the wrong ones; marks by hand, a comment, extra credit."""
    course = small.SmallCourse(
        tmp_path, small.SQUARE, small.NINE, small.essay("why", 4, "Say why.")
    ).release()
    course.submit("ada", {**small.RIGHT, "why": "Because."})
    course.submit("bob", {**small.WRONG, "why": "So."})
    course.grade(execute)
    with course.gradebook() as book:
        for student, mark in (("ada", 3), ("bob", 2)):
            grade = book.find_grade("why", "hw1", "hw1", student)
            grade.manual_score, grade.needs_manual_grade = mark, False
        book.find_comment("why", "hw1", "hw1", "bob").manual_comment = "Think again."
        book.find_grade("nine", "hw1", "hw1", "ada").extra_credit = 0.5
        book.db.commit()
    return course


def repaired(small):
    """Worth 4 in place of 2, and content with another answer."""
    return small.test("nine", 4, f"{IMPORT}expect.between(answer.square(3), 4, 9, what='square(3)')")


@pytest.fixture
def changes():
    return []


def grade(course, execute, changes, answer=True, **options):
    return grade_class(
        course.course,
        "hw1",
        execute,
        Options(**options),
        confirm=lambda found: changes.extend(found) or answer,
    )


def test_the_repaired_test_grades_and_marks_by_hand_stay(small, course, execute, changes):
    course.write(small.SQUARE, repaired(small), small.essay("why", 4, "Say why."))
    course.release()
    graded = grade(course, execute, changes)
    assert {(one.student, one.before, one.after) for one in changes} == {("ada", 5.5, 7.5), ("bob", 2, 6)}
    assert {row.student: (row.score, row.max_score, row.by_hand) for row in graded.rows} == {
        "ada": (7.5, 8, 3.5),
        "bob": (6, 8, 2),
    }
    assert all(row.notes == () for row in graded.rows)
    [kept] = (course.root / ".lessonlib/history/hw1").iterdir()
    assert kept.read_text(encoding="utf-8-sig").count("\nada,") == 2
    with course.gradebook() as book:
        assert book.find_comment("why", "hw1", "hw1", "bob").manual_comment == "Think again."
    assert "expect.between" in (course.root / "autograded/bob/hw1/hw1.ipynb").read_text()


def test_without_a_yes_the_points_stay_and_the_row_says_so(small, course, execute, changes):
    course.write(small.SQUARE, repaired(small), small.essay("why", 4, "Say why."))
    course.release()
    held = {row.student: row for row in grade(course, execute, changes, answer=False).rows}
    assert (held["bob"].score, held["bob"].held_back) == (2, True)
    entered = {row.student: row for row in grade(course, execute, changes, resume=True).rows}
    assert (entered["bob"].score, entered["bob"].held_back) == (6, False)


def test_who_is_not_graded_again_is_told_apart(small, course, execute, changes):
    course.write(small.SQUARE, repaired(small), small.essay("why", 4, "Say why."))
    course.release()
    graded = grade(course, execute, changes, students=["ada"])
    assert [row.student for row in graded.rows] == ["ada"]
    bob = next(row for row in graded.everybody if row.student == "bob")
    assert bob.needs_attention
    assert bob.reason.startswith("Graded with other tests or files than those on disk.")
    rest = grade(course, execute, changes, rerun_changed=True)
    assert {row.student: row.needs_attention for row in rest.rows} == {"ada": False, "bob": False}


def test_the_release_alone_that_was_edited_is_refused(course, execute, changes):
    path = course.file("exercises", "hw1.ipynb")
    path.write_text(path.read_text().replace("answer.square(3), 9", "answer.square(3), 10"))
    with pytest.raises(GradingError, match=r"exercises/hw1 is not the release that solutions/hw1 gives"):
        grade(course, execute, changes)
    assert course.scores() == {"ada": 5.5, "bob": 2}


def test_both_edited_in_the_same_way_need_no_nbgrader(course, execute):
    for step in ("solutions", "exercises"):
        path = course.file(step, "hw1.ipynb")
        path.write_text(path.read_text().replace('"points": 2', '"points": 6'))
    graded = course.grade(execute)
    assert {row.student: (row.score, row.max_score) for row in graded.rows} == {
        "ada": (9.5, 10),
        "bob": (2, 10),
    }
    update, kept = graded.remarks
    assert "'nine' is worth 6 points, not 2." in update
    assert (course.root / kept.split()[-1].rstrip(".")).exists()
    assert update.replace("'", "&#39;") in (course.root / "reports/hw1/report.html").read_text()


@pytest.mark.nightly
def test_nbgrader_autograde_uses_the_repaired_test_too(small, course):
    course.write(small.SQUARE, repaired(small), small.essay("why", 4, "Say why."))
    path = course.file("exercises", "hw1.ipynb")
    path.unlink()
    result = NbGraderAPI(config=course.course.config).autograde("hw1", "*")
    assert result["success"], result
    assert course.scores() == {"ada": 7.5, "bob": 6}
    assert len(list((course.root / ".lessonlib/history/hw1").iterdir())) == 1


def test_a_test_with_another_name_and_one_more(small, course, execute, changes):
    nine = small.test("neun", 2, small.NINE.source)
    more = small.test("more", 1, f"{IMPORT}expect.equal(answer.square(0), 0, what='square(0)')")
    course.write(small.SQUARE, nine, more, small.essay("why", 4, "Say why."))
    course.release()
    graded = grade(course, execute, changes)
    ada, bob = graded.rows
    assert ada.points == {"neun": 2.5, "more": 1, "why": 3}
    assert bob.points == {"neun": 0, "more": 0, "why": 2}
    assert ada.notes == bob.notes == ()


@pytest.mark.nightly
def test_several_notebooks_in_postgresql(small, tmp_path, execute, postgres):
    cells = [small.SQUARE, small.NINE]
    course = small.SmallCourse(
        tmp_path / "pg", part_a=cells, part_b=[*cells, small.essay("why", 4, "Say why.")]
    )
    course.course = Course(course.root, postgres)
    course.release()
    for student, sources in (("ada", small.RIGHT), ("bob", small.WRONG)):
        for name in ("part_a", "part_b"):
            course.submit(student, {**sources, "why": "So."}, name=name)
    first = {row.student: row for row in course.grade(execute).rows}
    assert {student: (row.score, row.max_score) for student, row in first.items()} == {
        "ada": (4, 8),
        "bob": (0, 8),
    }
    assert first["ada"].reason == "To be graded by hand: part_b/why."
    with course.gradebook() as book:
        for student in ("ada", "bob"):
            book.find_grade("why", "part_b", "hw1", student).manual_score = 1.5
        book.db.commit()
    course.write(part_a=[small.SQUARE, repaired(small)])
    course.release()
    for options in ({"rerun_changed": True}, {"resume": True}, {"rerun_changed": True}):
        rows = {row.student: row for row in course.grade(execute, **options).rows}
        assert {student: (row.score, row.max_score, row.by_hand) for student, row in rows.items()} == {
            "ada": (7.5, 10, 1.5),
            "bob": (5.5, 10, 1.5),
        }
        assert not any(row.needs_attention for row in rows.values())
    result = NbGraderAPI(config=course.course.config).autograde("hw1", "*")
    assert result["success"], result
    assert course.scores() == {"ada": 7.5, "bob": 5.5}
    assert not (course.root / "gradebook.db").exists()


def test_the_time_of_an_earlier_attempt_is_not_that_of_the_next(small, tmp_path, execute):
    course = small.SmallCourse(tmp_path / "timed").release()
    folder = course.submit("ada", timestamp="2026-03-01 12:00:00 UTC")
    course.grade(execute)
    with course.gradebook() as book:
        assert book.find_submission("hw1", "ada").timestamp == datetime(2026, 3, 1, 12)
    (folder / "timestamp.txt").unlink()
    course.submit("ada", {"square": "def square(x):\n    return x**2"})
    course.grade(execute)
    with course.gradebook() as book:
        assert book.find_submission("hw1", "ada").timestamp is None
