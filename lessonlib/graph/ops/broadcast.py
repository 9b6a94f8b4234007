"""Shapes that follow another tensor's: what gradients need where NumPy-style broadcasting or a reduction happened."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import create
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import register
from lessonlib.graph.shapes import fits, is_known


def sum_to_shape_of(g: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    if g.shape == like.shape:
        return g
    leading = g.dim() - like.dim()
    if g.shape[leading:] == like.shape:  # the usual case, a bias: torch.sum is twice as fast as sum_to_size
        return torch.sum(g, tuple(range(leading)))
    return g.sum_to_size(like.shape)


def expand_to(g: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    return g.expand_as(like)


def spread(g: torch.Tensor, like: torch.Tensor, dim: Any = None, keepdim: bool = False) -> torch.Tensor:
    """Undo a reduction: repeat ``g`` along the axes ``dim`` of ``like`` that were summed away."""
    if dim is not None and not keepdim:
        for axis in sorted(axis % like.dim() for axis in dim):
            g = g.unsqueeze(axis)
    return g.expand_as(like)


def spread_mean(g: torch.Tensor, like: torch.Tensor, dim: Any = None, keepdim: bool = False) -> torch.Tensor:
    return spread(torch.mul(g, g.numel() / max(like.numel(), 1)), like, dim, keepdim)


def sum_to(g: Tensor, like: Tensor, beside: Tensor | None = None) -> Tensor:
    """``g`` summed down to the shape of ``like``: the gradient of broadcasting ``like`` (against ``beside``)."""
    if g.sizes == like.sizes and (
        is_known(g.sizes) or (beside is not None and fits(beside.sizes, like.sizes))
    ):
        return g
    return create("SumToShapeOf", g, like)


def expand_like(g: Tensor, like: Tensor) -> Tensor:
    """``g`` broadcast to the shape of ``like``."""
    if g.sizes == like.sizes and is_known(g.sizes):
        return g
    return create("ExpandTo", g, like)


def _reduce(type_: str, g: Tensor, axes: dict[str, Any]) -> Tensor:
    return create(type_, g, **axes)


register(
    "SumToShapeOf",
    "g like",
    sum_to_shape_of,
    (lambda gg, y, g, like: expand_like(gg, g), None),
    view=True,
    same="",
)
register("ExpandTo", "g like", expand_to, (lambda gg, y, g, like: sum_to(gg, g), None), view=True, same="")
register(
    "Spread",
    "g like",
    spread,
    (lambda gg, y, g, like, **axes: _reduce("Sum", gg, axes), None),
    view=True,
    same="",
)
register(
    "SpreadMean",
    "g like",
    spread_mean,
    (lambda gg, y, g, like, **axes: _reduce("Mean", gg, axes), None),
    same="",
    shape=lambda g, like, **axes: [(g.dtype, like.sizes)],
)
