"""A class as reports show it: what the gradebook has of each student, and what grading said of the submission."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from lessonlib.grading.assignment import Assignment
from lessonlib.grading.book.gradebook import Standing, standings
from lessonlib.grading.course import Course, unusable
from lessonlib.grading.handed_in.misplaced import misplaced
from lessonlib.grading.journal import Entry, Journal
from lessonlib.grading.outcome import Outcome
from lessonlib.grading.printable import LONG, sentence
from lessonlib.grading.states import State

_NOT_RUN_HERE = "Graded with nbgrader, which keeps neither state nor reason."


@dataclass(frozen=True)
class Row:
    """One student. `points` by question, as a program or a person gave them; those that wait for a person are not
    there. `raw` are all points, `by_hand` those among them that a person gave, `penalty` is for handing in late.

    `feedback` is None where there is no page. `held_back`: the gradebook does not have what it should.
    """

    student: str
    assignment: str
    state: State
    reason: str = ""
    step: str = ""
    notes: tuple[str, ...] = ()
    points: Mapping[str, float] = field(default_factory=dict)
    raw: float = 0.0
    penalty: float = 0.0
    by_hand: float = 0.0
    max_score: float = 0.0
    feedback: Path | None = None
    answers: str = ""
    seconds: float = 0.0
    sandboxed: bool = True
    held_back: bool = False

    @property
    def score(self) -> float:
        """What counts: never below 0, as nbgrader exports it."""
        return max(0.0, self.raw - self.penalty)

    @property
    def needs_attention(self) -> bool:
        """Whether someone has to look at it before the grade is final."""
        return self.held_back or self.state.needs_attention

    @property
    def next_step(self) -> str:
        return self.step or self.state.next_step


def class_rows(
    course: Course, book: Gradebook, assignment: Assignment, journal: Journal, students: Collection[str] = ()
) -> list[Row]:
    """A row for everybody who handed in or is in the gradebook (or for `students`), in the order of names."""
    return sorted(_Class(course, book, assignment, journal).rows(students), key=lambda row: row.student)


class _Class:
    def __init__(self, course: Course, book: Gradebook, assignment: Assignment, journal: Journal) -> None:
        self._course, self._assignment, self._journal = course, assignment, journal
        self._standings = standings(book, assignment.name)
        self._submitted = set(course.submitted(assignment.name))
        self._everybody = self._submitted.union(course.students(book))
        self._release = assignment.key()
        self._remarks = assignment.exceptions()
        self._by_hand = [
            release.question(cell.grade_id)
            for release in assignment.releases
            for cell in release.graded
            if cell.points and not cell.is_test
        ]

    def rows(self, students: Collection[str]) -> Iterator[Row]:
        for student in students or self._everybody:
            yield self._row(student, self._standings.get(student), self._journal.entry(student))

    def _row(self, student: str, standing: Standing | None, entry: Entry | None) -> Row:
        if student in self._submitted and (reason := unusable(student)):
            step = "Rename the folder to the student's id, then grade with --rerun-changed."
            outcome = Outcome(student, State.MALFORMED, sentence(reason), step)
            return self._told(outcome, standing)
        if entry is None and standing is None:
            return self._told(self._not_graded(student), standing)
        if entry is None or (entry.entered and standing and not agree(entry.entered, standing)):
            return self._told(Outcome(student, State.GRADED, notes=(_NOT_RUN_HERE,)), standing)
        if not entry.entered:
            return self._not_entered(entry, standing)
        row = self._told(entry.outcome, standing, str(entry.entered.get("page", "")))
        if entry.release == self._release:
            return row
        reason = f"Graded with other tests or files than those on disk. {row.reason}".strip()
        return replace(row, reason=reason, step="Grade again with --rerun-changed.", held_back=True)

    def _not_graded(self, student: str) -> Outcome:
        if student in self._submitted:
            return Outcome(student, State.UNGRADED)
        folder = self._course.handed_in(student)
        found = misplaced(folder, self._assignment.name, self._assignment.releases) if folder else None
        if found is None:
            return Outcome(student, State.MISSING)
        return Outcome(student, State.MALFORMED, sentence(found.reason, LONG), found.step)

    def _told(self, outcome: Outcome, standing: Standing | None, *more: str) -> Row:
        grades = standing.grades if standing else {}
        counts = self._assignment.possible
        waiting = [name for name in self._by_hand if name in grades and not grades[name].given]
        state, reason = outcome.state, outcome.reason
        if waiting:
            state = State.PARTIAL if state in (State.GRADED, State.REPAIRED) else state
            reason = f"{reason} To be graded by hand: {', '.join(waiting)}.".strip()
        remarks = self._remarks if standing else ()
        return Row(
            outcome.student,
            self._assignment.name,
            state,
            reason,
            outcome.step,
            tuple(filter(None, (*outcome.notes, *remarks, *more))),
            {name: one.score for name, one in grades.items() if one.given and name in counts},
            standing.raw if standing else 0.0,
            standing.penalty if standing else 0.0,
            standing.by_hand if standing else 0.0,
            self._assignment.max_score,
            self._page(outcome.student),
            outcome.answers,
            outcome.seconds,
            outcome.sandboxed,
        )

    def _not_entered(self, entry: Entry, standing: Standing | None) -> Row:
        """The row of somebody whose newest outcome the gradebook does not have."""
        row = self._told(entry.outcome, standing)
        if entry.problem:
            reason = f"nbgrader could not enter the result: {entry.problem}"
            return replace(row, state=State.CRASHED, reason=reason)
        after = (standing or Standing()).graded_anew(self._assignment.earned(entry.outcome))
        change = f": the score would change from {standing.raw:g} to {after:g}" if standing else ""
        reason = f"Not entered{change}. {row.reason}".strip()
        return replace(row, reason=reason, step="Enter it with --resume --yes.", held_back=True)

    def _page(self, student: str) -> Path | None:
        """The page of the first notebook that has one."""
        folder = self._course.folder("feedback", student, self._assignment.name)
        pages = (folder / f"{release.name}.html" for release in self._assignment.releases)
        return next((page for page in pages if page.exists()), None)


def agree(entered: Mapping[str, Any], standing: Standing) -> bool:
    """Whether the gradebook still has the points that were entered: `nbgrader autograde` may have come since."""
    return all(
        name not in standing.grades or standing.grades[name].automatic == points
        for name, points in entered["points"].items()
    )
