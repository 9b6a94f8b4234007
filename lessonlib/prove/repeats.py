"""Repeating right answers: a mark never depends on chance, on the number of threads, or on how busy a machine is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from rich.console import Group
from rich.table import Table
from rich.text import Text

from lessonlib.build.attempts import Attempt, read_attempts
from lessonlib.build.lesson import Lesson
from lessonlib.build.source import read_cells
from lessonlib.prove.answered import answered, solution_notebook
from lessonlib.prove.runner import NotebookResults, Runner, in_kernels


@dataclass(frozen=True)
class Repeated:
    """How often a right answer passed all tests, of `times` with this many threads, and what failed meanwhile."""

    name: str
    threads: int
    times: int
    passed: int
    errors: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.passed == self.times


def repeat_lesson(lesson: Lesson, run: Runner, times: int, threads: Sequence[int]) -> list[Repeated]:
    """Run the solution and each right attempt `times` times with each number of threads.

    The grader gives one thread; with more, they run in kernels of their own, as on a learner's machine.
    """
    notebook = solution_notebook(lesson)
    attempts = read_attempts(lesson.attempts, read_cells(lesson.exercise))
    right = [Attempt("solution", {}), *(one for one in attempts if one.name.startswith("right_"))]
    repeated = []
    for attempt in right:
        for number in threads:
            one = _with_threads(answered(notebook, attempt.answers), number)
            runs = (run if number == 1 else in_kernels)([one] * times)
            errors = tuple(dict.fromkeys(error for ran in runs for error in _errors(ran)))
            passed = sum(not any(_errors(ran)) for ran in runs)
            repeated.append(Repeated(attempt.name, number, times, passed, errors))
    return repeated


def report(lesson: Lesson, repeated: Sequence[Repeated]) -> Group:
    """How often each right answer passed, and below it what failed."""
    table = Table(title=f"{lesson.slug}: right answers, repeated", title_justify="left")
    table.add_column("answer", no_wrap=True)
    table.add_column("threads", justify="right")
    table.add_column("passed", justify="right")
    for one in repeated:
        table.add_row(one.name, str(one.threads), f"{one.passed} of {one.times}")
    errors = [f"{one.name}, {one.threads} threads: {error}" for one in repeated for error in one.errors]
    return Group(table, *(Text(error, style="red") for error in errors))


def _with_threads(notebook: NotebookNode, threads: int) -> NotebookNode:
    if threads == 1:
        return notebook
    cell = new_code_cell(f"import torch as _torch\n_torch.set_num_threads({threads})")
    return NotebookNode({**notebook, "cells": [cell, *notebook.cells]})


def _errors(ran: NotebookResults) -> list[str]:
    """The tests that failed, each with the first line of its error, and why the run ended early."""
    failed = [
        f"{test}: {error.partition(chr(10))[0]}" for test, error in ran.tests.items() if error is not None
    ]
    return [*failed, *filter(None, [ran.stopped])]
