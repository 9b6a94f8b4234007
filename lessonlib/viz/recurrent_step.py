"""One step of a recurrent layer: its gates, what they do to the old state, and the states so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from lessonlib.viz.drawing import Drawing, text_width
from lessonlib.viz.grid import Grid
from lessonlib.viz.inputs import array_of
from lessonlib.viz.picture import Picture
from lessonlib.viz.theme import GREEN, INK, MUTED
from lessonlib.viz.words import count, listed, number

_MOST_UNITS, _MOST_STEPS = 6, 20  # with all their numbers in sight
_MARGIN, _LINE, _GAP = 8, 22, 18  # pixels

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """A quantity of each step: its name, its values (steps, units), and whether it is a gate, from 0 to 1."""

    name: str
    values: Array
    is_gate: bool = False


@dataclass(frozen=True)
class Trace:
    """What a layer did with a series: the inputs (steps, d) and its quantities in the order of their calculation.

    The last row is the state. `memory` is the row that carries what is remembered: c of an LSTM, else h.
    """

    kind: str
    x: Array
    rows: list[Row]
    memory: Row

    def __len__(self) -> int:
        return len(self.x)


def recurrent_step(
    layer: nn.RNNBase, X: ArrayLike, step: int | None = None, *, units: Sequence[int] | None = None
) -> Picture:
    """One step of a layer that reads a series: input, gates, new value and state, and the states up to this step.

    layer: an `nn.RNN`, `nn.GRU` or `nn.LSTM` of one layer that reads in one direction.
    X: one series, (steps, d) or (steps,), of at most 20 steps.
    step: from 1; by default the last one. 0 is before the first step.
    units: which numbers of the state to show, at most 6; by default the first ones.

    Raises ValueError for another layer, another shape, or a step or unit that is not there.
    """
    return draw_step(traced(layer, X, units), step)


def traced(layer: nn.RNNBase, X: ArrayLike, units: Sequence[int] | None = None) -> Trace:
    """The quantities of each step. Arguments and errors are those of `recurrent_step`."""
    x, shown = _checked(layer, X, units)
    weights = dict(layer.named_parameters())
    steps: list[dict[str, Tensor]] = []
    h = c = torch.zeros(layer.hidden_size, dtype=weights["weight_ih_l0"].dtype)
    with torch.no_grad():
        for value in torch.as_tensor(x, dtype=h.dtype, device="cpu"):
            steps.append(_step(layer.mode, {name: part.cpu() for name, part in weights.items()}, value, h, c))
            h, c = steps[-1]["h"], steps[-1].get("c", c)
    names = _NAMES["RNN" if layer.mode.startswith("RNN") else layer.mode]
    rows = [
        Row(name, array_of(torch.stack([one[key] for one in steps])[:, shown]), key in _GATES)
        for key, name in names.items()
    ]
    memory = next(row for row, key in zip(rows, names, strict=True) if key == ("c" if "c" in names else "h"))
    return Trace(type(layer).__name__, x, rows, memory)


_GATES = ("i", "f", "o", "r", "z")
_NAMES = {  # in the order of their calculation
    "RNN": {"old_h": "old state", "h": "new state h"},
    "GRU": {
        "r": "reset gate r",
        "z": "update gate z",
        "n": "new value n",
        "old_h": "old state",
        "h": "h = z·old + (1 - z)·n",
    },
    "LSTM": {
        "f": "forget gate f",
        "old_c": "old memory",
        "i": "input gate i",
        "g": "new value g",
        "c": "c = f·old + i·g",
        "o": "output gate o",
        "h": "h = o·tanh(c)",
    },
}


def _step(mode: str, weights: dict[str, Tensor], x: Tensor, h: Tensor, c: Tensor) -> dict[str, Tensor]:
    none = torch.zeros(())
    from_x = weights["weight_ih_l0"] @ x + weights.get("bias_ih_l0", none)
    from_h = weights["weight_hh_l0"] @ h + weights.get("bias_hh_l0", none)
    if mode == "LSTM":
        i, f, g, o = (from_x + from_h).chunk(4)
        i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
        new = f * c + i * g
        return {"f": f, "old_c": c, "i": i, "g": g, "c": new, "o": o, "h": o * new.tanh()}
    if mode == "GRU":
        (r, z, n), (r_h, z_h, n_h) = from_x.chunk(3), from_h.chunk(3)
        r, z = (r + r_h).sigmoid(), (z + z_h).sigmoid()
        n = (n + r * n_h).tanh()
        return {"r": r, "z": z, "n": n, "old_h": h, "h": z * h + (1 - z) * n}
    squeeze = torch.tanh if mode == "RNN_TANH" else torch.relu
    return {"old_h": h, "h": squeeze(from_x + from_h)}


def draw_step(trace: Trace, step: int | None = None) -> Picture:
    """The picture of one step of a trace."""
    k = len(trace) if step is None else step
    if not 0 <= k <= len(trace):
        raise ValueError(
            f"step is {step}, expected 0 to {len(trace)}: the series has {count(len(trace), 'step')}"
        )
    return _Sheet(trace, k).picture()


class _Sheet:
    """The input at the top, the quantities of the step in rows, and at the bottom what was remembered so far."""

    def __init__(self, trace: Trace, step: int) -> None:
        self.trace, self.step = trace, step
        memory = "memory c, step by step" if trace.kind == "LSTM" else "state h, step by step"
        self.input = Grid(_short(trace.x.T), numbered=True)
        self.rows = [Grid(_short(row.values), limit=1.0, numbered=True) for row in trace.rows]
        self.past = Grid(_short(trace.memory.values.T), limit=1.0, numbered=True)
        names = [row.name for row in trace.rows]
        self.left = _MARGIN + max(text_width(name) for name in [*names, memory]) + 14
        grids = [self.input, *self.rows, self.past]
        for grid in grids:
            grid.cell = max(each.cell for each in grids)
        top = 34.0
        self.input.move(self.left, top + _LINE)
        top += _LINE + self.input.height + _GAP
        for grid in self.rows:
            grid.move(self.left, top)
            top += grid.row_height + 4
        self.past.move(self.left, top + _GAP)
        units = max(grid.width for grid in self.rows)
        width = self.left + max(self.input.width, units) + _MARGIN
        self.drawing = Drawing(max(width, 420), top + _GAP + self.past.height + _MARGIN)
        self.memory = memory

    def picture(self) -> Picture:
        title = f"{self.trace.kind}: step {self.step} of {len(self.trace)}"
        self.drawing.title(_MARGIN, 14, title)
        self._name("input x", self.input.y + self.input.height / 2)
        for t in range(len(self.trace)):
            middle = self.input.x + (t + 0.5) * self.input.cell
            self.drawing.text(middle, self.input.y - 10, str(t + 1), size=11, colour=MUTED)
        self.input.draw(self.drawing)
        for row, grid in zip(self.trace.rows, self.rows, strict=True):
            self._quantity(row, grid)
        self._name(self.memory, self.past.y + self.past.height / 2)
        self.past.draw_empty(self.drawing)
        for unit, t in np.ndindex(self.past.values.shape[0], self.step):
            self.past.draw_result(self.drawing, unit, t)
        if self.step:
            for grid in (self.input, self.past):
                grid.frame(self.drawing, 0, self.step - 1, len(grid.values), 1)
        return self.drawing.picture(_told(self.trace, self.step))

    def _name(self, name: str, y: float) -> None:
        self.drawing.text(_MARGIN, y, name, anchor="start")

    def _quantity(self, row: Row, grid: Grid) -> None:
        y, high, wide = grid.y, grid.row_height, grid.cell
        self._name(row.name, y + high / 2)
        for unit in range(row.values.shape[1]):
            x = grid.x + unit * wide
            edge = f"fill: none; stroke: {GREEN if row.is_gate else MUTED}; stroke-width: {1.5 if row.is_gate else 0.7}"
            if self.step and row.is_gate:
                share = float(row.values[self.step - 1, unit])  # open to this height
                style = f"fill: {GREEN}; fill-opacity: 0.4; stroke: none"
                self.drawing.box(x, y + (1 - share) * high, wide, share * high, style=style, radius=0)
            elif self.step:
                self._coloured(grid, unit, x)
            self.drawing.box(x, y, wide, high, style=edge, radius=0)
            if self.step:
                text = grid.text(grid.values[self.step - 1, unit])
                self.drawing.text(x + wide / 2, y + high / 2, text, colour=INK)

    def _coloured(self, grid: Grid, unit: int, x: float) -> None:
        one = Grid(grid.values[self.step - 1 : self.step, unit : unit + 1], limit=grid.limit, numbered=True)
        one.cell, one.row_height = grid.cell, grid.row_height
        one.move(x, grid.y)
        one.draw_cell(self.drawing, 0, 0)


def _told(trace: Trace, step: int) -> str:
    size = f"{trace.kind} that reads {count(len(trace), 'step')} of {count(trace.x.shape[1], 'number')}"
    if not step:
        return f"{size}; nothing has been read yet, and the state is 0."
    parts = [f"{row.name} {_list(row.values[step - 1])}" for row in trace.rows]
    return f"{size}. Step {step}: input {_list(trace.x[step - 1])}; {'; '.join(parts)}."


def _short(values: Array) -> Array:
    return np.round(values, 2) + 0.0  # + 0.0 makes 0 of -0


def _list(values: Array) -> str:
    return listed(number(value + 0.0) for value in values.tolist())


def _checked(layer: nn.RNNBase, X: ArrayLike, units: Sequence[int] | None) -> tuple[Array, list[int]]:
    if not isinstance(layer, nn.RNNBase) or layer.num_layers > 1 or layer.bidirectional or layer.proj_size:
        raise ValueError(
            f"the layer is {layer}, expected an nn.RNN, nn.GRU or nn.LSTM of one layer and one direction"
        )
    x = array_of(X)
    x = x[:, None] if x.ndim == 1 else x
    if x.ndim != 2 or x.shape[1] != layer.input_size or not 1 <= len(x) <= _MOST_STEPS:
        raise ValueError(
            f"X has shape {array_of(X).shape}, expected (steps, {layer.input_size}): one series of 1 to {_MOST_STEPS} "
            "steps, such as X[0]"
        )
    shown = list(range(min(layer.hidden_size, _MOST_UNITS))) if units is None else list(units)
    if not 1 <= len(shown) <= _MOST_UNITS or not set(shown) <= set(range(layer.hidden_size)):
        raise ValueError(
            f"units is {units}, expected 1 to {_MOST_UNITS} numbers from 0 to {layer.hidden_size - 1}"
        )
    return x, shown
