"""Proving an exercise: the solution earns every point, each attempt what it declares, and the stub, constant answers
and objects that lie earn none.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode
from rich.console import Group
from rich.table import Table
from rich.text import Text

from lessonlib.build.attempts import FEWEST, Attempt, read_attempts
from lessonlib.build.derive import derive
from lessonlib.build.errors import BuildError, shown
from lessonlib.build.hints import read_hints, tests_of_tasks
from lessonlib.build.lesson import Lesson
from lessonlib.build.notebook import cell_options
from lessonlib.build.source import Cell, read_cells
from lessonlib.prove.answered import answered
from lessonlib.prove.constants import constant_attempts
from lessonlib.prove.lies import asked_names, bound_names, lying_attempts
from lessonlib.prove.runner import NotebookResults, Runner


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


def prove_lesson(lesson: Lesson, run: Runner, *, brief: bool = False) -> Proof:
    """Run the solution, the stub and every attempt of a lesson's exercise, hidden tests included.

    brief: of the attempts that are made by machine, run three constants and three lies, others in each lesson; and ask
    a wrong attempt the tests of the tasks that it answers otherwise, and those that it declares. All others are taken
    to find what they find in the solution.

    Raises BuildError when the exercise or an attempt breaks the lesson format.
    """
    if not lesson.exercise.exists():
        raise BuildError(f"{shown(lesson.directory)} has no exercise.py, so there is nothing to prove.")
    notebooks = {one.path: one.notebook for one in derive(lesson)}
    solution, release = notebooks[lesson.solution_notebook], notebooks[lesson.release_notebook]
    stubs = {options["task"]: cell.source for cell, options in _graded(release) if "task" in options}
    cells = read_cells(lesson.exercise)
    points = points_of_tests(cells)
    written = [
        Attempt("solution", {}),
        Attempt("stub", stubs, tuple(points)),
        *read_attempts(lesson.attempts, cells),
    ]
    constants, lies = constant_attempts(cells), lying_attempts(cells)
    if brief:
        rng = random.Random(lesson.slug)
        constants, lies = (rng.sample(one, min(3, len(one))) for one in (constants, lies))
    attempts = [*written, *constants, *lies]
    near = [near_tests(one, cells) if brief else None for one in attempts]
    asked = [answered(solution, one.answers, tests) for one, tests in zip(attempts, near, strict=True)]
    first, *others = run(asked)
    runs = [first, *(_whole(ran, one, first) for ran, one in zip(others, asked[1:], strict=True))]
    verdicts = (verdict(attempt, points, ran) for attempt, ran in zip(attempts, runs, strict=True))
    lacks = [*_lacks(written), *_believed(cells), *_unreached(cells, lesson.exercise, runs[: len(written)])]
    return Proof(lesson, tuple(verdicts), tuple(lacks))


def points_of_tests(cells: Sequence[Cell]) -> dict[str, float]:
    """The points of each test of an exercise, by its name."""
    return {str(cell.options["test"]): float(cell.options["points"]) for cell in cells if cell.role == "test"}


def near_tests(attempt: Attempt, cells: Sequence[Cell]) -> set[str] | None:
    """The tests that a wrong attempt is likely to fail: of the tasks that it answers, and what it declares. None for a
    right one, which all tests decide on.
    """
    if not attempt.caught_by:
        return None
    own = {str(test.options["test"]) for test, task in tests_of_tasks(cells) if task in attempt.answers}
    return own.union(attempt.caught_by)


def verdict(attempt: Attempt, points: Mapping[str, float], ran: NotebookResults) -> Verdict:
    """What an attempt earned where the tests have these `points`, compared with what it declares."""
    caught_by = tuple(test for test in points if ran.tests.get(test, "missing") is not None)
    faults = [ran.stopped] if ran.stopped else []
    if caught_by != attempt.caught_by:
        faults.append(_difference(attempt.caught_by, caught_by, ran))
    elif caught_by and attempt.message not in (error := ran.tests[caught_by[0]] or ""):
        faults.append(f"'{attempt.message}' does not occur in: {_first_line(error)}")
    elif ran.errors and not attempt.caught_by:
        faults.append(f"a cell without points ends in an error: {_first_line(ran.errors[0])}")
    earned = sum(points[test] for test in points if test not in caught_by)
    return Verdict(attempt.name, earned, sum(points.values()), caught_by, ran.seconds, tuple(faults))


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
        caught_by = "all tests" if one.points == 0 else ", ".join(one.caught_by) or "-"
        verdicts.add_row(one.name, score, caught_by, seconds, as_declared)
    faults = [f"{one.name}: {fault}" for one in proof.verdicts for fault in one.faults]
    return Group(verdicts, *(Text(fault, style="red") for fault in [*faults, *proof.lacks]))


def _whole(ran: NotebookResults, notebook: NotebookNode, solution: NotebookResults) -> NotebookResults:
    """With the solution's results of the tests that `notebook` leaves out."""
    asked = {options["test"] for _, options in _graded(notebook) if "test" in options}
    left_out = {test: error for test, error in solution.tests.items() if test not in asked}
    return replace(ran, tests=left_out | ran.tests)


def _lacks(attempts: Sequence[Attempt]) -> Iterator[str]:
    for kind, fewest in FEWEST.items():
        found = sum(attempt.name.startswith(f"{kind}_") for attempt in attempts)
        if found < fewest:
            yield f"{found} {kind} attempts, at least {fewest} are needed"


def _believed(cells: Sequence[Cell]) -> Iterator[str]:
    """The given functions and values that a test asks for: the learner may have made them anew."""
    given = {name for cell in cells if cell.role == "setup" for name in bound_names(cell.source)}
    for cell in cells:
        if cell.role == "test":
            for name in sorted(given & set(asked_names(cell.source))):
                yield (
                    f"the test '{cell.options['test']}' asks for '{name}', which a setup cell gives: the learner may "
                    "have made another one. Let the test have its own."
                )


def _unreached(cells: Sequence[Cell], path: Path, runs: Sequence[NotebookResults]) -> Iterator[str]:
    """The hints for errors that no attempt makes in a test of their task."""
    errors: dict[str, str] = {}
    for test, task in tests_of_tasks(cells):
        failed = [ran.tests.get(str(test.options["test"])) or "" for ran in runs]
        errors[task] = "\n".join([errors.get(task, ""), *failed])
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


def _difference(declared: Sequence[str], found: Sequence[str], ran: NotebookResults) -> str:
    """What failed against what was declared, with the first error that explains it."""
    parts = [f"{test} failed" for test in found if test not in declared]
    parts += [f"{test} passed" for test in declared if test not in found]
    first = f" (first error: {_first_line(ran.errors[0])})" if ran.errors else ""
    return ", ".join(parts) + first


def _first_line(error: str) -> str:
    return " ".join(error.split())[:300]
