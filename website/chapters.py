"""A chapter as a page shows it: stills in place of widgets, no packed cell, and links to where it can be run."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Sequence

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from lessonlib.build.notebook import is_packed
from website.errors import no_still

_WIDGET = "application/vnd.jupyter.widget-view+json"
_BAR = re.compile(r"\s*\d+%\|")  # what a progress bar was when it began
_EXPLORER = re.compile(r"\b(?P<what>[a-z]+)_explorer\(")
_MAP = "course_map()"


def chapter_page(
    notebook: NotebookNode,
    name: str,
    *,
    explorers: Collection[str] = (),
    launch: str = "",
    lessons: Callable[[], str] = str,
) -> NotebookNode:
    """The page of a chapter that has run.

    name: the chapter's, such as "03a_linear_regression".
    explorers: those that have a page of their own; a cell that opens one in the notebook gets a link to it.
    launch: Markdown with the links to where the notebook can be run.
    lessons: makes the list of lessons, which stands for the map of what a learner has done.
    """
    page = copy.deepcopy(notebook)
    page.metadata.pop("widgets", None)
    cells: list[NotebookNode] = []
    for cell in page.cells:
        if is_packed(cell):
            continue
        cells.append(cell)
        if cell.cell_type == "code":
            cell.outputs = [shown for output in cell.outputs if (shown := _still(output, cell, name))]
            cells += map(new_markdown_cell, _below(cell, explorers, lessons))
    if launch:
        cells.insert(1, new_markdown_cell(launch))
    page.cells = cells
    return with_ids(page)


def _still(output: NotebookNode, cell: NotebookNode, name: str) -> NotebookNode | None:
    """The output without the widget that needs a kernel; None where there was nothing but a progress bar."""
    if _WIDGET not in output.get("data", {}):
        return output
    del output.data[_WIDGET]
    if output.data.keys() - {"text/plain"}:
        return output
    if _BAR.match(output.data.get("text/plain", "")):
        return None
    raise no_still(name, cell.source)


def _below(cell: NotebookNode, explorers: Collection[str], lessons: Callable[[], str]) -> Sequence[str]:
    """What a page says below a cell, as Markdown."""
    if _MAP in cell.source:
        cell.outputs = []
        return [f"In a notebook this is a map of what you have done. Here are all lessons:\n\n{lessons()}"]
    found = [one["what"] for one in _EXPLORER.finditer(cell.source) if one["what"] in explorers]
    return [
        f"In a notebook the sliders move. You can also [play with it in your browser](../explorers/{what}.md)."
        for what in dict.fromkeys(found)
    ]


def with_ids(page: NotebookNode) -> NotebookNode:
    """The same page, with an id for each cell that depends on its place alone."""
    for number, cell in enumerate(page.cells):
        cell.id = f"cell-{number}"
    return page
