"""Derived notebooks: made from cells, with nothing in them that differs from one build to the next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lessonlib.build.packing import PACKED_CALL
from lessonlib.build.source import Cell

SCHEMA_VERSION = 3  # of nbgrader's cell metadata
GRADED_ROLES = ("task", "test", "setup")
_GRADED = ("grade", "grade_id", "locked", "points", "solution", "task")
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}


def make_notebook(cells: Sequence[Cell], slug: str, derived_from: str) -> NotebookNode:
    """The notebook of `cells`; tasks, tests and setup carry nbgrader's metadata.

    Tests and the cell that brings hints along are collapsed: JupyterLab shows their first lines.
    """
    nodes = [_node(cell, f"{slug}-{number:03}") for number, cell in enumerate(cells, start=1)]
    notebook = new_notebook(cells=nodes, metadata={**_METADATA, "lessonlib": {"derived_from": derived_from}})
    return seal(notebook)


def seal(notebook: NotebookNode) -> NotebookNode:
    """Drop what running leaves behind, fix the metadata, and store the hash of the content in it."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    derived_from = notebook.metadata["lessonlib"]["derived_from"]
    mark = {"derived_from": derived_from, "sha256": content_hash(notebook)}
    notebook.metadata = nbformat.from_dict({**_METADATA, "lessonlib": mark})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def dumps(notebook: NotebookNode) -> str:
    """The notebook as the text of its file; raises nbformat.ValidationError when it is none."""
    nbformat.validate(notebook)
    return f"{nbformat.writes(notebook, version=nbformat.NO_CONVERT)}".rstrip("\n") + "\n"


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook file. Raises ValueError with a short reason when it is not one."""
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except nbformat.reader.NotJSONError as error:
        raise ValueError("it is not JSON") from error
    except (nbformat.ValidationError, AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"it breaks the notebook format: {str(error).splitlines()[0]}") from error
    return notebook


def content_hash(notebook: NotebookNode) -> str:
    """SHA-256 of what an author writes: types, text and grading of the cells, not their outputs."""
    content = [[cell.cell_type, cell.source, grading(cell)] for cell in notebook.cells]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def stored_hash(notebook: NotebookNode) -> str | None:
    """The content hash that the last build stored in `notebook`; None when lessonlib did not write it."""
    stored = notebook.metadata.get("lessonlib", {}).get("sha256")
    return stored if isinstance(stored, str) else None


def grading(cell: NotebookNode) -> dict[str, Any]:
    """The part of nbgrader's metadata that says what the cell is and is worth; empty for an ordinary cell."""
    metadata = cell.metadata.get("nbgrader", {})
    return {key: metadata[key] for key in _GRADED if key in metadata}


def is_packed(cell: NotebookNode) -> bool:
    """Whether the build made this cell to bring hints, solutions and checks along."""
    return cell.cell_type == "code" and PACKED_CALL in cell.source


def _node(cell: Cell, cell_id: str) -> NotebookNode:
    node: NotebookNode = (
        new_markdown_cell(cell.source) if cell.kind == "markdown" else new_code_cell(cell.source)
    )
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
