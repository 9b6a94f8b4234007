"""A define-then-run graph as a drawing: a box for each operation, frames for name scopes, arrows for tensors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from lessonlib.graph import Graph, Operation
from lessonlib.graph.graph import ancestors
from lessonlib.viz.bubbles import Bubbles
from lessonlib.viz.drawing import Drawing, text_width
from lessonlib.viz.graph_layout import Wire, arrange
from lessonlib.viz.picture import Picture
from lessonlib.viz.scopes import MOST_NODES, Edge, Node, outline
from lessonlib.viz.theme import BLUE, GREEN, INK, MUTED, ORANGE, PAPER, PURPLE
from lessonlib.viz.words import count, listed, number

_HEIGHT, _MARGIN, _LEGEND = 38, 10, 30
_TOLD = 14  # the most edges that a listener can follow one by one

# kind -> style of its box; kinds differ in their frames, too
_KINDS = {
    "placeholder": f"stroke: {ORANGE}; fill: {ORANGE}; stroke-dasharray: 5 3; stroke-width: 1.6",
    "variable": f"stroke: {GREEN}; fill: {GREEN}; stroke-width: 2.6",
    "constant": f"stroke: {MUTED}; fill: {MUTED}; stroke-width: 0.8",
    "operation": f"stroke: {BLUE}; fill: {BLUE}; stroke-width: 1.2",
    "update": f"stroke: {PURPLE}; fill: {PURPLE}; stroke-dasharray: 2 2; stroke-width: 2",
    "folded scope": f"stroke: {MUTED}; fill: {MUTED}; stroke-width: 2.6",
}
_FRAME = f"fill: {MUTED}; fill-opacity: 0.06; stroke: {MUTED}; stroke-opacity: 0.5"
_MARK = f"fill: none; stroke: {INK}; stroke-width: 1.6"


def computation_graph(
    graph: Graph, fetches: Any = None, *, most: int = MOST_NODES, title: str | None = None
) -> Picture:
    """The operations of a graph as rows of boxes, inputs at the top, with their name scopes around them.

    fetches: a tensor, operation, variable or name, or a list of them: draw only what these need, and mark them.
        Without it the whole graph is drawn.
    most: the most boxes. In a graph with more operations, name scopes are folded to single boxes until it fits, or
        none is left to fold.

    Raises ValueError when there is nothing to draw or `most` is below 1, and TypeError or KeyError for a fetch that is
    not in the graph.
    """
    wanted = wanted_operations(graph, fetches)
    operations = ancestors(wanted) if wanted else graph.operations
    return GraphDrawing(operations, wanted, most=most).picture(title=title)


def wanted_operations(graph: Graph, fetches: Any) -> list[Operation]:
    """The operations behind fetches, in any of the forms that a session takes."""
    if fetches is None:
        return []
    if isinstance(fetches, Mapping):
        fetches = list(fetches.values())
    if isinstance(fetches, (list, tuple)):
        return [op for fetch in fetches for op in wanted_operations(graph, fetch)]
    element = graph.as_graph_element(fetches)
    return [element if isinstance(element, Operation) else element.op]


class GraphDrawing:
    """A laid-out graph that can be drawn again and again, to show how far a run has come.

    operations: of one graph, all of them or a part.
    wanted: the operations to mark as fetched.
    values: what to write into the boxes of operations that have run, by name.
    most: the most boxes, as for `computation_graph`.

    Raises ValueError when there are no operations or `most` is below 1.
    """

    def __init__(
        self,
        operations: Sequence[Operation],
        wanted: Iterable[Operation] = (),
        values: Mapping[str, str] | None = None,
        *,
        most: int = MOST_NODES,
    ) -> None:
        if not operations:
            raise ValueError("the graph has no operations to draw: define some, such as tf.constant(1.0)")
        if most < 1:
            raise ValueError(f"most is {most}, expected 1 or more boxes")
        self.wanted = set(wanted)
        self.values = dict(values or {})
        root, self.edges = outline(operations, most)
        self.layout = arrange(root, self.edges, self._size)

    def picture(
        self,
        *,
        title: str | None = None,
        now: str | None = None,
        done: Iterable[str] | None = None,
        alt: str | None = None,
    ) -> Picture:
        """Draw it.

        now: the name of the operation to mark as the current one.
        done: names of the operations that have run; the others are drawn pale. Without it none is pale, and no value
            is shown.
        alt: the alternative text, if it is not that of the graph itself.
        """
        top = _MARGIN + 22 * bool(title)
        legend = self._legend()
        width = max(self.layout.width, _legend_width(legend)) + 2 * _MARGIN
        left = (width - self.layout.width) / 2
        drawing = Drawing(width, top + self.layout.height + _LEGEND + _MARGIN)
        drawing.title(_MARGIN, 14, title)
        frames = [(scope.label, left + x, top + y, w, h) for scope, x, y, w, h in self.layout.frames]
        for _, *corners in frames:
            drawing.box(*corners, style=_FRAME)
        for wire in self.layout.wires:
            _draw_wire(drawing, wire, left, top)
        for label, x, y, _, _ in frames:
            drawing.text(x + 8, y + 12, label, size=11, anchor="start", colour=MUTED, halo=True)
        run = None if done is None else set(done)
        for node, (x, y) in self.layout.nodes.items():
            self._draw_node(drawing, node, left + x, top + y, now, run)
        _draw_legend(drawing, legend, drawing.height - _LEGEND / 2 - 2)
        bubbles = Bubbles(drawing)
        for node, (x, y) in self.layout.nodes.items():
            width, height = self._size(node)
            bubbles.tell(left + x - width / 2, top + y - height / 2, width, height, _told_of(node))
        return drawing.picture(alt or self._describe())

    def _legend(self) -> list[str]:
        present = {_kind(node) for node in self.layout.nodes}
        return [kind for kind in _KINDS if kind in present] + (["fetched"] if self.wanted else [])

    def _draw_node(
        self, drawing: Drawing, node: Node, x: float, y: float, now: str | None, run: set[str] | None
    ) -> None:
        width, height = self._size(node)
        names = {op.name for op in node.operations}
        pale = run is not None and not names & run and now not in names
        left, top = x - width / 2, y - height / 2
        drawing.box(left, top, width, height, style=f"fill: {PAPER}")  # arrows do not show through
        strong = 0.75 if now in names else 0.04 if pale else 0.16
        style = f"{_KINDS[_kind(node)]}; fill-opacity: {strong}; stroke-opacity: {0.4 if pale else 1}"
        drawing.box(left, top, width, height, style=style)
        if self.wanted & set(node.operations):
            drawing.box(left - 3, top - 3, width + 6, height + 6, style=_MARK)
        drawing.text(x, y - 7, node.label, bold=now in names, colour=MUTED if pale else INK)
        value = self._value(node) if run is not None and names <= run else ""
        drawing.text(x, y + 9, value or _detail(node), size=10, colour=INK if value else MUTED)

    def _value(self, node: Node) -> str:
        return "" if node.folded else self.values.get(node.name, "")

    def _size(self, node: Node) -> tuple[float, float]:
        small = max(_detail(node), self._value(node), key=len)
        return max(text_width(node.label, 12), text_width(small, 10)) + 20, _HEIGHT

    def _describe(self) -> str:
        nodes = list(self.layout.nodes)
        num_operations = sum(len(node.operations) for node in nodes)
        alt = f"Graph of {count(num_operations, 'operation')}"
        if len(nodes) < num_operations:
            alt += f", drawn as {count(len(nodes), 'box', 'boxes')} with {listed(_folded(nodes))}"
        wanted = [node.name for node in nodes if self.wanted & set(node.operations)]
        alt += f", for {listed(wanted)}." if wanted else "."
        if self.layout.frames:
            alt += f" Name scopes: {listed(scope.name for scope, *_ in self.layout.frames)}."
        return alt + _told(nodes, self.edges)


def _kind(node: Node) -> str:
    if node.folded:
        return "folded scope"
    kind = node.operations[0].type
    if kind.startswith(("Assign", "Apply")):
        return "update"
    return {"Placeholder": "placeholder", "Variable": "variable", "Const": "constant"}.get(kind, "operation")


def _detail(node: Node) -> str:
    """The small second line of a box: the type, and the value of a scalar constant or else the shape."""
    if node.folded:
        return f"{len(node.operations)} operations"
    op = node.operations[0]
    value = op.attrs.get("value") if op.type == "Const" else None
    if value is not None and np.size(value) == 1:
        single = np.asarray(value).item()
        return f"Const {number(single)}" if isinstance(single, float) else f"Const {single!s:.12}"
    shapes = ", ".join(str(tensor.shape) for tensor in op.outputs)
    return f"{op.type} {shapes}".strip()


def _told_of(node: Node) -> str:
    if node.folded:
        return f"{node.name}: {len(node.operations)} operations"
    op = node.operations[0]
    outputs = "".join(f" -> {tensor.dtype.name} {tensor.shape}" for tensor in op.outputs)
    return f"{op.name} = {op.type}({', '.join(tensor.name for tensor in op.inputs)}){outputs}"


def _draw_wire(drawing: Drawing, wire: Wire, left: float, top: float) -> None:
    x1, x2 = left + wire.x1, left + wire.x2
    leave, enter, y2 = top + wire.leave, top + wire.enter, top + wire.y2
    bend = max((enter - leave) / 2, 14)
    tip = 6 if wire.target else 0
    curve = f"C {x1:.1f} {leave + bend:.1f} {x2:.1f} {enter - bend:.1f} {x2:.1f} {enter - tip * (enter == y2):.1f}"
    dashes = "; stroke-dasharray: 2 4" * wire.control
    drawing.path(
        f"M {x1:.1f} {top + wire.y1:.1f} V {leave:.1f} {curve} V {y2 - tip:.1f}",
        style=f"fill: none; stroke: {MUTED}; stroke-width: 1.2{dashes}",
    )
    if tip:
        drawing.path(f"M {x2:.1f} {y2:.1f} l -4 -8 h 8 z", style=f"fill: {MUTED}")


def _draw_legend(drawing: Drawing, kinds: Sequence[str], y: float) -> None:
    x = float(_MARGIN)
    for kind in kinds:
        style = f"{_KINDS[kind]}; fill-opacity: 0.16" if kind in _KINDS else _MARK
        drawing.box(x, y - 6, 20, 12, style=style)
        drawing.text(x + 26, y, kind, size=11, anchor="start", colour=MUTED)
        x += _legend_width([kind])


def _legend_width(kinds: Sequence[str]) -> float:
    return sum(text_width(kind, 11) + 44 for kind in kinds)


def _folded(nodes: Iterable[Node]) -> list[str]:
    return [f"{node.name} folded ({len(node.operations)} operations)" for node in nodes if node.folded]


def _told(nodes: Sequence[Node], edges: Sequence[Edge]) -> str:
    """Which operation takes its input from which, if that is short enough to listen to."""
    if not 0 < len(edges) <= _TOLD:
        return ""
    sources = {node: [edge.source.name for edge in edges if edge.target is node] for node in nodes}
    parts = (f"{node.name} takes {listed(names)}" for node, names in sources.items() if names)
    return f" {'; '.join(parts)}."
