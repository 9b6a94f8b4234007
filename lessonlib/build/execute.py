"""Running notebooks in real kernels, a few at a time, each in an empty folder of its own."""

from __future__ import annotations

import asyncio
import copy
import os
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

AT_A_TIME = 2
CELL_SECONDS = 180
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Run:
    """A notebook with its outputs, the seconds it took, and why it stopped early ("": it did not)."""

    notebook: NotebookNode
    seconds: float
    stopped: str = ""


def run_notebooks(notebooks: Sequence[NotebookNode], *, at_a_time: int = AT_A_TIME) -> list[Run]:
    """Run each notebook to its end, past cells that raise; results come in the order of `notebooks`.

    A dead kernel or a cell that takes more than CELL_SECONDS ends its notebook; the cells after it have no
    execution count.
    """
    return asyncio.run(_run_all(notebooks, at_a_time))


def cell_error(cell: NotebookNode) -> str | None:
    """The message of a cell that raised or did not run, with its traceback; None when it ran well."""
    if cell.execution_count or not cell.source.strip():
        return raised(cell)
    return raised(cell) or "the cell did not run"


def raised(cell: NotebookNode) -> str | None:
    """The message of a cell that raised, with its traceback, without colours; None when it did not."""
    for output in cell.outputs:
        if output.output_type == "error":
            return _ANSI.sub("", f"{output.ename}: {output.evalue}\n" + "\n".join(output.traceback))
    return None


async def _run_all(notebooks: Sequence[NotebookNode], at_a_time: int) -> list[Run]:
    places = asyncio.Semaphore(at_a_time)

    async def run(notebook: NotebookNode) -> Run:
        async with places:
            return await _run(copy.deepcopy(notebook))

    return await asyncio.gather(*(run(notebook) for notebook in notebooks))


async def _run(notebook: NotebookNode) -> Run:
    stopped = ""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="lessonlib-", ignore_cleanup_errors=True) as folder:
        work = Path(folder, "work")
        work.mkdir()
        client = NotebookClient(
            notebook,
            timeout=CELL_SECONDS,
            allow_errors=True,
            resources={"metadata": {"path": str(work)}},
            shutdown_kernel="immediate",
            config=_sockets(folder),
        )
        try:
            await client.async_execute(env={**os.environ, "OMP_NUM_THREADS": "1"})
        except CellTimeoutError:
            stopped = f"a cell took more than {CELL_SECONDS} s"
        except DeadKernelError:
            stopped = "the kernel died"
    return Run(notebook, time.perf_counter() - started, stopped)


def _sockets(folder: str) -> Config:
    """Talk to the kernel through files, not TCP ports: nobody listens in, and no network is needed."""
    return Config({"KernelManager": {"transport": "ipc", "connection_file": f"{folder}/kernel.json"}})
