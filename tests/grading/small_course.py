"""A small nbgrader course of an instructor's own, for tests: notebooks made of cells, submissions, grading in place."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from lessonlib.grading.command import report_files
from lessonlib.grading.course import Course
from lessonlib.grading.grade import Graded, Options, grade_class

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"
RIGHT = {"square": "def square(x):\n    return x * x"}
WRONG = {"square": "def square(x):\n    return x + 1"}


def answer(grade_id: str, source: str) -> NotebookNode:
    return _cell(new_code_cell, grade_id, source, solution=True)


def test(grade_id: str, points: float, source: str) -> NotebookNode:
    return _cell(new_code_cell, grade_id, source, grade=True, locked=True, points=points)


def essay(grade_id: str, points: float, source: str) -> NotebookNode:
    """An answer in words, which a person grades."""
    return _cell(new_markdown_cell, grade_id, source, grade=True, solution=True, points=points)


def read_only(grade_id: str, source: str) -> NotebookNode:
    return _cell(new_code_cell, grade_id, source, locked=True)


def _cell(kind: Any, grade_id: str, source: str, **marks: Any) -> NotebookNode:
    plain = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return kind(source, metadata={"nbgrader": {**plain, "grade_id": grade_id, **marks}})


SQUARE = answer("square", "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION\n")
IMPORT = "from lessonlib.check import answer, expect\n"
NINE = test("nine", 2, f"{IMPORT}expect.equal(answer.square(3), 9, what='square(3)')")
SECRET = test(
    "secret",
    3,
    f"{IMPORT}### BEGIN HIDDEN TESTS\nexpect.equal(answer.square(-4), 16, what='square(-4)')\n### END HIDDEN TESTS",
)


class SmallCourse:
    """The assignment hw1 in a course below `root`, whose notebooks are lists of cells."""

    def __init__(self, root: Path, *cells: NotebookNode, config: str = "", **notebooks: Any) -> None:
        root.mkdir(parents=True, exist_ok=True)
        shutil.copy(CONFIG, root)
        if config:
            with (root / CONFIG.name).open("a") as file:
                file.write(f"\n{config}\n")
        self.course = Course(root)
        self.root = self.course.root
        self.write(*(cells if cells or notebooks else (SQUARE, NINE, SECRET)), **notebooks)

    def write(self, *cells: NotebookNode, **notebooks: Any) -> None:
        """Write the sources: `cells` are those of hw1.ipynb."""
        for name, one in ({"hw1": cells} | notebooks if cells else notebooks).items():
            numbered = [from_dict({**cell, "id": f"c{number}"}) for number, cell in enumerate(one)]
            notebook = new_notebook(cells=numbered)
            notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
            self.file("solutions", f"{name}.ipynb").write_text(nbformat.writes(notebook))

    def file(self, step: str, name: str) -> Path:
        path = self.root / step / "hw1" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def release(self) -> SmallCourse:
        self.course.release("hw1")
        return self

    def submit(
        self,
        student: str,
        sources: Mapping[str, str] = RIGHT,
        change: Callable[[dict[str, Any]], Any] = lambda notebook: None,
        name: str = "hw1",
        timestamp: str = "",
    ) -> Path:
        """Hand in the release with these sources, after `change(notebook)`; returns the folder."""
        notebook = json.loads((self.root / "exercises/hw1" / f"{name}.ipynb").read_text())
        for cell in notebook["cells"]:
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = sources.get(grade_id, "".join(cell["source"]))
        changed = change(notebook)
        folder = self.root / "submitted" / student / "hw1"
        folder.mkdir(parents=True, exist_ok=True)
        text = changed if isinstance(changed, str) else json.dumps(notebook)
        (folder / f"{name}.ipynb").write_text(text)
        if timestamp:
            (folder / "timestamp.txt").write_text(timestamp)
        return folder

    def grade(self, execute: Any, yes: bool = True, **options: Any) -> Graded:
        graded = grade_class(self.course, "hw1", execute, Options(**options), confirm=lambda changes: yes)
        report_files(self.course, graded)
        return graded

    def gradebook(self) -> Gradebook:
        return Gradebook(self.course.db_url)

    def scores(self) -> dict[str, float]:
        """What the gradebook has, before penalties."""
        with self.gradebook() as book:
            return {one.student.id: one.score for one in book.assignment_submissions("hw1")}

    def table(self) -> dict[str, dict[str, str]]:
        """The rows of grades.csv, by student."""
        with (self.root / "reports/hw1/grades.csv").open(encoding="utf-8-sig") as file:
            return {row["student"]: row for row in csv.DictReader(file)}


def cell(notebook: dict[str, Any], grade_id: str) -> dict[str, Any]:
    """A cell of a notebook as plain data."""
    marks = [one["metadata"].get("nbgrader", {}).get("grade_id") for one in notebook["cells"]]
    return notebook["cells"][marks.index(grade_id)]
