"""The markers of solutions and hidden tests in a lesson source: each right, and in the cell it belongs in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from lessonlib.build.errors import Problem
from lessonlib.build.source import Cell
from lessonlib.notebook.regions import HIDDEN_TESTS, SOLUTION, find_regions

_PLACES = {SOLUTION: "a task cell", HIDDEN_TESTS: "a test cell"}


def wrong_markers(cell: Cell, path: Path) -> Iterator[Problem]:
    """Markers that are unpaired, nested or misspelt."""
    for mistake in find_regions(cell.source).mistakes:
        line = cell.line + 1 + mistake.line
        yield Problem(path, line, cell.name, mistake.what, mistake.remedy)


def misplaced(cell: Cell, path: Path, allowed: Collection[str] = ()) -> Iterator[Problem]:
    """The regions of a kind that is not `allowed` in their cell."""
    for region in find_regions(cell.source).found:
        if region.kind not in allowed:
            what, remedy = f"a {region.kind} region stands here", f"It belongs in {_PLACES[region.kind]}."
            yield Problem(path, cell.line + 1 + region.first, cell.name, what, remedy)
