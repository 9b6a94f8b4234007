"""Attempts at an exercise: right and wrong answers, each declaring what the tests must make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lessonlib.build.errors import Problem, SourceError
from lessonlib.build.source import Cell, read_cells

FEWEST = {"right": 2, "wrong": 5}
_OPTIONS = ("task", "caught_by", "message")


@dataclass(frozen=True)
class Attempt:
    """Answers in place of the reference solution's: `answers` maps task ids to code, `about` says what they do.

    `caught_by` names exactly the tests that must fail, in the notebook's order; `message` must occur in the
    error of the first of them. Both are empty for a right attempt.
    """

    name: str
    answers: Mapping[str, str]
    caught_by: tuple[str, ...] = ()
    message: str = ""
    about: str = ""


def read_attempts(folder: Path, exercise: Sequence[Cell]) -> list[Attempt]:
    """The attempts in `folder` at `exercise`, by name. Raises SourceError when one breaks the format."""
    attempts: list[Attempt] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.py")):
        try:
            attempts.append(_read(path, exercise))
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(problems)
    return attempts


def _read(path: Path, exercise: Sequence[Cell]) -> Attempt:
    cells = read_cells(path)
    problems = [*_form(path, cells), *_declaration(path, cells, exercise)]
    if problems:
        raise SourceError(problems)
    declaring = [cell for cell in cells if "caught_by" in cell.options]
    return Attempt(
        name=path.stem,
        answers={str(cell.options["task"]): cell.source for cell in cells if cell.role == "task"},
        caught_by=_ids(declaring[0]) if declaring else (),
        message=str(declaring[0].options["message"]) if declaring else "",
        about=" ".join(cells[0].source.split()),
    )


def _form(path: Path, cells: Sequence[Cell]) -> Iterator[Problem]:
    if not path.stem.startswith(("right_", "wrong_")):
        yield Problem(
            path, 1, "file", "its name says neither right nor wrong", "Name it right_....py or wrong_....py."
        )
    if cells[0].kind != "markdown":
        remedy = "Start with a `# %% [markdown]` cell that does."
        yield Problem(path, 1, "file", "it does not say what this attempt does", remedy)
    for cell in cells[1:]:
        if cell.role != "task":
            remedy = 'After the first, every cell of an attempt has `task="..."`.'
            yield Problem(path, cell.line, cell.name, "it answers no task", remedy)
        for option in cell.options:
            if option not in _OPTIONS:
                remedy = f"An attempt's options are {', '.join(_OPTIONS)}."
                yield Problem(path, cell.line, cell.name, f"the option '{option}' is unknown here", remedy)


def _declaration(path: Path, cells: Sequence[Cell], exercise: Sequence[Cell]) -> Iterator[Problem]:
    tasks = [str(cell.options["task"]) for cell in exercise if cell.role == "task"]
    tests = [str(cell.options["test"]) for cell in exercise if cell.role == "test"]
    answered: set[str] = set()
    for cell in cells:
        if cell.role == "task" and cell.options["task"] not in tasks:
            yield Problem(
                path, cell.line, cell.name, "the exercise has no such task", f"Its tasks: {', '.join(tasks)}."
            )
        if cell.role == "task" and cell.options["task"] in answered:
            yield Problem(
                path, cell.line, cell.name, "it is answered twice in this file", "Keep one of the cells."
            )
        answered.add(str(cell.options.get("task")))
    declaring = [cell for cell in cells if {"caught_by", "message"} & set(cell.options)]
    if path.stem.startswith("right_"):
        remedy = "A right attempt declares neither caught_by nor message."
        yield from (Problem(path, cell.line, cell.name, "it says it is caught", remedy) for cell in declaring)
    elif len(declaring) != 1 or not {"caught_by", "message"} <= set(declaring[0].options):
        remedy = 'Write caught_by="test ids" and message="fragment" on one of its task cells.'
        yield Problem(path, 1, "file", "it does not say once how it is caught", remedy)
    else:
        yield from _caught(path, declaring[0], tests)


def _caught(path: Path, cell: Cell, tests: Sequence[str]) -> Iterator[Problem]:
    ids = _ids(cell)
    unknown = [name for name in ids if name not in tests]
    if unknown:
        remedy = f"The tests are: {', '.join(tests)}."
        yield Problem(path, cell.line, cell.name, f"no test is called '{unknown[0]}'", remedy)
    elif not ids or list(ids) != [test for test in tests if test in ids]:
        remedy = "Name each test that fails once, in the order of the notebook."
        yield Problem(
            path, cell.line, cell.name, f"caught_by={','.join(ids)!r} is empty or out of order", remedy
        )
    if not str(cell.options["message"]).strip():
        remedy = "Copy a telling part of the first failing test's message."
        yield Problem(path, cell.line, cell.name, "its message is empty", remedy)


def _ids(cell: Cell) -> tuple[str, ...]:
    return tuple(name.strip() for name in str(cell.options["caught_by"]).split(",") if name.strip())
