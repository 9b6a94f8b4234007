"""What nbgrader keeps of a cell in the cell's metadata: its id, its role, its points."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode

SCHEMA_VERSION = 3  # of nbgrader's cell metadata
_GRADING = ("grade", "grade_id", "locked", "points", "solution", "task")


def nbgrader_metadata(cell: NotebookNode) -> dict[str, Any]:
    """All that nbgrader keeps of the cell, which can be changed there; empty for an ordinary cell."""
    metadata: dict[str, Any] = cell.metadata.get("nbgrader", {})
    return metadata


def grading(cell: NotebookNode) -> dict[str, Any]:
    """The part of it that says what the cell is and is worth; empty for an ordinary cell."""
    metadata = nbgrader_metadata(cell)
    return {key: metadata[key] for key in _GRADING if key in metadata}


def grade_id(cell: NotebookNode) -> str:
    """The id by which nbgrader knows the cell; "" for an ordinary cell."""
    return str(nbgrader_metadata(cell).get("grade_id", ""))


def points_of(cell: NotebookNode) -> float:
    """The points that nbgrader's metadata gives it; 0 where there are none."""
    return float(nbgrader_metadata(cell).get("points", 0))


def is_test(cell: NotebookNode) -> bool:
    """Whether it is code that a program grades: an automatic test, not an answer that is graded by hand."""
    metadata = nbgrader_metadata(cell)
    return bool(cell.cell_type == "code" and metadata.get("grade") and not metadata.get("solution"))
