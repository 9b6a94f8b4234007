"""Whose time ran out beside others runs again alone, after all of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lessonlib.grading.running.limits import Limits
from lessonlib.grading.states import State

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings(r"ignore:Object of type <\w+> not in session"),
]


class Crowded:
    """The real executor, as on a machine where `slow` has no time beside others; `ran` says who ran how."""

    remarks = ()

    def __init__(self, execute, slow, at_a_time=2):
        self._execute, self._slow, self.at_a_time, self.ran = execute, slow, at_a_time, []

    def __call__(self, submissions, assignment, limits, *, alone=False):
        for submission, outcome in self._execute(submissions, assignment, limits, alone=alone):
            self.ran.append((submission.student, alone))
            if submission.student in self._slow and not alone:
                outcome = replace(outcome, state=State.TIMEOUT, reason="Too long.")
            yield submission, outcome


@pytest.fixture
def course(small, tmp_path):
    course = small.SmallCourse(tmp_path).release()
    for student in ("ada", "bob", "eve"):
        course.submit(student)
    return course


def test_it_is_run_again_alone_and_last(course, execute):
    crowded = Crowded(execute, {"ada"})
    graded = course.grade(crowded)
    assert [(row.student, row.score, row.state) for row in graded.rows] == [
        (student, 5, State.GRADED) for student in ("ada", "bob", "eve")
    ]
    assert crowded.ran[:2] == [("solution", True), ("untouched", True)]
    assert sorted(crowded.ran[2:5]) == [("ada", False), ("bob", False), ("eve", False)]
    assert crowded.ran[5:] == [("ada", True)]


def test_who_ran_alone_anyhow_is_not_run_again(course, execute):
    crowded = Crowded(execute, {"ada"}, at_a_time=1)
    states = {row.student: row.state for row in course.grade(crowded).rows}
    assert states == {"ada": State.TIMEOUT, "bob": State.GRADED, "eve": State.GRADED}
    assert [student for student, _ in crowded.ran].count("ada") == 1


def test_time_that_runs_out_alone_too_is_the_end(course, execute):
    course.submit("ada", {"square": "while True:\n    pass"})
    crowded = Crowded(execute, set())
    limits = Limits(cell_seconds=1, submission_seconds=20)
    states = {row.student: row.state for row in course.grade(crowded, limits=limits).rows}
    assert states == {"ada": State.TIMEOUT, "bob": State.GRADED, "eve": State.GRADED}
    assert crowded.ran[-1] == ("ada", True)
