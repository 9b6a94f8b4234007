from __future__ import annotations

import pytest

from lessonlib.check.record import Failure, Record

TESTS = {"# add(1, 2) is 3": "add", "# it is called addition": "name"}


@pytest.fixture
def record(shell):
    made = Record()
    made.start(TESTS, ["add", "name"])
    made.watch(shell)
    return made


def test_it_knows_the_cell_that_runs(shell, record):
    shell.user_ns["record"] = record
    assert shell.run_cell("record.running + '!'").result == "record.running + '!'!"


def test_tests_that_pass_are_noted_and_other_cells_are_not(shell, record):
    shell.run_cell("# add(1, 2) is 3\n1 + 2")
    shell.run_cell("# it adds")
    assert record.passed == {"# add(1, 2) is 3"}


def test_the_last_failure_stays_until_its_test_passes(shell, record, capsys):
    shell.run_cell("# add(1, 2) is 3\nraise ValueError('x')")
    shell.run_cell("1 / 0")
    shell.run_cell("# it is called addition")
    assert record.failure == Failure("add", "ValueError: x", "# add(1, 2) is 3")
    shell.run_cell("# add(1, 2) is 3")
    assert record.failure is None


def test_starting_again_forgets(shell, record, capsys):
    shell.run_cell("# add(1, 2) is 3\n1 / 0")
    record.seen["add"] = ["x"]
    record.start(TESTS, [])
    assert (record.failure, record.passed, record.seen) == (None, set(), {})
