"""`type(thing)` in a test, where `thing` is a learner's object: the learner's class, not that of its stand-in here.

`isinstance` asks an object for its class, and a proxy answers; `type` asks nobody. So the call itself is exchanged.
"""

from __future__ import annotations

import ast
from typing import Any

from lessonlib.check.ordinary.proxy import type_of

_NAME = "__lessonlib_type__"


class TypeCalls(ast.NodeTransformer):
    """Makes calls of `type` with one argument calls of `type_of`, in cells that run in `names`."""

    def __init__(self, names: dict[str, Any]) -> None:
        names[_NAME] = type_of

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name(id="type") as called, args=[argument], keywords=[]) if not isinstance(
                argument, ast.Starred
            ):
                called.id = _NAME
        return node
