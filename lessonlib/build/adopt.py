"""An edited notebook, brought back into the lesson source that it was derived from."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode

from lessonlib.build.errors import AdoptError, shown
from lessonlib.build.notebook import cell_options, content_hash, stored_hash
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
    originals = dict(zip((node.id for node in built.cells), parse_cells(text, source), strict=True))
    blocks = [_block(node, originals.get(node.id), notebook) for node in edited.cells]
    return _join(blocks, text)


def trimmed(notebook: NotebookNode) -> NotebookNode:
    """The notebook without blank lines at the ends of its cells, which a percent source cannot hold."""
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
