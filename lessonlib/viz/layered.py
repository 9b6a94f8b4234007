"""Boxes in rows, so that arrows run downwards and seldom cross.

Source: Sugiyama, Tagawa and Toda, Methods for Visual Understanding of Hierarchical System Structures, IEEE
Transactions on Systems, Man and Cybernetics 11(2), 1981; positions within a row are found by isotonic regression.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

_SIDE_GAP = 16  # between boxes in a row
_ROW_GAP = 30  # between rows: room for an arrow to bend
_BEND_GAP = 16  # the same, before a row where arrows only pass
_SWEEPS = 16

Net = Any  # what flows, hashable: all arrows of one net leave an item at the same point


@dataclass(eq=False)
class Item:
    """A box to place or, if it has no size, a bend of an arrow. (x, y) becomes its middle.

    inlets, outlets: where a net enters and leaves, measured from the middle; by default in the middle.
    """

    width: float = 0.0
    height: float = 0.0
    inlets: dict[Net, float] = field(default_factory=dict)
    outlets: dict[Net, float] = field(default_factory=dict)
    row: int = 0
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class Link:
    """An arrow, or a piece of it from one row to the next."""

    source: Item
    target: Item
    net: Net

    @property
    def leaves(self) -> float:
        return self.source.x + self.source.outlets.get(self.net, 0.0)

    @property
    def arrives(self) -> float:
        return self.target.x + self.target.inlets.get(self.net, 0.0)

    @property
    def weight(self) -> float:
        """How important it is that it runs straight down: most for the middle of a long arrow."""
        return (1.0, 2.0, 8.0)[(self.source.height == 0) + (self.target.height == 0)]


@dataclass
class Rows:
    """Items in rows, including the bends of arrows. `links` lead from row to row; `upward` ones close a cycle."""

    rows: list[list[Item]]
    links: list[Link]
    upward: list[Link]
    width: float = 0.0
    height: float = 0.0
    tops: list[float] = field(default_factory=list)

    def bottom(self, row: int) -> float:
        """The lower edge of the highest box of a row."""
        return self.tops[row] + max(item.height for item in self.rows[row])


def place(
    items: Sequence[Item],
    links: Sequence[Link],
    first: Sequence[Item] = (),
    last: Sequence[Item] = (),
    keep_ends: bool = False,
) -> Rows:
    """Give each item its row, its x and its y.

    items: in an order in which most links lead from an earlier to a later one.
    first, last: items that get a row of their own at the top and at the bottom.
    keep_ends: leave `first` and `last` in their given order.
    """
    upward = _choose_rows(items, links, first, last)
    rows = _with_bends([*first, *items, *last], [link for link in links if link not in upward])
    rows.upward = upward
    kept = {id(row) for row in rows.rows if keep_ends and (row[0] in first or row[0] in last)}
    _choose_places(rows, [row for row in rows.rows if id(row) not in kept])
    _measure(rows)
    return rows


def _choose_rows(
    items: Sequence[Item], links: Sequence[Link], first: Sequence[Item], last: Sequence[Item]
) -> list[Link]:
    """Set each item's row, below everything it depends on. Returns the links that close a cycle."""
    into, out_of = _by_end(links)
    done = set(first)
    waiting, upward = list(items), []
    while waiting:
        # Without a cycle there is always an item whose sources are done; in a cycle, the earliest item goes first.
        ready = (item for item in waiting if all(link.source in done for link in into[item]))
        item = next(ready, waiting[0])
        upward += [link for link in into[item] if link.source not in done]
        above = [link.source.row for link in into[item] if link.source in done]
        item.row = max([0 if first else -1, *above]) + 1
        done.add(item)
        waiting.remove(item)
    for item in items:
        users = [link.target.row for link in out_of[item] if link.target not in last]
        if users and not into[item]:
            item.row = max(item.row, min(users) - 1)  # close to where it is used
    bottom = max((item.row for item in items), default=0) + 1
    for item in last:
        item.row = bottom
    return upward


def _with_bends(items: Sequence[Item], links: Sequence[Link]) -> Rows:
    """Cut long links into pieces from row to row. Links of one net from one item share their bends."""
    rows: list[list[Item]] = [[] for _ in range(max(item.row for item in items) + 1)]
    for item in items:
        rows[item.row].append(item)
    bends: dict[tuple[Item, Net, int], Item] = {}
    pieces: dict[Link, None] = {}
    for link in links:
        above = link.source
        for row in range(link.source.row + 1, link.target.row):
            key = (link.source, link.net, row)
            if key not in bends:
                bends[key] = Item(row=row)
                rows[row].append(bends[key])
            pieces[Link(above, bends[key], link.net)] = None
            above = bends[key]
        pieces[Link(above, link.target, link.net)] = None
    return Rows(rows, list(pieces), [])


def _choose_places(rows: Rows, free: Sequence[list[Item]]) -> None:
    """Sweep down and up: each item moves towards the items it is linked to, as far as its neighbours allow.

    Only the rows in `free` change their order. The result is the sweep with the fewest crossings.
    """
    into, out_of = _by_end(rows.links)
    for row in rows.rows:
        _settle(row, [0.0] * len(row))
    best, order = float("inf"), [list(row) for row in rows.rows]
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 0
        for row in rows.rows if downwards else rows.rows[::-1]:
            if any(row is other for other in free):
                row.sort(key=lambda item: _wish(item, into[item] if downwards else out_of[item]))
            _settle(row, [_wish(item, into[item] + out_of[item]) for item in row])
        crossings = _crossings(rows.links)
        if crossings < best:
            best, order = crossings, [list(row) for row in rows.rows]
    for row, kept in zip(rows.rows, order, strict=True):
        row[:] = kept
        _settle(row, [item.x for item in row])
    for _ in range(_SWEEPS):
        for row in [*rows.rows, *rows.rows[::-1]]:
            _settle(row, [_wish(item, into[item] + out_of[item]) for item in row])


def _wish(item: Item, links: Sequence[Link]) -> float:
    """The preferred position of an item: where its links run straight down, or where it is if it has none."""
    if not links:
        return item.x
    aside = [
        link.leaves - link.arrives if link.target is item else link.arrives - link.leaves for link in links
    ]
    return item.x + float(np.average(aside, weights=[link.weight for link in links]))


def _settle(row: Sequence[Item], wishes: Sequence[float]) -> None:
    """Place a row as near to the preferred positions as possible (least squares), in its order and without overlaps."""
    from scipy.optimize import isotonic_regression  # slow to import, and few pictures need it

    steps = [(left.width + right.width) / 2 + _SIDE_GAP for left, right in pairwise(row)]
    offsets = np.cumsum([0.0, *steps])
    weights = [1.0 if item.height else 4.0 for item in row]  # boxes give way to long arrows
    places = isotonic_regression(np.array(wishes) - offsets, weights=weights).x + offsets
    for item, x in zip(row, places, strict=True):
        item.x = float(x)


def _crossings(links: Sequence[Link]) -> int:
    by_row = defaultdict(list)
    for link in links:
        by_row[link.source.row].append((link.leaves, link.arrives))
    return sum(
        (a - c) * (b - d) < 0
        for ends in by_row.values()
        for k, (a, b) in enumerate(ends)
        for c, d in ends[:k]
    )


def _measure(rows: Rows) -> None:
    """Shift everything so that x starts at 0, and put the rows one below the other."""
    placed = [item for row in rows.rows for item in row]
    left = min(item.x - item.width / 2 for item in placed)
    for item in placed:
        item.x -= left
    rows.width = max(item.x + item.width / 2 for item in placed)
    for row in rows.rows:
        height = max(item.height for item in row)
        gap = _ROW_GAP if height else _BEND_GAP
        top = rows.height + gap if rows.tops else 0.0
        for item in row:
            item.y = top + height / 2
        rows.tops.append(top)
        rows.height = top + height


def _by_end(links: Sequence[Link]) -> tuple[dict[Item, list[Link]], dict[Item, list[Link]]]:
    into, out_of = defaultdict(list), defaultdict(list)
    for link in links:
        into[link.target].append(link)
        out_of[link.source].append(link)
    return into, out_of
