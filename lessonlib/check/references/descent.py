"""Checking that weights were found by gradient descent: each step of a training run is repeated and compared.

The losses, outputs and final weights that a learner hands over can be made up. The weights after each step cannot:
they follow from the weights before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, product
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from lessonlib.check.failure import CheckFailed

Activation = Callable[[Tensor], Tensor]

_SMOOTH: tuple[Activation, ...] = (torch.tanh, torch.sigmoid)
_LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "mean cross-entropy": F.binary_cross_entropy_with_logits,
    "mean squared error": lambda scores, y: ((torch.sigmoid(scores) - y) ** 2).mean(),
}
_GRID, _FITTED = 51, 100  # slopes of a leaky ReLU to compare at once, and on how many steps at most
_ROUNDING = 1e-6  # of weights in float32, for each unit of their size
_LARGEST = 1e4  # weight: beyond it, float32 is too coarse to compare steps


@dataclass(frozen=True)
class Descent:
    """The training run of a network with one hidden layer and a logistic output, on all rows in each step.

    weights: before the first step, after it, ..., after the last step: float64 (steps + 1, inputs, hidden), (steps +
    1, hidden), (steps + 1, hidden), (steps + 1,). loss: "mean cross-entropy" or "mean squared error". at_kink: the same
    activation with other slopes where it has none, at 0.
    """

    weights: tuple[Tensor, Tensor, Tensor, Tensor]
    activation: Activation
    loss: str
    at_kink: tuple[Activation, ...] = ()

    def outputs(self, X: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """The outputs of the trained network for rows X, (n, inputs) -> (n,)."""
        return torch.sigmoid(
            self._scores(torch.tensor(X).double(), *(part[-1] for part in self.weights))
        ).numpy()

    def losses(self, X: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """The loss on X, (n, inputs), and y, (n,), before the first step and after each: (steps + 1,)."""
        return torch.vmap(self._cost(X, y))(*self.weights).numpy()

    def departure(self, X: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> int | None:
        """The first step that does not follow the negative gradient of the loss, or None.

        Any learning rate is accepted, even a different one in each step; in the first step it must be above 0. Where a
        leaky ReLU gets a 0, or what rounding could make of one, its slope may be that on either side, or between them.
        """
        wrong = self._departs(X, y)
        for activation in self.at_kink:
            if wrong.any() and not (wrong & ~self._at_zero(X)).any():
                wrong &= replace(self, activation=activation)._departs(X, y)
        places = wrong.nonzero()[:, 0]
        return int(places[0]) + 1 if len(places) else None

    def astray(self, X: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> Tensor:
        """What is left of up to 100 steps without their part along the gradient: a sum of squares, ()."""
        steps = len(self.weights[0]) - 1
        places = torch.linspace(0, steps - 1, min(steps, _FITTED)).long()
        slope, moved, rate = self._steps(X, y, places)
        beside = ((moved + rate[:, None] * slope) ** 2).sum(1)
        return torch.where(self._at_zero(X)[places], 0.0, beside).sum()

    def _departs(self, X: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> Tensor:
        """For each step, whether it does not follow the negative gradient: (steps,)."""
        slope, moved, rate = self._steps(X, y, torch.arange(len(self.weights[0]) - 1))
        beside, rounding = (moved + rate[:, None] * slope).abs().amax(1), self._rounding()
        wrong = (beside > 0.01 * moved.abs().amax(1) + rounding) | (rate * slope.abs().amax(1) < -rounding)
        wrong[0] |= rate[0] <= 0
        return wrong

    def _at_zero(self, X: np.ndarray[Any, Any]) -> Tensor:
        """For each step, whether rounding decides on which side of 0 a hidden neuron is for a row: (steps,)."""
        W, b = (part[:-1] for part in self.weights[:2])
        z = torch.tensor(X).double() @ W + b[:, None]
        return z.abs().amin((1, 2)) <= self._rounding()

    def _rounding(self) -> Tensor:
        """How far rounding moves the weights of each step at most: (steps,)."""
        return _ROUNDING * (1 + _flat(self.weights)[:-1].abs().amax(1))

    def _steps(
        self, X: np.ndarray[Any, Any], y: np.ndarray[Any, Any], places: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """For the steps at these places the gradient before, (n, p), the step, (n, p), and its learning rate, (n,)."""
        slopes = torch.func.grad(self._cost(X, y), argnums=(0, 1, 2, 3))
        slope = _flat(torch.vmap(slopes)(*(part[places] for part in self.weights)))
        moved = _flat(self.weights).diff(dim=0)[places]
        return slope, moved, -(moved * slope).sum(1) / (slope**2).sum(1).clamp_min(1e-30)

    def _scores(self, X: Tensor, W: Tensor, b: Tensor, v: Tensor, c: Tensor) -> Tensor:
        return self.activation(X @ W + b) @ v + c

    def _cost(self, X: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> Callable[..., Tensor]:
        rows, targets = torch.tensor(X).double(), torch.tensor(y).double()
        return lambda *weights: _LOSSES[self.loss](self._scores(rows, *weights), targets)


def follow(path: Any, X: np.ndarray[Any, Any], y: np.ndarray[Any, Any], what: str) -> Descent:
    """The gradient descent on the rows X, (n, inputs), with targets y, (n,) of 0 and 1, that took the weights along
    `path`.

    path: what the learner recorded before the first step and after each step: a list of four arrays, the hidden
    weights, (inputs, hidden) or (hidden, inputs), hidden biases, output weights and output bias. `what` names it in
    messages.

    Raises CheckFailed when `path` has another form or is no such training run; the message names the first step that
    does not fit.
    """
    networks = list(_layouts(_stacked(path, what), X.shape[1]))
    if not networks:
        raise CheckFailed(
            f"The arrays of {what} do not fit together.",
            expected=f"hidden weights of {X.shape[1]} inputs, a bias and an output weight for each neuron, one bias",
        )
    farthest = 0
    for weights in networks:
        smooth = (Descent(weights, activation, loss) for activation, loss in product(_SMOOTH, _LOSSES))
        leaky = (_leaky(weights, loss, X, y) for loss in _LOSSES)
        for found in chain(smooth, leaky):
            departure = found.departure(X, y)
            if departure is None:
                return found
            farthest = max(farthest, departure)
    raise CheckFailed(
        f"{what} is no gradient descent: step {farthest} does not go against the gradient.",
        expected="w - learning rate * gradient in each step, on all rows",
        hint="Is each entry a copy (p.detach().clone()), taken after each step? Is it plain gradient descent, "
        "without momentum? Is there an activation between the layers?",
    )


def _leaky(
    weights: tuple[Tensor, Tensor, Tensor, Tensor],
    loss: str,
    X: np.ndarray[Any, Any],
    y: np.ndarray[Any, Any],
) -> Descent:
    """The descent with the leaky ReLU that fits the steps best: its slope below 0 is any from 0, for ReLU, to 0.9."""

    def astray(leak: Tensor) -> Tensor:
        return Descent(weights, partial(_leaky_relu, leak=leak), loss).astray(X, y)

    low, high = 0.0, 0.9
    for _ in range(3):  # closer each time: in the end between neighbours that are 0.00003 apart
        leaks = torch.linspace(low, high, _GRID, dtype=torch.float64)
        best = int(torch.vmap(astray)(leaks).argmin())
        low, high = float(leaks[max(best - 1, 0)]), float(leaks[min(best + 1, _GRID - 1)])
    leak, largest = leaks[best], float(max(part.abs().max() for part in weights))
    at_kink = tuple(
        partial(_leaky_relu, leak=leak, slope=slope, kink=_ROUNDING * (1 + largest))
        for slope in (float(leak), (1 + float(leak)) / 2, 1.0)
    )
    return Descent(weights, partial(_leaky_relu, leak=leak), loss, at_kink)


def _leaky_relu(z: Tensor, leak: Tensor, slope: float = 0.0, kink: float = -1.0) -> Tensor:
    """z above 0 and leak * z below; `slope` * z where z is not farther from 0 than `kink`."""
    return torch.where(z.abs() <= kink, slope * z, torch.where(z > 0, z, leak * z))


def _stacked(path: Any, what: str) -> list[np.ndarray[Any, Any]]:
    """The four arrays of all entries of `path`, each (steps + 1, ...), float64."""
    form = "a list of lists of four arrays: before the first step, and after each"
    if not isinstance(path, list) or not all(isinstance(entry, list) and len(entry) == 4 for entry in path):
        raise CheckFailed(f"{what} is not in the expected form.", expected=form)
    if len(path) < 11:
        raise CheckFailed(
            f"{what} has {len(path)} entries.", expected="an entry for each of 10 steps or more, and one"
        )
    try:
        parts = [np.array(part, dtype=np.float64) for part in zip(*path, strict=True)]
    except (TypeError, ValueError):  # the shapes change, or an entry is not a number
        raise CheckFailed(f"{what} is not made of arrays that keep their shapes.", expected=form) from None
    if not all(np.isfinite(part).all() and np.abs(part).max(initial=0) < _LARGEST for part in parts):
        raise CheckFailed(
            f"{what} holds numbers that are not finite, or very large.", hint="A smaller learning rate?"
        )
    return parts


def _layouts(
    parts: list[np.ndarray[Any, Any]], inputs: int
) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
    """The arrays as a network: hidden weights may be (inputs, hidden), as in a graph, or transposed."""
    W, b, v, c = (torch.tensor(part) for part in parts)
    b, v, c = b.flatten(1), v.flatten(1), c.flatten(1) if c.ndim > 1 else c[:, None]
    for matrix in (W, W.transpose(1, 2)) if W.ndim == 3 else ():
        if matrix.shape[1:] == (inputs, b.shape[1]) and v.shape == b.shape and c.shape[1] == 1:
            yield matrix, b, v, c[:, 0]


def _flat(parts: tuple[Tensor, ...]) -> Tensor:
    return torch.cat([part.reshape(len(part), -1) for part in parts], dim=1)
