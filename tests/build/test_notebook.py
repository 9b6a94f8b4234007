import json

import pytest
from nbformat.v4 import new_code_cell, new_output

from lessonlib.build.notebook import (
    cell_options,
    content_hash,
    dumps,
    make_notebook,
    read_notebook,
    seal,
    stored_hash,
)
from lessonlib.build.packing import with_help
from lessonlib.build.source import read_cells


@pytest.fixture
def cells(lesson):
    return with_help(read_cells(lesson.exercise), lesson.exercise)


@pytest.fixture
def notebook(lesson, cells):
    return make_notebook(cells, lesson.slug, "lessons/01_addition/exercise.py")


def test_tests_and_tasks_carry_nbgraders_metadata(notebook):
    cells = {cell.id: cell.metadata.get("nbgrader") for cell in notebook.cells}
    assert cells["01-add"] == {
        "grade": False, "grade_id": "add", "locked": False, "schema_version": 3, "solution": True,
        "task": False,
    }  # fmt: skip
    assert cells["01-add_more"] == {
        "grade": True, "grade_id": "add_more", "locked": True, "points": 3.5, "schema_version": 3,
        "solution": False, "task": False,
    }  # fmt: skip
    assert cells["01-imports"]["locked"] is True
    assert cells["01_addition-001"] is None


def test_options_come_back_from_the_metadata(cells, notebook):
    assert [cell_options(cell) for cell in notebook.cells] == [cell.options for cell in cells]


def test_a_cell_graded_by_hand_has_no_options():
    metadata = {"nbgrader": {"solution": True, "grade": True, "grade_id": "essay", "points": 3}}
    with pytest.raises(ValueError, match="graded by hand"):
        cell_options(new_code_cell("", metadata=metadata))


def test_the_file_is_the_same_each_time_and_reads_back(lesson, cells, notebook, tmp_path):
    again = make_notebook(cells, lesson.slug, "lessons/01_addition/exercise.py")
    assert dumps(notebook) == dumps(again)
    assert dumps(notebook).endswith("}\n")
    path = tmp_path / "x.ipynb"
    path.write_text(dumps(notebook))
    assert dumps(read_notebook(path)) == dumps(notebook)


def test_running_is_no_edit(notebook):
    cell = notebook.cells[1]
    cell.outputs, cell.execution_count = [new_output("stream", text="hello")], 7
    cell.metadata["execution"] = {"iopub.status.busy": "now"}
    notebook.metadata["widgets"] = {}
    assert stored_hash(notebook) == content_hash(notebook)
    assert "hello" not in dumps(seal(notebook))
    assert "widgets" not in dumps(seal(notebook))


@pytest.mark.parametrize("edit", ["source", "points", "order", "new cell"])
def test_editing_changes_the_content(notebook, edit):
    match edit:
        case "source":
            notebook.cells[0].source += "!"
        case "points":
            notebook.cells[5].metadata["nbgrader"]["points"] = 9
        case "order":
            notebook.cells.reverse()
        case "new cell":
            notebook.cells.append(new_code_cell("1"))
    assert stored_hash(notebook) != content_hash(notebook)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<<<<<<< ours", "it is not JSON"),
        (json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}}), "it breaks the notebook format"),
        (json.dumps([1, 2]), "it breaks the notebook format"),
        (
            json.dumps({"nbformat": 9, "nbformat_minor": 5, "metadata": {}, "cells": []}),
            "Unsupported nbformat version 9",
        ),
    ],
)
def test_what_is_no_notebook_is_refused_with_a_reason(tmp_path, text, message):
    path = tmp_path / "x.ipynb"
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        read_notebook(path)
