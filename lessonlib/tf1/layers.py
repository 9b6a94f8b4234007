"""tf.layers: layers as functions that make their variables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import bool_
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops import conv
from lessonlib.graph.ops.array import identity, reshape
from lessonlib.graph.ops.conv import avg_pool, max_pool
from lessonlib.graph.ops.conv1d import conv1d as ops_conv1d
from lessonlib.graph.ops.filling import where, zeros_like
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.math import rsqrt, square
from lessonlib.graph.ops.random import drop_out
from lessonlib.graph.ops.reduction import reduce_mean
from lessonlib.graph.ops.state import assign_sub
from lessonlib.graph.types import TensorLike
from lessonlib.graph.variables import Variable
from lessonlib.tf1.namespace import namespace
from lessonlib.tf1.variables.initializers import ones_initializer, zeros_initializer
from lessonlib.tf1.variables.scope import get_variable, variable_scope

Activation = Callable[[Tensor], Tensor] | None


@tf_export("layers.dense")
def dense(
    inputs: TensorLike, units: int, activation: Activation = None, use_bias: bool = True,
    kernel_initializer: Any = None, bias_initializer: Any = None, kernel_regularizer: Any = None,
    trainable: bool = True, name: str | None = None, reuse: bool | None = None, **_: Any,
) -> Tensor:  # fmt: skip
    """activation(inputs @ kernel + bias): (batch, n) -> (batch, units). The last size of ``inputs`` must be known."""
    x = convert_to_tensor(inputs)
    with variable_scope(name, default_name="dense", reuse=reuse):
        shape = [_last_size(x, "dense"), int(units)]
        kernel = get_variable("kernel", shape, x.dtype, kernel_initializer, kernel_regularizer, trainable)
        y = matmul(x, kernel)
        if use_bias:
            y = y + _bias(int(units), x, bias_initializer, trainable)
        return activation(y) if activation is not None else y


@tf_export("layers.conv2d")
def conv2d(
    inputs: TensorLike, filters: int, kernel_size: Any, strides: Any = 1, padding: str = "valid",
    data_format: str = "channels_last", activation: Activation = None, use_bias: bool = True,
    kernel_initializer: Any = None, bias_initializer: Any = None, kernel_regularizer: Any = None,
    trainable: bool = True, name: str | None = None, reuse: bool | None = None, **_: Any,
) -> Tensor:  # fmt: skip
    """Filters over images: (batch, height, width, in) -> (batch, height', width', filters)."""
    x = convert_to_tensor(inputs)
    with variable_scope(name, default_name="conv2d", reuse=reuse):
        shape = [*_two(kernel_size), _last_size(x, "conv2d"), int(filters)]
        kernel = get_variable("kernel", shape, x.dtype, kernel_initializer, kernel_regularizer, trainable)
        y = conv.conv2d(x, kernel, strides, padding, data_format=data_format)
        if use_bias:
            y = y + _bias(int(filters), x, bias_initializer, trainable)
        return activation(y) if activation is not None else y


@tf_export("layers.conv1d")
def conv1d(
    inputs: TensorLike, filters: int, kernel_size: Any, strides: Any = 1, padding: str = "valid",
    data_format: str = "channels_last", dilation_rate: Any = 1, activation: Activation = None, use_bias: bool = True,
    kernel_initializer: Any = None, bias_initializer: Any = None, kernel_regularizer: Any = None,
    trainable: bool = True, name: str | None = None, reuse: bool | None = None, **_: Any,
) -> Tensor:  # fmt: skip
    """Filters over sequences: (batch, time, in) -> (batch, time', filters)."""
    x = convert_to_tensor(inputs)
    width = kernel_size if isinstance(kernel_size, int) else int(kernel_size[0])
    with variable_scope(name, default_name="conv1d", reuse=reuse):
        shape = [width, _last_size(x, "conv1d"), int(filters)]
        kernel = get_variable("kernel", shape, x.dtype, kernel_initializer, kernel_regularizer, trainable)
        y = ops_conv1d(x, kernel, strides, padding, data_format=data_format, dilations=dilation_rate)
        if use_bias:
            y = y + _bias(int(filters), x, bias_initializer, trainable)
        return activation(y) if activation is not None else y


@tf_export("layers.conv2d_transpose")
def conv2d_transpose(
    inputs: TensorLike, filters: int, kernel_size: Any, strides: Any = 1, padding: str = "valid",
    data_format: str = "channels_last", activation: Activation = None, use_bias: bool = True,
    kernel_initializer: Any = None, bias_initializer: Any = None, kernel_regularizer: Any = None,
    trainable: bool = True, name: str | None = None, reuse: bool | None = None, **_: Any,
) -> Tensor:  # fmt: skip
    """Make images larger (Zeiler et al., 2010): (batch, height, width, in) -> (batch, height', width', filters).

    SAME makes height * stride, VALID height * stride + max(kernel - stride, 0). Raises ValueError when the height or
    width of the inputs is unknown.
    """
    x = convert_to_tensor(inputs)
    window, pace = _two(kernel_size), _two(strides)
    with variable_scope(name, default_name="conv2d_transpose", reuse=reuse):
        shape = [*window, int(filters), _last_size(x, "conv2d_transpose")]
        kernel = get_variable("kernel", shape, x.dtype, kernel_initializer, kernel_regularizer, trainable)
        size = _enlarged(x, window, pace, padding)
        y = conv.conv2d_transpose(x, kernel, [-1, *size, int(filters)], pace, padding, data_format)
        if use_bias:
            y = y + _bias(int(filters), x, bias_initializer, trainable)
        return activation(y) if activation is not None else y


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


@tf_export("layers.flatten", "contrib.layers.flatten")
def flatten(inputs: TensorLike, name: str | None = None) -> Tensor:
    """(batch, ...) -> (batch, product of the rest). The sizes after the first must be known."""
    x = convert_to_tensor(inputs)
    if x.sizes is None or None in x.sizes[1:]:
        raise InvalidValueError(f"flatten needs known sizes after the first, but {x!r} has shape {x.shape}.")
    width = 1
    for size in x.sizes[1:]:
        width *= size or 0
    return reshape(x, [-1, width], name=name or "flatten/Reshape")


@tf_export("layers.batch_normalization")
def batch_normalization(
    inputs: TensorLike, axis: int = -1, momentum: float = 0.99, epsilon: float = 1e-3, center: bool = True,
    scale: bool = True, training: Any = False, trainable: bool = True, name: str | None = None,
    reuse: bool | None = None, **_: Any,
) -> Tensor:  # fmt: skip
    """Inputs with mean 0 and variance 1 a channel, then scaled and shifted by learned numbers (Ioffe & Szegedy, 2015).

    While training the statistics are the batch's, and the moving ones follow through the operations in the collection
    ``tf.GraphKeys.UPDATE_OPS``: make the training step depend on them.
    """
    x = convert_to_tensor(inputs)
    if axis not in (-1, len(x.sizes or ()) - 1):
        raise InvalidValueError(f"batch_normalization normalises the last axis, but axis is {axis}.")
    with variable_scope(name, default_name="batch_normalization", reuse=reuse):
        width = [_last_size(x, "batch_normalization")]
        gamma = (
            get_variable("gamma", width, x.dtype, ones_initializer(), trainable=trainable) if scale else None
        )
        beta = (
            get_variable("beta", width, x.dtype, zeros_initializer(), trainable=trainable) if center else None
        )
        mean = get_variable("moving_mean", width, x.dtype, zeros_initializer(), trainable=False)
        variance = get_variable("moving_variance", width, x.dtype, ones_initializer(), trainable=False)
        now_mean, now_variance = _statistics(x)
        switch = convert_to_tensor(training, bool_)
        for moving, now in ((mean, now_mean), (variance, now_variance)):
            step = where(switch, (moving - now) * (1 - momentum), zeros_like(now))
            get_default_graph().add_to_collection("update_ops", assign_sub(moving, step))
        used_mean = where(switch, now_mean, mean)
        used_variance = where(switch, now_variance, variance)
        y = (x - used_mean) * rsqrt(used_variance + epsilon)
        y = y * gamma if gamma is not None else y
        return y + beta if beta is not None else y


def _statistics(x: Tensor) -> tuple[Tensor, Tensor]:
    axes = list(range(len(x.sizes or ()) - 1))
    mean = reduce_mean(x, axes)
    return mean, reduce_mean(square(x - mean), axes)


def _bias(size: int, x: Tensor, initializer: Any, trainable: bool) -> Variable:
    return get_variable("bias", [size], x.dtype, initializer or zeros_initializer(), None, trainable)


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
