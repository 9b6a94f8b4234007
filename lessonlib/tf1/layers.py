"""tf.layers: layers as functions that make their variables."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import bool_
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops import conv
from lessonlib.graph.ops.array import identity, reshape, size, transpose
from lessonlib.graph.ops.array import shape as shape_of
from lessonlib.graph.ops.conv import avg_pool, max_pool
from lessonlib.graph.ops.conv1d import conv1d as ops_conv1d
from lessonlib.graph.ops.filling import where, zeros_like
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.math import cast, maximum, rsqrt, square, truediv
from lessonlib.graph.ops.random import drop_out
from lessonlib.graph.ops.reduction import reduce_mean
from lessonlib.graph.ops.state import assign_sub
from lessonlib.graph.types import TensorLike
from lessonlib.graph.variables import Variable
from lessonlib.tf1.namespace import namespace
from lessonlib.tf1.variables.initializers import ones_initializer, zeros_initializer
from lessonlib.tf1.variables.scope import variable_scope
from lessonlib.tf1.variables.shared import get_variable

Activation = Callable[[Tensor], Tensor] | None


@tf_export("layers.dense")
def dense(
    inputs: TensorLike, units: int, activation: Activation = None, use_bias: bool = True,
    kernel_initializer: Any = None, bias_initializer: Any = None, kernel_regularizer: Any = None,
    bias_regularizer: Any = None, activity_regularizer: Any = None, kernel_constraint: Any = None,
    bias_constraint: Any = None, trainable: bool = True, name: str | None = None, reuse: bool | None = None,
) -> Tensor:  # fmt: skip
    """activation(inputs @ kernel + bias): (batch, n) -> (batch, units). The last size of ``inputs`` must be known."""
    x = _floats(inputs, "dense")
    with variable_scope(name, default_name="dense", reuse=reuse):
        shape = [_last_size(x, "dense"), int(units)]
        kernel = _weight(
            "kernel", shape, x, kernel_initializer, kernel_regularizer, kernel_constraint, trainable
        )
        y = matmul(x, kernel)
        if use_bias:
            start = bias_initializer or zeros_initializer()
            y = y + _weight("bias", [int(units)], x, start, bias_regularizer, bias_constraint, trainable)
        return _finished(y, activation, activity_regularizer)


@tf_export("layers.conv2d")
def conv2d(
    inputs: TensorLike, filters: int, kernel_size: Any, strides: Any = 1, padding: str = "valid",
    data_format: str = "channels_last", dilation_rate: Any = 1, activation: Activation = None, use_bias: bool = True,
    kernel_initializer: Any = None, bias_initializer: Any = None, kernel_regularizer: Any = None,
    bias_regularizer: Any = None, activity_regularizer: Any = None, kernel_constraint: Any = None,
    bias_constraint: Any = None, trainable: bool = True, name: str | None = None, reuse: bool | None = None,
) -> Tensor:  # fmt: skip
    """Filters over images: (batch, height, width, in) -> (batch, height', width', filters)."""
    x = _floats(inputs, "conv2d")
    with variable_scope(name, default_name="conv2d", reuse=reuse):
        shape = [*_two(kernel_size), _last_size(x, "conv2d"), int(filters)]
        kernel = _weight(
            "kernel", shape, x, kernel_initializer, kernel_regularizer, kernel_constraint, trainable
        )
        y = conv.conv2d(x, kernel, strides, padding, data_format=data_format, dilations=dilation_rate)
        if use_bias:
            start = bias_initializer or zeros_initializer()
            y = y + _weight("bias", [int(filters)], x, start, bias_regularizer, bias_constraint, trainable)
        return _finished(y, activation, activity_regularizer)


@tf_export("layers.conv1d")
def conv1d(
    inputs: TensorLike, filters: int, kernel_size: Any, strides: Any = 1, padding: str = "valid",
    data_format: str = "channels_last", dilation_rate: Any = 1, activation: Activation = None, use_bias: bool = True,
    kernel_initializer: Any = None, bias_initializer: Any = None, kernel_regularizer: Any = None,
    bias_regularizer: Any = None, activity_regularizer: Any = None, kernel_constraint: Any = None,
    bias_constraint: Any = None, trainable: bool = True, name: str | None = None, reuse: bool | None = None,
) -> Tensor:  # fmt: skip
    """Filters over sequences: (batch, time, in) -> (batch, time', filters)."""
    x = _floats(inputs, "conv1d")
    width = kernel_size if isinstance(kernel_size, int) else int(kernel_size[0])
    with variable_scope(name, default_name="conv1d", reuse=reuse):
        shape = [width, _last_size(x, "conv1d"), int(filters)]
        kernel = _weight(
            "kernel", shape, x, kernel_initializer, kernel_regularizer, kernel_constraint, trainable
        )
        y = ops_conv1d(x, kernel, strides, padding, data_format=data_format, dilations=dilation_rate)
        if use_bias:
            start = bias_initializer or zeros_initializer()
            y = y + _weight("bias", [int(filters)], x, start, bias_regularizer, bias_constraint, trainable)
        return _finished(y, activation, activity_regularizer)


@tf_export("layers.conv2d_transpose")
def conv2d_transpose(
    inputs: TensorLike, filters: int, kernel_size: Any, strides: Any = 1, padding: str = "valid",
    data_format: str = "channels_last", activation: Activation = None, use_bias: bool = True,
    kernel_initializer: Any = None, bias_initializer: Any = None, kernel_regularizer: Any = None,
    bias_regularizer: Any = None, activity_regularizer: Any = None, kernel_constraint: Any = None,
    bias_constraint: Any = None, trainable: bool = True, name: str | None = None, reuse: bool | None = None,
) -> Tensor:  # fmt: skip
    """Make images larger (Zeiler et al., 2010): (batch, height, width, in) -> (batch, height', width', filters).

    SAME makes height * stride, VALID height * stride + max(kernel - stride, 0). Raises ValueError when the height or
    width of the inputs is unknown.
    """
    x = _floats(inputs, "conv2d_transpose")
    window, pace = _two(kernel_size), _two(strides)
    with variable_scope(name, default_name="conv2d_transpose", reuse=reuse):
        shape = [*window, int(filters), _last_size(x, "conv2d_transpose")]
        kernel = _weight(
            "kernel", shape, x, kernel_initializer, kernel_regularizer, kernel_constraint, trainable
        )
        size = _enlarged(x, window, pace, padding)
        y = conv.conv2d_transpose(x, kernel, [-1, *size, int(filters)], pace, padding, data_format)
        if use_bias:
            start = bias_initializer or zeros_initializer()
            y = y + _weight("bias", [int(filters)], x, start, bias_regularizer, bias_constraint, trainable)
        return _finished(y, activation, activity_regularizer)


def _enlarged(x: Tensor, window: list[int], pace: list[int], padding: str) -> list[int]:
    if x.sizes is None or len(x.sizes) != 4 or None in x.sizes[1:3]:
        raise InvalidValueError(
            f"conv2d_transpose needs images (batch, height, width, channels) of known height and width, but {x.name} "
            f"has shape {x.shape}.\n  Remedy: give the placeholder a shape such as [None, 7, 7, 64]."
        )
    rest = [max(k - s, 0) if padding.upper() == "VALID" else 0 for k, s in zip(window, pace, strict=True)]
    return [(n or 0) * s + more for n, s, more in zip(x.sizes[1:3], pace, rest, strict=True)]


@tf_export("layers.max_pooling2d")
def max_pooling2d(
    inputs: TensorLike, pool_size: Any, strides: Any, padding: str = "valid", data_format: str = "channels_last",
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The largest value of each window of (batch, height, width, channels)."""
    return max_pool(inputs, pool_size, strides, padding, data_format, name=name or "max_pooling2d")


@tf_export("layers.average_pooling2d")
def average_pooling2d(
    inputs: TensorLike, pool_size: Any, strides: Any, padding: str = "valid", data_format: str = "channels_last",
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The mean of each window of (batch, height, width, channels)."""
    return avg_pool(inputs, pool_size, strides, padding, data_format, name=name or "average_pooling2d")


@tf_export("layers.dropout")
def dropout(
    inputs: TensorLike, rate: Any = 0.5, noise_shape: Any = None, seed: int | None = None, training: Any = False,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Set a share ``rate`` of the inputs to 0, only while ``training`` (a bool, or a bool tensor) is True.

    ``training`` is the fifth argument: a tensor given as the third is taken for noise_shape, and nothing is dropped.
    """
    if training is False:
        return identity(inputs, name=name or "dropout/Identity")
    return drop_out(inputs, rate, noise_shape, seed, training, name=name or "dropout")


@tf_export("layers.flatten")
def flatten(inputs: TensorLike, name: str | None = None, data_format: str = "channels_last") -> Tensor:
    """(batch, ...) -> (batch, product of the rest). The sizes after the first must be known.

    ``data_format="channels_first"`` moves the channels, axis 1, behind the others first.
    """
    if data_format not in ("channels_last", "channels_first"):
        raise InvalidValueError(
            f"data_format must be 'channels_last' or 'channels_first', but is {data_format!r}."
        )
    x = convert_to_tensor(inputs)
    if data_format == "channels_first" and x.sizes is not None and len(x.sizes) > 2:
        x = transpose(x, [0, *range(2, len(x.sizes)), 1])
    if x.sizes is None or None in x.sizes[1:]:
        raise InvalidValueError(f"flatten needs known sizes after the first, but {x!r} has shape {x.shape}.")
    width = math.prod(n or 0 for n in x.sizes[1:])
    return reshape(x, [-1, width], name=name or "flatten/Reshape")


@tf_export("layers.batch_normalization")
def batch_normalization(
    inputs: TensorLike, axis: int = -1, momentum: float = 0.99, epsilon: float = 1e-3, center: bool = True,
    scale: bool = True, beta_initializer: Any = None, gamma_initializer: Any = None,
    moving_mean_initializer: Any = None, moving_variance_initializer: Any = None, beta_regularizer: Any = None,
    gamma_regularizer: Any = None, beta_constraint: Any = None, gamma_constraint: Any = None, training: Any = False,
    trainable: bool = True, name: str | None = None, reuse: bool | None = None, renorm: bool = False,
    renorm_clipping: Any = None, renorm_momentum: float = 0.99, fused: bool | None = None,
    virtual_batch_size: int | None = None, adjustment: Any = None,
) -> Tensor:  # fmt: skip
    """Inputs with mean 0 and variance 1 a channel, then scaled and shifted by learned numbers (Ioffe & Szegedy, 2015).

    While training the statistics are the batch's, and the moving ones follow through the operations in the collection
    ``tf.GraphKeys.UPDATE_OPS``: make the training step depend on them. ``fused``, which is TensorFlow's choice for
    images (batch, height, width, channels), lets the moving variance follow the batch's variance over n - 1.
    """
    refuse("tf.layers.batch_normalization", "leave it out.", renorm=renorm, renorm_clipping=renorm_clipping,
           virtual_batch_size=virtual_batch_size, adjustment=adjustment)  # fmt: skip
    x = _floats(inputs, "batch_normalization")
    if axis not in (-1, len(x.sizes or ()) - 1):
        raise InvalidValueError(f"batch_normalization normalises the last axis, but axis is {axis}.")
    zeros, ones = zeros_initializer(), ones_initializer()
    with variable_scope(name, default_name="batch_normalization", reuse=reuse):
        width = [_last_size(x, "batch_normalization")]
        gamma, beta, mean, variance = (
            _weight(which, width, x, start, regularizer, constraint, learned) if wanted else None
            for which, wanted, start, regularizer, constraint, learned in (
                ("gamma", scale, gamma_initializer or ones, gamma_regularizer, gamma_constraint, trainable),
                ("beta", center, beta_initializer or zeros, beta_regularizer, beta_constraint, trainable),
                ("moving_mean", True, moving_mean_initializer or zeros, None, None, False),
                ("moving_variance", True, moving_variance_initializer or ones, None, None, False),
            )
        )
        assert mean is not None
        assert variance is not None
        now_mean, now_variance = _statistics(x)
        unbiased = now_variance
        if fused is not False and len(x.sizes or ()) == 4:
            unbiased = now_variance * _bessel(x)
        switch = convert_to_tensor(training, bool_)
        for moving, now in ((mean, now_mean), (variance, unbiased)):
            step = where(switch, (moving - now) * (1 - momentum), zeros_like(now))
            get_default_graph().add_to_collection("update_ops", assign_sub(moving, step))
        used_mean = where(switch, now_mean, mean)
        used_variance = where(switch, now_variance, variance)
        y = (x - used_mean) * rsqrt(used_variance + epsilon)
        y = y * gamma if gamma is not None else y
        return y + beta if beta is not None else y


def _bessel(x: Tensor) -> Tensor:
    """n / (n - 1) for the n numbers of each channel of x."""
    n = cast(size(x), x.dtype) / float(_last_size(x, "batch_normalization"))
    return n / maximum(n - 1, 1.0)


def _statistics(x: Tensor) -> tuple[Tensor, Tensor]:
    axes = list(range(len(x.sizes or ()) - 1))
    mean = reduce_mean(x, axes)
    return mean, reduce_mean(square(x - mean), axes)


def _floats(inputs: TensorLike, layer: str) -> Tensor:
    x = convert_to_tensor(inputs)
    if not x.dtype.is_floating:
        raise InvalidTypeError(
            f"A {layer} layer takes floating-point numbers, but {x.name} is {x.dtype.name}. Remedy: tf.cast it."
        )
    return x


def _weight(
    name: str,
    shape: list[int],
    x: Tensor,
    initializer: Any,
    regularizer: Any,
    constraint: Any,
    trainable: bool,
) -> Variable:
    return get_variable(name, shape, x.dtype, initializer, regularizer, trainable, constraint=constraint)


def _finished(y: Tensor, activation: Activation, regularizer: Any) -> Tensor:
    """The output of a layer; the regularizer's cost of it, a mean over the batch, joins the regularization losses."""
    output = activation(y) if activation is not None else y
    if regularizer is not None:
        cost = regularizer(output)
        mean = truediv(cost, cast(shape_of(output)[0], cost.dtype))
        get_default_graph().add_to_collection("regularization_losses", mean)
    return output


def _last_size(x: Tensor, layer: str) -> int:
    if not x.sizes or x.sizes[-1] is None:
        raise InvalidValueError(
            f"The last dimension of the inputs to {layer} should be defined; found {x.shape}.\n"
            "  Remedy: give the placeholder a shape such as [None, 784]."
        )
    return x.sizes[-1]


def _two(size: Any) -> list[int]:
    return [size, size] if isinstance(size, int) else [int(s) for s in size]


__getattr__, __dir__ = namespace(globals())
