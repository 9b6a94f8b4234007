"""States and reasons, from what nbgrader leaves."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lessonlib.grading.states import State, failure_reason, read_state


@pytest.mark.parametrize(
    ("ename", "state", "reason"),
    [
        ("KernelDied", State.CRASHED, "why"),
        ("CellTimeoutError", State.TIMEOUT, "a cell took too long and was stopped"),
        ("CheckFailed", State.GRADED, ""),
    ],
)
def test_the_state_is_read_from_the_errors(tmp_path, ename, state, reason):
    outputs = [
        new_output("stream", text="hello"),
        new_output("error", ename=ename, evalue="why", traceback=[]),
    ]
    cells = [new_markdown_cell("# Title"), new_code_cell("f()", outputs=outputs)]
    nbformat.write(new_notebook(cells=cells), tmp_path / "n.ipynb")
    assert read_state(tmp_path / "n.ipynb") == (state, reason)


def test_the_reason_is_the_exception_in_the_log():
    log = "[INFO] Converting\n[ERROR] Traceback\n      File x\n    nbformat.reader.NotJSONError: not JSON\n[ERROR] See"
    assert failure_reason({"log": log, "error": "NbGraderException: see above"}) == (
        "nbformat.reader.NotJSONError: not JSON"
    )
    assert (
        failure_reason({"error": "a.b.NbGraderException: No notebooks"})
        == "a.b.NbGraderException: No notebooks"
    )
    assert failure_reason({}) == "nbgrader gave no reason"
