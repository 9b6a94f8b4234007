"""What an exercise's notebook must hold: the release, hidden tests included, and what learners were given of it."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from lessonlib.notebook.metadata import SCHEMA_VERSION, nbgrader_metadata
from lessonlib.notebook.regions import visible_source
from lessonlib.notebook.syntax import parse

_KEYS = (
    "cell_type",
    "checksum",
    "grade",
    "grade_id",
    "locked",
    "points",
    "schema_version",
    "solution",
    "task",
)
_FLAGS = ("grade", "locked", "solution", "task")


@dataclass(frozen=True)
class GivenCell:
    """A graded cell as learners got it in some release: its type, the digest of its text, and nbgrader's marks."""

    text: str
    cell_type: str
    marks: Mapping[str, Any]

    @property
    def is_read_only(self) -> bool:
        """Whether it is neither an answer nor a test: text, or code that the learner's own may need."""
        return not self.marks.get("solution") and not self.marks.get("grade")


HandedOut = Mapping[str, GivenCell]
"""The graded cells of one release as learners got them, by grade_id."""


@dataclass(frozen=True)
class ReleaseCell:
    """One cell of a release.

    `source` is what is graded, hidden tests included; `visible` is what the learner was given. `metadata`
    is nbgrader's, empty for an ordinary cell.
    """

    cell_id: str
    cell_type: str
    source: str
    visible: str
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def grade_id(self) -> str:
        return str(self.metadata.get("grade_id", ""))

    @property
    def given(self) -> GivenCell:
        """What a learner got of it."""
        marks: dict[str, Any] = {key: bool(self.metadata.get(key)) for key in _FLAGS}
        return GivenCell(digest(self.visible), self.cell_type, marks | {"points": self.points})

    @property
    def is_answer(self) -> bool:
        """Whether the learner writes here."""
        return bool(self.metadata.get("solution"))

    @property
    def is_locked(self) -> bool:
        """Whether the text always comes from the release: tests, setup, read-only text."""
        return bool(self.metadata) and not self.is_answer

    @property
    def is_test(self) -> bool:
        """Whether it is worth points that a program gives."""
        return bool(self.metadata.get("grade")) and not self.is_answer and self.cell_type == "code"

    @property
    def points(self) -> float:
        """What it is worth, given by a program or by hand; 0 for a cell that is not graded."""
        graded = self.metadata.get("grade") or self.metadata.get("task")
        return float(self.metadata.get("points", 0)) if graded else 0.0


@dataclass(frozen=True)
class Release:
    """One notebook of an assignment. `kernelspec` is the notebook's metadata of that name.

    `earlier`: releases that learners got before this one, the newest first; a submission may be one to these.
    """

    assignment: str
    name: str
    cells: tuple[ReleaseCell, ...]
    kernelspec: Mapping[str, Any] = field(default_factory=dict)
    earlier: tuple[HandedOut, ...] = ()

    @classmethod
    def of(
        cls,
        notebook: NotebookNode,
        assignment: str,
        name: str,
        given: NotebookNode | None = None,
        earlier: Sequence[HandedOut] = (),
    ) -> Release:
        """The release in `notebook`, which may hold hidden tests; `given` is the same without them, cell by cell."""
        texts = [cell.source for cell in given.cells] if given else [None] * len(notebook.cells)
        cells = tuple(_cell(cell, text) for cell, text in zip(notebook.cells, texts, strict=True))
        return cls(assignment, name, cells, dict(notebook.metadata.get("kernelspec", {})), tuple(earlier))

    @property
    def graded(self) -> tuple[ReleaseCell, ...]:
        """The cells that nbgrader knows, in order: answers, tests, read-only cells."""
        return tuple(cell for cell in self.cells if cell.metadata)

    @property
    def points(self) -> dict[str, float]:
        """Possible points of each cell that is worth some, and of each test."""
        return {cell.grade_id: cell.points for cell in self.cells if cell.points or cell.is_test}

    @property
    def tests(self) -> tuple[str, ...]:
        """The grade_ids of the cells that a program grades, in order."""
        return tuple(cell.grade_id for cell in self.cells if cell.is_test)

    def question(self, grade_id: str) -> str:
        """How a graded cell is called in tables."""
        return question(self.assignment, self.name, grade_id)

    @property
    def handed_out(self) -> HandedOut:
        """What learners get of this release."""
        return {cell.grade_id: cell.given for cell in self.graded}

    @property
    def given_key(self) -> str:
        """A digest of what learners got and do not write: the visible part of tests, and read-only cells. The exercise
        and a notebook in which it was answered have the same.
        """
        fixed = [
            [cell.grade_id, cell.cell_type, trimmed(cell.visible), cell.points]
            for cell in self.graded
            if cell.is_locked
        ]
        return hashlib.sha256(json.dumps(fixed).encode()).hexdigest()

    def given_for(self, cells: Iterable[tuple[str, str]]) -> HandedOut:
        """The release that a notebook with these cells (grade_id and text) was made from: this one, or an earlier one
        that fits better.
        """
        marked = [(grade_id, digest(text)) for grade_id, text in cells]
        return max((self.handed_out, *self.earlier), key=lambda release: _fit(marked, release))

    def key(self) -> str:
        """A text that changes when anything that is graded changes."""
        return json.dumps([[c.cell_type, c.source, dict(c.metadata)] for c in self.cells], sort_keys=True)


def _fit(cells: Sequence[tuple[str, str]], release: HandedOut) -> tuple[int, bool]:
    """How well cells (grade_id and digest) fit a release: the ids and texts that both have, less the cells that only
    the release has; and whether the order is the same.
    """
    texts = {text for _, text in cells}
    ids = list(dict.fromkeys(grade_id for grade_id, _ in cells if grade_id in release))
    same = [given.text in texts for given in release.values()]
    lacking = sum(not (text or name in ids) for (name, _), text in zip(release.items(), same, strict=True))
    return sum(same) + len(ids) - lacking, ids == [name for name in release if name in ids]


def question(assignment: str, notebook: str, grade_id: str) -> str:
    """The graded cell's id; with the notebook where an assignment's notebook has a name of its own."""
    return grade_id if notebook == assignment else f"{notebook}/{grade_id}"


def trimmed(text: str) -> str:
    """`text` without blanks at the ends of its lines, and without blank lines around it."""
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def digest(text: str) -> str:
    """The same for texts that differ in nothing but such blanks."""
    return hashlib.sha256(trimmed(text).encode()).hexdigest()


def imports(source: str) -> list[str]:
    """The import statements at the top level of a cell."""
    try:
        module = parse(source)
    except SyntaxError:  # a command of IPython
        return [line for line in source.split("\n") if line.startswith(("import ", "from "))]
    return [ast.unparse(node) for node in module.body if isinstance(node, (ast.Import, ast.ImportFrom))]


def _cell(cell: NotebookNode, given: str | None) -> ReleaseCell:
    marks = nbgrader_metadata(cell)
    source, cell_id = cell.source, cell.get("id", "")
    if not any(marks.get(key) for key in ("grade", "solution", "locked", "task")):
        return ReleaseCell(cell_id, cell.cell_type, source, source if given is None else given)
    metadata = {key: marks[key] for key in _KEYS if key in marks} | {"schema_version": SCHEMA_VERSION}
    if given is None:
        given = source if marks.get("solution") else visible_source(source)
    return ReleaseCell(cell_id, cell.cell_type, source, given, metadata)
