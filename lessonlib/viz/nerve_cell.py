"""A nerve cell, and below it the artificial neuron that took its parts over."""

from __future__ import annotations

from lessonlib.viz.drawing import Drawing
from lessonlib.viz.picture import Picture
from lessonlib.viz.theme import BLUE, INK, MUTED, PAPER, VERMILLION

_WIDTH, _HEIGHT = 640, 380
_CELL, _NEURON = 105, 280  # the heights of the two middles
_BODY = 270  # where the body of the cell is, from the left
_SPREAD = (-56, 0, 56)  # three inputs, above and below the middle
_ALT = (
    "Two drawings, one above the other. Above, a nerve cell: three dendrites with synapses at their ends lead from "
    "the left to the cell body, and one long axon leads from it to the right. Below, an artificial neuron with the "
    "same parts: three inputs x1, x2 and x3, their weights w1, w2 and w3, the weighted sum z with the bias b, and one "
    "output y = f(z)."
)


def nerve_cell(*, title: str | None = None) -> Picture:
    """A nerve cell with dendrites, synapses, body and axon, above an artificial neuron with three inputs."""
    drawing = Drawing(_WIDTH, _HEIGHT)
    drawing.title(6, 14, title)
    _draw_cell(drawing)
    _draw_neuron(drawing)
    for x, above, below in (
        (60, "synapses", "inputs"),
        (160, "dendrites", "weights"),
        (_BODY, "cell body", "sum and bias"),
        (470, "axon", "output"),
    ):
        drawing.text(x, _CELL + 82, above, size=12, colour=MUTED)
        drawing.text(x, _HEIGHT - 12, below, size=12, colour=MUTED)
    return drawing.picture(_ALT)


def _draw_cell(drawing: Drawing) -> None:
    branch = f"fill: none; stroke: {BLUE}; stroke-linecap: round; stroke-width: "
    for off in _SPREAD:
        y = _CELL + off
        drawing.path(f"M 80 {y} C 150 {y}, 190 {_CELL + off / 3:g}, {_BODY} {_CELL}", style=f"{branch}5")
        drawing.path(f"M 120 {y - 4:g} C 100 {y - 18}, 90 {y - 16}, 78 {y - 20}", style=f"{branch}2.5")
        drawing.path(f"M 20 {y} L 60 {y}", style=f"fill: none; stroke: {MUTED}; stroke-width: 2.5")
        drawing.circle(66, y, 6, style=f"fill: {MUTED}")
    drawing.path(f"M {_BODY} {_CELL} C 380 {_CELL - 30}, 460 {_CELL + 30}, 540 {_CELL}", style=f"{branch}6")
    for off in _SPREAD:
        end = _CELL + off * 0.7
        drawing.path(f"M 540 {_CELL} Q 575 {_CELL}, 600 {end:g}", style=f"{branch}3")
        drawing.circle(604, end, 5, style=f"fill: {BLUE}")
    drawing.circle(_BODY, _CELL, 34, style=f"fill: {PAPER}; stroke: {BLUE}; stroke-width: 3")
    drawing.circle(_BODY, _CELL, 12, style=f"fill: {BLUE}; fill-opacity: 0.35; stroke: {BLUE}")
    drawing.text(470, _CELL - 34, "pulse", size=12, colour=VERMILLION)
    drawing.path(
        f"M 448 {_CELL - 18} h 14 l 6 -10 l 8 20 l 5 -10 h 14",
        style=f"fill: none; stroke: {VERMILLION}; stroke-width: 1.8",
    )


def _draw_neuron(drawing: Drawing) -> None:
    edge = f"stroke: {INK}; stroke-width: 1.5"
    for number, off in enumerate(_SPREAD, start=1):
        y = _NEURON + off * 0.9
        drawing.line(76, y, _BODY, _NEURON, style=edge)
        drawing.circle(60, y, 16, style=f"fill: {PAPER}; stroke: {MUTED}; stroke-width: 1.5")
        drawing.text(60, y, f"x{number}", size=12)
        drawing.text(160, y + 0.48 * (_NEURON - y), f"w{number}", size=12, halo=True)
    drawing.line(_BODY, _NEURON, 600, _NEURON, style=edge)
    drawing.circle(_BODY, _NEURON, 34, style=f"fill: {PAPER}; stroke: {INK}; stroke-width: 1.5")
    drawing.text(_BODY, _NEURON, "z = Σ + b", size=12)
    drawing.box(350, _NEURON - 18, 60, 36, style=f"fill: {PAPER}; stroke: {INK}; stroke-width: 1.5", radius=6)
    drawing.text(380, _NEURON, "f(z)", size=12)
    drawing.text(380, _NEURON + 34, "activation", size=12, colour=MUTED)
    drawing.circle(604, _NEURON, 16, style=f"fill: {PAPER}; stroke: {INK}; stroke-width: 1.5")
    drawing.text(604, _NEURON, "y", size=12)
