"""A chapter: the rules of its source, and the cells of its notebook."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lessonlib.build.errors import Problem, SourceError
from lessonlib.build.lesson import Chapter
from lessonlib.build.markers import misplaced, wrong_markers
from lessonlib.build.packing import shown, with_checks
from lessonlib.build.placeholders import check_places, filled, missing_places, values_for
from lessonlib.build.practice import check_practices
from lessonlib.build.reading import check_length, check_read_on
from lessonlib.build.rules import bound_names, empty
from lessonlib.build.source import Cell
from lessonlib.notebook.syntax import parse

_OPTIONS = {
    "plain": set[str](),
    "proof": {"proof"},
    "try": {"try"},
    "solution": {"solution"},
    "hints": {"hints"},
    "check": {"check"},
    "wrong": {"wrong", "message"},
}
_GIVEN = ("check", "companion", "hint", "solution")


def chapter_cells(
    chapter: Chapter, cells: Sequence[Cell], root: Path, *, complete: bool = True
) -> tuple[list[Cell], dict[str, str]]:
    """The cells of a chapter's notebook, and what was filled into its text. Raises SourceError with all problems.

    `complete`: whether it must have what is asked of a lesson that is no draft: its time, references, at most an hour.
    """
    path = chapter.source
    problems = [*empty(cells, path), *_options(cells, path), *check_practices(cells, path)]
    if problems:
        raise SourceError(problems)
    visible = shown(cells)
    values = values_for(chapter, visible, root)
    problems = [*check_places(visible, values, path), *_given_names(visible, path)]
    if complete:
        problems += [*_title(chapter, visible), *missing_places(visible, values, path)]
        problems += [*check_length(visible, path), *check_read_on(visible, path)]
    if problems:
        raise SourceError(problems)
    return [_with_values(cell, values) for cell in with_checks(cells, path)], values


def _with_values(cell: Cell, values: Mapping[str, str]) -> Cell:
    if cell.kind != "markdown":
        return cell
    return Cell(cell.kind, filled(cell.source, values), cell.options, cell.line, cell.text)


def _options(cells: Sequence[Cell], path: Path) -> Iterator[Problem]:
    for cell in cells:
        for option in cell.options:
            if option not in _OPTIONS.get(cell.role, ()):
                remedy = "A chapter has try, solution, hints, check, wrong and proof; graded cells are in exercise.py."
                yield Problem(path, cell.line, cell.name, f"it has the option '{option}'", remedy)
        if cell.role == "proof" and cell.kind != "code":
            yield Problem(path, cell.line, cell.name, "it is a markdown cell", "A proof is code.")
        yield from wrong_markers(cell, path)
        yield from misplaced(cell, path)


def _title(chapter: Chapter, visible: Sequence[Cell]) -> Iterator[Problem]:
    first = visible[0]
    if not first.source.startswith(f"# {chapter.number}. "):
        remedy = f"Write `# {chapter.number}. Its title` on the first line; links show it."
        yield Problem(
            chapter.source, first.line, first.name, "it does not begin with the chapter's number", remedy
        )


def _given_names(visible: Sequence[Cell], path: Path) -> Iterator[Problem]:
    """Code that would hide `check`, `hint` or `solution` from the learner."""
    if not any(cell.role == "try" for cell in visible):
        return
    for cell in visible:
        for name in _GIVEN if cell.kind == "code" else ():
            if name in _bound(cell.source):
                remedy = "The notebook's own function has this name: take another one."
                yield Problem(path, cell.line, cell.name, f"it makes a name '{name}'", remedy)


def _bound(source: str) -> set[str]:
    try:
        return set(bound_names(ast.walk(parse(source))))
    except SyntaxError:  # a magic
        return set()
