"""Entering results in nbgrader's gradebook, through nbgrader's own Autograde and GenerateFeedback."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import CheckCellMetadata, Execute
from nbgrader.preprocessors.base import NbGraderPreprocessor

from lessonlib.grading.book.files import TIMESTAMP
from lessonlib.grading.book.gradebook import Standing, forget, save, standing
from lessonlib.grading.book.pages import FeedbackExporter
from lessonlib.grading.course import Course
from lessonlib.grading.handed_in.intake import read_submission
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.printable import printable
from lessonlib.grading.result import Grade, Result
from lessonlib.grading.running.apart import is_test
from lessonlib.grading.running.execute import ExecuteApart
from lessonlib.grading.states import State

LOG = "grading.log"
_STAGE = ".lessonlib/staged"
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>&$~])")


class TakeResult(NbGraderPreprocessor):  # type: ignore[misc]
    """Stands in nbgrader's steps where Execute stands: gives the cells the outputs that they had elsewhere.

    A test cell that passed keeps what it printed, as the stream stdout; any other ends in an error, so that
    only a receipt earns points.
    """

    def __init__(self, result: Result) -> None:
        super().__init__()
        self._result = result

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        ran = self._result.ran[resources["nbgrader"]["notebook"]]
        done = nbformat.reads(ran.notebook, as_version=4)
        for cell, run in zip(nb.cells, done.cells, strict=True):
            if cell.cell_type == "code":
                passed = cell.metadata.get("nbgrader", {}).get("grade_id") in ran.passed
                cell.outputs = _test_outputs(run.outputs, passed) if is_test(cell) else run.outputs
                cell.execution_count = run.execution_count
                cell.metadata.update(run.metadata)
        if self._result.state is not State.GRADED:
            nb.cells.insert(0, new_markdown_cell(_told(self._result), id="how-it-was-graded"))
        return nb, resources


def _test_outputs(outputs: Sequence[NotebookNode], passed: bool) -> list[NotebookNode]:
    streams = [
        new_output("stream", name="stdout", text=output.text)
        for output in outputs
        if output.output_type == "stream"
    ]
    if passed:
        return streams
    errors = [output for output in outputs if output.output_type == "error"]
    return [*streams, *(errors or [_not_run()])]


def _not_run() -> NotebookNode:
    message = "NotRun: this test did not run to its end."
    output: NotebookNode = new_output("error", ename="NotRun", evalue=message, traceback=[message])
    return output


def _told(result: Result) -> str:
    """What the learner and the grader read above the notebook."""
    lines = [f"**How this was graded: {result.state}.** {_escaped(result.reason) or result.state.meaning}"]
    if result.step:
        lines.append(_escaped(result.step))
    lines += [f"- {_escaped(note)}" for note in result.notes]
    return "\n\n".join(lines)


def _escaped(text: str) -> str:
    """`text` as Markdown that shows it and nothing else."""
    return _MARKS.sub(r"\\\1", printable(text, 500))


class _AutogradeRepaired(Autograde):  # type: ignore[misc]
    """nbgrader's Autograde without its first pass, which sanitizes a notebook: repair has done that."""

    def convert_single_notebook(self, notebook_filename: str) -> None:
        self.exporter._preprocessors = []
        for step in self.autograde_preprocessors:
            self.exporter.register_preprocessor(step)
        BaseConverter.convert_single_notebook(self, notebook_filename)


class NotEntered(Exception):
    """nbgrader could not enter a result."""


class Writer:
    """Enters one student after the other. Used in one thread, with the gradebook of `one_gradebook`."""

    def __init__(self, course: Course, book: Gradebook, releases: Sequence[Release]) -> None:
        self._course, self._book, self._releases = course, book, releases
        self._assignment = releases[0].assignment
        self._stage = course.root / _STAGE
        self._feedback: GenerateFeedback | None = None
        self.max_score = sum(sum(release.points.values()) for release in releases)

    def write(self, result: Result) -> Grade:
        """Enter `result` with the autograded notebook, then write the feedback page.

        Raises NotEntered when the result could not be entered; the gradebook has then what it had before.
        """
        before = standing(self._book, self._assignment, result.student)
        try:
            with self._staged(result):
                self._autograde(result)
            save(self._book)
        except Exception as error:  # one bad notebook never stops a batch
            logging.getLogger("traitlets").exception("%r was not entered", result.student)
            forget(self._book)
            raise NotEntered(f"{type(error).__name__}: {printable(str(error))}") from error
        return self._with_page(self._grade(result, before, None))

    def _with_page(self, grade: Grade) -> Grade:
        """`grade`, which is entered, with its feedback page; without one, a note says so."""
        try:
            return replace(grade, feedback=self._page(grade.student))
        except Exception:  # a page never costs a grade
            logging.getLogger("traitlets").exception("the page of %r could not be written", grade.student)
            note = f"The feedback page could not be written; {LOG} has more."
            return replace(grade, notes=(*grade.notes, note))
        finally:
            forget(self._book)

    def unwritten(self, result: Result) -> Grade:
        """The row of a student of whom nothing is entered."""
        before = standing(self._book, self._assignment, result.student)
        return self._grade(result, before, None)

    def outlook(self, result: Result) -> tuple[float | None, float]:
        """The score before and after `write(result)`; None before the first grading."""
        before = standing(self._book, self._assignment, result.student)
        after = (before or Standing({}, {}, 0)).graded_anew(result.points(self._releases))
        return before.score if before else None, after

    def _grade(self, result: Result, before: Standing | None, page: Path | None) -> Grade:
        now = standing(self._book, self._assignment, result.student)
        self._book.db.remove()
        return Grade(
            result.student,
            self._assignment,
            result.state,
            result.reason,
            now.score if now else 0.0,
            self.max_score,
            page,
            step=result.step,
            notes=result.notes,
            points=(now.automatic | now.by_hand) if now else {},
            before=before.score if before else None,
            answers=result.answers,
            seconds=result.seconds,
            sandboxed=result.sandboxed,
        )

    @contextmanager
    def _staged(self, result: Result) -> Iterator[None]:
        """The submission as nbgrader may read it: the repaired notebooks, and only plain files beside them."""
        shutil.rmtree(self._stage, ignore_errors=True)
        folder = self._stage / result.student / self._assignment
        submitted = self._course.folder("submitted", result.student, self._assignment)
        beside = read_submission(submitted, result.student, self._releases)
        folder.mkdir(parents=True, exist_ok=True)
        # What else was handed in stays in submitted/: the formgrader serves autograded/ in Jupyter's origin.
        replace(
            beside, files={TIMESTAMP: beside.files[TIMESTAMP]} if TIMESTAMP in beside.files else {}
        ).unpack(folder)
        for name, ran in result.ran.items():
            (folder / f"{name}.ipynb").write_text(ran.notebook, encoding="utf-8")
        try:
            yield
        finally:
            shutil.rmtree(self._stage, ignore_errors=True)

    def _autograde(self, result: Result) -> None:
        converter = _AutogradeRepaired(
            coursedir=self._directory(result.student, submitted_directory=_STAGE), config=self._course.config
        )
        converter.force = True
        converter.autograde_preprocessors = [
            TakeResult(result)
            if isinstance(step, type) and issubclass(step, (Execute, ExecuteApart))
            else step
            for step in converter.autograde_preprocessors
            if step is not CheckCellMetadata  # the marks are the release's
        ]
        converter.start()

    def _page(self, student: str) -> Path | None:
        """Write the feedback of what is autograded. The exporter is made once: its templates take 0.2 s."""
        directory = self._directory(student)
        if self._feedback is None:
            self._feedback = GenerateFeedback(coursedir=directory, config=self._course.config)
            self._feedback.exporter_class = FeedbackExporter
            self._feedback.force = True
            self._feedback.start()
        else:
            self._feedback.coursedir = directory
            self._feedback.init_notebooks()
            self._feedback.convert_notebooks()
        page = self._course.notebook("feedback", student, self._assignment).with_suffix(".html")
        return page if page.exists() else None

    def _directory(self, student: str, **folders: str) -> CourseDirectory:
        return CourseDirectory(
            config=self._course.config,
            assignment_id=self._assignment,
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
