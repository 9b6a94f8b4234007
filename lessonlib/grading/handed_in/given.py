"""What a release gives to its tests, read from its cells: imports, helper functions, constants."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from lessonlib.grading.box.cells.names import GivenNames
from lessonlib.notebook.syntax import program


def given_by(sources: Iterable[str], answers: Iterable[str]) -> GivenNames:
    """What the cells `sources` (all but the learner's, hidden tests left out) give to the tests. What `answers`, the
    learner's cells in the reference solution, bind is the learner's own.

    Imports, functions and constants belong to the tests: no submission can exchange them. Classes do not, for their
    objects are made and used in the learner's process; nor does data that is computed. A module that an answer is to
    import is the module itself here, whatever the learner has under that name: a verdict can come from it.
    """
    statements: dict[str, str] = {}
    stars: list[str] = []
    for source in sources:
        for node in program(source).body:
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*" and node.module:
                stars.append(node.module)
            elif _is_given(node):
                statements |= dict.fromkeys(bound(node), ast.unparse(node))
    theirs = [node for source in answers for node in program(source).body]
    modules = {
        name: ast.unparse(node) for node in theirs if isinstance(node, ast.Import) for name in bound(node)
    }
    own = {name for node in theirs if not isinstance(node, ast.Import) for name in bound(node)}
    return GivenNames(statements, stars, sorted(own), {name: modules[name] for name in modules.keys() - own})


def names_bound(source: str) -> list[str]:
    """The names that a cell binds at its top level."""
    return sorted({name for node in program(source).body for name in bound(node)})


def bound(node: ast.stmt) -> Iterator[str]:
    """The names that a statement binds in its namespace."""
    match node:
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in names)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case _:
            for part in ast.walk(node):
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                    yield part.id


def _is_given(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        return _is_constant(node.value)
    return isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef))


def _is_constant(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True
