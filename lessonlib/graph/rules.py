"""The rules that every graph keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessonlib.graph.errors import InvalidGraphError
from lessonlib.graph.order import before
from lessonlib.graph.registry import table

if TYPE_CHECKING:
    from lessonlib.graph.graph import Graph


def validate(graph: Graph) -> None:
    """Raise InvalidGraphError, with the listing, unless all of this holds:

    each operation has a registered type and a name of its own; its inputs and control inputs are of this graph and
    were made before it, so that there is no cycle; its inputs fill its type's parameters; its outputs point back.
    """
    known = table()
    seen: set[str] = set()
    for index, op in enumerate(graph.operations):
        needed = before(op)
        findings = {
            f"has an unknown type '{op.type}'": op.type not in known,
            "shares its name with another operation": op.name in seen,
            "is not at its own place in the graph": op.index != index or op.graph is not graph,
            "takes an input from another graph": any(other.graph is not graph for other in needed),
            "takes an input that was made after it": any(other.index >= index for other in needed),
            "does not fill its type's parameters": op.type in known
            and len(op.arity) != len(known[op.type].inputs),
            "has an output that belongs to another operation": any(out.op is not op for out in op.outputs),
        }
        for finding, wrong in findings.items():
            if wrong:
                raise InvalidGraphError(f"Operation '{op.name}' {finding}.", str(graph))
        seen.add(op.name)
