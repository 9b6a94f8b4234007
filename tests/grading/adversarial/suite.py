"""The cases of a folder, and the exercise that all of them are submissions to.

A case is a percent file. Its first cell says what the case does and, as options, what must come of it: `points`,
`state` ("graded" unless it says another; "a|b" where the machine decides) and limits of its own. The cells that
follow replace a task's cell (`task="error"`), are files beside the notebook (`file="numpy.py"`), or are cells
added before the next task or, after the last one, at the end. Other options become the cell's metadata.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from lessonlib.build.notebook import cell_options, make_notebook
from lessonlib.build.source import Cell, read_cells

HERE = Path(__file__).parent
SECRET = "hidden_scale"  # stands in the hidden tests only


@dataclass(frozen=True)
class Case:
    """One submission and what must come of it."""

    name: str
    about: str
    points: float
    states: tuple[str, ...]
    cells: Sequence[Cell]
    limits: dict[str, float] = field(default_factory=dict)

    def submission(self) -> NotebookNode:
        """The exercise as it is graded: the reference solution with this case's answers, and all tests."""
        notebook = reference()
        for cell, ahead in _placed(self.cells):
            tasks = [_task(old) for old in notebook.cells]
            place = tasks.index(ahead) if ahead else len(notebook.cells)
            if cell.role == "task":
                notebook.cells[place].source = cell.source
            else:
                new_cell = new_markdown_cell if cell.kind == "markdown" else new_code_cell
                notebook.cells.insert(place, new_cell(cell.source, metadata=dict(cell.options)))
        return notebook

    def write_files(self, folder: Path) -> None:
        """Put the files beside the notebook."""
        for cell in self.cells:
            if "file" in cell.options:
                path = folder / cell.options["file"]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(cell.source)


def reference() -> NotebookNode:
    """The exercise with the reference solution and all tests, as `lessonlib build` makes it."""
    cells = read_cells(HERE / "exercise.py")
    return copy.deepcopy(make_notebook(cells, "01_line", "exercise.py"))


def read_cases(folder: str) -> list[Case]:
    """The cases in cases/`folder`, by name."""
    return [_read(path) for path in sorted((HERE / "cases" / folder).glob("*.py"))]


def _read(path: Path) -> Case:
    first, *cells = read_cells(path)
    options: dict[str, Any] = dict(first.options)
    points, states = float(options.pop("points")), str(options.pop("state", "graded"))
    return Case(path.stem, " ".join(first.source.split()), points, tuple(states.split("|")), cells, options)


def _placed(cells: Sequence[Cell]) -> Iterator[tuple[Cell, str | None]]:
    """Each cell of the notebook with the task that it replaces or that follows it."""
    for index, cell in enumerate(cells):
        if "file" not in cell.options:
            yield cell, next((str(c.options["task"]) for c in cells[index:] if c.role == "task"), None)


def _task(cell: NotebookNode) -> str | None:
    return cell_options(cell).get("task")
