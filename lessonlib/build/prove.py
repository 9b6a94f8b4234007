"""Proving an exercise: the solution earns every point, the stub none, and each attempt what it declares."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from rich.console import Group
from rich.table import Table
from rich.text import Text

from lessonlib.build.attempts import FEWEST, Attempt, read_attempts
from lessonlib.build.derive import derive
from lessonlib.build.errors import BuildError, shown
from lessonlib.build.execute import Run, cell_error, run_notebooks
from lessonlib.build.hints import read_hints, tests_of_tasks
from lessonlib.build.lesson import Lesson
from lessonlib.build.notebook import cell_options
from lessonlib.build.source import Cell, read_cells


@dataclass(frozen=True)
class Verdict:
    """How one attempt ran: points, tests that failed, and what differs from its declaration."""

    name: str
    points: float
    total: float
    caught_by: tuple[str, ...]
    seconds: float
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """The verdicts on one lesson's exercise, and what it lacks to be complete."""

    lesson: Lesson
    verdicts: tuple[Verdict, ...]
    lacks: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.lacks and not any(verdict.faults for verdict in self.verdicts)


def prove_lesson(lesson: Lesson) -> Proof:
    """Run the solution, the stub and every attempt of a lesson's exercise in real kernels.

    Hidden tests run too. Raises BuildError when the exercise or an attempt breaks the lesson format.
    """
    if not lesson.exercise.exists():
        raise BuildError(f"{shown(lesson.directory)} has no exercise.py, so there is nothing to prove.")
    notebooks = {one.path: one.notebook for one in derive(lesson)}
    solution, release = notebooks[lesson.solution_notebook], notebooks[lesson.release_notebook]
    tests = tuple(options["test"] for _, options in _graded(solution) if "test" in options)
    stubs = {options["task"]: cell.source for cell, options in _graded(release) if "task" in options}
    cells = read_cells(lesson.exercise)
    attempts = [
        Attempt("solution", {}),
        Attempt("stub", stubs, tests),
        *read_attempts(lesson.attempts, cells),
    ]
    runs = run_notebooks([_answered(solution, attempt.answers) for attempt in attempts])
    verdicts = (_verdict(attempt, run) for attempt, run in zip(attempts, runs, strict=True))
    lacks = [*_lacks(attempts), *_unreached(cells, lesson.exercise, runs)]
    return Proof(lesson, tuple(verdicts), tuple(lacks))


def report(proof: Proof) -> Group:
    """The verdicts as a table (attempt, score, caught by, seconds, as declared), and below it what is wrong."""
    verdicts = Table(title=proof.lesson.slug, title_justify="left")
    verdicts.add_column("attempt", no_wrap=True)
    verdicts.add_column("score", justify="right")
    verdicts.add_column("caught by")
    verdicts.add_column("seconds", justify="right")
    verdicts.add_column("as declared")
    for one in proof.verdicts:
        score, seconds = f"{one.points:g}/{one.total:g}", f"{one.seconds:.1f}"
        as_declared = "[red]no[/]" if one.faults else "[green]yes[/]"
        verdicts.add_row(one.name, score, ", ".join(one.caught_by) or "-", seconds, as_declared)
    faults = [f"{one.name}: {fault}" for one in proof.verdicts for fault in one.faults]
    return Group(verdicts, *(Text(fault, style="red") for fault in [*faults, *proof.lacks]))


def _lacks(attempts: Sequence[Attempt]) -> Iterator[str]:
    for kind, fewest in FEWEST.items():
        found = sum(attempt.name.startswith(f"{kind}_") for attempt in attempts)
        if found < fewest:
            yield f"{found} {kind} attempts, at least {fewest} are needed"


def _unreached(cells: Sequence[Cell], path: Path, runs: Sequence[Run]) -> Iterator[str]:
    """The hints for errors that no attempt makes in a test of their task."""
    owner = {test.options["test"]: task for test, task in tests_of_tasks(cells)}
    errors: dict[str, str] = {}
    for run in runs:
        for node, options in _graded(run.notebook):
            if task := owner.get(options.get("test")):
                errors[task] = f"{errors.get(task, '')}\n{cell_error(node) or ''}"
    for cell in cells:
        if cell.role == "hints":
            task = str(cell.options["hints"])
            for fragment, _ in read_hints(cell, path)[0].when:
                if fragment not in errors.get(task, ""):
                    yield f"hints of '{task}': no attempt fails one of its tests with '{fragment}'"


def _graded(notebook: NotebookNode) -> Iterator[tuple[NotebookNode, dict[str, str]]]:
    for cell in notebook.cells:
        options = cell_options(cell)
        if options:
            yield cell, options


def _answered(solution: NotebookNode, answers: Mapping[str, str]) -> NotebookNode:
    """The solution notebook with other answers to some of its tasks."""
    notebook = copy.deepcopy(solution)
    for cell, options in _graded(notebook):
        cell.source = answers.get(options.get("task", ""), cell.source)
    return notebook


def _verdict(attempt: Attempt, run: Run) -> Verdict:
    tests = {
        options["test"]: (float(options["points"]), cell_error(cell))
        for cell, options in _graded(run.notebook)
        if "test" in options
    }
    caught_by = tuple(test for test, (_, error) in tests.items() if error is not None)
    faults = [run.stopped] if run.stopped else []
    if caught_by != attempt.caught_by:
        faults.append(_difference(attempt.caught_by, caught_by, run.notebook))
    elif caught_by and attempt.message not in (error := tests[caught_by[0]][1] or ""):
        faults.append(f"'{attempt.message}' does not occur in: {_first_line(error)}")
    total = sum(points for points, _ in tests.values())
    points = sum(points for points, error in tests.values() if error is None)
    return Verdict(attempt.name, points, total, caught_by, run.seconds, tuple(faults))


def _difference(declared: Sequence[str], found: Sequence[str], notebook: NotebookNode) -> str:
    """What failed against what was declared, with the first error that explains it."""
    parts = []
    for test in [test for test in found if test not in declared]:
        parts.append(f"{test} failed")
    for test in [test for test in declared if test not in found]:
        parts.append(f"{test} passed")
    errors = [error for cell in notebook.cells if cell.cell_type == "code" and (error := cell_error(cell))]
    first = f" (first error: {_first_line(errors[0])})" if errors else ""
    return ", ".join(parts) + first


def _first_line(error: str) -> str:
    return " ".join(error.split())[:300]
