"""What tests of logistic regression compare with, kept out of the tests themselves: a learner reads those."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

import lessonlib.tf1 as tf
from lessonlib.check.answer import Answer

Array = np.ndarray[Any, Any]
Batch = tuple[Array, Array]  # rows (m, n) and their classes (m, 1)


def probability(X: Array, weights: Array, bias: Array) -> Array:
    """The probability of class 1. X: (m, n). weights: (n, 1). bias: (1,). Returns float64 (m, 1)."""
    return np.asarray(torch.sigmoid(_logits(X, *_exact(weights, bias))))


def log_loss(X: Array, y: Array, weights: Array, bias: Array) -> float:
    """The mean log loss of classes y, (m, 1), each 0 or 1. The others as for `probability`."""
    return _loss(X, y, *_exact(weights, bias)).item()


def log_loss_gradient(X: Array, y: Array, weights: Array, bias: Array) -> tuple[Array, Array]:
    """The slopes of `log_loss` along weights and bias, by automatic differentiation: float64 (n, 1) and (1,)."""
    parameters = [part.requires_grad_() for part in _exact(weights, bias)]
    slopes = torch.autograd.grad(_loss(X, y, *parameters), parameters)
    return slopes[0].numpy(), slopes[1].numpy()


def follow(
    model: Mapping[str, Any], epochs: Iterable[Sequence[Batch]], start: Mapping[str, Array] | None = None
) -> Iterator[dict[str, Array]]:
    """Train a copy of a learner's graph, and yield the values of its variables after each epoch.

    model: what `fetch_graph` gives for X, y, weights, bias, train and init. epochs: the batches of each epoch.
    start: values of weights and bias before the first epoch; without it, those that init gives.
    """
    with tf.Session(graph=model["graph"]) as sess:
        sess.run(model["init"])
        for name, value in (start or {}).items():
            model[name].load(value, sess)
        for batches in epochs:
            for X, y in batches:
                sess.run(model["train"], {model["X"]: X, model["y"]: y})
            yield {name: sess.run(model[name]) for name in ("weights", "bias")}


def drawn(answer: Answer, X: Array, y: Array, batch_size: int, epochs: int) -> list[list[Batch]]:
    """The batches of each epoch, as a learner's `batches` draws them: all in one question, as one for each
    batch takes longer than the training.
    """
    batches: list[list[Batch]] = answer.send(draw_all)(answer.batches, X, y, batch_size, epochs)
    return batches


def draw_all(batches, X, y, batch_size, epochs):  # type: ignore[no-untyped-def]  # it runs beside the learner's code
    return [list(batches(X, y, batch_size, seed=epoch)) for epoch in range(epochs)]


def loss_at(model: Mapping[str, Any], values: Mapping[str, Array], X: Array, y: Array) -> float:
    """What the loss of a copied graph is with these values of weights and bias, on rows X and their classes y."""
    feed = {model[name]: value for name, value in values.items()}
    with tf.Session(graph=model["graph"]) as sess:
        return float(sess.run(model["loss"], {**feed, model["X"]: X, model["y"]: y}))


def _exact(*parts: Array) -> list[torch.Tensor]:
    return [torch.tensor(part, dtype=torch.float64) for part in parts]


def _logits(X: Array, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.as_tensor(X, dtype=torch.float64) @ weights + bias


def _loss(X: Array, y: Array, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    targets = torch.as_tensor(y, dtype=torch.float64)
    return binary_cross_entropy_with_logits(_logits(X, weights, bias), targets)
