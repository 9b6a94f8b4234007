"""The locked cell before the first code cell of a notebook, which brings its hints, solutions and checks along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lessonlib.build.hints import claim_of, read_hints, tests_of_tasks
from lessonlib.build.practice import practices
from lessonlib.build.solutions import explained_answers, explained_solutions
from lessonlib.build.source import Cell
from lessonlib.check.companion import Load, pack
from lessonlib.check.practice import learners_cell

PACKED_ID = "help"  # of the locked cell in an exercise
PACKED_CALL = "companion.load("
HIDDEN = ("hints", "solution", "why", "check", "wrong", "proof")  # cells that no learner's notebook shows
_EXERCISE = """\
# Run this cell first: it brings hint() and solution("task") along.
from lessonlib.check import companion, hint, solution

companion.load("{packed}")"""
_CHAPTER = """\
# Run this cell first: it brings check(), hint() and solution() along.
from lessonlib.check import check, companion, hint, solution

companion.load("{packed}")"""


def with_help(cells: Sequence[Cell], path: Path, *, solutions: bool = True) -> list[Cell]:
    """The cells of an exercise that its notebook shows, with its hints and, if wanted, solutions packed into one."""
    hints = {cell.owner: read_hints(cell, path)[0] for cell in cells if cell.role == "hints"}
    load = Load(
        hints=hints,
        tests={claim_of(test): task for test, task in tests_of_tasks(cells)},
        solutions=explained_solutions(cells) if solutions else {},
        explained=explained_answers(cells),
    )
    return _packed(shown(cells), load, _EXERCISE, {"setup": PACKED_ID})


def with_checks(cells: Sequence[Cell], path: Path) -> list[Cell]:
    """The cells of a chapter that its notebook shows, with the checks of its practice cells packed into one."""
    found = practices(cells)
    load = Load(
        hints={one.name: read_hints(one.cells("hints", "markdown")[0], path, fewest=1)[0] for one in found},
        solutions={one.name: one.solution() for one in found},
        tries={one.name: one.packed() for one in found},
    )
    return _packed([_with_call(cell) for cell in shown(cells)], load, _CHAPTER, {})


def shown(cells: Sequence[Cell]) -> list[Cell]:
    """The cells that a learner's notebook has."""
    return [cell for cell in cells if cell.role not in HIDDEN]


def _with_call(cell: Cell) -> Cell:
    """A practice cell with the call of its check."""
    if cell.role != "try":
        return cell
    return Cell(cell.kind, learners_cell(cell.owner, cell.source), cell.options, cell.line, cell.text)


def _packed(cells: Sequence[Cell], load: Load, form: str, options: Mapping[str, Any]) -> list[Cell]:
    if not load.hints:
        return list(cells)
    first = next(number for number, cell in enumerate(cells) if cell.kind == "code")
    return [*cells[:first], Cell("code", form.format(packed=pack(load)), options), *cells[first:]]
