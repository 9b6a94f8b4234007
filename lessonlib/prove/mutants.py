"""Mutants of an exercise: its solution with one small mistake, which a test must catch.

A mistake that no right answer can be told from is listed in the lesson's `mutants.toml`, with its task, its diff as the
table shows it, and the reason: `[[equivalent]]`, `task = "add"`, `diff = "..."`, `reason = "..."`.
"""

from __future__ import annotations

import random
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from rich.console import Group
from rich.table import Table
from rich.text import Text

from lessonlib.build.errors import BuildError, shown
from lessonlib.build.lesson import Lesson
from lessonlib.build.notebook import cell_options
from lessonlib.build.source import Cell, read_cells
from lessonlib.notebook.regions import SOLUTION, find_regions
from lessonlib.prove.answered import answered, solution_notebook
from lessonlib.prove.mutations import Mutation, mutations
from lessonlib.prove.runner import NotebookResults, Runner

MOST_SECONDS = 30  # of one cell: a mutant that takes longer is caught
_AT_ONCE = 8  # mutants between two looks at the clock


@dataclass(frozen=True)
class TaskMutants:
    """What became of the mutants of one task: those that no test caught are told by their diffs.

    `equivalent` of them are listed, `survivors` are not; `stale` are listed and caught, or no mutants at all.
    """

    task: str
    made: int
    ran: int
    equivalent: tuple[str, ...]
    survivors: tuple[str, ...]
    stale: tuple[str, ...]

    @property
    def caught(self) -> int:
        return self.ran - len(self.equivalent) - len(self.survivors)

    @property
    def holds(self) -> bool:
        return not self.survivors and not self.stale


def try_mutants(
    lesson: Lesson, run: Runner, most: int, minutes: float, tell: Callable[[str], None] = print
) -> list[TaskMutants]:
    """Run mutants of each task, at most `most` of it, until `minutes` are over; `tell` is told how far it is.

    Raises BuildError when the exercise or `mutants.toml` breaks its format.
    """
    if not lesson.exercise.exists():
        raise BuildError(f"{shown(lesson.directory)} has no exercise.py, so there is nothing to mutate.")
    tasks = [cell for cell in read_cells(lesson.exercise) if cell.role == "task"]
    listed = _listed(lesson, [task.owner for task in tasks])
    notebook = solution_notebook(lesson)
    if _fails(run([notebook])[0]):
        raise BuildError(f"The solution of {lesson.slug} fails itself: run `lessonlib prove` first.")
    end = time.monotonic() + 60 * minutes
    done = []
    for task in tasks:
        made = _mutations(task, lesson.exercise)
        # Chosen by the same chance on all machines, so that they print the same table.
        chosen = random.Random(task.owner).sample(made, most) if len(made) > most else made
        places = _places(notebook, task.owner, run)
        caught: dict[str, bool] = {}
        for start in range(0, len(chosen), _AT_ONCE):
            if time.monotonic() < end:
                caught |= _caught(places, task.owner, chosen[start : start + _AT_ONCE], run)
                tell(f"{lesson.slug} {task.owner}: {len(caught)} of {len(chosen)}")
        done.append(_result(task.owner, made, caught, listed.get(task.owner, ())))
    return done


def report(lesson: Lesson, tasks: Sequence[TaskMutants]) -> Group:
    """A table with a row for each task, and below it the mutants that stand against the exercise."""
    table = Table(title=f"{lesson.slug}: mutants", title_justify="left")
    table.add_column("task", no_wrap=True)
    for name in ("made", "run", "caught", "equivalent", "survived"):
        table.add_column(name, justify="right")
    for one in tasks:
        counts = (one.made, one.ran, one.caught, len(one.equivalent), len(one.survivors))
        table.add_row(one.task, *map(str, counts))
    ran, caught = sum(one.ran for one in tasks), sum(one.caught for one in tasks)
    percent = f"{caught} of {ran} caught" + (f" ({100 * caught / ran:.0f}%)" if ran else "")
    survivors = [f"{one.task}: survived: {diff}" for one in tasks for diff in one.survivors]
    stale = [
        f"{one.task}: listed as equivalent, but caught or not made: {diff}"
        for one in tasks
        for diff in one.stale
    ]
    return Group(table, percent, *(Text(line, style="red") for line in [*survivors, *stale]))


def read_equivalents(path: Path) -> dict[str, tuple[str, ...]]:
    """By task, the diffs of its mutants that are as right as the solution. Raises BuildError for another format."""
    if not path.exists():
        return {}
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", [])
        found: dict[str, tuple[str, ...]] = {}
        for entry in entries:
            task, diff, reason = (entry[key].strip() for key in ("task", "diff", "reason"))
            if not reason:
                raise ValueError(f"there is no reason for {diff!r}")
            found[task] = (*found.get(task, ()), diff)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        form = '[[equivalent]] with task = "...", diff = "...", reason = "..."'
        raise BuildError(f"{shown(path)} is not a list of {form} ({error}).") from error
    return found


def _listed(lesson: Lesson, tasks: Sequence[str]) -> dict[str, tuple[str, ...]]:
    path = lesson.directory / "mutants.toml"
    listed = read_equivalents(path)
    for task in listed:
        if task not in tasks:
            raise BuildError(f"{shown(path)}: there is no task '{task}'. The tasks are: {', '.join(tasks)}.")
    return listed


def _mutations(task: Cell, path: Path) -> list[Mutation]:
    regions = [region for region in find_regions(task.source).found if region.kind == SOLUTION]
    lines = {line for region in regions for line in range(region.first + 1, region.last + 2)}
    return mutations(task.source, lines)


def _caught(
    notebooks: Sequence[NotebookNode], task: str, mutants: Sequence[Mutation], run: Runner
) -> dict[str, bool]:
    """By diff, whether a test catches the mutant in one of the notebooks; who is caught does not go on to the next."""
    caught: dict[str, bool] = {}
    for notebook in notebooks:
        left = [mutant for mutant in mutants if not caught.get(mutant.diff)]
        runs = run([answered(notebook, {task: mutant.source}) for mutant in left])
        caught |= {mutant.diff: _fails(ran) for mutant, ran in zip(left, runs, strict=True)}
    return caught


def _places(notebook: NotebookNode, task: str, run: Runner) -> list[NotebookNode]:
    """Where mutants of `task` run: first the cells up to its tests, where the solution passes with these alone."""
    short = up_to(notebook, task)
    (ran,) = run([short])
    return [notebook] if _fails(ran) else [short, notebook]


def up_to(notebook: NotebookNode, task: str) -> NotebookNode:
    """The cells of `notebook` up to the tests of `task`, without the tests above it."""
    cells, reached, tested = [], False, False
    for cell in notebook.cells:
        options = cell_options(cell)
        if reached and tested and "task" in options:
            break
        reached |= options.get("task") == task
        tested |= reached and "test" in options
        if reached or "test" not in options:
            cells.append(cell)
    return NotebookNode({**notebook, "cells": cells})


def _fails(ran: NotebookResults) -> bool:
    return bool(ran.stopped) or any(error is not None for error in ran.tests.values())


def _result(
    task: str, made: Sequence[Mutation], caught: Mapping[str, bool], listed: Sequence[str]
) -> TaskMutants:
    alive = [diff for diff in caught if not caught[diff]]
    return TaskMutants(
        task,
        len(made),
        len(caught),
        tuple(diff for diff in alive if diff in listed),
        tuple(diff for diff in alive if diff not in listed),
        tuple(_stale(listed, made, caught)),
    )


def _stale(listed: Sequence[str], made: Sequence[Mutation], caught: Mapping[str, bool]) -> Iterator[str]:
    diffs = {mutation.diff for mutation in made}
    return (diff for diff in listed if diff not in diffs or caught.get(diff))
