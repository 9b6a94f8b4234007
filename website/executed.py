"""Chapters with their outputs. A chapter runs again only when its code, the library, or a version has changed.

jupyter-cache, which myst-nb could use, tells notebooks apart by their own code alone, and runs one after another. Here
the library is half of the program: a changed picture in `lessonlib.viz` must reach the pages that show it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from nbformat import NotebookNode
from tqdm import tqdm

from lessonlib.notebook.execution import AT_A_TIME, run_notebook
from lessonlib.notebook.file import read_notebook
from website.errors import WebsiteError, chapter_failed
from website.kept import Kept, code_cells


def executed(
    notebooks: Sequence[Path],
    cache: Path,
    *,
    at_a_time: int = AT_A_TIME,
    forget: bool = False,
    quiet: bool = False,
) -> dict[str, NotebookNode]:
    """Each notebook with its outputs, by its name. What is not kept in the folder `cache` is run, and kept there.

    forget: whether to remove what is kept of other notebooks.

    Raises WebsiteError when a cell raises or takes too long; what ran before is kept.
    """
    kept = Kept(cache)
    with (
        ThreadPoolExecutor(at_a_time) as pool,
        tqdm(total=len(notebooks), desc="chapters", disable=quiet) as bar,
    ):
        runs = {pool.submit(_run, path, kept): path for path in notebooks}
        try:
            for run in as_completed(runs):
                run.result()
                bar.update()
                bar.set_postfix_str(runs[run].stem)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    if forget:
        kept.forget_all_but({path.stem for path in notebooks})
    return {path.stem: run.result() for run, path in runs.items()}


def _run(path: Path, kept: Kept) -> NotebookNode:
    """The notebook with its outputs, from what is kept or from a run."""
    notebook = read_notebook(path)
    if found := kept.find(path.stem, notebook):
        return found
    with tempfile.TemporaryDirectory(prefix="website-", ignore_cleanup_errors=True) as folder:
        work = Path(folder).resolve()
        run = run_notebook(notebook, work)
        if run.stopped or run.errors:
            raise chapter_failed(path.stem, run.stopped or run.errors[0])
        kept.keep(path.stem, code_cells(run.notebook), work)
    if found := kept.find(path.stem, notebook):
        return found
    raise WebsiteError("A file of lessonlib was changed while chapters ran. Make the site again.")
