"""In the learner's notebook a test has names of its own."""

from __future__ import annotations

import traceback

import pytest

from lessonlib.check.companion import Load

CLAIM = "# it doubles"
LEARNERS = """
factor = 2

def double(x):
    return factor * x
"""


@pytest.fixture
def run(shell, notebook):
    """run(source) runs a cell after those of a learner; `CLAIM` on top makes it a test."""
    notebook(Load(tests={CLAIM: "double"}))
    shell.run_cell(LEARNERS)
    return shell.run_cell


def test_what_a_test_binds_is_none_of_the_learners_business(run, shell):
    result = run(f"{CLAIM}\nfor factor in (5, 7):\n    assert double(3) == 6\ndouble = None")
    assert result.success
    assert (shell.user_ns["factor"], shell.user_ns["double"](4)) == (2, 8)


def test_a_test_sees_the_learners_names_and_those_of_the_tests_above_it(run):
    assert run(f"{CLAIM}\nwant = double(1)").success
    assert run(f"{CLAIM}\nassert want == factor == 2").success


def test_what_the_learner_binds_again_is_the_learners_for_the_next_test(run):
    run(f"{CLAIM}\nfactor = other = 5")
    assert run(f"{CLAIM}\nassert factor == other == 5").success
    run("factor = 3")
    assert run(f"{CLAIM}\nassert (factor, other) == (3, 5)").success


def test_names_of_a_test_are_not_there_for_the_learner(run, capsys):
    run(f"{CLAIM}\nwant = 6")
    assert isinstance(run("want").error_in_exec, NameError)


def test_what_a_test_imports_is_there_for_the_learner(run):
    run(f"{CLAIM}\nimport os.path\nfrom math import pi as circle")
    assert run("os.path.sep, circle").result[1] == pytest.approx(3.14159, abs=1e-5)


def test_after_a_failure_its_names_can_be_looked_at_until_it_passes(run, shell, capsys):
    assert not run(f"{CLAIM}\ngot, factor = double(3), 3\nassert got == 9").success
    assert (shell.user_ns["got"], shell.user_ns["factor"]) == (6, 2)
    assert run(f"{CLAIM}\ngot = double(3)").success
    assert "got" not in shell.user_ns


def test_a_name_that_the_learner_bound_after_a_failure_stays(run, shell, capsys):
    run(f"{CLAIM}\ngot = double(3)\nassert got == 9")
    run("got = 'mine'")
    assert run(f"{CLAIM}\ngot = 6").success
    assert shell.user_ns["got"] == "mine"


def test_the_value_at_its_end_is_shown(run):
    assert run(f"{CLAIM}\ntwo = 2\ndouble(two)").result == 4
    assert run(f"{CLAIM}\ntwo = 2").result is None


def test_other_cells_run_as_always(run, shell):
    run("# it halves\nfactor = 3")
    assert shell.user_ns["factor"] == 3


def test_an_error_tells_the_line_of_the_cell(run, capsys):
    error = run(f"{CLAIM}\nx = 1\ny = double(x) / 0").error_in_exec
    last = traceback.extract_tb(error.__traceback__)[-1]
    assert (last.lineno, last.line) == (3, "y = double(x) / 0")


def test_the_source_of_its_functions_can_be_read(run):
    result = run(f"{CLAIM}\nimport inspect\ndef half(x):\n    return x / 2\ninspect.getsource(half)")
    assert result.result == "def half(x):\n    return x / 2\n"


def test_a_test_can_await(run):
    assert run(f"{CLAIM}\nimport asyncio\nawait asyncio.sleep(0, result=3)").result == 3


def test_a_syntax_error_is_one(run, capsys):
    assert isinstance(run(f"{CLAIM}\nassert (").error_before_exec, SyntaxError)


def test_a_notebook_that_is_loaded_again_forgets(run, notebook, capsys):
    run(f"{CLAIM}\nwant = 6")
    notebook(Load(tests={CLAIM: "double"}))
    assert isinstance(run(f"{CLAIM}\nwant").error_in_exec, NameError)
