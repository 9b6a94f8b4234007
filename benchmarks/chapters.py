"""Print the processor time of each chapter's fast path, beside the minute that it may take.

    python -m benchmarks.chapters [--only 10]

It runs the notebooks of `course/` one after the other, each in a kernel of its own, on the bundled data.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import nbformat
from rich.console import Console
from rich.table import Table
from tqdm import tqdm

from lessonlib.notebook.execution import run_notebooks

ALLOWED_SECONDS = 60  # with LESSONLIB_FAST=1


def seconds(notebook: Path) -> float:
    """The processor time of a notebook, its kernel's start included. Raises RuntimeError when a cell raises."""
    before = _spent()
    (run,) = run_notebooks([nbformat.read(notebook, as_version=4)])
    if run.stopped or run.errors:
        raise RuntimeError(f"{notebook.stem}: {run.stopped or run.errors[0]}")
    return _spent() - before


def _spent() -> float:
    """The processor time of the processes that this one has waited for."""
    times = os.times()
    return times.children_user + times.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description="The processor time of each chapter's fast path.")
    parser.add_argument("--only", default="", help="the chapters whose name contains this")
    only = parser.parse_args().only
    os.environ["LESSONLIB_FAST"] = "1"
    os.environ.pop("LESSONLIB_DATA", None)
    table = Table("chapter", title="Processor time with LESSONLIB_FAST=1")
    table.add_column("seconds", justify="right")
    table.add_column(f"of {ALLOWED_SECONDS} s", justify="right")
    notebooks = [path for path in sorted(Path("course").glob("*.ipynb")) if only in path.stem]
    for notebook in tqdm(notebooks, desc="chapters", leave=False):
        spent = seconds(notebook)
        table.add_row(notebook.stem, f"{spent:.1f}", f"{spent / ALLOWED_SECONDS:.0%}")
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
