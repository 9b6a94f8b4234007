"""The points of a learner's own work: all tests of the release, run where and as they are when it is graded."""

from __future__ import annotations

from dataclasses import dataclass

from lessonlib import LessonlibError
from lessonlib.grading.preflight.differences import failed_tests, failures
from lessonlib.grading.preflight.dry_run import DryRun, dry_run
from lessonlib.grading.preflight.form import AcceptedNotebook, check_form
from lessonlib.work.exercise import Exercise


@dataclass(frozen=True)
class Row:
    """A test: what it is worth, what it earned, and the error that it ended in."""

    test: str
    points: float
    earned: float
    message: str = ""


@dataclass(frozen=True)
class Score:
    """The tests, in order. `stopped` says why the run ended early; `unboxed`, why it was not run in the sandbox."""

    rows: tuple[Row, ...]
    stopped: str = ""
    unboxed: str = ""

    @property
    def earned(self) -> float:
        return sum(row.earned for row in self.rows)

    @property
    def points(self) -> float:
        return sum(row.points for row in self.rows)


def score(exercise: Exercise) -> Score:
    """Run the learner's copy with the tests that the release has. It takes as long as the notebook does.

    Raises LessonlibError when the exercise was not begun, or nothing in it can run.
    """
    exercise.expect_started()
    found = check_form(exercise.notebook, exercise.release)
    if found.accepted is None:
        raise LessonlibError(" ".join(found.problems))
    ran = dry_run(found.accepted)
    return Score(tuple(_rows(found.accepted, ran)), ran.stopped, ran.unboxed)


def _rows(accepted: AcceptedNotebook, ran: DryRun) -> list[Row]:
    failed = set(failed_tests(accepted, ran))
    messages = {failure.cell: failure.message for failure in failures(accepted, ran)}
    points = accepted.release.points
    return [
        Row(
            test,
            points.get(test, 0.0),
            0.0 if test in failed else points.get(test, 0.0),
            messages.get(f"the test '{test}'", "not answered yet" if test in failed else ""),
        )
        for test in accepted.release.tests
    ]
