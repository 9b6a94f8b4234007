"""A class in numbers: scores, states, and how each question went."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lessonlib.grading.report.row import Row
from lessonlib.grading.states import State

BINS = 10


@dataclass(frozen=True)
class Question:
    """How one graded cell went: the mean of its points, and the shares of students with all and with none."""

    name: str
    possible: float
    mean: float
    full: float
    none: float

    @property
    def difficulty(self) -> float:
        """The share of the points that the class did not get."""
        return 1 - self.mean / self.possible if self.possible else 0.0


@dataclass(frozen=True)
class ClassStatistics:
    """`scores` are those of everybody who handed in and is graded; the other figures are of these."""

    scores: tuple[float, ...]
    max_score: float
    states: dict[State, int]
    questions: tuple[Question, ...]
    alike: tuple[tuple[str, ...], ...]

    @property
    def mean(self) -> float:
        return statistics.fmean(self.scores) if self.scores else 0.0

    @property
    def median(self) -> float:
        return statistics.median(self.scores) if self.scores else 0.0

    @property
    def spread(self) -> float:
        """The standard deviation."""
        return statistics.pstdev(self.scores) if self.scores else 0.0

    def distribution(self) -> list[tuple[float, float, int]]:
        """From, to, and how many scores: equal parts of the possible points, the last with its upper end."""
        width = self.max_score / BINS if self.max_score else 1.0
        counts = Counter(min(max(int(score / width), 0), BINS - 1) for score in self.scores)
        return [(bin * width, (bin + 1) * width, counts[bin]) for bin in range(BINS)]


def class_statistics(rows: Sequence[Row], possible: dict[str, float]) -> ClassStatistics:
    """The figures of a class; `possible` has each question's points, in order."""
    handed_in = [row for row in rows if row.state not in (State.MISSING, State.UNGRADED)]
    states = Counter(row.state for row in rows)
    return ClassStatistics(
        tuple(row.score for row in handed_in),
        sum(possible.values()),
        {state: states[state] for state in State if states[state]},
        tuple(_question(name, points, handed_in) for name, points in possible.items()),
        _alike(handed_in),
    )


def _question(name: str, possible: float, rows: Sequence[Row]) -> Question:
    points = [row.points[name] for row in rows if name in row.points] or [0.0]
    full = sum(one >= possible for one in points) / len(points)
    return Question(
        name, possible, statistics.fmean(points), full, sum(one <= 0 for one in points) / len(points)
    )


def _alike(rows: Sequence[Row]) -> tuple[tuple[str, ...], ...]:
    """Groups of students whose answers are the same, character by character."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        if row.answers:
            groups.setdefault(row.answers, []).append(row.student)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)
