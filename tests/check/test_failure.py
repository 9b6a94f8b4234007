"""The message of a failed check, as text and as a notebook shows it."""

from __future__ import annotations

import re

from IPython.core.interactiveshell import InteractiveShell

from lessonlib.check.failure import WIDTH, CheckFailed, LearnerError, shorten


def test_a_long_first_line_is_wrapped_with_its_name():
    first, second, *_ = CheckFailed("model(" + "array of shape (20, 2), " * 6 + ")")._render_traceback_()
    assert first.startswith("\x1b[0;31mCheckFailed\x1b[0m: model(array")
    assert len(re.sub(r"\x1b\[[0-9;]*m", "", first)) <= WIDTH
    assert second.startswith("  ")


def test_parts_that_are_empty_are_left_out():
    assert str(CheckFailed("The loss fell.")) == "The loss fell."
    assert str(CheckFailed("x", hint="h")) == "x\n  hint:     h"


def test_a_notebook_shows_the_message_without_a_traceback(capsys):
    shell = InteractiveShell()
    shell.run_cell(
        "from lessonlib.check import expect\nexpect.equal(1, 0, 'xor(1, 1)', 'Look at ' + 'it ' * 60)"
    )
    shown = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).rstrip().splitlines()
    assert shown[:3] == ["CheckFailed: xor(1, 1) is not right.", "  got:      1", "  expected: 0"]
    assert shown[3].startswith("  hint:     Look at it")
    assert all(line.startswith(" " * 12 + "it") for line in shown[4:])
    assert len(shown) > 4
    assert max(map(len, shown)) <= WIDTH


def test_a_multi_line_error_message_stays_whole():
    error = LearnerError("f(1)", ("ValueError", "Exception"), "first\nsecond", "raise ValueError(text)")
    assert str(error).splitlines()[1:4] == [
        "  got:      ValueError: first",
        "second",
        "  at:       raise ValueError(text)",
    ]


def test_shorten_keeps_both_ends():
    assert shorten("short") == "short"
    text = shorten("a" * 500 + "z" * 500, 100)
    assert len(text) <= 100
    assert text[0] + text[-1] == "az"
