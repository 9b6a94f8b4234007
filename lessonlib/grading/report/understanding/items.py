"""How each test of an exercise did its work: how many got it right, whether it tells students apart, how long it took.

The figures are those of classical test theory (Lord and Novick, Statistical Theories of Mental Test Scores, 1968).
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lessonlib.grading.report.row import Row
from lessonlib.grading.states import State

_FEWEST = 3  # students of whom a correlation says anything at all


@dataclass(frozen=True)
class Item:
    """One question. `right`: the share of students with all of its points. `discrimination`: how its points go with
    those of all other questions, from -1 to 1; None where it is not defined, because everyone has the same points here
    or in the rest, or they are too few. `seconds`: what its cell took, the median and the most; None if not known.
    """

    name: str
    possible: float
    students: int
    right: float
    discrimination: float | None
    seconds: float | None = None
    most_seconds: float | None = None

    @property
    def remark(self) -> str:
        """What an instructor should look at."""
        if not self.students:
            return "Nobody is graded here."
        if self.discrimination is not None and self.discrimination < 0:
            return (
                "Who knows the rest fails here, and the other way round: read the test, and what it asks for."
            )
        if self.right == 0:
            return "Nobody got it right: taught, and asked for clearly?"
        return ""


def items(
    rows: Sequence[Row], possible: Mapping[str, float], seconds: Mapping[str, Sequence[float]]
) -> list[Item]:
    """An item for each question in `possible`, of those in `rows` who are graded; `seconds` by question."""
    graded = [row for row in rows if row.state not in (State.MISSING, State.UNGRADED)]
    return [_item(name, points, graded, seconds.get(name, ())) for name, points in possible.items()]


def _item(name: str, possible: float, rows: Sequence[Row], seconds: Sequence[float]) -> Item:
    rows = [row for row in rows if name in row.points]
    points = [row.points[name] for row in rows]
    rest = [round(sum(row.points.values()) - row.points[name], 9) for row in rows]
    return Item(
        name,
        possible,
        len(rows),
        sum(one >= possible for one in points) / len(points) if points else 0.0,
        correlation(points, rest),
        statistics.median(seconds) if seconds else None,
        max(seconds, default=None),
    )


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's correlation; None where one of the two is constant, or there are fewer than three pairs.

    >>> correlation([0, 1, 1], [2, 4, 4])
    1.0
    >>> correlation([1, 1, 1], [2, 4, 4]) is None
    True
    """
    if len(first) < _FEWEST or len(set(first)) == 1 or len(set(second)) == 1:
        return None
    return round(statistics.correlation(first, second), 6)
