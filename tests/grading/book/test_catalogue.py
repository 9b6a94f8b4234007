"""The gradebook brought up to date with a release on disk, on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import csv

import pytest
from nbgrader.api import Gradebook

from lessonlib.grading.book.catalogue import bring_up_to_date, differences
from lessonlib.grading.book.gradebook import Points, open_gradebook, save, scores_by_student
from lessonlib.grading.book.release import read_assignment
from lessonlib.grading.course import Course
from lessonlib.grading.prepare import update_gradebook

# SQLAlchemy tells nbgrader's authors, not its users, about the way nbgrader adds submissions.
pytestmark = pytest.mark.filterwarnings(r"ignore:Object of type <\w+> not in session")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/gradebook.db"
    return request.getfixturevalue("postgres")


@pytest.fixture
def course(small, tmp_path, url):
    """A course whose gradebook has the release, and two students with grades, marks by hand and comments."""
    course = small.SmallCourse(
        tmp_path, small.SQUARE, small.NINE, small.SECRET, small.essay("why", 4, "Say why.")
    )
    course.course = Course(course.root, url)
    with open_gradebook(url, "") as book:
        bring_up_to_date(book, read_assignment(course.course, book, "hw1"))
        for student, points in (("ada", 2), ("bob", 0)):
            book.add_student(student)
            book.add_submission("hw1", student)
            for name, automatic in (("nine", points), ("secret", 3)):
                grade = book.find_grade(name, "hw1", "hw1", student)
                grade.auto_score, grade.needs_manual_grade = automatic, False
        essay = book.find_grade("why", "hw1", "hw1", "ada")
        essay.manual_score, essay.needs_manual_grade = 3.5, False
        book.find_comment("why", "hw1", "hw1", "ada").manual_comment = "Well said."
        book.find_grade("nine", "hw1", "hw1", "bob").extra_credit = 0.5
        save(book)
    return course


def change(course, *cells, **notebooks):
    """Write another source; what is said of it, and the scores of the class afterwards."""
    course.write(*cells, **notebooks)
    with open_gradebook(course.course.db_url, "") as book:
        assignment = read_assignment(course.course, book, "hw1")
        told = differences(book, assignment)
        update_gradebook(course.course, book, assignment)
        assert differences(book, assignment) == ()
        found = {student: dict(one.grades) for student, one in scores_by_student(book, "hw1").items()}
    with Gradebook(course.course.db_url, "") as book:
        for student in ("ada", "bob"):  # as nbgrader expects it of a submission
            for notebook in book.find_submission("hw1", student).notebooks:
                cells = notebook.notebook
                graded = sorted(cell.name for cell in (*cells.grade_cells, *cells.task_cells))
                commented = sorted(cell.name for cell in (*cells.solution_cells, *cells.task_cells))
                assert sorted(grade.name for grade in notebook.grades) == graded
                assert sorted(comment.name for comment in notebook.comments) == commented
    return told, found


def history(course):
    """The tables of old grades: each as a list of rows."""
    paths = sorted((course.root / ".lessonlib/history/hw1").glob("*.csv"))
    return [list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())) for path in paths]


BEFORE = {
    "ada": {"nine": Points(2), "secret": Points(3), "why": Points(None, 3.5)},
    "bob": {"nine": Points(0, None, 0.5), "secret": Points(3), "why": Points()},
}


def test_the_same_release_changes_nothing(small, course):
    why = small.essay("why", 4, "Say why.")
    assert change(course, small.SQUARE, small.NINE, small.SECRET, why) == ((), BEFORE)
    assert history(course) == []


def test_another_text_and_other_points(small, course):
    nine = small.test("nine", 5, "assert True")
    told, found = change(course, small.SQUARE, nine, small.SECRET, small.essay("why", 4, "Say why."))
    assert told == ("'nine' has another text.", "'nine' is worth 5 points, not 2.")
    assert found == BEFORE
    with Gradebook(course.course.db_url, "") as book:
        assert book.find_grade_cell("nine", "hw1", "hw1").max_score == 5
        assert book.find_source_cell("nine", "hw1", "hw1").source == "assert True"
        assert book.find_submission("hw1", "ada").max_score == 12


def test_hidden_lines_are_a_part_of_the_text(small, course):
    secret = small.test("secret", 3, small.SECRET.source.replace("16", "17"))
    told, _ = change(course, small.SQUARE, small.NINE, secret, small.essay("why", 4, "Say why."))
    assert told == ("'secret' has another text.",)


def test_what_is_new_and_what_is_gone(small, course):
    more = small.test("more", 1, "assert 1")
    told, found = change(course, small.SQUARE, small.SECRET, more, small.essay("why", 4, "Say why."))
    assert told == ("'more' is new.", "'nine' is gone.")
    assert found["ada"] == {"secret": Points(3), "why": Points(None, 3.5), "more": Points()}
    [table] = history(course)
    lost = next(row for row in table if (row["student"], row["cell"]) == ("bob", "nine"))
    assert (lost["automatic"], lost["extra_credit"], lost["max_score"]) == ("0.0", "0.5", "2.0")
    kept = next(row for row in table if (row["student"], row["cell"]) == ("ada", "why"))
    assert (kept["by_hand"], kept["comment"]) == ("3.5", "Well said.")


def test_a_cell_with_another_name_keeps_what_hangs_on_it(small, course):
    cells = (
        small.answer("quadrat", small.SQUARE.source),
        small.test("neun", 2, small.NINE.source),
        small.SECRET,
        small.essay("warum", 4, "Say why."),
    )
    told, found = change(course, *cells)
    assert set(told) == {
        "'square' is called 'quadrat' now.",
        "'nine' is called 'neun' now.",
        "'why' is called 'warum' now.",
    }
    assert found["bob"] == {"neun": Points(0, None, 0.5), "secret": Points(3), "warum": Points()}
    assert found["ada"]["warum"] == Points(None, 3.5)
    with Gradebook(course.course.db_url, "") as book:
        assert book.find_comment("warum", "hw1", "hw1", "ada").manual_comment == "Well said."


def test_two_cells_that_look_alike_are_not_taken_for_each_other(small, course):
    cells = [small.SQUARE, small.NINE, small.SECRET, small.essay("why", 4, "Say why.")]
    same = [small.essay(name, 1, "Same.") for name in ("a", "b", "c", "d")]
    change(course, *cells, *same[:2])
    told, _ = change(course, *cells, *same[2:])
    assert set(told) == {"'a' is gone.", "'b' is gone.", "'c' is new.", "'d' is new."}


def test_a_test_that_a_person_grades_from_now_on_keeps_its_points(small, course):
    nine = small.essay("nine", 2, "Say nine.")
    told, found = change(course, small.SQUARE, nine, small.SECRET, small.essay("why", 4, "Say why."))
    assert told == ("'nine' has another text.",)
    assert found["bob"]["nine"] == Points(0, None, 0.5)


def test_an_answer_that_becomes_a_task_keeps_its_mark_and_its_comment(small, course):
    task = small._cell(small.new_markdown_cell, "why", "Draw it.", task=True, points=4, locked=True)
    _, found = change(course, small.SQUARE, small.NINE, small.SECRET, task)
    assert found["ada"]["why"] == Points(None, 3.5)
    with Gradebook(course.course.db_url, "") as book:
        assert book.find_comment("why", "hw1", "hw1", "ada").manual_comment == "Well said."


def test_notebooks_come_and_go(small, course):
    told, found = change(course, part=[small.SQUARE, small.NINE])
    assert told == ("The notebook 'part' is new.",)
    assert found["ada"] == {**BEFORE["ada"], "part/nine": Points()}
    course.file("solutions", "hw1.ipynb").unlink()
    told, found = change(course, part=[small.SQUARE, small.NINE])
    assert told == ("The notebook 'hw1' is gone.",)
    assert found == {}
    assert {row["notebook"] for row in history(course)[-1]} == {"hw1", "part"}
