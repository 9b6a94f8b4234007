"""Mutations of Python code: copies with one small mistake each, as a tired programmer makes them."""

from __future__ import annotations

import ast
import copy
import marshal
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import ndiff
from typing import Any

from lessonlib.notebook.syntax import parse

_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
}
_ONE_WAY = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)  # a - b is not b - a
_SIGNS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_KINDS = (  # names that are mistaken for each other
    ("mean", "sum"),
    ("reduce_mean", "reduce_sum"),
    ("argmax", "argmin"),
    ("max", "min"),
    ("train", "eval"),
    ("softmax", "log_softmax"),
    ("any", "all"),
    ("floor", "ceil"),
    ("zeros", "ones"),
    ("append", "extend"),
    ("rand", "randn"),
    ("sigmoid", "tanh"),
    ("exp", "log"),
    ("add", "subtract"),
    ("multiply", "divide"),
    ("matmul", "multiply"),
)
_MISTAKEN = {one: other for pair in _KINDS for one, other in (pair, pair[::-1])}


@dataclass(frozen=True)
class Mutation:
    """`source` has one mistake; `diff` shows it on one line, as "what was -> what is"."""

    source: str
    diff: str


def mutations(source: str, lines: Collection[int]) -> list[Mutation]:
    """All mutations of the code `source` in these lines (from 1), in the order of the code.

    What compiles to the same as the code, or as a mutation before, is left out.
    """
    tree = parse(source)
    before = ast.unparse(tree)
    seen = {_compiled(before)}
    found = []
    for node in _nodes(tree, lines):
        for other in _others(node, tree):
            mutant = ast.unparse(_replaced(tree, node, other))
            code = _compiled(mutant)
            if code is not None and code not in seen:
                seen.add(code)
                found.append(Mutation(mutant, _diff(before, mutant)))
    return found


def _nodes(tree: ast.Module, lines: Collection[int]) -> list[Any]:
    """The nodes to be mutated; of messages and docstrings nobody expects a certain wording."""
    texts = [node for part in ast.walk(tree) for node in _wording(part)]
    spared = {id(node) for text in texts for node in ast.walk(text)}
    nodes = [
        node for node in ast.walk(tree) if getattr(node, "lineno", 0) in lines and id(node) not in spared
    ]
    return sorted(nodes, key=lambda node: (node.lineno, node.col_offset))


def _wording(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Raise(exc=ast.Call(args=args)):
            yield from args
        case ast.Expr(ast.Constant(str())) | ast.JoinedStr():
            yield node
        case ast.Call(ast.Name("print"), args=args):
            yield from args


def _replaced(tree: ast.Module, node: ast.AST, other: ast.AST) -> ast.Module:
    """A copy of `tree` with `other` in the place of `node`."""
    memo: dict[int, Any] = {}
    changed = copy.deepcopy(tree, memo)
    target = memo[id(node)]

    class Swap(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return copy.deepcopy(other) if node is target else self.generic_visit(node)

    mutant: ast.Module = Swap().visit(changed)
    return ast.fix_missing_locations(mutant)


def _with(node: ast.AST, **fields: Any) -> Any:
    """A copy of `node` with other `fields`."""
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _others(node: ast.AST, tree: ast.Module) -> Iterator[ast.AST]:
    """What may stand in the place of `node` by mistake."""
    match node:
        case ast.Constant(value):
            yield from (ast.Constant(other) for other in _constants(value))
        case ast.BinOp(left, op, right):
            if type(op) in _OPERATORS:
                yield _with(node, op=_OPERATORS[type(op)]())
            if isinstance(op, _ONE_WAY):
                yield _with(node, left=right, right=left)
        case ast.AugAssign(op=op):
            if type(op) in _OPERATORS:
                yield _with(node, op=_OPERATORS[type(op)]())
            yield ast.Pass()
        case ast.UnaryOp(ast.USub() | ast.Not(), operand):
            yield operand
        case ast.Compare(ops=[op]):
            yield from (_with(node, ops=[other()]) for other in _SIGNS[type(op)])
        case ast.BoolOp(op, values):
            yield _with(node, op=ast.And() if isinstance(op, ast.Or) else ast.Or())
            yield from values
        case ast.If(test) | ast.While(test) | ast.IfExp(test):
            yield _with(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.Return(value) if value is not None:
            yield _with(node, value=None)
            if isinstance(value, ast.Tuple) and len(value.elts) > 1:
                yield _with(node, value=_with(value, elts=_swapped(value.elts)))
        case ast.Call():
            yield from _calls(node, tree)
        case ast.Name(name, ast.Load()) if name in _MISTAKEN:
            yield _with(node, id=_MISTAKEN[name])
        case ast.Attribute(attr=name) if name in _MISTAKEN:
            yield _with(node, attr=_MISTAKEN[name])
        case ast.Expr(ast.Call()) | ast.Raise() | ast.Break() | ast.Continue() | ast.Delete():
            yield ast.Pass()
        case ast.Assign(targets=[target]) if _bound_before(target, tree):
            yield ast.Pass()


def _constants(value: object) -> Iterator[bool | int | float | str]:
    """Others of the kind of `value`: off by one, of the other sign, twice as large."""
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, value - 1)
            if value > 1:
                yield -value
        case float():
            yield from (2 * value, -value) if value else (1.0,)
        case str():
            another = chr(ord(value) + 1) if len(value) == 1 else f"{value}_"  # the next letter of a choice
            yield _MISTAKEN.get(value, another)


def _calls(call: ast.Call, tree: ast.Module) -> Iterator[ast.AST]:
    """The call with arguments swapped or dropped, and what a method was called on."""
    if len(call.args) > 1:
        yield _with(call, args=_swapped(call.args))
    if call.args:
        yield _with(call, args=call.args[:-1])
    for number in range(len(call.keywords)):
        yield _with(call, keywords=[*call.keywords[:number], *call.keywords[number + 1 :]])
    match call.func:
        case ast.Attribute(ast.Name(name) as receiver) if name in _bound(tree):  # no module
            yield receiver
        case ast.Attribute(ast.Call() | ast.BinOp() | ast.Subscript() as receiver):
            yield receiver


def _swapped(nodes: Sequence[ast.expr]) -> list[ast.expr]:
    return [nodes[1], nodes[0], *nodes[2:]]


def _bound_before(target: ast.expr, tree: ast.Module) -> bool:
    """Whether a statement that binds `target` can be dropped without a NameError, which all tests would show."""
    if not isinstance(target, ast.Name):
        return True
    return _bound(tree).get(target.id, target.lineno) < target.lineno


def _bound(tree: ast.Module) -> dict[str, int]:
    """The arguments and variables of `tree`, each with the line that binds it first."""
    lines: dict[str, int] = {}
    for node in ast.walk(tree):
        match node:
            case ast.arg(name) | ast.Name(name, ast.Store()):
                lines[name] = min(node.lineno, lines.get(name, node.lineno))
    return lines


def _compiled(source: str) -> bytes | None:
    """The code of `source`, equal for what does the same; None for what is no Python."""
    try:
        return marshal.dumps(compile(source, "mutant", "exec"))
    except SyntaxError:
        return None


def _diff(before: str, after: str) -> str:
    lines = [line for line in ndiff(before.split("\n"), after.split("\n")) if line[:2] in ("- ", "+ ")]
    old, new = (" ".join(line[2:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return f"{old} -> {new}"
