"""Initial values of variables: each is called as ``initializer(shape, dtype)`` and returns a tensor of the graph."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from lessonlib.graph import ops
from lessonlib.graph.create import constant
from lessonlib.graph.dtypes import float32
from lessonlib.graph.node import Tensor


class constant_initializer:
    """The same value everywhere."""

    def __init__(self, value: Any = 0, dtype: Any = None) -> None:
        self.value = value

    def __call__(self, shape: Sequence[int], dtype: Any = float32) -> Tensor:
        return constant(self.value, dtype, shape)


class zeros_initializer(constant_initializer):
    """Zeros."""

    def __init__(self, dtype: Any = None) -> None:
        super().__init__(0)


class ones_initializer(constant_initializer):
    """Ones."""

    def __init__(self, dtype: Any = None) -> None:
        super().__init__(1)


class random_uniform_initializer:
    """A uniform distribution over [minval, maxval)."""

    def __init__(
        self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None, dtype: Any = None
    ) -> None:
        self.minval, self.maxval, self.seed = minval, maxval, seed

    def __call__(self, shape: Sequence[int], dtype: Any = float32) -> Tensor:
        return ops.random_uniform(shape, self.minval, self.maxval, dtype, self.seed)


class random_normal_initializer:
    """A normal distribution."""

    def __init__(
        self, mean: float = 0.0, stddev: float = 1.0, seed: int | None = None, dtype: Any = None
    ) -> None:
        self.mean, self.stddev, self.seed = mean, stddev, seed

    def __call__(self, shape: Sequence[int], dtype: Any = float32) -> Tensor:
        return ops.random_normal(shape, self.mean, self.stddev, dtype, self.seed)


class truncated_normal_initializer(random_normal_initializer):
    """A normal distribution within two standard deviations."""

    def __call__(self, shape: Sequence[int], dtype: Any = float32) -> Tensor:
        return ops.truncated_normal(shape, self.mean, self.stddev, dtype, self.seed)


class glorot_uniform_initializer:
    """Uniform within sqrt(6 / (inputs + outputs)): keeps the variance from layer to layer (Glorot & Bengio, 2010)."""

    def __init__(self, seed: int | None = None, dtype: Any = None) -> None:
        self.seed = seed

    def __call__(self, shape: Sequence[int], dtype: Any = float32) -> Tensor:
        inputs, outputs = fans(shape)
        limit = math.sqrt(6 / max(inputs + outputs, 1))
        return ops.random_uniform(shape, -limit, limit, dtype, self.seed)


def fans(shape: Sequence[int]) -> tuple[int, int]:
    """How many inputs and outputs a weight of this shape joins: (n_in, n_out) or (height, width, n_in, n_out)."""
    if len(shape) < 2:
        size = shape[0] if shape else 1
        return size, size
    field = math.prod(shape[:-2])
    return field * shape[-2], field * shape[-1]
