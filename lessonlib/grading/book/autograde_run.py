"""One run of `nbgrader autograde`: what `lessonlib grade` would do, in the order in which nbgrader asks for it."""

from __future__ import annotations

import atexit
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import Autograde

from lessonlib.grading.assignment import Assignment
from lessonlib.grading.book.endings import tell
from lessonlib.grading.book.folders import CourseFolders
from lessonlib.grading.book.gradebook import open_gradebook
from lessonlib.grading.course import Course, unusable
from lessonlib.grading.handed_in.intake import Submission
from lessonlib.grading.journal import Journal, RunNote, journal_of
from lessonlib.grading.outcome import Outcome
from lessonlib.grading.prepare import prepare
from lessonlib.grading.private import make_private
from lessonlib.grading.running.limits import Limits
from lessonlib.grading.running.runner import key_of, repaired_notebook, run_submission
from lessonlib.grading.running.warm_process import WarmProcess, warm_process


class AutogradeRun:
    """Prepares the run of `converter`, and has the notebooks of one student after the other.

    Tests that the last `lessonlib grade` skipped or dropped are so here, too. Raises LessonlibError when nothing can be
    graded.
    """

    def __init__(self, converter: Autograde, limits: Limits) -> None:
        folders = converter.coursedir
        self._course = Course(Path(folders.root), folders.db_url, converter.config)
        self._limits, self._warm = limits, _warm(limits.sandbox)
        self._journal: Journal = journal_of(self._course, folders.assignment_id)
        make_private(self._course)
        if limits.sandbox:
            self._warm.probe()
        note = self._journal.note if self._journal.note.run else RunNote()
        self._journal.begin(note)
        with open_gradebook(folders.db_url, folders.course_id) as book:
            self._assignment, remarks = prepare(
                self._course,
                book,
                folders.assignment_id,
                self._run,
                limits,
                note.seed,
                note.skipped,
                note.dropped,
            )
        for remark in (*self._assignment.exceptions(), *remarks, *self._warm.remarks):
            converter.log.warning("%s", remark)
        self._graded: tuple[str, Outcome] | None = None
        _take_over(converter, self._course, self._assignment)

    def repaired(self, student: str, notebook: str) -> NotebookNode:
        """The notebook that a student handed in, put right; the release itself where there is none."""
        return repaired_notebook(self._read(student), self._assignment, notebook)

    def graded(self, student: str, notebook: str) -> NotebookNode:
        """The notebook after its run, with outputs that nbgrader counts. At a student's first, all of them run."""
        if self._graded is None or self._graded[0] != student:
            self._graded = student, self._outcome(student)
        outcome = self._graded[1]
        done: NotebookNode = nbformat.reads(outcome.ran[notebook].notebook, as_version=4)
        tell(done, notebook, outcome, self._assignment)
        return done

    def _outcome(self, student: str) -> Outcome:
        submission = self._read(student)
        outcome = self._run(submission, self._assignment)
        release = self._assignment.key()
        self._journal.record(outcome, key_of(submission, release, self._limits), release)
        self._journal.enter(student, {"points": self._assignment.earned(outcome), "page": ""})
        return outcome

    def _run(self, submission: Submission, assignment: Assignment) -> Outcome:
        return run_submission(submission, assignment, self._limits, self._warm)

    def _read(self, student: str) -> Submission:
        return self._course.submission(student, self._assignment.name, self._assignment.releases)


def _take_over(converter: Autograde, course: Course, assignment: Assignment) -> None:
    """Let nbgrader read times of submission as they were meant, and go through all who handed in, whatever their files
    are called: the notebooks are found where `lessonlib grade` finds them.
    """
    given = converter.coursedir
    converter.coursedir = CourseFolders(parent=converter, **given.trait_values(config=True))
    names = [release.name for release in assignment.releases if fnmatchcase(release.name, given.notebook_id)]
    students = [name for name in course.submitted(assignment.name) if fnmatchcase(name, given.student_id)]
    for student in filter(unusable, students):
        converter.log.error("%r is not graded: %s", student, unusable(student))
    converter.assignments = {
        folder: [f"{folder}/{name}.ipynb" for name in names]
        for folder in (
            converter._format_source(assignment.name, student)
            for student in students
            if not unusable(student)
        )
    }


@cache
def _warm(sandbox: bool) -> WarmProcess:
    """One for all submissions of this process."""
    warm = warm_process(sandbox)
    atexit.register(warm.close)
    return warm
