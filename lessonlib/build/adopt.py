"""An edited notebook, brought back into the lesson source that it was derived from."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from nbformat import NotebookNode

from lessonlib.build.errors import AdoptError, shown
from lessonlib.build.notebook import cell_options, is_packed
from lessonlib.build.packing import HIDDEN
from lessonlib.build.placeholders import unfilled
from lessonlib.build.source import Cell, format_cell, parse_cells
from lessonlib.notebook.stamp import content_hash, stored_hash


def adopted_text(
    text: str,
    source: Path,
    built: NotebookNode,
    edited: NotebookNode,
    notebook: Path,
    values: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """`text` of the file `source` with the edits that turned `built`, its notebook, into `edited`.

    Cells that were not edited keep their text to the byte, and so do cells that no notebook shows, each below the cell
    that it followed. `notebook` is the edited file, for messages; `values` were filled into its text. Raises
    AdoptError when the source changed as well since the notebook was built, or when the notebook holds a cell that
    the lesson format cannot express.
    """
    if stored_hash(edited) != content_hash(built):
        raise AdoptError(
            f"Both {shown(notebook)} and {shown(source)} changed since the last build, so neither can "
            "replace the other. Copy what you want to keep from the notebook into the source, delete the "
            "notebook and build again."
        )
    top, blocks = _blocks(parse_cells(text, source))
    before = {
        node.id: (node, block) for node, block in zip(written(built, values).cells, blocks, strict=True)
    }
    adopted = list(top)
    for node in written(edited, values).cells:
        adopted += _block(node, *before.get(node.id, (None, [])), notebook)
    return _join(adopted, text)


def written(notebook: NotebookNode, values: Mapping[str, str] = MappingProxyType({})) -> NotebookNode:
    """A copy with what a percent source holds: without the cell that the build makes, without blank lines at the ends
    of cells, and with names in place of the values that were filled in.
    """
    notebook = copy.deepcopy(notebook)
    notebook.cells = [cell for cell in notebook.cells if not is_packed(cell)]
    for cell in notebook.cells:
        cell.source = cell.source.rstrip("\n")
        if cell.cell_type == "markdown":
            cell.source = unfilled(cell.source, values)
    return notebook


def _blocks(cells: Sequence[Cell]) -> tuple[list[str], list[list[Cell]]]:
    """The texts above the first cell that a notebook shows; and each shown cell with the hidden ones that follow it."""
    top: list[str] = []
    blocks: list[list[Cell]] = []
    for cell in cells:
        if cell.role not in HIDDEN:
            blocks.append([cell])
        elif blocks:
            blocks[-1].append(cell)
        else:
            top.append(cell.text)
    return top, blocks


def _block(
    node: NotebookNode, built: NotebookNode | None, originals: Sequence[Cell], notebook: Path
) -> Iterator[str]:
    """The text of a cell that was `built`, or None, and is `node` now, and of the hidden cells below it."""
    cell = _cell(node, notebook)
    if built is None:
        yield format_cell(cell) + "\n"
        return
    original, *followers = originals
    if (cell.kind, cell.source, cell.options) == (built.cell_type, built.source, original.options):
        yield original.text
    elif original.role == "try":
        raise AdoptError(
            f"{shown(notebook)}: the practice cell '{original.owner}' was edited. Its notebook does not hold the "
            "solution, so edit it in the source; or put the cell back as it was."
        )
    else:
        gap = len(original.text) - len(original.text.rstrip("\n"))
        yield format_cell(cell).rstrip("\n") + "\n" * gap
    yield from (follower.text for follower in followers)


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
