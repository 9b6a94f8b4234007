"""`nbgrader autograde` in the way of `lessonlib grade`: the same release, the same reading, repairing and running. Only
the loop over the students, the gradebook's steps and the files are nbgrader's.

nbgrader_config.py names three classes of this module. All that depends on how nbgrader goes about it was read from
nbgrader 0.9.6. What only Linux has is imported where it is needed: learners on other systems validate with that
configuration, too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Float, Integer

from lessonlib import LessonlibError
from lessonlib.grading.running.limits import Limits

if TYPE_CHECKING:
    from lessonlib.grading.book.autograde_run import AutogradeRun

_LIMITS = Limits()
Converted = tuple[NotebookNode, dict[str, Any]]

# nbgrader gives a test cell with anything on the stream "stderr" no points: a warning, a progress bar, a
# native library's message. So the kernel itself calls that stream "stdout". This way is open to `nbgrader
# validate` and JupyterLab's Validate button, too; a step of our own is not, for their list of steps is fixed.
KERNEL_ARGUMENTS = ["--InteractiveShellApp.exec_lines=import sys; sys.stderr.name = 'stdout'"]


class SubmissionExporter(NotebookExporter):
    """What nbgrader makes of its setting `Autograde.exporter_class`, once a run and before it touches a student: the
    place to bring the gradebook up to date and to refuse the run. It also reads the submissions.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)  # type: ignore[no-untyped-call]
        self.run: AutogradeRun | None = None
        if isinstance(self.parent, Autograde):
            with _refusing(self.parent):
                from lessonlib.grading.book.autograde_run import AutogradeRun

                self.run = AutogradeRun(self.parent, ExecuteApart(parent=self).limits)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **rest: Any
    ) -> tuple[Any, dict[str, Any]]:
        """In nbgrader's first pass, over what students handed in, the file is not opened here: it may be anything, or
        not be there. RepairSubmission reads it without trust.
        """
        untyped: Any = self
        if self.run is None or not untyped.parent._sanitizing:
            return super().from_filename(filename, resources, **rest)
        path, name = os.path.split(filename)
        resources = {**(resources or {}), "metadata": {"name": os.path.splitext(name)[0], "path": path}}
        converted: tuple[Any, dict[str, Any]] = untyped.from_notebook_node(new_notebook(), resources, **rest)
        return converted


class RepairSubmission(NbGraderPreprocessor):  # type: ignore[misc]
    """The one step of nbgrader's first pass: the notebook that was handed in, with the cells of the release."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> Converted:
        run, named = _run_of(self), resources["nbgrader"]
        return run.repaired(named["student"], named["notebook"]), resources


class ExecuteApart(NbGraderPreprocessor):  # type: ignore[misc]
    """In place of nbgrader's Execute: the learner's cells run in a box, the tests outside of it.

    The notebook gets outputs that nbgrader counts as the points that were earned. Nothing is graded where this
    machine has no box, unless `unsafe_in_process` is set.
    """

    cell_seconds = Float(_LIMITS.cell_seconds, help="time that a cell may take").tag(config=True)
    submission_seconds = Float(_LIMITS.submission_seconds, help="time that a notebook may take").tag(
        config=True
    )
    memory_mb = Integer(_LIMITS.memory_mb, help="memory that a submission may take").tag(config=True)
    unsafe_in_process = Bool(
        False, help="run without a box: the learner's code can then forge its score, and do anything else"
    ).tag(config=True)

    @property
    def limits(self) -> Limits:
        return Limits(self.cell_seconds, self.submission_seconds, self.memory_mb, not self.unsafe_in_process)

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> Converted:
        run, named = _run_of(self), resources["nbgrader"]
        graded = run.graded(named["student"], named["notebook"])
        nb.cells, nb.metadata = graded.cells, graded.metadata
        return nb, resources


def _run_of(step: NbGraderPreprocessor) -> AutogradeRun:
    """The run that a step belongs to."""
    run = getattr(step.parent, "run", None)
    if run is None:
        raise NbGraderException(
            "nbgrader_config.py lacks c.Autograde.exporter_class = SubmissionExporter: it is a copy from an earlier "
            "lessonlib. Take a new copy from its checkout, and make your changes in that."
        )
    return run  # type: ignore[no-any-return]


@contextmanager
def _refusing(converter: Autograde) -> Iterator[None]:
    """What stops a run is told by nbgrader, which then ends with status 1."""
    try:
        yield
    except LessonlibError as error:
        converter.log.error("%s", error)
        raise NbGraderException(str(error)) from error
