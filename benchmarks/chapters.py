"""Print the processor time of each chapter's fast path, beside the minute that it may take; or, with `--full`, the
clock's time of the whole chapter, beside its three minutes.

    python -m benchmarks.chapters [--only 10] [--full]

It runs the notebooks of `course/` one after the other, each in a kernel of its own, on the bundled data.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from rich.console import Console
from rich.table import Table
from tqdm import tqdm

from lessonlib.notebook.execution import run_notebooks

FAST_SECONDS = 60  # of processor time, with LESSONLIB_FAST=1
FULL_SECONDS = 180  # by the clock, on two cores


def seconds(notebook: Path, clock: Callable[[], float]) -> float:
    """What a notebook takes, its kernel's start included. Raises RuntimeError when a cell raises."""
    before = clock()
    (run,) = run_notebooks([nbformat.read(notebook, as_version=4)])
    if run.stopped or run.errors:
        raise RuntimeError(f"{notebook.stem}: {run.stopped or run.errors[0]}")
    return clock() - before


def _spent() -> float:
    """The processor time of the processes that this one has waited for."""
    times = os.times()
    return times.children_user + times.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description="What each chapter takes.")
    parser.add_argument("--only", default="", help="the chapters whose name contains this")
    parser.add_argument("--full", action="store_true", help="the clock's time, without LESSONLIB_FAST")
    arguments = parser.parse_args()
    os.environ["LESSONLIB_FAST"] = "" if arguments.full else "1"
    os.environ.pop("LESSONLIB_DATA", None)
    title = "Seconds by the clock" if arguments.full else "Processor time with LESSONLIB_FAST=1"
    clock, allowed = (time.perf_counter, FULL_SECONDS) if arguments.full else (_spent, FAST_SECONDS)
    table = Table("chapter", title=title)
    table.add_column("seconds", justify="right")
    table.add_column(f"of {allowed} s", justify="right")
    notebooks = [path for path in sorted(Path("course").glob("*.ipynb")) if arguments.only in path.stem]
    for notebook in tqdm(notebooks, desc="chapters", leave=False):
        spent = seconds(notebook, clock)
        table.add_row(notebook.stem, f"{spent:.1f}", f"{spent / allowed:.0%}")
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
