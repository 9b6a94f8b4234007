"""The practice cells of a chapter ("Your turn"), as its source has them.

Below the text that says what to do stand, without anything between: the learner's cell, `try="id"`; a solution; its
explanation, where there is one; hints; the check; and typical wrong answers, where there are some.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lessonlib.build.errors import Problem
from lessonlib.build.hints import read_hints, revealed, revealing
from lessonlib.build.source import Cell
from lessonlib.check.practice import Try, code_lines
from lessonlib.check.solutions import Solution
from lessonlib.notebook.syntax import parse

MOST_LINES = 5
_PARTS = ("solution", "hints", "check", "wrong")
_ID = re.compile(r"[a-z][a-z0-9_]{0,49}")
_ORDER = (
    "They stand in this order: the text, try, solution, [markdown] solution, [markdown] hints, check, wrong."
)


@dataclass
class Practice:
    """The cells of one practice: `text` says what to do, `stub` is what the learner gets."""

    stub: Cell
    text: Cell | None
    parts: list[Cell] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.stub.owner

    def cells(self, role: str, kind: str = "code") -> list[Cell]:
        return [cell for cell in self.parts if (cell.role, cell.kind) == (role, kind)]

    def packed(self) -> Try:
        """As the notebook brings it along."""
        return Try(self.stub.source.rstrip(), self.cells("check")[0].source)

    def solution(self) -> Solution:
        """The code with its explanation."""
        why = "".join(cell.source for cell in self.cells("solution", "markdown"))
        return Solution(self.cells("solution")[0].source.strip(), why.strip())


def practices(cells: Sequence[Cell]) -> list[Practice]:
    """The practices of a chapter, each with the cells that belong to it."""
    found: list[Practice] = []
    before: Cell | None = None
    for cell in cells:
        if cell.role == "try":
            found.append(Practice(cell, before))
        elif cell.role in _PARTS and found and found[-1].name == cell.owner:
            found[-1].parts.append(cell)
        before = cell
    return found


def check_practices(cells: Sequence[Cell], path: Path) -> Iterator[Problem]:
    """Whether the practices of a chapter are complete and in order."""
    yield from _strays(cells, path)
    first: dict[str, int] = {}
    for practice in practices(cells):
        stub = practice.stub
        if practice.name in first:
            what = f"the id is already used on line {first[practice.name]}"
            yield Problem(path, stub.line, stub.name, what, "Give each practice an id of its own.")
        first.setdefault(practice.name, stub.line)
        problems = [*_form(practice, path)]
        yield from problems or _content(practice, path)


def _strays(cells: Sequence[Cell], path: Path) -> Iterator[Problem]:
    """Cells that belong to a practice and do not stand below it."""
    current = ""
    for cell in cells:
        if cell.role == "try":
            current = cell.owner
        elif cell.role not in _PARTS:
            current = ""
        elif cell.owner != current:
            yield Problem(path, cell.line, cell.name, "it does not stand below its practice cell", _ORDER)


def _form(practice: Practice, path: Path) -> Iterator[Problem]:
    stub = practice.stub
    if stub.kind != "code" or not _ID.fullmatch(practice.name):
        remedy = 'Write `# %% try="id"`, with a-z, 0-9 and _ in the id, a letter first.'
        yield Problem(path, stub.line, stub.name, "it is no code cell with a snake_case id", remedy)
    if practice.text is None or "**Your turn" not in practice.text.source:
        remedy = "Say what to do in a markdown cell directly above it, which begins with `**Your turn.**`."
        yield Problem(path, stub.line, stub.name, "no text above it says what to do", remedy)
    for role, kind in (("solution", "code"), ("check", "code"), ("hints", "markdown")):
        if len(practice.cells(role, kind)) != 1:
            mark = "# %% " + "[markdown] " * (kind == "markdown")
            what = f"it has {len(practice.cells(role, kind))} cells for its {role}"
            yield Problem(
                path, stub.line, stub.name, what, f'Write one: `{mark}{role}="{practice.name}"`. {_ORDER}'
            )
    for cell in practice.parts:
        if (cell.role, cell.kind) in (("check", "markdown"), ("wrong", "markdown"), ("hints", "code")):
            yield Problem(path, cell.line, cell.name, f"it is a {cell.kind} cell", _ORDER)
        if cell.role == "wrong" and not str(cell.options.get("message", "")).strip():
            remedy = 'Write a telling part of what the check says: `wrong="id" message="..."`.'
            yield Problem(path, cell.line, cell.name, "it has no message", remedy)


def _content(practice: Practice, path: Path) -> Iterator[Problem]:
    (solution,), (check,) = practice.cells("solution"), practice.cells("check")
    (hints,) = practice.cells("hints", "markdown")
    yield from read_hints(hints, path, fewest=1)[1]
    for cell in (practice.stub, check):
        yield from _syntax(cell, path)
    lines, given = code_lines(solution.source), code_lines(practice.stub.source)
    new = [line for line in lines if line not in given]
    if len(new) > MOST_LINES:
        remedy = "Give the learner more of it in the try cell, or make two practices of it."
        what = f"it asks for {len(new)} lines; a practice needs at most {MOST_LINES}"
        yield Problem(path, solution.line, solution.name, what, remedy)
    if not new:
        yield Problem(
            path, solution.line, solution.name, "it changes nothing", "The learner's cell is not the answer."
        )
    if "expect." not in check.source:
        yield Problem(path, check.line, check.name, "it checks nothing", "Compare the answer with `expect`.")
    yield from revealed(hints, revealing(new), path)


def _syntax(cell: Cell, path: Path) -> Iterator[Problem]:
    try:
        parse(cell.source)
    except SyntaxError as error:
        line = cell.line + (error.lineno or 0)
        yield Problem(path, line, cell.name, f"it is not valid Python ({error.msg})", "Correct it.")
