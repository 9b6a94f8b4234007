"""A learner's notebook brought to a new release, cell by cell: answers stay, tests and texts become new.

What a learner wrote is never left out: an answer to a task that is gone, a test that was edited and a text that was
changed go on as ordinary cells behind the cell that they stood behind.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from lessonlib.grading.handed_in.match import is_as_given, lines, match_cells, untouched
from lessonlib.grading.handed_in.reference import Release, digest
from lessonlib.notebook.cell import new_cell
from lessonlib.notebook.metadata import grade_id
from lessonlib.work.answers import handed, is_answer


@dataclass(frozen=True)
class Merged:
    """The new notebook, and what changed: sentences for the learner."""

    notebook: NotebookNode
    changes: tuple[str, ...]


def merge(own: NotebookNode, release: NotebookNode, base: NotebookNode | None, slug: str) -> Merged:
    """`own` brought to `release`; `base` is the release that it was made from, None where nobody knows."""
    return _Merge(own, release, base, slug).run()


@dataclass
class _Merge:
    own: NotebookNode
    release: NotebookNode
    base: NotebookNode | None
    slug: str
    changes: list[str] = field(default_factory=list)

    def run(self) -> Merged:
        cells = [handed(cell) for cell in self.own.cells]
        before = Release.of(self.base, self.slug, self.slug).handed_out if self.base else {}
        handed_out = {**before, **untouched(cells)}
        found = match_cells(cells, Release.of(self.release, self.slug, self.slug), handed_out)
        self._as_given = {n for n, cell in enumerate(cells) if is_as_given(cell, cell.grade_id, handed_out)}
        known = [cell for notebook in (self.base, self.release) if notebook for cell in notebook.cells]
        self._texts = {digest(cell.source) for cell in known if not grade_id(cell)}
        self._names = {grade_id(cell) for cell in self.release.cells if grade_id(cell)}
        places: dict[int, int] = {}  # graded cells of the release, and the learner's cells for them
        behind: dict[int, list[NotebookNode]] = {}  # cells of the learner's own; at -1 those that come first
        last = -1
        for number in range(len(cells)):
            index = found.get(number)
            if index is not None and grade_id(self.release.cells[index]):
                places[index] = number
                last = index
            own = self._own(number, index)
            if own is not None:
                behind.setdefault(last, []).append(own)
        result = list(behind.get(-1, []))
        for index, cell in enumerate(self.release.cells):
            result += [self._new(cell, places.get(index)), *behind.get(index, [])]
        notebook = copy.deepcopy(self.release)
        notebook.cells = _with_unique_ids(result)
        return Merged(notebook, tuple(self.changes))

    def _new(self, cell: NotebookNode, number: int | None) -> NotebookNode:
        """The cell of the new notebook that stands for one of the release; `number` is the learner's."""
        fresh, name = copy.deepcopy(cell), grade_id(cell)
        mine = self.own.cells[number] if number is not None else None
        if mine is None:
            if name and is_answer(cell):
                self.changes.append(f"The task '{name}' is new.")
            elif name:
                self.changes.append(f"'{name}' is new.")
            return fresh
        same = digest(mine.source) == digest(cell.source)
        if is_answer(cell):
            return fresh if number in self._as_given or same else self._answer(fresh, mine)
        if same:
            _bring_outputs(fresh, mine)
        elif number in self._as_given:
            self.changes.append(f"'{name}' has a new text.")
        return fresh

    def _answer(self, fresh: NotebookNode, mine: NotebookNode) -> NotebookNode:
        name = grade_id(fresh)
        if grade_id(mine) and grade_id(mine) != name:
            self.changes.append(f"The task '{grade_id(mine)}' is called '{name}' now; your answer is there.")
        fresh.source = mine.source
        _bring_outputs(fresh, mine)
        return fresh

    def _own(self, number: int, index: int | None) -> NotebookNode | None:
        """The learner's cell as an ordinary one, where it holds something that the new notebook would not have."""
        cell, name = self.own.cells[number], grade_id(self.own.cells[number])
        target = self.release.cells[index] if index is not None else None
        if target is not None and is_answer(target):
            return None  # it is in its place
        if number in self._as_given:
            if target is None and name not in self._names:
                self.changes.append(f"'{name}' is not in the exercise any more.")
            return None
        if not cell.source.strip() or (not name and digest(cell.source) in self._texts):
            return None
        if target is not None and lines(cell.source) <= lines(target.source):
            return None  # it had lost lines, and has them again
        if name:
            self.changes.append(self._why_ordinary(name, is_answer(cell)))
        own = new_cell(cell.cell_type, cell.source)
        if cell.cell_type == "markdown" and cell.get("attachments"):
            own.attachments = cell.attachments
        _bring_outputs(own, cell)
        own.id = cell.get("id", own.id)
        return own

    def _why_ordinary(self, name: str, was_answer: bool) -> str:
        if name not in self._names:
            return f"'{name}' is not in the exercise any more; what you wrote stays, as an ordinary cell."
        if was_answer:
            return f"'{name}' was there more than once; the copy stays, as an ordinary cell."
        return f"You had changed '{name}'; your text stays, as an ordinary cell behind it."


def _bring_outputs(cell: NotebookNode, before: NotebookNode) -> None:
    if cell.cell_type == "code" and before.cell_type == "code":
        cell.outputs, cell.execution_count = before.outputs, before.execution_count


def _with_unique_ids(cells: Sequence[NotebookNode]) -> list[NotebookNode]:
    """The first cell with an id keeps it; another one that has the same gets an id of its own."""
    seen: set[str] = set()
    for cell in cells:
        stem, count = cell.id[:58], 2
        while cell.id in seen:
            cell.id, count = f"{stem}-{count}", count + 1
        seen.add(cell.id)
    return list(cells)
