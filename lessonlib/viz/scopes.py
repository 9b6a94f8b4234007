"""What a drawing of a graph shows: its operations in their name scopes, with large scopes folded to one node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from lessonlib.graph import Operation

MOST_NODES = 40  # the most that can be read on a screen


@dataclass(eq=False)
class Node:
    """One node of the drawing: an operation, or all operations of a folded scope."""

    name: str
    label: str
    operations: list[Operation] = field(default_factory=list)

    @property
    def folded(self) -> bool:
        return len(self.operations) > 1


@dataclass(eq=False)
class Scope:
    """A name scope with what is drawn inside it; the whole graph is the scope without a name."""

    name: str
    label: str = ""
    children: list[Node | Scope] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        """All nodes in this scope and in the scopes within it."""
        for child in self.children:
            if isinstance(child, Node):
                yield child
            else:
                yield from child.nodes()


@dataclass(frozen=True)
class Edge:
    """A tensor that flows from one node to another; or, with `control`, a node that only runs after another one."""

    source: Node
    target: Node
    control: bool


def outline(operations: Sequence[Operation], most: int = MOST_NODES) -> tuple[Scope, list[Edge]]:
    """The scopes, nodes and edges to draw for these operations of one graph.

    most: fold scopes until at most this many nodes are left, or nothing is left to fold.
    """
    names = {op.name for op in operations}
    paths = {op: _scope_path(op.name, names) for op in operations}
    folded = _to_fold(paths.values(), most)
    root = Scope("")
    scopes, nodes = {"": root}, {}
    node_of: dict[Operation, Node] = {}
    for op, path in paths.items():
        drawn = next((scope for scope in path if scope in folded), op.name)
        parent = _open(scopes, path[: path.index(drawn)] if drawn in path else path)
        if drawn not in nodes:
            nodes[drawn] = Node(drawn, _relative(drawn, parent))
            parent.children.append(nodes[drawn])
        nodes[drawn].operations.append(op)
        node_of[op] = nodes[drawn]
    _unwrap(root)
    return root, _edges(node_of)


def _scope_path(name: str, operation_names: set[str]) -> tuple[str, ...]:
    """The scopes that hold an operation: "a/b/c" is in "a" and "a/b". A prefix that names an operation is not a
    scope.
    """
    parts = name.split("/")
    prefixes = ["/".join(parts[:k]) for k in range(1, len(parts))]
    return tuple(takewhile(lambda prefix: prefix not in operation_names, prefixes))


def _to_fold(paths: Iterable[tuple[str, ...]], most: int) -> set[str]:
    """The smallest scope whose folding is enough by itself; if there is none, all innermost scopes, and so on
    outwards.
    """
    drawn = list(paths)
    folded: set[str] = set()
    while len(drawn) > most and any(drawn):
        sizes = Counter(scope for path in drawn for scope in path)
        enough = [scope for scope in sizes if len(drawn) - sizes[scope] + 1 <= most]
        depth = max(map(len, drawn))
        innermost = {path[-1] for path in drawn if len(path) == depth}
        fold = {min(enough, key=lambda scope: (sizes[scope], -len(scope)))} if enough else innermost
        outer = {scope: path[: path.index(scope)] for path in drawn for scope in fold.intersection(path)}
        drawn = [path for path in drawn if not fold.intersection(path)] + list(outer.values())
        folded |= fold
    return folded


def _open(scopes: dict[str, Scope], path: Iterable[str]) -> Scope:
    """The innermost scope of a path; scopes that do not exist yet are made."""
    parent = scopes[""]
    for name in path:
        if name not in scopes:
            scopes[name] = Scope(name, _relative(name, parent))
            parent.children.append(scopes[name])
        parent = scopes[name]
    return parent


def _relative(name: str, parent: Scope) -> str:
    return name.removeprefix(f"{parent.name}/") if parent.name else name


def _unwrap(scope: Scope) -> None:
    """Remove scopes around a single node or scope: they say no more than a longer label does."""
    for i, child in enumerate(scope.children):
        if isinstance(child, Scope):
            _unwrap(child)
            if len(child.children) == 1:
                only = child.children[0]
                only.label = f"{child.label}/{only.label}"
                scope.children[i] = only


def _edges(node_of: dict[Operation, Node]) -> list[Edge]:
    edges: dict[Edge, None] = {}
    for op, target in node_of.items():
        before = [
            *((tensor.op, False) for tensor in op.inputs),
            *((other, True) for other in op.control_inputs),
        ]
        for other, control in before:
            source = node_of.get(other)
            if source is not None and source is not target:
                edges[Edge(source, target, control)] = None
    return list(edges)
