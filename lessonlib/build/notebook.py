"""The notebook of a lesson's cells, with nothing in it that differs from one build to the next; and a cell of it, read
back as the lesson format has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from lessonlib.build.packing import PACKED_CALL
from lessonlib.build.source import Cell
from lessonlib.notebook.cell import new_cell
from lessonlib.notebook.metadata import SCHEMA_VERSION, grading
from lessonlib.notebook.stamp import stamp

GRADED_ROLES = ("task", "test", "setup")


def make_notebook(cells: Sequence[Cell], slug: str, derived_from: str) -> NotebookNode:
    """The notebook of `cells`; tasks, tests and setup carry nbgrader's metadata.

    Tests and the cell that brings hints along are collapsed: JupyterLab shows their first lines.
    """
    nodes = [_node(cell, f"{slug}-{number:03}") for number, cell in enumerate(cells, start=1)]
    return stamp(new_notebook(cells=nodes), derived_from)


def is_packed(cell: NotebookNode) -> bool:
    """Whether the build made this cell to bring hints, solutions and checks along."""
    return cell.cell_type == "code" and PACKED_CALL in cell.source


def _node(cell: Cell, cell_id: str) -> NotebookNode:
    node = new_cell(cell.kind, cell.source)
    node.id = f"{cell_id[:2]}-{cell.owner}" if cell.owner else cell_id
    if cell.role == "try":
        node.metadata["lessonlib"] = {"try": cell.owner}
    elif cell.role in GRADED_ROLES:
        node.metadata["nbgrader"] = _nbgrader_metadata(cell)
    if is_packed(node):
        node.metadata |= {"deletable": False, "editable": False}
    if cell.role == "test" or is_packed(node):
        node.metadata["jupyter"] = {"source_hidden": True}
    return node


def _nbgrader_metadata(cell: Cell) -> dict[str, Any]:
    metadata = {
        "grade": cell.role == "test",
        "grade_id": cell.owner,
        "locked": cell.role != "task",
        "schema_version": SCHEMA_VERSION,
        "solution": cell.role == "task",
        "task": False,
    }
    return metadata | {"points": cell.options["points"]} if cell.role == "test" else metadata


def cell_options(cell: NotebookNode) -> dict[str, Any]:
    """The lesson format's options for a notebook cell. Raises ValueError where the format has none."""
    metadata = grading(cell)
    if not metadata:
        return dict(cell.metadata.get("lessonlib", {}))
    kind = (bool(metadata.get("solution")), bool(metadata.get("grade")), bool(metadata.get("task")))
    match kind:
        case (True, False, False):
            return {"task": metadata["grade_id"]}
        case (False, True, False):
            return {"test": metadata["grade_id"], "points": metadata.get("points", 0)}
        case (False, False, False) if metadata.get("locked"):
            return {"setup": metadata["grade_id"]}
        case (False, False, False):
            return {}
    raise ValueError("it is graded by hand; lessons have only answers (task) and automatic tests (test)")
