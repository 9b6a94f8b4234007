"""Graphs as messages. The engine knows no file formats: a library that writes graphs registers its function here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lessonlib.graph.errors import InvalidStateError

if TYPE_CHECKING:
    from lessonlib.graph.graph import Graph

Writer = Callable[["Graph"], Any]
_writers: list[Writer] = []


def write_graphs_with(writer: Writer) -> Writer:
    """Let ``writer(graph)`` make the GraphDef messages from now on."""
    _writers[:] = [writer]
    return writer


def as_graph_def(graph: Graph) -> Any:
    """The graph as a GraphDef. Raises RuntimeError when nothing is loaded that writes them."""
    if not _writers:
        raise InvalidStateError("Nothing that writes graphs is loaded.\n  Remedy: import lessonlib.tf1.")
    return _writers[0](graph)
