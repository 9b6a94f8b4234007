"""Regions of solutions and hidden tests in a cell: the lines between nbgrader's BEGIN and END markers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

SOLUTION, HIDDEN_TESTS = KINDS = ("SOLUTION", "HIDDEN TESTS")
MARKERS = tuple(f"{edge} {kind}" for kind in KINDS for edge in ("BEGIN", "END"))
_LIKE_A_MARKER = re.compile(r"#\s*(begin|end)[\W_]*(solution|hidden[\W_]*test)", re.IGNORECASE)


@dataclass(frozen=True)
class Region:
    """The lines `first` to `last` (from 0, both markers included) of a cell's source."""

    kind: str
    first: int
    last: int


@dataclass(frozen=True)
class Mistake:
    """A marker that is wrong: its line (from 0), what is wrong with it, and what to do."""

    line: int
    what: str
    remedy: str


@dataclass(frozen=True)
class Regions:
    """All regions of a cell's source, and what is wrong with its markers."""

    source: str
    found: list[Region] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    def lines(self, kind: str) -> list[str]:
        """The lines inside the regions of `kind`, without the markers."""
        source = self.source.split("\n")
        return [line for r in self.found if r.kind == kind for line in source[r.first + 1 : r.last]]

    def outside(self) -> list[str]:
        """The lines outside all regions."""
        inside = {number for r in self.found for number in range(r.first, r.last + 1)}
        return [line for number, line in enumerate(self.source.split("\n")) if number not in inside]

    def replaced(self, kind: str, stub: str = "") -> str:
        """The source with each region of `kind` replaced by `stub` at the region's indentation."""
        source = self.source.split("\n")
        for region in reversed([r for r in self.found if r.kind == kind]):
            indent = re.match(r"\s*", source[region.first])
            source[region.first : region.last + 1] = [f"{indent[0]}{stub}"] if indent and stub else []
        return "\n".join(source)


def find_regions(source: str) -> Regions:
    """Pair the markers in `source`; unpaired, nested and misspelt ones are mistakes."""
    regions = Regions(source, mistakes=list(_misspelt(source)))
    opened: tuple[str, int] | None = None
    for number, edge, kind in _markers(source):
        if edge == "BEGIN" and opened:
            what, remedy = (
                f"BEGIN {kind} stands inside a {opened[0]} region",
                f"Close it first: END {opened[0]}.",
            )
            regions.mistakes.append(Mistake(number, what, remedy))
        elif edge == "BEGIN":
            opened = (kind, number)
        elif opened is None or opened[0] != kind:
            what, remedy = f"END {kind} closes nothing", f"Add `### BEGIN {kind}` above it, or delete it."
            regions.mistakes.append(Mistake(number, what, remedy))
        else:
            regions.found.append(Region(kind, opened[1], number))
            opened = None
    if opened:
        what, remedy = f"BEGIN {opened[0]} is never closed", f"Add `### END {opened[0]}` in this cell."
        regions.mistakes.append(Mistake(opened[1], what, remedy))
    return regions


def without_markers(source: str) -> str:
    """`source` with all that its regions hold, without the lines of the markers."""
    marked = {number for number, _, _ in _markers(source)}
    return "\n".join(line for number, line in enumerate(source.split("\n")) if number not in marked)


def visible_source(source: str) -> str:
    """`source` without its hidden tests. What is begun and never ended is hidden up to the end."""
    begins, ends = _edges(source, HIDDEN_TESTS)
    visible, hidden = [], False
    for number, line in enumerate(source.split("\n")):
        hidden = number in begins or (hidden and number not in ends)
        if not hidden and number not in ends:
            visible.append(line)
    return "\n".join(visible)


def first_hidden_line(source: str) -> int | None:
    """The number of the line, from 1, that begins the first hidden tests; None where there are none."""
    begins, _ = _edges(source, HIDDEN_TESTS)
    return min(begins) + 1 if begins else None


def _edges(source: str, kind: str) -> tuple[set[int], set[int]]:
    """The lines (from 0) that begin a region of `kind`, and those that end one."""
    found = [(number, edge) for number, edge, other in _markers(source) if other == kind]
    begins, ends = ({number for number, edge in found if edge == wanted} for wanted in ("BEGIN", "END"))
    return begins, ends


def _markers(source: str) -> Iterator[tuple[int, str, str]]:
    """Each marker: the number of its line (from 0), BEGIN or END, and the kind of its region."""
    for number, line in enumerate(source.split("\n")):
        for marker in MARKERS:
            if marker in line:
                edge, _, kind = marker.partition(" ")
                yield number, edge, kind


def _misspelt(source: str) -> Iterator[Mistake]:
    for number, line in enumerate(source.split("\n")):
        if _LIKE_A_MARKER.search(line) and not any(marker in line for marker in MARKERS):
            remedy = f"Write one of: {', '.join('### ' + marker for marker in MARKERS)}."
            yield Mistake(number, f"'{line.strip()}' looks like a marker and is none", remedy)
