"""Entering outcomes in nbgrader's gradebook, through nbgrader's own Autograde and GenerateFeedback."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback

from lessonlib.grading.assignment import Assignment
from lessonlib.grading.book.endings import TakeOutcome
from lessonlib.grading.book.folders import CourseFolders
from lessonlib.grading.book.gradebook import forget, save
from lessonlib.grading.book.internals import EnterSubmission, give_nothing, in_open_gradebook
from lessonlib.grading.book.pages import FeedbackExporter
from lessonlib.grading.course import Course
from lessonlib.grading.handed_in.given_files import unpack
from lessonlib.grading.handed_in.intake import Submission
from lessonlib.grading.handed_in.timestamp import OF_NBGRADER
from lessonlib.grading.outcome import Outcome
from lessonlib.grading.printable import printable

LOG = "grading.log"
_STAGE = ".lessonlib/staged"


class NotEntered(Exception):
    """nbgrader could not enter an outcome."""


class Writer:
    """Enters one student after the other. Used in one thread, with the gradebook of `open_gradebook`."""

    def __init__(self, course: Course, book: Gradebook, assignment: Assignment) -> None:
        self._course, self._book, self._assignment = course, book, assignment
        self._stage = course.root / _STAGE
        self._feedback: GenerateFeedback | None = None

    def write(self, submission: Submission, outcome: Outcome) -> str:
        """Enter `outcome` and write the autograded notebooks, then the feedback pages; returns why there is no page.

        Raises NotEntered for whatever goes wrong before the points are in; the gradebook has then what it had.
        """
        log = logging.getLogger("traitlets")
        try:
            with self._staged(submission, outcome):
                self._enter(outcome)
            save(self._book)
        except Exception as error:  # one bad notebook never stops a batch
            log.exception("%r was not entered", outcome.student)
            forget(self._book)
            raise NotEntered(f"{type(error).__name__}: {printable(str(error))}") from error
        try:
            self._page(outcome.student)
        except Exception as error:  # the points are in
            log.exception("%r has no feedback page", outcome.student)
            return f"There is no feedback page: {type(error).__name__}: {printable(str(error))} ({LOG} has more)."
        finally:
            forget(self._book)
        return ""

    @contextmanager
    def _staged(self, submission: Submission, outcome: Outcome) -> Iterator[None]:
        """The submission as nbgrader may read it: the repaired notebooks, and only plain files beside them."""
        shutil.rmtree(self._stage, ignore_errors=True)
        directory = self._directory(outcome.student)
        folder = Path(directory.format_path(_STAGE, outcome.student, self._assignment.name))
        folder.mkdir(parents=True, exist_ok=True)
        # What else was handed in stays in submitted/: the formgrader serves autograded/ in Jupyter's origin.
        when = {name: data for name, data in submission.files.items() if name in OF_NBGRADER}
        unpack({**self._assignment.files.learners, **when}, folder)
        for name, ran in outcome.ran.items():
            (folder / f"{name}.ipynb").write_text(ran.notebook, encoding="utf-8")
        try:
            yield
        finally:
            shutil.rmtree(self._stage, ignore_errors=True)

    def _enter(self, outcome: Outcome) -> None:
        converter = EnterSubmission(
            coursedir=self._directory(outcome.student, submitted_directory=_STAGE),
            config=self._course.config,
            book=self._book,
            ran=TakeOutcome(outcome, self._assignment),
        )
        converter.start()
        for name, ran in outcome.ran.items():
            if not ran.handed_in:
                give_nothing(self._book, self._assignment.name, outcome.student, name)

    def _page(self, student: str) -> None:
        """Write the feedback of what is autograded. The exporter is made once: its templates take 0.2 s."""
        directory = self._directory(student)
        if self._feedback is None:
            self._feedback = GenerateFeedback(coursedir=directory, config=self._course.config)
            self._feedback.exporter_class = FeedbackExporter
            self._feedback.preprocessors = list(
                in_open_gradebook(self._feedback.preprocessors, self._book, self._feedback)
            )
            self._feedback.force = True
            self._feedback.start()
        else:
            self._feedback.coursedir = directory
            self._feedback.init_notebooks()
            self._feedback.convert_notebooks()

    def _directory(self, student: str, **folders: str) -> CourseFolders:
        return CourseFolders(
            config=self._course.config,
            assignment_id=self._assignment.name,
            student_id=student,
            **folders,
        )


@contextmanager
def logged(course: Course) -> Iterator[None]:
    """What nbgrader says goes to a file."""
    log = logging.getLogger("traitlets")
    handler = logging.FileHandler(course.root / LOG, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    before = log.propagate, list(log.handlers), log.level
    log.propagate, log.handlers = False, [handler]
    log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        log.propagate, log.handlers = before[0], before[1]
        log.setLevel(before[2])
        handler.close()
