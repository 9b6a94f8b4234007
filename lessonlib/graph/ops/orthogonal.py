"""Random orthogonal matrices (Saxe et al., Exact solutions to the nonlinear dynamics of learning, 2014)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch

from lessonlib.graph.create import create
from lessonlib.graph.dtypes import as_dtype, float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.random import normal, note_seed
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import DTypeLike


def orthogonal(
    shape: tuple[int, ...], gain: float, dtype: torch.dtype, generator: torch.Generator | None
) -> torch.Tensor:
    """Q of a normal matrix's QR, with R's diagonal made positive, so that no orthogonal matrix is preferred."""
    rows, columns = math.prod(shape[:-1]), shape[-1]
    drawn = normal((max(rows, columns), min(rows, columns)), 0.0, 1.0, dtype, generator)
    q, r = torch.linalg.qr(drawn)
    q = q * r.diagonal().sign()
    result: torch.Tensor = gain * (q if rows >= columns else q.T).reshape(shape)
    return result


def random_orthogonal(
    shape: Sequence[int], gain: float = 1.0, dtype: DTypeLike = float32, seed: int | None = None,
    name: str = "random_orthogonal",
) -> Tensor:  # fmt: skip
    """A matrix (all sizes but the last, last size) whose rows or columns, the fewer, are orthonormal, times ``gain``.

    Raises ValueError for fewer than two dimensions.
    """
    if len(shape) < 2:
        raise InvalidValueError(
            f"An orthogonal initial value needs two or more dimensions, but the shape is {tuple(shape)}."
        )
    attrs = {"shape": tuple(int(size) for size in shape), "gain": float(gain), "dtype": as_dtype(dtype).torch}
    return note_seed(create("RandomOrthogonal", name=name, **attrs), seed)


register("RandomOrthogonal", "", orthogonal, NOT_DIFFERENTIABLE, needs="generator")
