"""Chapters with their outputs. A chapter runs again only when its code, the library, or a version has changed.

jupyter-cache, which myst-nb could use, tells notebooks apart by their own code alone, and runs one after another. Here
the library is half of the program: a changed picture in `lessonlib.viz` must reach the pages that show it.
"""

from __future__ import annotations

import copy
import hashlib
import importlib.metadata
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from tqdm import tqdm

import lessonlib
from lessonlib.data.catalogue import FETCHED
from lessonlib.notebook.execution import AT_A_TIME, run_notebook
from lessonlib.notebook.file import read_notebook
from lessonlib.whole_file import write_whole
from website.errors import chapter_failed

_LIBRARY = Path(lessonlib.__file__).parent


def executed(
    notebooks: Sequence[Path],
    cache: Path,
    *,
    at_a_time: int = AT_A_TIME,
    forget: bool = False,
    quiet: bool = False,
) -> dict[str, NotebookNode]:
    """Each notebook with its outputs, by its name. What is not in the folder `cache` is run, and kept there.

    forget: whether to remove what is kept of other notebooks, of other code and of another library.

    Raises WebsiteError when a cell raises or takes too long; what ran before is kept.
    """
    cache.mkdir(parents=True, exist_ok=True)
    surroundings = _surroundings()
    with (
        ThreadPoolExecutor(at_a_time) as pool,
        tqdm(total=len(notebooks), desc="chapters", disable=quiet) as bar,
    ):
        runs = {pool.submit(_outputs, path, cache, surroundings): path for path in notebooks}
        try:
            for run in as_completed(runs):
                run.result()
                bar.update()
                bar.set_postfix_str(runs[run].stem)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    if forget:
        wanted = {key(read_notebook(path), surroundings) for path in notebooks}
        for kept in cache.glob("*.json"):
            if kept.stem not in wanted:
                kept.unlink()
    return {path.stem: _with_outputs(read_notebook(path), run.result()) for run, path in runs.items()}


def _outputs(path: Path, cache: Path, surroundings: str) -> list[dict[str, object]]:
    """What each code cell gave: its count and its outputs."""
    notebook = read_notebook(path)
    kept = cache / f"{key(notebook, surroundings)}.json"
    if kept.exists():
        return list(json.loads(kept.read_text("utf-8")))
    with tempfile.TemporaryDirectory(prefix="website-", ignore_cleanup_errors=True) as folder:
        work = Path(folder).resolve()
        run = run_notebook(notebook, work)
        if run.stopped or run.errors:
            raise chapter_failed(path.stem, run.stopped or run.errors[0])
        cells = [
            {"execution_count": cell.execution_count, "outputs": cell.outputs} for cell in _code(run.notebook)
        ]
        text = without_places(json.dumps(cells, ensure_ascii=False), places(work))
    write_whole(kept, text.encode())
    return list(json.loads(text))


def _with_outputs(notebook: NotebookNode, outputs: Sequence[Mapping[str, object]]) -> NotebookNode:
    notebook = copy.deepcopy(notebook)
    for cell, kept in zip(_code(notebook), outputs, strict=True):
        cell.update(nbformat.from_dict(kept))
    return notebook


def _code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def key(notebook: NotebookNode, surroundings: str) -> str:
    """Of a notebook's code in these surroundings; its text is free to change."""
    code = json.dumps([cell.source for cell in _code(notebook)])
    return hashlib.sha256(f"{surroundings}\n{code}".encode()).hexdigest()[:32]


def _surroundings() -> str:
    """All that outputs depend on besides a chapter's own code: the library, versions, the data that is here, and
    whether trainings are shortened.
    """
    versions = [f"{name} {importlib.metadata.version(name)}" for name in _required()]
    data = [name for name, published in FETCHED.items() if published.find()]
    fast = os.environ.get("LESSONLIB_FAST")
    return json.dumps([library_digest(_LIBRARY), sys.version, versions, data, fast])


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
