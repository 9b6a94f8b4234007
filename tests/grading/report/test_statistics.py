"""Figures of a class."""

from __future__ import annotations

from lessonlib.grading.report.statistics import class_statistics
from lessonlib.grading.states import State


def test_statistics(rows, possible):
    figures = class_statistics(rows, possible)
    assert figures.scores == (10, 7.5, 4, 0)
    assert (figures.mean, figures.median, figures.max_score) == (5.375, 5.75, 10)
    assert figures.states == {State.GRADED: 3, State.CRASHED: 1, State.MISSING: 1}
    assert figures.alike == (("ada", "bob"),)
    a, b = figures.questions
    assert (a.mean, a.full, a.none, a.difficulty) == (3, 0.75, 0.25, 0.25)
    assert (b.mean, b.full, b.difficulty) == (3, 0.5, 0.5)
    assert [count for *_, count in figures.distribution()] == [1, 0, 0, 0, 1, 0, 0, 1, 0, 1]


def test_statistics_of_nobody(possible):
    figures = class_statistics([], possible)
    assert (figures.mean, figures.median, figures.spread, figures.alike) == (0, 0, 0, ())


def test_who_is_not_graded_yet_is_in_no_figure(row, rows, possible):
    figures = class_statistics([*rows, row("eve", state=State.UNGRADED)], possible)
    assert figures.scores == (10, 7.5, 4, 0)
    assert figures.states[State.UNGRADED] == 1


def test_what_waits_for_a_person_is_no_zero(row, possible):
    [question, _] = class_statistics(
        [row("ada", 4, points={"a": 4.0}), row("bob", 0, points={"b": 0.0})], possible
    ).questions
    assert (question.mean, question.full) == (4, 1)
