"""What the source of an exercise must keep to, checked without running it.

Each rule yields Problems; `check_exercise` raises all of them together as one SourceError.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lessonlib.build.errors import Problem, SourceError
from lessonlib.build.hints import check_hints, equal_claims, missing_hints
from lessonlib.build.markers import misplaced, wrong_markers
from lessonlib.build.packing import PACKED_ID
from lessonlib.build.settings import POINTS, SETTINGS
from lessonlib.build.solutions import check_solutions, missing_solutions
from lessonlib.build.source import Cell
from lessonlib.notebook.regions import HIDDEN_TESTS, SOLUTION, find_regions, visible_source
from lessonlib.notebook.syntax import parse

_ID = re.compile(r"[a-z][a-z0-9_]{0,49}")
_GRADED = ("task", "test", "setup")
_OPTIONS = {
    "task": {"task"},
    "test": {"test", "points"},
    "setup": {"setup"},
    "hints": {"hints"},
    "solution": {"solution"},
    "why": {"why", "answer"},
    "plain": set[str](),
}
_BUILTINS = frozenset(dir(builtins)) | {"__name__"}


def stub_line(task: str) -> str:
    """The one statement that stands in a released exercise in place of the solution of `task`."""
    return f'raise NotImplementedError("task {task!r}: write your answer here, then run this cell")'


def check_exercise(
    cells: Sequence[Cell], path: Path, *, complete: bool = True, points: float | None = POINTS
) -> None:
    """Raise SourceError unless `cells` are an exercise in the lesson format, worth `points` (None: any number of them).

    `complete`: whether each solution and each choice must be explained, as in a lesson that is no draft.
    """
    problems = [*empty(cells, path), *_equal_ids(cells, path)]
    for cell in cells:
        problems += check_cell(cell, path)
    if not problems:
        problems += [*_total(cells, path, points), *equal_claims(cells, path)]
        problems += [*check_hints(cells, path), *missing_hints(cells, path), *check_solutions(cells, path)]
    if not problems and complete:
        problems += missing_solutions(cells, path)
    if problems:
        raise SourceError(problems)


def check_cell(cell: Cell, path: Path) -> list[Problem]:
    """The problems of one exercise cell by itself."""
    problems = [*_options(cell, path), *wrong_markers(cell, path)]
    if problems:
        return problems
    if cell.role == "task":
        return [*misplaced(cell, path, [SOLUTION]), *_task(cell, path)]
    if cell.role == "test":
        return [*misplaced(cell, path, [HIDDEN_TESTS]), *_test(cell, path)]
    return [*misplaced(cell, path)]


def empty(cells: Sequence[Cell], path: Path) -> Iterator[Problem]:
    """Whether there is nothing at all."""
    if not any(cell.source.strip() for cell in cells):
        yield Problem(path, 1, "file", "every cell is empty", "Write the lesson, or delete the file.")


def _equal_ids(cells: Sequence[Cell], path: Path) -> Iterator[Problem]:
    first: dict[str, Cell] = {}
    for cell in cells:
        if cell.role in _GRADED:
            grade_id = cell.owner
            if grade_id == PACKED_ID:
                yield _problem(
                    path, cell, "this id is taken", "The cell that brings hints and solutions has it."
                )
            if grade_id in first:
                where = f"the id is already used on line {first[grade_id].line}"
                yield _problem(path, cell, where, "Give each task, test and setup cell an id of its own.")
            first.setdefault(grade_id, cell)


def _options(cell: Cell, path: Path) -> Iterator[Problem]:
    known = _OPTIONS.get(cell.role, set())
    for option in cell.options:
        if option not in known:
            if option == "points":
                yield _problem(
                    path, cell, "it has points and is no test", 'Add `test="..."`, or delete the points.'
                )
            else:
                remedy = (
                    'Options are task="id", hints="id", solution="id", test="id" points=2, why="key" answer="b", '
                    'setup="id"; one of them a cell.'
                )
                yield _problem(path, cell, f"the option '{option}' is unknown here", remedy)
    if cell.role == "hints" and cell.kind != "markdown":
        yield _problem(path, cell, "it is a code cell", "Hints are text: `# %% [markdown] hints=...`.")
    if cell.role not in _GRADED:
        return
    if cell.kind != "code":
        yield _problem(path, cell, "it is a markdown cell", "Only a code cell can be a task, test or setup.")
    if not _ID.fullmatch(str(cell.options[cell.role])):
        yield _problem(
            path, cell, "its id is not snake_case", "Use a-z, 0-9 and _, at most 50, a letter first."
        )
    if cell.role == "test":
        yield from _points(cell, path)


def _points(cell: Cell, path: Path) -> Iterator[Problem]:
    points = cell.options.get("points")
    if points is None:
        yield _problem(path, cell, "it has no points", "Write how many it is worth: `points=2`.")
    elif isinstance(points, bool) or not isinstance(points, int | float) or not points > 0:
        yield _problem(
            path, cell, f"points={points!r} is not a positive number", "Write for example `points=2`."
        )


def _total(cells: Sequence[Cell], path: Path, total: float | None) -> Iterator[Problem]:
    points = {str(cell.options["test"]): cell.options["points"] for cell in cells if cell.role == "test"}
    listed = " + ".join(f"{grade_id} {value}" for grade_id, value in points.items()) or "no test cell"
    if total is None and not points:
        yield Problem(path, 1, "points", f"there are none ({listed})", "Write a test with points.")
    if total is not None and abs(sum(points.values()) - total) > 1e-9:
        remedy = f"The points of an exercise sum to {total:g}. (`points` in {SETTINGS.as_posix()} says so, or can.)"
        yield Problem(path, 1, "points", f"they sum to {sum(points.values())} ({listed})", remedy)


def _task(cell: Cell, path: Path) -> Iterator[Problem]:
    regions = find_regions(cell.source)
    if not any(line.strip() for line in regions.lines(SOLUTION)):
        remedy = "Put the answer between `### BEGIN SOLUTION` and `### END SOLUTION`."
        yield _problem(path, cell, "it has no solution", remedy)
        return
    yield from _syntax(cell, path, cell.source, "it is not valid Python")
    stub = regions.replaced(SOLUTION, stub_line(str(cell.options["task"])))
    yield from _syntax(cell, path, stub, "without its solution it is not valid Python")


def _test(cell: Cell, path: Path) -> Iterator[Problem]:
    if not cell.source.lstrip().startswith("#"):
        yield _problem(
            path,
            cell,
            "its first line is no comment",
            "Start it with the claim it tests: `# xor(0, 1) is 1`.",
        )
    syntax = [*_syntax(cell, path, cell.source, "it is not valid Python")]
    visible = visible_source(cell.source)
    syntax = syntax or [*_syntax(cell, path, visible, "without its hidden tests it is not valid Python")]
    if syntax:
        yield from syntax
        return
    for source in dict.fromkeys((cell.source, visible)):
        yield from _ending(cell, path, parse(source))
    tree = parse(cell.source)
    yield from _foreign_names(cell, path, tree)
    if "hint" in bound_names(ast.walk(tree)):
        remedy = "It would hide the learner's `hint()`: call it `advice`."
        yield _problem(path, cell, "it makes a name 'hint'", remedy)


def _syntax(cell: Cell, path: Path, source: str, what: str) -> Iterator[Problem]:
    try:
        parse(source)
    except SyntaxError as error:
        line = cell.line + (error.lineno or 0)
        yield Problem(
            path, line, cell.name, f"{what} ({error.msg})", "Correct it; graded cells hold no magics."
        )


def _ending(cell: Cell, path: Path, tree: ast.Module) -> Iterator[Problem]:
    """nbgrader reads a value shown by the last line as partial credit; `expect...()` shows none."""
    if not tree.body:
        yield _problem(path, cell, "it tests nothing", "End it with a call of `expect`.")
        return
    last = tree.body[-1]
    if isinstance(last, ast.Expr) and not _is_expect(last.value):
        line = cell.line + last.lineno
        remedy = "nbgrader would read its value as points: compare it with `expect`, or assign it."
        yield Problem(path, line, cell.name, f"it ends in the expression `{ast.unparse(last)}`", remedy)


def _is_expect(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return isinstance(node.func.value, ast.Name) and node.func.value.id == "expect"


def _foreign_names(cell: Cell, path: Path, tree: ast.Module) -> Iterator[Problem]:
    bound = set(bound_names(ast.walk(tree)))
    reported: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in bound | _BUILTINS | reported:
            reported.add(node.id)
            remedy = "Import it in the cell"
            remedy += "." if node.id in ("answer", "expect") else f", or ask `answer.{node.id}`."
            yield Problem(
                path, cell.line + node.lineno, cell.name, f"it uses the notebook's name '{node.id}'", remedy
            )


def bound_names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Every name that the cell itself makes."""
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (alias.asname or alias.name.partition(".")[0] for alias in names)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.arg(arg=name):
                yield name
            case ast.ExceptHandler(name=str(name)):
                yield name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name


def _problem(path: Path, cell: Cell, what: str, remedy: str) -> Problem:
    return Problem(path, cell.line, cell.name, what, remedy)
