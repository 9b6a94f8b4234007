"""What chapters gave when they ran, kept in a folder: a file for each chapter, which counts only as long as nothing has
changed that its outputs depend on.

`make site` keeps what it runs. The tests that prove the chapters keep what the chapter's own cells gave, so that
`make site` after them runs nothing again.
"""

from __future__ import annotations

import copy
import hashlib
import importlib.metadata
import json
import os
import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

import lessonlib
from lessonlib.data.catalogue import FETCHED
from lessonlib.whole_file import write_whole

_LIBRARY = Path(lessonlib.__file__).parent


class Kept:
    """The outputs of chapters in a folder, for the surroundings at the time when this object was made.

    library: the folder of the package on which outputs depend.
    """

    def __init__(self, folder: Path, library: Path = _LIBRARY) -> None:
        self._folder, self._library = folder, library
        self._digest = library_digest(library)
        self._surroundings = _surroundings(self._digest)

    def find(self, name: str, notebook: NotebookNode) -> NotebookNode | None:
        """The chapter with its outputs; None when it has not run, or with other code or in other surroundings."""
        try:
            kept = json.loads(self._file(name).read_text("utf-8"))
        except FileNotFoundError:
            return None
        cells = code_cells(notebook)
        if kept["key"] != key(cells, self._surroundings):
            return None
        notebook = copy.deepcopy(notebook)
        for cell, outputs in zip(code_cells(notebook), kept["outputs"], strict=True):
            cell.outputs = nbformat.from_dict(outputs)
        return numbered(notebook)

    def keep(self, name: str, ran: Sequence[NotebookNode], work: Path) -> None:
        """Keep what the code cells of a chapter gave, which ran in the folder `work`.

        When a file of the library has changed meanwhile, nobody knows which of them ran, and nothing is kept.
        """
        if library_digest(self._library) != self._digest:
            return
        text = json.dumps([cell.outputs for cell in ran], ensure_ascii=False)
        outputs = json.loads(without_places(text, places(work)))
        kept = {"key": key(ran, self._surroundings), "outputs": outputs}
        self._folder.mkdir(parents=True, exist_ok=True)
        write_whole(self._file(name), json.dumps(kept, ensure_ascii=False).encode())

    def forget_all_but(self, names: Collection[str]) -> None:
        """Remove what is kept of other chapters."""
        for file in self._folder.glob("*.json"):
            if file.stem not in names:
                file.unlink()

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.json"


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def numbered(notebook: NotebookNode) -> NotebookNode:
    """The same notebook, with its code cells counted from 1, as whoever runs it from top to bottom sees them."""
    for count, cell in enumerate(code_cells(notebook), start=1):
        cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
    return notebook


def key(cells: Sequence[NotebookNode], surroundings: str) -> str:
    """Of a chapter's code cells in these surroundings; its text is free to change."""
    code = json.dumps([cell.source for cell in cells])
    return hashlib.sha256(f"{surroundings}\n{code}".encode()).hexdigest()[:32]


def _surroundings(library: str) -> str:
    """All that outputs depend on besides a chapter's own code: the library, versions, the data that is here, and
    whether trainings are shortened.
    """
    versions = [f"{name} {importlib.metadata.version(name)}" for name in _required()]
    data = [name for name, published in FETCHED.items() if published.find()]
    fast = os.environ.get("LESSONLIB_FAST")
    return json.dumps([library, sys.version, versions, data, fast])


def library_digest(folder: Path) -> str:
    """Of every file of a package, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def _required() -> Iterator[str]:
    """What lessonlib itself needs, without extras."""
    for line in importlib.metadata.requires("lessonlib") or ():
        if "extra ==" not in line:
            yield re.split(r"[^\w.-]", line)[0]


def places(work: Path) -> dict[str, str]:
    """Folders of the machine that makes the site, and what a page calls them."""
    named = {
        str(work): ".",
        sys.prefix: ".venv",
        str(_LIBRARY.parent): "lessonlib",
        str(Path.home()): "~",
    }
    return {
        place: name for place, name in named.items() if Path(place).parent != Path(place)
    }  # a home can be /


def without_places(text: str, named: Mapping[str, str]) -> str:
    """JSON `text`, with places of this machine named as a reader knows them, the longest first."""
    for place in sorted(named, key=len, reverse=True):
        text = text.replace(json.dumps(place)[1:-1], named[place])
    return text
