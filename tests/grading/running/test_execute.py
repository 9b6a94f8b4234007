"""What nbgrader's metadata and the gradebook make of a notebook before it runs."""

from __future__ import annotations

import subprocess
import sys
from contextlib import nullcontext

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lessonlib.grading.box.errors import BoxError
from lessonlib.grading.running.apart import is_test
from lessonlib.grading.running.execute import ExecuteApart, ExecuteToTheEnd, with_tests

TESTS = {"test": "trusted = True"}


def cell(source, **marks):
    return new_code_cell(source, metadata={"nbgrader": marks})


@pytest.mark.parametrize(
    "marks",
    [
        {"grade": True, "solution": False},
        {"grade": False, "solution": True},
        {"grade": True, "solution": True},
        {},
    ],
)
def test_a_test_is_known_by_its_id_and_has_the_gradebooks_source(marks):
    given = new_notebook(cells=[cell("forged = True", grade_id="test", **marks)])
    trusted = with_tests(given, TESTS)
    assert trusted.cells[0].source == "trusted = True"
    assert is_test(trusted.cells[0])
    assert given.cells[0].source == "forged = True"


@pytest.mark.parametrize("grade_id", ["other", "", None, "TEST"])
def test_no_other_cell_is_a_test(grade_id):
    given = new_notebook(cells=[cell("forged = True", grade_id=grade_id, grade=True, solution=False)])
    trusted = with_tests(given, TESTS)
    assert not is_test(trusted.cells[0])
    assert trusted.cells[0].source == "forged = True"


def test_plain_and_markdown_cells_stay():
    given = new_notebook(cells=[new_code_cell("x = 1"), new_markdown_cell("# Title")])
    assert [cell.source for cell in with_tests(given, TESTS).cells] == ["x = 1", "# Title"]


def test_without_a_box_nothing_runs(monkeypatch, tmp_path):
    def none(*args):
        raise BoxError("no sandbox here")

    monkeypatch.setattr("lessonlib.grading.running.execute._tests", lambda assignment: TESTS)
    monkeypatch.setattr("lessonlib.grading.running.apart.run_apart", none)
    monkeypatch.setattr("lessonlib.grading.box.client.Zygote", lambda modules: nullcontext())
    resources = {"nbgrader": {}, "metadata": {"path": str(tmp_path)}}
    with pytest.raises(BoxError, match="no sandbox here"):
        ExecuteApart().preprocess(new_notebook(cells=[cell("x = 1")]), resources)


def test_it_runs_in_one_process_only_when_told_to(monkeypatch):
    monkeypatch.setattr(ExecuteToTheEnd, "preprocess", lambda self, nb, resources: ("in process", resources))
    step = ExecuteApart()
    assert not step.unsafe_in_process
    step.unsafe_in_process = True
    assert step.preprocess(new_notebook(), {}) == ("in process", {})


def test_nbgraders_settings_load_where_there_is_no_linux():
    blocked = "import nbgrader, sys\nfor name in ('resource', 'fcntl'): sys.modules[name] = None\n"
    load = "import lessonlib.grading.running.execute, lessonlib.grading.book.feedback, lessonlib.grading.book.release"
    done = subprocess.run([sys.executable, "-c", blocked + load], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
