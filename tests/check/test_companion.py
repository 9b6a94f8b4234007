from __future__ import annotations

import pytest

from lessonlib.check.companion import Load, pack, unpack
from lessonlib.check.hints import TaskHints
from lessonlib.check.practice import Try
from lessonlib.check.solutions import Solution

LOAD = Load(
    hints={"add": TaskHints(("look here", "the idea of it", "nearly"), (("None", "no return"),))},
    tests={"# add(1, 2) is 3": "add"},
    solutions={"add": Solution("def add(a, b): ...", "why", ("# add(1, 2) is 3",))},
    tries={"row": Try("row = ...", "expect.equal(row, 1)")},
    explained={"q1": "bG9ja2Vk"},
)


def test_packing_is_compact_unreadable_and_exact():
    packed = pack(LOAD)
    assert unpack(packed) == LOAD
    assert packed == pack(LOAD)
    assert packed.isascii()
    for readable in ("look", "def add", "expect", "why"):
        assert readable not in packed


@pytest.mark.parametrize("damaged", ["", "hello", "AAAA", pack(LOAD)[:-9]])
def test_a_damaged_cell_says_where_a_fresh_one_is(damaged):
    with pytest.raises(ValueError, match=r"damaged\. Take a fresh copy of the notebook"):
        unpack(damaged)
