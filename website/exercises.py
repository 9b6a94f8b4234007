"""The statement of an exercise: what it asks and what it tests. Tests, set-up and packed hints stay in the notebook."""

from __future__ import annotations

import copy

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from lessonlib.build.notebook import is_packed
from lessonlib.notebook.metadata import is_test, nbgrader_metadata, points_of
from website.chapters import with_ids


def exercise_page(release: NotebookNode, launch: str = "") -> NotebookNode:
    """The page of a released exercise: texts, the cells to answer in, and the claim of each test with its points."""
    page = copy.deepcopy(release)
    cells: list[NotebookNode] = []
    claims: list[str] = []
    for cell in page.cells:
        if is_test(cell):
            claims.append(_claim(cell))
            continue
        if claims:
            cells.append(_tested(claims))
            claims = []
        if not (is_packed(cell) or _is_locked(cell)):
            cells.append(cell)
    if claims:
        cells.append(_tested(claims))
    if launch:
        cells.insert(1, new_markdown_cell(launch))
    page.cells = cells
    return with_ids(page)


def _is_locked(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and bool(nbgrader_metadata(cell).get("locked"))


def _claim(test: NotebookNode) -> str:
    """A test begins with a comment of one line that says what it tests."""
    claim = test.source.partition("\n")[0].removeprefix("#").strip()
    points = points_of(test)
    return f"- {claim} ({points:g} {'point' if points == 1 else 'points'})"


def _tested(claims: list[str]) -> NotebookNode:
    cell: NotebookNode = new_markdown_cell("**Tested**:\n\n" + "\n".join(claims))
    return cell
