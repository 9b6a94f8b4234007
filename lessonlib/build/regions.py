"""Solution and hidden-test regions of a cell: the lines between nbgrader's BEGIN and END markers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lessonlib.build.errors import Problem
from lessonlib.build.source import Cell

KINDS = ("SOLUTION", "HIDDEN TESTS")
MARKERS = tuple(f"{edge} {kind}" for kind in KINDS for edge in ("BEGIN", "END"))
_LIKE_A_MARKER = re.compile(r"#\s*(begin|end)[\W_]*(solution|hidden[\W_]*test)", re.IGNORECASE)


@dataclass(frozen=True)
class Region:
    """The lines `first` to `last` (from 0, both markers included) of a cell's source."""

    kind: str
    first: int
    last: int


@dataclass
class Regions:
    """All regions of one cell, and what is wrong with its markers."""

    cell: Cell
    path: Path
    found: list[Region] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def lines(self, kind: str) -> list[str]:
        """The lines inside the regions of `kind`, without the markers."""
        source = self.cell.source.split("\n")
        return [line for r in self.found if r.kind == kind for line in source[r.first + 1 : r.last]]

    def outside(self) -> list[str]:
        """The lines outside all regions."""
        inside = {number for r in self.found for number in range(r.first, r.last + 1)}
        return [line for number, line in enumerate(self.cell.source.split("\n")) if number not in inside]

    def replaced(self, kind: str, stub: str = "") -> str:
        """The cell's source with each region of `kind` replaced by `stub` at the region's indentation."""
        source = self.cell.source.split("\n")
        for region in reversed([r for r in self.found if r.kind == kind]):
            indent = re.match(r"\s*", source[region.first])
            source[region.first : region.last + 1] = [f"{indent[0]}{stub}"] if indent and stub else []
        return "\n".join(source)


def find_regions(cell: Cell, path: Path) -> Regions:
    """Pair the markers of `cell` in the file `path`; unpaired, nested and misspelt ones are problems."""
    regions = Regions(cell, path)
    opened: tuple[str, int] | None = None
    for number, edge, kind in _markers(regions):
        if edge == "BEGIN" and opened:
            _report(
                regions,
                number,
                f"BEGIN {kind} stands inside a {opened[0]} region",
                f"Close it first: END {opened[0]}.",
            )
        elif edge == "BEGIN":
            opened = (kind, number)
        elif opened is None or opened[0] != kind:
            _report(
                regions,
                number,
                f"END {kind} closes nothing",
                f"Add `### BEGIN {kind}` above it, or delete it.",
            )
        else:
            regions.found.append(Region(kind, opened[1], number))
            opened = None
    if opened:
        _report(
            regions,
            opened[1],
            f"BEGIN {opened[0]} is never closed",
            f"Add `### END {opened[0]}` in this cell.",
        )
    return regions


def _markers(regions: Regions) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(regions.cell.source.split("\n")):
        found = [marker for marker in MARKERS if marker in line]
        if not found and _LIKE_A_MARKER.search(line):
            remedy = f"Write one of: {', '.join('### ' + marker for marker in MARKERS)}."
            _report(regions, number, f"'{line.strip()}' looks like a marker and is none", remedy)
        for marker in found:
            edge, _, kind = marker.partition(" ")
            yield number, edge, kind


def _report(regions: Regions, number: int, what: str, remedy: str) -> None:
    line = regions.cell.line + 1 + number
    regions.problems.append(Problem(regions.path, line, regions.cell.name, what, remedy))
