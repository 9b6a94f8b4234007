"""Initial values of weights, with the arguments of tf.contrib.layers."""

from __future__ import annotations

from lessonlib.graph.export import tf_export
from lessonlib.graph.types import DTypeLike
from lessonlib.tf1.variables.initializers import variance_scaling_initializer as _scaled


@tf_export("contrib.layers.variance_scaling_initializer", "contrib.slim.variance_scaling_initializer")
def variance_scaling_initializer(
    factor: float = 2.0,
    mode: str = "FAN_IN",
    uniform: bool = False,
    seed: int | None = None,
    dtype: DTypeLike | None = None,
) -> _scaled:
    """Random numbers of variance ``factor`` / n, where n is FAN_IN, FAN_OUT or FAN_AVG; He's for ReLU when not said."""
    return _scaled(factor, mode, "uniform" if uniform else "truncated_normal", seed)


@tf_export(
    "contrib.layers.xavier_initializer", "contrib.layers.xavier_initializer_conv2d", "contrib.slim.xavier_initializer",
    "contrib.slim.xavier_initializer_conv2d",
)  # fmt: skip
def xavier_initializer(
    uniform: bool = True, seed: int | None = None, dtype: DTypeLike | None = None
) -> _scaled:
    """Glorot's initial values: variance 2 / (inputs + outputs) (Glorot & Bengio, 2010)."""
    return variance_scaling_initializer(1.0, "FAN_AVG", uniform, seed)
