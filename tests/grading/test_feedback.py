"""What a feedback page may show of a graded notebook."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from lessonlib.grading.feedback import HideTests

HIDDEN = "visible = 1\n### BEGIN HIDDEN TESTS\nsecret = 2\n### END HIDDEN TESTS\nend = 3"


def cell(source, ename="TypeError", grade=True, solution=False):
    output = new_output("error", ename=ename, evalue="no", traceback=["secret = 2", "TypeError: no"])
    metadata = {"nbgrader": {"grade": grade, "solution": solution, "grade_id": "g", "points": 1}}
    return new_code_cell(source, metadata=metadata, outputs=[output])


def hidden(one):
    notebook, _ = HideTests().preprocess(new_notebook(cells=[one]), {})
    return notebook.cells[0]


def test_the_hidden_region_and_the_traceback_go():
    shown = hidden(cell(HIDDEN))
    assert shown.source == "visible = 1\nend = 3"
    assert shown.outputs[0].traceback == ["TypeError: no"]


def test_the_message_of_a_failed_check_stays():
    assert hidden(cell(HIDDEN, ename="CheckFailed")).outputs[0].traceback == ["secret = 2", "TypeError: no"]


@pytest.mark.parametrize("kind", [{"grade": False}, {"solution": True}])
def test_a_learners_cell_stays_as_it_is(kind):
    unclosed = "### BEGIN HIDDEN TESTS\nx = 1"
    shown = hidden(cell(unclosed, **kind))
    assert shown.source == unclosed
    assert shown.outputs[0].traceback == ["secret = 2", "TypeError: no"]


def test_a_test_without_a_hidden_region_keeps_its_traceback():
    assert hidden(cell("visible = 1")).outputs[0].traceback == ["secret = 2", "TypeError: no"]
