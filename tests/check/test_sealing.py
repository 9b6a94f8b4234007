"""Seals: the same for one answer however written, and different for others."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.check.sealing import normalise, seal


def test_a_seal_is_a_salted_sha256():
    assert seal("q3", "B") == hashlib.sha256(b"lessonlib\0q3\0b").hexdigest()[:16]
    assert seal("q3", "b") != seal("q4", "b")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("b", " B\n"),
        (3, "3"),
        (3, 3.0),
        ("3.0", 3),
        (True, "true"),
        (["c", "a"], ("A", "c", "a")),
        ("two  words", "Two words"),
        (np.array([1, 2]), [2, 1]),
        (0.1 + 0.2, 0.3),
        (np.array(4), 4),
    ],
)
def test_one_answer_written_in_two_ways(one, other):
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("b", "c"), (3, 4), (True, 1), ("", "b"), ([1], [1, 2])])
def test_different_answers(one, other):
    assert normalise(one) != normalise(other)


@given(st.text() | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False))
def test_normalising_twice_changes_nothing(answer):
    assert normalise(normalise(answer)) == normalise(answer)


@pytest.mark.parametrize("answer", [None, float("nan"), float("inf"), {}, b"b", object(), [None]])
def test_what_cannot_be_an_answer(answer):
    with pytest.raises(TypeError, match="an answer is a text, a number"):
        normalise(answer)
