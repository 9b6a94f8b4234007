"""Putting a submission right: its cells are matched to the release, and what is graded comes from there.

The learner's own cells keep their text and their order. Locked cells (tests, setup) have the text, the kind
and the points of the release, and stand where the release has them among the learner's answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from lessonlib.grading.handed_in.belonging import expect_it_belongs
from lessonlib.grading.handed_in.contents import Contents, HandedIn
from lessonlib.grading.handed_in.match import lines, match_cells, same_text
from lessonlib.grading.handed_in.pieces import joined, taken_apart
from lessonlib.grading.handed_in.reference import Release, ReleaseCell

_NEW: dict[str, Callable[[str], NotebookNode]] = {
    "code": new_code_cell,
    "markdown": new_markdown_cell,
    "raw": new_raw_cell,
}


@dataclass(frozen=True)
class Repaired:
    """A notebook that nbgrader can grade, what was put right, and the tasks that have no answer.

    `answers` is the learner's text, for comparison with others; empty where nothing was answered.
    """

    notebook: NotebookNode
    notes: tuple[str, ...]
    unanswered: tuple[str, ...]
    answers: str


@dataclass(frozen=True)
class _Placed:
    """A cell of the repaired notebook; `index` is the place of its release cell, None for the learner's own."""

    cell: HandedIn
    index: int | None = None


def repair(contents: Contents, release: Release) -> Repaired:
    """`contents` as a submission to `release`. Raises Malformed when it is another notebook."""
    notes = list(contents.notes)
    cells = joined(taken_apart(contents.cells, release, notes), release, notes)
    found = match_cells(cells, release)
    expect_it_belongs(contents, cells, found, release)
    own = _learners_cells(cells, found, release, notes)
    placed = _with_locked_cells(own, found, release, notes)
    _note_edited_marks(cells, found, release, notes)
    kernel = contents.metadata.get("kernelspec")
    if isinstance(kernel, dict) and kernel.get("name") not in (None, release.kernelspec.get("name")):
        notes.append("The notebook named another kernel; it was run with the one of the exercise.")
    answered = [one for one in placed if one.index is None or release.cells[one.index].is_answer]
    return Repaired(
        _notebook(placed, release),
        tuple(dict.fromkeys(notes)),
        _unanswered(placed, release),
        "\n".join(one.cell.source for one in answered if _is_new(one, release)),
    )


def stand_in(release: Release) -> NotebookNode:
    """The release itself, for a submission that holds nothing to grade."""
    return _notebook([_Placed(_as_given(cell), index) for index, cell in enumerate(release.cells)], release)


def _learners_cells(
    cells: Sequence[HandedIn], found: dict[int, int], release: Release, notes: list[str]
) -> list[_Placed]:
    """All cells but the locked ones, and marks for where the submission has those."""
    copies = _copies(cells, release)
    own = []
    for number, cell in enumerate(cells):
        index = found.get(number)
        if index is not None:
            own += _matched(cell, index, release, notes)
        elif number in copies:
            own += _copy(cell, copies[number], notes)
        else:
            if cell.grade_id:
                notes.append(
                    f"A cell was marked as '{cell.grade_id}', which is not in the exercise; it counts nothing."
                )
            own.append(_Placed(cell.as_plain()))
    return own


def _copies(cells: Sequence[HandedIn], release: Release) -> dict[int, ReleaseCell]:
    """The cells that carry the id of a graded cell."""
    graded = {cell.grade_id: cell for cell in release.cells if cell.metadata}
    return {number: graded[cell.grade_id] for number, cell in enumerate(cells) if cell.grade_id in graded}


def _matched(cell: HandedIn, index: int, release: Release, notes: list[str]) -> list[_Placed]:
    given = release.cells[index]
    if not given.metadata:
        return [_Placed(cell.as_plain(), index)]
    if cell.cell_type != given.cell_type:
        notes.append(
            f"{_named(given)} had become a {cell.cell_type} cell; it is a {given.cell_type} cell again."
        )
        cell = cell.as_type(given.cell_type)
    if given.is_answer:
        return [_Placed(cell, index)]
    place = _Placed(_as_given(given), index)
    if any(same_text(cell.source, text) for text in (given.visible, given.source, "")):
        return [place]
    if lines(cell.source) <= lines(given.visible):
        notes.append(f"{_named(given)} had lost lines; they were put back.")
        return [place]
    notes.append(
        f"{_named(given)} was edited. The exercise's own was used; the edited text ran as an ordinary cell."
    )
    kept = _Placed(cell.as_plain())
    return [kept, place] if given.is_test else [place, kept]


def _copy(cell: HandedIn, given: ReleaseCell, notes: list[str]) -> list[_Placed]:
    """A further cell with the id of a graded one: it stays as an ordinary cell if it holds work of the learner's."""
    if same_text(cell.source, given.visible) or (
        given.is_locked and lines(cell.source) <= lines(given.visible)
    ):
        what = "without an answer " if given.is_answer else ""
        notes.append(f"A copy of {_named(given, start=False)} {what}was left out.")
        return []
    notes.append(f"{_named(given)} was there more than once; the copy ran as an ordinary cell.")
    return [_Placed(cell.as_type(given.cell_type).as_plain())]


def _with_locked_cells(
    own: list[_Placed], found: dict[int, int], release: Release, notes: list[str]
) -> list[_Placed]:
    """`own` with each locked cell present once, and where it belongs."""
    placed = list(own)
    for index, given in enumerate(release.cells):
        if not given.is_locked:
            continue
        at = next((position for position, one in enumerate(placed) if one.index == index), None)
        if at is not None and _belongs(placed, at, index, release):
            continue
        if at is None:
            notes.append(f"{_named(given)} was missing; it was put back.")
        else:
            notes.append(f"{_named(given)} stood in another place; it was put back.")
            del placed[at]
        placed.insert(_place_for(placed, index, release), _Placed(_as_given(given), index))
    return placed


def _belongs(placed: Sequence[_Placed], at: int, index: int, release: Release) -> bool:
    """Whether the locked cell at `at` comes after all graded cells before it in the release, and before all
    answers behind it.
    """
    known = _known(placed)
    before = [place for place, other in known if other < index and release.cells[other].metadata]
    behind = [place for place, other in known if other > index and release.cells[other].is_answer]
    return max(before, default=-1) < at < min(behind, default=len(placed))


def _place_for(placed: Sequence[_Placed], index: int, release: Release) -> int:
    """Behind all graded cells before it in the release, and behind the learner's own cells that follow them."""
    known = _known(placed)
    before = [place for place, other in known if other < index and release.cells[other].metadata]
    after = max(before, default=-1)
    return min(
        (position for position, other in known if other > index and position > after), default=len(placed)
    )


def _known(placed: Sequence[_Placed]) -> list[tuple[int, int]]:
    """Place and index of the cells that are the release's."""
    return [(place, one.index) for place, one in enumerate(placed) if one.index is not None]


def _note_edited_marks(
    cells: Sequence[HandedIn], found: dict[int, int], release: Release, notes: list[str]
) -> None:
    """Say what nbgrader's marks in the matched cells had become."""
    stripped = 0
    for number, index in found.items():
        given, marks = release.cells[index].metadata, cells[number].metadata
        if given and not marks:
            stripped += 1
        for key in ("grade_id", "points", "locked", "grade", "solution", "schema_version"):
            if marks and key in given and marks.get(key) != given[key]:
                notes.append(
                    f"{_named(release.cells[index])} had its mark '{key}' changed; the exercise's was used."
                )
    if stripped:
        notes.append(
            f"The marks of {stripped} graded cells were lost; they were recognised by their id or text."
        )


def _unanswered(placed: Sequence[_Placed], release: Release) -> tuple[str, ...]:
    answered = {one.index for one in placed if one.index is not None and _is_new(one, release)}
    return tuple(
        cell.grade_id for index, cell in enumerate(release.cells) if cell.is_answer and index not in answered
    )


def _is_new(one: _Placed, release: Release) -> bool:
    """Whether the cell holds other text than the release has there."""
    if one.index is None:
        return one.cell.cell_type == "code" and bool(one.cell.source.strip())
    return not same_text(one.cell.source, release.cells[one.index].visible)


def _notebook(placed: Sequence[_Placed], release: Release) -> NotebookNode:
    nodes = []
    for number, one in enumerate(placed, start=1):
        given = release.cells[one.index] if one.index is not None else None
        node = _NEW[one.cell.cell_type](one.cell.source)
        node.id = f"{number:04}-own" if given is None else f"{number:04}-{given.cell_id}"[:64]
        if one.cell.attachments and one.cell.cell_type == "markdown":
            node.attachments = one.cell.attachments
        if given is not None and given.metadata:
            node.metadata["nbgrader"] = dict(given.metadata)
        nodes.append(node)
    kernel = {"kernelspec": dict(release.kernelspec)} if release.kernelspec else {}
    notebook: NotebookNode = new_notebook(cells=nodes, metadata=kernel)
    return notebook


def _as_given(cell: ReleaseCell) -> HandedIn:
    return HandedIn(cell.cell_type, cell.source)


def _named(cell: ReleaseCell, start: bool = True) -> str:
    kind = "task" if cell.is_answer else "test" if cell.is_test else "read-only cell"
    article = "The" if start else "the"
    return f"{article} {kind} '{cell.grade_id}'"
