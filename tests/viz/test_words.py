"""Numbers, counts and lists in words."""

import pytest

from lessonlib.viz.words import count, listed, number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.69314, "0.693"),
        (1234.5, "1230"),
        (1e-7, "1e-07"),
        (5, "5"),
        (0.0, "0"),
        (-0.5, "-0.5"),
        (2.5e8, "2.5e+08"),
    ],
)
def test_numbers_have_three_digits(value, text):
    assert number(value) == text


def test_counts_agree_in_number():
    assert (count(2, "pass"), count(3, "variables")) == ("2 passes", "3 variables")
    assert (count(1, "step"), count(2, "step"), count(0, "box", "boxes")) == ("1 step", "2 steps", "0 boxes")


def test_lists_end_in_and():
    assert [listed("a"), listed("ab"), listed("abc")] == ["a", "a and b", "a, b and c"]
