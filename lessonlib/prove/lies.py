"""The attempts in which all objects lie: the names of an exercise are bound to liars, and no test may believe one."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator, Sequence

from lessonlib.build.attempts import Attempt
from lessonlib.build.source import Cell
from lessonlib.notebook.syntax import parse

# The keys of liars.KINDS; only the process that lies has to load torch.
KINDS = ("object", "number", "text", "list", "dict", "array", "tensor", "module")
EVERYTHING = "everything"
_OWN = ("at", "calls_of", "file", "files", "send", "send_file")  # the names of `answer` itself


def lying_attempts(exercise: Sequence[Cell]) -> list[Attempt]:
    """One attempt for each of KINDS, and one in which whatever the tests ask for lies, given functions and modules too.

    All tests of `exercise` must catch them.
    """
    tests = [cell for cell in exercise if cell.role == "test"]
    tasks = {
        str(cell.options["task"]): list(bound_names(cell.source)) for cell in exercise if cell.role == "task"
    }
    caught_by = tuple(str(test.options["test"]) for test in tests)
    asked = sorted({name for test in tests for name in asked_names(test.source)})
    answers = {kind: {task: _lie(kind, names) for task, names in tasks.items()} for kind in KINDS}
    answers[EVERYTHING] = {task: _lie(KINDS[0], [*names, *asked]) for task, names in tasks.items()}
    return [Attempt(f"lies_{kind}", answers[kind], caught_by) for kind in answers]


def bound_names(source: str) -> Iterator[str]:
    """The names that a cell makes, imports aside."""
    for symbol in symtable.symtable(source, "cell", "exec").get_symbols():
        if symbol.is_assigned() and not symbol.is_imported():
            yield symbol.get_name()


def asked_names(source: str) -> Iterator[str]:
    """The names for which a test asks `answer`."""
    for node in ast.walk(parse(source)):
        match node:
            case ast.Call(ast.Attribute(ast.Name("answer"), "at"), [ast.Constant(str(path)), *_]):
                yield path.partition(".")[0]
            case ast.Attribute(ast.Name("answer"), name) if name not in _OWN:
                yield name


def _lie(kind: str, names: Sequence[str]) -> str:
    lines = ["from lessonlib.prove.liars import liar", *(f"{name} = liar({kind!r})" for name in names)]
    return "\n".join(lines)
