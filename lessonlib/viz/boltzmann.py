"""A restricted Boltzmann machine: two layers, with connections between them and none inside."""

from __future__ import annotations

from lessonlib.viz.drawing import Drawing
from lessonlib.viz.picture import Picture
from lessonlib.viz.theme import BLUE, INK, MUTED, PAPER, VERMILLION
from lessonlib.viz.words import count

_MOST = 10  # units of a layer that fit beside each other
_STEP, _RADIUS, _LEFT, _HIDDEN, _VISIBLE = 62, 18, 96, 56, 196


def boltzmann_machine(visible: int = 6, hidden: int = 4, *, title: str | None = None) -> Picture:
    """The hidden units above the visible ones, a line for each connection, and the two ways of a pass.

    Raises ValueError when a layer does not have 1 to 10 units.
    """
    for name, units in (("visible", visible), ("hidden", hidden)):
        if not 1 <= units <= _MOST:
            raise ValueError(f"{name} is {units}, expected 1 to {_MOST} units")
    width = _STEP * (max(visible, hidden) - 1)
    drawing = Drawing(_LEFT + width + 150, _VISIBLE + 40)
    drawing.title(6, 14, title)
    places = {
        y: [_LEFT + width / 2 + _STEP * (k - (units - 1) / 2) for k in range(units)]
        for y, units in ((_HIDDEN, hidden), (_VISIBLE, visible))
    }
    for below in places[_VISIBLE]:
        for above in places[_HIDDEN]:
            drawing.line(below, _VISIBLE, above, _HIDDEN, style=f"stroke: {MUTED}; stroke-width: 1")
    for y, letter, name in ((_HIDDEN, "h", "hidden"), (_VISIBLE, "v", "visible")):
        drawing.text(6, y, name, anchor="start", size=12, colour=MUTED)
        for k, x in enumerate(places[y], start=1):
            drawing.circle(x, y, _RADIUS, style=f"fill: {PAPER}; stroke: {INK}; stroke-width: 1.5")
            drawing.text(x, y, f"{letter}{k}", size=11)
    side = _LEFT + width + 46
    for x, colour, start, end, name in (
        (side, BLUE, _VISIBLE, _HIDDEN, "up"),
        (side + 50, VERMILLION, _HIDDEN, _VISIBLE, "down"),
    ):
        tip = 8 if start > end else -8
        drawing.path(
            f"M {x} {start} L {x} {end} M {x - 5} {end + tip} L {x} {end} L {x + 5} {end + tip}",
            style=f"fill: none; stroke: {colour}; stroke-width: 1.8",
        )
        drawing.text(x, _VISIBLE + 18, name, size=12, colour=colour)
    return drawing.picture(
        f"A restricted Boltzmann machine: {count(hidden, 'hidden unit')} in a row above "
        f"{count(visible, 'visible unit')}. Each hidden unit is connected with each visible one, "
        f"{count(visible * hidden, 'connection')} in all, and no unit with another of its own layer. "
        "Two arrows say that a pass goes up, and down again."
    )
