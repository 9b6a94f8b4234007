"""Layered placement: arrows run down, boxes do not overlap, long arrows have bends."""

import random
from itertools import pairwise

import pytest

from lessonlib.viz.layered import Item, Link, place


def boxes(n):
    return [Item(width=60, height=30) for _ in range(n)]


def overlaps(row):
    ordered = sorted(row, key=lambda item: item.x)
    return any(b.x - a.x < (a.width + b.width) / 2 for a, b in pairwise(ordered))


def test_a_chain_stands_in_one_column():
    a, b, c = boxes(3)
    rows = place([a, b, c], [Link(a, b, 0), Link(b, c, 1)])
    assert (a.row, b.row, c.row) == (0, 1, 2)
    assert a.x == b.x == c.x == 30
    assert a.y < b.y < c.y
    assert (rows.width, rows.height) == (60, c.y + 15)


def test_a_source_stands_next_to_where_it_is_used():
    a, b, late, c = boxes(4)
    place([a, b, late, c], [Link(a, b, 0), Link(b, c, 1), Link(late, c, 2)])
    assert late.row == c.row - 1


def test_a_long_arrow_bends_in_each_row_it_passes_and_shares_the_bends():
    a, b, c, d = boxes(4)
    rows = place([a, b, c, d], [Link(a, b, 0), Link(b, c, 1), Link(c, d, 2), Link(a, c, 0), Link(a, d, 0)])
    bends = [item for row in rows.rows for item in row if item.height == 0]
    assert [bend.row for bend in bends] == [1, 2]
    assert all(link.target.row == link.source.row + 1 for link in rows.links)
    assert not any(overlaps(row) for row in rows.rows)


def test_crossed_arrows_are_uncrossed():
    top, bottom = boxes(3), boxes(3)
    place(
        [*top, *bottom], [Link(a, b, i) for i, (a, b) in enumerate(zip(top, reversed(bottom), strict=True))]
    )
    assert [a.x for a in top] == [b.x for b in reversed(bottom)]


def test_a_circle_is_drawn_with_one_arrow_upwards():
    a, b, c = boxes(3)
    rows = place([a, b, c], [Link(a, b, 0), Link(b, c, 1), Link(c, a, 2)])
    assert (a.row, b.row, c.row) == (0, 1, 2)
    assert [(link.source, link.target) for link in rows.upward] == [(c, a)]


def test_ends_have_rows_of_their_own_and_can_keep_their_order():
    a, b = boxes(2)
    left, right, out = Item(), Item(), Item()
    links = [Link(left, b, 0), Link(right, a, 1), Link(a, out, 2), Link(b, out, 3)]
    rows = place([a, b], links, [left, right], [out], keep_ends=True)
    assert rows.rows[0] == [left, right]
    assert rows.rows[-1] == [out]
    assert left.x < right.x
    assert b.x < a.x


@pytest.mark.parametrize("seed", range(5))
def test_random_graphs_keep_the_rules(seed):
    chance = random.Random(seed)
    items = [Item(width=chance.choice([40, 90]), height=30) for _ in range(25)]
    links = [Link(items[i], items[j], i) for j in range(25) for i in range(j) if chance.random() < 0.1]
    rows = place(items, links)
    assert rows.upward == []
    assert not any(overlaps(row) for row in rows.rows)
    assert all(link.target.row == link.source.row + 1 for link in rows.links)
    assert min(item.x - item.width / 2 for row in rows.rows for item in row) == pytest.approx(0)
