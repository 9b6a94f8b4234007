"""What a learner reads after the answer: the explained solution of each task, and why an answer to a question is right.

Below the hints of a task stands `# %% [markdown] solution="task"`; the code comes from the task's solution region.
Below a test that compares an answer with a seal stands `# %% [markdown] why="key" answer="b"`, with the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lessonlib.build.errors import Problem
from lessonlib.build.hints import claim_of
from lessonlib.build.source import Cell
from lessonlib.check.explained import lock
from lessonlib.check.sealing import DIGITS, seal
from lessonlib.check.solutions import Solution
from lessonlib.notebook.regions import without_markers

_SEAL = re.compile(rf"""["']([0-9a-f]{{{DIGITS}}})["']""")


def explained_solutions(cells: Sequence[Cell]) -> dict[str, Solution]:
    """The explained solutions of an exercise, by task."""
    tasks = {cell.owner: cell for cell in cells if cell.role == "task"}
    tests = claims_after(cells)
    return {
        cell.owner: Solution(answer_of(tasks[cell.owner]), cell.source.strip(), tests[cell.owner])
        for cell in cells
        if cell.role == "solution"
    }


def explained_answers(cells: Sequence[Cell]) -> dict[str, str]:
    """Why the sealed answers are right: locked texts, by the keys of their questions."""
    whys = [cell for cell in cells if cell.role == "why"]
    return {cell.owner: lock(cell.source.strip(), cell.owner, cell.options["answer"]) for cell in whys}


def answer_of(task: Cell) -> str:
    """The code of a task, solution included, without the markers."""
    return without_markers(task.source.strip())


def claims_after(cells: Sequence[Cell]) -> Mapping[str, tuple[str, ...]]:
    """The first lines of the tests of each task: those up to the next task, or the next ones where there are none."""
    tests: dict[str, tuple[str, ...]] = {}
    waiting: list[str] = []
    before = ""
    for cell in cells:
        if cell.role == "task":
            waiting = waiting if before == "task" else []
            waiting.append(cell.owner)
            tests[cell.owner] = ()
        elif cell.role == "test":
            for task in waiting:
                tests[task] += (claim_of(cell),)
        before = cell.role if cell.role in ("task", "test") else before
    return tests


def check_solutions(cells: Sequence[Cell], path: Path) -> Iterator[Problem]:
    """Whether each explanation stands in its place, and each answer has the seal that its test asks for."""
    before: Cell | None = None
    test: Cell | None = None
    for cell in cells:
        if cell.role == "solution":
            yield from _placed(cell, before, path)
        elif cell.role == "why":
            yield from _sealed(cell, before, test, path)
        test = cell if cell.role == "test" else test
        before = cell


def missing_solutions(cells: Sequence[Cell], path: Path) -> Iterator[Problem]:
    """The tasks without an explained solution, and the choices that are not explained."""
    explained = {cell.owner for cell in cells if cell.role == "solution"}
    for cell in cells:
        if cell.role == "task" and cell.owner not in explained:
            remedy = (
                f'Say why it is right, and what else would be, in a cell `# %% [markdown] solution="{cell.owner}"` '
                "below its hints."
            )
            yield Problem(path, cell.line, cell.name, "its solution is not explained", remedy)
    seals = {seal(cell.owner, cell.options["answer"]) for cell in cells if cell.role == "why"}
    for cell in cells:
        if cell.role == "test" and "options=" in cell.source:
            for digest in dict.fromkeys(_SEAL.findall(cell.source)):
                if digest not in seals:
                    what = f"the choice with the seal {digest} is not explained"
                    remedy = (
                        'Below the test, write `# %% [markdown] why="key" answer="b"` and why it is right.'
                    )
                    yield Problem(path, cell.line, cell.name, what, remedy)


def _placed(cell: Cell, before: Cell | None, path: Path) -> Iterator[Problem]:
    if cell.kind != "markdown":
        remedy = "The code comes from the task; the explanation is text: `# %% [markdown] solution=...`."
        yield Problem(path, cell.line, cell.name, "it is a code cell", remedy)
    elif before is None or (before.role, before.owner) != ("hints", cell.owner):
        remedy = f'It stands directly below the cell with `hints="{cell.owner}"`.'
        yield Problem(path, cell.line, cell.name, "it does not follow the hints of its task", remedy)
    elif not cell.source.strip():
        yield Problem(
            path, cell.line, cell.name, "it is empty", "Say why the solution is right, and what else is."
        )


def _sealed(cell: Cell, before: Cell | None, test: Cell | None, path: Path) -> Iterator[Problem]:
    if cell.kind != "markdown" or not cell.source.strip():
        yield Problem(
            path, cell.line, cell.name, "it holds no text", "Write `# %% [markdown] why=...`, and why."
        )
        return
    if before is None or before.role not in ("test", "why") or test is None:
        yield Problem(
            path, cell.line, cell.name, "it does not follow a test", "It stands below the test that asks."
        )
        return
    try:
        digest = seal(cell.owner, cell.options["answer"])
    except (KeyError, TypeError):
        remedy = 'Write it behind the key: `why="q3" answer="b"`, or `answer=["a", "d"]`.'
        yield Problem(path, cell.line, cell.name, "it has no answer", remedy)
        return
    if digest not in _SEAL.findall(test.source):
        what = f"the seal of {cell.options['answer']!r} to '{cell.owner}' is {digest}, which {test.name} does not have"
        yield Problem(path, cell.line, cell.name, what, "Correct the key or the answer.")
