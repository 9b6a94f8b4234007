"""Activation functions, and the other parts of a layer."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from lessonlib.graph.create import convert_to_tensor, create, one_of
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import reshape
from lessonlib.graph.ops.elementwise import broadcast
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.math import add, exp
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.ops.random import drop_out
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.slices import on_stored
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
@on_stored
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
    return create("Softmax", logits, dim=chosen_axis(axis, dim), name=name or "Softmax")


@tf_export("nn.log_softmax")
def log_softmax(
    logits: TensorLike, axis: int | None = None, name: str | None = None, dim: int | None = None
) -> Tensor:
    """log(softmax(x)), without underflow."""
    return create("LogSoftmax", logits, dim=chosen_axis(axis, dim), name=name or "LogSoftmax")


def chosen_axis(axis: int | None, dim: int | None) -> int:
    chosen = one_of("axis", axis, "dim", dim)
    return -1 if chosen is None else int(chosen)


@tf_export("nn.dropout")
def dropout(
    x: TensorLike,
    keep_prob: NumberLike | None = None,
    noise_shape: ShapeLike | None = None,
    seed: int | None = None,
    name: str | None = None,
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
    return drop_out(x, rate, noise_shape, seed, name=name or "dropout")


@tf_export("nn.bias_add")
def bias_add(
    value: TensorLike, bias: TensorLike, data_format: str | None = None, name: str | None = None
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
    return add(tensor, shift, name=name or "BiasAdd")


@tf_export("nn.xw_plus_b")
def xw_plus_b(x: TensorLike, weights: TensorLike, biases: TensorLike, name: str | None = None) -> Tensor:
    """x @ weights + biases."""
    return add(matmul(x, weights), convert_to_tensor(biases), name=name or "xw_plus_b")


register(
    "Relu",
    "x",
    torch.relu,
    (lambda g, y, x: create("ReluGrad", g, y),),
    takes="real",
    shape=broadcast,
)
register(
    "ReluGrad",
    "g y",
    relu_grad,
    (lambda gg, z, g, y: create("ReluGrad", gg, y), None),
    shape=broadcast,
)
register(
    "Sigmoid",
    "x",
    torch.sigmoid,
    (lambda g, y, x: create("SigmoidGrad", g, y),),
    takes="float",
    shape=broadcast,
)
register(
    "SigmoidGrad", "g y", sigmoid_grad,
    (lambda gg, z, g, y: create("SigmoidGrad", gg, y), lambda gg, z, g, y: gg * g * (1 - 2 * y)),
    shape=broadcast,
)  # fmt: skip
register(
    "Tanh",
    "x",
    torch.tanh,
    (lambda g, y, x: create("TanhGrad", g, y),),
    takes="float",
    shape=broadcast,
)
register(
    "TanhGrad", "g y", tanh_grad,
    (lambda gg, z, g, y: create("TanhGrad", gg, y), lambda gg, z, g, y: gg * g * (-2 * y)),
    shape=broadcast,
)  # fmt: skip
register("Relu6", "x", F.relu6, BY_VJP, takes="real", shape=broadcast)
register("Elu", "x", F.elu, BY_VJP, takes="real float", shape=broadcast)
register("Selu", "x", F.selu, BY_VJP, takes="real float", shape=broadcast)
register("LeakyRelu", "x", F.leaky_relu, BY_VJP, takes="real float", shape=broadcast)
register(
    "Softplus",
    "x",
    F.softplus,
    (lambda g, y, x: g * sigmoid(x),),
    takes="real float",
    shape=broadcast,
)
register("Softsign", "x", F.softsign, BY_VJP, takes="real float", shape=broadcast)
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
