"""Looking things up: the k largest, whether a class is among them, and rows of an embedding."""

from __future__ import annotations

import torch

from lessonlib.graph.create import convert_to_tensor, create, create_several
from lessonlib.graph.dtypes import bool_, int32
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.pieces import gather
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike


def largest_k(x: torch.Tensor, k: int) -> tuple[torch.Tensor, torch.Tensor]:
    values, places = torch.topk(x, k)
    return values, places.to(torch.int32)


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
def top_k(input: TensorLike, k: int = 1, sorted: bool = True, name: str = "TopKV2") -> tuple[Tensor, Tensor]:
    """(values, int32 places) of the k largest along the last axis, largest first."""
    values, places = create_several("TopK", input, k=int(k), name=name)
    return values, places


@tf_export("nn.in_top_k")
def in_top_k(predictions: TensorLike, targets: TensorLike, k: int, name: str = "InTopK") -> Tensor:
    """Whether the target class (batch,) is among the k best of the scores (batch, classes)."""
    return create("InTopK", predictions, targets, k=int(k), name=name)


@tf_export("nn.embedding_lookup")
def embedding_lookup(params: TensorLike, ids: TensorLike, name: str = "embedding_lookup") -> Tensor:
    """The rows of ``params`` (rows, width) for integer ``ids`` (...): (..., width)."""
    return gather(params, convert_to_tensor(ids, None if hasattr(ids, "dtype") else int32), name=name)


register("TopK", "x", largest_k, (lambda g, y, x, k: create("PutBack", g[0], x, y[1]),))
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
