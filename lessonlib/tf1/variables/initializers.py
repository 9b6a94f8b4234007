"""Initial values of variables: each is called as ``initializer(shape, dtype)`` and returns a tensor of the graph.

Without a dtype in the call it has the ``dtype`` with which the initializer was made. ``partition_info`` is taken for
TensorFlow's sake: variables are not split.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from lessonlib.graph.create import constant
from lessonlib.graph.dtypes import as_dtype, float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.orthogonal import random_orthogonal
from lessonlib.graph.ops.random import random_normal, random_uniform, truncated_normal
from lessonlib.graph.types import DTypeLike

TRUNCATED_STDDEV = 0.87962566103423978  # of a standard normal cut at two standard deviations


@tf_export("constant_initializer", "initializers.constant")
class constant_initializer:
    """The same value everywhere."""

    def __init__(self, value: Any = 0, dtype: DTypeLike = float32, verify_shape: bool = False) -> None:
        self.value, self.dtype, self.verify_shape = value, as_dtype(dtype), verify_shape

    def __call__(
        self, shape: Sequence[int], dtype: DTypeLike | None = None, partition_info: Any = None,
        verify_shape: bool | None = None,
    ) -> Tensor:  # fmt: skip
        verify = self.verify_shape if verify_shape is None else verify_shape
        return constant(self.value, dtype or self.dtype, shape, verify_shape=verify)


@tf_export("zeros_initializer", "initializers.zeros")
class zeros_initializer(constant_initializer):
    """Zeros."""

    def __init__(self, dtype: DTypeLike = float32) -> None:
        super().__init__(0, dtype)


@tf_export("ones_initializer", "initializers.ones")
class ones_initializer(constant_initializer):
    """Ones."""

    def __init__(self, dtype: DTypeLike = float32) -> None:
        super().__init__(1, dtype)


@tf_export("random_uniform_initializer", "initializers.random_uniform")
class random_uniform_initializer:
    """A uniform distribution over [minval, maxval); up to 1 for floats when ``maxval`` is not said."""

    def __init__(
        self,
        minval: float = 0.0,
        maxval: float | None = None,
        seed: int | None = None,
        dtype: DTypeLike = float32,
    ) -> None:
        self.minval, self.maxval, self.seed = minval, maxval, seed
        self.dtype = as_dtype(dtype)

    def __call__(
        self, shape: Sequence[int], dtype: DTypeLike | None = None, partition_info: Any = None
    ) -> Tensor:
        return random_uniform(shape, self.minval, self.maxval, dtype or self.dtype, self.seed)


@tf_export("random_normal_initializer", "initializers.random_normal")
class random_normal_initializer:
    """A normal distribution."""

    def __init__(
        self, mean: float = 0.0, stddev: float = 1.0, seed: int | None = None, dtype: DTypeLike = float32
    ) -> None:
        self.mean, self.stddev, self.seed = mean, stddev, seed
        self.dtype = as_dtype(dtype)

    def __call__(
        self, shape: Sequence[int], dtype: DTypeLike | None = None, partition_info: Any = None
    ) -> Tensor:
        return random_normal(shape, self.mean, self.stddev, dtype or self.dtype, self.seed)


@tf_export("truncated_normal_initializer", "initializers.truncated_normal")
class truncated_normal_initializer(random_normal_initializer):
    """A normal distribution within two standard deviations."""

    def __call__(
        self, shape: Sequence[int], dtype: DTypeLike | None = None, partition_info: Any = None
    ) -> Tensor:
        return truncated_normal(shape, self.mean, self.stddev, dtype or self.dtype, self.seed)


@tf_export("variance_scaling_initializer", "initializers.variance_scaling")
class variance_scaling_initializer:
    """Random numbers of variance ``scale`` / n, so that the signals keep their size from layer to layer.

    Args:
        scale: 1 for linear and tanh layers (LeCun, Glorot), 2 for ReLU (He et al., 2015).
        mode: what n is: ``"fan_in"`` the inputs of a unit, ``"fan_out"`` its outputs, ``"fan_avg"`` their mean.
        distribution: ``"truncated_normal"`` (also ``"normal"``), ``"untruncated_normal"`` or ``"uniform"``.
    """

    def __init__(
        self, scale: float = 1.0, mode: str = "fan_in", distribution: str = "truncated_normal",
        seed: int | None = None, dtype: DTypeLike = float32,
    ) -> None:  # fmt: skip
        if scale <= 0:
            raise InvalidValueError(f"The scale of an initializer must be positive, but is {scale}.")
        _one_of("mode", mode.lower(), ("fan_in", "fan_out", "fan_avg"))
        _one_of("distribution", distribution, ("normal", "truncated_normal", "untruncated_normal", "uniform"))
        self.scale, self.mode, self.distribution, self.seed = scale, mode.lower(), distribution, seed
        self.dtype = as_dtype(dtype)

    def __call__(
        self, shape: Sequence[int], dtype: DTypeLike | None = None, partition_info: Any = None
    ) -> Tensor:
        inputs, outputs = fans(shape)
        n = {"fan_in": inputs, "fan_out": outputs, "fan_avg": (inputs + outputs) / 2}[self.mode]
        variance = self.scale / max(n, 1)
        if self.distribution == "uniform":
            limit = math.sqrt(3 * variance)
            return random_uniform(shape, -limit, limit, dtype or self.dtype, self.seed)
        if self.distribution == "untruncated_normal":
            return random_normal(shape, 0.0, math.sqrt(variance), dtype or self.dtype, self.seed)
        return truncated_normal(
            shape, 0.0, math.sqrt(variance) / TRUNCATED_STDDEV, dtype or self.dtype, self.seed
        )


@tf_export("glorot_uniform_initializer", "initializers.glorot_uniform")
class glorot_uniform_initializer(variance_scaling_initializer):
    """Uniform within sqrt(6 / (inputs + outputs)): keeps the variance from layer to layer (Glorot & Bengio, 2010)."""

    def __init__(self, seed: int | None = None, dtype: DTypeLike = float32) -> None:
        super().__init__(1.0, "fan_avg", "uniform", seed, dtype)


@tf_export("glorot_normal_initializer", "initializers.glorot_normal")
class glorot_normal_initializer(variance_scaling_initializer):
    """Truncated normal of variance 2 / (inputs + outputs) (Glorot & Bengio, 2010)."""

    def __init__(self, seed: int | None = None, dtype: DTypeLike = float32) -> None:
        super().__init__(1.0, "fan_avg", "truncated_normal", seed, dtype)


@tf_export("uniform_unit_scaling_initializer", "initializers.uniform_unit_scaling")
class uniform_unit_scaling_initializer:
    """Uniform within ``factor`` * sqrt(3 / inputs): the output has the size of the input."""

    def __init__(self, factor: float = 1.0, seed: int | None = None, dtype: DTypeLike = float32) -> None:
        self.factor, self.seed, self.dtype = factor, seed, as_dtype(dtype)

    def __call__(
        self, shape: Sequence[int], dtype: DTypeLike | None = None, partition_info: Any = None
    ) -> Tensor:
        limit = self.factor * math.sqrt(3 / max(math.prod(shape[:-1]), 1))
        return random_uniform(shape, -limit, limit, dtype or self.dtype, self.seed)


@tf_export("orthogonal_initializer", "initializers.orthogonal")
class orthogonal_initializer:
    """A random orthogonal matrix times ``gain`` (Saxe et al., 2014), for recurrent and deep layers."""

    def __init__(self, gain: float = 1.0, seed: int | None = None, dtype: DTypeLike = float32) -> None:
        self.gain, self.seed, self.dtype = gain, seed, as_dtype(dtype)

    def __call__(
        self, shape: Sequence[int], dtype: DTypeLike | None = None, partition_info: Any = None
    ) -> Tensor:
        return random_orthogonal(shape, self.gain, dtype or self.dtype, self.seed)


@tf_export("initializers.identity")
class identity_initializer:
    """``gain`` on the diagonal, 0 elsewhere; for matrices only."""

    def __init__(self, gain: float = 1.0, dtype: DTypeLike = float32) -> None:
        self.gain, self.dtype = gain, as_dtype(dtype)

    def __call__(
        self, shape: Sequence[int], dtype: DTypeLike | None = None, partition_info: Any = None
    ) -> Tensor:
        if len(shape) != 2:
            raise InvalidValueError(
                f"The identity initializer is for matrices, but the shape is {tuple(shape)}."
            )
        return constant(self.gain * np.eye(shape[0], shape[1]), dtype or self.dtype)


@tf_export("initializers.he_normal")
def he_normal(seed: int | None = None) -> variance_scaling_initializer:
    """Truncated normal of variance 2 / inputs, for ReLU layers (He et al., 2015)."""
    return variance_scaling_initializer(2.0, "fan_in", "truncated_normal", seed)


@tf_export("initializers.he_uniform")
def he_uniform(seed: int | None = None) -> variance_scaling_initializer:
    """Uniform within sqrt(6 / inputs), for ReLU layers (He et al., 2015)."""
    return variance_scaling_initializer(2.0, "fan_in", "uniform", seed)


@tf_export("initializers.lecun_normal")
def lecun_normal(seed: int | None = None) -> variance_scaling_initializer:
    """Truncated normal of variance 1 / inputs (LeCun et al., Efficient BackProp, 1998)."""
    return variance_scaling_initializer(1.0, "fan_in", "truncated_normal", seed)


@tf_export("initializers.lecun_uniform")
def lecun_uniform(seed: int | None = None) -> variance_scaling_initializer:
    """Uniform within sqrt(3 / inputs) (LeCun et al., Efficient BackProp, 1998)."""
    return variance_scaling_initializer(1.0, "fan_in", "uniform", seed)


def _one_of(what: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise InvalidValueError(
            f"The {what} of an initializer must be one of {', '.join(known)}, but is {given!r}."
        )


def fans(shape: Sequence[int]) -> tuple[int, int]:
    """How many inputs and outputs a weight of this shape joins: (n_in, n_out) or (height, width, n_in, n_out)."""
    if len(shape) < 2:
        size = shape[0] if shape else 1
        return size, size
    field = math.prod(shape[:-2])
    return field * shape[-2], field * shape[-1]
