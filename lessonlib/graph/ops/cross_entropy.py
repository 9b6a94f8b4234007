"""Cross-entropies of labels and logits."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F

from lessonlib.graph.create import as_tensor, convert_to_tensor, create
from lessonlib.graph.dtypes import int32, int64
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.infer import ProbeError, Spec
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, reshape, shape, stop_gradient, transpose
from lessonlib.graph.ops.broadcast import sum_to
from lessonlib.graph.ops.elementwise import broadcast, of_one_shape
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.nn import chosen_axis, log_softmax, sigmoid
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.shapes import compatible
from lessonlib.graph.types import TensorLike


def softmax_cross_entropy(labels: torch.Tensor, logits: torch.Tensor) -> torch.Tensor:
    result: torch.Tensor = torch.linalg.vecdot(labels, torch.log_softmax(logits, -1)).neg_()
    return result


def softmax_cross_entropy_grad(g: torch.Tensor, labels: torch.Tensor, logits: torch.Tensor) -> torch.Tensor:
    """TensorFlow's rule: each row of labels is taken to sum to 1."""
    return (torch.softmax(logits, -1) - labels).mul_(g.unsqueeze(-1))


def sparse_softmax_cross_entropy(labels: torch.Tensor, logits: torch.Tensor) -> torch.Tensor:
    flat, count = logits.reshape(-1, logits.shape[-1]), logits.shape[-1]
    if labels.device.type == "cpu" and labels.numel() and not 0 <= labels.min() <= labels.max() < count:
        raise InvalidValueError(
            f"Received a label value outside the valid range of [0, {count}): "
            f"{int(labels.min())} to {int(labels.max())}."
        )
    return F.cross_entropy(flat, labels.reshape(-1).to(torch.int64), reduction="none").reshape(labels.shape)


def sigmoid_cross_entropy(labels: torch.Tensor, logits: torch.Tensor) -> torch.Tensor:
    return F.binary_cross_entropy_with_logits(logits, labels, reduction="none")


@tf_export("nn.softmax_cross_entropy_with_logits_v2")
def softmax_cross_entropy_with_logits_v2(
    labels: TensorLike | None = None, logits: TensorLike | None = None, axis: int | None = None,
    name: str | None = None, dim: int | None = None,
) -> Tensor:  # fmt: skip
    """-sum(labels * log(softmax(logits))) along ``axis``, the last: one loss a row, (batch, classes) -> (batch,).

    ``logits`` are scores before the softmax. Labels are one-hot rows, or rows of probabilities; gradients also flow
    into them (stop_gradient holds them back). When they have another number of axes than the logits, both count as
    lists of rows, so that labels (1, batch, classes) are those of logits (batch, classes). Raises ValueError when one
    of the two is missing, or there are no labels of each row.
    """
    labels, logits = _both("softmax_cross_entropy_with_logits_v2", None, labels, logits)
    scores = convert_to_tensor(logits)
    targets, place = cast(convert_to_tensor(labels), scores.dtype), chosen_axis(axis, dim)
    rank = None if scores.sizes is None else len(scores.sizes)
    if place not in (-1, None if rank is None else rank - 1):
        if rank is None:
            raise InvalidValueError(f"axis {place} needs logits of known rank, but {scores!r} has none.")
        order = [i for i in range(rank) if i != place % rank] + [place % rank]
        scores, targets = transpose(scores, order), transpose(targets, order)
    name = name or "softmax_cross_entropy_with_logits"
    if _are_rows_of(targets, scores):
        return create("SoftmaxCrossEntropy", targets, scores, name=name)
    rows = (reshape(tensor, concat([[-1], shape(tensor)[-1:]], 0)) for tensor in (targets, scores))
    return reshape(create("SoftmaxCrossEntropy", *rows), shape(scores)[:-1], name=name)


def _are_rows_of(labels: Tensor, logits: Tensor) -> bool:
    """Whether labels have the shape of the logits, or are one row for all of a matrix.

    Raises ValueError when they have other classes, or another number of rows.
    """
    have, want = labels.sizes, logits.sizes
    if not have or not want:
        return False
    same = compatible(have, want) or (len(have) == len(want) == 2 and have[0] == 1 and have[1] == want[1])
    counts = [
        None if None in sizes[:-1] else math.prod(size or 0 for size in sizes[:-1]) for sizes in (have, want)
    ]
    if not same and (
        not compatible(have[-1:], want[-1:]) or (None not in counts and counts[0] not in (1, counts[1]))
    ):
        raise InvalidValueError(
            f"logits and labels must be broadcastable: labels have {labels.shape}, logits {logits.shape}.\n"
            "  Remedy: give a row of probabilities, one a class, for each row of logits; class numbers become rows "
            "with tf.one_hot."
        )
    return same


@tf_export("nn.softmax_cross_entropy_with_logits")
def softmax_cross_entropy_with_logits(
    _sentinel: Any = None, labels: TensorLike | None = None, logits: TensorLike | None = None, dim: int | None = None,
    name: str | None = None, axis: int | None = None,
) -> Tensor:  # fmt: skip
    """The same, for labels that are data: no gradient flows into them. The arguments are given by name."""
    labels, logits = _both("softmax_cross_entropy_with_logits", _sentinel, labels, logits)
    return softmax_cross_entropy_with_logits_v2(stop_gradient(labels), logits, axis, name, dim)


@tf_export("nn.sparse_softmax_cross_entropy_with_logits")
def sparse_softmax_cross_entropy_with_logits(
    _sentinel: Any = None,
    labels: TensorLike | None = None,
    logits: TensorLike | None = None,
    name: str | None = None,
) -> Tensor:
    """The same loss with labels as class numbers: int32 or int64 (batch,), logits (batch, classes).

    The arguments are given by name. Raises ValueError when labels have not one axis less than logits, TypeError when
    they are no integers; a class that does not exist fails when it runs.
    """
    labels, logits = _both("sparse_softmax_cross_entropy_with_logits", _sentinel, labels, logits)
    classes, scores = convert_to_tensor(labels), convert_to_tensor(logits)
    if classes.dtype not in (int32, int64):
        raise InvalidTypeError(
            f"labels are class numbers, int32 or int64, but {classes.name} is {classes.dtype.name}.\n"
            "  Remedy: tf.cast(labels, tf.int32), or softmax_cross_entropy_with_logits for one-hot rows."
        )
    if scores.sizes is not None and not compatible(classes.sizes, scores.sizes[:-1]):
        raise InvalidValueError(
            f"labels must have the shape of logits without its last axis: labels have {classes.shape}, logits "
            f"{scores.shape}.\n  Remedy: tf.squeeze(labels, 1) for labels (batch, 1)."
        )
    name = name or "sparse_softmax_cross_entropy_with_logits"
    return create("SparseSoftmaxCrossEntropy", classes, scores, name=name)


@tf_export("nn.sigmoid_cross_entropy_with_logits")
def sigmoid_cross_entropy_with_logits(
    _sentinel: Any = None,
    labels: TensorLike | None = None,
    logits: TensorLike | None = None,
    name: str | None = None,
) -> Tensor:
    """The loss of each yes-or-no output: max(x, 0) - x * z + log(1 + exp(-|x|)) for score x and label z.

    The arguments are given by name. Raises ValueError when the shapes differ.
    """
    labels, logits = _both("sigmoid_cross_entropy_with_logits", _sentinel, labels, logits)
    scores = convert_to_tensor(logits)
    targets = convert_to_tensor(labels, None if as_tensor(labels) is not None else scores.dtype)
    if not compatible(scores.sizes, targets.sizes):
        raise InvalidValueError(
            f"logits and labels must have the same shape, but have {scores.shape} and {targets.shape}."
        )
    return create("SigmoidCrossEntropy", targets, scores, name=name or "logistic_loss")


def _both(function: str, sentinel: Any, labels: Any, logits: Any) -> tuple[Any, Any]:
    """Both arguments, which TensorFlow 1 takes by name only (ValueError): old programs exchange them."""
    if sentinel is not None:
        raise InvalidValueError(f"Only call `{function}` with named arguments (labels=..., logits=..., ...).")
    if labels is None or logits is None:
        raise InvalidValueError("Both labels and logits must be given, by name: f(labels=..., logits=...).")
    return labels, logits


def _one_a_row(labels: Tensor, logits: Tensor) -> list[Spec]:
    ((dtype, sizes),) = broadcast(labels, logits)
    if sizes == ():
        raise ProbeError("labels and logits need an axis of classes, but are scalars")
    return [(dtype, sizes if sizes is None else sizes[:-1])]


register(
    "SoftmaxCrossEntropy", "labels logits", softmax_cross_entropy,
    (
        lambda g, y, labels, logits: sum_to(-expand_dims(g, -1) * log_softmax(logits), labels),
        lambda g, y, labels, logits: create("SoftmaxCrossEntropyGrad", g, labels, logits),
    ), takes="real float", shape=_one_a_row,
)  # fmt: skip
register(
    "SoftmaxCrossEntropyGrad",
    "g labels logits",
    softmax_cross_entropy_grad,
    BY_VJP,
    shape=lambda g, labels, logits: broadcast(labels, logits),
)
register("SparseSoftmaxCrossEntropy", "labels logits", sparse_softmax_cross_entropy, BY_VJP, same="")
register(
    "SigmoidCrossEntropy", "labels logits", sigmoid_cross_entropy,
    (
        lambda g, y, labels, logits: sum_to(-g * logits, labels),
        lambda g, y, labels, logits: sum_to(g * (sigmoid(logits) - labels), logits),
    ), takes="real float", shape=lambda *both: of_one_shape(both),
)  # fmt: skip
