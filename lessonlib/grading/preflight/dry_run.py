"""Running a learner's notebook as the grader does: in a fresh process, in order, the tests apart."""

from __future__ import annotations

import copy
import sys
import tempfile
from collections.abc import Collection
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from lessonlib.grading.box.errors import BoxError
from lessonlib.grading.handed_in.reference import imports
from lessonlib.grading.preflight.form import AcceptedNotebook
from lessonlib.grading.running.limits import Limits
from lessonlib.notebook.execution import run_notebooks
from lessonlib.notebook.metadata import grade_id

if TYPE_CHECKING:
    from lessonlib.grading.box.process.client import Zygote


@dataclass(frozen=True)
class DryRun:
    """The repaired notebook with its outputs. `stopped` says why it ended early, "" when it did not; `unboxed`, why it
    ran in a kernel, "" when it ran in the grader's box.
    """

    notebook: NotebookNode
    stopped: str
    unboxed: str = ""


def dry_run(accepted: AcceptedNotebook, limits: Limits | None = None, warm: Zygote | None = None) -> DryRun:
    """Run it in the sandbox, or in a kernel where this machine has none; both take some seconds to begin, unless a
    `warm` process for the sandbox is there already.
    """
    with tempfile.TemporaryDirectory(prefix="lessonlib-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        accepted.submission.unpack(folder)
        notebook, unboxed = (
            accepted.repaired.notebook,
            f"The sandbox needs Linux, and this is {sys.platform}.",
        )
        if sys.platform == "linux":
            try:
                return _in_sandbox(notebook, folder, limits or Limits(), warm)
            except BoxError as error:
                unboxed = str(error)
        return replace(in_kernel(notebook, folder, accepted.release.tests), unboxed=unboxed)


def _in_sandbox(notebook: NotebookNode, folder: Path, limits: Limits, warm: Zygote | None) -> DryRun:
    """Raises BoxError where this machine has no sandbox."""
    from lessonlib.grading.box.process.client import Zygote
    from lessonlib.grading.running.apart import run_apart
    from lessonlib.grading.running.warm_process import PRELOADED

    with nullcontext(warm) if warm else Zygote(PRELOADED) as zygote:
        executed = run_apart(notebook, folder, limits, zygote, with_notebooks=True)
    return DryRun(executed.notebook, executed.reason if executed.state else "")


def in_kernel(notebook: NotebookNode, folder: Path, tests: Collection[str]) -> DryRun:
    """Run a copy in a kernel of its own in `folder`. `tests` (by grade id) see all names there, and leave none but
    what they import.
    """
    prepared = copy.deepcopy(notebook)
    for cell in prepared.cells:
        if grade_id(cell) in tests:
            cell.source = _leaving_no_name(cell.source)
    # The kernel starts elsewhere: a file called types.py beside the notebook would keep it from starting.
    prepared.cells.insert(0, new_code_cell(f"__import__('os').chdir({str(folder)!r})"))
    (run,) = run_notebooks([prepared])
    del run.notebook.cells[0]
    for cell, ran in zip(notebook.cells, run.notebook.cells, strict=True):
        ran.source = cell.source
    return DryRun(run.notebook, run.stopped)


def _leaving_no_name(source: str) -> str:
    """A cell that runs `source` with a copy of the notebook's names; of its own only what it imports stays."""
    apart = f"exec(get_ipython().transform_cell({source!r}), dict(globals()))"
    return "\n".join([*imports(source), apart])
