"""The gradients of convolutions as functions of their own: each is what `tf.gradients` makes of the convolution."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.create import convert_to_tensor, one_of, working_graph
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.gradients import gradients
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.filling import zeros
from lessonlib.graph.types import SizesLike, TensorLike
from lessonlib.tf1.nn.convolutions import convolved, depthwise_conv2d


@tf_export("nn.conv2d_backprop_input")
def conv2d_backprop_input(
    input_sizes: SizesLike, filter: TensorLike | None = None, out_backprop: TensorLike | None = None,
    strides: Any = None, padding: str | None = None, use_cudnn_on_gpu: bool = True, data_format: str = "NHWC",
    dilations: Any = (1, 1, 1, 1), name: str | None = None, filters: TensorLike | None = None,
) -> Tensor:  # fmt: skip
    """The gradient of conv2d for images of shape ``input_sizes``, when that for its output is ``out_backprop``.

    ``use_cudnn_on_gpu`` changes no value. Raises ValueError when an argument is missing.
    """
    weights = one_of("filters", filters, "filter", filter)
    if weights is None or out_backprop is None or strides is None or padding is None:
        raise InvalidValueError("conv2d_backprop_input needs a filter, out_backprop, strides and padding.")
    g, w = convert_to_tensor(out_backprop), convert_to_tensor(weights)
    with working_graph(g).as_default() as graph, graph.name_scope(name or "Conv2DBackpropInput"):
        x = zeros(input_sizes, g.dtype)
        return _gradient(convolved(x, w, 2, strides, padding, dilations, data_format, "Conv2D"), x, g)


@tf_export("nn.conv2d_backprop_filter")
def conv2d_backprop_filter(
    input: TensorLike, filter_sizes: SizesLike, out_backprop: TensorLike, strides: Any, padding: str,
    use_cudnn_on_gpu: bool = True, data_format: str = "NHWC", dilations: Any = (1, 1, 1, 1), name: str | None = None,
) -> Tensor:  # fmt: skip
    """The same for filters of shape ``filter_sizes``."""
    name = name or "Conv2DBackpropFilter"
    return _for_filters(input, filter_sizes, out_backprop, 2, strides, padding, data_format, dilations, name)


@tf_export("nn.conv3d_backprop_filter", "nn.conv3d_backprop_filter_v2")
def conv3d_backprop_filter(
    input: TensorLike, filter_sizes: SizesLike, out_backprop: TensorLike, strides: Any, padding: str,
    data_format: str = "NDHWC", dilations: Any = (1, 1, 1, 1, 1), name: str | None = None,
) -> Tensor:  # fmt: skip
    """The gradient of conv3d for filters of shape ``filter_sizes``."""
    name = name or "Conv3DBackpropFilterV2"
    return _for_filters(input, filter_sizes, out_backprop, 3, strides, padding, data_format, dilations, name)


@tf_export("nn.depthwise_conv2d_backprop_input", "nn.depthwise_conv2d_native_backprop_input")
def depthwise_conv2d_backprop_input(
    input_sizes: SizesLike, filter: TensorLike, out_backprop: TensorLike, strides: Any, padding: str,
    data_format: str = "NHWC", dilations: Any = (1, 1, 1, 1), name: str | None = None,
) -> Tensor:  # fmt: skip
    """The gradient of depthwise_conv2d for images of shape ``input_sizes``."""
    g, w = convert_to_tensor(out_backprop), convert_to_tensor(filter)
    with (
        working_graph(g).as_default() as graph,
        graph.name_scope(name or "DepthwiseConv2dNativeBackpropInput"),
    ):
        x = zeros(input_sizes, g.dtype)
        y = depthwise_conv2d(x, w, strides, padding, data_format=data_format, dilations=dilations)
        return _gradient(y, x, g)


@tf_export("nn.depthwise_conv2d_backprop_filter", "nn.depthwise_conv2d_native_backprop_filter")
def depthwise_conv2d_backprop_filter(
    input: TensorLike, filter_sizes: SizesLike, out_backprop: TensorLike, strides: Any, padding: str,
    data_format: str = "NHWC", dilations: Any = (1, 1, 1, 1), name: str | None = None,
) -> Tensor:  # fmt: skip
    """The gradient of depthwise_conv2d for filters of shape ``filter_sizes``."""
    g, x = convert_to_tensor(out_backprop), convert_to_tensor(input)
    with (
        working_graph(g).as_default() as graph,
        graph.name_scope(name or "DepthwiseConv2dNativeBackpropFilter"),
    ):
        w = zeros(filter_sizes, g.dtype)
        y = depthwise_conv2d(x, w, strides, padding, data_format=data_format, dilations=dilations)
        return _gradient(y, w, g)


def _for_filters(
    x: TensorLike, filter_sizes: SizesLike, out_backprop: TensorLike, rank: int, strides: Any, padding: str,
    data_format: str, dilations: Any, name: str,
) -> Tensor:  # fmt: skip
    g = convert_to_tensor(out_backprop)
    with working_graph(g).as_default() as graph, graph.name_scope(name):
        w = zeros(filter_sizes, g.dtype)
        y = convolved(convert_to_tensor(x), w, rank, strides, padding, dilations, data_format, "Conv")
        return _gradient(y, w, g)


def _gradient(y: Tensor, x: Tensor, g: Tensor) -> Tensor:
    found: Tensor | None = gradients(y, x, g)[0]
    assert found is not None
    return found
