"""Backpropagation through a small network, with its numbers: one pass forward, and four steps back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.drawing import Drawing
from lessonlib.viz.inputs import array_of
from lessonlib.viz.picture import Picture
from lessonlib.viz.theme import BLUE, INK, MUTED, PAPER, VERMILLION
from lessonlib.viz.words import listed, number

STEPS = (
    "forward: every value",
    "blame of the output",
    "gradients of w2 and b2",
    "blame of the hidden neurons",
    "gradients of W1 and b1",
)
_MOST = 4  # inputs or hidden neurons that can be drawn with all their numbers
_COLUMNS = (60, 290, 520, 650)  # inputs, hidden neurons, output, loss
_ROW, _RADIUS, _TOP = 112, 24, 44
_STRIP, _LINE = 20, 18  # height of the list of steps, and of each line of it

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Backpropagation:
    """The numbers of one pass forward and one back: x (k,), t and b2 numbers, W1 (k, n), b1 and w2 (n,).

    Hidden neurons and output are logistic; the loss is (y - t)**2 / 2.
    """

    x: Array
    t: float
    W1: Array
    b1: Array
    w2: Array
    b2: float

    @property
    def h(self) -> Array:
        """The values of the hidden neurons, (n,)."""
        return _logistic(self.x @ self.W1 + self.b1)

    @property
    def y(self) -> float:
        return float(_logistic(self.h @ self.w2 + self.b2))

    @property
    def loss(self) -> float:
        return (self.y - self.t) ** 2 / 2

    @property
    def output_blame(self) -> float:
        """How the loss changes with the weighted sum of the output, which is the gradient of b2."""
        return (self.y - self.t) * self.y * (1 - self.y)

    @property
    def hidden_blames(self) -> Array:
        """How the loss changes with the weighted sum of each hidden neuron, which is the gradient of b1: (n,)."""
        return self.output_blame * self.w2 * self.h * (1 - self.h)

    @property
    def w2_gradient(self) -> Array:
        return self.output_blame * self.h

    @property
    def W1_gradient(self) -> Array:
        return np.outer(self.x, self.hidden_blames)


def backpropagation(
    x: ArrayLike,
    t: float,
    W1: ArrayLike,
    b1: ArrayLike,
    w2: ArrayLike,
    b2: float,
    *,
    step: int = len(STEPS),
    title: str | None = None,
) -> Picture:
    """A network with one hidden layer, all logistic, and its numbers after `step` of the five steps.

    x, (k,), is one example and t its right answer; W1, (k, n), b1, (n,), w2, (n,), and b2 are the weights, with up to
    four inputs and four hidden neurons. The loss is (y - t)**2 / 2.

    Raises ValueError for other shapes, or a step that is not 0 to 5.
    """
    numbers = checked(x, t, W1, b1, w2, b2)
    if not 0 <= step <= len(STEPS):
        raise ValueError(f"step is {step}, expected 0 to {len(STEPS)}")
    return _Sheet(numbers, step, title).picture()


def checked(
    x: ArrayLike, t: float, W1: ArrayLike, b1: ArrayLike, w2: ArrayLike, b2: float
) -> Backpropagation:
    """The numbers of a pass. Raises ValueError when their shapes do not fit together."""
    row, matrix, biases, weights = (array_of(part).astype(float) for part in (x, W1, b1, w2))
    k, n = row.size, weights.size
    shapes = (row.shape, matrix.shape, biases.shape, weights.shape)
    if shapes != ((k,), (k, n), (n,), (n,)) or not (1 <= k <= _MOST and 1 <= n <= _MOST):
        raise ValueError(
            f"x, W1, b1 and w2 have the shapes {listed(map(str, shapes))}, expected (k,), (k, n), (n,) and (n,), "
            f"with k and n from 1 to {_MOST}"
        )
    return Backpropagation(row, float(t), matrix, biases, weights, float(b2))


class _Sheet:
    """The drawing of a pass after some of its steps."""

    def __init__(self, numbers: Backpropagation, step: int, title: str | None) -> None:
        self.numbers, self.step = numbers, step
        rows = max(len(numbers.x), len(numbers.w2))
        self.top = _TOP + 24 * bool(title)
        self.middle = self.top + _ROW * (rows - 1) / 2 + _RADIUS
        self.bottom = self.top + _ROW * (rows - 1) + 2 * _RADIUS + 46
        self.drawing = Drawing(_COLUMNS[-1] + 60, self.bottom + _STRIP + _LINE * len(STEPS))
        self.drawing.title(6, 14, title)

    def picture(self) -> Picture:
        numbers = self.numbers
        inputs, hidden = self._column(0, len(numbers.x)), self._column(1, len(numbers.w2))
        (output,), (loss,) = self._column(2, 1), self._column(3, 1)
        self._edges(inputs, hidden, numbers.W1, numbers.W1_gradient, 5)
        self._edges(hidden, [output], numbers.w2[:, None], numbers.w2_gradient[:, None], 3)
        self.drawing.line(*output, *loss, style=f"stroke: {MUTED}; stroke-width: 1")
        for place, value in zip(inputs, numbers.x, strict=True):
            self._neuron(place, "x", value, given=True)
        for place, value, bias, blame in zip(
            hidden, numbers.h, numbers.b1, numbers.hidden_blames, strict=True
        ):
            self._neuron(place, "h", value)
            self._below(place, bias, blame, 4)
        self._neuron(output, "y", numbers.y)
        self._below(output, numbers.b2, numbers.output_blame, 2)
        self._neuron(loss, "E", numbers.loss)
        self.drawing.text(loss[0], loss[1] + _RADIUS + 12, f"t = {number(numbers.t)}", size=11, colour=MUTED)
        self._marks()
        self._strip()
        return self.drawing.picture(told(numbers, self.step))

    def _column(self, column: int, size: int) -> list[tuple[float, float]]:
        return [(_COLUMNS[column], self.middle + (row - (size - 1) / 2) * _ROW) for row in range(size)]

    def _edges(
        self,
        before: list[tuple[float, float]],
        after: list[tuple[float, float]],
        weights: Array,
        gradients: Array,
        step: int,
    ) -> None:
        style = f"stroke: {MUTED}; stroke-width: 1"
        if self.step == step:
            style = f"stroke: {VERMILLION}; stroke-width: 2"
        for start in before:
            for end in after:
                self.drawing.line(*start, *end, style=style)
        for (i, j), weight in np.ndenumerate(weights):
            (x1, y1), (x2, y2) = before[i], after[j]
            at = [(x1 + share * (x2 - x1), y1 + share * (y2 - y1)) for share in (0.26, 0.7)]
            self.drawing.text(*at[0], number(float(weight)), size=11, halo=True)
            if self.step >= step:
                self._back(*at[1], float(gradients[i, j]))

    def _neuron(self, place: tuple[float, float], letter: str, value: float, *, given: bool = False) -> None:
        edge, width = (BLUE, 2.5) if self.step == 1 and not given else (MUTED if given else INK, 1.5)
        self.drawing.circle(*place, _RADIUS, style=f"fill: {PAPER}; stroke: {edge}; stroke-width: {width}")
        text = number(value) if given else f"{value:.4f}" if self.step else ""
        self.drawing.text(*place, text, size=11)
        self.drawing.text(place[0], place[1] - _RADIUS - 9, letter, size=12, colour=MUTED)

    def _below(self, place: tuple[float, float], bias: float, blame: float, step: int) -> None:
        x, y = place[0], place[1] + _RADIUS + 12
        self.drawing.text(x, y, f"b = {number(bias)}", size=11, halo=True)
        if self.step >= step:
            self._back(x, y + 15, blame, "δ = ")

    def _back(self, x: float, y: float, value: float, name: str = "") -> None:
        text = f"{name}{value:.4f}" if value else f"{name}0"
        self.drawing.text(x, y, text, size=11, colour=VERMILLION, bold=True, halo=True)

    def _marks(self) -> None:
        """The number of each step, above the part of the network where it happens."""
        x, h, y, loss = _COLUMNS
        places = {2: (y + loss) / 2, 3: (h + y) / 2, 4: h, 5: (x + h) / 2}
        height = self.top - 24
        self.drawing.text(x, height, "1 →", size=12, colour=BLUE, bold=self.step == 1)
        for step, at in places.items():
            if self.step >= step:
                self.drawing.text(at, height, f"← {step}", size=12, colour=VERMILLION, bold=self.step == step)

    def _strip(self) -> None:
        for step, name in enumerate(STEPS, start=1):
            colour = MUTED if step > self.step else BLUE if step == 1 else VERMILLION
            y = self.bottom + _LINE * step
            self.drawing.text(
                20, y, f"{step}  {name}", anchor="start", size=12, colour=colour, bold=step == self.step
            )


def told(numbers: Backpropagation, step: int) -> str:
    """The network after so many steps, in words."""
    n = numbers
    parts = [
        f"hidden values {_list(n.h)}, output {n.y:.4f}, loss {n.loss:.4f} for the right answer {number(n.t)}",
        f"blame of the output {n.output_blame:.4f}",
        f"gradient of w2 {_list(n.w2_gradient)}, of b2 {n.output_blame:.4f}",
        f"blame of the hidden neurons {_list(n.hidden_blames)}",
        f"gradient of W1 {listed(f'({_list(row)})' for row in n.W1_gradient)}, of b1 {_list(n.hidden_blames)}",
    ]
    start = f"Network of {len(n.x)} inputs, {len(n.w2)} hidden neurons and 1 output, all logistic"
    if not step:
        return f"{start}; nothing has been calculated yet."
    return f"{start}. " + " ".join(f"Step {k + 1}: {part}." for k, part in enumerate(parts[:step]))


def _list(values: Array) -> str:
    return listed(f"{value + 0.0:.4f}" for value in values)  # + 0.0 makes 0 of -0


def _logistic(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -500, 500))))
