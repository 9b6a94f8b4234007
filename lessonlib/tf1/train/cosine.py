"""Learning rates that fall along a cosine (Loshchilov & Hutter, 2016; Bello et al., 2017)."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import float32
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.math import cast, cos, floor, log, minimum, pow_, sqrt
from lessonlib.graph.ops.random import random_normal
from lessonlib.graph.types import TensorLike


@tf_export("train.cosine_decay")
def cosine_decay(
    learning_rate: TensorLike, global_step: TensorLike, decay_steps: TensorLike, alpha: float = 0.0,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Half a cosine from ``learning_rate`` down to ``alpha`` times it, in ``decay_steps``."""
    with _scope(global_step, name or "CosineDecay"):
        return _rate(learning_rate) * (_wave(_share(global_step, decay_steps)) * (1 - alpha) + alpha)


@tf_export("train.cosine_decay_restarts")
def cosine_decay_restarts(
    learning_rate: TensorLike, global_step: TensorLike, first_decay_steps: TensorLike, t_mul: float = 2.0,
    m_mul: float = 1.0, alpha: float = 0.0, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Half cosines, one after the other: each ``t_mul`` times as long, and ``m_mul`` times as high, as the last."""
    with _scope(global_step, name or "SGDRDecay"):
        passed = cast(global_step, float32) / cast(first_decay_steps, float32)
        if t_mul == 1.0:
            turn = floor(passed)
            inside = passed - turn
        else:
            turn = floor(log(1.0 - passed * (1.0 - t_mul)) / math.log(t_mul))
            length = pow_(convert_to_tensor(t_mul, float32), turn)
            inside = (passed - (1.0 - length) / (1.0 - t_mul)) / length
        height = pow_(convert_to_tensor(m_mul, float32), turn)
        return _rate(learning_rate) * (height * _wave(inside) * (1 - alpha) + alpha)


@tf_export("train.linear_cosine_decay")
def linear_cosine_decay(
    learning_rate: TensorLike, global_step: TensorLike, decay_steps: TensorLike, num_periods: float = 0.5,
    alpha: float = 0.0, beta: float = 0.001, name: str | None = None,
) -> Tensor:  # fmt: skip
    """A line from 1 to 0, plus ``alpha``, times a cosine of ``num_periods`` waves, plus ``beta``: the rate's factor."""
    with _scope(global_step, name or "LinearCosineDecay"):
        share = _share(global_step, decay_steps)
        return _rate(learning_rate) * ((1.0 - share + alpha) * _wave(share * (2.0 * num_periods)) + beta)


@tf_export("train.noisy_linear_cosine_decay")
def noisy_linear_cosine_decay(
    learning_rate: TensorLike, global_step: TensorLike, decay_steps: TensorLike, initial_variance: float = 1.0,
    variance_decay: float = 0.55, num_periods: float = 0.5, alpha: float = 0.0, beta: float = 0.001,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The same with normal noise on the line, of variance ``initial_variance`` / (1 + step) ** ``variance_decay``."""
    with _scope(global_step, name or "NoisyLinearCosineDecay"):
        share = _share(global_step, decay_steps)
        step = minimum(cast(global_step, float32), cast(decay_steps, float32))
        variance = initial_variance / pow_(step + 1.0, convert_to_tensor(variance_decay, float32))
        line = 1.0 - share + random_normal([]) * sqrt(variance)
        return _rate(learning_rate) * ((line + alpha) * _wave(share * (2.0 * num_periods)) + beta)


def _rate(learning_rate: TensorLike) -> Tensor:
    return convert_to_tensor(learning_rate, name="learning_rate")


def _share(global_step: TensorLike, decay_steps: TensorLike) -> Tensor:
    """How much of the way has been gone, 1 at most."""
    total = cast(decay_steps, float32)
    return minimum(cast(global_step, float32), total) / total


def _wave(turn: Tensor) -> Tensor:
    """From 1 at 0 to 0 at 1, along a cosine."""
    return (cos(turn * math.pi) + 1.0) * 0.5


def _scope(step: TensorLike, name: str) -> AbstractContextManager[str]:
    return convert_to_tensor(step).graph.name_scope(name)
