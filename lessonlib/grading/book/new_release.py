"""`nbgrader generate_assignment` in this course: a release as the build makes it, also after somebody handed in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors.base import NbGraderPreprocessor

from lessonlib import LessonlibError
from lessonlib.notebook.stamp import stamped_again


class StampRelease(NbGraderPreprocessor):  # type: ignore[misc]
    """The last step of a release: leaves the file that `lessonlib build` writes, to the byte."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        return stamped_again(nb), resources


class ReleaseExporter(NotebookExporter):
    """What nbgrader makes of its setting `GenerateAssignment.exporter_class`, once a run and before it changes the
    gradebook (read from nbgrader 0.9.6).

    nbgrader refuses to add or remove cells, or notebooks, once somebody handed in. So the gradebook is brought up to
    date before, by way of its own tables, where nbgrader then finds nothing left to add or remove.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)  # type: ignore[no-untyped-call]
        converter = self.parent
        if isinstance(converter, GenerateAssignment) and not converter.no_database:
            try:
                _bring_up_to_date(converter)
            except LessonlibError as error:
                converter.log.error("%s", error)
                raise NbGraderException(str(error)) from error


def _bring_up_to_date(converter: GenerateAssignment) -> None:
    """Let the gradebook know the release that is about to be made."""
    from lessonlib.grading.book.gradebook import open_gradebook
    from lessonlib.grading.book.release import read_assignment
    from lessonlib.grading.course import Course
    from lessonlib.grading.prepare import update_gradebook

    folders = converter.coursedir
    course = Course(Path(folders.root), folders.db_url, converter.config)
    with open_gradebook(folders.db_url, folders.course_id) as book:
        for remark in update_gradebook(course, book, read_assignment(course, book, folders.assignment_id)):
            converter.log.warning("%s", remark)
