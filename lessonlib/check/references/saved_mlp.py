"""A multilayer perceptron that a learner's program has saved, run and evaluated by the test itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from lessonlib.check.failure import CheckFailed

Array = np.ndarray[Any, Any]
_WEIGHT = re.compile(r"layers\.(\d+)\.weight")
_FORM = "Weights are (neurons of this layer, neurons of the layer before), biases (neurons of this layer,)."
_EASY = 0.015  # error rate on shifted images of a network that was trained on shifted images


@dataclass(frozen=True)
class SavedMLP:
    """Layers with ReLU between them: weights (neurons, inputs) and biases (neurons,) of each layer, float32."""

    layers: tuple[tuple[Array, Array], ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of inputs, then the number of neurons of each layer."""
        return (self.layers[0][0].shape[1], *(len(bias) for _, bias in self.layers))

    def scores(self, X: Array) -> Array:
        """The scores for rows or images, (n, ...) -> (n, classes).

        Raises CheckFailed when the network expects rows of another length.
        """
        h = np.asarray(X, dtype=np.float32).reshape(len(X), -1)
        if h.shape[1] != self.sizes[0]:
            raise CheckFailed(
                "The first layer does not fit.", f"{self.sizes[0]} inputs", f"{h.shape[1]} pixels"
            )
        for weight, bias in self.layers[:-1]:
            h = np.maximum(h @ weight.T + bias, 0)
        weight, bias = self.layers[-1]
        return np.asarray(h @ weight.T + bias)

    def share_right(self, X: Array, y: Array) -> float:
        """The share of rows X, (n, ...), whose largest score is that of their own class y, (n,)."""
        scores = np.concatenate([self.scores(X[i : i + 5000]) for i in range(0, len(X), 5000)])
        return float(np.mean(np.isfinite(scores).all(axis=1) & (scores.argmax(axis=1) == y)))

    def knows(self, images: Array, y: Array, learned: Array, learned_y: Array, least: float) -> bool:
        """Whether this network was trained on `images`, (n, height, width), which it should not have seen.

        A network that has not seen `images` classifies the images `learned`, on which it was trained, better: by at
        least `least`, a share. Only training on shifted images makes the difference smaller, and such a network is
        recognised because it classifies shifted images well.
        """
        gap = self.share_right(learned, learned_y) - self.share_right(images, y)
        some, some_y = learned[:10_000], learned_y[:10_000]
        moved = [np.roll(some, step, axis) for axis in (1, 2) for step in (-1, 1)]
        easy = np.mean([self.share_right(one, some_y) for one in moved]) > 1 - _EASY
        return bool(gap < least and not easy)


def read_mlp(file: Path) -> SavedMLP:
    """The network in a safetensors file. Raises CheckFailed as `read_tensors` and `mlp_of` do."""
    return mlp_of(read_tensors(file), file.name)


def read_tensors(file: Path) -> dict[str, Array]:
    """The tensors of a safetensors file by name, without a `model/` before it.

    Raises CheckFailed when it cannot be read.
    """
    try:
        saved = load_file(file)
    except (SafetensorError, TypeError, ValueError) as error:  # the last two: dtypes that NumPy does not have
        raise CheckFailed(
            f"{file.name} cannot be read.", f"{error}", "a safetensors file of float32"
        ) from None
    return {name.removeprefix("model/"): value for name, value in saved.items()}


def mlp_of(tensors: Mapping[str, Array], place: str) -> SavedMLP:
    """The network whose tensors are named layers.0.weight, layers.0.bias and so on. `place` tells where they are.

    Numbers may be skipped. Raises CheckFailed when there is no such network.
    """
    saved = {name: np.asarray(value) for name, value in tensors.items()}
    numbers = sorted(int(found[1]) for name in saved if (found := _WEIGHT.fullmatch(name)))
    if not numbers:
        raise CheckFailed(
            f"There is no layers.0.weight in {place}, but: {', '.join(sorted(saved)[:8])}.",
            hint="Name the tensors layers.0.weight, layers.0.bias and so on, as lessonlib's MLP does.",
        )
    layers: list[tuple[Array, Array]] = []
    for k in numbers:
        weight, bias = saved[f"layers.{k}.weight"], saved.get(f"layers.{k}.bias")
        if bias is None:
            raise CheckFailed(f"There is no layers.{k}.bias in {place}.", hint=_FORM)
        inputs = len(layers[-1][1]) if layers else weight.shape[-1]
        if weight.shape != (bias.size, inputs) or bias.ndim != 1:
            raise CheckFailed(
                f"layers.{k}.weight in {place} does not fit the layer before, or its bias.",
                f"{weight.shape} and {bias.shape}",
                f"(neurons, {inputs}) and (neurons,)",
                _FORM,
            )
        layers.append((weight.astype(np.float32), bias.astype(np.float32)))
    return SavedMLP(tuple(layers))
