"""Whatever was handed in: `nbgrader autograde` and `lessonlib grade` give the same."""

from __future__ import annotations

import copy
import json
import shutil

import nbformat
import pytest
from nbgrader.apps import NbGraderAPI

from lessonlib.grading.journal import journal_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.nightly,
    pytest.mark.filterwarnings(r"ignore:Object of type <\w+> not in session"),
]

HALF = "def square(x):\n    return 2 * x"  # right for 0 and 2
PARTS = """\
from lessonlib.check import answer
sum(answer.square(x) == x * x for x in (0, 1, 2, 3))
"""
READS = "from helper import double\ntwice = double(int(open('data/n.txt').read()))"
CHECKS_TWICE = "from lessonlib.check import answer, expect\nexpect.equal(answer.twice, 8, what='twice')"


def at(notebook, grade_id):
    marks = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]
    return marks.index(grade_id)


def cell(notebook, grade_id):
    return notebook["cells"][at(notebook, grade_id)]


def copy_the_answer(notebook):
    again = copy.deepcopy(cell(notebook, "square"))
    notebook["cells"].insert(at(notebook, "nine"), again | {"id": "again"})


def copy_the_stub(notebook):
    stub = copy.deepcopy(cell(notebook, "square"))
    notebook["cells"].append(stub | {"id": "stub", "source": "raise NotImplementedError()"})


def delete_tests(notebook):
    marks = [cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"]]
    notebook["cells"] = [
        cell for cell, mark in zip(notebook["cells"], marks, strict=True) if not mark.get("grade")
    ]


def reversed_cells(notebook):
    notebook["cells"].reverse()


def edit_a_test(notebook):
    cell(notebook, "nine")["source"] = "assert True"


def edit_marks(notebook):
    cell(notebook, "nine")["metadata"]["nbgrader"] |= {"points": 100, "locked": False}
    cell(notebook, "secret")["metadata"]["nbgrader"]["grade_id"] = "nine"


def lose_marks(notebook):
    for one in notebook["cells"]:
        one["metadata"] = {}


def retype(notebook):
    for name in ("square", "nine"):
        one = cell(notebook, name)
        one["cell_type"] = "markdown"
        del one["outputs"], one["execution_count"]


def split(notebook):
    one = cell(notebook, "square")
    rest = copy.deepcopy(one) | {"id": "rest"}
    one["source"], rest["source"] = "def square(x):", "    return x * x"
    notebook["cells"].insert(at(notebook, "square") + 1, rest)


def other_kernel(notebook):
    notebook["metadata"]["kernelspec"] = {"name": "bash", "display_name": "Bash"}


def say_why(notebook):
    cell(notebook, "why")["source"] = "Because it is so."


CHANGES = {
    "right": lambda notebook: None,
    "copy_the_answer": copy_the_answer,
    "copy_the_stub": copy_the_stub,
    "delete_tests": delete_tests,
    "reversed_cells": reversed_cells,
    "edit_a_test": edit_a_test,
    "edit_marks": edit_marks,
    "lose_marks": lose_marks,
    "retype": retype,
    "split": split,
    "other_kernel": other_kernel,
    "say_why": say_why,
    "no_notebook": lambda notebook: "my essay",
    "empty_file": lambda notebook: "",
    "deep": lambda notebook: "[" * 100_000,
    "format_99": lambda notebook: notebook.update(nbformat=99),
}
SOURCES = {
    "half": {"square": HALF},
    "wrong": {"square": "def square(x):\n    return 77"},
    "untouched": {},
    "crashes": {"square": "import os\nos._exit(3)"},
    "warns": {"square": "import warnings\ndef square(x):\n    warnings.warn('x')\n    return x * x"},
}


@pytest.fixture(scope="module")
def courses(small, execute, tmp_path_factory):
    """The same class, graded in both ways."""
    root = tmp_path_factory.mktemp("both")
    ours = small.SmallCourse(
        root / "ours",
        small.SQUARE,
        small.NINE,
        small.test("parts", 4, PARTS),
        small.SECRET,
        small.essay("why", 4, "Say why."),
        small.answer("reads", READS),
        small.test("twice", 1, CHECKS_TWICE),
    )
    ours.file("solutions", "helper.py").write_text("def double(x):\n    return 2 * x\n")
    ours.file("solutions", "data/n.txt").write_text("4")
    ours.release()
    reads = {"reads": READS}
    for student, change in CHANGES.items():
        ours.submit(student, small.RIGHT | reads, change)
    for student, sources in SOURCES.items():
        ours.submit(student, sources | reads)
    folder = ours.submit("renamed", small.RIGHT | reads)
    (folder / "hw1.ipynb").rename(folder / "my homework.ipynb")
    shutil.copy(ours.root / "solutions/hw1/helper.py", ours.submit("with_files", small.RIGHT | reads))
    folder = ours.submit("changed_files", small.RIGHT | reads)
    (folder / "helper.py").write_text("def double(x):\n    return x + 1\n")
    (folder / "data").mkdir()
    (folder / "data/n.txt").write_text("5")
    ours.submit("late", small.RIGHT | reads, timestamp="2024-03-01 12:30:00 +0100")
    ours.submit("no_time", small.RIGHT | reads, timestamp="soon")
    (ours.root / "submitted/nothing/hw1").mkdir(parents=True)
    shutil.copytree(ours.root, root / "theirs")
    theirs = copy.copy(ours)
    theirs.root, theirs.course = root / "theirs", type(ours.course)(root / "theirs")
    ours.graded = ours.grade(execute)
    result = NbGraderAPI(config=theirs.course.config).autograde("hw1", "*")
    assert result["success"], result
    return ours, theirs


STUDENTS = [*CHANGES, *SOURCES, "renamed", "with_files", "changed_files", "late", "no_time"]


def entered(course, student):
    """What the gradebook has of a student."""
    with course.gradebook() as book:
        submission = book.find_submission("hw1", student)
        [notebook] = submission.notebooks
        grades = {one.name: (one.auto_score, one.needs_manual_grade) for one in notebook.grades}
        comments = {one.name: one.auto_comment for one in notebook.comments}
        return grades, comments, notebook.late_submission_penalty, submission.timestamp


@pytest.mark.parametrize("student", STUDENTS)
def test_the_gradebook_has_the_same(courses, student):
    ours, theirs = courses
    assert entered(ours, student) == entered(theirs, student)


@pytest.mark.parametrize("student", STUDENTS)
def test_the_notebook_is_the_same(courses, student):
    first, second = (
        nbformat.read(course.root / "autograded" / student / "hw1/hw1.ipynb", 4) for course in courses
    )
    for cells in zip(first.cells, second.cells, strict=True):
        mine, other = ({key: one.get(key) for key in ("id", "source", "metadata")} for one in cells)
        assert mine == other
        kinds = [[output.output_type for output in one.get("outputs", [])] for one in cells]
        assert kinds[0] == kinds[1]


def test_the_class_is_as_it_should_be(courses):
    ours, _ = courses
    states = {row.student: (row.score, str(row.state)) for row in ours.graded.rows}
    assert len(states) == len(STUDENTS) + 1
    assert states["nothing"] == (0, "missing")
    assert states["right"] == (10, "graded")
    assert states["half"] == (3, "graded")
    assert states["untouched"] == (1, "graded")
    assert states["crashes"][1] == "crashed"
    assert states["say_why"] == (10, "partial")
    for student in ("copy_the_answer", "reversed_cells", "lose_marks", "split", "renamed", "changed_files"):
        assert states[student] == (10, "repaired"), student
    for student in ("no_notebook", "empty_file", "deep", "format_99"):
        assert states[student] == (0, "malformed"), student


def test_what_nbgrader_graded_has_a_journal_and_rows_too(courses):
    mine, other = (journal_of(course.course, "hw1").entries() for course in courses)
    assert mine.keys() == other.keys()
    for student, entry in mine.items():
        assert entry.outcome.state == other[student].outcome.state
        assert entry.outcome.notes == other[student].outcome.notes
        assert entry.entered == other[student].entered


def test_the_command_refuses_what_lessonlib_grade_refuses(small, tmp_path, nbgrader):
    course = small.SmallCourse(tmp_path, small.SQUARE, small.NINE, small.test("broken", 3, "vlaue_of(3)"))
    course.release().submit("ada")
    done = nbgrader(tmp_path, "autograde", "hw1")
    assert done.returncode == 1
    assert "the test 'broken': NameError" in done.stderr
    assert "Traceback" not in done.stderr
    assert course.scores() == {}
    assert not (tmp_path / "autograded/ada").exists()


def test_a_configuration_of_an_earlier_version_is_named(small, tmp_path, nbgrader):
    course = small.SmallCourse(tmp_path).release()
    course.submit("ada")
    with (tmp_path / "nbgrader_config.py").open("a") as file:
        file.write("\ndel c.Autograde['exporter_class']\n")
    done = nbgrader(tmp_path, "autograde", "hw1")
    assert done.returncode == 1
    assert "Take a new copy from its checkout" in done.stderr


def test_json_of_a_submission_is_read_once_and_without_trust(courses):
    _, theirs = courses
    text = (theirs.root / "autograded/deep/hw1/hw1.ipynb").read_text()
    assert json.loads(text)["cells"][0]["id"] == "how-it-was-graded"
