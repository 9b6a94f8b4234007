"""Convolution beyond `tf.nn.conv2d`: over sequences and volumes, with holes, channel by channel, and transposed."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from lessonlib.graph.create import as_tensor, constant_value, convert_to_tensor, create, one_of
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.conv import conv2d, same_padding
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.nn.windows import (
    Sizes,
    as_given,
    channels_first,
    channels_last,
    is_channels_first,
    padded,
    padding_of,
    sizes_of,
    spatial_rank,
    with_channels_last,
)

CONVOLUTIONS: dict[int, Any] = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED: dict[int, Any] = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}


def convolve(
    x: torch.Tensor, filters: torch.Tensor, stride: Sizes, padding: str, dilation: Sizes
) -> torch.Tensor:
    """x (batch, sizes ..., in), filters (window ..., in, out) -> (batch, sizes' ..., out)."""
    rank = filters.dim() - 2
    image = padded(channels_first(x), filters.shape[:rank], stride, padding, dilation)
    kernel = filters.movedim((-1, -2), (0, 1))  # (out, in, window ...)
    return channels_last(CONVOLUTIONS[rank](image, kernel, stride=stride, dilation=dilation))


def convolve_by_channel(
    x: torch.Tensor, filters: torch.Tensor, stride: Sizes, padding: str, dilation: Sizes
) -> torch.Tensor:
    """x (batch, h, w, in), filters (height, width, in, multiplier) -> (batch, h', w', in * multiplier)."""
    channels = filters.shape[2]
    image = padded(channels_first(x), filters.shape[:2], stride, padding, dilation)
    kernel = filters.permute(2, 3, 0, 1).flatten(0, 1).unsqueeze(1)  # (in * multiplier, 1, height, width)
    return channels_last(F.conv2d(image, kernel, stride=stride, dilation=dilation, groups=channels))


def convolve_transposed(
    x: torch.Tensor, filters: torch.Tensor, size: Sizes, stride: Sizes, padding: str, dilation: Sizes
) -> torch.Tensor:
    """x (batch, sizes ..., in), filters (window ..., out, in) -> (batch, *size, out)."""
    rank = filters.dim() - 2
    _check_size(x.shape[1:-1], size, filters.shape[:rank], stride, padding, dilation)
    kernel = filters.movedim((-1, -2), (0, 1))  # (in, out, window ...)
    full = channels_last(
        TRANSPOSED[rank](channels_first(x), kernel, stride=stride, dilation=dilation)
    )  # (batch, sizes ..., out)
    for axis, (want, window, step, holes) in enumerate(
        zip(size, filters.shape[:rank], stride, dilation, strict=True), 1
    ):
        before = same_padding(want, window, step, holes)[0] if padding == "SAME" else 0
        missing = max(before + want - full.shape[axis], 0)
        full = F.pad(full, [0, 0] * (rank + 1 - axis) + [0, missing]).narrow(axis, before, want)
    return full


def _check_size(
    given: Sizes, size: Sizes, window: Sizes, stride: Sizes, padding: str, dilation: Sizes
) -> None:
    """Raise ValueError unless the convolution of an output of this ``size`` has the ``given`` one."""
    for n, want, width, step, holes in zip(given, size, window, stride, dilation, strict=True):
        reach = (width - 1) * holes + 1 if padding == "VALID" else 1
        if n != -(-(want - reach + 1) // step):
            raise InvalidValueError(
                f"A convolution with padding {padding} and strides {stride} does not make {n} of {want}: output_shape "
                f"does not fit the inputs."
            )


@tf_export("nn.convolution")
def convolution(
    input: TensorLike, filter: TensorLike | None = None, padding: str | None = None, strides: Any = None,
    dilation_rate: Any = None, name: str | None = None, data_format: str | None = None,
    filters: TensorLike | None = None, dilations: Any = None,
) -> Tensor:  # fmt: skip
    """Slide filters (window ..., in, out) over (batch, sizes ..., in), along 1, 2 or 3 axes.

    Args:
        padding: SAME keeps size / stride (rounded up), VALID only where the filter fits.
        strides, dilation_rate: one number, or one an axis; only one of them over 1. ``dilations`` is its newer name.
        data_format: such as ``"NCHW"`` when the channels are axis 1, of the output, too.

    Raises ValueError when filter or padding is missing, or ranks or channels do not fit.
    """
    weights, tensor = one_of("filters", filters, "filter", filter), convert_to_tensor(input)
    if weights is None or padding is None:
        raise InvalidValueError("tf.nn.convolution needs a filter and padding ('SAME' or 'VALID').")
    rank = spatial_rank(tensor, "tf.nn.convolution")
    spread = one_of("dilations", dilations, "dilation_rate", dilation_rate)
    return convolved(tensor, weights, rank, strides, padding, spread, data_format, name or "convolution")


@tf_export("nn.conv3d")
def conv3d(
    input: TensorLike, filter: TensorLike | None = None, strides: Any = None, padding: str | None = None,
    data_format: str = "NDHWC", dilations: Any = 1, name: str | None = None, filters: TensorLike | None = None,
) -> Tensor:  # fmt: skip
    """Slide filters (depth, height, width, in, out) over volumes (batch, depth, height, width, in)."""
    weights = one_of("filters", filters, "filter", filter)
    if weights is None or strides is None or padding is None:
        raise InvalidValueError("tf.nn.conv3d needs a filter, strides and padding.")
    return convolved(input, weights, 3, strides, padding, dilations, data_format, name or "Conv3D")


def convolved(
    x: TensorLike, filters: TensorLike, rank: int, strides: Any, padding: str, dilations: Any,
    data_format: str | None, name: str,
) -> Tensor:  # fmt: skip
    """The convolution along ``rank`` axes, with all arguments as TensorFlow's functions take them."""
    first = is_channels_first(data_format, rank)
    stride, dilation = sizes_of(strides, rank, "strides", 1), sizes_of(dilations, rank, "dilations", 1)
    if max(stride) > 1 and max(dilation) > 1:
        raise InvalidValueError(
            f"strides {strides!r} and dilations {dilations!r}: only one of them may be more than 1."
        )
    tensor, weights = with_channels_last(x, first), convert_to_tensor(filters)
    _check_ranks(tensor, weights, rank + 2)
    if rank == 2:
        return as_given(conv2d(tensor, weights, stride, padding, dilations=dilation, name=name), first)
    how = {"stride": stride, "padding": padding_of(padding), "dilation": dilation}
    return as_given(create("Convolution", tensor, weights, name=name, **how), first)


@tf_export("nn.atrous_conv2d")
def atrous_conv2d(
    value: TensorLike, filters: TensorLike, rate: int, padding: str, name: str | None = None
) -> Tensor:
    """conv2d with ``rate`` - 1 holes between the elements of the filter (Yu & Koltun, 2016)."""
    return convolved(value, filters, 2, 1, padding, rate, "NHWC", name or "atrous_conv2d")


@tf_export("nn.depthwise_conv2d")
def depthwise_conv2d(
    input: TensorLike, filter: TensorLike, strides: Any, padding: str, rate: Any = None, name: str | None = None,
    data_format: str | None = None, dilations: Any = None,
) -> Tensor:  # fmt: skip
    """Filters (height, width, in, multiplier), each over one channel of (batch, height, width, in).

    Returns (batch, height', width', in * multiplier). ``rate`` is the older name of ``dilations``.
    """
    first = is_channels_first(data_format, 2)
    stride = sizes_of(strides, 2, "strides")
    dilation = sizes_of(one_of("dilations", dilations, "rate", rate), 2, "rate", 1)
    if max(stride) > 1 and max(dilation) > 1:
        raise InvalidValueError(
            f"strides {strides!r} and rate {dilation!r}: only one of them may be more than 1."
        )
    tensor, weights = with_channels_last(input, first), convert_to_tensor(filter)
    _check_ranks(tensor, weights, 4)
    how = {"stride": stride, "padding": padding_of(padding), "dilation": dilation}
    return as_given(create("DepthwiseConv2D", tensor, weights, name=name or "depthwise", **how), first)


@tf_export("nn.depthwise_conv2d_native")
def depthwise_conv2d_native(
    input: TensorLike, filter: TensorLike, strides: Any, padding: str, data_format: str = "NHWC",
    dilations: Any = (1, 1, 1, 1), name: str | None = None,
) -> Tensor:  # fmt: skip
    """The same as `depthwise_conv2d`, with dilations [1, height, width, 1]."""
    name = name or "DepthwiseConv2dNative"
    return depthwise_conv2d(input, filter, strides, padding, None, name, data_format, dilations)


@tf_export("nn.separable_conv2d")
def separable_conv2d(
    input: TensorLike, depthwise_filter: TensorLike, pointwise_filter: TensorLike, strides: Any, padding: str,
    rate: Any = None, name: str | None = None, data_format: str | None = None, dilations: Any = None,
) -> Tensor:  # fmt: skip
    """`depthwise_conv2d`, then a convolution with ``pointwise_filter`` (1, 1, in * multiplier, out) (Chollet, 2017)."""
    tensor, point = convert_to_tensor(input), convert_to_tensor(pointwise_filter)
    if point.sizes is not None and point.sizes[:2] != (1, 1):
        raise InvalidValueError(f"A pointwise_filter has shape (1, 1, in, out), but this has {point.shape}.")
    with tensor.graph.as_default() as graph, graph.name_scope(name or "separable_conv2d"):
        middle = depthwise_conv2d(
            tensor, depthwise_filter, strides, padding, rate, "depthwise", data_format, dilations
        )
        return convolved(middle, point, 2, 1, "VALID", 1, data_format, "pointwise")


@tf_export("nn.conv1d_transpose")
def conv1d_transpose(
    input: TensorLike, filters: TensorLike, output_shape: Any, strides: Any, padding: str = "SAME",
    data_format: str = "NWC", dilations: Any = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """The gradient of conv1d as a layer: sequences (batch, t, in), filters (width, out, in)."""
    name = name or "conv1d_transpose"
    return _transposed(input, filters, 1, output_shape, strides, padding, data_format, dilations, name)


@tf_export("nn.conv3d_transpose")
def conv3d_transpose(
    value: TensorLike | None = None, filter: TensorLike | None = None, output_shape: Any = None, strides: Any = None,
    padding: str = "SAME", data_format: str = "NDHWC", name: str | None = None, input: TensorLike | None = None,
    filters: TensorLike | None = None, dilations: Any = None,
) -> Tensor:  # fmt: skip
    """The gradient of conv3d as a layer: volumes (batch, d, h, w, in), filters (depth, height, width, out, in)."""
    x, weights = one_of("input", input, "value", value), one_of("filters", filters, "filter", filter)
    name = name or "conv3d_transpose"
    return _transposed(x, weights, 3, output_shape, strides, padding, data_format, dilations, name)


@tf_export("nn.conv_transpose")
def conv_transpose(
    input: TensorLike, filters: TensorLike, output_shape: Any, strides: Any, padding: str = "SAME",
    data_format: str | None = None, dilations: Any = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """The gradient of a convolution along 1, 2 or 3 axes: (batch, sizes ..., in), filters (window ..., out, in)."""
    tensor = convert_to_tensor(input)
    rank = spatial_rank(tensor, "tf.nn.conv_transpose")
    name = name or "conv_transpose"
    return _transposed(tensor, filters, rank, output_shape, strides, padding, data_format, dilations, name)


@tf_export("nn.atrous_conv2d_transpose")
def atrous_conv2d_transpose(
    value: TensorLike,
    filters: TensorLike,
    output_shape: Any,
    rate: int,
    padding: str,
    name: str | None = None,
) -> Tensor:
    """The gradient of `atrous_conv2d` as a layer: images (batch, h, w, in), filters (height, width, out, in)."""
    name = name or "atrous_conv2d_transpose"
    return _transposed(value, filters, 2, output_shape, 1, padding, "NHWC", rate, name)


def _transposed(
    x: TensorLike | None, filters: TensorLike | None, rank: int, output_shape: Any, strides: Any, padding: str,
    data_format: str | None, dilations: Any, name: str,
) -> Tensor:  # fmt: skip
    if x is None or filters is None or output_shape is None or strides is None:
        raise InvalidValueError(f"{name} needs inputs, filters, output_shape and strides.")
    first = is_channels_first(data_format, rank)
    tensor, weights = with_channels_last(x, first), convert_to_tensor(filters)
    _check_ranks(tensor, weights, rank + 2)
    how = {
        "size": _spatial(output_shape, rank, first, name),
        "stride": sizes_of(strides, rank, "strides"),
        "padding": padding_of(padding),
        "dilation": sizes_of(dilations, rank, "dilations", 1),
    }
    return as_given(create("ConvolutionTranspose", tensor, weights, name=name, **how), first)


def _spatial(output_shape: Any, rank: int, first: bool, name: str) -> Sizes:
    """The sizes between batch and channels of ``output_shape``, which may also hold nothing else."""
    if as_tensor(output_shape) is not None:
        output_shape = constant_value(output_shape)
    sizes = [] if output_shape is None else list(output_shape)
    if len(sizes) == rank + 2:
        sizes = sizes[2:] if first else sizes[1:-1]
    known = [constant_value(size) for size in sizes]
    if len(known) != rank or any(size is None for size in known):
        raise InvalidValueError(
            f"{name} needs an output_shape whose {rank} sizes between batch and channels are known numbers, but got "
            f"{output_shape!r}."
        )
    return tuple(int(size) for size in known if size is not None)


def _check_ranks(x: Tensor, filters: Tensor, rank: int) -> None:
    for what, tensor in (("inputs", x), ("filters", filters)):
        if tensor.sizes is not None and len(tensor.sizes) != rank:
            raise InvalidValueError(
                f"A convolution along {rank - 2} axes takes {what} of rank {rank}, but {tensor.name} has shape "
                f"{tensor.shape}."
            )


register("Convolution", "x filters", convolve, BY_VJP, takes="real float")
register("DepthwiseConv2D", "x filters", convolve_by_channel, BY_VJP, takes="real float")
register("ConvolutionTranspose", "x filters", convolve_transposed, BY_VJP, takes="real float")
