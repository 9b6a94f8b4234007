"""Texts of strangers on the instructor's terminal."""

from __future__ import annotations

import pytest

from lessonlib.grading.printable import guarded, printable, sentence


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("김철수 é", "김철수 é"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[H0 errors", "0 errors"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;https://evil\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mtext", "31mtext"),
        ("a\rb\nc\td", "a b c d"),
        ("safe\u202etxt.exe", "safe txt.exe"),
        ("zero\u200bwidth", "zero width"),
        ("\ud800", ""),
        ("\x00", ""),
    ],
)
def test_commands_and_unseen_characters_go(text, shown):
    assert printable(text) == shown


def test_a_long_text_is_cut():
    assert printable("x" * 400) == "x" * 299 + "…"
    assert printable("abc", 2) == "a…"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        (" =1", "'=1"),
        ("\x1b[0m=1", "'=1"),
        ("1", "1"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_no_text_becomes_a_formula(text, cell):
    assert guarded(text) == cell


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("it ended\nearly", "It ended early."),
        ("Why?.", "Why?."),
        ("", ""),
        ("x" * 400, "X" + "x" * 298 + "…"),
    ],
)
def test_a_sentence_has_a_capital_and_a_full_stop(text, shown):
    assert sentence(text) == shown
