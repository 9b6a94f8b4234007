"""Which cell of a submission is which cell of the release: by nbgrader's id, by the cell's id, by its text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from nbformat import NotebookNode, from_dict
from nbgrader.utils import compute_checksum

from lessonlib.grading.handed_in.contents import HandedIn
from lessonlib.grading.handed_in.reference import GivenCell, HandedOut, Release, ReleaseCell, digest, trimmed

_ALIKE = 0.5  # share of a task's given lines that a cell must still hold to be taken for its answer


def match_cells(
    cells: Sequence[HandedIn], release: Release, handed_out: HandedOut | None = None
) -> dict[int, int]:
    """The number of each recognised cell -> the index of its cell in the release; both occur once.

    `handed_out` is the release that the learner got, where that was another one.
    """
    matching = _Matching(cells, release, release.handed_out if handed_out is None else handed_out)
    matching.by_grade_id()
    matching.by_cell_id()
    matching.by_text()
    matching.by_given_lines()
    matching.by_place()
    return matching.found


def same_text(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but blanks at the ends of lines and of the whole."""
    return trimmed(one) == trimmed(other)


def is_as_given(cell: HandedIn, grade_id: str, handed_out: HandedOut) -> bool:
    """Whether a cell has the text that the graded cell `grade_id` had when the learner got it."""
    given = handed_out.get(grade_id)
    return given is not None and given.text == digest(cell.source)


def untouched(cells: Sequence[HandedIn]) -> HandedOut:
    """The cells whose text still fits the checksum that nbgrader stored in them when they were released."""
    return {
        cell.grade_id: GivenCell(digest(cell.source), cell.cell_type, cell.metadata)
        for cell in cells
        if cell.grade_id and _fits_its_checksum(cell)
    }


def _fits_its_checksum(cell: HandedIn) -> bool:
    marked = NotebookNode(cell_type=cell.cell_type, source=cell.source, metadata={"nbgrader": cell.metadata})
    try:
        return bool(cell.metadata.get("checksum") == compute_checksum(from_dict(marked)))
    except (KeyError, TypeError, ValueError):  # marks of wrong kinds
        return False


def lines(text: str) -> set[str]:
    """The lines of a text, without indentation and blank ones."""
    return {line.strip() for line in text.split("\n") if line.strip()}


class _Matching:
    """What is matched so far. Each step looks only at what the steps before it left."""

    def __init__(self, cells: Sequence[HandedIn], release: Release, handed_out: HandedOut) -> None:
        self._cells, self._release, self._handed_out = cells, release, handed_out
        self._graded = {cell.grade_id for cell in release.cells if cell.metadata}
        self.found: dict[int, int] = {}

    def by_grade_id(self) -> None:
        """Of several cells with one id: the last answer, or the untouched test."""
        groups: dict[str, list[int]] = {}
        for number, cell in enumerate(self._cells):
            groups.setdefault(cell.grade_id, []).append(number)
        for index, given in self._left():
            group = groups.get(given.grade_id, []) if given.metadata else []
            as_given = [number for number in group if self._is_as_given(self._cells[number], given)]
            changed = [number for number in group if number not in as_given]
            if given.is_answer and changed:
                self.found[changed[-1]] = index
            elif group:
                self.found[(as_given or group)[0]] = index

    def by_cell_id(self) -> None:
        """Not a test or read-only cell that only an earlier release had: its id may be another cell's by now."""
        self._match_equal(
            lambda cell: "" if self._is_retired(cell) else cell.cell_id, lambda given: [given.cell_id]
        )

    def by_text(self) -> None:
        """Also the text that the cell had in an earlier release."""

        def texts(given: ReleaseCell) -> list[str]:
            before = self._handed_out.get(given.grade_id)
            return (
                [digest(given.visible), *([before.text] if before else [])] if given.visible.strip() else []
            )

        self._match_equal(lambda cell: digest(cell.source), texts)

    def by_given_lines(self) -> None:
        """Answers that still hold most of what was given: the line with `def`, the docstring."""
        left = {number: lines(self._cells[number].source) for number in self._unmatched()}
        for index, given in self._left():
            kept = {line for line in lines(given.visible) if not line.startswith("raise NotImplementedError")}
            if given.is_answer and kept and left:
                best = max(left, key=lambda number: len(kept & left[number]))
                if len(kept & left[best]) >= _ALIKE * len(kept):
                    self.found[best] = index
                    del left[best]

    def by_place(self) -> None:
        """An answer that is the only code between its two neighbours."""
        for index, given in list(self._left()):
            if not given.is_answer:
                continue
            place = {other: number for number, other in self.found.items()}
            before = max((place[other] for other in place if other < index), default=-1)
            behind = min((place[other] for other in place if other > index), default=len(self._cells))
            between = [
                number
                for number in self._unmatched()
                if before < number < behind and self._cells[number].cell_type == "code"
            ]
            if len(between) == 1 and self._is_alone(index, place):
                self.found[between[0]] = index

    def _is_alone(self, index: int, place: dict[int, int]) -> bool:
        """Whether no other answer is missing between the recognised neighbours of the release cell."""
        first = max((other for other in place if other < index), default=-1)
        last = min((other for other in place if other > index), default=len(self._release.cells))
        return sum(cell.is_answer for cell in self._release.cells[first + 1 : last]) == 1

    def _is_as_given(self, cell: HandedIn, given: ReleaseCell) -> bool:
        return same_text(cell.source, given.visible) or is_as_given(cell, given.grade_id, self._handed_out)

    def _is_retired(self, cell: HandedIn) -> bool:
        before = self._handed_out.get(cell.grade_id)
        return before is not None and cell.grade_id not in self._graded and not before.marks.get("solution")

    def _match_equal(
        self, mine: Callable[[HandedIn], str], given: Callable[[ReleaseCell], Sequence[str]]
    ) -> None:
        numbers: dict[str, list[int]] = {}
        for number in self._unmatched():
            numbers.setdefault(mine(self._cells[number]), []).append(number)
        for index, cell in list(self._left()):
            key = next((key for key in given(cell) if key and numbers.get(key)), None)
            if key:
                self.found[numbers[key].pop(0)] = index

    def _left(self) -> Iterator[tuple[int, ReleaseCell]]:
        matched = set(self.found.values())
        return ((i, cell) for i, cell in enumerate(self._release.cells) if i not in matched)

    def _unmatched(self) -> list[int]:
        """Cells that are not recognised, and do not say that they are some graded cell."""
        return [
            number
            for number, cell in enumerate(self._cells)
            if number not in self.found and cell.grade_id not in self._graded
        ]
