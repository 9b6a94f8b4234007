"""nbgrader's step that runs a submission: apart from the tests in a box, or as nbgrader does it, in a kernel.

What only Linux has is imported where it is needed: learners on other systems validate with this module, too.
"""

from __future__ import annotations

import atexit
import copy
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbgrader.preprocessors
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, setenv
from traitlets import Bool, Float, Integer

from lessonlib.grading.running.limits import Limits

if TYPE_CHECKING:
    from lessonlib.grading.box.client import Zygote

_LIMITS = Limits()
KERNEL_DIED = "KernelDied"  # the error's name in the outputs

# nbgrader gives a test cell with anything on the stream "stderr" no points: a warning, a progress bar, a
# native library's message. So the kernel itself calls that stream "stdout". This way is open to `nbgrader
# validate` and JupyterLab's Validate button, too; a step of our own is not, for their list of steps is fixed.
KERNEL_ARGUMENTS = ["--InteractiveShellApp.exec_lines=import sys; sys.stderr.name = 'stdout'"]


class ExecuteApart(NbGraderPreprocessor):  # type: ignore[misc]
    """In place of nbgrader's Execute: the learner's cells run in a box, the gradebook's tests outside of it.

    A test cell ends with an error in its outputs unless it has a receipt. Raises BoxError where this machine
    has no box, unless `unsafe_in_process` is set.
    """

    cell_seconds = Float(_LIMITS.cell_seconds, help="wall time that a cell may take").tag(config=True)
    submission_seconds = Float(_LIMITS.submission_seconds, help="wall time that a notebook may take").tag(
        config=True
    )
    memory_mb = Integer(_LIMITS.memory_mb, help="memory that a submission may take").tag(config=True)
    unsafe_in_process = Bool(
        False, help="run tests and the learner's code in one process, which can then forge its score"
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        if self.unsafe_in_process:
            return ExecuteToTheEnd(parent=self).preprocess(nb, resources)  # type: ignore[no-any-return]
        from lessonlib.grading.box.errors import BoxError
        from lessonlib.grading.running.apart import is_test, run_apart

        trusted = with_tests(nb, _tests(resources["nbgrader"]))
        limits = Limits(self.cell_seconds, self.submission_seconds, self.memory_mb)
        zygote = _zygote()
        try:
            executed = run_apart(trusted, Path(resources["metadata"]["path"] or "."), limits, zygote)
        except BoxError:
            _zygote.cache_clear()
            raise
        if zygote.cold:
            self.log.warning(zygote.cold)
        if executed.state:
            self.log.warning("%s: %s", executed.state, executed.reason)
        for cell, ran in zip(nb.cells, executed.notebook.cells, strict=True):
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = ran.outputs, ran.execution_count
                if "lessonlib" in ran.metadata:
                    cell.metadata.lessonlib = ran.metadata.lessonlib
                if is_grade(cell) and not is_test(ran):
                    _append_error(cell, "this is not a test of the release", "NotATest")
        return nb, resources


def with_tests(notebook: NotebookNode, tests: Mapping[str, str]) -> NotebookNode:
    """A copy of a submission in which the cells named in `tests` (by grade id) are tests with these sources,
    whatever they say, and no other cell is one.
    """
    trusted = copy.deepcopy(notebook)
    for cell in trusted.cells:
        name = str(cell.metadata.get("nbgrader", {}).get("grade_id"))
        cell.source = tests.get(name, cell.source)
        marks = {"grade": name in tests, "solution": False, "task": False}
        cell.metadata["nbgrader"] = {**cell.metadata.get("nbgrader", {}), **marks}
    return trusted


def _tests(assignment: Mapping[str, Any]) -> dict[str, str]:
    """The sources of a notebook's automatic tests, by grade id, from the gradebook."""
    with Gradebook(assignment["db_url"]) as gradebook:
        notebook = gradebook.find_notebook(assignment["notebook"], assignment["assignment"])
        names = {cell.name for cell in notebook.grade_cells} - {cell.name for cell in notebook.solution_cells}
        return {
            cell.name: cell.source
            for cell in notebook.source_cells
            if cell.name in names and cell.cell_type == "code"
        }


@cache
def _zygote() -> Zygote:
    """One for all submissions of this process."""
    from lessonlib.grading.box.client import Zygote
    from lessonlib.grading.running.apart import WARM

    zygote = Zygote(WARM)
    zygote.__enter__()
    atexit.register(zygote.__exit__, None, None, None)
    return zygote


class ExecuteToTheEnd(nbgrader.preprocessors.Execute):  # type: ignore[misc]
    """nbgrader's Execute, in which a kernel's death is an error of a cell.

    Plain nbgrader drops the submission then: no grade, no feedback. Here the cell at which the kernel died
    and all code cells after it end in the error KernelDied; what was earned before stays.
    """

    def preprocess(self, nb: NotebookNode, resources: Any = None, km: Any = None) -> Any:
        self._died_at = ""
        # A kernel that is killed, as all are at the end, does not clear away its temporary files.
        private = tempfile.TemporaryDirectory(prefix="lessonlib-", ignore_cleanup_errors=True)
        with private as folder, setenv(TMPDIR=folder):
            return super().preprocess(nb, resources, km)

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> Any:
        if not self._died_at:
            try:
                return super().preprocess_cell(cell, resources, index)
            except DeadKernelError:
                name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
                self._died_at = f"cell {name or index + 1}"
                _append_error(cell, "the kernel died while this cell ran")
        elif cell.cell_type == "code":
            cell.outputs = []
            _append_error(cell, f"this cell did not run: the kernel had died at {self._died_at}")
        return cell, resources


def _append_error(cell: NotebookNode, message: str, name: str = KERNEL_DIED) -> None:
    cell.outputs.append(new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"]))
