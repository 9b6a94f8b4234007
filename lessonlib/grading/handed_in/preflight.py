"""`lessonlib check`: what a learner should know about a notebook before handing it in."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from lessonlib import LessonlibError
from lessonlib.build.errors import BuildError
from lessonlib.build.lesson import Lesson, find_root
from lessonlib.build.notebook import read_notebook
from lessonlib.build.release import make_release
from lessonlib.grading.handed_in.contents import Contents, Malformed, read_contents
from lessonlib.grading.handed_in.intake import read_notebook_file
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.handed_in.repair import repair
from lessonlib.grading.printable import printable

_ORIGIN = re.compile(r"lessons/(\d\d_[a-z0-9_]+)/exercise\.py")


@dataclass(frozen=True)
class Findings:
    """`problems`: what nobody can put right but the learner. `repairs`: what grading puts right by itself.

    `unanswered`: the tasks that hold no answer. `exercise`: what it was compared with, empty for nothing.
    """

    problems: tuple[str, ...]
    repairs: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    exercise: str = ""


def check_notebook(path: Path, release: Path | None = None) -> Findings:
    """Look through the notebook at `path` as grading will. `release`: the exercise as it was handed out; found in
    the checkout by itself. Raises LessonlibError when `path` or `release` is not there.
    """
    if not path.exists():
        raise LessonlibError(f"There is no {path}. Name the notebook that you want to hand in.")
    try:
        contents = read_contents(read_notebook_file(path))
        reference = _given(release) if release else _found(path, contents)
        if reference is None:
            return Findings(tuple(_unreadable_code(contents)), contents.notes)
        repaired = repair(contents, reference)
    except Malformed as malformed:
        return Findings((f"{malformed.reason[0].upper()}{malformed.reason[1:]}. {malformed.step}",))
    problems = tuple(_unreadable_code(contents))
    return Findings(problems, repaired.notes, repaired.unanswered, reference.assignment)


def _given(path: Path) -> Release:
    try:
        return Release.of(read_notebook(path), path.stem, path.stem)
    except (OSError, ValueError) as error:
        raise LessonlibError(f"{path} cannot be used as the released exercise: {error}") from None


def _found(path: Path, contents: Contents) -> Release | None:
    """The exercise in the checkout around `path`; None when this is not one, or there is none."""
    try:
        root = find_root(path.resolve().parent)
    except BuildError:
        return None
    lessonlib = contents.metadata.get("lessonlib")
    origin = lessonlib.get("derived_from") if isinstance(lessonlib, dict) else None
    found = _ORIGIN.fullmatch(origin) if isinstance(origin, str) else None
    for slug in ([found[1]] if found else []) + [path.stem]:
        solution = Lesson(root, slug).solution_notebook
        if solution.is_file():
            return Release.of(make_release(read_notebook(solution), slug), slug, slug)
    return None


def _unreadable_code(contents: Contents) -> list[str]:
    """The cells that Python cannot read. Commands of IPython are left to it."""
    problems = []
    for number, cell in enumerate(contents.cells, start=1):
        if cell.cell_type != "code" or re.search(r"^\s*[%!?]|\?\s*$", cell.source, re.MULTILINE):
            continue
        try:
            with warnings.catch_warnings(action="ignore"):
                ast.parse(cell.source)
        except SyntaxError as error:
            name = f"'{printable(cell.grade_id)}'" if cell.grade_id else str(number)
            problems.append(f"Cell {name} cannot run: {error.msg} in its line {error.lineno}. Correct it.")
        except (ValueError, RecursionError, MemoryError):
            problems.append(f"Cell {number} cannot run: Python cannot read it. Write it more simply.")
    return problems


def run_check(path: Path, release: Path | None, console: Console) -> int:
    """Print what `check_notebook` finds, in a learner's words; 1 when there is something to correct."""
    found = check_notebook(path, release)
    for title, lines in (
        ("You have to correct:", found.problems),
        ("Grading will put right by itself:", found.repairs),
        ("Without an answer yet:", found.unanswered),
    ):
        if lines:
            console.print(title, style="bold")
            for line in lines:
                console.print(f"  - {printable(line)}", markup=False, highlight=False, soft_wrap=True)
    if not (found.problems or found.repairs or found.unanswered):
        console.print("This notebook is ready to be handed in.", style="green")
    if not found.exercise and not found.problems:
        console.print(
            "It is not known which exercise this is, so only its form was looked at: use --release."
        )
    return 1 if found.problems else 0
