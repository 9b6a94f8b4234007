"""``graph.draw()``: graphs are drawn by `lessonlib.viz`, which is loaded for the first picture."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.drawing import Picture, draw_graphs_with
from lessonlib.graph.graph import Graph


@draw_graphs_with
def draw(graph: Graph, fetches: Any, title: str | None) -> Picture:
    from lessonlib.viz.graphs import computation_graph  # takes half a second, and few programs draw

    return computation_graph(graph, fetches, title=title)
