"""`hint()` in a real IPython: the shell runs the cells, as in a notebook."""

from __future__ import annotations

import pytest

from lessonlib.check.companion import Companion, Load, pack
from lessonlib.check.explained import Explanations
from lessonlib.check.hints import TaskHints

ADD = TaskHints(
    ("look here", "the idea of it", "nearly"), (("got:      2", "a product"), ("None", "no return"))
)
LOAD = Load(
    hints={"add": ADD, "name": TaskHints(("title", "noun", "add..."))},
    tests={"# add(1, 2) is 3": "add", "# it is called addition": "name"},
)
FAILING = "# add(1, 2) is 3\nraise AssertionError('add(1, 2)\\n  got:      2')"
STUB = "def f():\n    raise NotImplementedError(\"task 'name': write your answer here\")\n"


@pytest.fixture
def companion(notebook):
    return notebook(LOAD)


@pytest.fixture
def hint(companion):
    return companion.hint


def test_after_a_failed_test_each_call_says_more_and_then_stays(shell, hint, capsys):
    shell.run_cell(FAILING)
    texts = [hint().text for _ in range(5)]
    for text, wanted in zip(
        texts, ["a product", "look here", "the idea of it", "nearly", "nearly"], strict=True
    ):
        assert wanted in text
    assert "about this error" in texts[0]
    assert "`hint()` again: hint 1 of 3, where to look." in texts[0]
    assert "hint 2 of 3, the idea" in texts[2]
    assert "last hint" in texts[3]


def test_another_error_brings_its_own_hint_first(shell, hint, capsys):
    shell.run_cell(FAILING)
    hint(), hint()
    shell.run_cell("# add(1, 2) is 3\nraise ValueError('got None')")
    assert "no return" in hint().text
    assert "the idea of it" in hint().text


def test_a_test_that_passes_now_needs_no_hint(shell, hint, capsys):
    shell.run_cell(FAILING)
    shell.run_cell("1 + 1")
    assert "look" in hint("add").text
    shell.run_cell("# add(1, 2) is 3\nassert True")
    assert hint().text.startswith("No test waits for help.")


def test_a_stub_that_a_test_meets_is_the_task_to_help_with(shell, hint, capsys):
    shell.run_cell(STUB)
    shell.run_cell("# add(1, 2) is 3\nf()")
    assert "Task `name`, hint 1 of 3" in hint().text


def test_other_errors_are_none_of_its_business(shell, hint, capsys):
    shell.run_cell("1 / 0")
    shell.run_cell("1 +")
    assert "No test waits for help" in hint().text


def test_a_task_and_a_level_can_be_chosen(hint):
    assert "title" in hint("name").text
    assert "noun" in hint("name").text
    assert "title" in hint("name", 1).text
    assert "nearly" in hint("add", 3).text
    assert "no level 4. The levels are: 1 (where to look), 2" in hint("add", 4).text
    assert 'no task `adding` here. The tasks are: `hint("add")`, `hint("name")`' in hint("adding").text


def test_a_notebook_shows_markdown_and_a_terminal_text(shell, hint):
    data, _ = shell.display_formatter.format(hint("add"))
    assert data["text/markdown"].startswith("**Task `add`, hint 1 of 3, where to look**")
    assert data["text/plain"] == data["text/markdown"]


def test_a_practice_cell_may_have_fewer_hints(notebook):
    hint = notebook(Load(hints={"row": TaskHints(("the colon",))})).hint
    assert "Task `row`, hint 1 of 1**" in hint("row").text
    assert "no level 2. The levels are: 1." in hint("row", 2).text


def test_what_was_seen_is_counted(hint):
    assert hint.unseen("add") == 3
    hint("add", 2)
    hint("add", 2)
    assert hint.unseen("add") == 2
    assert hint.unseen("unknown") == 0


def test_without_a_notebook_it_still_answers():
    made = Companion(Explanations())
    assert "run the first code cell" in made.hint().text
    made.load(pack(LOAD))
    assert "Run a test first, or name a task" in made.hint().text
    assert "look here" in repr(made.hint("add"))


def test_running_the_first_cell_again_starts_over(shell, companion, hint, capsys):
    companion.load(pack(LOAD))
    shell.run_cell(FAILING)
    assert "a product" in hint().text
    companion.load(pack(LOAD))
    assert "No test waits" in hint().text
    assert shell.events.callbacks["post_run_cell"].count(companion.record.end) == 1
