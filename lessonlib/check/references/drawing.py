"""What tests of a VAE and of a diffusion compare with, kept out of the tests: a learner reads those.

A test sends the functions that say so to where the learner's code runs (`answer.send`); they import what they need.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lessonlib.check.references.training_steps import TrainingSteps

State = dict[str, Tensor]  # parameters by name


def small_vae() -> nn.Module:
    """A model with two parts. To be sent.

    `encoder`: (n, 5) -> (n, 6), three means and three logarithms of variances. `decoder`: (n, 3) -> logits (n, 5).
    """
    from torch import nn

    model = nn.Module()
    model.encoder = nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, 6))
    model.decoder = nn.Sequential(nn.Linear(3, 7), nn.Tanh(), nn.Linear(7, 5))
    return model


def dropping_decoder() -> nn.Module:
    """A decoder with dropout, (n, 2) -> logits (n, 6), in training mode. To be sent.

    It notes in `graded` whether it was called with gradients.
    """
    import torch
    from torch import nn

    class Dropping(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.hidden, self.dropout, self.output = nn.Linear(2, 8), nn.Dropout(0.5), nn.Linear(8, 6)
            self.graded: list[bool] = []

        def forward(self, z: torch.Tensor) -> torch.Tensor:
            self.graded.append(torch.is_grad_enabled())
            logits: torch.Tensor = self.output(self.dropout(torch.relu(self.hidden(z))))
            return logits

    return Dropping()


def recording_model() -> nn.Module:
    """A model, in evaluation mode, whose `step(X)` notes which rows came, and in which mode the model was. To be sent.

    X: (n, 2), from `numbered_rows`. The loss that it returns is the mean of the second column plus the number of
    earlier steps.
    """
    import torch

    class Recording(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.seen: list[tuple[torch.Tensor, bool]] = []

        def step(self, X: torch.Tensor) -> float:
            loss = X[:, 1].mean().item() + len(self.seen)
            self.seen.append((X[:, 0].clone(), self.training))
            return loss

    return Recording().eval()


def numbered_rows(rng: np.random.Generator, count: int) -> Tensor:
    """float32 (count, 2): the number of the row, as k / 1000, and a number from 0 to 1."""
    return torch.tensor(np.column_stack([np.arange(count) / 1000, rng.random(count)]), dtype=torch.float32)


def recorded(model: Any) -> TrainingSteps:
    """What a recording model, a handle or the model itself, has noted."""
    seen = list(model.seen)
    batches = [(1000 * torch.as_tensor(rows)).round().int().tolist() for rows, _ in seen]
    return TrainingSteps(batches, torch.zeros(0), [bool(mode) for _, mode in seen], "pictures")


def mean_losses(run: TrainingSteps, X: Tensor, num_epochs: int) -> list[float]:
    """The mean loss of a picture in each epoch of such a run."""
    each, means = len(run.batches) // num_epochs, []
    for epoch in range(num_epochs):
        steps = range(epoch * each, (epoch + 1) * each)
        total = sum(float(X[run.batches[k], 1].sum()) + k * len(run.batches[k]) for k in steps)
        means.append(total / len(X))
    return means


def slopes_of(function: Callable[..., Tensor], *inputs: Tensor, weights: Tensor) -> list[Tensor | None]:
    """The slopes of the weighted sum of what the function returns, by its first two inputs. To be sent."""
    at = [part.clone().requires_grad_() for part in inputs[:2]]
    total = (function(*at, *inputs[2:]) * weights).sum() + 0 * sum(
        part.sum() for part in at
    )  # a slope of 0 at least
    total.backward()
    return [part.grad for part in at]


def linear_predictor(weight: Tensor) -> nn.Module:
    """Predicts the noise as x_t @ weight + t / 10, (n, d), t: (n,). To be sent."""
    import torch

    class Linear(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.as_tensor(weight).clone())

        def forward(self, xt: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
            return xt @ self.weight + t[:, None] / 10

    return Linear()


def slope_of_loss(loss: Callable[..., Tensor], predict: Any, *arguments: Tensor) -> Tensor:
    """The slope of the loss by the weight of a linear predictor; zeros where there is none. To be sent."""
    value = loss(predict, *arguments)
    if value.requires_grad:
        value.backward()
    slope: Tensor = (
        predict.weight.new_zeros(predict.weight.shape) if predict.weight.grad is None else predict.weight.grad
    )
    return slope


def divergence(mean: Tensor, log_var: Tensor) -> Tensor:
    """KL(N(mean, exp(log_var)) || N(0, 1)), summed over the numbers of a code: (n, k) twice -> (n,)."""
    q = torch.distributions.Normal(mean, (log_var / 2).exp())
    return torch.distributions.kl_divergence(q, torch.distributions.Normal(0.0, 1.0)).sum(dim=1)


def negative_elbo(X: Tensor, logits: Tensor, mean: Tensor, log_var: Tensor) -> Tensor:
    """Summed over the pixels and the numbers of a code, mean over the pictures."""
    pixels = F.softplus(logits) - X * logits
    return (pixels.sum(dim=1) + divergence(mean, log_var)).mean()


def vae_step(state: State, X: Tensor, noise: Tensor) -> tuple[float, State]:
    """The loss of a small VAE with these parameters, and its gradients. X: (n, 5), noise: (n, 3)."""
    own = {name: part.double().clone().requires_grad_() for name, part in state.items()}
    mean, log_var = _outputs(X.double(), own, "encoder").chunk(2, dim=1)
    z = torch.exp(log_var / 2) * noise.double() + mean
    loss = negative_elbo(X.double(), _outputs(z, own, "decoder"), mean, log_var)
    gradients = torch.autograd.grad(loss, list(own.values()))
    return loss.item(), {name: slope.float() for name, slope in zip(own, gradients, strict=True)}


def bars_of(betas: Tensor) -> Tensor:
    """The products of all 1 - beta up to each time, from time 0 on: (T,) -> (T + 1,)."""
    return torch.cat([torch.ones(1), torch.cumprod(1 - betas, dim=0)])


def step_back(xt: Tensor, t: int, predicted: Tensor, noise: Tensor, bars: Tensor) -> Tensor:
    """x_(t-1) by Bayes' rule from the picture that the predicted noise leaves; float64."""
    before, now = bars.double()[t - 1], bars.double()[t]
    x0 = (xt.double() - (1 - now).sqrt() * predicted) / now.sqrt()
    alpha = now / before
    mean = (before.sqrt() * (1 - alpha) * x0 + alpha.sqrt() * (1 - before) * xt) / (1 - now)
    return mean + ((1 - before) * (1 - alpha) / (1 - now)).sqrt() * noise


def _outputs(X: Tensor, state: State, part: str) -> Tensor:
    W1, b1, W2, b2 = (state[f"{part}.{name}"] for name in ("0.weight", "0.bias", "2.weight", "2.bias"))
    return torch.tanh(X @ W1.T + b1) @ W2.T + b2
