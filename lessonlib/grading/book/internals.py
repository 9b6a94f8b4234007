"""All that depends on how nbgrader is made inside, read from nbgrader 0.9.6: its steps and its Autograde, working in
one gradebook that is open already, where nbgrader opens the gradebook anew for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import nbgrader.preprocessors
from nbconvert.exporters import NotebookExporter
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter
from nbgrader.preprocessors import CheckCellMetadata, Execute
from nbgrader.preprocessors.base import NbGraderPreprocessor
from traitlets import Instance
from traitlets.utils.importstring import import_item

from lessonlib.grading.book.autograde import ExecuteApart
from lessonlib.grading.book.gradebook import save

Resources = dict[str, Any]
Converted = tuple[NotebookNode, Resources]
_KNOWN = (
    "nbgrader.",
    "nbconvert.",
    "lessonlib.",
)  # whose steps open no gradebook but in the ways that are known here


class _InOpenGradebook(NbGraderPreprocessor):  # type: ignore[misc]
    """A step of nbgrader's whose `preprocess` would open the gradebook: here it is given."""

    book = Instance(Gradebook)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> Converted:
        named = resources["nbgrader"]
        self.notebook_id, self.assignment_id = named["notebook"], named["assignment"]
        self.student_id, self.gradebook = named["student"], self.book
        return NbGraderPreprocessor.preprocess(self, nb, resources)  # type: ignore[no-any-return]


class SaveAutoGrades(_InOpenGradebook, nbgrader.preprocessors.SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's step that enters the points, in the open gradebook."""


class AssignLatePenalties(_InOpenGradebook, nbgrader.preprocessors.AssignLatePenalties):  # type: ignore[misc]
    """nbgrader's step that enters the penalty for handing in late, in the open gradebook."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> Converted:
        nb, resources = super().preprocess(nb, resources)
        self.init_plugin()
        late = self.book.find_submission(self.assignment_id, self.student_id).total_seconds_late
        notebook = self.book.find_submission_notebook(self.notebook_id, self.assignment_id, self.student_id)
        penalty = None
        if late > 0:
            penalty = self.plugin_inst.late_submission_penalty(self.student_id, notebook.score, late)
        notebook.late_submission_penalty = (
            None if penalty is None else self._check_late_penalty(notebook, penalty)
        )
        self.book.db.commit()
        return nb, resources


class GetGrades(_InOpenGradebook, nbgrader.preprocessors.GetGrades):  # type: ignore[misc]
    """nbgrader's step that puts points and comments into a feedback page, from the open gradebook."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> Converted:
        nb, resources = super().preprocess(nb, resources)
        notebook = self.book.find_submission_notebook(self.notebook_id, self.assignment_id, self.student_id)
        penalty = notebook.late_submission_penalty or 0
        shown = {"score": notebook.score - penalty, "max_score": notebook.max_score, "late_penalty": penalty}
        resources["nbgrader"].update(shown)
        return nb, resources


class _Save(NbGraderPreprocessor):  # type: ignore[misc]
    """Ends the transaction, so that a step of the course's own may open the gradebook."""

    book = Instance(Gradebook)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> Converted:
        save(self.book)
        return nb, resources


_OPEN: Mapping[type, type] = {
    getattr(nbgrader.preprocessors, step.__name__): step
    for step in (SaveAutoGrades, AssignLatePenalties, GetGrades)
}


def in_open_gradebook(steps: Iterable[Any], book: Gradebook, parent: Any) -> Iterator[Any]:
    """These steps of nbgrader's (classes, or their names), with those in place that work in `book`."""
    for step in steps:
        step = import_item(step) if isinstance(step, str) else step
        if step in _OPEN:
            yield _OPEN[step](book=book, parent=parent)
        else:
            if not getattr(step, "__module__", "").startswith(_KNOWN):
                yield _Save(book=book)
            yield step


class EnterSubmission(Autograde):  # type: ignore[misc]
    """nbgrader's Autograde for one student, whose notebooks are repaired and have run: `ran` stands in the place of
    the step that runs them, and the pass that would sanitize them is left out.
    """

    book = Instance(Gradebook)
    ran = Instance(Preprocessor)

    def start(self) -> None:
        """Replace what an earlier grading left. The exporter is a plain one: what it reads is our own."""
        self.force, self.exporter_class = True, NotebookExporter
        super().start()

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy the files, and enter the student and the submission."""
        BaseConverter.init_assignment(self, assignment_id, student_id)
        if self.create_student:
            self.book.update_or_create_student(student_id)
        else:
            self.book.find_student(student_id)
        moment: datetime | None = self.coursedir.get_existing_timestamp(
            self._format_source(assignment_id, student_id)
        )
        # Also where there is none: the time of an earlier attempt is not that of this one.
        self.book.update_or_create_submission(assignment_id, student_id, timestamp=moment)

    def convert_single_notebook(self, notebook_filename: str) -> None:
        self.exporter._preprocessors = []
        for step in in_open_gradebook(self._steps(), self.book, self.exporter):
            self.exporter.register_preprocessor(step)
        BaseConverter.convert_single_notebook(self, notebook_filename)

    def _steps(self) -> Iterator[Any]:
        for step in self.autograde_preprocessors:
            kind = import_item(step) if isinstance(step, str) else step
            if isinstance(kind, type) and issubclass(kind, (Execute, ExecuteApart)):
                yield self.ran
            elif kind is not CheckCellMetadata:  # the marks are the release's
                yield kind


def give_nothing(book: Gradebook, assignment: str, student: str, notebook: str) -> None:
    """Enter 0 for what a person would grade, as nbgrader does for a notebook that was not handed in."""
    for grade in book.find_submission_notebook(notebook, assignment, student).grades:
        if grade.auto_score is None:
            grade.auto_score = 0.0
            grade.needs_manual_grade = grade.manual_score is not None
