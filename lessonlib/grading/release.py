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
    if not isinstance(app, NbGrader) or _is_registered(assignment, app.coursedir):
        return
    with tempfile.TemporaryDirectory(prefix="lessonlib-") as folder:
        course = app.coursedir
        throwaway = CourseDirectory(
            root=course.root,
            db_url=course.db_url,
            course_id=course.course_id,
            source_directory=course.source_directory,
            release_directory=folder,
            assignment_id=assignment,
        )
        GenerateAssignment(coursedir=throwaway, parent=app).start()


def _is_registered(assignment: str, course: CourseDirectory) -> bool:
    with Gradebook(course.db_url, course.course_id) as gradebook:
        try:
            return bool(gradebook.find_assignment(assignment).notebooks)
        except MissingEntry:
            return False
