"""What a feedback page may show of a graded notebook."""

from __future__ import annotations

import copy

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from lessonlib.grading.book.feedback import HideTests

HIDDEN = (
    'visible = 1\n### BEGIN HIDDEN TESTS\nsecret = expect(2, hint="Square it,\\n"\n    "then add.")\n'
    "### END HIDDEN TESTS\nend = 3"
)
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


def test_the_message_of_a_check_that_failed_before_the_hidden_ones_stays():
    [error] = hidden(cell(ename="CheckFailed", line=1)).outputs
    assert error.traceback[-1] == MESSAGE


# A value that is got after the hidden part can hold what that part asked with.
@pytest.mark.parametrize("line", [2, 3, 4, 5, 6, None])
def test_of_a_hidden_check_and_all_after_it_only_the_hint_is_told(line):
    [error] = hidden(cell(ename="CheckFailed", line=line)).outputs
    assert error.traceback == ["A hidden check failed.", "  hint:     Square it,", "then add."]
    assert "17.25" not in str(error)


def test_of_the_learners_own_error_in_a_hidden_check_nothing_is_told():
    [error] = hidden(cell(ename="LearnerError", line=3)).outputs
    assert error.traceback == ["A hidden check failed: your code stopped with an error."]
    assert "17.25" not in str(error)


@pytest.mark.parametrize(
    "message",
    [
        "f is not right.\n  got:      ValueError: \n  hint:     17.25",
        "f is not right.\n  got:      1\n  hint:     17.25\n  expected: 2",
        "f is not right.\n  got:      1\n  hint:     17.25\n  hint:     Square it,\nthen add.",
    ],
)
def test_a_learners_text_is_no_hint(message):
    secret = cell(ename="CheckFailed", line=3)
    secret.outputs[1].evalue, secret.outputs[1].traceback = message, message.split("\n")
    [error] = hidden(secret).outputs
    assert "17.25" not in str(error)
    assert ("Square it" in str(error)) == ("Square it" in message)


@pytest.mark.parametrize("status", ["exit status 17", "signal 17: Child exited"])
def test_no_number_that_the_learners_code_chose_is_told(status):
    died = cell(ename="KernelDied", line=None)
    died.outputs[1].traceback = [f"KernelDied: the process ended itself ({status})"]
    [error] = hidden(died).outputs
    assert error.traceback == ["KernelDied: the process ended itself"]


def test_of_any_other_error_in_a_hidden_test_nothing_is_told():
    [error] = hidden(cell(line=3)).outputs
    assert error.traceback == ["A hidden check failed."]
    assert "17.25" not in str(error)


@pytest.mark.parametrize("kind", [{"grade": False}, {"solution": True}])
def test_a_learners_cell_stays_as_it_is(kind):
    unclosed = cell("### BEGIN HIDDEN TESTS\nx = 1", **kind)
    assert hidden(copy.deepcopy(unclosed)) == unclosed


def test_what_hides_nothing_keeps_its_error():
    one = cell("visible = 1")
    before = copy.deepcopy(one.outputs)
    assert hidden(one).outputs == before


def test_a_test_that_cannot_be_parsed_has_no_hints():
    [error] = hidden(cell(HIDDEN + "\n%time x", ename="CheckFailed", line=3)).outputs
    assert error.traceback == ["A hidden check failed."]
