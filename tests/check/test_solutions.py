"""`solution(...)` in a real IPython: it opens when the tests have passed there, or when no hint is left."""

from __future__ import annotations

import pytest

from lessonlib.check.companion import Companion, Load
from lessonlib.check.explained import Explanations
from lessonlib.check.hints import TaskHints
from lessonlib.check.solutions import Solution

CLAIMS = ("# add(1, 2) is 3", "# add works for floats")
LOAD = Load(
    hints={"add": TaskHints(("look here", "the idea", "nearly")), "name": TaskHints(("noun",))},
    tests=dict.fromkeys(CLAIMS, "add"),
    solutions={"add": Solution("def add(a, b):\n    return a + b", "`sum` would have done.", CLAIMS)},
)


@pytest.fixture
def solution(notebook):
    return notebook(LOAD).solution


def test_before_it_says_what_is_missing(shell, solution):
    shell.run_cell(CLAIMS[0])
    text = solution("add").text
    assert "return a + b" not in text
    assert "- add works for floats\n" in text
    assert "add(1, 2)" not in text
    assert '`hint("add")` has 3 more' in text


def test_it_opens_when_all_tests_have_passed(shell, solution):
    for claim in CLAIMS:
        shell.run_cell(f"{claim}\nassert True")
    assert solution("add").text == (
        "**`add`, a solution**\n\n```python\ndef add(a, b):\n    return a + b\n```\n\n`sum` would have done."
    )


def test_a_test_that_fails_has_not_passed(shell, solution, capsys):
    for claim in CLAIMS:
        shell.run_cell(f"{claim}\nassert False")
    assert "opens when" in solution("add").text


def test_it_opens_when_all_hints_were_used(shell, notebook):
    companion = notebook(LOAD)
    for level in (3, 1):
        companion.hint("add", level)
    assert "has 1 more" in companion.solution("add").text
    companion.hint("add", 2)
    assert "return a + b" in companion.solution("add").text


def test_practice_opens_whenever_it_is_asked(notebook):
    load = Load(hints={"row": TaskHints(("the colon",))}, solutions={"row": Solution("row = m[0]")})
    assert notebook(load).solution("row").text == "**`row`, a solution**\n\n```python\nrow = m[0]\n```"


def test_other_names_are_answered_with_those_that_there_are(solution):
    assert solution().text == 'Name a task: `solution("add")`, `solution("name")`.'
    assert solution("sum").text.startswith("There is no task `sum` here. Name a task")
    assert "comes without solutions" in solution("name").text
    assert "run the first code cell" in Companion(Explanations()).solution("add").text
