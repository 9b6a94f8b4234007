"""Running products and sums of exponentials along an axis."""

from __future__ import annotations

import torch

from lessonlib.graph.create import create
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.types import TensorLike


def running_product(x: torch.Tensor, dim: int, exclusive: bool, reverse: bool) -> torch.Tensor:
    turned = x.flip(dim) if reverse else x
    shifted = _shifted(turned, dim, 1) if exclusive else turned
    total = torch.cumprod(shifted, dim, dtype=x.dtype)
    return total.flip(dim) if reverse else total


def running_log_sum_exp(x: torch.Tensor, dim: int, exclusive: bool, reverse: bool) -> torch.Tensor:
    turned = x.flip(dim) if reverse else x
    shifted = _shifted(turned, dim, -torch.inf) if exclusive else turned
    total = torch.logcumsumexp(shifted, dim)
    return total.flip(dim) if reverse else total


def _shifted(x: torch.Tensor, dim: int, first: float) -> torch.Tensor:
    """x moved by one place along ``dim``; the last element goes, and ``first`` comes."""
    start = torch.full_like(x.narrow(dim, 0, min(1, x.shape[dim])), first)
    return torch.cat([start, x.narrow(dim, 0, max(x.shape[dim] - 1, 0))], dim)


@tf_export("cumprod", "math.cumprod")
def cumprod(
    x: TensorLike, axis: int = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
) -> Tensor:
    """The running product along ``axis``.

    ``exclusive`` leaves each element out of its own product, ``reverse`` multiplies from the end.
    """
    return create("Cumprod", x, dim=int(axis), exclusive=exclusive, reverse=reverse, name=name or "Cumprod")


@tf_export("math.cumulative_logsumexp")
def cumulative_logsumexp(
    x: TensorLike, axis: int = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
) -> Tensor:
    """log(cumsum(exp(x))) along ``axis``, without overflow; the options are those of `cumprod`."""
    attrs = {"dim": int(axis), "exclusive": exclusive, "reverse": reverse}
    return create("CumulativeLogsumexp", x, **attrs, name=name or "CumulativeLogsumexp")


register("Cumprod", "x", running_product, BY_VJP, takes="number")
register("CumulativeLogsumexp", "x", running_log_sum_exp, BY_VJP, takes="real float")
