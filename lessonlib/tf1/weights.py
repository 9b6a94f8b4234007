"""The weights of losses: which shapes fit, as TensorFlow has it, which broadcasts less than NumPy."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import create
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import register
from lessonlib.graph.shapes import Shape, is_known, show


def fitting(weights: Tensor, values: Tensor) -> Tensor:
    """``weights``, which are a scalar, or have the rank of ``values`` and in each axis its size or 1.

    Raises ValueError when they do not fit, or InvalidArgumentError when only a run can tell it.
    """
    if weights.sizes == ():
        return weights
    _check(weights.sizes, values.sizes)
    if is_known(weights.sizes) and is_known(values.sizes):
        return weights
    checked = create("FittingWeights", weights, values)
    checked.set_shape(weights.sizes)
    return checked


def checked_weights(weights: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    if weights.dim():
        _check(tuple(weights.shape), tuple(values.shape))
    return weights


def _check(weights: Shape, values: Shape) -> None:
    if weights is None or values is None:
        return
    pairs = zip(weights, values, strict=False)
    if len(weights) != len(values) or any(w not in (1, None, v) and v is not None for w, v in pairs):
        raise InvalidValueError(
            f"weights can not be broadcast to values: weights have shape {show(weights)}, the losses {show(values)}.\n"
            "  Remedy: give one number, or a tensor with as many axes as the losses, each of the same size or of 1."
        )


def _same(weights: Tensor, values: Tensor) -> list[Any]:
    return [(weights.dtype, weights.sizes)]


register(
    "FittingWeights", "weights values", checked_weights, (lambda g, y, weights, values: g, None), same="", view=True,
    shape=_same,
)  # fmt: skip
