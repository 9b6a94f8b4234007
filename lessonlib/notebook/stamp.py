"""The stamp of a derived notebook: what it was made from, and the hash that tells whether it was edited since."""

from __future__ import annotations

import hashlib
import json

import nbformat
from nbformat import NotebookNode

from lessonlib.notebook.metadata import grading

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


def stamp(notebook: NotebookNode, derived_from: str) -> NotebookNode:
    """Drop what running leaves behind, fix the metadata, and store there the source and the hash of the content.

    `notebook` itself is changed and returned; `derived_from` is the path of its source in the course.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    mark = {"derived_from": derived_from, "sha256": content_hash(notebook)}
    notebook.metadata = nbformat.from_dict({**_METADATA, "lessonlib": mark})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def stamped_again(notebook: NotebookNode) -> NotebookNode:
    """As `stamp`, for a notebook that has a stamp; one that has none stays as it is."""
    mark = notebook.metadata.get("lessonlib")
    return notebook if mark is None else stamp(notebook, mark["derived_from"])


def content_hash(notebook: NotebookNode) -> str:
    """SHA-256 of what an author writes: types, text and grading of the cells, not their outputs."""
    content = [[cell.cell_type, cell.source, grading(cell)] for cell in notebook.cells]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def stored_hash(notebook: NotebookNode) -> str | None:
    """The content hash that the last build stored in `notebook`; None when lessonlib did not write it."""
    stored = notebook.metadata.get("lessonlib", {}).get("sha256")
    return stored if isinstance(stored, str) else None
