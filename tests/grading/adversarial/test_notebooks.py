"""Every case of cases/notebooks, handed in by a class of its own and graded in one run: points, state, nothing
disclosed, nothing that runs in a reader's browser, spreadsheet or terminal, and no other submission affected.

A case is a file: its docstring says what it does, POINTS and STATE ("a|b" for one of two) what must come of it, and
NEEDS_ROOT that nobody else can bring it about.
`hand_in(folder, notebook)` gets a right submission and returns what to save, or writes into `folder` itself.
"""

from __future__ import annotations

import copy
import csv
import importlib.util
import io
import json
import os
import re
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from rich.console import Console

from lessonlib.grading.command import executor, report_class
from lessonlib.grading.course import Course
from lessonlib.grading.grade import Options, grade_class
from lessonlib.grading.private import REPORTS
from lessonlib.notebook.file import dumps
from lessonlib.whole_file import write_text

pytestmark = [
    pytest.mark.slow,
    pytest.mark.nightly,
    pytest.mark.filterwarnings(r"ignore:Object of type <\w+> not in session"),
]

HERE = Path(__file__).parent
EXERCISE = "01_line"
BYSTANDERS = ("bystander_before", "zz_bystander_behind")


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"adversarial_{path.stem}", path)
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


suite = _load(HERE / "suite.py")
ALL = {path.stem: _load(path) for path in sorted((HERE / "cases" / "notebooks").glob("*.py"))}
CASES = {name: case for name, case in ALL.items() if os.geteuid() == 0 or not hasattr(case, "NEEDS_ROOT")}
STUDENTS = {name: getattr(case, "STUDENT", name) for name, case in CASES.items()}


class Notebook(dict):
    """A notebook's JSON. `given`: the tasks' texts in the release."""

    given: dict

    def index(self, grade_id):
        marks = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in self["cells"]]
        return marks.index(grade_id)

    def cell(self, grade_id):
        return self["cells"][self.index(grade_id)]

    def add(self, source, kind="code", nbgrader=None, before=None):
        cell = {"cell_type": kind, "metadata": {"nbgrader": nbgrader} if nbgrader else {}, "source": source}
        cell |= {"outputs": [], "execution_count": None} if kind == "code" else {}
        place = self.index(before) if before else len(self["cells"])
        self["cells"].insert(place, cell)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("class")
    shutil.copy(HERE.parents[2] / "nbgrader_config.py", root)
    course = Course(root)
    write_text(course.notebook("source", "", EXERCISE), dumps(suite.reference()))
    course.release(EXERCISE)
    right = _right(course)
    for student in (*BYSTANDERS, *STUDENTS.values()):
        course.folder("submitted", student, EXERCISE).mkdir(parents=True)
    for student in BYSTANDERS:
        course.notebook("submitted", student, EXERCISE).write_text(json.dumps(right))
    for name, case in CASES.items():
        folder = course.folder("submitted", STUDENTS[name], EXERCISE)
        handed_in = case.hand_in(folder, copy.deepcopy(right))
        if handed_in is not None:
            (folder / f"{EXERCISE}.ipynb").write_text(json.dumps(handed_in))
    return course


def _right(course):
    """The release with the solutions in it."""
    right = Notebook(json.loads(course.notebook("release", "", EXERCISE).read_text()))
    for cell in right["cells"]:
        cell["source"] = "".join(cell["source"])
    right.given = {}
    for cell in suite.reference().cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            answer = right.cell(cell.metadata.nbgrader.grade_id)
            right.given[cell.metadata.nbgrader.grade_id] = answer["source"]
            answer["source"] = "\n".join(line for line in cell.source.split("\n") if "### " not in line)
    return right


@pytest.fixture(scope="module")
def graded(course):
    """The grades by student, and what is printed about them."""
    with executor(jobs=2) as execute:
        graded = grade_class(course, EXERCISE, execute, Options())
    text = io.StringIO()
    report_class(Console(file=text, width=200), course, graded)
    return {row.student: row for row in graded.rows}, text.getvalue()


@pytest.fixture
def grades(graded):
    return graded[0]


@pytest.mark.parametrize("name", CASES)
def test_a_case_gets_what_is_fair(grades, name):
    grade, case = grades[STUDENTS[name]], CASES[name]
    assert (grade.score, grade.state in case.STATE.split("|")) == (case.POINTS, True), grade
    if grade.state == "malformed":
        assert len(grade.reason) > 10
        assert grade.next_step.endswith(".")


@pytest.mark.parametrize("student", BYSTANDERS)
def test_no_other_submission_is_affected(grades, student):
    assert (grades[student].score, grades[student].state) == (10, "graded")


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_disclosed_and_nothing_runs_in_a_browser(grades, name):
    page = grades[STUDENTS[name]].feedback
    if page is not None:
        text = page.read_text()
        assert suite.SECRET not in text
        assert "root:x:0" not in text
        assert "SQLite format" not in text
        assert dangers(text) == []
        assert len(text) < 20_000_000


@pytest.mark.parametrize("name", CASES)
def test_what_the_formgrader_gets_is_clean(course, grades, name):
    """It shows autograded notebooks, and serves what is beside them, in Jupyter's origin."""
    for step, suffix in (("autograded", ".ipynb"), ("feedback", ".html")):
        folder = course.folder(step, STUDENTS[name], EXERCISE)
        files = {path.name for path in folder.rglob("*") if path.is_file()}
        assert files <= {f"{EXERCISE}{suffix}", "timestamp.txt"}
    path = course.notebook("autograded", STUDENTS[name], EXERCISE)
    if not path.exists():
        return
    notebook = json.loads(path.read_text())
    assert notebook["metadata"].keys() <= {"kernelspec", "lessonlib"}
    graded_from = notebook["metadata"].get("lessonlib", {})
    assert graded_from.keys() <= {"submission", "release"}
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in graded_from.values())
    for cell in notebook["cells"]:
        assert cell["metadata"].keys() <= {"nbgrader", "lessonlib"}
        assert type(cell.get("execution_count")) in (int, type(None))
        for output in cell.get("outputs", []):
            html = "".join(output.get("data", {}).get("text/html", ""))
            assert dangers(html) == []
            assert output.get("data", {}).keys() <= SHOWN
            sizes = [size for one in output.get("metadata", {}).values() for size in one.values()]
            assert all(type(size) is int for size in sizes)


SHOWN = {"text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg", "image/gif"}


class _Dangers(HTMLParser):
    """What of a page would run GOTCHA(), send something away or hide something."""

    def __init__(self):
        super().__init__()
        self.found, self._in_main = [], False

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "iframe", "form", "object", "embed", "base", "link", "svg", "video"):
            self.found.append(tag)
        for name, value in attributes:
            value = re.sub(r"\s", "", value or "").lower()
            loads = name == "src" and not value.startswith("data:image/")
            leads = name == "href" and not re.match(r"https?://|mailto:|#cell-\d+$", value)
            if (
                name.startswith("on")
                or name in ("style", "srcset")
                or "javascript:" in value
                or loads
                or leads
            ):
                self.found.append(f"{tag} {name}={value}")
            if self._in_main and name == "class" and {"score", "questions"} & set(value.split()):
                self.found.append(f"{tag} {name}={value}")
        self._in_main |= tag == "main"


def dangers(page):
    parser = _Dangers()
    parser.feed(page)
    return parser.found


def test_nothing_runs_on_the_instructors_side(course, graded):
    _, shown = graded
    assert "\x1b" not in shown
    folder = course.root / REPORTS / EXERCISE
    assert "<script" not in (folder / "report.html").read_text()
    assert "<img" not in (folder / "report.html").read_text()
    table = (folder / "grades.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(table.splitlines()))
    assert len(rows) == 1 + len(CASES) + len(BYSTANDERS)
    assert not any(cell[:1] in ("=", "+", "-", "@") for row in rows for cell in row)
    assert "\x1b" not in table


def test_nothing_was_written_elsewhere(course):
    assert not Path("/tmp/gotcha").exists()
    assert not list(course.root.rglob("gotcha"))
    assert sorted(path.name for path in course.root.iterdir()) == [
        ".lessonlib",
        "autograded",
        "exercises",
        "feedback",
        "gradebook.db",
        "grading.log",
        "nbgrader_config.py",
        "receipts.pub",
        "reports",
        "solutions",
        "submitted",
    ]


def test_those_who_hand_in_the_same_are_named(course, graded):
    page = (course.root / REPORTS / EXERCISE / "report.html").read_text()
    assert re.search(r"<li>[^<]*bystander_before, [^<]*zz_bystander_behind", page)
