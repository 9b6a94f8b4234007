"""What tests of recurrent networks compare with, kept out of the tests: a learner reads those."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from lessonlib.models.rnn import CELLS

Array = np.ndarray[Any, Any]


def stepped(x: Array, h: Array, W_x: Array, W_h: Array, b: Array) -> Array:
    """The state of a plain cell after one step: x (n, d), h (n, k), W_x (d, k), W_h (k, k), b (k,) -> (n, k)."""
    weights = (torch.tensor(part) for part in (W_x.T, W_h.T, b, np.zeros_like(b)))
    return torch.rnn_tanh_cell(torch.tensor(x), torch.tensor(h), *weights).numpy()


def read(layer: nn.RNN, X: Tensor, h0: Tensor) -> Array:
    """The states of a layer with `batch_first=True`: X (n, steps, d), h0 (n, k) -> (n, steps, k)."""
    with torch.no_grad():
        states, _ = layer(X, h0[None])
    return np.asarray(states)


def parameters(cell: str, inputs: int, hidden: int) -> int:
    """The number of weights and biases of one layer; cell: "rnn", "gru" or "lstm"."""
    return sum(part.numel() for part in CELLS[cell](inputs, hidden).parameters())


def windows(series: Array, steps: int) -> tuple[Array, Array]:
    """Each window of a series (m,) and the value behind it: (m - steps, steps, 1), (m - steps, 1)."""
    rows = np.lib.stride_tricks.sliding_window_view(series, steps + 1)[:, :, None]
    return rows[:, :-1], rows[:, -1]


def last_slopes(layer: nn.RNN, X: Tensor, rest: int) -> Array:
    """The slopes of the sum of the last state along the last `rest` inputs of X (1, steps, d), when the inputs
    before them only give a state to start from: (1, rest, d).
    """
    with torch.no_grad():
        _, before = layer(X[:, :-rest])
    part = X[:, -rest:].clone().requires_grad_()
    states, _ = layer(part, before)
    (slopes,) = torch.autograd.grad(states[:, -1].sum(), part)
    return slopes.numpy()


def continued(predict: Callable[[Array], Array], X: Array, horizon: int) -> Array:
    """The next values when each prediction (n, 1) for the window X (n, steps, 1) is read in turn: (n, horizon)."""
    series, steps = X, X.shape[1]
    for _ in range(horizon):
        series = np.concatenate([series, predict(series[:, -steps:])[:, None]], axis=1)
    return np.asarray(series[:, steps:, 0])
