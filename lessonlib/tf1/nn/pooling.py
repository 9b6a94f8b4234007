"""Pooling over sequences, images and volumes: the largest number of each window, or the mean."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F

from lessonlib.graph.create import convert_to_tensor, create, create_several, one_of
from lessonlib.graph.dtypes import as_dtype, int64
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.conv import avg_pool, max_pool
from lessonlib.graph.ops.math import cast
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.types import DTypeLike, TensorLike
from lessonlib.tf1.nn.convolutions import CONVOLUTIONS
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

MAXIMA: dict[int, Any] = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
MEANS: dict[int, Any] = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}


def largest_of_windows(
    x: torch.Tensor, window: Sizes, stride: Sizes, padding: str, dilation: Sizes
) -> torch.Tensor:
    image = padded(channels_first(x), window, stride, padding, dilation, float("-inf"))
    return channels_last(MAXIMA[len(window)](image, window, stride, dilation=dilation))


def mean_of_windows(
    x: torch.Tensor, window: Sizes, stride: Sizes, padding: str, dilation: Sizes
) -> torch.Tensor:
    """The mean of each window; what SAME adds does not count."""
    image, mean = channels_first(x), MEANS[len(window)]
    if (
        max(dilation) > 1
    ):  # windows with holes: a convolution, channel by channel, with filters of equal numbers
        equal = torch.full(
            (image.shape[1], 1, *window), 1 / math.prod(window), dtype=x.dtype, device=x.device
        )
        convolve = CONVOLUTIONS[len(window)]
        return channels_last(convolve(image, equal, dilation=dilation, groups=image.shape[1]))
    whole = padded(image, window, stride, padding, dilation)
    if whole is image:
        return channels_last(mean(image, window, stride))
    inside = padded(torch.ones_like(image), window, stride, padding, dilation)
    return channels_last(mean(whole, window, stride) / mean(inside, window, stride))


def largest_and_places(
    x: torch.Tensor, window: Sizes, stride: Sizes, padding: str, batch: bool
) -> tuple[torch.Tensor, torch.Tensor]:
    """The largest of each window of (batch, h, w, c), and its place in the flat image (in the flat batch)."""
    images, height, width, channels = x.shape
    first = channels_first(x)
    numbers = torch.arange(height * width, dtype=torch.float64, device=x.device).reshape(1, 1, height, width)
    values, places = F.max_pool2d(
        padded(first, window, stride, padding, (1, 1), float("-inf")), window, stride, return_indices=True
    )
    origin = padded(numbers, window, stride, padding, (1, 1), -1).reshape(-1).to(torch.int64)
    pixel = origin[places]  # of the padded image -> of the image
    flat = pixel * channels + torch.arange(channels, device=x.device).reshape(1, -1, 1, 1)
    if batch:
        flat = flat + torch.arange(images, device=x.device).reshape(-1, 1, 1, 1) * (height * width * channels)
    return channels_last(values), channels_last(flat)


@tf_export("nn.pool")
def pool(
    input: TensorLike, window_shape: Any, pooling_type: str, padding: str, dilation_rate: Any = None,
    strides: Any = None, name: str | None = None, data_format: str | None = None, dilations: Any = None,
) -> Tensor:  # fmt: skip
    """The largest number (``pooling_type`` "MAX") or the mean ("AVG") of each window, along 1, 2 or 3 axes.

    ``strides`` are 1 when not said. Raises ValueError for another pooling type, and for dilations over 1 with strides
    or with padding SAME.
    """
    tensor = convert_to_tensor(input)
    rank = spatial_rank(tensor, "tf.nn.pool")
    spread = one_of("dilations", dilations, "dilation_rate", dilation_rate)
    return pooled(tensor, rank, pooling_type, window_shape, 1 if strides is None else strides, padding, data_format,
                  name or pooling_type.lower() + "_pool", spread)  # fmt: skip


def pooled(
    x: TensorLike, rank: int, pooling_type: str, ksize: Any, strides: Any, padding: str, data_format: str | None,
    name: str, dilations: Any = None,
) -> Tensor:  # fmt: skip
    """Pooling along ``rank`` axes, with all arguments as TensorFlow's functions take them."""
    if pooling_type not in ("MAX", "AVG"):
        raise InvalidValueError(f"pooling_type must be 'MAX' or 'AVG', but is {pooling_type!r}.")
    first = is_channels_first(data_format, rank)
    window, stride = sizes_of(ksize, rank, "ksize"), sizes_of(strides, rank, "strides")
    dilation, tensor = sizes_of(dilations, rank, "dilations", 1), with_channels_last(x, first)
    if max(dilation) > 1 and (max(stride) > 1 or padding_of(padding) == "SAME"):
        raise InvalidValueError(
            f"Pooling with dilations {dilation} needs padding 'VALID' and strides 1, but got {padding!r} and {stride}."
        )
    if tensor.sizes is not None and len(tensor.sizes) != rank + 2:
        raise InvalidValueError(
            f"Pooling along {rank} axes takes inputs of rank {rank + 2}, but {tensor.name} has shape {tensor.shape}."
        )
    if rank == 2 and max(dilation) == 1:
        function = max_pool if pooling_type == "MAX" else avg_pool
        return as_given(function(tensor, window, stride, padding, name=name), first)
    how = {"window": window, "stride": stride, "padding": padding_of(padding), "dilation": dilation}
    row = "LargestOfWindows" if pooling_type == "MAX" else "MeanOfWindows"
    return as_given(create(row, tensor, name=name, **how), first)


@tf_export("nn.max_pool1d")
def max_pool1d(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str = "NWC",
    name: str | None = None,
) -> Tensor:
    """The largest number of each window of (batch, time, channels)."""
    return pooled(input, 1, "MAX", ksize, strides, padding, data_format, name or "max_pool1d")


@tf_export("nn.max_pool2d")
def max_pool2d(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str = "NHWC",
    name: str | None = None,
) -> Tensor:
    """The largest number of each window of (batch, height, width, channels)."""
    return pooled(input, 2, "MAX", ksize, strides, padding, data_format, name or "max_pool2d")


@tf_export("nn.max_pool3d")
def max_pool3d(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str = "NDHWC",
    name: str | None = None,
) -> Tensor:
    """The largest number of each window of (batch, depth, height, width, channels)."""
    return pooled(input, 3, "MAX", ksize, strides, padding, data_format, name or "max_pool3d")


@tf_export("nn.avg_pool1d")
def avg_pool1d(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str = "NWC",
    name: str | None = None,
) -> Tensor:
    """The mean of each window of (batch, time, channels)."""
    return pooled(input, 1, "AVG", ksize, strides, padding, data_format, name or "avg_pool1d")


@tf_export("nn.avg_pool3d")
def avg_pool3d(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str = "NDHWC",
    name: str | None = None,
) -> Tensor:
    """The mean of each window of (batch, depth, height, width, channels)."""
    return pooled(input, 3, "AVG", ksize, strides, padding, data_format, name or "avg_pool3d")


@tf_export("nn.max_pool_v2")
def max_pool_v2(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The largest number of each window, along 1, 2 or 3 axes."""
    tensor = convert_to_tensor(input)
    rank = spatial_rank(tensor, "tf.nn.max_pool_v2")
    return pooled(tensor, rank, "MAX", ksize, strides, padding, data_format, name or "max_pool")


@tf_export("nn.avg_pool_v2")
def avg_pool_v2(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The mean of each window, along 1, 2 or 3 axes."""
    tensor = convert_to_tensor(input)
    rank = spatial_rank(tensor, "tf.nn.avg_pool_v2")
    return pooled(tensor, rank, "AVG", ksize, strides, padding, data_format, name or "avg_pool")


@tf_export("nn.max_pool_with_argmax")
def max_pool_with_argmax(
    input: TensorLike, ksize: Any, strides: Any, padding: str, data_format: str = "NHWC",
    Targmax: DTypeLike | None = None, name: str | None = None, output_dtype: DTypeLike | None = None,
    include_batch_in_index: bool = False,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """(the largest number of each window of (batch, h, w, c), its place) with the places as int64 or ``Targmax``.

    The place of (b, y, x, c) is (y * w + x) * c's number + c; with ``include_batch_in_index`` that of the whole batch.
    """
    if data_format != "NHWC":
        raise InvalidValueError(
            f"data_format values other than 'NHWC' are not supported, got {data_format!r}."
        )
    how = {"window": sizes_of(ksize, 2, "ksize"), "stride": sizes_of(strides, 2, "strides")}
    values, places = create_several(
        "MaxPoolWithArgmax", input, padding=padding_of(padding), batch=bool(include_batch_in_index),
        name=name or "MaxPoolWithArgmax", **how,
    )  # fmt: skip
    kind = one_of("output_dtype", output_dtype, "Targmax", Targmax)
    return values, cast(places, int64 if kind is None else as_dtype(kind))


register("LargestOfWindows", "x", largest_of_windows, BY_VJP, takes="real")
register("MeanOfWindows", "x", mean_of_windows, BY_VJP, takes="real float")
register("MaxPoolWithArgmax", "x", largest_and_places, BY_VJP, takes="real")
