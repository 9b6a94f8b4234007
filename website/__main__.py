"""Make the site: python -m website [--output FOLDER] [--only 03a ...] [--full]

`make site` calls it. The site lies in dist/site, and opens from there without a server and without a network. What the
chapters gave is kept in .website/, so that only what changed runs again.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from lessonlib import LessonlibError
from lessonlib.notebook.file import read_notebook
from website.audit import audit
from website.errors import WebsiteError, not_a_site, unfit
from website.executed import executed
from website.pages import Site
from website.repository import find_repository

ROOT = Path(__file__).parents[1]
_CONFIGURATION = Path(__file__).parent
_AT_A_TIME = 2


def make_site(output: Path, kept: Path, only: Sequence[str] = (), *, full: bool = False) -> None:
    """Run the chapters, make the pages, and look at them.

    output: the folder of the site; what is in it is removed.
    kept: the folder for the chapters' outputs and for Sphinx's own notes.
    only: how the names of the chapters to run begin; the others stand there without results. By default all run.
    full: train as long as learners do; otherwise for a shorter time, and the first page says so.

    Raises WebsiteError when `output` holds something else than a site, a chapter fails, or a page has a broken link or
    a picture without a text.
    """
    _expect_site(output)
    site = Site(ROOT, kept / "source", find_repository(ROOT), full=full)
    os.environ["LESSONLIB_FAST"] = "0" if full else "1"
    chosen = [path for path in site.chapters if not only or path.stem.startswith(tuple(only))]
    ran = executed(chosen, kept / "outputs", at_a_time=_AT_A_TIME, forget=not only)
    site.lay_out({path.stem: read_notebook(path) for path in site.chapters} | ran)
    print("Sphinx makes the pages.", file=sys.stderr, flush=True)
    shutil.rmtree(output, ignore_errors=True)
    _render(site.source, output, kept / "doctrees")
    if findings := audit(output):
        raise unfit(findings)


def _expect_site(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / "searchindex.js").exists():
        raise not_a_site(folder)


def _render(source: Path, output: Path, doctrees: Path) -> None:
    from sphinx.cmd.build import main  # it takes a second to import

    options = [
        "--quiet",
        "--fail-on-warning",
        "--keep-going",
        "--jobs",
        str(_AT_A_TIME),
        "--doctree-dir",
        str(doctrees),
    ]
    if main([*options, "--conf-dir", str(_CONFIGURATION), str(source), str(output)]):
        raise WebsiteError("Sphinx found what it prints above. Mend it where it is written.")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m website", description="Make the site of the course.")
    parser.add_argument("--output", type=Path, default=ROOT / "dist" / "site", help="the folder of the site")
    parser.add_argument("--kept", type=Path, default=ROOT / ".website", help="the folder for what is kept")
    parser.add_argument("--only", nargs="+", default=(), help="run these chapters alone, such as 03a 14")
    parser.add_argument("--full", action="store_true", help="train as long as learners do")
    arguments = parser.parse_args()
    try:
        make_site(arguments.output.absolute(), arguments.kept.absolute(), arguments.only, full=arguments.full)
    except LessonlibError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Open {arguments.output / 'index.html'} in a browser.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
