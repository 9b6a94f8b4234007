"""Drawing graphs. The engine knows no pictures: a library that draws registers its function here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from lessonlib.graph.errors import InvalidStateError

if TYPE_CHECKING:
    from lessonlib.graph.graph import Graph


class Picture(Protocol):
    """A drawing, and what it shows in words; it displays itself in a notebook."""

    @property
    def svg(self) -> str: ...
    @property
    def alt(self) -> str: ...
    def save(self, path: str | Path) -> Path: ...


Drawer = Callable[["Graph", Any, str | None], Picture]  # of a graph, fetches and a title
_drawers: list[Drawer] = []


def draw_graphs_with(drawer: Drawer) -> Drawer:
    """Let ``drawer(graph, fetches, title)`` make the pictures from now on."""
    _drawers[:] = [drawer]
    return drawer


def draw(graph: Graph, fetches: Any, title: str | None) -> Picture:
    """A picture of the graph, or of what ``fetches`` need. Raises RuntimeError when nothing is loaded that draws."""
    if not _drawers:
        raise InvalidStateError(
            "Nothing that draws graphs is loaded.\n"
            "  Remedy: import lessonlib.tf1, or call lessonlib.viz.computation_graph(graph)."
        )
    return _drawers[0](graph, fetches, title)
