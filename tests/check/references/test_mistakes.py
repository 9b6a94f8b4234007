"""A check says which mistake a training makes, where it can tell."""

import pytest

from lessonlib.check.failure import CheckFailed
from lessonlib.check.references.mistakes import name_mistake

MISTAKES = {
    "It adds.": {"sign": 1},
    "It forgets.": {"keep": False},
    "It forgets too.": {"keep": False, "sign": 1},
}


def test_the_first_mistake_that_is_followed_is_named():
    def is_followed(sign=-1, keep=True):
        return not keep

    with pytest.raises(CheckFailed, match=r"^It forgets\.") as caught:
        name_mistake(MISTAKES, is_followed, "Look again.")
    assert "Look again." in str(caught.value)


def test_another_mistake_is_not_named():
    name_mistake(MISTAKES, lambda **_: False, "Look again.")
