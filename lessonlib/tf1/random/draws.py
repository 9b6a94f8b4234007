"""Numbers of the gamma, Poisson and categorical distributions, drawn anew at each run."""

from __future__ import annotations

import torch

from lessonlib.graph.create import constant_value, convert_to_tensor, create
from lessonlib.graph.dtypes import as_dtype, float32, float64, int32, int64
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.broadcast import sum_to
from lessonlib.graph.ops.math import cast, truediv
from lessonlib.graph.ops.random import multinomial, note_seed
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import Shape
from lessonlib.graph.types import DTypeLike, SizesLike, TensorLike

Generator = torch.Generator | None


def gamma_numbers(alpha: torch.Tensor, shape: torch.Tensor, generator: Generator) -> torch.Tensor:
    expanded = alpha.expand((*shape.tolist(), *alpha.shape)).contiguous()
    return torch._standard_gamma(expanded, generator=generator)


def gamma_slope(numbers: torch.Tensor, alpha: torch.Tensor) -> torch.Tensor:
    """The derivative of the drawn numbers for alpha, at the same place of the distribution."""
    return torch._standard_gamma_grad(alpha.expand_as(numbers).contiguous(), numbers)


def poisson_numbers(
    rate: torch.Tensor, shape: torch.Tensor, dtype: torch.dtype, generator: Generator
) -> torch.Tensor:
    return torch.poisson(rate.expand((*shape.tolist(), *rate.shape)).contiguous(), generator=generator).to(
        dtype
    )


def _sizes(shape: SizesLike) -> Tensor:
    sizes = convert_to_tensor(shape, None if hasattr(shape, "dtype") else int32)
    return create("Reshape", sizes, shape=(1,)) if sizes.sizes == () else sizes


def _drawn_shape(each: Tensor, shape: Tensor) -> Shape:
    value = constant_value(shape)
    rank = len(value) if value is not None else shape.sizes[0] if shape.sizes else None
    if rank is None or each.sizes is None:
        return None
    return (*((None,) * rank if value is None else (int(n) for n in value)), *each.sizes)


@tf_export("random_gamma", "random.gamma")
def random_gamma(
    shape: SizesLike, alpha: TensorLike, beta: TensorLike | None = None, dtype: DTypeLike = float32,
    seed: int | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Numbers of gamma distributions: ``shape`` numbers for each pair of ``alpha`` and ``beta``, which broadcast.

    ``alpha`` is the shape of the distribution and ``beta`` (1) its rate. Gradients go to both.
    """
    kind = as_dtype(dtype)
    if not kind.is_floating:
        raise InvalidValueError(f"tf.random_gamma gives floating-point numbers, not {kind.name}.")
    form = convert_to_tensor(alpha, kind)
    rate = convert_to_tensor(1 if beta is None else beta, kind)
    both = form + rate * 0
    numbers = note_seed(create("RandomGamma", both, _sizes(shape), name=name or "random_gamma"), seed)
    return truediv(numbers, rate)


@tf_export("random_poisson", "random.poisson")
def random_poisson(
    lam: TensorLike,
    shape: SizesLike,
    dtype: DTypeLike = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Numbers of Poisson distributions, as ``dtype``: ``shape`` numbers for each mean in ``lam``."""
    rate, kind = convert_to_tensor(lam), as_dtype(dtype)
    if not rate.dtype.is_floating:
        rate = cast(rate, float64)
    made = create("RandomPoisson", rate, _sizes(shape), dtype=kind.torch, name=name or "random_poisson")
    return note_seed(made, seed)


@tf_export("random.categorical")
def categorical(
    logits: TensorLike, num_samples: int, dtype: DTypeLike | None = None, seed: int | None = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """``num_samples`` class numbers for each row of unnormalised log-probabilities (batch, classes), as ``dtype``."""
    return multinomial(logits, num_samples, seed, name or "categorical", int64 if dtype is None else dtype)


register(
    "RandomGamma", "alpha shape", gamma_numbers,
    (lambda g, y, alpha, shape: sum_to(g * create("RandomGammaGrad", y, alpha), alpha), None),
    same="", needs="generator", shape=lambda alpha, shape: [(alpha.dtype, _drawn_shape(alpha, shape))],
)  # fmt: skip
register(
    "RandomGammaGrad", "numbers alpha", gamma_slope, NOT_DIFFERENTIABLE,
    shape=lambda numbers, alpha: [(numbers.dtype, numbers.sizes)],
)  # fmt: skip
register(
    "RandomPoisson", "rate shape", poisson_numbers, NOT_DIFFERENTIABLE, same="", needs="generator",
    shape=lambda rate, shape, dtype: [(as_dtype(dtype), _drawn_shape(rate, shape))],
)  # fmt: skip
