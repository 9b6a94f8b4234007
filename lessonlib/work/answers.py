"""Which tasks of a notebook hold an answer, and which tests passed when it was saved."""

from __future__ import annotations

from nbformat import NotebookNode

from lessonlib.grading.handed_in.contents import HandedIn
from lessonlib.grading.handed_in.match import untouched
from lessonlib.notebook.cell import ran_well
from lessonlib.notebook.metadata import grade_id, is_test, nbgrader_metadata


def handed(cell: NotebookNode) -> HandedIn:
    """The cell in the form in which grading reads it."""
    return HandedIn(
        cell.cell_type, cell.source.replace("\r\n", "\n"), grade_id(cell), cell.get("id", ""), nbgrader_metadata(cell)
    )  # fmt: skip


def is_answer(cell: NotebookNode) -> bool:
    """Whether the learner writes here."""
    return bool(nbgrader_metadata(cell).get("solution"))


def is_as_released(cell: NotebookNode) -> bool:
    """Whether its text is the one that nbgrader's checksum, which the release has in the cell, was made of."""
    return bool(untouched([handed(cell)]))


def tasks(notebook: NotebookNode) -> dict[str, bool]:
    """The tasks, in order, and whether each holds an answer: whether its cell was changed since it was released."""
    return {
        grade_id(cell): not is_as_released(cell)
        for cell in notebook.cells
        if is_answer(cell) and grade_id(cell)
    }


def tests(notebook: NotebookNode) -> dict[str, bool]:
    """The tests, in order, and whether each ran without an error when the notebook was saved."""
    return {grade_id(cell): ran_well(cell) for cell in notebook.cells if is_test(cell)}
