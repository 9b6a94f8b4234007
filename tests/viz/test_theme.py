"""The theme tells many classes and curves apart."""

import pytest

from lessonlib.viz.theme import colour, dashes, marker


@pytest.mark.parametrize("style", [marker, dashes])
def test_36_looks_before_two_are_the_same(style):
    assert len({(colour(i), style(i)) for i in range(36)}) == 36
    assert (colour(36), style(36)) == (colour(0), style(0))
    assert len({style(i) for i in range(6)}) == 6
