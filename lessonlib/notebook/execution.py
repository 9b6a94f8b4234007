"""Running notebooks in real kernels, a few at a time, each in an empty folder of its own."""

from __future__ import annotations

import asyncio
import copy
import math
import os
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

from lessonlib.notebook.cell import error_of

AT_A_TIME = 2
CELL_SECONDS = 180
DIED = "the kernel died"  # why a notebook stopped
_LEAST_SECONDS = 0.001  # 0 would be no limit
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class KernelRun:
    """A notebook with its outputs, the seconds it took, and why it stopped early ("": it did not)."""

    notebook: NotebookNode
    seconds: float
    stopped: str = ""

    @property
    def errors(self) -> list[str]:
        """`cell_error` of each code cell that has one, in their order."""
        code = (cell for cell in self.notebook.cells if cell.cell_type == "code")
        return [error for cell in code if (error := cell_error(cell))]


def run_notebooks(
    notebooks: Sequence[NotebookNode], *, at_a_time: int = AT_A_TIME, cell_seconds: float = CELL_SECONDS
) -> list[KernelRun]:
    """Run each notebook to its end, past cells that raise; results come in the order of `notebooks`.

    A dead kernel or a cell that takes more than `cell_seconds` ends its notebook; this cell and those after it have
    no execution count.
    """
    return asyncio.run(_run_all(notebooks, at_a_time, cell_seconds))


def run_notebook(
    notebook: NotebookNode,
    work: Path,
    *,
    cell_seconds: float = CELL_SECONDS,
    notebook_seconds: float = math.inf,
) -> KernelRun:
    """Run one notebook in the folder `work`, which it can change, within these limits of wall time."""
    return asyncio.run(_run(_blank(notebook), work, cell_seconds, notebook_seconds))


def cell_error(cell: NotebookNode) -> str | None:
    """The message of a cell that raised or did not run, with its traceback; None when it ran well."""
    if cell.execution_count or not cell.source.strip():
        return raised(cell)
    return raised(cell) or "the cell did not run"


def raised(cell: NotebookNode) -> str | None:
    """The message of a cell that raised, with its traceback, without colours; None when it did not."""
    error = error_of(cell)
    if error is None:
        return None
    return _ANSI.sub("", f"{error.ename}: {error.evalue}\n" + "\n".join(error.traceback))


def _blank(notebook: NotebookNode) -> NotebookNode:
    """A copy that knows nothing of how it ran before."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata.pop("execution", None)
    return notebook


async def _run_all(notebooks: Sequence[NotebookNode], at_a_time: int, cell_seconds: float) -> list[KernelRun]:
    places = asyncio.Semaphore(at_a_time)

    async def run(notebook: NotebookNode) -> KernelRun:
        async with places:
            return await _run(_blank(notebook), None, cell_seconds, math.inf)

    return await asyncio.gather(*(run(notebook) for notebook in notebooks))


async def _run(
    notebook: NotebookNode, work: Path | None, cell_seconds: float, notebook_seconds: float
) -> KernelRun:
    """Run `notebook` itself, in the folder `work` or a new one."""
    started = time.perf_counter()

    def seconds(cell: NotebookNode) -> float:
        left = started + notebook_seconds - time.perf_counter()
        return max(min(cell_seconds, left), _LEAST_SECONDS)

    with tempfile.TemporaryDirectory(prefix="lessonlib-", ignore_cleanup_errors=True) as folder:
        if work is None:
            work = Path(folder, "work")
            work.mkdir()
        client = NotebookClient(
            notebook,
            timeout_func=seconds,
            allow_errors=True,
            resources={"metadata": {"path": str(work)}},
            shutdown_kernel="immediate",
            config=_sockets(folder),
        )
        stopped = ""
        try:
            await client.async_execute(env={**os.environ, "OMP_NUM_THREADS": "1"})
        except CellTimeoutError:
            late = time.perf_counter() - started >= notebook_seconds
            what, most = ("the notebook", notebook_seconds) if late else ("a cell", cell_seconds)
            stopped = f"{what} took more than {most:g} s"
        except DeadKernelError:
            stopped = DIED
    _mark_unfinished(notebook)
    return KernelRun(notebook, time.perf_counter() - started, stopped)


def _mark_unfinished(notebook: NotebookNode) -> None:
    """Take the execution count from cells for which the kernel did not say that it is done with them."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and "shell.execute_reply" not in cell.metadata.pop("execution", {}):
            cell.execution_count = None


def _sockets(folder: str) -> Config:
    """Talk to the kernel through files, not TCP ports, where the system has such: nobody listens in, and no network
    is needed.
    """
    if sys.platform == "win32":
        return Config()
    return Config({"KernelManager": {"transport": "ipc", "connection_file": f"{folder}/kernel.json"}})
