"""What an exercise's notebook must hold: the release, with the sources and points that the gradebook knows."""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from lessonlib.build.notebook import SCHEMA_VERSION

_BEGIN, _END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
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
        return bool(self.metadata.get("grade")) and not self.is_answer

    @property
    def points(self) -> float:
        """What it is worth, given by a program or by hand; 0 for a cell that is not graded."""
        graded = self.metadata.get("grade") or self.metadata.get("task")
        return float(self.metadata.get("points", 0)) if graded else 0.0


@dataclass(frozen=True)
class Release:
    """One notebook of an assignment. `kernelspec` is the notebook's metadata of that name."""

    assignment: str
    name: str
    cells: tuple[ReleaseCell, ...]
    kernelspec: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        notebook: NotebookNode,
        assignment: str,
        name: str,
        sources: Mapping[str, Mapping[str, Any]] | None = None,
        points: Mapping[str, float] | None = None,
        kernelspec: Mapping[str, Any] | None = None,
    ) -> Release:
        """The release in `notebook`. What the gradebook knows overrules it: `sources` (source, checksum and
        cell_type by grade_id), `points`, `kernelspec`.
        """
        cells = tuple(_cell(cell, sources or {}, points or {}) for cell in notebook.cells)
        return cls(assignment, name, cells, kernelspec or dict(notebook.metadata.get("kernelspec", {})))

    @property
    def points(self) -> dict[str, float]:
        """Possible points of each graded cell."""
        return {cell.grade_id: cell.points for cell in self.cells if cell.points or cell.is_test}

    @property
    def tests(self) -> tuple[str, ...]:
        """The grade_ids of the cells that a program grades, in order."""
        return tuple(cell.grade_id for cell in self.cells if cell.is_test)

    @property
    def by_hand(self) -> frozenset[str]:
        """The grade_ids of the cells that a person grades."""
        return frozenset(self.points) - frozenset(self.tests)

    def question(self, grade_id: str) -> str:
        """How a graded cell is called in tables."""
        return question(self.assignment, self.name, grade_id)

    def key(self) -> str:
        """A text that is another one when anything that is graded changes."""
        return json.dumps([[c.cell_type, c.source, dict(c.metadata)] for c in self.cells], sort_keys=True)


def question(assignment: str, notebook: str, grade_id: str) -> str:
    """The graded cell's id; with the notebook where an assignment's notebook has a name of its own."""
    return grade_id if notebook == assignment else f"{notebook}/{grade_id}"


def visible_source(source: str) -> str:
    """`source` without its hidden tests."""
    return "\n".join(_visible_lines(source))


def first_hidden_line(source: str) -> int | None:
    """The number of the line, from 1, that begins the first hidden tests; None where there are none."""
    lines = enumerate(source.split("\n"), start=1)
    return next((number for number, line in lines if _BEGIN in line), None)


def imports(source: str) -> list[str]:
    """The import statements at the top level of a cell."""
    try:
        module = ast.parse(source)
    except SyntaxError:  # a command of IPython
        return [line for line in source.split("\n") if line.startswith(("import ", "from "))]
    return [ast.unparse(node) for node in module.body if isinstance(node, (ast.Import, ast.ImportFrom))]


def _visible_lines(source: str) -> Iterator[str]:
    hidden = False
    for line in source.split("\n"):
        if _BEGIN in line:
            hidden = True
        elif _END in line:
            hidden = False
        elif not hidden:
            yield line


def _cell(
    cell: NotebookNode, sources: Mapping[str, Mapping[str, Any]], points: Mapping[str, float]
) -> ReleaseCell:
    given = copy.deepcopy(cell.metadata.get("nbgrader", {}))
    if not any(given.get(key) for key in ("grade", "solution", "locked", "task")):
        return ReleaseCell(cell.get("id", ""), cell.cell_type, cell.source, cell.source)
    known = sources.get(given["grade_id"], {})
    metadata = {key: given[key] for key in _KEYS if key in given} | {"schema_version": SCHEMA_VERSION}
    metadata |= {key: known[key] for key in ("checksum",) if key in known}
    if given["grade_id"] in points:
        metadata["points"] = points[given["grade_id"]]
    source = known.get("source", cell.source)
    visible = source if given.get("solution") else visible_source(source)
    return ReleaseCell(cell.get("id", ""), known.get("cell_type", cell.cell_type), source, visible, metadata)
