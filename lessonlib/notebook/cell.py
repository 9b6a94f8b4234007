"""A cell of a notebook: made by its type, and the error that it ended in when it ran."""

from __future__ import annotations

from collections.abc import Callable

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

_NEW: dict[str, Callable[[str], NotebookNode]] = {
    "code": new_code_cell,
    "markdown": new_markdown_cell,
    "raw": new_raw_cell,
}


def new_cell(cell_type: str, source: str) -> NotebookNode:
    """A cell without metadata, with an id of its own. Raises KeyError for a type that is not code, markdown or raw."""
    return _NEW[cell_type](source)


def error_of(cell: NotebookNode) -> NotebookNode | None:
    """The output with the error (`ename`, `evalue`, `traceback`) that a code cell ended in; None when there is none."""
    return next((output for output in cell.outputs if output.output_type == "error"), None)


def ran_well(cell: NotebookNode) -> bool:
    """Whether a code cell had run without an error when the notebook was saved."""
    return cell.get("execution_count") is not None and error_of(cell) is None
