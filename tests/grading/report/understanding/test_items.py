"""Difficulty and discrimination of tests."""

import numpy as np
import pytest

from lessonlib.grading.report.row import Row
from lessonlib.grading.report.understanding.items import correlation, items
from lessonlib.grading.states import State

POSSIBLE = {"a": 2.0, "b": 1.0, "c": 4.0}


def rows(*points):
    return [
        Row(f"s{number}", "ex", State.GRADED, points=dict(zip(POSSIBLE, each, strict=True)))
        for number, each in enumerate(points)
    ]


def test_difficulty_and_discrimination_against_numpy():
    rng = np.random.default_rng(0)
    points = rng.integers(0, 2, (40, 3)) * [2.0, 1.0, 4.0]
    for at, item in enumerate(items(rows(*points.tolist()), POSSIBLE, {})):
        rest = np.delete(points, at, axis=1).sum(axis=1)
        assert item.discrimination == pytest.approx(np.corrcoef(points[:, at], rest)[0, 1], abs=1e-6)
        assert item.right == np.mean(points[:, at] == POSSIBLE[item.name])
        assert item.students == 40


def test_where_everyone_is_equal_it_is_not_defined():
    a, b, c = items(rows((2, 0, 4), (2, 1, 4), (2, 0, 4)), POSSIBLE, {})
    assert (a.discrimination, b.discrimination, c.discrimination) == (None, None, None)
    assert (a.right, b.right) == (1, pytest.approx(1 / 3))


def test_two_students_tell_nothing():
    assert correlation([0, 1], [0, 1]) is None


def test_sums_of_decimals_are_equal():
    tenths = {f"t{number}": 0.1 for number in range(3)} | {"x": 1.0}
    order = [("t0", "t1", "t2", "x"), ("x", "t2", "t1", "t0"), ("t1", "x", "t0", "t2")]
    mixed = [
        Row(str(n), "ex", State.GRADED, points={name: 0.1 if name != "x" else float(n) for name in names})
        for n, names in enumerate(order)
    ]
    assert items(mixed, tenths, {})[-1].discrimination is None


def test_a_test_that_punishes_who_knows_the_rest_is_remarked():
    _, _, c = items(rows((0, 0, 4), (2, 1, 0), (2, 0, 0)), POSSIBLE, {})
    assert c.discrimination < 0
    assert "read the test" in c.remark


def test_seconds_and_who_is_not_graded():
    everybody = [*rows((2, 0, 4)), Row("x", "ex", State.MISSING), Row("y", "ex", State.UNGRADED)]
    a, b, _ = items(everybody, POSSIBLE, {"a": [1.0, 5.0, 2.0]})
    assert (a.students, a.seconds, a.most_seconds, b.seconds) == (1, 2.0, 5.0, None)
    assert items([], POSSIBLE, {})[0].remark == "Nobody is graded here."
