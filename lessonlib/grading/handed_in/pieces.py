"""Cells that were merged or split in Jupyter, put back into the pieces that the release has."""

from __future__ import annotations

from collections.abc import Sequence

from lessonlib.grading.handed_in.contents import HandedIn
from lessonlib.grading.handed_in.match import same_text
from lessonlib.grading.handed_in.reference import Release, ReleaseCell
from lessonlib.notebook.syntax import is_command, parse

_MOST_PIECES = 4


def taken_apart(cells: Sequence[HandedIn], release: Release, notes: list[str]) -> list[HandedIn]:
    """`cells` with each locked cell that was merged into another one cut out of it."""
    locked = {cell.grade_id: cell for cell in release.cells if cell.is_locked}
    whole = {cell.grade_id for cell in cells if cell.grade_id in locked}
    apart: list[HandedIn] = []
    for cell in cells:
        own = locked.get(cell.grade_id)
        lost = [one for one in locked.values() if one is own or one.grade_id not in whole]
        apart += _cut(cell, own, [one for one in lost if _is_inside(one, cell)], notes)
    return apart


def _is_inside(given: ReleaseCell, cell: HandedIn) -> bool:
    text = given.visible.strip()
    alone = same_text(text, cell.source) or same_text(given.source, cell.source)
    return "\n" in text and text in cell.source and not alone


def _cut(
    cell: HandedIn, own: ReleaseCell | None, inside: Sequence[ReleaseCell], notes: list[str]
) -> list[HandedIn]:
    """The parts of `cell` around the locked cells `inside` it, and those; the first part of an answer is it."""
    if not inside:
        return [cell]
    first = min(inside, key=lambda given: cell.source.index(given.visible.strip()))
    text = first.visible.strip()
    before, _, after = cell.source.partition(text)
    notes.append(f"'{first.grade_id}' was merged with another cell; they were taken apart.")
    parts = [
        HandedIn(
            "code", before.rstrip(), "" if own else cell.grade_id, "" if own else cell.cell_id, cell.metadata
        )
    ]
    parts.append(HandedIn(first.cell_type, text, first.grade_id, first.cell_id, first.metadata))
    rest = HandedIn("code", after.strip("\n"))
    parts += _cut(rest, None, [one for one in inside if one is not first], notes)
    return [part for part in parts if part.source.strip()]


def joined(cells: Sequence[HandedIn], release: Release, notes: list[str]) -> list[HandedIn]:
    """`cells` with the pieces of an answer that was split in its middle as one cell again."""
    answers = {cell.grade_id for cell in release.cells if cell.is_answer}
    whole: list[HandedIn] = []
    number = 0
    while number < len(cells):
        cell = cells[number]
        count = _pieces(cells[number : number + _MOST_PIECES]) if cell.grade_id in answers else 1
        if count > 1:
            text = "\n".join(piece.source.rstrip("\n") for piece in cells[number : number + count])
            notes.append(f"The answer '{cell.grade_id}' was split into {count} cells; they were joined.")
            cell = HandedIn(cell.cell_type, text, cell.grade_id, cell.cell_id, cell.metadata)
        whole.append(cell)
        number += count
    return whole


def _pieces(cells: Sequence[HandedIn]) -> int:
    """How many of `cells`, from the first on, are one program of which no part is one; 1 when none are."""
    first = cells[0]
    if _compiles(first.source) and not (len(cells) > 1 and _goes_on(cells[1].source)):
        return 1
    for count in range(2, len(cells) + 1):
        piece = cells[count - 1]
        if piece.cell_type != "code" or piece.grade_id not in ("", first.grade_id):
            return 1
        if _compiles("\n".join(one.source.rstrip("\n") for one in cells[:count])):
            return count
    return 1


def _goes_on(source: str) -> bool:
    """Whether a cell starts inside of a block that a cell above it opened."""
    head = next((line for line in source.split("\n") if line.strip()), "")
    return head[:1].isspace() and not _compiles(source)


def _compiles(source: str) -> bool:
    """Whether it is Python; a cell with commands of IPython counts as such."""
    if any(is_command(line) for line in source.split("\n")):
        return True
    try:
        parse(source)
    except SyntaxError:
        return False
    return True
