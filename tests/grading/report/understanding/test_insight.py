"""What a class did not understand, from a real run of a lesson with declared attempts."""

import csv
import re
import shutil

import nbformat
import pytest

from lessonlib.grading.command import report_files
from lessonlib.grading.course import Course
from lessonlib.grading.grade import Options, grade_class, read_class
from lessonlib.grading.report.understanding.causes import OPEN
from lessonlib.grading.report.understanding.insight import class_insight

OR = {"xor": "def xor(a, b):\n    return int(a or b)", "layers": "hidden_layers = 1"}
NONE = {"xor": "def xor(a, b):\n    return int(a != b)", "layers": "hidden_layers = 0"}
RIGHT = {"xor": "def xor(a, b):\n    return int(a != b)", "layers": "hidden_layers = 1"}
CRASH = {"xor": "def xor(a, b):\n    return a + undefined", "layers": "hidden_layers = 1"}


@pytest.fixture
def graded(checkout, answered, execute, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(checkout, root)
    course = Course(root)
    for student, answers in {
        "ada": RIGHT,
        "bob": OR,
        "eve": OR,
        "kim": NONE,
        "lee": CRASH,
        "open": {},
    }.items():
        folder = course.folder("submitted", student, "01_xor")
        folder.mkdir(parents=True)
        nbformat.write(answered(**answers), folder / "01_xor.ipynb")
    return course, grade_class(course, "01_xor", execute, Options())


def test_mistakes_are_named_by_the_attempts_that_declare_them(graded):
    course, done = graded
    insight = class_insight(course, done.assignment, done.everybody)
    assert insight.students == 6
    causes = {one.about: one for one in insight.causes}
    assert causes["Takes or for xor."].students == ("bob", "eve")
    assert causes["Takes or for xor."].questions == ("xor_truth",)
    assert causes["Believes that no hidden layer is needed."].students == ("kim",)
    assert {one.headline: one.students for one in insight.groups} == {
        "xor(0, 0): your code stopped with an error: NameError": ("lee",),
        "xor(1, 0): your code stopped with an error: NameError": ("lee",),
        "'hidden_layers' is not there yet.": ("open",),
    }
    assert {one.questions for one in insight.causes if one.about == OPEN} == {("xor_truth",), ("xor_hidden",)}
    assert {name for name, *_ in insight.where} == {
        "help",
        "xor",
        "xor_truth",
        "xor_hidden",
        "layers",
        "layers_least",
    }
    assert sum(part for *_, part in insight.where) == pytest.approx(1)

    report, _ = report_files(course, done)
    text = re.sub(r"\s+", " ", report.read_text())
    assert '2 of 6</td><th scope="row">Takes or for xor.' in text
    assert text.count("<main>") == 1
    assert "<script" not in text
    tables = re.findall(r"<table>.*?</table>", text)
    assert all(
        '<th scope="col"' in table and ('<th scope="row"' in table or "state" in table) for table in tables
    )
    with (report.parent / "mistakes.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = [row for row in csv.DictReader(file) if row["attempts"] == "wrong_or"]
    assert (row["students"], row["of"], row["who"]) == ("2", "6", "bob eve")
    with (report.parent / "questions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["question"]: row for row in csv.DictReader(file)}
    assert rows["xor_truth"]["right"] == f"{2 / 6:.3f}"
    assert (report.parent / "mistakes.csv").stat().st_mode & 0o077 == 0

    before = report.read_text()
    report.unlink()
    report_files(course, read_class(course, "01_xor"))  # `lessonlib report` remakes it
    assert re.sub(r"\d\d:\d\d", "", report.read_text()) == re.sub(r"\d\d:\d\d", "", before)


def test_without_lessons_messages_are_grouped(small, tmp_path, execute):
    course = small.SmallCourse(tmp_path).release()
    for student in ("ada", "bob"):
        course.submit(student, small.WRONG)
    done = course.grade(execute)
    insight = class_insight(course.course, done.assignment, done.everybody)
    assert "declares no wrong attempts" in insight.remark
    assert [one.students for one in insight.groups] == [("ada", "bob"), ("ada", "bob")]
