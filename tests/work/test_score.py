"""A learner's own work, graded with the release's tests."""

import pytest

from lessonlib import LessonlibError
from lessonlib.work.exercise import read
from lessonlib.work.score import score
from lessonlib.work.start import start
from tests.work.conftest import answer, write


@pytest.mark.thorough
def test_points_and_messages_of_own_work(exercise):
    start(exercise)
    notebook = read(exercise.notebook)
    answer(notebook, "double", "def double(x):\n    return x + x")
    answer(notebook, "half", "half = 0.25")
    write(exercise.notebook, notebook)
    result = score(exercise)
    assert [(row.test, row.earned, row.points) for row in result.rows] == [
        ("doubles", 1.0, 1.0),
        ("halves", 0.0, 1.0),
    ]
    assert "AssertionError" in result.rows[1].message
    assert (result.earned, result.points, result.stopped) == (1.0, 2.0, "")


def test_nothing_to_grade(exercise):
    with pytest.raises(LessonlibError, match="not begun"):
        score(exercise)
    start(exercise)
    with pytest.raises(LessonlibError, match="Nothing is answered yet"):
        score(exercise)
