"""What a feedback page may show of a graded notebook."""

from __future__ import annotations

import copy

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from lessonlib.grading.book.feedback import HideTests

HIDDEN = "visible = 1\n### BEGIN HIDDEN TESTS\nsecret = 2\n### END HIDDEN TESTS\nend = 3"
MESSAGE = "f(17.25) is not right.\n  got:      1\n  expected: 2\n  hint:     Square it,\nthen add."


def cell(source=HIDDEN, ename="TypeError", grade=True, solution=False, line=1):
    outputs = [
        new_output("stream", text="printed by the test"),
        new_output("error", ename=ename, evalue=MESSAGE, traceback=["secret = 2", MESSAGE]),
    ]
    metadata = {"nbgrader": {"grade": grade, "solution": solution, "grade_id": "g", "points": 1}}
    metadata |= {"lessonlib": {"failed_line": line}} if line else {}
    return new_code_cell(source, metadata=metadata, outputs=outputs)


def hidden(one):
    notebook, _ = HideTests().preprocess(new_notebook(cells=[one]), {})
    return notebook.cells[0]


def test_the_hidden_region_and_the_traceback_go():
    shown = hidden(cell())
    assert shown.source == "visible = 1\nend = 3"
    assert [output.output_type for output in shown.outputs] == ["error"]
    assert "secret" not in "".join(shown.outputs[0].traceback)


@pytest.mark.parametrize("line", [1, 5])
def test_the_message_of_a_check_that_failed_in_sight_stays(line):
    [error] = hidden(cell(ename="CheckFailed", line=line)).outputs
    assert error.traceback[-1] == MESSAGE


@pytest.mark.parametrize("line", [2, 3, 4, None])
@pytest.mark.parametrize("ename", ["CheckFailed", "LearnerError"])
def test_of_a_hidden_check_only_the_hint_is_told(line, ename):
    [error] = hidden(cell(ename=ename, line=line)).outputs
    assert error.traceback == ["A hidden check failed.", "  hint:     Square it,", "then add."]
    assert "17.25" not in str(error)


def test_of_any_other_error_in_a_hidden_test_nothing_is_told():
    [error] = hidden(cell(line=3)).outputs
    assert error.traceback == ["A hidden check failed."]
    assert "17.25" not in str(error)


@pytest.mark.parametrize("kind", [{"grade": False}, {"solution": True}])
def test_a_learners_cell_stays_as_it_is(kind):
    unclosed = cell("### BEGIN HIDDEN TESTS\nx = 1", **kind)
    assert hidden(copy.deepcopy(unclosed)) == unclosed


@pytest.mark.parametrize("one", [cell("visible = 1"), cell(ename="KernelDied", line=None)])
def test_what_hides_nothing_keeps_its_error(one):
    before = copy.deepcopy(one.outputs[-1])
    assert hidden(one).outputs[-1] == before
