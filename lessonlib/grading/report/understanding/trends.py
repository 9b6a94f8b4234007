"""How a class goes on from exercise to exercise, from the gradebook alone."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from nbgrader.api import Gradebook

from lessonlib.grading.book.gradebook import scores_by_student
from lessonlib.grading.course import Course
from lessonlib.grading.handed_in.reference import question
from lessonlib.grading.journal import journal_of

_SILENT = 2  # exercises in a row without a submission, after which somebody is named


@dataclass(frozen=True)
class Stage:
    """One exercise. `shares`: of the points that count, by student who is graded, before penalties; `late`: how many of
    them lost points for that; `hardest`: the question of which the class got the least, and the share that it got.
    """

    assignment: str
    possible: float
    shares: dict[str, float]
    late: int = 0
    hardest: str = ""
    hardest_share: float = 0.0

    @property
    def mean(self) -> float:
        return statistics.fmean(self.shares.values()) if self.shares else 0.0

    @property
    def quartiles(self) -> tuple[float, float, float]:
        """A quarter of the class has less than the first, half of it less than the second, and so on."""
        shares = list(self.shares.values())
        if len(shares) < 2:
            return (self.mean,) * 3
        first, second, third = statistics.quantiles(shares, n=4, method="inclusive")
        return first, second, third


@dataclass(frozen=True)
class Trends:
    """The exercises of which somebody is graded, in the order of their names. `class_size`: who is in the gradebook;
    `silent`: those who handed in before, and nothing of the last two.
    """

    stages: tuple[Stage, ...]
    class_size: int
    silent: tuple[str, ...] = ()


def course_trends(course: Course, book: Gradebook) -> Trends:
    """The trends as the gradebook has them now."""
    names = sorted(str(one.name) for one in book.assignments)
    stages = [stage for name in names if (stage := _stage(course, book, name)).shares]
    return Trends(tuple(stages), len(book.students), _silent(stages))


def _stage(course: Course, book: Gradebook, name: str) -> Stage:
    dropped = set(journal_of(course, name).note.dropped)
    possible = {one: points for one, points in _possible(book, name).items() if one not in dropped}
    scores = scores_by_student(book, name)
    total = sum(possible.values())
    got = {
        student: {
            one: points.score for one, points in found.grades.items() if points.given and one in possible
        }
        for student, found in scores.items()
    }
    shares = {student: sum(points.values()) / total for student, points in got.items()} if total else {}
    asked = {
        one: statistics.fmean(points[one] for points in got.values() if one in points) / most
        for one, most in possible.items()
        if most and any(one in points for points in got.values())
    }
    hardest = min(asked, key=lambda one: asked[one], default="")
    late = sum(found.penalty > 0 for found in scores.values())
    return Stage(name, total, shares, late, hardest, asked.get(hardest, 0.0))


def _possible(book: Gradebook, name: str) -> dict[str, float]:
    """What each graded cell of an assignment is worth."""
    return {
        question(name, notebook.name, cell.name): float(cell.max_score)
        for notebook in book.find_assignment(name).notebooks
        for cell in (*notebook.grade_cells, *notebook.task_cells)
    }


def _silent(stages: Sequence[Stage]) -> tuple[str, ...]:
    before, last = stages[:-_SILENT], stages[-_SILENT:]
    if not before:
        return ()
    present = {student for stage in last for student in stage.shares}
    return tuple(sorted({student for stage in before for student in stage.shares} - present))
