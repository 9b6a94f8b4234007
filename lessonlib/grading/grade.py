"""Grading an assignment: what was handed in is run, recorded at once, and entered in the gradebook by one
writer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from nbgrader.api import Gradebook

from lessonlib.grading.book.gradebook import one_gradebook, save
from lessonlib.grading.book.writer import LOG, NotEntered, Writer, logged
from lessonlib.grading.course import Course, GradingError, unusable
from lessonlib.grading.handed_in.intake import Submission, read_submission
from lessonlib.grading.handed_in.misplaced import attempts_beside, misplaced
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.journal import Journal
from lessonlib.grading.printable import printable
from lessonlib.grading.result import Grade, Result
from lessonlib.grading.running.limits import Limits
from lessonlib.grading.running.runner import key_of
from lessonlib.grading.states import State


@dataclass(frozen=True)
class Options:
    """How a class is graded.

    `students`: only these; all when empty. `resume`: go on with the run that was interrupted.
    `rerun_changed`: leave alone whom any run has graded as the submission, the release and the limits are now.
    """

    students: Sequence[str] = ()
    resume: bool = False
    rerun_changed: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Change:
    """A score in the gradebook that grading again would make another one."""

    student: str
    before: float
    after: float


class Executor(Protocol):
    """Runs submissions somewhere. `read` gives a student's submission, `keep` is called with each result."""

    def __call__(
        self,
        students: Sequence[str],
        read: Callable[[str], Submission],
        keep: Callable[[Submission, Result], None],
        releases: Sequence[Release],
        limits: Limits,
    ) -> Iterator[str]: ...


def grade_class(
    course: Course,
    assignment: str,
    execute: Executor,
    options: Options,
    *,
    confirm: Callable[[Sequence[Change]], bool] = lambda changes: False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[list[Grade], tuple[Release, ...]]:
    """Grade all who handed `assignment` in; returns a grade for everybody, in the order of names.

    `confirm` decides whether scores that would become other ones are entered. `progress(done, total)` is told
    how far it is. Raises GradingError when there is nothing to grade with.
    """
    with logged(course), one_gradebook(course.db_url, course.course_id) as book:
        releases = course.releases(book, assignment)
        save(book)
        run = _Run(course, book, releases, options)
        grades = run.grade(execute, confirm, progress)
    return sorted(grades, key=lambda grade: grade.student), releases


class _Run:
    def __init__(
        self, course: Course, book: Gradebook, releases: Sequence[Release], options: Options
    ) -> None:
        self._course, self._releases, self._options = course, releases, options
        self._assignment = releases[0].assignment
        self._writer = Writer(course, book, releases)
        self._journal = journal_of(course, self._assignment)
        self._handed_in, self._others = self._roster(book)
        if not options.resume:
            self._journal.begin()

    def grade(
        self,
        execute: Executor,
        confirm: Callable[[Sequence[Change]], bool],
        progress: Callable[[int, int], None],
    ) -> list[Grade]:
        grades = [self._not_gradable(student) for student in self._others]
        waiting, to_run = [], []
        for student in self._handed_in:
            known = self._known(student)
            if known is None:
                to_run.append(student)
            elif isinstance(known, Grade):
                grades.append(known)
            else:
                waiting.append(student)
        changes: list[Change] = []
        for student in self._results(waiting, to_run, execute):
            result = self._result(student)
            before, after = self._writer.outlook(result)
            if before is None or before == after:
                grades.append(self._enter(result))
            else:
                changes.append(Change(student, before, after))
            progress(len(grades) + len(changes), len(self._handed_in) + len(self._others))
        agreed = bool(changes) and confirm(changes)
        for change in changes:
            result = self._result(change.student)
            grades.append(self._enter(result) if agreed else self._held_back(result, change))
        return grades

    def _results(self, waiting: Sequence[str], to_run: Sequence[str], execute: Executor) -> Iterator[str]:
        yield from waiting
        yield from execute(to_run, self._read, self._keep, self._releases, self._options.limits)

    def _roster(self, book: Gradebook) -> tuple[list[str], list[str]]:
        """Who handed in a submission with a usable name, and everybody else."""
        submitted = self._course.submitted(self._assignment)
        everybody = sorted({*submitted, *self._course.students(book)})
        if unknown := sorted(set(self._options.students) - set(everybody)):
            listed = printable(", ".join(unknown))
            raise GradingError(
                f"Nobody of this name handed in {self._assignment} or is in the gradebook: {listed}."
            )
        chosen = [one for one in everybody if not self._options.students or one in self._options.students]
        handed_in = [student for student in chosen if student in submitted and not unusable(student)]
        return handed_in, [student for student in chosen if student not in handed_in]

    def _not_gradable(self, student: str) -> Grade:
        reason = unusable(student)
        if reason:
            step = "Rename the folder to the student's id, then grade with --rerun-changed."
            return Grade(
                student, self._assignment, State.MALFORMED, f"{reason[0].upper()}{reason[1:]}.", 0.0,
                self._writer.max_score, None, step=step,
            )  # fmt: skip
        folder = self._course.handed_in(student)
        elsewhere = misplaced(folder, self._assignment, self._releases) if folder else None
        if elsewhere:
            reason = f"{elsewhere.reason[0].upper()}{elsewhere.reason[1:]}."
            return self._writer.unwritten(Result(student, State.MALFORMED, reason, elsewhere.step))
        return self._writer.unwritten(Result(student, State.MISSING))

    def _known(self, student: str) -> Grade | Result | None:
        """What an earlier run left: a grade, a result that is not entered yet, or nothing."""
        if not (self._options.resume or self._options.rerun_changed):
            return None
        key = self._key(self._read(student))
        plain = self._journal.result(student, key, this_run=not self._options.rerun_changed)
        if plain is None:
            return None
        note = self._journal.written(student)
        return Grade.from_plain(note) if note else Result.from_plain(plain)

    def _read(self, student: str) -> Submission:
        folder = self._course.folder("submitted", student, self._assignment)
        submission = read_submission(folder, student, self._releases)
        around = self._course.handed_in(student)
        beside = attempts_beside(around, self._assignment, self._releases) if around else []
        return replace(submission, notes=(*submission.notes, *beside))

    def _key(self, submission: Submission) -> str:
        return key_of(submission, self._releases, self._options.limits)

    def _keep(self, submission: Submission, result: Result) -> None:
        self._journal.record(submission.student, self._key(submission), result.to_plain())

    def _result(self, student: str) -> Result:
        return Result.from_plain(self._journal.latest(student))

    def _enter(self, result: Result) -> Grade:
        try:
            grade = self._writer.write(result)
        except NotEntered as problem:
            reason = f"nbgrader could not enter the result: {problem} ({LOG} has more)."
            return self._writer.unwritten(replace(result, state=State.CRASHED, reason=reason))
        self._journal.mark_written(result.student, grade.to_plain())
        return grade

    def _held_back(self, result: Result, change: Change) -> Grade:
        kept = self._writer.unwritten(result)
        reason = f"Not entered: the score would change from {change.before:g} to {change.after:g}."
        step = "Enter it with --resume --yes."
        return replace(kept, reason=f"{reason} {kept.reason}".strip(), step=step, held_back=True)


def all_grades(course: Course, assignment: str, grades: Sequence[Grade]) -> list[Grade]:
    """`grades`, and what the journal has of everybody else, in the order of names."""
    journal = journal_of(course, assignment)
    notes = {student: journal.written(student) for student in journal.students()}
    known = {student: Grade.from_plain(note) for student, note in notes.items() if note}
    return sorted((known | {grade.student: grade for grade in grades}).values(), key=lambda one: one.student)


def journal_of(course: Course, assignment: str) -> Journal:
    return Journal(course.root / ".lessonlib" / "journal" / assignment)
