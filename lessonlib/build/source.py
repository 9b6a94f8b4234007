"""A lesson source file in jupytext's percent format, cell by cell, with the line each cell starts on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import jupytext
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from lessonlib.build.errors import Problem, SourceError
from lessonlib.notebook.cell import new_cell

ROLES = ("task", "test", "setup", "hints", "try", "check", "wrong", "solution", "why", "proof")
_MARKER = re.compile(r"# ?%%(?:\s|$)")
_LAYOUT = ("cell_marker", "lines_to_next_cell")  # how jupytext notes blank lines and triple quotes


@dataclass(frozen=True)
class Cell:
    """One cell: `kind` is "markdown" or "code", `line` its marker's (from 1), `text` its lines there."""

    kind: str
    source: str
    options: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0
    text: str = ""

    @property
    def role(self) -> str:
        """Which of the lesson format's cells this is: one of ROLES, or "plain"."""
        return next((role for role in ROLES if role in self.options), "plain")

    @property
    def owner(self) -> str:
        """The id that the cell's option names: of itself, or of the cell that it belongs to; "" where it has none."""
        return str(self.options[self.role]) if self.role not in ("plain", "proof") else ""

    @property
    def name(self) -> str:
        """The cell's id where it has one, else its kind and first words, for messages."""
        if self.owner:
            return f"{self.role} '{self.owner}'"
        first = self.source.strip().splitlines()[0] if self.source.strip() else "empty"
        return f"{self.kind} cell '{first[:40]}'"


def read_cells(path: Path) -> list[Cell]:
    """Read a percent-format file. Raises SourceError when its cells cannot be told apart."""
    return parse_cells(path.read_text(encoding="utf-8"), path)


def parse_cells(text: str, path: Path) -> list[Cell]:
    """As `read_cells`, for `text` that stands (or will stand) in `path`."""
    blocks = list(_blocks(text))
    if not blocks:
        raise SourceError(
            [Problem(path, 1, "file", "it holds no cell", "Start it with a `# %% [markdown]` line.")]
        )
    if text[: text.index(blocks[0][1])].strip():
        remedy = "Start the file with a `# %%` or `# %% [markdown]` line; a lesson source has no header."
        raise SourceError([Problem(path, 1, "file", "text stands before the first cell", remedy)])
    nodes = jupytext.reads(text, fmt="py:percent").cells
    if len(nodes) != len(blocks):
        line = _first_false_marker(nodes, blocks)
        remedy = "Indent it or write it in another way."
        raise SourceError(
            [Problem(path, line, "cell", "a line inside this cell's text starts with `# %%`", remedy)]
        )
    return [_cell(node, line, block, path) for node, (line, block) in zip(nodes, blocks, strict=True)]


def format_cell(cell: Cell) -> str:
    """The cell as percent text, from its marker to one newline after its last line."""
    node = new_cell(cell.kind, cell.source)
    notebook = new_notebook(cells=[node], metadata={"jupytext": {"notebook_metadata_filter": "-all"}})
    marker, _, body = jupytext.writes(notebook, fmt="py:percent").partition("\n")
    return f"{marker}{''.join(_option(key, value) for key, value in cell.options.items())}\n{body}"


def _option(key: str, value: Any) -> str:
    return " proof" if key == "proof" else f" {key}={json.dumps(value, ensure_ascii=False)}"


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Each `# %%` line's number with the text from it up to the next one."""
    lines = text.splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if _MARKER.match(line)]
    for start, end in pairwise([*starts, len(lines)]):
        yield start + 1, "".join(lines[start:end])


def _cell(node: NotebookNode, line: int, block: str, path: Path) -> Cell:
    options = {key: value for key, value in node.metadata.items() if key not in _LAYOUT}
    if options.get("title") == "proof":  # a word without a value is a title to jupytext
        options = {"proof": True, **{key: value for key, value in options.items() if key != "title"}}
    if node.cell_type not in ("markdown", "code"):
        remedy = "Use `# %%` for code or `# %% [markdown]` for text."
        raise SourceError([Problem(path, line, "cell", f"its type is '{node.cell_type}'", remedy)])
    return Cell(node.cell_type, node.source, options, line, block)


def _first_false_marker(nodes: list[NotebookNode], blocks: list[tuple[int, str]]) -> int:
    """The line of the first cell whose text, as jupytext read it, runs on over a marker line."""
    for node, (line, _) in zip(nodes, blocks, strict=False):
        if any(_MARKER.match(text) for text in node.source.splitlines()):
            return line
    return blocks[0][0]
