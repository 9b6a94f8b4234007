"""Training a learner's own model in small pieces, with errors explained in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import SGD, Adam, Optimizer

from lessonlib.data import Dataset
from lessonlib.models.logits import likeliest_class
from lessonlib.viz.widgets.mistakes import ModelError, kind_of, told_as_mistake

OPTIMIZERS: dict[str, Callable[[Any, float], Optimizer]] = {
    "gradient descent": lambda parameters, lr: SGD(parameters, lr),
    "momentum": lambda parameters, lr: SGD(parameters, lr, momentum=0.9),
    "Adam": lambda parameters, lr: Adam(parameters, lr),
}

_SOFTMAX_TWICE = (
    "The model's outputs are already probabilities: leave softmax out, cross-entropy applies it to logits."
)


class LiveTraining:
    """A model that is trained one update at a time, and measured after each epoch.

    make_model: returns a new `nn.Module` that maps X, float32 (n, ...), to logits, (n, number of classes), or (n, 1)
        or (n,) for two classes.
    seed: of the weights, the order of the rows, and dropout. The notebook's own random numbers are not affected.

    `losses` holds the mean loss on the training and on the validation rows, before training and after each epoch;
    `accuracy` the share of validation rows that are right; `note` what looks odd about the model, or nothing. Every
    method raises ModelError when the model fails.
    """

    def __init__(
        self, make_model: Callable[[], nn.Module], dataset: Dataset, *, batch_size: int, seed: int
    ) -> None:
        self._make_model, self._batch_size, self._seed = make_model, batch_size, seed
        self.dataset = dataset
        self.losses: list[tuple[float, float]] = []
        self.accuracy = 0.0
        self.note = ""
        self._batches: list[tuple[Tensor, Tensor]] = []

    def restart(self, optimizer: str, lr: float) -> None:
        """New weights, the same at each restart. Raises ModelError when `make_model` makes no model with parameters."""
        self.losses, self._batches = [], []
        self._generator_state = torch.Generator().manual_seed(self._seed).get_state()
        with self._own_random_numbers(), told_as_mistake("Making the model"):
            self.model = self._make_model()
        if not isinstance(self.model, nn.Module):
            raise ModelError(
                f"make_model returned {kind_of(self.model)}, expected an nn.Module: does it end with return?"
            )
        if not any(parameter.requires_grad for parameter in self.model.parameters()):
            raise ModelError(
                f"{type(self.model).__name__} has no parameters, so nothing can be learned. "
                "Layers in a plain list are not found: keep them in self or in an nn.ModuleList."
            )
        self.dataset = self.dataset.to(next(self.model.parameters()).device)
        self.choose(optimizer, lr)
        self._measure()

    def choose(self, optimizer: str, lr: float) -> None:
        """Continue training with this optimizer and learning rate."""
        self._optimizer = OPTIMIZERS[optimizer](self.model.parameters(), lr)

    @property
    def epoch(self) -> int:
        return len(self.losses) - 1

    def update(self, times: int = 1) -> None:
        """Make this many updates, each on one mini-batch."""
        with self._own_random_numbers():
            for _ in range(times):
                self._update()

    def run_epochs(self, num_epochs: int) -> None:
        """Train until this many more epochs are finished; the rest of the current epoch counts as the first of them."""
        end = self.epoch + num_epochs
        while self.epoch < end:
            self.update()

    def predict(self, X: Tensor) -> Tensor:
        """For two classes the probability of class 1, float32 (n,); for more the most likely class, int64 (n,)."""
        self.model.eval()
        with torch.no_grad():
            logits = self._logits(X.to(self.dataset.train.X.device))
        if self.dataset.num_classes > 2:
            return likeliest_class(logits)
        p = torch.sigmoid(logits.reshape(-1)) if _single(logits) else torch.softmax(logits, dim=1)[:, 1]
        return torch.nan_to_num(p, nan=0.5)  # a model that has diverged does not know

    def _update(self) -> None:
        if not self._batches:
            order = self.dataset.train.batches(self._batch_size, self._seed, self.epoch)
            self._batches = list(order)[::-1]
        X, y = self._batches.pop()
        self.model.train()
        loss = _loss(self._logits(X), y)
        if not loss.requires_grad:
            raise ModelError(
                "The loss does not depend on any parameter. Look in forward for detach(), .data, no_grad(), "
                "argmax or a step function: no gradient goes through them."
            )
        self._optimizer.zero_grad()
        with told_as_mistake("Computing the gradients"):
            loss.backward()
        self._optimizer.step()
        if not loss.isfinite():
            raise ModelError(
                f"The loss is {loss.item()} in epoch {self.epoch + 1}. Choose a smaller learning rate, then Reset."
            )
        if not self._batches:
            self._measure()

    @torch.no_grad()
    def _measure(self) -> None:
        self.model.eval()
        train, validation = self.dataset.train, self.dataset.validation
        logits = self._logits(validation.X)
        self.losses.append((_loss(self._logits(train.X), train.y).item(), _loss(logits, validation.y).item()))
        self.accuracy = (likeliest_class(logits) == validation.y).float().mean().item()
        self.note = _SOFTMAX_TWICE if _are_probabilities(logits) else ""

    def _logits(self, X: Tensor) -> Tensor:
        with told_as_mistake(f"Calling the model with X of shape {tuple(X.shape)}"):
            logits = self.model(X)
        shapes: list[tuple[int, ...]] = [(len(X), self.dataset.num_classes)]
        if self.dataset.num_classes == 2:
            shapes += [(len(X), 1), (len(X),)]
        if not isinstance(logits, Tensor):
            raise ModelError(f"forward returned {kind_of(logits)}, expected logits: does it end with return?")
        if tuple(logits.shape) not in shapes or not logits.is_floating_point():
            raise ModelError(
                f"For X of shape {tuple(X.shape)} forward returned {logits.dtype} of shape "
                f"{tuple(logits.shape)}, expected float logits of shape {' or '.join(map(str, shapes))}: "
                "one score for each class."
            )
        return logits

    @contextmanager
    def _own_random_numbers(self) -> Iterator[None]:
        outside = torch.get_rng_state()
        torch.set_rng_state(self._generator_state)
        try:
            yield
        finally:
            self._generator_state = torch.get_rng_state()
            torch.set_rng_state(outside)


def _single(logits: Tensor) -> bool:
    return logits.ndim == 1 or logits.shape[1] == 1


def _are_probabilities(logits: Tensor) -> bool:
    return (
        not _single(logits)
        and torch.allclose(logits.sum(dim=1), torch.ones(()))
        and bool((logits >= 0).all())
    )


def _loss(logits: Tensor, y: Tensor) -> Tensor:
    if _single(logits):
        return F.binary_cross_entropy_with_logits(logits.reshape(-1), y.to(logits.dtype))
    return F.cross_entropy(logits, y)
