"""Running a submission so that a kernel that dies costs the cells it takes down, and nothing else."""

from __future__ import annotations

import tempfile
from typing import Any

import nbgrader.preprocessors
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.utils import setenv

KERNEL_DIED = "KernelDied"  # the error's name in the outputs

# nbgrader gives a test cell with anything on the stream "stderr" no points: a warning, a progress bar, a
# native library's message. So the kernel itself calls that stream "stdout". This way is open to `nbgrader
# validate` and JupyterLab's Validate button, too; a step of our own is not, for their list of steps is fixed.
KERNEL_ARGUMENTS = ["--InteractiveShellApp.exec_lines=import sys; sys.stderr.name = 'stdout'"]


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


def _append_error(cell: NotebookNode, message: str) -> None:
    cell.outputs.append(
        new_output("error", ename=KERNEL_DIED, evalue=message, traceback=[f"{KERNEL_DIED}: {message}"])
    )
