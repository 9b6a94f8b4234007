"""What keeps nbgrader from making a release."""

import json
import subprocess
import sys

import pytest

from lessonlib.grading.book.source_fault import source_fault
from lessonlib.grading.errors import GradingError


@pytest.fixture
def course(small, tmp_path):
    return small.SmallCourse(tmp_path / "my course")


def change(course, edit):
    """Edit the source's cells, a list of plain data; returns the file."""
    path = course.file("solutions", "hw1.ipynb")
    notebook = json.loads(path.read_text())
    edit(notebook["cells"])
    path.write_text(json.dumps(notebook))
    return path


def old(cells):
    for cell in cells:
        marks = cell["metadata"]["nbgrader"]
        marks["schema_version"] = 1
        del marks["task"]
        if not marks["grade"]:
            marks.pop("points", None)


def test_metadata_of_an_old_schema_and_the_command_that_mends_them(course):
    path = change(course, old)
    with pytest.raises(GradingError, match=r"schema version 1, and 3 is in use(.|\n)*nbgrader update"):
        course.release()
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "update", str(path)],
        cwd=course.root,
        check=True,
        capture_output=True,
    )
    assert course.release()
    assert source_fault(path) == ""


def test_cells_with_one_id_are_named(course):
    change(course, lambda cells: cells.append({**cells[1], "id": "again"}))
    with pytest.raises(GradingError, match=r"one id: 'nine' \(2 cells\)\. Give each its own"):
        course.release()


def test_a_byte_order_mark(course):
    path = course.file("solutions", "hw1.ipynb")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    with pytest.raises(GradingError, match="byte order mark: open it in JupyterLab"):
        course.release()


@pytest.mark.parametrize("text", ["{", "[]", '{"cells": [5, {"metadata": {"nbgrader": 5}}]}', "[" * 100_000])
def test_of_other_faults_it_says_nothing(tmp_path, text):
    (tmp_path / "x.ipynb").write_text(text)
    assert source_fault(tmp_path / "x.ipynb") == ""
