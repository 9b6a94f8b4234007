"""Which cell of a submission is which cell of the release: by nbgrader's id, by the cell's id, by its text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from lessonlib.grading.handed_in.contents import HandedIn
from lessonlib.grading.handed_in.reference import Release, ReleaseCell

_ALIKE = 0.5  # share of a task's given lines that a cell must still hold to be taken for its answer


def match_cells(cells: Sequence[HandedIn], release: Release) -> dict[int, int]:
    """The number of each recognised cell -> the index of its cell in the release; both occur once."""
    matching = _Matching(cells, release)
    matching.by_grade_id()
    matching.by_cell_id()
    matching.by_text()
    matching.by_given_lines()
    matching.by_place()
    return matching.found


def same_text(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but blanks at the ends of lines and of the whole."""
    return _trimmed(one) == _trimmed(other)


def lines(text: str) -> set[str]:
    """The lines of a text, without indentation and blank ones."""
    return {line.strip() for line in text.split("\n") if line.strip()}


class _Matching:
    """What is matched so far. Each step looks only at what the steps before it left."""

    def __init__(self, cells: Sequence[HandedIn], release: Release) -> None:
        self._cells, self._release = cells, release
        self._graded = {cell.grade_id for cell in release.cells if cell.metadata}
        self.found: dict[int, int] = {}

    def by_grade_id(self) -> None:
        """Of several cells with one id: the last answer, or the untouched test."""
        groups: dict[str, list[int]] = {}
        for number, cell in enumerate(self._cells):
            groups.setdefault(cell.grade_id, []).append(number)
        for index, given in self._left():
            group = groups.get(given.grade_id, []) if given.metadata else []
            as_given = [number for number in group if same_text(self._cells[number].source, given.visible)]
            changed = [number for number in group if number not in as_given]
            if given.is_answer and changed:
                self.found[changed[-1]] = index
            elif group:
                self.found[(as_given or group)[0]] = index

    def by_cell_id(self) -> None:
        self._match_equal(lambda cell: cell.cell_id, lambda given: given.cell_id)

    def by_text(self) -> None:
        self._match_equal(lambda cell: _trimmed(cell.source), lambda given: _trimmed(given.visible))

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

    def _match_equal(self, mine: Callable[[HandedIn], str], given: Callable[[ReleaseCell], str]) -> None:
        numbers: dict[str, list[int]] = {}
        for number in self._unmatched():
            numbers.setdefault(mine(self._cells[number]), []).append(number)
        for index, cell in self._left():
            key = given(cell)
            if key and numbers.get(key):
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


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))
