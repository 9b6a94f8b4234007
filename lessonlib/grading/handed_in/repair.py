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
from lessonlib.grading.handed_in.match import is_as_given, lines, match_cells, same_text, untouched
from lessonlib.grading.handed_in.pieces import joined, taken_apart
from lessonlib.grading.handed_in.reference import HandedOut, Release, ReleaseCell

_MARKS = ("grade_id", "points", "locked", "grade", "solution", "schema_version")
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
    """`contents` as a submission to `release`, or to one that learners got before it. Raises Malformed when it is
    another notebook.
    """
    handed_out = _handed_out(contents, release)
    mending = _Mending(release, handed_out, list(contents.notes))
    cells = joined(taken_apart(contents.cells, release, mending.notes), release, mending.notes)
    found = match_cells(cells, release, handed_out)
    expect_it_belongs(contents, cells, found, release)
    placed = mending.with_locked_cells(mending.learners_cells(cells, found), found)
    mending.note_edited_marks(cells, found)
    kernel = contents.metadata.get("kernelspec")
    if isinstance(kernel, dict) and kernel.get("name") not in (None, release.kernelspec.get("name")):
        mending.notes.append("The notebook named another kernel; it was run with the one of the exercise.")
    answered = [one for one in placed if one.index is None or release.cells[one.index].is_answer]
    return Repaired(
        _notebook(placed, release),
        tuple(dict.fromkeys(mending.notes)),
        mending.unanswered(placed),
        "\n".join(one.cell.source for one in answered if mending.is_new(one)),
    )


def stand_in(release: Release) -> NotebookNode:
    """The release itself, for a submission that holds nothing to grade."""
    return _notebook([_Placed(_as_given(cell), index) for index, cell in enumerate(release.cells)], release)


def _handed_out(contents: Contents, release: Release) -> HandedOut:
    """The graded cells as this learner got them. A cell whose text fits the checksum that nbgrader gave it is as it
    was, also where nobody remembers that release.
    """
    known = release.given_for((cell.grade_id, cell.source) for cell in contents.cells)
    return {**known, **untouched(contents.cells)}


class _Mending:
    """Where the cells of a submission belong, and what is said about it: `notes`."""

    def __init__(self, release: Release, handed_out: HandedOut, notes: list[str]) -> None:
        self._release, self._handed_out, self.notes = release, handed_out, notes
        self._graded = {cell.grade_id: cell for cell in release.graded}
        got = [name for name in handed_out if name in self._graded]
        self._is_in_this_order = got == [name for name in self._graded if name in handed_out]

    def learners_cells(self, cells: Sequence[HandedIn], found: dict[int, int]) -> list[_Placed]:
        """All cells but the locked ones, and marks for where the submission has those."""
        own = []
        for number, cell in enumerate(cells):
            index = found.get(number)
            if index is not None:
                own += self._matched(cell, index)
            elif cell.grade_id in self._graded:
                own += self._copy(cell, self._graded[cell.grade_id])
            elif cell.grade_id in self._handed_out:
                own += self._retired(cell)
            else:
                if cell.grade_id:
                    self.notes.append(
                        f"A cell was marked as '{cell.grade_id}', which is not in the exercise; it counts nothing."
                    )
                own.append(_Placed(cell.as_plain()))
        return own

    def _matched(self, cell: HandedIn, index: int) -> list[_Placed]:
        given = self._release.cells[index]
        if not given.metadata:
            return [_Placed(cell.as_plain(), index)]
        if cell.cell_type != given.cell_type:
            if not self._was_so(cell, given, "cell_type", cell.cell_type):
                self.notes.append(
                    f"{_named(given)} had become a {cell.cell_type} cell; it is a {given.cell_type} cell again."
                )
            cell = cell.as_type(given.cell_type)
        if given.is_answer:
            return [_Placed(cell, index)]
        place = _Placed(_as_given(given), index)
        if any(same_text(cell.source, text) for text in (given.visible, given.source, "")):
            return [place]
        if self._is_as_given(cell, given):
            return [place]
        if lines(cell.source) <= lines(given.visible):
            self.notes.append(f"{_named(given)} had lost lines; they were put back.")
            return [place]
        self.notes.append(
            f"{_named(given)} was edited. The exercise's own was used; the edited text ran as an ordinary cell."
        )
        kept = _Placed(cell.as_plain())
        return [kept, place] if given.is_test else [place, kept]

    def _copy(self, cell: HandedIn, given: ReleaseCell) -> list[_Placed]:
        """A further cell with the id of a graded one: it stays, as an ordinary cell, if it holds the learner's work."""
        as_given = same_text(cell.source, given.visible) or self._is_as_given(cell, given)
        if as_given or (given.is_locked and lines(cell.source) <= lines(given.visible)):
            what = "without an answer " if given.is_answer else ""
            self.notes.append(f"A copy of {_named(given, start=False)} {what}was left out.")
            return []
        self.notes.append(f"{_named(given)} was there more than once; the copy ran as an ordinary cell.")
        return [_Placed(cell.as_type(given.cell_type).as_plain())]

    def _retired(self, cell: HandedIn) -> list[_Placed]:
        """A cell that only an earlier release had. What its learner wrote, or may need, stays."""
        as_given = is_as_given(cell, cell.grade_id, self._handed_out)
        if as_given and not self._handed_out[cell.grade_id].is_read_only:
            return []
        return [_Placed(cell.as_plain())]

    def with_locked_cells(self, own: list[_Placed], found: dict[int, int]) -> list[_Placed]:
        """`own` with each locked cell present once, and where it belongs."""
        placed = list(own)
        for index, given in enumerate(self._release.cells):
            if not given.is_locked:
                continue
            at = next((position for position, one in enumerate(placed) if one.index == index), None)
            if at is not None and _belongs(placed, at, index, self._release):
                continue
            if at is not None:
                del placed[at]
            if at is None and given.grade_id in self._handed_out:
                self.notes.append(f"{_named(given)} was missing; it was put back.")
            elif at is not None and self._is_in_this_order:
                self.notes.append(f"{_named(given)} stood in another place; it was put back.")
            placed.insert(_place_for(placed, index, self._release), _Placed(_as_given(given), index))
        return placed

    def note_edited_marks(self, cells: Sequence[HandedIn], found: dict[int, int]) -> None:
        """Say what nbgrader's marks in the matched cells had become."""
        stripped = 0
        for number, index in found.items():
            cell, given = cells[number], self._release.cells[index]
            if given.metadata and not cell.metadata:
                stripped += 1
            for key in _MARKS if given.metadata and cell.metadata else ():
                mark = cell.metadata.get(key)
                if (
                    key in given.metadata
                    and mark != given.metadata[key]
                    and not self._was_so(cell, given, key, mark)
                ):
                    self.notes.append(
                        f"{_named(given)} had its mark '{key}' changed; the exercise's was used."
                    )
        if stripped:
            self.notes.append(
                f"The marks of {stripped} graded cells were lost; they were recognised by their id or text."
            )

    def unanswered(self, placed: Sequence[_Placed]) -> tuple[str, ...]:
        """The tasks that hold no answer."""
        answered = {one.index for one in placed if one.index is not None and self.is_new(one)}
        return tuple(
            cell.grade_id
            for index, cell in enumerate(self._release.cells)
            if cell.is_answer and index not in answered
        )

    def is_new(self, one: _Placed) -> bool:
        """Whether the cell holds other text than the learner got there."""
        if one.index is None:
            return one.cell.cell_type == "code" and bool(one.cell.source.strip())
        given = self._release.cells[one.index]
        return not same_text(one.cell.source, given.visible) and not self._is_as_given(one.cell, given)

    def _is_as_given(self, cell: HandedIn, given: ReleaseCell) -> bool:
        """Also under the id that the cell had in an earlier release."""
        ids = (given.grade_id, cell.grade_id)
        return any(is_as_given(cell, grade_id, self._handed_out) for grade_id in ids)

    def _was_so(self, cell: HandedIn, given: ReleaseCell, key: str, value: object) -> bool:
        """Whether a mark that differs from the release's is the one that this learner got."""
        before = self._handed_out.get(cell.grade_id) or self._handed_out.get(given.grade_id)
        match key:
            case "grade_id":
                known = value if isinstance(value, str) else ""
                return known in self._handed_out and known not in self._graded
            case "cell_type":
                return before is not None and before.cell_type == value
            case _:
                return before is not None and key in before.marks and before.marks[key] == value


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
