"""Recurrent networks: they read a sequence step by step, and carry a state from each step to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from lessonlib.models.classifier import Classifier

CELLS: dict[str, Callable[..., nn.RNNBase]] = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


@dataclass(frozen=True)
class RNNConfig:
    """Sizes of a recurrent network that reads rows of numbers.

    Raises ValueError for a size below 1 or an unknown cell.
    """

    inputs: int = 28  # numbers read in each step: a row of pixels
    hidden: int = 128  # numbers in the state: all that is remembered of earlier steps
    outputs: int = 10  # one logit per digit
    cell: str = "rnn"  # "rnn" is h' = tanh(W x + U h + b); "gru" and "lstm" have gates and remember longer

    def __post_init__(self) -> None:
        if min(self.inputs, self.hidden, self.outputs) < 1:
            raise ValueError(f"{self}: expected sizes above 0")
        if self.cell not in CELLS:
            raise ValueError(f"there is no cell {self.cell!r}, expected one of: {', '.join(CELLS)}")


def recurrent_layer(config: RNNConfig) -> nn.RNNBase:
    """The layer that reads (n, steps, inputs) and returns its state after each step, (n, steps, hidden)."""
    return CELLS[config.cell](config.inputs, config.hidden, batch_first=True)


class RNNClassifier(Classifier):
    """Reads an image row by row, from top to bottom, and predicts its class from the last state.

    config: the sizes; by default those for MNIST, 28 steps of 28 pixels.

    Raises ValueError as `RNNConfig` does, and when X has another number of values in a step.
    Source: Elman, Finding Structure in Time, Cognitive Science 14(2), 179-211, 1990; GRU: Cho et al., 2014; LSTM:
    Hochreiter and Schmidhuber, Neural Computation 9(8), 1997.
    """

    def __init__(self, config: RNNConfig | None = None) -> None:
        super().__init__()
        self.config = config or RNNConfig()
        self.rnn = recurrent_layer(self.config)
        self.output = nn.Linear(self.config.hidden, self.config.outputs)

    def forward(self, X: Tensor) -> Tensor:
        """Logits of images, float32 (n, 1, steps, inputs), or of sequences, (n, steps, inputs) -> (n, outputs)."""
        sequence = X[:, 0] if X.ndim == 4 and X.shape[1] == 1 else X  # (n, steps, inputs)
        states, _ = self.rnn(_checked(sequence, self.config.inputs))  # (n, steps, hidden)
        logits: Tensor = self.output(states[:, -1])  # (n, outputs)
        return logits


class SeriesRNN(nn.Module):
    """Forecasts a time series: reads its last values, and predicts the next one.

    hidden: numbers in the state.
    cell: "rnn", "gru" or "lstm".

    Train it with `nn.MSELoss()` on windows of the series, X (n, steps, 1), and the values that follow, y (n, 1).

    Raises ValueError as `RNNConfig` does, and when X has another shape.
    Source: as for `RNNClassifier`.
    """

    def __init__(self, hidden: int = 32, cell: str = "rnn") -> None:
        super().__init__()
        self.config = RNNConfig(inputs=1, hidden=hidden, outputs=1, cell=cell)
        self.rnn = recurrent_layer(self.config)
        self.output = nn.Linear(hidden, 1)

    def forward(self, X: Tensor) -> Tensor:
        """The next value of each series: float32 (n, steps, 1) -> (n, 1)."""
        states, _ = self.rnn(_checked(X, 1))  # (n, steps, hidden)
        y_hat: Tensor = self.output(states[:, -1])  # (n, 1)
        return y_hat

    @torch.no_grad()
    def forecast(self, X: Tensor, horizon: int) -> Tensor:
        """The next `horizon` values of each series: float32 (n, steps, 1) -> (n, horizon).

        Only the first prediction is made from observed values alone. Each prediction is then read as if it were the
        true value, so errors accumulate.

        Raises ValueError when `horizon` is below 1.
        """
        if horizon < 1:
            raise ValueError(f"horizon is {horizon}, expected at least 1: how many values to predict")
        values, read, state = [], _checked(X, 1), None
        for _ in range(horizon):
            states, state = self.rnn(read, state)  # carried on, so earlier values need not be read again
            values.append(self.output(states[:, -1]))  # (n, 1)
            read = values[-1].unsqueeze(1)  # (n, 1, 1): a sequence of one step
        return torch.cat(values, dim=1)  # (n, horizon)


def _checked(sequence: Tensor, inputs: int) -> Tensor:
    if sequence.ndim != 3 or sequence.shape[2] != inputs or sequence.shape[1] == 0:
        raise ValueError(
            f"X has shape {tuple(sequence.shape)}, expected (n, steps, {inputs}) with at least one step"
        )
    return sequence
