"""Looking things up: the k largest, whether a class is among them, and rows of an embedding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

from lessonlib.graph.create import constant, convert_to_tensor, create, create_several
from lessonlib.graph.dtypes import bool_, int32
from lessonlib.graph.errors import InvalidValueError, UnsupportedError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.math import cast, floordiv, floormod
from lessonlib.graph.ops.norms import clip_by_norm
from lessonlib.graph.ops.pieces import concat, gather
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import DTypeLike, TensorLike


class TopK(NamedTuple):
    """The largest elements, and their places along the last axis."""

    values: Tensor
    indices: Tensor


def largest_k(x: torch.Tensor, k: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The k largest; of equal ones those with the lower index, as in TensorFlow, where torch.topk takes any."""
    values, places = torch.sort(x, dim=-1, descending=True, stable=True)
    if not 0 <= k <= x.shape[-1]:
        raise InvalidValueError(f"input must have at least k columns. Had {x.shape[-1]}, needed {k}.")
    return values[..., :k].clone(), places[..., :k].to(torch.int32)


def put_back(g: torch.Tensor, x: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    return torch.zeros_like(x).scatter_add(-1, places.to(torch.int64), g)


def pick_last(x: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    return x.gather(-1, places.to(torch.int64))


def among_top(predictions: torch.Tensor, targets: torch.Tensor, k: int) -> torch.Tensor:
    """Whether fewer than k classes score higher than the target; a NaN is in no one's top."""
    own = predictions.gather(1, targets.to(torch.int64).unsqueeze(1))
    return ((predictions > own).sum(1) < k) & torch.isfinite(own.squeeze(1))


def _pick(x: Tensor, places: Tensor) -> Tensor:
    return create("PickLast", x, places)


@tf_export("nn.top_k")
def top_k(
    input: TensorLike, k: int = 1, sorted: bool = True, index_type: DTypeLike = int32, name: str | None = None
) -> TopK:
    """The k largest along the last axis, largest first, also when ``sorted`` would let another order pass."""
    values, places = create_several("TopK", input, k=int(k), name=name or "TopKV2")
    return TopK(values, cast(places, index_type))


@tf_export("nn.in_top_k")
def in_top_k(predictions: TensorLike, targets: TensorLike, k: int, name: str | None = None) -> Tensor:
    """Whether the target class (batch,) is among the k best of the scores (batch, classes)."""
    return create("InTopK", predictions, targets, k=int(k), name=name or "InTopK")


@tf_export("nn.embedding_lookup")
def embedding_lookup(
    params: TensorLike, ids: TensorLike, partition_strategy: str = "mod", name: str | None = None,
    validate_indices: bool = True, max_norm: float | None = None,
) -> Tensor:  # fmt: skip
    """The rows of ``params`` (rows, width) for integer ``ids`` (...): (..., width).

    Args:
        params: one tensor, or a list of them, over which the rows are spread; a variable with a partitioner counts as
            the list of its parts.
        partition_strategy: how: ``"mod"``, row i is in params[i % n]; ``"div"``, one after the other.
        validate_indices: taken for TensorFlow's sake: an id out of range always fails.
        max_norm: rows that are longer are shortened to this length.
    """
    rows = convert_to_tensor(ids, None if hasattr(ids, "dtype") else int32)
    if partition_strategy not in ("mod", "div"):
        raise InvalidValueError(f"partition_strategy must be 'mod' or 'div', but is {partition_strategy!r}.")
    parts = list(params) if isinstance(params, (list, tuple)) else [params]
    heights = _heights(parts)
    if len(heights) > 1 and partition_strategy == "mod":
        rows = _joined(rows, heights)
    found = gather(parts[0] if len(parts) == 1 else concat(parts, 0), rows, name=name or "embedding_lookup")
    if max_norm is None:
        return found
    axes = range(len(rows.sizes or ()), len(found.sizes or ()))
    return convert_to_tensor(clip_by_norm(found, max_norm, list(axes)))


def _heights(parts: Sequence[TensorLike]) -> list[int | None]:
    """The number of rows of each part; of one variable, those of the parts that its partitioner asks for."""
    wanted = getattr(parts[0], "partitions", None) if len(parts) == 1 else None
    heights = [(convert_to_tensor(part).sizes or (None,))[0] for part in parts]
    if wanted is None or heights[0] is None:
        return heights
    if max(wanted[1:], default=1) > 1:
        raise UnsupportedError(
            f"embedding_lookup takes rows, but the partitioner of {parts[0]!r} splits columns: {wanted}.\n"
            "  Remedy: give the partitioner axis=0, or leave it out."
        )
    least, longer = divmod(heights[0], wanted[0])
    return [least + (i < longer) for i in range(wanted[0])]


def _joined(rows: Tensor, heights: Sequence[int | None]) -> Tensor:
    """Where row i of part i % n is when the parts stand one below the other."""
    if None in heights:
        raise InvalidValueError("embedding_lookup needs params of known height when there are several.")
    starts = np.concatenate([[0], np.cumsum([height or 0 for height in heights])[:-1]])
    count = len(heights)
    return gather(constant(starts, rows.dtype), floormod(rows, count)) + floordiv(rows, count)


register("TopK", "x", largest_k, (lambda g, y, x, k: create("PutBack", g[0], x, y[1]),), takes="real")
register(
    "PutBack", "g x places", put_back, (lambda gg, y, g, x, places: _pick(gg, places), None, None), same="g x"
)
register(
    "PickLast",
    "x places",
    pick_last,
    (lambda g, y, x, places: create("PutBack", g, x, places), None),
    same="",
)
register(
    "InTopK", "predictions targets", among_top, NOT_DIFFERENTIABLE, same="",
    shape=lambda predictions, targets, k: [(bool_, targets.sizes)],
)  # fmt: skip
