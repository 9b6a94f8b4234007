"""Activation functions and cross-entropies."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from lessonlib.graph.create import convert_to_tensor, create
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims
from lessonlib.graph.ops.broadcast import sum_to
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.math import add, cast, exp
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.ops.random import drop_out
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.registry import BY_VJP, register
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
    flat = logits.reshape(-1, logits.shape[-1])
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
def crelu(features: TensorLike, name: str | None = None) -> Tensor:
    """ReLU of x and of -x, side by side in the last axis (Shang et al., 2016)."""
    tensor = convert_to_tensor(features)
    return relu(concat([tensor, -tensor], -1), name=name or "CRelu")


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
    return next((a for a in (axis, dim) if a is not None), -1)


@tf_export("nn.softmax_cross_entropy_with_logits", "nn.softmax_cross_entropy_with_logits_v2")
def softmax_cross_entropy_with_logits(
    labels: TensorLike | None = None,
    logits: TensorLike | None = None,
    dim: int = -1,
    name: str | None = None,
    axis: int | None = None,
) -> Tensor:
    """-sum(labels * log(softmax(logits))) along the last axis: one loss a row, (batch, classes) -> (batch,).

    ``logits`` are scores before the softmax. Labels are one-hot rows, or rows of probabilities; gradients also flow
    into them (stop_gradient holds them back). Raises ValueError when one of the two is missing.
    """
    if labels is None or logits is None:
        raise InvalidValueError("Both labels and logits must be given, by name: f(labels=..., logits=...).")
    if (axis if axis is not None else dim) != -1:
        raise InvalidValueError("The classes must be the last axis; tf.transpose the tensors first.")
    scores = convert_to_tensor(logits)
    targets = cast(convert_to_tensor(labels), scores.dtype)
    return create("SoftmaxCrossEntropy", targets, scores, name=name or "softmax_cross_entropy_with_logits")


@tf_export("nn.sparse_softmax_cross_entropy_with_logits")
def sparse_softmax_cross_entropy_with_logits(
    labels: TensorLike | None = None, logits: TensorLike | None = None, name: str | None = None
) -> Tensor:
    """The same loss with labels as class numbers: integers (batch,), logits (batch, classes)."""
    if labels is None or logits is None:
        raise InvalidValueError("Both labels and logits must be given, by name: f(labels=..., logits=...).")
    name = name or "sparse_softmax_cross_entropy_with_logits"
    return create("SparseSoftmaxCrossEntropy", labels, logits, name=name)


@tf_export("nn.sigmoid_cross_entropy_with_logits")
def sigmoid_cross_entropy_with_logits(
    labels: TensorLike | None = None, logits: TensorLike | None = None, name: str | None = None
) -> Tensor:
    """The loss of each yes-or-no output: max(x, 0) - x * z + log(1 + exp(-|x|)) for score x and label z."""
    if labels is None or logits is None:
        raise InvalidValueError("Both labels and logits must be given, by name: f(labels=..., logits=...).")
    return create("SigmoidCrossEntropy", labels, logits, name=name or "logistic_loss")


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
    """value + bias along the last axis."""
    return add(value, bias, name=name)


@tf_export("nn.xw_plus_b")
def xw_plus_b(x: TensorLike, weights: TensorLike, biases: TensorLike, name: str = "xw_plus_b") -> Tensor:
    """x @ weights + biases."""
    return add(matmul(x, weights), convert_to_tensor(biases), name=name)


register("Relu", "x", torch.relu, (lambda g, y, x: create("ReluGrad", g, y),))
register("ReluGrad", "g y", relu_grad, (lambda gg, z, g, y: create("ReluGrad", gg, y), None))
register("Sigmoid", "x", torch.sigmoid, (lambda g, y, x: create("SigmoidGrad", g, y),))
register(
    "SigmoidGrad", "g y", sigmoid_grad,
    (lambda gg, z, g, y: create("SigmoidGrad", gg, y), lambda gg, z, g, y: gg * g * (1 - 2 * y)),
)  # fmt: skip
register("Tanh", "x", torch.tanh, (lambda g, y, x: create("TanhGrad", g, y),))
register(
    "TanhGrad", "g y", tanh_grad,
    (lambda gg, z, g, y: create("TanhGrad", gg, y), lambda gg, z, g, y: gg * g * (-2 * y)),
)  # fmt: skip
register("Relu6", "x", F.relu6, BY_VJP)
register("Elu", "x", F.elu, BY_VJP)
register("Selu", "x", F.selu, BY_VJP)
register("LeakyRelu", "x", F.leaky_relu, BY_VJP)
register("Softplus", "x", F.softplus, (lambda g, y, x: g * sigmoid(x),))
register("Softsign", "x", F.softsign, BY_VJP)
register(
    "Softmax", "x", torch.softmax, (lambda g, y, x, dim: (g - reduce_sum(g * y, dim, keepdims=True)) * y,)
)
register(
    "LogSoftmax",
    "x",
    torch.log_softmax,
    (lambda g, y, x, dim: g - exp(y) * reduce_sum(g, dim, keepdims=True),),
)
register(
    "SoftmaxCrossEntropy", "labels logits", softmax_cross_entropy,
    (
        lambda g, y, labels, logits: -expand_dims(g, -1) * log_softmax(logits),
        lambda g, y, labels, logits: create("SoftmaxCrossEntropyGrad", g, labels, logits),
    ),
)  # fmt: skip
register("SoftmaxCrossEntropyGrad", "g labels logits", softmax_cross_entropy_grad, BY_VJP)
register("SparseSoftmaxCrossEntropy", "labels logits", sparse_softmax_cross_entropy, BY_VJP, same="")
register(
    "SigmoidCrossEntropy", "labels logits", sigmoid_cross_entropy,
    (
        lambda g, y, labels, logits: sum_to(-g * logits, labels),
        lambda g, y, labels, logits: sum_to(g * (sigmoid(logits) - labels), logits),
    ),
)  # fmt: skip
