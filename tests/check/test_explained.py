from __future__ import annotations

import base64
from contextlib import suppress

import pytest

from lessonlib.check import expect, seal
from lessonlib.check.explained import Explanations, explanations, lock, unlock

WHY = "Sessions share no state; each has its own copy: 세션."


def test_the_right_answer_unlocks_the_text_in_any_form():
    locked = lock(WHY, "q3", ["d", "a"])
    assert unlock(locked, "q3", {"a": 1} and ("A", " d")) == WHY
    assert locked == lock(WHY, "q3", ["a", "d"])


@pytest.mark.parametrize(("key", "answer"), [("q3", "b"), ("q4", "a"), ("q3", ["a", "b"])])
def test_nothing_else_does(key, answer):
    locked = lock(WHY, "q3", "a")
    assert b"Sessions" not in base64.b64decode(locked)
    with suppress(UnicodeDecodeError):
        assert "Sessions" not in unlock(locked, key, answer)


def test_it_is_shown_in_a_notebook_where_the_answer_is_right(shell, capsys):
    made = Explanations()
    made.load({"q3": lock(WHY, "q3", "a")})
    made.tell("q3", "a", "q3_luck")
    made.tell("q4", "a", "no text for it")
    assert capsys.readouterr().out == f"**`q3_luck` is right.** {WHY}\n"


def test_a_check_that_passes_shows_it(shell, capsys):
    explanations.load({"q3": lock(WHY, "q3", "a")})
    try:
        with pytest.raises(expect.CheckFailed):
            expect.sealed("b", "q3", seal("q3", "a"))
        assert capsys.readouterr().out == ""
        expect.sealed("A", "q3", seal("q3", "a"), what="q3_luck")
    finally:
        explanations.load({})
    assert WHY in capsys.readouterr().out


def test_outside_of_a_notebook_nothing_is_shown(capsys):
    made = Explanations()
    made.load({"q3": lock(WHY, "q3", "a")})
    made.tell("q3", "a", "q3")
    assert capsys.readouterr().out == ""
