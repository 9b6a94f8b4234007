"""Grading an assignment: submission -> outcome -> gradebook -> report. What was handed in is run, recorded at once, and
entered in the gradebook by one writer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from nbgrader.api import Gradebook, InvalidEntry
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from lessonlib import LessonlibError
from lessonlib.grading.assignment import Assignment
from lessonlib.grading.book.gradebook import Scores, forget, open_gradebook, scores_by_student, scores_of
from lessonlib.grading.book.release import read_assignment
from lessonlib.grading.book.writer import LOG, NotEntered, Writer, logged
from lessonlib.grading.course import Course, unusable
from lessonlib.grading.errors import GradingError
from lessonlib.grading.handed_in.intake import Submission
from lessonlib.grading.journal import Entry, RunNote, journal_of
from lessonlib.grading.outcome import Outcome
from lessonlib.grading.prepare import prepare
from lessonlib.grading.printable import printable
from lessonlib.grading.private import make_private
from lessonlib.grading.report.row import Row, agree, class_rows
from lessonlib.grading.running.executor import Executor
from lessonlib.grading.running.limits import Limits
from lessonlib.grading.running.runner import key_of, not_run
from lessonlib.grading.states import State

_MOST_DEATHS = 2  # of the command, while a submission ran


@dataclass(frozen=True)
class Options:
    """How a class is graded.

    `students`: only these; all when empty. `resume`: go on with the run that was interrupted.
    `rerun_changed`: leave alone whom any run has graded as the submission, the release and the limits are now.
    `skip_tests`, `drop_tests`: tests that give their points to all who handed in, or that do not count. `seed`: what
    the tests draw random inputs from; None draws it, or goes on with that of the run that is resumed.
    """

    students: Sequence[str] = ()
    resume: bool = False
    rerun_changed: bool = False
    limits: Limits = field(default_factory=Limits)
    skip_tests: Sequence[str] = ()
    drop_tests: Sequence[str] = ()
    seed: int | None = None


@dataclass(frozen=True)
class Change:
    """Points in the gradebook, before the penalty, that grading again would make others."""

    student: str
    before: float
    after: float


@dataclass(frozen=True)
class Graded:
    """A class after grading. `rows`: those who were to be graded; `everybody`: the whole class. `remarks`: what is said
    of the run as a whole. `seed`: what the tests drew their random inputs from.
    """

    assignment: Assignment
    rows: list[Row]
    everybody: list[Row]
    remarks: tuple[str, ...] = ()
    seed: int = 0


def grade_class(
    course: Course,
    assignment: str,
    execute: Executor,
    options: Options,
    *,
    confirm: Callable[[Sequence[Change]], bool] = lambda changes: False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Graded:
    """Grade all who handed `assignment` in.

    `confirm` decides whether points that would become other ones are entered. `progress(done, total)` is told
    how far it is. Raises GradingError when there is nothing to grade with, or a test is broken.
    """
    with opened(course) as book:
        before = scores_by_student(book, assignment)

        def run_solution(solution: Submission, task: Assignment) -> Outcome:
            [(_, outcome)] = execute([solution], task, options.limits, alone=True)
            return outcome

        note = _note(journal_of(course, assignment).note, options)
        task, remarks = prepare(
            course,
            book,
            assignment,
            run_solution,
            options.limits,
            note.seed,
            options.skip_tests,
            options.drop_tests,
        )
        run = _Run(course, book, task, execute, options, before)
        run.begin(note, remarks)
        run.grade(confirm, progress)
        return run.report()


def _note(last: RunNote, options: Options) -> RunNote:
    """Of a new run, or of the one that is gone on with."""
    note = last if options.resume and last.run else RunNote()
    return note if options.seed is None else replace(note, seed=options.seed)


def read_class(course: Course, assignment: str) -> Graded:
    """The class as the gradebook has it now, graded by nobody. Raises GradingError."""
    with opened(course) as book:
        task = read_assignment(course, book, assignment)
        journal = journal_of(course, assignment)
        task = task.with_exceptions(journal.note.skipped, journal.note.dropped)
        rows = class_rows(course, book, task, journal)
        remarks = (*task.exceptions(), *journal.note.remarks)
        return Graded(task, rows, rows, remarks, journal.note.seed)


@contextmanager
def opened(course: Course) -> Iterator[Gradebook]:
    """The gradebook, with all that is written about students closed to others."""
    with logged(course):
        make_private(course)
        try:
            with open_gradebook(course.db_url, course.course_id) as book:
                yield book
        except (DBAPIError, InvalidEntry) as error:  # nbgrader makes the second of the first
            place = make_url(course.db_url).render_as_string(hide_password=True)
            raise GradingError(
                f"The gradebook {place} cannot be used: {printable(str(getattr(error, 'orig', error)))}.\n"
                "  Remedy: see that it is a gradebook of nbgrader's, that you may write it, and that no other program "
                "holds it; then run this again."
            ) from error


class _Run:
    """One run over a class. `before`: what the gradebook had of it at the start."""

    def __init__(
        self,
        course: Course,
        book: Gradebook,
        assignment: Assignment,
        execute: Executor,
        options: Options,
        before: Mapping[str, Scores],
    ) -> None:
        self._course, self._book, self._assignment = course, book, assignment
        self._execute, self._options, self._before = execute, options, before
        self._limits, self._release = options.limits, assignment.key()
        self._journal = journal_of(course, assignment.name)
        self._writer = Writer(course, book, assignment)
        self._roster = self._chosen()
        submitted = set(course.submitted(assignment.name))
        self._submitted = [name for name in self._roster if name in submitted and not unusable(name)]
        self._running: set[str] = set()

    def begin(self, note: RunNote, remarks: Sequence[str]) -> None:
        """Start the journal of this run, or go on with that of the one that was interrupted."""
        self._journal.begin(
            replace(
                note,
                skipped=tuple(sorted(self._assignment.skipped)),
                dropped=tuple(sorted(self._assignment.dropped)),
                remarks=tuple(dict.fromkeys([*note.remarks, *remarks])),
            )
        )

    def grade(
        self, confirm: Callable[[Sequence[Change]], bool], progress: Callable[[int, int], None]
    ) -> None:
        """Run what is to be run, and enter what came of it."""
        changes: list[Change] = []
        try:
            for done, (submission, outcome) in enumerate(self._outcomes(), start=1):
                if outcome is not None:
                    changes += self._entered_or_changed(submission, outcome)
                progress(done, len(self._submitted))
        except (KeyboardInterrupt, LessonlibError):
            for student in self._running:
                self._journal.stop(student)
            raise
        if changes and confirm(changes):
            for change in changes:
                # Not kept in memory since it was recorded: a class of notebooks with pictures is large.
                self._enter(self._read(change.student), self._journal.outcome(change.student))

    def report(self) -> Graded:
        remarks = tuple(dict.fromkeys([*self._journal.note.remarks, *self._execute.remarks]))
        self._journal.begin(replace(self._journal.note, remarks=remarks))
        rows = class_rows(self._course, self._book, self._assignment, self._journal)
        chosen = set(self._roster)
        return Graded(
            self._assignment,
            [row for row in rows if row.student in chosen],
            rows,
            (*self._assignment.exceptions(), *remarks),
            self._journal.note.seed,
        )

    def _chosen(self) -> list[str]:
        """Whose rows this run is about."""
        everybody = {*self._course.submitted(self._assignment.name), *self._course.students(self._book)}
        if unknown := sorted(set(self._options.students) - everybody):
            raise GradingError(
                f"Nobody of this name handed in {self._assignment.name} or is in the gradebook: "
                f"{printable(', '.join(unknown))}."
            )
        return sorted(self._options.students or everybody)

    def _outcomes(self) -> Iterator[tuple[Submission, Outcome | None]]:
        """Each submission with what came of it; None where the gradebook has it already.

        Whose time ran out beside others, and who was running when the command died, runs alone, after all others.
        """
        together, alone = [], []
        for student in self._submitted:
            known = self._known(student)
            if known is not None:
                yield known
            elif self._journal.has_mark(student):
                alone.append(student)
            else:
                together.append(student)
        crowded = min(len(together), self._execute.at_a_time) > 1
        for submission, outcome in self._ran(together):
            if outcome.state is State.TIMEOUT and crowded:
                alone.append(submission.student)
            else:
                yield submission, self._recorded(submission, outcome)
        for submission, outcome in self._ran(alone, alone=True):
            yield submission, self._recorded(submission, outcome)

    def _known(self, student: str) -> tuple[Submission, Outcome | None] | None:
        """What is known of a submission without running it."""
        if not (self._options.resume or self._options.rerun_changed):
            return None
        submission = self._read(student)
        key, entry = self._key(submission), self._journal.entry(student)
        if (
            entry
            and entry.key == key
            and (self._options.rerun_changed or entry.run == self._journal.note.run)
        ):
            return submission, None if self._is_in(entry) else self._journal.outcome(student)
        if self._journal.deaths(student, key) < _MOST_DEATHS:
            return None
        reason = f"it was running when the command ended, {_MOST_DEATHS} times"
        return submission, self._recorded(
            submission, not_run(student, self._assignment, State.SET_ASIDE, reason)
        )

    def _is_in(self, entry: Entry) -> bool:
        """Whether the gradebook has this entry, counted as it is counted now."""
        has = self._before.get(entry.student)
        return (
            has is not None
            and entry.entered is not None
            and entry.entered["points"] == self._assignment.earned(entry.outcome)
            and agree(entry.entered, has)
        )

    def _ran(self, students: Sequence[str], *, alone: bool = False) -> Iterator[tuple[Submission, Outcome]]:
        """The outcomes of these students' submissions. Each is marked while it runs."""

        def submissions() -> Iterator[Submission]:
            for student in students:
                submission = self._read(student)
                self._journal.start(student, self._key(submission))
                self._running.add(student)
                yield submission

        if not students:
            return
        for submission, outcome in self._execute(submissions(), self._assignment, self._limits, alone=alone):
            self._journal.stop(submission.student)
            self._running.discard(submission.student)
            yield submission, outcome

    def _recorded(self, submission: Submission, outcome: Outcome) -> Outcome:
        self._journal.record(outcome, self._key(submission), self._release)
        return outcome

    def _entered_or_changed(self, submission: Submission, outcome: Outcome) -> list[Change]:
        """Enter an outcome, unless it would change points that somebody has."""
        before = self._before.get(outcome.student)
        if before is not None:
            now = scores_of(self._book, self._assignment.name, outcome.student) or Scores()
            after = now.graded_anew(self._assignment.earned(outcome))
            forget(self._book)
            if not math.isclose(before.raw, after, abs_tol=1e-9):
                return [Change(outcome.student, before.raw, after)]
        self._enter(submission, outcome)
        return []

    def _enter(self, submission: Submission, outcome: Outcome) -> None:
        try:
            page = self._writer.write(submission, outcome)
        except NotEntered as problem:
            self._journal.fail(outcome.student, f"{problem} ({LOG} has more).")
        else:
            note = {"points": self._assignment.earned(outcome), "page": page}
            self._journal.enter(outcome.student, note)

    def _read(self, student: str) -> Submission:
        return self._course.submission(student, self._assignment.name, self._assignment.releases)

    def _key(self, submission: Submission) -> str:
        return key_of(submission, self._release, self._limits)
