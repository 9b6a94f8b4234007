"""Releases: what `nbgrader generate_assignment` writes, and what nbgrader's gradebook must know before
grading.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors.base import NbGraderPreprocessor
from traitlets.config import Application

from lessonlib.build.notebook import seal


class SealRelease(NbGraderPreprocessor):  # type: ignore[misc]
    """The last step of a release: leaves the file that `lessonlib build` writes, to the byte."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        return (seal(nb) if "lessonlib" in nb.metadata else nb), resources


def register_assignment(assignment: str, student: str, notebooks: Sequence[str]) -> None:
    """nbgrader's hook before it autogrades: enter the assignment in the gradebook where it is not there
    yet.

    nbgrader knows the tests and their points only from a gradebook that `generate_assignment` filled. In a
    fresh checkout the released notebook is there and the gradebook is not; `nbgrader autograde` would stop.
    """
    app = Application.instance() if Application.initialized() else None
    if isinstance(app, NbGrader):
        with Gradebook(app.coursedir.db_url, app.coursedir.course_id) as gradebook:
            known = is_registered(gradebook, assignment)
        if not known:
            enter_assignment(app.coursedir, assignment, parent=app)


def enter_assignment(course: CourseDirectory, assignment: str, **settings: Any) -> None:
    """Enter an assignment in the gradebook from its source; the released files stay as they are.

    `settings`: `parent` or `config` of the converter. Raises NbGraderException when there is no source.
    """
    with tempfile.TemporaryDirectory(prefix="lessonlib-") as folder:
        throwaway = CourseDirectory(
            root=course.root,
            db_url=course.db_url,
            course_id=course.course_id,
            source_directory=course.source_directory,
            release_directory=folder,
            assignment_id=assignment,
        )
        GenerateAssignment(coursedir=throwaway, **settings).start()


def is_registered(gradebook: Gradebook, assignment: str) -> bool:
    """Whether the gradebook knows the assignment and its notebooks."""
    try:
        return bool(gradebook.find_assignment(assignment).notebooks)
    except MissingEntry:
        return False
