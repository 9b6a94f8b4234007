"""Time to grade a class of one small torch notebook, plain nbgrader beside ours, in one run.

    python -m benchmarks.grading [--submissions 40] [--only lessonlib]

Each contender grades its own copy of the class with a command that an instructor types, its start included. All
submissions are right; one that gets fewer than all points ends the benchmark. Processor seconds are those of the
command and of all that it started and waited for; they say more than the clock does on a machine that is busy.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from rich.console import Console
from rich.table import Table
from tqdm import tqdm

from lessonlib.build.notebook import cell_options, make_notebook
from lessonlib.build.source import read_cells
from lessonlib.notebook.file import dumps

ROOT = Path(__file__).parents[1]
EXERCISE = Path(__file__).with_name("grading_exercise.py")
SLUG = "01_network"
# nbgrader as it comes; but its 30 s a cell are short for a machine that is busy.
PLAIN = """
c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.Execute.timeout = 180
"""


@dataclass(frozen=True)
class Contender:
    """A command, run with this environment's Python in a course with these settings."""

    name: str
    command: tuple[str, ...]
    config: str


def contenders() -> list[Contender]:
    ours = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    autograde = ("nbgrader", "autograde", SLUG)
    return [
        Contender("plain nbgrader autograde", autograde, PLAIN),
        Contender("lessonlib, nbgrader autograde", autograde, ours),
        Contender("lessonlib grade --jobs 2", ("lessonlib", "grade", SLUG, "--jobs", "2", "--yes"), ours),
    ]


def make_class(root: Path, config: str, submissions: int) -> None:
    """A course in `root` whose students have all handed in the solution, made anew by each of them."""
    solution = make_notebook(read_cells(EXERCISE), SLUG, EXERCISE.name)
    _write(root / "solutions" / SLUG, solution)
    (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
    _run(root, "nbgrader", "generate_assignment", SLUG)
    for number in range(submissions):
        for cell in solution.cells:
            if cell_options(cell).get("task") == "network":
                cell.source = cell.source.partition("\n# student ")[0] + f"\n# student {number}"
        _write(root / "submitted" / f"student{number:03}" / SLUG, solution)


def seconds_to_grade(contender: Contender, submissions: int) -> tuple[float, float]:
    """The command's time by the clock and on processors. Raises RuntimeError when it fails, or a right submission
    lacks a point.
    """
    folder = Path(tempfile.mkdtemp(prefix="lessonlib-bench-"))
    try:
        make_class(folder, contender.config, submissions)
        clock, processors = time.perf_counter(), _processor_seconds()
        _run(folder, *contender.command)
        clock, processors = time.perf_counter() - clock, _processor_seconds() - processors
        _check_scores(folder, submissions)
    finally:
        shutil.rmtree(folder)
    return clock, processors


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _write(folder: Path, notebook: NotebookNode) -> None:
    folder.mkdir(parents=True)
    (folder / f"{SLUG}.ipynb").write_text(dumps(notebook), encoding="utf-8")


def _run(folder: Path, *command: str) -> None:
    programs = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [programs / command[0], *command[1:]],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")


def _check_scores(folder: Path, submissions: int) -> None:
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        scores = [one.score for one in gradebook.assignment_submissions(SLUG)]
    if scores != [10.0] * submissions:
        raise RuntimeError(f"{submissions} right submissions got {sorted(scores)}, expected 10 points each")


def main() -> None:
    parser = argparse.ArgumentParser(description="Grading one class, side by side.")
    parser.add_argument("--submissions", type=int, default=40)
    parser.add_argument("--only", default="", help="the contenders whose name contains this")
    options = parser.parse_args()
    chosen = [contender for contender in contenders() if options.only in contender.name]
    table = Table(title=f"{options.submissions} submissions of a small torch notebook with 4 tests")
    for column in ("", "seconds", "a submission", "times as fast", "processor seconds"):
        table.add_column(column, justify="left" if not column else "right")
    first = 0.0
    for contender in tqdm(chosen, desc="grading", leave=False):
        seconds, processors = seconds_to_grade(contender, options.submissions)
        first = first or seconds
        each, ratio = f"{seconds / options.submissions:.2f}", f"{first / seconds:.1f}"
        table.add_row(contender.name, f"{seconds:.1f}", each, ratio, f"{processors:.1f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
