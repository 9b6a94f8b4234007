"""Losses of single examples beside the cross-entropies of `lessonlib.graph.ops.nn`."""

from __future__ import annotations

import math

from lessonlib.graph.create import convert_to_tensor, one_of, working_graph
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.filling import where, zeros_like
from lessonlib.graph.ops.logic import greater_equal, less_equal, logical_and
from lessonlib.graph.ops.math import abs_, add, exp, log, log1p, negative
from lessonlib.graph.ops.nn import relu
from lessonlib.graph.shapes import compatible
from lessonlib.graph.types import TensorLike


@tf_export("nn.weighted_cross_entropy_with_logits")
def weighted_cross_entropy_with_logits(
    labels: TensorLike | None = None, logits: TensorLike | None = None, pos_weight: TensorLike | None = None,
    name: str | None = None, targets: TensorLike | None = None,
) -> Tensor:  # fmt: skip
    """The sigmoid cross-entropy in which a positive example counts ``pos_weight`` times.

    (1 - z) * x + (1 + (q - 1) * z) * log(1 + exp(-x)) for score x, label z and weight q. Raises ValueError when the
    shapes of labels and logits differ.
    """
    z, x = one_of("labels", labels, "targets", targets), convert_to_tensor(_needed(logits, "logits"))
    want = convert_to_tensor(_needed(z, "labels"), x.dtype)
    _check_shapes("logits", x, "labels", want)
    with working_graph(x).as_default() as graph, graph.name_scope(name or "logistic_loss"):
        weight = convert_to_tensor(_needed(pos_weight, "pos_weight"), x.dtype)
        factor = (weight - 1) * want + 1
        return add((1 - want) * x, factor * (log1p(exp(negative(abs_(x)))) + relu(negative(x))))


@tf_export("nn.log_poisson_loss")
def log_poisson_loss(
    targets: TensorLike, log_input: TensorLike, compute_full_loss: bool = False, name: str | None = None
) -> Tensor:
    """exp(c) - z * c for the logarithm c of a predicted rate and the number z that was seen, of one shape.

    With ``compute_full_loss`` Stirling's approximation of log(z!) is added where z > 1.
    """
    c = convert_to_tensor(log_input)
    z = convert_to_tensor(targets, c.dtype)
    _check_shapes("log_input", c, "targets", z)
    with working_graph(c).as_default() as graph, graph.name_scope(name or "log_poisson_loss"):
        loss = exp(c) - c * z
        if not compute_full_loss:
            return loss
        stirling = z * log(z) - z + log(z * (2 * math.pi)) * 0.5
        small = logical_and(greater_equal(z, 0.0), less_equal(z, 1.0))
        return loss + where(small, zeros_like(stirling), stirling)


def _needed(value: TensorLike | None, name: str) -> TensorLike:
    if value is None:
        raise InvalidValueError(f"The argument '{name}' is missing.")
    return value


def _check_shapes(one: str, x: Tensor, other: str, y: Tensor) -> None:
    if not compatible(x.sizes, y.sizes):
        raise InvalidValueError(
            f"{one} and {other} must have the same shape, but have {x.shape} and {y.shape}."
        )
