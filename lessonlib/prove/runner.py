"""Running answered exercises: in forks of a warm process, as the grader does, or each in a kernel of its own."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from lessonlib.build.notebook import cell_options
from lessonlib.grading.box.errors import BoxError
from lessonlib.notebook.execution import AT_A_TIME, CELL_SECONDS, cell_error, raised, run_notebooks
from lessonlib.notebook.metadata import points_of

if TYPE_CHECKING:
    from lessonlib.grading.box.process.client import Zygote


@dataclass(frozen=True)
class NotebookResults:
    """How a notebook ran: each test with its error (None: it passed), what other cells raised, and the seconds.

    `stopped` says why it ended early; it is empty when all cells ran.
    """

    tests: dict[str, str | None]
    errors: tuple[str, ...]
    seconds: float
    stopped: str = ""


_OF_TESTS = ("tensorboard.backend.event_processing.event_accumulator",)  # what tests import, and takes long

Runner = Callable[[Sequence[NotebookNode]], list[NotebookResults]]
"""Runs notebooks, some at a time, each in a fresh process and an empty folder of its own."""


@contextmanager
def fastest_runner(cell_seconds: float = CELL_SECONDS, seed: int | None = None) -> Iterator[Runner]:
    """Forks of a warm process, in the grader's box where this machine allows one; off Linux, kernels.

    A kernel takes some seconds more for each notebook. Nothing starts before the first ones are to be run. A cell that
    takes more than `cell_seconds` ends its notebook. What tests draw starts from `seed`, or in each notebook by chance;
    kernels always draw by chance.
    """
    with ExitStack() as stack:
        runner = cache(lambda: _start(stack, cell_seconds, seed))
        yield lambda notebooks: runner()(notebooks)


def in_forks(
    zygote: Zygote,
    notebooks: Sequence[NotebookNode],
    cell_seconds: float = CELL_SECONDS,
    seed: int | None = None,
) -> list[NotebookResults]:
    """Run each notebook as the grader does: its tests in one fork of `zygote`, the other cells in another."""
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return list(pool.map(partial(_in_fork, zygote, cell_seconds, seed), notebooks))


def in_kernels(
    notebooks: Sequence[NotebookNode], cell_seconds: float = CELL_SECONDS
) -> list[NotebookResults]:
    """Run each notebook in a kernel of its own, as JupyterLab does."""
    return [
        NotebookResults(
            {cell_options(cell)["test"]: cell_error(cell) for cell in _tests(run.notebook)},
            tuple(run.errors),
            run.seconds,
            run.stopped,
        )
        for run in run_notebooks(notebooks, cell_seconds=cell_seconds)
    ]


def _start(stack: ExitStack, cell_seconds: float, seed: int | None) -> Runner:
    from lessonlib.grading.box.limits import Box
    from lessonlib.grading.box.process.client import Zygote, has_zygotes
    from lessonlib.grading.running.warm_process import PRELOADED

    if not has_zygotes():
        return partial(in_kernels, cell_seconds=cell_seconds)
    try:
        zygote = stack.enter_context(Zygote((*PRELOADED, *_OF_TESTS)))
        zygote.spawn("os:getpid", boxed=Box()).wait()
    except BoxError as error:
        print(f"{error}\nThe attempts run without it.", file=sys.stderr)
        zygote = stack.enter_context(Zygote((*PRELOADED, *_OF_TESTS), sandbox=False))
    zygote.wait()
    if zygote.cold:
        print(zygote.cold, file=sys.stderr)
    return partial(in_forks, zygote, cell_seconds=cell_seconds, seed=seed)


def _in_fork(
    zygote: Zygote, cell_seconds: float, seed: int | None, notebook: NotebookNode
) -> NotebookResults:
    from lessonlib.grading.running.apart import Conditions, run_apart
    from lessonlib.grading.running.limits import Limits

    started = time.perf_counter()
    conditions = Conditions(discreet=False)
    if seed is not None:
        conditions = replace(conditions, seed=seed)
    with tempfile.TemporaryDirectory(prefix="lessonlib-") as folder:
        executed = run_apart(notebook, Path(folder), Limits(cell_seconds), zygote, conditions)
    tests = {}
    for cell in _tests(executed.notebook):
        test = cell_options(cell)["test"]
        earned, most = executed.earned.get(test, 0.0), points_of(cell)
        tests[test] = raised(cell) or (None if earned == most else f"it gave {earned:g} of {most:g} points")
    errors = tuple(filter(None, map(raised, _code(executed.notebook))))
    return NotebookResults(tests, errors, time.perf_counter() - started, executed.reason)


def _code(notebook: NotebookNode) -> Iterator[NotebookNode]:
    return (cell for cell in notebook.cells if cell.cell_type == "code")


def _tests(notebook: NotebookNode) -> Iterator[NotebookNode]:
    return (cell for cell in _code(notebook) if "test" in cell_options(cell))
