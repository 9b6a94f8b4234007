"""Final scores for other systems."""

import csv
import io
from datetime import datetime

import pytest

from lessonlib.grading.errors import GradingError
from lessonlib.grading.term.transfer import CanvasExport, MoodleExport, transfer_table, unfinished

IN_TIME = datetime(2026, 3, 1, 8, 0)


@pytest.fixture
def graded(book, hand_in):
    """Ada has 1.5 points and a penalty of 1; Bob handed nothing in."""
    hand_in("ada", IN_TIME, 1, 0.5)
    book.find_submission_notebook("ps1", "ps1", "ada").late_submission_penalty = 1.0
    book.update_or_create_student("ada", lms_user_id="901")
    book.add_assignment("ps2")
    book.db.commit()
    return book


def rows(text):
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_csv_has_final_scores_and_blanks_for_what_is_not_graded(graded):
    assert rows(transfer_table(graded, "csv")) == [
        ["student_id", "first_name", "last_name", "email", "ps1", "ps2", "total"],
        ["ada", "Ada", "X", "ada@example.org", "0.5", "", "0.5"],
        ["bob", "Bob", "X", "bob@example.org", "", "", "0"],
    ]


def test_moodle(graded):
    assert rows(transfer_table(graded, "moodle", ["ps1"])) == [
        ["ID number", "First name", "Last name", "Email address", "ps1"],
        ["ada", "Ada", "X", "ada@example.org", "0.5"],
        ["bob", "Bob", "X", "bob@example.org", ""],
    ]


def test_canvas(graded):
    assert rows(transfer_table(graded, "canvas", ["ps1"])) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "ps1"],
        ["    Points Possible", "", "", "", "", "2"],
        ["X, Ada", "901", "", "ada", "", "0.5"],
        ["X, Bob", "", "", "bob", "", ""],
    ]


def test_a_name_that_a_spreadsheet_would_run_is_text(graded):
    graded.update_or_create_student("bob", last_name='=HYPERLINK("x")')
    assert rows(transfer_table(graded, "csv", ["ps1"]))[2][2] == '\'=HYPERLINK("x")'


@pytest.mark.parametrize(
    ("system", "names", "message"),
    [
        ("blackboard", [], "no export to 'blackboard'. There is csv, moodle, canvas"),
        ("csv", ["ps9"], "no assignment 'ps9'. It has: ps1, ps2"),
    ],
)
def test_messages(graded, system, names, message):
    with pytest.raises(GradingError, match=message):
        transfer_table(graded, system, names)


@pytest.mark.parametrize(("plugin", "first"), [(MoodleExport, "ID number"), (CanvasExport, "Student")])
def test_as_nbgraders_plugins(graded, tmp_path, plugin, first):
    file = tmp_path / "out" / "grades.csv"
    plugin(to=str(file), assignment=["ps1"]).export(graded)
    assert rows(file.read_bytes().decode("utf-8"))[0][0] == first
    assert file.stat().st_mode & 0o077 == 0


def test_all_digits_that_count(graded):
    graded.find_grade_cell("one", "ps1", "ps1").max_score = 100_000
    graded.find_grade("one", "ps1", "ps1", "ada").auto_score = 99_999.75
    graded.find_grade("two", "ps1", "ps1", "ada").auto_score = 0.1 + 0.2 + 0.7
    graded.db.commit()
    assert rows(transfer_table(graded, "csv", ["ps1"]))[1][4:] == ["99999.75", "99999.75"]
    assert rows(transfer_table(graded, "canvas", ["ps1"]))[1][5] == "100001"


def test_an_id_keeps_its_zeros(graded):
    graded.add_student("0012")
    assert rows(transfer_table(graded, "moodle", ["ps1"]))[1][0] == "0012"


def test_what_is_not_final_is_told(course, graded):
    grade = graded.find_grade("two", "ps1", "ps1", "ada")
    grade.auto_score = None
    graded.db.commit()
    work = course.folder("submitted", "bob", "ps1")
    work.mkdir(parents=True)
    (work / "ps1.ipynb").write_text("{}")
    assert list(unfinished(course, graded)) == [
        "ps1: answers that wait to be graded by hand: the score is what there is so far, for ada.",
        "ps1: handed in and not graded, so without a score: bob.",
    ]
    grade = graded.find_grade("two", "ps1", "ps1", "ada")
    grade.manual_score = 0.0
    assert len(list(unfinished(course, graded, ["ps1"]))) == 1
    assert list(unfinished(course, graded, ["ps2"])) == []
