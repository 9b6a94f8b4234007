"""The hints of a lesson, as its source has them: below each task, and below each practice cell.

A hints cell is a markdown cell with `hints="id"`. It holds items numbered from 1, and above them, where the message of
a failed check tells what went wrong, items of the form `- when "part of the message": text`.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from lessonlib.build.errors import Problem
from lessonlib.build.source import Cell
from lessonlib.check.hints import LEVELS, TaskHints
from lessonlib.notebook.regions import SOLUTION, find_regions

_ITEM = re.compile(r'(?:(?P<level>\d+)\.|- when "(?P<fragment>.+?)":)\s+')
_LONG = 25  # a shorter line of a solution may be said in a hint
_FORM = 'Write `- when "part of a message": text` items first, then the items 1., 2. and 3.'


def read_hints(cell: Cell, path: Path, fewest: int = len(LEVELS)) -> tuple[TaskHints, list[Problem]]:
    """What a hints cell of the file `path` says, and what is wrong with its form; it has from `fewest` to 3 levels."""
    levels: list[str] = []
    when: list[tuple[str, str]] = []
    problems = []
    for number, head, text in _items(cell.source):
        line = cell.line + 1 + number
        if head is None:
            problems.append(Problem(path, line, cell.name, f"'{text[:40]}' is in no item", _FORM))
        elif not text:
            problems.append(Problem(path, line, cell.name, "an item is empty", "Write it, or delete it."))
        elif head["fragment"] is not None:
            when.append((head["fragment"], text))
            if levels:
                problems.append(Problem(path, line, cell.name, "it stands below a level", _FORM))
        else:
            levels.append(text)
            if int(head["level"]) != len(levels):
                problems.append(
                    Problem(path, line, cell.name, f"item {head['level']} is out of order", _FORM)
                )
    if not fewest <= len(levels) <= len(LEVELS) and not problems:
        wanted = ", ".join(f"{number}. {name}" for number, name in enumerate(LEVELS, start=1))
        has = f"A task has {wanted}." if fewest > 1 else "A practice cell has one to three."
        problems.append(Problem(path, cell.line, cell.name, f"it has {len(levels)} levels", has))
    return TaskHints(tuple(levels), tuple(when)), problems


def check_hints(cells: Sequence[Cell], path: Path) -> Iterator[Problem]:
    """Whether each task has its hints cell, directly below, and no hint gives a line of a solution away."""
    lines = [line for cell in cells if cell.role == "task" for line in _solution_lines(cell)]
    before: Cell | None = None
    for cell in cells:
        task = before.options["task"] if before is not None and before.role == "task" else None
        if cell.role == "hints" and cell.options["hints"] != task:
            remedy = (
                f'`hints="x"` stands directly below the cell with `task="x"`; here it is {task or "none"}.'
            )
            yield Problem(path, cell.line, cell.name, "it does not follow its task", remedy)
        elif cell.role == "hints":
            yield from read_hints(cell, path)[1]
            yield from revealed(cell, lines, path)
        before = cell


def missing_hints(cells: Sequence[Cell], path: Path) -> Iterator[Problem]:
    """The tasks without a hints cell."""
    helped = {cell.options["hints"] for cell in cells if cell.role == "hints"}
    for cell in cells:
        if cell.role == "task" and cell.options["task"] not in helped:
            remedy = (
                f'Write them in a cell `# %% [markdown] hints="{cell.options["task"]}"` below it. {_FORM}'
            )
            yield Problem(path, cell.line, cell.name, "it has no hints", remedy)


def equal_claims(cells: Sequence[Cell], path: Path) -> Iterator[Problem]:
    """Tests whose first lines are the same; `hint()` knows a test by this line."""
    first: dict[str, Cell] = {}
    for cell in cells:
        if cell.role == "test":
            other = first.setdefault(claim_of(cell), cell)
            if other is not cell:
                what = f"its first line is also that of the test on line {other.line}"
                yield Problem(path, cell.line, cell.name, what, "Say in it what this test alone claims.")


def claim_of(test: Cell) -> str:
    """The first line of a test, by which a notebook knows it."""
    return test.source.strip().partition("\n")[0].strip()


def tests_of_tasks(cells: Sequence[Cell]) -> Iterator[tuple[Cell, str]]:
    """Each test cell with the task that it tests, the last one above it."""
    task = ""
    for cell in cells:
        if cell.role == "task":
            task = str(cell.options["task"])
        elif cell.role == "test" and task:
            yield cell, task


def _items(source: str) -> Iterator[tuple[int, re.Match[str] | None, str]]:
    """Each item's line (from 0), its head, and its text with the continuation lines at its left edge."""
    lines = source.split("\n")
    heads = [(number, _ITEM.match(f"{line} ")) for number, line in enumerate(lines)]
    starts = [number for number, head in heads if head]
    before = "\n".join(lines[: starts[0]] if starts else lines).strip()
    if before:
        yield 0, None, before
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        head = heads[start][1]
        assert head is not None
        rest = textwrap.dedent("\n".join(lines[start + 1 : end]))
        yield start, head, f"{lines[start][head.end() :]}\n{rest}".strip()
    for number, line in enumerate(lines):
        if starts and number > starts[0] and number not in starts and line[:1].strip():
            yield number, None, line


def revealed(cell: Cell, lines: Sequence[str], path: Path) -> Iterator[Problem]:
    """The `lines` of a solution that the text of `cell` gives away."""
    text = " ".join(cell.source.split())
    for line in lines:
        if line in text:
            remedy = "Leave something to find: say it in words, or with other names and numbers."
            yield Problem(path, cell.line, cell.name, f"it holds a line of a solution, `{line}`", remedy)


def _solution_lines(cell: Cell) -> list[str]:
    return revealing(find_regions(cell.source).lines(SOLUTION))


def revealing(code: Sequence[str]) -> list[str]:
    """The lines of `code` that would give a solution away."""
    lines = (" ".join(line.split()) for line in code)
    return [line for line in lines if len(line) > _LONG and not line.startswith(("#", "import ", "from "))]
