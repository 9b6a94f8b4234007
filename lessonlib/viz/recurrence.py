"""A recurrent network, and the same network unrolled over time."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.drawing import Drawing, text_width
from lessonlib.viz.inputs import array_of
from lessonlib.viz.picture import Picture
from lessonlib.viz.theme import BLUE, GREEN, INK, MUTED, PAPER
from lessonlib.viz.words import count, number

Outputs = Literal["last", "each"]

_MOST = 7  # the most steps drawn; of a longer series the first ones and the last
_CELL, _STEP, _ARROW = 54, 112, 40  # pixels
_MOST_TOLD = 4  # the most numbers of a state that fit beside its arrow


def unrolled_rnn(
    steps: int,
    *,
    inputs: int | None = None,
    hidden: int | None = None,
    outputs: Outputs = "last",
    states: ArrayLike | None = None,
    title: str | None = None,
) -> Picture:
    """A recurrent cell with its loop on the left, and on the right the cell at each step of a series.

    steps: length of the series. All cells are one: they share their weights.
    inputs, hidden: how many numbers x, the input of a step, and h, the state, hold.
    outputs: whether the network answers after the "last" step (to classify a series) or after "each" step.
    states: the state after each step, (steps, hidden) or (steps,), to write below the cells.

    Raises ValueError when steps is below 1, outputs is another word, or states has another shape.
    """
    if steps < 1 or outputs not in ("last", "each"):
        raise ValueError(
            f'steps is {steps} and outputs is {outputs!r}, expected 1 or more steps, and "last" or "each"'
        )
    values = None if states is None else _checked(states, steps, hidden)
    shown = list(range(steps)) if steps <= _MOST else [*range(_MOST - 2), steps - 1]
    wide = max([_STEP, *(text_width(_told(row), 11) + 12 for row in ([] if values is None else values))])
    sheet = _Sheet(wide, shown, steps, title)
    sheet.draw_rolled(inputs, hidden)
    for place, t in enumerate(shown):
        answers = outputs == "each" or t == steps - 1
        sheet.draw_step(place, t, answers, None if values is None else _told(values[t]))
    return sheet.drawing.picture(_describe(steps, inputs, hidden, outputs, values))


class _Sheet:
    """The drawing, and the position of the cell of each step on it."""

    def __init__(self, wide: float, shown: list[int], steps: int, title: str | None) -> None:
        self.wide, self.shown, self.steps = wide, shown, steps
        self.gap = steps > len(shown)  # dots stand for the steps left out
        self.left = 190.0
        self.middle = 96.0 + 26 * bool(title)
        self.drawing = Drawing(self.left + wide * (len(shown) + self.gap) + 20, self.middle + 112)
        self.drawing.title(8, 16, title)

    def draw_rolled(self, inputs: int | None, hidden: int | None) -> None:
        x, y = 60.0, self.middle
        self._cell(x, y)
        self._arrows(x, "x", "y")
        right, top = x + _CELL / 2, y - 12
        loop = f"M {right} {top} C {right + 46} {top - 16}, {right + 46} {y + 28}, {right + 7} {y + 12}"
        self.drawing.path(loop, style=f"fill: none; stroke: {INK}; stroke-width: 1.6")
        self._head(right, y + 12, math.pi)
        self.drawing.text(right + 46, y, "h")
        sizes = [f"{name}: {count(size, 'number')}" for name, size in (("x", inputs), ("h", hidden)) if size]
        for i, line in enumerate(sizes):
            self.drawing.text(8, y + 84 + 16 * i, line, anchor="start", size=11, colour=MUTED)
        self.drawing.text(self.left - 34, y, "=", size=22)

    def draw_step(self, place: int, t: int, answers: bool, state: str | None) -> None:
        skipped = self.gap and place == len(self.shown) - 1
        x, y = self.left + self.wide * (place + skipped) + self.wide / 2, self.middle
        start = self.left if place == 0 else x - self.wide + _CELL / 2
        if skipped:
            self.drawing.text(x - self.wide, y, f"... {self.steps - len(self.shown)} more ...", size=11)
            start = x - self.wide / 2 - 2
        before = "0" if t == 0 else f"h{_below(t)}"
        self._arrow(start, y, x - _CELL / 2, y)
        self.drawing.text((start + x - _CELL / 2) / 2, y - 12, before, size=11, halo=True)
        if self.gap and place == len(self.shown) - 2:
            self._arrow(x + _CELL / 2, y, x + self.wide / 2 + 2, y)
            self.drawing.text(x + (_CELL + self.wide) / 4, y - 12, f"h{_below(t + 1)}", size=11, halo=True)
        self._cell(x, y)
        self._arrows(x, f"x{_below(t + 1)}", f"y{_below(t + 1)}" if answers else None)
        if state is not None:
            self.drawing.text(x, y + 92, f"h{_below(t + 1)} = {state}", size=11)

    def _cell(self, x: float, y: float) -> None:
        style = f"fill: {BLUE}; fill-opacity: 0.2; stroke: {INK}; stroke-width: 1.6"
        self.drawing.box(x - _CELL / 2, y - _CELL / 2, _CELL, _CELL, style=style)
        self.drawing.text(x, y, "cell", size=12)

    def _arrows(self, x: float, below: str, above: str | None) -> None:
        reach = _CELL / 2 + _ARROW
        self._arrow(x, self.middle + reach, x, self.middle + _CELL / 2)
        self._label(x, self.middle + reach - 6, below, MUTED)
        if above is not None:
            self._arrow(x, self.middle - _CELL / 2, x, self.middle - reach + 14)
            self._label(x, self.middle - reach, above, GREEN)

    def _label(self, x: float, y: float, text: str, edge: str) -> None:
        self.drawing.circle(x, y, 14, style=f"fill: {PAPER}; stroke: {edge}; stroke-width: 1.5")
        self.drawing.text(x, y, text)

    def _arrow(self, x1: float, y1: float, x2: float, y2: float) -> None:
        angle = math.atan2(y2 - y1, x2 - x1)
        ends = (x1, y1, x2 - 4 * math.cos(angle), y2 - 4 * math.sin(angle))
        self.drawing.line(*ends, style=f"stroke: {INK}; stroke-width: 1.6")
        self._head(x2, y2, angle)

    def _head(self, x: float, y: float, angle: float) -> None:
        corners = [(x + 8 * math.cos(angle + turn), y + 8 * math.sin(angle + turn)) for turn in (2.7, -2.7)]
        path = " L ".join(f"{a:.2f} {b:.2f}" for a, b in [(x, y), *corners])
        self.drawing.path(f"M {path} Z", style=f"fill: {INK}; stroke: none")


def _below(t: int) -> str:
    return "".join(chr(0x2080 + int(digit)) for digit in str(t))  # subscript digits


def _checked(states: ArrayLike, steps: int, hidden: int | None) -> NDArray[np.float64]:
    values = array_of(states)
    rows = values[:, None] if values.ndim == 1 else values
    if rows.ndim != 2 or len(rows) != steps or hidden not in (None, rows.shape[1]):
        raise ValueError(
            f"states has shape {values.shape}, expected ({steps}, {hidden or 'hidden'}): the state after each "
            "step, of one series"
        )
    return rows


def _told(state: NDArray[np.float64]) -> str:
    more = ", ..." if len(state) > _MOST_TOLD else ""
    told = ", ".join(f"{value:.2g}" for value in state[:_MOST_TOLD])
    return told if len(state) == 1 else f"({told}{more})"


def _describe(
    steps: int, inputs: int | None, hidden: int | None, outputs: Outputs, states: NDArray[np.float64] | None
) -> str:
    size = f" of {count(inputs, 'number')}" if inputs else ""
    state = f", a state h of {count(hidden, 'number')}," if hidden else ", a state h"
    answers = "each step" if outputs == "each" else f"the last step as y{steps}"
    alt = (
        f"Recurrent network, unrolled over {count(steps, 'step')}: one cell with the same weights takes an input "
        f"x{size}{state} and gives the state on to the next step; it answers after {answers}."
    )
    if states is not None:
        ends = f"{number(states.min())} to {number(states.max())}"
        alt += f" The state goes from {_told(states[0])} to {_told(states[-1])}; its numbers lie from {ends}."
    return alt
