"""What fails where a notebook is graded, and why, in the sandbox and in a kernel."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_output

from lessonlib.grading.preflight.differences import files_elsewhere
from lessonlib.grading.preflight.form import check_form

pytestmark = pytest.mark.slow


def code(source, shown=""):
    outputs = [new_output("error", ename=shown, evalue="", traceback=[])] if shown else []
    return new_code_cell(source, execution_count=3, outputs=outputs)


def test_what_differs_is_named_and_explained(run):
    def change(notebook):
        first = notebook.cells.index(next(c for c in notebook.cells if "nbgrader" in c.metadata)) + 1
        notebook.cells[first:first] = [
            code("print(later)"),
            code("print(gone)"),
            code("open('/nowhere/data.csv')"),
            code("import modul_of_mine", shown="ModuleNotFoundError"),
        ]
        notebook.cells += [code("later = 1"), code("secrets_of_a_test"), code("print(b)")]

    found, failed, _ = run(change)
    assert failed == []
    assert [(one.message, one.seen) for one in found] == [
        ("NameError: name 'later' is not defined", False),
        ("NameError: name 'gone' is not defined", False),
        ("FileNotFoundError: [Errno 2] No such file or directory: '/nowhere/data.csv'", False),
        ("ModuleNotFoundError: No module named 'modul_of_mine'", True),
        ("NameError: name 'secrets_of_a_test' is not defined", False),
        ("NameError: name 'b' is not defined", False),
    ]
    later, gone, file, mine, _, of_a_test = (one.why for one in found)
    assert "(`later = 1`), further down, makes `later`. Move it up." in later
    assert gone.startswith("No cell makes `gone`.")
    assert file.endswith("and call it 'data.csv'.")
    assert mine.startswith("A file modul_of_mine.py of your own has to lie beside the notebook")
    assert of_a_test.startswith("Only the test 'xor_truth' makes `b`, and tests leave no such names")


def test_a_test_that_fails_because_of_a_cell_that_fails(run):
    found, failed, _ = run(xor="import modul_of_mine\ndef xor(a, b):\n    return int(a != b)")
    assert failed == ["xor_truth", "xor_hidden"]
    assert [one.cell for one in found] == ["the cell 'xor'", "the test 'xor_truth'", "the test 'xor_hidden'"]
    assert found[1].why == "The cell 'xor' makes it, and failed."


def test_a_task_without_an_answer_is_no_difference(run, lesson):
    found, failed, _ = run(layers="raise NotImplementedError('Task layers: write your answer.')")
    assert (found, failed) == ([], ["layers_least"])


def test_files_elsewhere(save, lesson, right, tmp_path):
    (tmp_path / "data.csv").write_text("1")
    source = (
        f"hidden_layers = 1\nopen({str(tmp_path / 'data.csv')!r}), '/no/such/file', '{tmp_path}', 'data.csv'"
    )
    accepted = check_form(save(**right | {"layers": source}), lesson.release_notebook).accepted
    assert files_elsewhere(accepted) == [str(tmp_path / "data.csv")]
