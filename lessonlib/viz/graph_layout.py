"""The positions of nodes, scopes and arrows in the drawing of a graph. Scopes are laid out from the inside out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lessonlib.viz.drawing import text_width
from lessonlib.viz.layered import Item, Link, Rows, place
from lessonlib.viz.scopes import Edge, Node, Scope

_SIDE, _TOP, _BOTTOM = 12, 24, 10  # space between a scope's frame and its content; the label is at the top

Size = Callable[[Node], tuple[float, float]]
Frame = tuple[Scope, float, float, float, float]  # x and y of its top left corner, width, height
Net = tuple[Node, bool]  # what comes from one node, as data or as control


@dataclass(frozen=True)
class Wire:
    """A piece of an arrow: down from (x1, y1) to y = `leave`, over to (x2, `enter`), and down to (x2, y2)."""

    x1: float
    y1: float
    leave: float
    enter: float
    x2: float
    y2: float
    source: Node
    target: Node | None  # the node that the arrow points at; None where it continues
    control: bool


@dataclass(frozen=True)
class Near:
    """What surrounds a scope: where outside of it each arrow comes from, and where it goes to."""

    before: Mapping[Net, float]
    after: Mapping[Net, float]


@dataclass
class Layout:
    """The layout of a scope; positions are measured from its top left corner."""

    width: float = 0.0
    height: float = 0.0
    nodes: dict[Node, tuple[float, float]] = field(default_factory=dict)  # their middles
    frames: list[Frame] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    inlets: dict[Net, float] = field(default_factory=dict)  # where arrows come in at the top
    outlets: dict[Net, float] = field(default_factory=dict)  # and go out at the bottom

    def take(self, scope: Scope, inner: Layout, x: float, y: float) -> None:
        """Put the layout of an inner scope at (x, y)."""
        self.frames.append((scope, x, y, inner.width, inner.height))
        self.frames += [(s, x + left, y + top, w, h) for s, left, top, w, h in inner.frames]
        self.nodes |= {node: (x + nx, y + ny) for node, (nx, ny) in inner.nodes.items()}
        for w in inner.wires:
            moved = (x + w.x1, y + w.y1, y + w.leave, y + w.enter, x + w.x2, y + w.y2)
            self.wires.append(Wire(*moved, w.source, w.target, w.control))


def arrange(root: Scope, edges: Sequence[Edge], size: Size) -> Layout:
    """Lay out a graph: nodes and scopes in rows, with wires between them.

    size: width and height of a node in pixels.
    """
    return _Arranger(edges, size).arrange(root)


class _Arranger:
    """Lays out each scope twice: first by itself, then knowing what its parent has put around it."""

    def __init__(self, edges: Sequence[Edge], size: Size) -> None:
        self.edges = edges
        self.size = size
        self._alone: dict[Scope, Layout] = {}

    def arrange(self, scope: Scope, near: Near | None = None) -> Layout:
        """The layout of a scope; `near` gives the order in which wires reach and leave it."""
        if near is None and scope in self._alone:
            return self._alone[scope]
        inner = {child: self.arrange(child) for child in scope.children if isinstance(child, Scope)}
        layout, around = self._place(scope, inner, near)
        if inner:
            inner = {child: self.arrange(child, around[child]) for child in inner}
            layout, _ = self._place(scope, inner, near)
        if near is None:
            self._alone[scope] = layout
        return layout

    def _place(
        self, scope: Scope, inner: Mapping[Scope, Layout], near: Near | None
    ) -> tuple[Layout, dict[Scope, Near]]:
        """A scope around given layouts of its inner scopes, and what this puts near each of them."""
        items = {
            child: Item(*self.size(child)) if isinstance(child, Node) else _item_of(inner[child])
            for child in scope.children
        }
        entries: dict[Net, Item] = {}
        exits: dict[Net, Item] = {}
        links = _links(items, self.edges, entries, exits)
        first, last = list(entries.values()), list(exits.values())
        if near is not None:
            first = [entries[net] for net in sorted(entries, key=lambda net: near.before.get(net, 0.0))]
            last = [exits[net] for net in sorted(exits, key=lambda net: near.after.get(net, 0.0))]
        rows = place(list(items.values()), links, first, last, keep_ends=near is not None)
        around = {
            child: Near(
                {link.net: link.leaves for link in rows.links if link.target is items[child]},
                {link.net: link.arrives for link in rows.links if link.source is items[child]},
            )
            for child in inner
        }
        return _assemble(scope, items, inner, rows, entries, exits), around


def _assemble(
    scope: Scope,
    items: Mapping[Node | Scope, Item],
    inner: Mapping[Scope, Layout],
    rows: Rows,
    entries: Mapping[Net, Item],
    exits: Mapping[Net, Item],
) -> Layout:
    side = _SIDE if scope.name else 0
    # Arrows enter at the very top, and leave at the very bottom.
    top = _TOP if scope.name and not entries else 0
    bottom = _BOTTOM if scope.name and not exits else 0
    layout = Layout(
        width=max(rows.width, text_width(scope.label, 11)) + 2 * side,
        height=top + rows.height + bottom,
        inlets={net: item.x + side for net, item in entries.items()},
        outlets={net: item.x + side for net, item in exits.items()},
    )
    for child, item in items.items():
        x, y = item.x + side, item.y + top
        if isinstance(child, Node):
            layout.nodes[child] = (x, y)
        else:
            layout.take(child, inner[child], x - item.width / 2, y - item.height / 2)
    shown = {item: child for child, item in items.items() if isinstance(child, Node)}
    layout.wires += [_wire(link, rows, side, top, shown) for link in rows.links + rows.upward]
    return layout


def _item_of(inner: Layout) -> Item:
    middle = inner.width / 2
    inlets = {net: x - middle for net, x in inner.inlets.items()}
    outlets = {net: x - middle for net, x in inner.outlets.items()}
    return Item(inner.width, inner.height, inlets, outlets)


def _links(
    items: dict[Node | Scope, Item], edges: Sequence[Edge], entries: dict[Net, Item], exits: dict[Net, Item]
) -> list[Link]:
    """Links between the items of one scope, and to the places where arrows enter and leave it."""
    home: dict[Node, Item] = {}
    for child, item in items.items():
        home |= dict.fromkeys([child] if isinstance(child, Node) else child.nodes(), item)
    links: dict[Link, None] = {}
    for edge in edges:
        net = (edge.source, edge.control)
        source, target = home.get(edge.source), home.get(edge.target)
        if source is not target:
            source = source or entries.setdefault(net, Item())
            target = target or exits.setdefault(net, Item())
            links[Link(source, target, net)] = None
    return list(links)


def _wire(link: Link, rows: Rows, side: float, top: float, shown: dict[Item, Node]) -> Wire:
    node, control = link.net
    y1, y2 = link.source.y + link.source.height / 2, link.target.y - link.target.height / 2
    downward = link.target.row > link.source.row
    leave = rows.bottom(link.source.row) if downward else y1
    enter = rows.tops[link.target.row] if downward else y2
    places = (link.leaves + side, y1 + top, leave + top, enter + top, link.arrives + side, y2 + top)
    return Wire(*places, node, shown.get(link.target), control)
