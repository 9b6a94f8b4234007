"""Repeating answers: a mark never depends on chance, on the number of threads, or on how busy a machine is."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from rich.console import Group
from rich.table import Table
from rich.text import Text

from lessonlib.build.attempts import Attempt, read_attempts
from lessonlib.build.lesson import Lesson
from lessonlib.build.notebook import cell_options
from lessonlib.build.source import read_cells
from lessonlib.prove.answered import answered, solution_notebook
from lessonlib.prove.proof import near_tests, points_of_tests, verdict
from lessonlib.prove.runner import NotebookResults, Runner, in_kernels


@dataclass(frozen=True)
class Repeated:
    """How often an answer earned what it declares, of `times` with this many threads, and what differed meanwhile."""

    name: str
    threads: int
    times: int
    as_declared: int
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.as_declared == self.times


def repeat_lesson(
    lesson: Lesson,
    run: Runner,
    times: int,
    threads: Sequence[int],
    draws: int = 1,
    *,
    only: str = "",
) -> list[Repeated]:
    """Run the solution and each written attempt `times` times, right answers with each number of threads.

    `only` is "right" or "wrong" where the other answers are to be left out.

    In each run, each test is asked `draws` times, with other `fresh` inputs: far cheaper than as many runs, for what
    tests draw. A wrong attempt is asked the tests that it is likely to fail, not all. The grader gives one thread; with
    more, they run in kernels of their own, as on a learner's machine.
    """
    notebook, cells = solution_notebook(lesson), read_cells(lesson.exercise)
    attempts = [Attempt("solution", {}), *read_attempts(lesson.attempts, cells)]
    repeats = [
        (attempt, number)
        for attempt in attempts
        if only in ("", "wrong" if attempt.caught_by else "right")
        for number in (threads if not attempt.caught_by else [1])
    ]
    near = [near_tests(attempt, cells) for attempt, _ in repeats]
    notebooks = [
        _with_threads(_asked_again(answered(notebook, attempt.answers, tests), draws), number)
        for (attempt, number), tests in zip(repeats, near, strict=True)
    ]
    points = points_of_tests(cells)
    asked = [{test: points[test] for test in points if tests is None or test in tests} for tests in near]
    results = _run_all(notebooks, [number for _, number in repeats], run, times)
    return [
        _repeated(attempt, number, tests, [each for ran in runs for each in _apart(ran, tests, draws)])
        for (attempt, number), tests, runs in zip(repeats, asked, results, strict=True)
    ]


def _run_all(
    notebooks: Sequence[NotebookNode], threads: Sequence[int], run: Runner, times: int
) -> list[list[NotebookResults]]:
    """The results of each notebook, run `times` times; those with one thread some at a time."""
    grader = [notebook for notebook, number in zip(notebooks, threads, strict=True) if number == 1]
    ran = iter(run([notebook for notebook in grader for _ in range(times)]))
    return [
        list(islice(ran, times)) if number == 1 else in_kernels([notebook] * times)
        for notebook, number in zip(notebooks, threads, strict=True)
    ]


def _repeated(
    attempt: Attempt, threads: int, points: Mapping[str, float], results: Sequence[NotebookResults]
) -> Repeated:
    faults = [verdict(attempt, points, ran).faults for ran in results]
    different = tuple(dict.fromkeys(chain.from_iterable(faults)))
    return Repeated(attempt.name, threads, len(results), faults.count(()), different)


def report(lesson: Lesson, repeated: Sequence[Repeated]) -> Group:
    """How often each answer earned what it declares, and below it what it earned instead."""
    table = Table(title=f"{lesson.slug}: answers, repeated", title_justify="left")
    table.add_column("answer", no_wrap=True)
    table.add_column("threads", justify="right")
    table.add_column("as declared", justify="right")
    for one in repeated:
        table.add_row(one.name, str(one.threads), f"{one.as_declared} of {one.times}")
    faults = [f"{one.name}, {one.threads} threads: {fault}" for one in repeated for fault in one.faults]
    return Group(table, *(Text(fault, style="red") for fault in faults))


def _asked_again(notebook: NotebookNode, draws: int) -> NotebookNode:
    """`notebook` with each test `draws` times, each with a seed of its own."""
    cells = []
    for cell in notebook.cells:
        name = cell_options(cell).get("test", "")
        cells.append(cell)
        for draw in range(1, draws if name else 1):
            again = copy.deepcopy(cell)
            again.id, again.metadata["nbgrader"]["grade_id"] = f"{cell.id}-{draw}", _name(name, draw)
            claim, _, test = cell.source.partition("\n")  # a test is known by its first line
            seed = f"from lessonlib.check import fresh as _fresh\n_fresh.restart({secrets.randbits(32)})"
            again.source = f"{claim}\n{seed}\n{test}"
            cells.append(again)
    return NotebookNode({**notebook, "cells": cells})


def _apart(ran: NotebookResults, tests: Iterable[str], draws: int) -> list[NotebookResults]:
    """The results of `_asked_again`, one for each time that the tests were asked."""
    named = [{test: _name(test, draw) for test in tests} for draw in range(draws)]
    others = {error for error in ran.errors if error not in ran.tests.values()}  # of cells that are no tests
    asked = [{test: ran.tests[name] for test, name in names.items() if name in ran.tests} for names in named]
    return [
        replace(ran, tests=own, errors=tuple(e for e in ran.errors if e in others | {*own.values()}))
        for own in asked
    ]


def _name(test: str, draw: int) -> str:
    return f"{test}-draw-{draw}" if draw else test


def _with_threads(notebook: NotebookNode, threads: int) -> NotebookNode:
    if threads == 1:
        return notebook
    cell = new_code_cell(f"import torch as _torch\n_torch.set_num_threads({threads})")
    return NotebookNode({**notebook, "cells": [cell, *notebook.cells]})
