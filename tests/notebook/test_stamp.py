import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lessonlib.notebook.file import dumps
from lessonlib.notebook.stamp import content_hash, stamp, stamped_again, stored_hash

SOURCE = "lessons/01_addition/exercise.py"


@pytest.fixture
def notebook():
    marks = {"grade": True, "grade_id": "add_small", "locked": True, "points": 4, "solution": False}
    cells = [
        new_markdown_cell("# Addition"),
        new_code_cell("1 + 2"),
        new_code_cell("assert 1", metadata={"nbgrader": marks}),
    ]
    return stamp(new_notebook(cells=cells), SOURCE)


def test_running_is_no_edit(notebook):
    cell = notebook.cells[1]
    cell.outputs, cell.execution_count = [new_output("stream", text="hello")], 7
    cell.metadata["execution"] = {"iopub.status.busy": "now"}
    notebook.metadata["widgets"] = {}
    assert stored_hash(notebook) == content_hash(notebook)
    again = dumps(stamped_again(notebook))
    assert "hello" not in again
    assert "widgets" not in again
    assert notebook.metadata["lessonlib"]["derived_from"] == SOURCE


@pytest.mark.parametrize("edit", ["source", "points", "order", "new cell"])
def test_editing_changes_the_content(notebook, edit):
    match edit:
        case "source":
            notebook.cells[0].source += "!"
        case "points":
            notebook.cells[2].metadata["nbgrader"]["points"] = 9
        case "order":
            notebook.cells.reverse()
        case "new cell":
            notebook.cells.append(new_code_cell("1"))
    assert stored_hash(notebook) != content_hash(notebook)
    assert stored_hash(stamped_again(notebook)) == content_hash(notebook)


def test_a_notebook_without_a_stamp_stays_as_it_is():
    notebook = new_notebook(cells=[new_code_cell("1", execution_count=3)])
    assert stored_hash(stamped_again(notebook)) is None
    assert notebook.cells[0].execution_count == 3
