"""A network of neurons: a circle for each neuron, a line for each weight."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from torch import nn

from lessonlib.viz.drawing import Drawing, text_width
from lessonlib.viz.inputs import array_of
from lessonlib.viz.picture import Picture
from lessonlib.viz.theme import BLUE, INK, MUTED, PAPER, VERMILLION
from lessonlib.viz.words import count, listed, number

_MOST = 8  # the most neurons drawn in a layer; of a larger layer the first ones and the last
_NUMBERED = 16  # weights between two layers that can be labelled without running into each other
_RADIUS, _ROW, _COLUMN, _MARGIN = 18, 62, 170, 50
_LETTERS = 11  # height of names

Matrices = Sequence[ArrayLike]


def network(
    sizes: Sequence[int] | nn.Module,
    weights: Matrices | None = None,
    biases: Matrices | None = None,
    *,
    names: Sequence[Sequence[str]] | None = None,
    title: str | None = None,
) -> Picture:
    """Layers of neurons from left to right, inputs first.

    sizes: neurons in each layer, such as (2, 2, 1); or a module, whose `nn.Linear` layers are drawn with their
        weights and biases.
    weights: for each layer after the inputs a matrix (neurons before, neurons), as in X @ W + b. Blue lines are
        positive weights, dashed orange ones negative; thicker lines are larger weights. If there are only a few,
        their values are written out.
    biases: for each layer after the inputs (neurons,), written under the neurons.
    names: of the neurons of each layer, written into their circles; if one is too long for that, beside inputs and
        outputs, and above hidden neurons.

    Raises ValueError when there are fewer than two layers, or a shape does not fit the sizes.
    """
    if isinstance(sizes, nn.Module):
        sizes, weights, biases = _of_module(sizes)
    sizes = tuple(int(size) for size in sizes)
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"sizes is {sizes}, expected two or more numbers above 0: inputs, hidden, outputs")
    matrices = _checked("weights", weights, list(pairwise(sizes)))
    vectors = _checked("biases", biases, [(size,) for size in sizes[1:]])
    sheet = _Sheet(sizes, names, title)
    for layer in range(1, len(sizes)):
        sheet.draw_weights(layer, matrices[layer - 1] if matrices else None)
    for layer in range(len(sizes)):
        sheet.draw_neurons(layer, vectors[layer - 1] if vectors and layer else None)
    return sheet.drawing.picture(_describe(sizes, matrices, vectors))


class _Sheet:
    """The drawing, and the position of each neuron on it."""

    def __init__(
        self, sizes: Sequence[int], names: Sequence[Sequence[str]] | None, title: str | None
    ) -> None:
        self.sizes, self.names = sizes, names or [()] * len(sizes)
        self.shown = [list(range(n)) if n <= _MOST else [*range(_MOST - 2), n - 1] for n in sizes]
        top = 30 if title else 6
        height = _ROW * max(min(n, _MOST) for n in sizes)
        self.middle = top + height / 2
        self.left, right = _room(self.names[0]), _room(self.names[-1])
        self.drawing = Drawing(self.left + _COLUMN * (len(sizes) - 1) + right, top + height + 24)
        self.drawing.title(6, 14, title)

    def place(self, layer: int, neuron: int) -> tuple[float, float]:
        rows = min(self.sizes[layer], _MOST)
        row = neuron if neuron < _MOST - 1 else rows - 1
        return self.left + _COLUMN * layer, self.middle + (row - (rows - 1) / 2) * _ROW

    def draw_weights(self, layer: int, matrix: NDArray[np.float64] | None) -> None:
        """Draw the lines into a layer."""
        for before in self.shown[layer - 1]:
            for after in self.shown[layer]:
                ends = (*self.place(layer - 1, before), *self.place(layer, after))
                self.drawing.line(*ends, style=_stroke(matrix, before, after))
        if matrix is None or matrix.size > _NUMBERED:
            return
        # Off the middle, where lines cross, and on the side where fewer of them meet.
        share = 0.72 if self.sizes[layer] > self.sizes[layer - 1] else 0.28
        for (before, after), weight in np.ndenumerate(matrix):
            x1, y1, x2, y2 = (*self.place(layer - 1, before), *self.place(layer, after))
            x, y = x1 + share * (x2 - x1), y1 + share * (y2 - y1)
            self.drawing.text(x, y, f"{weight:.2g}", size=11, halo=True)

    def draw_neurons(self, layer: int, bias: NDArray[np.float64] | None) -> None:
        size, last = self.sizes[layer], len(self.sizes) - 1
        for neuron in self.shown[layer]:
            x, y = self.place(layer, neuron)
            edge = MUTED if layer == 0 else INK
            self.drawing.circle(x, y, _RADIUS, style=f"fill: {PAPER}; stroke: {edge}; stroke-width: 1.5")
            if self.names[layer]:
                self.draw_name(layer, neuron)
            if bias is not None:
                self.drawing.text(x, y + _RADIUS + 8, f"b = {bias[neuron]:.2g}", size=10, halo=True)
        if size > _MOST:
            x, y = self.place(layer, _MOST - 2)
            self.drawing.text(x, y, "⋮", size=20)
        role = "input" if layer == 0 else "output" if layer == last else "hidden neuron"
        self.drawing.text(
            self.left + _COLUMN * layer, self.drawing.height - 10, count(size, role), size=11, colour=MUTED
        )

    def draw_name(self, layer: int, neuron: int) -> None:
        x, y = self.place(layer, neuron)
        anchor = "middle"
        if not _fits(self.names[layer]):
            if layer == 0:
                x, anchor = x - _RADIUS - 6, "end"
            elif layer == len(self.sizes) - 1:
                x, anchor = x + _RADIUS + 6, "start"
            else:
                y -= _RADIUS + 8
        self.drawing.text(x, y, self.names[layer][neuron], size=_LETTERS, anchor=anchor, halo=True)


def _fits(names: Sequence[str]) -> bool:
    """Whether all names of a layer fit into its circles."""
    return all(text_width(name, _LETTERS) <= 2 * _RADIUS - 6 for name in names)


def _room(names: Sequence[str]) -> float:
    """Pixels from the middle of the first or last layer to the edge of the drawing."""
    if _fits(names):
        return _MARGIN
    # A tenth more, for fonts with wide letters: a name would be cut off beyond the edge.
    return max(_MARGIN, _RADIUS + 10 + 1.1 * max(text_width(name, _LETTERS) for name in names))


def _stroke(matrix: NDArray[np.float64] | None, before: int, after: int) -> str:
    if matrix is None:
        return f"stroke: {MUTED}; stroke-width: 1"
    weight = matrix[before, after]
    share = abs(weight) / (np.abs(matrix).max() or 1)
    sign = f"stroke: {BLUE}" if weight >= 0 else f"stroke: {VERMILLION}; stroke-dasharray: 6 4"
    return f"{sign}; stroke-width: {0.5 + 3 * share:.2f}"


def _of_module(module: nn.Module) -> tuple[list[int], Matrices, Matrices]:
    layers = [layer for layer in module.modules() if isinstance(layer, nn.Linear)]
    if not layers:
        raise ValueError(f"{type(module).__name__} has no nn.Linear layer to draw")
    sizes = [layers[0].in_features, *(layer.out_features for layer in layers)]
    weights = [array_of(layer.weight).T for layer in layers]
    biases = [
        np.zeros(layer.out_features) if layer.bias is None else layer.bias.detach().cpu() for layer in layers
    ]
    return sizes, weights, biases


def _checked(
    what: str, given: Matrices | None, shapes: Sequence[tuple[int, ...]]
) -> list[NDArray[np.float64]] | None:
    if given is None:
        return None
    arrays = [array_of(array) for array in given]
    got = [array.shape for array in arrays]
    if got != list(shapes):
        raise ValueError(f"{what} have the shapes {got}, expected {list(shapes)} for these sizes")
    return arrays


def _describe(
    sizes: Sequence[int], weights: list[NDArray[np.float64]] | None, biases: list[NDArray[np.float64]] | None
) -> str:
    *hidden, outputs = sizes[1:]
    layers = [
        count(sizes[0], "input"),
        *(count(n, "hidden neuron") for n in hidden),
        count(outputs, "output"),
    ]
    num_weights = count(sum(before * after for before, after in pairwise(sizes)), "weight")
    num_biases = count(sum(sizes[1:]), "bias", "biases")
    alt = f"Network of {listed(layers)}, fully connected, with {num_weights} and {num_biases}."
    if weights is not None:
        flat = np.concatenate([matrix.ravel() for matrix in weights])
        alt += f" Weights from {number(flat.min())} to {number(flat.max())}."
    if biases is not None:
        flat = np.concatenate(biases)
        alt += f" Biases from {number(flat.min())} to {number(flat.max())}."
    return alt
