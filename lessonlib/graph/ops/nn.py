"""Activation functions and cross-entropies."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F

from lessonlib.graph.create import as_tensor, convert_to_tensor, create, one_of
from lessonlib.graph.dtypes import int32, int64
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, reshape, shape, stop_gradient, transpose
from lessonlib.graph.ops.broadcast import sum_to
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.math import add, cast, exp
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.ops.random import drop_out
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.shapes import compatible
from lessonlib.graph.types import NumberLike, ShapeLike, TensorLike


def relu_grad(g: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """g where the ReLU let x through; 0 at x = 0, as in TensorFlow."""
    result: torch.Tensor = torch.ops.aten.threshold_backward.default(g, y, 0)
    return result


def sigmoid_grad(g: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    result: torch.Tensor = torch.ops.aten.sigmoid_backward.default(g, y)
    return result


def tanh_grad(g: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    result: torch.Tensor = torch.ops.aten.tanh_backward.default(g, y)
    return result


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


@tf_export("nn.relu")
def relu(features: TensorLike, name: str | None = None) -> Tensor:
    """max(x, 0). Its gradient at 0 is 0."""
    return create("Relu", features, name=name or "Relu")


@tf_export("nn.relu6")
def relu6(features: TensorLike, name: str | None = None) -> Tensor:
    """min(max(x, 0), 6)."""
    return create("Relu6", features, name=name or "Relu6")


@tf_export("nn.crelu")
def crelu(features: TensorLike, name: str | None = None, axis: int = -1) -> Tensor:
    """ReLU of x and of -x, side by side along ``axis``, the last (Shang et al., 2016)."""
    tensor = convert_to_tensor(features)
    return relu(concat([tensor, -tensor], axis), name=name or "CRelu")


@tf_export("nn.leaky_relu")
def leaky_relu(features: TensorLike, alpha: float = 0.2, name: str | None = None) -> Tensor:
    """x where x > 0, else alpha * x (Maas et al., 2013)."""
    return create("LeakyRelu", features, negative_slope=float(alpha), name=name or "LeakyRelu")


@tf_export("nn.elu")
def elu(features: TensorLike, name: str | None = None) -> Tensor:
    """x where x > 0, else exp(x) - 1 (Clevert et al., 2015)."""
    return create("Elu", features, name=name or "Elu")


@tf_export("nn.selu")
def selu(features: TensorLike, name: str | None = None) -> Tensor:
    """The self-normalising ELU (Klambauer et al., 2017)."""
    return create("Selu", features, name=name or "Selu")


@tf_export("sigmoid", "nn.sigmoid")
def sigmoid(x: TensorLike, name: str | None = None) -> Tensor:
    """The logistic function 1 / (1 + exp(-x))."""
    return create("Sigmoid", x, name=name or "Sigmoid")


@tf_export("tanh", "nn.tanh")
def tanh(x: TensorLike, name: str | None = None) -> Tensor:
    """The hyperbolic tangent."""
    return create("Tanh", x, name=name or "Tanh")


@tf_export("nn.softplus")
def softplus(features: TensorLike, name: str | None = None) -> Tensor:
    """log(1 + exp(x))."""
    return create("Softplus", features, name=name or "Softplus")


@tf_export("nn.softsign")
def softsign(features: TensorLike, name: str | None = None) -> Tensor:
    """x / (1 + |x|)."""
    return create("Softsign", features, name=name or "Softsign")


@tf_export("nn.softmax")
def softmax(
    logits: TensorLike, axis: int | None = None, name: str | None = None, dim: int | None = None
) -> Tensor:
    """exp(x) divided by its sum along ``axis`` (the last): positive numbers that sum to 1."""
    return create("Softmax", logits, dim=_axis(axis, dim), name=name or "Softmax")


@tf_export("nn.log_softmax")
def log_softmax(
    logits: TensorLike, axis: int | None = None, name: str | None = None, dim: int | None = None
) -> Tensor:
    """log(softmax(x)), without underflow."""
    return create("LogSoftmax", logits, dim=_axis(axis, dim), name=name or "LogSoftmax")


def _axis(axis: int | None, dim: int | None) -> int:
    chosen = one_of("axis", axis, "dim", dim)
    return -1 if chosen is None else int(chosen)


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
    targets, place = cast(convert_to_tensor(labels), scores.dtype), _axis(axis, dim)
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


@tf_export("nn.dropout")
def dropout(
    x: TensorLike,
    keep_prob: NumberLike | None = None,
    noise_shape: ShapeLike | None = None,
    seed: int | None = None,
    name: str = "dropout",
    rate: NumberLike | None = None,
) -> Tensor:
    """x with each element kept with probability ``keep_prob`` (1 - ``rate``) and scaled up, the others 0.

    It always drops: feed a keep_prob of 1.0 outside training. Raises ValueError unless exactly one of the two is given.
    """
    if keep_prob is not None and rate is None:
        rate = 1 - keep_prob
    elif rate is None or keep_prob is not None:
        raise InvalidValueError(
            "tf.nn.dropout needs keep_prob or rate, and not both: tf.nn.dropout(x, keep_prob=0.8)."
        )
    return drop_out(x, rate, noise_shape, seed, name=name)


@tf_export("nn.bias_add")
def bias_add(
    value: TensorLike, bias: TensorLike, data_format: str | None = None, name: str = "BiasAdd"
) -> Tensor:
    """value + bias along the last axis; along axis 1 with a ``data_format`` such as "NCHW".

    Raises ValueError for another data format.
    """
    if data_format is not None and not (data_format.startswith("N") and "C" in data_format[1:]):
        raise InvalidValueError(
            f"data_format must be of the form 'N...C' or 'NC...', but is {data_format!r}."
        )
    tensor, shift = convert_to_tensor(value), bias
    if data_format is not None and data_format.startswith("NC") and len(tensor.sizes or ()) > 2:
        shift = reshape(convert_to_tensor(bias, tensor.dtype), [-1] + [1] * (len(tensor.sizes or ()) - 2))
    return add(tensor, shift, name=name)


@tf_export("nn.xw_plus_b")
def xw_plus_b(x: TensorLike, weights: TensorLike, biases: TensorLike, name: str = "xw_plus_b") -> Tensor:
    """x @ weights + biases."""
    return add(matmul(x, weights), convert_to_tensor(biases), name=name)


register("Relu", "x", torch.relu, (lambda g, y, x: create("ReluGrad", g, y),), takes="real")
register("ReluGrad", "g y", relu_grad, (lambda gg, z, g, y: create("ReluGrad", gg, y), None))
register("Sigmoid", "x", torch.sigmoid, (lambda g, y, x: create("SigmoidGrad", g, y),), takes="float")
register(
    "SigmoidGrad", "g y", sigmoid_grad,
    (lambda gg, z, g, y: create("SigmoidGrad", gg, y), lambda gg, z, g, y: gg * g * (1 - 2 * y)),
)  # fmt: skip
register("Tanh", "x", torch.tanh, (lambda g, y, x: create("TanhGrad", g, y),), takes="float")
register(
    "TanhGrad", "g y", tanh_grad,
    (lambda gg, z, g, y: create("TanhGrad", gg, y), lambda gg, z, g, y: gg * g * (-2 * y)),
)  # fmt: skip
register("Relu6", "x", F.relu6, BY_VJP, takes="real")
register("Elu", "x", F.elu, BY_VJP, takes="real float")
register("Selu", "x", F.selu, BY_VJP, takes="real float")
register("LeakyRelu", "x", F.leaky_relu, BY_VJP, takes="real float")
register("Softplus", "x", F.softplus, (lambda g, y, x: g * sigmoid(x),), takes="real float")
register("Softsign", "x", F.softsign, BY_VJP, takes="real float")
register(
    "Softmax",
    "x",
    torch.softmax,
    (lambda g, y, x, dim: (g - reduce_sum(g * y, dim, keepdims=True)) * y,),
    takes="real float",
)
register(
    "LogSoftmax",
    "x",
    torch.log_softmax,
    (lambda g, y, x, dim: g - exp(y) * reduce_sum(g, dim, keepdims=True),),
    takes="real float",
)
register(
    "SoftmaxCrossEntropy", "labels logits", softmax_cross_entropy,
    (
        lambda g, y, labels, logits: sum_to(-expand_dims(g, -1) * log_softmax(logits), labels),
        lambda g, y, labels, logits: create("SoftmaxCrossEntropyGrad", g, labels, logits),
    ), takes="real float",
)  # fmt: skip
register("SoftmaxCrossEntropyGrad", "g labels logits", softmax_cross_entropy_grad, BY_VJP)
register("SparseSoftmaxCrossEntropy", "labels logits", sparse_softmax_cross_entropy, BY_VJP, same="")
register(
    "SigmoidCrossEntropy", "labels logits", sigmoid_cross_entropy,
    (
        lambda g, y, labels, logits: sum_to(-g * logits, labels),
        lambda g, y, labels, logits: sum_to(g * (sigmoid(logits) - labels), logits),
    ), takes="real float",
)  # fmt: skip
