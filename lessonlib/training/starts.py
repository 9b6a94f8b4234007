"""One small network from many random starts: how much of a result is luck?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.optim import Optimizer

from lessonlib.models.activations import activation


@dataclass(frozen=True)
class Starts:
    """What became of a network that was trained from many starts.

    all_right: after each step, the share of the starts that classify every row right, float (steps,).
    probabilities: after the last step, float32 (starts, n, classes).
    """

    all_right: list[float]
    probabilities: Tensor


def train_many_starts(
    sizes: Sequence[int],
    X: Tensor,
    y: Tensor,
    *,
    lr: float,
    num_steps: int,
    optimizer: Callable[..., Optimizer] = torch.optim.SGD,
    last_activation: str = "identity",
    num_starts: int = 200,
    seed: int = 0,
) -> Starts:
    """Train copies of one network with ReLU in its hidden layers, which differ only in their first weights.

    All copies are trained side by side, on all rows in each step: the first axis of every tensor is the number of
    the start. Weights start between -1 and 1, biases with 0. The loss is the mean cross-entropy.

    sizes: neurons of each layer, such as (2, 10, 3): 2 inputs, 10 hidden neurons, 3 classes.
    X, y: float32 (n, sizes[0]), and int64 (n,) from 0 to sizes[-1] - 1.
    optimizer: called with the parameters and `lr`, such as `torch.optim.Adam`.
    last_activation: of the outputs, one of `lessonlib.models.ACTIVATIONS`; a classifier has none ("identity").

    Raises ValueError for fewer than two sizes, rows that do not fit them, no step or start, or an unknown activation.
    """
    _check(sizes, X, y, num_steps, num_starts)
    last = activation(last_activation)
    layers = list(_layers(sizes, num_starts, torch.Generator().manual_seed(seed)))
    steps = optimizer([part for layer in layers for part in layer], lr=lr)
    truth = y.expand(num_starts, -1)  # (starts, n)

    def scores() -> Tensor:
        h = X.expand(num_starts, -1, -1)  # (starts, n, inputs)
        for W, b in layers[:-1]:
            h = torch.relu(h @ W + b)  # (starts, n, neurons of this layer)
        W, b = layers[-1]
        return last(h @ W + b)  # (starts, n, classes)

    z, all_right = scores(), []
    for _ in range(num_steps):
        # The sum over the starts: each network gets the gradient of its own mean loss.
        cost = F.cross_entropy(z.flatten(0, 1), truth.flatten(), reduction="sum") / len(X)
        steps.zero_grad()
        cost.backward()
        steps.step()
        z = scores()
        all_right.append((z.argmax(dim=2) == truth).all(dim=1).float().mean().item())
    return Starts(all_right, z.detach().softmax(dim=2))


def _layers(
    sizes: Sequence[int], num_starts: int, generator: torch.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    """Weights (starts, before, after) and biases (starts, 1, after) of each layer."""
    for before, after in pairwise(sizes):
        weights = 2 * torch.rand(num_starts, before, after, generator=generator) - 1
        yield weights.requires_grad_(), torch.zeros(num_starts, 1, after, requires_grad=True)


def _check(sizes: Sequence[int], X: Tensor, y: Tensor, num_steps: int, num_starts: int) -> None:
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(
            f"sizes is {tuple(sizes)}, expected two or more numbers above 0: inputs, hidden, outputs"
        )
    if num_steps < 1 or num_starts < 1:
        raise ValueError(f"num_steps is {num_steps} and num_starts is {num_starts}, expected 1 or more")
    if X.ndim != 2 or X.shape[1] != sizes[0] or y.shape != X.shape[:1] or not len(y):
        raise ValueError(
            f"X has shape {tuple(X.shape)} and y has shape {tuple(y.shape)}, expected (n, {sizes[0]}) and (n,)"
        )
    if y.is_floating_point() or y.min() < 0 or y.max() >= sizes[-1]:
        raise ValueError(f"y holds {y.unique().tolist()}, expected whole numbers from 0 to {sizes[-1] - 1}")
