"""Regularizers: functions from weights to a cost, or to None for a scale of 0."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.math import abs_, add_n, multiply
from lessonlib.graph.ops.norms import l2_loss
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.types import TensorLike

Regularizer = Callable[[Any], Any]  # a tensor, or None for no cost


@tf_export("contrib.layers.l1_regularizer", "contrib.slim.l1_regularizer")
def l1_regularizer(scale: float, scope: str | None = None) -> Regularizer:
    """scale * sum(|w|). Raises ValueError when the scale is negative or not a float."""
    _check_scale(scale)
    return _scaled_cost(scale, lambda w: reduce_sum(abs_(w)), scope or "l1_regularizer")


@tf_export("contrib.layers.l2_regularizer", "contrib.slim.l2_regularizer")
def l2_regularizer(scale: float, scope: str | None = None) -> Regularizer:
    """scale * sum(w ** 2) / 2. Raises ValueError when the scale is negative or not a float."""
    _check_scale(scale)
    return _scaled_cost(scale, l2_loss, scope or "l2_regularizer")


@tf_export("contrib.layers.l1_l2_regularizer", "contrib.slim.l1_l2_regularizer")
def l1_l2_regularizer(scale_l1: float = 1.0, scale_l2: float = 1.0, scope: str | None = None) -> Regularizer:
    """The sum of both costs, each with its scale."""
    parts = [l1_regularizer(scale_l1), l2_regularizer(scale_l2)]
    return sum_regularizer([part for part, s in zip(parts, (scale_l1, scale_l2), strict=True) if s], scope)


@tf_export("contrib.layers.sum_regularizer", "contrib.slim.sum_regularizer")
def sum_regularizer(regularizer_list: Sequence[Regularizer | None], scope: str | None = None) -> Regularizer:
    """The sum of several costs."""

    def regularizer(weights: TensorLike) -> Tensor | None:
        costs = [part(weights) for part in regularizer_list if part is not None]
        found = [cost for cost in costs if cost is not None]
        return add_n(found) if found else None

    return regularizer


@tf_export("contrib.layers.apply_regularization", "contrib.slim.apply_regularization")
def apply_regularization(regularizer: Regularizer, weights_list: Sequence[Any] | None = None) -> Tensor:
    """The sum of the costs of all weights (the collection ``weights`` when not said), and note it as a loss."""
    graph = get_default_graph()
    weights = weights_list if weights_list is not None else graph.get_collection("weights")
    costs = [cost for cost in map(regularizer, weights) if cost is not None]
    if not costs:
        raise InvalidValueError("apply_regularization has nothing to regularize: pass weights_list.")
    total = add_n(costs)
    graph.add_to_collection("regularization_losses", total)
    return total


def _check_scale(scale: Any) -> None:
    if not isinstance(scale, float) or scale < 0:
        raise InvalidValueError(
            f"The scale of a regularizer must be a float of 0.0 or more, but is {scale!r}."
        )


def _scaled_cost(scale: float, cost: Callable[[Any], Tensor], scope: str) -> Regularizer:
    def regularizer(weights: TensorLike) -> Tensor | None:
        if scale == 0:
            return None
        with get_default_graph().name_scope(scope):
            return multiply(cost(weights), scale)

    return regularizer
