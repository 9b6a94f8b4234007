"""Repeating answers: a mark never depends on chance, on the number of threads, or on how busy a machine is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from rich.console import Group
from rich.table import Table
from rich.text import Text

from lessonlib.build.attempts import Attempt, read_attempts
from lessonlib.build.lesson import Lesson
from lessonlib.build.source import read_cells
from lessonlib.prove.answered import answered, solution_notebook
from lessonlib.prove.proof import points_of_tests, verdict
from lessonlib.prove.runner import Runner, in_kernels


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


def repeat_lesson(lesson: Lesson, run: Runner, times: int, threads: Sequence[int]) -> list[Repeated]:
    """Run the solution and each written attempt `times` times, right answers with each number of threads.

    The grader gives one thread; with more, they run in kernels of their own, as on a learner's machine.
    """
    notebook, cells = solution_notebook(lesson), read_cells(lesson.exercise)
    points = points_of_tests(cells)
    repeated = []
    for attempt in [Attempt("solution", {}), *read_attempts(lesson.attempts, cells)]:
        for number in threads if not attempt.caught_by else [1]:
            one = _with_threads(answered(notebook, attempt.answers), number)
            runs = (run if number == 1 else in_kernels)([one] * times)
            faults = [verdict(attempt, points, ran).faults for ran in runs]
            different = tuple(dict.fromkeys(chain.from_iterable(faults)))
            repeated.append(Repeated(attempt.name, number, times, faults.count(()), different))
    return repeated


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


def _with_threads(notebook: NotebookNode, threads: int) -> NotebookNode:
    if threads == 1:
        return notebook
    cell = new_code_cell(f"import torch as _torch\n_torch.set_num_threads({threads})")
    return NotebookNode({**notebook, "cells": [cell, *notebook.cells]})
