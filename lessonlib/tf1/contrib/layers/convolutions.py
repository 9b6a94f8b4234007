"""Convolutions and pooling over images (batch, height, width, channels)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from lessonlib.graph.create import constant
from lessonlib.graph.errors import InvalidValueError, UnsupportedError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops import conv
from lessonlib.graph.ops.array import reshape
from lessonlib.graph.ops.conv1d import conv1d as sliding
from lessonlib.graph.ops.nn import relu
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.contrib.framework.arguments import add_arg_scope
from lessonlib.tf1.contrib.framework.variables import Collections
from lessonlib.tf1.contrib.layers.dense import XAVIER, channels_back, channels_last
from lessonlib.tf1.contrib.layers.parts import (
    ZEROS,
    Function,
    Weights,
    collected,
    finished,
    floats,
    known_size,
)  # fmt: skip
from lessonlib.tf1.variables.scope import variable_scope


@tf_export("contrib.layers.convolution", "contrib.slim.convolution")
@add_arg_scope
def convolution(
    inputs: TensorLike, num_outputs: int, kernel_size: Any, stride: Any = 1, padding: str = "SAME",
    data_format: str | None = None, rate: Any = 1, activation_fn: Function = relu, normalizer_fn: Function = None,
    normalizer_params: Mapping[str, Any] | None = None, weights_initializer: Any = XAVIER,
    weights_regularizer: Any = None, biases_initializer: Any = ZEROS, biases_regularizer: Any = None,
    reuse: Any = None, variables_collections: Collections = None,
    outputs_collections: str | Sequence[str] | None = None, trainable: bool = True, scope: Any = None,
    conv_dims: int | None = None,
) -> Tensor:  # fmt: skip
    """activation_fn of filters over inputs: (batch, height, width, n) -> (batch, height', width', num_outputs).

    ``stride`` is the step from window to window and ``rate`` that from pixel to pixel in a window; only one of them may
    be more than 1. SAME padding when not said. With ``normalizer_fn`` there are no biases. The variables are
    ``weights`` and ``biases`` in the scope ``Conv``. Inputs (batch, time, n) are convolved along time.

    Raises ValueError when n is unknown or the rank is not ``conv_dims`` + 2; NotImplementedError for volumes.
    """
    x = floats(inputs, "convolution")
    with variable_scope(scope, "Conv", [x], reuse=reuse):
        rank = len(x.sizes or ())
        if conv_dims is not None and conv_dims + 2 != rank:
            raise InvalidValueError(
                f"Convolution expects input with rank {conv_dims + 2}, got {rank} (shape {x.shape})."
            )
        if rank not in (3, 4):
            raise UnsupportedError(
                f"contrib.layers.convolution is for sequences and images, but {x.name} has shape {x.shape}.\n"
                "  Remedy: tf.layers.conv3d for volumes."
            )
        x = channels_last(x, data_format)
        window, weights = as_list(kernel_size, rank - 2), Weights(x, variables_collections, trainable)
        shape = [*window, known_size(x, -1, "convolution"), num_outputs]
        kernel = weights.make("weights", shape, weights_initializer, weights_regularizer)
        slide: Any = conv.conv2d if rank == 4 else sliding
        y = slide(x, kernel, as_list(stride, rank - 2), padding.upper(), dilations=as_list(rate, rank - 2))
        if normalizer_fn is None and biases_initializer is not None:
            y = y + weights.make("biases", [num_outputs], biases_initializer, biases_regularizer)
        y = finished(channels_back(y, data_format), normalizer_fn, normalizer_params, activation_fn)
        return collected(outputs_collections, y)


@tf_export(
    "contrib.layers.conv2d", "contrib.layers.convolution2d", "contrib.slim.conv2d",
    "contrib.slim.convolution2d",
)  # fmt: skip
@add_arg_scope
def convolution2d(
    inputs: TensorLike, num_outputs: int, kernel_size: Any, stride: Any = 1, padding: str = "SAME",
    data_format: str | None = None, rate: Any = 1, activation_fn: Function = relu, normalizer_fn: Function = None,
    normalizer_params: Mapping[str, Any] | None = None, weights_initializer: Any = XAVIER,
    weights_regularizer: Any = None, biases_initializer: Any = ZEROS, biases_regularizer: Any = None,
    reuse: Any = None, variables_collections: Collections = None,
    outputs_collections: str | Sequence[str] | None = None, trainable: bool = True, scope: Any = None,
) -> Tensor:  # fmt: skip
    """`convolution` over images."""
    return convolution(
        inputs, num_outputs, kernel_size, stride, padding, data_format, rate, activation_fn, normalizer_fn,
        normalizer_params, weights_initializer, weights_regularizer, biases_initializer, biases_regularizer, reuse,
        variables_collections, outputs_collections, trainable, scope, conv_dims=2,
    )  # fmt: skip


@tf_export("contrib.layers.conv1d", "contrib.layers.convolution1d", "contrib.slim.conv1d",
           "contrib.slim.convolution1d")  # fmt: skip
@add_arg_scope
def convolution1d(
    inputs: TensorLike, num_outputs: int, kernel_size: Any, stride: Any = 1, padding: str = "SAME",
    data_format: str | None = None, rate: Any = 1, activation_fn: Function = relu, normalizer_fn: Function = None,
    normalizer_params: Mapping[str, Any] | None = None, weights_initializer: Any = XAVIER,
    weights_regularizer: Any = None, biases_initializer: Any = ZEROS, biases_regularizer: Any = None,
    reuse: Any = None, variables_collections: Collections = None,
    outputs_collections: str | Sequence[str] | None = None, trainable: bool = True, scope: Any = None,
) -> Tensor:  # fmt: skip
    """`convolution` over sequences."""
    return convolution(
        inputs, num_outputs, kernel_size, stride, padding, data_format, rate, activation_fn, normalizer_fn,
        normalizer_params, weights_initializer, weights_regularizer, biases_initializer, biases_regularizer, reuse,
        variables_collections, outputs_collections, trainable, scope, conv_dims=1,
    )  # fmt: skip


@tf_export("contrib.layers.conv2d_transpose", "contrib.layers.convolution2d_transpose",
           "contrib.slim.conv2d_transpose", "contrib.slim.convolution2d_transpose")  # fmt: skip
@add_arg_scope
def convolution2d_transpose(
    inputs: TensorLike, num_outputs: int, kernel_size: Any, stride: Any = 1, padding: str = "SAME",
    data_format: str = "NHWC", activation_fn: Function = relu, normalizer_fn: Function = None,
    normalizer_params: Mapping[str, Any] | None = None, weights_initializer: Any = XAVIER,
    weights_regularizer: Any = None, biases_initializer: Any = ZEROS, biases_regularizer: Any = None,
    reuse: Any = None, variables_collections: Collections = None,
    outputs_collections: str | Sequence[str] | None = None, trainable: bool = True, scope: Any = None,
) -> Tensor:  # fmt: skip
    """Make images larger (Zeiler et al., 2010): (batch, height, width, n) -> (batch, height', width', num_outputs).

    SAME makes height * stride, VALID height * stride + max(kernel - stride, 0). Raises ValueError when the height, the
    width or n is unknown.
    """
    x = floats(inputs, "conv2d_transpose")
    with variable_scope(scope, "Conv2d_transpose", [x], reuse=reuse):
        x = channels_last(x, data_format)
        window, pace = as_list(kernel_size, 2), as_list(stride, 2)
        weights = Weights(x, variables_collections, trainable)
        shape = [*window, num_outputs, known_size(x, -1, "conv2d_transpose")]
        kernel = weights.make("weights", shape, weights_initializer, weights_regularizer)
        rest = [max(k - s, 0) if padding.upper() == "VALID" else 0 for k, s in zip(window, pace, strict=True)]
        size = [known_size(x, i + 1, "conv2d_transpose") * pace[i] + rest[i] for i in range(2)]
        y = conv.conv2d_transpose(x, kernel, [-1, *size, num_outputs], pace, padding.upper())
        if normalizer_fn is None and biases_initializer is not None:
            y = y + weights.make("biases", [num_outputs], biases_initializer, biases_regularizer)
        y = finished(channels_back(y, data_format), normalizer_fn, normalizer_params, activation_fn)
        return collected(outputs_collections, y)


@tf_export("contrib.layers.separable_conv2d", "contrib.layers.separable_convolution2d",
           "contrib.slim.separable_conv2d", "contrib.slim.separable_convolution2d")  # fmt: skip
@add_arg_scope
def separable_convolution2d(
    inputs: TensorLike, num_outputs: int | None, kernel_size: Any, depth_multiplier: int = 1, stride: Any = 1,
    padding: str = "SAME", data_format: str = "NHWC", rate: Any = 1, activation_fn: Function = relu,
    normalizer_fn: Function = None, normalizer_params: Mapping[str, Any] | None = None,
    weights_initializer: Any = XAVIER, pointwise_initializer: Any = None, weights_regularizer: Any = None,
    biases_initializer: Any = ZEROS, biases_regularizer: Any = None, reuse: Any = None,
    variables_collections: Collections = None, outputs_collections: str | Sequence[str] | None = None,
    trainable: bool = True, scope: Any = None,
) -> Tensor:  # fmt: skip
    """Filters for each channel alone, then (unless ``num_outputs`` is None) 1 x 1 filters over all of them.

    The variables are ``depthwise_weights``, ``pointwise_weights`` and ``biases`` in the scope ``SeparableConv2d``.
    Raises ValueError when the number of channels is unknown.
    """
    x = floats(inputs, "separable_conv2d")
    with variable_scope(scope, "SeparableConv2d", [x], reuse=reuse):
        x = channels_last(x, data_format)
        channels, weights = (
            known_size(x, -1, "separable_conv2d"),
            Weights(x, variables_collections, trainable),
        )
        shape = [*as_list(kernel_size, 2), channels, depth_multiplier]
        depthwise = weights.make("depthwise_weights", shape, weights_initializer, weights_regularizer)
        y = conv.conv2d(
            x, _one_by_one(depthwise, shape), as_list(stride, 2), padding.upper(), dilations=as_list(rate, 2)
        )
        if num_outputs is not None:
            shape = [1, 1, channels * depth_multiplier, num_outputs]
            start = pointwise_initializer or weights_initializer
            y = conv.conv2d(
                y, weights.make("pointwise_weights", shape, start, weights_regularizer), 1, "VALID"
            )
        if normalizer_fn is None and biases_initializer is not None:
            width = num_outputs or channels * depth_multiplier
            y = y + weights.make("biases", [width], biases_initializer, biases_regularizer)
        y = finished(channels_back(y, data_format), normalizer_fn, normalizer_params, activation_fn)
        return collected(outputs_collections, y)


def _one_by_one(filters: Any, shape: Sequence[int]) -> Tensor:
    """Filters (h, w, n, k) for each channel alone as filters over all channels, (h, w, n, n * k) and mostly zeros."""
    height, width, channels, each = shape
    own = np.eye(channels, dtype=filters.dtype.as_numpy_dtype).reshape(1, 1, channels, channels, 1)
    spread = reshape(filters, [height, width, channels, 1, each]) * constant(own)  # (h, w, n, n, k)
    return reshape(spread, [height, width, channels, channels * each])


@tf_export("contrib.layers.max_pool2d", "contrib.slim.max_pool2d")
@add_arg_scope
def max_pool2d(
    inputs: TensorLike, kernel_size: Any, stride: Any = 2, padding: str = "VALID", data_format: str = "NHWC",
    outputs_collections: str | Sequence[str] | None = None, scope: Any = None,
) -> Tensor:  # fmt: skip
    """The largest value of each window of images; steps of 2 when not said."""
    pool = partial(conv.max_pool, ksize=as_list(kernel_size, 2), strides=as_list(stride, 2))
    return _pooled(pool, inputs, padding, data_format, outputs_collections, scope or "MaxPool2D")


@tf_export("contrib.layers.avg_pool2d", "contrib.slim.avg_pool2d")
@add_arg_scope
def avg_pool2d(
    inputs: TensorLike, kernel_size: Any, stride: Any = 2, padding: str = "VALID", data_format: str = "NHWC",
    outputs_collections: str | Sequence[str] | None = None, scope: Any = None,
) -> Tensor:  # fmt: skip
    """The mean of each window of images; steps of 2 when not said."""
    pool = partial(conv.avg_pool, ksize=as_list(kernel_size, 2), strides=as_list(stride, 2))
    return _pooled(pool, inputs, padding, data_format, outputs_collections, scope or "AvgPool2D")


def _pooled(
    pool: Any, inputs: TensorLike, padding: str, data_format: str, collections: Any, scope: str
) -> Tensor:
    x = floats(inputs, "pooling")
    with x.graph.name_scope(scope):
        y = channels_back(pool(channels_last(x, data_format), padding=padding.upper()), data_format)
    return collected(collections, y)


def as_list(given: Any, count: int) -> list[int]:
    """A number for each axis, from one number or from several. Raises ValueError when there are others."""
    sizes = [int(given)] * count if np.ndim(given) == 0 else [int(size) for size in given]
    sizes = sizes * count if len(sizes) == 1 else sizes
    if len(sizes) != count:
        raise InvalidValueError(
            f"Expected a number or {count} numbers, one for each axis, but got {given!r}."
        )
    return sizes
