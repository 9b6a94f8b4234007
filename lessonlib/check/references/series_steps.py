"""Checking that a learner's function trains a recurrent network on windows of a series as it should: each of its steps
is made again with Adam and clipped gradients, from the weights before it (see `training_steps`).
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lessonlib.check.failure import CheckFailed
from lessonlib.check.references.mistakes import Mistakes, name_mistake
from lessonlib.check.references.training_steps import TrainingSteps
from lessonlib.models.rnn import SeriesRNN

_CLEAR = (
    1e-3  # size of a gradient from which rounding in float32 does not decide the direction of a step of Adam
)
_CLOSE = 0.005  # of the learning rate
_FAR = 40.0  # a target so far from the others that its mini-batch has a long gradient
_MISTAKES: Mistakes = {  # what trainings do instead
    "The gradients are not clipped: each step follows their full length.": {"longest": math.inf},
    "Gradients are added up from step to step.": {"clear": False},
    "The loss is a sum over the windows of a mini-batch, not their mean.": {"reduction": "sum"},
}


def numbered_windows(rng: np.random.Generator, count: int, steps: int) -> tuple[Tensor, Tensor]:
    """Windows, float32 (count, steps, 1), whose first value holds their number, as k / 1000; and targets (count, 1).

    Two targets are so far away that the gradients of their mini-batches are longer than 1; those of the others are
    shorter.
    """
    X = torch.tensor(rng.uniform(-1, 1, (count, steps, 1)), dtype=torch.float32)
    X[:, 0, 0] = torch.arange(count) / 1000
    y = X.mean(dim=1) / 4
    y[torch.tensor(rng.choice(count, 2, replace=False))] = _FAR
    return X, y


def recording_predictor(hidden: int) -> nn.Module:
    """A recurrent network that notes its batches: windows (n, steps, 1) -> the next values (n, 1).

    Send it with `answer.send(recording_predictor)`: it imports what it needs. It starts in evaluation mode.
    """
    import torch

    class Recording(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.rnn = torch.nn.RNN(1, hidden, batch_first=True)
            self.output = torch.nn.Linear(hidden, 1)
            torch.nn.init.uniform_(
                self.output.weight, -0.1, 0.1
            )  # predictions near the targets: short gradients
            torch.nn.init.zeros_(self.output.bias)
            self.seen: list[tuple[torch.Tensor, torch.Tensor, bool]] = []

        def flat_weights(self) -> torch.Tensor:
            return torch.nn.utils.parameters_to_vector(self.parameters()).detach()

        def forward(self, X: torch.Tensor) -> torch.Tensor:
            states, _ = self.rnn(X)
            predictions: torch.Tensor = self.output(states[:, -1])
            if torch.is_grad_enabled():
                self.seen.append((X[:, 0, 0].clone(), self.flat_weights(), self.training))
            return predictions

    return Recording().eval()


def check_clipped_adam(run: TrainingSteps, X: Tensor, y: Tensor, hidden: int, lr: float) -> None:
    """Check that each step of a recording predictor is one of Adam on the mean squared error of its mini-batch, with
    gradients that are clipped to the length 1.

    X: windows (n, steps, 1), y: (n, 1). Raises CheckFailed when it is not.
    """
    first = float((run.weights[1] - run.weights[0]).abs().max())
    if abs(first - lr) > 0.02 * lr:
        raise CheckFailed(
            "The largest change of a weight in the first step is not right.",
            f"{first:.3g}",
            f"{lr:.3g}",
            "Adam's first step changes each weight by the learning rate.",
        )
    astray = _astray(run, X, y, hidden, lr)
    if astray is None:
        return
    name_mistake(
        _MISTAKES,
        lambda **mistake: _astray(run, X, y, hidden, lr, **mistake) is None,
        "Compare the order of the steps with that of the task.",
    )
    raise CheckFailed(
        f"Step {astray + 1}, with {len(run.batches[astray])} windows, does not follow the gradient of their loss.",
        "weights that change in another way",
        f"a step of Adam with the learning rate {lr:g} on the mean squared error of this mini-batch, clipped to 1",
    )


def _astray(
    run: TrainingSteps,
    X: Tensor,
    y: Tensor,
    hidden: int,
    lr: float,
    *,
    longest: float = 1.0,
    clear: bool = True,
    reduction: str = "mean",
) -> int | None:
    """The first step that is another one than that of this training, or None."""
    model = SeriesRNN(hidden).double()
    parameters = list(model.parameters())
    adam = torch.optim.Adam(parameters, lr)
    for k, (before, after) in enumerate(pairwise(run.weights)):
        nn.utils.vector_to_parameters(before.clone(), parameters)
        rows = run.batches[k]
        if clear:
            adam.zero_grad()
        F.mse_loss(model(X[rows].double()), y[rows].double(), reduction=reduction).backward()
        nn.utils.clip_grad_norm_(parameters, longest)
        adam.step()
        squares = torch.cat([adam.state[part]["exp_avg_sq"].flatten() for part in parameters])
        size = (squares / (1 - 0.999 ** (k + 1))).sqrt()
        beside = (after - nn.utils.parameters_to_vector(parameters).detach()).abs()
        if ((beside > _CLOSE * lr) & (size > _CLEAR)).any():
            return k
    return None
