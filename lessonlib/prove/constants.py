"""Constant answers: each function of an exercise's tasks does the same, whatever it is asked.

None of them has done a task, so none may earn a point. A check that takes one for an answer looks at too little: it
forgives what is missing, finds nothing wrong in an empty list, lets a NaN pass, or asks only that nothing changed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from lessonlib.build.attempts import Attempt
from lessonlib.build.rules import stub_line
from lessonlib.build.source import Cell
from lessonlib.notebook.syntax import parse

Statement = Callable[[Sequence[str]], str]
"""The one statement of a function, made from the names of its arguments."""

_REFUSED = "type('Refused', (ValueError, TypeError, LookupError, RuntimeError, FileNotFoundError), {})"


def constant_attempts(exercise: Sequence[Cell]) -> list[Attempt]:
    """One attempt for each of CONSTANTS at `exercise`, which all of its tests must catch.

    Functions keep their arguments, classes their bases. Answers that are plain variables stay unanswered, for a
    constant may well be the right one.
    """
    tests = tuple(str(cell.options["test"]) for cell in exercise if cell.role == "test")
    tasks = {str(cell.options["task"]): cell.source for cell in exercise if cell.role == "task"}
    return [
        Attempt(f"constant_{name}", {task: _answer(task, tasks[task], statement) for task in tasks}, tests)
        for name, statement in CONSTANTS.items()
    ]


def _answer(task: str, solution: str, statement: Statement) -> str:
    nodes = parse(solution).body
    imports = [node for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
    functions = [_function(node, statement) for node in nodes if isinstance(node, ast.FunctionDef)]
    classes = [_class(node, statement) for node in nodes if isinstance(node, ast.ClassDef)]
    code = ast.unparse(ast.Module([*imports, *functions, *classes], []))
    return code if functions or classes else stub_line(task)


def _function(node: ast.FunctionDef, statement: Statement, skip: int = 0) -> ast.FunctionDef:
    names = [argument.arg for argument in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]]
    node.body = parse(statement(names[skip:])).body
    return node


def _class(node: ast.ClassDef, statement: Statement) -> ast.ClassDef:
    methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
    node.body = [
        _function(method, _prepared if method.name == "__init__" else statement, skip=1) for method in methods
    ]
    return node


def _prepared(names: Sequence[str]) -> str:
    return "super().__init__()"


def _always(value: str) -> Statement:
    return lambda names: f"return {value}"


def _first(names: Sequence[str]) -> str:
    return f"return {names[0] if names else None}"


def _zeros(names: Sequence[str]) -> str:
    arrays = f"(0 * value for value in [{', '.join(names)}] if hasattr(value, 'shape'))"
    return f"return next({arrays}, 0.0)"


def _refusal(names: Sequence[str]) -> str:
    return f"raise {_REFUSED}({', '.join(f'str({name})' for name in names)})"


CONSTANTS: dict[str, Statement] = {
    "none": _always("None"),  # a return that was forgotten
    "true": _always("True"),
    "zero": _always("0"),  # no loss is lower
    "one": _always("1"),  # no accuracy is higher
    "minus_one": _always("-1"),
    "half": _always("0.5"),
    "nan": _always("float('nan')"),  # above no bound, and below none
    "empty_text": _always("''"),
    "empty_list": _always("[]"),  # holds nothing that is wrong
    "first_argument": _first,  # the array, the graph or the model as it was
    "zeros": _zeros,  # of the shape and type of the first array
    "function": _always("lambda *arguments, **named: None"),
    "refusal": _refusal,  # an error of every kind that a check may want to see
}
