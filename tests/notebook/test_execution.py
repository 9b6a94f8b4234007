import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lessonlib.notebook.execution import cell_error, run_notebooks


def notebook(*sources):
    return new_notebook(cells=[new_code_cell(source) for source in sources])


def test_a_notebook_runs_past_errors_in_a_folder_of_its_own():
    source = notebook("import os\nos.listdir()", "1 / 0", "open('made', 'w').close()", "")
    (run,) = run_notebooks([source])
    listing, error, made, empty = run.notebook.cells
    assert listing.outputs[0].data["text/plain"] == "[]"
    assert "ZeroDivisionError: division by zero" in (cell_error(error) or "")
    assert "\x1b" not in (cell_error(error) or "")
    assert cell_error(made) is None
    assert cell_error(empty) is None
    assert run.errors == [cell_error(error)]
    assert run.stopped == ""
    assert source.cells[0].outputs == [], "the notebook given is not changed"


def test_results_come_in_the_order_given():
    runs = run_notebooks(
        [notebook("import time; time.sleep(1)\nprint(0)"), notebook("print(1)"), notebook("print(2)")]
    )
    assert [run.notebook.cells[0].outputs[0].text for run in runs] == ["0\n", "1\n", "2\n"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [("import os\nos._exit(1)", "the kernel died"), ("while True: pass", "a cell took more than 2 s")],
)
def test_a_dead_or_endless_cell_stops_its_notebook_and_no_other(source, reason):
    stopped, other = run_notebooks([notebook(source, "2"), notebook("2")], cell_seconds=2)
    assert stopped.stopped == reason
    assert cell_error(stopped.notebook.cells[1]) == stopped.errors[-1] == "the cell did not run"
    assert (other.stopped, cell_error(other.notebook.cells[0])) == ("", None)
