"""An edited notebook, brought back into the lesson source that it was derived from."""

from __future__ import annotations

import copy
from pathlib import Path

from nbformat import NotebookNode

from lessonlib.build.errors import AdoptError, shown
from lessonlib.build.hints import HINTS_ID
from lessonlib.build.notebook import cell_options, content_hash, grading, stored_hash
from lessonlib.build.source import Cell, format_cell, parse_cells


def adopted_text(text: str, source: Path, built: NotebookNode, edited: NotebookNode, notebook: Path) -> str:
    """`text` of the file `source` with the edits that turned `built`, its notebook, into `edited`.

    Cells that were not edited keep their text to the byte; `notebook` is the edited file, for messages.
    Raises AdoptError when the source changed as well since the notebook was built, or when the notebook
    holds a cell that the lesson format cannot express.
    """
    if stored_hash(edited) != content_hash(built):
        raise AdoptError(
            f"Both {shown(notebook)} and {shown(source)} changed since the last build, so neither can "
            "replace the other. Copy what you want to keep from the notebook into the source, delete the "
            "notebook and build again."
        )
    cells = parse_cells(text, source)
    hints = {cell.options["hints"]: cell.text for cell in cells if cell.role == "hints"}
    visible = (cell for cell in cells if cell.role != "hints")
    originals = dict(zip((node.id for node in written(built).cells), visible, strict=True))
    blocks = []
    for node in written(edited).cells:
        blocks.append(_block(node, originals.get(node.id), notebook))
        task = cell_options(node).get("task")
        blocks += [hints[task]] if task in hints else []
    return _join(blocks, text)


def written(notebook: NotebookNode) -> NotebookNode:
    """A copy with what a percent source holds: without the cell that the build makes for the hints, and
    without blank lines at the ends of cells.
    """
    notebook = copy.deepcopy(notebook)
    notebook.cells = [cell for cell in notebook.cells if grading(cell).get("grade_id") != HINTS_ID]
    for cell in notebook.cells:
        cell.source = cell.source.rstrip("\n")
    return notebook


def _block(node: NotebookNode, original: Cell | None, notebook: Path) -> str:
    cell = _cell(node, notebook)
    if original is None:
        return format_cell(cell) + "\n"
    if (cell.kind, cell.source, cell.options) == (original.kind, original.source, original.options):
        return original.text
    gap = len(original.text) - len(original.text.rstrip("\n"))
    return format_cell(cell).rstrip("\n") + "\n" * gap


def _cell(node: NotebookNode, notebook: Path) -> Cell:
    first = node.source.strip().partition("\n")[0][:40]
    if node.cell_type not in ("code", "markdown"):
        raise AdoptError(
            f"{shown(notebook)}: the cell '{first}' is of type {node.cell_type}. Make it code or markdown."
        )
    try:
        return Cell(node.cell_type, node.source, cell_options(node))
    except ValueError as error:
        raise AdoptError(f"{shown(notebook)}: the cell '{first}' cannot be adopted: {error}.") from error


def _join(blocks: list[str], text: str) -> str:
    """The blocks one below the other; one that ended the file and no longer does gets a blank line."""
    ended_before = parse_cells(text, Path()).pop().text
    inner = [f"{block.rstrip()}\n\n" if block == ended_before else block for block in blocks[:-1]]
    end = ended_before[len(ended_before.rstrip("\n")) :]
    return "".join(inner) + "".join(block.rstrip("\n") + end for block in blocks[-1:])
