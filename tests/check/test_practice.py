"""`check(...)` at the end of a practice cell, in a real IPython."""

from __future__ import annotations

import pytest

from lessonlib.check.companion import Companion, Load
from lessonlib.check.explained import Explanations
from lessonlib.check.hints import TaskHints
from lessonlib.check.practice import Try, learners_cell
from lessonlib.check.solutions import Solution

STUB = "# the last row\nrow = ..."
CHECK = 'size = len(row)\nexpect.equal(row, [3, 4], what="row", hint="Count from the end.")'
LOAD = Load(
    hints={"last_row": TaskHints(("-1",), (("got:      [1, 2]", "This is the first one."),))},
    solutions={"last_row": Solution("row = m[-1]", "Negative indices count from the end.")},
    tries={"last_row": Try(STUB, CHECK)},
)


@pytest.fixture
def companion(shell, notebook):
    made = notebook(LOAD)
    shell.run_cell("m = [[1, 2], [3, 4]]")
    return made


@pytest.fixture
def answered(shell, companion):
    """Runs the learner's cell with other lines, and gives the outcome."""

    def run(lines):
        result = shell.run_cell(learners_cell("last_row", lines))
        assert result.error_in_exec is None
        assert result.result is companion.check.last
        return result.result

    return run


@pytest.mark.parametrize("stub", [STUB, "row = ...   \n\n\n", "row = ...  \n# I think ..."])
def test_the_cell_as_it_came_waits_for_an_answer(answered, stub):
    outcome = answered(stub.replace("...   ", "...").replace("...  ", "..."))
    assert outcome.verdict == "unanswered"
    assert outcome.text.startswith("> **✎ Your turn.** Write your answer in place of `...`")
    assert '`solution("last_row")`' in outcome.text


def test_a_changed_indentation_is_an_answer(shell, notebook):
    notebook(Load(tries={"last_row": Try("if not m:\n    row = m[0]\n    row = m[-1]", CHECK)}))
    shell.run_cell("m = [[1, 2], [3, 4]]")
    answer = "if not m:\n    row = m[0]\nrow = m[-1]"
    assert shell.run_cell(learners_cell("last_row", answer)).result.verdict == "right"


def test_a_right_answer_is_told_and_explained(shell, answered):
    outcome = answered("row = m[-1]")
    assert (outcome.verdict, outcome.text) == ("right", "> **✓ Right.** Negative indices count from the end.")
    assert "size" not in shell.user_ns, "a check leaves no names behind"


def test_a_wrong_answer_is_told_with_its_value_and_a_hint(answered, companion):
    outcome = answered("row = m[0]")
    assert outcome.verdict == "wrong"
    assert outcome.message.startswith("CheckFailed: row is not right.")
    assert "> got:      [1, 2]\n> expected: [3, 4]\n" in outcome.text
    assert "> Count from the end." in outcome.text
    assert "This is the first one." in companion.hint().text
    answered("row = m[-1]")
    assert "No test waits" in companion.hint().text


def test_a_name_that_is_gone_is_missed(shell, answered):
    assert "The name `row` is not there." in answered("del row" if "row" in shell.user_ns else "pass").text


def test_an_error_in_the_learners_code_is_no_traceback(answered):
    outcome = answered("class Row:\n    def __len__(self):\n        raise OSError('lost')\nrow = Row()")
    assert outcome.verdict == "wrong"
    assert "Your code stopped with an error:\n>\n> ```\n> OSError: lost\n> ```" in outcome.text


def test_a_cell_without_dots_is_to_be_changed(shell, notebook):
    notebook(Load(LOAD.hints, tries={"last_row": Try("rate = 0.1", "expect.that(rate > 1, 'Too low.')")}))
    outcome = shell.run_cell(learners_cell("last_row", "rate = 0.1")).result
    assert "Change the cell as the text says" in outcome.text
    outcome = shell.run_cell(learners_cell("last_row", "rate = 0.2")).result
    assert outcome.text.startswith("> **✗ Not yet.** Too low.\n>\n> `hint(")


def test_other_names_are_answered_with_those_that_there_are(companion):
    assert companion.check("row").text == 'There is no practice `row` here. There are: `check("last_row")`.'
    assert "run the first code cell" in Companion(Explanations()).check("row").text
