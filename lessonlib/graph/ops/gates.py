"""What a recurrent network does at every step: join inputs and state, split the gates, stop at a sequence's end.

Concat and Split could do it. Here less can vary, so that the gradients are a slice and a join; over
hundreds of steps that is most of the time of a small network.
"""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import create, create_several
from lessonlib.graph.foresight import known_value
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.registry import register
from lessonlib.graph.types import TensorLike


def join_columns(x: torch.Tensor, h: torch.Tensor) -> torch.Tensor:
    return torch.cat([x, h], 1)


def split_columns(x: torch.Tensor, count: int) -> tuple[torch.Tensor, ...]:
    return torch.split_copy(x, x.shape[1] // count, 1)  # type: ignore[func-returns-value, return-value]  # stub


def repeat_rows(row: torch.Tensor, batch: torch.Tensor) -> torch.Tensor:
    return row.repeat(int(batch), *[1] * (row.dim() - 1))


def _repeated_shape(row: Tensor, batch: Tensor) -> list[Any]:
    known = known_value(batch)
    return [(row.dtype, (None if known is None else int(known), *(row.sizes or ())[1:]))]


def join_state(x: TensorLike, h: TensorLike, name: str = "concat") -> Tensor:
    """Inputs (batch, n) and state (batch, units) side by side: (batch, n + units). n must be known."""
    return create("JoinState", x, h, name=name)


def split_gates(x: TensorLike, count: int, name: str = "split") -> list[Tensor]:
    """(batch, count * units) -> ``count`` (2 or more) tensors (batch, units)."""
    return list(create_several("SplitGates", x, count=count, name=name))


def choose(rows: TensorLike, x: TensorLike, y: TensorLike, name: str = "Select") -> Tensor:
    """The rows of x where ``rows``, bools (batch,), say so, and those of y elsewhere; x and y have one shape."""
    return create("WhereRows", rows, x, y, name=name)


def repeat_row(row: TensorLike, batch: TensorLike, name: str = "repeat") -> Tensor:
    """(1, ...) -> (batch, ...), where ``batch`` is a scalar int tensor."""
    return create("RepeatRows", row, batch, name=name)


register(
    "RepeatRows", "row batch", repeat_rows, (lambda g, y, row, batch: reduce_sum(g, 0, keepdims=True), None), same="",
    shape=_repeated_shape,
)  # fmt: skip
register(
    "JoinState", "x h", join_columns,
    (lambda g, y, x, h: g[:, : x.sizes[1]], lambda g, y, x, h: g[:, x.sizes[1] :]),
)  # fmt: skip
register("SplitGates", "x", split_columns, (lambda g, y, x, count: concat(g, 1),), several=True)
