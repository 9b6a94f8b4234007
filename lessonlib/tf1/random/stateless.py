"""Random numbers that are a function of a seed tensor: refused, as TensorFlow's own bit streams cannot be had here."""

from __future__ import annotations

from typing import Any, NoReturn

from lessonlib.graph.dtypes import float32, int32, int64
from lessonlib.graph.errors import UnsupportedError
from lessonlib.graph.export import tf_export
from lessonlib.graph.types import DTypeLike, SizesLike, TensorLike


def _refused(name: str, remedy: str) -> NoReturn:
    raise UnsupportedError(
        f"tf.random.{name} is not supported: its numbers are a fixed function of the seed, which lessonlib does not "
        f"have.\n  Remedy: {remedy}, with seed= and tf.set_random_seed; the numbers are others."
    )


@tf_export("random.stateless_normal")
def stateless_normal(
    shape: SizesLike, seed: TensorLike, mean: TensorLike = 0.0, stddev: TensorLike = 1.0, dtype: DTypeLike = float32,
    name: str | None = None, alg: str = "auto_select",
) -> NoReturn:  # fmt: skip
    """Raises NotImplementedError: `random.normal` has what is wanted, but for the same numbers."""
    _refused("stateless_normal", "tf.random.normal")


@tf_export("random.stateless_uniform")
def stateless_uniform(
    shape: SizesLike, seed: TensorLike, minval: TensorLike = 0, maxval: TensorLike | None = None,
    dtype: DTypeLike = float32, name: str | None = None, alg: str = "auto_select",
) -> NoReturn:  # fmt: skip
    """Raises NotImplementedError: `random.uniform` has what is wanted, but for the same numbers."""
    _refused("stateless_uniform", "tf.random.uniform")


@tf_export("random.stateless_truncated_normal")
def stateless_truncated_normal(
    shape: SizesLike, seed: TensorLike, mean: TensorLike = 0.0, stddev: TensorLike = 1.0, dtype: DTypeLike = float32,
    name: str | None = None, alg: str = "auto_select",
) -> NoReturn:  # fmt: skip
    """Raises NotImplementedError: `random.truncated_normal` has what is wanted, but for the same numbers."""
    _refused("stateless_truncated_normal", "tf.random.truncated_normal")


@tf_export("random.stateless_categorical")
def stateless_categorical(
    logits: TensorLike, num_samples: int, seed: TensorLike, dtype: DTypeLike = int64, name: str | None = None
) -> NoReturn:
    """Raises NotImplementedError: `random.categorical` has what is wanted, but for the same numbers."""
    _refused("stateless_categorical", "tf.random.categorical")


@tf_export("random.stateless_multinomial")
def stateless_multinomial(
    logits: TensorLike,
    num_samples: int,
    seed: TensorLike,
    output_dtype: DTypeLike = int64,
    name: str | None = None,
) -> NoReturn:
    """Raises NotImplementedError: `random.multinomial` has what is wanted, but for the same numbers."""
    _refused("stateless_multinomial", "tf.random.multinomial")


@tf_export("random.stateless_gamma")
def stateless_gamma(
    shape: SizesLike, seed: TensorLike, alpha: TensorLike, beta: TensorLike | None = None, dtype: DTypeLike = float32,
    name: str | None = None,
) -> NoReturn:  # fmt: skip
    """Raises NotImplementedError: `random.gamma` has what is wanted, but for the same numbers."""
    _refused("stateless_gamma", "tf.random.gamma")


@tf_export("random.stateless_poisson")
def stateless_poisson(
    shape: SizesLike, seed: TensorLike, lam: TensorLike, dtype: DTypeLike = int32, name: str | None = None
) -> NoReturn:
    """Raises NotImplementedError: `random.poisson` has what is wanted, but for the same numbers."""
    _refused("stateless_poisson", "tf.random.poisson")


@tf_export("random.stateless_binomial")
def stateless_binomial(
    shape: SizesLike, seed: TensorLike, counts: TensorLike, probs: TensorLike, output_dtype: DTypeLike = int32,
    name: str | None = None,
) -> NoReturn:  # fmt: skip
    """Raises NotImplementedError: a sum of `random.uniform` numbers below ``probs`` has what is wanted."""
    _refused("stateless_binomial", "tf.reduce_sum of tf.random.uniform(...) < probs")


@tf_export("random.stateless_parameterized_truncated_normal")
def stateless_parameterized_truncated_normal(
    shape: SizesLike, seed: TensorLike, means: TensorLike = 0.0, stddevs: TensorLike = 1.0, minvals: TensorLike = -2.0,
    maxvals: TensorLike = 2.0, name: str | None = None,
) -> NoReturn:  # fmt: skip
    """Raises NotImplementedError: `random.truncated_normal` has what is nearest."""
    _refused("stateless_parameterized_truncated_normal", "tf.random.truncated_normal")


@tf_export("random.Generator")
class Generator:
    """Raises NotImplementedError: the functions of tf.random draw from generators that the session keeps."""

    def __init__(self, copy_from: Any = None, state: Any = None, alg: Any = None) -> None:
        _refused("Generator", "tf.random.normal or another function of tf.random")
