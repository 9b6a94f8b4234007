"""The cells of a notebook that somebody handed in, taken out of its file so that nothing in it can do harm."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import nbformat

MAX_NOTEBOOK_MB = 50
MAX_CELLS = 2_000
MAX_SOURCE = 1_000_000  # characters a cell
_MAX_PARTS = 2_000_000  # brackets in the file: what its lists and objects may cost in memory
_CELLS = ("code", "markdown", "raw")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif"})
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_KINDS = {
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"<?xml": "a web page",
    b"%pdf": "a PDF",
    b"pk\x03\x04": "an archive or a document of a word processor",
    b"\x89png": "a picture",
    b"\xff\xd8\xff": "a picture",
}
EXPORT = "In JupyterLab, File > Download gives the notebook itself, a file that ends in .ipynb: hand that in."
_OPEN_AND_SAVE = "Open the notebook in JupyterLab, save it, and hand in the file that JupyterLab wrote."


class Malformed(Exception):
    """The notebook cannot be graded. `reason` says what it is, `step` what to do."""

    def __init__(self, reason: str, step: str = _OPEN_AND_SAVE) -> None:
        super().__init__(f"{reason}. {step}")
        self.reason, self.step = reason, step


@dataclass(frozen=True)
class HandedIn:
    """One cell as it was handed in: nothing but its type, text, pasted images and what it says that it is.

    `shown`: what the learner saw under it last, the name of an error or "" for none; None where it was not run.
    """

    cell_type: str
    source: str
    grade_id: str = ""
    cell_id: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    attachments: Mapping[str, Any] = field(default_factory=dict)
    shown: str | None = None

    def as_type(self, cell_type: str) -> HandedIn:
        return replace(self, cell_type=cell_type)

    def as_plain(self, source: str | None = None) -> HandedIn:
        """The same text (or `source`) as an ordinary cell."""
        text = self.source if source is None else source
        return HandedIn(self.cell_type, text, attachments=self.attachments)


@dataclass(frozen=True)
class Contents:
    """The cells of a notebook, what was put right while reading it, and its metadata."""

    cells: tuple[HandedIn, ...]
    notes: tuple[str, ...]
    metadata: Mapping[str, Any]


def read_contents(data: bytes) -> Contents:
    """Read the bytes of a notebook file. Raises Malformed when they cannot be made sense of."""
    notes: list[str] = []
    document = _document(_text(data, notes))
    version = document.get("nbformat")
    if version == 3:
        document = _upgraded(document)
        notes.append("The notebook was in format 3, of the year 2014; it was converted to format 4.")
    elif version != 4:
        raise Malformed(f"its notebook format is {_short(version)}; the format that Jupyter writes is 4")
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise Malformed("it has no list of cells")
    if len(cells) > MAX_CELLS:
        raise Malformed(
            f"it has {len(cells):,} cells; {MAX_CELLS:,} is the most", "Delete what is not needed."
        )
    metadata = document.get("metadata")
    read = tuple(_cell(cell, number, notes) for number, cell in enumerate(cells, start=1))
    return Contents(read, tuple(dict.fromkeys(notes)), metadata if isinstance(metadata, dict) else {})


def _text(data: bytes, notes: list[str]) -> str:
    if len(data) > MAX_NOTEBOOK_MB * 1_000_000:
        size = f"{len(data) / 1e6:,.0f} MB"
        raise Malformed(
            f"it is larger than {MAX_NOTEBOOK_MB} MB ({size})",
            "Clear the outputs, save, and hand it in again.",
        )
    if not data.strip():
        raise Malformed("the file is empty", EXPORT)
    if (other := _kind(data)) is not None:
        raise Malformed(f"it is {other}, not a notebook", EXPORT)
    encoding = next((name for mark, name in _BOMS.items() if data.startswith(mark)), "utf-8")
    if encoding == "utf-16":
        notes.append("The file was in UTF-16; it was converted to UTF-8.")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Malformed("it is not JSON text in UTF-8") from None


def _kind(data: bytes) -> str | None:
    """What a file is by its first bytes, where it is one of the things that are handed in for a notebook."""
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return next((kind for mark, kind in _KINDS.items() if start.startswith(mark)), None)


def _document(text: str) -> dict[str, Any]:
    if text.count("[") + text.count("{") > _MAX_PARTS:
        raise Malformed("it is made of too many parts to be a notebook")
    try:
        document = json.loads(text)
    except RecursionError:
        raise Malformed("its lists are nested too deep to be a notebook") from None
    except ValueError as error:
        raise Malformed(f"it is not JSON: {_short(error)}") from None
    if not isinstance(document, dict):
        raise Malformed("it is JSON, but not a notebook")
    return document


def _upgraded(document: dict[str, Any]) -> dict[str, Any]:
    try:
        upgraded: dict[str, Any] = nbformat.convert(nbformat.from_dict(document), 4)
    except Exception as error:  # the converter takes the structure for granted
        raise Malformed(f"it breaks the notebook format 3: {type(error).__name__}") from None
    return upgraded


def _cell(cell: Any, number: int, notes: list[str]) -> HandedIn:
    if not isinstance(cell, dict):
        raise Malformed(f"cell {number} is not a code, markdown or raw cell")
    kind = cell.get("cell_type")
    if kind not in _CELLS:
        notes.append(
            f"Cell {number} was of a type that notebooks do not have ({_short(kind)}); it became a raw cell."
        )
        kind = "raw"
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    nbgrader = nbgrader if isinstance(nbgrader, dict) else {}
    return HandedIn(
        kind,
        _source(cell.get("source", ""), number, notes),
        _name(nbgrader.get("grade_id")),
        _name(cell.get("id")),
        nbgrader,
        _attachments(cell.get("attachments")),
        _shown(cell),
    )


def _source(source: Any, number: int, notes: list[str]) -> str:
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise Malformed(f"the text of cell {number} is not text")
    if len(source) > MAX_SOURCE:
        raise Malformed(
            f"cell {number} has {len(source):,} characters; {MAX_SOURCE:,} is the most",
            "Move data into a file beside the notebook.",
        )
    if _SURROGATES.search(source):
        source = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", source)
        notes.append(
            f"Cell {number} held halves of characters, which are no text; each became \N{REPLACEMENT CHARACTER}."
        )
    text: str = source.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _name(value: Any) -> str:
    return _SURROGATES.sub("?", value[:200]) if isinstance(value, str) else ""


def _attachments(value: Any) -> dict[str, dict[str, str]]:
    """Images pasted into a markdown cell; whatever else is attached is left out."""
    if not isinstance(value, dict):
        return {}
    images = {
        _name(name): {kind: data for kind, data in bundle.items() if kind in _IMAGES and _is_base64(data)}
        for name, bundle in value.items()
        if isinstance(bundle, dict)
    }
    return {name: bundle for name, bundle in images.items() if bundle}


def _shown(cell: dict[str, Any]) -> str | None:
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else []:
        if isinstance(output, dict) and output.get("output_type") == "error":
            return _name(output.get("ename")) or "error"
    return "" if isinstance(cell.get("execution_count"), int) else None


def _is_base64(value: Any) -> bool:
    return isinstance(value, str) and _BASE64.fullmatch(value) is not None


def _short(value: object) -> str:
    return repr(value)[:60] if not isinstance(value, Exception) else str(value)[:100]
