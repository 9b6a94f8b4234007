"""A course of one exercise, as nbgrader releases it, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import compute_checksum

from lessonlib.notebook.file import dumps
from lessonlib.work.exercise import Exercise

STUB = "def double(x):\n    # Twice x.\n    raise NotImplementedError"
RELEASE = (
    ("text", "", "# Exercise 1"),
    ("locked", "helpers", "offset = 0"),
    ("text", "", "Write `double`."),
    ("answer", "double", STUB),
    ("test", "doubles", "assert double(2) == 4"),
    ("text", "", "Set `half` to one half."),
    ("answer", "half", "half = ...\nraise NotImplementedError"),
    ("test", "halves", "assert half == 0.5"),
)


def notebook_of(cells) -> NotebookNode:
    """A release: ("text" | "code" | "locked" | "answer" | "test", its name, its text) for each cell."""
    made = []
    for number, (kind, name, source) in enumerate(cells, start=1):
        cell = new_markdown_cell(source) if kind == "text" else new_code_cell(source)
        cell.id = f"01-{name or number:03}" if not name else f"01-{name}"
        if name:
            cell.metadata["nbgrader"] = {
                "grade_id": name, "grade": kind == "test", "locked": kind != "answer", "solution": kind == "answer",
                "task": False, "schema_version": 3, "cell_type": cell.cell_type,
            }  # fmt: skip
            if kind == "test":
                cell.metadata["nbgrader"]["points"] = 1
            cell.metadata["nbgrader"]["checksum"] = compute_checksum(cell)
        made.append(cell)
    return new_notebook(cells=made)


def write(path: Path, notebook: NotebookNode) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dumps(notebook), encoding="utf-8")


def answer(notebook: NotebookNode, name: str, source: str, ran: bool = True) -> None:
    """Write an answer, and let the cell have run."""
    cell = next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)
    cell.source = source
    cell.execution_count = 1 if ran else None


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    """Released, and not begun."""
    made = Exercise(tmp_path, "01_small")
    write(made.release, notebook_of(RELEASE))
    (made.release.parent / "data").mkdir()
    (made.release.parent / "data" / "rows.csv").write_text("1,2\n", encoding="utf-8")
    return made
